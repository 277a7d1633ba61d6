//! Sentences that talk with the reader, or of the mail itself: "昨天忘发了，补一下", "麻烦看看", "两张图按顺序对应".
//!
//! No list of phrases is long enough for them. They are told by what they lack: nothing is left of them without the words of
//! such talk, so they name no part of the system, no fault and no wish.

use super::fold::{is_cjk, weight};
use super::lexicon::{Lexicon, Topic};

/// Does the text of ideographs consist of such words, one of which asks, thanks, excuses or announces?
pub(crate) fn only_talks(folded: &str, names: &[String], lexicon: &Lexicon) -> bool {
    talks(folded, names, lexicon) && !lexicon.has(Topic::FigureWord, folded)
}

/// "两张图按顺序对应": does it only say whose the pictures are?
pub(crate) fn talks_of_figures(folded: &str, lexicon: &Lexicon) -> bool {
    talks(folded, &[], lexicon) && lexicon.has(Topic::FigureWord, folded)
}

fn talks(folded: &str, names: &[String], lexicon: &Lexicon) -> bool {
    /// Talk that is longer (see [`weight`]) tells something.
    const LONGEST: usize = 80;
    const TALK: [Topic; 6] = [Topic::Talk, Topic::Intro, Topic::Closing, Topic::Greeting, Topic::Excuse, Topic::SubjectReport];
    const BESIDE: [Topic; 3] = [Topic::TalkBeside, Topic::Title, Topic::FigureWord];
    const TELLS: [Topic; 4] = [Topic::Defect, Topic::Wish, Topic::Idea, Topic::Reopen];
    if weight(folded) > LONGEST || !folded.contains(is_cjk) {
        return false;
    }
    let text = without_figures(folded);
    let topics: Vec<Topic> = TALK.into_iter().chain(BESIDE).chain(TELLS).collect();
    let mut at = 0;
    let mut marked = false;
    let called = |left: &str, title: bool| {
        let left = left.trim_matches(|c: char| !c.is_alphanumeric());
        // "林工": the surname before a title.
        left.is_empty() || names.iter().any(|name| name == left) || title && left.chars().count() == 1
    };
    for (topic, range) in lexicon.tag(&topics, &text) {
        if TELLS.contains(&topic) || !called(text.get(at..range.start).unwrap_or(""), topic == Topic::Title) {
            return false;
        }
        marked |= TALK.contains(&topic) && topic != Topic::Greeting;
        at = range.end;
    }
    marked && called(text.get(at..).unwrap_or(""), false)
}

/// "今天3条" counts as "今天几条" does.
fn without_figures(folded: &str) -> String {
    let mut text = String::new();
    for c in folded.chars() {
        match c.is_ascii_digit() {
            true if text.ends_with('几') => {}
            true => text.push('几'),
            false => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    #[test]
    fn talk_has_no_other_words_than_its_own() {
        let lexicon = Lexicon::shipped();
        let talks = |text: &str| only_talks(&fold(text), &["刘芳".to_owned()], &lexicon) || talks_of_figures(&fold(text), &lexicon);
        for text in [
            "昨天忘发了，补一下：",
            "麻烦看看。",
            "林工麻烦看一下",
            "两张图按顺序对应",
            "今天3条",
            "今天前台用系统遇到以下情况，烦请安排处理。",
            "昨天那封漏了一条，完整的重新发一下，以这封为准。",
            "新增两条，旧的不重复写了",
        ] {
            assert!(talks(text), "{text}");
        }
        for text in ["系统有问题", "麻烦看看库存", "今天没有", "请购单打不开", "昨天报的还是不行", "补发的凭证没了", "今天两个：登录慢"]
        {
            assert!(!talks(text), "{text}");
        }
    }
}
