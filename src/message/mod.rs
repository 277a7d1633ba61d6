//! Raw bytes → [`Message`]: what one mail says. Never fails; what was odd about it becomes a remark.
//!
//! **Takes** the raw bytes of one mail. **Gives** a [`Message`]: headers, parts, the body as one list of
//! [`Block`]s (text with structure and pictures in place) in which every block knows its [`Zone`], the
//! machine verdict and the thread references. **May not know** what a report or an issue is, who is on the
//! roster, or any I/O. **Limits** are named constants beside the code that they bound; there is no clock: all layers
//! draw on one counter, [`Fuel`], and what is not read since it ran out is said and held.
//!
//! The layers, in the order in which a mail passes them:
//!
//! | layer | file | what it mends |
//! | --- | --- | --- |
//! | all | `fuel` | mails made to stall the reader |
//! | bytes | `transfer`, `charset` | broken base64 and quoted-printable; undeclared or wrong charsets (GB18030, Big5, Shift_JIS) |
//! | headers | `headers` | broken folds, encoded-words cut inside a character, RFC 2231 pieces, raw 8-bit names, bare addresses |
//! | parts | `parts` | folded, lost and unclosed boundaries; too many parts, too deep a nest; mails inside mails |
//! | blocks | `text`, `html` (`guard`, `style`, `wordlist`, `row`, `cell`) | `format=flowed`, Word's lists, merged cells, hidden text, VML twins, markup made to stall |
//! | body | `body`, `link` | which of the alternatives is shown, which picture an address means, pasted `data:` pictures, links that a gateway rewrote |
//! | dress | `tnef` with `rtf`, `signed` | the same mail in other clothes: winmail.dat, signed in one lump |
//! | documents | `document`, `enclosed` | reports written in Word, Excel or PDF: their text with its pictures in place |
//! | own words | `heads`, `quote`, `signature` | quotations and forwards of every client, signatures, footers, disclaimers, banners |
//! | verdicts | `machine`, `bounce` | machine or person, may it be answered; what a delivery report is about |
//! | doors | `read`, `explain` | [`read()`], [`part_bytes`], [`content_key`]; [`json`] for `daybook read --json` |

mod fuel;
mod transfer;
mod rtf;
mod tnef;
mod signed;
mod charset;
mod headers;
mod parts;
mod block;
mod text;
mod html;
mod placeholder;
mod link;
mod body;
mod document;
mod enclosed;
mod heads;
mod quote;
mod signature;
mod machine;
mod bounce;
mod read;
mod explain;
mod remark;
mod variant;

pub use block::{Block, Gap, Inline, Shape, Zone, ZoneRule};
pub use bounce::DeliveryReport;
pub use document::Fault;
pub use explain::json;
pub use fuel::Fuel;
pub use read::{READ_LIMIT, content_key, part_bytes, parts_bytes, read};
pub use remark::Remark;
pub(crate) use variant::simplified;

use chrono::{DateTime, FixedOffset};

use crate::people::Mailbox;

/// One mail, read.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The subject, decoded, on one line; empty where there is none.
    pub subject: String,
    /// Who wrote it, as From says.
    pub from: Option<Mailbox>,
    /// The addresses in To.
    pub to: Vec<Mailbox>,
    /// The addresses in Cc.
    pub cc: Vec<Mailbox>,
    /// The addresses in Reply-To. Letters go to the registered address; this is for display.
    pub reply_to: Vec<Mailbox>,
    /// The Date header.
    pub date: Option<DateTime<FixedOffset>>,
    /// When the sender's own server took it: the oldest `Received` line. Punctuality is counted by it.
    pub submitted: Option<DateTime<FixedOffset>>,
    /// The Message-ID with its angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To, each with its angle brackets.
    pub in_reply_to: Vec<String>,
    /// References, oldest first, each with its angle brackets.
    pub references: Vec<String>,
    /// Every attachment and every picture: the real parts, then the `data:` pictures of the HTML, then those inside documents.
    pub parts: Vec<Part>,
    /// The body in reading order; mails that are attached follow as [`Zone::ForwardHead`] and [`Zone::Forwarded`].
    pub body: Vec<Block>,
    /// The documents that are attached, in the mail's order.
    pub documents: Vec<Document>,
    /// The plain text that stands beside the HTML, where [`Message::body`] was read from the HTML.
    pub twin: String,
    /// Is the text sealed, so that nobody without a key can read it?
    pub encrypted: Option<Encryption>,
    /// Was something of the text not read that may be the matter? Of a mail that is too large only the headers and the first
    /// 256 KiB are; of a longer text the first lines.
    pub truncated: bool,
    /// Every header field of the mail itself, unfolded, names in lower case, in order.
    pub headers: Vec<(String, String)>,
    /// Was it written by a machine, and may it be answered?
    pub machine: Machine,
    /// What a delivery report says, where this is one.
    pub delivery: Option<DeliveryReport>,
    /// What was odd about it, and which rule won.
    pub remarks: Vec<Remark>,
    /// What reading it has cost, and what reading on may cost.
    pub fuel: Fuel,
}

impl Message {
    /// The first header field of this name (in lower case), unfolded, encoded-words not decoded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All header fields of this name, from the top.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The text of all blocks in one of `zones`, a line each.
    #[must_use]
    pub fn text_of(&self, zones: &[Zone]) -> String {
        let lines: Vec<String> = self.body.iter().filter(|block| zones.contains(&block.zone)).map(Block::text).collect();
        lines.join("\n").trim().to_owned()
    }

    /// The writer's own words: no quotation, signature, footer or banner.
    #[must_use]
    pub fn own_text(&self) -> String {
        self.text_of(&[Zone::Own])
    }

    /// Has the writer written or pasted anything?
    #[must_use]
    pub fn has_own_words(&self) -> bool {
        self.body.iter().any(|block| block.zone == Zone::Own && !block.is_blank())
    }

    /// Every readable line, before anything is cut.
    #[must_use]
    pub fn full_text(&self) -> String {
        self.body.iter().map(Block::text).collect::<Vec<_>>().join("\n")
    }
}

/// How a mail is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// S/MIME (application/pkcs7-mime), enveloped. What is only signed is read.
    Smime,
    /// OpenPGP, as PGP/MIME or as an armoured block in the text.
    Pgp,
}

/// One attachment or picture. Its bytes are fetched from the raw mail when needed: [`part_bytes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which part it is, counted over the whole mail; stable for the same bytes.
    pub index: usize,
    /// The decoded file name.
    pub name: Option<String>,
    /// The Content-ID without angle brackets; of the N-th `data:` picture `data:N`, counted from 1.
    pub content_id: Option<String>,
    /// The Content-Location, by which some HTML names its pictures.
    pub location: Option<String>,
    /// The media type as declared, in lower case: `image/png`.
    pub mime: String,
    /// The size of the decoded bytes.
    pub size: usize,
    /// SHA-256 of the decoded bytes, in hex.
    pub sha256: String,
    /// Does the HTML show it, or is it declared `inline`?
    pub inline: bool,
    /// The part that holds it, where that is a mail of its own (message/rfc822) or a document.
    pub within: Option<usize>,
    /// Width and height in pixels, where it is a picture that tells.
    pub pixels: Option<(u32, u32)>,
}

/// A document that is attached: a file in which people write reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which part it is: an index into [`Message::parts`].
    pub part: usize,
    /// Its text, with the pictures in their places as indices into [`Message::parts`]; or why it cannot be had.
    pub text: Result<Vec<Block>, Fault>,
}

/// What kind of sender the headers and the body betray.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MachineClass {
    /// A person.
    #[default]
    Normal,
    /// Out of office and the like.
    AutoReply,
    /// A robot's report.
    AutoGenerated,
    /// A delivery report.
    Bounce,
    /// A read receipt (MDN).
    Receipt,
    /// A feedback report (ARF).
    Complaint,
    /// A mailing list.
    List,
    /// Bulk mail.
    Bulk,
    /// An invitation or its answer.
    Calendar,
}

/// Two verdicts: what it is, and whether an acknowledgement may go out. They differ: a person behind
/// `X-Auto-Response-Suppress` is taken in and not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// What it is.
    pub class: MachineClass,
    /// May a letter answer it?
    pub may_answer: bool,
    /// The rule that won, for the audit line.
    pub rule: &'static str,
}

impl Default for Machine {
    fn default() -> Self {
        Self { class: MachineClass::Normal, may_answer: true, rule: "no sign of a machine" }
    }
}
