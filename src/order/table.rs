//! The orders: who may write what, in which words, and how much proof it takes.

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// A solution is known; its reporter is asked to try it.
    Solved,
    /// Goes on under another number.
    SameAs,
    /// Nothing is done about it now.
    NotNow,
    /// Open again.
    Reopen,
    /// Closed by the lead's word, whatever the reporter says.
    Close,
    /// Words to be kept with it.
    Note,
}

/// How much proof an order takes (promise 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// Looks something up: the right address is enough, the answer goes to the registered one.
    Look,
    /// Steers inside the house: a token of a letter to that very address, or our own server's verdict.
    Steer,
    /// Leaves the house, spends, hands power over, releases mail: a token at most 14 days old.
    Leave,
}

/// What stands in the line beside its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One or more numbers: `42 重开`.
    Issues,
    /// Numbers, and perhaps words: `42 已解决: …`.
    IssuesWords,
    /// Numbers, and words that must not be missing: `42 备注: …`.
    IssuesText,
    /// Numbers, and the number that they go on under: `42 与17重复`.
    IssuesIssue,
}

/// One order.
#[derive(Debug)]
pub struct Row {
    /// What it does.
    pub verb: Verb,
    /// How much proof it takes.
    pub power: Power,
    /// What stands in its line.
    pub shape: Shape,
    /// How it is offered, as a whole line, in zh-Hans, zh-Hant and en.
    pub offered: [&'static str; 3],
    /// The words that mean it, in all languages; the longest that fits wins.
    pub words: &'static [&'static str],
}

/// All orders, in the order of the help letter.
pub const TABLE: &[Row] = &[
    Row {
        verb: Verb::Solved,
        power: Power::Steer,
        shape: Shape::IssuesWords,
        offered: ["42 已解决: …", "42 已解決: …", "42 solved: …"],
        words: &["已解决", "已解決", "解决了", "解決了", "已处理", "已處理", "处理好了", "處理好了", "好了", "solved", "fixed", "resolved"],
    },
    Row {
        verb: Verb::SameAs,
        power: Power::Steer,
        shape: Shape::IssuesIssue,
        offered: ["42 与17重复", "42 與17重複", "42 same as 17"],
        words: &["同", "并入", "併入", "重复", "重複", "same as", "duplicate of", "joins"],
    },
    Row {
        verb: Verb::NotNow,
        power: Power::Steer,
        shape: Shape::IssuesWords,
        offered: ["42 暂不处理: …", "42 暫不處理: …", "42 not now: …"],
        words: &["暂不处理", "暫不處理", "不处理", "不處理", "先不做", "not now", "won't do", "declined"],
    },
    Row {
        verb: Verb::Reopen,
        power: Power::Steer,
        shape: Shape::Issues,
        offered: ["42 重开", "42 重開", "42 reopen"],
        words: &["重开", "重開", "重新打开", "重新開啟", "reopen", "open again"],
    },
    Row {
        verb: Verb::Close,
        power: Power::Steer,
        shape: Shape::IssuesWords,
        offered: ["42 关闭", "42 關閉", "42 close"],
        words: &["关闭", "關閉", "结案", "結案", "close", "closed"],
    },
    Row {
        verb: Verb::Note,
        power: Power::Steer,
        shape: Shape::IssuesText,
        offered: ["42 备注: …", "42 備註: …", "42 note: …"],
        words: &["备注", "備註", "note"],
    },
];
