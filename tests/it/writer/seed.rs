//! Chance from a seed, and rows of choices that cover every pair.

use super::manner::SIZES;

/// A small generator (SplitMix64): the same seed gives the same mail on every machine and for ever.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 .. `below`.
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(below.max(1)).unwrap()).unwrap()
    }

    /// One of `all`.
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }

    /// `count` different ones of `all`, in chance's order.
    pub(crate) fn several<'a, T>(&mut self, all: &'a [T], count: usize) -> Vec<&'a T> {
        let mut left: Vec<&T> = all.iter().collect();
        (0..count.min(all.len())).map(|_| left.swap_remove(self.roll(left.len()))).collect()
    }
}

/// Choices by chance.
pub(crate) fn any(dice: &mut Dice) -> [usize; SIZES.len()] {
    SIZES.map(|size| dice.roll(size))
}

/// Rows that hold every pair of choices of every two dimensions at least once: the best of some random rows, again and again.
pub(crate) fn pairwise(dice: &mut Dice) -> Vec<[usize; SIZES.len()]> {
    let mut open: std::collections::BTreeSet<(usize, usize, usize, usize)> = (0..SIZES.len())
        .flat_map(|a| (a + 1..SIZES.len()).map(move |b| (a, b)))
        .flat_map(|(a, b)| (0..SIZES[a]).flat_map(move |x| (0..SIZES[b]).map(move |y| (a, x, b, y))))
        .collect();
    let mut rows = vec![];
    while let Some((a, x, b, y)) = open.first().copied() {
        let best = (0..12)
            .map(|_| {
                let mut row = any(dice);
                (row[a], row[b]) = (x, y);
                row
            })
            .max_by_key(|row| pairs(row).filter(|pair| open.contains(pair)).count())
            .unwrap();
        for pair in pairs(&best) {
            open.remove(&pair);
        }
        rows.push(best);
    }
    rows
}

fn pairs(row: &[usize; SIZES.len()]) -> impl Iterator<Item = (usize, usize, usize, usize)> + '_ {
    (0..row.len()).flat_map(move |a| (a + 1..row.len()).map(move |b| (a, row[a], b, row[b])))
}
