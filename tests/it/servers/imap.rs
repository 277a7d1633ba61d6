//! An IMAP server that does as the test says: in memory through `Dial`, or on loopback.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use daybook::dial::{Dial, Dialing, Stream};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

/// One message in the folder.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) uid: u32,
    pub(crate) arrived: DateTime<Utc>,
    pub(crate) raw: Vec<u8>,
}

/// What the server has, and how it misbehaves.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one way to misbehave, and they go together")]
pub(crate) struct Script {
    pub(crate) mails: Vec<Mail>,
    pub(crate) uidvalidity: u32,
    pub(crate) uidnext: u32,
    pub(crate) says_uidnext: bool,
    pub(crate) capabilities: String,
    /// What LOGIN answers instead of OK.
    pub(crate) login: Option<String>,
    /// Lines before the tagged answer to SELECT.
    pub(crate) select_extra: String,
    /// The next connection is cut after so many bytes.
    pub(crate) cut: Option<usize>,
    /// The next connection stands still after so many bytes.
    pub(crate) stall: Option<usize>,
    /// Says BYE to the next command of this name.
    pub(crate) bye_to: Option<&'static str>,
    /// Left out of answers to commands that ask for more than one message.
    pub(crate) omit: HashSet<u32>,
    /// Left out of listings.
    pub(crate) unlisted: HashSet<u32>,
    /// Bodies that are sent as NIL.
    pub(crate) nil: HashSet<u32>,
    /// Bodies that are refused with NO.
    pub(crate) refuse: HashSet<u32>,
    /// Messages at whose listing something is sent that is not IMAP.
    pub(crate) garble: HashSet<u32>,
    /// Messages at whose listing it says NO.
    pub(crate) refuse_listing: HashSet<u32>,
    /// Says NO to every FETCH.
    pub(crate) no_fetch: bool,
    /// Ignores `<offset.size>` and sends everything.
    pub(crate) whole_only: bool,
    /// Sizes are announced too large by this much.
    pub(crate) size_off: usize,
    /// Slips flags of other messages into FETCH answers.
    pub(crate) chatty: bool,
    /// IDLE is answered with NO.
    pub(crate) refuse_idle: bool,
    /// Once in IDLE, it neither tells news nor hears the end of it.
    pub(crate) deaf_in_idle: bool,
    /// How often a connection was cut or stood still as ordered.
    pub(crate) faults: usize,
    /// Commands that came, without tag.
    pub(crate) log: Vec<String>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            mails: Vec::new(),
            uidvalidity: 7,
            uidnext: 1,
            says_uidnext: true,
            capabilities: "IMAP4rev1 IDLE ID".to_owned(),
            login: None,
            select_extra: String::new(),
            cut: None,
            stall: None,
            bye_to: None,
            omit: HashSet::new(),
            unlisted: HashSet::new(),
            nil: HashSet::new(),
            refuse: HashSet::new(),
            garble: HashSet::new(),
            refuse_listing: HashSet::new(),
            no_fetch: false,
            whole_only: false,
            size_off: 0,
            chatty: false,
            refuse_idle: false,
            deaf_in_idle: false,
            faults: 0,
            log: Vec::new(),
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Server {
    script: Arc<Mutex<Script>>,
    changed: watch::Sender<u64>,
    /// Told when a connection stands still, and when a client waits in IDLE.
    pub(crate) stalled: Arc<Notify>,
    pub(crate) idling: Arc<Notify>,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self { script: Arc::default(), changed: watch::Sender::new(0), stalled: Arc::default(), idling: Arc::default() }
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// Puts a mail into the folder and wakes who waits in IDLE.
    pub(crate) fn put(&self, raw: &str, arrived: DateTime<Utc>) {
        self.put_quietly(raw, arrived);
        self.changed.send_modify(|version| *version += 1);
    }

    /// Puts a mail into the folder behind the back of who waits.
    pub(crate) fn put_quietly(&self, raw: &str, arrived: DateTime<Utc>) {
        let mut script = self.script();
        let uid = script.uidnext;
        script.uidnext += 1;
        script.mails.push(Mail { uid, arrived, raw: raw.as_bytes().to_vec() });
    }

    pub(crate) fn as_dial(&self) -> Arc<dyn Dial> {
        Arc::new(self.clone())
    }

    /// Serves on loopback; gives the port.
    pub(crate) async fn listen(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        port
    }

    async fn serve(&self, stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        let (reader, writer) = tokio::io::split(stream);
        let (cut, stall) = {
            let mut script = self.script();
            (script.cut.take(), script.stall.take())
        };
        let mut session = Session { server: self, lines: BufReader::new(reader), out: writer, sent: 0, cut, stall };
        session.run().await
    }
}

impl Dial for Server {
    fn dial<'a>(&'a self, _host: &'a str, _port: u16) -> Dialing<'a> {
        Box::pin(async move {
            let (client, end) = tokio::io::duplex(64 * 1024);
            let server = self.clone();
            tokio::spawn(async move { server.serve(end).await });
            Ok(Box::new(client) as Box<dyn Stream>)
        })
    }
}

struct Session<'a, R, W> {
    server: &'a Server,
    lines: BufReader<R>,
    out: W,
    sent: usize,
    cut: Option<usize>,
    stall: Option<usize>,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Session<'_, R, W> {
    async fn run(&mut self) -> io::Result<()> {
        let capabilities = self.server.script().capabilities.clone();
        self.say(b"* OK ready\r\n").await?;
        while let Some(line) = self.line().await? {
            let (tag, command) = line.split_once(' ').unwrap_or((&line, ""));
            let (verb, rest) = command.split_once(' ').unwrap_or((command, ""));
            let verb = if verb == "UID" { "UID FETCH" } else { verb };
            let bye = {
                let mut script = self.server.script();
                script.log.push(command.to_owned());
                script.bye_to.take_if(|to| *to == verb).is_some()
            };
            if bye {
                self.say(b"* BYE shutting down\r\n").await?;
                return Ok(());
            }
            match verb {
                "CAPABILITY" => self.say(format!("* CAPABILITY {capabilities}\r\n{tag} OK done\r\n").as_bytes()).await?,
                "LOGIN" => {
                    let answer = self.server.script().login.clone().unwrap_or_else(|| "OK logged in".to_owned());
                    self.say(format!("{tag} {answer}\r\n").as_bytes()).await?;
                }
                "AUTHENTICATE" => {
                    self.say(b"+ \r\n").await?;
                    let secret = self.line().await?.unwrap_or_default();
                    self.server.script().log.push(secret);
                    self.say(format!("{tag} OK logged in\r\n").as_bytes()).await?;
                }
                "ID" => self.say(format!("* ID (\"name\" \"script\")\r\n{tag} OK done\r\n").as_bytes()).await?,
                "SELECT" => {
                    let answer = self.select();
                    self.say(format!("{answer}{tag} OK [READ-WRITE] done\r\n").as_bytes()).await?;
                }
                "UID FETCH" => {
                    let (answer, status) = self.fetch(rest.trim_start_matches("FETCH "));
                    self.say(&answer).await?;
                    self.say(format!("{tag} {status}\r\n").as_bytes()).await?;
                }
                "IDLE" => self.idle(tag).await?,
                "LOGOUT" => {
                    self.say(format!("* BYE bye\r\n{tag} OK done\r\n").as_bytes()).await?;
                    return Ok(());
                }
                _ => self.say(format!("{tag} BAD unknown\r\n").as_bytes()).await?,
            }
        }
        Ok(())
    }

    async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.lines.read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end().to_owned()))
    }

    /// Sends, up to the byte at which the script cuts or stalls.
    async fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        for (limit, stalls) in [(self.cut, false), (self.stall, true)] {
            let Some(limit) = limit else { continue };
            if self.sent + bytes.len() > limit {
                self.out.write_all(&bytes[..limit - self.sent]).await?;
                self.out.flush().await?;
                self.server.script().faults += 1;
                if stalls {
                    self.server.stalled.notify_one();
                    std::future::pending::<()>().await;
                }
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        }
        self.sent += bytes.len();
        self.out.write_all(bytes).await?;
        self.out.flush().await
    }

    fn select(&self) -> String {
        let script = self.server.script();
        let uidnext = if script.says_uidnext { format!("* OK [UIDNEXT {}] next\r\n", script.uidnext) } else { String::new() };
        format!("* FLAGS (\\Seen)\r\n* {} EXISTS\r\n{}* OK [UIDVALIDITY {}] valid\r\n{uidnext}", script.mails.len(), script.select_extra, script.uidvalidity)
    }

    /// `5:9 (UID RFC822.SIZE INTERNALDATE)` and the like.
    fn fetch(&self, rest: &str) -> (Vec<u8>, String) {
        let (set, wish) = rest.split_once(' ').unwrap();
        let script = self.server.script();
        let last = script.mails.last().map_or(0, |mail| mail.uid);
        let wanted = |uid: u32| {
            set.split(',').any(|part| {
                let (from, to) = part.split_once(':').unwrap_or((part, part));
                let from: u32 = from.parse().unwrap();
                // RFC 3501: `n:*` has the last message whatever n is.
                if to == "*" { uid >= from || uid == last } else { (from..=to.parse().unwrap()).contains(&uid) }
            })
        };
        if script.no_fetch {
            return (Vec::new(), "NO [LIMIT] too many commands".to_owned());
        }
        let several = set.contains([',', ':']);
        let mut out = Vec::new();
        for (index, mail) in script.mails.iter().enumerate().filter(|(_, mail)| wanted(mail.uid)) {
            let uid = mail.uid;
            let listing = wish.contains("RFC822.SIZE");
            if (several && !listing && script.omit.contains(&uid)) || (listing && script.unlisted.contains(&uid)) {
                continue;
            }
            if listing && script.refuse_listing.contains(&uid) {
                return (out, "NO [SERVERBUG] cannot list this message".to_owned());
            }
            if listing && script.garble.contains(&uid) {
                out.extend_from_slice(format!("* {} FETCH (UID {uid} INTERNALDATE NIL RFC822.SIZE 12)\r\n", index + 1).as_bytes());
                continue;
            }
            if wish.contains("BODY") && script.refuse.contains(&uid) {
                return (out, "NO [SERVERBUG] cannot read this message".to_owned());
            }
            if script.chatty {
                out.extend_from_slice(format!("* 1 FETCH (FLAGS (\\Seen) UID {})\r\n", script.mails[0].uid).as_bytes());
            }
            let mut answer = format!("* {} FETCH (UID {uid}", index + 1);
            if listing {
                let size = mail.raw.len() + script.size_off;
                write!(answer, " RFC822.SIZE {size} INTERNALDATE \"{}\"", mail.arrived.format("%e-%b-%Y %H:%M:%S +0000")).unwrap();
            }
            out.extend_from_slice(answer.as_bytes());
            if let Some((label, body)) = body(&script, mail, wish) {
                if script.nil.contains(&uid) {
                    out.extend_from_slice(format!(" {label} NIL").as_bytes());
                } else {
                    out.extend_from_slice(format!(" {label} {{{}}}\r\n", body.len()).as_bytes());
                    out.extend_from_slice(&body);
                }
            }
            out.extend_from_slice(b")\r\n");
        }
        (out, "OK done".to_owned())
    }

    async fn idle(&mut self, tag: &str) -> io::Result<()> {
        if self.server.script().refuse_idle {
            return self.say(format!("{tag} NO not today\r\n").as_bytes()).await;
        }
        let mut changed = self.server.changed.subscribe();
        self.say(b"+ idling\r\n").await?;
        self.server.idling.notify_one();
        if self.server.script().deaf_in_idle {
            std::future::pending::<()>().await;
        }
        let mut line = String::new();
        loop {
            tokio::select! {
                read = self.lines.read_line(&mut line) => {
                    if read? == 0 {
                        return Ok(());
                    }
                    assert_eq!(line.trim_end(), "DONE");
                    return self.say(format!("{tag} OK done\r\n").as_bytes()).await;
                }
                _ = changed.changed() => {
                    let exists = self.server.script().mails.len();
                    self.say(format!("* {exists} EXISTS\r\n").as_bytes()).await?;
                }
            }
        }
    }
}

/// The wished section of a mail, and what the server calls it.
fn body(script: &Script, mail: &Mail, wish: &str) -> Option<(String, Vec<u8>)> {
    let end = mail.raw.windows(4).position(|at| at == b"\r\n\r\n").map_or(mail.raw.len(), |at| at + 4);
    let header = &mail.raw[..end];
    if wish.contains("BODY.PEEK[HEADER.FIELDS (DATE)]") {
        let text = String::from_utf8_lossy(header);
        let date = text.split_inclusive("\r\n").find(|line| line.starts_with("Date:")).unwrap_or_default();
        return Some(("BODY[HEADER.FIELDS (DATE)]".to_owned(), format!("{date}\r\n").into_bytes()));
    }
    if wish.contains("BODY.PEEK[HEADER]") {
        return Some(("BODY[HEADER]".to_owned(), header.to_vec()));
    }
    let (_, after) = wish.split_once("BODY.PEEK[]")?;
    let Some(range) = after.strip_prefix('<').filter(|_| !script.whole_only) else { return Some(("BODY[]".to_owned(), mail.raw.clone())) };
    let (offset, size) = range.trim_end_matches([')', '>']).split_once('.').unwrap();
    let (offset, size): (usize, usize) = (offset.parse().unwrap(), size.parse().unwrap());
    let piece = mail.raw.iter().skip(offset).take(size).copied().collect();
    Some((format!("BODY[]<{offset}>"), piece))
}
