//! What a reporter may write; the help letter shows it.

/// What a reporter may write about his issues: how it is offered in zh-Hans, zh-Hant and en, and what it does. Read by
/// [`report::reply`](crate::report) and [`corrections`](super::corrections), not by this table; the help letter shows it.
pub const REPORTERS: &[([&str; 3], [&str; 3])] = &[
    (["42 已解决", "42 已解決", "42 solved"], ["试过了，好了，可以关闭", "試過了，好了，可以關閉", "you tried it and it works: it is closed"]),
    (["42 未解决", "42 未解決", "42 not solved"], ["还是不行，请写一下现在的情况", "還是不行，請寫一下現在的情況", "it does not; please say what happens now"]),
    (["42 月底再看", "42 月底再看", "42 check at month end"], ["先不关，到时再请您看", "先不關，到時再請您看", "it stays open, and you are asked again then"]),
    (["43 取消", "43 取消", "cancel 43"], ["不用处理了", "不用處理了", "never mind"]),
    (["41、42是同一个问题", "41、42是同一個問題", "41 and 42 are the same"], ["合在一起跟进", "合在一起跟進", "they go on under one number"]),
    (["图2是42的", "圖2是42的", "fig 2 belongs to 42"], ["截图放错了地方", "截圖放錯了地方", "a screenshot stands with the wrong issue"]),
    (
        ["41是两个问题：1. … 2. …", "41是兩個問題：1. … 2. …", "41 is two problems: 1. … 2. …"],
        ["拆成两个编号", "拆成兩個編號", "it is parted, and each part has its number"],
    ),
    (["43 不用登记", "43 不用登記", "43 is no issue"], ["不是问题，不跟进", "不是問題，不跟進", "it is not followed"]),
    (["这是3月5日的日报", "這是3月5日的日報", "this is for March 5"], ["日期算错了", "日期算錯了", "the report counts for that day"]),
];
