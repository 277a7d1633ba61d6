//! Tokens: may this message do that? Only what we sent to an address proves that its owner read it.
//!
//! A token is HMAC-SHA256 over the letter's id and the address it went to, cut to 80 bits and written in
//! base32. It needs no table: who shows it shows which letter he holds, and the letter's age is its own. It stands
//! in the letter's Message-ID, in an entry of its own in References (relays rewrite Message-IDs) and, small, in
//! the footer (phones drop headers), always in the one form `17.k7qf2m3xh4plw6tz`.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::people::Address;
use crate::store::LetterId;

/// 256 bits: as long as the hash, more would not be stronger.
const KEY_BYTES: usize = 32;

/// Whoever can read the key can sign orders: it is for its owner's eyes alone.
const OTHERS: u32 = 0o077;

/// 80 bits cannot be guessed by mail (a mailbox takes perhaps a million a day) and are 16 letters to show.
const TOKEN_BYTES: usize = 10;

/// 80 bits in base32.
const TOKEN_LETTERS: usize = 16;

/// A sender who packs a mail with look-alikes may not make us compute without end; a true mail shows a few.
const MOST_FOUND: usize = 64;

/// The secret behind the tokens.
#[derive(Clone)]
pub struct TokenKey([u8; KEY_BYTES]);

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey(secret)")
    }
}

/// A token as a message shows it: not yet proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The letter that it claims to come from.
    pub letter: LetterId,
    /// The code, in lower case.
    pub code: String,
}

impl TokenKey {
    /// A key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// Reads the key in the file, or makes one that only this user may read.
    ///
    /// # Errors
    /// Where the file can be neither read nor made, is open to others, or is not a key: a cut file must not become a weak key.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let broken = |what: String| std::io::Error::other(format!("{}: {what}", path.display()));
        match File::open(path) {
            Ok(file) => {
                let mode = file.metadata()?.permissions().mode() & 0o777;
                if mode & OTHERS != 0 {
                    return Err(broken(format!(
                        "others may read or write the key that proves orders (mode {mode:o}): run `chmod 600` on it, or remove it where they may have read it: a new one is made, and older letters prove nothing any more"
                    )));
                }
                let mut bytes = Vec::with_capacity(KEY_BYTES);
                file.take(KEY_BYTES as u64 + 1).read_to_end(&mut bytes)?;
                Ok(Self(bytes.try_into().map_err(|bytes: Vec<u8>| broken(format!("{} bytes where a key has {KEY_BYTES}", bytes.len())))?))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = crate::clock::secret()?;
                // Under its name the key is whole or not at all; the lock on the store keeps a second maker away.
                let new = path.with_extension("key.new");
                let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
                file.write_all(&key)?;
                file.sync_all()?;
                std::fs::rename(&new, path)?;
                // Only then does the name outlast a power cut: letters are signed from now on.
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
                File::open(folder)?.sync_all()?;
                Ok(Self(key))
            }
            Err(error) => Err(broken(error.to_string())),
        }
    }

    /// The token of a letter to an address: `17.k7qf2m3xh4plw6tz`.
    #[must_use]
    pub fn token(&self, letter: LetterId, to: &Address) -> String {
        format!("{letter}.{}", self.code(letter, to))
    }

    /// Does the token come from the letter that we sent to this very address?
    #[must_use]
    pub fn verify(&self, shown: &Shown, to: &Address) -> bool {
        let code = BASE32_NOPAD.decode(shown.code.to_ascii_uppercase().as_bytes());
        code.is_ok_and(|code| code.len() == TOKEN_BYTES && self.mac(shown.letter, to).verify_truncated_left(&code).is_ok())
    }

    fn code(&self, letter: LetterId, to: &Address) -> String {
        let digest = self.mac(letter, to).finalize().into_bytes();
        let bytes: Vec<u8> = digest.into_iter().take(TOKEN_BYTES).collect();
        BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }

    fn mac(&self, letter: LetterId, to: &Address) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(letter.to_string().as_bytes());
        mac.update(b"\n");
        mac.update(to.as_str().as_bytes());
        mac
    }
}

/// The tokens that a text shows, be it a Message-ID, a References line or a body; each once, in its order.
#[must_use]
pub fn find(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let word = |c: char| c.is_ascii_alphanumeric();
    // A token is two runs of letters and digits with one dot between them.
    let mut runs = text.split(|c: char| !word(c) && c != '.').filter(|run| run.len() > TOKEN_LETTERS);
    while let Some(run) = runs.next().filter(|_| found.len() < MOST_FOUND) {
        for (id, code) in run.split('.').zip(run.split('.').skip(1)) {
            if let Some(shown) = token(id, code)
                && found.len() < MOST_FOUND
                && !found.contains(&shown)
            {
                found.push(shown);
            }
        }
    }
    found
}

fn token(id: &str, code: &str) -> Option<Shown> {
    let plain = !id.starts_with('0') && id.bytes().all(|b| b.is_ascii_digit());
    let base32 = code.len() == TOKEN_LETTERS && code.bytes().all(|b| b.is_ascii_alphabetic() || (b'2'..=b'7').contains(&b));
    let letter = id.parse().ok().filter(|_| plain && base32)?;
    Some(Shown { letter: LetterId(letter), code: code.to_ascii_lowercase() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    #[test]
    fn a_token_is_found_wherever_mail_puts_it() {
        let key = TokenKey::new([7; 32]);
        let to = address("alice@corp.test");
        let token = key.token(LetterId(17), &to);
        for text in [
            format!("<acknowledgement.{token}@corp.test>"),
            format!("<a@b> <thread.{token}@corp.test>"),
            format!("CRM-1 已收到。\n> 邮件编号 {token}。"),
            format!("编号{}", token.to_uppercase()),
            token.clone(),
        ] {
            let found = find(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert!(key.verify(&found[0], &to), "{text}");
            assert!(!key.verify(&found[0], &address("mallory@corp.test")), "{text}");
        }
        assert!(find("10.1.2.3 www.example.com 3.14159265358979323846 v1.abcdefghijklmnop8").is_empty());
    }

    #[test]
    fn the_key_is_made_once_and_only_for_its_owner() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("daybook.key");
        let made = TokenKey::open(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(TokenKey::open(&path).unwrap().0, made.0);
        for mode in [0o640, 0o604, 0o620] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let why = TokenKey::open(&path).unwrap_err().to_string();
            assert!(why.contains("daybook.key") && why.contains(&format!("mode {mode:o}")) && why.contains("chmod 600"), "{why}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(TokenKey::open(&path).unwrap().0, made.0);
        std::fs::write(&path, b"short").unwrap();
        assert!(TokenKey::open(&path).unwrap_err().to_string().contains("5 bytes"));
    }

    #[test]
    fn one_run_of_look_alikes_is_bounded_like_many() {
        let run: String = (1..2000).map(|id| format!("{id}.aaaaaaaaaaaaaaaa.")).collect();
        assert_eq!(find(&run).len(), MOST_FOUND);
        assert_eq!(find(&run.replace("aa.", "aa ")).len(), MOST_FOUND);
    }

    proptest! {
        #[test]
        fn only_the_right_letter_to_the_right_address_verifies(id in 1i64.., other in 1i64.., local in "[a-z]{1,8}", key: [u8; 32]) {
            let key = TokenKey::new(key);
            let to = address(&format!("{local}@corp.test"));
            let shown = find(&key.token(LetterId(id), &to)).remove(0);
            prop_assert!(key.verify(&shown, &to));
            let x = address(&format!("{local}x@corp.test"));
            prop_assert!(!key.verify(&shown, &x));
            let moved = Shown { letter: LetterId(other), ..shown };
            prop_assert!(id == other || !key.verify(&moved, &to));
        }

        #[test]
        fn any_text_is_searched_without_harm(text in ".{0,400}") {
            prop_assert!(find(&text).len() <= MOST_FOUND);
        }
    }
}
