//! All integration tests in one binary, one module a subject: linking once is what keeps them quick.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test stops where it fails")]

mod crash;
mod desk;
mod mailbox;
mod story;
mod tidy;
