//! The TOML file as an admin writes it. Every key is optional here: what must stand is said by `check`, all faults at once.
//!
//! Choices are tagged by `kind`; `read` lifts that key so that the fields keep their places.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

/// The whole file: one project.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    pub project: Project,
    pub store: Store,
    pub mailbox: Option<Mailbox>,
    pub delivery: Option<Delivery>,
    pub people: People,
    pub module: Vec<Module>,
    pub calendar: Calendar,
    pub schedule: Schedule,
    pub changes: Changes,
    pub letters: Letters,
    pub limits: Limits,
    pub lexicon: Lexicon,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Project {
    pub name: Option<String>,
    pub key: Option<String>,
    pub language: Option<String>,
    pub timezone: Option<String>,
    pub mode: Option<Mode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mode {
    Live,
    Shadow,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Store {
    Sqlite(Sqlite),
}

impl Default for Store {
    fn default() -> Self {
        Self::Sqlite(Sqlite::default())
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Sqlite {
    pub path: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mailbox {
    Imap(Imap),
    Maildir(Maildir),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Imap {
    pub address: Option<String>,
    pub aliases: Vec<String>,
    pub since: Option<String>,
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<Security>,
    pub user: Option<String>,
    pub password: Option<Secret>,
    pub folder: Option<String>,
    pub idle: Option<bool>,
    pub ca: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Maildir {
    pub address: Option<String>,
    pub aliases: Vec<String>,
    pub since: Option<String>,
    pub path: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Security {
    Tls,
    StartTls,
    None,
}

/// Where a password comes from; it never stands in the file itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Secret {
    /// An environment variable.
    Env(String),
    /// A file, for example a systemd credential.
    File(PathBuf),
    /// What a program prints, for example a password manager.
    Command(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Delivery {
    Smtp(Smtp),
    Folder(Folder),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Smtp {
    pub host: Option<String>,
    pub port: Option<u16>,
    pub security: Option<Security>,
    pub user: Option<String>,
    pub password: Option<Secret>,
    pub ca: Option<PathBuf>,
    pub unknown_wait: Option<String>,
    pub message_id_domain: Option<String>,
    pub former_domains: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Folder {
    pub path: Option<PathBuf>,
    pub message_id_domain: Option<String>,
    pub former_domains: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct People {
    pub leads: Vec<Person>,
    pub managers: Vec<Person>,
    pub admin: Option<Person>,
    pub consultants: Vec<Person>,
    pub reporters: Vec<Person>,
    pub domains: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Person {
    pub name: Option<String>,
    pub address: Option<String>,
    pub aliases: Vec<String>,
    pub department: Option<String>,
    pub language: Option<String>,
    pub timezone: Option<String>,
    pub calendar: Option<String>,
    pub cadence: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Module {
    pub name: Option<String>,
    pub aliases: Vec<String>,
    pub key_user: Option<String>,
    pub consultant: Option<String>,
    pub confidential: bool,
}

/// `cadence = "weekly"`, or from which day on which: `cadence = { weekly = "2026-06-01" }`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Phases {
    One(String),
    Begin(BTreeMap<String, String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Calendar {
    pub day_ends: Option<String>,
    pub closing: Option<String>,
    pub cadence: Option<Phases>,
    pub public: Option<String>,
    pub week: Option<Vec<String>>,
    pub files: Vec<PathBuf>,
    pub holidays: Vec<String>,
    pub working: Vec<String>,
    /// By name: the calendars of people who work by another one.
    pub own: BTreeMap<String, OwnCalendar>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct OwnCalendar {
    pub public: Option<String>,
    pub week: Option<Vec<String>>,
    pub files: Vec<PathBuf>,
    pub holidays: Vec<String>,
    pub working: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Schedule {
    pub daily: Option<String>,
    pub daily_weeks: Option<u32>,
    pub weekly: Option<String>,
    pub monthly: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Changes {
    pub approval_above: Option<u32>,
    pub approver: Option<String>,
    pub currency: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Letters {
    pub no_problem: Option<NoProblem>,
    pub bundle: Option<String>,
    pub desk: Option<String>,
    pub templates: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NoProblem {
    Thank,
    Quiet,
    Auto,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Limits {
    pub address_a_day: Option<u32>,
    pub issue_a_day: Option<u32>,
    pub breaker_factor: Option<u32>,
    pub breaker_base: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Lexicon {
    pub files: Vec<PathBuf>,
    /// Table → key → words, as in a file of words.
    pub words: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}
