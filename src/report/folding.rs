//! Lines that a text client has folded, joined again.

use crate::message::Gap;

use super::around::dashed;
use super::date::is_only_a_day;
use super::fold::is_cjk;
use super::line::Line;

/// Has a text client folded the lines of this mail at some seventy columns?
pub(crate) struct Folding {
    /// No line is longer than clients leave them.
    narrow: bool,
    /// A line goes on in lower case: nobody begins one so who writes a sentence a line.
    seen: bool,
}

impl Folding {
    /// Clients fold between 66 and 80 columns; a line beyond 82 shows that this mail is not folded.
    pub(crate) fn of(lines: &[Line]) -> Self {
        const TO: usize = 82;
        let narrow = lines.iter().all(|line| line.row.is_some() || width(line) <= TO);
        let lower = |line: &Line| line.gap == Gap::None && line.mark.is_none() && line.text.starts_with(char::is_lowercase);
        let seen = lines.windows(2).any(|pair| matches!(pair, [above, line] if lower(line) && !above.text.ends_with(['.', '!', '?', ':'])));
        Self { narrow, seen }
    }

    /// Is the line at `at` the rest of the one before: would its first word not have fitted there?
    pub(crate) fn continues(&self, lines: &[Line], at: usize) -> bool {
        const FROM: usize = 66;
        const SHORTEST: usize = 50;
        /// "操作步骤", "期望结果".
        const LABEL: usize = 4;
        let (Some(line), Some(before)) = (lines.get(at), at.checked_sub(1).and_then(|before| lines.get(before))) else { return false };
        // A client folds between words of a sentence: neither behind its end nor before a heading.
        let ended = before.text.ends_with(['。', '！', '？', '；']);
        if ended || before.folded.ends_with(['.', '!', '?', ':']) && (is_only_a_day(&line.folded) || line.folded.ends_with(':')) {
            return false;
        }
        // "期望：…" begins with its own label.
        if line.folded.split_once(':').is_some_and(|(head, _)| !head.is_empty() && head.chars().count() <= LABEL && head.chars().all(is_cjk)) {
            return false;
        }
        // "3月25日" right above the first point of a list heads it.
        if is_only_a_day(&line.folded) && lines.get(at + 1).is_some_and(|next| next.mark.is_some()) {
            return false;
        }
        // "[LOW] Typo on the statement": what a bracket weighs or names begins there.
        if line.text.starts_with(['[', '【']) {
            return false;
        }
        // "Tariff table - the column …" below "Storage invoices - a container …".
        if dashed(&line.folded).is_some() && dashed(&before.folded).is_some() {
            return false;
        }
        // A capital, where nothing shows that the mail is folded, begins another line of the writer's.
        if line.text.starts_with(char::is_uppercase) && !self.seen {
            return false;
        }
        // Between ideographs a line breaks anywhere.
        let word = line.text.split(|c: char| c.is_whitespace() || is_cjk(c)).next().map_or(0, |word| word.chars().take(14).count().max(2));
        let columns = width(before);
        self.narrow && line.gap == Gap::None && line.mark.is_none() && before.pictures.is_empty() && columns >= SHORTEST && columns + 1 + word >= FROM
    }
}

fn width(line: &Line) -> usize {
    line.text.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// Joins a folded line to the one before.
pub(crate) fn join(lines: &mut Vec<String>, text: &str, folded: bool) {
    match lines.last_mut() {
        Some(last) if folded => {
            if !(last.ends_with(is_cjk) && text.starts_with(is_cjk)) {
                last.push(' ');
            }
            last.push_str(text);
        }
        _ => lines.push(text.to_owned()),
    }
}
