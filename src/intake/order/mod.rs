//! Orders, carried out line by line; each line is answered for in one transcript.
//!
//! A new order is a row in `order::TABLE` and an arm in [`Orders::one`] or, where it is about no issue, in [`Orders::line`]. Power needs proof (promise 8): without
//! a token of a letter that we sent to that very address nothing is done but looking things up, and the mail is held.

mod answer;
mod change;
mod consult;
mod find;
mod meet;
mod person;
mod proof;
mod roster;
mod show;
mod tell;

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar;
use crate::issue::{Cause, EventData, EventKind, IssueNumber, Notice, Spending, State};
use crate::order::{self, Fault, Known, Line, MOST_LINES, Order, Power, TABLE, Verb};
use crate::outbox::{Done, HeldDone, LIVE, Said, Set, Transcript, TranscriptLine, What};
use crate::people::{Language, NameMatch, by_name};
use crate::report::{Context, Module};
use crate::store::{Happening, HeldCause, HeldChoice, IssueRow, MessageId, Named, PersonId, Setting, StoreError, Write};

use super::reply::survivor;

pub(super) use change::is_fresh;
pub(super) use proof::{CONFIRMED_FOR, Reach, confirms};

/// An order mail at work.
pub(super) struct Orders<'a> {
    pub(super) context: &'a Context,
    pub(super) spending: &'a Spending,
    pub(super) message: MessageId,
    pub(super) by: PersonId,
    pub(super) reach: Reach,
    /// How it was proven, for the history.
    pub(super) rule: &'a str,
    /// Does it show a token that we sent to this very address, or has the lead stood by it?
    pub(super) proven: bool,
    /// The language of letters to those who have none of their own.
    pub(super) language: Language,
    /// Is the token young enough for what leaves the house?
    pub(super) fresh: bool,
    pub(super) now: DateTime<Utc>,
}

impl Orders<'_> {
    /// Does what the lines say, and tells what came of each; where one of them asks for a preview, it is only tried out.
    pub(super) async fn carry_out(&self, write: &mut Write, lines: Vec<Line>) -> Result<Transcript, StoreError> {
        let preview = lines.iter().any(|line| matches!(&line.read, Ok(order) if order.verb == Verb::Preview));
        let cut = lines.len() >= MOST_LINES;
        let mark = write.mark().await?;
        let mut told = vec![];
        for Line { text, read } in lines {
            let mut line = TranscriptLine { text, done: vec![], leaving: vec![], said: vec![], fault: None };
            match read {
                Ok(Order { verb: Verb::Preview, .. }) => continue,
                Ok(order) => self.line(write, &order, &mut line).await?,
                Err(fault) => line.fault = Some(fault),
            }
            told.push(line);
        }
        if preview {
            write.undo(mark).await?;
        } else {
            write.keep(mark).await?;
        }
        Ok(Transcript { lines: told, preview, cut })
    }

    async fn line(&self, write: &mut Write, order: &Order, line: &mut TranscriptLine) -> Result<(), StoreError> {
        if let Some(denied) = self.denied(order.verb) {
            line.said.push(denied);
            return Ok(());
        }
        match order.verb {
            Verb::Show => line.said = self.show(write, order).await?,
            Verb::Away | Verb::Works | Verb::Back => line.said.push(self.days(write, order).await?),
            Verb::Remark => line.said.push(self.remark(write, order).await?),
            Verb::Meet => self.meet(write, order, line).await?,
            Verb::Join => line.said.push(self.join(write, order).await?),
            Verb::HeldFrom => {
                for number in &order.held {
                    line.said.push(self.held_from(write, *number, &order.words).await?);
                }
            }
            Verb::Leave | Verb::Move | Verb::TakeOver => line.said.push(self.hand_over(write, order).await?),
            Verb::Find => line.said.push(self.search(write, &order.words).await?),
            Verb::Deputy => line.said.push(self.deputy(write, &order.words).await?),
            Verb::GoLive => {
                write.set(LIVE, &self.now.timestamp().to_string()).await?;
                line.said.push(Said::Live);
            }
            Verb::Help => line.said.push(Said::Help),
            Verb::Consult => self.consult(write, order, line).await?,
            Verb::Recall => self.recall(write, order, line).await?,
            Verb::Accept | Verb::Option | Verb::Approve | Verb::Delivered | Verb::Trial | Verb::InUse => self.wishes(write, order, line).await?,
            Verb::Connect => self.connect(write, order, line).await?,
            Verb::FileHeld | Verb::DropHeld | Verb::ReadHeld => {
                for number in &order.held {
                    line.said.push(self.held(write, *number, order.verb).await?);
                }
            }
            _ => {
                for number in &order.issues {
                    line.done.push(self.one(write, *number, order).await?);
                }
            }
        }
        Ok(())
    }

    /// Why this order is not for its sender, or not with this proof.
    fn denied(&self, verb: Verb) -> Option<Said> {
        let power = TABLE.iter().find(|row| row.verb == verb).map_or(Power::Leave, |row| row.power);
        match power {
            Power::Look => None,
            _ if !self.reach.allows(power) => Some(Said::NotAllowed),
            Power::Leave if !self.fresh => Some(Said::TooOld),
            _ => None,
        }
    }

    /// "授权 李娜 到3/15".
    async fn deputy(&self, write: &mut Write, words: &str) -> Result<Said, StoreError> {
        let Some(until) = order::day(words, self.today(), self.context.roster.calendar()) else { return Ok(Said::NoDay) };
        let everybody = write.everybody().await?;
        let end = ["到", "至", "until", "till", "to "].iter().filter_map(|word| words.find(word)).min().unwrap_or(words.len());
        let name = words.get(..end).unwrap_or(words).trim();
        match person(name, &everybody) {
            // Power over the project does not leave the company.
            Ok(person) if person.role == "consultant" => Ok(Said::NotAllowed),
            Ok(person) => {
                write.put_deputy(person.id, until, self.by, self.message).await?;
                Ok(Said::Deputy { name: person.name.clone(), until })
            }
            Err(nearest) => Ok(Said::NoPerson { said: name.to_owned(), nearest }),
        }
    }

    async fn held(&self, write: &mut Write, number: i64, verb: Verb) -> Result<Said, StoreError> {
        let newest = write.newest_held().await?;
        if newest.is_none_or(|newest| number > newest) {
            return Ok(Said::Held { number, what: HeldDone::Unknown(newest) });
        }
        let (choice, done) = match verb {
            Verb::FileHeld => {
                let stranger = write.held().await?.iter().any(|held| held.number == number && held.cause == HeldCause::Stranger);
                (HeldChoice::File(self.by), if stranger { HeldDone::FiledStranger } else { HeldDone::Filed })
            }
            Verb::DropHeld => (HeldChoice::Drop(Some(self.by)), HeldDone::Dropped),
            _ => (HeldChoice::Again, HeldDone::Read),
        };
        let what = if write.choose_held(number, choice, self.now).await? { done } else { HeldDone::Over };
        Ok(Said::Held { number, what })
    }

    /// The issue that a number means, where the order reaches it.
    async fn find(&self, write: &mut Write, number: IssueNumber) -> Result<Result<(IssueRow, Done), Done>, StoreError> {
        let Some(issue) = survivor(write, number).await? else {
            return Ok(Err(Done { what: What::Unknown { newest: write.newest_issue().await? }, ..Done::new(number, "") }));
        };
        let done = Done { merged: (issue.number != number).then_some(number), ..Done::new(issue.number, &issue.title) };
        if !self.reach.covers(issue.module.as_deref()) {
            return Ok(Err(Done { what: What::OtherModule, ..done }));
        }
        Ok(Ok((issue, done)))
    }

    async fn one(&self, write: &mut Write, number: IssueNumber, order: &Order) -> Result<Done, StoreError> {
        let (issue, done) = match self.find(write, number).await? {
            Ok(found) => found,
            Err(done) => return Ok(done),
        };
        let mut data = EventData { rule: Some(self.rule.into()), proven: Some(self.proven), ..EventData::default() };
        if let Verb::Severity(_) | Verb::Module | Verb::Owner | Verb::Cause = order.verb {
            let what = self.set(write, &issue, order, data).await?;
            return Ok(Done { what, ..done });
        }
        if let Verb::Answer | Verb::WithdrawAnswer | Verb::Release = order.verb {
            let what = self.answer(write, &issue, order).await?;
            return Ok(Done { what, ..done });
        }
        if order.verb == Verb::TellAll {
            let what = self.tell_all(write, &issue, data).await?;
            return Ok(Done { what, ..done });
        }
        let mut other = None;
        if order.verb == Verb::SameAs {
            // Joined to what it is itself, or to what does not exist, it would be followed nowhere.
            let into = match order.other {
                Some(into) => survivor(write, into).await?.filter(|into| into.number != issue.number),
                None => None,
            };
            let Some(into) = into else {
                return Ok(Done { what: What::Unknown { newest: write.newest_issue().await? }, ..Done::new(order.other.unwrap_or(number), "") });
            };
            data.issue = Some(into.number.0);
            other = Some(into.number);
        }
        let owner = write.person_name(issue.reporter).await?;
        let (kind, notice, what) = match order.verb {
            Verb::Solved => (EventKind::Solved, Some(Notice::Solved), What::Solved { owner }),
            Verb::SameAs => (EventKind::Merged, Some(Notice::Merged), other.map_or(What::Kept, What::Merged)),
            Verb::NotNow => (EventKind::Declined, Some(Notice::Declined), What::Declined),
            Verb::NotTaken => (EventKind::Declined, Some(Notice::NotTaken), What::NotTaken),
            Verb::Checked => (EventKind::Checked, None, What::Checked),
            Verb::Dispute => (EventKind::Disputed, None, What::Disputed),
            Verb::Close => (EventKind::ClosedByLead, Some(Notice::Closed), What::ClosedByLead),
            Verb::Reopen => (EventKind::Reopened, None, What::Reopened),
            Verb::Ask => (EventKind::Asked, Some(Notice::Asked), What::Asked { owner }),
            _ => (EventKind::Commented, None, What::Kept),
        };
        let words = Some(order.words.as_str());
        let happening = Happening { by: Some(self.by), message: Some(self.message), data, words, ..Happening::new(kind) };
        let happened = match write.happen(issue.number, &happening, self.now).await? {
            Ok(happened) => happened,
            Err(refusal) => return Ok(Done { what: What::Refused(refusal, None), ..done }),
        };
        if let Some(notice) = notice {
            let mut concerned = vec![issue.reporter];
            // A question is for the one who knows; whoever reported the same is not asked.
            if notice != Notice::Asked {
                for joined in write.joined_to(issue.number).await? {
                    concerned.extend(write.issue(joined).await?.filter(|joined| joined.state == State::Duplicate).map(|joined| joined.reporter));
                }
            }
            for person in concerned.into_iter().filter(|person| *person != self.by) {
                write.put_notice(person, issue.number, notice, happened.event, self.now).await?;
            }
        }
        Ok(Done { what, ..done })
    }

    /// Severity, module, owner, cause: what was there before stays in the history.
    async fn set(&self, write: &mut Write, issue: &IssueRow, order: &Order, data: EventData) -> Result<What, StoreError> {
        let said = order.words.trim_matches([' ', '。', '.', '!', '！', '"', '“', '”']);
        let no_such = |what, nearest| What::NoSuch { what, said: said.to_owned(), nearest };
        let everybody;
        let (setting, set) = match order.verb {
            Verb::Severity(level) => (Setting::Severity(level), Set::Severity(level)),
            Verb::Cause => match Cause::said(said) {
                Some(cause) => (Setting::Cause(cause), Set::Cause(cause)),
                None => return Ok(no_such("cause", None)),
            },
            Verb::Module => match module(said, &self.context.modules) {
                Ok(name) => (Setting::Module(name), Set::Module(name.to_owned())),
                Err(nearest) => return Ok(no_such("module", nearest)),
            },
            _ => {
                everybody = write.everybody().await?;
                match person(said, &everybody) {
                    Ok(person) if person.role == "consultant" => return Ok(What::Outside(person.name.clone())),
                    Ok(person) => (Setting::Owner(person.id), Set::Owner(person.name.clone())),
                    Err(nearest) => {
                        let inside = |name: &String| everybody.iter().any(|person| person.name == *name && person.role != "consultant");
                        return Ok(no_such("person", nearest.filter(inside)));
                    }
                }
            }
        };
        let data = EventData { changed: Some(setting.words()), ..data };
        let happening = Happening { by: Some(self.by), message: Some(self.message), data, ..Happening::new(EventKind::Changed) };
        let happened = match write.happen(issue.number, &happening, self.now).await? {
            Ok(happened) => happened,
            Err(refusal) => return Ok(What::Refused(refusal, None)),
        };
        write.set_by_order(issue.number, &setting, self.by, self.now).await?;
        if let Setting::Owner(owner) = setting
            && owner != self.by
        {
            write.put_notice(owner, issue.number, Notice::Assigned, happened.event, self.now).await?;
        }
        Ok(What::Set(set))
    }

    fn today(&self) -> NaiveDate {
        calendar::day(self.now, self.context.timezone)
    }
}

/// The person whom a name means; else the name that comes closest.
fn person<'n>(said: &str, everybody: &'n [Named]) -> Result<&'n Named, Option<String>> {
    let found = by_name(said, everybody.iter().map(|person| person.name.as_str()));
    match found {
        NameMatch::One(at) => everybody.get(at).ok_or(None),
        NameMatch::Nearest(at) => Err(everybody.get(at).map(|person| person.name.clone())),
        NameMatch::Nobody => Err(None),
    }
}

/// The person whose name begins a text, and what follows it: "王磊 3月4日", "Bob Miller 4 March", "王磊3月4日".
fn begins_with<'n, 't>(said: &'t str, everybody: &'n [Named]) -> Result<(&'n Named, &'t str), Option<String>> {
    let said = said.trim();
    let ends = said.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at).chain([said.len()]).rev();
    for (name, rest) in ends.filter_map(|at| said.split_at_checked(at)) {
        if let Ok(found) = person(name, everybody) {
            return Ok((found, rest.trim()));
        }
    }
    let whole = everybody.iter().filter(|person| !person.name.is_empty() && said.starts_with(&person.name)).max_by_key(|person| person.name.len());
    let whole = whole.and_then(|found| Some((found, said.get(found.name.len()..)?)));
    whole.ok_or_else(|| person(said.split_whitespace().next().unwrap_or_default(), everybody).err().flatten())
}

/// The module that a word means; else the one that comes closest, or all there are.
fn module<'m>(said: &str, modules: &'m [Module]) -> Result<&'m str, Option<String>> {
    let all: Vec<(&str, &str)> =
        modules.iter().flat_map(|module| std::iter::once(&module.name).chain(&module.aliases).map(|word| (word.as_str(), module.name.as_str()))).collect();
    match by_name(said, all.iter().map(|(word, _)| *word)) {
        NameMatch::One(at) => all.get(at).map(|(_, name)| *name).ok_or(None),
        NameMatch::Nearest(at) => Err(all.get(at).map(|(_, name)| (*name).to_owned())),
        NameMatch::Nobody => {
            let names: Vec<&str> = modules.iter().map(|module| module.name.as_str()).collect();
            Err((!names.is_empty()).then(|| names.join("、")))
        }
    }
}

/// The lines of a mail, where at least one of them is an order, or wants to be one.
pub(super) fn lines(text: &str, known: Known<'_>) -> Option<Vec<Line>> {
    Some(order::read(text, known)).filter(|lines| lines.iter().any(|line| !matches!(line.read, Err(Fault::Prose | Fault::Stopped))))
}

/// Is any of them an order?
pub(super) fn any(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.read.is_ok())
}

/// Do all of them only look something up? Then the address is proof enough, since the answer goes to its owner.
pub(super) fn all_look(lines: &[Line]) -> bool {
    lines.iter().all(|line| matches!(&line.read, Ok(Order { verb: Verb::Show | Verb::Find | Verb::Help, .. })))
}

/// Does what is asked about exist? "查询 库存报表 报错" from a reporter is a problem and no question, and so is whatever stands in
/// a mail of several lines.
pub(super) async fn known(write: &mut Write, lines: &[Line]) -> Result<bool, StoreError> {
    let everybody = write.everybody().await?;
    for line in lines {
        let Ok(order) = &line.read else { return Ok(false) };
        let named = begins_with(&order.words, &everybody).is_ok();
        let known = match (order.verb, order.words.is_empty()) {
            (Verb::Help, _) => true,
            (_, true) => !order.issues.is_empty(),
            (Verb::Show, false) if named => true,
            (_, false) => lines.len() == 1 && find::is_question(&order.words) && !write.search(&order.words, 1, |_| true).await?.is_empty(),
        };
        if !known {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Does a reply part an issue?
pub(super) fn splits(text: &str, key: &crate::issue::Key) -> bool {
    order::corrections(text, key).0.iter().any(|correction| matches!(correction, order::Correction::Split { .. }))
}

/// Does a mail that answers another hold nothing but corrections?
pub(super) fn only_corrects(mail: &super::read::ReadMail, key: &crate::issue::Key) -> bool {
    let answers = !mail.message.in_reply_to.is_empty() || !mail.message.references.is_empty();
    let (corrections, rest) = order::corrections(mail.message.own_text().trim(), key);
    answers && !corrections.is_empty() && rest.trim().is_empty()
}
