//! The way in: watches one mailbox and keeps every message that it shows.
//!
//! **What it does:** catches up, waits, catches up. Whatever the mailbox lists gets a row; whatever has a row is
//! fetched; raw bytes and the row's new state are one transaction. It does not know what a report is.
//! **Reads:** an IMAP folder or a Maildir; never \Seen, which belongs to whoever else reads the mailbox.
//! **Writes:** the tables `mailbox`, `mailbox_uid`, `raw` and `message`; nothing at all in the mailbox.
//! **Wakes on:** IDLE where the server has it, renewed every few minutes with a look whatever woke it; else its poll.
//! **Fails how:** trouble with the server is its own affair: jittered backoff from 2 s to 5 min, a bound on
//! logins, one log line a change of state. A message that cannot be fetched is tried again alone, with growing
//! pauses, and blocks no other; in the end it is `failed`, with an error in the log. Only a broken store stops the house.
//! **Limits:** [`BATCH`] messages a transaction; one connection; one mailbox.
//!
//! **First start.** Silent is what stood in the mailbox at the first successful look *and* arrived before `since`:
//! its headers are kept and nothing will answer it. Both bounds are committed before the first fetch.

mod keep;
mod maildir;
mod trouble;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::{Chance, Clock};
use crate::stage::{Bell, Stage, Tick};
use crate::stop::Stop;
use crate::store::{Store, StoreError};

use keep::Keeper;
use maildir::Maildir;
use trouble::Trouble;

/// Messages that share a transaction: enough that the disk's flush costs little beside them, few enough that the
/// first of a flood is acknowledged while the rest still comes.
const BATCH: u32 = 50;

/// What to watch.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the mails are.
    pub source: Source,
    /// What was there at the first start and arrived before is not answered; `None` is the start of that day in UTC.
    pub since: Option<DateTime<Utc>>,
    /// How often to look where nothing wakes the watcher.
    pub poll: Duration,
}

/// Where the mails are.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder in Maildir format; it is made where it is missing.
    Maildir {
        /// The folder that holds `cur`, `new` and `tmp`.
        path: PathBuf,
    },
}

/// Why a look at the mailbox was not completed.
#[derive(Debug, thiserror::Error)]
enum LookError {
    /// The store broke: the house stops.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The mailbox cannot be read now.
    #[error(transparent)]
    Trouble(#[from] anyhow::Error),
}

/// Watches one mailbox.
#[derive(Debug)]
pub struct Watcher {
    keeper: Keeper,
    maildir: Maildir,
    trouble: Trouble,
    poll: Duration,
}

impl Watcher {
    /// A watcher that keeps what it finds in `store` and rings `bell` after each commit.
    #[must_use]
    pub fn new(settings: Settings, store: Store, clock: Arc<dyn Clock>, chance: Arc<Chance>, bell: Bell) -> Self {
        let Source::Maildir { path } = settings.source;
        let keeper = Keeper::new(store, clock, bell, settings.since);
        Self { keeper, maildir: Maildir::new(path), trouble: Trouble::new(chance), poll: settings.poll }
    }

    /// Watches until the stop. A look that has begun is dropped: whatever it had not committed is fetched again.
    ///
    /// # Errors
    /// Where the store broke.
    pub async fn run(mut self, stop: Stop) -> anyhow::Result<()> {
        let _running = stop.running(Self::NAME);
        while !stop.asked() {
            tokio::select! {
                done = self.step() => done?,
                () = stop.wait() => (),
            }
        }
        Ok(())
    }

    /// One tick and, where it found nothing to do, one wait.
    async fn step(&mut self) -> anyhow::Result<()> {
        if let Tick::Idle { until: Some(until) } = self.tick().await? {
            self.keeper.clock.sleep_until(until).await;
        }
        Ok(())
    }

    async fn look(&mut self) -> Result<Tick, LookError> {
        self.maildir.look(&mut self.keeper).await
    }
}

impl Stage for Watcher {
    const NAME: &'static str = "mailbox";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let now = self.keeper.clock.now();
        if let Some(until) = self.trouble.pause(now) {
            return Ok(Tick::Idle { until: Some(until) });
        }
        match self.look().await {
            Ok(Tick::Worked) => {
                self.trouble.over();
                Ok(Tick::Worked)
            }
            Ok(Tick::Idle { until }) => {
                self.trouble.over();
                let poll = now + TimeDelta::from_std(self.poll)?;
                Ok(Tick::Idle { until: Some(until.map_or(poll, |until| until.min(poll))) })
            }
            Err(LookError::Store(error)) => Err(error.into()),
            Err(LookError::Trouble(error)) => Ok(Tick::Idle { until: Some(self.trouble.met(&error, self.keeper.clock.now())) }),
        }
    }
}
