//! The lead says who is away, who works on a day off and who is back, and looks up what somebody reported.

use crate::story::Story;

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// A report, and a digest that proves the lead's answers.
async fn monday_morning() -> Story {
    let mut story = Story::begin().await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示库存不足。");
    story.mail(BOB, "Daily report", "No problems today.");
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
async fn the_lead_says_who_is_away_and_who_works_on_saturday() {
    let mut story = monday_morning().await;
    story.answer(LEAD, "陈静 请假 3天\nBob Miller is off sick tomorrow\nBob 周六加班\n陈敬 请假 3/20\n陈静 周日加班到很晚");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 1，未解决 1 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > 陈静 请假 3天

    - 已记下陈静不在：3月9日（周一）至3月11日（周三），不等日报，也不催。

    > Bob Miller is off sick tomorrow

    - 已记下Bob Miller不在：3月10日（周二），不等日报，也不催。如果不止这些天，请写到哪一天，例如“Bob Miller 请假到周五”。

    > Bob 周六加班

    - 已记下Bob Miller加班：3月14日（周六），等日报。

    > 陈敬 请假 3/20

    - 没有找到“陈敬”，最接近的是陈静。

    > 陈静 周日加班到很晚

    - 已记下陈静加班：3月15日（周日），等日报。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    ");
    story.answer(LEAD, "Bob Miller is back\n陈静 销假\n陈静 销假");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 1，未解决 1 [有 2 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 2 行没有办：

    > Bob Miller is back

    - 没有办：没有记过Bob Miller那时不在。要取消以后的请假，请写第一天，例如“Bob Miller 销假 3/10”。

    > 陈静 销假

    - 已记下陈静从3月9日（周一）起回来上班，日报照常。

    > 陈静 销假

    - 没有办：没有记过陈静那时不在。要取消以后的请假，请写第一天，例如“陈静 销假 3/10”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.vb2oj4lo2rhhnahp
    ----
    ");
}

#[tokio::test]
async fn what_somebody_reported_on_a_day_is_looked_up() {
    let mut story = monday_morning().await;
    story.answer(LEAD, "查 陈静 3月2日\n查 Bob Miller 3/2\nshow bob 3 March\n查 陈静3月4日");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 1，未解决 1 [已办：CRM-1]

    周敏，您好：

    您的指示逐行办理如下：

    > 查 陈静 3月2日

    - 陈静 3月2日（周一）：报了 1 个问题。
    - CRM-1 销售订单保存时提示库存不足　处理中 · 库存 · 提出人陈静 · 3月2日（周一）起等负责人

    > 查 Bob Miller 3/2

    - Bob Miller 3月2日（周一）：报了没有问题。

    > show bob 3 March

    - Bob Miller 3月3日（周二）：没有日报。

    > 查 陈静3月4日

    - 陈静 3月4日（周三）：没有日报。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    ");
}

#[tokio::test]
async fn whoever_works_on_saturday_says_so_and_is_expected() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "加班", "这周六加班，日报照常写。");
    story.mail(BOB, "Saturday", "I am working this Saturday.");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 加班 [已记下]

    陈静，您好：

    已记下您加班的日子：

    - 3月7日（周六）

    这几天也等您的日报。

    如果没错，不用回复；不对的话，直接回复这封邮件写正确的日子。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 1.zph7rqzd3g5hdjny
    ----
    To: bob@corp.test
    Subject: Re: Saturday [noted]

    Hello Bob Miller,

    You work on these days:

    - Saturday, 7 March

    Your report is expected then as well.

    If this is right, no answer is needed. If not, reply with the right days.

    周敏

    ----------------------------------------

    ERP roll-out · letter 2.xws3n4gyorgtj7rq
    ----
    ");
    assert_eq!(story.outcomes().await, "absence × 2\n");
    story.tick_until("2026-03-09T01:00:00Z").await;
    assert!(story.letters().contains("周报 3月2日—8日：日报 0/12"));
}
