//! The problem table (问题跟踪表): one row an issue with its pictures, for meetings and for the file.
//!
//! **What it does:** collects every issue that is not over, and those that came to their end in the period, and writes them
//! as a workbook ([`sheet`]). **Reads:** issues, history, notes, raw mails for the pictures. **Writes:** nothing.
//! **Wakes on:** nothing; it is asked for. **Fails how:** with the store, or where the sheet outgrows its format.
//! **Limits:** [`PICTURES`] pictures a row; the rest are counted.

pub mod sheet;
mod words;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::calendar::{self, Calendar};
use crate::issue::{Cause, EventKind, IssueNumber, Key, State};
use crate::message::{self, READ_LIMIT};
use crate::people::Language;
use crate::picture::{self, Thumb};
use crate::store::{EventRow, IssueRow, PersonId, Read, ScreenshotRow, StoreError};

/// Three pictures side by side still leave a readable table on a landscape page.
const PICTURES: usize = 3;

/// The table, ready to be written.
#[derive(Debug)]
pub struct Table {
    /// The project's name.
    pub project: String,
    /// The key of the issue numbers.
    pub key: Key,
    /// Whose words the table speaks.
    pub language: Language,
    /// In which days begin.
    pub timezone: Tz,
    /// When it was collected: what was changed later is newer than the table.
    pub written: DateTime<Utc>,
    /// By number.
    pub rows: Vec<Row>,
}

/// An issue and what belongs to it.
#[derive(Debug)]
pub struct Row {
    /// The issue.
    pub issue: IssueRow,
    /// Its reporter's name.
    pub reporter: String,
    /// Who sees to it, where that was said.
    pub owner: Option<String>,
    /// What it came from, where that was said.
    pub cause: Option<Cause>,
    /// The newest solution, or why nothing is done about it.
    pub solution: String,
    /// The newest note, or what was answered last.
    pub note: String,
    /// Working days from the day that it was opened to its end, or to today.
    pub days: usize,
    /// Its pictures, as far as the row shows them.
    pub pictures: Vec<Thumb>,
    /// How many more it has.
    pub pictures_more: usize,
    /// What happened to it, and by whose name.
    pub history: Vec<(EventRow, Option<String>)>,
}

/// For whom a table is collected, and of what.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The project's name.
    pub project: String,
    /// The key of the issue numbers.
    pub key: Key,
    /// The reader's language.
    pub language: Language,
    /// The project's time zone.
    pub timezone: Tz,
    /// The project's working days, in which ages are counted.
    pub calendar: Calendar,
    /// What came to its end before this day is left out.
    pub from: NaiveDate,
    /// What was opened on this day or later is left out.
    pub to: NaiveDate,
}

impl Table {
    /// Collects the table as things stand at `now`.
    pub async fn collect(read: &mut Read, wanted: &Wanted, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let tz = wanted.timezone;
        let (from, to) = (calendar::start_of(wanted.from, tz), calendar::start_of(wanted.to, tz));
        let mut rows = vec![];
        for number in read.issues_of_table(from, to).await? {
            rows.extend(row(read, number, wanted, now).await?);
        }
        Ok(Self { project: wanted.project.clone(), key: wanted.key.clone(), language: wanted.language, timezone: tz, written: now, rows })
    }
}

async fn row(read: &mut Read, number: IssueNumber, wanted: &Wanted, now: DateTime<Utc>) -> Result<Option<Row>, StoreError> {
    let Some(issue) = read.issue(number).await? else { return Ok(None) };
    let mut history = vec![];
    for event in read.events(number).await? {
        let name = name_of(read, event.person).await?;
        history.push((event, name));
    }
    let shots = read.screenshots(number).await?;
    let pictures = pictures(read, shots.get(..PICTURES).unwrap_or(&shots)).await?;
    let owner = read.owner(number).await?;
    // What is done about it, or why nothing is.
    let decided = if issue.state == State::Declined { EventKind::Declined } else { EventKind::Solved };
    let end = calendar::day(issue.ended.unwrap_or(now), wanted.timezone);
    Ok(Some(Row {
        reporter: read.person_name(issue.reporter).await?,
        owner: name_of(read, owner).await?,
        cause: read.cause(number).await?,
        solution: read.last_words(number, decided).await?.unwrap_or_default(),
        note: read.last_words(number, EventKind::Commented).await?.unwrap_or_default(),
        days: wanted.calendar.working_days(calendar::day(issue.opened, wanted.timezone), end),
        pictures_more: shots.len() - pictures.len(),
        pictures,
        history,
        issue,
    }))
}

async fn name_of(read: &mut Read, person: Option<PersonId>) -> Result<Option<String>, StoreError> {
    match person {
        Some(person) => Ok(Some(read.person_name(person).await?)),
        None => Ok(None),
    }
}

/// How the screenshots look; what cannot be shown is left to the count of the rest.
async fn pictures(read: &mut Read, shots: &[ScreenshotRow]) -> Result<Vec<Thumb>, StoreError> {
    let mut thumbs = vec![];
    for shot in shots {
        let (raw, _) = read.raw(shot.message, READ_LIMIT + 1).await?;
        let part = shot.part;
        // A thread of its own, as in intake: pictures are the sender's, and decoding one may fail in any way.
        let shown = tokio::task::spawn_blocking(move || message::part_bytes(&raw, part).and_then(|bytes| picture::thumbnail(&bytes)));
        thumbs.extend(shown.await.unwrap_or_default());
    }
    Ok(thumbs)
}
