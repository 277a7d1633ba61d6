use super::*;
use crate::issue::IssueNumber;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Alice (1) and Bob (2) are expected, Carol (3) is not; the desk was opened long ago, Bob came on Wednesday.
fn rows() -> Rows {
    let person = |id, name: &str, since: &str| PersonLine { id: PersonId(id), name: name.into(), since: at(since) };
    Rows {
        reports: vec![],
        issues: vec![],
        people: vec![person(1, "Alice", "2026-09-01T00:00:00Z"), person(2, "Bob", "2026-11-18T01:00:00Z"), person(3, "Carol", "2026-11-17T00:00:00Z")],
        expected: HashMap::from([(PersonId(1), Duty::default()), (PersonId(2), Duty::default())]),
        held: vec![],
        lost: vec![],
        outcomes: vec![],
        outcomes_before: vec![],
        balance: Balance::default(),
        unread_since: None,
        opened: at("2026-09-01T00:00:00Z"),
    }
}

/// What was sent: person, day, period.
type Sent = (i64, &'static str, &'static str);

fn report(person: i64, day: &str, period: &str) -> ReportLine {
    ReportLine { person: PersonId(person), day: date(day), period: period.into(), problems: false }
}

fn issue(number: u32, arrived: &str) -> IssueLine {
    IssueLine {
        number: IssueNumber(number),
        reporter: PersonId(1),
        title: format!("number {number}"),
        kind: Kind::Problem,
        severity: None,
        module: None,
        state: State::Open,
        waits_on: "lead".into(),
        arrived: at(arrived),
    }
}

/// The week of Monday 2026-11-16, counted on the Monday after.
fn week(rows: Rows) -> Figures {
    let period = Period { before: date("2026-11-09"), from: date("2026-11-16"), to: date("2026-11-23") };
    count(rows, period, Tz::Asia__Shanghai, date("2026-11-23"), &[])
}

#[test]
fn a_day_is_received_once_whatever_was_sent_for_it() {
    let table: &[(&[Sent], usize)] = &[
        (&[], 0),
        (&[(1, "2026-11-16", "day"), (1, "2026-11-16", "day")], 1),
        // Saturday's report is welcome and pays for no other day.
        (&[(1, "2026-11-21", "day")], 0),
        (&[(1, "2026-11-22", "week")], 5),
        (&[(1, "2026-11-20", "month")], 5),
        // Bob came on Wednesday: nothing is expected of him before, so a back-fill is not counted against it either.
        (&[(2, "2026-11-16", "day"), (2, "2026-11-18", "day")], 1),
        // Nothing is expected of Carol.
        (&[(3, "2026-11-18", "day")], 0),
    ];
    for (reports, want) in table {
        let reports = reports.iter().map(|(person, day, period)| report(*person, day, period)).collect();
        let figures = week(Rows { reports, ..rows() });
        assert_eq!((figures.received.now, figures.expected), (*want, Pair { now: 8, before: 5 }), "{want}");
    }
}

#[test]
fn nothing_is_expected_from_before_the_desk_was_opened() {
    let figures = week(Rows { opened: at("2026-11-19T03:00:00Z"), ..rows() });
    assert_eq!(figures.expected, Pair { now: 4, before: 0 }, "Thursday and Friday, two persons");
}

#[test]
fn an_issue_counts_in_the_week_in_which_its_mail_arrived_there() {
    // Midnight in Shanghai is 16:00 UTC of the day before.
    let arrivals =
        ["2026-11-08T15:59:59Z", "2026-11-08T16:00:00Z", "2026-11-15T15:59:59Z", "2026-11-15T16:00:00Z", "2026-11-22T15:59:59Z", "2026-11-22T16:00:00Z"];
    let issues = (1..).zip(arrivals).map(|(n, arrived)| issue(n, arrived)).collect();
    let figures = week(Rows { issues, ..rows() });
    assert_eq!(figures.issues, Pair { now: 2, before: 2 });
    assert_eq!(figures.open.len(), 6, "what is open is open, whenever it came");
    assert_eq!(figures.open[0].days, 15);
}

#[test]
fn the_tables_add_up_and_leave_empty_lines_out() {
    let mut issues: Vec<IssueLine> = (1..=5).map(|n| issue(n, "2026-11-17T02:00:00Z")).collect();
    issues[0].module = Some("Stock".into());
    issues[1].module = Some("Stock".into());
    issues[2].module = Some("Sales".into());
    issues[2].severity = Some(Severity::Urgent);
    issues[3].severity = Some(Severity::Low);
    issues[4].kind = Kind::Suggestion;
    let mut old = issue(6, "2026-10-01T00:00:00Z");
    old.module = Some("Payroll".into());
    issues.push(old);
    let figures = week(Rows { issues, ..rows() });
    let pair = |now| Pair { now, before: 0 };
    assert_eq!(figures.modules, [(Some("Stock".into()), pair(2)), (Some("Sales".into()), pair(1)), (None, pair(2))]);
    assert_eq!(figures.severities, [(Some(Severity::Urgent), pair(1)), (Some(Severity::Low), pair(1)), (None, pair(3))]);
    assert_eq!(figures.kinds, [(Kind::Problem, pair(4)), (Kind::Suggestion, pair(1))]);
    assert_eq!(figures.urgent(), pair(1));
    assert_eq!(figures.other_modules, pair(0));
    let period = figures.period;
    let named =
        count(Rows { issues: figures.open.into_iter().map(|open| open.issue).collect(), ..rows() }, period, Tz::UTC, date("2026-11-23"), &["Sales".into()]);
    assert_eq!((named.modules, named.other_modules), (vec![(Some("Sales".into()), pair(1)), (None, pair(2))], pair(2)));
}

#[test]
fn what_is_solved_waits_on_nobody() {
    let mut issues: Vec<IssueLine> = (1..=7).map(|n| issue(n, &format!("2026-11-1{n}T02:00:00Z"))).collect();
    for (issue, state) in
        issues.iter_mut().zip([State::Open, State::WithConsultant, State::WithConsultant, State::Solved, State::Closed, State::Declined, State::Duplicate])
    {
        issue.state = state;
    }
    issues[1].waits_on = "consultant".into();
    issues[2].waits_on = "consultant".into();
    let figures = week(Rows { issues, ..rows() });
    let waiting: Vec<_> = figures.waiting.iter().map(|w| (w.on.as_str(), w.count, w.oldest.issue.number.0)).collect();
    assert_eq!(waiting, [("consultant", 2, 2), ("lead", 1, 1)]);
}

#[test]
fn who_owes_most_stands_first_and_who_does_nothing_here_not_at_all() {
    let mut rows = rows();
    rows.reports = (16..=20).map(|day| report(1, &format!("2026-11-{day}"), "day")).collect();
    let figures = week(rows.clone());
    let names = |figures: &Figures| figures.people.iter().map(|p| format!("{} {}/{}", p.name, p.received, p.expected)).collect::<Vec<_>>();
    assert_eq!(names(&figures), ["Bob 0/3", "Alice 5/5"]);
    rows.reports.push(report(3, "2026-11-21", "day"));
    assert_eq!(names(&week(rows)), ["Bob 0/3", "Alice 5/5", "Carol 1/0"]);
}
