//! Does a wish say why it is wanted, and what it is to bring? What is missing is asked for. Pure.

/// Words with which people give a reason.
const REASON: [&str; 25] = [
    "因为",
    "因為",
    "由于",
    "由於",
    "原因",
    "理由",
    "导致",
    "導致",
    "否则",
    "否則",
    "不然",
    "现在每次",
    "現在每次",
    "目前每",
    "每次都要",
    "because",
    "since we",
    "reason",
    "otherwise",
    "currently",
    "every time",
    "each time",
    "at the moment",
    "right now",
    "as we ",
];

/// Words with which people say what it is to bring.
const GOAL: [&str; 25] = [
    "为了",
    "為了",
    "以便",
    "便于",
    "便於",
    "目的",
    "目标",
    "目標",
    "这样就",
    "這樣就",
    "这样可以",
    "這樣可以",
    "这样能",
    "這樣能",
    "方便",
    "避免",
    "省得",
    "so that",
    "in order to",
    "goal",
    "so we",
    "so i can",
    "to avoid",
    "would save",
    "that way",
];

/// What a wish does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Why it is wanted.
    pub reason: bool,
    /// What it is to bring.
    pub goal: bool,
}

/// What a wish in these words does not say.
#[must_use]
pub fn missing(text: &str) -> Missing {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    Missing { reason: !has(&REASON), goal: !has(&GOAL) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_wish_leaves_out_is_seen() {
        assert_eq!(missing("希望报价单可以按客户分组"), Missing { reason: true, goal: true });
        assert_eq!(missing("希望报价单可以按客户分组，因为现在每次都要手工排，方便对账"), Missing::default());
        assert_eq!(missing("Please group quotations by customer so that we can reconcile"), Missing { reason: true, goal: false });
    }
}
