//! `daybook check`: everything that could stop the desk, before it is opened. Sends nothing, changes nothing.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::{ConfigFile, FAULTY_CONFIG, is_of_config, screen};
use crate::alarm;
use crate::calendar::{self, Calendar};
use crate::clock::{Chance, Clock, SystemClock};
use crate::config::{Config, Server, Source, Way};
use crate::delivery::Courier;
use crate::dial::Network;
use crate::outbox::Outbox;
use crate::proof::TokenKey;
use crate::store::{Store, Use};

mod words;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
}

/// Who checks wants an answer while waiting for it; a server that is slower than this is not well.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was looked at, and what came of it.
struct Report {
    text: String,
    /// Of the worst fault.
    code: u8,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = match arguments.config.load() {
        Ok(config) => config,
        Err(faults) => {
            screen::say(&format!("{faults}\n"));
            return Ok(ExitCode::from(FAULTY_CONFIG));
        }
    };
    let mut report = Report { text: String::new(), code: 0 };
    report.good("config", &of_config(&config));
    report.note("store", store(&config).await);
    report.note("mailbox", mailbox(&config).await);
    report.note("delivery", delivery(&config).await);
    report.note("templates", templates(&config));
    words::report(&mut report, &config);
    let now = SystemClock::new().now();
    days(&mut report, &config, now);
    for (name, when) in
        config.schedule.daily.iter().map(|when| ("daily", when)).chain([("weekly", &config.schedule.weekly), ("monthly", &config.schedule.monthly)])
    {
        let runs = when.next_three(now, config.timezone, config.roster.calendar());
        let runs: Vec<String> = runs.into_iter().map(|at| at.with_timezone(&config.timezone).format("%a %Y-%m-%d %H:%M").to_string()).collect();
        report.good(name, &format!("`{when}`, next runs {} ({})", runs.join(", "), config.timezone));
    }
    screen::say(&report.text);
    Ok(ExitCode::from(report.code))
}

/// Working days: up to when holidays are known, and the next days that differ from an ordinary week.
fn days(report: &mut Report, config: &Config, now: DateTime<Utc>) {
    let (days, today) = (config.roster.calendar(), calendar::day(now, config.timezone));
    let plain = Calendar::default();
    let other = today.iter_days().take(366).filter(|day| days.is_working_day(*day) != plain.is_working_day(*day)).take(5);
    let next: Vec<String> = other.map(|day| format!("{} {}", day.format("%a %Y-%m-%d"), if days.is_working_day(day) { "worked" } else { "free" })).collect();
    let known = days.known_until().map_or_else(|| "no public holidays".into(), |last| format!("public holidays known up to {last}"));
    let own = config.roster.people().iter().filter(|person| person.calendar.is_some()).count();
    let own =
        if own == 0 { String::new() } else { format!("; {} by a calendar of their own", screen::count(i64::try_from(own).unwrap_or_default(), "person")) };
    let found = if next.is_empty() { format!("{known}{own}") } else { format!("{known}; next {}{own}", next.join(", ")) };
    if alarm::calendar_ends(days, today).is_some() {
        report.look("calendar", &format!("{found}; take a newer release, or name a file with the next year's days in [calendar] files"));
    } else {
        report.good("calendar", &found);
    }
}

impl Report {
    fn good(&mut self, what: &str, found: &str) {
        self.line("ok    ", what, found);
    }

    fn note(&mut self, what: &str, found: anyhow::Result<String>) {
        match found {
            Ok(found) => self.good(what, &found),
            Err(error) => {
                self.code = self.code.max(if is_of_config(&error) { FAULTY_CONFIG } else { 1 });
                self.line("FAULT ", what, &format!("{error:#}"));
            }
        }
    }

    /// Nothing that stops the desk, and worth a look.
    fn look(&mut self, what: &str, found: &str) {
        self.line("look  ", what, found);
    }

    /// What is too long for a line goes on below itself.
    fn line(&mut self, mark: &str, what: &str, found: &str) {
        let indent = mark.len() + 11;
        let mut lines = screen::wrap(found, screen::columns().saturating_sub(indent).max(40)).into_iter();
        let _ = writeln!(self.text, "{mark}{what:11}{}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(self.text, "{:indent$}{line}", "");
        }
    }
}

fn of_config(config: &Config) -> String {
    let file = config.file.as_deref().map_or_else(|| "no file: this folder is the desk, everybody may report".into(), |file| file.display().to_string());
    let shadow = if config.shadow { "; shadow mode, every letter goes to the leads alone" } else { "" };
    format!("{file}; {}, numbers {}-1, …; {} on the roster{shadow}", config.name, config.key.as_str(), config.roster.people().len())
}

async fn store(config: &Config) -> anyhow::Result<String> {
    let path = config.store.display();
    if !config.store.exists() {
        let folder = config.store.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let probe = folder.join(".daybook-check");
        std::fs::write(&probe, b"").with_context(|| format!("{}: nothing can be written here; the store is to be {path}", folder.display()))?;
        std::fs::remove_file(&probe).with_context(|| format!("Removing {}", probe.display()))?;
        return Ok(format!("{path} will be made at the first start"));
    }
    let store = Store::open(&config.store, Use::Command, None).await.with_context(|| format!("{path} cannot be opened"))?;
    let balance = store.read().await?.balance().await?;
    store.close().await;
    Ok(format!("{path}: {} kept", screen::count(balance.stored, "mail")))
}

async fn mailbox(config: &Config) -> anyhow::Result<String> {
    let settings = config.mailbox().context("mailbox.password")?;
    let found = crate::mailbox::probe(settings, Arc::new(Network), SystemClock::new().now());
    let server = match &config.mailbox.source {
        Source::Imap { server, .. } => Some(server),
        Source::Maildir(_) => None,
    };
    let found = tokio::time::timeout(PATIENCE, found).await.with_context(no_answer).and_then(|found| found).with_context(|| remedy("mailbox", server))?;
    let (mails, day) = (screen::count(i64::from(found.messages), "mail"), calendar::day(found.since, config.timezone));
    Ok(format!("{}: {mails}; at the first start {} of them, which came before {day}, would be taken in silently", found.place, found.silent))
}

/// Where the faulty keys stand.
fn remedy(table: &str, server: Option<&Server>) -> String {
    match server {
        Some(server) => format!("{}:{} cannot be used, see host, port, security, user, password and ca under [{table}]", server.host, server.port),
        None => format!("see path under [{table}]"),
    }
}

fn no_answer() -> String {
    format!("no answer within {} s; does a firewall let it through?", PATIENCE.as_secs())
}

async fn delivery(config: &Config) -> anyhow::Result<String> {
    let settings = config.delivery().context("delivery.password")?;
    // The courier wants a store, which a look must not make.
    let scratch = std::env::temp_dir().join(format!("daybook-check-{}.db", std::process::id()));
    let store = Store::open(&scratch, Use::Command, None).await?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let mut courier = Courier::new(settings, store.clone(), clock, Arc::new(Chance::system()?), Arc::new(Network))?;
    let found = tokio::time::timeout(PATIENCE, courier.probe()).await;
    store.close().await;
    for end in ["db", "db-wal", "db-shm"] {
        let _ = std::fs::remove_file(scratch.with_extension(end));
    }
    let server = match &config.delivery.way {
        Way::Smtp { server, .. } => Some(server),
        Way::Folder(_) => None,
    };
    found.with_context(no_answer).and_then(|found| found).with_context(|| remedy("delivery", server))?;
    Ok(match &config.delivery.way {
        Way::Folder(path) => format!("letters go into {}", path.display()),
        Way::Smtp { server, .. } => {
            format!("{}:{} takes our letters{}", server.host, server.port, if server.login.is_some() { ", user and password are right" } else { "" })
        }
    })
}

fn templates(config: &Config) -> anyhow::Result<String> {
    // A key of zeros: nothing is signed here.
    Outbox::new(config.outbox(), TokenKey::new([0; 32]))?;
    Ok(config.letters.templates.as_deref().map_or_else(|| "the built-in ones".into(), |folder| format!("built in, and those of {}", folder.display())))
}
