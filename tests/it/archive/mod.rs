//! What was solved once is found again: looking up, answers, offers.

mod failed_twice;
mod look_up;
mod secret;
mod tenth;

use crate::story::{CONFIG, Story};

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// The project, with a module that is nobody else's business.
fn config() -> String {
    format!("{CONFIG}[[module]]\nname = \"工资\"\nconfidential = true\n")
}

/// Alice's one problem, solved by the lead and confirmed: the archive's first answer. The lead has a letter to answer.
async fn an_answer(problem: &str, solution: &str) -> Story {
    let mut story = Story::begin_with(&config()).await;
    story.mail(ALICE, "3月2日日报", &format!("1. {problem}"));
    story.tick().await;
    solve(&mut story, 1, solution).await;
    story
}

/// The lead has solved an issue, and its reporter agrees.
async fn solve(story: &mut Story, number: u32, solution: &str) {
    story.mail(LEAD, "查", &format!("查 {number}"));
    story.tick().await;
    story.answer(LEAD, &format!("{number} 已解决：{solution}"));
    story.tick().await;
    let tomorrow = (daybook::clock::Clock::now(&*story.clock) + chrono::TimeDelta::days(1)).format("%Y-%m-%dT02:30:00Z").to_string();
    story.tick_until(&tomorrow).await;
    story.answer(ALICE, &format!("{number} 已解决"));
    story.tick().await;
    story.letters();
}

/// The letters to one address.
fn to<'l>(letters: &'l str, address: &str) -> Vec<&'l str> {
    letters.split("\n----\n").filter(|letter| letter.starts_with(&format!("To: {address}"))).collect()
}
