//! Daybook.
pub mod clock;
pub mod people;
pub mod message;
pub mod report;
pub mod issue;
pub mod store;
