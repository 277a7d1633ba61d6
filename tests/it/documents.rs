//! Reports that are sent as a file: mail in, letter out.

use std::fmt::Write as _;

use data_encoding::BASE64;
use daybook::issue::IssueNumber;
use daybook::message;
use daybook::report::{self, Arrival, Class, Context};
use daybook::store::HeldCause;

use crate::office::{Word, pdf, png, workbook};
use crate::story::Story;

/// A mail with these files.
pub(crate) fn mail(from: &str, subject: &str, text: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let coded = |text: &str| format!("=?utf-8?B?{}?=", BASE64.encode(text.as_bytes()));
    let head = format!(
        "From: {from}\r\nTo: daybook@corp.test\r\nSubject: {}\r\nDate: Mon, 02 Mar 2026 09:00:00 +0800\r\nMessage-ID: <{}@corp.test>\r\nMIME-Version: 1.0",
        coded(subject),
        files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>()
    );
    let mut raw = format!(
        "{head}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    );
    for (name, bytes) in files {
        let kind = if *name == "winmail.dat" { "application/ms-tnef" } else { "application/octet-stream" };
        write!(
            raw,
            "--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename=\"{}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            coded(name),
            BASE64.encode(bytes)
        )
        .unwrap();
    }
    (raw + "--b--\r\n").into_bytes()
}

#[tokio::test]
async fn a_report_in_a_word_file_is_answered_with_its_numbered_issues() {
    let mut story = Story::begin().await;
    let word = Word::default()
        .heading("销售部日报 2026年3月2日")
        .text("今日问题：")
        .point(0, "销售订单保存报错，提示库存不足")
        .picture(png(1))
        .point(1, "先选客户，再点保存")
        .point(0, "出库单打印空白，紧急")
        .text("汇报人：陈静")
        .build();
    story.raw(&mail("alice@corp.test", "3.2日报", "见附件。", &[("销售部日报0302.docx", &word)]));
    story.tick().await;
    let letters = story.letters();
    for want in ["To: alice@corp.test", "CRM-1 销售订单保存报错，提示库存不足", "CRM-2 出库单打印空白，紧急", "读自附件：销售部日报0302.docx"]
    {
        assert!(letters.contains(want), "{want}: {letters}");
    }
    assert!(!letters.contains("CRM-3") && !letters.contains("汇报人"), "{letters}");
    let store = story.store().await;
    let mut read = store.read().await.unwrap();
    assert_eq!(read.attachment(IssueNumber(1)).await.unwrap().as_deref(), Some("销售部日报0302.docx"));
    let shots = read.screenshots(IssueNumber(1)).await.unwrap();
    assert_eq!((shots.len(), shots[0].name.as_deref(), shots[0].pixels), (1, Some("image1.png"), Some((640, 400))));
    assert!(read.screenshots(IssueNumber(2)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_report_in_a_workbook_gives_an_issue_a_row_with_the_pictures_of_its_cells() {
    let mut story = Story::begin().await;
    let rows: &[&[&str]] = &[
        &["Daily problem list"],
        &["No", "Module", "Problem", "Severity"],
        &["1", "Stock", "The count is wrong", "Urgent"],
        &["2", "Sales", "Cannot print the order", "Low"],
    ];
    let sheet = workbook(rows, &[(3, 4, png(9))]);
    story.raw(&mail("bob@corp.test", "Daily report", "Please see attached.\r\n\r\nBob", &[("problems.xlsx", &sheet)]));
    story.tick().await;
    let letters = story.letters();
    for want in ["CRM-1 The count is wrong", "CRM-2 Cannot print the order", "from the attachment problems.xlsx"] {
        assert!(letters.contains(want), "{want}: {letters}");
    }
    let store = story.store().await;
    assert_eq!(store.read().await.unwrap().screenshots(IssueNumber(2)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_opened_is_held_with_its_cause_and_its_sender_asked() {
    let mut story = Story::begin().await;
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], name.as_slice()].concat();
    story.raw(&mail("bob@corp.test", "Daily report", "See attached.", &[("report.docx", &locked)]));
    story.raw(&mail("alice@corp.test", "3.2日报", "", &[("日报.docx", b"PK\x03\x04 and no more")]));
    story.raw(&mail("alice@corp.test", "3.2日报", "详见附件", &[("日报.doc", &[0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3])]));
    story.tick().await;
    let letters = story.letters();
    for want in ["inside an attachment that asks for a password", "附件已损坏", "内容都在附件里"] {
        assert!(letters.contains(want), "{want}: {letters}");
    }
    let held = story.store().await.read().await.unwrap().held().await.unwrap();
    let causes: Vec<&str> = held.iter().map(|held| held.cause.as_str()).collect();
    assert_eq!(causes, ["attachment_locked", "attachment_broken", "attachment_only"]);
    assert!(held.iter().all(|held| HeldCause::parse(held.cause.as_str()) == Some(held.cause)));
}

fn read(raw: &[u8]) -> report::Reading {
    report::read(&message::read(raw), &Context::default(), Arrival("2026-03-02T09:00:00Z".parse().unwrap()))
}

fn texts(reading: &report::Reading) -> Vec<&str> {
    reading.items.iter().map(|item| item.text.as_str()).collect()
}

#[test]
fn a_document_beside_problems_is_evidence_and_what_is_no_report_is_nobodys() {
    let manual = Word::default().text("图1").picture(png(1)).text("1. 登录系统\n").point(0, "点击保存报错的按钮").build();
    let report = Word::default().text("今日问题：").point(0, "打印慢").point(0, "查询报错").build();
    let contract = Word::default().point(0, "甲方应当付款。").point(0, "乙方应当交货。").point(0, "本合同一式两份。").build();
    let nothing = Word::default().text("3月2日日报").markup("<w:p/>").table(&[&["部门", "销售部"]]).text("今天没有问题").build();
    for (text, file, class, items) in [
        ("1. 采购单保存报错\r\n2. 库存数量不对，见附件", manual, Class::Report, vec!["采购单保存报错", "库存数量不对，见附件"]),
        ("今天的日报请查收，谢谢。", report.clone(), Class::Report, vec!["打印慢", "查询报错"]),
        ("今天没有问题。附件是合同。", contract.clone(), Class::NoProblem, vec![]),
        ("今天没有问题。见附件。", report, Class::NeedsAttention(report::Attention::AttachmentOnly), vec![]),
        ("见附件", contract, Class::NeedsAttention(report::Attention::AttachmentOnly), vec![]),
        ("见附件", nothing, Class::NoProblem, vec![]),
    ] {
        let reading = read(&mail("alice@corp.test", "3.2日报", text, &[("附件.docx", &file)]));
        assert_eq!((reading.class, texts(&reading)), (class, items), "{text}: {:?}", reading.remarks);
    }
}

#[test]
fn reports_in_pdf_and_text_are_read() {
    let lines = ["今日问题：", "1、采购单保存报错", "2、库存数量不对"];
    for (name, bytes) in [
        ("日报.pdf", pdf(&lines)),
        ("日报.txt", lines.join("\r\n").into_bytes()),
        ("日报.csv", "序号,问题描述,模块\r\n1,采购单保存报错,采购\r\n2,库存数量不对,库存".into()),
    ] {
        let reading = read(&mail("alice@corp.test", "3.2日报", "见附件", &[(name, &bytes)]));
        assert_eq!(texts(&reading), ["采购单保存报错", "库存数量不对"], "{name} {:?}", reading.remarks);
        assert!(reading.items.iter().all(|item| item.document.is_some()), "{name}");
    }
}

/// A winmail.dat with this text and one attachment.
fn winmail(text: &[u8], name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x9F, 0x3E, 0x22, 1, 0];
    let mut put = |level: u8, id: u32, data: &[u8]| {
        out.push(level);
        out.extend(id.to_le_bytes());
        out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        out.extend(data);
        out.extend([0, 0]);
    };
    put(1, 0x0006_9007, &936u32.to_le_bytes());
    put(1, 0x0002_800C, text);
    put(2, 0x0006_9002, &[0; 14]);
    put(2, 0x0001_8010, b"short.png\0");
    put(2, 0x0006_800F, bytes);
    // One property: the long name, in UTF-16.
    let long: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    let mut properties = [1u32.to_le_bytes(), 0x3707_001Fu32.to_le_bytes(), 1u32.to_le_bytes(), u32::try_from(long.len()).unwrap().to_le_bytes()].concat();
    properties.extend(&long);
    properties.resize(properties.len().next_multiple_of(4), 0);
    put(2, 0x0006_9005, &properties);
    out
}

#[test]
fn a_winmail_dat_is_the_mail_itself() {
    let (text, _, _) = encoding_rs::GBK.encode("1、采购单保存报错\r\n2、库存数量不对，见图1\r\n\0");
    let file = winmail(&text, "界面 截图.png", &png(3));
    let message = message::read(&mail("alice@corp.test", "3.2日报", "", &[("winmail.dat", &file)]));
    let names: Vec<_> = message.parts.iter().map(|part| (part.name.as_deref().unwrap(), part.mime.as_str(), part.within)).collect();
    assert_eq!(names, [("winmail.dat", "application/ms-tnef", None), ("界面 截图.png", "image/png", Some(0))]);
    let raw = mail("alice@corp.test", "3.2日报", "", &[("winmail.dat", &file)]);
    assert_eq!(message::part_bytes(&raw, 1).unwrap(), png(3));
    let reading = read(&raw);
    assert_eq!(texts(&reading), ["采购单保存报错", "库存数量不对，见图1"]);
    assert_eq!((reading.items[1].pictures.as_slice(), reading.unassigned.as_slice()), ([].as_slice(), [1].as_slice()));
    // Beside a text of its own it brings its files alone.
    let beside = read(&mail("alice@corp.test", "3.2日报", "1、打印报错\r\n2、查询慢", &[("winmail.dat", &file)]));
    assert_eq!((texts(&beside), beside.unassigned.as_slice()), (vec!["打印报错", "查询慢"], [1].as_slice()));
    for end in 0..file.len() {
        let _ = message::read(&mail("alice@corp.test", "x", "", &[("winmail.dat", &file[..end])]));
    }
}

#[test]
fn what_is_signed_in_one_lump_is_read() {
    fn put(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x82], u16::try_from(content.len()).unwrap().to_be_bytes().as_slice(), content].concat()
    }
    let inner = "Content-Type: text/plain; charset=utf-8\r\n\r\n1. 采购单保存报错\r\n2. 库存数量不对\r\n";
    let content = put(0x30, &[put(6, b"data"), put(0xA0, &put(4, inner.as_bytes()))].concat());
    let signed = put(0x30, &[put(2, &[1]), put(0x31, &[]), content].concat());
    let oid = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];
    for (last, items, class) in [(2, vec!["采购单保存报错", "库存数量不对"], "report"), (3, vec![], "needs_attention")] {
        let lump = put(0x30, &[put(6, &[oid.as_slice(), &[last]].concat()), put(0xA0, &signed)].concat());
        let raw = format!(
            "From: alice@corp.test\r\nSubject: report\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            BASE64.encode(&lump)
        );
        let reading = read(raw.as_bytes());
        assert_eq!((texts(&reading), reading.class.as_str()), (items, class));
    }
}
