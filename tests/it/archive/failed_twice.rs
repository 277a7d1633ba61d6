//! An answer that did not help twice, and is withdrawn.

use super::{BOB, LEAD, an_answer, to};

#[tokio::test]
async fn an_answer_that_did_not_help_twice_is_hidden_and_withdrawn() {
    let mut story = an_answer("登录系统时提示用户已锁定。", "清浏览器缓存。").await;
    for n in 2..=3 {
        let from = format!("同事{n} <p{n}@corp.test>");
        story.mail(&from, "日报", "1. 登录系统时提示用户已锁定。");
        story.tick().await;
        assert!(story.letters().contains("清浏览器缓存"));
        story.answer(&from, "未解决");
        story.tick().await;
        if n == 3 {
            insta::assert_snapshot!(to(&story.letters(), "p3@corp.test").join(""), @r"
            To: p3@corp.test
            Subject: Re: 日报 [CRM-3]

            同事3，您好：

            来信收到，已处理：

            - CRM-3 登录系统时提示用户已锁定　上次的办法不管用，记下了，我们继续处理。

            如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

            周敏

            ----------------------------------------

            ERP roll-out · 信件编号 9.7yhxly3uxx7qhmvc
            ");
            insta::assert_snapshot!(story.history(3).await, @r"
            CRM-3 open, waits on lead
            03-03 02:34 opened by 同事3 {}
            03-03 02:34 offered by the clock {'issue':1}
            03-03 02:35 failed by 同事3 “未解决” {'rule':'a token in the thread','proven':true}
            ");
        }
    }
    // The lead hears of it with his day's letter, and nobody is shown it meanwhile.
    story.mail(BOB, "日报", "1. 登录系统时提示用户已锁定。");
    story.tick().await;
    assert!(!to(&story.letters(), "bob@corp.test").join("").contains("清浏览器缓存"));
    story.tick_until("2026-03-04T03:00:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test").join(""), @r"
    To: lead@corp.test
    Subject: 2 个问题有进展，请您看一下 [CRM-1 CRM-4]

    周敏，您好：

    CRM-1 登录系统时提示用户已锁定

    从它来的答案给别人试过，又没有帮上忙，以后不再给提出人看。要改请回复“CRM-1 答案: …”，不要了请回复“CRM-1 撤下答案”。现在的答案是：

    > 清浏览器缓存。

    CRM-4 登录系统时提示用户已锁定

    和 CRM-1 有点像，那一条有现成的答案，但把握不大，没有直接发给提出人。都说到：登录、系统、用户、锁定。如果合适，请回复“CRM-4 已解决: …”。答案是：

    > 清浏览器缓存。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 11.t4t6gqkcc4dwzsmv
    ");
    story.answer(LEAD, "1 撤下答案\n9 撤下答案\n2 答案: 让管理员解锁");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test").join(""), @r"
    To: lead@corp.test
    Subject: Re: 2 个问题有进展，请您看一下 [有 2 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 2 行没有办：

    > 1 撤下答案

    - CRM-1 登录系统时提示用户已锁定　这个答案不再给别人看。

    > 9 撤下答案

    - CRM-9 没有办：没有这个编号，现在最新的是 CRM-4。

    > 2 答案: 让管理员解锁

    - CRM-2 登录系统时提示用户已锁定　没有办：还没有从它来的答案，要先解决并由提出人确认。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 12.qtpwehs7wyl5u5di
    ");
    story.mail("新来的 <p9@corp.test>", "日报", "1. 登录系统时提示用户已锁定。");
    story.tick().await;
    assert!(!story.letters().contains("清浏览器缓存"));
    story.tick_until("2026-03-05T03:00:00Z").await;
    assert!(!story.letters().contains("清浏览器缓存"));
    // Put right, it is offered again.
    story.mail(LEAD, "查", "查 1");
    story.tick().await;
    story.answer(LEAD, "1 答案: 让管理员在“用户”里解锁");
    story.tick().await;
    let store = story.store().await;
    let mut read = store.read().await.unwrap();
    let answer = read.answer(daybook::issue::IssueNumber(1)).await.unwrap().unwrap();
    let lines: Vec<String> = read.answer_lines(answer.id).await.unwrap().into_iter().map(|line| line.kind).collect();
    assert_eq!(lines, ["made", "offered", "failed", "offered", "failed", "hinted", "withdrawn", "edited", "restored"]);
    assert_eq!((answer.offered, answer.failed, answer.solution.as_str()), (true, 2, "让管理员在“用户”里解锁"));
}

#[tokio::test]
async fn an_issue_that_was_not_solved_after_all_takes_its_answer_with_it() {
    let mut story = an_answer("登录系统时提示用户已锁定。", "清浏览器缓存。").await;
    story.answer(super::ALICE, "CRM-1 还是不行，又锁定了");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 open"));
    story.letters();
    story.mail(BOB, "日报", "1. 登录系统时提示用户已锁定。");
    story.tick().await;
    assert!(!story.letters().contains("清浏览器缓存"));
}

#[tokio::test]
async fn an_answer_that_helped_only_for_a_while_counts_as_a_failure() {
    let mut story = an_answer("登录系统时提示用户已锁定。", "清浏览器缓存。").await;
    story.mail(BOB, "日报", "1. 登录系统时提示用户已锁定。");
    story.tick().await;
    story.answer(BOB, "solved");
    story.tick().await;
    assert!(story.history(2).await.starts_with("CRM-2 closed (archive)"));
    story.answer(BOB, "CRM-2 not solved, it is locked again");
    story.tick().await;
    assert!(story.history(2).await.starts_with("CRM-2 open"));
    let store = story.store().await;
    let answer = store.read().await.unwrap().answer(daybook::issue::IssueNumber(1)).await.unwrap().unwrap();
    assert_eq!((answer.helped, answer.failed, answer.offered), (1, 1, true));
}
