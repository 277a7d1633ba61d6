//! The clock's letters: once a period, whatever happens, with true figures.

mod daily;
mod due;
mod say;
mod table;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use daybook::calendar;
use daybook::clock::{Clock, SettableClock};
use daybook::digest::{self, Digest};
use daybook::issue::{IssueNumber, Key, Kind, Severity};
use daybook::outbox::{self, Limits, NoProblem, Outbox};
use daybook::people::{Address, Language, Mailbox, Person, Role, Roster};
use daybook::proof::TokenKey;
use daybook::schedule::{self, Schedule};
use daybook::stage::{Bell, Stage, Tick};
use daybook::store::{Decided, HeldCause, Listed, MailboxRow, MessageId, NewIssue, NewReport, Outcome, Settled, Store, UidState, Use, Validity};
use mail_parser::MessageParser;

/// A project without its mailbox, reader and delivery: what they would write is written by hand.
struct Desk {
    folder: tempfile::TempDir,
    store: Store,
    clock: Arc<SettableClock>,
    settings: schedule::Settings,
    roster: Roster,
    language: Language,
    mailbox: MailboxRow,
    uid: u32,
}

/// A letter as it would be delivered.
struct Got {
    to: String,
    kind: String,
    written: DateTime<Utc>,
    subject: String,
    text: String,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn person(name: &str, mail: &str, role: Role, language: Option<Language>) -> Person {
    Person {
        name: name.into(),
        address: address(mail),
        aliases: vec![],
        role,
        department: String::new(),
        language,
        timezone: None,
        calendar: None,
        cadence: None,
    }
}

/// A problem: title, severity, module.
type Problem = (&'static str, Option<Severity>, Option<&'static str>);

impl Desk {
    /// A project of three reporters and one lead, opened at `start`.
    async fn new(timezone: Tz, language: Language, start: DateTime<Utc>) -> Self {
        let people = vec![
            person("周敏", "lead@corp.test", Role::Lead, None),
            person("陈静", "alice@corp.test", Role::Reporter, None),
            person("王磊", "bob@corp.test", Role::Reporter, None),
            person("李娜", "carol@corp.test", Role::Reporter, None),
        ];
        let roster = Roster::new(people, vec!["corp.test".into()], false);
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("daybook.db"), Use::Command, None).await.unwrap();
        let mut write = store.write().await.unwrap();
        write.open_desk(start).await.unwrap();
        write.sync_people(roster.people(), start).await.unwrap();
        let mailbox = write.open_mailbox("maildir", Validity::new(1), 1, start).await.unwrap();
        write.looked(mailbox.id, start, false).await.unwrap();
        write.commit().await.unwrap();
        let settings = schedule::Settings {
            timezone,
            calendar: calendar::Calendar::default(),
            mailbox: "maildir".into(),
            daily: None,
            daily_for: TimeDelta::zero(),
            weekly: "0 8 * * Mon".parse().unwrap(),
            monthly: "first working day 08:00".parse().unwrap(),
        };
        Self { folder, store, clock: Arc::new(SettableClock::new(start)), settings, roster, language, mailbox, uid: 0 }
    }

    /// The stage as a start of the daemon makes it.
    fn start(&self) -> Schedule {
        let key = Key::parse("CRM").unwrap();
        let desk = Mailbox { name: "ERP 项目日报组".into(), address: address("daybook@corp.test") };
        let lead = Mailbox { name: "周敏".into(), address: address("lead@corp.test") };
        let settings = outbox::Settings {
            project: "ERP 上线".into(),
            key: key.clone(),
            language: self.language,
            timezone: self.settings.timezone,
            own_addresses: vec![desk.address.clone()],
            own: desk,
            message_id_domain: "corp.test".into(),
            shadow: false,
            leads: vec![lead],
            roster: self.roster.clone(),
            no_problem: NoProblem::Thank,
            limits: Limits::default(),
            currency: "元".into(),
            templates: None,
        };
        let outbox = Arc::new(Outbox::new(settings, TokenKey::new([7; 32])).unwrap());
        let settings = digest::Settings {
            key,
            language: self.language,
            timezone: self.settings.timezone,
            mailbox: self.settings.mailbox.clone(),
            modules: vec![],
            roster: self.roster.clone(),
        };
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Schedule::new(self.store.clone(), clock, self.settings.clone(), Digest::new(settings, outbox), Bell::default())
    }

    /// Ticks until `until`, the clock going from one due instant to the next; the mailbox is read all the while.
    async fn live(&self, schedule: &mut Schedule, until: DateTime<Utc>) {
        // A month has fewer due instants than this; a schedule that spins fails the test.
        for _ in 0..200 {
            self.look().await;
            match schedule.tick().await.unwrap() {
                Tick::Worked => (),
                Tick::Idle { until: Some(next) } if next < until => self.clock.set(next),
                Tick::Idle { .. } => {
                    self.clock.set(until);
                    return;
                }
            }
        }
        panic!("the schedule never comes to rest");
    }

    async fn look(&self) {
        let mut write = self.store.write().await.unwrap();
        write.looked(self.mailbox.id, self.clock.now(), false).await.unwrap();
        write.commit().await.unwrap();
    }

    /// The local time `time` of `day`, such as `2026-11-16 17:30`.
    fn local(&self, civil: &str) -> DateTime<Utc> {
        calendar::instant(chrono::NaiveDateTime::parse_from_str(civil, "%Y-%m-%d %H:%M").unwrap(), self.settings.timezone)
    }

    /// A mail that arrived and was decided.
    async fn mail(&mut self, from: &str, civil: &str, outcome: Outcome) -> MessageId {
        let arrived = self.local(civil);
        self.uid += 1;
        let raw = self.store.spool_all(format!("From: {from}\r\n\r\n{}", self.uid).as_bytes()).unwrap();
        let mut write = self.store.write().await.unwrap();
        let listed = Listed { uid: self.uid, name: None, size: 100, arrived };
        write.see(self.mailbox.id, self.mailbox.validity, &listed).await.unwrap();
        let message = write.put_message(&raw, arrived, arrived).await.unwrap();
        write.settle_uid(self.mailbox.id, self.mailbox.validity, self.uid, UidState::Stored(message)).await.unwrap();
        let person = write.person_of(&address(from)).await.unwrap();
        let decided = Decided {
            outcome,
            rule: "the test says so".into(),
            letter_rule: String::new(),
            content_key: None,
            message_id: None,
            sender: Some(from.into()),
            person,
            duplicate_of: None,
            parent: None,
        };
        write.decide(message, &decided, arrived).await.unwrap();
        write.commit().await.unwrap();
        message
    }

    /// A report of the day on which it arrives; without problems it says so.
    async fn report(&mut self, from: &str, civil: &str, problems: &[Problem]) -> Vec<IssueNumber> {
        let outcome = if problems.is_empty() { Outcome::NoProblem } else { Outcome::Report };
        let message = self.mail(from, civil, outcome).await;
        let submitted = self.local(civil);
        let day = calendar::day(submitted, self.settings.timezone);
        let mut write = self.store.write().await.unwrap();
        let person = write.person_or_new(&address(from), "", submitted).await.unwrap();
        let report = NewReport { message, person, written_by: person, day, period: "day", problems: !problems.is_empty(), submitted, confidence: 90 };
        let report = write.put_report(&report).await.unwrap();
        let mut numbers = Vec::new();
        for (item, (title, severity, module)) in problems.iter().enumerate() {
            let issue = NewIssue {
                message,
                item,
                report,
                reporter: person,
                day,
                title: (*title).into(),
                text: (*title).into(),
                kind: Kind::Problem,
                severity: *severity,
                module: module.map(Into::into),
            };
            numbers.push(write.put_issue(&issue, submitted).await.unwrap());
        }
        write.commit().await.unwrap();
        numbers
    }

    /// What delivery would send now, each once.
    async fn letters(&self) -> Vec<Got> {
        let mut write = self.store.write().await.unwrap();
        let mut letters = Vec::new();
        while let Some(letter) = write.claim_letter(self.clock.now(), TimeDelta::minutes(5), "test").await.unwrap() {
            let mail = MessageParser::default().parse(letter.mime()).unwrap();
            letters.push(Got {
                to: letter.envelope_to().into(),
                kind: letter.kind().into(),
                written: letter.written(),
                subject: mail.subject().unwrap().into(),
                text: mail.body_text(0).unwrap().replace("\r\n", "\n"),
            });
            write.settle_letter(&letter, &Settled::Sent, "250 ok", self.clock.now()).await.unwrap();
        }
        write.commit().await.unwrap();
        letters
    }

    /// Each letter in a line: when, what, which days.
    async fn lines(&self) -> Vec<String> {
        let line = |got: Got| {
            format!("{} {} {}", got.written.with_timezone(&self.settings.timezone).format("%m-%d %H:%M"), got.kind, got.subject.split('：').next().unwrap())
        };
        self.letters().await.into_iter().map(line).collect()
    }
}

const SHANGHAI: Tz = Tz::Asia__Shanghai;

/// A week with a bit of everything, and a quieter one before it.
async fn two_weeks(desk: &mut Desk) {
    use Severity::{High, Normal, Urgent};
    desk.report("alice@corp.test", "2026-11-10 17:30", &[("出库单打印缺少批号", Some(High), Some("库存"))]).await;
    desk.report("bob@corp.test", "2026-11-10 17:40", &[]).await;
    desk.report(
        "alice@corp.test",
        "2026-11-16 17:31",
        &[("采购订单审核后无法过账，提示期间未打开", Some(Urgent), Some("采购")), ("销售报价单的税率显示错误", Some(Normal), Some("销售"))],
    )
    .await;
    desk.report("bob@corp.test", "2026-11-16 17:45", &[]).await;
    desk.report("alice@corp.test", "2026-11-17 17:30", &[]).await;
    desk.report("bob@corp.test", "2026-11-17 18:02", &[("盘点表 *不能* 导出 | 报错 500", None, Some("库存"))]).await;
    desk.report("alice@corp.test", "2026-11-18 17:30", &[("库存数量与实物不符", Some(High), Some("库存")), ("登录后首页空白", None, None)]).await;
    desk.report("bob@corp.test", "2026-11-19 17:30", &[]).await;
    desk.report("dave@corp.test", "2026-11-19 17:50", &[]).await;
    desk.mail("x@else.test", "2026-11-18 09:00", Outcome::Held(HeldCause::Stranger)).await;
    desk.mail("alice@corp.test", "2026-11-19 09:00", Outcome::Held(HeldCause::Reply)).await;
    desk.mail("bob@corp.test", "2026-11-20 09:00", Outcome::Held(HeldCause::Reply)).await;
    desk.mail("carol@corp.test", "2026-11-20 10:00", Outcome::AutoReply).await;
}
