//! How the courier keeps away from a server that is out of order.

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{error, info, warn};

use super::verdict::{Pace, Step, Trouble, server_wait};
use crate::clock::Chance;

/// Nobody knocks before `until`.
#[derive(Debug)]
pub(super) struct Pause {
    pub(super) until: DateTime<Utc>,
    pace: Pace,
    step: Step,
    failures: u32,
    /// What the server said, or what happened.
    pub(super) answer: String,
}

/// Lengthens the pause, and says so once: a server that is down for a night is one line, not one for each knock.
/// Returns whether it is news.
pub(super) fn lengthen(pause: &mut Option<Pause>, pace: Pace, step: Step, trouble: &Trouble, now: DateTime<Utc>, chance: &Chance) -> bool {
    let failures = pause.as_ref().filter(|pause| pause.pace == pace).map_or(0, |pause| pause.failures.saturating_add(1));
    let wait = chance.jitter(server_wait(pace, failures));
    let until = now + TimeDelta::from_std(wait).unwrap_or_default();
    let answer = super::masked(&trouble.to_string());
    if failures == 0 {
        match pace {
            Pace::Config => error!(%step, %answer, "the mail server refuses us; letters wait until the config is mended"),
            Pace::Limit => warn!(%step, %answer, "the mail server's sending limit is reached; letters wait"),
            _ => warn!(%step, %answer, "the mail server is out of order; letters wait"),
        }
    }
    *pause = Some(Pause { until, pace, step, failures, answer: format!("{step}: {answer}") });
    failures == 0
}

/// A connection stands: over is what kept us from that. Returns whether it is news.
pub(super) fn connected(pause: &mut Option<Pause>) -> bool {
    pause.as_ref().is_some_and(|pause| matches!(pause.step, Step::Connect | Step::Auth)) && over(pause)
}

/// A letter went out: whatever it was, it is over. Returns whether it is news.
pub(super) fn over(pause: &mut Option<Pause>) -> bool {
    let news = pause.take().is_some();
    if news {
        info!("the mail server takes letters again");
    }
    news
}
