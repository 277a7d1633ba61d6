//! What people write, in four tongues. Written down as people say it, without a look at the reader's word lists: a word that
//! only the lists know would prove nothing.

mod around;
mod english;
mod hans;
mod hant;
mod mixed;

use super::manner::Tongue;

pub(crate) use around::{Head, Heads, banner, disclaimer, footer, heads};

/// A problem as somebody might tell it.
pub(crate) struct Trouble {
    /// The sentence that says what is wrong.
    pub(crate) title: &'static str,
    /// What may be told beside it.
    pub(crate) more: &'static [&'static str],
    /// How to see it.
    pub(crate) steps: &'static [&'static str],
    /// What should happen instead.
    pub(crate) expected: &'static str,
    /// What a telling screenshot of it is called.
    pub(crate) file: &'static str,
}

/// The phrases of one tongue.
pub(crate) struct Phrases {
    pub(crate) troubles: &'static [Trouble],
    /// Reports of a day without problems.
    pub(crate) nothing: &'static [&'static str],
    /// What a form says in the place of problems when there were none.
    pub(crate) none: &'static [&'static str],
    pub(crate) greetings: &'static [&'static str],
    /// A greeting of two lines.
    pub(crate) openings: &'static [&'static str],
    /// Lines that announce the problems.
    pub(crate) intros: &'static [&'static str],
    pub(crate) closings: &'static [&'static str],
    /// Headings: work done, problems, plan.
    pub(crate) sections: &'static [[&'static str; 3]],
    pub(crate) done: &'static [&'static str],
    pub(crate) plan: &'static [&'static str],
    /// What stands before a problem that was forgotten above.
    pub(crate) postscripts: &'static [&'static str],
    /// `{}` is the day, `{n}` the person.
    pub(crate) subjects: &'static [&'static str],
    pub(crate) steps: &'static str,
    /// The steps in one sentence, and what joins them.
    pub(crate) reproduce: &'static str,
    pub(crate) then: &'static str,
    pub(crate) expected: &'static str,
    /// Columns: number, problem, steps, expected, screenshot.
    pub(crate) columns: [&'static str; 5],
    /// Pointers to the picture with a number, and to "the attachment".
    pub(crate) see: &'static [&'static str],
    pub(crate) pointing: &'static [&'static str],
    /// The word in a caption.
    pub(crate) figure: &'static str,
    /// The word that numbers a problem.
    pub(crate) label: &'static str,
    /// Posts in a signature.
    pub(crate) posts: &'static [&'static str],
    /// Names of people.
    pub(crate) names: &'static [(&'static str, &'static str)],
    /// What an older mail said.
    pub(crate) older: &'static [&'static [&'static str]],
}

/// The phrases of `tongue`.
pub(crate) fn phrases(tongue: Tongue) -> &'static Phrases {
    match tongue {
        Tongue::Hans => &hans::PHRASES,
        Tongue::Hant => &hant::PHRASES,
        Tongue::English => &english::PHRASES,
        Tongue::Mixed => &mixed::PHRASES,
    }
}
