//! Where the writer's words end: signatures, client footers, disclaimers, and banners that a gateway put on top.

use super::block::{Shape, Zone, ZoneRule};
use super::quote::{Hint, Line};

mod legal;
mod news;
mod patterns;
mod postscript;
mod tail;

pub(super) use patterns::is_numbered;
pub(super) use tail::{is_name_like, is_prose, is_ruler};

/// A signature longer than this is none: the text goes on.
const MAX_SIGNATURE: usize = 25;
/// A line longer than this is a sentence and no name, phone or address.
const MAX_SIGNATURE_LINE: usize = 90;

/// What is known of the writer and of the pictures, so that a name or a logo is told from the matter.
pub(super) struct Writer<'a> {
    /// The display name in From.
    pub(super) name: &'a str,
    /// The address in From, in lower case.
    pub(super) address: &'a str,
    /// Is this part as small as a logo?
    pub(super) small: &'a dyn Fn(usize) -> bool,
}

/// Marks banners, footers and signatures among the writer's own lines, and signatures in what is passed on.
pub(super) fn mark(lines: &mut [Line], writer: &Writer<'_>) {
    news::headers(lines, writer);
    banners(lines);
    // Where nothing is the writer's own, the other mail is shown, and its signature is not.
    let nothing_own = !lines.iter().any(|line| matches!(line.block.zone, Zone::Own | Zone::Forwarded) && !line.block.is_blank());
    let kind = |line: &Line| match line.block.zone {
        Zone::Own | Zone::Banner => Some(Zone::Own),
        Zone::Forwarded => Some(Zone::Forwarded),
        Zone::Quote if nothing_own && line.block.quote == 0 => Some(Zone::Quote),
        _ => None,
    };
    let mut at = 0;
    let mut after_words = false;
    while let Some(line) = lines.get(at) {
        let this = kind(line);
        let end = lines.iter().enumerate().skip(at).find(|(_, line)| kind(line) != this).map_or(lines.len(), |(i, _)| i);
        if let Some(zone) = this {
            for to in postscript::beginnings(lines, at..end, writer.name).into_iter().chain(std::iter::once(end)) {
                let Some(part) = lines.get_mut(at..to) else { break };
                Segment { after_words, ..Segment::new(part, zone, writer) }.mark();
                after_words |= part.iter().any(|line| line.block.zone == Zone::Own && !line.block.is_blank());
                at = to;
            }
        }
        at = end;
    }
}

/// Only what stands on top is a banner.
fn banners(lines: &mut [Line]) {
    let mut seen = 0;
    let mut open = false;
    for line in lines.iter_mut() {
        if line.block.is_blank() {
            open = false;
            continue;
        }
        // A banner takes three lines at most, a table row counts as one.
        if seen >= 3 || line.block.zone != Zone::Own {
            break;
        }
        seen += 1;
        let text = line.block.text();
        // A line in lower case below it, where a client has folded it, is the rest of its sentence.
        let rest = open && text.trim_start().starts_with(char::is_lowercase);
        open = rest || text.chars().count() < 450 && patterns::BANNER.is_match(text.trim());
        if open {
            line.block.zone = Zone::Banner;
            line.block.why = ZoneRule::Banner;
        }
    }
}

/// Is this what stands at the end of a letter: a closing, a name?
pub(super) fn ends_letter(text: &str) -> bool {
    // "No, Anna's word is enough." begins like a name.
    patterns::is_closing(text) || (tail::is_name_like(text) && !text.ends_with(['.', '!', '。']))
}

/// A run of lines that one person wrote.
struct Segment<'a> {
    lines: &'a mut [Line],
    texts: Vec<String>,
    /// Where the last item begins: below it, nothing is cut.
    last_item: Option<usize>,
    /// The zone of the text; only lines of this zone change.
    zone: Zone,
    /// Has the writer said something further up, before a quotation?
    after_words: bool,
    writer: &'a Writer<'a>,
}

impl<'a> Segment<'a> {
    fn new(lines: &'a mut [Line], zone: Zone, writer: &'a Writer<'a>) -> Self {
        let texts: Vec<String> = lines.iter().map(|line| line.block.text().trim().to_owned()).collect();
        let drawn = |text: &str| patterns::FILE.is_match(text) || patterns::TAGLINE.is_match(text) || tail::is_ruler(text) || tail::is_boxed(text);
        let items: Vec<usize> = (0..texts.len())
            .filter(|at| {
                let item = lines.get(*at).is_some_and(|line| matches!(line.block.shape, Shape::Item { .. }));
                item || texts.get(*at).is_some_and(|text| patterns::NUMBERED.is_match(text) && !drawn(text))
            })
            .collect();
        // A list has two points: one dash before one word is how some people sign.
        let signs = |at: usize| at > 0 && texts.get(at).is_some_and(|text| is_signed(text));
        let last_item = items.last().copied().filter(|at| items.len() > 1 || !signs(*at));
        Self { lines, texts, last_item, zone, after_words: false, writer }
    }

    fn text(&self, at: usize) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }

    fn mark(&mut self) {
        self.containers();
        self.clients();
        self.armour();
        self.files();
        let cut = self.cut();
        let end = self.peel(cut.map_or(self.texts.len(), |(at, _)| at));
        let by = |why: ZoneRule| move |at: usize| (at, why);
        let closing = self.closing(end).map(by(ZoneRule::Closing));
        if let Some((start, why)) = closing.or_else(|| self.named(end).map(by(ZoneRule::Name))) {
            self.sign_off(start, end, why);
        } else if let Some(start) = self.card(end) {
            self.paint(start, end, (Zone::Signature, ZoneRule::Card));
        }
        if let Some((at, fate)) = cut {
            self.paint(at, self.texts.len(), fate);
        }
    }

    /// The closing and the name below it are the writer's sign-off, what stands below them is the signature.
    fn sign_off(&mut self, start: usize, end: usize, why: ZoneRule) {
        let closes = patterns::is_closing(self.text(start));
        let name = self.filled(start + usize::from(closes), end).next().filter(|at| {
            let text = self.text(*at);
            // The name on top of a card belongs to the card, unless it stands right below the closing.
            let headed = (!closes || *at > start + 1) && at + 1 < end && !self.text(at + 1).is_empty();
            !headed && !self.is_contact(*at) && text.split_whitespace().count() <= 4
        });
        let below = name.map_or(start + usize::from(closes), |at| at + 1);
        let zone = if self.zone == Zone::Own { Zone::Signoff } else { Zone::Signature };
        self.paint(start, below, (zone, why));
        self.paint(below, end, (Zone::Signature, why));
    }

    /// What stands in a container for signatures, unless the writer typed the report into it.
    fn containers(&mut self) {
        let held: Vec<usize> = (0..self.lines.len()).filter(|i| self.lines.get(*i).is_some_and(|line| line.hint == Hint::Signature)).collect();
        let (Some(first), Some(last)) = (held.first(), held.last()) else { return };
        if held.len() <= MAX_SIGNATURE && self.last_item.is_none_or(|item| item < *first || item > *last) {
            for at in held {
                self.paint(at, at + 1, (Zone::Signature, ZoneRule::SignatureMarkup));
            }
        }
    }

    /// "Sent from my iPhone" is one line; people type above and below it.
    fn clients(&mut self) {
        for at in 0..self.texts.len() {
            let text = self.text(at);
            if !text.is_empty() && text.chars().count() <= 120 && patterns::CLIENT.is_match(text) {
                self.paint(at, at + 1, (Zone::Footer, ZoneRule::Client));
                // A name right above belongs to it.
                let name = at.checked_sub(1).filter(|above| self.filled(0, *above).next().is_some() && self.text(above.saturating_sub(1)).is_empty());
                if let Some(name) = name.filter(|name| tail::is_name_like(self.text(*name))) {
                    self.paint(name, at, (Zone::Signature, ZoneRule::Client));
                }
                if let Some(text) = self.texts.get_mut(at) {
                    text.clear();
                }
            }
        }
    }

    /// The frame that a signing program puts around a mail.
    fn armour(&mut self) {
        let mut inside = false;
        for at in 0..self.texts.len() {
            let text = self.text(at).trim_start_matches("- ");
            // A key is below the name of whose it is.
            let begins = text.starts_with("-----BEGIN PGP SIG") || (text.starts_with("-----BEGIN PGP PUBLIC KEY") && self.filled(0, at).next().is_some());
            // "Hash: SHA1" stands below the first line.
            let first = begins && text.contains("SIGNED MESSAGE");
            inside |= begins && !first;
            let hash = text.starts_with("Hash: ")
                && (0..at).rev().find(|above| !self.text(*above).is_empty()).is_none_or(|above| self.text(above).starts_with("-----BEGIN"));
            if first || hash || inside {
                inside &= !text.starts_with("-----END PGP");
                self.paint(at, at + 1, (Zone::Footer, ZoneRule::Armour));
                if let Some(text) = self.texts.get_mut(at) {
                    text.clear();
                }
            }
        }
    }

    /// What a client writes about attached files.
    fn files(&mut self) {
        let mut listed = true;
        for at in (0..self.texts.len()).rev().filter(|at| !self.texts.get(*at).is_none_or(String::is_empty)).collect::<Vec<_>>() {
            let announced = || self.filled(0, at).last().is_some_and(|above| self.text(above).ends_with([':', '：']));
            listed = listed && patterns::FILE.is_match(self.text(at)) && !announced();
            if listed || patterns::ATTACHED.is_match(self.text(at)) {
                self.paint(at, at + 1, (Zone::Footer, ZoneRule::File));
                if let Some(text) = self.texts.get_mut(at) {
                    text.clear();
                }
            }
        }
    }

    /// The line from which on nothing is the writer's text: dashes over a signature, a list's line, a disclaimer.
    fn cut(&self) -> Option<(usize, (Zone, ZoneRule))> {
        let end = self.texts.len();
        let first = self.last_item.unwrap_or(0);
        (first..end).filter(|at| !self.text(*at).is_empty()).find_map(|at| {
            let text = self.text(at);
            if text == "--" && self.filled(at + 1, end).take(MAX_SIGNATURE + 1).count() <= MAX_SIGNATURE {
                return Some((at, (Zone::Signature, ZoneRule::Dashes)));
            }
            // What a signing program quotes: "- -- ".
            if text == "- --" && at + 1 < end {
                return Some((at, (Zone::Signature, ZoneRule::Dashes)));
            }
            if matches!(text, "—" | "——" | "–" | "---" | "- --" | "==") && self.is_card(at + 1, end) {
                return Some((at, (Zone::Signature, ZoneRule::Dashes)));
            }
            // The lists of vger put one dash above their lines.
            if text == "-" && patterns::LIST.is_match(self.text(at + 1)) {
                return Some((at, (Zone::Footer, ZoneRule::List)));
            }
            if text.len() >= 10 && text.chars().all(|c| c == '_') && self.filled(at + 1, end).take(3).any(|below| patterns::LIST.is_match(self.text(below))) {
                return Some((at, (Zone::Footer, ZoneRule::List)));
            }
            ((at > 0 || self.after_words) && (patterns::DISCLAIMER.is_match(text) || legal::is_green(text)))
                .then_some((at, (Zone::Footer, ZoneRule::Disclaimer)))
        })
    }

    /// Other dashes also part sections of a report: below them must stand the writer's name or a contact.
    fn is_card(&self, from: usize, to: usize) -> bool {
        let named = self.filled(from, to).next().is_some_and(|at| is_name(self.text(at), self.writer.name));
        self.is_short(from, to, 10) && (named || self.filled(from, to).any(|at| self.is_contact(at)))
    }

    /// A signature follows the matter: what stands below says less than what stands above, or begins with the
    /// writer's name. Contact lines do not count; a report may begin with thanks and a name.
    fn is_tail(&self, at: usize, end: usize) -> bool {
        let said = |at: &usize| !self.is_contact(*at) || is_prose(self.text(*at));
        let letters = |from: usize, to: usize| self.filled(from, to).filter(said).map(|i| self.text(i).chars().count()).sum::<usize>();
        let below: Vec<usize> = self.filled(at + 1, end).collect();
        let named = below.len() <= 4 && below.first().is_some_and(|first| is_name(self.text(*first), self.writer.name));
        // A card may be longer than a short answer, where it has the look of one.
        let card = below.first().is_some_and(|first| tail::is_name_like(self.text(*first))) && !below.iter().any(|at| is_prose(self.text(*at)));
        named || card || letters(0, at) >= letters(at + 1, end)
    }

    fn is_contact(&self, at: usize) -> bool {
        patterns::CONTACT.is_match(self.text(at)) && !patterns::MOMENT.is_match(self.text(at))
    }

    /// The closing that stands highest within reach of the end, but never at the top of the mail.
    fn closing(&self, end: usize) -> Option<usize> {
        self.filled(0, end).skip(1).find(|at| {
            patterns::is_closing(self.text(*at))
                && !self.goes_on(*at, end)
                && (self.is_short(at + 1, end, 10) || self.is_long_card(at + 1, end))
                && !self.has_item(*at)
                && self.is_tail(*at, end)
        })
    }

    /// Does a sentence stand apart below, and at most a name below that? "Sincerely," closes a letter that is shown, and the
    /// mail goes on.
    fn goes_on(&self, at: usize, end: usize) -> bool {
        let mut below = self.filled(at + 1, end);
        let said = below.next().filter(|first| *first > at + 1).map(|first| self.text(first));
        said.is_some_and(|text| is_prose(text) && text.ends_with(['.', '?', '!', '。']))
            && below.next().is_none_or(|name| self.text(name).split_whitespace().count() <= 3)
            && below.next().is_none()
    }

    /// The writer's name on a line of its own, with short lines and a logo below.
    fn named(&self, end: usize) -> Option<usize> {
        self.filled(0, end)
            .skip(1)
            .find(|at| is_name(self.text(*at), self.writer.name) && self.is_short(at + 1, end, 8) && !self.has_item(*at) && self.is_tail(*at, end))
    }

    /// A card at the end: short lines, two of them with a phone, an address, a page.
    fn card(&self, end: usize) -> Option<usize> {
        let tail: Vec<usize> = self.filled(0, end).collect();
        let tail = tail.iter().rev().take(10).take_while(|at| self.text(**at).chars().count() <= MAX_SIGNATURE_LINE);
        let contacts: Vec<usize> = tail.copied().filter(|at| self.is_contact(*at)).collect();
        let first = contacts.last().copied().filter(|_| contacts.len() >= 2 && !self.lists_people(contacts.iter().copied()))?;
        // The name above the first contact line, up to the blank line.
        let is_label = |at: &usize| {
            let text = self.text(*at);
            !text.is_empty() && text.chars().count() <= 40 && !text.ends_with(['。', '！', '？', '.', '!', '?', '；'])
        };
        let top = (0..first).rev().take(4).take_while(is_label).last().unwrap_or(first);
        // "Their addresses are:" announces what is the matter.
        let above: Vec<usize> = self.filled(0, top).collect();
        let announced = above.iter().rev().take(2).any(|at| self.text(*at).ends_with([':', '：']));
        (self.filled(0, top).next().is_some() && !self.has_item(top) && !announced).then_some(top)
    }

    fn filled(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
        (from..to).filter(|at| !self.text(*at).is_empty())
    }

    /// Are there at most `most` lines, each as short as a name, a post, an address?
    fn is_short(&self, from: usize, to: usize, most: usize) -> bool {
        let mut lines = self.filled(from, to).flat_map(|at| sublines(self.text(at)));
        lines.by_ref().take(most).all(|text| text.chars().count() <= MAX_SIGNATURE_LINE && !text.ends_with(['。', '？', '?'])) && lines.next().is_none()
    }

    /// Some cards are long, with several phones and pages.
    fn is_long_card(&self, from: usize, to: usize) -> bool {
        let reached = |text: &&str| patterns::REACHED.is_match(text) || patterns::PAGE.is_match(text);
        self.is_short(from, to, MAX_SIGNATURE) && self.filled(from, to).flat_map(|at| sublines(self.text(at))).filter(reached).count() >= 2
    }

    /// Does an item begin here or further down?
    fn has_item(&self, from: usize) -> bool {
        self.last_item.is_some_and(|item| item >= from)
    }

    /// A picture larger than a logo stays with the text: people paste screenshots below their name.
    fn paint(&mut self, from: usize, to: usize, (zone, why): (Zone, ZoneRule)) {
        for line in self.lines.iter_mut().take(to).skip(from).filter(|line| line.block.zone == self.zone) {
            if line.block.pictures().all(|part| (self.writer.small)(part)) {
                line.block.zone = zone;
                line.block.why = why;
            }
        }
    }
}

/// "- Carol": a dash and one word that may be a name.
fn is_signed(text: &str) -> bool {
    text.strip_prefix("- ")
        .is_some_and(|name| name.len() <= 20 && name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphabetic() || c == '.'))
}

/// A cell of a table may hold a whole card.
fn sublines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\t']).map(str::trim).filter(|line| !line.is_empty())
}

/// Is this line the writer's name, alone, before a post or a department, or behind one?
fn is_name(line: &str, name: &str) -> bool {
    let name = name.trim();
    let size = name.chars().count();
    // "王磊 2026/9/18 10:13:05" heads a line of a chat.
    size >= 2 && line.chars().count() <= MAX_SIGNATURE_LINE && holds_name(line, name) && !patterns::MOMENT.is_match(line)
}

fn holds_name(line: &str, name: &str) -> bool {
    if let Some(rest) = line.strip_prefix(name) {
        return rest.is_empty() || rest.starts_with([' ', '　', '|', '｜', '/', ',', '，', '·', '-', '—', '\t', '(', '（']);
    }
    // "客服中心 赵敏": a department is short and no sentence.
    if let Some(department) = line.strip_suffix(name).and_then(|rest| rest.strip_suffix([' ', '　', '|', '｜', '/', '·', '-'])) {
        return department.chars().count() <= 12 && department.chars().all(|c| c.is_alphabetic() || c == ' ');
    }
    // A display name may carry the firm or the department: "海川-黄晓燕"; a line may be the first name alone.
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let length = line.chars().count();
    (line.chars().all(is_han) && (2..=4).contains(&length) && name.ends_with(line))
        || name.split_whitespace().next().is_some_and(|first| first.len() > 1 && first.eq_ignore_ascii_case(line))
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn zones(mail: &str) -> Vec<Zone> {
        let mut lines = text::lines(mail, text::Flow::default());
        mark(&mut lines, &Writer { name: "王磊", address: "wang@corp.test", small: &|_| true });
        lines.iter().filter(|line| !line.block.is_blank()).map(|line| line.block.zone).collect()
    }

    #[test]
    fn what_is_not_the_matter_is_marked() {
        use Zone::{Banner, Footer, Own, Signature, Signoff};
        for (mail, want) in [
            ("1. 保存失败\n2. 打印错位\n\n发自我的iPhone", vec![Own, Own, Footer]),
            ("It fails.\n\n-- \nLi Na\nSales", vec![Own, Signature, Signature, Signature]),
            ("It fails.\n--\n1. save\n2. print", vec![Own, Own, Own, Own]),
            ("It fails.\n\nBest regards,\nLi Na", vec![Own, Signoff, Signoff]),
            ("打印错位。\n\n谢谢！\n王磊", vec![Own, Signoff, Signoff]),
            ("It fails.\n\nBest regards,\nLi Na\n\nPS: It prints blank, too.\n\n--\nLi Na", vec![Own, Signoff, Signoff, Own, Signature, Signature]),
            ("打印错位。\n\n谢谢！\n王磊\n\n另外还有一个：保存失败\n\n发自我的iPhone", vec![Own, Signoff, Signoff, Own, Footer]),
            ("打印错位。\n请考虑环保，非必要请勿打印本邮件。", vec![Own, Footer]),
            ("打印错位。\n【保密声明】本邮件仅供收件人使用。", vec![Own, Footer]),
            ("CAUTION: This email originated from outside the company.\nIt fails.", vec![Banner, Own]),
            ("[外部邮件]\n打印错位", vec![Banner, Own]),
            ("PRIVILEGED AND CONFIDENTIAL\nATTORNEY-CLIENT COMMUNICATION\nIt fails.", vec![Banner, Banner, Own]),
            ("CONFIDENTIAL REPORT\nIt fails.", vec![Own, Own]),
            ("警告：发件人不能为空，单据保存不了", vec![Own]),
            ("Warning: the order cannot be saved", vec![Own]),
            ("今日完成：盘点\n---\n问题：保存失败\n打印错位", vec![Own, Own, Own, Own]),
            ("今日完成：盘点\n______________\n问题：保存失败", vec![Own, Own, Own]),
            ("发自我的iPhone\n打印错位", vec![Footer, Own]),
            ("本邮件附件是今天的截图\n打印错位", vec![Own, Own]),
            ("见下\n声明书打印不了\n保存也不行", vec![Own, Own, Own]),
            ("打印错位\n———\n", vec![Own, Own]),
            ("日报\n王磊 9月22日\n打印错位\n保存失败", vec![Own, Own, Own, Own]),
            ("您好\n谢谢\n打印错位\n保存失败", vec![Own, Own, Own, Own]),
            ("打印错位\n\n王磊\n电话：010-12345678\n地址：北京市", vec![Own, Signature, Signature, Signature]),
            ("打印错位。\n\n王磊\n仓储部", vec![Own, Signature, Signature]),
            ("今天没有问题。\n\n仓储部 王磊", vec![Own, Signoff]),
            ("It fails.\n____________________\nSend a gift with your card\nhttp://cards.test/", vec![Own, Footer, Footer, Footer]),
            ("It fails.\n\nVery truly yours,\n\nLi Na\nVice President", vec![Own, Signoff, Signature, Signature]),
            ("Please call first:\n\nLi Na 505-555-8022\nBob Ruiz 505-555-8023", vec![Own, Own, Own]),
            ("I would call Li first.\n\nLi Na 505-555-8022\nBob Ruiz 505-555-8023", vec![Own, Own, Own]),
            ("It fails.\n\nDirect Line 505-555-8022\nMobile Phone 505-555-8023", vec![Own, Signature, Signature]),
            ("That works fine. My number is 212-555-3120.\n\nBest regards,\nMona\n\nMona Roth\nBear & Co.", vec![Own, Signoff, Signoff, Signature, Signature]),
            ("打印错位。\n请转告 1号仓 王磊", vec![Own, Own]),
            ("截图如下：\n陈静 2026/9/18 10:12:33\n保存不了\n王磊 2026/9/18 10:13:05\n我也是", vec![Own, Own, Own, Own, Own]),
            ("Thanks for the help yesterday.\nIt fails.", vec![Own, Own]),
            ("It fails.\n\nThis e-mail is confidential and intended only for the addressee.", vec![Own, Footer]),
        ] {
            assert_eq!(zones(mail), want, "{mail}");
        }
    }
}
