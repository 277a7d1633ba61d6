//! Orders about who is who: somebody comes, leaves, moves, takes over, or writes from another address.

use crate::order::{self, Order, TABLE, Verb};
use crate::outbox::{HeldDone, PersonDone, Said};
use crate::people::Address;
use crate::store::{HeldCause, HeldChoice, Named, NewRosterChange, PersonId, RosterChangeKind, StoreError, Write};

use super::{Orders, person};

/// Daily is what the desk expects of everybody.
const DAILY: [&str; 3] = ["每日", "每天", "daily"];

impl Orders<'_> {
    /// "加人 张伟 zhang@corp.test 仓库 每日".
    pub(super) async fn join(&self, write: &mut Write, order: &Order) -> Result<Said, StoreError> {
        let words: Vec<&str> = order.words.split([' ', ',', '，', '\u{3000}', '<', '>']).filter(|word| !word.is_empty()).collect();
        let Some((at, address)) = words.iter().enumerate().find_map(|(at, word)| Some((at, Address::parse(word)?))) else { return Ok(Said::NoAddress) };
        if self.context.own_addresses.contains(&address) {
            return Ok(Said::NotAllowed);
        }
        let (before, behind) = (words.get(..at).unwrap_or_default(), words.get(at + 1..).unwrap_or_default());
        let behind: Vec<&str> = behind.iter().copied().filter(|word| !DAILY.contains(&word.to_lowercase().as_str())).collect();
        let (name, department) = match (before, behind.split_first()) {
            ([], Some((name, rest))) => ((*name).to_owned(), rest.join(" ")),
            ([], None) => (address.local().to_owned(), String::new()),
            (name, _) => (name.join(" "), behind.join(" ")),
        };
        // A line above may have said so.
        let roster = write.roster(&self.context.roster, self.today()).await?;
        if let Some(known) = roster.find(&address) {
            return Ok(Said::Who(PersonDone::Known { name: known.name.clone(), address }));
        }
        let id = write.put_newcomer(&address, &name, &department, self.now).await?;
        self.change(write, id, RosterChangeKind::Joined, "", self.today(), None).await?;
        let again = self.read_again(write, &address).await?;
        Ok(Said::Who(PersonDone::Joined { name, address, department, again }))
    }

    /// "H3 是王磊".
    pub(super) async fn held_from(&self, write: &mut Write, number: i64, name: &str) -> Result<Said, StoreError> {
        let held = write.held().await?.into_iter().find(|held| held.number == number);
        let Some(held) = held else {
            let newest = write.newest_held().await?;
            let what = if newest.is_none_or(|newest| number > newest) { HeldDone::Unknown(newest) } else { HeldDone::Over };
            return Ok(Said::Held { number, what });
        };
        let Some(address) = held.sender.as_deref().and_then(Address::parse) else { return Ok(Said::NoAddress) };
        let everybody = write.everybody().await?;
        let found = match person(name, &everybody) {
            Ok(found) => found,
            Err(nearest) => return Ok(Said::NoPerson { said: name.to_owned(), nearest }),
        };
        // A line above may have said so.
        let roster = write.roster(&self.context.roster, self.today()).await?;
        if let Some(known) = roster.find(&address) {
            return Ok(Said::Who(PersonDone::Known { name: known.name.clone(), address }));
        }
        write.put_alias(&address, found.id).await?;
        self.change(write, found.id, RosterChangeKind::Address, address.as_str(), self.today(), None).await?;
        let again = self.read_again(write, &address).await?;
        Ok(Said::Who(PersonDone::Also { name: found.name.clone(), address, again }))
    }

    /// "王磊 离职 3/15 由李娜接手", "王磊 转岗 采购", "李娜 接 王磊".
    pub(super) async fn hand_over(&self, write: &mut Write, order: &Order) -> Result<Said, StoreError> {
        let everybody = write.everybody().await?;
        let found = match person(&order.name, &everybody) {
            Ok(found) => found,
            Err(nearest) => return Ok(Said::NoPerson { said: order.name.clone(), nearest }),
        };
        let named = everybody.iter().filter(|other| other.id != found.id && !other.name.is_empty() && names(&order.words, &other.name));
        let other = named.max_by_key(|other| other.name.len());
        if other.is_some_and(|other| other.role == "consultant") {
            return Ok(Said::NotAllowed);
        }
        let from = order::day(&order.words, self.today(), self.context.roster.calendar());
        let day = from.unwrap_or_else(|| self.today());
        let (leaver, heir, kind) = match order.verb {
            Verb::Leave => (found, other, RosterChangeKind::Left),
            Verb::Move => (found, other, RosterChangeKind::Moved),
            _ => match other {
                Some(other) => (other, Some(found), RosterChangeKind::HandedOver),
                None => return Ok(Said::NoPerson { said: order.words.clone(), nearest: None }),
            },
        };
        let department = if order.verb == Verb::Move { department(&order.words) } else { String::new() };
        // Somebody is to take over, and nobody has that name: nothing is done before it is clear who.
        if let (None, Some(said)) = (other, heir_said(&order.words)) {
            let nearest = person(&said, &everybody).err().flatten();
            return Ok(Said::NoPerson { said, nearest });
        }
        self.change(write, leaver.id, kind, &department, day, heir).await?;
        let open = write.open_with(leaver.id).await?.len();
        let (name, heir) = (leaver.name.clone(), heir.map(|heir| heir.name.clone()));
        Ok(Said::Who(match order.verb {
            Verb::Leave => PersonDone::Leaves { name, day, heir, open },
            Verb::Move => PersonDone::Moves { name, department, day, heir, open },
            _ => PersonDone::TakesOver { name, heir: heir.unwrap_or_default(), open },
        }))
    }

    async fn change(
        &self,
        write: &mut Write,
        person: PersonId,
        kind: RosterChangeKind,
        value: &str,
        from: chrono::NaiveDate,
        heir: Option<&Named>,
    ) -> Result<(), StoreError> {
        let change = NewRosterChange { person, kind, value: value.to_owned(), from, heir: heir.map(|heir| heir.id), by: self.by, message: self.message };
        write.change_roster(&change, self.now).await
    }

    /// What waits of an address that was a stranger's is read again.
    async fn read_again(&self, write: &mut Write, address: &Address) -> Result<usize, StoreError> {
        let mut again = 0;
        for held in write.held().await?.iter().filter(|held| held.cause == HeldCause::Stranger) {
            if held.sender.as_deref().and_then(Address::parse).as_ref() == Some(address) {
                again += usize::from(write.choose_held(held.number, HeldChoice::Again, self.now).await?);
            }
        }
        Ok(again)
    }
}

/// Does a text name a person: by the whole name, or by the first of several words of it?
fn names(text: &str, name: &str) -> bool {
    let first = name.split_whitespace().next().filter(|first| first.is_ascii() && first.len() > 2);
    text.contains(name) || first.is_some_and(|first| text.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case(first)))
}

/// The name before "接手" or "takes over", whoever that is.
fn heir_said(words: &str) -> Option<String> {
    let before = words.find('接').or_else(|| words.to_lowercase().find("takes over")).and_then(|at| words.get(..at))?;
    let name = before.trim_end().rsplit(['由', ' ', ',', '，']).next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The department behind the word of a move.
fn department(words: &str) -> String {
    let row = TABLE.iter().find(|row| row.verb == Verb::Move);
    let word = row.and_then(|row| row.words.iter().filter(|word| words.to_lowercase().contains(**word)).max_by_key(|word| word.len()));
    let behind = word.and_then(|word| words.get(words.to_lowercase().find(word)? + word.len()..)).unwrap_or_default();
    let ends = behind.trim_start_matches([' ', ':', '到', '至']).split([' ', ',', '，', '由']).next();
    ends.unwrap_or_default().to_owned()
}
