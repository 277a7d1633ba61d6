//! Each working morning of the first weeks: how the day before went.

use crate::story::{CONFIG, Story};

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";

#[tokio::test]
async fn the_lead_reads_of_all_and_a_manager_of_his_own_people() {
    let manager = "managers = [ { name = \"何总\", address = \"he@corp.test\", department = \"销售\" } ]\nconsultants";
    let config = CONFIG.replace("daily = \"off\"", "daily_weeks = 1").replace("consultants", manager);
    let mut story = Story::begin_with(&config).await;
    story.mail(ALICE, "3月2日日报", "1. 库存数量和仓库对不上，紧急。\n2. 打印出库单时第二页空白。");
    story.mail("王磊 <wang@corp.test>", "日报", "今天没有问题。");
    story.tick_until("2026-03-02T12:00:00Z").await;
    story.letters();
    story.tick_until("2026-03-03T00:30:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: he@corp.test
    Subject: ERP roll-out 日报情况 3月2日：收到 1/1，新问题 2（紧急 1）

    ① 收到　日报 1 / 1 份；新问题 2 个，其中紧急 1 个。

    ③ 卡住的　等项目负责人 2 个，最久的是 CRM-1“库存数量和仓库对不上，紧急”，1 天。

    新问题
    ======

    编号   问题                                提出人  严重程度
    -----  ----------------------------------  ------  --------
    CRM-1  库存数量和仓库对不上，紧急（库存）  陈静    紧急
    CRM-2  打印出库单时第二页空白（打印）      陈静

    截至 03-03 08:30。问题按到达的日子算，日报按所报告的日子算；之后到的算在下一封里。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.vsykcb5wqzegqgpj
    ----
    To: lead@corp.test
    Subject: ERP roll-out 日报情况 3月2日：收到 1/2，新问题 2（紧急 1），没交：Bob Miller

    ① 收到　日报 1 / 2 份，还差 1 份；新问题 2 个，其中紧急 1 个。

    ② 请您定　1 件：

    1. CRM-1 紧急 库存数量和仓库对不上，紧急（陈静）。请定下由谁、何时处理，并告诉提出人。

    ③ 卡住的　等您 2 个，最久的是 CRM-1“库存数量和仓库对不上，紧急”，1 天。

    没有收到日报的 1 位：Bob Miller。

    说没有问题的：王磊。

    新问题
    ======

    编号   问题                                提出人  严重程度
    -----  ----------------------------------  ------  --------
    CRM-1  库存数量和仓库对不上，紧急（库存）  陈静    紧急
    CRM-2  打印出库单时第二页空白（打印）      陈静

    截至 03-03 08:30。问题按到达的日子算，日报按所报告的日子算；之后到的算在下一封里。

    直接回复这封信就可以办，每行一条，编号在前，例如“42 已解决：处理办法”“王磊 请假 3天”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    ");

    // On Monday it speaks of Friday and of what came over the weekend; after the first week there is none.
    story.clock.set("2026-03-06T09:00:00Z".parse().unwrap());
    story.mail(BOB, "Report", "No problems today.");
    story.tick_until("2026-03-08T09:00:00Z").await;
    story.letters();
    story.mail(BOB, "Report", "1. The export hangs.");
    story.tick_until("2026-03-09T00:29:00Z").await;
    story.letters();
    story.tick_until("2026-03-09T00:59:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: he@corp.test
    Subject: ERP roll-out 日报情况 3月6日—8日：收到 0/1，新问题 0，没交：陈静

    ① 收到　日报 0 / 1 份，还差 1 份；新问题 0 个，没有紧急的。

    ③ 卡住的　等项目负责人 2 个，最久的是 CRM-1“库存数量和仓库对不上，紧急”，7 天。

    没有收到日报的 1 位：陈静。

    截至 03-09 08:30。问题按到达的日子算，日报按所报告的日子算；之后到的算在下一封里。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 11.4oducyb3fpr4juw7
    ----
    To: lead@corp.test
    Subject: ERP roll-out 日报情况 3月6日—8日：收到 1/2，新问题 1，没交：陈静

    ① 收到　日报 1 / 2 份，还差 1 份；新问题 1 个，没有紧急的。

    ② 请您定　1 件：

    1. CRM-1 紧急 库存数量和仓库对不上，紧急（陈静）。请定下由谁、何时处理，并告诉提出人。

    ③ 卡住的　等您 3 个，最久的是 CRM-1“库存数量和仓库对不上，紧急”，7 天。

    没有收到日报的 1 位：陈静。

    新问题
    ======

    编号   问题              提出人      严重程度
    -----  ----------------  ----------  --------
    CRM-3  The export hangs  Bob Miller

    截至 03-09 08:30。问题按到达的日子算，日报按所报告的日子算；之后到的算在下一封里。

    直接回复这封信就可以办，每行一条，编号在前，例如“42 已解决：处理办法”“王磊 请假 3天”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 10.xcueij76y6ko4gu4
    ----
    ");
    story.tick_until("2026-03-10T03:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @"");
    story.close().await;
}
