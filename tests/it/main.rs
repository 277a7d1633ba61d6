//! All integration tests in one binary, one module a subject: linking once is what keeps them quick.

mod mailbox;
