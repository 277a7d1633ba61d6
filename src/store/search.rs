//! The search index: under which terms an issue is found, and what the words of a question find.
//!
//! The terms are made by [`likeness`](crate::issue::likeness) and kept as text, twin in both stores; SQLite finds them by FTS5
//! over that text, PostgreSQL by a tsvector of it. Both only gather candidates, the newest first; which of them answers best is
//! decided in Rust, so that both stores answer alike.

use std::collections::{BTreeSet, HashMap};

use sqlx::Row;

use super::{PersonId, Read, StoreError, Write, statements};
use crate::issue::likeness::{Common as _, Counted, Field, Query, Term, index_terms};
use crate::issue::{IssueNumber, State};

/// So many candidates are ranked: more would have the same words, and the newest of them are the ones that are asked for.
const CANDIDATES: i64 = 300;

/// With fewer that say all the words, those are ranked as well that say one.
const ENOUGH: usize = 20;

/// How common a term is, the newest issues show: what was common long ago is not what is common now.
const SAMPLE: i64 = 1000;

/// So many issues are indexed in one transaction when an older store is brought up to date.
const BATCH: i64 = 500;

statements! {
    PUT_TERMS = "INSERT INTO search_text (issue, terms) VALUES ($1, $2) ON CONFLICT (issue) DO UPDATE SET terms = excluded.terms";
    SAMPLE_TERMS = "SELECT terms FROM search_text ORDER BY issue DESC LIMIT $1";
    UNINDEXED = "SELECT number FROM issue WHERE NOT EXISTS (SELECT 1 FROM search_text WHERE search_text.issue = issue.number) ORDER BY number LIMIT $1";
    INDEXED_WORDS = "SELECT issue.title, issue.text, answer.question, answer.solution FROM issue LEFT JOIN answer ON answer.issue = issue.number WHERE issue.number = $1";
}

/// What each store finds by its own index: name, SQLite, PostgreSQL.
pub(super) const TWINS: &[(&str, &str, &str)] = &[("FIND", FIND, FIND_TWIN)];

const FIND: &str = "SELECT issue.number, issue.title, issue.text, issue.module, issue.reporter, issue.state, issue.owner, answer.solution FROM search
    JOIN issue ON issue.number = search.rowid LEFT JOIN answer ON answer.issue = issue.number AND answer.state = 'offered'
    WHERE search MATCH $1 AND issue.state <> 'withdrawn' ORDER BY search.rowid DESC LIMIT $2";
const FIND_TWIN: &str = "SELECT issue.number, issue.title, issue.text, issue.module, issue.reporter, issue.state, issue.owner, answer.solution FROM search_text
    JOIN issue ON issue.number = search_text.issue LEFT JOIN answer ON answer.issue = issue.number AND answer.state = 'offered'
    WHERE array_to_tsvector(string_to_array(search_text.terms, ' ')) @@ CAST($1 AS tsquery) AND issue.state <> 'withdrawn' ORDER BY search_text.issue DESC LIMIT $2";

/// An issue that a question finds.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Its number.
    pub number: IssueNumber,
    /// One line.
    pub title: String,
    /// The reporter's words.
    pub text: String,
    /// The module.
    pub module: Option<String>,
    /// Whose problem it is.
    pub reporter: PersonId,
    /// Which colleague sees to it.
    pub owner: Option<PersonId>,
    /// Where it stands.
    pub state: State,
    /// The answer that the archive has to it.
    pub solution: Option<String>,
    /// How well it answers.
    pub score: f64,
}

/// What the index is asked for.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Term(Term),
    All(Vec<Wanted>),
    Any(Vec<Wanted>),
}

impl Wanted {
    /// As FTS5 reads it. Terms are letters and digits only.
    fn fts5(&self) -> String {
        let joined = |all: &[Self], by: &str| format!("({})", all.iter().map(Self::fts5).collect::<Vec<_>>().join(by));
        match self {
            Self::Term(Term::Is(term)) => format!("\"{term}\""),
            Self::Term(Term::Begins(head)) => format!("\"{head}\" *"),
            Self::All(all) => joined(all, " AND "),
            Self::Any(any) => joined(any, " OR "),
        }
    }

    /// As PostgreSQL's tsquery reads it.
    #[cfg(test)]
    fn tsquery(&self) -> String {
        let joined = |all: &[Self], by: &str| format!("({})", all.iter().map(Self::tsquery).collect::<Vec<_>>().join(by));
        match self {
            Self::Term(Term::Is(term)) => format!("'{term}'"),
            Self::Term(Term::Begins(head)) => format!("'{head}':*"),
            Self::All(all) => joined(all, " & "),
            Self::Any(any) => joined(any, " | "),
        }
    }

    fn terms(terms: &[Term]) -> Self {
        Self::All(terms.iter().cloned().map(Self::Term).collect())
    }

    /// What says one of these terms.
    pub(super) fn one_of(terms: impl Iterator<Item = String>) -> Self {
        Self::Any(terms.map(|term| Self::Term(Term::Is(term))).collect())
    }

    pub(super) fn query(&self) -> String {
        self.fts5()
    }
}

impl Write {
    /// Brings the index up to what an issue, and its answer, say now.
    pub async fn index_issue(&mut self, number: IssueNumber) -> Result<(), StoreError> {
        let words: Option<(String, String, Option<String>, Option<String>)> =
            sqlx::query_as(INDEXED_WORDS).bind(i64::from(number.0)).fetch_optional(self.db()).await?;
        let Some((title, text, question, solution)) = words else { return Ok(()) };
        let mut terms: BTreeSet<String> = index_terms(&text);
        for more in [Some(title), question, solution].into_iter().flatten() {
            terms.extend(index_terms(&more));
        }
        let terms: Vec<String> = terms.into_iter().collect();
        sqlx::query(PUT_TERMS).bind(i64::from(number.0)).bind(terms.join(" ")).execute(self.db()).await?;
        Ok(())
    }

    /// Indexes some of the issues that an older store has not indexed; `false` where all are.
    pub(super) async fn index_the_rest(&mut self) -> Result<bool, StoreError> {
        let numbers: Vec<i64> = sqlx::query_scalar(UNINDEXED).bind(BATCH).fetch_all(self.db()).await?;
        for number in &numbers {
            self.index_issue(IssueNumber(u32::try_from(*number).unwrap_or(u32::MAX))).await?;
        }
        Ok(!numbers.is_empty())
    }
}

impl Read {
    /// How common these terms are among the newest issues.
    pub(super) async fn common(&mut self, terms: impl Iterator<Item = String>) -> Result<Counted, StoreError> {
        let mut having: HashMap<String, u32> = terms.map(|term| (term, 0)).collect();
        let rows: Vec<String> = sqlx::query_scalar(SAMPLE_TERMS).bind(SAMPLE).fetch_all(self.db()).await?;
        for term in rows.iter().flat_map(|row| row.split(' ')) {
            if let Some(count) = having.get_mut(term) {
                *count += 1;
            }
        }
        Ok(Counted { texts: u32::try_from(rows.len()).unwrap_or(u32::MAX), having })
    }

    /// The issues that answer a question of a few words best, of those that may be seen.
    pub async fn search(&mut self, question: &str, most: usize, may_see: impl Fn(&Found) -> bool) -> Result<Vec<Found>, StoreError> {
        let query = Query::read(question);
        if query.is_empty() {
            return Ok(vec![]);
        }
        let asked = query.words.iter().flat_map(|word| word.terms.iter());
        let common = self
            .common(asked.map(|term| match term {
                Term::Is(term) | Term::Begins(term) => term.clone(),
            }))
            .await?;
        let by_name = |word: &crate::issue::likeness::Word| {
            Wanted::Any(std::iter::once(Wanted::terms(&word.terms)).chain(word.things.iter().map(|thing| Wanted::Term(Term::Is(thing.clone())))).collect())
        };
        let mut found = self.find(&Wanted::All(query.words.iter().map(by_name).collect())).await?;
        if found.len() < ENOUGH {
            let rarest = query.words.iter().filter_map(|word| word.rarest(&common)).cloned().map(Wanted::Term).collect();
            let more = self.find(&Wanted::Any(rarest)).await?;
            let known: BTreeSet<u32> = found.iter().map(|one| one.number.0).collect();
            found.extend(more.into_iter().filter(|one| !known.contains(&one.number.0)));
        }
        found.retain(|one| may_see(one));
        for one in &mut found {
            let fields = [(Field::Title, one.title.as_str()), (Field::Text, one.text.as_str()), (Field::Solution, one.solution.as_deref().unwrap_or_default())];
            one.score = query.rank(&fields, &common);
        }
        found.retain(|one| one.score > 0.0);
        // An answer helps more than an open question that says the same.
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.solution.is_some().cmp(&a.solution.is_some())).then(b.number.0.cmp(&a.number.0)));
        found.truncate(most);
        debug_assert!(common.texts() > 0 || found.is_empty());
        Ok(found)
    }

    async fn find(&mut self, wanted: &Wanted) -> Result<Vec<Found>, StoreError> {
        let rows = sqlx::query(FIND).bind(wanted.query()).bind(CANDIDATES).fetch_all(self.db()).await?;
        let found = |row: &sqlx::sqlite::SqliteRow| {
            let (number, state): (i64, String) = (row.get(0), row.get(5));
            Ok(Found {
                number: IssueNumber(u32::try_from(number).unwrap_or(u32::MAX)),
                title: row.get(1),
                text: row.get(2),
                module: row.get(3),
                reporter: PersonId(row.get(4)),
                state: State::parse(&state).ok_or_else(|| StoreError::Corrupt { table: "issue", row: number, what: format!("`{state}` is not known") })?,
                owner: row.get::<Option<i64>, _>(6).map(PersonId),
                solution: row.get(7),
                score: 0.0,
            })
        };
        rows.iter().map(found).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_stores_are_asked_for_the_same() {
        let wanted = Wanted::All(vec![
            Wanted::Any(vec![Wanted::terms(&[Term::Is("库存".into()), Term::Is("存台".into())]), Wanted::Term(Term::Is("zzstock".into()))]),
            Wanted::Term(Term::Begins("税".into())),
        ]);
        assert_eq!(wanted.fts5(), r#"((("库存" AND "存台") OR "zzstock") AND "税" *)"#);
        assert_eq!(wanted.tsquery(), "((('库存' & '存台') | 'zzstock') & '税':*)");
    }
}
