//! The house is killed at every commit, and opened again: nothing is lost, nothing is said twice, no number is
//! given twice or left out.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::story::Story;

/// A morning's mail: reports, no problem, a stranger, the same mail twice.
fn morning(story: &mut Story) {
    story.mail("陈静 <alice@corp.test>", "日报", "1. 库存数量不对。\n2. 打印出库单空白。");
    story.mail("Bob Miller <bob@corp.test>", "Daily report", "No problems today.");
    story.mail("who@elsewhere.test", "日报", "1. 系统很慢。");
    story.mail("王磊 <wang@corp.test>", "日报", "1、采购订单无法审核\n2、供应商资料查不到\n3、报表导出报错");
    let again = "From: li@corp.test\r\nTo: daybook@corp.test\r\nSubject: Report\r\nMessage-ID: <again@corp.test>\r\n\r\n1. The goods receipt cannot be posted.\r\n2. Login takes a minute.\r\n";
    story.raw(again.as_bytes());
    story.raw(again.as_bytes());
}

#[tokio::test]
async fn promise_5_and_6_killed_at_any_commit_the_next_start_goes_on() {
    let mut undisturbed = Story::begin().await;
    morning(&mut undisturbed);
    undisturbed.tick().await;
    let letters = sorted(&undisturbed.letters());
    let outcomes = undisturbed.outcomes().await;

    for kill_at in 1.. {
        let mut story = Story::begin().await;
        morning(&mut story);
        let commits = AtomicUsize::new(0);
        let die = move || assert_ne!(commits.fetch_add(1, Ordering::SeqCst) + 1, kill_at, "killed as the test asked");
        let survived = story.tick_dying(Arc::new(die)).await;
        story.open(None).await;
        story.tick().await;
        assert_eq!(sorted(&story.letters()), letters, "killed at commit {kill_at}");
        assert_eq!(story.outcomes().await, outcomes, "killed at commit {kill_at}");
        if survived {
            assert!(kill_at > 8, "opening, storing, deciding and delivering take more commits than {kill_at}");
            return;
        }
    }
}

/// The letters without the order in which they went out, which a kill may change.
fn sorted(letters: &str) -> Vec<String> {
    let mut letters: Vec<String> = letters.split("----\n").map(str::to_owned).collect();
    letters.sort();
    letters
}
