//! Bodies: small ones together, large ones in pieces, difficult ones alone.

use std::collections::BTreeMap;

use async_imap::imap_proto::{AttributeValue, Response};

use super::exec::{Answer, Broken, Link};
use super::folder::uid_of;
use crate::store::{RawRef, Store, StoreError};

/// A body of more than this is fetched in pieces of this size: the parser holds each answer whole.
pub(super) const PIECE: u32 = 1024 * 1024;

/// No more than this is asked for at once.
const LONGEST_WHOLE: u64 = 32 * 1024 * 1024;

/// Why a body did not come.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// What a server made of a wish for one message.
#[derive(Debug)]
pub(super) enum One {
    Here(RawRef),
    Gone,
    Withheld(String),
}

/// What of the messages is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Headers,
}

impl Part {
    const fn section(self) -> &'static str {
        match self {
            Self::Whole => "BODY.PEEK[]",
            Self::Headers => "BODY.PEEK[HEADER]",
        }
    }
}

impl Link {
    /// Fetches several messages. What the server left out, refused or sent empty is not in the result.
    pub(super) async fn fetch(&mut self, uids: &[u32], part: Part, store: &Store) -> Result<(Answer, BTreeMap<u32, RawRef>), FetchError> {
        let set = uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
        let mut kept = BTreeMap::new();
        let mut failure = None;
        let answer = self
            .exec(&format!("UID FETCH {set} (UID {})", part.section()), |response| {
                // Some servers slip `FETCH (FLAGS … UID …)` of other messages in: only what was asked for and has a body counts.
                if let Some((uid, _, body)) = body(response)
                    && uids.contains(&uid)
                    && !body.is_empty()
                    && !kept.contains_key(&uid)
                {
                    match store.spool_all(body) {
                        Ok(raw) => drop(kept.insert(uid, raw)),
                        Err(error) => failure = Some(error),
                    }
                }
            })
            .await?;
        failure.map_or(Ok((answer, kept)), |error| Err(error.into()))
    }

    /// Fetches one message alone, and finds out why where it does not come.
    pub(super) async fn fetch_alone(&mut self, uid: u32, part: Part, store: &Store) -> Result<One, FetchError> {
        let (answer, mut kept) = self.fetch(&[uid], part, store).await?;
        if let Some(raw) = kept.remove(&uid) {
            return Ok(One::Here(raw));
        }
        let mut there = false;
        let asked = self
            .exec(&format!("UID FETCH {uid} (UID)"), |response| {
                there |= matches!(response, Response::Fetch(_, values) if uid_of(values) == Some(uid));
            })
            .await?;
        Ok(match (asked.ok, there) {
            (true, false) => One::Gone,
            _ if answer.ok => One::Withheld("the server sent no body".to_owned()),
            _ => One::Withheld(answer.text),
        })
    }

    /// Fetches a large message piece by piece into the store. Where the pieces do not add up to `size`, whole.
    pub(super) async fn fetch_large(&mut self, uid: u32, size: u64, store: &Store) -> Result<One, FetchError> {
        let mut spool = store.spool()?;
        let mut offset: u64 = 0;
        loop {
            let mut came = None;
            let mut failure = None;
            let answer = self
                .exec(&format!("UID FETCH {uid} (UID BODY.PEEK[]<{offset}.{PIECE}>)"), |response| {
                    if let Some((other, at, body)) = body(response)
                        && other == uid
                        && came.is_none()
                        && u64::from(at.unwrap_or(0)) == offset
                    {
                        came = Some(body.len() as u64);
                        failure = spool.push(body).err();
                    }
                })
                .await?;
            if let Some(error) = failure {
                return Err(error.into());
            }
            let came = came.unwrap_or(0);
            offset += came;
            // A server that does not know pieces sends all at once.
            if answer.ok && came == u64::from(PIECE) && offset != size {
                continue;
            }
            // Exchange estimates sizes. What is larger than one answer may be can only be had in pieces: they are believed.
            return if answer.ok && (offset == size || offset > LONGEST_WHOLE) {
                Ok(One::Here(spool.finish()?))
            } else {
                self.fetch_alone(uid, Part::Whole, store).await
            };
        }
    }
}

/// UID, offset and bytes of a FETCH answer that has both UID and body.
fn body<'a>(response: &'a Response<'_>) -> Option<(u32, Option<u32>, &'a [u8])> {
    let Response::Fetch(_, values) = response else { return None };
    let body = values.iter().find_map(|value| match value {
        AttributeValue::BodySection { index, data: Some(data), .. } => Some((*index, data.as_ref())),
        _ => None,
    });
    let (index, data) = body?;
    Some((uid_of(values)?, index, data))
}
