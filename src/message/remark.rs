//! What was odd about a mail's bytes.

use std::fmt;

/// Something that the reader of the bytes noticed. Its facts are data; its `Display` is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Only its beginning was read.
    TooLarge,
    /// A header field was cut.
    LongHeader,
    /// Too many parts, or too deep a nest.
    TooManyParts,
    /// A multipart without its closing line.
    Unclosed,
    /// More text than is read.
    TooMuchText,
    /// A text part longer than is read.
    LongText,
    /// An HTML part longer than is read.
    LongHtml,
    /// HTML that no client writes.
    HostileHtml,
    /// Made so that reading it takes long.
    OutOfFuel,
    /// Nothing in it is the writer's own.
    NoOwnWords,
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLarge => "larger than 25 MiB: only the headers and the first 256 KiB were read",
            Self::LongHeader => "a header field longer than 64 KiB: the rest was not read",
            Self::TooManyParts => "more parts or deeper nesting than is read: some parts were left out",
            Self::Unclosed => "a multipart without its closing line: read to its end",
            Self::TooMuchText => "more lines or more text than is read: the rest was left out",
            Self::LongText => "text longer than 2 MiB: the rest was not read",
            Self::LongHtml => "HTML longer than 2 MiB: the rest was not read",
            Self::HostileHtml => "HTML nested or decked with attributes beyond reason: read as text, pictures lost their place",
            Self::OutOfFuel => "made so that reading it takes long: it was read in part",
            Self::NoOwnWords => "nothing but quotation, signature or footer",
        })
    }
}
