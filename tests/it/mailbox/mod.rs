//! The way in: what a mailbox shows is kept, once, whatever happens meanwhile.

mod dovecot;
mod faults;
mod maildir;
mod torture;
mod imap;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use daybook::clock::{Chance, Clock, SettableClock};
use daybook::dial::Network;
use daybook::mailbox::{Settings, Watcher};
use daybook::stage::{Bell, Stage, Tick};
use daybook::store::{MailboxCounts, MessageId, Store, Use};

/// A watcher's surroundings.
struct Desk {
    folder: tempfile::TempDir,
    store: Store,
    clock: Arc<SettableClock>,
    bell: Bell,
}

fn noon() -> DateTime<Utc> {
    "2026-03-04T12:00:00Z".parse().unwrap()
}

impl Desk {
    async fn new() -> Self {
        // These tests commit ten thousand times; what a flush to the disk costs is not what they are about.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
        let store = Store::open(&folder.path().join("daybook.db"), Use::Command, None).await.unwrap();
        Self { folder, store, clock: Arc::new(SettableClock::new(noon())), bell: Bell::default() }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn watcher(&self, settings: Settings) -> Watcher {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Watcher::new(settings, self.store.clone(), clock, Arc::new(Chance::seeded(7)), Arc::new(Network), self.bell.clone()).unwrap()
    }

    /// Every message by arrival at the desk: its raw bytes and its outcome.
    async fn messages(&self) -> Vec<(String, Option<String>)> {
        let mut read = self.store.read().await.unwrap();
        let mut messages = Vec::new();
        for id in 1.. {
            let Some(row) = read.message(MessageId(id)).await.unwrap() else { break };
            let (raw, _) = read.raw(MessageId(id), usize::MAX).await.unwrap();
            messages.push((String::from_utf8(raw).unwrap(), row.outcome));
        }
        messages
    }

    async fn counts(&self) -> MailboxCounts {
        self.store.read().await.unwrap().mailbox_counts().await.unwrap()
    }
}

/// Ticks until there is nothing to do; the ticks' number is bounded, so that a watcher that spins fails the test.
async fn settle(watcher: &mut Watcher) -> DateTime<Utc> {
    for _ in 0..1000 {
        if let Tick::Idle { until } = watcher.tick().await.unwrap() {
            return until.unwrap();
        }
    }
    panic!("the watcher never comes to rest");
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}
