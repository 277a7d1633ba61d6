//! One line of a mail → one order, or why it is none.

use super::table::{Row, Shape, TABLE, Verb};
use crate::issue::{IssueNumber, Key};

/// An order as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is to be done.
    pub verb: Verb,
    /// To which issues.
    pub issues: Vec<IssueNumber>,
    /// The other number.
    pub other: Option<IssueNumber>,
    /// The words behind the colon.
    pub words: String,
}

/// A line of an order mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// As it was written.
    pub text: String,
    /// What it means.
    pub read: Result<Order, Fault>,
}

/// Why a line is no order. Each has its sentence in every language (`config/letters/*/transcript.md`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It begins with a number, and no word of the table follows; the nearest line that could be meant, for a table's row.
    Unknown(Option<Verb>),
    /// It names no issue, and the thread offers none, or several.
    NoNumber,
    /// Words must follow.
    NoWords,
    /// Another number must follow.
    NoOther,
    /// It is prose.
    Prose,
    /// Another line of the mail wants the opposite for the same issue: neither is done.
    Contradicts(IssueNumber),
    /// It stands behind too many lines that could not be read.
    Stopped,
}

/// A mail of more orders is a table and comes as one; the rest is told to its writer.
pub const MOST_LINES: usize = 200;

/// So many lines in a row that are no orders: whoever goes on is not writing orders (Debbugs stops at as many).
pub const UNREAD_STOP: usize = 5;

/// Behind these words nothing is an order.
const STOP: [&str; 12] = ["谢谢", "謝謝", "多谢", "辛苦了", "结束", "結束", "以上", "--", "thanks", "thank you", "stop", "end"];

/// A range of more numbers is a slip of the pen.
const WIDEST_RANGE: u32 = 50;

/// Reads the lines of a mail. `offered` are the issues of the letter that it answers: with one alone no number is needed.
#[must_use]
pub fn read(text: &str, key: &Key, offered: &[IssueNumber]) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    let mut unread = 0;
    for text in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let folded = fold(text);
        if STOP.iter().any(|stop| folded.trim_end_matches(['!', '.', '。', ',', '~']) == *stop) || lines.len() >= MOST_LINES {
            break;
        }
        // "42 已解决：" and the solution below it.
        if let Some(Line { read: Ok(Order { verb: Verb::Solved | Verb::NotNow, words, .. }), text: above }) = lines.last_mut()
            && (words.is_empty() && above.ends_with([':', '：']) || words.contains('\n'))
            && line(text, key, &[]).is_err()
        {
            words.push_str(text);
            words.push('\n');
            continue;
        }
        let read = if unread >= UNREAD_STOP { Err(Fault::Stopped) } else { line(text, key, offered) };
        unread = if matches!(read, Err(Fault::Prose | Fault::Unknown(_) | Fault::Stopped)) { unread + 1 } else { 0 };
        lines.push(Line { text: text.to_owned(), read });
    }
    contradictions(&mut lines);
    lines
}

/// Two lines that move the same issue to different ends: nobody can say which was meant.
fn contradictions(lines: &mut [Line]) {
    let moves = |verb: Verb| verb != Verb::Note;
    let orders: Vec<Order> = lines.iter().filter_map(|line| line.read.clone().ok()).filter(|order| moves(order.verb)).collect();
    for line in lines {
        let Ok(order) = &line.read else { continue };
        let clash = orders.iter().filter(|other| moves(order.verb) && other.verb != order.verb);
        if let Some(number) = clash.flat_map(|other| &other.issues).find(|number| order.issues.contains(number)) {
            line.read = Err(Fault::Contradicts(*number));
        }
    }
}

fn fold(text: &str) -> String {
    narrow(text).to_lowercase().trim().to_owned()
}

/// Full-width forms as their ASCII twins, one for one: the words of an order are then cut out of what was written.
pub(super) fn narrow(text: &str) -> String {
    let one = |c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\t' => ' ',
        c => c,
    };
    text.chars().map(one).collect()
}

fn line(text: &str, key: &Key, offered: &[IssueNumber]) -> Result<Order, Fault> {
    let text = unlisted(text.trim());
    let whole = narrow(text);
    let mut order = narrowed(&whole, key, offered)?;
    let behind = text.chars().count().saturating_sub(order.words.chars().count());
    order.words = text.chars().skip(behind).collect();
    Ok(order)
}

/// A line without the mark of the list in which it stands: "1. 42 已解决", "- 42 已解决".
pub(super) fn unlisted(text: &str) -> &str {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let marked = text.len() - rest.len();
    let marks = ['.', ')', '．', '）'];
    match rest.strip_prefix(marks) {
        Some(rest) if (1..=2).contains(&marked) && !rest.starts_with(|c: char| c.is_ascii_digit()) => rest.trim_start(),
        _ => text.strip_prefix(['-', '*', '•', '·']).map_or(text, str::trim_start),
    }
}

fn narrowed(whole: &str, key: &Key, offered: &[IssueNumber]) -> Result<Order, Fault> {
    // "42 已解决", "已解决 42", "已解决" in the thread of one.
    let (issues, rest) = numbers(whole, key);
    if issues.is_empty() {
        let Some((row, rest)) = word(whole) else { return Err(Fault::Prose) };
        let (after, words) = numbers(rest, key);
        let ordered = row.shape != Shape::IssuesIssue && !after.is_empty();
        let [only] = offered else {
            return if ordered { order(row, &after, words) } else { Err(Fault::NoNumber) };
        };
        return if ordered { order(row, &after, words) } else { order(row, &[*only], rest) };
    }
    match word(rest) {
        Some((row, rest)) => order(row, &issues, rest),
        None => Err(Fault::Unknown(nearest(rest))),
    }
}

fn order(row: &Row, issues: &[IssueNumber], rest: &str) -> Result<Order, Fault> {
    let words = rest.trim_start_matches([':', ' ', ',', '-', '。', '.', '…', '了']);
    let order = |other, words: &str| Order { verb: row.verb, issues: issues.to_vec(), other, words: words.to_owned() };
    match row.shape {
        Shape::Issues | Shape::IssuesWords => Ok(order(None, words)),
        Shape::IssuesText if words.is_empty() => Err(Fault::NoWords),
        Shape::IssuesText => Ok(order(None, words)),
        Shape::IssuesIssue => {
            let digits: String = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            let named = digits.parse().ok().filter(|n| *n > 0).map(IssueNumber);
            // "42 与17重复": the other stands among the numbers, as the last of them.
            match (named, issues.split_last()) {
                (Some(other), _) => Ok(order(Some(other), "")),
                (None, Some((other, issues @ [_, ..]))) => Ok(Order { verb: row.verb, issues: issues.to_vec(), other: Some(*other), words: String::new() }),
                (None, _) => Err(Fault::NoOther),
            }
        }
    }
}

/// The row whose longest word begins `text`, and what follows the word.
fn word(text: &str) -> Option<(&'static Row, &str)> {
    let text = text.trim_start_matches([' ', ':', ',', '、', '.', '-']);
    let lower = text.to_lowercase();
    let fits = |word: &&&str| {
        let next = lower.get(word.len()..).and_then(|rest| rest.chars().next());
        // "close" is not "closely", and "和" in front of a word is an "and".
        let ends = !word.is_ascii() || next.is_none_or(|c| !c.is_ascii_alphanumeric());
        let short = word.chars().count() > 1 || next.is_some_and(|c| c.is_ascii_digit() || c == ' ' || c.is_ascii_alphabetic());
        lower.starts_with(**word) && ends && short
    };
    let longest = |row: &'static Row| row.words.iter().filter(fits).max_by_key(|word| word.len()).map(|word| (row, *word));
    let (row, word) = TABLE.iter().filter_map(longest).max_by_key(|(_, word)| word.len())?;
    Some((row, text.get(word.len()..).unwrap_or("")))
}

/// What a misspelt word comes closest to.
fn nearest(rest: &str) -> Option<Verb> {
    const CLOSE: f64 = 0.6;
    let said: String = fold(rest).chars().take_while(|c| !matches!(c, ':' | ' ' | ',')).collect();
    let likeness = |row: &Row| row.words.iter().map(|word| strsim::normalized_damerau_levenshtein(word, &said)).fold(0.0, f64::max);
    let best = TABLE.iter().map(|row| (row.verb, likeness(row))).max_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, likeness)| *likeness >= CLOSE).map(|(verb, _)| verb)
}

/// The numbers that begin a line: `42`, `CRM-42`, `41、42`, `41-43`; and what follows them.
pub(super) fn numbers<'t>(text: &'t str, key: &Key) -> (Vec<IssueNumber>, &'t str) {
    let mut numbers: Vec<IssueNumber> = vec![];
    let mut rest = text.trim_start();
    loop {
        let range = !numbers.is_empty() && rest.starts_with(['-', '~', '—', '–', '至', '到']);
        let after = if numbers.is_empty() {
            rest
        } else {
            rest.trim_start_matches([' ', '、', ',', '和', '与', '與', '及', '-', '~', '—', '–', '至', '到'])
        };
        let after = after.strip_prefix("and ").unwrap_or(after);
        let Some((number, tail)) = number(after, key) else { break };
        if let Some(last) = numbers.last().copied().filter(|last| range && number.0 > last.0 && number.0 - last.0 <= WIDEST_RANGE) {
            numbers.extend((last.0 + 1..number.0).map(IssueNumber));
        }
        if !numbers.contains(&number) {
            numbers.push(number);
        }
        rest = tail;
    }
    (numbers, rest)
}

fn number<'t>(text: &'t str, key: &Key) -> Option<(IssueNumber, &'t str)> {
    let head = text.get(..key.as_str().len()).filter(|head| head.eq_ignore_ascii_case(key.as_str()));
    let rest = if head.is_some() { text.get(key.as_str().len()..)?.trim_start_matches(['-', ' ', '_', '#']) } else { text.trim_start_matches('#') };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, tail) = rest.split_at_checked(digits)?;
    // "3月" and "12:30" and "2.5" are none; "42号 好了" would be, and the sign is left out.
    if tail.starts_with(['月', '/', '%', '天', '个', '個', '年']) || tail.starts_with(['.', ':']) && tail.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
    {
        return None;
    }
    Some((IssueNumber(number.parse().ok().filter(|n| *n > 0)?), tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Result<Order, Fault> {
        let mut lines = read(text, &Key::parse("CRM").unwrap(), &[]);
        assert_eq!(lines.len(), 1, "{lines:?}");
        lines.remove(0).read
    }

    fn ordered(verb: Verb, issues: &[u32], other: Option<u32>, words: &str) -> Order {
        Order { verb, issues: issues.iter().copied().map(IssueNumber).collect(), other: other.map(IssueNumber), words: words.into() }
    }

    #[test]
    fn a_line_is_read_as_people_write_it() {
        let table = [
            ("42 已解决: 重启了打印服务", Ok(ordered(Verb::Solved, &[42], None, "重启了打印服务"))),
            ("CRM-42已解决：重启了打印服务，请再试（两台）", Ok(ordered(Verb::Solved, &[42], None, "重启了打印服务，请再试（两台）"))),
            ("crm 42 Solved: restarted it", Ok(ordered(Verb::Solved, &[42], None, "restarted it"))),
            ("41、42 重开", Ok(ordered(Verb::Reopen, &[41, 42], None, ""))),
            ("41-43 暂不处理：等二期", Ok(ordered(Verb::NotNow, &[41, 42, 43], None, "等二期"))),
            ("42 与17重复", Ok(ordered(Verb::SameAs, &[42], Some(17), ""))),
            ("42 同 17", Ok(ordered(Verb::SameAs, &[42], Some(17), ""))),
            ("42 same as CRM-17", Ok(ordered(Verb::SameAs, &[42], Some(17), ""))),
            ("４２　备注：客户催了", Ok(ordered(Verb::Note, &[42], None, "客户催了"))),
            ("1. 42 重开", Ok(ordered(Verb::Reopen, &[42], None, ""))),
            ("- 42 重开", Ok(ordered(Verb::Reopen, &[42], None, ""))),
            ("1. 已解决的问题都关了", Err(Fault::NoNumber)),
            ("重开 42", Ok(ordered(Verb::Reopen, &[42], None, ""))),
            ("42 备注", Err(Fault::NoWords)),
            ("42 same as", Err(Fault::NoOther)),
            ("42 已解觉: x", Err(Fault::Unknown(Some(Verb::Solved)))),
            ("42 随便", Err(Fault::Unknown(None))),
            ("已解决", Err(Fault::NoNumber)),
            ("这个星期大家辛苦了，继续加油", Err(Fault::Prose)),
            ("3月5日开会", Err(Fault::Prose)),
        ];
        for (text, want) in table {
            assert_eq!(one(text), want, "{text}");
        }
    }

    #[test]
    fn every_word_of_the_table_is_read_as_its_order_and_every_offer_too() {
        for row in TABLE {
            for word in row.words {
                let order = one(&format!("42 {word} 17")).unwrap_or_else(|fault| panic!("{word}: {fault:?}"));
                assert_eq!(order.verb, row.verb, "{word}");
            }
            for offer in row.offered {
                assert_eq!(one(&offer.replace('…', "x")).map(|order| (order.verb, order.issues)), Ok((row.verb, vec![IssueNumber(42)])), "{offer}");
            }
        }
    }

    #[test]
    fn a_mail_ends_at_thanks_stops_after_five_unread_lines_and_never_does_both_of_two_opposites() {
        let key = Key::parse("CRM").unwrap();
        let verbs = |text: &str| read(text, &key, &[]).into_iter().map(|line| line.read.map(|order| order.verb)).collect::<Vec<_>>();
        assert_eq!(verbs("41 重开\n谢谢！\n42 重开"), [Ok(Verb::Reopen)]);
        let prose = "一二三\n".repeat(5);
        assert_eq!(verbs(&format!("{prose}42 重开"))[5], Err(Fault::Stopped));
        assert_eq!(verbs("41 重开\n41、42 已解决：x"), [Err(Fault::Contradicts(IssueNumber(41))), Err(Fault::Contradicts(IssueNumber(41)))]);
        assert_eq!(verbs(&"41 备注：x\n".repeat(2000)).len(), MOST_LINES);
        let lines = read("42 已解决：\n清缓存\n再登录\n43 重开", &key, &[]);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].read.as_ref().unwrap().words.trim(), "清缓存\n再登录");
        assert_eq!(read("已解决：x", &key, &[IssueNumber(7)])[0].read, Ok(ordered(Verb::Solved, &[7], None, "x")));
    }
}
