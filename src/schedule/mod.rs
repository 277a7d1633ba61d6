//! When things are due: cron lines and periods in the project's time zone.

pub mod cron;
mod when;

pub use cron::{CronFault, CronLine};
pub use when::{Period, When};
