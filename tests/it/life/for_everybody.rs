//! What one person found helps all, what was tried goes along to the vendor, and a suggestion is declined kindly.

use super::consultant::{ALICE, LEAD};
use crate::story::{CONFIG, Story};

/// Monday, 2 March: a problem, a wish and a problem of Alice's, and the lead has the digest to answer a week later.
async fn reported() -> Story {
    let mut story = Story::begin_with(&CONFIG.replace("aliases = [\"仓库\"]", "aliases = [\"仓库\"]\nconfidential = true")).await;
    let report =
        "1. 打印出库单时第二页空白。\n2. 仓库盘点单打不开。\n3. 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常。\n\n建议：客户列表最好能按地区排序。";
    story.mail(ALICE, "3月2日日报", report);
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
async fn what_helps_one_is_told_to_all_and_what_is_not_taken_up_is_declined_with_thanks() {
    let mut story = reported().await;
    story.answer(LEAD, "1 已解决: 在打印设置里把纸张选成 A4\n1 通知大家\n4 不采纳: 二期换新的客户列表，到时候自带排序\n2 通知大家\n3 推广\n4 不采纳");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 4，未解决 4 [有 3 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 3 行没有办：

    > 1 已解决: 在打印设置里把纸张选成 A4

    - CRM-1 打印出库单时第二页空白　记为已解决，会请陈静试。

    > 1 通知大家

    - CRM-1 打印出库单时第二页空白　写进 1 位同事的下一封信，不写是谁提的。

    > 4 不采纳: 二期换新的客户列表，到时候自带排序

    - CRM-4 客户列表最好能按地区排序　记为不采纳，会谢谢提出人并说明原因。

    > 2 通知大家

    - CRM-2 仓库盘点单打不开　没有办：模块保密。

    > 3 推广

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　没有办：还没有处理办法，请先写“CRM-3 已解决: …”。

    > 4 不采纳

    - 没有办：后面要写内容，例如“42 不采纳: …”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.tick_until("2026-03-09T02:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: 2 个问题有进展，请您看一下 [CRM-1 CRM-4]

    陈静，您好：

    CRM-1 打印出库单时第二页空白

    有处理结果了：

    > 在打印设置里把纸张选成 A4

    CRM-4 客户列表最好能按地区排序

    谢谢您的建议。负责人考虑后这次没有采纳，原因是：

    > 二期换新的客户列表，到时候自带排序

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。请带上编号，例如“CRM-1 已解决”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.n7jzttkbhojibzqs
    ----
    To: bob@corp.test
    Subject: CRM-1 may help you: 打印出库单时第二页空白 [CRM-1]

    Hello Bob Miller,

    CRM-1 打印出库单时第二页空白

    This may help you, too:

    > 在打印设置里把纸张选成 A4

    周敏

    ----------------------------------------

    ERP roll-out · letter 5.bpdtb66fzsfeylbn
    ----
    ");
    story.answer(LEAD, "1 通知大家");
    story.tick().await;
    assert!(story.letters().contains("已经通知过大家"));
}

#[tokio::test]
async fn what_was_tried_goes_along_to_the_consultant_and_a_dispute_lasts_until_its_cause_is_known() {
    let mut story = reported().await;
    story.answer(LEAD, "3 排查：\n换了两台电脑都一样，Bob Miller的账号也一样\n3 发顾问\n3 争议: 顾问可能说是新需求\n查 3");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 4，未解决 4 [已办：CRM-3]

    周敏，您好：

    以下内容 09:11 发出公司，在那之前回复“收回”就不发

    发给李工：CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    > 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常。

    已排查：换了两台电脑都一样，（同事）的账号也一样

    顾问可能还会问：截图。不补也会照发；想先问清楚，请回复“收回”和“CRM-3 问: …”。

    您的指示逐行办理如下：

    > 3 排查：

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　已记下，发顾问时一起带上。

    > 3 发顾问

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　09:11 发给李工，在那之前回复“收回”可以不发。

    > 3 争议: 顾问可能说是新需求

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　已记为有争议，写了原因就算定了。

    > 查 3

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　顾问处理中 · 销售订单 · 提出人陈静 · 3月9日（周一）起等顾问 · 有争议：顾问可能说是新需求

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.tick_until("2026-03-09T01:20:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: li@vendor.test
    Subject: CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [CRM-3]

    李工，您好：

    麻烦您看一下下面这个问题。暂时没有结论也请先回个预计日期。

    CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    问题 · 模块：销售订单 · 3月2日（周一） · 提出人：陈静

    > 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常。

    我们已经排查：

    > 换了两台电脑都一样，（同事）的账号也一样

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.ocl6ygddmrnweixz
    ----
    ");
    story.answer(LEAD, "3 原因 缺陷\n查 3");
    story.tick().await;
    let letters = story.letters();
    assert!(letters.contains("原因：缺陷") && !letters.contains("有争议"), "{letters}");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "three appointments, told in one go")]
async fn an_appointment_leaves_for_the_consultant_after_ten_minutes_and_then_its_reporter_hears_of_it() {
    let mut story = reported().await;
    story.answer(LEAD, "3 约 李工 3/11 下午2点半 远程，带上 SO-1234\n1 约 Bob 明天 10:00 会议室\n2 约 老王 3/11\n2 约 李工 远程");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-1 已约时间：打印出库单时第二页空白 [CRM-1]

    陈静，您好：

    CRM-1 打印出库单时第二页空白

    已约Bob Miller一起看这个问题：3月10日（周二） 10:00（会议室）。时间不合适，请直接回复这封信。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.n7jzttkbhojibzqs
    ----
    To: bob@corp.test
    Subject: CRM-1 – an appointment: 打印出库单时第二页空白 [CRM-1]

    Hello Bob Miller,

    CRM-1 打印出库单时第二页空白

    An appointment with 陈静 to look at it: Tuesday, 10 March, 10:00 (会议室). If that does not suit you, just answer this letter.

    周敏

    ----------------------------------------

    ERP roll-out · letter 5.bpdtb66fzsfeylbn
    ----
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 4，未解决 4 [有 2 行没有办]

    周敏，您好：

    以下内容 09:11 发出公司，在那之前回复“收回”就不发

    发给李工：CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    > 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常。

    约时间：3月11日（周三） 14:30（3/11 远程，带上 SO-1234）
    顾问可能还会问：截图。不补也会照发；想先问清楚，请回复“收回”和“CRM-3 问: …”。

    您的指示逐行办理如下，有 2 行没有办：

    > 3 约 李工 3/11 下午2点半 远程，带上 SO-1234

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　09:11 发给李工，在那之前回复“收回”可以不发。
    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　约李工：3月11日（周三） 14:30（3/11 远程，带上 SO-1234）；09:11 发出公司，在那之前回复“收回”可以不发，发出后通知提出人。

    > 1 约 Bob 明天 10:00 会议室

    - CRM-1 打印出库单时第二页空白　约Bob Miller：3月10日（周二） 10:00（会议室），会通知双方。

    > 2 约 老王 3/11

    - CRM-2 仓库盘点单打不开　没有办：没有叫“老王”的人。

    > 2 约 李工 远程

    - CRM-2 仓库盘点单打不开　没有办：请写哪一天，例如“42 约 李工 3/6 14:00 远程”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.tick_until("2026-03-09T01:20:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-3 已约时间：销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [CRM-3]

    陈静，您好：

    CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    已约李工一起看这个问题：3月11日（周三） 14:30（3/11 远程，带上 SO-1234）。时间不合适，请直接回复这封信。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 7.mfwcvg5krs3op53a
    ----
    To: li@vendor.test
    Subject: CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [CRM-3]

    李工，您好：

    麻烦您看一下下面这个问题。暂时没有结论也请先回个预计日期。

    想约您 3月11日（周三） 14:30（3/11 远程，带上 SO-1234）一起看一下，方便不方便请回复一声。

    CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    问题 · 模块：销售订单 · 3月2日（周一） · 提出人：陈静

    > 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.csnvwgjlohwqhb55
    ----
    ");
    story.answer(super::consultant::LI, "好的，3/11 下午可以。");
    story.tick_until("2026-03-10T02:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: CRM-3 顾问回复了：销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [CRM-3]

    周敏，您好：

    CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    顾问回复了：

    > 好的，3/11 下午可以。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 8.tmvkdvdxwvd2yiwi
    ----
    ");
    // What he has already needs no second copy; taken back, nobody hears of it.
    story.answer(LEAD, "3 约 李工 3/12 10:00 现场");
    story.tick().await;
    story.letters();
    story.answer(LEAD, "收回");
    story.tick_until("2026-03-10T03:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: CRM-3 顾问回复了：销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [已办：CRM-3]

    周敏，您好：

    您的指示逐行办理如下：

    > 收回

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　已收回，没有发出去。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 10.xcueij76y6ko4gu4
    ----
    ");
    story.answer(LEAD, "3 约 李工 3/13 10:00 现场");
    story.tick_until("2026-03-10T04:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: CRM-3 顾问回复了：销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [已办：CRM-3]

    周敏，您好：

    以下内容 11:41 发出公司，在那之前回复“收回”就不发

    发给李工：CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    约时间：3月13日（周五） 10:00（现场）

    您的指示逐行办理如下：

    > 3 约 李工 3/13 10:00 现场

    - CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常　约李工：3月13日（周五） 10:00（现场）；11:41 发出公司，在那之前回复“收回”可以不发，发出后通知提出人。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 11.t4t6gqkcc4dwzsmv
    ----
    To: alice@corp.test
    Subject: CRM-3 已约时间：销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [CRM-3]

    陈静，您好：

    CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常

    已约李工一起看这个问题：3月13日（周五） 10:00（现场）。时间不合适，请直接回复这封信。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 13.bszdamu6lxsh5bmp
    ----
    To: li@vendor.test
    Subject: Re: CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常 [CRM-3]

    李工，您好：

    CRM-3 销售订单 SO-1234 保存后金额翻倍，打开再保存又正常：想约您 3月13日（周五） 10:00（现场）一起看一下，方便不方便请回复一声。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 12.r4bfchhayexd56af
    ----
    ");
}

#[tokio::test]
async fn the_leads_word_on_reports_stands_in_the_next_acknowledgement_once() {
    let mut story = reported().await;
    story.answer(LEAD, "陈静 点评：步骤和单号都写得很清楚，谢谢！\n李工 驻场 3/10-3/12\n李工 点评：太慢\n陈静 点评：");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 4，未解决 4 [有 2 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 2 行没有办：

    > 陈静 点评：步骤和单号都写得很清楚，谢谢！

    - 已记下，写进陈静的下一封回执。

    > 李工 驻场 3/10-3/12

    - 已记下李工驻场：3月10日（周二）至3月12日（周四）。

    > 李工 点评：太慢

    - 没有办：这一条要由负责人来说。

    > 陈静 点评：

    - 没有办：后面要写内容，例如“王磊 点评: …”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.mail(ALICE, "3月9日日报", "今天没有问题。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 3月9日日报 [已收到]

    陈静，您好：

    3月9日（周一）的日报已收到，记为“没有问题”。谢谢！

    **周敏点评您的日报：**步骤和单号都写得很清楚，谢谢！

    不用回复。如果其实有问题要报，直接回复这封邮件写下来就行，会有人看。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.n7jzttkbhojibzqs
    ----
    ");
    story.mail(ALICE, "3月10日日报", "1. 客户列表打不开。");
    story.tick().await;
    assert!(!story.letters().contains("点评"));
}

#[tokio::test]
async fn a_tip_waits_for_the_day_s_letter_however_urgent_its_issue_was() {
    let mut story = reported().await;
    story.answer(LEAD, "1 紧急\n1 已解决: 在打印设置里把纸张选成 A4\n1 通知大家");
    story.tick().await;
    let at_once = story.letters();
    assert!(at_once.contains("To: alice@corp.test") && !at_once.contains("To: bob@corp.test"), "{at_once}");
    story.tick_until("2026-03-09T02:30:00Z").await;
    assert!(story.letters().contains("To: bob@corp.test"));
}
