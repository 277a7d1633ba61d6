//! The rows that digests are counted from.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{PersonId, Read, StoreError, instant, statements};
use crate::calendar;
use crate::issue::{IssueNumber, Kind, Severity, State};

/// A report that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// Whose day it is.
    pub person: PersonId,
    /// The day; of a week or month the last.
    pub day: NaiveDate,
    /// `day`, `week` or `month`.
    pub period: String,
    /// Does it name problems?
    pub problems: bool,
}

impl ReportLine {
    /// The days that it is about: a weekly one stands for its seven days, a monthly one for its month so far.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> {
        let last = self.day;
        let first = match self.period.as_str() {
            "week" => last - TimeDelta::days(6),
            "month" => calendar::month_of(last),
            _ => last,
        };
        first.iter_days().take_while(move |day| *day <= last)
    }
}

/// An issue as figures need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueLine {
    /// Its number.
    pub number: IssueNumber,
    /// Whose problem it is.
    pub reporter: PersonId,
    /// One line.
    pub title: String,
    /// What is asked for.
    pub kind: Kind,
    /// How much it hurts.
    pub severity: Option<Severity>,
    /// The module.
    pub module: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Who has the ball: `reporter`, `key_user`, `lead`, `consultant`, `nobody`.
    pub waits_on: String,
    /// When its mail arrived at the server.
    pub arrived: DateTime<Utc>,
}

/// A person's name and when the project came to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// Known since.
    pub since: DateTime<Utc>,
}

/// The books of the mailbox: each mail that it showed is kept, and each that is kept has an outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Balance {
    /// Different mails that the mailbox has shown since the first start.
    pub seen: i64,
    /// Kept.
    pub stored: i64,
    /// With an outcome.
    pub accounted: i64,
    /// Not fetched yet.
    pub open: i64,
    /// Gone from the server before they could be fetched.
    pub vanished: i64,
    /// Could not be fetched.
    pub failed: i64,
}

impl Balance {
    /// Is nothing missing?
    #[must_use]
    pub fn even(&self) -> bool {
        self.seen == self.stored && self.stored == self.accounted
    }
}

statements! {
    // A mail that is shown again under a new UIDVALIDITY is one mail. What was not kept under the old numbers is listed
    // again under the new ones, and is open, gone or failed there.
    SHOWN = "SELECT COUNT(DISTINCT shown.message) AS stored, COUNT(*) FILTER (WHERE shown.state = 'seen' AND counts) AS open,
        COUNT(*) FILTER (WHERE shown.state = 'vanished' AND counts) AS vanished, COUNT(*) FILTER (WHERE shown.state = 'failed' AND counts) AS failed
        FROM (SELECT u.message, u.state, u.uidvalidity = mailbox.uidvalidity AS counts FROM mailbox_uid AS u JOIN mailbox ON mailbox.id = u.mailbox) AS shown";
    ACCOUNTED = "SELECT COUNT(*) FROM message WHERE outcome IS NOT NULL AND id IN (SELECT message FROM mailbox_uid)";
    REPORT_LINES = "SELECT person, day, period, kind FROM report WHERE withdrawn IS NULL AND day >= $1 ORDER BY day, id";
    ISSUE_LINES = "SELECT issue.number, issue.reporter, issue.title, issue.kind, issue.severity, issue.module, issue.state, issue.waits_on, message.arrived
        FROM issue JOIN message ON message.id = issue.message
        WHERE issue.state <> 'withdrawn' AND (message.arrived >= $1 OR issue.state IN ('open', 'with_consultant', 'solved')) ORDER BY issue.number";
    PERSON_LINES = "SELECT id, name, since FROM person ORDER BY id";
    OUTCOMES_BETWEEN = "SELECT outcome, COUNT(*) AS n FROM message WHERE outcome IS NOT NULL AND arrived >= $1 AND arrived < $2 GROUP BY outcome ORDER BY outcome";
}

impl Read {
    /// The reports of `from` and later days.
    pub async fn report_lines(&mut self, from: NaiveDate) -> Result<Vec<ReportLine>, StoreError> {
        let rows = sqlx::query(REPORT_LINES).bind(from.to_string()).fetch_all(self.db()).await?;
        let line = |row: &SqliteRow| {
            let (person, day): (i64, String) = (row.get(0), row.get(1));
            let broken = |_| StoreError::Corrupt { table: "report", row: person, what: format!("`{day}` is not a day") };
            let kind: String = row.get(3);
            Ok(ReportLine { person: PersonId(person), day: day.parse().map_err(broken)?, period: row.get(2), problems: kind == "problems" })
        };
        rows.iter().map(line).collect()
    }

    /// The issues that arrived at `from` or later, and all that are not closed.
    pub async fn issue_lines(&mut self, from: DateTime<Utc>) -> Result<Vec<IssueLine>, StoreError> {
        let rows = sqlx::query(ISSUE_LINES).bind(from.timestamp()).fetch_all(self.db()).await?;
        rows.iter().map(issue_line).collect()
    }

    /// Everybody.
    pub async fn person_lines(&mut self) -> Result<Vec<PersonLine>, StoreError> {
        let rows = sqlx::query(PERSON_LINES).fetch_all(self.db()).await?;
        Ok(rows.iter().map(|row| PersonLine { id: PersonId(row.get(0)), name: row.get(1), since: instant(row.get(2)) }).collect())
    }

    /// The books of the mailbox.
    pub async fn balance(&mut self) -> Result<Balance, StoreError> {
        let (stored, open, vanished, failed): (i64, i64, i64, i64) = sqlx::query_as(SHOWN).fetch_one(self.db()).await?;
        let accounted = sqlx::query_scalar(ACCOUNTED).fetch_one(self.db()).await?;
        Ok(Balance { seen: stored + open + vanished + failed, stored, accounted, open, vanished, failed })
    }

    /// How many of the mails that arrived from `from` up to `to` ended as what.
    pub async fn outcomes_between(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(sqlx::query_as(OUTCOMES_BETWEEN).bind(from.timestamp()).bind(to.timestamp()).fetch_all(self.db()).await?)
    }
}

fn issue_line(row: &SqliteRow) -> Result<IssueLine, StoreError> {
    let number: i64 = row.get(0);
    let unknown = |what: &str| StoreError::Corrupt { table: "issue", row: number, what: format!("`{what}` is not known") };
    let (kind, severity, state): (String, Option<String>, String) = (row.get(3), row.get(4), row.get(6));
    Ok(IssueLine {
        number: IssueNumber(u32::try_from(number).map_err(|_| unknown("number"))?),
        reporter: PersonId(row.get(1)),
        title: row.get(2),
        kind: Kind::parse(&kind).ok_or_else(|| unknown(&kind))?,
        severity: severity.as_deref().map(|text| Severity::parse(text).ok_or_else(|| unknown(text))).transpose()?,
        module: row.get(5),
        state: State::parse(&state).ok_or_else(|| unknown(&state))?,
        waits_on: row.get(7),
        arrived: instant(row.get(8)),
    })
}
