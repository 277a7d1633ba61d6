//! What the vendor's consultant writes back: done, will be done, a question, his number for it. Pure.

use std::sync::LazyLock;

use regex::Regex;

use super::fold::{fold, sentences};
use super::lexicon::{Lexicon, Topic};
use crate::issue::{IssueNumber, Key};

/// What a consultant says about an issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// It is done and can be tried.
    Fixed,
    /// It will be done.
    Ahead,
    /// He needs something.
    Asks,
    /// Anything else.
    Words,
}

/// What a passage of his says. A part that is still to come outweighs what is done, since a reporter who tries too early finds
/// it broken; and what is done outweighs a question, which is mostly whether it works now.
#[must_use]
pub fn says(text: &str, lexicon: &Lexicon) -> Says {
    let mut said = Says::Words;
    for sentence in sentences(text) {
        let folded = fold(sentence);
        let tags = lexicon.tag(&[Topic::VendorFixed, Topic::VendorUnfixed, Topic::VendorAhead, Topic::VendorAsks], &folded);
        let has = |topic: Topic| tags.iter().any(|(tagged, _)| *tagged == topic);
        let end = folded.trim_end();
        let question = end.ends_with(['?', '吗', '嗎', '呢']);
        if has(Topic::VendorAhead) && !question {
            return Says::Ahead;
        }
        if has(Topic::VendorFixed) && !has(Topic::VendorUnfixed) && !question {
            said = Says::Fixed;
        } else if said == Says::Words && (question || has(Topic::VendorAsks)) {
            said = Says::Asks;
        }
    }
    said
}

/// How vendors write their own numbers. A bare "单号" is a document's, and "工单" a work order in production.
static TICKET: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?: \b(?:ticket|case|incident|service\ request|sr|support\ (?:no|id)|our\ ref(?:erence)?) | 我方单号 | 我方單號 | 我们的单号 | 我們的單號 | 我司单号 | 我司單號 | 我这边单号 | 服务单号 | 服務單號 | 受理号 | 受理編號 | 受理编号 | 工单号 | 工單號 | 支持单号 | 案件編號 | 案件编号 )
        \s* (?:no\.?|number|id)? \s* (?:是|为|為|is)? \s* [:：\#＃]* \s*
        ( [a-z]{0,6} [-_]? \d{3,12} (?:[-_]\d{1,6})? )
        | \b ( (?:inc|cs|req|tkt|sup)[-_]?\d{4,12} ) \b
        | \[ (?:\#|ticket\#?|case\#?)\s*:?\s* ( [a-z0-9]{2,8}[-_]?\d{2,12} ) \]",
    )
    .ok()
});

/// His own number for it, as he writes it; ours is none.
#[must_use]
pub fn ticket(text: &str, key: &Key) -> Option<String> {
    let ours = key.as_str().to_uppercase();
    let found = TICKET.as_ref()?.captures_iter(text).filter_map(|found| found.iter().flatten().nth(1));
    found.map(|ticket| ticket.as_str().to_uppercase()).find(|ticket| !ticket.starts_with(&ours))
}

/// What a table that went out says in its last column now that it has come back: the issue, and his words.
///
/// In HTML its rows come back as cells; in text as columns, or line by line with the column's head before each.
#[must_use]
pub fn filled(text: &str, key: &Key) -> Vec<(IssueNumber, String)> {
    const HEADS: [&str; 3] = ["回复:", "回覆:", "answer:"];
    let mut filled: Vec<(IssueNumber, String)> = vec![];
    let mut row = None;
    for line in text.lines() {
        let line = line.trim_start_matches(['>', ' ', '-']);
        let plain = fold(line);
        let mut answer = None;
        if let Some((number, ..)) = super::reply::numbers(line, key).first() {
            row = Some(*number);
            let cells: Vec<&str> = if line.contains('\t') { line.split('\t').collect() } else { columns(line) };
            // Six columns went out; fewer are a sentence of his, which is read as such.
            answer = cells.last().filter(|_| cells.len() >= COLUMNS).map(|cell| (*cell).to_owned());
        }
        if let Some(head) = HEADS.iter().find(|head| plain.starts_with(**head)) {
            answer = Some(line.chars().skip(head.chars().count()).collect());
        }
        let words = answer.as_deref().unwrap_or_default().trim_matches(['…', ' ', '\u{a0}', '.', '　']);
        if let Some(number) = row.filter(|_| !words.is_empty())
            && !filled.iter().any(|(known, _)| *known == number)
        {
            filled.push((number, words.to_owned()));
        }
    }
    filled
}

/// The columns of the table that goes out.
const COLUMNS: usize = 6;

/// What two blanks or more part.
fn columns(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consultant_has_fixed_it_will_or_asks() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("已修复，请测试。", Says::Fixed),
            ("Fixed, please test.", Says::Fixed),
            ("補丁已發布，請測試", Says::Fixed),
            ("已修复，请测试。现在还报错吗？", Says::Fixed),
            ("下个版本修复，3/30", Says::Ahead),
            ("Fixed in the next release, 3/30.", Says::Ahead),
            ("原因已找到，预计3月30日前修复", Says::Ahead),
            ("已修复一部分，其余将在3/30发布", Says::Ahead),
            ("请提供出错时的单据号和截图", Says::Asks),
            ("Which user was logged in?", Says::Asks),
            ("无法复现，能否远程看一下？", Says::Asks),
            ("已经修复了吗？", Says::Asks),
            ("尚未修复", Says::Words),
            ("It is not fixed.", Says::Words),
            ("收到，已转研发。", Says::Words),
            ("Thank you, forwarded to development.", Says::Words),
        ];
        for (text, want) in table {
            assert_eq!(says(text, &lexicon), want, "{text}");
        }
    }

    #[test]
    fn a_vendors_number_is_kept_and_ours_is_none() {
        let key = Key::parse("CRM").unwrap();
        let table = [
            ("Your ticket #48213 was opened", Some("48213")),
            ("[INC0012345] Re: stock", Some("INC0012345")),
            ("我方单号：SR-2026031", Some("SR-2026031")),
            ("Re: 打印空白 [Ticket#20260304]", Some("20260304")),
            ("Case CRM-42", None),
            ("销售单号 SO-1001 已处理", None),
            ("工单MO-0921 报不了工", None),
        ];
        for (text, want) in table {
            assert_eq!(ticket(text, &key).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn a_filled_table_is_read_from_cells_columns_and_lines() {
        let key = Key::parse("CRM").unwrap();
        let html = "编号\t问题\t发给您\t您的单号\t预计\t回复\nCRM-1\t库存不足\t3月2日\t\t3月9日\t已修复\nCRM-2\t空白\t3月2日\t\t3月9日\t…\nCRM-3\ta\tb\tc\td\t";
        assert_eq!(filled(html, &key), [(IssueNumber(1), "已修复".to_owned())]);
        let told =
            "> - 编号: CRM-1\n>   问题: 库存不足\n>   回复: …已修复，请测试\n> - 编号: CRM-2\n>   回复: …\n> - No.: CRM-3\n>   Answer: next release, 3/30";
        assert_eq!(filled(told, &key), [(IssueNumber(1), "已修复，请测试".to_owned()), (IssueNumber(3), "next release, 3/30".to_owned())]);
        let columns = "CRM-1  库存不足  3月2日  INC1  3月9日  … fixed\nCRM-2  空白  3月2日  …";
        assert_eq!(filled(columns, &key), [(IssueNumber(1), "fixed".to_owned())]);
        assert_eq!(filled("CRM-1 已修复，请测试", &key), []);
    }
}
