//! A month of invented mail, worked through by the same house: `daybook demo`. And the same for one's own old mail: `daybook try`.
//!
//! `month.toml` says who writes what when, `mime` writes it as that person's mail client would, `play` lets it come in.

mod mime;
mod month;
pub(crate) mod mails;
pub(crate) mod play;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};

use crate::config::Config;
pub(crate) use play::Mail;

/// The config that the demo writes: the sample's shape with a Maildir and a folder.
const CONFIG: &str = include_str!("demo.toml");

/// The demo's folder, made and ready to play.
pub(crate) struct Demo {
    /// The config in it.
    pub config: Config,
    /// Where the mails come in.
    pub maildir: PathBuf,
    /// Where the letters go out.
    pub letters: PathBuf,
    /// The mails.
    pub mails: Vec<Mail>,
    /// When the month is over, the last digests included.
    pub end: DateTime<Utc>,
}

impl Demo {
    /// Makes `folder` with its config.
    ///
    /// # Errors
    /// Where there is something in it already, or it cannot be written.
    pub(crate) fn prepare(folder: &Path) -> anyhow::Result<Self> {
        if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            bail!("There is already something in {}; name another folder, or remove it first", folder.display());
        }
        std::fs::create_dir_all(folder).with_context(|| format!("Making {}", folder.display()))?;
        let file = folder.join("daybook.toml");
        std::fs::write(&file, CONFIG).with_context(|| format!("Writing {}", file.display()))?;
        let config = Config::load(&file)?;
        let (mails, end) = month::mails()?;
        Ok(Self { config, maildir: folder.join("mail"), letters: folder.join("letters"), mails, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_month_is_a_config_and_its_mails() {
        Config::parse(CONFIG, Path::new("")).unwrap();
        let (mails, end) = month::mails().unwrap();
        assert!(mails.len() > 100 && mails.iter().all(|mail| mail.at < end));
        let again = month::mails().unwrap().0;
        assert!(mails.iter().zip(&again).all(|(one, two)| one.raw == two.raw), "the same month each time");
    }
}
