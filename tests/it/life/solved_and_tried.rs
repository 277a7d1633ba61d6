//! Solved is not closed: the reporter is asked, tries it, and has the last word.

use crate::story::Story;

const ALICE: &str = "陈静 <alice@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// A project in its second week: three issues of Alice's, and the lead has the digest to answer.
async fn second_week() -> Story {
    let mut story = Story::begin().await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。\n3. 月报表导出后金额列是空的，比较急。");
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
async fn the_lead_solves_two_in_one_mail_and_the_reporter_hears_of_both_in_one_letter() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 已解决：仓库参数已经改好，请重新保存。\nCRM-2 已解决：换了打印模板\n9 重开\n3 已解觉: x\n谢谢\n3 重开");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3 [有 2 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 2 行没有办：

    > 1 已解决：仓库参数已经改好，请重新保存。

    - CRM-1 销售订单保存时提示库存不足　记为已解决，会请陈静试。

    > CRM-2 已解决：换了打印模板

    - CRM-2 打印出库单时第二页空白　记为已解决，会请陈静试。

    > 9 重开

    - CRM-9 没有办：没有这个编号，现在最新的是 CRM-3。

    > 3 已解觉: x

    - 没有办：没看懂编号后面的词；是不是想写“42 已解决: …”？

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    // At ten of the same morning.
    story.tick_until("2026-03-09T02:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: 2 个问题有进展，请您看一下 [CRM-1 CRM-2]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足

    有处理结果了：

    > 仓库参数已经改好，请重新保存。

    CRM-2 打印出库单时第二页空白

    有处理结果了：

    > 换了打印模板

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。请带上编号，例如“CRM-1 已解决，CRM-2 未解决”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.n7jzttkbhojibzqs
    ----
    ");
    story.answer(ALICE, "1 好了，谢谢！\n2 还是不行，第二页还是空白。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 2 个问题有进展，请您看一下 [CRM-1 CRM-2]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　已按您的确认关闭。
    - CRM-2 打印出库单时第二页空白　已重新打开，会继续处理，有结果再请您试。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (confirmed), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 solved by 周敏 “仓库参数已经改好，请重新保存。” {'rule':'a token in the thread','proven':true}
    03-09 02:00 told by the clock {'day':'2026-03-09'}
    03-09 02:01 confirmed by 陈静 “1 好了，谢谢！” {'rule':'a token in the thread','proven':true}
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 solved by 周敏 “换了打印模板” {'rule':'a token in the thread','proven':true}
    03-09 02:00 told by the clock {'day':'2026-03-09'}
    03-09 02:01 reopened by 陈静 “2 还是不行，第二页还是空白。” {'rule':'a token in the thread','proven':true}
    ");
}

#[tokio::test]
async fn silence_is_reminded_once_and_then_closes_but_not_what_is_serious() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 已解决：仓库参数已经改好。\n3 已解决：补了金额字段");
    story.tick_until("2026-03-09T02:00:00Z").await;
    story.letters();
    // Monday the 16th: five working days later.
    story.tick_until("2026-03-15T12:00:00Z").await;
    assert_eq!(story.letters().matches("To: alice").count(), 0);
    story.tick_until("2026-03-16T03:00:00Z").await;
    let letters = story.letters();
    let news = letters.split("To: ").find(|letter| letter.starts_with("alice")).unwrap();
    insta::assert_snapshot!(news, @r"
    alice@corp.test
    Subject: 2 个问题有进展，请您看一下 [CRM-1 CRM-3]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足

    还没有收到您的回音。处理结果是：

    > 仓库参数已经改好。

    到3月23日（周一）还没有回音，就先关闭；关了以后也随时可以回复“未解决”。

    CRM-3 月报表导出后金额列是空的，比较急

    还没有收到您的回音。处理结果是：

    > 补了金额字段

    这一条比较要紧，没有您的确认不会关闭。

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。请带上编号，例如“CRM-1 已解决，CRM-3 未解决”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.maxampprfyu4imn3
    ----
    ");
    // And five more.
    story.tick_until("2026-03-23T03:00:00Z").await;
    let letters = story.letters();
    let news = letters.split("To: ").find(|letter| letter.starts_with("alice")).unwrap();
    insta::assert_snapshot!(news, @r"
    alice@corp.test
    Subject: CRM-1 已关闭：销售订单保存时提示库存不足 [CRM-1]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足

    一直没有收到您的回音，先关闭了。当时的处理结果是：

    > 仓库参数已经改好。

    如果其实没有解决，60 天内回复“未解决”就会重新打开。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 8.2srm6k353idb7qfy
    ----
    ");
    story.tick_until("2026-04-20T03:00:00Z").await;
    assert_eq!(story.letters().matches("To: alice").count(), 0, "said once");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (silent), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 solved by 周敏 “仓库参数已经改好。” {'rule':'a token in the thread','proven':true}
    03-09 02:00 told by the clock {'day':'2026-03-09'}
    03-16 02:00 chased by the clock {'day':'2026-03-16'}
    03-23 02:00 silent by the clock {'day':'2026-03-23'}
    ");
    insta::assert_snapshot!(story.history(3).await, @r"
    CRM-3 solved, waits on reporter
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 solved by 周敏 “补了金额字段” {'rule':'a token in the thread','proven':true}
    03-09 02:00 told by the clock {'day':'2026-03-09'}
    03-16 02:00 chased by the clock {'day':'2026-03-16'}
    ");

    // It was not: within sixty days the same number is opened again.
    story.mail(ALICE, "CRM-1", "CRM-1 还是不行，今天又提示库存不足。");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 open, waits on lead\n"));
}

#[tokio::test]
async fn check_at_month_end_stops_the_clock_and_asks_again_on_its_last_working_day() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 已解决：仓库参数已经改好。");
    story.tick_until("2026-03-09T02:00:00Z").await;
    story.letters();
    story.answer(ALICE, "月底再看");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: CRM-1 有处理结果了，请您试一下：销售订单保存时提示库存不足 [CRM-1]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　先不关闭，3月31日（周二）再请您看。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    ");
    story.tick_until("2026-03-31T01:30:00Z").await;
    assert_eq!(story.letters().matches("To: alice").count(), 0);
    story.tick_until("2026-03-31T02:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-1 请您看一下：销售订单保存时提示库存不足 [CRM-1]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足

    您说过到今天再看。处理结果是：

    > 仓库参数已经改好。

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 9.6betaeklqnp2t3xa
    ----
    ");
    story.answer(ALICE, "已解决");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 closed (confirmed), waits on nobody\n"));
}

#[tokio::test]
async fn after_sixty_days_an_issue_that_is_back_gets_a_new_number_linked_to_the_old() {
    let mut story = second_week().await;
    story.mail(ALICE, "CRM-1", "CRM-1 好了，谢谢。");
    story.tick_until("2026-06-01T01:00:00Z").await;
    story.letters();
    story.mail(ALICE, "CRM-1", "CRM-1 又出现了，今天保存时还是提示库存不足。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: CRM-1 [CRM-1 CRM-4]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　这一条在3月9日（周一）已经结束，另立了新编号 CRM-4，两个编号互相关联，以后请用新编号。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 19.hxxg4mqe5z432x3q
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (confirmed), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 confirmed by 陈静 “CRM-1 好了，谢谢。” {'rule':'names the number'}
    06-01 01:01 linked by 陈静 “CRM-1 又出现了，今天保存时还是提示库存不足。” {'rule':'names the number','issue':4}
    ");
    insta::assert_snapshot!(story.history(4).await, @r"
    CRM-4 open, waits on lead
    06-01 01:01 opened by 陈静 {}
    06-01 01:01 linked by 陈静 {'rule':'names the number','issue':1}
    ");
}

#[tokio::test]
async fn a_mail_that_crossed_the_solution_does_not_open_it_again() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 已解决：仓库参数已经改好。");
    story.tick().await;
    story.letters();
    // Written on Sunday evening, on its way until now.
    let raw = "From: alice@corp.test\nTo: daybook@corp.test\nSubject: CRM-1\nDate: Sun, 8 Mar 2026 20:00:00 +0800\nMessage-ID: <slow@corp.test>\n\
        Received: from pc by mail.corp.test; Sun, 8 Mar 2026 20:00:01 +0800\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
        Content-Transfer-Encoding: 8bit\n\nCRM-1 还是不行。\n";
    story.raw(raw.replace('\n', "\r\n").as_bytes());
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: CRM-1 [CRM-1]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　您这封信写在处理结果出来之前，所以没有重新打开。处理结果是“仓库参数已经改好。”，请您再试一下，好了回复“已解决”，还不行回复“未解决”。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.n7jzttkbhojibzqs
    ----
    ");
    assert!(story.history(1).await.starts_with("CRM-1 solved, waits on reporter\n"));
}

#[tokio::test]
async fn two_reports_of_one_problem_are_joined_and_both_reporters_are_asked() {
    let mut story = second_week().await;
    story.mail("Bob Miller <bob@corp.test>", "Daily report 9 March", "1. The second page of the delivery note is blank.");
    story.tick().await;
    story.letters();
    story.answer(LEAD, "4 same as 2");
    story.tick().await;
    story.tick_until("2026-03-09T02:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3 [done: CRM-4]

    Hello 周敏,

    This is what became of each line:

    > 4 same as 2

    - CRM-4 The second page of the delivery note is blank: joined with CRM-2; its reporter will be told.

    One order a line, the number first: “42 solved: how”, “42 not now: why”, “42 same as 17”, “42 reopen”, “42 note: …”; “help” on a line of its own brings all of them. Nothing below “thanks” is read.

    周敏

    ----------------------------------------

    ERP roll-out · letter 4.7ztbfurlot46xkrs
    ----
    To: bob@corp.test
    Subject: CRM-4 joined with another: The second page of the delivery note is blank [CRM-4]

    Hello Bob Miller,

    CRM-4 The second page of the delivery note is blank

    It is the same as CRM-2 and goes on under that number; you will be asked to try the result all the same.

    周敏

    ----------------------------------------

    ERP roll-out · letter 5.bpdtb66fzsfeylbn
    ----
    ");
    story.answer(LEAD, "2 已解决：换了打印模板");
    story.tick_until("2026-03-10T02:00:00Z").await;
    let letters = story.letters();
    assert_eq!((letters.matches("To: alice").count(), letters.matches("To: bob").count()), (1, 1), "{letters}");
    story.mail("Bob Miller <bob@corp.test>", "CRM-4", "CRM-4 is still blank.");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: CRM-4 [CRM-2]

    Hello Bob Miller,

    Your mail has arrived, and this was done:

    - CRM-2 打印出库单时第二页空白: (CRM-4 goes on under this number) open again; it is worked on, and you will be asked to try the next result.

    If this is right, no answer is needed. If not, reply to this letter with the number.

    周敏

    ----------------------------------------

    ERP roll-out · letter 9.ftzl7fdzlxyglegd
    ----
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 02:01 solved by 周敏 “换了打印模板” {'rule':'a token in the thread','proven':true}
    03-10 02:00 told by the clock {'day':'2026-03-10'}
    03-10 02:01 reopened by Bob Miller “CRM-4 is still blank.” {'rule':'names the number'}
    ");
    // Alice hears it the next morning.
    story.tick_until("2026-03-11T02:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-2 已重新打开：打印出库单时第二页空白 [CRM-2]

    陈静，您好：

    CRM-2 打印出库单时第二页空白

    报同样问题的同事说还没有解决，已重新打开，继续处理。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 10.o72tx5p23qmt26od
    ----
    ");
}
