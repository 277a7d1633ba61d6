//! Watched mailboxes: which messages a server or folder showed, and what became of each.
//!
//! ```text
//! seen ─raw bytes and this state in one transaction─▶ stored | silent (there before the first start)
//! seen ─gone before it could be fetched────────────▶ vanished        vanished ─listed again─▶ seen
//! seen ─the last try failed────────────────────────▶ failed
//! ```
//!
//! A crash leaves `seen`; the next look fetches it. There is no cursor but the rows themselves.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::{MessageId, Read, StoreError, Write, instant, statements};

/// The id of a watched mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailboxId(i64);

/// Under which numbering UIDs count: the server's UIDVALIDITY, and which of several times that it used the same one
/// for different messages (a server set back to an old backup does).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity(i64);

impl Validity {
    /// The first numbering under `uidvalidity`.
    #[must_use]
    pub fn new(uidvalidity: u32) -> Self {
        Self(i64::from(uidvalidity))
    }

    /// What the server calls it.
    #[must_use]
    pub fn uidvalidity(self) -> u32 {
        // The lower half of the number.
        (self.0 & i64::from(u32::MAX)).try_into().unwrap_or(u32::MAX)
    }

    /// The same UIDVALIDITY for other messages.
    #[must_use]
    pub fn again(self) -> Self {
        Self(self.0.saturating_add(1 << 32))
    }
}

/// A watched mailbox.
#[derive(Clone, Debug)]
pub struct MailboxRow {
    /// Which mailbox.
    pub id: MailboxId,
    /// Under which numbering its UIDs now count.
    pub validity: Validity,
    /// The UIDNEXT of the first successful look, or of the first after a change of UIDVALIDITY.
    pub first_uidnext: u32,
    /// What arrived before is not answered.
    pub since: DateTime<Utc>,
    /// How often UIDVALIDITY changed.
    pub validity_changes: u32,
    /// When it was last read successfully.
    pub last_ok: Option<DateTime<Utc>>,
}

/// A message as the mailbox shows it in a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its UID.
    pub uid: u32,
    /// Its name, where the mailbox is a folder.
    pub name: Option<String>,
    /// Its size, as announced.
    pub size: u64,
    /// When it arrived there.
    pub arrived: DateTime<Utc>,
}

/// A message that is still to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenUid {
    /// The message.
    pub listed: Listed,
    /// How often fetching it has failed.
    pub attempts: u32,
}

/// What became of a message in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UidState {
    /// Kept, whole.
    Stored(MessageId),
    /// There before the first start: only its headers are kept.
    Silent(MessageId),
    /// Gone before it could be fetched.
    Vanished,
    /// It could not be fetched however often it was tried.
    Failed,
}

/// What the mailbox has shown since the first start, and what became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxCounts {
    /// All of it.
    pub seen: i64,
    /// Not fetched yet.
    pub open: i64,
    /// Kept, whole.
    pub stored: i64,
    /// There before the first start.
    pub silent: i64,
    /// Gone before it could be fetched.
    pub vanished: i64,
    /// Could not be fetched.
    pub failed: i64,
}

/// How a mailbox does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxHealth {
    /// Its name: `maildir`, or `imap/` and the folder.
    pub name: String,
    /// When it was last read successfully.
    pub last_ok: Option<DateTime<Utc>>,
    /// When it last had something new.
    pub last_new: Option<DateTime<Utc>>,
    /// How often UIDVALIDITY changed.
    pub validity_changes: u32,
}

statements! {
    MAILBOX = "SELECT id, uidvalidity, first_uidnext, since, validity_changes, last_ok FROM mailbox WHERE name = $1";
    OPEN_MAILBOX = "INSERT INTO mailbox (name, uidvalidity, first_uidnext, since) VALUES ($1, $2, $3, $4)
        RETURNING id, uidvalidity, first_uidnext, since, validity_changes, last_ok";
    NEW_VALIDITY = "UPDATE mailbox SET uidvalidity = $2, first_uidnext = $3, validity_changes = validity_changes + 1 WHERE id = $1";
    LOOKED = "UPDATE mailbox SET last_ok = $2 WHERE id = $1";
    LOOKED_NEW = "UPDATE mailbox SET last_ok = $2, last_new = $2 WHERE id = $1";
    HEALTH = "SELECT name, last_ok, last_new, validity_changes FROM mailbox ORDER BY id";
    HIGHEST_UID = "SELECT MAX(uid) FROM mailbox_uid WHERE mailbox = $1 AND uidvalidity = $2";
    SEE = "INSERT INTO mailbox_uid (mailbox, uidvalidity, uid, name, state, size, arrived) VALUES ($1, $2, $3, $4, 'seen', $5, $6)
        ON CONFLICT (mailbox, uidvalidity, uid) DO UPDATE SET state = 'seen' WHERE mailbox_uid.state = 'vanished'";
    OPEN_UIDS = "SELECT uid, name, size, arrived, attempts FROM mailbox_uid WHERE mailbox = $1 AND uidvalidity = $2 AND state = 'seen' AND retry_at <= $3 ORDER BY uid LIMIT $4";
    NEXT_UID_RETRY = "SELECT MIN(retry_at) FROM mailbox_uid WHERE mailbox = $1 AND uidvalidity = $2 AND state = 'seen'";
    // A file that comes back under its old name was never kept: its row is opened again, and counts once.
    COME_BACK = "UPDATE mailbox_uid SET state = 'seen', size = $3, arrived = $4, attempts = 0, retry_at = 0 WHERE mailbox = $1 AND name = $2 AND state = 'vanished'";
    UID_STATE = "UPDATE mailbox_uid SET state = $4, message = $5 WHERE mailbox = $1 AND uidvalidity = $2 AND uid = $3";
    UID_LATER = "UPDATE mailbox_uid SET attempts = attempts + 1, retry_at = $4 WHERE mailbox = $1 AND uidvalidity = $2 AND uid = $3";
    NAMES = "SELECT name FROM mailbox_uid WHERE mailbox = $1 AND name IS NOT NULL AND state <> 'vanished'";
    // One mail may be known under several numberings: how often one of them showed the like of it counts.
    KNOWN_BEFORE = "SELECT size, arrived, MAX(n) FROM (SELECT size, arrived, COUNT(*) AS n FROM mailbox_uid WHERE mailbox = $1 AND uidvalidity <> $2 AND state IN ('stored', 'silent')
        GROUP BY uidvalidity, size, arrived) AS shown GROUP BY size, arrived";
    DROP_OPEN = "UPDATE mailbox_uid SET state = 'vanished' WHERE mailbox = $1 AND uidvalidity <> $2 AND state = 'seen'";
    REOPEN = "UPDATE mailbox_uid SET state = 'seen' WHERE mailbox = $1 AND uidvalidity = $2 AND state = 'vanished'";
    COUNTS = "SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'seen'), COUNT(*) FILTER (WHERE state = 'stored'), COUNT(*) FILTER (WHERE state = 'silent'),
        COUNT(*) FILTER (WHERE state = 'vanished'), COUNT(*) FILTER (WHERE state = 'failed') FROM mailbox_uid";
}

impl Read {
    /// The mailbox called `name`, where it has been looked at before.
    pub async fn mailbox(&mut self, name: &str) -> Result<Option<MailboxRow>, StoreError> {
        let row = sqlx::query(MAILBOX).bind(name).fetch_optional(self.db()).await?;
        row.as_ref().map(mailbox_row).transpose()
    }

    /// The highest UID that is known.
    pub async fn highest_uid(&mut self, mailbox: MailboxId, validity: Validity) -> Result<Option<u32>, StoreError> {
        let uid: Option<i64> = sqlx::query_scalar(HIGHEST_UID).bind(mailbox.0).bind(validity.0).fetch_one(self.db()).await?;
        uid.map(|uid| narrow("mailbox_uid", uid, uid)).transpose()
    }

    /// Up to `most` messages that are to be fetched now, the oldest first.
    pub async fn open_uids(&mut self, mailbox: MailboxId, validity: Validity, now: DateTime<Utc>, most: u32) -> Result<Vec<OpenUid>, StoreError> {
        let query = sqlx::query(OPEN_UIDS).bind(mailbox.0).bind(validity.0).bind(now.timestamp()).bind(i64::from(most));
        let open = |row: &sqlx::sqlite::SqliteRow| -> Result<OpenUid, StoreError> {
            let uid: i64 = row.get(0);
            let size: i64 = row.get(2);
            let listed = Listed { uid: narrow("mailbox_uid", uid, uid)?, name: row.get(1), size: size.unsigned_abs(), arrived: instant(row.get(3)) };
            Ok(OpenUid { listed, attempts: narrow("mailbox_uid", uid, row.get(4))? })
        };
        query.fetch_all(self.db()).await?.iter().map(open).collect()
    }

    /// When the next message may be tried again; `None` where none is open.
    pub async fn next_uid(&mut self, mailbox: MailboxId, validity: Validity) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(NEXT_UID_RETRY).bind(mailbox.0).bind(validity.0).fetch_one(self.db()).await?;
        Ok(at.map(instant))
    }

    /// The names of all messages that a folder has shown, but for those that were gone before they could be read.
    pub async fn known_names(&mut self, mailbox: MailboxId) -> Result<HashSet<String>, StoreError> {
        let names: Vec<String> = sqlx::query_scalar(NAMES).bind(mailbox.0).fetch_all(self.db()).await?;
        Ok(names.into_iter().collect())
    }

    /// Size and arrival of what was kept under other numberings, and how many there are of each.
    pub async fn known_before(&mut self, mailbox: MailboxId, validity: Validity) -> Result<Vec<(u64, DateTime<Utc>, i64)>, StoreError> {
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(KNOWN_BEFORE).bind(mailbox.0).bind(validity.0).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(size, arrived, count)| (size.unsigned_abs(), instant(arrived), count)).collect())
    }

    /// What the mailbox has shown and what became of it, for the conservation line.
    pub async fn mailbox_counts(&mut self) -> Result<MailboxCounts, StoreError> {
        let row = sqlx::query(COUNTS).fetch_one(self.db()).await?;
        Ok(MailboxCounts { seen: row.get(0), open: row.get(1), stored: row.get(2), silent: row.get(3), vanished: row.get(4), failed: row.get(5) })
    }

    /// How each mailbox does.
    pub async fn mailbox_health(&mut self) -> Result<Vec<MailboxHealth>, StoreError> {
        let rows = sqlx::query(HEALTH).fetch_all(self.db()).await?;
        let health = |row: &sqlx::sqlite::SqliteRow| MailboxHealth {
            name: row.get(0),
            last_ok: row.get::<Option<i64>, _>(1).map(instant),
            last_new: row.get::<Option<i64>, _>(2).map(instant),
            validity_changes: u32::try_from(row.get::<i64, _>(3)).unwrap_or_default(),
        };
        Ok(rows.iter().map(health).collect())
    }
}

impl Write {
    /// Keeps what the first look at a mailbox has shown. Committed before the first fetch, it decides for ever what is silent.
    pub async fn open_mailbox(&mut self, name: &str, validity: Validity, first_uidnext: u32, since: DateTime<Utc>) -> Result<MailboxRow, StoreError> {
        let query = sqlx::query(OPEN_MAILBOX).bind(name).bind(validity.0).bind(i64::from(first_uidnext)).bind(since.timestamp());
        mailbox_row(&query.fetch_one(self.db()).await?)
    }

    /// The server numbers its messages anew: what was still to be fetched will be shown again under its new UID.
    /// Where it goes back to numbers that it had used before, what was given up for gone then is looked for again.
    pub async fn new_validity(&mut self, mailbox: MailboxId, validity: Validity, uidnext: u32) -> Result<(), StoreError> {
        sqlx::query(NEW_VALIDITY).bind(mailbox.0).bind(validity.0).bind(i64::from(uidnext)).execute(self.db()).await?;
        for sql in [DROP_OPEN, REOPEN] {
            sqlx::query(sql).bind(mailbox.0).bind(validity.0).execute(self.db()).await?;
        }
        Ok(())
    }

    /// Notes that the mailbox could be read.
    pub async fn looked(&mut self, mailbox: MailboxId, now: DateTime<Utc>, anything_new: bool) -> Result<(), StoreError> {
        let sql = if anything_new { LOOKED_NEW } else { LOOKED };
        sqlx::query(sql).bind(mailbox.0).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// Notes that the mailbox shows a message. `false` where it is known; what had been given up for gone is looked for again.
    pub async fn see(&mut self, mailbox: MailboxId, validity: Validity, listed: &Listed) -> Result<bool, StoreError> {
        let size = i64::try_from(listed.size).unwrap_or(i64::MAX);
        if let Some(name) = &listed.name {
            let query = sqlx::query(COME_BACK).bind(mailbox.0).bind(name).bind(size).bind(listed.arrived.timestamp());
            if query.execute(self.db()).await?.rows_affected() > 0 {
                return Ok(true);
            }
        }
        let done = sqlx::query(SEE)
            .bind(mailbox.0)
            .bind(validity.0)
            .bind(i64::from(listed.uid))
            .bind(&listed.name)
            .bind(size)
            .bind(listed.arrived.timestamp())
            .execute(self.db())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Says what became of a message.
    pub async fn settle_uid(&mut self, mailbox: MailboxId, validity: Validity, uid: u32, state: UidState) -> Result<(), StoreError> {
        let (state, message) = match state {
            UidState::Stored(message) => ("stored", Some(message.0)),
            UidState::Silent(message) => ("silent", Some(message.0)),
            UidState::Vanished => ("vanished", None),
            UidState::Failed => ("failed", None),
        };
        let query = sqlx::query(UID_STATE).bind(mailbox.0).bind(validity.0).bind(i64::from(uid)).bind(state).bind(message);
        query.execute(self.db()).await?;
        Ok(())
    }

    /// Counts a failed try; the message is tried again at `at`.
    pub async fn uid_later(&mut self, mailbox: MailboxId, validity: Validity, uid: u32, at: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(UID_LATER).bind(mailbox.0).bind(validity.0).bind(i64::from(uid)).bind(at.timestamp());
        query.execute(self.db()).await?;
        Ok(())
    }
}

fn mailbox_row(row: &sqlx::sqlite::SqliteRow) -> Result<MailboxRow, StoreError> {
    let id: i64 = row.get(0);
    Ok(MailboxRow {
        id: MailboxId(id),
        validity: Validity(row.get(1)),
        first_uidnext: narrow("mailbox", id, row.get(2))?,
        since: instant(row.get(3)),
        validity_changes: narrow("mailbox", id, row.get(4))?,
        last_ok: row.get::<Option<i64>, _>(5).map(instant),
    })
}

/// UIDs and UIDVALIDITY have 32 bits (RFC 3501 §2.3.1.1).
fn narrow(table: &'static str, row: i64, value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt { table, row, what: format!("{value} is not a 32-bit number") })
}
