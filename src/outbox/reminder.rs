//! What is said to whoever owes a report, and to the lead about who does.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::words::{day, name};
use super::{Recipient, Settings};
use crate::people::{Address, Language};

/// A day's report has not come.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// On the evening of the day itself, or on the next working day.
    pub evening: bool,
    /// Which day.
    pub day: NaiveDate,
    /// Until when nothing has come.
    pub until: NaiveTime,
    /// What else came from the person on the day: its outcome, and when.
    pub others: Vec<(String, NaiveTime)>,
    /// From how many people a report of the day is expected.
    pub expected: usize,
    /// How many of them have written it.
    pub reported: usize,
    /// Where reports go.
    pub address: Address,
}

/// Whose reports the desk has stopped to ask for.
#[derive(Clone, Debug)]
pub struct Missing {
    /// A row a person.
    pub rows: Vec<MissingRow>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct MissingRow {
    /// The name.
    pub name: String,
    /// The day that is missing.
    pub day: NaiveDate,
    /// The day of the newest report of the last weeks.
    pub last: Option<NaiveDate>,
}

/// Of so few "9 of 12 have written" names the others.
const FEW: usize = 4;

#[derive(Serialize)]
struct Other {
    what: &'static str,
    at: String,
}

/// What the cause of a reminder begins with; behind it the step and the day.
const CAUSE: &str = "reminder:";

impl Reminder {
    /// The cause of the letter that this step writes about this day.
    #[must_use]
    pub fn cause(step: &str, day: NaiveDate) -> String {
        format!("{CAUSE}{step}:{day}")
    }

    /// Of which day's report a letter of this cause has reminded.
    #[must_use]
    pub fn day_of(cause: &str) -> Option<NaiveDate> {
        cause.strip_prefix(CAUSE)?.rsplit(':').next()?.parse().ok()
    }

    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> Value {
        let today = now.with_timezone(&settings.timezone).date_naive();
        let time = |at: &NaiveTime| at.format("%H:%M").to_string();
        let others: Vec<Other> = self.others.iter().map(|(outcome, at)| Other { what: other(outcome, to.language), at: time(at) }).collect();
        context! {
            evening => self.evening, day => day(self.day, today, to.language), until => time(&self.until), others => Serde(others),
            expected => self.expected, reported => self.reported, compare => self.expected > FEW && self.reported > 0, address => self.address.as_str(),
        }
    }
}

impl Missing {
    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> Value {
        let today = now.with_timezone(&settings.timezone).date_naive();
        let row = |row: &MissingRow| context! { name => name(&row.name), day => day(row.day, today, to.language), last => row.last.map(|last| day(last, today, to.language)) };
        let names: Vec<String> = self.rows.iter().map(|row| name(&row.name)).collect();
        context! { rows => self.rows.iter().map(row).collect::<Vec<_>>(), names }
    }
}

/// What a mail was that is no report.
fn other(outcome: &str, language: Language) -> &'static str {
    match (outcome, language) {
        ("reply", Language::ZhHans) => "回复",
        ("reply", Language::ZhHant) => "回覆",
        ("reply", Language::En) => "an answer",
        ("absence", Language::ZhHans) => "请假或出差",
        ("absence", Language::ZhHant) => "請假或出差",
        ("absence", Language::En) => "an absence",
        (_, Language::ZhHans) => "抄送的讨论",
        (_, Language::ZhHant) => "副本的討論",
        (_, Language::En) => "talk in Cc",
    }
}
