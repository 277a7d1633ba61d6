//! What reading the documents of one mail may cost. It counts work, never time: the same mail ends at the same place everywhere.

use super::Fault;

/// Bytes that may be unpacked and looked at: the mail's own limit is 25 MiB, and its pictures do not grow; text packs
/// to a tenth. More is made to be so.
const STEPS: usize = 64 << 20;
/// Bytes of text that may come out: as much as of an HTML body.
const TEXT: usize = 2 << 20;

/// What may still be spent.
#[derive(Debug)]
pub(in crate::message) struct Fuel {
    steps: usize,
    text: usize,
}

impl Default for Fuel {
    fn default() -> Self {
        Self { steps: STEPS, text: TEXT }
    }
}

impl Fuel {
    /// How many bytes may still be looked at.
    pub(super) fn left(&self) -> usize {
        self.steps
    }

    /// Pays for bytes, nodes or pairs that are looked at.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Fault> {
        self.steps = self.steps.checked_sub(steps).ok_or(Fault::TooLarge)?;
        Ok(())
    }

    /// Pays for text that comes out.
    pub(super) fn say(&mut self, text: &str) -> Result<(), Fault> {
        self.text = self.text.checked_sub(text.len()).ok_or(Fault::TooLarge)?;
        Ok(())
    }
}

#[cfg(test)]
impl Fuel {
    /// A tank of any size, for tests of what happens where it ends.
    pub(super) fn of(steps: usize, text: usize) -> Self {
        Self { steps, text }
    }

    /// What has been spent of a full tank.
    pub(super) fn spent(&self) -> (usize, usize) {
        (STEPS - self.steps, TEXT - self.text)
    }
}
