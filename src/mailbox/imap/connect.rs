//! From a host's name to a session that is logged in.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use async_imap::imap_proto::{Capability, Outcome, Response, ResponseCode, Status};
use async_imap::{Authenticator, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::exec::{Broken, Link, said};
use super::{Account, Wire};
use crate::dial::{Dial, Security, Stream, Tls};
use crate::secret::Secret;

/// What a server says before TLS is short; more is an attack or no IMAP server.
const LONGEST_LINE: usize = 8 * 1024;
const MOST_LINES: usize = 64;

/// The program that gives the password has 30 s of its own; a file on a disk over the network may never come.
const LONGEST_ASKING: Duration = Duration::from_secs(40);

/// NetEase takes whoever does not give an ID for a thief ("Unsafe Login"), and does not always advertise it.
const WANT_ID: [&str; 5] = ["163.com", "126.com", "yeah.net", "188.com", "netease.com"];

/// Connects and logs in. `ask` is false where the server's answer to CAPABILITY could not be read the last time.
pub(super) async fn connect(account: &Account, dial: &dyn Dial, tls: Option<&Tls>, ask: bool) -> Result<Link, Broken> {
    let quiet = account.limits.quiet;
    let stream = timeout(quiet, dial.dial(&account.host, account.port)).await.map_err(|_| Broken::Silent)?.map_err(Broken::Line)?;
    let stream = timeout(quiet, secure(account, stream, tls)).await.map_err(|_| Broken::Silent)??;
    let wire = Wire::new(stream);
    let received = wire.received();
    let mut client = Client::new(wire);
    let greeted =
        if account.security == Security::StartTls { Vec::new() } else { timeout(quiet, greeting(&mut client)).await.map_err(|_| Broken::Silent)?? };
    let mut link = login(account, client, &greeted, received).await?;
    if link.capabilities.is_empty() && ask {
        let mut capabilities = Vec::new();
        link.exec("CAPABILITY", |response| {
            if let Response::Capabilities(names) = response {
                capabilities = named(names);
            }
        })
        .await?;
        link.capabilities = capabilities;
    }
    let host = account.host.to_ascii_lowercase();
    if link.has("ID") || WANT_ID.iter().any(|domain| host.ends_with(domain)) {
        let version = env!("CARGO_PKG_VERSION");
        // A server that does not know ID says BAD, and nothing is lost.
        link.exec(&format!(r#"ID ("name" "Daybook" "version" "{version}" "vendor" "Daybook")"#), |_| ()).await?;
    }
    Ok(link)
}

async fn secure(account: &Account, stream: Box<dyn Stream>, tls: Option<&Tls>) -> Result<Box<dyn Stream>, Broken> {
    let stream = match account.security {
        Security::None => return Ok(stream),
        Security::Tls => stream,
        Security::StartTls => start_tls(stream).await?,
    };
    let tls = tls.ok_or_else(|| Broken::Setup("TLS was not set up".to_owned()))?;
    tls.over(stream, &account.host).await.map_err(Broken::Line)
}

/// Asks for TLS. Reads byte by byte, so that nothing sent before TLS can be taken for what comes after it.
async fn start_tls(mut stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, Broken> {
    let greeting = line(&mut stream).await?;
    if !greeting.to_ascii_uppercase().starts_with("* OK") {
        return Err(Broken::Bye(greeting));
    }
    stream.write_all(b"S1 STARTTLS\r\n").await.map_err(Broken::Line)?;
    stream.flush().await.map_err(Broken::Line)?;
    for _ in 0..MOST_LINES {
        let answer = line(&mut stream).await?;
        if let Some(status) = answer.strip_prefix("S1 ") {
            let ok = status.to_ascii_uppercase().starts_with("OK");
            return if ok { Ok(stream) } else { Err(Broken::Refused { command: "STARTTLS", text: status.to_owned() }) };
        }
    }
    Err(Broken::Garbled("no answer to STARTTLS".to_owned()))
}

async fn line(stream: &mut Box<dyn Stream>) -> Result<String, Broken> {
    let mut line = Vec::new();
    while line.len() < LONGEST_LINE {
        match stream.read_u8().await {
            Ok(b'\n') => return Ok(String::from_utf8_lossy(&line).trim_end().to_owned()),
            Ok(byte) => line.push(byte),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Err(Broken::Closed),
            Err(error) => return Err(Broken::Line(error)),
        }
    }
    Err(Broken::Garbled("a line without end".to_owned()))
}

/// Reads the greeting, and the capabilities where it names them.
async fn greeting(client: &mut Client<Wire>) -> Result<Vec<String>, Broken> {
    let greeting = client.read_response().await?.ok_or(Broken::Closed)?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok, outcome } => Ok(capabilities(outcome)),
        Response::Data { status: Status::PreAuth, .. } => {
            Err(Broken::Setup("the server logs everybody in by itself (PREAUTH), which could be anybody's mailbox".to_owned()))
        }
        Response::Data { outcome, .. } => Err(Broken::Bye(said(outcome))),
        _ => Err(Broken::Garbled("no greeting".to_owned())),
    }
}

fn capabilities(outcome: &Outcome<'_>) -> Vec<String> {
    match &outcome.code {
        Some(ResponseCode::Capabilities(names)) => named(names),
        _ => Vec::new(),
    }
}

fn named(names: &[Capability<'_>]) -> Vec<String> {
    let name = |capability: &Capability<'_>| match capability {
        Capability::Imap4rev1 => "IMAP4rev1".to_owned(),
        Capability::Auth(name) => format!("AUTH={name}"),
        Capability::Atom(name) => name.clone().into_owned(),
    };
    names.iter().map(name).collect()
}

async fn login(account: &Account, client: Client<Wire>, greeted: &[String], received: Arc<AtomicU64>) -> Result<Link, Broken> {
    let ask = Arc::clone(&account.password);
    let password = timeout(LONGEST_ASKING, tokio::task::spawn_blocking(move || ask()));
    let late = |_| Broken::Setup(format!("the password could not be had within {LONGEST_ASKING:?}"));
    let password = password.await.map_err(late)?.map_err(|error| Broken::Setup(error.to_string()))?;
    let password = password.map_err(|error| Broken::Setup(format!("{error:#}")))?;
    // RFC 3501 allows no more than ASCII in LOGIN; SASL PLAIN is UTF-8.
    let plain = greeted.iter().any(|name| name.eq_ignore_ascii_case("LOGINDISABLED")) || !account.user.is_ascii() || !password.reveal().is_ascii();
    let attempt = async {
        if plain {
            let session = client.authenticate("PLAIN", Plain { user: &account.user, password: &password }).await.map_err(|(error, _)| error)?;
            return Ok((session, Vec::new()));
        }
        let (session, capabilities) = client.login_with_capabilities(&account.user, password.reveal()).await.map_err(|(error, _)| error)?;
        let named = |capabilities: async_imap::types::Capabilities| capabilities.iter().map(spelt).collect();
        Ok((session, capabilities.map(named).unwrap_or_default()))
    };
    let result: Result<_, async_imap::error::Error> = timeout(account.limits.quiet, attempt).await.map_err(|_| Broken::Silent)?;
    let (session, capabilities) = result.map_err(|error| refusal(error, password.reveal()))?;
    let mut link = Link::new(session, received, account.limits);
    link.capabilities = capabilities;
    Ok(link)
}

fn spelt(capability: &async_imap::types::Capability) -> String {
    match capability {
        async_imap::types::Capability::Imap4rev1 => "IMAP4rev1".to_owned(),
        async_imap::types::Capability::Auth(name) => format!("AUTH={name}"),
        async_imap::types::Capability::Atom(name) => name.clone(),
    }
}

/// Wrong for ever, or for a moment? The codes of RFC 5530 that pass by themselves are trouble like any other.
fn refusal(error: async_imap::error::Error, password: &str) -> Broken {
    use async_imap::error::Error;
    match error {
        Error::No(text) | Error::Bad(text) => {
            let passes = ["[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "THROTTLED", "throttled", "Suggested Backoff"].iter().any(|code| text.contains(code));
            let text = if password.is_empty() { text } else { text.replace(password, "…") };
            if passes { Broken::Refused { command: "LOGIN", text } } else { Broken::Login(text) }
        }
        Error::Validate(_) => Broken::Login("a line break in user or password".to_owned()),
        other => other.into(),
    }
}

/// SASL PLAIN (RFC 4616).
struct Plain<'a> {
    user: &'a str,
    password: &'a Secret,
}

impl Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password.reveal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_imap::error::Error;

    #[test]
    fn a_login_is_wrong_for_ever_or_for_a_moment_and_no_text_shows_the_password() {
        for (text, wrong) in [
            ("[AUTHENTICATIONFAILED] bad", true),
            ("LOGIN Login error password error", true),
            ("[UNAVAILABLE] Temporary authentication failure", false),
            ("[LIMIT] Too many connections", false),
            ("Request is throttled. Suggested Backoff Time: 92415 milliseconds", false),
        ] {
            let broken = refusal(Error::No(format!("{text}: LOGIN daybook swordfish")), "swordfish");
            assert_eq!(matches!(broken, Broken::Login(_)), wrong, "{text}");
            assert!(!broken.to_string().contains("swordfish"), "{broken}");
        }
        assert!(matches!(refusal(Error::ConnectionLost, ""), Broken::Closed));
    }
}
