//! Figures → what the templates may name. Words are in the reader's language here; sentences stand in the templates.

use chrono_tz::Tz;
use serde::Serialize;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::figures::{Figures, OpenIssue, Pair, PersonFigures};
use super::{Span, words};
use crate::issue::{Key, Severity};
use crate::people::Language;
use crate::store::HeldLine;

/// A lead decides about a handful of things on one morning; the tables below hold the rest.
const DECISIONS: usize = 5;

/// The oldest issues are shown to be dealt with, and ten are a week's work for a project meeting.
const OLDEST: usize = 10;

/// More rows than this are a workbook, not a letter.
const ROWS: usize = 40;

/// A sentence names so many; the tables name the rest.
const SOME: usize = 4;

/// What a title may take of a line, in columns: a Chinese character takes two.
const TITLE: usize = 72;

/// The whole letter.
#[derive(Debug, Serialize)]
pub(super) struct View {
    monthly: bool,
    days: String,
    expected: Pair,
    received: Pair,
    missing: usize,
    reports: Pair,
    no_problem: Pair,
    issues: Pair,
    urgent: Pair,
    open: usize,
    decide: Vec<Decision>,
    decide_more: usize,
    waiting: Vec<WaitingRow>,
    lost: Vec<LostRow>,
    kinds: Vec<Row>,
    severities: Vec<Row>,
    modules: Vec<Row>,
    people: Vec<PersonFigures>,
    people_more: usize,
    silent: String,
    oldest: Vec<OpenRow>,
    held: Vec<HeldRow>,
    held_more: usize,
    held_count: usize,
    mails: Pair,
    outcomes: Vec<Row>,
    balance: crate::store::Balance,
    even: bool,
}

/// One thing to decide.
#[derive(Debug, Serialize)]
struct Decision {
    urgent: bool,
    refs: Vec<String>,
    refs_more: usize,
    what: String,
    who: String,
    todo: &'static str,
}

/// A line of a table: the period and the span before.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    now: usize,
    before: usize,
}

#[derive(Debug, Serialize)]
struct WaitingRow {
    on: String,
    count: usize,
    oldest: OpenRow,
}

#[derive(Debug, Serialize)]
struct OpenRow {
    number: String,
    title: String,
    reporter: String,
    module: Option<String>,
    severity: Option<&'static str>,
    urgent: bool,
    days: i64,
    on: String,
}

#[derive(Debug, Serialize)]
struct HeldRow {
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
pub(super) fn view(figures: &Figures, span: Span, key: &Key, tz: Tz, language: Language) -> View {
    let row = |name: &str, pair: Pair| Row { name: name.to_owned(), now: pair.now, before: pair.before };
    let open = |issue: &OpenIssue| open_row(issue, key, language);
    let (decide, decide_more) = decisions(figures, key, language);
    let owes_all = |person: &&PersonFigures| person.expected > 0 && person.received == 0;
    let silent: Vec<String> = figures.people.iter().filter(owes_all).map(|person| person.name.clone()).collect();
    let mails = figures.outcomes.iter().filter(|(outcome, _)| outcome != "before_start");
    let mails = mails.fold(Pair::default(), |sum, (_, pair)| Pair { now: sum.now + pair.now, before: sum.before + pair.before });
    let held_row = |held: &HeldLine| HeldRow {
        number: format!("H{}", held.number),
        what: words::held(&held.cause, language).0,
        who: sender(held),
        day: held.arrived.with_timezone(&tz).format("%m-%d").to_string(),
    };
    View {
        monthly: span == Span::Month,
        days: words::days(figures.period, language),
        expected: figures.expected,
        received: figures.received,
        missing: figures.expected.now - figures.received.now,
        reports: figures.reports,
        no_problem: figures.no_problem,
        issues: figures.issues,
        urgent: figures.urgent(),
        open: figures.open.len(),
        decide,
        decide_more,
        waiting: figures.waiting.iter().map(|w| WaitingRow { on: words::side(&w.on, language).to_owned(), count: w.count, oldest: open(&w.oldest) }).collect(),
        lost: figures
            .lost
            .iter()
            .take(ROWS)
            .map(|lost| LostRow { recipient: lost.recipient.clone(), subject: lost.subject.clone(), answer: lost.answer.clone() })
            .collect(),
        kinds: figures.kinds.iter().map(|(kind, pair)| row(words::kind(*kind, language), *pair)).collect(),
        severities: figures.severities.iter().map(|(severity, pair)| row(words::severity(*severity, language), *pair)).collect(),
        modules: figures.modules.iter().take(ROWS).map(|(module, pair)| row(module.as_deref().unwrap_or_default(), *pair)).collect(),
        people: figures.people.iter().take(ROWS).cloned().collect(),
        people_more: figures.people.len().saturating_sub(ROWS),
        silent: some(&silent, language),
        oldest: figures.open.iter().take(OLDEST).map(open).collect(),
        held: figures.held.iter().take(ROWS).map(held_row).collect(),
        held_more: figures.held.len().saturating_sub(ROWS),
        held_count: figures.held.len(),
        mails,
        outcomes: figures.outcomes.iter().map(|(outcome, pair)| row(words::outcome(outcome, language), *pair)).collect(),
        balance: figures.balance,
        even: figures.balance.even(),
    }
}

/// What the lead must decide: urgent issues first, one each; then held mails, one item a cause.
fn decisions(figures: &Figures, key: &Key, language: Language) -> (Vec<Decision>, usize) {
    let assign = match language {
        Language::ZhHans => "请定下由谁、何时处理，并告诉提出人",
        Language::En => "please settle who deals with it by when, and tell the reporter",
    };
    let urgent = figures.open.iter().filter(|open| open.issue.severity == Some(Severity::Urgent));
    let mut all: Vec<Decision> = urgent
        .map(|open| Decision {
            urgent: true,
            refs: vec![key.write(open.issue.number)],
            refs_more: 0,
            what: clip(&open.issue.title),
            who: open.reporter.clone(),
            todo: assign,
        })
        .collect();
    let mut causes: Vec<(&str, Vec<&HeldLine>)> = Vec::new();
    // An absence is for information.
    for held in figures.held.iter().filter(|held| held.cause != "absence") {
        match causes.iter_mut().find(|(cause, _)| *cause == held.cause) {
            Some((_, list)) => list.push(held),
            None => causes.push((&held.cause, vec![held])),
        }
    }
    for (cause, list) in causes {
        let (what, todo) = words::held(cause, language);
        let mut who: Vec<String> = Vec::new();
        for held in &list {
            let sender = sender(held);
            if !who.contains(&sender) {
                who.push(sender);
            }
        }
        let refs = list.iter().take(SOME).map(|held| format!("H{}", held.number)).collect();
        all.push(Decision { urgent: false, refs, refs_more: list.len().saturating_sub(SOME), what: what.to_owned(), who: some(&who, language), todo });
    }
    let more = all.len().saturating_sub(DECISIONS);
    all.truncate(DECISIONS);
    (all, more)
}

/// The first few of a list, and how many more.
fn some(items: &[String], language: Language) -> String {
    let shown = words::list(items.get(..SOME).unwrap_or(items), language);
    match (items.len().saturating_sub(SOME), language) {
        (0, _) => shown,
        (_, Language::ZhHans) => format!("{shown} 等 {} 个", items.len()),
        (more, Language::En) => format!("{shown} and {more} more"),
    }
}

fn sender(held: &HeldLine) -> String {
    held.name.clone().or_else(|| held.sender.clone()).unwrap_or_else(|| "?".to_owned())
}

fn open_row(open: &OpenIssue, key: &Key, language: Language) -> OpenRow {
    OpenRow {
        number: key.write(open.issue.number),
        title: clip(&open.issue.title),
        reporter: open.reporter.clone(),
        module: open.issue.module.clone(),
        severity: open.issue.severity.map(|severity| words::severity(Some(severity), language)),
        urgent: open.issue.severity == Some(Severity::Urgent),
        days: open.days,
        on: words::side(&open.issue.waits_on, language).to_owned(),
    }
}

/// A title in one line that leaves room for the rest.
fn clip(title: &str) -> String {
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
