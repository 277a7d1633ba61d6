//! A list of phrases, and where they stand in a folded text.

use std::collections::BTreeMap;
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

/// Phrases by their first two characters, the longest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Phrases {
    /// The second character is `None` where another piece stands there.
    by_two: BTreeMap<(char, Option<char>), Vec<Phrase>>,
    /// A bit for the first two characters of each (see [`bit`]): at most places of a text no phrase begins, and this tells
    /// without a look into the map.
    begins: [u64; 32],
    /// Those that begin with a gap.
    anywhere: Vec<Phrase>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Phrase {
    pieces: Vec<Piece>,
    /// Ends with a Latin letter: a word must end there.
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

/// The word and the bit of two characters in [`Phrases::begins`]; `None` stands for any second one.
fn bit(first: char, second: Option<char>) -> (usize, u64) {
    let mix = u32::from(first).wrapping_mul(37) ^ second.map_or(0, u32::from);
    ((mix >> 6 & 31) as usize, 1 << (mix & 63))
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
        let second = pieces.get(1).and_then(|piece| if let Piece::Char(c) = piece { Some(*c) } else { None });
        let phrase = Phrase { word_ends: latin(word.chars().next_back()), pieces };
        let list = match phrase.pieces.first() {
            Some(Piece::Char(c)) => {
                let (word, bit) = bit(*c, second);
                if let Some(word) = self.begins.get_mut(word) {
                    *word |= bit;
                }
                self.by_two.entry((*c, second)).or_default()
            }
            Some(_) => &mut self.anywhere,
            None => return,
        };
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
        self.by_two.values().flatten().chain(&self.anywhere).map(text)
    }

    /// How far the longest phrase that begins at the head of `text` goes; `before` is the character in front of it.
    #[inline]
    pub(crate) fn at(&self, text: &str, before: Option<char>, whole: bool, fuel: &Fuel) -> Option<usize> {
        let mut chars = text.chars();
        let first = chars.next().filter(|_| fuel.spend(1))?;
        let second = chars.next();
        let begins = self.may_begin(first, second, before);
        (begins || !self.anywhere.is_empty()).then(|| self.longest(text, begins.then_some(first), second, whole, fuel))?
    }

    /// May a phrase begin with these two characters, behind `before`?
    #[inline]
    fn may_begin(&self, first: char, second: Option<char>, before: Option<char>) -> bool {
        // Inside a Latin word none begins but with a gap.
        let inside = || first.is_ascii_alphanumeric() && before.is_some_and(|c| c.is_ascii_alphanumeric());
        (self.lists(first, second) || self.lists(first, None)) && !inside()
    }

    /// May there be a list of phrases under these two characters?
    #[inline]
    fn lists(&self, first: char, second: Option<char>) -> bool {
        let (word, bit) = bit(first, second);
        self.begins.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The next place from `from` on where a phrase may begin, and the character in front of it. Each that is passed costs a step.
    fn candidate(&self, text: &str, from: usize, mut before: Option<char>, fuel: &Fuel) -> Option<(usize, Option<char>)> {
        let mut chars = text.get(from..)?.char_indices();
        let mut next = chars.next();
        let mut passed = 0;
        while let Some((at, first)) = next {
            next = chars.next();
            if !self.anywhere.is_empty() || self.may_begin(first, next.map(|(_, c)| c), before) {
                return fuel.spend(passed).then_some((from + at, before));
            }
            before = Some(first);
            passed += 1;
        }
        fuel.spend(passed);
        None
    }

    fn longest(&self, text: &str, first: Option<char>, second: Option<char>, whole: bool, fuel: &Fuel) -> Option<usize> {
        let mut tries = TRIES;
        // The characters that have found the list are not compared again.
        let mut among = |list: Option<&Vec<Phrase>>, known: &[char]| {
            let bytes = known.iter().map(|c| c.len_utf8()).sum();
            let rest = text.get(bytes..)?;
            list?.iter().filter_map(|phrase| fit(phrase.pieces.get(known.len()..)?, rest, phrase.word_ends, whole, &mut tries)).max().map(|end| bytes + end)
        };
        let list = |first, second| self.lists(first, second).then(|| self.by_two.get(&(first, second))).flatten();
        let two = first.zip(second).and_then(|(first, second)| among(list(first, Some(second)), &[first, second]));
        let one = first.and_then(|first| among(list(first, None), &[first]));
        let longest = two.max(one).max(among(Some(&self.anywhere), &[]));
        fuel.spend(TRIES - tries);
        longest
    }

    /// Every place where a phrase stands; they do not overlap.
    pub(crate) fn matches<'t>(&'t self, text: &'t str, fuel: &'t Fuel) -> impl Iterator<Item = Range<usize>> + 't {
        let mut from = 0;
        let mut before = None;
        std::iter::from_fn(move || {
            while let Some((start, front)) = self.candidate(text, from, before, fuel) {
                let rest = text.get(start..)?;
                let length = self.at(rest, front, false, fuel).filter(|length| *length > 0);
                from = start + length.or_else(|| rest.chars().next().map(char::len_utf8))?;
                before = text.get(..from).and_then(|head| head.chars().next_back());
                if length.is_some() {
                    return Some(start..from);
                }
            }
            None
        })
    }
}

impl Phrases {
    /// The longest phrase at each place; they may overlap.
    pub(crate) fn everywhere<'t>(&'t self, text: &'t str, fuel: &'t Fuel) -> impl Iterator<Item = Range<usize>> + 't {
        let mut from = 0;
        let mut before = None;
        std::iter::from_fn(move || {
            while let Some((start, front)) = self.candidate(text, from, before, fuel) {
                let rest = text.get(start..)?;
                before = rest.chars().next();
                from = start + before?.len_utf8();
                if let Some(length) = self.at(rest, front, false, fuel).filter(|length| *length > 0) {
                    return Some(start..start + length);
                }
            }
            None
        })
    }
}

/// How many bytes of `text` the pieces take from its head. Each piece that is compared is a try.
fn fit(mut pieces: &[Piece], text: &str, word_ends: bool, whole: bool, tries: &mut usize) -> Option<usize> {
    let mut rest = text;
    loop {
        *tries = tries.checked_sub(1)?;
        let Some((piece, more)) = pieces.split_first() else {
            let free = !word_ends || !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
            return (free && (!whole || rest.is_empty())).then_some(text.len() - rest.len());
        };
        pieces = more;
        match piece {
            Piece::Char(c) => {
                let mut chars = rest.chars();
                if chars.next()? != *c {
                    return None;
                }
                rest = chars.as_str();
            }
            Piece::Blank => {
                let after = rest.trim_start();
                if after.len() == rest.len() {
                    return None;
                }
                rest = after;
            }
            Piece::Rest => rest = rest.get(rest.chars().take(WORD).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum()..)?,
            Piece::Gap => {
                let inside =
                    rest.char_indices().take(GAP).take_while(|(_, c)| !matches!(c, '。' | '.' | '!' | '?' | ';' | '\n')).map(|(at, c)| at + c.len_utf8());
                let before = text.len() - rest.len();
                let behind = |taken: usize| fit(pieces, rest.get(taken..)?, word_ends, whole, tries).map(|more| before + taken + more);
                return std::iter::once(0).chain(inside).find_map(behind);
            }
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
