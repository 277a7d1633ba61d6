//! Facts about the house as a whole, by name, and the counters that give numbers out.

use super::{Read, StoreError, Write, statements};

statements! {
    SETTING = "SELECT value FROM setting WHERE name = $1";
    SET = "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    NEXT_NUMBER = "UPDATE counter SET value = value + 1 WHERE name = $1 RETURNING value";
    FREE_MESSAGES = "UPDATE message SET lease_until = NULL, lease_holder = NULL WHERE lease_until IS NOT NULL";
    FREE_LETTERS = "UPDATE letter SET lease_until = 0 WHERE state = 'sending'";
}

impl Read {
    /// The value kept under `name`.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar(SETTING).bind(name).fetch_optional(self.db()).await?)
    }
}

impl Write {
    /// Keeps `value` under `name`.
    pub async fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query(SET).bind(name).bind(value).execute(self.db()).await?;
        Ok(())
    }

    /// The next number of a counter. It is given back if the transaction is, so there are no gaps.
    pub(super) async fn next_number(&mut self, counter: &str) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(NEXT_NUMBER).bind(counter).fetch_one(self.db()).await?)
    }

    /// The lock on the store proves that the predecessor is gone: what it had claimed is free at once.
    pub(super) async fn free_leases(&mut self) -> Result<(), StoreError> {
        for sql in [FREE_MESSAGES, FREE_LETTERS] {
            sqlx::query(sql).execute(self.db()).await?;
        }
        Ok(())
    }
}
