//! On which days somebody is away, as people write it: "请假3天", "下周一到周三出差", "on leave until Monday", "back on 9 March". Pure.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Months, NaiveDate, TimeDelta};
use regex::Regex;
use unicode_normalization::UnicodeNormalization as _;

use super::date::{self, Found};
use crate::calendar::{Away, Calendar, DayPart};

/// Longer than this nobody says beforehand; a leave without a known end is told anew.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// Leaves of more days than these are laid down by law and count weekends too ("产假158天").
const WORKING_DAYS_AT_MOST: u32 = 30;

/// Whoever writes of a day without a year means one of the coming ten months sooner than one of last year.
const AHEAD: TimeDelta = TimeDelta::days(300);

static UNTIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:(?P<cn>到|至|-|–|—|~)|\b(?P<en>until|till?|through|thru|up to|to))\s*(?:and including\s*)?(?:on\s+|the\s+)?$").ok());
static BACK_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:back|return|returning|resume|resuming|available again)\b(?:\s+(?:to|in|at)\s+(?:work|the office|office))?(?:\s+again)?\s*(?:on|by|from)?\s*(?:the\s+)?$").ok()
});
static BACK_BEHIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^[号號日]?\s*(?:\([^)]{0,8}\))?\s*(?:早上|上午)?\s*(?:起|再|才|就|正式|能|可以)*(?:回|返|上班|恢复|恢復|复工|復工|到岗|到崗|i(?:'ll| will) be back)",
    )
    .ok()
});
static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:(?P<n>\d{1,3}|[一二两兩三四五六七八九十]{1,2})\s?(?P<unit>天|[个個]月|[个個]?(?:周|週|星期|礼拜|禮拜))(?:[^后後以之内內前]|$))|(?:(?P<en>\d{1,3}|a|one|two|three|four|five|six|ten)\s(?:working\s|business\s|more\s)?(?P<span>day|week|month)s?\b)").ok()
});
static SHORT_RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d{1,2})\s?(?:-|–|—|~|至|到)\s?(\d{1,2})(\s?[号號日])").ok());
static WEEKDAY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:[周週]|星期|礼拜|禮拜)[一二三四五六日天]$|day$").ok());
static SAME_DAY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[号號日]?[\s,(]*(?:the\s)?$").ok());

/// What a text says of its writer's days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Away on these days, in the text's order.
    pub away: Vec<Away>,
    /// Does the text say when the absence ends, or how long it is?
    pub whole: bool,
    /// Does it say when the absence begins? Else it is the day on which it was written.
    pub begins: bool,
}

/// The days of absence that a text names, seen from the day on which it was written.
#[must_use]
pub fn away(text: &str, today: NaiveDate, calendar: &Calendar) -> Said {
    let text = normal(text);
    let dates = dates(&text, today, calendar);
    let mut spans: Vec<(NaiveDate, NaiveDate)> = vec![];
    let (mut whole, mut at, mut open) = (false, 0, false);
    for (i, found) in dates.iter().enumerate() {
        let before = text.get(at..found.range.start).unwrap_or_default();
        let behind = text.get(found.range.end..).unwrap_or_default();
        let week = text.get(found.range.clone()).is_some_and(|words| words.ends_with(['周', '週']) || words.ends_with("星期") || words.ends_with("week"));
        let start = spans.last().filter(|_| open).map(|(from, _)| *from);
        at = found.range.end;
        let until = UNTIL.as_ref().and_then(|until| until.captures(before));
        if matches(&BACK_BEFORE, before) || matches(&BACK_BEHIND, behind) {
            let day = found.seen_from(start.unwrap_or(today), calendar).unwrap_or(found.day);
            close(&mut spans, start.unwrap_or(today), day - TimeDelta::days(1));
            (whole, open) = (true, false);
        } else if let Some(until) = until.filter(|_| i > 0 && open || i == 0) {
            let from = start.unwrap_or(today);
            // Seen from the first day: "下周一到周三", "3/30 to 2/4".
            let day = found.seen_from(from, calendar).unwrap_or(found.day);
            // "Until Monday": who is away until the first day of a working week comes back on it.
            let returns = until.name("en").is_some_and(|word| word.as_str() != "to" && word.as_str() != "through" && word.as_str() != "thru");
            let returns = returns && day.pred_opt().is_some_and(|before| !calendar.is_working_day(before));
            close(
                &mut spans,
                from,
                if returns {
                    day - TimeDelta::days(1)
                } else if week {
                    day + TimeDelta::days(6)
                } else {
                    day
                },
            );
            (whole, open) = (true, false);
        } else {
            let last = if week { found.day + TimeDelta::days(6) } else { found.day };
            spans.push((found.day, last));
            whole |= week;
            open = true;
        }
    }
    if !whole && let Some(days) = count(&text) {
        let from = spans.first().map_or(today, |(from, _)| *from);
        spans = vec![(from, days.end(from, calendar))];
        whole = true;
    }
    let begins = spans.first().is_some_and(|(from, _)| *from != today);
    let part = part(&text);
    if spans.is_empty() && part != DayPart::Day {
        spans.push((today, today));
    }
    let single = spans.len() == 1 && spans.iter().all(|(from, to)| from == to);
    let part = if single { part } else { DayPart::Day };
    let away = spans.into_iter().filter(|(from, to)| from <= to && *to - *from <= LONGEST).map(|(from, to)| Away { from, to, part }).collect();
    Said { away, whole: whole || part != DayPart::Day, begins }
}

/// Full-width twins folded, in lower case, and ranges with one unit ("4-6号") written out.
fn normal(text: &str) -> String {
    let text = text.nfkc().collect::<String>().to_lowercase().replace('’', "'");
    match SHORT_RANGE.as_ref() {
        // "2026-03-04号" and "3/4-6日" keep their months: only a number that nothing stands before is a day.
        Some(range) => range.replace_all(&text, "$1$3-$2$3").into_owned(),
        None => text,
    }
}

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// The last span, made to end on `to`; one of its own where none begins on `from`.
fn close(spans: &mut Vec<(NaiveDate, NaiveDate)>, from: NaiveDate, to: NaiveDate) {
    match spans.last_mut().filter(|(begin, _)| *begin == from) {
        Some(last) => last.1 = to,
        None => spans.push((from, to)),
    }
}

/// The days that a text names; a weekday beside its own date is one day, and last year's reading of "3/2" is this year's.
fn dates<'t>(text: &'t str, today: NaiveDate, calendar: &Calendar) -> Vec<Found<'t>> {
    let mut dates: Vec<Found<'t>> = vec![];
    for mut found in date::all(text, today, calendar) {
        if found.day - today > AHEAD
            && let Some(day) = found.day.checked_sub_months(Months::new(12))
        {
            found.day = day;
        }
        let weekday = |range: &Range<usize>| text.get(range.clone()).is_some_and(|words| matches(&WEEKDAY, words));
        let beside = dates.last().is_some_and(|last| {
            matches(&SAME_DAY, text.get(last.range.end..found.range.start).unwrap_or_default()) && weekday(&last.range) != weekday(&found.range)
        });
        if !beside {
            dates.push(found);
        } else if let Some(last) = dates.last_mut() {
            let range = last.range.start..found.range.end;
            if weekday(&last.range) {
                *last = found;
            }
            last.range = range;
        }
    }
    dates
}

/// How long an absence is.
enum Length {
    Days(u32),
    Weeks(u32),
    Months(u32),
}

impl Length {
    /// Its last day, where it begins on `from`.
    fn end(&self, from: NaiveDate, calendar: &Calendar) -> NaiveDate {
        let end = match self {
            Self::Days(days) if *days <= WORKING_DAYS_AT_MOST => return calendar.after_working_days(calendar.working_day_from(from), days.saturating_sub(1)),
            Self::Days(days) => from + TimeDelta::days(i64::from(*days)),
            Self::Weeks(weeks) => from + TimeDelta::weeks(i64::from(*weeks)),
            Self::Months(months) => from.checked_add_months(Months::new(*months)).unwrap_or(from),
        };
        end.pred_opt().unwrap_or(end)
    }
}

/// "3天", "两周", "two days".
fn count(text: &str) -> Option<Length> {
    let found = COUNT.as_ref()?.captures(text)?;
    let (n, unit) = found.name("n").zip(found.name("unit")).or_else(|| found.name("en").zip(found.name("span")))?;
    let n = number(n.as_str())?;
    (n > 0).then_some(match unit.as_str() {
        "天" | "day" => Length::Days(n),
        unit if unit.ends_with('月') || unit == "month" => Length::Months(n),
        _ => Length::Weeks(n),
    })
}

fn number(text: &str) -> Option<u32> {
    const WORDS: [(&str, u32); 8] = [("a", 1), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("ten", 10)];
    let word = || WORDS.iter().find(|(word, _)| *word == text).map(|(_, n)| *n);
    let digit = |c: char| match c {
        '两' | '兩' => Some(2),
        _ => "一二三四五六七八九".chars().position(|digit| digit == c).and_then(|at| u32::try_from(at + 1).ok()),
    };
    let chinese = || match text.chars().collect::<Vec<_>>()[..] {
        ['十'] => Some(10),
        ['十', ones] => digit(ones).map(|ones| 10 + ones),
        [tens, '十'] => digit(tens).map(|tens| 10 * tens),
        [ones] => digit(ones),
        _ => None,
    };
    text.parse().ok().or_else(word).or_else(chinese)
}

/// Which part of its one day an absence is.
fn part(text: &str) -> DayPart {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match (has(&["上午", "morning"]), has(&["下午", "afternoon"])) {
        (true, false) => DayPart::Morning,
        (false, true) => DayPart::Afternoon,
        _ if has(&["半天", "half day", "half a day", "half-day"]) => DayPart::Half,
        _ => DayPart::Day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar;

    /// As it is told back: the days, their part, and "?" where no end was said.
    fn said(text: &str, today: &str) -> String {
        let calendar = Calendar::default().with(&calendar::country("cn").unwrap());
        let said = away(text, today.parse().unwrap(), &calendar);
        let mut days: Vec<String> = said
            .away
            .iter()
            .map(|away| {
                let part = if away.part == DayPart::Day { String::new() } else { format!(" {}", away.part.as_str()) };
                if away.from == away.to {
                    format!("{}{part}", away.from.format("%-m/%-d"))
                } else {
                    format!("{}-{}{part}", away.from.format("%-m/%-d"), away.to.format("%-m/%-d"))
                }
            })
            .collect();
        if !said.whole {
            days.push("?".into());
        }
        days.join(" ")
    }

    #[test]
    fn absences_are_read_as_people_write_them() {
        // Wednesday 4 March 2026.
        let table = [
            ("请假3天", "3/4-3/6"),
            ("明天起请假三天", "3/5-3/9"),
            ("下周一到周三出差", "3/9-3/11"),
            ("出差到周五", "3/4-3/6"),
            ("出差到下周三，日报回来补", "3/4-3/11"),
            ("我3月9日至13日休年假", "3/9-3/13"),
            ("３／９－３／１３请假", "3/9-3/13"),
            ("9-11号请假", "3/9-3/11"),
            ("明天请假", "3/5 ?"),
            ("今天下午请假", "3/4 afternoon"),
            ("明天上午请半天假", "3/5 morning"),
            ("请假半天", "3/4 half"),
            ("下周休假", "3/9-3/15"),
            ("休假两周，从3月9日开始", "3/9-3/22"),
            ("产假158天", "3/4-8/8"),
            ("休假1个月", "3/4-4/3"),
            ("陪产假，两个星期", "3/4-3/17"),
            ("病假，下周一回来上班", "3/4-3/8"),
            ("3月9日（周一）到3月11日（周三）请假", "3/9-3/11"),
            ("周四、周五请假", "3/5 3/6 ?"),
            ("on leave until Monday", "3/4-3/8"),
            ("I am on annual leave until 13 March", "3/4-3/13"),
            ("On leave from Monday to Wednesday.", "3/9-3/11"),
            ("off sick today", "3/4 ?"),
            ("I'll be out for two days", "3/4-3/5"),
            ("On holiday 9 March to 13 March, back on 16 March.", "3/9-3/13 3/4-3/15"),
            ("day off tomorrow", "3/5 ?"),
            ("Out of office, back on Monday, March 16.", "3/4-3/15"),
            ("I am out of the office from 2 March until 6 March.", "3/2-3/6"),
            ("half a day off tomorrow afternoon", "3/5 afternoon"),
            ("請假到週五", "3/4-3/6"),
            ("3月16日、17日请假", "3/16 3/17 ?"),
            ("昨天请病假，没写日报", "3/3 ?"),
            ("请假", "?"),
        ];
        for (text, want) in table {
            assert_eq!(said(text, "2026-03-04"), want, "{text}");
        }
    }

    #[test]
    fn days_of_leave_are_working_days_of_the_calendar() {
        // Before 国庆 2026: from Wednesday 30 September the second day of leave is the make-up week after the holiday.
        assert_eq!(said("请假2天", "2026-09-30"), "9/30-10/8");
        // Before 春节 2026: Saturday the 14th of February is worked.
        assert_eq!(said("请假2天", "2026-02-13"), "2/13-2/14");
        assert_eq!(said("12/28-1/3休假", "2026-12-20"), "12/28-1/3");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_the_days_are_in_order_and_near(text in "(\\PC|[0-9]{1,3}|请假|到|至|下?周[一五]|月|号|天|until |back on |monday|[ -/]){0,25}", n in 0..3000i64) {
            let today = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + TimeDelta::days(n);
            for away in away(&text, today, &Calendar::default()).away {
                proptest::prop_assert!(away.from <= away.to && away.to - away.from <= LONGEST, "{text}: {away:?}");
            }
        }
    }
}
