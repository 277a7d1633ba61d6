//! `daybook try`: what Daybook would have made of a month of one's own old mail. Nothing is sent.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono::{DateTime, TimeDelta, Utc};

use super::{ConfigFile, demo, screen};
use crate::config::{Config, Source, Way};
use crate::demo::{Mail, mails, play};
use crate::people::{Address, Person, Role, Roster};
use crate::store::{Store, Use};

/// The arguments of `try`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// An mbox file, a Maildir, or a folder of .eml files
    #[arg(value_name = "MBOX|FOLDER")]
    mails: PathBuf,
    /// Where the letters, the list of issues and the store of this trial go
    #[arg(long, value_name = "DIR", default_value = "daybook-try")]
    out: PathBuf,
    #[command(flatten)]
    config: ConfigFile,
}

/// A month, its last day included.
const SPAN: TimeDelta = TimeDelta::days(31);

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let out = &arguments.out;
    if out.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("There is already something in {}; name another folder with --out, or remove it first", out.display());
    }
    let config = arguments.config.load()?;
    let mails = last_month(mails::load(&arguments.mails)?);
    std::fs::create_dir_all(out).with_context(|| format!("Making {}", out.display()))?;
    let Some((oldest, newest)) = mails.iter().map(|mail| mail.at).min().zip(mails.iter().map(|mail| mail.at).max()) else { bail!("There is no mail") };

    let maildir = out.join("mail");
    let letters = out.join("letters");
    let config = apart(config, out, oldest);
    screen::say(&format!(
        "{} from {} to {}; nothing is sent.\n",
        screen::count(i64::try_from(mails.len()).unwrap_or(0), "mail"),
        screen::time(oldest, config.timezone),
        screen::time(newest, config.timezone)
    ));
    // The weekly letter about the last mails comes after them.
    let end = config.schedule.weekly.next(newest, config.timezone, config.roster.calendar()).unwrap_or(newest) + TimeDelta::minutes(1);
    let bar = demo::progress(mails.len());
    play::play(&config, &maildir, &letters, mails, end, |done, at| demo::show(&bar, done, at, config.timezone)).await?;
    bar.finish_and_clear();

    let list = out.join("issues.txt");
    std::fs::write(&list, issues(&config).await?).with_context(|| format!("Writing {}", list.display()))?;
    let told = demo::outcome(&config, &letters).await?;
    screen::say(&format!("{told}\nAll issues in one list: {}\n", list.display()));
    Ok(ExitCode::SUCCESS)
}

fn last_month(mut mails: Vec<Mail>) -> Vec<Mail> {
    if let Some(newest) = mails.iter().map(|mail| mail.at).max() {
        mails.retain(|mail| mail.at > newest - SPAN);
    }
    mails
}

/// The same config with a store, a mailbox and a way out of its own: the real ones are not touched.
fn apart(mut config: Config, out: &Path, oldest: DateTime<Utc>) -> Config {
    config.store = out.join("daybook.db");
    config.mailbox.source = Source::Maildir(out.join("mail"));
    config.mailbox.since = Some(oldest.with_timezone(&config.timezone).date_naive());
    config.delivery.way = Way::Folder(out.join("letters"));
    config.shadow = false;
    if config.roster.people().is_empty()
        && let Some(address) = Address::parse("lead@localhost")
    {
        // Somebody must get the weekly letter.
        let lead = Person {
            name: "Lead".into(),
            address,
            aliases: vec![],
            role: Role::Lead,
            department: String::new(),
            language: None,
            timezone: None,
            calendar: None,
            cadence: None,
        };
        config.roster = Roster::new(vec![lead], vec![], true);
    }
    config
}

async fn issues(config: &Config) -> anyhow::Result<String> {
    let store = Store::open(&config.store, Use::Command, None).await?;
    let mut read = store.read().await?;
    let mut text = String::new();
    for line in read.issue_lines(DateTime::UNIX_EPOCH).await? {
        let name = read.person_name(line.reporter).await?;
        let _ = writeln!(
            text,
            "{}  {}  {}  {}: {}",
            config.key.write(line.number),
            screen::time(line.arrived, config.timezone),
            line.severity.map_or("-", |severity| severity.as_str()),
            screen::line(&name),
            screen::line(&line.title)
        );
    }
    drop(read);
    store.close().await;
    Ok(text)
}
