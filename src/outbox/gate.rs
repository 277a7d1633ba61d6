//! The gate before every letter. Machines get no answer, and nobody gets a flood.
//!
//! Asked in this order: breaker → own address → machine verdict → roster → per-address limit → per-issue limit.
//! What is shut is not written; over a limit a letter is written and waits, never dropped.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Cause, Recipient, Settings};
use crate::calendar;
use crate::people::Roster;
use crate::store::{Read, StoreError};

/// How much may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Letters to one address in 24 hours: OTRS' and Znuny's default, which their users have not complained about.
    pub address_a_day: u32,
    /// Letters to one address about one issue in 24 hours: Zammad's first step (it allows ten in ten minutes).
    pub issue_a_day: u32,
    /// The breaker lets out so many letters in an hour for each human message of that hour.
    pub breaker_factor: u32,
    /// And so many in any case: a digest to every lead and a bundle to every reporter.
    pub breaker_base: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { address_a_day: 40, issue_a_day: 10, breaker_factor: 3, breaker_base: 50 }
    }
}

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may go.
    Open,
    /// It may go from then on, and why so late.
    Later(DateTime<Utc>, String),
    /// It may not be written, and why.
    Shut(String),
}

/// The breaker measures an hour, the limits a day.
const HOUR: TimeDelta = TimeDelta::hours(1);
const DAY: TimeDelta = TimeDelta::days(1);

/// Asks for one letter.
pub(super) async fn ask(read: &mut Read, settings: &Settings, to: &Recipient, cause: &Cause, now: DateTime<Utc>) -> Result<Verdict, StoreError> {
    let limits = settings.limits;
    let human = read.human_messages_since(now - HOUR).await?;
    let most = human.saturating_mul(i64::from(limits.breaker_factor)).saturating_add(i64::from(limits.breaker_base));
    let breaker = earliest(&read.letters_due(now - HOUR, None, None).await?, most, HOUR, now);
    let mut latest = (breaker, format!("breaker: {most} letters an hour, with {human} messages from people"));

    let roster = read.roster(&settings.roster, calendar::day(now, settings.timezone)).await?;
    if let Some(why) = shut(settings, &roster, to, cause) {
        return Ok(Verdict::Shut(why));
    }

    let most = i64::from(limits.address_a_day);
    let due = earliest(&read.letters_due(now - DAY, Some(&to.address), None).await?, most, DAY, now);
    if due > latest.0 {
        latest = (due, format!("limit: {most} letters a day to this address"));
    }
    let most = i64::from(limits.issue_a_day);
    for issue in &cause.issues {
        let due = earliest(&read.letters_due(now - DAY, Some(&to.address), Some(*issue)).await?, most, DAY, now);
        if due > latest.0 {
            latest = (due, format!("limit: {most} letters a day about {}", settings.key.write(*issue)));
        }
    }
    let (due, why) = latest;
    Ok(if due > now { Verdict::Later(due, why) } else { Verdict::Open })
}

/// The first instant from `now` on at which fewer than `most` of the `dues` (in their order) lie in the window that ends there.
fn earliest(dues: &[DateTime<Utc>], most: i64, window: TimeDelta, now: DateTime<Utc>) -> DateTime<Utc> {
    let most = usize::try_from(most).unwrap_or(usize::MAX).max(1);
    let mut at = now;
    loop {
        let gone = dues.partition_point(|due| *due <= at - window);
        let reached = dues.partition_point(|due| *due <= at);
        match dues.get(gone) {
            // Room comes when the oldest of the window leaves it.
            Some(oldest) if reached - gone >= most => at = *oldest + window,
            _ => return at,
        }
    }
}

/// Why nobody must get this letter at all; `None` where somebody may.
fn shut(settings: &Settings, roster: &Roster, to: &Recipient, cause: &Cause) -> Option<String> {
    if settings.own.address == to.address || settings.own_addresses.contains(&to.address) {
        return Some("the desk does not write to itself".into());
    }
    if let Some(machine) = cause.machine.as_ref().filter(|machine| !machine.may_answer) {
        return Some(format!("not to be answered: {}", machine.rule));
    }
    let known = roster.admits(&to.address) || settings.leads.iter().any(|lead| lead.address == to.address);
    (!known).then(|| "the address is neither on the roster nor in one of its domains".into())
}
