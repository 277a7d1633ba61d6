//! Rows → figures. Pure.
//!
//! An issue and a mail count in the period in which the mail arrived at the server: each counts once, whenever the desk came
//! to read it. A report counts for the days that it reports on, so that "received of expected" is fair to who writes late.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::calendar::{self, Duty, Period};
use crate::issue::{Kind, Severity, State};
use crate::store::{Balance, GivenUp, HeldRow, IssueLine, PersonId, PersonLine, ReportLine};

/// What the store gives.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Reports since the span before.
    pub reports: Vec<ReportLine>,
    /// Issues since the span before, and all that are not closed.
    pub issues: Vec<IssueLine>,
    /// Everybody.
    pub people: Vec<PersonLine>,
    /// Who is expected to report, and on which days.
    pub expected: HashMap<PersonId, Duty>,
    /// What waits for a person.
    pub held: Vec<HeldRow>,
    /// Letters that could not be delivered.
    pub lost: Vec<GivenUp>,
    /// The period's mails by outcome.
    pub outcomes: Vec<(String, i64)>,
    /// The same of the span before.
    pub outcomes_before: Vec<(String, i64)>,
    /// Seen = stored = accounted for.
    pub balance: Balance,
    /// Since when the mailbox cannot be read, where it cannot.
    pub unread_since: Option<DateTime<Utc>>,
    /// When the desk was opened: nothing is expected from before.
    pub opened: DateTime<Utc>,
}

/// A count of the period, and of the span before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pair {
    /// Of the period.
    pub now: usize,
    /// Of the span before.
    pub before: usize,
}

/// One person's part.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// When the desk was opened.
    pub opened: NaiveDate,
    /// Since when the mailbox cannot be read: the figures then lack what came since.
    pub unread_since: Option<DateTime<Utc>>,
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
    /// New issues of modules that the project does not name.
    pub other_modules: Pair,
    /// By person: who owes most first.
    pub people: Vec<PersonFigures>,
    /// Mails by outcome.
    pub outcomes: Vec<(String, Pair)>,
    /// New issues, by number.
    pub new: Vec<OpenIssue>,
    /// Issues that are not solved, the oldest first.
    pub open: Vec<OpenIssue>,
    /// On whom they wait, the most first.
    pub waiting: Vec<Waiting>,
    /// What waits for a person, by number.
    pub held: Vec<HeldRow>,
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

/// The period and the span before it, as instants and as days.
struct Spans {
    period: Period,
    before: DateTime<Utc>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

impl Spans {
    fn new(period: Period, tz: Tz) -> Self {
        let [before, from, to] = [period.before, period.from, period.to].map(|day| calendar::start_of(day, tz));
        Self { period, before, from, to }
    }

    /// Does it lie in the period, or in the span before?
    fn of(&self, at: DateTime<Utc>) -> (bool, bool) {
        (self.from <= at && at < self.to, self.before <= at && at < self.from)
    }

    /// The same for a day.
    fn of_day(&self, day: NaiveDate) -> (bool, bool) {
        let Period { before, from, to } = self.period;
        (from <= day && day < to, before <= day && day < from)
    }
}

/// Counts. Modules that are not among `modules` are counted together, unless the project names none.
#[must_use]
pub fn count(rows: Rows, period: Period, tz: Tz, today: NaiveDate, modules: &[String]) -> Figures {
    let spans = Spans::new(period, tz);
    let (mut reports, mut no_problem) = (Pair::default(), Pair::default());
    for report in &rows.reports {
        let (now, past) = spans.of_day(report.day);
        reports.add(now, past);
        no_problem.add(now && !report.problems, past && !report.problems);
    }
    let mut figures = Figures {
        period,
        opened: calendar::day(rows.opened, tz),
        unread_since: rows.unread_since,
        expected: Pair::default(),
        received: Pair::default(),
        reports,
        no_problem,
        issues: Pair::default(),
        kinds: Vec::new(),
        severities: Vec::new(),
        modules: Vec::new(),
        other_modules: Pair::default(),
        people: Vec::new(),
        outcomes: outcomes(&rows),
        new: new(&rows, &spans, tz, today),
        open: open(&rows, tz, today),
        waiting: Vec::new(),
        held: Vec::new(),
        lost: Vec::new(),
        balance: rows.balance,
    };
    new_issues(&mut figures, &rows.issues, &spans, modules);
    people(&mut figures, &rows, &spans, tz);
    figures.waiting = waiting(&figures.open);
    (figures.held, figures.lost) = (rows.held, rows.lost);
    figures
}

fn new_issues(figures: &mut Figures, issues: &[IssueLine], spans: &Spans, known: &[String]) {
    let mut kinds = [Kind::Problem, Kind::ChangeRequest, Kind::Suggestion].map(|kind| (kind, Pair::default()));
    let mut severities: Vec<_> = Severity::ALL.into_iter().map(Some).chain([None]).map(|severity| (severity, Pair::default())).collect();
    let mut modules: BTreeMap<Option<&str>, Pair> = BTreeMap::new();
    for issue in issues {
        let (now, past) = spans.of(issue.arrived);
        figures.issues.add(now, past);
        kinds.iter_mut().filter(|(kind, _)| *kind == issue.kind).for_each(|(_, pair)| pair.add(now, past));
        severities.iter_mut().filter(|(severity, _)| *severity == issue.severity).for_each(|(_, pair)| pair.add(now, past));
        match issue.module.as_deref() {
            Some(module) if !known.is_empty() && !known.iter().any(|known| known == module) => figures.other_modules.add(now, past),
            module => modules.entry(module).or_default().add(now, past),
        }
    }
    let said = |pair: &Pair| *pair != Pair::default();
    figures.kinds = kinds.into_iter().filter(|(_, pair)| said(pair)).collect();
    figures.severities = severities.into_iter().filter(|(_, pair)| said(pair)).collect();
    figures.modules = modules.into_iter().filter(|(_, pair)| said(pair)).map(|(module, pair)| (module.map(str::to_owned), pair)).collect();
    figures.modules.sort_by_key(|(module, pair)| (module.is_none(), Reverse(pair.now)));
}

fn people(figures: &mut Figures, rows: &Rows, spans: &Spans, tz: Tz) {
    let Period { before, from, to } = spans.period;
    for person in &rows.people {
        let own: Vec<&ReportLine> = rows.reports.iter().filter(|report| report.person == person.id).collect();
        let covered: BTreeSet<NaiveDate> = own.iter().flat_map(|report| report.days()).collect();
        let since = calendar::day(person.since, tz).max(figures.opened);
        let due = |from: NaiveDate, to: NaiveDate| -> Vec<NaiveDate> {
            let days = from.max(since).iter_days().take_while(|day| *day < to);
            let own = rows.expected.get(&person.id);
            days.filter(|day| own.is_some_and(|own| own.is_due(*day))).collect()
        };
        let first = |day: NaiveDate| rows.expected.get(&person.id).map_or(day, |own| own.first_of(day));
        let came = |days: &[NaiveDate]| days.iter().filter(|day| covered.range(first(**day)..=**day).next().is_some()).count();
        let (now, past) = (due(from, to), due(before, from));
        figures.expected = Pair { now: figures.expected.now + now.len(), before: figures.expected.before + past.len() };
        figures.received = Pair { now: figures.received.now + came(&now), before: figures.received.before + came(&past) };
        let mut issues = Pair::default();
        for issue in rows.issues.iter().filter(|issue| issue.reporter == person.id) {
            let (now, past) = spans.of(issue.arrived);
            issues.add(now, past);
        }
        let no_problem = own.iter().filter(|report| !report.problems && spans.of_day(report.day).0).count();
        let all = covered.iter().filter(|day| spans.of_day(**day).0).count();
        if !now.is_empty() || all > 0 || issues.now > 0 {
            let received = if now.is_empty() { all } else { came(&now) };
            figures.people.push(PersonFigures { name: person.name.clone(), expected: now.len(), received, no_problem, issues });
        }
    }
    figures.people.sort_by_key(|person| (Reverse(person.expected.saturating_sub(person.received)), Reverse(person.issues.now)));
}

fn new(rows: &Rows, spans: &Spans, tz: Tz, today: NaiveDate) -> Vec<OpenIssue> {
    named(rows, tz, today, |issue| spans.of(issue.arrived).0)
}

fn named(rows: &Rows, tz: Tz, today: NaiveDate, which: impl Fn(&IssueLine) -> bool) -> Vec<OpenIssue> {
    let names: HashMap<PersonId, &str> = rows.people.iter().map(|person| (person.id, person.name.as_str())).collect();
    let named = |issue: &IssueLine| OpenIssue {
        issue: issue.clone(),
        reporter: names.get(&issue.reporter).copied().unwrap_or_default().to_owned(),
        days: (today - calendar::day(issue.arrived, tz)).num_days(),
    };
    rows.issues.iter().filter(|issue| which(issue)).map(named).collect()
}

fn open(rows: &Rows, tz: Tz, today: NaiveDate) -> Vec<OpenIssue> {
    let mut open = named(rows, tz, today, |issue| matches!(issue.state, State::Open | State::WithConsultant));
    open.sort_by_key(|open| (open.issue.arrived, open.issue.number));
    open
}

fn waiting(open: &[OpenIssue]) -> Vec<Waiting> {
    let mut waiting: Vec<Waiting> = Vec::new();
    for issue in open {
        match waiting.iter_mut().find(|waiting| waiting.on == issue.issue.waits_on) {
            Some(waiting) => waiting.count += 1,
            None => waiting.push(Waiting { on: issue.issue.waits_on.clone(), count: 1, oldest: issue.clone() }),
        }
    }
    waiting.sort_by_key(|waiting| Reverse(waiting.count));
    waiting
}

fn outcomes(rows: &Rows) -> Vec<(String, Pair)> {
    let mut outcomes: BTreeMap<&str, Pair> = BTreeMap::new();
    for (outcome, n) in &rows.outcomes {
        outcomes.entry(outcome).or_default().now = usize::try_from(*n).unwrap_or_default();
    }
    for (outcome, n) in &rows.outcomes_before {
        outcomes.entry(outcome).or_default().before = usize::try_from(*n).unwrap_or_default();
    }
    let mut outcomes: Vec<_> = outcomes.into_iter().map(|(outcome, pair)| (outcome.to_owned(), pair)).collect();
    outcomes.sort_by_key(|(_, pair)| Reverse(pair.now));
    outcomes
}

#[cfg(test)]
mod tests;
