//! What html5ever must not be given, and what is read instead.

/// Deeper markup is read as text only. Browsers stop at 512; 20,000 nested `div` cost html5ever seconds.
const MAX_DEPTH: usize = 256;
/// One tag with more blanks and `=` than this outside of quotes is an attack: html5ever compares each
/// attribute of a tag with all others.
const MAX_ATTRIBUTE_MARKS: usize = 2_000;

/// Would the tree builder choke on this? One pass over the bytes: depth of the tags that nest (those that close
/// themselves by the next one do not), and attributes of each tag.
pub(super) fn is_hostile(html: &str) -> bool {
    let (mut depth, mut rest) = (0usize, html);
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some((length, marks)) = measure(tag) else { return true };
        if marks > MAX_ATTRIBUTE_MARKS {
            return true;
        }
        let (inner, after) = tag.split_at_checked(length).unwrap_or((tag, ""));
        rest = after;
        let closing = inner.starts_with('/');
        let name: String =
            inner.trim_start_matches('/').chars().take(12).take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect::<String>().to_ascii_lowercase();
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else if !inner.ends_with('/') {
            depth += 1;
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// Elements that never nest in themselves, or that have no inside.
const FLAT: [&str; 22] = [
    "p", "li", "td", "tr", "th", "dd", "dt", "option", "br", "img", "hr", "meta", "link", "input", "col", "area", "base", "wbr", "tbody", "thead", "o:p",
    "body",
];

/// How long a tag is up to its `>`, and how many blanks and `=` stand outside its quotes.
fn measure(tag: &str) -> Option<(usize, usize)> {
    // "< 5" in a text is no tag.
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return Some((0, 0));
    }
    let (mut quote, mut marks, mut previous) = (None, 0usize, b' ');
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (None, b'"' | b'\'') if previous == b'=' => quote = Some(byte),
            (None, b'>') => return Some((at, marks)),
            (None, b'=' | b' ' | b'\n' | b'\t' | b'/') => marks += 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            previous = byte;
        }
        if marks > MAX_ATTRIBUTE_MARKS {
            return None;
        }
    }
    Some((tag.len(), marks))
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
