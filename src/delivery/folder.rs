//! Letters into a folder: each an `.eml`, beside an `.html` preview with its pictures embedded.
//!
//! A file's name follows from the letter alone, and it appears whole (tmp → fsync → rename) or not at all: a letter
//! that a crash made us write twice is the same file twice.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::{MessageParser, MessagePart, MimeHeaders, PartType};

use crate::store::ClaimedLetter;

/// Longest recipient in a file name; with date, kind, number and ending it stays below the 255 bytes of ext4 and NTFS.
const RECIPIENT: usize = 100;

/// A letter as it lies in the folder.
struct Sheet {
    name: String,
    mime: Vec<u8>,
}

/// Writes `letter` into `folder`, which is made where it is missing. Returns the name of its `.eml`.
pub(super) async fn write(folder: PathBuf, letter: &ClaimedLetter) -> io::Result<String> {
    let sheet = Sheet { name: name(letter), mime: letter.mime().to_vec() };
    tokio::task::spawn_blocking(move || {
        fs::create_dir_all(&folder)?;
        put(&folder, &format!("{}.html", sheet.name), preview(&sheet.mime).as_bytes())?;
        let name = format!("{}.eml", sheet.name);
        put(&folder, &name, &sheet.mime)?;
        Ok(name)
    })
    .await
    .map_err(io::Error::other)?
}

/// Looks whether letters could be written into `folder`, or it could be made, and makes nothing.
pub(super) async fn probe(folder: PathBuf) -> io::Result<()> {
    tokio::task::spawn_blocking(move || {
        let there = folder.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new(""));
        let tmp = there.join(".probe.tmp");
        File::create(&tmp)?;
        fs::remove_file(&tmp)
    })
    .await
    .map_err(io::Error::other)?
}

/// `2026-11-25T093000Z-acknowledgement-alice@corp.test-17`: sorts by time, and is the same at every attempt.
fn name(letter: &ClaimedLetter) -> String {
    let harmless = |c: char| if c.is_ascii_alphanumeric() || "@.+_-".contains(c) { c } else { '_' };
    let to: String = letter.envelope_to().chars().take(RECIPIENT).map(harmless).collect();
    let kind: String = letter.kind().chars().take(RECIPIENT).map(harmless).collect();
    format!("{}-{kind}-{to}-{}", letter.written().format("%Y-%m-%dT%H%M%SZ"), letter.id())
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let tmp = folder.join(format!(".{name}.tmp"));
    let mut file = File::create(&tmp)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&tmp, folder.join(name))?;
    File::open(folder)?.sync_all()
}

/// The letter as a browser shows it, without anything outside of the file.
fn preview(mime: &[u8]) -> String {
    let Some(message) = MessageParser::default().parse(mime) else {
        return page("", &String::from_utf8_lossy(mime));
    };
    let html = message.html_part(0).and_then(|part| match &part.body {
        PartType::Html(html) => Some(html.as_ref()),
        _ => None,
    });
    match html {
        Some(html) => embed(html, &message.parts),
        None => page(message.subject().unwrap_or_default(), &message.body_text(0).unwrap_or_default()),
    }
}

/// A letter that has no HTML of its own.
fn page(title: &str, text: &str) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<!doctype html>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<pre style=\"white-space: pre-wrap; font: inherit\">{}</pre>\n",
        escape(title),
        escape(text)
    )
}

/// Puts each picture in the place of the `cid:` that names it; a `cid:` that names nothing stays as it is.
fn embed(html: &str, parts: &[MessagePart<'_>]) -> String {
    let mut page = String::with_capacity(html.len());
    let mut pieces = html.split("cid:");
    page.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let id = piece.split(|c: char| c.is_whitespace() || "\"')>".contains(c)).next().unwrap_or_default();
        let part = parts.iter().find(|part| !id.is_empty() && part.content_id().is_some_and(|cid| cid.trim_matches(['<', '>']) == id));
        if let Some(part) = part {
            let kind = part.content_type().map_or("application/octet-stream".into(), |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("*")));
            // A String takes every write.
            let _ = write!(page, "data:{kind};base64,{}", STANDARD.encode(part.contents()));
            page.push_str(piece.strip_prefix(id).unwrap_or(piece));
        } else {
            page.push_str("cid:");
            page.push_str(piece);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &[u8] = b"From: a@b.c\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n\
        --B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>\xe5\xba\x93\xe5\xad\x98 <img src=\"cid:s1\"> <img src='cid:s10'> <img src=\"cid:gone\"></p>\r\n\
        --B\r\nContent-Type: image/png\r\nContent-ID: <s1>\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n\
        --B\r\nContent-Type: image/jpeg\r\nContent-ID: <s10>\r\nContent-Transfer-Encoding: base64\r\n\r\nBAUG\r\n--B--\r\n";

    #[test]
    fn the_preview_holds_each_picture_in_its_place() {
        let page = preview(LETTER);
        assert!(page.contains("<p>库存 <img src=\"data:image/png;base64,AQID\"> <img src='data:image/jpeg;base64,BAUG'> <img src=\"cid:gone\"></p>"), "{page}");
    }

    #[test]
    fn a_letter_without_html_is_shown_as_text() {
        let page = preview(b"Subject: a<b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n1 < 2\r\n");
        assert!(page.contains("<title>a&lt;b</title>") && page.contains("1 &lt; 2"), "{page}");
    }
}
