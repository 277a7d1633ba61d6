//! An appointment about an issue, as letters write it.

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use super::words::day;
use crate::people::Language;

/// Somebody looks at an issue together with its reporter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// With whom; empty where that is the reader.
    pub with: String,
    /// On which day.
    pub day: NaiveDate,
    /// At which time, where one was told.
    pub time: Option<NaiveTime>,
    /// Where, how, and whatever else was said.
    pub place: String,
}

#[derive(Serialize)]
pub(super) struct ShownMeeting {
    with: String,
    at: String,
    place: String,
}

impl Meeting {
    pub(super) fn shown(&self, today: NaiveDate, language: Language) -> ShownMeeting {
        let date = day(self.day, today, language);
        let at = match self.time {
            Some(time) => format!("{date}{}{}", if language == Language::En { ", " } else { " " }, time.format("%H:%M")),
            None => date,
        };
        ShownMeeting { with: self.with.clone(), at, place: self.place.clone() }
    }
}
