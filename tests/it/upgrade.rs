//! Stores of earlier versions, each opened and read as if its owner had just upgraded.
//!
//! `tests/stores/N.db` is a store as the version whose last migration is N left it: a desk's first week in March 2026. A new migration
//! gets a sample of its own, and the old ones stay. Made by:
//! `DAYBOOK_SAMPLE=tests/stores/0001.db cargo test --test it upgrade::make_a_sample -- --ignored`

use std::path::{Path, PathBuf};

use daybook::issue::{IssueNumber, State};
use daybook::store::{LetterStates, MessageId};
use sqlx::{Connection as _, SqliteConnection};

use crate::story::Story;

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stores")
}

/// A picture that looks like a screen to whoever sorts pictures.
pub(crate) fn screenshot(width: u32) -> String {
    let picture =
        image::RgbImage::from_fn(width, 200, |x, y| if y < 20 { image::Rgb([40, 80, 160]) } else { image::Rgb([240, 240, u8::from(x % 64 > 1) * 240]) });
    let mut png = Vec::new();
    picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    data_encoding::BASE64_MIME.encode(&png)
}

#[tokio::test]
#[ignore = "writes the file that DAYBOOK_SAMPLE names"]
async fn make_a_sample() {
    let sample = std::env::current_dir().unwrap().join(std::env::var_os("DAYBOOK_SAMPLE").unwrap());
    let mut story = Story::begin().await;
    let picture = screenshot(320);
    let report = format!(
        "From: =?utf-8?B?6ZmI6Z2Z?= <alice@corp.test>\r\nTo: daybook@corp.test\r\nSubject: =?utf-8?B?M+aciDLml6Xml6XmiqU=?=\r\nDate: Mon, 2 Mar 2026 17:30:00 +0800\r\n\
        Message-ID: <first@corp.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
        <p>1. 库存数量和仓库对不上，见图：</p><p><img src=\"cid:s1\"></p><p>2. 打印出库单时第二页空白。</p>\r\n\
        --B\r\nContent-Type: image/png; name=\"screen.png\"\r\nContent-ID: <s1>\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n--B--\r\n"
    );
    story.raw(report.as_bytes());
    story.raw(report.as_bytes());
    story.mail("Bob Miller <bob@corp.test>", "Daily report 2 March", "No problems today.");
    story.mail("Somebody <who@elsewhere.test>", "日报", "1. 系统很慢。");
    story.mail_with("Bob Miller <bob@corp.test>", "Automatic reply: Daily report", "Auto-Submitted: auto-replied\n", "I am out of the office until Monday.");
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.close().await;
    let mut db = SqliteConnection::connect(&format!("sqlite:{}", story.path("daybook.db").display())).await.unwrap();
    let _ = std::fs::remove_file(&sample);
    sqlx::query("VACUUM INTO $1").bind(sample.to_str().unwrap()).execute(&mut db).await.unwrap();
}

#[tokio::test]
async fn a_store_of_the_first_version_is_opened_and_goes_on() {
    let mut story = Story::begin_on(&samples().join("0001.db"), "2026-03-09T02:00:00Z").await;
    assert_eq!(story.outcomes().await, "auto_reply × 1\nduplicate × 1\nheld × 1\nno_problem × 1\nreport × 1\n");
    let store = story.store().await;
    let mut read = store.read().await.unwrap();
    let first = read.issue(IssueNumber(1)).await.unwrap().unwrap();
    assert_eq!((first.text.contains("库存数量和仓库对不上"), first.state, first.module.as_deref()), (true, State::Open, Some("库存")));
    assert_eq!((first.opened.to_string(), first.day.as_str()), ("2026-03-02 01:05:00 UTC".into(), "2026-03-02"));
    let shots = read.screenshots(IssueNumber(1)).await.unwrap();
    assert_eq!((shots.len(), shots[0].pixels, shots[0].name.as_deref()), (1, Some((320, 200)), Some("screen.png")));
    assert_eq!(read.events(IssueNumber(2)).await.unwrap().len(), 1);
    let (raw, size) = read.raw(MessageId(1), 1 << 20).await.unwrap();
    assert!(raw.starts_with(b"From: =?utf-8?B?6ZmI6Z2Z?=") && raw.len() as u64 == size);
    let held = read.held().await.unwrap();
    assert_eq!((held.len(), held[0].number, held[0].cause.as_str()), (1, 1, "stranger"));
    // Two acknowledgements, and the lead's letter on Monday.
    assert_eq!(read.letter_states().await.unwrap(), LetterStates { sent: 3, ..LetterStates::default() });
    drop(read);

    // The desk works on where it was: the next numbers, no letter twice.
    story.mail("陈静 <alice@corp.test>", "3月9日日报", "1. 采购入库单无法审核。");
    story.mail("Somebody <else@elsewhere.test>", "日报", "1. 系统很慢。");
    story.tick().await;
    let mut read = store.read().await.unwrap();
    assert!(read.issue(IssueNumber(3)).await.unwrap().unwrap().text.contains("采购入库单"));
    assert_eq!(read.held().await.unwrap().iter().map(|held| held.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(story.letters().matches("To: ").count(), 1);
}

#[tokio::test]
async fn a_store_of_any_version_goes_on_with_the_next_number() {
    for sample in std::fs::read_dir(samples()).unwrap().map(|entry| entry.unwrap().path()) {
        let mut story = Story::begin_on(&sample, "2026-03-09T02:00:00Z").await;
        let store = story.store().await;
        let newest = store.read().await.unwrap().newest_issue().await.unwrap().unwrap();
        story.mail("陈静 <alice@corp.test>", "3月9日日报", "1. 采购入库单无法审核。");
        story.tick().await;
        let next = store.read().await.unwrap().issue(IssueNumber(newest.0 + 1)).await.unwrap().unwrap();
        assert!(next.text.contains("采购入库单"), "{}", sample.display());
    }
}
