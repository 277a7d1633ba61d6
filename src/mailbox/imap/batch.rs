//! One batch of bodies: small ones of a kind together, large ones in pieces; what did not come is asked for once more, alone.

use super::exec::Link;
use super::fetch::{FetchError, One, PIECE, Part};
use crate::mailbox::keep::{Fetched, silent};
use crate::store::{Listed, MailboxRow, OpenUid, Store};

/// Bytes of small messages that are asked for in one command, after their announced sizes.
const GROUP: u64 = 4 * 1024 * 1024;

/// A batch that is being fetched. What has come is in `done`, whatever happens to the rest.
#[derive(Debug)]
pub(super) struct Batch<'a> {
    pub(super) link: &'a mut Link,
    pub(super) mailbox: &'a MailboxRow,
    pub(super) store: &'a Store,
    pub(super) done: Vec<(OpenUid, Fetched)>,
}

impl Batch<'_> {
    /// In as few commands as may be.
    pub(super) async fn together(&mut self, open: Vec<OpenUid>) -> Result<(), FetchError> {
        let (before, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|open| silent(self.mailbox, &open.listed));
        let (large, small): (Vec<_>, Vec<_>) = rest.into_iter().partition(|open| open.listed.size > u64::from(PIECE));
        for group in groups(small) {
            self.group(group, Part::Whole).await?;
        }
        if !before.is_empty() {
            self.group(before, Part::Headers).await?;
        }
        for open in large {
            let result = self.one(&open).await?;
            self.done.push((open, result));
        }
        Ok(())
    }

    /// One at a time, so that a message at which the session breaks waits while the others go on.
    pub(super) async fn singly(&mut self, open: Vec<OpenUid>) -> Result<(), FetchError> {
        for open in open {
            match self.one(&open).await {
                Ok(result) => self.done.push((open, result)),
                Err(FetchError::Broken(broken)) => {
                    self.done.push((open, Fetched::Cut(broken.to_string())));
                    return Err(broken.into());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn group(&mut self, group: Vec<OpenUid>, part: Part) -> Result<(), FetchError> {
        let uids: Vec<_> = group.iter().map(|open| open.listed.uid).collect();
        let (_, mut kept) = self.link.fetch(&uids, part, self.store).await?;
        let (came, missing): (Vec<_>, Vec<_>) = group.into_iter().partition(|open| kept.contains_key(&open.listed.uid));
        for open in came {
            if let Some(raw) = kept.remove(&open.listed.uid) {
                let whole = part == Part::Whole;
                self.done.push((open, if whole { Fetched::Whole(raw) } else { Fetched::Headers(raw) }));
            }
        }
        for open in missing {
            let result = self.one(&open).await?;
            self.done.push((open, result));
        }
        Ok(())
    }

    async fn one(&mut self, open: &OpenUid) -> Result<Fetched, FetchError> {
        let Listed { uid, size, .. } = open.listed;
        let silent = silent(self.mailbox, &open.listed);
        let one = if silent {
            self.link.fetch_alone(uid, Part::Headers, self.store).await?
        } else if size > u64::from(PIECE) {
            self.link.fetch_large(uid, size, self.store).await?
        } else {
            self.link.fetch_alone(uid, Part::Whole, self.store).await?
        };
        Ok(match one {
            One::Here(raw) if silent => Fetched::Headers(raw),
            One::Here(raw) => Fetched::Whole(raw),
            One::Gone => Fetched::Gone,
            One::Withheld(why) => Fetched::Unreadable(why),
        })
    }
}

/// Cuts the list so that no group is announced with more than [`GROUP`] bytes.
fn groups(open: Vec<OpenUid>) -> Vec<Vec<OpenUid>> {
    let mut groups: Vec<Vec<OpenUid>> = Vec::new();
    let mut bytes = 0;
    for open in open {
        bytes += open.listed.size;
        match groups.last_mut() {
            Some(group) if bytes <= GROUP => group.push(open),
            _ => {
                bytes = open.listed.size;
                groups.push(vec![open]);
            }
        }
    }
    groups
}
