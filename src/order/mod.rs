//! What people may command by mail, read from its text. Pure.
//!
//! **Takes** the newly written words of a mail, and the issues that its thread offers. **Gives** its lines in their order
//! ([`read()`]): each an [`Order`] that fits the table, or a [`Fault`] that its writer gets as a sentence; and days as people
//! write them ([`day`]). **May not know** who writes, what is stored, or whether it is allowed: that is decided by whoever
//! carries orders out, by the row's [`Power`] and the proof that the mail shows (promise 8).
//!
//! [`TABLE`] is the one source of the parser, the help letters and the tests. A new order is a row there, a [`Verb`], and
//! what it does in `intake::order`.

mod away;
mod correct;
mod date;
mod line;
mod money;
mod person;
mod reporters;
mod shape;
mod table;
mod verb;
mod wish;
mod words;

pub use away::{Said, away};
pub use correct::{Correction, corrections};
pub use date::{appointment, day, month_end, past_day};
pub use line::{Fault, Known, Line, MOST_LINES, Order, UNREAD_STOP, numbered, read};
pub use money::{cost, effort, is_currency};
pub use reporters::REPORTERS;
pub use shape::{Power, Shape};
pub use table::{Row, TABLE};
pub use verb::Verb;
pub use wish::{Said as WishSaid, approval, choice};
