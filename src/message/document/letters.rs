//! The bytes that a PDF shows in a font → letters (ISO 32000-1, 9.10).
//!
//! The table that a font carries for this is read leniently and by ourselves: programs write it in many ways, and one that
//! is not understood must give nothing rather than other letters.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::{Fault, Fuel};

/// How the strings of one font are read.
pub(super) enum Letters<'f> {
    Table {
        /// From the first code of a range to its last and the text of the first.
        ranges: BTreeMap<u32, (u32, Vec<u16>)>,
        /// Bytes of a code.
        wide: bool,
    },
    Charset(&'static encoding_rs::Encoding),
    Plain(Encoding<'f>),
    Unknown,
}

impl<'f> Letters<'f> {
    /// Finds how `font` is read; `most` is what its table may unpack to.
    pub(super) fn of(font: &'f Dictionary, document: &'f Document, most: usize, fuel: &mut Fuel) -> Result<Self, Fault> {
        let composite = font.get_deref(b"Subtype", document).and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        if let Ok(stream) = font.get_deref(b"ToUnicode", document).and_then(Object::as_stream) {
            let table = match stream.get_plain_content_with_limit(most.min(fuel.left())) {
                Ok(table) => table,
                Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => return Err(Fault::TooLarge),
                Err(_) => Vec::new(),
            };
            fuel.spend(table.len())?;
            let ranges = ranges(&table, fuel)?;
            if !ranges.is_empty() {
                return Ok(Self::Table { ranges, wide: composite });
            }
        }
        if !composite {
            return Ok(font.get_font_encoding_with_limit(document, most).map_or(Self::Unknown, Self::Plain));
        }
        let name = font.get_deref(b"Encoding", document).and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name);
        // The tables of table 118 that carry a charset; the others name the shapes of one font.
        Ok(match () {
            () if name.starts_with("Uni") && (name.contains("UCS2") || name.contains("UTF16")) => Self::Charset(encoding_rs::UTF_16BE),
            () if name.starts_with("GBK") || name.starts_with("GB-EUC") => Self::Charset(encoding_rs::GB18030),
            () if name.starts_with("ETen-B5") || name.starts_with("B5pc") => Self::Charset(encoding_rs::BIG5),
            () if name.starts_with("90ms-RKSJ") => Self::Charset(encoding_rs::SHIFT_JIS),
            () => Self::Unknown,
        })
    }

    /// The letters of a string. What has none stands as U+FFFD.
    pub(super) fn read(&self, bytes: &[u8]) -> String {
        match self {
            Self::Table { ranges, wide } => {
                let units = bytes.chunks(if *wide { 2 } else { 1 }).flat_map(|code| {
                    let code = code.iter().fold(0u32, |code, byte| code << 8 | u32::from(*byte));
                    text_of(ranges, code)
                });
                char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
            }
            Self::Charset(charset) => charset.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Plain(encoding) => encoding.bytes_to_string(bytes).unwrap_or_else(|_| "\u{FFFD}".repeat(bytes.len())),
            Self::Unknown => "\u{FFFD}".repeat(bytes.len() / 2 + 1),
        }
    }
}

fn text_of(ranges: &BTreeMap<u32, (u32, Vec<u16>)>, code: u32) -> Vec<u16> {
    let Some((first, (last, text))) = ranges.range(..=code).next_back().filter(|(_, (last, _))| *last >= code) else { return vec![0xFFFD] };
    let mut text = text.clone();
    if let (Some(unit), Ok(offset), true) = (text.last_mut(), u16::try_from(code - first), last > first) {
        *unit = unit.wrapping_add(offset);
    }
    text
}

/// Reads `<lo> <hi> <text>`, `<lo> <hi> [<text> …]` and `<code> <text>` from a table.
fn ranges(table: &[u8], fuel: &mut Fuel) -> Result<BTreeMap<u32, (u32, Vec<u16>)>, Fault> {
    let mut out = BTreeMap::new();
    let (mut in_chars, mut in_ranges) = (false, false);
    let mut held: Vec<Vec<u8>> = Vec::new();
    // The next code of a list.
    let mut list: Option<u32> = None;
    let text = String::from_utf8_lossy(table);
    // Some programs leave out the blanks between the parts.
    let spaced: String = text
        .chars()
        .flat_map(|c| {
            if matches!(c, '<' | '[' | ']') {
                vec![' ', c, ' ']
            } else if c == '>' {
                vec![c, ' ']
            } else {
                vec![c]
            }
        })
        .collect();
    let spaced = spaced.replace("< ", "<");
    for word in spaced.split_ascii_whitespace() {
        match word {
            "beginbfchar" => (in_chars, in_ranges) = (true, false),
            "beginbfrange" => (in_chars, in_ranges) = (false, true),
            "endbfchar" | "endbfrange" => {
                (in_chars, in_ranges) = (false, false);
                held.clear();
            }
            "[" => list = held.first().map(|code| number(code)),
            "]" => {
                list = None;
                held.clear();
            }
            word if in_chars || in_ranges => {
                let Some(hex) = word.strip_prefix('<').and_then(|word| word.strip_suffix('>')) else { continue };
                let Ok(bytes) = data_encoding::HEXUPPER_PERMISSIVE.decode(hex.as_bytes()) else { continue };
                // What an entry costs: its place in a tree.
                fuel.spend(100)?;
                if let Some(code) = list {
                    out.insert(code, (code, units(&bytes)));
                    list = Some(code.saturating_add(1));
                    continue;
                }
                held.push(bytes);
                match (held.as_slice(), in_chars) {
                    ([code, text], true) => {
                        out.insert(number(code), (number(code), units(text)));
                        held.clear();
                    }
                    ([low, high, text], false) => {
                        out.insert(number(low), (number(high).max(number(low)), units(text)));
                        held.clear();
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    Ok(out)
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn units(text: &[u8]) -> Vec<u16> {
    text.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_however_they_are_spaced() {
        for table in [
            "1 beginbfrange\n<0001> <0003> <4E00>\nendbfrange 1 beginbfchar <0010> <00410042> endbfchar 1 beginbfrange <0020><0021>[<0058> <0059>] endbfrange",
            "1 begincodespacerange<0000><FFFF>endcodespacerange 1 beginbfrange<0001><0003><4e00>endbfrange 1 beginbfchar<0010><00410042>endbfchar beginbfrange\n<0020> <0021> [ <0058><0059> ]\nendbfrange",
        ] {
            let ranges = ranges(table.as_bytes(), &mut Fuel::default()).unwrap();
            let letters = Letters::Table { ranges, wide: true };
            assert_eq!(letters.read(&[0, 1, 0, 3, 0, 16, 0, 0x21, 0, 4, 9]), "\u{4E00}\u{4E02}ABY\u{FFFD}\u{FFFD}", "{table}");
        }
    }
}
