//! `[lexicon]`: the words that an admin adds to the reader's own, each with the place where it stands.

use std::sync::Arc;

use super::check::Check;
use super::file;
use crate::report::{self, Lexicon, Topic, Word};

/// A word that the admin adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedWord {
    /// The file of words, as the config names it; `None` where it stands in the config itself.
    pub file: Option<String>,
    /// The word, its list, and its line in that file.
    pub word: Word,
}

/// The words that `[lexicon.words]` and the files of `[lexicon]` add.
pub(super) fn added(check: &mut Check<'_>, lexicon: &file::Lexicon) -> Vec<AddedWord> {
    let mut words = vec![];
    for (table, lists) in &lexicon.words {
        for (key, list) in lists {
            let path = format!("lexicon.words.{table}.{key}");
            let Some(topic) = Topic::named(table, key) else {
                check.fault(
                    &path,
                    format!("no rule reads `{table}.{key}`{}", report::meant(table, key)),
                    "the built-in files config/lexicon/*.toml show the lists",
                );
                continue;
            };
            for (i, word) in list.iter().enumerate() {
                let line = check.line(&format!("{path}[{i}]"));
                words.push(AddedWord { file: None, word: Word { topic, word: word.clone(), line } });
            }
        }
    }
    words.sort_by_key(|added| added.word.line);
    for (i, file) in lexicon.files.iter().enumerate() {
        let key = format!("lexicon.files[{i}]");
        let Some(path) = check.existing(&key, Some(file.clone())) else { continue };
        let name = file.display().to_string();
        let read = std::fs::read_to_string(&path).map_err(|error| error.to_string());
        match read.and_then(|text| report::words(&name, &text).map_err(|error| error.to_string().replace('\n', " "))) {
            Ok(more) => words.extend(more.into_iter().map(|word| AddedWord { file: Some(name.clone()), word })),
            Err(why) => check.fault(&key, why, "the built-in files config/lexicon/*.toml show the shape"),
        }
    }
    words
}

/// The reader's own words with those.
pub(super) fn lexicon(added: &[AddedWord]) -> Arc<Lexicon> {
    let mut lexicon = Lexicon::shipped();
    lexicon.add(added.iter().map(|added| added.word.clone()));
    Arc::new(lexicon)
}
