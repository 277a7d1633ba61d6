//! The HTML part: the letter's Markdown in the frame that all letters share. No outside resource, no script.
//!
//! Styles stand on each element, since Gmail's app and some Chinese web mailers drop `<style>`; the `<style>` block
//! only adds what cannot be said inline: dark mode and narrow screens.

use std::borrow::Cow;
use std::fmt::Write as _;

use pulldown_cmark::{Alignment, Event, HeadingLevel, Tag, TagEnd};
use unicode_width::UnicodeWidthStr as _;

use super::compose::Image;
use super::markdown;
use crate::people::Language;

/// The width of the text on a phone of 360 points.
const PHONE_WIDTH: u32 = 328;

/// Five Chinese characters, or `CRM-10000`.
const SHORT_CELL: usize = 10;

/// The system's own faces. Chinese ones come first in Chinese letters, whose quotation marks they draw as wide as a
/// character, and last in English ones, where that would tear words apart.
const TRADITIONAL: &str = "'PingFang TC','Microsoft JhengHei','Noto Sans CJK TC','Noto Sans TC'";
const CHINESE: &str = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC'";
const LATIN: &str = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial";

/// What cannot be said inline. `!important` overrules the styles on the elements.
const STYLE: &str = "\
@media (prefers-color-scheme:dark){\
body,.desk{background:#16181c!important}\
.sheet{background:#202329!important;border-color:#2f6fd6 #343840 #343840!important}\
.sheet,.sheet p,.sheet td,.sheet li,.sheet h1,.sheet h2,.sheet h3{color:#e4e6ea!important}\
.sheet .quiet{color:#9aa1ab!important}\
.sheet .mark{background:#2a3f63!important;color:#b8d0ff!important}\
.sheet .quote{background:#292d34!important;border-color:#56617a!important}\
.sheet th{background:#2a2e35!important;color:#c9ced6!important}\
.sheet th,.sheet .cell,.sheet hr,.sheet img,.sheet .issue{border-color:#3a3f48!important}\
.sheet a{color:#8ab4ff!important}}\
@media (max-width:480px){.desk{padding:0!important}.sheet{border-left:0!important;border-right:0!important;border-radius:0!important}\
.in{padding:20px 16px!important}.shot{width:100%!important;margin-right:0!important}.sheet th,.sheet .cell{padding:6px 6px!important;font-size:13px!important}}";

/// Outlook on Windows draws with Word, which knows no `max-width` and takes Times for a list of faces that it does not know.
const OUTLOOK_FONT: &str = "<!--[if mso]><style>*{font-family:'Microsoft YaHei','Segoe UI',sans-serif!important}</style><![endif]-->";
const OUTLOOK_OPEN: &str = "<!--[if mso]><table role=\"presentation\" width=\"640\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td><![endif]-->";
const OUTLOOK_CLOSE: &str = "<!--[if mso]></td></tr></table><![endif]-->";

/// A whole HTML document.
pub(super) fn page(subject: &str, markdown: &str, language: Language, images: &[Image]) -> String {
    let body = body(markdown, images);
    let (lang, subject) = (language.as_str(), escape(subject));
    let (first, second) = match language {
        Language::ZhHans => (CHINESE, LATIN),
        Language::ZhHant => (TRADITIONAL, LATIN),
        Language::En => (LATIN, CHINESE),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"supported-color-schemes\" content=\"light dark\">\n<title>{subject}</title>\n<style>{STYLE}</style>\n{OUTLOOK_FONT}\n</head>\n\
         <body style=\"margin:0;padding:0;background:#eef0f3\">\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" class=\"desk\" style=\"background:#eef0f3\"><tr><td class=\"desk\" align=\"center\" style=\"padding:24px 8px\">\n{OUTLOOK_OPEN}\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" class=\"sheet\" style=\"max-width:640px;background:#ffffff;border:1px solid #dcdfe4;border-top:3px solid #2f6fd6;border-radius:6px\">\
         <tr><td class=\"in\" align=\"left\" style=\"padding:28px 32px;font-family:{first},{second},sans-serif;font-size:15px;line-height:1.65;color:#1f2329;word-break:break-word;overflow-wrap:anywhere\">\n\
         {body}</td></tr></table>\n{OUTLOOK_CLOSE}\n</td></tr></table>\n</body>\n</html>\n"
    )
}

fn body(markdown: &str, images: &[Image]) -> String {
    let mut page = Body::new(images);
    for event in markdown::parse(markdown) {
        page.take(event);
    }
    page.html
}

struct Body<'a> {
    html: String,
    images: &'a [Image],
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
    /// What was written before the cell that is being read, and how wide that is.
    outside: String,
    cell_width: usize,
    /// The picture whose description is being read.
    image: Option<(String, String)>,
    /// May the link that is being read lead anywhere? Markdown knows no links inside links.
    link: bool,
    /// Below the rule stands the small print.
    after_rule: bool,
}

impl<'a> Body<'a> {
    fn new(images: &'a [Image]) -> Self {
        let (html, outside, alignments) = (String::new(), String::new(), Vec::new());
        Self { html, images, alignments, column: 0, head: false, outside, cell_width: 0, image: None, link: false, after_rule: false }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) if self.image.is_none() => {
                let code = escape(&code);
                self.put(&format!(
                    "<span class=\"mark\" style=\"background:#e3edff;color:#1b4fa3;border-radius:4px;padding:1px 7px;font-weight:600;white-space:nowrap\">{code}</span>"
                ));
            }
            Event::Code(code) => self.text(&code),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.put("<br>\n"),
            Event::Rule => {
                self.after_rule = true;
                self.put("<hr style=\"border:0;border-top:1px solid #e3e6ea;margin:24px 0 14px\">\n");
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => (),
        }
    }

    fn put(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn text(&mut self, text: &str) {
        self.cell_width += text.width();
        if let Some((_, description)) = &mut self.image {
            description.push_str(text);
        } else {
            let text = escape(text);
            self.html.push_str(&text);
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.after_rule => self.put("<p class=\"quiet\" style=\"margin:0 0 8px;font-size:12.5px;line-height:1.6;color:#6b7280\">"),
            Tag::Paragraph => self.put("<p style=\"margin:0 0 14px\">"),
            Tag::Heading { level, .. } => {
                let (name, style) = heading(level);
                self.put(&format!("<{name} style=\"{style}\">"));
            }
            Tag::BlockQuote(_) => {
                self.put(
                    "<div class=\"quote\" style=\"margin:0 0 14px;padding:10px 14px 1px;background:#f5f6f8;border-left:3px solid #b9c2d0;border-radius:0 4px 4px 0\">\n",
                );
            }
            Tag::List(None) => self.put("<ul style=\"margin:0 0 14px;padding-left:22px\">\n"),
            Tag::List(Some(first)) => self.put(&format!("<ol start=\"{first}\" style=\"margin:0 0 14px;padding-left:24px\">\n")),
            Tag::Item => self.put("<li style=\"margin:0 0 4px\">"),
            Tag::Strong => self.put("<strong>"),
            Tag::Emphasis => self.put("<span class=\"quiet\" style=\"color:#6b7280;font-size:13.5px\">"),
            Tag::Link { dest_url, .. } => match target(&dest_url) {
                Some(url) => {
                    self.link = true;
                    self.put(&format!("<a href=\"{}\" style=\"color:#1b4fa3\">", escape(&url)));
                }
                None => self.link = false,
            },
            Tag::Image { dest_url, .. } => self.image = Some((dest_url.into_string(), String::new())),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.put("<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\" style=\"border-collapse:collapse;margin:0 0 16px;font-size:14px\">\n");
            }
            Tag::TableHead => {
                (self.head, self.column) = (true, 0);
                self.put("<tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.put("<tr>");
            }
            Tag::TableCell => (self.outside, self.cell_width) = (std::mem::take(&mut self.html), 0),
            _ => (),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.put("</p>\n"),
            TagEnd::Heading(level) => self.put(&format!("</{}>\n", heading(level).0)),
            TagEnd::BlockQuote(_) => self.put("</div>\n"),
            TagEnd::List(false) => self.put("</ul>\n"),
            TagEnd::List(true) => self.put("</ol>\n"),
            TagEnd::Item => self.put("</li>\n"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Emphasis => self.put("</span>"),
            TagEnd::Link if self.link => self.put("</a>"),
            TagEnd::Image => self.picture(),
            TagEnd::Table => self.put("</table>\n"),
            TagEnd::TableHead => {
                self.head = false;
                self.put("</tr>\n");
            }
            TagEnd::TableRow => self.put("</tr>\n"),
            TagEnd::TableCell => self.cell(),
            _ => (),
        }
    }

    /// Ends a cell. What is short (a number, a name, a count) stays on one line on a phone, too.
    fn cell(&mut self) {
        let cell = std::mem::take(&mut self.html);
        self.html = std::mem::take(&mut self.outside);
        let align = match self.alignments.get(self.column) {
            Some(Alignment::Right) => "right",
            Some(Alignment::Center) => "center",
            _ => "left",
        };
        self.column += 1;
        // The words of a heading stay whole; a long address must not widen a phone's page.
        let wrap = match (self.head, align) {
            (true, _) => ";word-break:keep-all;overflow-wrap:normal",
            (false, "right") => ";white-space:nowrap",
            _ if self.cell_width <= SHORT_CELL => ";white-space:nowrap",
            _ => "",
        };
        let (name, class, style) = if self.head {
            ("th", "", "background:#f5f6f8;color:#4b5563;font-weight:600;font-size:13px;border-bottom:1px solid #dcdfe4")
        } else {
            ("td", " class=\"cell\"", "border-bottom:1px solid #e9ebef")
        };
        let _ =
            writeln!(self.html, "<{name}{class} align=\"{align}\" valign=\"top\" style=\"padding:7px 10px;text-align:{align};{style}{wrap}\">{cell}</{name}>");
    }

    /// A picture of this letter; anything else is only named.
    fn picture(&mut self) {
        let Some((target, description)) = self.image.take() else { return };
        let description = escape(&description).into_owned();
        let image = target.strip_prefix("cid:").and_then(|cid| self.images.iter().find(|image| image.cid == cid));
        let Some(image) = image else {
            let _ = write!(self.html, "[{description}]");
            return;
        };
        let (cid, width) = (escape(&image.cid), image.thumb.shown_width());
        // On a phone as wide as the page, unless that would blow it up.
        let class = if image.thumb.width >= PHONE_WIDTH { "shot" } else { "small" };
        let _ = write!(
            self.html,
            "<span class=\"{class}\" style=\"display:inline-block;width:{width}px;max-width:100%;margin:0 8px 8px 0;vertical-align:top\">\
             <img src=\"cid:{cid}\" alt=\"{description}\" width=\"{width}\" style=\"display:block;width:100%;height:auto;border:1px solid #dcdfe4;border-radius:4px\">\
             <span class=\"quiet\" style=\"display:block;font-size:12px;line-height:1.5;color:#6b7280;padding-top:2px\">{description}</span></span>",
        );
    }
}

fn heading(level: HeadingLevel) -> (&'static str, &'static str) {
    match level {
        HeadingLevel::H1 => ("h1", "margin:0 0 16px;font-size:20px;line-height:1.4;font-weight:600"),
        HeadingLevel::H2 => ("h2", "margin:26px 0 12px;font-size:17px;line-height:1.4;font-weight:600"),
        _ => ("h3", "margin:24px 0 2px;font-size:15.5px;line-height:1.5;font-weight:600"),
    }
}

/// Where a link may lead; a template's own folder is trusted with words, not with scripts.
fn target(url: &str) -> Option<String> {
    let sound = ["https://", "http://", "mailto:"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
    sound.then(|| url.to_owned())
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Thumb;

    #[test]
    fn a_template_can_show_its_own_pictures_and_harmless_links_only() {
        let image = Image { cid: "fig1.17@corp.test".into(), thumb: Thumb { bytes: vec![], mime: "image/png", width: 640, height: 300, cut: false } };
        let table = [
            ("![图1](cid:fig1.17@corp.test)", "<img src=\"cid:fig1.17@corp.test\" alt=\"图1\" width=\"276\""),
            ("![图2](cid:fig2.17@corp.test)", "[图2]"),
            ("![x](https://corp.test/x.png)", "[x]"),
            ("[x](https://corp.test/?a=1&b=\"2\")", "<a href=\"https://corp.test/?a=1&amp;b=&quot;2&quot;\""),
            ("[x](javascript:alert(1))", "<p style=\"margin:0 0 14px\">x</p>"),
            ("<b onclick=x>raw</b>", "&lt;b onclick=x&gt;raw&lt;/b&gt;"),
            ("|a|\n|--:|\n|CRM-10000|\n", "text-align:right;border-bottom:1px solid #e9ebef;white-space:nowrap\">CRM-10000</td>"),
        ];
        for (markdown, want) in table {
            let html = body(markdown, std::slice::from_ref(&image));
            assert!(html.contains(want), "{markdown}\n{html}");
        }
    }
}
