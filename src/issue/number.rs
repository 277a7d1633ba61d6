//! The number of an issue: given once, written `CRM-42`, read forgivingly.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The letters before the number: the project's `key`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Default for Key {
    /// The key of a project that names none: `DB`.
    fn default() -> Self {
        Self("DB".into())
    }
}

impl Key {
    /// Reads a key: one to ten ASCII letters or digits, a letter first, kept in upper case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let sound = (1..=10).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(|c| c.is_ascii_alphanumeric());
        sound.then(|| Self(text.to_ascii_uppercase()))
    }

    /// The key in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as letters write it: `CRM-42`.
    #[must_use]
    pub fn write(&self, number: IssueNumber) -> String {
        format!("{}-{number}", self.0)
    }
}

/// The number of an issue, 1 upwards without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueNumber(pub u32);

impl IssueNumber {
    /// Reads what people write for a number: `CRM-42`, `crm 42`, `#42`, `42`, `CRM-0042`, full-width. A foreign key is refused.
    #[must_use]
    pub fn parse(text: &str, key: &Key) -> Option<Self> {
        let text: String = text.trim().nfkc().collect::<String>().to_ascii_uppercase();
        let rest = text.strip_prefix(key.as_str()).unwrap_or(&text);
        let digits = rest.trim_start_matches(['-', '#', ' ', '_', '.', '–', '—', '‐']);
        let number = digits.parse().ok().filter(|n| *n > 0)?;
        digits.chars().all(|c| c.is_ascii_digit()).then_some(Self(number))
    }
}

impl fmt::Display for IssueNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let key = Key::parse("crm").unwrap();
        let table = [
            ("CRM-42", Some(42)),
            ("crm 42", Some(42)),
            ("#42", Some(42)),
            ("42", Some(42)),
            ("ＣＲＭ－４２", Some(42)),
            ("CRM42", Some(42)),
            ("CRM-0042", Some(42)),
            ("ERP-42", None),
            ("CRM-", None),
            ("0", None),
            ("4 2", None),
            ("42a", None),
            ("99999999999", None),
            ("+42", None),
        ];
        for (text, want) in table {
            assert_eq!(IssueNumber::parse(text, &key).map(|n| n.0), want, "{text}");
        }
    }
}
