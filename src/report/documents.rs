//! Reports that stand in an attached document.
//!
//! A document is the matter only where the mail's own words say nothing by themselves: they are none, or they only point
//! at it. Where they name problems the document is evidence for these, since nobody writes a problem twice on purpose,
//! and an issue that is numbered twice is asked about twice. And a document must plainly be a report: a contract's
//! clauses are numbered too.

use crate::message::{Block, Fault, Zone};

use super::desk::{Desk, bound, bounded, text_of};
use super::evidence;
use super::fate::Fate;
use super::file::{file, file_evidence};
use super::fold::{bare, fold, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::{Line, lines};
use super::nothing::{self, Said};
use super::read::{Found, day, find};
use super::remark::{ClassRule, Remark};
use super::sections::{Part, heading, sections};
use super::split::{Known, Note};
use super::{Arrival, Attention, Class, Reading, courtesy, language, table};

/// Reads the attached documents in place of a mail that only points at them. Where no report is found in them, why not.
pub(crate) fn read_instead(desk: &mut Desk<'_>, reading: &mut Reading, arrival: Arrival, own: &str) -> Result<(), Attention> {
    let message = desk.message;
    // Whose problems a scan holds the copier does not say.
    if desk.context.lexicon.has(Topic::Scan, &fold(own)) {
        return Err(Attention::AttachmentOnly);
    }
    let (before, known) = (desk.remarks.len(), desk.fates.len());
    let mut merged = Found::default();
    let mut texts: Vec<String> = vec![];
    let mut fault = None;
    for document in &message.documents {
        let part = document.part;
        match document.text.as_ref().map_err(|fault| cause(*fault)).and_then(|blocks| look(desk, blocks)) {
            Ok(Some((mut found, text))) => {
                desk.remarks.push(Remark::DocumentIsMatter { part });
                desk.matter.push(part);
                for draft in &mut found.drafts {
                    draft.document = Some(part);
                }
                merged.absorb(found);
                texts.push(text);
            }
            Ok(None) => desk.remarks.push(Remark::NoReportIn { part }),
            Err(why) => fault = fault.max(Some(why)),
        }
    }
    // A document that cannot be opened may be the other half of the list; and who denies all problems above a list of them
    // is to be asked.
    let denies = sentences(&fold(own)).into_iter().any(|sentence| nothing::said(sentence, &desk.context.lexicon) == Said::Nothing);
    let contradicts = Some(Attention::AttachmentOnly).filter(|_| denies && !merged.drafts.is_empty());
    if let Some(why) = fault.filter(|why| texts.is_empty() && !denies || *why != Attention::AttachmentOnly).or(contradicts) {
        desk.remarks.truncate(before);
        desk.fates.truncate(known);
        desk.matter.clear();
        return Err(why);
    }
    if denies {
        reading.class = Class::NoProblem;
        desk.class(ClassRule::Says("the text says that there was no problem"));
        file_evidence(desk, reading, &merged);
        return Ok(());
    }
    if texts.is_empty() {
        return Err(Attention::AttachmentOnly);
    }
    // How the words of the mail were split is nobody's matter then.
    let mut at = 0;
    desk.remarks.retain(|remark| {
        at += 1;
        at > before || !matches!(remark, Remark::Split { .. })
    });
    let text = texts.join("\n");
    own.clone_into(&mut desk.cover);
    reading.language = language::language(&text).or(reading.language);
    let found_day = day(desk, arrival, &merged.notes, &merged.days);
    (reading.day, reading.period) = (found_day.day, found_day.period);
    desk.remarks.push(Remark::Day(found_day.rule));
    desk.fates.extend(message.body.iter().filter(|block| block.zone == Zone::Own).map(|block| (block.at, Fate::Cover)));
    if merged.drafts.is_empty() {
        reading.class = Class::NoProblem;
        desk.class(ClassRule::Says("the attachment says that there was no problem"));
        file_evidence(desk, reading, &merged);
    } else {
        desk.class(ClassRule::Items);
        file(desk, reading, &merged, &text);
    }
    Ok(())
}

/// What a document says, where that is plainly a report.
fn look(desk: &mut Desk<'_>, blocks: &[Block]) -> Result<Option<(Found, String)>, Attention> {
    let context = desk.context;
    let lexicon = &*context.lexicon;
    let (kept, long) = bounded(blocks.iter().collect(), &mut desk.remarks);
    if long {
        return Err(Attention::AttachmentTooLarge);
    }
    let mut read = lines(kept.into_iter(), lexicon);
    if bound(&mut read, &mut desk.remarks) {
        return Err(Attention::AttachmentTooLarge);
    }
    let around = frame(&mut read, &desk.names, lexicon);
    let text = text_of(&read);
    let formal = is_form(&read, lexicon);
    let (remarks, fates) = (desk.remarks.len(), desk.fates.len());
    desk.captions.extend(evidence::captions(&mut read, &mut desk.fates, lexicon));
    desk.lines = read;
    let mut found = find(desk);
    found.notes.splice(0..0, around);
    let named = found.drafts.iter().filter(|draft| lexicon.names_matter(&fold(&draft.text()))).count();
    let nothing = found.drafts.is_empty() && (found.nothing || nothing::said(&text, lexicon) == Said::Nothing);
    let report = !found.drafts.is_empty() && (formal || named * 2 >= found.drafts.len());
    if report || nothing {
        return Ok(Some((found, text)));
    }
    desk.remarks.truncate(remarks);
    desk.fates.truncate(fates);
    Ok(None)
}

/// Takes off what stands around the matter: the title, "部门：采购部", the name and day at the end. A picture behind the
/// name belongs to no single problem.
fn frame(read: &mut Vec<Line>, names: &[String], lexicon: &Lexicon) -> Vec<Note> {
    /// A title and a label with its value are short (see [`weight`]).
    const FRAME: usize = 40;
    let note = |line: Line| Note { pictures: line.pictures.clone(), ..Note::of(&line) };
    let plain = |line: &Line| line.row.is_none() && line.mark.is_none() && weight(&line.text) <= FRAME;
    let label = |line: &Line| {
        let head = line.folded.split(':').next().filter(|head| head.len() < line.folded.len()).map(|head| bare(head).trim());
        head.is_some_and(|head| lexicon.is(Topic::ColumnPerson, head) || lexicon.is(Topic::ColumnDay, head))
    };
    let title = |line: &Line| (lexicon.has(Topic::SubjectReport, &line.folded) || line.heading) && heading(line, lexicon).is_none();
    let above = read.iter().take_while(|line| plain(line) && (label(line) || title(line))).count();
    let mut around: Vec<Note> = read.drain(..above).map(note).collect();
    let named =
        |line: &Line| plain(line) && (label(line) || courtesy::is_signed(&line.folded, names, lexicon) || courtesy::is_closing(&line.folded, names, lexicon));
    let silent = read.iter().rev().take_while(|line| !line.says()).count();
    let below = read.iter().rev().skip(silent).take_while(|line| named(line)).count();
    if below > 0 {
        around.extend(read.drain(read.len() - silent - below..).map(note));
    }
    around
}

/// Is it laid out as a report: under a heading of problems, in a table with a column of problems, in labelled records?
fn is_form(read: &[Line], lexicon: &Lexicon) -> bool {
    let known = Known { problems: false, single: false, lexicon, names: &[] };
    table::forms(read, lexicon).is_some()
        || table::split(read, &known).is_some()
        || sections(read.to_vec(), lexicon).iter().any(|section| section.part == Part::Problems)
}

/// Do the words speak of the report and name nothing of it: "今天的日报请查收"? Then only the attachment can be it.
pub(crate) fn only_announces(desk: &Desk<'_>, text: &str) -> bool {
    /// Words that only announce are no more than this (see [`weight`]).
    const ANNOUNCEMENT: usize = 70;
    let lexicon = &*desk.context.lexicon;
    let folded = fold(text);
    !desk.message.documents.is_empty()
        && weight(text) <= ANNOUNCEMENT
        && (lexicon.has(Topic::SubjectReport, &folded) || lexicon.has(Topic::Attached, &folded))
        && !lexicon.names_matter(&folded)
        && nothing::said(text, lexicon) != Said::Nothing
}

/// Why a report in a document cannot be read.
fn cause(fault: Fault) -> Attention {
    match fault {
        Fault::Locked => Attention::AttachmentLocked,
        Fault::Broken => Attention::AttachmentBroken,
        Fault::TooLarge => Attention::AttachmentTooLarge,
        Fault::Unknown | Fault::NoText => Attention::AttachmentOnly,
    }
}
