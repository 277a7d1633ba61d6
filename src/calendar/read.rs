//! Days that differ from the week, read from the files that say so: our own shape in TOML, and iCalendar (RFC 5545).

use chrono::{Datelike, NaiveDate, TimeDelta};
use icalendar::{CalendarDateTime, Component, DatePerhapsTime};
use serde::Deserialize;

use super::Facts;

/// The public calendar of mainland China.
const CHINA: &str = include_str!("../../config/calendar/cn.toml");

/// Longer than this no holiday is and no project lasts: a slip of the keys.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// The countries whose public calendar is shipped.
pub const COUNTRIES: &[&str] = &["cn"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    year: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    #[serde(rename = "year")]
    number: i32,
    #[serde(default, rename = "source")]
    _source: String,
    #[serde(default)]
    free: Vec<String>,
    #[serde(default)]
    work: Vec<String>,
}

/// The public calendar of a country, where it is shipped.
#[must_use]
pub fn country(code: &str) -> Option<Facts> {
    (code == "cn").then(|| toml(CHINA).unwrap_or_default())
}

/// Reads days in the shape of the shipped file: years with their `free` and `work` days.
///
/// # Errors
/// What is wrong, in words.
pub fn toml(text: &str) -> Result<Facts, String> {
    let file: File = ::toml::from_str(text).map_err(|error| error.message().to_owned())?;
    let mut facts = Facts::default();
    for year in &file.year {
        for (days, works) in [(&year.free, false), (&year.work, true)] {
            for written in days {
                let (from, to) =
                    span(written).ok_or_else(|| format!("\"{written}\" is no day such as 2026-10-01 and no days such as 2026-10-01..2026-10-07"))?;
                // The weekend before New Year belongs to the year's notice.
                if to.year() != year.number {
                    return Err(format!("\"{written}\" stands under the year {}", year.number));
                }
                facts.put(from, to, works);
            }
        }
        facts.until = facts.until.max(NaiveDate::from_ymd_opt(year.number, 12, 31));
    }
    Ok(facts)
}

/// Reads `2026-10-01` or `2026-10-01..2026-10-07`.
#[must_use]
pub fn span(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to): (NaiveDate, NaiveDate) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to && to - from <= LONGEST).then_some((from, to))
}

/// Reads the whole-day events of an iCalendar file: free days, but for those whose title says that one works (补班, "working day").
///
/// # Errors
/// What is wrong, in words.
pub fn ical(text: &str) -> Result<Facts, String> {
    // Parsers differ over a byte-order mark; exporters on Windows write one.
    let calendar: icalendar::Calendar = text.trim_start_matches('\u{feff}').parse().map_err(|_| "this is not iCalendar".to_owned())?;
    let mut facts = Facts::default();
    for event in calendar.components.iter().filter_map(|component| component.as_event()) {
        let title = event.get_summary().unwrap_or_default();
        if event.property_value("RRULE").is_some() {
            return Err(format!("\"{title}\" repeats (RRULE); export it with each day written out"));
        }
        let Some(DatePerhapsTime::Date(from)) = event.get_start() else { continue };
        // DTEND is the day after the last one (RFC 5545 §3.6.1); without it the event is one day.
        let to = match event.get_end() {
            Some(DatePerhapsTime::Date(end)) if end > from => end - TimeDelta::days(1),
            Some(DatePerhapsTime::DateTime(CalendarDateTime::Floating(end))) if end.date() > from => end.date() - TimeDelta::days(1),
            _ => from,
        };
        if to - from > LONGEST {
            return Err(format!("\"{title}\" is longer than a year"));
        }
        facts.put(from, to, works(title));
        facts.until = facts.until.max(NaiveDate::from_ymd_opt(to.year(), 12, 31));
    }
    if facts.days.is_empty() { Err("no whole-day event is in it".into()) } else { Ok(facts) }
}

/// Does the title say that one works on that day? Chinese calendars write "春节 补班" or "春节（班）", Google's "Special Working Day".
fn works(title: &str) -> bool {
    title.contains('班') || title.to_lowercase().contains("working day") || title.to_lowercase().contains("workday")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_shipped_calendar_says_what_was_announced() {
        let facts = toml(CHINA).unwrap();
        assert_eq!(facts.until, Some(date("2026-12-31")));
        assert!(COUNTRIES.iter().all(|code| country(code).is_some()));
        let calendar = Calendar::default().with(&facts);
        // How many days of each holiday the notices name ("共8天"), and that make-up days are weekends and weekends alone.
        let free = |from: &str, to: &str| date(from).iter_days().take_while(|day| *day <= date(to)).filter(|day| !calendar.is_working_day(*day)).count();
        let table = [
            ("2024-02-10", "2024-02-17", 8),
            ("2024-04-04", "2024-04-06", 3),
            ("2024-05-01", "2024-05-05", 5),
            ("2024-09-15", "2024-09-17", 3),
            ("2024-10-01", "2024-10-07", 7),
            ("2025-01-28", "2025-02-04", 8),
            ("2025-04-04", "2025-04-06", 3),
            ("2025-05-01", "2025-05-05", 5),
            ("2025-05-31", "2025-06-02", 3),
            ("2025-10-01", "2025-10-08", 8),
            ("2026-01-01", "2026-01-03", 3),
            ("2026-02-15", "2026-02-23", 9),
            ("2026-04-04", "2026-04-06", 3),
            ("2026-05-01", "2026-05-05", 5),
            ("2026-06-19", "2026-06-21", 3),
            ("2026-09-25", "2026-09-27", 3),
            ("2026-10-01", "2026-10-07", 7),
        ];
        for (from, to, days) in table {
            assert_eq!(free(from, to), days, "{from}");
        }
        let plain = Calendar::default();
        assert!(facts.days.iter().all(|(day, works)| !works || !plain.is_working_day(*day)), "a make-up day is a weekend");
        // The law: 365 days less 104 or so of weekends less 11 holidays, 13 from 2025 on.
        for (year, want) in [(2024, 251), (2025, 248), (2026, 248)] {
            let days = calendar.working_days(date(&format!("{year}-01-01")), date(&format!("{}-01-01", year + 1)));
            assert_eq!(days, want, "{year}");
        }
    }

    #[test]
    fn a_company_s_calendar_comes_as_icalendar() {
        let event = |title: &str, start: &str, end: &str| {
            format!("BEGIN:VEVENT\r\nUID:{start}\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:{title}\r\n{start}\r\n{end}END:VEVENT\r\n")
        };
        let file = |events: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n");
        let events = event("Christmas", "DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227\r\n")
            + &event("公司补班", "DTSTART;VALUE=DATE:20261219", "")
            + &event("Team lunch", "DTSTART:20261222T120000Z", "DTEND:20261222T130000Z\r\n");
        let facts = ical(&file(&events)).unwrap();
        let days: Vec<String> = facts.days.iter().map(|(day, works)| format!("{day} {works}")).collect();
        assert_eq!(days, ["2026-12-19 true", "2026-12-25 false", "2026-12-26 false"]);
        assert_eq!(facts.until, Some(date("2026-12-31")));
        let repeats = event("New Year", "DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY\r\n");
        assert!(ical(&file(&repeats)).unwrap_err().contains("\"New Year\" repeats"));
        assert!(ical("hello").is_err());
    }

    #[test]
    fn a_slip_in_a_file_of_days_is_said() {
        for (text, want) in [
            ("[[year]]\nyear = 2027\nfree = [\"2027-13-01\"]", "\"2027-13-01\" is no day"),
            ("[[year]]\nyear = 2027\nfree = [\"2027-02-10..2027-02-01\"]", "is no day"),
            ("[[year]]\nyear = 2027\nwork = [\"2026-02-01\"]", "stands under the year 2027"),
            ("[[year]]\nyear = 2027\nfrei = []", "unknown field `frei`"),
        ] {
            assert!(toml(text).unwrap_err().contains(want), "{text}: {:?}", toml(text));
        }
    }
}
