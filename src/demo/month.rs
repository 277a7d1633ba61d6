//! `month.toml` → raw mails with their times.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde::Deserialize;

use super::Mail;
use super::mime::{self, Client, Writer};
use super::play::ANSWERED;

/// Where those live who say nothing else.
const ZONE: Tz = Tz::Asia__Shanghai;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Month {
    people: BTreeMap<String, Person>,
    mail: Vec<Written>,
    answer: Vec<Answered>,
    raw: Vec<Raw>,
    quiet: Vec<Quiet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    address: String,
    sign: String,
    zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    at: String,
    from: String,
    client: Client,
    subject: String,
    text: String,
    #[serde(default)]
    files: Vec<mime::File>,
    /// The same mail arrives once more, as servers do it.
    #[serde(default)]
    twice: bool,
}

/// Somebody answers the letter of a kind that came to him last.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    at: String,
    from: String,
    client: Client,
    to: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    at: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiet {
    from: String,
    client: Client,
    subject: String,
    days: Vec<u32>,
    texts: Vec<String>,
}

/// The mails, and when the month is over.
pub(super) fn mails() -> anyhow::Result<(Vec<Mail>, DateTime<Utc>)> {
    let month: Month = toml::from_str(include_str!("month.toml")).context("Reading the demo's month")?;
    let mut mails = vec![];
    for mail in &month.mail {
        let at = parse(&mail.at)?;
        let mail_at = month.write(mails.len(), &mail.from, mail.client, at, &mail.subject, &mail.text, &mail.files)?;
        if mail.twice {
            let again = mail_at.at + TimeDelta::minutes(7);
            mails.push(Mail { at: again, raw: mail_at.raw.clone(), answers: None });
        }
        mails.push(mail_at);
    }
    for answer in &month.answer {
        let mail = month.write(mails.len(), &answer.from, answer.client, parse(&answer.at)?, ANSWERED, &answer.text, &[])?;
        let address = month.people.get(&answer.from).map(|person| person.address.clone()).unwrap_or_default();
        mails.push(Mail { answers: Some((answer.to.clone(), address)), ..mail });
    }
    for raw in &month.raw {
        let at = in_zone(parse(&raw.at)?, ZONE)?.to_utc();
        mails.push(Mail { at, raw: raw.text.trim_start().replace('\n', "\r\n").into_bytes(), answers: None });
    }
    for quiet in &month.quiet {
        for (i, (day, text)) in quiet.days.iter().zip(quiet.texts.iter().cycle()).enumerate() {
            // A little later every day, as people are.
            let minute = u32::try_from(i).unwrap_or(0) * 7 % 53;
            let at = NaiveDate::from_ymd_opt(2026, 3, *day).zip(NaiveTime::from_hms_opt(17, minute, 0)).map(|(day, time)| day.and_time(time));
            let at = at.ok_or_else(|| anyhow!("March has no day {day}"))?;
            let subject = format!("{} {}", quiet.subject, at.format("%-m/%-d"));
            mails.push(month.write(mails.len(), &quiet.from, quiet.client, at, &subject, text, &[])?);
        }
    }
    mails.sort_by_key(|mail| mail.at);
    Ok((mails, in_zone(parse("2026-04-01 12:00")?, ZONE)?.to_utc()))
}

impl Month {
    #[expect(clippy::too_many_arguments, reason = "a mail is what it is made of")]
    fn write(&self, number: usize, from: &str, client: Client, at: NaiveDateTime, subject: &str, text: &str, files: &[mime::File]) -> anyhow::Result<Mail> {
        let person = self.people.get(from).ok_or_else(|| anyhow!("nobody is called {from}"))?;
        let zone = person.zone.as_deref().map_or(Ok(ZONE), str::parse).map_err(|_| anyhow!("{from} lives in no time zone"))?;
        let at = in_zone(at, zone)?;
        let writer = Writer { name: &person.name, address: &person.address, sign: &person.sign, client };
        Ok(Mail { at: at.to_utc(), raw: writer.write(number, at, subject, text, files)?, answers: None })
    }
}

fn parse(text: &str) -> anyhow::Result<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").with_context(|| format!("`{text}` is no time"))
}

fn in_zone(at: NaiveDateTime, zone: Tz) -> anyhow::Result<DateTime<FixedOffset>> {
    zone.from_local_datetime(&at).earliest().map(|at| at.fixed_offset()).ok_or_else(|| anyhow!("{at} does not exist in {zone}"))
}
