//! What the admin must hear (promise 10): that the mailbox cannot be read, that it is suspiciously silent, or that the
//! calendar of public holidays ends soon.
//!
//! **What it does:** looks how the mailbox does; logs one line a change of state and writes the admin one letter a trouble.
//! **Reads:** when the mailbox was last read, on which days mail came. **Writes:** letters. **Wakes on:** nothing; the loop
//! looks every few minutes anyway. **Fails how:** only with the store. **Limits:** the letter needs a way out, which may be
//! broken too: the log is the way that always works.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar::{self, Calendar};
use crate::clock::Clock;
use crate::outbox::{Cause, Figures, Letter, Outbox, Posted, Recipient};
use crate::stage::{Bell, Stage, Tick};
use crate::store::{Read, Store, StoreError};

/// An ordinary restart of a mail server, or a provider's throttling, is over by then.
const UNREADABLE_AFTER: TimeDelta = TimeDelta::minutes(30);

/// By this time of a working day somebody has written, or nobody can.
const SILENT_AT: NaiveTime = match NaiveTime::from_hms_opt(20, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// So many of the last [`LOOKED_BACK`] working days must have brought mail for a silent one to be suspicious.
const USUAL: usize = 3;

/// China announces the next year's days in November; a month is long enough to take them over before the new year.
const CALENDAR_WARNS: TimeDelta = TimeDelta::days(31);

/// A week of working days.
const LOOKED_BACK: usize = 5;

/// Whom the alarm reaches.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The time zone in which a working day ends.
    pub timezone: Tz,
    /// The days on which the project works.
    pub calendar: Calendar,
    /// The name of the mailbox that is watched now; the store may know former ones too.
    pub mailbox: String,
    /// Who gets the letter; the log line comes in any case.
    pub admin: Option<Recipient>,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The mailbox cannot be read.
    Unreadable {
        /// Its name.
        mailbox: String,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Nothing came on a working day, although something usually does.
    Silent {
        /// The last day that brought mail.
        last: NaiveDate,
    },
    /// The public holidays are not known for much longer.
    CalendarEnds {
        /// The last day for which they are.
        last: NaiveDate,
    },
}

/// The alarm's stage.
#[derive(Debug)]
pub struct Alarm {
    store: Store,
    clock: Arc<dyn Clock>,
    settings: Settings,
    outbox: Arc<Outbox>,
    delivery: Bell,
    /// When this process first looked: a mailbox that nobody could read while the desk was off is not in trouble yet.
    started: Option<DateTime<Utc>>,
    known: Vec<Trouble>,
}

impl Alarm {
    /// The stage; `delivery` is rung when letters wait.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, settings: Settings, outbox: Arc<Outbox>, delivery: Bell) -> Self {
        Self { store, clock, settings, outbox, delivery, started: None, known: Vec::new() }
    }

    async fn look(&self, read: &mut Read, started: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<Trouble>, StoreError> {
        let (tz, days) = (self.settings.timezone, &self.settings.calendar);
        let mailbox = &self.settings.mailbox;
        let last = read.mailbox(mailbox).await?.and_then(|row| row.last_ok);
        let mut troubles: Vec<_> = unreadable(last, started, now).map(|since| Trouble::Unreadable { mailbox: mailbox.clone(), since }).into_iter().collect();
        if troubles.is_empty() && day_is_over(days, now, tz) {
            // The five working days before today, however many holidays lie between them.
            let first = days.working_days_before(calendar::day(now, tz)).nth(LOOKED_BACK - 1).unwrap_or_default();
            let with_mail = read.arrivals(calendar::start_of(first, tz)).await?.into_iter().map(|at| calendar::day(at, tz)).collect();
            troubles.extend(silent(&with_mail, days, now, tz));
        }
        troubles.extend(calendar_ends(days, calendar::day(now, tz)));
        Ok(troubles)
    }

    async fn tell(&self, trouble: &Trouble, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(admin) = &self.settings.admin else { return Ok(()) };
        let (key, unreadable, since) = match trouble {
            Trouble::Unreadable { mailbox, since } => {
                let local = since.with_timezone(&self.settings.timezone);
                (format!("alarm:unreadable:{mailbox}:{}", since.timestamp()), true, local.format("%Y-%m-%d %H:%M").to_string())
            }
            Trouble::Silent { last } => (format!("alarm:silent:{last}"), false, last.to_string()),
            Trouble::CalendarEnds { last } => (format!("alarm:calendar:{last}"), false, last.to_string()),
        };
        let calendar = matches!(trouble, Trouble::CalendarEnds { .. });
        let letter = Letter::Alarm(Figures { context: minijinja::context! { unreadable, calendar, since }, images: Vec::new() });
        let mut write = self.store.write().await?;
        let posted = self.outbox.post(&mut write, &letter, admin, &Cause { key, ..Cause::default() }, now).await?;
        write.commit().await?;
        match posted {
            Posted::Refused(why) => tracing::error!("The admin gets no letter about it: {why}"),
            _ => self.delivery.ring(),
        }
        Ok(())
    }
}

impl Stage for Alarm {
    const NAME: &'static str = "alarm";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let now = self.clock.now();
        let started = *self.started.get_or_insert(now);
        let troubles = self.look(&mut self.store.read().await?, started, now).await?;
        for trouble in troubles.iter().filter(|trouble| !self.known.contains(trouble)) {
            log(trouble);
            self.tell(trouble, now).await?;
        }
        for trouble in self.known.iter().filter(|trouble| !troubles.contains(trouble)) {
            log_end(trouble);
        }
        self.known = troubles;
        Ok(Tick::Idle { until: None })
    }
}

fn log(trouble: &Trouble) {
    match trouble {
        Trouble::Unreadable { mailbox, since } => {
            tracing::error!(mailbox, %since, "The mailbox cannot be read; no mail is lost, it is read once the server answers");
        }
        Trouble::Silent { last } => tracing::error!(%last, "No mail came on this working day: does the mailbox still receive?"),
        Trouble::CalendarEnds { last } => {
            tracing::warn!(%last, "Public holidays are not known beyond this day; a newer release has them, or a file in [calendar] files");
        }
    }
}

fn log_end(trouble: &Trouble) {
    match trouble {
        Trouble::Unreadable { mailbox, .. } => tracing::info!(mailbox, "The mailbox can be read again"),
        Trouble::Silent { .. } => tracing::info!("Mail comes in again, or the working day is over"),
        Trouble::CalendarEnds { .. } => tracing::info!("Public holidays are known for longer again"),
    }
}

/// Since when the mailbox that was read last at `last` cannot be read.
fn unreadable(last: Option<DateTime<Utc>>, started: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let read = last.map_or(started, |last| last.max(started));
    (now - read >= UNREADABLE_AFTER).then(|| last.unwrap_or(started))
}

/// Up to which day public holidays are known, where that is soon.
#[must_use]
pub fn calendar_ends(days: &Calendar, today: NaiveDate) -> Option<Trouble> {
    days.known_until().filter(|last| *last - today < CALENDAR_WARNS).map(|last| Trouble::CalendarEnds { last })
}

/// Is it the evening of a working day?
fn day_is_over(days: &Calendar, now: DateTime<Utc>, tz: Tz) -> bool {
    let local = now.with_timezone(&tz);
    days.is_working_day(local.date_naive()) && local.time() >= SILENT_AT
}

fn silent(with_mail: &HashSet<NaiveDate>, days: &Calendar, now: DateTime<Utc>, tz: Tz) -> Option<Trouble> {
    let today = calendar::day(now, tz);
    if !day_is_over(days, now, tz) || with_mail.contains(&today) {
        return None;
    }
    let before = days.working_days_before(today).take(LOOKED_BACK);
    let last = with_mail.iter().filter(|day| **day < today).max()?;
    (before.filter(|day| with_mail.contains(day)).count() >= USUAL).then_some(Trouble::Silent { last: *last })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_silent_when_it_is_over_and_the_others_were_not() {
        let tz = Tz::Asia__Shanghai;
        let days =
            |text: &str| text.split(' ').filter(|day| !day.is_empty()).map(|day| format!("2026-11-{day}").parse().unwrap()).collect::<HashSet<NaiveDate>>();
        // Wednesday 2026-11-25; the five working days before are 18, 19, 20, 23, 24.
        let table = [
            ("18 19 20 23 24", "2026-11-25T12:00:00Z", Some("2026-11-24")),
            ("18 20 23", "2026-11-25T12:00:00Z", Some("2026-11-23")),
            ("18 19 20 23 24", "2026-11-25T11:59:00Z", None),
            ("18 19 20 23 24 25", "2026-11-25T12:00:00Z", None),
            ("23 24", "2026-11-25T12:00:00Z", None),
            // Mail on a weekend shows nothing about working days; a silent Saturday is no wonder.
            ("20 21 22 24", "2026-11-25T12:00:00Z", None),
            ("23 24 25 26 27", "2026-11-28T12:00:00Z", None),
            ("", "2026-11-25T12:00:00Z", None),
        ];
        for (mail, now, want) in table {
            let want = want.map(|day| Trouble::Silent { last: day.parse().unwrap() });
            assert_eq!(silent(&days(mail), &Calendar::default(), now.parse().unwrap(), tz), want, "{mail} {now}");
        }
    }

    #[test]
    fn a_mailbox_is_in_trouble_half_an_hour_after_it_was_last_read_by_this_process() {
        let at = |text: &str| format!("2026-11-25T{text}:00Z").parse::<DateTime<Utc>>().unwrap();
        let table = [
            (Some("09:50"), "08:00", "10:19", None),
            (Some("09:50"), "08:00", "10:20", Some("09:50")),
            // The desk was off; the mailbox gets its half hour.
            (Some("06:00"), "10:00", "10:29", None),
            (Some("06:00"), "10:00", "10:30", Some("06:00")),
            (None, "10:00", "10:29", None),
            (None, "10:00", "10:30", Some("10:00")),
        ];
        for (last, started, now, want) in table {
            assert_eq!(unreadable(last.map(at), at(started), at(now)), want.map(at), "{last:?} {now}");
        }
    }
}
