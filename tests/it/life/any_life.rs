//! Whatever people write, in whatever order, with silence and restarts between: the laws hold.
//!
//! A few walks in the test command; `DAYBOOK_LIFE=500 cargo test --test it any_life` walks for longer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use daybook::clock::Clock as _;
use daybook::issue::{Closing, EventKind, IssueNumber, State};
use daybook::store::MessageId;
use mail_parser::MessageParser;
use proptest::prelude::*;

use crate::story::{CONFIG, Story, eml_files};

const PEOPLE: [&str; 4] = ["陈静 <alice@corp.test>", "Bob Miller <bob@corp.test>", "周敏 <lead@corp.test>", "李工 <li@vendor.test>"];

/// Reports, replies, corrections, absences; `{n}` and `{m}` are two of the newest numbers.
const WORDS: [&str; 33] = [
    "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。",
    "1. The delivery note prints twice.",
    "今天没有问题。",
    "{n} 好了，{m} 还是不行",
    "CRM-{n} 已解决",
    "CRM-{n} not solved, it still hangs",
    "CRM-{n} 月底再看",
    "CRM-{n} 取消",
    "CRM-{n}、CRM-{m}是同一个问题",
    "谢谢！",
    "请假3天",
    "I'm back",
    "好了",
    "新问题：采购入库单审核以后数量变成零。",
    "查 CRM-{n}",
    "帮助",
    "这周六加班",
    "41号单好了",
    "{n} 已解决：换了模板\n{m} 暂不处理：等二期",
    "{n} 同 {m}",
    "{n} 重开\n{m} 关闭",
    "{n} 问：每张单都这样吗？\n{m} 紧急",
    "陈静 请假 3天\n{n} 已解决：重启",
    "Bob 接 陈静",
    "{n}、{m} 发顾问: 麻烦看一下",
    "{n} 排查：Bob Miller 也试过 bob@corp.test\n{n} 发顾问",
    "收回",
    "{n} 对接",
    "{n} 约 李工 下周三 14:00 远程",
    "CRM-{n} 已修复，请测试。",
    "CRM-{n} 下个版本修复，3/30",
    "CRM-{n} 请问是哪个账号？\n我方单号：SR-2026{n}",
    "{n} 通知大家\n{m} 不采纳：二期再说\n陈静 点评：很细",
];

/// So long what leaves for the consultant can be taken back.
const TAKE_BACK: TimeDelta = TimeDelta::minutes(10);

#[derive(Clone, Debug)]
enum Step {
    /// Somebody answers the letter that came to him last.
    Answers(usize, usize, u32),
    /// Somebody writes anew.
    Writes(usize, usize, u32),
    /// A machine answers in somebody's name, and one at a stranger's.
    Machine(usize),
    /// Nobody writes for days.
    Silence(i64),
    /// The house is closed and opened.
    Restart,
    /// Every mail is read again.
    Again,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..4usize, 0..WORDS.len(), 0..4u32).prop_map(|(who, what, back)| Step::Answers(who, what, back)),
        4 => (0..4usize, 0..WORDS.len(), 0..4u32).prop_map(|(who, what, back)| Step::Writes(who, what, back)),
        1 => (0..3usize).prop_map(Step::Machine),
        2 => (1..8i64).prop_map(Step::Silence),
        1 => Just(Step::Restart),
        1 => Just(Step::Again),
    ]
}

/// What must never change, as far as it has been seen.
#[derive(Default)]
struct Seen {
    mails: i64,
    opened_by: BTreeMap<u32, MessageId>,
}

impl Seen {
    async fn walk(&mut self, story: &mut Story, step: &Step) {
        let newest = u32::try_from(self.opened_by.len()).unwrap();
        let words = |what: &usize, back: &u32| {
            let (n, m) = (newest.saturating_sub(*back).max(1), newest.saturating_sub(back + 1).max(1));
            WORDS[*what].replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
        };
        match step {
            Step::Answers(who, what, back) => {
                let address = PEOPLE[*who].rsplit_once('<').unwrap().1.trim_end_matches('>');
                let has_letter = eml_files(&story.path("letters")).iter().any(|path| to(path) == address);
                if has_letter {
                    story.answer(PEOPLE[*who], &words(what, back));
                } else {
                    story.mail(PEOPLE[*who], "日报", &words(what, back));
                }
                self.mails += 1;
            }
            Step::Writes(who, what, back) => {
                story.mail(PEOPLE[*who], "CRM", &words(what, back));
                self.mails += 1;
            }
            Step::Machine(who) => {
                story.mail_with(PEOPLE[*who], "Automatic reply", "Auto-Submitted: auto-replied\n", "I am out of the office until Thursday.");
                story.mail_with("robot <noreply@shop.test>", "Your order", "Auto-Submitted: auto-generated\nPrecedence: bulk\n", "1. It does not work.");
                self.mails += 2;
            }
            Step::Silence(days) => {
                let until = story.clock.now() + TimeDelta::days(*days);
                story.tick_until(&until.to_rfc3339()).await;
            }
            Step::Restart => story.open(None).await,
            Step::Again => {
                let mut write = story.store().await.write().await.unwrap();
                write.read_again(true).await.unwrap();
                write.commit().await.unwrap();
            }
        }
        story.tick().await;
        self.laws(story).await;
    }

    async fn laws(&mut self, story: &Story) {
        let store = story.store().await;
        let mut read = store.read().await.unwrap();
        let outcomes: i64 = read.outcomes().await.unwrap().iter().map(|(_, n)| *n).sum();
        assert_eq!(outcomes, self.mails, "every message has one outcome");

        let mut ids = BTreeSet::new();
        for path in eml_files(&story.path("letters")) {
            assert!(!to(&path).contains("shop.test"), "no letter to a machine");
            let raw = std::fs::read(&path).unwrap();
            let letter = MessageParser::new().parse(&raw).unwrap();
            assert!(ids.insert(letter.message_id().unwrap().to_owned()), "no letter twice");
            if to(&path) == "li@vendor.test" {
                let text = format!("{} {}", letter.subject().unwrap_or_default(), letter.body_text(0).unwrap_or_default());
                for inside in ["bob@corp.test", "alice@corp.test", "lead@corp.test"] {
                    assert!(!text.contains(inside), "{inside} leaves the company: {text}");
                }
            }
        }
        let left = read.letters_left().await.unwrap();
        for (ordered, written) in left {
            assert!(written - ordered >= TAKE_BACK, "what was ordered at {ordered} left at {written}");
        }

        let newest = read.newest_issue().await.unwrap().map_or(0, |newest| newest.0);
        for number in 1..=newest {
            let issue = read.issue(IssueNumber(number)).await.unwrap().unwrap_or_else(|| panic!("CRM-{number} is missing"));
            assert_eq!(*self.opened_by.entry(number).or_insert(issue.message), issue.message, "CRM-{number} was moved");
            let (mut state, mut chased) = (State::Open, false);
            let events = read.events(IssueNumber(number)).await.unwrap();
            for event in &events {
                let kind = EventKind::parse(&event.kind).unwrap();
                if kind != EventKind::Opened {
                    state = state.after(kind).unwrap_or_else(|why| panic!("CRM-{number}: {} could not happen: {why:?}", event.kind));
                }
                chased |= kind == EventKind::Chased;
                let by = match event.person {
                    Some(person) => read.person_name(person).await.unwrap(),
                    None => String::new(),
                };
                match kind.closing() {
                    Some(Closing::Silent) => assert!(chased, "CRM-{number} was closed without a reminder"),
                    Some(Closing::Lead) => assert_eq!(by, "周敏", "CRM-{number}"),
                    Some(Closing::Confirmed) => assert!(!by.is_empty(), "CRM-{number} was confirmed by nobody"),
                    _ => (),
                }
            }
            assert_eq!(state, issue.state, "CRM-{number} has a state without its event");
            assert_eq!(issue.state == State::Closed, issue.closed_as.is_some(), "CRM-{number}");
        }
        assert_eq!(self.opened_by.len(), newest as usize, "a number is gone");
    }
}

fn to(path: &std::path::Path) -> String {
    let raw = std::fs::read(path).unwrap();
    MessageParser::new().parse(&raw).unwrap().to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default().to_owned()
}

fn walks() -> u32 {
    std::env::var("DAYBOOK_LIFE").ok().and_then(|walks| walks.parse().ok()).unwrap_or(2)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: walks(), max_shrink_iters: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_whatever_people_write(steps in proptest::collection::vec(step(), 4..20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut story = Story::begin_with(&CONFIG.replace("[letters]\n", "[letters]\nbundle = \"off\"\n")).await;
            let mut seen = Seen::default();
            story.mail(PEOPLE[0], "3月2日日报", WORDS[0]);
            story.mail(PEOPLE[1], "Daily report", WORDS[1]);
            seen.mails += 2;
            story.tick().await;
            seen.laws(&story).await;
            for step in &steps {
                seen.walk(&mut story, step).await;
            }
            story.close().await;
        });
    }
}
