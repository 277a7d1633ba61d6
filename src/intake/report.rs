//! A report: its problems become numbered issues with their screenshots, its day is counted, its sender is answered.
//!
//! The same code reads a mail again: what it names keeps its number, what it no longer names is withdrawn.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::issue::{EventKind, IssueNumber, Kind, State, missing};
use crate::outbox::{Acknowledgement, Before as Decided, Done, KeptIssue, Known, Letter, Noted, Picture, Remark, Stands, Thanks};
use crate::people::Address;
use crate::report::Item;
use crate::store::{MessageId, NewIssue, NewReport, NewScreenshot, Outcome, PersonId, ReportId, StoreError, Write};

use super::read::ReadMail;
use super::reread::{self, Before};
use super::{Came, Intake, order, thread};

/// Whose report it is, and of when.
pub(super) struct People<'a> {
    /// Who wrote the mail.
    pub(super) sender: PersonId,
    /// Whose problems they are, where that is somebody else whom the roster admits.
    pub(super) owner: Option<&'a Address>,
    /// The day that our letter asked for, where the mail names none.
    pub(super) asked: Option<NaiveDate>,
}

impl Intake {
    /// Files what the mail reports, and looks what the archive says to it.
    pub(super) async fn file(&self, write: &mut Write, came: Came<'_>, outcome: Outcome, now: DateTime<Utc>) -> Result<Option<Filed>, StoreError> {
        let Came { message, mail, from, sender, .. } = came;
        let context = &self.settings.context;
        let owner = mail.reading.on_behalf_of.as_ref().filter(|owner| context.roster.admits(owner));
        // The parts of a split are no new problems.
        let splits = mail.reading.reply.as_ref().is_some_and(|reply| order::splits(&reply.text, &context.key));
        let outcome = if splits && outcome == Outcome::Reply { Outcome::Conversation } else { outcome };
        let people = People { sender, owner, asked: thread::asked_day(write, mail, from, &context.roster, &self.outbox).await? };
        match file(write, message.id, mail, outcome, &people, now).await? {
            Some(new) => Ok(Some(self.offer(write, message.id, new, now).await?)),
            None => Ok(None),
        }
    }
}

/// Files what a mail reports: its day, its issues, its pictures. `None` where it reports nothing.
pub(super) async fn file(
    write: &mut Write,
    message: MessageId,
    mail: &ReadMail,
    outcome: Outcome,
    people: &People<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Filed>, StoreError> {
    let items: &[Item] = match outcome {
        Outcome::Report | Outcome::Reply => &mail.reading.items,
        _ => &[],
    };
    if items.is_empty() && outcome != Outcome::NoProblem {
        take_back(write, message, now).await?;
        return Ok(None);
    }
    write.withdraw_reports(message, now).await?;
    let reporter = match people.owner {
        Some(owner) => write.person_or_new(owner, "", now).await?,
        None => people.sender,
    };
    let reading = &mail.reading;
    let day = write.said_day(message).await?.or(people.asked).unwrap_or(reading.day);
    let report = NewReport {
        message,
        person: reporter,
        written_by: people.sender,
        day,
        period: reading.period.as_str(),
        problems: !items.is_empty(),
        submitted: mail.submitted,
        confidence: reading.confidence,
    };
    let report = write.put_report(&report).await?;
    let issue = |(at, item): (usize, &Item)| NewIssue {
        message,
        item: at,
        report,
        reporter,
        day,
        title: item.title.clone(),
        text: item.text.clone(),
        kind: item.kind,
        severity: item.severity,
        module: item.module.clone(),
    };
    let issues: Vec<NewIssue> = items.iter().enumerate().map(issue).collect();
    let numbers = open_issues(write, message, &issues, now).await?;
    for (item, number) in items.iter().zip(&numbers) {
        write.set_attachment(*number, attachment(mail, item)).await?;
    }
    keep_pictures(write, message, report, mail, &numbers, outcome != Outcome::Reply).await?;
    let on_behalf_of = match people.owner {
        Some(_) => Some(write.person_name(reporter).await?),
        None => None,
    };
    Ok(Some(Filed { day, numbers, on_behalf_of, known: HashMap::new(), before: HashMap::new() }))
}

/// A mail that is not, or no longer, taken for a report: what was read from it before is withdrawn.
pub(super) async fn take_back(write: &mut Write, message: MessageId, now: DateTime<Utc>) -> Result<(), StoreError> {
    write.withdraw_reports(message, now).await?;
    open_issues(write, message, &[], now).await.map(drop)
}

/// What a report has become.
pub(super) struct Filed {
    /// The day that it counts for.
    pub(super) day: NaiveDate,
    pub(super) numbers: Vec<IssueNumber>,
    /// The owner's name, where the sender wrote for somebody else.
    pub(super) on_behalf_of: Option<String>,
    /// What the archive says to its issues.
    pub(super) known: HashMap<IssueNumber, Known>,
    /// What was decided about the same wishes before.
    pub(super) before: HashMap<IssueNumber, Decided>,
}

/// Gives each issue its number: the one it had, where the mail was read before. What the mail no longer names is withdrawn.
async fn open_issues(write: &mut Write, message: MessageId, issues: &[NewIssue], now: DateTime<Utc>) -> Result<Vec<IssueNumber>, StoreError> {
    let mut before = write.issues_of_message(message).await?;
    before.retain(|issue| !issue.is_added());
    if !before.is_empty() {
        write.free_items(message).await?;
    }
    let old: Vec<Before> = before.iter().map(|issue| Before { text: &issue.text, withdrawn: issue.state == State::Withdrawn }).collect();
    let new: Vec<&str> = issues.iter().map(|issue| issue.text.as_str()).collect();
    let pairs = reread::pair(&old, &new);
    let mut numbers = Vec::with_capacity(issues.len());
    for (issue, pair) in issues.iter().zip(&pairs) {
        numbers.push(if let Some(old) = pair.and_then(|old| before.get(old)) {
            write.reread_issue(old, issue, now).await?;
            write.move_issue(old, EventKind::Restored, now).await?;
            old.number
        } else {
            write.put_issue(issue, now).await?
        });
    }
    for (at, issue) in before.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            write.move_issue(issue, EventKind::Withdrawn, now).await?;
        }
    }
    Ok(numbers)
}

/// Those of a reply that no text ties to a new problem belong to the issues that it answers, and are kept with them.
async fn keep_pictures(
    write: &mut Write,
    message: MessageId,
    report: ReportId,
    mail: &ReadMail,
    numbers: &[IssueNumber],
    loose: bool,
) -> Result<(), StoreError> {
    for (position, (at, issue, evidence)) in placed(mail, numbers, loose).into_iter().enumerate() {
        let Some(part) = mail.message.parts.get(at) else { continue };
        let shot = NewScreenshot {
            message,
            part: at,
            report: Some(report),
            issue,
            position,
            evidence,
            sha256: part.sha256.clone(),
            mime: part.mime.clone(),
            name: part.name.clone(),
            size: part.size,
            pixels: part.pixels,
        };
        write.put_screenshot(&shot).await?;
    }
    Ok(())
}

/// Every picture of a mail with the issue that it belongs to, and whether it is evidence at all.
fn placed(mail: &ReadMail, numbers: &[IssueNumber], loose: bool) -> Vec<(usize, Option<IssueNumber>, bool)> {
    let reading = &mail.reading;
    let placed = reading.items.iter().zip(numbers).flat_map(|(item, number)| item.pictures.iter().map(|at| (*at, Some(*number), true)));
    let loose = reading.unassigned.iter().filter(|_| loose).map(|at| (*at, None, true));
    let ignored = reading.ignored.iter().map(|at| (*at, None, false));
    placed.chain(loose).chain(ignored).collect()
}

/// What a reply has done, with the new problems in it; nothing where all of it was thanks and remarks.
pub(super) fn answer(mail: &ReadMail, done: Vec<Done>, table: Vec<Stands>, filed: Option<Filed>) -> Option<Letter> {
    if !done.iter().any(Done::is_news) {
        return filed.map(|filed| letter(mail, &filed));
    }
    let issues = filed.map(|filed| kept(mail, &filed)).unwrap_or_default();
    Some(Letter::Noted(Noted { done, table, issues, unassigned: vec![] }))
}

/// What the lead has said of a person's reports goes along with their acknowledgement.
pub(super) async fn remark(write: &mut Write, letter: &mut Letter, person: PersonId) -> Result<(), StoreError> {
    let (Letter::Acknowledgement(Acknowledgement { remarks, .. }) | Letter::Thanks(Thanks { remarks, .. })) = letter else { return Ok(()) };
    for row in write.remarks_for(person).await? {
        remarks.push(Remark { id: row.id, by: write.person_name(row.by).await?, words: row.words });
    }
    Ok(())
}

/// The acknowledgement, or the thanks where there was no problem.
pub(super) fn letter(mail: &ReadMail, filed: &Filed) -> Letter {
    let reading = &mail.reading;
    let (day, period, on_behalf_of) = (filed.day, reading.period, filed.on_behalf_of.clone());
    if filed.numbers.is_empty() {
        return Letter::Thanks(Thanks { day, period, on_behalf_of, remarks: vec![] });
    }
    let issues = kept(mail, filed);
    let unassigned = if reading.reply.is_some() { vec![] } else { pictures(mail, &reading.unassigned) };
    Letter::Acknowledgement(Acknowledgement { day, period, on_behalf_of, issues, unassigned, remarks: vec![] })
}

/// The issues as their reporter sees them again.
fn kept(mail: &ReadMail, filed: &Filed) -> Vec<KeptIssue> {
    let issue = |(item, number): (&Item, &IssueNumber)| KeptIssue {
        number: *number,
        title: item.title.clone(),
        text: item.text.clone(),
        kind: item.kind,
        severity: item.severity,
        module: item.module.clone(),
        attachment: attachment(mail, item).map(str::to_owned),
        pictures: pictures(mail, &item.pictures),
        known: filed.known.get(number).cloned(),
        missing: (item.kind == Kind::ChangeRequest).then(|| missing(&item.text)),
        before: filed.before.get(number).cloned(),
    };
    mail.reading.items.iter().zip(&filed.numbers).map(issue).collect()
}

/// The name of the attached document that an item's words stand in.
fn attachment<'m>(mail: &'m ReadMail, item: &Item) -> Option<&'m str> {
    let part = mail.message.parts.get(item.document?)?;
    Some(part.name.as_deref().unwrap_or(&part.mime))
}

/// The pictures as the letter names them: `图2` is the second piece of evidence of the mail, wherever it was placed.
fn pictures(mail: &ReadMail, wanted: &[usize]) -> Vec<Picture> {
    let reading = &mail.reading;
    let mut evidence: Vec<usize> = reading.items.iter().flat_map(|item| &item.pictures).chain(&reading.unassigned).copied().collect();
    evidence.sort_unstable();
    let picture = |at: &usize| Picture {
        figure: evidence.iter().position(|other| other == at).map_or(0, |place| place + 1),
        name: mail.message.parts.get(*at).and_then(|part| part.name.clone()),
        thumb: mail.thumbnails.get(at).cloned(),
    };
    wanted.iter().map(picture).collect()
}
