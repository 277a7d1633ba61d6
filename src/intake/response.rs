//! What the vendor's consultant writes back: which issue it is about, and what follows.
//!
//! Matched in this order, and the rule kept: the table of a list that came back filled in; the numbers that his words name; the
//! one issue of the thread; his own number, in text or subject; our number in the subject. Only what was put to him can be meant.
//! A colleague of his, not on the roster, counts as he where he writes from the same domain under a letter that we signed to him.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use crate::calendar;
use crate::issue::{EventData, EventKind, IssueNumber, Notice, State};
use crate::order;
use crate::outbox::{Brief, ConsultantList, Letter, ListRow, ListWhy, Mask};
use crate::people::{Address, Language, Mailbox, Role};
use crate::report::{self, Says};
use crate::store::{ConsultingRow, Decided, Happening, HeldCause, IssueRow, Outcome, PersonId, StoreError, Write};

use super::reply::survivor;
use super::thread::{self, Thread};
use super::{Came, Intake};

/// A cell of the list with a day and little else is a promise: "3/30", "3月30日上线".
const BARE_DAY: usize = 12;

/// Covers addresses alone.
static ADDRESSES: LazyLock<Option<Mask>> = LazyLock::new(|| Mask::new(std::iter::empty(), &[]).ok());

/// His words for people inside: the desk alone knows where he can be reached.
fn without_addresses(text: &str, language: Language) -> String {
    ADDRESSES.as_ref().map(|mask| mask.cover(text, language)).unwrap_or_default()
}

impl Intake {
    /// The consultant as whom a mail was written: himself, or somebody of his firm who answers a letter to him.
    pub(super) async fn consultant(&self, write: &mut Write, came: &Came<'_>, released: bool) -> Result<Option<PersonId>, StoreError> {
        let context = &self.settings.context;
        let Came { mail, from, role, .. } = came;
        if *role == Role::Consultant {
            return write.person_of(&from.address).await;
        }
        if context.roster.find(&from.address).is_some() {
            return Ok(None);
        }
        let thread = thread::find(write, &mail.message, &from.address, &context.roster, &self.outbox).await?;
        let letter = thread.filter(|thread| thread.rule != thread::OWN_ID).and_then(|thread| thread.letter);
        let Some(letter) = letter.filter(|letter| matches!(letter.kind.as_str(), "to_consultant" | "consultant_list")) else { return Ok(None) };
        let Some(asked) = Address::parse(&letter.recipient).filter(|asked| released || asked.domain() == from.address.domain()) else { return Ok(None) };
        write.person_of(&asked).await
    }

    /// Lets a response do what it says; the letter asks which issue is meant where nothing tells.
    pub(super) async fn response(
        &self,
        write: &mut Write,
        came: &Came<'_>,
        consultant: PersonId,
        decided: &mut Decided,
        now: DateTime<Utc>,
    ) -> Result<Option<Letter>, StoreError> {
        let Came { message, mail, from, .. } = came;
        let context = &self.settings.context;
        decided.person = Some(consultant);
        decided.outcome = Outcome::Response;
        if write.has_effects(message.id).await? {
            decided.rule = "read again: what it did is done".into();
            return Ok(None);
        }
        let thread = thread::find(write, &mail.message, &from.address, &context.roster, &self.outbox).await?;
        let his = write.consulting_with(consultant).await?;
        let (rule, about) = self.about(write, came, thread.as_ref(), &his).await?;
        if about.is_empty() {
            decided.outcome = Outcome::Held(HeldCause::Response);
            decided.rule = "the consultant writes, and nothing tells about which issue".into();
            write.hold(message.id, HeldCause::Response, now).await?;
            let registered = context.roster.find(&from.address).is_some();
            return if registered { self.which(write, from, &his).await.map(Some) } else { Ok(None) };
        }
        decided.rule = format!("the consultant's answer: {rule}");
        decided.letter_rule = "kept without a letter: whoever waits for it is told".into();
        let response = Response { intake: self, came, consultant, rule, thread: thread.as_ref(), now };
        for (row, words) in about {
            response.apply(write, row, &words).await?;
        }
        Ok(None)
    }

    /// What he says about which issue, and the rule that told.
    async fn about<'r>(
        &self,
        write: &mut Write,
        came: &Came<'_>,
        thread: Option<&Thread>,
        his: &'r [ConsultingRow],
    ) -> Result<(&'static str, Vec<(&'r ConsultingRow, String)>), StoreError> {
        let key = &self.settings.context.key;
        let message = &came.mail.message;
        let text = message.own_text();
        let text = text.trim();
        let row = |number: IssueNumber| his.iter().find(|row| row.issue == number);
        let list = thread.and_then(|thread| thread.letter.as_ref()).is_some_and(|letter| letter.kind == "consultant_list");
        if list {
            let mut filled: Vec<_> = report::filled(&message.full_text(), key).into_iter().filter_map(|(number, words)| Some((row(number)?, words))).collect();
            // What he has written above the table counts as well.
            for (number, words) in report::passages(text, key, &[]) {
                if let Some(row) = row(number).filter(|row| !filled.iter().any(|(known, _)| known.issue == row.issue)) {
                    filled.push((row, words));
                }
            }
            if !filled.is_empty() {
                return Ok(("his list, filled in", filled));
            }
        }
        if text.is_empty() {
            return Ok(("", vec![]));
        }
        let mut named = vec![];
        for (number, words) in report::passages(text, key, &[]) {
            // He may use the number under which it was put to him.
            let number = if row(number).is_some() { number } else { survivor(write, number).await?.map_or(number, |issue| issue.number) };
            named.extend(row(number).map(|row| (row, words)));
        }
        if !named.is_empty() {
            return Ok(("names the number", named));
        }
        let offered: Vec<&ConsultingRow> = thread.iter().flat_map(|thread| &thread.offered).filter_map(|number| row(*number)).collect();
        if let [only] = offered.as_slice() {
            return Ok((thread.map_or("", |thread| thread.rule), vec![(*only, text.to_owned())]));
        }
        let all = format!("{}\n{text}", message.subject).to_uppercase();
        let by_ticket: Vec<_> = his.iter().filter(|row| row.ticket.as_deref().is_some_and(|ticket| all.contains(ticket))).collect();
        if let [only] = by_ticket.as_slice() {
            return Ok(("his own number", vec![(*only, text.to_owned())]));
        }
        let subject: Vec<_> = report::named(&message.subject, key, &[]).into_iter().filter_map(row).collect();
        if let [only] = subject.as_slice() {
            return Ok(("the number in the subject", vec![(*only, text.to_owned())]));
        }
        Ok(("", vec![]))
    }

    /// Asks him for the number, and shows what is with him.
    async fn which(&self, write: &mut Write, from: &Mailbox, his: &[ConsultingRow]) -> Result<Letter, StoreError> {
        let context = &self.settings.context;
        let person = context.roster.find(&from.address);
        let language = person.and_then(|person| person.language).unwrap_or(self.settings.language);
        let everybody = write.everybody().await?;
        let name = person.map_or("", |person| person.name.as_str());
        let mut rows = vec![];
        for row in his {
            let Some(issue) = write.issue(row.issue).await?.filter(|issue| issue.state == State::WithConsultant) else { continue };
            let reporter = write.person_name(issue.reporter).await?;
            let Ok(mask) = Mask::new(everybody.iter().map(|person| person.name.as_str()), &[&reporter, name]) else { continue };
            let asked = write.left_at(row.issue).await?.map(|at| calendar::day(at, context.timezone));
            rows.push(ListRow::new(Brief::new(&issue, &reporter, row.ticket.as_deref(), &mask, language), asked, row, false));
        }
        Ok(Letter::ConsultantList(ConsultantList { why: ListWhy::Unclear, rows }))
    }
}

/// A response at work.
struct Response<'a> {
    intake: &'a Intake,
    came: &'a Came<'a>,
    consultant: PersonId,
    rule: &'static str,
    thread: Option<&'a Thread>,
    now: DateTime<Utc>,
}

impl Response<'_> {
    async fn apply(&self, write: &mut Write, row: &ConsultingRow, words: &str) -> Result<(), StoreError> {
        let context = &self.intake.settings.context;
        let Some(issue) = survivor(write, row.issue).await? else { return Ok(()) };
        let today = calendar::day(self.now, context.timezone);
        let mail = &self.came.mail.message;
        let calendar = context.roster.calendar_of(&self.came.from.address);
        let day = order::day(words, today, calendar).filter(|day| *day > today);
        let says = match report::says(words, &context.lexicon) {
            Says::Fixed if day.is_some() => Says::Ahead,
            Says::Words if day.is_some() && words.chars().count() <= BARE_DAY => Says::Ahead,
            says => says,
        };
        let ticket = report::ticket(words, &context.key).or_else(|| report::ticket(&mail.subject, &context.key));
        let mut row = row.clone();
        let changed = ticket.filter(|ticket| row.ticket.as_ref() != Some(ticket));
        row.heard = Some(today);
        row.reminded = None;
        row.promised = day.filter(|_| says == Says::Ahead);
        row.ticket = changed.clone().or(row.ticket);
        write.set_consulting(&row).await?;
        let kind = if says == Says::Ahead { EventKind::Promised } else { EventKind::Responded };
        let data = EventData { day: row.promised, changed: changed.map(|ticket| ("ticket".to_owned(), ticket)), ..self.data() };
        let Ok(happened) = write.happen(issue.number, &self.happening(kind, data, words), self.now).await? else { return Ok(()) };
        let inside = without_addresses(words, self.intake.settings.language);
        match says {
            // What was commissioned is there, and is tried before anybody calls it solved.
            Says::Fixed if issue.step.is_some() => {
                if let Ok(there) = write.happen(issue.number, &self.happening(EventKind::Delivered, self.data(), &inside), self.now).await? {
                    return write.put_notice(row.asked_by, issue.number, Notice::Delivered, there.event, self.now).await;
                }
            }
            Says::Fixed => {
                let solved = write.happen(issue.number, &self.happening(EventKind::Solved, self.data(), &inside), self.now).await?;
                if let Ok(solved) = solved.map(|solved| solved.event) {
                    for person in self.reporters(write, &issue).await? {
                        write.put_notice(person, issue.number, Notice::Solved, solved, self.now).await?;
                    }
                }
            }
            Says::Asks if row.direct => {
                if let Ok(asked) = write.happen(issue.number, &self.happening(EventKind::Asked, self.data(), &inside), self.now).await? {
                    write.put_notice(issue.reporter, issue.number, Notice::VendorAsks, asked.event, self.now).await?;
                    return Ok(());
                }
            }
            _ if row.direct => write.put_notice(issue.reporter, issue.number, Notice::VendorSays, happened.event, self.now).await?,
            _ => (),
        }
        write.put_notice(row.asked_by, issue.number, Notice::Responded, happened.event, self.now).await
    }

    /// Whose problem it is, and whoever reported the same.
    async fn reporters(&self, write: &mut Write, issue: &IssueRow) -> Result<Vec<PersonId>, StoreError> {
        let mut people = vec![issue.reporter];
        for joined in write.joined_to(issue.number).await? {
            people.extend(write.issue(joined).await?.map(|joined| joined.reporter));
        }
        people.dedup();
        Ok(people)
    }

    fn data(&self) -> EventData {
        EventData { rule: Some(self.rule.into()), proven: self.thread.map(|thread| thread.proven), ..EventData::default() }
    }

    fn happening<'w>(&self, kind: EventKind, data: EventData, words: &'w str) -> Happening<'w> {
        Happening { by: Some(self.consultant), message: Some(self.came.message.id), data, words: Some(words), ..Happening::new(kind) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_do_not_pass() {
        assert_eq!(without_addresses("call li@vendor.test", Language::En), "call [address]");
    }
}
