use proptest::prelude::*;

use super::super::Block;
use super::*;

#[test]
fn the_content_key_ignores_the_trace_and_tells_missing_from_empty() {
    let key = |raw: &str| content_key(raw.as_bytes());
    let base = "From: a@b.c\r\nSubject: x\r\n\r\nbody\r\n";
    assert_eq!(key(base), key("Received: by relay\r\nFrom: a@b.c\r\nSubject: x\r\n\r\nbody\n"));
    assert_ne!(key(base), key("From: a@b.c\r\nSubject: x\r\nMessage-ID:\r\n\r\nbody\r\n"));
    assert_ne!(key(base), key("From: a@b.c\r\nSubject: x\r\n\r\nbody 2\r\n"));
}

#[test]
fn a_whole_mail_is_read() {
    let raw = "From: =?utf-8?B?5p2O5aic?= <li@corp.test>\r\nTo: desk@corp.test\r\nSubject: =?utf-8?B?5pel5oql?=\r\nMessage-ID: <1@corp.test>\r\nReferences: <a@b> <c@d>\r\nDate: Mon, 2 Mar 2026 17:00:00 +0800\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>1. 保存失败</p><p><img src=\"cid:p1\"></p><p>2. x<img src=\"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\"></p>\r\n--b\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <p1>\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--b--\r\n";
    let mail = read(raw.as_bytes());
    assert_eq!(mail.from.as_ref().map(|from| from.name.as_str()), Some("李娜"));
    assert_eq!(mail.references, ["<a@b>", "<c@d>"]);
    assert_eq!(mail.date.map(|date| date.to_rfc3339()).as_deref(), Some("2026-03-02T17:00:00+08:00"));
    let body = &mail.body;
    assert_eq!(body.iter().map(Block::text).collect::<Vec<_>>(), ["1. 保存失败", "", "2. x"]);
    assert_eq!(body.iter().flat_map(|block| block.pictures().collect::<Vec<_>>()).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(part_bytes(raw.as_bytes(), 0).as_deref(), Some(b"hello".as_slice()));
    assert_eq!(part_bytes(raw.as_bytes(), 1).map(|bytes| bytes.len()), mail.parts.get(1).map(|part| part.size));
    assert_eq!(mail.parts.get(1).and_then(|part| part.pixels), Some((1, 1)));
    assert_eq!(part_bytes(raw.as_bytes(), 2), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Promise 4. Pieces of real mail in any order, with any bytes between them, are read without a panic.
    #[test]
    fn promise_4_reading_never_fails(pieces in prop::collection::vec(prop_oneof![
        prop::sample::select(vec![
            "From: a@b\r\n", "Subject: =?utf-8?B?5pel", "?=\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "Content-Type: text/html; charset=gb2312\r\n", "Content-Type: message/rfc822\r\n",
            "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "\r\n", "--b\r\n", "--b--\r\n", "<table><tr><td>", "</td></tr></table>", "<ol><li>", "<blockquote>", "<img src=\"data:image/png;base64,AAAA\">",
            "<p style='mso-list:l0 level1'>", "> quoted\r\n", "On Mon 2 Mar Li wrote:\r\n", "发件人：王\r\n", "filename*0*=utf-8''%E6;", "Content-Disposition: attachment; ", "-- \r\n", "=E6=97", "-----Original Message-----\r\n",
        ]).prop_map(|piece| piece.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..40),
    ], 0..60)) {
        let raw = pieces.concat();
        let mail = read(&raw);
        for part in &mail.parts {
            let bytes = part_bytes(&raw, part.index);
            prop_assert_eq!(bytes.map(|bytes| bytes.len()), Some(part.size));
        }
        for block in &mail.body {
            for picture in block.pictures() {
                prop_assert!(picture < mail.parts.len());
            }
        }
        let _ = content_key(&raw);
    }
}
