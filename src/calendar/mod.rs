//! Days: civil time in a time zone, working days, weeks and months. Pure.
//!
//! A [`Calendar`] is a working week and the days that differ from it: public holidays and make-up working days (调休) as
//! `config/calendar/` ships them, files of the admin's, single days of the config, and a person's absences.

mod away;
mod days;
mod duty;
mod read;
#[cfg(test)]
mod laws;

use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

pub use away::{Away, DayPart};
pub use days::{Calendar, Facts};
pub use duty::{Cadence, Duty, Phases};
pub use read::{COUNTRIES, country, ical, span, toml};

/// The widest gap of any time zone is a day (Samoa left out 30 December 2011); one minute a step, two days are enough.
const WIDEST_GAP: u32 = 2 * 24 * 60;

/// Whole days: from `from` up to and without `to`; and the span before it, which begins at `before`, to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Where the span before begins.
    pub before: NaiveDate,
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last.
    pub to: NaiveDate,
}

/// The instant that a clock on the wall in `tz` means by `civil`.
///
/// In spring an hour does not exist: the first instant after it is meant. In autumn an hour comes twice: the first of the two is meant.
#[must_use]
pub fn instant(civil: NaiveDateTime, tz: Tz) -> DateTime<Utc> {
    let mut at = civil;
    for _ in 0..WIDEST_GAP {
        match tz.from_local_datetime(&at) {
            MappedLocalTime::Single(found) | MappedLocalTime::Ambiguous(found, _) => return found.to_utc(),
            MappedLocalTime::None => at += TimeDelta::minutes(1),
        }
    }
    civil.and_utc()
}

/// The day that it is in `tz`.
#[must_use]
pub fn day(at: DateTime<Utc>, tz: Tz) -> NaiveDate {
    at.with_timezone(&tz).date_naive()
}

/// The first instant of `day` in `tz`.
#[must_use]
pub fn start_of(day: NaiveDate, tz: Tz) -> DateTime<Utc> {
    instant(day.and_time(NaiveTime::MIN), tz)
}

/// The first day of the month in which `day` lies.
#[must_use]
pub fn month_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first day of the month after `day`'s.
#[must_use]
pub fn next_month(day: NaiveDate) -> NaiveDate {
    month_of(month_of(day) + TimeDelta::days(31))
}

/// The first day of the month before `day`'s.
#[must_use]
pub fn month_before(day: NaiveDate) -> NaiveDate {
    month_of(month_of(day) - TimeDelta::days(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_first_working_day_skips_the_weekend() {
        for (any, want) in [("2026-08-20", "2026-08-03"), ("2026-10-31", "2026-10-01"), ("2026-11-15", "2026-11-02"), ("2027-05-01", "2027-05-03")] {
            assert_eq!(Calendar::default().first_working_day(date(any)), date(want), "{any}");
        }
    }

    #[test]
    fn months_follow_each_other_over_the_year() {
        assert_eq!((month_before(date("2026-01-31")), next_month(date("2026-12-31"))), (date("2025-12-01"), date("2027-01-01")));
        assert_eq!((month_before(date("2026-03-31")), next_month(date("2026-01-31"))), (date("2026-02-01"), date("2026-02-01")));
        assert_eq!(Calendar::default().working_days(date("2026-11-16"), date("2026-11-23")), 5);
        assert_eq!(Calendar::default().working_days(date("2026-11-23"), date("2026-11-23")), 0);
        assert_eq!(Calendar::default().after_working_days(date("2026-11-20"), 1), date("2026-11-23"));
        assert_eq!(Calendar::default().after_working_days(date("2026-11-21"), 5), date("2026-11-27"));
    }

    #[test]
    fn civil_time_that_is_missing_or_double_is_still_one_instant() {
        let berlin = Tz::Europe__Berlin;
        let table = [
            (Tz::Asia__Shanghai, "2026-11-23T08:00:00", "2026-11-23T00:00:00Z"),
            (berlin, "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
            (berlin, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            // Midnight itself is missing where the summer time of Lebanon or Chile begins.
            (Tz::Asia__Beirut, "2026-03-29T00:00:00", "2026-03-28T22:00:00Z"),
            (Tz::Pacific__Apia, "2011-12-30T12:00:00", "2011-12-30T10:00:00Z"),
        ];
        for (tz, civil, want) in table {
            assert_eq!(instant(civil.parse().unwrap(), tz), want.parse::<DateTime<Utc>>().unwrap(), "{tz} {civil}");
        }
    }
}
