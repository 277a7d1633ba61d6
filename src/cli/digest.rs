//! `daybook digest KIND`: a document out of the store as it stands, into a folder. Nothing is written to the store, no letter
//! is sent.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use chrono::{NaiveDate, TimeDelta};

use super::{ConfigFile, screen};
use crate::calendar;
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::digest::table::{Table, Wanted, sheet};
use crate::store::Store;

/// The arguments of `digest`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Which document
    #[arg(value_enum)]
    kind: Kind,
    #[command(flatten)]
    config: ConfigFile,
    /// The first day of the period; the table leaves out what came to its end before it [default: two weeks ago]
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<NaiveDate>,
    /// The last day of the period [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<NaiveDate>,
    /// The folder that the document goes into
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
}

/// The documents.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    /// The problem table as a workbook: a row an issue, with its screenshots
    Table,
}

/// What a meeting looks back on, and how often the table is made.
const SPAN: TimeDelta = TimeDelta::days(14);

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let today = calendar::day(SystemClock::new().now(), config.timezone);
    let last = arguments.to.unwrap_or(today);
    let from = arguments.from.unwrap_or(last - SPAN);
    if from > last {
        bail!("--from {from} is after --to {last}; the period begins with --from");
    }
    std::fs::create_dir_all(&arguments.out).with_context(|| format!("Making {}", arguments.out.display()))?;
    match arguments.kind {
        Kind::Table => table(&arguments, &config, &store, from, last).await?,
    }
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn table(arguments: &Arguments, config: &Config, store: &Store, from: NaiveDate, last: NaiveDate) -> anyhow::Result<()> {
    let wanted = Wanted {
        project: config.name.clone(),
        key: config.key.clone(),
        language: config.language,
        timezone: config.timezone,
        calendar: config.roster.calendar().clone(),
        from,
        to: last + TimeDelta::days(1),
    };
    let mut read = store.read().await?;
    let table = Table::collect(&mut read, &wanted, SystemClock::new().now()).await?;
    drop(read);
    let path = arguments.out.join(format!("table-{last}.xlsx"));
    std::fs::write(&path, sheet::write(&table)?).with_context(|| format!("Writing {}", path.display()))?;
    let rows = screen::count(i64::try_from(table.rows.len()).unwrap_or(i64::MAX), "issue");
    screen::say(&format!("{}: {rows}\n", path.display()));
    Ok(())
}
