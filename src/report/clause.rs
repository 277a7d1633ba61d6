//! The pieces of one paragraph: where a further problem begins inside it.

use super::around::without_talk;
use super::courtesy;
use super::fold::{bare, fold, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::module;
use super::nothing::{self, Said};
use super::split::opens_another;
use super::strung;

/// Cuts a paragraph where a further problem begins: "；另外导出的…", "Also the …".
pub(crate) fn pieces(text: &str, problems: bool, lexicon: &Lexicon) -> Vec<String> {
    if let Some(parts) = strung::counted(text, lexicon) {
        return parts.into_iter().map(|part| without_talk(&part, lexicon)).collect();
    }
    let text = after_taken_back(text, lexicon);
    let mut pieces: Vec<String> = vec![];
    // "一个是…，另一个是…", "The first is …. The second is …".
    let announced = announces_first(&fold(text), lexicon);
    for sentence in sentences(text) {
        let anew = pieces.last().is_some_and(|piece| starts_anew(piece, sentence, lexicon));
        let clauses: Vec<(&str, bool)> = if announced {
            sequence(sentence, lexicon).into_iter().map(|clause| (clause, false)).collect()
        } else {
            let strung = strung::strung(sentence, problems, lexicon);
            let apart = strung.len() > 1;
            if apart {
                strung.into_iter().map(|clause| (clause, true)).collect()
            } else {
                semicolons(sentence).into_iter().flat_map(|clause| besides(clause, lexicon)).collect()
            }
        };
        for (at, (clause, apart)) in clauses.into_iter().enumerate() {
            let apart = apart || at == 0 && anew;
            let folded = fold(clause);
            // The head tells: the piece grows with each clause.
            let says = pieces.last().is_some_and(|piece| weight(piece.get(..piece.floor_char_boundary(PHRASE)).unwrap_or(piece)) > 10);
            match pieces.last_mut() {
                Some(_)
                    if says
                        && (apart
                            || opens_another(&folded, lexicon)
                            || announced && [Topic::Sequence, Topic::SequenceAnd].into_iter().any(|topic| lexicon.starts(topic, &folded).is_some())) =>
                {
                    pieces.push(clause.to_owned());
                }
                // "Dictated in the car. First …": what comes before the first of several is no problem unless it names one.
                Some(last) if announced && lexicon.starts(Topic::First, &folded).is_some() && pieces_begin(last, lexicon) => {
                    clause.clone_into(last);
                }
                Some(last) => {
                    if !last.ends_with(super::fold::is_cjk) && !last.ends_with(['。', '；', '，', '！', '？']) {
                        last.push(' ');
                    }
                    last.push_str(clause);
                }
                None => pieces.push(clause.to_owned()),
            }
        }
    }
    // What takes back a point of an earlier report is none of this one's.
    if pieces.len() > 1 {
        pieces.retain(|piece| !sentences(piece).iter().all(|sentence| super::reply::takes_back(sentence, lexicon)));
    }
    // What is no problem by itself ("keine Probleme", "otherwise fine") is not one because something follows.
    let mut kept: Vec<String> = vec![];
    let several = pieces.len() > 1;
    for piece in pieces {
        // "First off, thank you for fixing my password!"
        if several && only_thanks(&piece, lexicon) {
            continue;
        }
        let all = sentences(&piece);
        // "Is anything wrong? Nope.": the denial belongs to what it denies.
        if nothing::said(&piece, lexicon) == Said::Nothing {
            kept.push(piece);
            continue;
        }
        let telling: Vec<&str> = all
            .iter()
            .copied()
            .filter(|sentence| {
                nothing::said(sentence, lexicon) == Said::Something && !nothing::only_opens(sentence, lexicon) && !super::reply::takes_back(sentence, lexicon)
            })
            .collect();
        if several && telling.is_empty() && all.iter().all(|sentence| nothing::only_opens(sentence, lexicon)) {
            continue;
        }
        let matter = telling.iter().any(|sentence| lexicon.names_matter(&fold(sentence)) || nothing::tells_of_part(&fold(sentence), lexicon));
        if matter && telling.len() < all.len() { kept.push(without_talk(&telling.join(" "), lexicon)) } else { kept.push(without_talk(&piece, lexicon)) }
    }
    kept
}

/// "Yesterday I wrote that the calendar is empty. This was wrong. Please forget it.": what stands behind such words.
fn after_taken_back<'t>(text: &'t str, lexicon: &Lexicon) -> &'t str {
    /// What was written, why it was wrong, and that it is taken back.
    const SENTENCES: usize = 4;
    let all = sentences(text);
    let earlier = all.first().is_some_and(|first| lexicon.starts(Topic::Earlier, &fold(first)).is_some() || super::reply::takes_back(first, lexicon));
    let back = |sentence: &&str| {
        let folded = fold(sentence);
        lexicon.has(Topic::Withdraw, &folded) && !lexicon.has(Topic::Reopen, &folded) && !lexicon.names_matter(&folded)
    };
    let last = all.iter().take(SENTENCES).position(back).filter(|_| earlier).and_then(|at| all.get(at));
    let end = last.and_then(|last| text.find(last).map(|at| at + last.len()));
    end.and_then(|end| text.get(end..)).map_or(text, str::trim_start)
}

/// Is one of several nothing but thanks or praise?
fn only_thanks(piece: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(piece);
    let counted = [Topic::First, Topic::Sequence].into_iter().find_map(|topic| lexicon.starts(topic, &folded)).unwrap_or(0);
    let rest = folded.get(counted..).unwrap_or("");
    let rest = bare(rest.trim_start().trim_start_matches("off").trim_start_matches(|c: char| !c.is_alphanumeric()));
    counted > 0 && (courtesy::is_closing(rest, &[], lexicon) || lexicon.only_praises(rest))
}

/// Opens a clause the first of several? "Only the first is taken off" counts nothing.
fn announces_first(folded: &str, lexicon: &Lexicon) -> bool {
    let opens = |clause: &str| lexicon.starts(Topic::First, clause.trim_start()).is_some();
    lexicon.has(Topic::First, folded) && (folded.contains(super::fold::is_cjk) || folded.split(['.', ',', ';', ':', '!', '?', '\n', '(', '-']).any(opens))
}

/// Says the text before the first of several nothing by itself?
fn pieces_begin(text: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(text);
    ![Topic::Defect, Topic::Wish, Topic::Idea].into_iter().any(|topic| lexicon.has(topic, &folded))
}

/// More characters than any phrase takes.
const PHRASE: usize = 200;

/// Cuts a sentence at semicolons, and at the commas behind which the next of several begins.
fn sequence<'s>(sentence: &'s str, lexicon: &Lexicon) -> Vec<&'s str> {
    let mut pieces = vec![];
    let mut start = 0;
    for (at, c) in sentence.char_indices().filter(|(_, c)| matches!(c, '；' | ';' | '，' | ',' | ' ')) {
        let end = at + c.len_utf8();
        // No phrase is longer, its gaps included.
        let next: String = sentence.get(end..).unwrap_or("").trim_start().chars().take(PHRASE).collect();
        let next = fold(&next);
        // Without a comma only a number opens the next: "… and second the route starts in Aberdeen".
        let opens = if c == ' ' {
            lexicon.starts(Topic::SequenceAnd, &next).is_some()
        } else {
            lexicon.starts(Topic::Sequence, &next).is_some() || lexicon.starts(Topic::SequenceAnd, &next).is_some()
        };
        if matches!(c, '；' | ';') || opens {
            pieces.push(sentence.get(start..end).unwrap_or("").trim());
            start = end;
        }
    }
    pieces.push(sentence.get(start..).unwrap_or("").trim());
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}

/// "来源全变成“其他”，另外英文名导不进来": cuts a sentence of ideographs at the comma behind which a further fault is told, where one is
/// told before it. Says of each piece whether it was cut off.
fn besides<'s>(clause: &'s str, lexicon: &Lexicon) -> Vec<(&'s str, bool)> {
    if parts(clause, lexicon) {
        return clause.split(['，', ',']).enumerate().map(|(at, part)| (part, at > 0)).collect();
    }
    for (at, comma) in clause.match_indices(['，', ',']) {
        let (before, next) = (clause.get(..at).unwrap_or(""), clause.get(at + comma.len()..).unwrap_or("").trim_start());
        let ahead: String = next.chars().take(PHRASE).collect();
        let folded = fold(&ahead);
        let another = lexicon.starts(Topic::Another, &folded).is_some_and(|end| {
            let told = folded.get(end..).unwrap_or("");
            lexicon.names_matter(told) || lexicon.has(Topic::Hint, told)
        });
        if another
            && before.ends_with(|c: char| super::fold::is_cjk(c) || !c.is_ascii())
            && lexicon.names_matter(&fold(before))
            && opens_another(&folded, lexicon)
        {
            let mut pieces = vec![(before, false)];
            pieces.extend(besides(next, lexicon).into_iter().map(|(piece, _)| (piece, true)));
            return pieces;
        }
    }
    vec![(clause, false)]
}

/// "…登录失败了五次。报价单的客户名变成了别家的。": a sentence that begins with a document which nothing before it names, and tells a fault
/// of it, where one was told already.
fn starts_anew(before: &str, sentence: &str, lexicon: &Lexicon) -> bool {
    let (before, sentence) = (fold(before), fold(sentence));
    let named = module::subject(&sentence, lexicon).and_then(|end| sentence.get(..end));
    named.is_some_and(|word| word.chars().any(super::fold::is_cjk) && !before.contains(word))
        && !sentence.contains('也')
        && lexicon.names_matter(&before)
        && lexicon.has(Topic::Defect, &sentence)
        && lexicon.starts(Topic::Story, &sentence).is_none()
}

/// "采购发票匹配不到入库单，付款申请附件传不上去": each clause of the sentence begins with a document of its own and tells a fault of it.
fn parts(sentence: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(sentence);
    let clauses: Vec<&str> = folded.split(['，', ',']).collect();
    let subject = |clause: &str| {
        let range = lexicon.find(Topic::ModuleWord, clause)?;
        clause.get(..range.start).filter(|head| weight(head) == 0).and(clause.get(range).map(str::to_owned))
    };
    // "…，库存也没扣" goes on with the same, and so does "…，这个月第二回了".
    let fault = |clause: &&str| lexicon.has(Topic::Defect, clause) && lexicon.starts(Topic::Story, clause).is_none() && !clause.contains('也');
    let subjects: Vec<String> = clauses.iter().filter(|clause| fault(clause)).filter_map(|clause| subject(clause)).collect();
    let apart = subjects.windows(2).all(|pair| matches!(pair, [one, other] if !one.contains(other.as_str()) && !other.contains(one.as_str())));
    clauses.len() > 1 && subjects.len() == clauses.len() && apart
}

/// Cuts a sentence at semicolons, and at the blanks that stand for punctuation between ideographs.
fn semicolons(sentence: &str) -> Vec<&str> {
    let mut pieces = vec![];
    let mut start = 0;
    let mut before = ' ';
    for (at, c) in sentence.char_indices() {
        let next = sentence.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        let blank = c == ' ' && super::fold::is_cjk(before) && super::fold::is_cjk(next);
        before = c;
        if blank || matches!(c, '；' | ';') {
            pieces.push(sentence.get(start..at + c.len_utf8()).unwrap_or("").trim());
            start = at + c.len_utf8();
        }
    }
    pieces.push(sentence.get(start..).unwrap_or("").trim());
    pieces.into_iter().filter(|piece| !piece.is_empty()).collect()
}
