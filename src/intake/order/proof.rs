//! Who may order what, and what proves it (promise 8).

use chrono::TimeDelta;

use crate::order::Power;

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
