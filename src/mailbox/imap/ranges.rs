//! In which ranges of UIDs a folder is listed: wide where few messages exist, narrow around what cannot be listed.

use std::collections::BTreeSet;

/// A server is asked for this many UIDs at once at first; more where few of them exist.
const SPAN: u32 = 500;

/// A mailbox that lost most of its mails has large holes; one command may cross this many.
const WIDEST_SPAN: u32 = 1 << 24;

/// UIDs below the highest known that each new session lists again: servers have left messages out of listings.
const OVERLAP: u32 = 500;

/// Below this many answers a range was too narrow.
const FEW: usize = 100;

/// What is to be listed next.
#[derive(Debug)]
pub(super) struct Ranges {
    cursor: u32,
    span: u32,
    /// Somewhere up to here lies what the server could not list.
    suspect: u32,
    /// Messages that cannot be listed: ranges go around them.
    culprits: BTreeSet<u32>,
}

impl Ranges {
    pub(super) fn new() -> Self {
        Self { cursor: 1, span: SPAN, suspect: 0, culprits: BTreeSet::new() }
    }

    /// A new session begins a little before the highest known UID.
    pub(super) fn restart(&mut self, highest_known: u32) {
        self.cursor = highest_known.saturating_sub(OVERLAP).max(1);
    }

    /// The numbers mean other messages now.
    pub(super) fn forget(&mut self) {
        *self = Self::new();
    }

    /// The next range: first UID and last, `None` for "all from there" where the server does not say what is the last.
    /// Nothing where all is listed.
    pub(super) fn next(&self, last: Option<u32>) -> Option<(u32, Option<u32>)> {
        if last.is_some_and(|last| self.cursor > last) {
            return None;
        }
        let narrow = self.cursor.saturating_add(self.span - 1);
        let culprit = self.culprits.range(self.cursor..).next().map(|culprit| culprit - 1);
        let end = last.map_or_else(|| (self.span < SPAN).then_some(narrow), |last| Some(last.min(narrow)));
        let end = end.map_or(culprit, |end| Some(culprit.map_or(end, |culprit| end.min(culprit))));
        Some((self.cursor, end))
    }

    /// The range up to `to` was listed, with so many answers up to `highest`. Says whether that was all there is.
    pub(super) fn listed(&mut self, to: Option<u32>, answers: usize, highest: u32) -> bool {
        self.cursor = to.map_or_else(|| self.cursor.max(highest.saturating_add(1)), |to| to.saturating_add(1));
        if self.cursor > self.suspect {
            self.span = if answers < FEW { self.span.saturating_mul(4).clamp(SPAN, WIDEST_SPAN) } else { SPAN };
        }
        to.is_none()
    }

    /// The server could not list the range up to `to`: less of it is asked for next, in the end nothing of the message at fault.
    pub(super) fn failed(&mut self, to: Option<u32>, why: &str) {
        let to = to.unwrap_or(self.cursor.saturating_add(SPAN - 1));
        if to == self.cursor {
            tracing::warn!(uid = to, why, "the server cannot list a message");
            self.culprits.insert(to);
            self.suspect = 0;
            self.span = SPAN;
        } else {
            self.suspect = to;
            self.span = ((to - self.cursor + 1) / 4).max(1);
        }
    }

    /// Goes past what cannot be listed, and names it: the server may be able to send it all the same.
    pub(super) fn step_over(&mut self) -> Vec<u32> {
        let mut culprits = Vec::new();
        while self.culprits.contains(&self.cursor) {
            culprits.push(self.cursor);
            self.cursor = self.cursor.saturating_add(1);
        }
        culprits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists up to `last` against a server that fails wherever one of `bad` is in the range; gives what was listed.
    fn list(ranges: &mut Ranges, last: u32, bad: &[u32]) -> (BTreeSet<u32>, usize) {
        let mut seen = BTreeSet::new();
        let mut commands = 0;
        loop {
            seen.extend(ranges.step_over());
            let Some((from, to)) = ranges.next(Some(last)) else { return (seen, commands) };
            commands += 1;
            assert!(commands < 1000, "no end");
            let to = to.unwrap();
            if bad.iter().any(|bad| (from..=to).contains(bad)) {
                ranges.failed(Some(to), "garbled");
            } else {
                seen.extend(from..=to);
                ranges.listed(Some(to), usize::try_from(to - from + 1).unwrap(), to);
            }
        }
    }

    #[test]
    fn whatever_cannot_be_listed_all_else_is() {
        for bad in [&[][..], &[1], &[2], &[1000], &[1, 2, 3], &[499, 500, 501], &[7, 777, 999]] {
            let mut ranges = Ranges::new();
            let (seen, _) = list(&mut ranges, 1000, bad);
            assert_eq!(seen, (1..=1000).collect(), "{bad:?}");
            ranges.restart(1000);
            assert!(list(&mut ranges, 1000, bad).1 < 20, "the culprits are known now");
        }
    }

    #[test]
    fn holes_are_crossed_in_few_commands() {
        let mut ranges = Ranges::new();
        let mut commands = 0;
        while let Some((_, to)) = ranges.next(Some(4_000_000)) {
            ranges.listed(to, 0, 0);
            commands += 1;
        }
        assert!(commands < 12, "{commands}");
    }
}
