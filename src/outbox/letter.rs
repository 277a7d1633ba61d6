//! Every letter that this program can write.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::compose::Image;
use super::{Recipient, Settings};
use crate::issue::{IssueNumber, Kind, Severity};
use crate::people::Language;
use crate::picture::Thumb;
use crate::report::{Attention, Period};

/// A letter before it is put into words.
#[derive(Clone, Debug)]
pub enum Letter {
    /// A report has become numbered issues.
    Acknowledgement(Acknowledgement),
    /// A report without a problem.
    Thanks(Thanks),
    /// A report could not be read; asks once, politely, for text.
    PleaseRewrite(PleaseRewrite),
    /// The week, to a lead.
    Weekly(Figures),
    /// The month, to a lead.
    Monthly(Figures),
    /// Something is wrong with the mailbox, to the admin.
    Alarm(Figures),
}

/// What an acknowledgement says, so that the reporter sees that he was understood.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// The day that the report counts for; of a week or month the last.
    pub day: NaiveDate,
    /// The span that it is about.
    pub period: Period,
    /// Whose report it is, where that is not the sender.
    pub on_behalf_of: Option<String>,
    /// Its issues, in the mail's order.
    pub issues: Vec<KeptIssue>,
    /// Pictures that no text ties to an issue: kept with the report.
    pub unassigned: Vec<Picture>,
}

/// One issue as its reporter sees it again.
#[derive(Clone, Debug)]
pub struct KeptIssue {
    /// Its number.
    pub number: IssueNumber,
    /// One line.
    pub title: String,
    /// The sentences that were kept.
    pub text: String,
    /// What is asked for.
    pub kind: Kind,
    /// How much it hurts, where the reporter said so.
    pub severity: Option<Severity>,
    /// The module.
    pub module: Option<String>,
    /// Its screenshots.
    pub pictures: Vec<Picture>,
}

/// A picture of the mail.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its place among the pictures of the mail, from 1: what people call `图2`, `fig. 2`.
    pub figure: usize,
    /// The file name.
    pub name: Option<String>,
    /// How it looks; `None` where it is kept but cannot be shown (HEIC, video).
    pub thumb: Option<Thumb>,
}

/// A report without a problem is thanked for.
#[derive(Clone, Debug)]
pub struct Thanks {
    /// The day that it counts for; of a week or month the last.
    pub day: NaiveDate,
    /// The span that it is about.
    pub period: Period,
    /// Whose report it is, where that is not the sender.
    pub on_behalf_of: Option<String>,
}

/// Something was meant, and only its writer can say what.
#[derive(Clone, Debug)]
pub struct PleaseRewrite {
    /// Why it could not be read.
    pub why: Attention,
    /// The number under which it is held: 3 of `H3`.
    pub held: Option<i64>,
    /// When it came.
    pub arrived: DateTime<Utc>,
}

/// A letter of figures: its template knows what the context holds.
#[derive(Clone, Debug)]
pub struct Figures {
    /// What the template may name, at its top level.
    pub context: Value,
    /// Pictures that the template shows as `![what it shows](cid:{{ cid.NAME }})`: NAME, the picture.
    pub images: Vec<(String, Thumb)>,
}

impl Figures {
    /// Figures from anything that serde can write as a map.
    pub fn new(context: &impl Serialize) -> Self {
        Self { context: Value::from(Serde(context)), images: Vec::new() }
    }
}

/// What a letter answers, for the headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// It answers one mail.
    Answer,
    /// It goes out by itself.
    Digest,
}

impl Letter {
    /// The word that the store, the Message-ID and the template's file name use.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Acknowledgement(_) => "acknowledgement",
            Self::Thanks(_) => "thanks",
            Self::PleaseRewrite(_) => "please_rewrite",
            Self::Weekly(_) => "weekly",
            Self::Monthly(_) => "monthly",
            Self::Alarm(_) => "alarm",
        }
    }

    /// The issues that it is about, in its order.
    #[must_use]
    pub fn issues(&self) -> Vec<IssueNumber> {
        match self {
            Self::Acknowledgement(ack) => ack.issues.iter().map(|issue| issue.number).collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn nature(&self) -> Nature {
        match self {
            Self::Acknowledgement(_) | Self::Thanks(_) | Self::PleaseRewrite(_) => Nature::Answer,
            Self::Weekly(_) | Self::Monthly(_) | Self::Alarm(_) => Nature::Digest,
        }
    }

    /// What its template may name, and the pictures that it shows. `id` makes the Content-IDs.
    pub(super) fn context(&self, settings: &Settings, to: &Recipient, id: &str, now: DateTime<Utc>) -> (Value, Vec<Image>) {
        let mut images = Vec::new();
        let span = |day, period| Span::new(day, period, now.with_timezone(&settings.timezone).date_naive(), to.language);
        let context = match self {
            Self::Acknowledgement(ack) => {
                let issues: Vec<_> = ack.issues.iter().map(|issue| shown(issue, settings, to.language, id, &mut images)).collect();
                let unassigned: Vec<_> = ack.unassigned.iter().map(|picture| figure(picture, id, &mut images)).collect();
                let numbers = numbers(ack.issues.iter().map(|issue| issue.number), settings);
                minijinja::context! { span => Serde(span(ack.day, ack.period)), on_behalf_of => &ack.on_behalf_of, issues => Serde(issues), unassigned => Serde(unassigned), numbers }
            }
            Self::Thanks(thanks) => minijinja::context! { span => Serde(span(thanks.day, thanks.period)), on_behalf_of => &thanks.on_behalf_of },
            Self::PleaseRewrite(ask) => {
                let arrived = ask.arrived.with_timezone(&settings.timezone);
                let held = ask.held.map(|number| format!("H{number}"));
                minijinja::context! { why => why(ask.why), held, arrived => arrived.format("%Y-%m-%d %H:%M").to_string() }
            }
            Self::Weekly(figures) | Self::Monthly(figures) | Self::Alarm(figures) => {
                let mut cid = std::collections::BTreeMap::new();
                for (name, thumb) in &figures.images {
                    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                    cid.insert(name.clone(), add(&plain, thumb, id, &mut images));
                }
                minijinja::context! { cid => Serde(cid), ..figures.context.clone() }
            }
        };
        (context, images)
    }
}

/// The span of a report in the reader's words.
#[derive(Serialize)]
struct Span {
    period: &'static str,
    text: String,
}

impl Span {
    fn new(day: NaiveDate, period: Period, today: NaiveDate, language: Language) -> Self {
        let other_year = day.year() != today.year();
        let text = match period {
            Period::Day => written(day, other_year, true, language),
            Period::Week => {
                let first = day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday()));
                let until = if language == Language::En { " to " } else { "至" };
                format!("{}{until}{}", written(first, other_year, false, language), written(day, other_year, false, language))
            }
            Period::Month => match language {
                Language::ZhHans => day.format(if other_year { "%Y年%-m月" } else { "%-m月" }).to_string(),
                Language::En => day.format(if other_year { "%B %Y" } else { "%B" }).to_string(),
            },
        };
        let period = match period {
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
        };
        Self { period, text }
    }
}

/// A day as people write it: `11月24日（周二）`, `Tuesday, 24 November`.
fn written(day: NaiveDate, year: bool, weekday: bool, language: Language) -> String {
    match language {
        Language::ZhHans => {
            let name = ["一", "二", "三", "四", "五", "六", "日"].into_iter().nth(day.weekday().num_days_from_monday() as usize).unwrap_or_default();
            let date = day.format(if year { "%Y年%-m月%-d日" } else { "%-m月%-d日" });
            if weekday { format!("{date}（周{name}）") } else { date.to_string() }
        }
        Language::En => {
            let date = day.format(if year { "%-d %B %Y" } else { "%-d %B" });
            if weekday { format!("{}, {date}", day.format("%A")) } else { date.to_string() }
        }
    }
}

/// One issue in the reader's words.
#[derive(Serialize)]
struct ShownIssue {
    number: String,
    title: String,
    text: String,
    kind: &'static str,
    severity: Option<&'static str>,
    module: Option<String>,
    pictures: Vec<ShownPicture>,
}

/// One picture; without `cid` it can be named only.
#[derive(Serialize)]
struct ShownPicture {
    figure: usize,
    name: Option<String>,
    cid: Option<String>,
    cut: bool,
}

/// A subject of five numbers still fits a phone's list; beyond that the first and the last say it.
const NUMBERS_IN_SUBJECT: usize = 5;

fn numbers(numbers: impl Iterator<Item = IssueNumber>, settings: &Settings) -> String {
    let numbers: Vec<String> = numbers.map(|number| settings.key.write(number)).collect();
    match numbers.as_slice() {
        [first, .., last] if numbers.len() > NUMBERS_IN_SUBJECT => format!("{first} … {last}"),
        _ => numbers.join(" "),
    }
}

fn shown(issue: &KeptIssue, settings: &Settings, language: Language, id: &str, images: &mut Vec<Image>) -> ShownIssue {
    let title = whole(&issue.title, &issue.text);
    ShownIssue {
        number: settings.key.write(issue.number),
        title: title.to_owned(),
        text: beyond(title, &issue.text).to_owned(),
        kind: kind(issue.kind, language),
        severity: issue.severity.map(|severity| self::severity(severity, language)),
        module: issue.module.clone(),
        pictures: issue.pictures.iter().map(|picture| figure(picture, id, images)).collect(),
    }
}

/// A sentence of three lines on a desk's screen is still a title.
const WHOLE_AS_TITLE: usize = 120;

/// The title; where it is the cut beginning of one short sentence, that sentence.
fn whole<'a>(title: &'a str, text: &'a str) -> &'a str {
    let (title, text) = (title.trim(), text.trim());
    let begins = title.strip_suffix('…').is_some_and(|head| text.starts_with(head.trim_end()));
    if begins && text.lines().count() == 1 && text.chars().count() <= WHOLE_AS_TITLE { text } else { title }
}

/// What the text says beyond the title. Where the title is its first sentence, saying it twice would look like a machine.
fn beyond<'a>(title: &str, text: &'a str) -> &'a str {
    let text = text.trim();
    match text.strip_prefix(title.trim()) {
        Some(rest) if !rest.starts_with(char::is_alphanumeric) => {
            let ends = |c: char| c.is_whitespace() || "，。；、！？：,.;!?:".contains(c);
            rest.trim_start_matches(ends)
        }
        _ => text,
    }
}

fn figure(picture: &Picture, id: &str, images: &mut Vec<Image>) -> ShownPicture {
    let cid = picture.thumb.as_ref().and_then(|thumb| add(&format!("fig{}", picture.figure), thumb, id, images));
    ShownPicture { figure: picture.figure, name: picture.name.clone(), cid, cut: picture.thumb.as_ref().is_some_and(|thumb| thumb.cut) }
}

/// Base64 makes 4 MiB of this, and some companies' servers take no more than 5 MB from a machine.
const MOST_PICTURE_BYTES: usize = 3 * 1024 * 1024;

/// The Content-ID of a picture that goes with the letter; `None` once the letter holds enough of them.
fn add(name: &str, thumb: &Thumb, id: &str, images: &mut Vec<Image>) -> Option<String> {
    let cid = format!("{name}.{id}");
    if !images.iter().any(|image| image.cid == cid) {
        let held: usize = images.iter().map(|image| image.thumb.bytes.len()).sum();
        if held + thumb.bytes.len() > MOST_PICTURE_BYTES {
            return None;
        }
        images.push(Image { cid: cid.clone(), thumb: thumb.clone() });
    }
    Some(cid)
}

fn kind(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::Problem, Language::ZhHans) => "问题",
        (Kind::ChangeRequest, Language::ZhHans) => "需求变更",
        (Kind::Suggestion, Language::ZhHans) => "建议",
        (Kind::Problem, Language::En) => "problem",
        (Kind::ChangeRequest, Language::En) => "change request",
        (Kind::Suggestion, Language::En) => "suggestion",
    }
}

fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Urgent, Language::ZhHans) => "紧急",
        (Severity::High, Language::ZhHans) => "严重",
        (Severity::Normal, Language::ZhHans) => "一般",
        (Severity::Low, Language::ZhHans) => "轻微",
        (Severity::Urgent, Language::En) => "urgent",
        (Severity::High, Language::En) => "high",
        (Severity::Normal, Language::En) => "normal",
        (Severity::Low, Language::En) => "low",
    }
}

fn why(why: Attention) -> &'static str {
    match why {
        Attention::Empty => "empty",
        Attention::PictureOnly => "picture_only",
        Attention::AttachmentOnly => "attachment_only",
        Attention::LinkOnly => "link_only",
        Attention::Encrypted => "encrypted",
        Attention::Unreadable => "unreadable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_text_say_each_thing_once() {
        let long = "很长".repeat(70);
        let table = [
            // The title and the text as they were read; the heading and the quotation in the letter.
            ("打印机卡纸", "打印机卡纸", "打印机卡纸", ""),
            ("打印机卡纸", " 打印机卡纸。 ", "打印机卡纸", ""),
            ("打印机卡纸", "打印机卡纸，今天第三次。\n换纸也没用", "打印机卡纸", "今天第三次。\n换纸也没用"),
            ("Printer jam", "Printer jams again", "Printer jam", "Printer jams again"),
            ("Credit limit blocks orders although…", "Credit limit blocks orders although it is paid", "Credit limit blocks orders although it is paid", ""),
            ("Credit limit…", "Credit limit blocks\norders", "Credit limit…", "Credit limit blocks\norders"),
            ("很长…", &long, "很长…", &long),
            ("单据丢失", "昨天的单据丢失", "单据丢失", "昨天的单据丢失"),
        ];
        for (title, text, heading, quotation) in table {
            let title = whole(title, text);
            assert_eq!((title, beyond(title, text)), (heading, quotation), "{title} / {text}");
        }
    }
}
