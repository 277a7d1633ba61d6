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

#[tokio::test]
async fn the_lead_gets_the_week_on_monday_and_the_month_on_its_first_working_day() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。");
    story.tick().await;
    story.tick_until("2026-03-03T09:30:00Z").await;
    story.mail("Bob Miller <bob@corp.test>", "Daily report 3 March", "1. The goods receipt cannot be posted.");
    story.mail("Somebody <who@elsewhere.test>", "日报", "1. 系统很慢。");
    story.tick().await;
    story.letters();
    story.tick_until("2026-03-09T00:30:00Z").await;
    let week = story.letters();
    assert!(week.starts_with("To: lead@corp.test\nSubject: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 3，未解决 3，待您确认 1\n"), "{week}");
    assert!(week.contains("邮箱里见到 3 封 = 已保存 3 封 = 有归类 3 封，一封不少。"), "{week}");
    story.tick_until("2026-04-01T01:00:00Z").await;
    let rest = story.letters();
    assert_eq!(rest.matches("To: lead@corp.test").count(), 4, "three more weeks and a month:\n{rest}");
}

#[tokio::test]
async fn todays_report_written_as_a_reply_to_yesterdays_letter_is_a_report_and_an_answer_is_an_answer() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。");
    story.tick().await;
    let letter = story.last_letter();
    let thread = format!("In-Reply-To: {letter}\nReferences: <mail-1@corp.test> {letter}\n");
    let quoted = "\n\n------------------ 原始邮件 ------------------\n发件人: \"周敏\" <daybook@corp.test>\n发送时间: 2026年3月2日 17:30\n主题: Re: 3月2日日报 [CRM-1 CRM-2]\n\nCRM-1 销售订单保存时提示库存不足。\nCRM-2 打印出库单时第二页空白。\n";
    let today = format!("今天遇到两个问题：\n1. 采购入库单审核以后数量变成零。\n2. 供应商资料里的电话号码查不到。{quoted}");
    story.mail_with("陈静 <alice@corp.test>", "3月3日日报", &thread, &today);
    story.mail_with(
        "陈静 <alice@corp.test>",
        "回复: Re: 3月2日日报 [CRM-1 CRM-2]",
        &thread,
        &format!("今天的问题：\n1. 凭证打印出来没有摘要。\n2. 月报表导出以后金额列是空的。{quoted}"),
    );
    story.mail_with("陈静 <alice@corp.test>", "回复: Re: 3月2日日报 [CRM-1 CRM-2]", &thread, &format!("1 好了，2 还是不行{quoted}"));
    story.mail_with(
        "陈静 <alice@corp.test>",
        "回复: Re: 3月2日日报 [CRM-1 CRM-2]",
        &thread,
        &format!("1. 已经解决了，谢谢。\n2. 还是不行，第二页依然是空白的。{quoted}"),
    );
    story.tick().await;
    assert_eq!(story.outcomes().await, "reply × 2\nreport × 3\n");
    assert!(story.letters().contains("[CRM-3 CRM-4]"));
}
