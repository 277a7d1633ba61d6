//! What a template may name: the letter's facts in the reader's words, and the pictures that it shows.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::change::ShownBefore;
use super::compose::Image;
use super::letter::{KeptIssue, Known, Letter, Picture};
use super::life::calendar_day;
use super::{Recipient, Settings, markdown};
use crate::calendar::Away;
use crate::issue::{IssueNumber, Kind, Notice, Severity};
use crate::people::Language;
use crate::picture::Thumb;
use crate::report::Period;

/// Names of people with their titles, and of files, are shorter; a mail can bring one of a megabyte.
const NAME_KEPT: usize = 120;

/// A name as a letter says it.
pub(super) fn name(name: &str) -> String {
    markdown::clip(name, NAME_KEPT).0
}

impl Letter {
    /// What its template may name, and the pictures that it shows. `id` makes the Content-IDs.
    pub(super) fn context(&self, settings: &Settings, to: &Recipient, id: &str, now: DateTime<Utc>) -> (Value, Vec<Image>) {
        let mut images = Vec::new();
        let span = |day, period| Span::new(day, period, now.with_timezone(&settings.timezone).date_naive(), to.language);
        let context = match self {
            Self::Acknowledgement(ack) => {
                let issues: Vec<_> = ack.issues.iter().map(|issue| shown(issue, settings, to.language, id, &mut images, now)).collect();
                let unassigned: Vec<_> = ack.unassigned.iter().map(|picture| figure(picture, id, &mut images)).collect();
                let numbers = numbers(ack.issues.iter().map(|issue| issue.number), settings);
                context! { span => Serde(span(ack.day, ack.period)), on_behalf_of => ack.on_behalf_of.as_deref().map(name), issues => Serde(issues), unassigned => Serde(unassigned), numbers, remarks => Serde(&ack.remarks) }
            }
            Self::Noted(noted) => {
                let issues: Vec<_> = noted.issues.iter().map(|issue| shown(issue, settings, to.language, id, &mut images, now)).collect();
                let unassigned: Vec<_> = noted.unassigned.iter().map(|picture| figure(picture, id, &mut images)).collect();
                let (done, numbers) = noted.shown(settings, to, now);
                context! { done, numbers, table => noted.table(settings, to), issues => Serde(issues), unassigned => Serde(unassigned) }
            }
            Self::ToConsultant(letter) => letter.shown(settings, to, id, &mut images, now),
            Self::ConsultantList(list) => list.shown(settings, to, now),
            Self::Transcript(transcript) => transcript.shown(settings, to, now),
            Self::ConfirmOrders(confirm) => confirm.shown(settings),
            Self::Reminder(reminder) => reminder.shown(settings, to, now),
            Self::Missing(missing) => missing.shown(settings, to, now),
            Self::Held(held) => held.shown(settings.timezone, to.language),
            Self::Absence(absence) => {
                let today = now.with_timezone(&settings.timezone).date_naive();
                let day = |date| day(date, today, to.language);
                let away: Vec<_> = absence.away.iter().map(|away| ShownAway::new(away, today, to.language)).collect();
                context! { away => Serde(away), again => absence.again.map(day), open => absence.open, works => absence.works(), back => absence.back.map(day) }
            }
            Self::Help(helped) => helped.shown(to.language),
            Self::News(news) => {
                let (items, numbers) = news.shown(settings, to, now);
                context! { items, numbers, tips => news.tips(), tries => news.tries(settings), asks => news.asks(), asked => news.is_question(), vendor_asks => news.items.iter().any(|item| item.notice == Notice::VendorAsks) }
            }
            Self::Thanks(thanks) => {
                context! { span => Serde(span(thanks.day, thanks.period)), on_behalf_of => thanks.on_behalf_of.as_deref().map(name), remarks => Serde(&thanks.remarks) }
            }
            Self::PleaseRewrite(ask) => {
                let arrived = ask.arrived.with_timezone(&settings.timezone);
                let held = ask.held.map(|number| format!("H{number}"));
                context! { why => ask.why.as_str(), held, arrived => arrived.format("%Y-%m-%d %H:%M").to_string() }
            }
            Self::Daily(figures) | Self::Weekly(figures) | Self::Monthly(figures) | Self::Alarm(figures) => {
                let mut cid = BTreeMap::new();
                for (name, thumb) in &figures.images {
                    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                    cid.insert(name.clone(), add(&plain, thumb, id, &mut images));
                }
                context! { cid => Serde(cid), ..figures.context.clone() }
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
                Language::ZhHans | Language::ZhHant => day.format(if other_year { "%Y年%-m月" } else { "%-m月" }).to_string(),
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

/// A day as a letter of `today` writes it: without the year that it is.
pub(super) fn day(day: NaiveDate, today: NaiveDate, language: Language) -> String {
    written(day, day.year() != today.year(), true, language)
}

/// A day as people write it: `11月24日（周二）`, `Tuesday, 24 November`.
fn written(day: NaiveDate, year: bool, weekday: bool, language: Language) -> String {
    match language {
        Language::ZhHans | Language::ZhHant => {
            let name = ["一", "二", "三", "四", "五", "六", "日"].into_iter().nth(day.weekday().num_days_from_monday() as usize).unwrap_or_default();
            let date = day.format(if year { "%Y年%-m月%-d日" } else { "%-m月%-d日" });
            if weekday { format!("{date}（{}{name}）", if language == Language::ZhHans { "周" } else { "週" }) } else { date.to_string() }
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
    attachment: Option<String>,
    pictures: Vec<ShownPicture>,
    known: Option<ShownKnown>,
    missing: Option<&'static str>,
    before: Option<ShownBefore>,
}

/// An answer out of the archive in the reader's words.
#[derive(Serialize)]
struct ShownKnown {
    number: String,
    question: String,
    solution: String,
    words: Vec<String>,
    codes: Vec<String>,
    same_module: bool,
    helped: u32,
    pictures: Vec<ShownPicture>,
}

/// Days of an absence in the reader's words.
#[derive(Serialize)]
pub(super) struct ShownAway {
    from: String,
    to: Option<String>,
    part: &'static str,
}

impl ShownAway {
    pub(super) fn new(away: &Away, today: NaiveDate, language: Language) -> Self {
        let day = |date| day(date, today, language);
        Self { from: day(away.from), to: (away.to != away.from).then(|| day(away.to)), part: away.part.as_str() }
    }
}

/// One picture; without `cid` it can be named only.
#[derive(Serialize)]
pub(super) struct ShownPicture {
    figure: usize,
    name: Option<String>,
    cid: Option<String>,
    cut: bool,
}

/// A subject of five numbers still fits a phone's list; beyond that the first and the last say it.
const NUMBERS_IN_SUBJECT: usize = 5;

pub(super) fn numbers(numbers: impl Iterator<Item = IssueNumber>, settings: &Settings) -> String {
    let numbers: Vec<String> = numbers.map(|number| settings.key.write(number)).collect();
    match numbers.as_slice() {
        [first, .., last] if numbers.len() > NUMBERS_IN_SUBJECT => format!("{first} … {last}"),
        _ => numbers.join(" "),
    }
}

fn shown(issue: &KeptIssue, settings: &Settings, language: Language, id: &str, images: &mut Vec<Image>, now: DateTime<Utc>) -> ShownIssue {
    let (title, rest) = title_and_rest(&issue.title, &issue.text);
    ShownIssue {
        number: settings.key.write(issue.number),
        title: title.to_owned(),
        text: rest.to_owned(),
        kind: kind(issue.kind, language),
        severity: issue.severity.map(|severity| self::severity(severity, language)),
        module: issue.module.clone(),
        attachment: issue.attachment.clone(),
        pictures: issue.pictures.iter().map(|picture| figure(picture, id, images)).collect(),
        known: issue.known.as_ref().map(|known| shown_known(known, settings, id, images)),
        missing: issue.missing.and_then(|missing| match (missing.reason, missing.goal) {
            (true, true) => Some("both"),
            (true, false) => Some("reason"),
            (false, true) => Some("goal"),
            (false, false) => None,
        }),
        before: issue.before.as_ref().map(|before| before.shown(settings, language, calendar_day(settings, now))),
    }
}

fn shown_known(known: &Known, settings: &Settings, id: &str, images: &mut Vec<Image>) -> ShownKnown {
    let number = known.number;
    let picture = |picture: &Picture| ShownPicture {
        cid: picture.thumb.as_ref().and_then(|thumb| add(&format!("known{}fig{}", number.0, picture.figure), thumb, id, images)),
        figure: picture.figure,
        name: picture.name.as_deref().map(name),
        cut: picture.thumb.as_ref().is_some_and(|thumb| thumb.cut),
    };
    ShownKnown {
        number: settings.key.write(number),
        question: known.question.clone(),
        solution: known.solution.clone(),
        words: known.words.clone(),
        codes: known.codes.clone(),
        same_module: known.same_module,
        helped: known.helped,
        pictures: known.pictures.iter().map(picture).collect(),
    }
}

/// A sentence of three lines on a desk's screen is still a title.
const WHOLE_AS_TITLE: usize = 120;

/// The title in whole, and what the words say beyond it.
#[must_use]
pub fn title_and_rest<'a>(title: &'a str, text: &'a str) -> (&'a str, &'a str) {
    let title = whole(title, text);
    (title, beyond(title, text))
}

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

pub(super) fn figure(picture: &Picture, id: &str, images: &mut Vec<Image>) -> ShownPicture {
    let cid = picture.thumb.as_ref().and_then(|thumb| add(&format!("fig{}", picture.figure), thumb, id, images));
    ShownPicture { figure: picture.figure, name: picture.name.as_deref().map(name), cid, cut: picture.thumb.as_ref().is_some_and(|thumb| thumb.cut) }
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

/// What is asked for.
#[must_use]
pub fn kind(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::Problem, Language::ZhHans) => "问题",
        (Kind::Problem, Language::ZhHant) => "問題",
        (Kind::ChangeRequest, Language::ZhHans) => "需求变更",
        (Kind::ChangeRequest, Language::ZhHant) => "需求變更",
        (Kind::Suggestion, Language::ZhHans) => "建议",
        (Kind::Suggestion, Language::ZhHant) => "建議",
        (Kind::Problem, Language::En) => "problem",
        (Kind::ChangeRequest, Language::En) => "change request",
        (Kind::Suggestion, Language::En) => "suggestion",
    }
}

pub(super) fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Urgent, Language::ZhHans) => "紧急",
        (Severity::Urgent, Language::ZhHant) => "緊急",
        (Severity::High, Language::ZhHans) => "严重",
        (Severity::High, Language::ZhHant) => "嚴重",
        (Severity::Normal, Language::ZhHans) => "一般",
        (Severity::Normal, Language::ZhHant) => "一般",
        (Severity::Low, Language::ZhHans) => "轻微",
        (Severity::Low, Language::ZhHant) => "輕微",
        (Severity::Urgent, Language::En) => "urgent",
        (Severity::High, Language::En) => "high",
        (Severity::Normal, Language::En) => "normal",
        (Severity::Low, Language::En) => "low",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_longer_than_names_are() {
        assert_eq!(name(" 陈静（销售部） "), "陈静（销售部）");
        assert_eq!(name(&"x".repeat(1 << 20)), "x".repeat(NAME_KEPT));
    }

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
