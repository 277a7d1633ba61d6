//! The words of each letter, as the text twin says them.

use chrono::NaiveDate;

use super::super::*;
use super::desk::{Desk, alice, cause, issue, now, settings, with_picture};
use crate::issue::Kind;
use crate::report::{Attention, Period};

async fn text(letter: Letter, language: Language) -> String {
    let desk = Desk::new(settings()).await;
    let to = Recipient { language, ..alice() };
    let Posted::Written(id) = desk.post(&letter, &to, &cause(1), now()).await else { panic!("not written") };
    let mail = desk.mail(id).await;
    format!("{}\n\n{}", mail.row.subject, mail.text)
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn report(period: Period, on_behalf_of: Option<&str>) -> Letter {
    let wish = KeptIssue {
        kind: Kind::ChangeRequest,
        severity: None,
        module: None,
        ..issue(42, "希望收货时能扫码录入批次", "希望收货时能扫码录入批次，现在手工输入每单要 5 分钟。")
    };
    let mut shown = with_picture(43);
    shown.pictures.push(Picture { figure: 2, name: Some("IMG_0042.heic".into()), thumb: None });
    let issues = vec![issue(41, "库存数量与实物不一致", "库存数量与实物不一致，相差 12 件。\n仓库：成品一库\n\n今天第二次了"), wish, shown];
    let unassigned = with_picture(0).pictures;
    Letter::Acknowledgement(Acknowledgement { day: day(27), period, on_behalf_of: on_behalf_of.map(Into::into), issues, unassigned, remarks: vec![] })
}

#[tokio::test]
async fn an_acknowledgement_in_chinese() {
    insta::assert_snapshot!(text(report(Period::Day, None), Language::ZhHans).await, @r"
    Re: 日报 11月24日 [CRM-41 CRM-42 CRM-43]

    陈静，您好：

    11月27日（周五）的日报已收到，登记了 3 条：

    CRM-41 库存数量与实物不一致

    问题 · 严重 · 模块：库存

    > 相差 12 件。
    > 仓库：成品一库
    >
    > 今天第二次了

    CRM-42 希望收货时能扫码录入批次

    需求变更

    > 现在手工输入每单要 5 分钟。

    CRM-43 见图1

    问题 · 严重 · 模块：库存

    [图1]

    图2（IMG_0042.heic）已保存，这里没有显示。

    另外 1 张截图

    没有看出属于哪个问题，随日报保存。

    [图1]

    如果登记无误，不用回复。不对的直接回复这封邮件，例如“CRM-41、CRM-42 是同一个问题”、“图1 是 CRM-42 的”、“CRM-41 取消”；自己好了的回复“CRM-41 已解决”；有遗漏的写下来。日期不对的回复“这是3月5日的日报”。单独回复“帮助”可看全部写法。

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · 信件编号 1.zph7rqzd3g5hdjny
    ");
}

#[tokio::test]
async fn an_acknowledgement_of_a_colleagues_week_in_english() {
    insta::assert_snapshot!(text(report(Period::Week, Some("Wang Lei")), Language::En).await, @r"
    Re: 日报 11月24日 [CRM-41 CRM-42 CRM-43]

    Hello 陈静,

    The weekly report of Wang Lei for 23 November to 27 November has arrived. It is on record as 3 issues:

    CRM-41 库存数量与实物不一致

    problem · high · module: 库存

    > 相差 12 件。
    > 仓库：成品一库
    >
    > 今天第二次了

    CRM-42 希望收货时能扫码录入批次

    change request

    > 现在手工输入每单要 5 分钟。

    CRM-43 见图1

    problem · high · module: 库存

    [Fig. 1]

    Fig. 2 (IMG_0042.heic) is kept; it is not shown here.

    One more screenshot

    We could not see to which issue it belongs; it is kept with the report.

    [Fig. 1]

    If this is right, no answer is needed. If something is wrong, reply to this letter, for example “CRM-41 and CRM-42 are the same”, “fig 1 belongs to CRM-42”, “cancel CRM-41”; if it works again by itself, “CRM-41 solved”; if a problem is missing, describe it. If the day is wrong, “this is for March 5”. Reply “help” for all you can write.

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · letter 1.zph7rqzd3g5hdjny
    ");
}

#[tokio::test]
async fn a_long_text_is_clipped_and_says_so() {
    let letter = Letter::Acknowledgement(Acknowledgement {
        day: NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(),
        period: Period::Day,
        on_behalf_of: None,
        issues: (1..=6).map(|n| issue(n, &"很长的标题".repeat(20), &"很长的正文".repeat(100))).take(6).collect(),
        unassigned: vec![],
        remarks: vec![],
    });
    let text = text(letter, Language::ZhHans).await;
    assert!(text.starts_with("Re: 日报 11月24日 [CRM-1 … CRM-6]\n"), "{text}");
    assert!(text.contains("2025年12月31日（周三）的日报已收到，登记了 6 条："), "{text}");
    assert!(text.contains(" …（共 500 字，全文已保存）\n"), "{text}");
    assert!(text.chars().count() < 4_000, "{}", text.chars().count());
}

#[tokio::test]
async fn thanks() {
    let thanks = |period| Letter::Thanks(Thanks { day: day(30), period, on_behalf_of: None, remarks: vec![] });
    insta::assert_snapshot!(text(thanks(Period::Day), Language::ZhHans).await, @r"
    Re: 日报 11月24日 [已收到]

    陈静，您好：

    11月30日（周一）的日报已收到，记为“没有问题”。谢谢！

    不用回复。如果其实有问题要报，直接回复这封邮件写下来就行，会有人看。

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · 信件编号 1.zph7rqzd3g5hdjny
    ");
    insta::assert_snapshot!(text(thanks(Period::Month), Language::En).await, @r"
    Re: 日报 11月24日 [received]

    Hello 陈静,

    Your monthly report for November has arrived and counts as “no problem”. Thank you!

    No answer is needed. If there was a problem after all, reply to this letter and describe it; a person will read it.

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · letter 1.zph7rqzd3g5hdjny
    ");
}

#[tokio::test]
async fn a_request_for_text() {
    let ask = |why| Letter::PleaseRewrite(PleaseRewrite { why, held: Some(3), arrived: now() });
    insta::assert_snapshot!(text(ask(Attention::PictureOnly), Language::ZhHans).await, @r"
    Re: 日报 11月24日 [请补充文字]

    陈静，您好：

    您 2026-11-24 18:00 的邮件收到了，已保存，但是里面只有图片，没有文字说明，所以还没有登记成问题。

    麻烦您用文字再发一次，直接回复这封邮件就行，例如：

    > 1. 销售订单保存时提示“库存不足”，实际有库存，订单号 SO-1001，见图1
    > 2. 月报表导出后金额列是空的，见图2

    今天没有问题的话，回复“今天没有问题”就可以。原来的邮件也会有人看（编号 H3）。

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · 信件编号 1.zph7rqzd3g5hdjny
    ");
    insta::assert_snapshot!(text(ask(Attention::Encrypted), Language::En).await, @r"
    Re: 日报 11月24日 [please write it as text]

    Hello 陈静,

    Your mail of 2026-11-24 18:00 has arrived and is kept, but it is encrypted and we cannot open it. So nothing is on record as an issue yet.

    Please send it once more as plain text; a reply to this letter will do. For example:

    > 1. Saving a sales order says “not enough stock” although there is some, order SO-1001, see fig. 1
    > 2. The amounts are empty in the exported monthly report, see fig. 2

    If there was no problem, “no problem today” is enough. A person will look at the first mail too (number H3).

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · letter 1.zph7rqzd3g5hdjny
    ");
}

#[tokio::test]
async fn a_template_of_the_project_stands_in() {
    let dir = tempfile::tempdir().unwrap();
    let zh = dir.path().join("zh-Hans");
    std::fs::create_dir(&zh).unwrap();
    std::fs::write(zh.join("thanks.md"), "subject: 谢谢\r\n---\r\n收到 {{ span.text }}。\r\n").unwrap();
    std::fs::write(zh.join("acknowledgement.md"), "subject: x\n---\n{{ issues | no_such_filter }}").unwrap();
    let desk = Desk::new(Settings { templates: Some(dir.path().into()), ..settings() }).await;
    let thanks = Letter::Thanks(Thanks { day: day(24), period: Period::Day, on_behalf_of: None, remarks: vec![] });
    let Posted::Written(id) = desk.post(&thanks, &alice(), &cause(1), now()).await else { panic!() };
    let mail = desk.mail(id).await;
    assert_eq!(mail.row.subject, "谢谢");
    assert!(mail.text.starts_with("收到 11月24日（周二）。\n\nERP 项目日报组\n"), "{}", mail.text);
    // One that fails only when it is used gives way to the built-in one.
    let Posted::Written(id) = desk.post(&report(Period::Day, None), &alice(), &cause(1), now()).await else { panic!() };
    assert!(desk.mail(id).await.text.contains("登记了 3 条"));
    // What can be seen at the start is said at the start, all of it.
    std::fs::write(zh.join("frame.md"), "no front").unwrap();
    std::fs::write(zh.join("please_rewrite.md"), "subject: x\n---\n{% if %}").unwrap();
    let faults = Outbox::new(Settings { templates: Some(dir.path().into()), ..settings() }, TokenKey::new([7; 32])).unwrap_err();
    let files: Vec<_> = faults.0.iter().filter_map(|(path, _)| path.file_name()?.to_str()).collect();
    assert_eq!(files, ["frame.md", "please_rewrite.md"], "{faults}");
}

#[tokio::test]
async fn an_acknowledgement_in_traditional_chinese() {
    let letter = Letter::Acknowledgement(Acknowledgement {
        day: day(25),
        period: Period::Day,
        on_behalf_of: None,
        issues: vec![issue(41, "庫存數量與實物不一致", "庫存數量與實物不一致，相差 12 件。")],
        unassigned: vec![],
        remarks: vec![],
    });
    insta::assert_snapshot!(text(letter, Language::ZhHant).await, @r"
    Re: 日报 11月24日 [CRM-41]

    陈静，您好：

    11月25日（週三）的日報已收到，登記了 1 條：

    CRM-41 庫存數量與實物不一致

    問題 · 嚴重 · 模組：库存

    > 相差 12 件。

    如果登記無誤，不用回覆。不對的直接回覆這封郵件，例如「CRM-41 取消」；自己好了的回覆「CRM-41 已解決」；有遺漏的寫下來。日期不對的回覆「這是3月5日的日報」。單獨回覆「幫助」可看全部寫法。

    ERP 项目日报组

    ----------------------------------------

    ERP 上线项目 · 信件編號 1.zph7rqzd3g5hdjny
    ");
}
