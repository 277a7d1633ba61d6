//! [`File`] → [`Config`]: what the keys mean together. Goes on after each fault, so that all are said at once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{Datelike as _, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::fault::{Fault, Place};
use super::file::{self, File};
use super::read::{self, Places};
use super::{Config, Delivery, Letters, Mailbox, Schedule, Server, Source, Way, calendar as days, people, spending, words};
use crate::delivery::UNKNOWN_WAIT;
use crate::dial::Security;
use crate::issue::Key;
use crate::outbox::{Limits, NoProblem};
use crate::people::{Address, Language};
use crate::report::Module;
use crate::schedule::{CronFault, When};

/// Numbers of a project that gives no key: DB-1, DB-2, …
const KEY: &str = "DB";
/// The middle of the morning: the mail of the evening before has been looked at, and the day is still long enough to try things.
const BUNDLE: &str = "10:00";
/// Most offices are closed by then, and a reminder still finds people awake.
const CLOSING: &str = "18:00";
/// Who works past midnight still reports on the day before; nobody starts work before four.
const DAY_ENDS: &str = "04:00";
/// Before the day begins, and after the night's mails.
const DAILY: &str = "working days 08:30";
/// By then people report by habit, and the weekly letter will do.
const DAILY_WEEKS: u32 = 8;
/// Monday morning: the lead plans the week.
const WEEKLY: &str = "0 8 * * 1";
/// When the month before is complete and somebody is there to read.
const MONTHLY: &str = "first working day 08:00";

/// No own copy is a day on its way, and a letter that comes later than that has lost its sense.
const UNKNOWN_WAIT_MOST: Duration = Duration::from_hours(24);
/// A slip of the keys, and days beyond it would lead out of the calendar.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2199;

/// Collects faults.
pub(super) struct Check<'a> {
    places: &'a Places,
    folder: &'a Path,
    faults: Vec<Fault>,
    /// The desk's addresses.
    own: Vec<Address>,
}

impl Check<'_> {
    pub(super) fn fault(&mut self, path: &str, wrong: impl Into<String>, right: impl Into<String>) {
        self.faults.push(Fault { path: path.to_owned(), place: self.places.of(path), wrong: wrong.into(), right: right.into() });
    }

    /// The line of `path`, counted from 1; 0 where it stands nowhere.
    pub(super) fn line(&self, path: &str) -> usize {
        self.places.of(path).map_or(0, |place| place.line)
    }

    /// The value, which must be there: if it was taken out as faulty, that has been said.
    pub(super) fn needed<T>(&mut self, path: &str, value: Option<T>, right: &str) -> Option<T> {
        if value.is_none() && !self.said(path) {
            self.fault(path, "this key is missing", right);
        }
        value
    }

    /// Has a fault of `path` been said, or that nobody knows what its table is?
    fn said(&self, path: &str) -> bool {
        let kind = path.split_once('.').map(|(table, _)| format!("{table}.kind"));
        let inside = |fault: &Fault| fault.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        // A slip in the key's own name has said it too.
        let meant = |fault: &Fault| {
            let ((around, _), (outer, key)) = (fault.path.rsplit_once('.')?, path.rsplit_once('.')?);
            Some(around == outer && fault.right == read::did_you_mean(key))
        };
        self.faults.iter().any(|fault| inside(fault) || Some(&fault.path) == kind.as_ref() || meant(fault).unwrap_or(false))
    }

    /// What `parse` makes of the text; a fault where it makes nothing.
    pub(super) fn parsed<T>(&mut self, path: &str, text: Option<&str>, parse: impl Fn(&str) -> Option<T>, right: &str) -> Option<T> {
        let text = text?;
        let value = parse(text);
        if value.is_none() {
            self.fault(path, format!("\"{text}\" cannot be read"), right);
        }
        value
    }

    /// A span of time, more than none and at most `most`.
    fn span(&mut self, path: &str, text: Option<&str>, most: Duration, usual: &str) -> Option<Duration> {
        let span = self.parsed(path, text, duration, "write a time such as \"15min\", \"2h\" or \"30s\"")?;
        if span.is_zero() || span > most {
            let wrong = if span.is_zero() { "this is no time at all" } else { "this is too long" };
            self.fault(path, wrong, format!("write \"1s\" to \"{}h\"; \"{usual}\" is usual", most.as_secs() / 3600));
            return None;
        }
        Some(span)
    }

    pub(super) fn address(&mut self, path: &str, text: Option<&str>) -> Option<Address> {
        self.parsed(path, text, Address::parse, "write an address such as \"li.na@corp.test\"")
    }

    pub(super) fn addresses(&mut self, path: &str, texts: &[String]) -> Vec<Address> {
        texts.iter().enumerate().filter_map(|(i, text)| self.address(&format!("{path}[{i}]"), Some(text))).collect()
    }

    pub(super) fn language(&mut self, path: &str, text: Option<&str>) -> Option<Language> {
        self.parsed(path, text, Language::parse, "write \"zh-Hans\", \"zh-Hant\" or \"en\"")
    }

    pub(super) fn timezone(&mut self, path: &str, text: Option<&str>) -> Option<Tz> {
        self.parsed(path, text, |name| name.parse().ok(), "write a name of the IANA time zone list such as \"Asia/Shanghai\"")
    }

    /// A mail domain, in lower case.
    pub(super) fn domain(&mut self, path: &str, text: Option<&str>) -> Option<String> {
        let parse = |text: &str| Address::parse(&format!("x@{text}")).filter(|address| address.local() == "x").map(|address| address.domain().to_owned());
        self.parsed(path, text, parse, "write a domain such as \"corp.test\", without @")
    }

    pub(super) fn domains(&mut self, path: &str, texts: &[String]) -> Vec<String> {
        texts.iter().enumerate().filter_map(|(i, text)| self.domain(&format!("{path}[{i}]"), Some(text))).collect()
    }

    fn path(&self, path: Option<PathBuf>, default: &str) -> PathBuf {
        self.folder.join(path.unwrap_or_else(|| default.into()))
    }

    /// A file or folder that must be there.
    pub(super) fn existing(&mut self, key: &str, path: Option<PathBuf>) -> Option<PathBuf> {
        let path = self.folder.join(path?);
        if !path.exists() {
            self.fault(key, format!("{} is not there", path.display()), "paths are relative to the config file");
            return None;
        }
        Some(path)
    }

    fn server(&mut self, table: &str, written: Written, ports: [u16; 3]) -> Option<Server> {
        let host = self.needed(&format!("{table}.host"), written.host, "write the server's name such as \"mail.corp.test\"");
        let (security, usual) = match written.security {
            Some(file::Security::Tls) | None => (Security::Tls, ports[0]),
            Some(file::Security::StartTls) => (Security::StartTls, ports[1]),
            Some(file::Security::None) => (Security::None, ports[2]),
        };
        let login = match (written.user, written.password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) => {
                if !self.said(&format!("{table}.password")) {
                    let right =
                        r#"write password = { env = "…" }, { file = "…" } or { command = ["…"] }, or leave out the user where the server asks for none"#;
                    self.fault(&format!("{table}.user"), "there is a user without a password", right);
                }
                None
            }
            (None, Some(_)) => {
                if !self.said(&format!("{table}.user")) {
                    self.fault(&format!("{table}.password"), "there is a password without a user", "write user = \"…\"");
                }
                None
            }
        };
        let ca = self.existing(&format!("{table}.ca"), written.ca);
        if written.port == Some(0) {
            self.fault(&format!("{table}.port"), "no server listens on port 0", format!("leave it out, {usual} is usual, or write the server's"));
        }
        Some(Server { host: host?, port: written.port.unwrap_or(usual), security, login, ca })
    }

    fn mailbox(&mut self, file: Option<file::Mailbox>, smtp: bool) -> Option<Mailbox> {
        let (address, aliases, since, source) = match file {
            Some(file::Mailbox::Imap(imap)) => {
                let written = Written { host: imap.host, port: imap.port, security: imap.security, user: imap.user, password: imap.password, ca: imap.ca };
                let server = self.server("mailbox", written, [993, 143, 143]);
                if server.as_ref().is_some_and(|server| server.login.is_none()) && !self.said("mailbox.user") && !self.said("mailbox.password") {
                    self.fault("mailbox.user", "an IMAP server must be told whose mail it is to show", "write user = \"…\" and password = { env = \"…\" }");
                }
                let folder = imap.folder.unwrap_or_else(|| "INBOX".into());
                let address = self.needed("mailbox.address", imap.address, "write the address that people send their reports to");
                (address, imap.aliases, imap.since, server.map(|server| Source::Imap { server, folder, idle: imap.idle.unwrap_or(true) }))
            }
            other => {
                let maildir = match other {
                    Some(file::Mailbox::Maildir(maildir)) => maildir,
                    _ => file::Maildir::default(),
                };
                let mut address = maildir.address;
                if address.is_none() && smtp {
                    self.needed("mailbox.address", None::<()>, "letters that leave by SMTP need the desk's address");
                }
                if address.is_none() && !self.said("mailbox.address") {
                    address = Some("daybook@localhost".into());
                }
                (address, maildir.aliases, maildir.since, Some(Source::Maildir(self.path(maildir.path, "mail"))))
            }
        };
        let address = self.address("mailbox.address", address.as_deref());
        let aliases = self.addresses("mailbox.aliases", &aliases);
        self.own = address.iter().chain(&aliases).cloned().collect();
        let since = self.parsed(
            "mailbox.since",
            since.as_deref(),
            |text| text.parse::<NaiveDate>().ok().filter(|day| YEARS.contains(&day.year())),
            "write a day such as \"2026-03-01\"",
        );
        Some(Mailbox { address: address?, aliases, since, source: source? })
    }

    fn delivery(&mut self, file: Option<file::Delivery>, own: Option<&Address>) -> Option<Delivery> {
        let (way, domain, former) = match file {
            Some(file::Delivery::Smtp(smtp)) => {
                let written = Written { host: smtp.host, port: smtp.port, security: smtp.security, user: smtp.user, password: smtp.password, ca: smtp.ca };
                let server = self.server("delivery", written, [465, 587, 25]);
                let wait = self.span("delivery.unknown_wait", smtp.unknown_wait.as_deref(), UNKNOWN_WAIT_MOST, "15min");
                (server.map(|server| Way::Smtp { server, unknown_wait: wait.unwrap_or(UNKNOWN_WAIT) }), smtp.message_id_domain, smtp.former_domains)
            }
            Some(file::Delivery::Folder(folder)) => (Some(Way::Folder(self.path(folder.path, "letters"))), folder.message_id_domain, folder.former_domains),
            None => (Some(Way::Folder(self.path(None, "letters"))), None, vec![]),
        };
        let given = self.domain("delivery.message_id_domain", domain.as_deref());
        let former_domains = self.domains("delivery.former_domains", &former);
        let message_id_domain = given.or_else(|| own.map(|own| own.domain().to_owned()))?;
        Some(Delivery { message_id_domain, former_domains, way: way? })
    }

    fn modules(&mut self, files: Vec<file::Module>) -> Vec<Module> {
        let mut taken: Vec<(String, String)> = vec![];
        let mut modules = vec![];
        for (i, module) in files.into_iter().enumerate() {
            let path = format!("module[{i}]");
            let Some(name) = self.needed(&format!("{path}.name"), module.name, "write the module's name") else { continue };
            for word in std::iter::once(&name).chain(&module.aliases) {
                let word = word.trim().to_lowercase();
                if word.is_empty() {
                    self.fault(&path, "a name is empty", "write the module's name, or take it out");
                } else if let Some((_, other)) = taken.iter().find(|(known, other)| *known == word && *other != name) {
                    self.fault(&path, format!("\"{word}\" already means \"{other}\""), "a word can mean one module only");
                }
                taken.push((word, name.clone()));
            }
            let mut person = |key: &str, text: Option<&String>, right: &str| {
                let text = text?;
                let address = Address::parse(text);
                if address.is_none() {
                    self.fault(&format!("{path}.{key}"), format!("\"{text}\" is no mail address"), right);
                }
                address
            };
            let key_user = person("key_user", module.key_user.as_ref(), "write the address of the first line for this module");
            let consultant = person("consultant", module.consultant.as_ref(), "write the address of one of people.consultants");
            modules.push(Module { name, aliases: module.aliases, key_user, consultant, confidential: module.confidential });
        }
        modules
    }

    fn limits(&mut self, file: &file::Limits) -> Limits {
        let usual = Limits::default();
        let mut limit = |key: &str, value: Option<u32>, usual: u32| {
            if value == Some(0) {
                self.fault(&format!("limits.{key}"), "with 0 nobody would ever get a letter", format!("write 1 or more; {usual} is usual"));
            }
            value.unwrap_or(usual)
        };
        Limits {
            address_a_day: limit("address_a_day", file.address_a_day, usual.address_a_day),
            issue_a_day: limit("issue_a_day", file.issue_a_day, usual.issue_a_day),
            breaker_factor: limit("breaker_factor", file.breaker_factor, usual.breaker_factor),
            breaker_base: limit("breaker_base", file.breaker_base, usual.breaker_base),
        }
    }

    fn when(&mut self, path: &str, line: Option<String>, usual: &str) -> Option<When> {
        match line.unwrap_or_else(|| usual.into()).parse() {
            Ok(when) => Some(when),
            Err(fault) => {
                let fault: CronFault = fault;
                self.fault(path, fault.to_string(), format!("\"{usual}\" is usual"));
                None
            }
        }
    }
}

/// A server as it is written.
struct Written {
    host: Option<String>,
    port: Option<u16>,
    security: Option<file::Security>,
    user: Option<String>,
    password: Option<file::Secret>,
    ca: Option<PathBuf>,
}

/// Reads "15min": a whole number and one of s, min, h, d.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit.trim() {
        "s" | "sec" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// The machine's own time zone, where it says one.
fn local_timezone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// Checks `file`, whose faults of shape are already in `faults`.
pub(super) fn check(file: File, folder: &Path, places: &Places, faults: Vec<Fault>) -> Result<Config, Vec<Fault>> {
    if faults.iter().any(|fault| fault.path.is_empty()) {
        return Err(in_order(faults));
    }
    let mut check = Check { places, folder, faults, own: vec![] };
    let File { project, store, mailbox, delivery, people, module, calendar, schedule, changes, letters, limits, lexicon } = file;
    let file::Store::Sqlite(store) = store;

    let key = check.parsed("project.key", Some(project.key.as_deref().unwrap_or(KEY)), Key::parse, "write up to ten letters and digits such as \"CRM\"");
    let language = check.language("project.language", project.language.as_deref()).unwrap_or_default();
    let timezone = check.timezone("project.timezone", project.timezone.as_deref()).unwrap_or_else(local_timezone);
    let shadow = project.mode == Some(file::Mode::Shadow);
    let smtp = matches!(delivery, Some(file::Delivery::Smtp(_)));

    let mailbox = check.mailbox(mailbox, smtp);
    let own = check.own.clone();
    let delivery = check.delivery(delivery, own.first());
    let day_ends = calendar.day_ends.clone().unwrap_or_else(|| DAY_ENDS.into());
    let closing = calendar.closing.clone().unwrap_or_else(|| CLOSING.into());
    let phases = days::phases(&mut check, calendar.cadence.as_ref());
    let (days, others) = days::calendars(&mut check, calendar, timezone);
    let roster = people::roster(&mut check, people, &others, &own, smtp, shadow).working_by(days).reporting_by(phases);
    let modules = check.modules(module);
    let day_ends = check.parsed("calendar.day_ends", Some(&day_ends), |text| NaiveTime::parse_from_str(text, "%H:%M").ok(), "write a time such as \"04:00\"");
    let daily_weeks = schedule.daily_weeks.unwrap_or(DAILY_WEEKS);
    let daily = if schedule.daily.as_deref() == Some("off") { Some(None) } else { check.when("schedule.daily", schedule.daily, DAILY).map(Some) };
    let weekly = check.when("schedule.weekly", schedule.weekly, WEEKLY);
    let monthly = check.when("schedule.monthly", schedule.monthly, MONTHLY);
    let schedule = daily.zip(weekly).zip(monthly).map(|((daily, weekly), monthly)| Schedule { daily, daily_weeks, weekly, monthly });
    let spending = spending::spending(&mut check, changes, &roster, language);
    let no_problem = match letters.no_problem {
        Some(file::NoProblem::Thank) => NoProblem::Thank,
        Some(file::NoProblem::Quiet) => NoProblem::Quiet,
        Some(file::NoProblem::Auto) | None => NoProblem::Auto,
    };
    let name = project.name.unwrap_or_else(|| "Daybook".into());
    let lead = roster.with_role(crate::people::Role::Lead).next();
    let desk = letters.desk.unwrap_or_else(|| lead.map_or_else(|| name.clone(), |lead| lead.name.clone()));
    let bundle = letters.bundle.unwrap_or_else(|| BUNDLE.into());
    let at = |text: &str| if text == "off" { Some(None) } else { NaiveTime::parse_from_str(text, "%H:%M").ok().map(Some) };
    let closing = check.parsed("calendar.closing", Some(&closing), at, "write a time such as \"18:00\", or \"off\"").flatten();
    let bundle = check.parsed("letters.bundle", Some(&bundle), at, "write a time such as \"10:00\", or \"off\"").flatten();
    let letters = Letters { no_problem, bundle, desk, templates: check.existing("letters.templates", letters.templates) };
    let words = words::added(&mut check, &lexicon);
    let lexicon = words::lexicon(&words);
    let limits = check.limits(&limits);
    let store = check.path(store.path, "daybook.db");

    match (key, mailbox, delivery, day_ends, schedule) {
        (Some(key), Some(mailbox), Some(delivery), Some(day_ends), Some(schedule)) if check.faults.is_empty() => Ok(Config {
            file: None,
            name,
            key,
            language,
            timezone,
            shadow,
            store,
            mailbox,
            delivery,
            roster,
            modules,
            day_ends,
            closing,
            schedule,
            spending,
            letters,
            limits,
            lexicon,
            words,
        }),
        _ => Err(in_order(check.faults)),
    }
}

fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by_key(|fault| fault.place.unwrap_or(Place { line: usize::MAX, column: 0 }));
    faults
}
