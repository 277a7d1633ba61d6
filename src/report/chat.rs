//! A pasted chat: the heads of its messages, who raises a matter, what is said in passing.

use super::fold::weight;
use super::lexicon::{Lexicon, Topic};

/// Does somebody else in a chat raise a matter of his own, rather than agree or ask back?
pub(crate) fn raises(folded: &str, lexicon: &Lexicon) -> bool {
    const SAYS_SOMETHING: usize = 14;
    let asks = folded.trim_end().ends_with('?');
    let agrees = ["我也", "我这里", "我这边", "我们这", "我们也", "我这也", "也是", "同样", "+1", "一样"].iter().any(|word| folded.contains(word));
    weight(folded) >= SAYS_SOMETHING && lexicon.has(Topic::Defect, folded) && !asks && !agrees
}

/// The head of a chat message: "陈静 2026/9/18 10:12:33".
pub(crate) fn chat_head(folded: &str) -> bool {
    let words: Vec<&str> = folded.split_whitespace().collect();
    let clock = |word: &&str| {
        word.split_once(':').is_some_and(|(hour, rest)| {
            [hour, rest].iter().all(|part| part.starts_with(|c: char| c.is_ascii_digit())) && word.chars().all(|c| c.is_ascii_digit() || c == ':')
        })
    };
    words.len() >= 2
        && words.len() <= 5
        && weight(folded) <= 50
        && words.last().is_some_and(clock)
        && words.iter().any(|word| word.chars().any(char::is_alphabetic))
}

/// Has this message's head come long after the one before, whose minute of the day is `last`?
pub(crate) fn came_later(head: &str, last: &mut Option<u32>) -> bool {
    /// In minutes: after an hour a chat has left the matter, and what is raised then is another one.
    const LATER: u32 = 60;
    let minute = head.split_whitespace().last().and_then(|clock| clock.split_once(':')).and_then(|(hour, rest)| {
        let minute: u32 = rest.split(':').next()?.parse().ok()?;
        Some(hour.parse::<u32>().ok()? * 60 + minute)
    });
    let later = minute.zip(*last).is_some_and(|(now, before)| now >= before + LATER);
    *last = minute;
    later
}

/// "收到", "ok", "我这里也没有": said in a chat, and no problem of its own.
pub(crate) fn small_talk(folded: &str, lexicon: &Lexicon) -> bool {
    let line = super::fold::bare(folded);
    line.starts_with("收到") || line == "图片" || line == "ok" || line == "好的" || weight(line) <= 4 || lexicon.starts(Topic::Trailer, folded).is_some()
}
