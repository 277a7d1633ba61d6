//! When a server numbers its messages anew (another UIDVALIDITY, or UIDNEXT gone down): everything is listed again,
//! and what was kept under the old numbers is told by size and arrival.
//!
//! What arrived in the days before the last good look is fetched in any case: the same content is found out later
//! by its key and answered no second time. Older mail is fetched only where nothing like it is known.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Selected, Shown};
use crate::mailbox::keep::Keeper;
use crate::store::{Listed, MailboxRow, StoreError, Validity};

/// Servers are put back from the backup of a night, sometimes of a weekend.
const DAYS: TimeDelta = TimeDelta::days(3);

/// A server that changes this often (Nylas' figure) numbers by the minute; then whatever looks known is not fetched again.
const TOO_OFTEN: u32 = 5;

/// Size and arrival of what was kept under earlier numbers, and how many of each.
#[derive(Debug, Default)]
pub(super) struct KnownBefore {
    known: HashMap<(u64, DateTime<Utc>), i64>,
    certain_before: Option<DateTime<Utc>>,
}

impl KnownBefore {
    pub(super) async fn load(mailbox: &MailboxRow, keeper: &Keeper) -> Result<Self, StoreError> {
        if mailbox.validity_changes == 0 {
            return Ok(Self::default());
        }
        let known = keeper.store.read().await?.known_before(mailbox.id, mailbox.validity).await?;
        let known = known.into_iter().map(|(size, arrived, count)| ((size, arrived), count)).collect();
        let certain_before = (mailbox.validity_changes < TOO_OFTEN).then(|| mailbox.last_ok.unwrap_or(mailbox.since) - DAYS);
        Ok(Self { known, certain_before })
    }

    /// A message of the listing, unless it is known; with its Date for its arrival where that lies before the desk's first day.
    pub(super) fn sift(&mut self, shown: Shown, mailbox: &MailboxRow, now: DateTime<Utc>) -> Option<Listed> {
        let stood_there = shown.uid < mailbox.first_uidnext;
        let arrived = match shown.arrived.or(shown.dated.filter(|_| stood_there).map(|dated| dated.min(now))) {
            Some(arrived) => arrived,
            None if stood_there && mailbox.validity_changes == 0 => shown.arrived_at_first(),
            // Under new numbers it may be mail that nobody has answered, and an answered one is told by its content.
            None => now,
        };
        let mut listed = Listed { uid: shown.uid, name: None, size: shown.size.into(), arrived };
        if self.certain_before.is_none_or(|before| listed.arrived < before)
            && let Some(count) = self.known.get_mut(&(listed.size, listed.arrived))
            && *count > 0
        {
            *count -= 1;
            return None;
        }
        if let Some(dated) = shown.dated
            && dated < mailbox.since
            && stood_there
        {
            listed.arrived = listed.arrived.min(dated);
        }
        Some(listed)
    }
}

/// Servers that lose UIDs may lose arrivals too: then the Date tells what is older than the desk. Only what stood
/// there when the numbers changed is asked.
pub(super) fn wants_dates(mailbox: &MailboxRow, from: u32) -> bool {
    mailbox.validity_changes > 0 && from < mailbox.first_uidnext
}

/// The numbering that holds from now on, where it is not the one that `mailbox` knows.
pub(super) async fn under(mailbox: &MailboxRow, selected: Selected, keeper: &Keeper) -> Result<Option<Validity>, StoreError> {
    let (validity, what) = if mailbox.validity.uidvalidity() == selected.uidvalidity {
        let highest = keeper.store.read().await?.highest_uid(mailbox.id, mailbox.validity).await?.unwrap_or(0);
        if selected.uidnext.is_none_or(|uidnext| uidnext > highest) {
            return Ok(None);
        }
        (mailbox.validity.again(), "UIDNEXT went down")
    } else {
        (Validity::new(selected.uidvalidity), "UIDVALIDITY changed")
    };
    let changes = mailbox.validity_changes + 1;
    if changes >= TOO_OFTEN {
        tracing::error!(changes, "{what} again; this server cannot number its messages, look into it");
    } else {
        tracing::warn!(changes, "{what}: the server numbers its messages anew; all are listed again, none is answered twice");
    }
    Ok(Some(validity))
}
