//! A look from outside, before the desk is opened: is the mailbox there, and what lies in it? Changes nothing.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;

use super::{Settings, Source, imap};
use crate::dial::Dial;

/// What is there.
#[derive(Debug)]
pub struct Found {
    /// Where it was looked.
    pub place: String,
    /// How many mails lie there.
    pub messages: u32,
}

/// Looks into the mailbox of `settings`.
///
/// # Errors
/// What the server or the disk said.
pub async fn probe(settings: Settings, dial: Arc<dyn Dial>) -> anyhow::Result<Found> {
    match settings.source {
        Source::Imap(account) => {
            let place = format!("{} on {}:{}", account.folder, account.host, account.port);
            Ok(Found { place, messages: imap::count(account, dial).await? })
        }
        Source::Maildir { path } => Ok(Found { place: path.display().to_string(), messages: count(&path)? }),
    }
}

/// The files of a Maildir; one that is not there yet is made at the start, and empty.
fn count(path: &Path) -> anyhow::Result<u32> {
    if !path.exists() {
        return Ok(0);
    }
    let mut messages = 0;
    for folder in ["cur", "new"].map(|folder| path.join(folder)).into_iter().filter(|folder| folder.exists()) {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
        messages += u32::try_from(entries.count()).unwrap_or(u32::MAX);
    }
    Ok(messages)
}
