//! Transfer encodings, read as forgivingly as mail clients do: base64, quoted-printable, uuencode.

/// What a byte stands for in base64; more than 63 where it is a pad or nothing.
const VALUES: [u8; 256] = {
    let mut values = [FOREIGN; 256];
    let mut byte = 0usize;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "counted up to the table's length, at compile time")]
        let slot = (byte as u8, &mut values[byte]);
        *slot.1 = match slot.0 {
            b'A'..=b'Z' => slot.0 - b'A',
            b'a'..=b'z' => slot.0 - b'a' + 26,
            b'0'..=b'9' => slot.0 - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => PAD,
            _ => FOREIGN,
        };
        byte += 1;
    }
    values
};
const PAD: u8 = 64;
const FOREIGN: u8 = 65;

/// Base64 without regard to line ends, foreign bytes and padding in the middle (several encoders' output joined).
#[must_use]
pub(super) fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3 + 3);
    let (mut word, mut count) = (0u32, 0u8);
    let value_of = |byte: u8| VALUES.get(usize::from(byte)).copied().unwrap_or(FOREIGN);
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first() {
        // Most of a line is four letters at a time.
        if let (0, Some((four, after))) = (count, rest.split_first_chunk::<4>()) {
            let four = four.map(value_of);
            if four.iter().all(|value| *value < PAD) {
                let [_, bytes @ ..] = four.iter().fold(0u32, |word, value| word << 6 | u32::from(*value)).to_be_bytes();
                out.extend(bytes);
                rest = after;
                continue;
            }
        }
        rest = tail;
        let value = match value_of(*byte) {
            PAD => {
                finish(&mut out, word, count);
                (word, count) = (0, 0);
                continue;
            }
            FOREIGN => continue,
            value => value,
        };
        word = word << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            let [_, a, b, c] = word.to_be_bytes();
            out.extend([a, b, c]);
            (word, count) = (0, 0);
        }
    }
    finish(&mut out, word, count);
    out
}

fn finish(out: &mut Vec<u8>, word: u32, count: u8) {
    match count {
        2 => out.push((word << 12).to_be_bytes()[1]),
        3 => {
            let [_, a, b, _] = (word << 6).to_be_bytes();
            out.extend([a, b]);
        }
        _ => {}
    }
}

/// Quoted-printable; what is no escape stays as it is. In a header word (`word`) an underscore is a space.
#[must_use]
pub(super) fn quoted_printable(bytes: &[u8], word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'_' if word => out.push(b' '),
            b'=' => match tail {
                [b'\r', b'\n', after @ ..] | [b'\n', after @ ..] => rest = after,
                [high, low, after @ ..] if let (Some(high), Some(low)) = (hex(*high), hex(*low)) => {
                    out.push(high << 4 | low);
                    rest = after;
                }
                _ => {
                    // A soft break with blanks behind the `=`, or one at the very end.
                    let blanks = tail.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
                    match tail.get(blanks) {
                        Some(b'\n') => rest = tail.get(blanks + 1..).unwrap_or_default(),
                        None if !word => rest = &[],
                        _ => out.push(b'='),
                    }
                }
            },
            _ => out.push(*byte),
        }
    }
    out
}

/// The value of a hex digit.
#[must_use]
pub(super) fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// `%41` escapes, as in RFC 2231 values and `cid:` addresses.
#[must_use]
pub(super) fn percent(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'%', [high, low, after @ ..]) if let (Some(high), Some(low)) = (hex(*high), hex(*low)) => {
                out.push(high << 4 | low);
                rest = after;
            }
            _ => out.push(*byte),
        }
    }
    out
}

/// The lines of a uuencoded body, `begin` line excluded.
#[must_use]
pub(super) fn uuencode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in bytes.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some((length, data)) = line.split_first() else { continue };
        if line.starts_with(b"begin ") {
            continue;
        }
        if line == b"end" || line == b"`" {
            break;
        }
        let length = usize::from(length.wrapping_sub(32) & 63);
        let mut decoded = Vec::with_capacity(45);
        for group in data.chunks(4) {
            let word = group.iter().fold(0u32, |word, b| word << 6 | u32::from(b.wrapping_sub(32) & 63)) << (6 * (4 - group.len()));
            let [_, a, b, c] = word.to_be_bytes();
            decoded.extend([a, b, c]);
        }
        decoded.truncate(length);
        out.extend(decoded);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_clients_read_it() {
        for (text, want) in [("5pel5oql", "日报"), ("5pel\r\n 5oql", "日报"), ("YQ==Yg==", "ab"), ("YWI", "ab"), ("YQ", "a"), ("Y", ""), ("", "")] {
            assert_eq!(base64(text.as_bytes()), want.as_bytes(), "{text}");
        }
    }

    #[test]
    fn quoted_printable_keeps_what_is_no_escape() {
        for (text, word, want) in [
            ("a=20b", false, "a b"),
            ("a=\r\nb", false, "ab"),
            ("a= \nb", false, "ab"),
            ("1=1 a=Zb", false, "1=1 a=Zb"),
            ("a_b", true, "a b"),
            ("end=", false, "end"),
            ("=e6=97=A5", false, "日"),
        ] {
            assert_eq!(quoted_printable(text.as_bytes(), word), want.as_bytes(), "{text}");
        }
    }

    #[test]
    fn uuencoded_lines_are_read() {
        assert_eq!(uuencode(b"begin 644 a.txt\n#0V%T\n`\nend\n"), b"Cat");
    }
}
