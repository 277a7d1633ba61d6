//! Who was reminded of which day's report, and what must be known before anybody is.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::{PersonId, Read, StoreError, Write, instant, statements};

statements! {
    PUT_CHASE = "INSERT INTO chase (person, day, step) VALUES ($1, $2, $3) ON CONFLICT (person, day, step) DO NOTHING";
    CHASES = "SELECT person, day, MAX(step) FROM chase WHERE day >= $1 GROUP BY person, day";
    // What is decided has arrived before: the index is on the deciding.
    LAST_MAILS = "SELECT person, MAX(arrived) FROM message WHERE person IS NOT NULL AND decided >= $1 AND arrived >= $1 AND outcome NOT IN ('auto_reply', 'bounce', 'before_start') GROUP BY person";
    HELD_MAILS = "SELECT message.person, message.arrived FROM held JOIN message ON message.id = held.message WHERE held.settled IS NULL AND message.person IS NOT NULL AND message.arrived >= $1";
    MAILS_FROM = "SELECT outcome, arrived FROM message WHERE person = $1 AND decided >= $2 AND arrived >= $2 AND outcome IN ('reply', 'absence', 'conversation', 'order') ORDER BY arrived";
}

impl Write {
    /// Notes that a step of the ladder was taken for a day's missing report.
    pub async fn put_chase(&mut self, person: PersonId, day: NaiveDate, step: u8) -> Result<(), StoreError> {
        sqlx::query(PUT_CHASE).bind(person.0).bind(day.to_string()).bind(i64::from(step)).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The newest step for each day from `from` on that has one.
    pub async fn chases(&mut self, from: NaiveDate) -> Result<Vec<(PersonId, NaiveDate, u8)>, StoreError> {
        let rows: Vec<(i64, String, i64)> = sqlx::query_as(CHASES).bind(from.to_string()).fetch_all(self.db()).await?;
        let chase = |(person, day, step): (i64, String, i64)| {
            let broken = |_| StoreError::Corrupt { table: "chase", row: person, what: format!("`{day}` is not a day") };
            Ok((PersonId(person), day.parse().map_err(broken)?, u8::try_from(step).unwrap_or(u8::MAX)))
        };
        rows.into_iter().map(chase).collect()
    }

    /// When each person's newest mail came, of those from `from` on; what a machine of theirs sent does not count.
    pub async fn last_mails(&mut self, from: DateTime<Utc>) -> Result<HashMap<PersonId, DateTime<Utc>>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(LAST_MAILS).bind(from.timestamp()).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(person, at)| (PersonId(person), instant(at))).collect())
    }

    /// When the mails came that wait for a person to look at them, from whom.
    pub async fn held_mails(&mut self, from: DateTime<Utc>) -> Result<Vec<(PersonId, DateTime<Utc>)>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(HELD_MAILS).bind(from.timestamp()).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(person, at)| (PersonId(person), instant(at))).collect())
    }

    /// What else came from a person from `from` on: its outcome and when.
    pub async fn mails_from(&mut self, person: PersonId, from: DateTime<Utc>) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(MAILS_FROM).bind(person.0).bind(from.timestamp()).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(outcome, at)| (outcome, instant(at))).collect())
    }
}
