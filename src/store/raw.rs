//! Raw mails: kept once, whole, before anything else happens to them.
//!
//! A small mail lies compressed in its row, a large one in a file named by its hash, written
//! tmp → fsync → rename → fsync of the folder, so that a row never names a file that a crash left half-written.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use sqlx::Row;

use super::{MessageId, Read, Store, StoreError, Write, statements};

/// Up to this size the compressed mail lies in its row; beyond, SQLite pages through overflow chains and a file is faster.
const IN_ROW: usize = 128 * 1024;

/// zstd's own default: mails are base64 for the most part, where more effort gains next to nothing.
const LEVEL: i32 = 3;

statements! {
    PUT_RAW = "INSERT INTO raw (sha256, size, bytes) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING";
    RAW_OF = "SELECT raw.sha256, raw.bytes, raw.size FROM raw JOIN message ON message.raw = raw.sha256 WHERE message.id = $1";
}

/// A mail that has been taken down and can be named in a row.
#[derive(Debug)]
pub struct RawRef {
    /// SHA-256 of the raw bytes, in hex.
    pub sha256: String,
    /// The size of the raw bytes.
    pub size: u64,
    bytes: Option<Vec<u8>>,
}

/// Takes a mail down piece by piece, so that a large one is never held whole in memory.
pub struct Spool {
    folder: Arc<Path>,
    hash: Sha256,
    size: u64,
    target: zstd::Encoder<'static, Target>,
}

impl std::fmt::Debug for Spool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spool").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Where the compressed bytes go: memory first, a file once they are many.
struct Target {
    folder: Arc<Path>,
    memory: Vec<u8>,
    file: Option<(PathBuf, File)>,
}

impl Drop for Target {
    /// A mail that was cut off in the middle leaves nothing behind.
    fn drop(&mut self) {
        if let Some((path, _)) = self.file.take() {
            // What cannot be removed is swept at the next start.
            let _ = fs::remove_file(path);
        }
    }
}

/// Removes what a predecessor had half written when it ended.
pub(super) fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "tmp") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

impl io::Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some((_, file)) = &mut self.file {
            file.write_all(bytes)?;
        } else {
            self.memory.extend_from_slice(bytes);
            if self.memory.len() > IN_ROW {
                fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
                // The name only has to be free; what a crash leaves behind is swept at the next start.
                let path = self.folder.join(format!("{}.tmp", HEXLOWER.encode(&crate::clock::secret::<8>()?)));
                let mut file = File::create(&path)?;
                file.write_all(&self.memory)?;
                self.memory = Vec::new();
                self.file = Some((path, file));
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Store {
    /// Starts to take a mail down.
    pub fn spool(&self) -> Result<Spool, StoreError> {
        let folder = Arc::clone(&self.files);
        let target = Target { folder: Arc::clone(&folder), memory: Vec::new(), file: None };
        let target = zstd::Encoder::new(target, LEVEL).map_err(|error| StoreError::File(folder.to_path_buf(), error))?;
        Ok(Spool { folder, hash: Sha256::new(), size: 0, target })
    }

    /// Takes a whole mail down.
    pub fn spool_all(&self, raw: &[u8]) -> Result<RawRef, StoreError> {
        let mut spool = self.spool()?;
        spool.push(raw)?;
        spool.finish()
    }
}

impl Spool {
    /// Adds the next bytes of the mail.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.target.write_all(bytes).map_err(|error| StoreError::File(self.folder.to_path_buf(), error))
    }

    /// Ends the mail; a large one is on the disk when this returns.
    pub fn finish(self) -> Result<RawRef, StoreError> {
        let sha256 = HEXLOWER.encode(&self.hash.finalize());
        let folder = self.folder;
        let settle = || -> io::Result<Option<Vec<u8>>> {
            let mut target = self.target.finish()?;
            let Some((path, file)) = &target.file else { return Ok(Some(std::mem::take(&mut target.memory))) };
            file.sync_all()?;
            fs::rename(path, file_of(&folder, &sha256))?;
            target.file = None;
            File::open(&folder)?.sync_all()?;
            Ok(None)
        };
        let bytes = settle().map_err(|error| StoreError::File(folder.to_path_buf(), error))?;
        Ok(RawRef { sha256, size: self.size, bytes })
    }
}

fn file_of(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(format!("{sha256}.eml.zst"))
}

impl Write {
    pub(super) async fn put_raw(&mut self, raw: &RawRef) -> Result<(), StoreError> {
        let size = i64::try_from(raw.size).unwrap_or(i64::MAX);
        sqlx::query(PUT_RAW).bind(&raw.sha256).bind(size).bind(&raw.bytes).execute(self.db()).await?;
        Ok(())
    }
}

impl Read {
    /// The raw bytes of a message, at most `limit` of them, and how many there are in all.
    pub async fn raw(&mut self, message: MessageId, limit: usize) -> Result<(Vec<u8>, u64), StoreError> {
        let row = sqlx::query(RAW_OF).bind(message.0).fetch_one(self.db()).await?;
        let path = file_of(&self.files, row.get("sha256"));
        let unpack = || -> io::Result<Vec<u8>> {
            let source: Box<dyn io::Read> = match row.get::<Option<Vec<u8>>, _>("bytes") {
                Some(bytes) => Box::new(io::Cursor::new(bytes)),
                None => Box::new(File::open(&path)?),
            };
            let mut raw = Vec::new();
            zstd::Decoder::new(source)?.take(limit as u64).read_to_end(&mut raw)?;
            Ok(raw)
        };
        let raw = unpack().map_err(|error| StoreError::File(path.clone(), error))?;
        Ok((raw, u64::try_from(row.get::<i64, _>("size")).unwrap_or_default()))
    }
}
