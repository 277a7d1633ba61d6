//! What leaves the company for the consultant, once it can no longer be taken back; his weekly list, and what he owes.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};

use super::{Follow, PATIENCE, SOON, Working};
use crate::calendar::{self, Calendar};
use crate::issue::{EventData, EventKind, IssueNumber, Notice, Side, State};
use crate::message::{self, READ_LIMIT};
use crate::outbox::{
    Answered, Brief, Cause, ConsultantList, Letter, ListRow, ListWhy, Mask, Meeting, Picture, Posted, Recipient, ToConsultant, Words, covered,
};
use crate::picture;
use crate::store::{ConsultingRow, Happening, IssueRow, MessageId, OutgoingRow, PersonId, Read, StoreError, Write};

/// A working week without a word; shorter, and vendors answer with the machine that counts tickets.
const SILENCE: u32 = 5;

/// More pictures than this no letter shows; he asks for the rest.
const MOST_PICTURES: usize = 12;

impl Follow {
    /// When something may leave next; a mail that may take it back is waited for.
    pub(super) async fn leaves(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let first = self.store.read().await?.outgoing().await?.first().map(|row| row.due);
        Ok(first.map(|due| if due > now { due } else { now + SOON }))
    }

    /// Lets the first thing leave whose time has come. Says whether there was one.
    pub(super) async fn leave(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut read = self.store.read().await?;
        let Some(row) = read.outgoing().await?.into_iter().next().filter(|row| row.due <= now) else { return Ok(false) };
        if !read.all_read(&self.settings.mailbox, row.due).await? && now - row.due < PATIENCE {
            return Ok(false);
        }
        let issue = read.issue(row.issue).await?;
        let confidential = issue.as_ref().and_then(|issue| issue.module.as_ref()).is_some_and(|module| self.settings.confidential.contains(module));
        let wanted = if confidential { vec![] } else { wanted(&mut read, &row).await? };
        let pictures = pictures(&mut read, wanted).await?;
        drop(read);
        let mut write = self.store.write().await?;
        // It may have been taken back meanwhile.
        if write.outgoing().await?.iter().any(|open| open.event == row.event) {
            self.send(&mut write, &row, pictures, today, now).await?;
        }
        write.commit().await?;
        self.delivery.ring();
        Ok(true)
    }

    async fn send(&self, write: &mut Write, row: &OutgoingRow, pictures: Vec<Picture>, today: NaiveDate, now: DateTime<Utc>) -> Result<(), StoreError> {
        let issue = write.issue(row.issue).await?.filter(|issue| issue.state == State::WithConsultant);
        let (Some(issue), Some(mut consulting)) = (issue, write.consulting(row.issue).await?) else {
            // Solved or closed before it left: nobody outside need know of it.
            return write.settle_outgoing(row.event, None, now).await;
        };
        let Some(to) = self.consultant(write, consulting.person).await? else {
            return self.stays(write, row, "the consultant has no address", now).await;
        };
        let reporter = write.person_name(issue.reporter).await?;
        let mask = match self.mask(write, &reporter, &to.name).await? {
            Ok(mask) => mask,
            Err(why) => return self.stays(write, row, &why, now).await,
        };
        let said = row.words.as_deref().unwrap_or_default();
        let words = match EventKind::parse(&row.kind) {
            Some(EventKind::SentOut | EventKind::Commissioned) => Words::asked(Some(said), &mask, to.language),
            Some(EventKind::Appointed) => Words::Appointment,
            _ => Words::reporter(said, &mask, to.language),
        };
        // What was put to him together with an appointment leaves together with it.
        let appointed = EventKind::Appointed.as_str();
        let appointments: Vec<OutgoingRow> =
            write.outgoing().await?.into_iter().filter(|other| other.issue == row.issue && other.kind == appointed && other.due <= now).collect();
        let meeting = if appointments.is_empty() { None } else { meeting(write, &issue, issue.reporter).await? };
        let meeting = meeting.map(|meeting| covered(&meeting, &mask, to.language));
        let tried = write.all_words(issue.number, EventKind::Checked).await?;
        let brief = Brief::new(&issue, &reporter, consulting.ticket.as_deref(), &mask, to.language).tried(&tried, &mask, to.language).with(pictures);
        let letter = Letter::ToConsultant(Box::new(ToConsultant { brief, words, meeting }));
        let answers = write.last_to_consultant(issue.number, &to.address).await?.map(|before| Answered {
            references: vec![],
            subject: before.subject,
            message_id: Some(before.message_id),
        });
        let cause = Cause { key: format!("outgoing:{}", row.event.0), answers, issues: letter.issues(), ..Cause::default() };
        match self.outbox.post(write, &letter, &to, &cause, now).await? {
            Posted::Written(id) | Posted::Delayed(id, ..) => {
                write.settle_outgoing(row.event, Some(id), now).await?;
                for other in appointments {
                    write.settle_outgoing(other.event, Some(id), now).await?;
                    write.put_notice(issue.reporter, issue.number, Notice::Appointed, other.event, now).await?;
                }
                consulting.heard = Some(today);
                consulting.reminded = None;
                write.set_consulting(&consulting).await
            }
            Posted::Before => write.settle_outgoing(row.event, None, now).await,
            Posted::Refused(why) => self.stays(write, row, &why, now).await,
        }
    }

    /// It cannot leave: the lead has the ball again.
    async fn stays(&self, write: &mut Write, row: &OutgoingRow, why: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        tracing::warn!(issue = row.issue.0, why, "An issue does not leave for the consultant.");
        write.settle_outgoing(row.event, None, now).await?;
        if row.moved {
            let data = EventData { without_effect: Some("no_letter".into()), ..EventData::default() };
            write.happen(row.issue, &Happening { data, ..Happening::new(EventKind::Recalled) }, now).await?.ok();
        }
        Ok(())
    }

    /// Where letters to a consultant go.
    async fn consultant(&self, read: &mut Read, person: PersonId) -> Result<Option<Recipient>, StoreError> {
        let Some(address) = read.person_address(person).await? else { return Ok(None) };
        let known = self.settings.roster.find(&address);
        let language = known.and_then(|person| person.language).unwrap_or(self.settings.language);
        Ok(Some(Recipient { name: read.person_name(person).await?, language, address }))
    }

    /// What covers the names of everybody but these two.
    async fn mask(&self, read: &mut Read, reporter: &str, consultant: &str) -> Result<Result<Mask, String>, StoreError> {
        let everybody = read.everybody().await?;
        let roster = self.settings.roster.people().iter().map(|person| person.name.as_str());
        Ok(Mask::new(everybody.iter().map(|person| person.name.as_str()).chain(roster), &[reporter, consultant]))
    }

    /// The day's letter to each consultant: on his first working day of the week all that is with him, on others what he owes.
    pub(super) async fn remind(&self, write: &mut Write, working: &Working, today: NaiveDate, now: DateTime<Utc>) -> Result<(), StoreError> {
        for person in write.consultants().await? {
            let days = working.of(person);
            if !days.is_working_day(today) {
                continue;
            }
            let Some(to) = self.consultant(write, person).await? else { continue };
            let monday = today - TimeDelta::days(i64::from(today.weekday().num_days_from_monday()));
            let week = days.working_day_from(monday) == today;
            let (mut rows, mut owed) = (vec![], vec![]);
            for row in write.consulting_with(person).await? {
                let Some((brief, issue)) = self.brief(write, row.issue, &to).await? else { continue };
                if issue.state != State::WithConsultant {
                    continue;
                }
                let owes = issue.waits_on == Side::Consultant && row.reminded.is_none() && overdue(&row, today, days);
                // What was put to him today needs no list yet.
                if week && row.heard != Some(today) || owes {
                    let asked = write.left_at(row.issue).await?.map(|at| calendar::day(at, self.settings.timezone));
                    rows.push(ListRow::new(brief, asked, &row, owes));
                }
                if owes {
                    owed.push(row);
                }
            }
            if rows.is_empty() {
                continue;
            }
            let letter = Letter::ConsultantList(ConsultantList { why: if week { ListWhy::Week } else { ListWhy::Owed }, rows });
            let cause = Cause { key: format!("consultant:{}:{today}", person.0), issues: letter.issues(), ..Cause::default() };
            if let Posted::Refused(why) = self.outbox.post(write, &letter, &to, &cause, now).await? {
                tracing::warn!(why, "A consultant is not reminded.");
                continue;
            }
            for mut row in owed {
                row.reminded = Some(today);
                write.set_consulting(&row).await?;
                let what = Happening { data: EventData { day: row.promised, ..EventData::default() }, ..Happening::new(EventKind::Reminded) };
                if let Ok(happened) = write.happen(row.issue, &what, now).await? {
                    write.put_notice(row.asked_by, row.issue, Notice::Overdue, happened.event, now).await?;
                }
            }
        }
        Ok(())
    }

    /// The listed fields of an issue for a consultant, without pictures.
    async fn brief(&self, read: &mut Read, number: IssueNumber, to: &Recipient) -> Result<Option<(Brief, IssueRow)>, StoreError> {
        let (Some(issue), Some(consulting)) = (read.issue(number).await?, read.consulting(number).await?) else { return Ok(None) };
        let reporter = read.person_name(issue.reporter).await?;
        let Ok(mask) = self.mask(read, &reporter, &to.name).await? else { return Ok(None) };
        Ok(Some((Brief::new(&issue, &reporter, consulting.ticket.as_deref(), &mask, to.language), issue)))
    }
}

/// The last appointment about an issue, as `reader` sees it: whoever is to help meets its reporter.
pub(super) async fn meeting(read: &mut Read, issue: &IssueRow, reader: PersonId) -> Result<Option<Meeting>, StoreError> {
    let last = read.events(issue.number).await?.into_iter().rfind(|event| event.kind == EventKind::Appointed.as_str());
    let Some((event, day)) = last.and_then(|event| event.data.day.map(|day| (event, day))) else { return Ok(None) };
    let with = match event.data.with {
        Some(person) => read.person_name(if person == reader.0 { issue.reporter } else { PersonId(person) }).await?,
        None => String::new(),
    };
    Ok(Some(Meeting { with, day, time: event.data.time, place: event.words.unwrap_or_default() }))
}

/// Is an answer of his overdue: the day that he has named is over, or he has said nothing for a working week?
fn overdue(row: &ConsultingRow, today: NaiveDate, days: &Calendar) -> bool {
    match (row.promised, row.heard) {
        (Some(promised), _) => promised < today,
        (None, Some(heard)) => days.after_working_days(heard, SILENCE) <= today,
        (None, None) => false,
    }
}

/// Does the lead send it, and no reporter's word?
fn by_order(row: &OutgoingRow) -> bool {
    [EventKind::SentOut, EventKind::Commissioned].iter().any(|kind| row.kind == kind.as_str())
}

/// The pictures that go with a letter: all of the issue's, or those that came with the reporter's words.
async fn wanted(read: &mut Read, row: &OutgoingRow) -> Result<Vec<(MessageId, usize)>, StoreError> {
    if row.kind == EventKind::Appointed.as_str() {
        return Ok(vec![]);
    }
    let mut wanted = read.own_pictures(row.issue).await?;
    if !by_order(row) {
        wanted.retain(|(message, _)| Some(*message) == row.message);
    }
    wanted.truncate(MOST_PICTURES);
    Ok(wanted)
}

/// How they look, in their order. What cannot be shown cannot be covered either, and stays.
async fn pictures(read: &mut Read, wanted: Vec<(MessageId, usize)>) -> Result<Vec<Picture>, StoreError> {
    let mut by_message: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (message, part) in wanted {
        by_message.entry(message.0).or_default().push(part);
    }
    let mut pictures = vec![];
    for (message, parts) in by_message {
        let (raw, _) = read.raw(MessageId(message), READ_LIMIT + 1).await?;
        // A thread of its own, as in intake: pictures are the sender's, and decoding one may fail in any way.
        let shown = tokio::task::spawn_blocking(move || {
            message::parts_bytes(&raw, &parts).into_iter().filter_map(|(_, bytes)| picture::thumbnail(&bytes)).collect::<Vec<_>>()
        });
        let thumbs = shown.await.unwrap_or_default();
        pictures.extend(thumbs.into_iter().map(|thumb| Picture { figure: 0, name: None, thumb: Some(thumb) }));
    }
    Ok(pictures)
}
