//! The text inside attached documents: reports that people write in Word or Excel and send as a file.
//!
//! **Takes** the bytes of one attachment with its name and type. **Gives** its text as [`Block`]s, the pictures in
//! their places, or the [`Fault`] for which it cannot be read. **May not know** what the mail around it says.
//! **Limits:** one [`Fuel`] for all documents of a mail; it counts the bytes that are unpacked and the text that comes
//! out, so that a file of a few kilobytes that unpacks to gigabytes ends there. A reader that panics is caught here.
//!
//! | kind | file | known by |
//! | --- | --- | --- |
//! | Word (.docx) | `word`, `numbering` | a zip whose main part is a Word document |
//! | Excel (.xlsx), with WPS's pictures in cells | `sheet`, `drawing` | a zip whose main part is a workbook |
//! | PDF with text in it | `pdf`, `letters`, `layout` | `%PDF` |
//! | text, CSV, web page | `plain` | the declared type, the ending |
//!
//! What is locked, of an older kind, or a scan stays for a person.

mod drawing;
mod fuel;
mod layout;
mod letters;
mod numbering;
mod package;
mod pdf;
mod plain;
mod sheet;
mod word;
mod xml;

pub(super) use fuel::Fuel;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::block::{Block, Gap, Inline, Shape};
use package::Package;

/// Why a document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It asks for a password.
    Locked,
    /// It is of a kind that is not read: the binary Word and Excel files of before 2007, archives, slides.
    Unknown,
    /// Its bytes are damaged.
    Broken,
    /// It holds more than is read.
    TooLarge,
    /// It holds no text: a scan.
    NoText,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Locked => "it asks for a password",
            Self::Unknown => "a kind that is not read",
            Self::Broken => "its bytes are damaged",
            Self::TooLarge => "it holds more than is read",
            Self::NoText => "no text in it",
        })
    }
}

/// What a document says.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Its text. A picture in it is an index into `pictures`.
    pub(super) blocks: Vec<Block>,
    pub(super) pictures: Vec<Picture>,
}

/// A picture inside a document.
#[derive(Debug)]
pub(super) struct Picture {
    pub(super) name: String,
    pub(super) mime: String,
    pub(super) bytes: Vec<u8>,
}

/// One attachment, as the mail declares it.
pub(super) struct File<'f> {
    pub(super) name: &'f str,
    pub(super) mime: &'f str,
    pub(super) bytes: &'f [u8],
    /// The charset that the mail declares for a text.
    pub(super) charset: Option<&'f str>,
}

/// Reads an attachment. `None` where it is nothing that people write reports in: a picture, a film, a calendar entry.
pub(super) fn read(file: &File<'_>, fuel: &mut Fuel) -> Option<Result<Content, Fault>> {
    let kind = Kind::of(file)?;
    // Readers of foreign formats have had their panics; one costs this document, not the mail.
    let read = catch_unwind(AssertUnwindSafe(|| kind.read(file, fuel))).unwrap_or(Err(Fault::Broken));
    Some(read.and_then(|content| if content.says() { Ok(content) } else { Err(Fault::NoText) }))
}

impl Content {
    fn says(&self) -> bool {
        self.blocks.iter().any(|block| block.text().chars().any(char::is_alphanumeric))
    }
}

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Package,
    /// The container of the binary Office files, and of newer ones under a password.
    Compound,
    Pdf,
    Text,
    Csv,
    Html,
    Unknown,
}

impl Kind {
    fn of(file: &File<'_>) -> Option<Self> {
        let name = file.name.to_lowercase();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        // What the bytes say counts more than what the mail declares.
        if file.bytes.starts_with(b"PK\x03\x04") {
            return Some(Self::Package);
        }
        if file.bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Some(Self::Compound);
        }
        if file.bytes.get(..file.bytes.len().min(1024)).is_some_and(|head| head.windows(5).any(|five| five == b"%PDF-")) {
            return Some(Self::Pdf);
        }
        Some(match ending {
            "txt" | "md" => Self::Text,
            "csv" | "tsv" => Self::Csv,
            "htm" | "html" => Self::Html,
            "doc" | "docx" | "docm" | "xls" | "xlsx" | "xlsm" | "ppt" | "pptx" | "pdf" | "rtf" | "odt" | "ods" | "wps" | "et" | "zip" | "rar" | "7z" => {
                Self::Unknown
            }
            _ => match file.mime {
                "text/plain" => Self::Text,
                "text/csv" => Self::Csv,
                "text/html" => Self::Html,
                _ => return None,
            },
        })
    }

    fn read(self, file: &File<'_>, fuel: &mut Fuel) -> Result<Content, Fault> {
        match self {
            Self::Package => {
                let mut package = Package::open(file.bytes)?;
                let main = package.main_part(fuel)?;
                match main.rsplit('/').next() {
                    Some(name) if name.starts_with("document") => word::read(&mut package, &main, fuel),
                    Some(name) if name.starts_with("workbook") => sheet::read(&mut package, &main, fuel),
                    _ => Err(Fault::Unknown),
                }
            }
            Self::Compound => Err(if is_sealed(file.bytes) { Fault::Locked } else { Fault::Unknown }),
            Self::Pdf => pdf::read(file.bytes, fuel),
            Self::Text => plain::text(file, fuel),
            Self::Csv => plain::csv(file, fuel),
            Self::Html => plain::html(file, fuel),
            Self::Unknown if file.bytes.is_empty() => Err(Fault::NoText),
            Self::Unknown if ["docx", "xlsx", "pdf"].iter().any(|ending| file.name.to_lowercase().ends_with(ending)) => Err(Fault::Broken),
            Self::Unknown => Err(Fault::Unknown),
        }
    }
}

/// Is this container a newer document under a password? Office keeps it in a stream of this name (MS-OFFCRYPTO 2.3.4.4).
fn is_sealed(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
#[path = "../../../tests/it/office.rs"]
mod office;
#[cfg(test)]
mod tests;
