//! Rich text: Outlook's packed form (MS-OXRTFCP), and the words in it.

use super::charset;

/// No text of a mail is longer unpacked; a picture in it is not looked at.
const MAX_BYTES: usize = 4 << 20;

/// What every packed text begins to repeat from.
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Unpacks `LZFu`, and takes `MELA` as it is.
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let kind = bytes.get(8..12)?;
    let packed = bytes.get(16..)?;
    if kind == b"MELA" {
        return Some(packed.iter().take(MAX_BYTES).copied().collect());
    }
    if kind != b"LZFu" {
        return None;
    }
    let mut window = [b' '; 4096];
    let mut at = 0;
    for byte in START {
        if let Some(place) = window.get_mut(at) {
            *place = *byte;
        }
        at += 1;
    }
    let mut out = Vec::new();
    let mut rest = packed.iter().copied();
    while let Some(flags) = rest.next() {
        for bit in 0..8 {
            if out.len() >= MAX_BYTES {
                return Some(out);
            }
            let mut put = |byte: u8| {
                out.push(byte);
                if let Some(place) = window.get_mut(at) {
                    *place = byte;
                }
                at = (at + 1) % 4096;
            };
            if flags >> bit & 1 == 0 {
                match rest.next() {
                    Some(byte) => put(byte),
                    None => return Some(out),
                }
                continue;
            }
            let (Some(high), Some(low)) = (rest.next(), rest.next()) else { return Some(out) };
            let word = usize::from(high) << 8 | usize::from(low);
            let (from, length) = (word >> 4, (word & 15) + 2);
            // A reference to the place that is written next ends the text.
            if from == at {
                return Some(out);
            }
            for step in 0..length {
                let byte = window.get((from + step) % 4096).copied().unwrap_or(b' ');
                out.push(byte);
                if let Some(place) = window.get_mut(at) {
                    *place = byte;
                }
                at = (at + 1) % 4096;
            }
        }
    }
    Some(out)
}

/// The words of a rich text, a paragraph a line. Tables of fonts, pictures and what only programs read are left out.
pub(super) fn text(rtf: &[u8]) -> String {
    let mut reader = Reader { out: String::new(), bytes: Vec::new(), charset: "windows-1252", unseen: None, depth: 0, fallback: 1, skip: 0 };
    let mut rest = rtf;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'{' => {
                reader.depth += 1;
                if tail.starts_with(b"\\*") {
                    reader.hide();
                }
            }
            b'}' => {
                if reader.unseen == Some(reader.depth) {
                    reader.unseen = None;
                }
                reader.depth = reader.depth.saturating_sub(1);
            }
            b'\\' => rest = reader.control(tail),
            b'\r' | b'\n' => {}
            byte => reader.letter(*byte),
        }
    }
    reader.flush();
    reader.out
}

struct Reader {
    out: String,
    /// Letters in the text's code page, not yet read.
    bytes: Vec<u8>,
    charset: &'static str,
    /// The depth of the group that is not shown.
    unseen: Option<usize>,
    depth: usize,
    /// Letters that stand behind each Unicode one for old programs, and how many of them are still to come.
    fallback: usize,
    skip: usize,
}

impl Reader {
    fn hide(&mut self) {
        self.unseen = self.unseen.or(Some(self.depth));
    }

    fn letter(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.unseen.is_none() {
            self.bytes.push(byte);
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            let text = charset::decode(&self.bytes, Some(self.charset));
            self.out.push_str(&text);
            self.bytes.clear();
        }
    }

    fn push(&mut self, text: &str) {
        if self.unseen.is_none() {
            self.flush();
            self.out.push_str(text);
        }
    }

    /// Reads one control behind its backslash; gives what follows it.
    fn control<'r>(&mut self, rest: &'r [u8]) -> &'r [u8] {
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, after) = rest.split_at_checked(letters).unwrap_or_default();
        if word.is_empty() {
            let Some((sign, after)) = rest.split_first() else { return &[] };
            match sign {
                b'\'' => {
                    let hex = after.get(..2).unwrap_or_default();
                    if let Some(byte) = data_encoding::HEXUPPER_PERMISSIVE.decode(hex).ok().and_then(|bytes| bytes.first().copied()) {
                        self.letter(byte);
                    }
                    return after.get(2..).unwrap_or_default();
                }
                b'\\' | b'{' | b'}' => self.letter(*sign),
                b'~' => self.push(" "),
                b'\r' | b'\n' => self.push("\n"),
                _ => {}
            }
            return after;
        }
        let digits = after.iter().enumerate().take_while(|(at, byte)| byte.is_ascii_digit() || *at == 0 && **byte == b'-').count();
        let (digits, after) = after.split_at_checked(digits).unwrap_or_default();
        let number: Option<i32> = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        match word {
            b"par" | b"line" | b"row" => self.push("\n"),
            b"tab" | b"cell" => self.push("\t"),
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header" | b"footer" => self.hide(),
            b"ansicpg" => {
                self.charset = match number {
                    Some(936) => "gbk",
                    Some(950) => "big5",
                    Some(932) => "shift_jis",
                    Some(65001) => "utf-8",
                    Some(1250) => "windows-1250",
                    Some(1251) => "windows-1251",
                    _ => "windows-1252",
                };
            }
            b"uc" => self.fallback = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(8),
            b"u" => {
                // Numbers above 32,767 are written as negative ones.
                let letter = number.map(|code| if code < 0 { code + 65_536 } else { code }).and_then(|code| u32::try_from(code).ok()).and_then(char::from_u32);
                self.push(letter.unwrap_or('\u{FFFD}').encode_utf8(&mut [0; 4]));
                self.skip = self.fallback;
            }
            b"bin" => return after.get(number.and_then(|count| usize::try_from(count).ok()).unwrap_or(0) + 1..).unwrap_or_default(),
            b"emdash" => self.push("—"),
            b"endash" => self.push("–"),
            b"bullet" => self.push("•"),
            b"lquote" | b"rquote" => self.push("'"),
            b"ldblquote" | b"rdblquote" => self.push("\""),
            _ => {}
        }
        // One blank belongs to the control.
        after.strip_prefix(b" ").unwrap_or(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_rich_text() {
        for (rtf, want) in [
            (r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\f0 1. \'b4\'f2\'d3\'a1\'c2\'fd\par 2. slow\line\{x\}}", "1. 打印慢\n2. slow\n{x}"),
            (r"{\rtf1\uc1 \u25171?\u21360?{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 x\tab y}", "打印\nx\ty"),
            (r"{\rtf1{\pict\bin3 }}}}ok}", "ok"),
            (r"{\rtf1 \", ""),
        ] {
            assert_eq!(text(rtf.as_bytes()), want, "{rtf}");
        }
    }

    #[test]
    fn packed_text_is_unpacked() {
        // The example of MS-OXRTFCP 3.1.1.
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35,
            0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(unpacked(&packed).as_deref(), Some(b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".as_slice()));
        assert_eq!(unpacked(b"short"), None);
    }
}
