//! In which part somebody writes: as the one whose problem it is, or as one who has left since.

use super::read::ReadMail;
use super::{Came, Intake, order, thread};
use crate::calendar;
use crate::order::{Known, Verb};
use crate::report::{self, Intent};
use crate::store::{ClaimedMessage, StoreError, Write};

/// The letters that ask reporters how their issues stand.
const TO_REPORTERS: [&str; 3] = ["acknowledgement", "news", "noted"];

impl Intake {
    /// Has the sender left after the mail had come? Read again it is still a colleague's.
    pub(super) async fn left_since(&self, write: &mut Write, message: &ClaimedMessage, mail: &ReadMail) -> Result<bool, StoreError> {
        let context = &self.settings.context;
        let Some(from) = mail.message.from.as_ref().filter(|from| !context.roster.admits(&from.address)) else { return Ok(false) };
        Ok(write.roster(&self.roster, calendar::day(message.arrived, context.timezone)).await?.admits(&from.address))
    }

    /// Does somebody who may give orders answer as the one whose problem it is? "CRM-3 solved" is his confirmation then.
    pub(super) async fn as_reporter(&self, write: &mut Write, came: Came<'_>) -> Result<bool, StoreError> {
        let Came { mail, from, sender, .. } = came;
        let context = &self.settings.context;
        let Some(reply) = &mail.reading.reply else { return Ok(false) };
        if reply.intent == Intent::Comment && reply.items.iter().all(|(_, intent)| *intent == Intent::Comment) {
            return Ok(false);
        }
        let thread = thread::find(write, &mail.message, &from.address, &context.roster, &self.outbox).await?;
        let Some(thread) = thread.filter(|thread| thread.letter.as_ref().is_some_and(|letter| TO_REPORTERS.contains(&letter.kind.as_str()))) else {
            return Ok(false);
        };
        let mut numbers = report::named(&reply.text, &context.key, &thread.offered);
        for line in order::lines(&reply.text, Known { key: &context.key, offered: &thread.offered, names: &[] }).unwrap_or_default() {
            match line.read {
                Ok(order) if matches!(order.verb, Verb::Solved | Verb::Reopen) => numbers.extend(order.issues),
                Ok(_) => return Ok(false),
                Err(_) => (),
            }
        }
        if numbers.is_empty() {
            numbers = thread.offered;
        }
        for number in &numbers {
            if write.issue(*number).await?.is_none_or(|issue| issue.reporter != sender) {
                return Ok(false);
            }
        }
        Ok(!numbers.is_empty())
    }
}
