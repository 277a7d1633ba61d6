//! The documents of a mail, each read once, with the pictures in them numbered behind the mail's own.

use super::block::{Block, Inline, ZoneRule};
use super::document::{self, File, Fuel};
use super::parts::{Entity, Tree};
use super::read::{hex, pixels};
use super::{Document, Part};

/// What the documents gave: their text, and each picture with its bytes.
#[derive(Default)]
pub(super) struct Enclosed {
    pub(super) documents: Vec<Document>,
    pub(super) pictures: Vec<(Part, Vec<u8>)>,
}

impl Enclosed {
    /// Reads the documents of the whole mail; the first picture in them is number `first`.
    pub(super) fn read(tree: &Tree<'_>, first: usize) -> Self {
        let mut enclosed = Self::default();
        enclosed.walk(tree, &tree.root, first, &mut Fuel::default());
        enclosed
    }

    fn walk(&mut self, tree: &Tree<'_>, entity: &Entity, first: usize, fuel: &mut Fuel) {
        if let Some(part) = entity.part.filter(|_| entity.nested.is_none() && entity.children.is_empty()) {
            self.open(tree, entity, part, first, fuel);
        }
        for child in &entity.children {
            self.walk(tree, child, first, fuel);
        }
        if let Some(nested) = &entity.nested {
            self.walk(nested, &nested.root, first, fuel);
        }
    }

    fn open(&mut self, tree: &Tree<'_>, entity: &Entity, part: usize, first: usize, fuel: &mut Fuel) {
        let name = entity.name().unwrap_or_default();
        let file = File { name: &name, mime: &entity.mime, bytes: &tree.decoded(entity), charset: entity.kind.get("charset") };
        let Some(read) = document::read(&file, fuel) else { return };
        let text = read.map(|content| {
            let base = first + self.pictures.len();
            for picture in content.pictures {
                let index = first + self.pictures.len();
                let taken = Part {
                    index,
                    name: Some(picture.name),
                    content_id: None,
                    location: None,
                    size: picture.bytes.len(),
                    sha256: hex(&picture.bytes),
                    inline: true,
                    within: Some(part),
                    pixels: pixels(&picture.bytes),
                    mime: picture.mime,
                };
                self.pictures.push((taken, picture.bytes));
            }
            content.blocks.into_iter().map(|block| renumbered(block, base)).collect()
        });
        self.documents.push(Document { part, text });
    }

    /// Counts the blocks of all documents on from `first`.
    pub(super) fn place(&mut self, first: usize) {
        let blocks = self.documents.iter_mut().filter_map(|document| document.text.as_mut().ok()).flatten();
        for (at, block) in (first..).zip(blocks) {
            block.at = at;
        }
    }

    /// The bytes of picture `index`, taken out.
    pub(super) fn take(&mut self, index: usize) -> Option<Vec<u8>> {
        self.pictures.iter_mut().find(|(part, _)| part.index == index).map(|(_, bytes)| std::mem::take(bytes))
    }
}

fn renumbered(mut block: Block, base: usize) -> Block {
    block.why = ZoneRule::Document;
    for inline in block.cells.iter_mut().flatten() {
        if let Inline::Picture(picture) = inline {
            *picture += base;
        }
    }
    block
}
