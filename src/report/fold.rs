//! Text as it is compared: one character for one, so that a place found in the folded text is a place in the writer's.

use crate::message::simplified;

/// Folds case, width, the shapes of quotation marks and dashes, and traditional characters. The result has as many characters as `text`.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    folded.extend(text.chars().map(fold_char));
    folded
}

fn fold_char(c: char) -> char {
    let c = match c {
        // Full-width forms stand 0xFEE0 above their ASCII twins (Unicode, Halfwidth and Fullwidth Forms).
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\t' => ' ',
        '\0'..='\u{7f}' => return c.to_ascii_lowercase(),
        '\u{3000}' | '\u{a0}' | '\u{202f}' => ' ',
        '‘' | '’' | '‚' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' | '″' => '"',
        '‐' | '‑' | '–' | '—' | '―' | '−' => '-',
        '｡' => '。',
        '､' => '、',
        '\u{4e00}'..='\u{9fff}' => return simplified(c),
        _ => c,
    };
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// The part of `text` that starts where byte `at` of its folded form stands.
pub(crate) fn from_folded<'t>(text: &'t str, folded: &str, at: usize) -> &'t str {
    text.get(place(text, folded, at)..).unwrap_or("")
}

/// The part of `text` before byte `at` of its folded form.
pub(crate) fn to_folded<'t>(text: &'t str, folded: &str, at: usize) -> &'t str {
    text.get(..place(text, folded, at)).unwrap_or("")
}

fn place(text: &str, folded: &str, at: usize) -> usize {
    let count = folded.get(..at).map_or(0, |head| head.chars().count());
    text.char_indices().nth(count).map_or(text.len(), |(byte, _)| byte)
}

/// Is `c` an ideograph, a kana or a Hangul syllable: a script without spaces?
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// How much a text says: an ideograph counts 2, any other letter or digit 1, the rest nothing.
pub(crate) fn weight(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if c.is_ascii() {
                usize::from(c.is_ascii_alphanumeric())
            } else if is_cjk(c) {
                2
            } else {
                usize::from(c.is_alphanumeric())
            }
        })
        .sum()
}

/// Cuts a text into sentences. A full stop inside a number, an abbreviation or a file name ends none.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    cut(text, |c, next, before| match c {
        '。' | '！' | '？' | '\n' => true,
        '!' | '?' => next.is_none_or(|n| n.is_whitespace() || is_cjk(n)),
        '.' => next.is_none_or(char::is_whitespace) && !abbreviates(before),
        _ => false,
    })
}

fn abbreviates(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let short = word.chars().count() == 1 && word.chars().all(|c| c.is_alphabetic() && !is_cjk(c));
    short
        || [
            "no", "nr", "mr", "mrs", "dr", "e.g", "i.e", "z.b", "approx", "ca", "fig", "abb", "pic", "p.s", "tel", "st", "vs", "etc", "asst", "dpto", "sr",
            "sra",
        ]
        .contains(&word.to_lowercase().as_str())
}

fn cut(text: &str, ends: impl Fn(char, Option<char>, &str) -> bool) -> Vec<&str> {
    let mut pieces = vec![];
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        if ends(c, next, text.get(start..at).unwrap_or("")) {
            let end = at + c.len_utf8();
            pieces.push(text.get(start..end).unwrap_or(""));
            start = end;
        }
    }
    pieces.push(text.get(start..).unwrap_or(""));
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

/// Without the marks at both ends that carry no words: punctuation, brackets, stars, emoji.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && c != '#' && c != '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_the_number_of_characters() {
        for text in ["ＡＢＣ１２３：“好”", "Größe İstanbul ß ﬁ", "① 1️⃣ — ’s", ""] {
            assert_eq!(fold(text).chars().count(), text.chars().count(), "{text}");
        }
        assert_eq!(fold("Ｐ－１２：’"), "p-12:'");
    }

    #[test]
    fn a_place_in_the_folded_text_is_a_place_in_the_text() {
        let text = "订单：ＡＢ；另外，发票";
        let folded = fold(text);
        let at = folded.find("另外").unwrap();
        assert_eq!(from_folded(text, &folded, at), "另外，发票");
        assert_eq!(to_folded(text, &folded, at), "订单：ＡＢ；");
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let table: [(&str, &[&str]); 5] = [
            ("It is 3.5 kg. See a.png now! Ok?", &["It is 3.5 kg.", "See a.png now!", "Ok?"]),
            ("打不开。重启也没用！怎么办？急", &["打不开。", "重启也没用！", "怎么办？", "急"]),
            ("Reservation no. 5 is lost. e.g. here.", &["Reservation no. 5 is lost.", "e.g. here."]),
            ("See Mr. Botha. Thanks", &["See Mr. Botha.", "Thanks"]),
            ("", &[]),
        ];
        for (text, want) in table {
            assert_eq!(sentences(text), want, "{text}");
        }
    }
}
