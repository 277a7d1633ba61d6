//! Found items → the reading: each with its kind, severity, module, pictures and person, and every remark made on the way.

use std::collections::HashSet;

use crate::issue::Severity;
use crate::message::{Block, Zone};

use super::desk::Desk;
use super::evidence;
use super::fate::Fate;
use super::fold::{fold, weight};
use super::lexicon::{Lexicon, Topic};
use super::read::Found;
use super::remark::{BehalfRule, Doubt, PictureRule, Remark, SeverityRule, Taken};
use super::split::{Draft, Note};
use super::{Class, Context, Item, Kind, KindRule, Reading, kind, module, sender, title};

/// "Please treat as top priority.": a longer note (see [`weight`]) is about something else.
const REMARK: usize = 60;

/// Makes the items, with their pictures and person.
pub(crate) fn file(desk: &mut Desk<'_>, reading: &mut Reading, found: &Found, text: &str) {
    let context = desk.context;
    let lexicon = &*context.lexicon;
    reading.class = Class::Report;
    reading.items = found.drafts.iter().enumerate().map(|(at, draft)| draft_item(at, draft, context, &mut desk.remarks)).collect();
    for (item, draft) in found.drafts.iter().enumerate() {
        desk.fates.extend(draft.from.iter().map(|(block, role)| (*block, Fate::Item { item, role: *role })));
    }
    // Remarks that raise single items: "3和7先处理".
    let count = reading.items.len();
    let remarks = found.notes.iter().map(|note| note.text.as_str()).chain(std::iter::once(desk.cover.as_str()));
    for number in remarks.flat_map(|note| kind::raised(note, count, lexicon)).collect::<Vec<_>>() {
        if let Some(item) = reading.items.get_mut(number - 1).filter(|item| item.severity < Some(Severity::High)) {
            item.severity = Some(Severity::High);
            desk.remarks.push(Remark::Severity { item: number - 1, severity: Severity::High, rule: SeverityRule::Raised });
        }
    }
    // "以上都很急": a remark on all of them.
    let all = found.notes.iter().filter(|note| kind::on_all(&note.text, lexicon)).find_map(|note| kind::severity(&note.text, lexicon));
    if let Some((severity, rule)) = all {
        for (item, reading) in reading.items.iter_mut().enumerate().filter(|(_, item)| item.severity.is_none()) {
            reading.severity = Some(severity);
            desk.remarks.push(Remark::Severity { item, severity, rule: rule.clone() });
        }
    }
    // "Please treat as top priority." below one problem.
    if let [only] = reading.items.as_mut_slice()
        && only.severity.is_none()
        && let Some((severity, rule)) =
            found.notes.iter().filter(|note| note.talk.is_none() && weight(&note.text) <= REMARK).find_map(|note| kind::severity(&note.text, lexicon))
    {
        only.severity = Some(severity);
        desk.remarks.push(Remark::Severity { item: 0, severity, rule });
    }
    // "【紧急】发货系统登不上" over one problem.
    if let [only] = reading.items.as_mut_slice()
        && only.severity.is_none()
        && let Some((severity, rule)) = kind::severity(&desk.message.subject, lexicon).or_else(|| subject_alone(&desk.message.subject, lexicon))
    {
        only.severity = Some(severity);
        desk.remarks.push(Remark::Severity { item: 0, severity, rule });
    }
    file_evidence(desk, reading, found);
    let around = around(desk, &found.notes);
    let around: Vec<&str> = around.iter().map(String::as_str).collect();
    let author =
        desk.author.as_ref().map(|(_, address)| address.clone()).filter(|address| Some(address) != desk.sender && !context.own_addresses.contains(address));
    let behalf = author.map(|author| (author, BehalfRule::Forwarded)).or_else(|| sender::behalf(desk.sender, &around, context));
    if let Some((person, rule)) = behalf {
        reading.on_behalf_of = Some(person);
        desk.remarks.push(Remark::Behalf(rule));
    }
    if !found.formal {
        desk.doubt(reading, if lexicon.has(Topic::Defect, &fold(text)) { Doubt::Informal } else { Doubt::NoFault });
    }
}

/// "急", the whole subject.
fn subject_alone(subject: &str, lexicon: &Lexicon) -> Option<(Severity, SeverityRule)> {
    kind::alone(subject, lexicon).map(|severity| (severity, SeverityRule::Words(subject.trim().to_owned())))
}

fn around(desk: &Desk<'_>, notes: &[Note]) -> Vec<String> {
    std::iter::once(desk.message.subject.clone())
        .chain(notes.iter().map(|note| note.text.clone()))
        .chain(desk.tail.iter().cloned())
        .chain(std::iter::once(desk.cover.clone()))
        .filter(|text| !text.is_empty())
        .collect()
}

/// The item that a draft becomes, and why.
pub(crate) fn draft_item(item: usize, draft: &Draft, context: &Context, remarks: &mut Vec<Remark>) -> Item {
    let lexicon = &*context.lexicon;
    let text = draft.text();
    let (kind, rule) = match kind::kind(&text, draft.suggested, lexicon) {
        (Kind::Problem, _) if draft.wished => (Kind::ChangeRequest, KindRule::Wishes),
        said => said,
    };
    remarks.push(Remark::Kind { item, kind, rule });
    let severity = draft.severity.map(|severity| (severity, SeverityRule::Field)).or_else(|| kind::severity(&text, lexicon));
    let severity = severity.map(|(severity, rule)| {
        remarks.push(Remark::Severity { item, severity, rule });
        severity
    });
    let module = module::module(draft.label.as_deref(), &text, &context.modules, lexicon).map(|(module, rule)| {
        remarks.push(Remark::Module { item, rule });
        module
    });
    Item { title: title::title(&text, lexicon), kind, severity, module, pictures: vec![], document: draft.document, text }
}

/// Places the pictures; what is left over stays with the report, logos are ignored.
pub(crate) fn file_evidence(desk: &mut Desk<'_>, reading: &mut Reading, found: &Found) {
    let message = desk.message;
    let matter = message.documents.iter().filter(|document| desk.matter.contains(&document.part)).flat_map(|document| document.text.iter().flatten());
    let shown: HashSet<usize> = message.body.iter().chain(matter).flat_map(Block::pictures).collect();
    let pictures: Vec<&crate::message::Part> = message.parts.iter().filter(|part| evidence::is_picture(part)).collect();
    let icon = |index: usize| pictures.iter().any(|part| part.index == index && evidence::is_icon(part));
    // Where a picture stood is lost in a winmail.dat: it stays with the report, since one with the wrong issue is worse.
    let displaced = |part: &crate::message::Part| {
        part.within.and_then(|holder| message.parts.get(holder)).is_some_and(|holder| holder.mime == "application/ms-tnef") && !shown.contains(&part.index)
    };
    let loose = pictures.iter().filter(|part| !shown.contains(&part.index) && !evidence::is_icon(part) && !displaced(part));
    let loose: Vec<usize> = loose.map(|part| part.index).collect();
    let mut drafts = found.drafts.clone();
    for draft in &mut drafts {
        draft.pictures.retain(|part| !icon(*part));
    }
    let placed = evidence::place(message, &drafts, &found.notes, &desk.captions, &loose, &desk.context.lexicon);
    for (at, (item, mut pictures)) in reading.items.iter_mut().zip(placed.items).enumerate() {
        let mut seen = HashSet::new();
        pictures.retain(|part| seen.insert(*part));
        let rule = |part: usize| placed.why.iter().find(|(item, other, _)| *item == at && *other == part).map_or(PictureRule::Stands, |(_, _, rule)| *rule);
        desk.remarks.extend(pictures.iter().map(|part| Remark::Picture { part: *part, taken: Taken::Item(at), rule: rule(*part) }));
        item.pictures = pictures;
    }
    let kept = pictures.iter().filter(|part| displaced(part)).map(|part| part.index);
    reading.unassigned = placed.unassigned.into_iter().chain(kept).filter(|part| !icon(*part)).collect();
    desk.remarks.extend(reading.unassigned.iter().map(|part| Remark::Picture { part: *part, taken: Taken::Report, rule: PictureRule::Untied }));
    let used: HashSet<usize> = reading.items.iter().flat_map(|item| item.pictures.iter().copied()).chain(reading.unassigned.iter().copied()).collect();
    reading.ignored = pictures.iter().map(|part| part.index).filter(|index| !used.contains(index)).collect();
    let ignored: Vec<Remark> = reading.ignored.iter().map(|part| Remark::Picture { part: *part, taken: Taken::Nothing, rule: left_out(desk, *part) }).collect();
    desk.remarks.extend(ignored);
}

/// Why no rule could take the picture for evidence: by its size, or by where it stands.
fn left_out(desk: &Desk<'_>, picture: usize) -> PictureRule {
    let small = desk.message.parts.get(picture).filter(|part| evidence::is_icon(part)).and_then(|part| part.pixels);
    if let Some((width, height)) = small {
        return PictureRule::Small(width, height);
    }
    let block = desk.message.body.iter().find(|block| block.pictures().any(|part| part == picture));
    let Some(block) = block else { return PictureRule::NoReport };
    let aside = desk.fates.iter().filter(|(at, _)| *at == block.at).find_map(|(_, fate)| match fate {
        Fate::Closing => Some(PictureRule::Closing),
        Fate::Aside(part) => Some(PictureRule::Aside(*part)),
        _ => None,
    });
    aside.unwrap_or(if block.zone == Zone::Own { PictureRule::NoReport } else { PictureRule::Zone(block.zone) })
}

/// What is no report has no items; a reply keeps its pictures; the remarks and fates go into the reading.
pub(crate) fn finish(desk: &mut Desk<'_>, reading: &mut Reading) {
    if reading.class != Class::Report && reading.class != Class::Reply {
        reading.items.clear();
        desk.fates.retain(|(_, fate)| !matches!(fate, Fate::Item { .. }));
    }
    if reading.class == Class::Reply {
        let shown: Vec<usize> = desk.message.body.iter().filter(|block| block.zone == Zone::Own).flat_map(Block::pictures).collect();
        let loose = desk.message.parts.iter().filter(|part| evidence::is_picture(part) && !evidence::is_icon(part));
        let all: HashSet<usize> = desk.message.body.iter().flat_map(Block::pictures).collect();
        reading.unassigned = loose.map(|part| part.index).filter(|index| shown.contains(index) || !all.contains(index)).collect();
        desk.remarks.extend(reading.unassigned.iter().map(|part| Remark::Picture { part: *part, taken: Taken::Reply, rule: PictureRule::Shown }));
        desk.fates.extend(desk.lines.iter().filter_map(|line| Some((line.block?, Fate::Reply))));
    }
    desk.fates.sort_by_key(|(block, _)| *block);
    desk.fates.dedup();
    reading.fates = std::mem::take(&mut desk.fates);
    reading.remarks = desk.message.remarks.iter().copied().map(Remark::Mail).chain(desk.remarks.drain(..)).collect();
}
