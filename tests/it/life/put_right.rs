//! The acknowledgement says how to put it right, and the reporter does.

use crate::story::Story;
use crate::upgrade::screenshot;

const ALICE: &str = "陈静 <alice@corp.test>";

#[tokio::test]
async fn two_that_are_one_are_joined_and_a_picture_goes_where_it_belongs() {
    let mut story = Story::begin().await;
    let report = format!(
        "From: alice@corp.test\r\nTo: daybook@corp.test\r\nSubject: =?utf-8?B?M+aciDLml6Xml6XmiqU=?=\r\nDate: Mon, 2 Mar 2026 08:59:00 +0800\r\n\
        Message-ID: <first@corp.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
        <p>1. 库存数量和仓库对不上：</p><p><img src=\"cid:s1\"></p><p><img src=\"cid:s2\"></p><p>2. 打印出库单时第二页空白。</p><p>3. 出库单打印不全。</p>\r\n\
        --B\r\nContent-Type: image/png; name=\"a.png\"\r\nContent-ID: <s1>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n\
        --B\r\nContent-Type: image/png; name=\"b.png\"\r\nContent-ID: <s2>\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--B--\r\n",
        screenshot(300),
        screenshot(320)
    );
    story.raw(report.as_bytes());
    story.tick().await;
    story.letters();
    story.answer(ALICE, "2、3是同一个问题\n图2是2的\n图5是1的");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 3月2日日报 [CRM-3 CRM-2 CRM-1]

    陈静，您好：

    来信收到，已处理：

    - CRM-3 出库单打印不全　已并入 CRM-2，以后合在一起跟进。
    - CRM-2 打印出库单时第二页空白　图2 已放到这个问题里。
    - CRM-1 库存数量和仓库对不上　那封日报里没有图5，没有改动。请看一下回执里的图号。

    现在的登记情况：

    - CRM-1 库存数量和仓库对不上　处理中
    - CRM-2 打印出库单时第二页空白　处理中
    - CRM-3 出库单打印不全　已并入别的编号（CRM-2）

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 moved by 陈静 “2、3是同一个问题 / 图2是2的 / 图5是1的” {'rule':'a token in the thread','proven':true,'issue':2,'pictures':1}
    ");
    insta::assert_snapshot!(story.history(3).await, @r"
    CRM-3 duplicate, waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 merged by 陈静 “2、3是同一个问题 / 图2是2的 / 图5是1的” {'rule':'a token in the thread','proven':true,'issue':2}
    ");

    // Reading the report again leaves what its reporter has put right.
    let store = story.store().await;
    let mut write = store.write().await.unwrap();
    write.read_again(true).await.unwrap();
    write.commit().await.unwrap();
    story.tick().await;
    let mut read = store.read().await.unwrap();
    let names = |shots: Vec<daybook::store::ScreenshotRow>| shots.into_iter().map(|shot| shot.name.unwrap()).collect::<Vec<_>>();
    assert_eq!(names(read.screenshots(daybook::issue::IssueNumber(1)).await.unwrap()), ["a.png"]);
    assert_eq!(names(read.screenshots(daybook::issue::IssueNumber(2)).await.unwrap()), ["b.png"]);
    assert_eq!(story.letters(), "");
    assert!(story.history(3).await.starts_with("CRM-3 duplicate, waits on nobody\n"));
}

#[tokio::test]
async fn one_is_parted_one_is_no_issue_and_the_report_is_of_another_day() {
    let mut story = Story::begin().await;
    story.mail(
        ALICE,
        "3月2日日报",
        "1. 销售订单保存时提示库存不足，打印出库单时第二页空白。\n2. 月报表导出后金额列是空的。\n3. 今天参加了培训，内容太多没记住。",
    );
    story.tick().await;
    story.letters();
    story.answer(ALICE, "1是两个问题：\n1. 销售订单保存时提示库存不足\n2. 打印出库单时第二页空白\n3 不用登记\n2 拆开\n这是2月27日的日报");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 3月2日日报 [CRM-1 CRM-4 CRM-3 CRM-2]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 销售订单保存时提示库存不足　已拆开：第一部分保留这个编号，其余是 CRM-4。
    - CRM-3 今天参加了培训，内容太多没记住　已按您说的撤销，不再处理。
    - CRM-2 月报表导出后金额列是空的　看不出在哪里拆开，请把各部分写出来，例如“CRM-2是两个问题：1. … 2. …”。
    - 这份日报已算作2月27日（周五）的。

    现在的登记情况：

    - CRM-1 销售订单保存时提示库存不足　处理中
    - CRM-2 月报表导出后金额列是空的　处理中
    - CRM-3 今天参加了培训，内容太多没记住　已撤销
    - CRM-4 打印出库单时第二页空白　处理中

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 2.erzv4vso2w2iigua
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-02 01:02 split by 陈静 “销售订单保存时提示库存不足，打印出库单时第二页空白。” {'rule':'a token in the thread','proven':true,'issue':4}
    03-02 01:02 moved by 陈静 {'rule':'a token in the thread','proven':true,'day':'2026-02-27'}
    ");
    insta::assert_snapshot!(story.history(4).await, @r"
    CRM-4 open, waits on lead
    03-02 01:02 opened by 陈静 {}
    03-02 01:02 linked by 陈静 {'rule':'a token in the thread','proven':true,'issue':1}
    ");
    assert_eq!(story.outcomes().await, "reply × 1\nreport × 1\n");

    // Reading the report again leaves what its reporter has put right.
    let store = story.store().await;
    let mut write = store.write().await.unwrap();
    write.read_again(true).await.unwrap();
    write.commit().await.unwrap();
    story.tick().await;
    let mut read = store.read().await.unwrap();
    let issue = read.issue(daybook::issue::IssueNumber(1)).await.unwrap().unwrap();
    assert_eq!((issue.text.as_str(), issue.day.as_str()), ("销售订单保存时提示库存不足", "2026-02-27"));
    assert!(read.issue(daybook::issue::IssueNumber(5)).await.unwrap().is_none());
    assert!(story.history(3).await.starts_with("CRM-3 withdrawn"));
    assert_eq!(story.letters(), "");
}

#[tokio::test]
async fn a_day_without_a_problem_is_put_to_its_day_too() {
    let mut story = Story::begin().await;
    story.mail("Bob Miller <bob@corp.test>", "Daily report", "No problem today.");
    story.tick().await;
    story.letters();
    story.answer("Bob Miller <bob@corp.test>", "This is for February 27.");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: Daily report

    Hello Bob Miller,

    Your mail has arrived, and this was done:

    - The report now counts for Friday, 27 February.

    If this is right, no answer is needed. If not, reply to this letter with the number.

    周敏

    ----------------------------------------

    ERP roll-out · letter 2.xws3n4gyorgtj7rq
    ----
    ");
    story.mail(ALICE, "日报", "1. 打印出库单时第二页空白。");
    story.tick().await;
    story.letters();
    story.answer(ALICE, "补2月26日");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: Re: 日报 [CRM-1]

    陈静，您好：

    来信收到，已处理：

    - 这份日报已算作2月26日（周四）的。

    现在的登记情况：

    - CRM-1 打印出库单时第二页空白　处理中

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.n7jzttkbhojibzqs
    ----
    ");
    // Whose report it is not has nothing to say about its day.
    story.answer("Bob Miller <bob@corp.test>", "补2月26日");
    story.tick().await;
    assert!(story.history(1).await.matches("moved").count() == 1);
}

#[tokio::test]
async fn nobody_joins_what_is_somebody_elses() {
    let mut story = Story::begin().await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。");
    story.tick().await;
    story.mail("Bob Miller <bob@corp.test>", "Daily report 2 March", "1. The delivery note is blank.");
    story.tick().await;
    story.letters();
    story.answer("Bob Miller <bob@corp.test>", "2 and 3 are the same");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: Daily report 2 March [CRM-2]

    Hello Bob Miller,

    Your mail has arrived, and this was done:

    - CRM-2 打印出库单时第二页空白: this is for 陈静 to say, who reported it, so nothing was changed; your words are kept with it.

    If this is right, no answer is needed. If not, reply to this letter with the number.

    周敏

    ----------------------------------------

    ERP roll-out · letter 3.ixuc3jjxzvtdlagc
    ----
    ");
}
