//! Promise 4 on whole mails: the worst shapes up to 25 MiB end, and what was left out is said.

use daybook::message::{self, Message};

/// With its header a mail of this size is still read whole.
const SIZE: usize = (25 << 20) - 4096;

/// A mail of that type whose body is `piece` over and over.
fn mail(kind: &str, head: &str, piece: &str, size: usize) -> Vec<u8> {
    let mut raw = format!("From: chen@corp.test\r\nSubject: s\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n{head}\r\n").into_bytes();
    raw.extend(piece.repeat(size / piece.len()).bytes());
    raw
}

fn said(message: &Message, what: &str) -> bool {
    message.remarks.iter().any(|remark| remark.to_string().starts_with(what))
}

#[test]
fn promise_4_the_worst_mails_are_read_within_the_limits() {
    const LINES: &str = "more lines or more text";
    const PARTS: &str = "more parts or deeper nesting";
    const HTML: &str = "HTML nested or decked";
    let part = |kind: &str, body: &str| format!("--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n");
    let mixed = "multipart/mixed; boundary=b";
    // What is bounded by a count needs no 25 MiB to show it.
    let small = SIZE / 16;
    let table = [
        ("deep HTML", mail("text/html", "", "<div>", SIZE), HTML),
        ("deep HTML in every part", mail(mixed, "", &part("text/html", &"<div/>".repeat(10_000)), small), HTML),
        ("many parts", mail(mixed, "", &part("text/plain", "x"), small), PARTS),
        ("mails in mails", mail("message/rfc822", "", "Content-Type: message/rfc822\r\n\r\n", small), PARTS),
        ("many lines in every part", mail(mixed, "", &part("text/plain", &"a\r\n".repeat(5_000)), small), LINES),
        ("many lines in every mail", mail(mixed, "", &part("message/rfc822", &format!("Subject: x\r\n\r\n{}", "a\r\n".repeat(5_000))), small), LINES),
        ("many quotes", mail("text/plain", "", "On Mon, 2 Mar 2026, Li <li@corp.test> wrote:\r\n> a\r\nb\r\n", small), LINES),
        ("a long line", mail("text/plain", "", "x y: ", SIZE), "text longer than 2 MiB"),
        ("noise in base64", mail("image/png", "Content-Transfer-Encoding: base64\r\n", "iVBORw0KGgoAAAANSUhEUgAA=!/+zz\r\n", SIZE), ""),
        ("a long header", [b"Subject: ".to_vec(), b"=?x?b? ".repeat(SIZE / 7)].concat(), "a header field longer than 64 KiB"),
        ("many fields", b"X: =?x?b? \r\n".repeat(small / 12), "a header field longer than 64 KiB"),
    ];
    for (name, raw, remark) in table {
        let message = message::read(&raw);
        assert!(said(&message, remark) || remark.is_empty(), "{name}: {:?}", message.remarks);
        // Each attached mail has three lines of its own: From, Date, Subject.
        assert!(message.body.len() <= 20_000 + 3 * 200 && message.parts.len() <= 200, "{name}: {} blocks, {} parts", message.body.len(), message.parts.len());
    }
}
