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
