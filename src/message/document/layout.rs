//! The words of a printed page → its lines and paragraphs, by where they stand.

use super::{Block, Gap, Inline, Shape};

/// Some words at a place of the page.
#[derive(Debug)]
pub(super) struct Piece {
    text: String,
    x: f32,
    y: f32,
    size: f32,
}

impl Piece {
    pub(super) fn new(text: String, (x, y): (f32, f32), size: f32) -> Self {
        let sound = |number: f32| if number.is_finite() { number } else { 0.0 };
        Self { text, x: sound(x), y: sound(y), size: sound(size).clamp(1.0, 200.0) }
    }

    /// About how wide it is: a Chinese letter is as wide as high, a Latin one half of it.
    pub(super) fn width(&self) -> f32 {
        self.text.chars().map(|c| if is_wide(c) { 1.0 } else { 0.5 }).sum::<f32>() * self.size
    }
}

/// Han, kana, hangul and their full-width signs.
fn is_wide(c: char) -> bool {
    unicode_width::UnicodeWidthChar::width(c) == Some(2)
}

/// What is drawn on one page.
#[derive(Default)]
pub(super) struct Page {
    lines: Vec<Line>,
}

struct Line {
    text: String,
    x: f32,
    end: f32,
    y: f32,
    size: f32,
}

impl Page {
    /// Adds words in the order in which the file draws them; programs draw as one reads.
    pub(super) fn put(&mut self, piece: Piece) {
        if piece.text.trim().is_empty() && self.lines.is_empty() {
            return;
        }
        let end = piece.x + piece.width();
        if let Some(line) = self.lines.last_mut()
            && (line.y - piece.y).abs() < 0.4 * piece.size.max(line.size)
            && piece.x >= line.x - piece.size
        {
            let gap = piece.x - line.end;
            let touching = line.text.ends_with(char::is_whitespace) || piece.text.starts_with(char::is_whitespace);
            // So far apart stand the columns of a table, words half a letter; Chinese has no spaces to restore.
            if gap > 2.5 * piece.size {
                line.text.push('\t');
            } else if gap > 0.3 * piece.size && !touching && !(line.text.ends_with(is_wide) && piece.text.starts_with(is_wide)) {
                line.text.push(' ');
            }
            line.text.push_str(&piece.text);
            line.end = end.max(line.end);
            line.size = line.size.max(piece.size);
            return;
        }
        self.lines.push(Line { text: piece.text, x: piece.x, end, y: piece.y, size: piece.size });
    }

    /// The page's paragraphs: a line that runs to the right margin goes on in the next, unless that begins a point of a list.
    pub(super) fn blocks(self, blocks: &mut Vec<Block>) {
        let right = self.lines.iter().map(|line| line.end).fold(0.0, f32::max);
        let mut before: Option<Line> = None;
        for line in self.lines {
            let text = line.text.trim().to_owned();
            if text.is_empty() {
                continue;
            }
            let step = before.as_ref().map(|before| before.y - line.y);
            let full = before.as_ref().is_some_and(|before| before.end > right - 3.0 * before.size && before.end > 0.6 * right);
            let near = step.is_some_and(|step| step > 0.0 && step < 2.0 * line.size);
            if full
                && near
                && !begins_point(&text)
                && let Some(Inline::Text(last)) = blocks.last_mut().and_then(|block| block.cells.first_mut()).and_then(|cell| cell.first_mut())
            {
                if !(last.ends_with(is_wide) || text.starts_with(is_wide)) {
                    last.push(' ');
                }
                last.push_str(&text);
            } else {
                let gap = if step.is_none_or(|step| (0.0..2.2 * line.size).contains(&step)) { Gap::None } else { Gap::Blank };
                blocks.push(Block::of_document(Shape::Paragraph, gap, vec![vec![Inline::Text(text)]]));
            }
            before = Some(line);
        }
    }
}

/// Does a line begin with a mark of a list: `1.`, `（2）`, `三、`, `•`?
fn begins_point(text: &str) -> bool {
    let head: String = text.chars().take(6).collect();
    let core = head.trim_start_matches(['(', '（', '[', '【', '#']);
    let digits = core.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let counted = digits.len() < core.len() && digits.starts_with(['.', '、', '．', ')', '）', ':', '：', ']', '】']);
    counted || head.starts_with(['•', '·', '-', '●', '▪', '◆', '*']) || head.starts_with(|c| ('①'..='⑳').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_where_the_margin_broke_them() {
        let mut page = Page::default();
        for (text, x, y) in [
            ("Problems", 50.0, 700.0),
            ("1. The order cannot be saved, the program says that", 50.0, 660.0),
            ("the stock is too low", 50.0, 645.0),
            ("2.", 50.0, 630.0),
            ("Printing", 70.0, 630.0),
            ("slow", 124.0, 630.0),
            ("模块", 50.0, 600.0),
            ("库存", 200.0, 600.0),
        ] {
            page.put(Piece::new(text.into(), (x, y), 12.0));
        }
        let mut blocks = vec![];
        page.blocks(&mut blocks);
        let seen: Vec<String> = blocks.iter().map(Block::text).collect();
        assert_eq!(seen, ["Problems", "1. The order cannot be saved, the program says that the stock is too low", "2. Printing slow", "模块\t库存"]);
        assert_eq!(blocks[1].gap, Gap::Blank);
    }
}
