//! Days as people write them about what is to come: "3/31", "3月31日", "31号", "下周三", "Friday", "month end". Pure.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate, NaiveTime, TimeDelta, Weekday};
use regex::{Captures, Regex};
use unicode_normalization::UnicodeNormalization as _;

use super::line::narrow;
use crate::calendar::{self, Calendar};

/// How a day is written, and what it means on a given day.
type Form = (&'static str, fn(&Captures<'_>, NaiveDate, &Calendar) -> Option<NaiveDate>);

/// The forms in the order in which they are tried: the more exact first.
const FORMS: &[Form] = &[
    (r"(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})", |found, _, _| NaiveDate::from_ymd_opt(number(found, 1)?, part(found, 2)?, part(found, 3)?)),
    (r"(?:^|\D)(\d{1,2})\s?[/月]\s?(\d{1,2})(?:\D|$)", |found, today, _| next(part(found, 1)?, part(found, 2)?, today)),
    (r"(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", |found, today, _| {
        next(month(found.get(2)?.as_str())?, part(found, 1)?, today)
    }),
    (r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})\b", |found, today, _| {
        next(month(found.get(1)?.as_str())?, part(found, 2)?, today)
    }),
    (r"(?i)月底|月末|月结|月結|month[ -]?end|end of (?:the |this )?month", |_, today, calendar| Some(month_end(today, calendar))),
    (r"下下[周週]([一二三四五六日天])?|the week after next", |found, today, _| Some(of_week(found.get(1).map(|day| day.as_str()), today, 2))),
    (r"下(?:个|個)?(?:[周週]|星期)([一二三四五六日天])?", |found, today, _| Some(of_week(found.get(1).map(|day| day.as_str()), today, 1))),
    (r"(?i)\bnext week\b", |_, today, _| Some(of_week(None, today, 1))),
    (r"(?:[周週]|星期|礼拜|禮拜)([一二三四五六日天])", |found, today, _| coming(found.get(1)?.as_str(), today)),
    (r"(?i)\b(mon|tues|wednes|thurs|fri|satur|sun)day\b", |found, today, _| coming(found.get(1)?.as_str(), today)),
    (r"(?i)\bin (\d{1,2}) days\b|(\d{1,2})\s?(?:天|日)(?:后|後|以后|以後|之后|之後)", |found, today, _| {
        Some(today + TimeDelta::days(part(found, 1).or_else(|| part(found, 2))?.into()))
    }),
    (r"后天|後天|day after tomorrow", |_, today, _| Some(today + TimeDelta::days(2))),
    (r"(?i)明天|明日|\btomorrow\b", |_, today, _| Some(today + TimeDelta::days(1))),
    (r"(?:^|\D)(\d{1,2})[号號日](?:\D|$)", |found, today, _| {
        let day: u32 = part(found, 1)?;
        let this = today.with_day(day).filter(|day| *day >= today);
        this.or_else(|| calendar::next_month(today).with_day(day))
    }),
    (r"(?i)昨天|昨日|\byesterday\b", |_, today, _| today.pred_opt()),
    (r"(?i)今天|今日|\btoday\b", |_, today, _| Some(today)),
];

static COMPILED: LazyLock<Vec<Regex>> = LazyLock::new(|| FORMS.iter().filter_map(|(form, _)| Regex::new(form).ok()).collect());

/// The coming day that a text names, seen from `today`; of several the one that is written most exactly.
#[must_use]
pub fn day(text: &str, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
    let text: String = text.nfkc().collect();
    COMPILED.iter().zip(FORMS).find_map(|(form, (_, meaning))| form.captures_iter(&text).find_map(|found| meaning(&found, today, calendar)))
}

static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?P<half>上午|早上|中午|下午|晚上)?\s?(?:(?P<h>\d{1,2})[:.](?P<m>\d{2})|(?P<oh>\d{1,2})[点點](?:(?P<hm>\d{1,2})分?|(?P<hh>半))?)\s?(?P<late>[ap]m\b)?|\b(?P<eh>\d{1,2})\s?(?P<el>[ap]m)\b").ok()
});

/// An appointment: its day, its time where one is told, and what else is said, such as the place.
#[must_use]
pub fn appointment(text: &str, today: NaiveDate, calendar: &Calendar) -> Option<(NaiveDate, Option<NaiveTime>, String)> {
    // One for one, so that the rest is cut out of what was written.
    let folded = narrow(text);
    let clock = CLOCK.as_ref().and_then(|clock| clock.captures(&folded));
    let time = clock.as_ref().and_then(time);
    let mut taken: Vec<Range<usize>> =
        clock.as_ref().filter(|_| time.is_some()).and_then(|clock| clock.get(0)).map(|found| found.range()).into_iter().collect();
    // The time first: "14.30" is no day.
    let without: String = folded.char_indices().map(|(at, c)| if taken.iter().any(|range| range.contains(&at)) { ' ' } else { c }).collect();
    let day = day(&without, today, calendar)?;
    if without.len() == folded.len() {
        taken.extend(all(&without, today, calendar).first().map(|found| found.range.clone()));
    }
    let rest: String =
        folded.char_indices().zip(text.chars()).map(|((at, _), c)| if taken.iter().any(|range| range.contains(&at)) { ' ' } else { c }).collect();
    let marks: &[char] = &[' ', ',', '，', '。', '.', ';', '；', '、', '日', '号', '號'];
    Some((day, time, rest.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches(marks).to_owned()))
}

fn time(found: &Captures<'_>) -> Option<NaiveTime> {
    let part = |name| found.name(name).map(|part| part.as_str());
    let hour: u32 = part("h").or_else(|| part("oh")).or_else(|| part("eh"))?.parse().ok()?;
    let minute = match part("m").or_else(|| part("hm")) {
        Some(minute) => minute.parse().ok()?,
        None if part("hh").is_some() => 30,
        None => 0,
    };
    let late = matches!(part("half"), Some("下午" | "晚上")) || [part("late"), part("el")].iter().flatten().any(|half| half.eq_ignore_ascii_case("pm"));
    NaiveTime::from_hms_opt(if late && hour < 12 { hour + 12 } else { hour }, minute, 0)
}

/// A day where it stands in a text.
pub(super) struct Found<'t> {
    /// Where.
    pub(super) range: Range<usize>,
    /// Which day, seen from the day on which the text was written.
    pub(super) day: NaiveDate,
    captures: Captures<'t>,
    form: usize,
}

impl Found<'_> {
    /// The day that the same words mean, seen from another day.
    pub(super) fn seen_from(&self, today: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
        FORMS.get(self.form).and_then(|(_, meaning)| meaning(&self.captures, today, calendar))
    }
}

/// Every day that a text names, in its order.
pub(super) fn all<'t>(text: &'t str, today: NaiveDate, calendar: &Calendar) -> Vec<Found<'t>> {
    let mut all: Vec<Found<'t>> = vec![];
    let mut at = 0;
    while let Some(found) = first(text, at, today, calendar) {
        at = found.range.end.max(at + 1);
        all.push(found);
        if !text.is_char_boundary(at) || all.len() >= MOST {
            break;
        }
    }
    all
}

/// No absence and no promise names more days.
const MOST: usize = 20;

/// The first day at or behind `at`; of two that begin at one place the more exact.
fn first<'t>(text: &'t str, at: usize, today: NaiveDate, calendar: &Calendar) -> Option<Found<'t>> {
    let hits = COMPILED.iter().zip(FORMS).enumerate().filter_map(|(form, (compiled, (pattern, meaning)))| {
        let mut from = at;
        while let Some(captures) = compiled.captures_at(text, from) {
            let whole = captures.get(0)?.range();
            // What only keeps other digits away does not belong to the day.
            let start = if pattern.starts_with(r"(?:^|\D)") { captures.get(1)?.start() } else { whole.start };
            let end = if pattern.ends_with(r"(?:\D|$)") { captures.iter().flatten().skip(1).last()?.end() } else { whole.end };
            if let Some(day) = meaning(&captures, today, calendar) {
                return Some(Found { range: start..end, day, captures, form });
            }
            from = end.max(from + 1);
        }
        None
    });
    hits.min_by_key(|found| (found.range.start, found.form))
}

/// The last day of that name up to `today`: a report is of a day that is over, or of today.
#[must_use]
pub fn past_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text: String = text.nfkc().collect();
    let said = PAST.as_ref()?.captures(&text)?;
    let group = |at| number::<u32>(&said, at);
    if let Some(year) = number::<i32>(&said, 1) {
        return NaiveDate::from_ymd_opt(year, group(2)?, group(3)?).filter(|day| *day <= today);
    }
    let (of_month, of_day) = match (group(4), said.get(6)) {
        (Some(of_month), _) => (of_month, group(5)?),
        (None, Some(name)) => (month(name.as_str())?, group(7)?),
        (None, None) => (month(said.get(9)?.as_str())?, group(8)?),
    };
    let of = |year| NaiveDate::from_ymd_opt(year, of_month, of_day);
    of(today.year()).filter(|day| *day <= today).or_else(|| of(today.year() - 1))
}

/// The exact forms alone: year, month and day; month and day in numbers; month by name before or behind the day.
static PAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    const MONTH: &str = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)";
    let form = r"(?i)(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})|(\d{1,2})\s?[/月]\s?(\d{1,2})|\bMONTH[a-z]*\.?\s+(\d{1,2})\b|\b(\d{1,2})(?:st|nd|rd|th)?\s+MONTH";
    Regex::new(&form.replace("MONTH", MONTH)).ok()
});

/// The last working day of the month: this one's, or the next one's where this one's is here.
#[must_use]
pub fn month_end(today: NaiveDate, calendar: &Calendar) -> NaiveDate {
    let this = calendar.last_working_day(today);
    if this > today { this } else { calendar.last_working_day(calendar::next_month(today)) }
}

fn number<T: std::str::FromStr>(found: &Captures<'_>, group: usize) -> Option<T> {
    found.get(group)?.as_str().parse().ok()
}

fn part(found: &Captures<'_>, group: usize) -> Option<u32> {
    number(found, group)
}

/// This year's day, or next year's where this year's is over.
fn next(month: u32, day: u32, today: NaiveDate) -> Option<NaiveDate> {
    let of = |year| NaiveDate::from_ymd_opt(year, month, day);
    of(today.year()).filter(|day| *day >= today).or_else(|| of(today.year() + 1))
}

fn month(name: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let at = MONTHS.iter().position(|month| name.to_ascii_lowercase().starts_with(month))?;
    u32::try_from(at + 1).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name.to_ascii_lowercase().as_str() {
        "一" | "mon" => Weekday::Mon,
        "二" | "tues" => Weekday::Tue,
        "三" | "wednes" => Weekday::Wed,
        "四" | "thurs" => Weekday::Thu,
        "五" | "fri" => Weekday::Fri,
        "六" | "satur" => Weekday::Sat,
        "日" | "天" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

/// The next day of this name; today's own name means the next week's.
fn coming(name: &str, today: NaiveDate) -> Option<NaiveDate> {
    let wanted = weekday(name)?;
    (1..=7).map(|days| today + TimeDelta::days(days)).find(|day| day.weekday() == wanted)
}

/// A day of the week that begins `weeks` Mondays from now; its Monday where none is named.
fn of_week(name: Option<&str>, today: NaiveDate, weeks: i64) -> NaiveDate {
    let monday = today - TimeDelta::days(today.weekday().num_days_from_monday().into()) + TimeDelta::weeks(weeks);
    monday + TimeDelta::days(name.and_then(weekday).map_or(0, |day| day.num_days_from_monday().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        assert_eq!(COMPILED.len(), FORMS.len());
        // Thursday 5 March 2026.
        let today = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        let table = [
            ("观察到3/31", "2026-03-31"),
            ("观察到 3 月 31 日", "2026-03-31"),
            ("３月１０日前", "2026-03-10"),
            ("2/10再看", "2027-02-10"),
            ("到2026-04-01", "2026-04-01"),
            ("31号再看", "2026-03-31"),
            ("2号", "2026-04-02"),
            ("月底再看", "2026-03-31"),
            ("check at month end", "2026-03-31"),
            ("下周三", "2026-03-11"),
            ("下周再看", "2026-03-09"),
            ("周五", "2026-03-06"),
            ("on Thursday", "2026-03-12"),
            ("明天试", "2026-03-06"),
            ("3天后", "2026-03-08"),
            ("in 10 days", "2026-03-15"),
            ("until 31 March", "2026-03-31"),
            ("by Apr 3", "2026-04-03"),
        ];
        for (text, want) in table {
            assert_eq!(day(text, today, &Calendar::default()).map(|day| day.to_string()).as_deref(), Some(want), "{text}");
        }
        for text in ["13/45", "CRM-42 好了", "版本 3.12", "好的"] {
            assert_eq!(day(text, today, &Calendar::default()), None, "{text}");
        }
    }

    #[test]
    fn a_report_is_of_a_day_that_is_over() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        let table = [
            ("这是3月4日的日报", Some("2026-03-04")),
            ("补 3/5", Some("2026-03-05")),
            ("算12月31日", Some("2025-12-31")),
            ("this is for March 4", Some("2026-03-04")),
            ("for 4 March", Some("2026-03-04")),
            ("2026-03-02", Some("2026-03-02")),
            ("2026-03-12", None),
            ("昨天", None),
        ];
        for (text, want) in table {
            assert_eq!(past_day(text, today).map(|day| day.to_string()).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn the_month_ends_on_a_working_day_that_is_still_to_come() {
        for (today, want) in [("2026-02-10", "2026-02-27"), ("2026-02-27", "2026-03-31"), ("2026-05-28", "2026-05-29"), ("2026-05-30", "2026-06-30")] {
            assert_eq!(month_end(today.parse().unwrap(), &Calendar::default()).to_string(), want, "{today}");
        }
    }
}
