//! The mark at the head of a line: numbers, letters, bullets, labels, dates, in all the ways that people write them.

use super::fold::is_cjk;
use super::lexicon::{Lexicon, Topic};
use super::remark::Marks;

/// How a mark is written. Lines with the same style are of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Style {
    /// `1.` `1、` `1)` `1:` `1-` `1/` `1,`: the character after the digits.
    Number(char),
    /// `(1)`.
    Parens,
    /// `1 text`: counts only where the numbers run.
    Bare,
    /// `#1`.
    Hash,
    /// `①` `❶` `1️⃣` `⑴` `⒈` `㈠`.
    Circled,
    /// `一、` `(二)` `第三` `一是` `甲、`.
    Han(char),
    /// `a.` `b)` `(c)`.
    Letter(char),
    /// `问题1：` `【问题1】` `Issue 2:`.
    Label,
    /// `1.1`: a step.
    Nested,
    /// `●` `-` `*` `★` and the like.
    Bullet(char),
    /// `9月16日：` `9/14（一）`: a day for each.
    Day,
    /// `10:05 …`: a time of day for each; it stays in the text.
    Clock,
    /// `P1 -`: a severity, explained in the text.
    Priority,
    /// A list item of the client's own, by its depth.
    List(u8),
}

impl Style {
    /// The same for whoever reads how a mail was split.
    pub(crate) fn marks(self) -> Marks {
        match self {
            Self::Number(after) => Marks::Number(after),
            Self::Parens => Marks::Parens,
            Self::Bare => Marks::Bare,
            Self::Hash => Marks::Hash,
            Self::Circled => Marks::Circled,
            Self::Han(after) => Marks::Han(after),
            Self::Letter(after) => Marks::Letter(after),
            Self::Label => Marks::Label,
            Self::Nested => Marks::Nested,
            Self::Bullet(sign) => Marks::Bullet(sign),
            Self::Day => Marks::Day,
            Self::Clock => Marks::Clock,
            Self::Priority => Marks::Priority,
            Self::List(depth) => Marks::List(depth),
        }
    }

    /// Do its marks count upwards?
    pub(crate) fn counts(self) -> bool {
        !matches!(self, Self::Bullet(_) | Self::Day | Self::Clock | Self::Priority)
    }
}

/// A mark: its style, its number (0 where it has none), and how many bytes of the folded line it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) style: Style,
    pub(crate) value: u32,
    pub(crate) len: usize,
}

/// Signs that people use as bullets; arrows up and down are captions of pictures.
const BULLETS: &str = "-*•·●○◆◇■□★☆▪▫‣➢►▶▸→✓✔・+♦♣➤❖⚫⚪🔹🔸👉🔴🟠🟡🟢✅❌⭐";

/// The mark at the head of a folded line.
pub(crate) fn mark(folded: &str, lexicon: &Lexicon) -> Option<Mark> {
    let text = folded.trim_start();
    let lead = folded.len() - text.len();
    if stamped(text) {
        return None;
    }
    let found = clock(text)
        .or_else(|| label(text, lexicon))
        .or_else(|| day(text))
        .or_else(|| of_week(text))
        .or_else(|| priority(text))
        .or_else(|| digits(text))
        .or_else(|| parens(text))
        .or_else(|| sign(text))
        .or_else(|| han(text))
        .or_else(|| stem(text))
        .or_else(|| question(text))
        .or_else(|| letter(text))?;
    let rest = text.get(found.len..)?;
    let gap = rest.len() - rest.trim_start().len();
    let len = if found.len == 0 { 0 } else { lead + found.len + gap };
    (!rest.trim().is_empty()).then_some(Mark { len, ..found })
}

/// Does the line begin as a log's: "2026-11-20 06:00:01"? A person who writes down a day and an hour writes no seconds.
pub(crate) fn stamped(text: &str) -> bool {
    let mut words = text.trim_start_matches('[').split([' ', 't']).filter(|word| !word.is_empty());
    let date = words.next().is_some_and(|word| word.len() >= 8 && word.chars().all(|c| c.is_ascii_digit() || "-/.".contains(c)));
    let time = words.next().is_some_and(|word| word.matches(':').count() == 2 && word.starts_with(|c: char| c.is_ascii_digit()));
    date && time
}

#[expect(clippy::unnecessary_wraps, reason = "each reader of a mark gives one or none")]
fn some(style: Style, value: u32, len: usize) -> Option<Mark> {
    Some(Mark { style, value, len })
}

/// Takes a number from the head of a text: ASCII digits (two at most), or Chinese numerals up to 99.
pub(crate) fn number(text: &str) -> Option<(u32, usize, bool)> {
    let ascii: String = text.chars().take_while(char::is_ascii_digit).collect();
    if !ascii.is_empty() {
        return (ascii.len() <= 2).then(|| ascii.parse().ok().map(|n| (n, ascii.len(), false))).flatten();
    }
    let numerals: Vec<char> = text.chars().take_while(|c| "一二三四五六七八九十".contains(*c)).collect();
    let unit = |c: &char| "一二三四五六七八九".chars().position(|d| d == *c).and_then(|i| u32::try_from(i + 1).ok());
    let value = match numerals.as_slice() {
        ['十'] => 10,
        ['十', low] => 10 + unit(low)?,
        [one] => unit(one)?,
        [high, '十'] => unit(high)? * 10,
        [high, '十', low] => unit(high)? * 10 + unit(low)?,
        _ => return None,
    };
    Some((value, numerals.iter().map(|c| c.len_utf8()).sum(), true))
}

fn circled(c: char) -> Option<u32> {
    let from = |first: u32| u32::from(c) - first + 1;
    match c {
        '①'..='⑳' => Some(from(0x2460)),
        '⑴'..='⒇' => Some(from(0x2474)),
        '⒈'..='⒛' => Some(from(0x2488)),
        '❶'..='❿' => Some(from(0x2776)),
        '➀'..='➉' => Some(from(0x2780)),
        '➊'..='➓' => Some(from(0x278a)),
        '㈠'..='㈩' => Some(from(0x3220)),
        // `Ⅰ.`, in lower case as folded text is.
        'ⅰ'..='ⅻ' => Some(from(0x2170)),
        _ => None,
    }
}

fn label(text: &str, lexicon: &Lexicon) -> Option<Mark> {
    let open = text.chars().next().filter(|c| "[【(".contains(*c)).map_or(0, char::len_utf8);
    let inner = text.get(open..)?;
    let word = lexicon.starts(Topic::ItemLabel, inner)?;
    let after = inner.get(word..)?;
    let skipped = after.len() - after.trim_start_matches([' ', '#', '.', '-']).len();
    let (value, taken, _) = number(after.get(skipped..)?)
        .or_else(|| capital(after.get(skipped..)?))
        .or_else(|| after.get(skipped..)?.chars().next().and_then(|c| circled(c).map(|n| (n, c.len_utf8(), false))))?;
    let rest = after.get(skipped + taken..)?;
    let close = rest.len() - rest.trim_start_matches([']', '】', ')', ':', '.', '、', ',', '-', ' ']).len();
    // "问题3个" counts problems, "问题1：" numbers one.
    (close > 0).then_some(Mark { style: Style::Label, value, len: open + word + skipped + taken + close })
}

/// "Incident A - …": a letter alone behind the word.
fn capital(text: &str) -> Option<(u32, usize, bool)> {
    let mut chars = text.chars();
    let c = chars.next().filter(|c| ('a'..='k').contains(c))?;
    let rest = chars.as_str();
    let closed = rest.starts_with([':', ')', '.']) || rest.trim_start().starts_with("- ");
    closed.then_some((u32::from(c) - u32::from('a') + 1, 1, false))
}

fn digits(text: &str) -> Option<Mark> {
    let (value, taken, is_han) = number(text)?;
    if is_han || value > 60 {
        return None;
    }
    let rest = text.get(taken..)?;
    let mut chars = rest.chars();
    let delimiter = chars.next()?;
    let next = chars.next();
    if delimiter == '\u{fe0f}' || delimiter == '\u{20e3}' {
        return some(Style::Circled, value, text.len() - rest.trim_start_matches(['\u{fe0f}', '\u{20e3}']).len());
    }
    if delimiter == '.' && next.is_some_and(|c| c.is_ascii_digit()) {
        let run: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let ends = rest.get(run.len()..)?.chars().next();
        return (run.len() <= 6 && ends.is_some_and(char::is_whitespace)).then_some(Mark { style: Style::Nested, value, len: taken + run.len() });
    }
    let free = next.is_none_or(|c| !c.is_ascii_digit());
    match delimiter {
        '、' => some(Style::Number('、'), value, taken + delimiter.len_utf8()),
        '.' | ')' | ':' | ',' | '/' | ']' | '>' if free => {
            let dash = usize::from(delimiter == '.' && next == Some('-'));
            some(Style::Number(delimiter), value, taken + 1 + dash)
        }
        '-' if next.is_some_and(|c| c.is_whitespace() || is_cjk(c)) => some(Style::Number('-'), value, taken + 1),
        ' ' => some(Style::Bare, value, taken),
        _ => None,
    }
}

fn parens(text: &str) -> Option<Mark> {
    let inner = text.strip_prefix('(')?;
    let (style, value, taken) = match number(inner) {
        Some((value, taken, false)) => (Style::Parens, value, taken),
        Some((value, taken, true)) => (Style::Han('('), value, taken),
        None => {
            let (value, taken) = alphabetic(inner)?;
            (Style::Letter('('), value, taken)
        }
    };
    let rest = inner.get(taken..)?.strip_prefix(')')?;
    let tail = rest.len() - rest.trim_start_matches(['、', '.', ':', ',']).len();
    some(style, value, 1 + taken + 1 + tail)
}

fn sign(text: &str) -> Option<Mark> {
    let first = text.chars().next()?;
    if let Some(value) = circled(first) {
        // "①②两个问题都…" speaks of two and numbers none.
        if text.chars().nth(1).and_then(circled).is_some() {
            return None;
        }
        // "Ⅰ. 打印慢" has a stop behind its sign.
        let stop = text.chars().nth(1).filter(|c| ('ⅰ'..='ⅻ').contains(&first) && ".、".contains(*c)).map_or(0, char::len_utf8);
        return some(Style::Circled, value, first.len_utf8() + stop);
    }
    let rest = text.get(first.len_utf8()..)?;
    let next = rest.chars().next()?;
    if first == '#' {
        let (value, taken, is_han) = number(rest)?;
        let free = rest.get(taken..)?.chars().next().is_some_and(|c| !c.is_alphanumeric() || is_cjk(c));
        return (!is_han && free).then_some(Mark {
            style: Style::Hash,
            value,
            len: 1 + taken + rest.get(taken..)?.len() - rest.get(taken..)?.trim_start_matches(['、', '.', ':', ')']).len(),
        });
    }
    // Gmail writes bold as "*Tracy Bohannon, RN* | Lakeview" in its plain part.
    let bold = first == '*' && !next.is_whitespace() && rest.find('*').is_some_and(|at| rest.get(..at).is_some_and(|inside| !inside.ends_with(' ')));
    if bold {
        return None;
    }
    let solid = !first.is_ascii() || next.is_whitespace() || next.is_alphabetic();
    (BULLETS.contains(first) && next != first && solid).then(|| Mark {
        style: Style::Bullet(first),
        value: 0,
        len: text.len() - rest.trim_start_matches('\u{fe0f}').len(),
    })
}

/// `甲、 乙、 丙、`: the ten stems count as letters do. "甲、乙两个班" names two and numbers none.
fn stem(text: &str) -> Option<Mark> {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    let mut chars = text.chars();
    let place = chars.next().and_then(|c| STEMS.chars().position(|stem| stem == c))?;
    let delimiter = chars.next().filter(|c| "、.".contains(*c))?;
    let free = chars.next().is_some_and(|next| !STEMS.contains(next));
    let value = u32::try_from(place + 1).ok()?;
    free.then_some(Mark { style: Style::Han('甲'), value, len: '甲'.len_utf8() + delimiter.len_utf8() })
}

/// `Q1：` numbers a question or a problem; "Q3 report" names a quarter.
fn question(text: &str) -> Option<Mark> {
    let rest = text.strip_prefix('q')?;
    let (value, taken, _) = number(rest).filter(|(.., is_han)| !is_han)?;
    let after = rest.get(taken..)?;
    let close = after.len() - after.trim_start_matches([':', '.', '、', ')', ' ']).len();
    after.starts_with([':', '.', '、', ')']).then_some(Mark { style: Style::Label, value, len: 1 + taken + close })
}

fn han(text: &str) -> Option<Mark> {
    let ordinal = text.strip_prefix('第').map_or(0, |_| '第'.len_utf8());
    let rest = text.get(ordinal..)?;
    let (value, taken, is_han) = number(rest)?;
    let after = rest.get(taken..)?;
    let delimiter = after.chars().next()?;
    if ordinal > 0 {
        let counter = after.len() - after.trim_start_matches(['个', '個', '条', '條', '点', '點', '项', '項', '件', '问', '题', '問', '題', '是']).len();
        let close = after.get(counter..)?;
        let close = close.strip_prefix("就是").map_or(close, |rest| rest);
        let just = after.len() - counter - close.len();
        let counter = counter + just;
        let taken_close = close.len() - close.trim_start_matches([':', ',', '、', '.', ' ']).len();
        return (taken_close > 0 || counter > 0 && after.get(..counter).is_some_and(|c| c.ends_with('是'))).then_some(Mark {
            style: Style::Han('第'),
            value,
            len: ordinal + taken + counter + taken_close,
        });
    }
    if !is_han {
        return None;
    }
    match delimiter {
        '、' | '.' | ',' | ':' | ')' => some(Style::Han('、'), value, taken + delimiter.len_utf8()),
        '是' => some(Style::Han('是'), value, taken + delimiter.len_utf8()),
        _ => None,
    }
}

/// A letter of the alphabet, or a small Roman number: "ii" follows "i", the ninth letter. Its value, and its length.
fn alphabetic(text: &str) -> Option<(u32, usize)> {
    const ROMAN: [&str; 9] = ["ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    let run: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    if let Some((_, value)) = ROMAN.iter().zip(10..).find(|(roman, _)| **roman == run) {
        return Some((value, run.len()));
    }
    let c = run.chars().next().filter(|c| run.len() == 1 && ('a'..='k').contains(c))?;
    Some((u32::from(c) - u32::from('a') + 1, 1))
}

fn letter(text: &str) -> Option<Mark> {
    let (value, taken) = alphabetic(text)?;
    let mut chars = text.get(taken..)?.chars();
    let delimiter = chars.next().filter(|c| ".)".contains(*c))?;
    let next = chars.next()?;
    (next.is_whitespace() || is_cjk(next)).then_some(Mark { style: Style::Letter(delimiter), value, len: taken + 1 })
}

fn clock(text: &str) -> Option<Mark> {
    let (hour, minute) = text.split_once(':')?;
    let hour: u32 = hour.parse().ok().filter(|h| *h < 24)?;
    let digits: String = minute.chars().take_while(char::is_ascii_digit).collect();
    let after = minute.get(digits.len()..)?.chars().next()?;
    (digits.len() == 2 && (after.is_whitespace() || after == '-' || after == ',' || is_cjk(after))).then_some(Mark { style: Style::Clock, value: hour, len: 0 })
}

fn priority(text: &str) -> Option<Mark> {
    let rest = text.strip_prefix('p')?;
    let value = rest.chars().next()?.to_digit(10).filter(|n| *n <= 5)?;
    let after = rest.get(1..)?;
    let close = after.len() - after.trim_start_matches([' ', '-', ':', ')', '.']).len();
    (close > 0 && after.get(..close).is_some_and(|c| !c.trim().is_empty())).then_some(Mark { style: Style::Priority, value, len: 2 + close })
}

/// How many bytes of the folded text's beginning name a day of the week.
pub(crate) fn weekday(text: &str) -> Option<usize> {
    const NAMES: [&str; 40] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tues",
        "tue",
        "wed",
        "thurs",
        "thu",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "周一",
        "周二",
        "周三",
        "周四",
        "周五",
        "周六",
        "周日",
        "星期一",
        "星期二",
        "星期三",
    ];
    let name = NAMES.iter().filter(|name| text.starts_with(**name)).max_by_key(|name| name.len())?;
    (!text.get(name.len()..)?.starts_with(|c: char| c.is_alphabetic() && !is_cjk(c))).then_some(name.len())
}

/// "Thursday: the update kicked me out".
fn of_week(text: &str) -> Option<Mark> {
    const DAYS: [&str; 6] = ["今天:", "今日:", "昨天:", "昨日:", "前天:", "前日:"];
    // "昨天：…" over "今天：…", "13号：…" over "14号：…"
    let spoken = DAYS.iter().find(|day| text.starts_with(**day)).map(|day| day.len() - 1);
    let of_month = || {
        let (_, taken, _) = number(text).filter(|(day, _, is_han)| (1..=31).contains(day) && !is_han)?;
        let behind = text.get(taken..)?;
        behind.starts_with(['号', '日']).then_some(taken + '号'.len_utf8()).filter(|end| text.get(*end..).is_some_and(|rest| rest.starts_with(':')))
    };
    let taken = weekday(text).or(spoken).or_else(of_month)?;
    let rest = text.get(taken..)?;
    let close = rest.len() - rest.trim_start_matches([' ', ':', '-', '.']).len();
    rest.get(..close)?.contains([':', '-']).then_some(Mark { style: Style::Day, value: 0, len: taken + close })
}

fn day(text: &str) -> Option<Mark> {
    let year = text.chars().take_while(char::is_ascii_digit).count() == 4;
    let start = if year { 5.min(text.len()) } else { 0 };
    let year_sign = !year || text.chars().nth(4).is_some_and(|c| "-/.年".contains(c));
    let start = if year { text.char_indices().nth(5).map_or(text.len(), |(at, _)| at) } else { start };
    let rest = text.get(start..)?;
    let (month, taken, _) = number(rest).filter(|(n, _, is_han)| (1..=12).contains(n) && !is_han)?;
    let rest = rest.get(taken..)?;
    let separator = rest.chars().next().filter(|c| "/月-.".contains(*c) && year_sign && (*c != '-' || year))?;
    let rest = rest.get(separator.len_utf8()..)?;
    let (day, taken, _) = number(rest).filter(|(n, _, is_han)| (1..=31).contains(n) && !is_han)?;
    // "10.12：" is a day; "1.2" counts.
    let rest = rest.get(taken..)?;
    if separator == '.' && !(taken == 2 && rest.trim_start().starts_with([':', '('])) {
        return None;
    }
    let mut tail = rest.trim_start_matches(['日', '号', '號']);
    if let Some(weekday) = tail.trim_start().strip_prefix('(') {
        tail = weekday.split_once(')').filter(|(inside, _)| inside.chars().count() <= 3).map_or(tail, |(_, after)| after);
    } else {
        // "9/14 order is wrong" is no mark; a colon or a blank with ideographs is.
        let close = tail.trim_start();
        if !close.starts_with(':') && !(close.chars().next().is_some_and(is_cjk) && (separator == '月' || close.len() < tail.len())) {
            return None;
        }
    }
    // "10/20（二）～10/21（三）正常": from the first day on.
    let until = tail.trim_start().strip_prefix(['~', '-', '至', '到']).and_then(|rest| Some((rest, self::day(rest.trim_start())?)));
    if let Some((rest, until)) = until {
        let end = text.len() - rest.trim_start().len() + until.len;
        return some(Style::Day, month * 100 + day, end);
    }
    let tail = tail.trim_start_matches([' ', ':', '、', ',']);
    some(Style::Day, month * 100 + day, text.len() - tail.len())
}

#[cfg(test)]
mod tests {
    use super::super::fold::{fold, from_folded};
    use super::*;

    #[test]
    fn marks_are_read_in_all_the_ways_people_write_them() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("1、打不开", Some((Style::Number('、'), 1, "打不开"))),
            ("２．慢", Some((Style::Number('.'), 2, "慢"))),
            ("3) slow", Some((Style::Number(')'), 3, "slow"))),
            ("1.- El pedido", Some((Style::Number('.'), 1, "El pedido"))),
            ("1.PDA登录慢", Some((Style::Number('.'), 1, "PDA登录慢"))),
            ("1，冷库", Some((Style::Number(','), 1, "冷库"))),
            ("1- over-receipt", Some((Style::Number('-'), 1, "over-receipt"))),
            ("2/ 地址", Some((Style::Number('/'), 2, "地址"))),
            ("（1）打不开", Some((Style::Parens, 1, "打不开"))),
            ("＃2 默认", Some((Style::Hash, 2, "默认"))),
            ("①应收", Some((Style::Circled, 1, "应收"))),
            ("1️⃣ phone", Some((Style::Circled, 1, "phone"))),
            ("一，电子秤", Some((Style::Han('、'), 1, "电子秤"))),
            ("二是盘点", Some((Style::Han('是'), 2, "盘点"))),
            ("第三个问题：慢", Some((Style::Han('第'), 3, "慢"))),
            ("【问题1】客户", Some((Style::Label, 1, "客户"))),
            ("问题二：赠品", Some((Style::Label, 2, "赠品"))),
            ("Issue 3: Store", Some((Style::Label, 3, "Store"))),
            ("Problem 1: A5", Some((Style::Label, 1, "A5"))),
            ("a) Wir", Some((Style::Letter(')'), 1, "Wir"))),
            ("(b) 出貨單", Some((Style::Letter('('), 2, "出貨單"))),
            ("- 工单", Some((Style::Bullet('-'), 0, "工单"))),
            ("★ 对账单", Some((Style::Bullet('★'), 0, "对账单"))),
            ("・発注", Some((Style::Bullet('・'), 0, "発注"))),
            ("1.1 reproduce", Some((Style::Nested, 1, "reproduce"))),
            ("9月16日：客户", Some((Style::Day, 916, "客户"))),
            ("9/14（一）盤點", Some((Style::Day, 914, "盤點"))),
            ("P3 - Supplier", Some((Style::Priority, 3, "Supplier"))),
            ("3 pieces", Some((Style::Bare, 3, "pieces"))),
            ("10.2号的", None),
            ("2026-09-18 日报", Some((Style::Day, 918, "日报"))),
            ("12:30 stopped", Some((Style::Clock, 12, "12:30 stopped"))),
            ("1,204 issues", None),
            ("问题3个", None),
            ("甲、入库慢", Some((Style::Han('甲'), 1, "入库慢"))),
            ("甲、乙两个班都慢", None),
            ("Q2：报工慢", Some((Style::Label, 2, "报工慢"))),
            ("Q3 report is empty", None),
            ("-3 on hand", None),
            ("-- ", None),
            ("Plan", None),
            ("3/4 elbow", None),
            ("1.", None),
            ("PDA慢", None),
            ("↑ 左", None),
        ];
        for (text, want) in table {
            let folded = fold(text);
            let got = mark(&folded, &lexicon).map(|m| (m.style, m.value, from_folded(text, &folded, m.len)));
            assert_eq!(got, want, "{text}");
        }
    }
}
