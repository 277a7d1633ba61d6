//! Which lines head groups of a list, and the names of the groups.

use crate::message::Gap;

use super::courtesy;
use super::date::is_only_a_day;
use super::draft::Draft;
use super::fold::{bare, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::{Line, is_inside};
use super::number::{Mark, Style};
use super::split::{outer, steps_open};

/// "一、销售订单" over "1. …  2. …": the outer numbers head groups. Such lines lose their marks and become headings.
pub(crate) fn group_headings(mut lines: Vec<Line>, lexicon: &Lexicon) -> Vec<Line> {
    const GROUP: usize = 24;
    /// "应收模块": so short and without a fault, a line with points below it heads them.
    const PLAIN: usize = 16;
    let Some(style) = outer(&lines, lexicon) else { return lines };
    let heads: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| line.mark.is_some_and(|mark| mark.style == style)).map(|(at, _)| at).collect();
    let inner =
        |at: usize| lines.get(at + 1).and_then(|next| next.mark).is_some_and(|mark| mark.style != style && (mark.style == Style::Nested || mark.value <= 1));
    let names_group = |at: usize| {
        lines.get(at).is_some_and(|line| {
            let rest = line.rest_folded();
            let named = rest.trim_end().ends_with(':') || lexicon.is(Topic::ModuleWord, bare(rest)) || lexicon.has(Topic::Unit, bare(rest)) || line.heading;
            let plain = weight(rest) <= PLAIN
                && !matches!(style, Style::List(_))
                && !lexicon.has(Topic::Defect, rest)
                && !lexicon.has(Topic::Wish, rest)
                && !rest.ends_with('。');
            weight(rest) <= GROUP && (named || plain) && !lexicon.has(Topic::Steps, rest)
        })
    };
    if heads.len() >= 2 && heads.iter().filter(|at| inner(**at)).count() * 2 > heads.len() && heads.iter().all(|at| names_group(*at)) {
        for at in heads {
            if let Some(line) = lines.get_mut(at) {
                let mut head = line.piece(line.rest(), line.gap, lexicon);
                head.mark = None;
                head.heading = true;
                head.pictures.clone_from(&line.pictures);
                *line = head;
            }
        }
        // "1.1 …" under "1 生产计划" counts the points of its group.
        let mut count = 0;
        for line in &mut lines {
            count = if line.heading { 0 } else { count };
            if let Some(mark) = line.mark.as_mut().filter(|mark| mark.style == Style::Nested) {
                count += 1;
                *mark = Mark { style: Style::Number('.'), value: count, ..*mark };
            }
        }
    }
    lines
}

/// "林工，请看：" alone announces; several such lines head groups, and one that names a part of the system does.
pub(crate) fn heading_label(line: &Line, several: bool, lexicon: &Lexicon) -> Option<String> {
    group_label(line, lexicon).filter(|label| line.heading || several || lexicon.has(Topic::ModuleWord, &super::fold::fold(label)))
}

/// How many lines head a list inside the list?
pub(crate) fn groups(lines: &[Line], style: Style, lexicon: &Lexicon) -> usize {
    (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| line.mark.is_none() && (line.heading || heads_group(lines, *at, style, lexicon)))).count()
}

/// The name of a group, where the heading names a part of the system and not people.
pub(crate) fn group_label(line: &Line, lexicon: &Lexicon) -> Option<String> {
    let text = bare(line.rest());
    let text = text.split(['(', '（', ':', '：']).next().unwrap_or(text).trim();
    let folded = super::fold::fold(text);
    if is_only_a_day(&folded) {
        return None;
    }
    // "今天新问题两个" heads a list and names no part of the system; an unadorned word may be a person.
    let noun = is_noun(&folded, lexicon);
    let named =
        noun && !lexicon.has(Topic::ItemLabel, &folded) && (line.heading || line.folded.trim_end().ends_with(':') || lexicon.has(Topic::ModuleWord, &folded));
    (!text.is_empty() && named && lexicon.find(Topic::Unit, &folded).is_none_or(|range| range.end != folded.len())).then(|| text.to_owned())
}

/// Can the words name a part of the system? An announcement ("Today got 2 issues only"), a date and a verdict can not.
pub(crate) fn is_noun(folded: &str, lexicon: &Lexicon) -> bool {
    /// "Stock ledger of the branch": no part has a longer name.
    const WORDS: usize = 5;
    let head = bare(folded);
    let talk = [
        Topic::Intro,
        Topic::NothingPhrase,
        Topic::NothingPartial,
        Topic::NothingExcept,
        Topic::NothingElse,
        Topic::NothingRest,
        Topic::Greeting,
        Topic::DayToday,
        Topic::Another,
        Topic::Sequence,
        Topic::First,
        Topic::SubjectReport,
        Topic::ItemLabel,
        Topic::Trailer,
    ];
    let word = |topic: Topic| lexicon.find(topic, head).is_some_and(|range| range.start == 0 || range.end == head.len() || topic == Topic::NothingPhrase);
    let module = lexicon.is(Topic::ModuleWord, head);
    let date = head.chars().filter(char::is_ascii_digit).count() * 2 >= weight(head) || super::number::weekday(head).is_some_and(|end| end == head.len());
    head.split_whitespace().count() <= WORDS && !date && !head.contains([',', '!', '?', '，']) && (module || !talk.into_iter().any(word))
}

/// The first line of an item, where it only names the part of the system that the lines below it speak of.
pub(crate) fn head_label(draft: &Draft, lexicon: &Lexicon) -> Option<String> {
    const NAME: usize = 28;
    let (first, rest) = draft.lines.split_first()?;
    let folded = super::fold::fold(first);
    let told =
        [Topic::Defect, Topic::Wish, Topic::Idea, Topic::Steps, Topic::Urgent, Topic::High, Topic::Low].into_iter().any(|topic| lexicon.has(topic, &folded));
    let named = weight(first) <= NAME && !first.trim_end().ends_with(['.', '。', ';', '；']) && is_noun(&folded, lexicon) && !told;
    (!rest.is_empty() && named).then(|| bare(first).to_owned())
}

/// No line that heads a list inside a list is longer (see [`weight`]).
pub(crate) const GROUP: usize = 28;

/// Does an unmarked line head the list that follows it?
pub(crate) fn heads_group(lines: &[Line], at: usize, style: Style, lexicon: &Lexicon) -> bool {
    let Some(line) = lines.get(at) else { return false };
    if is_inside(lines, at, lexicon) {
        return false;
    }
    let next = lines.iter().skip(at + 1).find(|line| !line.text.is_empty()).and_then(|line| line.mark);
    let opens = next.is_some_and(|mark| mark.style == style && (!style.counts() || mark.value <= 1));
    let short = weight(&line.text) <= GROUP && !line.folded.contains(['。', '?', '!', ';']);
    let apart =
        (line.gap >= Gap::Blank || at == 0 || style.counts()) && !lexicon.has(Topic::Defect, &line.folded) && !line.text.ends_with(['.', '。', ',', '，']);
    // "客房（阿芳）" over its points, as "前厅（小林）" over the first.
    let named = line.folded.trim_end().ends_with(')')
        && !lexicon.has(Topic::Defect, &line.folded)
        && lines
            .iter()
            .zip(lines.iter().skip(1))
            .find(|(_, next)| next.mark.is_some())
            .is_some_and(|(head, _)| head.mark.is_none() && head.folded.trim_end().ends_with(')'));
    let dressed = named || line.heading || line.folded.trim_end().ends_with(':') || apart || is_only_a_day(&line.folded);
    opens && short && dressed && !steps_open(&line.folded, lexicon) && !addresses(lines, at, lexicon) && !courtesy::is_intro_word(&line.folded, lexicon)
}

/// "林工：" over the list greets. "费用结算：" looks like it, and heads a group where a list stands above it, or where another such
/// line heads a list below.
fn addresses(lines: &[Line], at: usize, lexicon: &Lexicon) -> bool {
    let Some(line) = lines.get(at).filter(|line| courtesy::is_greeting(&line.folded, lexicon)) else { return false };
    let heads = |(above, next): (&Line, &Line)| {
        above.mark.is_none() && above.folded.trim_end().ends_with(':') && next.mark.is_some_and(|mark| mark.style.counts() && mark.value == 1)
    };
    let group = line.folded.trim_end().ends_with(':') && !lexicon.has(Topic::Title, &line.folded) && lexicon.starts(Topic::Greeting, &line.folded).is_none();
    let listed = lines.iter().take(at).any(|line| line.mark.is_some());
    let again = || lines.iter().zip(lines.iter().skip(1)).skip(at + 1).any(heads);
    !(group && (listed || again()))
}
