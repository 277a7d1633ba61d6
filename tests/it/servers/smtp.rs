//! An SMTP server that records what it is sent, and refuses, cuts, stalls and lies where it is told to.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use daybook::dial::{Dial, Dialing, Stream};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// What the server does instead of its work.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers that; 421 closes, too.
    Say(&'static str),
    /// Closes without a word.
    Drop,
    /// Takes the message, then closes without a word. Only at the dot.
    Keep,
    /// Never answers.
    Stall,
}

/// A message that the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) tls: bool,
    pub(crate) user: Option<String>,
}

#[derive(Default)]
struct State {
    /// What goes wrong, in order: at which command, for which recipient, what, and for ever or once.
    faults: VecDeque<(&'static str, Option<String>, Act, bool)>,
    taken: Vec<Taken>,
    said: Vec<String>,
    connections: usize,
    down: bool,
    offers: Vec<&'static str>,
    slipped: &'static str,
}

/// The server; reached through memory where it is given as a [`Dial`], or on loopback.
#[derive(Clone, Default)]
pub(crate) struct Server {
    state: Arc<Mutex<State>>,
    stalled: Arc<Notify>,
    tls: Option<TlsAcceptor>,
    implicit: bool,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server")
    }
}

impl Server {
    /// A server without TLS.
    pub(crate) fn plain() -> Self {
        Self::default()
    }

    /// TLS from the first byte.
    pub(crate) fn implicit_tls(tls: TlsAcceptor) -> Self {
        Self { tls: Some(tls), implicit: true, ..Self::default() }
    }

    /// Offers STARTTLS.
    pub(crate) fn starttls(tls: TlsAcceptor) -> Self {
        Self { tls: Some(tls), ..Self::default() }
    }

    /// Adds a line to the answer to EHLO.
    pub(crate) fn offer(self, line: &'static str) -> Self {
        self.state.lock().unwrap().offers.push(line);
        self
    }

    /// Sends `bytes` in clear behind its answer to STARTTLS.
    pub(crate) fn slip_in(self, bytes: &'static str) -> Self {
        self.state.lock().unwrap().slipped = bytes;
        self
    }

    /// Does `act` the next time that `command` comes (`connect`, EHLO, AUTH, MAIL, RCPT, DATA, `dot`, RSET).
    pub(crate) fn once(&self, command: &'static str, act: Act) {
        self.state.lock().unwrap().faults.push_back((command, None, act, false));
    }

    /// Does `act` whenever `command` comes.
    pub(crate) fn always(&self, command: &'static str, act: Act) {
        self.state.lock().unwrap().faults.push_back((command, None, act, true));
    }

    /// Does `act` whenever `command` comes for that recipient.
    pub(crate) fn always_for(&self, to: &str, command: &'static str, act: Act) {
        self.state.lock().unwrap().faults.push_back((command, Some(to.to_owned()), act, true));
    }

    /// Works again as it should.
    pub(crate) fn mend(&self) {
        let mut state = self.state.lock().unwrap();
        state.faults.clear();
        state.down = false;
    }

    /// Refuses every connection.
    pub(crate) fn down(&self) {
        self.state.lock().unwrap().down = true;
    }

    /// The messages taken so far.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap().taken.clone()
    }

    /// The commands heard so far, without their arguments.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.state.lock().unwrap().said.clone()
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    /// Returns once the server has stopped answering as it was told to.
    pub(crate) async fn stalls(&self) {
        self.stalled.notified().await;
    }

    /// Listens on loopback; the port.
    pub(crate) async fn listen(&self) -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.serve(Box::new(stream)).await });
            }
        });
        port
    }

    fn fault(&self, command: &str, to: &str) -> Option<Act> {
        let mut state = self.state.lock().unwrap();
        let at = state.faults.iter().position(|(at, only, ..)| at.eq_ignore_ascii_case(command) && only.as_ref().is_none_or(|only| only == to))?;
        let (.., act, always) = state.faults[at].clone();
        if !always {
            state.faults.remove(at);
        }
        Some(act)
    }

    async fn serve(self, stream: Box<dyn Stream>) -> io::Result<()> {
        self.state.lock().unwrap().connections += 1;
        let mut tls = false;
        let mut stream: BufReader<Box<dyn Stream>> = match &self.tls {
            Some(acceptor) if self.implicit => {
                tls = true;
                BufReader::new(Box::new(acceptor.accept(stream).await?))
            }
            _ => BufReader::new(stream),
        };
        let (mut from, mut to, mut user) = (String::new(), String::new(), None);
        let mut command = "connect".to_owned();
        let mut line = String::new();
        loop {
            let answer = match self.fault(&command, &to) {
                Some(Act::Say(answer)) => answer.to_owned(),
                Some(Act::Drop | Act::Keep) => return Ok(()),
                Some(Act::Stall) => {
                    self.stalled.notify_one();
                    return std::future::pending().await;
                }
                None => match command.as_str() {
                    "connect" => "220 scripted".into(),
                    "EHLO" => {
                        let mut lines = self.state.lock().unwrap().offers.clone();
                        if self.tls.is_some() && !tls {
                            lines.push("STARTTLS");
                        }
                        lines.push("8BITMIME");
                        format!("250-{}\r\n250 HELP", lines.join("\r\n250-"))
                    }
                    "STARTTLS" if !tls && self.tls.is_some() => {
                        // What is slipped in behind the answer is what an attacker puts there before TLS begins.
                        let slipped = self.state.lock().unwrap().slipped;
                        stream.write_all(format!("220 go ahead\r\n{slipped}").as_bytes()).await?;
                        stream.flush().await?;
                        let acceptor = self.tls.clone().unwrap();
                        stream = BufReader::new(Box::new(acceptor.accept(stream.into_inner()).await?));
                        tls = true;
                        String::new()
                    }
                    "AUTH" => {
                        user = self.auth(&mut stream, &line).await?;
                        if user.is_some() { "235 2.7.0 welcome".into() } else { "535 5.7.8 bad credentials".into() }
                    }
                    "MAIL" => {
                        from = address(&line);
                        "250 2.1.0 ok".into()
                    }
                    "RCPT" => "250 2.1.5 ok".into(),
                    "DATA" => {
                        stream.write_all(b"354 go ahead\r\n").await?;
                        stream.flush().await?;
                        let bytes = message(&mut stream).await?;
                        let taken = Taken { from: from.clone(), to: to.clone(), bytes, tls, user: user.clone() };
                        match self.fault("dot", &to) {
                            Some(Act::Keep) => {
                                self.state.lock().unwrap().taken.push(taken);
                                return Ok(());
                            }
                            Some(Act::Drop) => return Ok(()),
                            Some(Act::Stall) => {
                                self.stalled.notify_one();
                                return std::future::pending().await;
                            }
                            Some(Act::Say(answer)) => answer.into(),
                            None => {
                                let mut state = self.state.lock().unwrap();
                                state.taken.push(taken);
                                format!("250 2.0.0 taken as {}", state.taken.len())
                            }
                        }
                    }
                    "RSET" => "250 2.0.0 ok".into(),
                    "QUIT" => "221 2.0.0 bye".into(),
                    _ => "500 5.5.1 what?".into(),
                },
            };
            if !answer.is_empty() {
                stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
                stream.flush().await?;
            }
            if answer.starts_with("421") || command == "QUIT" {
                return Ok(());
            }
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            command = line.split_ascii_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            if command == "RCPT" {
                to = address(&line);
            }
            self.state.lock().unwrap().said.push(command.clone());
        }
    }

    /// The user, if the password is `swordfish`.
    async fn auth(&self, stream: &mut BufReader<Box<dyn Stream>>, line: &str) -> io::Result<Option<String>> {
        let decode = |text: &str| String::from_utf8(STANDARD.decode(text.trim()).unwrap_or_default()).unwrap_or_default();
        let mut words = line.split_ascii_whitespace().skip(1);
        if words.next().is_some_and(|mechanism| mechanism.eq_ignore_ascii_case("PLAIN")) {
            let all = decode(words.next().unwrap_or_default());
            let mut parts = all.split('\0').skip(1).map(str::to_owned);
            let user = parts.next();
            return Ok(user.filter(|_| parts.next().as_deref() == Some("swordfish")));
        }
        let mut answers = Vec::new();
        for question in ["Username:", "Password:"] {
            stream.write_all(format!("334 {}\r\n", STANDARD.encode(question)).as_bytes()).await?;
            stream.flush().await?;
            let mut answer = String::new();
            stream.read_line(&mut answer).await?;
            answers.push(decode(&answer));
        }
        Ok(Some(answers[0].clone()).filter(|_| answers[1] == "swordfish"))
    }
}

/// What stands between the angle brackets.
fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

/// Reads to the dot, and takes the dots away that were put before dots.
async fn message(stream: &mut BufReader<Box<dyn Stream>>) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

impl Dial for Server {
    fn dial<'a>(&'a self, _host: &'a str, _port: u16) -> Dialing<'a> {
        Box::pin(async move {
            if self.state.lock().unwrap().down {
                return Err(io::ErrorKind::ConnectionRefused.into());
            }
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            tokio::spawn(self.clone().serve(Box::new(theirs)));
            Ok(Box::new(ours) as Box<dyn Stream>)
        })
    }
}
