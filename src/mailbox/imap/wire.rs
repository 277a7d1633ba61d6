//! What lies between the line and the parser: mends what servers send wrong, refuses what would fill the memory,
//! and counts, so that slow can be told from dead.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::dial::Stream;

/// The parser allocates what a literal announces before the first byte of it came. Bodies are asked for in pieces of
/// 1 MiB; a server that ignores that may send one whole mail of the size that mail systems let through.
const LONGEST_LITERAL: u64 = 64 * 1024 * 1024;

/// A line without end fills the memory as well. QRESYNC-sized listings are never asked for; real lines stay below 64 KiB.
const LONGEST_LINE: usize = 1024 * 1024;

/// The end of a line that is looked at: `{4294967295+}` fits.
const TAIL: usize = 16;

/// A connection as the parser sees it.
#[derive(Debug)]
pub(super) struct Wire {
    inner: Box<dyn Stream>,
    received: Arc<AtomicU64>,
    scan: Scan,
}

impl Wire {
    pub(super) fn new(inner: Box<dyn Stream>) -> Self {
        Self { inner, received: Arc::default(), scan: Scan::default() }
    }

    /// How many bytes have come so far.
    pub(super) fn received(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.received)
    }
}

/// Where in the stream of lines and literals the last byte was.
#[derive(Debug, Default)]
struct Scan {
    literal: u64,
    line: usize,
    tail: Vec<u8>,
    capability: bool,
}

impl Scan {
    /// How many of the next bytes belong to a literal, which is nobody's business here.
    fn skip(&mut self, available: usize) -> usize {
        let skipped = usize::try_from(self.literal).unwrap_or(usize::MAX).min(available);
        self.literal -= skipped as u64;
        skipped
    }

    /// Looks at the next byte of a line; `false` where it is to be left out.
    fn take(&mut self, byte: u8) -> io::Result<bool> {
        // t-online.hu and Dovecot behind some proxies send two spaces, which the parser refuses.
        if byte == b' ' && self.capability && self.tail.last() == Some(&b' ') {
            return Ok(false);
        }
        self.line += 1;
        if self.line > LONGEST_LINE {
            return Err(io::Error::other("the server sent a line without end"));
        }
        if byte == b'\n' {
            self.literal = announced(&self.tail).unwrap_or(0);
            if self.literal > LONGEST_LITERAL {
                return Err(io::Error::other(format!("the server announced {} bytes at once", self.literal)));
            }
            *self = Self { literal: self.literal, ..Self::default() };
            return Ok(true);
        }
        if self.tail.len() == TAIL {
            self.tail.remove(0);
        }
        self.tail.push(byte);
        self.capability |= self.line <= 64 && self.tail.to_ascii_uppercase().ends_with(b"CAPABILITY");
        Ok(true)
    }
}

/// The size of the literal that a line which ends so announces.
fn announced(tail: &[u8]) -> Option<u64> {
    let line = tail.strip_suffix(b"\r").unwrap_or(tail);
    let line = line.strip_suffix(b"}")?;
    let open = line.iter().rposition(|byte| *byte == b'{')?;
    let digits = std::str::from_utf8(line.get(open + 1..)?).ok()?;
    digits.trim_end_matches('+').parse().ok()
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            let before = buf.filled().len();
            ready!(Pin::new(&mut this.inner).poll_read(cx, buf))?;
            let came = buf.filled().get(before..).unwrap_or_default();
            if came.is_empty() {
                return Poll::Ready(Ok(()));
            }
            this.received.fetch_add(came.len() as u64, Ordering::Relaxed);
            let came = came.to_vec();
            buf.set_filled(before);
            let mut kept = Vec::with_capacity(came.len());
            let mut rest = came.as_slice();
            while let Some((byte, after)) = rest.split_first() {
                let (literal, line) = rest.split_at(this.scan.skip(rest.len()));
                kept.extend_from_slice(literal);
                rest = line;
                if literal.is_empty() {
                    rest = after;
                    if this.scan.take(*byte)? {
                        kept.push(*byte);
                    }
                }
            }
            buf.put_slice(&kept);
            // Nothing left would look like the end of the stream.
            if !kept.is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    async fn through(bytes: &'static [u8]) -> io::Result<Vec<u8>> {
        let (mut server, client) = tokio::io::duplex(7);
        tokio::spawn(async move { tokio::io::AsyncWriteExt::write_all(&mut server, bytes).await });
        let mut out = Vec::new();
        Wire::new(Box::new(client)).read_to_end(&mut out).await?;
        Ok(out)
    }

    #[tokio::test]
    async fn double_spaces_go_from_capability_lines_and_from_nothing_else() {
        assert_eq!(through(b"* CAPABILITY IMAP4rev1  IDLE\r\n* OK a  b\r\n").await.unwrap(), b"* CAPABILITY IMAP4rev1 IDLE\r\n* OK a  b\r\n");
        let literal = b"* 1 FETCH (BODY[] {16}\r\nCAPABILITY a  b\n)\r\n";
        assert_eq!(through(literal).await.unwrap(), literal);
    }

    #[tokio::test]
    async fn a_literal_that_would_fill_the_memory_is_refused_before_it_is_allocated() {
        assert!(through(b"* 1 FETCH (BODY[] {400000000}\r\nabc").await.unwrap_err().to_string().contains("400000000"));
        assert!(through(b"* 1 FETCH (BODY[] {18446744073709551616}\r\nabc").await.is_ok(), "no number: the parser refuses it");
    }

    #[test]
    fn literals_are_read_at_the_end_of_a_line() {
        for (tail, size) in [("BODY[] {12}\r", Some(12)), ("x {7+}\r", Some(7)), ("{3}", Some(3)), ("{3} x\r", None), ("a}\r", None), ("{}\r", None)] {
            assert_eq!(announced(tail.as_bytes()), size, "{tail}");
        }
    }
}
