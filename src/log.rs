//! What the daemon says while it runs: lines on stderr, as journald likes them. Addresses are masked where they are
//! logged; passwords and the bodies of mails cannot come here whatever `DAYBOOK_LOG` says.

use std::io::IsTerminal as _;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};
use tracing_subscriber::{EnvFilter, fmt, registry};

/// Which lines are shown, in `EnvFilter`'s words: `debug`, `daybook::mailbox=trace`.
pub const VARIABLE: &str = "DAYBOOK_LOG";

/// Crates that write passwords, mails or the texts of people into their lower levels: lettre logs AUTH and DATA, IMAP its
/// LOGIN, sqlx every statement.
const TALKATIVE: [&str; 6] = ["lettre", "async_imap", "imap_proto", "sqlx", "rustls", "tokio_rustls"];

/// Starts logging, from `usual` upwards unless the variable says otherwise.
///
/// # Errors
/// Where a log has been started already.
pub fn start(usual: Level) -> Result<(), TryInitError> {
    let wanted = std::env::var(VARIABLE).unwrap_or_default();
    let wanted = EnvFilter::builder().with_default_directive(usual.into()).parse_lossy(wanted);
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    // journald has a clock of its own.
    let lines = if std::env::var_os("JOURNAL_STREAM").is_some() { lines.without_time().boxed() } else { lines.boxed() };
    registry().with(lines.with_filter(wanted.and(filter_fn(harmless)))).try_init()
}

/// May this line be shown, whatever the user asks for?
fn harmless(line: &Metadata<'_>) -> bool {
    let name = line.target().split("::").next().unwrap_or("");
    *line.level() <= Level::WARN || !TALKATIVE.contains(&name)
}
