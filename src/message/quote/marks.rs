//! Quotations that are marked otherwise than by `>`: `|`, `:`, `}`, `%`, the initials of the one who is quoted, or by
//! standing inset.

use std::sync::LazyLock;

use regex::Regex;

use super::super::block::{Inline, Zone, ZoneRule};
use super::super::signature::is_prose;
use super::super::{heads, text};
use super::Line;

/// A quotation that is told by its inset alone stands at least this far in.
const INSET: u8 = 3;

#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
mod patterns {
    use super::{LazyLock, Regex};

    /// A sign that stands right before the words: two lines in a row must begin so.
    pub(super) static TIGHT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[|:}%]\w").unwrap());
    /// What may mark the lines below an attribution: a sign, or the name or initials of the one who is quoted and `>`.
    pub(super) static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:([|:}%#=]|[A-Za-z]{1,12}[>\]])(?:\s|[|:}%#=>]|$)|([=-]>|>)\S|([*+])\s)").unwrap());
    /// The prompt of a shell, with a command.
    pub(super) static PROMPT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\w+@[\w:~/.-]+)?[$%#] \S|^[A-Za-z]:\\[\\\w .]*> ?\S").unwrap());
    /// The writer says that what follows is to be typed.
    pub(super) static TYPED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(type|enter|run|execute|prompt|commands?)\b[^.?!]*[:：]$").unwrap());
    /// A limit: a number with its unit.
    pub(super) static LIMIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\d+([.,]\d+)?\s*[%°a-zA-Z]\S{0,8}\b.*").unwrap());
    /// What people type at an interpreter.
    pub(super) static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(import|from|print|def|class|for|if)\b|[=(\[]").unwrap());
    /// A mark that people never write at the beginning of a line of their own.
    pub(super) static SURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\|>").unwrap());
    /// The initials of the one who is quoted, as readers of bulletin boards set them.
    pub(super) static INITIALS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\p{Lu}{2}>(\s|$)").unwrap());
}

/// Counts the lines below an attribution as quoted where they bear another mark than `>`, and all that bear the same.
pub(super) fn lift(lines: &mut [Line]) {
    let texts: Vec<String> = lines.iter().map(|line| line.block.text()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let own = |at: usize| lines.get(at).is_some_and(|line| line.block.quote == 0 && !line.block.is_blank());
    // Stars and pluses mark points of a list, too: below a head they are what is quoted, if nothing else is.
    let arrows = (0..texts.len()).any(|at| !own(at) && texts.get(at).is_some_and(|text| !text.is_empty()));
    let mark = |at: usize| {
        let found = texts.get(at).filter(|text| own(at) && !is_boxed(text)).and_then(|text| patterns::MARK.captures(text))?;
        found.get(1).or_else(|| found.get(2)).or_else(|| found.get(3).filter(|_| !arrows))
    };
    let bear: Vec<Option<&str>> = (0..texts.len()).map(|at| mark(at).map(|mark| mark.as_str())).collect();
    let mut marks: Vec<&str> = Vec::new();
    for at in 0..texts.len() {
        let quoted = !own(at);
        // Most lines have nothing marked below, and need not be read as a head.
        if !bear.iter().skip(at + 1).take(heads::WROTE_LINES + 2).any(Option::is_some) {
            continue;
        }
        if lines.get(at).is_none_or(|line| line.block.is_blank()) || texts.get(at).is_none_or(|text| text.len() > 250) {
            continue;
        }
        let introduces = || texts.get(at).is_some_and(|text| heads::introduces(text)).then_some(1);
        let wrote = texts.get(at..).and_then(heads::wrote);
        let Some(length) = wrote.or_else(introduces) else { continue };
        let first = (at + length..at + length + 3).find(|at| lines.get(*at).is_some_and(|line| !line.block.is_blank()));
        if let Some(mark) = (at + length..at + length + 3).find(|at| own(*at)).and_then(|at| *bear.get(at)?)
            && !marks.contains(&mark)
            && (mark != ">" || first.is_some_and(own))
            && (!matches!(mark, "*" | "+") || wrote.is_some())
            // Emacs marks the attribution itself: `>>>>> "Li" == Li Na writes:`, and below it `Li> …`.
            && (!quoted || mark.strip_suffix('>').is_some_and(|name| texts.get(at).is_some_and(|text| text.contains(name))))
        {
            marks.push(mark);
        }
    }
    let tight = tight(&texts);
    let initials = texts.iter().filter(|text| patterns::INITIALS.is_match(text)).count() > 1;
    for (line, text) in lines.iter_mut().zip(&texts) {
        let marked = |mark: &str| text.strip_prefix(mark).is_some_and(|rest| matches!(mark, ">" | "=>" | "->") || !rest.starts_with(char::is_alphanumeric));
        let mark = marks.iter().find(|mark| marked(mark)).copied().filter(|_| line.block.quote == 0 && !is_boxed(text));
        let mark = mark.or_else(|| tight.filter(|mark| line.block.quote == 0 && text.starts_with(*mark) && !is_boxed(text)));
        let mark = mark.or_else(|| patterns::SURE.is_match(text).then_some("|>"));
        let mark = mark.or_else(|| text.get(..3).filter(|_| initials && line.block.quote == 0 && patterns::INITIALS.is_match(text)));
        if let Some(rest) = mark.and_then(|mark| text.strip_prefix(mark)) {
            line.block.quote = line.block.quote.max(1);
            if let Some(Inline::Text(text)) = line.block.cells.first_mut().and_then(|cell| cell.first_mut()) {
                rest.trim_start().clone_into(text);
            }
        }
    }
    text::rejoin(lines);
}

/// The sign that stands right before the words of two lines below an attribution: ":There is no", ":other way".
fn tight<'t>(texts: &[&'t str]) -> Option<&'t str> {
    let pair = |pair: &[&'t str]| {
        let [first, second] = pair else { return None };
        let mark = first.get(..1)?;
        (second.starts_with(mark) && patterns::TIGHT.is_match(first)).then_some(mark)
    };
    let bear: Vec<Option<&str>> = texts.windows(2).map(pair).collect();
    (0..bear.len()).find_map(|at| {
        bear.iter().skip(at + 1).take(heads::WROTE_LINES).any(Option::is_some).then_some(())?;
        *bear.get(at + texts.get(at..).and_then(heads::wrote)?)?
    })
}

/// Gives lines back to the writer that only look quoted: the answers of a shell or an interpreter below its prompt, what
/// the reader shall type, and limits ("> 90 bar: close the valve") below an announcement.
pub(super) fn lower(lines: &mut [Line]) {
    let texts: Vec<String> = lines.iter().map(|line| line.block.text()).collect();
    let mut at = 0;
    while at < lines.len() {
        let quoted = |i: &usize| lines.get(*i).is_some_and(|line| line.block.quote > 0);
        let end = (at..lines.len()).find(|i| !quoted(i)).unwrap_or(lines.len());
        let run: Vec<&str> = texts.iter().take(end).skip(at).map(String::as_str).filter(|text| !text.trim().is_empty()).collect();
        let above = texts.iter().take(at).rev().take(2).find(|text| !text.trim().is_empty()).map_or("", String::as_str);
        let shell = patterns::PROMPT.is_match(above) || patterns::TYPED.is_match(above) && !heads::tells(above);
        let limits = above.ends_with([':', '：']) && !above.contains('@') && run.iter().all(|text| patterns::LIMIT.is_match(text));
        let interpreter = lines.iter().take(end).skip(at).all(|line| line.block.quote == 3) && run.iter().any(|text| patterns::CODE.is_match(text));
        if !run.is_empty() && (shell || limits || interpreter) {
            for line in lines.iter_mut().take(end).skip(at) {
                let marks = ">".repeat(usize::from(std::mem::take(&mut line.block.quote)));
                if let Some(Inline::Text(text)) = line.block.cells.first_mut().and_then(|cell| cell.first_mut()) {
                    format!("{marks} {text}").trim_end().clone_into(text);
                }
            }
        }
        at = end.max(at + 1);
    }
}

/// The line of a box that is drawn with bars.
fn is_boxed(text: &str) -> bool {
    text.len() > 2 && text.starts_with('|') && text.trim_end().ends_with('|')
}

/// Counts the lines below an attribution as quoted that stand inset, where the first below it does: some clients set
/// the other mail in, and what begins at the margin is the answer.
pub(super) fn inset(lines: &mut [Line], at: usize) {
    if is_inset(lines, at) {
        for line in lines.iter_mut().skip(at).filter(|line| !line.block.is_blank() && line.block.indent >= INSET) {
            line.block.quote = line.block.quote.max(1);
            (line.block.zone, line.block.why) = (Zone::Quote, ZoneRule::Inset);
        }
    }
}

/// Do sentences stand inset from here on, and answers at the margin?
pub(super) fn is_inset(lines: &[Line], at: usize) -> bool {
    let first = lines.iter().skip(at).find(|line| !line.block.is_blank());
    let inset = first.is_some_and(|line| line.block.quote == 0 && line.block.indent >= INSET && line.block.zone == Zone::Own);
    // Code stands inset too: what is quoted has sentences.
    let said = lines.iter().skip(at).filter(|line| line.block.indent >= INSET).any(|line| is_prose(&line.block.text()));
    let answered = lines.iter().skip(at).any(|line| !line.block.is_blank() && line.block.indent == 0);
    inset && said && answered
}

#[cfg(test)]
mod tests {
    use super::super::super::{read, text};
    use super::*;

    #[test]
    fn other_marks_than_arrows() {
        for (body, want) in [
            ("li@corp.test (Li Na) writes:\n: Is it saved?\nYes.\n: And printed?\nNo.", "Yes. | No."),
            ("On 2 Mar 2026 Li Na wrote:\nLN> Is it saved?\n\nYes.", "Yes."),
            ("|> Is it saved?\nYes.", "Yes."),
            ("The table:\n| a | b |\n: that is all", "The table: | | a | b | | : that is all"),
            ("On 2/3/26 10:00, \"Li Na\" <li@corp.test> wrote:\n\n    Is the new order saved and printed?\n\nYes.\n\n    And printed?\n\nNo.", "Yes. | No."),
        ] {
            let mail = read(format!("From: a@corp.test\r\n\r\n{body}").as_bytes());
            assert_eq!(mail.own_text().replace('\n', " | "), want, "{body}");
        }
    }

    #[test]
    fn the_words_below_are_untouched_without_an_attribution() {
        let mut lines = text::lines("Steps:\n: open\n% run", text::Flow::default());
        lift(&mut lines);
        assert!(lines.iter().all(|line| line.block.quote == 0));
    }
}
