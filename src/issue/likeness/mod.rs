//! How alike two problems are, and why: pure, and the same on every store.
//!
//! Each text becomes features: the things that it names ([`mod@words`]), the bigrams of what else it says in ideographs, the stems of
//! what else it says in words, the codes of its errors. What many texts of the project have in common weighs little. Two problems
//! that name different things of one kind, different codes, opposite wishes or different modules are two problems, however
//! many words they share; a number of a document makes no two problems alike.
//!
//! Limits: [`MOST_TEXT`] bytes of a text are looked at.

mod find;
mod token;
mod words;

use std::collections::{BTreeMap, HashMap};

pub use find::{Field, Query, Term, Word, index_terms};
use token::{Piece, Placed, pieces};
use words::{Kind, Thing, words};

/// A problem is told in its first sentences; the log that is pasted below them would drown them.
const MOST_TEXT: usize = 2000;

/// From here on an answer is shown to whoever has the problem. Measured on the labelled pairs: above it at least 95 of 100 fit.
pub const FITS: f64 = 0.62;

/// From here on the lead hears of it: every second fits, and he sees at a glance which.
pub const MAY_FIT: f64 = 0.40;

/// How often a feature occurs in the project.
pub trait Common {
    /// So many texts are known.
    fn texts(&self) -> u32;
    /// So many of them have this feature, by its [`term`](Text::terms).
    fn having(&self, term: &str) -> u32;
}

/// Frequencies that were counted before.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// So many texts.
    pub texts: u32,
    /// By term.
    pub having: HashMap<String, u32>,
}

impl Common for Counted {
    fn texts(&self) -> u32 {
        self.texts
    }

    fn having(&self, term: &str) -> u32 {
        self.having.get(term).copied().unwrap_or_default()
    }
}

/// A problem as it is compared.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// By term, with the words that it was found in.
    features: BTreeMap<String, Feature>,
    things: Vec<Thing>,
    /// What it says was not done: "没提交".
    undone: Vec<Thing>,
    /// What stands in quotation marks: the words of a message or a button.
    quoted: Vec<String>,
    module: Option<String>,
}

#[derive(Clone, Debug)]
struct Feature {
    sort: Sort,
    /// Where in the text it stands, in bytes; of several the first.
    from: usize,
    said: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Thing(Kind),
    Pair,
    Word,
    /// A screen, a transaction, a machine.
    Screen,
    /// An error's.
    Code,
}

impl Sort {
    /// How much such a feature says. A word of four ideographs has three pairs; a code names the fault.
    fn weight(self) -> f64 {
        match self {
            Self::Thing(Kind::About) => 1.3,
            Self::Thing(Kind::Fault) => 1.3,
            Self::Thing(Kind::Act) => 0.9,
            Self::Pair => 0.5,
            Self::Word => 0.8,
            Self::Screen => 1.0,
            Self::Code => 2.5,
        }
    }
}

/// How alike two problems are, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// From 0 to 1.
    pub score: f64,
    /// What both say, in the words of the first; the rarest first.
    pub words: Vec<String>,
    /// The codes that both name.
    pub codes: Vec<String>,
    /// The module of both.
    pub module: Option<String>,
}

/// A reason of more words is a page.
const MOST_WORDS: usize = 4;

/// Ideographs that hold sentences together; a pair with one of them says nothing.
const BINDING: &str =
    "的了着是在我你他她它们就也都和与或及把被给让从这那哪吗呢吧啊呀很请个些等时候以后之但而并且所因为如果还又再才只会要想已经一下上去来到说点做用";

/// English words that do the same.
const BINDING_WORDS: [&str; 60] = [
    "a", "an", "the", "of", "to", "in", "on", "at", "for", "from", "by", "with", "and", "or", "but", "if", "is", "ar", "be", "been", "was", "wer", "it", "its",
    "thi", "this", "that", "i", "we", "you", "my", "our", "your", "their", "he", "she", "they", "when", "then", "there", "has", "have", "had", "do", "don",
    "t", "s", "doe", "did", "any", "more", "so", "as", "after", "befor", "although", "for", "get", "each", "every",
];

impl Text {
    /// Reads a problem.
    #[must_use]
    pub fn read(text: &str, module: Option<&str>) -> Self {
        let end = (0..=MOST_TEXT.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let text = text.get(..end).unwrap_or_default();
        let placed = pieces(text);
        let found = words().find(&placed);
        let mut read = Self { module: module.map(str::to_owned), ..Self::default() };
        let said = |from: usize, to: usize| text.get(from..to).unwrap_or_default().trim().to_owned();
        let place = |range: &std::ops::Range<usize>| {
            let from = placed.get(range.start).map_or(0, |one| one.from);
            let to = placed.get(range.end.saturating_sub(1)).map_or(from, |one| one.to);
            (from, said(from, to))
        };
        let mut covered = vec![false; placed.len()];
        for (thing, range) in &found {
            let (from, said) = place(range);
            covered.get_mut(range.clone()).into_iter().flatten().for_each(|one| *one = true);
            read.put(thing.term(), Feature { sort: Sort::Thing(thing.kind), from, said });
            if !read.things.contains(thing) {
                read.things.push(*thing);
            }
            let before = range.start.checked_sub(1).filter(|at| !covered.get(*at).copied().unwrap_or(true)).and_then(|at| placed.get(at));
            if thing.kind == Kind::Act && before.is_some_and(|one| matches!(one.piece, Piece::Han('不' | '没' | '未'))) {
                read.undone.push(*thing);
            }
        }
        let loose = |at: usize| placed.get(at).filter(|_| !covered.get(at).copied().unwrap_or(true));
        for at in 0..placed.len() {
            let Some(Placed { piece, from, to }) = loose(at) else { continue };
            match piece {
                Piece::Code(code) => read.put(code.clone(), Feature { sort: Sort::Code, from: *from, said: said(*from, *to) }),
                Piece::Screen(code) => read.put(code.clone(), Feature { sort: Sort::Screen, from: *from, said: said(*from, *to) }),
                Piece::Word(word) if !BINDING_WORDS.contains(&word.as_str()) => {
                    read.put(word.clone(), Feature { sort: Sort::Word, from: *from, said: said(*from, *to) });
                }
                Piece::Han(one) if !BINDING.contains(*one) => {
                    if let Some(Placed { piece: Piece::Han(two), to, .. }) = loose(at + 1)
                        && !BINDING.contains(*two)
                    {
                        read.put(format!("{one}{two}"), Feature { sort: Sort::Pair, from: *from, said: said(*from, *to) });
                    }
                }
                _ => (),
            }
        }
        let quotations = quotations(text);
        let is_quoted = |feature: &&Feature| quotations.iter().any(|range| range.contains(&feature.from));
        read.quoted = read.features.iter().filter(|(_, feature)| is_quoted(feature)).map(|(term, _)| term.clone()).collect();
        read
    }

    fn put(&mut self, term: String, feature: Feature) {
        self.features.entry(term).or_insert(feature);
    }

    /// The features by their names, as the search index keeps them: letters and digits only.
    pub fn terms(&self) -> impl Iterator<Item = &str> {
        self.features.keys().map(String::as_str)
    }

    fn names_fault(&self) -> bool {
        self.things.iter().any(|thing| thing.kind == Kind::Fault)
    }

    fn of(&self, kind: Kind) -> Vec<Thing> {
        self.things.iter().copied().filter(|thing| thing.kind == kind).collect()
    }

    fn codes(&self) -> Vec<&str> {
        self.features.iter().filter(|(_, feature)| matches!(feature.sort, Sort::Code | Sort::Screen)).map(|(code, _)| code.as_str()).collect()
    }

    /// How alike the two are.
    #[must_use]
    pub fn likeness(&self, other: &Self, common: &impl Common) -> Likeness {
        let weigh = |text: &Self| text.features.iter().map(|(term, feature)| weight(term, feature.sort, common)).sum::<f64>();
        let mut shared: Vec<(f64, &str, &Feature)> = self
            .features
            .iter()
            .filter(|(term, _)| other.features.contains_key(*term))
            .map(|(term, feature)| (weight(term, feature.sort, common), term.as_str(), feature))
            .collect();
        let both: f64 = shared.iter().map(|(weight, ..)| weight).sum();
        let (here, there) = (weigh(self), weigh(other));
        // Less than half of it is how much of the shorter is in the longer, the rest how much of both is common: a long report of
        // the same problem is the same problem, two words out of a long one are not.
        let score = if both > 0.0 { 0.4 * both / here.min(there) + 1.2 * both / (here + there) } else { 0.0 };
        let score = (score * self.doubts(other) * trust(both)).clamp(0.0, 1.0);
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let codes = shared.iter().filter(|(_, _, feature)| feature.sort == Sort::Code).map(|(_, _, feature)| feature.said.clone()).collect();
        let module = self.module.clone().filter(|module| other.module.as_ref() == Some(module));
        Likeness { score, words: joined(&shared), codes, module }
    }

    /// What speaks against it, as a factor.
    fn doubts(&self, other: &Self) -> f64 {
        let mut factor = 1.0;
        let apart = |one: &[Thing], two: &[Thing]| !one.is_empty() && !two.is_empty() && !one.iter().any(|thing| two.contains(thing));
        // Each names something of the kind that the other does not.
        let differ = |one: &[Thing], two: &[Thing]| one.iter().any(|thing| !two.contains(thing)) && two.iter().any(|thing| !one.contains(thing));
        if words().are_opposite(&self.things, &other.things) {
            factor *= 0.3;
        }
        let undone = |one: &Self, two: &Self| one.undone.iter().any(|thing| two.things.contains(thing) && !two.undone.contains(thing));
        if undone(self, other) || undone(other, self) {
            factor *= 0.3;
        }
        // A message that only one of them quotes: the other would have quoted it too, had he seen it.
        let unquoted = |one: &Self, two: &Self| 2 * one.quoted.iter().filter(|term| two.features.contains_key(*term)).count() < one.quoted.len();
        if unquoted(self, other) || unquoted(other, self) {
            factor *= 0.7;
        }
        let (here, there) = (self.of(Kind::About), other.of(Kind::About));
        if apart(&here, &there) {
            factor *= 0.4;
        } else if differ(&here, &there) {
            factor *= 0.7;
        }
        let (here, there) = (self.of(Kind::Act), other.of(Kind::Act));
        if apart(&here, &there) {
            factor *= 0.7;
        } else if differ(&here, &there) {
            factor *= 0.9;
        }
        let special = |text: &Self| -> Vec<Thing> { text.of(Kind::Fault).into_iter().filter(|thing| !words().is_general(*thing)).collect() };
        let (here, there) = (special(self), special(other));
        if apart(&here, &there) {
            factor *= 0.5;
        } else if differ(&here, &there) {
            factor *= 0.7;
        } else if here.is_empty() != there.is_empty() || self.of(Kind::Fault).is_empty() != other.of(Kind::Fault).is_empty() {
            factor *= 0.75;
        }
        let (here, there) = (self.codes(), other.codes());
        if !here.is_empty() && !there.is_empty() && !here.iter().any(|code| there.contains(code)) {
            factor *= 0.3;
        }
        if self.module.is_some() && other.module.is_some() && self.module != other.module {
            factor *= 0.5;
        }
        factor
    }
}

/// Where quotation marks stand around something.
fn quotations(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = vec![];
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        match (open, c) {
            (Some((close, from)), c) if c == close => {
                found.push(from..at);
                open = None;
            }
            (None, '“') => open = Some(('”', at)),
            (None, '「') => open = Some(('」', at)),
            (None, '"') => open = Some(('"', at)),
            _ => (),
        }
    }
    found
}

/// One common thing says little, however short both texts are: "报表打不开" is not every report that cannot be opened.
fn trust(both: f64) -> f64 {
    const ENOUGH: f64 = 1.6;
    (both / ENOUGH).min(1.0)
}

/// A feature weighs by how rare it is in the project. Below fifty texts nothing is known about that.
fn weight(term: &str, sort: Sort, common: &impl Common) -> f64 {
    const FEW: u32 = 50;
    let texts = f64::from(common.texts().max(FEW));
    let having = f64::from(common.having(term).max(1)).min(texts);
    let rare = 1.0 - having.ln() / (texts + 1.0).ln();
    sort.weight() * rare.max(0.1)
}

/// The words of a reason: neighbouring pairs of one word become the word again.
fn joined(shared: &[(f64, &str, &Feature)]) -> Vec<String> {
    let mut spans: Vec<(usize, usize, f64, String)> = vec![];
    let mut by_place: Vec<&(f64, &str, &Feature)> = shared.iter().filter(|(_, _, feature)| feature.sort != Sort::Code).collect();
    by_place.sort_by_key(|(_, _, feature)| feature.from);
    for (weight, _, feature) in by_place {
        let to = feature.from + feature.said.len();
        match spans.last_mut() {
            Some((_, end, total, said)) if feature.sort == Sort::Pair && feature.from < *end && to > *end => {
                if let Some(more) = feature.said.get(feature.said.len() - (to - *end)..) {
                    said.push_str(more);
                    *end = to;
                    *total += weight;
                }
            }
            _ => spans.push((feature.from, to, *weight, feature.said.clone())),
        }
    }
    spans.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    spans.truncate(MOST_WORDS);
    spans.sort_by_key(|span| span.0);
    spans.into_iter().map(|(_, _, _, said)| said).collect()
}

#[cfg(test)]
mod tests;
