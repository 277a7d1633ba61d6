//! A reporter puts the acknowledgement right: two are one, a picture belongs elsewhere.

use crate::calendar;
use crate::issue::{EventData, EventKind, IssueNumber, State};
use crate::order::{self, Correction};
use crate::outbox::{Done, Stands, What};
use crate::people::Address;
use crate::store::{ADDED_ITEM, IssueRow, MessageId, NewIssue, StoreError, Write};

use super::reply::{Reply, survivor};

impl Reply<'_> {
    /// Does what one correction says.
    pub(super) async fn correct(&self, write: &mut Write, correction: Correction, said: &str) -> Result<Vec<Done>, StoreError> {
        match correction {
            Correction::Same(numbers) => self.join(write, &numbers, said).await,
            Correction::Picture { figure, issue } => Ok(vec![self.place(write, figure, issue, said).await?]),
            Correction::Split { issue, parts } => self.split(write, issue, parts, said).await,
            Correction::NoIssue(numbers) => {
                let mut done = vec![];
                for number in numbers {
                    done.push(self.no_issue(write, number, said).await?);
                }
                Ok(done)
            }
            Correction::Day(day) => self.other_day(write, &day).await,
        }
    }

    /// The lowest number stays, the others go on under it.
    async fn join(&self, write: &mut Write, numbers: &[IssueNumber], said: &str) -> Result<Vec<Done>, StoreError> {
        let mut issues: Vec<IssueRow> = vec![];
        for number in numbers {
            match self.own(write, *number, said).await? {
                Ok(issue) if issues.iter().all(|other| other.number != issue.number) => issues.push(issue),
                Ok(_) => (),
                Err(done) => return Ok(vec![done]),
            }
        }
        issues.sort_by_key(|issue| issue.number);
        let Some((first, others)) = issues.split_first() else { return Ok(vec![]) };
        let mut done = vec![];
        for issue in others {
            let data = EventData { issue: Some(first.number.0), ..self.data() };
            let what = match self.happen(write, issue.number, EventKind::Merged, data, Some(said)).await? {
                Ok(_) => What::Merged(first.number),
                Err(refusal) => What::Refused(refusal, self.day(issue.ended)),
            };
            done.push(Done { what, ..Done::new(issue.number, &issue.title) });
        }
        Ok(done)
    }

    /// The figure is counted in the report out of which the issue came, as its letter has shown it.
    async fn place(&self, write: &mut Write, figure: usize, number: IssueNumber, said: &str) -> Result<Done, StoreError> {
        let issue = match self.own(write, number, said).await? {
            Ok(issue) => issue,
            Err(done) => return Ok(done),
        };
        let evidence = write.evidence_of(issue.message).await?;
        let Some((part, from)) = figure.checked_sub(1).and_then(|at| evidence.get(at)).copied() else {
            return Ok(Done { what: What::NoFigure { figure }, ..Done::new(issue.number, &issue.title) });
        };
        write.place_screenshot(issue.message, part, issue.number, self.sender).await?;
        for touched in [from, Some(issue.number)].into_iter().flatten() {
            let data = EventData { pictures: Some(1), issue: Some(issue.number.0), ..self.data() };
            self.keep(write, touched, EventKind::Moved, data, said).await?;
        }
        Ok(Done { what: What::Placed { figure }, ..Done::new(issue.number, &issue.title) })
    }

    /// The issue, where it is the sender's own and goes on; else what to say.
    async fn own(&self, write: &mut Write, number: IssueNumber, said: &str) -> Result<Result<IssueRow, Done>, StoreError> {
        let Some(issue) = survivor(write, number).await? else {
            return Ok(Err(Done { what: What::Unknown { newest: write.newest_issue().await? }, ..Done::new(number, "") }));
        };
        if issue.reporter == self.sender || issue.state == State::Duplicate {
            return Ok(Ok(issue));
        }
        let data = EventData { without_effect: Some("not_yours".into()), ..self.data() };
        self.keep(write, issue.number, EventKind::Noted, data, said).await?;
        let owner = write.person_name(issue.reporter).await?;
        Ok(Err(Done { what: What::NotYours { owner }, ..Done::new(issue.number, &issue.title) }))
    }

    /// The first part keeps the number, each other gets one of its own.
    async fn split(&self, write: &mut Write, number: IssueNumber, marked: Vec<String>, said: &str) -> Result<Vec<Done>, StoreError> {
        let issue = match self.own(write, number, said).await? {
            Ok(issue) => issue,
            Err(done) => return Ok(vec![done]),
        };
        let parts = if marked.is_empty() { issue.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect() } else { marked };
        let Some((first, others)) = parts.split_first().filter(|(_, others)| !others.is_empty()) else {
            return Ok(vec![Done { what: What::NoParts, ..Done::new(issue.number, &issue.title) }]);
        };
        let mut data = self.data();
        let mut new = vec![];
        for part in others {
            let added = write.issues_of_message(self.message).await?.iter().filter(|issue| issue.is_added()).count();
            let part = NewIssue {
                message: self.message,
                item: ADDED_ITEM + added,
                report: issue.report,
                reporter: issue.reporter,
                day: issue.day.parse().unwrap_or(self.mail.reading.day),
                title: title(part),
                text: part.clone(),
                kind: issue.kind,
                severity: issue.severity,
                module: issue.module.clone(),
            };
            let number = write.put_issue(&part, self.now).await?;
            self.keep(write, number, EventKind::Linked, EventData { issue: Some(issue.number.0), ..self.data() }, "").await?;
            new.push(number);
        }
        data.issue = new.first().map(|number| number.0);
        // What it said before stays in its history.
        self.keep(write, issue.number, EventKind::Split, data, &issue.text).await?;
        write.cut_issue(issue.number, &title(first), first, self.sender, self.now).await?;
        Ok(vec![Done { what: What::Split(new), ..Done::new(issue.number, &title(first)) }])
    }

    async fn no_issue(&self, write: &mut Write, number: IssueNumber, said: &str) -> Result<Done, StoreError> {
        let issue = match self.own(write, number, said).await? {
            Ok(issue) => issue,
            Err(done) => return Ok(done),
        };
        let what = match self.happen(write, issue.number, EventKind::Cancelled, self.data(), Some(said)).await? {
            Ok(_) => What::Cancelled,
            Err(refusal) => What::Refused(refusal, self.day(issue.ended)),
        };
        Ok(Done { what, ..Done::new(issue.number, &issue.title) })
    }

    /// The report of this thread counts for another day, and so do its issues.
    async fn other_day(&self, write: &mut Write, said: &str) -> Result<Vec<Done>, StoreError> {
        let Some(day) = order::past_day(said, calendar::day(self.now, self.settings.context.timezone)) else { return Ok(vec![]) };
        let Some(message) = self.report_of_thread(write).await? else { return Ok(vec![]) };
        if !write.move_report(message, day).await? {
            return Ok(vec![]);
        }
        let issues = write.issues_of_message(message).await?;
        for issue in &issues {
            self.keep(write, issue.number, EventKind::Moved, EventData { day: Some(day), ..self.data() }, "").await?;
        }
        let numbers = issues.iter().map(|issue| issue.number).collect::<Vec<_>>();
        let first = numbers.first().copied().unwrap_or(IssueNumber(0));
        Ok(vec![Done { what: What::Day(day, numbers), ..Done::new(first, "") }])
    }

    /// The mail whose acknowledgement, or thanks, this answers; only its own sender's.
    async fn report_of_thread(&self, write: &mut Write) -> Result<Option<MessageId>, StoreError> {
        let letter = self.thread.and_then(|thread| thread.letter.as_ref()).filter(|letter| matches!(letter.kind.as_str(), "acknowledgement" | "thanks"));
        let Some(message) = letter.and_then(|letter| letter.cause.strip_prefix("message:")).and_then(|id| id.parse().ok()).map(MessageId) else {
            return Ok(None);
        };
        let own = write.message(message).await?.and_then(|row| row.sender).and_then(|sender| Address::parse(&sender));
        let sender = match own {
            Some(address) => write.person_of(&address).await?,
            None => None,
        };
        Ok((sender == Some(self.sender)).then_some(message))
    }

    /// The issues of the reports that were put right, as they stand now.
    pub(super) async fn table(&self, write: &mut Write, done: &[Done]) -> Result<Vec<Stands>, StoreError> {
        let corrected =
            |done: &&Done| matches!(done.what, What::Merged(_) | What::Placed { .. } | What::Split(_) | What::Cancelled | What::Day(..)) && done.number.0 > 0;
        let mut messages: Vec<MessageId> = vec![];
        let mut added: Vec<IssueNumber> = vec![];
        for one in done.iter().filter(corrected) {
            let Some(issue) = write.issue(one.number).await? else { continue };
            if !messages.contains(&issue.message) {
                messages.push(issue.message);
            }
            if let What::Split(new) = &one.what {
                added.extend(new);
            }
        }
        let mut issues = vec![];
        for message in messages {
            issues.extend(write.issues_of_message(message).await?);
        }
        for number in added {
            issues.extend(write.issue(number).await?);
        }
        issues.sort_by_key(|issue| issue.number);
        issues.dedup_by_key(|issue| issue.number);
        Ok(issues.into_iter().map(|issue| Stands { number: issue.number, title: issue.title, state: issue.state, other: issue.duplicate_of }).collect())
    }
}

/// One line that a lead can scan.
fn title(text: &str) -> String {
    const MOST: usize = 60;
    text.lines().next().unwrap_or_default().chars().take(MOST).collect()
}
