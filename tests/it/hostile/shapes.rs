//! Mails made to stall a reader: each shape grows with the size that is asked for. The bench measures them, the tests read
//! them on the fuel counter, and the fuzzer begins with them.

/// A shape: its name, and the mail of at most that many bytes.
pub(crate) type Shape = (&'static str, fn(usize) -> Vec<u8>);

/// A mail of that type whose body is `piece` over and over.
fn of(kind: &str, piece: &str, size: usize) -> Vec<u8> {
    let mut raw = format!("From: Chen Jing <chen@corp.test>\r\nTo: desk@corp.test\r\nSubject: Daily report\r\nDate: Thu, 12 Mar 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n").into_bytes();
    let room = size.saturating_sub(raw.len());
    raw.extend(piece.repeat(room / piece.len().max(1)).bytes());
    raw
}

fn text(piece: &str, size: usize) -> Vec<u8> {
    of("text/plain; charset=utf-8", piece, size)
}

fn html(piece: &str, size: usize) -> Vec<u8> {
    of("text/html; charset=utf-8", piece, size)
}

fn mixed(kind: &str, body: &str, size: usize) -> Vec<u8> {
    of("multipart/mixed; boundary=b", &format!("--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n"), size)
}

/// Header lines that come again and again.
fn header(line: &str, size: usize) -> Vec<u8> {
    let mut raw = b"From: chen@corp.test\r\n".to_vec();
    raw.extend(line.repeat(size.saturating_sub(64) / line.len()).bytes());
    raw.extend(b"\r\n\r\nThe order cannot be saved.\r\n");
    raw
}

/// `head`, then `piece` over and over, as one line of text.
fn line(head: &str, piece: &str, size: usize) -> Vec<u8> {
    let mut raw = text(head, head.len() + 300);
    raw.extend(piece.repeat(size.saturating_sub(raw.len()) / piece.len().max(1)).bytes());
    raw
}

/// Multiparts in multiparts, each with its own boundary, and the rest of the size inside of the innermost.
fn nested(kind: &str, levels: usize, size: usize) -> Vec<u8> {
    let mut raw = b"From: chen@corp.test\r\nSubject: s\r\nMIME-Version: 1.0\r\n".to_vec();
    for level in 0..levels {
        raw.extend(format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n").bytes());
    }
    raw.extend(format!("Content-Type: {kind}\r\n\r\n").bytes());
    raw.extend("The order cannot be saved.\r\n".repeat(size.saturating_sub(raw.len()) / 28).bytes());
    raw
}

/// Mails in mails, the last of them filled up to the size.
fn mails(levels: usize, fill: &str, size: usize) -> Vec<u8> {
    let mut raw = b"From: chen@corp.test\r\nSubject: s\r\n".to_vec();
    for _ in 0..levels {
        raw.extend(b"Content-Type: message/rfc822\r\n\r\nFrom: li@corp.test\r\nSubject: t\r\n");
    }
    raw.extend(b"\r\n");
    raw.extend(fill.repeat(size.saturating_sub(raw.len()) / fill.len()).bytes());
    raw
}

/// `head`, then `piece` over and over, as HTML.
fn table(head: &str, piece: &str, size: usize) -> Vec<u8> {
    let mut raw = html(head, head.len() + 300);
    raw.extend(piece.repeat(size.saturating_sub(raw.len()) / piece.len().max(1)).bytes());
    raw
}

/// A picture whose colour profile is a megabyte of zeros, written in a kilobyte.
fn inflating() -> String {
    // The zlib stream: stored blocks would be as long as what they hold, so one block of the longest repeats (RFC 1951, 3.2.6).
    let mut bits: Vec<bool> = vec![true, true, false];
    let mut put = |code: u32, length: u32| bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
    // The literal 0, then 258 bytes from a distance of one: length code 285 and distance code 0.
    put(0b0011_0000, 8);
    (0..4_064).for_each(|_| {
        put(0b1100_0101, 8);
        put(0, 5);
    });
    put(0, 7);
    let mut profile = b"p\0\0\x78\x9c".to_vec();
    profile.extend(bits.chunks(8).map(|byte| byte.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum::<u8>()));
    // Adler-32 of a zero less than a megabyte: its second half counts the bytes.
    let count = 1 + 258 * 4_064_u32;
    profile.extend(((count % 65_521) << 16 | 1).to_be_bytes());
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", [0, 0, 4, 0, 0, 0, 4, 0, 8, 2, 0, 0, 0].to_vec()), (b"iCCP", profile), (b"IDAT", vec![])] {
        png.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        let body = [kind.as_slice(), &data].concat();
        png.extend(&body);
        png.extend(crc(&body).to_be_bytes());
    }
    data_encoding::BASE64.encode(&png)
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 }))
}

/// All shapes.
pub(crate) const SHAPES: &[Shape] = &[
    // The MIME walk.
    ("a million boundaries", |size| of("multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n", size)),
    ("boundaries that are none", |size| of("multipart/mixed; boundary=b", "--bx\r\n", size)),
    ("a lost boundary", |size| of("multipart/mixed", "--x\r\n", size)),
    ("multiparts in multiparts", |size| nested("text/plain", 19, size)),
    ("multiparts beyond the depth", |size| nested("text/plain", size / 120, size)),
    ("mails in mails", |size| mails(19, "The order cannot be saved.\r\n", size)),
    ("mails in mails in base64", |size| mails(3, "Content-Transfer-Encoding: base64\r\nQUJD\r\n", size)),
    ("mails in mails beyond the depth", |size| mails(size / 100, "x\r\n", size)),
    ("many attached mails", |size| mixed("message/rfc822", &format!("Subject: x\r\n\r\n{}", "The order cannot be saved.\r\n".repeat(20)), size)),
    ("many tiny pictures", |size| mixed("image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <p>", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB", size)),
    ("noise in base64", |size| of("image/png\r\nContent-Transfer-Encoding: base64", "iVBORw0KGgoAAAANSUhEUgAA=!/+zz\r\n", size)),
    ("text in base64", |size| of("text/plain; charset=gbk\r\nContent-Transfer-Encoding: base64", "sfDSzr+ytrLC8b+p1+bLz7XYwO2197Ptsfg=\r\n", size)),
    ("quoted-printable escapes", |size| {
        of("text/plain; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable", "=B6=A9=B5=A5=B1=A3=B4=E6=B2=BB=C1=CB=\r\n", size)
    }),
    ("bytes of no charset", |size| {
        let mut raw = of("text/plain", "", 0);
        raw.resize(size, 0x81);
        raw
    }),
    ("uuencode", |size| of("text/plain\r\nContent-Transfer-Encoding: x-uuencode", "M\r\n", size)),
    // Headers.
    ("many fields", |size| header("X: =?x?b? \r\n", size)),
    ("fields without end", |size| header("Subject: =?utf-8?b?", size)),
    ("encoded-words without end", |size| header("Subject: =?utf-8?q?a?= =?utf-8?b?5pel?=\r\n =?gbk?q?=B6?= ", size)),
    ("one encoded-word in each charset", |size| [b"Subject: ".to_vec(), b"=?gbk?q?=B6=A9?= =?big5?q?=B6=A9?= ".repeat(size / 35)].concat()),
    ("parameters in pieces", |size| {
        [b"Content-Type: text/plain".to_vec(), (0..size / 24).flat_map(|n| format!("; name*{n}*=%41%42%43%44").into_bytes()).collect()].concat()
    }),
    ("addresses", |size| [b"To: ".to_vec(), b"a <a@b.c>, ".repeat(size / 11)].concat()),
    ("a name of many names", |size| {
        [
            b"From: \"".to_vec(),
            b"ab ".repeat(size.min(60_000) / 3),
            b"\" <a@b.c>\r\nSubject: x\r\n\r\n".to_vec(),
            b"ab cd\r\nSaving fails\r\n".repeat(size.saturating_sub(60_000) / 21),
        ]
        .concat()
    }),
    ("references", |size| [b"References: ".to_vec(), b"<a@b> ".repeat(size / 6)].concat()),
    ("pictures that inflate", |size| mixed("image/png\r\nContent-Transfer-Encoding: base64", &inflating(), size)),
    ("fold after fold", |size| header("X: a\r\n b\r\n \r\n", size)),
    // HTML.
    ("deep HTML", |size| html("<div>", size)),
    ("HTML opened again", |size| html("<b><p>x", size)),
    ("fonts left open", |size| html("<font color=a><i><b><u><p>x</p>", size)),
    ("entities", |size| html("&nbsp;&amp;&#x4e00;&notit;", size)),
    ("attributes", |size| table("<p ", "a=b ", size)),
    ("pictures in HTML", |size| html("<img src=\"cid:a\"><img src=\"cid:b\">", size)),
    ("pictures of data", |size| table("<p>Saving fails<img src=\"data:image/png;base64,iVBORw0KGgo", "AAAA", size)),
    ("small pictures of data", |size| html("<img src=\"data:image/png;base64,iVBORw0KGgoAAAA\">", size)),
    ("spans over a table", |size| table("<table>", "<tr><td colspan=10000 rowspan=10000>x", size)),
    ("wide rows", |size| table("<table>", "<tr><td colspan=199><td>x", size)),
    ("rows under a span", |size| table("<table><tr><td colspan=200 rowspan=10000>x", "<tr><td>x<tr><td>", size)),
    ("cells", |size| table("<table><tr><td>a<td>b<tr>", "<td>x", size)),
    ("tables in tables", |size| html("<table><tr><td>", size)),
    ("tables side by side", |size| html("<table><tr><td>1<td>Saving fails</table>", size)),
    ("list in list", |size| html("<ol><li>Saving fails", size)),
    ("lines in an item", |size| table("<ol><li>", "1. Saving fails<br>", size)),
    ("quotations in HTML", |size| html("<blockquote>a</blockquote>On Mon, 2 Mar 2026, Li wrote:<br>", size)),
    ("styles", |size| table("<p style=\"", "margin:0;mso-list:ignore ", size)),
    ("Word's lists", |size| html("<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>Saving fails", size)),
    ("comments", |size| html("<!-- a -- > --><![if !x]>", size)),
    ("script in script", |size| html("<script><!--<script>", size)),
    // Whose words.
    ("quotation marks", |size| text("> > > > > > > > a\r\n", size)),
    ("many quotations", |size| text("On Mon, 2 Mar 2026, Li <li@corp.test> wrote:\r\n> a\r\nb\r\n", size)),
    ("many forwards", |size| text("> ---------- Forwarded message ----------\r\n> a\r\nSaving fails\r\n", size)),
    ("forwards under the writer's words", |size| text("---------- Forwarded message ----------\r\n> a\r\nOn Mon we saved\r\n", size)),
    ("heads without mails", |size| text("From: a\r\n", size)),
    ("half a head", |size| text("From: Li\r\nSent: Monday\r\n\r\n", size)),
    ("wrote, or nearly", |size| text("On 2 Mar 2026 Li Na <li@corp.test>\r\n", size)),
    ("colons", |size| text("On order 2026 of Li Na the saving fails and nobody knows why it does not write that it has:\r\n", size)),
    ("addresses and colons", |size| text("Li Na <li@corp.test> cannot save the order of 12:30 a\r\nb <\r\nc d:\r\n", size)),
    ("separators", |size| text("-----Original Message-----\r\n\r\n", size)),
    ("dashes", |size| text("--\r\n\r\n\r\n\r\n", size)),
    ("closings", |size| text("Best regards,\r\n\r\n", size)),
    ("underscores", |size| text("____________\r\n\r\n\r\n", size)),
    ("blank lines", |size| text("\r\n", size)),
    ("flowed", |size| of("text/plain; format=flowed", "saving \r\n", size)),
    // Items.
    ("one-line paragraphs", |size| text("Saving fails\r\n\r\n", size)),
    ("numbered lines", |size| text("1. Saving fails\r\n2. Printing fails\r\n", size)),
    ("numbers that do not run", |size| text("5) Saving fails\r\n7. It is slow\r\n", size)),
    ("numbers in one line", |size| line("Two problems: ", "1\u{3001}慢；2\u{3001}错；", size)),
    ("circles", |size| line("", "①慢②错", size)),
    ("a long line", |size| line("", "x y: ", size)),
    ("a line without blanks", |size| line("", "x", size)),
    ("ideographs without end", |size| line("", "急", size)),
    ("urgent without end", |size| text("紧急紧急紧急紧急紧急紧急紧急紧急\r\n", size)),
    ("semicolons", |size| line("The first is slow. ", ";", size)),
    ("commas", |size| line("一个是慢，", "，", size)),
    ("short clauses", |size| text("a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t;u;v;w;x;y;z;a;b;c;d;e;f;g;h;i\r\n", size)),
    ("full stops", |size| line("", "a. ", size)),
    ("words with gaps", |size| text("没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有没有\r\n", size)),
    ("no, no", |size| line("", "no not ", size)),
    ("tabs", |size| text("a\tb\tc\td\te\tf\tg\th\r\n", size)),
    ("one long row", |size| line("", "a\t", size)),
    ("records", |size| text("Module: stock\r\nProblem: fails\r\nSeverity: high\r\n", size)),
    ("dates", |size| line("", "9/18 2026-09-18 18 Sep ", size)),
    ("issue numbers", |size| {
        let mut raw = b"From: chen@corp.test\r\nSubject: Re: DB-1\r\nIn-Reply-To: <ack-1@daybook.corp.test>\r\n\r\n".to_vec();
        for number in 1.. {
            let line = format!("DB-{number} works now\r\n{number} ok\r\n> DB-{number}\r\n");
            if raw.len() + line.len() > size {
                break;
            }
            raw.extend(line.bytes());
        }
        raw
    }),
    ("figures", |size| line("1. Saving fails ", "图1、2和3图2", size)),
    ("figures in every line", |size| {
        let mut raw = of("multipart/mixed; boundary=b", "", 0);
        for number in 0..100 {
            raw.extend(format!("--b\r\nContent-Type: image/png; name=\"{number} {} 图{number}.png\"\r\n\r\nx\r\n", "saving order ".repeat(20)).bytes());
        }
        raw.extend(b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
        let line = "1. 保存不了 图1图2图3图4图5图6图7图8图9 见附件\r\n";
        raw.extend(line.repeat(size.saturating_sub(raw.len()) / line.len()).bytes());
        raw
    }),
    ("one picture for all", |size| {
        let mut raw = of("multipart/mixed; boundary=b", "", 0);
        for number in 0..50 {
            raw.extend(format!("--b\r\nContent-Type: image/png\r\nContent-ID: <p{number}>\r\n\r\nx\r\n").bytes());
        }
        raw.extend(b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>1. Saving fails");
        let pictures: String = (0..50).map(|number| format!("<img src=cid:p{number}>")).collect();
        let line = format!("<p>2. Saving fails</p><p>两个问题同一张图{pictures}</p>");
        raw.extend(line.repeat(size.saturating_sub(raw.len()) / line.len()).bytes());
        raw
    }),
];
