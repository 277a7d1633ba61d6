//! A folder on a scripted IMAP server.

use std::sync::Arc;
use std::time::Duration;

use daybook::clock::{Chance, Clock};
use daybook::dial::{Dial, Network, Security};
use daybook::mailbox::{Account, Limits, Settings, Source, Watcher};
use daybook::secret::Secret;
use daybook::stage::{Stage, Tick};
use daybook::stop::Stop;
use daybook::store::MailboxCounts;

use super::{Desk, minutes, noon, settle};
use crate::servers::imap::Server;

pub(super) fn account() -> Account {
    Account {
        host: "imap.corp.test".to_owned(),
        port: 143,
        security: Security::None,
        ca: None,
        user: "daybook".to_owned(),
        password: Arc::new(|| Ok(Secret::new("swordfish"))),
        folder: "INBOX".to_owned(),
        idle: true,
        limits: Limits { quiet: Duration::from_secs(5), command: Duration::from_secs(20), idle: Duration::from_secs(10) },
    }
}

pub(super) fn settings(account: Account) -> Settings {
    Settings { source: Source::Imap(account), since: None, timezone: chrono_tz::UTC, poll: Duration::from_mins(1) }
}

impl Desk {
    pub(super) fn imap(&self, server: &Server, account: Account) -> Watcher {
        self.reaching(server.as_dial(), account)
    }

    pub(super) fn reaching(&self, dial: Arc<dyn Dial>, account: Account) -> Watcher {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Watcher::new(settings(account), self.store.clone(), clock, Arc::new(Chance::seeded(7)), dial, self.bell.clone()).unwrap()
    }

    /// Looks until a look ends well and nothing is open, moving the clock on to each next try.
    pub(super) async fn heal(&self, watcher: &mut Watcher) {
        for _ in 0..40 {
            self.clock.advance(minutes(10));
            let until = settle(watcher).await;
            if self.counts().await.open == 0 && until == self.clock.now() + minutes(1) {
                return;
            }
            self.clock.set(until);
        }
        panic!("the mailbox never comes to rest: {:?}", self.counts().await);
    }
}

pub(super) fn mail(subject: &str) -> String {
    format!("Subject: {subject}\r\nDate: Wed, 04 Mar 2026 11:00:00 +0000\r\n\r\nbody of {subject}\r\n")
}

#[tokio::test]
async fn mail_is_kept_whole_and_nothing_is_written_to_the_mailbox() {
    let desk = Desk::new().await;
    let server = Server::new();
    let mut watcher = desk.imap(&server, account());
    settle(&mut watcher).await;
    for name in ["one", "two", "three"] {
        server.put(&mail(name), noon());
    }
    settle(&mut watcher).await;
    let kept: Vec<_> = desk.messages().await;
    assert_eq!(kept, ["one", "two", "three"].map(|name| (mail(name), None)));

    let log = server.script().log.clone();
    let harmless =
        |command: &String| ["LOGIN", "CAPABILITY", "ID", "SELECT", "UID FETCH"].iter().any(|verb| command.starts_with(verb)) && !command.contains("BODY[");
    assert!(log.iter().all(harmless), "{log:#?}");
    let at = |verb: &str| log.iter().position(|command| command.starts_with(verb)).unwrap();
    assert!(at("LOGIN") < at("ID") && at("ID") < at("SELECT"), "NetEase wants the ID between the two: {log:#?}");
}

#[tokio::test]
async fn what_stood_there_before_the_first_start_is_silent() {
    let desk = Desk::new().await;
    let server = Server::new();
    for name in ["old", "older"] {
        server.put(&mail(name), noon() - minutes(24 * 60));
    }
    server.put(&mail("this morning"), noon() - minutes(120));
    let mut watcher = desk.imap(&server, account());
    settle(&mut watcher).await;
    // Copied here later, with its old arrival: not what stood here.
    server.put(&mail("late"), noon() - minutes(24 * 60));
    settle(&mut watcher).await;
    let silent = MailboxCounts { seen: 4, stored: 2, silent: 2, ..MailboxCounts::default() };
    assert_eq!(desk.counts().await, silent);
    let kept = desk.messages().await;
    let headers = "Subject: old\r\nDate: Wed, 04 Mar 2026 11:00:00 +0000\r\n\r\n";
    assert!(kept.contains(&(headers.to_owned(), Some("before_start".to_owned()))), "{kept:#?}");
    assert!(!server.script().log.iter().any(|command| command.contains("FETCH 1,2 (UID BODY.PEEK[])")), "only headers were asked for");
}

/// Mails named so lie on the server, the desk has seen an empty folder before, and `spoil` has had its way.
pub(super) async fn story(names: &[&str], spoil: impl FnOnce(&mut crate::servers::imap::Script)) -> (Desk, Server, Watcher) {
    let desk = Desk::new().await;
    let server = Server::new();
    let mut watcher = desk.imap(&server, account());
    settle(&mut watcher).await;
    for name in names {
        server.put(&mail(name), noon());
    }
    spoil(&mut server.script());
    (desk, server, watcher)
}

pub(super) const THREE: [&str; 3] = ["one", "two", "three"];

impl Desk {
    /// The subjects of what is kept and may be answered, in order.
    pub(super) async fn subjects(&self) -> Vec<String> {
        let subject = |raw: &str| raw.lines().next().unwrap().trim_start_matches("Subject: ").to_owned();
        let mut subjects: Vec<_> = self.messages().await.iter().filter(|(_, outcome)| outcome.is_none()).map(|(raw, _)| subject(raw)).collect();
        subjects.sort();
        subjects
    }
}

#[tokio::test]
async fn large_mail_comes_in_pieces_whatever_the_server_makes_of_them() {
    let text = format!("{}{}", mail("large"), "all work and no play\r\n".repeat(130_000));
    for (whole_only, size_off) in [(false, 0), (true, 0), (false, 100), (true, 100)] {
        let (desk, server, mut watcher) = story(&[], |script| {
            script.whole_only = whole_only;
            script.size_off = size_off;
        })
        .await;
        server.put(&text, noon());
        settle(&mut watcher).await;
        assert!(desk.messages().await == [(text.clone(), None)], "{whole_only} {size_off}");
        if !whole_only && size_off == 0 {
            let pieces = server.script().log.iter().filter(|command| command.contains(".1048576>")).count();
            assert_eq!(pieces, 3);
        }
    }
}

#[tokio::test]
async fn an_old_mail_of_many_messages_is_listed_in_ranges() {
    let desk = Desk::new().await;
    let server = Server::new();
    settle(&mut desk.imap(&server, account())).await;
    server.script().uidnext = 3_000_000;
    for number in 0..1200 {
        server.put(&mail(&format!("{number:04}")), noon());
    }
    settle(&mut desk.imap(&server, account())).await;
    assert_eq!(desk.counts().await.stored, 1200);
    assert!(server.script().log.iter().all(|command| command.len() < 900));
}

#[tokio::test]
async fn a_refused_password_is_not_hammered_and_non_ascii_goes_by_sasl_plain() {
    let (desk, server, mut watcher) = story(&THREE, |script| {
        script.bye_to = Some("SELECT");
        script.login = Some("NO [AUTHENTICATIONFAILED] wrong".to_owned());
    })
    .await;
    desk.clock.advance(minutes(5));
    for _ in 0..20 {
        let until = settle(&mut watcher).await;
        desk.clock.set(until);
    }
    let logins = server.script().log.iter().filter(|command| command.starts_with("LOGIN")).count();
    assert!(desk.clock.now() > noon() + minutes(15 * 60) && logins < 22, "{logins} logins until {}", desk.clock.now());

    server.script().login = None;
    let password = Arc::new(|| Ok(Secret::new("密码")));
    settle(&mut desk.imap(&server, Account { password, ..account() })).await;
    let log = server.script().log.clone();
    assert!(log.contains(&"AUTHENTICATE PLAIN".to_owned()) && log.contains(&data_encoding::BASE64.encode("\0daybook\0密码".as_bytes())), "{log:#?}");
    assert_eq!(desk.subjects().await.len(), 3);
}

#[tokio::test]
async fn a_look_from_outside_counts_what_the_first_start_would_pass_over() {
    let desk = Desk::new().await;
    let server = Server::new();
    for (name, days) in [("old", 3), ("older", 1), ("today", 0)] {
        server.put(&mail(name), noon() - minutes(days * 24 * 60));
    }
    let maildir = super::maildir::settings(&desk);
    for (settings, found) in [(settings(account()), (3, 2)), (maildir.clone(), (0, 0))] {
        let probed = daybook::mailbox::probe(settings, server.as_dial(), noon()).await.unwrap();
        assert_eq!((probed.messages, probed.silent), found);
    }
    assert!(!desk.path().join("mail").exists(), "looking makes nothing");
    super::maildir::put(&desk, "cur/1.old:2,S", "Subject: old\n\n", noon() - minutes(24 * 60));
    let probed = daybook::mailbox::probe(maildir, server.as_dial(), noon()).await.unwrap();
    assert_eq!((probed.messages, probed.silent), (1, 1));
}

/// Runs the watcher until `done`; a deadline in place of a sleep.
pub(super) async fn run_until(watcher: Watcher, done: impl Future<Output = ()>) {
    let stop = Stop::default();
    let running = tokio::spawn(watcher.run(stop.clone()));
    tokio::time::timeout(Duration::from_secs(20), done).await.unwrap();
    stop.ask();
    tokio::time::timeout(Duration::from_secs(10), running).await.unwrap().unwrap().unwrap();
    assert!(stop.still_running().is_empty());
}

#[tokio::test]
async fn idle_wakes_the_watcher_and_ends_with_the_stop() {
    let (desk, server, watcher) = story(&[], |_| ()).await;
    run_until(watcher, async {
        for name in THREE {
            server.idling.notified().await;
            server.put(&mail(name), noon());
            desk.bell.rung().await;
        }
    })
    .await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn idle_that_never_wakes_is_renewed_with_a_look() {
    let (desk, server, _) = story(&[], |_| ()).await;
    let limits = Limits { idle: Duration::from_millis(50), ..account().limits };
    run_until(desk.imap(&server, Account { limits, ..account() }), async {
        server.idling.notified().await;
        // Behind the back of who idles.
        server.put_quietly(&mail("unannounced"), noon());
        desk.bell.rung().await;
    })
    .await;
    assert_eq!(desk.subjects().await, ["unannounced"]);
}

impl Desk {
    /// Waits for the bell, while the clock runs on by itself.
    async fn rung_in_time(&self) {
        loop {
            tokio::select! {
                () = self.bell.rung() => break,
                () = tokio::task::yield_now() => self.clock.advance(chrono::TimeDelta::seconds(1)),
            }
        }
    }
}

#[tokio::test]
async fn where_idle_is_refused_the_folder_is_polled() {
    let (desk, server, watcher) = story(&[], |script| script.refuse_idle = true).await;
    run_until(watcher, async {
        for name in THREE {
            server.put(&mail(name), noon());
            desk.rung_in_time().await;
        }
    })
    .await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn a_connection_that_died_in_idle_without_a_word_is_noticed() {
    let (desk, server, _) = story(&[], |script| script.deaf_in_idle = true).await;
    let limits = Limits { idle: Duration::from_millis(50), quiet: Duration::from_millis(200), ..account().limits };
    run_until(desk.imap(&server, Account { limits, ..account() }), async {
        server.idling.notified().await;
        server.put(&mail("one"), noon());
        desk.rung_in_time().await;
    })
    .await;
    assert_eq!(desk.subjects().await, ["one"]);
}

#[tokio::test]
async fn it_works_over_a_real_socket() {
    let desk = Desk::new().await;
    let server = Server::new();
    let port = server.listen().await;
    let account = Account { host: "127.0.0.1".to_owned(), port, ..account() };
    let mut watcher = desk.reaching(Arc::new(Network), account);
    settle(&mut watcher).await;
    server.put(&mail("one"), noon());
    assert_eq!(watcher.tick().await.unwrap(), Tick::Worked);
    assert_eq!(desk.subjects().await, ["one"]);
}
