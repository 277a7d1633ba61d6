//! What happens to issues: an event, the state that it leads to, and the words that came with it, in one transaction.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::{IssueRow, MessageId, PersonId, Read, StoreError, Write, instant, statements};
use crate::issue::{ChangeStep, Closing, EventData, EventKind, IssueNumber, Refusal, Side, Standing, State};

/// The id of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub i64);

/// Something that happens to an issue.
#[derive(Debug)]
pub struct Happening<'a> {
    /// What.
    pub kind: EventKind,
    /// By whom; `None` where the clock or a better reader did it.
    pub by: Option<PersonId>,
    /// By which mail.
    pub message: Option<MessageId>,
    /// What belongs to it.
    pub data: EventData,
    /// The words that came with it; kept apart from history.
    pub words: Option<&'a str>,
    /// The first line for the issue's module, on whom it waits when it is open.
    pub first: Side,
}

impl Happening<'_> {
    /// Something that happens by itself.
    #[must_use]
    pub fn new(kind: EventKind) -> Self {
        Self { kind, by: None, message: None, data: EventData::default(), words: None, first: Side::Lead }
    }
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its line in the history.
    pub event: EventId,
    /// Where the issue stood.
    pub before: State,
    /// Where it stands now.
    pub after: State,
}

/// A line of an issue's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// When.
    pub at: DateTime<Utc>,
    /// What: a word of [`EventKind`].
    pub kind: String,
    /// By whom.
    pub person: Option<PersonId>,
    /// By which mail.
    pub message: Option<MessageId>,
    /// What belongs to it.
    pub data: EventData,
    /// The words that came with it.
    pub words: Option<String>,
}

/// Longer words than this are in the raw mail; a letter or a page shows no more.
const MOST_WORDS: usize = 4000;

statements! {
    PUT_EVENT = "INSERT INTO event (issue, at, kind, person, message, data) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    PUT_NOTE = "INSERT INTO note (event, text) VALUES ($1, $2)";
    EVENTS = "SELECT event.at, event.kind, event.person, event.message, event.data, note.text FROM event LEFT JOIN note ON note.event = event.id WHERE event.issue = $1 ORDER BY event.id";
    SET_LIFE = "UPDATE issue SET state = $2, waits_on = $3, waits_since = $4, closed_as = $5, duplicate_of = $6, told = $7, chased = $8, later = $9, ended = $10, changed = $11, step = $12 WHERE number = $1";
    LAST_WORDS = "SELECT note.text FROM event JOIN note ON note.event = event.id WHERE event.issue = $1 AND event.kind = $2 ORDER BY event.id DESC LIMIT 1";
    ALL_WORDS = "SELECT note.text FROM event JOIN note ON note.event = event.id WHERE event.issue = $1 AND event.kind = $2 ORDER BY event.id";
    LAST_AT = "SELECT MAX(at) FROM event WHERE issue = $1 AND kind = $2";
    LAST_EVENT = "SELECT MAX(id) FROM event WHERE issue = $1 AND kind = $2";
    REPORTERS_WORDS = "SELECT note.text FROM event JOIN note ON note.event = event.id WHERE event.issue = $1 AND event.person = $2 AND event.kind = 'commented' ORDER BY event.id";
    LAST_TAKEN_BACK = "SELECT kind FROM event WHERE issue = $1 AND kind IN ('withdrawn', 'cancelled') ORDER BY id DESC LIMIT 1";
    // What a mail itself opened does not count: it is read again under its own rules.
    DONE_BY = "SELECT COUNT(*) FROM event WHERE message = $1 AND kind NOT IN ('opened', 'reread', 'withdrawn', 'restored')";
}

impl Write {
    /// Lets something happen to an issue, where its state allows it: state, ball and history in one.
    pub async fn happen(&mut self, number: IssueNumber, what: &Happening<'_>, now: DateTime<Utc>) -> Result<Result<Happened, Refusal>, StoreError> {
        let Some(issue) = self.issue(number).await? else { return Ok(Err(Refusal::Never)) };
        let after = match issue.standing().after(what.kind) {
            Ok(after) => after,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.set_life(&issue, after, what, now).await?;
        let event = self.put_event(number, what, now).await?;
        Ok(Ok(Happened { event, before: issue.state, after: after.state }))
    }

    /// A mail was read again: moves an issue by `event`, where that can happen to it.
    pub async fn move_issue(&mut self, issue: &IssueRow, event: EventKind, now: DateTime<Utc>) -> Result<(), StoreError> {
        if event == EventKind::Restored {
            // What its reporter has taken back stays so, though the mail still says it.
            let last: Option<String> = sqlx::query_scalar(LAST_TAKEN_BACK).bind(i64::from(issue.number.0)).fetch_optional(self.db()).await?;
            if last.as_deref() == Some(EventKind::Cancelled.as_str()) {
                return Ok(());
            }
        }
        self.happen(issue.number, &Happening { message: Some(issue.message), ..Happening::new(event) }, now).await.map(drop)
    }

    async fn set_life(&mut self, issue: &IssueRow, after: Standing, what: &Happening<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let state = after.state;
        let side = issue.waits_on.after(what.kind, state, what.first);
        let since = if side == issue.waits_on { issue.waits_since } else { now };
        let life = Life::of(issue).after(what, state, now);
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let query = sqlx::query(SET_LIFE).bind(i64::from(issue.number.0)).bind(state.as_str()).bind(side.as_str()).bind(since.timestamp());
        let query = query.bind(life.closed_as.map(Closing::as_str)).bind(life.duplicate_of.map(|n| i64::from(n.0)));
        let query = query.bind(day(life.told)).bind(day(life.chased)).bind(day(life.later)).bind(life.ended.map(|at| at.timestamp()));
        query.bind(now.timestamp()).bind(after.step.map(ChangeStep::as_str)).execute(self.db()).await?;
        Ok(())
    }

    /// Adds a line to an issue's history.
    pub(super) async fn put_event(&mut self, issue: IssueNumber, what: &Happening<'_>, now: DateTime<Utc>) -> Result<EventId, StoreError> {
        let query = sqlx::query_scalar(PUT_EVENT).bind(i64::from(issue.0)).bind(now.timestamp()).bind(what.kind.as_str());
        let data = serde_json::to_string(&what.data).unwrap_or_else(|_| "{}".into());
        let event: i64 = query.bind(what.by.map(|p| p.0)).bind(what.message.map(|m| m.0)).bind(data).fetch_one(self.db()).await?;
        if let Some(words) = what.words.map(str::trim).filter(|words| !words.is_empty()) {
            let words: String = words.chars().take(MOST_WORDS).collect();
            sqlx::query(PUT_NOTE).bind(event).bind(words).execute(self.db()).await?;
        }
        Ok(EventId(event))
    }
}

impl Read {
    /// An issue's history, the oldest first.
    pub async fn events(&mut self, number: IssueNumber) -> Result<Vec<EventRow>, StoreError> {
        let rows = sqlx::query(EVENTS).bind(i64::from(number.0)).fetch_all(self.db()).await?;
        let event = |row: &sqlx::sqlite::SqliteRow| {
            let data: String = row.get(4);
            let broken = |error: serde_json::Error| StoreError::Corrupt { table: "event", row: i64::from(number.0), what: format!("`{data}`: {error}") };
            Ok(EventRow {
                at: instant(row.get(0)),
                kind: row.get(1),
                person: row.get::<Option<i64>, _>(2).map(PersonId),
                message: row.get::<Option<i64>, _>(3).map(MessageId),
                data: serde_json::from_str(&data).map_err(broken)?,
                words: row.get(5),
            })
        };
        rows.iter().map(event).collect()
    }

    /// The words of the newest event of this kind that came with some: of [`EventKind::Solved`] the solution.
    pub async fn last_words(&mut self, number: IssueNumber, kind: EventKind) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(LAST_WORDS).bind(i64::from(number.0)).bind(kind.as_str()).fetch_optional(self.db()).await?)
    }

    /// The words of all events of this kind, the oldest first.
    pub async fn all_words(&mut self, number: IssueNumber, kind: EventKind) -> Result<Vec<String>, StoreError> {
        Ok(sqlx::query_scalar(ALL_WORDS).bind(i64::from(number.0)).bind(kind.as_str()).fetch_all(self.db()).await?)
    }

    /// When this last happened to an issue.
    pub async fn last_at(&mut self, number: IssueNumber, kind: EventKind) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(LAST_AT).bind(i64::from(number.0)).bind(kind.as_str()).fetch_one(self.db()).await?;
        Ok(at.map(instant))
    }

    /// The newest event of this kind.
    pub async fn last_event(&mut self, number: IssueNumber, kind: EventKind) -> Result<Option<EventId>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(LAST_EVENT).bind(i64::from(number.0)).bind(kind.as_str()).fetch_one(self.db()).await?;
        Ok(id.map(EventId))
    }

    /// All that an issue's reporter has said about it: its own words, and what came later.
    pub async fn reporters_words(&mut self, issue: &IssueRow) -> Result<String, StoreError> {
        let later: Vec<String> = sqlx::query_scalar(REPORTERS_WORDS).bind(i64::from(issue.number.0)).bind(issue.reporter.0).fetch_all(self.db()).await?;
        Ok(std::iter::once(issue.text.clone()).chain(later).collect::<Vec<_>>().join("\n"))
    }

    /// Has this mail already had an effect on issues that were there before it? Read again, it has none a second time.
    pub async fn has_effects(&mut self, message: MessageId) -> Result<bool, StoreError> {
        let done: i64 = sqlx::query_scalar(DONE_BY).bind(message.0).fetch_one(self.db()).await?;
        Ok(done > 0)
    }
}

/// The columns of an issue that its life moves.
struct Life {
    closed_as: Option<Closing>,
    duplicate_of: Option<IssueNumber>,
    told: Option<NaiveDate>,
    chased: Option<NaiveDate>,
    later: Option<NaiveDate>,
    ended: Option<DateTime<Utc>>,
}

impl Life {
    fn of(issue: &IssueRow) -> Self {
        let IssueRow { closed_as, duplicate_of, told, chased, later, ended, .. } = *issue;
        Self { closed_as, duplicate_of, told, chased, later, ended }
    }

    fn after(self, what: &Happening<'_>, state: State, now: DateTime<Utc>) -> Self {
        let none = Self { closed_as: None, duplicate_of: None, told: None, chased: None, later: None, ended: None };
        match what.kind {
            // A new solution is told anew, and what is open again has none.
            EventKind::Solved | EventKind::InUse | EventKind::Reopened | EventKind::Restored => none,
            EventKind::Told => Self { told: what.data.day, chased: None, later: None, ..self },
            EventKind::Chased => Self { chased: what.data.day, ..self },
            EventKind::Postponed => Self { later: what.data.day, ..self },
            EventKind::Merged => Self { duplicate_of: what.data.issue.map(IssueNumber), ended: Some(now), ..self },
            kind if kind.closing().is_some() => Self { closed_as: kind.closing(), ended: self.ended.or(Some(now)), later: None, ..self },
            _ if state.is_over() => Self { ended: self.ended.or(Some(now)), ..self },
            _ => self,
        }
    }
}
