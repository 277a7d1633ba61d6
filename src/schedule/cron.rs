//! A cron line of the ordinary five fields: `minute hour day month weekday`.
//!
//! The `cron` crate finds the next civil time; what differs from crontab(5) is translated here. The crate wants seconds,
//! counts weekdays from 1 = Sunday, and asks for day *and* weekday where crontab means *or*. Time zones are resolved
//! here too: the crate leaves out what falls into the missing hour of spring and runs twice in the double hour of autumn.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::calendar;

/// A cron line that has been understood.
#[derive(Clone, Debug)]
pub struct CronLine {
    text: String,
    /// Two where day and weekday are both restricted: one of them must fit.
    any_of: Vec<cron::Schedule>,
}

/// What is wrong with a cron line, where, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CronFault {
    /// Not five fields.
    #[error("the cron line has {0} fields; five are right: minute hour day month weekday, such as `0 8 * * Mon`")]
    Fields(usize),
    /// One field is wrong.
    #[error("field {place} of the cron line ({field}) is `{text}`: {what}")]
    Field {
        /// Counted from 1.
        place: usize,
        /// What the field is for.
        field: &'static str,
        /// What stands there.
        text: String,
        /// What would be right.
        what: String,
    },
    /// A date that no year has.
    #[error("`{0}` never comes: no year has that day")]
    Never(String),
}

/// What may stand in a field.
struct Field {
    name: &'static str,
    low: u32,
    high: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 5] = [
    Field { name: "minute", low: 0, high: 59, names: &[] },
    Field { name: "hour", low: 0, high: 23, names: &[] },
    Field { name: "day of the month", low: 1, high: 31, names: &[] },
    Field { name: "month", low: 1, high: 12, names: MONTHS },
    // 0 and 7 are both Sunday.
    Field { name: "weekday", low: 0, high: 7, names: WEEKDAYS },
];

/// A field as read: bit n is set where n fits. crontab(5) calls a field restricted unless it begins with `*`.
#[derive(Clone, Copy)]
struct Fits {
    bits: u64,
    restricted: bool,
}

impl Field {
    fn read(&self, place: usize, text: &str) -> Result<Fits, CronFault> {
        let fault = |what: String| CronFault::Field { place, field: self.name, text: text.to_owned(), what };
        let mut bits = 0;
        for part in text.split(',') {
            let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
            let (from, to) = match range.split_once('-') {
                _ if range == "*" => (self.low, self.high),
                Some((from, to)) => (self.value(from, false).map_err(fault)?, self.value(to, true).map_err(fault)?),
                None if step.is_some() => return Err(fault(format!("a step needs a range before it, such as `*/5` or `{}-{}/5`", self.low, self.high))),
                None => self.value(range, false).map(|value| (value, value)).map_err(fault)?,
            };
            if from > to {
                return Err(fault(format!("`{range}` runs backwards; write two parts, such as `{from}-{},{}-{to}`", self.high, self.low)));
            }
            let step = match step {
                None => 1,
                Some(step) => step
                    .parse::<u32>()
                    .ok()
                    .filter(|step| (1..=self.high).contains(step))
                    .ok_or_else(|| fault(format!("the step after `/` is a number from 1 to {}", self.high)))?,
            };
            for value in (from..=to).step_by(step as usize) {
                bits |= 1u64 << value;
            }
        }
        if self.names.len() == WEEKDAYS.len() && bits & (1 << 7) != 0 {
            bits = (bits | 1) & !(1 << 7);
        }
        Ok(Fits { bits, restricted: !text.starts_with('*') })
    }

    /// A number or a name; Sunday ends a week as well as it begins one: `Fri-Sun`.
    fn value(&self, text: &str, upper: bool) -> Result<u32, String> {
        let text = text.to_ascii_lowercase();
        if let Some(at) = self.names.iter().position(|name| *name == text) {
            let value = u32::try_from(at).unwrap_or_default() + self.low;
            return Ok(if upper && text == "sun" { 7 } else { value });
        }
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|n| digits && (self.low..=self.high).contains(n));
        number.ok_or_else(|| match self.names {
            [first, .., last] => format!("a {} is a number from {} to {} or a name from {first} to {last}", self.name, self.low, self.high),
            _ => format!("a {} is a number from {} to {}", self.name, self.low, self.high),
        })
    }

    /// The values as the crate writes them.
    fn write(&self, fits: u64) -> String {
        let weekday = self.names.len() == WEEKDAYS.len();
        let values = (self.low..=self.high).filter(|value| fits & (1u64 << value) != 0);
        let values: Vec<String> = values.map(|value| if weekday { value + 1 } else { value }.to_string()).collect();
        let all = self.high - self.low + u32::from(!weekday);
        if values.len() == all as usize { "*".to_owned() } else { values.join(",") }
    }
}

impl FromStr for CronLine {
    type Err = CronFault;

    fn from_str(text: &str) -> Result<Self, CronFault> {
        let parts: Vec<&str> = text.split_ascii_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = parts.as_slice() else { return Err(CronFault::Fields(parts.len())) };
        let [minute, hour, day, month, weekday] = FIELDS;
        let (minutes, hours, days) = (minute.read(1, minutes)?, hour.read(2, hours)?, day.read(3, days)?);
        let (months, weekdays) = (month.read(4, months)?, weekday.read(5, weekdays)?);
        let of = |days: &str, weekdays: &str| {
            let line = format!("0 {} {} {days} {} {weekdays}", minute.write(minutes.bits), hour.write(hours.bits), month.write(months.bits));
            cron::Schedule::from_str(&line).map_err(|_| CronFault::Never(text.to_owned()))
        };
        let (days_of_month, days_of_week) = (day.write(days.bits), weekday.write(weekdays.bits));
        let any_of = if days.restricted && weekdays.restricted {
            vec![of(&days_of_month, "*")?, of("*", &days_of_week)?]
        } else {
            vec![of(&days_of_month, &days_of_week)?]
        };
        let line = Self { text: parts.join(" "), any_of };
        // The crate ends with the year 2100; every date that exists comes before.
        if line.civil_after(DateTime::UNIX_EPOCH.naive_utc()).is_none() {
            return Err(CronFault::Never(line.text));
        }
        Ok(line)
    }
}

impl fmt::Display for CronLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl CronLine {
    /// The first due instant after `after`; `None` only in the far future.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>, tz: Tz) -> Option<DateTime<Utc>> {
        let mut civil = after.with_timezone(&tz).naive_local().with_nanosecond(0)?;
        loop {
            civil = self.civil_after(civil)?;
            // In the second half of a double hour the civil times ahead have been, in the first half.
            let at = calendar::instant(civil, tz);
            if at > after {
                return Some(at);
            }
        }
    }

    /// The newest due instant that is not after `at`.
    #[must_use]
    pub fn last(&self, at: DateTime<Utc>, tz: Tz) -> Option<DateTime<Utc>> {
        let local = at.with_timezone(&tz).naive_local().with_nanosecond(0)? + TimeDelta::seconds(1);
        // In a double hour, all its civil times may have been already.
        let mut civil = match tz.from_local_datetime(&local) {
            MappedLocalTime::Ambiguous(first, second) => local + (second - first),
            _ => local,
        };
        loop {
            civil = self.civil_before(civil)?;
            let due = calendar::instant(civil, tz);
            if due <= at {
                return Some(due);
            }
        }
    }

    fn civil_after(&self, civil: NaiveDateTime) -> Option<NaiveDateTime> {
        let after = civil.and_utc();
        self.any_of.iter().filter_map(|schedule| schedule.after(&after).next()).min().map(|at| at.naive_utc())
    }

    fn civil_before(&self, civil: NaiveDateTime) -> Option<NaiveDateTime> {
        let before = civil.and_utc();
        self.any_of.iter().filter_map(|schedule| schedule.after(&before).next_back()).max().map(|at| at.naive_utc())
    }
}

#[cfg(test)]
mod tests;
