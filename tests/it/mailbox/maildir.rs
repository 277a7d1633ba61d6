//! A Maildir folder.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use daybook::mailbox::{Settings, Source};
use daybook::store::MailboxCounts;

use super::{Desk, minutes, noon, settle};

pub(super) fn settings(desk: &Desk) -> Settings {
    Settings { source: Source::Maildir { path: desk.path().join("mail") }, since: None, timezone: chrono_tz::UTC, poll: Duration::from_secs(5) }
}

pub(super) fn put(desk: &Desk, name: &str, text: &str, arrived: DateTime<Utc>) {
    let path = desk.path().join("mail").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    File::options().write(true).open(&path).unwrap().set_modified(arrived.into()).unwrap();
}

#[tokio::test]
async fn first_use_makes_the_folder_and_later_mail_is_kept_in_order_of_arrival() {
    let desk = Desk::new().await;
    let mut watcher = desk.watcher(settings(&desk));
    assert_eq!(settle(&mut watcher).await, noon() + Duration::from_secs(5));
    assert!(desk.path().join("mail/tmp").is_dir());

    put(&desk, "new/2.b", "Subject: later\r\n\r\nb", noon() + minutes(2));
    put(&desk, "cur/1.a:2,S", "Subject: earlier\r\n\r\na", noon() + minutes(1));
    put(&desk, "tmp/3.c", "Subject: half wri", noon());
    settle(&mut watcher).await;
    tokio::time::timeout(Duration::from_secs(5), desk.bell.rung()).await.unwrap();

    let kept = desk.messages().await;
    assert_eq!(kept, [("Subject: earlier\r\n\r\na".to_owned(), None), ("Subject: later\r\n\r\nb".to_owned(), None)]);
    let mut read = desk.store.read().await.unwrap();
    assert_eq!(read.message(daybook::store::MessageId(2)).await.unwrap().unwrap().arrived, noon() + minutes(2));
    let health = read.mailbox_health().await.unwrap();
    assert_eq!((health[0].last_ok, health[0].last_new), (Some(noon()), Some(noon())));
    assert!(desk.path().join("mail/cur/1.a:2,S").exists(), "files stay where they are");
}

#[tokio::test]
async fn flags_and_moves_do_not_make_a_new_mail_not_even_after_a_restart() {
    let desk = Desk::new().await;
    settle(&mut desk.watcher(settings(&desk))).await;
    put(&desk, "new/1.a", "Subject: one\n\n", noon());
    settle(&mut desk.watcher(settings(&desk))).await;
    fs::rename(desk.path().join("mail/new/1.a"), desk.path().join("mail/cur/1.a:2,RS")).unwrap();
    settle(&mut desk.watcher(settings(&desk))).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 1, stored: 1, ..MailboxCounts::default() });
}

#[tokio::test]
async fn what_stood_there_before_the_first_start_is_silent_and_todays_mail_is_not() {
    let desk = Desk::new().await;
    put(&desk, "cur/1.old:2,S", "Subject: old\n\nwhat is long past", noon() - minutes(24 * 60));
    put(&desk, "new/2.today", "Subject: today\n\nthis morning", noon() - minutes(120));
    let mut watcher = desk.watcher(settings(&desk));
    settle(&mut watcher).await;
    // An old date alone does not silence what comes later.
    put(&desk, "new/3.late", "Subject: late\n\nmoved here", noon() - minutes(24 * 60));
    settle(&mut watcher).await;

    let kept = desk.messages().await;
    assert_eq!(kept[0], ("Subject: old\n\n".to_owned(), Some("before_start".to_owned())));
    assert_eq!(kept[1], ("Subject: today\n\nthis morning".to_owned(), None));
    assert_eq!(kept[2], ("Subject: late\n\nmoved here".to_owned(), None));
    assert_eq!(desk.counts().await, MailboxCounts { seen: 3, stored: 2, silent: 1, ..MailboxCounts::default() });
}

#[tokio::test]
async fn a_given_day_moves_the_bound_and_holds_once_committed() {
    let desk = Desk::new().await;
    put(&desk, "cur/1.old", "Subject: old\n\nbody", noon() - minutes(24 * 60));
    let earlier = Settings { since: Some("2026-03-02".parse().unwrap()), ..settings(&desk) };
    settle(&mut desk.watcher(earlier)).await;
    assert_eq!(desk.counts().await.stored, 1);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_blocks_no_other_and_is_given_up_in_the_end() {
    let desk = Desk::new().await;
    let mut watcher = desk.watcher(settings(&desk));
    settle(&mut watcher).await;
    // Nobody can read an empty file, not even root.
    put(&desk, "new/1.empty", "", noon());
    put(&desk, "new/2.good", "Subject: good\n\n", noon());
    settle(&mut watcher).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 2, open: 1, stored: 1, ..MailboxCounts::default() });
    for _ in 0..5 {
        desk.clock.advance(minutes(240));
        settle(&mut watcher).await;
    }
    assert_eq!(desk.counts().await, MailboxCounts { seen: 2, stored: 1, failed: 1, ..MailboxCounts::default() });
}

#[tokio::test]
async fn a_file_that_is_written_in_place_is_read_once_it_is_whole() {
    let desk = Desk::new().await;
    let mut watcher = desk.watcher(settings(&desk));
    settle(&mut watcher).await;
    put(&desk, "new/1.slow", "", noon());
    settle(&mut watcher).await;
    put(&desk, "new/1.slow", "Subject: slow\n\nwhole", noon());
    desk.clock.advance(minutes(1));
    settle(&mut watcher).await;
    assert_eq!(desk.messages().await, [("Subject: slow\n\nwhole".to_owned(), None)]);
}

#[tokio::test]
async fn a_file_that_vanishes_before_it_was_read_is_counted_as_vanished() {
    let desk = Desk::new().await;
    let mut watcher = desk.watcher(settings(&desk));
    settle(&mut watcher).await;
    put(&desk, "new/1.empty", "", noon());
    settle(&mut watcher).await;
    fs::remove_file(desk.path().join("mail/new/1.empty")).unwrap();
    desk.clock.advance(minutes(1));
    settle(&mut watcher).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 1, vanished: 1, ..MailboxCounts::default() });

    put(&desk, "cur/1.empty:2,S", "Subject: back\n\n", noon());
    settle(&mut watcher).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 1, stored: 1, ..MailboxCounts::default() });
    let balance = desk.store.read().await.unwrap().balance().await.unwrap();
    assert_eq!((balance.seen, balance.stored, balance.vanished), (1, 1, 0));
}

#[tokio::test]
async fn a_folder_that_cannot_be_read_is_tried_again_with_growing_pauses() {
    let desk = Desk::new().await;
    fs::write(desk.path().join("mail"), "not a folder").unwrap();
    let mut watcher = desk.watcher(settings(&desk));
    let mut pauses = Vec::new();
    for _ in 0..9 {
        let until = settle(&mut watcher).await;
        assert_eq!(settle(&mut watcher).await, until, "nothing is tried before its time");
        pauses.push((until - daybook::clock::Clock::now(&*desk.clock)).num_seconds());
        desk.clock.set(until);
    }
    assert!(pauses[0] <= 3 && pauses[8] >= 200, "{pauses:?}");
    fs::remove_file(desk.path().join("mail")).unwrap();
    settle(&mut watcher).await;
    assert!(desk.path().join("mail/new").is_dir());
}

#[tokio::test]
async fn a_large_mail_comes_through_whole() {
    let desk = Desk::new().await;
    let mut watcher = desk.watcher(settings(&desk));
    settle(&mut watcher).await;
    let text = format!("Subject: large\n\n{}", "all work and no play\n".repeat(200_000));
    put(&desk, "new/1.large", &text, noon());
    fs::set_permissions(desk.path().join("mail/new/1.large"), fs::Permissions::from_mode(0o400)).unwrap();
    settle(&mut watcher).await;
    assert!(desk.messages().await == [(text, None)]);
}

#[tokio::test]
async fn a_folder_that_is_gone_after_the_first_look_is_trouble_and_no_empty_mailbox() {
    let desk = Desk::new().await;
    settle(&mut desk.watcher(settings(&desk))).await;
    put(&desk, "new/1.empty", "", noon());
    settle(&mut desk.watcher(settings(&desk))).await;
    let (mail, elsewhere) = (desk.path().join("mail"), desk.path().join("elsewhere"));
    // What a disk that is not mounted leaves: nothing at all, or the empty folder under it.
    for mount_point in [false, true] {
        fs::rename(&mail, &elsewhere).unwrap();
        if mount_point {
            fs::create_dir(&mail).unwrap();
        }
        desk.clock.advance(minutes(30));
        let looked = desk.store.read().await.unwrap().mailbox_health().await.unwrap()[0].last_ok;
        let mut watcher = desk.watcher(settings(&desk));
        let until = settle(&mut watcher).await;
        assert!(until < daybook::clock::Clock::now(&*desk.clock) + Duration::from_secs(4), "tried again soon");
        assert_eq!(desk.store.read().await.unwrap().mailbox_health().await.unwrap()[0].last_ok, looked);
        assert_eq!(desk.counts().await, MailboxCounts { seen: 1, open: 1, ..MailboxCounts::default() });
        assert!(!mail.join("new").exists(), "nothing is made");
        if mount_point {
            fs::remove_dir(&mail).unwrap();
        }
        fs::rename(&elsewhere, &mail).unwrap();
    }
    put(&desk, "new/1.empty", "Subject: back\n\n", noon());
    desk.clock.advance(minutes(30));
    settle(&mut desk.watcher(settings(&desk))).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 1, stored: 1, ..MailboxCounts::default() });
}

#[tokio::test]
async fn names_that_differ_only_in_bytes_that_are_no_text_are_two_mails() {
    let desk = Desk::new().await;
    let mut watcher = desk.watcher(settings(&desk));
    settle(&mut watcher).await;
    for (name, text) in [(&b"1.\xfe:2,S"[..], "Subject: a\n\n"), (b"1.\xff", "Subject: b\n\n"), ("1.\u{fffd}".as_bytes(), "Subject: c\n\n")] {
        fs::write(desk.path().join("mail/cur").join(OsStr::from_bytes(name)), text).unwrap();
    }
    settle(&mut watcher).await;
    settle(&mut desk.watcher(settings(&desk))).await;
    assert_eq!(desk.counts().await, MailboxCounts { seen: 3, stored: 3, ..MailboxCounts::default() });
}
