//! Word's automatic numbers: they stand in no text, so they are counted as Word counts them (ECMA-376 part 1, 17.9).

use std::collections::HashMap;

use super::{Fault, Fuel, xml};

/// Word knows nine levels.
const LEVELS: usize = 9;

/// The lists of a document, and how far each has counted.
#[derive(Default)]
pub(super) struct Numbering {
    /// From the number of a list to its kind.
    lists: HashMap<u32, List>,
    kinds: HashMap<u32, [Level; LEVELS]>,
    /// How far each kind has counted; lists of one kind go on counting.
    counts: HashMap<u32, [Option<u32>; LEVELS]>,
}

#[derive(Default)]
struct List {
    kind: u32,
    /// Levels at which this list begins anew, with what.
    starts: HashMap<u32, u32>,
}

#[derive(Clone, Copy)]
struct Level {
    start: u32,
    format: Format,
}

impl Default for Level {
    fn default() -> Self {
        Self { start: 1, format: Format::Figures }
    }
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `1`, `a`, `i`.
    Figures,
    /// `一`.
    Chinese,
    /// A dot or a tick.
    Bullet,
    /// No mark at all.
    None,
}

/// The mark that a paragraph is shown with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) number: Option<u32>,
    pub(super) format: Format,
    /// 1 is the outermost level.
    pub(super) depth: u8,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn read(bytes: &[u8], fuel: &mut Fuel) -> Result<Self, Fault> {
        let mut out = Self::default();
        let (mut kind, mut list, mut level) = (None, None, None);
        xml::walk(bytes, fuel, &mut |event, _| {
            match event {
                xml::Event::Open(tag) => match tag.name() {
                    "abstractNum" => {
                        kind = tag.number("abstractNumId");
                        out.kinds.extend(kind.map(|id| (id, Default::default())));
                    }
                    "num" => {
                        list = tag.number("numId");
                        out.lists.extend(list.map(|id| (id, List::default())));
                    }
                    "abstractNumId" => {
                        if let (Some(list), Some(id)) = (list.and_then(|id| out.lists.get_mut(&id)), tag.number("val")) {
                            list.kind = id;
                        }
                    }
                    "lvl" | "lvlOverride" => level = tag.number("ilvl"),
                    "startOverride" => {
                        if let (Some(list), Some(level), Some(start)) = (list.and_then(|id| out.lists.get_mut(&id)), level, tag.number("val")) {
                            list.starts.insert(level, start);
                        }
                    }
                    "start" | "numFmt" => {
                        let at = level.and_then(|level| usize::try_from(level).ok());
                        let place = kind.and_then(|id| out.kinds.get_mut(&id)).zip(at).and_then(|(levels, at)| levels.get_mut(at));
                        if let Some(place) = place {
                            if tag.name() == "start" {
                                place.start = tag.number("val").unwrap_or(1);
                            } else {
                                place.format = format(&tag.attribute("val").unwrap_or_default());
                            }
                        }
                    }
                    _ => {}
                },
                xml::Event::Close("abstractNum") => kind = None,
                xml::Event::Close("num") => list = None,
                _ => {}
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// Counts one paragraph of list `id` at `level`.
    pub(super) fn count(&mut self, id: u32, level: u32) -> Option<Mark> {
        let list = self.lists.get_mut(&id)?;
        let at = usize::try_from(level).ok().filter(|at| *at < LEVELS)?;
        let shape = self.kinds.get(&list.kind).and_then(|levels| levels.get(at)).copied().unwrap_or_default();
        let counts = self.counts.entry(list.kind).or_default();
        let anew = list.starts.remove(&level);
        let next = anew.or_else(|| counts.get(at).copied().flatten().map(|count| count.saturating_add(1))).unwrap_or(shape.start);
        for (deep, count) in counts.iter_mut().enumerate().skip(at) {
            *count = (deep == at).then_some(next);
        }
        let number = matches!(shape.format, Format::Figures | Format::Chinese).then_some(next);
        (shape.format != Format::None).then_some(Mark { number, format: shape.format, depth: u8::try_from(at + 1).unwrap_or(1) })
    }
}

fn format(name: &str) -> Format {
    match name {
        "bullet" => Format::Bullet,
        "none" => Format::None,
        name if name.starts_with("chinese") || name.starts_with("ideograph") || name.starts_with("japanese") || name.starts_with("taiwanese") => {
            Format::Chinese
        }
        _ => Format::Figures,
    }
}

/// A number as Word shows it before a heading: `3.` or `三、`.
pub(super) fn shown(mark: Mark) -> String {
    const HAN: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match (mark.number, mark.format) {
        (Some(number), Format::Chinese) => {
            let han = usize::try_from(number).ok().and_then(|n| n.checked_sub(1)).and_then(|at| HAN.get(at));
            han.map_or_else(|| format!("{number}、"), |han| format!("{han}、"))
        }
        (Some(number), _) => format!("{number}. "),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_count_as_word_counts() {
        let xml = r#"<w:numbering xmlns:w="w">
            <w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
              <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>
            <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
            <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCountingThousand"/></w:lvl></w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
            <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
            <w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#;
        let mut lists = Numbering::read(xml.as_bytes(), &mut Fuel::default()).unwrap();
        let mut seen = vec![];
        for (id, level) in [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0), (3, 0), (3, 0), (9, 0), (4, 0), (1, 40)] {
            seen.push(lists.count(id, level).map(|mark| (mark.number, mark.depth)));
        }
        let one = |number, depth| Some((Some(number), depth));
        assert_eq!(seen, [one(1, 1), one(1, 2), one(2, 2), one(2, 1), one(1, 2), Some((None, 1)), one(1, 1), one(2, 1), None, one(1, 1), None]);
    }
}
