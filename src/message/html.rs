//! HTML → lines: paragraphs, list items with their number and depth, table rows, pictures in their place.
//!
//! The tree comes from html5ever (through scraper), whose cost may grow with the square of the markup; so it works on a
//! budget, and what costs more is read as text.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element;

use super::block::{Block, Gap, Inline, Shape};
use super::quote::{self, Hint, Line, MAX_LINES};
use super::{Remark, text};
use cell::{is_bold_title, join, letters, trim};
use guard::{is_hostile, strip};
use row::{Row, Spans};

mod cell;
mod guard;
mod row;
mod style;
mod tree;
mod wordlist;

/// Longer HTML is cut: two megabytes of markup (pictures lifted out before) are a thousand screens.
pub(super) const MAX_BYTES: usize = 2 << 20;

pub(super) use tree::MAX_STEPS;

/// What came out of the HTML.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) lines: Vec<Line>,
    /// Was it cut or flattened?
    pub(super) remarks: Vec<Remark>,
}

/// Reads `html`; `picture` finds the part that an address (`cid:…`, a file name, `data:3`) means. `steps` is what may be spent.
pub(super) fn read(html: &str, steps: &mut usize, picture: &mut dyn FnMut(&str) -> Option<usize>) -> Read {
    let mut remarks = Vec::new();
    let (html, cut) = match html.get(..html.floor_char_boundary(MAX_BYTES)) {
        Some(head) if head.len() < html.len() => (head, true),
        _ => (html, false),
    };
    if cut {
        remarks.push(Remark::LongHtml);
    }
    let tree = if is_hostile(html) { None } else { tree::grow(html, steps) };
    let Some(tree) = tree else {
        remarks.push(Remark::HostileHtml);
        let mut lines = text::lines(&strip(html), text::Flow::default());
        if cut {
            quote::cut(&mut lines);
        }
        return Read { lines, remarks };
    };
    let mut walker = Walker {
        picture,
        out: Vec::new(),
        frames: Vec::new(),
        now: State::default(),
        cell: Vec::new(),
        row: None,
        spans: Spans::default(),
        tables: 0,
        space: false,
        nbsp: false,
        item: None,
        gap: Gap::None,
        bold: 0,
        margins: style::paragraphs_have_margins(html),
        full: false,
    };
    for edge in tree.tree.root().traverse() {
        match edge {
            Edge::Open(node) => walker.open(node),
            Edge::Close(node) => walker.close(node),
        }
    }
    walker.flush();
    if cut || walker.full {
        quote::cut(&mut walker.out);
    }
    Read { lines: walker.out, remarks }
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts of the place in the tree")]
#[derive(Clone, Copy, Debug, Default)]
struct State {
    hidden: bool,
    pre: bool,
    quote: u8,
    hint: Hint,
    /// Inside a table that holds data: what table.
    table: Option<u32>,
    heading: bool,
    bold: bool,
}

/// What an element changed, to be undone when it closes.
struct Frame {
    before: State,
    kind: Kind,
}

enum Kind {
    Inline,
    Block,
    /// A block with a margin.
    Spaced,
    /// A list: ordered with its next number, or not.
    List(Option<u32>),
    Item,
    Row,
    Cell,
}

/// The list item that lines are joined to: where it stands in `out`.
#[derive(Clone, Copy)]
enum Item {
    /// Its first line is still to come.
    Waiting(Option<u32>, u8),
    Begun(usize),
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts of the line and of the document")]
struct Walker<'p> {
    picture: &'p mut dyn FnMut(&str) -> Option<usize>,
    out: Vec<Line>,
    frames: Vec<Frame>,
    now: State,
    cell: Vec<Inline>,
    row: Option<Row>,
    spans: Spans,
    tables: u32,
    space: bool,
    nbsp: bool,
    item: Option<Item>,
    gap: Gap,
    /// How many letters of the line are bold.
    bold: usize,
    /// Do paragraphs have margins here? Outlook on the web takes them away in a style sheet.
    margins: bool,
    /// Are there more lines than are read?
    full: bool,
}

impl Walker<'_> {
    fn open(&mut self, node: NodeRef<'_, Node>) {
        match node.value() {
            Node::Text(text) if !self.now.hidden => self.text(text),
            Node::Element(element) => {
                let before = self.now;
                let kind = self.element(element, node);
                self.frames.push(Frame { before, kind });
            }
            _ => {}
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        if !matches!(node.value(), Node::Element(_)) {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        if !self.now.hidden {
            match frame.kind {
                Kind::Inline => {}
                Kind::Block => self.end_block(),
                Kind::Spaced => {
                    self.end_block();
                    self.gap = Gap::Blank;
                }
                Kind::List(_) => {
                    self.flush();
                    // What follows a list inside of an entry goes on with that entry.
                    let inside = self.frames.iter().any(|frame| matches!(frame.kind, Kind::Item));
                    self.item = self.out.len().checked_sub(1).filter(|_| inside).map(Item::Begun);
                }
                Kind::Item => {
                    if let Some(Item::Waiting(..)) = self.item {
                        self.nbsp = false;
                    }
                    self.flush();
                    self.item = None;
                }
                Kind::Row => self.end_row(),
                Kind::Cell => self.end_cell(),
            }
        }
        self.now = frame.before;
    }

    fn element(&mut self, element: &Element, node: NodeRef<'_, Node>) -> Kind {
        let name = element.name();
        if self.now.hidden || matches!(name, "head" | "style" | "script" | "title" | "template" | "noscript" | "select" | "textarea" | "button") {
            // Some clients put the whole mail after an unclosed title; html5ever already mends a stray head.
            self.now.hidden = true;
            return Kind::Inline;
        }
        let style = style::Style::of(element);
        if style.hidden {
            self.now.hidden = true;
            return Kind::Inline;
        }
        self.now.pre |= style.pre || name == "pre";
        self.now.bold = style.bold.unwrap_or(self.now.bold || matches!(name, "b" | "strong"));
        let hint = style::hint(element);
        if hint != Hint::None && hint != self.now.hint {
            self.flush();
            self.now.hint = hint;
            if hint == Hint::Quoted {
                self.now.quote = self.now.quote.saturating_add(1);
            }
        }
        match name {
            "br" => self.line_break(),
            "img" | "v:imagedata" => self.image(element),
            "hr" => {
                self.flush();
                self.emit(Shape::Paragraph, vec![Vec::new()], Hint::Rule);
            }
            "blockquote" if self.row.is_none() => {
                self.flush();
                self.item = None;
                if !style.indent {
                    self.now.quote = self.now.quote.saturating_add(1);
                }
                return Kind::Block;
            }
            "ol" | "ul" | "menu" | "dir" => {
                self.flush();
                self.item = None;
                let start = element.attr("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1);
                return Kind::List((name == "ol").then_some(start));
            }
            "li" => {
                self.flush();
                let value = element.attr("value").and_then(|n| n.trim().parse().ok());
                let (number, depth) = self.next_number(value);
                if self.row.is_some() {
                    let mark = number.map_or_else(|| "- ".to_owned(), |n| format!("{n}. "));
                    self.push_text(&mark);
                } else {
                    self.item = Some(Item::Waiting(number, depth));
                }
                return Kind::Item;
            }
            "table" if self.row.is_none() => {
                self.flush();
                self.now.table = None;
                self.spans = Spans::default();
                if is_data(node) {
                    self.now.table = Some(self.tables);
                    self.tables += 1;
                }
                return Kind::Block;
            }
            "tr" if self.now.table.is_some() && self.row.is_none() => {
                self.flush();
                self.row = Some(Row::default());
                return Kind::Row;
            }
            "td" | "th" if self.row.as_ref().is_some_and(Row::takes_cell) => {
                if let Some(row) = &mut self.row {
                    row.begin(element, &mut self.spans);
                }
                return Kind::Cell;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.now.heading = true;
                self.gap = Gap::Blank;
                return Kind::Spaced;
            }
            "p" | "div" | "section" | "article" | "center" | "pre" | "address" | "header" | "footer" | "main" | "form" | "fieldset" | "dl" | "dt" | "dd"
            | "figure" | "figcaption" | "body" | "html" | "table" | "tr" | "td" | "th" | "caption" | "tbody" | "thead" => {
                self.flush();
                if name == "p" && self.row.is_none() {
                    self.word_item(node);
                    if self.margins && style::has_margin(element) {
                        self.gap = Gap::Blank;
                        return Kind::Spaced;
                    }
                }
                return Kind::Block;
            }
            _ => {
                if style.block {
                    self.flush();
                    return Kind::Block;
                }
            }
        }
        Kind::Inline
    }

    /// Word writes list items as paragraphs whose mark is text.
    fn word_item(&mut self, node: NodeRef<'_, Node>) {
        if let Some(item) = wordlist::item(node) {
            self.item = Some(Item::Waiting(item.number, item.depth));
        } else if !self.frames.iter().any(|frame| matches!(frame.kind, Kind::Item)) {
            self.item = None;
        }
    }

    fn next_number(&mut self, value: Option<u32>) -> (Option<u32>, u8) {
        let depth = self.frames.iter().filter(|frame| matches!(frame.kind, Kind::List(_))).count();
        let list = self.frames.iter_mut().rev().find_map(|frame| if let Kind::List(next) = &mut frame.kind { Some(next) } else { None });
        let number = list.and_then(|next| {
            let number = value.or(*next);
            if next.is_some() {
                *next = number.map(|n| n.saturating_add(1));
                number
            } else {
                None
            }
        });
        (number, u8::try_from(depth).unwrap_or(u8::MAX).max(1))
    }

    fn image(&mut self, element: &Element) {
        let source = element.attr("src").or_else(|| element.attr("o:href")).unwrap_or_default().trim();
        if source.is_empty() {
            return;
        }
        if std::mem::take(&mut self.space) && !self.at_start() {
            self.push_text(" ");
        }
        if let Some(part) = (self.picture)(source) {
            // The VML twin shows the same picture at the same place.
            if self.cell.last() != Some(&Inline::Picture(part)) {
                self.cell.push(Inline::Picture(part));
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.now.pre {
            for (i, line) in text.split('\n').enumerate() {
                if i > 0 {
                    self.line_break();
                }
                self.push_text(line.trim_end_matches('\r'));
            }
            return;
        }
        let mut folded = String::with_capacity(text.len());
        for c in text.chars() {
            if c == '\u{A0}' {
                self.nbsp = true;
            }
            if c.is_ascii_whitespace() || c == '\u{A0}' {
                self.space = true;
            } else if !text::is_noise(c) {
                if std::mem::take(&mut self.space) && !(folded.is_empty() && self.at_start()) {
                    folded.push(' ');
                }
                folded.push(c);
            }
        }
        self.push_text(&folded);
    }

    fn at_start(&self) -> bool {
        match self.cell.last() {
            None => true,
            Some(Inline::Text(text)) => text.ends_with('\n'),
            Some(Inline::Picture(_)) => false,
        }
    }

    fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.now.bold {
            self.bold += letters(text);
        }
        if let Some(Inline::Text(last)) = self.cell.last_mut() {
            last.push_str(text);
        } else {
            self.cell.push(Inline::Text(text.to_owned()));
        }
    }

    fn line_break(&mut self) {
        self.space = false;
        if self.row.is_some() || (self.now.heading && !self.cell.is_empty()) {
            self.push_text("\n");
        } else if self.cell.is_empty() {
            self.nbsp = false;
            if self.item.is_none() {
                self.emit(Shape::Paragraph, vec![Vec::new()], self.now.hint);
            }
        } else {
            self.flush();
        }
    }

    /// A block that ends without text but with a hard blank is a blank line.
    fn end_block(&mut self) {
        if self.cell.is_empty() && self.nbsp && self.row.is_none() && self.item.is_none() {
            self.emit(Shape::Paragraph, vec![Vec::new()], self.now.hint);
        }
        self.flush();
    }

    fn emit(&mut self, shape: Shape, cells: Vec<Vec<Inline>>, hint: Hint) {
        let block = Block { shape, quote: self.now.quote, gap: std::mem::take(&mut self.gap), cells, ..Block::paragraph(vec![]) };
        if self.out.len() < MAX_LINES {
            self.out.push(Line { block, hint });
        } else {
            self.full = true;
        }
    }

    /// Ends the line; inside a table cell, breaks it.
    fn flush(&mut self) {
        self.space = false;
        self.nbsp = false;
        if self.row.is_some() {
            if !self.at_start() {
                self.push_text("\n");
            }
            return;
        }
        if self.cell.is_empty() {
            return;
        }
        let mut cell = std::mem::take(&mut self.cell);
        trim(&mut cell);
        let bold = std::mem::take(&mut self.bold);
        match self.item {
            Some(Item::Begun(at)) if self.out.len() == at + 1 && self.out.get(at).is_some_and(|line| line.block.quote == self.now.quote) => {
                if let Some(held) = self.out.get_mut(at).and_then(|line| line.block.cells.first_mut()) {
                    join(held, cell);
                }
            }
            Some(Item::Waiting(number, depth)) => {
                wordlist::strip_mark(&mut cell);
                self.item = Some(Item::Begun(self.out.len()));
                self.emit(Shape::Item { number, depth }, vec![cell], self.now.hint);
            }
            _ => {
                let shape = if self.now.heading || is_bold_title(&cell, bold) { Shape::Heading } else { Shape::Paragraph };
                self.emit(shape, vec![cell], self.now.hint);
            }
        }
    }

    fn end_cell(&mut self) {
        self.space = false;
        let mut cell = std::mem::take(&mut self.cell);
        trim(&mut cell);
        if let Some(row) = &mut self.row {
            row.end(cell, &mut self.spans);
        }
    }

    fn end_row(&mut self) {
        let Some(row) = self.row.take() else { return };
        let stray = std::mem::take(&mut self.cell);
        let (mut cells, header) = row.finish(&mut self.spans);
        if !stray.is_empty() {
            cells.push(stray);
        }
        self.space = false;
        if cells.iter().all(Vec::is_empty) {
            return;
        }
        self.emit(Shape::Row { table: self.now.table.unwrap_or_default(), header }, cells, self.now.hint);
    }
}

/// Does a table hold data? It has a row of two cells and no table inside; all others only lay the page out.
fn is_data(table: NodeRef<'_, Node>) -> bool {
    let (mut rows, mut wide) = (0usize, 0usize);
    let mut cells = 0usize;
    for node in table.descendants().skip(1) {
        let Some(element) = node.value().as_element() else { continue };
        match element.name() {
            "table" | "blockquote" => return false,
            "tr" => {
                rows += 1;
                cells = 0;
            }
            "td" | "th" => {
                cells += 1;
                wide += usize::from(cells == 2);
            }
            _ => {}
        }
    }
    rows >= 2 && wide * 2 >= rows
}

#[cfg(test)]
mod tests;
