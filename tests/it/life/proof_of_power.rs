//! Only proof gives power: a forged order, a deputy, a key user, held mail by order.

use crate::story::{CONFIG, Story};

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

async fn two_issues(config: &str) -> Story {
    let mut story = Story::begin_with(config).await;
    story.mail(ALICE, "3月2日日报", "1. 库存数量和实物对不上。\n2. 打印出库单时第二页空白。");
    story.tick().await;
    story.letters();
    story
}

#[tokio::test]
async fn a_forged_order_waits_until_the_lead_stands_by_it() {
    let mut story = two_issues(CONFIG).await;
    story.mail(LEAD, "CRM-1", "CRM-1 关闭\n2 交 Bob");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: 请您确认：这些指示是您写的吗 [H1]

    周敏，您好：

    2026-03-02 09:01 收到一封以您的名义发来的信，里面有下面的指示。看不出是您本人发的，所以什么都没有办：

    > CRM-1 关闭

    > 2 交 Bob

    是您写的，请回复“确认”，马上就办。不是您写的，不用回复，也不会办；这封信留在待确认的来信里，编号 H1（回复“H1 忽略”可以去掉），并请留意有人在用您的名义。

    直接回复我们的来信来下指示，就不用再确认。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.h5l62inzwid2kjtj
    ----
    ");
    assert!(story.history(1).await.starts_with("CRM-1 open"));
    assert_eq!(story.outcomes().await, "held × 1\nreport × 1\n");
    // "No" does nothing; "confirm" from somebody else neither.
    story.mail(ALICE, "Re: [H1]", "确认");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 open"));
    story.letters();
    story.answer(LEAD, "确认");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: CRM-1 [已办：CRM-1 CRM-2]

    周敏，您好：

    您的指示逐行办理如下：

    > CRM-1 关闭

    - CRM-1 库存数量和实物对不上　已关闭（按您的指示，不算提出人确认），会告诉提出人。

    > 2 交 Bob

    - CRM-2 打印出库单时第二页空白　已交给Bob Miller，会通知本人。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (lead), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-02 01:04 closed_by_lead by 周敏 {'rule':'its sender stands by it','proven':true}
    ");
    // Once more does nothing more.
    story.answer(LEAD, "确认");
    story.tick().await;
    assert_eq!(story.history(1).await.matches("closed_by_lead").count(), 1);
}

#[tokio::test]
async fn a_deputy_steers_until_the_day_and_hands_nothing_on() {
    let mut story = two_issues(CONFIG).await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.answer(LEAD, "授权 Bob 到3/15\n授权 陈静");
    story.tick().await;
    insta::assert_snapshot!(story.letters().split("To: ").last().unwrap(), @r"
    lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 2，未解决 2 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > 授权 Bob 到3/15

    - Bob Miller可以代您下指示，到3月15日（周日）为止（含当天）。

    > 授权 陈静

    - 没有办：请写到哪一天为止，例如“授权 李娜 到3/15”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.mail(BOB, "Daily report 9 March", "1. The report is slow.");
    story.tick().await;
    story.letters();
    story.answer(BOB, "1 urgent\ndeputy Lina until 3/20");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: Daily report 9 March [1 line not done]

    Hello Bob Miller,

    This is what became of each line; 1 was not done:

    > 1 urgent

    - CRM-1 库存数量和实物对不上: now urgent.

    > deputy Lina until 3/20

    - Not done: this is for the lead to say.

    One order a line, the number first: “42 solved: how”, “42 not now: why”, “42 same as 17”, “42 reopen”, “42 note: …”; “help” on a line of its own brings all of them. Nothing below “thanks” is read.

    周敏

    ----------------------------------------

    ERP roll-out · letter 5.bpdtb66fzsfeylbn
    ----
    ");
    story.tick_until("2026-03-16T01:00:00Z").await;
    story.letters();
    story.answer(BOB, "1 low");
    story.tick().await;
    assert_eq!(story.history(1).await.matches("changed by").count(), 1);
}

#[tokio::test]
async fn a_key_users_word_counts_for_the_module() {
    let config = CONFIG.replace("aliases = [\"仓库\"]", "aliases = [\"仓库\"]\nkey_user = \"bob@corp.test\"");
    let mut story = two_issues(&config).await;
    story.mail(BOB, "Daily report 2 March", "1. The report is slow.");
    story.tick().await;
    story.letters();
    story.answer(BOB, "1 solved: counted again\n2 close\nH1 file");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: Daily report 2 March [2 lines not done]

    Hello Bob Miller,

    This is what became of each line; 2 were not done:

    > 1 solved: counted again

    - CRM-1 库存数量和实物对不上: solved; 陈静 will be asked to try it.

    > 2 close

    - CRM-2 打印出库单时第二页空白: not done: it is not in your module.

    > H1 file

    - Not done: this is for the lead to say.

    One order a line, the number first: “42 solved: how”, “42 not now: why”, “42 same as 17”, “42 reopen”, “42 note: …”; “help” on a line of its own brings all of them. Nothing below “thanks” is read.

    周敏

    ----------------------------------------

    ERP roll-out · letter 3.ixuc3jjxzvtdlagc
    ----
    ");
}

#[tokio::test]
async fn held_mail_is_taken_in_or_put_aside_by_order() {
    let mut story = two_issues(CONFIG).await;
    story.mail("王磊 <wang@else.test>", "3月2日日报", "1. 销售订单打不开。\n2. 登录很慢。");
    story.mail("广告 <ad@else.test>", "您好", "我们公司提供发票服务。");
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story.answer(LEAD, "H1 登记\nH2 忽略\nH9 登记");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 2，未解决 2，待您确认 2 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > H1 登记

    - H1 已登记。发件人不在名单上，管理员把地址加进名单以后才会收到我们的信。

    > H2 忽略

    - H2 已忽略。

    > H9 登记

    - 没有办：没有 H9，现在最新的是 H2。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    ");
    assert!(story.outcomes().await.contains("dropped × 1\n"));
    assert!(!story.outcomes().await.contains("held"));
    assert!(story.history(4).await.starts_with("CRM-4 open"));
}

#[tokio::test]
async fn what_releases_mail_needs_a_letter_that_was_read_within_two_weeks() {
    let mut story = two_issues(CONFIG).await;
    story.mail("王磊 <wang@else.test>", "3月2日日报", "1. 销售订单打不开。");
    story.tick_until("2026-03-09T01:00:00Z").await;
    let digest = story.last_letter();
    story.tick_until("2026-03-27T01:00:00Z").await;
    story.letters();
    story.mail_with(LEAD, "Re: digest", &format!("In-Reply-To: {digest}\n"), "H1 登记\n1 紧急");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: digest [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > H1 登记

    - 没有办：您回复的那封信已超过 14 天，请回复一封新一点的来信，例如这一封。

    > 1 紧急

    - CRM-1 库存数量和实物对不上　已改为紧急。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.y2yngvucrs3pun2s
    ----
    ");
}

#[tokio::test]
async fn the_lead_hears_of_held_mail_on_its_day_and_once() {
    let mut story = two_issues(CONFIG).await;
    story.mail("王磊 <wang@else.test>", "3月2日日报", "1. 销售订单打不开。");
    story.mail(LEAD, "CRM-1", "CRM-1 关闭");
    story.tick_until("2026-03-02T08:29:00Z").await;
    story.letters();
    story.tick_until("2026-03-02T08:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: 有 1 封来信待您确认 [H1]

    周敏，您好：

    下面的来信没有看懂，没有登记，请您看一下：

    - H1　wang@else.test，03-02 09:01：发件人不在名单上；这一封可以先登记；以后都要收，请管理员把地址加进名单；不相干的请忽略。

    要登记的回复“H1 登记”，不用管的回复“H1 忽略”，原因消除以后回复“H1 重读”。来信都已存好，不会丢。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.mail("赵六 <zhao@else.test>", "3月2日日报", "1. 登录不了。");
    story.tick_until("2026-03-03T08:00:00Z").await;
    assert_eq!(story.letters(), "");
    story.tick_until("2026-03-04T08:00:00Z").await;
    assert_eq!(story.letters().matches("Subject: 有 1 封来信待您确认 [H3]").count(), 1);
}

#[tokio::test]
async fn shadow_mode_ends_by_the_leads_word() {
    let config = CONFIG.replace("key = \"CRM\"", "key = \"CRM\"\nmode = \"shadow\"");
    let mut story = Story::begin_with(&config).await;
    story.mail(ALICE, "3月2日日报", "1. 打印出库单时第二页空白。");
    story.tick().await;
    let letters = story.letters();
    assert!(letters.starts_with("To: lead@corp.test\nSubject: [试运行，致 陈静]") && letters.contains("回复“开始发信”就结束试运行"), "{letters}");
    story.answer(LEAD, "开始发信");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: [试运行，致 陈静] Re: 3月2日日报

    周敏，您好：

    您的指示逐行办理如下：

    > 开始发信

    - 从现在起，信直接发给本人。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.h5l62inzwid2kjtj
    ----
    ");
    story.mail(ALICE, "3月2日日报", "1. 月报表导出后金额列是空的。");
    story.tick().await;
    assert!(story.letters().starts_with("To: alice@corp.test\nSubject: Re: 3月2日日报"));
    // It outlasts a restart on the same config.
    story.open(None).await;
    story.mail(ALICE, "3月2日日报", "1. 登录很慢。");
    story.tick().await;
    assert!(story.letters().starts_with("To: alice@corp.test"));
}
