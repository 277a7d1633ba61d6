//! `daybook reparse`: read mails again.

use std::process::ExitCode;

use super::{ConfigFile, screen};

/// The arguments of `reparse`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// Not only the held mails but every report as well: numbers stay, texts and pictures may change, what is gone is withdrawn
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (_, store) = arguments.config.open().await?;
    let mut write = store.write().await?;
    let mails = write.read_again(arguments.all).await?;
    write.commit().await?;
    store.close().await;
    let mails = screen::count(i64::try_from(mails).unwrap_or(i64::MAX), "mail");
    screen::say(&format!("{mails} will be read again: by the running daemon within two minutes, else by the next `daybook run` or `daybook run --once`.\n"));
    Ok(ExitCode::SUCCESS)
}
