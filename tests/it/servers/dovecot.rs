//! A real Dovecot of the test's own, in a folder of its own; gone when dropped.

use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use daybook::clock::instant;

use super::ca;

pub(crate) const USER: &str = "daybook";
pub(crate) const PASSWORD: &str = "secret";

/// A mail server with one mailbox, that of [`USER`].
#[derive(Debug)]
pub(crate) struct Dovecot {
    folder: tempfile::TempDir,
    program: PathBuf,
    /// Who owns the mail: root drops to nobody.
    owner: Option<(u32, u32)>,
    next: AtomicU32,
    master: Mutex<Option<Child>>,
    /// Plain, and with STARTTLS.
    pub(crate) imap: u16,
    /// TLS from the first byte.
    pub(crate) imaps: u16,
    /// The certificate to trust.
    pub(crate) ca: PathBuf,
}

impl Dovecot {
    /// Starts one. `None` where Dovecot is not installed, which under `CI=true` is a failure.
    pub(crate) fn start() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program = std::env::split_paths(&path).chain(["/usr/sbin".into()]).map(|folder| folder.join("dovecot")).find(|program| program.is_file());
        let Some(program) = program else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "dovecot is not installed");
            #[expect(clippy::print_stdout, reason = "cargo test shows it with the test's name")]
            {
                println!("skipped: dovecot is not installed");
            }
            return None;
        };
        // Dovecot's own users must get through to what they need; base_dir holds sockets, whose paths must be short.
        let mut builder = tempfile::Builder::new();
        let folder = builder.prefix("dovecot").permissions(fs::Permissions::from_mode(0o755)).tempdir_in("/tmp").unwrap();
        let root = fs::metadata("/proc/self").unwrap().uid() == 0;
        let owner = root.then(|| (id("/etc/passwd", "nobody"), id("/etc/group", "nogroup")));
        let ca = ca::certified_files(folder.path(), "localhost");
        let (imap, imaps) = (free_port(), free_port());
        let dovecot = Self { folder, program, owner, next: AtomicU32::new(0), master: Mutex::default(), imap, imaps, ca };
        dovecot.configure(root);
        for part in ["mail", "mail/Maildir", "mail/Maildir/tmp", "mail/Maildir/new", "mail/Maildir/cur"] {
            fs::create_dir(dovecot.path().join(part)).unwrap();
            dovecot.give(&dovecot.path().join(part));
        }
        dovecot.wake();
        Some(dovecot)
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn configure(&self, root: bool) {
        let dir = self.path().display();
        let me = |file: &str, id: u32| name(file, id);
        let about = fs::metadata("/proc/self").unwrap();
        let (user, group) = (me("/etc/passwd", about.uid()), me("/etc/group", about.gid()));
        let (internal, internal_group, login) =
            if root { ("dovecot".to_owned(), "dovecot".to_owned(), "dovenull".to_owned()) } else { (user.clone(), group, user) };
        let (uid, gid) = self.owner.unwrap_or((about.uid(), about.gid()));
        let config = format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {dir}/run\nstate_dir = {dir}/state\ninstance_name = daybook-test-{port}\nlog_path = {dir}/log\n\
            default_internal_user = {internal}\ndefault_internal_group = {internal_group}\ndefault_login_user = {login}\nfirst_valid_uid = 1\nfirst_valid_gid = 1\n\
            shutdown_clients = yes\nmail_location = maildir:~/Maildir\nmail_home = {dir}/mail\nmail_fsync = never\nnamespace inbox {{\n  inbox = yes\n  separator = /\n}}\n\
            ssl = yes\nssl_cert = <{dir}/server.pem\nssl_key = <{dir}/server.key\ndisable_plaintext_auth = no\nauth_mechanisms = plain login\nauth_failure_delay = 0\n\
            passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\nuserdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={dir}/mail allow_all_users=yes\n}}\n\
            service anvil {{\n  chroot =\n}}\nservice stats {{\n  chroot =\n}}\n\
            service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {port}\n  }}\n  inet_listener imaps {{\n    port = {tls}\n    ssl = yes\n  }}\n}}\n",
            port = self.imap,
            tls = self.imaps,
        );
        fs::write(self.path().join("dovecot.conf"), config).unwrap();
    }

    /// Starts it, again after [`Dovecot::stop`]; it answers when this returns.
    pub(crate) fn wake(&self) {
        let said = self.path().join("start.log");
        let mut command = self.command();
        // In the foreground, as a child: where nobody reaps orphans, a daemon's end is never seen.
        let mut master = command.arg("-F").stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said).unwrap()).spawn().unwrap();
        wait_until(|| {
            assert!(master.try_wait().unwrap().is_none(), "{}", fs::read_to_string(&said).unwrap());
            TcpStream::connect(("127.0.0.1", self.imap)).is_ok()
        });
        *self.master.lock().unwrap() = Some(master);
    }

    /// Ends it, and every session.
    pub(crate) fn stop(&self) {
        let Some(mut master) = self.master.lock().unwrap().take() else { return };
        let stop = self.command().arg("stop").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let _ = master.wait();
        let _ = stop.and_then(|mut stop| stop.wait());
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-c").arg(self.path().join("dovecot.conf"));
        command
    }

    /// Runs doveadm on the mailbox.
    pub(crate) fn doveadm(&self, arguments: &[&str]) {
        let program = ["/usr/bin/doveadm", "/usr/local/bin/doveadm"].into_iter().find(|program| Path::new(program).is_file()).unwrap_or("doveadm");
        let out = Command::new(program).arg("-c").arg(self.path().join("dovecot.conf")).args(arguments).output().unwrap();
        assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    }

    /// Delivers a mail into the inbox.
    pub(crate) fn put(&self, raw: &[u8], arrived: DateTime<Utc>) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.{number:06}.test", arrived.timestamp());
        let inbox = self.path().join("mail/Maildir");
        let tmp = inbox.join("tmp").join(&name);
        fs::write(&tmp, raw).unwrap();
        File::options().write(true).open(&tmp).unwrap().set_modified(arrived.into()).unwrap();
        self.give(&tmp);
        fs::rename(tmp, inbox.join("new").join(name)).unwrap();
    }

    fn give(&self, path: &Path) {
        if let Some((uid, gid)) = self.owner {
            std::os::unix::fs::chown(path, Some(uid), Some(gid)).unwrap();
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Waits for another process, which tells nobody when it is ready.
fn wait_until(mut ready: impl FnMut() -> bool) {
    let deadline = instant() + Duration::from_secs(20);
    while !ready() {
        assert!(instant() < deadline, "dovecot does not start");
        std::thread::park_timeout(Duration::from_millis(5));
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The id of a user or group, from a file of the form of /etc/passwd.
fn id(file: &str, name: &str) -> u32 {
    entries(file).into_iter().find(|(known, _)| known == name).map_or(65534, |(_, id)| id)
}

fn name(file: &str, id: u32) -> String {
    entries(file).into_iter().find(|(_, known)| *known == id).map_or_else(|| id.to_string(), |(name, _)| name)
}

fn entries(file: &str) -> Vec<(String, u32)> {
    let text = fs::read_to_string(file).unwrap_or_default();
    let entry = |line: &str| {
        let mut fields = line.split(':');
        Some((fields.next()?.to_owned(), fields.nth(1)?.parse().ok()?))
    };
    text.lines().filter_map(entry).collect()
}
