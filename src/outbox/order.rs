//! What letters say about orders: what became of each line, what was looked up, what waits for a confirmation, the help page.

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::consult::{Leaving, ShownLeaving};
use super::life::{Done, ShownDone, What, calendar_day, shown};
use super::person::{PersonDone, shown_person};
use super::terms::{self, cause, side, state};
use super::words::{ShownAway, day, numbers, severity};
use super::{Recipient, Settings};
use crate::calendar::{Away, DayPart};
use crate::issue::{Cause, ChangeStep, IssueNumber, Severity, Side, State};
use crate::order::{Fault, Power, REPORTERS, TABLE, Verb};
use crate::people::Language;

/// What became of each line of an order mail.
#[derive(Clone, Debug)]
pub struct Transcript {
    /// In the mail's order.
    pub lines: Vec<TranscriptLine>,
    /// Nothing was done: this is what would have been.
    pub preview: bool,
    /// The mail has more lines than are read.
    pub cut: bool,
}

/// One line of an order mail.
#[derive(Clone, Debug)]
pub struct TranscriptLine {
    /// As it was written.
    pub text: String,
    /// What it did, an issue each.
    pub done: Vec<Done>,
    /// What is about to leave the company by it.
    pub leaving: Vec<Leaving>,
    /// What else there is to say.
    pub said: Vec<Said>,
    /// Why it is no order.
    pub fault: Option<Fault>,
}

/// An answer that is not about what was done to an issue.
#[derive(Clone, Debug)]
pub enum Said {
    /// How an issue stands.
    Issue(Box<Card>),
    /// What is not over with a person.
    Person {
        /// The name.
        name: String,
        /// The issues.
        cards: Vec<Card>,
    },
    /// What says the words that were asked for, the best first.
    Found {
        /// As it was written.
        question: String,
        /// The issues.
        cards: Vec<Card>,
    },
    /// Nobody has this name.
    NoPerson {
        /// As it was written.
        said: String,
        /// Who comes closest.
        nearest: Option<String>,
    },
    /// Somebody else's issue: only he and those who steer look at it.
    NotYours(IssueNumber),
    /// What was done with a held mail.
    Held {
        /// 3 of `H3`.
        number: i64,
        /// What.
        what: HeldDone,
    },
    /// Somebody stands in for the lead.
    Deputy {
        /// The name.
        name: String,
        /// Up to this day, that day included.
        until: NaiveDate,
    },
    /// A person is away on these days, or works besides.
    Days {
        /// The name.
        name: String,
        /// The days.
        days: Vec<Away>,
        /// Was no end told?
        open: bool,
        /// Is it somebody from outside, of whom no reports are expected?
        outside: bool,
    },
    /// The lead's word stands in that person's next acknowledgement.
    Remarked {
        /// The name.
        name: String,
    },
    /// A person is back.
    Back {
        /// The name.
        name: String,
        /// From this day on.
        day: NaiveDate,
    },
    /// Nobody had said that this person was away.
    NotAway {
        /// The name.
        name: String,
    },
    /// Days must follow.
    NoDays,
    /// An address must follow.
    NoAddress,
    /// Who is who has changed.
    Who(PersonDone),
    /// What a person reported on a day.
    Day(Box<ReportedDay>),
    /// Shadow mode is over.
    Live,
    /// There is nothing that could be taken back.
    NothingLeaves,
    /// A day must follow.
    NoDay,
    /// The sender may not order that.
    NotAllowed,
    /// The letter that was answered is too old to prove this.
    TooOld,
    /// The help page goes with this letter.
    Help,
}

/// What was done with a held mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldDone {
    /// Taken in.
    Filed,
    /// Taken in; its sender is not on the roster, and so gets no letter.
    FiledStranger,
    /// Put aside.
    Dropped,
    /// Read again.
    Read,
    /// It waits no more.
    Over,
    /// There is no such number; the newest.
    Unknown(Option<i64>),
}

/// An issue on one card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its number.
    pub number: IssueNumber,
    /// One line.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Whose problem it is; empty where that is not the reader's to know.
    pub reporter: String,
    /// How much it hurts.
    pub severity: Option<Severity>,
    /// The module.
    pub module: Option<String>,
    /// Which colleague sees to it.
    pub owner: Option<String>,
    /// What it came from.
    pub cause: Option<Cause>,
    /// How far a wish has come.
    pub step: Option<ChangeStep>,
    /// Who has the ball.
    pub waits_on: Side,
    /// Since when.
    pub since: NaiveDate,
    /// The solution, where one is known.
    pub solution: Option<String>,
    /// What the sides do not agree on.
    pub disputed: Option<String>,
}

/// What a person reported on a day.
#[derive(Clone, Debug)]
pub struct ReportedDay {
    /// The name.
    pub name: String,
    /// The day.
    pub day: NaiveDate,
    /// Came a report?
    pub reported: bool,
    /// The person was away, or works besides.
    pub away: Option<DayPart>,
    /// The problems of that day.
    pub cards: Vec<Card>,
}

/// Orders whose sender has not shown that he is who he says: he is asked.
#[derive(Clone, Debug)]
pub struct ConfirmOrders {
    /// The lines, as they were written.
    pub lines: Vec<String>,
    /// The number under which the mail is held: 3 of `H3`.
    pub held: i64,
    /// When it came.
    pub arrived: DateTime<Utc>,
}

/// For whom a help page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helped {
    /// The lead, or whoever stands in for him.
    Lead,
    /// The first line for a module.
    KeyUser,
    /// Whoever writes reports.
    Reporter,
}

#[derive(Serialize)]
struct ShownLine {
    text: String,
    done: Vec<ShownDone>,
    said: Vec<ShownSaid>,
    fault: Option<&'static str>,
    /// What may have been meant, as the help letter offers it.
    nearest: Option<&'static str>,
    other: Option<String>,
}

#[derive(Serialize, Default)]
pub(super) struct ShownSaid {
    pub(super) what: &'static str,
    pub(super) number: String,
    pub(super) name: String,
    pub(super) nearest: Option<String>,
    pub(super) cards: Vec<ShownCard>,
    pub(super) days: Vec<ShownAway>,
    pub(super) open: bool,
    pub(super) address: String,
    pub(super) department: String,
    pub(super) heir: Option<String>,
    pub(super) count: usize,
}

#[derive(Serialize)]
pub(super) struct ShownCard {
    number: String,
    title: String,
    state: &'static str,
    over: bool,
    reporter: String,
    severity: Option<&'static str>,
    module: Option<String>,
    owner: Option<String>,
    cause: Option<&'static str>,
    side: &'static str,
    since: String,
    solution: Option<String>,
    disputed: Option<String>,
}

#[derive(Serialize)]
struct ShownOffer {
    offered: &'static str,
    does: &'static str,
}

impl Transcript {
    pub(super) fn numbers(&self) -> Vec<IssueNumber> {
        let known = self.lines.iter().flat_map(|line| &line.done).filter(|done| !matches!(done.what, What::Unknown { .. })).map(|done| done.number);
        let shown = self.lines.iter().flat_map(|line| &line.said).flat_map(|said| match said {
            Said::Issue(card) => vec![card.number],
            Said::Person { cards, .. } | Said::Found { cards, .. } => cards.iter().map(|card| card.number).collect(),
            Said::Day(day) => day.cards.iter().map(|card| card.number).collect(),
            _ => vec![],
        });
        let mut numbers: Vec<IssueNumber> = vec![];
        for number in known.chain(shown) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> Value {
        let one = |line: &TranscriptLine| {
            let nearest = match &line.fault {
                Some(Fault::Unknown(Some(verb)) | Fault::NoWords(verb) | Fault::NoHeld(verb)) => offered(*verb, to.language),
                _ => None,
            };
            let other = match &line.fault {
                Some(Fault::Contradicts(number)) => Some(settings.key.write(*number)),
                Some(Fault::ContradictsHeld(number)) => Some(format!("H{number}")),
                _ => None,
            };
            let said = line.said.iter().map(|said| shown_said(said, settings, to, now)).collect();
            ShownLine { text: line.text.clone(), done: shown(&line.done, settings, to, now), said, fault: line.fault.as_ref().map(fault), nearest, other }
        };
        let lines: Vec<ShownLine> = self.lines.iter().map(one).collect();
        let wrong = self.lines.iter().filter(|line| line.is_wrong()).count();
        let leaving: Vec<ShownLeaving> = self.lines.iter().flat_map(|line| &line.leaving).map(|leaving| leaving.shown(settings, to, now)).collect();
        minijinja::context! { leaving => Serde(leaving), lines => Serde(lines), wrong, numbers => numbers(self.numbers().into_iter(), settings), preview => self.preview, cut => self.cut }
    }
}

impl TranscriptLine {
    /// Was nothing done of what it asks for?
    fn is_wrong(&self) -> bool {
        let undone = |done: &Done| {
            matches!(&done.what, What::Wish(wish) if wish.is_wrong())
                || matches!(
                    done.what,
                    What::Unknown { .. }
                        | What::Refused(..)
                        | What::NoSuch { .. }
                        | What::NoAnswer
                        | What::NoFigure { .. }
                        | What::Outside(_)
                        | What::OtherModule
                        | What::NotYours { .. }
                        | What::NoConsultant
                        | What::ToldBefore(_)
                        | What::NothingToTell
                        | What::NoDay
                        | What::Confidential
                        | What::Left(_)
                        | What::NotOut
                )
        };
        let unsaid = |said: &Said| match said {
            Said::NoPerson { .. }
            | Said::NotYours(_)
            | Said::NotAllowed
            | Said::TooOld
            | Said::NoDay
            | Said::NothingLeaves
            | Said::NoDays
            | Said::NoAddress
            | Said::Who(PersonDone::Known { .. })
            | Said::NotAway { .. } => true,
            Said::Held { what, .. } => matches!(what, HeldDone::Over | HeldDone::Unknown(_)),
            Said::Issue(_)
            | Said::Person { .. }
            | Said::Found { .. }
            | Said::Days { .. }
            | Said::Remarked { .. }
            | Said::Back { .. }
            | Said::Day(_)
            | Said::Who(_)
            | Said::Deputy { .. }
            | Said::Live
            | Said::Help => false,
        };
        self.fault.is_some() || self.done.iter().any(undone) || self.said.iter().any(unsaid)
    }
}

fn shown_said(said: &Said, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> ShownSaid {
    let card = |one: &Card| ShownCard {
        number: settings.key.write(one.number),
        title: one.title.clone(),
        state: one.step.filter(|_| !one.state.is_over()).map_or_else(|| state(one.state, to.language), |step| terms::step(step, to.language)),
        over: one.state.is_over(),
        reporter: one.reporter.clone(),
        severity: one.severity.map(|level| severity(level, to.language)),
        module: one.module.clone(),
        owner: one.owner.clone(),
        cause: one.cause.map(|one| cause(one, to.language)),
        side: side(one.waits_on, to.language),
        since: day(one.since, calendar_day(settings, now), to.language),
        solution: one.solution.clone(),
        disputed: one.disputed.clone(),
    };
    let what = |what| ShownSaid { what, ..ShownSaid::default() };
    match said {
        Said::Issue(one) => ShownSaid { cards: vec![card(one)], ..what("issue") },
        Said::Person { name, cards } => ShownSaid { name: name.clone(), cards: cards.iter().map(card).collect(), ..what("person") },
        Said::Found { question, cards } => ShownSaid { name: question.clone(), cards: cards.iter().map(card).collect(), ..what("found") },
        Said::NoPerson { said, nearest } => ShownSaid { name: said.clone(), nearest: nearest.clone(), ..what("no_person") },
        Said::NotYours(number) => ShownSaid { number: settings.key.write(*number), ..what("not_yours") },
        Said::Held { number, what: done } => {
            let word = match done {
                HeldDone::Filed => "held_filed",
                HeldDone::FiledStranger => "held_stranger",
                HeldDone::Dropped => "held_dropped",
                HeldDone::Read => "held_read",
                HeldDone::Over => "held_over",
                HeldDone::Unknown(_) => "held_unknown",
            };
            let newest = if let HeldDone::Unknown(newest) = done { newest.map(|newest| format!("H{newest}")) } else { None };
            ShownSaid { number: format!("H{number}"), nearest: newest, ..what(word) }
        }
        Said::Deputy { name, until } => {
            ShownSaid { name: name.clone(), nearest: Some(day(*until, calendar_day(settings, now), to.language)), ..what("deputy") }
        }
        Said::Remarked { name } => ShownSaid { name: name.clone(), ..what("remarked") },
        Said::Days { name, days, open, outside } => {
            let days = days.iter().map(|away| ShownAway::new(away, calendar_day(settings, now), to.language)).collect();
            ShownSaid { name: name.clone(), days, open: *open, ..what(if *outside { "days_outside" } else { "days" }) }
        }
        Said::Back { name, day: from } => ShownSaid { name: name.clone(), nearest: Some(day(*from, calendar_day(settings, now), to.language)), ..what("back") },
        Said::NotAway { name } => ShownSaid { name: name.clone(), ..what("not_away") },
        Said::NoDays => what("no_days"),
        Said::NoAddress => what("no_address"),
        Said::Who(done) => shown_person(done, |date| day(date, calendar_day(settings, now), to.language)),
        Said::Day(reported) => {
            let word = match (reported.reported, reported.away) {
                (true, _) => "day_reported",
                (false, Some(DayPart::Working) | None) => "day_missing",
                (false, Some(_)) => "day_away",
            };
            let written = day(reported.day, calendar_day(settings, now), to.language);
            ShownSaid { name: reported.name.clone(), nearest: Some(written), cards: reported.cards.iter().map(card).collect(), ..what(word) }
        }
        Said::Live => what("live"),
        Said::NothingLeaves => what("nothing_leaves"),
        Said::NoDay => what("no_day"),
        Said::NotAllowed => what("not_allowed"),
        Said::TooOld => what("too_old"),
        Said::Help => what("help"),
    }
}

impl ConfirmOrders {
    pub(super) fn shown(&self, settings: &Settings) -> Value {
        let arrived = self.arrived.with_timezone(&settings.timezone).format("%Y-%m-%d %H:%M").to_string();
        minijinja::context! { lines => Serde(self.lines.clone()), held => format!("H{}", self.held), arrived }
    }
}

impl Helped {
    pub(super) fn shown(self, language: Language) -> Value {
        let wanted = |power: Power| match self {
            Self::Lead => true,
            Self::KeyUser => power != Power::Leave,
            Self::Reporter => power == Power::Look,
        };
        let orders: Vec<ShownOffer> = TABLE
            .iter()
            // Nothing to preview for whoever gives no orders.
            .filter(|row| wanted(row.power) && !(self == Self::Reporter && row.verb == Verb::Preview))
            .map(|row| ShownOffer { offered: of(row.offered, language), does: of(row.does, language) })
            .collect();
        let own: Vec<ShownOffer> = REPORTERS.iter().map(|(offered, does)| ShownOffer { offered: of(*offered, language), does: of(*does, language) }).collect();
        let who = match self {
            Self::Lead => "lead",
            Self::KeyUser => "key_user",
            Self::Reporter => "reporter",
        };
        minijinja::context! { who, orders => Serde(orders), own => Serde(own) }
    }
}

pub(super) fn of(texts: [&'static str; 3], language: Language) -> &'static str {
    let [simplified, traditional, english] = texts;
    match language {
        Language::ZhHans => simplified,
        Language::ZhHant => traditional,
        Language::En => english,
    }
}

/// How the help letter offers an order.
fn offered(verb: Verb, language: Language) -> Option<&'static str> {
    TABLE.iter().find(|row| row.verb == verb).map(|row| of(row.offered, language))
}

fn fault(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unknown(_) => "unknown",
        Fault::NoNumber => "no_number",
        Fault::NoWords(_) => "no_words",
        Fault::NoOther => "no_other",
        Fault::NoHeld(_) => "no_held",
        Fault::Prose => "prose",
        Fault::Contradicts(_) | Fault::ContradictsHeld(_) => "contradicts",
        Fault::Stopped => "stopped",
    }
}
