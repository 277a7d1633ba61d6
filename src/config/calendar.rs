//! `[calendar]` → the project's working days, and those of people who work by another calendar.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;

use super::check::Check;
use super::file;
use crate::calendar::{self, Cadence, Calendar, Facts, Phases};

/// The time zones of mainland China: who works there works by its public calendar.
const CHINA: [Tz; 5] = [Tz::Asia__Shanghai, Tz::Asia__Chongqing, Tz::Asia__Harbin, Tz::Asia__Urumqi, Tz::PRC];

/// What says which days one works.
pub(super) struct Written {
    pub public: Option<String>,
    pub week: Option<Vec<String>>,
    pub files: Vec<PathBuf>,
    pub holidays: Vec<String>,
    pub working: Vec<String>,
}

/// The project's calendar, and the others by name.
pub(super) fn calendars(check: &mut Check<'_>, file: file::Calendar, timezone: Tz) -> (Calendar, BTreeMap<String, Calendar>) {
    let file::Calendar { day_ends: _, closing: _, cadence: _, public, week, files, holidays, working, own } = file;
    let usual = if CHINA.contains(&timezone) { "cn" } else { "none" };
    let project = calendar(check, "calendar", Written { public, week, files, holidays, working }, usual);
    let own = own.into_iter().map(|(name, days)| {
        let file::OwnCalendar { public, week, files, holidays, working } = days;
        let calendar = calendar(check, &format!("calendar.own.{name}"), Written { public, week, files, holidays, working }, "none");
        (name, calendar)
    });
    (project, own.collect())
}

/// How often the project reports, from which day on.
pub(super) fn phases(check: &mut Check<'_>, written: Option<&file::Phases>) -> Phases {
    const RIGHT: &str = "write \"daily\", \"weekly\" or \"monthly\", or from which day on: { weekly = \"2026-06-01\" }";
    let begins = match written {
        None => vec![],
        Some(file::Phases::One(one)) => {
            check.parsed("calendar.cadence", Some(one), Cadence::parse, RIGHT).map(|one| (NaiveDate::MIN, one)).into_iter().collect()
        }
        Some(file::Phases::Begin(phases)) => {
            let phase = |(name, day): (&String, &String)| {
                let cadence = check.parsed("calendar.cadence", Some(name), Cadence::parse, RIGHT);
                let begins = check.parsed(
                    &format!("calendar.cadence.{name}"),
                    Some(day),
                    |day| day.parse().ok(),
                    "write the day on which it begins, such as \"2026-06-01\"",
                );
                begins.zip(cadence)
            };
            phases.iter().filter_map(phase).collect()
        }
    };
    Phases::new(begins)
}

fn calendar(check: &mut Check<'_>, path: &str, written: Written, usual: &str) -> Calendar {
    let mut calendar = match &written.week {
        Some(week) => Calendar::new(self::week(check, &format!("{path}.week"), week)),
        None => Calendar::default(),
    };
    let public = written.public.as_deref().unwrap_or(usual);
    if let Some(facts) = calendar::country(public) {
        calendar = calendar.with(&facts);
    } else if public != "none" {
        let right = format!("write {:?} or \"none\", and give other countries' holidays as files = [\"holidays.ics\"]", calendar::COUNTRIES);
        check.fault(&format!("{path}.public"), format!("the public holidays of \"{public}\" are not shipped"), right.replace(['[', ']'], ""));
    }
    for (i, file) in written.files.into_iter().enumerate() {
        let key = format!("{path}.files[{i}]");
        let Some(file) = check.existing(&key, Some(file)) else { continue };
        let ical = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ics"));
        let read = std::fs::read_to_string(&file).map_err(|error| error.to_string());
        match read.and_then(|text| if ical { calendar::ical(&text) } else { calendar::toml(&text) }) {
            Ok(facts) => calendar = calendar.with(&facts),
            Err(wrong) => {
                let right = "an .ics file holds whole-day events, any other the shape of config/calendar/cn.toml";
                check.fault(&key, format!("{} cannot be read: {wrong}", file.display()), right);
            }
        }
    }
    // What stands in the config itself is said last and holds.
    let mut facts = Facts::default();
    for (key, days, works) in [("holidays", &written.holidays, false), ("working", &written.working, true)] {
        for (i, days) in days.iter().enumerate() {
            let right = "write a day such as \"2026-10-01\", or days such as \"2026-10-01..2026-10-07\"";
            if let Some((from, to)) = check.parsed(&format!("{path}.{key}[{i}]"), Some(days), calendar::span, right) {
                facts.put(from, to, works);
            }
        }
    }
    calendar.with(&facts)
}

fn week(check: &mut Check<'_>, path: &str, days: &[String]) -> Vec<Weekday> {
    if days.is_empty() {
        check.fault(path, "with no day nobody would ever work", "write the days of an ordinary week: [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]");
    }
    let day = |(i, day): (usize, &String)| {
        check.parsed(&format!("{path}[{i}]"), Some(day), |day| day.parse().ok(), "write \"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\" or \"sun\"")
    };
    days.iter().enumerate().filter_map(day).collect()
}
