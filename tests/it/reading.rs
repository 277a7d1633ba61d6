//! Short whole mails of every kind, read end to end: `tests/reading/short.toml`.

use std::collections::BTreeMap;

use daybook::message;
use daybook::people::{Address, Person, Role, Roster};
use daybook::report::{self, Arrival, Class, Context, Period};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    mail: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    subject: String,
    body: String,
    class: String,
    #[serde(default)]
    items: Vec<String>,
    intent: Option<String>,
    #[serde(default)]
    numbers: BTreeMap<String, String>,
    #[serde(default)]
    acknowledgement: bool,
    #[serde(default)]
    stranger: bool,
    period: Option<String>,
}

fn context() -> Context {
    let address = Address::parse("chen@corp.test").unwrap();
    let person = Person {
        name: "陈静".into(),
        address,
        aliases: vec![],
        role: Role::Reporter,
        department: String::new(),
        language: None,
        timezone: None,
        calendar: None,
        cadence: None,
    };
    Context {
        roster: Roster::new(vec![person], vec![], true),
        own_addresses: Address::parse("desk@corp.test").into_iter().collect(),
        message_id_domains: vec!["daybook.corp.test".into()],
        ..Context::default()
    }
}

fn raw(case: &Case) -> Vec<u8> {
    let from = if case.stranger { "Info <info@elsewhere.test>" } else { "\"=?utf-8?B?6ZmI6Z2Z?=\" <chen@corp.test>" };
    let parent = match (case.class.as_str(), case.acknowledgement) {
        ("reply", true) => "In-Reply-To: <ack-1@daybook.corp.test>\r\n",
        ("reply", false) => "In-Reply-To: <solved-42@daybook.corp.test>\r\n",
        _ => "",
    };
    format!("From: {from}\r\nTo: desk@corp.test\r\nSubject: {}\r\nDate: Thu, 12 Mar 2026 09:30:00 +0000\r\nMessage-ID: <a@corp.test>\r\n{parent}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n", case.subject, case.body.replace('\n', "\r\n")).into_bytes()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<String>().to_lowercase()
}

#[test]
fn short_mails_of_every_kind_are_read_as_a_careful_person_reads_them() {
    let context = context();
    let cases: Cases = toml::from_str(include_str!("../reading/short.toml")).unwrap();
    let mut faults = vec![];
    for case in &cases.mail {
        let message = message::read(&raw(case));
        let reading = report::read(&message, &context, Arrival("2026-03-12T09:30:00Z".parse().unwrap()));
        let mut fault = |what: String| faults.push(format!("{:?} {:?}: {what}", case.subject, case.body));
        if reading.class.as_str() != case.class {
            fault(format!("read as {:?}", reading.class));
        }
        let texts: Vec<&str> = reading.items.iter().map(|item| item.text.as_str()).collect();
        let right = texts.len() == case.items.len() && texts.iter().zip(&case.items).all(|(text, want)| squeeze(text).contains(&squeeze(want)));
        if !right {
            fault(format!("items {texts:?}"));
        }
        if case.period.as_deref() == Some("week") && reading.period != Period::Week {
            fault(format!("{:?}", reading.period));
        }
        let reply = reading.reply.as_ref();
        if case.intent.as_deref() != reply.map(|reply| reply.intent.as_str()) {
            fault(format!("{reply:?}"));
        }
        for (number, intent) in &case.numbers {
            let got = reply.and_then(|reply| reply.items.iter().find(|(n, _)| n.0.to_string() == *number)).map(|(_, intent)| intent.as_str());
            if got != Some(intent) {
                fault(format!("{number}: {got:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), cases.mail.len(), faults.join("\n"));
}

/// A report of two problems with `more` behind it.
fn long(kind: &str, more: &str) -> report::Reading {
    let head = "From: chen@corp.test\r\nTo: desk@corp.test\r\nSubject: 3.12 日报\r\nDate: Thu, 12 Mar 2026 09:30:00 +0000\r\nMIME-Version: 1.0";
    let (open, end) = if kind == "html" { ("<div>", "</div>\r\n") } else { ("", "\r\n") };
    let words = format!("{open}今日问题：{end}{open}1. 采购订单保存报错{end}{open}2. 库存数量不对{end}");
    let raw = format!("{head}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}{more}");
    report::read(&message::read(raw.as_bytes()), &context(), Arrival("2026-03-12T09:30:00Z".parse().unwrap()))
}

#[test]
fn promise_1_a_report_that_is_too_long_to_be_read_whole_is_held_and_a_long_thread_below_it_is_not() {
    let own = "3. 又一个问题：保存报错\r\n".repeat(25_000);
    let own_html = "<div>保存报错</div>\r\n".repeat(25_000);
    let quoted = format!("在 2026-03-11 10:00:00，\"王磊\" <w@corp.test> 写道：\r\n{}", "> 昨天的问题\r\n".repeat(25_000));
    for (kind, more, held) in [("plain", "", false), ("plain", own.as_str(), true), ("html", &own_html, true), ("plain", &quoted, false)] {
        let reading = long(kind, more);
        let said = reading.remarks.iter().any(|remark| remark.to_string().starts_with("more lines or more text than is read"));
        assert_eq!(said, !more.is_empty(), "{kind} {:?}", reading.remarks);
        assert_eq!(reading.class == Class::NeedsAttention(report::Attention::TooLarge), held, "{kind} {:?} {:?}", reading.class, reading.remarks);
        assert_eq!(reading.items.len(), if held { 0 } else { 2 }, "{kind} {:?} {:?}", reading.items, reading.remarks);
    }
}
