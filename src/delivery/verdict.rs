//! What a server's answer means for the letter and for those behind it. Pure.
//!
//! The enhanced status code (RFC 3463) speaks before the three digits, and a short list of providers' texts before both:
//! large providers say "not so fast" and "your password is out of date" with a 550.

use std::fmt;
use std::time::Duration;

/// Where in the dialogue something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reaching the server, its TLS and its greeting.
    Connect,
    /// Saying who we are.
    Auth,
    /// Naming the sender.
    Mail,
    /// Naming the recipient.
    Rcpt,
    /// Asking to send the message.
    Data,
    /// The message and the dot that ends it.
    Dot,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL FROM",
            Self::Rcpt => "RCPT TO",
            Self::Data => "DATA",
            Self::Dot => "the message",
        })
    }
}

/// What went wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The server said no.
    Refused {
        /// The three digits.
        code: u16,
        /// Its text, all lines.
        text: String,
    },
    /// No answer, no link, or an answer that is none.
    Broken(String),
    /// We cannot say it to this server.
    Unsayable(String),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { code, text } => write!(f, "{code} {text}"),
            Self::Broken(why) | Self::Unsayable(why) => f.write_str(why),
        }
    }
}

/// Who waits how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The connection was stale: this letter again at once, over a new one; no attempt is counted.
    Reconnect,
    /// This letter climbs its ladder; the others go on.
    Letter,
    /// The provider's limit is reached: this letter waits an hour at least, the others a quarter.
    Limit,
    /// The server is out of order: everybody waits; no attempt is counted.
    Server,
    /// A person must mend the config: everybody waits, up to an hour; no attempt is counted.
    Config,
}

/// What becomes of the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not now.
    Later(Pace),
    /// Not ever.
    Never,
    /// The link was lost after the dot: nobody knows.
    Unknown,
}

/// Words that say "you send too much". Gmail's daily limit; Tencent's `frequency limited`; NetEase's codes for mails in a
/// quarter of an hour, in a day, by IP and as spam; Alimail's and Exchange's quotas; Outmail's.
const LIMITS: &[&str] = &[
    "5.4.5",
    "frequency limit",
    "dt:spm",
    "mi:sfq",
    "mi:dmc",
    "hl:ifc",
    "hl:ifq",
    "sending quota",
    "sending limit",
    "messaging limit",
    "relay limit",
    "submissionquotaexceeded",
    "daily limit",
    "too many messages",
    "rate limit",
    "you have exceeded your",
    "频率",
];

/// Words that say "your set-up is wrong". Exchange Online without SMTP AUTH and for a foreign From; NetEase without SMTP
/// switched on, for a sender that is not the user, for a blocked user; Tencent without authorization code.
const CONFIG: &[&str] = &[
    "5.7.30",
    "5.7.57",
    "5.7.60",
    "5.7.139",
    "smtpclientauthentication is disabled",
    "sendasdenied",
    "permissions to send as",
    "user has no permission",
    "mail from must equal authorized",
    "authorization code",
    "mi:ubk",
    "smtp service is disabled",
];

/// Words that say "not without a password" or "not to there" of a recipient: most often the set-up, at times one address.
const RELAY: &[&str] =
    &["relay access denied", "unable to relay", "relaying denied", "relay not permitted", "authentication required", "authentication is required"];

/// Judges `trouble` at `step`; `fresh` where nothing was sent over this connection before.
#[must_use]
pub fn judge(step: Step, trouble: &Trouble, fresh: bool) -> Verdict {
    let (code, text) = match trouble {
        Trouble::Unsayable(_) if step == Step::Dot => return Verdict::Unknown,
        Trouble::Unsayable(_) if matches!(step, Step::Connect | Step::Auth) => return Verdict::Later(Pace::Config),
        Trouble::Unsayable(_) => return Verdict::Never,
        Trouble::Broken(_) => {
            return match step {
                Step::Dot => Verdict::Unknown,
                Step::Connect | Step::Auth => Verdict::Later(Pace::Server),
                _ if !fresh => Verdict::Later(Pace::Reconnect),
                // One letter that makes the server hang up must not hold up the others.
                _ => Verdict::Later(Pace::Letter),
            };
        }
        Trouble::Refused { code, text } => (*code, text.to_ascii_lowercase()),
    };
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // 421 closes the connection, and on one that was used before it may mean no more than "idle for too long".
    if code == 421 && !fresh && !matches!(step, Step::Connect | Step::Auth | Step::Dot) {
        return Verdict::Later(Pace::Reconnect);
    }
    if says(CONFIG) || code == 530 || code == 535 {
        return Verdict::Later(Pace::Config);
    }
    let transient = enhanced(&text).map_or(code < 500, |(class, _, _)| class == 4);
    match (step, enhanced(&text)) {
        (Step::Connect | Step::Auth, _) => Verdict::Later(if transient { Pace::Server } else { Pace::Config }),
        _ if says(LIMITS) => Verdict::Later(Pace::Limit),
        _ if transient => Verdict::Later(Pace::Letter),
        // A mis-set milter (Delta Chat's experience); a full mailbox, a server in trouble: these pass.
        (_, Some((_, 5, 0) | (_, 2, 2) | (_, 3, 0 | 2))) => Verdict::Later(Pace::Letter),
        // Neither lost for a config that is mended tomorrow, nor in the way of letters to elsewhere.
        (Step::Rcpt, _) if says(RELAY) => Verdict::Later(Pace::Letter),
        // Too large is about this letter; whatever else is wrong with the sender is wrong with every letter.
        (Step::Mail, Some((_, 3, 4))) => Verdict::Never,
        (Step::Mail, _) if code == 552 => Verdict::Never,
        (Step::Mail, _) => Verdict::Later(Pace::Config),
        _ => Verdict::Never,
    }
}

/// The enhanced status code that a text begins with.
fn enhanced(text: &str) -> Option<(u16, u16, u16)> {
    let mut numbers = text.split_ascii_whitespace().next()?.splitn(3, '.').map(|n| n.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().ok());
    let code = (numbers.next()??, numbers.next()??, numbers.next()??);
    matches!(code.0, 2 | 4 | 5).then_some(code)
}

/// The first steps of a letter's ladder, then every four hours.
const LADDER: [u64; 4] = [1, 5, 15, 60];
const THEN: u64 = 240;

/// Two days, counted in attempts rather than by the clock: a server that was down all weekend must not cost a letter.
const ATTEMPTS: u32 = 4 + 12;

/// So often the same bytes go at most where nobody knows whether they arrived: a server that takes the message and never
/// answers delivers a copy each time.
pub const LOSSES: u32 = 4;

/// How long a letter waits that was refused `attempts` times before; `None`: it is given up.
#[must_use]
pub fn letter_wait(attempts: u32) -> Option<Duration> {
    let step = LADDER.get(usize::try_from(attempts).unwrap_or(usize::MAX)).copied().unwrap_or(THEN);
    (attempts < ATTEMPTS).then(|| Duration::from_mins(step))
}

/// How long a letter waits that was lost after the dot, `lost` times before; `None`: it is given up.
#[must_use]
pub fn unknown_wait(lost: u32, wait: Duration) -> Option<Duration> {
    (lost + 1 < LOSSES).then(|| wait.saturating_mul(lost + 1))
}

/// How long nobody knocks at a server after `failures` failures in a row; jitter is the caller's.
#[must_use]
pub fn server_wait(pace: Pace, failures: u32) -> Duration {
    let (first, most) = match pace {
        Pace::Reconnect | Pace::Letter => return Duration::ZERO,
        Pace::Limit => (15, 15),
        // A server that restarts is back within seconds; one that is gone for hours costs a knock each five minutes.
        Pace::Server => return Duration::from_secs(10 << failures.min(5)).min(Duration::from_mins(5)),
        // Providers lock an account after a handful of wrong passwords.
        Pace::Config => (10, 60),
    };
    Duration::from_mins((first << failures.min(5)).min(most))
}

#[cfg(test)]
mod tests;
