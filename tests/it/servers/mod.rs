//! Servers that do what a test tells them: cut, stall and lie.

pub(crate) mod ca;
pub(crate) mod smtp;
pub(crate) mod imap;
pub(crate) mod dovecot;
