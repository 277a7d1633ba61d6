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
    /// The lead's words to the desk, in which no order was found.
    Order,
    /// Orders that do not prove to be the lead's.
    UnprovenOrder,
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
            Self::UnprovenOrder => "unproven_order",
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
        let plain = [Self::Stranger, Self::Reply, Self::Order, Self::UnprovenOrder, Self::Response, Self::Absence, Self::Unclear, Self::Poison];
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
    HELD_MESSAGE = "SELECT message, settled FROM held WHERE number = $1";
    NEWEST_HELD = "SELECT MAX(number) FROM held";
    RELEASE = "UPDATE message SET state = 'arrived', outcome = NULL, cause = NULL, decided = NULL, attempts = 0, retry_at = 0, released_by = COALESCE($2, released_by) WHERE id = $1 AND state = 'held'";
    DROP = "UPDATE message SET state = 'done', outcome = 'dropped', cause = NULL, rule = $2 WHERE id = $1 AND state = 'held'";
    RELEASED_BY = "SELECT released_by FROM message WHERE id = $1";
    TELL_HELD = "UPDATE held SET told = $2 WHERE number = $1";
    UNTOLD = "SELECT number FROM held WHERE settled IS NULL AND told IS NULL ORDER BY number";
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

/// What a person decides about a held mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeldChoice {
    /// It is taken in, and what it orders is carried out: by the word of this person, or of the machine's own admin.
    File(PersonId),
    /// Nothing comes of it.
    Drop(Option<PersonId>),
    /// It is read once more, under the rules of today.
    Again,
}

impl Write {
    /// Does with a held mail what a person has decided. `false` where it no longer waits, or never did.
    pub async fn choose_held(&mut self, number: i64, choice: HeldChoice, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let Some(message) = self.held_message(number).await? else { return Ok(false) };
        let done = match choice {
            HeldChoice::File(by) => sqlx::query(RELEASE).bind(message.0).bind(Some(by.0)).execute(self.db()).await?,
            HeldChoice::Again => sqlx::query(RELEASE).bind(message.0).bind(None::<i64>).execute(self.db()).await?,
            HeldChoice::Drop(by) => {
                self.settle_held(message, by, now).await?;
                sqlx::query(DROP).bind(message.0).bind("put aside by a person").execute(self.db()).await?
            }
        };
        Ok(done.rows_affected() > 0)
    }

    /// Marks a held mail as told to the lead.
    pub async fn held_told(&mut self, number: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(TELL_HELD).bind(number).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The mail that waits under this number.
    pub async fn held_message(&mut self, number: i64) -> Result<Option<MessageId>, StoreError> {
        let row: Option<(i64, Option<i64>)> = sqlx::query_as(HELD_MESSAGE).bind(number).fetch_optional(self.db()).await?;
        Ok(row.filter(|(_, settled)| settled.is_none()).map(|(message, _)| MessageId(message)))
    }

    /// The newest number that was given to a held mail.
    pub async fn newest_held(&mut self) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar(NEWEST_HELD).fetch_one(self.db()).await?)
    }

    /// Whoever has said that this mail is to be taken in.
    pub async fn released_by(&mut self, message: MessageId) -> Result<Option<PersonId>, StoreError> {
        let by: Option<i64> = sqlx::query_scalar(RELEASED_BY).bind(message.0).fetch_one(self.db()).await?;
        Ok(by.map(PersonId))
    }

    /// The numbers of held mails of which the lead has not heard.
    pub async fn untold_held(&mut self) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar(UNTOLD).fetch_all(self.db()).await?)
    }

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
