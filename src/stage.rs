//! What every stage of the house is: a `tick` (one step, tested) and a loop around it (the same for all).
//!
//! The row is the truth and the bell only a hint: a stage that hands work over commits a row and rings;
//! a stage that waits looks again when rung, when its own time has come, and every few minutes anyway.

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::stop::Stop;

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// Something; there may be more.
    Worked,
    /// Nothing to do until then, or until the bell; `None` where only the bell brings work.
    Idle {
        /// When to look again.
        until: Option<DateTime<Utc>>,
    },
}

/// One stage.
pub trait Stage: Send {
    /// Its name in logs, and in the list of what still runs.
    const NAME: &'static str;

    /// One step. An error stops the house: trouble that passes by itself is handled inside.
    fn tick(&mut self) -> impl Future<Output = anyhow::Result<Tick>> + Send;
}

/// Says "look now". A ring while nobody waits is kept for the next who does.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// Rings.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for the next ring.
    pub async fn rung(&self) {
        self.0.notified().await;
    }
}

/// A lost hint costs at most this long.
const LOOK_ANYWAY: TimeDelta = TimeDelta::minutes(2);

/// Ticks `stage` until the stop. Cancels nothing: a step that has begun is ended.
///
/// # Errors
/// What the stage could not handle; the house then stops as a whole.
pub async fn run<S: Stage>(mut stage: S, clock: Arc<dyn Clock>, bell: Bell, stop: Stop) -> anyhow::Result<()> {
    let _running = stop.running(S::NAME);
    while !stop.asked() {
        if let Tick::Idle { until } = stage.tick().await? {
            let anyway = clock.now() + LOOK_ANYWAY;
            let until = until.map_or(anyway, |until| until.min(anyway));
            tokio::select! {
                () = bell.rung() => (),
                () = clock.sleep_until(until) => (),
                () = stop.wait() => (),
            }
        }
    }
    Ok(())
}
