//! The door for admins: arguments → a command → its exit code. The only module that prints.
//!
//! One file a command; each makes its whole text first, `screen` shows it. Exit codes: 0 done, 1 failed, 78 a faulty
//! config (sysexits' EX_CONFIG, on which the systemd unit does not restart).

mod answer;
mod check;
mod demo;
mod digest;
mod held;
mod read;
mod reparse;
mod run;
mod screen;
mod search;
mod show;
mod status;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, Subcommand};

use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, Faults, SecretError};
use crate::log;
use crate::outbox::TemplateError;
use crate::store::{Store, Use};

/// sysexits.h: EX_CONFIG.
const FAULTY_CONFIG: u8 = 78;

/// Reads the end-of-day mails of people who roll out business software, numbers their problems, acknowledges, and sends
/// the lead the weekly and monthly picture.
#[derive(Debug, Parser)]
#[command(name = "daybook", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Which config a command works with.
#[derive(Debug, clap::Args)]
struct ConfigFile {
    /// The config; without it `daybook.toml` in the current folder, and without that the folder itself: Maildir `mail`, letters into `letters`
    #[arg(long, value_name = "FILE", env = "DAYBOOK_CONFIG")]
    config: Option<PathBuf>,
}

impl ConfigFile {
    fn load(&self) -> Result<Config, Faults> {
        Config::find(self.config.as_deref())
    }

    /// The config and its store, for a look beside a running daemon.
    async fn open(&self) -> anyhow::Result<(Config, Store)> {
        let config = self.load()?;
        let path = config.store.display();
        if !config.store.exists() {
            anyhow::bail!("There is no store {path} yet; `daybook run` makes it");
        }
        let store = Store::open(&config.store, Use::Command, None).await.with_context(|| format!("Opening the store {path}"))?;
        Ok((config, store))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Watch the mailbox, number problems, send letters, until stopped
    Run(run::Arguments),
    /// Check everything without sending anything: config, mailbox, server, store, templates, next runs
    Check(check::Arguments),
    /// Show how the desk stands: mails, issues, letters, what is held, what is due
    Status(status::Arguments),
    /// Show one issue with its history and letters
    Show(show::Arguments),
    /// Find issues and answers by words, error codes, numbers
    Search(search::Arguments),
    /// Make a document out of the store as it stands: the problem table as a workbook
    Digest(digest::Arguments),
    /// Show what the archive answers; change, withdraw or restore an answer
    Answer(answer::Arguments),
    /// List the mails that wait for a person
    Held(held::Arguments),
    /// Show what the desk would make of raw mails, and why; touches nothing
    Read(ReadArguments),
    /// Read mails again, after the config or the program has learnt something
    Reparse(reparse::Arguments),
    /// Make a folder with a month of sample mails and let the same desk work through it
    Demo(demo::Arguments),
    /// Try it on a month of your own old mail: numbered issues and a weekly letter in a folder, nothing sent
    Try(trial::Arguments),
}

/// The arguments of `read`.
#[derive(Debug, clap::Args)]
struct ReadArguments {
    /// Raw mails (.eml)
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigFile,
    /// For programs: one object a line
    #[arg(long)]
    json: bool,
}

impl ReadArguments {
    fn run(&self) -> anyhow::Result<ExitCode> {
        let context = self.config.load()?.context();
        match read::read(&self.files, self.json, &context, &mut std::io::stdout().lock()) {
            // Whoever closes the pipe early (`| head`) has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            done => Ok(done.map(|()| ExitCode::SUCCESS)?),
        }
    }
}

/// Runs the command that the arguments name.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Whoever runs a short command reads its answer; what the daemon does belongs into its journal.
    let usual = if matches!(arguments.command, Command::Run(_)) { tracing::Level::INFO } else { tracing::Level::WARN };
    if let Err(error) = log::start(usual) {
        screen::complain(&format!("The log cannot be started: {error}"));
    }
    match run_within(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            screen::complain(&format!("daybook: {error:#}"));
            code_of(&error)
        }
    }
}

/// Threads that read files, picture by picture or mail by mail, and programs that are asked for a password cannot be
/// broken off; the process ends without them.
const LEFTOVERS: Duration = Duration::from_secs(1);

fn run_within(command: Command) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new().context("Starting the runtime")?;
    let done = runtime.block_on(run_command(command));
    let clock = SystemClock::new();
    runtime.shutdown_timeout(LEFTOVERS);
    if clock.monotonic() >= LEFTOVERS {
        tracing::warn!(
            "A thread was left behind that reads a mail, a picture or a file, or waits for the password's program; what it began is done again after the next start"
        );
    }
    done
}

async fn run_command(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run(arguments) => run::run(arguments).await,
        Command::Check(arguments) => check::run(arguments).await,
        Command::Status(arguments) => status::run(arguments).await,
        Command::Show(arguments) => show::run(arguments).await,
        Command::Search(arguments) => search::run(arguments).await,
        Command::Digest(arguments) => digest::run(arguments).await,
        Command::Answer(arguments) => answer::run(arguments).await,
        Command::Held(arguments) => held::run(arguments).await,
        Command::Read(arguments) => arguments.run(),
        Command::Reparse(arguments) => reparse::run(arguments).await,
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Try(arguments) => trial::run(arguments).await,
    }
}

fn code_of(error: &anyhow::Error) -> ExitCode {
    if is_of_config(error) { ExitCode::from(FAULTY_CONFIG) } else { ExitCode::FAILURE }
}

/// Is it for the admin to mend in the config or in what the config names?
fn is_of_config(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.is::<Faults>() || cause.is::<SecretError>() || cause.is::<TemplateError>())
}
