//! What a line or a table cell holds, put in order.

use super::super::block::Inline;

/// A title longer than this is a bold sentence.
const MAX_TITLE: usize = 40;

/// Clients have no button for headings: a short line in bold is one.
pub(super) fn is_bold_title(cell: &[Inline], bold: usize) -> bool {
    let all: usize = cell.iter().map(|inline| if let Inline::Text(text) = inline { letters(text) } else { MAX_TITLE }).sum();
    all > 0 && all <= MAX_TITLE && bold >= all
}

/// How many characters that are no blanks.
pub(super) fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// Appends a further line to an item.
pub(super) fn join(held: &mut Vec<Inline>, more: Vec<Inline>) {
    let mut more = more.into_iter();
    match (held.last_mut(), more.next()) {
        (Some(Inline::Text(last)), Some(Inline::Text(first))) => {
            last.push('\n');
            last.push_str(&first);
        }
        (Some(Inline::Picture(_)), Some(Inline::Text(first))) => held.push(Inline::Text(format!("\n{first}"))),
        (_, first) => held.extend(first),
    }
    held.extend(more);
}

/// Takes blanks off both ends.
pub(super) fn trim(cell: &mut Vec<Inline>) {
    if let Some(Inline::Text(text)) = cell.last_mut() {
        let kept = text.trim_end().len();
        text.truncate(kept);
    }
    if let Some(Inline::Text(text)) = cell.first_mut() {
        let blanks = text.len() - text.trim_start_matches([' ', '\n', '\t']).len();
        text.drain(..blanks);
    }
    cell.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
}
