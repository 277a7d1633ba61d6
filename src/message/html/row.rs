//! A table row in the making: cells, and merged cells that reach into it from above.

use scraper::node::Element;

use super::super::block::Inline;

/// Cells a table row may have; the widest sheet pasted into a mail had some forty columns.
const MAX_CELLS: usize = 200;
/// Rows that a merged cell may reach over; Excel's own limit would starve the reader.
const MAX_SPAN: usize = 500;

/// For each column, into how many more rows a merged cell reaches.
#[derive(Default)]
pub(super) struct Spans(Vec<usize>);

/// The row that is being read.
#[derive(Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Vec<Inline>>,
    /// Has it a `th`?
    pub(super) header: bool,
    pub(super) in_cell: bool,
    /// Columns and rows of the open cell.
    span: (usize, usize),
}

impl Row {
    /// May a cell begin here?
    pub(super) fn takes_cell(&self) -> bool {
        !self.in_cell && self.cells.len() < MAX_CELLS
    }

    /// Begins a cell; columns that a merged cell above covers stay empty, so that all rows keep their columns.
    pub(super) fn begin(&mut self, element: &Element, spans: &mut Spans) {
        self.skip(spans);
        let span = |name: &str| element.attr(name).and_then(|value| value.trim().parse().ok()).unwrap_or(1usize).max(1);
        self.span = (span("colspan").min(MAX_CELLS), span("rowspan").min(MAX_SPAN));
        self.in_cell = true;
        self.header |= element.name() == "th";
    }

    /// Ends the open cell.
    pub(super) fn end(&mut self, cell: Vec<Inline>, spans: &mut Spans) {
        let (columns, rows) = self.span;
        let first = self.cells.len();
        self.cells.push(cell);
        while self.cells.len() < (first + columns).min(MAX_CELLS) {
            self.cells.push(Vec::new());
        }
        if rows > 1 {
            spans.0.resize(spans.0.len().max(self.cells.len()), 0);
            for left in spans.0.iter_mut().take(self.cells.len()).skip(first) {
                *left = rows;
            }
        }
        self.in_cell = false;
    }

    /// Ends the row: every merged cell reaches one row less.
    pub(super) fn finish(mut self, spans: &mut Spans) -> (Vec<Vec<Inline>>, bool) {
        self.skip(spans);
        for left in &mut spans.0 {
            *left = left.saturating_sub(1);
        }
        (self.cells, self.header)
    }

    fn skip(&mut self, spans: &Spans) {
        while self.cells.len() < MAX_CELLS && spans.0.get(self.cells.len()).is_some_and(|left| *left > 0) {
            self.cells.push(Vec::new());
        }
    }
}
