//! When a server is left alone, and what the log says of it: one line a change of state.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::clock::Chance;

/// After the first failure; doubled with each further one.
const FIRST: Duration = Duration::from_secs(2);

/// Long enough to be no burden to a server in trouble, short enough that nobody waits for a mail once it is back.
const LONGEST: Duration = Duration::from_mins(5);

/// A wrong password stays wrong, and servers lock accounts that keep trying.
const REFUSED: TimeDelta = TimeDelta::hours(1);

/// Some servers refuse a right password now and then; only the third refusal in a row is believed.
const BELIEVED: u32 = 2;

/// Logins in a window: a server that lets us in and then fails must not be knocked at forever. QQ shuts out who comes
/// every 15 seconds.
const LOGINS: usize = 5;
const WINDOW: TimeDelta = TimeDelta::minutes(5);

/// How the mailbox did last, and when it may be tried again.
#[derive(Debug)]
pub(super) struct Trouble {
    chance: Arc<Chance>,
    failures: u32,
    until: Option<DateTime<Utc>>,
    refusals: u32,
    why: Option<String>,
    logins: VecDeque<DateTime<Utc>>,
}

impl Trouble {
    pub(super) fn new(chance: Arc<Chance>) -> Self {
        Self { chance, failures: 0, until: None, refusals: 0, why: None, logins: VecDeque::new() }
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
        let pause = FIRST.saturating_mul(2_u32.saturating_pow(self.failures)).max(wished(error)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let until = now + TimeDelta::from_std(self.chance.jitter(pause)).unwrap_or(TimeDelta::minutes(5));
        self.until = Some(until);
        self.why = Some(format!("{error:#}"));
        until
    }

    /// Why the mailbox cannot be read now, if that is so.
    pub(super) fn why(&self) -> Option<&str> {
        self.why.as_deref()
    }

    /// Counts a refused login and says when to try again.
    pub(super) fn refused(&mut self, error: &anyhow::Error, now: DateTime<Utc>) -> DateTime<Utc> {
        let soon = self.met(error, now);
        self.refusals = self.refusals.saturating_add(1);
        if self.refusals <= BELIEVED {
            return soon;
        }
        if self.refusals == BELIEVED + 1 {
            tracing::error!("the mail server does not take user and password; trying again once an hour: {error:#}");
        }
        self.until = Some(now + REFUSED);
        now + REFUSED
    }

    /// Counts a login; where there were too many, none happens, and it says when the next may.
    pub(super) fn login(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        while self.logins.front().is_some_and(|first| *first + WINDOW <= now) {
            self.logins.pop_front();
        }
        if self.logins.len() >= LOGINS {
            return self.logins.front().map(|first| *first + WINDOW);
        }
        self.logins.push_back(now);
        None
    }

    /// The mailbox has been read.
    pub(super) fn over(&mut self) {
        if self.failures > 0 {
            tracing::info!(failures = self.failures, "the mailbox can be read again");
        }
        self.failures = 0;
        self.refusals = 0;
        self.why = None;
        self.until = None;
    }
}

/// Microsoft 365 says how long it wants to be left alone: `Suggested Backoff Time: 92415 milliseconds`.
fn wished(error: &anyhow::Error) -> Duration {
    let text = format!("{error:#}");
    let millis = text.split_once("Suggested Backoff Time: ").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
    Duration::from_millis(millis.unwrap_or(0))
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

    #[test]
    fn a_password_that_is_refused_thrice_is_tried_once_an_hour() {
        let now = DateTime::UNIX_EPOCH;
        let mut trouble = Trouble::new(Arc::new(Chance::seeded(1)));
        let pauses: Vec<_> = (0..4).map(|_| (trouble.refused(&anyhow::anyhow!("no"), now) - now).num_minutes()).collect();
        assert_eq!(pauses, [0, 0, 60, 60]);
    }

    /// What a log at its usual level has of `story`.
    fn log_of(story: impl FnOnce()) -> String {
        let (reader, writer) = std::io::pipe().unwrap();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(std::sync::Mutex::new(writer)).finish();
        tracing::subscriber::with_default(subscriber, story);
        std::io::read_to_string(reader).unwrap()
    }

    #[test]
    fn the_log_has_a_line_a_change_of_state_and_not_a_line_a_try() {
        let log = log_of(|| {
            let mut trouble = Trouble::new(Arc::new(Chance::seeded(1)));
            for _ in 0..2 {
                for _ in 0..50 {
                    trouble.met(&anyhow::anyhow!("refused"), DateTime::UNIX_EPOCH);
                }
                trouble.over();
                trouble.over();
            }
        });
        assert_eq!((log.matches("cannot be read").count(), log.matches("can be read again").count(), log.lines().count()), (2, 2, 4), "{log}");
    }

    #[test]
    fn a_server_that_says_how_long_it_wants_to_rest_is_let_rest() {
        let now = DateTime::UNIX_EPOCH;
        let mut trouble = Trouble::new(Arc::new(Chance::seeded(1)));
        let error = anyhow::anyhow!("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds");
        let pause = (trouble.met(&error, now) - now).num_seconds();
        assert!((69..=116).contains(&pause), "{pause}");
    }

    #[test]
    fn five_logins_in_five_minutes_are_the_most() {
        let now = DateTime::UNIX_EPOCH;
        let mut trouble = Trouble::new(Arc::new(Chance::seeded(1)));
        assert_eq!((0..5).filter_map(|_| trouble.login(now)).count(), 0);
        assert_eq!(trouble.login(now), Some(now + WINDOW));
        assert_eq!(trouble.login(now + WINDOW), None);
    }
}
