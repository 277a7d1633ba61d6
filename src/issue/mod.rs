//! The matter itself: an issue's number, kind, severity and state, and what can happen to it. Plain values and rules, no I/O.
//!
//! [`Standing::after`] is the one transition function, its tables stand in the docs of `state.rs` and, for wishes, of `step.rs`; [`may`] says whose word it takes;
//! [`ladder`](ladder()) says what the clock does with a solution that nobody answers.

mod cause;
mod event;
mod ladder;
pub mod likeness;
mod number;
mod paper;
mod reason;
mod right;
mod spending;
mod state;
mod step;

pub use cause::Cause;
pub use event::{EventData, EventKind, Notice};
pub use ladder::{Ladder, REOPENS_FOR, Step, ladder};
pub use number::{IssueNumber, Key};
pub use paper::Paper;
pub use reason::{Missing, missing};
pub use right::{Part, may};
pub use spending::Spending;
pub use state::{Closing, Refusal, Side, State};
pub use step::{ChangeStep, Standing};

/// What a reporter asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Something does not work.
    Problem,
    /// The system should behave differently.
    ChangeRequest,
    /// An idea that needs no answer.
    Suggestion,
}

impl Kind {
    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::ChangeRequest => "change_request",
            Self::Suggestion => "suggestion",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Problem, Self::ChangeRequest, Self::Suggestion].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// How much a problem hurts, as its reporter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Cosmetic, not urgent.
    Low,
    /// Said to be ordinary.
    Normal,
    /// Serious.
    High,
    /// Work stands still.
    Urgent,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::High, Self::Normal, Self::Low];

    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == text)
    }
}
