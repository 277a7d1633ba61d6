//! A mail that is read again: which of its items is which issue of before. Pure.

/// For each new text the place of its old one: first the same words, then, among what is left, in order.
/// What stays without a partner is new, or gone.
pub(super) fn pair(old: &[&str], new: &[&str]) -> Vec<Option<usize>> {
    let squeeze = |text: &&str| text.split_whitespace().collect::<String>();
    let old: Vec<String> = old.iter().map(squeeze).collect();
    let mut free: Vec<bool> = vec![true; old.len()];
    let mut take = |wanted: &dyn Fn(usize) -> bool| {
        let found = free.iter().enumerate().position(|(at, free)| *free && wanted(at));
        if let Some(free) = found.and_then(|at| free.get_mut(at)) {
            *free = false;
        }
        found
    };
    let mut pairs: Vec<Option<usize>> = new.iter().map(|text| take(&|at| old.get(at) == Some(&squeeze(text)))).collect();
    for pair in pairs.iter_mut().filter(|pair| pair.is_none()) {
        *pair = take(&|_| true);
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_numbers_by_words_and_then_by_order() {
        type Row = (&'static [&'static str], &'static [&'static str], &'static [Option<usize>]);
        let table: [Row; 6] = [
            (&["a", "b"], &["a", "b"], &[Some(0), Some(1)]),
            (&["a", "b"], &["b", "a"], &[Some(1), Some(0)]),
            (&["a b", "c"], &["a  b\n", "c"], &[Some(0), Some(1)]),
            (&["a", "b"], &["x", "b", "y"], &[Some(0), Some(1), None]),
            (&["a", "b"], &["b"], &[Some(1)]),
            (&["a", "a"], &["a", "a", "a"], &[Some(0), Some(1), None]),
        ];
        for (old, new, want) in table {
            assert_eq!(pair(old, new), want, "{old:?} → {new:?}");
        }
    }
}
