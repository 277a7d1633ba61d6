//! `daybook status`: how the desk stands.

use std::fmt::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{ConfigFile, held, screen};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::issue::State;
use crate::outbox;
use crate::store::{Balance, GivenUp, HeldRow, LetterStates, MailboxHealth, Read, ServerTrouble, StoreError};

/// The arguments of `status`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// Everything that is shown.
struct Status {
    mailboxes: Vec<MailboxHealth>,
    balance: Balance,
    outcomes: Vec<(String, i64)>,
    issues: Vec<(State, usize)>,
    held: Vec<HeldRow>,
    shadow: bool,
    letters: LetterStates,
    server_trouble: Option<ServerTrouble>,
    given_up: Vec<GivenUp>,
    next_letter: Option<DateTime<Utc>>,
    due: Vec<(&'static str, DateTime<Utc>)>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let now = SystemClock::new().now();
    let status = gather(&config, &mut store.read().await?, now).await?;
    store.close().await;
    if arguments.json {
        screen::say_json(&status.json(&config));
    } else {
        screen::say(&status.text(&config, now));
    }
    Ok(ExitCode::SUCCESS)
}

async fn gather(config: &Config, read: &mut Read, now: DateTime<Utc>) -> Result<Status, StoreError> {
    let lines = read.issue_lines(DateTime::UNIX_EPOCH).await?;
    let count = |state| lines.iter().filter(|line| line.state == state).count();
    let states = [State::Open, State::WithConsultant, State::Solved, State::Closed, State::Duplicate, State::Declined];
    let due = [("weekly digest", &config.schedule.weekly), ("monthly digest", &config.schedule.monthly)];
    Ok(Status {
        mailboxes: read.mailbox_health().await?,
        balance: read.balance().await?,
        outcomes: read.outcomes().await?,
        issues: states.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0).collect(),
        held: read.held().await?,
        shadow: config.shadow && read.setting(outbox::LIVE).await?.is_none(),
        letters: read.letter_states().await?,
        server_trouble: read.server_trouble().await?,
        given_up: read.given_up_between(DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC).await?,
        next_letter: read.next_letter().await?,
        due: due.into_iter().filter_map(|(name, when)| Some((name, when.next(now, config.timezone, config.roster.calendar())?))).collect(),
    })
}

impl Status {
    fn text(&self, config: &Config, now: DateTime<Utc>) -> String {
        let time = |at| screen::time(at, config.timezone);
        let shadow = if self.shadow { ", shadow mode: every letter goes to the leads alone" } else { "" };
        let mut text = format!("{} ({}), {}{shadow}\n", config.name, config.mailbox.address, config.timezone);

        text.push_str("\nMailbox\n");
        for mailbox in &self.mailboxes {
            let ok = mailbox.last_ok.map_or_else(|| "never read yet".into(), |at| format!("last read {} ({})", time(at), screen::ago(at, now)));
            let new = mailbox.last_new.map(|at| format!(", last new mail {}", time(at))).unwrap_or_default();
            let former = if mailbox.name == config.mailbox_name() { "" } else { ", no longer watched" };
            let _ = writeln!(text, "  {}: {ok}{new}{former}", mailbox.name);
        }
        if !self.mailboxes.iter().any(|mailbox| mailbox.name == config.mailbox_name()) {
            text.push_str("  not read yet; `daybook run` does\n");
        }
        let Balance { seen, stored, accounted, open, vanished, failed } = self.balance;
        let verdict = if self.balance.even() { "nothing is missing" } else { "work is under way, or something is missing" };
        let _ = writeln!(text, "  {seen} seen, {stored} stored, {accounted} with an outcome: {verdict}");
        for (number, what) in [(open, "not fetched yet"), (vanished, "gone before they could be fetched"), (failed, "could not be fetched")] {
            if number > 0 {
                let _ = writeln!(text, "  {number} {what}");
            }
        }

        text.push_str("\nMails\n");
        for (outcome, number) in &self.outcomes {
            let words = if outcome == "arrived" { "waiting to be read".into() } else { outcome.replace('_', " ") };
            let _ = writeln!(text, "  {number:>6}  {words}");
        }

        text.push_str("\nIssues\n");
        for (state, number) in &self.issues {
            let _ = writeln!(text, "  {number:>6}  {}", state.as_str().replace('_', " "));
        }
        if self.issues.is_empty() {
            text.push_str("  none yet\n");
        }

        let LetterStates { waiting, sending, unknown, sent, given_up } = self.letters;
        text.push_str("\nLetters\n");
        for (number, what) in [
            (sent, "sent"),
            (waiting, "waiting"),
            (sending, "being sent"),
            (unknown, "unknown: the link broke at the last word, they go again if no copy is seen"),
            (given_up, "given up"),
        ] {
            if number > 0 {
                let _ = writeln!(text, "  {number:>6}  {what}");
            }
        }
        if let Some(ServerTrouble { since, answer }) = &self.server_trouble {
            let _ = writeln!(text, "  the mail server takes none since {}: {}", time(*since), screen::line(answer));
        }
        if let Some(at) = self.next_letter {
            let _ = writeln!(text, "  next try {}", time(at));
        }
        for letter in &self.given_up {
            let _ = writeln!(text, "  given up {}: {} to {}: {}", time(letter.since), letter.kind, letter.recipient, screen::line(&letter.answer));
        }

        let _ =
            writeln!(text, "\nHeld for a person: {}", if self.held.is_empty() { "nothing".into() } else { format!("{} (`daybook held`)", self.held.len()) });
        // More than this is read with `daybook held`.
        for row in self.held.iter().take(5) {
            let _ = writeln!(
                text,
                "  {}",
                screen::clip(
                    &format!("H{}  {}  {}", row.number, screen::line(row.sender.as_deref().unwrap_or("?")), held::why(row.cause)),
                    screen::columns() - 2
                )
            );
        }

        text.push_str("\nNext\n");
        for (name, at) in &self.due {
            let _ = writeln!(text, "  {}  {name}", time(*at));
        }
        text
    }

    fn json(&self, config: &Config) -> serde_json::Value {
        let watched = config.mailbox_name();
        let mailbox = |mailbox: &MailboxHealth| json!({ "name": mailbox.name, "watched": mailbox.name == watched, "last_ok": mailbox.last_ok, "last_new": mailbox.last_new });
        let LetterStates { waiting, sending, unknown, sent, given_up } = self.letters;
        json!({
            "project": config.name, "key": config.key.as_str(), "shadow": self.shadow,
            "mailboxes": self.mailboxes.iter().map(mailbox).collect::<Vec<_>>(),
            "balance": self.balance, "even": self.balance.even(),
            "mails": self.outcomes.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "issues": self.issues.iter().map(|(state, number)| (state.as_str(), number)).collect::<std::collections::BTreeMap<_, _>>(),
            "letters": { "waiting": waiting, "sending": sending, "unknown": unknown, "sent": sent, "given_up": given_up },
            "server_trouble": self.server_trouble.as_ref().map(|trouble| json!({ "since": trouble.since, "answer": trouble.answer })),
            "held": self.held.len(),
            "due": self.due.iter().copied().collect::<std::collections::BTreeMap<_, _>>(),
        })
    }
}
