//! Plain text → lines with their quote depth; `format=flowed` (RFC 3676) joined again.

use super::block::{Block, Inline, Shape};
use super::quote::{self, Line, MAX_LINES};

/// Deeper `>` marks than this are not counted; nobody reads them.
const MAX_QUOTE: u8 = 32;

/// How a text part wants to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow {
    /// `format=flowed`: a line that ends in a blank goes on in the next one.
    pub(super) flowed: bool,
    /// `delsp=yes`: that blank is not part of the text.
    pub(super) delsp: bool,
}

/// One block a line; an empty block is a blank line until [`quote::fold`] makes a gap of it. Of more
/// than [`MAX_LINES`] the first are read, and the last of them says so.
pub(super) fn lines(text: &str, flow: Flow) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let (mut open, mut cut) = (false, false);
    for raw in text.split('\n') {
        if out.len() >= MAX_LINES {
            cut = true;
            break;
        }
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        let (quote, rest) = depth(raw, flow.flowed);
        let signature = rest == "-- ";
        let stuffed = if flow.flowed { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
        let flows = flow.flowed && stuffed.ends_with(' ') && !signature;
        let content = if flows && flow.delsp { stuffed.strip_suffix(' ').unwrap_or(stuffed) } else { stuffed };
        match out.last_mut() {
            Some(last) if open && !signature && last.block.quote == quote => push(&mut last.block, content),
            _ => out.push(Line::plain(block(content, quote))),
        }
        open = flows;
    }
    rejoin(&mut out);
    while out.last().is_some_and(|line| line.block.is_blank()) {
        out.pop();
    }
    for line in &mut out {
        tidy(&mut line.block);
    }
    if cut {
        quote::cut(&mut out);
    }
    out
}

/// A relay that breaks long lines leaves the rest of a quoted line without its mark: a line that goes on in lower
/// case between two marked ones. An answer between them begins otherwise.
pub(super) fn rejoin(lines: &mut [Line]) {
    // Shorter lines were not broken, unless the mail comes with breaks that are.
    const BROKEN: usize = 65;
    // What is left over then is a word or two; an answer says more.
    const REST: usize = 3;
    if rejoin_from(lines, BROKEN, usize::MAX, false) {
        rejoin_from(lines, 1, REST, true);
    }
}

/// Joins what goes on below quoted lines of at least `shortest` bytes in so many `words`, the last line of a quotation too if
/// `last`. Says whether there was any.
fn rejoin_from(lines: &mut [Line], shortest: usize, words: usize, last: bool) -> bool {
    let mut joined = false;
    for at in 1..lines.len().saturating_sub(1) {
        let (Some(above), Some(line), Some(below)) = (lines.get(at - 1), lines.get(at), lines.get(at + 1)) else { continue };
        let quote = above.block.quote;
        let ends = below.block.quote > 0 || last && below.block.is_blank();
        if quote == 0 || line.block.quote > 0 || !ends {
            continue;
        }
        let text = above.block.text();
        let goes_on = text.len() >= shortest && !text.trim_end().ends_with(['.', '!', '?', ':']) && line.block.text().starts_with(|c: char| c.is_lowercase());
        let goes_on = goes_on && line.block.text().split_whitespace().count() <= words;
        if goes_on && let Some(line) = lines.get_mut(at) {
            line.block.quote = quote;
            joined = true;
        }
    }
    joined
}

fn push(block: &mut Block, more: &str) {
    if let Some(Inline::Text(text)) = block.cells.first_mut().and_then(|cell| cell.first_mut()) {
        text.push_str(more);
    }
}

fn tidy(block: &mut Block) {
    if let Some(Inline::Text(text)) = block.cells.first_mut().and_then(|cell| cell.first_mut()) {
        let columns = text.chars().take_while(|c| c.is_whitespace()).map(|c| match c {
            '\t' => 8,
            '\u{3000}' => 2,
            _ => 1usize,
        });
        block.indent = u8::try_from(columns.sum::<usize>()).unwrap_or(u8::MAX);
        let bare = text.trim();
        *text = if bare.contains(is_noise) { bare.chars().filter(|c| !is_noise(*c)).collect() } else { bare.to_owned() };
    }
}

/// Characters that carry nothing and break every comparison: zero-width marks, byte order marks, controls.
pub(super) fn is_noise(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{034F}')
        || (c.is_control() && c != '\t' && c != '\n')
}

fn block(text: &str, quote: u8) -> Block {
    Block { quote, ..Block::paragraph(vec![Inline::Text(text.to_owned())]) }
}

/// Clients that turn a text mail into HTML leave its `>` marks in the text.
pub(super) fn lift_marks(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|line| line.block.shape == Shape::Paragraph) {
        if let Some(Inline::Text(text)) = line.block.cells.first_mut().and_then(|cell| cell.first_mut())
            && text.starts_with('>')
        {
            let (marks, rest) = depth(text, false);
            let rest = rest.to_owned();
            line.block.quote = line.block.quote.saturating_add(marks).min(MAX_QUOTE);
            *text = rest;
        }
    }
}

/// Counts the `>` marks: `> > text`, `>>text`; a lone `>From` is mbox stuffing.
fn depth(line: &str, flowed: bool) -> (u8, &str) {
    let mut count = 0u8;
    let mut rest = line;
    if rest.starts_with(">From ") {
        return (0, rest.trim_start_matches('>'));
    }
    loop {
        let next = if flowed { rest } else { rest.trim_start_matches([' ', '\t']) };
        let Some(after) = next.strip_prefix('>') else { break };
        // "-> menu" and ">=" are no quotations; a quotation begins the line.
        // Some clients indent what they quote.
        let inset: usize = line.chars().take(line.len() - next.len()).map(|c| if c == '\t' { 8 } else { 1 }).sum();
        if count == 0 && (after.starts_with('=') || inset > 8 || (inset > 2 && !after.starts_with([' ', '>']) && !after.is_empty())) {
            break;
        }
        count = count.saturating_add(1).min(MAX_QUOTE);
        rest = after;
        if !flowed && rest.starts_with(" >") {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
    }
    if count == 0 {
        return (0, line);
    }
    (count, if flowed { rest } else { rest.strip_prefix(' ').unwrap_or(rest) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, flow: Flow) -> Vec<(u8, String)> {
        lines(text, flow).into_iter().map(|line| (line.block.quote, line.block.text())).collect()
    }

    #[test]
    fn one_block_a_line_with_its_depth() {
        let got = read("1. a\r\n\r\n> b\r\n>> c\r\n> > d\r\n>= 5 is wrong\r\nSales -> Orders\r\n", Flow::default());
        let want = [(0, "1. a"), (0, ""), (1, "b"), (2, "c"), (2, "d"), (0, ">= 5 is wrong"), (0, "Sales -> Orders")];
        assert_eq!(got, want.map(|(depth, text)| (depth, text.to_owned())));
    }

    #[test]
    fn a_broken_quoted_line_stays_quoted_and_an_answer_does_not() {
        let long = "this quoted line is so long that some relay on its way has broken it";
        let got: Vec<u8> = read(&format!("> {long}\ninto two\n> end\n> {long}\nYes.\n> end"), Flow::default()).into_iter().map(|(depth, _)| depth).collect();
        assert_eq!(got, [1, 1, 1, 1, 0, 1]);
    }

    #[test]
    fn flowed_lines_are_joined() {
        let flow = Flow { flowed: true, delsp: false };
        assert_eq!(read("one \ntwo\n> q \n> r\n-- \nme", flow), [(0, "one two".to_owned()), (1, "q r".to_owned()), (0, "--".to_owned()), (0, "me".to_owned())]);
        assert_eq!(read("中 \n文", Flow { flowed: true, delsp: true }), [(0, "中文".to_owned())]);
    }
}
