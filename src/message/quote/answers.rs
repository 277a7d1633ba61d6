//! "See my answers below in CAPS": answers that stand unmarked among the lines of the mail below.

use std::sync::LazyLock;

use regex::Regex;

use super::super::block::{Zone, ZoneRule};
use super::Line;

#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
mod patterns {
    use super::{LazyLock, Regex};

    /// The writer says that he answers below.
    pub(super) static SAID: LazyLock<Regex> = LazyLock::new(|| {
        let answers = r"(answers?|answered|comments?|commented|responses?|responded|replies|replied|notes|remarks|feedback)";
        let place = r"(below|in-?line|embedded|inserted|caps|capitals|marked|brackets|bold|italics|between|after each|under each|underneath|in (red|blue|green|colou?r)|\*\*+|##+|>>+)";
        Regex::new(&format!(r"(?i)\b{answers}\b.{{0,60}}{place}|\b{place}.{{0,40}}\b{answers}\b|\b(see|find) my {answers}\b|(回复|答复|答覆|批注|意见).{{0,6}}(见|在|如)?.{{0,4}}(下|行间|正文)|见下.{{0,4}}(回复|答复)")).unwrap()
    });
    /// A mark that sets an answer apart.
    pub(super) static MARKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\*{2,}|#{2,}|={1,3}>|-{1,3}>|\+{2,}|\[[\p{Lu}][\w .]{0,20}\])\s*\S").unwrap());
}

/// Gives the answers among the lines from `at` on back to the writer, where he says that there are some.
pub(super) fn keep(lines: &mut [Line], texts: &[&str], at: usize) {
    let own = |i: &usize| lines.get(*i).is_some_and(|line| line.block.zone == Zone::Own);
    let said: Vec<&str> = (0..at).filter(own).filter_map(|i| texts.get(i).copied()).collect();
    if !patterns::SAID.is_match(&said.join(" ")) {
        return;
    }
    let region: Vec<usize> =
        (at..lines.len()).take_while(|i| lines.get(*i).is_some_and(|line| !matches!(line.block.zone, Zone::QuoteHead | Zone::ForwardHead))).collect();
    let filled: Vec<usize> = region.into_iter().filter(|i| texts.get(*i).is_some_and(|text| !text.trim().is_empty())).collect();
    for is_answer in [is_marked as fn(&str) -> bool, is_loud] {
        let answers: Vec<usize> = filled.iter().copied().filter(|i| texts.get(*i).is_some_and(|text| is_answer(text))).collect();
        // Where most lines are so, it is the other's way of writing.
        if answers.is_empty() || answers.len() * 3 > filled.len() * 2 {
            continue;
        }
        for i in answers {
            if let Some(line) = lines.get_mut(i) {
                (line.block.zone, line.block.why) = (Zone::Own, ZoneRule::Answer);
            }
        }
        return;
    }
}

fn is_marked(text: &str) -> bool {
    patterns::MARKED.is_match(text.trim())
}

/// Written in capitals.
fn is_loud(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}
