//! Every letter that this program can write.

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::change::Before;
use super::consult::{ConsultantList, ToConsultant};
use super::held::Held;
use super::life::Noted;
use super::news::News;
use super::order::{ConfirmOrders, Helped, Transcript};
use super::reminder::{Missing, Reminder};
use crate::calendar::{Away, DayPart};
use crate::issue::{self, IssueNumber, Kind, Severity};
use crate::picture::Thumb;
use crate::report::{Attention, Period};

/// A letter before it is put into words.
#[derive(Clone, Debug)]
pub enum Letter {
    /// A report has become numbered issues.
    Acknowledgement(Acknowledgement),
    /// A report without a problem.
    Thanks(Thanks),
    /// A report could not be read; asks once, politely, for text.
    PleaseRewrite(PleaseRewrite),
    /// A reply has done something, or could not.
    Noted(Noted),
    /// What became of each line of an order mail.
    Transcript(Transcript),
    /// Asks whoever is said to have given orders whether he did.
    ConfirmOrders(ConfirmOrders),
    /// The one page from which a person can go on by answering.
    Help(Helped),
    /// What was counted of an absence that somebody has told.
    Absence(Absence),
    /// What a person is to try and to know, once a day.
    News(News),
    /// An issue to the vendor's consultant.
    ToConsultant(Box<ToConsultant>),
    /// What is with the consultant.
    ConsultantList(ConsultantList),
    /// What came today and waits for the lead.
    Held(Held),
    /// A day's report has not come.
    Reminder(Reminder),
    /// Whose reports the desk has stopped to ask for, to a lead.
    Missing(Missing),
    /// The day before, to a lead; of one department, to its manager.
    Daily(Figures),
    /// The week, to a lead.
    Weekly(Figures),
    /// The month, to a lead.
    Monthly(Figures),
    /// Something is wrong with the mailbox, to the admin.
    Alarm(Figures),
}

/// What an acknowledgement says, so that the reporter sees that he was understood.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// The day that the report counts for; of a week or month the last.
    pub day: NaiveDate,
    /// The span that it is about.
    pub period: Period,
    /// Whose report it is, where that is not the sender.
    pub on_behalf_of: Option<String>,
    /// Its issues, in the mail's order.
    pub issues: Vec<KeptIssue>,
    /// Pictures that no text ties to an issue: kept with the report.
    pub unassigned: Vec<Picture>,
    /// What the lead has said of the reports of its reader.
    pub remarks: Vec<Remark>,
}

/// A word of the lead's on somebody's reports.
#[derive(Clone, Debug, Serialize)]
pub struct Remark {
    /// Its row.
    pub id: i64,
    /// Who said it.
    pub by: String,
    /// What.
    pub words: String,
}

/// One issue as its reporter sees it again.
#[derive(Clone, Debug)]
pub struct KeptIssue {
    /// Its number.
    pub number: IssueNumber,
    /// One line.
    pub title: String,
    /// The sentences that were kept.
    pub text: String,
    /// What is asked for.
    pub kind: Kind,
    /// How much it hurts, where the reporter said so.
    pub severity: Option<Severity>,
    /// The module.
    pub module: Option<String>,
    /// The attached document that its words stand in, by name.
    pub attachment: Option<String>,
    /// Its screenshots.
    pub pictures: Vec<Picture>,
    /// What the archive says to it.
    pub known: Option<Known>,
    /// Of a wish: what it does not say.
    pub missing: Option<issue::Missing>,
    /// Of a wish: the same, decided before.
    pub before: Option<Before>,
}

/// An answer out of the archive, for whoever has the same problem.
#[derive(Clone, Debug)]
pub struct Known {
    /// The issue that it came from.
    pub number: IssueNumber,
    /// What was asked then.
    pub question: String,
    /// What helped.
    pub solution: String,
    /// What both problems say.
    pub words: Vec<String>,
    /// The codes of errors that both name.
    pub codes: Vec<String>,
    /// Are both of one module?
    pub same_module: bool,
    /// So often it has helped since.
    pub helped: u32,
    /// Its screenshots, as far as they are released.
    pub pictures: Vec<Picture>,
}

/// A picture of the mail.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its place among the pictures of the mail, from 1: what people call `图2`, `fig. 2`.
    pub figure: usize,
    /// The file name.
    pub name: Option<String>,
    /// How it looks; `None` where it is kept but cannot be shown (HEIC, video).
    pub thumb: Option<Thumb>,
}

/// A report without a problem is thanked for.
#[derive(Clone, Debug)]
pub struct Thanks {
    /// The day that it counts for; of a week or month the last.
    pub day: NaiveDate,
    /// The span that it is about.
    pub period: Period,
    /// Whose report it is, where that is not the sender.
    pub on_behalf_of: Option<String>,
    /// What the lead has said of the reports of its reader.
    pub remarks: Vec<Remark>,
}

/// Something was meant, and only its writer can say what.
#[derive(Clone, Debug)]
pub struct PleaseRewrite {
    /// Why it could not be read.
    pub why: Attention,
    /// The number under which it is held: 3 of `H3`.
    pub held: Option<i64>,
    /// When it came.
    pub arrived: DateTime<Utc>,
}

/// On which days somebody is away; with none of them the question which.
#[derive(Clone, Debug, Default)]
pub struct Absence {
    /// The days.
    pub away: Vec<Away>,
    /// When the next report is expected; `None` where one is expected on each of the days too.
    pub again: Option<NaiveDate>,
    /// Was no end told?
    pub open: bool,
    /// The day from which the person is back.
    pub back: Option<NaiveDate>,
}

impl Absence {
    /// Does it speak of days on which the person works besides?
    pub(super) fn works(&self) -> bool {
        self.away.iter().any(|away| away.part == DayPart::Working)
    }
}

/// A letter of figures: its template knows what the context holds.
#[derive(Clone, Debug)]
pub struct Figures {
    /// What the template may name, at its top level.
    pub context: Value,
    /// Pictures that the template shows as `![what it shows](cid:{{ cid.NAME }})`: NAME, the picture.
    pub images: Vec<(String, Thumb)>,
}

impl Figures {
    /// Figures from anything that serde can write as a map.
    pub fn new(context: &impl Serialize) -> Self {
        Self { context: Value::from(Serde(context)), images: Vec::new() }
    }
}

/// How a letter comes about, for the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// It answers one mail.
    Answer,
    /// It goes out by itself, at its time.
    Digest,
    /// It goes out by itself, because something has happened.
    Notice,
}

impl Letter {
    /// The lead's words on its reader's reports that it brings.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        match self {
            Self::Acknowledgement(Acknowledgement { remarks, .. }) | Self::Thanks(Thanks { remarks, .. }) => remarks,
            _ => &[],
        }
    }

    /// The word that the store, the Message-ID and the template's file name use.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Acknowledgement(_) => "acknowledgement",
            Self::Thanks(_) => "thanks",
            Self::PleaseRewrite(_) => "please_rewrite",
            Self::Noted(_) => "noted",
            Self::Transcript(_) => "transcript",
            Self::ConfirmOrders(_) => "confirm_orders",
            Self::Help(_) => "help",
            Self::Absence(_) => "absence",
            Self::News(_) => "news",
            Self::ToConsultant(_) => "to_consultant",
            Self::ConsultantList(_) => "consultant_list",
            Self::Held(_) => "held",
            Self::Reminder(_) => "reminder",
            Self::Missing(_) => "missing",
            Self::Daily(_) => "daily",
            Self::Weekly(_) => "weekly",
            Self::Monthly(_) => "monthly",
            Self::Alarm(_) => "alarm",
        }
    }

    /// The issues that it is about, in its order.
    #[must_use]
    pub fn issues(&self) -> Vec<IssueNumber> {
        match self {
            Self::Acknowledgement(ack) => ack.issues.iter().map(|issue| issue.number).collect(),
            Self::Noted(noted) => noted.numbers(),
            Self::Transcript(transcript) => transcript.numbers(),
            Self::News(news) => news.numbers(),
            Self::ToConsultant(letter) => vec![letter.number()],
            Self::ConsultantList(list) => list.numbers(),
            _ => Vec::new(),
        }
    }

    pub(super) fn nature(&self) -> Nature {
        match self {
            Self::Acknowledgement(_)
            | Self::Thanks(_)
            | Self::PleaseRewrite(_)
            | Self::Noted(_)
            | Self::Transcript(_)
            | Self::ConfirmOrders(_)
            | Self::Help(_)
            | Self::Absence(_) => Nature::Answer,
            Self::Daily(_) | Self::Weekly(_) | Self::Monthly(_) | Self::Reminder(_) => Nature::Digest,
            Self::News(_) | Self::ToConsultant(_) | Self::ConsultantList(_) | Self::Held(_) | Self::Missing(_) | Self::Alarm(_) => Nature::Notice,
        }
    }
}
