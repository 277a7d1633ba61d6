//! How items were found, and by which words they have their kind, severity and module.

use std::fmt::{self, Display, Formatter};

/// How a part of a mail was split into items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SplitRule {
    /// A table with a header row.
    Table,
    /// Labelled lines, over and over.
    Records,
    /// Marks such as this one.
    Marks(Marks),
    /// A paragraph each.
    #[default]
    Paragraphs,
    /// Paragraphs under headings.
    Headings,
    /// A chat that was pasted in.
    Chat,
    /// No rule found items: the text as it stands.
    Whole,
    /// The subject alone.
    Subject,
}

impl Display for SplitRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table => f.write_str("the rows of a table, by its header"),
            Self::Records => f.write_str("records of labelled lines"),
            Self::Marks(marks) => write!(f, "a list marked {marks}"),
            Self::Paragraphs => f.write_str("paragraphs without numbers"),
            Self::Headings => f.write_str("paragraphs under headings"),
            Self::Chat => f.write_str("a pasted chat"),
            Self::Whole => f.write_str("no rule found any, so the text is one"),
            Self::Subject => f.write_str("the problem stands in the subject"),
        }
    }
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// `1.` and what stands behind the digit.
    Number(char),
    /// `(1)`.
    Parens,
    /// `1`.
    Bare,
    /// `#1`.
    Hash,
    /// `①`.
    Circled,
    /// `一、` and what stands behind the numeral.
    Han(char),
    /// `a)` and what stands behind the letter.
    Letter(char),
    /// `问题1`, `Issue 2`.
    Label,
    /// `1.1`.
    Nested,
    /// A sign such as this one.
    Bullet(char),
    /// A day before each.
    Day,
    /// A time of day before each.
    Clock,
    /// A severity before each.
    Priority,
    /// A list of the mail program's own, so deep.
    List(u8),
}

impl Display for Marks {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(after) => write!(f, "1{after} 2{after} 3{after}"),
            Self::Parens => f.write_str("(1) (2) (3)"),
            Self::Bare => f.write_str("1 2 3"),
            Self::Hash => f.write_str("#1 #2 #3"),
            Self::Circled => f.write_str("① ② ③"),
            Self::Han('第') => f.write_str("第一 第二 第三"),
            Self::Han(after) if after.is_alphanumeric() || *after == '、' => write!(f, "一{after}二{after}三{after}"),
            Self::Han(_) => f.write_str("（一）（二）（三）"),
            Self::Letter(after) => write!(f, "a{after} b{after} c{after}"),
            Self::Label => f.write_str("by a word and a number"),
            Self::Nested => f.write_str("1.1 1.2"),
            Self::Bullet(sign) => write!(f, "by {sign}"),
            Self::Day => f.write_str("by a day each"),
            Self::Clock => f.write_str("by a time of day each"),
            Self::Priority => f.write_str("by a severity each"),
            Self::List(_) => f.write_str("by the mail program"),
        }
    }
}

/// Why an item is of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KindRule {
    /// Under a heading of suggestions.
    Section,
    /// Under a heading of changes that are asked for.
    Wishes,
    /// These words ask.
    Words(String),
    /// Nothing asks for another behaviour.
    NothingAsked,
}

impl Display for KindRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Section => f.write_str("stands under a heading of suggestions"),
            Self::Wishes => f.write_str("stands under a heading of changes"),
            Self::Words(words) => write!(f, "“{words}”"),
            Self::NothingAsked => f.write_str("no word asks for another behaviour"),
        }
    }
}

/// Why an item is as severe as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeverityRule {
    /// A column, a field or a mark gives it.
    Field,
    /// A label gives it.
    Label(String),
    /// It stands in brackets.
    Bracket(String),
    /// These words weigh.
    Words(String),
    /// A remark on several items raises this one.
    Raised,
}

impl Display for SeverityRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field => f.write_str("its column, field or mark says so"),
            Self::Label(words) => write!(f, "labelled “{words}”"),
            Self::Bracket(words) => write!(f, "“{words}” in brackets"),
            Self::Words(words) => write!(f, "“{words}”"),
            Self::Raised => f.write_str("a remark names its number"),
        }
    }
}

/// Why an item belongs to its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleRule {
    /// A heading or a column names it.
    Label(String),
    /// The writer puts it before a colon.
    Prefix(String),
    /// A word that the config gives for it.
    Project(String),
    /// A document, list or function that the text names first.
    Words(String),
}

impl Display for ModuleRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(words) => write!(f, "“{words}” in its heading, column or field"),
            Self::Prefix(words) => write!(f, "“{words}” before the text"),
            Self::Project(words) => write!(f, "“{words}”, a word of the config"),
            Self::Words(words) => write!(f, "“{words}”, named first"),
        }
    }
}
