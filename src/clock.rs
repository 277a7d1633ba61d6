//! What time it is, and what chance says. The only module that asks the machine for either.
//!
//! Everything else is handed a [`Clock`] and a [`Chance`], so a test runs a month in a second and
//! gets the same letters twice.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::watch;

/// A future that borrows its maker.
pub type Wait<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Where the house reads the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The civil time, for what people and schedules mean by "now".
    fn now(&self) -> DateTime<Utc>;
    /// Time that only grows, for network time-outs: a machine that slept or was set back must not break them.
    fn monotonic(&self) -> Duration;
    /// Returns once [`now`](Clock::now) has reached `until`.
    fn sleep_until(&self, until: DateTime<Utc>) -> Wait<'_>;
}

/// The machine's own clock.
#[derive(Debug)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time starts at zero now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

/// A suspended laptop sleeps through a long timer; looking at the civil time at least this often
/// bounds how late a due letter can be after waking.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that waits on the machine's timer")]
    fn sleep_until(&self, until: DateTime<Utc>) -> Wait<'_> {
        Box::pin(async move {
            while let Ok(left) = (until - self.now()).to_std() {
                if left.is_zero() {
                    break;
                }
                tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
            }
        })
    }
}

/// This instant, for the deadlines of the network alone: they measure a server on a wire, which keeps its own time whatever
/// the house's clock says, and a test pauses them with tokio's.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine")]
pub fn instant() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

/// A clock that stands still until it is set, for tests and for the demo's month.
#[derive(Debug)]
pub struct SettableClock {
    now: watch::Sender<DateTime<Utc>>,
    started: DateTime<Utc>,
}

impl SettableClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: DateTime<Utc>) -> Self {
        Self { now: watch::Sender::new(start), started: start }
    }

    /// Moves the clock to `to`; sleepers whose time has come wake. Never moves back.
    pub fn set(&self, to: DateTime<Utc>) {
        self.now.send_modify(|now| *now = (*now).max(to));
    }

    /// Moves the clock on by `by`.
    pub fn advance(&self, by: chrono::TimeDelta) {
        self.now.send_modify(|now| *now += by);
    }
}

impl Clock for SettableClock {
    fn now(&self) -> DateTime<Utc> {
        *self.now.borrow()
    }

    fn monotonic(&self) -> Duration {
        (self.now() - self.started).to_std().unwrap_or_default()
    }

    fn sleep_until(&self, until: DateTime<Utc>) -> Wait<'_> {
        let mut seen = self.now.subscribe();
        Box::pin(async move {
            // The sender lives in `self`, which this future borrows: the wait cannot fail.
            let _ = seen.wait_for(|now| *now >= until).await;
        })
    }
}

/// Random choices: jitter, Message-IDs. Seeded in tests.
#[derive(Debug)]
pub struct Chance {
    rng: Mutex<fastrand::Rng>,
}

impl Chance {
    /// Chance that always falls the same way.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        Self { rng: Mutex::new(fastrand::Rng::with_seed(seed)) }
    }

    /// Chance from the operating system.
    ///
    /// # Errors
    /// Where the operating system has no randomness to give.
    pub fn system() -> std::io::Result<Self> {
        Ok(Self::seeded(u64::from_ne_bytes(secret()?)))
    }

    /// A number in `0..end`; 0 where `end` is 0.
    pub fn below(&self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.lock().u64(..end) }
    }

    /// 64 random bits.
    pub fn bits(&self) -> u64 {
        self.lock().u64(..)
    }

    /// `span`, shortened or lengthened by up to a quarter, so that many clients do not knock at the same instant.
    pub fn jitter(&self, span: Duration) -> Duration {
        span.mul_f64(0.75 + self.lock().f64() / 2.0)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, fastrand::Rng> {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bytes that nobody can guess, from the operating system: for keys.
///
/// # Errors
/// Where the operating system has no randomness to give.
pub fn secret<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}
