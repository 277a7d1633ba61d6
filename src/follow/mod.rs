//! Follows each solution until its reporter has answered, and tells people what there is to try and to know, once a day.
//!
//! **What it does:** each day at the bundle's time (10:00), for each person whose working day it is, takes each solved issue a step up the
//! [`ladder`](crate::issue::ladder()) and writes each person the day's one letter; what is urgent, and with `bundle = "off"` all
//! of it, goes at once. **Reads:** solved issues, notices. **Writes:** events, notices, one `news` letter a person, in one
//! transaction with the mark that the day is done. **Wakes on:** the bundle's time; for what is urgent the loop looks every few
//! minutes anyway. **Fails how:** only with the store; killed before the commit, the next start does it, after it, nothing happens
//! twice. **Limits:** after a downtime a day is caught up once, on the day itself.
//!
//! What goes to the consultant waits here until it can no longer be taken back (`consult`).
//!
//! Nobody is reminded, and nothing is closed, while mail that may hold the answer has not been read (promise 10).

mod bundle;
mod change;
mod consult;
mod handover;
mod held;
mod ladder;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar::{self, Calendar};
use crate::clock::Clock;
use crate::issue::Spending;
use crate::outbox::Outbox;
use crate::people::{Address, Language, Roster};
use crate::stage::{Bell, Stage, Tick};
use crate::store::{PersonId, Read, Store, StoreError};

/// Whom it reaches, and when.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The project's time zone.
    pub timezone: Tz,
    /// The name of the mailbox that is watched now.
    pub mailbox: String,
    /// When the day's one letter goes; at once where `None`.
    pub bundle: Option<NaiveTime>,
    /// The language of letters to persons who have none of their own.
    pub language: Language,
    /// Who is who.
    pub roster: Roster,
    /// How much wishes may cost by whose word.
    pub spending: Spending,
    /// The first line for each module that has one.
    pub key_users: Vec<(String, Address)>,
    /// The modules whose pictures do not leave the company.
    pub confidential: Vec<String>,
}

/// With `bundle = "off"` reminders still have their hour: the one that is the default.
const HOUR: NaiveTime = match NaiveTime::from_hms_opt(10, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// So long the day's letters wait for the mails that arrived before: an ordinary restart of a mail server is over by then.
const PATIENCE: TimeDelta = TimeDelta::minutes(30);

/// How soon to look again whether the mails have been read.
const SOON: TimeDelta = TimeDelta::minutes(1);

/// The name of the daily run in the store.
const RUN: &str = "follow";

/// A reminder looks back over no more than ten working days, and the longest holidays between them.
const LOOKED_BACK: TimeDelta = TimeDelta::days(60);

/// On which days people work.
struct Working {
    project: Calendar,
    /// Of those who differ: their own calendars, less their absences.
    own: HashMap<PersonId, Calendar>,
}

impl Working {
    /// The days on which a person works.
    fn of(&self, person: PersonId) -> &Calendar {
        self.own.get(&person).unwrap_or(&self.project)
    }
}

/// The stage.
#[derive(Debug)]
pub struct Follow {
    store: Store,
    clock: Arc<dyn Clock>,
    settings: Settings,
    outbox: Arc<Outbox>,
    delivery: Bell,
    /// The roster as the config says it; the settings' is that of the day.
    roster: Roster,
}

impl Follow {
    /// The stage; `delivery` is rung when letters wait.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, settings: Settings, outbox: Arc<Outbox>, delivery: Bell) -> Self {
        let roster = settings.roster.clone();
        Self { store, clock, settings, outbox, delivery, roster }
    }

    fn hour(&self) -> NaiveTime {
        self.settings.bundle.unwrap_or(HOUR)
    }

    /// When the day's round is due.
    fn due(&self, day: NaiveDate) -> DateTime<Utc> {
        calendar::instant(day.and_time(self.hour()), self.settings.timezone)
    }

    /// When the next round is due.
    fn next(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = calendar::day(now, self.settings.timezone);
        today.iter_days().take(2).flat_map(|day| [self.due(day), self.held_due(day)]).filter(|due| *due > now).min()
    }

    /// On which days the people work whom it concerns.
    async fn working(&self, read: &mut Read, today: NaiveDate) -> Result<Working, StoreError> {
        let roster = &self.settings.roster;
        let mut working = Working { project: roster.calendar().clone(), own: HashMap::new() };
        for person in roster.people() {
            if let (Some(calendar), Some(id)) = (&person.calendar, read.person_of(&person.address).await?) {
                working.own.insert(id, calendar.clone());
            }
        }
        let own = read.own_days(today - LOOKED_BACK, |person| working.of(person)).await?;
        working.own.extend(own);
        Ok(working)
    }

    /// The day's round: the ladder, then the letters.
    async fn round(&self, today: NaiveDate, all_read: bool, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut write = self.store.write().await?;
        if !write.start_run(RUN, today, now).await? {
            return Ok(false);
        }
        let working = self.working(&mut write, today).await?;
        if all_read {
            ladder::climb(&mut write, &working, today, now).await?;
            self.remind(&mut write, &working, today, now).await?;
            self.push_wishes(&mut write, &working, today, now).await?;
        }
        self.tell(&mut write, &working, |_| true, today, now).await?;
        write.commit().await?;
        self.delivery.ring();
        Ok(true)
    }

    /// What cannot wait for the round.
    async fn at_once(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if self.store.read().await?.notices().await?.is_empty() {
            return Ok(false);
        }
        let mut write = self.store.write().await?;
        let off = self.settings.bundle.is_none();
        let working = self.working(&mut write, today).await?;
        let told = self.tell(&mut write, &working, |urgent| off || urgent, today, now).await?;
        write.commit().await?;
        if told {
            self.delivery.ring();
        }
        Ok(told)
    }
}

impl Stage for Follow {
    const NAME: &'static str = "follow";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let now = self.clock.now();
        let today = calendar::day(now, self.settings.timezone);
        self.settings.roster = self.store.read().await?.roster(&self.roster, today).await?;
        if self.hand_over(today, now).await? || self.at_once(today, now).await? || self.tell_held(today, now).await? {
            return Ok(Tick::Worked);
        }
        if self.leave(today, now).await? {
            return Ok(Tick::Worked);
        }
        let until = self.next(now).into_iter().chain(self.leaves(now).await?).min();
        let due = self.due(today);
        if now < due {
            return Ok(Tick::Idle { until });
        }
        let mut read = self.store.read().await?;
        if read.has_run(RUN, today).await? {
            return Ok(Tick::Idle { until });
        }
        let all_read = read.all_read(&self.settings.mailbox, due).await?;
        drop(read);
        if !all_read && now - due < PATIENCE {
            return Ok(Tick::Idle { until: until.into_iter().chain([now + SOON]).min() });
        }
        Ok(if self.round(today, all_read, now).await? { Tick::Worked } else { Tick::Idle { until } })
    }
}
