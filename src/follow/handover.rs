//! What somebody leaves open goes on with somebody else, from the day that was said.

use chrono::{DateTime, NaiveDate, Utc};

use super::Follow;
use crate::issue::{EventData, EventKind, Notice, State};
use crate::store::{Handover, Happening, IssueRow, PersonId, Setting, StoreError, Write};

impl Follow {
    /// Gives what is open to its heirs, where the day has come. Says whether there was anything.
    pub(super) async fn hand_over(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if self.store.read().await?.due_handovers(today).await?.is_empty() {
            return Ok(false);
        }
        let mut write = self.store.write().await?;
        for due in write.due_handovers(today).await? {
            for issue in write.open_with(due.person).await? {
                let heir = match due.heir {
                    Some(heir) => heir,
                    None => self.first_line(&mut write, &issue, due).await?,
                };
                if heir != due.person {
                    inherit(&mut write, &issue, due, heir, now).await?;
                }
            }
            write.handed_over(due.id, now).await?;
        }
        write.commit().await?;
        Ok(true)
    }

    /// Nobody was named: its module's key user, else whoever gave the word.
    async fn first_line(&self, write: &mut Write, issue: &IssueRow, due: Handover) -> Result<PersonId, StoreError> {
        let of_module = self.settings.key_users.iter().find(|(module, _)| Some(module) == issue.module.as_ref());
        let Some((_, address)) = of_module.filter(|(_, address)| self.settings.roster.find(address).is_some()) else { return Ok(due.by) };
        Ok(write.person_of(address).await?.filter(|person| *person != due.person).unwrap_or(due.by))
    }
}

/// One issue: its problem where it was the leaver's own, and what he saw to.
async fn inherit(write: &mut Write, issue: &IssueRow, due: Handover, heir: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let changed = |what: &str| EventData { changed: Some((what.to_owned(), heir.0.to_string())), ..EventData::default() };
    let happening = |data| Happening { by: Some(due.by), message: Some(due.message), data, ..Happening::new(EventKind::Changed) };
    let mut notice = None;
    if write.owner(issue.number).await? == Some(due.person)
        && let Ok(happened) = write.happen(issue.number, &happening(changed("owner")), now).await?
    {
        write.set_by_order(issue.number, &Setting::Owner(heir), due.by, now).await?;
        notice = Some((Notice::Assigned, happened.event));
    }
    if issue.reporter == due.person
        && let Ok(happened) = write.happen(issue.number, &happening(changed("reporter")), now).await?
    {
        write.set_reporter(issue.number, heir, due.by, now).await?;
        // What is solved is his to try.
        notice = Some((if issue.state == State::Solved { Notice::Solved } else { Notice::Inherited }, happened.event));
    }
    if let Some((notice, event)) = notice {
        write.put_notice(heir, issue.number, notice, event, now).await?;
    }
    Ok(())
}
