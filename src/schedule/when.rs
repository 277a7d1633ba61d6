//! When something is due, and which days it is about then.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::cron::{CronFault, CronLine};
use crate::calendar::{self, Calendar, Period};

/// What begins the two things that a cron line cannot say.
const FIRST_WORKING_DAY: &str = "first working day ";
const WORKING_DAYS: &str = "working days ";

/// When something is due.
#[derive(Clone, Debug)]
pub enum When {
    /// By a cron line.
    Cron(CronLine),
    /// On the first working day of each month at this time: `first working day 08:00`.
    FirstWorkingDay(NaiveTime),
    /// On each working day at this time: `working days 08:30`.
    WorkingDays(NaiveTime),
}

impl FromStr for When {
    type Err = CronFault;

    fn from_str(text: &str) -> Result<Self, CronFault> {
        let time = |head: &str| text.trim().strip_prefix(head).and_then(|time| NaiveTime::parse_from_str(time.trim(), "%H:%M").ok());
        match (time(FIRST_WORKING_DAY), time(WORKING_DAYS)) {
            (Some(time), _) => Ok(Self::FirstWorkingDay(time)),
            (_, Some(time)) => Ok(Self::WorkingDays(time)),
            _ => text.parse().map(Self::Cron),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cron(line) => line.fmt(f),
            Self::FirstWorkingDay(time) => write!(f, "{FIRST_WORKING_DAY}{}", time.format("%H:%M")),
            Self::WorkingDays(time) => write!(f, "{WORKING_DAYS}{}", time.format("%H:%M")),
        }
    }
}

impl When {
    /// The first due instant after `after`.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>, tz: Tz, days: &Calendar) -> Option<DateTime<Utc>> {
        match self {
            Self::Cron(line) => line.next(after, tz),
            Self::FirstWorkingDay(time) => {
                let day = calendar::day(after, tz);
                let in_month = |month| calendar::instant(days.first_working_day(month).and_time(*time), tz);
                [day, calendar::next_month(day)].into_iter().map(in_month).find(|due| *due > after)
            }
            Self::WorkingDays(time) => {
                let day = calendar::day(after, tz);
                let on = |day: NaiveDate| calendar::instant(days.working_day_from(day).and_time(*time), tz);
                [Some(day), day.succ_opt()].into_iter().flatten().map(on).find(|due| *due > after)
            }
        }
    }

    /// The newest due instant that is not after `at`.
    #[must_use]
    pub fn last(&self, at: DateTime<Utc>, tz: Tz, days: &Calendar) -> Option<DateTime<Utc>> {
        match self {
            Self::Cron(line) => line.last(at, tz),
            Self::FirstWorkingDay(time) => {
                let day = calendar::day(at, tz);
                let in_month = |month| calendar::instant(days.first_working_day(month).and_time(*time), tz);
                [day, calendar::month_before(day)].into_iter().map(in_month).find(|due| *due <= at)
            }
            Self::WorkingDays(time) => {
                let day = calendar::day(at, tz);
                let today = Some(day).filter(|day| days.is_working_day(*day)).into_iter();
                today.chain(days.working_days_before(day)).take(2).map(|day| calendar::instant(day.and_time(*time), tz)).find(|due| *due <= at)
            }
        }
    }

    /// The next three due instants, for whoever checks a config.
    #[must_use]
    pub fn next_three(&self, from: DateTime<Utc>, tz: Tz, days: &Calendar) -> Vec<DateTime<Utc>> {
        std::iter::successors(self.next(from, tz, days), |at| self.next(*at, tz, days)).take(3).collect()
    }

    /// The days that a run due at `due` is about. By a cron line: the whole days since the day of the run before, so that
    /// runs one after the other leave no day out and count none twice. Monthly: the month before. On working days: the days since
    /// the working day before, so that Monday's speaks of Friday and of what came over the weekend.
    #[must_use]
    pub fn period(&self, due: DateTime<Utc>, tz: Tz, days: &Calendar) -> Option<Period> {
        let to = calendar::day(due, tz);
        match self {
            Self::Cron(line) => {
                let day_before = |day| line.last(calendar::start_of(day, tz) - TimeDelta::seconds(1), tz).map(|due| calendar::day(due, tz));
                let from = day_before(to)?;
                Some(Period { before: day_before(from)?, from, to })
            }
            Self::FirstWorkingDay(_) => {
                let to = calendar::month_of(to);
                let from = calendar::month_before(to);
                Some(Period { before: calendar::month_before(from), from, to })
            }
            Self::WorkingDays(_) => {
                let mut before = days.working_days_before(to);
                let from = before.next()?;
                Some(Period { before: before.next()?, from, to })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn period(when: &str, due: &str) -> String {
        let period = when.parse::<When>().unwrap().period(at(due), Tz::Asia__Shanghai, &Calendar::default()).unwrap();
        format!("{} {} {}", period.before, period.from, period.to)
    }

    #[test]
    fn the_days_of_one_run_end_where_the_next_begin() {
        assert_eq!(period("0 8 * * Mon", "2026-11-23T00:00:00Z"), "2026-11-09 2026-11-16 2026-11-23");
        assert_eq!(period("0 17 * * Fri", "2026-11-20T09:00:00Z"), "2026-11-06 2026-11-13 2026-11-20");
        assert_eq!(period("0 8,16 * * Mon,Thu", "2026-11-26T08:00:00Z"), "2026-11-19 2026-11-23 2026-11-26");
        assert_eq!(period("0 8 1 * *", "2026-12-01T00:00:00Z"), "2026-10-01 2026-11-01 2026-12-01");
        assert_eq!(period("first working day 08:00", "2026-11-02T00:00:00Z"), "2026-09-01 2026-10-01 2026-11-01");
        assert_eq!(period("first working day 08:00", "2027-02-01T00:00:00Z"), "2026-12-01 2027-01-01 2027-02-01");
        assert_eq!(period("working days 08:30", "2026-11-24T00:30:00Z"), "2026-11-20 2026-11-23 2026-11-24");
        assert_eq!(period("working days 08:30", "2026-11-23T00:30:00Z"), "2026-11-19 2026-11-20 2026-11-23");
    }

    #[test]
    fn the_first_working_day_comes_once_a_month() {
        let (when, tz): (When, _) = ("first working day 08:00".parse().unwrap(), Tz::Asia__Shanghai);
        let runs: Vec<_> = when.next_three(at("2026-07-01T00:00:00Z"), tz, &Calendar::default()).iter().map(ToString::to_string).collect();
        assert_eq!(runs, ["2026-08-03 00:00:00 UTC", "2026-09-01 00:00:00 UTC", "2026-10-01 00:00:00 UTC"]);
        assert_eq!(when.last(at("2026-08-02T23:59:59Z"), tz, &Calendar::default()), Some(at("2026-07-01T00:00:00Z")));
        assert_eq!(when.last(at("2026-08-03T00:00:00Z"), tz, &Calendar::default()), Some(at("2026-08-03T00:00:00Z")));
        assert_eq!(when.to_string(), "first working day 08:00");
        assert!("first working day 25:00".parse::<When>().is_err());
    }

    #[test]
    fn working_days_leave_out_the_others() {
        let (when, tz): (When, _) = ("working days 08:30".parse().unwrap(), Tz::Asia__Shanghai);
        let runs: Vec<_> = when.next_three(at("2026-11-19T01:00:00Z"), tz, &Calendar::default()).iter().map(ToString::to_string).collect();
        assert_eq!(runs, ["2026-11-20 00:30:00 UTC", "2026-11-23 00:30:00 UTC", "2026-11-24 00:30:00 UTC"]);
        assert_eq!(when.last(at("2026-11-22T12:00:00Z"), tz, &Calendar::default()), Some(at("2026-11-20T00:30:00Z")));
        assert_eq!(when.last(at("2026-11-23T00:29:59Z"), tz, &Calendar::default()), Some(at("2026-11-20T00:30:00Z")));
        assert_eq!(when.last(at("2026-11-23T00:30:00Z"), tz, &Calendar::default()), Some(at("2026-11-23T00:30:00Z")));
        assert_eq!(when.to_string(), "working days 08:30");
    }
}
