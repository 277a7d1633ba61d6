//! `daybook read`: what the daemon would make of a mail, and why. Touches nothing.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use chrono::{DateTime, Utc};

use super::screen;
use crate::message::{self, Block, Inline, Message};
use crate::report::{self, Arrival, Class, Context, Fate, Reading};
use page::Page;

mod object;
mod page;
mod person;

/// Reads the files and prints what was understood: for people, or as one JSON object a line.
pub(super) fn read(files: &[PathBuf], as_json: bool, context: &Context, out: &mut impl Write) -> io::Result<()> {
    /// Longer lines lead the eye astray.
    const WIDEST: usize = 110;
    let (colours, columns) = (colours(), screen::columns().min(WIDEST));
    for (i, path) in files.iter().enumerate() {
        let raw = first_bytes(path).map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))?;
        let message = message::read(&raw);
        let reading = report::read(&message, context, arrival(&message, path));
        let told = Told { message: &message, reading: &reading, context };
        if as_json {
            out.write_all((screen::plain_json(&object::object(path, &told).to_string()) + "\n").as_bytes())?;
        } else {
            if i > 0 {
                out.write_all(b"\n")?;
            }
            let mut page = Page::new(colours, columns);
            person::explain(&mut page, &path.display().to_string(), &told);
            out.write_all(page.into_text().as_bytes())?;
        }
    }
    out.flush()
}

/// Colours are for eyes at a terminal that shows them, and for nobody who has said no (<https://no-color.org>).
fn colours() -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    io::stdout().is_terminal() && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
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

/// A mail with its reading.
struct Told<'t> {
    message: &'t Message,
    reading: &'t Reading,
    context: &'t Context,
}

impl Told<'_> {
    /// A picture by its Content-ID, or by its file name.
    fn name(&self, part: usize) -> String {
        let part = self.message.parts.get(part);
        part.and_then(|part| part.content_id.clone().filter(|_| part.inline).or_else(|| part.name.clone()).or_else(|| part.content_id.clone()))
            .unwrap_or_else(|| "(no name)".into())
    }

    /// A picture or file as a person would point at it: its name, its size on the screen and on the disk.
    fn picture(&self, part: usize) -> String {
        let Some(known) = self.message.parts.get(part) else { return self.name(part) };
        let name = known.name.clone().unwrap_or_else(|| self.name(part));
        let pixels = known.pixels.map(|(width, height)| format!(" {width}×{height}")).unwrap_or_default();
        let size = if known.size < 1024 { format!("{} bytes", known.size) } else { format!("{} KiB", known.size / 1024) };
        format!("[{name}]{pixels}, {size}")
    }

    /// What became of the lines of a block.
    fn fates(&self, block: &Block) -> impl Iterator<Item = Fate> + '_ {
        let first = self.reading.fates.partition_point(|(at, _)| *at < block.at);
        let at = block.at;
        self.reading.fates.iter().skip(first).take_while(move |(of, _)| *of == at).map(|(_, fate)| *fate)
    }

    /// The text of a block with its pictures in place.
    fn text(&self, block: &Block) -> String {
        let cell = |inlines: &Vec<Inline>| {
            let piece = |inline: &Inline| match inline {
                Inline::Text(text) => text.clone(),
                Inline::Picture(part) => {
                    format!(" [{}] ", self.message.parts.get(*part).and_then(|known| known.name.clone()).unwrap_or_else(|| self.name(*part)))
                }
            };
            inlines.iter().map(piece).collect::<String>()
        };
        block.cells.iter().map(cell).collect::<Vec<_>>().join(" | ")
    }
}
