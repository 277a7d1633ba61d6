//! Persons: the roster of the config, and senders whom a domain admits. Names live here alone.

use chrono::{DateTime, Utc};

use super::{Read, StoreError, Write, statements};
use crate::people::{Address, Person};

/// The id of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub i64);

statements! {
    PERSON_OF = "SELECT person FROM person_address WHERE address = $1";
    MAIN_PERSON_OF = "SELECT person FROM person_address WHERE address = $1 AND main = 1";
    PUT_PERSON = "INSERT INTO person (name, role, department, language, timezone, source, since) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    SET_PERSON = "UPDATE person SET name = $2, role = $3, department = $4, language = $5, timezone = $6, source = 'config' WHERE id = $1";
    PUT_ADDRESS = "INSERT INTO person_address (address, person, main) VALUES ($1, $2, $3) ON CONFLICT (address) DO UPDATE SET person = excluded.person, main = excluded.main";
    SET_NEWCOMER = "UPDATE person SET name = $2, department = $3, source = 'mail' WHERE id = $1 AND source <> 'config'";
    NAME_OF = "SELECT name FROM person WHERE id = $1";
    ADDRESS_OF = "SELECT address FROM person_address WHERE person = $1 ORDER BY main DESC, address LIMIT 1";
}

impl Write {
    /// Brings the persons of the config in: new ones are added, known ones updated, nobody is removed.
    pub async fn sync_people(&mut self, people: &[Person], now: DateTime<Utc>) -> Result<(), StoreError> {
        for person in people {
            let language = person.language.map(crate::people::Language::as_str);
            let timezone = person.timezone.map(chrono_tz::Tz::name);
            // An alias of somebody else that gets an entry of its own is a person of its own from then on.
            let known: Option<i64> = sqlx::query_scalar(MAIN_PERSON_OF).bind(person.address.as_str()).fetch_optional(self.db()).await?;
            let id = if let Some(id) = known.map(PersonId) {
                let query = sqlx::query(SET_PERSON).bind(id.0).bind(&person.name).bind(person.role.as_str());
                query.bind(&person.department).bind(language).bind(timezone).execute(self.db()).await?;
                id
            } else {
                let query = sqlx::query_scalar(PUT_PERSON).bind(&person.name).bind(person.role.as_str());
                let query = query.bind(&person.department).bind(language).bind(timezone).bind("config").bind(now.timestamp());
                PersonId(query.fetch_one(self.db()).await?)
            };
            self.put_address(&person.address, id, true).await?;
            for alias in &person.aliases {
                self.put_address(alias, id, false).await?;
            }
        }
        Ok(())
    }

    /// The person who writes from `address`; a sender whom a domain admits becomes one, by the name in From.
    pub async fn person_or_new(&mut self, address: &Address, name: &str, now: DateTime<Utc>) -> Result<PersonId, StoreError> {
        if let Some(id) = self.person_of(address).await? {
            return Ok(id);
        }
        let name = if name.trim().is_empty() { address.local() } else { name.trim() };
        let query = sqlx::query_scalar(PUT_PERSON).bind(name).bind("reporter").bind("").bind(None::<String>).bind(None::<String>);
        let id = PersonId(query.bind("domain").bind(now.timestamp()).fetch_one(self.db()).await?);
        self.put_address(address, id, true).await?;
        Ok(id)
    }

    /// Somebody who has come: his name and department, whoever he was before.
    pub async fn put_newcomer(&mut self, address: &Address, name: &str, department: &str, now: DateTime<Utc>) -> Result<PersonId, StoreError> {
        let id = self.person_or_new(address, name, now).await?;
        sqlx::query(SET_NEWCOMER).bind(id.0).bind(name).bind(department).execute(self.db()).await?;
        Ok(id)
    }

    /// A further address of a person's.
    pub async fn put_alias(&mut self, address: &Address, person: PersonId) -> Result<(), StoreError> {
        self.put_address(address, person, false).await
    }

    async fn put_address(&mut self, address: &Address, person: PersonId, main: bool) -> Result<(), StoreError> {
        sqlx::query(PUT_ADDRESS).bind(address.as_str()).bind(person.0).bind(i64::from(main)).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The person who writes from `address`.
    pub async fn person_of(&mut self, address: &Address) -> Result<Option<PersonId>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(PERSON_OF).bind(address.as_str()).fetch_optional(self.db()).await?;
        Ok(id.map(PersonId))
    }

    /// A person's name.
    pub async fn person_name(&mut self, person: PersonId) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar(NAME_OF).bind(person.0).fetch_one(self.db()).await?)
    }

    /// Where letters to a person go.
    pub async fn person_address(&mut self, person: PersonId) -> Result<Option<Address>, StoreError> {
        let address: Option<String> = sqlx::query_scalar(ADDRESS_OF).bind(person.0).fetch_optional(self.db()).await?;
        Ok(address.as_deref().and_then(Address::parse))
    }
}
