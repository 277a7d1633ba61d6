//! Which letter, and so which issues, a reply answers. The rule that wins is kept with what it does.
//!
//! Asked in this order (`field-rules` of the trade, and why): a token that we signed, nearest first, in the thread's ids and
//! then in the quoted footer, since relays rewrite Message-IDs and phones drop headers; our own Message-IDs, nearest first; the
//! sender's own report, for whoever answers his own mail; and last the numbers that the words name, which give nobody a part in
//! an issue that he has not. Subjects and Outlook's Thread-Index prove nothing and are not asked.

use chrono::NaiveDate;

use super::read::ReadMail;
use crate::issue::IssueNumber;
use crate::message::Message;
use crate::outbox::{Outbox, Reminder};
use crate::people::{Address, Mailbox, Roster};
use crate::proof;
use crate::report::{DayRule, Remark};
use crate::store::{LetterRow, Read, StoreError};

/// What a mail answers.
#[derive(Debug)]
pub(super) struct Thread {
    /// The letter of ours that it answers.
    pub(super) letter: Option<LetterRow>,
    /// The issues that it offers: a bare number counts for these alone.
    pub(super) offered: Vec<IssueNumber>,
    /// The rule that won.
    pub(super) rule: &'static str,
    /// Does it show a token that we sent to this very address?
    pub(super) proven: bool,
}

/// Proves nothing: whoever has seen the letter knows it.
pub(super) const OWN_ID: &str = "our Message-ID";

/// More ids than this no thread needs; a hostile one may bring thousands.
const MOST_IDS: usize = 50;

/// Finds what a mail answers; `None` where its headers and its quotation name nothing that we know.
pub(super) async fn find(read: &mut Read, message: &Message, sender: &Address, roster: &Roster, outbox: &Outbox) -> Result<Option<Thread>, StoreError> {
    let ids: Vec<&String> = message.in_reply_to.iter().chain(message.references.iter().rev()).take(MOST_IDS).collect();
    let text = message.full_text();
    let of_ids = ids.iter().flat_map(|id| proof::find(id)).map(|shown| (shown, "a token in the thread"));
    let of_text = proof::find(&text).into_iter().map(|shown| (shown, "the code in the quoted footer"));
    let person = roster.find(sender);
    for (shown, rule) in of_ids.chain(of_text) {
        let Some(letter) = read.letter(shown.letter).await? else { continue };
        let Some(sent_to) = Address::parse(&letter.envelope_to) else { continue };
        if !outbox.signed(&shown, &sent_to) {
            continue;
        }
        let own = sent_to == *sender;
        let same_person = person.is_some_and(|person| person.address == sent_to || person.aliases.contains(&sent_to));
        let rule = if own || same_person { rule } else { "a token of a letter to somebody else" };
        return Ok(Some(Thread { offered: letter.issues.clone(), letter: Some(letter), rule, proven: own }));
    }
    for id in &ids {
        if let Some(letter) = read.letter_with_message_id(id).await? {
            return Ok(Some(Thread { offered: letter.issues.clone(), letter: Some(letter), rule: OWN_ID, proven: false }));
        }
    }
    for id in &ids {
        let Some(own) = read.message_with_id(id).await? else { continue };
        let issues = read.issues_of_message(own).await?;
        if !issues.is_empty() {
            let offered = issues.iter().map(|issue| issue.number).collect();
            return Ok(Some(Thread { letter: None, offered, rule: "the report that it answers", proven: false }));
        }
    }
    Ok(None)
}

/// The day of whose report the letter has reminded that a mail answers, where the mail itself names none.
pub(super) async fn asked_day(read: &mut Read, mail: &ReadMail, from: &Mailbox, roster: &Roster, outbox: &Outbox) -> Result<Option<NaiveDate>, StoreError> {
    let unsaid = mail.reading.remarks.iter().any(|remark| matches!(remark, Remark::Day(DayRule::Sent | DayRule::SentAtNight)));
    if !unsaid {
        return Ok(None);
    }
    let thread = find(read, &mail.message, &from.address, roster, outbox).await?;
    Ok(thread.and_then(|thread| thread.letter).and_then(|letter| Reminder::day_of(&letter.cause)))
}
