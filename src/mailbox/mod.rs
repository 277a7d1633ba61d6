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
//! Where the server does not tell when such a message arrived, its Date does; one that has neither is silent.

mod keep;
mod maildir;
mod imap;
mod probe;
mod trouble;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar;
use crate::clock::{Chance, Clock};
use crate::dial::{Dial, TlsError};
use crate::stage::{Bell, Stage, Tick};
use crate::stop::Stop;
use crate::store::{Store, StoreError};

pub use imap::{Account, Limits, Password};
pub use probe::{Found, probe};

use imap::Imap;
use keep::Keeper;
use maildir::Maildir;
use trouble::Trouble;

/// Messages that share a transaction: enough that the disk's flush costs little beside them, few enough that the
/// first of a flood is acknowledged while the rest still comes.
const BATCH: u32 = 50;

/// The name under which the store knows a Maildir.
pub const MAILDIR: &str = "maildir";

/// The name under which the store knows a folder on a server.
#[must_use]
pub fn imap_name(folder: &str) -> String {
    format!("imap/{folder}")
}

/// What to watch.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the mails are.
    pub source: Source,
    /// What is there at the first start and arrived before this day is not answered; `None` is the day of the first start.
    pub since: Option<NaiveDate>,
    /// Where that day begins.
    pub timezone: Tz,
    /// How often to look where nothing wakes the watcher.
    pub poll: Duration,
}

impl Settings {
    /// What arrived before is not answered, where the first start is `now`.
    fn since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        calendar::start_of(self.since.unwrap_or_else(|| calendar::day(now, self.timezone)), self.timezone)
    }
}

/// Where the mails are.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder on an IMAP server.
    Imap(Account),
    /// A folder in Maildir format; where it is missing before the first look, it is made.
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
    /// The server does not take user and password.
    #[error(transparent)]
    Refused(anyhow::Error),
}

/// The mailbox behind the watcher.
#[derive(Debug)]
enum Reader {
    Imap(Box<Imap>),
    Maildir(Maildir),
}

/// Watches one mailbox.
#[derive(Debug)]
pub struct Watcher {
    keeper: Keeper,
    reader: Reader,
    trouble: Trouble,
    poll: Duration,
}

impl Watcher {
    /// A watcher that keeps what it finds in `store` and rings `bell` after each commit.
    ///
    /// # Errors
    /// Where TLS is asked for and cannot be set up: an unusable CA file.
    pub fn new(settings: Settings, store: Store, clock: Arc<dyn Clock>, chance: Arc<Chance>, dial: Arc<dyn Dial>, bell: Bell) -> Result<Self, TlsError> {
        let since = settings.since(clock.now());
        let reader = match settings.source {
            Source::Imap(account) => Reader::Imap(Box::new(Imap::new(account, dial)?)),
            Source::Maildir { path } => Reader::Maildir(Maildir::new(path)),
        };
        let keeper = Keeper::new(store, clock, bell, since);
        Ok(Self { keeper, reader, trouble: Trouble::new(chance), poll: settings.poll })
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
        if let Reader::Imap(imap) = &mut self.reader {
            imap.bye().await;
        }
        Ok(())
    }

    /// Why the mailbox cannot be read now, if that is so.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.why()
    }

    /// One tick and, where it found nothing to do, one wait.
    async fn step(&mut self) -> anyhow::Result<()> {
        let Tick::Idle { until: Some(until) } = self.tick().await? else { return Ok(()) };
        match &mut self.reader {
            // IDLE is the wait, and its renewal the poll beside it. A retry that falls due meanwhile can wait for that.
            Reader::Imap(imap) if imap.has_idle() => match imap.idle().await {
                Ok(true) => return Ok(()),
                Ok(false) => (),
                Err(error) => return self.met(error).map(drop),
            },
            _ => (),
        }
        self.keeper.clock.sleep_until(until).await;
        Ok(())
    }

    async fn look(&mut self) -> Result<Tick, LookError> {
        match &mut self.reader {
            Reader::Imap(imap) => imap.look(&mut self.keeper).await,
            Reader::Maildir(maildir) => maildir.look(&mut self.keeper).await,
        }
    }

    /// What to do about an error: only the store's stops the house.
    fn met(&mut self, error: LookError) -> anyhow::Result<Tick> {
        let now = self.keeper.clock.now();
        let until = match error {
            LookError::Store(error) => return Err(error.into()),
            LookError::Trouble(error) => self.trouble.met(&error, now),
            LookError::Refused(error) => self.trouble.refused(&error, now),
        };
        Ok(Tick::Idle { until: Some(until) })
    }
}

impl Stage for Watcher {
    const NAME: &'static str = "mailbox";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let now = self.keeper.clock.now();
        if let Some(until) = self.trouble.pause(now) {
            return Ok(Tick::Idle { until: Some(until) });
        }
        if let Reader::Imap(imap) = &self.reader
            && !imap.is_connected()
            && let Some(until) = self.trouble.login(now)
        {
            return Ok(Tick::Idle { until: Some(until) });
        }
        match self.look().await {
            Ok(tick) => {
                self.trouble.over();
                let Tick::Idle { until } = tick else { return Ok(tick) };
                let poll = now + TimeDelta::from_std(self.poll)?;
                Ok(Tick::Idle { until: Some(until.map_or(poll, |until| until.min(poll))) })
            }
            Err(error) => self.met(error),
        }
    }
}
