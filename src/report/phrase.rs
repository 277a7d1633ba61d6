//! A list of phrases, and where they stand in a folded text.

use std::collections::HashMap;
use std::ops::Range;

use super::fold::fold;
use crate::message::Fuel;

/// `…` in a phrase stands for at most this many characters: some twelve ideographs, or four or five words.
const GAP: usize = 24;
/// `*` stands for at most this many letters; the longest German words have some forty.
const WORD: usize = 60;
/// Pieces that may be tried at one place of the text: a phrase with two gaps tries some six hundred, one with five would try
/// millions.
const TRIES: usize = 10_000;

/// Phrases by their first character, the longest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    by_first: HashMap<char, Vec<Phrase>>,
    /// The characters of `by_first` by their last six bits, in eight words by the three before: at most places of a text no
    /// phrase begins, and this tells without a look into the map.
    firsts: [u64; 8],
    /// Those that begin with a gap.
    anywhere: Vec<Phrase>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrase {
    pieces: Vec<Piece>,
    /// Begins with a Latin letter: a word must begin there.
    word_begins: bool,
    /// Ends with one: a word must end there.
    word_ends: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    Char(char),
    /// Any white space.
    Blank,
    /// At most [`GAP`] characters within a sentence.
    Gap,
    /// The rest of a word.
    Rest,
}

impl Phrases {
    /// Adds a word as the lexicon files write it.
    pub(crate) fn add(&mut self, word: &str) {
        let word = fold(word.trim());
        let pieces: Vec<Piece> = word
            .chars()
            .map(|c| match c {
                ' ' => Piece::Blank,
                '…' => Piece::Gap,
                '*' => Piece::Rest,
                _ => Piece::Char(c),
            })
            .collect();
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let phrase = Phrase { word_begins: latin(word.chars().next()), word_ends: latin(word.chars().next_back()), pieces };
        let list = match phrase.pieces.first() {
            Some(Piece::Char(c)) => self.by_first.entry(*c).or_default(),
            Some(_) => &mut self.anywhere,
            None => return,
        };
        if let Some(Piece::Char(c)) = phrase.pieces.first()
            && let Some(word) = self.firsts.get_mut(u32::from(*c) as usize >> 6 & 7)
        {
            *word |= 1 << (u32::from(*c) & 63);
        }
        if !list.contains(&phrase) {
            let at = list.partition_point(|other| other.pieces.len() > phrase.pieces.len());
            list.insert(at, phrase);
        }
    }

    /// The phrases, as they are compared.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        let text = |phrase: &Phrase| {
            let sign = |piece: &Piece| match piece {
                Piece::Char(c) => *c,
                Piece::Blank => ' ',
                Piece::Gap => '…',
                Piece::Rest => '*',
            };
            phrase.pieces.iter().map(sign).collect()
        };
        self.by_first.values().flatten().chain(&self.anywhere).map(text)
    }

    /// How far the longest phrase that begins at the head of `text` goes; `before` is the character in front of it.
    pub(crate) fn at(&self, text: &str, before: Option<char>, whole: bool, fuel: &Fuel) -> Option<usize> {
        let first = text.chars().next().filter(|_| fuel.spend(1))?;
        let begins = self.firsts.get(u32::from(first) as usize >> 6 & 7).is_some_and(|word| word >> (u32::from(first) & 63) & 1 == 1);
        if !begins && self.anywhere.is_empty() {
            return None;
        }
        let inside = first.is_ascii_alphanumeric() && before.is_some_and(|c| c.is_ascii_alphanumeric());
        let by_first = self.by_first.get(&first).map_or(&[][..], Vec::as_slice);
        let candidates = by_first.iter().chain(&self.anywhere).filter(|phrase| !(phrase.word_begins && inside));
        let mut tries = TRIES;
        let longest = candidates.filter_map(|phrase| fit(&phrase.pieces, text, phrase.word_ends, whole, &mut tries)).max();
        fuel.spend(TRIES - tries);
        longest
    }

    /// Every place where a phrase stands; they do not overlap.
    pub(crate) fn matches<'t>(&'t self, text: &'t str, fuel: &'t Fuel) -> impl Iterator<Item = Range<usize>> + 't {
        let mut from = 0;
        let mut before = None;
        std::iter::from_fn(move || {
            while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
                let start = from;
                if let Some(length) = self.at(rest, before, false, fuel).filter(|length| *length > 0) {
                    from += length;
                    before = text.get(..from).and_then(|head| head.chars().next_back());
                    return Some(start..from);
                }
                let c = rest.chars().next()?;
                before = Some(c);
                from += c.len_utf8();
            }
            None
        })
    }
}

impl Phrases {
    /// The longest phrase at each place; they may overlap.
    pub(crate) fn everywhere<'t>(&'t self, text: &'t str, fuel: &'t Fuel) -> impl Iterator<Item = Range<usize>> + 't {
        let mut before = None;
        text.char_indices().filter_map(move |(at, c)| {
            let found = text.get(at..).and_then(|rest| self.at(rest, before, false, fuel)).filter(|length| *length > 0);
            before = Some(c);
            found.map(|length| at..at + length)
        })
    }
}

/// How many bytes of `text` the pieces take from its head.
fn fit(pieces: &[Piece], text: &str, word_ends: bool, whole: bool, tries: &mut usize) -> Option<usize> {
    *tries = tries.checked_sub(1)?;
    let Some((piece, rest)) = pieces.split_first() else {
        let free = !word_ends || !text.starts_with(|c: char| c.is_ascii_alphanumeric());
        return (free && (!whole || text.is_empty())).then_some(0);
    };
    let mut step = |taken: usize| fit(rest, text.get(taken..)?, word_ends, whole, tries).map(|more| taken + more);
    match piece {
        Piece::Char(c) => text.starts_with(*c).then(|| step(c.len_utf8())).flatten(),
        Piece::Blank => Some(text.len() - text.trim_start().len()).filter(|blank| *blank > 0).and_then(step),
        Piece::Rest => step(text.chars().take(WORD).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum()),
        Piece::Gap => {
            let inside = text.char_indices().take(GAP).take_while(|(_, c)| !matches!(c, '。' | '.' | '!' | '?' | ';' | '\n')).map(|(at, c)| at + c.len_utf8());
            std::iter::once(0).chain(inside).find_map(step)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_stand_where_their_pieces_do() {
        let mut phrases = Phrases::default();
        for word in ["没有…问题", "no problem", "no", "problem*", "… in numbers"] {
            phrases.add(word);
        }
        let fuel = Fuel::default();
        let found = |text: &str| phrases.matches(text, &fuel).map(|range| text.get(range).unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(found("今天没有发现问题。没有。问题"), ["没有发现问题"]);
        assert_eq!(found("no  problem, no problems, nope"), ["no  problem", "no", "problems"]);
        assert!(phrases.at("september in numbers", None, true, &fuel).is_some());
        assert_eq!(found("nobody"), Vec::<String>::new());
    }
}
