//! What the lead must decide: the second of the three lines.

use serde::Serialize;

use super::figures::{Figures, OpenIssue};
use super::view::{clip, sender, some};
use crate::issue::{Key, Severity};
use crate::outbox;
use crate::people::Language;
use crate::store::{HeldCause, HeldRow};

/// Urgent issues that are named one by one; more of them in a letter means that urgent has lost its meaning.
const URGENT: usize = 3;

/// A sentence names so many numbers; the tables name the rest.
const NUMBERS: usize = 4;

/// What waits on somebody else needs no decision of the lead's.
const LEAD: &str = "lead";

/// One thing to decide.
#[derive(Debug, Serialize)]
pub(super) struct Decision {
    urgent: bool,
    numbers: Vec<String>,
    numbers_more: usize,
    what: String,
    who: String,
    todo: &'static str,
}

/// Urgent issues first, the newest at the top; then held mails, one item a cause.
pub(super) fn decisions(figures: &Figures, key: &Key, language: Language) -> Vec<Decision> {
    let urgent: Vec<&OpenIssue> =
        figures.open.iter().rev().filter(|open| open.issue.severity == Some(Severity::Urgent) && open.issue.waits_on == LEAD).collect();
    let (single, rest) = urgent.split_at(urgent.len().min(URGENT));
    let todo = match language {
        Language::ZhHans => "请定下由谁、何时处理，并告诉提出人",
        Language::ZhHant => "請定下由誰、何時處理，並告訴提出人",
        Language::En => "please settle who deals with it by when, and tell the reporter",
    };
    let mut all: Vec<Decision> = single
        .iter()
        .map(|open| Decision {
            urgent: true,
            numbers: vec![key.write(open.issue.number)],
            numbers_more: 0,
            what: clip(&open.issue.title),
            who: open.reporter.clone(),
            todo,
        })
        .collect();
    if !rest.is_empty() {
        let numbers: Vec<String> = rest.iter().map(|open| key.write(open.issue.number)).collect();
        let who: Vec<String> = rest.iter().map(|open| open.reporter.clone()).collect();
        let what = match language {
            Language::ZhHans => "以前报的，还没有解决",
            Language::ZhHant => "以前報的，還沒有解決",
            Language::En => "reported before, not solved yet",
        };
        all.push(decision(true, numbers, what, &who, todo, language));
    }
    let mut causes: Vec<(HeldCause, Vec<&HeldRow>)> = Vec::new();
    for held in &figures.held {
        match causes.iter_mut().find(|(cause, _)| *cause == held.cause) {
            Some((_, list)) => list.push(held),
            None => causes.push((held.cause, vec![held])),
        }
    }
    all.extend(causes.into_iter().map(|(cause, list)| {
        let (what, todo) = outbox::held_words(cause, language);
        let numbers = list.iter().map(|held| format!("H{}", held.number)).collect();
        let who: Vec<String> = list.iter().map(|held| sender(held)).collect();
        decision(false, numbers, what, &who, todo, language)
    }));
    all
}

fn decision(urgent: bool, mut numbers: Vec<String>, what: &str, who: &[String], todo: &'static str, language: Language) -> Decision {
    let mut names: Vec<String> = Vec::new();
    for name in who {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let numbers_more = numbers.len().saturating_sub(NUMBERS);
    numbers.truncate(NUMBERS);
    Decision { urgent, numbers, numbers_more, what: what.to_owned(), who: some(&names, language), todo }
}
