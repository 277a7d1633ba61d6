//! What parsers of mail are known to get wrong, one short mail each.

use super::*;

/// What is odd · the mail · its subject, its text, its attachments.
type Case = (&'static str, Vec<u8>, &'static str, &'static str, &'static [&'static str]);

#[test]
fn every_known_fault_of_parsers_is_mended() {
    let text = "Content-Type: text/plain; charset=utf-8\r\n\r\n";
    let part = "--B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5omT5Y2w5oWi\r\n--B\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n";
    let table: [Case; 9] = [
        (
            "a boundary on the next line, and no closing line",
            format!("Subject: a\r\nContent-Type: multipart/mixed; boundary=\r\n \"B\"\r\n\r\n{part}").into_bytes(),
            "a",
            "打印慢",
            &["a.png"],
        ),
        (
            "a soft break of quoted-printable before a blank is no fold",
            b"Subject: a\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\na=\r\n b=\r\n\tc\r\n".to_vec(),
            "a",
            "a b\tc",
            &[],
        ),
        ("words cut inside a character", format!("Subject: =?utf-8?B?5pc=?= =?utf-8?B?peaKpQ==?=\r\n{text}x").into_bytes(), "日报", "x", &[]),
        (
            "raw GBK in head and body, undeclared",
            [b"Subject: ".as_slice(), &[0xC8, 0xD5, 0xB1, 0xA8], b"\r\n\r\n", &[0xB4, 0xF2, 0xD3, 0xA1, 0xC2, 0xFD]].concat(),
            "日报",
            "打印慢",
            &[],
        ),
        ("UTF-8 declared, GBK sent", [format!("Subject: a\r\n{text}").as_bytes(), &[0xB4, 0xF2, 0xD3, 0xA1]].concat(), "a", "打印", &[]),
        (
            "a file name in pieces that are cut inside a character",
            format!(
                "Subject: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n{text}x\r\n--B\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment;\r\n filename*0*=utf-8''%E6%97;\r\n filename*1*=%A5%E6%8A%A5.pdf\r\n\r\nx\r\n--B--\r\n"
            )
            .into_bytes(),
            "a",
            "x",
            &["日报.pdf"],
        ),
        ("no byte at all", Vec::new(), "", "", &[]),
        ("no blank line", b"Subject: a\r\nFrom: li@corp.test".to_vec(), "a", "", &[]),
        ("nothing but NUL", vec![0; 300], "", "", &[]),
    ];
    for (name, raw, subject, text, files) in table {
        let mail = read(&raw);
        let names: Vec<&str> = mail.parts.iter().filter_map(|part| part.name.as_deref()).collect();
        let own = mail.own_text();
        let own = own.trim_matches(['\0', ' ']);
        assert_eq!((mail.subject.as_str(), own, names.as_slice()), (subject, text, files), "{name}");
    }
}
