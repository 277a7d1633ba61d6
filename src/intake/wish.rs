//! Wishes: what new ones bring, and what people answer about those that wait for their word.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::calendar;
use crate::issue::{EventData, EventKind, IssueNumber, Kind, Notice, Paper, State, likeness};
use crate::message::Message;
use crate::order::numbered;
use crate::outbox::{Before, Done, Letter, Noted, What, WishDone};
use crate::store::{Decided, Happening, IssueRow, MessageId, Outcome, PersonId, StoreError, Write};

use super::order::{self, Orders, Reach};
use super::reply::survivor;
use super::thread::{self, Thread};
use super::{Came, Intake, known};

impl Intake {
    /// Tells the leads of a new wish, and finds what was decided about the same wish before.
    pub(super) async fn wished(
        &self,
        write: &mut Write,
        issue: &IssueRow,
        before: &mut HashMap<IssueNumber, Before>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if let Some(earlier) = self.decided_before(write, issue).await? {
            let data = EventData { issue: Some(earlier.number.0), ..EventData::default() };
            write.happen(issue.number, &Happening { data, ..Happening::new(EventKind::Linked) }, now).await?.ok();
            before.insert(issue.number, earlier);
        }
        let Some(event) = write.last_event(issue.number, EventKind::Opened).await? else { return Ok(()) };
        for lead in known::leads(write, &self.settings.context).await?.into_iter().filter(|lead| *lead != issue.reporter) {
            write.put_notice(lead, issue.number, Notice::Wished, event, now).await?;
        }
        Ok(())
    }

    /// The wish that is most like this one and over, where it is none of a confidential module.
    async fn decided_before(&self, write: &mut Write, issue: &IssueRow) -> Result<Option<Before>, StoreError> {
        let context = &self.settings.context;
        let confidential = |module: &Option<String>| context.modules.iter().any(|one| one.confidential && module.as_ref() == Some(&one.name));
        if confidential(&issue.module) {
            return Ok(None);
        }
        let text = likeness::Text::read(&issue.text, None);
        let (like, common) = write.issues_like(&text).await?;
        let decided = like.into_iter().filter(|old| old.number != issue.number && old.kind == Kind::ChangeRequest && !confidential(&old.module));
        let decided = decided.filter(|old| matches!(old.state, State::Declined | State::Closed));
        let best = decided
            .map(|old| (text.likeness(&likeness::Text::read(&old.text, None), &common).score, old))
            .filter(|(score, _)| *score >= likeness::FITS)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.number.0.cmp(&b.1.number.0)));
        let Some((_, old)) = best else { return Ok(None) };
        let kind = if old.state == State::Declined { EventKind::Declined } else { EventKind::InUse };
        Ok(Some(Before {
            number: old.number,
            state: old.state,
            day: old.ended.map(|at| calendar::day(at, context.timezone)),
            reason: write.last_words(old.number, kind).await?.unwrap_or_default(),
        }))
    }

    /// The answer of a reporter who is to choose, or of the approver; `None` where the mail is none. Read again it gets no second letter.
    pub(super) async fn wish_answer(
        &self,
        write: &mut Write,
        came: Came<'_>,
        decided: &mut Decided,
        now: DateTime<Utc>,
    ) -> Result<Option<Option<Letter>>, StoreError> {
        let Came { message, mail, from, sender, .. } = came;
        let context = &self.settings.context;
        let thread = thread::find(write, &mail.message, &from.address, &context.roster, &self.outbox).await?;
        let text = mail.message.own_text();
        let offered = thread.as_ref().map_or(&[][..], |thread| thread.offered.as_slice());
        if offered.is_empty() && !text.lines().any(|line| !numbered(line, &context.key).0.is_empty()) {
            return Ok(None);
        }
        let orders = self.as_orders(message.id, sender, thread.as_ref(), now);
        let said = said(write, &orders, &text, offered).await?;
        if said.is_empty() {
            return Ok(None);
        }
        decided.outcome = Outcome::Reply;
        let rule = thread.as_ref().map_or("names the number", |thread| thread.rule);
        decided.rule = format!("answers what is asked about a wish: {rule}");
        if write.has_effects(message.id).await? {
            decided.rule = "read again: what it did is done".into();
            return Ok(Some(None));
        }
        let mut done = vec![];
        for (issue, said) in said {
            let what = orders.wish_said(write, &issue, said).await?;
            done.push(Done { what, ..Done::new(issue.number, &issue.title) });
        }
        Ok(Some(Some(Letter::Noted(Noted { done, table: vec![], issues: vec![], unassigned: vec![] }))))
    }

    /// A sender's word with the proof of its thread.
    fn as_orders<'a>(&'a self, message: MessageId, by: PersonId, thread: Option<&'a Thread>, now: DateTime<Utc>) -> Orders<'a> {
        let proven = thread.is_some_and(|thread| thread.proven);
        let fresh = thread.and_then(|thread| thread.letter.as_ref()).is_some_and(|letter| order::is_fresh(now - letter.written));
        Orders {
            context: &self.settings.context,
            spending: &self.settings.spending,
            message,
            by,
            reach: Reach::Own,
            rule: thread.map_or("names the number", |thread| thread.rule),
            proven,
            language: self.settings.language,
            fresh,
            now,
        }
    }

    /// Ticks off the papers that a mail about wishes brings, by the names of its files.
    pub(super) async fn papers(&self, write: &mut Write, came: Came<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Came { message, mail, from, sender, .. } = came;
        let papers = papers(&mail.message);
        if papers.is_empty() {
            return Ok(());
        }
        let key = &self.settings.context.key;
        let thread = thread::find(write, &mail.message, &from.address, &self.settings.context.roster, &self.outbox).await?;
        let offered: Vec<IssueNumber> = thread.into_iter().flat_map(|thread| thread.offered).collect();
        let said = format!("{}\n{}", mail.message.subject, mail.message.own_text());
        for (part, name, paper) in papers {
            // The file's own name says most, then the words, then the thread, where it is about one wish.
            let named = [name.as_str(), &said].into_iter().map(|text| crate::report::named(text, key, &[])).find(|numbers| !numbers.is_empty());
            let mut wishes = vec![];
            for number in named.as_deref().unwrap_or(&offered) {
                wishes.extend(survivor(write, *number).await?.filter(|issue| issue.step.is_some_and(crate::issue::ChangeStep::is_accepted)));
            }
            let [wish] = wishes.as_slice() else { continue };
            if write.put_paper(wish.number, paper, message.id, part, now).await? {
                let data = EventData { changed: Some(("paper".into(), paper.as_str().into())), ..EventData::default() };
                let what = Happening { by: Some(sender), message: Some(message.id), data, ..Happening::new(EventKind::Paper) };
                write.happen(wish.number, &what, now).await?.ok();
            }
        }
        Ok(())
    }
}

/// What the lines of a mail say about wishes that wait for this very sender.
async fn said(write: &mut Write, orders: &Orders<'_>, text: &str, offered: &[IssueNumber]) -> Result<Vec<(IssueRow, crate::order::WishSaid)>, StoreError> {
    let key = &orders.context.key;
    let mut said: Vec<(IssueRow, crate::order::WishSaid)> = vec![];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (numbers, rest) = numbered(line, key);
        let numbers = if numbers.is_empty() { offered.to_vec() } else { numbers };
        let mut fits = vec![];
        for number in numbers {
            let Some(issue) = survivor(write, number).await? else { continue };
            if let Some(answer) = orders.wish_waits(write, &issue, &rest).await?.filter(|_| !said.iter().any(|(known, _)| known.number == issue.number)) {
                fits.push((issue, answer));
            }
        }
        // "A" to a letter about two wishes means neither.
        if let [one] = fits.as_slice() {
            said.push(one.clone());
        } else if !fits.is_empty() && numbered(line, key).0.len() == fits.len() {
            said.extend(fits);
        }
    }
    Ok(said)
}

/// The files of a mail that are papers: part, name, which.
fn papers(message: &Message) -> Vec<(usize, String, Paper)> {
    let named = |(at, name): (usize, Option<&String>)| Some((at, name?.clone(), Paper::named(name?)?));
    message.parts.iter().map(|part| part.name.as_ref()).enumerate().filter_map(named).collect()
}

/// Somebody who tries a change says whether it works for him.
pub(super) async fn tried(write: &mut Write, issue: &IssueRow, works: bool, what: Happening<'_>, now: DateTime<Utc>) -> Result<What, StoreError> {
    let by = what.by;
    let happened = match write.happen(issue.number, &what, now).await? {
        Ok(happened) => happened,
        Err(refusal) => return Ok(What::Refused(refusal, None)),
    };
    if let Some(person) = by {
        write.set_found(issue.number, person, works).await?;
    }
    let lead = write.wish(issue.number).await?.map(|wish| wish.lead);
    let all = write.trial(issue.number).await?.iter().all(|(_, found)| *found == Some(true));
    let notice = if works { all.then_some(Notice::TrialPassed) } else { Some(Notice::TrialFailed) };
    if let (Some(lead), Some(notice)) = (lead, notice) {
        write.put_notice(lead, issue.number, notice, happened.event, now).await?;
    }
    Ok(What::Wish(if works { WishDone::Tried } else { WishDone::TrialFailed }))
}
