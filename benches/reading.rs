//! How fast mails are read, beside mail-parser alone in the same run, and what the worst shapes of 25 MiB cost.
//!
//! `cargo bench --bench reading [-- FOLDER]` reads every file below FOLDER (default: tests/gold); `-- --shapes [NAME]` shows
//! the worst shapes only, `-- --bytes N` at another size. It judges nothing: a time is no test's verdict.

#![expect(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss, reason = "a bench prints, and stops where it cannot go on")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::DateTime;
use daybook::message;
use daybook::report::{self, Arrival, Context};

#[path = "../tests/it/hostile/shapes.rs"]
mod shapes;

/// The most that one mail may take: what the daemon promises for the worst found.
const SECONDS: f64 = 2.0;
/// The same for the memory above the mail's own size.
const MEBIBYTES: f64 = 64.0;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let bytes = arguments.iter().position(|argument| argument == "--bytes").map_or(message::READ_LIMIT, |at| {
        arguments.remove(at);
        arguments.remove(at).parse().unwrap()
    });
    match arguments.as_slice() {
        [flag, name] if flag == "--one" => one(name, bytes),
        [flag, name] if flag == "--shapes" => worst(name, bytes),
        [flag] if flag == "--shapes" => worst("", bytes),
        [folder] => folder_of(Path::new(folder)),
        _ => {
            folder_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold"));
            worst("", bytes);
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_none_or(|end| end != "toml" && end != "json") {
            found.push(path);
        }
    }
    found
}

/// Every mail of a folder, by mail-parser alone and by the whole reading, the best of several rounds.
fn folder_of(folder: &Path) {
    const ROUNDS: usize = 5;
    let mails: Vec<Vec<u8>> = files(folder).iter().map(|path| std::fs::read(path).unwrap()).collect();
    let context = Context::default();
    let best = |read: &dyn Fn(&[u8])| -> Duration {
        let round = |_| {
            let start = busy();
            for raw in &mails {
                read(raw);
            }
            busy().saturating_sub(start)
        };
        (0..ROUNDS).map(round).min().unwrap()
    };
    let parser = best(&|raw| drop(black_box(mail_parser::MessageParser::default().parse(raw))));
    let messages = best(&|raw| drop(black_box(message::read(raw))));
    let whole = best(&|raw| drop(black_box(report::read(&message::read(raw), &context, arrival()))));
    let size: usize = mails.iter().map(Vec::len).sum();
    println!("{}: {} mails, {:.1} MiB", folder.display(), mails.len(), mebibytes(size));
    println!("{:<28} {:>10} {:>12} {:>8}", "on one core", "mails/s", "µs a mail", "ratio");
    for (name, time) in [("mail-parser alone", parser), ("message::read", messages), ("message and report", whole)] {
        let seconds = time.as_secs_f64();
        let count = mails.len() as f64;
        println!("{name:<28} {:>10.0} {:>12.1} {:>8.1}", count / seconds, seconds / count * 1e6, seconds / parser.as_secs_f64());
    }
}

fn arrival() -> Arrival {
    Arrival(DateTime::from_timestamp(1_773_308_000, 0).unwrap())
}

/// Each shape in a process of its own, so that none finds memory that another has left.
fn worst(name: &str, bytes: usize) {
    println!("\nworst shapes of {:.1} MiB (limits: {SECONDS} s, {MEBIBYTES} MiB above the mail)", mebibytes(bytes));
    println!("{:<36} {:>8} {:>8} {:>14} {:>8}", "shape", "s", "MiB", "fuel", "ns/step");
    let mut over = 0;
    for (shape, _) in shapes::SHAPES.iter().filter(|(shape, _)| shape.contains(name)) {
        let child = std::process::Command::new(std::env::current_exe().unwrap()).args(["--one", shape, "--bytes", &bytes.to_string()]).output().unwrap();
        let line = String::from_utf8(child.stdout).unwrap();
        over += usize::from(line.contains('!') || !child.status.success());
        if child.status.success() { print!("{line}") } else { println!("{shape:<36} ended with {} !", child.status) }
    }
    println!("{over} of them over a limit");
}

fn one(name: &str, bytes: usize) {
    let (name, make) = shapes::SHAPES.iter().find(|(shape, _)| *shape == name).unwrap();
    let raw = make(bytes);
    let context = Context::default();
    // What building the mail took is no peak of the reading.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS:");
    let start = busy();
    let message = message::read(&raw);
    let reading = report::read(&message, &context, arrival());
    let seconds = busy().saturating_sub(start).as_secs_f64();
    let more = mebibytes(memory("VmHWM:").saturating_sub(before));
    black_box(&reading);
    let mark = if seconds > SECONDS || more > MEBIBYTES { "!" } else { "" };
    let fuel = &reading.fuel;
    let empty = if fuel.is_empty() { " empty" } else { "" };
    println!("{name:<36} {seconds:>8.2} {more:>8.1} {:>14} {:>8.1} {mark}{empty}", fuel.spent(), seconds * 1e9 / fuel.spent() as f64);
}

/// How long this process has had a core.
fn busy() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    Duration::from_nanos(stat.split_whitespace().next().unwrap().parse().unwrap())
}

/// A line of /proc/self/status in bytes.
fn memory(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 1024
}

fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
