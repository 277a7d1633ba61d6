//! What a reply does to the issues that it is about. One mail may confirm one, reopen another, bring a picture to a third.
//!
//! The reader has said what the words mean for each issue; here it is decided what that may do, by whose word, and what its
//! sender is told. Words and pictures are kept whatever else happens to them.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::archive;
use crate::calendar;
use crate::issue::{ChangeStep, Closing, EventData, EventKind, IssueNumber, Notice, Part, REOPENS_FOR, Refusal, Side, State, may};
use crate::message::Zone;
use crate::order;
use crate::outbox::{Done, What};
use crate::people::Role;
use crate::report::{self, Intent};
use crate::store::{ADDED_ITEM, AnswerRow, Happened, Happening, IssueRow, MessageId, NewIssue, NewScreenshot, PersonId, StoreError, Write};

use super::Settings;
use super::read::ReadMail;
use super::thread::Thread;

/// A reply at work.
pub(super) struct Reply<'a> {
    pub(super) settings: &'a Settings,
    pub(super) message: MessageId,
    pub(super) mail: &'a ReadMail,
    pub(super) sender: PersonId,
    pub(super) role: Role,
    pub(super) thread: Option<&'a Thread>,
    pub(super) now: DateTime<Utc>,
}

/// Merged issues lead to one that goes on in a step or two.
const MOST_MERGES: usize = 8;

impl Reply<'_> {
    /// Does what the reply says. `None` where nothing tells which issue it is about.
    pub(super) async fn apply(&self, write: &mut Write) -> Result<Option<Vec<Done>>, StoreError> {
        let Some(reply) = &self.mail.reading.reply else { return Ok(None) };
        let context = &self.settings.context;
        let offered = self.offered();
        // What puts the acknowledgement right says nothing about how an issue stands.
        // Its closing may say for which day it was: "这是2月27日的日报".
        let (corrections, _) = order::corrections(&self.mail.message.own_text(), &context.key);
        let (_, text) = order::corrections(&reply.text, &context.key);
        let mut done = vec![];
        for correction in corrections {
            done.extend(self.correct(write, correction, &reply.text).await?);
        }
        let named = report::named(&text, &context.key, offered);
        let mut verdicts = reply.items.clone();
        verdicts.retain(|(number, _)| done.is_empty() || named.contains(number));
        // "41号单好了" speaks of a document, and the thread's one issue is not known to be meant.
        if named.is_empty() && report::names_document(&text) {
            verdicts.clear();
        }
        if !done.is_empty() && named.is_empty() {
            return Ok(Some(done));
        }
        // A picture's "CRM-43 见图" says nothing that the reader takes for a verdict.
        for number in named {
            if !verdicts.iter().any(|(n, _)| *n == number) {
                verdicts.push((number, Intent::Comment));
            }
        }
        if verdicts.is_empty() {
            match self.whole_thread(write, reply.intent, &reply.text).await? {
                Meant::Nothing => return Ok(None),
                Meant::These(numbers) => verdicts = numbers.into_iter().map(|number| (number, reply.intent)).collect(),
                Meant::Unclear(numbers) => return self.ask_which(write, &numbers, &reply.text).await.map(Some),
            }
        }
        if self.thread.is_none() && !self.mail.message.in_reply_to.is_empty() && self.all_unknown(write, &verdicts).await? {
            return Ok(None);
        }
        let words: HashMap<IssueNumber, String> = report::passages(&text, &context.key, offered).into_iter().collect();
        let mut pictures = self.pictures(&verdicts);
        for (number, intent) in verdicts {
            let said = words.get(&number).map_or(reply.text.as_str(), String::as_str);
            let shots = pictures.remove(&number).unwrap_or_default();
            done.push(self.about(write, number, intent, said, &shots).await?);
        }
        Ok(Some(done))
    }

    fn offered(&self) -> &[IssueNumber] {
        self.thread.map_or(&[], |thread| thread.offered.as_slice())
    }

    /// A reply can come before what it answers, and so before its numbers are given.
    async fn all_unknown(&self, write: &mut Write, verdicts: &[(IssueNumber, Intent)]) -> Result<bool, StoreError> {
        for (number, _) in verdicts {
            if write.issue(*number).await?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A reply without a number to a letter about several issues.
    async fn whole_thread(&self, write: &mut Write, intent: Intent, text: &str) -> Result<Meant, StoreError> {
        let offered = self.offered();
        // "41号单好了" tells of a document, and confirms nothing by itself.
        if intent == Intent::Confirm && report::names_document(text) && !offered.is_empty() {
            return Ok(Meant::Unclear(offered.to_vec()));
        }
        if let [] | [_] = offered {
            return Ok(offered.first().map_or(Meant::Nothing, |only| Meant::These(vec![*only])));
        }
        if report::means_all(text, &self.settings.context.lexicon) || intent == Intent::Comment {
            return Ok(Meant::These(offered.to_vec()));
        }
        // "好了": the one that waits for this word.
        let mut waiting = vec![];
        for number in offered {
            let Some(issue) = write.issue(*number).await?.filter(|issue| issue.reporter == self.sender) else { continue };
            // Or whose answer out of the archive was to be tried.
            if issue.state == State::Solved || !issue.state.is_over() && write.unjudged_answer(*number).await?.is_some() {
                waiting.push(*number);
            }
        }
        Ok(if waiting.len() == 1 { Meant::These(waiting) } else { Meant::Unclear(offered.to_vec()) })
    }

    /// The words are kept with each that may be meant, and their writer is asked.
    async fn ask_which(&self, write: &mut Write, numbers: &[IssueNumber], text: &str) -> Result<Vec<Done>, StoreError> {
        for number in numbers {
            let data = EventData { without_effect: Some("which".into()), ..self.data() };
            self.keep(write, *number, EventKind::Commented, data, text).await?;
        }
        let Some(first) = numbers.first() else { return Ok(vec![]) };
        Ok(vec![Done { what: What::Which(numbers.to_vec()), ..Done::new(*first, "") }])
    }

    /// What the reply says about one issue, done.
    async fn about(&self, write: &mut Write, number: IssueNumber, intent: Intent, said: &str, shots: &[usize]) -> Result<Done, StoreError> {
        let Some(issue) = survivor(write, number).await? else {
            let newest = write.newest_issue().await?;
            return Ok(Done { what: What::Unknown { newest }, ..Done::new(number, "") });
        };
        let part = self.part(write, &issue).await?;
        let mut done = Done { merged: (issue.number != number).then_some(number), ..Done::new(issue.number, &issue.title) };
        self.keep_pictures(write, &issue, part, shots).await?;
        done.pictures = shots.len();
        let (kind, data) = self.meant(intent, said);
        // Whoever is asked to try a change speaks for himself.
        let works = kind == EventKind::Confirmed;
        if issue.step == Some(ChangeStep::Trial)
            && (works || kind == EventKind::Reopened)
            && write.trial(issue.number).await?.iter().any(|(who, _)| *who == self.sender)
        {
            let kind = if works { EventKind::Tried } else { EventKind::TrialFailed };
            let what = Happening { by: Some(self.sender), message: Some(self.message), data, words: Some(said), ..Happening::new(kind) };
            done.what = super::wish::tried(write, &issue, works, what, self.now).await?;
            return Ok(done);
        }
        let tried = if part == Part::Reporter && matches!(issue.state, State::Open | State::WithConsultant) {
            write.unjudged_answer(issue.number).await?
        } else {
            None
        };
        let kind = match kind {
            EventKind::Confirmed if tried.is_some() => EventKind::Helped,
            EventKind::Reopened if tried.is_some() => EventKind::Failed,
            kind => kind,
        };
        if kind == EventKind::Reopened && self.crossed(write, &issue).await? {
            let data = EventData { without_effect: Some("crossed".into()), ..data };
            self.keep(write, issue.number, EventKind::Commented, data, said).await?;
            done.what = What::Crossed { solution: write.last_words(issue.number, EventKind::Solved).await?.unwrap_or_default() };
            return Ok(done);
        }
        if kind == EventKind::Reopened && part != Part::Colleague && issue.state == State::Closed && self.long_closed(&issue) {
            let new = self.successor(write, &issue, said).await?;
            done.what = What::Linked { number: new, closed: self.day(issue.ended) };
            return Ok(done);
        }
        if !may(part, kind, issue.state) {
            let data = EventData { without_effect: Some("not_yours".into()), ..data };
            self.keep(write, issue.number, EventKind::Noted, data, said).await?;
            done.what = match kind {
                EventKind::Commented if shots.is_empty() => What::Kept,
                EventKind::Commented => What::Pictures,
                _ if issue.state == State::Declined => What::Refused(Refusal::Declined, self.day(issue.ended)),
                _ => What::NotYours { owner: write.person_name(issue.reporter).await? },
            };
            return Ok(done);
        }
        let until = data.day;
        // Where reporter and consultant talk through the desk, the word goes on to him, and the ball with it.
        let consulting = write.consulting(issue.number).await?;
        let talks = consulting.as_ref().is_some_and(|row| row.direct && row.heard.is_some()) && issue.state == State::WithConsultant;
        let passes_on = talks && part == Part::Reporter && kind == EventKind::Commented;
        let first = if passes_on { Side::Consultant } else { Side::Lead };
        let what = Happening { by: Some(self.sender), message: Some(self.message), data, words: Some(said), first, ..Happening::new(kind) };
        let happened = write.happen(issue.number, &what, self.now).await?;
        done.what = match happened {
            Ok(happened) => {
                self.tell_the_joined(write, &issue, kind, happened).await?;
                self.teach(write, &issue, kind, tried, happened).await?;
                if passes_on {
                    write.put_outgoing(happened.event, issue.number, false, self.now).await?;
                } else if kind == EventKind::Commented && issue.waits_on == Side::Reporter && issue.state != State::Solved {
                    // The answer to a question goes back to whoever asked.
                    if let Some(asked) = write.asked_by(issue.number).await?.filter(|asked| *asked != self.sender) {
                        // What goes to the consultant goes by his own letters alone.
                        let asked = consulting.as_ref().filter(|row| row.person == asked).map_or(asked, |row| row.asked_by);
                        write.put_notice(asked, issue.number, Notice::Answered, happened.event, self.now).await?;
                    }
                }
                match kind {
                    EventKind::Confirmed | EventKind::Helped => What::Closed,
                    EventKind::Failed => What::NotHelped,
                    EventKind::Reopened => What::Reopened,
                    EventKind::Cancelled => What::Cancelled,
                    EventKind::Postponed => until.map_or(What::Kept, What::Later),
                    _ if !shots.is_empty() => What::Pictures,
                    _ => What::Kept,
                }
            }
            Err(refusal) => {
                let data = EventData { without_effect: Some(refusal.as_str().into()), ..self.data() };
                self.keep(write, issue.number, EventKind::Commented, data, said).await?;
                What::Refused(refusal, self.day(issue.ended))
            }
        };
        Ok(done)
    }

    /// What the archive learns from it.
    async fn teach(&self, write: &mut Write, issue: &IssueRow, kind: EventKind, tried: Option<AnswerRow>, happened: Happened) -> Result<(), StoreError> {
        let by = archive::By { person: self.sender, message: Some(self.message), now: self.now };
        match (kind, tried) {
            (EventKind::Confirmed, _) => archive::confirmed(write, issue, by).await,
            // What the archive had closed is open again: its answer did not help after all.
            (EventKind::Reopened, _) if issue.closed_as == Some(Closing::Archive) => {
                if let Some(of) = write.offered_for(issue.number).await?
                    && let Some(answer) = write.answer(of).await?
                {
                    archive::judge(write, &answer, issue.number, false, by).await?;
                }
                Ok(())
            }
            (EventKind::Reopened, _) => archive::reopened(write, issue.number, by).await,
            (EventKind::Helped, Some(answer)) => archive::judge(write, &answer, issue.number, true, by).await,
            (EventKind::Failed, Some(answer)) => {
                archive::judge(write, &answer, issue.number, false, by).await?;
                if let Some(answer) = write.answer(answer.issue).await?.filter(archive::is_doubtful) {
                    for lead in super::known::leads(write, &self.settings.context).await? {
                        write.put_notice(lead, answer.issue, Notice::Doubtful, happened.event, self.now).await?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What the words ask for.
    fn meant(&self, intent: Intent, said: &str) -> (EventKind, EventData) {
        let data = self.data();
        match intent {
            Intent::Confirm => (EventKind::Confirmed, data),
            Intent::Reopen => (EventKind::Reopened, data),
            Intent::Withdraw => (EventKind::Cancelled, data),
            Intent::Comment if report::postpones(said, &self.settings.context.lexicon) => {
                let today = calendar::day(self.now, self.settings.context.timezone);
                let roster = &self.settings.context.roster;
                let calendar = self.mail.message.from.as_ref().map_or(roster.calendar(), |from| roster.calendar_of(&from.address));
                // "先别关" names no day: at the end of the month one looks again.
                let day = order::day(said, today, calendar).filter(|day| *day > today).unwrap_or_else(|| order::month_end(today, calendar));
                (EventKind::Postponed, EventData { day: Some(day), ..data })
            }
            Intent::Comment => (EventKind::Commented, data),
        }
    }

    pub(super) fn data(&self) -> EventData {
        let rule = self.thread.map_or("names the number", |thread| thread.rule);
        EventData { rule: Some(rule.into()), proven: self.thread.map(|thread| thread.proven), ..EventData::default() }
    }

    pub(super) async fn happen(
        &self,
        write: &mut Write,
        number: IssueNumber,
        kind: EventKind,
        data: EventData,
        words: Option<&str>,
    ) -> Result<Result<Happened, Refusal>, StoreError> {
        let what = Happening { by: Some(self.sender), message: Some(self.message), data, words, ..Happening::new(kind) };
        write.happen(number, &what, self.now).await
    }

    /// Keeps words; nothing refuses that.
    pub(super) async fn keep(&self, write: &mut Write, number: IssueNumber, kind: EventKind, data: EventData, words: &str) -> Result<(), StoreError> {
        self.happen(write, number, kind, data, Some(words)).await.map(drop)
    }

    /// What the sender is to the issue.
    async fn part(&self, write: &mut Write, issue: &IssueRow) -> Result<Part, StoreError> {
        if issue.reporter == self.sender {
            return Ok(Part::Reporter);
        }
        for joined in write.joined_to(issue.number).await? {
            if write.issue(joined).await?.is_some_and(|joined| joined.reporter == self.sender) {
                return Ok(Part::Joined);
            }
        }
        Ok(if self.role == Role::Lead { Part::Lead } else { Part::Colleague })
    }

    /// Was it written before its sender could know of the solution? Then it speaks of the time before.
    async fn crossed(&self, write: &mut Write, issue: &IssueRow) -> Result<bool, StoreError> {
        let answers_news = self.thread.and_then(|thread| thread.letter.as_ref()).is_some_and(|letter| letter.kind == "news");
        if issue.state != State::Solved || answers_news {
            return Ok(false);
        }
        Ok(write.last_at(issue.number, EventKind::Solved).await?.is_some_and(|solved| self.mail.submitted < solved))
    }

    fn long_closed(&self, issue: &IssueRow) -> bool {
        issue.ended.is_some_and(|ended| self.now - ended > TimeDelta::days(REOPENS_FOR))
    }

    /// A new issue that goes on where one ended long ago.
    async fn successor(&self, write: &mut Write, old: &IssueRow, said: &str) -> Result<IssueNumber, StoreError> {
        let added = write.issues_of_message(self.message).await?.iter().filter(|issue| issue.is_added()).count();
        let issue = NewIssue {
            message: self.message,
            item: ADDED_ITEM + added,
            report: old.report,
            reporter: self.sender,
            day: self.mail.reading.day,
            title: old.title.clone(),
            text: said.to_owned(),
            kind: old.kind,
            severity: old.severity,
            module: old.module.clone(),
        };
        let new = write.put_issue(&issue, self.now).await?;
        for (one, other) in [(old.number, new), (new, old.number)] {
            let data = EventData { issue: Some(other.0), ..self.data() };
            self.happen(write, one, EventKind::Linked, data, (one == old.number).then_some(said)).await?.ok();
        }
        Ok(new)
    }

    /// Whoever reported the same hears that it is open again.
    async fn tell_the_joined(&self, write: &mut Write, issue: &IssueRow, kind: EventKind, happened: Happened) -> Result<(), StoreError> {
        if kind != EventKind::Reopened {
            return Ok(());
        }
        let mut concerned = vec![issue.reporter];
        for joined in write.joined_to(issue.number).await? {
            concerned.extend(write.issue(joined).await?.map(|joined| joined.reporter));
        }
        for person in concerned.into_iter().filter(|person| *person != self.sender) {
            write.put_notice(person, issue.number, Notice::Reopened, happened.event, self.now).await?;
        }
        Ok(())
    }

    /// The pictures of the mail, by the issue that the words before them name; what stands before any number goes to the first
    /// issue that is not simply done.
    fn pictures(&self, verdicts: &[(IssueNumber, Intent)]) -> HashMap<IssueNumber, Vec<usize>> {
        let message = &self.mail.message;
        let known = |number: &IssueNumber| verdicts.iter().any(|(n, _)| n == number);
        let first = verdicts.iter().find(|(_, intent)| *intent != Intent::Confirm).or(verdicts.first()).map(|(number, _)| *number);
        let mut placed: HashMap<IssueNumber, Vec<usize>> = HashMap::new();
        let mut at = HashMap::new();
        let mut current = None;
        for block in message.body.iter().filter(|block| block.zone == Zone::Own) {
            if let Some(number) = report::named(&block.text(), &self.settings.context.key, self.offered()).into_iter().rfind(known) {
                current = Some(number);
            }
            at.extend(block.pictures().map(|picture| (picture, current)));
        }
        // An attachment stands behind all words: with one issue that speaks of a picture it belongs there.
        for picture in &self.mail.reading.unassigned {
            let named = at.get(picture).copied().flatten();
            if let Some(number) = named.or(first) {
                placed.entry(number).or_default().push(*picture);
            }
        }
        placed
    }

    async fn keep_pictures(&self, write: &mut Write, issue: &IssueRow, part: Part, shots: &[usize]) -> Result<(), StoreError> {
        for at in shots {
            let Some(picture) = self.mail.message.parts.get(*at) else { continue };
            let shot = NewScreenshot {
                message: self.message,
                part: *at,
                report: None,
                issue: Some(issue.number),
                position: *at,
                evidence: true,
                sha256: picture.sha256.clone(),
                mime: picture.mime.clone(),
                name: picture.name.clone(),
                size: picture.size,
                pixels: picture.pixels,
            };
            write.put_screenshot(&shot).await?;
        }
        if shots.is_empty() {
            return Ok(());
        }
        let kind = if may(part, EventKind::Evidence, issue.state) { EventKind::Evidence } else { EventKind::Noted };
        let data = EventData { pictures: Some(shots.len()), ..self.data() };
        self.happen(write, issue.number, kind, data, None).await.map(drop)
    }

    pub(super) fn day(&self, at: Option<DateTime<Utc>>) -> Option<chrono::NaiveDate> {
        at.map(|at| calendar::day(at, self.settings.context.timezone))
    }
}

/// Which issues a reply without a number means.
enum Meant {
    /// None that is known.
    Nothing,
    /// These.
    These(Vec<IssueNumber>),
    /// One or some of these, and nobody can say which.
    Unclear(Vec<IssueNumber>),
}

/// The issue, or the one under which it goes on.
pub(super) async fn survivor(write: &mut Write, number: IssueNumber) -> Result<Option<IssueRow>, StoreError> {
    let mut issue = write.issue(number).await?;
    for _ in 0..MOST_MERGES {
        match issue.as_ref().filter(|issue| issue.state == State::Duplicate).and_then(|issue| issue.duplicate_of) {
            Some(other) => issue = write.issue(other).await?,
            None => break,
        }
    }
    Ok(issue)
}
