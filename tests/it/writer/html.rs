//! The HTML that each client makes of what was typed.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Mail;
use super::manner::{Client, Pictures};
use super::page::{Entry, Piece, Run};
use super::quote;
use super::shot::{self, Shot};

/// A picture in a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Image {
    Screen(usize),
    Logo,
    Old,
}

impl Image {
    pub(crate) fn shot(self) -> &'static Shot {
        match self {
            Self::Screen(number) => shot::screen(number),
            Self::Logo => shot::logo(),
            Self::Old => shot::old_screen(),
        }
    }

    fn number(self) -> usize {
        match self {
            Self::Screen(number) => number + 1,
            Self::Logo => 91,
            Self::Old => 92,
        }
    }

    /// Its Content-ID, as this client names them.
    pub(crate) fn id(self, client: Client) -> String {
        let number = self.number();
        match client {
            Client::OutlookWord | Client::OutlookLost => format!("image{number:03}.png@01DCB1F3.5A2C7E{number:02}"),
            Client::Owa | Client::OutlookAndroid => format!("8c1f{number:04}-77aa-4b0e-9d55-0c1e2f3a4b5c"),
            Client::AppleMail | Client::ApplePlain | Client::Iphone => format!("7C0E{number:04}-4D1B-4C7A-8A6E-3E2F9B1D0A55"),
            Client::Gmail => format!("ii_m8x3k{number:02}q0"),
            Client::Foxmail => format!("_Foxmail.{number}@c4a81f0e-55b2-0d7c-91aa-6e3f20b7d418"),
            Client::Qq | Client::WeCom => format!("D41D8CD9@{number:04}F00B.png"),
            Client::ThunderbirdHtml => format!("part{number}.QvX0cT5n.rYk2@hengda.test"),
            _ => format!("img{number:02}$1a2b3c4d"),
        }
    }

    /// Its file name, as this client names pasted pictures.
    pub(crate) fn name(self, client: Client) -> String {
        let number = self.number();
        match client {
            Client::OutlookWord | Client::OutlookLost => format!("image{number:03}.png"),
            Client::Foxmail => format!("InsertPic_{number:04}(03-12-18-02-11).png"),
            Client::Qq | Client::WeCom => format!("{number:04}F00B.png"),
            Client::Owa => "image.png".to_owned(),
            _ => format!("image{number}.png"),
        }
    }
}

pub(crate) fn escape(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let lead = escaped.len() - escaped.trim_start_matches(' ').len();
    format!("{}{}", "&nbsp;".repeat(lead), &escaped[lead..])
}

/// The whole document.
pub(crate) fn document(mail: &Mail) -> String {
    let client = mail.manner.client;
    let mut body = String::new();
    if let Some(banner) = mail.around.banner {
        write!(body, "<table border=\"0\" cellspacing=\"0\" cellpadding=\"0\" width=\"100%\"><tr><td bgcolor=\"#ffeb9c\" style=\"padding:5px\">{}</td></tr></table>\r\n<br>\r\n",
            escape(banner)).unwrap();
    }
    let first_bare = matches!(client, Client::Gmail | Client::AppleMail | Client::Iphone);
    let pieces = mail.typed();
    for (i, piece) in pieces.iter().enumerate() {
        match piece {
            // The first line stands in the body itself, before the first <div>.
            Piece::Line(runs) if i == 0 && first_bare => body.push_str(&runs_html(mail, runs)),
            _ => body.push_str(&piece_html(mail, piece)),
        }
    }
    body.push_str(&card(mail));
    body.push_str(&footer(mail));
    body.push_str(&quote::html(mail));
    for line in mail.around.disclaimer {
        write!(body, "<p style=\"font-size:9px;color:gray\">{}</p>\r\n", escape(line)).unwrap();
    }
    frame(client, &body)
}

fn frame(client: Client, body: &str) -> String {
    match client {
        Client::OutlookWord | Client::OutlookLost => format!(
            "<html xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:w=\"urn:schemas-microsoft-com:office:word\" xmlns=\"http://www.w3.org/TR/REC-html40\"><head><meta name=Generator content=\"Microsoft Word 15 (filtered medium)\"><!--[if !mso]><style>v\\:* {{behavior:url(#default#VML);}}</style><![endif]--><style><!--\r\np.MsoNormal, li.MsoNormal, div.MsoNormal\r\n\t{{margin:0cm;font-size:10.5pt;}}\r\np.MsoListParagraph, li.MsoListParagraph, div.MsoListParagraph\r\n\t{{margin:0cm;text-indent:21.0pt;}}\r\n--></style></head><body lang=ZH-CN link=\"#0563C1\" vlink=\"#954F72\"><div class=WordSection1>\r\n{body}</div></body></html>"
        ),
        Client::Owa | Client::OutlookAndroid => format!(
            "<html>\r\n<head>\r\n<style type=\"text/css\" style=\"display:none;\"> P {{margin-top:0;margin-bottom:0;}} </style>\r\n</head>\r\n<body dir=\"ltr\">\r\n{body}</body>\r\n</html>"
        ),
        Client::AppleMail => {
            format!("<html><head></head><body style=\"word-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;\">{body}</body></html>")
        }
        Client::Iphone => format!("<html><head></head><body dir=\"auto\">{body}</body></html>"),
        Client::Gmail => format!("<div dir=\"ltr\">{body}</div>"),
        Client::Foxmail => format!(
            "<html><head><style>body {{ line-height: 1.5; }}blockquote {{ margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em; }}</style></head><body>\r\n<div><span></span>{body}</div></body></html>"
        ),
        Client::Netease => format!("<div style=\"line-height:1.7;color:#000000;font-size:14px;font-family:Arial\">{body}</div>"),
        Client::DingTalk => {
            format!("<div class=\"__aliyun_email_body_block\"><div  style=\"font-family:Tahoma,Arial,STHeitiSC-Light,SimSun;\">{body}</div></div>")
        }
        Client::ThunderbirdHtml => format!("<!DOCTYPE html>\r\n<html>\r\n  <head>\r\n  </head>\r\n  <body>\r\n{body}  </body>\r\n</html>"),
        _ => body.to_owned(),
    }
}

/// A paragraph as this client writes one.
pub(crate) fn line(client: Client, inner: &str) -> String {
    let inner = if inner.is_empty() { "<br>" } else { inner };
    match client {
        Client::OutlookWord | Client::OutlookLost if inner == "<br>" => "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\r\n".to_owned(),
        Client::OutlookWord | Client::OutlookLost => format!("<p class=MsoNormal><span lang=EN-US style='font-size:10.5pt'>{inner}<o:p></o:p></span></p>\r\n"),
        Client::Owa => format!(
            "<div class=\"elementToProof\" style=\"font-family: Aptos, Arial, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);\">\r\n{inner}</div>\r\n"
        ),
        Client::OutlookAndroid | Client::Xiaomi => format!("<div dir=\"auto\">{inner}</div>\r\n"),
        Client::Netease => format!("<div style=\"margin:0;\">{inner}</div>\r\n"),
        Client::DingTalk => {
            format!("<div  style=\"clear:both;\"><span  style=\"font-family:Tahoma,Arial,STHeiti,SimSun;font-size:14.0px;\">{inner}</span></div>\r\n")
        }
        Client::ThunderbirdHtml if inner == "<br>" => "    <br>\r\n".to_owned(),
        Client::ThunderbirdHtml => format!("    {inner}<br>\r\n"),
        _ => format!("<div>{inner}</div>\r\n"),
    }
}

fn piece_html(mail: &Mail, piece: &Piece) -> String {
    let client = mail.manner.client;
    match piece {
        Piece::Line(runs) => line(client, &runs_html(mail, runs)),
        Piece::Head(text) => line(client, &format!("<b>{}</b>", escape(text))),
        Piece::Blank => line(client, ""),
        Piece::List(ordered, entries) => list(mail, *ordered, entries),
        Piece::Table(rows) => table(mail, rows),
    }
}

fn runs_html(mail: &Mail, runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run {
            Run::Text(text) => escape(text),
            Run::Shot(number) => picture(mail, Image::Screen(*number)),
        })
        .collect()
}

/// A picture in its place.
pub(crate) fn picture(mail: &Mail, image: Image) -> String {
    let client = mail.manner.client;
    let (id, Shot { width, height, bytes, .. }) = (image.id(client), image.shot());
    if mail.manner.pictures == Pictures::Data && matches!(image, Image::Screen(_)) {
        return format!("<img src=\"data:image/png;base64,{}\" width=\"{width}\" alt=\"\">", STANDARD.encode(bytes));
    }
    match client {
        // Twice: for Word as VML, for everybody else as an image.
        Client::OutlookWord | Client::OutlookLost => format!(
            "<!--[if gte vml 1]><v:shape id=\"Picture_x0020_{n}\" o:spid=\"_x0000_i10{n}\" type=\"#_x0000_t75\" style='width:{width}pt;height:{height}pt'><v:imagedata src=\"cid:{id}\" o:title=\"\"/></v:shape><![endif]--><![if !vml]><img width={width} height={height} style='width:5.0in' src=\"cid:{id}\" v:shapes=\"Picture_x0020_{n}\"><![endif]>",
            n = image.number()
        ),
        Client::Owa => format!(
            "<img size=\"81234\" contenteditable=\"false\" data-outlook-trace=\"F:1|T:1\" src=\"cid:{id}\" style=\"width: {width}px; max-width: 100%;\">"
        ),
        Client::Gmail => format!("<img src=\"cid:{id}\" alt=\"image.png\" width=\"{width}\" height=\"{height}\">"),
        Client::Qq | Client::WeCom => format!("<img src=\"cid:{id}\" modifysize=\"50%\" diffpixels=\"8px\" scalingmode=\"zoom\" style=\"width: {width}px;\">"),
        _ => format!("<img src=\"cid:{id}\" alt=\"{}\" width=\"{width}\" height=\"{height}\">", image.name(client)),
    }
}

fn list(mail: &Mail, ordered: bool, entries: &[Entry]) -> String {
    let client = mail.manner.client;
    if matches!(client, Client::OutlookWord | Client::OutlookLost) {
        return entries.iter().enumerate().map(|(i, entry)| word_entry(mail, ordered, i + 1, entry)).collect();
    }
    let (tag, class) = match (ordered, client) {
        (true, Client::AppleMail | Client::Iphone) => ("ol", " class=\"MailOutline\""),
        (true, Client::Owa) => ("ol", " start=\"1\" data-editing-info=\"{&quot;orderedStyleType&quot;:1}\" style=\"margin-top: 0px; margin-bottom: 0px;\""),
        (true, _) => ("ol", ""),
        (false, _) => ("ul", ""),
    };
    let mut out = format!("<{tag}{class}>");
    for entry in entries {
        let mut lines = entry.lines.iter().map(|runs| runs_html(mail, runs));
        out.push_str("<li>");
        let first = lines.next().unwrap_or_default();
        match client {
            Client::Owa => write!(out, "<div role=\"presentation\" class=\"elementToProof\">{first}</div>").unwrap(),
            _ => out.push_str(&first),
        }
        if !entry.steps.is_empty() {
            let steps: String = entry.steps.iter().map(|step| format!("<li>{}</li>", escape(step))).collect();
            write!(out, "<ol type=\"a\">{steps}</ol>").unwrap();
        }
        // Shift and Enter: a further line of the same entry.
        for (i, more) in lines.enumerate() {
            out.push_str(if i == 0 && !entry.steps.is_empty() { "" } else { "<br>" });
            out.push_str(&more);
        }
        out.push_str("</li>\r\n");
    }
    format!("{out}</{tag}>\r\n")
}

/// Word's lists are paragraphs with their numbers written out for those who know no lists.
fn word_entry(mail: &Mail, ordered: bool, number: usize, entry: &Entry) -> String {
    let paragraph = |level: usize, mark: &str, inner: &str| {
        let font = if mark == "l" { "font-family:Wingdings" } else { "mso-bidi-font-size:10.5pt" };
        format!(
            "<p class=MsoListParagraph style='margin-left:{}.0pt;text-indent:-21.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]><span lang=EN-US style='{font}'><span style='mso-list:Ignore'>{mark}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]><span lang=EN-US>{inner}<o:p></o:p></span></p>\r\n",
            21 * level
        )
    };
    let mut lines = entry.lines.iter().map(|runs| runs_html(mail, runs));
    let mark = if ordered { format!("{number}.") } else { "l".to_owned() };
    let first = lines.next().unwrap_or_default();
    // Shift and Enter: a further line of the same paragraph.
    let more: Vec<String> = lines.collect();
    if entry.steps.is_empty() {
        return paragraph(1, &mark, &std::iter::once(first).chain(more).collect::<Vec<_>>().join("<br>\r\n"));
    }
    let last = entry.steps.len() - 1;
    let steps = entry.steps.iter().zip('a'..).enumerate().map(|(i, (step, letter))| {
        let inner = std::iter::once(escape(step)).chain(more.iter().filter(|_| i == last).cloned()).collect::<Vec<_>>().join("<br>\r\n");
        paragraph(2, &format!("{letter})"), &inner)
    });
    format!("{}{}", paragraph(1, &mark, &first), steps.collect::<String>())
}

fn table(mail: &Mail, rows: &[Vec<Vec<Vec<Run>>>]) -> String {
    let client = mail.manner.client;
    let word = matches!(client, Client::OutlookWord | Client::OutlookLost);
    let mut out = if word {
        "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>\r\n"
    } else {
        "<table border=\"1\" cellspacing=\"0\" cellpadding=\"4\" style=\"border-collapse:collapse\"><tbody>\r\n"
    }
    .to_owned();
    for (i, row) in rows.iter().enumerate() {
        out.push_str("<tr>");
        for cell in row {
            let lines: Vec<String> = cell.iter().map(|runs| runs_html(mail, runs)).collect();
            let inner = match (word, i) {
                (true, _) if lines.is_empty() => line(client, ""),
                (true, _) => lines.iter().map(|inner| line(client, inner)).collect(),
                (false, 0) => format!("<b>{}</b>", lines.join("<br>")),
                (false, _) => lines.join("<br>"),
            };
            write!(out, "<td valign=\"top\">{inner}</td>").unwrap();
        }
        out.push_str("</tr>\r\n");
    }
    out.push_str(if word { "</table>\r\n" } else { "</tbody></table>\r\n" });
    out
}

/// The signature of the client's own making.
fn card(mail: &Mail) -> String {
    let client = mail.manner.client;
    if mail.around.card.is_empty() {
        return String::new();
    }
    let mut lines: String = mail.around.card.iter().map(|text| line(client, &escape(text))).collect();
    if mail.around.logo {
        lines.push_str(&line(client, &picture(mail, Image::Logo)));
    }
    let blank = line(client, "");
    match client {
        Client::Owa => format!("{blank}<div class=\"elementToProof\" id=\"Signature\">\r\n{lines}</div>\r\n"),
        Client::OutlookAndroid => format!("{blank}<div id=\"ms-outlook-mobile-signature\" dir=\"auto\">{lines}</div>\r\n"),
        Client::AppleMail => format!(
            "<br id=\"lineBreakAtBeginningOfMessage\"><div><br class=\"Apple-interchange-newline\"><div id=\"AppleMailSignature\" dir=\"ltr\">{lines}</div></div>\r\n"
        ),
        Client::Gmail => format!(
            "<div><br clear=\"all\"></div><div><br></div><span class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" class=\"gmail_signature\" data-smartmail=\"gmail_signature\"><div dir=\"ltr\">{lines}</div></div>\r\n"
        ),
        Client::Foxmail => format!(
            "{blank}<hr style=\"width: 210px; height: 1px;\" color=\"#b5c4df\" size=\"1\" align=\"left\">\r\n<div><span><div style=\"MARGIN: 10px; FONT-FAMILY: verdana; FONT-SIZE: 10pt\">{lines}</div></span></div>\r\n"
        ),
        Client::Qq | Client::WeCom => {
            format!(
                "{blank}<div><sign signid=\"3\"><div style=\"color:#909090;font-family:Arial Narrow;font-size:12px\">------------------</div>{lines}</sign></div>\r\n"
            )
        }
        Client::Netease => format!("{blank}<div style=\"position:relative;zoom:1\"></div><div id=\"spnEditorSign\">--<br>{lines}</div>\r\n"),
        Client::ThunderbirdHtml => format!("{blank}<div class=\"moz-signature\">-- <br>\r\n{lines}</div>\r\n"),
        _ => format!("{blank}{lines}"),
    }
}

fn footer(mail: &Mail) -> String {
    let Some(text) = mail.around.footer else { return String::new() };
    let text = escape(text);
    match mail.manner.client {
        Client::Iphone => format!("<br id=\"lineBreakAtBeginningOfSignature\"><div dir=\"ltr\">{text}</div>"),
        Client::OutlookAndroid => format!(
            "<div dir=\"auto\"><br></div><div id=\"ms-outlook-mobile-signature\" dir=\"auto\">{}</div>\r\n",
            text.replace("Outlook for Android", "<a href=\"https://aka.ms/AAb9ysg\">Outlook for Android</a>")
        ),
        Client::WeCom => format!("<div><br></div><div style=\"color:#909090;font-size:12px\">{text}</div>\r\n"),
        client => format!("{}{}", line(client, ""), line(client, &text)),
    }
}
