//! What helps one may help all: a solution, or somebody's trick, told to everybody.

use crate::calendar;
use crate::issue::{EventData, EventKind, Kind, Notice, State};
use crate::outbox::What;
use crate::store::{Happening, IssueRow, StoreError, Write};

use super::Orders;

impl Orders<'_> {
    /// "42 通知大家": goes into the next letter of everybody who reports, but of those who know it already.
    pub(super) async fn tell_all(&self, write: &mut Write, issue: &IssueRow, data: EventData) -> Result<What, StoreError> {
        let confidential = issue.module.as_deref().is_some_and(|name| self.context.modules.iter().any(|module| module.name == name && module.confidential));
        if confidential {
            return Ok(What::Confidential);
        }
        if let Some(at) = write.last_at(issue.number, EventKind::Published).await?
            && write.last_at(issue.number, EventKind::Solved).await?.is_none_or(|solved| solved <= at)
        {
            return Ok(What::ToldBefore(calendar::day(at, self.context.timezone)));
        }
        let solved = matches!(issue.state, State::Solved | State::Closed) && write.last_words(issue.number, EventKind::Solved).await?.is_some();
        if issue.state.is_over() && issue.state != State::Closed || !solved && issue.kind != Kind::Suggestion {
            return Ok(What::NothingToTell);
        }
        let happening = Happening { by: Some(self.by), message: Some(self.message), data, ..Happening::new(EventKind::Published) };
        let happened = match write.happen(issue.number, &happening, self.now).await? {
            Ok(happened) => happened,
            Err(refusal) => return Ok(What::Refused(refusal, None)),
        };
        let mut know = vec![self.by, issue.reporter];
        for joined in write.joined_to(issue.number).await? {
            know.extend(write.issue(joined).await?.map(|joined| joined.reporter));
        }
        let mut people = 0;
        for person in write.everybody().await?.into_iter().filter(|person| person.role == "reporter" && !know.contains(&person.id)) {
            // Whoever has left is on the roster no more.
            let Some(address) = write.person_address(person.id).await? else { continue };
            if self.context.roster.admits(&address) {
                write.put_notice(person.id, issue.number, Notice::Tip, happened.event, self.now).await?;
                people += 1;
            }
        }
        Ok(What::ToldAll { people })
    }
}
