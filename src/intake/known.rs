//! What the archive says to new problems: shown in the acknowledgement, or told to the leads where the likeness is weak.

use chrono::{DateTime, Utc};

use crate::archive::{self, Modules, Offer};
use crate::issue::{EventData, EventKind, IssueNumber, Kind, Notice};
use crate::message::{self, READ_LIMIT};
use crate::outbox::{Known, Picture};
use crate::people::Role;
use crate::picture;
use crate::report::{Context, Module};
use crate::store::{Happening, MessageId, PersonId, Read, ScreenshotRow, StoreError, Write};

use super::Intake;
use super::report::Filed;

/// An answer is read on a phone; whoever needs more than two pictures asks.
const MOST_PICTURES: usize = 2;

impl Intake {
    /// Looks for answers to the problems of a mail that is read for the first time.
    pub(super) async fn offer(&self, write: &mut Write, message: MessageId, mut filed: Filed, now: DateTime<Utc>) -> Result<Filed, StoreError> {
        let context = &self.settings.context;
        // Read again it has its letter: nobody would see what is offered now.
        if !write.letters_of_message(message).await?.is_empty() {
            return Ok(filed);
        }
        let named = |wanted: fn(&Module) -> bool| context.modules.iter().filter(|module| wanted(module)).map(|module| module.name.clone()).collect();
        let modules = Modules { known: named(|_| true), confidential: named(|module| module.confidential) };
        for number in filed.numbers.clone() {
            let Some(issue) = write.issue(number).await? else { continue };
            if issue.kind == Kind::ChangeRequest {
                self.wished(write, &issue, &mut filed.before, now).await?;
            }
            if issue.kind != Kind::Problem {
                continue;
            }
            let Some(offer) = archive::offer(write, &issue, &modules, now).await? else { continue };
            let data = EventData { issue: Some(offer.answer.issue.0), ..EventData::default() };
            let kind = if offer.shown { EventKind::Offered } else { EventKind::Hinted };
            let Ok(happened) = write.happen(number, &Happening { data, ..Happening::new(kind) }, now).await? else { continue };
            if offer.shown {
                filed.known.insert(number, known(write, offer).await?);
                continue;
            }
            for lead in leads(write, context).await? {
                write.put_notice(lead, number, Notice::Known, happened.event, now).await?;
            }
        }
        Ok(filed)
    }
}

/// The leads, as far as they have been met.
pub(super) async fn leads(read: &mut Read, context: &Context) -> Result<Vec<PersonId>, StoreError> {
    let mut leads = vec![];
    for person in context.roster.people().iter().filter(|person| person.role == Role::Lead) {
        leads.extend(read.person_of(&person.address).await?);
    }
    Ok(leads)
}

async fn known(write: &mut Write, offer: Offer) -> Result<Known, StoreError> {
    let Offer { answer, likeness, pictures, .. } = offer;
    let mut shown = vec![];
    for shot in pictures.iter().take(MOST_PICTURES) {
        shown.extend(picture_of(write, answer.issue, shot).await?);
    }
    Ok(Known {
        number: answer.issue,
        question: answer.question,
        solution: answer.solution,
        words: likeness.words,
        codes: likeness.codes,
        same_module: likeness.module.is_some(),
        helped: answer.helped,
        pictures: shown,
    })
}

/// A released picture out of the mail that brought it; nothing where it cannot be shown.
async fn picture_of(read: &mut Read, issue: IssueNumber, shot: &ScreenshotRow) -> Result<Option<Picture>, StoreError> {
    let (raw, _) = read.raw(shot.message, READ_LIMIT).await?;
    let bytes = message::parts_bytes(&raw, &[shot.part]);
    let thumb = bytes.first().and_then(|(_, bytes)| picture::thumbnail(bytes));
    let place = read.evidence_of(shot.message).await?.iter().position(|(part, of)| usize::try_from(*part).ok() == Some(shot.part) && *of == Some(issue));
    Ok(thumb.map(|thumb| Picture { figure: place.map_or(1, |place| place + 1), name: shot.name.clone(), thumb: Some(thumb) }))
}
