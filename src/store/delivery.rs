//! Letters on their way out: claimed, sent, settled.
//!
//! ```text
//! waiting(due) ─claim─▶ sending(lease) ─250──────────────────▶ sent
//!                       sending ─later───────────────────────▶ waiting(due + pace)
//!                       sending ─never, or tried too often───▶ given_up
//!                       sending ─link lost after the dot─────▶ unknown(due + unknown_wait) ─claim─▶ sending, the same bytes
//!                       sending ─lost too often──────────────▶ given_up
//!                                                              unknown ─own copy seen─────────────▶ sent
//! ```
//!
//! A crash leaves `sending` with its lease and with `past_dot`, which is committed right before the message itself is
//! sent: without it nothing can have gone out and the letter waits again, with it nobody knows and it is `unknown`.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::Row;

use super::{Read, StoreError, Write, instant, statements};

/// The id of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LetterId(pub i64);

impl fmt::Display for LetterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A letter that this process alone may send until the lease ends. Only a claim makes one.
#[derive(Debug)]
pub struct ClaimedLetter {
    id: LetterId,
    fence: i64,
    kind: String,
    message_id: String,
    envelope_from: String,
    envelope_to: String,
    written: DateTime<Utc>,
    attempts: u32,
    lost: u32,
    mime: Vec<u8>,
}

impl ClaimedLetter {
    /// Which letter.
    #[must_use]
    pub fn id(&self) -> LetterId {
        self.id
    }

    /// What kind of letter: a word for logs and file names.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its Message-ID, fixed before the first attempt.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// The envelope sender.
    #[must_use]
    pub fn envelope_from(&self) -> &str {
        &self.envelope_from
    }

    /// The one envelope recipient.
    #[must_use]
    pub fn envelope_to(&self) -> &str {
        &self.envelope_to
    }

    /// When it was written.
    #[must_use]
    pub fn written(&self) -> DateTime<Utc> {
        self.written
    }

    /// How often it has been refused before.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How often it was lost after the dot before.
    #[must_use]
    pub fn lost(&self) -> u32 {
        self.lost
    }

    /// The mail itself; the same bytes at every attempt.
    #[must_use]
    pub fn mime(&self) -> &[u8] {
        &self.mime
    }
}

/// What became of a claimed letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The server took it.
    Sent,
    /// Claimed for nothing: it waits until then, and no attempt is counted.
    Untouched(DateTime<Utc>),
    /// Not now: it waits until then.
    Later(DateTime<Utc>),
    /// The link broke after the dot: the same bytes go again at that time, unless an own copy is seen before.
    Unknown(DateTime<Utc>),
    /// It will not be tried again.
    GivenUp,
}

/// Letters that a predecessor left behind in the middle of the last step.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Recovered {
    /// Nobody knows whether they went out; the same bytes go again.
    pub unknown: Vec<LetterId>,
    /// That has happened too often: they are not sent again.
    pub given_up: Vec<LetterId>,
}

/// A letter that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Which letter.
    pub id: LetterId,
    /// What kind of letter.
    pub kind: String,
    /// For whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// The server's last answer.
    pub answer: String,
    /// When it was given up.
    pub since: DateTime<Utc>,
}

/// Why the mail server takes no letters at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerTrouble {
    /// Since when.
    pub since: DateTime<Utc>,
    /// What it said, or what happened.
    pub answer: String,
}

/// The name of the setting that holds it: the second, a blank, the answer; empty where there is no trouble.
const SERVER_TROUBLE: &str = "delivery.trouble";

/// How many letters are in which state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LetterStates {
    /// Due now or later.
    pub waiting: i64,
    /// Being sent.
    pub sending: i64,
    /// Lost after the dot.
    pub unknown: i64,
    /// Taken by the server.
    pub sent: i64,
    /// Not to be tried again.
    pub given_up: i64,
}

statements! {
    // The lease has ended, so the daemon that held it is gone. The words say what `daybook status` shows.
    RECOVER_WAITING = "UPDATE letter SET state = 'waiting', lease_holder = NULL, lease_until = NULL
        WHERE state = 'sending' AND lease_until <= $1 AND past_dot = 0";
    // Where settling itself fails each time, nothing but this count keeps the same bytes from going again for ever.
    RECOVER_UNKNOWN = "UPDATE letter SET state = CASE WHEN lost + 1 < $3 THEN 'unknown' ELSE 'given_up' END, due = CASE WHEN lost + 1 < $3 THEN $2 ELSE $1 END,
        lost = lost + 1, answer = 'stopped between the message and its answer', lease_holder = NULL, lease_until = NULL
        WHERE state = 'sending' AND lease_until <= $1 AND past_dot = 1 RETURNING id, state";
    CLAIM = "UPDATE letter SET state = 'sending', past_dot = 0, lease_holder = $3, lease_fence = lease_fence + 1, lease_until = $2
        WHERE id = (SELECT id FROM letter WHERE state IN ('waiting', 'unknown') AND due <= $1 AND EXISTS (SELECT 1 FROM letter_mime WHERE letter_mime.letter = letter.id) ORDER BY urgent DESC, due, id LIMIT 1)
        RETURNING id, lease_fence, kind, message_id, envelope_from, envelope_to, written, attempts, lost";
    MIME = "SELECT bytes FROM letter_mime WHERE letter = $1";
    NEXT_DUE = "SELECT MIN(CASE WHEN state = 'sending' THEN lease_until ELSE due END) FROM letter WHERE state IN ('waiting', 'sending', 'unknown') AND EXISTS (SELECT 1 FROM letter_mime WHERE letter_mime.letter = letter.id)";
    PAST_DOT = "UPDATE letter SET past_dot = 1 WHERE id = $1 AND lease_fence = $2 AND state = 'sending'";
    SETTLE = "UPDATE letter SET state = $3, due = COALESCE($4, due), sent = $5, answer = COALESCE($6, answer), attempts = attempts + $7, lost = lost + $8, past_dot = $9, lease_holder = NULL, lease_until = NULL
        WHERE id = $1 AND lease_fence = $2 AND state = 'sending'";
    UNTOUCHED = "UPDATE letter SET state = 'waiting', due = $3, past_dot = 0, lease_holder = NULL, lease_until = NULL WHERE id = $1 AND lease_fence = $2 AND state = 'sending'";
    OWN_COPY = "UPDATE letter SET state = 'sent', sent = $2, answer = 'own copy seen' WHERE message_id = $1 AND state IN ('waiting', 'unknown', 'given_up')";
    PRUNE = "DELETE FROM letter_mime WHERE letter IN (SELECT id FROM letter WHERE state = 'sent' AND sent < $1)";
    STATES = "SELECT COUNT(*) FILTER (WHERE state = 'waiting'), COUNT(*) FILTER (WHERE state = 'sending'), COUNT(*) FILTER (WHERE state = 'unknown'),
        COUNT(*) FILTER (WHERE state = 'sent'), COUNT(*) FILTER (WHERE state = 'given_up') FROM letter";
    GIVEN_UP_BETWEEN = "SELECT id, kind, recipient, subject, answer, due FROM letter WHERE state = 'given_up' AND due >= $1 AND due < $2 ORDER BY due, id";
}

impl Write {
    /// Takes back the letters whose lease has ended: nothing can have gone out, or nobody knows. Those wait as `unknown`
    /// until `unknown_due`; at their loss number `losses` they are given up.
    pub async fn recover_letters(&mut self, now: DateTime<Utc>, unknown_due: DateTime<Utc>, losses: u32) -> Result<Recovered, StoreError> {
        sqlx::query(RECOVER_WAITING).bind(now.timestamp()).execute(self.db()).await?;
        let query = sqlx::query(RECOVER_UNKNOWN).bind(now.timestamp()).bind(unknown_due.timestamp()).bind(i64::from(losses));
        let mut recovered = Recovered::default();
        for row in query.fetch_all(self.db()).await? {
            let given_up = row.get::<String, _>(1) == "given_up";
            if given_up { &mut recovered.given_up } else { &mut recovered.unknown }.push(LetterId(row.get(0)));
        }
        Ok(recovered)
    }

    /// Claims the next due letter: urgent ones first, then the one that has been due longest.
    pub async fn claim_letter(&mut self, now: DateTime<Utc>, lease: TimeDelta, holder: &str) -> Result<Option<ClaimedLetter>, StoreError> {
        let query = sqlx::query(CLAIM).bind(now.timestamp()).bind((now + lease).timestamp()).bind(holder);
        let Some(row) = query.fetch_optional(self.db()).await? else { return Ok(None) };
        let id: i64 = row.get(0);
        let mime = sqlx::query_scalar(MIME).bind(id).fetch_one(self.db()).await?;
        Ok(Some(ClaimedLetter {
            id: LetterId(id),
            fence: row.get(1),
            kind: row.get(2),
            message_id: row.get(3),
            envelope_from: row.get(4),
            envelope_to: row.get(5),
            written: instant(row.get(6)),
            attempts: u32::try_from(row.get::<i64, _>(7)).unwrap_or(u32::MAX),
            lost: u32::try_from(row.get::<i64, _>(8)).unwrap_or(u32::MAX),
            mime,
        }))
    }

    /// Notes that the message itself is about to be sent. `false` where the lease was lost: then it must not be sent.
    pub async fn letter_past_dot(&mut self, letter: &ClaimedLetter) -> Result<bool, StoreError> {
        let done = sqlx::query(PAST_DOT).bind(letter.id.0).bind(letter.fence).execute(self.db()).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Writes what became of a claimed letter, and the server's `answer`. `false` where the lease was lost and another daemon has it.
    pub async fn settle_letter(&mut self, letter: &ClaimedLetter, settled: &Settled, answer: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let (state, due, tried, lost, past_dot) = match settled {
            Settled::Untouched(due) => {
                let done = sqlx::query(UNTOUCHED).bind(letter.id.0).bind(letter.fence).bind(due.timestamp()).execute(self.db()).await?;
                return Ok(done.rows_affected() == 1);
            }
            Settled::Sent => ("sent", None, 0_i64, 0_i64, 1_i64),
            Settled::Later(due) => ("waiting", Some(*due), 1, 0, 0),
            Settled::Unknown(due) => ("unknown", Some(*due), 0, 1, 1),
            Settled::GivenUp => ("given_up", Some(now), 1, 0, 0),
        };
        let query = sqlx::query(SETTLE).bind(letter.id.0).bind(letter.fence).bind(state).bind(due.map(|due| due.timestamp()));
        let query = query.bind((*settled == Settled::Sent).then(|| now.timestamp())).bind(answer).bind(tried).bind(lost).bind(past_dot);
        Ok(query.execute(self.db()).await?.rows_affected() == 1)
    }

    /// An own copy of a letter came back: if nobody knew whether it went out, it did. Returns whether that settled one.
    pub async fn own_copy_seen(&mut self, message_id: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
        Ok(sqlx::query(OWN_COPY).bind(message_id).bind(now.timestamp()).execute(self.db()).await?.rows_affected() == 1)
    }

    /// Notes that the mail server takes no letters, or that it takes them again.
    pub async fn set_server_trouble(&mut self, trouble: Option<&ServerTrouble>) -> Result<(), StoreError> {
        let value = trouble.map(|trouble| format!("{} {}", trouble.since.timestamp(), trouble.answer)).unwrap_or_default();
        self.set(SERVER_TROUBLE, &value).await
    }

    /// Forgets the bytes of letters sent before `before`; the rows stay. Returns how many.
    pub async fn prune_letters(&mut self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        Ok(sqlx::query(PRUNE).bind(before.timestamp()).execute(self.db()).await?.rows_affected())
    }
}

impl Read {
    /// When the next letter is due, or the next lease ends.
    pub async fn next_letter(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(NEXT_DUE).fetch_one(self.db()).await?;
        Ok(at.map(instant))
    }

    /// Why the mail server takes no letters at all, if that is so.
    pub async fn server_trouble(&mut self) -> Result<Option<ServerTrouble>, StoreError> {
        let value = self.setting(SERVER_TROUBLE).await?.unwrap_or_default();
        let parts = value.split_once(' ').and_then(|(since, answer)| Some((since.parse().ok()?, answer)));
        Ok(parts.map(|(since, answer)| ServerTrouble { since: instant(since), answer: answer.to_owned() }))
    }

    /// How many letters are in which state.
    pub async fn letter_states(&mut self) -> Result<LetterStates, StoreError> {
        let row = sqlx::query(STATES).fetch_one(self.db()).await?;
        Ok(LetterStates { waiting: row.get(0), sending: row.get(1), unknown: row.get(2), sent: row.get(3), given_up: row.get(4) })
    }

    /// Letters given up at `since` or later.
    pub async fn given_up_between(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<GivenUp>, StoreError> {
        let rows = sqlx::query(GIVEN_UP_BETWEEN).bind(from.timestamp()).bind(to.timestamp()).fetch_all(self.db()).await?;
        let row = |row: &sqlx::sqlite::SqliteRow| GivenUp {
            id: LetterId(row.get(0)),
            kind: row.get(1),
            recipient: row.get(2),
            subject: row.get(3),
            answer: row.get::<Option<String>, _>(4).unwrap_or_default(),
            since: instant(row.get(5)),
        };
        Ok(rows.iter().map(row).collect())
    }
}
