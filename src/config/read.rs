//! Text → [`File`], with every fault of shape and the place of every key.
//!
//! serde stops at its first fault. So the faulty key is noted, taken out, and the rest read again, until nothing is left to say.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, Place};
use super::file::File;

/// Where each key and value stands, by its path.
#[derive(Debug, Default)]
pub(super) struct Places {
    by_path: HashMap<String, Place>,
}

impl Places {
    /// The place of `path`, else of the nearest table around it.
    pub(super) fn of(&self, path: &str) -> Option<Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.by_path.get(path) {
                return Some(*place);
            }
            path = path.rsplit_once(['.', '[']).map(|(outer, _)| outer)?;
        }
    }
}

/// The tables whose shape depends on their `kind`, and what a table without one means.
const TAGGED: [(&str, Option<&str>); 3] = [("store", Some("sqlite")), ("mailbox", None), ("delivery", None)];

/// A file with more faults of shape than this is no config.
const MOST_FAULTS: usize = 100;

/// Reads `text`: what could be read, where it stands, and what could not.
pub(super) fn read(text: &str) -> (File, Places, Vec<Fault>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = errors.iter().map(|error| syntax(text, error)).collect();
    let mut places = Places::default();
    if !faults.is_empty() {
        return (File::default(), places, faults);
    }
    note(text, root.get_ref(), "", &mut places);
    let mut root = root;
    for (table, default) in TAGGED {
        lift_kind(root.get_mut(), table, default, &places, &mut faults);
    }
    while faults.len() < MOST_FAULTS {
        let error = match File::deserialize(toml::de::Deserializer::from(root.clone())) {
            Ok(file) => return (file, places, faults),
            Err(error) => error,
        };
        let span = error.span().unwrap_or(0..0);
        let Some(path) = take_out(root.get_mut(), &span, "", 0) else {
            faults.push(syntax(text, &error));
            break;
        };
        let (wrong, right) = of_secret(&path, error.message()).unwrap_or_else(|| in_words(error.message()));
        faults.push(Fault { path, place: Some(place(text, span.start)), wrong, right });
    }
    (File::default(), places, faults)
}

fn syntax(text: &str, error: &toml::de::Error) -> Fault {
    let place = error.span().map(|span| place(text, span.start));
    Fault { path: String::new(), place, wrong: format!("this is not TOML: {}", error.message().replace('\n', ", ")), right: "see https://toml.io".into() }
}

/// Line and column of a byte.
fn place(text: &str, byte: usize) -> Place {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    Place { line, column }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn note(text: &str, table: &DeTable<'_>, path: &str, places: &mut Places) {
    for (key, value) in table {
        let path = join(path, key.get_ref());
        places.by_path.insert(path.clone(), place(text, key.span().start));
        note_value(text, value, &path, places);
    }
}

fn note_value(text: &str, value: &Spanned<DeValue<'_>>, path: &str, places: &mut Places) {
    match value.get_ref() {
        DeValue::Table(table) => note(text, table, path, places),
        DeValue::Array(array) => {
            for (i, element) in array.iter().enumerate() {
                let path = format!("{path}[{i}]");
                places.by_path.insert(path.clone(), place(text, element.span().start));
                note_value(text, element, &path, places);
            }
        }
        _ => (),
    }
}

/// `{ kind = "imap", host = … }` → `{ imap = { host = … } }`, as serde wants an enum that keeps places.
fn lift_kind(root: &mut DeTable<'_>, name: &str, default: Option<&str>, places: &Places, faults: &mut Vec<Fault>) {
    let Some(value) = root.get_mut(name) else { return };
    let span = value.span();
    let DeValue::Table(table) = value.get_mut() else { return };
    let kind = match table.remove("kind") {
        Some(kind) => match kind.get_ref() {
            DeValue::String(text) => Some(Spanned::new(kind.span(), Cow::Owned(text.to_string()))),
            _ => None,
        },
        None => default.map(|kind| Spanned::new(span.start..span.start, Cow::Owned(kind.to_owned()))),
    };
    let Some(kind) = kind else {
        let choices = if name == "mailbox" { r#"kind = "imap" or kind = "maildir""# } else { r#"kind = "smtp" or kind = "folder""# };
        let path = join(name, "kind");
        faults.push(Fault { place: places.of(&path), path, wrong: "it is not said which kind this is".into(), right: format!("write {choices}") });
        root.remove(name);
        return;
    };
    let inner = Spanned::new(span, DeValue::Table(std::mem::take(table)));
    table.insert(kind, inner);
}

/// Takes out the innermost key that the fault at `span` is about, and gives its path.
fn take_out(table: &mut DeTable<'_>, span: &Range<usize>, path: &str, depth: usize) -> Option<String> {
    let within = |outer: &Range<usize>| outer.start <= span.start && span.end <= outer.end;
    let mut found = None;
    for (key, value) in table.iter_mut() {
        let name = key.get_ref().to_string();
        // The lifted kind is a layer that the file does not have.
        let lifted = depth == 1 && TAGGED.iter().any(|(tagged, _)| *tagged == path);
        let here = if lifted { path.to_owned() } else { join(path, &name) };
        if key.span() == *span {
            found = Some((name, if lifted { join(path, "kind") } else { here }));
            break;
        }
        if let Some(inner) = take_out_of_value(value, span, &here, depth + 1) {
            // An enum without its one key would be a second fault.
            if value.get_ref().as_table().is_some_and(DeTable::is_empty) {
                table.remove(name.as_str());
            }
            return Some(inner);
        }
        if within(&value.span()) {
            found = Some((name, here));
        }
    }
    let (name, path) = found?;
    table.remove(name.as_str());
    Some(path)
}

fn take_out_of_value(value: &mut Spanned<DeValue<'_>>, span: &Range<usize>, path: &str, depth: usize) -> Option<String> {
    match value.get_mut() {
        DeValue::Table(table) => take_out(table, span, path, depth),
        DeValue::Array(array) => array.iter_mut().enumerate().find_map(|(i, element)| take_out_of_value(element, span, &format!("{path}[{i}]"), depth)),
        _ => None,
    }
}

/// Where a password may come from.
const SECRET: &str = r#"write { env = "…" }, { file = "…" } or { command = ["…"] }"#;

/// What is wrong with a password's key, without serde's message: that shows the value, and outputs are kept in journals
/// and sent to whoever helps.
fn of_secret(path: &str, message: &str) -> Option<(String, String)> {
    let kind = TAGGED.iter().find_map(|(table, _)| path.strip_prefix(table)?.strip_prefix(".password"))?;
    let wrong = match kind.strip_prefix('.') {
        Some(kind) if message.starts_with("unknown variant") => {
            let right = format!("{}; {SECRET}", nearest(kind, &["env", "file", "command"]));
            return Some((format!("`{kind}` is no place where a password comes from"), right));
        }
        Some(_) => "this does not say where the password is",
        None if kind.is_empty() && message.starts_with("wanted exactly") => "a password comes from one place",
        None if kind.is_empty() => "a password does not belong in this file",
        None => return None,
    };
    Some((wrong.into(), SECRET.into()))
}

/// serde's message as what is wrong and what would be right.
fn in_words(message: &str) -> (String, String) {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let choices: Vec<&str> = quoted.by_ref().collect();
    let (found, known) = choices.split_first().map_or(("", &[][..]), |(found, known)| (*found, known));
    if message.starts_with("unknown field") {
        return (format!("there is no key `{found}` here"), nearest(found, known));
    }
    if message.starts_with("unknown variant") {
        return (format!("`{found}` is no choice here"), nearest(found, known));
    }
    match message.split_once(", expected ") {
        Some((wrong, right)) => {
            let right = match right {
                "u16" => "a whole number from 0 to 65535",
                "u32" => "a whole number, 0 or more",
                "a string" => "text in quotes",
                "a sequence" => "a list, [ … ]",
                other => other,
            };
            (wrong.to_owned(), format!("write {right}"))
        }
        None => (message.to_owned(), "see the annotated sample config/daybook.toml".into()),
    }
}

/// The remedy of a slip in the name of `key`.
pub(super) fn did_you_mean(key: &str) -> String {
    format!("did you mean `{key}`?")
}

/// "did you mean …?", else what there is.
fn nearest(found: &str, known: &[&str]) -> String {
    // `enviroment` is a long way from `env` and yet means it.
    let distance = |key: &str| if found.starts_with(key) { 1 } else { strsim::damerau_levenshtein(found, key) };
    let best = known.iter().map(|key| (distance(key), key)).min();
    match best {
        // Two slips of the finger, or one in a short word.
        Some((distance, key)) if distance <= 2.min(found.chars().count() / 2) => did_you_mean(key),
        _ => format!("there are: {}", known.join(", ")),
    }
}
