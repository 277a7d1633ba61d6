//! Memory: the only SQL in the house.
//!
//! **What it does:** keeps raw mails, messages, issues and letters, and gives each number once. **Reads, writes:**
//! the database and, for large mails, files beside it. **Wakes on:** nothing; it is called. **Fails how:** a full
//! disk or a broken database is a [`StoreError`]; the caller stops cleanly and goes on after the restart, since
//! every decision is one transaction. **Limits:** one writer at a time; four readers.
//!
//! [`Store::read`] gives a [`Read`] (one consistent view), [`Store::write`] a [`Write`] (a transaction, rolled back
//! unless committed, that can do all that a `Read` can). Queries are methods on them, one file a subject; nobody
//! else sees a connection or a row. SQL is named constants in the dialect that SQLite and PostgreSQL share: `$1`,
//! RETURNING, `ON CONFLICT … DO UPDATE SET n = table.n + 1`, `COUNT(*) FILTER`; a test prepares each on both.

mod sqlite;
mod answer;
mod raw;
mod setting;
mod mailbox;
mod message;
mod held;
mod people;
mod roster;
mod report;
mod remark;
mod absence;
mod chase;
mod issue;
mod history;
mod notice;
mod order;
mod search;
mod consult;
mod wish;
mod letter;
mod delivery;
mod due;
mod figures;

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

pub use absence::AbsenceRow;
pub use answer::{AnswerCause, AnswerEvent, AnswerLine, AnswerRow, NewAnswer};
pub use consult::{ConsultingRow, OutgoingRow};
pub use delivery::{ClaimedLetter, GivenUp, LetterId, LetterStates, Recovered, ServerTrouble, Settled};
pub use figures::{Balance, IssueLine, PersonLine, ReportLine};
pub use held::{HeldCause, HeldChoice, HeldRow};
pub use history::{EventId, EventRow, Happened, Happening};
pub use issue::{ADDED_ITEM, IssueRow, NewIssue, NewScreenshot, ScreenshotRow};
pub use letter::{LetterKey, LetterRow, WrittenLetter};
pub use mailbox::{Listed, MailboxCounts, MailboxHealth, MailboxId, MailboxRow, OpenUid, UidState, Validity};
pub use message::{ClaimedMessage, Decided, MessageId, MessageRow, Outcome};
pub use notice::NoticeRow;
pub use order::{Named, Setting};
pub use people::PersonId;
pub use raw::{RawRef, Spool};
pub use remark::RemarkRow;
pub use report::{NewReport, ReportId};
pub use roster::{Handover, NewRosterChange, RosterChangeKind};
pub use search::Found;
pub use wish::{OptionRow, WishRow};

/// Names SQL statements and lists them, so that a test can prepare every one on both databases.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* const $name: &str = $sql;)*
        /// Every statement of this file, by name.
        pub(super) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),*];
    };
}
use statements;

/// Every SQL statement of the house by name, for the test that prepares them on SQLite and on PostgreSQL.
#[must_use]
pub fn all_statements() -> Vec<(&'static str, &'static str)> {
    [
        answer::STATEMENTS,
        raw::STATEMENTS,
        setting::STATEMENTS,
        mailbox::STATEMENTS,
        message::STATEMENTS,
        held::STATEMENTS,
        people::STATEMENTS,
        roster::STATEMENTS,
        report::STATEMENTS,
        remark::STATEMENTS,
        absence::STATEMENTS,
        chase::STATEMENTS,
        issue::STATEMENTS,
        history::STATEMENTS,
        notice::STATEMENTS,
        order::STATEMENTS,
        search::STATEMENTS,
        consult::STATEMENTS,
        wish::STATEMENTS,
        letter::STATEMENTS,
        delivery::STATEMENTS,
        due::STATEMENTS,
        figures::STATEMENTS,
    ]
    .concat()
}

/// The few statements that each store says in its own words: name, SQLite, PostgreSQL. The same test prepares them.
#[must_use]
pub fn all_twins() -> Vec<(&'static str, &'static str, &'static str)> {
    [search::TWINS, answer::TWINS].concat()
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database or the disk refused.
    #[error("the store cannot be used")]
    Driver(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the store's tables cannot be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A file beside the database could not be read or written.
    #[error("{0}: the file cannot be read or written")]
    File(PathBuf, #[source] std::io::Error),
    /// An older program made the tables.
    #[error("{0}: the store was made by an older Daybook; start the daemon once, which brings it up to date")]
    Older(PathBuf),
    /// Another daemon runs on this store.
    #[error("{0}: another Daybook is running on this store; stop it first")]
    Taken(PathBuf),
    /// The data contradict themselves.
    #[error("the store contradicts itself: {table}, row {row}: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's id.
        row: i64,
        /// What is wrong with it.
        what: String,
    },
}

impl StoreError {
    /// Is one row to blame, and not the disk or the database? Then the others go on.
    #[must_use]
    pub fn is_about_data(&self) -> bool {
        match self {
            Self::Corrupt { .. } | Self::File(..) => true,
            Self::Driver(sqlx::Error::Database(error)) => error.is_unique_violation() || error.is_foreign_key_violation() || error.is_check_violation(),
            Self::Driver(error) => matches!(error, sqlx::Error::RowNotFound | sqlx::Error::ColumnDecode { .. }),
            _ => false,
        }
    }
}

/// What the store calls after each commit; a test kills the house here.
pub type AfterCommit = Arc<dyn Fn() + Send + Sync>;

/// One project's memory.
#[derive(Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    files: Arc<Path>,
    after_commit: AfterCommit,
    /// Held for as long as the store is open by a daemon.
    _lock: Option<Arc<sqlite::Lock>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("files", &self.files).finish_non_exhaustive()
    }
}

/// May other programs use the store meanwhile?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A daemon: a second one is refused, and its predecessor's leases are free at once.
    Daemon,
    /// A look, or a short command beside a running daemon.
    Command,
}

impl Store {
    /// Opens the store at `path` and makes it where it is missing. A daemon brings its tables up to date; a command
    /// leaves them alone, since an older daemon may be at work on them.
    pub async fn open(path: &Path, how: Use, after_commit: Option<AfterCommit>) -> Result<Self, StoreError> {
        let lock = match how {
            Use::Daemon => Some(Arc::new(sqlite::lock(path)?)),
            Use::Command => None,
        };
        let (writer, readers) = sqlite::open(path, how).await?;
        let files: Arc<Path> = path.with_extension("mails").into();
        let store = Self { writer, readers, files, after_commit: after_commit.unwrap_or_else(|| Arc::new(|| {})), _lock: lock };
        if how == Use::Daemon {
            raw::sweep(&store.files);
            let mut write = store.write().await?;
            write.free_leases().await?;
            write.commit().await?;
            let mut more = true;
            while more {
                let mut write = store.write().await?;
                more = write.index_the_rest().await?;
                write.commit().await?;
            }
        }
        Ok(store)
    }

    /// One consistent view of everything.
    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read { tx: self.readers.begin().await?, files: Arc::clone(&self.files) })
    }

    /// A transaction. Waits for the one writer before it; rolled back unless committed.
    pub async fn write(&self) -> Result<Write, StoreError> {
        // A deferred transaction that read before it writes fails with SQLITE_BUSY_SNAPSHOT, which no busy timeout cures.
        let tx = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Write { read: Read { tx, files: Arc::clone(&self.files) }, after_commit: Arc::clone(&self.after_commit), marks: 0 })
    }

    /// Ends all connections; what is committed is on the disk.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A view of the store.
pub struct Read {
    tx: Transaction<'static, Sqlite>,
    files: Arc<Path>,
}

impl Read {
    fn db(&mut self) -> &mut SqliteConnection {
        &mut self.tx
    }
}

/// A transaction.
pub struct Write {
    read: Read,
    after_commit: AfterCommit,
    marks: u32,
}

/// A point inside a transaction to which it can return.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Mark(u32);

impl Write {
    /// Makes everything since [`Store::write`] last.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.read.tx.commit().await?;
        (self.after_commit)();
        Ok(())
    }

    /// Sets a mark inside the transaction to which [`undo`](Write::undo) returns, over any later mark that was left open.
    pub async fn mark(&mut self) -> Result<Mark, StoreError> {
        self.marks += 1;
        let mark = Mark(self.marks);
        self.savepoint("SAVEPOINT", mark).await?;
        Ok(mark)
    }

    /// Keeps what was done since the mark.
    pub async fn keep(&mut self, mark: Mark) -> Result<(), StoreError> {
        self.savepoint("RELEASE SAVEPOINT", mark).await
    }

    /// Undoes what was done since the mark.
    pub async fn undo(&mut self, mark: Mark) -> Result<(), StoreError> {
        self.savepoint("ROLLBACK TO SAVEPOINT", mark).await?;
        self.savepoint("RELEASE SAVEPOINT", mark).await
    }

    async fn savepoint(&mut self, verb: &str, Mark(number): Mark) -> Result<(), StoreError> {
        sqlx::query(sqlx::AssertSqlSafe(format!("{verb} mark_{number}"))).execute(self.db()).await?;
        Ok(())
    }
}

impl Deref for Write {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

/// Reads an instant out of the store.
fn instant(seconds: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
