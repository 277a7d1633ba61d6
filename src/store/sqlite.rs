//! What only SQLite needs: pragmas, one writer, the lock on the file.

use std::fs::{File, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{StoreError, Use};

/// A second process (`daybook held` beside the daemon) writes for milliseconds; half a minute of waiting means a broken disk.
const BUSY: Duration = Duration::from_secs(30);

/// How long a stage waits for its turn to write. A batch of the largest mails takes seconds; ten minutes are a bug, and
/// the house ends rather than stand still unnoticed.
const TURN: Duration = Duration::from_mins(10);

/// Readers beside the writer: the stages read one after the other, commands come from their own process.
const READERS: u32 = 4;

/// Opens the writer and the readers; the tables are brought up to date for a daemon, and made where there are none.
pub(super) async fn open(path: &Path, how: Use) -> Result<(SqlitePool, SqlitePool), StoreError> {
    let made = path.exists();
    if !made {
        // What people wrote to the desk is for the desk alone; SQLite gives its other files the mode of this one.
        let create = File::options().create(true).append(true).mode(0o600).open(path);
        create.map_err(|error| StoreError::File(path.to_path_buf(), error))?;
    }
    // FULL: an acknowledgement promises that the mail is on the disk. Without it a power cut may undo a commit in WAL mode.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY);
    let pool = |most| SqlitePoolOptions::new().max_connections(most).idle_timeout(None).max_lifetime(None).acquire_timeout(TURN);
    let writer = pool(1).connect_with(options.clone()).await?;
    let migrator = sqlx::migrate!("migrations/sqlite");
    if how == Use::Daemon || !made {
        migrator.run(&writer).await?;
    } else {
        // A daemon that was killed while it made the store leaves no such table.
        let newest: Option<i64> = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(&writer).await.unwrap_or_default();
        if migrator.iter().any(|migration| newest.is_none_or(|newest| migration.version > newest)) {
            return Err(StoreError::Older(path.to_path_buf()));
        }
    }
    let readers = pool(READERS).connect_lazy_with(options.pragma("query_only", "ON"));
    Ok((writer, readers))
}

/// The lock on a store. The kernel frees it when the process ends, however it ends.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Not by closing alone: a program that is just being started (a secret's `command`) holds our files for a moment.
        let _ = self.0.unlock();
    }
}

/// Takes the lock on the store for this process.
pub(super) fn lock(path: &Path) -> Result<Lock, StoreError> {
    let path = path.with_extension("lock");
    let broken = |error| StoreError::File(path.clone(), error);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(StoreError::Taken(path)),
        Err(TryLockError::Error(error)) => Err(broken(error)),
    }
}
