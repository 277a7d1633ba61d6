//! Whoever is away says so in a mail of his own words; nobody expects his report then, and nothing is asked of him.

use crate::story::Story;

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// What the newest weekly digest says in its subject.
fn subject_of_week(letters: &str) -> String {
    letters.lines().find(|line| line.starts_with("Subject: ") && line.contains("周报")).unwrap_or_default().trim_start_matches("Subject: ").to_owned()
}

#[tokio::test]
async fn three_days_of_leave_are_told_back_once_and_no_report_is_expected() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "请假", "周敏，我明天起请假3天。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 请假 [已记下]

    陈静，您好：

    已记下您不在的日子：

    - 3月3日（周二）至3月5日（周四）

    这几天不等您的日报，也不催您；从3月6日（周五）起照常。

    如果没错，不用回复；不对的话，直接回复这封邮件写正确的日子；提前回来，写一句“回来上班了”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 1.zph7rqzd3g5hdjny
    ----
    ");
    story.mail(BOB, "On leave", "I am on annual leave until Monday, no report from me.");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: On leave [noted]

    Hello Bob Miller,

    You are away on these days:

    - Monday, 2 March to Sunday, 8 March

    No report is expected and nobody reminds you then; your next one is due on Monday, 9 March.

    If this is right, no answer is needed. If not, reply with the right days; back early, write “I'm back”.

    周敏

    ----------------------------------------

    ERP roll-out · letter 2.xws3n4gyorgtj7rq
    ----
    ");
    assert_eq!(story.outcomes().await, "absence × 2\n");
    // Of ten reports of the week Alice owes two, Bob none.
    story.tick_until("2026-03-09T01:00:00Z").await;
    insta::assert_snapshot!(subject_of_week(&story.letters()), @"ERP roll-out 周报 3月2日—8日：日报 0/2，新问题 0，未解决 0");
}

#[tokio::test]
async fn a_solution_waits_for_the_day_of_return_and_the_clock_starts_there() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "日报", "1. 销售订单保存时提示库存不足。");
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.mail(ALICE, "出差", "今天起出差到周三，日报回来补。");
    story.tick().await;
    story.letters();
    story.answer(LEAD, "1 已解决：仓库参数已经改好。");
    story.tick_until("2026-03-11T12:00:00Z").await;
    assert_eq!(story.letters().matches("To: alice").count(), 0);
    story.tick_until("2026-03-12T02:00:00Z").await;
    assert!(story.letters().contains("To: alice@corp.test\nSubject: CRM-1 有处理结果了"));
    // Away again: five working days of hers, not of the project.
    story.mail(ALICE, "请假", "3月16日、17日请假");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 请假 [已记下]

    陈静，您好：

    已记下您不在的日子：

    - 3月16日（周一）
    - 3月17日（周二）

    这几天不等您的日报，也不催您；从3月18日（周三）起照常。如果不止这些天，请回复到哪一天，例如“请假到周五”。

    如果没错，不用回复；不对的话，直接回复这封邮件写正确的日子；提前回来，写一句“回来上班了”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.maxampprfyu4imn3
    ----
    ");
    story.tick_until("2026-03-24T12:00:00Z").await;
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 solved, waits on reporter
    03-02 01:01 opened by 陈静 {}
    03-09 01:02 solved by 周敏 “仓库参数已经改好。” {'rule':'a token in the thread','proven':true}
    03-12 02:00 told by the clock {'day':'2026-03-12'}
    03-23 02:00 chased by the clock {'day':'2026-03-23'}
    ");
}

#[tokio::test]
async fn whoever_is_back_early_says_so_and_is_expected_from_then_on() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "出差", "出差到周五");
    story.tick().await;
    story.letters();
    story.tick_until("2026-03-04T01:00:00Z").await;
    story.mail(ALICE, "回来了", "我提前回来上班了。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 回来了 [欢迎回来]

    陈静，您好：

    已记下您从3月4日（周三）起回来上班，之前报的请假或出差到此为止，日报照常。

    如果没错，不用回复。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
    // Wednesday to Friday count again, and Bob's five.
    story.tick_until("2026-03-09T01:00:00Z").await;
    insta::assert_snapshot!(subject_of_week(&story.letters()), @"ERP roll-out 周报 3月2日—8日：日报 0/8，新问题 0，未解决 0");
}

#[tokio::test]
async fn an_auto_reply_tells_its_days_and_gets_no_letter() {
    let mut story = Story::begin().await;
    let headers = "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n";
    for _ in 0..2 {
        story.mail_with(BOB, "Automatic reply: received", headers, "I am out of the office until Thursday, 5 March. For urgent matters call Ann.");
    }
    story.mail_with(ALICE, "自动回复: 已收到", headers, "您好，您的邮件我已收到，稍后回复。");
    story.tick().await;
    assert_eq!((story.letters(), story.outcomes().await), (String::new(), "auto_reply × 3\n".into()));
    // Bob owes Friday alone.
    story.tick_until("2026-03-09T01:00:00Z").await;
    insta::assert_snapshot!(subject_of_week(&story.letters()), @"ERP roll-out 周报 3月2日—8日：日报 0/6，新问题 0，未解决 0");
}

#[tokio::test]
async fn days_that_cannot_be_read_are_asked_for_and_the_answer_counts() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "休假", "因为家里有事，过段时间要休假，期间日报不发，具体哪几天等领导批了我再说，请知悉，谢谢大家的理解和支持。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 休假 [请问是哪几天]

    陈静，您好：

    来信收到，说的是请假或出差，但没看出是哪几天。

    请回复一下日子，例如“请假3天”“下周一到周三出差”“出差到3月6日”；这几天就不等您的日报。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 1.zph7rqzd3g5hdjny
    ----
    ");
    assert_eq!(story.outcomes().await, "held × 1\n");
    story.answer(ALICE, "请假，周三到周五");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 休假 [已记下]

    陈静，您好：

    已记下您不在的日子：

    - 3月4日（周三）至3月6日（周五）

    这几天不等您的日报，也不催您；从3月9日（周一）起照常。

    如果没错，不用回复；不对的话，直接回复这封邮件写正确的日子；提前回来，写一句“回来上班了”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
    // And it was two days after all.
    story.answer(ALICE, "改一下，请假只到周四");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 休假 [已记下]

    陈静，您好：

    已记下您不在的日子：

    - 3月4日（周三）至3月5日（周四）

    这几天不等您的日报，也不催您；从3月6日（周五）起照常。

    如果没错，不用回复；不对的话，直接回复这封邮件写正确的日子；提前回来，写一句“回来上班了”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.46twnz3c3clmuhft
    ----
    ");
    story.tick_until("2026-03-09T01:00:00Z").await;
    insta::assert_snapshot!(subject_of_week(&story.letters()), @"ERP roll-out 周报 3月2日—8日：日报 0/8，新问题 0，未解决 0");
}

#[tokio::test]
async fn half_a_day_is_noted_and_a_colleague_s_absence_waits_for_the_lead() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "請假", "明天下午請假。");
    story.mail(ALICE, "请假", "Bob Miller 明天请假，他的日报我来写。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 請假 [已記下]

    陈静，您好：

    已記下您不在的日子：

    - 3月3日（週二） 下午

    半天不影響日報，照常寫一行就行。

    如果沒錯，不用回覆；不對的話，直接回覆這封郵件寫正確的日子；提前回來，寫一句「回來上班了」。

    周敏

    ----------------------------------------

    ERP roll-out · 信件編號 1.zph7rqzd3g5hdjny
    ----
    ");
    assert_eq!(story.outcomes().await, "absence × 1\nheld × 1\n");
    story.tick_until("2026-03-09T01:00:00Z").await;
    insta::assert_snapshot!(subject_of_week(&story.letters()), @"ERP roll-out 周报 3月2日—8日：日报 0/10，新问题 0，未解决 0，待您确认 1");
}
