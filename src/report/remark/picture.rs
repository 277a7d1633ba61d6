//! What a picture was taken for, and why.

use std::fmt::{self, Display, Formatter};

use crate::message::Zone;
use crate::report::Part;

/// What a picture was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A screenshot of this item, counted from 0.
    Item(usize),
    /// Evidence that the report keeps.
    Report,
    /// Evidence on the issue that the mail answers about.
    Reply,
    /// No evidence.
    Nothing,
}

impl Display for Taken {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(item) => write!(f, "screenshot of item {}", item + 1),
            Self::Report => f.write_str("kept with the report"),
            Self::Reply => f.write_str("kept with the reply"),
            Self::Nothing => f.write_str("ignored"),
        }
    }
}

/// Why a picture was taken for what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureRule {
    /// It stands in or right below the item's lines.
    Stands,
    /// The text refers to its number.
    Number(u32),
    /// The text names its file.
    FileNamed,
    /// A remark ties it to the item's number.
    Mapped,
    /// A remark says that it is for several items.
    Shared,
    /// As many at the end as there are items.
    InOrder,
    /// The text counts the pictures: "The first is …. The second …".
    Counted,
    /// Its file name has the item's number.
    FileNumbers,
    /// The item points at an attachment.
    Pointed,
    /// The words of its file name stand in this item only.
    FileSpeaks,
    /// There is only one item.
    OnlyItem,
    /// No text ties it to one item.
    Untied,
    /// So small that no screen is.
    Small(u32, u32),
    /// It stands in this zone.
    Zone(Zone),
    /// It stands below the closing.
    Closing,
    /// It stands in a part on something else.
    Aside(Part),
    /// The writer shows it in the answer.
    Shown,
    /// The mail is no report.
    NoReport,
}

impl Display for PictureRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stands => f.write_str("stands in or right below its lines"),
            Self::Number(number) => write!(f, "the text refers to number {number}"),
            Self::FileNamed => f.write_str("the text names its file"),
            Self::Mapped => f.write_str("a remark ties it to the item's number"),
            Self::Shared => f.write_str("a remark says that it is for several items"),
            Self::InOrder => f.write_str("as many pictures at the end as items, so in order"),
            Self::Counted => f.write_str("the text counts the pictures, so in order"),
            Self::FileNumbers => f.write_str("its file name has the item's number"),
            Self::Pointed => f.write_str("the item points at an attachment"),
            Self::FileSpeaks => f.write_str("the words of its file name stand in this item only"),
            Self::OnlyItem => f.write_str("there is only one item"),
            Self::Untied => f.write_str("no text ties it to one item"),
            Self::Small(width, height) => write!(f, "too small to be a screen: {width}×{height}"),
            Self::Zone(zone) => write!(f, "stands in {zone}"),
            Self::Closing => f.write_str("stands below the closing"),
            Self::Aside(part) => write!(f, "stands in {part}"),
            Self::Shown => f.write_str("the writer sends it with the answer"),
            Self::NoReport => f.write_str("the mail is no report"),
        }
    }
}
