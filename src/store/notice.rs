//! What people are to be told with the day's one letter.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{EventId, LetterId, PersonId, Read, StoreError, Write, instant, statements};
use crate::issue::{IssueNumber, Notice};

/// Something that a person is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id.
    pub id: i64,
    /// Who.
    pub person: PersonId,
    /// About which issue.
    pub issue: IssueNumber,
    /// What.
    pub kind: Notice,
    /// Since when it waits.
    pub since: DateTime<Utc>,
}

statements! {
    PUT_NOTICE = "INSERT INTO notice (person, issue, kind, event, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (event, person, kind) DO NOTHING";
    NOTICES = "SELECT id, person, issue, kind, since FROM notice WHERE settled IS NULL ORDER BY person, id";
    SETTLE_NOTICE = "UPDATE notice SET settled = $2, letter = $3 WHERE id = $1 AND settled IS NULL";
}

impl Write {
    /// Notes that a person is to be told of an event; once, however often it is noted.
    pub async fn put_notice(&mut self, person: PersonId, issue: IssueNumber, kind: Notice, event: EventId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_NOTICE).bind(person.0).bind(i64::from(issue.0)).bind(kind.as_str()).bind(event.0);
        query.bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// The person has been told by `letter`, or there is nothing to tell any more.
    pub async fn settle_notice(&mut self, id: i64, letter: Option<LetterId>, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(SETTLE_NOTICE).bind(id).bind(now.timestamp()).bind(letter.map(|letter| letter.0)).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// What waits to be told, person by person, the oldest first.
    pub async fn notices(&mut self) -> Result<Vec<NoticeRow>, StoreError> {
        let rows = sqlx::query(NOTICES).fetch_all(self.db()).await?;
        let notice = |row: &sqlx::sqlite::SqliteRow| {
            let (id, issue, kind): (i64, i64, String) = (row.get(0), row.get(2), row.get(3));
            let unknown = || StoreError::Corrupt { table: "notice", row: id, what: format!("`{kind}` is not known") };
            Ok(NoticeRow {
                id,
                person: PersonId(row.get(1)),
                issue: IssueNumber(u32::try_from(issue).map_err(|_| unknown())?),
                kind: Notice::parse(&kind).ok_or_else(unknown)?,
                since: instant(row.get(4)),
            })
        };
        rows.iter().map(notice).collect()
    }
}
