//! [`Message`](crate::message::Message) → [`Reading`]: which problems, whose, of which day, with which pictures. Never fails.
//!
//! **Takes** a message and the project's [`Context`]. **Gives** a [`Reading`] with remarks that say how sure
//! it is and which rule won. **May not know** what has been stored, or any I/O. Words live in
//! `config/lexicon/*.toml`, rules live here.

mod about;
mod advice;
mod answer;
mod around;
mod asides;
mod chat;
mod class;
mod clause;
mod courtesy;
mod date;
mod desk;
mod documents;
mod draft;
mod evidence;
mod fate;
mod file;
mod fold;
mod folding;
mod group;
mod inline;
mod kind;
mod language;
mod lexicon;
mod line;
mod machine;
mod module;
mod nothing;
mod number;
mod phrase;
mod prose;
mod read;
mod remark;
mod reply;
mod response;
mod sections;
mod sender;
mod split;
mod statement;
mod strung;
mod table;
mod talk;
mod title;

pub use about::{is_absent, is_back, means_all, named, names_document, only_works_besides, passages, postpones, works_besides};
pub use advice::{Advice, Adviser, Example, WordNote, name as list_name};
pub use fate::{Fate, Role};
pub use lexicon::{Lexicon, LexiconError, Topic, Word, meant, words};
pub use read::read;
pub use remark::{BehalfRule, ClassRule, DayRule, Doubt, KindRule, Marks, ModuleRule, PictureRule, Remark, SenderRule, SeverityRule, SplitRule, Taken};
pub use response::{Says, filled, says, ticket};
pub use sections::Part;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::issue::{IssueNumber, Key, Kind, Severity};
use crate::message::Fuel;
use crate::people::{Address, Roster};

/// What the reader must know of the project.
#[derive(Clone, Debug)]
pub struct Context {
    /// The key of the issue numbers.
    pub key: Key,
    /// The project's time zone; a person's own stands in the roster.
    pub timezone: Tz,
    /// A mail before this hour of the morning reports on the day before.
    pub day_ends: NaiveTime,
    /// Who is who.
    pub roster: Roster,
    /// The desk's own addresses: the mailbox and its aliases.
    pub own_addresses: Vec<Address>,
    /// Domains of the Message-IDs that this desk has given, today's first.
    pub message_id_domains: Vec<String>,
    /// The project's modules.
    pub modules: Vec<Module>,
    /// The words of each language, as shipped and as the admin added.
    pub lexicon: std::sync::Arc<Lexicon>,
}

impl Default for Context {
    /// Without a config: key `DB`, UTC, days that end at four in the morning, an open roster.
    fn default() -> Self {
        Self {
            key: Key::default(),
            timezone: Tz::UTC,
            day_ends: NaiveTime::MIN + chrono::TimeDelta::hours(4),
            roster: Roster::new(vec![], vec![], true),
            own_addresses: vec![],
            message_id_domains: vec![],
            modules: vec![],
            lexicon: std::sync::Arc::new(Lexicon::shipped()),
        }
    }
}

/// A module of the system that is rolled out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its name in letters and figures.
    pub name: String,
    /// Other words for it.
    pub aliases: Vec<String>,
    /// The first line for it.
    pub key_user: Option<Address>,
    /// The vendor's person for it; the first consultant of the roster where `None`.
    pub consultant: Option<Address>,
    /// Pay, cost, treasury: its pictures do not leave the company, nothing of it is offered to others, and only the lead finds it.
    pub confidential: bool,
}

/// What kind of mail it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// At least one problem of the writer's, or of the person written for.
    Report,
    /// A report that says there was none.
    NoProblem,
    /// An answer to one of our letters, or about existing issues.
    Reply,
    /// Out of office, read receipt, another desk's automatic receipt.
    AutoReply,
    /// A delivery report.
    Bounce,
    /// An invitation.
    Calendar,
    /// Bulk mail and spam.
    Newsletter,
    /// An absence said by mail.
    Absence,
    /// Personal mail, questions, recalls.
    Other,
    /// A report is meant, but its text cannot be had without help.
    NeedsAttention(Attention),
}

impl Class {
    /// The word for people and programs. An absence is `other`: no report, and no answer to a letter.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::NoProblem => "no_problem",
            Self::Reply => "reply",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::Calendar => "calendar",
            Self::Newsletter => "newsletter",
            Self::Absence | Self::Other => "other",
            Self::NeedsAttention(_) => "needs_attention",
        }
    }
}

/// Why a report cannot be read.
///
/// Of several documents the later cause in this order is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attention {
    /// Nothing but white space, signature or quotation.
    Empty,
    /// Pictures without a word.
    PictureOnly,
    /// The problems are inside an attachment of a kind that is not read, or a scan.
    AttachmentOnly,
    /// The problems are inside an attachment that is damaged.
    AttachmentBroken,
    /// The problems are inside an attachment that holds more than is read.
    AttachmentTooLarge,
    /// The problems are inside an attachment that asks for a password.
    AttachmentLocked,
    /// The text is behind a link.
    LinkOnly,
    /// PGP, S/MIME or a company's DLP.
    Encrypted,
    /// The characters are destroyed.
    Unreadable,
    /// Only the head of the mail was looked at.
    TooLarge,
}

impl Attention {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::PictureOnly,
        Self::AttachmentOnly,
        Self::AttachmentBroken,
        Self::AttachmentTooLarge,
        Self::AttachmentLocked,
        Self::LinkOnly,
        Self::Encrypted,
        Self::Unreadable,
        Self::TooLarge,
    ];

    /// The word that the store and the letters use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::PictureOnly => "picture_only",
            Self::AttachmentOnly => "attachment_only",
            Self::AttachmentBroken => "attachment_broken",
            Self::AttachmentTooLarge => "attachment_too_large",
            Self::AttachmentLocked => "attachment_locked",
            Self::LinkOnly => "link_only",
            Self::Encrypted => "encrypted",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
        }
    }
}

/// The span that a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One day.
    Day,
    /// The week that ends on the day.
    Week,
    /// The month that ends on the day.
    Month,
}

/// One problem, wish or idea.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// One line that a lead can scan.
    pub title: String,
    /// The writer's own words, whole.
    pub text: String,
    /// What is asked for.
    pub kind: Kind,
    /// How much it hurts; `None` where nothing is said.
    pub severity: Option<Severity>,
    /// The module: the project's own name where it is one of those, else as the writer names it.
    pub module: Option<String>,
    /// Its screenshots: indices into [`Message::parts`](crate::message::Message::parts).
    pub pictures: Vec<usize>,
    /// The attached document that its words stand in, where they do not stand in the mail: an index into the same.
    pub document: Option<usize>,
}

/// What a reply means for an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// It is solved.
    Confirm,
    /// It is not, or it is back.
    Reopen,
    /// Everything else, courtesy too.
    Comment,
    /// Never mind.
    Withdraw,
}

impl Intent {
    /// The word for people and programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reopen => "reopen",
            Self::Comment => "comment",
            Self::Withdraw => "withdraw",
        }
    }
}

/// What a mail says about existing issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// For the mail as a whole.
    pub intent: Intent,
    /// For each issue that it names.
    pub items: Vec<(IssueNumber, Intent)>,
    /// The newly written words.
    pub text: String,
}

/// What a careful person makes of one mail.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What kind of mail it is.
    pub class: Class,
    /// The language of the newly written words, a BCP 47 tag; `None` where there are none.
    pub language: Option<&'static str>,
    /// Whose problems these are, where it is not the sender.
    pub on_behalf_of: Option<Address>,
    /// The day reported on; of a week or month the last.
    pub day: NaiveDate,
    /// The span reported on.
    pub period: Period,
    /// The problems, in the mail's order.
    pub items: Vec<Item>,
    /// Evidence that no text ties to one item: the report keeps it.
    pub unassigned: Vec<usize>,
    /// Logos, trackers, emoticons, pictures of quoted mail.
    pub ignored: Vec<usize>,
    /// What it says about existing issues.
    pub reply: Option<Reply>,
    /// How sure the reader is: 0 (a guess) to 100.
    pub confidence: u8,
    /// What the reader noticed, and which rule won.
    pub remarks: Vec<Remark>,
    /// What became of the lines that were read: a block of the mail and the fate of a line in it, in order.
    pub fates: Vec<(usize, Fate)>,
    /// What the mail has cost from its first byte to here.
    pub fuel: Fuel,
}

/// When a message came, for its day: the sender's server time where known, else the arrival.
#[derive(Clone, Copy, Debug)]
pub struct Arrival(pub DateTime<Utc>);

impl Period {
    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }
}
