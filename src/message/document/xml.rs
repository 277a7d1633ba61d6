//! XML as a flat run of events. No entity but the five of XML itself is known, so nothing in it can grow.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{self, BytesStart};

use super::{Fault, Fuel};

/// What comes next.
pub(super) enum Event<'e> {
    /// `<w:p …>`, also where it is empty.
    Open(Tag<'e>),
    /// `</w:p>`, by its name without prefix.
    Close(&'e str),
    Text(&'e str),
}

/// An opening tag. Prefixes differ from program to program, local names do not.
pub(super) struct Tag<'e>(&'e BytesStart<'e>, &'e str);

impl<'e> Tag<'e> {
    pub(super) fn name(&self) -> &'e str {
        self.1
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.0.attributes().with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
        Some(quick_xml::escape::unescape(&found.value).map_or_else(|_| found.value.clone().into_owned(), Cow::into_owned))
    }

    /// The attribute `val` as a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// Whoever is told of the events; he pays for what he makes of them.
pub(super) type Visitor<'v> = dyn FnMut(Event<'_>, &mut Fuel) -> Result<(), Fault> + 'v;

/// Walks a part. Half a document is none: what is not well-formed is broken.
pub(super) fn walk(bytes: &[u8], fuel: &mut Fuel, visit: &mut Visitor<'_>) -> Result<(), Fault> {
    fuel.spend(bytes.len())?;
    // Office writes UTF-8; UTF-16 with its mark is allowed.
    let (text, _, _) = encoding_rs::UTF_8.decode(bytes);
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().map_err(|_| Fault::Broken)? {
            events::Event::Start(start) => visit(Event::Open(Tag(&start, start.local_name().as_ref())), fuel)?,
            events::Event::Empty(start) => {
                visit(Event::Open(Tag(&start, start.local_name().as_ref())), fuel)?;
                visit(Event::Close(start.local_name().as_ref()), fuel)?;
            }
            events::Event::End(end) => visit(Event::Close(end.local_name().as_ref()), fuel)?,
            events::Event::Text(text) => visit(Event::Text(&text.xml10_content()), fuel)?,
            events::Event::CData(text) => visit(Event::Text(&text.xml10_content()), fuel)?,
            events::Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().ok().flatten().map(String::from);
                let known = letter.as_deref().or_else(|| quick_xml::escape::resolve_predefined_entity(&name));
                visit(Event::Text(known.unwrap_or_default()), fuel)?;
            }
            events::Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
