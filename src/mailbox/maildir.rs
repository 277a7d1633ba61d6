//! A mailbox that is a folder: Maildir, as qmail defined it.
//!
//! A message is one file in `new` or `cur`. Its key is the name before the colon: what follows are flags, which
//! other programs change while they move the file. Files stay where they are. `tmp` is where others still write.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;

use super::keep::{Fetched, Keeper, silent};
use super::{BATCH, LookError};
use crate::stage::Tick;
use crate::store::{Listed, MailboxRow, OpenUid, RawRef, Store, StoreError};

/// A folder has no UIDVALIDITY; its UIDs are the order in which this house has seen the files.
const UIDVALIDITY: u32 = 1;

/// One store belongs to one project and one mailbox: a folder that was moved is still the same mailbox.
const NAME: &str = super::MAILDIR;

/// A file is read in pieces of this size.
const PIECE: usize = 256 * 1024;

/// No header of a real mail is longer; a binary file without an empty line must not be kept as one.
const LONGEST_HEADER: usize = 256 * 1024;

/// A folder that is watched.
#[derive(Debug)]
pub(super) struct Maildir {
    path: PathBuf,
    mailbox: Option<MailboxRow>,
    known: HashSet<String>,
    next_uid: u32,
}

/// A file as the folder shows it.
#[derive(Debug, Clone)]
struct Shown {
    path: PathBuf,
    size: u64,
    arrived: DateTime<Utc>,
}

impl Maildir {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, mailbox: None, known: HashSet::new(), next_uid: 1 }
    }

    /// Lists the folder and keeps one batch of what is new there.
    pub(super) async fn look(&mut self, keeper: &mut Keeper) -> Result<Tick, LookError> {
        let first = !self.recall(keeper).await?;
        let path = self.path.clone();
        let shown = blocking(move || scan(&path, first)).await?.with_context(|| format!("the Maildir {} cannot be read", self.path.display()))?;
        let mailbox = self.note(keeper, &shown).await?;

        let mut read = keeper.store.read().await?;
        let open = read.open_uids(mailbox.id, mailbox.validity, keeper.clock.now(), BATCH).await?;
        if open.is_empty() {
            return Ok(Tick::Idle { until: read.next_uid(mailbox.id, mailbox.validity).await? });
        }
        drop(read);
        let jobs: Vec<_> = open
            .into_iter()
            .map(|open| {
                let file = open.listed.name.as_ref().and_then(|name| shown.get(name)).cloned();
                let silent = silent(&mailbox, &open.listed);
                (open, file, silent)
            })
            .collect();
        let store = keeper.store.clone();
        let fetched = blocking(move || fetch_all(&store, jobs)).await??;
        for (open, result) in &fetched {
            // It may come back.
            if let (Fetched::Gone, Some(name)) = (result, &open.listed.name) {
                self.known.remove(name);
            }
        }
        keeper.keep(&mailbox, fetched).await?;
        Ok(Tick::Worked)
    }

    /// Brings back what the store knows of the folder. Has it ever been looked at?
    async fn recall(&mut self, keeper: &Keeper) -> Result<bool, StoreError> {
        if self.mailbox.is_none() {
            let mut read = keeper.store.read().await?;
            if let Some(mailbox) = read.mailbox(NAME).await? {
                self.known = read.known_names(mailbox.id).await?;
                self.next_uid = read.highest_uid(mailbox.id, mailbox.validity).await?.unwrap_or(0).saturating_add(1);
                self.mailbox = Some(mailbox);
            }
        }
        Ok(self.mailbox.is_some())
    }

    /// Gives every file that was not known a row, the oldest first.
    async fn note(&mut self, keeper: &mut Keeper, shown: &HashMap<String, Shown>) -> Result<MailboxRow, StoreError> {
        let mut fresh: Vec<_> = shown.iter().filter(|(name, _)| !self.known.contains(*name)).collect();
        fresh.sort_by(|(name, file), (other_name, other)| (file.arrived, name).cmp(&(other.arrived, other_name)));
        let row = |(uid, (name, file)): (u32, (&String, &Shown))| Listed { uid, name: Some(name.clone()), size: file.size, arrived: file.arrived };
        let listed: Vec<_> = (self.next_uid..).zip(fresh).map(row).collect();
        let next_uid = listed.last().map_or(self.next_uid, |last| last.uid.saturating_add(1));

        let mailbox = match &self.mailbox {
            Some(mailbox) => {
                keeper.list(mailbox, &listed).await?;
                mailbox.clone()
            }
            None => keeper.open(NAME, UIDVALIDITY, next_uid, &listed).await?,
        };
        self.mailbox = Some(mailbox.clone());
        self.next_uid = next_uid;
        self.known.extend(listed.into_iter().filter_map(|message| message.name));
        Ok(mailbox)
    }
}

/// Runs what waits for the disk where it blocks nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, LookError> {
    Ok(tokio::task::spawn_blocking(work).await.context("reading the Maildir was broken off")?)
}

/// Every message of the folder by its key. Before the `first` look ever, the folder is made where it is missing: without
/// a config this is the first thing to exist. Later a folder that is missing is a disk that is not mounted, and no empty mailbox.
fn scan(folder: &Path, first: bool) -> io::Result<HashMap<String, Shown>> {
    if first {
        for part in ["tmp", "new", "cur"] {
            fs::create_dir_all(folder.join(part))?;
        }
    }
    for part in ["new", "cur"].map(|part| folder.join(part)) {
        if !part.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotFound, format!("{} is missing; is the disk mounted?", part.display())));
        }
    }
    shown(folder)
}

/// What tells a file from others: its name up to the flags. Bytes that are no UTF-8 are told apart as `:ff`; no other key has a colon.
fn key(name: &OsStr) -> String {
    let name = name.as_encoded_bytes().split(|byte| *byte == b':').next().unwrap_or_default();
    let mut key = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        key.push_str(chunk.valid());
        for byte in chunk.invalid() {
            key.push(':');
            key.push_str(&HEXLOWER.encode(&[*byte]));
        }
    }
    key
}

/// When each message of the folder arrived. Makes nothing.
pub(super) fn arrivals(folder: &Path) -> io::Result<Vec<DateTime<Utc>>> {
    Ok(shown(folder)?.into_values().map(|file| file.arrived).collect())
}

fn shown(folder: &Path) -> io::Result<HashMap<String, Shown>> {
    let mut shown = HashMap::new();
    // `new` before `cur`: a file that another program moves meanwhile is then seen twice rather than not at all.
    for part in ["new", "cur"].map(|part| folder.join(part)).into_iter().filter(|part| part.is_dir()) {
        for entry in fs::read_dir(part)? {
            let entry = entry?;
            let key = key(&entry.file_name());
            if key.is_empty() || key.starts_with('.') {
                continue;
            }
            // Gone since it was listed, or a link into nowhere: the next look will tell.
            let Ok(about) = fs::metadata(entry.path()) else { continue };
            if about.is_file() {
                shown.insert(key, Shown { path: entry.path(), size: about.len(), arrived: about.modified()?.into() });
            }
        }
    }
    Ok(shown)
}

/// Reads each file that is still shown.
fn fetch_all(store: &Store, jobs: Vec<(OpenUid, Option<Shown>, bool)>) -> Result<Vec<(OpenUid, Fetched)>, StoreError> {
    let mut fetched = Vec::with_capacity(jobs.len());
    for (open, file, silent) in jobs {
        let result = match file {
            None => Fetched::Gone,
            Some(file) => fetch(store, &file.path, silent)?,
        };
        fetched.push((open, result));
    }
    Ok(fetched)
}

/// Reads one file; trouble with the file is a result, trouble with the store an error.
fn fetch(store: &Store, path: &Path, silent: bool) -> Result<Fetched, StoreError> {
    let unreadable = |error: io::Error| Fetched::Unreadable(error.to_string());
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return Ok(unreadable(error)),
    };
    if silent {
        return Ok(match headers(&mut file) {
            Ok(headers) => Fetched::Headers(store.spool_all(&headers)?),
            Err(error) => unreadable(error),
        });
    }
    let before = file.metadata();
    let raw = match copy(store, &mut file)? {
        Ok(raw) => raw,
        Err(error) => return Ok(unreadable(error)),
    };
    // Some programs write into `new` directly: a file that grew while it was read, or is still empty, is read again later.
    let settled = |before: &Metadata, after: &Metadata| before.modified().ok() == after.modified().ok() && after.len() == raw.size;
    match (before, file.metadata()) {
        (Ok(before), Ok(after)) if settled(&before, &after) && raw.size > 0 => Ok(Fetched::Whole(raw)),
        (Err(error), _) | (_, Err(error)) => Ok(unreadable(error)),
        _ => Ok(Fetched::Unreadable("the file is empty or still being written".to_owned())),
    }
}

fn copy(store: &Store, file: &mut File) -> Result<io::Result<RawRef>, StoreError> {
    let mut spool = store.spool()?;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return spool.finish().map(Ok),
            Ok(read) => spool.push(piece.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            Err(error) => return Ok(Err(error)),
        }
    }
}

/// The file up to and with its first empty line.
fn headers(file: &mut File) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(LONGEST_HEADER as u64).read_to_end(&mut start)?;
    let mut end = 0;
    for line in start.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
    }
    start.truncate(end);
    Ok(start)
}
