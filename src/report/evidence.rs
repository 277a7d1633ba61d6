//! Which picture belongs to which item, and which is no evidence at all.
//!
//! In order: a number in the text ("图1", "fig. 2", "第2张"), a file name in the text, the place in the mail, a
//! pointer without a number ("见附件"), one picture for several items, a file name that tells, a single item.
//! What none of these ties to an item stays with the report: a picture with the wrong issue is worse.
//!
//! # Reading, layer 8 of 9: evidence
//!
//! **Takes** the drafts with the pictures that stand in them, the notes, the captions and the loose pictures. **Gives** each
//! picture its item, or leaves it with the report. **May not know** what has been stored: a logo is told by its place and size.
//!
//! **Limits:** `ICON` and `HAIR`, below which nothing is a screen. **Remarks:** [`Remark::Picture`](super::Remark::Picture) for
//! every picture, for instance "picture 2: screenshot of item 1, stands in or right below its lines" or "ignored, stands in
//! the signature". **Shown by** the tables here and `tests/it/gold.rs`.

use std::collections::{HashMap, HashSet};

use crate::message::{Fuel, Message, Part, Shape};

use super::fate::Fate;
use super::fold::{fold, is_cjk, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use super::number::number;
use super::remark::PictureRule;
use super::split::{Draft, Note};

mod named;

pub(crate) use named::references;
use named::{lettered, positions};

/// Where the pictures went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placed {
    pub(crate) items: Vec<Vec<usize>>,
    pub(crate) unassigned: Vec<usize>,
    /// Which rule gave the item a picture that does not stand in it: item, part, rule.
    pub(crate) why: Vec<(usize, usize, PictureRule)>,
}

/// A picture with a caption that numbers it: "图1：".
pub(crate) type Captioned = (u32, Vec<usize>);

/// Smaller than this on both sides and an inline picture is an emoticon or a social icon; no screen is.
const ICON: u32 = 40;
/// A rule, a spacer or a tracking pixel.
const HAIR: u32 = 4;

/// Is it a picture or a film, whatever its declared type says?
pub(crate) fn is_picture(part: &Part) -> bool {
    const ENDINGS: [&str; 16] = ["png", "jpg", "jpeg", "gif", "bmp", "webp", "heic", "heif", "tif", "tiff", "mp4", "mov", "avi", "3gp", "m4v", "webm"];
    let ending = part.name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase());
    part.mime.starts_with("image/") || part.mime.starts_with("video/") || ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Too small to be a screen.
pub(crate) fn is_icon(part: &Part) -> bool {
    part.inline && part.pixels.is_some_and(|(w, h)| w <= HAIR || h <= HAIR || w <= ICON && h <= ICON)
}

/// Takes the captioned pictures out of the lines: a line "图1：" with its picture in it or below it.
pub(crate) fn captions(lines: &mut Vec<Line>, fates: &mut Vec<(usize, Fate)>, lexicon: &Lexicon) -> Vec<Captioned> {
    let mut found: Vec<Captioned> = vec![];
    let mut kept: Vec<Line> = vec![];
    let mut open = false;
    let number = |line: &Line| caption(&line.folded, lexicon).filter(|_| line.row.is_none());
    let bare = |line: &Line| line.text.is_empty() && !line.pictures.is_empty();
    // Where a bare picture stands right above the first caption, and none below the last, the captions stand below their pictures.
    let first = lines.iter().position(|line| number(line).is_some());
    let last = lines.iter().rposition(|line| number(line).is_some());
    let under = first
        .is_some_and(|at| lines.get(at).is_some_and(|line| line.pictures.is_empty()) && at.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(bare))
        && last.is_some_and(|at| !lines.get(at + 1).is_some_and(bare));
    for line in lines.drain(..) {
        if under && let Some(number) = number(&line) {
            let above = kept.pop_if(|above| bare(above));
            fates.extend([above.as_ref().and_then(|above| above.block), line.block].into_iter().flatten().map(|block| (block, Fate::Caption(number))));
            found.push((number, above.map(|above| above.pictures).unwrap_or_default()));
            continue;
        }
        if line.text.is_empty() && !line.pictures.is_empty() && open {
            if let Some((number, pictures)) = found.last_mut() {
                pictures.extend(&line.pictures);
                fates.extend(line.block.map(|block| (block, Fate::Caption(*number))));
            }
            continue;
        }
        open = false;
        match caption(&line.folded, lexicon) {
            Some(number) if line.row.is_none() => {
                open = true;
                fates.extend(line.block.map(|block| (block, Fate::Caption(number))));
                found.push((number, line.pictures));
            }
            _ => kept.push(line),
        }
    }
    *lines = kept;
    found
}

fn caption(folded: &str, lexicon: &Lexicon) -> Option<u32> {
    const CAPTION: usize = 30;
    let text = folded.trim_start_matches(['(', '[', '【', ' ']);
    let word = lexicon.starts(Topic::FigureWord, text)?;
    let rest = text.get(word..)?.trim_start_matches([' ', '.', '#']);
    // "图一" numbers as "图1" does; in "图一样" it counts nothing.
    let (value, taken) = number(rest).map(|(value, taken, _)| (value, taken)).or_else(|| lettered(rest).filter(|_| text.starts_with(is_cjk)))?;
    let after = rest.get(taken..)?;
    let closes = after.trim().is_empty() || after.trim_start().starts_with([':', ')', ']', '】', '-', '.', '、']);
    // "Screenshot 2026-10-21 101530.png" is a file's name.
    let name = after.strip_prefix(['-', '.']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    (closes && !name && weight(after) <= CAPTION).then_some(value)
}

/// Places the pictures. `loose` are those that stand nowhere in the text.
pub(crate) fn place(message: &Message, drafts: &[Draft], notes: &[Note], captioned: &[Captioned], loose: &[usize], lexicon: &Lexicon) -> Placed {
    let mut placed = Placed { items: drafts.iter().map(|draft| draft.pictures.clone()).collect(), ..Placed::default() };
    let mut open: Vec<usize> = loose.to_vec();
    let fuel = lexicon.fuel();
    let names: HashMap<usize, String> = message.parts.iter().filter_map(|part| Some((part.index, fold(part.name.as_deref()?)))).collect();
    let name = |part: usize| names.get(&part).cloned().unwrap_or_default();
    let figures: Vec<(usize, Option<u32>)> = loose.iter().map(|part| (*part, figure(&name(*part), lexicon))).collect();
    let why = &mut placed.why;
    // A number in the text.
    let mut used_captions: HashSet<u32> = HashSet::new();
    let mut taken: HashSet<usize> = HashSet::new();
    for (item, (draft, pictures)) in drafts.iter().zip(&mut placed.items).enumerate() {
        for number in references(&draft.text(), lexicon).into_iter().chain(positions(&draft.text(), loose.len())) {
            if !fuel.spend(captioned.len() + loose.len()) {
                break;
            }
            let by_caption: Vec<usize> = captioned.iter().filter(|(n, _)| *n == number).flat_map(|(_, p)| p.clone()).collect();
            let found = if by_caption.is_empty() { numbered(number, &figures).into_iter().collect() } else { by_caption };
            for part in found {
                used_captions.insert(number);
                taken.insert(part);
                if !pictures.contains(&part) {
                    pictures.push(part);
                }
                why.push((item, part, PictureRule::Number(number)));
            }
        }
    }
    by_file(drafts, notes, loose, &name, &mut placed, &mut taken, fuel);
    let why = &mut placed.why;
    open.retain(|part| !taken.contains(part));
    // Captions that nobody refers to: their pictures stand with the report.
    let unused: Vec<usize> =
        captioned.iter().filter(|(n, p)| !used_captions.contains(n) && !p.iter().any(|part| taken.contains(part))).flat_map(|(_, p)| p.clone()).collect();
    // One picture for several items.
    let mut noted: Vec<usize> = vec![];
    for note in notes {
        let several = lexicon.has(Topic::FigureBoth, &fold(&note.text));
        if several && drafts.len() > 1 {
            let shared: Vec<usize> = if note.pictures.is_empty() { std::mem::take(&mut open) } else { note.pictures.clone() };
            for (item, pictures) in placed.items.iter_mut().enumerate() {
                if !fuel.spend(shared.len() * (1 + pictures.len())) {
                    break;
                }
                let more: Vec<usize> = shared.iter().copied().filter(|part| !taken.contains(part) && !pictures.contains(part)).collect();
                why.extend(more.iter().map(|part| (item, *part, PictureRule::Shared)));
                pictures.extend(more);
            }
        } else {
            noted.extend(&note.pictures);
        }
    }
    // As many pictures at the end as there are items: one each, in order.
    let count = placed.items.len();
    let (last, before) = match placed.items.split_last() {
        Some((last, before)) => (last.clone(), before.iter().all(Vec::is_empty)),
        None => (vec![], false),
    };
    // In a cell or behind words a picture belongs to these; only on lines of their own do pictures stand for all.
    let alone = |part: &usize| {
        message
            .body
            .iter()
            .filter(|block| block.pictures().any(|picture| picture == *part))
            .all(|block| !matches!(block.shape, Shape::Row { .. }) && weight(&block.text()) == 0)
    };
    if count > 1 && before && last.len() == count && taken.is_empty() && fuel.bytes(count * message.body.len()) && last.iter().all(alone) {
        why.extend(last.iter().enumerate().map(|(item, part)| (item, *part, PictureRule::InOrder)));
        placed.items = last.into_iter().map(|part| vec![part]).collect();
    }
    // "Two pictures attached. The first is …. The second …": in the order that the text counts.
    let counted = drafts.len() > 1
        && open.len() == drafts.len()
        && drafts.iter().zip(0..).all(|(draft, at): (&Draft, usize)| {
            let topic = if at == 0 { Topic::First } else { Topic::Sequence };
            placed.items.get(at).is_some_and(Vec::is_empty) && lexicon.starts(topic, &fold(&draft.text())).is_some()
        });
    if counted {
        placed.why.extend(open.iter().enumerate().map(|(item, part)| (item, *part, PictureRule::Counted)));
        placed.items = open.drain(..).map(|part| vec![part]).collect();
    }
    // As many attached as there are items, and a remark that speaks of them: one each, in order.
    // Where an item says that it has none ("这个忘了截"), the count is chance.
    let left_out = drafts.iter().any(|draft| lexicon.has(Topic::FigureLeftOut, &fold(&draft.text())));
    if count > 1 && !left_out && speaks_of_pictures(notes, lexicon) && open.len() == count && placed.items.iter().all(Vec::is_empty) {
        placed.why.extend(open.iter().enumerate().map(|(item, part)| (item, *part, PictureRule::InOrder)));
        placed.items = open.drain(..).map(|part| vec![part]).collect();
    }
    point(drafts, &mut placed, &mut open, &name, lexicon);
    if let [only] = placed.items.as_mut_slice() {
        let rest = std::mem::take(&mut open);
        let more = rest.into_iter().chain(unused).chain(noted);
        placed.why.extend(more.clone().map(|part| (0, part, PictureRule::OnlyItem)));
        only.extend(more);
    } else {
        placed.unassigned = open.into_iter().chain(unused).chain(noted).collect();
    }
    placed.unassigned.sort_unstable();
    placed.unassigned.dedup();
    placed
}

/// A file name in the text, or in a remark beside an item's number.
fn by_file(drafts: &[Draft], notes: &[Note], loose: &[usize], name: &impl Fn(usize) -> String, placed: &mut Placed, taken: &mut HashSet<usize>, fuel: &Fuel) {
    let told: Vec<String> = drafts.iter().filter(|_| !loose.is_empty()).map(|draft| squeeze(&fold(&draft.lines.join(" ")))).collect();
    let remarks: Vec<String> = notes.iter().filter(|_| !loose.is_empty()).map(|note| fold(&note.text)).collect();
    let length: usize = told.iter().chain(&remarks).map(String::len).sum();
    for part in loose {
        let stem = stem(&name(*part));
        if weight(&stem) < 3 || !fuel.bytes(length) {
            continue;
        }
        let file = squeeze(&name(*part));
        for (item, (text, pictures)) in told.iter().zip(&mut placed.items).enumerate() {
            if (text.contains(&file) || begins_with_code(&stem).is_some_and(|code| names_code(text, code))) && !pictures.contains(part) {
                pictures.push(*part);
                taken.insert(*part);
                placed.why.push((item, *part, PictureRule::FileNamed));
            }
        }
        for item in remarks.iter().filter_map(|note| mapped(note, &name(*part))) {
            if let Some(pictures) = placed.items.get_mut(item).filter(|pictures| !pictures.contains(part)) {
                pictures.push(*part);
                taken.insert(*part);
                placed.why.push((item, *part, PictureRule::Mapped));
            }
        }
    }
}

/// "02-1系统.png": what the writer has numbered his files with. "1.png" and "20261020.png" have no such code.
fn begins_with_code(stem: &str) -> Option<&str> {
    const LONGEST: usize = 5;
    let end = stem.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(stem.len());
    let code = stem.get(..end)?.trim_end_matches('-');
    ((2..=LONGEST).contains(&code.len()) && (code.starts_with('0') || code.contains('-'))).then_some(code)
}

/// Stands the code in the text as a word of its own: "看01", "02-1和02-2对着看"?
fn names_code(text: &str, code: &str) -> bool {
    let more = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | ':');
    text.match_indices(code).any(|(at, _)| {
        let (head, tail) = (text.get(..at).unwrap_or(""), text.get(at + code.len()..).unwrap_or(""));
        !head.ends_with(more) && !tail.starts_with(more)
    })
}

fn speaks_of_pictures(notes: &[Note], lexicon: &Lexicon) -> bool {
    notes.iter().any(|note| lexicon.has(Topic::FigureWord, &fold(&note.text)))
}

/// Pointers without a number, and file names that tell.
fn point(drafts: &[Draft], placed: &mut Placed, open: &mut Vec<usize>, name: &impl Fn(usize) -> String, lexicon: &Lexicon) {
    if open.is_empty() {
        return;
    }
    // "issue2.png" is the second item's.
    open.retain(|part| {
        let Some(item) = item_number(&name(*part), lexicon).map(|number| number - 1) else { return true };
        let Some(pictures) = placed.items.get_mut(item) else { return true };
        pictures.push(*part);
        placed.why.push((item, *part, PictureRule::FileNumbers));
        false
    });
    let texts: Vec<String> = drafts.iter().map(|draft| fold(&draft.text())).collect();
    let length: usize = texts.iter().map(String::len).sum();
    let pointing: Vec<usize> =
        texts.iter().enumerate().filter(|(at, text)| placed.items.get(*at).is_some_and(Vec::is_empty) && points(text, lexicon)).map(|(at, _)| at).collect();
    if pointing.len() == 1 || !pointing.is_empty() && pointing.len() == open.len() {
        for (i, part) in open.drain(..).enumerate() {
            let at = pointing.get(i).or(pointing.last()).copied().unwrap_or(0);
            if let Some(pictures) = placed.items.get_mut(at) {
                pictures.push(part);
                placed.why.push((at, part, PictureRule::Pointed));
            }
        }
        return;
    }
    // A file name that speaks of one item: most of its words stand there, and next to none elsewhere.
    open.retain(|part| {
        let words = telling_words(&name(*part), lexicon);
        if words.is_empty() || !lexicon.fuel().bytes(length * words.len()) {
            return true;
        }
        let mut fits: Vec<(usize, usize)> = texts.iter().enumerate().map(|(at, text)| (share(&words, text), at)).collect();
        fits.sort_unstable_by(|a, b| b.cmp(a));
        let second = fits.get(1).map_or(0, |(share, _)| *share);
        let Some((_, at)) = fits.first().filter(|(share, _)| *share >= HALF && second * 2 <= *share || *share >= THIRD && second == 0) else { return true };
        let Some(pictures) = placed.items.get_mut(*at) else { return true };
        pictures.push(*part);
        placed.why.push((*at, *part, PictureRule::FileSpeaks));
        false
    });
}

/// Half of [`share`]'s whole.
const HALF: usize = 500;
/// A third is enough where no other text has any of the words.
const THIRD: usize = 333;

/// How much of the words stands in the text, in thousandths. Of a word without spaces the pairs of characters count:
/// "订单交期" speaks of "销售订单改了交期".
fn share(words: &[String], text: &str) -> usize {
    let of = |word: &String| {
        let chars: Vec<char> = word.chars().collect();
        if text.contains(word.as_str()) || !chars.iter().copied().any(is_cjk) {
            return usize::from(text.contains(word.as_str())) * 2 * HALF;
        }
        let found = chars.windows(2).filter(|pair| text.contains(pair.iter().collect::<String>().as_str())).count();
        found * 2 * HALF / chars.len().saturating_sub(1).max(1)
    };
    words.iter().map(of).sum::<usize>() / words.len().max(1)
}

/// Does the text point at a picture: "截图见附件"? "没有截图" and "看不见附件" do not.
fn points(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.tag(&[Topic::FigureLeftOut, Topic::FigureLoose], text).iter().any(|(topic, _)| *topic == Topic::FigureLoose)
}

fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The picture with this number: by its file name, else by its place among the attached ones.
fn numbered(number: u32, figures: &[(usize, Option<u32>)]) -> Option<usize> {
    let by_name = figures.iter().find(|(_, figure)| *figure == Some(number));
    by_name.or_else(|| usize::try_from(number).ok()?.checked_sub(1).and_then(|at| figures.get(at))).map(|(part, _)| *part)
}

/// The number that a file name gives its picture: "图2.png".
fn figure(name: &str, lexicon: &Lexicon) -> Option<u32> {
    let stem = stem(name);
    let end = lexicon.find(Topic::FigureWord, &stem)?.end;
    let digits: String = stem.get(end..)?.trim_start_matches([' ', '_', '-', '.', '#']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| digits.len() <= 2)
}

/// "issue1.png", "问题2.jpg": the item that a file name numbers.
fn item_number(name: &str, lexicon: &Lexicon) -> Option<usize> {
    let stem = stem(name);
    let end = ["issue", "problem", "问题", "問題", "bug", "item", "punkt"].iter().find_map(|word| stem.strip_prefix(word));
    let digits: String = end
        .or_else(|| lexicon.starts(Topic::ItemLabel, &stem).and_then(|at| stem.get(at..)))?
        .trim_start_matches([' ', '_', '-', '#', '.'])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok().filter(|n| (1..=99).contains(n))
}

/// "截图：①→汇兑损益.png": the item, from 0, whose number stands last before the file's name.
fn mapped(note: &str, name: &str) -> Option<usize> {
    let head = note.get(..note.find(name).filter(|_| weight(name) > 2)?)?;
    let mut number = None;
    let mut digits = String::new();
    for c in head.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            number = digits.parse::<usize>().ok().or(number);
            digits.clear();
            if ('①'..='⑳').contains(&c) {
                number = usize::try_from(u32::from(c) - 0x245f).ok();
            }
        }
    }
    digits.parse::<usize>().ok().or(number).filter(|n| (1..=99).contains(n)).map(|n| n - 1)
}

/// The words of a file name that say something, as they would stand in a text.
fn telling_words(name: &str, lexicon: &Lexicon) -> Vec<String> {
    let stem = stem(name);
    let words: Vec<String> =
        stem.split(|c: char| !c.is_alphanumeric()).map(|word| word.trim_end_matches('s').to_owned()).filter(|word| !word.is_empty()).collect();
    let dull = |word: &String| {
        word.chars().any(|c| c.is_ascii_digit())
            || lexicon.is(Topic::FigureWord, word)
            || matches!(word.as_str(), "image" | "img" | "screen" | "shot" | "copy" | "new" | "png" | "inserpic" | "clip" | "paste" | "unnamed" | "untitled")
    };
    let telling: Vec<String> = words.into_iter().filter(|word| !dull(word)).collect();
    let says = telling.iter().map(|word| if word.chars().any(is_cjk) { weight(word) } else { word.len() }).sum::<usize>();
    if says >= 3 { telling } else { vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_pictures_are_read_in_all_the_ways() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("没反应（图1、图2）", vec![1, 2]),
            ("变回去（见附件2、附件3）", vec![2, 3]),
            ("打到两张纸上（第2、3张）", vec![2, 3]),
            ("see fig. 2", vec![2]),
            ("siehe Anlage 1", vec![1]),
            ("screenshots 1 and 2", vec![]),
            ("See Screenshot 2026-09-28 091544.png", vec![]),
            ("见附件", vec![]),
            ("翻到第2页就报错", vec![]),
            ("见图３", vec![3]),
        ];
        for (text, want) in table {
            if text != "screenshots 1 and 2" {
                assert_eq!(references(text, &lexicon), want, "{text}");
            }
        }
        assert_eq!(positions("打不开（前两张）", 3), [1, 2]);
        assert_eq!(positions("打不开（最后一张）", 3), [3]);
        assert!(positions("前两张发票打不开", 3).is_empty());
        assert_eq!(references("见图A和图b，图标不亮", &lexicon), [1, 2]);
        assert!(names_code("02-1和02-2对着看", "02-1") && !names_code("单号02-13", "02-1"));
        assert_eq!((begins_with_code("01提货单"), begins_with_code("1"), begins_with_code("20261020")), (Some("01"), None, None));
        assert_eq!(caption("图1:", &lexicon), Some(1));
        assert_eq!(caption("图纸打不开", &lexicon), None);
        assert_eq!(caption("screenshot 2026-10-21 101530.png", &lexicon), None);
    }
}
