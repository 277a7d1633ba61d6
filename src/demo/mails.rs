//! One's own old mail: an mbox file, a Maildir, or a folder of `.eml` files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};

use super::Mail;
use crate::message;

/// Header blocks are smaller than this; more need not be read to learn when a mail came.
const HEAD: usize = 64 * 1024;

/// All mails at `path`, with the time at which the sender's server took each; a mail without any time is left out.
pub(crate) fn load(path: &Path) -> anyhow::Result<Vec<Mail>> {
    let raws = if path.is_dir() {
        let maildir = ["cur", "new"].map(|folder| path.join(folder));
        let files = if maildir.iter().any(|folder| folder.is_dir()) {
            maildir.iter().filter(|folder| folder.is_dir()).map(|folder| files_in(folder)).collect::<anyhow::Result<Vec<_>>>()?.concat()
        } else {
            files_in(path)?.into_iter().filter(|file| file.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("eml"))).collect()
        };
        files.iter().map(|file| read(file)).collect::<anyhow::Result<Vec<_>>>()?
    } else {
        let bytes = read(path)?;
        if bytes.starts_with(b"From ") { split(&bytes) } else { vec![bytes] }
    };
    let mails: Vec<Mail> = raws.into_iter().filter_map(|raw| Some(Mail { at: time_of(&raw)?, raw, answers: None })).collect();
    if mails.is_empty() {
        bail!("There is no mail in {}; give an mbox file, a Maildir, or a folder of .eml files", path.display());
    }
    Ok(mails)
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("Reading {}", file.display()))
}

fn files_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("Reading {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

fn time_of(raw: &[u8]) -> Option<DateTime<Utc>> {
    let mail = message::read(raw.get(..HEAD).unwrap_or(raw));
    mail.submitted.or(mail.date).map(|at| at.to_utc())
}

/// The mails of an mbox: each begins with a line `From …` after a blank one (RFC 4155); `>From` was a `From` of the text.
fn split(mbox: &[u8]) -> Vec<Vec<u8>> {
    let mut mails: Vec<Vec<u8>> = vec![];
    let mut blank = true;
    for line in mbox.split_inclusive(|byte| *byte == b'\n') {
        if blank && line.starts_with(b"From ") {
            mails.push(vec![]);
        } else if let Some(mail) = mails.last_mut() {
            let quoted = line.iter().take_while(|byte| **byte == b'>').count();
            let unquoted = line.get(1..).filter(|_| quoted > 0 && line.get(quoted..).is_some_and(|rest| rest.starts_with(b"From ")));
            mail.extend_from_slice(unquoted.unwrap_or(line));
        }
        blank = line.iter().all(u8::is_ascii_whitespace);
    }
    mails
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mbox_falls_into_its_mails() {
        let mbox = b"From a@b Mon Mar  2\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n\nWord\nFrom here\n\n>From there\n\nFrom c@d Tue\nDate: x\n\nb\n";
        let mails = split(mbox);
        assert_eq!(mails.len(), 2);
        assert!(mails[0].ends_with(b"From here\n\nFrom there\n\n"), "{:?}", String::from_utf8_lossy(&mails[0]));
        assert_eq!(time_of(&mails[0]).map(|at| at.to_rfc3339()).as_deref(), Some("2026-03-02T09:00:00+00:00"));
        assert_eq!(time_of(&mails[1]), None);
    }
}
