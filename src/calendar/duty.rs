//! Of whom a report is due, and on which day.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{Calendar, month_of};

/// How often somebody reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Cadence {
    /// On each working day.
    #[default]
    Daily,
    /// On the last working day of the week.
    Weekly,
    /// On the last working day of the month.
    Monthly,
}

impl Cadence {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// The word that the config uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cadence| cadence.as_str() == text)
    }
}

/// The project's cadence: daily at first, then as its phases say, by the days on which they begin.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Phases(Vec<(NaiveDate, Cadence)>);

impl Phases {
    /// One cadence from each of these days on.
    #[must_use]
    pub fn new(mut begins: Vec<(NaiveDate, Cadence)>) -> Self {
        begins.sort_by_key(|(day, _)| *day);
        Self(begins)
    }

    /// The cadence on that day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Cadence {
        self.0.iter().rev().find(|(begins, _)| *begins <= day).map_or(Cadence::Daily, |(_, cadence)| *cadence)
    }
}

/// What is expected of one person.
#[derive(Clone, Debug, Default)]
pub struct Duty {
    /// The days on which the person works, absences taken out.
    pub calendar: Calendar,
    /// The person's own cadence; the project's where `None`.
    pub own: Option<Cadence>,
    /// The project's.
    pub phases: Phases,
}

impl Duty {
    /// Is a report due on that day?
    #[must_use]
    pub fn is_due(&self, day: NaiveDate) -> bool {
        let last_of = |days: TimeDelta| !(1..=days.num_days()).any(|ahead| self.calendar.is_working_day(day + TimeDelta::days(ahead)));
        self.calendar.is_working_day(day)
            && match self.cadence(day) {
                Cadence::Daily => true,
                Cadence::Weekly => last_of(TimeDelta::days(6 - i64::from(day.weekday().num_days_from_monday()))),
                Cadence::Monthly => self.calendar.last_working_day(day) == day,
            }
    }

    /// The first of the days that a report due on `day` is about: a report of any of them will do.
    #[must_use]
    pub fn first_of(&self, day: NaiveDate) -> NaiveDate {
        match self.cadence(day) {
            Cadence::Daily => day,
            Cadence::Weekly => day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday())),
            Cadence::Monthly => month_of(day),
        }
    }

    fn cadence(&self, day: NaiveDate) -> Cadence {
        self.own.unwrap_or_else(|| self.phases.on(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::country;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn due(duty: &Duty, from: &str, to: &str) -> String {
        let days = day(from).iter_days().take_while(|at| *at <= day(to)).filter(|at| duty.is_due(*at));
        days.map(|at| at.format("%m-%d").to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_cadence_is_due_on_the_last_working_day_of_its_span() {
        // In 2026 China works on Saturday, 10 October, after a week of holidays.
        let china = Calendar::default().with(&country("cn").unwrap());
        let with = |own| Duty { calendar: china.clone(), own: Some(own), phases: Phases::default() };
        assert_eq!(due(&with(Cadence::Daily), "2026-09-28", "2026-10-11"), "09-28 09-29 09-30 10-08 10-09 10-10");
        assert_eq!(due(&with(Cadence::Weekly), "2026-09-28", "2026-10-18"), "09-30 10-10 10-16");
        assert_eq!(due(&with(Cadence::Monthly), "2026-01-01", "2026-10-31"), "01-30 02-28 03-31 04-30 05-29 06-30 07-31 08-31 09-30 10-30");
        assert_eq!(with(Cadence::Weekly).first_of(day("2026-10-10")), day("2026-10-05"));
        assert_eq!(with(Cadence::Monthly).first_of(day("2026-09-30")), day("2026-09-01"));
    }

    #[test]
    fn the_project_moves_from_one_cadence_to_the_next() {
        let phases = Phases::new(vec![(day("2026-05-01"), Cadence::Monthly), (day("2026-03-16"), Cadence::Weekly)]);
        let duty = Duty { phases, ..Duty::default() };
        assert_eq!(due(&duty, "2026-03-11", "2026-03-29"), "03-11 03-12 03-13 03-20 03-27");
        assert_eq!(due(&duty, "2026-04-20", "2026-06-30"), "04-24 05-29 06-30");
    }
}
