//! Where an issue stands, and what happens to it.
//!
//! | from | event | to |
//! | --- | --- | --- |
//! | – | opened | open |
//! | open | sent to the consultant | with_consultant |
//! | open, with_consultant | solved | solved |
//! | solved | confirmed, silent, closed by the lead | closed |
//! | solved, closed | reopened | open |
//! | any but the last three | withdrawn, merged, declined | withdrawn, duplicate, declined |
//!
//! A state is only ever written together with its event in one transaction, so a crash leaves both or neither.

/// Where an issue stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for an answer from inside.
    Open,
    /// Waits for the vendor.
    WithConsultant,
    /// A solution is known; the reporter has not agreed yet.
    Solved,
    /// The reporter agreed, or the silence ladder ended.
    Closed,
    /// Taken back, or gone from the mail when it was read again.
    Withdrawn,
    /// The same as another issue.
    Duplicate,
    /// Will not be done.
    Declined,
}

impl State {
    const ALL: [Self; 7] = [Self::Open, Self::WithConsultant, Self::Solved, Self::Closed, Self::Withdrawn, Self::Duplicate, Self::Declined];

    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::WithConsultant => "with_consultant",
            Self::Solved => "solved",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Duplicate => "duplicate",
            Self::Declined => "declined",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

impl State {
    /// Where an issue stands after `event`; `None` where the event cannot happen to it. The only rule by which states move.
    #[must_use]
    pub fn after(self, event: EventKind) -> Option<Self> {
        match (self, event) {
            (_, EventKind::Opened) => None,
            (Self::Withdrawn, EventKind::Restored) => Some(Self::Open),
            (state, EventKind::Reread) if state != Self::Withdrawn => Some(state),
            // What was decided stays decided, whatever the mail is taken for later.
            (Self::Open | Self::WithConsultant | Self::Solved, EventKind::Withdrawn) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// What can happen to an issue; history keeps each with its time, person and message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Read from a report.
    Opened,
    /// Its words changed when the mail was read again.
    Reread,
    /// No longer in the mail when it was read again.
    Withdrawn,
    /// In the mail once more when it was read again.
    Restored,
}

impl EventKind {
    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Reread => "reread",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_read_again_moves_only_what_is_still_open() {
        let table = [
            (State::Open, EventKind::Withdrawn, Some(State::Withdrawn)),
            (State::Solved, EventKind::Withdrawn, Some(State::Withdrawn)),
            (State::Closed, EventKind::Withdrawn, None),
            (State::Duplicate, EventKind::Withdrawn, None),
            (State::Withdrawn, EventKind::Withdrawn, None),
            (State::Withdrawn, EventKind::Restored, Some(State::Open)),
            (State::Open, EventKind::Restored, None),
            (State::Closed, EventKind::Reread, Some(State::Closed)),
            (State::Withdrawn, EventKind::Reread, None),
        ];
        for (state, event, want) in table {
            assert_eq!(state.after(event), want, "{state:?} {event:?}");
        }
    }
}
