//! The main job as its people see it: mail in, tick, letters out.

use crate::story::Story;

#[tokio::test]
async fn a_report_becomes_numbered_issues_and_one_acknowledgement() {
    let mut story = Story::begin().await;
    story.mail(
        "陈静 <alice@corp.test>",
        "3月2日日报",
        "周经理：\n\n今天遇到两个问题：\n1. 销售订单保存时提示“库存不足”，但仓库实际有货。\n2. 打印出库单时第二页空白。\n\n陈静\n销售部",
    );
    story.tick().await;
    assert_eq!(story.letters().matches("To: ").count(), 1);
    assert_eq!(story.outcomes().await, "report × 1\n");
    story.tick().await;
    assert_eq!(story.letters(), "", "a second look says nothing twice");
}

#[tokio::test]
async fn the_same_mail_twice_is_one_report() {
    let mut story = Story::begin().await;
    let raw = "From: alice@corp.test\r\nTo: daybook@corp.test\r\nSubject: 日报\r\nDate: Mon, 2 Mar 2026 17:30:00 +0800\r\nMessage-ID: <a@corp.test>\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\n1. 采购入库单无法审核。\r\n";
    story.raw(raw.as_bytes());
    story.raw(raw.replace("\r\n", "\n").as_bytes());
    story.tick().await;
    assert_eq!(story.outcomes().await, "duplicate × 1\nreport × 1\n");
    assert_eq!(story.letters().matches("To: ").count(), 1);
}
