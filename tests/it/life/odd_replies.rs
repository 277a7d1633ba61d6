//! Replies that want what cannot be: each has a sentence in return.

use crate::story::Story;

const REPORT: &str = "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。";

#[tokio::test]
async fn a_colleagues_confirmation_is_kept_as_a_note() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", REPORT);
    story.tick().await;
    story.letters();
    story.mail("Bob Miller <bob@corp.test>", "CRM-2", "CRM-2 works for me now.");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: CRM-2 [CRM-2]

    Hello Bob Miller,

    Your mail has arrived, and this was done:

    - CRM-2 打印出库单时第二页空白: this is for 陈静 to say, who reported it, so nothing was changed; your words are kept with it.

    If this is right, no answer is needed. If not, reply to this letter with the number.

    周敏

    ----------------------------------------

    ERP roll-out · letter 2.xws3n4gyorgtj7rq
    ----
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 noted by Bob Miller “CRM-2 works for me now.” {'rule':'names the number','without_effect':'not_yours'}
    ");
}

#[tokio::test]
async fn thanks_and_courtesy_close_nothing_and_have_no_letter() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", REPORT);
    story.tick().await;
    story.letters();
    story.answer("陈静 <alice@corp.test>", "好的，收到，谢谢！");
    story.tick().await;
    assert_eq!(story.letters(), "");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 commented by 陈静 “好的，收到，谢谢！” {'rule':'a token in the thread','proven':true}
    ");
}

#[tokio::test]
async fn a_number_that_does_not_exist_is_answered_with_the_newest() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", REPORT);
    story.tick().await;
    story.letters();
    story.mail("陈静 <alice@corp.test>", "CRM-44", "CRM-44 好了。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: CRM-44

    陈静，您好：

    来信收到，已处理：

    - CRM-44 没有这个编号，现在最新的是 CRM-2。请看一下是不是写错了，再回一次。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
}

#[tokio::test]
async fn a_reply_that_comes_before_what_it_answers_waits_for_it() {
    let mut story = Story::begin().await;
    // A slow gateway still has the report, and a colleague has already told her the number that it will get.
    story.mail_with("陈静 <alice@corp.test>", "回复: 3月2日日报", "In-Reply-To: <late@corp.test>\n", "CRM-1 已经好了。");
    story.tick().await;
    assert_eq!((story.letters().as_str(), story.outcomes().await.as_str()), ("", "held × 1\n"));
    let report = "From: alice@corp.test\nTo: daybook@corp.test\nSubject: 3月2日日报\nDate: Mon, 2 Mar 2026 08:00:00 +0800\nMessage-ID: <late@corp.test>\n\
        MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。\n";
    story.raw(report.replace('\n', "\r\n").as_bytes());
    story.tick().await;
    assert_eq!(story.outcomes().await, "reply × 1\nreport × 1\n");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (confirmed), waits on nobody
    03-02 01:02 opened by 陈静 {}
    03-02 01:02 confirmed by 陈静 “CRM-1 已经好了。” {'rule':'the report that it answers','proven':false}
    ");
}

#[tokio::test]
async fn a_reply_without_a_number_to_a_letter_about_two_is_asked_which() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", REPORT);
    story.tick().await;
    story.letters();
    story.answer("陈静 <alice@corp.test>", "好了，谢谢。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 3月2日日报 [CRM-1 CRM-2]

    陈静，您好：

    来信收到，已处理：

    - 您说的是哪一个（CRM-1、CRM-2）？请带上编号再回一次，例如“CRM-1 已解决”。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
    story.answer("陈静 <alice@corp.test>", "两个都好了。");
    story.tick().await;
    let letters = story.letters();
    assert_eq!(letters.matches("已按您的确认关闭。").count(), 2, "{letters}");
}

#[tokio::test]
async fn reading_again_does_nothing_twice() {
    let mut story = Story::begin().await;
    story.mail("陈静 <alice@corp.test>", "3月2日日报", REPORT);
    story.tick().await;
    story.answer("陈静 <alice@corp.test>", "1 好了\n2 取消，是我弄错了\n另外还有一个新问题：采购入库单审核以后数量变成零。");
    story.tick().await;
    story.letters();
    let told = (story.history(1).await, story.history(2).await, story.history(3).await);
    insta::assert_snapshot!(told.1, @r"
    CRM-2 withdrawn, waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 cancelled by 陈静 “2 取消，是我弄错了 / 另外还有一个新问题：采购入库单审核以后数量变成零。” {'rule':'a token in the thread','proven':true}
    ");
    let mut write = story.store().await.write().await.unwrap();
    assert_eq!(write.read_again(true).await.unwrap(), 2);
    write.commit().await.unwrap();
    story.tick().await;
    assert_eq!(story.letters(), "");
    assert_eq!((story.history(1).await, story.history(2).await, story.history(3).await), told);
}
