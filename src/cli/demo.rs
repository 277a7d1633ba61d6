//! `daybook demo`: a month of sample mails in a folder, worked through by the same house.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressStyle};

use super::screen;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::demo::{Demo, play};
use crate::store::{Store, Use};

/// The arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder to make
    #[arg(default_value = "daybook-demo")]
    dir: PathBuf,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let clock = SystemClock::new();
    let demo = Demo::prepare(&arguments.dir)?;
    let (count, zone) = (demo.mails.len(), demo.config.timezone);
    screen::say(&format!("{count} mails of March 2026 come in; the desk works through them.\n"));
    let bar = progress(count);
    play::play(&demo.config, &demo.maildir, &demo.letters, demo.mails, demo.end, |done, at| show(&bar, done, at, zone)).await?;
    bar.finish_and_clear();
    let told = outcome(&demo.config, &demo.letters).await?;
    let config = arguments.dir.join("daybook.toml");
    let (config, program) = (config.display(), program());
    screen::say(&format!(
        "{told}\nDone in {:.0} s. Look further:\n  {program} status --config {config}\n  {program} show CRM-1 --config {config}\n  {program} held --config {config}\n\
         Put a mail of your own into {}/new and let the desk answer it:\n  {program} run --once --config {config}\n",
        clock.monotonic().as_secs_f64().ceil(),
        demo.maildir.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// A bar over the mails.
pub(super) fn progress(mails: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(mails).unwrap_or(u64::MAX));
    bar.set_style(ProgressStyle::with_template("  {msg}  {bar:40} {pos} of {len} mails").unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// How far the house has come.
pub(super) fn show(bar: &ProgressBar, done: usize, at: DateTime<Utc>, zone: Tz) {
    bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    bar.set_message(screen::time(at, zone));
}

/// What the desk made of the mails, and where its letters lie.
pub(super) async fn outcome(config: &Config, letters: &Path) -> anyhow::Result<String> {
    let store = Store::open(&config.store, Use::Command, None).await?;
    let mut read = store.read().await?;
    let outcomes = read.outcomes().await?;
    let held = read.held().await?.len();
    let issues = read.issue_lines(DateTime::UNIX_EPOCH).await?;
    drop(read);
    store.close().await;

    let of = |name: &str| outcomes.iter().find(|(outcome, _)| outcome == name).map_or(0, |(_, number)| *number);
    let all: i64 = outcomes.iter().map(|(_, number)| number).sum();
    let others = all - of("report") - of("no_problem") - of("held");
    let mut told = format!(
        "\n{}: {} with problems, {} without, {} held for a person,\n{others} that need no answer (machines, doubles, invitations).\n{} opened",
        screen::count(all, "mail"),
        of("report"),
        of("no_problem"),
        held,
        screen::count(i64::try_from(issues.len()).unwrap_or(0), "issue"),
    );
    if let (Some(first), Some(last)) = (issues.first(), issues.last()) {
        let _ = write!(told, ", {} to {}", config.key.write(first.number), config.key.write(last.number));
    }
    told.push_str(".\n\nLetters, each an .eml for a mail program and an .html for a browser:\n");
    let mut kinds: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in std::fs::read_dir(letters)? {
        let file = entry?.path();
        if let Some(kind) = kind_of(&file).filter(|_| file.extension().is_some_and(|ext| ext == "html")) {
            kinds.entry(kind.to_owned()).or_default().push(file);
        }
    }
    for (kind, files) in kinds {
        if let Some(first) = files.iter().min() {
            let _ = writeln!(told, "  {:>4}  {}, such as\n        {}", files.len(), in_words(&kind, files.len()), first.display());
        }
    }
    Ok(told)
}

/// How whoever sees a kind of letter for the first time calls so many of it.
fn in_words(kind: &str, number: usize) -> String {
    let (one, many) = match kind {
        "acknowledgement" => ("acknowledgement", "acknowledgements"),
        "thanks" => ("letter of thanks for a day without a problem", "letters of thanks for days without a problem"),
        "please_rewrite" => ("request to write in words what only pictures show", "requests to write in words what only pictures show"),
        "daily" => ("letter on the day before", "letters on the day before"),
        "missing" => ("letter on who does not report", "letters on who does not report"),
        "weekly" => ("weekly digest", "weekly digests"),
        "monthly" => ("monthly digest", "monthly digests"),
        "news" => ("letter on what there is to try and to know", "letters on what there is to try and to know"),
        "transcript" => ("answer to the lead's orders, line by line", "answers to the lead's orders, line by line"),
        "to_consultant" => ("letter to the consultant", "letters to the consultant"),
        "consultant_list" => ("list of what is with the consultant", "lists of what is with the consultant"),
        "noted" => ("answer to a reply", "answers to replies"),
        "reminder" => ("reminder of a report", "reminders of reports"),
        "absence" => ("answer to somebody who is away", "answers to people who are away"),
        "held" => ("letter on mail that waits for a person", "letters on mail that waits for a person"),
        other => (other, other),
    };
    if number == 1 { one } else { many }.to_owned()
}

/// This program as it is typed here: by its name where the shell finds it, else by its path.
fn program() -> String {
    let name = "daybook";
    let Ok(this) = std::env::current_exe() else { return name.into() };
    let first = std::env::var_os("PATH").and_then(|path| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()));
    if first.and_then(|file| file.canonicalize().ok()).is_some_and(|file| this.canonicalize().is_ok_and(|this| this == file)) {
        return name.into();
    }
    let here = std::env::current_dir().ok().and_then(|folder| Some(Path::new(".").join(this.strip_prefix(folder).ok()?)));
    here.unwrap_or(this).display().to_string()
}

/// The kind that stands in the name of a letter's file, `2026-11-25T093000Z-acknowledgement-alice@corp.test-17.html`:
/// after three dashes, two of them inside the time.
fn kind_of(file: &Path) -> Option<&str> {
    file.file_name()?.to_str()?.split('-').nth(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_stands_in_its_own_place() {
        let table = [
            ("weekly-x/letters/2026-03-27T093000Z-acknowledgement-weekly@corp.test-17.html", Some("acknowledgement")),
            ("out/2026-03-30T000000Z-weekly-lead@corp.test-9.html", Some("weekly")),
            ("out/notes.html", None),
        ];
        for (file, want) in table {
            assert_eq!(kind_of(Path::new(file)), want, "{file}");
        }
    }
}
