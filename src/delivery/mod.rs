//! The way out: letters are claimed, sent and settled. It does not know what a letter means.
//!
//! **What it does:** takes the next due letter, hands it to the SMTP server or writes it into a folder, and writes down
//! what became of it. **Reads, writes:** the rows of `letter` ([`crate::store`]: their states). **Wakes on:** the bell of
//! whoever wrote a letter, and the next due time. **Fails how:** a server that is down, refuses or lies is judged
//! ([`verdict`]) and tried again, with one line in the log for each change; a full disk or a broken store stops the house.
//! A crash leaves a letter that nothing can have happened to, which goes again, or one that nobody knows about, whose
//! same bytes go again after `unknown_wait`. **Limits:** one letter at a time; a connection carries 20 letters and rests
//! for a minute at most; a letter is tried for two days.

mod folder;
mod link;
mod pause;
mod smtp;
pub mod verdict;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use tracing::{debug, error, info, warn};

use self::pause::Pause;
use self::smtp::{Failed, Post};
use self::verdict::{LOSSES, Pace, Verdict, judge, letter_wait, unknown_wait};
use crate::clock::{Chance, Clock};
use crate::dial::{Dial, Security, TlsError};
use crate::people::Address;
use crate::secret::Secret;
use crate::stage::{Stage, Tick};
use crate::store::{ClaimedLetter, ServerTrouble, Settled, Store};

/// Where letters go.
#[derive(Clone, Debug)]
pub enum Settings {
    /// To a mail server.
    Smtp(Smtp),
    /// Into a folder: an `.eml` and an `.html` each.
    Folder {
        /// The folder; made where it is missing.
        path: PathBuf,
    },
}

/// A mail server that takes our letters.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User and password, where the server asks for them.
    pub credentials: Option<(String, Secret)>,
    /// A PEM file with a private CA.
    pub ca: Option<PathBuf>,
    /// How we call ourselves; the machine's name where `None`.
    pub hello: Option<String>,
    /// How long the own copy of a letter may take before the same bytes go again.
    pub unknown_wait: Duration,
}

/// A quarter of an hour: what spam filters and greylisting take to let an own copy through.
pub const UNKNOWN_WAIT: Duration = Duration::from_mins(15);

/// Longer than all the steps of a letter may take together.
const LEASE: TimeDelta = TimeDelta::hours(1);

/// After a month nobody asks for the very bytes of a letter; what it said can be written anew from the store.
const KEEP_SENT: TimeDelta = TimeDelta::days(30);

/// How often old letters are looked for.
const PRUNE_EVERY: TimeDelta = TimeDelta::days(1);

/// After a provider's limit the letter itself waits at least this long.
const AFTER_LIMIT: Duration = Duration::from_hours(1);

/// The stage.
#[derive(Debug)]
pub struct Courier {
    store: Store,
    clock: Arc<dyn Clock>,
    chance: Arc<Chance>,
    way: Way,
    unknown_wait: Duration,
    pause: Option<Pause>,
    /// Has this process reached the server?
    reached: bool,
    pruned: Option<DateTime<Utc>>,
}

#[derive(Debug)]
enum Way {
    Smtp(Box<Post>),
    Folder(PathBuf),
}

impl Courier {
    /// A courier that takes the way of `settings`.
    ///
    /// # Errors
    /// Where the CA file or the system's certificates cannot be used.
    pub fn new(settings: Settings, store: Store, clock: Arc<dyn Clock>, chance: Arc<Chance>, dial: Arc<dyn Dial>) -> Result<Self, TlsError> {
        let (way, unknown_wait) = match settings {
            Settings::Smtp(smtp) => {
                let wait = smtp.unknown_wait;
                (Way::Smtp(Box::new(Post::new(smtp, dial, Arc::clone(&clock))?)), wait)
            }
            Settings::Folder { path } => (Way::Folder(path), UNKNOWN_WAIT),
        };
        Ok(Self { store, clock, chance, way, unknown_wait, pause: None, reached: false, pruned: None })
    }

    async fn prune(&mut self, now: DateTime<Utc>) -> anyhow::Result<()> {
        if self.pruned.is_none_or(|last| now - last >= PRUNE_EVERY) {
            let mut write = self.store.write().await?;
            write.prune_letters(now - KEEP_SENT).await?;
            write.commit().await?;
            self.pruned = Some(now);
        }
        Ok(())
    }

    /// Claims the next due letter, after those that a predecessor left behind were taken back.
    async fn claim(&mut self, now: DateTime<Utc>) -> anyhow::Result<Option<ClaimedLetter>> {
        let mut write = self.store.write().await?;
        let recovered = write.recover_letters(now, now + delta(self.unknown_wait), LOSSES).await?;
        let letter = write.claim_letter(now, LEASE, "courier").await?;
        write.commit().await?;
        for letter in recovered.unknown {
            warn!(%letter, "nobody knows whether this letter went out; the same bytes go again later");
        }
        for letter in recovered.given_up {
            error!(%letter, "letter given up: {LOSSES} times nobody knew whether it went out");
        }
        Ok(letter)
    }

    async fn settle(&mut self, letter: &ClaimedLetter, settled: &Settled, answer: &str) -> anyhow::Result<()> {
        let mut write = self.store.write().await?;
        let ours = write.settle_letter(letter, settled, answer, self.clock.now()).await?;
        write.commit().await?;
        let (id, kind, to) = (letter.id(), letter.kind(), masked(letter.envelope_to()));
        let answer = masked(answer);
        match settled {
            _ if !ours => warn!(letter = %id, "the lease of this letter was lost; another daemon has it"),
            Settled::Sent => info!(letter = %id, kind, to, "letter sent"),
            Settled::GivenUp => error!(letter = %id, kind, to, answer, "letter given up"),
            Settled::Unknown(due) => warn!(letter = %id, kind, to, answer, again = %due.trunc_subsecs(0), "nobody knows whether this letter went out"),
            Settled::Later(due) if letter.attempts() == 0 => warn!(letter = %id, kind, to, answer, again = %due.trunc_subsecs(0), "letter refused for now"),
            Settled::Later(due) => debug!(letter = %id, kind, to, answer, again = %due.trunc_subsecs(0), "letter refused for now"),
            Settled::Untouched(_) => debug!(letter = %id, answer, "letter untouched"),
        }
        Ok(())
    }

    /// What a failure means for the letter, and for the server.
    async fn fail(&mut self, letter: &ClaimedLetter, failed: &Failed) -> anyhow::Result<()> {
        let now = self.clock.now();
        let verdict = judge(failed.step, &failed.trouble, failed.fresh);
        if let Verdict::Later(pace @ (Pace::Limit | Pace::Server | Pace::Config)) = verdict {
            self.pause(pace, failed).await?;
        }
        let later = |wait: Duration| Settled::Later(now + delta(wait));
        let settled = match verdict {
            Verdict::Later(Pace::Letter) => letter_wait(letter.attempts()).map(later),
            Verdict::Later(Pace::Limit) => letter_wait(letter.attempts()).map(|wait| later(wait.max(AFTER_LIMIT))),
            Verdict::Later(Pace::Reconnect) => Some(Settled::Untouched(now)),
            // Behind those that are due already: if it was only this letter that put the server out, they go first.
            Verdict::Later(Pace::Server | Pace::Config) => Some(Settled::Untouched(self.pause.as_ref().map_or(now, |pause| pause.until))),
            Verdict::Unknown => unknown_wait(letter.lost(), self.unknown_wait).map(|wait| Settled::Unknown(now + delta(wait))),
            Verdict::Never => None,
        };
        let settled = settled.unwrap_or(Settled::GivenUp);
        self.settle(letter, &settled, &format!("{}: {}", failed.step, failed.trouble)).await
    }

    /// Keeps away from the server, and notes why for `daybook status`.
    async fn pause(&mut self, pace: Pace, failed: &Failed) -> anyhow::Result<()> {
        let now = self.clock.now();
        if pause::lengthen(&mut self.pause, pace, failed.step, &failed.trouble, now, &self.chance) {
            let answer = masked(&format!("{}: {}", failed.step, failed.trouble));
            self.note(Some(ServerTrouble { since: now, answer })).await?;
        }
        Ok(())
    }

    async fn note(&self, trouble: Option<ServerTrouble>) -> anyhow::Result<()> {
        let mut write = self.store.write().await?;
        write.set_server_trouble(trouble.as_ref()).await?;
        Ok(write.commit().await?)
    }

    async fn send(&mut self, letter: &ClaimedLetter) -> anyhow::Result<()> {
        let post = match &mut self.way {
            Way::Folder(folder) => {
                let name = folder::write(folder.clone(), letter).await.with_context(|| format!("{}: the letter cannot be written", folder.display()))?;
                return self.settle(letter, &Settled::Sent, &name).await;
            }
            Way::Smtp(post) => post,
        };
        if let Err(failed) = post.open(letter).await {
            return self.fail(letter, &failed).await;
        }
        // The one point that is persisted: from here on a crash leaves a letter that nobody knows about.
        let mut write = self.store.write().await?;
        let ours = write.letter_past_dot(letter).await?;
        write.commit().await?;
        if !ours {
            post.abandon();
            return Ok(());
        }
        match post.send(letter.mime()).await {
            Ok(answer) => {
                self.settle(letter, &Settled::Sent, &answer).await?;
                if pause::over(&mut self.pause) { self.note(None).await } else { Ok(()) }
            }
            Err(failed) => self.fail(letter, &failed).await,
        }
    }

    /// Reaches the server and says who we are, or looks whether the folder can be written; sends nothing.
    ///
    /// # Errors
    /// What the server or the disk said.
    pub async fn probe(&mut self) -> anyhow::Result<()> {
        match &mut self.way {
            Way::Smtp(post) => {
                post.ready().await.map_err(|failed| anyhow::anyhow!("{}: {}", failed.step, failed.trouble))?;
                post.close();
                Ok(())
            }
            Way::Folder(folder) => folder::probe(folder.clone()).await.with_context(|| format!("{}: cannot be written", folder.display())),
        }
    }
}

impl Stage for Courier {
    const NAME: &'static str = "delivery";

    async fn tick(&mut self) -> anyhow::Result<Tick> {
        let now = self.clock.now();
        self.prune(now).await?;
        let next = self.store.read().await?.next_letter().await?;
        if next.is_none_or(|due| due > now) {
            return Ok(Tick::Idle { until: next.into_iter().chain(self.rest(now)).min() });
        }
        if let Some(pause) = self.pause.as_ref().filter(|pause| pause.until > now) {
            return Ok(Tick::Idle { until: Some(pause.until) });
        }
        if let Way::Smtp(post) = &mut self.way {
            if let Err(failed) = post.ready().await {
                let Verdict::Later(pace) = judge(failed.step, &failed.trouble, true) else { return Ok(Tick::Worked) };
                self.pause(pace, &failed).await?;
                return Ok(Tick::Idle { until: self.pause.as_ref().map(|pause| pause.until) });
            }
            // What a predecessor noted is over as well.
            if pause::connected(&mut self.pause) || !std::mem::replace(&mut self.reached, true) {
                self.note(None).await?;
            }
        }
        if let Some(letter) = self.claim(now).await? {
            self.send(&letter).await?;
        }
        Ok(Tick::Worked)
    }
}

impl Courier {
    /// Why the mail server takes no letters now, if that is so.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.pause.as_ref().map(|pause| pause.answer.as_str())
    }

    /// Ends a connection that has rested for long enough; otherwise when to look again.
    fn rest(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let Way::Smtp(post) = &mut self.way else { return None };
        let left = post.rests_until()?.saturating_sub(self.clock.monotonic());
        if left.is_zero() {
            post.close();
            return None;
        }
        Some(now + delta(left))
    }
}

/// Nothing waits longer: a config that says "for ever" must not lead beyond the calendar.
const LONGEST: TimeDelta = TimeDelta::days(365);

fn delta(span: Duration) -> TimeDelta {
    TimeDelta::from_std(span).unwrap_or(LONGEST).min(LONGEST)
}

/// `text` with every address masked: servers like to say whom they refuse.
fn masked(text: &str) -> String {
    let bracket = |c: char| c.is_whitespace() || "<>()[]\"',;:=".contains(c);
    let mask = |piece: &str| {
        let (word, end) = piece.char_indices().next_back().filter(|(_, c)| bracket(*c)).and_then(|(at, _)| piece.split_at_checked(at)).unwrap_or((piece, ""));
        Address::parse(word).map_or_else(|| piece.to_owned(), |address| format!("{}{end}", address.masked()))
    };
    text.split_inclusive(bracket).map(mask).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_address_is_shown_whole() {
        let table = [
            ("550 5.1.1 <alice@corp.test>: unknown", "550 5.1.1 <a***@corp.test>: unknown"),
            ("bob@corp.test", "b***@corp.test"),
            ("to=carl@corp.test, again", "to=c***@corp.test, again"),
            ("421 4.3.2 no address here", "421 4.3.2 no address here"),
        ];
        for (text, want) in table {
            assert_eq!(super::masked(text), want);
        }
    }
}
