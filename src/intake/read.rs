//! What intake wants of one mail, made on a thread of its own: the reading, and the thumbnails for its letter.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

use crate::issue::Kind;
use crate::message::{self, Message};
use crate::picture::{self, Thumb};
use crate::report::{self, Arrival, Context, Reading};

/// A mail with more screenshots than this shows the first ones in its acknowledgement; all are kept.
const THUMBNAILS: usize = 24;

/// One mail, read.
pub(super) struct ReadMail {
    pub(super) message: Message,
    pub(super) reading: Reading,
    pub(super) content_key: String,
    /// By the picture's place in [`Message::parts`].
    pub(super) thumbnails: HashMap<usize, Thumb>,
    pub(super) submitted: DateTime<Utc>,
}

impl ReadMail {
    /// The mail as an answer that says no more than its own words.
    pub(super) fn as_reply(&self) -> Self {
        let reply = report::Reply { text: self.message.own_text().trim().to_owned(), intent: report::Intent::Comment, items: vec![] };
        self.with(Reading { class: report::Class::Reply, items: vec![], reply: Some(reply), ..self.reading.clone() })
    }

    fn with(&self, reading: Reading) -> Self {
        Self { reading, message: self.message.clone(), content_key: self.content_key.clone(), thumbnails: self.thumbnails.clone(), submitted: self.submitted }
    }

    /// The mail as a report of one problem, in all its own words; where it has none, in its subject's.
    pub(super) fn as_one_issue(&self) -> Self {
        let text = self.message.own_text();
        let text = if text.trim().is_empty() { self.message.subject.clone() } else { text.trim().to_owned() };
        let title: String = text.lines().next().unwrap_or_default().chars().take(MOST_TITLE).collect();
        let pictures = self.reading.unassigned.clone();
        let item = report::Item { title, text, kind: Kind::Problem, severity: None, module: None, pictures, document: None };
        self.with(Reading { class: report::Class::Report, items: vec![item], unassigned: vec![], ..self.reading.clone() })
    }
}

/// A title is one line that a lead can scan.
const MOST_TITLE: usize = 60;

/// Reads `raw`, the first bytes of a mail: one more than [`message::READ_LIMIT`] says that it is too large.
pub(super) fn read(raw: &[u8], context: &Context, arrived: DateTime<Utc>) -> ReadMail {
    let message = message::read(raw);
    // A sender's clock may be wrong by years; the server's stamp may not lie after the arrival.
    let submitted = message.submitted.map(|at| at.with_timezone(&Utc)).filter(|at| *at <= arrived).unwrap_or(arrived);
    let reading = report::read(&message, context, Arrival(submitted));
    let wanted: Vec<usize> = reading.items.iter().flat_map(|item| &item.pictures).chain(&reading.unassigned).copied().take(THUMBNAILS).collect();
    let pictures = if wanted.is_empty() { Vec::new() } else { message::parts_bytes(raw, &wanted) };
    let thumbnails = pictures.into_iter().filter_map(|(at, bytes)| Some((at, picture::thumbnail(&bytes)?))).collect();
    ReadMail { content_key: HEXLOWER.encode(&message::content_key(raw)), thumbnails, message, reading, submitted }
}
