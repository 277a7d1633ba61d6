//! Whose problems these are, where it is not the sender.

use crate::message::Block;
use crate::people::{Address, Roster};

use super::Context;
use super::fold::{bare, fold};
use super::lexicon::Topic;
use super::remark::BehalfRule;

/// The labels of a mail's head, in the languages of the clients.
const FROM: [&str; 8] = ["from", "发件人", "寄件者", "寄件人", "von", "差出人", "de", "發件人"];
const OTHER: [&str; 32] = [
    "date",
    "sent",
    "to",
    "cc",
    "subject",
    "发送时间",
    "发送日期",
    "日期",
    "时间",
    "收件人",
    "抄送",
    "主题",
    "寄件日期",
    "收件者",
    "副本",
    "主旨",
    "傳送時間",
    "gesendet",
    "datum",
    "an",
    "betreff",
    "日時",
    "送信日時",
    "宛先",
    "件名",
    "enviado",
    "fecha",
    "para",
    "asunto",
    "發送時間",
    "發送日期",
    "主題",
];

/// The label at the head of a line: "From" of "From: Tom", bold or quoted or not.
fn label(line: &str) -> String {
    let folded = fold(line);
    folded.trim_start_matches([' ', '*', '>', '-']).split(':').next().unwrap_or("").trim_matches([' ', '*']).to_owned()
}

/// What was passed on: its author, where a head names one, and the words.
pub(crate) type Passed<'b> = (Option<(String, Address)>, Vec<&'b Block>);

/// A mail forwarded inside a forwarded mail: the last head among its lines that has words below it, as author and words.
pub(crate) fn inner_head<'b>(blocks: &[&'b Block], roster: &Roster) -> Option<Passed<'b>> {
    /// From, Sent, To, Cc, Subject and their like.
    const HEAD: usize = 8;
    let labels: Vec<String> = blocks.iter().map(|block| label(&block.text())).collect();
    let is_label = |at: usize| labels.get(at).is_some_and(|label| FROM.contains(&label.as_str()) || OTHER.contains(&label.as_str()));
    let start = (0..blocks.len())
        .rev()
        .find(|at| labels.get(*at).is_some_and(|label| FROM.contains(&label.as_str())) && (*at + 1..*at + HEAD).filter(|next| is_label(*next)).count() >= 2)?;
    let end = (start..(start + HEAD).min(blocks.len())).rev().find(|at| is_label(*at))? + 1;
    let below: Vec<&Block> = blocks.get(end..)?.to_vec();
    let says = below.iter().any(|block| super::fold::weight(&block.text()) > 4);
    says.then(|| (author(blocks.get(start..end).unwrap_or(&[]), roster), below))
}

/// The author of a forwarded mail: the first address behind the "From" of its head, else whom the roster knows by the name that
/// stands there (Foxmail and Outlook give colleagues no address), else the first address in the head.
pub(crate) fn author(head: &[&Block], roster: &Roster) -> Option<(String, Address)> {
    let text = head.iter().map(|block| block.text()).collect::<Vec<_>>().join("\n");
    let line = text.lines().find(|line| FROM.contains(&label(line).as_str()));
    if let Some(line) = line.filter(|line| !line.contains('@')) {
        let named = fold(line.split_once([':', '：']).map_or("", |(_, name)| name));
        let person = roster.people().iter().find(|person| !person.name.is_empty() && fold(&person.name) == bare(&named).trim());
        if let Some(person) = person {
            return Some((person.name.clone(), person.address.clone()));
        }
    }
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
pub(crate) fn behalf(sender: Option<&Address>, around: &[&str], context: &Context) -> Option<(Address, BehalfRule)> {
    let lexicon = &context.lexicon;
    let other = |address: &Address| {
        sender != Some(address)
            && !context.own_addresses.contains(address)
            && sender.and_then(|s| context.roster.find(s)).is_none_or(|person| person.address != *address && !person.aliases.contains(address))
    };
    for text in around {
        let folded = fold(text);
        let Some(cue) = lexicon.find(Topic::Behalf, &folded) else { continue };
        let words = || folded.get(cue.clone()).unwrap_or("").to_owned();
        let all = addresses(text);
        if let Some(address) = all.iter().find(|address| other(address)) {
            return Some((address.clone(), BehalfRule::Address(words())));
        }
        // A name of the roster right behind the word: "代吴涛", "for Dave Okoro".
        let behind: String = folded.get(cue.end..).unwrap_or("").chars().take(24).collect();
        let behind = behind.trim_start_matches([' ', ':', '"']);
        let named = context.roster.people().iter().find(|person| !person.name.is_empty() && behind.starts_with(&fold(&person.name)));
        if let Some(person) = named.filter(|person| other(&person.address)) {
            return Some((person.address.clone(), BehalfRule::Name(words(), person.name.clone())));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::people::{Person, Role};

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
            calendar: None,
            cadence: None,
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
            assert_eq!(behalf(Some(&me), &[text], &context).as_ref().map(|(address, _)| address.as_str()), want, "{text}");
        }
    }
}
