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

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use self::figures::{Figures, Rows};
use crate::calendar::{self, Period};
use crate::issue::Key;
use crate::outbox::{self, Cause, Letter, Outbox, Posted, Recipient};
use crate::people::{Language, Role, Roster};
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
        let Due { span, period, day, skipped } = due;
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
            let language = lead.language.unwrap_or(self.settings.language);
            let context = outbox::Figures::new(&view::view(&figures, skipped, &self.settings.key, self.settings.timezone, language));
            let letter = match span {
                Span::Week => Letter::Weekly(context),
                Span::Month => Letter::Monthly(context),
            };
            let to = Recipient { name: lead.name.clone(), address: lead.address.clone(), language };
            match self.outbox.post(write, &letter, &to, &cause, now).await? {
                Posted::Refused(why) => tracing::error!(digest = span.schedule(), %day, lead = lead.address.masked(), "{why}"),
                posted => tracing::info!(digest = span.schedule(), %day, lead = lead.address.masked(), "{posted}"),
            }
        }
        // It lists what is held: no other letter need say so.
        for held in &figures.held {
            write.held_told(held.number, now).await?;
        }
        Ok(())
    }

    /// The figures of `period` as they stand.
    pub async fn figures(&self, read: &mut Read, period: Period, now: DateTime<Utc>) -> Result<Figures, StoreError> {
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
        let rows = Rows {
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
        };
        Ok(figures::count(rows, period, tz, calendar::day(now, tz), &self.settings.modules))
    }
}

/// Since when no mail can be read, where none can. A mailbox that was never read has followed on another, or on the opening.
fn unread_since(mailboxes: &[MailboxHealth], watched: &str, opened: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let own = mailboxes.iter().find(|mailbox| mailbox.name == watched).and_then(|mailbox| mailbox.last_ok);
    let last = own.or_else(|| mailboxes.iter().filter_map(|mailbox| mailbox.last_ok).max()).unwrap_or(opened);
    (now - last >= UNREADABLE_AFTER).then_some(last)
}
