//! How a reporter puts an acknowledgement right: two are one, one is two, a picture belongs elsewhere, it is no issue, it is of
//! another day. Pure.

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
    /// This is two problems or more: its parts as they are written, none where its own paragraphs part it.
    Split {
        /// The issue.
        issue: IssueNumber,
        /// The parts.
        parts: Vec<String>,
    },
    /// These are no issues.
    NoIssue(Vec<IssueNumber>),
    /// The report is of another day, in the words that name it.
    Day(String),
}

/// "41是两个问题：1…2…", "拆分 41", "41 拆开", "41 is two problems: …": what says so behind or before the number.
static SPLIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:拆分|拆开|拆開|split)\b?|是(?:两|兩|二|三|四|几|幾|[2-9])(?:个|個)?(?:问题|問題)|拆分|拆开|拆開|\b(?:is|are) (?:two|three|four|several|[2-9]) (?:problems|issues)\b|\bsplit\b").ok()
});

/// "43 不用登记", "不是问题 43", "43 is no issue".
static NO_ISSUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:不是问题|不是問題|不用登记|不用登記)|(?:不用登记|不用登記|不用记|不用記|不是问题|不是問題|不算问题|不算問題)(?:了)?[。.!]?$|\bis (?:no|not an?) (?:issue|problem)\b").ok()
});

/// "这是3月5日的日报", "补3月5日", "算3月5日", "this is for March 5".
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:这|這|那|上面|前面)?(?:封|份)?(?:其实|其實|应该|應該)?(?:是|补|補|算)(?:的)?\s*((?:20\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?[日号號]?)\s*(?:的)?(?:日报|日報|报告|報告)?[。.!]?$|^(?:this|it|the report) is for ((?:[a-z]+\.? )?\d[\w/-]*(?: [a-z]+)?)[.!]?$").ok()
});

/// The marks before the parts of a split.
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[\s；;，,。：:])(?:\d{1,2}[.、)）．]|[(（]\d{1,2}[)）]|[①-⑩])\s*").ok());

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
    let mut found: Vec<Correction> = vec![];
    let mut rest = vec![];
    for line in text.lines() {
        // The parts of a split stand below the line that asks for it.
        if let Some(Correction::Split { parts, .. }) = found.last_mut()
            && rest.is_empty()
            && let marked = self::parts(line)
            && !marked.is_empty()
            && numbers(&narrow(line.trim()), key).1.trim_start().starts_with(['.', '、', ')', '）', '．'])
        {
            parts.extend(marked);
            continue;
        }
        let here = of_line(line, key);
        if here.is_empty() && !(line.trim().is_empty() && rest.is_empty()) {
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
    if let Some(day) = DAY.as_ref().and_then(|day| day.captures(&line)).and_then(|found| found.get(1).or(found.get(2))) {
        return vec![Correction::Day(day.as_str().to_owned())];
    }
    if let Some(sign) = NO_ISSUE.as_ref().and_then(|no| no.find(&line)) {
        let issues = around(&line, sign.start(), sign.end(), key);
        return if issues.is_empty() { vec![] } else { vec![Correction::NoIssue(issues)] };
    }
    if let Some(sign) = SPLIT.as_ref().and_then(|split| split.find(&line)) {
        let (named, behind) = if sign.start() == 0 {
            numbers(line.get(sign.end()..).unwrap_or(""), key)
        } else {
            (around(&line, sign.start(), 0, key), line.get(sign.end()..).unwrap_or(""))
        };
        if let [issue] = *named {
            return vec![Correction::Split { issue, parts: parts(behind) }];
        }
        return vec![];
    }
    let Some(sign) = SAME.as_ref().and_then(|same| same.find(&line)) else { return vec![] };
    // The numbers stand before the words, or behind the verb that begins the line.
    let around = if sign.start() == 0 { line.get(sign.end()..) } else { line.get(..sign.start()) };
    let list = around.unwrap_or("").replace(" and ", ",").replace(char::is_whitespace, ",");
    let (issues, left) = numbers(list.trim_matches(','), key);
    if issues.len() > 1 && left.chars().all(|c| !c.is_alphanumeric() || "的是".contains(c)) { vec![Correction::Same(issues)] } else { vec![] }
}

/// The numbers before a sign, or behind it where it begins the line, with nothing else around them.
fn around(line: &str, start: usize, end: usize, key: &Key) -> Vec<IssueNumber> {
    let list = if start == 0 { line.get(end..) } else { line.get(..start) };
    let (issues, left) = numbers(list.unwrap_or("").trim(), key);
    if left.chars().all(|c| !c.is_alphanumeric() || "的是其实".contains(c)) { issues } else { vec![] }
}

/// The marked parts of a text; what stands before the first mark is none.
fn parts(text: &str) -> Vec<String> {
    let Some(part) = PART.as_ref() else { return vec![] };
    let starts: Vec<(usize, usize)> = part.find_iter(text).map(|mark| (mark.start(), mark.end())).collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let cut = |((_, from), to): (&(usize, usize), usize)| text.get(*from..to).map(|part| part.trim_matches([' ', ';', '；', ',', '，']).to_owned());
    starts.iter().zip(ends).filter_map(cut).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_help_letter_offers_is_read() {
        let key = Key::parse("CRM").unwrap();
        let read = |offered: &str| !corrections(&offered.replace("1. … 2. …", "1. a 2. b"), &key).0.is_empty();
        // The first four are for the reader of replies.
        for (offered, _) in &crate::order::REPORTERS[4..] {
            assert!(offered.iter().all(|offered| read(offered)), "{offered:?}");
        }
    }

    #[test]
    fn corrections_are_read_as_the_acknowledgement_offers_them() {
        let key = Key::parse("CRM").unwrap();
        let same = |issues: &[u32]| vec![Correction::Same(issues.iter().copied().map(IssueNumber).collect())];
        let split = |issue, parts: &[&str]| vec![Correction::Split { issue: IssueNumber(issue), parts: parts.iter().map(|part| (*part).to_owned()).collect() }];
        let picture = |figure, issue| vec![Correction::Picture { figure, issue: IssueNumber(issue) }];
        let table = [
            ("41、42是同一个问题", same(&[41, 42])),
            ("CRM-41和CRM-42是一回事", same(&[41, 42])),
            ("合并 41 42", same(&[41, 42])),
            ("41, 42 and 43 are the same", same(&[41, 42, 43])),
            ("图2是42的", picture(2, 42)),
            ("图 2 → CRM-42", picture(2, 42)),
            ("fig 2 belongs to 42", picture(2, 42)),
            ("41是两个问题：1. 保存报错 2. 打印空白", split(41, &["保存报错", "打印空白"])),
            ("41是两个问题：\n1、保存报错\n2、打印空白", split(41, &["保存报错", "打印空白"])),
            ("41 is two problems: (1) saving fails (2) printing is blank", split(41, &["saving fails", "printing is blank"])),
            ("拆分 41", split(41, &[])),
            ("CRM-41 拆开", split(41, &[])),
            ("43 不用登记", vec![Correction::NoIssue(vec![IssueNumber(43)])]),
            ("不是问题 43", vec![Correction::NoIssue(vec![IssueNumber(43)])]),
            ("43 is no issue", vec![Correction::NoIssue(vec![IssueNumber(43)])]),
            ("这是3月5日的日报", vec![Correction::Day("3月5日".into())]),
            ("补3月5日", vec![Correction::Day("3月5日".into())]),
            ("算 3/5", vec![Correction::Day("3/5".into())]),
            ("this is for March 5", vec![Correction::Day("March 5".into())]),
            ("这是3月5日的单子", vec![]),
            ("系统里有两个问题", vec![]),
            ("网络不是问题", vec![]),
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
