//! Whose words each line holds: the writer's own, quoted, or passed on.
//!
//! # Reading, layer 4 of 9: own words
//!
//! **Takes** the lines of layer 3. **Gives** each block its [`Zone`], with the [`ZoneRule`] that gave it: quotations and
//! forwarded mail here, by the heads that [`heads`] knows; signatures, footers, disclaimers and banners in
//! [`signature`](super::signature). **May not know** who is on the roster, or what a report is.
//!
//! **Limits:** `MAX_LINES`, the head of a quotation and the length of a signature; below the last item nothing is cut for
//! a name alone. **Remarks:** the rule of each zone, for instance "a closing, and only short lines below it", and
//! [`Remark::NoOwnWords`](super::Remark::NoOwnWords). If nothing would be left, the text is kept and that is said.
//! **Shown by** `read/clients.rs`, the tables in `signature` and `tests/it/own_words.rs`.

use std::ops::Range;

use super::Fuel;
use super::block::{Block, Gap, Inline, Zone, ZoneRule};
use super::heads::{self, Head};

mod answers;
mod marks;

/// Lines of one mail that are looked at, those of its attached mails too; a log file pasted into a mail has fewer.
pub(super) const MAX_LINES: usize = 20_000;

/// What the markup told about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Hint {
    /// Nothing.
    #[default]
    None,
    /// It stands in a container that clients use for the head of a quotation.
    Head,
    /// It stands in a container that clients use for quoted mail.
    Quoted,
    /// It stands in a container that clients use for signatures.
    Signature,
    /// A horizontal rule.
    Rule,
    /// The text of another MIME part begins behind it.
    Part,
    /// What followed it was not read.
    Cut,
}

/// A block with what the markup told about it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) block: Block,
    pub(super) hint: Hint,
}

impl Line {
    pub(super) fn plain(block: Block) -> Self {
        Self { block, hint: Hint::None }
    }
}

/// Says that more followed than was read.
pub(super) fn cut(lines: &mut [Line]) {
    if let Some(last) = lines.last_mut() {
        last.hint = Hint::Cut;
    }
}

/// Marks heads, quotations and forwarded mail. `forward`: the subject says that this mail passes another one on.
pub(super) fn mark(lines: &mut [Line], forward: bool, fuel: &Fuel) {
    marks::lower(lines);
    marks::lift(lines);
    let texts: Vec<String> = lines.iter().map(|line| line.block.text()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for line in lines.iter_mut().filter(|line| line.block.quote > 0) {
        line.block.zone = Zone::Quote;
        line.block.why = ZoneRule::Marked;
    }
    let mut at = 0;
    while at < lines.len() {
        let Some(line) = lines.get(at) else { break };
        if line.block.is_blank() {
            at += 1;
            continue;
        }
        if line.block.quote > 0 && !is_framed(line, &texts, at) {
            at = deep_run(lines, &texts, at, forward, fuel);
            continue;
        }
        let Some((head, mut length, why)) = head_at(lines, &texts, at, fuel) else {
            at += 1;
            continue;
        };
        if head != Head::Wrote && heads::separator(texts.get(at).copied().unwrap_or_default()).is_some() {
            length += following_block(&texts, at + length);
        }
        let passes_on = head == Head::Forward || (head == Head::Block && forward);
        let (head_zone, zone) = if passes_on { (Zone::ForwardHead, Zone::Forwarded) } else { (Zone::QuoteHead, Zone::Quote) };
        set(lines, at, at + length, head_zone, why);
        underline(lines, &texts, at, head_zone);
        at += length;
        // All lines below are looked at, for each head again.
        if head == Head::Wrote && fuel.spend(16 * (lines.len().saturating_sub(at))) {
            marks::inset(lines, at);
        }
        let interleaved = passes_on && starts_deep(lines, at) || !passes_on && is_interleaved(lines, &texts, at, head, fuel);
        if !interleaved {
            // Flat: from here on everything is the other mail, and what it quotes itself.
            set(lines, at, usize::MAX, zone, ZoneRule::Below);
            inner_heads(lines, &texts, at..lines.len(), fuel);
            answers::keep(lines, &texts, at);
            return;
        }
        if passes_on {
            let end = lines.iter().enumerate().skip(at).find(|(_, line)| line.block.quote == 0 && !line.block.is_blank()).map_or(lines.len(), |(i, _)| i);
            set(lines, at, end, zone, ZoneRule::Below);
            inner_heads(lines, &texts, at..end, fuel);
            at = end;
        }
    }
}

/// A quoted run whose first line is the head of a forward (Apple Mail, Foxmail put it inside) is passed on. Gives
/// where the run ends.
fn deep_run(lines: &mut [Line], texts: &[&str], from: usize, forward: bool, fuel: &Fuel) -> usize {
    let end = (from..lines.len()).find(|i| lines.get(*i).is_some_and(|line| line.block.quote == 0 && !line.block.is_blank())).unwrap_or(lines.len());
    if let Some((head, length, why)) = head_at(lines, texts, from, fuel)
        && (head == Head::Forward || (head == Head::Block && forward))
    {
        set(lines, from, from + length, Zone::ForwardHead, why);
        set(lines, from + length, end, Zone::Forwarded, ZoneRule::Below);
        inner_heads(lines, texts, from + length..end, fuel);
    }
    end
}

/// The heads inside what is quoted or passed on are nobody's matter.
fn inner_heads(lines: &mut [Line], texts: &[&str], range: Range<usize>, fuel: &Fuel) {
    let mut at = range.start;
    while at < range.end {
        let head = lines.get(at).filter(|line| line.block.quote == 0 || line.block.zone == Zone::Forwarded).and_then(|_| head_at(lines, texts, at, fuel));
        let Some((_, length, _)) = head else {
            at += 1;
            continue;
        };
        let length = length + following_block(texts, at + length);
        let zone = if lines.get(at).is_some_and(|line| line.block.zone == Zone::Forwarded) { Zone::ForwardHead } else { Zone::QuoteHead };
        set(lines, at, at + length, zone, ZoneRule::Inner);
        at += length;
    }
}

fn set(lines: &mut [Line], from: usize, to: usize, zone: Zone, why: ZoneRule) {
    for line in lines.iter_mut().take(to).skip(from) {
        line.block.zone = zone;
        line.block.why = why;
    }
}

/// The rule or line of underscores above a head belongs to it.
fn underline(lines: &mut [Line], texts: &[&str], at: usize, zone: Zone) {
    let above = (0..at).rev().find(|i| !texts.get(*i).is_none_or(|text| text.trim().is_empty()) || lines.get(*i).is_some_and(|line| line.hint == Hint::Rule));
    if let Some(i) = above
        && let (Some(line), Some(text)) = (lines.get_mut(i), texts.get(i))
        && (line.hint == Hint::Rule || is_count(text) || (text.trim().len() >= 5 && text.trim().chars().all(|c| matches!(c, '_' | '-' | '=' | '—' | '*'))))
    {
        line.block.zone = zone;
        line.block.why = ZoneRule::Underline;
    }
}

/// GroupWise: ">>> Li Na <li@corp.test> 03/02/26 10:00AM >>>", and below it the other mail without marks.
fn is_framed(line: &Line, texts: &[&str], at: usize) -> bool {
    let text = texts.get(at).copied().unwrap_or_default().trim_end();
    line.block.quote == 3 && text.ends_with(">>>") && text.chars().filter(char::is_ascii_digit).count() >= 4
}

/// "Message: 3" in a digest.
fn is_count(text: &str) -> bool {
    text.trim().strip_prefix("Message: ").is_some_and(|number| number.len() <= 4 && number.chars().all(|c| c.is_ascii_digit()))
}

fn head_at(lines: &[Line], texts: &[&str], at: usize, fuel: &Fuel) -> Option<(Head, usize, ZoneRule)> {
    let rest = texts.get(at..)?;
    let text = rest.first()?;
    // The labels of thirty lines at most, and a dozen patterns over four lines of a hundred characters.
    if !fuel.spend(100 + 4 * text.len().min(400)) {
        return None;
    }
    let line = lines.get(at)?;
    if let Some(head) = heads::separator(text) {
        // "---- Forwarded by Li Na/Corp on 03/02/2026" and "10:00 AM ----" below it, broken by a relay.
        let broken = head == Head::Forward && !text.trim_end().ends_with(['-', ':']) && rest.get(1).is_some_and(|next| next.trim_end().ends_with("---"));
        return Some((head, 1 + usize::from(broken), ZoneRule::Separator));
    }
    if is_framed(line, texts, at) {
        return Some((Head::Block, 1, ZoneRule::Separator));
    }
    if let Some(length) = heads::notes(rest, line.block.indent > 0) {
        return Some((Head::Block, length, ZoneRule::Labels));
    }
    let memo = || at.checked_sub(1).and_then(|above| texts.get(above)).is_some_and(|above| heads::is_addressed(above));
    if let Some(length) = heads::block(rest).filter(|_| !memo()) {
        return Some((Head::Block, length, ZoneRule::Labels));
    }
    if let Some(length) = heads::wrote(rest) {
        // "Anna wrote:" may be one's own sentence; without date or address a quotation must follow.
        let bare = !rest.iter().take(length).any(|text| heads::tells(text));
        let quoted = lines.iter().skip(at + length).find(|line| !line.block.is_blank()).is_some_and(|line| line.block.quote > 0);
        // "Li Na writes:", and below it sentences that are set in.
        let inset = || heads::is_named(text) && marks::is_inset(lines, at + length);
        return (!bare || quoted || inset()).then_some((Head::Wrote, length, ZoneRule::Wrote));
    }
    let below = (at + 1..at + 3).find(|i| lines.get(*i).is_some_and(|line| !line.block.is_blank()));
    if line.block.quote == 0 && below.and_then(|i| lines.get(i)).is_some_and(|line| line.block.quote > 0) && heads::introduces(text) {
        return Some((Head::Wrote, 1, ZoneRule::Wrote));
    }
    if line.hint == Hint::Head {
        let run = lines.iter().skip(at).take_while(|line| line.hint == Hint::Head).count();
        let labelled = rest.iter().take(run).filter(|text| text.contains([':', '：'])).count();
        let quoted = lines.iter().skip(at + run).find(|line| !line.block.is_blank()).is_some_and(|line| line.block.quote > 0);
        // People write into these containers: one line that ends in a colon, or a block of labels, is a head.
        if labelled >= 2 || (quoted && run == 1 && text.trim_end().ends_with([':', '：'])) {
            return Some((if quoted { Head::Wrote } else { Head::Block }, run, ZoneRule::HeadMarkup));
        }
    }
    None
}

fn starts_deep(lines: &[Line], at: usize) -> bool {
    lines.iter().skip(at).find(|line| !line.block.is_blank()).is_some_and(|line| line.block.quote > 0)
}

/// Does the mail below a head mark its quotation by depth, so that what has none is the writer's?
fn is_interleaved(lines: &[Line], texts: &[&str], at: usize, head: Head, fuel: &Fuel) -> bool {
    fuel.spend(at);
    let wrote_above = lines.iter().take(at).any(|line| line.block.zone == Zone::Own && !line.block.is_blank());
    if starts_deep(lines, at) {
        // A head block over a marked "On … wrote:": the marks are older mail inside the one that the block introduces.
        let first = (at..lines.len()).find(|i| lines.get(*i).is_some_and(|line| !line.block.is_blank()));
        let older = first.and_then(|i| texts.get(i..)).is_some_and(|rest| heads::wrote(rest).is_some());
        return head == Head::Wrote || !wrote_above || !older;
    }
    let Some(deep) = (at..lines.len()).find(|i| lines.get(*i).is_some_and(|line| line.block.quote > 0 && !line.block.is_blank())) else { return false };
    fuel.spend(deep - at);
    // Marked text further down belongs to this head unless another head stands between: then that one is older mail.
    let nested = (at..deep).any(|i| head_at(lines, texts, i, fuel).is_some());
    // Below an Outlook head all is the other mail, unless the writer has said nothing above it.
    !nested && (head == Head::Wrote || !wrote_above)
}

/// A separator is mostly followed by a header block.
fn following_block(texts: &[&str], at: usize) -> usize {
    let blanks = texts.iter().skip(at).take(4).take_while(|text| text.trim().is_empty()).count();
    let rest = texts.get(at + blanks..).unwrap_or_default();
    heads::notes(rest, true).or_else(|| heads::block(rest)).map_or(0, |length| blanks + length)
}

/// The blocks of the lines: blank lines and rules become the gap before the next block.
pub(super) fn fold(lines: Vec<Line>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::with_capacity(lines.len());
    let mut gap = Gap::None;
    for Line { mut block, hint } in lines {
        let text = block.text();
        let ruled = hint == Hint::Rule || (block.zone == Zone::Own && is_rule(&text));
        if ruled || block.is_blank() {
            gap = gap.max(match hint {
                _ if ruled => Gap::Rule,
                Hint::Part => Gap::Part,
                _ => Gap::Blank,
            });
            continue;
        }
        block.gap = block.gap.max(std::mem::take(&mut gap));
        block.at = out.len();
        out.push(block);
    }
    out
}

/// A line of nothing but dashes and their like.
fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() >= 3 && text.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '—' | '~' | '─' | '－' | '#' | '·'))
}

/// A line of text that was not in the mail, such as the head of an attached mail.
pub(super) fn made(text: String, zone: Zone) -> Line {
    Line::plain(Block { zone, why: ZoneRule::Attached, ..Block::paragraph(vec![Inline::Text(text)]) })
}
