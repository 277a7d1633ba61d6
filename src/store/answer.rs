//! Answers: what was solved and confirmed, what it was offered for, and whether it helped.

use chrono::{DateTime, Utc};
use sqlx::Row;

use super::search::Wanted;
use super::{IssueRow, MessageId, PersonId, Read, ScreenshotRow, StoreError, Write, instant, statements};
use crate::issue::likeness::{Common as _, Text};
use crate::issue::{Cause, IssueNumber};

/// An answer as it stands; it has the number of the issue that it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// Its id.
    pub id: i64,
    /// The issue that was solved.
    pub issue: IssueNumber,
    /// What was asked, in its reporter's words.
    pub question: String,
    /// What helped.
    pub solution: String,
    /// The module.
    pub module: Option<String>,
    /// What it came from.
    pub cause: Option<Cause>,
    /// May it be offered?
    pub offered: bool,
    /// So often it helped.
    pub helped: u32,
    /// So often it did not.
    pub failed: u32,
    /// When it was last changed.
    pub changed: DateTime<Utc>,
}

/// An answer to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// The issue that was solved.
    pub issue: IssueNumber,
    /// What was asked.
    pub question: &'a str,
    /// What helped.
    pub solution: &'a str,
    /// The module.
    pub module: Option<&'a str>,
    /// What it came from.
    pub cause: Option<Cause>,
}

/// What happens to an answer; each is a line of its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerEvent {
    /// Its issue was confirmed as solved.
    Made,
    /// Its words were changed.
    Edited,
    /// No longer offered.
    Withdrawn,
    /// Offered again.
    Restored,
    /// Shown to whoever had a problem like it.
    Offered,
    /// Shown to the lead, since the likeness is weak.
    Hinted,
    /// It solved the problem.
    Helped,
    /// It did not.
    Failed,
}

impl AnswerEvent {
    /// The word that the store uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Edited => "edited",
            Self::Withdrawn => "withdrawn",
            Self::Restored => "restored",
            Self::Offered => "offered",
            Self::Hinted => "hinted",
            Self::Helped => "helped",
            Self::Failed => "failed",
        }
    }
}

/// By what something happened to an answer.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnswerCause<'a> {
    /// For which issue it was offered.
    pub issue: Option<IssueNumber>,
    /// By whom; `None` where the archive did it.
    pub person: Option<PersonId>,
    /// By which mail.
    pub message: Option<MessageId>,
    /// The new words, or why it was offered.
    pub words: Option<&'a str>,
}

/// A line of an answer's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerLine {
    /// When.
    pub at: DateTime<Utc>,
    /// What, by its word.
    pub kind: String,
    /// For which issue.
    pub issue: Option<IssueNumber>,
    /// By whom.
    pub person: Option<PersonId>,
    /// The words that belong to it.
    pub words: Option<String>,
}

/// An answer is looked for among what has one of these many rare features: one that shares none of them is not alike.
const RAREST: usize = 8;

/// So many answers are compared; the newest of those that share a rare feature.
const COMPARED: i64 = 200;

statements! {
    PUT_ANSWER = "INSERT INTO answer (issue, question, solution, module, cause, state, created, changed) VALUES ($1, $2, $3, $4, $5, 'offered', $6, $6)
        ON CONFLICT (issue) DO UPDATE SET question = excluded.question, solution = excluded.solution, module = excluded.module, cause = excluded.cause, state = 'offered', changed = excluded.changed RETURNING id";
    ANSWER = "SELECT id, issue, question, solution, module, cause, state, helped, failed, changed FROM answer WHERE issue = $1";
    ANSWERS = "SELECT id, issue, question, solution, module, cause, state, helped, failed, changed FROM answer ORDER BY issue";
    SET_SOLUTION = "UPDATE answer SET solution = $2, changed = $3 WHERE id = $1";
    SET_ANSWER_STATE = "UPDATE answer SET state = $2, changed = $3 WHERE id = $1";
    COUNT_HELPED = "UPDATE answer SET helped = helped + 1 WHERE id = $1";
    COUNT_FAILED = "UPDATE answer SET failed = failed + 1 WHERE id = $1";
    PUT_ANSWER_EVENT = "INSERT INTO answer_event (answer, at, kind, issue, person, message, words) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ANSWER_LINES = "SELECT at, kind, issue, person, words FROM answer_event WHERE answer = $1 ORDER BY id";
    OFFERED_FOR = "SELECT answer.issue FROM answer_event JOIN answer ON answer.id = answer_event.answer WHERE answer_event.issue = $1 AND answer_event.kind IN ('offered', 'hinted') ORDER BY answer_event.id DESC LIMIT 1";
    SHOWN_FOR = "SELECT answer.issue FROM answer_event JOIN answer ON answer.id = answer_event.answer WHERE answer_event.issue = $1 AND answer_event.kind = 'offered' ORDER BY answer_event.id DESC LIMIT 1";
    JUDGED_FOR = "SELECT COUNT(*) FROM answer_event WHERE issue = $1 AND kind IN ('helped', 'failed')";
    RELEASED = "SELECT message, part, sha256, mime, name, width, height FROM screenshot WHERE issue = $1 AND role = 'evidence' AND released_by IS NOT NULL ORDER BY message, position";
    RELEASE = "UPDATE screenshot SET released_by = $3 WHERE message = $1 AND part = $2";
}

/// What each store finds by its own index: name, SQLite, PostgreSQL.
pub(super) const TWINS: &[(&str, &str, &str)] = &[("ANSWERS_LIKE", ANSWERS_LIKE, ANSWERS_LIKE_TWIN), ("ISSUES_LIKE", ISSUES_LIKE, ISSUES_LIKE_TWIN)];

const ISSUES_LIKE: &str = "SELECT rowid FROM search WHERE search MATCH $1 ORDER BY rowid DESC LIMIT $2";
const ISSUES_LIKE_TWIN: &str =
    "SELECT issue FROM search_text WHERE array_to_tsvector(string_to_array(terms, ' ')) @@ CAST($1 AS tsquery) ORDER BY issue DESC LIMIT $2";

const ANSWERS_LIKE: &str =
    "SELECT answer.id, answer.issue, answer.question, answer.solution, answer.module, answer.cause, answer.state, answer.helped, answer.failed, answer.changed
    FROM search JOIN answer ON answer.issue = search.rowid WHERE search MATCH $1 AND answer.state = 'offered' ORDER BY search.rowid DESC LIMIT $2";
const ANSWERS_LIKE_TWIN: &str = "SELECT answer.id, answer.issue, answer.question, answer.solution, answer.module, answer.cause, answer.state, answer.helped, answer.failed, answer.changed
    FROM search_text JOIN answer ON answer.issue = search_text.issue WHERE array_to_tsvector(string_to_array(search_text.terms, ' ')) @@ CAST($1 AS tsquery) AND answer.state = 'offered'
    ORDER BY search_text.issue DESC LIMIT $2";

impl Write {
    /// Keeps what helped; of an issue that has an answer it becomes the answer, and is offered again.
    pub async fn put_answer(&mut self, answer: &NewAnswer<'_>, now: DateTime<Utc>) -> Result<i64, StoreError> {
        let query = sqlx::query_scalar(PUT_ANSWER).bind(i64::from(answer.issue.0)).bind(answer.question).bind(answer.solution).bind(answer.module);
        let id = query.bind(answer.cause.map(Cause::as_str)).bind(now.timestamp()).fetch_one(self.db()).await?;
        self.index_issue(answer.issue).await?;
        Ok(id)
    }

    /// Changes what an answer says.
    pub async fn edit_answer(&mut self, answer: &AnswerRow, solution: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(SET_SOLUTION).bind(answer.id).bind(solution).bind(now.timestamp()).execute(self.db()).await?;
        self.index_issue(answer.issue).await
    }

    /// Offers an answer again, or no longer.
    pub async fn offer_answer(&mut self, answer: &AnswerRow, offered: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
        let state = if offered { "offered" } else { "withdrawn" };
        sqlx::query(SET_ANSWER_STATE).bind(answer.id).bind(state).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// Adds a line to an answer's history; whether it helped is counted.
    pub async fn put_answer_event(&mut self, answer: i64, what: AnswerEvent, cause: AnswerCause<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_ANSWER_EVENT).bind(answer).bind(now.timestamp()).bind(what.as_str()).bind(cause.issue.map(|number| i64::from(number.0)));
        query.bind(cause.person.map(|person| person.0)).bind(cause.message.map(|message| message.0)).bind(cause.words).execute(self.db()).await?;
        match what {
            AnswerEvent::Helped => sqlx::query(COUNT_HELPED).bind(answer).execute(self.db()).await.map(drop)?,
            AnswerEvent::Failed => sqlx::query(COUNT_FAILED).bind(answer).execute(self.db()).await.map(drop)?,
            _ => (),
        }
        Ok(())
    }

    /// Lets a picture be shown to others with its answer, by a person's word.
    pub async fn release_screenshot(&mut self, message: MessageId, part: i64, by: PersonId) -> Result<(), StoreError> {
        sqlx::query(RELEASE).bind(message.0).bind(part).bind(by.0).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The answer that came from an issue.
    pub async fn answer(&mut self, issue: IssueNumber) -> Result<Option<AnswerRow>, StoreError> {
        Ok(sqlx::query(ANSWER).bind(i64::from(issue.0)).fetch_optional(self.db()).await?.as_ref().map(answer))
    }

    /// All answers, by number.
    pub async fn answers(&mut self) -> Result<Vec<AnswerRow>, StoreError> {
        Ok(sqlx::query(ANSWERS).fetch_all(self.db()).await?.iter().map(answer).collect())
    }

    /// An answer's history, the oldest first.
    pub async fn answer_lines(&mut self, id: i64) -> Result<Vec<AnswerLine>, StoreError> {
        let rows = sqlx::query(ANSWER_LINES).bind(id).fetch_all(self.db()).await?;
        let line = |row: &sqlx::sqlite::SqliteRow| AnswerLine {
            at: instant(row.get(0)),
            kind: row.get(1),
            issue: row.get::<Option<i64>, _>(2).and_then(number),
            person: row.get::<Option<i64>, _>(3).map(PersonId),
            words: row.get(4),
        };
        Ok(rows.iter().map(line).collect())
    }

    /// Which answer was offered for an issue last, to whomever.
    pub async fn offered_for(&mut self, issue: IssueNumber) -> Result<Option<IssueNumber>, StoreError> {
        let of: Option<i64> = sqlx::query_scalar(OFFERED_FOR).bind(i64::from(issue.0)).fetch_optional(self.db()).await?;
        Ok(of.and_then(number))
    }

    /// Which answer was shown to an issue's reporter, where he has not said yet whether it helped.
    pub async fn unjudged_answer(&mut self, issue: IssueNumber) -> Result<Option<AnswerRow>, StoreError> {
        let judged: i64 = sqlx::query_scalar(JUDGED_FOR).bind(i64::from(issue.0)).fetch_one(self.db()).await?;
        let shown: Option<i64> = sqlx::query_scalar(SHOWN_FOR).bind(i64::from(issue.0)).fetch_optional(self.db()).await?;
        match shown.and_then(number).filter(|_| judged == 0) {
            Some(of) => self.answer(of).await,
            None => Ok(None),
        }
    }

    /// The rarest features of a problem, one of which is to be shared, where it has any; and how common its features are.
    async fn rarest(&mut self, problem: &Text) -> Result<(Option<Wanted>, crate::issue::likeness::Counted), StoreError> {
        let common = self.common(problem.terms().map(str::to_owned)).await?;
        let mut terms: Vec<&str> = problem.terms().collect();
        terms.sort_by_key(|term| common.having(term));
        terms.truncate(RAREST);
        let wanted = (!terms.is_empty()).then(|| Wanted::one_of(terms.into_iter().map(str::to_owned)));
        Ok((wanted, common))
    }

    /// The answers that share a rare feature with a problem, with how common its features are in the project.
    pub async fn answers_like(&mut self, problem: &Text) -> Result<(Vec<AnswerRow>, crate::issue::likeness::Counted), StoreError> {
        let (wanted, common) = self.rarest(problem).await?;
        let Some(wanted) = wanted else { return Ok((vec![], common)) };
        let rows = sqlx::query(ANSWERS_LIKE).bind(wanted.query()).bind(COMPARED).fetch_all(self.db()).await?;
        Ok((rows.iter().map(answer).collect(), common))
    }

    /// The issues that share a rare feature with a problem, the newest first, with how common its features are in the project.
    pub async fn issues_like(&mut self, problem: &Text) -> Result<(Vec<IssueRow>, crate::issue::likeness::Counted), StoreError> {
        let (wanted, common) = self.rarest(problem).await?;
        let Some(wanted) = wanted else { return Ok((vec![], common)) };
        let numbers: Vec<i64> = sqlx::query_scalar(ISSUES_LIKE).bind(wanted.query()).bind(COMPARED).fetch_all(self.db()).await?;
        let mut issues = vec![];
        for number in numbers.into_iter().filter_map(number) {
            issues.extend(self.issue(number).await?);
        }
        Ok((issues, common))
    }

    /// The pictures of an issue that may be shown to others.
    pub async fn released_screenshots(&mut self, issue: IssueNumber) -> Result<Vec<ScreenshotRow>, StoreError> {
        let rows = sqlx::query(RELEASED).bind(i64::from(issue.0)).fetch_all(self.db()).await?;
        Ok(rows.iter().map(super::issue::shot).collect())
    }
}

fn number(number: i64) -> Option<IssueNumber> {
    u32::try_from(number).ok().map(IssueNumber)
}

fn answer(row: &sqlx::sqlite::SqliteRow) -> AnswerRow {
    let count = |n: i64| u32::try_from(n).unwrap_or_default();
    let (cause, state): (Option<String>, String) = (row.get(5), row.get(6));
    AnswerRow {
        id: row.get(0),
        issue: number(row.get(1)).unwrap_or(IssueNumber(u32::MAX)),
        question: row.get(2),
        solution: row.get(3),
        module: row.get(4),
        cause: cause.as_deref().and_then(Cause::parse),
        offered: state == "offered",
        helped: count(row.get(7)),
        failed: count(row.get(8)),
        changed: instant(row.get(9)),
    }
}
