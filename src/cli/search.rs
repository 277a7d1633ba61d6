//! `daybook search WORDS`: which issues, and which answers, say these words.

use std::fmt::Write as _;
use std::process::ExitCode;

use serde_json::json;

use super::{ConfigFile, screen};
use crate::config::Config;
use crate::store::Found;

/// The arguments of `search`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Words, error codes, numbers of documents; all of them are looked for, and what says them best comes first
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    #[command(flatten)]
    config: ConfigFile,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: usize,
    /// For programs
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (config, store) = arguments.config.open().await?;
    let question = arguments.words.join(" ");
    // Whoever can read the store can read it all.
    let found = store.read().await?.search(&question, arguments.most, |_| true).await?;
    store.close().await;
    if arguments.json {
        let one = |one: &Found| json!({ "number": config.key.write(one.number), "title": one.title, "module": one.module, "state": one.state.as_str(), "solution": one.solution, "score": one.score });
        screen::say_json(&found.iter().map(one).collect());
    } else if found.is_empty() {
        screen::say("Nothing says these words; try one less, or another.\n");
    } else {
        screen::say(&text(&found, &config));
    }
    Ok(ExitCode::SUCCESS)
}

fn text(found: &[Found], config: &Config) -> String {
    let mut text = String::new();
    let columns = screen::columns();
    for one in found {
        let module = one.module.as_ref().map(|module| format!(", {}", screen::line(module))).unwrap_or_default();
        let head = format!("{}  {}", config.key.write(one.number), screen::line(&one.title));
        let _ = writeln!(text, "{}", screen::clip(&head, columns));
        let _ = writeln!(text, "  {}{module}", one.state.as_str().replace('_', " "));
        for line in one.solution.iter().flat_map(|solution| screen::wrap(solution, columns.saturating_sub(10))) {
            let _ = writeln!(text, "  answer: {line}");
        }
    }
    text
}
