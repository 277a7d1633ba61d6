//! Looking up by words: the terms under which a text is found, and how well a text answers a question of a few words.
//!
//! Ideographs are found by their pairs, since nobody marks where a word ends, so that 库存 finds 库存台账; English words by
//! their stems, numbers and codes whole and by their parts. What the words name is found under its other names as well, below
//! what says them literally. Traditional characters meet their simplified twins.

use std::collections::BTreeSet;

use super::token::{Piece, folded, pieces};
use super::{Common, Text};

/// A question of more words is a text.
const MOST_WORDS: usize = 12;

/// What the index is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// This term.
    Is(String),
    /// A term that begins so: one ideograph alone.
    Begins(String),
}

/// A word of a question.
#[derive(Clone, Debug)]
pub struct Word {
    /// As it is compared.
    folded: String,
    /// All of these must occur where it does.
    pub terms: Vec<Term>,
    /// What it names, whatever it is called.
    pub things: Vec<String>,
}

/// A question of a few words.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Its words.
    pub words: Vec<Word>,
    /// Does it name a fault? Then it may be a problem that is told, and no question.
    pub names_fault: bool,
}

/// Where a word was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// In the line that names the issue.
    Title,
    /// In its words.
    Text,
    /// In its solution.
    Solution,
}

/// The terms under which a text is found: letters and digits only.
#[must_use]
pub fn index_terms(text: &str) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = Text::read(text, None).terms().map(str::to_owned).collect();
    let placed = pieces(text);
    let mut before: Option<&Piece> = None;
    for at in 0..placed.len() {
        let next = placed.get(at + 1).map(|one| &one.piece);
        match placed.get(at).map(|one| &one.piece) {
            Some(Piece::Han(one)) => match next {
                Some(Piece::Han(two)) => drop(terms.insert(format!("{one}{two}"))),
                // The last of a run begins no pair; alone it is found by its beginning too.
                _ => drop(terms.insert(one.to_string())),
            },
            Some(Piece::Word(word)) => drop(terms.insert(word.clone())),
            Some(Piece::Code(code) | Piece::Screen(code) | Piece::Number(code)) => {
                terms.extend(parts(code));
                terms.insert(code.clone());
                // "SO 2403": the letters before a number may stand apart.
                if let Some(Piece::Word(word)) = before {
                    terms.insert(format!("{word}{code}"));
                }
            }
            Some(Piece::Mark) | None => (),
        }
        before = placed.get(at).map(|one| &one.piece);
    }
    terms
}

/// Letters and digits of a code apart: `rk24030018` → `rk`, `24030018`.
fn parts(code: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![];
    let mut digits = None;
    for c in code.chars() {
        match parts.last_mut().filter(|_| digits == Some(c.is_ascii_digit())) {
            Some(part) => part.push(c),
            None => parts.push(c.to_string()),
        }
        digits = Some(c.is_ascii_digit());
    }
    parts
}

impl Query {
    /// Reads a question: words between blanks.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let split = |c: char| c.is_whitespace() || matches!(c, '，' | ',' | '、' | '；' | ';' | '?' | '？' | '。');
        let words: Vec<Word> = text.split(split).filter_map(word).take(MOST_WORDS).collect();
        Self { words, names_fault: Text::read(text, None).names_fault() }
    }

    /// Is there nothing to look for?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well a text answers it; nothing where it says none of the words.
    #[must_use]
    pub fn rank(&self, fields: &[(Field, &str)], common: &impl Common) -> f64 {
        let fields: Vec<(Field, String, BTreeSet<String>)> = fields.iter().map(|(field, text)| (*field, folded(text), index_terms(text))).collect();
        self.words.iter().map(|word| word.rare(common) * word.best(&fields)).sum()
    }
}

/// Literally; by all its pairs, stems or parts; by another name.
const LITERAL: f64 = 1.0;
const BY_TERMS: f64 = 0.6;
const BY_THING: f64 = 0.35;

impl Word {
    fn best(&self, fields: &[(Field, String, BTreeSet<String>)]) -> f64 {
        let of = |(field, text, terms): &(Field, String, BTreeSet<String>)| {
            let has = |term: &Term| match term {
                Term::Is(term) => terms.contains(term),
                Term::Begins(head) => terms.range(head.clone()..).next().is_some_and(|term| term.starts_with(head.as_str())),
            };
            let how = if self.says(text) {
                LITERAL
            } else if self.terms.iter().all(has) {
                BY_TERMS
            } else if self.things.iter().any(|thing| terms.contains(thing)) {
                BY_THING
            } else {
                0.0
            };
            let place = match field {
                Field::Title => 1.0,
                Field::Text => 0.8,
                Field::Solution => 0.7,
            };
            how * place
        };
        fields.iter().map(of).fold(0.0, f64::max)
    }

    /// Does the text say it as it stands? Of a word of letters only whole: "or" is not in "order".
    fn says(&self, text: &str) -> bool {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        text.match_indices(&self.folded).any(|(at, _)| {
            let before = text.get(..at).and_then(|head| head.chars().next_back());
            let after = text.get(at + self.folded.len()..).and_then(|rest| rest.chars().next());
            !(letter(self.folded.chars().next()) && letter(before) || letter(self.folded.chars().next_back()) && letter(after))
        })
    }

    /// A word that many texts say decides less.
    fn rare(&self, common: &impl Common) -> f64 {
        let texts = f64::from(common.texts().max(1));
        let having = |term: &Term| match term {
            Term::Is(term) | Term::Begins(term) => f64::from(common.having(term)),
        };
        let rarest = self.terms.iter().map(having).fold(texts, f64::min);
        0.3 + (1.0 - (rarest + 1.0).ln() / (texts + 2.0).ln())
    }

    /// The term that the fewest texts have.
    #[must_use]
    pub fn rarest(&self, common: &impl Common) -> Option<&Term> {
        self.terms.iter().min_by_key(|term| match term {
            Term::Is(term) | Term::Begins(term) => common.having(term),
        })
    }
}

fn word(text: &str) -> Option<Word> {
    let placed = pieces(text);
    let mut terms = vec![];
    for at in 0..placed.len() {
        let (before, next) = (at.checked_sub(1).and_then(|at| placed.get(at)).map(|one| &one.piece), placed.get(at + 1).map(|one| &one.piece));
        match placed.get(at).map(|one| &one.piece) {
            Some(Piece::Han(one)) => match (before, next) {
                (_, Some(Piece::Han(two))) => terms.push(Term::Is(format!("{one}{two}"))),
                (Some(Piece::Han(_)), _) => (),
                _ => terms.push(Term::Begins(one.to_string())),
            },
            Some(Piece::Word(word)) => terms.push(Term::Is(word.clone())),
            Some(Piece::Code(code) | Piece::Screen(code) | Piece::Number(code)) => terms.push(Term::Is(code.clone())),
            Some(Piece::Mark) | None => (),
        }
    }
    // Only where the whole word is the name of a thing: "没有的词" asks for no missing thing.
    let things = match super::words::words().find(&placed).as_slice() {
        [(thing, range)] if *range == (0..placed.len()) => vec![thing.term()],
        _ => vec![],
    };
    (!terms.is_empty()).then(|| Word { folded: folded(text), terms, things })
}

#[cfg(test)]
mod tests {
    use super::super::Counted;
    use super::*;

    fn rank(question: &str, text: &str) -> f64 {
        Query::read(question).rank(&[(Field::Text, text)], &Counted::default())
    }

    #[test]
    fn what_is_asked_for_is_found_as_people_write_it() {
        let found = [
            ("库存", "庫存台帳匯出後數量變成文字"),
            ("庫存", "库存台账"),
            ("税", "增值税率带错"),
            ("ORA-00001", "审核报错 ora-00001 违反唯一约束"),
            ("00001", "审核报错 ORA-00001"),
            ("SO-2403-0017", "订单 SO2403-0017 打不开"),
            ("０８１５", "料号 0815"),
            ("print", "Printing the delivery note fails"),
            ("stock", "库存不对"),
            ("VA01 订单", "用 VA01 建订单"),
        ];
        for (question, text) in found {
            assert!(rank(question, text) > 0.0, "{question}: {text}");
        }
        for (question, text) in [("库存", "库里存了"), ("or", "the order"), ("库存", "销售报表"), ("17", "SO-2403-0017")] {
            assert!(rank(question, text) == 0.0, "{question}: {text}");
        }
    }

    #[test]
    fn what_says_it_literally_comes_first() {
        assert!(rank("库存", "库存不对") > rank("库存", "现存量不对"));
        assert!(rank("打印 送货单", "打印送货单少一行") > rank("打印 送货单", "打印标签太小"));
        let query = Query::read("库存");
        let (title, text) = (query.rank(&[(Field::Title, "库存")], &Counted::default()), query.rank(&[(Field::Text, "库存")], &Counted::default()));
        assert!(title > text);
    }

    #[test]
    fn terms_are_letters_and_digits_only_and_each_word_finds_its_own_text() {
        for text in ["销售订单 SO2403-0018 保存时报错“ORA-00001”", "Can't post GR 4500012345!", "Größe ß 料号Ａ１", "", "。"] {
            let terms = index_terms(text);
            assert!(terms.iter().all(|term| !term.is_empty() && term.chars().all(char::is_alphanumeric)), "{terms:?}");
            for word in Query::read(text).words {
                for term in word.terms {
                    let has = match &term {
                        Term::Is(term) => terms.contains(term),
                        Term::Begins(head) => terms.iter().any(|term| term.starts_with(head.as_str())),
                    };
                    assert!(has, "{text}: {term:?} {terms:?}");
                }
            }
        }
    }
}
