//! What reading one mail may cost: one counter for all layers, in place of a clock (promise 4).
//!
//! A step is about as much work as comparing one character. Layers whose work might grow faster than the mail draw on the
//! counter before they work; when nothing is left they stop, what they have stands, and the mail is held for a person.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What every mail may cost, however short: a hundred pages of the densest text, which is as much as is read whole, take some
/// fifty million, and an ordinary report one. It is a second.
const FUEL: u64 = 64_000_000;
/// And for each byte of it: parts may stand in parts twenty deep, and all of them are looked through at each level.
const FUEL_A_BYTE: u64 = 4;
/// Bytes that are looked through, copied or hashed at the price of one step.
const BYTES_A_STEP: usize = 8;

/// The counter. Its copies count together.
#[derive(Clone)]
pub struct Fuel(Arc<Tank>);

struct Tank {
    limit: u64,
    spent: AtomicU64,
}

impl Fuel {
    /// For a mail of so many bytes: the bound is linear in them.
    #[must_use]
    pub fn of_mail(bytes: usize) -> Self {
        Self::up_to(FUEL.saturating_add(FUEL_A_BYTE.saturating_mul(u64::try_from(bytes).unwrap_or(u64::MAX))))
    }

    /// Exactly so many steps.
    #[must_use]
    pub fn up_to(limit: u64) -> Self {
        Self(Arc::new(Tank { limit, spent: AtomicU64::new(0) }))
    }

    /// A counter of its own that goes on from here.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self(Arc::new(Tank { limit: self.0.limit, spent: AtomicU64::new(self.spent()) }))
    }

    /// Takes `steps`, or what is left. Says whether there were more.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        // One reading is one thread's: a plain sum does, and is as cheap as a register.
        let sum = self.0.spent.load(Ordering::Relaxed).saturating_add(u64::try_from(steps).unwrap_or(u64::MAX));
        self.0.spent.store(sum.min(self.0.limit), Ordering::Relaxed);
        sum < self.0.limit
    }

    /// Takes what looking through `bytes` costs.
    pub(crate) fn bytes(&self, bytes: usize) -> bool {
        self.spend(1 + bytes / BYTES_A_STEP)
    }

    /// Is nothing left?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spent() >= self.0.limit
    }

    /// What has been spent.
    #[must_use]
    pub fn spent(&self) -> u64 {
        self.0.spent.load(Ordering::Relaxed)
    }

    /// What may be spent.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.0.limit
    }
}

impl Default for Fuel {
    /// Without a bound: for words that are looked up outside of a reading.
    fn default() -> Self {
        Self::up_to(u64::MAX)
    }
}

impl fmt::Debug for Fuel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.spent(), self.0.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_count_together_and_never_beyond_the_limit() {
        let fuel = Fuel::up_to(10);
        let copy = fuel.clone();
        assert!(fuel.spend(4) && copy.spend(5) && !fuel.is_empty());
        assert!(!copy.spend(7) && !fuel.spend(0));
        assert_eq!((fuel.spent(), copy.limit(), fuel.is_empty()), (10, 10, true));
        let fuel = Fuel::up_to(10);
        fuel.spend(1);
        fuel.fork().spend(5);
        assert_eq!((fuel.spent(), fuel.fork().spent()), (1, 1));
    }
}
