//! A mail that is signed in one lump (S/MIME, RFC 8551 3.5.2): not sealed, only wrapped.
//!
//! By ourselves: Outlook and OpenSSL write lengths that are open (BER), which the CMS crates, made for DER, refuse.

/// 1.2.840.113549.1.7.2, signed data.
const SIGNED: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// Pieces in pieces deeper than this are no program's work.
const DEPTH: usize = 8;

/// The mail inside; `None` where it is sealed, or no such lump.
pub(super) fn content(bytes: &[u8]) -> Option<Vec<u8>> {
    // ContentInfo { type, [0] SignedData { version, digests, { type, [0] content } … } }
    let mut info = Pieces(Pieces(bytes).next()?.within(0x30)?);
    if info.next()?.within(0x06)? != SIGNED {
        return None;
    }
    let mut signed = Pieces(Pieces(info.next()?.within(0xA0)?).next()?.within(0x30)?);
    signed.next()?.within(0x02)?;
    signed.next()?.within(0x31)?;
    let mut inner = Pieces(signed.next()?.within(0x30)?);
    inner.next()?.within(0x06)?;
    let mut out = Vec::new();
    octets(Pieces(inner.next()?.within(0xA0)?).next()?, &mut out, DEPTH)?;
    Some(out)
}

/// A string of bytes in one piece or in many.
fn octets(piece: Piece<'_>, out: &mut Vec<u8>, depth: usize) -> Option<()> {
    match piece.tag {
        0x04 => out.extend_from_slice(piece.content),
        0x24 => {
            let depth = depth.checked_sub(1)?;
            for piece in Pieces(piece.content) {
                octets(piece, out, depth)?;
            }
        }
        _ => return None,
    }
    Some(())
}

/// One tagged piece (X.690 8.1).
#[derive(Clone, Copy)]
struct Piece<'p> {
    tag: u8,
    content: &'p [u8],
}

impl<'p> Piece<'p> {
    fn within(self, tag: u8) -> Option<&'p [u8]> {
        (self.tag == tag).then_some(self.content)
    }
}

/// Pieces one after the other.
struct Pieces<'p>(&'p [u8]);

impl<'p> Iterator for Pieces<'p> {
    type Item = Piece<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        let (tag, content, rest) = piece(self.0, DEPTH)?;
        self.0 = rest;
        // Two zeros end a piece of open length.
        (tag != 0).then_some(Piece { tag, content })
    }
}

/// The first piece: its tag, its content, what follows it.
fn piece(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    if *length == 0x80 {
        // Open: as long as the pieces in it, up to two zeros.
        let depth = depth.checked_sub(1)?;
        let mut at = rest;
        loop {
            if let Some(after) = at.strip_prefix(&[0, 0]) {
                return Some((*tag, rest.get(..rest.len() - at.len())?, after));
            }
            at = piece(at, depth)?.2;
        }
    }
    let count = usize::from(length & 0x7F);
    let (length, rest) = if *length < 0x80 {
        (count, rest)
    } else {
        (rest.get(..count).filter(|_| count <= 4)?.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest.get(count..)?)
    };
    // A lump that is cut short gives what it has.
    let (content, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(tag: u8, content: &[u8], open: bool) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap();
        if open { [&[tag, 0x80], content, &[0, 0]].concat() } else { [&[tag, 0x82], length.to_be_bytes().as_slice(), content].concat() }
    }

    #[test]
    fn a_signed_lump_is_opened_and_a_sealed_one_is_not() {
        for open in [false, true] {
            let octets = if open {
                put(0x24, &[put(4, b"Content-Type: text/plain\r\n\r\n", false), put(4, b"slow", false)].concat(), true)
            } else {
                put(4, b"Content-Type: text/plain\r\n\r\nslow", false)
            };
            let inner = put(0x30, &[put(6, b"x", false), put(0xA0, &octets, open)].concat(), open);
            let signed = put(0x30, &[put(2, &[1], false), put(0x31, &[], false), inner].concat(), open);
            let whole = |kind: &[u8]| put(0x30, &[put(6, kind, false), put(0xA0, &signed, open)].concat(), open);
            assert_eq!(content(&whole(SIGNED)).as_deref(), Some(b"Content-Type: text/plain\r\n\r\nslow".as_slice()));
            assert_eq!(content(&whole(b"other")), None);
            for end in 0..whole(SIGNED).len() {
                let _ = content(&whole(SIGNED)[..end]);
            }
        }
        assert_eq!(content(&[0x30, 0x80].repeat(100_000)), None);
    }
}
