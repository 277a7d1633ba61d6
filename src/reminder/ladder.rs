//! Whom to remind of which day's report, and how. Pure.
//!
//! | step | when, by the person's own clock | of which day | to whom |
//! | --- | --- | --- | --- |
//! | evening | a quarter of an hour after closing time, until [`LATEST`] | today | whoever owes it |
//! | morning | [`MORNING`] to noon of the next working day | the working day before | the same, once more |
//! | lead | [`MORNING`] to noon of the third working day, where nothing has come since | three working days before | the leads |
//!
//! There the ladder ends. And it begins no more for somebody of whom the lead has been told, until a mail of his comes: who
//! does not answer three letters does not answer the fourth, and what is to be done is the lead's to say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::calendar::Duty;

/// Who is about to write when the office closes needs no letter.
const GRACE: TimeDelta = TimeDelta::minutes(15);

/// A letter about today that comes later reads as one about nothing: people are asleep.
const LATEST: TimeDelta = TimeDelta::hours(4);

/// People read their mail at nine; whoever has had the forenoon has had the day's only note.
const MORNING: NaiveTime = time(9);
const NOON: NaiveTime = time(12);

/// Of the third working day the lead hears.
const LEAD_AFTER: usize = 3;

const fn time(hour: u32) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, 0, 0) {
        Some(time) => time,
        None => NaiveTime::MIN,
    }
}

/// A step of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The evening of the day itself.
    Evening,
    /// The next working day's morning.
    Morning,
    /// The lead is told.
    Lead,
}

impl Step {
    /// The word that a letter's cause and its template use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evening => "evening",
            Self::Morning => "morning",
            Self::Lead => "lead",
        }
    }
}

/// What is known of one person.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// On which days a report is due.
    pub duty: Duty,
    /// Nothing is owed from before this day.
    pub since: NaiveDate,
    /// The days of which a report has come, or a mail that is held.
    pub reported: BTreeSet<NaiveDate>,
    /// The day of the person's newest mail, whatever it said.
    pub last_mail: Option<NaiveDate>,
    /// The newest step of each day that has one.
    pub chased: BTreeMap<NaiveDate, Step>,
}

/// A step that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The step.
    pub step: Step,
    /// Of which day the report is missing.
    pub day: NaiveDate,
    /// Since when it has been due, by the person's clock.
    pub since: NaiveDateTime,
}

impl Known {
    /// Is a report of `day` owed and not there?
    #[must_use]
    pub fn owes(&self, day: NaiveDate) -> bool {
        day >= self.since && self.duty.is_due(day) && self.reported.range(self.duty.first_of(day)..=day).next().is_none()
    }

    fn given_up(&self) -> bool {
        let told = self.chased.iter().rev().find(|(_, step)| **step == Step::Lead).map(|(day, _)| *day);
        told.is_some_and(|told| self.last_mail.is_none_or(|mail| mail <= told))
    }
}

/// What is due for a person when his clock shows `now`, where his office closes at `closing`.
#[must_use]
pub fn due(known: &Known, closing: NaiveTime, now: NaiveDateTime) -> Option<Due> {
    let today = now.date();
    let from = |day: NaiveDate, time: NaiveTime| day.and_time(time);
    let within = |start: NaiveDateTime, end: NaiveDateTime| start <= now && now < end;
    // Who has written since is no matter for the lead: the weekly letter counts the day.
    let settled = |due: &Due| due.step == Step::Lead && known.reported.range(due.day..).next().is_some();
    let not_yet = |due: &Due| known.owes(due.day) && !settled(due) && known.chased.get(&due.day).is_none_or(|step| *step < due.step);

    let mut steps = vec![];
    let works = &known.duty.calendar;
    if works.is_working_day(today) && within(from(today, MORNING), from(today, NOON)) {
        let mut before = works.working_days_before(today);
        steps.extend(before.next().map(|day| Due { step: Step::Morning, day, since: from(today, MORNING) }));
        steps.extend(before.nth(LEAD_AFTER - 2).map(|day| Due { step: Step::Lead, day, since: from(today, MORNING) }));
    }
    // Where the office closes shortly before midnight, the evening reaches into the next day.
    for day in [Some(today), today.pred_opt()].into_iter().flatten() {
        let start = from(day, closing) + GRACE;
        if within(start, start + LATEST) {
            steps.push(Due { step: Step::Evening, day, since: start });
        }
    }
    let mut steps: Vec<Due> = steps.into_iter().filter(not_yet).collect();
    if known.given_up() {
        steps.clear();
    }
    // The lead's step first: whom he hears of needs no note about a later day on the same morning.
    steps.into_iter().max_by_key(|due| due.step)
}

/// When the next step may be due after `now`, by the person's clock: to look again then.
#[must_use]
pub fn next(closing: NaiveTime, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let days = [now.date().pred_opt(), Some(now.date()), now.date().succ_opt()].into_iter().flatten();
    days.flat_map(|day| [day.and_time(MORNING), day.and_time(closing) + GRACE]).filter(|at| *at > now).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Since Monday, 2 March 2026, with these days reported and these steps taken.
    fn known(reported: &[&str], chased: &[(&str, Step)]) -> Known {
        Known {
            since: day("2026-03-02"),
            reported: reported.iter().map(|text| day(text)).collect(),
            chased: chased.iter().map(|(text, step)| (day(text), *step)).collect(),
            ..Known::default()
        }
    }

    fn said(known: &Known, now: &str) -> String {
        due(known, time(18), at(now)).map_or_else(|| "nothing".into(), |due| format!("{} {}", due.step.as_str(), due.day.format("%m-%d")))
    }

    #[test]
    fn each_day_has_an_evening_a_morning_and_an_end() {
        use Step::{Evening, Lead, Morning};
        type Case = (&'static [&'static str], &'static [(&'static str, Step)], &'static str, &'static str);
        let table: &[Case] = &[
            // The evening.
            (&[], &[], "2026-03-02 18:14", "nothing"),
            (&[], &[], "2026-03-02 18:15", "evening 03-02"),
            (&["2026-03-02"], &[], "2026-03-02 18:15", "nothing"),
            (&[], &[("2026-03-02", Evening)], "2026-03-02 18:40", "nothing"),
            (&[], &[], "2026-03-02 22:15", "nothing"),
            // The next morning, with or without the evening's letter.
            (&[], &[("2026-03-02", Evening)], "2026-03-03 08:59", "nothing"),
            (&[], &[("2026-03-02", Evening)], "2026-03-03 09:00", "morning 03-02"),
            (&[], &[], "2026-03-03 09:00", "morning 03-02"),
            (&[], &[("2026-03-02", Morning)], "2026-03-03 09:30", "nothing"),
            (&[], &[], "2026-03-03 12:00", "nothing"),
            (&["2026-03-02"], &[("2026-03-02", Evening)], "2026-03-03 09:00", "nothing"),
            // Over the weekend to Monday; on Saturday nobody is written to.
            (&["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"], &[("2026-03-06", Evening)], "2026-03-07 09:00", "nothing"),
            (&["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"], &[("2026-03-06", Evening)], "2026-03-09 09:00", "morning 03-06"),
            // On the third working day the lead, and no more.
            (&[], &[("2026-03-02", Morning), ("2026-03-03", Morning), ("2026-03-04", Evening)], "2026-03-05 09:00", "lead 03-02"),
            (&[], &[("2026-03-02", Lead)], "2026-03-05 10:00", "nothing"),
            (&[], &[("2026-03-02", Lead)], "2026-03-05 18:20", "nothing"),
            (&["2026-03-02"], &[], "2026-03-05 09:00", "morning 03-04"),
            (&["2026-03-03"], &[("2026-03-02", Morning)], "2026-03-05 09:00", "morning 03-04"),
            // Nothing is owed from before, or for a Sunday.
            (&[], &[], "2026-03-02 09:00", "nothing"),
            (&[], &[], "2026-03-08 18:20", "nothing"),
        ];
        for (reported, chased, now, want) in table {
            assert_eq!(said(&known(reported, chased), now), *want, "{reported:?} {chased:?} {now}");
        }
    }

    #[test]
    fn a_mail_of_his_begins_the_ladder_anew() {
        let mut known = known(&[], &[("2026-03-02", Step::Lead)]);
        assert_eq!(said(&known, "2026-03-09 18:20"), "nothing");
        known.last_mail = Some(day("2026-03-06"));
        assert_eq!(said(&known, "2026-03-09 18:20"), "evening 03-09");
    }

    #[test]
    fn a_late_office_is_reminded_after_midnight() {
        let closing = NaiveTime::from_hms_opt(23, 50, 0).unwrap();
        let found = due(&known(&[], &[]), closing, at("2026-03-03 00:10")).unwrap();
        assert_eq!((found.step, found.day), (Step::Evening, day("2026-03-02")));
        assert_eq!(next(closing, at("2026-03-03 00:01")), Some(at("2026-03-03 00:05")));
        assert_eq!(next(time(18), at("2026-03-03 10:00")), Some(at("2026-03-03 18:15")));
        assert_eq!(next(time(18), at("2026-03-03 18:15")), Some(at("2026-03-04 09:00")));
    }
}
