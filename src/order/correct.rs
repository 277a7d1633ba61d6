//! How a reporter puts an acknowledgement right: two are one, a picture belongs elsewhere. Pure.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{narrow, numbers, unlisted};
use crate::issue::{IssueNumber, Key};

/// What is to be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// These are one problem.
    Same(Vec<IssueNumber>),
    /// This figure of the report belongs to that issue.
    Picture {
        /// As the letter counts them, from 1.
        figure: usize,
        /// The issue.
        issue: IssueNumber,
    },
}

/// "41、42是同一个问题", "合并 41 42", "41 and 42 are the same": what says so around the numbers.
static SAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:合并|合併|merge|join)\b?|是?(?:同一个|同一個|一个问题|一個問題|一回事|同一件)|\b(?:are|is) (?:all )?(?:the same|one)\b").ok()
});

/// "图2是42的", "图2→42", "fig 2 belongs to 42".
static PICTURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:图|圖|图片|截图|截圖|fig(?:ure)?\.?|picture|screenshot)\s*(\d{1,2})\s*(?:是|属于|屬於|归|歸|→|->|=>|belongs to|is for|goes to|to)\s*([a-z0-9 #_-]+)").ok()
});

/// The corrections of a text, and its other lines.
#[must_use]
pub fn corrections(text: &str, key: &Key) -> (Vec<Correction>, String) {
    let mut found = vec![];
    let mut rest = vec![];
    for line in text.lines() {
        let here = of_line(line, key);
        if here.is_empty() {
            rest.push(line);
        }
        found.extend(here);
    }
    (found, rest.join("\n"))
}

fn of_line(line: &str, key: &Key) -> Vec<Correction> {
    let line = narrow(unlisted(line.trim()));
    let pictures = PICTURE.iter().flat_map(|form| form.captures_iter(&line)).filter_map(|found| {
        let figure = found.get(1)?.as_str().parse().ok().filter(|figure| *figure > 0)?;
        let (issues, _) = numbers(found.get(2)?.as_str().trim(), key);
        Some(Correction::Picture { figure, issue: *issues.first()? })
    });
    let pictures: Vec<Correction> = pictures.collect();
    if !pictures.is_empty() {
        return pictures;
    }
    let Some(sign) = SAME.as_ref().and_then(|same| same.find(&line)) else { return vec![] };
    // The numbers stand before the words, or behind the verb that begins the line.
    let around = if sign.start() == 0 { line.get(sign.end()..) } else { line.get(..sign.start()) };
    let list = around.unwrap_or("").replace(" and ", ",").replace(char::is_whitespace, ",");
    let (issues, left) = numbers(list.trim_matches(','), key);
    if issues.len() > 1 && left.chars().all(|c| !c.is_alphanumeric() || "的是".contains(c)) { vec![Correction::Same(issues)] } else { vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_read_as_the_acknowledgement_offers_them() {
        let key = Key::parse("CRM").unwrap();
        let same = |issues: &[u32]| vec![Correction::Same(issues.iter().copied().map(IssueNumber).collect())];
        let picture = |figure, issue| vec![Correction::Picture { figure, issue: IssueNumber(issue) }];
        let table = [
            ("41、42是同一个问题", same(&[41, 42])),
            ("CRM-41和CRM-42是一回事", same(&[41, 42])),
            ("合并 41 42", same(&[41, 42])),
            ("41, 42 and 43 are the same", same(&[41, 42, 43])),
            ("图2是42的", picture(2, 42)),
            ("图 2 → CRM-42", picture(2, 42)),
            ("fig 2 belongs to 42", picture(2, 42)),
            ("41 好了", vec![]),
            ("42 还是同一个问题", vec![]),
            ("这是同一个问题", vec![]),
            ("It is the same as yesterday", vec![]),
        ];
        for (text, want) in table {
            assert_eq!(corrections(text, &key).0, want, "{text}");
        }
        assert_eq!(corrections("图2是42的\n41 好了", &key).1, "41 好了");
    }
}
