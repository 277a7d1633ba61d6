//! Reports: one person's day, week or month.

use chrono::{DateTime, NaiveDate, Utc};

use super::{MessageId, PersonId, StoreError, Write, statements};

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
    WITHDRAW_REPORTS = "UPDATE report SET withdrawn = $2 WHERE message = $1 AND withdrawn IS NULL";
}

impl Write {
    /// Keeps a report; read again, the same mail's report of the same day is the same report.
    pub async fn put_report(&mut self, report: &NewReport) -> Result<ReportId, StoreError> {
        let query = sqlx::query_scalar(PUT_REPORT).bind(report.message.0).bind(report.person.0).bind(report.written_by.0).bind(report.day.to_string());
        let query = query.bind(report.period).bind(if report.problems { "problems" } else { "no_problem" });
        Ok(ReportId(query.bind(report.submitted.timestamp()).bind(i64::from(report.confidence)).fetch_one(self.db()).await?))
    }

    /// Takes back the reports of a mail before it is read again.
    pub async fn withdraw_reports(&mut self, message: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(WITHDRAW_REPORTS).bind(message.0).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }
}
