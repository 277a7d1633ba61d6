//! Attached text files, tables as CSV, and saved web pages.

use super::{Block, Content, Fault, File, Fuel, Gap, Inline, Shape};
use crate::message::html::{self, MAX_BYTES};
use crate::message::quote::{Line, MAX_LINES};
use crate::message::{charset, text as lines};

/// A text: lines, lists by their marks.
pub(super) fn text(file: &File<'_>, fuel: &mut Fuel) -> Result<Content, Fault> {
    let text = decoded(file, fuel)?;
    blocks(lines::lines(&text, lines::Flow::default()))
}

/// A web page; its pictures are not in it.
pub(super) fn html(file: &File<'_>, fuel: &mut Fuel) -> Result<Content, Fault> {
    let text = decoded(file, fuel)?;
    let mut steps = html::MAX_STEPS.min(fuel.left());
    let before = steps;
    let read = html::read(&text, &mut steps, &mut |_| None);
    fuel.spend(before - steps)?;
    blocks(read.lines)
}

/// A table with commas, semicolons or tabs between the cells (RFC 4180): the sign that the first row has most of.
pub(super) fn csv(file: &File<'_>, fuel: &mut Fuel) -> Result<Content, Fault> {
    let text = decoded(file, fuel)?;
    let first = text.lines().next().unwrap_or_default();
    let sign = [',', ';', '\t'].into_iter().max_by_key(|sign| first.matches(*sign).count()).unwrap_or(',');
    let mut blocks = Vec::new();
    let mut row: Vec<Vec<Inline>> = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    loop {
        match letters.next() {
            Some('"') if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            Some('"') if quoted || cell.is_empty() => quoted = !quoted,
            Some('\r') => {}
            Some(letter) if quoted || letter != sign && letter != '\n' => cell.push(letter),
            end => {
                row.push(vec![Inline::Text(std::mem::take(&mut cell))]);
                if end != Some(sign) {
                    let cells = std::mem::take(&mut row);
                    let blank = cells.iter().flatten().all(|inline| matches!(inline, Inline::Text(text) if text.trim().is_empty()));
                    if !blank {
                        blocks.push(Block::of_document(Shape::Row { table: 0, header: false }, Gap::None, cells));
                    }
                }
                if end.is_none() {
                    break;
                }
            }
        }
    }
    if blocks.len() > MAX_LINES {
        return Err(Fault::TooLarge);
    }
    Ok(Content { blocks, pictures: Vec::new() })
}

fn decoded(file: &File<'_>, fuel: &mut Fuel) -> Result<String, Fault> {
    if file.bytes.len() > MAX_BYTES {
        return Err(Fault::TooLarge);
    }
    fuel.spend(file.bytes.len())?;
    // Windows marks its Unicode texts.
    let text = match encoding_rs::Encoding::for_bom(file.bytes) {
        Some((encoding, _)) => encoding.decode(file.bytes).0.into_owned(),
        None => charset::decode(file.bytes, file.charset),
    };
    fuel.say(&text)?;
    Ok(text)
}

fn blocks(lines: Vec<Line>) -> Result<Content, Fault> {
    if lines.len() >= MAX_LINES {
        return Err(Fault::TooLarge);
    }
    Ok(Content { blocks: lines.into_iter().map(|line| line.block).collect(), pictures: Vec::new() })
}
