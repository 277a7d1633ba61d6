//! What servers and lines were seen to do wrong, one at a time.

use std::time::Duration;

use daybook::clock::Clock as _;
use daybook::mailbox::{Account, Limits, Watcher};
use daybook::store::MailboxCounts;

use super::imap::{THREE, account, mail, story};
use super::{Desk, minutes, noon, settle};
use crate::servers::imap::{Mail, Server};

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
