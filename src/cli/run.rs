//! `daybook run`: the daemon.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use tokio::signal::unix::{SignalKind, signal};
use tracing::{info, warn};

use super::ConfigFile;
use crate::clock::{Chance, Clock, SystemClock};
use crate::config::Config;
use crate::dial::Network;
use crate::house::{House, Parts};
use crate::stop::Stop;

/// The arguments of `run`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigFile,
    /// Catch up, decide, deliver, run what is due, and end: with 0 where all is done, with 1 where a server kept it from that
    #[arg(long)]
    once: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.config.load()?;
    let mut house = House::build(&config, parts()?).await?;
    announce(&config);
    if arguments.once {
        let next = house.step().await?;
        let troubles = house.troubles();
        house.close().await;
        if !troubles.is_empty() {
            bail!("Not all is done; the next start goes on where this one ends. {}", troubles.join("; "));
        }
        if let Some(next) = next {
            info!(next = %next.with_timezone(&config.timezone), "All is done for now");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let stop = Stop::default();
    let asked = tokio::spawn(stop_when_asked(stop.clone()));
    let done = house.run(stop).await;
    asked.abort();
    done?;
    info!("Stopped");
    Ok(ExitCode::SUCCESS)
}

/// The machine's own time, chance and network.
pub(super) fn parts() -> anyhow::Result<Parts> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
    let chance = Chance::system().context("Asking the operating system for randomness")?;
    Ok(Parts { clock, chance: Arc::new(chance), dial: Arc::new(Network), after_commit: None })
}

fn announce(config: &Config) {
    let file = config.file.as_deref().map_or_else(|| "none, this folder is the desk".into(), |file| file.display().to_string());
    info!(project = config.name, config = file, desk = config.mailbox.address.masked(), shadow = config.shadow, "Daybook is open");
}

/// Asks the house to stop on SIGTERM and Ctrl-C, and says what it waits for.
async fn stop_when_asked(stop: Stop) {
    let signals = signal(SignalKind::terminate()).and_then(|terminate| Ok((terminate, signal(SignalKind::interrupt())?)));
    let Ok((mut terminate, mut interrupt)) = signals else {
        warn!("Signals cannot be heard; kill -9 is safe as well, the next start goes on where this one ends");
        return;
    };
    let name = tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "Ctrl-C",
    };
    stop.ask();
    info!(on = name, waiting_for = stop.still_running().join(", "), "Stopping");
}
