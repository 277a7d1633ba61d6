//! What people write back about a wish: which option it is to be, whether it may cost so much. Pure.

/// Something said about a wish that waits for this very word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// This one.
    Option(char),
    /// None of them, and why.
    NoOption(String),
    /// It may cost so much.
    Yes,
    /// It may not, and why.
    No(String),
}

const BEFORE: [&str; 20] = [
    "我们选",
    "我們選",
    "我选",
    "我選",
    "就选",
    "就選",
    "选择",
    "選擇",
    "选",
    "選",
    "就用",
    "用",
    "就",
    "要",
    "we take",
    "i take",
    "take",
    "choose",
    "i choose",
    "go for",
];
const WORD: [&str; 4] = ["方案", "选项", "選項", "option"];
const NONE: [&str; 14] = [
    "都不行",
    "都不要",
    "都不合适",
    "都不合適",
    "都不满意",
    "都不滿意",
    "都不选",
    "都不選",
    "都不好",
    "none of them",
    "none of these",
    "none fits",
    "none",
    "neither",
];
const YES: [&str; 14] = ["同意", "批准", "批准了", "可以", "核准", "准了", "没问题", "沒問題", "yes", "ok", "okay", "approved", "approve", "agreed"];
const NO: [&str; 14] =
    ["不同意", "不批准", "不核准", "不可以", "不行", "驳回", "駁回", "退回", "not approved", "rejected", "reject", "declined", "no", "too expensive"];

/// Which of the options a line chooses: "A", "选A", "方案 B 吧", "option B, please". `None` where it says something else.
#[must_use]
pub fn choice(line: &str) -> Option<Said> {
    let text = super::line::narrow(line.trim());
    let lower = text.to_lowercase();
    if let Some(rest) = NONE.iter().find_map(|none| lower.strip_prefix(none)) {
        return Some(Said::NoOption(tail(line, rest)));
    }
    let begun = BEFORE.iter().find_map(|before| lower.strip_prefix(before)).unwrap_or(&lower).trim_start();
    let worded = WORD.iter().find_map(|word| begun.strip_prefix(word));
    let rest = worded.unwrap_or(begun).trim_start();
    let letter = rest.chars().next().filter(char::is_ascii_lowercase)?;
    let behind = rest.get(1..)?;
    // "a new field" is a sentence, "ab" a word.
    let ends = behind.chars().next().is_none_or(|c| matches!(c, '.' | ',' | '。' | '，' | '!' | '、' | ';' | '~' | ')') || !c.is_ascii() && c.is_alphabetic());
    let ends = ends || worded.is_some() && !behind.starts_with(|c: char| c.is_ascii_alphanumeric()) || behind.trim().is_empty();
    ends.then(|| Said::Option(letter.to_ascii_uppercase()))
}

/// Does a line say yes or no to a cost: "同意", "不同意: 太贵"? `None` where it says something else.
#[must_use]
pub fn approval(line: &str) -> Option<Said> {
    let text = super::line::narrow(line.trim());
    let lower = text.to_lowercase();
    let whole = |rest: &str| rest.chars().next().is_none_or(|c| !c.is_ascii_alphanumeric());
    if let Some(rest) = NO.iter().filter_map(|no| lower.strip_prefix(no).filter(|rest| whole(rest))).min_by_key(|rest| rest.len()) {
        return Some(Said::No(tail(line, rest)));
    }
    let rest = YES.iter().filter_map(|yes| lower.strip_prefix(yes)).min_by_key(|rest| rest.len())?;
    // "同意，但是不能超过5000" is no plain yes, and what spends needs one.
    rest.trim_matches(['。', '.', '!', '，', ',', ' ', '~', '了', '的']).is_empty().then_some(Said::Yes)
}

/// What follows, in the writer's own letters.
fn tail(line: &str, rest: &str) -> String {
    let text = line.trim();
    let behind = text.chars().count().saturating_sub(rest.chars().count());
    text.chars().skip(behind).collect::<String>().trim_start_matches([':', '：', ',', '，', '。', '.', ' ']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_one_letter_and_what_people_put_around_it() {
        for (line, want) in [
            ("A", 'A'),
            ("a。", 'A'),
            ("选B", 'B'),
            ("就用方案 b 吧", 'B'),
            ("方案A，谢谢", 'A'),
            ("Option B, please", 'B'),
            ("we take A", 'A'),
            ("A可以", 'A'),
        ] {
            assert_eq!(choice(line), Some(Said::Option(want)), "{line}");
        }
        assert_eq!(choice("都不行：要能按仓库分"), Some(Said::NoOption("要能按仓库分".into())));
        assert_eq!(choice("None of them: We need it by Store"), Some(Said::NoOption("We need it by Store".into())));
        for line in ["a new field", "About A", "方案还没看", "谢谢", "选不出来", ""] {
            assert_eq!(choice(line), None, "{line}");
        }
    }

    #[test]
    fn only_a_plain_yes_spends() {
        for line in ["同意", "同意。", "OK", "Approved!", "可以"] {
            assert_eq!(approval(line), Some(Said::Yes), "{line}");
        }
        assert_eq!(approval("不同意：太贵，明年再说"), Some(Said::No("太贵，明年再说".into())));
        assert_eq!(approval("No, too much"), Some(Said::No("too much".into())));
        for line in ["同意，但是不能超过5000", "Noted", "好像可以", "收到", "请问为什么这么贵？"] {
            assert_eq!(approval(line), None, "{line}");
        }
    }
}
