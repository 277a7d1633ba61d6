//! A report that consists of captions, and lines that are one.

use crate::message::Gap;

use super::super::courtesy;
use super::super::fold::weight;
use super::super::lexicon::{Lexicon, Topic};
use super::{Is, Paragraph};

/// "↑ 入库单保存时弹这个框" below each picture and not another word: the captions are the report.
pub(super) fn tell(paragraphs: &mut Vec<Paragraph>) {
    let says = |paragraph: &&Paragraph| paragraph.lines.iter().any(|line| weight(line) > 0);
    let captions = paragraphs.iter().filter(says).filter(|paragraph| paragraph.is == Is::Caption).count();
    if captions < 2 || captions < paragraphs.iter().filter(says).count() {
        return;
    }
    let mut told: Vec<Paragraph> = vec![];
    let mut above: Vec<Paragraph> = vec![];
    for mut paragraph in std::mem::take(paragraphs) {
        if paragraph.is != Is::Caption {
            above.push(paragraph);
            continue;
        }
        let points_up = paragraph.lines.first().is_some_and(|line| line.starts_with(['↑', '▲']));
        match told.last_mut().filter(|_| !points_up) {
            // The pictures below "↓ …" are that one's.
            Some(before) => above.drain(..).for_each(|picture| before.pictures.extend(picture.pictures)),
            None => paragraph.pictures.splice(0..0, above.drain(..).flat_map(|picture| picture.pictures)).for_each(drop),
        }
        for line in &mut paragraph.lines {
            *line = line.trim_start_matches(['↑', '↓', '▲', '▼', ' ']).to_owned();
        }
        told.push(Paragraph { is: Is::Plain, gap: paragraph.gap.max(Gap::Blank), ..paragraph });
    }
    told.extend(above);
    *paragraphs = told;
}

/// "Screenshot of today:" over a picture tells nothing; a longer line (see [`weight`]) says when it comes.
const CAPTION: usize = 24;

/// "I get this each time I scan a cash ticket:" over a picture: what it shows is told.
pub(super) fn tells(folded: &str, lexicon: &Lexicon) -> bool {
    weight(folded) >= CAPTION && !courtesy::is_intro_word(folded, lexicon) && !lexicon.has(Topic::FigureWord, folded)
}
