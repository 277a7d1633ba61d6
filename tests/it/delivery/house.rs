//! A store with letters in it, a clock, a courier and a scripted server.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use daybook::clock::{Chance, Clock, SettableClock};
use daybook::delivery::{Courier, Settings, Smtp, UNKNOWN_WAIT};
use daybook::dial::{Dial, Security};
use daybook::stage::{Stage, Tick};
use daybook::store::{Store, Use};
use sqlx::{Connection as _, SqliteConnection};

/// A row of `letter` as the tests look at it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Letter {
    pub(crate) state: String,
    pub(crate) due: i64,
    pub(crate) attempts: i64,
    pub(crate) lost: i64,
    pub(crate) answer: Option<String>,
    pub(crate) mime: Option<Vec<u8>>,
}

pub(crate) struct House {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: Arc<SettableClock>,
    store: Option<Store>,
}

pub(crate) fn morning() -> DateTime<Utc> {
    "2026-11-25T09:30:00Z".parse().unwrap()
}

/// How an unprotected server at `127.0.0.1` is reached.
pub(crate) fn plain() -> Smtp {
    Smtp {
        host: "127.0.0.1".into(),
        port: 25,
        security: Security::None,
        credentials: None,
        ca: None,
        hello: Some("desk.corp.test".into()),
        unknown_wait: UNKNOWN_WAIT,
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        let mut house = Self { folder: tempfile::tempdir().unwrap(), clock: Arc::new(SettableClock::new(morning())), store: None };
        house.restart().await;
        house
    }

    /// The predecessor is dead; what it left is what lies on the disk.
    pub(crate) async fn restart(&mut self) {
        if let Some(store) = self.store.take() {
            store.close().await;
            drop(store);
        }
        self.store = Some(Store::open(&self.path(), Use::Daemon, None).await.unwrap());
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("daybook.db")
    }

    pub(crate) fn store(&self) -> Store {
        self.store.clone().unwrap()
    }

    async fn db(&self) -> SqliteConnection {
        SqliteConnection::connect(&format!("sqlite:{}", self.path().display())).await.unwrap()
    }

    /// Puts a letter into the store, due now.
    pub(crate) async fn letter(&self, to: &str) -> i64 {
        self.letter_of(to, &format!("From: daybook@corp.test\r\nTo: {to}\r\nSubject: CRM-1\r\n\r\n.A dot\r\n")).await
    }

    pub(crate) async fn letter_of(&self, to: &str, mime: &str) -> i64 {
        let mut db = self.db().await;
        let insert = "INSERT INTO letter (kind, cause, recipient, message_id, subject, envelope_from, envelope_to, state, due, written)
            VALUES ('acknowledgement', hex(randomblob(4)), $1, hex(randomblob(8)), 'CRM-1', 'daybook@corp.test', $1, 'waiting', $2, $2) RETURNING id";
        let id = sqlx::query_scalar(insert).bind(to).bind(self.clock.now().timestamp()).fetch_one(&mut db).await.unwrap();
        sqlx::query("INSERT INTO letter_mime (letter, bytes) VALUES ($1, $2)").bind(id).bind(mime.as_bytes()).execute(&mut db).await.unwrap();
        id
    }

    /// Changes a letter behind everybody's back.
    pub(crate) async fn set(&self, letter: i64, what: &'static str) {
        let sql = format!("UPDATE letter SET {what} WHERE id = {letter}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut self.db().await).await.unwrap();
    }

    pub(crate) async fn row(&self, letter: i64) -> Letter {
        let mut db = self.db().await;
        sqlx::query_as("SELECT state, due, attempts, lost, answer, bytes AS mime FROM letter LEFT JOIN letter_mime ON letter = id WHERE id = $1")
            .bind(letter)
            .fetch_one(&mut db)
            .await
            .unwrap()
    }

    /// A courier that reaches `smtp` through `dial`.
    pub(crate) fn courier(&self, smtp: Smtp, dial: impl Dial + 'static) -> Courier {
        self.courier_by(Settings::Smtp(smtp), dial)
    }

    pub(crate) fn courier_by(&self, settings: Settings, dial: impl Dial + 'static) -> Courier {
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as _;
        Courier::new(settings, self.store(), clock, Arc::new(Chance::seeded(1)), Arc::new(dial)).unwrap()
    }

    pub(crate) fn later(&self, minutes: i64) {
        self.clock.advance(TimeDelta::minutes(minutes));
    }

    pub(crate) fn clock_at(&self, minutes: i64) -> DateTime<Utc> {
        self.clock.now() + TimeDelta::minutes(minutes)
    }

    pub(crate) fn minutes_from_now(&self, minutes: i64) -> i64 {
        (self.clock.now() + TimeDelta::minutes(minutes)).timestamp()
    }
}

/// Ticks until there is nothing to do; until when.
pub(crate) async fn idle(courier: &mut Courier) -> Option<DateTime<Utc>> {
    for _ in 0..200 {
        if let Tick::Idle { until } = courier.tick().await.unwrap() {
            return until;
        }
    }
    panic!("the courier never rests");
}

/// What was logged at info and above while it lived, on this thread.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(crate) fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(move || writer.clone()).finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap().lines().map(str::to_owned).collect()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
