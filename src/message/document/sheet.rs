//! Workbooks (ECMA-376 part 1, 18): the visible rows of the visible sheets as table rows, pictures in their cells.
//!
//! Read by ourselves: calamine gives no place for a picture, and counts that a file claims decide what it allocates.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::drawing;
use super::package::{Gallery, Package, Relations};
use super::{Block, Content, Fault, Fuel, Gap, Inline, Shape, xml};
use crate::message::quote::MAX_LINES;

/// Columns with something in them; the widest problem table had some forty.
const COLUMNS: usize = 200;
/// What a cell costs besides its text: a place in two trees.
const CELL: usize = 200;

/// What all sheets share.
struct Book {
    strings: Vec<String>,
    /// For each cell style, whether it shows a number as a day.
    days: Vec<bool>,
    /// Do days count from 1904, as on old Macintoshes?
    from_1904: bool,
    in_cells: HashMap<String, String>,
}

/// The cells of one sheet, by row and column.
type Cells = BTreeMap<u32, BTreeMap<u32, Vec<Inline>>>;

/// Reads the workbook whose main part is `main`.
pub(super) fn read(package: &mut Package<'_>, main: &str, fuel: &mut Fuel) -> Result<Content, Fault> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut sheets: Vec<(String, String)> = Vec::new();
    let mut from_1904 = false;
    let bytes = package.needed(main, fuel)?;
    xml::walk(&bytes, fuel, &mut |event, _| {
        if let xml::Event::Open(tag) = event {
            match tag.name() {
                "sheet" if tag.attribute("state").is_none_or(|state| state == "visible") => {
                    sheets.extend(tag.attribute("name").zip(tag.attribute("id")));
                }
                "workbookPr" => from_1904 = tag.attribute("date1904").is_some_and(|value| value == "1" || value == "true"),
                _ => {}
            }
        }
        Ok(())
    })?;
    let relations = package.relations(main, fuel)?;
    let strings = match package.part(&format!("{folder}/sharedStrings.xml"), fuel)? {
        Some(bytes) => strings(&bytes, fuel)?,
        None => Vec::new(),
    };
    let days = match package.part(&format!("{folder}/styles.xml"), fuel)? {
        Some(bytes) => days(&bytes, fuel)?,
        None => Vec::new(),
    };
    let book = Book { strings, days, from_1904, in_cells: drawing::in_cells(package, main, fuel)? };
    let mut gallery = Gallery::default();
    let mut blocks = Vec::new();
    let several = sheets.len() > 1;
    for (at, (name, id)) in sheets.iter().enumerate() {
        let Some(part) = relations.get(id) else { continue };
        let cells = sheet(package, part, &book, &mut gallery, fuel)?;
        if several && !cells.is_empty() {
            fuel.say(name)?;
            blocks.push(Block::of_document(Shape::Heading, Gap::Blank, vec![vec![Inline::Text(name.clone())]]));
        }
        rows(cells, u32::try_from(at).unwrap_or(u32::MAX), &mut blocks)?;
    }
    Ok(Content { blocks, pictures: gallery.pictures })
}

/// One sheet.
fn sheet(package: &mut Package<'_>, part: &str, book: &Book, gallery: &mut Gallery, fuel: &mut Fuel) -> Result<Cells, Fault> {
    let bytes = package.needed(part, fuel)?;
    let relations: Relations = package.relations(part, fuel)?;
    let mut cells = Cells::new();
    let mut shown: Vec<(u32, u32, String)> = Vec::new();
    let mut drawings: Vec<String> = Vec::new();
    let mut now = Now::default();
    xml::walk(&bytes, fuel, &mut |event, fuel| {
        match event {
            xml::Event::Open(tag) => match tag.name() {
                "row" => {
                    now.row = tag.number("r").map_or(now.row + 1, |row| row.saturating_sub(1));
                    now.column = None;
                    now.hidden = tag.attribute("hidden").is_some_and(|value| value == "1" || value == "true");
                }
                "c" => {
                    let place = tag.attribute("r").and_then(|place| column(&place));
                    now.column = place.or_else(|| Some(now.column.map_or(0, |column| column + 1)));
                    now.kind = tag.attribute("t").unwrap_or_default();
                    now.style = tag.number("s").and_then(|style| usize::try_from(style).ok());
                    now.text.clear();
                    now.formula.clear();
                }
                "v" | "t" | "f" => now.field = if tag.name() == "f" { 'f' } else { 'v' },
                // How a Japanese name is spoken.
                "rPh" => now.spoken = true,
                "drawing" => drawings.extend(tag.attribute("id").and_then(|id| relations.get(&id).cloned())),
                _ => {}
            },
            xml::Event::Text(text) if now.field == 'v' && !now.spoken => now.text.push_str(text),
            xml::Event::Text(text) if now.field == 'f' => now.formula.push_str(text),
            xml::Event::Text(_) => {}
            xml::Event::Close(name) => match name {
                "v" | "t" | "f" => now.field = ' ',
                "rPh" => now.spoken = false,
                "c" if !now.hidden => {
                    let column = now.column.unwrap_or(0);
                    let image = drawing::named_in(&now.formula).or_else(|| drawing::named_in(&now.text)).and_then(|name| book.in_cells.get(name));
                    if let Some(part) = image {
                        shown.push((now.row, column, part.clone()));
                    } else {
                        let text = now.value(book);
                        if !text.trim().is_empty() {
                            fuel.spend(CELL)?;
                            fuel.say(&text)?;
                            cells.entry(now.row).or_default().entry(column).or_default().push(Inline::Text(text.into_owned()));
                        }
                    }
                }
                _ => {}
            },
        }
        Ok(())
    })?;
    for (row, column, part) in shown {
        if let Some(picture) = gallery.take(package, &part, fuel)? {
            cells.entry(row).or_default().entry(column).or_default().push(Inline::Picture(picture));
        }
    }
    for part in drawings {
        for (row, column, picture) in drawing::anchored(package, &part, gallery, fuel)? {
            fuel.spend(CELL)?;
            cells.entry(row).or_default().entry(column).or_default().push(Inline::Picture(picture));
        }
    }
    Ok(cells)
}

/// The cell that is being read.
#[derive(Default)]
struct Now {
    row: u32,
    column: Option<u32>,
    hidden: bool,
    kind: String,
    style: Option<usize>,
    text: String,
    formula: String,
    /// Whose text comes: of the value, of the formula, of nothing.
    field: char,
    spoken: bool,
}

impl Now {
    fn value<'b>(&'b self, book: &'b Book) -> std::borrow::Cow<'b, str> {
        let text = self.text.trim();
        match self.kind.as_str() {
            "s" => text.parse::<usize>().ok().and_then(|at| book.strings.get(at)).map_or("", String::as_str).into(),
            "b" => if text == "1" { "TRUE" } else { "FALSE" }.into(),
            "" | "n" => {
                let is_day = self.style.and_then(|style| book.days.get(style)).copied().unwrap_or_default();
                match text.parse::<f64>().ok().filter(|_| is_day).and_then(|number| day(number, book.from_1904)) {
                    Some(day) => day.into(),
                    None => text.into(),
                }
            }
            _ => self.text.as_str().into(),
        }
    }
}

/// The columns of `BC12`: 54, counted from 0.
fn column(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let number = letters.fold(0u32, |number, letter| number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// A day as it is shown: Excel counts days from the end of 1899.
fn day(number: f64, from_1904: bool) -> Option<String> {
    // Excel's own last day is 9999-12-31.
    const LAST: f64 = 2_958_466.0;
    if !(1.0..LAST).contains(&number) {
        return None;
    }
    let first = if from_1904 { chrono::NaiveDate::from_ymd_opt(1904, 1, 1) } else { chrono::NaiveDate::from_ymd_opt(1899, 12, 30) };
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and three million, as checked above")]
    let days = number.trunc() as i64;
    first?.checked_add_signed(chrono::TimeDelta::days(days)).map(|day| day.to_string())
}

/// The texts that cells share.
fn strings(bytes: &[u8], fuel: &mut Fuel) -> Result<Vec<String>, Fault> {
    let mut strings: Vec<String> = Vec::new();
    let (mut in_text, mut spoken) = (false, false);
    xml::walk(bytes, fuel, &mut |event, fuel| {
        match event {
            xml::Event::Open(tag) => match tag.name() {
                "si" => {
                    fuel.spend(size_of::<String>())?;
                    strings.push(String::new());
                }
                "t" => in_text = true,
                "rPh" => spoken = true,
                _ => {}
            },
            xml::Event::Close("t") => in_text = false,
            xml::Event::Close("rPh") => spoken = false,
            xml::Event::Text(text) if in_text && !spoken => {
                if let Some(last) = strings.last_mut() {
                    last.push_str(text);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
}

/// Which cell styles show days: formats that have a number of their own (18.8.30), and those that spell year, month or day.
fn days(bytes: &[u8], fuel: &mut Fuel) -> Result<Vec<bool>, Fault> {
    let mut own: BTreeSet<u32> = BTreeSet::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    xml::walk(bytes, fuel, &mut |event, _| {
        match event {
            xml::Event::Open(tag) => match tag.name() {
                "numFmt" => {
                    let code = tag.attribute("formatCode").unwrap_or_default().to_lowercase();
                    if code.contains("yy") || code.contains('d') && code.contains('m') {
                        own.extend(tag.number("numFmtId"));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let format = tag.number("numFmtId").unwrap_or(0);
                    styles.push(matches!(format, 14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57 | 58) || own.contains(&format));
                }
                _ => {}
            },
            xml::Event::Close("cellXfs") => in_cells = false,
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

/// The rows of a sheet as blocks; columns in which nothing stands are left out.
fn rows(cells: Cells, table: u32, blocks: &mut Vec<Block>) -> Result<(), Fault> {
    let columns: BTreeSet<u32> = cells.values().flat_map(|row| row.keys().copied()).collect();
    if columns.len() > COLUMNS || blocks.len() + cells.len() > MAX_LINES {
        return Err(Fault::TooLarge);
    }
    let mut before = None;
    for (number, mut row) in cells {
        let cells = columns.iter().map(|column| row.remove(column).unwrap_or_default()).collect();
        let gap = if before.is_none_or(|before: u32| before + 1 == number) { Gap::None } else { Gap::Blank };
        before = Some(number);
        blocks.push(Block::of_document(Shape::Row { table, header: false }, gap, cells));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_days_are_read() {
        for (place, want) in [("A1", Some(0)), ("Z9", Some(25)), ("AA10", Some(26)), ("BC12", Some(54)), ("12", None)] {
            assert_eq!(column(place), want, "{place}");
        }
        assert_eq!(day(46_289.5, false).as_deref(), Some("2026-09-24"));
        assert_eq!(day(0.5, false), None);
        assert_eq!(day(f64::NAN, false), None);
    }
}
