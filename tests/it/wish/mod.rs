//! Wishes, from the first mail to their end.

mod declined;
mod rolled_out;

use crate::story::CONFIG;

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";
const BOSS: &str = "王总 <boss@corp.test>";
const LI: &str = "李工 <li@vendor.test>";

/// The project, in which somebody else approves what costs more than 5000.
fn config() -> String {
    let people = CONFIG.replace("reporters = [", "managers = [ { name = \"王总\", address = \"boss@corp.test\" } ]\nreporters = [");
    format!("{people}[changes]\napproval_above = 5000\napprover = \"boss@corp.test\"\n")
}

/// What was written to one address, or to all where it is empty: without the figures of the week, and without what stands below
/// every letter.
fn to(letters: &str, address: &str) -> String {
    let mine = letters.split("\n----\n").filter(|letter| letter.starts_with(&format!("To: {address}")) && !letter.contains("① "));
    mine.map(|letter| letter.split("\n\n周敏\n").next().unwrap_or_default()).collect::<Vec<_>>().join("\n----\n")
}
