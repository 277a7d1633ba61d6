//! The day's one letter to a person: what there is to try, to answer and to know.

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::change::{ChangeFacts, ShownChange};
use super::life::calendar_day;
use super::meeting::{Meeting, ShownMeeting};
use super::words::{day, numbers};
use super::{Recipient, Settings, markdown};
use crate::issue::{IssueNumber, Notice, Severity};

/// What a person is told with the day's one letter.
#[derive(Clone, Debug)]
pub struct News {
    /// In the order in which it happened.
    pub items: Vec<NewsItem>,
}

/// One issue with what there is to say about it.
#[derive(Clone, Debug)]
pub struct NewsItem {
    /// Its number.
    pub number: IssueNumber,
    /// One line.
    pub title: String,
    /// What there is to say.
    pub notice: Notice,
    /// The solution, or the reason why nothing is done.
    pub words: String,
    /// The other number, where it goes on under that; the one whose answer may fit.
    pub other: Option<IssueNumber>,
    /// Why that answer may fit.
    pub reason: Option<String>,
    /// On which day it will be closed by itself; never where `None`.
    pub closes: Option<NaiveDate>,
    /// How much it hurts.
    pub severity: Option<Severity>,
    /// The appointment.
    pub meeting: Option<Meeting>,
    /// What there is to know of a wish.
    pub change: Option<Box<ChangeFacts>>,
}

#[derive(Serialize)]
struct ShownNews {
    number: String,
    title: String,
    notice: &'static str,
    words: String,
    other: Option<String>,
    reason: Option<String>,
    closes: Option<String>,
    meeting: Option<ShownMeeting>,
    change: Option<ShownChange>,
}

impl News {
    /// Is the reader asked to try anything?
    pub(super) fn asks(&self) -> bool {
        self.items.iter().any(|item| item.notice.asks_to_try())
    }

    /// The numbers of what is to be tried.
    pub(super) fn tries(&self, settings: &Settings) -> Vec<String> {
        self.items.iter().filter(|item| item.notice.asks_to_try()).map(|item| settings.key.write(item.number)).collect()
    }

    /// How many of them are told to everybody.
    pub(super) fn tips(&self) -> usize {
        self.items.iter().filter(|item| item.notice == Notice::Tip).count()
    }

    /// Is the reader asked something?
    pub(super) fn is_question(&self) -> bool {
        self.items.iter().any(|item| matches!(item.notice, Notice::Asked | Notice::VendorAsks))
    }

    pub(super) fn numbers(&self) -> Vec<IssueNumber> {
        self.items.iter().map(|item| item.number).collect()
    }

    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> (Value, String) {
        let today = calendar_day(settings, now);
        let one = |item: &NewsItem| ShownNews {
            number: settings.key.write(item.number),
            title: markdown::line(&item.title),
            notice: item.notice.as_str(),
            words: item.words.clone(),
            other: item.other.map(|number| settings.key.write(number)),
            reason: item.reason.clone(),
            closes: item.closes.map(|at| day(at, today, to.language)),
            change: item.change.as_ref().map(|change| change.shown(settings, to.language, today)),
            meeting: item.meeting.as_ref().map(|meeting| meeting.shown(today, to.language)),
        };
        let items: Vec<ShownNews> = self.items.iter().map(one).collect();
        (Value::from(Serde(items)), numbers(self.items.iter().map(|item| item.number), settings))
    }
}
