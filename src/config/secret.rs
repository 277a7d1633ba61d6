//! Where a password comes from → the password.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::file::Secret as Place;
use crate::secret::Secret;

/// A program that asks a vault over a slow line takes seconds; one that waits for a person at a keyboard never ends.
const LONGEST: Duration = Duration::from_secs(30);

/// A program that has closed its output ends at once, mostly: it is asked every few milliseconds, for a second.
const AGAIN: Duration = Duration::from_millis(5);
const TIMES: u32 = 200;

/// Why a password cannot be had. Never shows what was found.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The environment variable.
    #[error("{0} is not set; set it before the start, in the unit file or the shell")]
    Env(String),
    /// The file.
    #[error("{0}: the password file cannot be read")]
    File(PathBuf, #[source] std::io::Error),
    /// The program.
    #[error("`{0}` cannot be run")]
    Start(String, #[source] std::io::Error),
    /// The program's end.
    #[error("`{0}` ended with {1} and gave no password")]
    End(String, ExitStatus),
    /// The program did not end.
    #[error("`{0}` gave no password within {1:?} and was killed; does it wait for somebody to type?")]
    Late(String, Duration),
    /// Nothing came.
    #[error("the password from {0} is empty")]
    Empty(String),
}

impl Place {
    /// Fetches the password; files and programs are relative to `folder`.
    ///
    /// # Errors
    /// Where there is none.
    pub fn fetch(&self, folder: &Path) -> Result<Secret, SecretError> {
        let (text, from) = match self {
            Self::Env(name) => {
                let shown = variable(name);
                (std::env::var(name).map_err(|_| SecretError::Env(shown.clone()))?, shown)
            }
            Self::File(path) => {
                let path = folder.join(path);
                let text = std::fs::read_to_string(&path).map_err(|error| SecretError::File(path.clone(), error))?;
                (text, path.display().to_string())
            }
            Self::Command(words) => {
                let (program, arguments) = words.split_first().ok_or_else(|| SecretError::Empty("an empty command".into()))?;
                let mut command = Command::new(program);
                if !folder.as_os_str().is_empty() {
                    command.current_dir(folder);
                }
                (run(program, command.args(arguments), LONGEST)?, format!("`{program}`"))
            }
        };
        // Editors and `pass` end the line; no password ends with a line feed.
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() { Err(SecretError::Empty(from)) } else { Ok(Secret::new(text)) }
    }
}

/// The variable by its name, if that looks like one: some write the password itself there.
fn variable(name: &str) -> String {
    let usual = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if usual { format!("the environment variable {name}") } else { "the environment variable (no usual name, so it is not shown)".into() }
}

/// What the program says, if it has ended within `limit`; else it is killed.
fn run(program: &str, command: &mut Command, limit: Duration) -> Result<String, SecretError> {
    let cannot = |error| SecretError::Start(program.to_owned(), error);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(cannot)?;
    let (tell, told) = mpsc::channel();
    let mut output = child.stdout.take();
    // Its children may hold the pipe when it is dead; nobody waits for this thread then.
    thread::spawn(move || {
        let mut text = Vec::new();
        let read = output.as_mut().map_or(Ok(0), |output| output.read_to_end(&mut text));
        let _ = tell.send(read.map(|_| text));
    });
    let said = told.recv_timeout(limit);
    let times = if said.is_ok() { TIMES } else { 1 };
    match (said, ended(&mut child, times).map_err(cannot)?) {
        (_, Some(status)) if !status.success() => Err(SecretError::End(program.to_owned(), status)),
        (Ok(text), Some(_)) => Ok(String::from_utf8_lossy(&text.map_err(cannot)?).into_owned()),
        _ => Err(SecretError::Late(program.to_owned(), limit)),
    }
}

/// How the child ended; it is killed, and `None`, where it had not when asked so many times.
fn ended(child: &mut Child, times: u32) -> std::io::Result<Option<ExitStatus>> {
    for _ in 0..times {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::park_timeout(AGAIN);
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str, limit: Duration) -> Result<String, SecretError> {
        run("sh", Command::new("sh").args(["-c", script]), limit)
    }

    #[test]
    fn a_program_that_gives_its_password_in_time_is_believed() {
        assert_eq!(sh("echo swordfish", LONGEST).unwrap(), "swordfish\n");
        let long = sh("head -c 200000 /dev/zero | tr '\\0' x", LONGEST).unwrap();
        assert_eq!(long.len(), 200_000, "more than a pipe holds");
        assert!(matches!(sh("echo swordfish; exit 3", LONGEST), Err(SecretError::End(_, status)) if status.code() == Some(3)));
    }

    #[test]
    fn a_program_that_never_ends_is_killed() {
        let limit = Duration::from_millis(100);
        // Waiting; waiting with its output closed; dead, while its child holds the output.
        for script in ["exec sleep 100", "exec >&-; exec sleep 100", "sleep 3 & exit 0"] {
            let error = sh(script, limit).unwrap_err();
            assert!(matches!(error, SecretError::Late(..)), "{script}: {error}");
        }
        assert!(matches!(sh("read -r line || exit 4", LONGEST), Err(SecretError::End(..))), "there is nobody to ask");
    }
}
