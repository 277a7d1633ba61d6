//! How much wishes may cost by whose word.

use crate::people::Address;

/// The project's rule about money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spending {
    /// What costs more than this, in hundredths, needs the approver's word; `None` where the lead decides alone.
    pub limit: Option<i64>,
    /// Whoever approves what is above it.
    pub approver: Option<Address>,
    /// The currency of all amounts, as letters write it.
    pub currency: String,
}

impl Default for Spending {
    fn default() -> Self {
        Self { limit: None, approver: None, currency: "元".into() }
    }
}

impl Spending {
    /// May the lead spend so much by himself, where the approver has allowed `allowed` before?
    #[must_use]
    pub fn lead_may(&self, cost: i64, allowed: Option<i64>) -> bool {
        self.limit.is_none_or(|limit| cost <= limit) || allowed.is_some_and(|allowed| cost <= allowed)
    }
}
