//! The lead hears of what is held on the day on which it came.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::Follow;
use crate::calendar;
use crate::outbox::{Cause, Held, Letter, Posted, Recipient};
use crate::people::Role;
use crate::store::StoreError;

/// Late enough for the day's mails, early enough for the lead to answer before going home.
const HOUR: NaiveTime = match NaiveTime::from_hms_opt(16, 30, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The name of the daily run in the store.
const RUN: &str = "held";

impl Follow {
    /// When the lead is told on that day.
    pub(super) fn held_due(&self, day: NaiveDate) -> DateTime<Utc> {
        calendar::instant(day.and_time(HOUR), self.settings.timezone)
    }

    /// Tells the leads, once a working day, of what they have not heard of. Says whether a letter was written.
    pub(super) async fn tell_held(&self, today: NaiveDate, now: DateTime<Utc>) -> Result<bool, StoreError> {
        if now < self.held_due(today) || !self.settings.roster.calendar().is_working_day(today) {
            return Ok(false);
        }
        let mut read = self.store.read().await?;
        if read.untold_held().await?.is_empty() || read.has_run(RUN, today).await? {
            return Ok(false);
        }
        drop(read);
        let mut write = self.store.write().await?;
        if !write.start_run(RUN, today, now).await? {
            return Ok(false);
        }
        let untold = write.untold_held().await?;
        let mut rows = write.held().await?;
        rows.retain(|row| untold.contains(&row.number));
        for number in untold {
            write.held_told(number, now).await?;
        }
        if !rows.is_empty() {
            let letter = Letter::Held(Held { rows });
            let cause = Cause { key: format!("held:{today}"), ..Cause::default() };
            for lead in self.settings.roster.with_role(Role::Lead) {
                let to = Recipient { name: lead.name.clone(), address: lead.address.clone(), language: lead.language.unwrap_or(self.settings.language) };
                if let Posted::Refused(why) = self.outbox.post(&mut write, &letter, &to, &cause, now).await? {
                    tracing::warn!(lead = lead.address.masked(), why, "A lead is not told of what is held.");
                }
            }
        }
        write.commit().await?;
        self.delivery.ring();
        Ok(true)
    }
}
