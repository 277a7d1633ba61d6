//! What letters say about the life of an issue: what a reply or an order has done.

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::change::WishDone;
use super::letter::{KeptIssue, Picture};
use super::meeting::{Meeting, ShownMeeting};
use super::words::{day, numbers, severity};
use super::{Recipient, Settings, terms};
use crate::calendar;
use crate::issue::{self, IssueNumber, Refusal, Severity, State};

/// What a reply has done, issue by issue, and what was new in it.
#[derive(Clone, Debug)]
pub struct Noted {
    /// For each issue that the reply is about.
    pub done: Vec<Done>,
    /// Where the acknowledgement was put right: its issues as they stand now.
    pub table: Vec<Stands>,
    /// New problems in it, in the mail's order.
    pub issues: Vec<KeptIssue>,
    /// Pictures that no text ties to an issue.
    pub unassigned: Vec<Picture>,
}

/// How an issue stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Its number.
    pub number: IssueNumber,
    /// One line.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Under which number it goes on.
    pub other: Option<IssueNumber>,
}

/// What has been done about one issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its number.
    pub number: IssueNumber,
    /// One line; empty where there is no such issue.
    pub title: String,
    /// The number that the sender wrote, where that goes on under this one.
    pub merged: Option<IssueNumber>,
    /// So many pictures were added to it.
    pub pictures: usize,
    /// What.
    pub what: What,
}

impl Done {
    /// Words that were kept.
    #[must_use]
    pub fn new(number: IssueNumber, title: &str) -> Self {
        Self { number, title: title.to_owned(), merged: None, pictures: 0, what: What::Kept }
    }

    /// Is it worth a letter? Thanks and remarks are kept without one.
    #[must_use]
    pub fn is_news(&self) -> bool {
        // Whoever confirms what is closed has heard so before.
        !matches!(self.what, What::Kept | What::Refused(Refusal::StillOpen, _)) || self.pictures > 0
    }
}

/// What has been done, or why nothing was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Closed by the reporter's word.
    Closed,
    /// Open again.
    Reopened,
    /// Taken back.
    Cancelled,
    /// Not closed before that day.
    Later(NaiveDate),
    /// Pictures were added.
    Pictures,
    /// A picture was put here.
    Placed {
        /// As the letter counts them, from 1.
        figure: usize,
    },
    /// The report has no such picture.
    NoFigure {
        /// The number that was written.
        figure: usize,
    },
    /// The words were kept.
    Kept,
    /// Only its owner may say that.
    NotYours {
        /// The owner's name.
        owner: String,
    },
    /// The mail was written before the solution was known.
    Crossed {
        /// The solution.
        solution: String,
    },
    /// It ended so long ago that it goes on under a new number.
    Linked {
        /// The new number.
        number: IssueNumber,
        /// When the old one ended.
        closed: Option<NaiveDate>,
    },
    /// It cannot happen to it; the day is that of its end.
    Refused(Refusal, Option<NaiveDate>),
    /// The answer out of the archive did not help; it is worked on.
    NotHelped,
    /// The archive says this from now on.
    AnswerKept,
    /// The archive says it no longer.
    AnswerWithdrawn,
    /// The archive has no answer from it.
    NoAnswer,
    /// The picture may be shown with the answer.
    Released {
        /// As the letter counts them, from 1.
        figure: usize,
    },
    /// A solution is on record; its reporter will be asked to try it.
    Solved {
        /// The reporter's name.
        owner: String,
    },
    /// It goes on under that number.
    Merged(IssueNumber),
    /// Nothing is done about it now.
    Declined,
    /// Closed by the lead.
    ClosedByLead,
    /// There is no such number.
    Unknown {
        /// The newest that there is.
        newest: Option<IssueNumber>,
    },
    /// The letter was about several, and the answer names none.
    Which(Vec<IssueNumber>),
    /// Set by the lead's word.
    Set(Set),
    /// What was to be set is not known here.
    NoSuch {
        /// `person`, `module` or `cause`.
        what: &'static str,
        /// As it was written.
        said: String,
        /// What it comes closest to.
        nearest: Option<String>,
    },
    /// It was to be given to somebody outside.
    Outside(String),
    /// The reporter is asked.
    Asked {
        /// The reporter's name.
        owner: String,
    },
    /// The suggestion is not taken up; its author is thanked.
    NotTaken,
    /// What was tried is on record, for the consultant too.
    Checked,
    /// Marked as disputed.
    Disputed,
    /// It stands in the next letter of so many people.
    ToldAll {
        /// How many.
        people: usize,
    },
    /// Everybody was told on that day.
    ToldBefore(NaiveDate),
    /// No solution is known, and it is no tip.
    NothingToTell,
    /// Its module is confidential.
    Confidential,
    /// There is an appointment; with the consultant it leaves the company at that time, unless it is taken back before.
    Meets(Meeting, Option<DateTime<Utc>>),
    /// On which day? Nobody can tell.
    NoDay,
    /// Its first part keeps the number, these are the others.
    Split(Vec<IssueNumber>),
    /// Nothing says where it is to be parted.
    NoParts,
    /// The report, with these issues, counts for that day.
    Day(NaiveDate, Vec<IssueNumber>),
    /// A key user's word counts for his module alone.
    OtherModule,
    /// It goes to the consultant, unless it is taken back before.
    SentOut {
        /// His name.
        name: String,
        /// Not before.
        due: DateTime<Utc>,
    },
    /// It does not leave the company.
    Recalled,
    /// It has left for the consultant already.
    Left(DateTime<Utc>),
    /// It was not on its way to anybody.
    NotOut,
    /// Reporter and consultant talk through the desk.
    Connected {
        /// The reporter and the consultant.
        names: [String; 2],
    },
    /// The config names no consultant.
    NoConsultant,
    /// Something about a wish.
    Wish(WishDone),
}

/// What the lead has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Set {
    /// How much it hurts.
    Severity(Severity),
    /// The module.
    Module(String),
    /// Who sees to it.
    Owner(String),
    /// What it came from.
    Cause(issue::Cause),
}

impl What {
    /// The word by which the template knows it.
    fn word(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Reopened => "reopened",
            Self::Cancelled => "cancelled",
            Self::Later(_) => "later",
            Self::Pictures => "pictures",
            Self::Placed { .. } => "placed",
            Self::NoFigure { .. } => "no_figure",
            Self::Kept => "kept",
            Self::NotYours { .. } => "not_yours",
            Self::Crossed { .. } => "crossed",
            Self::Linked { .. } => "linked",
            Self::Refused(refusal, _) => terms::refused(*refusal),
            Self::Solved { .. } => "solved",
            Self::Merged(_) => "merged",
            Self::NotHelped => "not_helped",
            Self::AnswerKept => "answer_kept",
            Self::AnswerWithdrawn => "answer_withdrawn",
            Self::NoAnswer => "no_answer",
            Self::Released { .. } => "released",
            Self::Declined => "declined",
            Self::ClosedByLead => "closed_by_lead",
            Self::Unknown { .. } => "unknown",
            Self::Which(_) => "which",
            Self::Set(Set::Severity(_)) => "severity",
            Self::Set(Set::Module(_)) => "module",
            Self::Set(Set::Owner(_)) => "owner",
            Self::Set(Set::Cause(_)) => "cause",
            Self::NoSuch { what, .. } => match *what {
                "person" => "no_person",
                "module" => "no_module",
                _ => "no_cause",
            },
            Self::Outside(_) => "outside",
            Self::Asked { .. } => "asked",
            Self::Meets(..) => "meets",
            Self::NoDay => "no_day",
            Self::NotTaken => "not_taken",
            Self::Checked => "checked",
            Self::Disputed => "disputed",
            Self::ToldAll { .. } => "told_all",
            Self::ToldBefore(_) => "told_before",
            Self::NothingToTell => "nothing_to_tell",
            Self::Confidential => "confidential",
            Self::OtherModule => "other_module",
            Self::SentOut { .. } => "sent_out",
            Self::Recalled => "recalled",
            Self::Left(_) => "left",
            Self::NotOut => "not_out",
            Self::Connected { .. } => "connected",
            Self::NoConsultant => "no_consultant",
            Self::Wish(wish) => wish.word(),
            Self::Split(_) => "split",
            Self::NoParts => "no_parts",
            Self::Day(..) => "day",
        }
    }
}

#[derive(Serialize, Default)]
pub(super) struct ShownDone {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) merged: Option<String>,
    pub(super) pictures: usize,
    pub(super) count: usize,
    pub(super) figure: usize,
    pub(super) what: &'static str,
    pub(super) day: Option<String>,
    pub(super) owner: String,
    pub(super) solution: String,
    pub(super) other: Option<String>,
    pub(super) numbers: Vec<String>,
    pub(super) value: String,
    pub(super) nearest: Option<String>,
    pub(super) meeting: Option<ShownMeeting>,
}

impl Noted {
    pub(super) fn numbers(&self) -> Vec<IssueNumber> {
        // A number that does not exist is in no table.
        let known = self.done.iter().filter(|done| !matches!(done.what, What::Unknown { .. }));
        let old = known.flat_map(|done| match &done.what {
            What::Which(numbers) | What::Day(_, numbers) => numbers.clone(),
            What::Split(new) => std::iter::once(done.number).chain(new.iter().copied()).collect(),
            What::Linked { number, .. } => vec![done.number, *number],
            _ => vec![done.number],
        });
        let mut numbers: Vec<IssueNumber> = vec![];
        for number in old.chain(self.issues.iter().map(|issue| issue.number)) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    /// Number, title and state of each issue that the acknowledgement was about.
    pub(super) fn table(&self, settings: &Settings, to: &Recipient) -> Value {
        let row = |one: &Stands| {
            let (number, other) = (settings.key.write(one.number), one.other.map(|other| settings.key.write(other)));
            minijinja::context! { number, title => one.title.clone(), state => terms::state(one.state, to.language), other }
        };
        self.table.iter().map(row).collect()
    }

    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> (Value, String) {
        (Value::from(Serde(shown(&self.done, settings, to, now))), numbers(self.numbers().into_iter(), settings))
    }
}

pub(super) fn shown(done: &[Done], settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> Vec<ShownDone> {
    let key = &settings.key;
    let today = calendar_day(settings, now);
    let one = |done: &Done| {
        let shown = ShownDone {
            number: key.write(done.number),
            title: done.title.clone(),
            merged: done.merged.map(|number| key.write(number)),
            pictures: done.pictures,
            what: done.what.word(),
            ..ShownDone::default()
        };
        let written = |at: NaiveDate| Some(day(at, today, to.language));
        match &done.what {
            What::Day(at, _) => ShownDone { day: written(*at), ..shown },
            What::Later(at) => ShownDone { day: written(*at), ..shown },
            What::NotYours { owner } | What::Solved { owner } | What::Asked { owner } | What::Outside(owner) => ShownDone { owner: owner.clone(), ..shown },
            What::Crossed { solution } => ShownDone { solution: solution.clone(), ..shown },
            What::Linked { number, closed } => ShownDone { other: Some(key.write(*number)), day: closed.and_then(written), ..shown },
            What::Refused(_, at) => ShownDone { day: at.and_then(written), ..shown },
            What::Unknown { newest } => ShownDone { other: newest.map(|number| key.write(number)), ..shown },
            What::Which(numbers) | What::Split(numbers) => ShownDone { numbers: numbers.iter().map(|number| key.write(*number)).collect(), ..shown },
            What::Merged(number) => ShownDone { other: Some(key.write(*number)), ..shown },
            What::Placed { figure } | What::Released { figure } | What::NoFigure { figure } => ShownDone { figure: *figure, ..shown },
            What::Set(set) => {
                let value = match set {
                    Set::Severity(level) => severity(*level, to.language).to_owned(),
                    Set::Cause(cause) => terms::cause(*cause, to.language).to_owned(),
                    Set::Module(name) | Set::Owner(name) => name.clone(),
                };
                ShownDone { value, ..shown }
            }
            What::NoSuch { said, nearest, .. } => ShownDone { value: said.clone(), nearest: nearest.clone(), ..shown },
            What::SentOut { name, due } => ShownDone { owner: name.clone(), day: Some(clock(settings, *due)), ..shown },
            What::Left(at) => ShownDone { day: Some(clock(settings, *at)), ..shown },
            What::Connected { names: [reporter, consultant] } => ShownDone { owner: reporter.clone(), value: consultant.clone(), ..shown },
            What::Meets(meeting, leaves) => {
                let day = leaves.map(|at| clock(settings, at));
                ShownDone { day, meeting: Some(meeting.shown(today, to.language)), ..shown }
            }
            What::ToldAll { people } => ShownDone { count: *people, ..shown },
            What::ToldBefore(at) => ShownDone { day: written(*at), ..shown },
            What::Wish(wish) => wish.shown(shown, settings, to, now),
            What::NoDay
            | What::NotTaken
            | What::Checked
            | What::Disputed
            | What::NothingToTell
            | What::Confidential
            | What::NotHelped
            | What::AnswerKept
            | What::AnswerWithdrawn
            | What::NoAnswer
            | What::Recalled
            | What::NotOut
            | What::NoConsultant
            | What::OtherModule
            | What::NoParts
            | What::Declined
            | What::ClosedByLead
            | What::Closed
            | What::Reopened
            | What::Cancelled
            | What::Pictures
            | What::Kept => shown,
        }
    };
    done.iter().map(one).collect()
}

/// The time of day.
fn clock(settings: &Settings, at: DateTime<Utc>) -> String {
    at.with_timezone(&settings.timezone).format("%H:%M").to_string()
}

pub(super) fn calendar_day(settings: &Settings, now: DateTime<Utc>) -> NaiveDate {
    calendar::day(now, settings.timezone)
}
