//! The day's step of each solution.

use chrono::{DateTime, NaiveDate, Utc};

use crate::issue::{EventData, EventKind, Notice, State, Step, ladder};
use crate::store::{Happening, StoreError, Write};

use super::Working;

/// Takes each solved issue the step that is due today, and notes what its reporter is to hear.
pub(super) async fn climb(write: &mut Write, working: &Working, today: NaiveDate, now: DateTime<Utc>) -> Result<(), StoreError> {
    for issue in write.issues_in(State::Solved).await? {
        let days = working.of(issue.reporter);
        // Nobody is asked, and nobody's silence counts, on a day off.
        if !days.is_working_day(today) {
            continue;
        }
        let (kind, notice) = match ladder(issue.ladder(), today, |from, n| days.after_working_days(from, n)) {
            // What waits to be told is in the day's letter already; what nobody is to be told stays as it is.
            Step::Tell | Step::Wait(_) | Step::Stay => continue,
            Step::Check => (EventKind::Told, Notice::Check),
            Step::Chase => (EventKind::Chased, Notice::Chased),
            Step::Close => (EventKind::Silent, Notice::Silent),
        };
        let what = Happening { data: EventData { day: Some(today), ..EventData::default() }, ..Happening::new(kind) };
        if let Ok(happened) = write.happen(issue.number, &what, now).await? {
            write.put_notice(issue.reporter, issue.number, notice, happened.event, now).await?;
        }
    }
    Ok(())
}
