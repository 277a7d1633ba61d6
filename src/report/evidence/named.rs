//! Which pictures a text names: by number, by letter, by place. Pure.

use std::collections::HashSet;

use crate::report::fold::{fold, is_cjk};
use crate::report::lexicon::{Lexicon, Topic};
use crate::report::number::number;

/// "图A" counts as "图1" does: the letter's number, and its length.
pub(super) fn lettered(text: &str) -> Option<(u32, usize)> {
    let mut chars = text.chars();
    let c = chars.next().filter(|c| ('a'..='h').contains(c))?;
    (!chars.next().is_some_and(|next| next.is_ascii_alphanumeric())).then_some((u32::from(c) - u32::from('a') + 1, 1))
}

/// "（前两张）", "见最后一张": places among `count` attached pictures. "前两张发票" counts invoices.
pub(super) fn positions(text: &str, count: usize) -> Vec<u32> {
    let folded = fold(text);
    let mut found = vec![];
    for (sign, last) in [("前", false), ("头", false), ("最后", true), ("后", true)] {
        for (at, _) in folded.match_indices(sign) {
            let (head, rest) = (folded.get(..at).unwrap_or(""), folded.get(at + sign.len()..).unwrap_or(""));
            if head.ends_with('最') {
                continue;
            }
            let many = rest.strip_prefix('两').map(|after| (2, after));
            let many = many.or_else(|| number(rest).and_then(|(many, taken, _)| Some((usize::try_from(many).ok()?, rest.get(taken..)?))));
            let Some((many, after)) = many.filter(|(many, _)| *many <= count) else { continue };
            let Some(after) = after.strip_prefix(['张', '幅']) else { continue };
            if head.ends_with(['(', '见', '看', '图']) || after.is_empty() || after.starts_with(['图', ')']) {
                let first = if last { count - many } else { 0 };
                found.extend((first + 1..=first + many).filter_map(|place| u32::try_from(place).ok()));
            }
        }
    }
    found
}

/// The numbers of the pictures that a text refers to: "图1、图2", "(第2、3张)", "see fig. 2".
pub(crate) fn references(text: &str, lexicon: &Lexicon) -> Vec<u32> {
    let folded = fold(text);
    let mut numbers = vec![];
    let mut from = 0;
    while let Some(range) = folded.get(from..).and_then(|rest| lexicon.find(Topic::FigureWord, rest)) {
        let end = from + range.end;
        let rest = folded.get(end..).unwrap_or("");
        numbers.extend(list_of_numbers(rest).0);
        numbers.extend(lettered(rest).filter(|_| folded.get(..end).is_some_and(|head| head.ends_with(is_cjk))).map(|(number, _)| number));
        from = end;
    }
    // "the second picture", "第一张图"
    let ordinals = [(1, ["first", "第一", "erste"]), (2, ["second", "第二", "zweite"]), (3, ["third", "第三", "dritte"]), (4, ["fourth", "第四", "vierte"])];
    for (number, words) in ordinals {
        let near = |word: &&str| {
            folded.match_indices(*word).any(|(at, _)| {
                let rest = folded.get(at + word.len()..).unwrap_or("").trim_start_matches([' ', '张', '張', '幅', '个', 'n', 'r', 's']);
                lexicon.starts(Topic::FigureWord, rest).is_some() || folded.get(at + word.len()..).is_some_and(|rest| rest.starts_with(['张', '張', '幅']))
            })
        };
        if words.iter().any(near) {
            numbers.push(number);
        }
    }
    // "第2、3张"
    for (at, _) in folded.match_indices('第') {
        let rest = folded.get(at + '第'.len_utf8()..).unwrap_or("");
        let (list, taken) = list_of_numbers(rest);
        if rest.get(taken..).is_some_and(|after| after.trim_start().starts_with(['张', '張', '幅', '图'])) {
            numbers.extend(list);
        }
    }
    let mut seen = HashSet::new();
    numbers.retain(|number| seen.insert(*number));
    numbers
}

/// "1、2和3" at the head of a text, and how far it goes. A number that goes on as a name ("2026-09-28 0915") is none.
pub(super) fn list_of_numbers(text: &str) -> (Vec<u32>, usize) {
    let mut numbers = vec![];
    let mut taken = 0;
    loop {
        let rest = text.get(taken..).unwrap_or("");
        let skipped = rest.len() - rest.trim_start_matches([' ', '.', '#', '、', ',', '和', '及', '&', '(']).len();
        let skipped = if rest.get(skipped..).is_some_and(|r| r.starts_with("and ")) { skipped + 4 } else { skipped };
        let ahead = rest.get(skipped..).unwrap_or("");
        let next = |taken: usize| ahead.get(taken..).and_then(|after| after.chars().next());
        // "图一、图二", and not "图一样".
        if let Some((value, length, true)) = number(ahead).filter(|(_, length, _)| next(*length).is_none_or(|c| !is_cjk(c) || "和及与跟".contains(c))) {
            numbers.push(value);
            taken += skipped + length;
            continue;
        }
        let digits: String = ahead.chars().take_while(char::is_ascii_digit).collect();
        let next = next(digits.len());
        // The first number must follow at once: "图，3个" is no reference.
        let far = numbers.is_empty() && rest.get(..skipped).is_some_and(|gap| gap.contains(['、', ',', '和', '及', '&']));
        match digits.parse() {
            Ok(number) if digits.len() <= 2 && !far && !next.is_some_and(|c| c == '-' || c == ':' || c.is_ascii_alphabetic()) => {
                numbers.push(number);
                taken += skipped + digits.len();
            }
            _ => return (numbers, taken),
        }
    }
}
