//! `daybook show CRM-42`: one issue with everything that hangs on it.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use chrono_tz::Tz;
use serde_json::json;

use super::{ConfigFile, screen};
use crate::config::Config;
use crate::issue::{Closing, IssueNumber, Severity};
use crate::store::{EventRow, IssueRow, LetterRow, Read, ScreenshotRow, StoreError};

/// The arguments of `show`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The number: CRM-42, crm42 or 42
    number: String,
    #[command(flatten)]
    config: ConfigFile,
    /// For programs
    #[arg(long)]
    json: bool,
}

/// An issue and what hangs on it.
struct Whole {
    number: String,
    issue: IssueRow,
    reporter: String,
    address: String,
    attachment: Option<String>,
    screenshots: Vec<ScreenshotRow>,
    events: Vec<(EventRow, Option<String>)>,
    letters: Vec<LetterRow>,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let key = config.key.as_str();
    let Some(number) = IssueNumber::parse(&arguments.number, &config.key) else {
        bail!("`{}` is no issue number; numbers read {key}-1, {key}-2, …", arguments.number);
    };
    let whole = gather(&config, &mut store.read().await?, number).await?;
    store.close().await;
    let Some(whole) = whole else { bail!("There is no {key}-{number}") };
    if arguments.json {
        screen::say_json(&whole.json());
    } else {
        screen::say(&whole.text(config.timezone));
    }
    Ok(ExitCode::SUCCESS)
}

async fn gather(config: &Config, read: &mut Read, number: IssueNumber) -> Result<Option<Whole>, StoreError> {
    let Some(issue) = read.issue(number).await? else { return Ok(None) };
    let mut events = vec![];
    for event in read.events(number).await? {
        let name = match event.person {
            Some(person) => Some(read.person_name(person).await?),
            None => None,
        };
        events.push((event, name));
    }
    let letters = read.letters_of_message(issue.message).await?.into_iter().filter(|letter| letter.issues.contains(&number)).collect();
    let address = read.person_address(issue.reporter).await?;
    Ok(Some(Whole {
        number: config.key.write(number),
        reporter: read.person_name(issue.reporter).await?,
        address: address.map(|address| address.to_string()).unwrap_or_default(),
        attachment: read.attachment(number).await?,
        screenshots: read.screenshots(number).await?,
        events,
        letters,
        issue,
    }))
}

impl Whole {
    fn text(&self, zone: Tz) -> String {
        let issue = &self.issue;
        let mut text = format!("{}  {}\n\n", self.number, screen::line(&issue.title));
        let severity = issue.severity.map_or("not said", Severity::as_str);
        let lines = [
            ("state", self.state()),
            ("waits on", format!("{}, since {}", issue.waits_on.as_str().replace('_', " "), screen::time(issue.waits_since, zone))),
            ("reporter", format!("{} <{}>", screen::line(&self.reporter), self.address)),
            ("day", issue.day.clone()),
            ("kind", issue.kind.as_str().replace('_', " ")),
            ("severity", severity.to_owned()),
            ("module", issue.module.clone().unwrap_or_else(|| "not said".into())),
        ];
        let attachment = self.attachment.as_ref().map(|name| ("read from", screen::line(name)));
        for (name, value) in lines.into_iter().chain(attachment) {
            let _ = writeln!(text, "  {name:10}{value}");
        }
        text.push('\n');
        for line in screen::wrap(&issue.text, screen::columns().saturating_sub(2)) {
            let _ = writeln!(text, "  {line}");
        }
        if !self.screenshots.is_empty() {
            text.push_str("\nScreenshots\n");
        }
        for shot in &self.screenshots {
            let size = shot.pixels.map(|(width, height)| format!(", {width} × {height}")).unwrap_or_default();
            let _ = writeln!(text, "  {} ({}{size})", shot.name.as_deref().map_or_else(|| "without a name".into(), screen::line), shot.mime);
        }
        text.push_str("\nHistory\n");
        for (event, person) in &self.events {
            let by = person.as_ref().map(|person| format!(" by {}", screen::line(person))).unwrap_or_default();
            let by_mail = event.message.map(|message| format!(", mail {message}")).unwrap_or_default();
            let _ = writeln!(text, "  {}  {}{by}{by_mail}", screen::time(event.at, zone), event.kind.replace('_', " "));
            for line in event.words.iter().flat_map(|words| screen::wrap(words, screen::columns().saturating_sub(22))) {
                let _ = writeln!(text, "                    {line}");
            }
        }
        if !self.letters.is_empty() {
            text.push_str("\nLetters\n");
        }
        for letter in &self.letters {
            let _ = writeln!(text, "  {}  {} to {}, {}", screen::time(letter.written, zone), letter.kind.replace('_', " "), letter.envelope_to, letter.state);
        }
        text
    }

    /// Where it stands, and how it came there.
    fn state(&self) -> String {
        let state = self.issue.state.as_str().replace('_', " ");
        match (self.issue.closed_as, self.issue.duplicate_of) {
            (Some(closing), _) => format!("{state}, {}", closing.as_str()),
            (_, Some(other)) => format!("{state} of {other}"),
            _ => state,
        }
    }

    fn json(&self) -> serde_json::Value {
        let issue = &self.issue;
        let shots = self
            .screenshots
            .iter()
            .map(|shot| json!({ "name": shot.name, "mime": shot.mime, "sha256": shot.sha256, "message": shot.message.0, "part": shot.part }));
        let letters = self.letters.iter().map(|letter| json!({ "kind": letter.kind, "to": letter.envelope_to, "written": letter.written, "state": letter.state, "message_id": letter.message_id }));
        let events = self.events.iter().map(|(event, person)| {
            json!({ "at": event.at, "kind": event.kind, "person": person, "message": event.message.map(|message| message.0), "data": event.data, "words": event.words })
        });
        json!({
            "number": self.number, "title": issue.title, "text": issue.text, "state": issue.state.as_str(), "closed_as": issue.closed_as.map(Closing::as_str), "duplicate_of": issue.duplicate_of.map(|number| number.0),
            "waits_on": issue.waits_on.as_str(), "waits_since": issue.waits_since, "later": issue.later, "ended": issue.ended, "kind": issue.kind.as_str(),
            "severity": issue.severity.map(Severity::as_str), "module": issue.module, "attachment": self.attachment, "day": issue.day, "opened": issue.opened,
            "reporter": { "name": self.reporter, "address": self.address }, "message": issue.message.0,
            "screenshots": shots.collect::<Vec<_>>(), "letters": letters.collect::<Vec<_>>(), "history": events.collect::<Vec<_>>(),
        })
    }
}
