//! `winmail.dat` (MS-OXTNEF): what Outlook and Exchange make of a mail for those whom they take for their own kind.
//!
//! Given again as MIME, so that every later layer reads it as it reads any mail. By ourselves: the one crate for it reads
//! attachments only, and the problems stand in the text as often.

use std::fmt::Write as _;

use super::rtf;

/// Parts of one file; a mail has no more than [`MAX_PARTS`](super::parts::MAX_PARTS).
const ATTACHMENTS: usize = super::parts::MAX_PARTS;
/// Properties of one object; Outlook writes some two hundred.
const PROPERTIES: usize = 4_000;

/// What stands in the file.
#[derive(Default)]
struct Found<'t> {
    code_page: u32,
    plain: Option<Text<'t>>,
    html: Option<&'t [u8]>,
    rtf: Option<&'t [u8]>,
    attachments: Vec<Attachment<'t>>,
}

/// A string in the code page of the file, or in UTF-16.
#[derive(Clone, Copy)]
enum Text<'t> {
    Page(&'t [u8]),
    Unicode(&'t [u8]),
}

#[derive(Default)]
struct Attachment<'t> {
    name: Option<Text<'t>>,
    long_name: Option<Text<'t>>,
    mime: Option<Text<'t>>,
    id: Option<Text<'t>>,
    data: Option<&'t [u8]>,
    /// Is it a mail of its own, again in this form?
    is_mail: bool,
}

/// The mail inside `bytes` as MIME, without headers of its own. `None` where this is no such file.
pub(super) fn open(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(&[0x78, 0x9F, 0x3E, 0x22])?.get(2..)?;
    let mut found = Found::default();
    // Each attribute: level, id, length, data, checksum. A file that is cut short gives what it has.
    while let Some((head, after)) = rest.split_at_checked(9) {
        let (id, length) = (number(head.get(1..5)?), number(head.get(5..9)?));
        let Some((data, after)) = usize::try_from(length).ok().and_then(|length| after.split_at_checked(length)) else { break };
        found.attribute(id & 0xFFFF, data);
        rest = after.get(2..).unwrap_or_default();
    }
    (found.plain.is_some() || found.html.is_some() || found.rtf.is_some() || !found.attachments.is_empty()).then(|| found.mime())
}

impl<'t> Found<'t> {
    fn attribute(&mut self, id: u32, data: &'t [u8]) {
        match id {
            0x9007 => self.code_page = number(data.get(..4).unwrap_or_default()),
            0x800C => self.plain = self.plain.or(Some(Text::Page(until_nul(data)))),
            0x9003 => {
                let mut properties = Properties(data);
                properties.each(|id, value| match (id, value) {
                    (0x1000, Value::Text(text)) => self.plain = Some(text),
                    (0x1013, Value::Bytes(bytes) | Value::Text(Text::Page(bytes))) => self.html = Some(bytes),
                    (0x1009, Value::Bytes(bytes)) => self.rtf = Some(bytes),
                    _ => {}
                });
            }
            // The rendering data opens each attachment.
            0x9002 if self.attachments.len() < ATTACHMENTS => self.attachments.push(Attachment::default()),
            0x8010 | 0x800F | 0x9005 => {
                let Some(attachment) = self.attachments.last_mut() else { return };
                match id {
                    0x8010 => attachment.name = Some(Text::Page(until_nul(data))),
                    0x800F => attachment.data = Some(data),
                    _ => Properties(data).each(|id, value| match (id, value) {
                        (0x3707, Value::Text(text)) => attachment.long_name = Some(text),
                        (0x3704, Value::Text(text)) => attachment.name = attachment.name.or(Some(text)),
                        (0x370E, Value::Text(text)) => attachment.mime = Some(text),
                        (0x3712, Value::Text(text)) => attachment.id = Some(text),
                        (0x3701, Value::Object(bytes)) => (attachment.data, attachment.is_mail) = (Some(bytes), true),
                        (0x3701, Value::Bytes(bytes)) => attachment.data = attachment.data.or(Some(bytes)),
                        _ => {}
                    }),
                }
            }
            _ => {}
        }
    }

    fn charset(&self) -> Option<String> {
        Some(match self.code_page {
            936 => "gbk".into(),
            950 => "big5".into(),
            932 => "shift_jis".into(),
            949 => "euc-kr".into(),
            65001 => "utf-8".into(),
            page @ 1250..=1258 => format!("windows-{page}"),
            _ => return None,
        })
    }

    fn text(&self, text: Text<'_>) -> String {
        match text {
            Text::Page(bytes) => super::charset::decode(bytes, self.charset().as_deref()),
            Text::Unicode(bytes) => encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.trim_end_matches('\0').to_owned(),
        }
    }

    fn mime(&self) -> Vec<u8> {
        // No line of the content is this one.
        let boundary = format!(
            "winmail-{}",
            super::read::hex(&self.attachments.iter().flat_map(|one| one.data.unwrap_or_default().iter().take(4096)).copied().collect::<Vec<u8>>())
        );
        let mut out = format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n").into_bytes();
        let mut part = |head: &str, body: &[u8]| {
            out.extend_from_slice(format!("--{boundary}\r\n{head}Content-Transfer-Encoding: binary\r\n\r\n").as_bytes());
            out.extend_from_slice(body);
            out.extend_from_slice(b"\r\n");
        };
        if let Some(html) = self.html {
            let charset = self.charset().map(|charset| format!("; charset={charset}")).unwrap_or_default();
            part(&format!("Content-Type: text/html{charset}\r\n"), html);
        } else if let Some(plain) = self.plain.map(|plain| self.text(plain)).filter(|plain| !plain.trim().is_empty()) {
            part("Content-Type: text/plain; charset=utf-8\r\n", plain.as_bytes());
        } else if let Some(text) = self.rtf.and_then(rtf::unpacked).map(|rtf| rtf::text(&rtf)) {
            part("Content-Type: text/plain; charset=utf-8\r\n", text.as_bytes());
        }
        for attachment in &self.attachments {
            let clean = |text: Text<'_>| self.text(text).replace(|c: char| c.is_control(), "");
            let mut head = String::new();
            let mime = attachment.mime.map(clean).filter(|mime| mime.contains('/') && mime.is_ascii() && !mime.contains(';'));
            let mime = if attachment.is_mail { "application/ms-tnef".to_owned() } else { mime.unwrap_or_else(|| "application/octet-stream".into()) };
            let id = attachment.id.map(clean).filter(|id| !id.is_empty());
            let _ = write!(head, "Content-Type: {mime}\r\nContent-Disposition: {}", if id.is_some() { "inline" } else { "attachment" });
            if let Some(name) = attachment.long_name.or(attachment.name).map(clean) {
                let coded: String =
                    name.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
                let _ = write!(head, "; filename*=utf-8''{coded}");
            }
            head.push_str("\r\n");
            if let Some(id) = id {
                let _ = write!(head, "Content-ID: <{id}>\r\n");
            }
            part(&head, attachment.data.unwrap_or_default());
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        out
    }
}

/// The value of one property, as far as it matters here.
enum Value<'t> {
    Text(Text<'t>),
    Bytes(&'t [u8]),
    /// An object of its own, its interface's id taken off.
    Object(&'t [u8]),
    Other,
}

/// A list of MAPI properties (MS-OXTNEF 2.1.3.4).
struct Properties<'t>(&'t [u8]);

impl<'t> Properties<'t> {
    fn each(&mut self, mut tell: impl FnMut(u32, Value<'t>)) {
        let Some(count) = self.number() else { return };
        for _ in 0..usize::try_from(count).unwrap_or(0).min(PROPERTIES) {
            let Some((id, value)) = self.one() else { return };
            tell(id, value);
        }
    }

    fn one(&mut self) -> Option<(u32, Value<'t>)> {
        let tag = self.number()?;
        let (id, kind) = (tag >> 16, tag & 0xFFFF);
        if id >= 0x8000 {
            // A named property: its family, then a number or a name.
            self.take(16)?;
            if self.number()? == 0 {
                self.number()?;
            } else {
                let length = self.number()?;
                self.padded(length)?;
            }
        }
        let (many, kind) = (kind & 0x1000 != 0, kind & 0x0FFF);
        let wide = match kind {
            0x02 | 0x03 | 0x04 | 0x0A | 0x0B => 4,
            0x05 | 0x06 | 0x07 | 0x14 | 0x40 => 8,
            0x48 => 16,
            0x0D | 0x1E | 0x1F | 0x102 => 0,
            _ => return None,
        };
        let count = if many || wide == 0 { self.number()? } else { 1 };
        let mut value = Value::Other;
        for _ in 0..usize::try_from(count).ok()?.min(PROPERTIES) {
            if wide > 0 {
                self.take(wide)?;
                continue;
            }
            let length = self.number()?;
            let bytes = self.padded(length)?;
            value = match kind {
                0x1E => Value::Text(Text::Page(until_nul(bytes))),
                0x1F => Value::Text(Text::Unicode(bytes)),
                0x0D => Value::Object(bytes.get(16..).unwrap_or_default()),
                _ => Value::Bytes(bytes),
            };
        }
        Some((id, value))
    }

    fn take(&mut self, length: usize) -> Option<&'t [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4).map(number)
    }

    /// So many bytes, and those that fill up to four.
    fn padded(&mut self, length: u32) -> Option<&'t [u8]> {
        let length = usize::try_from(length).ok()?;
        let taken = self.take(length)?;
        let fill = (4 - length % 4) % 4;
        self.0 = self.0.get(fill..).unwrap_or_default();
        Some(taken)
    }
}

/// A little-endian number.
fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}
