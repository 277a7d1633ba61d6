//! What leaves the company for the consultant holds only what is listed: nothing planted elsewhere gets through.

use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::story::{CONFIG, Story, eml_files};

const ALICE: &str = "陈静 <alice@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";
const LI: &str = "李工 <li@vendor.test>";

/// Where a marker is planted. Each must stay inside, whatever stands beside it.
#[derive(Clone, Debug)]
struct Planted {
    /// A colleague on the roster, named in the reporter's own words.
    name: String,
    /// And his address, and one of nobody's.
    address: String,
    /// The number that makes the markers of this case.
    mark: u32,
    /// With the lead's note, by 对接, in the weekly list?
    way: u8,
}

fn planted() -> impl Strategy<Value = Planted> {
    let name = prop_oneof!["[\u{4e00}-\u{4fff}]{3}", "[A-Z][a-z]{4,7}q [A-Z][a-z]{4,8}x"];
    (name, "[a-z]{3,8}[.][a-z]{3,6}", 10_000u32..99_999, 0u8..3).prop_map(|(name, local, mark, way)| Planted {
        name,
        address: format!("{local}@corp.test"),
        mark,
        way,
    })
}

#[test]
fn no_marker_planted_elsewhere_reaches_the_consultant() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 12, max_shrink_iters: 4, failure_persistence: None, ..Config::default() });
    runner.run(&planted(), |planted| runtime.block_on(one(&planted))).unwrap();
}

async fn one(planted: &Planted) -> Result<(), TestCaseError> {
    let Planted { name, address, mark, way } = planted;
    let person = format!("  {{ name = \"{name}\", address = \"{address}\" }},\n  {{ name = \"陈静\"");
    let config = CONFIG.replacen("  { name = \"陈静\"", &person, 1);
    let marker = |place: &str| format!("{place}{mark}");
    let mut story = Story::begin_with(&config).await;
    // The reporter names a colleague, and quotes an older mail; the other issue is nobody's business.
    let quoted = format!("\n\n-----Original Message-----\nFrom: {name} <{address}>\n\n{}", marker("QUOTED"));
    let text = format!(
        "1. 销售订单保存时提示库存不足，{name}（{address}）也遇到，单号SO-{mark}，外部的 someone{mark}@else.test 也写过。\n2. 打印空白 {}。{quoted}",
        marker("OTHER")
    );
    story.mail_with(ALICE, "3月2日日报", &format!("Cc: {}@corp.test\nX-Secret: {}\n", marker("copied").to_lowercase(), marker("HEADER")), &text);
    story.tick().await;
    // A colleague's words, and the lead's note, stay inside.
    story.mail(&format!("{name} <{address}>"), "CRM-1", &format!("CRM-1 我也是 {}", marker("COLLEAGUE")));
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.answer(LEAD, &format!("1 备注: {}\n1 排查: {name}试过也一样，写信问了 {address}", marker("NOTE")));
    story.tick().await;
    let order = match way {
        0 => "1 发顾问".to_owned(),
        1 => format!("1 发顾问: 请看，{name} {address} 急"),
        _ => "1 对接".to_owned(),
    };
    story.answer(LEAD, &order);
    story.tick_until("2026-03-09T01:30:00Z").await;
    story.answer(LI, "请提供截图");
    story.tick_until("2026-03-10T03:00:00Z").await;
    story.answer(ALICE, &format!("截图没有，{name} 有，问 {address}"));
    story.tick_until("2026-03-16T03:00:00Z").await;

    let mut to_him = 0;
    for path in eml_files(&story.path("letters")) {
        let raw = std::fs::read(path).unwrap();
        let mail = MessageParser::new().parse(&raw).unwrap();
        if mail.to().and_then(|to| to.first()).and_then(|to| to.address()) != Some("li@vendor.test") {
            continue;
        }
        to_him += 1;
        let names: Vec<&str> = mail.attachments().filter_map(|part| part.attachment_name()).collect();
        let head: String = mail.headers_raw().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let all = [mail.subject().unwrap(), &mail.body_text(0).unwrap(), &mail.body_html(0).unwrap(), &head, &names.join("\n")].join("\n");
        let bare: String = all.chars().filter(|c| !c.is_whitespace()).collect();
        for kept in ["QUOTED", "OTHER", "HEADER", "COLLEAGUE", "NOTE", "copied"] {
            prop_assert!(!all.contains(&marker(kept)), "{kept} in\n{all}");
        }
        let plain = name.replace(' ', "");
        prop_assert!(!bare.contains(&plain), "{name} in\n{all}");
        prop_assert!(name.split(' ').all(|part| !all.contains(part)), "{name} in\n{all}");
        for address in [address.as_str(), &format!("someone{mark}@else.test"), "alice@corp.test", "lead@corp.test"] {
            prop_assert!(!all.contains(address), "{address} in\n{all}");
        }
        // What is listed does get through.
        if to_him == 1 {
            prop_assert!(all.contains(&format!("SO-{mark}")) && all.contains("陈静"), "{all}");
        }
    }
    prop_assert!(to_him >= 2, "the letter, and the weekly list");
    story.close().await;
    Ok(())
}
