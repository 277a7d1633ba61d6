//! Lines that begin with somebody's name: "王磊 请假 3天", "王磊 周六加班", "Wang Lei on leave until Monday".

use super::shape::Shape;
use super::table::{Row, TABLE};
use super::verb::Verb;
use crate::people::{NameMatch, by_name};

/// What is said of a person's days fits into so many characters; whoever goes on tells a story.
const LONGEST_LINE: usize = 60;

/// The row, the name as it is known, and what is said of its owner: all but the name.
pub(super) fn read(line: &str, names: &[&str]) -> Option<(&'static Row, String, String)> {
    if line.chars().count() > LONGEST_LINE {
        return None;
    }
    let lower = line.to_lowercase();
    let found = |row: &'static Row| {
        row.words.iter().filter_map(|word| Some((at(&lower, word)?, *word, row))).min_by_key(|(at, word, _)| (*at, usize::MAX - word.len()))
    };
    let (at, _, row) = TABLE.iter().filter(|row| row.shape == Shape::Person).filter_map(found).min_by_key(|(at, word, _)| (*at, usize::MAX - word.len()))?;
    let (name, said) = split(line.get(..at)?, names)?;
    // "王磊 接到客户电话": whoever takes over does so from somebody.
    if row.verb == Verb::TakeOver && !names.iter().any(|other| *other != name && !other.is_empty() && line.get(at..).is_some_and(|rest| rest.contains(other))) {
        return None;
    }
    Some((row, name, format!("{said} {}", line.get(at..)?).trim().to_owned()))
}

/// "王磊 点评：报得很细": the row, the name, and the sentence behind the colon.
pub(super) fn remark(line: &str, names: &[&str]) -> Option<(&'static Row, String, String)> {
    let (head, words) = line.split_once(':')?;
    let lower = head.to_lowercase();
    let (row, said) = TABLE
        .iter()
        .filter(|row| row.shape == Shape::PersonWords)
        .find_map(|row| row.words.iter().find_map(|word| Some((row, head.get(..lower.strip_suffix(word)?.len())?))))?;
    let (name, rest) = split(said, names)?;
    rest.is_empty().then(|| (row, name, words.trim().to_owned()))
}

/// Where a word stands; "off" is not "office".
fn at(lower: &str, word: &str) -> Option<usize> {
    let letter = |c: Option<char>| word.is_ascii() && c.is_some_and(|c| c.is_ascii_alphanumeric());
    lower.match_indices(word).map(|(at, _)| at).find(|at| {
        let (before, behind) = (lower.get(..*at).unwrap_or_default(), lower.get(at + word.len()..).unwrap_or_default());
        !letter(before.chars().next_back()) && !letter(behind.chars().next())
    })
}

/// Parts what stands before the word into the name and the rest: "王磊 周六", "Wang Lei", "王磊下周".
fn split<'t>(before: &'t str, names: &[&str]) -> Option<(String, &'t str)> {
    let before = before.trim().trim_end_matches([':', ',', '、']).trim();
    let one = |said: &str| match by_name(said, names.iter().copied()) {
        // "我" and "Li" are in many a name, and mean nobody by themselves.
        NameMatch::One(at) if said.chars().count() > 1 => names.get(at).map(|name| (*name).to_owned()),
        _ => None,
    };
    if let Some(name) = one(before) {
        return Some((name, ""));
    }
    if let Some(name) = names.iter().filter(|name| !name.is_empty() && before.starts_with(**name)).max_by_key(|name| name.len()) {
        return Some(((*name).to_owned(), before.get(name.len()..)?));
    }
    let (first, rest) = before.split_once(' ').unwrap_or((before, ""));
    let slip = || match by_name(first, names.iter().copied()) {
        // A slip of the pen: whoever carries it out asks back with the name that comes closest.
        NameMatch::Nearest(_) if first.chars().count() > 1 => Some(first.to_owned()),
        _ => None,
    };
    Some((one(first).or_else(slip)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_about_a_person_begins_with_the_name() {
        let names = ["王磊", "李娜", "Wang Lei", "Bob Miller"];
        let table = [
            ("王磊 请假 3天", Some((Verb::Away, "王磊", "请假 3天"))),
            ("王磊请假3天", Some((Verb::Away, "王磊", "请假3天"))),
            ("王磊 下周一到周三出差", Some((Verb::Away, "王磊", "下周一到周三 出差"))),
            ("王雷 请假 3/4-3/6", Some((Verb::Away, "王雷", "请假 3/4-3/6"))),
            ("Wang Lei on leave until Monday", Some((Verb::Away, "Wang Lei", "on leave until Monday"))),
            ("bob is off sick tomorrow", Some((Verb::Away, "Bob Miller", "is off sick tomorrow"))),
            ("王磊 周六加班", Some((Verb::Works, "王磊", "周六 加班"))),
            ("Bob Miller works on Saturday", Some((Verb::Works, "Bob Miller", "works on Saturday"))),
            ("王磊 销假", Some((Verb::Back, "王磊", "销假"))),
            ("王磊 离职 3/15 由李娜接手", Some((Verb::Leave, "王磊", "离职 3/15 由李娜接手"))),
            ("王磊 3月15日离职", Some((Verb::Leave, "王磊", "3月15日 离职"))),
            ("王磊 转岗 采购", Some((Verb::Move, "王磊", "转岗 采购"))),
            ("李娜 接 王磊", Some((Verb::TakeOver, "李娜", "接 王磊"))),
            ("Bob takes over from Wang Lei", Some((Verb::TakeOver, "Bob Miller", "takes over from Wang Lei"))),
            ("王磊 接到客户电话", None),
            ("我 明天请假", None),
            ("请假 3天", None),
            ("明天请假", None),
            ("the office works", None),
            ("王磊的单子还是打不开", None),
        ];
        for (line, want) in table {
            let got = read(line, &names).map(|(row, name, words)| (row.verb, name, words));
            assert_eq!(got, want.map(|(verb, name, words)| (verb, name.to_owned(), words.to_owned())), "{line}");
        }
    }
}
