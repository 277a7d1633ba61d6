//! The heads of Lotus Notes: a name and a moment on one to three lines, then `To:`, `cc:`, `Subject:`.

use std::sync::LazyLock;

use regex::Regex;

use super::super::signature::{is_prose, is_ruler};
use super::words::Label;
use super::{label, separator};

/// A name, a department, "Sent by", "Please respond to" stand in a line of at most this length.
const MAX_NAME: usize = 110;

static MOMENT: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new(r"\b[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4},?\s+(at\s+)?[0-9]{1,2}[:.][0-9]{2}").unwrap()
});

/// A head of Lotus Notes that begins at the first of `lines`: how many lines it takes. `inset`: does that line stand
/// inset? The name of a department above the head does.
///
/// ```text
/// "Li Na" <li@corp.test> on 03/02/2026 10:00:12 AM          Li Na/Corp
/// Please respond to li@corp.test                            03/02/2026 10:00 AM
/// To:     wang@corp.test                                            To: Wang Lei/Corp@Corp
/// cc:                                                               cc:
/// Subject:        Stock                                             Subject: Stock
/// ```
pub(in super::super) fn notes(lines: &[&str], inset: bool) -> Option<usize> {
    let filled = |at: usize| lines.get(at).is_some_and(|line| !line.trim().is_empty());
    // The moment stands in one of the first lines, or there is no such head: most lines end here.
    if !filled(0) || !lines.iter().take(6).any(|line| has_moment(line)) || matches!(label(lines.first()?), Some(Label::To | Label::Subject | Label::Other)) {
        return None;
    }
    let moment = moment(lines, inset)?;
    let to = (moment + 1..moment + 6).find(|at| lines.get(*at).and_then(|line| label(line)) == Some(Label::To))?;
    // Between the moment and the addressee stand only short lines.
    if !lines.get(moment + 1..to)?.iter().all(|line| line.chars().count() <= MAX_NAME && !line.trim_end().ends_with(['.', '?', '!'])) {
        return None;
    }
    let mut last = to;
    let mut labels = 1;
    // A long list of addressees is broken over many lines.
    for (at, line) in lines.iter().enumerate().skip(to + 1).take(40) {
        match label(line) {
            Some(Label::To | Label::Subject | Label::Other | Label::Date) => {
                labels += 1;
                last = at;
                if label(line) == Some(Label::Subject) {
                    break;
                }
            }
            None if line.trim().is_empty() && at <= last + 2 => {}
            None if line.contains(['@', ',', ';', '/']) && at == last + 1 => last = at,
            _ => break,
        }
    }
    (labels >= 2).then_some(last + 1)
}

/// The line with date and time: the first, or one of the next two below a name, or the `From:` line below a department.
fn moment(lines: &[&str], inset: bool) -> Option<usize> {
    let is_moment = |at: usize| lines.get(at).is_some_and(|line| has_moment(line));
    for at in 0..4 {
        let line = lines.get(at)?.trim();
        if is_moment(at) {
            return Some(at);
        }
        if line.is_empty() {
            // The department, a blank line, "From: Li Na    03/02/2026 10:00 AM".
            let from = (at + 1..at + 3).find(|next| lines.get(*next).is_some_and(|line| !line.trim().is_empty()))?;
            return (at > 0 && inset && is_moment(from) && lines.get(from).and_then(|line| label(line)) == Some(Label::From)).then_some(from);
        }
        if line.chars().count() > MAX_NAME || line.ends_with(['!', '?', ',', ':']) || is_above(line) || (at == 0 && is_address(line) && !is_moment(1)) {
            return None;
        }
    }
    None
}

fn has_moment(line: &str) -> bool {
    /// "3/2/26 9:05" has seven digits.
    const DIGITS: usize = 7;
    line.bytes().filter(u8::is_ascii_digit).count() >= DIGITS && line.chars().count() <= MAX_NAME && MOMENT.is_match(line)
}

/// Does the line belong to what stands above a head: a sentence, a phone, a ruler, a separator?
fn is_above(line: &str) -> bool {
    /// A phone number has so many digits, the name of a person or a department has fewer.
    const PHONE: usize = 7;
    is_prose(line) || line.chars().filter(char::is_ascii_digit).count() >= PHONE || is_ruler(line) || separator(line).is_some()
}

/// An address alone ends the card above, unless the moment stands right below it.
fn is_address(line: &str) -> bool {
    line.contains('@') && !line.contains([' ', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_of_notes() {
        for (lines, want) in [
            (vec!["Li Na/Corp", "03/02/2026 10:00 AM", "To: Wang Lei/Corp@Corp", "cc:", "Subject: Stock", "", "text"], Some(5)),
            (vec!["\"Li Na\" <li@corp.test> on 03/02/2026 10:00:12 AM", "To:\t<wang@corp.test>", "cc:\t", "Subject:\tStock", "", "text"], Some(4)),
            (vec!["Li Na", "Sent by: Wang", "03/02/2026 10:00 AM", "", "To: Wang", "cc:", "", "Subject: x", "text"], Some(8)),
            (vec!["Corp Ltd.", "", "From:  Li Na      03/02/2026 10:00 AM", "", "To: Wang", "cc:", "Subject: x"], Some(7)),
            (vec!["Li Na on 03/02/2026 10:00", "Please respond to li@corp.test", "To: a@corp.test,", "b@corp.test", "cc:", "Subject: x"], Some(6)),
            (vec!["It failed on 03/02/2026 10:00 again.", "To: save it I need rights"], None),
            (vec!["Done.", "_____", "From: Li Na", "Sent: Mon 03/02/2026 10:00", "To: Wang", "Subject: x"], None),
            (vec!["Shall we?", "--- Forwarded by Li Na on 03/02/2026 10:00 ---", "Li", "03/02/2026 10:00", "To: Wang", "cc:"], None),
            (vec!["li@corp.test", "Wang Lei", "03/02/2026 10:00 AM", "To: Li", "cc:"], None),
            (vec!["03/02/2026 10:00 saved", "03/02/2026 10:01 lost"], None),
        ] {
            assert_eq!(notes(&lines, true), want, "{lines:?}");
        }
    }
}
