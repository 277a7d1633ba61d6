//! The MIME tree → the body: which text is shown, in what order, and which picture stands where.

use std::borrow::Cow;

use super::block::{Block, Inline, Zone};
use super::parts::{self, Dress, Entity, Tree};
use super::quote::{self, Hint, Line};
use super::text::{self, Flow};
use super::{Fuel, Part, Remark, charset, headers, html, link, placeholder, transfer};

/// Pictures written into the HTML itself that are taken; a mail with more is a web page.
const MAX_DATA_PICTURES: usize = 50;

/// What a comparison of elements costs in steps of the counter, with the nodes and the walk over them.
const STEPS_OF_HTML: usize = 4;

/// A picture that stands in the HTML as a `data:` address.
pub(super) struct DataPicture {
    pub(super) mime: String,
    pub(super) bytes: Vec<u8>,
}

/// What the rendering of all bodies gathers.
pub(super) struct Reader<'m> {
    pub(super) fuel: &'m Fuel,
    /// The real parts, all found before.
    pub(super) parts: &'m mut [Part],
    /// `data:` pictures; their numbers follow the real parts'.
    pub(super) data: Vec<DataPicture>,
    pub(super) remarks: Vec<Remark>,
    /// The plain text that stands beside the HTML.
    pub(super) twin: String,
    /// How many lines may still be read.
    room: usize,
    /// Was a mail left out, since there was no room for any of it?
    pub(super) left_out: bool,
    /// What reading HTML may still cost.
    steps: usize,
}

impl<'m> Reader<'m> {
    /// A reader of a mail and of the mails inside it.
    pub(super) fn new(parts: &'m mut [Part], fuel: &'m Fuel) -> Self {
        Self { fuel, parts, data: Vec::new(), remarks: Vec::new(), twin: String::new(), room: quote::MAX_LINES, left_out: false, steps: html::MAX_STEPS }
    }

    /// The lines of one mail, quotations and signatures not yet marked.
    pub(super) fn lines(&mut self, tree: &Tree<'_>, entity: &Entity<'_>) -> Vec<Line> {
        let mut out = Vec::new();
        self.entity(tree, entity, &mut out);
        self.room -= out.len().min(self.room);
        if self.left_out || out.iter().any(|line| line.hint == Hint::Cut) {
            self.note(Remark::TooMuchText);
        }
        out
    }

    /// Takes the lines of one part as far as there is room for them, with the links that their writer wrote.
    fn take(&mut self, out: &mut Vec<Line>, mut lines: Vec<Line>) {
        if lines.is_empty() {
            return;
        }
        for inline in lines.iter_mut().flat_map(|line| line.block.cells.iter_mut().flatten()) {
            if let Inline::Text(text) = inline {
                link::restore(text, self.fuel);
            }
        }
        if !out.is_empty() {
            // What follows is another part.
            out.push(Line { hint: Hint::Part, ..quote::made(String::new(), Zone::Own) });
        }
        out.extend(lines);
        self.bound(out);
    }

    fn bound(&mut self, out: &mut Vec<Line>) {
        if out.len() > self.room {
            self.left_out |= self.room == 0;
            out.truncate(self.room);
            quote::cut(out);
        }
    }

    fn note(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    fn entity(&mut self, tree: &Tree<'_>, entity: &Entity<'_>, out: &mut Vec<Line>) {
        if let Some(inner) = entity.nested.as_deref().filter(|_| entity.dress == Some(Dress::Signed)) {
            return self.entity(inner, &inner.root, out);
        }
        match entity.mime.as_str() {
            "multipart/alternative" => self.alternative(tree, entity, out),
            "multipart/related" => {
                let start = entity.kind.get("start").map(|id| id.trim_matches(['<', '>']).to_owned());
                let root = start
                    .and_then(|id| entity.children.iter().find(|child| content_id(tree, child).as_deref() == Some(id.as_str())))
                    .or_else(|| entity.children.first());
                let Some(root) = root else { return };
                self.entity(tree, root, out);
                // Some clients say "related" and mean "mixed": text beside the first is shown too.
                for other in entity.children.iter().filter(|child| !std::ptr::eq(*child, root)) {
                    if other.is_multipart() || is_body(other) {
                        self.entity(tree, other, out);
                    } else {
                        self.unplaced(other, out);
                    }
                }
            }
            _ if entity.is_multipart() => {
                for child in &entity.children {
                    self.entity(tree, child, out);
                }
            }
            _ if is_body(entity) => self.leaf(tree, entity, out),
            _ => self.unplaced(entity, out),
        }
    }

    /// A picture that no HTML shows but that the client shows between the texts (Apple Mail).
    fn unplaced(&mut self, entity: &Entity<'_>, out: &mut Vec<Line>) {
        let Some(index) = entity.part.filter(|_| !entity.is_attached()) else { return };
        let shown = self.parts.get(index).is_some_and(|part| part.inline && part.mime.starts_with("image/"));
        let placed = out.iter().any(|line| line.block.pictures().any(|picture| picture == index));
        if shown && !placed && !out.is_empty() {
            out.push(Line::plain(Block::paragraph(vec![Inline::Picture(index)])));
        }
    }

    /// HTML if it says as much as the text does, for its pictures and structure; else the text.
    fn alternative(&mut self, tree: &Tree<'_>, entity: &Entity<'_>, out: &mut Vec<Line>) {
        let mut best: Option<Vec<Line>> = None;
        let mut plain: Option<Vec<Line>> = None;
        for child in &entity.children {
            let mut lines = Vec::new();
            self.entity(tree, child, &mut lines);
            let is_plain = child.mime == "text/plain";
            if weight(&lines) == 0 {
                continue;
            }
            if is_plain && plain.is_none() {
                plain = Some(lines);
            } else {
                best = Some(lines);
            }
        }
        if let (Some(_), Some(plain)) = (&best, &plain) {
            self.twin.push_str(&plain.iter().map(|line| line.block.text()).collect::<Vec<_>>().join("\n"));
            self.twin.push('\n');
        }
        let chosen = match (best, plain) {
            (Some(best), Some(plain)) => {
                // An HTML part that holds next to nothing of the text is a stub or destroyed.
                if weight(&best) * 4 < weight(&plain) && !best.iter().any(|line| line.block.pictures().next().is_some()) { plain } else { best }
            }
            (best, plain) => best.or(plain).unwrap_or_default(),
        };
        out.extend(chosen);
        self.bound(out);
    }

    fn leaf(&mut self, tree: &Tree<'_>, entity: &Entity<'_>, out: &mut Vec<Line>) {
        let bytes = tree.decoded(entity);
        // What is decoded, cut and looked through several times over.
        self.fuel.bytes(8 * bytes.len());
        let charset = parts::charset(entity, &bytes);
        if entity.mime == "text/html" || (entity.mime != "text/plain" && looks_like_html(&bytes)) {
            let lines = self.html(&bytes, charset.as_deref());
            self.take(out, lines);
            return;
        }
        // A character takes four bytes at most, so that this is more than is read.
        let (source, more) = parts::text(&bytes, charset.as_deref(), 2 * html::MAX_BYTES);
        let flow = Flow {
            flowed: entity.kind.get("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed")),
            delsp: entity.kind.get("delsp").is_some_and(|delsp| delsp.eq_ignore_ascii_case("yes")),
        };
        let head = source.get(..source.floor_char_boundary(html::MAX_BYTES)).unwrap_or(&source);
        let mut lines = text::lines(head, flow);
        let (parts, fuel) = (&mut *self.parts, self.fuel);
        for line in &mut lines {
            placeholder::resolve(&mut line.block, |address| {
                let found = resolve(parts, address).filter(|_| fuel.spend(address.len() + 4 * parts.len()))?;
                parts.get_mut(found)?.inline = true;
                Some(found)
            });
        }
        if more || head.len() < source.len() {
            self.note(Remark::LongText);
            quote::cut(&mut lines);
        }
        self.take(out, lines);
    }

    fn html(&mut self, bytes: &[u8], charset: Option<&str>) -> Vec<Line> {
        let first = self.parts.len();
        let lifted = if charset.is_some_and(charset::is_seven_bit) {
            // Its ASCII letters are no ASCII bytes: addresses are found in the text only.
            lift(charset::decode(bytes, charset).as_bytes(), first + self.data.len(), &mut self.data)
        } else {
            lift(bytes, first + self.data.len(), &mut self.data)
        };
        let charset = charset.filter(|label| !charset::is_seven_bit(label)).or(charset.map(|_| "utf-8"));
        let (source, more) = parts::text(&lifted, charset, 2 * html::MAX_BYTES);
        let (parts, fuel) = (&mut *self.parts, self.fuel);
        let mut find = |address: &str| -> Option<usize> {
            if let Some(number) = address.strip_prefix("data:lifted-") {
                return number.parse().ok();
            }
            // Each address is compared with the names of all parts.
            let found = resolve(parts, address).filter(|_| fuel.spend(address.len() + 4 * parts.len()))?;
            if let Some(part) = parts.get_mut(found) {
                part.inline = true;
            }
            Some(found)
        };
        let before = self.steps;
        let mut read = html::read(&source, &mut self.steps, &mut find);
        fuel.spend(STEPS_OF_HTML * (before - self.steps));
        if more {
            quote::cut(&mut read.lines);
        }
        text::lift_marks(&mut read.lines);
        for remark in read.remarks {
            self.note(remark);
        }
        read.lines
    }
}

/// How much a body says: letters, and a picture counts as a sentence.
fn weight(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.block.text().chars().filter(|c| c.is_alphanumeric()).count() + 20 * line.block.pictures().count()).sum()
}

/// Is this leaf shown as text?
fn is_body(entity: &Entity<'_>) -> bool {
    entity.is_text() && !entity.is_attached() && (entity.disposition.get("filename").is_none() && entity.kind.get("name").is_none())
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..1_000).unwrap_or(bytes));
    let head: String = head.trim_start().chars().take(200).collect::<String>().to_lowercase();
    head.starts_with("<html") || head.starts_with("<!doctype html") || head.contains("<body")
}

/// The Content-ID without its brackets.
pub(super) fn content_id(tree: &Tree<'_>, entity: &Entity<'_>) -> Option<String> {
    let value = tree.value(entity, "content-id")?;
    let id = headers::words(&value).trim().trim_matches(['<', '>']).trim().to_owned();
    (!id.is_empty()).then_some(id)
}

/// Finds the part that an address in the HTML means: by Content-ID, by Content-Location, by file name.
fn resolve(parts: &[Part], address: &str) -> Option<usize> {
    let address = address.trim();
    if address.starts_with("http:") || address.starts_with("https:") {
        return parts.iter().find(|part| part.location.as_deref() == Some(address)).map(|part| part.index);
    }
    let bare = address.get(..4).filter(|head| head.eq_ignore_ascii_case("cid:")).map_or(address, |_| address.get(4..).unwrap_or_default());
    let bare = String::from_utf8_lossy(&transfer::percent(bare.as_bytes())).into_owned();
    let bare = bare.trim().trim_matches(['<', '>']);
    if bare.is_empty() {
        return None;
    }
    let identified = parts
        .iter()
        .find(|part| part.content_id.as_deref() == Some(bare))
        .or_else(|| parts.iter().find(|part| part.content_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(bare))));
    let file = bare.rsplit(['/', '\\']).next().unwrap_or(bare);
    let local_name = file.split('@').next().unwrap_or(file);
    let by_place = || parts.iter().find(|part| part.location.as_deref().is_some_and(|location| location == bare || location == address));
    let by_name = || {
        parts.iter().find(|part| {
            part.mime.starts_with("image/") && part.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(file) || name.eq_ignore_ascii_case(local_name))
        })
    };
    identified.or_else(by_place).or_else(by_name).map(|part| part.index)
}

/// Takes `data:image/…` addresses out of the HTML, so that a pasted screenshot does not count against its length.
fn lift(html: &[u8], first: usize, data: &mut Vec<DataPicture>) -> Vec<u8> {
    const MARK: &[u8] = b"data:image/";
    let finder = memchr::memmem::Finder::new(MARK);
    let mut out = Vec::with_capacity(html.len().min(1 << 20));
    // What lies beyond is not read anyway.
    let push = |out: &mut Vec<u8>, piece: &[u8]| out.extend(piece.iter().take((2 * html::MAX_BYTES + 1).saturating_sub(out.len())));
    let mut rest = html;
    let mut number = first;
    while let Some((before, after)) = finder.find(rest).and_then(|at| Some((rest.get(..at)?, rest.get(at + MARK.len()..)?))) {
        push(&mut out, before);
        let end = after.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'>' | b')')).unwrap_or(after.len());
        let (address, tail) = after.split_at_checked(end).unwrap_or((after, &[]));
        rest = tail;
        let Some((kind, payload)) = memchr::memchr(b',', address).and_then(|at| Some((address.get(..at)?, address.get(at + 1..)?))) else { continue };
        if data.len() >= MAX_DATA_PICTURES {
            continue;
        }
        let kind = String::from_utf8_lossy(kind);
        let mut words = kind.split(';').map(str::trim);
        let mime = format!("image/{}", words.next().unwrap_or_default().to_ascii_lowercase());
        let raw = if payload.contains(&b'%') { transfer::percent(payload).into() } else { Cow::Borrowed(payload) };
        let bytes = if words.any(|word| word.eq_ignore_ascii_case("base64")) { transfer::base64(&raw) } else { raw.into_owned() };
        data.push(DataPicture { mime, bytes });
        push(&mut out, format!("data:lifted-{number}").as_bytes());
        number += 1;
    }
    push(&mut out, rest);
    out
}
