//! Looking something up by its words, among issues and answers.
//!
//! Whoever steers, or looks at everything, finds what he may see; a reporter finds his own issues, and of others what the archive
//! has an answer to, without names. What is confidential only the lead finds, and whoever reported it.

use crate::calendar;
use crate::issue::likeness::Query;
use crate::outbox::{Card, Said};
use crate::store::{Found, StoreError, Write};

use super::{Orders, Reach};

/// What does not stand among the first ten is asked for with one more word.
const MOST_FOUND: usize = 10;

/// More words are a sentence, and a sentence that names a fault is a problem.
const MOST_WORDS: usize = 3;

impl Orders<'_> {
    /// What "找 库存" is answered with.
    pub(super) async fn search(&self, write: &mut Write, question: &str) -> Result<Said, StoreError> {
        let found = write.search(question, MOST_FOUND, |found| self.may_find(found)).await?;
        let mut cards = vec![];
        for one in found {
            let whole = one.reporter == self.by || one.owner == Some(self.by) || self.reach != Reach::Own;
            let issue = write.issue(one.number).await?;
            let Some(issue) = issue else { continue };
            let card = if whole {
                self.card(write, &issue).await?
            } else {
                Card {
                    number: one.number,
                    title: one.title,
                    state: one.state,
                    reporter: String::new(),
                    severity: None,
                    module: one.module,
                    owner: None,
                    cause: None,
                    step: issue.step,
                    waits_on: issue.waits_on,
                    since: calendar::day(issue.waits_since, self.context.timezone),
                    solution: None,
                    disputed: None,
                }
            };
            cards.push(Card { solution: one.solution.or(card.solution.clone()), ..card });
        }
        Ok(Said::Found { question: question.to_owned(), cards })
    }

    fn may_find(&self, found: &Found) -> bool {
        if found.reporter == self.by || found.owner == Some(self.by) || self.reach == Reach::Lead {
            return true;
        }
        let module = found.module.as_deref();
        let confidential = self.context.modules.iter().any(|one| one.confidential && module == Some(one.name.as_str()));
        !confidential
            && match &self.reach {
                Reach::Own => found.solution.is_some(),
                reach => found.solution.is_some() || reach.covers(module),
            }
    }
}

/// Is it a question of a few words, and not a problem that begins with one?
pub(super) fn is_question(text: &str) -> bool {
    let query = Query::read(text);
    !query.names_fault && (1..=MOST_WORDS).contains(&query.words.len())
}
