//! What the archive is to say, by order.

use crate::archive::{self, By};
use crate::issue::State;
use crate::order::{Order, Verb};
use crate::outbox::What;
use crate::store::{IssueRow, StoreError, Write};

use super::Orders;

impl Orders<'_> {
    /// "42 答案: …", "42 撤下答案", "42 图1 可公开".
    pub(super) async fn answer(&self, write: &mut Write, issue: &IssueRow, order: &Order) -> Result<What, StoreError> {
        let by = By { person: self.by, message: Some(self.message), now: self.now };
        if order.verb == Verb::Release {
            return self.release(write, issue, &order.words).await;
        }
        let answer = write.answer(issue.number).await?;
        match (order.verb, answer) {
            (Verb::WithdrawAnswer, Some(answer)) if answer.offered => {
                archive::set_offered(write, &answer, false, by).await?;
                Ok(What::AnswerWithdrawn)
            }
            // What nobody has confirmed yet is a solution and no answer.
            (Verb::Answer, answer) if answer.is_some() || issue.state == State::Closed => {
                archive::edit(write, issue, order.words.trim(), by).await?;
                Ok(What::AnswerKept)
            }
            _ => Ok(What::NoAnswer),
        }
    }

    /// Figures are counted as the acknowledgement counts them: over the whole mail.
    async fn release(&self, write: &mut Write, issue: &IssueRow, words: &str) -> Result<What, StoreError> {
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        let figure: usize = digits.parse().unwrap_or_default();
        let evidence = write.evidence_of(issue.message).await?;
        let Some((part, _)) = figure.checked_sub(1).and_then(|at| evidence.get(at)).filter(|(_, of)| *of == Some(issue.number)) else {
            return Ok(What::NoFigure { figure });
        };
        write.release_screenshot(issue.message, *part, self.by).await?;
        Ok(What::Released { figure })
    }
}
