//! Daybook is the desk that reads the end-of-day mails of people who roll out business software.
//!
//! It turns every problem in them into a numbered issue with its screenshots, acknowledges, and sends the project lead
//! the weekly and monthly picture. Reporters only send mail, the lead only reads and answers mail, the admin only edits
//! `config/daybook.toml`.
//!
//! # The mail's way through the house
//!
//! ```text
//!  IMAP / Maildir                                                                          SMTP / folder
//!      │                                                                                        ▲
//!   mailbox ──raw row──▶ intake ─ reads with message → report ─ one transaction ─▶ store ─letter row─▶ delivery
//!                                                        ▲
//!   clock ─▶ schedule ─▶ digest ─ letters enter through ─┘
//!                                 outbox, like all others
//! ```
//!
//! A **message** comes in, a **letter** goes out. A **report** is one person's day; it has 0..n **issues** (`CRM-42`), each
//! with its **screenshots**. **Held** is what waits for a person (`H3`). A **digest** is the weekly or monthly letter.
//!
//! Stages hand work over by committed rows; a bell merely says "look now". Killed at any instruction, the next start
//! goes on. Each stage is a `tick` (one step) and a loop around it; [`house`] builds them all from one [`config`].
//!
//! # Promises
//!
//! 1. **Nothing is lost.** Every message is kept as raw bytes before anything else happens to it, and ends in exactly one
//!    named outcome ([`store::Outcome`]). What cannot be understood is held for a person, never dropped.
//! 2. **Said once.** One cause, one letter: a unique key per (kind, cause, recipient), one Message-ID fixed before the
//!    first attempt. Only where the link breaks between the final dot and the answer may the same bytes go again.
//! 3. **Numbers are for ever.** Given once, without gaps, never reused, never moved; reading a mail again keeps them.
//! 4. **Reading never fails.** [`message`] and [`report`] are pure: bytes in, a value and remarks out, whatever the bytes
//!    are. Limits on size, depth and parts, and fuel in place of a clock.
//! 5. **One transaction.** A decision, its letters and the mark "done" commit together or not at all.
//! 6. **The row is the truth, the bell only a hint.**
//! 7. **Machines get no answer.** One gate stands before every letter (`outbox::gate`); over a limit a letter waits.
//! 8. **Only proof gives power.** Letters carry a token ([`proof`]); what it allows is decided by whose address shows it.
//! 9. **Time and chance are parameters.** Only [`clock`] asks the machine for either; tests run a month in a second.
//! 10. **Silence is noticed.** If the mailbox cannot be read, the admin hears of it ([`alarm`]).
//!
//! # How a mail is read
//!
//! Nine layers, each with its page: what it takes, gives and may not know, its limits, its remarks and its tests.
//! `daybook read` shows on one mail what each of them made of it.
//!
//! | | layer | what it does |
//! | --- | --- | --- |
//! | 1 | [repair](message/headers/index.html) | headers and bytes as relays and old clients leave them |
//! | 2 | [parts](message/parts/index.html) | text, pictures, files, mails inside mails |
//! | 3 | [blocks](message/block/index.html) | one document from HTML or text: paragraphs, lists, tables, pictures in place |
//! | 4 | [own words](message/quote/index.html) | quotations, signatures, footers and banners are told from the writer's words |
//! | 5 | [sections](report/sections/index.html) | done, problems, plan, suggestions |
//! | 6 | [items](report/split/index.html) | where a problem begins and what stays inside it |
//! | 7 | [kinds](report/kind/index.html) | problem, change request, suggestion; severity; module; "no problem" |
//! | 8 | [evidence](report/evidence/index.html) | which picture belongs to which item |
//! | 9 | [remarks](report/remark/index.html) | which rule won, and how sure the reader is |
//!
//! Words live in `config/lexicon/*.toml` and in what the config adds; `daybook check` shows what [an added
//! word](report::Advice) does.
//!
//! # Where to find what
//!
//! | question | place |
//! | --- | --- |
//! | where is a quotation cut off? | `message::quote`, signatures in `message::signature` |
//! | where does a mail become problems? | [`report`] |
//! | where is it decided what a mail is? | `intake::sort` |
//! | where is a number given out? | `store::issue`, held mails in `store::held` |
//! | where is a letter refused or delayed? | `outbox::gate` |
//! | what do the letters say? | `config/letters/`, put into MIME by `outbox::compose` |
//! | which answer is offered to whom? | [`archive::choose`] |
//! | when are two problems alike, and why? | [`issue::likeness`] |
//! | what does a server's answer mean? | [`delivery::verdict`](delivery) |
//! | who is reminded of a report, when, and when does it end? | [`reminder::ladder`] |
//! | which days are worked? | [`calendar`], public ones in `config/calendar/` |
//! | where are the digest's figures counted? | `digest::figures` |
//! | what stands in the problem table? | `digest::table` |
//! | which fault of the config is said how? | `config::check` |
//!
//! The modules follow in reading order; who may import whom is a table in `tests/it/tidy.rs`.

// Values and rules: no I/O.
pub mod clock;
pub mod calendar;
pub mod people;
pub mod message;
pub mod report;
pub mod issue;
pub mod order;
pub mod proof;
// The ground that stages stand on.
pub mod secret;
pub mod dial;
pub mod stop;
pub mod stage;
// Memory.
pub mod store;
// The way in.
pub mod mailbox;
pub mod intake;
pub mod archive;
// The clock's way.
pub mod schedule;
pub mod digest;
pub mod reminder;
pub mod follow;
pub mod alarm;
// The way out.
pub mod outbox;
pub mod picture;
pub mod delivery;
// The house.
pub mod config;
pub mod house;
pub mod log;
pub mod demo;
pub mod cli;
