//! Word documents (ECMA-376 part 1, 17): paragraphs, automatic numbers, tables, pictures in their places.

use std::collections::HashMap;

use super::numbering::{self, Numbering};
use super::package::{Gallery, Package, Relations};
use super::{Block, Content, Fault, Fuel, Gap, Inline, Shape, xml};
use crate::message::quote::MAX_LINES;

/// A heading is one line; longer bold text is a loud paragraph.
const HEADING: usize = 40;

/// What a style says about its paragraphs.
#[derive(Clone, Copy, Default)]
struct Style {
    heading: bool,
    list: Option<(u32, u32)>,
}

/// The paragraph that is being read.
#[derive(Default)]
struct Open {
    cell: Vec<Inline>,
    /// List and level.
    list: Option<(u32, u32)>,
    heading: bool,
    /// Letters so far, and how many of them are bold.
    letters: usize,
    bold: usize,
}

/// The outermost table that is being read. What stands in tables inside it belongs to its cells.
#[derive(Default)]
struct Table {
    row: Vec<Vec<Inline>>,
    cell: Vec<Inline>,
    span: usize,
    depth: usize,
}

struct Walker<'w, 'p> {
    package: &'w mut Package<'p>,
    relations: Relations,
    styles: HashMap<String, Style>,
    numbering: Numbering,
    gallery: Gallery,
    blocks: Vec<Block>,
    open: Vec<Open>,
    table: Table,
    tables: u32,
    gap: Gap,
    /// Inside how many elements whose content is not shown.
    unseen: usize,
    in_properties: bool,
    /// Of the run: bold, hidden, in its properties, in its text.
    run: (bool, bool, bool, bool),
}

/// Reads the document whose main part is `main`.
pub(super) fn read(package: &mut Package<'_>, main: &str, fuel: &mut Fuel) -> Result<Content, Fault> {
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let numbering = match package.part(&beside("numbering.xml"), fuel)? {
        Some(bytes) => Numbering::read(&bytes, fuel)?,
        None => Numbering::default(),
    };
    let styles = match package.part(&beside("styles.xml"), fuel)? {
        Some(bytes) => styles(&bytes, fuel)?,
        None => HashMap::new(),
    };
    let relations = package.relations(main, fuel)?;
    let body = package.needed(main, fuel)?;
    let mut walker = Walker {
        package,
        relations,
        styles,
        numbering,
        gallery: Gallery::default(),
        blocks: Vec::new(),
        open: Vec::new(),
        table: Table::default(),
        tables: 0,
        gap: Gap::None,
        unseen: 0,
        in_properties: false,
        run: (false, false, false, false),
    };
    xml::walk(&body, fuel, &mut |event, fuel| match event {
        xml::Event::Open(tag) => walker.begin(&tag, fuel),
        xml::Event::Close(name) => walker.end(name),
        xml::Event::Text(text) => walker.text(text, fuel),
    })?;
    Ok(Content { blocks: walker.blocks, pictures: walker.gallery.pictures })
}

/// Elements whose content a reader of the document does not see: what was deleted, and the twin of a drawing for old programs.
fn is_unseen(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "sectPr")
}

impl Walker<'_, '_> {
    fn begin(&mut self, tag: &xml::Tag<'_>, fuel: &mut Fuel) -> Result<(), Fault> {
        let name = tag.name();
        // `<w:del/>` inside properties says that a paragraph's end was deleted; it holds nothing.
        if is_unseen(name) || self.unseen > 0 {
            self.unseen += usize::from(is_unseen(name));
            return Ok(());
        }
        let on = || tag.attribute("val").is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"));
        match name {
            "p" => self.open.push(Open::default()),
            "pPr" => self.in_properties = true,
            "rPr" => self.run.2 = true,
            "r" => self.run = (false, false, false, false),
            "b" if self.run.2 && !self.in_properties => self.run.0 = on(),
            "vanish" if self.run.2 && !self.in_properties => self.run.1 = on(),
            "t" => self.run.3 = true,
            "tab" | "br" | "cr" | "noBreakHyphen" if !self.in_properties => {
                let text = match name {
                    "tab" => "\t",
                    "noBreakHyphen" => "-",
                    _ => "\n",
                };
                self.push_text(text, fuel)?;
            }
            "pStyle" | "numId" | "ilvl" | "outlineLvl" if self.in_properties => self.property(tag),
            "blip" | "imagedata" => self.picture(tag, fuel)?,
            "tbl" => {
                if self.table.depth == 0 {
                    self.tables += 1;
                }
                self.table.depth += 1;
            }
            "gridSpan" if self.table.depth == 1 => self.table.span = tag.number("val").and_then(|span| usize::try_from(span).ok()).unwrap_or(1).min(60),
            "tc" if self.table.depth == 1 => self.table.span = 1,
            _ => {}
        }
        Ok(())
    }

    fn property(&mut self, tag: &xml::Tag<'_>) {
        let Some(open) = self.open.last_mut() else { return };
        let value = tag.number("val");
        match tag.name() {
            "pStyle" => {
                let style = tag.attribute("val").and_then(|name| self.styles.get(&name).copied()).unwrap_or_default();
                open.heading |= style.heading;
                open.list = open.list.or(style.list);
            }
            "numId" => open.list = Some((value.unwrap_or(0), open.list.map_or(0, |(_, level)| level))),
            "ilvl" => open.list = Some((open.list.map_or(0, |(id, _)| id), value.unwrap_or(0))),
            _ => open.heading |= value.is_some_and(|level| level < 9),
        }
    }

    fn picture(&mut self, tag: &xml::Tag<'_>, fuel: &mut Fuel) -> Result<(), Fault> {
        let id = tag.attribute("embed").or_else(|| tag.attribute("id"));
        let Some(part) = id.and_then(|id| self.relations.get(&id).cloned()) else { return Ok(()) };
        if let Some(number) = self.gallery.take(self.package, &part, fuel)?
            && let Some(open) = self.open.last_mut()
        {
            open.cell.push(Inline::Picture(number));
        }
        Ok(())
    }

    fn text(&mut self, text: &str, fuel: &mut Fuel) -> Result<(), Fault> {
        if self.run.3 && self.unseen == 0 { self.push_text(text, fuel) } else { Ok(()) }
    }

    fn push_text(&mut self, text: &str, fuel: &mut Fuel) -> Result<(), Fault> {
        let (bold, hidden, ..) = self.run;
        let Some(open) = self.open.last_mut().filter(|_| !hidden) else { return Ok(()) };
        fuel.say(text)?;
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        open.letters += letters;
        open.bold += if bold { letters } else { 0 };
        push(&mut open.cell, text);
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        if self.unseen > 0 {
            self.unseen -= usize::from(is_unseen(name));
            return Ok(());
        }
        match name {
            "pPr" => self.in_properties = false,
            "rPr" => self.run.2 = false,
            "t" => self.run.3 = false,
            "p" => self.end_paragraph()?,
            "tc" if self.table.depth == 1 => {
                self.table.row.push(std::mem::take(&mut self.table.cell));
                for _ in 1..self.table.span {
                    self.table.row.push(Vec::new());
                }
            }
            "tr" if self.table.depth == 1 => {
                let cells = std::mem::take(&mut self.table.row);
                let gap = std::mem::take(&mut self.gap);
                self.put(Block::of_document(Shape::Row { table: self.tables - 1, header: false }, gap, cells))?;
            }
            "tbl" => self.table.depth = self.table.depth.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), Fault> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let mark = open.list.filter(|(id, _)| *id > 0).and_then(|(id, level)| self.numbering.count(id, level));
        let blank = open.letters == 0 && open.cell.iter().all(|inline| matches!(inline, Inline::Text(text) if text.trim().is_empty()));
        // A text box stands inside a paragraph of the text, and a paragraph inside a cell.
        if self.table.depth > 0 {
            if !self.table.cell.is_empty() && !blank {
                push(&mut self.table.cell, "\n");
            }
            if !blank {
                push(&mut self.table.cell, &mark.map_or_else(String::new, numbering::shown));
                self.table.cell.extend(open.cell);
            }
            return Ok(());
        }
        if blank {
            self.gap = Gap::Blank;
            return Ok(());
        }
        let loud = open.letters > 0 && open.bold == open.letters && open.letters <= HEADING;
        let mut cell = open.cell;
        let shape = match mark {
            Some(mark) if open.heading => {
                cell.insert(0, Inline::Text(numbering::shown(mark)));
                Shape::Heading
            }
            Some(mark) => Shape::Item { number: mark.number, depth: mark.depth },
            None if open.heading || loud => Shape::Heading,
            None => Shape::Paragraph,
        };
        let gap = std::mem::take(&mut self.gap);
        self.put(Block::of_document(shape, gap, vec![cell]))
    }

    fn put(&mut self, block: Block) -> Result<(), Fault> {
        if self.blocks.len() >= MAX_LINES {
            return Err(Fault::TooLarge);
        }
        self.blocks.push(block);
        Ok(())
    }
}

/// Adds text to a cell, to the piece before where that is text too.
fn push(cell: &mut Vec<Inline>, text: &str) {
    match cell.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ if text.is_empty() => {}
        _ => cell.push(Inline::Text(text.to_owned())),
    }
}

/// Which styles are headings, and which carry a list.
fn styles(bytes: &[u8], fuel: &mut Fuel) -> Result<HashMap<String, Style>, Fault> {
    let mut styles: HashMap<String, Style> = HashMap::new();
    let mut id = String::new();
    xml::walk(bytes, fuel, &mut |event, _| {
        let xml::Event::Open(tag) = event else { return Ok(()) };
        if tag.name() == "style" {
            id = tag.attribute("styleId").unwrap_or_default();
            styles.insert(id.clone(), Style::default());
        }
        let Some(style) = styles.get_mut(&id) else { return Ok(()) };
        match tag.name() {
            "outlineLvl" => style.heading = tag.number("val").is_some_and(|level| level < 9),
            "numId" => style.list = tag.number("val").map(|id| (id, style.list.map_or(0, |(_, level)| level))),
            "ilvl" => style.list = Some((style.list.map_or(0, |(id, _)| id), tag.number("val").unwrap_or(0))),
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}
