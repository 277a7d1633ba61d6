//! Folder names on the wire: modified UTF-7 (RFC 3501 §5.1.3), quoted.

use std::fmt::Write as _;

/// `已发送` as `"&XfJT0ZAB-"`.
pub(super) fn quoted(folder: &str) -> String {
    format!("\"{}\"", encode(folder).replace('\\', "\\\\").replace('"', "\\\""))
}

fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut wide = Vec::new();
    for letter in name.chars() {
        if (' '..='~').contains(&letter) {
            shift(&mut out, &mut wide);
            out.push(letter);
            if letter == '&' {
                out.push('-');
            }
        } else {
            wide.extend(letter.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    shift(&mut out, &mut wide);
    out
}

/// Writes what is not printable ASCII: base64 over UTF-16 with `,` for `/` and without padding.
fn shift(out: &mut String, wide: &mut Vec<u8>) {
    if !wide.is_empty() {
        // Writing to a String cannot fail.
        let _ = write!(out, "&{}-", data_encoding::BASE64_NOPAD.encode(wide).replace('/', ","));
        wide.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_rfc_says() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("R&D", "R&-D"),
            ("已处理", "&XfJZBHQG-"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("日报 2026", "&ZeVipQ- 2026"),
            ("😀", "&2D3eAA-"),
        ] {
            assert_eq!(encode(name), wire);
        }
        assert_eq!(quoted(r#"a"b\c"#), r#""a\"b\\c""#);
    }
}
