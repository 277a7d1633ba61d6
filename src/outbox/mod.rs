//! The one door through which letters leave the house.
//!
//! **What it does:** asks the gate, puts a [`Letter`] into words and MIME, and writes its row. **Reads:** what was
//! written before, for the gate and for "said once". **Writes:** one `letter` row with its final bytes and Message-ID,
//! inside the caller's transaction, so that a decision and its letters commit together. **Wakes on:** nothing; it is
//! called. **Fails how:** only with the store; what the gate refuses, or what cannot be written, is a reason for the
//! audit line. **Limits:** [`Limits`].
//!
//! ```text
//! Letter ─gate─▶ template (Markdown) ─▶ HTML + text of the same source ─▶ MIME ─▶ letter row, waiting(due)
//! ```

mod change;
mod compose;
mod consult;
mod gate;
mod held;
mod html;
mod letter;
mod life;
mod markdown;
mod mask;
mod meeting;
mod news;
mod order;
pub mod terms;
mod person;
mod reminder;
mod template;
mod text;
mod words;

use std::path::PathBuf;

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use minijinja::context;

pub use change::{Before, ChangeFacts, WishDone, amount};
pub use consult::{Brief, ConsultantList, Leaving, ListRow, ListWhy, ToConsultant, Words, covered};
pub use gate::Limits;
pub use held::{Held, held_words};
pub use letter::{Absence, Acknowledgement, Figures, KeptIssue, Known, Letter, Picture, PleaseRewrite, Remark, Thanks};
pub use life::{Done, Noted, Set, Stands, What};
pub use mask::Mask;
pub use meeting::Meeting;
pub use news::{News, NewsItem};
pub use order::{Card, ConfirmOrders, HeldDone, Helped, ReportedDay, Said, Transcript, TranscriptLine};
pub use person::PersonDone;
pub use reminder::{Missing, MissingRow, Reminder};
pub use template::TemplateError;
pub use words::{kind as kind_word, title_and_rest};

use crate::issue::{IssueNumber, Key};
use crate::people::{Address, Language, Mailbox, Roster};
use crate::proof::{Shown, TokenKey};
use crate::store::{LetterId, LetterKey, MessageId, Read, StoreError, Write, WrittenLetter};
use compose::Envelope;
use gate::Verdict;
use template::Templates;

/// What the outbox must know of the project.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The project's name, as the head of each letter shows it.
    pub project: String,
    /// The key of the issue numbers.
    pub key: Key,
    /// The language of what has no reader of its own.
    pub language: Language,
    /// The project's time zone: days and Fridays are counted in it.
    pub timezone: Tz,
    /// The desk: the name that signs, the address that writes and to which bounces come home.
    pub own: Mailbox,
    /// Every address of the desk: none of them gets a letter.
    pub own_addresses: Vec<Address>,
    /// The right side of the Message-IDs.
    pub message_id_domain: String,
    /// Every letter goes to the leads alone.
    pub shadow: bool,
    /// The leads, the first of whom reads in shadow mode.
    pub leads: Vec<Mailbox>,
    /// Who may get a letter.
    pub roster: Roster,
    /// How a report without a problem is answered.
    pub no_problem: NoProblem,
    /// How much may go out.
    pub limits: Limits,
    /// The currency of amounts.
    pub currency: String,
    /// A folder of templates that stand in for the built-in ones: `<language>/<kind>.md`.
    pub templates: Option<PathBuf>,
}

/// The fact in the store that the lead has ended shadow mode by mail; it holds whatever the config says from then on.
pub const LIVE: &str = "live";

/// How a report without a problem is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NoProblem {
    /// Each one is thanked for.
    Thank,
    /// None is answered.
    Quiet,
    /// The first five; from then on a line on Fridays.
    #[default]
    Auto,
}

/// The first week teaches that the mail arrives; after that a letter a day would be noise.
const THANKED_AT_FIRST: i64 = 5;

/// The reader of a letter.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The name as the letter addresses it; may be empty.
    pub name: String,
    /// Where it goes.
    pub address: Address,
    /// In which language.
    pub language: Language,
}

/// Why a letter is written.
#[derive(Clone, Debug, Default)]
pub struct Cause {
    /// Its name, the same when the same thing happens again: `message:17`, `digest:weekly:2026-W48`.
    pub key: String,
    /// The message that caused it.
    pub message: Option<MessageId>,
    /// The mail that it answers, for the thread.
    pub answers: Option<Answered>,
    /// The machine verdict of that mail.
    pub machine: Option<MachineVerdict>,
    /// The issues that it is about, in its order.
    pub issues: Vec<IssueNumber>,
}

/// The mail that a letter answers.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// Its Message-ID with angle brackets.
    pub message_id: Option<String>,
    /// Its References, oldest first.
    pub references: Vec<String>,
    /// Its subject.
    pub subject: String,
}

/// May the mail be answered at all?
#[derive(Clone, Debug)]
pub struct MachineVerdict {
    /// Yes or no.
    pub may_answer: bool,
    /// The rule that says so.
    pub rule: String,
}

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It waits for delivery.
    Written(LetterId),
    /// It is written, and waits longer because of a limit: from when on, and which.
    Delayed(LetterId, DateTime<Utc>, String),
    /// This cause already has its letter.
    Before,
    /// None is written, and why.
    Refused(String),
}

impl std::fmt::Display for Posted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Written(id) => write!(f, "letter {id} written"),
            Self::Delayed(id, due, why) => write!(f, "letter {id} waits until {}: {why}", due.format("%Y-%m-%d %H:%M UTC")),
            Self::Before => f.write_str("no letter: written before"),
            Self::Refused(why) => write!(f, "no letter: {why}"),
        }
    }
}

/// The way out.
#[derive(Debug)]
pub struct Outbox {
    settings: Settings,
    tokens: TokenKey,
    templates: Templates,
}

impl Outbox {
    /// The outbox of a project.
    ///
    /// # Errors
    /// Where a template of the project's own folder cannot be read or understood; all such faults at once.
    pub fn new(settings: Settings, tokens: TokenKey) -> Result<Self, TemplateError> {
        let templates = Templates::load(settings.templates.as_deref())?;
        Ok(Self { settings, tokens, templates })
    }

    /// Writes a letter, unless its cause has one, the gate is shut or nobody wants it.
    pub async fn post(&self, write: &mut Write, letter: &Letter, to: &Recipient, cause: &Cause, now: DateTime<Utc>) -> Result<Posted, StoreError> {
        let to = &Recipient { name: words::name(&to.name), ..to.clone() };
        let key = LetterKey { kind: letter.kind(), cause: &cause.key, recipient: &to.address };
        if write.letter_before(key).await?.is_some() {
            return Ok(Posted::Before);
        }
        let (due, late) = match gate::ask(write, &self.settings, to, cause, now).await? {
            Verdict::Open => (now, None),
            Verdict::Later(due, why) => (due, Some(why)),
            Verdict::Shut(why) => return Ok(Posted::Refused(why)),
        };
        let week = match self.week(write, letter, to, now).await? {
            Week::Silent(why) => return Ok(Posted::Refused(why)),
            Week::Unsaid => None,
            Week::Received(days) => Some(days),
        };
        let shadow = self.settings.shadow && write.setting(LIVE).await?.is_none();
        let Some(reader) = self.reader(to, shadow) else {
            return Ok(Posted::Refused("shadow mode, and no lead to read it".into()));
        };
        let mark = write.mark().await?;
        let Some(id) = write.put_letter(key, cause.message, now).await? else {
            write.keep(mark).await?;
            return Ok(Posted::Before);
        };
        let (subject, message_id, mime) = match self.write_out(id, letter, to, &reader, cause, week, now) {
            Ok(written) => written,
            Err(why) => {
                write.undo(mark).await?;
                return Ok(Posted::Refused(why));
            }
        };
        write.keep(mark).await?;
        let written = WrittenLetter {
            message_id: &message_id,
            subject: &subject,
            envelope_from: &self.settings.own.address,
            envelope_to: &reader.address,
            mime: &mime,
            due,
            issues: &cause.issues,
        };
        write.fill_letter(id, &written).await?;
        Ok(late.map_or(Posted::Written(id), |why| Posted::Delayed(id, due, why)))
    }

    /// Does the token come from the letter that we sent to this very address?
    #[must_use]
    pub fn signed(&self, shown: &Shown, to: &Address) -> bool {
        self.tokens.verify(shown, to)
    }

    /// Who will read it: in shadow mode a lead, whoever it is meant for.
    fn reader(&self, to: &Recipient, shadow: bool) -> Option<Mailbox> {
        let leads = &self.settings.leads;
        if shadow && !leads.iter().any(|lead| lead.address == to.address) {
            return leads.first().cloned();
        }
        Some(Mailbox { name: to.name.clone(), address: to.address.clone() })
    }

    /// What is to be said of the week, and whether a report without a problem is answered at all.
    async fn week(&self, read: &mut Read, letter: &Letter, to: &Recipient, now: DateTime<Utc>) -> Result<Week, StoreError> {
        let thanks = match letter {
            Letter::Thanks(_) => true,
            Letter::Acknowledgement(_) => false,
            _ => return Ok(Week::Unsaid),
        };
        match self.settings.no_problem {
            NoProblem::Quiet if thanks => return Ok(Week::Silent("reports without a problem are not answered here".into())),
            NoProblem::Thank | NoProblem::Quiet => return Ok(Week::Unsaid),
            NoProblem::Auto => (),
        }
        if read.letters_of_kind("thanks", &to.address).await? < THANKED_AT_FIRST {
            return Ok(Week::Unsaid);
        }
        let today = now.with_timezone(&self.settings.timezone).date_naive();
        if today.weekday() == Weekday::Fri {
            Ok(Week::Received(read.days_received(&to.address, today - TimeDelta::days(4), today).await?))
        } else if thanks {
            Ok(Week::Silent("counted silently; the week is confirmed on Friday".into()))
        } else {
            Ok(Week::Unsaid)
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all that one letter is made of, in one place")]
    fn write_out(
        &self,
        id: LetterId,
        letter: &Letter,
        to: &Recipient,
        reader: &Mailbox,
        cause: &Cause,
        week: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<(String, String, Vec<u8>), String> {
        let token = self.tokens.token(id, &reader.address);
        let domain = &self.settings.message_id_domain;
        let (own, images) = letter.context(&self.settings, to, &format!("{id}@{domain}"), now);
        let name = if to.name.is_empty() { to.address.as_str() } else { &to.name };
        let meant_for = (reader.address != to.address).then(|| context! { name, address => to.address.as_str() });
        let subject = cause.answers.as_ref().map(|answered| answered.subject.as_str());
        let frame = context! { reader => &to.name, desk => &self.settings.own.name, project => &self.settings.project, answered => subject, week, meant_for, code => &token };
        let page = self.templates.render(letter.kind(), to.language, &context! { ..own, ..frame }, &images)?;
        let envelope = Envelope { kind: letter.kind(), nature: letter.nature(), from: &self.settings.own, to: reader, domain, token: &token };
        let (message_id, mime) = compose::compose(&envelope, &page, &images, cause.answers.as_ref(), now)?;
        Ok((page.subject, message_id, mime))
    }
}

/// What is said of the week.
enum Week {
    /// Nothing, the letter goes as usual.
    Unsaid,
    /// So many days were received.
    Received(i64),
    /// The letter is not written.
    Silent(String),
}

#[cfg(test)]
mod tests;
