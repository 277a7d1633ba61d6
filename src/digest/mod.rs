//! The weekly and the monthly picture for the lead.
//!
//! **What it does:** counts a period ([`figures`]), puts the figures into each lead's words and posts one letter a lead.
//! **Reads:** reports, issues, messages, held mails, lost letters. **Writes:** letters, through the outbox, in the
//! transaction of the schedule that asks for them. **Wakes on:** nothing; the schedule calls it. **Fails how:** only with
//! the store. **Limits:** the lists of a letter are cut where a workbook would be the better form, and say so.

mod decide;
pub mod figures;
pub mod table;
mod view;
mod words;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use self::figures::{Figures, Rows};
use crate::calendar::{self, Period};
use crate::issue::Key;
use crate::outbox::{self, Cause, Letter, Outbox, Posted, Recipient};
use crate::people::{Language, Person, Role, Roster};
use crate::store::{MailboxHealth, Read, StoreError, Write};

/// IDLE is renewed and polls come every few minutes; what was not read for longer cannot be read.
const UNREADABLE_AFTER: TimeDelta = TimeDelta::minutes(30);

/// What a digest must know of the project.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The key of the issue numbers.
    pub key: Key,
    /// The language of a lead who has none of his own.
    pub language: Language,
    /// The time zone in which days begin.
    pub timezone: Tz,
    /// The name of the mailbox that is watched now; the store may know former ones too.
    pub mailbox: String,
    /// The project's modules: others are counted together.
    pub modules: Vec<String>,
    /// Who is expected to report, and who leads.
    pub roster: Roster,
}

/// How much a digest is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The daily letter of the first weeks.
    Day,
    /// The weekly letter.
    Week,
    /// The monthly letter.
    Month,
}

impl Span {
    /// The word that the store uses.
    #[must_use]
    pub fn schedule(self) -> &'static str {
        match self {
            Self::Day => "daily",
            Self::Week => "weekly",
            Self::Month => "monthly",
        }
    }
}

/// A digest that is due.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// Weekly or monthly.
    pub span: Span,
    /// Which days it is about.
    pub period: Period,
    /// The day on which it is due.
    pub day: NaiveDate,
    /// How many before it were never written, since the desk was not running.
    pub skipped: usize,
}

/// Writes digests.
#[derive(Clone, Debug)]
pub struct Digest {
    settings: Settings,
    outbox: Arc<Outbox>,
}

impl Digest {
    /// Digests of a project.
    #[must_use]
    pub fn new(settings: Settings, outbox: Arc<Outbox>) -> Self {
        Self { settings, outbox }
    }

    /// Writes the letter that is due to every lead.
    pub async fn write(&self, write: &mut Write, due: Due, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Due { span, period, day, .. } = due;
        let figures = self.figures(write, period, now).await?;
        if !figures.balance.even() {
            tracing::warn!(
                seen = figures.balance.seen,
                stored = figures.balance.stored,
                accounted = figures.balance.accounted,
                "the mailbox's books are not even"
            );
        }
        let cause = Cause { key: format!("digest:{}:{day}", span.schedule()), ..Cause::default() };
        let roster = write.roster(&self.settings.roster, day).await?;
        for lead in roster.with_role(Role::Lead) {
            self.post(write, &figures, due, lead, &cause, now).await?;
        }
        if span == Span::Day {
            for manager in roster.with_role(Role::Manager).filter(|manager| !manager.department.is_empty()) {
                let figures = self.of_department(write, period, &roster, &manager.department, now).await?;
                self.post(write, &figures, due, manager, &cause, now).await?;
            }
        }
        // It lists what is held: no other letter need say so.
        for held in &figures.held {
            write.held_told(held.number, now).await?;
        }
        Ok(())
    }

    async fn post(&self, write: &mut Write, figures: &Figures, due: Due, to: &Person, cause: &Cause, now: DateTime<Utc>) -> Result<(), StoreError> {
        let language = to.language.unwrap_or(self.settings.language);
        let mut view = view::view(figures, due.skipped, &self.settings.key, self.settings.timezone, language, now);
        view.manager = to.role == Role::Manager;
        let context = outbox::Figures::new(&view);
        let letter = match due.span {
            Span::Day => Letter::Daily(context),
            Span::Week => Letter::Weekly(context),
            Span::Month => Letter::Monthly(context),
        };
        let recipient = Recipient { name: to.name.clone(), address: to.address.clone(), language };
        match self.outbox.post(write, &letter, &recipient, cause, now).await? {
            Posted::Refused(why) => tracing::error!(digest = due.span.schedule(), day = %due.day, to = to.address.masked(), "{why}"),
            posted => tracing::info!(digest = due.span.schedule(), day = %due.day, to = to.address.masked(), "{posted}"),
        }
        Ok(())
    }

    /// The figures of the people of one department, which are all that its manager sees.
    async fn of_department(&self, read: &mut Read, period: Period, roster: &Roster, department: &str, now: DateTime<Utc>) -> Result<Figures, StoreError> {
        let mut rows = self.rows(read, period, now).await?;
        let mut own = HashSet::new();
        for person in roster.with_role(Role::Reporter).filter(|person| person.department == department) {
            own.extend(read.person_of(&person.address).await?);
        }
        rows.reports.retain(|report| own.contains(&report.person));
        rows.issues.retain(|issue| own.contains(&issue.reporter));
        rows.people.retain(|person| own.contains(&person.id));
        (rows.held, rows.lost) = (vec![], vec![]);
        Ok(figures::count(rows, period, self.settings.timezone, calendar::day(now, self.settings.timezone), &self.settings.modules))
    }

    /// The figures of `period` as they stand.
    pub async fn figures(&self, read: &mut Read, period: Period, now: DateTime<Utc>) -> Result<Figures, StoreError> {
        let rows = self.rows(read, period, now).await?;
        Ok(figures::count(rows, period, self.settings.timezone, calendar::day(now, self.settings.timezone), &self.settings.modules))
    }

    async fn rows(&self, read: &mut Read, period: Period, now: DateTime<Utc>) -> Result<Rows, StoreError> {
        let tz = self.settings.timezone;
        let [before, from, to] = [period.before, period.from, period.to].map(|day| calendar::start_of(day, tz));
        let roster = &read.roster(&self.settings.roster, calendar::day(now, tz)).await?;
        let mut expected = HashMap::new();
        for reporter in roster.with_role(Role::Reporter) {
            if let Some(person) = read.person_of(&reporter.address).await? {
                expected.insert(person, roster.duty_of(&reporter.address));
            }
        }
        let own = read.own_days(period.before, |person| expected.get(&person).map_or(roster.calendar(), |duty| &duty.calendar)).await?;
        for (person, days) in own {
            expected.entry(person).and_modify(|duty| duty.calendar = days);
        }
        let opened = read.first_start().await?.unwrap_or(now);
        Ok(Rows {
            reports: read.report_lines(period.before).await?,
            issues: read.issue_lines(before).await?,
            people: read.person_lines().await?,
            expected,
            held: read.held().await?,
            lost: read.given_up_between(from, to).await?,
            outcomes: read.outcomes_between(from, to).await?,
            outcomes_before: read.outcomes_between(before, from).await?,
            balance: read.balance().await?,
            unread_since: unread_since(&read.mailbox_health().await?, &self.settings.mailbox, opened, now),
            opened,
        })
    }
}

/// Since when no mail can be read, where none can. A mailbox that was never read has followed on another, or on the opening.
fn unread_since(mailboxes: &[MailboxHealth], watched: &str, opened: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let own = mailboxes.iter().find(|mailbox| mailbox.name == watched).and_then(|mailbox| mailbox.last_ok);
    let last = own.or_else(|| mailboxes.iter().filter_map(|mailbox| mailbox.last_ok).max()).unwrap_or(opened);
    (now - last >= UNREADABLE_AFTER).then_some(last)
}
