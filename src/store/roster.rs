//! People who come, leave and move by mail: what changes the config's roster, and what they hand over.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{MessageId, PersonId, Read, StoreError, Write, statements};
use crate::issue::IssueNumber;
use crate::people::{Address, Language, Person, Role, Roster, RosterChange};

/// A change of the roster, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRosterChange {
    /// Whose.
    pub person: PersonId,
    /// What.
    pub kind: RosterChangeKind,
    /// The department, or the address.
    pub value: String,
    /// From this day on.
    pub from: NaiveDate,
    /// Who goes on with what is open.
    pub heir: Option<PersonId>,
    /// By whose word.
    pub by: PersonId,
    /// By which mail.
    pub message: MessageId,
}

/// What changes for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RosterChangeKind {
    /// Has come.
    Joined,
    /// Writes from another address too.
    Address,
    /// Works in another department.
    Moved,
    /// Has left.
    Left,
    /// Gives what is open to somebody else.
    HandedOver,
}

impl RosterChangeKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Address => "address",
            Self::Moved => "moved",
            Self::Left => "left",
            Self::HandedOver => "handed_over",
        }
    }
}

/// What somebody hands over, on the day on which it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: i64,
    /// From whom.
    pub person: PersonId,
    /// To whom, where it was said.
    pub heir: Option<PersonId>,
    /// By whose word.
    pub by: PersonId,
    /// By which mail.
    pub message: MessageId,
}

statements! {
    PUT_CHANGE = "INSERT INTO roster_change (person, kind, value, from_day, heir, given_by, message, done) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    CHANGES = "SELECT roster_change.kind, roster_change.value, person.name, person.department, person.language, person_address.address
        FROM roster_change JOIN person ON person.id = roster_change.person JOIN person_address ON person_address.person = person.id AND person_address.main = 1
        WHERE roster_change.from_day <= $1 ORDER BY roster_change.id";
    DUE_HANDOVERS = "SELECT id, person, heir, given_by, message FROM roster_change WHERE done IS NULL AND from_day <= $1 ORDER BY id";
    HANDED_OVER = "UPDATE roster_change SET done = $2 WHERE id = $1";
    // Whoever takes it over is asked to try a solution anew.
    SET_REPORTER = "UPDATE issue SET reporter = $2, reporter_by = $3, told = NULL, chased = NULL, changed = $4 WHERE number = $1";
}

impl Write {
    /// Keeps what has changed; what hands nothing over is done with that.
    pub async fn change_roster(&mut self, change: &NewRosterChange, now: DateTime<Utc>) -> Result<(), StoreError> {
        let hands_over = matches!(change.kind, RosterChangeKind::Left | RosterChangeKind::HandedOver) || change.heir.is_some();
        let query = sqlx::query(PUT_CHANGE).bind(change.person.0).bind(change.kind.as_str()).bind(&change.value).bind(change.from.to_string());
        let query = query.bind(change.heir.map(|heir| heir.0)).bind(change.by.0).bind(change.message.0);
        query.bind((!hands_over).then(|| now.timestamp())).execute(self.db()).await?;
        Ok(())
    }

    /// Whatever was to be handed over is with its heirs.
    pub async fn handed_over(&mut self, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(HANDED_OVER).bind(id).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// Gives a problem to another reporter.
    pub async fn set_reporter(&mut self, number: IssueNumber, reporter: PersonId, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(SET_REPORTER).bind(i64::from(number.0)).bind(reporter.0).bind(by.0);
        query.bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The config's roster with what has changed by mail, as it is on `day`.
    pub async fn roster(&mut self, config: &Roster, day: NaiveDate) -> Result<Roster, StoreError> {
        let rows = sqlx::query(CHANGES).bind(day.to_string()).fetch_all(self.db()).await?;
        Ok(config.changed(rows.iter().filter_map(change).collect()))
    }

    /// What is to be handed over by `day`.
    pub async fn due_handovers(&mut self, day: NaiveDate) -> Result<Vec<Handover>, StoreError> {
        let rows = sqlx::query(DUE_HANDOVERS).bind(day.to_string()).fetch_all(self.db()).await?;
        let handover = |row: &SqliteRow| Handover {
            id: row.get(0),
            person: PersonId(row.get(1)),
            heir: row.get::<Option<i64>, _>(2).map(PersonId),
            by: PersonId(row.get(3)),
            message: MessageId(row.get(4)),
        };
        Ok(rows.iter().map(handover).collect())
    }
}

fn change(row: &SqliteRow) -> Option<RosterChange> {
    let (kind, value): (String, String) = (row.get(0), row.get(1));
    let address = Address::parse(row.get(5))?;
    Some(match kind.as_str() {
        "joined" => RosterChange::Joined(Box::new(Person {
            name: row.get(2),
            aliases: vec![],
            role: Role::Reporter,
            department: row.get(3),
            language: row.get::<Option<String>, _>(4).as_deref().and_then(Language::parse),
            timezone: None,
            calendar: None,
            cadence: None,
            address,
        })),
        "address" => RosterChange::Also(address, Address::parse(&value)?),
        "moved" => RosterChange::Department(address, value),
        "left" => RosterChange::Left(address),
        _ => return None,
    })
}
