//! The MIME tree, walked by ourselves: mail-parser 0.11 loses a multipart whose boundary is folded or never
//! closed, and has no limits.
//!
//! # Reading, layer 2 of 9: parts
//!
//! **Takes** the raw mail. **Gives** the tree of its parts, mails inside it included, each with its type, name and
//! place; [`read`](super::read()) numbers those that count as attachment or picture. **May not know** what the texts say.
//!
//! **Limits:** `MAX_PARTS`, `MAX_DEPTH` and `MAX_NESTED_BYTES`, spent from one fuel for the whole mail. **Remarks:**
//! [`Remark::Unclosed`](super::Remark::Unclosed), for instance "a multipart without its closing line: read to its end", and
//! [`Remark::TooManyParts`](super::Remark::TooManyParts). Whether a picture is evidence is told in layer 8, by place and
//! size. **Shown by** the tests at the end of this file and `tests/it/large.rs`.

use std::borrow::Cow;
use std::ops::Range;

use super::headers::{self, Field, Parameters};
use super::{Fuel, charset, signed, tnef, transfer};

/// More parts than this are an attack or a dump; the largest real report held some forty pictures.
pub(super) const MAX_PARTS: usize = 200;
/// Deeper nesting than this is a loop of forwards or an attack.
pub(super) const MAX_DEPTH: usize = 20;
/// Bytes of mails inside the mail that are opened in one reading: each level is looked through and hashed again, and copied
/// where it is encoded. Of the largest mail two levels, of one of a megabyte all.
const MAX_NESTED_BYTES: usize = 64 << 20;

/// One mail, or one mail inside another, cut into its parts.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    pub(super) raw: Cow<'a, [u8]>,
    pub(super) root: Entity<'a>,
}

/// One node of the tree.
#[derive(Debug, Default)]
pub(super) struct Entity<'a> {
    pub(super) fields: Vec<Field>,
    /// The media type in lower case: `text/plain`.
    pub(super) mime: String,
    /// The parameters of Content-Type.
    pub(super) kind: Parameters,
    /// Content-Disposition with its parameters.
    pub(super) disposition: Parameters,
    pub(super) body: Range<usize>,
    pub(super) children: Vec<Entity<'a>>,
    /// The mail that a message/rfc822 part holds.
    pub(super) nested: Option<Box<Tree<'a>>>,
    /// Is that no other mail, but this one in other clothes?
    pub(super) dress: Option<Dress>,
    /// Its number among the mail's parts, where it is an attachment or a picture.
    pub(super) part: Option<usize>,
}

/// In what a mail's own text and files are wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    /// A winmail.dat: its text counts where the mail has no other.
    Tnef,
    /// Signed in one lump.
    Signed,
}

/// What the walk may still take, and what it noticed.
#[derive(Debug)]
pub(super) struct Walk<'f> {
    fuel: &'f Fuel,
    parts: usize,
    nested_bytes: usize,
    /// Was something left out?
    pub(super) spent: bool,
    /// Did a multipart end without its closing line?
    pub(super) unclosed: bool,
}

impl<'f> Walk<'f> {
    pub(super) fn new(fuel: &'f Fuel) -> Self {
        Self { fuel, parts: MAX_PARTS, nested_bytes: MAX_NESTED_BYTES, spent: false, unclosed: false }
    }
}

impl<'a> Tree<'a> {
    /// Cuts a whole mail.
    pub(super) fn read(raw: Cow<'a, [u8]>, walk: &mut Walk<'_>, depth: usize) -> Self {
        let lent = if let Cow::Borrowed(raw) = raw { Some(raw) } else { None };
        let mut root = entity(&raw, lent, 0..raw.len(), "text/plain", walk, depth);
        // A mail that is nothing but a multipart's inside, its own header lost: take what there is.
        if root.fields.is_empty() {
            root.body = 0..raw.len();
        }
        Self { raw, root }
    }

    /// An unfolded header value of one of its entities.
    pub(super) fn value(&self, entity: &Entity<'_>, name: &str) -> Option<Vec<u8>> {
        entity.value(&self.raw, name)
    }

    /// The bytes of a leaf, its transfer encoding undone.
    pub(super) fn decoded(&self, entity: &Entity<'_>) -> Cow<'_, [u8]> {
        entity.decoded(&self.raw)
    }
}

impl Entity<'_> {
    fn value(&self, raw: &[u8], name: &str) -> Option<Vec<u8>> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(headers::unfold(raw.get(field.value.clone()).unwrap_or_default()))
    }

    fn decoded<'r>(&self, raw: &'r [u8]) -> Cow<'r, [u8]> {
        let body = raw.get(self.body.clone()).unwrap_or_default();
        let encoding = self.value(raw, "content-transfer-encoding").unwrap_or_default();
        let encoding = String::from_utf8_lossy(&encoding).trim_matches(['"', '\'', ' ', ';']).to_ascii_lowercase();
        match encoding.as_str() {
            "base64" => transfer::base64(body).into(),
            "quoted-printable" | "quoted_printable" => transfer::quoted_printable(body, false).into(),
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => transfer::uuencode(body).into(),
            _ => body.into(),
        }
    }

    /// The decoded file name.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.disposition.get("filename").filter(|name| !name.trim().is_empty()).or_else(|| self.kind.get("name"))?;
        // Outlook of old sends whole paths.
        let name = name.rsplit_once('\\').map_or(name, |(_, base)| base);
        let name: String = name.chars().filter(|c| !c.is_control()).collect();
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.mime.starts_with("multipart/")
    }

    pub(super) fn is_text(&self) -> bool {
        self.mime == "text/plain" || self.mime == "text/html" || self.mime == "text/enriched" || self.mime == "text/richtext"
    }

    pub(super) fn is_attached(&self) -> bool {
        self.disposition.value == "attachment"
    }

    /// Is it an attachment or a picture, as people count them?
    pub(super) fn counts(&self) -> bool {
        if self.is_multipart() {
            return false;
        }
        let silent = ["application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-encrypted"];
        if silent.contains(&self.mime.as_str()) {
            return false;
        }
        self.is_attached() || self.name().is_some() || !self.mime.starts_with("text/")
    }
}

/// `lent` are the same bytes where they outlive the tree: mails inside them need no copy.
fn entity<'a>(raw: &[u8], lent: Option<&'a [u8]>, range: Range<usize>, fallback: &str, walk: &mut Walk<'_>, depth: usize) -> Entity<'a> {
    let (fields, body) = headers::split(raw, range.clone());
    let mut out = Entity { fields, body: body..range.end, ..Entity::default() };
    out.kind = out.value(raw, "content-type").map(|value| Parameters::parse(&value)).unwrap_or_default();
    out.disposition = out.value(raw, "content-disposition").map(|value| Parameters::parse(&value)).unwrap_or_default();
    out.mime = out.kind.value.trim_matches(['"', '\'', ',', ' ']).to_owned();
    if !out.mime.contains('/') {
        out.mime = match out.mime.as_str() {
            "multipart" => "multipart/mixed".into(),
            "html" => "text/html".into(),
            _ => fallback.to_owned(),
        };
    }
    if out.is_multipart() {
        multipart(raw, lent, &mut out, walk, depth);
    } else if matches!(out.mime.as_str(), "message/rfc822" | "message/global") || is_eml(&out) {
        nested(raw, lent, &mut out, walk, depth);
    } else {
        undress(raw, &mut out, walk, depth);
    }
    out
}

/// Opens what is the same mail in other clothes.
fn undress(raw: &[u8], out: &mut Entity<'_>, walk: &mut Walk<'_>, depth: usize) {
    let name = out.name().unwrap_or_default().to_lowercase();
    let dress = match out.mime.as_str() {
        "application/ms-tnef" | "application/vnd.ms-tnef" => Dress::Tnef,
        "application/octet-stream" if name == "winmail.dat" => Dress::Tnef,
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => Dress::Signed,
        "application/octet-stream" if name.rsplit('.').next() == Some("p7m") => Dress::Signed,
        _ => return,
    };
    if depth >= MAX_DEPTH || out.body.len() > walk.nested_bytes || !walk.fuel.bytes(8 * out.body.len()) {
        walk.spent = true;
        return;
    }
    let bytes = out.decoded(raw);
    let inner = match dress {
        Dress::Tnef => tnef::open(&bytes),
        Dress::Signed => signed::content(&bytes),
    };
    let Some(inner) = inner.filter(|inner| inner.len() <= walk.nested_bytes) else { return };
    walk.nested_bytes -= inner.len();
    out.nested = Some(Box::new(Tree::read(Cow::Owned(inner), walk, depth + 1)));
    out.dress = Some(dress);
}

fn is_eml(entity: &Entity<'_>) -> bool {
    entity.mime == "application/octet-stream" && entity.name().is_some_and(|name| name.to_lowercase().ends_with(".eml"))
}

fn nested<'a>(raw: &[u8], lent: Option<&'a [u8]>, out: &mut Entity<'a>, walk: &mut Walk<'_>, depth: usize) {
    let left = walk.nested_bytes.checked_sub(out.body.len()).filter(|_| depth < MAX_DEPTH && walk.fuel.bytes(out.body.len()));
    let Some(left) = left else {
        walk.spent = true;
        return;
    };
    walk.nested_bytes = left;
    let inner = lent.map_or_else(|| Cow::Owned(out.decoded(raw).into_owned()), |raw| out.decoded(raw));
    let tree = Tree::read(inner, walk, depth + 1);
    if !tree.root.fields.is_empty() {
        out.nested = Some(Box::new(tree));
    }
}

fn multipart<'a>(raw: &[u8], lent: Option<&'a [u8]>, out: &mut Entity<'a>, walk: &mut Walk<'_>, depth: usize) {
    let boundary = out.kind.get("boundary").map(str::to_owned).filter(|text| !text.is_empty());
    let (mut pieces, mut closed) = boundary.as_deref().map(|text| cut(raw, out.body.clone(), text.trim_end().as_bytes(), walk.parts)).unwrap_or_default();
    if pieces.is_empty()
        && let Some(guess) = guess_boundary(raw, out.body.clone())
    {
        (pieces, closed) = cut(raw, out.body.clone(), &guess, walk.parts);
    }
    let spent = depth >= MAX_DEPTH || !walk.fuel.bytes(out.body.len());
    if pieces.is_empty() || spent {
        walk.spent |= spent;
        // No part found: what stands there is read as text, HTML if it looks like it.
        let head = raw.get(out.body.clone()).unwrap_or_default().trim_ascii_start();
        out.mime = if head.get(..5).is_some_and(|b| b.eq_ignore_ascii_case(b"<html") || b.eq_ignore_ascii_case(b"<!doc")) {
            "text/html".into()
        } else {
            "text/plain".into()
        };
        return;
    }
    walk.unclosed |= !closed;
    let fallback = if out.mime == "multipart/digest" { "message/rfc822" } else { "text/plain" };
    for piece in pieces {
        if walk.parts == 0 {
            walk.spent = true;
            break;
        }
        walk.parts -= 1;
        out.children.push(entity(raw, lent, piece, fallback, walk, depth + 1));
    }
}

/// The pieces between the boundary lines, one more than `most` of them, and whether the closing line was there.
fn cut(raw: &[u8], body: Range<usize>, boundary: &[u8], most: usize) -> (Vec<Range<usize>>, bool) {
    let mut pieces = Vec::new();
    let mut begun: Option<usize> = None;
    let mark = [b"--", boundary].concat();
    let finder = memchr::memmem::Finder::new(&mark);
    let mut from = body.start;
    while let Some(at) = raw.get(from..body.end).and_then(|rest| finder.find(rest)).map(|found| from + found) {
        if at > body.start && raw.get(at - 1) != Some(&b'\n') {
            from = at + 1;
            continue;
        }
        let (line, next) = headers::line_at(raw, at, body.end);
        let text = raw.get(line).unwrap_or_default();
        if let Some(tail) = text.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary)) {
            let closing = tail.starts_with(b"--") && tail.get(2..).is_some_and(|rest| rest.trim_ascii().is_empty());
            if closing || tail.trim_ascii().is_empty() {
                if let Some(start) = begun {
                    pieces.push(start..trim_end(raw, start, at));
                }
                begun = (!closing).then_some(next);
                if closing || pieces.len() > most {
                    return (pieces, true);
                }
            }
        }
        from = next;
    }
    if let Some(start) = begun {
        pieces.push(start..body.end);
    }
    (pieces, false)
}

/// The line end before a boundary belongs to the boundary.
fn trim_end(raw: &[u8], start: usize, end: usize) -> usize {
    let end = if end > start && raw.get(end - 1) == Some(&b'\n') { end - 1 } else { end };
    if end > start && raw.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// The boundary of a multipart whose parameter was lost: the first `--` line that a header follows.
fn guess_boundary(raw: &[u8], body: Range<usize>) -> Option<Vec<u8>> {
    let mut at = body.start;
    // The first boundary stands at the top; a preamble is a few lines.
    for _ in 0..50 {
        let (line, next) = headers::line_at(raw, at, body.end);
        let text = raw.get(line).unwrap_or_default().trim_ascii_end();
        if let Some(rest) = text.strip_prefix(b"--")
            && rest.len() > 2
            && rest.len() <= 200
        {
            let (after, _) = headers::line_at(raw, next, body.end);
            let after = raw.get(after).unwrap_or_default();
            if after.is_empty() || after.get(..8).is_some_and(|head| head.eq_ignore_ascii_case(b"content-")) {
                return Some(rest.to_vec());
            }
        }
        if next >= body.end {
            return None;
        }
        at = next;
    }
    None
}

/// The text of a leaf, transfer encoding and charset undone: its beginning where it is longer than `most` bytes, and whether it is.
pub(super) fn text(bytes: &[u8], charset: Option<&str>, most: usize) -> (String, bool) {
    // A line end, so that no character is cut.
    const LINE: usize = 1_000;
    let cut = bytes.get(..most).filter(|head| head.len() < bytes.len()).map(|head| {
        let line = head.iter().rev().take(LINE).position(|byte| *byte == b'\n').unwrap_or(0);
        head.get(..head.len() - line).unwrap_or(head)
    });
    let mut text = charset::decode(cut.unwrap_or(bytes), charset);
    if text.starts_with('\u{FEFF}') {
        text.remove(0);
    }
    (text, cut.is_some())
}

/// The charset of a leaf as it is declared.
pub(super) fn charset(entity: &Entity<'_>, bytes: &[u8]) -> Option<String> {
    let declared = entity.kind.get("charset").map(str::to_owned);
    declared.or_else(|| (entity.mime == "text/html").then(|| meta_charset(bytes)).flatten())
}

/// The charset that an HTML file claims for itself.
fn meta_charset(html: &[u8]) -> Option<String> {
    // Browsers look at the first 1,024 bytes; Word's head is longer.
    let head = String::from_utf8_lossy(html.get(..html.len().min(4_096))?).to_lowercase();
    let (_, rest) = head.split_once("charset=")?;
    let label: String = rest.trim_start_matches(['"', '\'', ' ']).chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    Some(label).filter(|label| !label.is_empty() && !label.starts_with("utf-16"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(raw: &str) -> Vec<(String, String)> {
        fn walk(tree: &Tree<'_>, entity: &Entity<'_>, out: &mut Vec<(String, String)>) {
            if entity.children.is_empty() {
                out.push((entity.mime.clone(), String::from_utf8_lossy(&tree.decoded(entity)).trim().to_owned()));
            }
            for child in &entity.children {
                walk(tree, child, out);
            }
        }
        let tree = Tree::read(Cow::Borrowed(raw.as_bytes()), &mut Walk::new(&Fuel::default()), 0);
        let mut out = Vec::new();
        walk(&tree, &tree.root, &mut out);
        out
    }

    fn pair(mime: &str, text: &str) -> (String, String) {
        (mime.into(), text.into())
    }

    #[test]
    fn a_multipart_is_read_whatever_its_boundary_suffered() {
        let part = "--b\r\nContent-Type: text/plain\r\n\r\none\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+dHdv\r\n";
        let want = vec![pair("text/plain", "one"), pair("text/html", "<b>two")];
        for (name, raw) in [
            ("closed", format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}--b--\r\n")),
            ("unclosed", format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}")),
            ("folded", format!("Content-Type: multipart/mixed; boundary=\r\n \"b\"\r\n\r\n{part}--b--\r\n")),
            ("bare line feeds", format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{part}--b--\r\n").replace("\r\n", "\n")),
        ] {
            assert_eq!(leaves(&raw), want, "{name}");
        }
        let lost = format!("Content-Type: multipart/mixed\r\n\r\n{}", part.replace("--b", "--long-mark"));
        assert_eq!(leaves(&lost), want, "lost");
    }

    #[test]
    fn a_boundary_that_never_occurs_leaves_the_text() {
        assert_eq!(leaves("Content-Type: multipart/mixed; boundary=zz\r\n\r\nhello\r\n"), [pair("text/plain", "hello")]);
    }

    #[test]
    fn parts_and_depth_are_bounded() {
        let many = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}", "--b\r\n\r\nx\r\n".repeat(5_000));
        assert_eq!(leaves(&many).len(), MAX_PARTS);
        let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(2_000);
        assert!(!leaves(&deep).is_empty());
    }
}
