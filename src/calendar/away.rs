//! Days on which a person is away, by that person's own word.

use chrono::NaiveDate;

/// Which part of its days an absence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayPart {
    /// Whole days.
    Day,
    /// Mornings.
    Morning,
    /// Afternoons.
    Afternoon,
    /// Half days, and nobody said which half.
    Half,
    /// No absence: days on which the person works besides (加班).
    Working,
}

impl DayPart {
    const ALL: [Self; 5] = [Self::Day, Self::Morning, Self::Afternoon, Self::Half, Self::Working];

    /// The word that the store and the templates use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Morning => "morning",
            Self::Afternoon => "afternoon",
            Self::Half => "half",
            Self::Working => "working",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }
}

/// Days on which a person is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Which part of them.
    pub part: DayPart,
}
