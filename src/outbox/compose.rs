//! A letter as bytes, ready for the wire: ASCII only, CRLF only, the same at every attempt.
//!
//! Text goes out in base64: lettre stuffs a dot only after CRLF (a bare LF before a dot would end DATA early on a
//! lenient server), and base64 has neither bare LFs nor lines that begin with a dot.

use chrono::{DateTime, Utc};
use data_encoding::BASE64_MIME;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Body, Mailbox as Header, Message, MultiPart, SinglePart};

use super::Answered;
use super::letter::Nature;
use super::template::Page;
use crate::people::Mailbox;
use crate::picture::Thumb;

/// A picture that the HTML part shows.
#[derive(Clone, Debug)]
pub(super) struct Image {
    /// Its Content-ID, without angle brackets.
    pub(super) cid: String,
    /// Its bytes.
    pub(super) thumb: Thumb,
}

/// From whom, to whom, and how it can be proven.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope<'a> {
    /// `acknowledgement` …
    pub(super) kind: &'a str,
    /// An answer, or a letter on its own account.
    pub(super) nature: Nature,
    /// The desk.
    pub(super) from: &'a Mailbox,
    /// The reader.
    pub(super) to: &'a Mailbox,
    /// The right side of the Message-ID.
    pub(super) domain: &'a str,
    /// `17.k7qf2m3xh4plw6tz`.
    pub(super) token: &'a str,
}

/// RFC 5536 and the practice since: the start of the thread and its last steps; RT clips alike.
const FIRST_REFERENCES: usize = 4;
const LAST_REFERENCES: usize = 6;

/// RFC 5322 allows 998 octets a line, and an id cannot be folded; real ones stay far below.
const LONGEST_ID: usize = 250;

/// Writes the letter. Gives its Message-ID and its bytes, or why it cannot be addressed.
pub(super) fn compose(
    envelope: &Envelope<'_>,
    page: &Page,
    images: &[Image],
    answered: Option<&Answered>,
    now: DateTime<Utc>,
) -> Result<(String, Vec<u8>), String> {
    let Envelope { kind, domain, token, .. } = envelope;
    let message_id = format!("<{kind}.{token}@{domain}>");
    let mut builder = Message::builder()
        .date(now.into())
        .from(header(envelope.from)?)
        .to(header(envelope.to)?)
        .subject(page.subject.as_str())
        .message_id(Some(message_id.clone()));
    let parent = answered.and_then(|answered| answered.message_id.as_deref()).map(str::trim).filter(|id| sound(id));
    if let Some(parent) = parent {
        builder = builder.in_reply_to(parent.to_owned());
    }
    let before = answered.map(|answered| answered.references.as_slice()).unwrap_or_default();
    builder = builder.references(references(before, &format!("<thread.{token}@{domain}>"), parent).join(" "));
    // RFC 3834: others' machines must not answer; Exchange obeys its own header only.
    let auto = if envelope.nature == Nature::Answer { "auto-replied" } else { "auto-generated" };
    for (name, value) in
        [("Auto-Submitted", auto), ("X-Auto-Response-Suppress", "All"), ("X-Loop", envelope.from.address.as_str()), ("X-Daybook-Letter", token)]
    {
        builder = builder.raw_header(plain(name, value));
    }
    if envelope.nature == Nature::Digest {
        // Some mailers file `bulk` away: right for a digest, wrong for an acknowledgement.
        builder = builder.raw_header(plain("Precedence", "bulk"));
    }
    let html = part(ContentType::TEXT_HTML, &page.html);
    let alternative = MultiPart::alternative().boundary(format!("=_alternative.{token}")).singlepart(part(ContentType::TEXT_PLAIN, &page.text));
    let body = if images.is_empty() {
        alternative.singlepart(html)
    } else {
        let mut related = MultiPart::related().boundary(format!("=_related.{token}")).singlepart(html);
        for image in images {
            related = related.singlepart(picture(image));
        }
        alternative.multipart(related)
    };
    let message = builder.multipart(body).map_err(|error| format!("the letter cannot be addressed: {error}"))?;
    Ok((message_id, message.formatted()))
}

/// The thread so far, clipped; then an entry of our own for the token; the answered mail last.
fn references<'a>(before: &'a [String], own: &'a str, parent: Option<&'a str>) -> Vec<&'a str> {
    let mut ids: Vec<&str> = before.iter().map(|id| id.trim()).filter(|id| sound(id) && Some(*id) != parent).collect();
    if ids.len() > FIRST_REFERENCES + LAST_REFERENCES {
        ids.drain(FIRST_REFERENCES..ids.len() - LAST_REFERENCES);
    }
    ids.into_iter().chain([own]).chain(parent).collect()
}

/// Somebody else's Message-ID goes into our headers: nothing but `<printable ASCII>`.
fn sound(id: &str) -> bool {
    let inner = id.trim().strip_prefix('<').and_then(|id| id.strip_suffix('>'));
    inner.is_some_and(|id| !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>'))
}

fn header(mailbox: &Mailbox) -> Result<Header, String> {
    let address = mailbox.address.as_str();
    if !address.is_ascii() {
        return Err(format!("{} needs SMTPUTF8, which few servers speak", mailbox.address.masked()));
    }
    let address = address.parse().map_err(|error| format!("{} is no address: {error}", mailbox.address.masked()))?;
    let name = super::markdown::line(&mailbox.name);
    Ok(Header::new(Some(name).filter(|name| !name.is_empty()), address))
}

/// A header of plain ASCII that is ours.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn part(content_type: ContentType, text: &str) -> SinglePart {
    let crlf = text.replace("\r\n", "\n").replace('\n', "\r\n");
    SinglePart::builder().header(content_type).body(encoded(crlf.as_bytes()))
}

fn encoded(bytes: &[u8]) -> Body {
    // lettre would choose 7bit or quoted-printable where it can.
    Body::dangerous_pre_encoded(BASE64_MIME.encode(bytes).trim_end().into(), ContentTransferEncoding::Base64)
}

fn picture(image: &Image) -> SinglePart {
    let content_type = ContentType::parse(image.thumb.mime).unwrap_or(ContentType::TEXT_PLAIN);
    Attachment::new_inline(image.cid.clone()).body(encoded(&image.thumb.bytes), content_type)
}
