//! `daybook held`: what waits for a person.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono_tz::Tz;
use serde_json::json;

use super::{ConfigFile, screen};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::people::Role;
use crate::report::Attention;
use crate::store::{HeldCause, HeldChoice, HeldRow, Store};

/// The arguments of `held`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// For programs
    #[arg(long)]
    json: bool,
    /// Take this mail in (H3), as the lead's order `H3 file` does; orders in it are carried out
    #[arg(long, value_name = "H", conflicts_with_all = ["json", "drop", "again"])]
    file: Vec<String>,
    /// Put this mail aside
    #[arg(long, value_name = "H", conflicts_with_all = ["json", "again"])]
    drop: Vec<String>,
    /// Read this mail once more, under the config of today
    #[arg(long, value_name = "H", conflicts_with = "json")]
    again: Vec<String>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let wanted = [&arguments.file, &arguments.drop, &arguments.again].into_iter().flatten().next();
    if wanted.is_some() {
        let done = choose(&arguments, &config, &store).await;
        store.close().await;
        screen::say(&done?);
        return Ok(ExitCode::SUCCESS);
    }
    let held = store.read().await?.held().await?;
    store.close().await;
    if arguments.json {
        let row = |row: &HeldRow| json!({ "number": format!("H{}", row.number), "cause": row.cause.as_str(), "since": row.since, "sender": row.sender, "message": row.message.0 });
        screen::say_json(&held.iter().map(row).collect());
    } else {
        screen::say(&text(&held, config.timezone));
    }
    Ok(ExitCode::SUCCESS)
}

/// Does what was asked for, all of it or nothing.
async fn choose(arguments: &Arguments, config: &Config, store: &Store) -> anyhow::Result<String> {
    let mut write = store.write().await?;
    let person = config.roster.with_role(Role::Admin).chain(config.roster.with_role(Role::Lead)).next();
    let by = match person {
        Some(person) => write.person_of(&person.address).await?,
        None => None,
    };
    let (wanted, does) = match (&*arguments.file, &*arguments.drop) {
        ([_, ..], _) => (&arguments.file, "will be taken in"),
        (_, [_, ..]) => (&arguments.drop, "is put aside"),
        _ => (&arguments.again, "will be read again"),
    };
    let mut done = String::new();
    let now = SystemClock::new().now();
    for text in wanted {
        let number = text.trim().trim_start_matches(['H', 'h']).parse().ok();
        let number: i64 = number.with_context(|| format!("\"{text}\" is no number of a held mail; they read H1, H2, …"))?;
        let choice = if !arguments.file.is_empty() {
            HeldChoice::File(by.context("Somebody must stand by it: name a lead or an admin in the config and start the daemon once")?)
        } else if !arguments.drop.is_empty() {
            HeldChoice::Drop(by)
        } else {
            HeldChoice::Again
        };
        if !write.choose_held(number, choice, now).await? {
            bail!("H{number} waits no more, or never did; nothing was done. `daybook held` lists what waits");
        }
        writeln!(done, "H{number} {does}.")?;
    }
    write.commit().await?;
    if arguments.drop.is_empty() {
        done += "The running daemon does it within two minutes, else the next `daybook run` or `daybook run --once`.\n";
    }
    Ok(done)
}

fn text(held: &[HeldRow], zone: Tz) -> String {
    if held.is_empty() {
        return "Nothing is held.\n".into();
    }
    let row = |row: &HeldRow| {
        vec![format!("H{}", row.number), screen::time(row.since, zone), screen::line(row.sender.as_deref().unwrap_or_default()), why(row.cause).to_owned()]
    };
    screen::table(&["held", "since", "from", "why"], &held.iter().map(row).collect::<Vec<_>>())
}

/// The cause in words, with what can be done.
pub(super) fn why(cause: HeldCause) -> &'static str {
    match cause {
        HeldCause::Stranger => "not on the roster and from no known domain; add the person or the domain, then `daybook reparse`",
        HeldCause::Reply => "an answer to something that is not known here; read again by itself if that comes",
        HeldCause::Order => "the lead's words, in which no order was found",
        HeldCause::UnprovenOrder => "orders that do not prove to be the lead's; he was asked to confirm them",
        HeldCause::Response => "a consultant's answer",
        HeldCause::Absence => "says that somebody is away",
        HeldCause::Unread(Attention::Empty) => "no text; the sender was asked for some",
        HeldCause::Unread(Attention::PictureOnly) => "only pictures; the sender was asked for a few words",
        HeldCause::Unread(Attention::AttachmentOnly) => "the problems are inside an attachment; the sender was asked to write them into the mail",
        HeldCause::Unread(Attention::AttachmentBroken) => "the problems are inside a damaged attachment; the sender was asked to write them into the mail",
        HeldCause::Unread(Attention::AttachmentTooLarge) => {
            "the problems are inside an attachment that holds more than is read; the sender was asked to write them into the mail"
        }
        HeldCause::Unread(Attention::AttachmentLocked) => {
            "the problems are inside an attachment with a password; the sender was asked to write them into the mail"
        }
        HeldCause::Unread(Attention::LinkOnly) => "the problems are behind a link; the sender was asked to write them into the mail",
        HeldCause::Unread(Attention::Encrypted) => "encrypted; the sender was asked for plain text",
        HeldCause::Unread(Attention::Unreadable) => "the characters are destroyed; the sender was asked to send it again",
        HeldCause::Unread(Attention::TooLarge) => "larger than 25 MiB: kept whole, read in part",
        HeldCause::Poison => "reading it failed three times; the raw mail is kept, please report it",
        HeldCause::Unclear => "neither a report nor an answer; please look at the mail itself",
    }
}
