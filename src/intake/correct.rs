//! A reporter puts the acknowledgement right: two are one, a picture belongs elsewhere.

use crate::issue::{EventData, EventKind, IssueNumber, State};
use crate::order::Correction;
use crate::outbox::{Done, What};
use crate::store::{IssueRow, StoreError, Write};

use super::reply::{Reply, survivor};

impl Reply<'_> {
    /// Does what one correction says.
    pub(super) async fn correct(&self, write: &mut Write, correction: Correction, said: &str) -> Result<Vec<Done>, StoreError> {
        match correction {
            Correction::Same(numbers) => self.join(write, &numbers, said).await,
            Correction::Picture { figure, issue } => Ok(vec![self.place(write, figure, issue, said).await?]),
        }
    }

    /// The lowest number stays, the others go on under it.
    async fn join(&self, write: &mut Write, numbers: &[IssueNumber], said: &str) -> Result<Vec<Done>, StoreError> {
        let mut issues: Vec<IssueRow> = vec![];
        for number in numbers {
            match self.own(write, *number, said).await? {
                Ok(issue) if issues.iter().all(|other| other.number != issue.number) => issues.push(issue),
                Ok(_) => (),
                Err(done) => return Ok(vec![done]),
            }
        }
        issues.sort_by_key(|issue| issue.number);
        let Some((first, others)) = issues.split_first() else { return Ok(vec![]) };
        let mut done = vec![];
        for issue in others {
            let data = EventData { issue: Some(first.number.0), ..self.data() };
            let what = match self.happen(write, issue.number, EventKind::Merged, data, Some(said)).await? {
                Ok(_) => What::Merged(first.number),
                Err(refusal) => What::Refused(refusal, self.day(issue.ended)),
            };
            done.push(Done { what, ..Done::new(issue.number, &issue.title) });
        }
        Ok(done)
    }

    /// The figure is counted in the report out of which the issue came, as its letter has shown it.
    async fn place(&self, write: &mut Write, figure: usize, number: IssueNumber, said: &str) -> Result<Done, StoreError> {
        let issue = match self.own(write, number, said).await? {
            Ok(issue) => issue,
            Err(done) => return Ok(done),
        };
        let evidence = write.evidence_of(issue.message).await?;
        let Some((part, from)) = figure.checked_sub(1).and_then(|at| evidence.get(at)).copied() else {
            return Ok(Done { what: What::NoFigure { figure }, ..Done::new(issue.number, &issue.title) });
        };
        write.place_screenshot(issue.message, part, issue.number, self.sender).await?;
        for touched in [from, Some(issue.number)].into_iter().flatten() {
            let data = EventData { pictures: Some(1), issue: Some(issue.number.0), ..self.data() };
            self.keep(write, touched, EventKind::Moved, data, said).await?;
        }
        Ok(Done { what: What::Placed { figure }, ..Done::new(issue.number, &issue.title) })
    }

    /// The issue, where it is the sender's own and goes on; else what to say.
    async fn own(&self, write: &mut Write, number: IssueNumber, said: &str) -> Result<Result<IssueRow, Done>, StoreError> {
        let Some(issue) = survivor(write, number).await? else {
            return Ok(Err(Done { what: What::Unknown { newest: write.newest_issue().await? }, ..Done::new(number, "") }));
        };
        if issue.reporter == self.sender || issue.state == State::Duplicate {
            return Ok(Ok(issue));
        }
        let data = EventData { without_effect: Some("not_yours".into()), ..self.data() };
        self.keep(write, issue.number, EventKind::Noted, data, said).await?;
        let owner = write.person_name(issue.reporter).await?;
        Ok(Err(Done { what: What::NotYours { owner }, ..Done::new(issue.number, &issue.title) }))
    }
}
