//! A server that does everything wrong in turn, by chance: whatever order the faults come in, nothing is lost.

use std::time::Duration;

use daybook::clock::Chance;
use daybook::mailbox::{Account, Limits};
use daybook::store::MailboxCounts;

use super::imap::{account, mail};
use super::{Desk, minutes, noon, settle};
use crate::servers::imap::{Script, Server};

/// One of the ways in which servers were seen to fail, for a while.
fn spoil(script: &mut Script, chance: &Chance) {
    let some = |script: &Script| script.mails.iter().map(|mail| mail.uid).filter(|_| chance.below(3) == 0).collect();
    match chance.below(12) {
        0 => script.omit = some(script),
        1 => script.unlisted = some(script),
        2 => script.nil = some(script),
        3 => script.refuse = some(script),
        4 => script.garble = some(script),
        5 => script.bye_to = Some("UID FETCH"),
        6 => script.bye_to = Some("SELECT"),
        7 => script.login = Some("NO [UNAVAILABLE] later".to_owned()),
        8 => script.says_uidnext = false,
        9 => script.stall = Some(usize::try_from(chance.below(1500)).unwrap()),
        10 => script.chatty = true,
        _ => script.cut = Some(usize::try_from(chance.below(1500)).unwrap()),
    }
}

fn mend(script: &mut Script) {
    let Script { mails, uidvalidity, uidnext, .. } = std::mem::take(script);
    *script = Script { mails, uidvalidity, uidnext, ..Script::default() };
}

/// A week of rounds: mail comes, two things go wrong, the watcher does what it can, sometimes it is started anew.
async fn week(seed: u64, numbers_hold: bool) {
    let desk = Desk::new().await;
    let chance = Chance::seeded(seed);
    let server = Server::new();
    let limits = Limits { quiet: Duration::from_millis(30), ..Limits::default() };
    let account = Account { limits, ..account() };
    let mut watcher = desk.imap(&server, account.clone());
    settle(&mut watcher).await;
    let mut sent = Vec::new();
    for round in 0..12 {
        for number in 0..chance.below(5) {
            let mail = mail(&format!("{number} of round {round}"));
            sent.push(mail.clone());
            // New whatever day it is, and no two in the same second.
            server.put(&mail, noon() + minutes(365 * 24 * 60 + i64::try_from(sent.len()).unwrap()));
        }
        for _ in 0..2 {
            spoil(&mut server.script(), &chance);
        }
        if !numbers_hold && chance.below(4) == 0 {
            server.script().uidvalidity += 1;
        }
        if chance.below(3) == 0 {
            watcher = desk.imap(&server, account.clone());
        }
        for _ in 0..3 {
            desk.clock.advance(minutes(7));
            settle(&mut watcher).await;
        }
        mend(&mut server.script());
    }
    desk.heal(&mut watcher).await;
    // What a session has left out is listed by the next.
    desk.heal(&mut desk.imap(&server, account)).await;

    let kept: Vec<_> = desk.messages().await.into_iter().map(|(raw, _)| raw).collect();
    for mail in &sent {
        let times = kept.iter().filter(|raw| *raw == mail).count();
        assert!(times == 1 || (times > 1 && !numbers_hold), "seed {seed}: {times} times: {mail}");
    }
    let MailboxCounts { seen, open, stored, silent, vanished, failed } = desk.counts().await;
    assert_eq!((seen, open, failed), (stored + silent + vanished, 0, 0), "seed {seed}");
}

#[tokio::test]
async fn promise_1_nothing_is_lost_whatever_the_server_does() {
    for seed in 0..30 {
        week(seed, true).await;
    }
}

#[tokio::test]
async fn promise_1_nothing_is_lost_even_where_the_numbers_do_not_hold() {
    for seed in 100..120 {
        week(seed, false).await;
    }
}
