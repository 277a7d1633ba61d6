//! What became of each line that the writer wrote.

use std::fmt::{self, Display, Formatter};

use super::sections::Part;

/// What became of one line; a block of several lines has one fate each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It greets.
    Greeting,
    /// It thanks, wishes, or is the writer's name.
    Closing,
    /// It heads a part of the report.
    Heading(Part),
    /// It stands in a part that is not read for problems.
    Aside(Part),
    /// It announces what follows.
    Intro,
    /// It belongs to an item.
    Item {
        /// Which, counted from 0.
        item: usize,
        /// As what.
        role: Role,
    },
    /// It heads a group of items or a table, or is a remark on several.
    Note,
    /// It says that there was no problem.
    Nothing,
    /// It says that there was none but those named.
    Rest,
    /// The caption of the picture with this number.
    Caption(u32),
    /// The writer's note above the mail that is passed on.
    Cover,
    /// It answers about existing issues.
    Reply,
    /// It was looked at in vain.
    Unread,
}

/// As what a line belongs to its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It begins it.
    Head,
    /// It goes on with it.
    More,
    /// A step, an example, a reason inside it.
    Step,
    /// A table row, or a labelled field.
    Row,
}

impl Display for Fate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting => f.write_str("greeting"),
            Self::Closing => f.write_str("closing"),
            Self::Heading(part) => write!(f, "heading: {}", part.short()),
            Self::Aside(part) => f.write_str(part.short()),
            Self::Item { item, role: Role::Head } => write!(f, "item {}", item + 1),
            Self::Item { item, role: Role::More } => write!(f, "item {}, on", item + 1),
            Self::Item { item, role: Role::Step } => write!(f, "item {}, step", item + 1),
            Self::Item { item, role: Role::Row } => write!(f, "item {}, row", item + 1),
            Self::Intro => f.write_str("announcement"),
            Self::Note => f.write_str("note"),
            Self::Nothing => f.write_str("no problem"),
            Self::Rest => f.write_str("rest is fine"),
            Self::Caption(number) => write!(f, "caption {number}"),
            Self::Cover => f.write_str("cover note"),
            Self::Reply => f.write_str("answer"),
            Self::Unread => f.write_str("not read"),
        }
    }
}
