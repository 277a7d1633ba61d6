//! The day and the span that a report is about.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::Period;
use super::fold::fold;
use super::lexicon::{Lexicon, Topic};
use super::remark::DayRule;

/// A report may be handed in this much later and still name its day without a year: a month's report after the holidays.
const BACK: u64 = 45;
/// A clock may run ahead, and a plan may name tomorrow; a report is not on the day after.
const AHEAD: u64 = 1;

/// The day, the span, and the rule that found them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "the day of a day with its span is its day")]
pub(crate) struct Day {
    pub(crate) day: NaiveDate,
    pub(crate) period: Period,
    pub(crate) rule: DayRule,
    /// The words that say the span.
    pub(crate) word: Option<String>,
}

/// What the day is read from.
pub(crate) struct Sources<'s> {
    /// When the mail came.
    pub(crate) arrival: DateTime<Utc>,
    /// The writer's time zone.
    pub(crate) zone: Tz,
    /// A mail before this hour reports on the day before.
    pub(crate) day_ends: NaiveTime,
    /// The subject.
    pub(crate) subject: &'s str,
    /// Is it a reply's subject, so that its day may be an old one?
    pub(crate) stale: bool,
    /// The lines that stand around the items: headings, announcements, the signature.
    pub(crate) around: &'s [&'s str],
    /// Month × 100 + day of items that have one each.
    pub(crate) items: &'s [u32],
}

/// The day reported on.
pub(crate) fn day(from: &Sources<'_>, lexicon: &Lexicon) -> Day {
    let local = from.zone.from_utc_datetime(&from.arrival.naive_utc());
    let sent = local.date_naive();
    let base = if local.time() < from.day_ends { sent.pred_opt().unwrap_or(sent) } else { sent };
    let subject = fold(from.subject);
    let around: Vec<String> = from.around.iter().map(|line| fold(line)).collect();
    let (period, word) = period(&subject, &around, lexicon);
    let found = |day: NaiveDate, rule: DayRule| Day { day, period, rule, word: word.clone() };
    if period == Period::Month {
        let end = month_of(&subject, sent).or_else(|| around.iter().find_map(|line| month_of(line, sent)));
        return found(end.unwrap_or(base), DayRule::Month);
    }
    let near = |texts: &mut dyn Iterator<Item = &String>| -> Option<NaiveDate> {
        let all: Vec<NaiveDate> = texts.flat_map(|text| dates(text, sent)).collect();
        // Of several days (a range, an old and a new subject) the last one.
        all.into_iter().max()
    };
    let items: Vec<NaiveDate> = from.items.iter().filter_map(|md| nearest(None, md / 100, md % 100, sent)).collect();
    if period == Period::Week {
        // "Week of 10/12" names its first day; the week ends on the day it is sent, or on its Sunday.
        let of = lexicon.find(Topic::WeekOf, &subject).and_then(|range| subject.get(range.end..)).and_then(|rest| dates(rest, sent).into_iter().min());
        if let Some(first) = of {
            let end = first.checked_add_days(Days::new(6)).unwrap_or(first);
            return found(end.min(base.max(first)), DayRule::Week);
        }
        let day = near(&mut std::iter::once(&subject)).or_else(|| near(&mut around.iter())).unwrap_or(base);
        return found(day, DayRule::Week);
    }
    if let Some(day) = items.iter().max() {
        return found(*day, DayRule::Items);
    }
    if let Some(day) = near(&mut around.iter()) {
        return found(day, DayRule::Text);
    }
    // A reply's subject names the day of the mail that it answers, unless the writer put a new day behind it.
    let renewed = subject.contains(['→', '>']) || dates(&subject, sent).len() > 1;
    if (!from.stale || renewed)
        && let Some(day) = near(&mut std::iter::once(&subject))
    {
        return found(day, DayRule::Subject);
    }
    if !from.stale
        && let Some(day) = weekday(&subject, base)
    {
        return found(day, DayRule::Weekday);
    }
    let says = |topic: Topic| lexicon.has(topic, &subject) || around.iter().any(|line| lexicon.has(topic, line));
    if says(Topic::DayBefore) {
        return found(base.checked_sub_days(Days::new(2)).unwrap_or(base), DayRule::BeforeYesterday);
    }
    if says(Topic::DayYesterday) {
        return found(base.pred_opt().unwrap_or(base), DayRule::Yesterday);
    }
    found(base, if base == sent { DayRule::Sent } else { DayRule::SentAtNight })
}

/// The last day of the weekday that a subject names: "周三日报", "Report Wednesday".
fn weekday(subject: &str, base: NaiveDate) -> Option<NaiveDate> {
    const NAMES: [&[&str]; 7] = [
        &["monday", "mon", "montag", "lunes"],
        &["tuesday", "tue", "tues", "dienstag", "martes"],
        &["wednesday", "wed", "mittwoch", "miércoles"],
        &["thursday", "thu", "thurs", "donnerstag", "jueves"],
        &["friday", "fri", "freitag", "viernes"],
        &["saturday", "sat", "samstag", "sábado"],
        &["sunday", "sun", "sonntag", "domingo"],
    ];
    let words = words(subject);
    let western = NAMES.iter().position(|names| words.iter().any(|word| names.contains(word)));
    let eastern = ["周", "星期", "礼拜", "週", "禮拜"].iter().find_map(|head| {
        let day = subject.get(subject.find(head)? + head.len()..)?.chars().next()?;
        "一二三四五六日".chars().position(|c| c == day || day == '天' && c == '日')
    });
    let wanted = u32::try_from(western.or(eastern)?).ok()?;
    let back = (base.weekday().num_days_from_monday() + 7 - wanted) % 7;
    base.checked_sub_days(Days::new(u64::from(back)))
}

/// The span, and the words that say it.
fn period(subject: &str, around: &[String], lexicon: &Lexicon) -> (Period, Option<String>) {
    for (topic, period) in [(Topic::PeriodMonth, Period::Month), (Topic::PeriodWeek, Period::Week)] {
        let short = around.iter().take(3).filter(|line| line.chars().count() < 60).map(String::as_str);
        let said = |text: &str| lexicon.find(topic, text).filter(|range| counts_weeks(text, range)).and_then(|range| text.get(range)).map(str::to_owned);
        if let Some(word) = std::iter::once(subject).chain(short).find_map(said) {
            return (period, Some(word));
        }
    }
    (Period::Day, None)
}

/// "KW 44" is a week; in "daily report KW 27.10.2026" somebody of these initials has written the day.
fn counts_weeks(text: &str, word: &std::ops::Range<usize>) -> bool {
    const ABBREVIATION: usize = 2;
    let behind = text.get(word.end..).unwrap_or("").trim_start();
    let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    word.len() > ABBREVIATION
        || rest.len() == behind.len()
        || !rest.strip_prefix(['.', '/', '-']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// "9月月报", "September 2026": the last day of that month.
fn month_of(text: &str, sent: NaiveDate) -> Option<NaiveDate> {
    let month = words(text).into_iter().find_map(month_name).or_else(|| {
        let at = text.find('月')?;
        let digits: String = text.get(..at)?.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.chars().rev().collect::<String>().parse().ok().filter(|m| (1..=12).contains(m))
    })?;
    let year = if month > sent.month() { sent.year() - 1 } else { sent.year() };
    let next = if month == 12 { NaiveDate::from_ymd_opt(year + 1, 1, 1) } else { NaiveDate::from_ymd_opt(year, month + 1, 1) };
    next?.pred_opt()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// A month's name in English, German or Spanish, whole or by its first three letters or more.
fn month_name(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "enero"],
        &["february", "februar", "febrero"],
        &["march", "märz", "marzo"],
        &["april", "abril"],
        &["may", "mai", "mayo"],
        &["june", "juni", "junio"],
        &["july", "juli", "julio"],
        &["august", "agosto"],
        &["september", "septiembre", "sept"],
        &["october", "oktober", "octubre"],
        &["november", "noviembre"],
        &["december", "dezember", "diciembre"],
    ];
    let long_enough = word.chars().count() >= 3;
    (1..)
        .zip(MONTHS)
        .find(|(_, names)| long_enough && names.iter().any(|name| *name == word || word.chars().count() == 3 && name.starts_with(word)))
        .map(|(month, _)| month)
}

/// Every day that a folded text names, as far as it lies near the day of sending.
pub(crate) fn dates(text: &str, sent: NaiveDate) -> Vec<NaiveDate> {
    let tokens = tokens(text);
    let mut found = vec![];
    let mut at = 0;
    while at < tokens.len() {
        let window = tokens.get(at..).unwrap_or(&[]);
        match one(window, weekday_before(&tokens, at), sent) {
            Some((days, taken)) => {
                found.extend(days);
                at += taken.max(1);
            }
            None => at += 1,
        }
    }
    found
}

/// Stands a day in the line: "3月11日", "10/12", "11号"? "1分以上" is none.
pub(crate) fn names_day(folded: &str) -> bool {
    let tokens = tokens(folded);
    tokens.windows(2).any(|pair| matches!(pair, [Token::Number(_), Token::Sign(sign)] if "月日号號/.-".contains(*sign)))
        || tokens.iter().any(|token| matches!(token, Token::Word(word) if month_name(word).is_some()))
}

/// Is the line a day and nothing else: "3月11日：", "Tuesday 10 March", "2026-03-11（三）"?
pub(crate) fn is_only_a_day(folded: &str) -> bool {
    const WEEKDAYS: [&str; 9] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tues", "thurs"];
    if !folded.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let tokens = tokens(folded.trim());
    let weekday = |word: &str| WEEKDAYS.iter().any(|name| *name == word || word.len() == 3 && name.starts_with(word));
    let belongs = |token: &Token| match token {
        Token::Number(digits) => digits.len() <= 4,
        Token::Word(word) => month_name(word).is_some() || weekday(word) || matches!(word.as_str(), "st" | "nd" | "rd" | "th" | "of" | "the"),
        Token::Sign(sign) => " .,-/:()年月日号號周星期礼拜週禮拜一二三四五六天".contains(*sign),
    };
    let numbers = tokens.iter().filter(|token| matches!(token, Token::Number(_))).count();
    let month = tokens.iter().any(|token| matches!(token, Token::Word(word) if month_name(word).is_some()) || *token == Token::Sign('月'));
    (month && numbers >= 1 || numbers == 3) && tokens.iter().all(belongs)
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(String),
    Word(String),
    Sign(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = vec![];
    let mut glue = false;
    for c in text.chars() {
        match (tokens.last_mut(), c) {
            (Some(Token::Number(digits)), c) if c.is_ascii_digit() && glue => digits.push(c),
            (Some(Token::Word(word)), c) if c.is_alphabetic() && !super::fold::is_cjk(c) && glue => word.push(c),
            (_, c) if c.is_ascii_digit() => tokens.push(Token::Number(c.to_string())),
            (_, c) if c.is_alphabetic() && !super::fold::is_cjk(c) => tokens.push(Token::Word(c.to_string())),
            (_, c) => tokens.push(Token::Sign(if c.is_whitespace() { ' ' } else { c })),
        }
        glue = c.is_alphanumeric() && !super::fold::is_cjk(c);
    }
    tokens
}

/// Does a weekday stand right before: "Tuesday 22nd", "Tuesday the 22nd"? "2nd shift" is no day.
fn weekday_before(tokens: &[Token], at: usize) -> bool {
    const NAMES: [&str; 14] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    tokens
        .get(at.saturating_sub(5)..at)
        .unwrap_or(&[])
        .iter()
        .any(|token| matches!(token, Token::Word(word) if NAMES.contains(&word.as_str()) || word == "tues" || word == "thurs"))
}

/// A day at the head of the tokens, and how many tokens it takes.
fn one(tokens: &[Token], after_weekday: bool, sent: NaiveDate) -> Option<(Vec<NaiveDate>, usize)> {
    let number = |at: usize| if let Some(Token::Number(digits)) = tokens.get(at) { digits.parse::<u32>().ok() } else { None };
    let sign = |at: usize| if let Some(Token::Sign(sign)) = tokens.get(at) { Some(*sign) } else { None };
    let name = |at: usize| if let Some(Token::Word(word)) = tokens.get(at) { month_name(word) } else { None };
    let digits = if let Some(Token::Number(digits)) = tokens.first() { digits.as_str() } else { "" };
    let first = number(0);
    // 2026-09-18, 2026年9月18日, 2026.9.18
    if let (4, Some(year), Some(a), Some(b)) = (digits.len(), first, number(2), number(4))
        && sign(1).is_some_and(|c| "-/.年".contains(c))
        && sign(3).is_some_and(|c| "-/.月".contains(c))
    {
        return Some((nearest(i32::try_from(year).ok(), a, b, sent).into_iter().collect(), 5));
    }
    // 20260918
    if let (8, Some(value)) = (digits.len(), first) {
        return Some((nearest(i32::try_from(value / 10000).ok(), value / 100 % 100, value % 100, sent).into_iter().collect(), 1));
    }
    // 0918, where it stands alone
    if let (4, Some(value)) = (digits.len(), first)
        && !matches!(sign(1), Some('-' | '/' | '.' | ':' | '年'))
    {
        return nearest(None, value / 100, value % 100, sent).map(|day| (vec![day], 1));
    }
    // 9月18日, 9/18, 9.18, 18/09/2026, 22.9., 9-28
    if let (1 | 2, Some(a), Some(separator), Some(b)) = (digits.len(), first, sign(1), number(2))
        && "/.月-".contains(separator)
    {
        let third = number(4).filter(|_| sign(3) == Some(separator));
        let year = third.and_then(|year| i32::try_from(if year < 100 { year + 2000 } else { year }).ok());
        let taken = if third.is_some() { 5 } else { 3 };
        let month_first = nearest(year, a, b, sent);
        let day_first = if separator == '月' { None } else { nearest(year, b, a, sent) };
        let day = match (month_first, day_first) {
            (Some(m), Some(d)) => Some(if distance(m, sent) <= distance(d, sent) { m } else { d }),
            (m, d) => m.or(d),
        };
        return day.map(|day| (vec![day], taken));
    }
    // 18 September 2026, 18. Sept, Tuesday 22nd of September, 25-Sep-2026
    if let (1 | 2, Some(day)) = (digits.len(), first) {
        let ordinal = usize::from(matches!(tokens.get(1), Some(Token::Word(w)) if matches!(w.as_str(), "st" | "nd" | "rd" | "th")));
        let skip = (1 + ordinal..tokens.len().min(5)).find(|at| {
            !matches!(tokens.get(*at), Some(Token::Sign(' ' | '.' | '-' | ',' | '/')))
                && !matches!(tokens.get(*at), Some(Token::Word(w)) if w == "of" || w == "de")
        });
        if let Some((at, month)) = skip.and_then(|at| name(at).map(|month| (at, month))) {
            return nearest(None, month, day, sent).map(|day| (vec![day], at + 1));
        }
        // "30号", "16、17号", "the 22nd": of this month, or of the last one
        if sign(1).is_some_and(|c| "号號日".contains(c)) || ordinal > 0 && after_weekday {
            return of_month(day, sent).map(|day| (vec![day], 2));
        }
        if let (Some('、' | ',' | '-' | '~' | '和'), Some(second), Some('号' | '號' | '日')) = (sign(1), number(2), sign(3)) {
            return of_month(second, sent).map(|day| (vec![day], 4));
        }
    }
    // September 18, Oct 1 2026
    if let Some(month) = name(0) {
        let at = (1..tokens.len().min(4)).find(|at| number(*at).is_some())?;
        let only_signs = (1..at).all(|at| sign(at).is_some());
        let day = number(at).filter(|day| only_signs && (1..=31).contains(day))?;
        return nearest(None, month, day, sent).map(|day| (vec![day], at + 1));
    }
    None
}

fn distance(a: NaiveDate, b: NaiveDate) -> u64 {
    a.signed_duration_since(b).num_days().unsigned_abs()
}

fn of_month(day: u32, sent: NaiveDate) -> Option<NaiveDate> {
    nearest(None, sent.month(), day, sent).or_else(|| nearest(None, if sent.month() == 1 { 12 } else { sent.month() - 1 }, day, sent))
}

/// The day of that month that lies near enough to the day of sending.
fn nearest(year: Option<i32>, month: u32, day: u32, sent: NaiveDate) -> Option<NaiveDate> {
    let from = sent.checked_sub_days(Days::new(BACK))?;
    let to = sent.checked_add_days(Days::new(AHEAD))?;
    let years = year.map_or_else(|| vec![sent.year(), sent.year() - 1, sent.year() + 1], |year| vec![year]);
    years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|day| (from..=to).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sent: &str, subject: &str, stale: bool, around: &[&str]) -> (String, Period) {
        let lexicon = Lexicon::shipped();
        let sources = Sources {
            arrival: sent.parse().unwrap(),
            zone: chrono_tz::Asia::Shanghai,
            day_ends: NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
            subject,
            stale,
            around,
            items: &[],
        };
        let day = day(&sources, &lexicon);
        (day.day.to_string(), day.period)
    }

    #[test]
    fn a_line_may_be_nothing_but_a_day() {
        for text in ["3月11日：", "3月11日", "tuesday 10 march:", "10 march:", "2026-03-11", "3月9日（周一）", "mon 2nd of march"] {
            assert!(is_only_a_day(&fold(text)), "{text}");
        }
        for text in ["3月11日的订单", "1.2", "march", "10:05", "3月盘点", "3/4", "Order 10 March"] {
            assert!(!is_only_a_day(&fold(text)), "{text}");
        }
    }

    #[test]
    fn the_day_is_read_as_people_write_it() {
        let table = [
            ("2026-09-18T09:35:00Z", "9月18日日报-陈静", false, "2026-09-18"),
            ("2026-09-18T17:10:00Z", "日报", false, "2026-09-18"),
            ("2026-09-22T10:00:00Z", "Re: 仓库9月21日问题", true, "2026-09-22"),
            ("2026-09-21T10:00:00Z", "答复: 9月18日日报 → 9月21日日报", true, "2026-09-21"),
            ("2026-09-16T10:00:00Z", "采购日报-赵国强-0916", false, "2026-09-16"),
            ("2026-09-18T10:00:00Z", "生产部日报 20260918", false, "2026-09-18"),
            ("2026-09-17T10:00:00Z", "Daily Report 17/09/2026", false, "2026-09-17"),
            ("2026-10-01T10:00:00Z", "Daily report 01/10 Purchasing", false, "2026-10-01"),
            ("2026-10-08T10:00:00Z", "EOD 10/8", false, "2026-10-08"),
            ("2026-09-15T10:00:00Z", "Report 15-Sep-2026", false, "2026-09-15"),
            ("2026-10-01T10:00:00Z", "Daily report Oct 1 2026", false, "2026-10-01"),
            ("2026-09-22T10:00:00Z", "Daily report Tuesday 22nd", false, "2026-09-22"),
            ("2026-09-18T01:10:00Z", "补16、17号日报", false, "2026-09-17"),
            ("2026-09-22T08:00:00Z", "Tagesbericht Lager 22.9.", false, "2026-09-22"),
            ("2026-09-22T08:00:00Z", "Yesterday's report, sorry", false, "2026-09-21"),
            ("2026-09-22T08:00:00Z", "report on order 10/2027", false, "2026-09-22"),
        ];
        for (sent, subject, stale, want) in table {
            assert_eq!(read(sent, subject, stale, &[]), (want.to_owned(), Period::Day), "{subject}");
        }
        assert_eq!(read("2026-09-24T08:00:00Z", "RE: Daily report 23/09", true, &["Daily report 24/09:"]).0, "2026-09-24");
        assert_eq!(read("2026-09-18T08:00:00Z", "倉庫週報 9/14~9/18", false, &[]), ("2026-09-18".into(), Period::Week));
        assert_eq!(read("2026-09-30T08:00:00Z", "业务二部9月月报", false, &[]), ("2026-09-30".into(), Period::Month));
        assert_eq!(read("2026-10-02T08:00:00Z", "Monthly report - September 2026", false, &[]), ("2026-09-30".into(), Period::Month));
    }
}
