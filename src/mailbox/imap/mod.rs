//! A mailbox on an IMAP server.
//!
//! async-imap carries the commands and parses the answers; what moves a state goes through [`exec::Link::exec`].
//! One look: connect where there is no session, SELECT, list what is new in bounded ranges of UIDs, fetch one batch.
//! Any trouble ends the session; what had not been committed is listed and fetched again.

mod account;
mod batch;
mod connect;
mod exec;
mod fetch;
mod folder;
mod ranges;
mod renumbered;
mod utf7;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::account::{Account, Limits, Password};

use self::batch::Batch;
use self::exec::{Answer, Broken, Link};
use self::fetch::FetchError;
use self::folder::{Selected, Shown};
use self::ranges::Ranges;
use self::renumbered::KnownBefore;
use self::wire::Wire;
use super::keep::Keeper;
use super::{BATCH, LookError};
use crate::dial::{Dial, Security, Tls, TlsError};
use crate::stage::Tick;
use crate::store::{Listed, MailboxRow};

/// Ranges that one look lists before it fetches, so that a large mailbox gives its first mails before the last is listed.
const RANGES: u32 = 8;

/// Sessions for a look from outside: five narrow the ranges down to one message that cannot be listed, and a server
/// counts logins. Where there are more such messages, the admin should hear of it.
const SESSIONS: u32 = 12;

/// A stop has ten seconds for the whole house; a polite end may take two of them.
const PATIENCE: Duration = Duration::from_secs(2);

/// A folder that is watched.
#[derive(Debug)]
pub(super) struct Imap {
    account: Account,
    name: String,
    dial: Arc<dyn Dial>,
    tls: Option<Tls>,
    link: Option<Link>,
    mailbox: Option<MailboxRow>,
    known: KnownBefore,
    ranges: Ranges,
    /// The session broke while bodies were fetched: ask for one message at a time, so that the culprit stands alone.
    careful: bool,
    ask_capabilities: bool,
    idle_works: bool,
}

impl Imap {
    pub(super) fn new(account: Account, dial: Arc<dyn Dial>) -> Result<Self, TlsError> {
        let tls = if account.security == Security::None { None } else { Some(Tls::new(account.ca.as_deref())?) };
        let name = super::imap_name(&account.folder);
        Ok(Self {
            account,
            name,
            dial,
            tls,
            link: None,
            mailbox: None,
            known: KnownBefore::default(),
            ranges: Ranges::new(),
            careful: false,
            ask_capabilities: true,
            idle_works: true,
        })
    }

    /// Would a look have to log in first?
    pub(super) fn is_connected(&self) -> bool {
        self.link.is_some()
    }

    /// Lists what is new and keeps one batch. Any trouble ends the session.
    pub(super) async fn look(&mut self, keeper: &mut Keeper) -> Result<Tick, LookError> {
        let mut link = match self.link.take() {
            Some(link) => link,
            None => self.connect().await?,
        };
        let tick = self.look_through(&mut link, keeper).await?;
        self.link = Some(link);
        Ok(tick)
    }

    async fn connect(&mut self) -> Result<Link, Broken> {
        let connected = connect::connect(&self.account, &*self.dial, self.tls.as_ref(), self.ask_capabilities).await;
        if let Err(Broken::Garbled(_)) = connected {
            // `IMAP4rev2` alone, or worse: go on without knowing what the server can do.
            self.ask_capabilities = false;
        }
        let link = connected?;
        self.mailbox = None;
        self.idle_works = self.account.idle && link.has("IDLE");
        Ok(link)
    }

    async fn look_through(&mut self, link: &mut Link, keeper: &mut Keeper) -> Result<Tick, LookError> {
        let selected = link.select(&self.account.folder).await?;
        let mailbox = self.settle(link, selected, keeper).await?;
        let all_listed = self.list(link, selected, &mailbox, keeper).await?;
        let worked = self.fetch(link, &mailbox, keeper).await?;
        if worked || !all_listed {
            return Ok(Tick::Worked);
        }
        self.careful = false;
        Ok(Tick::Idle { until: keeper.store.read().await?.next_uid(mailbox.id, mailbox.validity).await? })
    }

    /// The mailbox's row: made at the first look, renumbered where the server counts anew.
    async fn settle(&mut self, link: &mut Link, selected: Selected, keeper: &mut Keeper) -> Result<MailboxRow, LookError> {
        let session = self.mailbox.take();
        let goes_on = session.is_some();
        let known = if goes_on { session } else { keeper.store.read().await?.mailbox(&self.name).await? };
        let mailbox = if let Some(mailbox) = known {
            match renumbered::under(&mailbox, selected, keeper).await? {
                None if goes_on => return Ok(self.mailbox.insert(mailbox).clone()),
                None => mailbox,
                Some(validity) => {
                    self.ranges.forget();
                    keeper.renumber(&self.name, &mailbox, validity, uidnext(link, selected).await?).await?
                }
            }
        } else {
            self.ranges.forget();
            keeper.open(&self.name, selected.uidvalidity, uidnext(link, selected).await?, &[]).await?
        };
        self.known = KnownBefore::load(&mailbox, keeper).await?;
        self.ranges.restart(keeper.store.read().await?.highest_uid(mailbox.id, mailbox.validity).await?.unwrap_or(0));
        self.mailbox = Some(mailbox.clone());
        Ok(mailbox)
    }

    /// Lists up to [`RANGES`] ranges. Says whether all is listed now.
    async fn list(&mut self, link: &mut Link, selected: Selected, mailbox: &MailboxRow, keeper: &mut Keeper) -> Result<bool, LookError> {
        let last = selected.uidnext.map(|uidnext| uidnext.saturating_sub(1));
        for _ in 0..RANGES {
            let culprits = self.ranges.step_over();
            let blind = if culprits.is_empty() { Vec::new() } else { link.blind(&culprits).await? };
            let next = self.ranges.next(last).filter(|_| selected.exists > 0);
            if !blind.is_empty() || next.is_none() {
                keeper.list(mailbox, &self.listed(blind, mailbox, keeper)).await?;
            }
            let Some((from, to)) = next else { return Ok(true) };
            let (answer, shown) = match link.list(from, to, renumbered::wants_dates(mailbox, from)).await {
                Ok(listed) => listed,
                Err(broken) => {
                    if let Broken::Garbled(why) = &broken {
                        self.ranges.failed(to, why);
                    }
                    return Err(broken.into());
                }
            };
            if !answer.ok {
                if self.refused(link, (from, to), answer).await? {
                    return Ok(true);
                }
                continue;
            }
            let (answers, highest) = (shown.len(), shown.last().map_or(0, |last| last.uid));
            keeper.list(mailbox, &self.listed(shown, mailbox, keeper)).await?;
            if self.ranges.listed(to, answers, highest) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The server said NO to a listing. Where it says NO to a harmless question about the same range too, it is the
    /// server that has trouble (throttled, `[UNAVAILABLE]`, `[LIMIT]`), and no message is to blame.
    async fn refused(&mut self, link: &mut Link, (from, to): (u32, Option<u32>), answer: Answer) -> Result<bool, Broken> {
        let alone = to == Some(from);
        let (asked, there) = link.uids(from, to).await?;
        if asked.ok && there.is_empty() {
            return Ok(self.ranges.listed(to, 0, 0));
        }
        let next = from.saturating_add(1);
        let to_blame = asked.ok || (alone && link.uids(next, Some(next)).await?.0.ok);
        if !alone || to_blame {
            self.ranges.failed(to, &answer.text);
        }
        // A message that is to blame costs a pause as well: the server may give UIDs and refuse to list any.
        if to_blame && !alone { Ok(false) } else { answer.or_refused("UID FETCH").map(|()| false) }
    }

    fn listed(&mut self, shown: Vec<Shown>, mailbox: &MailboxRow, keeper: &Keeper) -> Vec<Listed> {
        let now = keeper.clock.now();
        shown.into_iter().filter_map(|shown| self.known.sift(shown, mailbox, now)).collect()
    }

    /// Fetches one batch and keeps it. Says whether there was anything to fetch.
    async fn fetch(&mut self, link: &mut Link, mailbox: &MailboxRow, keeper: &Keeper) -> Result<bool, LookError> {
        let open = keeper.store.read().await?.open_uids(mailbox.id, mailbox.validity, keeper.clock.now(), BATCH).await?;
        if open.is_empty() {
            return Ok(false);
        }
        let mut batch = Batch { link, mailbox, store: &keeper.store, done: Vec::with_capacity(open.len()) };
        let ended = if self.careful { batch.singly(open).await } else { batch.together(open).await };
        // What came before any trouble is kept.
        keeper.keep(mailbox, batch.done).await?;
        match ended {
            Ok(()) => Ok(true),
            Err(FetchError::Store(error)) => Err(error.into()),
            Err(FetchError::Broken(broken)) => {
                self.careful = true;
                Err(broken.into())
            }
        }
    }

    /// When each message arrived that is not in `arrivals` yet.
    async fn arrivals(&mut self, link: &mut Link, folder: &str, arrivals: &mut Vec<DateTime<Utc>>) -> Result<(), Broken> {
        let selected = link.select(folder).await?;
        let last = selected.uidnext.map(|uidnext| uidnext.saturating_sub(1));
        loop {
            let culprits = self.ranges.step_over();
            let blind = if culprits.is_empty() { Vec::new() } else { link.blind(&culprits).await? };
            arrivals.extend(blind.iter().map(Shown::arrived_at_first));
            let Some((from, to)) = self.ranges.next(last).filter(|_| selected.exists > 0) else { return Ok(()) };
            let (answer, shown) = match link.list(from, to, false).await {
                Ok(listed) => listed,
                Err(broken) => {
                    if let Broken::Garbled(why) = &broken {
                        self.ranges.failed(to, why);
                    }
                    return Err(broken);
                }
            };
            answer.or_refused("UID FETCH")?;
            arrivals.extend(shown.iter().map(Shown::arrived_at_first));
            if self.ranges.listed(to, shown.len(), shown.last().map_or(0, |last| last.uid)) {
                return Ok(());
            }
        }
    }

    /// Waits for news, up to the next renewal. `false` where the server cannot say when there is any.
    pub(super) async fn idle(&mut self) -> Result<bool, LookError> {
        if !self.idle_works {
            return Ok(false);
        }
        let Some(mut link) = self.link.take() else { return Ok(false) };
        self.idle_works = link.idle(self.account.limits.idle).await?;
        self.link = Some(link);
        Ok(self.idle_works)
    }

    /// Does the session tell when there is news?
    pub(super) fn has_idle(&self) -> bool {
        self.idle_works && self.link.is_some()
    }

    /// Logs out, where there is a session.
    pub(super) async fn bye(&mut self) {
        if let Some(link) = self.link.take() {
            link.bye(PATIENCE).await;
        }
    }
}

/// Logs in, looks when each message of the folder arrived, and leaves.
pub(super) async fn arrivals(account: Account, dial: Arc<dyn Dial>) -> anyhow::Result<Vec<DateTime<Utc>>> {
    let folder = account.folder.clone();
    let mut imap = Imap::new(account, dial)?;
    let mut arrivals = Vec::new();
    for _ in 0..SESSIONS {
        let mut link = imap.connect().await?;
        match imap.arrivals(&mut link, &folder, &mut arrivals).await {
            // The next session goes around it.
            Err(Broken::Garbled(why)) => tracing::debug!(why, "a listing cannot be read"),
            ended => {
                ended?;
                link.bye(PATIENCE).await;
                return Ok(arrivals);
            }
        }
    }
    anyhow::bail!("the server's listing of the folder cannot be read")
}

/// The UIDNEXT; found out where the server does not name it.
async fn uidnext(link: &mut Link, selected: Selected) -> Result<u32, Broken> {
    if let Some(uidnext) = selected.uidnext {
        return Ok(uidnext);
    }
    let (answer, uids) = link.uids(1, None).await?;
    let highest = uids.last().copied().unwrap_or(0);
    answer.or_refused("UID FETCH").map(|()| highest.saturating_add(1))
}

impl From<Broken> for LookError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Login(_) => Self::Refused(broken.into()),
            other => Self::Trouble(other.into()),
        }
    }
}
