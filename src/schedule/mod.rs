//! What is due, once a period, whatever happens.
//!
//! **What it does:** finds out which weekly and monthly letter is due in the project's time zone and has it written.
//! **Reads:** cron lines, `due_run`. **Writes:** a `due_run` row in the transaction of the letters that it causes.
//! **Wakes on:** the next due instant. **Fails how:** only with the store; killed before the commit, the next start
//! writes the letter, killed after it, nothing happens twice. **Limits:** after a downtime each schedule catches up its
//! newest period only, and the letter says how many it leaves out: of three weekly letters at once only the last is read.
//! Nothing is caught up from before the desk was opened, or from before the line was changed: see [`Schedule::since`].
//!
//! A letter about mails waits until they have been read: see [`PATIENCE`].

pub mod cron;
mod when;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

pub use cron::{CronFault, CronLine};
pub use when::When;

use crate::calendar::{self, Calendar};
use crate::clock::Clock;
use crate::digest::{self, Digest, Span};
use crate::stage::{Bell, Stage, Tick};
use crate::store::{Read, Store, StoreError};

/// When what is written.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The project's time zone.
    pub timezone: Tz,
    /// The days on which the project works.
    pub calendar: Calendar,
    /// The name of the mailbox that is watched now; the store may know former ones too.
    pub mailbox: String,
    /// When the daily letter is due; `None` where there is none.
    pub daily: Option<When>,
    /// For so long from the opening on there is one.
    pub daily_for: TimeDelta,
    /// When the weekly letter is due.
    pub weekly: When,
    /// When the monthly letter is due.
    pub monthly: When,
}

/// So long a letter waits for the mails that arrived before it was due: a mailbox that cannot be read must not silence the
/// lead's letter, which says so, and half an hour is what an ordinary restart of a mail server takes.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// How soon to look again whether the mails have been read.
const SOON: TimeDelta = TimeDelta::minutes(1);

/// The clock's stage.
#[derive(Debug)]
pub struct Schedule {
    store: Store,
    clock: Arc<dyn Clock>,
    settings: Settings,
    digest: Digest,
    delivery: Bell,
    /// When this process first looked: after a downtime the patience counts from here.
    started: Option<DateTime<Utc>>,
}

impl Schedule {
    /// The stage; `delivery` is rung when letters wait.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, settings: Settings, digest: Digest, delivery: Bell) -> Self {
        Self { store, clock, settings, digest, delivery, started: None }
    }

    /// When the desk was opened.
    async fn opened(&self, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        if let Some(opened) = self.store.read().await?.first_start().await? {
            return Ok(opened);
        }
        let mut write = self.store.write().await?;
        let opened = write.open_desk(now).await?;
        write.commit().await?;
        Ok(opened)
    }

    /// Have the mails that arrived before `due` been read, or has that been waited for long enough?
    async fn settled(&self, read: &mut Read, due: DateTime<Utc>, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let since = self.started.unwrap_or(now).max(due);
        if now - since >= PATIENCE {
            return Ok(true);
        }
        read.all_read(&self.settings.mailbox, due).await
    }

    /// Since when something may be due by the line as it is now. A line that was changed on a Wednesday from Mondays to
    /// Fridays does not owe last Friday's letter. It owes the one that the former line owed, or would owe today: neither a
    /// downtime nor a changed hour loses a letter.
    async fn since(&self, span: Span, when: &When, opened: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        let (schedule, line, tz) = (span.schedule(), when.to_string(), self.settings.timezone);
        let mut read = self.store.read().await?;
        let kept = read.kept_line(schedule).await?;
        let since = match &kept {
            Some((kept, since)) if *kept == line => return Ok(*since),
            None => opened,
            Some((former, since)) => {
                let tonight = calendar::start_of(calendar::day(now, tz) + TimeDelta::days(1), tz) - TimeDelta::seconds(1);
                let owed = former.parse::<When>().ok().and_then(|former| former.last(tonight, tz, &self.settings.calendar)).filter(|due| due > since);
                match owed {
                    Some(due) if !read.has_run(schedule, calendar::day(due, tz)).await? => *since,
                    _ => now,
                }
            }
        };
        drop(read);
        let mut write = self.store.write().await?;
        write.keep_line(schedule, &line, since).await?;
        write.commit().await?;
        Ok(since)
    }
}

impl Stage for Schedule {
    const NAME: &'static str = "schedule";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let now = self.clock.now();
        self.started.get_or_insert(now);
        let (tz, days) = (self.settings.timezone, &self.settings.calendar);
        let opened = self.opened(now).await?;
        let mut until: Option<DateTime<Utc>> = None;
        let daily = self.settings.daily.as_ref().filter(|_| now < opened + self.settings.daily_for).map(|when| (Span::Day, when));
        for (span, when) in daily.into_iter().chain([(Span::Week, &self.settings.weekly), (Span::Month, &self.settings.monthly)]) {
            let next = when.next(now, tz, days);
            until = until.into_iter().chain(next).min();
            let since = self.since(span, when, opened, now).await?;
            let Some(due) = when.last(now, tz, days).filter(|due| *due > since) else { continue };
            let day = calendar::day(due, tz);
            let mut read = self.store.read().await?;
            if read.has_run(span.schedule(), day).await? {
                continue;
            }
            if !self.settled(&mut read, due, now).await? {
                until = until.into_iter().chain([now + SOON]).min();
                continue;
            }
            drop(read);
            let Some(period) = when.period(due, tz, days) else { continue };
            let mut write = self.store.write().await?;
            let last = write.last_run(span.schedule()).await?;
            let skipped = skipped(last, since, day, tz, |at| when.next(at, tz, days));
            if write.start_run(span.schedule(), day, now).await? {
                let due = digest::Due { span, period, day, skipped };
                self.digest.write(&mut write, due, now).await?;
                write.commit().await?;
                self.delivery.ring();
                return Ok(Tick::Worked);
            }
        }
        Ok(Tick::Idle { until })
    }
}

/// More missed runs than this are "many" to any reader.
const MOST_SKIPPED: usize = 99;

/// How many days on which the schedule was due lie between its newest run, or since it goes by this line, and `day`.
fn skipped(last: Option<NaiveDate>, since: DateTime<Utc>, day: NaiveDate, tz: Tz, next: impl Fn(DateTime<Utc>) -> Option<DateTime<Utc>>) -> usize {
    let from = last.map_or(since, |last| since.max(calendar::start_of(last + TimeDelta::days(1), tz) - TimeDelta::seconds(1)));
    let due = std::iter::successors(next(from), |at| next(*at)).map(|at| calendar::day(at, tz));
    let mut days: Vec<NaiveDate> = due.take_while(|due| *due < day).take(MOST_SKIPPED).collect();
    days.dedup();
    days.len()
}
