//! The archive: a solved and confirmed issue becomes an answer, and whoever has the same problem gets it at once.
//!
//! **What it does:** makes, finds, offers and judges answers. **Reads:** issues and answers. **Writes:** answers and their
//! history, in the caller's transaction. **Wakes on:** nothing; intake calls it. **Fails how:** with the store. **Limits:** one
//! answer an issue; what is only a little alike is shown to the lead and not to the reporter.
//!
//! Of a module that is marked confidential nothing is offered, neither to its own people nor to others, and no picture is shown
//! that a person has not released.

use chrono::{DateTime, Utc};

use crate::issue::likeness::{Common, FITS, Likeness, MAY_FIT, Text};
use crate::issue::{EventKind, IssueNumber};
use crate::store::{AnswerCause, AnswerEvent, AnswerRow, IssueRow, MessageId, NewAnswer, PersonId, ScreenshotRow, StoreError, Write};

/// Before it was ever tried an answer is trusted as if it had helped so often: one failure alone takes a quarter of its weight, two
/// hide it from reporters, whatever it looks like.
const TRUSTED: f64 = 3.0;

/// An answer that fits a problem.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The answer.
    pub answer: AnswerRow,
    /// Why it is thought to fit.
    pub likeness: Likeness,
    /// Is it for the reporter? Else for the lead alone.
    pub shown: bool,
    /// What may be shown of its pictures.
    pub pictures: Vec<ScreenshotRow>,
}

/// What the config says of the modules. Others are words out of a report: they stand in its text anyhow.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    /// Those that the config names.
    pub known: Vec<String>,
    /// Those that are nobody else's business.
    pub confidential: Vec<String>,
}

impl Modules {
    fn known<'m>(&self, module: Option<&'m str>) -> Option<&'m str> {
        module.filter(|module| self.known.iter().any(|known| known == module))
    }

    fn is_confidential(&self, module: Option<&str>) -> bool {
        module.is_some_and(|module| self.confidential.iter().any(|one| one == module))
    }
}

/// Who did something to an answer, and when.
#[derive(Clone, Copy, Debug)]
pub struct By {
    /// Who.
    pub person: PersonId,
    /// By which mail; `None` at the shell.
    pub message: Option<MessageId>,
    /// When.
    pub now: DateTime<Utc>,
}

/// Which of the answers fits best, and whether well enough to be shown. Pure: the only rule by which answers are offered.
#[must_use]
pub fn choose<'a>(
    problem: &str,
    module: Option<&str>,
    answers: &'a [AnswerRow],
    common: &impl Common,
    modules: &Modules,
) -> Option<(&'a AnswerRow, Likeness, bool)> {
    if modules.is_confidential(module) {
        return None;
    }
    let problem = Text::read(problem, modules.known(module));
    let likeness = |answer: &'a AnswerRow| {
        let likeness = problem.likeness(&Text::read(&answer.question, modules.known(answer.module.as_deref())), common);
        let (helped, failed) = (f64::from(answer.helped), f64::from(answer.failed));
        let weight = likeness.score * (helped + TRUSTED) / (helped + failed + TRUSTED);
        (answer, likeness, weight)
    };
    let may_be = answers.iter().filter(|answer| answer.offered && !modules.is_confidential(answer.module.as_deref())).map(likeness);
    // Of two that fit alike the newer: programs change.
    let best = may_be.max_by(|a, b| a.2.total_cmp(&b.2).then(a.0.issue.0.cmp(&b.0.issue.0)));
    best.filter(|(_, likeness, _)| likeness.score >= MAY_FIT).map(|(answer, likeness, weight)| (answer, likeness, weight >= FITS))
}

/// Looks for an answer to a new problem, and notes that it was offered. Once for an issue, however often its mail is read.
pub async fn offer(write: &mut Write, issue: &IssueRow, modules: &Modules, now: DateTime<Utc>) -> Result<Option<Offer>, StoreError> {
    if write.offered_for(issue.number).await?.is_some() {
        return Ok(None);
    }
    let module = issue.module.as_deref();
    let (mut answers, common) = write.answers_like(&Text::read(&issue.text, module)).await?;
    answers.retain(|answer| answer.issue != issue.number);
    let Some((answer, likeness, shown)) = choose(&issue.text, module, &answers, &common, modules) else { return Ok(None) };
    let what = if shown { AnswerEvent::Offered } else { AnswerEvent::Hinted };
    let words = likeness.words.iter().chain(&likeness.codes).cloned().collect::<Vec<_>>().join("、");
    let cause = AnswerCause { issue: Some(issue.number), words: Some(&words), ..AnswerCause::default() };
    write.put_answer_event(answer.id, what, cause, now).await?;
    let pictures = if shown { write.released_screenshots(answer.issue).await? } else { vec![] };
    Ok(Some(Offer { answer: answer.clone(), likeness, shown, pictures }))
}

/// An issue was confirmed: its solution becomes an answer. Nothing where nobody wrote one down.
pub async fn confirmed(write: &mut Write, issue: &IssueRow, by: By) -> Result<(), StoreError> {
    let Some(solution) = write.last_words(issue.number, EventKind::Solved).await? else { return Ok(()) };
    make(write, issue, &solution, AnswerEvent::Made, by).await
}

/// An issue was not solved after all: its answer is no longer offered.
pub async fn reopened(write: &mut Write, issue: IssueNumber, by: By) -> Result<(), StoreError> {
    match write.answer(issue).await?.filter(|answer| answer.offered) {
        Some(answer) => set_offered(write, &answer, false, by).await,
        None => Ok(()),
    }
}

/// Says what an answer is to say from now on; of a closed issue without one it is made.
pub async fn edit(write: &mut Write, issue: &IssueRow, solution: &str, by: By) -> Result<(), StoreError> {
    let Some(answer) = write.answer(issue.number).await? else { return make(write, issue, solution, AnswerEvent::Made, by).await };
    write.edit_answer(&answer, solution, by.now).await?;
    write.put_answer_event(answer.id, AnswerEvent::Edited, cause(by, Some(solution)), by.now).await?;
    if !answer.offered {
        set_offered(write, &answer, true, by).await?;
    }
    Ok(())
}

/// Offers an answer again, or no longer.
pub async fn set_offered(write: &mut Write, answer: &AnswerRow, offered: bool, by: By) -> Result<(), StoreError> {
    write.offer_answer(answer, offered, by.now).await?;
    let what = if offered { AnswerEvent::Restored } else { AnswerEvent::Withdrawn };
    write.put_answer_event(answer.id, what, cause(by, None), by.now).await
}

/// Whether an answer that was offered for an issue has helped.
pub async fn judge(write: &mut Write, answer: &AnswerRow, issue: IssueNumber, helped: bool, by: By) -> Result<(), StoreError> {
    let what = if helped { AnswerEvent::Helped } else { AnswerEvent::Failed };
    write.put_answer_event(answer.id, what, AnswerCause { issue: Some(issue), ..cause(by, None) }, by.now).await
}

/// Has it failed so often that the lead should look at it?
#[must_use]
pub fn is_doubtful(answer: &AnswerRow) -> bool {
    let (helped, failed) = (f64::from(answer.helped), f64::from(answer.failed));
    answer.failed > 1 && (helped + TRUSTED) / (helped + failed + TRUSTED) < FITS
}

async fn make(write: &mut Write, issue: &IssueRow, solution: &str, what: AnswerEvent, by: By) -> Result<(), StoreError> {
    let of = write.cause(issue.number).await?;
    let new = NewAnswer { issue: issue.number, question: &issue.text, solution, module: issue.module.as_deref(), cause: of };
    let id = write.put_answer(&new, by.now).await?;
    write.put_answer_event(id, what, cause(by, Some(solution)), by.now).await
}

fn cause(by: By, words: Option<&str>) -> AnswerCause<'_> {
    AnswerCause { issue: None, person: Some(by.person), message: by.message, words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::likeness::Counted;
    use proptest::prelude::*;

    const TEXTS: [&str; 4] =
        ["打印送货单时第二页空白", "销售订单保存时提示库存不足", "列印送貨單時第二頁空白", "Printing delivery notes: second page is empty"];
    const MODULES: [Option<&str>; 3] = [Some("工资"), Some("库存"), None];

    fn answer(number: u32, question: &str, module: Option<&str>, offered: bool, helped: u32, failed: u32) -> AnswerRow {
        let module = module.map(str::to_owned);
        AnswerRow {
            id: i64::from(number),
            issue: IssueNumber(number),
            question: question.into(),
            solution: "换模板".into(),
            module,
            cause: None,
            offered,
            helped,
            failed,
            changed: DateTime::UNIX_EPOCH,
        }
    }

    proptest! {
        /// Law: nothing of a confidential module is offered, nothing to a problem of one, nothing that was withdrawn; and what is
        /// shown to a reporter fits well enough by itself.
        #[test]
        fn nothing_confidential_and_nothing_withdrawn_is_offered(
            made in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>(), 0..5_u32, 0..5_u32), 0..8), text in 0..4_usize, module in 0..3_usize,
        ) {
            let answers: Vec<AnswerRow> = made.iter().zip(1..).map(|((text, module, offered, helped, failed), number)| answer(number, TEXTS[*text], MODULES[*module], *offered, *helped, *failed)).collect();
            let modules = Modules { known: vec!["工资".into(), "库存".into()], confidential: vec!["工资".into()] };
            let module = MODULES[module];
            if let Some((answer, likeness, shown)) = choose(TEXTS[text], module, &answers, &Counted::default(), &modules) {
                prop_assert!(answer.offered && !modules.is_confidential(answer.module.as_deref()) && !modules.is_confidential(module));
                prop_assert!(!shown || likeness.score >= FITS && !is_doubtful(answer));
            }
        }
    }

    #[test]
    fn what_helped_goes_before_what_did_not_and_two_failures_hide_it() {
        let choose =
            |answers: &[AnswerRow]| choose(TEXTS[2], None, answers, &Counted::default(), &Modules::default()).map(|(answer, _, shown)| (answer.issue.0, shown));
        assert_eq!(choose(&[answer(1, TEXTS[0], None, true, 0, 0), answer(2, TEXTS[0], None, true, 0, 1)]), Some((1, true)));
        assert_eq!(choose(&[answer(1, TEXTS[0], None, true, 0, 2)]), Some((1, false)));
        assert_eq!(choose(&[answer(1, TEXTS[0], None, true, 5, 2)]), Some((1, true)));
        assert_eq!(choose(&[answer(1, TEXTS[1], None, true, 9, 0)]), None);
        assert!(is_doubtful(&answer(1, "", None, true, 0, 2)) && !is_doubtful(&answer(1, "", None, true, 4, 2)));
    }
}
