//! What intake wants of one mail, made on a thread of its own: the reading, and the thumbnails for its letter.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

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
