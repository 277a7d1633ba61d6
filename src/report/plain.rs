//! The plainest reading: every line that begins with a number is a problem.

use super::{Arrival, Class, Context, Item, Period, Reading};
use crate::issue::Kind;
use crate::message::Message;

/// Reads one message.
#[must_use]
pub fn read(message: &Message, context: &Context, arrival: Arrival) -> Reading {
    let text = message.own_text();
    let numbered = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let item = |line: &str| Item { title: line.into(), text: line.into(), kind: Kind::Problem, severity: None, module: None, pictures: vec![] };
    let items: Vec<Item> = numbered.map(item).collect();
    let class = if items.is_empty() { Class::NoProblem } else { Class::Report };
    let day = arrival.0.with_timezone(&context.timezone).date_naive();
    Reading {
        class,
        language: None,
        on_behalf_of: None,
        day,
        period: Period::Day,
        items,
        unassigned: vec![],
        ignored: vec![],
        reply: None,
        confidence: 50,
        remarks: vec![],
    }
}
