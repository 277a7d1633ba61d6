//! Header fields that a news program or a gateway left on top of the text.

use super::super::block::{Zone, ZoneRule};
use super::super::quote::Line;
use super::Writer;

/// Fields that nobody writes into a text.
const SURE: [&str; 13] = [
    "nntp-posting-host",
    "nntp-posting-user",
    "newsgroups",
    "message-id",
    "article-i.d.",
    "path",
    "xref",
    "references",
    "in-reply-to",
    "originator",
    "mime-version",
    "content-type",
    "x-newsreader",
];
/// Fields that may also be what somebody fills in.
const OTHER: [&str; 14] = [
    "from",
    "to",
    "subject",
    "date",
    "sender",
    "reply-to",
    "followup-to",
    "organization",
    "distribution",
    "keywords",
    "summary",
    "expires",
    "lines",
    "approved",
];

/// Marks the fields on top, up to the blank line below them.
pub(super) fn headers(lines: &mut [Line], writer: &Writer<'_>) {
    let Some(first) = lines.iter().position(|line| !line.block.is_blank()) else { return };
    let end = lines.iter().skip(first).position(|line| line.block.is_blank()).map_or(lines.len(), |length| first + length);
    // Below them, somebody must have written something.
    if lines.iter().skip(end).all(|line| line.block.is_blank()) {
        return;
    }
    let texts: Vec<String> = lines.iter().take(end).skip(first).map(|line| line.block.text()).collect();
    let fields: Option<Vec<(String, &str)>> = texts.iter().map(|text| field(text)).collect();
    let own = lines.iter().take(end).skip(first).all(|line| line.block.zone == Zone::Own);
    let Some(fields) = fields.filter(|_| own) else { return };
    let has = |wanted: &str| fields.iter().any(|(name, _)| name == wanted);
    let sure = fields.iter().any(|(name, value)| {
        SURE.contains(&name.as_str())
            || (name.starts_with("x-") && name.len() > 4)
            || (name == "lines" && !value.is_empty() && value.chars().all(|c| c.is_ascii_digit()))
            || (name == "from" && writer.address.contains('@') && value.to_lowercase().contains(writer.address))
    });
    if sure || (has("distribution") && has("organization")) {
        for line in lines.iter_mut().take(end).skip(first) {
            line.block.zone = Zone::Banner;
            line.block.why = ZoneRule::Banner;
        }
    }
}

/// The name of a field, in small letters, and what stands behind it.
fn field(text: &str) -> Option<(String, &str)> {
    let (name, value) = text.split_once(": ").or_else(|| text.strip_suffix(':').map(|name| (name, "")))?;
    let name = name.to_ascii_lowercase();
    let known = SURE.contains(&name.as_str()) || OTHER.contains(&name.as_str()) || name.starts_with("x-");
    known.then_some((name, value.trim()))
}
