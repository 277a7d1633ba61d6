//! Reminds those of whom a report is expected and has not come, and tells the lead where that did not help.
//!
//! **What it does:** looks, when the hour of a step of the [`ladder`] has come by a person's own clock, whether the person's
//! report is there in any state, and writes one letter where it is not. **Reads:** reports, held mails, absences, the steps
//! taken. **Writes:** letters, and the step of each in the same transaction: killed before the commit, the next start does
//! it, after it, nothing happens twice. **Wakes on:** the next step's hour. **Fails how:** only with the store.
//! **Limits:** a step whose hours have passed while the desk was off is left out: nobody is served by a reminder of last week.
//!
//! Nobody is reminded while mail that may be the report has not been read, or while the mailbox is suspiciously empty
//! (promise 10): the fault is then the desk's.

pub mod ladder;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar;
use crate::clock::Clock;
use crate::outbox::{Cause, Letter, Missing, MissingRow, Outbox, Posted, Recipient, Reminder as ReminderLetter};
use crate::people::{Address, Language, Person, Role, Roster};
use crate::stage::{Bell, Stage, Tick};
use crate::store::{PersonId, Read, ReportLine, Store, StoreError, Write};
use ladder::{Due, Known, Step};

/// What is asked of whom.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The project's time zone.
    pub timezone: Tz,
    /// The name of the mailbox that is watched now.
    pub mailbox: String,
    /// The address that reports go to.
    pub address: Address,
    /// When the office closes, by each person's clock; `None` where nobody is reminded.
    pub closing: Option<NaiveTime>,
    /// The language of letters to persons who have none of their own.
    pub language: Language,
    /// Who is who.
    pub roster: Roster,
}

/// The ladder ends after three working days; the longest holidays lie between them.
const LOOKED_BACK: TimeDelta = TimeDelta::days(30);

/// A mailbox that was not read for so long may hold the report.
const FRESH: TimeDelta = TimeDelta::hours(1);

/// How soon to look again whether the mails have been read.
const SOON: TimeDelta = TimeDelta::minutes(1);

/// Of so many people somebody writes: where nobody did, mail does not arrive.
const SOMEBODY_WRITES: usize = 5;

/// The stage.
#[derive(Debug)]
pub struct Reminder {
    store: Store,
    clock: Arc<dyn Clock>,
    settings: Settings,
    outbox: Arc<Outbox>,
    delivery: Bell,
    /// Until then there is nothing to do: everybody's next step comes later.
    quiet: Option<DateTime<Utc>>,
}

/// One reporter and what is known.
struct Reporter {
    id: PersonId,
    person: Person,
    timezone: Tz,
    known: Known,
}

impl Reporter {
    fn due(&self, closing: NaiveTime, now: DateTime<Utc>) -> Option<Due> {
        ladder::due(&self.known, closing, now.with_timezone(&self.timezone).naive_local())
    }

    fn next(&self, closing: NaiveTime, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        ladder::next(closing, now.with_timezone(&self.timezone).naive_local()).map(|next| calendar::instant(next, self.timezone))
    }
}

impl Reminder {
    /// The stage; `delivery` is rung when letters wait.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, settings: Settings, outbox: Arc<Outbox>, delivery: Bell) -> Self {
        Self { store, clock, settings, outbox, delivery, quiet: None }
    }

    /// Everybody of whom reports are expected.
    async fn reporters(&self, read: &mut Read, roster: &Roster, now: DateTime<Utc>) -> Result<Vec<Reporter>, StoreError> {
        let tz = self.settings.timezone;
        let from = calendar::day(now, tz) - LOOKED_BACK;
        let opened = calendar::day(read.first_start().await?.unwrap_or(now), tz);
        let since: HashMap<PersonId, DateTime<Utc>> = read.person_lines().await?.into_iter().map(|line| (line.id, line.since)).collect();
        let mut reporters = vec![];
        for person in roster.with_role(Role::Reporter) {
            let Some(id) = read.person_of(&person.address).await? else { continue };
            let timezone = person.timezone.unwrap_or(tz);
            let since = since.get(&id).map_or(opened, |since| calendar::day(*since, timezone).max(opened));
            let known = Known { duty: roster.duty_of(&person.address), since, ..Known::default() };
            reporters.push(Reporter { id, person: person.clone(), timezone, known });
        }
        let of: HashMap<PersonId, _> = reporters.iter().map(|reporter| (reporter.id, reporter.known.duty.calendar.clone())).collect();
        let own = read.own_days(from, |person| of.get(&person).unwrap_or(roster.calendar())).await?;
        let start = calendar::start_of(from, tz);
        let (lines, held, last) = (read.report_lines(from).await?, read.held_mails(start).await?, read.last_mails(start).await?);
        let chases = read.chases(from).await?;
        for reporter in &mut reporters {
            let (id, known) = (reporter.id, &mut reporter.known);
            if let Some(own) = own.get(&id) {
                known.duty.calendar = own.clone();
            }
            let days = lines.iter().filter(|line| line.person == id).flat_map(ReportLine::days);
            // A held mail may be the report of its day, or of the one before.
            let held = held.iter().filter(|(person, _)| *person == id).map(|(_, at)| calendar::day(*at, reporter.timezone));
            known.reported = days.chain(held.flat_map(|day| [Some(day), known.duty.calendar.working_days_before(day).next()].into_iter().flatten())).collect();
            known.last_mail = last.get(&id).map(|at| calendar::day(*at, reporter.timezone));
            known.chased = chases.iter().filter(|(person, ..)| *person == id).filter_map(|(_, day, step)| Some((*day, step_of(*step)?))).collect();
        }
        Ok(reporters)
    }

    /// Can it be said that nothing has come? Not while mail waits to be read, and not where no mail comes at all.
    async fn sure(&self, read: &mut Read, reporters: &[Reporter], due: &[(usize, Due)], now: DateTime<Utc>) -> Result<bool, StoreError> {
        let last = read.mailbox(&self.settings.mailbox).await?.and_then(|mailbox| mailbox.last_ok);
        if last.is_none_or(|last| now - last > FRESH) {
            return Ok(false);
        }
        let instant = |(at, due): &(usize, Due)| reporters.get(*at).map(|reporter| calendar::instant(due.since, reporter.timezone));
        let newest = due.iter().filter_map(instant).max().unwrap_or(now);
        if !read.all_read(&self.settings.mailbox, newest).await? {
            return Ok(false);
        }
        let evening: HashSet<NaiveDate> = due.iter().filter(|(_, due)| due.step == Step::Evening).map(|(_, due)| due.day).collect();
        for day in evening {
            let expected = reporters.iter().filter(|reporter| reporter.known.duty.is_due(day)).count();
            let nobody = read.arrivals(calendar::start_of(day, self.settings.timezone)).await?.is_empty();
            if expected >= SOMEBODY_WRITES && nobody {
                tracing::warn!(%day, expected, "nobody is reminded: not one mail has come today, so the fault may be the mailbox's");
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn remind(&self, write: &mut Write, reporters: &[Reporter], at: usize, due: Due, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(Reporter { id, person, timezone, .. }) = reporters.get(at) else { return Ok(()) };
        let works = |reporter: &&Reporter| reporter.known.duty.is_due(due.day) && reporter.known.since <= due.day;
        let (expected, reported) =
            reporters.iter().filter(works).fold((0, 0), |(expected, reported), reporter| (expected + 1, reported + usize::from(!reporter.known.owes(due.day))));
        let today = calendar::start_of(now.with_timezone(timezone).date_naive(), *timezone);
        let others = if due.step == Step::Evening { write.mails_from(*id, today).await? } else { vec![] };
        let others = others.into_iter().map(|(what, at)| (what, at.with_timezone(timezone).time())).collect();
        let until = now.with_timezone(timezone).time();
        let letter = Letter::Reminder(ReminderLetter {
            evening: due.step == Step::Evening,
            day: due.day,
            until,
            others,
            expected,
            reported,
            address: self.settings.address.clone(),
        });
        let to = Recipient { name: person.name.clone(), address: person.address.clone(), language: person.language.unwrap_or(self.settings.language) };
        let cause = Cause { key: ReminderLetter::cause(due.step.as_str(), due.day), ..Cause::default() };
        match self.outbox.post(write, &letter, &to, &cause, now).await? {
            Posted::Refused(why) => tracing::warn!(person = person.address.masked(), day = %due.day, why, "A reminder is not written."),
            posted => tracing::info!(person = person.address.masked(), day = %due.day, step = due.step.as_str(), "{posted}"),
        }
        write.put_chase(*id, due.day, number(due.step)).await
    }

    /// One letter to each lead, about all of whom he is to hear.
    async fn tell_leads(&self, write: &mut Write, roster: &Roster, reporters: &[Reporter], due: &[(usize, Due)], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut rows = vec![];
        for (at, due) in due {
            let Some(Reporter { id, person, known, .. }) = reporters.get(*at) else { continue };
            rows.push(MissingRow { name: person.name.clone(), day: due.day, last: known.reported.iter().next_back().copied() });
            write.put_chase(*id, due.day, number(due.step)).await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
        let cause = Cause { key: format!("missing:{}", calendar::day(now, self.settings.timezone)), ..Cause::default() };
        let letter = Letter::Missing(Missing { rows });
        for lead in roster.with_role(Role::Lead) {
            let to = Recipient { name: lead.name.clone(), address: lead.address.clone(), language: lead.language.unwrap_or(self.settings.language) };
            if let Posted::Refused(why) = self.outbox.post(write, &letter, &to, &cause, now).await? {
                tracing::warn!(lead = lead.address.masked(), why, "A lead is not told of whose reports are missing.");
            }
        }
        Ok(())
    }
}

const STEPS: [Step; 3] = [Step::Evening, Step::Morning, Step::Lead];

fn number(step: Step) -> u8 {
    STEPS.iter().zip(1..).find(|(one, _)| **one == step).map_or(0, |(_, number)| number)
}

fn step_of(number: u8) -> Option<Step> {
    STEPS.get(usize::from(number.checked_sub(1)?)).copied()
}

impl Stage for Reminder {
    const NAME: &'static str = "reminder";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let Some(closing) = self.settings.closing else { return Ok(Tick::Idle { until: None }) };
        let now = self.clock.now();
        if let Some(until) = self.quiet.filter(|until| now < *until) {
            return Ok(Tick::Idle { until: Some(until) });
        }
        let mut read = self.store.read().await?;
        let roster = read.roster(&self.settings.roster, calendar::day(now, self.settings.timezone)).await?;
        let reporters = self.reporters(&mut read, &roster, now).await?;
        let until = reporters.iter().filter_map(|reporter| reporter.next(closing, now)).min();
        let all_due = |reporters: &[Reporter]| -> Vec<(usize, Due)> {
            reporters.iter().enumerate().filter_map(|(at, reporter)| Some((at, reporter.due(closing, now)?))).collect()
        };
        if all_due(&reporters).is_empty() {
            self.quiet = until;
            return Ok(Tick::Idle { until });
        }
        drop(read);
        // Again, and for good: between the look and the letter a report may have been filed.
        let mut write = self.store.write().await?;
        let reporters = self.reporters(&mut write, &roster, now).await?;
        let due = all_due(&reporters);
        if due.is_empty() || !self.sure(&mut write, &reporters, &due, now).await? {
            return Ok(Tick::Idle { until: until.into_iter().chain([now + SOON]).min() });
        }
        let (leads, own): (Vec<_>, Vec<_>) = due.into_iter().partition(|(_, due)| due.step == Step::Lead);
        for (at, due) in own {
            self.remind(&mut write, &reporters, at, due, now).await?;
        }
        self.tell_leads(&mut write, &roster, &reporters, &leads, now).await?;
        write.commit().await?;
        self.delivery.ring();
        Ok(Tick::Worked)
    }
}
