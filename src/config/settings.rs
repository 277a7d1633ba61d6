//! What each stage needs of a [`Config`].

use std::sync::Arc;

use super::Config;
use crate::report;

impl Config {
    /// What the reader must know of the project.
    #[must_use]
    pub fn context(&self) -> report::Context {
        report::Context {
            key: self.key.clone(),
            timezone: self.timezone,
            day_ends: self.day_ends,
            roster: self.roster.clone(),
            own_addresses: std::iter::once(&self.mailbox.address).chain(&self.mailbox.aliases).cloned().collect(),
            message_id_domains: std::iter::once(&self.delivery.message_id_domain).chain(&self.delivery.former_domains).cloned().collect(),
            modules: self.modules.clone(),
            lexicon: Arc::new(report::Lexicon::default()),
        }
    }
}
