//! The writer's words as lines: what the later layers read.

use crate::message::{Block, Gap, Inline, Shape};

use super::date::is_only_a_day;
use super::fold::{bare, fold, from_folded, weight};
use super::lexicon::{Lexicon, Topic};
use super::number::{Mark, Style, mark};

/// One line, or one table row.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The words as written; empty where only pictures stand.
    pub(crate) text: String,
    /// The same, folded.
    pub(crate) folded: String,
    /// The pictures that stand in it.
    pub(crate) pictures: Vec<usize>,
    /// What separates it from the line before.
    pub(crate) gap: Gap,
    /// Its mark.
    pub(crate) mark: Option<Mark>,
    /// Does it stand out as a heading?
    pub(crate) heading: bool,
    /// Its cells, where it is a table row.
    pub(crate) row: Option<Row>,
    /// The block of the mail that it comes from.
    pub(crate) block: Option<usize>,
}

/// A table row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Which table.
    pub(crate) table: u32,
    /// The cells: text and pictures.
    pub(crate) cells: Vec<Cell>,
}

/// A table cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) pictures: Vec<usize>,
}

impl Line {
    /// A line of words.
    pub(crate) fn new(text: &str, gap: Gap, lexicon: &Lexicon) -> Self {
        let unseen = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\r');
        let text = text.chars().take(LONGEST).filter(|c| !unseen(c)).collect::<String>().trim().to_owned();
        let folded = fold(&text);
        let mark = mark(&folded, lexicon).filter(|_| !is_only_a_day(&folded));
        Self { text, folded, pictures: vec![], gap, mark, heading: false, row: None, block: None }
    }

    /// A piece of this line, as a line of its own.
    pub(crate) fn piece(&self, text: &str, gap: Gap, lexicon: &Lexicon) -> Self {
        Self { block: self.block, ..Self::new(text, gap, lexicon) }
    }

    /// The pictures of the line, those of its cells too.
    pub(crate) fn all_pictures(&self) -> impl Iterator<Item = usize> + '_ {
        self.pictures.iter().copied().chain(self.row.iter().flat_map(|row| row.cells.iter().flat_map(|cell| cell.pictures.iter().copied())))
    }

    /// The words after the mark.
    pub(crate) fn rest(&self) -> &str {
        self.mark.map_or(self.text.as_str(), |mark| from_folded(&self.text, &self.folded, mark.len))
    }

    /// The folded words after the mark.
    pub(crate) fn rest_folded(&self) -> &str {
        self.mark.map_or(Some(self.folded.as_str()), |mark| self.folded.get(mark.len..)).unwrap_or("")
    }

    /// Has it words?
    pub(crate) fn says(&self) -> bool {
        weight(&self.text) > 0
    }
}

/// Is the line a further one of the entry above, by the mail program's word or by its own: "期望：…", "Steps: …"?
pub(crate) fn is_inside(lines: &[Line], at: usize, lexicon: &Lexicon) -> bool {
    let (line, above) = (lines.get(at), at.checked_sub(1).and_then(|above| lines.get(above)));
    // "3月21日" between two lists of the mail program heads the second.
    if line.is_some_and(|line| is_only_a_day(&line.folded)) {
        return false;
    }
    let same = line.zip(above).is_some_and(|(line, above)| line.block.is_some() && line.block == above.block);
    same || line.and_then(|line| line.folded.split_once(':')).is_some_and(|(head, _)| lexicon.is(Topic::Steps, bare(head)))
}

/// No line that a person wrote is longer; a log pasted without line breaks is cut here. In characters.
const LONGEST: usize = 20_000;

/// Tables that are made of tabs in a text mail are numbered from here, so that they meet no table of the HTML.
const TAB_TABLES: u32 = 1 << 20;

/// The lines of some blocks.
pub(crate) fn lines<'b>(blocks: impl Iterator<Item = &'b Block>, lexicon: &Lexicon) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![];
    for block in blocks {
        match block.shape {
            Shape::Row { table, .. }
                if block.cells.iter().filter(|cell| !cell.is_empty()).count() > 1
                    || lines.last().is_some_and(|l| l.row.as_ref().is_some_and(|r| r.table == table)) =>
            {
                let cells: Vec<Cell> = block.cells.iter().map(|inlines| cell(inlines)).collect();
                let text = cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t");
                let mut line = Line { mark: None, block: Some(block.at), ..Line::new(&text, block.gap, lexicon) };
                line.row = Some(Row { table, cells });
                lines.push(line);
            }
            _ => push(&mut lines, block, lexicon),
        }
    }
    tabs(&mut lines);
    lines
}

fn cell(inlines: &[Inline]) -> Cell {
    let mut cell = Cell::default();
    for inline in inlines {
        match inline {
            Inline::Text(text) => cell.text.push_str(text),
            Inline::Picture(part) => cell.pictures.push(*part),
        }
    }
    cell.text = cell.text.trim().to_owned();
    cell
}

fn push(lines: &mut Vec<Line>, block: &Block, lexicon: &Lexicon) {
    let mut gap = block.gap;
    let first = lines.len();
    let mut text = String::new();
    let mut pictures = vec![];
    let mut flush = |text: &mut String, pictures: &mut Vec<usize>, blank: bool| {
        let mut line = Line::new(text, gap, lexicon);
        line.pictures.append(pictures);
        if line.says() || !line.pictures.is_empty() || !line.text.is_empty() {
            lines.push(line);
            gap = Gap::None;
        } else if blank {
            gap = gap.max(Gap::Blank);
        }
        text.clear();
    };
    for inline in block.cells.iter().flatten() {
        match inline {
            Inline::Text(piece) => {
                for (i, part) in piece.split('\n').enumerate() {
                    if i > 0 {
                        flush(&mut text, &mut pictures, true);
                    }
                    text.push_str(part);
                }
            }
            Inline::Picture(part) => pictures.push(*part),
        }
    }
    flush(&mut text, &mut pictures, false);
    let heading = block.shape == Shape::Heading;
    let item = if let Shape::Item { number, depth } = block.shape { Some((number, depth)) } else { None };
    for (i, line) in lines.iter_mut().enumerate().skip(first) {
        line.heading = heading;
        line.block = Some(block.at);
        if let (Some((number, depth)), true) = (item, i == first) {
            // A writer who types "1." into a client's list has made one mark of two.
            let len = line.mark.filter(|mark| mark.style.counts()).map_or(0, |mark| mark.len);
            line.mark = Some(Mark { style: Style::List(depth), value: number.unwrap_or(0), len });
        }
    }
}

/// Consecutive lines with tabs and as many cells are a table: people paste from a spreadsheet.
fn tabs(lines: &mut [Line]) {
    let columns = |line: &Line| if line.row.is_none() { line.text.matches('\t').count() } else { 0 };
    let mut table = TAB_TABLES;
    let mut at = 0;
    while at < lines.len() {
        let width = lines.get(at).map_or(0, columns);
        let run = lines.iter().skip(at).take_while(|line| width > 0 && columns(line).abs_diff(width) <= 1).count();
        if run >= 2 && width >= 2 {
            table += 1;
            for line in lines.iter_mut().skip(at).take(run) {
                let cells = line.text.split('\t').map(|text| Cell { text: text.trim().to_owned(), pictures: vec![] }).collect();
                line.row = Some(Row { table, cells });
                line.mark = None;
            }
        }
        at += run.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(shape: Shape, cells: Vec<Vec<Inline>>) -> Block {
        Block { shape, cells, ..Block::paragraph(vec![]) }
    }

    #[test]
    fn a_block_gives_its_lines_with_the_pictures_in_place() {
        let lexicon = Lexicon::shipped();
        let text = |t: &str| Inline::Text(t.into());
        let blocks = [
            block(Shape::Paragraph, vec![vec![text("1、打不开\n"), Inline::Picture(0), text("\n\n2、慢")]]),
            block(Shape::Item { number: Some(3), depth: 1 }, vec![vec![text("third")]]),
            block(Shape::Row { table: 0, header: false }, vec![vec![text("a")], vec![text("b"), Inline::Picture(1)]]),
        ];
        let lines = lines(blocks.iter(), &lexicon);
        let seen: Vec<_> = lines.iter().map(|l| (l.rest(), l.pictures.clone(), l.gap, l.mark.map(|m| m.value))).collect();
        assert_eq!(
            seen,
            [
                ("打不开", vec![], Gap::None, Some(1)),
                ("", vec![0], Gap::None, None),
                ("慢", vec![], Gap::Blank, Some(2)),
                ("third", vec![], Gap::None, Some(3)),
                ("a\tb", vec![], Gap::None, None)
            ]
        );
        assert_eq!(lines[4].row.as_ref().unwrap().cells[1].pictures, [1]);
    }

    #[test]
    fn pasted_cells_become_rows() {
        let lexicon = Lexicon::shipped();
        let blocks = ["No\tWhat\tHow", "1\tOrder\tbad"].map(|t| block(Shape::Paragraph, vec![vec![Inline::Text(t.into())]]));
        let lines = lines(blocks.iter(), &lexicon);
        assert_eq!(lines[1].row.as_ref().unwrap().cells.len(), 3);
    }
}
