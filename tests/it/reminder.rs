//! Whoever owes a report is asked for it, twice, and then the lead hears; nobody else is.

use crate::story::{CONFIG, Story};

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// A house that closes at six.
async fn closing_at_six() -> Story {
    Story::begin_with(&CONFIG.replace("closing = \"off\"", "closing = \"18:00\"")).await
}

/// Of each letter its reader and its subject.
fn told(story: &mut Story) -> String {
    heads(&story.letters())
}

fn heads(letters: &str) -> String {
    let heads: Vec<&str> = letters.lines().filter_map(|line| line.strip_prefix("To: ").or_else(|| line.strip_prefix("Subject: "))).collect();
    heads.chunks(2).map(|head| format!("{}: {}\n", head[0], head.get(1).unwrap_or(&""))).collect()
}

#[tokio::test]
async fn asked_in_the_evening_and_in_the_morning_then_the_lead_hears_and_that_is_the_end() {
    let mut story = closing_at_six().await;
    story.mail(ALICE, "3月2日日报", "今天没有问题。");
    story.tick_until("2026-03-02T10:14:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"alice@corp.test: Re: 3月2日日报 [已收到]");
    story.tick_until("2026-03-02T10:20:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: No report yet for Monday, 2 March

    Hello Bob Miller,

    Today is Monday, 2 March, and until 18:15 no report of yours has come.

    Just answer this letter:

    - No problem today: write “no problem”, one line is enough.
    - Problems: one paragraph each, with screenshots where they help.
    - On leave or away: write until when, such as “on leave until Monday”.

    Sent already? Then ignore this letter; if no acknowledgement has come, please send the report once more to daybook@corp.test.

    周敏

    ----------------------------------------

    ERP roll-out · letter 2.xws3n4gyorgtj7rq
    ----
    ");

    // The next morning once more, and no more of that day.
    story.tick_until("2026-03-03T03:59:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Once more: no report for Monday, 2 March

    Hello Bob Miller,

    No report of yours has come for Monday, 2 March.

    Just answer this letter; it will count for Monday, 2 March:

    - No problem that day: write “no problem”, one line is enough.
    - Problems: one paragraph each, with screenshots where they help.
    - On leave or away: write until when, such as “on leave until Monday”.

    Sent already? Then ignore this letter; if no acknowledgement has come, please send the report once more to daybook@corp.test. You will not be reminded of that day again.

    周敏

    ----------------------------------------

    ERP roll-out · letter 3.ixuc3jjxzvtdlagc
    ----
    ");

    // Alice answers each day; Bob never does.
    for (day, at) in [("3日", "2026-03-03T09:00:00Z"), ("4日", "2026-03-04T09:00:00Z"), ("5日", "2026-03-05T09:00:00Z")] {
        story.tick_until(at).await;
        story.mail(ALICE, &format!("3月{day}日报"), "今天没有问题。");
    }
    story.tick_until("2026-03-05T09:30:00Z").await;
    let letters = story.letters();
    insta::assert_snapshot!(heads(&letters), @r"
    alice@corp.test: Re: 3月3日日报 [已收到]
    bob@corp.test: No report yet for Tuesday, 3 March
    bob@corp.test: Once more: no report for Tuesday, 3 March
    alice@corp.test: Re: 3月4日日报 [已收到]
    bob@corp.test: No report yet for Wednesday, 4 March
    lead@corp.test: ERP roll-out 三个工作日没有收到日报：Bob Miller
    alice@corp.test: Re: 3月5日日报 [已收到]
    ");
    let to_the_lead = &letters[letters.find("To: lead").unwrap()..];
    insta::assert_snapshot!(to_the_lead.split("\n----\n").next().unwrap(), @r"
    To: lead@corp.test
    Subject: ERP roll-out 三个工作日没有收到日报：Bob Miller

    周敏，您好：

    下面这位的日报，当天和第二天各提醒过一次，到第三个工作日还没有收到：

    姓名        缺的日子        最近一份日报
    ----------  --------------  ------------
    Bob Miller  3月2日（周一）  近一个月没有

    到此为止不再自动提醒，等有来信再照常。要是请假、离职或不用交了，回复一行就行，例如“Bob Miller 请假 3天”“Bob Miller 离职”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 9.eflstwm3ishzzkm3
    ");

    // There it ends, until a mail of his comes.
    story.tick_until("2026-03-06T08:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"");
    story.mail(BOB, "Report", "1. The export hangs.");
    story.mail(ALICE, "3月6日日报", "今天没有问题。");
    story.tick_until("2026-03-09T10:20:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    bob@corp.test: Re: Report [CRM-1]
    alice@corp.test: Re: 3月6日日报 [已收到]
    lead@corp.test: ERP roll-out 周报 3月2日—8日：日报 6/10，新问题 1，未解决 1
    alice@corp.test: 3月9日（周一）的日报还没有收到
    bob@corp.test: No report yet for Monday, 9 March
    ");
    story.close().await;
}

#[tokio::test]
async fn an_answer_to_the_letter_counts_for_the_day_that_it_asks_for() {
    let mut story = closing_at_six().await;
    story.tick_until("2026-03-03T02:00:00Z").await;
    told(&mut story);
    story.answer(ALICE, "没有问题");
    story.answer(BOB, "1. The printer prints blank pages.");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: Once more: no report for Monday, 2 March [CRM-1]

    Hello Bob Miller,

    Your daily report for Monday, 2 March has arrived. It is on record as 1 issue:

    CRM-1 The printer prints blank pages

    problem

    If this is right, no answer is needed. If something is wrong, reply to this letter, for example “cancel CRM-1”; if it works again by itself, “CRM-1 solved”; if a problem is missing, describe it. If the day is wrong, “this is for March 5”. Reply “help” for all you can write.

    周敏

    ----------------------------------------

    ERP roll-out · letter 6.g673ryvntrh7zcyr
    ----
    To: alice@corp.test
    Subject: Re: 再问一次：3月2日（周一）的日报还没有收到 [已收到]

    陈静，您好：

    3月2日（周一）的日报已收到，记为“没有问题”。谢谢！

    不用回复。如果其实有问题要报，直接回复这封邮件写下来就行，会有人看。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    ");
    // Both days are settled where an answer names its own day.
    story.tick_until("2026-03-03T10:20:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    alice@corp.test: 3月3日（周二）的日报还没有收到
    bob@corp.test: No report yet for Tuesday, 3 March
    ");
    story.answer(ALICE, "3月3日也没有问题");
    story.answer(BOB, "On leave until Friday.");
    story.tick_until("2026-03-05T03:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    bob@corp.test: Re: No report yet for Tuesday, 3 March [noted]
    alice@corp.test: Re: 3月3日（周二）的日报还没有收到 [已收到]
    alice@corp.test: 3月4日（周三）的日报还没有收到
    alice@corp.test: 再问一次：3月4日（周三）的日报还没有收到
    ");
    story.close().await;
}

#[tokio::test]
async fn nobody_is_asked_who_is_away_or_has_just_been_held_or_does_not_work_that_day() {
    let mut story = closing_at_six().await;
    story.mail(ALICE, "请假", "明天请假一天");
    story.mail(ALICE, "日报", "今天没有问题。");
    story.mail_with(BOB, "Report", "Content-Disposition: inline\n", "");
    story.tick_until("2026-03-02T15:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    alice@corp.test: Re: 请假 [已记下]
    bob@corp.test: Re: Report [please write it as text]
    alice@corp.test: Re: 日报 [已收到]
    lead@corp.test: 有 1 封来信待您确认 [H1]
    ");
    story.tick_until("2026-03-03T15:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"bob@corp.test: No report yet for Tuesday, 3 March");
    // Qingming, 4 to 6 April 2026.
    story.tick_until("2026-04-03T12:00:00Z").await;
    told(&mut story);
    story.tick_until("2026-04-06T12:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"lead@corp.test: ERP roll-out 周报 3月30日—4月5日：日报 0/10，新问题 0，未解决 0，待您确认 1");
    story.close().await;
}

#[tokio::test]
async fn each_evening_comes_by_the_persons_own_clock_and_never_late() {
    let config = CONFIG.replace("closing = \"off\"", "closing = \"18:00\"").replace("language = \"en\" }", "language = \"en\", timezone = \"Europe/London\" }");
    let mut story = Story::begin_with(&config).await;
    story.tick_until("2026-03-02T18:14:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"alice@corp.test: 3月2日（周一）的日报还没有收到");
    story.tick_until("2026-03-02T18:15:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"bob@corp.test: No report yet for Monday, 2 March");
    // The desk was off for the whole next day: nobody is asked at night for what was due in the evening.
    story.close().await;
    story.clock.set("2026-03-03T23:00:00Z".parse().unwrap());
    story.open(None).await;
    story.tick_until("2026-03-04T00:30:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"");
    story.tick_until("2026-03-04T04:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"alice@corp.test: 再问一次：3月3日（周二）的日报还没有收到");
    story.close().await;
}

#[tokio::test]
async fn where_not_one_mail_has_come_the_fault_may_be_the_mailboxs() {
    let people: String = ["c", "d", "e", "f"].map(|name| format!("  {{ name = \"{name}\", address = \"{name}@corp.test\" }},\n")).concat();
    let config = CONFIG.replace("closing = \"off\"", "closing = \"18:00\"").replace("language = \"en\" },\n]", &format!("language = \"en\" }},\n{people}]"));
    let mut story = Story::begin_with(&config).await;
    story.tick_until("2026-03-02T11:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @"");
    story.mail(LEAD, "帮助", "帮助");
    story.tick_until("2026-03-02T11:05:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    lead@corp.test: 用法：您可以用邮件办的事
    alice@corp.test: 3月2日（周一）的日报还没有收到
    bob@corp.test: No report yet for Monday, 2 March
    c@corp.test: 3月2日（周一）的日报还没有收到
    d@corp.test: 3月2日（周一）的日报还没有收到
    e@corp.test: 3月2日（周一）的日报还没有收到
    f@corp.test: 3月2日（周一）的日报还没有收到
    ");
    story.close().await;
}

#[tokio::test]
async fn a_crash_at_any_commit_asks_nobody_twice() {
    for dies_at in 1..4 {
        let mut story = closing_at_six().await;
        story.tick_until("2026-03-02T10:14:00Z").await;
        story.clock.set("2026-03-02T10:15:00Z".parse().unwrap());
        let seen = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        story
            .tick_dying(std::sync::Arc::new(move || {
                assert_ne!(seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1, dies_at, "dies here");
            }))
            .await;
        story.open(None).await;
        story.tick_until("2026-03-02T11:00:00Z").await;
        assert_eq!(told(&mut story).lines().count(), 2, "died at commit {dies_at}");
        story.close().await;
    }
}

#[tokio::test]
async fn each_reports_as_often_as_is_agreed() {
    let weekly = "language = \"en\", cadence = \"weekly\" }";
    let phases = "closing = \"18:00\"\ncadence = { monthly = \"2026-03-11\" }";
    let mut story = Story::begin_with(&CONFIG.replace("closing = \"off\"", phases).replace("language = \"en\" }", weekly)).await;
    story.mail(ALICE, "3月2日日报", "今天没有问题。");
    story.mail(BOB, "Report", "No problems today.");
    told(&mut story);
    // Alice owes each day until the 10th, then only the 31st; any report of the week will do for Bob.
    story.tick_until("2026-03-12T16:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    alice@corp.test: Re: 3月2日日报 [已收到]
    bob@corp.test: Re: Report [received]
    alice@corp.test: 3月3日（周二）的日报还没有收到
    alice@corp.test: 再问一次：3月3日（周二）的日报还没有收到
    alice@corp.test: 3月4日（周三）的日报还没有收到
    alice@corp.test: 再问一次：3月4日（周三）的日报还没有收到
    alice@corp.test: 3月5日（周四）的日报还没有收到
    lead@corp.test: ERP roll-out 三个工作日没有收到日报：陈静
    lead@corp.test: ERP roll-out 周报 3月2日—8日：日报 2/6，新问题 0，未解决 0
    ");
    story.tick_until("2026-03-31T16:00:00Z").await;
    insta::assert_snapshot!(told(&mut story), @r"
    bob@corp.test: No report yet for Friday, 13 March
    lead@corp.test: ERP roll-out 周报 3月9日—15日：日报 0/3，新问题 0，未解决 0
    bob@corp.test: Once more: no report for Friday, 13 March
    lead@corp.test: ERP roll-out 三个工作日没有收到日报：Bob Miller
    lead@corp.test: ERP roll-out 周报 3月16日—22日：日报 0/1，新问题 0，未解决 0
    lead@corp.test: ERP roll-out 周报 3月23日—29日：日报 0/1，新问题 0，未解决 0
    ");
    story.close().await;
}
