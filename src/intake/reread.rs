//! A mail that is read again: which of its items is which issue of before. Pure.

/// An issue of before.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    /// What it said.
    pub(super) text: &'a str,
    /// Taken back: its number comes back with the same words only, never for others.
    pub(super) withdrawn: bool,
}

/// For each new text the place of its old one: first the same words, then, among what is left, in order.
/// What stays without a partner is new, or gone.
pub(super) fn pair(old: &[Before], new: &[&str]) -> Vec<Option<usize>> {
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let old: Vec<(String, bool)> = old.iter().map(|issue| (squeeze(issue.text), issue.withdrawn)).collect();
    let mut free: Vec<bool> = vec![true; old.len()];
    let mut take = |wanted: &dyn Fn(&(String, bool)) -> bool| {
        let found = free.iter().zip(&old).position(|(free, old)| *free && wanted(old));
        if let Some(free) = found.and_then(|at| free.get_mut(at)) {
            *free = false;
        }
        found
    };
    let mut pairs: Vec<Option<usize>> = new.iter().map(|text| take(&|(old, _)| *old == squeeze(text))).collect();
    for pair in pairs.iter_mut().filter(|pair| pair.is_none()) {
        *pair = take(&|(_, withdrawn)| !withdrawn);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_numbers_by_words_and_then_by_order() {
        // A bar marks what was withdrawn.
        type Row = (&'static [&'static str], &'static [&'static str], &'static [Option<usize>]);
        let table: [Row; 8] = [
            (&["a", "b"], &["a", "b"], &[Some(0), Some(1)]),
            (&["a", "b"], &["b", "a"], &[Some(1), Some(0)]),
            (&["a b", "c"], &["a  b\n", "c"], &[Some(0), Some(1)]),
            (&["a", "b"], &["x", "b", "y"], &[Some(0), Some(1), None]),
            (&["a", "b"], &["b"], &[Some(1)]),
            (&["a", "a"], &["a", "a", "a"], &[Some(0), Some(1), None]),
            (&["a", "|b"], &["a", "z"], &[Some(0), None]),
            (&["a", "|b"], &["b", "z"], &[Some(1), Some(0)]),
        ];
        for (old, new, want) in table {
            let before: Vec<_> = old.iter().map(|text| Before { text: text.trim_start_matches('|'), withdrawn: text.starts_with('|') }).collect();
            assert_eq!(pair(&before, new), want, "{old:?} → {new:?}");
        }
    }
}
