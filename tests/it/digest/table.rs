//! The problem table, as another program reads it.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use chrono::NaiveDate;
use daybook::clock::Clock as _;
use daybook::digest::table::{Table, Wanted, sheet};
use daybook::issue::Key;
use daybook::people::Language;

use crate::story::Story;
use crate::upgrade::screenshot;

const ALICE: &str = "陈静 <alice@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// A report of three problems with two pictures; the second is solved and confirmed, the third put off.
async fn three_problems() -> Story {
    let mut story = Story::begin().await;
    let report = format!(
        "From: alice@corp.test\r\nTo: daybook@corp.test\r\nSubject: =?utf-8?B?M+aciDLml6Xml6XmiqU=?=\r\nDate: Mon, 2 Mar 2026 08:59:00 +0800\r\n\
        Message-ID: <first@corp.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
        <p>1. 库存数量和仓库对不上，紧急</p><p>=HYPERLINK(\"http://x.test\",\"点我\") 这样的公式也被导进来了</p><p><img src=\"cid:s1\"></p><p><img src=\"cid:s2\"></p>\
        <p>2. 打印出库单时第二页空白。</p><p>3. 希望列表可以按日期筛选。</p>\r\n\
        --B\r\nContent-Type: image/png; name=\"a.png\"\r\nContent-ID: <s1>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n\
        --B\r\nContent-Type: image/png; name=\"b.png\"\r\nContent-ID: <s2>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--B--\r\n",
        screenshot(300),
        screenshot(320)
    );
    story.raw(report.as_bytes());
    story.tick().await;
    story.mail(LEAD, "请看", "查 1");
    story.tick().await;
    story.answer(LEAD, "2 已解决：换了打印模板\n3 暂不处理：二期再做\n1 备注：=1+1 不是公式");
    story.tick_until("2026-03-03T02:30:00Z").await;
    story.answer(ALICE, "2 好了，谢谢");
    story.tick().await;
    story
}

fn wanted(language: Language, from: &str) -> Wanted {
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    Wanted {
        project: "ERP & 上线".into(),
        key: Key::parse("CRM").unwrap(),
        language,
        timezone: chrono_tz::Asia::Shanghai,
        calendar: daybook::calendar::Calendar::default(),
        from: day(from),
        to: day("2026-03-10"),
    }
}

async fn table(story: &Story, wanted: &Wanted) -> (Table, Vec<u8>) {
    let store = story.store().await;
    let table = Table::collect(&mut store.read().await.unwrap(), wanted, story.clock.now()).await.unwrap();
    let bytes = sheet::write(&table).unwrap();
    (table, bytes)
}

/// The cells of a sheet, a line a row.
fn cells(bytes: &[u8], sheet: usize) -> String {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let (name, range) = book.worksheets().into_iter().nth(sheet).unwrap();
    let cell = |cell: &Data| match cell {
        Data::DateTime(at) => at.as_datetime().unwrap().format("%Y-%m-%d %H:%M").to_string(),
        other => other.to_string().replace('\n', " / "),
    };
    let rows = range.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|") + "\n");
    format!("{name}\n{}", rows.collect::<String>())
}

#[tokio::test]
async fn a_row_an_issue_and_its_history_on_the_second_sheet() {
    let mut story = three_problems().await;
    let (table, bytes) = table(&story, &wanted(Language::ZhHans, "2026-03-01")).await;
    insta::assert_snapshot!(cells(&bytes, 0), @r#"
    问题跟踪表
    编号|日期|提出人|模块|类别|严重程度|问题|截图 1|截图 2|截图 3|状态|等谁|经办人|天数|原因|处理办法|备注|结束
    CRM-1|2026-03-02 00:00|陈静|库存|问题|紧急|库存数量和仓库对不上，紧急 / =HYPERLINK("http://x.test","点我") 这样的公式也被导进来了||||处理中|负责人||1|||=1+1 不是公式|
    CRM-2|2026-03-02 00:00|陈静|打印|问题||打印出库单时第二页空白||||已关闭|||1||换了打印模板||2026-03-03 00:00
    CRM-3|2026-03-02 00:00|陈静||需求变更||希望列表可以按日期筛选||||暂不处理|||0||二期再做||2026-03-02 00:00
    "#);
    insta::assert_snapshot!(cells(&bytes, 1), @r"
    经过
    编号|时间|经过|谁|说明
    CRM-1|2026-03-02 09:01|登记|陈静|
    CRM-1|2026-03-02 09:03|补充|周敏|=1+1 不是公式
    CRM-2|2026-03-02 09:01|登记|陈静|
    CRM-2|2026-03-02 09:03|有了处理办法|周敏|换了打印模板
    CRM-2|2026-03-02 10:00|请提出人试 2026-03-02||
    CRM-2|2026-03-03 10:31|提出人确认|陈静|2 好了，谢谢
    CRM-3|2026-03-02 09:01|登记|陈静|
    CRM-3|2026-03-02 09:03|暂不处理|周敏|二期再做
    ");
    assert_eq!(table.rows.iter().map(|row| row.pictures.len()).collect::<Vec<_>>(), [2, 0, 0]);

    // Excel, LibreOffice and WPS take a text that begins with an equals sign for a formula only where the file says so.
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
    let formulas = book.worksheet_formula("问题跟踪表").unwrap();
    assert!(formulas.rows().flatten().all(String::is_empty));
    story.close().await;
}

#[tokio::test]
async fn what_was_over_before_the_period_is_left_out_and_the_words_are_the_readers() {
    let mut story = three_problems().await;
    let (_, bytes) = table(&story, &wanted(Language::En, "2026-03-04")).await;
    insta::assert_snapshot!(cells(&bytes, 0), @r#"
    Problem table
    Number|Day|Reporter|Module|Kind|Severity|Problem|Screenshot 1|Screenshot 2|Screenshot 3|Status|Waits on|Owner|Days|Cause|Solution|Note|Ended
    CRM-1|2026-03-02 00:00|陈静|库存|problem|urgent|库存数量和仓库对不上，紧急 / =HYPERLINK("http://x.test","点我") 这样的公式也被导进来了||||open|the lead||1|||=1+1 不是公式|
    "#);
    let (empty, bytes) = table(&story, &Wanted { to: "2026-03-01".parse().unwrap(), ..wanted(Language::ZhHant, "2026-02-01") }).await;
    assert!(empty.rows.is_empty());
    insta::assert_snapshot!(cells(&bytes, 0), @r"
    問題跟蹤表
    編號|日期|提出人|模組|類別|嚴重程度|問題|截圖 1|截圖 2|截圖 3|狀態|等誰|經辦人|天數|原因|處理辦法|備註|結束
    ");
    story.close().await;
}
