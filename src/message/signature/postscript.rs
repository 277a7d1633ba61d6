//! What the writer adds below the name.

use std::ops::Range;

use super::super::quote::Line;
use super::{is_name, is_prose, patterns};

/// Where below thanks or a name the writer begins anew: "PS: one more …".
pub(super) fn beginnings(lines: &[Line], run: Range<usize>, name: &str) -> Vec<usize> {
    /// Below the thanks stand a name, a post and a department.
    const NAMED: usize = 3;
    let mut since = usize::MAX;
    let mut found = vec![];
    let all = run.clone();
    for at in run {
        let text = lines.get(at).map(|line| line.block.text().trim().to_owned()).unwrap_or_default();
        if text.is_empty() {
            continue;
        }
        // Most lines begin with another letter, and need not be compared.
        let begins = || text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_').starts_with(['p', 'P', '又', '附']);
        if (since <= NAMED || begins() && patterns::PS.is_match(&text)) && patterns::POSTSCRIPT.is_match(&text) {
            found.push(at);
        }
        since = if patterns::is_closing(&text) || is_name(&text, name) { 0 } else { since.saturating_add(1) };
    }
    found.extend(comment(lines, &all));
    found.sort_unstable();
    found
}

/// What a moderator adds in brackets below a post: its last paragraphs.
fn comment(lines: &[Line], run: &Range<usize>) -> Option<usize> {
    let text = |at: usize| lines.get(at).map(|line| line.block.text().trim().to_owned()).unwrap_or_default();
    run.clone().rev().find(|at| !text(*at).is_empty()).filter(|last| text(*last).ends_with(']'))?;
    let at = run.clone().rev().find(|at| text(*at).starts_with('['))?;
    let parted = at > run.start && text(at - 1).is_empty();
    (parted && is_prose(&text(at))).then_some(at)
}
