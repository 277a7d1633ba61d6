//! What people may command by mail, read from its text. Pure.
//!
//! **Takes** the newly written words of a mail, the issues that its thread offers, and the day. **Gives** days as people
//! write them ([`day`]).

mod date;

pub use date::{day, month_end};
