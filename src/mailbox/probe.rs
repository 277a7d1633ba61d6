//! A look from outside, before the desk is opened: is the mailbox there, and what lies in it? Changes nothing.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::{Settings, Source, imap, maildir};
use crate::dial::Dial;

/// What is there.
#[derive(Debug)]
pub struct Found {
    /// Where it was looked.
    pub place: String,
    /// How many mails lie there.
    pub messages: u32,
    /// How many of them would not be answered, were the first start now.
    pub silent: u32,
    /// Those that came before.
    pub since: DateTime<Utc>,
}

/// Looks into the mailbox of `settings`.
///
/// # Errors
/// What the server or the disk said.
pub async fn probe(settings: Settings, dial: Arc<dyn Dial>, now: DateTime<Utc>) -> anyhow::Result<Found> {
    let since = settings.since(now);
    let (place, arrivals) = match settings.source {
        Source::Imap(account) => {
            let place = format!("{} on {}:{}", account.folder, account.host, account.port);
            (place, imap::arrivals(account, dial).await?)
        }
        Source::Maildir { path } => {
            // One that is not there yet is made at the start, and empty.
            let arrivals = if path.exists() { maildir::arrivals(&path).with_context(|| format!("{} cannot be read", path.display()))? } else { Vec::new() };
            (path.display().to_string(), arrivals)
        }
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let silent = arrivals.iter().filter(|arrived| **arrived < since).count();
    Ok(Found { place, messages: count(arrivals.len()), silent: count(silent), since })
}
