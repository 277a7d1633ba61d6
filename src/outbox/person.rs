//! What letters say about people who come, leave and move.

use chrono::NaiveDate;

use super::order::ShownSaid;
use crate::people::Address;

/// What has changed about a person.
#[derive(Clone, Debug)]
pub enum PersonDone {
    /// The address is somebody's already.
    Known {
        /// Whose.
        name: String,
        /// The address.
        address: Address,
    },
    /// Has come.
    Joined {
        /// The name.
        name: String,
        /// Where letters go.
        address: Address,
        /// The department; may be empty.
        department: String,
        /// How many held mails are read again.
        again: usize,
    },
    /// Writes from another address too.
    Also {
        /// The name.
        name: String,
        /// The address.
        address: Address,
        /// How many held mails are read again.
        again: usize,
    },
    /// Leaves.
    Leaves {
        /// The name.
        name: String,
        /// From this day on.
        day: NaiveDate,
        /// Who goes on with what is open.
        heir: Option<String>,
        /// How much that is.
        open: usize,
    },
    /// Works in another department.
    Moves {
        /// The name.
        name: String,
        /// Which; may be empty.
        department: String,
        /// From this day on.
        day: NaiveDate,
        /// Who goes on with what is open; nobody else where `None`.
        heir: Option<String>,
        /// How much that is.
        open: usize,
    },
    /// Hands over what is open.
    TakesOver {
        /// From whom.
        name: String,
        /// To whom.
        heir: String,
        /// How much that is.
        open: usize,
    },
}

/// The same in the reader's words.
pub(super) fn shown_person(done: &PersonDone, day: impl Fn(NaiveDate) -> String) -> ShownSaid {
    let said = |what, name: &String| ShownSaid { what, name: name.clone(), ..ShownSaid::default() };
    match done {
        PersonDone::Known { name, address } => ShownSaid { address: address.to_string(), ..said("known", name) },
        PersonDone::Joined { name, address, department, again } => {
            ShownSaid { address: address.to_string(), department: department.clone(), count: *again, ..said("joined", name) }
        }
        PersonDone::Also { name, address, again } => ShownSaid { address: address.to_string(), count: *again, ..said("also", name) },
        PersonDone::Leaves { name, day: from, heir, open } => ShownSaid { nearest: Some(day(*from)), heir: heir.clone(), count: *open, ..said("leaves", name) },
        PersonDone::Moves { name, department, day: from, heir, open } => {
            ShownSaid { nearest: Some(day(*from)), department: department.clone(), heir: heir.clone(), count: *open, ..said("moves", name) }
        }
        PersonDone::TakesOver { name, heir, open } => ShownSaid { heir: Some(heir.clone()), count: *open, ..said("takes_over", name) },
    }
}
