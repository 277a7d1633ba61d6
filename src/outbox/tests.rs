//! Letters as their readers get them.

use chrono::NaiveDate;
use mail_parser::{MessageParser, MimeHeaders as _};

use super::*;
use crate::issue::{Kind, Severity};
use crate::people::{Person, Role};
use crate::proof;
use crate::report::{Attention, Period};
use crate::store::{Store, Use};

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn mailbox(name: &str, text: &str) -> Mailbox {
    Mailbox { name: name.into(), address: address(text) }
}

fn now() -> DateTime<Utc> {
    // A Tuesday, six in the evening in Shanghai.
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn settings() -> Settings {
    let lead = Person {
        name: "周敏".into(),
        address: address("lead@corp.test"),
        aliases: vec![],
        role: Role::Lead,
        department: String::new(),
        language: None,
        timezone: None,
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
        templates: None,
    }
}

fn alice() -> Recipient {
    Recipient { name: "陈静".into(), address: address("alice@corp.test"), language: Language::ZhHans }
}

fn cause(n: u32) -> Cause {
    Cause {
        key: format!("message:{n}"),
        answers: Some(Answered { message_id: Some(format!("<report.{n}@corp.test>")), references: vec![], subject: "日报 11月24日".into() }),
        machine: Some(MachineVerdict { may_answer: true, rule: "no sign of a machine".into() }),
        ..Cause::default()
    }
}

fn issue(number: u32, title: &str, text: &str) -> KeptIssue {
    KeptIssue {
        number: IssueNumber(number),
        title: title.into(),
        text: text.into(),
        kind: Kind::Problem,
        severity: Some(Severity::High),
        module: Some("库存".into()),
        pictures: vec![],
    }
}

fn acknowledgement(issues: Vec<KeptIssue>) -> Letter {
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    Letter::Acknowledgement(Acknowledgement { day, period: Period::Day, on_behalf_of: None, issues, unassigned: vec![] })
}

struct Desk {
    outbox: Outbox,
    store: Store,
    _dir: tempfile::TempDir,
}

impl Desk {
    async fn new(settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("daybook.db"), Use::Daemon, None).await.unwrap();
        Self { outbox: Outbox::new(settings, TokenKey::new([7; 32])).unwrap(), store, _dir: dir }
    }

    async fn post(&self, letter: &Letter, to: &Recipient, cause: &Cause, now: DateTime<Utc>) -> Posted {
        let mut write = self.store.write().await.unwrap();
        let posted = self.outbox.post(&mut write, letter, to, cause, now).await.unwrap();
        write.commit().await.unwrap();
        posted
    }
}

#[tokio::test]
async fn promise_2_said_once() {
    let desk = Desk::new(settings()).await;
    let letter = acknowledgement(vec![issue(41, "库存数量不对", "库存数量不对")]);
    assert!(matches!(desk.post(&letter, &alice(), &cause(1), now()).await, Posted::Written(_)));
    // Read again, with other words and at another time: the cause has its letter.
    let again = acknowledgement(vec![issue(41, "另一个标题", "另一个标题")]);
    assert_eq!(desk.post(&again, &alice(), &cause(1), now() + TimeDelta::days(2)).await, Posted::Before);
    // Another cause, another reader, another kind: another letter.
    assert!(matches!(desk.post(&letter, &alice(), &cause(2), now()).await, Posted::Written(_)));
    let bob = Recipient { address: address("bob@corp.test"), ..alice() };
    assert!(matches!(desk.post(&letter, &bob, &cause(1), now()).await, Posted::Written(_)));
    let mut read = desk.store.read().await.unwrap();
    let first = read.letter(LetterId(1)).await.unwrap().unwrap();
    assert_eq!((first.state.as_str(), first.recipient.as_str(), first.envelope_to.as_str()), ("waiting", "alice@corp.test", "alice@corp.test"));
    assert_eq!(read.letter_with_message_id(&first.message_id).await.unwrap().unwrap().id, LetterId(1));
}
