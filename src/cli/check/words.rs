//! What the words do that the admin adds, and which of them are wrong.

use super::Report;
use crate::cli::screen;
use crate::config::{AddedWord, Config};
use crate::report::{Advice, Adviser, list_name};

/// Says of each added word what it is for, what it changes in an example, and what is wrong with it.
pub(super) fn report(report: &mut Report, config: &Config) {
    let Some(first) = config.words.first() else {
        report.good("words", "the built-in ones");
        return;
    };
    let adviser = Adviser::default();
    let advice: Vec<(&AddedWord, Advice)> = config.words.iter().map(|added| (added, adviser.advise(&added.word))).collect();
    let wrong = advice.iter().filter(|(_, advice)| !advice.notes.is_empty()).count();
    let count = screen::count(i64::try_from(advice.len()).unwrap_or(i64::MAX), "word");
    let whole = format!(
        "the built-in ones, and {count} added from {} on{}",
        place(config, first),
        if wrong > 0 { format!("; look at {wrong} of them") } else { String::new() }
    );
    report.good("words", &whole);
    for (added, advice) in advice {
        let role = advice.role.trim_end_matches('.').to_lowercase();
        let head = format!("{} “{}” in {}: {role}", place(config, added), screen::line(&added.word.word), list_name(added.word.topic));
        let mut lines = vec![head];
        if let Some(example) = &advice.example {
            let changes: Vec<String> = example.changes.iter().map(|(what, from, to)| format!("{what}: {from} → {to}")).collect();
            let changes = if changes.is_empty() { "nothing changes".into() } else { changes.join(", ") };
            lines.push(format!("– in “{}” {changes}", screen::line(&example.line)));
        }
        let notes: Vec<String> = advice.notes.iter().map(|note| format!("– {note}; {}", note.right())).collect();
        let text = lines.into_iter().chain(notes).collect::<Vec<_>>().join("\n");
        if advice.notes.is_empty() {
            report.good("", &text);
        } else {
            report.look("", &text);
        }
    }
}

/// Where a word stands: file and line.
fn place(config: &Config, added: &AddedWord) -> String {
    let own = || config.file.as_deref().map_or_else(|| "daybook.toml".into(), |file| file.display().to_string());
    format!("{}:{}", added.file.clone().unwrap_or_else(own), added.word.line)
}
