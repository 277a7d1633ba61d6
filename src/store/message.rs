//! Messages: stored by the mailbox, claimed and decided by intake, held for a person.
//!
//! ```text
//! arrived ─intake, one transaction─▶ done(outcome) | held(cause)
//! arrived ─3rd failure or panic────▶ held(poison)
//! held ────read again──────────────▶ arrived
//! ```
//!
//! A crash leaves `arrived` with its claim counted; the claim's lease ends with the process.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::Row;

use super::{HeldCause, PersonId, RawRef, Read, StoreError, Write, instant, statements};

/// The id of a stored message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(pub i64);

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a message ended as: a closed list, one each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A report with problems.
    Report,
    /// A report without.
    NoProblem,
    /// An answer to a letter, taken in.
    Reply,
    /// A lead's command, carried out.
    Order,
    /// What a consultant writes back.
    Response,
    /// An absence said by mail.
    Absence,
    /// The desk was in Cc.
    Conversation,
    /// Out of office and other machines.
    AutoReply,
    /// A delivery report.
    Bounce,
    /// An invitation.
    Calendar,
    /// Bulk mail and lists.
    Bulk,
    /// Personal mail.
    Personal,
    /// A letter of this desk come back.
    OwnLetter,
    /// The same mail once more.
    Duplicate,
    /// There before the desk was opened.
    BeforeStart,
    /// Dropped by a person.
    Dropped,
    /// Waits for a person, and why.
    Held(HeldCause),
}

impl Outcome {
    /// The word that the store uses: `report`, `held` …
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::NoProblem => "no_problem",
            Self::Reply => "reply",
            Self::Order => "order",
            Self::Response => "response",
            Self::Absence => "absence",
            Self::Conversation => "conversation",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::Calendar => "calendar",
            Self::Bulk => "bulk",
            Self::Personal => "personal",
            Self::OwnLetter => "own_letter",
            Self::Duplicate => "duplicate",
            Self::BeforeStart => "before_start",
            Self::Dropped => "dropped",
            Self::Held(_) => "held",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held(cause) => write!(f, "held:{}", cause.as_str()),
            other => f.write_str(other.as_str()),
        }
    }
}

/// A message that this process alone may decide until the lease ends.
#[derive(Debug)]
pub struct ClaimedMessage {
    /// Which message.
    pub id: MessageId,
    /// When it arrived at the server.
    pub arrived: DateTime<Utc>,
    /// How often it has been claimed, this time included.
    pub attempts: i64,
}

/// A decision about a message.
#[derive(Debug)]
pub struct Decided {
    /// What it is.
    pub outcome: Outcome,
    /// The rule that won.
    pub rule: String,
    /// Why a letter was or was not written.
    pub letter_rule: String,
    /// The content key, where the mail could be read.
    pub content_key: Option<String>,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// The address in From.
    pub sender: Option<String>,
    /// Who that is.
    pub person: Option<PersonId>,
    /// The earlier message with the same content.
    pub duplicate_of: Option<MessageId>,
    /// The Message-ID of the mail that it answers.
    pub parent: Option<String>,
}

/// A message as commands and digests show it.
#[derive(Debug, Clone)]
pub struct MessageRow {
    /// Which message.
    pub id: MessageId,
    /// When it arrived at the server.
    pub arrived: DateTime<Utc>,
    /// Its outcome with the cause, `None` while it waits.
    pub outcome: Option<String>,
    /// The address in From.
    pub sender: Option<String>,
    /// The rule that won.
    pub rule: Option<String>,
    /// Why a letter was or was not written.
    pub letter_rule: Option<String>,
}

statements! {
    PUT_MESSAGE = "INSERT INTO message (raw, arrived, stored, state) VALUES ($1, $2, $3, 'arrived') RETURNING id";
    PUT_SILENT = "INSERT INTO message (raw, arrived, stored, state, outcome, decided, rule) VALUES ($1, $2, $3, 'done', 'before_start', $3, 'there before the desk was opened') RETURNING id";
    // What was claimed before and not settled may have brought the process down: it is taken alone, so that the others go on.
    CLAIM = "UPDATE message SET attempts = attempts + 1, lease_holder = $3, lease_fence = lease_fence + 1, lease_until = $2
        WHERE id IN (SELECT id FROM message WHERE state = 'arrived' AND attempts = 0 AND retry_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) ORDER BY arrived, id LIMIT $4)
        RETURNING id, arrived, attempts";
    CLAIM_AGAIN = "UPDATE message SET attempts = attempts + 1, lease_holder = $3, lease_fence = lease_fence + 1, lease_until = $2
        WHERE id IN (SELECT id FROM message WHERE state = 'arrived' AND attempts > 0 AND retry_at <= $1 AND (lease_until IS NULL OR lease_until <= $1) ORDER BY arrived, id LIMIT 1)
        RETURNING id, arrived, attempts";
    NEXT_RETRY = "SELECT MIN(CASE WHEN lease_until IS NOT NULL AND lease_until > retry_at THEN lease_until ELSE retry_at END) FROM message WHERE state = 'arrived'";
    DECIDE = "UPDATE message SET state = $2, outcome = $3, cause = $4, rule = $5, letter_rule = $6, decided = $7, content_key = $8, message_id = $9, sender = $10, person = $11, duplicate_of = $12, parent = $13,
        lease_holder = NULL, lease_until = NULL WHERE id = $1";
    LATER = "UPDATE message SET retry_at = $2, rule = $3, lease_holder = NULL, lease_until = NULL WHERE id = $1";
    // An earlier one that is being read again is the first of its kind all the same.
    BY_KEY = "SELECT MIN(id) FROM message WHERE content_key = $1 AND id <> $2 AND (id < $2 OR state <> 'arrived') AND (outcome IS NULL OR outcome <> 'duplicate')";
    READ_AGAIN = "UPDATE message SET state = 'arrived', outcome = NULL, cause = NULL, decided = NULL, attempts = 0, retry_at = 0 WHERE id = $1";
    WAKE = "UPDATE message SET state = 'arrived', outcome = NULL, cause = NULL, decided = NULL, attempts = 0, retry_at = 0 WHERE parent = $1 AND state = 'held' AND cause = 'reply'";
    BY_MESSAGE_ID = "SELECT MIN(id) FROM message WHERE message_id = $1 AND outcome <> 'duplicate'";
    HELD_IDS = "SELECT id FROM message WHERE state = 'held' ORDER BY id";
    ALL_IDS = "SELECT id FROM message WHERE state <> 'arrived' AND outcome NOT IN ('before_start', 'own_letter', 'duplicate', 'dropped') ORDER BY id";
    MESSAGE = "SELECT id, arrived, outcome, cause, sender, rule, letter_rule FROM message WHERE id = $1";
    OUTCOMES = "SELECT COALESCE(outcome, 'arrived') AS outcome, COUNT(*) AS n FROM message GROUP BY COALESCE(outcome, 'arrived') ORDER BY 1";
    HUMAN_SINCE = "SELECT COUNT(*) FROM message WHERE stored >= $1 AND outcome IN ('report', 'no_problem', 'reply', 'order', 'response', 'absence', 'conversation', 'personal', 'held')";
}

impl Write {
    /// Keeps a mail that came in.
    pub async fn put_message(&mut self, raw: &RawRef, arrived: DateTime<Utc>, now: DateTime<Utc>) -> Result<MessageId, StoreError> {
        self.insert(PUT_MESSAGE, raw, arrived, now).await
    }

    /// Keeps the headers of a mail that was there before the desk was opened; nothing will answer it.
    pub async fn put_silent(&mut self, headers: &RawRef, arrived: DateTime<Utc>, now: DateTime<Utc>) -> Result<MessageId, StoreError> {
        self.insert(PUT_SILENT, headers, arrived, now).await
    }

    async fn insert(&mut self, sql: &'static str, raw: &RawRef, arrived: DateTime<Utc>, now: DateTime<Utc>) -> Result<MessageId, StoreError> {
        self.put_raw(raw).await?;
        let id = sqlx::query_scalar(sql).bind(&raw.sha256).bind(arrived.timestamp()).bind(now.timestamp()).fetch_one(self.db()).await?;
        Ok(MessageId(id))
    }

    /// Claims up to `most` messages in the order of their arrival; one alone where an earlier claim was not settled.
    pub async fn claim_messages(&mut self, now: DateTime<Utc>, lease: TimeDelta, holder: &str, most: u32) -> Result<Vec<ClaimedMessage>, StoreError> {
        for sql in [CLAIM, CLAIM_AGAIN] {
            let query = sqlx::query(sql).bind(now.timestamp()).bind((now + lease).timestamp()).bind(holder);
            let query = if sql == CLAIM { query.bind(i64::from(most)) } else { query };
            let rows = query.fetch_all(self.db()).await?;
            let mut claimed: Vec<_> =
                rows.iter().map(|row| ClaimedMessage { id: MessageId(row.get(0)), arrived: instant(row.get(1)), attempts: row.get(2) }).collect();
            if !claimed.is_empty() {
                // UPDATE … RETURNING promises no order.
                claimed.sort_by_key(|message| (message.arrived, message.id));
                return Ok(claimed);
            }
        }
        Ok(Vec::new())
    }

    /// Writes the one outcome of a message; what is held gets its number, the same when it is held again.
    pub async fn decide(&mut self, id: MessageId, decided: &Decided, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (state, cause) = if let Outcome::Held(cause) = decided.outcome { ("held", Some(cause)) } else { ("done", None) };
        sqlx::query(DECIDE)
            .bind(id.0)
            .bind(state)
            .bind(decided.outcome.as_str())
            .bind(cause.map(HeldCause::as_str))
            .bind(&decided.rule)
            .bind(&decided.letter_rule)
            .bind(now.timestamp())
            .bind(&decided.content_key)
            .bind(&decided.message_id)
            .bind(&decided.sender)
            .bind(decided.person.map(|person| person.0))
            .bind(decided.duplicate_of.map(|message| message.0))
            .bind(&decided.parent)
            .execute(self.db())
            .await?;
        match cause {
            Some(cause) => self.hold(id, cause, now).await.map(drop),
            None => self.settle_held(id, None, now).await,
        }
    }

    /// Gives a claimed message back, to be tried again at `at`; `why` is kept for the audit.
    pub async fn message_later(&mut self, id: MessageId, at: DateTime<Utc>, why: &str) -> Result<(), StoreError> {
        sqlx::query(LATER).bind(id.0).bind(at.timestamp()).bind(why).execute(self.db()).await?;
        Ok(())
    }

    /// Puts the replies back to be read that came before the mail with this Message-ID, which they answer.
    pub async fn wake_replies(&mut self, message_id: &str) -> Result<(), StoreError> {
        sqlx::query(WAKE).bind(message_id).execute(self.db()).await?;
        Ok(())
    }

    /// Puts what is held (and, with `all`, whatever the desk itself decided) back to be read again. Returns how many.
    pub async fn read_again(&mut self, all: bool) -> Result<usize, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(if all { ALL_IDS } else { HELD_IDS }).fetch_all(self.db()).await?;
        for id in &ids {
            sqlx::query(READ_AGAIN).bind(id).execute(self.db()).await?;
        }
        Ok(ids.len())
    }
}

impl Read {
    /// The first decided message with this content, other than `id`.
    pub async fn message_with_key(&mut self, content_key: &str, id: MessageId) -> Result<Option<MessageId>, StoreError> {
        let found: Option<i64> = sqlx::query_scalar(BY_KEY).bind(content_key).bind(id.0).fetch_one(self.db()).await?;
        Ok(found.map(MessageId))
    }

    /// The decided mail with this Message-ID (angle brackets included).
    pub async fn message_with_id(&mut self, message_id: &str) -> Result<Option<MessageId>, StoreError> {
        let found: Option<i64> = sqlx::query_scalar(BY_MESSAGE_ID).bind(message_id).fetch_one(self.db()).await?;
        Ok(found.map(MessageId))
    }

    /// When the next arrived message may be claimed.
    pub async fn next_message(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(NEXT_RETRY).fetch_one(self.db()).await?;
        Ok(at.map(instant))
    }

    /// One message.
    pub async fn message(&mut self, id: MessageId) -> Result<Option<MessageRow>, StoreError> {
        let row = sqlx::query(MESSAGE).bind(id.0).fetch_optional(self.db()).await?;
        Ok(row.map(|row| {
            let cause: Option<String> = row.get(3);
            let outcome: Option<String> = row.get(2);
            let outcome = outcome.map(|outcome| cause.map_or(outcome.clone(), |cause| format!("{outcome}:{cause}")));
            MessageRow { id: MessageId(row.get(0)), arrived: instant(row.get(1)), outcome, sender: row.get(4), rule: row.get(5), letter_rule: row.get(6) }
        }))
    }

    /// How many messages ended as what; `arrived` are those not decided yet.
    pub async fn outcomes(&mut self) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(sqlx::query_as(OUTCOMES).fetch_all(self.db()).await?)
    }

    /// How many messages from people were decided since: the breaker measures letters against them.
    pub async fn human_messages_since(&mut self, since: DateTime<Utc>) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(HUMAN_SINCE).bind(since.timestamp()).fetch_one(self.db()).await?)
    }
}
