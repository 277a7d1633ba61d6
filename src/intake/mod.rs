//! Takes the next stored messages, decides what each is, and commits everything that follows in one transaction.
//!
//! **What it does:** claims a few messages, reads them with [`message`](crate::message) and
//! [`report`](crate::report), sorts each into one [`Outcome`], opens issues, keeps screenshots, writes the letters
//! that follow. **Reads:** messages in state `arrived`. **Writes:** reports, issues, screenshots, letters and the
//! outcome, all in the transaction that makes the message `done` or `held`. **Wakes on:** the mailbox's bell.
//! **Fails how:** a mail that panics the reader or its decision, or cannot be fetched three times, is held as `poison` and
//! the next goes on; a broken store ends the house. **Limits:** [`BATCH`] messages a transaction, [`READ_LIMIT`] bytes a mail.

mod absence;
mod correct;
mod known;
mod order;
mod part;
mod read;
mod reply;
mod report;
mod reread;
mod response;
mod sort;
mod thread;
mod wish;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;

use crate::calendar;
use crate::clock::Clock;
use crate::issue::Spending;
use crate::message::READ_LIMIT;
use crate::order::{Known, Power};
use crate::outbox::{Answered, Cause, ConfirmOrders, Helped, Letter, MachineVerdict, Outbox, PleaseRewrite, Posted, Recipient, Said};
use crate::people::{Language, Mailbox, Role, Roster};
use crate::report::{Attention, Context};
use crate::stage::{Bell, Stage, Tick};
use crate::store::{ClaimedMessage, Decided, HeldCause, MessageId, Outcome, PersonId, Store, StoreError, Write};

use order::Reach;
use read::ReadMail;

/// Messages that share a transaction: enough that a thousand waiting mails do not cost a thousand disk syncs,
/// few enough that a reader waits for the writer less than a second.
const BATCH: u32 = 16;

/// A crash ends the lease with the process; a live one finishes a batch in seconds.
const LEASE: TimeDelta = TimeDelta::minutes(10);

/// A mail that could not be fetched this often is set aside.
const TRIES: i64 = 3;

/// A process that died this often while it held one message alone was brought down by it. More than [`TRIES`],
/// since a machine may lose its power three times without any mail's fault.
const DEATHS: i64 = 6;

/// Deciding needs no more of a house than this.
#[derive(Debug)]
pub struct Settings {
    /// What the reader must know of the project.
    pub context: Arc<Context>,
    /// How much wishes may cost by whose word.
    pub spending: Spending,
    /// The language of letters to persons who have none of their own.
    pub language: Language,
    /// Who claims: unique among the processes that share the store.
    pub holder: String,
}

/// The stage.
#[derive(Debug)]
pub struct Intake {
    store: Store,
    clock: Arc<dyn Clock>,
    outbox: Arc<Outbox>,
    settings: Settings,
    /// Rung after a commit that may have written letters.
    letters: Bell,
    /// The roster as the config says it; the context's is that of the day.
    roster: Roster,
}

impl Stage for Intake {
    const NAME: &'static str = "intake";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let claimed = self.claim().await.context("Claiming messages")?;
        if claimed.is_empty() {
            let until = self.store.read().await?.next_message().await?;
            return Ok(Tick::Idle { until });
        }
        self.roster_of_today().await?;
        let mut mails = Vec::with_capacity(claimed.len());
        for message in claimed {
            let read = self.read(&message).await;
            mails.push((message, read));
        }
        let mut write = self.store.write().await?;
        for (message, read) in mails {
            self.settle(&mut write, &message, read).await.with_context(|| format!("Deciding message {}", message.id))?;
        }
        write.commit().await?;
        self.letters.ring();
        Ok(Tick::Worked)
    }
}

/// A mail from somebody whom the project knows.
#[derive(Clone, Copy)]
struct Came<'a> {
    message: &'a ClaimedMessage,
    mail: &'a ReadMail,
    from: &'a Mailbox,
    sender: PersonId,
    role: Role,
}

/// Why a message is not decided.
enum Undecided {
    /// The reader or the decision panicked, or the process died over it again and again.
    Poison(String),
    /// Its bytes could not be fetched, or its data contradict what is stored.
    Failed(StoreError),
}

impl Intake {
    /// The stage over `store`; `letters` is rung when there may be something to deliver.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>, outbox: Arc<Outbox>, settings: Settings, letters: Bell) -> Self {
        let roster = settings.context.roster.clone();
        Self { store, clock, outbox, settings, letters, roster }
    }

    /// The claim is committed, and counted, before anything is read: a mail that kills the process is known by its count.
    async fn claim(&self) -> Result<Vec<ClaimedMessage>, StoreError> {
        // Looking first keeps an idle house from writing.
        let now = self.clock.now();
        if self.store.read().await?.next_message().await?.is_none_or(|at| at > now) {
            return Ok(Vec::new());
        }
        let mut write = self.store.write().await?;
        let claimed = write.claim_messages(now, LEASE, &self.settings.holder, BATCH).await?;
        write.commit().await?;
        Ok(claimed)
    }

    /// Brings in who has come and who has left by mail.
    async fn roster_of_today(&mut self) -> Result<(), StoreError> {
        let today = calendar::day(self.clock.now(), self.settings.context.timezone);
        let roster = self.store.read().await?.roster(&self.roster, today).await?;
        if roster.people() != self.settings.context.roster.people() {
            self.settings.context = Arc::new(Context { roster, ..(*self.settings.context).clone() });
        }
        Ok(())
    }

    async fn read(&self, message: &ClaimedMessage) -> Result<ReadMail, Undecided> {
        if message.attempts >= DEATHS {
            return Err(Undecided::Poison(format!("the process died over it {} times", message.attempts - 1)));
        }
        let fetched = async { self.store.read().await?.raw(message.id, READ_LIMIT + 1).await };
        let (raw, _) = fetched.await.map_err(Undecided::Failed)?;
        let (context, arrived) = (Arc::clone(&self.settings.context), message.arrived);
        // A thread of its own: a panic in there is a result out here.
        let read = tokio::task::spawn_blocking(move || read::read(&raw, &context, arrived)).await;
        read.map_err(|panic| Undecided::Poison(format!("the reader gave up: {panic}")))
    }

    /// Commits a mail's one outcome, or sets it aside; whatever had been written for it by then is undone first.
    async fn settle(&self, write: &mut Write, message: &ClaimedMessage, read: Result<ReadMail, Undecided>) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mark = write.mark().await?;
        let decided = match read {
            Ok(mail) => match AssertUnwindSafe(self.decide(write, message, &mail, now)).catch_unwind().await {
                Ok(Ok(decided)) => Ok(decided),
                Ok(Err(error)) if error.is_about_data() => Err(Undecided::Failed(error)),
                Ok(Err(error)) => return Err(error),
                Err(_) => Err(Undecided::Poison("the decision panicked; the log says where".into())),
            },
            Err(undecided) => Err(undecided),
        };
        let decided = match decided {
            Ok(decided) => {
                write.keep(mark).await?;
                decided
            }
            Err(undecided) => {
                write.undo(mark).await?;
                match undecided {
                    Undecided::Failed(error) if message.attempts < TRIES => {
                        let (id, attempts, why) = (message.id.0, message.attempts, format!("{:#}", anyhow::Error::new(error)));
                        tracing::warn!(message = id, attempts, why, "A mail could not be decided; it is tried again.");
                        return write.message_later(message.id, now + TimeDelta::minutes(attempts * attempts), &why).await;
                    }
                    Undecided::Failed(error) => poison(&format!("{:#}", anyhow::Error::new(error))),
                    Undecided::Poison(why) => poison(&why),
                }
            }
        };
        tracing::info!(message = message.id.0, outcome = %decided.outcome, rule = decided.rule, letter = decided.letter_rule, "A mail is decided.");
        write.decide(message.id, &decided, now).await
    }

    async fn decide(&self, write: &mut Write, message: &ClaimedMessage, mail: &ReadMail, now: DateTime<Utc>) -> Result<Decided, StoreError> {
        let context = &self.settings.context;
        let released = write.released_by(message.id).await?.is_some() || self.left_since(write, message, mail).await?;
        let filed_by_hand;
        let (mail, sorted) = match sort::sort(&mail.message, &mail.reading, &context.roster, &context.own_addresses, released) {
            // "This is for March 5" under an acknowledgement reads like a report of one line; it says what is wrong with the last.
            sorted if matches!(sorted.outcome, Outcome::Report | Outcome::Held(HeldCause::Unclear)) && order::only_corrects(mail, &context.key) => {
                filed_by_hand = mail.as_reply();
                (&filed_by_hand, sort::Sorted { outcome: Outcome::Reply, rule: "puts right what it answers" })
            }
            // "I am working this Saturday" is a line that stands for itself, and still no problem.
            sorted if sorted.outcome == Outcome::Report && crate::report::only_works_besides(&mail.message.own_text(), &context.lexicon) => {
                (mail, sort::Sorted { outcome: Outcome::Held(HeldCause::Absence), rule: "says overtime" })
            }
            // A person has said that it is to be taken in, and nothing tells its problems apart: it is one.
            sorted if released && matches!(sorted.outcome, Outcome::Held(HeldCause::Unclear | HeldCause::Unread(_))) => {
                filed_by_hand = mail.as_one_issue();
                (&filed_by_hand, sort::Sorted { outcome: Outcome::Report, rule: "taken in as one issue by a person's word" })
            }
            sorted => (mail, sorted),
        };
        let from = mail.message.from.as_ref();
        let mut decided = first_look(write, message.id, mail, sorted, now).await?;
        if let Some(from) = from.filter(|_| matches!(decided.outcome, Outcome::Held(HeldCause::Response | HeldCause::Stranger)) || released) {
            let role = context.roster.find(&from.address).map_or(Role::Reporter, |person| person.role);
            let came = Came { message, mail, from, sender: PersonId(0), role };
            if let Some(consultant) = self.consultant(write, &came, released).await? {
                self.papers(write, Came { sender: consultant, ..came }, now).await?;
                if let Some(letter) = self.response(write, &came, consultant, &mut decided, now).await? {
                    decided.letter_rule = self.post(write, message.id, mail, from, &letter, now).await?;
                }
                return Ok(decided);
            }
        }
        let known = from.filter(|from| released || context.roster.admits(&from.address));
        let Some(from) = known.filter(|_| !matches!(decided.outcome, Outcome::OwnLetter | Outcome::Duplicate)) else {
            report::take_back(write, message.id, now).await?;
            return Ok(decided);
        };
        let sender = write.person_or_new(&from.address, &from.name, now).await?;
        decided.person = Some(sender);
        write.withdraw_absences(message.id, now).await?;
        let role = context.roster.find(&from.address).map_or(Role::Reporter, |person| person.role);
        let came = Came { message, mail, from, sender, role };
        self.papers(write, came, now).await?;
        if let Some(letter) = self.wish_answer(write, came, &mut decided, now).await? {
            report::take_back(write, message.id, now).await?;
            if let Some(letter) = letter {
                decided.letter_rule = self.post(write, message.id, mail, from, &letter, now).await?;
            }
            return Ok(decided);
        }
        let as_reporter = role != Role::Consultant && self.as_reporter(write, came).await?;
        if as_reporter {
            decided.outcome = Outcome::Reply;
            decided.rule = "says how the sender's own issues stand".into();
        } else if let Some(letters) = self.orders(write, came, &mut decided, now).await? {
            report::take_back(write, message.id, now).await?;
            for letter in letters {
                decided.letter_rule = self.post(write, message.id, mail, from, &letter, now).await?;
            }
            return Ok(decided);
        }
        let filed = self.file(write, came, decided.outcome, now).await?;
        let letter = match (filed, decided.outcome) {
            (filed, Outcome::Reply) => self.reply(write, came, &mut decided, filed, now).await?,
            (Some(filed), _) => Some(report::letter(mail, &filed)),
            (None, Outcome::AutoReply | Outcome::Held(HeldCause::Absence | HeldCause::Unclear | HeldCause::Order)) => {
                self.absence(write, came, &mut decided, now).await?
            }
            (None, Outcome::Held(cause @ HeldCause::Unread(why))) => {
                let number = write.hold(message.id, cause, now).await?;
                Some(Letter::PleaseRewrite(PleaseRewrite { why, held: Some(number), arrived: message.arrived }))
            }
            _ => None,
        };
        if let Some(id) = decided.message_id.as_deref().filter(|_| !matches!(decided.outcome, Outcome::Held(_))) {
            write.wake_replies(id).await?;
        }
        if let Some(mut letter) = letter {
            report::remark(write, &mut letter, sender).await?;
            decided.letter_rule = self.post(write, message.id, mail, from, &letter, now).await?;
        }
        Ok(decided)
    }

    /// Carries out the orders of a mail, where it holds any and proves that they are its sender's. `None` where it is no order mail.
    async fn orders(&self, write: &mut Write, came: Came<'_>, decided: &mut Decided, now: DateTime<Utc>) -> Result<Option<Vec<Letter>>, StoreError> {
        let Came { message, mail, from, sender, role } = came;
        let context = &self.settings.context;
        let thread = thread::find(write, &mail.message, &from.address, &context.roster, &self.outbox).await?;
        let text = mail.message.own_text();
        let reach = self.reach(write, from, sender, role, now).await?;
        let steers = reach.allows(Power::Steer);
        if let Some(letter) = thread.as_ref().filter(|thread| thread.proven && steers).and_then(|thread| thread.letter.as_ref())
            && letter.kind == "confirm_orders"
            && now - letter.written <= order::CONFIRMED_FOR
            && order::confirms(&text)
        {
            return self.stand_by(write, &letter.cause, sender, decided, now).await.map(Some);
        }
        let offered = thread.as_ref().map_or(&[][..], |thread| thread.offered.as_slice());
        // Whoever speaks of himself gives no order; a key user's word reaches issues, not people.
        let everybody = if matches!(reach, Reach::Lead | Reach::Deputy) { write.everybody().await? } else { vec![] };
        let names: Vec<&str> = everybody.iter().filter(|person| person.id != sender).map(|person| person.name.as_str()).collect();
        let Some(lines) = order::lines(&text, Known { key: &context.key, offered, names: &names }) else { return Ok(None) };
        let looks = order::all_look(&lines) && (steers || order::known(write, &lines).await?);
        let released = write.released_by(message.id).await?;
        let proven = thread.as_ref().is_some_and(|thread| thread.proven) || released.is_some();
        // A proven mail in which no line is right is answered too: its writer learns how to write them.
        let orders = order::any(&lines) || proven && decided.outcome != Outcome::Report;
        if !(looks || steers && orders) {
            return Ok(None);
        }
        if !looks && !proven {
            // The lead reports problems too; but a mail of nothing but orders is no report, though the reader finds a list in it.
            if decided.outcome == Outcome::Report && !lines.iter().all(|line| line.read.is_ok()) {
                return Ok(None);
            }
            decided.outcome = Outcome::Held(HeldCause::UnprovenOrder);
            decided.rule = "orders without proof: no token of a letter to this address".into();
            let held = write.hold(message.id, HeldCause::UnprovenOrder, now).await?;
            // The letter that asks says so at once.
            write.held_told(held, now).await?;
            let lines = lines.into_iter().filter(|line| line.read.is_ok()).map(|line| line.text).collect();
            return Ok(Some(vec![Letter::ConfirmOrders(ConfirmOrders { lines, held, arrived: message.arrived })]));
        }
        decided.outcome = Outcome::Order;
        let rule = match (&thread, released) {
            (_, Some(_)) => "its sender stands by it",
            (Some(thread), None) => thread.rule,
            (None, None) => "the address alone, which is enough to look things up",
        };
        decided.rule = format!("orders: {rule}");
        let before = write.letters_of_message(message.id).await?;
        if write.has_effects(message.id).await? || before.iter().any(|letter| letter.kind == "transcript" || letter.kind == "help") {
            decided.rule = "read again: what it did is done".into();
            return Ok(Some(vec![]));
        }
        let written = thread.as_ref().and_then(|thread| thread.letter.as_ref()).map(|letter| letter.written);
        let fresh = released.is_some() || written.is_some_and(|written| now - written <= order::CONFIRMED_FOR);
        let helped = match &reach {
            Reach::Lead | Reach::Deputy => Helped::Lead,
            Reach::KeyUser(_) => Helped::KeyUser,
            Reach::Own | Reach::Looks => Helped::Reporter,
        };
        let orders = order::Orders {
            context,
            spending: &self.settings.spending,
            message: message.id,
            by: sender,
            reach,
            rule,
            proven,
            language: self.settings.language,
            fresh,
            now,
        };
        let transcript = orders.carry_out(write, lines).await?;
        let helps = transcript.lines.iter().any(|line| line.said.iter().any(|said| matches!(said, Said::Help)));
        let only_help = transcript.lines.iter().all(|line| line.said.iter().any(|said| matches!(said, Said::Help)));
        let help = helps.then_some(Letter::Help(helped));
        Ok(Some((!only_help || !helps).then_some(Letter::Transcript(transcript)).into_iter().chain(help).collect()))
    }

    /// Lets a reply do what it says, and finds the letter that says what was done.
    async fn reply(
        &self,
        write: &mut Write,
        came: Came<'_>,
        decided: &mut Decided,
        filed: Option<report::Filed>,
        now: DateTime<Utc>,
    ) -> Result<Option<Letter>, StoreError> {
        let Came { message: ClaimedMessage { id, .. }, mail, from, sender, role } = came;
        let id = *id;
        if write.has_effects(id).await? {
            decided.rule = "read again: what it did is done".into();
            return Ok(None);
        }
        let roster = &self.settings.context.roster;
        let thread = thread::find(write, &mail.message, &from.address, roster, &self.outbox).await?;
        let reply = reply::Reply { settings: &self.settings, message: id, mail, sender, role, thread: thread.as_ref(), now };
        let Some(done) = reply.apply(write).await? else {
            if filed.is_none()
                && let Some(letter) = self.absence(write, came, decided, now).await?
            {
                return Ok(Some(letter));
            }
            if let Some(filed) = filed {
                decided.outcome = Outcome::Report;
                decided.rule = "answers nothing that is known here, and brings problems".into();
                return Ok(Some(report::letter(mail, &filed)));
            }
            decided.outcome = Outcome::Held(HeldCause::Reply);
            decided.rule = "answers nothing that is known here".into();
            return Ok(None);
        };
        decided.rule = format!("{}: {}", decided.rule, thread.as_ref().map_or("names the number", |thread| thread.rule));
        decided.letter_rule = "kept without a letter: thanks and remarks need none".into();
        // Whoever talks to others needs no letter for each mail; what it did is on record.
        if filed.is_none() && sort::only_in_cc(&mail.message, &self.settings.context.own_addresses) {
            decided.letter_rule = "kept without a letter: the desk is in Cc of others' talk".into();
            return Ok(None);
        }
        let table = reply.table(write, &done).await?;
        Ok(report::answer(mail, done, table, filed))
    }

    /// Writes the letter that answers a mail, if the gate lets it; the line says what came of it.
    async fn post(&self, write: &mut Write, id: MessageId, mail: &ReadMail, from: &Mailbox, letter: &Letter, now: DateTime<Utc>) -> Result<String, StoreError> {
        let person = self.settings.context.roster.find(&from.address);
        let to = Recipient {
            name: person.map_or_else(|| from.name.clone(), |person| person.name.clone()),
            // What orders and questions are answered with is for the registered address, whatever stands in From.
            address: match (letter, person) {
                (Letter::Transcript(_) | Letter::ConfirmOrders(_) | Letter::Help(_), Some(person)) => person.address.clone(),
                _ => from.address.clone(),
            },
            // Whoever writes a language that the letters do not speak reads English sooner than the project's Chinese.
            language: person
                .and_then(|person| person.language)
                .or_else(|| mail.reading.language.map(|tag| Language::parse(tag).unwrap_or(Language::En)))
                .unwrap_or(self.settings.language),
        };
        let answers =
            Answered { message_id: mail.message.message_id.clone(), references: mail.message.references.clone(), subject: mail.message.subject.clone() };
        let cause = Cause {
            key: format!("message:{id}"),
            message: Some(id),
            answers: Some(answers),
            machine: Some(MachineVerdict { may_answer: mail.message.machine.may_answer, rule: mail.message.machine.rule.to_owned() }),
            issues: letter.issues(),
        };
        let posted = self.outbox.post(write, letter, &to, &cause, now).await?;
        if let Posted::Written(id) | Posted::Delayed(id, ..) = &posted {
            for remark in letter.remarks() {
                write.remark_told(remark.id, *id).await?;
            }
        }
        Ok(posted.to_string())
    }
}

/// What a mail is before anybody's words are looked at: a duplicate, too large, a letter of ours come home, or as it was sorted.
async fn first_look(write: &mut Write, message: MessageId, mail: &ReadMail, sorted: sort::Sorted, now: DateTime<Utc>) -> Result<Decided, StoreError> {
    let mut decided = Decided {
        outcome: sorted.outcome,
        rule: sorted.rule.to_owned(),
        letter_rule: "no letter is due".into(),
        content_key: Some(mail.content_key.clone()),
        message_id: mail.message.message_id.clone(),
        sender: mail.message.from.as_ref().map(|from| from.address.as_str().to_owned()),
        person: None,
        duplicate_of: write.message_with_key(&mail.content_key, message).await?,
        parent: mail.message.in_reply_to.first().or(mail.message.references.last()).cloned(),
    };
    if let Some(first) = decided.duplicate_of {
        decided.outcome = Outcome::Duplicate;
        decided.rule = format!("the same content as message {first}");
    } else if mail.message.truncated && matches!(decided.outcome, Outcome::Report | Outcome::NoProblem | Outcome::Held(_)) {
        decided.outcome = Outcome::Held(HeldCause::Unread(Attention::TooLarge));
        decided.rule = format!("larger than {} MiB", READ_LIMIT / (1024 * 1024));
    }
    if decided.outcome == Outcome::OwnLetter
        && let Some(message_id) = &decided.message_id
    {
        // A letter that nobody knew about has come home: it did go out.
        write.own_copy_seen(message_id, now).await?;
    }
    Ok(decided)
}

fn poison(why: &str) -> Decided {
    Decided {
        outcome: Outcome::Held(HeldCause::Poison),
        rule: why.to_owned(),
        letter_rule: "no letter to what could not be read".into(),
        content_key: None,
        message_id: None,
        sender: None,
        person: None,
        duplicate_of: None,
        parent: None,
    }
}
