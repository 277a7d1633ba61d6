//! Letters on their way out, against servers that refuse, cut, stall and lie.

mod claim;
mod folder;
mod house;
mod kill;
mod smtp;
mod tls;
