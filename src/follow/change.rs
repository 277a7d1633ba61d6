//! Wishes day by day: whoever has the ball is asked again, trials come to their end, missing papers are asked for; and what a
//! letter says of a wish beside its words.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Follow, Working};
use crate::calendar;
use crate::issue::{ChangeStep, EventData, EventKind, IssueNumber, Notice, missing};
use crate::outbox::{Before, ChangeFacts};
use crate::store::{Happening, IssueRow, PersonId, Read, StoreError, WishRow, Write};

/// Choices, approvals and papers are asked for once a working week: oftener is nagging, more seldom is forgotten.
const AGAIN: u32 = 5;

impl Follow {
    /// The day's round over the wishes.
    pub(super) async fn push_wishes(&self, write: &mut Write, working: &Working, today: NaiveDate, now: DateTime<Utc>) -> Result<(), StoreError> {
        for number in write.wishes().await? {
            let (Some(issue), Some(mut wish)) = (write.issue(number).await?, write.wish(number).await?) else { continue };
            let Some(step) = issue.step else { continue };
            if let Some((person, notice)) = self.owed(write, &issue, &wish, step).await? {
                let days = working.of(person);
                if days.is_working_day(today) && wish.asked.is_some_and(|asked| days.after_working_days(asked, AGAIN) <= today) {
                    wish.asked = Some(today);
                    write.put_wish(&wish).await?;
                    self.ask_again(write, number, person, notice, now).await?;
                }
            }
            if step == ChangeStep::Trial {
                self.trial(write, &wish, working, today, now).await?;
            }
            let missing = write.missing_papers(number, step).await?;
            let days = working.of(wish.lead);
            match wish.papers_asked {
                _ if missing.is_empty() || !days.is_working_day(today) => (),
                None => write.put_wish(&WishRow { papers_asked: Some(today), ..wish }).await?,
                Some(asked) if days.after_working_days(asked, AGAIN) <= today => {
                    self.ask_again(write, number, wish.lead, Notice::Papers, now).await?;
                    let wish = write.wish(number).await?.unwrap_or(wish);
                    write.put_wish(&WishRow { papers_asked: Some(today), ..wish }).await?;
                }
                Some(_) => (),
            }
        }
        Ok(())
    }

    /// Who owes a word, and what he is asked.
    async fn owed(&self, write: &mut Write, issue: &IssueRow, wish: &WishRow, step: ChangeStep) -> Result<Option<(PersonId, Notice)>, StoreError> {
        Ok(match step {
            ChangeStep::Options => Some((issue.reporter, Notice::Choose)),
            ChangeStep::Approval if wish.put_up.is_some() => match &self.settings.spending.approver {
                Some(address) => write.person_of(address).await?.map(|person| (person, Notice::Approve)),
                None => None,
            },
            _ => None,
        })
    }

    /// On its last day whoever has not tried it is reminded; on the day after the lead hears who has not.
    async fn trial(&self, write: &mut Write, wish: &WishRow, working: &Working, today: NaiveDate, now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(until) = wish.trial_until else { return Ok(()) };
        let silent: Vec<PersonId> = write.trial(wish.issue).await?.into_iter().filter(|(_, found)| found.is_none()).map(|(person, _)| person).collect();
        if silent.is_empty() || wish.asked == Some(today) {
            return Ok(());
        }
        // Once at the end of the trial, and once after it.
        let last = working.project.working_day_from(until);
        if today == until || today == last && wish.asked < Some(until) {
            for person in silent {
                self.ask_again(write, wish.issue, person, Notice::Trial, now).await?;
            }
        } else if today > until && wish.asked <= Some(last) {
            self.ask_again(write, wish.issue, wish.lead, Notice::TrialOver, now).await?;
        } else {
            return Ok(());
        }
        let asked = if today > until { Some(last.succ_opt().unwrap_or(last).max(today)) } else { Some(today) };
        write.put_wish(&WishRow { asked, ..wish.clone() }).await
    }

    async fn ask_again(&self, write: &mut Write, number: IssueNumber, person: PersonId, notice: Notice, now: DateTime<Utc>) -> Result<(), StoreError> {
        let data = EventData { rule: Some(notice.as_str().into()), ..EventData::default() };
        if let Ok(happened) = write.happen(number, &Happening { data, ..Happening::new(EventKind::AskedAgain) }, now).await? {
            write.put_notice(person, number, notice, happened.event, now).await?;
        }
        Ok(())
    }

    /// What a letter says of a wish beside its words; `None` of what is none.
    pub(super) async fn facts(&self, read: &mut Read, issue: &IssueRow, notice: Notice) -> Result<Option<Box<ChangeFacts>>, StoreError> {
        let Some(step) = issue.step else { return Ok(None) };
        let wish = read.wish(issue.number).await?;
        let mut options = read.options(issue.number).await?;
        options.retain(|row| !row.turned_down);
        let choice = wish.as_ref().and_then(|wish| wish.choice);
        if matches!(notice, Notice::Approve | Notice::Commissioned | Notice::Chosen) {
            options.retain(|row| Some(row.letter) == choice);
        }
        let chosen = options.iter().find(|row| Some(row.letter) == choice).and_then(|row| row.cost);
        let mut names = vec![];
        if matches!(notice, Notice::TrialOver) {
            for (person, _) in read.trial(issue.number).await?.into_iter().filter(|(_, found)| found.is_none()) {
                names.push(read.person_name(person).await?);
            }
        }
        let (put_up, cost) = wish.as_ref().map_or((None, None), |wish| (wish.put_up, wish.cost));
        Ok(Some(Box::new(ChangeFacts {
            options,
            choice,
            cost: match notice {
                Notice::Approve => put_up,
                Notice::Chosen => chosen.or(cost),
                _ => cost,
            },
            day: wish.as_ref().and_then(|wish| if matches!(notice, Notice::Trial | Notice::TrialOver) { wish.trial_until } else { wish.due }),
            names,
            yes: match notice {
                Notice::Approved => step != ChangeStep::Chosen,
                _ => choice.is_some(),
            },
            papers: if notice == Notice::Papers { read.missing_papers(issue.number, step).await? } else { vec![] },
            missing: missing(&read.reporters_words(issue).await?),
            before: if notice == Notice::Wished { self.before(read, issue.number).await? } else { None },
        })))
    }

    /// The wish that this one was found to be like.
    async fn before(&self, read: &mut Read, number: IssueNumber) -> Result<Option<Before>, StoreError> {
        let linked = read.events(number).await?.into_iter().rfind(|event| event.kind == EventKind::Linked.as_str()).and_then(|event| event.data.issue);
        let Some(old) = (match linked {
            Some(old) => read.issue(IssueNumber(old)).await?,
            None => None,
        }) else {
            return Ok(None);
        };
        let reason = read.last_words(old.number, EventKind::Declined).await?.unwrap_or_default();
        Ok(Some(Before { number: old.number, state: old.state, day: old.ended.map(|at| calendar::day(at, self.settings.timezone)), reason }))
    }
}

/// The words that go with a notice about a wish.
pub(super) fn words_of(notice: Notice) -> Option<EventKind> {
    match notice {
        Notice::Chosen => Some(EventKind::NoneFits),
        Notice::Approved => Some(EventKind::NotApproved),
        Notice::Delivered => Some(EventKind::Delivered),
        Notice::TrialFailed => Some(EventKind::TrialFailed),
        Notice::InUse => Some(EventKind::InUse),
        _ => None,
    }
}

/// Does this notice speak of wishes?
pub(super) fn is_of_wishes(notice: Notice) -> bool {
    matches!(
        notice,
        Notice::Wished
            | Notice::Accepted
            | Notice::Choose
            | Notice::Chosen
            | Notice::Approve
            | Notice::Approved
            | Notice::Commissioned
            | Notice::Delivered
            | Notice::Trial
            | Notice::TrialPassed
            | Notice::TrialFailed
            | Notice::TrialOver
            | Notice::InUse
            | Notice::Papers
    )
}
