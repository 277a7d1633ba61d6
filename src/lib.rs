//! Daybook.
pub mod clock;
pub mod people;
pub mod message;
pub mod report;
pub mod issue;
pub mod proof;
pub mod store;
pub mod outbox;
pub mod picture;
pub mod dial;
pub mod stage;
pub mod stop;
pub mod secret;
pub mod config;
pub mod mailbox;
pub mod delivery;
