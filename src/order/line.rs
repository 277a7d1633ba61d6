//! One line of a mail → one order, or why it is none.

use super::person;
use super::shape::Shape;
use super::table::{Row, TABLE};
use super::verb::Verb;
use crate::issue::{IssueNumber, Key};

/// An order as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What is to be done.
    pub verb: Verb,
    /// To which issues.
    pub issues: Vec<IssueNumber>,
    /// To which held mails: 3 of `H3`.
    pub held: Vec<i64>,
    /// The other number.
    pub other: Option<IssueNumber>,
    /// Whom it is about, by a name that is known here.
    pub name: String,
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
    /// Something must follow, as in the offer of this row.
    NoWords(Verb),
    /// Another number must follow.
    NoOther,
    /// It names no held mail.
    NoHeld(Verb),
    /// It is prose.
    Prose,
    /// Another line of the mail wants the opposite for the same issue: neither is done.
    Contradicts(IssueNumber),
    /// The same, for a held mail.
    ContradictsHeld(i64),
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

/// What lines can mean depends on this.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The key of the numbers.
    pub key: &'a Key,
    /// The issues of the letter that the mail answers: with one alone no number is needed.
    pub offered: &'a [IssueNumber],
    /// The people whom a line may begin with.
    pub names: &'a [&'a str],
}

impl Known<'_> {
    /// The same without the thread: what a line means by itself.
    fn alone(self) -> Self {
        Self { offered: &[], ..self }
    }
}

/// Reads the lines of a mail.
#[must_use]
pub fn read(text: &str, known: Known<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    let mut unread = 0;
    for text in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let folded = fold(text);
        if STOP.iter().any(|stop| folded.trim_end_matches(['!', '.', '。', ',', '~']) == *stop) || lines.len() >= MOST_LINES {
            break;
        }
        // "42 已解决：" and the solution below it.
        if let Some(Line { read: Ok(Order { verb, words, .. }), text: above }) = lines.last_mut()
            && verb.goes_on_below()
            && (words.is_empty() && above.ends_with([':', '：']) || words.contains('\n'))
            && line(text, known.alone()).is_err()
        {
            words.push_str(text);
            words.push('\n');
            continue;
        }
        // The same, where words must not be missing: "42 排查：" and what was tried below it.
        if let Some(Line { read: read @ Err(Fault::NoWords(_)), text: above }) = lines.last_mut()
            && above.ends_with([':', '：'])
            && line(text, known.alone()).is_err()
            && let Ok(order) = line(&format!("{above} {text}"), known)
            && order.verb.goes_on_below()
        {
            *read = Ok(Order { words: order.words.clone() + "\n", ..order });
            continue;
        }
        for text in pieces(text, known) {
            let read = if unread >= UNREAD_STOP { Err(Fault::Stopped) } else { line(text, known) };
            unread = if matches!(read, Err(Fault::Prose | Fault::Unknown(_) | Fault::Stopped)) { unread + 1 } else { 0 };
            lines.push(Line { text: text.to_owned(), read });
        }
    }
    contradictions(&mut lines);
    lines
}

/// Several orders on one line: "41 紧急，42 重开; 43 已解决：重启". Behind words that are a sentence only a semicolon or a full stop
/// parts them, and what follows must begin with its own number.
fn pieces<'t>(text: &'t str, known: Known<'_>) -> Vec<&'t str> {
    let mut pieces = vec![];
    let mut rest = text;
    'next: loop {
        for (at, mark) in rest.char_indices().filter(|(_, c)| matches!(c, ';' | '；' | '。' | ',' | '，' | ' ')) {
            let (Some(left), Some(right)) = (rest.get(..at), rest.get(at + mark.len_utf8()..)) else { break };
            let right = right.trim_start();
            let begins = right.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '#') || number(right, known.key).is_some();
            let Some(before) = begins.then(|| line(left, known.alone()).ok()).flatten() else { continue };
            let parts = matches!(mark, ';' | '；' | '。') || !before.verb.takes_prose() || before.words.is_empty();
            if parts && line(right, known.alone()).is_ok() {
                pieces.push(left);
                rest = right;
                continue 'next;
            }
        }
        pieces.push(rest);
        return pieces;
    }
}

/// Two lines that decide the same about an issue in different ways: nobody can say which was meant.
fn contradictions(lines: &mut [Line]) {
    let orders: Vec<Order> = lines.iter().filter_map(|line| line.read.clone().ok()).collect();
    for line in lines {
        let Ok(order) = &line.read else { continue };
        let Some(what) = order.verb.decides() else { continue };
        let differs = |other: &&Order| {
            let said = if order.verb.takes_prose() { "" } else { order.words.as_str() };
            other.verb.decides() == Some(what) && (other.verb != order.verb || other.other != order.other || !said.is_empty() && said != other.words)
        };
        let clash: Vec<&Order> = orders.iter().filter(differs).collect();
        let issue = clash.iter().flat_map(|other| &other.issues).find(|number| order.issues.contains(number));
        let held = clash.iter().flat_map(|other| &other.held).find(|number| order.held.contains(number));
        line.read = match (issue, held) {
            (Some(number), _) => Err(Fault::Contradicts(*number)),
            (None, Some(number)) => Err(Fault::ContradictsHeld(*number)),
            (None, None) => continue,
        };
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

fn line(text: &str, known: Known<'_>) -> Result<Order, Fault> {
    let text = unlisted(text.trim());
    let whole = narrow(text);
    let mut order = narrowed(&whole, known)?;
    let behind = text.chars().count().saturating_sub(order.words.chars().count());
    // Of a line about a person the name is left out in its middle; of "图1 可公开" the words stand before the order's own.
    if whole.ends_with(&order.words) {
        order.words = text.chars().skip(behind).collect();
    }
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

fn narrowed(whole: &str, known: Known<'_>) -> Result<Order, Fault> {
    let (held, rest) = held(whole);
    if !held.is_empty() {
        // A name needs no blank before it: "H3 是王磊".
        let from = TABLE.iter().filter(|row| row.shape == Shape::HeldName).find_map(|row| {
            let rest = rest.trim_start_matches([' ', ':', ',']);
            row.words.iter().find_map(|word| Some((row, rest.get(..word.len()).filter(|begin| begin.eq_ignore_ascii_case(word))?, rest.get(word.len()..)?)))
        });
        if let Some((row, _, name)) = from {
            let words = name.trim_matches([' ', ':', '的', '。', '.']).to_owned();
            return if words.is_empty() { Err(Fault::NoWords(row.verb)) } else { Ok(Order { held, words, ..plain(row) }) };
        }
        return match word(rest) {
            Some((row, _)) if row.shape == Shape::Held => Ok(Order { held, ..plain(row) }),
            _ => Err(Fault::Unknown(Some(Verb::FileHeld))),
        };
    }
    // "42 已解决", "已解决 42", "已解决" in the thread of one.
    let (issues, rest) = numbers(whole, known.key);
    if issues.is_empty() {
        if let Some((row, name, words)) = person::remark(whole, known.names) {
            return if words.is_empty() { Err(Fault::NoWords(row.verb)) } else { Ok(Order { name, words, ..plain(row) }) };
        }
        return person::read(whole, known.names).map_or_else(|| without_number(whole, known), |(row, name, words)| Ok(Order { name, words, ..plain(row) }));
    }
    // "42 图1 可公开": the word stands last.
    if let Some((row, figure)) = released(rest) {
        return Ok(Order { issues, words: figure, ..plain(row) });
    }
    match word(rest) {
        Some((row, _)) if matches!(row.shape, Shape::Alone | Shape::Held | Shape::Newcomer) => Err(Fault::Unknown(Some(row.verb))),
        Some((row, rest)) if !matches!(row.shape, Shape::Issues | Shape::IssuesOrAlone) || ends(rest) => order(row, &issues, rest),
        _ => Err(Fault::Unknown(nearest(rest))),
    }
}

/// A picture, and behind it that others may see it.
fn released(rest: &str) -> Option<(&'static Row, String)> {
    let row = TABLE.iter().find(|row| row.verb == Verb::Release)?;
    let rest = rest.trim().to_lowercase();
    let figure = ["图片", "圖片", "截图", "截圖", "图", "圖", "figure", "fig.", "fig", "picture"].iter().find_map(|head| rest.strip_prefix(head))?.trim_start();
    let digits = figure.bytes().take_while(u8::is_ascii_digit).count();
    let (number, behind) = figure.split_at_checked(digits).filter(|(number, _)| !number.is_empty())?;
    let behind = behind.trim_start_matches([' ', ':', ',']).trim_end_matches(['。', '.', '!', ' ']);
    let behind = behind.strip_prefix("可以").unwrap_or(behind);
    row.words.contains(&behind).then(|| (row, number.to_owned()))
}

/// A line that begins with a word.
fn without_number(whole: &str, known: Known<'_>) -> Result<Order, Fault> {
    let Some((row, rest)) = word(whole) else { return Err(Fault::Prose) };
    let (after, words) = numbers(rest.trim_start_matches([':', ' ']), known.key);
    match row.shape {
        Shape::Alone | Shape::IssuesOrAlone if rest.trim_matches([' ', '.', '。', '!', '?', '~']).is_empty() => return Ok(plain(row)),
        Shape::Newcomer if rest.contains('@') => return Ok(Order { words: rest.trim_start_matches([':', ' ']).to_owned(), ..plain(row) }),
        Shape::Newcomer
            if rest.chars().count() <= LONGEST_NAME
                && !rest.trim().is_empty()
                && !row.words.iter().any(|word| word.is_ascii() && whole.to_lowercase().starts_with(word)) =>
        {
            return Err(Fault::NoWords(row.verb));
        }
        // "add a column" is a wish.
        Shape::Alone | Shape::Newcomer => return Err(Fault::Prose),
        Shape::IssuesOrAlone if after.is_empty() => return Err(Fault::Prose),
        Shape::Held => {
            let (held, _) = held(rest);
            return if held.is_empty() { Err(Fault::NoHeld(row.verb)) } else { Ok(Order { held, ..plain(row) }) };
        }
        // A question of a few words; whoever goes on writes a sentence.
        Shape::Anything if after.is_empty() && (rest.trim().is_empty() || rest.chars().count() > LONGEST_NAME || !rest.starts_with([' ', ':'])) => {
            return Err(Fault::Prose);
        }
        // "查 王磊 3月4日", "deputy Lina until 3/15": the numbers of a day name no issue.
        Shape::Anything => return if after.is_empty() { order(row, &[], rest) } else { order(row, &after, words) },
        _ => (),
    }
    if row.shape != Shape::IssuesIssue && !after.is_empty() {
        return order(row, &after, words);
    }
    let [only] = known.offered else { return Err(Fault::NoNumber) };
    // "重要的是 …" is a sentence: without a number the word stands alone, or before a colon.
    let alone = rest.trim_matches([' ', '.', '。', '!', '~']).is_empty() || rest.trim_start().starts_with(':');
    let named = matches!(row.verb, Verb::Owner | Verb::Module | Verb::Cause | Verb::SameAs) && rest.starts_with(' ') && rest.chars().count() <= LONGEST_NAME;
    if alone || named { order(row, &[*only], rest) } else { Err(Fault::Prose) }
}

/// Names of people, modules and days are shorter; what is longer is a sentence.
const LONGEST_NAME: usize = 24;

/// Is the order over behind its word, but for a particle, a mark or a blank?
fn ends(rest: &str) -> bool {
    rest.trim_start_matches(['了', '吧', '啊', '哈']).chars().next().is_none_or(|c| !c.is_alphanumeric())
}

fn plain(row: &Row) -> Order {
    Order { verb: row.verb, issues: vec![], held: vec![], other: None, name: String::new(), words: String::new() }
}

fn order(row: &Row, issues: &[IssueNumber], rest: &str) -> Result<Order, Fault> {
    let words = rest.trim_start_matches([':', ' ', ',', '-', '。', '.', '…', '了']);
    let order = |other, words: &str| Order { issues: issues.to_vec(), other, words: words.to_owned(), ..plain(row) };
    match row.shape {
        Shape::Issues | Shape::IssuesOrAlone | Shape::IssuesWords | Shape::Anything => Ok(order(None, words)),
        Shape::IssuesText if words.is_empty() => Err(Fault::NoWords(row.verb)),
        Shape::IssuesText => Ok(order(None, words)),
        Shape::Held | Shape::Alone | Shape::Person | Shape::PersonWords | Shape::HeldName | Shape::Newcomer => Ok(plain(row)),
        Shape::IssuesIssue => {
            let digits: String = rest.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            let named = digits.parse().ok().filter(|n| *n > 0).map(IssueNumber);
            // "42 与17重复": the other stands among the numbers, as the last of them.
            match (named, issues.split_last()) {
                (Some(other), _) => Ok(order(Some(other), "")),
                (None, Some((other, issues @ [_, ..]))) => Ok(Order { issues: issues.to_vec(), other: Some(*other), ..plain(row) }),
                (None, _) => Err(Fault::NoOther),
            }
        }
    }
}

/// The numbers of held mails that begin a line: `H3`, `h3、H4`; and what follows them.
fn held(text: &str) -> (Vec<i64>, &str) {
    let mut held = vec![];
    let mut rest = text.trim_start_matches([' ', ':']);
    loop {
        let after = rest.trim_start_matches([' ', '、', ',', '和', '与', '與', '及']);
        let Some(digits) = after.strip_prefix(['H', 'h']) else { return (held, rest) };
        let count = digits.bytes().take_while(u8::is_ascii_digit).count();
        let Some((number, tail)) = digits.split_at_checked(count) else { return (held, rest) };
        let Some(number) = number.parse().ok().filter(|n| *n > 0) else { return (held, rest) };
        held.push(number);
        rest = tail;
    }
}

/// The rows whose line does not begin with a name.
fn with_numbers() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| !matches!(row.shape, Shape::Person | Shape::PersonWords | Shape::HeldName))
}

/// The row whose longest word begins `text`, and what follows the word.
fn word(text: &str) -> Option<(&'static Row, &str)> {
    let text = text.trim_start_matches([' ', ':', ',', '、', '.', '-']);
    let lower = text.to_lowercase();
    let fits = |word: &&&str| {
        let next = lower.get(word.len()..).and_then(|rest| rest.chars().next());
        // "close" is not "closely", and "和" in front of a word is an "and".
        let ends = !word.is_ascii() || next.is_none_or(|c| !c.is_ascii_alphanumeric());
        let short = word.chars().count() > 1 || next.is_some_and(|c| c.is_ascii_digit() || c == ' ' || c == ':' || c.is_ascii_alphabetic());
        lower.starts_with(**word) && ends && short
    };
    let longest = |row: &'static Row| row.words.iter().filter(fits).max_by_key(|word| word.len()).map(|word| (row, *word));
    let (row, word) = with_numbers().filter_map(longest).max_by_key(|(_, word)| word.len())?;
    Some((row, text.get(word.len()..).unwrap_or("")))
}

/// What a misspelt word comes closest to.
fn nearest(rest: &str) -> Option<Verb> {
    const CLOSE: f64 = 0.6;
    let said: String = fold(rest).chars().take_while(|c| !matches!(c, ':' | ' ' | ',')).collect();
    let likeness = |row: &Row| row.words.iter().map(|word| strsim::normalized_damerau_levenshtein(word, &said)).fold(0.0, f64::max);
    let best = with_numbers().map(|row| (row.verb, likeness(row))).max_by(|a, b| a.1.total_cmp(&b.1));
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

/// The numbers that begin a line, and what it says about them.
#[must_use]
pub fn numbered(line: &str, key: &Key) -> (Vec<IssueNumber>, String) {
    let text = narrow(line.trim());
    let (found, rest) = numbers(&text, key);
    let rest = rest.trim_start_matches([' ', ':', ',', '、', '-']);
    let behind = text.chars().count() - rest.chars().count();
    (found, line.trim().chars().skip(behind).collect())
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
mod tests;
