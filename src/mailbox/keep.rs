//! What both kinds of mailbox share: the first look, and keeping what was fetched.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Clock;
use crate::stage::Bell;
use crate::store::{Listed, MailboxRow, OpenUid, RawRef, Store, StoreError, UidState, Validity, Write};

/// Minutes to wait after each failed try for one message; after the last it is given up. Servers that offer a
/// message and fail to return it mostly do so while they repair an index; half a working day covers a restore.
const PAUSES: [i64; 5] = [1, 5, 15, 60, 240];

const LAST_PAUSE: TimeDelta = TimeDelta::hours(4);

/// `last_ok` serves an alarm that counts in half hours; noting every poll would only wear the disk.
const NOTE_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What became of one message that was to be fetched.
#[derive(Debug)]
pub(super) enum Fetched {
    /// All of it.
    Whole(RawRef),
    /// The headers of one that is silent.
    Headers(RawRef),
    /// It is no longer there.
    Gone,
    /// It is there and cannot be read.
    Unreadable(String),
    /// The connection broke each time it was asked for: tried again for ever, since that may be the line's fault.
    Cut(String),
}

/// Keeps messages.
#[derive(Debug)]
pub(super) struct Keeper {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    bell: Bell,
    since: DateTime<Utc>,
    noted: Option<DateTime<Utc>>,
}

impl Keeper {
    pub(super) fn new(store: Store, clock: Arc<dyn Clock>, bell: Bell, since: DateTime<Utc>) -> Self {
        Self { store, clock, bell, since, noted: None }
    }

    /// Commits what the first look has shown, before anything is fetched.
    pub(super) async fn open(&mut self, name: &str, uidvalidity: u32, uidnext: u32, listed: &[Listed]) -> Result<MailboxRow, StoreError> {
        let now = self.clock.now();
        let since = self.since;
        let mut write = self.store.write().await?;
        let mailbox = write.open_mailbox(name, Validity::new(uidvalidity), uidnext, since).await?;
        for message in listed {
            write.see(mailbox.id, mailbox.validity, message).await?;
        }
        write.looked(mailbox.id, now, false).await?;
        write.commit().await?;
        tracing::info!(mailbox = name, uidnext, %since, "first look: what stands here and arrived before that is not answered");
        Ok(mailbox)
    }

    /// Notes a successful look and what it has shown that was not known.
    pub(super) async fn list(&mut self, mailbox: &MailboxRow, listed: &[Listed]) -> Result<(), StoreError> {
        let now = self.clock.now();
        let due = self.noted.is_none_or(|noted| now >= noted + NOTE_EVERY);
        if listed.is_empty() && !due {
            return Ok(());
        }
        let mut write = self.store.write().await?;
        let mut anything_new = false;
        for message in listed {
            anything_new |= write.see(mailbox.id, mailbox.validity, message).await?;
        }
        write.looked(mailbox.id, now, anything_new).await?;
        write.commit().await?;
        self.noted = Some(now);
        Ok(())
    }

    /// Another numbering: forgets nothing, but what is listed from now on counts under it.
    pub(super) async fn renumber(&mut self, name: &str, mailbox: &MailboxRow, validity: Validity, uidnext: u32) -> Result<MailboxRow, StoreError> {
        let mut write = self.store.write().await?;
        write.new_validity(mailbox.id, validity, uidnext).await?;
        let renumbered = write.mailbox(name).await?;
        write.commit().await?;
        Ok(renumbered.unwrap_or_else(|| mailbox.clone()))
    }

    /// Raw bytes and what became of each message, in one transaction.
    pub(super) async fn keep(&self, mailbox: &MailboxRow, fetched: Vec<(OpenUid, Fetched)>) -> Result<(), StoreError> {
        if fetched.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        let mut write = self.store.write().await?;
        for (open, fetched) in fetched {
            keep_one(&mut write, mailbox, &open, fetched, now).await?;
        }
        write.commit().await?;
        self.bell.ring();
        Ok(())
    }
}

async fn keep_one(write: &mut Write, mailbox: &MailboxRow, open: &OpenUid, fetched: Fetched, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Listed { uid, arrived, .. } = open.listed;
    let state = match fetched {
        Fetched::Whole(raw) => UidState::Stored(write.put_message(&raw, arrived, now).await?),
        Fetched::Headers(raw) => UidState::Silent(write.put_silent(&raw, arrived, now).await?),
        Fetched::Gone => {
            tracing::warn!(uid, "a message was gone before it could be fetched");
            UidState::Vanished
        }
        Fetched::Cut(why) => {
            if open.attempts >= 3 {
                tracing::error!(uid, why, "the connection breaks each time this message is asked for");
            }
            return write.uid_later(mailbox.id, mailbox.validity, uid, now + pause(open.attempts).unwrap_or(LAST_PAUSE)).await;
        }
        Fetched::Unreadable(why) => {
            if let Some(pause) = pause(open.attempts) {
                tracing::debug!(uid, why, "a message cannot be fetched yet");
                return write.uid_later(mailbox.id, mailbox.validity, uid, now + pause).await;
            }
            tracing::error!(uid, name = open.listed.name, why, "a message could not be fetched and is given up; look for it in the mailbox");
            UidState::Failed
        }
    };
    write.settle_uid(mailbox.id, mailbox.validity, uid, state).await
}

/// How long to wait after this many earlier failures; `None` after the last.
fn pause(attempts: u32) -> Option<TimeDelta> {
    usize::try_from(attempts).ok().and_then(|attempts| PAUSES.get(attempts)).copied().map(TimeDelta::minutes)
}

/// Did it stand in the mailbox at the first look, and arrive before `since`?
pub(super) fn silent(mailbox: &MailboxRow, message: &Listed) -> bool {
    message.uid < mailbox.first_uidnext && message.arrived < mailbox.since
}
