//! An issue goes to the vendor and comes back: the consultant's side of its life.

use crate::story::{CONFIG, Story};

pub(super) const ALICE: &str = "陈静 <alice@corp.test>";
pub(super) const LEAD: &str = "周敏 <lead@corp.test>";
pub(super) const LI: &str = "李工 <li@vendor.test>";

/// Monday, 9 March: three issues of Alice's, and the lead has the digest to answer.
pub(super) async fn second_week() -> Story {
    let colleague = "{ name = \"王磊\", address = \"wang.lei@corp.test\" },\n  { name = \"陈静\"";
    let mut story = Story::begin_with(&CONFIG.replacen("{ name = \"陈静\"", colleague, 1)).await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示库存不足，王磊说仓库有货。\n2. 打印出库单时第二页空白。\n3. 月报表导出后金额列是空的，比较急。");
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "three weeks, told in one go")]
async fn a_reporter_a_lead_and_a_consultant_over_three_weeks() {
    let mut story = second_week().await;
    story.answer(LEAD, "1、2 发顾问: 请先看第一个");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/15，新问题 3，未解决 3 [已办：CRM-1 CRM-2]

    周敏，您好：

    以下内容 09:11 发出公司，在那之前回复“收回”就不发

    发给李工：CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货

    > 请先看第一个

    > 销售订单保存时提示库存不足，（同事）说仓库有货。

    顾问可能还会问：截图、单据号或账号。不补也会照发；想先问清楚，请回复“收回”和“CRM-1 问: …”。

    发给李工：CRM-2 打印出库单时第二页空白

    > 请先看第一个

    > 打印出库单时第二页空白。

    顾问可能还会问：截图、单据号或账号。不补也会照发；想先问清楚，请回复“收回”和“CRM-2 问: …”。

    您的指示逐行办理如下：

    > 1、2 发顾问: 请先看第一个

    - CRM-1 销售订单保存时提示库存不足，王磊说仓库有货　09:11 发给李工，在那之前回复“收回”可以不发。
    - CRM-2 打印出库单时第二页空白　09:11 发给李工，在那之前回复“收回”可以不发。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");
    story.tick_until("2026-03-09T01:10:00Z").await;
    assert_eq!(story.letters(), "", "it waits ten minutes from the mail on");
    story.tick_until("2026-03-09T01:12:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: li@vendor.test
    Subject: CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货 [CRM-1]

    李工，您好：

    CRM-1 请您看一下：

    > 请先看第一个

    CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货

    问题 · 模块：库存 · 3月2日（周一） · 提出人：陈静

    > 销售订单保存时提示库存不足，（同事）说仓库有货。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.ocl6ygddmrnweixz
    ----
    To: li@vendor.test
    Subject: CRM-2 打印出库单时第二页空白 [CRM-2]

    李工，您好：

    CRM-2 请您看一下：

    > 请先看第一个

    CRM-2 打印出库单时第二页空白

    问题 · 模块：打印 · 3月2日（周一） · 提出人：陈静

    > 打印出库单时第二页空白。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.qscu4tcuuis4wlhx
    ----
    ");
    story.answer(LI, "已修复，请测试。\n\n李工\n我方单号：SR-20260309");
    story.tick_until("2026-03-09T02:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-2 有处理结果了，请您试一下：打印出库单时第二页空白 [CRM-2]

    陈静，您好：

    CRM-2 打印出库单时第二页空白

    有处理结果了：

    > 已修复，请测试。
    > 李工
    > 我方单号：SR-20260309

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 7.mfwcvg5krs3op53a
    ----
    To: lead@corp.test
    Subject: CRM-2 顾问回复了：打印出库单时第二页空白 [CRM-2]

    周敏，您好：

    CRM-2 打印出库单时第二页空白

    顾问回复了：

    > 已修复，请测试。
    > 李工
    > 我方单号：SR-20260309

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.y2yngvucrs3pun2s
    ----
    ");
    story.answer(ALICE, "2 好了，谢谢！");
    story.tick().await;
    story.letters();
    // The other one is promised for the 20th, and the consultant forgets.
    story.mail(LI, "关于 CRM-1", "下个版本修复，3/20 发布。");
    story.tick_until("2026-03-10T02:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: CRM-1 顾问回复了：销售订单保存时提示库存不足，王磊说仓库有货 [CRM-1]

    周敏，您好：

    CRM-1 销售订单保存时提示库存不足，王磊说仓库有货

    顾问回复了，预计3月20日（周五）：

    > 下个版本修复，3/20 发布。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 9.eflstwm3ishzzkm3
    ----
    ");
    story.tick_until("2026-03-16T02:30:00Z").await;
    let letters = story.letters();
    insta::assert_snapshot!(letters.split("----\nTo: ").find(|letter| letter.contains("li@vendor.test")).unwrap(), @r"
    li@vendor.test
    Subject: 本周在您那边的 1 个问题

    李工，您好：

    目前在您那边的有 1 个问题。请在“回复”一栏填上结果或预计日期，直接回这封信就行；没有变化的可以空着。

    - 编号: CRM-1
      问题: 销售订单保存时提示库存不足，（同事）说仓库有货
      发给您: 3月9日（周一）
      预计: 3月20日（周五）
      回复: …

    也可以不填表，一行写一个，例如“CRM-1 已修复，请测试”“CRM-1 下个版本，3/30”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 11.vda2lhkgf7ot6dua
    ----
    ");
    story.tick_until("2026-03-20T03:00:00Z").await;
    assert!(!story.letters().contains("li@vendor.test"), "a promise that has not passed is not asked for");
    story.tick_until("2026-03-23T02:30:00Z").await;
    insta::assert_snapshot!(story.letters().split("----\nTo: ").filter(|letter| letter.contains("li@vendor.test") || letter.contains("顾问")).collect::<Vec<_>>().join("====\n"), @r"
    To: lead@corp.test
    Subject: ERP roll-out 周报 3月16日—22日：日报 0/15，新问题 0，未解决 2

    ① 收到　日报 0 / 15 份，还差 15 份（一份都没有的：王磊、陈静、Bob Miller）；新问题 0 个，没有紧急的。

    ② 请您定　这一周没有要您定的事。

    ③ 卡住的　等顾问 1 个，最久的是 CRM-1“销售订单保存时提示库存不足，王磊说仓库有货”，21 天；等您 1 个，最久的是 CRM-3“月报表导出后金额列是空的，比较急”，21 天。

    本周与上周
    ==========

                      本周  上周
    ----------------  ----  ----
    应收日报            15    15
    收到（应收中的）     0     0
    日报总数             0     0
    其中没有问题的       0     0
    新问题               0     0
    其中紧急的           0     0

    最久没有解决的
    ==============

    编号   问题                                                      天数  等谁
    -----  --------------------------------------------------------  ----  ----
    CRM-1  销售订单保存时提示库存不足，王磊说仓库有货（陈静，库存）    21  顾问
    CRM-3  月报表导出后金额列是空的，比较急（陈静，月报表）            21  您

    可以直接发到群里的
    ==================

    > ERP roll-out 周报 3月16日—22日
    > 日报 0/15，没有问题的 0 份；新问题 0 个（上周 0），紧急 0 个；未解决 2 个。

    账目
    ====

    邮箱里见到 5 封 = 已保存 5 封 = 有归类 5 封，一封不少。

    本周来信 0 封（上周 4 封）：。

    问题和来信按到达的日子算，日报按所报告的日子算。

    直接回复这封信就可以办，每行一条，编号在前：“42 已解决：处理办法”（会请提出人试）、“42 暂不处理：原因”、“42 与17重复”、“42 重开”、“42 关闭”、“42 备注：…”。办得怎样，逐行回告。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 12.qtpwehs7wyl5u5di
    ====
    li@vendor.test
    Subject: 本周在您那边的 1 个问题

    李工，您好：

    目前在您那边的有 1 个问题。请在“回复”一栏填上结果或预计日期，直接回这封信就行；没有变化的可以空着。带“请先看”的 1 个，麻烦先给个预计日期。

    - 编号: CRM-1
      问题: 销售订单保存时提示库存不足，（同事）说仓库有货（请先看）
      发给您: 3月9日（周一）
      预计: 3月20日（周五）
      回复: …

    也可以不填表，一行写一个，例如“CRM-1 已修复，请测试”“CRM-1 下个版本，3/30”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 13.mkuluxmun4oj3k5t
    ====
    lead@corp.test
    Subject: CRM-1 顾问还没有答复：销售订单保存时提示库存不足，王磊说仓库有货 [CRM-1]

    周敏，您好：

    CRM-1 销售订单保存时提示库存不足，王磊说仓库有货

    顾问说好的日期是3月20日（周五），已经过了，今天已请他先给个预计日期。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 14.hlrbvo7heqkn6gcq
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 with_consultant, waits on consultant
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 “请先看第一个” {'rule':'a token in the thread','proven':true}
    03-09 02:32 promised by 李工 “下个版本修复，3/20 发布。” {'rule':'the number in the subject','day':'2026-03-20'}
    03-23 02:00 reminded by the clock {'day':'2026-03-20'}
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 closed (confirmed), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 “请先看第一个” {'rule':'a token in the thread','proven':true}
    03-09 01:13 responded by 李工 “已修复，请测试。 / 李工 / 我方单号：SR-20260309” {'rule':'a token in the thread','proven':true,'changed':['ticket','SR-20260309']}
    03-09 01:13 solved by 李工 “已修复，请测试。 / 李工 / 我方单号：SR-20260309” {'rule':'a token in the thread','proven':true}
    03-09 02:00 told by the clock {'day':'2026-03-09'}
    03-09 02:31 confirmed by 陈静 “2 好了，谢谢！” {'rule':'a token in the thread','proven':true}
    ");
}

#[tokio::test]
async fn the_weekly_list_comes_back_filled_in() {
    let mut story = second_week().await;
    story.answer(LEAD, "1-3 发顾问");
    story.tick_until("2026-03-16T01:00:00Z").await;
    story.letters();
    story.tick_until("2026-03-16T02:10:00Z").await;
    let list = story.letters();
    let list = list.split("To: ").find(|letter| letter.starts_with("li@vendor.test")).unwrap().to_owned();
    insta::assert_snapshot!(list, @r"
    li@vendor.test
    Subject: 本周在您那边的 3 个问题

    李工，您好：

    目前在您那边的有 3 个问题。请在“回复”一栏填上结果或预计日期，直接回这封信就行；没有变化的可以空着。带“请先看”的 3 个，麻烦先给个预计日期。

    - 编号: CRM-1
      问题: 销售订单保存时提示库存不足，（同事）说仓库有货（请先看）
      发给您: 3月9日（周一）
      回复: …
    - 编号: CRM-2
      问题: 打印出库单时第二页空白（请先看）
      发给您: 3月9日（周一）
      回复: …
    - 编号: CRM-3
      问题: 月报表导出后金额列是空的，比较急（请先看）
      发给您: 3月9日（周一）
      回复: …

    也可以不填表，一行写一个，例如“CRM-1 已修复，请测试”“CRM-1 下个版本，3/30”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 8.v7x2oa3b3nlcyejo
    ----
    ");
    // He fills the table in inside the quotation, as everybody does, and leaves one row as it is.
    let rows: Vec<String> = list.lines().map(|line| format!("> {line}")).collect();
    let mut n = 0;
    let filled: Vec<String> = rows
        .iter()
        .map(|row| {
            if row.contains("回复: …") {
                n += 1;
                row.replace('…', ["已修复，请测试", "3/30", "…"][n - 1])
            } else {
                row.clone()
            }
        })
        .collect();
    let id = story.last_letter_to("li@vendor.test");
    story.mail_with(LI, "Re: 本周", &format!("In-Reply-To: {id}\n"), &format!("见下表。\n\n在 2026-03-16 周敏 写道：\n{}", filled.join("\n")));
    story.tick().await;
    insta::assert_snapshot!([story.history(1).await, story.history(2).await, story.history(3).await].join("\n"), @r"
    CRM-1 solved, waits on reporter
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 {'rule':'a token in the thread','proven':true}
    03-16 02:00 reminded by the clock {}
    03-16 02:11 responded by 李工 “已修复，请测试” {'rule':'his list, filled in','proven':true}
    03-16 02:11 solved by 李工 “已修复，请测试” {'rule':'his list, filled in','proven':true}

    CRM-2 with_consultant, waits on consultant
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 {'rule':'a token in the thread','proven':true}
    03-16 02:00 reminded by the clock {}
    03-16 02:11 promised by 李工 “3/30” {'rule':'his list, filled in','proven':true,'day':'2026-03-30'}

    CRM-3 with_consultant, waits on consultant
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 {'rule':'a token in the thread','proven':true}
    03-16 02:00 reminded by the clock {}
    ");
}
