//! The doors: a whole reading, the bytes of one part, and the key by which the same mail is known again.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};
use sha2::{Digest, Sha256};

use super::block::{Zone, ZoneRule};
use super::body::{self, Reader};
use super::enclosed::Enclosed;
use super::machine::{self, Structure};
use super::parts::{Dress, Entity, Tree, Walk};
use super::quote::{self, Hint, Line};
use super::signature::Writer;
use super::{Encryption, Fuel, MachineClass, Message, Part, Remark, bounce, headers, heads, signature};

/// Mail systems of companies pass 25 MiB at most. Larger mails are kept whole and read only in part: no report is that
/// large, and reading costs memory. Whoever reads a mail for [`read`] needs one byte more than this and no further one.
pub const READ_LIMIT: usize = 25 << 20;
/// What is read of a larger one: the headers and the first text, to say whose it is and what about.
const HEAD_OF_LARGE: usize = 256 << 10;

/// What of a mail is read, and whether that is only its beginning.
fn looked_at(raw: &[u8]) -> (&[u8], bool) {
    let truncated = raw.len() > READ_LIMIT;
    (raw.get(..HEAD_OF_LARGE).filter(|_| truncated).unwrap_or(raw), truncated)
}

/// Reads one mail. Never fails: what was odd stands in [`Message::remarks`].
#[must_use]
pub fn read(raw: &[u8]) -> Message {
    Opened::new(raw).message()
}

/// The decoded bytes of part `index` of [`Message::parts`].
#[must_use]
pub fn part_bytes(raw: &[u8], index: usize) -> Option<Vec<u8>> {
    parts_bytes(raw, &[index]).pop().map(|(_, bytes)| bytes)
}

/// The decoded bytes of those of the `wanted` parts that there are, each with its index; the mail is opened once for all.
#[must_use]
pub fn parts_bytes(raw: &[u8], wanted: &[usize]) -> Vec<(usize, Vec<u8>)> {
    let mut opened = Opened::new(raw);
    let first = opened.parts.len();
    let mut data = if wanted.iter().any(|index| *index >= first) { opened.bodies().data } else { Vec::new() };
    let inside = first + data.len();
    let mut enclosed = if wanted.iter().any(|index| *index >= inside) { Enclosed::read(&opened.tree, inside) } else { Enclosed::default() };
    let mut bytes = |index: usize| match index.checked_sub(first) {
        None => find(&opened.tree, &opened.tree.root, index),
        Some(place) if index < inside => data.get_mut(place).map(|picture| std::mem::take(&mut picture.bytes)),
        Some(_) => enclosed.take(index),
    };
    wanted.iter().filter_map(|index| Some((*index, bytes(*index)?))).collect()
}

/// By what the same mail is known again, whatever trace headers a second delivery added.
///
/// SHA-256 over From, Date, Message-ID and Subject as they stand, and the body with CRLF line ends. A header that is
/// missing is not an empty one.
#[must_use]
pub fn content_key(raw: &[u8]) -> [u8; 32] {
    let (raw, _) = looked_at(raw);
    let (fields, body) = headers::split(raw, 0..raw.len());
    let mut hash = Sha256::new();
    for name in ["from", "date", "message-id", "subject"] {
        match fields.iter().find(|field| field.name == name) {
            Some(field) => {
                let value = headers::unfold_whole(raw.get(field.value.clone()).unwrap_or_default());
                hash.update([1]);
                hash.update(value.len().to_be_bytes());
                hash.update(&value);
            }
            None => hash.update([0]),
        }
    }
    // Relays add or drop the last line end.
    for line in raw.get(body..).unwrap_or_default().trim_ascii_end().split(|byte| *byte == b'\n') {
        hash.update(line.strip_suffix(b"\r").unwrap_or(line));
        hash.update(b"\r\n");
    }
    hash.finalize().into()
}

/// What the bodies of a mail gave.
struct Bodies {
    lines: Vec<Line>,
    data: Vec<body::DataPicture>,
    remarks: Vec<Remark>,
    twin: String,
    left_out: bool,
}

/// A mail with its tree walked and its parts numbered.
struct Opened<'a> {
    tree: Tree<'a>,
    parts: Vec<Part>,
    truncated: bool,
    remarks: Vec<Remark>,
    fuel: Fuel,
}

impl<'a> Opened<'a> {
    fn new(raw: &'a [u8]) -> Self {
        let (head, truncated) = looked_at(raw);
        // Old Macintosh and broken exports end lines with CR alone.
        let head: Cow<'a, [u8]> = if head.contains(&b'\n') || !head.contains(&b'\r') {
            Cow::Borrowed(head)
        } else {
            Cow::Owned(head.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect())
        };
        let fuel = Fuel::of_mail(head.len());
        let mut walk = Walk::new(&fuel);
        let mut tree = Tree::read(head, &mut walk, 0);
        let (spent, unclosed) = (walk.spent, walk.unclosed);
        let mut parts = Vec::new();
        number(&mut tree, None, &mut parts, &fuel);
        let mut remarks = Vec::new();
        let mut note = |when: bool, remark: Remark| {
            if when {
                remarks.push(remark);
            }
        };
        note(truncated, Remark::TooLarge);
        note(tree.root.fields.iter().any(|field| field.value.len() > headers::MAX_VALUE), Remark::LongHeader);
        note(spent, Remark::TooManyParts);
        note(unclosed, Remark::Unclosed);
        Self { tree, parts, truncated, remarks, fuel }
    }

    /// The lines of the mail and of the mails inside it, the `data:` pictures, and what was odd.
    fn bodies(&mut self) -> Bodies {
        let mut reader = Reader::new(&mut self.parts, &self.fuel);
        let mut lines = reader.lines(&self.tree, &self.tree.root);
        if lines.iter().all(|line| line.block.is_blank())
            && let Some(inner) = wrapped(&self.tree.root)
        {
            lines = reader.lines(inner, &inner.root);
        }
        let subject = headers::words(&self.tree.value(&self.tree.root, "subject").unwrap_or_default());
        quote::mark(&mut lines, heads::is_forward_subject(&subject), &self.fuel);
        let from = self.tree.value(&self.tree.root, "from").map(|value| headers::addresses(&value)).unwrap_or_default();
        let name = from.first().map_or("", |from| from.name.as_str());
        let address = from.first().map(|from| from.address.to_string().to_lowercase()).unwrap_or_default();
        signature::mark(&mut lines, &Writer { name, address: &address, small: &|part| is_small(reader.parts, part) });
        if !self.tree.root.mime.eq_ignore_ascii_case("multipart/report") {
            attached(&mut reader, &self.tree.root, &mut lines);
        }
        Bodies { lines, data: reader.data, remarks: reader.remarks, twin: reader.twin, left_out: reader.left_out }
    }

    fn message(mut self) -> Message {
        let Bodies { lines, data, remarks, twin, left_out } = self.bodies();
        self.remarks.extend(remarks);
        let first = self.parts.len();
        for (i, picture) in data.iter().enumerate() {
            self.parts.push(Part {
                index: first + i,
                name: None,
                content_id: Some(format!("data:{}", i + 1)),
                location: None,
                mime: picture.mime.clone(),
                size: picture.bytes.len(),
                sha256: hex(&picture.bytes),
                inline: true,
                within: None,
                pixels: pixels(&picture.bytes),
            });
        }
        // Of a mail that is cut short a document has no end.
        let mut enclosed = if self.truncated { Enclosed::default() } else { Enclosed::read(&self.tree, self.parts.len()) };
        self.parts.extend(enclosed.pictures.drain(..).map(|(part, _)| part));
        let root = &self.tree.root;
        let value = |name: &str| self.tree.value(root, name);
        let list = |name: &str| value(name).map(|value| headers::addresses(&value)).unwrap_or_default();
        let ids = |name: &str| value(name).map(|value| headers::ids(&value)).unwrap_or_default();
        let all: Vec<(String, String)> =
            root.fields.iter().map(|field| (field.name.clone(), text(&headers::unfold(self.tree.raw.get(field.value.clone()).unwrap_or_default())))).collect();
        let mut mail = Message {
            subject: headers::words(&value("subject").unwrap_or_default()).split_whitespace().collect::<Vec<_>>().join(" "),
            from: list("from").into_iter().next().or_else(|| list("sender").into_iter().next()).or_else(|| list("reply-to").into_iter().next()),
            to: list("to"),
            cc: list("cc"),
            reply_to: list("reply-to"),
            date: value("date").and_then(|value| date(&value)),
            submitted: all
                .iter()
                .rev()
                .find(|(name, _)| name == "received")
                .and_then(|(_, value)| value.rsplit_once(';'))
                .and_then(|(_, value)| date(value.as_bytes())),
            message_id: ids("message-id").into_iter().next(),
            in_reply_to: ids("in-reply-to"),
            references: ids("references"),
            encrypted: encryption(root),
            truncated: self.truncated
                || left_out
                || self.fuel.is_empty()
                || lines.iter().any(|line| line.hint == Hint::Cut && matches!(line.block.zone, Zone::Own | Zone::Forwarded)),
            body: quote::fold(lines),
            twin,
            headers: all,
            ..Message::default()
        };
        if mail.encrypted.is_none() && mail.body.iter().any(|block| block.text().trim() == "-----BEGIN PGP MESSAGE-----") {
            mail.encrypted = Some(Encryption::Pgp);
        }
        enclosed.place(mail.body.len());
        mail.documents = enclosed.documents;
        mail.parts = self.parts;
        mail.remarks = self.remarks;
        if self.fuel.is_empty() {
            mail.remarks.push(Remark::OutOfFuel);
        }
        mail.fuel = self.fuel;
        if !mail.has_own_words() && mail.body.iter().any(|block| !block.is_blank()) {
            mail.remarks.push(Remark::NoOwnWords);
        }
        mail.machine = machine::judge(&mail, &structure(&self.tree));
        if mail.machine.class == MachineClass::Bounce {
            mail.delivery = Some(bounce::read(&mail, &self.tree));
        }
        mail
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The mail inside a winmail.dat.
fn wrapped<'e, 'a>(entity: &'e Entity<'a>) -> Option<&'e Tree<'a>> {
    let inner = entity.nested.as_deref().filter(|_| entity.dress == Some(Dress::Tnef));
    inner.or_else(|| entity.children.iter().find_map(wrapped))
}

/// The mails that are attached: another's words, passed on.
fn attached(reader: &mut Reader<'_>, entity: &Entity<'_>, out: &mut Vec<Line>) {
    for child in &entity.children {
        attached(reader, child, out);
    }
    let Some(inner) = &entity.nested else { return };
    if entity.dress.is_some() {
        return attached(reader, &inner.root, out);
    }
    for name in ["from", "date", "subject"] {
        if let Some(value) = inner.value(&inner.root, name) {
            let label = match name {
                "from" => "From",
                "date" => "Date",
                _ => "Subject",
            };
            out.push(quote::made(format!("{label}: {}", headers::words(&value)), Zone::ForwardHead));
        }
    }
    let mut lines = reader.lines(inner, &inner.root);
    quote::mark(&mut lines, false, reader.fuel);
    signature::mark(&mut lines, &Writer { name: "", address: "", small: &|part| is_small(reader.parts, part) });
    for line in &mut lines {
        if line.block.zone == Zone::Own {
            line.block.zone = Zone::Forwarded;
            line.block.why = ZoneRule::Attached;
        }
    }
    out.extend(lines);
    attached(reader, &inner.root, out);
}

/// Numbers the attachments and pictures of a mail and of the mails inside it.
fn number(tree: &mut Tree<'_>, within: Option<usize>, parts: &mut Vec<Part>, fuel: &Fuel) {
    let mut root = std::mem::take(&mut tree.root);
    number_entity(tree, &mut root, within, parts, true, fuel);
    tree.root = root;
}

fn number_entity(tree: &Tree<'_>, entity: &mut Entity<'_>, within: Option<usize>, parts: &mut Vec<Part>, top: bool, fuel: &Fuel) {
    let mut inside = within;
    if entity.counts() && !(top && entity.is_text() && !entity.is_attached()) {
        let bytes = tree.decoded(entity);
        // Decoded and hashed, for each mail that it stands in again.
        fuel.bytes(4 * bytes.len());
        let index = parts.len();
        entity.part = Some(index);
        inside = Some(index);
        let mime = media_type(entity, &bytes);
        parts.push(Part {
            index,
            name: entity.name(),
            content_id: body::content_id(tree, entity),
            location: tree.value(entity, "content-location").map(|value| headers::words(&value)).filter(|value| !value.is_empty()),
            inline: entity.disposition.value == "inline" || (entity.disposition.value.is_empty() && mime.starts_with("image/")),
            mime,
            size: bytes.len(),
            sha256: hex(&bytes),
            within,
            pixels: pixels(&bytes),
        });
    }
    for child in &mut entity.children {
        number_entity(tree, child, within, parts, false, fuel);
    }
    if let Some(nested) = &mut entity.nested {
        number(nested, inside, parts, fuel);
    }
}

/// Is a picture as small as a logo, an icon or a business card's code?
fn is_small(parts: &[Part], index: usize) -> bool {
    let Some(part) = parts.get(index) else { return false };
    match part.pixels {
        // Logos and banners are flat, icons small; the smallest useful screenshot shows a message box.
        Some((width, height)) => height <= 110 || width >= height.saturating_mul(4) || (width <= 220 && height <= 220),
        None => part.size < 10_000,
    }
}

/// Pictures are often declared as octet streams; the bytes tell.
fn media_type(entity: &Entity<'_>, bytes: &[u8]) -> String {
    if entity.mime == "application/octet-stream"
        && let Some(kind) = infer::get(bytes)
        && kind.matcher_type() == infer::MatcherType::Image
    {
        return kind.mime_type().to_owned();
    }
    entity.mime.clone()
}

fn find(tree: &Tree<'_>, entity: &Entity<'_>, index: usize) -> Option<Vec<u8>> {
    if entity.part == Some(index) {
        return Some(tree.decoded(entity).into_owned());
    }
    entity.children.iter().find_map(|child| find(tree, child, index)).or_else(|| entity.nested.as_ref().and_then(|nested| find(nested, &nested.root, index)))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Width and height, read from the picture's head without decoding it.
pub(super) fn pixels(bytes: &[u8]) -> Option<(u32, u32)> {
    image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().ok()?.into_dimensions().ok()
}

fn date(value: &[u8]) -> Option<DateTime<FixedOffset>> {
    let mut line = headers::unfold(value);
    line.push(b'\n');
    let parsed = mail_parser::parsers::MessageStream::new(&line).parse_date();
    let parsed = parsed.into_datetime().filter(mail_parser::DateTime::is_valid)?;
    DateTime::parse_from_rfc3339(&parsed.to_rfc3339()).ok()
}

fn encryption(entity: &Entity<'_>) -> Option<Encryption> {
    let name = entity.name().unwrap_or_default().to_lowercase();
    match entity.mime.as_str() {
        _ if entity.dress.is_some() => None,
        "multipart/encrypted" => Some(Encryption::Pgp),
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => Some(Encryption::Smime),
        "application/octet-stream" if name.rsplit('.').next() == Some("p7m") => Some(Encryption::Smime),
        _ => entity.children.iter().find_map(encryption),
    }
}

fn structure(tree: &Tree<'_>) -> Structure {
    let mut out = Structure { mime: tree.root.mime.clone(), report: tree.root.kind.get("report-type").map(str::to_lowercase), ..Structure::default() };
    gather(&tree.root, &mut out);
    out
}

fn gather(entity: &Entity<'_>, out: &mut Structure) {
    if entity.children.is_empty() {
        if entity.mime == "text/calendar" && out.calendar.is_none() {
            out.calendar = entity.kind.get("method").map(str::to_lowercase);
        }
        // A meeting service sends its appointment as a file beside the text.
        let service = matches!(entity.mime.as_str(), "application/ics" | "text/calendar") && entity.is_attached();
        if service && out.calendar.is_none() {
            out.calendar = Some("request".to_owned());
        }
        out.leaves.push(entity.mime.clone());
    }
    for child in &entity.children {
        gather(child, out);
    }
}

#[cfg(test)]
mod clients;
#[cfg(test)]
mod repair;
#[cfg(test)]
mod tests;
