//! How long a question takes over a hundred thousand issues of a generator.
//!
//! `cargo bench --bench search [-- ISSUES]`. The promise is 50 ms for an answer; the bench prints what it measured and judges
//! nothing: a time is no test's verdict.

#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench prints, and stops where it cannot go on")]

use std::time::Duration;

use daybook::clock::{Clock as _, SystemClock};
use daybook::store::{Store, Use};
use sqlx::{Connection as _, SqliteConnection};

const ISSUES: usize = 100_000;

/// Each is asked so often; the slowest is shown.
const ROUNDS: usize = 5;

const DOCUMENTS: [&str; 12] =
    ["销售订单", "采购订单", "入库单", "送货单", "發票", "凭证", "工单", "报价单", "盘点单", "sales order", "delivery note", "客户档案"];
const ACTS: [&str; 10] = ["保存", "审核", "列印", "导出", "查询", "提交", "过账", "printing", "saving", "打开"];
const FAULTS: [&str; 12] =
    ["时报错", "没有反应", "提示库存不足", "很慢", "金额不对", "少一行", "重复两次", "显示空白", "fails", "提示没有权限", "数量对不上", "乱码"];
const DETAILS: [&str; 8] =
    ["，重启以后还是这样", "，昨天还是好的", "，换了电脑也一样", "，其他同事没有这个问题", "，客户在催", " since the update", "，只有这个仓库", "，月底要结账"];
const QUESTIONS: [&str; 12] = [
    "库存",
    "打印 送货单",
    "ORA-00042",
    "SO-0070123",
    "發票 乱码",
    "税",
    "sales order",
    "permission",
    "报错",
    "工单 过账 对不上",
    "这个词没有",
    "仓库 客户 昨天",
];

fn text(n: usize) -> String {
    // Steps that share no factor with the lengths, so that each meets each.
    let pick = |list: &[&'static str], step: usize| list[n.wrapping_mul(step) % list.len()];
    let code = if n.is_multiple_of(7) { format!("，代码 ORA-{:05}", n % 100) } else { String::new() };
    format!(
        "{} SO-{n:07} {}{}{}{code}。{}",
        pick(&DOCUMENTS, 5),
        pick(&ACTS, 3),
        pick(&FAULTS, 7),
        pick(&DETAILS, 5),
        if n.is_multiple_of(11) { "税率也带错了" } else { "请帮忙看一下" }
    )
}

async fn fill(path: &std::path::Path, issues: usize) {
    Store::open(path, Use::Command, None).await.unwrap().close().await;
    let mut db = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    for sql in [
        "INSERT INTO person (id, name, role, source, since) VALUES (1, 'A', 'reporter', 'mail', 0)",
        "INSERT INTO raw (sha256, size) VALUES ('x', 1)",
        "INSERT INTO message (id, raw, arrived, stored, state, outcome) VALUES (1, 'x', 0, 0, 'done', 'report')",
        "INSERT INTO report (id, message, person, written_by, day, period, kind, submitted, confidence) VALUES (1, 1, 1, 1, '2026-03-02', 'day', 'problems', 0, 100)",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.unwrap();
    }
    for n in 1..=issues {
        let text = text(n);
        let number = i64::try_from(n).unwrap();
        let insert = "INSERT INTO issue (number, message, item, report, reporter, day, title, text, kind, state, waits_on, waits_since, opened, changed)
            VALUES ($1, 1, $1, 1, 1, '2026-03-02', $2, $2, 'problem', 'open', 'lead', 0, 0, 0)";
        sqlx::query(insert).bind(number).bind(text).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await.unwrap();
}

#[tokio::main]
async fn main() {
    let issues = std::env::args().filter(|argument| argument != "--bench").nth(1).map_or(ISSUES, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("daybook.db");
    fill(&path, issues).await;
    let clock = SystemClock::new();
    let began = clock.monotonic();
    let store = Store::open(&path, Use::Daemon, None).await.unwrap();
    let took = clock.monotonic().saturating_sub(began);
    println!("{issues} issues indexed in {took:.1?}, {:.0?} each", took / u32::try_from(issues).unwrap());
    let mut worst = Duration::ZERO;
    for question in QUESTIONS {
        let (mut slowest, mut found) = (Duration::ZERO, 0);
        for _ in 0..ROUNDS {
            let mut read = store.read().await.unwrap();
            let began = clock.monotonic();
            found = read.search(question, 10, |_| true).await.unwrap().len();
            slowest = slowest.max(clock.monotonic().saturating_sub(began));
        }
        worst = worst.max(slowest);
        println!("{slowest:>10.1?}  {found:>2} found  {question}");
    }
    println!("the slowest took {worst:.1?}; 50 ms are promised");
}
