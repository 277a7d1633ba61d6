//! The lead's words on people's reports, until their next acknowledgement has brought them.

use chrono::{DateTime, Utc};

use super::{LetterId, MessageId, PersonId, Read, StoreError, Write, statements};

/// A word of the lead's that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkRow {
    /// Its row.
    pub id: i64,
    /// Who said it.
    pub by: PersonId,
    /// What.
    pub words: String,
}

statements! {
    PUT_REMARK = "INSERT INTO remark (person, words, given_by, message, at) VALUES ($1, $2, $3, $4, $5)";
    REMARKS_FOR = "SELECT id, given_by, words FROM remark WHERE person = $1 AND told IS NULL ORDER BY id";
    REMARK_TOLD = "UPDATE remark SET told = $2 WHERE id = $1 AND told IS NULL";
}

impl Write {
    /// Keeps a word on somebody's reports for the next acknowledgement.
    pub async fn put_remark(&mut self, person: PersonId, words: &str, by: PersonId, message: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_REMARK).bind(person.0).bind(words).bind(by.0).bind(message.0);
        query.bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// The letter has brought it.
    pub async fn remark_told(&mut self, id: i64, letter: LetterId) -> Result<(), StoreError> {
        sqlx::query(REMARK_TOLD).bind(id).bind(letter.0).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// What waits for a person's next acknowledgement.
    pub async fn remarks_for(&mut self, person: PersonId) -> Result<Vec<RemarkRow>, StoreError> {
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(REMARKS_FOR).bind(person.0).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(id, by, words)| RemarkRow { id, by: PersonId(by), words }).collect())
    }
}
