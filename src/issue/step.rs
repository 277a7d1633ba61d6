//! How far a wish has come: the second column of a change request, moved together with its [`State`] by one function.
//!
//! [`Standing::after`] moves both; this table of its steps is made from it, and a test compares the two. A cell names the new step,
//! `·` where it stays, or in brackets the [`Refusal`] that a person gets as a sentence. `–` is a problem, which has no step. What an
//! event does to the state stands in the docs of `state.rs`; every event that is missing here leaves the step where it is.
//!
//! | event | – | requested | accepted | asked | options | chosen | approval | approved | commissioned | delivered | trial | in_use |
//! | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
//! | accepted | accepted | accepted | (accepted) | (accepted) | (accepted) | (accepted) | (accepted) | (accepted) | (accepted) | (accepted) | (accepted) | (accepted) |
//! | sent_out | · | (not_accepted) | asked | · | · | · | (waits_for_approval) | commissioned | · | commissioned | commissioned | (in_use) |
//! | recalled | · | · | · | accepted | · | · | · | · | approved | · | · | · |
//! | option | (no_wish) | (not_accepted) | options | options | · | options | (waits_for_approval) | (decided) | (decided) | (decided) | (decided) | (decided) |
//! | chosen | (no_wish) | (not_accepted) | (no_options) | (no_options) | chosen | · | (waits_for_approval) | (decided) | (decided) | (decided) | (decided) | (decided) |
//! | none_fits | (no_wish) | (not_accepted) | (no_options) | (no_options) | accepted | accepted | (waits_for_approval) | (decided) | (decided) | (decided) | (decided) | (decided) |
//! | put_up | (no_wish) | (not_accepted) | (no_options) | (no_options) | (not_chosen) | approval | · | approval | approval | approval | approval | (in_use) |
//! | approved | (no_wish) | (not_accepted) | (no_options) | (no_options) | (not_chosen) | approved | approved | · | approved | approved | approved | (in_use) |
//! | not_approved | (no_wish) | (not_put_up) | (not_put_up) | (not_put_up) | (not_put_up) | (not_put_up) | chosen | (not_put_up) | (not_put_up) | (not_put_up) | (not_put_up) | (not_put_up) |
//! | commissioned | (no_wish) | (not_accepted) | (no_options) | (no_options) | (not_chosen) | (not_approved) | (waits_for_approval) | commissioned | (decided) | (decided) | (decided) | (decided) |
//! | delivered | (no_wish) | (not_accepted) | (no_options) | (no_options) | (not_chosen) | (not_approved) | (waits_for_approval) | delivered | delivered | (delivered) | (delivered) | (in_use) |
//! | trial | (no_wish) | (not_accepted) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | trial | · | (in_use) |
//! | tried | (no_wish) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | · | (no_trial) |
//! | trial_failed | (no_wish) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | (no_trial) | delivered | (no_trial) |
//! | in_use | (no_wish) | (not_accepted) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | (not_delivered) | in_use | in_use | (in_use) |
//! | confirmed | · | · | · | · | (under_way) | (under_way) | (under_way) | (under_way) | (under_way) | (under_way) | (under_way) | · |
//! | reopened | · | · | · | · | · | · | · | · | · | · | · | delivered |
//!
//! Declined and withdrawn, at any point, are states; the step still shows how far it had come. Reopened from there, or restored, a
//! wish is `requested` once more and must be accepted anew. What was solved without a change ("it can do that already") may be
//! confirmed at any step.

use super::state::words;
use super::{EventKind, Refusal, State};

words! {
    /// How far a wish has come.
    ChangeStep {
        /// Somebody wants it.
        Requested = "requested",
        /// The lead takes it up.
        Accepted = "accepted",
        /// The consultant is asked how, and at what cost.
        Asked = "asked",
        /// Its reporter is to choose among the ways to do it.
        Options = "options",
        /// The reporter has chosen.
        Chosen = "chosen",
        /// It costs more than the lead may spend alone: the approver is asked.
        Approval = "approval",
        /// The money is there.
        Approved = "approved",
        /// The consultant is building it.
        Commissioned = "commissioned",
        /// He says that it is there.
        Delivered = "delivered",
        /// Some people try it.
        Trial = "trial",
        /// For everybody.
        InUse = "in_use",
    }
}

/// Where an issue stands: its state, and of a wish its step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// How far it has come; `None` where it is no wish.
    pub step: Option<ChangeStep>,
}

impl Standing {
    /// Where an issue stands after `event`, or why it cannot happen to it. The only rule by which state and step move.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn after(self, event: EventKind) -> Result<Self, Refusal> {
        let state = self.state.after(event)?;
        let Some(step) = self.step else {
            return Ok(Self { state, step: first(event)? });
        };
        let back = matches!(self.state, State::Declined | State::Withdrawn) && matches!(event, EventKind::Reopened | EventKind::Restored);
        let known = event == EventKind::Confirmed && self.state != State::Open && self.state != State::WithConsultant;
        let step = match event {
            _ if back => ChangeStep::Requested,
            _ if known => step,
            _ => step.after(event)?,
        };
        Ok(Self { state, step: Some(step) })
    }
}

/// What is no wish becomes one when the lead accepts it as such.
fn first(event: EventKind) -> Result<Option<ChangeStep>, Refusal> {
    match event {
        EventKind::Accepted => Ok(Some(ChangeStep::Accepted)),
        _ if event.is_of_wishes() => Err(Refusal::NoWish),
        _ => Ok(None),
    }
}

impl EventKind {
    /// Can it happen to wishes alone?
    #[must_use]
    pub fn is_of_wishes(self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::Optioned
                | Self::Chosen
                | Self::NoneFits
                | Self::PutUp
                | Self::Approved
                | Self::NotApproved
                | Self::Commissioned
                | Self::Delivered
                | Self::TrialBegun
                | Self::Tried
                | Self::TrialFailed
                | Self::InUse
        )
    }
}

impl ChangeStep {
    /// Has the lead taken it up?
    #[must_use]
    pub fn is_accepted(self) -> bool {
        self != Self::Requested
    }

    fn after(self, event: EventKind) -> Result<Self, Refusal> {
        use EventKind as Event;
        match (event, self) {
            (Event::Accepted, Self::Requested) => Ok(Self::Accepted),
            (Event::Accepted, _) => Err(Refusal::Accepted),
            (Event::Recalled, Self::Asked) => Ok(Self::Accepted),
            (Event::Recalled, Self::Commissioned) => Ok(Self::Approved),
            (Event::Tried, Self::Trial) => Ok(self),
            (Event::TrialFailed, Self::Trial) => Ok(Self::Delivered),
            (Event::Tried | Event::TrialFailed, _) => Err(Refusal::NoTrial),
            (Event::NotApproved, Self::Approval) => Ok(Self::Chosen),
            (Event::NotApproved, _) => Err(Refusal::NotPutUp),
            (Event::Reopened, Self::InUse) => Ok(Self::Delivered),
            (Event::Confirmed, Self::Requested | Self::Accepted | Self::Asked | Self::InUse) => Ok(self),
            (Event::Confirmed, _) => Err(Refusal::UnderWay),
            // Nothing of a wish reaches anybody before the lead has taken it up.
            (Event::SentOut, Self::Requested) => Err(Refusal::NotAccepted),
            (_, Self::Requested) if event.is_of_wishes() => Err(Refusal::NotAccepted),
            (Event::SentOut, Self::Accepted | Self::Asked) => Ok(Self::Asked),
            (Event::SentOut, Self::Options | Self::Chosen) => Ok(self),
            (Event::SentOut, Self::Approved | Self::Commissioned | Self::Delivered | Self::Trial) => Ok(Self::Commissioned),
            (Event::TrialBegun, Self::Delivered | Self::Trial) => Ok(Self::Trial),
            (Event::InUse, Self::Delivered | Self::Trial) => Ok(Self::InUse),
            (Event::TrialBegun | Event::InUse, step) if step != Self::InUse => Err(Refusal::NotDelivered),
            (Event::SentOut | Event::Optioned | Event::Chosen | Event::NoneFits | Event::Commissioned | Event::Delivered, Self::Approval) => {
                Err(Refusal::WaitsForApproval)
            }
            (Event::Optioned, Self::Accepted | Self::Asked | Self::Options | Self::Chosen) => Ok(Self::Options),
            (Event::Chosen, Self::Options | Self::Chosen) => Ok(Self::Chosen),
            (Event::NoneFits, Self::Options | Self::Chosen) => Ok(Self::Accepted),
            (Event::Chosen | Event::NoneFits | Event::PutUp | Event::Approved | Event::Commissioned | Event::Delivered, Self::Accepted | Self::Asked) => {
                Err(Refusal::NoOptions)
            }
            (Event::Optioned | Event::Chosen | Event::NoneFits, _) => Err(Refusal::Decided),
            (Event::PutUp | Event::Approved | Event::Commissioned | Event::Delivered, Self::Options) => Err(Refusal::NotChosen),
            (Event::PutUp, step) if step != Self::InUse => Ok(Self::Approval),
            (Event::Approved, step) if step != Self::InUse => Ok(Self::Approved),
            (Event::Commissioned | Event::Delivered, Self::Chosen) => Err(Refusal::NotApproved),
            (Event::Commissioned, Self::Approved) => Ok(Self::Commissioned),
            (Event::Commissioned, _) => Err(Refusal::Decided),
            (Event::Delivered, Self::Approved | Self::Commissioned) => Ok(Self::Delivered),
            (Event::Delivered, Self::Delivered | Self::Trial) => Err(Refusal::Delivered),
            (Event::SentOut | Event::PutUp | Event::Approved | Event::Delivered | Event::TrialBegun | Event::InUse, _) => Err(Refusal::InUse),
            _ => Ok(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(event: EventKind) -> String {
        let steps = std::iter::once(None).chain(ChangeStep::ALL.iter().copied().map(Some));
        let cell = |step: Option<ChangeStep>| {
            let state = if matches!(event, EventKind::Recalled) { State::WithConsultant } else { State::Open };
            let state = if event == EventKind::Reopened { State::Closed } else { state };
            match (Standing { state, step }).after(event) {
                Ok(after) if after.step == step => "·".to_owned(),
                Ok(after) => after.step.map_or("–", ChangeStep::as_str).to_owned(),
                Err(refusal) => format!("({})", refusal.as_str()),
            }
        };
        steps.map(cell).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn the_table_of_the_docs_is_the_function() {
        let docs = include_str!("step.rs");
        let shown =
            |event: &EventKind| event.is_of_wishes() || matches!(event, EventKind::SentOut | EventKind::Recalled | EventKind::Confirmed | EventKind::Reopened);
        for event in EventKind::ALL.iter().filter(|event| shown(event)) {
            let line = format!("//! | {} | {} |", event.as_str(), row(*event));
            assert!(docs.contains(&line), "the docs lack\n{line}");
        }
        for event in EventKind::ALL.iter().filter(|event| !shown(event)) {
            for step in ChangeStep::ALL.iter().copied() {
                for state in State::ALL.iter().filter(|state| !matches!(state, State::Declined | State::Withdrawn)) {
                    let after = Standing { state: *state, step: Some(step) }.after(*event);
                    assert!(after.is_err() || after.map(|after| after.step) == Ok(Some(step)), "{event:?} moves {step:?}");
                }
            }
        }
    }

    proptest! {
        /// Laws of any walk: a wish is with the consultant only once it was accepted, and accepted anew after it was turned down; it is
        /// commissioned only after it was approved; and what is in use was delivered.
        #[test]
        fn a_wish_goes_out_only_after_it_was_accepted(walk in prop::collection::vec(0..EventKind::ALL.len(), 0..60)) {
            let mut at = Standing { state: State::Open, step: Some(ChangeStep::Requested) };
            let (mut accepted, mut approved, mut delivered) = (false, false, false);
            for event in walk.into_iter().map(|at| EventKind::ALL[at]) {
                let Ok(after) = at.after(event) else { continue };
                if matches!(at.state, State::Declined | State::Withdrawn) && after.state == State::Open {
                    (accepted, approved, delivered) = (false, false, false);
                }
                accepted |= event == EventKind::Accepted;
                approved |= event == EventKind::Approved;
                delivered |= event == EventKind::Delivered;
                prop_assert!(after.state != State::WithConsultant || accepted, "{event:?}");
                prop_assert!(after.step != Some(ChangeStep::Commissioned) || approved, "{event:?}");
                prop_assert!(after.step != Some(ChangeStep::InUse) || delivered, "{event:?}");
                at = after;
            }
        }
    }
}
