//! Bytes → text: the declared charset where it holds, a guess where none is declared or the declared one is wrong.

use encoding_rs::{BIG5, Encoding, GB18030, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};

/// Decodes `bytes`. A label that decodes without fault is believed; otherwise the bytes themselves are asked.
#[must_use]
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if bytes.is_ascii() && !bytes.contains(&0x1B) && !label.is_some_and(is_seven_bit) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let label = label.map(|text| text.trim().trim_matches(['"', '\'']).to_lowercase()).filter(|text| !text.is_empty());
    // High bytes under "us-ascii" are as good as undeclared.
    let Some(label) = label.filter(|label| !matches!(label.as_str(), "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown-8bit" | "8bit")) else {
        return guess(bytes);
    };
    if let Some(encoding) = by_label(&label) {
        // Half the world labels what it sends as the old default of its system; bytes that are sound UTF-8 are UTF-8.
        if encoding == WINDOWS_1252 && std::str::from_utf8(bytes).is_ok() {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        let (text, _, faulty) = encoding.decode(bytes);
        if !faulty {
            return text.into_owned();
        }
        let guessed = guess(bytes);
        return if faults(&guessed) < faults(&text) { guessed } else { text.into_owned() };
    }
    // UTF-7 and the DOS code pages, which encoding_rs leaves out.
    match mail_parser::decoders::charsets::map::charset_decoder(label.as_bytes()) {
        Some(decoder) => decoder(bytes),
        None => guess(bytes),
    }
}

/// Is the charset one whose ASCII bytes do not mean ASCII (UTF-7, ISO-2022, HZ)?
pub(super) fn is_seven_bit(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    label.contains("utf-7") || label.contains("iso-2022") || label.contains("hz-gb") || label.contains("utf-16") || label.contains("utf16")
}

fn by_label(label: &str) -> Option<&'static Encoding> {
    // GB18030 holds GBK and GB2312, and clients label the larger as the smaller.
    if ["gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "ms936", "windows-936", "gb18030", "euc-cn", "hz", "chinesegb"].contains(&label) {
        return Some(GB18030);
    }
    match label {
        "utf8mb4" | "unicode-1-1-utf-8" | "utf-8n" | "cp65001" => Some(UTF_8),
        "cp932" | "ms932" => Encoding::for_label(b"shift_jis"),
        "cp949" | "ms949" | "ks_c_5601" => Encoding::for_label(b"euc-kr"),
        "cp950" | "ms950" => Some(BIG5),
        "latin1" | "latin-1" | "iso8859-1" | "8859-1" | "iso-8859-1" | "ansi" | "default" => Some(WINDOWS_1252),
        _ => Encoding::for_label(label.as_bytes()).or_else(|| {
            let spelt = label.replace('_', "-").replace("iso8859", "iso-8859").replace("iso-8859", "iso-8859-").replace("--", "-");
            Encoding::for_label(spelt.as_bytes())
                .or_else(|| label.strip_prefix("cp").and_then(|page| Encoding::for_label(format!("windows-{page}").as_bytes())))
        }),
    }
}

fn faults(text: &str) -> usize {
    text.matches('\u{FFFD}').count()
}

/// What an undeclared text is most likely written in: UTF-8, GB18030, Big5, or the western default.
fn guess(bytes: &[u8]) -> String {
    // ISO-2022-JP announces itself by an escape sequence.
    if bytes.windows(3).any(|three| three == b"\x1b$B" || three == b"\x1b$@") {
        return ISO_2022_JP.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let lossy = String::from_utf8_lossy(bytes);
    // A text cut inside a character is still UTF-8.
    if faults(&lossy) * 20 <= high {
        return lossy.into_owned();
    }
    if let Some(encoding) = chinese(bytes).or_else(|| japanese(bytes)) {
        return encoding.decode(bytes).0.into_owned();
    }
    WINDOWS_1252.decode(bytes).0.into_owned()
}

/// Shift_JIS: kana have the first bytes 0x82 and 0x83, which no other charset uses so much.
fn japanese(bytes: &[u8]) -> Option<&'static Encoding> {
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let kana = bytes.windows(2).filter(|pair| matches!(pair, [0x82 | 0x83, second] if *second >= 0x40)).count();
    (kana * 4 >= high && !SHIFT_JIS.decode(bytes).2).then_some(SHIFT_JIS)
}

/// Chinese double bytes come in pairs whose first byte lies in the rows of common characters; European and
/// Cyrillic letters stand alone or lie in other rows.
fn chinese(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut pairs, mut gb, mut big, mut low, mut spread) = (0usize, 0usize, 0usize, 0usize, 0usize);
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first < 0x81 {
            continue;
        }
        pairs += 1;
        let Some((second, tail)) = rest.split_first() else { break };
        let (first, second) = (*first, *second);
        if second < 0x40 || second == 0x7F {
            continue;
        }
        rest = tail;
        let high = second >= 0xA1;
        gb += usize::from(high && matches!(first, 0xB0..=0xD7 | 0xA1..=0xA3));
        big += usize::from(matches!(first, 0xA1..=0xC6) && (high || second <= 0x7E));
        low += usize::from(second <= 0x7E);
        spread += usize::from(!(0xC0..=0xDF).contains(&second));
    }
    // Half of Big5's second bytes are ASCII letters; GB2312 has none there, and GBK few.
    if pairs > 0 && gb * 4 >= pairs * 3 && spread * 5 >= pairs {
        return Some(GB18030);
    }
    let likely = pairs >= 4 && big * 10 >= pairs * 9 && low * 5 >= pairs && spread * 5 >= pairs;
    (likely && !BIG5.decode(bytes).2).then_some(BIG5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_label_says_is_believed_unless_the_bytes_deny_it() {
        let gbk = GB18030.encode("销售订单保存时提示库存不足").0.into_owned();
        let big5 = BIG5.encode("銷售訂單儲存時提示庫存不足，請協助處理").0.into_owned();
        let latin = WINDOWS_1252.encode("Grüße aus München, für später").0.into_owned();
        let cyrillic = Encoding::for_label(b"windows-1251").unwrap().encode("Добрый день, программа не работает").0.into_owned();
        let table: [(&[u8], Option<&str>, &str); 8] = [
            (&gbk, Some("gb2312"), "销售订单保存时提示库存不足"),
            (&gbk, None, "销售订单保存时提示库存不足"),
            (&gbk, Some("utf-8"), "销售订单保存时提示库存不足"),
            (&gbk, Some("us-ascii"), "销售订单保存时提示库存不足"),
            (&big5, None, "銷售訂單儲存時提示庫存不足，請協助處理"),
            (&latin, None, "Grüße aus München, für später"),
            ("日报".as_bytes(), Some("iso-8859-1"), "日报"),
            (&cyrillic, Some("cp1251"), "Добрый день, программа не работает"),
        ];
        for (bytes, label, want) in table {
            assert_eq!(decode(bytes, label), want, "{label:?}");
        }
    }
}
