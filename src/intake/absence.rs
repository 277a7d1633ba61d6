//! Absences said by mail: which days, and that somebody is back; also out of an auto-reply's own dates; and overtime, on days
//! that are free for others.
//!
//! The writer's own days alone: what a mail says of a colleague waits for the lead. What was counted is told back once, and
//! never to an auto-reply, which a machine wrote. Days that cannot be read are asked for, and the mail stays held.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Came, Intake};
use crate::calendar::{self, Away, DayPart};
use crate::order;
use crate::outbox::{Absence, Letter};
use crate::report;
use crate::store::{Decided, HeldCause, HeldChoice, MessageId, Outcome, StoreError, Write};

/// "请假", "off sick": a mail as short as this, without a day, speaks of the day on which it was written.
const OF_TODAY: usize = 40;

impl Intake {
    /// Keeps what a mail says of its writer's days, and finds the letter that says what was counted; `None` where it says nothing.
    pub(super) async fn absence(&self, write: &mut Write, came: Came<'_>, decided: &mut Decided, now: DateTime<Utc>) -> Result<Option<Letter>, StoreError> {
        let Came { message, mail, from, sender, .. } = came;
        let context = &self.settings.context;
        let text = format!("{}\n{}", mail.message.subject, mail.message.own_text());
        let text = text.trim();
        let machine = decided.outcome == Outcome::AutoReply;
        let said_absence = decided.outcome == Outcome::Held(HeldCause::Absence);
        let back = report::is_back(text, &context.lexicon);
        let corrected = if machine { None } else { self.corrects(write, came).await? };
        let works = !machine && report::works_besides(text, &context.lexicon);
        if !(machine || said_absence || back || works || corrected.is_some()) {
            return Ok(None);
        }
        let others = context.roster.people().iter().filter(|person| context.roster.find(&from.address) != Some(person));
        if said_absence && others.into_iter().any(|person| report::is_absent(&person.name, text, &context.lexicon)) {
            decided.rule = "says an absence of somebody else".into();
            return Ok(None);
        }
        let person = context.roster.find(&from.address);
        let today = calendar::day(mail.submitted, person.and_then(|person| person.timezone).unwrap_or(context.timezone));
        let days = context.roster.calendar_of(&from.address);
        let mut said = order::away(text, today, days);
        // The subject and the text say the same day.
        let mut once: Vec<Away> = vec![];
        for away in said.away.drain(..) {
            if !once.contains(&away) {
                once.push(away);
            }
        }
        said.away = once;
        let to_come = said.away.iter().any(|away| away.to >= today);
        if machine {
            self.note_machine(write, came, said.away.into_iter().filter(|away| said.whole && away.to >= today).collect()).await?;
            return Ok(None);
        }
        if back && !(said.whole && to_come) {
            if !write.end_absences(sender, today, now).await? {
                if said_absence {
                    decided.outcome = Outcome::Absence;
                    decided.rule = "is back from an absence that nobody had told".into();
                }
                return Ok(None);
            }
            decided.outcome = Outcome::Absence;
            decided.rule = "says that the absence is over".into();
            return Ok(Some(Letter::Absence(Absence { back: Some(today), ..Absence::default() })));
        }
        if works && !back {
            // A day that is free for others; what one works anyway, or did work, changes nothing.
            said.away.retain(|away| away.from >= today && away.from.iter_days().take_while(|day| *day <= away.to).any(|day| !days.is_working_day(day)));
            for away in &mut said.away {
                away.part = DayPart::Working;
            }
            said.whole = true;
            if said.away.is_empty() && !said_absence && corrected.is_none() {
                return Ok(None);
            }
        }
        if said.away.is_empty() && said_absence && text.chars().count() <= OF_TODAY {
            said.away.push(Away { from: today, to: today, part: DayPart::Day });
        }
        if said.away.is_empty() {
            if said_absence {
                decided.rule = "says an absence, and not on which days".into();
                return Ok(Some(Letter::Absence(Absence::default())));
            }
            return Ok(None);
        }
        if let Some(former) = corrected {
            // "只到周四": the end is said anew, and the beginning stays.
            let began = write.absences_of(former).await?.first().map(|away| away.from);
            if let Some(began) = began.filter(|began| !said.begins && *began > today) {
                said = order::away(text, began, days);
            }
            write.withdraw_absences(former, now).await?;
            // Its writer has said what it lacked: nobody has to look at it any more.
            if let Some(held) = write.held().await?.into_iter().find(|held| held.message == former && held.cause == HeldCause::Absence) {
                write.choose_held(held.number, HeldChoice::Drop(Some(sender)), now).await?;
            }
        }
        for away in &said.away {
            write.put_absence(sender, *away, message.id).await?;
        }
        decided.outcome = Outcome::Absence;
        decided.rule = if corrected.is_some() { "says its days anew" } else { "says on which days somebody is away, or works" }.into();
        let last = said.away.iter().map(|away| away.to).max().unwrap_or(today);
        if last < calendar::day(now, context.timezone) {
            decided.letter_rule = "no letter: the absence was over before it was read".into();
            return Ok(None);
        }
        let whole_days: Vec<(NaiveDate, NaiveDate)> = said.away.iter().filter(|away| away.part == DayPart::Day).map(|away| (away.from, away.to)).collect();
        let again = (!whole_days.is_empty()).then(|| last.succ_opt().unwrap_or(last)).map(|next| days.without(&whole_days).working_day_from(next));
        Ok(Some(Letter::Absence(Absence { away: said.away, again, open: !said.whole, back: None })))
    }

    /// The mail whose days this one says anew, by answering the letter that told them back.
    async fn corrects(&self, write: &mut Write, came: Came<'_>) -> Result<Option<MessageId>, StoreError> {
        let thread = super::thread::find(write, &came.mail.message, &came.from.address, &self.settings.context.roster, &self.outbox).await?;
        let letter = thread.and_then(|thread| thread.letter).filter(|letter| letter.kind == "absence");
        Ok(letter.and_then(|letter| letter.cause.strip_prefix("message:")?.parse().ok()).map(MessageId))
    }

    /// An auto-reply comes to each letter; its days are kept once.
    async fn note_machine(&self, write: &mut Write, came: Came<'_>, away: Vec<Away>) -> Result<(), StoreError> {
        for away in away {
            let known = write.absences(away.from).await?;
            if !known.iter().any(|row| row.person == came.sender && row.away.part == DayPart::Day && row.away.from <= away.from && row.away.to >= away.to) {
                write.put_absence(came.sender, away, came.message.id).await?;
            }
        }
        Ok(())
    }
}
