//! Which days one works: the week, and the days that differ from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{month_of, next_month};

/// Nobody is free for longer than the longest leave that the law knows, three years; who looks further for a working day has
/// a calendar without any.
const FREE_AT_MOST: usize = 3 * 366;

/// Days that differ from the week, as a public calendar, a company's or the config says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Each day that is named, and whether one works on it.
    pub days: BTreeMap<NaiveDate, bool>,
    /// The last day that they speak of; `None` where they are single days that say nothing about the others.
    pub until: Option<NaiveDate>,
}

impl Facts {
    /// Says of each day from `from` to `to`, both included, whether one works on it.
    pub fn put(&mut self, from: NaiveDate, to: NaiveDate, works: bool) {
        self.days.extend(from.iter_days().take_while(|day| *day <= to).map(|day| (day, works)));
    }
}

/// Which days one works. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar(Arc<Days>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Days {
    week: [bool; 7],
    other: BTreeMap<NaiveDate, bool>,
    until: Option<NaiveDate>,
}

impl Default for Calendar {
    /// Monday to Friday, and no holidays.
    fn default() -> Self {
        Self::new([Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri])
    }
}

impl Calendar {
    /// A calendar of nothing but a week.
    pub fn new(week: impl IntoIterator<Item = Weekday>) -> Self {
        let mut days = [false; 7];
        for day in week {
            if let Some(works) = days.get_mut(day.num_days_from_monday() as usize) {
                *works = true;
            }
        }
        Self(Arc::new(Days { week: days, other: BTreeMap::new(), until: None }))
    }

    /// The calendar with `facts` besides; of two that speak of one day the later holds.
    #[must_use]
    pub fn with(mut self, facts: &Facts) -> Self {
        let days = Arc::make_mut(&mut self.0);
        days.other.extend(&facts.days);
        days.until = days.until.max(facts.until);
        self
    }

    /// The calendar of somebody who is away from the first to the second of each pair of days, both included.
    #[must_use]
    pub fn without(&self, away: &[(NaiveDate, NaiveDate)]) -> Self {
        let mut facts = Facts::default();
        for (from, to) in away {
            facts.put(*from, *to, false);
        }
        if facts.days.is_empty() { self.clone() } else { self.clone().with(&facts) }
    }

    /// Up to which day public holidays are known; `None` where none are counted.
    #[must_use]
    pub fn known_until(&self) -> Option<NaiveDate> {
        self.0.until
    }

    /// Does one work on that day?
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        let of_week = || self.0.week.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
        self.0.other.get(&day).copied().unwrap_or_else(of_week)
    }

    /// The working days from `from` up to and without `to`.
    #[must_use]
    pub fn working_days(&self, from: NaiveDate, to: NaiveDate) -> usize {
        from.iter_days().take_while(|day| *day < to).filter(|day| self.is_working_day(*day)).count()
    }

    /// The `days`-th working day after `from`.
    #[must_use]
    pub fn after_working_days(&self, from: NaiveDate, days: u32) -> NaiveDate {
        (0..days).fold(from, |at, _| at.succ_opt().map_or(at, |next| self.working_day_from(next)))
    }

    /// `day`, where it is a working day, else the next that is one.
    #[must_use]
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        day.iter_days().take(FREE_AT_MOST).find(|day| self.is_working_day(*day)).unwrap_or(day)
    }

    /// The working days before `day`, the nearest first.
    pub fn working_days_before(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        std::iter::successors(day.pred_opt(), NaiveDate::pred_opt).take(FREE_AT_MOST).filter(|day| self.is_working_day(*day))
    }

    /// The first working day of the month in which `day` lies; its first day where it has none.
    #[must_use]
    pub fn first_working_day(&self, day: NaiveDate) -> NaiveDate {
        let first = month_of(day);
        first.iter_days().take_while(|day| *day < next_month(first)).find(|day| self.is_working_day(*day)).unwrap_or(first)
    }

    /// The last working day of the month in which `day` lies; its last day where it has none.
    #[must_use]
    pub fn last_working_day(&self, day: NaiveDate) -> NaiveDate {
        let next = next_month(day);
        let last = next.pred_opt().unwrap_or(next);
        self.working_days_before(next).next().filter(|found| month_of(*found) == month_of(day)).unwrap_or(last)
    }
}
