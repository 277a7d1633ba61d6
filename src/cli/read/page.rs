//! A page for a terminal: lines of spans, each with a tone. Nothing a mail says reaches the terminal but as text.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::cli::screen;

/// How a span is shown where colours are. What it says is said in words too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    /// What the eye should find first.
    Strong,
    /// Reasons, and what is nobody's matter.
    Quiet,
    /// An item.
    Item,
    /// A verdict.
    Verdict,
    /// A doubt.
    Doubt,
}

impl Tone {
    /// Select Graphic Rendition (ECMA-48 8.3.117): attributes and the eight old colours, which every theme keeps readable.
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Quiet => "2",
            Self::Item => "36",
            Self::Verdict => "1;32",
            Self::Doubt => "33",
        }
    }
}

/// The page.
pub(super) struct Page {
    text: String,
    colours: bool,
    columns: usize,
}

impl Page {
    pub(super) fn new(colours: bool, columns: usize) -> Self {
        Self { text: String::new(), colours, columns }
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// One line, as long as it is.
    pub(super) fn line(&mut self, spans: &[(Tone, &str)]) {
        for (tone, text) in spans {
            self.span(*tone, text);
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
    }

    /// `text` behind `head`, going on below itself.
    pub(super) fn hang(&mut self, head: (Tone, &str), tone: Tone, text: &str) {
        /// Narrower and nothing can be read; the terminal may wrap then.
        const NARROWEST: usize = 24;
        let indent = head.1.width();
        let lines = screen::wrap(text, self.columns.saturating_sub(indent).max(NARROWEST));
        for (i, line) in lines.iter().enumerate() {
            if i == 0 {
                self.line(&[head, (tone, line)]);
            } else {
                self.line(&[(Tone::Plain, &" ".repeat(indent)), (tone, line)]);
            }
        }
    }

    fn span(&mut self, tone: Tone, text: &str) {
        let text = screen::plain(&text.replace(['\n', '\t'], " "));
        if self.colours && tone != Tone::Plain && !text.trim().is_empty() {
            let _ = write!(self.text, "\u{1b}[{}m{text}\u{1b}[0m", tone.code());
        } else {
            self.text.push_str(&text);
        }
    }
}

/// `text` with blanks behind it up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_carry_nothing_and_a_mail_sends_none() {
        let page = |colours: bool| {
            let mut page = Page::new(colours, 20);
            page.line(&[(Tone::Item, "item 1"), (Tone::Plain, " \u{1b}[31m红\t字")]);
            page.hang((Tone::Strong, "Sure  "), Tone::Quiet, "一二三四五六七八九十一二三");
            page.into_text()
        };
        assert_eq!(page(false), "item 1 ␛[31m红 字\nSure  一二三四五六七八九十一二\n      三\n");
        let bare = page(true).replace("\u{1b}[36m", "").replace("\u{1b}[1m", "").replace("\u{1b}[2m", "").replace("\u{1b}[0m", "");
        assert_eq!(bare, page(false));
    }
}
