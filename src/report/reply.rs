//! What a reply says about existing issues: solved, not solved, never mind, or anything else. Never a false confirm.

use crate::issue::{IssueNumber, Key};

use super::Intent;
use super::fold::{bare, fold, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::nothing;

/// Every issue number that a text names, with the place behind it in the folded text.
pub(crate) fn numbers(text: &str, key: &Key) -> Vec<(IssueNumber, usize, usize)> {
    let folded = fold(text);
    let prefix = key.as_str().to_lowercase();
    let mut found = vec![];
    for (at, _) in folded.match_indices(&prefix) {
        let before = folded.get(..at).and_then(|head| head.chars().next_back());
        let rest = folded.get(at + prefix.len()..).unwrap_or("");
        let skipped = rest.len() - rest.trim_start_matches(['-', ' ', '#', '_']).len();
        let digits: String = rest.get(skipped..).unwrap_or("").chars().take_while(char::is_ascii_digit).collect();
        let after = rest.get(skipped + digits.len()..).and_then(|r| r.chars().next());
        // "P 5" in running text is no number; "P-5" and "P5" are, and so is "CRM 5".
        let tied = prefix.len() > 1 || rest.starts_with(['-', '#']);
        let free = !before.is_some_and(|c| c.is_ascii_alphanumeric()) && !after.is_some_and(|c| c.is_ascii_alphanumeric());
        if let (Ok(number), true) = (digits.parse::<u32>(), tied && free)
            && number > 0
        {
            found.push((IssueNumber(number), at, at + prefix.len() + skipped + digits.len()));
        }
    }
    found
}

/// What one passage says.
pub(crate) fn intent(text: &str, lexicon: &Lexicon) -> Intent {
    let mut seen = vec![];
    for sentence in sentences(text) {
        let folded = fold(sentence);
        let tags = lexicon.tag(&[Topic::Confirm, Topic::Reopen, Topic::Withdraw, Topic::Later], &folded);
        let gone = nothing::gone(&folded, lexicon);
        let has = |topic: Topic| tags.iter().any(|(t, _)| *t == topic);
        let asks = folded.contains('?') || folded.trim_end().ends_with(['吗', '么', '嗎']);
        let whole = lexicon.is(Topic::ConfirmWhole, bare(&folded));
        seen.push(if whole {
            Some(Intent::Confirm)
        } else if (has(Topic::Reopen) || again(&folded, lexicon)) && !has(Topic::Withdraw) {
            Some(Intent::Reopen)
        } else if has(Topic::Withdraw) && !has(Topic::Reopen) {
            Some(Intent::Withdraw)
        } else if asks && wishes_more(&folded, lexicon) {
            None
        } else if has(Topic::Later) || asks || gone == Some(false) || has(Topic::Confirm) && turns(&folded, lexicon) {
            Some(Intent::Comment)
        } else if has(Topic::Confirm) || gone == Some(true) {
            Some(Intent::Confirm)
        } else {
            None
        });
    }
    let any = |intent: Intent| seen.contains(&Some(intent));
    // One sentence that doubts is enough: it is reopened, or at least not closed.
    if any(Intent::Reopen) {
        Intent::Reopen
    } else if any(Intent::Withdraw) {
        Intent::Withdraw
    } else if any(Intent::Comment) {
        Intent::Comment
    } else if any(Intent::Confirm) {
        Intent::Confirm
    } else {
        Intent::Comment
    }
}

/// "昨天日报里第2条我弄错了，请撤掉": takes back what an earlier report said, and gives no number.
pub(crate) fn takes_back(sentence: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(sentence);
    if !lexicon.has(Topic::Earlier, &folded) {
        return false;
    }
    let tags = lexicon.tag(&[Topic::Earlier, Topic::Withdraw, Topic::Defect], &folded);
    let has = |topic: Topic| tags.iter().any(|(t, _)| *t == topic);
    // "上次报的忽略提示太多" tells a fault beside the word.
    has(Topic::Earlier) && has(Topic::Withdraw) && !has(Topic::Defect) && !lexicon.has(Topic::Reopen, &folded)
}

/// "刚刚第三张又跳锁定": a clause in which something goes wrong another time. "又要" and "又快又好" tell of none.
fn again(folded: &str, lexicon: &Lexicon) -> bool {
    folded.split([',', '，', '、', ';']).any(|clause| {
        clause
            .find('又')
            .and_then(|at| clause.get(at..))
            .is_some_and(|told| !told.starts_with("又要") && told.matches('又').count() == 1 && lexicon.has(Topic::Defect, told))
    })
}

/// "Could the total also be shown per gang?": a wish beside the matter doubts nothing.
fn wishes_more(folded: &str, lexicon: &Lexicon) -> bool {
    const MORE: [&str; 6] = ["also ", "additionally ", "as well", "auch ", "zusätzlich ", "también "];
    lexicon.has(Topic::Wish, folded) && MORE.iter().any(|more| folded.contains(more))
}

/// "存是存上了，但是打印出来还空着": a fault behind a "but" takes back what was confirmed before it.
fn turns(folded: &str, lexicon: &Lexicon) -> bool {
    const BUT: [&str; 6] = ["但", "可是", "不过", "只是", "就是", "却"];
    folded.split([',', '，', ';']).skip(1).any(|clause| BUT.iter().any(|but| clause.trim_start().starts_with(but)) && lexicon.names_matter(clause))
}

/// For each issue that the text names: the passage from its number to the next.
pub(crate) fn per_issue(text: &str, key: &Key, lexicon: &Lexicon) -> Vec<(IssueNumber, Intent)> {
    let folded = fold(text);
    let named = numbers(text, key);
    let mut items: Vec<(IssueNumber, Intent)> = vec![];
    let mut waiting: Vec<IssueNumber> = vec![];
    for (i, (number, at, end)) in named.iter().enumerate() {
        let next = named.get(i + 1).map_or(folded.len(), |(_, at, _)| *at);
        let passage = folded.get(*end..next).unwrap_or("");
        waiting.push(*number);
        // "41、42 好了": a number with nothing but a comma behind it shares the next one's words.
        if weight(passage) == 0 && i + 1 < named.len() || matches!(bare(passage), "and" | "和" | "与" | "und" | "y") {
            continue;
        }
        // "Scratch DB-5 please": with one number, what stands before it counts as well.
        let before = if i == 0 { folded.get(..*at).unwrap_or("") } else { "" };
        let alone = named.len() == 1 || i == 0 && weight(before) > 0 && weight(passage) < 4;
        let whole = if alone { format!("{before} {passage}") } else { passage.to_owned() };
        // "The second is not ours. Please drop DB-2, the first one stands.": the sentence with the number takes it back.
        let here = || sentences(text).into_iter().find(|sentence| !numbers(sentence, key).is_empty());
        let withdrawn = alone && here().is_some_and(|sentence| intent(sentence, lexicon) == Intent::Withdraw);
        let intent = if withdrawn { Intent::Withdraw } else { intent(&whole, lexicon) };
        for number in waiting.drain(..) {
            if !lexicon.fuel().spend(items.len()) {
                break;
            }
            if !items.iter().any(|(n, _)| *n == number) {
                items.push((number, intent));
            }
        }
    }
    items.extend(waiting.into_iter().map(|number| (number, Intent::Comment)));
    items
}

/// The intent of the whole, from those of its issues: what must not be lost comes first.
pub(crate) fn overall(items: &[(IssueNumber, Intent)], text: &str, lexicon: &Lexicon) -> Intent {
    if items.is_empty() {
        return intent(text, lexicon);
    }
    let any = |intent: Intent| items.iter().any(|(_, i)| *i == intent);
    let all = |intent: Intent| items.iter().all(|(_, i)| *i == intent);
    match () {
        () if any(Intent::Reopen) => Intent::Reopen,
        () if all(Intent::Confirm) => Intent::Confirm,
        () if any(Intent::Withdraw) && !any(Intent::Confirm) => Intent::Withdraw,
        () => Intent::Comment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_confirms_only_where_it_says_so() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("好了，今天能收到了。", Intent::Confirm),
            ("已經可以了，感謝您的協助！", Intent::Confirm),
            ("刚看了，问题没有了。", Intent::Confirm),
            ("Works now, thanks!", Intent::Confirm),
            ("Sorted 👍 cheers", Intent::Confirm),
            ("It prints now, thank you. It takes nearly a minute though.", Intent::Confirm),
            ("Funktioniert jetzt, danke", Intent::Confirm),
            ("直りました。ありがとうございます。", Intent::Confirm),
            ("没有解决，今天又退回来两张", Intent::Reopen),
            ("还是不行", Intent::Reopen),
            ("昨天測試OK，但今天早上又發生一樣的情形", Intent::Reopen),
            ("昨天下午轉了兩張都順利，可是剛剛第三張又跳鎖定，煩請再看。", Intent::Reopen),
            ("可以保存了，但是打印出来还是空白", Intent::Reopen),
            ("可以保存了，不过打印很慢", Intent::Comment),
            ("Still broken", Intent::Reopen),
            ("Leider nein, der Plan zeigt immer noch die alten Kunden.", Intent::Reopen),
            ("まだ直っていません。", Intent::Reopen),
            ("Sigue fallando con el 12, el 15 sí va.", Intent::Reopen),
            ("So half fixed, please keep it open.", Intent::Reopen),
            ("Great, now it is even worse.", Intent::Reopen),
            ("谢谢", Intent::Comment),
            ("暂时没再出现，再观察两天吧，先别关。", Intent::Comment),
            ("Thanks, will try tomorrow", Intent::Comment),
            ("Is it fixed?", Intent::Comment),
            ("解决了吗？", Intent::Comment),
            ("好的，收到", Intent::Comment),
            ("Happens for level 3 letters as well.", Intent::Comment),
            ("OK, thanks", Intent::Comment),
            ("应该好了，明天再试", Intent::Comment),
            ("The double lines are gone, thanks.", Intent::Confirm),
            ("Now the button is gone.", Intent::Comment),
            ("It is correct now. Could the total also be shown per gang?", Intent::Confirm),
            ("Scratch that please, my bad.", Intent::Withdraw),
            ("不用处理了，是我弄错了", Intent::Withdraw),
        ];
        for (text, want) in table {
            assert_eq!(intent(text, &lexicon), want, "{text}");
        }
    }

    #[test]
    fn a_point_of_an_earlier_report_is_taken_back_where_no_fault_is_told() {
        let lexicon = Lexicon::shipped();
        for text in ["昨天日报里第2条我弄错了，不是系统的问题，请撤回", "昨天报的那条不用处理了，是我看错了"] {
            assert!(takes_back(text, &lexicon), "{text}");
        }
        for text in ["上次报的忽略提示太多", "昨天报的撤回按钮不见了", "昨天报的取消订单，今天点了还是没反应", "不用处理"]
        {
            assert!(!takes_back(text, &lexicon), "{text}");
        }
    }

    #[test]
    fn each_issue_has_its_own_verdict() {
        let lexicon = Lexicon::shipped();
        let key = Key::parse("P").unwrap();
        let got = per_issue("P-0313好了。\nP-0314还不行，翻到第二页又乱了。\nP-0312昨天没试，明天回复。", &key, &lexicon);
        assert_eq!(got, [(IssueNumber(313), Intent::Confirm), (IssueNumber(314), Intent::Reopen), (IssueNumber(312), Intent::Comment)]);
        assert_eq!(overall(&got, "", &lexicon), Intent::Reopen);
        assert_eq!(per_issue("P-41、P-42 都好了", &key, &lexicon), [(IssueNumber(41), Intent::Confirm), (IssueNumber(42), Intent::Confirm)]);
        let key = Key::parse("DB").unwrap();
        assert_eq!(per_issue("Scratch DB-1462 please, I had the filter on.", &key, &lexicon), [(IssueNumber(1462), Intent::Withdraw)]);
    }
}
