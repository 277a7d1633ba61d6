//! What people wrote, made harmless in Markdown: it can be read in a letter, and can do nothing there.

use pulldown_cmark::{Event, Options, Parser};

/// Reads a letter's Markdown. Tables are all that letters need beyond CommonMark.
pub(super) fn parse(markdown: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_TABLES)
}

/// One line of plain words: each character that means something in Markdown is escaped.
///
/// CommonMark 2.4: a backslash before any ASCII punctuation takes its meaning away, so no list of dangerous
/// characters has to be kept. Line ends become blanks: without a line of its own nothing can open a block.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for word in text.split_whitespace() {
        if !escaped.is_empty() {
            escaped.push(' ');
        }
        for c in word.chars().filter(|c| !invisible(*c)) {
            if c.is_ascii_punctuation() {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    escaped
}

/// What is written on one line and read by no Markdown: a subject, a header.
pub(super) fn line(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| word.chars().filter(|c| !invisible(*c)).collect()).collect();
    words.join(" ")
}

/// A quotation that keeps its lines. Blank lines part paragraphs.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::new();
    let mut broken = true;
    for line in text.lines().map(escape) {
        if line.is_empty() {
            broken = true;
        } else {
            match (quoted.is_empty(), broken) {
                (true, _) => quoted.push_str("> "),
                (false, true) => quoted.push_str("\n>\n> "),
                (false, false) => quoted.push_str("\\\n> "),
            }
            quoted.push_str(&line);
            broken = false;
        }
    }
    quoted
}

/// The first `most` characters, to the end of a word where one is near, and whether something is left.
pub(super) fn clip(text: &str, most: usize) -> (String, bool) {
    let text = text.trim();
    if text.chars().count() <= most {
        return (text.to_owned(), false);
    }
    let mut kept: String = text.chars().take(most).collect();
    // Chinese has no blanks: look back a few characters only.
    if let Some((head, tail)) = kept.rsplit_once(char::is_whitespace)
        && tail.chars().count() < 16
    {
        kept = head.to_owned();
    }
    (kept.trim_end().to_owned(), true)
}

/// Control characters, and those that turn the direction of writing and so can make one text look like another.
fn invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
