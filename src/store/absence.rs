//! On which days a person is away, or works besides, by that person's own word.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{MessageId, PersonId, Read, StoreError, Write, statements};
use crate::calendar::{Away, Calendar, DayPart, Facts};

/// Days that somebody has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsenceRow {
    /// Whose.
    pub person: PersonId,
    /// Which days.
    pub away: Away,
}

statements! {
    PUT_ABSENCE = "INSERT INTO absence (person, from_day, to_day, part, message) VALUES ($1, $2, $3, $4, $5)";
    WITHDRAW_ABSENCES = "UPDATE absence SET withdrawn = $2 WHERE message = $1 AND withdrawn IS NULL";
    // Whoever is back before the end was away until the day before; what had not begun is not true at all.
    WITHDRAW_TO_COME = "UPDATE absence SET withdrawn = $3 WHERE person = $1 AND from_day >= $2 AND from_day <= $4 AND part <> 'working' AND withdrawn IS NULL";
    SHORTEN_ABSENCES = "UPDATE absence SET to_day = $3 WHERE person = $1 AND from_day < $2 AND to_day >= $2 AND part <> 'working' AND withdrawn IS NULL";
    ABSENCES_OF = "SELECT person, from_day, to_day, part FROM absence WHERE message = $1 AND withdrawn IS NULL ORDER BY from_day, id";
    ABSENCES = "SELECT person, from_day, to_day, part FROM absence WHERE to_day >= $1 AND withdrawn IS NULL ORDER BY from_day, id";
}

impl Write {
    /// Keeps what a mail says of its writer's days.
    pub async fn put_absence(&mut self, person: PersonId, away: Away, message: MessageId) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_ABSENCE).bind(person.0).bind(away.from.to_string()).bind(away.to.to_string());
        query.bind(away.part.as_str()).bind(message.0).execute(self.db()).await?;
        Ok(())
    }

    /// Takes back what a mail said of days, before it is read again.
    pub async fn withdraw_absences(&mut self, message: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(WITHDRAW_ABSENCES).bind(message.0).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// The person is back on `day`: whatever was to last beyond it, or begins on it, ends before it. Says whether there was any.
    pub async fn end_absences(&mut self, person: PersonId, day: NaiveDate, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let day_before = day.pred_opt().unwrap_or(day);
        let text = day.to_string();
        let query = sqlx::query(WITHDRAW_TO_COME).bind(person.0).bind(&text).bind(now.timestamp()).bind(&text);
        let gone = query.execute(self.db()).await?.rows_affected();
        let query = sqlx::query(SHORTEN_ABSENCES).bind(person.0).bind(&text).bind(day_before.to_string());
        Ok(gone + query.execute(self.db()).await?.rows_affected() > 0)
    }
}

impl Read {
    /// What was said of `from` and later days.
    pub async fn absences(&mut self, from: NaiveDate) -> Result<Vec<AbsenceRow>, StoreError> {
        let rows = sqlx::query(ABSENCES).bind(from.to_string()).fetch_all(self.db()).await?;
        rows.iter().map(absence).collect()
    }

    /// What a mail said of its writer's days, as far as it still holds.
    pub async fn absences_of(&mut self, message: MessageId) -> Result<Vec<Away>, StoreError> {
        let rows = sqlx::query(ABSENCES_OF).bind(message.0).fetch_all(self.db()).await?;
        rows.iter().map(|row| absence(row).map(|row| row.away)).collect()
    }

    /// The days on which each person works who has said something of days at `from` or later: `of` gives the calendar
    /// without it.
    pub async fn own_days<'a>(&mut self, from: NaiveDate, of: impl Fn(PersonId) -> &'a Calendar) -> Result<HashMap<PersonId, Calendar>, StoreError> {
        let mut said: HashMap<PersonId, Facts> = HashMap::new();
        for row in self.absences(from).await? {
            let facts = said.entry(row.person).or_default();
            match row.away.part {
                DayPart::Day => facts.put(row.away.from, row.away.to, false),
                DayPart::Working => facts.put(row.away.from, row.away.to, true),
                // Half a day is enough for a line, and for trying a solution.
                DayPart::Morning | DayPart::Afternoon | DayPart::Half => (),
            }
        }
        Ok(said.into_iter().map(|(person, facts)| (person, of(person).clone().with(&facts))).collect())
    }
}

fn absence(row: &SqliteRow) -> Result<AbsenceRow, StoreError> {
    let person: i64 = row.get(0);
    let broken = |what: &str| StoreError::Corrupt { table: "absence", row: person, what: format!("`{what}` is not known") };
    let day = |text: String| text.parse::<NaiveDate>().map_err(|_| broken(&text));
    let part: String = row.get(3);
    let away = Away { from: day(row.get(1))?, to: day(row.get(2))?, part: DayPart::parse(&part).ok_or_else(|| broken(&part))? };
    Ok(AbsenceRow { person: PersonId(person), away })
}
