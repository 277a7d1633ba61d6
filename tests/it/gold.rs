//! Hand-written end-of-day mails with the reading that a careful person gives them: `tests/gold`.
//!
//! The rates may rise and never fall below the floors here; a problem lost or a false confirmation fails at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::Utc;
use daybook::config::Config;
use daybook::message::{self, Message};
use daybook::report::{self, Arrival, Context, Intent, Reading};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;

/// Rates in percent below which the test fails.
const FLOORS: [(&str, usize); 8] =
    [("class", 99), ("exact split", 98), ("clean", 99), ("kind", 99), ("severity", 99), ("picture placed", 99), ("day", 99), ("intent", 96)];

#[test]
fn the_chinese_gold_mails_are_read_as_a_careful_person_reads_them() {
    measure("zh");
}

#[test]
fn more_chinese_mails_of_many_people_are_read_as_a_careful_person_reads_them() {
    measure("zh-more");
}

#[test]
fn the_western_and_japanese_gold_mails_are_read_as_a_careful_person_reads_them() {
    measure("en");
}

/// Five hundred and sixty-three mails more, of many people, each in his own form: stories, lists, tables, chats, logs, steps, excuses and sarcasm.
#[test]
fn further_western_and_japanese_mails_are_read_as_a_careful_person_reads_them() {
    measure("en-more");
}

/// Right answers and questions, by question.
#[derive(Default)]
struct Tally(BTreeMap<&'static str, (usize, usize, Vec<String>)>);

impl Tally {
    fn ask(&mut self, question: &'static str, right: bool, mail: &str) {
        let (good, all, misses) = self.0.entry(question).or_default();
        *all += 1;
        *good += usize::from(right);
        if !right {
            misses.push(mail.to_owned());
        }
    }
}

fn measure(set: &str) {
    let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let context = Config::load(&gold.join(format!("{}.toml", set.split('-').next().unwrap()))).unwrap().context();
    let mut labels: Vec<PathBuf> =
        fs::read_dir(gold.join(set)).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    labels.sort();
    assert!(labels.len() >= 77, "{} mails in {set}", labels.len());
    let mut tally = Tally::default();
    for path in labels {
        let label: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let message = message::read(&fs::read(path.with_extension("eml")).unwrap());
        let sent = message.submitted.or(message.date).map_or_else(|| chrono::DateTime::UNIX_EPOCH, |at| at.with_timezone(&Utc));
        let reading = report::read(&message, &context, Arrival(sent));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // A label may name other readings that are as good.
        let others = label["accept"].as_array().into_iter().flatten().map(|other| {
            let mut merged = label.clone();
            for (key, value) in other.as_object().unwrap() {
                merged[key] = value.clone();
            }
            merged
        });
        let best = std::iter::once(label.clone())
            .chain(others)
            .map(|label| answers(&label, &message, &reading, &context))
            .min_by_key(|answers| answers.iter().filter(|(_, right)| !right).count());
        for (question, right) in best.unwrap() {
            tally.ask(question, right, &name);
        }
    }
    for (question, (good, all, misses)) in &tally.0 {
        let floor = FLOORS.iter().find(|(name, _)| name == question).map_or(100, |(_, floor)| *floor);
        assert!(good * 100 >= floor * all, "{set}: {question} {good}/{all}, the floor is {floor} %: {misses:?}");
    }
}

fn answers(label: &Value, message: &Message, reading: &Reading, context: &Context) -> Vec<(&'static str, bool)> {
    let class = reading.class.as_str();
    let wanted = label["class"].as_str().unwrap();
    let mut answers = vec![("class", class == wanted)];
    if matches!(wanted, "report" | "needs_attention") {
        answers.push(("not lost", matches!(class, "report" | "needs_attention" | "reply")));
    }
    issues(label, message, reading, &mut answers);
    if matches!(wanted, "report" | "no_problem") {
        answers.push(("day", label["report_date"].as_str().is_none_or(|day| day == reading.day.to_string())));
    }
    if wanted == "reply" {
        let intent = reading.reply.as_ref().map(|reply| reply.intent.as_str());
        let wanted = label["reply_intent"].as_str();
        answers.push(("intent", intent == wanted));
        answers.push(("no false confirm", wanted == Some("confirm") || intent != Some("confirm")));
        let items = reading.reply.iter().flat_map(|reply| &reply.items);
        let confirmed = items.filter(|(_, intent)| *intent == Intent::Confirm).map(|(number, _)| context.key.write(*number));
        let allowed: Vec<(u32, &str)> = label["reply_items"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|item| (digits(item["ref"].as_str().unwrap()), item["intent"].as_str().unwrap()))
            .collect();
        answers.push(("no false confirm", confirmed.into_iter().all(|number| allowed.contains(&(digits(&number), "confirm")))));
    }
    answers
}

fn issues(label: &Value, message: &Message, reading: &Reading, answers: &mut Vec<(&'static str, bool)>) {
    let wanted = label["issues"].as_array().cloned().unwrap_or_default();
    let mut left: Vec<usize> = (0..reading.items.len()).collect();
    let mut whole = true;
    for issue in &wanted {
        let text = |at: usize| squeeze(&format!("{} {}", reading.items[at].title, reading.items[at].text));
        let words = |key: &str| issue[key].as_array().into_iter().flatten().map(|word| squeeze(word.as_str().unwrap())).collect::<Vec<_>>();
        let found = left.iter().position(|at| words("title_keywords").iter().all(|word| text(*at).contains(word)));
        let Some(at) = found.map(|place| left.remove(place)) else {
            whole &= issue["optional"] == true;
            continue;
        };
        let item = &reading.items[at];
        answers.push(("clean", !words("must_not_contain").iter().any(|word| text(at).contains(word))));
        let allowed = |key: &str, got: Option<&str>| {
            issue[key].as_str() == got || issue["accept"][key].as_array().into_iter().flatten().any(|value| value.as_str() == got)
        };
        answers.push(("kind", allowed("kind", Some(item.kind.as_str()))));
        let severity = item.severity.map(daybook::issue::Severity::as_str);
        let plain = |got: Option<&str>| matches!(got, None | Some("normal"));
        answers.push(("severity", allowed("severity", severity) || plain(severity) && (allowed("severity", None) || allowed("severity", Some("normal")))));
        let pictures: Vec<&str> = issue["screenshots"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
        for name in &pictures {
            answers.push(("picture placed", item.pictures.iter().any(|part| is_called(message, *part, name))));
        }
        for part in &item.pictures {
            if !pictures.iter().any(|name| is_called(message, *part, name)) {
                answers.push(("picture placed", false));
            }
        }
    }
    if wanted.iter().any(|issue| issue["optional"] != true) || !reading.items.is_empty() {
        answers.push(("exact split", whole && left.is_empty()));
    }
}

fn is_called(message: &Message, part: usize, name: &str) -> bool {
    let plain = |text: &str| text.nfc().collect::<String>().trim_matches(['<', '>', ' ']).to_lowercase().replace("data-uri:", "data:");
    let part = &message.parts[part];
    part.content_id.iter().chain(part.name.iter()).any(|own| plain(own) == plain(name))
}

fn squeeze(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

fn digits(number: &str) -> u32 {
    number.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}
