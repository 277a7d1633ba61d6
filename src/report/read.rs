//! The layers in their order: class by headers, reply, what cannot be read, sections, items, "no problem", evidence, day, person.

use std::sync::Arc;

use crate::message::{Fuel, Message};

use super::answer::{answered, answers, begins_with_number};
use super::class;
use super::clause;
use super::courtesy;
use super::date;
use super::desk::{Desk, lay_out, text_of};
use super::documents;
use super::evidence;
use super::fate::Fate;
use super::file::{file, file_evidence, finish};
use super::fold::{bare, fold, weight};
use super::lexicon::{Lexicon, Topic};
use super::nothing::{self, Said};
use super::remark::{ClassRule, Doubt, Remark, SplitRule};
use super::sections::{Part, Section, sections};
use super::split::{Draft, Known, Note, opens_another, split};
use super::statement::states;
use super::{Arrival, Attention, Class, Context, Intent, Period, Reading, language, prose, reply, table};

/// Reads one mail. Never fails; what is doubtful becomes a remark.
#[must_use]
pub fn read(message: &Message, context: &Context, arrival: Arrival) -> Reading {
    let fuel = message.fuel.fork();
    let context = &Context { lexicon: Arc::new(context.lexicon.metered(&fuel)), ..context.clone() };
    let mut desk = lay_out(message, context);
    let text = text_of(&desk.lines);
    let whole = format!("{}\n{text}", desk.cover);
    let mut reading = blank(message, context, arrival, &text);
    let decided = class::by_headers(message, desk.known_sender, &whole, context);
    let by_headers = decided.is_some();
    if let Some((class, rule)) = decided {
        desk.class(rule);
        reading.class = class;
        let found = day(&desk, arrival, &[], &[]);
        reading.day = found.day;
        desk.remarks.push(Remark::Day(found.rule));
    } else if let Some(answer) = answers(&desk, &text) {
        answered(&mut desk, &mut reading, answer, arrival, &text);
    } else {
        report(&mut desk, &mut reading, arrival, &text);
    }
    if fuel.is_empty() && !by_headers {
        desk.class(ClassRule::Says("made so that reading it takes long: what was read of it does not say what it wants"));
        reading.class = Class::NeedsAttention(Attention::TooLarge);
        reading.reply = None;
    }
    // Half of a list of problems is worse than none: nobody would miss the other half.
    let half_a_report = desk.cut && matches!(reading.class, Class::Report | Class::NoProblem);
    if half_a_report
        || message.truncated && matches!(reading.class, Class::Report | Class::NoProblem | Class::Reply | Class::Absence | Class::NeedsAttention(_))
    {
        desk.class(ClassRule::Says("the beginning alone does not say what so large a mail wants"));
        reading.class = Class::NeedsAttention(Attention::TooLarge);
        reading.reply = None;
    }
    finish(&mut desk, &mut reading);
    reading.fuel = fuel;
    reading
}

/// No reading by rules is surer.
const SUREST: u8 = 90;

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
        confidence: SUREST,
        remarks: vec![],
        fates: vec![],
        fuel: Fuel::default(),
    }
}

/// The items of all sections, with what stood around them.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is said, or not, of the whole text, and none excludes another")]
pub(crate) struct Found {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) notes: Vec<Note>,
    /// Said "no problem" somewhere.
    pub(crate) nothing: bool,
    /// Stood the items in a list, a table or a section of problems?
    pub(crate) formal: bool,
    /// Had the report parts on work done or planned?
    sectioned: bool,
    /// Did headings group its paragraphs?
    grouped: bool,
    pub(crate) days: Vec<u32>,
}

impl Found {
    /// Takes in what another text gave.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.drafts.extend(other.drafts);
        self.notes.extend(other.notes);
        self.days.extend(other.days);
        self.nothing |= other.nothing;
        self.formal |= other.formal;
        self.sectioned |= other.sectioned;
    }
}

pub(crate) fn find(desk: &mut Desk<'_>) -> Found {
    let lexicon = &*desk.context.lexicon;
    let lines = std::mem::take(&mut desk.lines);
    // "Module: …  Problem: …" records are no sections, though "Problem:" heads one elsewhere.
    let records = table::forms(&lines, lexicon).is_some();
    let parts = if records {
        vec![Section { part: Part::Problems, lines, inline: false, head: String::new(), block: None, wished: false }]
    } else {
        sections(lines, lexicon)
    };
    let has = |part: Part| parts.iter().any(|section| section.part == part);
    let problems = has(Part::Problems);
    let mut found = Found { sectioned: has(Part::Done) || has(Part::Plan), ..Found::default() };
    // Without a part on problems, they stand among the work done.
    let reads = |part: Part| match part {
        Part::Problems | Part::Suggestions => true,
        Part::Open | Part::Done => !problems,
        _ => false,
    };
    // Is a fault denied for the whole, and not for a part of the system?
    let mut whole = false;
    let mut denied = false;
    for section in parts {
        let done = section.part == Part::Done;
        desk.fates.extend(section.block.map(|block| (block, Fate::Heading(section.part))));
        let blocks: Vec<usize> = section.lines.iter().filter_map(|line| line.block).filter(|block| Some(*block) != section.block).collect();
        if !reads(section.part) {
            if section.part == Part::Open {
                found.notes.extend(section.lines.iter().map(|line| Note { pictures: line.pictures.clone(), ..Note::of(line) }));
            } else {
                desk.fates.extend(blocks.into_iter().map(|block| (block, Fate::Aside(section.part))));
            }
            continue;
        }
        // "遇到的问题：/": a sign that is no word.
        if section.part == Part::Problems && nothing::said(&text_of(&section.lines), lexicon) == Said::Nothing {
            found.nothing = true;
            desk.fates.extend(section.lines.iter().filter_map(|line| Some((line.block?, Fate::Nothing))));
            continue;
        }
        let single = prose::counts_one(&section.head, lexicon);
        let mut piece = split(section.lines, &Known { problems: section.part == Part::Problems, single, lexicon, names: &desk.names });
        let formal = piece.rule != SplitRule::Paragraphs;
        // "派单：" over "无" denies of that group.
        let grouped = piece.rule == SplitRule::Headings;
        found.grouped |= grouped;
        if let Some(last) = piece.drafts.last_mut() {
            nothing::cut_rest(&mut last.lines, lexicon);
        }
        desk.fates.extend(piece.heads.iter().map(|block| (*block, Fate::Note)));
        if !piece.drafts.is_empty() {
            desk.remarks.push(Remark::Split { rule: piece.rule, headed: section.part == Part::Problems });
        }
        for mut draft in piece.drafts {
            if section.part == Part::Done && !unfinished(&draft.text(), lexicon) {
                desk.fates.extend(draft.from.iter().map(|(block, _)| (*block, Fate::Aside(Part::Done))));
                continue;
            }
            without_none(&mut draft, lexicon);
            nothing::cut_other_part(&mut draft.lines, lexicon);
            draft.suggested = section.part == Part::Suggestions;
            draft.wished = section.wished;
            found.days.extend(draft.day);
            // "无新增问题，P-12 还没解决" repeats what is known.
            let repeats = lexicon.has(Topic::NothingPhrase, &fold(&draft.text())) && !reply::numbers(&draft.text(), &desk.context.key).is_empty();
            let apart = formal && !repeats && none_apart(&mut draft, lexicon);
            let said = || if apart { Said::Something } else { nothing::said(&draft.text(), lexicon) };
            match if repeats { Said::Nothing } else { said() } {
                Said::Nothing => {
                    desk.fates.extend(draft.from.iter().map(|(block, _)| (*block, Fate::Nothing)));
                    found.nothing |= section.part != Part::Suggestions;
                    whole |= !grouped && draft.label.is_none() && !nothing::of_part(&draft.text());
                    denied |= speaks_of_system(&draft.text());
                    continue;
                }
                Said::Rest => {
                    desk.remarks.push(Remark::RestIsFine);
                    desk.fates.extend(draft.from.iter().map(|(block, _)| (*block, Fate::Rest)));
                    continue;
                }
                Said::Something => {}
            }
            // "录入订单887笔，退货23笔": what was done, wherever it stands.
            let text = fold(&draft.text());
            if prose::figures_only(&text) && ![Topic::Hint, Topic::Defect].into_iter().any(|topic| lexicon.has(topic, &text)) {
                desk.fates.extend(draft.from.iter().map(|(block, _)| (*block, Fate::Aside(Part::Done))));
                continue;
            }
            if weight(&draft.text()) < 3 && draft.pictures.is_empty() {
                continue;
            }
            found.formal |= formal || section.part == Part::Problems;
            found.drafts.push(draft);
        }
        if !done {
            found.notes.extend(piece.notes);
        }
    }
    for note in &found.notes {
        let denies = nothing::said(&note.text, lexicon) == Said::Nothing;
        found.nothing |= denies;
        whole |= denies;
        denied |= denies && speaks_of_system(&note.text);
        let fate = if denies { Fate::Nothing } else { note.talk.unwrap_or(Fate::Note) };
        desk.fates.extend(note.from.iter().map(|block| (*block, fate)));
    }
    keep_matter(&mut found, denied && !problems, whole, desk.context);
    found
}

/// Where the mail says that there was no problem, only what tells one is kept. `denied`: it says so of the whole system.
fn keep_matter(found: &mut Found, denied: bool, whole: bool, context: &Context) {
    let lexicon = &*context.lexicon;
    // "今日新增：无" over "P-0341 移库数量：顾问说周三更新": what is known already.
    if found.nothing {
        found.drafts.retain(|draft| {
            let text = fold(&draft.text());
            begins_with_number(&text, &context.key).is_none() || reply::intent(&text, lexicon) == Intent::Reopen
        });
    }
    // "3、系统：无异常" in a list without a part on problems: the other points are work, unless one tells a fault.
    if denied {
        found.drafts.retain(|draft| {
            let text = fold(&draft.text());
            !is_work(&text, lexicon) && (lexicon.names_matter(&text) || lexicon.has(Topic::Hint, &text))
        });
    }
    // "All good today. Have a great evening!": beside "no problem", a sentence that names none is talk.
    let grouped = found.grouped;
    if found.nothing && !found.formal {
        found.drafts.retain(|draft| grouped && !whole || beside_nothing(draft, whole, lexicon));
    }
}

/// "系统：无异常", "CRM：正常": of the whole that the mails are about, and not of one part of it.
fn speaks_of_system(text: &str) -> bool {
    const WHOLE: [&str; 8] = ["系统", "crm", "erp", "oa", "mes", "wms", "system", "系统使用"];
    let folded = fold(text);
    folded.split_once(':').is_some_and(|(head, _)| WHOLE.contains(&bare(head)))
}

/// "All good today. Have a great evening!": beside "no problem", a sentence that names none is talk. Is this one told all the same?
/// "Demurrage - OK today." above "Reports - the PDF has one page of two." is no denial of the `whole`.
fn beside_nothing(draft: &Draft, whole: bool, lexicon: &Lexicon) -> bool {
    let of_part = !whole && (draft.label.is_some() || nothing::of_part(&draft.text()));
    let text = fold(&draft.text());
    let work = is_work(&text, lexicon);
    let part = lexicon.has(Topic::Hint, &text) && states(&text, lexicon);
    !work && (of_part || lexicon.names_matter(&text) || part || lexicon.has(Topic::NothingExcept, &text) || opens_another(&text, lexicon))
}

/// Tells the folded line of work done? "盘点单录到一半…" begins with a document, and "发货确认的时候…" says when.
fn is_work(folded: &str, lexicon: &Lexicon) -> bool {
    let told = bare(["今日", "今天"].iter().find_map(|day| folded.strip_prefix(day)).unwrap_or(folded));
    let when = told
        .split([',', '，'])
        .next()
        .is_some_and(|clause| ["时", "时候", "后", "以后", "之后"].iter().any(|word| clause.ends_with(word)) || clause.contains("的时候"));
    let document = lexicon.starts(Topic::ModuleWord, told);
    lexicon.starts(Topic::Work, told).is_some_and(|end| Some(end) >= document) && !when && !lexicon.has(Topic::Unsolved, folded)
}

/// Names a line on work done a fault that nobody has mended: "imported the locations, the import stopped at row 18"?
fn unfinished(text: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(text);
    // "198 visits, 12 issues reported (11 closed), 2 leavers" counts them.
    if prose::figures_only(&folded) {
        return false;
    }
    if lexicon.has(Topic::Unsolved, &folded) && !folded.contains('已') {
        return true;
    }
    let faults = lexicon.tag(&[Topic::Defect, Topic::Mended], &folded);
    faults.iter().any(|(topic, _)| *topic == Topic::Defect) && !faults.iter().any(|(topic, _)| *topic == Topic::Mended)
}

/// "无" on a line of its own below an item says that there is nothing more.
fn without_none(draft: &mut Draft, lexicon: &Lexicon) {
    let told = |lines: &[String]| lines.split_last().is_some_and(|(_, before)| lexicon.has(Topic::Hint, &fold(&before.join("\n"))));
    while told(&draft.lines) && draft.lines.last().is_some_and(|line| lexicon.is(Topic::NothingWhole, bare(&fold(line)))) {
        draft.lines.pop();
    }
}

/// "2. 改派司机之后，原司机手机上任务还在。" with "车辆档案：" and "无" below it: a sentence of a list is a point of its own, in words that no
/// list of faults knows, and what is denied on the lines below it is another part of the system.
fn none_apart(draft: &mut Draft, lexicon: &Lexicon) -> bool {
    const SENTENCE: usize = 24;
    let Some(first) = draft.lines.first() else { return false };
    let sentence = weight(first) >= SENTENCE && first.contains(['，', '。', '；', ',']);
    if draft.lines.len() < 2 || !sentence || nothing::said(first, lexicon) != Said::Something {
        return false;
    }
    let denied = draft.lines.iter().rposition(|line| nothing::said(line, lexicon) == Said::Nothing);
    if let Some(denied) = denied.filter(|denied| denied + 1 == draft.lines.len()) {
        let head = draft.lines.get(denied.saturating_sub(1)).is_some_and(|line| line.trim_end().ends_with([':', '：'])) && denied > 1;
        draft.lines.truncate(if head { denied - 1 } else { denied });
    }
    true
}

/// A text that weighs less (see [`weight`]) and names no fault is a courtesy: "如题", "see below".
const SAYS_SOMETHING: usize = 16;

fn report(desk: &mut Desk<'_>, reading: &mut Reading, arrival: Arrival, text: &str) {
    let lexicon = &*desk.context.lexicon;
    let message = desk.message;
    let inside = |part: &crate::message::Part| part.within.is_some_and(|holder| message.documents.iter().any(|document| document.part == holder));
    let pictures = message.parts.iter().filter(|part| evidence::is_picture(part) && !evidence::is_icon(part) && !inside(part)).count();
    let subject = strip_prefixes(&message.subject, lexicon);
    let found = find(desk);
    let whole = if desk.cover.is_empty() { text.to_owned() } else { format!("{}\n{text}", desk.cover) };
    let subject_says = nothing::said(&subject_words(&subject), lexicon);
    let only_subject = weight(text) == 0 && desk.author.is_none();
    // "No problems yesterday.": a mail that says nothing else says its day there.
    let said: Vec<Note> = if found.drafts.is_empty() { text.lines().map(|line| Note { text: line.to_owned(), ..Note::default() }).collect() } else { vec![] };
    // "Correction to yesterday: it was …" says its day before the colon.
    let corrects = found.drafts.first().and_then(|draft| draft.lines.first()?.split_once(':')).filter(|(head, _)| lexicon.is(Topic::DayYesterday, &fold(head)));
    let told = corrects.map(|(head, _)| Note { text: head.to_owned(), ..Note::default() });
    let heads: Vec<Note> = if said.is_empty() { found.notes.iter().cloned().chain(told).collect() } else { said };
    let found_day = day(desk, arrival, &heads, &found.days);
    reading.day = found_day.day;
    reading.period = found_day.period;
    desk.remarks.push(Remark::Day(found_day.rule));
    desk.remarks.extend(found_day.word.map(Remark::Period));
    // "如题": the subject says it all.
    let brief = weight(text) <= 8 && !lexicon.has(Topic::Defect, &fold(text)) && desk.author.is_none();
    if brief && subject_says == Said::Nothing {
        reading.class = Class::NoProblem;
        desk.class(ClassRule::Says("the subject says that there was no problem"));
        return;
    }
    let formal = found.formal && !found.drafts.is_empty();
    let in_subject = lexicon.has(Topic::Defect, &fold(&subject)) && !lexicon.has(Topic::SubjectReport, &fold(&subject));
    if brief && in_subject && weight(text) > 0 && pictures == 0 {
        told_in_subject(desk, reading, subject, found, text);
        return;
    }
    if (!formal || found.drafts.len() == 1)
        && let Some((attention, rule)) = class::attention(message, text, pictures, lexicon)
    {
        let told = only_subject && in_subject && matches!(attention, Attention::Empty | Attention::PictureOnly);
        if told {
            told_in_subject(desk, reading, subject, found, text);
            return;
        }
        let attention = if attention == Attention::AttachmentOnly {
            let Err(why) = documents::read_instead(desk, reading, arrival, text) else { return };
            why
        } else {
            attention
        };
        reading.class = Class::NeedsAttention(attention);
        desk.class(rule);
        file_evidence(desk, reading, &found);
        return;
    }
    if found.drafts.is_empty() && (found.nothing || nothing::said(text, lexicon) == Said::Nothing) {
        reading.class = Class::NoProblem;
        desk.class(ClassRule::Says("the text says that there was no problem"));
        file_evidence(desk, reading, &found);
        return;
    }
    if !formal && let Some((class, rule)) = class::by_words(&message.subject, &whole, lexicon) {
        reading.class = class;
        desk.class(rule);
        file_evidence(desk, reading, &found);
        return;
    }
    if !formal && documents::only_announces(desk, text) && documents::read_instead(desk, reading, arrival, text).is_ok() {
        return;
    }
    if found.drafts.is_empty() {
        let says = lexicon.names_matter(&fold(text));
        let talk = text.lines().all(|line| courtesy::is_closing(&fold(line), &desk.names, lexicon) || courtesy::is_greeting(&fold(line), lexicon));
        if !says && (found.sectioned || talk || weight(text) < SAYS_SOMETHING) {
            // Done and plan, and not a word on problems: whether there were any is for a person to ask.
            reading.class = if found.sectioned { Class::NoProblem } else { Class::Other };
            desk.class(ClassRule::Says("no problem is named, and none is denied"));
            desk.doubt(reading, Doubt::NothingSaid);
            file_evidence(desk, reading, &found);
            return;
        }
        let pieces = clause::pieces(text, false, lexicon);
        let drafts = pieces.into_iter().map(|piece| Draft { lines: vec![piece], ..Draft::default() }).collect();
        desk.doubt(reading, Doubt::Whole);
        desk.remarks.push(Remark::Split { rule: SplitRule::Whole, headed: false });
        desk.class(ClassRule::Items);
        file(desk, reading, &Found { drafts, ..found }, text);
        return;
    }
    desk.class(ClassRule::Items);
    file(desk, reading, &found, text);
}

pub(crate) fn day(desk: &Desk<'_>, arrival: Arrival, notes: &[Note], items: &[u32]) -> date::Day {
    /// A longer line (see [`weight`]) tells a story, and its days are the story's.
    const LINE: usize = 60;
    /// "Wednesday 11 March:" is a day and no more.
    const DAY: usize = 20;
    /// An announcement that is no greeting takes two lines; the day may stand in a third.
    const HEADS: usize = 3;
    let context = desk.context;
    let zone = desk.sender.and_then(|address| context.roster.find(address)).and_then(|person| person.timezone).unwrap_or(context.timezone);
    let lexicon = &*context.lexicon;
    // "请于10月11日前解决，否则影响9月结账": a day by which something is wanted is not the day reported on.
    let due = |text: &str| ["日前", "号前", "日之前", "号之前", "日以前", "号以前"].iter().any(|word| text.contains(word));
    let told = notes.iter().map(|note| note.text.as_str()).filter(|text| !courtesy::is_greeting(&fold(text), lexicon) && !due(text));
    let heads = told.enumerate().filter(|(at, text)| *at < HEADS || weight(text) <= DAY);
    let lines: Vec<&str> = heads.map(|(_, text)| text).chain(desk.tail.iter().map(String::as_str)).filter(|text| weight(text) <= LINE).collect();
    let folded = fold(&desk.message.subject);
    let stale =
        context.lexicon.starts(Topic::SubjectReply, &folded).is_some_and(|end| folded.get(end..).is_some_and(|rest| rest.trim_start().starts_with(':')));
    let sources = date::Sources { arrival: arrival.0, zone, day_ends: context.day_ends, subject: &desk.message.subject, stale, around: &lines, items };
    date::day(&sources, &context.lexicon)
}

fn told_in_subject(desk: &mut Desk<'_>, reading: &mut Reading, subject: String, found: Found, text: &str) {
    desk.remarks.push(Remark::Split { rule: SplitRule::Subject, headed: false });
    desk.class(ClassRule::Says("the problem stands in the subject"));
    let only = Found { drafts: vec![Draft { lines: vec![subject], ..Draft::default() }], ..found };
    file(desk, reading, &only, text);
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
