//! What waits for a person: numbers H1, H2, … for ever, like an issue's.

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{MessageId, PersonId, Read, StoreError, Write, instant, statements};
use crate::report::Attention;

/// Why a message waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldCause {
    /// The sender is not on the roster.
    Stranger,
    /// An answer to something that is not known here, or not yet.
    Reply,
    /// The lead's words to the desk.
    Order,
    /// What a consultant writes.
    Response,
    /// An absence said by mail.
    Absence,
    /// Neither a report nor an answer.
    Unclear,
    /// The program failed on it.
    Poison,
    /// A report is meant, but its text cannot be had.
    Unread(Attention),
}

impl HeldCause {
    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stranger => "stranger",
            Self::Reply => "reply",
            Self::Order => "order",
            Self::Response => "response",
            Self::Absence => "absence",
            Self::Unclear => "unclear",
            Self::Poison => "poison",
            Self::Unread(why) => why.as_str(),
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = [Self::Stranger, Self::Reply, Self::Order, Self::Response, Self::Absence, Self::Unclear, Self::Poison];
        plain.into_iter().chain(Attention::ALL.map(Self::Unread)).find(|cause| cause.as_str() == text)
    }
}

/// A held message as the lead sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Its number: `H3` is 3.
    pub number: i64,
    /// Which message.
    pub message: MessageId,
    /// Why it is held.
    pub cause: HeldCause,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it arrived at the server.
    pub arrived: DateTime<Utc>,
    /// Its sender's name, where known.
    pub name: Option<String>,
    /// The address in From.
    pub sender: Option<String>,
}

statements! {
    HELD_NUMBER = "SELECT number FROM held WHERE message = $1";
    HOLD_AGAIN = "UPDATE held SET cause = $2, settled = NULL, settled_by = NULL WHERE message = $1";
    HOLD = "INSERT INTO held (number, message, cause, since) VALUES ($1, $2, $3, $4)";
    SETTLE = "UPDATE held SET settled = $2, settled_by = $3 WHERE message = $1 AND settled IS NULL";
    HELD_OPEN = "SELECT held.number, held.message, held.cause, held.since, message.arrived, person.name, message.sender FROM held
        JOIN message ON message.id = held.message LEFT JOIN person ON person.id = message.person WHERE held.settled IS NULL ORDER BY held.number";
}

impl Write {
    /// Lists a message as held and gives it its number for ever; held again, it keeps the number it had.
    pub async fn hold(&mut self, id: MessageId, cause: HeldCause, now: DateTime<Utc>) -> Result<i64, StoreError> {
        let known: Option<i64> = sqlx::query_scalar(HELD_NUMBER).bind(id.0).fetch_optional(self.db()).await?;
        if let Some(number) = known {
            sqlx::query(HOLD_AGAIN).bind(id.0).bind(cause.as_str()).execute(self.db()).await?;
            return Ok(number);
        }
        let number = self.next_number("held").await?;
        sqlx::query(HOLD).bind(number).bind(id.0).bind(cause.as_str()).bind(now.timestamp()).execute(self.db()).await?;
        Ok(number)
    }

    /// Marks a held message as dealt with; nothing happens where it is not held.
    pub async fn settle_held(&mut self, id: MessageId, by: Option<PersonId>, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(SETTLE).bind(id.0).bind(now.timestamp()).bind(by.map(|person| person.0)).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// What waits for a person, by number.
    pub async fn held(&mut self) -> Result<Vec<HeldRow>, StoreError> {
        let rows = sqlx::query(HELD_OPEN).fetch_all(self.db()).await?;
        let held = |row: &SqliteRow| {
            let (number, cause): (i64, String) = (row.get(0), row.get(2));
            let unknown = || StoreError::Corrupt { table: "held", row: number, what: format!("the cause `{cause}` is not known") };
            Ok(HeldRow {
                number,
                message: MessageId(row.get(1)),
                cause: HeldCause::parse(&cause).ok_or_else(unknown)?,
                since: instant(row.get(3)),
                arrived: instant(row.get(4)),
                name: row.get(5),
                sender: row.get(6),
            })
        };
        rows.iter().map(held).collect()
    }
}
