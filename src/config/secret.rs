//! Where a password comes from → the password.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::file::Secret as Place;
use crate::secret::Secret;

/// Why a password cannot be had. Never shows what was found.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The environment variable.
    #[error("the environment variable {0} is not set; set it before the start, in the unit file or the shell")]
    Env(String),
    /// The file.
    #[error("{0}: the password file cannot be read")]
    File(PathBuf, #[source] std::io::Error),
    /// The program.
    #[error("`{0}` cannot be run")]
    Start(String, #[source] std::io::Error),
    /// The program's end.
    #[error("`{0}` ended with {1} and gave no password")]
    End(String, std::process::ExitStatus),
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
            Self::Env(name) => (std::env::var(name).map_err(|_| SecretError::Env(name.clone()))?, format!("the environment variable {name}")),
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
                let output = command.args(arguments).output().map_err(|error| SecretError::Start(program.clone(), error))?;
                if !output.status.success() {
                    return Err(SecretError::End(program.clone(), output.status));
                }
                (String::from_utf8_lossy(&output.stdout).into_owned(), format!("`{program}`"))
            }
        };
        // Editors and `pass` end the line; no password ends with a line feed.
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() { Err(SecretError::Empty(from)) } else { Ok(Secret::new(text)) }
    }
}
