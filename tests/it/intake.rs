//! What becomes of mail that is odd, broken, or read a second time.

use std::fs;

use chrono::TimeDelta;
use daybook::clock::{Chance, Clock as _};
use daybook::issue::{EventKind, IssueNumber, State};
use daybook::store::{HeldCause, IssueRow, MessageId, NewIssue, ReportId};

use crate::story::{CONFIG, Story};

#[tokio::test]
async fn a_stranger_who_joins_the_roster_is_read_again_and_keeps_the_number_under_which_he_was_held() {
    let mut story = Story::begin().await;
    story.mail("王五 <wang5@newfirm.test>", "日报", "1. 系统很慢。\n2. 打印机没有反应。");
    story.tick().await;
    assert_eq!(story.letters(), "");
    let held = story.store().await.read().await.unwrap().held().await.unwrap();
    assert_eq!((held[0].number, held[0].cause, held[0].sender.as_deref()), (1, HeldCause::Stranger, Some("wang5@newfirm.test")));

    fs::write(story.path("daybook.toml"), CONFIG.replace(r#"["corp.test"]"#, r#"["corp.test", "newfirm.test"]"#)).unwrap();
    story.open(None).await;
    let mut write = story.store().await.write().await.unwrap();
    assert_eq!(write.read_again(false).await.unwrap(), 1);
    write.commit().await.unwrap();
    story.tick().await;
    assert_eq!(story.outcomes().await, "report × 1\n");
    assert!(story.letters().contains("To: wang5@newfirm.test"));
    assert_eq!(story.store().await.read().await.unwrap().held().await.unwrap().len(), 0);

    // The next held mail is H2: numbers are for ever.
    story.mail("x@elsewhere.test", "Offer", "1. Buy now.");
    story.tick().await;
    assert_eq!(story.store().await.read().await.unwrap().held().await.unwrap()[0].number, 2);
}

#[tokio::test]
async fn promise_3_numbers_are_for_ever_reading_again_keeps_them_and_says_nothing_twice() {
    let mut story = Story::begin().await;
    story.mail("alice@corp.test", "日报", "1. 库存数量不对。\n2. 打印出库单空白。");
    story.mail("bob@corp.test", "日报", "1. 采购订单无法审核。");
    story.tick().await;
    story.letters();
    let before = titles(&story, 3).await;
    let mut write = story.store().await.write().await.unwrap();
    assert_eq!(write.read_again(true).await.unwrap(), 2);
    write.commit().await.unwrap();
    story.tick().await;
    assert_eq!(titles(&story, 3).await, before);
    assert_eq!(story.letters(), "");
    let mut read = story.store().await.read().await.unwrap();
    assert!(read.issue(IssueNumber(4)).await.unwrap().is_none(), "no number was given again");
}

async fn titles(story: &Story, most: u32) -> Vec<String> {
    let mut read = story.store().await.read().await.unwrap();
    let mut titles = Vec::new();
    for number in 1..=most {
        titles.push(read.issue(IssueNumber(number)).await.unwrap().unwrap().title);
    }
    titles
}

#[tokio::test]
async fn a_mail_whose_bytes_are_gone_is_set_aside_after_three_tries_and_the_next_goes_on() {
    let mut story = Story::begin().await;
    let store = story.store().await;
    // Noise does not compress: this mail lies in a file of its own.
    let chance = Chance::seeded(1);
    let noise: Vec<u8> = (0..50_000).flat_map(|_| chance.bits().to_ne_bytes()).collect();
    let raw = store.spool_all(&noise).unwrap();
    let mut write = store.write().await.unwrap();
    let lost = write.put_message(&raw, story.clock.now(), story.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    for file in fs::read_dir(story.path("daybook.mails")).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    story.mail("alice@corp.test", "日报", "1. 库存数量不对。");
    for _ in 0..3 {
        story.tick().await;
        story.clock.advance(TimeDelta::hours(1));
    }
    let message = store.read().await.unwrap().message(lost).await.unwrap().unwrap();
    assert_eq!(message.outcome.as_deref(), Some("held:poison"));
    assert!(message.rule.unwrap().contains("cannot be read"));
    assert_eq!(story.letters().matches("To: ").count(), 1, "the mail behind it was answered");
}

#[tokio::test]
async fn a_mail_over_which_the_process_died_again_and_again_is_set_aside() {
    let mut story = Story::begin().await;
    story.close().await;
    let store = story.store().await;
    let raw = store.spool_all(b"From: alice@corp.test\r\n\r\n1. a\r\n").unwrap();
    let mut write = store.write().await.unwrap();
    let deadly = write.put_message(&raw, story.clock.now(), story.clock.now()).await.unwrap();
    for _ in 0..5 {
        // A claim that no decision follows is what a crash leaves.
        let claimed = write.claim_messages(story.clock.now(), TimeDelta::zero(), "a process that dies", 16).await.unwrap();
        assert_eq!(claimed.len(), 1);
    }
    write.commit().await.unwrap();
    story.open(None).await;
    story.tick().await;
    let message = store.read().await.unwrap().message(deadly).await.unwrap().unwrap();
    assert_eq!((message.outcome.as_deref(), message.rule.as_deref()), (Some("held:poison"), Some("the process died over it 5 times")));
}

#[tokio::test]
async fn promise_3_a_mail_that_shrinks_and_grows_as_it_is_read_again_never_gives_a_number_to_other_words() {
    let mut story = Story::begin().await;
    story.mail("alice@corp.test", "日报", "1. 库存数量不对。\n2. 打印出库单空白。");
    story.tick().await;
    let store = story.store().await;
    let now = story.clock.now();
    let before = store.read().await.unwrap().issues_of_message(MessageId(1)).await.unwrap();
    for _ in 0..3 {
        // What intake does when a better reader finds the second problem only.
        let mut write = store.write().await.unwrap();
        write.free_items(MessageId(1)).await.unwrap();
        let kept = NewIssue {
            message: MessageId(1),
            item: 0,
            report: ReportId(1),
            reporter: before[1].reporter,
            day: "2026-03-02".parse().unwrap(),
            title: before[1].title.clone(),
            text: before[1].text.clone(),
            kind: before[1].kind,
            severity: None,
            module: None,
        };
        write.reread_issue(&before[1], &kept, now).await.unwrap();
        write.move_issue(&before[0], EventKind::Withdrawn, now).await.unwrap();
        write.commit().await.unwrap();
    }
    let states = |issues: Vec<IssueRow>| -> Vec<_> { issues.into_iter().map(|issue| (issue.number.0, issue.state)).collect() };
    let now_are = states(store.read().await.unwrap().issues_of_message(MessageId(1)).await.unwrap());
    assert_eq!(now_are, [(1, State::Withdrawn), (2, State::Open)]);

    // The whole mail read again: the first words get their number back.
    let mut write = store.write().await.unwrap();
    write.read_again(true).await.unwrap();
    write.commit().await.unwrap();
    story.tick().await;
    let again = store.read().await.unwrap().issues_of_message(MessageId(1)).await.unwrap();
    assert_eq!(again.iter().map(|issue| issue.text.clone()).collect::<Vec<_>>(), before.iter().map(|issue| issue.text.clone()).collect::<Vec<_>>());
    assert_eq!(states(again), [(1, State::Open), (2, State::Open)]);
}

#[tokio::test]
async fn a_reporter_who_leaves_the_roster_is_held_when_read_again_and_his_issues_are_withdrawn() {
    let mut story = Story::begin().await;
    story.mail("alice@corp.test", "日报", "1. 库存数量不对。");
    story.tick().await;
    let nobody = CONFIG.replace(r#"domains = ["corp.test"]"#, "").replace(r#"{ name = "陈静", address = "alice@corp.test", department = "销售" },"#, "");
    fs::write(story.path("daybook.toml"), nobody).unwrap();
    story.open(None).await;
    let store = story.store().await;
    let mut write = store.write().await.unwrap();
    write.read_again(true).await.unwrap();
    write.commit().await.unwrap();
    story.tick().await;
    assert_eq!(story.outcomes().await, "held × 1\n");
    assert_eq!(store.read().await.unwrap().issue(IssueNumber(1)).await.unwrap().unwrap().state, State::Withdrawn);
}

#[tokio::test]
async fn a_mail_beyond_all_measure_is_kept_whole_held_and_its_writer_asked_once() {
    let mut story = Story::begin().await;
    let mut raw = b"From: alice@corp.test\r\nTo: daybook@corp.test\r\nSubject: Report\r\nMessage-ID: <big@corp.test>\r\n\r\nNo problems today.\r\n".to_vec();
    raw.resize(26 * 1024 * 1024, b'x');
    story.raw(&raw);
    story.tick().await;
    story.tick().await;
    assert_eq!(story.outcomes().await, "held × 1\n");
    let store = story.store().await;
    let mut read = store.read().await.unwrap();
    assert_eq!(read.held().await.unwrap()[0].cause.as_str(), "too_large");
    assert_eq!(read.raw(MessageId(1), usize::MAX).await.unwrap().0, raw);
    let letters = story.letters();
    assert_eq!(letters.matches("To: alice@corp.test").count(), 1, "{letters}");
    assert!(letters.contains("too large to be read") && letters.contains("H1"), "{letters}");
}

#[tokio::test]
async fn what_people_wrote_can_be_read_by_the_desk_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut story = Story::begin().await;
    let chance = Chance::seeded(2);
    let noise: Vec<u8> = (0..50_000).flat_map(|_| chance.bits().to_ne_bytes()).collect();
    story.raw(&noise);
    story.tick().await;
    for (name, mode) in [("daybook.db", 0o600), ("daybook.db-wal", 0o600), ("daybook.key", 0o600), ("daybook.mails", 0o700)] {
        assert_eq!(fs::metadata(story.path(name)).unwrap().permissions().mode() & 0o777, mode, "{name}");
    }
}

#[tokio::test]
async fn a_link_that_a_gateway_rewrote_is_the_writers_own_in_issue_and_letter() {
    let mut story = Story::begin().await;
    let link =
        "https://apc01.safelinks.protection.outlook.com/?url=https%3A%2F%2Ferp.corp.test%2Forder%3Fid%3D4711&data=05%7C01%7Calice%40corp.test&reserved=0";
    story.mail("alice@corp.test", "日报", &format!("1. 打不开订单 {link} ，提示没有权限。\n2. 打印出库单空白。"));
    story.tick().await;
    assert_eq!(titles(&story, 2).await[0], "打不开订单 https://erp.corp.test/order?id=4711 ，提示没有权限");
    let letter = story.letters();
    assert!(letter.contains("erp.corp.test/order?id=4711") && !letter.contains("safelinks"), "{letter}");
}
