//! When the letters come.

use super::*;

#[tokio::test]
async fn a_month_in_a_second() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    two_weeks(&mut desk).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-12-31 12:00")).await;
    insta::assert_snapshot!(desk.lines().await.join("\n"), @r"
    11-23 08:00 weekly ERP 上线 周报 11月16日—22日
    11-30 08:00 weekly ERP 上线 周报 11月23日—29日
    12-01 08:00 monthly ERP 上线 月报 2026年11月
    12-07 08:00 weekly ERP 上线 周报 11月30日—12月6日
    12-14 08:00 weekly ERP 上线 周报 12月7日—13日
    12-21 08:00 weekly ERP 上线 周报 12月14日—20日
    12-28 08:00 weekly ERP 上线 周报 12月21日—27日
    ");
}

#[tokio::test]
async fn a_restart_between_writes_nothing_twice() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    for hour in 0..24 {
        let mut schedule = desk.start();
        desk.live(&mut schedule, desk.local("2026-11-22 12:00") + TimeDelta::hours(hour * 2)).await;
    }
    assert_eq!(desk.lines().await, ["11-23 08:00 weekly ERP 上线 周报 11月16日—22日"]);
}

#[tokio::test]
async fn a_commit_that_never_came_is_made_up_at_the_next_start() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    desk.clock.set(desk.local("2026-11-23 08:00"));
    // What a kill between the mark and the commit leaves behind: nothing.
    let mut write = desk.store.write().await.unwrap();
    let day: NaiveDate = "2026-11-23".parse().unwrap();
    assert!(write.start_run("weekly", day, desk.clock.now()).await.unwrap());
    drop(write);
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 12:00")).await;
    assert_eq!(desk.lines().await.len(), 1);
    let mut write = desk.store.write().await.unwrap();
    assert!(!write.start_run("weekly", day, desk.clock.now()).await.unwrap());
}

#[tokio::test]
async fn three_weeks_off_bring_the_newest_week_and_month_once() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-17 12:00")).await;
    assert_eq!(desk.lines().await, ["11-16 08:00 weekly ERP 上线 周报 11月9日—15日"]);
    drop(schedule);
    desk.clock.set(desk.local("2026-12-09 15:00"));
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-12-14 07:59")).await;
    let letters = desk.letters().await;
    let told: Vec<(&str, bool)> = letters.iter().map(|got| (got.subject.split('：').next().unwrap(), got.text.contains("之前的 2 份周报没有补写"))).collect();
    assert_eq!(told, [("ERP 上线 周报 11月30日—12月6日", true), ("ERP 上线 月报 2026年11月", false)]);
    assert!(letters.iter().all(|got| got.written == desk.local("2026-12-09 15:00")));
    desk.live(&mut schedule, desk.local("2026-12-14 08:30")).await;
    assert!(!desk.letters().await[0].text.contains("没有补写"), "the next one follows on");
}

#[tokio::test]
async fn nothing_is_caught_up_from_before_the_desk_was_opened() {
    // A Monday, an hour after the weekly letter would have been due.
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-23T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-30 07:59")).await;
    assert!(desk.lines().await.is_empty());
    desk.live(&mut schedule, desk.local("2026-11-30 08:01")).await;
    assert_eq!(desk.lines().await.len(), 1);
}

#[tokio::test]
async fn the_missing_and_the_double_hour_bring_one_letter_each() {
    let mut desk = Desk::new(Tz::Europe__Berlin, Language::ZhHans, at("2026-03-20T12:00:00Z")).await;
    desk.settings.weekly = "30 2 * * Sun".parse().unwrap();
    let mut schedule = desk.start();
    desk.live(&mut schedule, at("2026-03-31T12:00:00Z")).await;
    assert_eq!(desk.lines().await, ["03-22 02:30 weekly ERP 上线 周报 3月15日—21日", "03-29 03:00 weekly ERP 上线 周报 3月22日—28日"]);
    desk.clock.set(at("2026-10-20T12:00:00Z"));
    let mut schedule = desk.start();
    desk.live(&mut schedule, at("2026-10-26T12:00:00Z")).await;
    let lines = desk.lines().await;
    assert_eq!(lines.last().unwrap(), "10-25 02:30 weekly ERP 上线 周报 10月18日—24日");
    assert_eq!(lines.iter().filter(|line| line.starts_with("10-25")).count(), 1);
}

#[tokio::test]
async fn a_letter_waits_for_the_mails_that_came_before_it_but_not_for_ever() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    desk.report("alice@corp.test", "2026-11-20 17:00", &[]).await;
    let mut schedule = desk.start();
    desk.clock.set(desk.local("2026-11-23 08:00"));
    // The mailbox was last read on the 16th.
    assert_eq!(schedule.tick().await.unwrap(), Tick::Idle { until: Some(desk.local("2026-11-23 08:01")) });
    desk.clock.set(desk.local("2026-11-23 08:01"));
    desk.look().await;
    // One mail is fetched and not read yet.
    let raw = desk.store.spool_all(b"From: bob@corp.test\r\n\r\nx").unwrap();
    let mut write = desk.store.write().await.unwrap();
    write.put_message(&raw, desk.local("2026-11-22 20:00"), desk.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(schedule.tick().await.unwrap(), Tick::Idle { until: Some(desk.local("2026-11-23 08:02")) });
    desk.clock.set(desk.local("2026-11-23 08:30"));
    assert_eq!(schedule.tick().await.unwrap(), Tick::Worked);
    assert_eq!(desk.lines().await.len(), 1);
    let _ = &desk.folder;
}

#[tokio::test]
async fn a_changed_line_writes_nothing_about_the_past_and_loses_nothing() {
    // (former line, new line, changed at, letters of the next 13 days)
    let table: [(&str, &str, &str, &[&str]); 4] = [
        ("0 8 * * Mon", "0 17 * * Fri", "2026-11-25 10:00", &["11-27 17:00 11月20日—26日", "12-04 17:00 11月27日—12月3日"]),
        ("0 17 * * Fri", "0 8 * * Mon", "2026-11-25 10:00", &["11-30 08:00 11月23日—29日", "12-07 08:00 11月30日—12月6日"]),
        // An hour before the letter was due its hour is moved to two hours before that.
        ("0 8 * * Mon", "0 6 * * Mon", "2026-11-30 07:00", &["11-30 07:00 11月23日—29日", "12-07 06:00 11月30日—12月6日"]),
        ("0 8 * * Mon", "0 9 * * Mon", "2026-11-30 08:30", &["12-07 09:00 11月30日—12月6日"]),
    ];
    for (former, new, changed, want) in table {
        let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-02T01:00:00Z")).await;
        desk.settings.monthly = "0 0 29 2 *".parse().unwrap();
        desk.settings.weekly = former.parse().unwrap();
        let changed = desk.local(changed);
        desk.live(&mut desk.start(), changed).await;
        desk.letters().await;
        desk.settings.weekly = new.parse().unwrap();
        let mut schedule = desk.start();
        desk.live(&mut schedule, changed + TimeDelta::days(13)).await;
        let lines: Vec<String> = desk.lines().await.iter().map(|line| line.replace(" weekly ERP 上线 周报", "")).collect();
        assert_eq!(lines, want, "{former} to {new}");
    }
}

#[tokio::test]
async fn a_line_that_was_changed_while_the_desk_was_off_still_owes_the_letter_of_that_time() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    desk.live(&mut desk.start(), desk.local("2026-11-20 12:00")).await;
    desk.letters().await;
    desk.settings.weekly = "30 8 * * Mon".parse().unwrap();
    desk.clock.set(desk.local("2026-11-23 10:00"));
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-24 12:00")).await;
    assert_eq!(desk.lines().await, ["11-23 10:00 weekly ERP 上线 周报 11月16日—22日"]);
}

#[tokio::test]
async fn a_former_mailbox_keeps_no_letter_waiting() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    let mut write = desk.store.write().await.unwrap();
    // The folder was changed in the config: the former one was never read again and still had a mail to give.
    let former = write.open_mailbox("imap/INBOX", Validity::new(1), 1, desk.clock.now()).await.unwrap();
    write.looked(former.id, desk.clock.now(), false).await.unwrap();
    write.see(former.id, former.validity, &Listed { uid: 1, name: None, size: 100, arrived: desk.clock.now() }).await.unwrap();
    write.commit().await.unwrap();
    desk.report("alice@corp.test", "2026-11-20 17:00", &[]).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 08:05")).await;
    let letters = desk.letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].written, desk.local("2026-11-23 08:00"));
    assert!(!letters[0].text.contains("邮箱从"), "{}", letters[0].text);
}
