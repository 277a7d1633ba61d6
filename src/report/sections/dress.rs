//! Headings that are known by their dress: "【手头的活】", "【用系统时卡住的地方】", "【明天要弄的】".

use super::super::fold::{from_folded, weight};
use super::super::lexicon::{Lexicon, Topic};
use super::super::line::Line;
use super::super::number::Style;
use super::{HEADING, Part, heading, in_brackets};

/// How a heading is set off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    /// "【…】".
    Brackets,
    /// "—— … ——".
    Rule,
    /// "三、…：", in the style of the other headings.
    Number(Style),
}

/// The part that each line heads by its dress, with the words behind the heading. Lines of one dress are headings where what they
/// speak of is of several parts, problems among them; of numbered ones another must be a heading by its own words.
pub(super) fn parts(lines: &[Line], lexicon: &Lexicon) -> Vec<Option<(Part, String)>> {
    let all: Vec<Option<(Dress, Part, String)>> = lines.iter().map(|line| dressed(line, lexicon)).collect();
    let known = |style: Style| {
        let known = lines.iter().filter(|line| line.mark.is_some_and(|mark| mark.style == style)).filter_map(|line| heading(line, lexicon));
        known.into_iter().any(|(part, _)| matches!(part, Part::Done | Part::Plan))
    };
    let heads = |dress: Dress| {
        let parts = || all.iter().flatten().filter(|(other, ..)| *other == dress).map(|(_, part, _)| *part);
        let several = parts().any(|part| part == Part::Problems) && parts().any(|part| part != Part::Problems);
        several && !matches!(dress, Dress::Number(style) if !known(style))
    };
    all.iter().map(|found| found.as_ref().filter(|(dress, ..)| heads(*dress)).map(|(_, part, rest)| (*part, rest.clone()))).collect()
}

fn dressed(line: &Line, lexicon: &Lexicon) -> Option<(Dress, Part, String)> {
    if line.row.is_some() {
        return None;
    }
    let folded = line.rest_folded();
    let numbered = line.mark.filter(|mark| mark.style.counts()).map(|mark| mark.style);
    let ruled = || {
        let inner = folded.strip_prefix("--")?.strip_suffix("--")?.trim_matches(['-', ' ']);
        Some((Dress::Rule, inner, ""))
    };
    let bracketed = || in_brackets(folded).map(|(head, rest)| (Dress::Brackets, head, rest));
    let counted = || numbered.and_then(|style| folded.split_once(':').map(|(head, rest)| (Dress::Number(style), head, rest)));
    let (dress, head, rest) = bracketed().or_else(ruled).or_else(counted)?;
    let part = speaks_of(head, lexicon)?;
    let rest = from_folded(line.rest(), folded, folded.len() - rest.len());
    Some((dress, part, rest.trim_start_matches([':', '：']).trim().to_owned()))
}

/// What a heading speaks of. One that names a document heads a group of points.
fn speaks_of(head: &str, lexicon: &Lexicon) -> Option<Part> {
    let topics = [
        (Topic::SectionSuggestions, Part::Suggestions),
        (Topic::SectionPlan, Part::Plan),
        (Topic::SectionLeftover, Part::Leftover),
        (Topic::SectionProblems, Part::Problems),
        (Topic::SectionDone, Part::Done),
    ];
    let sound = (1..=HEADING).contains(&weight(head)) && !lexicon.has(Topic::ModuleWord, head) && !lexicon.has(Topic::NothingPhrase, head);
    topics.into_iter().find(|(topic, _)| sound && lexicon.has(*topic, head)).map(|(_, part)| part)
}
