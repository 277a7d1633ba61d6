//! Which folder on which server, and how long to wait for it.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::dial::Security;
use crate::secret::Secret;

/// Gives the password at each login, so that a changed one needs no restart.
pub type Password = Arc<dyn Fn() -> anyhow::Result<Secret> + Send + Sync>;

/// A folder on a server.
#[derive(Clone)]
pub struct Account {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// A PEM file with certificates to trust beside the system's.
    pub ca: Option<PathBuf>,
    /// Who logs in.
    pub user: String,
    /// With what.
    pub password: Password,
    /// The folder, in plain Unicode.
    pub folder: String,
    /// Use IDLE where the server has it? Some advertise it and never wake anybody.
    pub idle: bool,
    /// How long to wait for what.
    pub limits: Limits,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("host", &self.host).field("port", &self.port).field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// How long to wait for a server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For the next byte, while an answer is due.
    pub quiet: Duration,
    /// For the end of a command, however steadily its bytes come.
    pub command: Duration,
    /// In IDLE, before the folder is looked at anyway.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // Delta Chat's figure.
            quiet: Duration::from_mins(1),
            // One piece of 1 MiB over 16 kbit/s.
            command: Duration::from_mins(10),
            // NATs forget a connection after five minutes; RFC 2177 would allow 29.
            idle: Duration::from_mins(4),
        }
    }
}
