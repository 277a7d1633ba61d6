//! `daybook held`: what waits for a person.

use std::process::ExitCode;

use chrono_tz::Tz;
use serde_json::json;

use super::{ConfigFile, screen};
use crate::store::HeldRow;

/// The arguments of `held`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// For programs
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let held = store.read().await?.held().await?;
    store.close().await;
    if arguments.json {
        let row = |row: &HeldRow| json!({ "number": format!("H{}", row.number), "cause": row.cause, "since": row.since, "sender": row.sender, "message": row.message.0 });
        screen::say_json(&held.iter().map(row).collect());
    } else {
        screen::say(&text(&held, config.timezone));
    }
    Ok(ExitCode::SUCCESS)
}

fn text(held: &[HeldRow], zone: Tz) -> String {
    if held.is_empty() {
        return "Nothing is held.\n".into();
    }
    let row = |row: &HeldRow| vec![format!("H{}", row.number), screen::time(row.since, zone), row.sender.clone().unwrap_or_default(), why(&row.cause)];
    screen::table(&["held", "since", "from", "why"], &held.iter().map(row).collect::<Vec<_>>())
}

/// The cause in words, with what can be done.
pub(super) fn why(cause: &str) -> String {
    let words = match cause {
        "stranger" => "not on the roster and from no known domain; add the person or the domain, then `daybook reparse`",
        "reply" => "an answer to one of our letters",
        "order" | "unproven_order" => "an order by mail",
        "response" => "a consultant's answer",
        "absence" => "says that somebody is away",
        "empty" => "no text; the sender was asked for some",
        "picture_only" => "only pictures; the sender was asked for a few words",
        "attachment_only" => "the problems are inside an attachment; the sender was asked to write them into the mail",
        "link_only" => "the problems are behind a link; the sender was asked to write them into the mail",
        "encrypted" | "dlp_encrypted" => "encrypted; the sender was asked for plain text",
        "unreadable" => "the characters are destroyed; the sender was asked to send it again",
        "too_large" => "larger than 25 MiB: kept whole, read in part",
        "poison" => "reading it failed three times; the raw mail is kept, please report it",
        other => other,
    };
    words.to_owned()
}
