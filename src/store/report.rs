//! Reports: one person's day, week or month.

use chrono::{DateTime, NaiveDate, Utc};

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
    /// The day for which a mail counts by its sender's word.
    pub async fn said_day(&mut self, message: MessageId) -> Result<Option<NaiveDate>, StoreError> {
        let day: Option<String> = sqlx::query_scalar(SAID_DAY).bind(message.0).fetch_one(self.db()).await?;
        Ok(day.and_then(|day| day.parse().ok()))
    }
}
