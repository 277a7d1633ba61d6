//! What the admin hears when nothing is heard.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use daybook::alarm::{self, Alarm};
use daybook::calendar::Calendar;
use daybook::clock::{Clock, SettableClock};
use daybook::issue::Key;
use daybook::outbox::{self, Limits, NoProblem, Outbox, Recipient};
use daybook::people::{Address, Language, Mailbox, Person, Role, Roster};
use daybook::proof::TokenKey;
use daybook::stage::{Bell, Stage as _, Tick};
use daybook::store::{MailboxRow, Store, Use};
use mail_parser::MessageParser;

struct House {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Arc<SettableClock>,
    mailbox: MailboxRow,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

impl House {
    async fn new(start: DateTime<Utc>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("daybook.db"), Use::Command, None).await.unwrap();
        let mut write = store.write().await.unwrap();
        let mailbox = write.open_mailbox("maildir", daybook::store::Validity::new(1), 1, start).await.unwrap();
        write.commit().await.unwrap();
        Self { _folder: folder, store, clock: Arc::new(SettableClock::new(start)), mailbox }
    }

    fn alarm(&self) -> Alarm {
        let (own, it) = (Mailbox { name: "Desk".into(), address: address("daybook@corp.test") }, address("it@corp.test"));
        let admin = Person {
            name: "IT".into(),
            address: it.clone(),
            aliases: vec![],
            role: Role::Admin,
            department: String::new(),
            language: None,
            timezone: None,
            calendar: None,
            cadence: None,
        };
        let settings = outbox::Settings {
            project: "ERP roll-out".into(),
            key: Key::parse("CRM").unwrap(),
            language: Language::En,
            timezone: chrono_tz::Asia::Shanghai,
            own_addresses: vec![own.address.clone()],
            own,
            message_id_domain: "corp.test".into(),
            shadow: false,
            leads: vec![],
            roster: Roster::new(vec![admin], vec![], false),
            no_problem: NoProblem::Thank,
            limits: Limits::default(),
            currency: "元".into(),
            templates: None,
        };
        let outbox = Arc::new(Outbox::new(settings, TokenKey::new([7; 32])).unwrap());
        let admin = Recipient { name: "IT".into(), address: it, language: Language::En };
        let settings = alarm::Settings { timezone: chrono_tz::Asia::Shanghai, calendar: Calendar::default(), mailbox: "maildir".into(), admin: Some(admin) };
        Alarm::new(self.store.clone(), Arc::clone(&self.clock) as Arc<dyn Clock>, settings, outbox, Bell::default())
    }

    /// Lets the alarm look every two minutes until `until`, while the mailbox can be read or cannot.
    async fn live(&self, alarm: &mut Alarm, until: &str, readable: bool) {
        while self.clock.now() < at(until) {
            self.clock.advance(TimeDelta::minutes(10));
            if readable {
                let mut write = self.store.write().await.unwrap();
                write.looked(self.mailbox.id, self.clock.now(), false).await.unwrap();
                write.commit().await.unwrap();
            }
            assert_eq!(alarm.tick().await.unwrap(), Tick::Idle { until: None });
        }
    }

    async fn mail(&self, arrived: &str) {
        let raw = self.store.spool_all(format!("Subject: {arrived}\r\n\r\n").as_bytes()).unwrap();
        let mut write = self.store.write().await.unwrap();
        write.put_message(&raw, at(arrived), at(arrived)).await.unwrap();
        write.commit().await.unwrap();
    }

    /// The letters since the last look: to whom, subject, first words.
    async fn letters(&self) -> Vec<String> {
        let mut write = self.store.write().await.unwrap();
        let mut letters = Vec::new();
        while let Some(letter) = write.claim_letter(self.clock.now(), TimeDelta::minutes(5), "test").await.unwrap() {
            let mail = MessageParser::default().parse(letter.mime()).unwrap();
            letters.push(format!("{} | {} | {}", letter.envelope_to(), mail.subject().unwrap(), mail.body_text(0).unwrap().lines().next().unwrap()));
            write.settle_letter(&letter, &daybook::store::Settled::Sent, "250 ok", self.clock.now()).await.unwrap();
        }
        write.commit().await.unwrap();
        letters
    }
}

#[tokio::test]
async fn promise_10_silence_is_noticed() {
    // A Monday morning in Shanghai.
    let house = House::new(at("2026-11-16T00:00:00Z")).await;
    let mut alarm = house.alarm();
    house.live(&mut alarm, "2026-11-16T02:00:00Z", true).await;
    assert!(house.letters().await.is_empty(), "all is well");

    house.live(&mut alarm, "2026-11-16T02:20:00Z", false).await;
    assert!(house.letters().await.is_empty(), "a short break is no news");
    house.live(&mut alarm, "2026-11-16T06:00:00Z", false).await;
    let told = house.letters().await;
    assert_eq!(told.len(), 1, "once, however long it lasts: {told:?}");
    insta::assert_snapshot!(told[0], @"it@corp.test | ERP roll-out: the report mailbox cannot be read | The report mailbox has not been readable since 2026-11-16 10:00. Usual reasons: the password has changed, the mail server is down, the network or a certificate has changed.");

    // A restart in the middle does not say it again; an end and a new break do.
    let mut alarm = house.alarm();
    house.live(&mut alarm, "2026-11-16T07:00:00Z", false).await;
    assert!(house.letters().await.is_empty());
    house.live(&mut alarm, "2026-11-16T07:10:00Z", true).await;
    house.live(&mut alarm, "2026-11-16T08:00:00Z", false).await;
    assert_eq!(house.letters().await.len(), 1);

    // Mail on four days; on Friday the mailbox is readable and stays empty.
    for day in 16..=19 {
        house.mail(&format!("2026-11-{day}T09:30:00Z")).await;
    }
    house.live(&mut alarm, "2026-11-20T11:50:00Z", true).await;
    assert!(house.letters().await.is_empty(), "the day is not over");
    house.live(&mut alarm, "2026-11-22T12:00:00Z", true).await;
    let told = house.letters().await;
    assert_eq!(told.len(), 1, "one letter a silence, and none about a weekend: {told:?}");
    insta::assert_snapshot!(told[0], @"it@corp.test | ERP roll-out: not one mail today | Today is a working day, and not one mail has come. The last one came on 2026-11-19.");
}

#[tokio::test]
async fn a_former_mailbox_alarms_nobody_and_hides_no_silence() {
    let house = House::new(at("2026-11-16T00:00:00Z")).await;
    let mut write = house.store.write().await.unwrap();
    let former = write.open_mailbox("imap/INBOX", daybook::store::Validity::new(1), 1, at("2026-11-01T00:00:00Z")).await.unwrap();
    write.looked(former.id, at("2026-11-15T00:00:00Z"), true).await.unwrap();
    write.commit().await.unwrap();
    for day in 16..=19 {
        house.mail(&format!("2026-11-{day}T09:30:00Z")).await;
    }
    let mut alarm = house.alarm();
    house.live(&mut alarm, "2026-11-20T11:50:00Z", true).await;
    assert!(house.letters().await.is_empty(), "the mailbox that is watched can be read");
    house.live(&mut alarm, "2026-11-20T12:10:00Z", true).await;
    assert_eq!(house.letters().await.len(), 1, "a silent day is noticed all the same");
}
