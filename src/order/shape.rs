//! What stands in the line of an order, and how much proof it takes.

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
    /// Numbers of held mails: `H3 登记`.
    Held,
    /// The word, then a number or a name: `查 42`, `查 王磊`, `授权 李娜 到3/15`.
    Anything,
    /// A name, and what is said of its owner: `王磊 请假 3天`, `Lina works on Saturday`.
    Person,
    /// A name, the word, a colon and a sentence: `王磊 点评: …`.
    PersonWords,
    /// The number of a held mail, then a name: `H3 是王磊`.
    HeldName,
    /// The word, then a name and an address: `加人 张伟 zhang@corp.test 仓库`.
    Newcomer,
    /// Numbers, or the word alone: `42 收回`, `收回`.
    IssuesOrAlone,
    /// The word alone: `帮助`.
    Alone,
}
