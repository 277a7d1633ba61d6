//! Looking things up: an issue on one card, and what is open with a person.

use chrono::NaiveDate;

use crate::calendar;
use crate::issue::{EventKind, State};
use crate::order::{self, Order};
use crate::outbox::{Card, ReportedDay, Said};
use crate::store::{IssueRow, Named, StoreError, Write};

use super::{Orders, Reach, begins_with};
use crate::intake::reply::survivor;

/// A letter that shows more is a workbook; the digest has one.
const MOST_CARDS: usize = 30;

impl Orders<'_> {
    /// What `查 42` and `查 王磊` are answered with.
    pub(super) async fn show(&self, write: &mut Write, order: &Order) -> Result<Vec<Said>, StoreError> {
        let mut said = vec![];
        for number in order.issues.iter().take(MOST_CARDS) {
            let Some(issue) = survivor(write, *number).await? else {
                let newest = write.newest_issue().await?.map(|newest| self.context.key.write(newest));
                said.push(Said::NoPerson { said: self.context.key.write(*number), nearest: newest });
                continue;
            };
            said.push(if self.may_see(write, &issue).await? { Said::Issue(Box::new(self.card(write, &issue).await?)) } else { Said::NotYours(issue.number) });
        }
        if !order.issues.is_empty() {
            return Ok(said);
        }
        let everybody = write.everybody().await?;
        let (found, rest) = match begins_with(&order.words, &everybody) {
            Ok(found) => found,
            // "查 库存" is about nobody.
            Err(nearest) => {
                let words = order.words.trim();
                let found = self.search(write, words).await?;
                let nobody = matches!(&found, Said::Found { cards, .. } if cards.is_empty()) && nearest.is_some();
                return Ok(vec![if nobody { Said::NoPerson { said: words.to_owned(), nearest } } else { found }]);
            }
        };
        if self.reach == Reach::Own && found.id != self.by {
            // Whether somebody else has open issues is not a reporter's to see.
            return Ok(vec![Said::NotAllowed]);
        }
        let today = self.today();
        let day = order::past_day(rest, today).or_else(|| order::day(rest, today, self.context.roster.calendar()).filter(|day| *day <= today));
        if let Some(day) = day {
            return Ok(vec![Said::Day(Box::new(self.reported(write, found, day).await?))]);
        }
        let mut cards = vec![];
        for issue in write.open_with(found.id).await?.iter().filter(|issue| self.reach.covers(issue.module.as_deref())).take(MOST_CARDS) {
            cards.push(self.card(write, issue).await?);
        }
        Ok(vec![Said::Person { name: found.name.clone(), cards }])
    }

    /// What `查 王磊 3月4日` is answered with.
    async fn reported(&self, write: &mut Write, person: &Named, day: NaiveDate) -> Result<ReportedDay, StoreError> {
        let (reported, numbers) = write.reported_on(person.id, day).await?;
        let mut cards = vec![];
        for number in numbers.into_iter().take(MOST_CARDS) {
            if let Some(issue) = write.issue(number).await?.filter(|issue| self.reach.covers(issue.module.as_deref())) {
                cards.push(self.card(write, &issue).await?);
            }
        }
        let away = write.absences(day).await?.into_iter().rfind(|row| row.person == person.id && row.away.from <= day).map(|row| row.away.part);
        Ok(ReportedDay { name: person.name.clone(), day, reported, away, cards })
    }

    async fn may_see(&self, write: &mut Write, issue: &IssueRow) -> Result<bool, StoreError> {
        if issue.reporter == self.by || write.owner(issue.number).await? == Some(self.by) {
            return Ok(true);
        }
        Ok(match &self.reach {
            Reach::Own => {
                for joined in write.joined_to(issue.number).await? {
                    if write.issue(joined).await?.is_some_and(|joined| joined.reporter == self.by) {
                        return Ok(true);
                    }
                }
                false
            }
            reach => reach.covers(issue.module.as_deref()),
        })
    }

    pub(super) async fn card(&self, write: &mut Write, issue: &IssueRow) -> Result<Card, StoreError> {
        let owner = match write.owner(issue.number).await? {
            Some(owner) => Some(write.person_name(owner).await?),
            None => None,
        };
        let known = matches!(issue.state, State::Solved | State::Closed);
        Ok(Card {
            number: issue.number,
            title: issue.title.clone(),
            state: issue.state,
            reporter: write.person_name(issue.reporter).await?,
            severity: issue.severity,
            module: issue.module.clone(),
            owner,
            cause: write.cause(issue.number).await?,
            step: issue.step,
            waits_on: issue.waits_on,
            since: calendar::day(issue.waits_since, self.context.timezone),
            solution: if known { write.last_words(issue.number, EventKind::Solved).await? } else { None },
            disputed: disputed(write, issue).await?,
        })
    }
}

/// What the sides do not agree on, until the lead has said what it came from.
async fn disputed(write: &mut Write, issue: &IssueRow) -> Result<Option<String>, StoreError> {
    let Some(words) = write.last_words(issue.number, EventKind::Disputed).await? else { return Ok(None) };
    let events = write.events(issue.number).await?;
    let settles = |event: &crate::store::EventRow| event.data.changed.as_ref().is_some_and(|(what, _)| what == "cause");
    let last = events.iter().rfind(|event| event.kind == EventKind::Disputed.as_str() || settles(event));
    Ok(last.is_some_and(|event| event.kind == EventKind::Disputed.as_str()).then_some(words))
}
