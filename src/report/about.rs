//! What a reply says about each issue, in its own words, and what it says about when.

use crate::issue::{IssueNumber, Key};

use super::fold::{fold, from_folded, to_folded, weight};
use super::lexicon::{Lexicon, Topic};
use super::reply;

/// Does the text ask to look at it later: "月底再看", "don't close it yet"?
#[must_use]
pub fn postpones(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(Topic::Postpone, &fold(text))
}

/// Does the text say that its writer is back: "回来上班了", "I'm back"?
#[must_use]
pub fn is_back(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(Topic::Back, &fold(text))
}

/// Does the text say that its writer works on a day that is free for others: "周六加班"?
#[must_use]
pub fn works_besides(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(Topic::Overtime, &fold(text))
}

/// Does the text say nothing else: a line in which nothing is broken or wished for? "周六加班发现单据打不开" is a problem.
#[must_use]
pub fn only_works_besides(text: &str, lexicon: &Lexicon) -> bool {
    /// A line; whoever writes more has more to say.
    const ONE_LINE: usize = 60;
    let folded = fold(text.trim());
    let more = [Topic::Defect, Topic::Wish, Topic::Hint, Topic::Unsolved].into_iter().any(|topic| lexicon.has(topic, &folded));
    text.trim().chars().count() <= ONE_LINE && !more && lexicon.has(Topic::Overtime, &folded)
}

/// Does the text say that the person of this name is away: "李娜今天请假"? A comma or "我" behind the name makes it an address:
/// "李娜，我明天请假".
#[must_use]
pub fn is_absent(name: &str, text: &str, lexicon: &Lexicon) -> bool {
    let ends = |c: char| "，,。.;；!！?？:：\n我".contains(c);
    let clauses = text.match_indices(name).filter_map(|(at, name)| text.get(at + name.len()..)?.split(ends).next());
    !name.is_empty() && clauses.into_iter().any(|clause| lexicon.has(Topic::Absence, &fold(clause)))
}

/// Does the text speak of all that was offered: "都好了", "both work"?
#[must_use]
pub fn means_all(text: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(Topic::ReplyAll, &fold(text))
}

/// The issues that a text names, each once, in its order: `CRM-42`, and a bare `42` where the thread has `offered` it.
#[must_use]
pub fn named(text: &str, key: &Key, offered: &[IssueNumber]) -> Vec<IssueNumber> {
    let mut numbers = vec![];
    for (number, ..) in places(&fold(text), text, key, offered) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// For each issue that a text names the words from its number to the next; numbers side by side share theirs.
#[must_use]
pub fn passages(text: &str, key: &Key, offered: &[IssueNumber]) -> Vec<(IssueNumber, String)> {
    let folded = fold(text);
    let places = places(&folded, text, key, offered);
    let mut passages: Vec<(IssueNumber, String)> = vec![];
    let mut waiting = vec![];
    let mut from = None;
    for (i, (number, start, end)) in places.iter().enumerate() {
        let next = places.get(i + 1).map_or(folded.len(), |(_, start, _)| *start);
        waiting.push(*number);
        from.get_or_insert(*start);
        // "41、42 好了": nothing but a comma, or "and", stands between them.
        let between = folded.get(*end..next).unwrap_or("");
        if weight(between) <= 3 && i + 1 < places.len() && !between.contains('\n') {
            continue;
        }
        // With one number, what stands before it counts as well: "Scratch CRM-5 please".
        let start = if places.len() == waiting.len() { 0 } else { from.unwrap_or(*start) };
        let words = to_folded(from_folded(text, &folded, start), folded.get(start..).unwrap_or(""), next - start).trim().to_owned();
        for number in waiting.drain(..) {
            match passages.iter_mut().find(|(n, _)| *n == number) {
                Some((_, said)) => {
                    said.push('\n');
                    said.push_str(&words);
                }
                None => passages.push((number, words.clone())),
            }
        }
        from = None;
    }
    passages
}

/// What carries a number of its own: "41号单好了" speaks of a document, "3号仓" of a place.
const NUMBERED: [char; 18] = ['单', '單', '票', '仓', '倉', '柜', '櫃', '车', '車', '机', '機', '线', '線', '库', '庫', '楼', '樓', '门'];

/// Is the number that stands before this text that of a document or a place?
pub(crate) fn of_document(behind: &str) -> bool {
    let thing = behind.trim_start().trim_start_matches(['号', '號']);
    thing.starts_with(NUMBERED)
}

/// Does a text speak of a document by its number?
#[must_use]
pub fn names_document(text: &str) -> bool {
    let folded = fold(text);
    folded.char_indices().any(|(at, c)| {
        let rest = folded.get(at + c.len_utf8()..).unwrap_or("");
        c.is_ascii_digit() && rest.starts_with(['号', '號']) && of_document(rest)
    })
}

/// Where a folded text names issues.
fn places(folded: &str, text: &str, key: &Key, offered: &[IssueNumber]) -> Vec<(IssueNumber, usize, usize)> {
    let mut places = reply::numbers(text, key);
    let mut digits = String::new();
    for (at, c) in folded.char_indices().chain([(folded.len(), ' ')]) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let start = at - digits.len();
        // "3/31", "B41" and "4.1" are none.
        let tied = |c: char| c.is_ascii_alphanumeric() || "/.-:".contains(c);
        let before = folded.get(..start).and_then(|head| head.chars().next_back());
        let after = folded.get(at..).and_then(|tail| tail.chars().nth(1));
        let part_of_more = of_document(folded.get(at..).unwrap_or(""))
            || before.is_some_and(tied)
            || c.is_ascii_alphabetic()
            || "/.-:".contains(c) && after.is_some_and(|c| c.is_ascii_digit());
        if let Some(number) = digits.parse::<u32>().ok().map(IssueNumber).filter(|number| !part_of_more && offered.contains(number))
            && !places.iter().any(|(_, from, to)| (*from..*to).contains(&start))
        {
            places.push((number, start, at));
        }
        digits.clear();
    }
    places.sort_by_key(|(_, at, _)| *at);
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reply, and what it says about each number.
    type Row = (&'static str, &'static [(u32, &'static str)]);

    #[test]
    fn each_issue_has_its_own_words() {
        let key = Key::parse("CRM").unwrap();
        let offered = [IssueNumber(41), IssueNumber(42), IssueNumber(43)];
        let table: [Row; 8] = [
            ("41 好了，42 还是不行，第二页空白", &[(41, "41 好了，"), (42, "42 还是不行，第二页空白")]),
            ("41、42 都好了", &[(41, "41、42 都好了"), (42, "41、42 都好了")]),
            ("CRM-42可以了。\nCRM-43 见图", &[(42, "CRM-42可以了。"), (43, "CRM-43 见图")]),
            ("Scratch CRM-41 please, I had the filter on", &[(41, "Scratch CRM-41 please, I had the filter on")]),
            ("观察到 3/41，单号 B42，版本 4.43", &[]),
            ("44 好了", &[]),
            ("41号单好了，42號倉的貨也到了", &[]),
            ("CRM-7 好了", &[(7, "CRM-7 好了")]),
        ];
        for (text, want) in table {
            let want: Vec<_> = want.iter().map(|(n, words)| (IssueNumber(*n), (*words).to_owned())).collect();
            assert_eq!(passages(text, &key, &offered), want, "{text}");
        }
    }

    #[test]
    fn words_say_later_and_all() {
        let lexicon = Lexicon::shipped();
        for text in ["月底再看", "先别关，再看几天", "观察到3/31", "等月结以后再看", "check at month end", "please don't close it yet", "月底再看，先不要關"]
        {
            assert!(postpones(text, &lexicon), "{text}");
        }
        for text in ["还没试", "明天试", "Thanks, will try tomorrow", "好了"] {
            assert!(!postpones(text, &lexicon), "{text}");
        }
        for (text, want) in [("都好了", true), ("both work now", true), ("好了", false), ("全部解決了", true)] {
            assert_eq!(means_all(text, &lexicon), want, "{text}");
        }
    }
}
