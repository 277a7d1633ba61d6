//! The text twin: the same Markdown, read by people whose program shows no HTML. Nothing is left out.

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_width::UnicodeWidthStr as _;

use super::markdown;

/// A table that is wider than this breaks in a phone's or a terminal's window; its rows are then told line by line.
const WIDEST_TABLE: usize = 76;

/// Writes a letter as text.
pub(super) fn twin(markdown: &str) -> String {
    let mut twin = Twin::default();
    for event in markdown::parse(markdown) {
        twin.take(event);
    }
    twin.blocks.retain(|block| !block.is_empty());
    let mut text = twin.blocks.join("\n\n");
    text.push('\n');
    text
}

#[derive(Default)]
struct Twin {
    blocks: Vec<String>,
    line: String,
    quotes: usize,
    lists: Vec<Option<u64>>,
    item: Option<String>,
    links: Vec<String>,
    image: bool,
    rows: Vec<Vec<String>>,
}

impl Twin {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.line.push_str(&text),
            Event::SoftBreak if self.image => self.line.push(' '),
            Event::SoftBreak | Event::HardBreak => self.line.push('\n'),
            Event::Rule => self.blocks.push("-".repeat(40)),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => (),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.item = Some(mark);
            }
            Tag::Image { .. } => {
                self.image = true;
                self.line.push('[');
            }
            Tag::Link { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => (),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.flush(),
            TagEnd::Heading(_) => {
                self.flush();
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Image => {
                self.image = false;
                self.line.push(']');
            }
            TagEnd::Link => {
                if let Some(target) = self.links.pop().filter(|target| !self.line.ends_with(target.trim_start_matches("mailto:"))) {
                    self.line.push_str(&format!(" <{target}>"));
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.line).replace('\n', " ");
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell.trim().to_owned());
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.blocks.push(table(&rows));
            }
            _ => (),
        }
    }

    /// Ends a block; items of one list stand without blank lines between them.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        let depth = self.lists.len().saturating_sub(1);
        let mark = self.item.take();
        let first = !matches!(&mark, Some(mark) if self.continues(mark));
        let hang = if self.lists.is_empty() { 0 } else { depth * 2 + mark.as_ref().map_or(2, |mark| mark.width()) };
        let mut block = String::new();
        for (i, text) in line.lines().enumerate() {
            if i > 0 {
                block.push('\n');
            }
            block.push_str(&"> ".repeat(self.quotes));
            match (&mark, i) {
                (Some(mark), 0) => block.push_str(&format!("{}{mark}", " ".repeat(depth * 2))),
                _ => block.push_str(&" ".repeat(hang)),
            }
            block.push_str(text.trim());
        }
        match self.blocks.last_mut() {
            Some(last) if !first => {
                last.push('\n');
                last.push_str(&block);
            }
            Some(last) if self.quotes > 0 && last.starts_with("> ") => {
                last.push_str(&format!("\n{}\n{block}", ">".repeat(self.quotes)));
            }
            _ => self.blocks.push(block),
        }
    }

    /// Is the block before an item of the same list?
    fn continues(&self, mark: &str) -> bool {
        let nested = self.lists.len() > 1;
        let numbered = mark.ends_with(". ");
        let later = !numbered || mark != "1. ";
        self.blocks.last().is_some_and(|last| {
            let start = last.trim_start_matches(['>', ' ']);
            let list = start.starts_with("- ") || start.split_once(". ").is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_digit()));
            list && (nested || later)
        })
    }
}

/// A table in columns, or, where it would be too wide, row by row.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let Some((head, body)) = rows.split_first() else { return String::new() };
    if widths.iter().sum::<usize>() + columns.saturating_sub(1) * 2 > WIDEST_TABLE {
        let told = |row: &Vec<String>| {
            let cells = head.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
            let lines: Vec<String> = cells.map(|(head, cell)| if head.is_empty() { cell.clone() } else { format!("{head}: {cell}") }).collect();
            lines.join("\n  ")
        };
        return body.iter().map(|row| format!("- {}", told(row))).collect::<Vec<_>>().join("\n");
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  ");
    let mut lines = vec![line(head), rule];
    lines.extend(body.iter().map(line));
    lines.join("\n")
}
