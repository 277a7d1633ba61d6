//! What is to leave the company can be looked at before, and taken back for ten minutes.

use super::consultant::{ALICE, LEAD, second_week};
use crate::story::{CONFIG, Story};

#[tokio::test]
async fn what_is_taken_back_within_ten_minutes_never_leaves() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 发顾问\n2 发顾问: 请看");
    story.tick().await;
    story.letters();
    story.answer(LEAD, "收回");
    story.tick_until("2026-03-09T09:00:00Z").await;
    let letters = story.letters();
    assert!(!letters.contains("li@vendor.test"), "{letters}");
    insta::assert_snapshot!(letters, @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/15，新问题 3，未解决 3 [已办：CRM-1 CRM-2]

    周敏，您好：

    您的指示逐行办理如下：

    > 收回

    - CRM-1 销售订单保存时提示库存不足，王磊说仓库有货　已收回，没有发出去。
    - CRM-2 打印出库单时第二页空白　已收回，没有发出去。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 {'rule':'a token in the thread','proven':true}
    03-09 01:02 recalled by 周敏 {'rule':'a token in the thread','proven':true}
    ");
    // Later there is nothing to take back, and what has left cannot be.
    story.answer(LEAD, "2 发顾问");
    story.tick_until("2026-03-09T09:20:00Z").await;
    story.answer(LEAD, "收回\n2 收回\n3 收回");
    story.tick().await;
    insta::assert_snapshot!(story.letters().rsplit("To: ").next().unwrap(), @r"
    lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/15，新问题 3，未解决 3 [有 3 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 3 行没有办：

    > 收回

    - 没有办：没有正要发出去的内容。

    > 2 收回

    - CRM-2 打印出库单时第二页空白　没有办：17:11 已经发给顾问，收不回了。

    > 3 收回

    - CRM-3 月报表导出后金额列是空的，比较急　没有办：没有正要发出去的内容。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 7.znavx6loforxbnjr
    ----
    ");
}

#[tokio::test]
async fn a_preview_shows_what_would_be_sent_and_sends_nothing() {
    let mut story = second_week().await;
    story.answer(LEAD, "预览\n1 发顾问: 王磊 wang@corp.test 也遇到了");
    story.tick_until("2026-03-09T01:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/15，新问题 3，未解决 3 [预览]

    周敏，您好：

    办了就会发出公司的内容

    发给李工：CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货

    > （同事） （地址略） 也遇到了

    > 销售订单保存时提示库存不足，（同事）说仓库有货。

    顾问可能还会问：截图、单据号或账号。不补也会照发；想先问清楚，请回复“收回”和“CRM-1 问: …”。

    这是预览，什么都没有办。去掉“预览”那一行再发，就会这样办：

    > 1 发顾问: 王磊 wang@corp.test 也遇到了

    - CRM-1 销售订单保存时提示库存不足，王磊说仓库有货　09:11 发给李工，在那之前回复“收回”可以不发。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    assert!(story.history(1).await.starts_with("CRM-1 open, waits on lead"));
}

#[tokio::test]
async fn without_a_consultant_or_without_proof_nothing_leaves() {
    let config = CONFIG.lines().filter(|line| !line.starts_with("consultants")).collect::<Vec<_>>().join("\n");
    let mut story = Story::begin_with(&config).await;
    story.mail(ALICE, "日报", "1. 销售订单保存时提示库存不足。");
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story.answer(LEAD, "1 发顾问");
    story.tick().await;
    assert!(story.letters().contains("配置里没有顾问"));
    let mut story = second_week().await;
    story.mail(LEAD, "指示", "1 发顾问");
    story.tick_until("2026-03-09T03:00:00Z").await;
    assert!(!story.letters().contains("li@vendor.test"));
    assert!(story.history(1).await.starts_with("CRM-1 open"));
}
