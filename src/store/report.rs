//! Reports: one person's day, week or month.

use chrono::{DateTime, NaiveDate, Utc};

use crate::issue::IssueNumber;

use super::{MessageId, PersonId, Read, StoreError, Write, statements};

/// The id of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReportId(pub i64);

/// A report to be kept.
#[derive(Debug)]
pub struct NewReport {
    /// The mail that it was read from.
    pub message: MessageId,
    /// Whose day it is.
    pub person: PersonId,
    /// Who wrote the mail.
    pub written_by: PersonId,
    /// The day; of a week or month the last.
    pub day: NaiveDate,
    /// `day`, `week` or `month`.
    pub period: &'static str,
    /// Does it name problems?
    pub problems: bool,
    /// When the sender's server took it.
    pub submitted: DateTime<Utc>,
    /// How sure the reader was, 0 to 100.
    pub confidence: u8,
}

statements! {
    PUT_REPORT = "INSERT INTO report (message, person, written_by, day, period, kind, submitted, confidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (message, person, day) DO UPDATE SET period = excluded.period, kind = excluded.kind, confidence = excluded.confidence, withdrawn = NULL RETURNING id";
    SAY_DAY = "UPDATE message SET said_day = $2 WHERE id = $1";
    SAID_DAY = "SELECT said_day FROM message WHERE id = $1";
    // One mail may hold the reports of several days; which of them is meant nobody can say then.
    DAYS_OF = "SELECT COUNT(*) FROM report WHERE message = $1 AND withdrawn IS NULL";
    MOVE_REPORT = "UPDATE report SET day = $2 WHERE message = $1 AND withdrawn IS NULL";
    REPORTS_ON = "SELECT COUNT(*) FROM report WHERE person = $1 AND day = $2 AND withdrawn IS NULL";
    ISSUES_ON = "SELECT issue.number FROM issue JOIN report ON report.id = issue.report WHERE report.person = $1 AND issue.day = $2 AND issue.state <> 'withdrawn' ORDER BY issue.number";
    WITHDRAW_REPORTS = "UPDATE report SET withdrawn = $2 WHERE message = $1 AND withdrawn IS NULL";
}

impl Write {
    /// Keeps a report; read again, the same mail's report of the same day is the same report.
    pub async fn put_report(&mut self, report: &NewReport) -> Result<ReportId, StoreError> {
        let query = sqlx::query_scalar(PUT_REPORT).bind(report.message.0).bind(report.person.0).bind(report.written_by.0).bind(report.day.to_string());
        let query = query.bind(report.period).bind(if report.problems { "problems" } else { "no_problem" });
        Ok(ReportId(query.bind(report.submitted.timestamp()).bind(i64::from(report.confidence)).fetch_one(self.db()).await?))
    }

    /// Counts a mail's report, and its issues, for the day that its sender says. `false` where it holds no report, or several.
    pub async fn move_report(&mut self, message: MessageId, day: NaiveDate) -> Result<bool, StoreError> {
        let reports: i64 = sqlx::query_scalar(DAYS_OF).bind(message.0).fetch_one(self.db()).await?;
        if reports != 1 {
            return Ok(false);
        }
        sqlx::query(SAY_DAY).bind(message.0).bind(day.to_string()).execute(self.db()).await?;
        sqlx::query(MOVE_REPORT).bind(message.0).bind(day.to_string()).execute(self.db()).await?;
        self.move_issues(message, day).await?;
        Ok(true)
    }

    /// Takes back the reports of a mail before it is read again.
    pub async fn withdraw_reports(&mut self, message: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(WITHDRAW_REPORTS).bind(message.0).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// Did a person report on a day, and which issues?
    pub async fn reported_on(&mut self, person: PersonId, day: NaiveDate) -> Result<(bool, Vec<IssueNumber>), StoreError> {
        let reports: i64 = sqlx::query_scalar(REPORTS_ON).bind(person.0).bind(day.to_string()).fetch_one(self.db()).await?;
        let numbers: Vec<i64> = sqlx::query_scalar(ISSUES_ON).bind(person.0).bind(day.to_string()).fetch_all(self.db()).await?;
        Ok((reports > 0, numbers.into_iter().filter_map(|number| u32::try_from(number).ok()).map(IssueNumber).collect()))
    }

    /// The day for which a mail counts by its sender's word.
    pub async fn said_day(&mut self, message: MessageId) -> Result<Option<NaiveDate>, StoreError> {
        let day: Option<String> = sqlx::query_scalar(SAID_DAY).bind(message.0).fetch_one(self.db()).await?;
        Ok(day.and_then(|day| day.parse().ok()))
    }
}
