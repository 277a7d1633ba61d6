use super::*;
use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The next three civil times after Friday 2026-11-20 09:30 in Shanghai.
fn three(line: &str) -> Result<Vec<String>, CronFault> {
    let line: CronLine = line.parse()?;
    let (mut from, tz) = (at("2026-11-20T01:30:00Z"), Tz::Asia__Shanghai);
    let mut runs = Vec::new();
    for _ in 0..3 {
        from = line.next(from, tz).unwrap();
        runs.push(from.with_timezone(&tz).format("%a %m-%d %H:%M").to_string());
    }
    Ok(runs)
}

#[test]
fn a_line_means_what_crontab_means() {
    let table = [
        ("0 8 * * 1", ["Mon 11-23 08:00", "Mon 11-30 08:00", "Mon 12-07 08:00"]),
        ("0 8 * * mon", ["Mon 11-23 08:00", "Mon 11-30 08:00", "Mon 12-07 08:00"]),
        ("0 8 * * 0", ["Sun 11-22 08:00", "Sun 11-29 08:00", "Sun 12-06 08:00"]),
        ("0 8 * * 7", ["Sun 11-22 08:00", "Sun 11-29 08:00", "Sun 12-06 08:00"]),
        ("0 8 * * 1-5", ["Mon 11-23 08:00", "Tue 11-24 08:00", "Wed 11-25 08:00"]),
        ("0 10 * * 5-7", ["Fri 11-20 10:00", "Sat 11-21 10:00", "Sun 11-22 10:00"]),
        ("0 10 * * Fri-Sun", ["Fri 11-20 10:00", "Sat 11-21 10:00", "Sun 11-22 10:00"]),
        ("0 8 * * 0-6/3", ["Sat 11-21 08:00", "Sun 11-22 08:00", "Wed 11-25 08:00"]),
        ("0 8 * * TUE,4", ["Tue 11-24 08:00", "Thu 11-26 08:00", "Tue 12-01 08:00"]),
        ("*/20 9-10 * * *", ["Fri 11-20 09:40", "Fri 11-20 10:00", "Fri 11-20 10:20"]),
        ("5-15/5,50 12 20 11 *", ["Fri 11-20 12:05", "Fri 11-20 12:10", "Fri 11-20 12:15"]),
        // Both restricted: one of them is enough …
        ("0 8 1 * Wed", ["Wed 11-25 08:00", "Tue 12-01 08:00", "Wed 12-02 08:00"]),
        // … unless one begins with a star, as in crontab(5).
        ("0 8 */10 * Sun", ["Sun 01-31 08:00", "Sun 02-21 08:00", "Sun 03-21 08:00"]),
        ("0 0 29 2 *", ["Tue 02-29 00:00", "Sun 02-29 00:00", "Fri 02-29 00:00"]),
        ("0 8 1 JAN-dec/6 *", ["Fri 01-01 08:00", "Thu 07-01 08:00", "Sat 01-01 08:00"]),
    ];
    for (line, want) in table {
        assert_eq!(three(line).unwrap(), want, "{line}");
    }
}

#[test]
fn a_fault_names_its_place_and_what_would_be_right() {
    let say = |line: &str| line.parse::<CronLine>().unwrap_err().to_string();
    insta::assert_snapshot!(say("0 0 8 * * Mon"), @"the cron line has 6 fields; five are right: minute hour day month weekday, such as `0 8 * * Mon`");
    insta::assert_snapshot!(say("60 8 * * *"), @"field 1 of the cron line (minute) is `60`: a minute is a number from 0 to 59");
    insta::assert_snapshot!(say("0 8 * * 8"), @"field 5 of the cron line (weekday) is `8`: a weekday is a number from 0 to 7 or a name from sun to sat");
    insta::assert_snapshot!(say("0 8 * * Monday"), @"field 5 of the cron line (weekday) is `Monday`: a weekday is a number from 0 to 7 or a name from sun to sat");
    insta::assert_snapshot!(say("5/15 8 * * *"), @"field 1 of the cron line (minute) is `5/15`: a step needs a range before it, such as `*/5` or `0-59/5`");
    insta::assert_snapshot!(say("0 8 20-5 * *"), @"field 3 of the cron line (day of the month) is `20-5`: `20-5` runs backwards; write two parts, such as `20-31,1-5`");
    insta::assert_snapshot!(say("*/0 8 * * *"), @"field 1 of the cron line (minute) is `*/0`: the step after `/` is a number from 1 to 59");
    insta::assert_snapshot!(say("0 8 30 2 *"), @"`0 8 30 2 *` never comes: no year has that day");
    for line in ["", "0 8 ? * 1", "0 8 L * *", "0 8 1#2 * *", "0,, 8 * * *", "+5 8 * * *", "0 8 * 13 *", "0 8 0 * *", "- 8 * * *", "0 8 * * -1", "＊ 8 * * *"]
    {
        assert!(line.parse::<CronLine>().is_err(), "{line}");
    }
}

#[test]
fn the_missing_hour_is_made_up_and_the_double_hour_counts_once() {
    let berlin = Tz::Europe__Berlin;
    let line: CronLine = "30 2 * * *".parse().unwrap();
    let gap = line.next(at("2026-03-28T12:00:00Z"), berlin).unwrap();
    assert_eq!(gap, at("2026-03-29T01:00:00Z"), "03:00 summer time, the first instant after the gap");
    assert_eq!(line.next(gap, berlin), Some(at("2026-03-30T00:30:00Z")));
    let fold = line.next(at("2026-10-24T12:00:00Z"), berlin).unwrap();
    assert_eq!(fold, at("2026-10-25T00:30:00Z"), "02:30 summer time, the first of the two");
    assert_eq!(line.next(fold, berlin), Some(at("2026-10-26T01:30:00Z")));
    assert_eq!(line.last(at("2026-10-25T01:10:00Z"), berlin), Some(fold), "02:10 winter time: 02:30 has been");
}

/// One part of a field, as numbers: from, to, step.
type Part = (u32, u32, u32);

fn field(low: u32, high: u32) -> impl Strategy<Value = Option<Vec<Part>>> {
    let part = (low..=high, low..=high, 1..=high.max(1)).prop_map(|(a, b, step)| (a.min(b), a.max(b), step));
    proptest::option::weighted(0.6, proptest::collection::vec(part, 1..3))
}

fn write(field: Option<&Vec<Part>>) -> String {
    field.map_or("*".to_owned(), |parts| parts.iter().map(|(a, b, step)| format!("{a}-{b}/{step}")).collect::<Vec<_>>().join(","))
}

fn fits(field: Option<&Vec<Part>>, value: u32) -> bool {
    field.is_none_or(|parts| parts.iter().any(|(a, b, step)| (*a..=*b).contains(&value) && (value - a).is_multiple_of(*step)))
}

/// Walks every minute of the wall clock, as slow and plain as can be.
fn walk(fields: &[Option<Vec<Part>>; 5], tz: Tz, from: DateTime<Utc>, days: i64) -> Vec<DateTime<Utc>> {
    let [minute, hour, day, month, weekday] = fields;
    let due = |civil: NaiveDateTime| {
        let of_week = civil.weekday().num_days_from_sunday();
        let by_day = fits(day.as_ref(), civil.day());
        let by_weekday = fits(weekday.as_ref(), of_week) || (of_week == 0 && fits(weekday.as_ref(), 7));
        let by_date = if day.is_some() && weekday.is_some() { by_day || by_weekday } else { by_day && by_weekday };
        by_date && fits(minute.as_ref(), civil.minute()) && fits(hour.as_ref(), civil.hour()) && fits(month.as_ref(), civil.month())
    };
    let mut shown = from.with_timezone(&tz).naive_local();
    let mut found = Vec::new();
    for n in 1..=days * 24 * 60 {
        let now = from + TimeDelta::minutes(n);
        let wall = now.with_timezone(&tz).naive_local();
        let mut hit = false;
        while shown < wall {
            shown += TimeDelta::minutes(1);
            hit |= due(shown);
        }
        if hit {
            found.push(now);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn next_and_last_agree_with_a_walk_over_every_minute(
        fields in (field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7)),
        zone in prop_oneof![Just(Tz::Asia__Shanghai), Just(Tz::Europe__Berlin), Just(Tz::America__Sao_Paulo), Just(Tz::Australia__Lord_Howe), Just(Tz::Pacific__Apia)],
        start in prop_oneof![
            // Around the changes of the clock, and anywhere.
            Just("2026-03-27"), Just("2026-10-23"), Just("2018-11-02"), Just("2026-04-03"), Just("2011-12-28"), Just("2027-02-26"),
        ],
    ) {
        let fields: [Option<Vec<Part>>; 5] = fields.into();
        let text = fields.each_ref().map(|field| write(field.as_ref())).join(" ");
        let Ok(line) = text.parse::<CronLine>() else {
            // Only a date that never comes may be refused.
            prop_assert!(fields[2].is_some() && fields[3].is_some(), "{}", text);
            return Ok(());
        };
        let from = start.parse::<NaiveDate>().unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc();
        let want = walk(&fields, zone, from, 4);
        let mut got = Vec::new();
        let mut now = from;
        while let Some(next) = line.next(now, zone).filter(|next| *next <= from + TimeDelta::days(4)) {
            prop_assert!(next > now);
            got.push(next);
            now = next;
        }
        prop_assert_eq!(&got, &want, "{} {}", text, zone);
        // `last` is the same list seen from any minute.
        for n in (0..4 * 24 * 60).step_by(37) {
            let now = from + TimeDelta::minutes(n) + TimeDelta::milliseconds(500);
            let newest = want.iter().rev().find(|due| **due <= now).copied();
            let last = line.last(now, zone).filter(|last| *last > from);
            prop_assert_eq!(last, newest, "{} {} at {}", &text, zone, now);
        }
    }
}
