//! "No problem today", with its negations and exceptions.

use super::draft::Note;
use super::fate::Fate;
use super::fold::{bare, fold, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use crate::message::Gap;

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

/// No label of a part of the system is longer (see [`weight`]): "客服一组（孙丽）".
const LABEL: usize = 24;

/// "Print server ok": a point that only praises is no longer.
const WORDS: usize = 4;

/// "昨天那两个处理好了，谢谢林工": what stands beside a clause on the solved is no more (see [`weight`]).
const BESIDE: usize = 16;

/// What one piece of text (an item, a section, a mail) says.
pub(crate) fn said(text: &str, lexicon: &Lexicon) -> Said {
    let folded = fold(text);
    let trimmed = folded.trim();
    // "主计划：无": of one part.
    let labelled = trimmed.split_once(':').filter(|(label, _)| weight(label) <= LABEL);
    if labelled.is_some_and(|(_, rest)| lexicon.is(Topic::NothingWhole, bare(rest))) {
        return Said::Nothing;
    }
    // "Demurrage - OK today."
    if super::around::dashed(trimmed).is_some_and(|(_, rest)| lexicon.is(Topic::NothingWhole, bare(rest))) {
        return Said::Nothing;
    }
    if matches!(trimmed, "/" | "\\" | "x") || !trimmed.is_empty() && trimmed.chars().all(|c| c == '-') || lexicon.is(Topic::NothingWhole, bare(trimmed)) {
        return Said::Nothing;
    }
    // "CRM: nothing": the label says which part of the system is meant.
    if let Some((head, value)) = trimmed.split_once(':')
        && weight(head) <= LABEL
        && lexicon.is(Topic::NothingWhole, bare(value))
        && !lexicon.has(Topic::Defect, head)
    {
        return Said::Nothing;
    }
    let mut verdict = None;
    let mut asked = false;
    let all = sentences(&folded);
    for (at, sentence) in all.iter().enumerate() {
        // "Is anything wrong? Nope.": who asks himself and denies has said it.
        let answer = all.get(at + 1).is_some_and(|next| lexicon.is(Topic::NothingWhole, bare(next)));
        if std::mem::take(&mut asked) || answer && sentence.trim_end().ends_with('?') {
            asked = answer;
            verdict = Some(Said::Nothing);
            continue;
        }
        match sentence_says(sentence, lexicon) {
            Some(Said::Something) => return Said::Something,
            Some(Said::Nothing) => verdict = Some(Said::Nothing),
            Some(Said::Rest) => verdict = verdict.or(Some(Said::Rest)),
            // "Nothing from stores. From accounts: the remittance goes out with last month's date.": what a denial does not speak of.
            None if verdict == Some(Said::Nothing) && tells_of_part(sentence, lexicon) => return Said::Something,
            None => {}
        }
    }
    // "backup ok", "all other interfaces green": so short, and it ends in praise.
    let words: Vec<&str> = bare(trimmed).split_whitespace().collect();
    let praise = (2..=WORDS).contains(&words.len()) && words.last().is_some_and(|word| lexicon.is(Topic::NothingFine, word));
    let short = verdict.is_none() && praise && !lexicon.names_matter(trimmed) && !lexicon.has(Topic::NothingNegated, trimmed);
    verdict.unwrap_or(if short { Said::Rest } else { Said::Something })
}

/// Begins the text with the name of a part of the system: "Demurrage - OK today", "CRM: nothing"?
pub(crate) fn of_part(text: &str) -> bool {
    let folded = fold(text);
    super::around::dashed(folded.trim()).is_some() || folded.split_once(':').is_some_and(|(head, rest)| weight(head) <= LABEL && weight(rest) > 0)
}

/// "From accounts: the remittance goes out with last month's date.": a part of the system, and so many words on it.
pub(crate) fn tells_of_part(sentence: &str, lexicon: &Lexicon) -> bool {
    const TELLS: usize = 30;
    const FROM: [&str; 8] = ["from ", "in ", "for ", "on ", "aus ", "im ", "de ", "en "];
    sentence.split_once(": ").is_some_and(|(head, rest)| {
        (1..=LABEL).contains(&weight(head))
            && weight(rest) >= TELLS
            && (lexicon.has(Topic::ModuleWord, head) || FROM.iter().any(|from| head.trim_start().starts_with(from)))
    })
}

/// "其它没了", "其他没有": of all else there is none.
fn rest_is_none(sentence: &str, lexicon: &Lexicon) -> bool {
    let rest = ["其他的", "其它的", "其他", "其它", "其余", "别的", "另外"].iter().find_map(|word| bare(sentence).strip_prefix(word));
    rest.is_some_and(|rest| weight(rest) > 0 && lexicon.is(Topic::NothingWhole, bare(rest)))
}

/// "在卸车，今天没有": one clause is the whole answer, and the others tell no fault.
fn clause_denies(sentence: &str, lexicon: &Lexicon) -> bool {
    /// "没有" may deny anything; "今天没有" answers.
    const ANSWER: usize = 8;
    let clauses: Vec<&str> = sentence.split([',', '，', '。', '!', '~']).map(bare).filter(|clause| weight(clause) > 0).collect();
    // "今天没用到，无"
    let last = clauses.len() > 1 && clauses.last() == Some(&"无");
    let denies = |clause: &&str| (weight(clause) >= ANSWER || last && *clause == "无") && lexicon.is(Topic::NothingWhole, clause);
    let (denying, others): (Vec<&str>, Vec<&str>) = clauses.into_iter().partition(denies);
    !denying.is_empty()
        && !others.iter().any(|clause| lexicon.names_matter(clause) || lexicon.has(Topic::Hint, clause) || lexicon.has(Topic::NothingExcept, clause))
}

/// `None`: the sentence is about something else, and no problem shows in it.
fn sentence_says(sentence: &str, lexicon: &Lexicon) -> Option<Said> {
    if rest_is_none(sentence, lexicon) {
        return Some(Said::Rest);
    }
    if clause_denies(sentence, lexicon) {
        return Some(Said::Nothing);
    }
    if lexicon.is(Topic::NothingWhole, bare(sentence)) {
        return Some(Said::Nothing);
    }
    // "登录不上，是我自己把密码输错了，跟系统没关系": a fault that was the writer's own is none of the system's.
    let own = lexicon.find(Topic::NothingOwn, sentence).and_then(|range| sentence.get(range.end..));
    if own.is_some_and(|behind| !lexicon.names_matter(behind) && !lexicon.has(Topic::NothingExcept, behind) && !sentence.trim_end().ends_with('?')) {
        return Some(Said::Nothing);
    }
    let mut topics = vec![Topic::NothingNegated, Topic::NothingElse, Topic::NothingRest, Topic::NothingPartial, Topic::NothingPhrase, Topic::NothingUnused];
    // "Counting valves by hand all day, never logged on.": where nobody used the system, that is no way around a fault of it.
    topics.extend(lexicon.has(Topic::NothingUnused, sentence).then_some(Topic::NothingManual));
    let tags = lexicon.tag(&topics, sentence);
    let has = |topic: Topic| tags.iter().any(|(t, _)| *t == topic);
    // What is left when the phrases are taken out must betray no problem.
    let rest = without(sentence, tags.iter().map(|(_, range)| range.clone()));
    let (rest, solved) = without_solved(&rest, lexicon);
    let matter = lexicon.names_matter(&rest) || named_exception(sentence, lexicon);
    // "今天新的有一个：保养计划到期了没提醒": what is announced is told, in whatever words.
    let announced = sentence.split_once(':').is_some_and(|(head, told)| {
        weight(head) <= LABEL && lexicon.has(Topic::NewProblem, head) && weight(told) > BESIDE && !lexicon.is(Topic::NothingWhole, bare(told))
    });
    if announced && tags.is_empty() {
        return Some(Said::Something);
    }
    if has(Topic::NothingElse) {
        return Some(if tags.len() == 1 && matter && exception(&rest, lexicon) { Said::Something } else { Said::Rest });
    }
    if has(Topic::NothingRest) && !matter && lexicon.has(Topic::NothingFine, &rest) {
        return Some(Said::Rest);
    }
    if has(Topic::NothingNegated) {
        return Some(Said::Something);
    }
    // "没有问题的时候怎么写？" asks.
    if sentence.trim_end().ends_with(['?', '？']) || sentence.trim_end().ends_with(['吗', '呢', '嗎']) {
        return matter.then_some(Said::Something);
    }
    // "无新增问题，上周的问题已处理完毕": what is over is no matter.
    let over = |clause: &str| clause.contains('已') && lexicon.has(Topic::Confirm, clause) || clause.contains("已处理") || clause.contains("处理完");
    let mut told = rest.split([',', '，']).filter(|clause| lexicon.names_matter(clause)).peekable();
    let matter = matter && !(told.peek().is_some() && told.all(over));
    // "清单里有报废的东西，上周就处理掉了": what stands beside the solved is told for itself.
    let nothing = solved && weight(&rest) < BESIDE && !lexicon.has(Topic::Hint, &rest)
        || [Topic::NothingPhrase, Topic::NothingPartial, Topic::NothingUnused].into_iter().any(has);
    if !nothing {
        return matter.then_some(Said::Something);
    }
    Some(if matter || exception(&rest, lexicon) { Said::Something } else { Said::Nothing })
}

/// The sentence with a break in the place of each range.
fn without(sentence: &str, ranges: impl Iterator<Item = std::ops::Range<usize>>) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for range in ranges {
        rest.push_str(sentence.get(from..range.start).unwrap_or(""));
        rest.push_str(" \n ");
        from = range.end;
    }
    rest + sentence.get(from..).unwrap_or("")
}

/// The sentence without its clauses that end by saying that it is solved ("the memos that were broken are fixed now"), and whether
/// there were any: the faults that such a clause names are over.
fn without_solved(sentence: &str, lexicon: &Lexicon) -> (String, bool) {
    /// "now", "today", "again, thanks": what may stand behind it and say nothing more.
    const BEHIND: usize = 12;
    let over = |clause: &str| {
        lexicon.tag(&[Topic::NothingSolved, Topic::NothingGone, Topic::Reopen], clause).last().is_some_and(|(topic, range)| {
            let behind = clause.get(range.end..).unwrap_or("");
            let fault = || lexicon.has(Topic::Defect, subject(clause.get(..range.start).unwrap_or("")));
            (*topic == Topic::NothingSolved || *topic == Topic::NothingGone && fault()) && weight(behind) <= BEHIND && !lexicon.has(Topic::Defect, behind)
        })
    };
    let clauses: Vec<&str> = sentence.split_inclusive([',', ';', '，', '；', '\n']).collect();
    // "the vitals screen is fixed, the wristbands too"
    let too = |clause: &str| ["too", "as well", "auch", "también"].iter().any(|word| bare(clause).ends_with(word)) && !lexicon.names_matter(clause);
    let mut before = false;
    let mut kept = String::new();
    for clause in clauses {
        before = over(clause) || before && too(clause);
        kept.push_str(if before { "" } else { clause });
    }
    let solved = kept.len() < sentence.len();
    (kept, solved)
}

/// What a verb is said of: "… every ten minutes and the booking" before "is gone".
fn subject(before: &str) -> &str {
    let from = [" and ", " und ", " y ", " but ", " aber ", " pero "].iter().filter_map(|and| Some(before.rfind(and)? + and.len())).max();
    before.get(from.unwrap_or(0)..).unwrap_or(before)
}

/// Says an answer that something is gone, and is it the fault ("the double lines are gone", "it is gone") and no button?
pub(crate) fn gone(folded: &str, lexicon: &Lexicon) -> Option<bool> {
    let clauses = folded.split([',', ';', '\n']);
    let verdict = |clause: &str| {
        let at = lexicon.find(Topic::NothingGone, clause)?.start;
        let before = clause.get(..at).unwrap_or("");
        let fault = matches!(bare(before), "it" | "this" | "that" | "all" | "es" | "das" | "alles" | "both");
        Some(fault || lexicon.has(Topic::Defect, subject(before)))
    };
    clauses.filter_map(verdict).reduce(|all, one| all && one)
}

/// "Only niggle: e-mailing opens the letter", "One tiny thing: …": a label that excepts or belittles what it names.
fn named_exception(sentence: &str, lexicon: &Lexicon) -> bool {
    const SAYS_SOMETHING: usize = 8;
    sentence.split_once(':').is_some_and(|(head, rest)| {
        weight(head) <= LABEL
            && weight(rest) > SAYS_SOMETHING
            && (lexicon.starts(Topic::NothingExcept, head.trim_start()).is_some() || lexicon.has(Topic::Low, head))
    })
}

/// Does an exception follow: "except …", "但是 …"? Such a word with next to nothing behind it opens none.
fn exception(rest: &str, lexicon: &Lexicon) -> bool {
    const SAYS_SOMETHING: usize = 8;
    lexicon.find(Topic::NothingExcept, rest).is_some_and(|range| weight(rest.get(range.end..).unwrap_or("")) > SAYS_SOMETHING)
}

/// Cuts from an item's end what says that all else is fine: "…turned by 90°. For the rest, it's perfect."
pub(crate) fn cut_rest(lines: &mut Vec<String>, lexicon: &Lexicon) {
    /// "Labels" before "Everything ok." says nothing by itself: there the praise is the point.
    const SAYS_SOMETHING: usize = 16;
    while let Some((last, above)) = lines.split_last_mut() {
        let all = sentences(last);
        let Some((end, before)) = all.split_last() else { return };
        let left = above.iter().map(|line| weight(line)).sum::<usize>() + before.iter().map(|sentence| weight(sentence)).sum::<usize>();
        if left < SAYS_SOMETHING || said(end, lexicon) != Said::Rest {
            return;
        }
        if before.is_empty() {
            lines.pop();
        } else {
            *last = before.join(" ");
        }
    }
}

/// Cuts from an item's end what denies a problem in another part of the system: below "b) The field accepts anything." the
/// lines "Payroll export" and "No issues." Without them the item is one.
pub(crate) fn cut_other_part(lines: &mut Vec<String>, lexicon: &Lexicon) {
    if let [first, .., name, denial] = lines.as_slice()
        && said(denial, lexicon) == Said::Nothing
        && said(first, lexicon) == Said::Something
        && super::group::is_noun(&fold(name), lexicon)
        && weight(name) <= LABEL
        && !name.ends_with(['.', '。', '!', '！', '?', '？'])
    {
        lines.truncate(lines.len() - 2);
    }
}

/// Takes out the lists of what works: "Today I had no problems with:" and the points below it.
pub(crate) fn fine_lists(lines: &mut Vec<Line>, lexicon: &Lexicon) -> Vec<Note> {
    let mut notes = vec![];
    let mut at = 0;
    while at < lines.len() {
        let points = lines.iter().skip(at + 1).take_while(|line| line.mark.is_some()).count();
        let fine = lines.get(at).is_some_and(|line| {
            line.mark.is_none()
                && line.folded.trim_end().ends_with(':')
                && line.text.rsplit([',', '，']).next().is_some_and(|clause| said(clause, lexicon) != Said::Something)
                && !lexicon.has(Topic::NothingPartial, &line.folded)
                && !lexicon.has(Topic::NothingExcept, &line.folded)
        });
        let faulty = lines.iter().skip(at + 1).take(points).any(|line| lexicon.has(Topic::Defect, &line.folded) || lexicon.has(Topic::Wish, &line.folded));
        if fine && points > 0 && !faulty {
            notes.extend(lines.drain(at..=at + points).map(|line| Note { talk: Some(Fate::Nothing), ..Note::of(&line) }));
            // What follows stands apart, whatever stood between.
            if let Some(next) = lines.get_mut(at) {
                next.gap = next.gap.max(Gap::Blank);
            }
        } else {
            at += 1;
        }
    }
    notes
}

/// Takes out the groups of a list that have nothing: "外贸组（小徐）" or "车辆档案：" with "无" below it.
pub(crate) fn empty_groups(lines: &mut Vec<Line>, lexicon: &Lexicon) -> Vec<Note> {
    let mut notes = vec![];
    let mut at = 0;
    while lines.iter().any(|line| line.mark.is_some()) && at + 1 < lines.len() {
        let heads = lines.get(at).is_some_and(|line| {
            let ended = line.folded.trim_end().ends_with([':', ')']) || line.heading;
            ended && line.mark.is_none() && line.row.is_none() && (1..=LABEL).contains(&weight(&line.text)) && !lexicon.names_matter(&line.folded)
        });
        let none = lines.get(at + 1).is_some_and(|line| line.row.is_none() && lexicon.is(Topic::NothingWhole, bare(line.rest_folded())));
        if heads && none {
            notes.extend(lines.drain(at..=at + 1).map(|line| Note { talk: Some(Fate::Nothing), ..Note::of(&line) }));
        } else {
            at += 1;
        }
    }
    notes
}

/// Does the sentence only open a report that follows: "I can't say today was without problems."?
pub(crate) fn only_opens(sentence: &str, lexicon: &Lexicon) -> bool {
    const OPENING: usize = 50;
    let folded = fold(sentence);
    // "不是没有问题，是问题一直没人理。"
    let at_once = lexicon.starts(Topic::NothingNegated, &folded).is_some() && !lexicon.has(Topic::ModuleWord, &folded);
    weight(&folded) <= OPENING && lexicon.has(Topic::NothingNegated, &folded) && (at_once || !folded.contains([',', ';', ':']))
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
            ("CRM: nothing", Said::Nothing),
            ("Is anything wrong? Nope. Not today anyway.", Said::Nothing),
            ("Is anything wrong? Yes. Labels are blank.", Said::Something),
            ("0 issues. Happy Halloween", Said::Nothing),
            ("I didn't have a single problem, and the credit memos that were broken last week are fixed, so thank you!", Said::Nothing),
            ("The issues with the vouchers have now gone away, and today has been trouble-free.", Said::Nothing),
            ("Everything else went smooth, got all 41 POs out!", Said::Rest),
            ("The rest of the pallets are missing.", Said::Something),
            ("Der Rechner meldet sich alle 10 Minuten ab und die Buchung ist weg.", Said::Something),
            ("The filter tab is gone.", Said::Something),
            ("The double lines are gone, thanks.", Said::Nothing),
            ("The vouchers are fixed but the labels are missing now.", Said::Something),
            ("When the first one is fixed the label prints twice.", Said::Something),
            ("其它没了", Said::Rest),
            ("在卸车，今天没有", Said::Nothing),
            ("昨天那两个林工处理好了，谢谢", Said::Nothing),
            ("说是改好了，其实没有", Said::Something),
            ("超期物料清单里有已经报废的东西，上周就处理好了的", Said::Something),
            ("今天新的有一个：到期了谁都不知道，超了两天才看到。", Said::Something),
            ("I can confirm there were no errors, no crashes and no complaints today.", Said::Nothing),
        ];
        for (text, want) in table {
            assert_eq!(said(text, &lexicon), want, "{text}");
        }
    }
}
