//! What holds of every calendar.

use chrono::{NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

use super::{Calendar, Facts};

fn day(n: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(n)
}

fn facts(days: &[(i64, bool)]) -> Facts {
    Facts { days: days.iter().map(|(n, works)| (day(*n), *works)).collect(), until: None }
}

prop_compose! {
    fn calendar()(week in prop::collection::vec(0..7u8, 1..7), days in prop::collection::vec((0..400i64, any::<bool>()), 0..40)) -> Calendar {
        Calendar::new(week.into_iter().map(|day| Weekday::try_from(day).unwrap())).with(&facts(&days))
    }
}

proptest! {
    #[test]
    fn n_working_days_later_is_a_working_day_and_n_lie_between(calendar in calendar(), from in 0..300i64, n in 1..30u32) {
        let from = day(from);
        let due = calendar.after_working_days(from, n);
        prop_assert!(due > from && calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days(from + TimeDelta::days(1), due + TimeDelta::days(1)), n as usize);
    }

    #[test]
    fn waiting_in_two_steps_is_waiting_in_one(calendar in calendar(), from in 0..300i64, n in 0..15u32, m in 0..15u32) {
        prop_assert_eq!(calendar.after_working_days(calendar.after_working_days(day(from), n), m), calendar.after_working_days(day(from), n + m));
    }

    #[test]
    fn a_holiday_more_never_makes_a_due_date_earlier(calendar in calendar(), free in prop::collection::vec(0..400i64, 0..20), from in 0..300i64, n in 0..15u32) {
        let days: Vec<_> = free.into_iter().map(|n| (n, false)).collect();
        let more = calendar.clone().with(&facts(&days));
        prop_assert!(more.after_working_days(day(from), n) >= calendar.after_working_days(day(from), n));
        // And an absence is a holiday of one's own.
        let away: Vec<_> = days.iter().map(|(n, _)| (day(*n), day(*n))).collect();
        prop_assert_eq!(calendar.without(&away), more);
    }

    #[test]
    fn a_working_day_more_never_makes_a_due_date_later(calendar in calendar(), work in prop::collection::vec(0..400i64, 0..20), from in 0..300i64, n in 0..15u32) {
        let days: Vec<_> = work.into_iter().map(|n| (n, true)).collect();
        prop_assert!(calendar.clone().with(&facts(&days)).after_working_days(day(from), n) <= calendar.after_working_days(day(from), n));
    }

    #[test]
    fn a_month_s_first_and_last_working_day_enclose_all_of_them(calendar in calendar(), at in 0..360i64) {
        let (first, last) = (calendar.first_working_day(day(at)), calendar.last_working_day(day(at)));
        prop_assert!(!calendar.is_working_day(day(at)) || (first <= day(at) && day(at) <= last));
    }

    #[test]
    fn whatever_is_in_a_file_the_reader_answers(text in "(?s).{0,300}") {
        let _ = (super::toml(&text), super::ical(&text));
    }
}
