//! The words of all languages: `config/lexicon/*.toml`, embedded, and what an admin adds.
//!
//! A file holds tables of lists: `[section] done = ["今日工作", …]`. All languages are searched at once, for
//! people mix them. A phrase is compared after [`fold`](super::fold::fold); in it a blank stands for any white space, `…` for at
//! most twelve characters within a sentence, `*` for the rest of a word. A phrase that begins or ends with a
//! Latin letter matches whole words only.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;

use super::phrase::Phrases;
use crate::message::Fuel;

/// The files that are shipped.
const SHIPPED: [(&str, &str); 6] = [
    ("zh-Hans", include_str!("../../config/lexicon/zh-Hans.toml")),
    ("zh-Hant", include_str!("../../config/lexicon/zh-Hant.toml")),
    ("en", include_str!("../../config/lexicon/en.toml")),
    ("de", include_str!("../../config/lexicon/de.toml")),
    ("ja", include_str!("../../config/lexicon/ja.toml")),
    ("es", include_str!("../../config/lexicon/es.toml")),
];

macro_rules! topics {
    ($($variant:ident = $table:literal . $key:literal, $doc:literal;)*) => {
        /// What a list of phrases is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Topic { $(#[doc = $doc] $variant,)* }

        impl Topic {
            /// All of them, in the order of the files.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its table and key in a lexicon file.
            #[must_use]
            pub fn name(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($table, $key),)* }
            }

            /// What its words do, in a sentence.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }

            /// The topic of a table and key.
            #[must_use]
            pub fn named(table: &str, key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|topic| topic.name() == (table, key))
            }
        }
    };
}

topics! {
    SectionDone = "section"."done", "Heads the part on work done.";
    SectionProblems = "section"."problems", "Heads the part on problems.";
    SectionPlan = "section"."plan", "Heads the part on what comes next.";
    SectionWishes = "section"."wishes", "Heads the part on changes that are asked for.";
    SectionSuggestions = "section"."suggestions", "Heads the part on ideas.";
    SectionLeftover = "section"."leftover", "Heads a part that repeats what is known, or remarks.";
    SectionBeside = "section"."beside", "May stand beside a heading's words, and says nothing about the part.";
    SectionWhen = "section"."when", "Stands behind a heading's words and says when: \"problems so far\".";
    Work = "section"."work", "Opens a line on work done.";
    NothingWhole = "nothing"."whole", "Says \"no problem\" where it is all that is said.";
    NothingPhrase = "nothing"."phrase", "Says \"no problem\" wherever it stands.";
    NothingNegated = "nothing"."negated", "Looks like \"no problem\" and is not.";
    NothingElse = "nothing"."else", "No problem but those named.";
    NothingFine = "nothing"."fine", "Praises: \"fine\", \"perfect\".";
    NothingRest = "nothing"."rest", "Speaks of all else; with a word of praise in the sentence, that is fine.";
    NothingPartial = "nothing"."partial", "No big problem: small ones may follow.";
    NothingSolved = "nothing"."solved", "Ends a clause on what does not matter any more: it is solved.";
    NothingGone = "nothing"."gone", "Ends a clause: a fault that it names is no more. Anything else that is gone is missed.";
    NothingOwn = "nothing"."own", "Says that the fault was the writer's own and not the system's.";
    NothingUnused = "nothing"."unused", "The system was not used.";
    NothingManual = "nothing"."manual", "Work by hand: no fault where the system was not used.";
    NothingExcept = "nothing"."except", "Opens an exception.";
    Defect = "problem"."defect", "Betrays that something does not work.";
    Mended = "problem"."mended", "The writer has mended it himself.";
    Wish = "problem"."wish", "Asks for another behaviour.";
    Idea = "problem"."idea", "Offers an idea.";
    Hint = "problem"."hint", "May betray a fault: enough where a line that names a part of the system stands for itself.";
    Unsolved = "problem"."unsolved", "Says in a list of work done that something was left undone.";
    Hurry = "problem"."hurry", "Looks like a wish and only asks for speed or help.";
    Steps = "problem"."steps", "Heads steps, reasons, examples: inside their problem.";
    ItemLabel = "problem"."label", "Stands before an item's number: \"问题1\", \"Issue 2\".";
    Another = "problem"."another", "Opens a further problem.";
    Two = "problem"."two", "Announces two problems.";
    Three = "problem"."three", "Announces three problems.";
    Aspect = "problem"."aspect", "Ends the name of the part of the system that a sentence turns to: \"排课这边，…\".";
    AnotherPerhaps = "problem"."perhaps", "Opens a further problem where the sentence also names a fault: \"and\".";
    Story = "problem"."story", "Goes on with the same problem.";
    Sequence = "problem"."sequence", "Opens the next of several that were announced: \"secondly\".";
    SequenceAnd = "problem"."and_second", "Opens the next of several even without a comma before it: \"and second\".";
    First = "problem"."first", "Opens the first of several.";
    Urgent = "severity"."urgent", "Urgent, anywhere in the text.";
    High = "severity"."high", "High, anywhere in the text.";
    Normal = "severity"."normal", "Ordinary, anywhere in the text.";
    Low = "severity"."low", "Low, anywhere in the text.";
    SeverityLabel = "severity"."label", "Stands before a severity: \"严重程度：高\".";
    CellUrgent = "severity"."cell_urgent", "Urgent, where only a severity can stand.";
    CellHigh = "severity"."cell_high", "High, where only a severity can stand.";
    CellNormal = "severity"."cell_normal", "Ordinary, where only a severity can stand.";
    CellLow = "severity"."cell_low", "Low, where only a severity can stand.";
    Unweighed = "severity"."unweighed", "Looks like a severity and is none: \"popup blocker\".";
    TakeFirst = "severity"."first", "Raises the items whose numbers stand beside it.";
    ColumnNumber = "column"."number", "Heads a column of numbers.";
    ColumnModule = "column"."module", "Heads a column of modules.";
    ColumnProblem = "column"."problem", "Heads a column of problems.";
    ColumnSeverity = "column"."severity", "Heads a column of severities.";
    ColumnPicture = "column"."picture", "Heads a column of screenshots.";
    ColumnPerson = "column"."person", "Heads a column of people.";
    ColumnDay = "column"."day", "Heads a column of days.";
    Greeting = "courtesy"."greeting", "Greets.";
    Intro = "courtesy"."intro", "Announces the list that follows.";
    Excuse = "courtesy"."excuse", "Opens an excuse for the report itself.";
    Closing = "courtesy"."closing", "Closes a mail.";
    Praise = "courtesy"."praise", "Praises or apologises: no matter of its own.";
    Talk = "courtesy"."talk", "Asks, thanks, excuses or announces, in a sentence that says nothing else.";
    TalkBeside = "courtesy"."talk_beside", "May stand beside such words in a sentence that says nothing else.";
    Contact = "courtesy"."contact", "Says whom to ask.";
    Trailer = "courtesy"."trailer", "Opens a remark on all items.";
    Title = "courtesy"."title", "A title beside a name.";
    Unit = "courtesy"."unit", "A department or firm beside a name.";
    FigureWord = "figure"."word", "Stands before a picture's number: \"图1\", \"fig. 2\".";
    FigureLoose = "figure"."loose", "Points at a picture without a number.";
    FigureBoth = "figure"."both", "One picture for several problems.";
    FigureLeftOut = "figure"."left_out", "Says that there is no picture.";
    SubjectReply = "mail"."reply", "A reply's subject prefix.";
    SubjectForward = "mail"."forward", "A forward's subject prefix.";
    SubjectReport = "mail"."report", "A report's subject.";
    Attached = "mail"."attached", "Says that the text is in the attachment.";
    Scan = "mail"."scan", "A scanner's own words.";
    Recall = "mail"."recall", "A recall.";
    AutoSubject = "mail"."auto", "The subject of an automatic answer.";
    AutoText = "mail"."auto_text", "The text of an automatic answer.";
    Bulk = "mail"."bulk", "Bulk mail and spam.";
    Absence = "mail"."absence", "An absence.";
    Overtime = "mail"."overtime", "Somebody works on a day that is free for others.";
    Back = "mail"."back", "Somebody is back from an absence, or will not be away after all.";
    Question = "mail"."question", "A question to the desk.";
    Test = "mail"."test", "A test mail.";
    Personal = "mail"."personal", "Personal mail.";
    CalendarText = "mail"."calendar", "An invitation or its answer.";
    Confirm = "reply"."confirm", "It is solved.";
    ConfirmWhole = "reply"."confirm_whole", "It is solved, where it is all that is said.";
    Reopen = "reply"."reopen", "It is not solved, or it is back.";
    Withdraw = "reply"."withdraw", "Never mind.";
    Later = "reply"."later", "Not yet: will try, looks like, a question.";
    Postpone = "reply"."postpone", "Not to be closed yet: month end, a day.";
    ReplyAll = "reply"."all", "All that the letter offered.";
    NewProblem = "reply"."new", "A new problem inside a reply.";
    Earlier = "reply"."earlier", "Speaks of a point of an earlier report.";
    Supplement = "reply"."supplement", "More on an existing issue.";
    VendorFixed = "response"."fixed", "A consultant writes that it is done and can be tried.";
    VendorUnfixed = "response"."unfixed", "Looks as if it were done, and is not.";
    VendorAhead = "response"."ahead", "It will be done: a release, a date.";
    VendorAsks = "response"."asks", "A consultant asks for something.";
    Behalf = "behalf"."for", "Stands before the one written for.";
    DayYesterday = "day"."yesterday", "The report is on yesterday.";
    DayBefore = "day"."before_yesterday", "The report is on the day before yesterday.";
    DayToday = "day"."today", "The report is on today.";
    PeriodWeek = "day"."week", "A weekly report.";
    WeekOf = "day"."week_of", "Stands before the first day of a week.";
    PeriodMonth = "day"."month", "A monthly report.";
    Backfill = "day"."backfill", "A report handed in late.";
    ModuleWord = "module"."words", "A document, list or function of business software.";
}

/// A lexicon file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// Not TOML, or not tables of lists of texts.
    #[error("{file}: {fault}")]
    Shape {
        /// The file's name.
        file: String,
        /// What the parser says.
        fault: String,
    },
    /// A list that no rule reads.
    #[error("{file}:{line}: no rule reads `{table}.{key}`{meant}")]
    Unknown {
        /// The file's name.
        file: String,
        /// The line of its first word, counted from 1.
        line: usize,
        /// What may be meant: "; did you mean `section.problems`?"
        meant: String,
        /// The table.
        table: String,
        /// The key.
        key: String,
    },
}

/// A word with its topic, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What it is for.
    pub topic: Topic,
    /// The word, as it is written.
    pub word: String,
    /// The line that it stands in, counted from 1.
    pub line: usize,
}

/// The words of a lexicon file, in its order.
///
/// # Errors
/// Where it is no lexicon, or a list of it is read by no rule.
pub fn words(file: &str, text: &str) -> Result<Vec<Word>, LexiconError> {
    type Lists = HashMap<String, Vec<Spanned<String>>>;
    let tables: HashMap<String, Lists> = toml::from_str(text).map_err(|fault| LexiconError::Shape { file: file.into(), fault: fault.to_string() })?;
    // A list has thousands of words at most; counting lines for each would take the square of that.
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    let mut words = vec![];
    for (table, lists) in tables {
        for (key, list) in lists {
            let line = |word: &Spanned<String>| ends.partition_point(|end| *end < word.span().start) + 1;
            let first = list.first().map_or(1, line);
            let topic = Topic::named(&table, &key).ok_or_else(|| LexiconError::Unknown {
                file: file.into(),
                line: first,
                meant: meant(&table, &key),
                table: table.clone(),
                key,
            })?;
            words.extend(list.into_iter().map(|word| Word { topic, line: line(&word), word: word.into_inner() }));
        }
    }
    words.sort_by_key(|word| word.line);
    Ok(words)
}

/// The list whose name is most like one that no rule reads: "; did you mean `section.problems`?", or nothing.
#[must_use]
pub fn meant(table: &str, key: &str) -> String {
    let like = |topic: &&Topic| {
        let (other_table, other_key) = topic.name();
        let near = other_key.starts_with(key) || key.starts_with(other_key) || other_key.chars().take(3).eq(key.chars().take(3));
        near && other_table == table || other_key == key
    };
    Topic::ALL.iter().find(like).map_or_else(String::new, |topic| format!("; did you mean `{}.{}`?", topic.name().0, topic.name().1))
}

/// The words of all languages.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// One list for each of [`Topic::ALL`], in their order.
    topics: Arc<Vec<Phrases>>,
    /// What looking words up draws on; without a bound outside of a reading.
    fuel: Fuel,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self::shipped()
    }
}

impl Lexicon {
    /// The words that are shipped.
    #[must_use]
    pub fn shipped() -> Self {
        // The shipped files are checked by a test; a fault in one costs its words, never the start.
        let mut lexicon = Self::empty();
        for (name, text) in SHIPPED {
            lexicon.add(words(name, text).unwrap_or_default());
        }
        lexicon
    }

    /// Without any word.
    pub(crate) fn empty() -> Self {
        Self { topics: Arc::new(vec![Phrases::default(); Topic::ALL.len()]), fuel: Fuel::default() }
    }

    /// With the words of one more file.
    ///
    /// # Errors
    /// As [`words`].
    pub fn extended(mut self, file: &str, text: &str) -> Result<Self, LexiconError> {
        self.add(words(file, text)?);
        Ok(self)
    }

    /// Adds words.
    pub fn add(&mut self, words: impl IntoIterator<Item = Word>) {
        let topics = Arc::make_mut(&mut self.topics);
        for Word { topic, word, .. } in words {
            if let Some(phrases) = topics.get_mut(topic as usize) {
                phrases.add(&word);
            }
        }
    }

    /// The phrases of a topic, as they are compared.
    pub(crate) fn phrases(&self, topic: Topic) -> impl Iterator<Item = String> + '_ {
        self.topics.get(topic as usize).into_iter().flat_map(Phrases::texts)
    }

    /// The same words for one reading: looking them up draws on its counter, and finds nothing when that is empty.
    pub(crate) fn metered(&self, fuel: &Fuel) -> Self {
        Self { topics: Arc::clone(&self.topics), fuel: fuel.clone() }
    }

    /// The counter of the reading.
    pub(crate) fn fuel(&self) -> &Fuel {
        &self.fuel
    }

    /// Does a phrase of `topic` stand somewhere in the folded text?
    pub(crate) fn has(&self, topic: Topic, folded: &str) -> bool {
        self.find(topic, folded).is_some()
    }

    /// Does the folded text name a fault, a wish or an idea?
    pub(crate) fn names_matter(&self, folded: &str) -> bool {
        [Topic::Defect, Topic::Wish, Topic::Idea].into_iter().any(|topic| self.has(topic, folded))
    }

    /// Does the folded text praise or apologise, and nothing more? "快多了" is no "多了".
    pub(crate) fn only_praises(&self, folded: &str) -> bool {
        self.has(Topic::Praise, folded)
            && self
                .tag(&[Topic::Praise, Topic::Closing, Topic::Defect, Topic::Wish, Topic::Idea], folded)
                .iter()
                .all(|(topic, _)| matches!(topic, Topic::Praise | Topic::Closing))
    }

    /// Where the first phrase of `topic` stands.
    pub(crate) fn find(&self, topic: Topic, folded: &str) -> Option<Range<usize>> {
        self.topics.get(topic as usize).and_then(|phrases| phrases.matches(folded, &self.fuel).next())
    }

    /// The words of the first phrase of `topic` that stands in the folded text.
    pub(crate) fn word(&self, topic: Topic, folded: &str) -> Option<String> {
        self.find(topic, folded).and_then(|range| folded.get(range)).map(str::to_owned)
    }

    /// Is the folded text as a whole a phrase of `topic`?
    pub(crate) fn is(&self, topic: Topic, folded: &str) -> bool {
        self.topics.get(topic as usize).is_some_and(|phrases| phrases.at(folded, None, true, &self.fuel).is_some())
    }

    /// How many bytes of the folded text's beginning a phrase of `topic` takes.
    pub(crate) fn starts(&self, topic: Topic, folded: &str) -> Option<usize> {
        self.topics.get(topic as usize).and_then(|phrases| phrases.at(folded, None, false, &self.fuel))
    }

    /// Every phrase of every topic asked for; where two overlap the longer one counts: in "not urgent" nothing is urgent.
    pub(crate) fn tag(&self, topics: &[Topic], folded: &str) -> Vec<(Topic, Range<usize>)> {
        let mut all: Vec<(Topic, Range<usize>)> = topics
            .iter()
            .filter_map(|topic| self.topics.get(*topic as usize).map(|phrases| (topic, phrases)))
            .flat_map(|(topic, phrases)| phrases.everywhere(folded, &self.fuel).map(|range| (*topic, range)))
            .collect();
        all.sort_by_key(|(_, range)| (std::cmp::Reverse(range.len()), range.start));
        // By where they begin, so that only the neighbours are looked at.
        let mut kept: BTreeMap<usize, (Topic, Range<usize>)> = BTreeMap::new();
        for (topic, range) in all {
            let before = kept.range(..range.end).next_back();
            if before.is_none_or(|(_, (_, other))| other.end <= range.start) {
                kept.insert(range.start, (topic, range));
            }
        }
        kept.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn the_shipped_files_are_sound_and_every_topic_has_words() {
        for (name, text) in SHIPPED {
            words(name, text).unwrap();
        }
        let lexicon = Lexicon::shipped();
        for topic in Topic::ALL {
            assert!(lexicon.phrases(*topic).next().is_some(), "{topic:?}");
        }
    }

    #[test]
    fn latin_words_match_whole_and_ideographs_anywhere() {
        let lexicon = Lexicon::shipped();
        assert!(lexicon.has(Topic::Urgent, "请处理urgent谢谢"));
        assert!(!lexicon.has(Topic::Urgent, "insurgents"));
        assert!(lexicon.has(Topic::Urgent, "这个很急"));
        assert!(lexicon.is(Topic::NothingWhole, "无"));
    }

    #[test]
    fn the_longer_phrase_wins() {
        let lexicon = Lexicon::shipped();
        let tags = |text: &str| lexicon.tag(&[Topic::Urgent, Topic::Low], &fold(text)).into_iter().map(|(topic, _)| topic).collect::<Vec<_>>();
        assert_eq!(tags("Not urgent: the font"), [Topic::Low]);
        assert_eq!(tags("URGENT!"), [Topic::Urgent]);
    }

    #[test]
    fn an_admin_adds_words_and_hears_of_faults() {
        let lexicon = Lexicon::shipped().extended("mine.toml", "[section]\nproblems = [\"卡点\"]").unwrap();
        assert!(lexicon.is(Topic::SectionProblems, "卡点"));
        let fault = Lexicon::shipped().extended("mine.toml", "[section]\nprobs = [\"x\"]").unwrap_err();
        assert_eq!(fault.to_string(), "mine.toml:2: no rule reads `section.probs`; did you mean `section.problems`?");
    }
}
