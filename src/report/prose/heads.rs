//! Headings of groups in a text mail, which nothing sets off but their place and their shape.

use crate::message::Gap;

use super::super::date::is_only_a_day;
use super::super::fold::weight;
use super::super::lexicon::{Lexicon, Topic};
use super::super::line::Line;
use super::super::split::steps_head;
use super::super::{courtesy, module};
use super::announces;

/// No heading of a group in a text mail is longer (see [`weight`]).
const GROUP: usize = 22;

/// In a text mail a heading is a short line after an empty one and right before a longer one.
pub(super) fn plain_heading(lines: &[Line], at: usize, lexicon: &Lexicon) -> bool {
    let (Some(line), Some(next)) = (lines.get(at), lines.get(at + 1)) else { return false };
    let ended = line.text.ends_with(['.', '。', '!', '！', '?', '？', ',', '，']);
    let short = line.says() && weight(&line.text) <= GROUP && !ended && line.text.split_whitespace().count() <= 3;
    // "照片上传到90%就停" right above "派单：" is the last point above that heading.
    let headed = next.folded.trim_end().ends_with([':', ')']);
    let apart = (at == 0 || line.gap >= Gap::Blank) && next.gap == Gap::None && next.says() && !headed;
    // "内贸组（陈静）", "派单：": it has the shape of a heading.
    let shaped = line.folded.trim_end().ends_with([':', ')'])
        && line.mark.is_none()
        && next.says()
        && !announces(&line.folded, false, lexicon)
        && !courtesy::is_intro_word(&line.folded, lexicon);
    short
        && (apart || shaped)
        && !steps_head(&line.folded, lexicon)
        && !lexicon.has(Topic::Defect, &line.folded)
        && !courtesy::is_greeting(&line.folded, lexicon)
}

/// "销售订单：", "知识库", "9月22日" on a line of its own.
pub(super) fn names_group(line: &Line, lexicon: &Lexicon) -> bool {
    let colon = line.folded.trim_end().ends_with(':') && weight(&line.text) <= GROUP && lexicon.has(Topic::ModuleWord, &line.folded);
    let alone = line.mark.is_none() && line.pictures.is_empty() && module::subject(&line.folded, lexicon) == Some(line.folded.len());
    // "14号：" below "13号：没问题".
    let day = line.folded.trim_end().strip_suffix(':').and_then(|head| head.strip_suffix(['号', '日']));
    let day = day.is_some_and(|day| matches!(day.len(), 1 | 2) && day.bytes().all(|digit| digit.is_ascii_digit()));
    colon || alone || day || is_only_a_day(&line.folded)
}
