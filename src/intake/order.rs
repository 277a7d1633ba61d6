//! The lead's orders, carried out line by line; each line is answered for in one transcript.
//!
//! A new order is a row in `order::TABLE` and an arm in [`Orders::carry_out`]. Power needs proof (promise 8): without a token of a
//! letter that we sent to that very address nothing is done, and the mail is held.

use chrono::{DateTime, Utc};

use crate::issue::{EventData, EventKind, IssueNumber, Notice, State};
use crate::order::{self, Line, Order, Verb};
use crate::outbox::{Done, Transcript, TranscriptLine, What};
use crate::store::{Happening, MessageId, PersonId, StoreError, Write};

use super::reply::survivor;
use super::thread::Thread;

/// An order mail at work.
pub(super) struct Orders<'a> {
    pub(super) message: MessageId,
    pub(super) lead: PersonId,
    pub(super) thread: &'a Thread,
    pub(super) now: DateTime<Utc>,
}

impl Orders<'_> {
    /// Does what the lines say, and tells what came of each.
    pub(super) async fn carry_out(&self, write: &mut Write, lines: Vec<Line>) -> Result<Transcript, StoreError> {
        let mut told = vec![];
        for Line { text, read } in lines {
            let mut line = TranscriptLine { text, done: vec![], fault: None };
            match read {
                Ok(order) => {
                    for number in &order.issues {
                        line.done.push(self.one(write, *number, &order).await?);
                    }
                }
                Err(fault) => line.fault = Some(fault),
            }
            told.push(line);
        }
        Ok(Transcript { lines: told })
    }

    async fn one(&self, write: &mut Write, number: IssueNumber, order: &Order) -> Result<Done, StoreError> {
        let Some(issue) = survivor(write, number).await? else {
            return Ok(Done { what: What::Unknown { newest: write.newest_issue().await? }, ..Done::new(number, "") });
        };
        let done = Done { merged: (issue.number != number).then_some(number), ..Done::new(issue.number, &issue.title) };
        let mut data = EventData { rule: Some(self.thread.rule.into()), proven: Some(self.thread.proven), ..EventData::default() };
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
        let (kind, notice, what) = match order.verb {
            Verb::Solved => (EventKind::Solved, Some(Notice::Solved), What::Solved { owner: write.person_name(issue.reporter).await? }),
            Verb::SameAs => (EventKind::Merged, Some(Notice::Merged), other.map_or(What::Kept, What::Merged)),
            Verb::NotNow => (EventKind::Declined, Some(Notice::Declined), What::Declined),
            Verb::Close => (EventKind::ClosedByLead, Some(Notice::Closed), What::ClosedByLead),
            Verb::Reopen => (EventKind::Reopened, None, What::Reopened),
            Verb::Note => (EventKind::Commented, None, What::Kept),
        };
        let words = Some(order.words.as_str());
        let happening = Happening { by: Some(self.lead), message: Some(self.message), data, words, ..Happening::new(kind) };
        let happened = match write.happen(issue.number, &happening, self.now).await? {
            Ok(happened) => happened,
            Err(refusal) => return Ok(Done { what: What::Refused(refusal, None), ..done }),
        };
        if let Some(notice) = notice {
            let mut concerned = vec![issue.reporter];
            for joined in write.joined_to(issue.number).await? {
                concerned.extend(write.issue(joined).await?.filter(|joined| joined.state == State::Duplicate).map(|joined| joined.reporter));
            }
            for person in concerned.into_iter().filter(|person| *person != self.lead) {
                write.put_notice(person, issue.number, notice, happened.event, self.now).await?;
            }
        }
        Ok(Done { what, ..done })
    }
}

/// The lines of a mail, where at least one of them is an order.
pub(super) fn lines(text: &str, key: &crate::issue::Key, thread: Option<&Thread>) -> Option<Vec<Line>> {
    let offered = thread.map_or(&[][..], |thread| thread.offered.as_slice());
    Some(order::read(text, key, offered)).filter(|lines| lines.iter().any(|line| line.read.is_ok()))
}
