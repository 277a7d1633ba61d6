//! The leak guard's knife: in words that leave the company, names and addresses of colleagues are covered.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder};

use crate::people::Language;

/// Anything that looks like an address, whoever's it is: the desk alone passes letters on.
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{Latin}0-9._%+'\-]+\s?[@＠]\s?(?:[\p{L}\p{N}\-]+[.．])+(?:[A-Za-z][A-Za-z0-9\-]*|中国|中國|公司|网络)").ok());

/// A part of a name of so many letters is a name of its own; "Li" of "Li Na" stands in too many words.
const SHORTEST_PART: usize = 3;

/// A roster of ten thousand names is a large company's; the pattern made of them stays below this.
const LARGEST_PATTERN: usize = 64 * 1024 * 1024;

/// What is to be covered.
#[derive(Debug)]
pub struct Mask {
    /// `None` where there is no name to cover.
    names: Option<Regex>,
}

impl Mask {
    /// A mask over `names`, but for those in `shown`.
    ///
    /// # Errors
    /// Where no pattern can be made of the names: then nothing may leave.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>, shown: &[&str]) -> Result<Self, String> {
        let fold = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let shown: Vec<String> = shown.iter().map(|name| fold(name)).collect();
        let is_shown = |name: &str| shown.iter().any(|shown| shown.split(' ').any(|part| part == name) || shown == name);
        let mut patterns: Vec<String> = names.filter(|name| !is_shown(&fold(name))).flat_map(|name| pattern(name, &is_shown)).collect();
        // Of two names that begin alike the longer is tried first.
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        patterns.dedup();
        if patterns.is_empty() {
            return Ok(Self { names: None });
        }
        let built = RegexBuilder::new(&patterns.join("|")).size_limit(LARGEST_PATTERN).build();
        built.map(|names| Self { names: Some(names) }).map_err(|error| format!("no mask can be made of the names: {error}"))
    }

    /// The words with every name and every address covered.
    #[must_use]
    pub fn cover(&self, text: &str, language: Language) -> String {
        let (name, address) = match language {
            Language::ZhHans => ("（同事）", "（地址略）"),
            Language::ZhHant => ("（同事）", "（地址略）"),
            Language::En => ("[a colleague]", "[address]"),
        };
        // Addresses first: one may hold a name.
        let text = addresses(text, address);
        match &self.names {
            Some(names) => names.replace_all(&text, name).into_owned(),
            None => text,
        }
    }
}

/// A text without addresses.
fn addresses(text: &str, instead: &str) -> String {
    ADDRESS.as_ref().map_or_else(|| text.replace(['@', '＠'], " "), |found| found.replace_all(text, instead).into_owned())
}

/// How a name may be written: its letters with blanks between them where they are ideographs; else whole words, and its parts.
fn pattern(name: &str, is_shown: &impl Fn(&str) -> bool) -> Vec<String> {
    let name = name.trim();
    let letters: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.len() < 2 {
        return vec![];
    }
    if letters.iter().all(|c| ideograph(*c)) {
        return vec![letters.iter().map(char::to_string).collect::<Vec<_>>().join("[ \u{3000}]?")];
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let whole = format!("(?i:{})", bounded(&words.iter().map(|word| regex::escape(word)).collect::<Vec<_>>().join(r"\s+"), name));
    let is_part = |word: &&&str| word.chars().count() >= SHORTEST_PART && words.len() > 1 && !is_shown(&word.to_lowercase());
    // "Mark" is a name and "mark" is a word: parts keep their capital.
    let parts = words.iter().filter(is_part).map(|word| bounded(&regex::escape(word), word));
    std::iter::once(whole).chain(parts).collect()
}

/// A whole word, also between ideographs, which have no blanks around them.
fn bounded(pattern: &str, word: &str) -> String {
    let bound = |edge: Option<char>| if edge.is_some_and(|c| c.is_ascii_alphanumeric()) { r"(?-u:\b)" } else { "" };
    format!("{}{pattern}{}", bound(word.chars().next()), bound(word.chars().next_back()))
}

fn ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_of_colleagues_are_covered_and_the_reporters_name_is_not() {
        let mask = Mask::new(["陈静", "王磊", "Bob Miller", "Li Na", "欧阳修远", "José García"].into_iter(), &["陈静"]).unwrap();
        let table = [
            ("陈静说王磊也遇到了", "陈静说（同事）也遇到了"),
            ("问欧阳修远或王 磊", "问（同事）或（同事）"),
            ("联系wang.lei@corp.test也行，或 x@a.b.cn。", "联系（地址略）也行，或 （地址略）。"),
            ("ask BOB  miller, or Bob; li na knows. Line 3", "ask （同事）, or （同事）; （同事） knows. Line 3"),
            ("让Bob看下，José García、 García 不在", "让（同事）看下，（同事）、 （同事） 不在"),
            ("bobbin and Milleria, 3 @ 5", "bobbin and Milleria, 3 @ 5"),
        ];
        for (text, want) in table {
            assert_eq!(mask.cover(text, Language::ZhHans), want);
        }
        assert_eq!(mask.cover("ask 王磊 at a@b.c", Language::En), "ask [a colleague] at [address]");
    }
}
