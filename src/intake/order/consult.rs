//! What leaves the company: an issue to the consultant, with ten minutes in which it can be taken back; and both talking
//! through the desk.

use chrono::TimeDelta;

use crate::issue::{EventData, EventKind, IssueNumber, Notice, State};
use crate::order::Order;
use crate::outbox::{Brief, Done, Leaving, Mask, Said, ToConsultant, TranscriptLine, What, Words};
use crate::people::{Person, Role};
use crate::store::{EventId, Happening, IssueRow, OutgoingRow, StoreError, Write};

use super::Orders;

/// So long what leaves the company can be taken back: a second look at the answer letter, on a phone and between two meetings.
pub(super) const TAKE_BACK: TimeDelta = TimeDelta::minutes(10);

impl Orders<'_> {
    /// "42 发顾问: …".
    pub(super) async fn consult(&self, write: &mut Write, order: &Order, line: &mut TranscriptLine) -> Result<(), StoreError> {
        for number in &order.issues {
            match self.find(write, *number).await? {
                Ok((issue, done)) => {
                    let what = self.send_out(write, &issue, &order.words, line).await?;
                    line.done.push(Done { what, ..done });
                }
                Err(done) => line.done.push(done),
            }
        }
        Ok(())
    }

    pub(super) async fn send_out(&self, write: &mut Write, issue: &IssueRow, note: &str, line: &mut TranscriptLine) -> Result<What, StoreError> {
        let Some(consultant) = self.consultant(issue) else { return Ok(What::NoConsultant) };
        let Some(person) = write.person_of(&consultant.address).await? else { return Ok(What::NoConsultant) };
        let before = write.last_at(issue.number, EventKind::SentOut).await?;
        let data = EventData { rule: Some(self.rule.into()), proven: Some(self.proven), ..EventData::default() };
        let what = Happening { by: Some(self.by), message: Some(self.message), data, words: Some(note), ..Happening::new(EventKind::SentOut) };
        let happened = match write.happen(issue.number, &what, self.now).await? {
            Ok(happened) => happened,
            Err(refusal) => return Ok(What::Refused(refusal, None)),
        };
        // Of two notes within the ten minutes the later goes with the issue, once.
        let mut moved = happened.before != State::WithConsultant;
        for waiting in self.waiting(write, issue.number, &[EventKind::SentOut, EventKind::Commissioned]).await? {
            moved |= waiting.moved;
            write.settle_outgoing(waiting.event, None, self.now).await?;
        }
        let due = self.now + TAKE_BACK;
        write.put_consulting(issue.number, person, self.by).await?;
        write.put_outgoing(happened.event, issue.number, moved, due).await?;
        let reporter = write.person_name(issue.reporter).await?;
        let everybody = write.everybody().await?;
        let names = everybody.iter().map(|person| person.name.as_str());
        let Ok(mask) = Mask::new(names, &[&reporter, &consultant.name]) else { return Ok(What::NoConsultant) };
        let language = consultant.language.unwrap_or(self.language);
        let ticket = write.consulting(issue.number).await?.and_then(|row| row.ticket);
        let tried = write.all_words(issue.number, EventKind::Checked).await?;
        let brief = Brief::new(issue, &reporter, ticket.as_deref(), &mask, language).tried(&tried, &mask, language);
        let pictures = write.own_pictures(issue.number).await?.len();
        let confidential = issue.module.as_deref().is_some_and(|name| self.context.modules.iter().any(|module| module.name == name && module.confidential));
        let (pictures, kept) = if confidential { (0, pictures) } else { (pictures, 0) };
        // Said when it goes out first; it goes all the same.
        let missing = if before.is_none() { brief.missing(pictures + kept) } else { vec![] };
        let letter = ToConsultant { brief, words: Words::asked(Some(note), &mask, language), meeting: None };
        line.leaving.push(Leaving { letter, name: consultant.name.clone(), due, pictures, kept, missing });
        Ok(What::SentOut { name: consultant.name.clone(), due })
    }

    /// The vendor's person for an issue: its module's, else the first on the roster.
    pub(super) fn consultant(&self, issue: &IssueRow) -> Option<&Person> {
        let roster = &self.context.roster;
        let module = self.context.modules.iter().find(|module| Some(&module.name) == issue.module.as_ref());
        let own = module.and_then(|module| module.consultant.as_ref()).and_then(|address| roster.find(address));
        own.filter(|person| person.role == Role::Consultant).or_else(|| roster.with_role(Role::Consultant).next())
    }

    /// What of an issue waits to leave by orders of these kinds.
    pub(super) async fn waiting(&self, write: &mut Write, number: IssueNumber, kinds: &[EventKind]) -> Result<Vec<OutgoingRow>, StoreError> {
        let mut waiting = write.outgoing().await?;
        waiting.retain(|row| row.issue == number && kinds.iter().any(|kind| row.kind == kind.as_str()));
        Ok(waiting)
    }

    /// "42 收回", and "收回" for all that this person has sent and that has not left.
    pub(super) async fn recall(&self, write: &mut Write, order: &Order, line: &mut TranscriptLine) -> Result<(), StoreError> {
        let mut numbers = order.issues.clone();
        if numbers.is_empty() {
            numbers = write.outgoing().await?.into_iter().filter(|row| row.by == Some(self.by)).map(|row| row.issue).collect();
            numbers.dedup();
            if numbers.is_empty() {
                line.said.push(Said::NothingLeaves);
            }
        }
        for number in numbers {
            match self.find(write, number).await? {
                Ok((issue, done)) => {
                    let what = self.take_back(write, &issue).await?;
                    line.done.push(Done { what, ..done });
                }
                Err(done) => line.done.push(done),
            }
        }
        Ok(())
    }

    async fn take_back(&self, write: &mut Write, issue: &IssueRow) -> Result<What, StoreError> {
        let waiting = self.waiting(write, issue.number, &[EventKind::SentOut, EventKind::Commissioned, EventKind::Appointed]).await?;
        if waiting.is_empty() {
            let left = write.left_at(issue.number).await?.filter(|_| issue.state == State::WithConsultant);
            return Ok(left.map_or(What::NotOut, What::Left));
        }
        let mut moved = false;
        for row in waiting {
            moved |= row.moved;
            write.settle_outgoing(row.event, None, self.now).await?;
        }
        // What he has already stays with him; only the last word to him does not go.
        let kind = if moved { EventKind::Recalled } else { EventKind::Noted };
        let without_effect = (!moved).then(|| EventKind::Recalled.as_str().to_owned());
        let data = EventData { rule: Some(self.rule.into()), proven: Some(self.proven), without_effect, ..EventData::default() };
        let what = Happening { by: Some(self.by), message: Some(self.message), data, ..Happening::new(kind) };
        Ok(match write.happen(issue.number, &what, self.now).await? {
            Ok(_) => What::Recalled,
            Err(refusal) => What::Refused(refusal, None),
        })
    }

    /// "42 对接": goes out too, where it has not.
    pub(super) async fn connect(&self, write: &mut Write, order: &Order, line: &mut TranscriptLine) -> Result<(), StoreError> {
        for number in &order.issues {
            let (issue, done) = match self.find(write, *number).await? {
                Ok(found) => found,
                Err(done) => {
                    line.done.push(done);
                    continue;
                }
            };
            if issue.state != State::WithConsultant {
                let what = self.send_out(write, &issue, "", line).await?;
                let goes = matches!(what, What::SentOut { .. });
                line.done.push(Done { what, ..done.clone() });
                if !goes {
                    continue;
                }
            }
            let Some(mut row) = write.consulting(issue.number).await? else { continue };
            row.direct = true;
            write.set_consulting(&row).await?;
            let data =
                EventData { changed: Some(("talk".into(), "direct".into())), rule: Some(self.rule.into()), proven: Some(self.proven), ..EventData::default() };
            let what = Happening { by: Some(self.by), message: Some(self.message), data, ..Happening::new(EventKind::Changed) };
            if let Ok(happened) = write.happen(issue.number, &what, self.now).await? {
                self.ask_on(write, &issue, happened.event).await?;
            }
            let names = [write.person_name(issue.reporter).await?, write.person_name(row.person).await?];
            line.done.push(Done { what: What::Connected { names }, ..done });
        }
        Ok(())
    }

    /// A question of the consultant's that nobody has answered goes to the reporter now.
    async fn ask_on(&self, write: &mut Write, issue: &IssueRow, event: EventId) -> Result<(), StoreError> {
        let asked = write.last_at(issue.number, EventKind::Responded).await?;
        let answered = write.last_at(issue.number, EventKind::SentOut).await?;
        if asked.is_some() && asked > answered {
            write.put_notice(issue.reporter, issue.number, Notice::VendorSays, event, self.now).await?;
        }
        Ok(())
    }
}
