//! "No problem today", with its negations and exceptions.

use super::fold::{bare, fold, sentences, weight};
use super::lexicon::{Lexicon, Topic};

/// What a text says about whether there was a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// There was none, and the text says nothing else.
    Nothing,
    /// None but those named elsewhere: says nothing by itself.
    Rest,
    /// There was something, or nothing is said about it.
    Something,
}

/// What one piece of text (an item, a section, a mail) says.
pub(crate) fn said(text: &str, lexicon: &Lexicon) -> Said {
    let folded = fold(text);
    let trimmed = folded.trim();
    if matches!(trimmed, "/" | "-" | "--" | "\\" | "—" | "x") || lexicon.is(Topic::NothingWhole, bare(trimmed)) {
        return Said::Nothing;
    }
    let mut verdict = None;
    for sentence in sentences(&folded) {
        match sentence_says(sentence, lexicon) {
            Some(Said::Something) => return Said::Something,
            Some(Said::Nothing) => verdict = Some(Said::Nothing),
            Some(Said::Rest) => verdict = verdict.or(Some(Said::Rest)),
            None => {}
        }
    }
    verdict.unwrap_or(Said::Something)
}

/// `None`: the sentence is about something else, and no problem shows in it.
fn sentence_says(sentence: &str, lexicon: &Lexicon) -> Option<Said> {
    if lexicon.is(Topic::NothingWhole, bare(sentence)) {
        return Some(Said::Nothing);
    }
    let tags = lexicon.tag(&[Topic::NothingNegated, Topic::NothingElse, Topic::NothingPartial, Topic::NothingPhrase], sentence);
    let has = |topic: Topic| tags.iter().any(|(t, _)| *t == topic);
    // What is left when the phrases are taken out must betray no problem.
    let mut rest = String::new();
    let mut from = 0;
    for (_, range) in &tags {
        rest.push_str(sentence.get(from..range.start).unwrap_or(""));
        rest.push_str(" \n ");
        from = range.end;
    }
    rest.push_str(sentence.get(from..).unwrap_or(""));
    let matter = lexicon.names_matter(&rest);
    if has(Topic::NothingElse) {
        return Some(if tags.len() == 1 && matter && exception(&rest, lexicon) { Said::Something } else { Said::Rest });
    }
    if has(Topic::NothingNegated) {
        return Some(Said::Something);
    }
    // "没有问题的时候怎么写？" asks.
    if sentence.trim_end().ends_with(['?', '？']) || sentence.trim_end().ends_with(['吗', '呢', '嗎']) {
        return matter.then_some(Said::Something);
    }
    let nothing = has(Topic::NothingPhrase) || has(Topic::NothingPartial);
    if !nothing {
        return matter.then_some(Said::Something);
    }
    Some(if matter || exception(&rest, lexicon) { Said::Something } else { Said::Nothing })
}

/// Does an exception follow: "except …", "但是 …"? Such a word with next to nothing behind it opens none.
fn exception(rest: &str, lexicon: &Lexicon) -> bool {
    const SAYS_SOMETHING: usize = 8;
    lexicon.find(Topic::NothingExcept, rest).is_some_and(|range| weight(rest.get(range.end..).unwrap_or("")) > SAYS_SOMETHING)
}

/// Does the sentence only open a report that follows: "I can't say today was without problems."?
pub(crate) fn only_opens(sentence: &str, lexicon: &Lexicon) -> bool {
    const OPENING: usize = 50;
    let folded = fold(sentence);
    weight(&folded) <= OPENING && lexicon.has(Topic::NothingNegated, &folded) && !folded.contains([',', ';', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_problem_is_told_from_problems_in_its_words() {
        let lexicon = Lexicon::shipped();
        let table = [
            ("无", Said::Nothing),
            ("今天没有问题。", Said::Nothing),
            ("今日系统使用正常，无异常。", Said::Nothing),
            ("不好意思忘了，今天没问题", Said::Nothing),
            ("正常，暂无问题反馈", Said::Nothing),
            ("/", Said::Nothing),
            ("今日無問題", Said::Nothing),
            ("今天没有发现问题，下面两个昨天的已经好了。", Said::Nothing),
            ("NTR.", Said::Nothing),
            ("none today", Said::Nothing),
            ("All good on my end today, nothing to report. Have a great evening!", Said::Nothing),
            ("Not a single hiccup today, first time since go live.", Said::Nothing),
            ("Heute keine Probleme.", Said::Nothing),
            ("本日は特に問題ありませんでした。", Said::Nothing),
            ("Sin incidencias hoy. Mañana más.", Said::Nothing),
            ("其他都正常", Said::Rest),
            ("Nothing else didn't work!", Said::Rest),
            ("それ以外は問題ありません。", Said::Rest),
            ("Otherwise no problems.", Said::Rest),
            ("今天没什么大问题，就两个小毛病：", Said::Something),
            ("不是没有问题，是没时间写", Said::Something),
            ("系统不正常", Said::Something),
            ("没有解决", Said::Something),
            ("除了打印没问题以外，审批卡住了", Said::Something),
            ("No problems except that the printer is offline.", Said::Something),
            ("I can't say today was without problems.", Said::Something),
            ("keine Probleme, außer dass die Besuchsberichte nicht gespeichert werden", Said::Something),
            ("No problems today. One idea though: a button would be handy.", Said::Something),
            ("The system says no problem but the order is missing", Said::Something),
            ("打开订单没反应", Said::Something),
        ];
        for (text, want) in table {
            assert_eq!(said(text, &lexicon), want, "{text}");
        }
    }
}
