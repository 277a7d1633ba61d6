//! Lines beside a list: what other people said, and points that only weigh the points above.

use super::fold::{from_folded, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use super::nothing::{self, Said};
use super::split::{Draft, Known, Note, Split};

/// "李班长：…", "王店长：": does the line begin with somebody's title?
pub(crate) fn of_person(line: &Line, lexicon: &Lexicon) -> bool {
    /// A surname, "sub-", a title and a bracket (see [`weight`]).
    const NAME: usize = 12;
    let Some((head, _)) = line.folded.split_once(':').filter(|_| line.mark.is_none() && line.row.is_none()) else { return false };
    let head = head.trim();
    let titled = lexicon.find(Topic::Title, head).is_some_and(|range| range.end == head.len() && range.start > 0);
    (3..=NAME).contains(&weight(head)) && titled && lexicon.starts(Topic::Steps, head).is_none()
}

/// Takes what somebody says on a line of his own: an item, or a note where he has nothing to say.
pub(crate) fn said_by(line: &Line, known: &Known<'_>, split: &mut Split) -> bool {
    let said = line.folded.find(':').filter(|_| of_person(line, known.lexicon)).map(|at| from_folded(&line.text, &line.folded, at + 1).trim());
    let Some(said) = said.filter(|said| weight(said) > 0) else { return false };
    if nothing::said(said, known.lexicon) == Said::Something {
        split.drafts.push(Draft::begun(said, line));
    } else {
        split.notes.push(Note::of(line));
    }
    true
}

/// Takes out the points that speak of the points above and tell no fault of their own: "三、以上两项，第一项较急".
pub(crate) fn weighing(lines: &mut Vec<Line>, lexicon: &Lexicon) -> Vec<Note> {
    let Some(first) = lines.iter().position(|line| line.mark.is_some()) else { return vec![] };
    let weighs = |line: &Line| {
        let rest = line.rest_folded();
        let plain = rest.replace("问题", " ").replace("麻烦", " ");
        line.mark.is_some() && ["以上", "上述"].iter().any(|word| rest.starts_with(word)) && !lexicon.names_matter(&plain)
    };
    let notes = lines.iter().skip(first + 1).filter(|line| weighs(line)).map(Note::of).collect();
    let mut at = 0;
    lines.retain(|line| {
        at += 1;
        at <= first + 1 || !weighs(line)
    });
    notes
}
