//! `daybook answer`: what the archive says, and to change it at the shell.

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::bail;
use serde_json::json;

use super::{ConfigFile, screen};
use crate::archive::{self, By};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::issue::{Cause, IssueNumber, State};
use crate::people::Role;
use crate::store::{AnswerLine, AnswerRow, Read, Store};

/// The arguments of `answer`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The number of the issue that the answer came from: CRM-42, crm42 or 42; without it all answers are listed
    number: Option<String>,
    #[command(flatten)]
    config: ConfigFile,
    /// From now on the answer says this, as by the lead's order `42 answer: …`
    #[arg(long, value_name = "TEXT", requires = "number", conflicts_with_all = ["json", "withdraw", "restore"])]
    edit: Option<String>,
    /// It is offered to nobody any more
    #[arg(long, requires = "number", conflicts_with_all = ["json", "restore"])]
    withdraw: bool,
    /// It is offered again
    #[arg(long, requires = "number", conflicts_with = "json")]
    restore: bool,
    /// For programs
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let key = config.key.as_str();
    let number = match &arguments.number {
        Some(text) => match IssueNumber::parse(text, &config.key) {
            Some(number) => Some(number),
            None => bail!("`{text}` is no issue number; numbers read {key}-1, {key}-2, …"),
        },
        None => None,
    };
    if let Some(number) = number.filter(|_| arguments.edit.is_some() || arguments.withdraw || arguments.restore) {
        change(&arguments, &config, &store, number).await?;
    }
    let mut read = store.read().await?;
    let answers = match number {
        Some(number) => match read.answer(number).await? {
            Some(answer) => vec![answer],
            None => bail!("The archive has no answer from {key}-{number}"),
        },
        None => read.answers().await?,
    };
    let mut all = vec![];
    for answer in answers {
        let lines = read.answer_lines(answer.id).await?;
        all.push((answer, lines));
    }
    let told = if arguments.json { None } else { Some(text(&all, &config, number.is_some(), &mut read).await?) };
    drop(read);
    store.close().await;
    match told {
        Some(told) => screen::say(&told),
        None => screen::say_json(&all.iter().map(|(answer, lines)| to_json(answer, lines, &config)).collect()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn change(arguments: &Arguments, config: &Config, store: &Store, number: IssueNumber) -> anyhow::Result<()> {
    let mut write = store.write().await?;
    let lead = config.context().roster.people().iter().find(|person| person.role == Role::Lead).map(|person| person.address.clone());
    let person = match &lead {
        Some(address) => write.person_of(address).await?,
        None => None,
    };
    let Some(person) = person else { bail!("What the shell changes is done in the lead's name, and the config names no lead") };
    let by = By { person, message: None, now: SystemClock::new().now() };
    let key = config.key.write(number);
    if let Some(solution) = &arguments.edit {
        let issue = write.issue(number).await?;
        let known = write.answer(number).await?.is_some();
        let Some(issue) = issue.filter(|issue| known || issue.state == State::Closed) else {
            bail!("{key} is not closed; its answer is made when its reporter has confirmed it")
        };
        archive::edit(&mut write, &issue, solution, by).await?;
    } else {
        let Some(answer) = write.answer(number).await? else { bail!("The archive has no answer from {key}") };
        if answer.offered != arguments.restore {
            archive::set_offered(&mut write, &answer, arguments.restore, by).await?;
        }
    }
    write.commit().await?;
    Ok(())
}

async fn text(all: &[(AnswerRow, Vec<AnswerLine>)], config: &Config, whole: bool, read: &mut Read) -> anyhow::Result<String> {
    let mut text = String::new();
    if all.is_empty() {
        return Ok("The archive is empty; an issue that is solved and confirmed becomes an answer.\n".into());
    }
    let columns = screen::columns();
    for (answer, lines) in all {
        let withdrawn = if answer.offered { "" } else { ", withdrawn" };
        let module = answer.module.as_ref().map(|module| format!(", {}", screen::line(module))).unwrap_or_default();
        let (number, question) = (config.key.write(answer.issue), screen::line(&answer.question));
        let _ = writeln!(text, "{}", screen::clip(&format!("{number}  {question}"), columns));
        let _ = writeln!(text, "  helped {}, did not help {}{module}{withdrawn}", answer.helped, answer.failed);
        for line in screen::wrap(&answer.solution, columns.saturating_sub(2)) {
            let _ = writeln!(text, "  {line}");
        }
        for line in lines.iter().filter(|_| whole) {
            let by = match line.person {
                Some(person) => format!(" by {}", screen::line(&read.person_name(person).await?)),
                None => String::new(),
            };
            let of = line.issue.map(|issue| format!(" for {}", config.key.write(issue))).unwrap_or_default();
            let _ = writeln!(text, "    {}  {}{of}{by}", screen::time(line.at, config.timezone), line.kind);
        }
    }
    Ok(text)
}

fn to_json(answer: &AnswerRow, lines: &[AnswerLine], config: &Config) -> serde_json::Value {
    let history =
        lines.iter().map(|line| json!({ "at": line.at, "what": line.kind, "issue": line.issue.map(|issue| config.key.write(issue)), "words": line.words }));
    json!({
        "number": config.key.write(answer.issue), "question": answer.question, "solution": answer.solution, "module": answer.module, "cause": answer.cause.map(Cause::as_str),
        "offered": answer.offered, "helped": answer.helped, "failed": answer.failed, "changed": answer.changed, "history": history.collect::<Vec<_>>(),
    })
}
