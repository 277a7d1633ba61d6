//! The house: every stage of one project, built from its config.
//!
//! [`House::step`] ticks the stages in the mail's order until all are idle; the demo and the tests live on it.
//! [`House::run`] gives each stage a task of its own. There are no process-wide statics: two houses in one process
//! do not know of each other.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use tokio::task::JoinSet;
use tracing::warn;

use crate::alarm::Alarm;
use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::delivery::Courier;
use crate::dial::Dial;
use crate::digest::Digest;
use crate::follow::Follow;
use crate::intake::{self, Intake};
use crate::mailbox::Watcher;
use crate::outbox::Outbox;
use crate::proof::TokenKey;
use crate::reminder::Reminder;
use crate::schedule::Schedule;
use crate::stage::{self, Bell, Stage, Tick};
use crate::stop::Stop;
use crate::store::{AfterCommit, Store, Use};

/// What a house is given beside its config: time, chance and the network.
pub struct Parts {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Jitter and the like.
    pub chance: Arc<Chance>,
    /// How servers are reached.
    pub dial: Arc<dyn Dial>,
    /// Called after each commit.
    pub after_commit: Option<AfterCommit>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("clock", &self.clock).finish_non_exhaustive()
    }
}

/// One project's house.
#[derive(Debug)]
pub struct House {
    store: Store,
    clock: Arc<dyn Clock>,
    mailbox: Watcher,
    intake: Intake,
    schedule: Schedule,
    reminder: Reminder,
    follow: Follow,
    alarm: Alarm,
    delivery: Courier,
    stored: Bell,
    letters: Bell,
}

/// A server that hangs in the middle of an answer must not keep the house from stopping: ten seconds in all, as systemd and
/// people expect, of which the store and the threads may need two. Whatever was not committed is done again after the next start.
const GRACE: Duration = Duration::from_secs(7);

/// Closing the store writes its journal back, which the next start does as well.
const CLOSING: Duration = Duration::from_secs(1);

impl House {
    /// Opens the store and builds every stage.
    ///
    /// # Errors
    /// Where the store cannot be opened or another daemon has it, a secret cannot be had, or a template is faulty.
    pub async fn build(config: &Config, parts: Parts) -> anyhow::Result<Self> {
        let Parts { clock, chance, dial, after_commit } = parts;
        let now = clock.now();
        // First of all: without its passwords the house leaves no trace.
        let (mailbox, courier) = config.servers()?;
        let store = Store::open(&config.store, Use::Daemon, after_commit).await.with_context(|| format!("Opening the store {}", config.store.display()))?;
        let mut write = store.write().await?;
        write.sync_people(config.roster.people(), now).await?;
        write.open_desk(now).await?;
        write.commit().await?;

        let tokens = TokenKey::open(&config.store.with_extension("key"))?;
        let outbox = Arc::new(Outbox::new(config.outbox(), tokens)?);
        let (stored, letters) = (Bell::default(), Bell::default());
        let holder = format!("{}-{:x}", std::process::id(), chance.bits());
        let settings = intake::Settings { context: Arc::new(config.context()), spending: config.spending.clone(), language: config.language, holder };
        Ok(Self {
            mailbox: Watcher::new(mailbox, store.clone(), Arc::clone(&clock), Arc::clone(&chance), Arc::clone(&dial), stored.clone())?,
            intake: Intake::new(store.clone(), Arc::clone(&clock), Arc::clone(&outbox), settings, letters.clone()),
            schedule: Schedule::new(store.clone(), Arc::clone(&clock), config.schedule(), Digest::new(config.digest(), Arc::clone(&outbox)), letters.clone()),
            reminder: Reminder::new(store.clone(), Arc::clone(&clock), config.reminder(), Arc::clone(&outbox), letters.clone()),
            follow: Follow::new(store.clone(), Arc::clone(&clock), config.follow(), Arc::clone(&outbox), letters.clone()),
            alarm: Alarm::new(store.clone(), Arc::clone(&clock), config.alarm(), outbox, letters.clone()),
            delivery: Courier::new(courier, store.clone(), Arc::clone(&clock), chance, dial)?,
            store,
            clock,
            stored,
            letters,
        })
    }

    /// Lets every stage do what there is to do now, in the mail's order, until all are idle. Returns when a stage
    /// will have something to do by itself; the mailbox, which is looked at in every step, does not count.
    ///
    /// # Errors
    /// What a stage could not handle.
    pub async fn step(&mut self) -> anyhow::Result<Option<DateTime<Utc>>> {
        loop {
            let mailbox = exhaust(&mut self.mailbox).await?;
            let intake = exhaust(&mut self.intake).await?;
            let schedule = exhaust(&mut self.schedule).await?;
            let reminder = exhaust(&mut self.reminder).await?;
            let follow = exhaust(&mut self.follow).await?;
            exhaust(&mut self.alarm).await?;
            let delivery = exhaust(&mut self.delivery).await?;
            if !(mailbox.worked || intake.worked || schedule.worked || reminder.worked || follow.worked || delivery.worked) {
                return Ok([intake.until, schedule.until, reminder.until, follow.until, delivery.until].into_iter().flatten().min());
            }
        }
    }

    /// What kept the last step from doing all there was to do: a line for each server that is out of order.
    #[must_use]
    pub fn troubles(&self) -> Vec<String> {
        let mailbox = self.mailbox.trouble().map(|why| format!("the mailbox cannot be read: {why}"));
        let delivery = self.delivery.trouble().map(|why| format!("the mail server takes no letters: {why}"));
        mailbox.into_iter().chain(delivery).collect()
    }

    /// Runs every stage until `stop`, then waits for each to end its step.
    ///
    /// # Errors
    /// Where a stage ended by itself, or did not end in time: then the names of what still runs.
    pub async fn run(self, stop: Stop) -> anyhow::Result<()> {
        let Self { store, clock, mailbox, intake, schedule, reminder, follow, alarm, delivery, stored, letters } = self;
        let mut stages = JoinSet::new();
        stages.spawn(mailbox.run(stop.clone()));
        stages.spawn(stage::run(intake, Arc::clone(&clock), stored, stop.clone()));
        stages.spawn(stage::run(schedule, Arc::clone(&clock), Bell::default(), stop.clone()));
        stages.spawn(stage::run(reminder, Arc::clone(&clock), Bell::default(), stop.clone()));
        stages.spawn(stage::run(follow, Arc::clone(&clock), Bell::default(), stop.clone()));
        stages.spawn(stage::run(alarm, Arc::clone(&clock), Bell::default(), stop.clone()));
        stages.spawn(stage::run(delivery, Arc::clone(&clock), letters, stop.clone()));
        let mut result = Ok(());
        // A stage that ends unasked, errs or panics takes the house down: half a daemon is worse than a restart.
        tokio::select! {
            () = stop.wait() => (),
            ended = stages.join_next() => {
                // Both may come at once: whoever asked asked first.
                let asked = stop.asked();
                result = first_failure(ended).and_then(|()| if asked { Ok(()) } else { bail!("A stage ended although nobody had asked it to") });
                stop.ask();
            }
        }
        let rest = async {
            while let Some(ended) = stages.join_next().await {
                if let (Ok(()), Err(error)) = (&result, first_failure(Some(ended))) {
                    result = Err(error);
                }
            }
        };
        if tokio::time::timeout(GRACE, rest).await.is_err() {
            let names = stop.still_running().join(", ");
            stages.shutdown().await;
            result = result.and_then(|()| {
                bail!("Did not stop within {} s and was broken off: {names}; what was not committed is done again after the next start", GRACE.as_secs())
            });
        }
        if tokio::time::timeout(CLOSING, store.close()).await.is_err() {
            warn!("The store was still busy and was left as it is; the next start puts it in order");
        }
        result
    }

    /// Ends the house between two steps.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// The memory of the house.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// What a stage did until it was idle.
struct Exhausted {
    worked: bool,
    until: Option<DateTime<Utc>>,
}

async fn exhaust(stage: &mut impl Stage) -> anyhow::Result<Exhausted> {
    let mut worked = false;
    loop {
        match stage.tick().await? {
            Tick::Worked => worked = true,
            Tick::Idle { until } => return Ok(Exhausted { worked, until }),
        }
    }
}

fn first_failure(ended: Option<Result<anyhow::Result<()>, tokio::task::JoinError>>) -> anyhow::Result<()> {
    match ended {
        None | Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(error))) => Err(error),
        Some(Err(panic)) => Err(anyhow::Error::new(panic).context("A stage panicked")),
    }
}
