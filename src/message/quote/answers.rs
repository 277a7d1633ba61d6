//! "See my answers below in CAPS", "see below": answers that stand unmarked among the lines of the mail below.

use std::sync::LazyLock;

use regex::Regex;

use super::super::block::{Zone, ZoneRule};
use super::super::signature::{ends_letter, is_numbered};
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
    /// Words without which [`SAID`] finds nothing.
    pub(super) static HINT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?i)answer|comment|respon|repl|notes|remarks|feedback|回复|答复|答覆|批注|意见|见下").unwrap());
    /// All that the writer says above is that one should look below.
    pub(super) static BELOW: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(\S+( \S+)?\s*[,:-]+\s*)?(please )?(see|look|find)?( (inline|in-line))? ?(below|inline|in-line|embedded)\W*( (thanks|thx|regards)\W*)?$|^(请)?见(下|文中)\W*$").unwrap()
    });
    /// A mark that sets an answer apart.
    pub(super) static MARKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\*{2,}|#{2,}|={1,3}>|-{1,3}>|\+{2,}|\[[\p{Lu}][\w .]{0,20}\])\s*\S").unwrap());
}

/// Gives the answers among the lines from `at` on back to the writer, where he says that there are some.
pub(super) fn keep(lines: &mut [Line], texts: &[&str], at: usize) {
    let own = |i: &usize| lines.get(*i).is_some_and(|line| line.block.zone == Zone::Own);
    let said: Vec<&str> = (0..at).filter(own).filter_map(|i| texts.get(i).map(|text| text.trim())).filter(|text| !text.is_empty()).collect();
    let said = said.join(" ");
    let announced = patterns::HINT.is_match(&said) && patterns::SAID.is_match(&said) || patterns::BELOW.is_match(&said);
    if !announced {
        return;
    }
    let region: Vec<usize> =
        (at..lines.len()).take_while(|i| lines.get(*i).is_some_and(|line| !matches!(line.block.zone, Zone::QuoteHead | Zone::ForwardHead))).collect();
    let filled: Vec<usize> = region.iter().copied().filter(|i| texts.get(*i).is_some_and(|text| !text.trim().is_empty())).collect();
    let apart = |is_answer: fn(&str) -> bool| filled.iter().copied().filter(|i| texts.get(*i).is_some_and(|text| is_answer(text))).collect::<Vec<usize>>();
    // "Is it 212 or 221?", and below it "212": a number has no small letters to be told by.
    let number = |i: &usize| {
        let bare = |i: usize| texts.get(i).is_some_and(|text| !text.chars().any(char::is_alphabetic) && text.chars().any(|c| c.is_ascii_digit()));
        bare(*i) && filled.iter().rev().find(|above| *above < i).is_some_and(|above| asks(texts, *above))
    };
    let mut loud = apart(is_loud);
    if !loud.is_empty() {
        loud.extend(filled.iter().copied().filter(number));
    }
    for answers in [apart(is_marked), loud, below_questions(texts, &region)] {
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

fn asks(texts: &[&str], at: usize) -> bool {
    texts.get(at).is_some_and(|text| text.trim_end().ends_with(['?', '？']))
}

/// What stands below each of several questions and asks nothing: one question alone may be followed by its own reason.
fn below_questions(texts: &[&str], region: &[usize]) -> Vec<usize> {
    let text = |at: usize| texts.get(at).map_or("", |text| text.trim());
    // A paragraph ends at a blank line, below a question and above a number.
    let mut paragraphs: Vec<Vec<usize>> = vec![vec![]];
    for at in region.iter().copied() {
        let broken = paragraphs.last().and_then(|last| last.last()).is_some_and(|above| asks(texts, *above) || is_numbered(text(at)));
        if text(at).is_empty() || broken {
            paragraphs.push(vec![]);
        }
        if let Some(last) = paragraphs.last_mut().filter(|_| !text(at).is_empty()) {
            last.push(at);
        }
    }
    paragraphs.retain(|lines| !lines.is_empty());
    let question = |lines: &[usize]| lines.last().is_some_and(|at| asks(texts, *at));
    let answer = |lines: &[usize]| !question(lines) && lines.first().is_some_and(|at| !is_numbered(text(*at)) && !ends_letter(text(*at)));
    let answers: Vec<&Vec<usize>> = paragraphs
        .windows(2)
        .filter_map(|pair| match pair {
            [above, below] if question(above) && answer(below) => Some(below),
            _ => None,
        })
        .collect();
    if answers.len() >= 2 { answers.into_iter().flatten().copied().collect() } else { vec![] }
}

fn is_marked(text: &str) -> bool {
    patterns::MARKED.is_match(text.trim())
}

/// Written in capitals.
fn is_loud(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::super::super::read;

    #[test]
    fn answers_without_marks_are_the_writers() {
        let head = "-----Original Message-----\nFrom: Li Na\nSent: Monday, March 2, 2026 10:00 AM\nTo: Ann\nSubject: Stock\n\n";
        for (above, below, want) in [
            ("Answers in CAPS.", "Is it 212 or 221?\n212\nWho knows?\nNOBODY YET", "Answers in CAPS. | 212 | NOBODY YET"),
            (
                "Na, see below.",
                "1. Is it saved?\n\nIt is, since noon.\n\n2. Who printed it?\n\nNo, nobody did.\n\nRegards\nLi Na",
                "Na, see below. | It is, since noon. | No, nobody did.",
            ),
            // One question may be followed by its own reason, and who only passes on has answered nothing.
            ("See below.", "Is it saved?\nThe printer says no.\n\nLi Na", "See below."),
            ("FYI", "Is it saved?\nThe printer says no.\nIs it printed?\nIt hangs.", "FYI"),
        ] {
            let mail = read(format!("From: ann@corp.test\r\n\r\n{above}\n\n{head}{below}\n").as_bytes());
            assert_eq!(mail.own_text().replace('\n', " | "), want, "{below}");
        }
    }
}
