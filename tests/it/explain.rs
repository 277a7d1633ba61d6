//! `daybook read` says why: every block has a fate, every picture and every verdict its reason.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn read(arguments: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_daybook")).current_dir(root).arg("read").args(arguments).env("NO_COLOR", "").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const CONFIG: [&str; 2] = ["--config", "tests/gold/zh.toml"];

/// The block that holds `text`.
fn block<'v>(explained: &'v Value, text: &str) -> &'v Value {
    let blocks = explained["blocks"].as_array().unwrap();
    blocks.iter().find(|block| block["text"].as_str().unwrap().contains(text)).unwrap_or_else(|| panic!("{text}: {blocks:#?}"))
}

#[test]
fn every_block_picture_and_verdict_has_its_reason() {
    let mail = "tests/gold/zh/001-outlook-dunhao-inline-under-each.eml";
    let object: Value = serde_json::from_str(&read(&["--json", CONFIG[0], CONFIG[1], mail])).unwrap();
    let why = &object["explanation"];
    assert_eq!(why["day"]["why"], "a day in the subject");
    assert_eq!(why["sender"]["why"], "on the roster");
    assert_eq!(why["confidence"]["percent"], object["confidence"]);
    assert_eq!(why["split"][0]["rule"], "a list marked 1、 2、 3、");
    assert_eq!(why["items"][0]["module"]["is"], object["issues"][0]["module"]);
    assert_eq!(block(why, "周经理")["fates"][0]["fate"], "greeting");
    assert_eq!(block(why, "今天用CRM碰到")["fates"][0]["fate"], "announcement");
    assert_eq!(block(why, "订单列表按交期排序不准")["fates"][0], serde_json::json!({ "fate": "item", "item": 3, "as": "head" }));
    assert_eq!(block(why, "谢谢")["zone"], "signoff");
    assert_eq!(block(why, "谢谢")["why"], "a closing, and only short lines below it");
    let pictures = why["pictures"].as_array().unwrap();
    let taken: Vec<(&str, Option<u64>)> = pictures.iter().map(|picture| (picture["taken_for"].as_str().unwrap(), picture["item"].as_u64())).collect();
    assert_eq!(taken, [("item", Some(1)), ("item", Some(2)), ("item", Some(3)), ("nothing", None)]);
    assert_eq!(pictures[3]["why"], "stands in the signature");
}

#[test]
fn steps_quotations_and_doubts_are_named() {
    let read = |mail: &str| read(&[CONFIG[0], CONFIG[1], mail]);
    let steps = read("tests/gold/zh/021-foxmail-arabic-dot-substeps.eml");
    let step = steps.lines().find(|line| line.contains("│ (2) 点审核")).unwrap();
    assert!(step.trim_start().starts_with("item 1, step "), "{steps}");
    let quoted = read("tests/gold/zh/026-foxmail-quoted-yesterday-with-image.eml");
    assert!(quoted.contains("ignored: stands in a quotation") && quoted.contains("marked as quoted"), "{quoted}");
    let absent = read("tests/gold/zh/010-o365-on-behalf-of-colleague.eml");
    assert!(absent.contains("on behalf wutao@haichuan.example (“代” before “吴涛”, a name of the roster)"), "{absent}");
    assert!(!absent.contains('\u{1b}') && absent.lines().all(|line| !line.ends_with(' ')), "{absent}");
}

/// Whatever a mail is, each of its blocks says whose words it holds, and of a report each item's words are found again.
#[test]
fn no_gold_mail_leaves_an_item_without_its_lines() {
    for folder in ["zh", "en"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold").join(folder);
        let mails = root.read_dir().unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "eml"));
        let mails: Vec<String> = mails.map(|path| path.display().to_string()).collect();
        let config = format!("tests/gold/{folder}.toml");
        let mut arguments = vec!["--json", "--config", &config];
        arguments.extend(mails.iter().map(String::as_str));
        for line in read(&arguments).lines() {
            let object: Value = serde_json::from_str(line).unwrap();
            let why = &object["explanation"];
            let name = &object["file"];
            let blocks = why["blocks"].as_array().unwrap();
            let inside = why["documents"].as_array().unwrap().iter().flat_map(|document| document["blocks"].as_array().unwrap());
            let fates: Vec<&Value> = blocks.iter().chain(inside).flat_map(|block| block["fates"].as_array().unwrap()).collect();
            let split = why["split"].as_array().unwrap().iter().any(|split| matches!(split["rule"].as_str(), Some(rule) if !rule.contains("subject")));
            for item in 1..=object["issues"].as_array().unwrap().len() {
                let found = fates.iter().any(|fate| fate["item"] == item);
                assert!(found || !split || object["class"] == "reply", "{name}: item {item} has no line: {fates:?}");
            }
            assert!(why["class"]["why"].is_string(), "{name}: {:#}", why["class"]);
            assert!(blocks.iter().all(|block| block["zone"] == "own" || block["why"] != "no rule takes it for anything else"), "{name}: {blocks:#?}");
            for kind in ["unassigned_screenshots", "ignored_images"] {
                let pictures = object[kind].as_array().unwrap().len();
                let told = why["pictures"].as_array().unwrap().iter().filter(|picture| picture["item"].is_null()).count();
                assert!(told >= pictures, "{name}: {kind}");
            }
        }
    }
}
