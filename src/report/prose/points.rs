//! Lines right below each other that are points of a list, though nothing counts them.

use crate::message::Gap;

use super::super::courtesy;
use super::super::fold::{fold, weight};
use super::super::lexicon::{Lexicon, Topic};
use super::super::split::Known;
use super::super::statement::states;
use super::{Is, Paragraph, announces};

/// Where each line of a run is a statement of its own, or each below "New today:" a sentence, the lines stand apart as paragraphs do.
pub(super) fn part(paragraphs: &mut [Paragraph], chat: bool, known: &Known<'_>) {
    let lexicon = known.lexicon;
    if chat {
        return;
    }
    count(paragraphs, lexicon);
    let mut rest = paragraphs;
    while !rest.is_empty() {
        let more = rest.iter().skip(1).take_while(|paragraph| paragraph.gap == Gap::None && paragraph.is == Is::Plain).count();
        let (run, behind) = rest.split_at_mut(more + 1);
        // "黄经理好：" above and "以上都很急" below are no points.
        let said = |paragraph: &&mut Paragraph| {
            let folded = fold(&paragraph.lines.join(" "));
            let aside = courtesy::is_greeting(&folded, lexicon)
                || courtesy::is_closing(&folded, known.names, lexicon)
                || announces(&folded, true, lexicon)
                || lexicon.starts(Topic::Trailer, &folded).is_some();
            weight(&folded) > 0 && !aside
        };
        if more > 0
            && (run.iter_mut().filter(said).all(|paragraph| paragraph.is == Is::Plain && states(&fold(&paragraph.lines.join(" ")), lexicon))
                || are_points(run, lexicon)
                || are_announced(run))
        {
            run.iter_mut().filter(said).for_each(|paragraph| paragraph.gap = paragraph.gap.max(Gap::Blank));
        }
        rest = behind;
    }
}

/// "PDA登录慢" over "库位标签扫不出" over "盘点进度超过100%": short lines without a full stop, most of which tell a fault and none goes on.
fn are_points(run: &[Paragraph], lexicon: &Lexicon) -> bool {
    const POINTS: usize = 3;
    let lines: Vec<String> = run.iter().map(|paragraph| fold(&paragraph.lines.join(" "))).filter(|line| weight(line) > 0).collect();
    let tells = |line: &&String| lexicon.names_matter(line) || lexicon.has(Topic::Hint, line);
    let apart = |line: &String| {
        !line.ends_with(['。', ':', ';', ',']) && [Topic::Story, Topic::Steps, Topic::Trailer].into_iter().all(|topic| lexicon.starts(topic, line).is_none())
    };
    lines.len() >= POINTS && lines.iter().all(apart) && lines.iter().filter(tells).count() * 2 > lines.len()
}

/// "New today:" over lines each of which begins like a sentence and ends like one.
fn are_announced(run: &[Paragraph]) -> bool {
    let sentence = |text: &str| text.starts_with(char::is_uppercase) && text.ends_with(['.', '!', '?']);
    let mut lines = run.iter().map(|paragraph| paragraph.lines.join(" ").trim().to_owned()).filter(|line| weight(line) > 0);
    let head = lines.next().is_some_and(|head| head.ends_with([':', '：']));
    let below: Vec<String> = lines.collect();
    head && below.len() > 1 && below.iter().all(|line| sentence(line))
}

/// "The managers ask for three things:" with three paragraphs below it: each of them is one.
fn count(paragraphs: &mut [Paragraph], lexicon: &Lexicon) {
    let counts = |paragraph: &Paragraph| {
        let text = fold(&paragraph.lines.join(" "));
        let number = [(2, Topic::Two), (3, Topic::Three)].into_iter().find(|(_, topic)| lexicon.has(*topic, &text));
        number.filter(|_| text.trim_end().ends_with(':')).map(|(count, _)| count)
    };
    let Some((at, many)) = paragraphs.iter().enumerate().find_map(|(at, paragraph)| Some((at, counts(paragraph)?))) else { return };
    let mut below: Vec<&mut Paragraph> = paragraphs.iter_mut().skip(at + 1).filter(|paragraph| weight(&paragraph.lines.concat()) > 0).collect();
    if below.len() == many && below.iter().all(|paragraph| paragraph.is == Is::Plain) {
        for paragraph in &mut below {
            paragraph.counted = true;
        }
    }
}
