//! A house in a folder: mail in, tick, letters out.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use daybook::clock::{Chance, Clock as _, SettableClock};
use daybook::config::Config;
use daybook::dial::Network;
use daybook::house::{House, Parts};
use daybook::issue::IssueNumber;
use daybook::store::{AfterCommit, Store, Use};
use mail_parser::MessageParser;

/// The project that the stories play in.
pub(crate) const CONFIG: &str = r#"
[project]
name = "ERP roll-out"
key = "CRM"
language = "zh-Hans"
timezone = "Asia/Shanghai"
[store]
path = "daybook.db"
[mailbox]
kind = "maildir"
path = "mail"
address = "daybook@corp.test"
since = "2026-03-01"
[calendar]
closing = "off"
[schedule]
daily = "off"
[delivery]
kind = "folder"
path = "letters"
[people]
leads = [ { name = "周敏", address = "lead@corp.test" } ]
consultants = [ { name = "李工", address = "li@vendor.test" } ]
reporters = [
  { name = "陈静", address = "alice@corp.test", department = "销售" },
  { name = "Bob Miller", address = "bob@corp.test", language = "en" },
]
domains = ["corp.test"]
[letters]
no_problem = "thank"
[[module]]
name = "库存"
aliases = ["仓库"]
"#;

/// A house with its clock, its mailbox and its letters.
pub(crate) struct Story {
    dir: tempfile::TempDir,
    pub(crate) clock: Arc<SettableClock>,
    house: Option<House>,
    read: Vec<PathBuf>,
    mails: u32,
}

impl Story {
    /// A house that opens on Monday, 2 March 2026, 09:00 in Shanghai.
    pub(crate) async fn begin() -> Self {
        Self::begin_with(CONFIG).await
    }

    pub(crate) async fn begin_with(config: &str) -> Self {
        Self::begin_at(config, "2026-03-02T01:00:00Z").await
    }

    /// A house that opens at `now`.
    pub(crate) async fn begin_at(config: &str, now: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("daybook.toml"), config).unwrap();
        // A key of our own, so that the codes in the letters are the same each time.
        fs::write(dir.path().join("daybook.key"), [7; 32]).unwrap();
        fs::set_permissions(dir.path().join("daybook.key"), fs::Permissions::from_mode(0o600)).unwrap();
        let clock = Arc::new(SettableClock::new(now.parse().unwrap()));
        let mut story = Self { dir, clock, house: None, read: Vec::new(), mails: 0 };
        story.open(None).await;
        story.tick().await;
        story
    }

    /// A house that opens at `now` on a copy of the store in `sample`.
    pub(crate) async fn begin_on(sample: &Path, now: &str) -> Self {
        let mut story = Self::begin().await;
        story.close().await;
        fs::copy(sample, story.path("daybook.db")).unwrap();
        story.clock.set(now.parse().unwrap());
        // The store knows the names of the mails that were there.
        story.mails = 1000;
        story.open(None).await;
        story.tick().await;
        story
    }

    /// Opens the house, for the first time or again after [`close`](Story::close).
    pub(crate) async fn open(&mut self, after_commit: Option<AfterCommit>) {
        self.close().await;
        let config = Config::load(&self.path("daybook.toml")).unwrap();
        self.house = Some(House::build(&config, self.parts(after_commit)).await.unwrap());
    }

    fn parts(&self, after_commit: Option<AfterCommit>) -> Parts {
        Parts { clock: self.clock.clone(), chance: Arc::new(Chance::seeded(7)), dial: Arc::new(Network), after_commit }
    }

    /// Opens the house anew and ticks, with an observer that may panic at a commit. Says whether it lived.
    pub(crate) async fn tick_dying(&mut self, after_commit: AfterCommit) -> bool {
        self.close().await;
        let config = Config::load(&self.path("daybook.toml")).unwrap();
        let parts = self.parts(Some(after_commit));
        let life = tokio::spawn(async move {
            let mut house = House::build(&config, parts).await.unwrap();
            house.step().await.unwrap();
            house.close().await;
        });
        life.await.is_ok()
    }

    pub(crate) async fn close(&mut self) {
        if let Some(house) = self.house.take() {
            house.close().await;
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A text mail that arrives now; a minute passes.
    pub(crate) fn mail(&mut self, from: &str, subject: &str, text: &str) {
        self.mail_with(from, subject, "", text);
    }

    pub(crate) fn mail_with(&mut self, from: &str, subject: &str, headers: &str, text: &str) {
        self.mails += 1;
        let (date, n) = (self.clock.now().to_rfc2822(), self.mails);
        let head = format!("From: {from}\nTo: daybook@corp.test\nSubject: {subject}\nDate: {date}\nMessage-ID: <mail-{n}@corp.test>\n{headers}");
        let mime = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n";
        self.raw(format!("{head}{mime}\n{text}\n").replace('\n', "\r\n").as_bytes());
    }

    /// A mail that answers the letter that went out last to `from`, under its subject and with the letter quoted below.
    pub(crate) fn answer(&mut self, from: &str, text: &str) {
        self.answer_letter(from, from, text);
    }

    /// A mail from `from` that answers the letter that went out last to somebody else.
    pub(crate) fn answer_letter(&mut self, from: &str, to: &str, text: &str) {
        let raw = self.raw_letter_to(to);
        let letter = MessageParser::new().parse(&raw).unwrap();
        let (id, subject) = (letter.message_id().unwrap(), letter.subject().unwrap());
        let letter_text = letter.body_text(0).unwrap().replace('\r', "");
        let references = letter.references().as_text_list().map(|ids| ids.iter().map(|id| format!("<{id}> ")).collect::<String>()).unwrap_or_default();
        let quoted: String = letter_text.lines().map(|line| format!("> {line}\n")).collect();
        let headers = format!("In-Reply-To: <{id}>\nReferences: {references}<{id}>\n");
        self.mail_with(from, &format!("Re: {}", subject.trim_start_matches("Re: ")), &headers, &format!("{text}\n\nOn Monday the desk wrote:\n{quoted}"));
    }

    /// The bytes of the letter that went out last to an address that stands in `to`.
    pub(crate) fn raw_letter_to(&self, to: &str) -> Vec<u8> {
        let read = |path: &PathBuf| fs::read(path).unwrap();
        let to_him = |raw: &Vec<u8>| {
            MessageParser::new().parse(raw).unwrap().to().and_then(|to| to.first()).unwrap().address().is_some_and(|address| to.contains(address))
        };
        eml_files(&self.path("letters")).iter().rev().map(read).find(to_him).unwrap()
    }

    /// The Message-ID of the letter that went out last to an address.
    pub(crate) fn last_letter_to(&self, to: &str) -> String {
        format!("<{}>", MessageParser::new().parse(&self.raw_letter_to(to)).unwrap().message_id().unwrap())
    }

    /// Any mail at all.
    pub(crate) fn raw(&mut self, raw: &[u8]) {
        self.mails += 1;
        let path = self.path("mail/new").join(format!("{:04}.story", self.mails));
        fs::write(&path, raw).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(SystemTime::from(self.clock.now())).unwrap();
        self.clock.advance(TimeDelta::minutes(1));
    }

    /// The house does all there is to do.
    pub(crate) async fn tick(&mut self) -> Option<DateTime<Utc>> {
        self.house.as_mut().unwrap().step().await.unwrap()
    }

    /// Ticks at each instant that the house names, up to `until`.
    pub(crate) async fn tick_until(&mut self, until: &str) {
        let until: DateTime<Utc> = until.parse().unwrap();
        while let Some(next) = self.tick().await.filter(|next| *next <= until) {
            self.clock.set(next.max(self.clock.now() + TimeDelta::seconds(1)));
        }
        self.clock.set(until);
        self.tick().await;
    }

    /// The letters that went out since the last look, as their recipients read them without pictures.
    pub(crate) fn letters(&mut self) -> String {
        let mut told = String::new();
        for path in eml_files(&self.path("letters")) {
            if self.read.contains(&path) {
                continue;
            }
            let raw = fs::read(&path).unwrap();
            let mail = MessageParser::new().parse(&raw).unwrap();
            let to = mail.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
            let text = mail.body_text(0).unwrap_or_default().replace('\r', "");
            let text: Vec<&str> = text.lines().map(str::trim_end).collect();
            writeln!(told, "To: {to}\nSubject: {}\n\n{}\n----", mail.subject().unwrap_or_default(), text.join("\n").trim()).unwrap();
            self.read.push(path);
        }
        told
    }

    /// The Message-ID of the letter that went out last.
    pub(crate) fn last_letter(&self) -> String {
        let path = eml_files(&self.path("letters")).pop().unwrap();
        format!("<{}>", MessageParser::new().parse(&fs::read(path).unwrap()).unwrap().message_id().unwrap())
    }

    /// Where an issue stands and what happened to it: state and ball, then a line an event.
    pub(crate) async fn history(&self, number: u32) -> String {
        let store = self.store().await;
        let mut read = store.read().await.unwrap();
        let issue = read.issue(IssueNumber(number)).await.unwrap().unwrap();
        let closed = issue.closed_as.map(|closing| format!(" ({})", closing.as_str())).unwrap_or_default();
        let mut told = format!("CRM-{number} {}{closed}, waits on {}\n", issue.state.as_str(), issue.waits_on.as_str());
        for event in read.events(IssueNumber(number)).await.unwrap() {
            let who = match event.person {
                Some(person) => read.person_name(person).await.unwrap(),
                None => "the clock".into(),
            };
            let data = serde_json::to_string(&event.data).unwrap().replace('"', "'");
            let words = event.words.map(|words| format!(" “{}”", words.replace('\n', " / "))).unwrap_or_default();
            writeln!(told, "{} {} by {who}{words} {data}", event.at.format("%m-%d %H:%M"), event.kind).unwrap();
        }
        told
    }

    /// The store, beside the house.
    pub(crate) async fn store(&self) -> Store {
        Store::open(&self.path("daybook.db"), Use::Command, None).await.unwrap()
    }

    /// What became of the messages: `outcome × n`, one a line.
    pub(crate) async fn outcomes(&self) -> String {
        let store = self.store().await;
        let outcomes = store.read().await.unwrap().outcomes().await.unwrap();
        outcomes.iter().map(|(outcome, n)| format!("{outcome} × {n}\n")).collect()
    }
}

/// The letters in a folder, in the order of their names.
pub(crate) fn eml_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "eml")).collect();
    paths.sort();
    paths
}
