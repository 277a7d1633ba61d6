//! A report: its problems become numbered issues with their screenshots, its day is counted, its sender is answered.
//!
//! The same code reads a mail again: what it names keeps its number, what it no longer names is withdrawn.

use chrono::{DateTime, Utc};

use crate::issue::IssueNumber;
use crate::outbox::{Acknowledgement, KeptIssue, Letter, Picture, PleaseRewrite, Thanks};
use crate::people::Roster;
use crate::report::{Class, Item};
use crate::store::{ClaimedMessage, MessageId, NewIssue, NewReport, NewScreenshot, Outcome, PersonId, ReportId, StoreError, Write};

use super::read::ReadMail;
use super::reread;

/// Files what a mail reports, and says which letter its sender is due.
pub(super) async fn file(
    write: &mut Write,
    message: &ClaimedMessage,
    mail: &ReadMail,
    outcome: &Outcome,
    sender: PersonId,
    roster: &Roster,
    now: DateTime<Utc>,
) -> Result<Option<Letter>, StoreError> {
    write.withdraw_reports(message.id, now).await?;
    // A reply waits for a person; the new problems in it do not.
    let items: &[Item] = match outcome {
        Outcome::Report => &mail.reading.items,
        Outcome::Held(cause) if cause == "reply" => &mail.reading.items,
        _ => &[],
    };
    let reading = &mail.reading;
    let owner = reading.on_behalf_of.as_ref().filter(|owner| roster.admits(owner));
    let person = match owner {
        Some(owner) => write.person_or_new(owner, "", now).await?,
        None => sender,
    };
    let mut numbers = Vec::new();
    if !items.is_empty() || *outcome == Outcome::NoProblem {
        let report = NewReport {
            message: message.id,
            person,
            written_by: sender,
            day: reading.day,
            period: reading.period.as_str(),
            problems: !items.is_empty(),
            submitted: mail.submitted,
            confidence: reading.confidence,
        };
        let report = write.put_report(&report).await?;
        numbers = open_issues(write, message.id, report, person, mail, items, now).await?;
        keep_pictures(write, message.id, report, mail, &numbers).await?;
    } else {
        open_issues(write, message.id, ReportId(0), person, mail, &[], now).await?;
    }
    let on_behalf_of = match owner {
        Some(_) => Some(write.person_name(person).await?),
        None => None,
    };
    Ok(letter(message, mail, items, &numbers, on_behalf_of))
}

/// Gives each item its number: the one it had, where the mail was read before.
async fn open_issues(
    write: &mut Write,
    message: MessageId,
    report: ReportId,
    reporter: PersonId,
    mail: &ReadMail,
    items: &[Item],
    now: DateTime<Utc>,
) -> Result<Vec<IssueNumber>, StoreError> {
    let before = write.issues_of_message(message).await?;
    if !before.is_empty() {
        write.free_items(message).await?;
    }
    let old: Vec<&str> = before.iter().map(|issue| issue.text.as_str()).collect();
    let new: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
    let pairs = reread::pair(&old, &new);
    let mut numbers = Vec::with_capacity(items.len());
    for (at, (item, pair)) in items.iter().zip(&pairs).enumerate() {
        let issue = NewIssue {
            message,
            item: at,
            report,
            reporter,
            day: mail.reading.day,
            title: item.title.clone(),
            text: item.text.clone(),
            kind: item.kind,
            severity: item.severity,
            module: item.module.clone(),
        };
        numbers.push(match pair.and_then(|old| before.get(old)) {
            Some(old) => {
                write.reread_issue(old, &issue, now).await?;
                old.number
            }
            None => write.put_issue(&issue, now).await?,
        });
    }
    for (at, issue) in before.iter().enumerate() {
        if !pairs.contains(&Some(at)) {
            write.withdraw_issue(issue, now).await?;
        }
    }
    Ok(numbers)
}

async fn keep_pictures(write: &mut Write, message: MessageId, report: ReportId, mail: &ReadMail, numbers: &[IssueNumber]) -> Result<(), StoreError> {
    for (position, (at, issue, evidence)) in placed(mail, numbers).into_iter().enumerate() {
        let Some(part) = mail.message.parts.get(at) else { continue };
        let shot = NewScreenshot {
            message,
            part: at,
            report,
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
fn placed(mail: &ReadMail, numbers: &[IssueNumber]) -> Vec<(usize, Option<IssueNumber>, bool)> {
    let reading = &mail.reading;
    let placed = reading.items.iter().zip(numbers).flat_map(|(item, number)| item.pictures.iter().map(|at| (*at, Some(*number), true)));
    let loose = reading.unassigned.iter().map(|at| (*at, None, true));
    let ignored = reading.ignored.iter().map(|at| (*at, None, false));
    placed.chain(loose).chain(ignored).collect()
}

fn letter(message: &ClaimedMessage, mail: &ReadMail, items: &[Item], numbers: &[IssueNumber], on_behalf_of: Option<String>) -> Option<Letter> {
    let reading = &mail.reading;
    let (day, period) = (reading.day, reading.period);
    if !items.is_empty() {
        let issue = |(item, number): (&Item, &IssueNumber)| KeptIssue {
            number: *number,
            title: item.title.clone(),
            text: item.text.clone(),
            kind: item.kind,
            severity: item.severity,
            module: item.module.clone(),
            pictures: pictures(mail, &item.pictures),
        };
        let issues = items.iter().zip(numbers).map(issue).collect();
        return Some(Letter::Acknowledgement(Acknowledgement { day, period, on_behalf_of, issues, unassigned: pictures(mail, &reading.unassigned) }));
    }
    match reading.class {
        Class::NoProblem => Some(Letter::Thanks(Thanks { day, period, on_behalf_of })),
        Class::NeedsAttention(why) => Some(Letter::PleaseRewrite(PleaseRewrite { why, held: None, arrived: message.arrived })),
        _ => None,
    }
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
