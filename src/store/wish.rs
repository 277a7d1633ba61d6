//! What becomes of wishes: their options and costs, who tries them, the papers that belong to them.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row;

use super::{MessageId, PersonId, Read, StoreError, Write, statements};
use crate::issue::{ChangeStep, IssueNumber, Paper};

/// A wish, beside its issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WishRow {
    /// The issue.
    pub issue: IssueNumber,
    /// Whoever steers it, and hears of it.
    pub lead: PersonId,
    /// The option that was chosen.
    pub choice: Option<char>,
    /// What may be spent, in hundredths.
    pub cost: Option<i64>,
    /// What the approver has allowed at most.
    pub allowed: Option<i64>,
    /// What waits for the approver's word.
    pub put_up: Option<i64>,
    /// The day up to which it is to be there.
    pub due: Option<NaiveDate>,
    /// The day up to which it is tried.
    pub trial_until: Option<NaiveDate>,
    /// The day on which whoever has the ball was last asked.
    pub asked: Option<NaiveDate>,
    /// The day on which papers were last asked for.
    pub papers_asked: Option<NaiveDate>,
}

impl WishRow {
    /// A wish of which nothing is known yet.
    #[must_use]
    pub fn new(issue: IssueNumber, lead: PersonId) -> Self {
        Self { issue, lead, choice: None, cost: None, allowed: None, put_up: None, due: None, trial_until: None, asked: None, papers_asked: None }
    }
}

/// A way to do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionRow {
    /// A, B, C.
    pub letter: char,
    /// How.
    pub words: String,
    /// With how much work, as it was written.
    pub effort: Option<String>,
    /// At what cost, in hundredths.
    pub cost: Option<i64>,
    /// The reporter wanted none of those that there were.
    pub turned_down: bool,
}

statements! {
    WISH = "SELECT issue, lead, choice, cost, allowed, put_up, due, trial_until, asked, papers_asked FROM wish WHERE issue = $1";
    PUT_WISH = "INSERT INTO wish (issue, lead, choice, cost, allowed, put_up, due, trial_until, asked, papers_asked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (issue) DO UPDATE SET lead = excluded.lead, choice = excluded.choice, cost = excluded.cost, allowed = excluded.allowed, put_up = excluded.put_up,
        due = excluded.due, trial_until = excluded.trial_until, asked = excluded.asked, papers_asked = excluded.papers_asked";
    PUT_OPTION = "INSERT INTO wish_option (issue, letter, words, effort, cost) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (issue, letter) DO UPDATE SET words = excluded.words, effort = excluded.effort, cost = excluded.cost, turned_down = 0";
    OPTIONS = "SELECT letter, words, effort, cost, turned_down FROM wish_option WHERE issue = $1 ORDER BY letter";
    TURN_DOWN = "UPDATE wish_option SET turned_down = 1 WHERE issue = $1";
    PUT_TRIAL = "INSERT INTO trial (issue, person) VALUES ($1, $2) ON CONFLICT (issue, person) DO UPDATE SET found = NULL";
    END_TRIAL = "DELETE FROM trial WHERE issue = $1";
    SET_FOUND = "UPDATE trial SET found = $3 WHERE issue = $1 AND person = $2";
    TRIAL = "SELECT person, found FROM trial WHERE issue = $1 ORDER BY person";
    WISHES = "SELECT number FROM issue WHERE step IS NOT NULL AND state IN ('open', 'with_consultant') ORDER BY number";
    BE_WISH = "UPDATE issue SET kind = 'change_request', kind_by = $2, changed = $3 WHERE number = $1";
    PUT_PAPER = "INSERT INTO paper (issue, kind, message, part, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (issue, kind) DO NOTHING";
    PAPERS = "SELECT kind FROM paper WHERE issue = $1 ORDER BY kind";
}

impl Write {
    /// Keeps what is known of a wish.
    pub async fn put_wish(&mut self, row: &WishRow) -> Result<(), StoreError> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let query = sqlx::query(PUT_WISH).bind(i64::from(row.issue.0)).bind(row.lead.0).bind(row.choice.map(String::from));
        let query = query.bind(row.cost).bind(row.allowed).bind(row.put_up).bind(day(row.due)).bind(day(row.trial_until));
        query.bind(day(row.asked)).bind(day(row.papers_asked)).execute(self.db()).await?;
        Ok(())
    }

    /// Keeps a way to do it; the same letter again says it anew.
    pub async fn put_option(&mut self, issue: IssueNumber, option: &OptionRow) -> Result<(), StoreError> {
        let query = sqlx::query(PUT_OPTION).bind(i64::from(issue.0)).bind(option.letter.to_string()).bind(&option.words);
        query.bind(&option.effort).bind(option.cost).execute(self.db()).await?;
        Ok(())
    }

    /// The reporter wants none of the options that there are.
    pub async fn turn_down_options(&mut self, issue: IssueNumber) -> Result<(), StoreError> {
        sqlx::query(TURN_DOWN).bind(i64::from(issue.0)).execute(self.db()).await?;
        Ok(())
    }

    /// Somebody is to try it, or to try it again.
    pub async fn put_trial(&mut self, issue: IssueNumber, person: PersonId) -> Result<(), StoreError> {
        sqlx::query(PUT_TRIAL).bind(i64::from(issue.0)).bind(person.0).execute(self.db()).await?;
        Ok(())
    }

    /// Nobody is asked to try it any more.
    pub async fn end_trial(&mut self, issue: IssueNumber) -> Result<(), StoreError> {
        sqlx::query(END_TRIAL).bind(i64::from(issue.0)).execute(self.db()).await?;
        Ok(())
    }

    /// Somebody has tried it.
    pub async fn set_found(&mut self, issue: IssueNumber, person: PersonId, works: bool) -> Result<(), StoreError> {
        sqlx::query(SET_FOUND).bind(i64::from(issue.0)).bind(person.0).bind(if works { "works" } else { "fails" }).execute(self.db()).await?;
        Ok(())
    }

    /// What was read as a problem is a wish, by a person's word.
    pub async fn make_wish(&mut self, issue: IssueNumber, by: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(BE_WISH).bind(i64::from(issue.0)).bind(by.0).bind(now.timestamp()).execute(self.db()).await?;
        Ok(())
    }

    /// A mail has brought a paper. Says whether it was missing.
    pub async fn put_paper(&mut self, issue: IssueNumber, paper: Paper, message: MessageId, part: usize, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let query = sqlx::query(PUT_PAPER).bind(i64::from(issue.0)).bind(paper.as_str()).bind(message.0).bind(i64::try_from(part).unwrap_or(i64::MAX));
        Ok(query.bind(now.timestamp()).execute(self.db()).await?.rows_affected() > 0)
    }
}

impl Read {
    /// What is known of a wish, beside its issue.
    pub async fn wish(&mut self, issue: IssueNumber) -> Result<Option<WishRow>, StoreError> {
        let row = sqlx::query(WISH).bind(i64::from(issue.0)).fetch_optional(self.db()).await?;
        row.as_ref().map(wish).transpose()
    }

    /// The ways to do it, by letter.
    pub async fn options(&mut self, issue: IssueNumber) -> Result<Vec<OptionRow>, StoreError> {
        let rows = sqlx::query(OPTIONS).bind(i64::from(issue.0)).fetch_all(self.db()).await?;
        let option = |row: &sqlx::sqlite::SqliteRow| OptionRow {
            letter: row.get::<String, _>(0).chars().next().unwrap_or('?'),
            words: row.get(1),
            effort: row.get(2),
            cost: row.get(3),
            turned_down: row.get::<i64, _>(4) != 0,
        };
        Ok(rows.iter().map(option).collect())
    }

    /// Who tries it, and whether it works for him; `None` where he has not said.
    pub async fn trial(&mut self, issue: IssueNumber) -> Result<Vec<(PersonId, Option<bool>)>, StoreError> {
        let rows: Vec<(i64, Option<String>)> = sqlx::query_as(TRIAL).bind(i64::from(issue.0)).fetch_all(self.db()).await?;
        Ok(rows.into_iter().map(|(person, found)| (PersonId(person), found.map(|found| found == "works"))).collect())
    }

    /// The wishes that are not over.
    pub async fn wishes(&mut self) -> Result<Vec<IssueNumber>, StoreError> {
        let numbers: Vec<i64> = sqlx::query_scalar(WISHES).fetch_all(self.db()).await?;
        Ok(numbers.into_iter().filter_map(|n| u32::try_from(n).ok()).map(IssueNumber).collect())
    }

    /// The papers of a wish that mails have brought.
    pub async fn papers(&mut self, issue: IssueNumber) -> Result<Vec<Paper>, StoreError> {
        let kinds: Vec<String> = sqlx::query_scalar(PAPERS).bind(i64::from(issue.0)).fetch_all(self.db()).await?;
        Ok(kinds.iter().filter_map(|kind| Paper::parse(kind)).collect())
    }

    /// Which papers of a wish at this step are missing.
    pub async fn missing_papers(&mut self, issue: IssueNumber, step: ChangeStep) -> Result<Vec<Paper>, StoreError> {
        let there = self.papers(issue).await?;
        Ok(Paper::due(step).iter().copied().filter(|paper| !there.contains(paper)).collect())
    }
}

fn wish(row: &sqlx::sqlite::SqliteRow) -> Result<WishRow, StoreError> {
    let issue: i64 = row.get(0);
    let day = |at: usize| {
        let day: Option<String> = row.get(at);
        let broken = |day: &str| StoreError::Corrupt { table: "wish", row: issue, what: format!("`{day}` is no day") };
        day.map(|day| day.parse().map_err(|_| broken(&day))).transpose()
    };
    Ok(WishRow {
        issue: IssueNumber(u32::try_from(issue).unwrap_or(u32::MAX)),
        lead: PersonId(row.get(1)),
        choice: row.get::<Option<String>, _>(2).and_then(|letter| letter.chars().next()),
        cost: row.get(3),
        allowed: row.get(4),
        put_up: row.get(5),
        due: day(6)?,
        trial_until: day(7)?,
        asked: day(8)?,
        papers_asked: day(9)?,
    })
}
