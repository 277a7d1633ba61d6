//! Writes a mail as a person's mail client does: the same words as Foxmail, Outlook, Apple Mail, a phone or an old GBK client send them.

use std::fmt::Write as _;

use anyhow::anyhow;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

/// Who all these mails are written to.
const DESK: &str = "daybook@yuanshan.example";

/// A mail client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Client {
    /// HTML of `div`s, pictures inline.
    Foxmail,
    /// HTML of `MsoNormal`s, pictures inline.
    Outlook,
    /// Text and HTML beside each other, pictures inside the HTML.
    Apple,
    /// Text, pictures attached.
    Phone,
    /// Text in UTF-8.
    Plain,
    /// Text in GBK, as old clients send it.
    Gbk,
}

/// An attached file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    name: String,
    text: String,
}

/// Somebody at a mail client.
pub(super) struct Writer<'a> {
    pub name: &'a str,
    pub address: &'a str,
    pub sign: &'a str,
    pub client: Client,
}

/// A picture in a mail.
struct Picture {
    name: String,
    cid: String,
    bytes: &'static [u8],
}

/// Makes boundaries of one mail unlike each other.
struct Boundaries {
    mail: usize,
    used: usize,
}

impl Writer<'_> {
    /// The raw mail. `number` makes its Message-ID.
    pub(super) fn write(&self, number: usize, at: DateTime<FixedOffset>, subject: &str, text: &str, files: &[File]) -> anyhow::Result<Vec<u8>> {
        let text = text.trim();
        let pictures = self.pictures(number, text)?;
        let mut boundaries = Boundaries { mail: number, used: 0 };
        let mut body = match self.client {
            Client::Foxmail | Client::Outlook => boundaries.join("related", related(&self.html(text, &pictures), &pictures)),
            Client::Apple => {
                let html = boundaries.join("related", related(&self.html(text, &pictures), &pictures));
                boundaries.join("alternative", vec![part("text/plain; charset=utf-8", &[], self.text(text).as_bytes()), html])
            }
            Client::Phone | Client::Plain => part("text/plain; charset=utf-8", &[], self.text(text).as_bytes()),
            Client::Gbk => part("text/plain; charset=\"gb2312\"", &[], &encoding_rs::GBK.encode(&self.text(text)).0),
        };
        let mut attached: Vec<String> = vec![];
        if self.client == Client::Phone {
            attached.extend(pictures.iter().map(|picture| attachment("image/png", &picture.name, picture.bytes)));
        }
        attached.extend(files.iter().map(|file| attachment("text/plain; charset=utf-8", &file.name, file.text.as_bytes())));
        if !attached.is_empty() {
            attached.insert(0, body);
            body = boundaries.join("mixed", attached);
        }
        let mut mail = String::new();
        let _ = write!(mail, "From: {} <{}>\r\nTo: {DESK}\r\n", self.word(self.name), self.address);
        let _ = write!(mail, "Subject: {}\r\nDate: {}\r\n", self.word(subject), at.to_rfc2822());
        let _ = write!(
            mail,
            "Message-ID: <{}.{number}@{}>\r\nX-Mailer: {}\r\nMIME-Version: 1.0\r\n{body}",
            at.timestamp(),
            self.address.replace('@', "."),
            self.mailer()
        );
        Ok(mail.into_bytes())
    }

    fn mailer(&self) -> &'static str {
        match self.client {
            Client::Foxmail => "Foxmail 7.2.25.245[cn]",
            Client::Outlook => "Microsoft Outlook 16.0",
            Client::Apple => "Apple Mail (2.3826.400.131)",
            Client::Phone => "Coremail Mobile 5.1",
            Client::Plain => "Thunderbird",
            Client::Gbk => "Foxmail 5.0 [cn]",
        }
    }

    /// An encoded word (RFC 2047) a piece, none longer than a header line may be.
    fn word(&self, text: &str) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        let characters: Vec<char> = text.chars().collect();
        let pieces = characters.chunks(12).map(|piece| {
            let piece: String = piece.iter().collect();
            match self.client {
                Client::Gbk => format!("=?GB2312?B?{}?=", BASE64_STANDARD.encode(encoding_rs::GBK.encode(&piece).0)),
                _ => format!("=?utf-8?B?{}?=", BASE64_STANDARD.encode(&piece)),
            }
        });
        pieces.collect::<Vec<_>>().join("\r\n ")
    }

    fn pictures(&self, number: usize, text: &str) -> anyhow::Result<Vec<Picture>> {
        let names = text.lines().filter_map(picture_name);
        let made = names.enumerate().map(|(i, name)| {
            let bytes = picture(name).ok_or_else(|| anyhow!("there is no picture {name}"))?;
            let (cid, name) = match self.client {
                Client::Foxmail => (format!("_Foxmail.{}@{number:08x}", i + 1), format!("InsertPic_{}(03-02-17-36-{i:02}).png", i + 1)),
                Client::Phone => (String::new(), format!("IMG_{}.png", 3100 + number * 3 + i)),
                _ => (format!("image{:03}.png@01DCA9{number:04X}", i + 1), format!("image{:03}.png", i + 1)),
            };
            Ok(Picture { name, cid, bytes })
        });
        made.collect()
    }

    /// The words as text; a phone attaches its pictures and leaves no mark.
    fn text(&self, text: &str) -> String {
        let lines: Vec<&str> = text.lines().filter(|line| picture_name(line).is_none()).collect();
        let rule = if self.client == Client::Phone { "\n\n" } else { "\n\n--\n" };
        format!("{}{rule}{}\n", lines.join("\n"), self.sign).trim_start().replace('\n', "\r\n")
    }

    fn html(&self, text: &str, pictures: &[Picture]) -> String {
        let (open, close, blank) = match self.client {
            Client::Outlook => ("<p class=MsoNormal>", "<o:p></o:p></p>", "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"),
            _ => ("<div>", "</div>", "<div><br></div>"),
        };
        let mut html = String::from("<html><head><meta charset=\"utf-8\"></head><body style=\"font-family:'Microsoft YaHei',sans-serif;font-size:14px\">\r\n");
        let mut shown = pictures.iter();
        let mut in_table = false;
        for line in text.lines() {
            let row = line.strip_prefix("| ").and_then(|row| row.strip_suffix(" |"));
            if row.is_some() != in_table {
                html.push_str(if in_table { "</table>\r\n" } else { "<table border=1 cellspacing=0>\r\n" });
                in_table = !in_table;
            }
            if let Some(row) = row {
                let cells: Vec<String> = row.split(" | ").map(|cell| format!("<td>{}</td>", escape(cell))).collect();
                let _ = write!(html, "<tr>{}</tr>\r\n", cells.concat());
            } else if picture_name(line).is_some() {
                let cid = shown.next().map_or("", |picture| &picture.cid);
                let _ = write!(html, "{open}<img src=\"cid:{cid}\" width=640 height=400>{close}\r\n");
            } else if line.trim().is_empty() {
                let _ = write!(html, "{blank}\r\n");
            } else {
                let indent = "&nbsp;".repeat(line.len() - line.trim_start().len());
                let _ = write!(html, "{open}{indent}{}{close}\r\n", escape(line.trim_start()));
            }
        }
        if in_table {
            html.push_str("</table>\r\n");
        }
        let sign: Vec<String> = self.sign.lines().map(|line| format!("{open}{}{close}\r\n", escape(line))).collect();
        let rule = if self.client == Client::Foxmail { "<hr style=\"width: 210px; height: 1px;\" color=\"#b5c4df\" size=\"1\" align=\"left\">" } else { blank };
        let _ = write!(html, "{rule}\r\n{}</body></html>\r\n", sign.concat());
        html
    }
}

impl Boundaries {
    /// Parts as one multipart.
    fn join(&mut self, kind: &str, parts: Vec<String>) -> String {
        self.used += 1;
        let boundary = format!("----=_Part_{}_{}", self.mail, self.used);
        let mut whole = format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\"\r\n\r\n");
        for part in parts {
            let _ = write!(whole, "--{boundary}\r\n{part}\r\n");
        }
        let _ = write!(whole, "--{boundary}--\r\n");
        whole
    }
}

fn related(html: &str, pictures: &[Picture]) -> Vec<String> {
    let inline = pictures.iter().map(|picture| {
        let headers = [("Content-ID", format!("<{}>", picture.cid)), ("Content-Disposition", format!("inline; filename=\"{}\"", picture.name))];
        part(&format!("image/png; name=\"{}\"", picture.name), &headers, picture.bytes)
    });
    std::iter::once(part("text/html; charset=utf-8", &[], html.as_bytes())).chain(inline).collect()
}

fn attachment(kind: &str, name: &str, bytes: &[u8]) -> String {
    part(kind, &[("Content-Disposition", format!("attachment; filename=\"{name}\""))], bytes)
}

/// One part in base64, in lines as RFC 2045 §6.8 asks.
fn part(kind: &str, headers: &[(&str, String)], bytes: &[u8]) -> String {
    let mut part = format!("Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n");
    for (name, value) in headers {
        let _ = write!(part, "{name}: {value}\r\n");
    }
    let coded: Vec<char> = BASE64_STANDARD.encode(bytes).chars().collect();
    for line in coded.chunks(76) {
        part.push_str("\r\n");
        part.extend(line);
    }
    part.push_str("\r\n");
    part
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// `![name]`, alone on its line.
fn picture_name(line: &str) -> Option<&str> {
    line.trim().strip_prefix("![")?.strip_suffix(']')
}

macro_rules! pictures {
    ($($name:literal),*) => {
        /// The picture of that name: a window as such systems show it.
        fn picture(name: &str) -> Option<&'static [u8]> {
            match name {
                $($name => Some(include_bytes!(concat!("pictures/", $name, ".png"))),)*
                _ => None,
            }
        }
    };
}
pictures!(
    "count-sheet",
    "export-error",
    "login-locked",
    "order-stock",
    "phone-scan",
    "print-blank",
    "purchase-double",
    "report-total",
    "slow-search",
    "stock-list",
    "tax-rate",
    "voucher",
    "work-order"
);
