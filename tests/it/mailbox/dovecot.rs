//! A folder on a real Dovecot.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use daybook::dial::{Network, Security};
use daybook::mailbox::{Account, Limits, Watcher};
use daybook::secret::Secret;
use daybook::stage::Stage as _;
use daybook::store::MailboxCounts;

use super::imap::run_until;
use super::{Desk, minutes, noon, settle};
use crate::servers::dovecot::{Dovecot, PASSWORD, USER};

fn account(security: Security, port: u16, ca: Option<PathBuf>) -> Account {
    Account {
        host: "localhost".to_owned(),
        port,
        security,
        ca,
        user: USER.to_owned(),
        password: Arc::new(|| Ok(Secret::new(PASSWORD))),
        folder: "INBOX".to_owned(),
        idle: true,
        limits: Limits { quiet: Duration::from_secs(10), ..Limits::default() },
    }
}

fn watcher(desk: &Desk, dovecot: &Dovecot) -> Watcher {
    desk.reaching(Arc::new(Network), account(Security::None, dovecot.imap, None))
}

fn mail(number: usize) -> String {
    format!("From: 陈静 <alice@corp.test>\r\nSubject: report {number}\r\n\r\n问题 {number}\r\n")
}

fn stored(count: i64) -> MailboxCounts {
    MailboxCounts { seen: count, stored: count, ..MailboxCounts::default() }
}

impl Desk {
    /// The number of each kept mail, in order of arrival at the desk.
    async fn numbers(&self) -> Vec<usize> {
        let number = |raw: String| raw.lines().nth(1).unwrap().trim_start_matches("Subject: report ").parse().unwrap();
        self.messages().await.into_iter().map(|(raw, _)| number(raw)).collect()
    }
}

#[tokio::test]
async fn dovecot_is_read_by_every_kind_of_connection() {
    let Some(dovecot) = Dovecot::start() else { return };
    for number in 0..120 {
        dovecot.put(mail(number).as_bytes(), noon());
    }
    let ca = Some(dovecot.ca.clone());
    for (security, port) in [(Security::None, dovecot.imap), (Security::StartTls, dovecot.imap), (Security::Tls, dovecot.imaps)] {
        let desk = Desk::new().await;
        settle(&mut desk.reaching(Arc::new(Network), account(security, port, ca.clone()))).await;
        assert_eq!(desk.counts().await, stored(120), "{security:?}");
    }
    // A certificate that nobody vouches for is refused.
    let desk = Desk::new().await;
    settle(&mut desk.reaching(Arc::new(Network), account(Security::Tls, dovecot.imaps, None))).await;
    assert_eq!(desk.counts().await, stored(0));
}

#[tokio::test]
async fn dovecot_wakes_the_watcher_by_idle_and_leaves_the_mail_unseen() {
    let Some(dovecot) = Dovecot::start() else { return };
    let desk = Desk::new().await;
    let mut watcher = watcher(&desk, &dovecot);
    settle(&mut watcher).await;
    run_until(watcher, async {
        for number in 0..3 {
            dovecot.put(mail(number).as_bytes(), noon());
            desk.bell.rung().await;
        }
    })
    .await;
    assert_eq!(desk.numbers().await, [0, 1, 2]);
    dovecot.doveadm(&["flags", "add", "-u", USER, "$Untouched", "mailbox", "INBOX", "unseen"]);
    dovecot.doveadm(&["fetch", "-u", USER, "uid", "mailbox", "INBOX", "keyword", "$Untouched", "uid", "3"]);
}

#[tokio::test]
async fn dovecot_shows_a_folder_with_a_chinese_name() {
    let Some(dovecot) = Dovecot::start() else { return };
    let desk = Desk::new().await;
    dovecot.doveadm(&["mailbox", "create", "-u", USER, "日报/R&D"]);
    let account = Account { folder: "日报/R&D".to_owned(), ..account(Security::None, dovecot.imap, None) };
    let mut watcher = desk.reaching(Arc::new(Network), account);
    settle(&mut watcher).await;
    dovecot.put(mail(0).as_bytes(), noon());
    dovecot.doveadm(&["move", "-u", USER, "日报/R&D", "mailbox", "INBOX", "all"]);
    settle(&mut watcher).await;
    assert_eq!(desk.counts().await, stored(1));
}

#[tokio::test]
async fn dovecot_that_is_restarted_is_found_again() {
    let Some(dovecot) = Dovecot::start() else { return };
    let desk = Desk::new().await;
    let mut watcher = watcher(&desk, &dovecot);
    settle(&mut watcher).await;
    dovecot.put(mail(0).as_bytes(), noon());
    settle(&mut watcher).await;
    dovecot.stop();
    let refused = std::net::TcpStream::connect(("127.0.0.1", dovecot.imap));
    assert!(refused.is_err(), "it is down");
    dovecot.put(mail(1).as_bytes(), noon());
    // A last session may outlive its server for a moment; whoever comes new finds nobody.
    for _ in 0..3 {
        let until = settle(&mut watcher).await;
        desk.clock.set(until);
    }
    settle(&mut self::watcher(&desk, &dovecot)).await;
    dovecot.wake();
    desk.clock.advance(minutes(5));
    desk.heal(&mut watcher).await;
    assert_eq!(desk.counts().await, stored(2));
    assert_eq!(desk.numbers().await, [0, 1]);
}

#[tokio::test]
async fn dovecot_with_another_uidvalidity_loses_nothing() {
    let Some(dovecot) = Dovecot::start() else { return };
    let desk = Desk::new().await;
    let mut watcher = watcher(&desk, &dovecot);
    settle(&mut watcher).await;
    for number in 0..3 {
        dovecot.put(mail(number).as_bytes(), noon());
    }
    settle(&mut watcher).await;
    dovecot.doveadm(&["mailbox", "update", "--uid-validity", "4000000000", "-u", USER, "INBOX"]);
    dovecot.put(mail(3).as_bytes(), noon());
    desk.clock.advance(minutes(5));
    desk.heal(&mut watcher).await;
    let numbers = desk.numbers().await;
    // Within three days all come again: intake knows them by their content.
    assert_eq!(numbers, [0, 1, 2, 0, 1, 2, 3]);
    assert_eq!(desk.store.read().await.unwrap().mailbox_health().await.unwrap()[0].validity_changes, 1);
}

#[tokio::test]
async fn dovecot_is_read_to_the_end_by_a_watcher_that_is_killed_again_and_again() {
    let Some(dovecot) = Dovecot::start() else { return };
    let desk = Desk::new().await;
    settle(&mut watcher(&desk, &dovecot)).await;
    let large = format!("{}{}", mail(300), "all work and no play\r\n".repeat(100_000));
    dovecot.put(large.as_bytes(), noon());
    for number in 0..300 {
        dovecot.put(mail(number).as_bytes(), noon());
    }
    for kill in 0..60 {
        let mut killed = watcher(&desk, &dovecot);
        // Killed after so many turns of the machine: later each time, so in every part of the work.
        let mut turns = 0;
        let fuse = std::future::poll_fn(|cx| {
            turns += 1;
            cx.waker().wake_by_ref();
            if turns > kill * 40 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        });
        tokio::select! {
            biased;
            () = fuse => (),
            tick = killed.tick() => drop(tick.unwrap()),
        }
    }
    settle(&mut watcher(&desk, &dovecot)).await;
    let mut numbers = desk.numbers().await;
    numbers.sort_unstable();
    assert_eq!(numbers, (0..=300).collect::<Vec<_>>());
    assert!(desk.messages().await.iter().any(|(raw, _)| *raw == large));
}
