//! One command, its answer, and everything that came between: the one place that reads from the server.
//!
//! async-imap's own streams end quietly where the server refused a FETCH or the line was cut; whoever then moves on
//! has lost mail. Here a command is over when its tagged line has come, and nothing else is success.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_imap::Session;
use async_imap::imap_proto::{MailboxDatum, Outcome, RequestId, Response, Status};
use futures_util::FutureExt;
use tokio::time::{Instant, timeout, timeout_at};

use super::{Limits, Wire};
use crate::clock;

/// Why a connection is of no more use.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// The line.
    #[error("the connection broke")]
    Line(#[source] std::io::Error),
    /// The line ended.
    #[error("the server closed the connection")]
    Closed,
    /// Nothing came for too long.
    #[error("the server stopped answering")]
    Silent,
    /// It said goodbye.
    #[error("the server ended the session: {0}")]
    Bye(String),
    /// It said what is not IMAP.
    #[error("the server's answer cannot be understood: {0}")]
    Garbled(String),
    /// It said NO or BAD to a command without which nothing goes on.
    #[error("the server refused {command}: {text}")]
    Refused {
        /// The command, without its arguments.
        command: &'static str,
        /// What the server said.
        text: String,
    },
    /// It does not take this user and password.
    #[error("the server refused the login: {0}")]
    Login(String),
    /// The password could not be had, or TLS is not to be had.
    #[error("{0}")]
    Setup(String),
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        // The parser wraps what it could not read into an error of no kind; the rest of the text is the server's and may be a mail.
        if error.kind() == std::io::ErrorKind::Other {
            let text: String = error.to_string().chars().take(80).collect();
            Self::Garbled(text)
        } else {
            Self::Line(error)
        }
    }
}

impl From<async_imap::error::Error> for Broken {
    fn from(error: async_imap::error::Error) -> Self {
        match error {
            async_imap::error::Error::Io(error) => error.into(),
            async_imap::error::Error::ConnectionLost => Self::Closed,
            other => Self::Garbled(other.to_string()),
        }
    }
}

/// How a command ended.
#[derive(Debug)]
pub(super) struct Answer {
    /// Was it OK?
    pub(super) ok: bool,
    /// What the server said.
    pub(super) text: String,
}

impl Answer {
    /// The answer to a command without which nothing goes on.
    pub(super) fn or_refused(self, command: &'static str) -> Result<(), Broken> {
        if self.ok { Ok(()) } else { Err(Broken::Refused { command, text: self.text }) }
    }
}

/// A session with a server.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) session: Session<Wire>,
    pub(super) limits: Limits,
    pub(super) capabilities: Vec<String>,
    /// The server said that there is more, since the last SELECT.
    pub(super) more: bool,
    received: Arc<AtomicU64>,
}

impl Link {
    pub(super) fn new(session: Session<Wire>, received: Arc<AtomicU64>, limits: Limits) -> Self {
        Self { session, limits, capabilities: Vec::new(), more: false, received }
    }

    /// Does the server have this extension?
    pub(super) fn has(&self, capability: &str) -> bool {
        self.capabilities.iter().any(|name| name.eq_ignore_ascii_case(capability))
    }

    /// Runs a command; `each` sees every untagged answer that comes before its end.
    pub(super) async fn exec(&mut self, command: &str, mut each: impl FnMut(&Response<'_>) + Send) -> Result<Answer, Broken> {
        let deadline = clock::instant() + self.limits.command;
        let tag = self.send(command).await?;
        loop {
            let ended = self.read(deadline, self.limits.quiet, |response| ended(response, &tag, &mut each)).await??;
            if let Some(answer) = ended {
                return Ok(answer);
            }
        }
    }

    pub(super) async fn send(&mut self, command: &str) -> Result<RequestId, Broken> {
        Ok(timeout(self.limits.quiet, self.session.run_command(command)).await.map_err(|_| Broken::Silent)??)
    }

    /// Hands the next answer to `look`. Slow is not dead: as long as bytes come within `quiet`, the wait goes on up to `deadline`.
    pub(super) async fn read<T>(&mut self, deadline: Instant, quiet: Duration, look: impl FnOnce(&Response<'_>) -> T) -> Result<T, Broken> {
        loop {
            let before = self.received.load(Ordering::Relaxed);
            let until = deadline.min(clock::instant() + quiet);
            // The parser panics on `INTERNALDATE NIL`; no server may bring the house down.
            let response = AssertUnwindSafe(self.session.read_response()).catch_unwind();
            match timeout_at(until, response).await {
                Ok(Ok(response)) => {
                    let response = response?.ok_or(Broken::Closed)?;
                    if matches!(response.parsed(), Response::MailboxData(MailboxDatum::Exists(_) | MailboxDatum::Recent(_))) {
                        self.more = true;
                    }
                    return Ok(look(response.parsed()));
                }
                Ok(Err(_)) => return Err(Broken::Garbled("the parser gave up".to_owned())),
                Err(_) if clock::instant() < deadline && self.received.load(Ordering::Relaxed) > before => (),
                Err(_) => return Err(Broken::Silent),
            }
        }
    }

    /// Ends the session politely; nobody waits long for the answer.
    pub(super) async fn bye(mut self, patience: Duration) {
        let _ = timeout(patience, self.session.logout()).await;
    }
}

fn ended(response: &Response<'_>, tag: &RequestId, each: &mut impl FnMut(&Response<'_>)) -> Result<Option<Answer>, Broken> {
    match response {
        Response::Done { tag: other, status, outcome } if other == tag => Ok(Some(Answer { ok: *status == Status::Ok, text: said(outcome) })),
        Response::Data { status: Status::Bye, outcome } => Err(Broken::Bye(said(outcome))),
        other => {
            each(other);
            Ok(None)
        }
    }
}

/// The text of a status line. imap-proto leaves the codes of RFC 5530 (`[UNAVAILABLE]`) in it.
pub(super) fn said(outcome: &Outcome<'_>) -> String {
    outcome.information.as_deref().unwrap_or_default().chars().take(200).collect()
}
