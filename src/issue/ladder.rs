//! Solved is not closed: what the clock does with a solution until its reporter has answered. Pure.
//!
//! ```text
//! solved ─told─▶ 5 working days ─chased─▶ 5 working days ─silent─▶ closed      urgent and high: chased, and then it waits
//!          └── "check at month end", "don't close yet": the clock stops until that day, then he is asked again
//! ```

use chrono::NaiveDate;

use super::Severity;

/// A week to try it, and a week after the reminder: itflow and osTicket close after two or three days and hear complaints.
const PATIENCE: u32 = 5;

/// So many days after it was closed an issue that is not solved after all is the same issue; later it is a new one (OTRS).
pub const REOPENS_FOR: i64 = 60;

/// How far a solution has come on its way to its reporter's word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ladder {
    /// The day on which the reporter was asked to try it.
    pub told: Option<NaiveDate>,
    /// The day on which the reporter was reminded.
    pub chased: Option<NaiveDate>,
    /// The day until which the reporter has stopped the clock.
    pub later: Option<NaiveDate>,
    /// How much it hurts.
    pub severity: Option<Severity>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Tell the reporter, and ask to try it.
    Tell,
    /// The day has come that the reporter named: ask again.
    Check,
    /// Remind, once.
    Chase,
    /// Close it as silent.
    Close,
    /// Nothing before that day.
    Wait(NaiveDate),
    /// Nothing by itself: it hurts too much to be closed by silence.
    Stay,
}

/// What is to be done on `today`; `after` counts working days of the reporter's own calendar.
#[must_use]
pub fn ladder(solution: Ladder, today: NaiveDate, after: impl Fn(NaiveDate, u32) -> NaiveDate) -> Step {
    let reached = |day: NaiveDate, step: Step| if today >= day { step } else { Step::Wait(day) };
    match solution {
        Ladder { later: Some(day), .. } => reached(day, Step::Check),
        Ladder { told: None, .. } => Step::Tell,
        Ladder { told: Some(told), chased: None, .. } => reached(after(told, PATIENCE), Step::Chase),
        Ladder { severity: Some(Severity::Urgent | Severity::High), .. } => Step::Stay,
        Ladder { chased: Some(chased), .. } => reached(after(chased, PATIENCE), Step::Close),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike as _, TimeDelta, Weekday};

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    /// Monday to Friday.
    fn after(from: NaiveDate, days: u32) -> NaiveDate {
        let mut at = from;
        let mut left = days;
        while left > 0 {
            at += TimeDelta::days(1);
            left -= u32::from(!matches!(at.weekday(), Weekday::Sat | Weekday::Sun));
        }
        at
    }

    #[test]
    fn silence_is_reminded_once_and_then_closes_what_does_not_hurt_much() {
        // Monday 2 March 2026.
        let table = [
            (None, None, None, 2, Step::Tell),
            (Some(2), None, None, 6, Step::Wait(day(9))),
            (Some(2), None, None, 9, Step::Chase),
            (Some(2), Some(9), None, 13, Step::Wait(day(16))),
            (Some(2), Some(9), None, 16, Step::Close),
            (Some(2), Some(9), None, 30, Step::Close),
            (Some(2), None, Some(31), 20, Step::Wait(day(31))),
            (Some(2), Some(9), Some(31), 31, Step::Check),
        ];
        for (told, chased, later, today, want) in table {
            let solution = Ladder { told: told.map(day), chased: chased.map(day), later: later.map(day), severity: None };
            assert_eq!(ladder(solution, day(today), after), want, "{told:?} {chased:?} {later:?} {today}");
            let hurts = Ladder { severity: Some(Severity::High), ..solution };
            let want = if chased.is_some() && later.is_none() { Step::Stay } else { want };
            assert_eq!(ladder(hurts, day(today), after), want, "{told:?} {chased:?} {later:?} {today}");
        }
    }
}
