//! What a plain text part has in the place of a picture: `[cid:image001.png@01DD…]` (Outlook), `[image: a.png]` (Gmail),
//! `<image001.png>` (Apple Mail). Where a gateway has thrown the HTML away, it is all that tells where the picture stood.

use super::block::{Block, Inline};

/// No Content-ID and no file name is longer, in bytes.
const LONGEST: usize = 255;

/// Puts the pictures in the place of what stands for them. `picture` finds the part that a name or `cid:` address means. An
/// Outlook address that means no part goes, since nobody wrote it; other brackets may be the writer's own.
pub(super) fn resolve(block: &mut Block, mut picture: impl FnMut(&str) -> Option<usize>) {
    for cell in &mut block.cells {
        let stands = |inline: &Inline| matches!(inline, Inline::Text(text) if text.contains(['[', '<']));
        if !cell.iter().any(stands) {
            continue;
        }
        let mut out = Vec::new();
        for inline in std::mem::take(cell) {
            match inline {
                Inline::Text(text) => pieces(&text, &mut picture, &mut out),
                other @ Inline::Picture(_) => out.push(other),
            }
        }
        *cell = out;
    }
}

fn pieces(text: &str, picture: &mut impl FnMut(&str) -> Option<usize>, out: &mut Vec<Inline>) {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['[', '<']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        kept.push_str(before);
        let close = if from.starts_with('[') { ']' } else { '>' };
        let head = from.get(..from.floor_char_boundary(LONGEST)).unwrap_or(from);
        let inside = head.find(close).and_then(|end| Some((head.get(1..end)?, from.get(end + close.len_utf8()..)?)));
        let found = inside.and_then(|(inside, after)| match (address(inside, close), inside.starts_with("cid:")) {
            (Some(address), outlook) => match picture(address) {
                Some(part) => Some((Some(part), after)),
                None => outlook.then_some((None, after)),
            },
            (None, _) => None,
        });
        let Some((part, after)) = found else {
            kept.push(from.chars().next().unwrap_or_default());
            rest = from.get(1..).unwrap_or("");
            continue;
        };
        rest = after;
        if let Some(part) = part {
            if !kept.is_empty() {
                out.push(Inline::Text(std::mem::take(&mut kept)));
            }
            out.push(Inline::Picture(part));
        }
    }
    kept.push_str(rest);
    if !kept.is_empty() || out.is_empty() {
        out.push(Inline::Text(kept));
    }
}

/// The address of the picture that the words in brackets stand for.
fn address(inside: &str, close: char) -> Option<&str> {
    let named = |name: &str| {
        let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
        matches!(end.as_deref(), Some("png" | "jpg" | "jpeg" | "gif" | "bmp" | "webp" | "heic"))
    };
    if close == ']' {
        // Outlook writes the size or the text for the blind behind a bar: `[cid:logo.png@01DD…|160x40]`.
        let cid = inside.starts_with("cid:").then(|| inside.split('|').next().unwrap_or(inside));
        return cid.or_else(|| inside.strip_prefix("image: ").map(str::trim)).or_else(|| named(inside).then_some(inside));
    }
    named(inside).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_picture_is_the_picture() {
        let find = |address: &str| match address {
            "cid:image001.png@01DD2E77.F01B5A30" => Some(1),
            "a b.png" => Some(2),
            _ => None,
        };
        let table = [
            ("Printer [cid:image001.png@01DD2E77.F01B5A30] is off", "Printer (1) is off"),
            ("[cid:image001.png@01DD2E77.F01B5A30|160x40]", "(1)"),
            ("见图 [image: a b.png]和<a b.png>", "见图 (2)和(2)"),
            ("[a b.png]", "(2)"),
            // An address that means nothing is nobody's word; the other brackets may be the writer's.
            ("[cid:gone@x]", ""),
            ("open <file.png> or [image: z.png] or [LOW] a<b [", "open <file.png> or [image: z.png] or [LOW] a<b ["),
            ("[[cid:gone@x]]", "[]"),
            ("【[图】<", "【[图】<"),
        ];
        for (text, want) in table {
            let mut block = Block::paragraph(vec![Inline::Text(text.to_owned())]);
            resolve(&mut block, find);
            let got: String = block.cells[0]
                .iter()
                .map(|inline| match inline {
                    Inline::Text(text) => text.clone(),
                    Inline::Picture(part) => format!("({part})"),
                })
                .collect();
            assert_eq!(got, want, "{text}");
        }
    }
}
