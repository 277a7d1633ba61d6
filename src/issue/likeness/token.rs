//! A text as the pieces that are compared: ideographs, the stems of words, codes. Numbers of single documents are told from the
//! codes of errors and screens: every order has its own number, and the same number says nothing about the fault.

use crate::message::simplified;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece {
    /// One ideograph, by its simplified twin.
    Han(char),
    /// The stem of a word.
    Word(String),
    /// The code of an error or a message, without its separators.
    Code(String),
    /// What looks like one, and may be a screen's, a transaction's, a machine's.
    Screen(String),
    /// A number of a document, a quantity, a date.
    Number(String),
    /// What ends a phrase.
    Mark,
}

/// A piece and where it stands, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) piece: Piece,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// From so many digits on it is a document: error codes have five at most, but for hexadecimal ones.
const DOCUMENT_DIGITS: usize = 6;

/// A transaction or a message has no more characters: VA01, ME21N, M7021, MB1A.
const SHORT_CODE: usize = 6;

/// How codes of errors begin.
const ERROR_HEADS: [&str; 16] = ["ora", "err", "error", "e", "msg", "sql", "sqlstate", "http", "tns", "sap", "rfc", "db", "sys", "ex", "code", "pls"];

/// After these a bare number of three to five digits is a code.
const ERROR_WORDS: [&str; 8] = ["error", "code", "status", "错", "误", "码", "报", "回"];

/// Cuts a text.
pub(super) fn pieces(text: &str) -> Vec<Placed> {
    let mut placed: Vec<Placed> = vec![];
    let mut chars = text.char_indices().map(|(at, c)| (at, c, plain(c))).peekable();
    let mut run = String::new();
    let mut from = 0;
    while let Some((at, written, c)) = chars.next() {
        let to = at + written.len_utf8();
        let next = chars.peek().map(|(_, _, next)| *next);
        let joins = matches!(c, '-' | '_' | '.' | '/') && !run.is_empty() && next.is_some_and(|next| next.is_ascii_alphanumeric());
        if is_latin(c) || joins {
            if run.is_empty() {
                from = at;
            }
            run.push(c);
            if next.is_none_or(|next| !is_latin(next) && !matches!(next, '-' | '_' | '.' | '/')) {
                word(&std::mem::take(&mut run), from, to, &mut placed);
            }
            continue;
        }
        if !run.is_empty() {
            word(&std::mem::take(&mut run), from, at, &mut placed);
        }
        if is_han(c) {
            placed.push(Placed { piece: Piece::Han(c), from: at, to });
        } else if !c.is_whitespace() && !matches!(c, '\'' | '’' | '"' | '“' | '”' | '「' | '」') {
            placed.push(Placed { piece: Piece::Mark, from: at, to });
        }
    }
    if !run.is_empty() {
        word(&run, from, text.len(), &mut placed);
    }
    placed
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c)
}

/// An ideograph, a kana or a Hangul syllable: a script without spaces.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// A text as it is compared literally.
pub(super) fn folded(text: &str) -> String {
    text.chars().map(plain).collect()
}

/// Without case and width, by its simplified twin.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase(),
        '‐' | '‑' | '–' | '—' | '−' => '-',
        '\u{3400}'..='\u{9fff}' => simplified(c),
        c => c.to_lowercase().next().unwrap_or(c),
    }
}

/// A run of letters and digits: words, a code or a number.
fn word(run: &str, from: usize, to: usize, placed: &mut Vec<Placed>) {
    let run = run.trim_end_matches(['-', '_', '.', '/']);
    let digits = run.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 {
        let mut at = from;
        for part in run.split(['-', '_', '.', '/']) {
            // A full-width letter has more bytes than its twin; then the place of the whole run is near enough.
            let end = (at + part.len()).min(to);
            if !part.is_empty() {
                placed.push(Placed { piece: Piece::Word(stem(part)), from: at, to: end });
            }
            at = (end + 1).min(to);
        }
        return;
    }
    let bare: String = run.chars().filter(|c| c.is_alphanumeric()).collect();
    let letters: String = bare.chars().take_while(|c| c.is_alphabetic()).collect();
    let by_error = placed.iter().rev().take(3).any(|one| match &one.piece {
        Piece::Word(word) => ERROR_WORDS.contains(&word.as_str()) || ERROR_HEADS.contains(&word.as_str()),
        Piece::Han(c) => ERROR_WORDS.iter().any(|word| word.chars().eq([*c])),
        _ => false,
    });
    // "M7 021": the class of a message and its number.
    if letters.is_empty()
        && digits == 3
        && let Some(Placed { piece, to: end, .. }) = placed.last_mut()
        && let Piece::Code(class) | Piece::Screen(class) = piece
        && class.len() <= 3
    {
        *piece = Piece::Code(format!("{class}{bare}"));
        *end = to;
        return;
    }
    let separated = run.contains(['-', '_', '.', '/']);
    let named = bare.starts_with("0x") || ERROR_HEADS.contains(&letters.as_str()) && digits < DOCUMENT_DIGITS + 4;
    // "显示 403", "提示 502": the states of HTTP that say what failed.
    let by_screen = placed.last().is_some_and(|one| one.piece == Piece::Han('示'));
    let state = letters.is_empty() && by_screen && bare.parse().is_ok_and(|state| (400..600).contains(&state));
    let short = digits < DOCUMENT_DIGITS && !letters.is_empty();
    let piece = if state || named && !letters.is_empty() || by_error && (short || (3..DOCUMENT_DIGITS).contains(&digits) && !separated) {
        Piece::Code(bare)
    } else if short && !separated && bare.len() <= SHORT_CODE {
        Piece::Screen(bare)
    } else {
        Piece::Number(bare)
    };
    placed.push(Placed { piece, from, to });
}

/// The stem of an English word, as far as a few endings go; enough that "saving", "saves" and "saved" meet.
pub(super) fn stem(word: &str) -> String {
    let long = |stem: &str| stem.chars().count() >= 3;
    let cut = |word: &str, end: &str| word.strip_suffix(end).filter(|stem| long(stem)).map(str::to_owned);
    let mut stem = cut(word, "ies").map_or_else(|| word.to_owned(), |stem| stem + "y");
    for end in ["ing", "ed", "es", "ly", "s"] {
        if end == "s" && (stem.ends_with("ss") || stem.ends_with("us") || stem.ends_with("is")) {
            continue;
        }
        if let Some(shorter) = cut(&stem, end) {
            stem = shorter;
            break;
        }
    }
    // "shipp|ed" and "sav|ing", "save": the same stem.
    let last: Vec<char> = stem.chars().rev().take(2).collect();
    if let [one, two] = last[..]
        && one == two
        && !matches!(one, 'l' | 's' | 'e' | 'o')
        && stem != word
    {
        stem.pop();
    }
    if stem.ends_with('e') && long(stem.trim_end_matches('e')) {
        stem.pop();
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_numbers_of_documents() {
        let table: [(&str, &[&str], &[&str]); 13] = [
            ("报错 ORA-00001 违反唯一约束", &["ora00001"], &[]),
            ("入库单 RK2403-0018 审不过去", &[], &["rk24030018"]),
            ("错误码 M7 021", &["m7021"], &[]),
            ("message M7021", &["m7021"], &[]),
            ("VA01 建订单", &["va01"], &[]),
            ("返回 500", &["500"], &[]),
            ("打开显示 403", &["403"], &[]),
            ("显示 200 条", &[], &["200"]),
            ("现存量有 500 个", &[], &["500"]),
            ("error 413", &["413"], &[]),
            ("GR 4500012345", &[], &["4500012345"]),
            ("2024-03-05 的单", &[], &["20240305"]),
            ("接口日志报 ＥＲＲ－2041", &["err2041"], &[]),
        ];
        for (text, codes, numbers) in table {
            let pieces = pieces(text);
            let of = |want: fn(&Piece) -> Option<&str>| pieces.iter().filter_map(|one| want(&one.piece)).collect::<Vec<_>>();
            assert_eq!(of(|piece| if let Piece::Code(code) | Piece::Screen(code) = piece { Some(code) } else { None }), codes, "{text}");
            assert_eq!(of(|piece| if let Piece::Number(number) = piece { Some(number) } else { None }), numbers, "{text}");
        }
    }

    #[test]
    fn the_forms_of_a_word_meet() {
        for forms in [&["save", "saves", "saved", "saving"][..], &["order", "orders", "ordered"], &["ship", "shipped", "shipping"], &["entry", "entries"]] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
        assert_eq!([stem("access"), stem("bus"), stem("no")], ["access", "bus", "no"]);
    }
}
