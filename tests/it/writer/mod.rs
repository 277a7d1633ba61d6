//! A writer of end-of-day mails: a report as data goes in, the mail that a given client makes of it comes out.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `report` | the report as data: person, day, problems with steps and screenshots, or none |
//! | `manner` | the dimensions: client, numbering, greeting, signature, quotation, charset … and what cannot go together |
//! | `words` | what people write in four tongues, and what clients and gateways write around it |
//! | `page` | what the person types: numbering, steps, sections, captions, postscript |
//! | `around` | subject, time, signature card, disclaimer, the older mail |
//! | `html`, `quote`, `plain` | each client's dress |
//! | `mime` | parts, charsets, transfer encodings, header words |
//! | `shot` | real PNG files: screenshots, logo |
//! | `seed` | chance from a seed, rows that cover every pair of choices |
//! | `laws` | reading what was written gives the report back; what stands around the words changes nothing |

mod around;
mod html;
mod laws;
mod manner;
mod mime;
mod page;
mod plain;
mod quote;
mod report;
mod seed;
mod shot;
mod words;

use around::Around;
use html::Image;
use manner::{Client, Manner, Pictures, Tongue};
use mime::Part;
use page::{Page, Piece, Run};
use plain::Text;
use report::Report;
use seed::Dice;

/// A mail that is about to be written.
pub(crate) struct Mail {
    pub(crate) manner: Manner,
    pub(crate) report: Report,
    pub(crate) page: Page,
    pub(crate) around: Around,
}

impl Mail {
    /// The mail of this seed in this manner. What is told depends on the seed, the tongue and what there is to tell; never on
    /// what stands around it.
    pub(crate) fn new(seed: u64, manner: Manner) -> Self {
        let report = Report::new(&manner, &mut Dice::new(seed));
        let page = page::lay(&report, &manner, &mut Dice::new(seed ^ 0x70a6_e000));
        let around = Around::new(&report, &manner, &mut Dice::new(seed ^ 0xa40c_4d00));
        Self { manner, report, page, around }
    }

    /// What the person typed, in order.
    pub(crate) fn typed(&self) -> Vec<Piece> {
        let (greeting, matter) = self.page.pieces.split_at(self.page.greeting);
        let says_day: Vec<Piece> = self.around.says_day.iter().map(|text| Piece::Line(vec![Run::Text(text.clone())])).collect();
        [greeting, &says_day, matter, &self.page.end].concat()
    }

    /// The mail on the wire.
    pub(crate) fn write(&self) -> Vec<u8> {
        let Mail { manner, report, around, .. } = self;
        let words = |text: &str, torn| mime::header_words(text, manner.charset, torn);
        let from = match manner.client {
            Client::Qq | Client::Foxmail => format!("\"{}\" <{}>", words(report.name, false), report.address),
            _ => format!("{} <{}>", words(report.name, false), report.address),
        };
        let desk = if manner.tongue == Tongue::English { "desk@brookfield.test" } else { "desk@hengda.test" };
        let mut head = vec![
            format!("From: {from}"),
            format!("To: Daybook <{desk}>"),
            format!("Subject: {}", words(&around.subject, manner.client == Client::Qq)),
            format!("Date: {}", around.sent.to_rfc2822()),
            format!("Message-ID: <{}@mail.test>", around.sent.timestamp()),
            "MIME-Version: 1.0".to_owned(),
        ];
        if let Some(quoted) = &around.quoted {
            head.push(format!("In-Reply-To: {}", quoted.id));
            head.push(format!("References: {}", quoted.id));
        }
        head.extend(mailer(manner.client).map(str::to_owned));
        let mut out = format!("{}\r\n", head.join("\r\n")).into_bytes();
        self.body().write(&mut out, 0);
        out
    }

    fn body(&self) -> Part {
        let manner = &self.manner;
        let text = if manner.has_html() { self.with_html() } else { self.in_plain_text() };
        let modern = matches!(manner.client, Client::Gmail | Client::ThunderbirdHtml | Client::ThunderbirdFlowed | Client::AppleMail | Client::Iphone);
        let attached: Vec<Part> = self
            .page
            .attached
            .iter()
            .map(|(shot, name)| {
                let more = vec![mime::disposition("attachment", name, manner.charset, modern)];
                mime::picture(&Image::Screen(*shot).shot().bytes, name, manner.charset, more)
            })
            .collect();
        if attached.is_empty() { text } else { Part::Multi("mixed", std::iter::once(text).chain(attached).collect()) }
    }

    fn with_html(&self) -> Part {
        let manner = &self.manner;
        let plain: Vec<String> = plain::lines(self).into_iter().filter_map(|text| if let Text::Line(line) = text { Some(line) } else { None }).collect();
        let plain = mime::text("plain", "", &plain.join("\r\n"), manner.charset, manner.transfer);
        let html = mime::text("html", "", &html::document(self), manner.charset, manner.transfer);
        let shown = matches!(manner.pictures, Pictures::InPlace | Pictures::Below | Pictures::Captioned);
        let screens = if shown { self.report.shots().into_iter().map(Image::Screen).filter(|image| self.shows(*image)).collect() } else { vec![] };
        let others = [(Image::Logo, self.around.logo), (Image::Old, self.around.quoted.as_ref().is_some_and(|quoted| quoted.picture))];
        let images: Vec<Part> = screens
            .into_iter()
            .chain(others.into_iter().filter(|(_, there)| *there).map(|(image, _)| image))
            .map(|image| {
                let name = image.name(manner.client);
                let more = vec![format!("Content-ID: <{}>", image.id(manner.client)), mime::disposition("inline", &name, manner.charset, false)];
                mime::picture(&image.shot().bytes, &name, manner.charset, more)
            })
            .collect();
        if images.is_empty() {
            return Part::Multi("alternative", vec![plain, html]);
        }
        // Apple and Thunderbird hold the pictures beside the HTML, all others beside both texts.
        if matches!(manner.client, Client::AppleMail | Client::Iphone | Client::ThunderbirdHtml) {
            return Part::Multi("alternative", vec![plain, Part::Multi("related", std::iter::once(html).chain(images).collect())]);
        }
        let texts = Part::Multi("alternative", vec![plain, html]);
        Part::Multi("related", std::iter::once(texts).chain(images).collect())
    }

    /// Is this picture typed into the text?
    fn shows(&self, image: Image) -> bool {
        let in_runs = |runs: &Vec<Run>| runs.iter().any(|run| matches!(run, Run::Shot(number) if Image::Screen(*number) == image));
        self.typed().iter().any(|piece| match piece {
            Piece::Line(runs) => in_runs(runs),
            Piece::List(_, entries) => entries.iter().any(|entry| entry.lines.iter().any(in_runs)),
            Piece::Table(rows) => rows.iter().flatten().any(|cell| cell.iter().any(in_runs)),
            Piece::Head(_) | Piece::Blank => false,
        })
    }

    fn in_plain_text(&self) -> Part {
        let manner = &self.manner;
        let flowed = manner.client == Client::ThunderbirdFlowed;
        let parameters = if flowed { "; format=flowed" } else { "" };
        let mut parts = vec![];
        let mut lines: Vec<String> = vec![];
        let flush = |lines: &mut Vec<String>, parts: &mut Vec<Part>| {
            if !lines.is_empty() {
                parts.push(mime::text("plain", parameters, &lines.join("\r\n"), manner.charset, manner.transfer));
                lines.clear();
            }
        };
        for text in plain::lines(self) {
            match text {
                Text::Line(line) if flowed => lines.extend(plain::flowed(&line, manner.tongue)),
                Text::Line(line) => lines.push(line),
                Text::Picture(number) => {
                    flush(&mut lines, &mut parts);
                    let name = format!("PastedGraphic-{number}.png");
                    let more = vec![mime::disposition("inline", &name, manner.charset, false)];
                    parts.push(mime::picture(&Image::Screen(number).shot().bytes, &name, manner.charset, more));
                }
            }
        }
        flush(&mut lines, &mut parts);
        if parts.len() == 1 { parts.remove(0) } else { Part::Multi("mixed", parts) }
    }
}

fn mailer(client: Client) -> Option<&'static str> {
    match client {
        Client::OutlookWord | Client::OutlookLost => Some("X-Mailer: Microsoft Outlook 16.0"),
        Client::AppleMail | Client::ApplePlain => Some("X-Mailer: Apple Mail (2.3826.200.121)"),
        Client::Iphone => Some("X-Mailer: iPhone Mail (22D72)"),
        Client::Foxmail => Some("X-Mailer: Foxmail 7.2.25.245[cn]"),
        Client::Qq | Client::WeCom => Some("X-Mailer: QQMail 2.x"),
        Client::Netease => Some("X-Mailer: Coremail Webmail Server Version XT5.0.14"),
        Client::DingTalk => Some("X-Mailer: [Alimail-Mailagent][W5_3]"),
        Client::ThunderbirdHtml | Client::ThunderbirdFlowed => Some("User-Agent: Mozilla Thunderbird"),
        _ => None,
    }
}
