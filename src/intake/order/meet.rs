//! Appointments: the consultant or a colleague looks at an issue together with its reporter.

use crate::issue::{EventData, EventKind, Notice, State};
use crate::order::{self, Order};
use crate::outbox::{Brief, Done, Leaving, Mask, Meeting, ToConsultant, TranscriptLine, What, Words, covered};
use crate::store::{Happening, IssueRow, Named, StoreError, Write};

use super::consult::TAKE_BACK;
use super::{Orders, begins_with};

impl Orders<'_> {
    /// "42 约 李工 3/6 14:00 远程".
    pub(super) async fn meet(&self, write: &mut Write, order: &Order, line: &mut TranscriptLine) -> Result<(), StoreError> {
        let everybody = write.everybody().await?;
        for number in &order.issues {
            let (issue, done) = match self.find(write, *number).await? {
                Ok(found) => found,
                Err(done) => {
                    line.done.push(done);
                    continue;
                }
            };
            let (with, rest) = match begins_with(&order.words, &everybody) {
                Ok(found) => found,
                Err(nearest) => {
                    let said = order.words.split_whitespace().next().unwrap_or_default().to_owned();
                    line.done.push(Done { what: What::NoSuch { what: "person", said, nearest }, ..done });
                    continue;
                }
            };
            let Some((day, time, place)) = order::appointment(rest, self.today(), self.context.roster.calendar()).filter(|(day, ..)| *day >= self.today())
            else {
                line.done.push(Done { what: What::NoDay, ..done });
                continue;
            };
            let meeting = Meeting { with: with.name.clone(), day, time, place };
            let what = self.appoint(write, &issue, with, meeting, &done, line).await?;
            line.done.push(Done { what, ..done });
        }
        Ok(())
    }

    async fn appoint(
        &self,
        write: &mut Write,
        issue: &IssueRow,
        with: &Named,
        meeting: Meeting,
        done: &Done,
        line: &mut TranscriptLine,
    ) -> Result<What, StoreError> {
        let outside = with.role == "consultant";
        // He is to have read it before he looks at it.
        let goes_out = outside && issue.state != State::WithConsultant;
        if goes_out {
            let what = self.send_out(write, issue, "", line).await?;
            if !matches!(what, What::SentOut { .. }) {
                return Ok(what);
            }
            line.done.push(Done { what, ..done.clone() });
        }
        let data = EventData {
            day: Some(meeting.day),
            time: meeting.time,
            with: Some(with.id.0),
            rule: Some(self.rule.into()),
            proven: Some(self.proven),
            ..EventData::default()
        };
        let what = Happening { by: Some(self.by), message: Some(self.message), data, words: Some(&meeting.place), ..Happening::new(EventKind::Appointed) };
        let happened = match write.happen(issue.number, &what, self.now).await? {
            Ok(happened) => happened,
            Err(refusal) => return Ok(What::Refused(refusal, None)),
        };
        if !outside {
            for person in [issue.reporter, with.id].into_iter().filter(|person| *person != self.by) {
                write.put_notice(person, issue.number, Notice::Appointed, happened.event, self.now).await?;
            }
            return Ok(What::Meets(meeting, None));
        }
        let due = self.now + TAKE_BACK;
        write.put_outgoing(happened.event, issue.number, false, due).await?;
        let reporter = write.person_name(issue.reporter).await?;
        let everybody = write.everybody().await?;
        let Ok(mask) = Mask::new(everybody.iter().map(|person| person.name.as_str()), &[&reporter, &with.name]) else { return Ok(What::NoConsultant) };
        let shown = covered(&meeting, &mask, self.language);
        if goes_out {
            // Both leave in one letter.
            if let Some(leaving) = line.leaving.last_mut() {
                leaving.letter.meeting = Some(shown);
            }
        } else {
            let letter = ToConsultant { brief: Brief::new(issue, &reporter, None, &mask, self.language), words: Words::Appointment, meeting: Some(shown) };
            line.leaving.push(Leaving { letter, name: with.name.clone(), due, pictures: 0, kept: 0, missing: vec![] });
        }
        Ok(What::Meets(meeting, Some(due)))
    }
}
