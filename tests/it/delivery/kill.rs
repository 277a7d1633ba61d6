//! The daemon itself, killed by SIGKILL in the middle of its work and started again: nobody is forgotten, nobody is
//! answered by two letters, no number is given twice or left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;

use daybook::clock::{Clock as _, SystemClock};
use sqlx::{Connection as _, SqliteConnection};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::servers::dovecot::{Dovecot, PASSWORD, USER};
use crate::servers::smtp::Server;

/// Reports, each from a person of its own, two problems each.
const REPORTS: usize = 60;

/// After so many lines of its log each life ends: at the first mail, in the middle of intake, in the middle of delivery.
const LIVES: [usize; 6] = [2, 11, 23, 31, 17, 9];

fn report(n: usize) -> String {
    format!(
        "From: Person {n} <p{n}@corp.test>\r\nTo: desk@corp.test\r\nSubject: Daily report {n}\r\nDate: Wed, 25 Nov 2026 17:00:00 +0800\r\n\
        Message-ID: <report.{n}@corp.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi,\r\n\r\nproblems today:\r\n\
        1. The order {n} cannot be saved.\r\n2. The list of customers {n} is empty.\r\n\r\nPerson {n}\r\n"
    )
}

fn config(folder: &Path, port: u16, mailbox: &str) -> std::path::PathBuf {
    let text = format!(
        "[project]\nname = \"Roll-out\"\nkey = \"CRM\"\nlanguage = \"en\"\ntimezone = \"UTC\"\n[store]\npath = \"daybook.db\"\n\
        [mailbox]\naddress = \"desk@corp.test\"\n{mailbox}\
        [delivery]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nunknown_wait = \"1s\"\n\
        [people]\nleads = [{{ name = \"Lead\", address = \"lead@corp.test\" }}]\ndomains = [\"corp.test\"]\n"
    );
    let path = folder.join("daybook.toml");
    std::fs::write(&path, text).unwrap();
    path
}

fn daybook(config: &Path, once: bool) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
    command.arg("run").arg("--config").arg(config).kill_on_drop(true).stdout(Stdio::null()).stderr(Stdio::piped());
    if once {
        command.arg("--once");
    }
    command.spawn().unwrap()
}

/// Reads `lines` lines of the log, or all there are.
async fn log_of(child: &mut Child, lines: usize) -> String {
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut told = String::new();
    for _ in 0..lines {
        let Some(line) = log.next_line().await.unwrap() else { break };
        let _ = writeln!(told, "{line}");
    }
    told
}

#[tokio::test]
async fn promises_1_2_3_and_6_the_daemon_killed_six_times_answers_everybody_once() {
    let folder = tempfile::tempdir().unwrap();
    for sub in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(folder.path().join("mail").join(sub)).unwrap();
    }
    for n in 0..REPORTS {
        std::fs::write(folder.path().join(format!("mail/new/1764000000.M{n}.host")), report(n)).unwrap();
    }
    killed_six_times(folder.path(), "kind = \"maildir\"\npath = \"mail\"\n").await;
}

#[tokio::test]
async fn promises_1_2_3_and_6_hold_on_a_real_dovecot() {
    let Some(dovecot) = Dovecot::start() else { return };
    for n in 0..REPORTS {
        dovecot.put(report(n).as_bytes(), SystemClock::new().now());
    }
    let mailbox = format!(
        "kind = \"imap\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nuser = \"{USER}\"\npassword = {{ command = [\"echo\", \"{PASSWORD}\"] }}\n",
        dovecot.imap
    );
    let folder = tempfile::tempdir().unwrap();
    killed_six_times(folder.path(), &mailbox).await;
}

async fn killed_six_times(folder: &Path, mailbox: &str) {
    let server = Server::plain();
    let config = config(folder, server.listen().await, mailbox);
    for lines in LIVES {
        let mut child = daybook(&config, false);
        log_of(&mut child, lines).await;
        child.kill().await.unwrap();
    }
    let mut db = None;
    for _ in 0..200 {
        let mut child = daybook(&config, true);
        let log = log_of(&mut child, usize::MAX).await;
        let ended = child.wait().await.unwrap();
        assert!(ended.success(), "{log}");
        let mut store = SqliteConnection::connect(&format!("sqlite:{}", folder.join("daybook.db").display())).await.unwrap();
        let open: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM letter WHERE state <> 'sent'").fetch_one(&mut store).await.unwrap();
        db = Some(store);
        if open == 0 {
            break;
        }
    }
    let mut db = db.unwrap();

    let unknown: BTreeMap<String, i64> = sqlx::query_as("SELECT envelope_to, lost FROM letter").fetch_all(&mut db).await.unwrap().into_iter().collect();
    let mut copies = BTreeMap::<String, Vec<Vec<u8>>>::new();
    for taken in server.taken() {
        copies.entry(taken.to).or_default().push(taken.bytes);
    }
    for n in 0..REPORTS {
        let to = format!("p{n}@corp.test");
        let copies = copies.get(&to).unwrap_or_else(|| panic!("{to} was never answered"));
        assert!(copies.iter().all(|copy| copy == &copies[0]), "{to} got two different letters");
        let lost = usize::try_from(unknown[&to]).unwrap();
        assert!(copies.len() <= 1 + lost, "{to}: {} copies, {lost} times unknown", copies.len());
    }
    assert!(unknown.values().sum::<i64>() <= i64::try_from(LIVES.len()).unwrap(), "one letter at a time can be unknown");

    let numbers: Vec<i64> = sqlx::query_scalar("SELECT number FROM issue ORDER BY number").fetch_all(&mut db).await.unwrap();
    assert_eq!(numbers, (1..=i64::try_from(REPORTS * 2).unwrap()).collect::<Vec<_>>());
    let twice: i64 = sqlx::query_scalar("SELECT COUNT(*) - COUNT(DISTINCT cause || recipient) FROM letter").fetch_one(&mut db).await.unwrap();
    assert_eq!(twice, 0);
    let outcomes: Vec<(String, i64)> = sqlx::query_as("SELECT COALESCE(outcome, 'none'), COUNT(*) FROM message GROUP BY 1").fetch_all(&mut db).await.unwrap();
    assert_eq!(outcomes, [("report".to_owned(), i64::try_from(REPORTS).unwrap())]);
}
