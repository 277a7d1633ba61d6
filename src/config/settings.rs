//! What each stage needs of a [`Config`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::TimeDelta;

use super::{Config, Fault, Faults, SecretError, Server, Source, Way};
use crate::people::{Address, Mailbox, Person, Role};
use crate::secret::Secret;
use crate::{alarm, delivery, digest, follow, mailbox, outbox, reminder, report, schedule};

/// How often to look at a mailbox that wakes nobody: a reporter who waits for the acknowledgement looks after a minute or two.
const POLL: Duration = Duration::from_mins(1);

impl Config {
    /// What the reader must know of the project.
    #[must_use]
    pub fn context(&self) -> report::Context {
        report::Context {
            key: self.key.clone(),
            timezone: self.timezone,
            day_ends: self.day_ends,
            roster: self.roster.clone(),
            own_addresses: self.own_addresses(),
            message_id_domains: std::iter::once(&self.delivery.message_id_domain).chain(&self.delivery.former_domains).cloned().collect(),
            modules: self.modules.clone(),
            lexicon: Arc::clone(&self.lexicon),
        }
    }

    /// What the outbox must know of the project.
    #[must_use]
    pub fn outbox(&self) -> outbox::Settings {
        outbox::Settings {
            project: self.name.clone(),
            key: self.key.clone(),
            language: self.language,
            timezone: self.timezone,
            own: Mailbox { name: self.letters.desk.clone(), address: self.mailbox.address.clone() },
            own_addresses: self.own_addresses(),
            message_id_domain: self.delivery.message_id_domain.clone(),
            shadow: self.shadow,
            leads: self.roster.with_role(Role::Lead).map(|lead| Mailbox { name: lead.name.clone(), address: lead.address.clone() }).collect(),
            roster: self.roster.clone(),
            no_problem: self.letters.no_problem,
            limits: self.limits,
            currency: self.spending.currency.clone(),
            templates: self.letters.templates.clone(),
        }
    }

    /// When the clock's letters are due.
    #[must_use]
    pub fn schedule(&self) -> schedule::Settings {
        schedule::Settings {
            timezone: self.timezone,
            calendar: self.roster.calendar().clone(),
            mailbox: self.mailbox_name(),
            daily: self.schedule.daily.clone(),
            daily_for: TimeDelta::weeks(i64::from(self.schedule.daily_weeks)),
            weekly: self.schedule.weekly.clone(),
            monthly: self.schedule.monthly.clone(),
        }
    }

    /// When issues are followed up, and whom letters about them reach.
    #[must_use]
    pub fn follow(&self) -> follow::Settings {
        follow::Settings {
            timezone: self.timezone,
            mailbox: self.mailbox_name(),
            bundle: self.letters.bundle,
            language: self.language,
            roster: self.roster.clone(),
            spending: self.spending.clone(),
            key_users: self.modules.iter().filter_map(|module| Some((module.name.clone(), module.key_user.clone()?))).collect(),
            confidential: self.modules.iter().filter(|module| module.confidential).map(|module| module.name.clone()).collect(),
        }
    }

    /// Of whom a report is expected, and by when.
    #[must_use]
    pub fn reminder(&self) -> reminder::Settings {
        reminder::Settings {
            timezone: self.timezone,
            mailbox: self.mailbox_name(),
            address: self.mailbox.address.clone(),
            closing: self.closing,
            language: self.language,
            roster: self.roster.clone(),
        }
    }

    /// What a digest must know of the project.
    #[must_use]
    pub fn digest(&self) -> digest::Settings {
        let modules = self.modules.iter().map(|module| module.name.clone()).collect();
        digest::Settings {
            key: self.key.clone(),
            language: self.language,
            timezone: self.timezone,
            mailbox: self.mailbox_name(),
            modules,
            roster: self.roster.clone(),
        }
    }

    /// Whom the alarm reaches.
    #[must_use]
    pub fn alarm(&self) -> alarm::Settings {
        let admin = self.roster.with_role(Role::Admin).next();
        let recipient =
            |admin: &Person| outbox::Recipient { name: admin.name.clone(), address: admin.address.clone(), language: admin.language.unwrap_or(self.language) };
        alarm::Settings { timezone: self.timezone, calendar: self.roster.calendar().clone(), mailbox: self.mailbox_name(), admin: admin.map(recipient) }
    }

    /// The name of the watched mailbox in the store, which may know former ones too.
    #[must_use]
    pub fn mailbox_name(&self) -> String {
        match &self.mailbox.source {
            Source::Maildir(_) => mailbox::MAILDIR.to_owned(),
            Source::Imap { folder, .. } => mailbox::imap_name(folder),
        }
    }

    /// What mailbox and delivery need, the passwords fetched.
    ///
    /// # Errors
    /// All the passwords that cannot be had, by their keys.
    pub fn servers(&self) -> Result<(mailbox::Settings, delivery::Settings), Faults> {
        match (self.mailbox(), self.delivery()) {
            (Ok(mailbox), Ok(delivery)) => Ok((mailbox, delivery)),
            (mailbox, delivery) => {
                let missing = [("mailbox.password", mailbox.err()), ("delivery.password", delivery.err())];
                let fault = |(path, error): (&str, Option<SecretError>)| {
                    let wrong = format!("{:#}", anyhow::Error::new(error?));
                    Some(Fault { path: path.to_owned(), place: None, wrong, right: "`daybook check` tells whether it can be had".into() })
                };
                Err(Faults { file: self.file.clone().unwrap_or_default(), faults: missing.into_iter().filter_map(fault).collect() })
            }
        }
    }

    /// Where the mailbox watcher looks.
    ///
    /// # Errors
    /// Where the password cannot be had.
    pub fn mailbox(&self) -> Result<mailbox::Settings, SecretError> {
        let source = match &self.mailbox.source {
            Source::Maildir(path) => mailbox::Source::Maildir { path: path.clone() },
            Source::Imap { server, folder, idle } => mailbox::Source::Imap(mailbox::Account { idle: *idle, ..self.account(server, folder)? }),
        };
        Ok(mailbox::Settings { source, since: self.mailbox.since, timezone: self.timezone, poll: POLL })
    }

    fn account(&self, server: &Server, folder: &str) -> Result<mailbox::Account, SecretError> {
        // Fetched once now, so that a missing password is said at the start, and again at each login.
        self.credentials(server)?;
        let (user, place) = server.login.clone().unzip();
        let home = self.home();
        Ok(mailbox::Account {
            host: server.host.clone(),
            port: server.port,
            security: server.security,
            ca: server.ca.clone(),
            user: user.unwrap_or_default(),
            password: Arc::new(move || Ok(place.as_ref().context("no password is configured")?.fetch(&home)?)),
            folder: folder.to_owned(),
            idle: true,
            limits: mailbox::Limits::default(),
        })
    }

    /// How the courier leaves.
    ///
    /// # Errors
    /// Where the password cannot be had.
    pub fn delivery(&self) -> Result<delivery::Settings, SecretError> {
        Ok(match &self.delivery.way {
            Way::Folder(path) => delivery::Settings::Folder { path: path.clone() },
            Way::Smtp { server, unknown_wait } => delivery::Settings::Smtp(delivery::Smtp {
                host: server.host.clone(),
                port: server.port,
                security: server.security,
                credentials: self.credentials(server)?,
                ca: server.ca.clone(),
                hello: None,
                unknown_wait: *unknown_wait,
            }),
        })
    }

    fn own_addresses(&self) -> Vec<Address> {
        std::iter::once(&self.mailbox.address).chain(&self.mailbox.aliases).cloned().collect()
    }

    fn credentials(&self, server: &Server) -> Result<Option<(String, Secret)>, SecretError> {
        let Some((user, secret)) = &server.login else { return Ok(None) };
        Ok(Some((user.clone(), secret.fetch(&self.home())?)))
    }

    /// The folder that paths and programs in the config are relative to.
    fn home(&self) -> PathBuf {
        self.file.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_path_buf()
    }
}
