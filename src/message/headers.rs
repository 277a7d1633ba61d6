//! Header blocks as they really come: folded anywhere, raw 8-bit, encoded-words cut inside a character,
//! RFC 2231 values in pieces, addresses without angle brackets.
//!
//! # Reading, layer 1 of 9: repair
//!
//! **Takes** the bytes of a header block. **Gives** its fields unfolded, words decoded, addresses, Message-IDs and
//! parameters; [`transfer`] and [`charset`] do the same for the bytes of a body.
//! **May not know** which part of the mail it reads, or what a field is needed for.
//!
//! **Limits:** `MAX_FIELDS`, `MAX_VALUE`, `MAX_ADDRESSES`, `MAX_PARAMETERS` and `MAX_IDS`, each with its reason; what is
//! beyond them is not read. **Remarks:** [`Remark::LongHeader`](super::Remark::LongHeader), for instance "a header field
//! longer than 64 KiB: the rest was not read". **Shown by** `headers/tests.rs`, the tables in `transfer` and `charset`, and
//! `tests/it/large.rs` for the worst that can come.

use std::ops::Range;

use crate::people::{Address, Mailbox};

use super::{charset, transfer};

/// More header fields than this are a fault or an attack; the longest trace of relays has some fifty.
const MAX_FIELDS: usize = 1_000;
/// More addresses than this in one field are a bulk list; nobody asks for the rest.
const MAX_ADDRESSES: usize = 500;

/// More parameters or references than this are an attack; each is compared with those before.
const MAX_PARAMETERS: usize = 200;
/// Of a longer value the beginning is read: it is an attack. The longest real list of recipients had some 30 KiB.
pub(super) const MAX_VALUE: usize = 64 << 10;
/// A thread longer than this keeps its first references.
const MAX_IDS: usize = 1_000;

/// One header field: its name in lower case, and where its value lies in the raw bytes, folds included.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) value: Range<usize>,
}

/// Cuts the header block that begins at `range.start`; gives the fields and where the body begins.
pub(super) fn split(raw: &[u8], range: Range<usize>) -> (Vec<Field>, usize) {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let (line, next) = line_at(raw, at, range.end);
        let text = raw.get(line.clone()).unwrap_or_default();
        let blank = text.iter().all(u8::is_ascii_whitespace);
        if text.is_empty() || (blank && !continues(raw, next, range.end)) {
            if fields.is_empty() && at == range.start && range.start == 0 && next < range.end {
                // Blank lines before the first header: a relay's or a file's fault.
                at = next;
                let rest = split(raw, next..range.end);
                return if rest.0.is_empty() { (fields, at) } else { rest };
            }
            return (fields, next);
        }
        let folded = text.first().is_some_and(|b| matches!(b, b' ' | b'\t'));
        match (folded, name_of(text)) {
            (false, Some(colon)) if fields.len() < MAX_FIELDS => {
                let name = String::from_utf8_lossy(text.get(..colon).unwrap_or_default()).trim_end().to_ascii_lowercase();
                fields.push(Field { name, value: line.start + colon + 1..line.end });
            }
            (false, None) if text.starts_with(b"From ") || text.starts_with(b">From ") => {}
            (false, None) if !fields_follow(raw, next, range.end) => return (fields, at),
            _ => {
                if let Some(last) = fields.last_mut() {
                    last.value.end = line.end;
                } else if !fields_follow(raw, next, range.end) {
                    return (fields, at);
                }
            }
        }
        at = next;
    }
    (fields, range.end)
}

/// The line that begins at `at` without its end, and where the next one begins.
pub(super) fn line_at(raw: &[u8], at: usize, end: usize) -> (Range<usize>, usize) {
    let rest = raw.get(at..end).unwrap_or_default();
    let length = memchr::memchr(b'\n', rest);
    let next = length.map_or(end, |n| at + n + 1);
    let stop = length.map_or(end, |n| at + n);
    let stop = if stop > at && raw.get(stop - 1) == Some(&b'\r') { stop - 1 } else { stop };
    (at..stop, next)
}

/// Where the colon of `Name:` stands, if this is the beginning of a field.
fn name_of(line: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', line)?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(|b| (33..=126).contains(b))).then_some(colon)
}

/// Does a line after a blank-looking one belong to the header block still (a fold that holds only blanks)?
fn continues(raw: &[u8], at: usize, end: usize) -> bool {
    const KNOWN: [&str; 10] = ["from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type", "received", "reply-to"];
    let (line, _) = line_at(raw, at, end);
    let text = raw.get(line).unwrap_or_default();
    let folded = text.first().is_some_and(|b| matches!(b, b' ' | b'\t')) && !text.trim_ascii().is_empty();
    folded || name_of(text).and_then(|colon| text.get(..colon)).is_some_and(|name| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes())))
}

/// Is there a field between here and the next blank line? Then the odd line before was a broken fold, not the body.
fn fields_follow(raw: &[u8], mut at: usize, end: usize) -> bool {
    // Twenty lines: broken folds are one or two; a body may hold "http://" or "Note:" further down.
    for _ in 0..20 {
        let (line, next) = line_at(raw, at, end);
        let text = raw.get(line).unwrap_or_default();
        if text.trim_ascii().is_empty() {
            return false;
        }
        if name_of(text).is_some_and(|colon| colon > 2 && text.get(colon + 1).is_none_or(|b| matches!(b, b' ' | b'\t'))) {
            return true;
        }
        at = next;
    }
    false
}

/// The value on one line: fold marks taken out, blanks at both ends too. Of more than [`MAX_VALUE`] bytes the first.
#[must_use]
pub(super) fn unfold(value: &[u8]) -> Vec<u8> {
    unfold_whole(value.get(..MAX_VALUE).unwrap_or(value))
}

/// The same of however long a value.
#[must_use]
pub(super) fn unfold_whole(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for line in value.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !out.is_empty() && !line.first().is_some_and(|b| matches!(b, b' ' | b'\t')) && !line.is_empty() {
            out.push(b' ');
        }
        out.extend(line.iter().filter(|b| **b != 0));
    }
    out.trim_ascii().to_vec()
}

/// Decodes an unstructured value: RFC 2047 words, and raw 8-bit text.
///
/// Adjacent words of one charset are joined as bytes before the charset is applied: Outlook and QQ cut inside a character.
#[must_use]
pub(super) fn words(value: &[u8]) -> String {
    let mut out = String::new();
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut plain: Vec<u8> = Vec::new();
    let mut rest = value;
    // Looked for once: words that never end must not be searched to the end each.
    let from_end = |at: Option<usize>| at.map_or(0, |at| value.len() - at);
    let last = Last { close: from_end(value.windows(2).rposition(|pair| pair == b"?=")), blank: from_end(value.iter().rposition(u8::is_ascii_whitespace)) };
    while !rest.is_empty() {
        if rest.starts_with(b"=?")
            && let Some((label, bytes, after)) = word(rest, last)
        {
            let apart = !plain.is_empty() && (pending.is_none() || !plain.iter().all(u8::is_ascii_whitespace));
            if apart {
                flush(&mut out, &mut pending);
                out.push_str(&charset::decode(&plain, None));
            }
            plain.clear();
            match &mut pending {
                // A stateful charset (ISO-2022-JP) begins and ends each word in ASCII: joined, decoders call it an attack.
                Some((held, held_bytes)) if held.eq_ignore_ascii_case(&label) && !charset::is_seven_bit(&label) => held_bytes.extend(bytes),
                _ => {
                    flush(&mut out, &mut pending);
                    pending = Some((label, bytes));
                }
            }
            rest = after;
            continue;
        }
        let (byte, tail) = rest.split_first().unwrap_or((&0, &[]));
        plain.push(*byte);
        rest = tail;
    }
    flush(&mut out, &mut pending);
    out.push_str(&charset::decode(&plain, None));
    out
}

fn flush(out: &mut String, pending: &mut Option<(String, Vec<u8>)>) {
    if let Some((label, bytes)) = pending.take() {
        out.push_str(&charset::decode(&bytes, Some(&label)));
    }
}

/// How far from the end of a value the last `?=` and the last blank begin; 0 where there is none.
#[derive(Clone, Copy)]
struct Last {
    close: usize,
    blank: usize,
}

/// Reads `=?charset?B?…?=` at the beginning of `text`: charset, decoded bytes, and what follows.
fn word(text: &[u8], last: Last) -> Option<(String, Vec<u8>, &[u8])> {
    let body = text.strip_prefix(b"=?")?;
    let mark = body.iter().take(64).position(|b| *b == b'?')?;
    let label = String::from_utf8_lossy(body.get(..mark)?).split('*').next().unwrap_or_default().trim().to_owned();
    let [kind, b'?', payload @ ..] = body.get(mark + 1..)? else { return None };
    if label.is_empty() || label.contains(' ') || !matches!(kind, b'b' | b'B' | b'q' | b'Q') {
        return None;
    }
    let (length, skip) = if last.close <= payload.len() && last.close > 0 {
        (payload.windows(2).position(|pair| pair == b"?=")?, 2)
    } else if last.blank == 0 || last.blank > payload.len() {
        // Cut off at the end of the line by a relay: what there is of it.
        (payload.len(), 0)
    } else {
        return None;
    };
    let content = payload.get(..length)?;
    let bytes = if kind.eq_ignore_ascii_case(&b'b') { transfer::base64(content) } else { transfer::quoted_printable(content, true) };
    Some((label, bytes, payload.get(length + skip..).unwrap_or_default()))
}

/// A value with parameters: `text/plain; charset="gb2312"`.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters {
    /// What stands before the first semicolon, in lower case.
    pub(super) value: String,
    list: Vec<(String, String)>,
}

impl Parameters {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.list.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Reads an unfolded value. RFC 2231 pieces are joined as bytes and decoded by the first piece's charset.
    pub(super) fn parse(value: &[u8]) -> Self {
        let mut pieces = segments(value).into_iter();
        let head = pieces.next().unwrap_or_default();
        let head = String::from_utf8_lossy(&head).split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        let mut plain: Vec<(String, String)> = Vec::new();
        let mut parts: Vec<(String, Vec<Piece>)> = Vec::new();
        for piece in pieces.take(MAX_PARAMETERS) {
            let Some(eq) = piece.iter().position(|b| *b == b'=') else { continue };
            let name = String::from_utf8_lossy(piece.get(..eq).unwrap_or_default()).trim().to_ascii_lowercase();
            let content = unquote(piece.get(eq + 1..).unwrap_or_default());
            match name.split_once('*') {
                None => plain.push((name, words(&content).trim().to_owned())),
                Some((base, tail)) => {
                    let encoded = tail.is_empty() || tail.ends_with('*');
                    let number = tail.trim_end_matches('*').parse().unwrap_or(0);
                    match parts.iter_mut().find(|(held, _)| held == base) {
                        Some((_, list)) => list.push((number, encoded, content)),
                        None => parts.push((base.to_owned(), vec![(number, encoded, content)])),
                    }
                }
            }
        }
        let mut list: Vec<(String, String)> = parts.into_iter().map(|(name, pieces)| (name, join(pieces))).collect();
        list.extend(plain);
        Self { value: head, list }
    }
}

/// One piece of an RFC 2231 value: its number, whether it is percent-encoded, its bytes.
type Piece = (u32, bool, Vec<u8>);

fn join(mut pieces: Vec<Piece>) -> String {
    pieces.sort_by_key(|(number, ..)| *number);
    let mut label = None;
    let mut bytes = Vec::new();
    for (i, (_, encoded, content)) in pieces.iter().enumerate() {
        let mut content = content.as_slice();
        if *encoded && i == 0 {
            let mut marks = content.splitn(3, |b| *b == b'\'');
            if let (Some(charset), Some(_), Some(rest)) = (marks.next(), marks.next(), marks.next()) {
                label = Some(String::from_utf8_lossy(charset).into_owned());
                content = rest;
            }
        }
        if *encoded { bytes.extend(transfer::percent(content)) } else { bytes.extend(content) }
    }
    // Thunderbird of old and some gateways put encoded-words into the pieces.
    if label.is_none() && bytes.windows(2).any(|pair| pair == b"=?") {
        return words(&bytes);
    }
    charset::decode(&bytes, label.as_deref())
}

/// Cuts at semicolons that stand outside of quotes.
fn segments(value: &[u8]) -> Vec<Vec<u8>> {
    let mut out = vec![Vec::new()];
    let (mut quoted, mut escaped) = (false, false);
    for byte in value {
        if *byte == b';' && !quoted {
            out.push(Vec::new());
            continue;
        }
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && *byte == b'\\' && !escaped;
        if let Some(last) = out.last_mut() {
            last.push(*byte);
        }
    }
    out
}

fn unquote(value: &[u8]) -> Vec<u8> {
    let value = value.trim_ascii();
    let Some(inner) = value.strip_prefix(b"\"") else { return value.to_vec() };
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            // Windows paths come unescaped: only a quote or a backslash is taken as escaped.
            b'\\' if bytes.peek().is_some_and(|b| matches!(b, b'"' | b'\\')) => out.extend(bytes.next()),
            _ => out.push(*byte),
        }
    }
    out
}

/// The addresses of an unfolded address list: names decoded, groups opened, comments taken as names.
#[must_use]
pub(super) fn addresses(value: &[u8]) -> Vec<Mailbox> {
    let mut out = Vec::new();
    let mut entry = Entry::default();
    let mut rest = value;
    // A quote that nothing ends is followed by none that something ends.
    let mut quotes_end = true;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'"' if quotes_end => {
                let end = tail.iter().enumerate().position(|(i, b)| *b == b'"' && i.checked_sub(1).and_then(|p| tail.get(p)) != Some(&b'\\'));
                let Some(end) = end else {
                    quotes_end = false;
                    continue;
                };
                let text = unquote(&[b"\"", tail.get(..=end).unwrap_or_default()].concat());
                entry.has_at |= text.contains(&b'@');
                entry.text.extend(text);
                rest = tail.get(end + 1..).unwrap_or_default();
            }
            b'(' => {
                let end = tail.iter().position(|b| *b == b')').unwrap_or(tail.len());
                entry.comment.extend(tail.get(..end).unwrap_or_default());
                rest = tail.get(end + 1..).unwrap_or_default();
            }
            b'<' => {
                let end = tail.iter().position(|b| matches!(b, b'>')).unwrap_or(tail.len());
                let inner = tail.get(..end).unwrap_or_default();
                if inner.contains(&b'@') || entry.angle.is_none() {
                    entry.angle = Some(inner.to_vec());
                }
                rest = tail.get(end + 1..).unwrap_or_default();
            }
            b',' | b';' => {
                out.extend(std::mem::take(&mut entry).mailbox());
                if out.len() >= MAX_ADDRESSES {
                    return out;
                }
            }
            // A quote that is never closed says nothing.
            b'"' => {}
            // `Group: a@b, c@d;` — a colon inside an address or a word is none of these.
            b':' if entry.angle.is_none() && !entry.has_at && !entry.text.ends_with(b"mailto") => entry.text.clear(),
            _ => {
                entry.has_at |= *byte == b'@';
                entry.text.push(*byte);
            }
        }
    }
    out.extend(entry.mailbox());
    out
}

#[derive(Default)]
struct Entry {
    text: Vec<u8>,
    /// Does `text` hold an `@`?
    has_at: bool,
    comment: Vec<u8>,
    angle: Option<Vec<u8>>,
}

impl Entry {
    fn mailbox(self) -> Option<Mailbox> {
        let name = words(&self.text).trim().trim_matches(['"', '\'']).trim().to_owned();
        let comment = || words(&self.comment).trim().to_owned();
        if let Some(angle) = &self.angle
            && let Some(address) = address(&words(angle).split_whitespace().collect::<String>())
        {
            let name = if name.is_empty() { comment() } else { name };
            return Some(Mailbox { name, address });
        }
        if let Some(found) = address(&name) {
            return Some(Mailbox { name: comment(), address: found });
        }
        // "Li Na li@corp.test": the first word that is an address.
        name.split_whitespace()
            .find_map(|word| address(word).map(|found| (word, found)))
            .map(|(word, found)| Mailbox { name: name.replace(word, "").trim().to_owned(), address: found })
    }
}

fn address(text: &str) -> Option<Address> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    let text = text.trim().trim_start_matches("mailto:").trim_matches(['<', '>', '"', '\'', '[', ']']);
    // Old source routes: `@relay:li@corp.test`.
    let text = if text.starts_with('@') { text.split_once(':').map_or(text, |(_, rest)| rest) } else { text };
    Address::parse(text)
}

/// The `<…@…>` ids of a Message-ID, In-Reply-To or References value, in order, each once.
#[must_use]
pub(super) fn ids(value: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(value);
    let mut out: Vec<String> = Vec::new();
    let mut rest = text.as_ref();
    while let Some((_, tail)) = rest.split_once('<') {
        let (inner, after) = tail.split_once('>').unwrap_or((tail, ""));
        let id: String = inner.chars().filter(|c| !c.is_whitespace()).collect();
        if !id.is_empty() {
            out.push(format!("<{id}>"));
        }
        rest = after;
        if out.len() >= MAX_IDS {
            break;
        }
    }
    if out.is_empty() {
        let alone = !text.trim().contains(' ');
        out.extend(
            text.split_whitespace().filter(|word| alone || word.contains('@')).take(MAX_IDS).map(|word| format!("<{}>", word.trim_matches(['<', '>', '"']))),
        );
    }
    let mut seen = std::collections::HashSet::new();
    out.retain(|id| seen.insert(id.clone()));
    out
}

#[cfg(test)]
mod tests;
