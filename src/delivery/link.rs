//! Our stream in the shape that lettre wants, and STARTTLS before lettre sees it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};

use super::verdict::Trouble;
use crate::dial::Stream;

/// A stream with an optional greeting that was already heard: after STARTTLS the server greets no more, and lettre waits for it.
#[derive(Debug)]
pub(super) struct Link {
    stream: Box<dyn Stream>,
    heard: &'static [u8],
}

impl Link {
    /// A link on which the server has yet to greet.
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Self { stream, heard: b"" }
    }

    /// A link on which the server has greeted.
    pub(super) fn greeted(stream: Box<dyn Stream>) -> Self {
        Self { stream, heard: b"220 greeted before STARTTLS\r\n" }
    }
}

impl AsyncRead for Link {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.heard.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, buf);
        }
        let (now, later) = self.heard.split_at(self.heard.len().min(buf.remaining()));
        buf.put_slice(now);
        self.heard = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Link {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl lettre::transport::smtp::client::AsyncTokioStream for Link {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Brings `stream` to where TLS begins (RFC 3207). lettre's own upgrade keeps what it had buffered, so that an attacker
/// could put answers into the encrypted dialogue; here not a byte is read beyond the `220`.
pub(super) async fn starttls(stream: &mut Box<dyn Stream>, hello: &str) -> Result<(), Trouble> {
    expect(stream, None, 220).await?;
    let offers = expect(stream, Some(&format!("EHLO {hello}\r\n")), 250).await?;
    if !offers.lines().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(Trouble::Unsayable("the server does not offer STARTTLS".into()));
    }
    expect(stream, Some("STARTTLS\r\n"), 220).await.map(drop)
}

/// An answer longer than this is no answer (Postfix's line length and lines enough for any EHLO).
const LONGEST_ANSWER: usize = 16 * 1024;

/// Says `command` and returns the text of the answer, if it is `want`.
async fn expect(stream: &mut Box<dyn Stream>, command: Option<&str>, want: u16) -> Result<String, Trouble> {
    let broken = |error: io::Error| Trouble::Broken(error.to_string());
    if let Some(command) = command {
        stream.write_all(command.as_bytes()).await.map_err(broken)?;
        stream.flush().await.map_err(broken)?;
    }
    let (mut answer, mut line) = (String::new(), Vec::new());
    while answer.len() + line.len() < LONGEST_ANSWER {
        line.push(stream.read_u8().await.map_err(broken)?);
        if line.ends_with(b"\n") {
            let text = String::from_utf8_lossy(&line).into_owned();
            line.clear();
            let code = text.get(..3).and_then(|code| code.parse::<u16>().ok());
            let Some(code) = code else { break };
            answer.push_str(text.get(4..).unwrap_or_default());
            if text.get(3..4) != Some("-") {
                let text = answer.trim().to_owned();
                return if code == want { Ok(text) } else { Err(Trouble::Refused { code, text }) };
            }
        }
    }
    Err(Trouble::Broken("the server's answer is not SMTP".into()))
}
