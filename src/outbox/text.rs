//! The text twin: the same Markdown, read by people whose program shows no HTML. Nothing is left out.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Tag, TagEnd};
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
    twin.text.push('\n');
    twin.text
}

#[derive(Default)]
struct Twin {
    text: String,
    /// Where the last block stood.
    before: Place,
    /// The block that is being read.
    block: String,
    /// How deep in quotations it stands, and in which.
    quotes: usize,
    quotation: usize,
    /// The lists around it, each with its next number, and which outermost list that is.
    lists: Vec<Option<u64>>,
    list: usize,
    /// What stands before the first line of an item.
    mark: Option<String>,
    links: Vec<String>,
    rows: Vec<Vec<String>>,
    alignments: Vec<Alignment>,
}

/// Which quotation and which outermost list a block stands in, from 1; 0 is none.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    quotation: usize,
    list: usize,
}

impl Twin {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => self.block.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.block.push('\n'),
            Event::Rule => {
                self.block.push_str(&"-".repeat(40));
                self.flush();
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => (),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.quotation += usize::from(self.quotes == 1);
            }
            Tag::List(first) => {
                self.flush();
                self.list += usize::from(self.lists.is_empty());
                self.lists.push(first);
            }
            Tag::Item => {
                self.mark = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                });
            }
            Tag::Image { .. } => self.block.push('['),
            Tag::Link { dest_url, .. } => self.links.push(dest_url.into_string()),
            Tag::Table(alignments) => self.alignments = alignments,
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => (),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(HeadingLevel::H1 | HeadingLevel::H2) => {
                let width = self.block.width();
                self.block.push('\n');
                self.block.push_str(&"=".repeat(width));
                self.flush();
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Heading(_) => self.flush(),
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Image => self.block.push(']'),
            TagEnd::Link => {
                // A link that shows its own address is not said twice.
                if let Some(target) = self.links.pop().filter(|target| !self.block.ends_with(target.trim_start_matches("mailto:"))) {
                    self.block.extend([" <", &target, ">"]);
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.block).replace('\n', " ");
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell.trim().to_owned());
                }
            }
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.block.push_str(&table(&rows, &self.alignments));
                self.flush();
            }
            _ => (),
        }
    }

    /// Ends a block: a blank line before it, unless both are items of one list.
    fn flush(&mut self) {
        let block = std::mem::take(&mut self.block);
        let block = block.trim_end();
        if block.trim().is_empty() {
            return;
        }
        let inside = |n: usize, yes: bool| if yes { n } else { 0 };
        let here = Place { quotation: inside(self.quotation, self.quotes > 0), list: inside(self.list, !self.lists.is_empty()) };
        if !self.text.is_empty() {
            self.text.push('\n');
            if here.list == 0 || here.list != self.before.list {
                if here.quotation > 0 && here.quotation == self.before.quotation {
                    self.text.push_str(&">".repeat(self.quotes));
                }
                self.text.push('\n');
            }
        }
        self.before = here;
        let indent = " ".repeat(self.lists.len().saturating_sub(1) * 2);
        let mark = self.mark.take().unwrap_or_else(|| " ".repeat(if self.lists.is_empty() { 0 } else { 2 }));
        for (i, line) in block.lines().enumerate() {
            let mark = if i == 0 { mark.clone() } else { " ".repeat(mark.width()) };
            let quote = "> ".repeat(self.quotes);
            self.text.extend([if i == 0 { "" } else { "\n" }, &quote, &indent, &mark, line.trim_end()]);
        }
    }
}

/// A table in columns, or, where it would be too wide, row by row.
fn table(rows: &[Vec<String>], alignments: &[Alignment]) -> String {
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
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
            let room = " ".repeat(width.saturating_sub(cell.width()));
            if alignments.get(column) == Some(&Alignment::Right) { room + cell } else { format!("{cell}{room}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  ");
    let mut lines = vec![line(head), rule];
    lines.extend(body.iter().map(line));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_tables_and_links_read_well_without_html() {
        let markdown = "# 周报\n\nSee [the guide](https://corp.test/a) or <it@corp.test>:\n\n1. one\n   more\n2. two\n   - a\n   - b\n\n- other\n\n> said\n>\n> again\n\n> who else\n\n\
            | 模块 | n |\n| --- | ---: |\n| 库存 | 12 |\n| A\\|B | |\n\n| a | b |\n| --- | --- |\n| x | A sentence that is far too long for a column of a table that a phone shows, is it not |\n| y | |\n";
        insta::assert_snapshot!(twin(markdown), @r"
        周报
        ====

        See the guide <https://corp.test/a> or it@corp.test:

        1. one
           more
        2. two
          - a
          - b

        - other

        > said
        >
        > again

        > who else

        模块   n
        ----  --
        库存  12
        A|B

        - a: x
          b: A sentence that is far too long for a column of a table that a phone shows, is it not
        - a: y
        ");
    }

    proptest! {
        #[test]
        fn whatever_people_write_stands_in_the_twin(text in "\\PC{0,80}|[-#>*_`|<\\[\\]()!&;~=+0-9. ]{0,80}") {
            let words = markdown::line(&text);
            let page = format!("before {} after\n\n### {}\n\n| {} |\n| --- |\n| {} |\n", markdown::escape(&text), markdown::escape(&text), markdown::escape(&text), markdown::escape(&text));
            let twin = twin(&page);
            prop_assert!(words.is_empty() || twin.starts_with(&format!("before {words} after\n")), "{}", twin);
            prop_assert_eq!(twin.matches(words.as_str()).count().min(4), 4, "{}", twin);
        }
    }
}
