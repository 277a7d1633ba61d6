//! Parts, charsets, transfer encodings and header words: the mail on the wire.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{BIG5, Encoding, GB18030, GBK};

use super::manner::{Charset, Transfer};

/// A part with its header lines.
pub(crate) enum Part {
    Leaf(Vec<String>, Vec<u8>),
    Multi(&'static str, Vec<Part>),
}

impl Part {
    /// Header and body as they go over the wire; `level` names the boundary.
    pub(crate) fn write(&self, out: &mut Vec<u8>, level: usize) {
        match self {
            Self::Leaf(headers, body) => {
                for line in headers {
                    out.extend_from_slice(line.as_bytes());
                    out.extend_from_slice(b"\r\n");
                }
                out.extend_from_slice(b"\r\n");
                out.extend_from_slice(body);
            }
            Self::Multi(kind, parts) => {
                let boundary = format!("----=_NextPart_{level:03}_{:04X}", kind.len() * 7919);
                out.extend_from_slice(
                    format!("Content-Type: multipart/{kind};\r\n\tboundary=\"{boundary}\"\r\n\r\nThis is a multi-part message in MIME format.\r\n").as_bytes(),
                );
                for part in parts {
                    out.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
                    part.write(out, level + 1);
                }
                out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
            }
        }
    }
}

/// `text` in this charset, and the label it goes under; what the charset cannot say goes out in UTF-8.
pub(crate) fn encode(text: &str, charset: Charset) -> (Vec<u8>, &'static str) {
    let by = |encoding: &'static Encoding, label| {
        let (bytes, _, lost) = encoding.encode(text);
        if lost { (text.as_bytes().to_vec(), "utf-8") } else { (bytes.into_owned(), label) }
    };
    match charset {
        Charset::Utf8 => (text.as_bytes().to_vec(), "UTF-8"),
        Charset::Ascii if text.is_ascii() => (text.as_bytes().to_vec(), "us-ascii"),
        Charset::Ascii => (text.as_bytes().to_vec(), "utf-8"),
        Charset::Gbk => by(GBK, "GBK"),
        Charset::Gb18030 => by(GB18030, "GB18030"),
        // Chinese clients write the whole of GBK under the name of its small ancestor.
        Charset::Gb2312 => by(GBK, "gb2312"),
        Charset::Big5 => by(BIG5, "big5"),
    }
}

/// A text part.
pub(crate) fn text(kind: &str, parameters: &str, text: &str, charset: Charset, transfer: Transfer) -> Part {
    let (bytes, label) = encode(text, charset);
    let longest = bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max().unwrap_or(0);
    // No server takes a line of a thousand bytes, so no client sends one as it is.
    let (name, body) = match transfer {
        Transfer::EightBit if longest < 990 && bytes.is_ascii() => ("7bit", bytes),
        Transfer::EightBit if longest < 990 => ("8bit", bytes),
        Transfer::QuotedPrintable => ("quoted-printable", quoted_printable(&bytes)),
        Transfer::Base64 | Transfer::EightBit => ("base64", base64_lines(&bytes)),
    };
    Part::Leaf(vec![format!("Content-Type: text/{kind}; charset=\"{label}\"{parameters}"), format!("Content-Transfer-Encoding: {name}")], body)
}

/// A picture with these further header lines.
pub(crate) fn picture(bytes: &[u8], name: &str, charset: Charset, more: Vec<String>) -> Part {
    let word = header_words(name, charset, false);
    let mut headers = vec![format!("Content-Type: image/png;\r\n\tname=\"{word}\""), "Content-Transfer-Encoding: base64".to_owned()];
    headers.extend(more);
    Part::Leaf(headers, base64_lines(bytes))
}

/// `attachment; filename*=UTF-8''…`, or the encoded word that older clients put in quotes.
pub(crate) fn disposition(kind: &str, name: &str, charset: Charset, modern: bool) -> String {
    if modern && !name.is_ascii() {
        let encoded: String = name
            .bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() || b".-_".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        return format!("Content-Disposition: {kind};\r\n filename*=UTF-8''{encoded}");
    }
    format!("Content-Disposition: {kind};\r\n\tfilename=\"{}\"", header_words(name, charset, false))
}

/// Encoded words where needed. `torn`: cut inside of characters, as some do.
pub(crate) fn header_words(text: &str, charset: Charset, torn: bool) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let (whole, label) = encode(text, charset);
    let word = |bytes: &[u8]| format!("=?{label}?B?{}?=", STANDARD.encode(bytes));
    if torn {
        return whole.chunks(28).map(word).collect::<Vec<_>>().join("\r\n ");
    }
    let chars: Vec<char> = text.chars().collect();
    // A piece of the text may be plain ASCII and still must be labelled as the whole is.
    let charset = if label == "utf-8" || label == "UTF-8" { Charset::Utf8 } else { charset };
    chars.chunks(11).map(|chunk| word(&encode(&chunk.iter().collect::<String>(), charset).0)).collect::<Vec<_>>().join("\r\n ")
}

fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 4 / 3 + 80);
    for chunk in STANDARD.encode(bytes).as_bytes().chunks(76) {
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// Soft line breaks fall where they fall, inside of characters too.
fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![];
    let mut column = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || *byte == b'\r' {
            out.push(*byte);
            column = 0;
            continue;
        }
        let ends = bytes.get(at + 1).is_none_or(|next| matches!(next, b'\r' | b'\n'));
        let plain = (33..=126).contains(byte) && *byte != b'=' || *byte == b' ' && !ends;
        let width = if plain { 1 } else { 3 };
        if column + width > 75 {
            out.extend_from_slice(b"=\r\n");
            column = 0;
        }
        if plain {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("={byte:02X}").as_bytes());
        }
        column += width;
    }
    out
}
