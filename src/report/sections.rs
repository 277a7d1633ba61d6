//! Which part of a report a line stands in: done today, problems, plan, suggestions, what is known already.
//!
//! # Reading, layer 5 of 9: sections
//!
//! **Takes** the writer's own lines, or those of the mail that is passed on. **Gives** sections, each with its [`Part`]; only
//! problems and suggestions are read on, and what stands before the first heading where there is no part on problems.
//! **May not know** where an item begins.
//!
//! **Limits:** a heading is no longer than `HEADING`. Its words stand in the lists `section.*` of the lexicon. **Remarks:**
//! [`Fate::Heading`](super::Fate::Heading) and [`Fate::Aside`](super::Fate::Aside), for instance "heading: work done" over
//! lines that are "work done". **Shown by** the table at the end of this file and `tests/reading/short.toml`.

use std::fmt;

use crate::message::Gap;

use super::fold::{bare, from_folded, is_cjk, to_folded, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;

mod dress;

/// A part of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Before the first heading, or a report without headings.
    Open,
    /// Work done.
    Done,
    /// Problems.
    Problems,
    /// What comes next.
    Plan,
    /// Ideas.
    Suggestions,
    /// What is known already, and remarks.
    Leftover,
}

impl Part {
    /// Its name in one word or two.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Open => "before the parts",
            Self::Done => "work done",
            Self::Problems => "problems",
            Self::Plan => "plan",
            Self::Suggestions => "suggestions",
            Self::Leftover => "known already",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "what stands before the parts",
            Self::Done => "the part on work done",
            Self::Problems => "the part on problems",
            Self::Plan => "the part on plans",
            Self::Suggestions => "the part on ideas",
            Self::Leftover => "the part on what is known already",
        })
    }
}

/// A part with its lines.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) part: Part,
    pub(crate) lines: Vec<Line>,
    /// Did its heading go on with words: "问题：保存不了"?
    pub(crate) inline: bool,
    /// Its heading.
    pub(crate) head: String,
    /// The block that the heading stands in.
    pub(crate) block: Option<usize>,
    /// Does it hold changes that are asked for?
    pub(crate) wished: bool,
}

/// No heading is longer (see [`weight`]); "尚未反馈过的问题" and "Problems faced today with the CRM" are shorter.
pub(crate) const HEADING: usize = 40;

/// Cuts the lines at their headings.
pub(crate) fn sections(lines: Vec<Line>, lexicon: &Lexicon) -> Vec<Section> {
    let mut sections = vec![Section { part: Part::Open, lines: vec![], inline: false, head: String::new(), block: None, wished: false }];
    let mut style = None;
    let lines: Vec<Line> = lines.into_iter().flat_map(|line| unroll(line, lexicon)).collect();
    let dressed = dress::parts(&lines, lexicon);
    for (line, dressed) in lines.into_iter().zip(dressed) {
        let within = sections.last().map_or(Part::Open, |section| section.part);
        let found = heading(&line, lexicon).filter(|(part, _)| {
            // Once the headings are numbered, an unnumbered "备注：" inside an item is none.
            let marked = line.mark.map(|mark| mark.style);
            let remark = *part == Part::Leftover && within == Part::Open;
            // "2. 建议：列表能按日期筛选" behind "1. 库存数量不对" is the second point of a list.
            let point = *part == Part::Suggestions && style.is_none() && goes_on(&line, sections.last());
            !point && (style.is_none() || style == marked || line.heading) && !(remark && line.mark.is_some())
        });
        // "二、本周系统使用上的问题" among headings that are numbered alike.
        let alike = || {
            style.is_some()
                && style == line.mark.map(|mark| mark.style)
                && !line.rest_folded().trim_end_matches([':', ' ']).contains(':')
                && tells_of_problems(&line, lexicon)
        };
        let found = found.or(dressed).or_else(|| alike().then(|| (Part::Problems, String::new())));
        if let Some((part, rest)) = found {
            if style.is_none() {
                style = line.mark.map(|mark| mark.style);
            }
            let mut section = Section { part, lines: vec![], inline: false, head: line.text.clone(), block: line.block, wished: asks(&line, lexicon) };
            let has_pictures = !line.pictures.is_empty();
            if weight(&rest) > 0 || bare_sign(&rest) || has_pictures {
                section.inline = true;
                for (i, piece) in rest.split('\n').enumerate() {
                    let mut inner = line.piece(piece, Gap::None, lexicon);
                    if i == 0 {
                        inner.pictures.clone_from(&line.pictures);
                    }
                    section.lines.push(inner);
                }
            }
            sections.push(section);
        } else {
            // "Summary: 2 incidents." and an empty line: such a part has said all that it has to say.
            let ended = line.gap >= Gap::Blank
                && sections.last().is_some_and(|last| last.inline && last.lines.len() == 1 && matches!(last.part, Part::Done | Part::Plan | Part::Leftover));
            if ended {
                sections.push(Section { part: Part::Open, lines: vec![], inline: false, head: String::new(), block: None, wished: false });
            }
            if let Some(section) = sections.last_mut() {
                section.lines.push(line);
            }
        }
    }
    sections
}

/// "【今日完成】… 【存在问题】… 【明日计划】…", "今日工作：…。问题：…。": a report of several parts on one line gets a line for each.
fn unroll(line: Line, lexicon: &Lexicon) -> Vec<Line> {
    if line.row.is_some() {
        return vec![line];
    }
    let headed = heading(&line, lexicon).is_some();
    let mut cuts: Vec<usize> = vec![];
    let mut before = '。';
    let mut sentence = false;
    for (at, c) in line.folded.char_indices() {
        // No heading is longer, so no look goes farther.
        let ahead = || {
            let rest = line.folded.get(at..).unwrap_or("");
            rest.char_indices().nth(HEADING).and_then(|(end, _)| rest.get(..end)).unwrap_or(rest)
        };
        let bracketed = c == '【' && in_brackets(ahead()).is_some_and(|(head, _)| part(head, lexicon).is_some());
        // A blank ends a sentence where it stands between ideographs.
        sentence = match before {
            '。' | ';' | '!' | '?' => true,
            ' ' => sentence,
            _ => c == ' ' && is_cjk(before),
        };
        let opens = headed && sentence && c.is_alphanumeric();
        let named =
            || ahead().split_once(':').is_some_and(|(head, _)| weight(head) <= HEADING && part(head, lexicon).is_some_and(|part| part != Part::Leftover));
        if at > 0 && (bracketed || opens && named()) {
            cuts.push(at);
        }
        before = c;
    }
    if cuts.is_empty() {
        return vec![line];
    }
    let ends = cuts.iter().copied().chain([line.folded.len()]);
    let mut pieces: Vec<Line> = std::iter::once(0)
        .chain(cuts.iter().copied())
        .zip(ends)
        .map(|(from, to)| {
            let tail = from_folded(&line.text, &line.folded, from);
            let folded = line.folded.get(from..).unwrap_or("");
            line.piece(to_folded(tail, folded, to - from).trim(), if from == 0 { line.gap } else { Gap::None }, lexicon)
        })
        .collect();
    if let Some(last) = pieces.last_mut() {
        last.pictures.clone_from(&line.pictures);
    }
    pieces
}

/// "【head】rest".
fn in_brackets(folded: &str) -> Option<(&str, &str)> {
    folded.strip_prefix('【')?.split_once('】')
}

/// Bears the line the number behind that of the last point of the section, in the same dress?
fn goes_on(line: &Line, section: Option<&Section>) -> bool {
    let Some(mark) = line.mark.filter(|mark| mark.style.counts()) else { return false };
    let before = section.and_then(|section| section.lines.iter().rev().find_map(|line| line.mark.filter(|other| other.style == mark.style)));
    before.is_some_and(|before| before.value + 1 == mark.value)
}

/// "需求：": does the heading ask for changes?
fn asks(line: &Line, lexicon: &Lexicon) -> bool {
    let head = line.rest_folded().split(':').next().unwrap_or("");
    lexicon.is(Topic::SectionWishes, bare(head).split(['(', '（']).next().unwrap_or("").trim())
}

/// A short line that ends with "问题" and tells none itself.
fn tells_of_problems(line: &Line, lexicon: &Lexicon) -> bool {
    let head = bare(line.rest_folded());
    let ends = ["问题", "异常", "困难", "problems", "issues", "probleme"].iter().find_map(|word| head.strip_suffix(word));
    ends.is_some_and(|rest| weight(head) <= HEADING && !lexicon.has(Topic::Defect, rest) && !lexicon.has(Topic::NothingPhrase, head))
}

/// "/" and "-" say "none" in a form.
fn bare_sign(rest: &str) -> bool {
    matches!(rest.trim(), "/" | "\\") || !rest.trim().is_empty() && rest.trim().chars().all(|c| matches!(c, '-' | '—' | '－'))
}

/// The part that a line opens, and the words behind the heading.
pub(crate) fn heading(line: &Line, lexicon: &Lexicon) -> Option<(Part, String)> {
    if let Some(row) = &line.row {
        // A form: the left cell names the part, the right one holds it.
        let mut cells = row.cells.iter().filter(|cell| !cell.text.is_empty());
        let (Some(label), Some(value), None) = (cells.next(), cells.next(), cells.next()) else { return None };
        // "问题 | 期望" heads a table of two columns.
        let second = super::fold::fold(&value.text);
        let header = [Topic::Steps, Topic::ColumnModule, Topic::ColumnSeverity, Topic::ColumnPicture].into_iter().any(|topic| lexicon.is(topic, bare(&second)));
        if header {
            return None;
        }
        let label = super::fold::fold(&label.text);
        return part(&label, lexicon).map(|part| (part, value.text.clone()));
    }
    let text = line.rest();
    let folded = line.rest_folded();
    // "需求：希望能导出" below a problem says what would mend it, and "1. 希望增加…" is a point.
    let found = named(line, text, folded, lexicon).filter(|(_, rest)| weight(rest) == 0 || !asks(line, lexicon));
    found.or_else(|| {
        // "Hi Priya, plan for next week:"
        let greeted = super::courtesy::greeting(folded, lexicon);
        (greeted > 0).then(|| named(line, from_folded(text, folded, greeted), folded.get(greeted..)?, lexicon)).flatten()
    })
}

fn named(line: &Line, text: &str, folded: &str, lexicon: &Lexicon) -> Option<(Part, String)> {
    if let Some(colon) = folded.find(':').filter(|at| folded.get(..*at).is_some_and(|head| weight(head) <= HEADING))
        && let Some(part) = folded.get(..colon).and_then(|head| part(head, lexicon))
    {
        return Some((part, from_folded(text, folded, colon + 1).trim().to_owned()));
    }
    if let Some((head, rest)) = in_brackets(folded)
        && let Some(part) = part(head, lexicon)
    {
        let at = folded.len() - rest.len();
        return Some((part, from_folded(text, folded, at).trim_start_matches([':', '：']).trim().to_owned()));
    }
    if weight(folded) > HEADING {
        return None;
    }
    // A client's own list item is a point, whatever its words; "■本日の作業" is drawn by hand.
    let drawn = |sign: char| "■□◆◇▼▽★☆".contains(sign);
    if matches!(line.mark.map(|mark| mark.style), Some(super::number::Style::Bullet(sign)) if !drawn(sign)) {
        return None;
    }
    // "以上，感謝。" is a sentence of thanks; a heading has neither comma nor full stop.
    let sentence = folded.contains(',') || folded.trim_end().ends_with(['。', '!']);
    part(folded, lexicon).filter(|part| !(*part == Part::Leftover && sentence)).map(|part| (part, String::new()))
}

fn part(head: &str, lexicon: &Lexicon) -> Option<Part> {
    let head = bare(head).trim_matches('#').trim();
    // "今天系统没有新问题", "今天打印还是有问题" say how things are and head nothing.
    if lexicon.has(Topic::NothingPhrase, head) || head.contains("问题") && lexicon.has(Topic::Defect, &head.replace("问题", " ")) {
        return None;
    }
    // "问题（2个）", "Problems (3)", "问题2个": how many there are says nothing about the part.
    let head = head.split(['(', '（']).next().unwrap_or(head).trim();
    let counted = head.trim_end_matches(|c: char| c.is_ascii_digit() || "个条項项".contains(c));
    let head = if head.ends_with("事项") { head } else { counted.trim() };
    if head.is_empty() {
        return None;
    }
    let table = [
        (Topic::SectionProblems, Part::Problems),
        (Topic::SectionWishes, Part::Problems),
        (Topic::SectionDone, Part::Done),
        (Topic::SectionPlan, Part::Plan),
        (Topic::SectionSuggestions, Part::Suggestions),
    ];
    // "还没解决/新发现": either word would do.
    if let Some((one, other)) = head.split_once('/')
        && let Some(found) = part(one, lexicon).filter(|found| part(other, lexicon) == Some(*found))
    {
        return Some(found);
    }
    // "今天没有问题" has the words of a heading and is the whole answer.
    let denies = super::nothing::said(head, lexicon) == super::nothing::Said::Nothing;
    let known = |head: &str| {
        let known = table.iter().filter(|_| !denies).find(|(topic, _)| lexicon.is(*topic, head)).map(|(_, part)| *part);
        known.or_else(|| (lexicon.is(Topic::SectionLeftover, head) && !lexicon.is(Topic::Steps, head)).then_some(Part::Leftover))
    };
    // "Handled today", "Still open for tomorrow": when it was says nothing about the part.
    let timeless = || {
        let (_, when) = lexicon.tag(&[Topic::SectionWhen], head).pop().filter(|(_, when)| when.end == head.len() && when.start > 0)?;
        known(head.get(..when.start)?.trim())
    };
    known(head).or_else(timeless).or_else(|| known(without_month(head))).or_else(|| composed(head, lexicon).filter(|_| !denies))
}

/// "系统方面碰到的", "次日安排": made of nothing but words of headings. "数据异常" tells a fault.
fn composed(head: &str, lexicon: &Lexicon) -> Option<Part> {
    // Where several meet, the first of these: "工作中遇到的问题" is on problems, "问题处理建议" on ideas.
    const KEYS: [(Topic, Part); 5] = [
        (Topic::SectionSuggestions, Part::Suggestions),
        (Topic::SectionPlan, Part::Plan),
        (Topic::SectionProblems, Part::Problems),
        (Topic::SectionDone, Part::Done),
        (Topic::SectionLeftover, Part::Leftover),
    ];
    let topics: Vec<Topic> = KEYS.iter().map(|(topic, _)| *topic).chain([Topic::SectionBeside]).collect();
    let tags = lexicon.tag(&topics, head);
    let mut left = String::new();
    let mut at = 0;
    for (_, range) in &tags {
        left.push_str(head.get(at..range.start)?);
        at = range.end;
    }
    left.push_str(head.get(at..)?);
    let told = |topic: Topic, words: &str| topic == Topic::SectionProblems && lexicon.has(Topic::Defect, &words.replace("问题", " "));
    let fault = tags.iter().any(|(topic, range)| head.get(range.clone()).is_some_and(|words| told(*topic, words)));
    let covered = head.contains(is_cjk) && weight(&left) == 0 && !fault && !lexicon.is(Topic::Steps, head);
    KEYS.iter().find(|(topic, _)| covered && tags.iter().any(|(tag, _)| tag == topic)).map(|(_, part)| *part)
}

/// "九月系统问题", "10月份工作": the month says when and not what.
fn without_month(head: &str) -> &str {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = head.trim_start_matches(numeral);
    let month = rest.strip_prefix('月').filter(|rest| rest.len() < head.len() - '月'.len_utf8() && !rest.starts_with(numeral));
    month.map_or(head, |rest| rest.strip_prefix('份').unwrap_or(rest).trim_start_matches(['的', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_all_their_dresses() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("二、遇到的问题", Some((Part::Problems, ""))),
            ("今日问题：无", Some((Part::Problems, "无"))),
            ("【今日工作】", Some((Part::Done, ""))),
            ("Problems", Some((Part::Problems, ""))),
            ("PROBLEMAS", Some((Part::Problems, ""))),
            ("Plan for tomorrow:", Some((Part::Plan, ""))),
            ("四、建议", Some((Part::Suggestions, ""))),
            ("昨日遗留：2个", Some((Part::Leftover, "2个"))),
            ("CRM使用情况：正常，暂无问题反馈", Some((Part::Problems, "正常，暂无问题反馈"))),
            ("问题：保存不了", Some((Part::Problems, "保存不了"))),
            ("问题（共2个）：", Some((Part::Problems, ""))),
            ("三、尚未反馈过的问题：", Some((Part::Problems, ""))),
            ("What still hurts:", Some((Part::Problems, ""))),
            ("二、九月系统问题", Some((Part::Problems, ""))),
            ("10月份工作", Some((Part::Done, ""))),
            ("10月12日", None),
            ("今天没有问题", None),
            ("以上，感謝。", None),
            ("【明天打算】", Some((Part::Plan, ""))),
            ("September in numbers: 1,204 issues", Some((Part::Done, "1,204 issues"))),
            ("问题1：BOM替代料不生效", None),
            ("销售订单：", None),
            ("Quotes: I can't give a discount", None),
            ("操作步骤：", None),
            ("订单打不开", None),
            ("备注：见图", None),
            ("Still open for tomorrow", Some((Part::Leftover, ""))),
            ("Handled today:", Some((Part::Done, ""))),
            ("Printing works today", None),
            ("■本日の作業", Some((Part::Done, ""))),
            ("【存在问题】打印慢", Some((Part::Problems, "打印慢"))),
            ("# 问题", Some((Part::Problems, ""))),
            ("今天系统没有新问题", None),
            ("今天打印还是有问题", None),
        ];
        for (text, want) in table {
            let line = Line::new(text, Gap::None, &lexicon);
            assert_eq!(heading(&line, &lexicon), want.map(|(part, rest)| (part, rest.to_owned())), "{text}");
        }
    }
}
