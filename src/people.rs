//! Who is who: addresses, persons, roles and the roster. Plain values, no I/O.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::calendar::{Cadence, Calendar, Duty, Phases};

/// A mail address, trimmed and with its domain in lower case; compared without regard to case.
///
/// RFC 5321 §2.4 lets a local part be case-sensitive; no mail system in use treats `Li@` and `li@` as
/// two persons, and Exchange rewrites the case at will, so the key folds the whole address.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// Reads an address; `None` unless it has the shape `local@domain` without blanks or control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['<', '>']).trim();
        let (local, domain) = text.rsplit_once('@')?;
        let sound = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
        (sound(local) && sound(domain)).then(|| Self(text.to_lowercase()))
    }

    /// The address in lower case, as it is compared and stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The address as logs may show it: `a***@corp.test`.
    #[must_use]
    pub fn masked(&self) -> String {
        let first: String = self.local().chars().take(1).collect();
        format!("{first}***@{}", self.domain())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A name and an address as a header gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name, decoded; empty where the header gives none.
    pub name: String,
    /// The address.
    pub address: Address,
}

/// What a person may be in a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Writes reports.
    Reporter,
    /// Reads the digests and steers.
    Lead,
    /// Sees the figures of their own people.
    Manager,
    /// The outside vendor's person.
    Consultant,
    /// Keeps Daybook running.
    Admin,
}

impl Role {
    /// The word that the store and the config use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Lead => "lead",
            Self::Manager => "manager",
            Self::Consultant => "consultant",
            Self::Admin => "admin",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Reporter, Self::Lead, Self::Manager, Self::Consultant, Self::Admin].into_iter().find(|role| role.as_str() == text)
    }
}

/// A language that letters are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
}

impl Language {
    /// The BCP 47 tag: `zh-Hans`, `en`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// All of them: every letter speaks each.
    pub const ALL: [Self; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// Is it written in Chinese characters?
    #[must_use]
    pub fn is_chinese(self) -> bool {
        matches!(self, Self::ZhHans | Self::ZhHant)
    }

    /// Reads a tag.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "zh-Hans" | "zh" | "zh-CN" | "zh-SG" => Some(Self::ZhHans),
            "zh-Hant" | "zh-TW" | "zh-HK" | "zh-MO" => Some(Self::ZhHant),
            "en" | "en-GB" | "en-US" => Some(Self::En),
            _ => None,
        }
    }
}

/// One person of the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name as letters address it.
    pub name: String,
    /// Where letters go.
    pub address: Address,
    /// Further addresses that this person writes from.
    pub aliases: Vec<Address>,
    /// What the person is here.
    pub role: Role,
    /// The department; empty where config gives none.
    pub department: String,
    /// The language of the letters to this person; the project's where `None`.
    pub language: Option<Language>,
    /// The person's own time zone; the project's where `None`.
    pub timezone: Option<Tz>,
    /// The days on which the person works; the project's where `None`.
    pub calendar: Option<Calendar>,
    /// How often the person reports; as the project does where `None`.
    pub cadence: Option<Cadence>,
}

/// Everybody whom the project knows, on which days they work, and who else may report. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Roster(Arc<House>, Calendar, Phases);

#[derive(Debug, Default)]
struct House {
    people: Vec<Person>,
    by_address: HashMap<Address, usize>,
    domains: Vec<String>,
    open: bool,
    gone: HashSet<Address>,
}

/// What has changed since the config was written. Whose it is, says the main address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RosterChange {
    /// Somebody has come.
    Joined(Box<Person>),
    /// Somebody writes from another address too.
    Also(Address, Address),
    /// Somebody works in another department.
    Department(Address, String),
    /// Somebody has left: no letter, no order, no report from then on.
    Left(Address),
}

impl Roster {
    /// A roster of `people`; whoever writes from one of `domains` is a reporter too, and everybody where `open`.
    #[must_use]
    pub fn new(people: Vec<Person>, domains: Vec<String>, open: bool) -> Self {
        let mut by_address = HashMap::new();
        for (i, person) in people.iter().enumerate() {
            for address in std::iter::once(&person.address).chain(&person.aliases) {
                by_address.entry(address.clone()).or_insert(i);
            }
        }
        let domains = domains.into_iter().map(|d| d.to_lowercase()).collect();
        Self(Arc::new(House { people, by_address, domains, open, gone: HashSet::new() }), Calendar::default(), Phases::default())
    }

    /// The roster with what has changed, the oldest first.
    #[must_use]
    pub fn changed(&self, changes: Vec<RosterChange>) -> Self {
        if changes.is_empty() {
            return self.clone();
        }
        let mut people: Vec<(Person, bool)> = self.0.people.iter().map(|person| (person.clone(), true)).collect();
        for change in changes {
            match change {
                RosterChange::Joined(new) => match people.iter_mut().find(|(person, _)| person.address == new.address) {
                    Some((_, here)) => *here = true,
                    None => people.push((*new, true)),
                },
                RosterChange::Also(whose, address) => {
                    people.iter_mut().filter(|(person, _)| person.address == whose).for_each(|(person, _)| person.aliases.push(address.clone()));
                }
                RosterChange::Department(whose, name) => {
                    people.iter_mut().filter(|(person, _)| person.address == whose).for_each(|(person, _)| person.department.clone_from(&name));
                }
                RosterChange::Left(whose) => people.iter_mut().filter(|(person, _)| person.address == whose).for_each(|(_, here)| *here = false),
            }
        }
        let (here, gone): (Vec<_>, Vec<_>) = people.into_iter().partition(|(_, here)| *here);
        let addresses = |(person, _): (Person, bool)| std::iter::once(person.address).chain(person.aliases);
        let gone = gone.into_iter().flat_map(addresses).collect();
        let roster = Self::new(here.into_iter().map(|(person, _)| person).collect(), self.0.domains.clone(), self.0.open);
        let house = House { gone, ..Arc::into_inner(roster.0).unwrap_or_default() };
        Self(Arc::new(house), self.1.clone(), self.2.clone())
    }

    /// The roster of a project that works by `calendar`.
    #[must_use]
    pub fn working_by(self, calendar: Calendar) -> Self {
        Self(self.0, calendar, self.2)
    }

    /// The roster of a project that reports by `phases`.
    #[must_use]
    pub fn reporting_by(self, phases: Phases) -> Self {
        Self(self.0, self.1, phases)
    }

    /// The days on which the project works.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.1
    }

    /// The days on which the person works who writes from `address`.
    #[must_use]
    pub fn calendar_of(&self, address: &Address) -> &Calendar {
        self.find(address).and_then(|person| person.calendar.as_ref()).unwrap_or(&self.1)
    }

    /// When the person owes reports who writes from `address`.
    #[must_use]
    pub fn duty_of(&self, address: &Address) -> Duty {
        let own = self.find(address).and_then(|person| person.cadence);
        Duty { calendar: self.calendar_of(address).clone(), own, phases: self.2.clone() }
    }

    /// The person who writes from `address`.
    #[must_use]
    pub fn find(&self, address: &Address) -> Option<&Person> {
        self.0.by_address.get(address).and_then(|i| self.0.people.get(*i))
    }

    /// May `address` report without standing on the roster?
    #[must_use]
    pub fn admits(&self, address: &Address) -> bool {
        let inside = |domain: &String| address.domain() == domain || address.domain().strip_suffix(domain.as_str()).is_some_and(|sub| sub.ends_with('.'));
        !self.0.gone.contains(address) && (self.0.open || self.0.by_address.contains_key(address) || self.0.domains.iter().any(inside))
    }

    /// All persons, in the order of the config.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.0.people
    }

    /// All persons with this role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Person> {
        self.0.people.iter().filter(move |person| person.role == role)
    }

    /// The person whose full name this is, where it is only one.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Person> {
        let mut found = self.0.people.iter().filter(|person| person.name == name.trim());
        found.next().filter(|_| found.next().is_none())
    }
}

/// Whom a written name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameMatch {
    /// This one, by the place in the list.
    One(usize),
    /// Nobody; this one comes closest.
    Nearest(usize),
    /// Nobody.
    Nobody,
}

/// The one of `names` that a written name means: the whole name, or a part of it that only one person has ("李工", "Lina",
/// "小王" do not settle who is meant where two have it).
#[must_use]
pub fn by_name<'n>(said: &str, names: impl Iterator<Item = &'n str> + Clone) -> NameMatch {
    /// Half of the letters right is the least that looks like a slip of the pen: two of three, as in 李那 for 李娜.
    const CLOSE: f64 = 0.5;
    let fold = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    let said = fold(said);
    let only = |fits: &dyn Fn(&str) -> bool| {
        let mut found = names.clone().enumerate().filter(|(_, name)| fits(&fold(name))).map(|(at, _)| at);
        found.next().filter(|_| found.next().is_none())
    };
    if said.is_empty() {
        return NameMatch::Nobody;
    }
    if let Some(at) = only(&|name| name == said).or_else(|| only(&|name| name.contains(&said))) {
        return NameMatch::One(at);
    }
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&fold(name), &said);
    let best = names.enumerate().map(|(at, name)| (at, likeness(name))).max_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, likeness)| *likeness >= CLOSE).map_or(NameMatch::Nobody, |(at, _)| NameMatch::Nearest(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_person_however_it_is_written() {
        let table = [
            ("Li@Corp.Test", Some("li@corp.test")),
            (" <a@b.c> ", Some("a@b.c")),
            ("nobody", None),
            ("a b@c", None),
            ("@c", None),
            ("a@", None),
            ("a@b\n", Some("a@b")),
        ];
        for (text, want) in table {
            assert_eq!(Address::parse(text).as_ref().map(Address::as_str), want, "{text:?}");
        }
    }

    #[test]
    fn a_name_is_found_by_a_part_that_only_one_has() {
        let names = ["李娜", "王磊", "王芳", "Bob Miller"];
        let table = [
            ("李娜", NameMatch::One(0)),
            ("磊", NameMatch::One(1)),
            ("bob", NameMatch::One(3)),
            ("bobmiller", NameMatch::One(3)),
            ("Bob Miler", NameMatch::Nearest(3)),
            ("李那", NameMatch::Nearest(0)),
            ("赵六", NameMatch::Nobody),
            ("", NameMatch::Nobody),
        ];
        for (said, want) in table {
            assert_eq!(by_name(said, names.iter().copied()), want, "{said}");
        }
    }

    #[test]
    fn who_comes_is_known_and_who_leaves_is_not() {
        let address = |text: &str| Address::parse(text).unwrap();
        let person = |text: &str| Person {
            name: text.into(),
            address: address(text),
            aliases: vec![],
            role: Role::Reporter,
            department: String::new(),
            language: None,
            timezone: None,
            calendar: None,
            cadence: None,
        };
        let roster = Roster::new(vec![person("a@corp.test"), person("b@corp.test")], vec!["corp.test".into()], false);
        let left = roster.changed(vec![
            RosterChange::Also(address("a@corp.test"), address("a@home.test")),
            RosterChange::Department(address("b@corp.test"), "仓库".into()),
            RosterChange::Left(address("a@corp.test")),
            RosterChange::Joined(Box::new(person("c@else.test"))),
        ]);
        let admitted: Vec<bool> = ["a@corp.test", "a@home.test", "b@corp.test", "c@else.test", "d@corp.test"].map(|text| left.admits(&address(text))).to_vec();
        assert_eq!(admitted, [false, false, true, true, true]);
        assert_eq!(left.find(&address("b@corp.test")).unwrap().department, "仓库");
        let back = roster.changed(vec![RosterChange::Left(address("a@corp.test")), RosterChange::Joined(Box::new(person("a@corp.test")))]);
        assert!(back.admits(&address("a@corp.test")));
    }

    #[test]
    fn a_domain_admits_its_own_people_and_subdomains_only() {
        let roster = Roster::new(vec![], vec!["corp.test".into()], false);
        for (address, want) in [("a@corp.test", true), ("a@mail.corp.test", true), ("a@evilcorp.test", false), ("a@test", false)] {
            assert_eq!(Address::parse(address).map(|a| roster.admits(&a)), Some(want), "{address}");
        }
    }
}
