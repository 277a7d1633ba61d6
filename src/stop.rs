//! How the house stops: once asked, each stage ends the step it is in; what still runs is known by name.

use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// Tells a stage to stop, and knows which stages still run.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    token: CancellationToken,
    running: Arc<Mutex<Vec<&'static str>>>,
}

impl Stop {
    /// Asks everybody to stop.
    pub fn ask(&self) {
        self.token.cancel();
    }

    /// Has anybody asked?
    #[must_use]
    pub fn asked(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Returns once somebody has asked.
    pub async fn wait(&self) {
        self.token.cancelled().await;
    }

    /// Counts `name` as running until the guard is dropped.
    #[must_use]
    pub fn running(&self, name: &'static str) -> Running {
        self.names().push(name);
        Running { stop: self.clone(), name }
    }

    /// What still runs.
    #[must_use]
    pub fn still_running(&self) -> Vec<&'static str> {
        self.names().clone()
    }

    fn names(&self) -> std::sync::MutexGuard<'_, Vec<&'static str>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Something that runs; over when dropped.
#[derive(Debug)]
pub struct Running {
    stop: Stop,
    name: &'static str,
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut names = self.stop.names();
        if let Some(at) = names.iter().position(|name| *name == self.name) {
            names.swap_remove(at);
        }
    }
}
