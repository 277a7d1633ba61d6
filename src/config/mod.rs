//! One TOML file → a [`Config`] that holds, or all its faults at once, each with its place and what would be right.
//!
//! `file` is the TOML as written, `read` finds faults of shape, `check` faults of meaning, `settings` hands each
//! stage what it needs. The annotated sample with every key is `config/daybook.toml`, embedded as [`SAMPLE`].

mod fault;
mod file;
mod read;
mod check;
mod calendar;
mod people;
mod secret;
mod settings;
mod spending;
mod words;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;

use crate::dial::Security;
use crate::issue::{Key, Spending};
use crate::outbox::{Limits, NoProblem};
use crate::people::{Address, Language, Roster};
use crate::report::{Lexicon, Module};
use crate::schedule::When;

pub use fault::{Fault, Faults, Place};
pub use file::Secret;
pub use secret::SecretError;
pub use words::AddedWord;

/// The annotated sample with every key.
pub const SAMPLE: &str = include_str!("../../config/daybook.toml");

/// A whole, checked config: one project.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from; `None` where there is none.
    pub file: Option<PathBuf>,
    /// `[project] name`.
    pub name: String,
    /// `[project] key`.
    pub key: Key,
    /// The language of letters to those who have none of their own.
    pub language: Language,
    /// The project's time zone.
    pub timezone: Tz,
    /// Every letter goes to the leads alone.
    pub shadow: bool,
    /// The SQLite file.
    pub store: PathBuf,
    /// Where mail comes in.
    pub mailbox: Mailbox,
    /// Where letters go out.
    pub delivery: Delivery,
    /// Who is who.
    pub roster: Roster,
    /// The modules of the system.
    pub modules: Vec<Module>,
    /// A mail before this time of the morning reports on the day before.
    pub day_ends: NaiveTime,
    /// When the office closes: a quarter of an hour later whoever owes a report is reminded; nobody where `None`.
    pub closing: Option<NaiveTime>,
    /// When the digests are due.
    pub schedule: Schedule,
    /// How much wishes may cost by whose word.
    pub spending: Spending,
    /// How letters are written.
    pub letters: Letters,
    /// How much may go out.
    pub limits: Limits,
    /// The reader's words, as shipped and as `[lexicon] files` add.
    pub lexicon: Arc<Lexicon>,
    /// The words that the admin adds.
    pub words: Vec<AddedWord>,
}

/// `[mailbox]`.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// The desk's address.
    pub address: Address,
    /// Further addresses of the desk.
    pub aliases: Vec<Address>,
    /// Older mail is taken in silently; the day of the first start where `None`.
    pub since: Option<NaiveDate>,
    /// Where the mail lies.
    pub source: Source,
}

/// Where mail lies.
#[derive(Clone, Debug)]
pub enum Source {
    /// A Maildir.
    Maildir(PathBuf),
    /// A folder on an IMAP server.
    Imap {
        /// The server.
        server: Server,
        /// The folder.
        folder: String,
        /// Let the server say when there is news?
        idle: bool,
    },
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The user and where the password comes from; `None` where the server asks for none.
    pub login: Option<(String, Secret)>,
    /// Certificates to trust besides the system's, PEM.
    pub ca: Option<PathBuf>,
}

/// `[delivery]`.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What stands behind the `@` of our Message-IDs.
    pub message_id_domain: String,
    /// What stood there before.
    pub former_domains: Vec<String>,
    /// How letters leave.
    pub way: Way,
}

/// How letters leave.
#[derive(Clone, Debug)]
pub enum Way {
    /// Each as a file.
    Folder(PathBuf),
    /// Through a server.
    Smtp {
        /// The server.
        server: Server,
        /// How long after a broken link the same bytes go again.
        unknown_wait: Duration,
    },
}

/// `[schedule]`: cron lines, in the project's time zone.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The daily letter, where there is one.
    pub daily: Option<When>,
    /// For how many weeks from the opening on.
    pub daily_weeks: u32,
    /// The weekly digest.
    pub weekly: When,
    /// The monthly digest.
    pub monthly: When,
}

/// `[letters]`.
#[derive(Clone, Debug)]
pub struct Letters {
    /// What a report without problems gets.
    pub no_problem: NoProblem,
    /// When the day's one letter goes to whoever has something to try; at once where `None`.
    pub bundle: Option<NaiveTime>,
    /// Who signs.
    pub desk: String,
    /// A folder of templates that replace the built-in ones.
    pub templates: Option<PathBuf>,
}

impl Config {
    /// Reads and checks `file`.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn load(file: &Path) -> Result<Self, Faults> {
        let faulty = |faults| Faults { file: file.to_owned(), faults };
        let text = std::fs::read_to_string(file).map_err(|error| {
            let right = "give another with --config, or start from the sample config/daybook.toml".into();
            faulty(vec![Fault { path: String::new(), place: None, wrong: format!("the file cannot be read ({error})"), right }])
        })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut config = Self::parse(&text, folder).map_err(faulty)?;
        config.file = Some(file.to_owned());
        Ok(config)
    }

    /// Checks `text`; its paths are relative to `folder`.
    ///
    /// # Errors
    /// All its faults at once.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, Vec<Fault>> {
        let (file, places, faults) = read::read(text);
        check::check(file, folder, &places, faults)
    }

    /// The config of a folder that has none: Maildir `mail`, letters into `letters`, SQLite `daybook.db`, everybody may report.
    #[must_use]
    pub fn without_file(folder: &Path) -> Self {
        match Self::parse("", folder) {
            Ok(config) => config,
            Err(faults) => unreachable!("an empty config is whole, a test says: {faults:?}"),
        }
    }

    /// The given file, else `daybook.toml` in the current folder, else none.
    ///
    /// # Errors
    /// All faults of the file at once.
    pub fn find(file: Option<&Path>) -> Result<Self, Faults> {
        match file {
            Some(file) => Self::load(file),
            None if Path::new("daybook.toml").exists() => Self::load(Path::new("daybook.toml")),
            None => Ok(Self::without_file(Path::new(""))),
        }
    }
}
