//! A wish that was turned down comes back.

use super::{ALICE, BOB, LEAD, config, to};
use crate::story::Story;

#[tokio::test]
async fn a_wish_that_was_declined_last_year_shows_the_decision_when_it_comes_back() {
    let mut story = Story::begin_with(&config()).await;
    story.mail(ALICE, "3月2日日报", "1. 希望报价单可以按客户分组打印。");
    story.tick().await;
    story.tick_until("2026-03-02T03:00:00Z").await;
    story.answer(LEAD, "1 暂不处理：二期再做");
    story.tick_until("2026-03-03T03:00:00Z").await;
    story.letters();
    story.clock.set("2027-03-10T03:00:00Z".parse().unwrap());
    story.tick().await;
    story.letters();
    story.mail(BOB, "3月10日日报", "1. 报价单希望能按客户分组打印，方便对账。");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "bob@corp.test"), @r"
    To: bob@corp.test
    Subject: Re: 3月10日日报 [CRM-2]

    Hello Bob Miller,

    Your daily report for Wednesday, 10 March has arrived. It is on record as 1 issue:

    CRM-2 报价单希望能按客户分组打印，方便对账

    change request · module: 报价单

    The same was wished before, CRM-1: not taken up now on Monday, 2 March 2026, because “二期再做”. If something has changed since, please say so in an answer; the lead looks at it again.

    Please answer with why it is wanted; the lead decides by that.

    If this is right, no answer is needed. If something is wrong, reply to this letter, for example “cancel CRM-2”; if it works again by itself, “CRM-2 solved”; if a problem is missing, describe it. If the day is wrong, “this is for March 5”. Reply “help” for all you can write.
    ");
    story.tick_until("2027-03-11T03:00:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-2 有人提了需求，请您定：报价单希望能按客户分组打印，方便对账 [CRM-2]

    周敏，您好：

    CRM-2 报价单希望能按客户分组打印，方便对账

    以前有过同样的需求 CRM-1，2026年3月2日（周一）暂不处理，原因：“二期再做”。提出人还没有说为什么需要，已请他补充。要做请回复“CRM-2 受理”，不做请回复“CRM-2 暂不处理: 原因”。受理之前不会发给顾问。

    > 报价单希望能按客户分组打印，方便对账。
    ");
}
