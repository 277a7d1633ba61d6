//! Word's lists: paragraphs that carry their mark as text, `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>`.

use ego_tree::NodeRef;
use scraper::Node;

use super::super::block::Inline;

/// A paragraph that Word means as a list item.
pub(super) struct WordItem {
    pub(super) number: Option<u32>,
    pub(super) depth: u8,
}

/// Reads the paragraph's `mso-list` level and the mark in its `mso-list:Ignore` span.
pub(super) fn item(paragraph: NodeRef<'_, Node>) -> Option<WordItem> {
    let element = paragraph.value().as_element()?;
    let style = element.attr("style").unwrap_or_default();
    let level = style
        .split_once("mso-list:")
        .and_then(|(_, rest)| rest.split_once("level"))
        .and_then(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok());
    let mark = mark(paragraph);
    if level.is_none() && mark.is_none() {
        return None;
    }
    Some(WordItem { number: mark.as_deref().and_then(number), depth: level.unwrap_or(1) })
}

/// The text of the span that is only there to show the mark.
fn mark(paragraph: NodeRef<'_, Node>) -> Option<String> {
    // The mark is the first thing in the paragraph; a dozen nodes hold it.
    let span = paragraph.descendants().take(12).find(|node| {
        node.value()
            .as_element()
            .and_then(|element| element.attr("style"))
            .is_some_and(|style| style.replace(' ', "").to_ascii_lowercase().contains("mso-list:ignore"))
    })?;
    // The span's own text ends where the filling blanks begin.
    Some(
        span.descendants()
            .take(6)
            .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
            .collect::<String>()
            .replace('\u{A0}', " ")
            .trim()
            .to_owned(),
    )
}

/// `1.` `2)` `(3)` `4、` `a)` `五、` → its number.
fn number(mark: &str) -> Option<u32> {
    let core = mark.trim_matches(['.', ')', '(', '、', '．', '）', '（', ' ']);
    if let Ok(number) = core.parse() {
        return Some(number);
    }
    let mut chars = core.chars();
    match (chars.next(), chars.next()) {
        // Bullets of the fonts Wingdings and Symbol are bare letters: "l", "n", "u". Letters that count have a mark behind them.
        (Some(c), None) if c.is_ascii_lowercase() && core.len() == mark.len() => None,
        (Some(c), None) if c.is_ascii_lowercase() => Some(u32::from(c) - u32::from('a') + 1),
        (Some(c), None) => "一二三四五六七八九十".chars().position(|han| han == c).and_then(|at| u32::try_from(at + 1).ok()),
        (Some('十'), Some(c)) => "一二三四五六七八九".chars().position(|han| han == c).and_then(|at| u32::try_from(at + 11).ok()),
        _ => None,
    }
}

/// Takes bullets off that a client wrote as text into the item.
pub(super) fn strip_mark(cell: &mut [Inline]) {
    if let Some(Inline::Text(text)) = cell.first_mut()
        && let Some(rest) = text.strip_prefix(['·', '•', '●', '▪', '○', '§', 'Ø'])
    {
        *text = rest.trim_start().to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_give_their_number() {
        for (mark, want) in
            [("1.", Some(1)), ("(12)", Some(12)), ("c)", Some(3)), ("五、", Some(5)), ("十二、", Some(12)), ("·", None), ("Ø", None), ("l", None)]
        {
            assert_eq!(number(mark), want, "{mark}");
        }
    }
}
