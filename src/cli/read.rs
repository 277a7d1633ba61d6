//! `daybook read`: what the daemon would make of a mail, and why. Touches nothing.

use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::screen;
use crate::message::{self, Block, Message, Zone};
use crate::report::{self, Arrival, Class, Context, Period, Reading};

/// Reads the files and prints what was understood: for people, or as one JSON object a line.
pub(super) fn read(files: &[PathBuf], as_json: bool, context: &Context, out: &mut impl Write) -> io::Result<()> {
    for (i, path) in files.iter().enumerate() {
        let raw = first_bytes(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        let message = message::read(&raw);
        let reading = report::read(&message, context, arrival(&message, path));
        if as_json {
            out.write_all((screen::plain_json(&as_object(path, &message, &reading, context).to_string()) + "\n").as_bytes())?;
        } else {
            if i > 0 {
                out.write_all(b"\n")?;
            }
            out.write_all(screen::plain(&explained(path, &message, &reading, context)).as_bytes())?;
        }
    }
    out.flush()
}

/// As much of the mail as the daemon would look at.
fn first_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    fs::File::open(path)?.take(message::READ_LIMIT as u64 + 1).read_to_end(&mut raw)?;
    Ok(raw)
}

/// The sender's server time; without it the Date header, without that the file's own time.
fn arrival(message: &Message, path: &Path) -> Arrival {
    let written = || {
        let time = fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(UNIX_EPOCH);
        DateTime::<Utc>::from(time)
    };
    Arrival(message.submitted.or(message.date).map_or_else(written, |time| time.with_timezone(&Utc)))
}

fn cause_word(class: Class) -> Option<&'static str> {
    match class {
        Class::Absence => Some("absence"),
        Class::NeedsAttention(cause) => Some(cause.as_str()),
        _ => None,
    }
}

/// A picture by its Content-ID, or by its file name.
fn picture_name(message: &Message, part: usize) -> String {
    let part = message.parts.get(part);
    part.and_then(|part| part.content_id.clone().filter(|_| part.inline).or_else(|| part.name.clone()).or_else(|| part.content_id.clone()))
        .unwrap_or_else(|| "(no name)".into())
}

fn as_object(path: &Path, message: &Message, reading: &Reading, context: &Context) -> Value {
    let names = |parts: &[usize]| parts.iter().map(|part| picture_name(message, *part)).collect::<Vec<_>>();
    let issues: Vec<Value> = reading
        .items
        .iter()
        .map(|item| {
            json!({
                "title": item.title, "text": item.text, "kind": item.kind.as_str(), "severity": item.severity.map(crate::issue::Severity::as_str),
                "module": item.module, "screenshots": names(&item.pictures),
            })
        })
        .collect();
    let reply = reading.reply.as_ref();
    let items = reply
        .map(|reply| reply.items.iter().map(|(number, intent)| json!({ "ref": context.key.write(*number), "intent": intent.as_str() })).collect::<Vec<_>>());
    json!({
        "file": path.display().to_string(),
        "class": reading.class.as_str(),
        "cause": cause_word(reading.class),
        "lang": reading.language,
        "reporter": message.from.as_ref().map(|from| from.address.as_str()),
        "on_behalf_of": reading.on_behalf_of.as_ref().map(crate::people::Address::as_str),
        "report_date": reading.day.to_string(),
        "period": reading.period.as_str(),
        "issues": issues,
        "unassigned_screenshots": names(&reading.unassigned),
        "ignored_images": names(&reading.ignored),
        "reply_intent": reply.map(|reply| reply.intent.as_str()),
        "reply_items": items.unwrap_or_default(),
        "reply_text": reply.map(|reply| reply.text.as_str()),
        "confidence": reading.confidence,
        "remarks": reading.remarks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "mail": message::json(message),
    })
}

/// The reading for a terminal: the verdict, the items with their pictures, each block with its fate, the remarks.
fn explained(path: &Path, message: &Message, reading: &Reading, context: &Context) -> String {
    let mut lines = vec![format!("{}", path.display())];
    let mut line = |text: String| lines.push(format!("  {text}"));
    let from = message.from.as_ref().map_or_else(|| "(no sender)".into(), |from| format!("{} <{}>", screen::line(&from.name), from.address));
    line(format!("{from}: {}", screen::line(&message.subject)));
    let cause = cause_word(reading.class).map(|cause| format!(" ({cause})")).unwrap_or_default();
    let span = match reading.period {
        Period::Day => String::new(),
        other => format!(", the {} that ends there", other.as_str()),
    };
    line(format!("{}{cause} · {}{span} · confidence {} %", reading.class.as_str(), reading.day, reading.confidence));
    if let Some(owner) = &reading.on_behalf_of {
        line(format!("on behalf of {owner}"));
    }
    if let Some(reply) = &reading.reply {
        let items = reply.items.iter().map(|(number, intent)| format!("{} {}", context.key.write(*number), intent.as_str()));
        line(format!("reply: {} {}", reply.intent.as_str(), items.collect::<Vec<_>>().join(", ")).trim_end().to_owned());
    }
    for (i, item) in reading.items.iter().enumerate() {
        let severity = item.severity.map(|severity| format!(" · {}", severity.as_str())).unwrap_or_default();
        let module = item.module.as_ref().map(|module| format!(" · {module}")).unwrap_or_default();
        line(String::new());
        line(format!("{}. {}{severity}{module}", i + 1, item.kind.as_str().replace('_', " ")));
        for text in item.text.lines() {
            line(format!("   {text}"));
        }
        for part in &item.pictures {
            line(format!("   [{}]", screen::line(&picture_name(message, *part))));
        }
    }
    line(String::new());
    for (what, parts) in [("with the report", &reading.unassigned), ("ignored", &reading.ignored)] {
        for part in parts {
            line(format!("{what}: [{}]", screen::line(&picture_name(message, *part))));
        }
    }
    for block in &message.body {
        line(fate(block));
    }
    for remark in &reading.remarks {
        line(format!("- {remark}"));
    }
    lines.join("\n") + "\n"
}

/// A block and whose words it holds, on one line.
fn fate(block: &Block) -> String {
    /// A terminal is some hundred columns wide; the text is to be recognised, not read.
    const SHOWN: usize = 72;
    let zone = match block.zone {
        Zone::Own => "own",
        Zone::QuoteHead => "quote head",
        Zone::Quote => "quote",
        Zone::ForwardHead => "forward head",
        Zone::Forwarded => "forwarded",
        Zone::Signature => "signature",
        Zone::Footer => "footer",
        Zone::Banner => "banner",
    };
    let text = block.text().replace(['\n', '\t'], " ");
    let pictures = block.pictures().count();
    let pictures = if pictures > 0 { format!(" [{pictures} pictures]") } else { String::new() };
    let cut: String = text.chars().take(SHOWN).collect();
    let more = if text.chars().count() > SHOWN { "…" } else { "" };
    format!("{zone:>12} │ {cut}{more}{pictures}")
}
