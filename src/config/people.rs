//! `[people]` → the roster.

use std::collections::{BTreeMap, HashMap};

use super::check::Check;
use super::file;
use crate::calendar::{Cadence, Calendar};
use crate::people::{Address, Person, Role, Roster};

/// Who is who. `own` are the desk's addresses: nobody else may have one, or the desk would write to itself.
pub(super) fn roster(check: &mut Check<'_>, file: file::People, calendars: &BTreeMap<String, Calendar>, own: &[Address], smtp: bool, shadow: bool) -> Roster {
    let domains = check.domains("people.domains", &file.domains);
    let closed = !file.reporters.is_empty() || !file.domains.is_empty();
    if smtp && !closed {
        check.fault("people.reporters", "with SMTP the whole world could report and be answered", "write reporters = [ … ] or domains = [\"corp.test\"]");
    }
    if (smtp || shadow) && file.leads.is_empty() {
        let wrong =
            if shadow { "in shadow mode every letter goes to the leads, and there is none" } else { "with SMTP there must be somebody who reads what is held" };
        check.fault("people.leads", wrong, "write leads = [ { name = \"…\", address = \"…\" } ]");
    }
    let groups = [
        (Role::Lead, "leads", file.leads),
        (Role::Manager, "managers", file.managers),
        (Role::Admin, "admin", file.admin.into_iter().collect()),
        (Role::Consultant, "consultants", file.consultants),
        (Role::Reporter, "reporters", file.reporters),
    ];
    let mut people: Vec<(String, Person)> = vec![];
    // Over all roles: an address that two persons had would make them one.
    let mut taken: HashMap<Address, usize> = HashMap::new();
    for (role, key, persons) in groups {
        for (i, written) in persons.into_iter().enumerate() {
            let path = if role == Role::Admin { format!("people.{key}") } else { format!("people.{key}[{i}]") };
            let Some(person) = person(check, &path, written, role, calendars) else { continue };
            for address in std::iter::once(&person.address).chain(&person.aliases) {
                if own.contains(address) {
                    check.fault(&path, format!("{address} is the desk's own address"), "write the person's own, or take the person out");
                }
                match taken.get(address).map(|at| people.get(*at)) {
                    None => drop(taken.insert(address.clone(), people.len())),
                    Some(None) => check.fault(&path, format!("{address} stands here twice"), "take one out"),
                    Some(Some((_, other))) if same(other, &person) => (),
                    Some(Some((place, other))) => {
                        let wrong = format!("{address} is already the address of {} in {place}", other.name);
                        check.fault(&path, wrong, "take one out; where one person has two roles, write the same name and address in both");
                    }
                }
            }
            people.push((path, person));
        }
    }
    let people = people.into_iter().map(|(_, person)| person).collect();
    Roster::new(people, domains, !closed)
}

/// One person in two roles: the lead of a small project keeps the desk running too.
fn same(one: &Person, other: &Person) -> bool {
    one.role != other.role && one.address == other.address && one.name == other.name
}

fn person(check: &mut Check<'_>, path: &str, written: file::Person, role: Role, calendars: &BTreeMap<String, Calendar>) -> Option<Person> {
    let key = |key: &str| format!("{path}.{key}");
    let text = check.needed(&key("address"), written.address, "write the person's address");
    let address = check.address(&key("address"), text.as_deref());
    let aliases = check.addresses(&key("aliases"), &written.aliases);
    let language = check.language(&key("language"), written.language.as_deref());
    let timezone = check.timezone(&key("timezone"), written.timezone.as_deref());
    let known = || {
        if calendars.is_empty() {
            "[calendar] own has none".to_owned()
        } else {
            format!("[calendar] own has: {}", calendars.keys().cloned().collect::<Vec<_>>().join(", "))
        }
    };
    let calendar = check.parsed(
        &key("calendar"),
        written.calendar.as_deref(),
        |name| calendars.get(name).cloned(),
        &format!("write the name of one of [calendar] own; {}", known()),
    );
    let right = "write \"daily\", \"weekly\" or \"monthly\"";
    let cadence = check.parsed(&key("cadence"), written.cadence.as_deref(), Cadence::parse, right);
    let address = address?;
    let name = written.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| address.local().to_owned());
    Some(Person { name, aliases, role, department: written.department.unwrap_or_default(), language, timezone, calendar, cadence, address })
}
