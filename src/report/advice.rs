//! What a word does that an admin adds: its role, what it changes in an example, and what is wrong with it.
//!
//! Nothing is told by rules of its own: an example is read twice, with the word and without, by the reader itself.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

use super::fold::{bare, fold, is_cjk, sentences, weight};
use super::lexicon::{Lexicon, Topic, Word};

mod example;

/// What there is to say about one word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What the words of its list do.
    pub role: &'static str,
    /// A line that holds it, and what it changes there.
    pub example: Option<Example>,
    /// What is wrong with it, or worth a thought.
    pub notes: Vec<WordNote>,
}

/// A line read with a word and without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The line.
    pub line: String,
    /// What differs: what it is about, without the word, with it. Empty where nothing does.
    pub changes: Vec<(&'static str, String, String)>,
}

/// Something about a word that its admin should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordNote {
    /// It is there already, in other letters perhaps.
    Known,
    /// It says nothing: no letter, no digit.
    Empty,
    /// Its list is compared with whole headings, cells or lines, whose marks are taken off; it begins or ends with one.
    Marked {
        /// The word without its marks.
        bare: String,
    },
    /// It goes on over the end of a sentence, and sentences are compared one by one.
    TwoSentences,
    /// Its list is compared with headings, and it is longer than one.
    TooLong,
    /// The reader does not find it even in its own line.
    Unfound,
    /// It is also a word for something that excludes it.
    Clash {
        /// For what.
        with: Topic,
    },
    /// A longer word for something that excludes it holds it; where that one stands, it wins.
    Beaten {
        /// For what.
        by: Topic,
        /// The longer word.
        word: String,
    },
    /// A built-in word inside it says the same.
    Covered {
        /// That word.
        by: String,
    },
    /// So short that it may mean many things.
    Short,
    /// It stands inside words that mean something else.
    Inside {
        /// How many of the words that are known here.
        count: usize,
        /// Some of them.
        such_as: Vec<String>,
    },
    /// It changes nothing in its example.
    NoChange,
}

impl WordNote {
    /// Can the word never do anything?
    #[must_use]
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Empty | Self::Marked { .. } | Self::TwoSentences | Self::TooLong | Self::Unfound)
    }

    /// What would be right.
    #[must_use]
    pub fn right(&self) -> String {
        match self {
            Self::Known | Self::Covered { .. } => "take it out".into(),
            Self::Empty => "write a word, or take it out".into(),
            Self::Marked { bare } => format!("write “{bare}”"),
            Self::TwoSentences => "write it without the mark that ends a sentence, or as two words".into(),
            Self::TooLong => "write the shortest form that people use as a heading".into(),
            Self::Unfound => "write it as it stands in a mail; `…` is for a gap and `*` for the rest of a word".into(),
            Self::Clash { with } => format!("take it out here, unless `{}` is what people never mean by it", name(*with)),
            Self::Beaten { .. } => "nothing to do, if that is what you want".into(),
            Self::Short => "write two or more characters, with what stands beside it in real mails".into(),
            Self::Inside { .. } => "write a longer one that stands in none of them".into(),
            Self::NoChange => "look at a real mail with `daybook read`; perhaps the list is another one".into(),
        }
    }
}

impl Display for WordNote {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known => f.write_str("this word is built in already"),
            Self::Empty => f.write_str("no letter and no digit: it can never match"),
            Self::Marked { .. } => f.write_str("marks at its ends are taken off before words are compared: it can never match"),
            Self::TwoSentences => f.write_str("it goes on over the end of a sentence, and sentences are compared one by one: it can never match"),
            Self::TooLong => f.write_str("longer than any heading: it can never match"),
            Self::Unfound => f.write_str("it is not even found in a line that holds it: it can never match"),
            Self::Clash { with } => write!(f, "it is also a word of `{}`, which means another thing", name(*with)),
            Self::Beaten { by, word } => write!(f, "inside “{word}” of `{}` it does not count, the longer word wins", name(*by)),
            Self::Covered { by } => write!(f, "the built-in word “{by}” inside it says the same"),
            Self::Short => f.write_str("so short that it may mean many things"),
            Self::Inside { count, such_as } => write!(f, "it stands inside {count} other known words, such as “{}”", such_as.join("”, “")),
            Self::NoChange => f.write_str("it changes nothing in this line"),
        }
    }
}

/// The name of a list as a lexicon file writes it: `section.problems`.
#[must_use]
pub fn name(topic: Topic) -> String {
    let (table, key) = topic.name();
    format!("{table}.{key}")
}

/// What is known of the words that are built in, made once for all words that are looked at.
pub struct Adviser {
    shipped: Arc<Lexicon>,
    /// Every built-in phrase with its topics.
    phrases: BTreeMap<String, Vec<Topic>>,
}

impl Default for Adviser {
    fn default() -> Self {
        let shipped = Lexicon::shipped();
        let mut phrases: BTreeMap<String, Vec<Topic>> = BTreeMap::new();
        for topic in Topic::ALL {
            for phrase in shipped.phrases(*topic) {
                phrases.entry(phrase).or_default().push(*topic);
            }
        }
        Self { shipped: Arc::new(shipped), phrases }
    }
}

impl Adviser {
    /// What there is to say about a word.
    #[must_use]
    pub fn advise(&self, word: &Word) -> Advice {
        let folded = fold(word.word.trim());
        let mut notes: Vec<WordNote> = never(word.topic, &folded).into_iter().collect();
        let dead = !notes.is_empty();
        let known = self.phrases.get(&folded).is_some_and(|topics| topics.contains(&word.topic));
        if known {
            notes.push(WordNote::Known);
        }
        let mut example = None;
        if !dead && !known {
            notes.extend(self.clashes(word.topic, &folded));
            // Where one thing is wrong with it, the others follow from that.
            if notes.is_empty() {
                notes.extend(self.covered(word.topic, &folded).or_else(|| self.ambiguous(word.topic, &folded)));
            }
            example = example::read(word, &self.shipped);
            if notes.is_empty() && example.as_ref().is_some_and(|example| example.changes.is_empty()) {
                notes.push(WordNote::NoChange);
            }
        }
        Advice { role: word.topic.about().trim(), example, notes }
    }

    fn clashes(&self, topic: Topic, folded: &str) -> Vec<WordNote> {
        let Some(rivals) = RIVALS.iter().find(|rivals| rivals.contains(&topic)) else { return vec![] };
        let mut notes = vec![];
        for rival in rivals.iter().filter(|rival| **rival != topic) {
            if self.phrases.get(folded).is_some_and(|topics| topics.contains(rival)) {
                notes.push(WordNote::Clash { with: *rival });
            }
        }
        let longer = self.phrases.iter().filter(|(phrase, _)| phrase.len() > folded.len() && stands_in(folded, phrase));
        let beaten = longer.filter_map(|(phrase, topics)| {
            let by = topics.iter().find(|other| **other != topic && rivals.contains(other))?;
            (!topics.contains(&topic)).then(|| WordNote::Beaten { by: *by, word: phrase.clone() })
        });
        // One shows what happens; the others are like it.
        notes.extend(beaten.take(1).filter(|_| !is_whole(topic)));
        notes
    }

    fn covered(&self, topic: Topic, folded: &str) -> Option<WordNote> {
        let by = self.shipped.word(topic, folded).filter(|_| !is_whole(topic))?;
        Some(WordNote::Covered { by })
    }

    /// A word that is looked for anywhere should not stand inside others.
    fn ambiguous(&self, topic: Topic, folded: &str) -> Option<WordNote> {
        /// Two may be chance; three are a habit of the language.
        const MANY: usize = 3;
        /// So many show what is meant.
        const SHOWN: usize = 3;
        if is_whole(topic) {
            return None;
        }
        let inside: Vec<&String> = self
            .phrases
            .iter()
            .filter(|(phrase, topics)| phrase.len() > folded.len() && !topics.contains(&topic) && stands_in(folded, phrase))
            .map(|(phrase, _)| phrase)
            .collect();
        let letters = folded.chars().filter(|c| c.is_alphanumeric()).count();
        let short = letters < 2 || letters < 3 && !folded.chars().any(is_cjk);
        match inside.len() {
            count if count >= MANY => Some(WordNote::Inside { count, such_as: inside.into_iter().take(SHOWN).cloned().collect() }),
            _ => short.then_some(WordNote::Short),
        }
    }
}

/// Why it can never match, where it cannot.
fn never(topic: Topic, folded: &str) -> Option<WordNote> {
    let spoken: String = folded.chars().filter(|c| !matches!(c, '…' | '*')).collect();
    if bare(&spoken).is_empty() {
        return Some(WordNote::Empty);
    }
    let bare_word = bare(folded);
    if is_whole(topic) && bare_word != folded && !folded.starts_with(['…', '*']) && !folded.ends_with(['…', '*']) {
        return Some(WordNote::Marked { bare: bare_word.to_owned() });
    }
    if is_section(topic) && weight(folded) > super::sections::HEADING {
        return Some(WordNote::TooLong);
    }
    if sentences(&spoken).len() > 1 {
        return Some(WordNote::TwoSentences);
    }
    let mut only = Lexicon::empty();
    only.add([Word { topic, word: folded.to_owned(), line: 0 }]);
    (!only.has(topic, &spoken)).then_some(WordNote::Unfound)
}

/// Stands `word` in `phrase` where the reader would find it: a Latin word as a whole one only.
fn stands_in(word: &str, phrase: &str) -> bool {
    phrase.match_indices(word).any(|(at, _)| {
        let before = phrase.get(..at).and_then(|head| head.chars().next_back());
        let after = phrase.get(at + word.len()..).and_then(|tail| tail.chars().next());
        let free =
            |inner: Option<char>, outer: Option<char>| !(inner.is_some_and(|c| c.is_ascii_alphanumeric()) && outer.is_some_and(|c| c.is_ascii_alphanumeric()));
        free(word.chars().next(), before) && free(word.chars().next_back(), after)
    })
}

/// Topics of which a piece of text can have only one.
const RIVALS: [&[Topic]; 6] = [
    &[Topic::SectionDone, Topic::SectionProblems, Topic::SectionPlan, Topic::SectionSuggestions, Topic::SectionLeftover],
    &[Topic::NothingPhrase, Topic::NothingNegated, Topic::NothingElse, Topic::NothingPartial, Topic::Defect],
    &[Topic::Wish, Topic::Idea, Topic::Hurry],
    &[Topic::Urgent, Topic::High, Topic::Normal, Topic::Low],
    &[Topic::CellUrgent, Topic::CellHigh, Topic::CellNormal, Topic::CellLow],
    &[Topic::Confirm, Topic::Reopen, Topic::Withdraw, Topic::Later],
];

fn is_section(topic: Topic) -> bool {
    matches!(topic, Topic::SectionDone | Topic::SectionProblems | Topic::SectionPlan | Topic::SectionSuggestions | Topic::SectionLeftover)
}

/// Is the word compared with a whole heading, cell or line?
fn is_whole(topic: Topic) -> bool {
    is_section(topic)
        || matches!(topic.name(), ("column", _) | ("severity", "cell_urgent" | "cell_high" | "cell_normal" | "cell_low"))
        || matches!(topic, Topic::NothingWhole | Topic::ConfirmWhole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advise(topic: Topic, word: &str) -> Advice {
        Adviser::default().advise(&Word { topic, word: word.into(), line: 1 })
    }

    fn changes(topic: Topic, word: &str) -> Vec<(&'static str, String, String)> {
        advise(topic, word).example.unwrap().changes
    }

    /// The words are such as nobody says: what is shipped may grow without touching this.
    #[test]
    fn a_word_shows_what_it_changes() {
        let table = [
            (Topic::SectionDone, "鲲鹏小结", ("its line", "greeting", "heading: work done")),
            (Topic::Urgent, "夸父追日级", ("severity", "none", "urgent")),
            (Topic::Wish, "精卫盼着", ("kind", "problem", "change request")),
            (Topic::ModuleWord, "鱼骨图", ("module", "none", "鱼骨图")),
            (Topic::Confirm, "咕噜咕噜啦", ("answer", "comment", "confirm")),
            (Topic::Absence, "gone moonwalking", ("read as", "report", "other, absence")),
            (Topic::PeriodWeek, "鲲鹏之周", ("period", "day", "week")),
            (Topic::ColumnModule, "归鲲鹏", ("module", "订单", "合同")),
        ];
        for (topic, word, (what, from, to)) in table {
            let got = changes(topic, word);
            assert!(got.contains(&(what, from.to_owned(), to.to_owned())), "{word}: {got:?}");
        }
    }

    #[test]
    fn a_word_that_cannot_match_is_named_with_what_would_be_right() {
        let table = [
            (Topic::SectionProblems, "卡点：", "write “卡点”"),
            (Topic::Defect, "！！", "write a word, or take it out"),
            (Topic::Urgent, "停产。马上", "write it without the mark that ends a sentence, or as two words"),
            (Topic::SectionDone, "我们今天在车间和仓库里面一起完成的全部工作内容清单", "write the shortest form that people use as a heading"),
        ];
        for (topic, word, right) in table {
            let notes = advise(topic, word).notes;
            assert!(notes.iter().any(|note| note.is_fault() && note.right() == right), "{word}: {notes:?}");
        }
    }

    #[test]
    fn clashes_and_ambiguous_words_are_seen() {
        assert!(advise(Topic::Low, "紧急").notes.contains(&WordNote::Clash { with: Topic::Urgent }));
        assert!(matches!(advise(Topic::Urgent, "单").notes.as_slice(), [WordNote::Inside { count: 3.., .. }, ..]));
        assert!(advise(Topic::Urgent, "xq").notes.contains(&WordNote::Short));
        assert_eq!(advise(Topic::Urgent, "紧急").notes, [WordNote::Known]);
        assert!(advise(Topic::Urgent, "夸父追日级").notes.is_empty());
    }
}
