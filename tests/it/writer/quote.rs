//! The older mail below, in each client's dress.

use super::Mail;
use super::html::{Image, escape, line, picture};
use super::manner::Client;
use super::words::Head;

/// The lines and, where it shows one, the picture of the older mail.
fn lines(mail: &Mail) -> String {
    let Some(quoted) = &mail.around.quoted else { return String::new() };
    let client = mail.manner.client;
    let mut lines: String = quoted.lines.iter().map(|text| line(client, &escape(text))).collect();
    if quoted.picture {
        lines.push_str(&line(client, &picture(mail, Image::Old)));
    }
    lines
}

/// The quotation as HTML.
pub(crate) fn html(mail: &Mail) -> String {
    let Some(quoted) = &mail.around.quoted else { return String::new() };
    let client = mail.manner.client;
    let lines = lines(mail);
    match &quoted.head {
        Head::Wrote(head) => {
            let head = escape(head);
            match client {
                Client::Gmail => format!(
                    "<br><div class=\"gmail_quote gmail_quote_container\"><div dir=\"ltr\" class=\"gmail_attr\">{head}<br></div><blockquote class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex\">{lines}</blockquote></div>\r\n"
                ),
                Client::AppleMail => {
                    format!(
                        "<div><br><blockquote type=\"cite\"><div>{head}</div><br class=\"Apple-interchange-newline\"><div>{lines}</div></blockquote></div><br>\r\n"
                    )
                }
                Client::Iphone => format!(
                    "<div dir=\"ltr\"><br><blockquote type=\"cite\">{head}<br><br></blockquote></div><blockquote type=\"cite\"><div dir=\"ltr\">{lines}</div></blockquote>\r\n"
                ),
                Client::ThunderbirdHtml => {
                    format!(
                        "<div class=\"moz-cite-prefix\">{head}<br>\r\n</div>\r\n<blockquote type=\"cite\" cite=\"mid:77@mail.test\">\r\n{lines}</blockquote>\r\n"
                    )
                }
                _ => format!(
                    "<br>{head}<br> <blockquote id=\"isReplyContent\" style=\"PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid\">{lines}</blockquote>\r\n"
                ),
            }
        }
        Head::Labels(separator, labels) => {
            let rows: Vec<String> = labels.iter().map(|(label, value)| format!("<b>{label}</b>&nbsp;{}", escape(value))).collect();
            match client {
                Client::OutlookWord | Client::OutlookLost => format!(
                    "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\r\n<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{}<o:p></o:p></p></div></div>\r\n<p class=MsoNormal><o:p>&nbsp;</o:p></p>\r\n{lines}",
                    rows.join("<br>")
                ),
                Client::Owa | Client::OutlookAndroid => format!(
                    "<div id=\"appendonsend\"></div>\r\n<hr style=\"display:inline-block;width:98%\" tabindex=\"-1\">\r\n<div id=\"divRplyFwdMsg\" dir=\"ltr\"><font face=\"Calibri, sans-serif\" style=\"font-size:11pt\" color=\"#000000\">{}</font>\r\n<div>&nbsp;</div>\r\n</div>\r\n<div>{lines}</div>\r\n",
                    rows.join("<br>\r\n")
                ),
                Client::Foxmail => format!(
                    "<blockquote style=\"margin-Top: 0px; margin-Bottom: 0px; margin-Left: 0.5em; margin-Right: inherit\"><div>&nbsp;</div><div style=\"border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm\"><div style=\"PADDING-RIGHT: 8px; PADDING-LEFT: 8px; FONT-SIZE: 12px;FONT-FAMILY:tahoma;COLOR:#000000; BACKGROUND: #efefef; PADDING-BOTTOM: 8px; PADDING-TOP: 8px\">{}</div></div>{lines}</blockquote>\r\n",
                    rows.iter().map(|row| format!("<div>{row}</div>")).collect::<String>()
                ),
                Client::Qq | Client::WeCom => format!(
                    "<div><br></div><div><br></div><div style=\"font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;\">{}</div><div style=\"font-size: 12px;background:#efefef;padding:8px;\">{}</div><div><br></div>{lines}",
                    separator.as_deref().unwrap_or_default().replace(' ', "&nbsp;"),
                    rows.iter().map(|row| format!("<div>{row}</div>")).collect::<String>()
                ),
                _ => format!(
                    "{}{}{}{}{lines}",
                    line(client, ""),
                    line(client, &escape(separator.as_deref().unwrap_or_default())),
                    rows.iter().map(|row| line(client, row)).collect::<String>(),
                    line(client, "")
                ),
            }
        }
    }
}

/// The quotation as plain text: marked by `>` where the client does so.
pub(crate) fn plain(mail: &Mail) -> Vec<String> {
    let Some(quoted) = &mail.around.quoted else { return vec![] };
    let marked = |line: &String| if line.is_empty() { ">".to_owned() } else { format!("> {line}") };
    let mut out = vec![String::new()];
    match &quoted.head {
        Head::Wrote(head) if mail.manner.client == Client::ApplePlain => {
            out.push(marked(head));
            out.push("> ".to_owned());
            out.extend(quoted.lines.iter().map(marked));
        }
        Head::Wrote(head) => {
            out.push(head.clone());
            out.extend(quoted.lines.iter().map(marked));
        }
        Head::Labels(separator, labels) => {
            out.extend(separator.clone());
            out.extend(labels.iter().map(|(label, value)| format!("{label} {value}")));
            out.push(String::new());
            out.extend(quoted.lines.iter().cloned());
        }
    }
    out
}
