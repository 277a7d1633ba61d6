//! What can happen to an issue, and what history keeps of it: ids and typed data, no names and no free text, so that a
//! person can be erased. The words that people wrote stand apart, as notes.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::state::words;
use super::{ChangeStep, Standing, State};

words! {
    /// What can happen to an issue; history keeps each with its time, person and message.
    EventKind {
        /// Read from a report.
        Opened = "opened",
        /// Its words changed when the mail was read again.
        Reread = "reread",
        /// No longer in the mail when it was read again.
        Withdrawn = "withdrawn",
        /// In the mail once more when it was read again.
        Restored = "restored",
        /// Put to the consultant.
        SentOut = "sent_out",
        /// Taken back from the consultant.
        Recalled = "recalled",
        /// The consultant wrote back.
        Responded = "responded",
        /// The consultant has named a day, or will do it later.
        Promised = "promised",
        /// The consultant was reminded of it.
        Reminded = "reminded",
        /// A solution is known.
        Solved = "solved",
        /// The reporter was told the solution and asked to try it: from here the clock of the silence ladder runs.
        Told = "told",
        /// The reporter was reminded of it.
        Chased = "chased",
        /// The reporter wants to see it later: the clock stops until a day.
        Postponed = "postponed",
        /// The reporter agrees that it works.
        Confirmed = "confirmed",
        /// Closed, since nobody answered.
        Silent = "silent",
        /// Closed by the lead's word.
        ClosedByLead = "closed_by_lead",
        /// Not solved after all, or back again.
        Reopened = "reopened",
        /// Never mind, says the reporter.
        Cancelled = "cancelled",
        /// An answer out of the archive was shown to its reporter.
        Offered = "offered",
        /// An answer out of the archive was shown to the lead, since the likeness is weak.
        Hinted = "hinted",
        /// The answer has helped.
        Helped = "helped",
        /// It has not.
        Failed = "failed",
        /// Goes on under another number.
        Merged = "merged",
        /// Nothing is done about it, by the lead's word.
        Declined = "declined",
        /// The lead has a question to the reporter.
        Asked = "asked",
        /// A participant's words.
        Commented = "commented",
        /// Somebody else's words: kept, without effect.
        Noted = "noted",
        /// Pictures or files were added.
        Evidence = "evidence",
        /// Another issue belongs to it.
        Linked = "linked",
        /// A picture was moved to it or from it, or it counts for another day.
        Moved = "moved",
        /// A part of it has become an issue of its own.
        Split = "split",
        /// Severity, module, owner, cause.
        Changed = "changed",
        /// What was looked into and tried inside.
        Checked = "checked",
        /// The sides do not agree on something.
        Disputed = "disputed",
        /// Somebody is to look at it together with its reporter.
        Appointed = "appointed",
        /// Everybody is told.
        Published = "published",
        /// The lead takes a wish up.
        Accepted = "accepted",
        /// A way to do it, with its effort and cost.
        Optioned = "option",
        /// Its reporter has chosen one.
        Chosen = "chosen",
        /// None of them will do.
        NoneFits = "none_fits",
        /// It costs more than the lead may spend alone: the approver is asked.
        PutUp = "put_up",
        /// It may cost so much.
        Approved = "approved",
        /// It may not.
        NotApproved = "not_approved",
        /// The consultant is to build it.
        Commissioned = "commissioned",
        /// It is there.
        Delivered = "delivered",
        /// Some people are to try it.
        TrialBegun = "trial",
        /// One of them finds that it works.
        Tried = "tried",
        /// One of them finds that it does not.
        TrialFailed = "trial_failed",
        /// For everybody from now on.
        InUse = "in_use",
        /// A mail has brought a paper that belongs to it.
        Paper = "paper",
        /// Whoever has the ball was reminded of it, or of papers.
        AskedAgain = "asked_again",
    }
}

/// The typed data of an event. What is not said is not stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventData {
    /// By which rule the mail was matched to the issue.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// Did the mail show a token that we had sent to this very address? The signature of a confirmation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub proven: Option<bool>,
    /// The other issue: what it is the same as, what came of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issue: Option<u32>,
    /// Until which day the clock stops; which day it counts for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub day: Option<NaiveDate>,
    /// How many pictures.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pictures: Option<usize>,
    /// Why an intention had no effect: a [`Refusal`](super::Refusal) or the like, by its word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without_effect: Option<String>,
    /// At which time of that day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub time: Option<NaiveTime>,
    /// With whom, by id.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub with: Option<i64>,
    /// What was changed, to what.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed: Option<(String, String)>,
    /// Which option of a wish.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub option: Option<char>,
    /// How much it may cost, in hundredths.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cost: Option<i64>,
}

words! {
    /// What a person is to be told about an issue with the day's one letter.
    Notice {
        /// A solution is known; please try it.
        Solved = "solved",
        /// The day has come that the reporter named; please try it now.
        Check = "check",
        /// The solution still waits for a word.
        Chased = "chased",
        /// Closed, since no word came.
        Silent = "silent",
        /// Closed by the lead's word.
        Closed = "closed",
        /// Nothing is done about it, and why.
        Declined = "declined",
        /// The suggestion is not taken up, and why.
        NotTaken = "not_taken",
        /// There is an appointment.
        Appointed = "appointed",
        /// What others may use: a solution, or somebody's trick.
        Tip = "tip",
        /// It goes on under another number.
        Merged = "merged",
        /// Somebody else found that it is not solved.
        Reopened = "reopened",
        /// The lead has a question.
        Asked = "asked",
        /// The reporter has answered it.
        Answered = "answered",
        /// It is theirs to see to.
        Assigned = "assigned",
        /// Its reporter has handed it over to them.
        Inherited = "inherited",
        /// The archive may have an answer to it.
        Known = "known",
        /// The answer that came from it has failed again and again.
        Doubtful = "doubtful",
        /// The consultant has answered.
        Responded = "responded",
        /// The consultant has a question to the reporter.
        VendorAsks = "vendor_asks",
        /// The consultant's words to the reporter, where both talk through the desk.
        VendorSays = "vendor_says",
        /// The consultant owes an answer, and was reminded.
        Overdue = "overdue",
        /// Somebody wishes something; the lead is to say whether it is taken up.
        Wished = "wished",
        /// It is taken up.
        Accepted = "accepted",
        /// Which way is it to be?
        Choose = "choose",
        /// The reporter has chosen, or wants none of them.
        Chosen = "chosen",
        /// May it cost so much?
        Approve = "approve",
        /// The approver has answered.
        Approved = "approved",
        /// It is being built.
        Commissioned = "commissioned",
        /// It is there, and can be tried.
        Delivered = "delivered",
        /// Please try it.
        Trial = "trial",
        /// Everybody who tried it finds that it works.
        TrialPassed = "trial_passed",
        /// Somebody finds that it does not.
        TrialFailed = "trial_failed",
        /// The time to try it is over, and some have not answered.
        TrialOver = "trial_over",
        /// For everybody from now on; please try it.
        InUse = "in_use",
        /// Some papers are missing.
        Papers = "papers",
    }
}

impl Notice {
    /// Is its reader to try something, and to say whether it works?
    #[must_use]
    pub fn asks_to_try(self) -> bool {
        matches!(self, Self::Solved | Self::InUse | Self::Check | Self::Chased)
    }

    /// Is there still something to say, where the issue stands now?
    #[must_use]
    pub fn holds(self, Standing { state, step }: Standing) -> bool {
        let at = |steps: &[ChangeStep]| !state.is_over() && step.is_some_and(|step| steps.contains(&step));
        match self {
            Self::Solved | Self::Check | Self::Chased | Self::InUse => state == State::Solved,
            Self::Silent | Self::Closed | Self::Doubtful => state == State::Closed,
            Self::Declined | Self::NotTaken => state == State::Declined,
            Self::Tip => !matches!(state, State::Withdrawn | State::Duplicate | State::Declined),
            Self::Merged => state == State::Duplicate,
            Self::Reopened => state == State::Open,
            Self::Asked | Self::VendorAsks => matches!(state, State::Open | State::WithConsultant),
            Self::Overdue => state == State::WithConsultant,
            Self::Answered | Self::Appointed | Self::Assigned | Self::Inherited | Self::Known | Self::Responded | Self::VendorSays => !state.is_over(),
            Self::Wished => at(&[ChangeStep::Requested]),
            Self::Choose => at(&[ChangeStep::Options]),
            Self::Approve => at(&[ChangeStep::Approval]),
            Self::Trial | Self::TrialPassed | Self::TrialOver => at(&[ChangeStep::Trial]),
            Self::TrialFailed | Self::Delivered => at(&[ChangeStep::Delivered]),
            Self::Commissioned => at(&[ChangeStep::Commissioned]),
            Self::Accepted | Self::Chosen | Self::Approved | Self::Papers => !state.is_over(),
        }
    }
}
