//! All integration tests in one binary, one module a subject: linking once is what keeps them quick.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test stops where it fails")]

mod alarm;
mod archive;
mod crash;
mod delivery;
mod desk;
mod digest;
mod documents;
mod explain;
mod gold;
mod hostile;
mod full_disk;
mod intake;
mod large;
mod life;
mod mailbox;
mod office;
mod own_words;
mod postgres;
mod reading;
mod reminder;
mod servers;
mod program;
mod story;
mod tidy;
mod upgrade;
mod wish;
mod writer;
