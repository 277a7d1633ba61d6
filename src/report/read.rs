//! The layers in their order: class by headers, reply, what cannot be read, sections, items, "no problem", evidence, day, person.

use std::collections::HashSet;

use crate::message::{Block, Message, Remark, Zone};
use crate::people::Address;

use super::answer::{answered, answers};
use super::class;
use super::courtesy;
use super::date;
use super::evidence::{self, Captioned};
use super::fold::{bare, fold, weight};
use super::lexicon::Topic;
use super::line::{Line, lines};
use super::nothing::{self, Said};
use super::sections::{Part, Section, sections};
use super::sender;
use super::split::{Draft, Known, Note, split};
use super::{Arrival, Attention, Class, Context, Item, Period, Reading, kind, language, module, prose, table, title};

/// What is read so far.
pub(crate) struct Desk<'d> {
    pub(crate) message: &'d Message,
    pub(crate) context: &'d Context,
    pub(crate) sender: Option<&'d Address>,
    pub(crate) known_sender: bool,
    /// The text that is read: the writer's own, or the forwarded mail.
    pub(crate) lines: Vec<Line>,
    /// What stood at its end: thanks, the name.
    pub(crate) tail: Vec<String>,
    /// The writer's words above a forwarded mail.
    pub(crate) cover: String,
    /// The author of the forwarded mail.
    pub(crate) author: Option<(String, Address)>,
    pub(crate) captions: Vec<Captioned>,
    pub(crate) names: Vec<String>,
    /// The writer's own words before anything was cut from their end.
    pub(crate) raw: String,
    pub(crate) remarks: Vec<String>,
    /// Was the text too long to read whole?
    pub(crate) cut: bool,
}

/// Reads one mail. Never fails; what is doubtful becomes a remark.
#[must_use]
pub fn read(message: &Message, context: &Context, arrival: Arrival) -> Reading {
    let mut desk = lay_out(message, context);
    let text = text_of(&desk.lines);
    let whole = format!("{}\n{text}", desk.cover);
    let mut reading = blank(message, context, arrival, &text);
    let decided = class::by_headers(message, desk.known_sender, &whole, context);
    if let Some((class, rule)) = decided {
        desk.remarks.push(format!("class: {rule}"));
        reading.class = class;
        reading.day = day(&desk, arrival, &[], &[]).day;
    } else if let Some(answer) = answers(&desk, &text) {
        answered(&mut desk, &mut reading, answer, arrival, &text);
    } else {
        report(&mut desk, &mut reading, arrival, &text);
    }
    // Half of a list of problems is worse than none: nobody would miss the other half.
    let half_a_report = desk.cut && matches!(reading.class, Class::Report | Class::NoProblem);
    if half_a_report
        || message.truncated && matches!(reading.class, Class::Report | Class::NoProblem | Class::Reply | Class::Absence | Class::NeedsAttention(_))
    {
        desk.remarks.push("class: the beginning alone does not say what so large a mail wants".to_owned());
        reading.class = Class::NeedsAttention(Attention::TooLarge);
        reading.reply = None;
    }
    finish(&desk, &mut reading);
    reading
}

fn blank(message: &Message, context: &Context, arrival: Arrival, text: &str) -> Reading {
    let day = arrival.0.with_timezone(&context.timezone).date_naive();
    Reading {
        class: Class::Other,
        language: language::language(text).or_else(|| language::language(&message.subject)),
        on_behalf_of: None,
        day,
        period: Period::Day,
        items: vec![],
        unassigned: vec![],
        ignored: vec![],
        reply: None,
        confidence: 90,
        remarks: vec![],
    }
}

/// Picks the text to read and cuts what stands around it.
fn lay_out<'d>(message: &'d Message, context: &'d Context) -> Desk<'d> {
    let lexicon = &*context.lexicon;
    let sender = message.from.as_ref().map(|from| &from.address);
    let person = sender.and_then(|address| context.roster.find(address));
    let house = sender.is_some_and(|sender| context.own_addresses.iter().any(|own| own.domain() == sender.domain()));
    let mut remarks = vec![];
    let own = own_blocks(message, &mut remarks);
    let names = courtesy::names(message.from.iter().map(|from| from.name.as_str()).chain(person.iter().map(|person| person.name.as_str())));
    let (own, cut_own) = bounded(own, &mut remarks);
    let mut desk_lines = lines(own.into_iter(), lexicon);
    let raw = text_of(&desk_lines);
    let mut tail = vec![];
    cut(&mut desk_lines, &mut tail, &names, context);
    let mut desk = Desk {
        message,
        context,
        sender,
        known_sender: person.is_some() || house,
        lines: desk_lines,
        tail,
        cover: String::new(),
        author: None,
        captions: vec![],
        names,
        raw,
        remarks: vec![],
        cut: cut_own,
    };
    if let Some((author, inner)) = forwarded(message) {
        let cover = text_of(&desk.lines);
        if !holds_report(&desk.lines, &cover, context) {
            let mut names = desk.names.clone();
            names.extend(courtesy::names(author.iter().map(|(name, _)| name.as_str())));
            if let Some(person) = author.as_ref().and_then(|(_, address)| context.roster.find(address)) {
                names.extend(courtesy::names(std::iter::once(person.name.as_str())));
            }
            let (inner, cut_inner) = bounded(inner, &mut remarks);
            let mut inner_lines = lines(inner.into_iter(), lexicon);
            cut(&mut inner_lines, &mut desk.tail, &names, context);
            if inner_lines.iter().any(Line::says) {
                remarks.push("the forwarded mail is the matter, what stands above it is a note".to_owned());
                desk = Desk { lines: inner_lines, cover, author, names, cut: cut_own || cut_inner, ..desk };
            }
        }
    }
    desk.captions = evidence::captions(&mut desk.lines, lexicon);
    desk.remarks = remarks;
    desk
}

/// The writer's own blocks. Where they only announce ("…反映的问题：") what was taken for a signature is what they announce.
fn own_blocks<'m>(message: &'m Message, remarks: &mut Vec<String>) -> Vec<&'m Block> {
    /// A signature that short follows many an announcement whose list stands in the attachment.
    const LINES: usize = 5;
    let of = |zones: &[Zone]| message.body.iter().filter(|block| zones.contains(&block.zone)).collect::<Vec<_>>();
    let own = of(&[Zone::Own]);
    let announces = own.iter().rev().map(|block| block.text()).find(|text| weight(text) > 0).is_some_and(|text| text.trim_end().ends_with([':', '：']));
    let more = of(&[Zone::Own, Zone::Signature]);
    if announces && more.len() >= own.len() + LINES {
        remarks.push("what follows an announcement is no signature".into());
        return more;
    }
    own
}

/// The blocks up to the limits, and whether there were more: reading takes time in proportion to what is read, and what lies beyond is kept raw.
fn bounded<'m>(blocks: Vec<&'m Block>, remarks: &mut Vec<String>) -> (Vec<&'m Block>, bool) {
    /// The longest real report of a day has some 60 lines; a month's has 300.
    const BLOCKS: usize = 3000;
    /// A hundred pages.
    const BYTES: usize = 256 * 1024;
    let whole = blocks.len();
    let mut bytes = 0;
    let kept: Vec<&Block> = blocks
        .into_iter()
        .take(BLOCKS)
        .take_while(|block| {
            let fits = bytes <= BYTES;
            bytes += block.cells.iter().flatten().map(|inline| if let crate::message::Inline::Text(text) = inline { text.len() } else { 0 }).sum::<usize>();
            fits
        })
        .collect();
    let cut = kept.len() < whole;
    if cut {
        remarks.push(format!("too long to read whole: {} of {whole} lines were read", kept.len()));
    }
    (kept, cut)
}

fn cut(lines: &mut Vec<Line>, tail: &mut Vec<String>, names: &[String], context: &Context) {
    let before: Vec<String> = lines.iter().map(|line| line.text.clone()).collect();
    courtesy::cut_end(lines, names, &context.lexicon);
    tail.extend(before.into_iter().skip(lines.len()).filter(|text| !text.is_empty()));
}

/// The innermost forwarded mail and its author.
fn forwarded(message: &Message) -> Option<sender::Passed<'_>> {
    let heads: Vec<usize> = message.body.iter().enumerate().filter(|(_, block)| block.zone == Zone::ForwardHead).map(|(at, _)| at).collect();
    let all: Vec<(usize, &Block)> = message.body.iter().enumerate().filter(|(_, block)| block.zone == Zone::Forwarded).collect();
    if all.is_empty() {
        return None;
    }
    // From the innermost head outwards, the first with words below it.
    for (i, head) in heads.iter().enumerate().rev() {
        let first_of_run = i == 0 || heads.get(i - 1).is_none_or(|before| before + 1 != *head);
        if !first_of_run {
            continue;
        }
        let run: Vec<&Block> = message.body.iter().skip(*head).take_while(|block| block.zone == Zone::ForwardHead).collect();
        let below: Vec<&Block> = all.iter().filter(|(at, _)| at > head).map(|(_, block)| *block).collect();
        if below.iter().any(|block| weight(&block.text()) > 4) {
            let inner = sender::inner_head(&below);
            return Some(inner.unwrap_or_else(|| (sender::author(&run), below)));
        }
    }
    Some((None, all.into_iter().map(|(_, block)| block).collect()))
}

/// Does the writer's own text report by itself, so that what it forwards is only an enclosure?
fn holds_report(lines: &[Line], cover: &str, context: &Context) -> bool {
    const COVER: usize = 160;
    let lexicon = &context.lexicon;
    let listed = lines.iter().filter(|line| line.mark.is_some_and(|mark| mark.style.counts())).count() >= 2 || lines.iter().any(|line| line.row.is_some());
    listed || weight(cover) > COVER && lexicon.has(Topic::Defect, &fold(cover))
}

fn text_of(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The items of all sections, with what stood around them.
#[derive(Default)]
struct Found {
    drafts: Vec<Draft>,
    notes: Vec<Note>,
    /// Said "no problem" somewhere.
    nothing: bool,
    /// Stood the items in a list, a table or a section of problems?
    formal: bool,
    /// Had the report parts on work done or planned?
    sectioned: bool,
    days: Vec<u32>,
}

fn find(desk: &mut Desk<'_>) -> Found {
    let lexicon = &*desk.context.lexicon;
    let lines = std::mem::take(&mut desk.lines);
    // "Module: …  Problem: …" records are no sections, though "Problem:" heads one elsewhere.
    let records = table::forms(&lines, lexicon).is_some();
    let parts = if records { vec![Section { part: Part::Problems, lines, inline: false, head: String::new() }] } else { sections(lines, lexicon) };
    let has = |part: Part| parts.iter().any(|section| section.part == part);
    let problems = has(Part::Problems);
    let mut found = Found { sectioned: has(Part::Done) || has(Part::Plan), ..Found::default() };
    let reads = |part: Part| match part {
        Part::Problems | Part::Suggestions => true,
        Part::Open => !problems,
        _ => false,
    };
    for section in parts {
        if !reads(section.part) {
            if section.part == Part::Open {
                found.notes.extend(section.lines.iter().map(|line| Note { text: line.text.clone(), pictures: line.pictures.clone() }));
            }
            continue;
        }
        // "遇到的问题：/": a sign that is no word.
        if section.part == Part::Problems && nothing::said(&text_of(&section.lines), lexicon) == Said::Nothing {
            found.nothing = true;
            continue;
        }
        let single = prose::counts_one(&section.head, lexicon);
        let piece = split(section.lines, &Known { problems: section.part == Part::Problems, single, lexicon, names: &desk.names });
        let formal = piece.rule != "paragraphs";
        if !piece.drafts.is_empty() {
            desk.remarks.push(format!("items: {}{}", piece.rule, if section.part == Part::Problems { ", under a heading of problems" } else { "" }));
        }
        for mut draft in piece.drafts {
            draft.suggested = section.part == Part::Suggestions;
            found.days.extend(draft.day);
            // "无新增问题，P-12 还没解决" repeats what is known.
            let repeats = lexicon.has(Topic::NothingPhrase, &fold(&draft.text())) && !super::reply::numbers(&draft.text(), &desk.context.key).is_empty();
            match if repeats { Said::Nothing } else { nothing::said(&draft.text(), lexicon) } {
                Said::Nothing => {
                    found.nothing |= section.part != Part::Suggestions;
                    continue;
                }
                Said::Rest => {
                    desk.remarks.push("left out: no problem but those named".into());
                    continue;
                }
                Said::Something => {}
            }
            if weight(&draft.text()) < 3 && draft.pictures.is_empty() {
                continue;
            }
            found.formal |= formal || section.part == Part::Problems;
            found.drafts.push(draft);
        }
        found.notes.extend(piece.notes);
    }
    found.nothing |= found.notes.iter().any(|note| nothing::said(&note.text, lexicon) == Said::Nothing);
    // "All good today. Have a great evening!": beside "no problem", a sentence that names none is talk.
    if found.nothing && !found.formal {
        found.drafts.retain(|draft| [Topic::Defect, Topic::Wish, Topic::Idea].into_iter().any(|topic| lexicon.has(topic, &fold(&draft.text()))));
    }
    found
}

/// A text that weighs less (see [`weight`]) and names no fault is a courtesy: "如题", "see below".
const SAYS_SOMETHING: usize = 16;

fn report(desk: &mut Desk<'_>, reading: &mut Reading, arrival: Arrival, text: &str) {
    let lexicon = &*desk.context.lexicon;
    let message = desk.message;
    let pictures = message.parts.iter().filter(|part| evidence::is_picture(part) && !evidence::is_icon(part)).count();
    let subject = strip_prefixes(&message.subject, lexicon);
    let found = find(desk);
    let whole = if desk.cover.is_empty() { text.to_owned() } else { format!("{}\n{text}", desk.cover) };
    let subject_says = nothing::said(&subject_words(&subject), lexicon);
    let only_subject = weight(text) == 0 && desk.author.is_none();
    let found_day = day(desk, arrival, &found.notes, &found.days);
    reading.day = found_day.day;
    reading.period = found_day.period;
    desk.remarks.push(format!("day: {}", found_day.rule));
    // "如题": the subject says it all.
    let brief = weight(text) <= 8 && !lexicon.has(Topic::Defect, &fold(text)) && desk.author.is_none();
    if brief && subject_says == Said::Nothing {
        reading.class = Class::NoProblem;
        desk.remarks.push("class: the subject says that there was no problem".into());
        return;
    }
    let formal = found.formal && !found.drafts.is_empty();
    if (!formal || found.drafts.len() == 1)
        && let Some((attention, rule)) = class::attention(message, text, pictures, lexicon)
    {
        let told = only_subject
            && lexicon.has(Topic::Defect, &fold(&subject))
            && !lexicon.has(Topic::SubjectReport, &fold(&subject))
            && matches!(attention, Attention::Empty | Attention::PictureOnly);
        if told {
            desk.remarks.push("class: the problem stands in the subject".into());
            let only = Found { drafts: vec![Draft { lines: vec![subject], ..Draft::default() }], ..found };
            file(desk, reading, &only, text);
            return;
        }
        reading.class = Class::NeedsAttention(attention);
        desk.remarks.push(format!("class: {rule}"));
        file_evidence(desk, reading, &found);
        return;
    }
    if found.drafts.is_empty() && (found.nothing || nothing::said(text, lexicon) == Said::Nothing) {
        reading.class = Class::NoProblem;
        desk.remarks.push("class: the text says that there was no problem".into());
        file_evidence(desk, reading, &found);
        return;
    }
    if !formal && let Some((class, rule)) = class::by_words(&message.subject, &whole, lexicon) {
        reading.class = class;
        desk.remarks.push(format!("class: {rule}"));
        file_evidence(desk, reading, &found);
        return;
    }
    if found.drafts.is_empty() {
        let says = [Topic::Defect, Topic::Wish, Topic::Idea].into_iter().any(|topic| lexicon.has(topic, &fold(text)));
        let talk = text.lines().all(|line| courtesy::is_closing(&fold(line), &desk.names, lexicon) || courtesy::is_greeting(&fold(line), lexicon));
        if !says && (found.sectioned || talk || weight(text) < SAYS_SOMETHING) {
            // Done and plan, and not a word on problems: whether there were any is for a person to ask.
            reading.class = if found.sectioned { Class::NoProblem } else { Class::Other };
            reading.confidence = 30;
            desk.remarks.push("class: no problem is named, and none is denied".into());
            file_evidence(desk, reading, &found);
            return;
        }
        let pieces = prose::pieces(text, lexicon);
        let drafts = pieces.into_iter().map(|piece| Draft { lines: vec![piece], ..Draft::default() }).collect();
        reading.confidence = 40;
        desk.remarks.push("items: no rule found any, so the text is one".into());
        file(desk, reading, &Found { drafts, ..found }, text);
        return;
    }
    file(desk, reading, &found, text);
}

/// Makes the items, with their pictures and person.
fn file(desk: &mut Desk<'_>, reading: &mut Reading, found: &Found, text: &str) {
    let context = desk.context;
    let lexicon = &*context.lexicon;
    reading.class = Class::Report;
    reading.items = found.drafts.iter().map(|draft| draft_item(draft, context)).collect();
    // Remarks that raise single items: "3和7先处理".
    let count = reading.items.len();
    let remarks = found.notes.iter().map(|note| note.text.as_str()).chain(std::iter::once(desk.cover.as_str()));
    for number in remarks.flat_map(|note| kind::raised(note, count, lexicon)).collect::<Vec<_>>() {
        if let Some(item) = reading.items.get_mut(number - 1) {
            item.severity = item.severity.max(Some(crate::issue::Severity::High));
        }
    }
    file_evidence(desk, reading, found);
    let around = around(desk, &found.notes);
    let around: Vec<&str> = around.iter().map(String::as_str).collect();
    let author =
        desk.author.as_ref().map(|(_, address)| address.clone()).filter(|address| Some(address) != desk.sender && !context.own_addresses.contains(address));
    reading.on_behalf_of = author.or_else(|| sender::behalf(desk.sender, &around, context));
    let surely = found.formal || lexicon.has(Topic::Defect, &fold(text));
    reading.confidence = reading.confidence.min(if found.formal {
        90
    } else if surely {
        70
    } else {
        50
    });
}

fn around(desk: &Desk<'_>, notes: &[Note]) -> Vec<String> {
    std::iter::once(desk.message.subject.clone())
        .chain(notes.iter().map(|note| note.text.clone()))
        .chain(desk.tail.iter().cloned())
        .chain(std::iter::once(desk.cover.clone()))
        .filter(|text| !text.is_empty())
        .collect()
}

pub(crate) fn draft_item(draft: &Draft, context: &Context) -> Item {
    let lexicon = &*context.lexicon;
    let text = draft.text();
    Item {
        title: title::title(&text),
        kind: kind::kind(&text, draft.suggested, lexicon),
        severity: draft.severity.or_else(|| kind::severity(&text, lexicon)),
        module: module::module(draft.label.as_deref(), &text, &context.modules, lexicon),
        pictures: vec![],
        text,
    }
}

/// Places the pictures; what is left over stays with the report, logos are ignored.
fn file_evidence(desk: &mut Desk<'_>, reading: &mut Reading, found: &Found) {
    let message = desk.message;
    let shown: HashSet<usize> = message.body.iter().flat_map(Block::pictures).collect();
    let pictures: Vec<&crate::message::Part> = message.parts.iter().filter(|part| evidence::is_picture(part)).collect();
    let icon = |index: usize| pictures.iter().any(|part| part.index == index && evidence::is_icon(part));
    let loose: Vec<usize> = pictures.iter().filter(|part| !shown.contains(&part.index) && !evidence::is_icon(part)).map(|part| part.index).collect();
    let mut drafts = found.drafts.clone();
    for draft in &mut drafts {
        draft.pictures.retain(|part| !icon(*part));
    }
    let placed = evidence::place(message, &drafts, &found.notes, &desk.captions, &loose, &desk.context.lexicon);
    for (item, mut pictures) in reading.items.iter_mut().zip(placed.items) {
        let mut seen = HashSet::new();
        pictures.retain(|part| seen.insert(*part));
        item.pictures = pictures;
    }
    reading.unassigned = placed.unassigned.into_iter().filter(|part| !icon(*part)).collect();
    desk.remarks.extend(placed.remarks);
    let used: HashSet<usize> = reading.items.iter().flat_map(|item| item.pictures.iter().copied()).chain(reading.unassigned.iter().copied()).collect();
    reading.ignored = pictures.iter().map(|part| part.index).filter(|index| !used.contains(index)).collect();
}

pub(crate) fn day(desk: &Desk<'_>, arrival: Arrival, notes: &[Note], items: &[u32]) -> date::Day {
    /// A longer line (see [`weight`]) tells a story, and its days are the story's.
    const LINE: usize = 60;
    let context = desk.context;
    let zone = desk.sender.and_then(|address| context.roster.find(address)).and_then(|person| person.timezone).unwrap_or(context.timezone);
    let lines: Vec<&str> =
        notes.iter().take(2).map(|note| note.text.as_str()).chain(desk.tail.iter().map(String::as_str)).filter(|text| weight(text) <= LINE).collect();
    let folded = fold(&desk.message.subject);
    let stale =
        context.lexicon.starts(Topic::SubjectReply, &folded).is_some_and(|end| folded.get(end..).is_some_and(|rest| rest.trim_start().starts_with(':')));
    let sources = date::Sources { arrival: arrival.0, zone, day_ends: context.day_ends, subject: &desk.message.subject, stale, around: &lines, items };
    date::day(&sources, &context.lexicon)
}

/// The subject without "Re:" and "转发:".
fn strip_prefixes(subject: &str, lexicon: &super::Lexicon) -> String {
    let mut rest = subject.trim();
    for _ in 0..6 {
        let folded = fold(rest);
        let end = [Topic::SubjectReply, Topic::SubjectForward].into_iter().find_map(|topic| lexicon.starts(topic, &folded));
        match end.and_then(|end| folded.get(end..).map(|after| (end, after))) {
            Some((end, after)) if after.trim_start().starts_with(':') => {
                let after = super::fold::from_folded(rest, &folded, end);
                rest = after.trim_start().trim_start_matches([':', '：']).trim();
            }
            _ => break,
        }
    }
    rest.to_owned()
}

/// What a subject says behind its colon: "何东9.22日报：无问题".
fn subject_words(subject: &str) -> String {
    subject.rsplit([':', '：']).next().map_or("", bare).to_owned()
}

fn finish(desk: &Desk<'_>, reading: &mut Reading) {
    if reading.class != Class::Report && reading.class != Class::Reply {
        reading.items.clear();
    }
    if reading.class == Class::Reply {
        let shown: Vec<usize> = desk.message.body.iter().filter(|block| block.zone == Zone::Own).flat_map(Block::pictures).collect();
        let loose = desk.message.parts.iter().filter(|part| evidence::is_picture(part) && !evidence::is_icon(part));
        let all: HashSet<usize> = desk.message.body.iter().flat_map(Block::pictures).collect();
        reading.unassigned = loose.map(|part| part.index).filter(|index| shown.contains(index) || !all.contains(index)).collect();
    }
    reading.remarks = desk.message.remarks.iter().cloned().chain(desk.remarks.iter().cloned().map(Remark)).collect();
}
