//! The page of all orders is made of the one table; `DAYBOOK_WRITE_DOCS=1 cargo test --test it orders_page` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use daybook::order::{Power, REPORTERS, TABLE};

fn page() -> String {
    let mut page = String::from(
        "# What people can write to the desk\n\nMade from the table in `src/order/table.rs`, which the parser and the help letters read as well; a test compares them.\n\n\
         One order a line, the number first; several numbers (`41, 42`, `41-43`) and several orders (`41 urgent; 42 reopen`) may stand on a\nline. \
         Nothing below \"thanks\", a signature or a quotation is read. Each mail is answered line by line.\n",
    );
    let mut section = |head: &str, rows: &[([&str; 3], [&str; 3])]| {
        write!(page, "\n## {head}\n\n| 简体 | 繁體 | English | 说明 | what it does |\n| --- | --- | --- | --- | --- |\n").unwrap();
        for ([hans, hant, en], [does_hans, _, does_en]) in rows {
            writeln!(page, "| {hans} | {hant} | {en} | {does_hans} | {does_en} |").unwrap();
        }
    };
    section("Whoever reports", REPORTERS);
    for (head, power) in [
        ("Looking up: everybody, from the registered address", Power::Look),
        ("The lead, his deputy, and a key user for his module", Power::Steer),
        ("The lead alone, answering a letter of the last 14 days", Power::Leave),
    ] {
        let rows: Vec<_> = TABLE.iter().filter(|row| row.power == power).map(|row| (row.offered, row.does)).collect();
        section(head, &rows);
    }
    page
}

#[test]
fn the_page_of_orders_is_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/orders.md");
    if std::env::var_os("DAYBOOK_WRITE_DOCS").is_some() {
        std::fs::write(&file, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap_or_default(), page(), "DAYBOOK_WRITE_DOCS=1 writes it anew");
}
