//! Issues and their screenshots.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::{Happening, MessageId, PersonId, Read, ReportId, StoreError, Write, instant, statements};
use crate::issue::{ChangeStep, Closing, EventKind, IssueNumber, Kind, Ladder, Severity, Side, Standing, State};

/// An issue to be numbered.
#[derive(Debug)]
pub struct NewIssue {
    /// The mail that it was read from.
    pub message: MessageId,
    /// Which item of the mail, counted from 0.
    pub item: usize,
    /// The report that it belongs to.
    pub report: ReportId,
    /// Whose problem it is.
    pub reporter: PersonId,
    /// The day reported on.
    pub day: NaiveDate,
    /// One line.
    pub title: String,
    /// The reporter's words.
    pub text: String,
    /// What is asked for.
    pub kind: Kind,
    /// How much it hurts.
    pub severity: Option<Severity>,
    /// The module.
    pub module: Option<String>,
}

/// An issue as it stands.
#[derive(Debug, Clone)]
pub struct IssueRow {
    /// Its number.
    pub number: IssueNumber,
    /// Which item of its mail.
    pub item: usize,
    /// The mail that it was read from.
    pub message: MessageId,
    /// The report that it belongs to.
    pub report: ReportId,
    /// Whose problem it is.
    pub reporter: PersonId,
    /// The day reported on.
    pub day: String,
    /// One line.
    pub title: String,
    /// The reporter's words.
    pub text: String,
    /// What is asked for.
    pub kind: Kind,
    /// How much it hurts.
    pub severity: Option<Severity>,
    /// The module.
    pub module: Option<String>,
    /// Where it stands.
    pub state: State,
    /// When it was numbered.
    pub opened: DateTime<Utc>,
    /// Who has the ball.
    pub waits_on: Side,
    /// Since when.
    pub waits_since: DateTime<Utc>,
    /// How it was closed.
    pub closed_as: Option<Closing>,
    /// Under which number it goes on.
    pub duplicate_of: Option<IssueNumber>,
    /// The day on which its reporter was asked to try the solution.
    pub told: Option<NaiveDate>,
    /// The day on which its reporter was reminded.
    pub chased: Option<NaiveDate>,
    /// The day until which its reporter has stopped the clock.
    pub later: Option<NaiveDate>,
    /// When it came to its end.
    pub ended: Option<DateTime<Utc>>,
    /// How far a wish has come; `None` where it is none.
    pub step: Option<ChangeStep>,
}

/// From here on the items of a mail are counted that a decision has made out of it, not the reader: what goes on under a new
/// number, the parts of a split. Reading the mail again leaves them alone. No mail has so many of its own.
pub const ADDED_ITEM: usize = 10_000;

impl IssueRow {
    /// Did a decision make it, and not the reader?
    #[must_use]
    pub fn is_added(&self) -> bool {
        (ADDED_ITEM..usize::MAX).contains(&self.item)
    }

    /// Where it stands, and how far it has come.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing { state: self.state, step: self.step }
    }

    /// How far its solution has come on its way to the reporter's word.
    #[must_use]
    pub fn ladder(&self) -> Ladder {
        Ladder { told: self.told, chased: self.chased, later: self.later, severity: self.severity }
    }
}

/// A picture to be kept with an issue, with its report, or out of sight.
#[derive(Debug)]
pub struct NewScreenshot {
    /// The mail that holds it.
    pub message: MessageId,
    /// Which part of the mail.
    pub part: usize,
    /// The report; `None` where it came with a reply.
    pub report: Option<ReportId>,
    /// The issue; `None` where the report keeps it.
    pub issue: Option<IssueNumber>,
    /// Its place among the pictures of the mail.
    pub position: usize,
    /// Evidence, or a logo and the like.
    pub evidence: bool,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// The media type.
    pub mime: String,
    /// The file name.
    pub name: Option<String>,
    /// Its size in bytes.
    pub size: usize,
    /// Width and height.
    pub pixels: Option<(u32, u32)>,
}

/// A picture of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenshotRow {
    /// The mail that holds it.
    pub message: MessageId,
    /// Which part of the mail.
    pub part: usize,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// The media type.
    pub mime: String,
    /// The file name.
    pub name: Option<String>,
    /// Width and height.
    pub pixels: Option<(u32, u32)>,
}

statements! {
    PUT_ISSUE = "INSERT INTO issue (number, message, item, report, reporter, day, title, text, kind, severity, module, state, waits_on, waits_since, opened, changed, step)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', 'lead', $12, $12, $12, CASE WHEN $9 = 'change_request' THEN 'requested' END)";
    ISSUE = "SELECT number, item, message, reporter, day, title, text, kind, severity, module, state, opened, waits_on, waits_since, closed_as, duplicate_of, told, chased, later, ended, report, step FROM issue WHERE number = $1";
    ISSUES_OF = "SELECT number, item, message, reporter, day, title, text, kind, severity, module, state, opened, waits_on, waits_since, closed_as, duplicate_of, told, chased, later, ended, report, step FROM issue WHERE message = $1 ORDER BY item";
    ISSUES_IN = "SELECT number, item, message, reporter, day, title, text, kind, severity, module, state, opened, waits_on, waits_since, closed_as, duplicate_of, told, chased, later, ended, report, step FROM issue WHERE state = $1 ORDER BY number";
    JOINED_TO = "SELECT number FROM issue WHERE duplicate_of = $1 AND state = 'duplicate' ORDER BY number";
    OF_TABLE = "SELECT number FROM issue WHERE opened < $2 AND state <> 'withdrawn' AND (ended IS NULL OR ended >= $1) ORDER BY number";
    NEWEST = "SELECT MAX(number) FROM issue";
    // The number is unique, whatever items the mail is read into next.
    FREE_ITEM = "UPDATE issue SET item = -number WHERE message = $1 AND item < $2";
    REREAD = "UPDATE issue SET item = $2, report = $3, reporter = CASE WHEN reporter_by IS NULL THEN $4 ELSE reporter END, day = $5,
        title = CASE WHEN text_by IS NULL THEN $6 ELSE title END, text = CASE WHEN text_by IS NULL THEN $7 ELSE text END,
        kind = CASE WHEN kind_by IS NULL THEN $8 ELSE kind END, step = CASE WHEN kind_by IS NOT NULL THEN step WHEN $8 = 'change_request'
        THEN COALESCE(step, CASE WHEN state = 'with_consultant' THEN 'asked' ELSE 'requested' END) WHEN step = 'requested' THEN NULL ELSE step END,
        severity = CASE WHEN severity_by IS NULL THEN $9 ELSE severity END, module = CASE WHEN module_by IS NULL THEN $10 ELSE module END, changed = $11 WHERE number = $1";
    CUT_ISSUE = "UPDATE issue SET title = $2, text = $3, text_by = $4, changed = $5 WHERE number = $1";
    ISSUE_DAYS = "UPDATE issue SET day = $2 WHERE message = $1 OR report IN (SELECT id FROM report WHERE message = $1)";
    SET_ATTACHMENT = "UPDATE issue SET attachment = $2 WHERE number = $1";
    ATTACHMENT = "SELECT attachment FROM issue WHERE number = $1";
    PUT_SCREENSHOT = "INSERT INTO screenshot (message, part, report, issue, position, role, sha256, mime, name, size, width, height) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (message, part) DO UPDATE SET report = excluded.report, issue = excluded.issue, position = excluded.position, role = excluded.role
        WHERE screenshot.placed_by IS NULL";
    EVIDENCE_OF = "SELECT part, issue FROM screenshot WHERE message = $1 AND role = 'evidence' ORDER BY part";
    PLACE_SCREENSHOT = "UPDATE screenshot SET issue = $3, placed_by = $4 WHERE message = $1 AND part = $2";
    SCREENSHOTS = "SELECT message, part, sha256, mime, name, width, height FROM screenshot WHERE issue = $1 AND role = 'evidence' ORDER BY message, position";
}

impl Write {
    /// Gives an issue its number, for ever, and writes the first line of its history.
    pub async fn put_issue(&mut self, issue: &NewIssue, now: DateTime<Utc>) -> Result<IssueNumber, StoreError> {
        let number = self.next_number("issue").await?;
        let query = sqlx::query(PUT_ISSUE).bind(number).bind(issue.message.0).bind(place(issue.item)).bind(issue.report.0).bind(issue.reporter.0);
        let query = query.bind(issue.day.to_string()).bind(&issue.title).bind(&issue.text).bind(issue.kind.as_str());
        let query = query.bind(issue.severity.map(Severity::as_str)).bind(&issue.module).bind(now.timestamp());
        query.execute(self.db()).await?;
        let number = IssueNumber(u32::try_from(number).unwrap_or(u32::MAX));
        self.put_event(number, &Happening { by: Some(issue.reporter), message: Some(issue.message), ..Happening::new(EventKind::Opened) }, now).await?;
        self.index_issue(number).await?;
        Ok(number)
    }

    /// Makes room for the items of a mail that is read again: (message, item) is unique.
    pub async fn free_items(&mut self, message: MessageId) -> Result<(), StoreError> {
        sqlx::query(FREE_ITEM).bind(message.0).bind(place(ADDED_ITEM)).execute(self.db()).await?;
        Ok(())
    }

    /// Writes what an issue says now that its mail was read again; number and state stay.
    pub async fn reread_issue(&mut self, old: &IssueRow, new: &NewIssue, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(REREAD).bind(i64::from(old.number.0)).bind(place(new.item)).bind(new.report.0).bind(new.reporter.0).bind(new.day.to_string());
        let query = query.bind(&new.title).bind(&new.text).bind(new.kind.as_str()).bind(new.severity.map(Severity::as_str)).bind(&new.module);
        query.bind(now.timestamp()).execute(self.db()).await?;
        if old.text != new.text && old.state.after(EventKind::Reread).is_ok() {
            self.put_event(old.number, &Happening { message: Some(new.message), ..Happening::new(EventKind::Reread) }, now).await?;
        }
        self.index_issue(old.number).await
    }

    /// Cuts an issue's words to a part of them, by a person's word: reading its mail again leaves them so.
    pub async fn cut_issue(&mut self, number: IssueNumber, title: &str, text: &str, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(CUT_ISSUE).bind(i64::from(number.0)).bind(title).bind(text).bind(by.0);
        query.bind(now.timestamp()).execute(self.db()).await?;
        self.index_issue(number).await
    }

    /// Counts the issues of a mail for another day.
    pub(super) async fn move_issues(&mut self, message: MessageId, day: NaiveDate) -> Result<(), StoreError> {
        sqlx::query(ISSUE_DAYS).bind(message.0).bind(day.to_string()).execute(self.db()).await?;
        Ok(())
    }

    /// Puts a picture with another issue, by a person's word: reading its mail again leaves it there.
    pub async fn place_screenshot(&mut self, message: MessageId, part: i64, issue: IssueNumber, by: PersonId) -> Result<(), StoreError> {
        sqlx::query(PLACE_SCREENSHOT).bind(message.0).bind(part).bind(i64::from(issue.0)).bind(by.0).execute(self.db()).await?;
        Ok(())
    }

    /// Keeps a picture in its place; read again, the same part moves to its new place.
    pub async fn put_screenshot(&mut self, shot: &NewScreenshot) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_SCREENSHOT)
            .bind(shot.message.0)
            .bind(place(shot.part))
            .bind(shot.report.map(|report| report.0))
            .bind(shot.issue.map(|n| i64::from(n.0)));
        let query =
            query.bind(place(shot.position)).bind(if shot.evidence { "evidence" } else { "ignored" }).bind(&shot.sha256).bind(&shot.mime).bind(&shot.name);
        let query = query.bind(place(shot.size)).bind(shot.pixels.map(|p| i64::from(p.0))).bind(shot.pixels.map(|p| i64::from(p.1)));
        query.execute(self.db()).await?;
        Ok(())
    }

    /// Says in which attached document an issue's words stand; `None` where they stand in the mail.
    pub async fn set_attachment(&mut self, number: IssueNumber, name: Option<&str>) -> Result<(), StoreError> {
        sqlx::query(SET_ATTACHMENT).bind(i64::from(number.0)).bind(name).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The attached document that an issue's words stand in.
    pub async fn attachment(&mut self, number: IssueNumber) -> Result<Option<String>, StoreError> {
        let name: Option<Option<String>> = sqlx::query_scalar(ATTACHMENT).bind(i64::from(number.0)).fetch_optional(self.db()).await?;
        Ok(name.flatten())
    }

    /// One issue.
    pub async fn issue(&mut self, number: IssueNumber) -> Result<Option<IssueRow>, StoreError> {
        let row = sqlx::query(ISSUE).bind(i64::from(number.0)).fetch_optional(self.db()).await?;
        row.as_ref().map(issue).transpose()
    }

    /// The issues of a mail, in the mail's order.
    pub async fn issues_of_message(&mut self, message: MessageId) -> Result<Vec<IssueRow>, StoreError> {
        sqlx::query(ISSUES_OF).bind(message.0).fetch_all(self.db()).await?.iter().map(issue).collect()
    }

    /// The issues that stand so, by number.
    pub async fn issues_in(&mut self, state: State) -> Result<Vec<IssueRow>, StoreError> {
        sqlx::query(ISSUES_IN).bind(state.as_str()).fetch_all(self.db()).await?.iter().map(issue).collect()
    }

    /// The issues that go on under this number.
    pub async fn joined_to(&mut self, number: IssueNumber) -> Result<Vec<IssueNumber>, StoreError> {
        let joined: Vec<i64> = sqlx::query_scalar(JOINED_TO).bind(i64::from(number.0)).fetch_all(self.db()).await?;
        Ok(joined.into_iter().filter_map(|n| u32::try_from(n).ok()).map(IssueNumber).collect())
    }

    /// What was opened before `to` and had not come to its end by `from`, by number; what its mail no longer says is left out.
    pub async fn issues_of_table(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<IssueNumber>, StoreError> {
        let numbers: Vec<i64> = sqlx::query_scalar(OF_TABLE).bind(from.timestamp()).bind(to.timestamp()).fetch_all(self.db()).await?;
        Ok(numbers.into_iter().filter_map(|n| u32::try_from(n).ok()).map(IssueNumber).collect())
    }

    /// The newest number that was given.
    pub async fn newest_issue(&mut self) -> Result<Option<IssueNumber>, StoreError> {
        let newest: Option<i64> = sqlx::query_scalar(NEWEST).fetch_one(self.db()).await?;
        Ok(newest.and_then(|n| u32::try_from(n).ok()).map(IssueNumber))
    }

    /// The pieces of evidence of a mail in its order, and the issue of each: what people call figure 1, figure 2.
    pub async fn evidence_of(&mut self, message: MessageId) -> Result<Vec<(i64, Option<IssueNumber>)>, StoreError> {
        let rows: Vec<(i64, Option<i64>)> = sqlx::query_as(EVIDENCE_OF).bind(message.0).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(part, issue)| (part, issue.and_then(|n| u32::try_from(n).ok()).map(IssueNumber))).collect())
    }

    /// The screenshots of an issue, in the mail's order.
    pub async fn screenshots(&mut self, number: IssueNumber) -> Result<Vec<ScreenshotRow>, StoreError> {
        let rows = sqlx::query(SCREENSHOTS).bind(i64::from(number.0)).fetch_all(self.db()).await?;
        Ok(rows.iter().map(shot).collect())
    }
}

fn issue(row: &sqlx::sqlite::SqliteRow) -> Result<IssueRow, StoreError> {
    let number: i64 = row.get(0);
    let unknown = |what: &str| StoreError::Corrupt { table: "issue", row: number, what: format!("`{what}` is not known") };
    let (kind, state, severity, waits_on): (String, String, Option<String>, String) = (row.get(7), row.get(10), row.get(8), row.get(12));
    let closed_as: Option<String> = row.get(14);
    let day = |day: Option<String>| day.map(|day| day.parse().map_err(|_| unknown(&day))).transpose();
    Ok(IssueRow {
        number: IssueNumber(u32::try_from(number).unwrap_or(u32::MAX)),
        item: usize::try_from(row.get::<i64, _>(1)).unwrap_or(usize::MAX),
        message: MessageId(row.get(2)),
        report: ReportId(row.get(20)),
        reporter: PersonId(row.get(3)),
        day: row.get(4),
        title: row.get(5),
        text: row.get(6),
        kind: Kind::parse(&kind).ok_or_else(|| unknown(&kind))?,
        severity: severity.as_deref().map(|text| Severity::parse(text).ok_or_else(|| unknown(text))).transpose()?,
        module: row.get(9),
        state: State::parse(&state).ok_or_else(|| unknown(&state))?,
        opened: instant(row.get(11)),
        waits_on: Side::parse(&waits_on).ok_or_else(|| unknown(&waits_on))?,
        waits_since: instant(row.get(13)),
        closed_as: closed_as.as_deref().map(|text| Closing::parse(text).ok_or_else(|| unknown(text))).transpose()?,
        duplicate_of: row.get::<Option<i64>, _>(15).and_then(|n| u32::try_from(n).ok()).map(IssueNumber),
        told: day(row.get(16))?,
        chased: day(row.get(17))?,
        later: day(row.get(18))?,
        ended: row.get::<Option<i64>, _>(19).map(instant),
        step: row.get::<Option<String>, _>(21).map(|text| ChangeStep::parse(&text).ok_or_else(|| unknown(&text))).transpose()?,
    })
}

pub(super) fn shot(row: &sqlx::sqlite::SqliteRow) -> ScreenshotRow {
    let side = |n: Option<i64>| n.and_then(|n| u32::try_from(n).ok());
    ScreenshotRow {
        message: MessageId(row.get(0)),
        part: usize::try_from(row.get::<i64, _>(1)).unwrap_or_default(),
        sha256: row.get(2),
        mime: row.get(3),
        name: row.get(4),
        pixels: side(row.get(5)).zip(side(row.get(6))),
    }
}

/// A count as the database keeps it.
fn place(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
