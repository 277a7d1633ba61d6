//! Whose problems these are, where it is not the sender.

use crate::message::Block;
use crate::people::Address;

use super::Context;
use super::fold::fold;
use super::lexicon::Topic;

/// The author of a forwarded mail: the first address behind the "From" of its head, else the first in the head.
pub(crate) fn author(head: &[&Block]) -> Option<(String, Address)> {
    const FROM: [&str; 8] = ["from", "发件人", "寄件者", "寄件人", "von", "差出人", "de", "發件人"];
    let text = head.iter().map(|block| block.text()).collect::<Vec<_>>().join("\n");
    let line = text.lines().find(|line| {
        let folded = fold(line);
        let label = folded.trim_start_matches([' ', '*', '>', '-']).split(':').next().unwrap_or("").trim();
        FROM.contains(&label)
    });
    let line = line.map_or(text.as_str(), |line| line);
    let address = addresses(line).into_iter().next()?;
    let name = line.split_once([':', '：']).map_or(line, |(_, rest)| rest);
    let name = name.split(['<', '[', '(']).next().unwrap_or("").trim().trim_matches(['"', '“', '”', '\'', ' ']).to_owned();
    Some((name, address))
}

/// Every address in a text.
pub(crate) fn addresses(text: &str) -> Vec<Address> {
    text.split(|c: char| c.is_whitespace() || "<>(),;:\"'[]（）：，、“”【】".contains(c))
        .filter(|word| word.contains('@'))
        .filter_map(|word| Address::parse(word.trim_matches(['.', '。', '/'])))
        .collect()
}

/// The one whom the sender writes for: "【代吴涛】", "sending this for Dave (dave@…)", "报告人：…".
pub(crate) fn behalf(sender: Option<&Address>, around: &[&str], context: &Context) -> Option<Address> {
    let lexicon = &context.lexicon;
    let other = |address: &Address| {
        sender != Some(address)
            && !context.own_addresses.contains(address)
            && sender.and_then(|s| context.roster.find(s)).is_none_or(|person| person.address != *address && !person.aliases.contains(address))
    };
    for text in around {
        let folded = fold(text);
        let Some(cue) = lexicon.find(Topic::Behalf, &folded) else { continue };
        let all = addresses(text);
        if let Some(address) = all.iter().find(|address| other(address)) {
            return Some(address.clone());
        }
        // A name of the roster right behind the word: "代吴涛", "for Dave Okoro".
        let behind: String = folded.get(cue.end..).unwrap_or("").chars().take(24).collect();
        let behind = behind.trim_start_matches([' ', ':', '"']);
        let named = context.roster.people().iter().find(|person| !person.name.is_empty() && behind.starts_with(&fold(&person.name)));
        if let Some(person) = named.filter(|person| other(&person.address)) {
            return Some(person.address.clone());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::people::{Person, Role, Roster};

    use super::*;

    #[test]
    fn the_one_written_for_is_found_by_address_or_name() {
        let person = |name: &str, address: &str| Person {
            name: name.into(),
            address: Address::parse(address).unwrap(),
            aliases: vec![],
            role: Role::Reporter,
            department: String::new(),
            language: None,
            timezone: None,
        };
        let context = Context {
            roster: Roster::new(
                vec![person("吴涛", "wutao@corp.test"), person("孙丽", "sunli@corp.test"), person("Dave Okoro", "dave@corp.test")],
                vec![],
                true,
            ),
            ..Context::default()
        };
        let me = Address::parse("sunli@corp.test").unwrap();
        let table = [
            ("【代吴涛】仓库日报", Some("wutao@corp.test")),
            ("Daily report for Dave Okoro", Some("dave@corp.test")),
            ("Dave (dave@corp.test) is ill, I send this for him:", Some("dave@corp.test")),
            ("Typing this for Hector Ruiz", None),
            ("采购日报", None),
            ("Report for Monday", None),
        ];
        for (text, want) in table {
            assert_eq!(behalf(Some(&me), &[text], &context).as_ref().map(Address::as_str), want, "{text}");
        }
    }
}
