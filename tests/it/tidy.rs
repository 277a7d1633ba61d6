//! The house keeps its own order: who may import whom, which crate may be named where, how long a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom, in reading order. What stands in no list may not be imported.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // Values and rules: no I/O.
    ("clock", &[]),
    ("calendar", &[]),
    ("people", &["calendar"]),
    ("message", &["people"]),
    ("issue", &["message", "people"]),
    ("order", &["calendar", "issue", "people"]),
    ("report", &["calendar", "issue", "message", "people"]),
    ("secret", &[]),
    ("proof", &["clock", "people", "store"]),
    // The ground that stages stand on.
    ("stop", &[]),
    ("stage", &["clock", "stop"]),
    ("dial", &["secret"]),
    ("store", &["calendar", "clock", "issue", "people", "report"]),
    // The way in.
    ("mailbox", &["calendar", "clock", "dial", "secret", "stage", "stop", "store"]),
    ("archive", &["issue", "store"]),
    ("intake", &["archive", "calendar", "clock", "issue", "message", "order", "outbox", "people", "picture", "proof", "report", "stage", "store"]),
    // The clock's way.
    ("schedule", &["calendar", "clock", "digest", "outbox", "people", "stage", "store"]),
    ("digest", &["calendar", "issue", "message", "outbox", "people", "picture", "report", "store"]),
    ("reminder", &["calendar", "clock", "outbox", "people", "stage", "store"]),
    ("follow", &["calendar", "clock", "issue", "message", "outbox", "people", "picture", "stage", "store"]),
    ("alarm", &["calendar", "clock", "outbox", "people", "stage", "store"]),
    // The way out.
    ("outbox", &["calendar", "clock", "issue", "message", "order", "people", "picture", "proof", "report", "store"]),
    ("picture", &["store"]),
    ("delivery", &["clock", "dial", "people", "secret", "stage", "stop", "store"]),
    // The house. Only these may import `config`, and nothing imports `cli`.
    (
        "config",
        &[
            "alarm", "calendar", "delivery", "dial", "follow", "intake", "digest", "issue", "mailbox", "order", "outbox", "people", "reminder", "report",
            "schedule", "secret",
        ],
    ),
    (
        "house",
        &[
            "alarm", "clock", "config", "delivery", "dial", "digest", "follow", "intake", "issue", "mailbox", "message", "outbox", "people", "picture",
            "proof", "reminder", "report", "schedule", "secret", "stage", "stop", "store",
        ],
    ),
    ("log", &["people"]),
    ("demo", &["clock", "config", "dial", "house", "message"]),
    (
        "cli",
        &[
            "alarm", "archive", "calendar", "clock", "config", "delivery", "demo", "dial", "digest", "house", "intake", "issue", "log", "mailbox", "message",
            "outbox", "people", "proof", "report", "schedule", "secret", "stop", "store",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Which crate may be named where; everywhere else it may not.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlx::", &["src/store/"]),
    ("async_imap::", &["src/mailbox/imap"]),
    ("lettre::transport", &["src/delivery/smtp", "src/delivery/link.rs"]),
    ("cron::", &["src/schedule/"]),
    ("clap::", &["src/cli/", "src/main.rs"]),
    ("indicatif::", &["src/cli/", "src/demo/"]),
];

/// Modules that may do no I/O, and what would be I/O.
const PURE: &[&str] = &["people", "calendar", "message", "issue", "order", "report"];
const IO: &[&str] = &["tokio::", "std::fs", "std::net", "std::process", "std::env", "async fn"];

/// Longer than this nobody reads a file in one go.
const LONGEST_FILE: usize = 500;

/// A file of the source, without its tests.
struct Source {
    path: String,
    module: String,
    code: String,
    lines: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

fn sources() -> Vec<Source> {
    let rust = files_below(&root().join("src")).into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs"));
    rust.map(|path| {
        let text = fs::read_to_string(&path).unwrap();
        let path = relative(&path);
        let module = path.trim_start_matches("src/").trim_end_matches(".rs").split('/').next().unwrap().to_owned();
        // Tests may look wherever they like.
        let code = if path.ends_with("tests.rs") || path.contains("/tests/") { "" } else { text.split("#[cfg(test)]\nmod tests {").next().unwrap() };
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Source { lines: text.lines().count(), path, module, code }
    })
    .collect()
}

/// The modules that `code` names behind `start`: `crate::a`, `crate::{a, b::{c}}`.
fn imported(code: &str, start: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(start) {
        let rest = &code[at + start.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut begins = true;
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                c if begins && !c.is_whitespace() => {
                    found.insert(word(&list[i..]));
                    begins = false;
                }
                _ => (),
            }
        }
    }
    found
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn who_may_import_whom() {
    let known: BTreeSet<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    let mut faults = vec![];
    for source in sources() {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(module, _)| *module == source.module) else {
            faults.push(format!("{}: `{}` stands in no line of the import table", source.path, source.module));
            continue;
        };
        for start in ["crate::", "daybook::"] {
            for other in imported(&source.code, start) {
                let named = known.contains(other.as_str()) && other != source.module;
                if named && !allowed.contains(&other.as_str()) {
                    faults.push(format!("{}: `{}` may not import `{other}`", source.path, source.module));
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn the_import_table_sees_what_is_imported() {
    let code = "use crate::report::Context;\nuse crate::{clock, store::{Read, Write},\n    people::Address};\nfn f() { crate::config::x() }";
    assert_eq!(imported(code, "crate::").into_iter().collect::<Vec<_>>(), ["clock", "config", "people", "report", "store"]);
}

#[test]
fn a_crate_is_named_where_it_belongs() {
    let mut faults = vec![];
    for source in sources() {
        for (name, places) in CRATES {
            if source.code.contains(name) && !places.iter().any(|place| source.path.starts_with(place)) {
                faults.push(format!("{}: `{name}` may only be named in {}", source.path, places.join(", ")));
            }
        }
        if PURE.contains(&source.module.as_str()) {
            faults
                .extend(IO.iter().filter(|io| source.code.contains(**io)).map(|io| format!("{}: `{}` does no I/O, and `{io}` is", source.path, source.module)));
        }
    }
    none(&faults);
}

#[test]
fn a_file_can_be_read_in_one_go() {
    let mut faults: Vec<String> =
        sources().iter().filter(|s| s.lines > LONGEST_FILE).map(|s| format!("{}: {} lines; {LONGEST_FILE} is the most", s.path, s.lines)).collect();
    for path in files_below(&root().join("tests/it")).into_iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs")) {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!("{}: {lines} lines; {LONGEST_FILE} is the most", relative(&path)));
        }
    }
    none(&faults);
}

#[test]
fn both_stores_have_the_same_migrations() {
    let names = |kind: &str| files_below(&root().join("migrations").join(kind)).iter().map(|path| path.file_name().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn the_project_speaks_of_itself_alone() {
    // Put together here, so that this file does not name them.
    let words = [["..", "/shared"].concat(), ["/", "work/"].concat()];
    let mut faults = vec![];
    for top in ["src", "tests", "config", "migrations", "docs", ".ci"] {
        let folder = root().join(top);
        for path in if folder.exists() { files_below(&folder) } else { vec![] } {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            faults.extend(words.iter().filter(|word| text.contains(*word)).map(|word| format!("{}: names {word}", relative(&path))));
        }
    }
    none(&faults);
}

#[test]
fn the_readme_shows_a_config_that_works() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let config = readme.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let faults = daybook::config::Config::parse(config, Path::new("")).err().unwrap_or_default();
    none(&faults.iter().map(ToString::to_string).collect::<Vec<_>>());
    let missing = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.contains("://") && !root().join(link).exists());
    none(&missing.map(|link| format!("README.md: {link} is not there")).collect::<Vec<_>>());
}

#[test]
fn every_letter_speaks_every_language() {
    let folders = fs::read_dir(root().join("config/letters")).unwrap().map(|entry| entry.unwrap().path());
    let languages: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    let letters = |language: &Path| files_below(language).iter().map(|path| path.file_name().unwrap().to_owned()).collect::<BTreeSet<_>>();
    let all: BTreeSet<_> = languages.iter().flat_map(|language| letters(language)).collect();
    assert!(languages.len() >= 3 && all.len() >= 5, "{languages:?} {all:?}");
    let built_in = fs::read_to_string(root().join("src/outbox/template.rs")).unwrap();
    for language in languages {
        assert_eq!(letters(&language), all, "{}", relative(&language));
        let folder = language.file_name().unwrap().to_str().unwrap();
        let line = built_in.lines().find(|line| line.contains(&format!("/ \"{folder}\":"))).unwrap_or_else(|| panic!("{folder} is not built in"));
        for letter in &all {
            let kind = Path::new(letter).file_stem().unwrap().to_str().unwrap();
            assert!(line.contains(&format!("\"{kind}\"")), "{folder}/{kind} is not built in");
        }
    }
}

#[test]
fn traditional_letters_hold_no_simplified_character() {
    // Characters that letters use all the time, and that only the simplified script writes so.
    let simplified = "报问题个们这还请发单关图录码见写读种经给让过说话语员邮编号应该统计数对错误确认处闭开从时间";
    let mut faults = vec![];
    for path in files_below(&root().join("config/letters/zh-Hant")) {
        let text = fs::read_to_string(&path).unwrap();
        faults.extend(text.chars().filter(|c| simplified.contains(*c)).map(|c| format!("{}: {c}", relative(&path))));
    }
    none(&faults);
}
