//! What orders do.

use crate::issue::Severity;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// A solution is known; its reporter is asked to try it.
    Solved,
    /// Goes on under another number.
    SameAs,
    /// Nothing is done about it now.
    NotNow,
    /// A suggestion or a tip is not taken up; its author is thanked.
    NotTaken,
    /// Its solution, or the tip, is told to everybody.
    TellAll,
    /// Open again.
    Reopen,
    /// Closed by the lead's word, whatever the reporter says.
    Close,
    /// What was looked into and tried inside.
    Checked,
    /// What the sides do not agree on.
    Dispute,
    /// Words to be kept with it.
    Note,
    /// How much it hurts.
    Severity(Severity),
    /// To which module it belongs.
    Module,
    /// Which colleague sees to it.
    Owner,
    /// What it came from.
    Cause,
    /// A question to its reporter.
    Ask,
    /// What the archive says to whoever has the same problem.
    Answer,
    /// The archive no longer says it.
    WithdrawAnswer,
    /// A picture may be shown with the answer.
    Release,
    /// It is put to the vendor's consultant.
    Consult,
    /// What was to leave the company does not.
    Recall,
    /// Reporter and consultant talk through the desk.
    Connect,
    /// Somebody is to look at it together with its reporter, on a day.
    Meet,
    /// The lead's word on somebody's reports.
    Remark,
    /// A wish is taken up.
    Accept,
    /// A way to do it, with its effort and cost.
    Option,
    /// It may be built, at a cost and up to a day.
    Approve,
    /// It is there.
    Delivered,
    /// Some people try it, up to a day.
    Trial,
    /// For everybody from now on.
    InUse,
    /// How an issue stands, what is open with a person, or what says these words.
    Show,
    /// What says these words, among issues and answers.
    Find,
    /// A held mail is taken in.
    FileHeld,
    /// A held mail is put aside.
    DropHeld,
    /// A held mail is read once more.
    ReadHeld,
    /// A person is away on some days.
    Away,
    /// A person works on days that are free for others.
    Works,
    /// A person is back before the days are over.
    Back,
    /// Somebody comes to the project.
    Join,
    /// A held mail is from somebody whom the project knows.
    HeldFrom,
    /// Somebody leaves it.
    Leave,
    /// Somebody works in another department.
    Move,
    /// Somebody goes on with what is open with another.
    TakeOver,
    /// Somebody stands in for the lead, up to a day.
    Deputy,
    /// Shadow mode ends: letters go to those whom they are meant for.
    GoLive,
    /// What the other lines would do.
    Preview,
    /// The help letter.
    Help,
}

impl Verb {
    /// What it decides about an issue, where that can only be decided one way at a time.
    pub(super) fn decides(self) -> Option<&'static str> {
        match self {
            Self::Solved | Self::SameAs | Self::NotNow | Self::NotTaken | Self::Reopen | Self::Close | Self::Consult | Self::Recall => Some("state"),
            Self::Severity(_) => Some("severity"),
            Self::Module => Some("module"),
            Self::Owner => Some("owner"),
            Self::Cause => Some("cause"),
            Self::Answer | Self::WithdrawAnswer => Some("answer"),
            Self::FileHeld | Self::DropHeld | Self::ReadHeld => Some("held"),
            Self::Find | Self::Release => None,
            Self::Note
            | Self::Checked
            | Self::Dispute
            | Self::TellAll
            | Self::Meet
            | Self::Remark
            | Self::Ask
            | Self::Connect
            | Self::Accept
            | Self::Option
            | Self::Approve
            | Self::Delivered
            | Self::Trial
            | Self::InUse
            | Self::Show
            | Self::Away
            | Self::Works
            | Self::Back
            | Self::Join
            | Self::HeldFrom
            | Self::Leave
            | Self::Move
            | Self::TakeOver
            | Self::Deputy
            | Self::GoLive
            | Self::Preview
            | Self::Help => None,
        }
    }

    /// May its words stand in the lines below it?
    pub(super) fn goes_on_below(self) -> bool {
        matches!(self, Self::Solved | Self::NotNow | Self::NotTaken | Self::Checked | Self::Answer | Self::Consult)
    }

    /// Do whole sentences follow, in which commas and blanks are only commas and blanks?
    pub(super) fn takes_prose(self) -> bool {
        matches!(
            self,
            Self::Solved
                | Self::NotNow
                | Self::NotTaken
                | Self::Close
                | Self::Note
                | Self::Checked
                | Self::Dispute
                | Self::Ask
                | Self::Meet
                | Self::Remark
                | Self::Answer
                | Self::Consult
                | Self::Option
                | Self::Approve
                | Self::Trial
                | Self::InUse
        )
    }
}
