//! One mail confirms one issue, reopens nothing yet, brings a picture to a third and a new problem.

use crate::story::Story;

#[tokio::test]
async fn one_mail_is_everything_at_once_and_has_one_letter() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。\n3. 月报表导出后金额列是空的。");
    story.tick().await;
    story.letters();
    story.answer(
        "陈静 <alice@corp.test>",
        "1 好了，谢谢。\n2 还是不行，第二页依然是空白的。\n3 先别关，月底再看。\n另外还有一个新问题：采购入库单审核以后数量变成零。",
    );
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 3月2日日报 [CRM-1 CRM-2 CRM-3 CRM-4]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　已按您的确认关闭。
    - CRM-2 打印出库单时第二页空白　还在处理中，您的说明已记录。
    - CRM-3 月报表导出后金额列是空的　先不关闭，3月31日（周二）再请您看。

    另外登记了 1 条新问题：

    CRM-4 采购入库单审核以后数量变成零

    问题 · 模块：采购入库单

    > 另外还有一个新问题：采购入库单审核以后数量变成零。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (confirmed), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 confirmed by 陈静 “1 好了，谢谢。” {'rule':'a token in the thread','proven':true}
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 commented by 陈静 “2 还是不行，第二页依然是空白的。” {'rule':'a token in the thread','proven':true,'without_effect':'still_open'}
    ");
    insta::assert_snapshot!(story.history(3).await, @r"
    CRM-3 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 postponed by 陈静 “3 先别关，月底再看。 / 另外还有一个新问题：采购入库单审核以后数量变成零。” {'rule':'a token in the thread','proven':true,'day':'2026-03-31'}
    ");
    assert_eq!(story.outcomes().await, "reply × 1\nreport × 1\n");
}
