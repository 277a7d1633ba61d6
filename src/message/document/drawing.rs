//! Pictures of a workbook, each with the cell that its upper left corner lies in; and WPS's pictures that stand in a cell.

use std::collections::HashMap;

use super::package::{Gallery, Package};
use super::{Fault, Fuel, xml};

/// A picture with its row and column, both counted from 0.
pub(super) type Anchored = (u32, u32, usize);

/// The pictures of one drawing (ECMA-376 part 1, 20.5).
pub(super) fn anchored(package: &mut Package<'_>, part: &str, gallery: &mut Gallery, fuel: &mut Fuel) -> Result<Vec<Anchored>, Fault> {
    let Some(bytes) = package.part(part, fuel)? else { return Ok(Vec::new()) };
    let relations = package.relations(part, fuel)?;
    let mut wanted: Vec<(u32, u32, String)> = Vec::new();
    // Where the anchor begins, and whether its numbers are being read.
    let (mut row, mut column) = (0, 0);
    let (mut from, mut field) = (false, "");
    xml::walk(&bytes, fuel, &mut |event, fuel| {
        match event {
            xml::Event::Open(tag) => match tag.name() {
                "from" => from = true,
                "row" => field = "row",
                "col" => field = "col",
                "blip" => {
                    fuel.spend(1)?;
                    if let Some(part) = tag.attribute("embed").and_then(|id| relations.get(&id)) {
                        wanted.push((row, column, part.clone()));
                    }
                }
                _ => {}
            },
            xml::Event::Close(name) => match name {
                "from" => from = false,
                "row" | "col" => field = "",
                _ => {}
            },
            xml::Event::Text(text) if from => match field {
                "row" => row = text.trim().parse().unwrap_or(0),
                "col" => column = text.trim().parse().unwrap_or(0),
                _ => {}
            },
            xml::Event::Text(_) => {}
        }
        Ok(())
    })?;
    let mut found = Vec::new();
    for (row, column, part) in wanted {
        if let Some(picture) = gallery.take(package, &part, fuel)? {
            found.push((row, column, picture));
        }
    }
    Ok(found)
}

/// Where WPS keeps the pictures that it puts into cells: by the name that `DISPIMG("…")` gives, the part.
pub(super) fn in_cells(package: &mut Package<'_>, workbook: &str, fuel: &mut Fuel) -> Result<HashMap<String, String>, Fault> {
    let folder = workbook.rsplit_once('/').map_or("", |(folder, _)| folder);
    let part = format!("{folder}/cellimages.xml");
    let mut found = HashMap::new();
    let Some(bytes) = package.part(part.trim_start_matches('/'), fuel)? else { return Ok(found) };
    let relations = package.relations(part.trim_start_matches('/'), fuel)?;
    let mut name = None;
    xml::walk(&bytes, fuel, &mut |event, _| {
        if let xml::Event::Open(tag) = event {
            if tag.name() == "cNvPr" {
                name = tag.attribute("name");
            } else if tag.name() == "blip"
                && let (Some(name), Some(part)) = (name.take(), tag.attribute("embed").and_then(|id| relations.get(&id)))
            {
                found.insert(name, part.clone());
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// The name in `=DISPIMG("ID_…",1)`.
pub(super) fn named_in(formula: &str) -> Option<&str> {
    let (_, rest) = formula.split_once("DISPIMG(\"")?;
    rest.split_once('"').map(|(name, _)| name)
}
