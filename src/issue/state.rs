//! Where an issue stands, who has the ball, and what can happen to it. The only rules by which either moves.
//!
//! [`State::after`] moves the state; this table is made from it, and a test compares the two. A cell names the new state, `·`
//! where it stays, or in brackets the [`Refusal`] that a person gets as a sentence.
//!
//! | event | open | with_consultant | solved | closed | withdrawn | duplicate | declined |
//! | --- | --- | --- | --- | --- | --- | --- | --- |
//! | opened | (never) | (never) | (never) | (never) | (never) | (never) | (never) |
//! | reread | · | · | · | · | (withdrawn) | · | · |
//! | withdrawn | withdrawn | withdrawn | withdrawn | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | restored | (still_open) | (still_open) | (solved) | (closed) | open | (duplicate) | (declined) |
//! | sent_out | with_consultant | · | (solved) | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | recalled | (not_sent) | open | (not_sent) | (not_sent) | (not_sent) | (not_sent) | (not_sent) |
//! | responded | · | · | · | · | · | · | · |
//! | promised | · | · | · | · | · | · | · |
//! | reminded | (not_sent) | · | (not_sent) | (not_sent) | (not_sent) | (not_sent) | (not_sent) |
//! | solved | solved | solved | · | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | told | (not_solved) | (not_solved) | · | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | chased | (not_solved) | (not_solved) | · | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | postponed | · | · | · | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | confirmed | closed | closed | closed | · | (withdrawn) | (duplicate) | closed |
//! | helped | closed | closed | (solved) | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | silent | (not_solved) | (not_solved) | closed | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | closed_by_lead | closed | closed | closed | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | reopened | (still_open) | (still_open) | open | open | open | (duplicate) | open |
//! | cancelled | withdrawn | withdrawn | withdrawn | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | merged | duplicate | duplicate | duplicate | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | declined | declined | declined | declined | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | asked | · | · | (solved) | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | commissioned | with_consultant | · | (solved) | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | in_use | solved | solved | (solved) | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | accepted, option, chosen, none_fits, put_up, approved, not_approved, delivered, trial, tried, trial_failed | · | open | (solved) | (closed) | (withdrawn) | (duplicate) | (declined) |
//! | commented, noted, evidence, linked, moved, split, changed, checked, disputed, appointed, published, offered, hinted, failed, paper, asked_again | · | · | · | · | · | · | · |
//!
//! A wish has a step beside its state, which takes its own part in this ([`Standing`](super::Standing), in `step.rs`).
//!
//! Whose event it may be is decided before ([`may`](super::may)); this function knows only what fits together.
//!
//! The ball ([`Side`], [`Side::after`]): an open issue waits on the lead, or on its module's key user; sent out, on the
//! consultant; once he has responded, on the lead, but for a promise, which he keeps; a question, a solution, options and a trial wait on
//! the reporter; his answer puts it back to the lead; whatever is over waits on nobody.
//!
//! A state is only ever written together with its event in one transaction, so a crash leaves both or neither.

use super::EventKind;

/// A closed list of words that the store and the letters use, read and written by one name each.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$item:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[$item])* $name,)* }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The word that the store and the letters use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// Reads the word back.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text)
            }
        }
    };
}
pub(super) use words;

words! {
    /// Where an issue stands.
    State {
        /// Waits for an answer from inside.
        Open = "open",
        /// Waits for the vendor.
        WithConsultant = "with_consultant",
        /// A solution is known; the reporter has not agreed yet.
        Solved = "solved",
        /// The reporter agreed, or the silence ladder ended.
        Closed = "closed",
        /// Taken back, or gone from the mail when it was read again.
        Withdrawn = "withdrawn",
        /// The same as another issue.
        Duplicate = "duplicate",
        /// Will not be done.
        Declined = "declined",
    }
}

words! {
    /// Who has the ball.
    Side {
        /// Whoever reported it.
        Reporter = "reporter",
        /// The first line for its module.
        KeyUser = "key_user",
        /// The lead.
        Lead = "lead",
        /// The vendor's person.
        Consultant = "consultant",
        /// It is over.
        Nobody = "nobody",
    }
}

words! {
    /// How an issue came to its end; figures keep them apart.
    Closing {
        /// The reporter agreed.
        Confirmed = "confirmed",
        /// The reporter was asked, and reminded, and said nothing.
        Silent = "silent",
        /// By the lead's word.
        Lead = "lead",
        /// With an answer out of the archive.
        Archive = "archive",
    }
}

words! {
    /// Why something cannot happen to an issue. Each has its sentence in every language (`config/letters/*/noted.md`).
    Refusal {
        /// It is not solved, and nobody said that it was.
        StillOpen = "still_open",
        /// No solution is known yet.
        NotSolved = "not_solved",
        /// It is not with the consultant.
        NotSent = "not_sent",
        /// A solution is there already; it waits for its reporter.
        Solved = "solved",
        /// It is closed.
        Closed = "closed",
        /// It was taken back.
        Withdrawn = "withdrawn",
        /// It goes on under another number.
        Duplicate = "duplicate",
        /// It was decided that nothing is done about it.
        Declined = "declined",
        /// It cannot happen to anything that exists.
        Never = "never",
        /// It is a problem and no wish.
        NoWish = "no_wish",
        /// The wish has not been taken up yet.
        NotAccepted = "not_accepted",
        /// It has been taken up before.
        Accepted = "accepted",
        /// Nobody has said yet how it could be done.
        NoOptions = "no_options",
        /// Its reporter has not chosen yet.
        NotChosen = "not_chosen",
        /// The approver has not answered yet.
        WaitsForApproval = "waits_for_approval",
        /// The approver is not asked.
        NotPutUp = "not_put_up",
        /// Nobody has said that it may cost something.
        NotApproved = "not_approved",
        /// The way is chosen and commissioned.
        Decided = "decided",
        /// It is not there yet.
        NotDelivered = "not_delivered",
        /// It is there already.
        Delivered = "delivered",
        /// Nobody tries it.
        NoTrial = "no_trial",
        /// It is in use.
        InUse = "in_use",
        /// A wish that is being built is not closed by a word in passing.
        UnderWay = "under_way",
    }
}

impl State {
    /// Where an issue stands after `event`, or why it cannot happen to it. The only rule by which states move.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn after(self, event: EventKind) -> Result<Self, Refusal> {
        use EventKind as Event;
        match (event, self) {
            (Event::Opened, _) => Err(Refusal::Never),
            // Words about an issue are kept wherever it stands.
            (
                Event::Commented
                | Event::Noted
                | Event::Evidence
                | Event::Linked
                | Event::Moved
                | Event::Split
                | Event::Changed
                | Event::Checked
                | Event::Disputed
                | Event::Appointed
                | Event::Published
                | Event::Offered
                | Event::Hinted
                | Event::Failed
                | Event::Responded
                | Event::Promised
                | Event::Paper
                | Event::AskedAgain,
                _,
            ) => Ok(self),
            (Event::Reread, Self::Withdrawn) => Err(Refusal::Withdrawn),
            (Event::Reread, _) => Ok(self),
            (Event::Recalled, Self::WithConsultant) => Ok(Self::Open),
            (Event::Reminded, Self::WithConsultant) => Ok(self),
            (Event::Recalled | Event::Reminded, _) => Err(Refusal::NotSent),
            // A reporter who has tried it may agree before anybody has said that it was solved, or that nothing would be done.
            (Event::Confirmed, Self::Open | Self::WithConsultant | Self::Solved | Self::Declined | Self::Closed) => Ok(Self::Closed),
            (Event::Reopened, Self::Solved | Self::Closed | Self::Withdrawn | Self::Declined) | (Event::Restored, Self::Withdrawn) => Ok(Self::Open),
            // What is over stays as it ended, whatever else is said about it.
            (_, Self::Closed) => Err(Refusal::Closed),
            (_, Self::Withdrawn) => Err(Refusal::Withdrawn),
            (_, Self::Duplicate) => Err(Refusal::Duplicate),
            (_, Self::Declined) => Err(Refusal::Declined),
            (Event::Withdrawn | Event::Cancelled, _) => Ok(Self::Withdrawn),
            (Event::Merged, _) => Ok(Self::Duplicate),
            (Event::Declined, _) => Ok(Self::Declined),
            (Event::ClosedByLead, _) => Ok(Self::Closed),
            (Event::Solved, _) => Ok(Self::Solved),
            (Event::Postponed, _) => Ok(self),
            (Event::Helped, Self::Solved) => Err(Refusal::Solved),
            (Event::Helped, _) => Ok(Self::Closed),
            (Event::Silent, Self::Solved) => Ok(Self::Closed),
            (Event::Told | Event::Chased, Self::Solved) => Ok(self),
            (Event::Silent | Event::Told | Event::Chased, _) => Err(Refusal::NotSolved),
            (Event::SentOut, Self::Open | Self::WithConsultant) => Ok(Self::WithConsultant),
            (Event::Asked, Self::Open | Self::WithConsultant) => Ok(self),
            (Event::SentOut | Event::Asked | Event::Restored, Self::Solved) => Err(Refusal::Solved),
            (Event::Restored | Event::Reopened, _) => Err(Refusal::StillOpen),
            (_, Self::Solved) => Err(Refusal::Solved),
            (Event::Commissioned, _) => Ok(Self::WithConsultant),
            (Event::InUse, _) => Ok(Self::Solved),
            _ => Ok(Self::Open),
        }
    }

    /// Is it over, so that nothing is expected of anybody?
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn | Self::Duplicate | Self::Declined)
    }
}

impl Side {
    /// Who has the ball after `event`, which has led to `state`. `first` is the first line: the lead, or the key user.
    #[must_use]
    pub fn after(self, event: EventKind, state: State, first: Self) -> Self {
        use EventKind as Event;
        match event {
            _ if state.is_over() => Self::Nobody,
            _ if state == State::Solved => Self::Reporter,
            Event::Opened | Event::Reopened | Event::Restored | Event::Recalled => first,
            Event::SentOut | Event::Commissioned => Self::Consultant,
            Event::Responded => Self::Lead,
            Event::Promised if state == State::WithConsultant => Self::Consultant,
            Event::Asked | Event::Optioned | Event::TrialBegun => Self::Reporter,
            Event::Accepted | Event::Chosen | Event::NoneFits | Event::PutUp | Event::Approved | Event::NotApproved | Event::Delivered | Event::TrialFailed => {
                Self::Lead
            }
            Event::Commented | Event::Evidence if self == Self::Reporter => first,
            _ => self,
        }
    }
}

impl EventKind {
    /// How an issue ends by this event.
    #[must_use]
    pub fn closing(self) -> Option<Closing> {
        match self {
            Self::Confirmed => Some(Closing::Confirmed),
            Self::Silent => Some(Closing::Silent),
            Self::Helped => Some(Closing::Archive),
            Self::ClosedByLead => Some(Closing::Lead),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The events whose rows are alike share one.
    const KEPT: [EventKind; 16] = [
        EventKind::Commented,
        EventKind::Noted,
        EventKind::Evidence,
        EventKind::Linked,
        EventKind::Moved,
        EventKind::Split,
        EventKind::Changed,
        EventKind::Checked,
        EventKind::Disputed,
        EventKind::Appointed,
        EventKind::Published,
        EventKind::Offered,
        EventKind::Hinted,
        EventKind::Failed,
        EventKind::Paper,
        EventKind::AskedAgain,
    ];

    /// Steps of a wish that leave it open.
    const STEPS: [EventKind; 11] = [
        EventKind::Accepted,
        EventKind::Optioned,
        EventKind::Chosen,
        EventKind::NoneFits,
        EventKind::PutUp,
        EventKind::Approved,
        EventKind::NotApproved,
        EventKind::Delivered,
        EventKind::TrialBegun,
        EventKind::Tried,
        EventKind::TrialFailed,
    ];

    fn row(event: EventKind) -> String {
        let cell = |state: &State| match state.after(event) {
            Ok(after) if after == *state => "·".to_owned(),
            Ok(after) => after.as_str().to_owned(),
            Err(refusal) => format!("({})", refusal.as_str()),
        };
        State::ALL.iter().map(cell).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn the_table_of_the_docs_is_the_function() {
        let docs = include_str!("state.rs");
        for event in EventKind::ALL.iter().filter(|event| !KEPT.contains(event) && !STEPS.contains(event)) {
            let line = format!("//! | {} | {} |", event.as_str(), row(*event));
            assert!(docs.contains(&line), "the docs lack\n{line}");
        }
        for alike in [&KEPT[..], &STEPS] {
            let names: Vec<&str> = alike.iter().map(|event| event.as_str()).collect();
            assert!(alike.iter().all(|event| row(*event) == row(alike[0])));
            assert!(docs.contains(&format!("//! | {} | {} |", names.join(", "), row(alike[0]))));
        }
    }

    #[test]
    fn an_issue_closes_only_by_confirmation_silence_or_the_leads_word() {
        for state in State::ALL {
            for event in EventKind::ALL.iter().filter(|event| event.closing().is_none()) {
                let closes = state.after(*event) == Ok(State::Closed) && *state != State::Closed;
                assert!(!closes, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn the_ball_is_always_on_one_side() {
        let table = [
            (Side::Nobody, EventKind::Opened, State::Open, Side::Lead),
            (Side::Lead, EventKind::SentOut, State::WithConsultant, Side::Consultant),
            (Side::Consultant, EventKind::Responded, State::WithConsultant, Side::Lead),
            (Side::Lead, EventKind::Solved, State::Solved, Side::Reporter),
            (Side::Reporter, EventKind::Commented, State::Solved, Side::Reporter),
            (Side::Reporter, EventKind::Reopened, State::Open, Side::Lead),
            (Side::Lead, EventKind::Asked, State::Open, Side::Reporter),
            (Side::Reporter, EventKind::Evidence, State::Open, Side::Lead),
            (Side::Consultant, EventKind::Commented, State::WithConsultant, Side::Consultant),
            (Side::Reporter, EventKind::Confirmed, State::Closed, Side::Nobody),
            (Side::Reporter, EventKind::Changed, State::Open, Side::Reporter),
        ];
        for (before, event, state, want) in table {
            assert_eq!(before.after(event, state, Side::Lead), want, "{before:?} {event:?}");
        }
    }
}
