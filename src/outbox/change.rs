//! What letters say about wishes: what an order or an answer did to one, and what there is to decide.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::life::{ShownDone, calendar_day};
use super::terms;
use super::words::day;
use super::{Recipient, Settings};
use crate::issue::{IssueNumber, Missing, Paper, State};
use crate::people::Language;
use crate::store::OptionRow;

/// What was done to a wish, or why nothing was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WishDone {
    /// It is taken up.
    Accepted {
        /// What its reporter has not said.
        missing: Missing,
    },
    /// A way to do it is on record; its reporter is asked to choose.
    Option(char),
    /// There is no such option; these there are.
    NoOption(Vec<char>),
    /// The reporter has chosen.
    Chosen(char),
    /// The reporter wants none of them.
    NoneFits,
    /// No cost is named, neither here nor with the option.
    NoCost,
    /// It costs too much to be decided alone: this person is asked.
    PutUp {
        /// The approver's name.
        name: String,
        /// In hundredths.
        cost: i64,
    },
    /// It is commissioned, and leaves the company by then.
    Commissioned {
        /// The consultant's name.
        name: String,
        /// In hundredths.
        cost: i64,
        /// When it is to be there.
        day: Option<NaiveDate>,
        /// The letter to him leaves not before.
        leaves: DateTime<Utc>,
    },
    /// The approver has approved it.
    Approved {
        /// In hundredths.
        cost: i64,
    },
    /// The approver has not.
    NotApproved,
    /// A yes without a letter of ours to him below it, or below an old one.
    Unproven,
    /// It is there.
    Delivered,
    /// These people are asked to try it.
    Trying {
        /// Their names.
        names: Vec<String>,
        /// Up to this day.
        until: NaiveDate,
    },
    /// Nobody is named who is to try it.
    NoTesters,
    /// It works for whoever tried it.
    Tried,
    /// It does not.
    TrialFailed,
    /// For everybody from now on.
    InUse {
        /// Who has been asked to try it and has not said.
        silent: Vec<String>,
    },
}

impl WishDone {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "wish_accepted",
            Self::Option(_) => "wish_option",
            Self::NoOption(_) => "wish_no_option",
            Self::Chosen(_) => "wish_chosen",
            Self::NoneFits => "wish_none_fits",
            Self::NoCost => "wish_no_cost",
            Self::PutUp { .. } => "wish_put_up",
            Self::Commissioned { .. } => "wish_commissioned",
            Self::Approved { .. } => "wish_approved",
            Self::NotApproved => "wish_not_approved",
            Self::Unproven => "wish_unproven",
            Self::Delivered => "wish_delivered",
            Self::Trying { .. } => "wish_trying",
            Self::NoTesters => "wish_no_testers",
            Self::Tried => "wish_tried",
            Self::TrialFailed => "wish_trial_failed",
            Self::InUse { .. } => "wish_in_use",
        }
    }

    /// Was nothing done of what was asked for?
    pub(super) fn is_wrong(&self) -> bool {
        matches!(self, Self::NoOption(_) | Self::NoCost | Self::NoTesters | Self::Unproven)
    }

    pub(super) fn shown(&self, shown: ShownDone, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> ShownDone {
        let written = |at: NaiveDate| Some(day(at, calendar_day(settings, now), to.language));
        let list = |names: &[String]| names.join(if to.language == Language::En { ", " } else { "、" });
        match self {
            Self::Accepted { missing } => {
                let value = match (missing.reason, missing.goal) {
                    (true, true) => "both",
                    (true, false) => "reason",
                    (false, true) => "goal",
                    (false, false) => "",
                };
                ShownDone { value: value.into(), ..shown }
            }
            Self::Option(letter) | Self::Chosen(letter) => ShownDone { value: letter.to_string(), ..shown },
            Self::NoOption(letters) => ShownDone { value: list(&letters.iter().map(char::to_string).collect::<Vec<_>>()), ..shown },
            Self::PutUp { name, cost } => ShownDone { owner: name.clone(), value: amount(*cost, &settings.currency), ..shown },
            Self::Approved { cost } => ShownDone { value: amount(*cost, &settings.currency), ..shown },
            Self::Commissioned { name, cost, day, leaves } => {
                let at = leaves.with_timezone(&settings.timezone).format("%H:%M").to_string();
                ShownDone { owner: name.clone(), value: amount(*cost, &settings.currency), day: day.and_then(written), other: Some(at), ..shown }
            }
            Self::Trying { names, until } => ShownDone { value: list(names), day: written(*until), ..shown },
            Self::InUse { silent } => ShownDone { value: list(silent), ..shown },
            Self::NoneFits | Self::NoCost | Self::NotApproved | Self::Unproven | Self::Delivered | Self::NoTesters | Self::Tried | Self::TrialFailed => shown,
        }
    }
}

/// A wish that came before, and what was decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its number.
    pub number: IssueNumber,
    /// How it stands.
    pub state: State,
    /// Since when it is over.
    pub day: Option<NaiveDate>,
    /// Why.
    pub reason: String,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct ShownBefore {
    number: String,
    state: &'static str,
    day: Option<String>,
    reason: String,
}

impl Before {
    pub(super) fn shown(&self, settings: &Settings, language: Language, today: NaiveDate) -> ShownBefore {
        ShownBefore {
            number: settings.key.write(self.number),
            state: terms::state(self.state, language),
            day: self.day.map(|at| day(at, today, language)),
            reason: self.reason.clone(),
        }
    }
}

/// What there is to know of a wish, beside its words.
#[derive(Clone, Debug, Default)]
pub struct ChangeFacts {
    /// The ways to do it that still stand.
    pub options: Vec<OptionRow>,
    /// The one that was chosen.
    pub choice: Option<char>,
    /// What it costs, or is to cost: in hundredths.
    pub cost: Option<i64>,
    /// The day up to which something is to be done.
    pub day: Option<NaiveDate>,
    /// Who tries it, and has not said.
    pub names: Vec<String>,
    /// Was it approved, or are none of the options good?
    pub yes: bool,
    /// Which papers are missing.
    pub papers: Vec<Paper>,
    /// What its reporter has not said.
    pub missing: Missing,
    /// The same wish, decided before.
    pub before: Option<Before>,
}

#[derive(Serialize)]
struct ShownOption {
    letter: char,
    words: String,
    effort: Option<String>,
    cost: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ShownChange {
    options: Vec<ShownOption>,
    choice: Option<char>,
    cost: Option<String>,
    day: Option<String>,
    names: Vec<String>,
    yes: bool,
    papers: Vec<&'static str>,
    reason: bool,
    goal: bool,
    before: Option<ShownBefore>,
}

impl ChangeFacts {
    pub(super) fn shown(&self, settings: &Settings, language: Language, today: NaiveDate) -> ShownChange {
        let cost = |cost: i64| amount(cost, &settings.currency);
        // What the words say already is not said twice.
        let unsaid = |row: &OptionRow, figure: Option<String>| figure.filter(|figure| !row.words.contains(figure.as_str()));
        let option = |row: &OptionRow| ShownOption {
            letter: row.letter,
            words: row.words.clone(),
            effort: unsaid(row, row.effort.clone()),
            cost: unsaid(row, row.cost.map(cost)),
        };
        ShownChange {
            options: self.options.iter().map(option).collect(),
            choice: self.choice,
            cost: self.cost.map(cost),
            day: self.day.map(|at| day(at, today, language)),
            names: self.names.clone(),
            yes: self.yes,
            papers: self.papers.iter().map(|paper| terms::paper(*paper, language)).collect(),
            reason: self.missing.reason,
            goal: self.missing.goal,
            before: self.before.as_ref().map(|before| before.shown(settings, language, today)),
        }
    }
}

/// An amount as letters write it: `8000元`, `4500.50 EUR`.
#[must_use]
pub fn amount(hundredths: i64, currency: &str) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let number = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:02}") };
    if currency.is_ascii() { format!("{number} {currency}") } else { format!("{number}{currency}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        assert_eq!(amount(800_000, "元"), "8000元");
        assert_eq!(amount(450_050, "EUR"), "4500.50 EUR");
    }
}
