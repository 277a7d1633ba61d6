//! The writer's own words laid out: own or forwarded text as lines, without what stands around it.

use crate::message::{Block, Message, Zone};
use crate::people::{Address, Roster};

use super::courtesy;
use super::evidence::{self, Captioned};
use super::fate::Fate;
use super::fold::{fold, weight};
use super::lexicon::Topic;
use super::line::{Line, lines};
use super::remark::{ClassRule, Doubt, Remark, SenderRule};
use super::sender;
use super::{Context, Reading};

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
    pub(crate) remarks: Vec<Remark>,
    /// What has become of which block's lines.
    pub(crate) fates: Vec<(usize, Fate)>,
    /// Was the text too long to read whole?
    pub(crate) cut: bool,
    /// The attached documents that were read in place of the mail's words: parts of the message.
    pub(crate) matter: Vec<usize>,
}

impl Desk<'_> {
    /// Lowers the confidence, and says why.
    pub(crate) fn doubt(&mut self, reading: &mut Reading, doubt: Doubt) {
        reading.confidence = reading.confidence.min(doubt.most());
        self.remarks.push(Remark::Doubt(doubt));
    }

    /// Says why the mail is of its class.
    pub(crate) fn class(&mut self, rule: ClassRule) {
        self.remarks.push(Remark::Class(rule));
    }
}

/// Picks the text to read and cuts what stands around it.
pub(crate) fn lay_out<'d>(message: &'d Message, context: &'d Context) -> Desk<'d> {
    let lexicon = &*context.lexicon;
    let sender = message.from.as_ref().map(|from| &from.address);
    let person = sender.and_then(|address| context.roster.find(address));
    let house = sender.is_some_and(|sender| context.own_addresses.iter().any(|own| own.domain() == sender.domain()));
    let rule = match sender {
        None => SenderRule::Nobody,
        Some(_) if person.is_some() => SenderRule::Roster,
        Some(_) => {
            if house {
                SenderRule::House
            } else {
                SenderRule::Stranger
            }
        }
    };
    let mut remarks = vec![Remark::Sender(rule)];
    let mut fates = vec![];
    let own = own_blocks(message, &mut remarks);
    let names = courtesy::names(message.from.iter().map(|from| from.name.as_str()).chain(person.iter().map(|person| person.name.as_str())));
    let (own, cut_own) = bounded(own, &mut remarks);
    let mut desk_lines = lines(own.into_iter(), lexicon);
    let cut_own = bound(&mut desk_lines, &mut remarks) || cut_own;
    let raw = text_of(&desk_lines);
    let mut tail = vec![];
    let people = people(message, context);
    fates.extend(courtesy::cut_address(&mut desk_lines, &people, lexicon).map(|block| (block, Fate::Greeting)));
    cut(&mut desk_lines, &mut tail, &mut fates, &names, context);
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
        fates: vec![],
        cut: cut_own,
        matter: vec![],
    };
    if let Some((author, inner)) = forwarded(message, &context.roster) {
        let cover = text_of(&desk.lines);
        if !holds_report(&desk.lines, &cover, context) {
            let mut names = desk.names.clone();
            names.extend(courtesy::names(author.iter().map(|(name, _)| name.as_str())));
            if let Some(person) = author.as_ref().and_then(|(_, address)| context.roster.find(address)) {
                names.extend(courtesy::names(std::iter::once(person.name.as_str())));
            }
            let (inner, cut_inner) = bounded(inner, &mut remarks);
            let mut inner_lines = lines(inner.into_iter(), lexicon);
            let cut_inner = bound(&mut inner_lines, &mut remarks) || cut_inner;
            fates.extend(courtesy::cut_address(&mut inner_lines, &people, lexicon).map(|block| (block, Fate::Greeting)));
            cut(&mut inner_lines, &mut desk.tail, &mut fates, &names, context);
            if inner_lines.iter().any(Line::says) {
                remarks.push(Remark::ForwardIsMatter);
                fates.extend(desk.lines.iter().filter_map(|line| Some((line.block?, Fate::Cover))));
                desk = Desk { lines: inner_lines, cover, author, names, cut: cut_own || cut_inner, ..desk };
            }
        }
    }
    desk.captions = evidence::captions(&mut desk.lines, &mut fates, lexicon);
    desk.remarks = remarks;
    desk.fates = fates;
    desk
}

/// The writer's own blocks. Where they only announce ("…反映的问题：") what was taken for a signature is what they announce.
fn own_blocks<'m>(message: &'m Message, remarks: &mut Vec<Remark>) -> Vec<&'m Block> {
    /// A signature that short follows many an announcement whose list stands in the attachment.
    const LINES: usize = 5;
    let of = |zones: &[Zone]| message.body.iter().filter(|block| zones.contains(&block.zone)).collect::<Vec<_>>();
    let own = of(&[Zone::Own]);
    // "Screenshot 3:" with its picture in or below it has announced all that it does.
    let announces = own
        .iter()
        .rev()
        .map(|block| (block.text(), block.pictures().next().is_some()))
        .find(|(text, pictures)| weight(text) > 0 || *pictures)
        .is_some_and(|(text, pictures)| !pictures && text.trim_end().ends_with([':', '：']));
    let more = of(&[Zone::Own, Zone::Signoff, Zone::Signature]);
    if announces && more.len() >= own.len() + LINES {
        remarks.push(Remark::AnnouncedGoesOn);
        return more;
    }
    own
}

/// The longest real report of a day has some 60 lines; a month's has 300.
const LINES: usize = 3000;

/// A single block may hold many lines: a list item, a table cell.
pub(crate) fn bound(lines: &mut Vec<Line>, remarks: &mut Vec<Remark>) -> bool {
    let whole = lines.len();
    lines.truncate(LINES);
    if whole > LINES {
        remarks.push(Remark::LinesRead { read: LINES, whole });
    }
    whole > LINES
}

/// The blocks up to the limits, and whether there were more: reading takes time in proportion to what is read, and what lies beyond is kept raw.
pub(crate) fn bounded<'m>(blocks: Vec<&'m Block>, remarks: &mut Vec<Remark>) -> (Vec<&'m Block>, bool) {
    /// A hundred pages.
    const BYTES: usize = 256 * 1024;
    let whole = blocks.len();
    let mut bytes = 0;
    let kept: Vec<&Block> = blocks
        .into_iter()
        .take(LINES)
        .take_while(|block| {
            let fits = bytes <= BYTES;
            bytes += block.cells.iter().flatten().map(|inline| if let crate::message::Inline::Text(text) = inline { text.len() } else { 0 }).sum::<usize>();
            fits
        })
        .collect();
    let cut = kept.len() < whole;
    if cut {
        remarks.push(Remark::LinesRead { read: kept.len(), whole });
    }
    (kept, cut)
}

fn cut(lines: &mut Vec<Line>, tail: &mut Vec<String>, fates: &mut Vec<(usize, Fate)>, names: &[String], context: &Context) {
    let before: Vec<(String, Option<usize>)> = lines.iter().map(|line| (line.text.clone(), line.block)).collect();
    courtesy::cut_end(lines, names, &context.lexicon);
    let gone = before.into_iter().skip(lines.len());
    for (text, block) in gone {
        fates.extend(block.map(|block| (block, Fate::Closing)));
        tail.extend(Some(text).filter(|text| !text.is_empty()));
    }
}

/// The names of those whom a mail may address: everybody on the roster, and its recipients.
fn people(message: &Message, context: &Context) -> Vec<String> {
    let recipients = message.to.iter().chain(&message.cc).map(|mailbox| mailbox.name.as_str());
    courtesy::names(context.roster.people().iter().map(|person| person.name.as_str()).chain(recipients))
}

/// The innermost forwarded mail and its author.
fn forwarded<'m>(message: &'m Message, roster: &Roster) -> Option<sender::Passed<'m>> {
    let heads: Vec<usize> = message.body.iter().enumerate().filter(|(_, block)| block.zone == Zone::ForwardHead).map(|(at, _)| at).collect();
    let all: Vec<(usize, &Block)> = message.body.iter().enumerate().filter(|(_, block)| block.zone == Zone::Forwarded).collect();
    if all.is_empty() {
        return None;
    }
    // The innermost head with words below it.
    let words = all.iter().rev().find(|(_, block)| weight(&block.text()) > 4).map_or(0, |(at, _)| *at);
    let first_of_run = |i: usize, head: usize| i == 0 || heads.get(i - 1).is_none_or(|before| before + 1 != head);
    let innermost = heads.iter().enumerate().rev().find(|(i, head)| **head < words && first_of_run(*i, **head));
    if let Some((_, head)) = innermost {
        let run: Vec<&Block> = message.body.iter().skip(*head).take_while(|block| block.zone == Zone::ForwardHead).collect();
        let below: Vec<&Block> = all.iter().filter(|(at, _)| at > head).map(|(_, block)| *block).collect();
        let inner = sender::inner_head(&below, roster);
        return Some(inner.unwrap_or_else(|| (sender::author(&run, roster), below)));
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

pub(crate) fn text_of(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}
