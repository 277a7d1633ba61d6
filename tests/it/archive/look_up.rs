//! Looking up by words, by mail and at the shell.

use std::process::Command;

use super::config;
use crate::story::Story;

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

async fn a_week_of_reports() -> Story {
    let mut story = Story::begin_with(&config()).await;
    story.mail(ALICE, "3月2日日报", "1. 库存台账导出后数量变成文本。\n2. 审核入库单报错 ORA-00001。\n3. 工资条查询不到上个月的。");
    story.mail(BOB, "Daily report", "1. Sales order SO-2403-0017 cannot be printed.\n2. 庫存查詢畫面按倉庫篩選沒有結果。");
    story.tick().await;
    story.letters();
    story
}

/// The lines that a letter shows of what was found.
fn found(letters: &str) -> String {
    letters.lines().filter(|line| line.starts_with("To:") || line.starts_with("- ") || line.starts_with("* ")).map(|line| format!("{line}\n")).collect()
}

#[tokio::test]
async fn the_lead_finds_what_says_the_words_in_either_script() {
    let mut story = a_week_of_reports().await;
    for question in ["查 库存", "找 ora-00001", "find SO2403-0017", "查 工资", "查 倉庫 篩選", "查 没有的词"] {
        story.mail(LEAD, "查", question);
        story.tick().await;
    }
    insta::assert_snapshot!(found(&story.letters()), @r"
    To: lead@corp.test
    - “库存”：找到这些，最合适的在前
    - CRM-5 庫存查詢畫面按倉庫篩選沒有結果　处理中 · 库存 · 提出人Bob Miller · 3月2日（周一）起等负责人
    - CRM-1 库存台账导出后数量变成文本　处理中 · 库存 · 提出人陈静 · 3月2日（周一）起等负责人
    To: lead@corp.test
    - “ora-00001”：找到这些，最合适的在前
    - CRM-2 审核入库单报错 ORA-00001　处理中 · 入库单 · 提出人陈静 · 3月2日（周一）起等负责人
    To: lead@corp.test
    - “SO2403-0017”: found, the best first
    - CRM-4 Sales order SO-2403-0017 cannot be printed: open · Sales order · reported by Bob Miller · waits on the lead since Monday, 2 March
    To: lead@corp.test
    - “工资”：找到这些，最合适的在前
    - CRM-3 工资条查询不到上个月的　处理中 · 工资 · 提出人陈静 · 3月2日（周一）起等负责人
    To: lead@corp.test
    - 「倉庫 篩選」：找到這些，最合適的在前
    - CRM-5 庫存查詢畫面按倉庫篩選沒有結果　處理中 · 库存 · 提出人Bob Miller · 3月2日（週一）起等負責人
    To: lead@corp.test
    - “没有的词”：没有找到，请少写几个字或者换个说法再试
    ");
    assert_eq!(story.outcomes().await, "order × 6\nreport × 2\n");
}

#[tokio::test]
async fn a_reporter_finds_his_own_and_a_question_with_a_fault_in_it_is_a_problem() {
    let mut story = a_week_of_reports().await;
    story.mail(BOB, "look up", "find stock");
    // Alice's pay: hers to find, and nobody else's but the lead's.
    story.mail(ALICE, "查一下", "查 工资条");
    story.mail(BOB, "查一下", "查 工资条");
    story.tick().await;
    insta::assert_snapshot!(found(&story.letters()), @r"
    To: alice@corp.test
    - “工资条”：找到这些，最合适的在前
    - CRM-3 工资条查询不到上个月的　处理中 · 工资 · 提出人陈静 · 3月2日（周一）起等负责人
    To: bob@corp.test
    - “stock”: found, the best first
    - CRM-5 庫存查詢畫面按倉庫篩選沒有結果: open · 库存 · reported by Bob Miller · waits on the lead since Monday, 2 March
    To: bob@corp.test
    - “工资条”: nothing was found; please try one word less, or another
    ");
    story.mail(ALICE, "3月3日日报", "查询 库存报表 报错");
    story.tick().await;
    assert!(story.letters().contains("CRM-6"));
}

#[tokio::test]
async fn the_shell_finds_the_same() {
    let mut story = a_week_of_reports().await;
    story.close().await;
    let search = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_daybook"));
        let out = command.arg("search").args(words).arg("--config").arg(story.path("daybook.toml")).env("NO_COLOR", "1").output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    insta::assert_snapshot!(search(&["仓库"]), @r"
    CRM-5  庫存查詢畫面按倉庫篩選沒有結果
      open, 库存
    ");
    let json: serde_json::Value = serde_json::from_str(&search(&["ORA-00001", "--json"])).unwrap();
    assert_eq!(json[0]["number"], "CRM-2");
    assert_eq!(search(&["没有的词"]), "Nothing says these words; try one less, or another.\n");
}
