//! The gate before every letter. Machines get no answer, and nobody gets a flood.
//!
//! Asked in this order: breaker → own address → machine verdict → roster → per-address limit → per-issue limit.
//! What is shut is not written; over a limit a letter is written and waits, never dropped.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Cause, Recipient, Settings};
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

/// Asks for one letter.
pub(super) async fn ask(read: &mut Read, settings: &Settings, to: &Recipient, cause: &Cause, now: DateTime<Utc>) -> Result<Verdict, StoreError> {
    let limits = settings.limits;
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let mut later: Option<(DateTime<Utc>, String)> = None;
    let mut wait = |nth: Option<DateTime<Utc>>, window: TimeDelta, why: &dyn Fn() -> String| {
        // The window slides: the next letter may go once the n-th before it has left the window.
        if let Some(due) = nth.map(|nth| nth + window).filter(|due| *due > now)
            && later.as_ref().is_none_or(|(latest, _)| due > *latest)
        {
            later = Some((due, why()));
        }
    };

    let human = read.human_messages_since(now - hour).await?;
    let most = human * i64::from(limits.breaker_factor) + i64::from(limits.breaker_base);
    let nth = read.nth_letter(most, now - hour, None, None).await?;
    wait(nth, hour, &|| format!("breaker: more than {most} letters in an hour with {human} messages from people"));

    if let Some(shut) = shut(settings, to, cause) {
        return Ok(Verdict::Shut(shut));
    }

    let nth = read.nth_letter(i64::from(limits.address_a_day), now - day, Some(&to.address), None).await?;
    wait(nth, day, &|| format!("limit: {} letters to this address in a day", limits.address_a_day));
    for issue in &cause.issues {
        let nth = read.nth_letter(i64::from(limits.issue_a_day), now - day, Some(&to.address), Some(*issue)).await?;
        wait(nth, day, &|| format!("limit: {} letters about {} in a day", limits.issue_a_day, settings.key.write(*issue)));
    }
    Ok(later.map_or(Verdict::Open, |(due, why)| Verdict::Later(due, why)))
}

/// Why nobody must get this letter at all; `None` where somebody may.
fn shut(settings: &Settings, to: &Recipient, cause: &Cause) -> Option<String> {
    if settings.own.address == to.address || settings.own_addresses.contains(&to.address) {
        return Some("the desk does not write to itself".into());
    }
    if let Some(machine) = cause.machine.as_ref().filter(|machine| !machine.may_answer) {
        return Some(format!("not to be answered: {}", machine.rule));
    }
    let known = settings.roster.admits(&to.address) || settings.leads.iter().any(|lead| lead.address == to.address);
    (!known).then(|| "the address is neither on the roster nor in one of its domains".into())
}
