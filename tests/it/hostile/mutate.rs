//! Well-formed mails, spoilt: spliced, repeated, cut, put into one another, mislabelled.

use proptest::prelude::*;

/// One fault. Places are parts of the mail's length in 65536ths.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// A piece of another mail.
    Splice { other: usize, from: u16, to: u16, at: u16 },
    /// A piece comes again and again.
    Repeat { from: u16, length: u16, times: u8 },
    /// The rest is lost.
    Truncate(u16),
    /// The mail stands inside another one, so many deep.
    Nest { kind: usize, deep: u8 },
    /// Another charset or encoding is declared.
    Relabel { word: usize, with: usize },
    /// Something that readers stumble over.
    Insert { what: usize, at: u16, times: u8 },
    /// A byte is another one.
    Flip { at: u16, byte: u8 },
    /// Line ends are lost or changed.
    Lines(u8),
}

const WORDS: [&str; 8] = ["utf-8", "UTF-8", "gb2312", "gbk", "base64", "quoted-printable", "text/html", "multipart/"];
const OTHERS: [&str; 14] = [
    "utf-16",
    "utf-7",
    "iso-2022-jp",
    "hz-gb-2312",
    "big5",
    "us-ascii",
    "x-unknown",
    "7bit",
    "x-uuencode",
    "base64",
    "quoted-printable",
    "text/plain; format=flowed; delsp=yes",
    "message/rfc822; x=",
    "multipart/alternative; x=",
];
const STUMBLES: [&str; 22] = [
    "\0",
    "\r",
    "\r\n\r\n",
    "=?utf-8?b?5pel?= =?gbk?q?=B6",
    "; name*0*=gbk''%B6; name*1=%A9; name*99999999999=x",
    "\r\n--",
    "<table><tr><td colspan=9999 rowspan=9999>",
    "<div><b><font>",
    "<!--",
    "<![CDATA[",
    "&#x110000;&#0;&nbsp",
    "<img src='data:image/png;base64,iVBOR'>",
    "<p class=MsoNormal style='mso-list:l0 level99 lfo1'>",
    "> > > ",
    "\r\nOn 2 Mar 2026 at 10:00, Li <li@corp.test> wrote:\r\n",
    "\r\nFrom: a\r\nSent: b\r\nTo: c\r\nSubject: d\r\n",
    "\r\n---------- Forwarded message ----------\r\n",
    "\r\n1、慢 2、错 ①二 一是 二是\r\n",
    "\u{202e}\u{feff}\u{200b}\u{fffd}",
    "İßﬁ\u{1F469}\u{200D}\u{1F4BB}",
    "图1、2和3",
    "DB-1、DB-2 已解决，没有…问题…",
];
const NESTS: [&str; 4] = [
    "Content-Type: message/rfc822\r\n\r\n",
    "Content-Type: multipart/mixed; boundary=n\r\n\r\n--n\r\n",
    "Content-Type: multipart/alternative; boundary=n\r\n\r\n--n\r\n\r\nx\r\n--n\r\n",
    "Content-Type: application/octet-stream; name=a.eml\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
];

/// Any fault.
pub(crate) fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        (any::<usize>(), any::<u16>(), any::<u16>(), any::<u16>()).prop_map(|(other, from, to, at)| Fault::Splice { other, from, to, at }),
        (any::<u16>(), any::<u16>(), 1..60u8).prop_map(|(from, length, times)| Fault::Repeat { from, length, times }),
        any::<u16>().prop_map(Fault::Truncate),
        (0..NESTS.len(), 1..30u8).prop_map(|(kind, deep)| Fault::Nest { kind, deep }),
        (0..WORDS.len(), 0..OTHERS.len()).prop_map(|(word, with)| Fault::Relabel { word, with }),
        (0..STUMBLES.len(), any::<u16>(), 1..80u8).prop_map(|(what, at, times)| Fault::Insert { what, at, times }),
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Fault::Flip { at, byte }),
        (0..3u8).prop_map(Fault::Lines),
    ]
}

/// More than this is the shapes' matter.
const MOST: usize = 64 << 10;

/// The mail with the fault in it.
pub(crate) fn spoil(mut raw: Vec<u8>, fault: &Fault, pool: &[Vec<u8>]) -> Vec<u8> {
    let place = |raw: &[u8], at: u16| raw.len() * usize::from(at) / 65_536;
    match *fault {
        Fault::Splice { other, from, to, at } => {
            let other = &pool[other % pool.len()];
            let (from, to) = (place(other, from.min(to)), place(other, from.max(to)));
            let at = place(&raw, at);
            raw.splice(at..at, other[from..to].iter().copied());
        }
        Fault::Repeat { from, length, times } => {
            let from = place(&raw, from);
            let piece = raw[from..(from + usize::from(length) / 64).min(raw.len())].repeat(usize::from(times));
            raw.splice(from..from, piece);
        }
        Fault::Truncate(at) => raw.truncate(place(&raw, at)),
        Fault::Nest { kind, deep } => {
            raw.splice(0..0, NESTS[kind].repeat(usize::from(deep)).bytes());
        }
        Fault::Relabel { word, with } => {
            let (word, with) = (WORDS[word].as_bytes(), OTHERS[with].as_bytes());
            if let Some(at) = raw.windows(word.len()).position(|piece| piece == word) {
                raw.splice(at..at + word.len(), with.iter().copied());
            }
        }
        Fault::Insert { what, at, times } => {
            let at = place(&raw, at);
            raw.splice(at..at, STUMBLES[what].repeat(usize::from(times)).bytes());
        }
        Fault::Flip { at, byte } => {
            let at = place(&raw, at);
            if let Some(held) = raw.get_mut(at) {
                *held = byte;
            }
        }
        Fault::Lines(0) => raw.retain(|byte| *byte != b'\r'),
        Fault::Lines(1) => raw.retain(|byte| *byte != b'\n'),
        Fault::Lines(_) => raw.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b' '),
    }
    raw.truncate(MOST);
    raw
}
