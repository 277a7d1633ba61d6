//! Figures → what the templates may name. Words are in the reader's language here; sentences stand in the templates.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::decide::{Decision, decisions};
use super::figures::{Figures, OpenIssue, Pair, PersonFigures};
use super::words;
use crate::issue::{Key, Severity};
use crate::outbox;
use crate::people::Language;
use crate::store::{Balance, GivenUp, HeldRow};

/// The oldest issues are shown to be dealt with, and ten are a week's work for a project meeting.
const OLDEST: usize = 10;

/// More rows than this are a workbook, not a letter.
const ROWS: usize = 40;

/// Where the project names no modules, reporters do, each in his way; the tail of such a list says nothing.
const MODULES: usize = 8;

/// A group reads the head of a list only.
const TOP: usize = 3;

/// A sentence names so many persons; the tables name the rest.
const NAMES: usize = 4;

/// What a title may take of a line, in columns: a Chinese character takes two.
const TITLE: usize = 72;

/// The whole letter; without `compared` the desk was not open in the span before.
#[derive(Debug, Serialize)]
pub(super) struct View {
    /// To a manager, who sees the figures of his own people alone.
    pub(super) manager: bool,
    compared: bool,
    days: String,
    as_of: String,
    unread_since: Option<String>,
    expected: Both,
    received: Both,
    missing: usize,
    silent: String,
    reports: Both,
    no_problem: Both,
    issues: Both,
    urgent: Both,
    open: usize,
    decide: Vec<Decision>,
    waiting: Vec<WaitingRow>,
    lost: Vec<LostRow>,
    lost_count: usize,
    kinds: Vec<Row>,
    severities: Vec<Row>,
    modules: Vec<Row>,
    top: Vec<Row>,
    people: Vec<PersonRow>,
    people_more: usize,
    silent_all: String,
    silent_count: usize,
    quiet: String,
    late: String,
    late_count: usize,
    new: Vec<OpenRow>,
    new_more: usize,
    oldest: Vec<OpenRow>,
    held: Vec<ShownHeld>,
    held_more: usize,
    held_count: usize,
    mails: Both,
    outcomes: Vec<Row>,
    balance: Balance,
    even: bool,
    skipped: usize,
}

/// A count of the period, and of the span before.
#[derive(Debug, Clone, Copy, Serialize)]
struct Both {
    now: usize,
    before: usize,
}

/// A line of a table.
#[derive(Debug, Clone, Serialize)]
struct Row {
    name: String,
    now: usize,
    before: usize,
}

#[derive(Debug, Serialize)]
struct PersonRow {
    name: String,
    expected: usize,
    received: usize,
    no_problem: usize,
    issues: Both,
}

#[derive(Debug, Serialize)]
struct WaitingRow {
    on: String,
    lead: bool,
    count: usize,
    oldest: OpenRow,
}

#[derive(Debug, Serialize)]
struct OpenRow {
    number: String,
    title: String,
    reporter: String,
    module: Option<String>,
    urgent: bool,
    severity: &'static str,
    days: i64,
    on: String,
}

#[derive(Debug, Serialize)]
struct ShownHeld {
    number: String,
    what: &'static str,
    who: String,
    day: String,
}

#[derive(Debug, Serialize)]
struct LostRow {
    recipient: String,
    subject: String,
    answer: String,
}

/// Puts the figures into one reader's words.
pub(super) fn view(figures: &Figures, skipped: usize, key: &Key, tz: Tz, language: Language, now: DateTime<Utc>) -> View {
    let compared = figures.opened < figures.period.from;
    let both = |pair: Pair| Both { now: pair.now, before: pair.before };
    let row = |name: &str, pair: Pair| Row { name: name.to_owned(), now: pair.now, before: pair.before };
    let open = |issue: &OpenIssue| open_row(issue, key, language);
    let modules = modules(figures, language).into_iter().map(|(name, pair)| row(&name, pair)).collect();
    let top = figures.modules.iter().filter_map(|(module, pair)| module.as_deref().map(|module| row(module, *pair)));
    let owes_all = |person: &&PersonFigures| person.expected > 0 && person.received == 0;
    let names = |which: &dyn Fn(&PersonFigures) -> bool| -> Vec<String> {
        figures.people.iter().filter(|person| which(person)).map(|person| person.name.clone()).collect()
    };
    let silent = names(&|person| owes_all(&person));
    let late = names(&|person| person.received < person.expected);
    // A row of noughts says nothing: who sent nothing at all stands in one line below the table.
    let heard: Vec<&PersonFigures> = figures.people.iter().filter(|person| !owes_all(person) || person.issues.now > 0).collect();
    let person = |person: &PersonFigures| PersonRow {
        name: person.name.clone(),
        expected: person.expected,
        received: person.received,
        no_problem: person.no_problem,
        issues: both(person.issues),
    };
    let mails = figures.outcomes.iter().fold(Pair::default(), |sum, (_, pair)| Pair { now: sum.now + pair.now, before: sum.before + pair.before });
    let waiting = figures.waiting.iter();
    View {
        manager: false,
        compared,
        days: words::days(figures.period, language),
        as_of: now.with_timezone(&tz).format("%m-%d %H:%M").to_string(),
        unread_since: figures.unread_since.map(|at| at.with_timezone(&tz).format("%m-%d %H:%M").to_string()),
        expected: both(figures.expected),
        received: both(figures.received),
        missing: figures.expected.now - figures.received.now,
        silent: some(&silent, language),
        reports: both(figures.reports),
        no_problem: both(figures.no_problem),
        issues: both(figures.issues),
        urgent: both(figures.urgent()),
        open: figures.open.len(),
        decide: decisions(figures, key, language),
        waiting: waiting
            .map(|w| WaitingRow { on: words::side(&w.on, language).to_owned(), lead: w.on == "lead", count: w.count, oldest: open(&w.oldest) })
            .collect(),
        lost: figures.lost.iter().take(ROWS).map(lost_row).collect(),
        lost_count: figures.lost.len(),
        kinds: figures.kinds.iter().map(|(kind, pair)| row(words::kind(*kind, language), *pair)).collect(),
        severities: figures.severities.iter().map(|(severity, pair)| row(words::severity(*severity, language), *pair)).collect(),
        modules,
        top: top.filter(|row| row.now > 0).take(TOP).collect(),
        people: heard.iter().copied().take(ROWS).map(person).collect(),
        people_more: heard.len().saturating_sub(ROWS),
        silent_all: words::list(&silent, language),
        silent_count: silent.len(),
        quiet: words::list(&names(&|person| person.no_problem > 0 && person.issues.now == 0), language),
        late: words::list(&late, language),
        late_count: late.len(),
        new: figures.new.iter().take(ROWS).map(open).collect(),
        new_more: figures.new.len().saturating_sub(ROWS),
        oldest: figures.open.iter().take(OLDEST).map(open).collect(),
        held: figures.held.iter().take(ROWS).map(|held| held_row(held, tz, language)).collect(),
        held_more: figures.held.len().saturating_sub(ROWS),
        held_count: figures.held.len(),
        mails: both(mails),
        outcomes: figures.outcomes.iter().map(|(outcome, pair)| row(words::outcome(outcome, language), *pair)).collect(),
        balance: figures.balance,
        even: figures.balance.even(),
        skipped,
    }
}

/// The modules by name, then the others together, then those of which nothing is said.
fn modules(figures: &Figures, language: Language) -> Vec<(String, Pair)> {
    let mut rows = Vec::new();
    let (mut other, mut unsaid) = (figures.other_modules, Pair::default());
    for (module, pair) in &figures.modules {
        match module {
            Some(module) if rows.len() < MODULES => rows.push((module.clone(), *pair)),
            Some(_) => other = Pair { now: other.now + pair.now, before: other.before + pair.before },
            None => unsaid = *pair,
        }
    }
    let [other_name, unsaid_name] = match language {
        Language::ZhHans => ["其他", "没有说明"],
        Language::ZhHant => ["其他", "沒有說明"],
        Language::En => ["other", "not said"],
    };
    rows.extend([(other_name.to_owned(), other), (unsaid_name.to_owned(), unsaid)].into_iter().filter(|(_, pair)| *pair != Pair::default()));
    rows
}

fn open_row(open: &OpenIssue, key: &Key, language: Language) -> OpenRow {
    OpenRow {
        number: key.write(open.issue.number),
        title: clip(&open.issue.title),
        reporter: open.reporter.clone(),
        module: open.issue.module.clone(),
        urgent: open.issue.severity == Some(Severity::Urgent),
        severity: open.issue.severity.map_or("", |severity| words::severity(Some(severity), language)),
        days: open.days,
        on: words::side(&open.issue.waits_on, language).to_owned(),
    }
}

fn held_row(held: &HeldRow, tz: Tz, language: Language) -> ShownHeld {
    ShownHeld {
        number: format!("H{}", held.number),
        what: outbox::held_words(held.cause, language).0,
        who: sender(held),
        day: held.arrived.with_timezone(&tz).format("%m-%d").to_string(),
    }
}

fn lost_row(lost: &GivenUp) -> LostRow {
    LostRow { recipient: lost.recipient.clone(), subject: lost.subject.clone(), answer: lost.answer.clone() }
}

/// Who wrote a held mail: by name where known.
pub(super) fn sender(held: &HeldRow) -> String {
    held.name.clone().or_else(|| held.sender.clone()).unwrap_or_else(|| "?".to_owned())
}

/// The first few names, and how many more.
pub(super) fn some(names: &[String], language: Language) -> String {
    let shown = words::list(names.get(..NAMES).unwrap_or(names), language);
    match (names.len().saturating_sub(NAMES), language) {
        (0, _) => shown,
        (_, Language::ZhHans) => format!("{shown}等 {} 人", names.len()),
        (_, Language::ZhHant) => format!("{shown}等 {} 人", names.len()),
        (more, Language::En) => format!("{shown} and {more} more"),
    }
}

/// A title in one line that leaves room for the rest.
pub(super) fn clip(title: &str) -> String {
    let line: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.width() <= TITLE {
        return line;
    }
    let mut width = 0;
    let fits = |c: &char| {
        width += c.width().unwrap_or_default();
        width < TITLE
    };
    line.chars().take_while(fits).chain(['…']).collect()
}
