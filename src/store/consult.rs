//! What was put to the consultant, what he has said, and what is still to leave the company for him.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::{EventId, LetterId, LetterRow, MessageId, PersonId, Read, StoreError, Write, instant, statements};
use crate::issue::IssueNumber;
use crate::people::Address;

/// An issue and its consultant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultingRow {
    /// The issue.
    pub issue: IssueNumber,
    /// The consultant.
    pub person: PersonId,
    /// Whoever has put it to him: hears what he says.
    pub asked_by: PersonId,
    /// Do reporter and consultant talk through the desk?
    pub direct: bool,
    /// His own number for it.
    pub ticket: Option<String>,
    /// The day for which he has promised something.
    pub promised: Option<NaiveDate>,
    /// The last day on which a letter went to him or one of his came.
    pub heard: Option<NaiveDate>,
    /// The day on which he was reminded of what he owes now.
    pub reminded: Option<NaiveDate>,
}

/// Something that is to leave the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRow {
    /// The event that it tells of.
    pub event: EventId,
    /// The issue.
    pub issue: IssueNumber,
    /// Did the issue go to the consultant by it?
    pub moved: bool,
    /// Not before.
    pub due: DateTime<Utc>,
    /// What happened: a word of [`EventKind`](crate::issue::EventKind).
    pub kind: String,
    /// By whom.
    pub by: Option<PersonId>,
    /// By which mail.
    pub message: Option<MessageId>,
    /// The words that came with it.
    pub words: Option<String>,
}

statements! {
    PUT_CONSULTING = "INSERT INTO consulting (issue, person, asked_by) VALUES ($1, $2, $3)
        ON CONFLICT (issue) DO UPDATE SET person = excluded.person, asked_by = excluded.asked_by, promised = NULL, reminded = NULL";
    CONSULTING = "SELECT issue, person, asked_by, direct, ticket, promised, heard, reminded FROM consulting WHERE issue = $1";
    // What he has not been asked yet is not his to know of.
    CONSULTING_WITH = "SELECT issue, person, asked_by, direct, ticket, promised, heard, reminded FROM consulting WHERE person = $1 AND heard IS NOT NULL ORDER BY issue";
    CONSULTANTS = "SELECT DISTINCT person FROM consulting ORDER BY person";
    SET_CONSULTING = "UPDATE consulting SET direct = $2, ticket = $3, promised = $4, heard = $5, reminded = $6 WHERE issue = $1";
    PUT_OUTGOING = "INSERT INTO outgoing (event, issue, moved, due) VALUES ($1, $2, $3, $4) ON CONFLICT (event) DO NOTHING";
    OUTGOING = "SELECT outgoing.event, outgoing.issue, outgoing.moved, outgoing.due, event.kind, event.person, event.message, note.text
        FROM outgoing JOIN event ON event.id = outgoing.event LEFT JOIN note ON note.event = outgoing.event WHERE outgoing.settled IS NULL ORDER BY outgoing.due, outgoing.event";
    SETTLE_OUTGOING = "UPDATE outgoing SET settled = $2, letter = $3 WHERE event = $1 AND settled IS NULL";
    // What others have sent about an issue is not its reporter's to show.
    OWN_PICTURES = "SELECT screenshot.message, screenshot.part FROM screenshot JOIN issue ON issue.number = screenshot.issue JOIN message ON message.id = screenshot.message
        WHERE screenshot.issue = $1 AND screenshot.role = 'evidence' AND (message.person = issue.reporter OR message.id = issue.message) ORDER BY screenshot.message, screenshot.position";
    LAST_TO_HIM = "SELECT letter.id FROM letter JOIN letter_issue ON letter_issue.letter = letter.id
        WHERE letter_issue.issue = $1 AND letter.recipient = $2 AND letter.kind = 'to_consultant' ORDER BY letter.id DESC LIMIT 1";
    LETTERS_LEFT = "SELECT event.at, outgoing.settled FROM outgoing JOIN event ON event.id = outgoing.event
        WHERE outgoing.letter IS NOT NULL AND event.kind IN ('sent_out', 'appointed') ORDER BY outgoing.event";
    LEFT_AT = "SELECT MAX(settled) FROM outgoing WHERE issue = $1 AND letter IS NOT NULL";
}

impl Write {
    /// An issue is put to a consultant.
    pub async fn put_consulting(&mut self, issue: IssueNumber, person: PersonId, asked_by: PersonId) -> Result<(), StoreError> {
        sqlx::query(PUT_CONSULTING).bind(i64::from(issue.0)).bind(person.0).bind(asked_by.0).execute(self.db()).await?;
        Ok(())
    }

    /// What is known of an issue's consultant has changed.
    pub async fn set_consulting(&mut self, row: &ConsultingRow) -> Result<(), StoreError> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let query = sqlx::query(SET_CONSULTING).bind(i64::from(row.issue.0)).bind(i64::from(row.direct)).bind(&row.ticket);
        query.bind(day(row.promised)).bind(day(row.heard)).bind(day(row.reminded)).execute(self.db()).await?;
        Ok(())
    }

    /// The consultant is to hear of an event, not before `due`.
    pub async fn put_outgoing(&mut self, event: EventId, issue: IssueNumber, moved: bool, due: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_OUTGOING).bind(event.0).bind(i64::from(issue.0)).bind(i64::from(moved));
        query.bind(due.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// It has left by `letter`, or stays here.
    pub async fn settle_outgoing(&mut self, event: EventId, letter: Option<LetterId>, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(SETTLE_OUTGOING).bind(event.0).bind(now.timestamp()).bind(letter.map(|letter| letter.0)).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// What is known of an issue's consultant.
    pub async fn consulting(&mut self, issue: IssueNumber) -> Result<Option<ConsultingRow>, StoreError> {
        let row = sqlx::query(CONSULTING).bind(i64::from(issue.0)).fetch_optional(self.db()).await?;
        row.as_ref().map(consulting).transpose()
    }

    /// All that was ever asked of a consultant, by number.
    pub async fn consulting_with(&mut self, person: PersonId) -> Result<Vec<ConsultingRow>, StoreError> {
        sqlx::query(CONSULTING_WITH).bind(person.0).fetch_all(self.db()).await?.iter().map(consulting).collect()
    }

    /// Who has ever been asked.
    pub async fn consultants(&mut self) -> Result<Vec<PersonId>, StoreError> {
        let people: Vec<i64> = sqlx::query_scalar(CONSULTANTS).fetch_all(self.db()).await?;
        Ok(people.into_iter().map(PersonId).collect())
    }

    /// What waits to leave the company, the earliest first.
    pub async fn outgoing(&mut self) -> Result<Vec<OutgoingRow>, StoreError> {
        let rows = sqlx::query(OUTGOING).fetch_all(self.db()).await?;
        let one = |row: &sqlx::sqlite::SqliteRow| OutgoingRow {
            event: EventId(row.get(0)),
            issue: number(row.get(1)),
            moved: row.get::<i64, _>(2) != 0,
            due: instant(row.get(3)),
            kind: row.get(4),
            by: row.get::<Option<i64>, _>(5).map(PersonId),
            message: row.get::<Option<i64>, _>(6).map(MessageId),
            words: row.get(7),
        };
        Ok(rows.iter().map(one).collect())
    }

    /// The pictures of an issue that its reporter has sent: message and part.
    pub async fn own_pictures(&mut self, issue: IssueNumber) -> Result<Vec<(MessageId, usize)>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(OWN_PICTURES).bind(i64::from(issue.0)).fetch_all(self.db()).await?;
        Ok(rows.into_iter().filter_map(|(message, part)| Some((MessageId(message), usize::try_from(part).ok()?))).collect())
    }

    /// The last letter of an issue's own thread with its consultant.
    pub async fn last_to_consultant(&mut self, issue: IssueNumber, to: &Address) -> Result<Option<LetterRow>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(LAST_TO_HIM).bind(i64::from(issue.0)).bind(to.as_str()).fetch_optional(self.db()).await?;
        match id {
            Some(id) => self.letter(LetterId(id)).await,
            None => Ok(None),
        }
    }

    /// Of all that has left by an order: when it was ordered, and when it left.
    pub async fn letters_left(&mut self) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>, StoreError> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(LETTERS_LEFT).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(ordered, left)| (instant(ordered), instant(left))).collect())
    }

    /// When a letter about an issue last left for the consultant.
    pub async fn left_at(&mut self, issue: IssueNumber) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(LEFT_AT).bind(i64::from(issue.0)).fetch_one(self.db()).await?;
        Ok(at.map(instant))
    }
}

fn number(number: i64) -> IssueNumber {
    IssueNumber(u32::try_from(number).unwrap_or(u32::MAX))
}

fn consulting(row: &sqlx::sqlite::SqliteRow) -> Result<ConsultingRow, StoreError> {
    let issue: i64 = row.get(0);
    let day = |at: usize| {
        let day: Option<String> = row.get(at);
        let broken = |day: &str| StoreError::Corrupt { table: "consulting", row: issue, what: format!("`{day}` is no day") };
        day.map(|day| day.parse().map_err(|_| broken(&day))).transpose()
    };
    Ok(ConsultingRow {
        issue: number(issue),
        person: PersonId(row.get(1)),
        asked_by: PersonId(row.get(2)),
        direct: row.get::<i64, _>(3) != 0,
        ticket: row.get(4),
        promised: day(5)?,
        heard: day(6)?,
        reminded: day(7)?,
    })
}
