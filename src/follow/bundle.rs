//! One letter a person with all that there is to tell.

use chrono::{DateTime, NaiveDate, Utc};

use super::change::{is_of_wishes, words_of};
use super::{Follow, Working};
use crate::calendar::Calendar;
use crate::issue::{ChangeStep, EventData, EventKind, Kind, Notice, Severity, State, Step, ladder};
use crate::outbox::{Answered, Cause, Letter, Mask, News, NewsItem, Posted, Recipient};
use crate::people::Language;
use crate::store::{Happening, IssueRow, NoticeRow, PersonId, StoreError, Write};

impl Follow {
    /// Writes each person one letter with the notices that `now_or_later` lets through: it is asked whether the issue is urgent.
    /// What is no longer so is settled without one. Says whether anything was settled.
    pub(super) async fn tell(
        &self,
        write: &mut Write,
        working: &Working,
        lets_through: impl Fn(bool) -> bool,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let mut people: Vec<(PersonId, Vec<(NoticeRow, IssueRow)>)> = vec![];
        let mut settled = false;
        for notice in write.notices().await? {
            // What has come back meanwhile is no solution to be told to everybody.
            let stands = |issue: &IssueRow| notice.kind != Notice::Tip || issue.state != State::Open || issue.kind == Kind::Suggestion;
            let issue = write.issue(notice.issue).await?.filter(|issue| notice.kind.holds(issue.standing()) && stands(issue));
            let Some(issue) = issue else {
                write.settle_notice(notice.id, None, now).await?;
                settled = true;
                continue;
            };
            // An appointment may be for today.
            let urgent = issue.severity == Some(Severity::Urgent) && notice.kind != Notice::Tip || notice.kind == Notice::Appointed;
            // What is not urgent waits for the person's next working day.
            if !lets_through(urgent) || !urgent && !working.of(notice.person).is_working_day(today) {
                continue;
            }
            match people.last_mut().filter(|(person, _)| *person == notice.person) {
                Some((_, list)) => list.push((notice, issue)),
                None => people.push((notice.person, vec![(notice, issue)])),
            }
        }
        for (person, list) in people {
            self.tell_one(write, person, list, working.of(person), today, now).await?;
            settled = true;
        }
        Ok(settled)
    }

    async fn tell_one(
        &self,
        write: &mut Write,
        person: PersonId,
        list: Vec<(NoticeRow, IssueRow)>,
        days: &Calendar,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut items: Vec<NewsItem> = vec![];
        for (notice, issue) in &list {
            // Of two things about one issue the later says it all.
            items.retain(|item| item.number != issue.number);
            let change = if is_of_wishes(notice.kind) { self.facts(write, issue, notice.kind).await? } else { None };
            let item = item(write, notice, issue, days, today, self.settings.language).await?;
            items.push(NewsItem { change, ..item });
        }
        let (Some(address), Some((first, _))) = (write.person_address(person).await?, list.first()) else {
            return self.settle(write, &list, None, now).await;
        };
        let known = self.settings.roster.find(&address);
        let to =
            Recipient { name: write.person_name(person).await?, language: known.and_then(|person| person.language).unwrap_or(self.settings.language), address };
        let letter = Letter::News(News { items });
        let answers = write.last_letter_about(first.issue, &to.address).await?.map(|before| Answered {
            references: vec![],
            subject: before.subject,
            message_id: Some(before.message_id),
        });
        let cause = Cause { key: format!("notice:{}", first.id), answers, issues: letter.issues(), ..Cause::default() };
        let id = match self.outbox.post(write, &letter, &to, &cause, now).await? {
            Posted::Written(id) | Posted::Delayed(id, ..) => Some(id),
            Posted::Before => None,
            Posted::Refused(why) => {
                tracing::warn!(person = person.0, why, "Somebody is not told about an issue.");
                None
            }
        };
        for (_, issue) in list.iter().filter(|(notice, issue)| matches!(notice.kind, Notice::Solved | Notice::InUse) && issue.reporter == person) {
            // From here the clock of the ladder runs; a letter that could not be written starts none.
            if id.is_some() {
                let data = EventData { day: Some(today), ..EventData::default() };
                write.happen(issue.number, &Happening { data, ..Happening::new(EventKind::Told) }, now).await?.ok();
            }
        }
        self.settle(write, &list, id, now).await
    }

    async fn settle(
        &self,
        write: &mut Write,
        list: &[(NoticeRow, IssueRow)],
        letter: Option<crate::store::LetterId>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        for (notice, _) in list {
            write.settle_notice(notice.id, letter, now).await?;
        }
        Ok(())
    }
}

async fn item(write: &mut Write, row: &NoticeRow, issue: &IssueRow, days: &Calendar, today: NaiveDate, language: Language) -> Result<NewsItem, StoreError> {
    let (notice, reader) = (row.kind, row.person);
    let consulting = write.consulting(issue.number).await?;
    let kind = match notice {
        Notice::Declined | Notice::NotTaken => EventKind::Declined,
        Notice::Closed => EventKind::ClosedByLead,
        Notice::Asked | Notice::VendorAsks => EventKind::Asked,
        Notice::Responded | Notice::VendorSays => said_last(write, issue).await?,
        Notice::Answered => EventKind::Commented,
        _ => EventKind::Solved,
    };
    let known = match notice {
        Notice::Known => write.offered_for(issue.number).await?,
        Notice::Doubtful => Some(issue.number),
        _ => None,
    };
    let answer = match known {
        Some(number) => write.answer(number).await?,
        None => None,
    };
    let reason = match &answer {
        Some(answer) => write.answer_lines(answer.id).await?.into_iter().rfind(|line| line.issue == Some(issue.number)).and_then(|line| line.words),
        None => None,
    };
    let words = match notice {
        Notice::Known | Notice::Doubtful => answer.map(|answer| answer.solution),
        Notice::Appointed | Notice::Merged | Notice::Reopened | Notice::Assigned | Notice::Inherited | Notice::Overdue => None,
        Notice::Tip => Some(tip(write, issue).await?),
        // Where the consultant is, the desk alone knows.
        notice if is_of_wishes(notice) => match words_of(notice) {
            // Of two answers of the approver's or the reporter's only the last counts.
            Some(EventKind::NotApproved) if issue.step != Some(ChangeStep::Chosen) => None,
            Some(EventKind::NoneFits) if issue.step == Some(ChangeStep::Chosen) => None,
            Some(kind) => write.last_words(issue.number, kind).await?,
            None if notice == Notice::Wished => Some(issue.text.clone()),
            None => None,
        },
        Notice::VendorSays => write.last_words(issue.number, kind).await?.map(|words| outside(&words, language)),
        _ => write.last_words(issue.number, kind).await?,
    };
    let meeting = if notice == Notice::Appointed { super::consult::meeting(write, issue, reader).await? } else { None };
    let closes = match ladder(issue.ladder(), today, |from, n| days.after_working_days(from, n)) {
        Step::Wait(day) if notice == Notice::Chased => Some(day),
        _ if matches!(notice, Notice::Overdue | Notice::Responded) => consulting.as_ref().and_then(|row| row.promised),
        _ => None,
    };
    Ok(NewsItem {
        number: issue.number,
        title: issue.title.clone(),
        notice,
        words: words.unwrap_or_default(),
        other: known.or(issue.duplicate_of),
        reason,
        closes,
        severity: issue.severity,
        meeting,
        change: None,
    })
}

/// What others may use of it: the answer as it stands now, the solution, else the trick itself.
async fn tip(write: &mut Write, issue: &IssueRow) -> Result<String, StoreError> {
    if let Some(answer) = write.answer(issue.number).await?.filter(|answer| answer.offered) {
        return Ok(answer.solution);
    }
    Ok(write.last_words(issue.number, EventKind::Solved).await?.unwrap_or_else(|| issue.text.clone()))
}

/// With which kind of event the consultant spoke last.
async fn said_last(write: &mut Write, issue: &IssueRow) -> Result<EventKind, StoreError> {
    let responded = write.last_at(issue.number, EventKind::Responded).await?;
    let promised = write.last_at(issue.number, EventKind::Promised).await?;
    Ok(if promised > responded { EventKind::Promised } else { EventKind::Responded })
}

fn outside(words: &str, language: Language) -> String {
    Mask::new(std::iter::empty(), &[]).map(|mask| mask.cover(words, language)).unwrap_or_default()
}
