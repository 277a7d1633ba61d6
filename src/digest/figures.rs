//! Rows → figures. Pure.
//!
//! An issue and a mail count in the period in which the mail arrived at the server: each counts once, whenever the desk came
//! to read it. A report counts for the days that it reports on, so that "received of expected" is fair to who writes late.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::calendar::{self, Period};
use crate::issue::{Kind, Severity, State};
use crate::store::{Balance, GivenUp, HeldLine, IssueLine, PersonId, PersonLine, ReportLine};

/// What the store gives.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Reports since the span before.
    pub reports: Vec<ReportLine>,
    /// Issues since the span before, and all that are not closed.
    pub issues: Vec<IssueLine>,
    /// Everybody.
    pub people: Vec<PersonLine>,
    /// Who is expected to report each working day.
    pub expected: Vec<PersonId>,
    /// What waits for a person.
    pub held: Vec<HeldLine>,
    /// Letters that could not be delivered.
    pub lost: Vec<GivenUp>,
    /// The period's mails by outcome.
    pub outcomes: Vec<(String, i64)>,
    /// The same of the span before.
    pub outcomes_before: Vec<(String, i64)>,
    /// Seen = stored = accounted for.
    pub balance: Balance,
    /// When the desk was opened: nothing is expected from before.
    pub opened: DateTime<Utc>,
}

/// A count of the period, and of the span before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pair {
    /// Of the period.
    pub now: usize,
    /// Of the span before.
    pub before: usize,
}

/// One person's part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PersonFigures {
    /// The name.
    pub name: String,
    /// Working days on which a report was expected; 0 for who reports without standing on the roster.
    pub expected: usize,
    /// Days with a report.
    pub received: usize,
    /// Reports that say there was no problem.
    pub no_problem: usize,
    /// Issues.
    pub issues: Pair,
}

/// An issue that is not solved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIssue {
    /// The issue.
    pub issue: IssueLine,
    /// Its reporter's name.
    pub reporter: String,
    /// Days since it arrived.
    pub days: i64,
}

/// Where unsolved issues wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// On whom: `reporter`, `key_user`, `lead`, `consultant`.
    pub on: String,
    /// How many.
    pub count: usize,
    /// The oldest of them.
    pub oldest: OpenIssue,
}

/// All that a digest says.
#[derive(Debug, Clone)]
pub struct Figures {
    /// Which days.
    pub period: Period,
    /// Days of reporters on which a report was expected.
    pub expected: Pair,
    /// On how many of those one was received.
    pub received: Pair,
    /// All reports.
    pub reports: Pair,
    /// Reports without a problem.
    pub no_problem: Pair,
    /// New issues.
    pub issues: Pair,
    /// New issues by kind.
    pub kinds: Vec<(Kind, Pair)>,
    /// New issues by severity, the worst first; at the end those of which nothing is said.
    pub severities: Vec<(Option<Severity>, Pair)>,
    /// New issues by module, the most first.
    pub modules: Vec<(Option<String>, Pair)>,
    /// By person: who owes most first.
    pub people: Vec<PersonFigures>,
    /// Mails by outcome.
    pub outcomes: Vec<(String, Pair)>,
    /// Issues that are not solved, the oldest first.
    pub open: Vec<OpenIssue>,
    /// On whom they wait, the most first.
    pub waiting: Vec<Waiting>,
    /// What waits for a person, by number.
    pub held: Vec<HeldLine>,
    /// Letters that could not be delivered.
    pub lost: Vec<GivenUp>,
    /// Seen = stored = accounted for.
    pub balance: Balance,
}

impl Pair {
    fn add(&mut self, in_period: bool, in_before: bool) {
        self.now += usize::from(in_period);
        self.before += usize::from(in_before);
    }
}

impl Figures {
    /// New issues that are said to be urgent.
    #[must_use]
    pub fn urgent(&self) -> Pair {
        self.severities.iter().find(|(severity, _)| *severity == Some(Severity::Urgent)).map(|(_, pair)| *pair).unwrap_or_default()
    }
}

/// Counts.
#[must_use]
pub fn count(rows: Rows, period: Period, tz: Tz, today: NaiveDate) -> Figures {
    let names: HashMap<PersonId, &str> = rows.people.iter().map(|person| (person.id, person.name.as_str())).collect();
    let name = |id: PersonId| names.get(&id).copied().unwrap_or_default().to_owned();
    let [before, from, to] = [period.before, period.from, period.to].map(|day| calendar::start_of(day, tz));
    let spans = |at: DateTime<Utc>| (from <= at && at < to, before <= at && at < from);
    let day_spans = |day: NaiveDate| (period.from <= day && day < period.to, period.before <= day && day < period.from);

    let mut issues = Pair::default();
    let (mut kinds, mut severities) = (BTreeMap::new(), BTreeMap::new());
    let mut modules: BTreeMap<Option<String>, Pair> = BTreeMap::new();
    let mut by_reporter: HashMap<PersonId, Pair> = HashMap::new();
    for issue in &rows.issues {
        let (now, past) = spans(issue.arrived);
        let kind = [Kind::Problem, Kind::ChangeRequest, Kind::Suggestion].into_iter().position(|kind| kind == issue.kind);
        let severity = Severity::ALL.into_iter().position(|severity| Some(severity) == issue.severity).unwrap_or(Severity::ALL.len());
        issues.add(now, past);
        kinds.entry(kind).or_insert((issue.kind, Pair::default())).1.add(now, past);
        severities.entry(severity).or_insert((issue.severity, Pair::default())).1.add(now, past);
        modules.entry(issue.module.clone()).or_default().add(now, past);
        by_reporter.entry(issue.reporter).or_default().add(now, past);
    }
    let said = |pair: &Pair| *pair != Pair::default();
    let mut modules: Vec<_> = modules.into_iter().filter(|(_, pair)| said(pair)).collect();
    modules.sort_by_key(|(module, pair)| (module.is_none(), std::cmp::Reverse(pair.now)));

    let (mut reports, mut no_problem) = (Pair::default(), Pair::default());
    for report in &rows.reports {
        let (now, past) = day_spans(report.day);
        reports.add(now, past);
        no_problem.add(now && !report.problems, past && !report.problems);
    }

    let opened = calendar::day(rows.opened, tz);
    let (mut expected, mut received) = (Pair::default(), Pair::default());
    let mut people = Vec::new();
    for person in &rows.people {
        let own: Vec<&ReportLine> = rows.reports.iter().filter(|report| report.person == person.id).collect();
        let covered: HashSet<NaiveDate> = own.iter().flat_map(|report| days_of(report)).collect();
        let since = calendar::day(person.since, tz).max(opened);
        let due = |from: NaiveDate, to: NaiveDate| {
            let days = from.max(since).iter_days().take_while(move |day| *day < to).filter(|day| calendar::is_working_day(*day));
            if rows.expected.contains(&person.id) { days.collect::<Vec<_>>() } else { Vec::new() }
        };
        let (now, past) = (due(period.from, period.to), due(period.before, period.from));
        let count = |days: &[NaiveDate]| days.iter().filter(|day| covered.contains(day)).count();
        expected = Pair { now: expected.now + now.len(), before: expected.before + past.len() };
        received = Pair { now: received.now + count(&now), before: received.before + count(&past) };
        let issues = by_reporter.get(&person.id).copied().unwrap_or_default();
        let in_period = |day: &&NaiveDate| day_spans(**day).0;
        let quiet = own.iter().filter(|report| !report.problems && day_spans(report.day).0).count();
        let all = covered.iter().filter(in_period).count();
        if !now.is_empty() || all > 0 || issues.now > 0 {
            let received = if now.is_empty() { all } else { count(&now) };
            people.push(PersonFigures { name: person.name.clone(), expected: now.len(), received, no_problem: quiet, issues });
        }
    }
    people.sort_by_key(|person| (std::cmp::Reverse(person.expected.saturating_sub(person.received)), std::cmp::Reverse(person.issues.now)));

    let unsolved = |issue: &&IssueLine| matches!(issue.state, State::Open | State::WithConsultant);
    let age = |issue: &IssueLine| (today - calendar::day(issue.arrived, tz)).num_days();
    let mut open: Vec<OpenIssue> =
        rows.issues.iter().filter(unsolved).map(|issue| OpenIssue { issue: issue.clone(), reporter: name(issue.reporter), days: age(issue) }).collect();
    open.sort_by_key(|open| (open.issue.arrived, open.issue.number));
    let mut waiting: Vec<Waiting> = Vec::new();
    for issue in &open {
        match waiting.iter_mut().find(|waiting| waiting.on == issue.issue.waits_on) {
            Some(waiting) => waiting.count += 1,
            None => waiting.push(Waiting { on: issue.issue.waits_on.clone(), count: 1, oldest: issue.clone() }),
        }
    }
    waiting.sort_by_key(|waiting| std::cmp::Reverse(waiting.count));

    let mut outcomes: BTreeMap<String, Pair> = BTreeMap::new();
    for (outcome, n) in rows.outcomes {
        outcomes.entry(outcome).or_default().now = usize::try_from(n).unwrap_or_default();
    }
    for (outcome, n) in rows.outcomes_before {
        outcomes.entry(outcome).or_default().before = usize::try_from(n).unwrap_or_default();
    }
    let mut outcomes: Vec<_> = outcomes.into_iter().collect();
    outcomes.sort_by_key(|(_, pair)| std::cmp::Reverse(pair.now));

    Figures {
        period,
        expected,
        received,
        reports,
        no_problem,
        issues,
        kinds: kinds.into_values().filter(|(_, pair)| said(pair)).collect(),
        severities: severities.into_values().filter(|(_, pair)| said(pair)).collect(),
        modules,
        people,
        outcomes,
        open,
        waiting,
        held: rows.held,
        lost: rows.lost,
        balance: rows.balance,
    }
}

/// The days that a report is about: a weekly one stands for its seven days, a monthly one for its month so far.
fn days_of(report: &ReportLine) -> impl Iterator<Item = NaiveDate> {
    let first = match report.period.as_str() {
        "week" => report.day - TimeDelta::days(6),
        "month" => calendar::month_of(report.day),
        _ => report.day,
    };
    let last = report.day;
    first.iter_days().take_while(move |day| *day <= last)
}

#[cfg(test)]
mod tests;
