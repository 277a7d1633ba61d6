//! The clock's letters: once a period, whatever happens, with true figures.

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
use daybook::store::{Decided, Listed, MailboxRow, MessageId, NewIssue, NewReport, Outcome, Settled, Store, UidState, Use, Validity};
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
    html: String,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn person(name: &str, mail: &str, role: Role, language: Option<Language>) -> Person {
    Person { name: name.into(), address: address(mail), aliases: vec![], role, department: String::new(), language, timezone: None }
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
        let settings = schedule::Settings { timezone, weekly: "0 8 * * Mon".parse().unwrap(), monthly: "first working day 08:00".parse().unwrap() };
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
            templates: None,
        };
        let outbox = Arc::new(Outbox::new(settings, TokenKey::new([7; 32])).unwrap());
        let settings = digest::Settings { key, language: self.language, timezone: self.settings.timezone, roster: self.roster.clone() };
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
                html: mail.body_html(0).unwrap().into_owned(),
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
    desk.mail("x@else.test", "2026-11-18 09:00", Outcome::Held("stranger".into())).await;
    desk.mail("alice@corp.test", "2026-11-19 09:00", Outcome::Held("reply".into())).await;
    desk.mail("bob@corp.test", "2026-11-20 09:00", Outcome::Held("reply".into())).await;
    desk.mail("carol@corp.test", "2026-11-20 10:00", Outcome::AutoReply).await;
}

#[tokio::test]
async fn the_weekly_letter_says_what_was() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    two_weeks(&mut desk).await;
    let mut schedule = desk.start();
    desk.clock.set(desk.local("2026-11-20 18:00"));
    desk.letters().await;
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let letters = desk.letters().await;
    let letter = letters.last().unwrap();
    assert_eq!((letter.to.as_str(), letter.kind.as_str(), letter.written), ("lead@corp.test", "weekly", desk.local("2026-11-23 08:00")));
    insta::assert_snapshot!(letter.subject, @"ERP 上线 周报 11月16日—22日：日报 6/15，新问题 5（紧急 1），未解决 6，待您确认 3");
    insta::assert_snapshot!(letter.text, @r"
    ① 收到　日报 6 / 15 份，还差 9 份（一份都没有的：李娜）；新问题 5 个，其中紧急 1 个。

    ② 请您定　3 件：

    1. CRM-2 紧急 采购订单审核后无法过账，提示期间未打开（陈静）。请定下由谁、何时处理，并告诉提出人。
    2. H1 发件人不在名单上（x@else.test）。要收他的日报，请管理员把地址加进名单，再运行 daybook reparse；不相干的不用理会。
    3. H2 H3 对我们来信的回复（陈静、王磊）。这类回复目前还要人来读，请打开邮箱看原信。

    ③ 卡住的　等您 6 个，最久的是 CRM-1“出库单打印缺少批号”，13 天。

    本周与上周
    ==========

                      本周  上周
    ----------------  ----  ----
    应收日报            15    15
    收到（应收中的）     6     2
    日报总数             7     2
    其中没有问题的       4     1
    新问题               5     1
    其中紧急的           1     0

    新问题的分布
    ============

    模块      本周  上周
    --------  ----  ----
    库存         2     1
    采购         1     0
    销售         1     0
    没有说明     1     0

    严重程度  本周  上周
    --------  ----  ----
    紧急         1     0
    严重         1     1
    一般         1     0
    没有说明     2     0

    按人
    ====

    姓名   日报  没有问题  新问题  上周新问题
    ----  -----  --------  ------  ----------
    李娜  0 / 5         0       0           0
    陈静  3 / 5         1       4           1
    王磊  3 / 5         2       1           0
    dave      1         1       0           0

    最久没有解决的
    ==============

    编号   问题                                                       天数  等谁
    -----  ---------------------------------------------------------  ----  ----
    CRM-1  出库单打印缺少批号（陈静，库存）                             13  您
    CRM-2  紧急 采购订单审核后无法过账，提示期间未打开（陈静，采购）     7  您
    CRM-3  销售报价单的税率显示错误（陈静，销售）                        7  您
    CRM-4  盘点表 *不能* 导出 | 报错 500（王磊，库存）                   6  您
    CRM-5  库存数量与实物不符（陈静，库存）                              5  您
    CRM-6  登录后首页空白（陈静）                                        5  您

    待您确认的来信
    ==============

    编号  是什么            发件人        收到
    ----  ----------------  -----------  -----
    H1    发件人不在名单上  x@else.test  11-18
    H2    对我们来信的回复  陈静         11-19
    H3    对我们来信的回复  王磊         11-20

    完整的清单，管理员运行 daybook held 可以看到。

    可以直接发到群里的
    ==================

    > ERP 上线 周报 11月16日—22日
    > 日报 6/15，没有问题的 4 份；新问题 5 个（上周 1），紧急 1 个；未解决 6 个。
    > 问题最多：库存 2、采购 1、销售 1。

    账目
    ====

    邮箱里见到 13 封 = 已保存 13 封 = 有归类 13 封，一封不少。

    本周来信 11 封（上周 2 封）：没有问题的日报 4、待确认 3、有问题的日报 3、自动回复 1。

    问题和来信按到达的日子算，日报按所报告的日子算。直接回复这封信会保存下来，目前还要人来读，不会自动执行；问题目前也还不能用邮件关闭，未解决的数字里都在。

    ERP 项目日报组

    ----------------------------------------

    ERP 上线 · 信件编号 2.h5l62inzwid2kjtj
    ");
}

#[tokio::test]
async fn an_empty_week_is_said_in_few_true_words() {
    let desk = Desk::new(SHANGHAI, Language::En, at("2026-11-16T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let letters = desk.letters().await;
    assert_eq!(letters.len(), 1);
    insta::assert_snapshot!(letters[0].subject, @"ERP 上线 week 16–22 November: reports 0/15, new 0, open 0");
    insta::assert_snapshot!(letters[0].text, @r"
    ① Received: 0 of 15 reports, 15 missing (none at all from 陈静, 王磊, 李娜); 0 new issues, none urgent.

    ② For you to settle: nothing this week.

    ③ Stuck: nothing.

    This week and the week before
    =============================

                       this week  before
    -----------------  ---------  ------
    Reports expected          15       0
    Received of those          0       0
    All reports                0       0
    Without a problem          0       0
    New issues                 0       0
    Urgent                     0       0

    To paste into the group chat
    ============================

    > ERP 上线, week 16–22 November
    > Reports 0/15, without a problem 0; new issues 0 (week before 0), urgent 0; open 0.

    The books
    =========

    0 mails seen in the mailbox = 0 kept = 0 accounted for. None is missing.

    0 mails this week (0 the week before).

    Issues and mails count on the day they arrived, reports on the day they are about. An answer to this letter is kept, but still read by people: nothing is carried out by itself. Issues cannot be closed by mail yet, so all of them count as open.

    ERP 项目日报组

    ----------------------------------------

    ERP 上线 · letter 1.g6njztbfhjlzwa53
    ");
}

#[tokio::test]
async fn a_month_in_a_second() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    two_weeks(&mut desk).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-12-31 12:00")).await;
    insta::assert_snapshot!(desk.lines().await.join("\n"), @r"
    11-23 08:00 weekly ERP 上线 周报 11月16日—22日
    11-30 08:00 weekly ERP 上线 周报 11月23日—29日
    12-01 08:00 monthly ERP 上线 月报 2026年11月
    12-07 08:00 weekly ERP 上线 周报 11月30日—12月6日
    12-14 08:00 weekly ERP 上线 周报 12月7日—13日
    12-21 08:00 weekly ERP 上线 周报 12月14日—20日
    12-28 08:00 weekly ERP 上线 周报 12月21日—27日
    ");
}

#[tokio::test]
async fn a_restart_between_writes_nothing_twice() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    for hour in 0..24 {
        let mut schedule = desk.start();
        desk.live(&mut schedule, desk.local("2026-11-22 12:00") + TimeDelta::hours(hour * 2)).await;
    }
    assert_eq!(desk.lines().await, ["11-23 08:00 weekly ERP 上线 周报 11月16日—22日"]);
}

#[tokio::test]
async fn a_commit_that_never_came_is_made_up_at_the_next_start() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    desk.clock.set(desk.local("2026-11-23 08:00"));
    // What a kill between the mark and the commit leaves behind: nothing.
    let mut write = desk.store.write().await.unwrap();
    let day: NaiveDate = "2026-11-23".parse().unwrap();
    assert!(write.start_run("weekly", day, desk.clock.now()).await.unwrap());
    drop(write);
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 12:00")).await;
    assert_eq!(desk.lines().await.len(), 1);
    let mut write = desk.store.write().await.unwrap();
    assert!(!write.start_run("weekly", day, desk.clock.now()).await.unwrap());
}

#[tokio::test]
async fn three_weeks_off_bring_the_newest_week_and_month_once() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-17 12:00")).await;
    assert_eq!(desk.lines().await, ["11-16 08:00 weekly ERP 上线 周报 11月9日—15日"]);
    drop(schedule);
    desk.clock.set(desk.local("2026-12-09 15:00"));
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-12-14 07:59")).await;
    assert_eq!(desk.lines().await, ["12-09 15:00 weekly ERP 上线 周报 11月30日—12月6日", "12-09 15:00 monthly ERP 上线 月报 2026年11月"]);
}

#[tokio::test]
async fn nothing_is_caught_up_from_before_the_desk_was_opened() {
    // A Monday, an hour after the weekly letter would have been due.
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-23T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-30 07:59")).await;
    assert!(desk.lines().await.is_empty());
    desk.live(&mut schedule, desk.local("2026-11-30 08:01")).await;
    assert_eq!(desk.lines().await.len(), 1);
}

#[tokio::test]
async fn the_missing_and_the_double_hour_bring_one_letter_each() {
    let mut desk = Desk::new(Tz::Europe__Berlin, Language::ZhHans, at("2026-03-20T12:00:00Z")).await;
    desk.settings.weekly = "30 2 * * Sun".parse().unwrap();
    let mut schedule = desk.start();
    desk.live(&mut schedule, at("2026-03-31T12:00:00Z")).await;
    assert_eq!(desk.lines().await, ["03-22 02:30 weekly ERP 上线 周报 3月15日—21日", "03-29 03:00 weekly ERP 上线 周报 3月22日—28日"]);
    desk.clock.set(at("2026-10-20T12:00:00Z"));
    let mut schedule = desk.start();
    desk.live(&mut schedule, at("2026-10-26T12:00:00Z")).await;
    let lines = desk.lines().await;
    assert_eq!(lines.last().unwrap(), "10-25 02:30 weekly ERP 上线 周报 10月18日—24日");
    assert_eq!(lines.iter().filter(|line| line.starts_with("10-25")).count(), 1);
}

#[tokio::test]
async fn a_letter_waits_for_the_mails_that_came_before_it_but_not_for_ever() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    desk.report("alice@corp.test", "2026-11-20 17:00", &[]).await;
    let mut schedule = desk.start();
    desk.clock.set(desk.local("2026-11-23 08:00"));
    // The mailbox was last read on the 16th.
    assert_eq!(schedule.tick().await.unwrap(), Tick::Idle { until: Some(desk.local("2026-11-23 08:01")) });
    desk.clock.set(desk.local("2026-11-23 08:01"));
    desk.look().await;
    // One mail is fetched and not read yet.
    let raw = desk.store.spool_all(b"From: bob@corp.test\r\n\r\nx").unwrap();
    let mut write = desk.store.write().await.unwrap();
    write.put_message(&raw, desk.local("2026-11-22 20:00"), desk.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(schedule.tick().await.unwrap(), Tick::Idle { until: Some(desk.local("2026-11-23 08:02")) });
    desk.clock.set(desk.local("2026-11-23 08:30"));
    assert_eq!(schedule.tick().await.unwrap(), Tick::Worked);
    assert_eq!(desk.lines().await.len(), 1);
    let _ = &desk.folder;
}

#[tokio::test]
async fn what_is_not_well_is_said() {
    let mut desk = Desk::new(SHANGHAI, Language::En, at("2026-11-16T01:00:00Z")).await;
    for day in 16..=20 {
        desk.mail("x@else.test", &format!("2026-11-{day} 09:00"), Outcome::Held("stranger".into())).await;
        desk.mail(&format!("y{day}@else.test"), &format!("2026-11-{day} 10:00"), Outcome::Held("stranger".into())).await;
    }
    desk.mail("alice@corp.test", "2026-11-20 11:00", Outcome::Held("absence".into())).await;
    // One mail cannot be fetched, one was gone before it could be, one is kept and not read.
    let now = desk.local("2026-11-20 12:00");
    let raw = desk.store.spool_all(b"From: bob@corp.test").unwrap();
    let mut write = desk.store.write().await.unwrap();
    let unread = write.put_message(&raw, now, now).await.unwrap();
    for (uid, state) in [(901, UidState::Failed), (902, UidState::Vanished), (903, UidState::Stored(unread))] {
        write.see(desk.mailbox.id, Validity::new(1), &Listed { uid, name: None, size: 1, arrived: now }).await.unwrap();
        write.settle_uid(desk.mailbox.id, Validity::new(1), uid, state).await.unwrap();
    }
    write.commit().await.unwrap();
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let letters = desk.letters().await;
    let part = |from: &str, to: &str| letters[0].text.split(from).nth(1).unwrap().split(to).next().unwrap().trim().to_owned();
    insta::assert_snapshot!(letters[0].subject, @"ERP 上线 week 16–22 November: reports 0/15, new 0, open 0, for you to settle 11");
    insta::assert_snapshot!(part("② For you to settle:", "③"), @r"
    1 matter

    1. H1 H2 H3 H4 and 6 more – sender not on the roster (x@else.test, y16@else.test, y17@else.test, y18@else.test and 2 more): to receive this person's reports, have the admin add the address and run daybook reparse; otherwise leave it.
    ");
    insta::assert_snapshot!(part("The books", "Issues and mails count"), @r"
    =========

    Not even: 14 mails seen in the mailbox, 12 kept, 11 accounted for. 1 could not be fetched: the admin finds the reason in the log. 1 vanished from the mailbox before being fetched. 1 kept and not read yet.

    11 mails this week (0 the week before): held 11.
    ");
}

#[tokio::test]
async fn a_letter_that_could_not_be_delivered_is_said() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let mut write = desk.store.write().await.unwrap();
    let letter = write.claim_letter(desk.clock.now(), TimeDelta::minutes(5), "test").await.unwrap().unwrap();
    write.settle_letter(&letter, &Settled::GivenUp, "550 5.1.1 User unknown", desk.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    desk.live(&mut schedule, desk.local("2026-11-30 09:00")).await;
    let letters = desk.letters().await;
    let told: Vec<&str> = letters[0].text.lines().filter(|line| line.contains("送不到") || line.contains("550")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    ③ 卡住的　有 1 封信送不到，见下。
    送不到的信
    - lead@corp.test：ERP 上线 周报 11月16日—22日：日报 0/15，新问题 0，未解决 0（对方服务器说：550 5.1.1 User unknown）
    ");
}

#[tokio::test]
async fn the_first_three_lines_and_what_goes_to_the_group_keep_their_form() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    let long = "很长的模块名字".repeat(20).leak();
    desk.report("alice@corp.test", "2026-11-16 17:00", &[("甲", None, Some(long)), ("乙", None, Some("库存")), ("丙", None, None)]).await;
    desk.report("bob@corp.test", "2026-11-30 17:00", &[("丁", None, Some(&*long))]).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-12-07 09:00")).await;
    let letters = desk.letters().await;
    assert_eq!(letters.iter().map(|got| got.kind.as_str()).collect::<Vec<_>>(), ["weekly", "weekly", "weekly", "monthly", "weekly"]);
    for got in letters {
        let starts: Vec<char> = got.text.lines().filter_map(|line| line.chars().next()).filter(|c| "①②③".contains(*c)).collect();
        assert!(got.text.starts_with('①') && starts == ['①', '②', '③'], "{}", got.text);
        let group: Vec<&str> = got.text.lines().filter_map(|line| line.strip_prefix("> ")).collect();
        assert!((2..=3).contains(&group.len()) && group.join("\n").chars().count() <= 300, "{group:?}");
        assert!(!group.join("").contains("陈静"), "the group sees counts, not names");
    }
}
