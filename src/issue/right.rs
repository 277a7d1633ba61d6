//! Whose word an event takes.

use super::{EventKind, State};

/// What somebody is to one issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Whose problem it is.
    Reporter,
    /// Whoever reported an issue that goes on under this number.
    Joined,
    /// The first line for its module.
    KeyUser,
    /// The lead.
    Lead,
    /// Anybody else of the project.
    Colleague,
}

/// May somebody's mail cause this to an issue that stands so? An order of the lead's is asked for by its own table as well,
/// and needs its proof.
#[must_use]
pub fn may(part: Part, event: EventKind, state: State) -> bool {
    use EventKind as Event;
    match event {
        // The promise of the regime: followed until its reporter agrees. The lead closes by order, and figures say so.
        Event::Confirmed | Event::Helped => part == Part::Reporter,
        // What the lead has turned down, the lead takes up again; whoever reported the same may say that it is not gone.
        Event::Reopened => match part {
            Part::Reporter | Part::Joined => state != State::Declined,
            Part::Lead => true,
            Part::KeyUser | Part::Colleague => false,
        },
        Event::Cancelled | Event::Postponed => matches!(part, Part::Reporter | Part::Lead),
        Event::Commented | Event::Evidence | Event::Failed => part != Part::Colleague,
        Event::Noted => true,
        _ => part == Part::Lead,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_reporter_confirms() {
        for part in [Part::Joined, Part::KeyUser, Part::Lead, Part::Colleague] {
            assert!(State::ALL.iter().all(|state| !may(part, EventKind::Confirmed, *state)), "{part:?}");
        }
        assert!(may(Part::Reporter, EventKind::Confirmed, State::Solved));
        assert!(!may(Part::Reporter, EventKind::Reopened, State::Declined));
        assert!(may(Part::Joined, EventKind::Reopened, State::Solved));
        assert!(!may(Part::Colleague, EventKind::Evidence, State::Open) && may(Part::Colleague, EventKind::Noted, State::Open));
    }
}
