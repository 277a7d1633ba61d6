//! Text in PDF (ISO 32000-1, 9.4): the words of each page with their places; how they make lines is `layout`'s matter.
//!
//! lopdf opens the file: it bounds nesting, references in circles and what a stream may unpack to. What it cannot know is
//! bounded here: how many pages are looked at, and what their streams cost together.

use std::collections::BTreeMap;

use lopdf::content::Content as Stream;
use lopdf::{Document, LoadOptions, Object, ObjectId};

use super::layout::{Page, Piece};
use super::letters::Letters;
use super::{Content, Fault, Fuel};

/// More pages than this are no day's report.
const PAGES: usize = 100;
/// What one stream may unpack to: a page full of text has some 100 KiB of signs, a table of fonts some 300 KiB.
const STREAM: usize = 4 << 20;
/// What one sign of a page costs besides its bytes.
const OPERATION: usize = 50;

/// Reads the text of a PDF.
pub(super) fn read(bytes: &[u8], fuel: &mut Fuel) -> Result<Content, Fault> {
    fuel.spend(bytes.len())?;
    let options = LoadOptions { max_decompressed_size: Some(STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| fault(&error))?;
    // Files that only forbid printing open without a password.
    if document.is_encrypted() {
        return Err(Fault::Locked);
    }
    let pages: Vec<ObjectId> = document.page_iter().take(PAGES + 1).collect();
    if pages.len() > PAGES {
        return Err(Fault::TooLarge);
    }
    let mut blocks = Vec::new();
    for page in pages {
        let drawn = page_of(&document, page, fuel)?;
        drawn.blocks(&mut blocks);
    }
    let text: String = blocks.iter().map(super::Block::text).collect();
    fuel.say(&text)?;
    // Fonts without a table of letters show signs that stand for nothing.
    let lost = text.chars().filter(|c| *c == '\u{FFFD}' || c.is_control()).count();
    if lost * 5 > text.chars().count() {
        return Err(Fault::NoText);
    }
    Ok(Content { blocks, pictures: Vec::new() })
}

fn fault(error: &lopdf::Error) -> Fault {
    match error {
        lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_) | lopdf::Error::UnsupportedSecurityHandler(_) => Fault::Locked,
        lopdf::Error::Decompress(_) => Fault::TooLarge,
        _ => Fault::Broken,
    }
}

/// A linear map of the page: where a step to the right and one upwards lead, and where the origin lies.
#[derive(Clone, Copy)]
struct Matrix {
    right: (f32, f32),
    up: (f32, f32),
    origin: (f32, f32),
}

impl Matrix {
    const UNIT: Self = Self { right: (1.0, 0.0), up: (0.0, 1.0), origin: (0.0, 0.0) };

    fn shift(right: f32, up: f32) -> Self {
        Self { origin: (right, up), ..Self::UNIT }
    }

    /// This and then `outer`.
    fn within(self, outer: Self) -> Self {
        let turn = |(right, up): (f32, f32)| (right * outer.right.0 + up * outer.up.0, right * outer.right.1 + up * outer.up.1);
        let origin = turn(self.origin);
        Self { right: turn(self.right), up: turn(self.up), origin: (origin.0 + outer.origin.0, origin.1 + outer.origin.1) }
    }
}

/// Where the pen stands: the matrices of the page, of the text and of its line.
#[derive(Clone, Copy)]
struct Pen {
    page: Matrix,
    text: Matrix,
    line: Matrix,
    leading: f32,
    size: f32,
}

/// Saved states deeper than this are an error of the file.
const SAVED: usize = 64;

fn page_of(document: &Document, page: ObjectId, fuel: &mut Fuel) -> Result<Page, Fault> {
    let content = document.get_page_content_with_limit(page, STREAM.min(fuel.left())).map_err(|error| fault(&error))?;
    fuel.spend(content.len())?;
    let mut fonts: BTreeMap<Vec<u8>, Letters<'_>> = BTreeMap::new();
    for (name, font) in document.get_page_fonts(page).unwrap_or_default() {
        fuel.spend(OPERATION)?;
        fonts.insert(name, Letters::of(font, document, STREAM, fuel)?);
    }
    let mut out = Page::default();
    let mut font: Option<&Letters<'_>> = None;
    let mut pen = Pen { page: Matrix::UNIT, text: Matrix::UNIT, line: Matrix::UNIT, leading: 0.0, size: 12.0 };
    let mut saved: Vec<Pen> = Vec::new();
    for operation in Stream::decode_iter(&content) {
        let Ok(operation) = operation else { break };
        fuel.spend(OPERATION)?;
        let number = |at: usize| operation.operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        let matrix = || Matrix { right: (number(0), number(1)), up: (number(2), number(3)), origin: (number(4), number(5)) };
        match operation.operator.as_str() {
            "q" if saved.len() < SAVED => saved.push(pen),
            "Q" => pen = saved.pop().unwrap_or(pen),
            "cm" => pen.page = matrix().within(pen.page),
            "BT" => (pen.text, pen.line) = (Matrix::UNIT, Matrix::UNIT),
            "Tf" => {
                font = operation.operands.first().and_then(|name| name.as_name().ok()).and_then(|name| fonts.get(name));
                pen.size = number(1);
            }
            "TL" => pen.leading = number(0),
            "Tm" => (pen.text, pen.line) = (matrix(), matrix()),
            "Td" => pen.next(number(0), number(1)),
            "TD" => {
                pen.leading = -number(1);
                pen.next(number(0), number(1));
            }
            "T*" => pen.next(0.0, -pen.leading),
            "Tj" | "TJ" => show(&operation.operands, font, &mut pen, &mut out),
            "'" | "\"" => {
                pen.next(0.0, -pen.leading);
                show(operation.operands.get(operation.operands.len().saturating_sub(1)..).unwrap_or_default(), font, &mut pen, &mut out);
            }
            _ => {}
        }
    }
    Ok(out)
}

impl Pen {
    fn next(&mut self, right: f32, up: f32) {
        self.line = Matrix::shift(right, up).within(self.line);
        self.text = self.line;
    }
}

/// Puts down the strings of one operation and moves the pen by about as much as they are wide.
fn show(operands: &[Object], font: Option<&Letters<'_>>, pen: &mut Pen, out: &mut Page) {
    /// Thousandths of the size by which the pen jumps between words where no space is written.
    const WORD: f32 = -180.0;
    let parts: &[Object] = match operands {
        [Object::Array(parts)] => parts,
        other => other,
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Object::String(bytes, _) => text.push_str(&font.map_or_else(|| "\u{FFFD}".to_owned(), |font| font.read(bytes))),
            other => {
                if other.as_float().is_ok_and(|jump| jump < WORD) && !text.ends_with(' ') && !text.is_empty() {
                    text.push(' ');
                }
            }
        }
    }
    let place = pen.text.within(pen.page);
    let size = place.up.0.hypot(place.up.1) * pen.size.abs();
    let stretch = place.right.0.hypot(place.right.1);
    let piece = Piece::new(text, place.origin, size);
    if stretch > 0.0 {
        pen.text = Matrix::shift(piece.width() / stretch, 0.0).within(pen.text);
    }
    out.put(piece);
}
