//! Problem, change request or suggestion; how much it hurts.
//!
//! # Reading, layer 7 of 9: kinds
//!
//! **Takes** the words of one item. **Gives** its kind and severity, each with the rule and the words; [`module`](super::module)
//! gives the part of the system it is about, and [`nothing`](super::nothing) tells "no problem" with its negations and
//! exceptions before an item is made. **May not know** the other items.
//!
//! **Limits:** none of its own; an item is as long as the lines that were read. Words stand in the lists `problem.*`,
//! `severity.*` and `nothing.*`; where two overlap the longer one counts. **Remarks:** [`Remark::Kind`](super::Remark::Kind),
//! [`Remark::Severity`](super::Remark::Severity), [`Remark::Module`](super::Remark::Module), for instance "item 1: change
//! request, “would like”". **Shown by** the tables here, in `module` and `nothing`.

use crate::issue::{Kind, Severity};

use super::fold::{bare, fold};
use super::lexicon::{Lexicon, Topic};
use super::remark::{KindRule, SeverityRule};

/// What an item asks for. A wish beats a complaint: who asks for a change says why.
pub(crate) fn kind(text: &str, suggested: bool, lexicon: &Lexicon) -> (Kind, KindRule) {
    if suggested {
        return (Kind::Suggestion, KindRule::Section);
    }
    let folded = fold(text);
    let tags = lexicon.tag(&[Topic::Wish, Topic::Idea, Topic::Hurry], &folded);
    let said = |topic: Topic| tags.iter().find(|(t, _)| *t == topic).and_then(|(_, range)| folded.get(range.clone()));
    match (said(Topic::Wish), said(Topic::Idea)) {
        (_, Some(words)) => (Kind::Suggestion, KindRule::Words(words.to_owned())),
        (Some(words), None) => (Kind::ChangeRequest, KindRule::Words(words.to_owned())),
        (None, None) => (Kind::Problem, KindRule::NothingAsked),
    }
}

/// How much it hurts, as the words say. `None` where they say nothing.
pub(crate) fn severity(text: &str, lexicon: &Lexicon) -> Option<(Severity, SeverityRule)> {
    let folded = fold(text);
    if let Some(named) = labelled(&folded, lexicon).or_else(|| bracketed(&folded, lexicon)) {
        return Some(named);
    }
    // "急，明天一早门店要配货。"
    let clause = folded.split(['。', '，', ',', '!', ';', '\n']).map(bare).find(|clause| clause.contains('急') && lexicon.is(Topic::CellUrgent, clause));
    if let Some(clause) = clause {
        return Some((Severity::Urgent, SeverityRule::Words(clause.to_owned())));
    }
    let tags = lexicon.tag(&[Topic::Urgent, Topic::High, Topic::Normal, Topic::Low, Topic::Unweighed], &folded);
    let ranked = tags.into_iter().filter_map(|(topic, range)| Some((rank(topic)?, range)));
    // Of two equals the last one, as `max` takes it; the words are only for the reader.
    let (severity, range) = ranked.max_by_key(|(severity, _)| *severity)?;
    Some((severity, SeverityRule::Words(folded.get(range).unwrap_or("").to_owned())))
}

fn rank(topic: Topic) -> Option<Severity> {
    match topic {
        Topic::Urgent | Topic::CellUrgent => Some(Severity::Urgent),
        Topic::High | Topic::CellHigh => Some(Severity::High),
        Topic::Normal | Topic::CellNormal => Some(Severity::Normal),
        Topic::Low | Topic::CellLow => Some(Severity::Low),
        _ => None,
    }
}

/// "严重程度：高", "Severity - high".
fn labelled(folded: &str, lexicon: &Lexicon) -> Option<(Severity, SeverityRule)> {
    let label = lexicon.find(Topic::SeverityLabel, folded)?;
    let after = folded.get(label.end..)?.trim_start_matches([' ', '\t']);
    let value = after.strip_prefix([':', '-', '='])?;
    let value = value.split(['\n', '。', ';', ')', '.', ',']).next()?;
    cell(value, lexicon).map(|severity| (severity, SeverityRule::Label(value.trim().to_owned())))
}

/// `[High] the screen freezes`, "字体太小（低）": a severity alone in brackets. A number there counts something else.
fn bracketed(folded: &str, lexicon: &Lexicon) -> Option<(Severity, SeverityRule)> {
    const WORD: usize = 16;
    let inside = folded.split(['(', '[', '【']).skip(1).filter_map(|rest| rest.split_once([')', ']', '】'])).map(|(inside, _)| inside.trim());
    let sound = |word: &&str| word.chars().count() <= WORD && !word.is_ascii() || word.chars().filter(char::is_ascii_alphabetic).count() > 1;
    // "（急，供应商等着打款）": the reason stands behind it.
    let reasoned = inside.map(|inside| inside.split([',', '，', ';', '；']).next().unwrap_or("").trim());
    reasoned.filter(sound).find_map(|word| {
        let topic = [Topic::CellUrgent, Topic::CellHigh, Topic::CellNormal, Topic::CellLow].into_iter().find(|topic| lexicon.is(*topic, word))?;
        Some((rank(topic)?, SeverityRule::Bracket(word.to_owned())))
    })
}

/// The severity that a heading gives to all below it: "Priority 1:", "Urgent:".
pub(crate) fn heading(folded: &str, lexicon: &Lexicon) -> Option<Severity> {
    let word = bare(folded);
    let all = [Topic::CellUrgent, Topic::CellHigh, Topic::CellNormal, Topic::CellLow, Topic::Urgent, Topic::High, Topic::Normal, Topic::Low];
    all.into_iter().find(|topic| word.chars().any(char::is_alphabetic) && lexicon.is(*topic, word)).and_then(rank)
}

/// What stands where only a severity can stand: a table cell, a labelled field, "(高)".
pub(crate) fn cell(text: &str, lexicon: &Lexicon) -> Option<Severity> {
    let folded = fold(text);
    let word = bare(&folded);
    let exact = [Topic::CellUrgent, Topic::CellHigh, Topic::CellNormal, Topic::CellLow].into_iter().find(|topic| lexicon.is(*topic, word)).and_then(rank);
    exact.or_else(|| lexicon.tag(&[Topic::Urgent, Topic::High, Topic::Normal, Topic::Low], word).into_iter().filter_map(|(topic, _)| rank(topic)).max())
}

/// "以上都很急": does a remark weigh all items alike? "请尽快处理" is a courtesy.
pub(crate) fn on_all(text: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(text);
    let whole = [
        "以上",
        "上述",
        "上面",
        "都",
        "这些",
        "这几",
        "どちらも",
        "いずれも",
        "両方とも",
        "all ",
        "both ",
        "alle ",
        "beide ",
        "beides ",
        "todas ",
        "todos ",
        "ambas ",
        "ambos ",
        "none ",
        "neither ",
        "keine davon ",
        "keins davon ",
        "ninguna ",
        "ninguno ",
    ];
    let all = whole.iter().any(|word| folded.starts_with(word));
    all && (lexicon.has(Topic::Urgent, &folded) || lexicon.has(Topic::Low, &folded))
}

/// A severity and nothing else: "急". A bare number counts something else.
pub(crate) fn alone(text: &str, lexicon: &Lexicon) -> Option<Severity> {
    let folded = fold(text);
    if !folded.chars().any(char::is_alphabetic) {
        return None;
    }
    [Topic::CellUrgent, Topic::CellHigh, Topic::CellLow].into_iter().find(|topic| lexicon.is(*topic, bare(&folded))).and_then(rank)
}

/// Which items a remark raises: "麻烦3和7先处理", "第二条客户催得很急", "Please fix no. 2 first". Numbers from 1.
pub(crate) fn raised(text: &str, count: usize, lexicon: &Lexicon) -> Vec<usize> {
    let folded = fold(text);
    if !lexicon.has(Topic::TakeFirst, &folded) && !lexicon.has(Topic::Urgent, &folded) {
        return vec![];
    }
    let mut numbers = vec![];
    let mut digits = String::new();
    let mut before = ' ';
    // "共3条" counts the items and names none; "第2条" names one.
    let counts = |before: char, after: char| matches!(before, '共' | '有') || matches!(after, '条' | '個' | '个' | '项' | '項') && before != '第';
    let mut ahead = ' ';
    for c in folded.chars().chain([' ']) {
        if c.is_ascii_digit() {
            // "P1 = today" explains a mark and raises no item.
            if digits.is_empty() && before.is_ascii_alphabetic() {
                return vec![];
            }
            if digits.is_empty() {
                ahead = before;
            }
            digits.push(c);
            continue;
        }
        before = c;
        if let Ok(number) = digits.parse::<usize>()
            && !counts(ahead, c)
        {
            numbers.push(number);
        }
        digits.clear();
    }
    for (number, word) in (1..).zip(["第一", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九", "第十"]) {
        if folded.contains(word) {
            numbers.push(number);
        }
    }
    // A number that is no item's (a time, a document) makes the whole remark doubtful.
    if numbers.iter().all(|number| (1..=count).contains(number)) { numbers } else { vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_told_from_complaints() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("打印没反应", Kind::Problem),
            ("希望能自动拆成两张，原因是仓库分开发货", Kind::ChangeRequest),
            ("希望尽快解决", Kind::Problem),
            ("建议首页加一个提醒", Kind::Suggestion),
            ("能否延长登录时间", Kind::ChangeRequest),
            ("We would like to see the margin because the reps guess", Kind::ChangeRequest),
            ("A button would be handy", Kind::Suggestion),
            ("The list is empty, please fix", Kind::Problem),
            ("Wir hätten gern das Datum", Kind::ChangeRequest),
            ("一覧に表示してほしいです", Kind::ChangeRequest),
        ];
        for (text, want) in table {
            assert_eq!(kind(text, false, &lexicon).0, want, "{text}");
        }
    }

    #[test]
    fn severity_is_what_is_said() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("紧急！车间在问", Some(Severity::Urgent)),
            ("不影响使用", Some(Severity::Low)),
            ("这个不急", Some(Severity::Low)),
            ("严重程度：高", Some(Severity::High)),
            ("比较严重", Some(Severity::High)),
            ("打不开", None),
            ("Not urgent: the font is small", Some(Severity::Low)),
            ("SHOWSTOPPER: no labels", Some(Severity::Urgent)),
            ("low priority", Some(Severity::Low)),
            ("Severity: Medium", Some(Severity::Normal)),
            ("至急ご対応をお願いします", Some(Severity::Urgent)),
            ("Es urgente porque no podemos servir", Some(Severity::Urgent)),
            ("detalle menor", Some(Severity::Low)),
        ];
        for (text, want) in table {
            assert_eq!(severity(text, &lexicon).map(|(severity, _)| severity), want, "{text}");
        }
        for (text, want) in [
            ("高", Severity::High),
            ("Critical", Severity::Urgent),
            ("一般", Severity::Normal),
            ("急", Severity::Urgent),
            ("media", Severity::Normal),
            ("低", Severity::Low),
        ] {
            assert_eq!(cell(text, &lexicon), Some(want), "{text}");
        }
    }

    #[test]
    fn a_remark_raises_the_items_it_numbers() {
        let lexicon = Lexicon::shipped();
        for (text, want) in [
            ("麻烦3和7先处理", vec![3, 7]),
            ("请处理，第二条客户催得很急", vec![2]),
            ("紧急的那个请今天处理", vec![]),
            ("先处理20260918的单", vec![]),
            ("Please fix 2 first", vec![2]),
        ] {
            assert_eq!(raised(text, 7, &lexicon), want, "{text}");
        }
    }
}
