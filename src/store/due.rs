//! What the clock has done, and what it must know before it does more.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Read, StoreError, Write, instant, statements};

/// The setting that says when the desk was opened, in unix seconds.
const FIRST_START: &str = "first_start";

/// What begins the name of the setting that says by which line a schedule goes and since when: unix seconds, a blank, the line.
const LINE: &str = "schedule:";

statements! {
    START_RUN = "INSERT INTO due_run (schedule, period, at) VALUES ($1, $2, $3) ON CONFLICT (schedule, period) DO NOTHING";
    HAS_RUN = "SELECT COUNT(*) FROM due_run WHERE schedule = $1 AND period = $2";
    LAST_RUN = "SELECT MAX(period) FROM due_run WHERE schedule = $1";
    SET_ONCE = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    ARRIVALS = "SELECT arrived FROM message WHERE arrived >= $1 AND (outcome IS NULL OR outcome <> 'before_start')";
    // What a former mailbox still had to give comes when it is watched again; nobody waits for it.
    UNREAD = "SELECT (SELECT COUNT(*) FROM mailbox_uid JOIN mailbox ON mailbox.id = mailbox_uid.mailbox WHERE mailbox.name = $2 AND state = 'seen' AND arrived < $1)
        + (SELECT COUNT(*) FROM message WHERE state = 'arrived' AND arrived < $1)";
}

impl Write {
    /// Marks a schedule as run for the period that is named by the day on which it was due; `false` where it has run already.
    pub async fn start_run(&mut self, schedule: &str, day: NaiveDate, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let query = sqlx::query(START_RUN).bind(schedule).bind(day.to_string()).bind(now.timestamp());
        Ok(query.execute(self.db()).await?.rows_affected() == 1)
    }

    /// Notes that the schedule goes by `line`, and that nothing is due by it before `since`.
    pub async fn keep_line(&mut self, schedule: &str, line: &str, since: DateTime<Utc>) -> Result<(), StoreError> {
        self.set(&format!("{LINE}{schedule}"), &format!("{} {line}", since.timestamp())).await
    }

    /// When the desk was opened; the first who asks opens it.
    pub async fn open_desk(&mut self, now: DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
        sqlx::query(SET_ONCE).bind(FIRST_START).bind(now.timestamp().to_string()).execute(self.db()).await?;
        Ok(self.first_start().await?.unwrap_or(now))
    }
}

impl Read {
    /// When the desk was opened; `None` before.
    pub async fn first_start(&mut self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let Some(value) = self.setting(FIRST_START).await? else { return Ok(None) };
        let broken = || StoreError::Corrupt { table: "setting", row: 0, what: format!("{FIRST_START} is `{value}`, not a number of seconds") };
        value.parse().map(|seconds| Some(instant(seconds))).map_err(|_| broken())
    }

    /// By which line the schedule goes, and since when.
    pub async fn kept_line(&mut self, schedule: &str) -> Result<Option<(String, DateTime<Utc>)>, StoreError> {
        let Some(value) = self.setting(&format!("{LINE}{schedule}")).await? else { return Ok(None) };
        let parsed = value.split_once(' ').and_then(|(seconds, line)| Some((line.to_owned(), instant(seconds.parse().ok()?))));
        let broken = || StoreError::Corrupt { table: "setting", row: 0, what: format!("{LINE}{schedule} is `{value}`, not seconds and a line") };
        parsed.map(Some).ok_or_else(broken)
    }

    /// Has the schedule run for the period that was due on `day`?
    pub async fn has_run(&mut self, schedule: &str, day: NaiveDate) -> Result<bool, StoreError> {
        let found: i64 = sqlx::query_scalar(HAS_RUN).bind(schedule).bind(day.to_string()).fetch_one(self.db()).await?;
        Ok(found > 0)
    }

    /// The day of the schedule's newest run.
    pub async fn last_run(&mut self, schedule: &str) -> Result<Option<NaiveDate>, StoreError> {
        let day: Option<String> = sqlx::query_scalar(LAST_RUN).bind(schedule).fetch_one(self.db()).await?;
        let broken = |day: &str| StoreError::Corrupt { table: "due_run", row: 0, what: format!("`{day}` is not a day") };
        day.map(|day| day.parse().map_err(|_| broken(&day))).transpose()
    }

    /// Have all mails been fetched from `mailbox` and decided that arrived before `due`?
    pub async fn all_read(&mut self, mailbox: &str, due: DateTime<Utc>) -> Result<bool, StoreError> {
        if self.mailbox(mailbox).await?.and_then(|mailbox| mailbox.last_ok).is_none_or(|last| last < due) {
            return Ok(false);
        }
        let open: i64 = sqlx::query_scalar(UNREAD).bind(due.timestamp()).bind(mailbox).fetch_one(self.db()).await?;
        Ok(open == 0)
    }

    /// When the mails arrived that came at `from` or later.
    pub async fn arrivals(&mut self, from: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>, StoreError> {
        let rows: Vec<i64> = sqlx::query_scalar(ARRIVALS).bind(from.timestamp()).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(instant).collect())
    }
}
