//! The lines of a problem section → its items: the outermost numbering decides; steps, examples and reasons stay inside.
//!
//! # Reading, layer 6 of 9: items
//!
//! **Takes** the lines of one section. **Gives** drafts, each with its words, pictures and the blocks they come from, and
//! notes that belong to no single item. A [`table`] with a header comes first, then records of labelled
//! lines, then the outermost marks ([`number`](super::number)), and where there are none [`prose`].
//! **May not know** what kind an item is, or which picture is evidence.
//!
//! **Limits:** the constants beside each rule, measured by [`weight`]; the reader gives it no more lines than it has
//! bounded. **Remarks:** [`Remark::Split`](super::Remark::Split), for instance "items: a list marked 1、 2、 3、, under a
//! heading of problems", and [`Fate::Item`] for each line. **Shown by** the tables here, in `prose`, `table` and
//! `inline`, and `tests/it/gold.rs`.

use crate::message::Gap;

use super::courtesy;
pub(crate) use super::draft::{Draft, Note, Split};
use super::fate::{Fate, Role};
use super::fold::{bare, weight};
use super::folding::{Folding, join};
pub(crate) use super::group::group_label;
use super::group::{GROUP, group_headings, groups, head_label, heading_label, heads_group};
use super::lexicon::{Lexicon, Topic};
use super::line::{Line, is_inside};
use super::number::{Mark, Style};
use super::remark::SplitRule;
use super::statement::states;
use super::talk::{only_talks, talks_of_figures};
use super::{asides, inline, nothing, prose, table};

/// What the splitter must know besides the lines.
pub(crate) struct Known<'k> {
    /// Do the lines stand under a heading of problems?
    pub(crate) problems: bool,
    /// Did a heading announce one problem only?
    pub(crate) single: bool,
    pub(crate) lexicon: &'k Lexicon,
    /// The names that the writer may sign with.
    pub(crate) names: &'k [String],
}

/// Splits the lines of a section.
pub(crate) fn split(lines: Vec<Line>, known: &Known<'_>) -> Split {
    let mut lines = inline::expand(lines, known.lexicon);
    // "3 things" announces, and is no third point.
    if let Some(first) = lines
        .first_mut()
        .filter(|line| line.mark.is_some_and(|mark| mark.style == Style::Bare && mark.value > 1) && courtesy::is_intro_word(&line.folded, known.lexicon))
    {
        first.mark = None;
    }
    emoji_bullets(&mut lines);
    let mut fine = nothing::fine_lists(&mut lines, known.lexicon);
    fine.extend(nothing::empty_groups(&mut lines, known.lexicon));
    fine.extend(asides::weighing(&mut lines, known.lexicon));
    let mut split = without_fine(lines, known);
    split.notes.extend(fine);
    split
}

/// An emoji that opens several lines is their bullet.
fn emoji_bullets(lines: &mut [Line]) {
    // Miscellaneous symbols to dingbats, and the pictographs of the supplementary plane.
    let sign = |line: &Line| {
        let first = line.text.chars().next().filter(|c| matches!(*c, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}'));
        first.filter(|_| line.mark.is_none() && line.row.is_none() && line.says())
    };
    let signs: Vec<char> = lines.iter().filter_map(sign).collect();
    for line in lines {
        let Some(first) = sign(line).filter(|first| signs.iter().filter(|other| *other == first).count() >= 2) else { continue };
        let rest = line.folded.trim_start_matches([first, '\u{fe0f}', ' ']);
        line.mark = Some(Mark { style: Style::Bullet(first), value: 0, len: line.folded.len() - rest.len() });
    }
}

fn without_fine(lines: Vec<Line>, known: &Known<'_>) -> Split {
    if let Some(split) = table::split(&lines, known) {
        return split;
    }
    if let Some(split) = table::forms(&lines, known.lexicon) {
        return split;
    }
    let lines = group_headings(lines, known.lexicon);
    match outer(&lines, known.lexicon) {
        Some(style) => {
            let mut split = numbered(&lines, style, known);
            for draft in &mut split.drafts {
                draft.label = draft.label.take().or_else(|| head_label(draft, known.lexicon));
            }
            split
        }
        None => prose::split(&lines, known),
    }
}

/// Which lines are steps: the points of a list below "How to reproduce:".
pub(crate) fn steps_of(lines: &[Line], lexicon: &Lexicon) -> Vec<bool> {
    let mut steps = vec![false; lines.len()];
    let mut open: Option<Style> = None;
    for (at, line) in lines.iter().enumerate() {
        match line.mark {
            Some(mark) => {
                let first =
                    at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|before| before.mark.is_none() && steps_head(&before.folded, lexicon));
                if first {
                    open = Some(mark.style);
                }
                if let Some(step) = steps.get_mut(at).filter(|_| open == Some(mark.style)) {
                    *step = true;
                }
            }
            None if line.says() => open = None,
            None => {}
        }
    }
    steps
}

/// The style of the outermost list. Steps that stand below their heading are inside a problem, never the list of problems.
pub(crate) fn outer(lines: &[Line], lexicon: &Lexicon) -> Option<Style> {
    let steps = steps_of(lines, lexicon);
    let first = first_steps(lines, lexicon);
    // A list before the steps' heading has the same numbers as they have: then they are told apart while it is read.
    let listed = lines.iter().zip(&steps).any(|(line, step)| !step && line.mark.is_some_and(|mark| mark.style.counts()));
    let outside = lines.iter().zip(&steps).enumerate().filter(|(at, (_, step))| !first.contains(at) && (listed || !**step));
    let marks: Vec<_> = outside.filter_map(|(_, (line, _))| line.mark).filter(|mark| mark.style != Style::Nested).collect();
    let depth = marks.iter().filter_map(|mark| if let Style::List(depth) = mark.style { Some(depth) } else { None }).min();
    for mark in &marks {
        let same: Vec<u32> = marks.iter().filter(|other| other.style == mark.style).map(|other| other.value).collect();
        let runs = same.windows(2).any(|pair| matches!(pair, [a, b] if *b == a + 1));
        let counts = match mark.style {
            Style::Bare => same.windows(2).any(|pair| matches!(pair, [1, 2])),
            Style::Day | Style::Clock | Style::Priority => same.len() >= 2,
            Style::Bullet(_) | Style::List(_) | Style::Label | Style::Circled | Style::Hash => true,
            Style::Nested => false,
            _ => same.contains(&1) || runs,
        };
        if counts {
            return Some(match (mark.style, depth) {
                (Style::List(_), Some(depth)) => Style::List(depth),
                (style, _) => style,
            });
        }
    }
    None
}

/// "问题：…  操作步骤：1. …  2. …": a list that begins behind such a label is no list of problems.
fn first_steps(lines: &[Line], lexicon: &Lexicon) -> std::ops::Range<usize> {
    let Some(first) = lines.iter().position(|line| line.mark.is_some()) else { return 0..0 };
    let tells = |line: &Line| lexicon.names_matter(&line.folded) || lexicon.has(Topic::Hint, &line.folded);
    let above = first.checked_sub(1).and_then(|before| lines.get(before));
    let opened = above.is_some_and(|line| steps_open(&line.folded, lexicon));
    // "a) … b) …" right below the sentence that tells the fault, and not one of them tells another: the way to it.
    let lettered = above.is_some_and(|line| !line.folded.trim_end().ends_with(':') && tells(line))
        && lines.iter().all(|line| {
            line.mark.is_none_or(|mark| matches!(mark.style, Style::Letter(_)) && line.gap < Gap::Blank && !lexicon.names_matter(line.rest_folded()))
        });
    let told = lines.iter().take(first).any(|line| lexicon.has(Topic::Defect, &line.folded) && !steps_open(&line.folded, lexicon)) || lettered;
    let opened = opened || lettered;
    if !told || !opened {
        return 0..0;
    }
    let mut last = 0;
    let mut end = first;
    for (at, line) in lines.iter().enumerate().skip(first) {
        match line.mark {
            Some(mark) if mark.value == last + 1 || !mark.style.counts() => last = mark.value,
            Some(_) => break,
            None => {}
        }
        end = at + 1;
    }
    first..end
}

/// Whom to ask, and who is away: a longer line (see [`weight`]) tells more.
const ASIDE: usize = 60;

/// "i" as a letter of the alphabet.
const ROMAN_ONE: u32 = 9;

fn numbered(lines: &[Line], style: Style, known: &Known<'_>) -> Split {
    let lexicon = known.lexicon;
    let mut split = Split { rule: SplitRule::Marks(style.marks()), ..Split::default() };
    let mut label: Option<String> = None;
    let mut severity = None;
    // The styles of the lists inside the current item.
    let mut inner: Vec<Style> = vec![];
    let mut last = 0;
    let mut steps: Option<u32> = None;
    let mut open_note = false;
    let final_outer = lines.iter().rposition(|line| line.mark.is_some_and(|mark| mark.style == style)).unwrap_or(0);
    let folding = Folding::of(lines);
    let several = groups(lines, style, lexicon) >= 2;
    let persons = lines.iter().filter(|line| asides::of_person(line, lexicon)).count() >= 2;
    for (at, line) in lines.iter().enumerate() {
        let folded_over = folding.continues(lines, at);
        let mut starts = false;
        if let Some(mark) = line.mark {
            let same = mark.style == style;
            let goes_on = matches!((mark.style, style), (Style::Number(_), Style::Number(_)))
                && mark.value == last + 1
                && last > 0
                && steps.is_none()
                && !inner.contains(&mark.style);
            match steps {
                // "操作步骤：1. … 2. …" in a list that is itself "1. 2.": the steps go on while they count up.
                Some(step) if same && style.counts() && mark.value == step + 1 && !(mark.value == last + 1 && step > 0 && line.gap > Gap::None) => {
                    steps = Some(step + 1);
                }
                // "(i)" below "(b)" is a Roman one; the ninth letter follows the eighth.
                _ if same && matches!(style, Style::Letter(_)) && mark.value >= ROMAN_ONE && (1..ROMAN_ONE).contains(&last) && last + 1 != mark.value => {}
                _ => starts = same || goes_on,
            }
        }
        if let Some(mark) = line.mark.filter(|_| !starts) {
            // Steps that are counted in another way leave this one to the problems.
            steps = steps.filter(|step| *step > 0 || mark.style == style);
            inner.push(mark.style);
        }
        if starts {
            inner.clear();
            (steps, open_note) = (None, false);
            last = line.mark.map_or(0, |mark| mark.value);
            let draft = Draft { label: label.clone(), severity, ..Draft::begun(line.rest(), line) };
            split.drafts.push(by_mark(draft, style, last, lexicon));
            continue;
        }
        if persons && asides::said_by(line, known, &mut split) {
            open_note = true;
            continue;
        }
        let head_of_group =
            line.mark.is_none() && !folded_over && line.says() && (line.heading && weight(&line.text) <= GROUP || heads_group(lines, at, style, lexicon));
        if head_of_group {
            severity = super::kind::heading(line.rest_folded(), lexicon);
            label = if severity.is_some() { None } else { heading_label(line, several, lexicon) };
            (steps, last, inner) = (None, 0, vec![]);
            open_note = true;
            split.notes.push(Note::of(line));
            continue;
        }
        let count = split.drafts.len();
        let Some(draft) = split.drafts.last_mut() else {
            before_list(line, at.checked_sub(1).and_then(|above| lines.get(above)), known, &mut split);
            continue;
        };
        if line.text.is_empty() || !line.says() {
            match split.notes.last_mut().filter(|_| open_note) {
                Some(note) => note.takes(line),
                None => draft.takes(line, Role::More),
            }
            continue;
        }
        if steps_open(&line.folded, lexicon) {
            steps = Some(0);
        }
        if at > final_outer && !folded_over && line.mark.is_none() {
            if opens_another(&line.folded, lexicon) {
                split.drafts.push(Draft::begun(&line.text, line));
                open_note = false;
                continue;
            }
            let closes = courtesy::is_closing(&line.folded, known.names, lexicon);
            if closes || open_note || is_aside(lines, at, style, count, lexicon) {
                split.notes.push(Note { talk: closes.then_some(Fate::Closing), ..Note::of(line) });
                open_note = true;
                continue;
            }
        }
        if open_note && at < final_outer {
            split.notes.push(Note::of(line));
            continue;
        }
        let caption = line.text.starts_with(['↑', '↓', '▲', '▼']);
        if !caption {
            join(&mut draft.lines, &line.text, folded_over);
        }
        let step = steps.is_some() || line.mark.is_some();
        draft.takes(line, if step { Role::Step } else { Role::More });
    }
    split
}

/// Does a further problem begin here, unnumbered: "另外，导出也不行"?
pub(crate) fn opens_another(folded: &str, lexicon: &Lexicon) -> bool {
    const SAYS_SOMETHING: usize = 10;
    /// A sentence this long (see [`weight`]) behind "另外" or "also" is a matter of its own, whatever its words.
    const SAYS_MUCH: usize = 20;
    let matter = |rest: &str| lexicon.names_matter(rest);
    let opens = |topic: Topic, enough: usize| {
        lexicon.starts(topic, folded).is_some_and(|end| {
            let rest = folded.get(end..).unwrap_or("");
            weight(rest) > SAYS_SOMETHING
                && (matter(rest) || weight(rest) > enough)
                && !lexicon.has(Topic::Absence, rest)
                && lexicon.starts(Topic::Attached, rest.trim_start()).is_none()
                && lexicon.starts(Topic::Closing, bare(rest)).is_none()
        })
    };
    opens(Topic::Another, SAYS_MUCH) || opens(Topic::AnotherPerhaps, usize::MAX) || turns_to(folded, lexicon)
}

/// "排课这边，…", "成绩录入那块，…": turns to another part of the system, and tells a fault of it.
fn turns_to(folded: &str, lexicon: &Lexicon) -> bool {
    /// "我这边" is no part of the system; two ideographs name one.
    const NAME: usize = 4;
    const LONGEST: usize = 24;
    folded.split_once([',', '，']).is_some_and(|(head, rest)| {
        let head = head.trim();
        let named = lexicon.find(Topic::Aspect, head).filter(|range| range.end == head.len()).and_then(|range| head.get(..range.start));
        named.is_some_and(|name| (NAME..=LONGEST).contains(&weight(name)) && !name.starts_with(['我', '你', '他', '她']))
            && (lexicon.names_matter(rest) || lexicon.has(Topic::Hint, rest))
    })
}

/// Is the line nothing but a heading of steps or the like: "How to reproduce:", "操作步骤如下："?
pub(crate) fn steps_head(folded: &str, lexicon: &Lexicon) -> bool {
    /// "如下": what may stand behind the word.
    const BEHIND: usize = 4;
    let line = bare(folded);
    folded.trim_end().ends_with(':')
        && !lexicon.has(Topic::ModuleWord, line)
        && lexicon.starts(Topic::Steps, line).is_some_and(|end| weight(line.get(end..).unwrap_or("")) <= BEHIND)
}

/// What the mark itself says: the day, the severity.
fn by_mark(mut draft: Draft, style: Style, value: u32, lexicon: &Lexicon) -> Draft {
    match style {
        Style::Day => draft.day = Some(value).filter(|day| *day > 0),
        Style::Priority => draft.severity = super::kind::cell(&format!("p{value}"), lexicon),
        _ => {}
    }
    draft
}

pub(crate) fn steps_open(folded: &str, lexicon: &Lexicon) -> bool {
    let line = folded.trim_end();
    line.ends_with(':') && weight(line) <= 40 && lexicon.has(Topic::Steps, line)
}

/// Is an unmarked line behind the list of no item of it?
fn is_aside(lines: &[Line], at: usize, style: Style, count: usize, lexicon: &Lexicon) -> bool {
    const RAISES: usize = 40;
    let Some(line) = lines.get(at) else { return false };
    let has = |topic: Topic| lexicon.has(topic, &line.folded);
    // "另外 9/23 上午公假" and "细节问他本人".
    let people = (has(Topic::Absence) || has(Topic::Contact)) && weight(&line.text) <= ASIDE && !lexicon.names_matter(&line.folded);
    let remark = lexicon.starts(Topic::Trailer, &line.folded).is_some() || has(Topic::FigureBoth) || super::kind::on_all(&line.text, lexicon);
    let outside = matches!(style, Style::List(_)) && !is_inside(lines, at, lexicon) && !has(Topic::Defect) && !has(Topic::Wish);
    let legend = line.folded.starts_with('(') && style == Style::Priority;
    let fine = super::nothing::said(&line.text, lexicon) == super::nothing::Said::Rest;
    let raises = weight(&line.text) <= RAISES && !super::kind::raised(&line.text, count, lexicon).is_empty();
    people || remark || outside || legend || raises || fine || maps_files(&line.folded, lexicon) || talks_of_figures(&line.folded, lexicon)
}

/// "附图说明：①折旧.png ②抵销.png": which picture is whose.
fn maps_files(folded: &str, lexicon: &Lexicon) -> bool {
    const ENDINGS: [&str; 5] = [".png", ".jpg", ".jpeg", ".gif", ".bmp"];
    folded.split_once(':').is_some_and(|(head, rest)| {
        lexicon.has(Topic::FigureWord, head) && !lexicon.has(Topic::Defect, head) && ENDINGS.iter().any(|ending| rest.contains(ending))
    })
}

/// A line before the list: an announcement, or a problem told in passing.
fn before_list(line: &Line, above: Option<&Line>, known: &Known<'_>, split: &mut Split) {
    const TOLD: usize = 24;
    let lexicon = known.lexicon;
    // "Absence calendar" over "The bank holidays of Scotland are applied to the staff in Leeds.": the first line says what the second is about.
    let named = above.filter(|above| lexicon.is(Topic::ModuleWord, bare(&above.folded)) || above.heading).and_then(|above| group_label(above, lexicon));
    if let Some(label) = named.filter(|_| states(&line.folded, lexicon) && line.text.ends_with(['.', '。', '!'])) {
        split.drafts.push(Draft { label: Some(label), ..Draft::begun(&line.text, line) });
        return;
    }
    let greets = courtesy::is_greeting(&line.folded, lexicon);
    let announces = greets
        || courtesy::is_intro(&line.folded, lexicon)
        || only_talks(&line.folded, known.names, lexicon)
        || talks_of_figures(&line.folded, lexicon)
        || line.folded.trim_end().ends_with(':')
        || lexicon.has(Topic::Intro, &line.folded);
    // "Apologies, was stuck on the phone.": the list that follows is the matter.
    let excuses = lexicon.starts(Topic::Excuse, &line.folded).is_some() && !lexicon.has(Topic::ModuleWord, &line.folded);
    let told = line.says()
        && weight(&line.text) >= TOLD
        && lexicon.has(Topic::Defect, &line.folded)
        && !announces
        && !excuses
        && super::nothing::said(&line.text, lexicon) == super::nothing::Said::Something;
    let negated =
        lexicon.has(Topic::NothingNegated, &line.folded) || lexicon.has(Topic::NothingPartial, &line.folded) || lexicon.has(Topic::NothingPhrase, &line.folded);
    if told && !negated {
        split.drafts.push(Draft::begun(&line.text, line));
    } else {
        let talk = if greets { Some(Fate::Greeting) } else { announces.then_some(Fate::Intro) };
        split.notes.push(Note { talk, ..Note::of(line) });
    }
}
