//! An item in the making, and what belongs to none.

use crate::issue::Severity;

use super::fate::{Fate, Role};
use super::line::Line;
use super::remark::SplitRule;

/// An item in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The words, a line each.
    pub(crate) lines: Vec<String>,
    /// The module that a heading or a column gives.
    pub(crate) label: Option<String>,
    /// The severity that a column or a mark gives.
    pub(crate) severity: Option<Severity>,
    /// The pictures that stand in it.
    pub(crate) pictures: Vec<usize>,
    /// Month × 100 + day, where a day stands before it.
    pub(crate) day: Option<u32>,
    /// Does it stand under a heading of suggestions?
    pub(crate) suggested: bool,
    /// Does it stand under a heading of changes that are asked for?
    pub(crate) wished: bool,
    /// The blocks that its words come from, and as what.
    pub(crate) from: Vec<(usize, Role)>,
    /// The attached document that it stands in.
    pub(crate) document: Option<usize>,
}

impl Draft {
    /// An item that begins with this line, by `text`.
    pub(crate) fn begun(text: &str, line: &Line) -> Self {
        let mut draft = Self { lines: vec![text.to_owned()], ..Self::default() };
        draft.takes(line, Role::Head);
        draft
    }

    /// The line is this item's, and so are its pictures.
    pub(crate) fn takes(&mut self, line: &Line, role: Role) {
        self.pictures.extend(line.all_pictures());
        self.from.extend(line.block.map(|block| (block, role)));
    }

    /// The words as one text.
    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

/// What belongs to no single item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Note {
    pub(crate) text: String,
    pub(crate) pictures: Vec<usize>,
    /// The blocks that it comes from.
    pub(crate) from: Vec<usize>,
    /// Does it greet, or close?
    pub(crate) talk: Option<Fate>,
}

impl Note {
    /// A line that belongs to no single item.
    pub(crate) fn of(line: &Line) -> Self {
        Self { text: line.text.clone(), pictures: line.all_pictures().collect(), from: line.block.into_iter().collect(), talk: None }
    }

    /// The line belongs to it.
    pub(crate) fn takes(&mut self, line: &Line) {
        self.pictures.extend(line.all_pictures());
        self.from.extend(line.block);
    }
}

/// The items of a section, and what stood around them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Split {
    pub(crate) drafts: Vec<Draft>,
    /// Announcements and remarks.
    pub(crate) notes: Vec<Note>,
    /// The blocks that head groups of items, or the columns of a table.
    pub(crate) heads: Vec<usize>,
    /// The rule that won.
    pub(crate) rule: SplitRule,
}
