//! Who may order what, and what proves it (promise 8).

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar;
use crate::intake::Intake;
use crate::order::Power;
use crate::outbox::Letter;
use crate::people::{Mailbox, Role};
use crate::store::{Decided, HeldCause, HeldChoice, MessageId, Outcome, PersonId, StoreError, Write};

/// A token may lie in an old mailbox for years; what leaves the house, spends, hands power over or releases mail needs one
/// that its owner has read in these days.
pub(in crate::intake) const CONFIRMED_FOR: TimeDelta = TimeDelta::days(14);

/// How far a person's orders reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::intake) enum Reach {
    /// All of it.
    Lead,
    /// Stands in for the lead: all but what leaves the house or hands power over.
    Deputy,
    /// The first line for these modules.
    KeyUser(Vec<String>),
    /// Looks at what is his own.
    Own,
    /// Looks at everything, orders nothing.
    Looks,
}

impl Reach {
    /// May he order what takes this much?
    pub(in crate::intake) fn allows(&self, power: Power) -> bool {
        match self {
            Self::Lead => true,
            Self::Deputy | Self::KeyUser(_) => power != Power::Leave,
            Self::Own | Self::Looks => power == Power::Look,
        }
    }

    /// Does it reach an issue of this module?
    pub(super) fn covers(&self, module: Option<&str>) -> bool {
        match self {
            Self::KeyUser(own) => module.is_some_and(|module| own.iter().any(|own| own == module)),
            _ => true,
        }
    }
}

impl Intake {
    /// The lead stands by orders that came without proof: their mail is read again, and they are carried out.
    pub(in crate::intake) async fn stand_by(
        &self,
        write: &mut Write,
        cause: &str,
        by: PersonId,
        decided: &mut Decided,
        now: DateTime<Utc>,
    ) -> Result<Vec<Letter>, StoreError> {
        decided.outcome = Outcome::Order;
        decided.rule = "stands by the orders that came in his name".into();
        let message = cause.strip_prefix("message:").and_then(|id| id.parse().ok()).map(MessageId);
        let held = write.held().await?.into_iter().find(|held| Some(held.message) == message && held.cause == HeldCause::UnprovenOrder);
        match held {
            Some(held) => {
                write.choose_held(held.number, HeldChoice::File(by), now).await?;
            }
            None => decided.rule = "stands by orders that wait no more".into(),
        }
        Ok(vec![])
    }

    /// How far the sender's orders reach: by his role, as a deputy, as the first line for a module.
    pub(in crate::intake) async fn reach(
        &self,
        write: &mut Write,
        from: &Mailbox,
        sender: PersonId,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Reach, StoreError> {
        let context = &self.settings.context;
        if role == Role::Lead {
            return Ok(Reach::Lead);
        }
        if write.deputy_until(sender, calendar::day(now, context.timezone)).await?.is_some() {
            return Ok(Reach::Deputy);
        }
        let address = context.roster.find(&from.address).map_or(&from.address, |person| &person.address);
        let modules: Vec<String> =
            context.modules.iter().filter(|module| module.key_user.as_ref() == Some(address)).map(|module| module.name.clone()).collect();
        Ok(match role {
            _ if !modules.is_empty() => Reach::KeyUser(modules),
            Role::Manager => Reach::Looks,
            _ => Reach::Own,
        })
    }
}

/// How people stand by what they are asked about: the whole of what they write above a quotation, or its first line.
const YES: [&str; 14] = ["确认", "確認", "是", "是的", "是我写的", "是我寫的", "办", "同意", "yes", "confirm", "confirmed", "ok", "yes it was me", "go ahead"];

/// Does the answer to "did you write this?" say yes?
pub(in crate::intake) fn confirms(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_lowercase();
    YES.contains(&first.trim_matches(['。', '.', '!', '！', '，', ',', ' ', '“', '”', '"']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_goes_with_the_role() {
        let key_user = Reach::KeyUser(vec!["库存".into()]);
        for (reach, look, steer, leave) in
            [(Reach::Lead, true, true, true), (Reach::Deputy, true, true, false), (key_user.clone(), true, true, false), (Reach::Own, true, false, false)]
        {
            assert_eq!((reach.allows(Power::Look), reach.allows(Power::Steer), reach.allows(Power::Leave)), (look, steer, leave), "{reach:?}");
        }
        assert!(key_user.covers(Some("库存")) && !key_user.covers(Some("销售")) && !key_user.covers(None) && Reach::Deputy.covers(None));
    }

    #[test]
    fn only_a_plain_yes_confirms() {
        for yes in ["确认", " 是的。\n谢谢", "Yes!", "OK"] {
            assert!(confirms(yes), "{yes}");
        }
        for no in ["不是我写的", "确认一下是谁写的？", "no", "", "谢谢\n确认"] {
            assert!(!confirms(no), "{no}");
        }
    }
}
