//! What goes to the vendor's consultant. Only what a [`Brief`] lists can enter his letters, and it is covered by a [`Mask`].

use chrono::{DateTime, NaiveDate, Utc};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::compose::Image;
use super::letter::Picture;
use super::life::calendar_day;
use super::mask::Mask;
use super::meeting::{Meeting, ShownMeeting};
use super::words::{ShownPicture, day, figure, kind, severity};
use super::{Recipient, Settings, markdown};
use crate::issue::{IssueNumber, Kind, Severity};
use crate::people::Language;
use crate::store::{ConsultingRow, IssueRow};

/// A longer text is a manual; the consultant asks for the rest.
const MOST_TEXT: usize = 4000;

/// All of an issue that leaves the company, covered already. There is no other way to put words into a consultant's letter.
#[derive(Clone, Debug)]
pub struct Brief {
    number: IssueNumber,
    title: String,
    text: String,
    kind: Kind,
    severity: Option<Severity>,
    module: Option<String>,
    reporter: String,
    day: Option<NaiveDate>,
    ticket: Option<String>,
    tried: Vec<String>,
    pictures: Vec<Picture>,
}

/// What a consultant asks back for where it is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A screenshot.
    Picture,
    /// The number of a document, an account or a message of the system's.
    Number,
    /// How one gets there.
    Steps,
}

impl Missing {
    /// The word by which the template knows it.
    fn word(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Number => "number",
            Self::Steps => "steps",
        }
    }
}

/// Words with which people tell how they got there.
const STEPS: [&str; 20] =
    ["点", "點", "打开", "打開", "进入", "進入", "先", "然后", "然後", "之后", "之後", "时", "時", "步骤", "步驟", "click", "open", "when", "after", "steps"];

/// So many digits in a row are the number of something.
const NUMBER: usize = 3;

impl Brief {
    /// The listed fields of an issue. `reporter` is shown by name; everybody else is covered.
    #[must_use]
    pub fn new(issue: &IssueRow, reporter: &str, ticket: Option<&str>, mask: &Mask, language: Language) -> Self {
        let cover = |text: &str| mask.cover(text, language);
        Self {
            number: issue.number,
            title: cover(&issue.title),
            text: markdown::clip(&cover(&issue.text), MOST_TEXT).0,
            kind: issue.kind,
            severity: issue.severity,
            module: issue.module.as_deref().map(cover),
            reporter: reporter.to_owned(),
            day: issue.day.parse().ok(),
            ticket: ticket.map(str::to_owned),
            tried: vec![],
            pictures: vec![],
        }
    }

    /// With what was tried inside.
    #[must_use]
    pub fn tried(self, words: &[String], mask: &Mask, language: Language) -> Self {
        Self { tried: words.iter().map(|words| markdown::clip(&mask.cover(words.trim(), language), MOST_TEXT).0).collect(), ..self }
    }

    /// What he will ask back for; `pictures` is how many there are.
    #[must_use]
    pub fn missing(&self, pictures: usize) -> Vec<Missing> {
        let text = format!("{}\n{}", self.text, self.tried.join("\n")).to_lowercase();
        let numbered = text.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= NUMBER);
        let stepped = STEPS.iter().any(|word| text.contains(word));
        let missing = [(Missing::Picture, pictures > 0), (Missing::Number, numbered), (Missing::Steps, stepped)];
        missing.into_iter().filter(|(_, there)| !there).map(|(what, _)| what).collect()
    }

    /// With pictures, which lose their names: people name files after people.
    #[must_use]
    pub fn with(self, pictures: Vec<Picture>) -> Self {
        let plain = |(at, picture): (usize, Picture)| Picture { figure: at + 1, name: None, ..picture };
        Self { pictures: pictures.into_iter().enumerate().map(plain).collect(), ..self }
    }
}

/// Words to the consultant beside the issue itself, covered.
#[derive(Clone, Debug)]
pub enum Words {
    /// The issue is put to him, perhaps with a word of the lead's.
    Asked(Option<String>),
    /// The reporter's words, where both talk through the desk.
    Reporter(String),
    /// Nothing but an appointment about what he has already.
    Appointment,
}

impl Words {
    /// The issue, with a word of the lead's.
    #[must_use]
    pub fn asked(note: Option<&str>, mask: &Mask, language: Language) -> Self {
        Self::Asked(note.map(str::trim).filter(|note| !note.is_empty()).map(|note| mask.cover(note, language)))
    }

    /// The reporter's words.
    #[must_use]
    pub fn reporter(said: &str, mask: &Mask, language: Language) -> Self {
        Self::Reporter(mask.cover(said.trim(), language))
    }
}

/// An appointment as it may leave the company.
#[must_use]
pub fn covered(meeting: &Meeting, mask: &Mask, language: Language) -> Meeting {
    Meeting { with: String::new(), place: mask.cover(&meeting.place, language), ..meeting.clone() }
}

/// A letter to the consultant about one issue.
#[derive(Clone, Debug)]
pub struct ToConsultant {
    /// The issue.
    pub brief: Brief,
    /// What else is said.
    pub words: Words,
    /// An appointment that goes with it.
    pub meeting: Option<Meeting>,
}

impl ToConsultant {
    pub(super) fn number(&self) -> IssueNumber {
        self.brief.number
    }

    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, id: &str, images: &mut Vec<Image>, now: DateTime<Utc>) -> Value {
        let brief = &self.brief;
        let pictures: Vec<ShownPicture> = brief.pictures.iter().map(|picture| figure(picture, id, images)).collect();
        let (note, said) = match &self.words {
            Words::Asked(note) => (note.clone(), None),
            Words::Reporter(said) => (None, Some(said.clone())),
            Words::Appointment => (None, None),
        };
        let today = calendar_day(settings, now);
        minijinja::context! {
            number => settings.key.write(brief.number),
            title => &brief.title,
            text => &brief.text,
            kind => kind(brief.kind, to.language),
            severity => brief.severity.map(|level| severity(level, to.language)),
            module => &brief.module,
            reporter => &brief.reporter,
            day => brief.day.map(|at| day(at, calendar_day(settings, now), to.language)),
            ticket => &brief.ticket,
            tried => &brief.tried,
            pictures => Serde(pictures),
            note,
            said,
            meeting => self.meeting.as_ref().map(|meeting| Serde(meeting.shown(today, to.language))),
            only_meeting => matches!(self.words, Words::Appointment),
        }
    }
}

/// What is about to leave the company, as the lead sees it on top of the answer to his orders.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The letter that will be written.
    pub letter: ToConsultant,
    /// To whom.
    pub name: String,
    /// Not before; until then it can be taken back.
    pub due: DateTime<Utc>,
    /// So many pictures go with it.
    pub pictures: usize,
    /// So many stay, since its module is confidential.
    pub kept: usize,
    /// What he will ask back for.
    pub missing: Vec<Missing>,
}

#[derive(Serialize)]
pub(super) struct ShownLeaving {
    number: String,
    name: String,
    at: String,
    title: String,
    text: String,
    note: Option<String>,
    pictures: usize,
    kept: usize,
    tried: Vec<String>,
    missing: Vec<&'static str>,
    meeting: Option<ShownMeeting>,
}

impl Leaving {
    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> ShownLeaving {
        let ToConsultant { brief, words, meeting } = &self.letter;
        ShownLeaving {
            number: settings.key.write(brief.number),
            name: self.name.clone(),
            at: self.due.with_timezone(&settings.timezone).format("%H:%M").to_string(),
            title: brief.title.clone(),
            text: if matches!(words, Words::Appointment) { String::new() } else { brief.text.clone() },
            meeting: meeting.as_ref().map(|meeting| meeting.shown(calendar_day(settings, now), to.language)),
            note: if let Words::Asked(note) = words { note.clone() } else { None },
            pictures: self.pictures,
            kept: self.kept,
            tried: if matches!(words, Words::Appointment) { vec![] } else { brief.tried.clone() },
            missing: self.missing.iter().map(|missing| missing.word()).collect(),
        }
    }
}

/// All that is with a consultant, in a table that comes back filled in; or what he owes an answer to.
#[derive(Clone, Debug)]
pub struct ConsultantList {
    /// Why it is written.
    pub why: ListWhy,
    /// The rows, by number.
    pub rows: Vec<ListRow>,
}

/// Why a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListWhy {
    /// It is the first working day of the week.
    Week,
    /// He owes an answer to these.
    Owed,
    /// Nobody could see which issue a mail of his is about.
    Unclear,
}

/// One issue that is with a consultant.
#[derive(Clone, Debug)]
pub struct ListRow {
    brief: Brief,
    asked: Option<NaiveDate>,
    promised: Option<NaiveDate>,
    owed: bool,
}

impl ListRow {
    /// The row of an issue; `owed`: an answer is overdue.
    #[must_use]
    pub fn new(brief: Brief, asked: Option<NaiveDate>, consulting: &ConsultingRow, owed: bool) -> Self {
        Self { brief, asked, promised: consulting.promised, owed }
    }
}

#[derive(Serialize)]
struct ShownRow {
    number: String,
    title: String,
    asked: String,
    ticket: String,
    promised: String,
    owed: bool,
}

impl ConsultantList {
    pub(super) fn numbers(&self) -> Vec<IssueNumber> {
        self.rows.iter().map(|row| row.brief.number).collect()
    }

    pub(super) fn shown(&self, settings: &Settings, to: &Recipient, now: DateTime<Utc>) -> Value {
        let date = |at: Option<NaiveDate>| at.map(|at| day(at, calendar_day(settings, now), to.language)).unwrap_or_default();
        let row = |row: &ListRow| ShownRow {
            number: settings.key.write(row.brief.number),
            title: row.brief.title.clone(),
            asked: date(row.asked),
            ticket: row.brief.ticket.clone().unwrap_or_default(),
            promised: date(row.promised),
            owed: row.owed,
        };
        let rows: Vec<ShownRow> = self.rows.iter().map(row).collect();
        let why = match self.why {
            ListWhy::Week => "week",
            ListWhy::Owed => "owed",
            ListWhy::Unclear => "unclear",
        };
        minijinja::context! { why, rows => Serde(rows), owed => self.rows.iter().filter(|row| row.owed).count() }
    }
}
