//! The words of `config/likeness.toml`: what a problem is about, what was to be done, what went wrong, whatever it is called.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::token::{Piece, Placed, pieces};

/// Which kind of thing a word names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Kind {
    About,
    Act,
    Fault,
}

/// A thing, by its name in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Thing {
    pub(super) kind: Kind,
    pub(super) name: &'static str,
}

impl Thing {
    /// As a feature, and as the search index keeps it: no word of a language begins so.
    pub(super) fn term(self) -> String {
        format!("zz{}", self.name.replace('_', ""))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: BTreeMap<String, Vec<String>>,
    act: BTreeMap<String, Vec<String>>,
    fault: BTreeMap<String, Vec<String>>,
    general: General,
    opposite: Opposite,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct General {
    faults: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opposite {
    pairs: Vec<[String; 2]>,
}

pub(super) struct Words {
    by_first: HashMap<Piece, Vec<(Vec<Piece>, Thing)>>,
    general: Vec<String>,
    opposites: Vec<[String; 2]>,
}

/// Built in, and read by a test.
static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("../../../config/likeness.toml")).unwrap_or_else(|_| Words::none()));

pub(super) fn words() -> &'static Words {
    &WORDS
}

impl Words {
    fn none() -> Self {
        Self { by_first: HashMap::new(), general: vec![], opposites: vec![] }
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let File { about, act, fault, general, opposite } = toml::from_str(text)?;
        let mut words = Self { general: general.faults, opposites: opposite.pairs, ..Self::none() };
        for (kind, table) in [(Kind::About, about), (Kind::Act, act), (Kind::Fault, fault)] {
            for (name, phrases) in table {
                // Once for the life of the program.
                let thing = Thing { kind, name: name.leak() };
                for phrase in phrases {
                    let phrase: Vec<Piece> = bare(&pieces(&phrase)).into_iter().map(|(_, piece)| piece.clone()).collect();
                    if let Some(first) = phrase.first() {
                        words.by_first.entry(first.clone()).or_default().push((phrase, thing));
                    }
                }
            }
        }
        for phrases in words.by_first.values_mut() {
            phrases.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        }
        Ok(words)
    }

    /// The things that a text names: each with the pieces that it stands in, the longest phrase first.
    pub(super) fn find(&self, placed: &[Placed]) -> Vec<(Thing, std::ops::Range<usize>)> {
        let all = bare(placed);
        let mut found = vec![];
        let mut at = 0;
        while let Some((first, piece)) = all.get(at) {
            let fits = |(phrase, _): &&(Vec<Piece>, Thing)| {
                phrase.iter().enumerate().all(|(step, want)| all.get(at + step).is_some_and(|(_, piece)| *piece == want))
                    // A mark inside is the end of what is said.
                    && all.get(at + phrase.len() - 1).is_some_and(|(last, _)| last - first == phrase.len() - 1)
            };
            let hit = self.by_first.get(*piece).and_then(|phrases| phrases.iter().find(fits));
            at += hit.map_or(1, |(phrase, thing)| {
                found.push((*thing, *first..first + phrase.len()));
                phrase.len()
            });
        }
        found
    }

    /// Does it say nothing about which fault it is?
    pub(super) fn is_general(&self, thing: Thing) -> bool {
        self.general.iter().any(|name| name == thing.name)
    }

    /// Does one want what the other does not?
    pub(super) fn are_opposite(&self, one: &[Thing], other: &[Thing]) -> bool {
        let has = |things: &[Thing], name: &String| things.iter().any(|thing| thing.name == name);
        let apart = |here: &[Thing], there: &[Thing], [a, b]: &[String; 2]| has(here, a) && !has(here, b) && has(there, b) && !has(there, a);
        self.opposites.iter().any(|pair| apart(one, other, pair) || apart(other, one, pair))
    }
}

/// The pieces but for marks, with their places.
fn bare(placed: &[Placed]) -> Vec<(usize, &Piece)> {
    placed.iter().enumerate().map(|(at, one)| (at, &one.piece)).filter(|(_, piece)| **piece != Piece::Mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_can_be_read_and_names_what_it_speaks_of() {
        let words = Words::read(include_str!("../../../config/likeness.toml")).unwrap();
        let names: Vec<&str> = words.by_first.values().flatten().map(|(_, thing)| thing.name).collect();
        for name in words.general.iter().chain(words.opposites.iter().flatten()) {
            assert!(names.contains(&name.as_str()), "{name} is in no table");
        }
    }

    #[test]
    fn a_thing_is_known_by_any_of_its_words() {
        let names = |text: &str| words().find(&pieces(text)).into_iter().map(|(thing, _)| thing.name).collect::<Vec<_>>();
        assert_eq!(names("銷售訂單無法列印"), ["sales_order", "cannot", "print"]);
        assert_eq!(names("Sales orders can't be printed"), ["sales_order", "cannot", "print"]);
        assert_eq!(names("没有反应，没有权限"), ["no_reaction", "rights"]);
    }
}
