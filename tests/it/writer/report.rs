//! The report as data: what the reading must give back.

use chrono::{Days, NaiveDate};

use super::manner::{Manner, Matter, Pictures, Steps, Tongue};
use super::seed::Dice;
use super::words::{Phrases, phrases};

/// A problem with what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) title: &'static str,
    pub(crate) more: Vec<&'static str>,
    pub(crate) steps: Vec<&'static str>,
    pub(crate) expected: Option<&'static str>,
    /// Its screenshots: numbers of `shot::screen`.
    pub(crate) shots: Vec<usize>,
    /// What a telling screenshot is called.
    pub(crate) file: &'static str,
    /// Which day of several.
    pub(crate) day: usize,
}

/// One person's day.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) name: &'static str,
    pub(crate) address: String,
    pub(crate) day: NaiveDate,
    pub(crate) problems: Vec<Problem>,
    /// The last problem stands in a postscript.
    pub(crate) postscript: bool,
    pub(crate) done: Vec<&'static str>,
    pub(crate) plan: Vec<&'static str>,
    /// How "no problem" is said.
    pub(crate) nothing: Option<&'static str>,
}

impl Report {
    /// A report by chance, of the kind that `manner` asks for.
    pub(crate) fn new(manner: &Manner, dice: &mut Dice) -> Self {
        let words: &Phrases = phrases(manner.tongue);
        let (name, local) = *dice.pick(words.names);
        let sections = manner.matter == Matter::Sections || manner.matter == Matter::Nothing && dice.roll(2) == 0;
        let count = match manner.matter {
            Matter::Nothing => 0,
            Matter::One => 1,
            _ => 2 + dice.roll(4),
        };
        let mut shot = 0;
        let mut problems: Vec<Problem> = dice
            .several(words.troubles, count)
            .into_iter()
            .map(|trouble| Problem {
                title: trouble.title,
                more: if dice.roll(2) == 0 { trouble.more.to_vec() } else { vec![] },
                steps: if dice.roll(2) == 0 && manner.steps != Steps::None { trouble.steps.to_vec() } else { vec![] },
                expected: (dice.roll(3) == 0).then_some(trouble.expected),
                shots: shots(manner.pictures, &mut shot, dice),
                file: trouble.file,
                day: 0,
            })
            .collect();
        // As many pictures on lines of their own at the end as there are problems: one each, or all the last one's?
        if manner.pictures == Pictures::Below
            && let Some((last, before)) = problems.split_last_mut()
            && last.shots.len() == before.len() + 1
            && before.iter().all(|problem| problem.shots.is_empty())
        {
            last.shots.truncate(1);
        }
        if manner.matter == Matter::Days {
            let cut = 1 + dice.roll(count - 1);
            problems.iter_mut().skip(cut).for_each(|problem| problem.day = 1);
        }
        let postscript = manner.matter == Matter::Postscript;
        if let Some(last) = problems.last_mut().filter(|_| postscript) {
            // What is added below the name is one sentence.
            (last.more, last.steps, last.expected) = (vec![], vec![], None);
            if !matches!(manner.pictures, Pictures::Numbered | Pictures::Telling | Pictures::Captioned) {
                last.shots.clear();
            }
        }
        let nothing = (manner.matter == Matter::Nothing).then(|| *dice.pick(if sections { words.none } else { words.nothing }));
        Self {
            name,
            address: format!("{local}@{}", if manner.tongue == Tongue::English { "brookfield.test" } else { "hengda.test" }),
            // Within ten weeks of spring, so that no public holiday or year's end changes how a day is written.
            day: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(u64::try_from(dice.roll(70)).unwrap()),
            problems,
            postscript,
            done: if sections { several(words.done, dice) } else { vec![] },
            plan: if sections { several(words.plan, dice) } else { vec![] },
            nothing,
        }
    }

    /// All screenshots in the mail's order.
    pub(crate) fn shots(&self) -> Vec<usize> {
        self.problems.iter().flat_map(|problem| problem.shots.iter().copied()).collect()
    }
}

fn several(all: &[&'static str], dice: &mut Dice) -> Vec<&'static str> {
    let count = 1 + dice.roll(3);
    dice.several(all, count).into_iter().copied().collect()
}

fn shots(pictures: Pictures, next: &mut usize, dice: &mut Dice) -> Vec<usize> {
    let count = match pictures {
        Pictures::None => 0,
        // One each: with more, nobody could tell where the first one's end.
        Pictures::Pointing | Pictures::Telling => usize::from(dice.roll(3) > 0),
        _ => [0, 1, 1, 2][dice.roll(4)],
    };
    (0..count)
        .map(|_| {
            *next += 1;
            *next - 1
        })
        .collect()
}
