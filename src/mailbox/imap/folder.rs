//! The folder: SELECT, what is in it, and waiting for more.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode, Status};
use chrono::{DateTime, Utc};

use super::exec::{Answer, Broken, Link, said};
use super::utf7;
use crate::clock;

/// Leaving IDLE is a formality; a server that needs longer for it is gone (Delta Chat's figure).
const DONE: Duration = Duration::from_secs(15);

/// What SELECT says of a folder. async-imap's own SELECT fails on `* NO [ALERT] mailbox is at 97% of quota`,
/// which is a warning, and would then never read that mailbox again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Selected {
    /// 0 where the server does not say: SmarterMail.
    pub(super) uidvalidity: u32,
    /// `None` where the server does not say: Winmail Pro, 163.com.
    pub(super) uidnext: Option<u32>,
    pub(super) exists: u32,
}

impl Link {
    /// Opens the folder, which is also how to ask for what is new in it. SELECT and not EXAMINE: Courier settles
    /// UIDVALIDITY only then. Nothing is changed all the same: bodies are read by PEEK.
    pub(super) async fn select(&mut self, folder: &str) -> Result<Selected, Broken> {
        let mut selected = Selected::default();
        let answer = self
            .exec(&format!("SELECT {}", utf7::quoted(folder)), |response| match response {
                Response::MailboxData(MailboxDatum::Exists(count)) => selected.exists = *count,
                Response::Data { status: Status::Ok, outcome } => match outcome.code {
                    Some(ResponseCode::UidValidity(validity)) => selected.uidvalidity = validity,
                    Some(ResponseCode::UidNext(next)) => selected.uidnext = Some(next),
                    _ => (),
                },
                Response::Data { outcome, .. } => tracing::warn!("the mail server warns: {}", said(outcome)),
                _ => (),
            })
            .await?;
        answer.or_refused("SELECT")?;
        self.more = false;
        Ok(selected)
    }

    /// Lists the UIDs of `from..=to` (`None`: all from there), with the size and the arrival of each, and its Date where that is `wanted`.
    pub(super) async fn list(&mut self, from: u32, to: Option<u32>, dates: bool) -> Result<(Answer, Vec<Shown>), Broken> {
        let to = to.map_or("*".to_owned(), |to| to.to_string());
        let date = if dates { " BODY.PEEK[HEADER.FIELDS (DATE)]" } else { "" };
        let mut rows = BTreeMap::new();
        let answer = self
            .exec(&format!("UID FETCH {from}:{to} (UID RFC822.SIZE INTERNALDATE{date})"), |response| {
                if let Response::Fetch(_, values) = response
                    && let Some(row) = shown(values)
                    // `n:*` always has the last message, even where its UID lies below n.
                    && row.uid >= from
                {
                    let known = rows.entry(row.uid).or_insert(row);
                    *known = Shown { size: known.size.max(row.size), arrived: known.arrived.or(row.arrived), dated: known.dated.or(row.dated), ..*known };
                }
            })
            .await?;
        Ok((answer, rows.into_values().collect()))
    }

    /// The UIDs of `from..=to` (`None`: all from there): the cheapest question about messages.
    pub(super) async fn uids(&mut self, from: u32, to: Option<u32>) -> Result<(Answer, BTreeSet<u32>), Broken> {
        let to = to.map_or("*".to_owned(), |to| to.to_string());
        let mut uids = BTreeSet::new();
        let answer = self
            .exec(&format!("UID FETCH {from}:{to} (UID)"), |response| {
                if let Response::Fetch(_, values) = response {
                    uids.extend(uid_of(values).filter(|uid| *uid >= from));
                }
            })
            .await?;
        Ok((answer, uids))
    }

    /// Messages that cannot be listed, with the Date of each where that can be had: it is all that tells old from new.
    pub(super) async fn blind(&mut self, uids: &[u32]) -> Result<Vec<Shown>, Broken> {
        let mut blind: Vec<_> = uids.iter().copied().map(Shown::blind).collect();
        for one in &mut blind {
            let uid = one.uid;
            // A refusal is no news about such a message.
            self.exec(&format!("UID FETCH {uid} (UID BODY.PEEK[HEADER.FIELDS (DATE)])"), |response| {
                if let Response::Fetch(_, values) = response
                    && let Some(row) = shown(values).filter(|row| row.uid == uid)
                {
                    one.dated = one.dated.or(row.dated);
                }
            })
            .await?;
        }
        Ok(blind)
    }

    /// Waits up to `longest` for the server to say that there is more. `false` where it has no IDLE after all.
    pub(super) async fn idle(&mut self, longest: Duration) -> Result<bool, Broken> {
        if self.more {
            return Ok(true);
        }
        let tag = self.send("IDLE").await?;
        let soon = clock::instant() + self.limits.quiet.min(DONE);
        loop {
            let started = self.read(soon, self.limits.quiet, |response| match response {
                Response::Continue(_) => Some(true),
                Response::Done { tag: other, .. } if *other == tag => Some(false),
                _ => None,
            });
            match started.await? {
                Some(true) => break,
                Some(false) => return Ok(false),
                None => (),
            }
        }
        let deadline = clock::instant() + longest;
        loop {
            // `* OK Still here` is no news; all else is looked into.
            let news = self.read(deadline, longest, |response| match response {
                Response::Data { status: Status::Bye, outcome } => Err(Broken::Bye(said(outcome))),
                Response::Data { .. } => Ok(false),
                _ => Ok(true),
            });
            match news.await {
                Ok(Ok(false)) => (),
                Ok(Ok(true)) | Err(Broken::Silent) => break,
                Ok(Err(broken)) | Err(broken) => return Err(broken),
            }
        }
        let soon = clock::instant() + self.limits.quiet.min(DONE);
        tokio::time::timeout_at(soon, self.session.run_command_untagged("DONE")).await.map_err(|_| Broken::Silent)??;
        while !self.read(soon, self.limits.quiet, |response| matches!(response, Response::Done { tag: other, .. } if *other == tag)).await? {}
        Ok(true)
    }
}

/// A message of a listing, as far as the server told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) uid: u32,
    pub(super) size: u32,
    pub(super) arrived: Option<DateTime<Utc>>,
    pub(super) dated: Option<DateTime<Utc>>,
}

impl Shown {
    /// All that is known of it is that it may be there.
    pub(super) fn blind(uid: u32) -> Self {
        Self { uid, size: 0, arrived: None, dated: None }
    }

    /// When it arrived, for what stands in the folder at the first look: where the server does not tell, its Date
    /// does, and what has neither is old. Old mail must not be answered; its headers are kept.
    pub(super) fn arrived_at_first(&self) -> DateTime<Utc> {
        self.arrived.or(self.dated).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

fn shown(values: &[AttributeValue<'_>]) -> Option<Shown> {
    let uid = uid_of(values)?;
    let mut shown = Shown::blind(uid);
    for value in values {
        match value {
            AttributeValue::Rfc822Size(size) => shown.size = *size,
            AttributeValue::InternalDate(date) => shown.arrived = internal_date(date),
            AttributeValue::BodySection { data: Some(header), .. } => shown.dated = dated(header),
            _ => (),
        }
    }
    Some(shown)
}

/// The UID in a FETCH answer.
pub(super) fn uid_of(values: &[AttributeValue<'_>]) -> Option<u32> {
    values.iter().find_map(|value| if let AttributeValue::Uid(uid) = value { Some(*uid) } else { None })
}

fn internal_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z").ok().map(Into::into)
}

fn dated(header: &[u8]) -> Option<DateTime<Utc>> {
    let header = String::from_utf8_lossy(header);
    let (name, value) = header.trim().split_once(':')?;
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    name.eq_ignore_ascii_case("date").then(|| DateTime::parse_from_rfc2822(&value).ok()).flatten().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_servers_write_them() {
        let expected: DateTime<Utc> = "2026-03-04T01:30:00Z".parse().unwrap();
        for text in ["04-Mar-2026 09:30:00 +0800", " 4-Mar-2026 09:30:00 +0800", "4-Mar-2026 01:30:00 +0000"] {
            assert_eq!(internal_date(text), Some(expected), "{text}");
        }
        for header in ["Date: Wed, 4 Mar 2026 09:30:00 +0800\r\n\r\n", "DATE:\r\n Wed, 04 Mar 2026\r\n 09:30:00 +0800 (CST)\r\n\r\n"] {
            assert_eq!(dated(header.as_bytes()), Some(expected), "{header}");
        }
        assert_eq!(dated(b"Date: yesterday\r\n\r\n"), None);
        assert_eq!(dated(b"\r\n"), None);
    }
}
