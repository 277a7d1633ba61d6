//! What stands below the writer's words and is taken off from the end: cards, adverts, legal notes, list footers.

use super::super::block::{Zone, ZoneRule};
use super::{Segment, legal, patterns};

/// A card longer than this is none: some list their firm, street, town, phones, pages and a motto.
const MAX_CARD: usize = 12;
/// What a mail provider or a list adds has at most so many lines.
const MAX_ADVERT: usize = 14;

impl Segment<'_> {
    /// Takes off what is no text of the writer from the end upwards; gives the new end.
    pub(super) fn peel(&mut self, mut end: usize) -> usize {
        while let Some((start, fate)) = self.ruled(end).or_else(|| self.note(end)).or_else(|| self.personal(end)) {
            self.paint(start, end, fate);
            end = start;
        }
        end
    }

    /// A ruler and below it an advert, a list's footer, a card.
    fn ruled(&self, end: usize) -> Option<(usize, (Zone, ZoneRule))> {
        let mut below: Vec<usize> = Vec::new();
        let mut found = None;
        for at in self.filled(0, end).collect::<Vec<_>>().into_iter().rev() {
            if self.has_item(at) || below.len() > MAX_ADVERT {
                break;
            }
            let titled = is_titled_ruler(self.text(at));
            if titled || !is_ruler(self.text(at)) {
                below.push(at);
                if !titled {
                    continue;
                }
            }
            // The lower of two rulers closes what stands between them.
            if below.is_empty() {
                continue;
            }
            let art = self.above_art(at);
            let headed = art.checked_sub(1).filter(|above| self.is_underlined(*above, art));
            let named = headed.filter(|above| is_name_like(self.text(*above)) && below.iter().any(|i| self.text(*i).contains('@')));
            let top = named.unwrap_or(art);
            if !self.has_text_above(top) {
                break;
            }
            let texts: Vec<&str> = below.iter().rev().map(|i| self.text(*i)).collect();
            let only_footer = titled || (headed.is_some() && named.is_none());
            let promoted = is_line(self.text(at)) && is_promotion(&texts);
            found = judge(&texts)
                .or_else(|| promoted.then_some((Zone::Footer, ZoneRule::Advert)))
                .filter(|(zone, _)| !only_footer || *zone == Zone::Footer)
                .map(|fate| (top, fate));
            break;
        }
        found
    }

    /// Is the line a heading with a ruler as long as itself below it?
    fn is_underlined(&self, at: usize, ruler: usize) -> bool {
        /// A longer line is text that happens to end where a ruler of a whole line ends.
        const LONGEST: usize = 40;
        let (heading, ruler) = (self.text(at).chars().count(), self.text(ruler).chars().count());
        (1..=LONGEST).contains(&heading) && heading.abs_diff(ruler) <= 2 && (at == 0 || self.text(at - 1).is_empty())
    }

    /// Rulers and art directly above a ruler belong to it.
    fn above_art(&self, at: usize) -> usize {
        (0..at).rev().take_while(|i| !self.text(*i).is_empty() && is_ruler(self.text(*i))).last().unwrap_or(at)
    }

    /// A legal note, an advert or a list's footer: the last paragraph, without a ruler.
    fn note(&self, end: usize) -> Option<(usize, (Zone, ZoneRule))> {
        let (start, last) = self.last_paragraph(end)?;
        if !self.has_text_above(start) || self.has_item(start) {
            return None;
        }
        let whole = self.joined(start, last + 1);
        let advert = last - start < MAX_ADVERT && patterns::is_advert(&whole);
        if legal::is_note(&whole) || advert {
            return Some((self.above_art(start), (Zone::Footer, if advert { ZoneRule::Advert } else { ZoneRule::Disclaimer })));
        }
        let tagged = (start..=last).all(|at| patterns::TAGLINE.is_match(self.text(at)));
        (tagged || (last == start && legal::is_short_note(&whole)))
            .then_some((start, (Zone::Footer, if tagged { ZoneRule::Client } else { ZoneRule::Disclaimer })))
    }

    /// A card without a ruler: a name at the beginning of a paragraph, nothing but short lines below, and where the writer
    /// can be reached.
    fn personal(&self, end: usize) -> Option<(usize, (Zone, ZoneRule))> {
        let mut lines: Vec<usize> = Vec::new();
        let filled: Vec<usize> = self.filled(0, end).collect();
        let last = filled.get(filled.len().saturating_sub(MAX_CARD)..).unwrap_or_default();
        let said = sayings(&last.iter().map(|at| self.text(*at)).collect::<Vec<_>>());
        let mut sayings_at: Vec<usize> = Vec::new();
        for (at, said) in last.iter().copied().zip(said).rev() {
            let text = self.text(at);
            let said = said || self.is_set_below(at);
            sayings_at.extend(said.then_some(at));
            if (is_prose(text) && !said) || text.ends_with([':', '：']) || patterns::is_closing(text) || patterns::GREETING.is_match(text) || self.has_item(at)
            {
                break;
            }
            lines.push(at);
        }
        lines.reverse();
        let opens = |at: usize| at == 0 || self.text(at - 1).is_empty() || is_ruler(self.text(at - 1)) || patterns::is_closing(self.text(at - 1));
        lines.iter().copied().find_map(|start| {
            let announced = self.filled(0, start).last().is_some_and(|above| self.text(above).ends_with([':', '：']));
            if announced || !opens(start) || !self.has_text_above(start) || !(self.is_named(start) || self.is_own(start)) {
                return None;
            }
            let rest: Vec<usize> = lines.iter().copied().filter(|at| *at >= start).collect();
            if self.lists_people(rest.iter().copied()) {
                return None;
            }
            let parted = rest.windows(2).any(|pair| matches!(pair, [above, below] if below - above > 1 && !sayings_at.contains(below)));
            let (mut reached, mut pages, mut own) = (0, 0, 0);
            let house = rest.len() <= 6 && rest.iter().skip(1).any(|at| patterns::HOUSE.is_match(self.text(*at)));
            for text in rest.iter().map(|at| self.text(*at)) {
                let found = patterns::REACHED.find_iter(text).count();
                reached += found;
                pages += usize::from(found == 0 && patterns::PAGE.is_match(text));
                own += usize::from(self.holds_address(text));
            }
            // "Li Na" and a saying below it.
            let motto = rest.len() <= 4 && rest.iter().skip(1).any(|at| self.text(*at).starts_with(['"', '“', '«']));
            let noted = rest.len() <= 4 && rest.iter().skip(1).any(|at| legal::is_short_note(self.text(*at)));
            let barred =
                (2..=6).contains(&rest.len()) && rest.iter().all(|at| self.text(*at).contains('|')) && rest.iter().any(|at| self.text(*at).contains('"'));
            let enough = reached + pages.min(reached) >= if parted { 2 } else { 1 }
                || own > 0
                || barred
                || ((house || noted) && !parted)
                || (motto && !parted)
                || (pages > 0 && self.is_own(start));
            enough.then_some((start, (Zone::Signature, ZoneRule::Card)))
        })
    }

    /// Some set a saying or a verse below their name and address, as far in.
    fn is_set_below(&self, at: usize) -> bool {
        /// A verse that somebody signs with has no more lines.
        const LONGEST: usize = 6;
        let inset = |at: usize| self.lines.get(at).is_some_and(|line| line.block.indent >= 3);
        let card = |at: usize| self.text(at).contains('@') && !is_prose(self.text(at)) && (columns(self.text(at)).len() > 1 || is_name_like(self.text(at)));
        inset(at) && self.filled(0, at).collect::<Vec<_>>().into_iter().rev().take(LONGEST).find(|above| card(*above) || !inset(*above)).is_some_and(card)
    }

    /// "Li Na 555-8022" over "Bob Ruiz 555-8023": people to be called; a card has one name.
    pub(super) fn lists_people(&self, lines: impl Iterator<Item = usize>) -> bool {
        lines.filter(|at| patterns::is_called(self.text(*at))).count() >= 2
    }

    /// Does the line look like a name? One word is a name where the address stands below it.
    fn is_named(&self, at: usize) -> bool {
        let text = self.text(at).trim_start_matches('-');
        let word = text.chars().next().is_some_and(char::is_uppercase) && text.chars().all(char::is_alphabetic) && text.len() <= 20;
        let below = self.text(at + 1);
        let below = if legal::is_short_note(below) { self.text(at + 2) } else { below };
        is_name_like(text)
            || (word && !below.is_empty() && below.chars().count() <= 60 && patterns::REACHED.is_match(below))
            || self.holds_address(text)
            || ((text.contains('@') || below.contains('@') || (text.contains('|') && below.contains('|') && (text.contains('"') || below.contains('"'))))
                && columns(text).len() > 1
                && columns(text).into_iter().any(is_person))
            || (patterns::REACHED.is_match(text)
                && (text.split("   ").any(|column| is_name_like(column.trim())) || is_boxed(text) || (self.text(at).starts_with('-') && !is_prose(text))))
    }

    /// Does the line hold the address that the mail is from?
    fn holds_address(&self, text: &str) -> bool {
        let address = self.writer.address;
        address.contains('@') && text.to_lowercase().contains(address)
    }

    /// Does the line hold the writer's own name or address?
    fn is_own(&self, at: usize) -> bool {
        super::is_name(self.text(at), self.writer.name)
    }

    /// Has the writer said anything above, here or before a quotation?
    fn has_text_above(&self, at: usize) -> bool {
        self.after_words || self.filled(0, at).any(|i| !is_ruler(self.text(i)))
    }

    /// The last paragraph before `end`: its first and last line. A ruler ends it.
    fn last_paragraph(&self, end: usize) -> Option<(usize, usize)> {
        let last = self.filled(0, end).filter(|at| !is_ruler(self.text(*at))).last()?;
        let start = (0..=last).rev().take_while(|at| !self.text(*at).is_empty() && !is_ruler(self.text(*at))).last()?;
        Some((start, last))
    }

    fn joined(&self, from: usize, to: usize) -> String {
        (from..to).map(|at| self.text(at)).collect::<Vec<_>>().join(" ")
    }
}

/// Which of the lines are of a saying: one in quotation marks, over a few lines.
fn sayings(texts: &[&str]) -> Vec<bool> {
    /// A verse that somebody signs with has no more lines.
    const LONGEST: usize = 6;
    let mut said = vec![false; texts.len()];
    for at in 0..texts.len() {
        let opens = texts.get(at).is_some_and(|text| text.starts_with(['"', '“']));
        let closes =
            (at..texts.len().min(at + LONGEST)).find(|i| texts.get(*i).is_some_and(|text| text.get(1..).is_some_and(|rest| rest.contains(['"', '”']))));
        if let Some(end) = closes.filter(|_| opens) {
            said.iter_mut().take(end + 1).skip(at).for_each(|line| *line = true);
        }
    }
    said
}

/// What stands beside each other in a line, parted by bars or by wide gaps; marks between are nobody's words.
fn columns(text: &str) -> Vec<&str> {
    text.split(['|', '\t']).flat_map(|part| part.split("  ")).map(str::trim).filter(|part| part.chars().any(char::is_alphanumeric)).collect()
}

/// A name in a column: two words at least.
fn is_person(text: &str) -> bool {
    is_name_like(text) && text.split_whitespace().count() >= 2
}

/// What is it that stands below a ruler to the end?
fn judge(texts: &[&str]) -> Option<(Zone, ZoneRule)> {
    let whole = texts.join(" ");
    if patterns::is_advert(&whole) {
        return Some((Zone::Footer, ZoneRule::Advert));
    }
    if legal::is_note(&whole) {
        return Some((Zone::Footer, ZoneRule::Disclaimer));
    }
    let addressed = |text: &str| is_name_like(text) && text.contains('@');
    let prose = texts.iter().zip(sayings(texts)).any(|(text, said)| !(said || addressed(text) || legal::is_short_note(text)) && is_prose(text));
    if texts.len() > MAX_CARD || prose {
        return None;
    }
    let reached = texts.iter().any(|text| patterns::REACHED.is_match(text) || patterns::PAGE.is_match(text) || legal::is_short_note(text));
    let named = texts.len() <= 4 && texts.first().is_some_and(|text| is_name_like(text)) && !texts.iter().any(|text| text.chars().any(|c| c.is_ascii_digit()));
    (reached || named).then_some((Zone::Signature, ZoneRule::Card))
}

/// A long line of underscores: mail providers draw it above what they add.
fn is_line(text: &str) -> bool {
    text.len() >= 20 && text.chars().all(|c| c == '_')
}

/// A short call and a page alone on the last line: "Send a gift with your card", and below it the shop.
fn is_promotion(texts: &[&str]) -> bool {
    /// A provider's call takes two lines, and the page one.
    const CALL: usize = 3;
    let page = texts.last().is_some_and(|last| patterns::PAGE.find(last).is_some_and(|found| found.start() == 0) && !last.contains(' '));
    (2..=CALL).contains(&texts.len()) && page
}

/// A line that is drawn, not written: dashes, underscores, the lid of a box.
pub(in super::super) fn is_ruler(text: &str) -> bool {
    /// Brackets draw the lid of a box; a shorter "[...]" says that something is left out.
    const BOX: usize = 10;
    let text = text.trim();
    let drawn = |c: char| {
        matches!(
            c,
            '-' | '_'
                | '='
                | '*'
                | '~'
                | '+'
                | '#'
                | '.'
                | '|'
                | '`'
                | '\''
                | '^'
                | '/'
                | '\\'
                | '<'
                | '>'
                | ':'
                | ' '
                | '—'
                | '─'
                | '═'
                | '·'
                | '%'
                | '@'
                | 'o'
                | 'O'
        ) || (matches!(c, '[' | ']') && text.len() >= BOX)
    };
    let filled = text.chars().filter(|c| !c.is_whitespace()).count();
    (filled >= 3 || matches!(text, "/\\" | "\\/" | "||")) && text.chars().all(drawn) && text.chars().any(|c| !c.is_alphanumeric())
}

/// A line of a box that is drawn with stars or bars.
pub(super) fn is_boxed(text: &str) -> bool {
    text.len() >= 20 && text.starts_with(['*', '|', '#']) && text.ends_with(['*', '|', '#'])
}

/// A ruler with words in it: "------ Sponsor ------".
fn is_titled_ruler(text: &str) -> bool {
    let drawn = |c: char| matches!(c, '-' | '_' | '=' | '*' | '~' | '+' | '#' | '>' | '<' | '.');
    let (head, tail) = (text.len() - text.trim_start_matches(drawn).len(), text.len() - text.trim_end_matches(drawn).len());
    head >= 4 && tail >= 4 && !is_ruler(text)
}

/// A sentence: several words in small letters, not set in columns.
pub(in super::super) fn is_prose(text: &str) -> bool {
    let motto = text.starts_with(['"', '“', '\'', '«', '|', '>']);
    // "li@corp.test  life out there is what we do not see": an address, and a saying in the next column.
    let addressed = text.split_once("  ").is_some_and(|(first, _)| first.contains('@') && !first.contains(' '));
    if motto || addressed || text.contains("   ") || text.contains('\t') || text.contains(" | ") {
        return false;
    }
    let small = text
        .split_whitespace()
        .filter(|word| {
            word.len() >= 2 && word.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | ',' | '.' | '-' | '?' | '!')) && word.chars().any(char::is_lowercase)
        })
        .count();
    let han = text.chars().filter(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)).count();
    (small >= 4 || han >= 16 || text.ends_with(['。', '？', '；'])) && !legal::is_short_note(text)
}

/// One to four words that begin with a capital, perhaps with a post or an address behind: `Li Na, Head of Sales`.
pub(in super::super) fn is_name_like(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let end = ["   ", "\t", " |", "|", ",", " (", " <", " - ", " -- ", " / ", "  "].iter().filter_map(|mark| bare.find(mark)).min().unwrap_or(bare.len());
    // An address behind the name ends it.
    let address = bare.find('@').and_then(|at| bare.get(..at)).and_then(|before| before.rfind(char::is_whitespace));
    let end = address.map_or(end, |at| at.min(end));
    let name = bare.get(..end).unwrap_or(bare).trim();
    let words: Vec<&str> = name.split_whitespace().collect();
    let particle =
        |word: &str| matches!(word, "de" | "van" | "von" | "der" | "den" | "la" | "le" | "da" | "di" | "del" | "bin" | "al" | "y" | "e" | "of" | "and" | "&");
    let capital = |word: &&str| word.trim_start_matches(['"', '\'', '(']).starts_with(char::is_uppercase);
    let known = words.iter().filter(|word| !particle(word));
    (1..=5).contains(&words.len())
        && name.chars().count() <= 45
        && !name.contains([':', '@', '?', '!', '=', ';'])
        && !name.chars().any(|c| c.is_ascii_digit())
        && known.clone().all(capital)
        && known.count() >= 1
        // A word alone is a heading as often as a name: a name then stands before an address in the same line.
        && (words.len() >= 2 || end < bare.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_rulers_and_sentences() {
        for name in ["Li Na", "Helen M. Strand", "*Ines Roth*", "Li Na, Head of Sales, x3-7781", "| Li Na     Sales |", "Jan van der Berg"] {
            assert!(is_name_like(name), "{name}");
        }
        for other in ["Order 4711", "Please call me", "Printing", "Dial-in: 555", "where Li Na sits", "li@corp.test"] {
            assert!(!is_name_like(other), "{other}");
        }
        for ruler in ["-----", "=====================", "+----+", "--~--~-----~--~", "  _________ ", "`----'"] {
            assert!(is_ruler(ruler), "{ruler}");
        }
        assert!(!is_ruler("--") && !is_ruler("-- Li") && !is_ruler("ooo"));
        assert!(is_prose("I will be there on time") && !is_prose("Head of Sales and Service"));
    }
}
