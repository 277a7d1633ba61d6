//! The SMTP dialogue, step by step over lettre's connection: the only place that speaks SMTP.
//!
//! Step by step, since what a broken link means depends on where it broke; one connection of our own and no pool, since
//! lettre's pool hands out a connection that was dropped in the middle of a dialogue, and the answer to one letter is
//! then taken for the answer to another. Each step has a limit (RFC 5321 §4.5.3.2); a step that hits it costs the connection.

use std::error::Error as _;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

use super::Smtp;
use super::link::{Link, starttls};
use super::verdict::{Step, Trouble};
use crate::clock::Clock;
use crate::dial::{Dial, Security, Tls, TlsError};
use crate::store::ClaimedLetter;

/// Connecting, TLS, greeting and EHLO. RFC 5321 gives the greeting five minutes; Exchange tarpits for less than one.
const CONNECT: Duration = Duration::from_mins(5);
/// AUTH, MAIL FROM, RCPT TO: five minutes each.
const COMMAND: Duration = Duration::from_mins(5);
/// DATA: two minutes to the 354.
const DATA_GO: Duration = Duration::from_mins(2);
/// Ten minutes for the answer to the dot: spam filters run meanwhile.
const DOT: Duration = Duration::from_mins(10);
/// The slowest link that we wait for while the message goes out, in bytes a second.
const SLOWEST: usize = 8 * 1024;
/// A connection that does not answer RSET at once is stale; a new one costs less than waiting.
const RESET: Duration = Duration::from_secs(20);
/// The letter has long been settled when QUIT is said.
const QUIT: Duration = Duration::from_secs(5);

/// Servers begin to hang up after a minute (Delta Chat's measure).
pub(super) const IDLE: Duration = Duration::from_mins(1);
/// Servers limit the letters of a connection (NetEase's `MI:DMC`), some without saying so.
const CARRIES: u32 = 20;

/// Where the dialogue failed, and how.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) step: Step,
    pub(super) trouble: Trouble,
    /// Nothing had been sent over this connection before.
    pub(super) fresh: bool,
}

/// The way to one server.
#[derive(Debug)]
pub(super) struct Post {
    smtp: Smtp,
    hello: ClientId,
    tls: Option<Tls>,
    dial: Arc<dyn Dial>,
    clock: Arc<dyn Clock>,
    open: Option<Open>,
}

/// An open connection.
struct Open {
    connection: AsyncSmtpConnection,
    /// How many letters it was used for.
    carried: u32,
    /// When it was last used.
    used: Duration,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("carried", &self.carried).finish_non_exhaustive()
    }
}

impl Post {
    pub(super) fn new(smtp: Smtp, dial: Arc<dyn Dial>, clock: Arc<dyn Clock>) -> Result<Self, TlsError> {
        let tls = if smtp.security == Security::None { None } else { Some(Tls::new(smtp.ca.as_deref())?) };
        let hello = smtp.hello.clone().map_or_else(own_name, ClientId::Domain);
        Ok(Self { smtp, hello, tls, dial, clock, open: None })
    }

    /// Sees to a connection that will take a letter: the open one, if it still answers, or a new one.
    pub(super) async fn ready(&mut self) -> Result<(), Failed> {
        if self.open.as_ref().is_some_and(|open| open.carried >= CARRIES) || self.rests_until().is_some_and(|end| end <= self.clock.monotonic()) {
            self.close();
        }
        if let Some(mut open) = self.open.take()
            && matches!(timeout(RESET, open.connection.command(Rset)).await, Ok(Ok(answer)) if answer.has_code(250))
        {
            self.open = Some(open);
            return Ok(());
        }
        let connection = self.connect().await.map_err(|(step, trouble)| Failed { step, trouble, fresh: true })?;
        self.open = Some(Open { connection, carried: 0, used: self.clock.monotonic() });
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, (Step, Trouble)> {
        let reaching = async {
            let broken = |error: std::io::Error| Trouble::Broken(error.to_string());
            let mut stream = self.dial.dial(&self.smtp.host, self.smtp.port).await.map_err(broken)?;
            if self.smtp.security == Security::StartTls {
                starttls(&mut stream, &self.hello.to_string()).await?;
            }
            if let Some(tls) = &self.tls {
                stream = tls.over(stream, &self.smtp.host).await.map_err(broken)?;
            }
            let link = if self.smtp.security == Security::StartTls { Link::greeted(stream) } else { Link::new(stream) };
            AsyncSmtpConnection::connect_with_transport(Box::new(link), &self.hello).await.map_err(|error| trouble(&error))
        };
        let reached = timeout(CONNECT, reaching).await.unwrap_or_else(|_| Err(late(CONNECT)));
        let mut connection = reached.map_err(|trouble| (Step::Connect, trouble))?;
        if let Some((user, password)) = &self.smtp.credentials {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
            let saying = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            within(COMMAND, saying).await.map_err(|trouble| (Step::Auth, trouble))?;
        }
        Ok(connection)
    }

    /// Names sender and recipient and asks to send. After this the server waits for the message.
    pub(super) async fn open(&mut self, letter: &ClaimedLetter) -> Result<(), Failed> {
        let Some(open) = &mut self.open else { return Err(unready()) };
        open.carried += 1;
        let fresh = open.carried == 1;
        let done = open_letter(&mut open.connection, letter).await;
        done.map_err(|(step, trouble)| self.failed(step, trouble, fresh))
    }

    /// Sends the message and the dot. Returns the answer that takes it.
    pub(super) async fn send(&mut self, mime: &[u8]) -> Result<String, Failed> {
        let Some(open) = &mut self.open else { return Err(unready()) };
        let fresh = open.carried == 1;
        let message = normal(mime);
        let limit = DOT + Duration::from_secs(u64::try_from(message.len() / SLOWEST).unwrap_or(0));
        let done = within(limit, open.connection.message(&message)).await.and_then(|answer| completed(&answer));
        open.used = self.clock.monotonic();
        done.map_err(|trouble| self.failed(Step::Dot, trouble, fresh))
    }

    fn failed(&mut self, step: Step, trouble: Trouble, fresh: bool) -> Failed {
        // A server that says no waits for the next letter; after anything else nobody knows what its next answer answers.
        if matches!(trouble, Trouble::Refused { code, .. } if code != 421) {
            if let Some(open) = &mut self.open {
                open.used = self.clock.monotonic();
            }
        } else if matches!(trouble, Trouble::Unsayable(_)) {
            self.close();
        } else {
            self.open = None;
        }
        Failed { step, trouble, fresh }
    }

    /// When the open connection has rested for long enough, in monotonic time.
    pub(super) fn rests_until(&self) -> Option<Duration> {
        self.open.as_ref().map(|open| open.used + IDLE)
    }

    /// Drops the connection in the middle of a dialogue.
    pub(super) fn abandon(&mut self) {
        self.open = None;
    }

    /// Ends the connection politely; nobody waits for it.
    pub(super) fn close(&mut self) {
        if let Some(mut open) = self.open.take() {
            tokio::spawn(async move { timeout(QUIT, open.connection.quit()).await });
        }
    }
}

/// The machine's name where it is a whole one. Strict servers refuse `HELO laptop`, and take an address in brackets.
fn own_name() -> ClientId {
    match ClientId::default() {
        ClientId::Domain(name) if !name.contains('.') => ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST),
        name => name,
    }
}

async fn open_letter(connection: &mut AsyncSmtpConnection, letter: &ClaimedLetter) -> Result<(), (Step, Trouble)> {
    let address = |text: &str, step| text.parse::<Address>().map_err(|error| (step, Trouble::Unsayable(format!("the address cannot be sent to: {error}"))));
    let (from, to) = (address(letter.envelope_from(), Step::Rcpt)?, address(letter.envelope_to(), Step::Rcpt)?);
    let mut says = Vec::new();
    if !letter.envelope_from().is_ascii() || !letter.envelope_to().is_ascii() {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err((Step::Rcpt, Trouble::Unsayable("the server takes no addresses beyond ASCII (SMTPUTF8)".into())));
        }
        says.push(MailParameter::SmtpUtfEight);
    }
    // Servers that do not say so take eight bits all the same.
    if !letter.mime().is_ascii() && connection.server_info().supports_feature(Extension::EightBitMime) {
        says.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    within(COMMAND, connection.command(Mail::new(Some(from), says))).await.and_then(|answer| completed(&answer)).map_err(|trouble| (Step::Mail, trouble))?;
    within(COMMAND, connection.command(Rcpt::new(to, Vec::new()))).await.and_then(|answer| completed(&answer)).map_err(|trouble| (Step::Rcpt, trouble))?;
    let go = within(DATA_GO, connection.command(Data)).await.map_err(|trouble| (Step::Data, trouble))?;
    // Nothing but 354: an answer to an earlier command must not be taken for this one's.
    if go.has_code(354) { Ok(()) } else { Err((Step::Data, Trouble::Broken(format!("{} in answer to DATA", go.code())))) }
}

async fn within<T>(limit: Duration, step: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
    timeout(limit, step).await.map_err(|_| late(limit))?.map_err(|error| trouble(&error))
}

fn late(limit: Duration) -> Trouble {
    Trouble::Broken(format!("no answer for {} s", limit.as_secs()))
}

fn unready() -> Failed {
    Failed { step: Step::Connect, trouble: Trouble::Broken("no connection".into()), fresh: true }
}

/// An answer that completes a command (2xx); its text.
fn completed(answer: &Response) -> Result<String, Trouble> {
    let code = u16::from(answer.code());
    if !(200..300).contains(&code) {
        return Err(Trouble::Broken(format!("{code} where the command should have been completed")));
    }
    Ok(format!("{code} {}", answer.message().collect::<Vec<_>>().join(" ")))
}

fn trouble(error: &Error) -> Trouble {
    match error.status() {
        Some(code) => Trouble::Refused { code: code.into(), text: error.source().map(ToString::to_string).unwrap_or_default().replace(['\r', '\n'], " ") },
        None if error.is_client() => Trouble::Unsayable(error.to_string()),
        None => Trouble::Broken(broken(&error.to_string())),
    }
}

/// What an admin reads of a link that broke.
fn broken(text: &str) -> String {
    // lettre's word for an end before an answer, and rustls' for an end without goodbye (with a link to its manual).
    if text.contains("incomplete response") || text.contains("close_notify") { "the server hung up".into() } else { text.into() }
}

/// The message with CRLF line ends and without the last one, which lettre adds: a bare LF before a dot would end the
/// message early on servers that take it for a line end (SMTP smuggling), and others refuse it.
fn normal(mime: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(mime.len() + mime.len() / 32);
    let mut bytes = mime.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                bytes.next_if_eq(&b'\n');
                message.extend_from_slice(b"\r\n");
            }
            b'\n' => message.extend_from_slice(b"\r\n"),
            byte => message.push(byte),
        }
    }
    if message.ends_with(b"\r\n") {
        message.truncate(message.len() - 2);
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_are_those_of_mail() {
        for (given, want) in [("a\r\nb\r\n", "a\r\nb"), ("a\n.\nb", "a\r\n.\r\nb"), ("a\rb\r\n\r\n", "a\r\nb\r\n"), ("", "")] {
            assert_eq!(String::from_utf8(normal(given.as_bytes())).unwrap(), want, "{given:?}");
        }
    }
}
