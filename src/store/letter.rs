//! Letters: written once a (kind, cause, recipient), found again by their id or Message-ID, counted for the gate.
//!
//! This file writes `waiting`; every later state belongs to the delivery.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::{LetterId, MessageId, Read, StoreError, Write, instant, statements};
use crate::issue::IssueNumber;
use crate::people::Address;

/// What makes a letter the only one of its kind.
#[derive(Clone, Copy, Debug)]
pub struct LetterKey<'a> {
    /// `acknowledgement`, `weekly` …
    pub kind: &'a str,
    /// What caused it: `message:17`.
    pub cause: &'a str,
    /// For whom it is meant, also where the lead reads it in his place.
    pub recipient: &'a Address,
}

/// A letter, written out.
#[derive(Debug)]
pub struct WrittenLetter<'a> {
    /// Its Message-ID with angle brackets, the same at every attempt.
    pub message_id: &'a str,
    /// The subject, as people read it.
    pub subject: &'a str,
    /// The envelope sender: where a bounce comes home.
    pub envelope_from: &'a Address,
    /// To whom it goes.
    pub envelope_to: &'a Address,
    /// The bytes, the same at every attempt.
    pub mime: &'a [u8],
    /// Not before.
    pub due: DateTime<Utc>,
    /// The issues that it is about, in its order.
    pub issues: &'a [IssueNumber],
}

/// A letter that a reply or a bounce speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRow {
    /// Which letter.
    pub id: LetterId,
    /// `acknowledgement`, `weekly` …
    pub kind: String,
    /// What caused it.
    pub cause: String,
    /// For whom it was meant.
    pub recipient: String,
    /// To whom it went; a token must come from here.
    pub envelope_to: String,
    /// Its Message-ID with angle brackets.
    pub message_id: String,
    /// The subject, as people read it.
    pub subject: String,
    /// `waiting`, `sent` …
    pub state: String,
    /// Not sent before.
    pub due: DateTime<Utc>,
    /// When it was written: the age of its token.
    pub written: DateTime<Utc>,
    /// The issues that it is about, in its order.
    pub issues: Vec<IssueNumber>,
}

statements! {
    // The key stands in for the Message-ID until the id, which is part of it, is known.
    PUT_LETTER = "INSERT INTO letter (kind, cause, recipient, message, message_id, subject, envelope_from, envelope_to, state, due, written)
        VALUES ($1, $2, $3, $4, $5, '', '', '', 'waiting', $6, $6) ON CONFLICT (kind, cause, recipient) DO NOTHING RETURNING id";
    FILL_LETTER = "UPDATE letter SET message_id = $2, subject = $3, envelope_from = $4, envelope_to = $5, due = $6 WHERE id = $1";
    PUT_MIME = "INSERT INTO letter_mime (letter, bytes) VALUES ($1, $2)";
    PUT_LETTER_ISSUE = "INSERT INTO letter_issue (letter, issue, position) VALUES ($1, $2, $3) ON CONFLICT (letter, issue) DO NOTHING";
    WRITTEN_BEFORE = "SELECT id FROM letter WHERE kind = $1 AND cause = $2 AND recipient = $3";
    LETTER = "SELECT id, kind, cause, recipient, envelope_to, message_id, subject, state, due, written FROM letter WHERE id = $1";
    LETTER_BY_MESSAGE_ID = "SELECT id, kind, cause, recipient, envelope_to, message_id, subject, state, due, written FROM letter WHERE message_id = $1";
    LETTERS_OF_MESSAGE = "SELECT id, kind, cause, recipient, envelope_to, message_id, subject, state, due, written FROM letter WHERE message = $1 ORDER BY id";
    LAST_ABOUT = "SELECT letter.id FROM letter JOIN letter_issue ON letter_issue.letter = letter.id WHERE letter_issue.issue = $1 AND letter.recipient = $2 ORDER BY letter.id DESC LIMIT 1";
    LETTER_ISSUES = "SELECT issue FROM letter_issue WHERE letter = $1 ORDER BY position";
    // The gate's windows: when were, or will be, the letters since then sent?
    DUE_OF_ALL = "SELECT due FROM letter WHERE due > $1 ORDER BY due";
    DUE_OF_RECIPIENT = "SELECT due FROM letter WHERE recipient = $2 AND due > $1 ORDER BY due";
    DUE_OF_ISSUE = "SELECT letter.due FROM letter JOIN letter_issue ON letter_issue.letter = letter.id
        WHERE letter_issue.issue = $3 AND letter.recipient = $2 AND letter.due > $1 ORDER BY letter.due";
    LETTERS_OF_KIND = "SELECT COUNT(*) FROM letter WHERE kind = $1 AND recipient = $2";
    DAYS_RECEIVED = "SELECT COUNT(DISTINCT report.day) FROM report JOIN person_address ON person_address.person = report.person
        WHERE person_address.address = $1 AND report.day BETWEEN $2 AND $3 AND report.withdrawn IS NULL";
}

impl Write {
    /// Begins a letter; `None` where this cause already has its letter.
    pub async fn put_letter(&mut self, key: LetterKey<'_>, message: Option<MessageId>, now: DateTime<Utc>) -> Result<Option<LetterId>, StoreError> {
        let query = sqlx::query_scalar(PUT_LETTER).bind(key.kind).bind(key.cause).bind(key.recipient.as_str()).bind(message.map(|id| id.0));
        let stand_in = format!("{} {} {}", key.kind, key.cause, key.recipient);
        Ok(query.bind(stand_in).bind(now.timestamp()).fetch_optional(self.db()).await?.map(LetterId))
    }

    /// Writes a begun letter out; it may be sent from `due` on.
    pub async fn fill_letter(&mut self, id: LetterId, letter: &WrittenLetter<'_>) -> Result<(), StoreError> {
        let query = sqlx::query(FILL_LETTER).bind(id.0).bind(letter.message_id).bind(letter.subject).bind(letter.envelope_from.as_str());
        query.bind(letter.envelope_to.as_str()).bind(letter.due.timestamp()).execute(self.db()).await?;
        sqlx::query(PUT_MIME).bind(id.0).bind(letter.mime).execute(self.db()).await?;
        for (position, issue) in (0i64..).zip(letter.issues) {
            sqlx::query(PUT_LETTER_ISSUE).bind(id.0).bind(i64::from(issue.0)).bind(position).execute(self.db()).await?;
        }
        Ok(())
    }
}

impl Read {
    /// The letter that this cause already has.
    pub async fn letter_before(&mut self, key: LetterKey<'_>) -> Result<Option<LetterId>, StoreError> {
        let query = sqlx::query_scalar(WRITTEN_BEFORE).bind(key.kind).bind(key.cause).bind(key.recipient.as_str());
        Ok(query.fetch_optional(self.db()).await?.map(LetterId))
    }

    /// One letter.
    pub async fn letter(&mut self, id: LetterId) -> Result<Option<LetterRow>, StoreError> {
        let row = sqlx::query(LETTER).bind(id.0).fetch_optional(self.db()).await?;
        self.with_issues(row.as_ref()).await
    }

    /// The letter with this Message-ID (angle brackets included).
    pub async fn letter_with_message_id(&mut self, message_id: &str) -> Result<Option<LetterRow>, StoreError> {
        let row = sqlx::query(LETTER_BY_MESSAGE_ID).bind(message_id).fetch_optional(self.db()).await?;
        self.with_issues(row.as_ref()).await
    }

    /// Our last letter to this person about an issue: the next one answers it.
    pub async fn last_letter_about(&mut self, issue: IssueNumber, to: &Address) -> Result<Option<LetterRow>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(LAST_ABOUT).bind(i64::from(issue.0)).bind(to.as_str()).fetch_optional(self.db()).await?;
        match id {
            Some(id) => self.letter(LetterId(id)).await,
            None => Ok(None),
        }
    }

    /// The letters that a message caused.
    pub async fn letters_of_message(&mut self, message: MessageId) -> Result<Vec<LetterRow>, StoreError> {
        let mut letters = Vec::new();
        for row in sqlx::query(LETTERS_OF_MESSAGE).bind(message.0).fetch_all(self.db()).await? {
            letters.extend(self.with_issues(Some(&row)).await?);
        }
        Ok(letters)
    }

    async fn with_issues(&mut self, row: Option<&sqlx::sqlite::SqliteRow>) -> Result<Option<LetterRow>, StoreError> {
        let Some(row) = row else { return Ok(None) };
        let id: i64 = row.get(0);
        let issues: Vec<i64> = sqlx::query_scalar(LETTER_ISSUES).bind(id).fetch_all(self.db()).await?;
        Ok(Some(LetterRow {
            id: LetterId(id),
            kind: row.get(1),
            cause: row.get(2),
            recipient: row.get(3),
            envelope_to: row.get(4),
            message_id: row.get(5),
            subject: row.get(6),
            state: row.get(7),
            due: instant(row.get(8)),
            written: instant(row.get(9)),
            issues: issues.into_iter().filter_map(|n| u32::try_from(n).ok()).map(IssueNumber).collect(),
        }))
    }

    /// When the letters after `since` are due, in their order: all, those to one recipient, or those to him about one issue.
    pub async fn letters_due(&mut self, since: DateTime<Utc>, to: Option<&Address>, issue: Option<IssueNumber>) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let query = match (to, issue) {
            (None, _) => sqlx::query_scalar(DUE_OF_ALL).bind(since.timestamp()),
            (Some(to), None) => sqlx::query_scalar(DUE_OF_RECIPIENT).bind(since.timestamp()).bind(to.as_str()),
            (Some(to), Some(issue)) => sqlx::query_scalar(DUE_OF_ISSUE).bind(since.timestamp()).bind(to.as_str()).bind(i64::from(issue.0)),
        };
        Ok(query.fetch_all(self.db()).await?.into_iter().map(instant).collect())
    }

    /// How many letters of this kind this recipient has had.
    pub async fn letters_of_kind(&mut self, kind: &str, recipient: &Address) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(LETTERS_OF_KIND).bind(kind).bind(recipient.as_str()).fetch_one(self.db()).await?)
    }

    /// On how many days from `from` to `to` the owner of this address has reported.
    pub async fn days_received(&mut self, address: &Address, from: NaiveDate, to: NaiveDate) -> Result<i64, StoreError> {
        let query = sqlx::query_scalar(DAYS_RECEIVED).bind(address.as_str()).bind(from.to_string()).bind(to.to_string());
        Ok(query.fetch_one(self.db()).await?)
    }
}
