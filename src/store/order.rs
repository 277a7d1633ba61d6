//! What the lead's orders set and look up.

use chrono::{DateTime, NaiveDate, Utc};

use super::{IssueRow, MessageId, PersonId, Read, StoreError, Write, statements};
use crate::issue::{Cause, IssueNumber, Severity};

/// What a person decides about an issue; reading its mail again leaves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting<'a> {
    /// How much it hurts.
    Severity(Severity),
    /// The module.
    Module(&'a str),
    /// Which colleague sees to it.
    Owner(PersonId),
    /// What it came from.
    Cause(Cause),
}

impl Setting<'_> {
    /// What is set, and to what, as history keeps it: a person by id.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        let (what, value) = match self {
            Self::Severity(severity) => ("severity", severity.as_str().to_owned()),
            Self::Module(module) => ("module", (*module).to_owned()),
            Self::Owner(owner) => ("owner", owner.0.to_string()),
            Self::Cause(cause) => ("cause", cause.as_str().to_owned()),
        };
        (what.to_owned(), value)
    }
}

/// A person of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The role, by its word.
    pub role: String,
}

statements! {
    SET_SEVERITY = "UPDATE issue SET severity = $2, severity_by = $3, changed = $4 WHERE number = $1";
    SET_MODULE = "UPDATE issue SET module = $2, module_by = $3, changed = $4 WHERE number = $1";
    SET_OWNER = "UPDATE issue SET owner = $2, changed = $3 WHERE number = $1";
    SET_CAUSE = "UPDATE issue SET cause = $2, changed = $3 WHERE number = $1";
    OWNER = "SELECT owner FROM issue WHERE number = $1";
    CAUSE = "SELECT cause FROM issue WHERE number = $1";
    EVERYBODY = "SELECT id, name, role FROM person ORDER BY id";
    OPEN_WITH = "SELECT number FROM issue WHERE (reporter = $1 OR owner = $1) AND state IN ('open', 'with_consultant', 'solved') ORDER BY number";
    ASKED_BY = "SELECT person FROM event WHERE issue = $1 AND kind = 'asked' AND person IS NOT NULL ORDER BY id DESC LIMIT 1";
    PUT_DEPUTY = "INSERT INTO deputy (person, until, given_by, message) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person) DO UPDATE SET until = excluded.until, given_by = excluded.given_by, message = excluded.message";
    DEPUTY = "SELECT until FROM deputy WHERE person = $1 AND until >= $2";
}

impl Write {
    /// Sets what a person has decided about an issue.
    pub async fn set_by_order(&mut self, number: IssueNumber, setting: &Setting<'_>, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let number = i64::from(number.0);
        let query = match setting {
            Setting::Severity(severity) => sqlx::query(SET_SEVERITY).bind(number).bind(severity.as_str()).bind(by.0),
            Setting::Module(module) => sqlx::query(SET_MODULE).bind(number).bind(*module).bind(by.0),
            Setting::Owner(owner) => sqlx::query(SET_OWNER).bind(number).bind(owner.0),
            Setting::Cause(cause) => sqlx::query(SET_CAUSE).bind(number).bind(cause.as_str()),
        };
        query.bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// Lets a person stand in for the lead up to a day, that day included; what was said before about him no longer counts.
    pub async fn put_deputy(&mut self, person: PersonId, until: NaiveDate, by: PersonId, message: MessageId) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_DEPUTY).bind(person.0).bind(until.to_string()).bind(by.0).bind(message.0);
        query.execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// Which colleague sees to an issue.
    pub async fn owner(&mut self, number: IssueNumber) -> Result<Option<PersonId>, StoreError> {
        let owner: Option<Option<i64>> = sqlx::query_scalar(OWNER).bind(i64::from(number.0)).fetch_optional(self.db()).await?;
        Ok(owner.flatten().map(PersonId))
    }

    /// What an issue came from.
    pub async fn cause(&mut self, number: IssueNumber) -> Result<Option<Cause>, StoreError> {
        let cause: Option<Option<String>> = sqlx::query_scalar(CAUSE).bind(i64::from(number.0)).fetch_optional(self.db()).await?;
        Ok(cause.flatten().as_deref().and_then(Cause::parse))
    }

    /// Everybody whom the project knows.
    pub async fn everybody(&mut self) -> Result<Vec<Named>, StoreError> {
        let rows: Vec<(i64, String, String)> = sqlx::query_as(EVERYBODY).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(id, name, role)| Named { id: PersonId(id), name, role }).collect())
    }

    /// What is not over of a person's own issues, and of those that he sees to.
    pub async fn open_with(&mut self, person: PersonId) -> Result<Vec<IssueRow>, StoreError> {
        let numbers: Vec<i64> = sqlx::query_scalar(OPEN_WITH).bind(person.0).fetch_all(self.db()).await?;
        let mut issues = vec![];
        for number in numbers.into_iter().filter_map(|number| u32::try_from(number).ok()) {
            issues.extend(self.issue(IssueNumber(number)).await?);
        }
        Ok(issues)
    }

    /// Who asked the last question about an issue.
    pub async fn asked_by(&mut self, number: IssueNumber) -> Result<Option<PersonId>, StoreError> {
        let by: Option<i64> = sqlx::query_scalar(ASKED_BY).bind(i64::from(number.0)).fetch_optional(self.db()).await?;
        Ok(by.map(PersonId))
    }

    /// Until which day a person stands in for the lead, where he does so on `day`.
    pub async fn deputy_until(&mut self, person: PersonId, day: NaiveDate) -> Result<Option<NaiveDate>, StoreError> {
        let until: Option<String> = sqlx::query_scalar(DEPUTY).bind(person.0).bind(day.to_string()).fetch_optional(self.db()).await?;
        Ok(until.and_then(|until| until.parse().ok()))
    }
}
