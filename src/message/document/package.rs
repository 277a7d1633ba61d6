//! Office's container (ECMA-376 part 2): a zip with parts that name each other by relations.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Fault, Fuel, Picture, xml};

/// More entries than this are no document; one with five hundred pictures has six hundred. The list itself costs memory
/// before anything is unpacked.
const ENTRIES: usize = 4_000;
/// No single part of text is larger: Word writes some 5 MiB for a book of a thousand pages.
const PART: usize = 24 << 20;

/// An opened container.
pub(super) struct Package<'p> {
    zip: ZipArchive<Cursor<&'p [u8]>>,
}

/// The relations of one part: from an id to the part that is meant.
pub(super) type Relations = HashMap<String, String>;

impl<'p> Package<'p> {
    pub(super) fn open(bytes: &'p [u8]) -> Result<Self, Fault> {
        if bytes.windows(4).filter(|four| *four == b"PK\x01\x02").count() > ENTRIES {
            return Err(Fault::TooLarge);
        }
        ZipArchive::new(Cursor::new(bytes)).map(|zip| Self { zip }).map_err(|_| Fault::Broken)
    }

    /// The bytes of a part, unpacked; `None` where there is none of that name.
    pub(super) fn part(&mut self, name: &str, fuel: &mut Fuel) -> Result<Option<Vec<u8>>, Fault> {
        let file = match self.zip.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(why)) if why.to_lowercase().contains("password") => return Err(Fault::Locked),
            Err(_) => return Err(Fault::Broken),
        };
        let most = fuel.left().min(PART);
        let mut bytes = Vec::new();
        let read = file.take(most as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > most {
            return Err(Fault::TooLarge);
        }
        fuel.spend(bytes.len())?;
        read.map_err(|_| Fault::Broken)?;
        Ok(Some(bytes))
    }

    /// A part that must be there.
    pub(super) fn needed(&mut self, name: &str, fuel: &mut Fuel) -> Result<Vec<u8>, Fault> {
        self.part(name, fuel)?.ok_or(Fault::Broken)
    }

    /// The name of the part that the document begins with.
    pub(super) fn main_part(&mut self, fuel: &mut Fuel) -> Result<String, Fault> {
        let relations = self.part("_rels/.rels", fuel)?;
        let Some(relations) = relations else {
            // A zip of other things.
            return Err(Fault::Unknown);
        };
        let mut main = None;
        xml::walk(&relations, fuel, &mut |event, _| {
            if let xml::Event::Open(tag) = event
                && tag.name() == "Relationship"
                && tag.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
            {
                main = tag.attribute("Target");
            }
            Ok(())
        })?;
        main.map(|target| resolve("", &target)).ok_or(Fault::Unknown)
    }

    /// The relations of a part; those that lead out of the document are left out.
    pub(super) fn relations(&mut self, part: &str, fuel: &mut Fuel) -> Result<Relations, Fault> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let path = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        let mut found = Relations::new();
        let Some(bytes) = self.part(&path, fuel)? else { return Ok(found) };
        xml::walk(&bytes, fuel, &mut |event, _| {
            if let xml::Event::Open(tag) = event
                && tag.name() == "Relationship"
                && tag.attribute("TargetMode").is_none_or(|mode| mode != "External")
                && let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target"))
            {
                found.insert(id, resolve(folder, &target));
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// A target as it stands in a relation: relative to the folder of its part, or from the top.
fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').filter(|step| !step.is_empty()).collect() };
    for step in target.split('/').filter(|step| !step.is_empty() && *step != ".") {
        if step == ".." {
            path.pop();
        } else {
            path.push(step);
        }
    }
    path.join("/")
}

/// The pictures of a document, each taken once however often it is shown.
#[derive(Default)]
pub(super) struct Gallery {
    known: HashMap<String, Option<usize>>,
    pub(super) pictures: Vec<Picture>,
}

impl Gallery {
    /// The number of the picture in this part; `None` where there is none or it is no picture.
    pub(super) fn take(&mut self, package: &mut Package<'_>, part: &str, fuel: &mut Fuel) -> Result<Option<usize>, Fault> {
        if let Some(known) = self.known.get(part) {
            return Ok(*known);
        }
        let name = part.rsplit('/').next().unwrap_or(part).to_owned();
        // A picture whose bytes are damaged costs its place, not the text around it.
        let bytes = match package.part(part, fuel) {
            Err(Fault::Broken) => None,
            read => read?,
        };
        let found = bytes.and_then(|bytes| {
            let mime = infer::get(&bytes).map(|kind| kind.mime_type().to_owned()).filter(|mime| mime.starts_with("image/"))?;
            self.pictures.push(Picture { name, mime, bytes });
            Some(self.pictures.len() - 1)
        });
        self.known.insert(part.to_owned(), found);
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_part() {
        for (folder, target, want) in [
            ("word", "media/image1.png", "word/media/image1.png"),
            ("xl/worksheets", "../drawings/drawing1.xml", "xl/drawings/drawing1.xml"),
            ("", "/word/document.xml", "word/document.xml"),
            ("a", "../../../etc/x", "etc/x"),
        ] {
            assert_eq!(resolve(folder, target), want, "{target}");
        }
    }
}
