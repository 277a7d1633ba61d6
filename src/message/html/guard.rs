//! What html5ever must not be given, and what is read instead.

/// One tag with more attributes than this is an attack: html5ever compares each attribute of a tag with all others, and
/// nothing can stop it in the middle of one. Vector pictures of Word have some forty.
const MAX_ATTRIBUTES: usize = 500;

/// Bytes that are looked at for each byte of the HTML. In real mails tags do not stand inside of tags, and one is enough.
const LOOKS: usize = 8;

/// Is there a tag with attributes beyond reason? Every `<` is tried, since what looks like a comment, a style sheet or a
/// quoted value here may be none to html5ever.
pub(super) fn is_hostile(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut fuel = bytes.len().saturating_mul(LOOKS);
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'<').map(|(at, _)| at + 1);
    for start in starts {
        let tag = bytes.get(start..).unwrap_or_default();
        if !tag.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'/') {
            continue;
        }
        let Some(left) = attributes(tag, fuel) else { return true };
        fuel = left;
    }
    false
}

/// Where in a tag, as the HTML standard (13.2.5, from the tag name state on) knows it.
#[derive(Clone, Copy)]
enum At {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Quoted(u8),
    Unquoted,
}

/// Counts a tag's attributes, a step of fuel each byte: what is left, or `None` where there are too many or too much is looked at.
fn attributes(tag: &[u8], mut fuel: usize) -> Option<usize> {
    let (mut at, mut count) = (At::TagName, 0usize);
    for byte in tag {
        fuel = fuel.checked_sub(1)?;
        let blank = byte.is_ascii_whitespace();
        at = match (at, *byte) {
            (At::Quoted(quote), byte) => {
                if byte == quote {
                    At::BeforeName
                } else {
                    at
                }
            }
            (_, b'>') => return Some(fuel),
            (At::BeforeValue, quote @ (b'"' | b'\'')) => At::Quoted(quote),
            (At::BeforeValue, _) if !blank => At::Unquoted,
            (At::TagName | At::Unquoted, _) if blank => At::BeforeName,
            (At::TagName | At::Name | At::AfterName, b'/') => At::BeforeName,
            (At::Name | At::AfterName, b'=') => At::BeforeValue,
            (At::Name, _) if blank => At::AfterName,
            (At::BeforeName | At::AfterName, byte) if !blank && byte != b'/' => {
                count += 1;
                if count > MAX_ATTRIBUTES {
                    return None;
                }
                At::Name
            }
            _ => at,
        };
    }
    Some(fuel)
}

/// The text between the tags, nothing else.
pub(super) fn strip(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    for (i, piece) in html.split('<').enumerate() {
        let (tag, text) = if i == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        if ["br", "p", "div", "/p", "/div", "tr", "li"].iter().any(|name| tag.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)))
            && !out.ends_with('\n')
        {
            out.push('\n');
        }
        out.push_str(&text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
    }
    out
}
