//! Numbers inside a line: "今天两个问题：1、打印慢；2、登录慢。" becomes a line for each.

use crate::message::Gap;

use super::fold::from_folded;
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use super::number::{Style, mark};

/// Cuts lines at the numbers inside them, where at least 1 and 2 stand there in one style.
pub(crate) fn expand(lines: Vec<Line>, lexicon: &Lexicon) -> Vec<Line> {
    let mut out = vec![];
    for line in lines {
        let places = if line.row.is_none() { places(&line, lexicon) } else { vec![] };
        if places.is_empty() {
            out.push(line);
            continue;
        }
        let mut ends: Vec<usize> = places.iter().skip(1).copied().collect();
        ends.push(line.folded.len());
        let head = line.folded.get(..places.first().copied().unwrap_or(0)).unwrap_or("");
        let mut gap = line.gap;
        if !head.trim().is_empty() {
            let text = super::fold::to_folded(&line.text, &line.folded, head.len());
            out.push(Line { mark: None, ..line.piece(text, gap, lexicon) });
            gap = Gap::None;
        }
        for (from, to) in places.iter().zip(ends) {
            let tail = from_folded(&line.text, &line.folded, *from);
            let inside = line.folded.get(*from..).unwrap_or("");
            let text = super::fold::to_folded(tail, inside, to - from);
            out.push(line.piece(text.trim().trim_end_matches(['；', ';', '，', ',']), gap, lexicon));
            gap = Gap::None;
        }
        // The pictures of a line stand at its end more often than not.
        if let Some(last) = out.last_mut() {
            last.pictures = line.pictures;
        }
    }
    out
}

/// Where the marks 1, 2, 3 … of one style stand in the folded line; empty unless there are two.
fn places(line: &Line, lexicon: &Lexicon) -> Vec<usize> {
    // Inside an item or behind "步骤：" they are steps.
    let first_is_own = line.mark.is_none_or(|mark| mark.value == 1 && mark.style.counts());
    let steps = line.folded.split_once(':').is_some_and(|(head, _)| lexicon.has(Topic::Steps, head));
    if !first_is_own || steps {
        return vec![];
    }
    let mut style: Option<Style> = None;
    let mut found = vec![];
    let mut before = None;
    for (at, c) in line.folded.char_indices() {
        // A dictated text has no punctuation: "第一个就是… 第二个是…".
        let dictated = line.folded.get(at..).is_some_and(|rest| rest.starts_with("第") && rest.chars().nth(2).is_some_and(|c| "个件点".contains(c)));
        let free = dictated || before.is_none_or(|b: char| b.is_whitespace() || ":;。,.!?)".contains(b)) || !c.is_ascii() && !c.is_alphanumeric();
        before = Some(c);
        if !free {
            continue;
        }
        let Some(mark) = line.folded.get(at..).and_then(|rest| mark(rest, lexicon)) else { continue };
        let head = line.folded.get(..at).unwrap_or("");
        // "(see screenshots 1 and 2)": the bracket closes what was opened, and counts nothing.
        let closes = mark.style == Style::Number(')') && head.rfind(['(', '（']) > head.rfind([')', '）']);
        if closes || names_figure(head, lexicon) {
            continue;
        }
        let sound = matches!(mark.style, Style::Number('、' | '.' | ')') | Style::Parens | Style::Circled | Style::Han('、' | '是' | '第') | Style::Label);
        let next = u32::try_from(found.len()).unwrap_or(0) + 1;
        if sound && mark.value == next && style.is_none_or(|style| style == mark.style) {
            style = Some(mark.style);
            found.push(at);
        }
    }
    if line.mark.is_some_and(|mark| Some(mark.style) != style) || found.len() < 2 { vec![] } else { found }
}

/// "See figure 2. It …", "(screenshot 2、3)": the number goes with the word before it, or with another number behind that word.
fn names_figure(head: &str, lexicon: &Lexicon) -> bool {
    let mut word = head.trim_end();
    loop {
        let before = ["and", "und", "&", "和", "及", "、", ",", "-"].iter().find_map(|and| word.strip_suffix(and)).unwrap_or(word).trim_end();
        let less = before.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        // Without a number the "and" joins sentences.
        if less == before {
            break;
        }
        word = less;
    }
    let last = word.rsplit([' ', '(', '（']).next().unwrap_or(word);
    let cut = |count: usize| last.char_indices().rev().nth(count - 1).and_then(|(at, _)| last.get(at..));
    [Some(last), last.strip_suffix('s'), cut(1), cut(2)].into_iter().flatten().any(|word| lexicon.is(Topic::FigureWord, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_inside_a_line_part_it() {
        let lexicon = Lexicon::shipped();
        let table: [(&str, &[&str]); 10] = [
            ("今天两个问题：1、打印慢；2、登录慢。", &["今天两个问题：", "1、打印慢", "2、登录慢。"]),
            ("①打不开 ②慢", &["①打不开", "②慢"]),
            ("一是选不到外协仓；二是模板打不开，见附件。", &["一是选不到外协仓", "二是模板打不开，见附件。"]),
            ("操作步骤：1. 打开 2. 保存", &["操作步骤：1. 打开 2. 保存"]),
            ("Version 1.2 is slow, 2. attempt works", &["Version 1.2 is slow, 2. attempt works"]),
            ("1) Slow (see figures 1 and 2). It was fast.", &["1) Slow (see figures 1 and 2). It was fast."]),
            ("1. It logs me out. See figures 1 and 2. It got worse.", &["1. It logs me out. See figures 1 and 2. It got worse."]),
            ("1. It jumps back. See figure 2. We saw it late.", &["1. It jumps back. See figure 2. We saw it late."]),
            ("1、登录很慢（截图2、3）。", &["1、登录很慢（截图2、3）。"]),
            ("打不开", &["打不开"]),
        ];
        for (text, want) in table {
            let got: Vec<String> = expand(vec![Line::new(text, Gap::None, &lexicon)], &lexicon).into_iter().map(|line| line.text).collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
