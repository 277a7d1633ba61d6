//! What servers and lines were seen to do wrong, one at a time.

use std::time::Duration;

use daybook::clock::Clock as _;
use daybook::mailbox::{Account, Limits, Watcher};
use daybook::store::MailboxCounts;

use super::imap::{THREE, account, mail, story};
use super::{Desk, minutes, noon, settle};
use crate::servers::imap::{Mail, Script, Server};

/// One session for each of its bytes, with the fault that `meet` makes there; then all is well again.
async fn at_every_byte(meet: impl AsyncFn(&Desk, &Server, &Account, usize) -> Watcher) {
    let desk = Desk::new().await;
    let mut sent = Vec::new();
    for at in 0.. {
        let server = Server::new();
        let account = Account { folder: format!("Reports {at}"), ..account() };
        // Half of them break in their first session, where the bounds of silence are set.
        if at % 2 == 0 {
            settle(&mut desk.imap(&server, account.clone())).await;
        }
        for name in ["one", "two", "three"] {
            let mail = mail(&format!("{name} of {at}"));
            // Whatever day the clock has reached meanwhile, this is new.
            server.put(&mail, noon() + minutes(365 * 24 * 60));
            sent.push(mail);
        }
        let mut watcher = meet(&desk, &server, &account, at).await;
        desk.heal(&mut watcher).await;
        let all = i64::try_from(sent.len()).unwrap();
        assert_eq!(desk.counts().await, MailboxCounts { seen: all, stored: all, ..MailboxCounts::default() }, "at byte {at}");
        if server.script().faults == 0 {
            assert!(at > 700, "a whole session is longer than {at} bytes");
            break;
        }
    }
    let mut kept: Vec<_> = desk.messages().await.into_iter().map(|(raw, _)| raw).collect();
    kept.sort();
    sent.sort();
    assert!(kept == sent, "every message is stored exactly once");
}

#[tokio::test]
async fn nothing_is_lost_and_nothing_comes_twice_wherever_the_line_is_cut() {
    at_every_byte(async |desk, server, account, at| {
        server.script().cut = Some(at);
        desk.imap(server, account.clone())
    })
    .await;
}

#[tokio::test]
async fn nothing_is_lost_and_nothing_comes_twice_wherever_the_watcher_is_killed() {
    at_every_byte(async |desk, server, account, at| {
        server.script().stall = Some(at);
        let mut killed = desk.imap(server, account.clone());
        tokio::select! {
            _ = settle(&mut killed) => (),
            () = server.stalled.notified() => (),
        }
        drop(killed);
        desk.imap(server, account.clone())
    })
    .await;
}

#[tokio::test]
async fn a_message_left_out_of_an_answer_is_asked_for_alone() {
    let (desk, _, mut watcher) = story(&THREE, |script| script.omit = [2].into()).await;
    settle(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn a_message_left_out_of_a_listing_is_found_by_the_next_session() {
    let (desk, server, mut watcher) = story(&THREE, |script| script.unlisted = [2].into()).await;
    settle(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three"]);
    server.script().unlisted.clear();
    server.script().bye_to = Some("SELECT");
    desk.clock.advance(minutes(5));
    settle(&mut watcher).await;
    desk.heal(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn a_message_that_is_refused_or_empty_blocks_no_other_and_is_given_up_after_half_a_day() {
    let (desk, server, mut watcher) = story(&["one", "two", "three", "four"], |script| {
        script.refuse = [2].into();
        script.nil = [3].into();
    })
    .await;
    settle(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["four", "one"]);
    // One of the two recovers within the hour.
    desk.clock.advance(minutes(10));
    settle(&mut watcher).await;
    server.script().nil.clear();
    desk.heal(&mut watcher).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 4, stored: 3, failed: 1, ..MailboxCounts::default() });
}

#[tokio::test]
async fn a_message_that_is_gone_when_it_is_fetched_is_counted_as_vanished() {
    let (desk, server, mut watcher) = story(&THREE, |script| script.refuse = [2].into()).await;
    settle(&mut watcher).await;
    server.script().mails.retain(|mail| mail.uid != 2);
    desk.heal(&mut watcher).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 3, stored: 2, vanished: 1, ..MailboxCounts::default() });

    // The server had only mislaid it.
    {
        let mut script = server.script();
        script.refuse.clear();
        script.bye_to = Some("SELECT");
        script.mails.insert(1, Mail { uid: 2, arrived: noon(), raw: mail("two").into_bytes() });
    }
    desk.heal(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn a_listing_that_cannot_be_read_hides_only_the_message_at_fault() {
    let (desk, _, mut watcher) = story(&THREE, |script| script.garble = [2].into()).await;
    desk.heal(&mut watcher).await;
    // imap-proto panics on INTERNALDATE NIL; its body can be had all the same.
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn a_server_without_uidnext_that_always_sends_the_last_message_is_read_to_the_end() {
    let desk = Desk::new().await;
    let server = Server::new();
    server.script().says_uidnext = false;
    server.put(&mail("old"), noon() - minutes(24 * 60));
    let mut watcher = desk.imap(&server, account());
    settle(&mut watcher).await;
    for name in THREE {
        server.put(&mail(name), noon());
        settle(&mut watcher).await;
    }
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
    assert_eq!(desk.counts().await, MailboxCounts { seen: 4, stored: 3, silent: 1, ..MailboxCounts::default() });
}

#[tokio::test]
async fn flags_of_others_between_the_answers_and_warnings_before_them_do_no_harm() {
    let (desk, _, mut watcher) = story(&THREE, |script| {
        script.chatty = true;
        script.select_extra = "* NO [ALERT] Mailbox is at 97% of quota\r\n".to_owned();
        script.capabilities = "IMAP4rev1  IDLE  ID".to_owned();
    })
    .await;
    settle(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn after_another_uidvalidity_nothing_is_lost_and_old_mail_stays_silent() {
    let desk = Desk::new().await;
    let server = Server::new();
    server.put(&mail("old").replace("04 Mar", "04 Feb"), noon() - minutes(24 * 60));
    let mut watcher = desk.imap(&server, account());
    settle(&mut watcher).await;
    server.put(&mail("known"), noon());
    settle(&mut watcher).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 2, stored: 1, silent: 1, ..MailboxCounts::default() });

    // Ten days later the server was set up anew: other numbers, and one mail came meanwhile. The old one lost its arrival.
    desk.clock.advance(minutes(10 * 24 * 60));
    settle(&mut watcher).await;
    {
        let mut script = server.script();
        script.uidvalidity = 8;
        script.mails.reverse();
        script.uidnext = 12;
        for (uid, mail) in (10..).zip(&mut script.mails) {
            mail.uid = uid;
        }
        script.mails[1].arrived = desk.clock.now();
    }
    server.put(&mail("new"), desk.clock.now());
    desk.heal(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["known", "new"]);
    assert_eq!(desk.store.read().await.unwrap().mailbox_health().await.unwrap()[0].validity_changes, 1);
}

#[tokio::test]
async fn uids_that_are_used_again_after_a_backup_was_restored_hide_no_mail() {
    let (desk, server, mut watcher) = story(&THREE, |_| ()).await;
    settle(&mut watcher).await;
    {
        let mut script = server.script();
        script.mails.truncate(1);
        script.uidnext = 2;
    }
    server.put(&mail("after the restore"), noon());
    desk.heal(&mut watcher).await;
    assert!(desk.subjects().await.contains(&"after the restore".to_owned()));
}

#[tokio::test]
async fn a_server_that_stops_answering_is_left_and_tried_again() {
    let (desk, server, _) = story(&THREE, |script| script.stall = Some(60)).await;
    let limits = Limits { quiet: Duration::from_millis(50), ..account().limits };
    let mut watcher = desk.imap(&server, Account { limits, ..account() });
    assert!(settle(&mut watcher).await > noon());
    assert_eq!(server.script().faults, 1);
    desk.heal(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

/// A folder at its first start: a report of two years ago, one of this morning, and `spoil` has had its way.
async fn first_start(spoil: impl FnOnce(&mut Script)) -> (Desk, Server, Watcher) {
    let (desk, server) = (Desk::new().await, Server::new());
    server.put(&mail("old").replace("Wed, 04 Mar 2026", "Mon, 04 Mar 2024"), noon() - minutes(2 * 365 * 24 * 60));
    server.put(&mail("today"), noon() - minutes(60));
    spoil(&mut server.script());
    let watcher = desk.imap(&server, account());
    (desk, server, watcher)
}

const ONE_SILENT: MailboxCounts = MailboxCounts { seen: 2, open: 0, stored: 1, silent: 1, vanished: 0, failed: 0 };

#[tokio::test]
async fn a_server_that_refuses_every_listing_at_the_first_start_is_left_alone_and_no_message_blamed() {
    let (desk, server, mut watcher) = first_start(|script| script.no_fetch = true).await;
    for _ in 0..20 {
        let until = settle(&mut watcher).await;
        assert!(until > desk.clock.now(), "a pause");
        desk.clock.set(until);
    }
    assert!(desk.clock.now() > noon() + minutes(30), "the pauses grow: {}", desk.clock.now());
    assert_eq!(desk.counts().await, MailboxCounts::default());
    let questions = server.script().log.iter().filter(|command| command.starts_with("UID FETCH")).count();
    assert!(questions < 60, "{questions} questions");

    server.script().no_fetch = false;
    desk.heal(&mut watcher).await;
    assert_eq!((desk.counts().await, desk.subjects().await), (ONE_SILENT, vec!["today".to_owned()]));
}

#[tokio::test]
async fn an_old_message_that_cannot_be_listed_at_the_first_start_is_silent_and_todays_is_not() {
    for refused in [false, true] {
        let spoil = |script: &mut Script| if refused { script.refuse_listing = [1, 2].into() } else { script.garble = [1, 2].into() };
        let (desk, server, mut watcher) = first_start(spoil).await;
        desk.heal(&mut watcher).await;
        assert_eq!((desk.counts().await, desk.subjects().await), (ONE_SILENT, vec!["today".to_owned()]), "refused: {refused}");
        if !refused {
            let found = daybook::mailbox::probe(super::imap::settings(account()), server.as_dial(), noon()).await.unwrap();
            assert_eq!((found.messages, found.silent), (2, 1), "the check agrees");
        }
    }
}

#[tokio::test]
async fn a_message_without_arrival_and_date_at_the_first_start_is_silent() {
    let (desk, _, mut watcher) = first_start(|script| {
        script.garble = [1].into();
        script.mails[0].raw = b"Subject: old\r\n\r\nbody".to_vec();
    })
    .await;
    desk.heal(&mut watcher).await;
    assert_eq!((desk.counts().await, desk.subjects().await), (ONE_SILENT, vec!["today".to_owned()]));
}

#[tokio::test]
async fn a_listing_that_is_refused_hides_only_the_message_at_fault() {
    let (desk, _, mut watcher) = story(&THREE, |script| script.refuse_listing = [2].into()).await;
    desk.heal(&mut watcher).await;
    assert_eq!(desk.subjects().await, ["one", "three", "two"]);
}

#[tokio::test]
async fn the_books_are_even_after_the_numbers_changed_under_open_and_failed_messages() {
    for given_up in [false, true] {
        let (desk, server, mut watcher) = story(&THREE, |script| script.refuse = [2, 3].into()).await;
        settle(&mut watcher).await;
        if given_up {
            desk.heal(&mut watcher).await;
        }
        let balance = async || desk.store.read().await.unwrap().balance().await.unwrap();
        let before = balance().await;
        assert_eq!((before.open, before.failed), if given_up { (0, 2) } else { (2, 0) });
        {
            let mut script = server.script();
            script.refuse.clear();
            script.uidvalidity = 8;
        }
        desk.clock.advance(minutes(5));
        desk.heal(&mut watcher).await;
        let after = balance().await;
        assert_eq!((after.open, after.vanished, after.failed), (0, 0, 0));
        assert!(after.seen == after.stored && after.stored >= 3, "{after:?}");
    }
}

#[tokio::test]
async fn a_large_mail_that_is_cut_leaves_no_half_file_and_is_kept_once() {
    // Text that does not shrink, so that it goes to a file.
    let body: String =
        (0..40_000_u64).map(|n| format!("{:016x}{:016x}\r\n", n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n.wrapping_mul(0xbf58_476d_1ce4_e5b9))).collect();
    let text = format!("{}{body}", mail("large"));
    let files =
        |desk: &Desk| -> Vec<_> { std::fs::read_dir(desk.path().join("daybook.mails")).into_iter().flatten().map(|file| file.unwrap().path()).collect() };
    for (size_off, cut) in [(0, 300_000), (0, 1_200_000), (100, 1_200_000), (100, 2_000_000), (100, usize::MAX)] {
        let (desk, server, _) = story(&[], |script| {
            script.size_off = size_off;
            script.cut = (cut < usize::MAX).then_some(cut);
        })
        .await;
        server.put(&text, noon());
        let mut watcher = desk.imap(&server, account());
        settle(&mut watcher).await;
        assert!(files(&desk).iter().all(|file| file.extension().is_some_and(|extension| extension == "zst")), "{:?}", files(&desk));
        desk.heal(&mut watcher).await;
        assert!(desk.messages().await == [(text.clone(), None)], "{size_off} {cut}");
        assert_eq!(files(&desk).len(), 1, "{size_off} {cut}");
        assert_eq!(server.script().faults, usize::from(cut < usize::MAX));
    }
}
