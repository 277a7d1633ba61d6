//! A desk to write letters at, for tests.

use chrono::NaiveDate;
use mail_parser::MessageParser;

use super::super::*;
use crate::issue::{Kind, Severity};
use crate::people::{Person, Role};
use crate::report::Period;
use crate::store::{LetterRow, NewIssue, NewReport, PersonId, ReportId, Store, Use};

pub(super) fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub(super) fn mailbox(name: &str, text: &str) -> Mailbox {
    Mailbox { name: name.into(), address: address(text) }
}

pub(super) fn now() -> DateTime<Utc> {
    // A Tuesday, six in the evening in Shanghai.
    "2026-11-24T10:00:00Z".parse().unwrap()
}

pub(super) fn settings() -> Settings {
    let lead = Person {
        name: "周敏".into(),
        address: address("lead@corp.test"),
        aliases: vec![],
        role: Role::Lead,
        department: String::new(),
        language: None,
        timezone: None,
        calendar: None,
        cadence: None,
    };
    Settings {
        project: "ERP 上线项目".into(),
        key: Key::parse("CRM").unwrap(),
        language: Language::ZhHans,
        timezone: chrono_tz::Asia::Shanghai,
        own: mailbox("ERP 项目日报组", "daybook@corp.test"),
        own_addresses: vec![address("daybook@corp.test"), address("ribao@corp.test")],
        message_id_domain: "corp.test".into(),
        shadow: false,
        leads: vec![mailbox("周敏", "lead@corp.test")],
        roster: Roster::new(vec![lead], vec!["corp.test".into()], false),
        no_problem: NoProblem::Thank,
        limits: Limits::default(),
        currency: "元".into(),
        templates: None,
    }
}

pub(super) fn alice() -> Recipient {
    Recipient { name: "陈静".into(), address: address("alice@corp.test"), language: Language::ZhHans }
}

pub(super) fn cause(n: u32) -> Cause {
    Cause {
        key: format!("message:{n}"),
        answers: Some(Answered { message_id: Some(format!("<report.{n}@corp.test>")), references: vec![], subject: "日报 11月24日".into() }),
        machine: Some(MachineVerdict { may_answer: true, rule: "no sign of a machine".into() }),
        ..Cause::default()
    }
}

pub(super) fn issue(number: u32, title: &str, text: &str) -> KeptIssue {
    KeptIssue {
        number: IssueNumber(number),
        title: title.into(),
        text: text.into(),
        kind: Kind::Problem,
        severity: Some(Severity::High),
        module: Some("库存".into()),
        attachment: None,
        pictures: vec![],
        known: None,
        missing: None,
        before: None,
    }
}

pub(super) fn acknowledgement(issues: Vec<KeptIssue>) -> Letter {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    Letter::Acknowledgement(Acknowledgement { day, period: Period::Day, on_behalf_of: None, issues, unassigned: vec![], remarks: vec![] })
}

pub(super) fn with_picture(number: u32) -> KeptIssue {
    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let thumb = crate::picture::thumbnail(&png.into_inner());
    KeptIssue { pictures: vec![Picture { figure: 1, name: Some("屏幕.png".into()), thumb }], ..issue(number, "见图1", "见图1") }
}

pub(super) struct Mail {
    pub(super) row: LetterRow,
    pub(super) text: String,
    pub(super) html: String,
    pub(super) mime: Vec<u8>,
}

pub(super) struct Desk {
    pub(super) outbox: Outbox,
    pub(super) store: Store,
    _dir: tempfile::TempDir,
}

impl Desk {
    pub(super) async fn new(settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("daybook.db"), Use::Daemon, None).await.unwrap();
        Self { outbox: Outbox::new(settings, TokenKey::new([7; 32])).unwrap(), store, _dir: dir }
    }

    /// A report of this day of November 2026 by Alice.
    pub(super) async fn receive(&self, day: u32) -> (MessageId, ReportId, PersonId) {
        let raw = self.store.spool_all(format!("report of day {day}").as_bytes()).unwrap();
        let mut write = self.store.write().await.unwrap();
        let message = write.put_message(&raw, now(), now()).await.unwrap();
        let person = write.person_or_new(&alice().address, "陈静", now()).await.unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let report = NewReport { message, person, written_by: person, day, period: "day", problems: false, submitted: now(), confidence: 90 };
        let report = write.put_report(&report).await.unwrap();
        write.commit().await.unwrap();
        (message, report, person)
    }

    /// An issue that letters can be about.
    pub(super) async fn open_issue(&self) -> IssueNumber {
        let (message, report, reporter) = self.receive(1).await;
        let mut write = self.store.write().await.unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let issue =
            NewIssue { message, item: 0, report, reporter, day, title: "a".into(), text: "a".into(), kind: Kind::Problem, severity: None, module: None };
        let number = write.put_issue(&issue, now()).await.unwrap();
        write.commit().await.unwrap();
        number
    }

    /// A letter as its reader gets it.
    pub(super) async fn mail(&self, id: LetterId) -> Mail {
        let mut write = self.store.write().await.unwrap();
        let row = write.letter(id).await.unwrap().unwrap();
        let mime = loop {
            let claimed = write.claim_letter(row.due, TimeDelta::minutes(5), "test").await.unwrap().unwrap();
            if claimed.id() == id {
                break claimed.mime().to_vec();
            }
        };
        let parsed = MessageParser::new().parse(&mime).unwrap();
        let text = parsed.body_text(0).unwrap().replace("\r\n", "\n");
        Mail { row, text, html: parsed.body_html(0).unwrap().into_owned(), mime: mime.clone() }
    }

    pub(super) async fn post(&self, letter: &Letter, to: &Recipient, cause: &Cause, now: DateTime<Utc>) -> Posted {
        let mut write = self.store.write().await.unwrap();
        let posted = self.outbox.post(&mut write, letter, to, cause, now).await.unwrap();
        write.commit().await.unwrap();
        posted
    }
}

/// No element, attribute or address in the letter's HTML that the frame itself does not write.
pub(super) fn harmless(html: &str) {
    let html = scraper::Html::parse_document(html);
    for element in html.select(&scraper::Selector::parse("body *").unwrap()) {
        let name = element.value().name();
        assert!(["table", "tbody", "tr", "td", "p", "h3", "span", "div", "br", "strong", "hr", "img"].contains(&name), "<{name}>");
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "href" && (name != "src" || value.starts_with("cid:fig")), "{name}={value}");
        }
    }
}
