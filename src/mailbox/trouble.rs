//! When a server is left alone, and what the log says of it: one line a change of state.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Chance;

/// After the first failure; doubled with each further one.
const FIRST: Duration = Duration::from_secs(2);

/// Long enough to be no burden to a server in trouble, short enough that nobody waits for a mail once it is back.
const LONGEST: Duration = Duration::from_mins(5);

/// How the mailbox did last, and when it may be tried again.
#[derive(Debug)]
pub(super) struct Trouble {
    chance: Arc<Chance>,
    failures: u32,
    until: Option<DateTime<Utc>>,
}

impl Trouble {
    pub(super) fn new(chance: Arc<Chance>) -> Self {
        Self { chance, failures: 0, until: None }
    }

    /// Until when the mailbox is to be left alone.
    pub(super) fn pause(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.until.filter(|until| *until > now)
    }

    /// Counts a failure and says when to try again.
    pub(super) fn met(&mut self, error: &anyhow::Error, now: DateTime<Utc>) -> DateTime<Utc> {
        if self.failures == 0 {
            tracing::warn!("the mailbox cannot be read; trying again with growing pauses: {error:#}");
        } else {
            tracing::debug!(failures = self.failures, "the mailbox still cannot be read: {error:#}");
        }
        let pause = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let until = now + TimeDelta::from_std(self.chance.jitter(pause)).unwrap_or(TimeDelta::minutes(5));
        self.until = Some(until);
        until
    }

    /// The mailbox has been read.
    pub(super) fn over(&mut self) {
        if self.failures > 0 {
            tracing::info!(failures = self.failures, "the mailbox can be read again");
        }
        self.failures = 0;
        self.until = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_five_minutes_and_start_anew_after_success() {
        let now = DateTime::UNIX_EPOCH;
        let mut trouble = Trouble::new(Arc::new(Chance::seeded(1)));
        let error = anyhow::anyhow!("refused");
        let pauses: Vec<_> = (0..12).map(|_| (trouble.met(&error, now) - now).num_seconds()).collect();
        assert!((1..=2).contains(&pauses[0]), "{pauses:?}");
        assert!(pauses[9..].iter().all(|pause| (225..=375).contains(pause)), "{pauses:?}");
        assert!(trouble.pause(now).is_some());
        trouble.over();
        assert_eq!(trouble.pause(now), None);
        assert!((trouble.met(&error, now) - now).num_seconds() <= 2);
    }
}
