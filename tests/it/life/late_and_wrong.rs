//! What people answer too late, to the wrong number, or for somebody else: each has a sentence in return.

use super::consultant::{ALICE, LEAD};
use crate::story::{CONFIG, Story};

const BOSS: &str = "王总 <wang@corp.test>";

/// Monday, 9 March: three issues of Alice's, and the lead has the digest to answer.
async fn second_week() -> Story {
    let managers = "[people]\nmanagers = [ { name = \"王总\", address = \"wang@corp.test\" } ]";
    let mut story = Story::begin_with(&CONFIG.replacen("[people]", managers, 1)).await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。\n3. 月报表导出后金额列是空的。");
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
async fn a_document_s_number_is_no_issue_s() {
    let mut story = second_week().await;
    story.answer(ALICE, "3号单已经好了，客户收到货了。");
    story.tick().await;
    story.answer(LEAD, "1 已解决: 参数改好了");
    story.tick_until("2026-03-09T02:30:00Z").await;
    story.answer(ALICE, "41号单好了");
    story.tick_until("2026-03-09T07:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 3月2日日报 [CRM-1 CRM-2 CRM-3]

    陈静，您好：

    来信收到，已处理：

    - 您说的是哪一个（CRM-1、CRM-2、CRM-3）？请带上编号再回一次，例如“CRM-1 已解决”。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.46twnz3c3clmuhft
    ----
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3 [已办：CRM-1]

    周敏，您好：

    您的指示逐行办理如下：

    > 1 已解决: 参数改好了

    - CRM-1 销售订单保存时提示库存不足　记为已解决，会请陈静试。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    To: alice@corp.test
    Subject: CRM-1 有处理结果了，请您试一下：销售订单保存时提示库存不足 [CRM-1]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足

    有处理结果了：

    > 参数改好了

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    To: alice@corp.test
    Subject: Re: CRM-1 有处理结果了，请您试一下：销售订单保存时提示库存不足 [CRM-1]

    陈静，您好：

    来信收到，已处理：

    - 您说的是哪一个（CRM-1）？请带上编号再回一次，例如“CRM-1 已解决”。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.maxampprfyu4imn3
    ----
    ");
    insta::assert_snapshot!(story.outcomes().await, @r"
    order × 1
    reply × 2
    report × 1
    ");
    for number in 1..=3 {
        assert!(!story.history(number).await.contains("confirmed"), "CRM-{number}");
    }
}

#[tokio::test]
async fn a_reply_after_a_year_opens_a_new_issue_that_names_the_old() {
    let mut story = second_week().await;
    story.answer(LEAD, "2 已解决: 换了打印模板");
    story.tick_until("2026-03-09T02:30:00Z").await;
    story.answer(ALICE, "好了，谢谢");
    story.tick().await;
    story.tick_until("2027-03-15T01:00:00Z").await;
    story.letters();
    story.mail(ALICE, "打印", "CRM-2 又不行了，第二页还是空白。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 打印 [CRM-2 CRM-4]

    陈静，您好：

    来信收到，已处理：

    - CRM-2 打印出库单时第二页空白　这一条在2026年3月9日（周一）已经结束，另立了新编号 CRM-4，两个编号互相关联，以后请用新编号。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 71.vjdgoznn2n5ghlb3
    ----
    ");
    story.mail(ALICE, "打印", "CRM-1 好了");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 打印 [CRM-1]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　已按您的确认关闭。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 72.lsf2dbnzrdw3sm3h
    ----
    ");
}

#[tokio::test]
async fn whoever_answers_what_was_joined_declined_or_taken_back_learns_how_it_stands() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 与2重复\n3 暂不处理: 二期再做");
    story.tick_until("2026-03-09T02:30:00Z").await;
    story.letters();
    story.answer(ALICE, "CRM-1 好了，CRM-3 还是不行，急用");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 2 个问题有进展，请您看一下 [CRM-2 CRM-3]

    陈静，您好：

    来信收到，已处理：

    - CRM-2 打印出库单时第二页空白　（CRM-1 已并入这个编号）已按您的确认关闭。
    - CRM-3 月报表导出后金额列是空的　负责人已决定暂不处理，没有改动；您的话已记录，负责人会看到。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    ");
    story.mail(ALICE, "日报", "1. 客户列表打不开。");
    story.tick().await;
    story.answer(ALICE, "CRM-4 取消，是我看错了");
    story.tick().await;
    story.letters();
    story.answer(ALICE, "CRM-4 好了");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 日报 [CRM-4]

    陈静，您好：

    来信收到，已处理：

    - CRM-4 客户列表打不开　之前已撤销，没有改动；问题如果还在，回复“未解决”就会重新打开。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 8.2srm6k353idb7qfy
    ----
    ");
    story.answer(ALICE, "CRM-4 还是不行，又打不开了");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 日报 [CRM-4]

    陈静，您好：

    来信收到，已处理：

    - CRM-4 客户列表打不开　已重新打开，会继续处理，有结果再请您试。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 9.6betaeklqnp2t3xa
    ----
    ");
    insta::assert_snapshot!(story.history(4).await, @r"
    CRM-4 open, waits on lead
    03-09 02:32 opened by 陈静 {}
    03-09 02:33 cancelled by 陈静 “CRM-4 取消，是我看错了” {'rule':'a token in the thread','proven':true}
    03-09 02:34 commented by 陈静 “CRM-4 好了” {'rule':'a token in the thread','proven':true,'without_effect':'withdrawn'}
    03-09 02:35 reopened by 陈静 “CRM-4 还是不行，又打不开了” {'rule':'a token in the thread','proven':true}
    ");
}

#[tokio::test]
async fn contradictory_orders_of_one_mail_are_not_done() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 关闭\n2 紧急\n1 已解决: 参数改好了\n2 一般\n3 严重");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3 [有 4 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 4 行没有办：

    > 1 关闭

    - 没有办：和另一行互相矛盾，CRM-1 的两条都没有办，请再写一次要办的那条。

    > 2 紧急

    - 没有办：和另一行互相矛盾，CRM-2 的两条都没有办，请再写一次要办的那条。

    > 1 已解决: 参数改好了

    - 没有办：和另一行互相矛盾，CRM-1 的两条都没有办，请再写一次要办的那条。

    > 2 一般

    - 没有办：和另一行互相矛盾，CRM-2 的两条都没有办，请再写一次要办的那条。

    > 3 严重

    - CRM-3 月报表导出后金额列是空的　已改为严重。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    assert!(story.history(1).await.starts_with("CRM-1 open"));
}

#[tokio::test]
async fn a_boss_who_asks_in_cc_is_filed_without_a_letter_and_a_report_with_us_in_cc_is_a_report() {
    let mut story = second_week().await;
    let talk = |from: &str, to: &str, id: u32, text: &str| {
        format!(
            "From: {from}\r\nTo: {to}\r\nCc: daybook@corp.test\r\nSubject: Re: CRM-1\r\nDate: Mon, 9 Mar 2026 09:{id}:00 +0800\r\nMessage-ID: <talk-{id}@corp.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
        )
    };
    story.raw(talk(BOSS, "周敏 <lead@corp.test>", 10, "CRM-1 怎么还没解决？客户一直在催。").as_bytes());
    story.tick().await;
    assert_eq!(story.letters(), "");
    story.raw(talk(BOSS, "周敏 <lead@corp.test>", 11, "怎么还没解决？").as_bytes());
    story.raw(talk(LEAD, "陈静 <alice@corp.test>", 12, "CRM-1 我下午来看。").as_bytes());
    story.tick().await;
    assert_eq!(story.letters(), "");
    story.raw(talk(ALICE, "周敏 <lead@corp.test>", 13, "今天的问题：\r\n1. 客户列表打不开。").as_bytes());
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: CRM-1 [CRM-4]

    陈静，您好：

    3月9日（周一）的日报已收到，登记了 1 条：

    CRM-4 客户列表打不开

    问题 · 模块：客户列表

    如果登记无误，不用回复。不对的直接回复这封邮件，例如“CRM-4 取消”；自己好了的回复“CRM-4 已解决”；有遗漏的写下来。日期不对的回复“这是3月5日的日报”。单独回复“帮助”可看全部写法。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.46twnz3c3clmuhft
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 noted by 王总 “CRM-1 怎么还没解决？客户一直在催。” {'rule':'names the number','without_effect':'not_yours'}
    03-09 01:03 noted by 王总 “怎么还没解决？” {'rule':'names the number','without_effect':'not_yours'}
    03-09 01:03 commented by 周敏 “CRM-1 我下午来看。” {'rule':'names the number'}
    03-09 01:04 commented by 陈静 “今天的问题： / 1. 客户列表打不开。” {'rule':'names the number'}
    ");
    insta::assert_snapshot!(story.outcomes().await, @r"
    reply × 4
    report × 1
    ");
}
