//! The document model: one list of blocks, from HTML or from text alike.
//!
//! # Reading, layer 3 of 9: blocks
//!
//! **Takes** the text parts: [`text`](super::text) reads plain ones, [`html`](super::html) the others, and
//! [`body`](super::body) puts them in order and every picture in its place. **Gives** [`Block`]s: paragraphs, list items with
//! number and depth, table rows, headings, pictures in place, quote depth. **May not know** whose words a block holds: each
//! is taken for the writer's own until layer 4.
//!
//! **Limits:** lines and bytes read of one mail (`quote::MAX_LINES`, `html::MAX_BYTES`), and steps spent on markup
//! (`html::MAX_STEPS`). **Remarks:** [`Remark::HostileHtml`](super::Remark::HostileHtml), for instance "HTML nested or decked
//! with attributes beyond reason: read as text, pictures lost their place", [`Remark::LongText`](super::Remark::LongText),
//! [`Remark::TooMuchText`](super::Remark::TooMuchText). **Shown by** `html/tests.rs`, the tables in `text`, and
//! `read/clients.rs` for the clients' own ways.

use std::fmt;

/// One block of a mail's body, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is: a paragraph, a list item, a table row …
    pub shape: Shape,
    /// How deep it stands in quotations: 0 is the writer's own level.
    pub quote: u8,
    /// Whose words these are, and what for.
    pub zone: Zone,
    /// The rule that gave it its zone.
    pub why: ZoneRule,
    /// Its place in [`Message::body`](super::Message::body), counted from 0; the blocks of documents are counted on behind it.
    pub at: usize,
    /// What stands between the block before and this one.
    pub gap: Gap,
    /// How many columns a line of a text mail stands in (a tab counts as 8); 0 in HTML.
    pub indent: u8,
    /// Text and pictures in order. A table row has one entry a cell; every other block has one.
    pub cells: Vec<Vec<Inline>>,
}

impl Block {
    /// A block of an attached document, not yet placed.
    pub(super) fn of_document(shape: Shape, gap: Gap, cells: Vec<Vec<Inline>>) -> Self {
        Self { shape, gap, cells, why: ZoneRule::Document, ..Self::paragraph(Vec::new()) }
    }

    /// A paragraph of the writer's own, not yet placed.
    pub(crate) fn paragraph(cell: Vec<Inline>) -> Self {
        let (zone, why) = (Zone::Own, ZoneRule::Rest);
        Self { shape: Shape::Paragraph, quote: 0, zone, why, at: 0, gap: Gap::None, indent: 0, cells: vec![cell] }
    }

    /// The text of all cells, without pictures; cells are joined by a tab.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for (at, cell) in self.cells.iter().enumerate() {
            if at > 0 {
                out.push('\t');
            }
            out.extend(cell.iter().filter_map(|inline| if let Inline::Text(text) = inline { Some(text.as_str()) } else { None }));
        }
        out
    }

    /// Is it a blank line: no picture, and no text but white space?
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().flatten().all(|inline| matches!(inline, Inline::Text(text) if text.trim().is_empty()))
    }

    /// The pictures in order: indices into [`Message::parts`](super::Message::parts).
    pub fn pictures(&self) -> impl Iterator<Item = usize> + '_ {
        self.cells.iter().flatten().filter_map(|inline| if let Inline::Picture(part) = inline { Some(*part) } else { None })
    }
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of running text. Text mails and HTML alike give one block a line (`<br>` ends one); only list
    /// items, headings and table cells hold `\n`. A blank line is no block but the next one's [`Gap`].
    Paragraph,
    /// A heading (`h1` … `h6`), or a short paragraph all of whose words are bold: clients have no button for headings.
    Heading,
    /// A list item that the client numbered or marked.
    Item {
        /// The number, where the list is an ordered one.
        number: Option<u32>,
        /// How deep the list is nested: 1 is the outermost.
        depth: u8,
    },
    /// A table row.
    Row {
        /// Which table of the mail, counted from 0.
        table: u32,
        /// Are its cells `th`?
        header: bool,
    },
}

/// What separates a block from the one before: paragraphs without numbers are told apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Gap {
    /// Nothing: the next line, the next `<div>`.
    #[default]
    None,
    /// An empty line, an empty `<div>`, or the margin of a `<p>`.
    Blank,
    /// A rule: `<hr>`, or a line of dashes in the middle of a text.
    Rule,
    /// Another part of the mail: the client put a picture between the two.
    Part,
}

/// A piece of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text, white space folded, line breaks kept as `\n`.
    Text(String),
    /// A picture in its place: an index into [`Message::parts`](super::Message::parts).
    Picture(usize),
}

/// Whose words a block holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Zone {
    /// The writer's own words.
    #[default]
    Own,
    /// A line that introduces a quotation: "在 … 写道", "From: … Sent: …".
    QuoteHead,
    /// Quoted mail.
    Quote,
    /// The head of a mail that the writer forwards.
    ForwardHead,
    /// A mail that the writer forwards: another's words, passed on by the writer as the matter itself.
    Forwarded,
    /// The writer's closing and name at the end: "Best regards, Li Na". It is written by hand, but says nothing.
    Signoff,
    /// The writer's signature: a card with post, firm, phone, motto.
    Signature,
    /// A disclaimer or a client's own line: "Sent from my iPhone".
    Footer,
    /// What a gateway put in: `[外部邮件]`, caution banners.
    Banner,
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "the writer's own words",
            Self::QuoteHead => "the head of a quotation",
            Self::Quote => "a quotation",
            Self::ForwardHead => "the head of a forwarded mail",
            Self::Forwarded => "a forwarded mail",
            Self::Signoff => "the sign-off",
            Self::Signature => "the signature",
            Self::Footer => "a footer",
            Self::Banner => "a gateway's banner",
        })
    }
}

/// By which rule a block got its [`Zone`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ZoneRule {
    /// No rule took it for anything but the writer's words.
    #[default]
    Rest,
    /// Marked as quoted.
    Marked,
    /// A line that parts two mails.
    Separator,
    /// Labels of a mail's head.
    Labels,
    /// A line that says who wrote what follows.
    Wrote,
    /// Markup in which this client puts the head of a quotation.
    HeadMarkup,
    /// The rule right above a head.
    Underline,
    /// Inset below such a line, while answers begin at the margin.
    Inset,
    /// An answer that stands among the lines of the other mail, as the writer says.
    Answer,
    /// Below a head.
    Below,
    /// Below the head of another mail inside what is quoted or passed on.
    Inner,
    /// In a mail that is attached.
    Attached,
    /// In a document that is attached.
    Document,
    /// Markup in which this client puts signatures.
    SignatureMarkup,
    /// Below the two dashes.
    Dashes,
    /// A closing, and short lines below it.
    Closing,
    /// The writer's name, and short lines below it.
    Name,
    /// Phones, addresses, pages at the end.
    Card,
    /// A mail program's own line.
    Client,
    /// The frame of a signing program.
    Armour,
    /// A mail program's line about an attached file.
    File,
    /// A mailing list's lines.
    List,
    /// What a mail provider, a list or a scanner adds.
    Advert,
    /// The words of a disclaimer.
    Disclaimer,
    /// The words of a gateway, on top.
    Banner,
}

impl fmt::Display for ZoneRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rest => "no rule takes it for anything else",
            Self::Marked => "marked as quoted",
            Self::Separator => "a line that parts two mails",
            Self::Labels => "From, Sent, To, Subject of another mail",
            Self::Wrote => "a line that says who wrote what follows",
            Self::HeadMarkup => "this mail program puts the head of a quotation there",
            Self::Underline => "the rule above a quotation's head",
            Self::Inset => "stands inset below the line that says who wrote it",
            Self::Answer => "the writer says that he answers there",
            Self::Below => "stands below that head",
            Self::Inner => "the head of a mail inside that mail",
            Self::Attached => "from a mail that is attached",
            Self::Document => "from a document that is attached",
            Self::SignatureMarkup => "this mail program puts signatures there",
            Self::Dashes => "stands below the dashes that open a signature",
            Self::Closing => "a closing, and only short lines below it",
            Self::Name => "the writer's name, and only short lines below it",
            Self::Card => "phone, address or web page at the end",
            Self::Client => "the mail program's own line",
            Self::Armour => "the frame of a signing program",
            Self::File => "a mail program's line about a file",
            Self::List => "a mailing list's lines",
            Self::Advert => "what a mail provider or a list adds",
            Self::Disclaimer => "the words of a disclaimer",
            Self::Banner => "a mail gateway's words on top",
        })
    }
}
