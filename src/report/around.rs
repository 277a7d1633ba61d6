//! What stands around: the other paragraphs of a text, and thanks and praise around a matter.

use super::courtesy;
use super::fold::{fold, is_cjk, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::split::Known;
use super::talk::only_talks;

/// What the other paragraphs say about this one.
pub(crate) struct Around {
    /// Do rules part the text?
    pub(crate) ruled: bool,
    /// Is it one story?
    pub(crate) single: bool,
    /// Does it stand under a heading of problems?
    pub(crate) problems: bool,
    /// How many tell a fault each, and are no part of a story?
    pub(crate) faults: usize,
    /// How many begin with a label of their own: "BOM：…  物料：…"?
    pub(crate) labels: usize,
}

impl Around {
    /// `texts`: the folded paragraphs.
    pub(crate) fn of(texts: &[String], single: bool, ruled: bool, known: &Known<'_>) -> Self {
        let lexicon = known.lexicon;
        let count = |test: &dyn Fn(&str) -> bool| texts.iter().filter(|text| test(text)).count();
        Self {
            ruled,
            single,
            problems: known.problems,
            faults: count(&|text| lexicon.has(Topic::Defect, text) && lexicon.starts(Topic::Story, text).is_none()),
            labels: count(&|text| labelled(text, lexicon) || dashed(text).is_some()),
        }
    }
}

/// "首先，速度比上周快多了，点赞": longer (see [`weight`]) and it tells more than praise.
pub(crate) const PRAISE: usize = 60;
/// "麻烦您了，谢谢": a longer sentence (see [`weight`]) says why.
const THANKS: usize = 30;

/// "BOM：替代料比例可以超过100%", "红框：状态不对": a short name, a colon and a matter.
pub(crate) fn labelled(folded: &str, lexicon: &Lexicon) -> bool {
    const NAME: usize = 12;
    /// "BOM", "MRP": a longer word in Latin letters opens a sentence as often.
    const LATIN: usize = 4;
    folded.split_once(':').is_some_and(|(head, rest)| {
        (1..=NAME).contains(&weight(head))
            && (head.chars().any(is_cjk) || weight(head) <= LATIN)
            && !head.contains(|c: char| c.is_ascii_digit() || [',', '。', '"'].contains(&c))
            && weight(rest) >= NAME
            && [Topic::Steps, Topic::Story, Topic::Another].into_iter().all(|topic| lexicon.starts(topic, head).is_none())
    })
}

/// "Tariff table - the 45 ft column can't be edited": a name of three words at most, a dash and a matter.
pub(crate) fn dashed(folded: &str) -> Option<(&str, &str)> {
    const NAME: usize = 24;
    folded.split_once(" - ").or_else(|| folded.split_once(" – ")).filter(|(head, rest)| {
        (1..=3).contains(&head.split_whitespace().count())
            && weight(head) <= NAME
            && head.chars().all(|c| c.is_alphabetic() || c.is_whitespace())
            && weight(rest) > 0
    })
}

/// "昨天忘发了，补一下：客户对账单…", "今天新增一个：设备台账…": the words behind a colon before which nothing is told.
pub(crate) fn without_lead<'t>(text: &'t str, lexicon: &Lexicon) -> &'t str {
    let head = text.find([':', '：']).and_then(|at| text.split_at_checked(at));
    let told = head.filter(|(head, _)| only_talks(&fold(head), &[], lexicon)).map(|(_, rest)| rest.trim_start_matches([':', '：', ' ']));
    told.filter(|told| weight(told) > 0).unwrap_or(text)
}

/// "谢谢昨天的支持！今天发现… 辛苦～": thanks and praise around a matter are not of it.
pub(crate) fn without_talk(piece: &str, lexicon: &Lexicon) -> String {
    let piece = without_lead(piece, lexicon);
    let all = sentences(piece);
    let talk = |sentence: &&str| {
        let folded = fold(sentence);
        // "I'm back from leave." before what went wrong.
        let back = lexicon.starts(Topic::Back, &folded).is_some() && !lexicon.names_matter(&folded);
        only_talks(&folded, &[], lexicon)
            || weight(&folded) <= PRAISE && (lexicon.only_praises(&folded) || back)
            || weight(&folded) <= THANKS && courtesy::is_closing(&folded, &[], lexicon)
    };
    let first = all.iter().position(|sentence| !talk(sentence));
    let last = all.iter().rposition(|sentence| !talk(sentence));
    match (first, last) {
        (Some(first), Some(last)) if first > 0 || last + 1 < all.len() => all.get(first..=last).unwrap_or(&all).join(if piece.is_ascii() { " " } else { "" }),
        _ => piece.to_owned(),
    }
}
