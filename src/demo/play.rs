//! Lets the house work through mails of the past: each comes in at its own time, and the clock moves on when all is done.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use crate::clock::{Chance, Clock, SettableClock};
use crate::config::Config;
use crate::dial::Network;
use crate::house::{House, Parts};

/// A mail and when it came.
pub(crate) struct Mail {
    /// When it came.
    pub at: DateTime<Utc>,
    /// The raw bytes.
    pub raw: Vec<u8>,
    /// It answers the letter of that kind, such as `news`, which went out last to this address: its subject is
    /// [`ANSWERED`] until then.
    pub answers: Option<(String, String)>,
}

/// Stands for the subject of an answer, which is known when it is written.
pub(crate) const ANSWERED: &str = "the-letter-that-it-answers";

/// The same month gives the same Message-IDs.
const SEED: u64 = 1;

/// Lets the house of `config` work through `mails`, in the order of their times, and on until `end`. `shown` is told how
/// many mails are done, and the time of the house.
pub(crate) async fn play(
    config: &Config,
    maildir: &Path,
    letters: &Path,
    mut mails: Vec<Mail>,
    end: DateTime<Utc>,
    mut shown: impl FnMut(usize, DateTime<Utc>),
) -> anyhow::Result<()> {
    mails.sort_by_key(|mail| mail.at);
    let Some(first) = mails.first() else { return Ok(()) };
    for folder in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(folder)).with_context(|| format!("Making {}", maildir.display()))?;
    }
    let clock = Arc::new(SettableClock::new(first.at));
    let dyn_clock: Arc<dyn Clock> = Arc::<SettableClock>::clone(&clock);
    let parts = Parts { clock: dyn_clock, chance: Arc::new(Chance::seeded(SEED)), dial: Arc::new(Network), after_commit: None };
    let mut house = House::build(config, parts).await?;
    let mut next = house.step().await?;
    for (number, mail) in mails.iter().enumerate() {
        while let Some(due) = next.filter(|due| *due <= mail.at) {
            move_to(&clock, due);
            next = house.step().await?;
        }
        clock.set(mail.at);
        match &mail.answers {
            Some((kind, address)) => put(maildir, number, &Mail { at: mail.at, raw: answer(&mail.raw, letters, kind, address)?, answers: None })?,
            None => put(maildir, number, mail)?,
        };
        next = house.step().await?;
        shown(number + 1, mail.at);
    }
    while let Some(due) = next.filter(|due| *due <= end) {
        move_to(&clock, due);
        next = house.step().await?;
        shown(mails.len(), due);
    }
    house.close().await;
    Ok(())
}

/// The mail as an answer to the letter of that kind which went out last to `address`.
fn answer(raw: &[u8], letters: &Path, kind: &str, address: &str) -> anyhow::Result<Vec<u8>> {
    let name = format!("-{kind}-{address}-");
    let entries = letters.read_dir().with_context(|| format!("Reading {}", letters.display()))?;
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "eml") && path.to_string_lossy().contains(&name)).collect();
    // Their names begin with the time.
    paths.sort();
    let letter = paths.pop().with_context(|| format!("No letter of kind `{kind}` went to {address}"))?;
    let letter = fs::read_to_string(&letter).with_context(|| format!("Reading {}", letter.display()))?;
    let head = letter.split("\r\n\r\n").next().unwrap_or_default();
    let header = |name: &str| {
        let mut lines = head.split("\r\n").skip_while(|line| !line.starts_with(name));
        let first = lines.next().and_then(|line| line.strip_prefix(name))?.trim();
        let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
        Some(folded.fold(first.to_owned(), |all, line| all + "\r\n" + line))
    };
    let (subject, id) = header("Subject:").zip(header("Message-ID:")).context("A letter without a subject or a Message-ID")?;
    let headers = format!("Subject: Re: {}\r\nIn-Reply-To: {id}\r\nReferences: {id}\r\n", subject.trim_start_matches("Re: "));
    Ok(String::from_utf8_lossy(raw).replacen(&format!("Subject: {ANSWERED}\r\n"), &headers, 1).into_bytes())
}

/// Moves the clock to `due`, at least on by a moment: a stage that asks for the present would never see it pass.
fn move_to(clock: &SettableClock, due: DateTime<Utc>) {
    let moment = clock.now() + chrono::TimeDelta::seconds(1);
    clock.set(due.max(moment));
}

/// Delivers as a mail server does: written to `tmp`, then moved to `new`.
fn put(maildir: &Path, number: usize, mail: &Mail) -> anyhow::Result<PathBuf> {
    let name = format!("{}.M{number}.daybook", mail.at.timestamp());
    let (tmp, new) = (maildir.join("tmp").join(&name), maildir.join("new").join(&name));
    let write = || {
        fs::write(&tmp, &mail.raw)?;
        let seconds = u64::try_from(mail.at.timestamp()).unwrap_or(0);
        File::options().write(true).open(&tmp)?.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))?;
        fs::rename(&tmp, &new)
    };
    write().with_context(|| format!("Delivering {}", new.display()))?;
    Ok(new)
}
