//! Does a paragraph state something of its own, or does it belong to the one before?

use super::fold::{sentences, weight};
use super::lexicon::{Lexicon, Topic};

/// Is the paragraph one statement that stands by itself: "Training videos in the help are in Dutch."? What refers back, asks,
/// or tells what the writer did, belongs to the story.
pub(crate) fn states(folded: &str, lexicon: &Lexicon) -> bool {
    const SAYS_SOMETHING: usize = 16;
    const BACK: [&str; 30] = [
        "i", "we", "my", "our", "it", "its", "this", "that", "these", "those", "they", "them", "he", "she", "him", "his", "her", "same", "there", "here",
        "you", "your", "us", "me", "who", "what", "which", "why", "how", "also",
    ];
    const BACK_CJK: [&str; 16] = ["这", "那", "它", "该", "此", "我", "他", "她", "您", "你", "咱", "上面", "以上", "刚", "已经", "同样"];
    /// A pronoun further on means something in the same sentence: "… to every number with a 5 in it".
    const HEAD: usize = 4;
    let one = sentences(folded).len() == 1;
    let refers = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(HEAD).any(|word| BACK.contains(&word))
        || BACK_CJK.iter().any(|word| folded.contains(word));
    let talks = [Topic::Closing, Topic::Trailer, Topic::Excuse, Topic::FigureLoose, Topic::Greeting, Topic::Intro]
        .into_iter()
        .any(|topic| lexicon.starts(topic, folded).is_some());
    one && weight(folded) >= SAYS_SOMETHING && !refers && !talks && !folded.contains('?') && !folded.starts_with('[')
}

/// "When I approve hours for a colleague, the mail goes to me": says when something happens, and names what does. "When I restarted, it froze
/// again" goes on with what was named before.
pub(crate) fn circumstance(folded: &str) -> bool {
    const WHEN: [&str; 9] = ["when ", "if ", "whenever ", "each time ", "every time ", "wenn ", "sobald ", "cuando ", "si "];
    const BACK: [&str; 16] = ["it", "its", "this", "that", "these", "those", "they", "he", "she", "es", "das", "dies", "er", "sie", "eso", "esto"];
    let main = WHEN.iter().any(|when| folded.starts_with(when)).then(|| folded.split_once(',')).flatten();
    main.and_then(|(_, main)| main.split_whitespace().next()).is_some_and(|word| !BACK.contains(&word)) && !folded.contains(" again")
}
