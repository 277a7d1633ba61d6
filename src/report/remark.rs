//! What the reader noticed and which rule won: facts for programs, `Display` for people.
//!
//! # Reading, layer 9 of 9: remarks
//!
//! **Takes** nothing: a remark is made by the code that decides, at the place where it decides, and nothing is worked out
//! afterwards. **Gives** [`Remark`]s in the order in which they were made; of two on one thing the later one won. Each line that
//! was read has its [`Fate`](super::Fate), each block its [`Zone`](crate::message::Zone) with the rule. The confidence is the
//! least that a [`Doubt`] leaves. **May not know** how it will be shown: `cli::read` does that.
//!
//! **Limits:** a few remarks for each item and each picture. **Shown by** `tests/it/explain.rs`, over all gold mails.

use std::fmt::{self, Display, Formatter};

use crate::issue::{Kind, Severity};
use crate::message;

pub use item::{KindRule, Marks, ModuleRule, SeverityRule, SplitRule};
pub use picture::{PictureRule, Taken};

mod item;
mod picture;

/// Something that the reader noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Of the bytes.
    Mail(message::Remark),
    /// Why the mail is of its class.
    Class(ClassRule),
    /// Who the sender is to this desk.
    Sender(SenderRule),
    /// Why the problems are another person's.
    Behalf(BehalfRule),
    /// Why the report is on this day.
    Day(DayRule),
    /// Why it is a week's or a month's: the words that say so.
    Period(String),
    /// An attached document was read, what stands in the mail is a note.
    DocumentIsMatter {
        /// Which: an index into [`Message::parts`](crate::message::Message::parts).
        part: usize,
    },
    /// An attached document was read in vain.
    NoReportIn {
        /// Which: an index into the same.
        part: usize,
    },
    /// The forwarded mail was read, what stands above it is a note.
    ForwardIsMatter,
    /// What follows an announcement was not taken for a signature.
    AnnouncedGoesOn,
    /// Some lines were not read.
    LinesRead {
        /// So many were.
        read: usize,
        /// Of so many.
        whole: usize,
    },
    /// How a part of the mail was split into items.
    Split {
        /// The rule.
        rule: SplitRule,
        /// Did it stand under a heading of problems?
        headed: bool,
    },
    /// "No problem but those named" was left out.
    RestIsFine,
    /// A reply holds a new problem.
    NewInReply,
    /// Why an item is of its kind.
    Kind {
        /// Which, counted from 0.
        item: usize,
        /// Its kind.
        kind: Kind,
        /// The rule.
        rule: KindRule,
    },
    /// Why an item is as severe as it is.
    Severity {
        /// Which, counted from 0.
        item: usize,
        /// Its severity.
        severity: Severity,
        /// The rule.
        rule: SeverityRule,
    },
    /// Why an item belongs to its module.
    Module {
        /// Which, counted from 0.
        item: usize,
        /// The rule.
        rule: ModuleRule,
    },
    /// What a picture was taken for.
    Picture {
        /// Index into [`Message::parts`](crate::message::Message::parts).
        part: usize,
        /// What for.
        taken: Taken,
        /// The rule.
        rule: PictureRule,
    },
    /// What lowered the confidence.
    Doubt(Doubt),
}

impl Display for Remark {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mail(remark) => remark.fmt(f),
            Self::Class(rule) => write!(f, "class: {rule}"),
            Self::Sender(rule) => write!(f, "sender: {rule}"),
            Self::Behalf(rule) => write!(f, "on behalf: {rule}"),
            Self::Day(rule) => write!(f, "day: {rule}"),
            Self::Period(word) => write!(f, "period: “{word}”"),
            Self::DocumentIsMatter { part } => write!(f, "attachment {} is the matter, what stands in the mail is a note", part + 1),
            Self::NoReportIn { part } => write!(f, "attachment {} was read, and no report found in it", part + 1),
            Self::ForwardIsMatter => f.write_str("the forwarded mail is the matter, what stands above it is a note"),
            Self::AnnouncedGoesOn => f.write_str("what follows an announcement is no signature"),
            Self::LinesRead { read, whole } => write!(f, "too long to read whole: {read} of {whole} lines were read"),
            Self::Split { rule, headed } => write!(f, "items: {rule}{}", if *headed { ", under a heading of problems" } else { "" }),
            Self::RestIsFine => f.write_str("left out: no problem but those named"),
            Self::NewInReply => f.write_str("a new problem inside the reply"),
            Self::Kind { item, kind, rule } => write!(f, "item {}: {}, {rule}", item + 1, kind.as_str().replace('_', " ")),
            Self::Severity { item, severity, rule } => write!(f, "item {}: {}, {rule}", item + 1, severity.as_str()),
            Self::Module { item, rule } => write!(f, "item {}: module, {rule}", item + 1),
            Self::Picture { part, taken, rule } => write!(f, "picture {}: {taken}, {rule}", part + 1),
            Self::Doubt(doubt) => write!(f, "{doubt}: at most {} %", doubt.most()),
        }
    }
}

/// Why a mail is of its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClassRule {
    /// The machine verdict decided: its rule.
    Machine(&'static str),
    /// It names problems.
    Items,
    /// A rule of words: what they say, and the words.
    Words(&'static str, String),
    /// A rule of headers, parts or words, said plainly.
    Says(&'static str),
}

impl Display for ClassRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Machine(rule) | Self::Says(rule) => f.write_str(rule),
            Self::Words(says, words) => write!(f, "{says}: “{words}”"),
            Self::Items => f.write_str("it tells what does not work, or what is wished"),
        }
    }
}

/// Who the sender is to this desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderRule {
    /// On the roster.
    Roster,
    /// At the domain of the desk.
    House,
    /// Neither.
    Stranger,
    /// From names nobody.
    Nobody,
}

impl Display for SenderRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Roster => "on the roster",
            Self::House => "not on the roster, at the desk's own domain",
            Self::Stranger => "not on the roster, at no domain of the desk",
            Self::Nobody => "From names nobody",
        })
    }
}

/// Why the problems are another person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BehalfRule {
    /// The forwarded mail's head names its author.
    Forwarded,
    /// Words that say so stand before an address.
    Address(String),
    /// Words that say so stand before a name of the roster.
    Name(String, String),
}

impl Display for BehalfRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forwarded => f.write_str("the head of the forwarded mail names its author"),
            Self::Address(cue) => write!(f, "“{cue}” and the address beside it"),
            Self::Name(cue, name) => write!(f, "“{cue}” before “{name}”, a name of the roster"),
        }
    }
}

/// Why a report is on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// The last day of a month.
    Month,
    /// The last day of a week.
    Week,
    /// The last of the days that stand before the items.
    Items,
    /// A day in the text.
    Text,
    /// A day in the subject.
    Subject,
    /// A weekday in the subject.
    Weekday,
    /// Words for the day before yesterday.
    BeforeYesterday,
    /// Words for yesterday.
    Yesterday,
    /// Nothing is said: the day it was sent.
    Sent,
    /// Nothing is said, and it was sent before the hour at which the day ends.
    SentAtNight,
}

impl Display for DayRule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Month => "the month's last day",
            Self::Week => "the week's last day",
            Self::Items => "the last of the days that stand before its items",
            Self::Text => "a day in the text",
            Self::Subject => "a day in the subject",
            Self::Weekday => "a weekday in the subject",
            Self::BeforeYesterday => "words for the day before yesterday",
            Self::Yesterday => "words for yesterday",
            Self::Sent => "names no day, so the day it was sent",
            Self::SentAtNight => "names no day and was sent before the hour at which a day ends, so the day before",
        })
    }
}

/// What lowers the confidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Replies are read by their words.
    Reply,
    /// Items without a list, a table or a heading of problems.
    Informal,
    /// And no word betrays a fault.
    NoFault,
    /// No rule found items.
    Whole,
    /// No problem is named, and none is denied.
    NothingSaid,
}

impl Doubt {
    /// The most that the confidence can be with it.
    #[must_use]
    pub fn most(self) -> u8 {
        match self {
            Self::Reply => 80,
            Self::Informal => 70,
            Self::NoFault => 50,
            Self::Whole => 40,
            Self::NothingSaid => 30,
        }
    }
}

impl Display for Doubt {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reply => "what a reply means hangs on a few words",
            Self::Informal => "no list, table or heading says where the problems are",
            Self::NoFault => "and no word names a fault",
            Self::Whole => "no rule found items",
            Self::NothingSaid => "no problem is named, and none is denied",
        })
    }
}
