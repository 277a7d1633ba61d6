//! People come, leave, move, and write from a private address; what they leave open goes on with somebody.

use crate::story::{CONFIG, Story};

const ALICE: &str = "陈静 <alice@corp.test>";
const BOB: &str = "Bob Miller <bob@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// Three issues of Alice's, one of them solved, and a letter that the lead can answer.
async fn three_issues() -> Story {
    let mut story = Story::begin_with(&CONFIG.replace("aliases = [\"仓库\"]", "aliases = [\"仓库\"]\nkey_user = \"bob@corp.test\"")).await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示价格为空。\n2. 仓库盘点表打不开。\n3. 登录很慢。");
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.answer(LEAD, "3 已解决：清了缓存");
    story.tick_until("2026-03-09T03:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
async fn whoever_leaves_is_expected_no_more_and_what_is_open_goes_on_with_the_heir() {
    let mut story = three_issues().await;
    story.answer(LEAD, "陈静 离职 3/11 由Bob Miller接手");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3

    周敏，您好：

    您的指示逐行办理如下：

    > 陈静 离职 3/11 由Bob Miller接手

    - 已记下陈静离开：从3月11日（周三）起不等日报，指示无效，也不再寄信。到时没完的问题（现在 3 个）交给Bob Miller。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.vb2oj4lo2rhhnahp
    ----
    ");
    // Until the day she is one of us.
    story.tick_until("2026-03-10T02:00:00Z").await;
    story.mail(ALICE, "3月10日日报", "今天没有问题。");
    story.tick().await;
    assert!(story.letters().contains("To: alice@corp.test"));
    story.tick_until("2026-03-11T03:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: News about 3 of your issues [CRM-1 CRM-2 CRM-3]

    Hello Bob Miller,

    CRM-1 销售订单保存时提示价格为空

    Its reporter has handed it over to you: you will be asked to try the result. Answer this letter with what you know of it.

    CRM-2 仓库盘点表打不开

    Its reporter has handed it over to you: you will be asked to try the result. Answer this letter with what you know of it.

    CRM-3 登录很慢

    There is a result:

    > 清了缓存

    Please try it: if it works, answer “solved”; if not, “not solved” and say what happens now; if it has to wait for month end, “check at month end”. Please name the numbers, for example “CRM-3 solved”.

    周敏

    ----------------------------------------

    ERP roll-out · letter 7.p4obyreawjh6uyki
    ----
    ");
    insta::assert_snapshot!(story.history(3).await, @r"
    CRM-3 solved, waits on reporter
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 solved by 周敏 “清了缓存” {'rule':'a token in the thread','proven':true}
    03-09 02:00 told by the clock {'day':'2026-03-09'}
    03-11 02:00 changed by 周敏 {'changed':['reporter','4']}
    03-11 02:00 told by the clock {'day':'2026-03-11'}
    ");
    // Her mail is a stranger's from then on, and no letter reaches her.
    story.mail(ALICE, "CRM-1", "CRM-1 好了");
    story.tick().await;
    assert_eq!(story.letters(), "");
    story.answer(BOB, "CRM-3 solved");
    story.tick().await;
    assert!(story.history(3).await.starts_with("CRM-3 closed (confirmed)"));
    // Reading her report again gives nothing back to her.
    let mut write = story.store().await.write().await.unwrap();
    write.read_again(true).await.unwrap();
    write.commit().await.unwrap();
    story.tick().await;
    story.letters();
    story.answer(BOB, "CRM-1 solved");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 closed (confirmed)"), "{}", story.history(1).await);
    story.tick_until("2026-03-16T01:00:00Z").await;
    let letters = story.letters();
    assert!(letters.contains("日报 0/5") && !letters.contains("To: alice"), "{letters}");
}

#[tokio::test]
async fn without_an_heir_the_key_user_has_it_or_the_lead() {
    let mut story = three_issues().await;
    story.answer(LEAD, "陈静 离职");
    story.tick_until("2026-03-10T03:00:00Z").await;
    let letters = story.letters();
    // The stock list is Bob's module, the rest the lead's.
    let subjects: Vec<&str> = letters.lines().filter(|line| line.starts_with("Subject: ") && !line.contains("周报")).collect();
    insta::assert_snapshot!(subjects.join("\n"), @r"
    Subject: CRM-2 is handed over to you: 仓库盘点表打不开 [CRM-2]
    Subject: 2 个问题有进展，请您看一下 [CRM-1 CRM-3]
    ");
    insta::assert_snapshot!(story.history(2).await, @r"
    CRM-2 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 03:01 changed by 周敏 {'changed':['reporter','4']}
    ");
}

#[tokio::test]
async fn a_newcomer_reports_and_a_private_address_is_learnt() {
    let mut story = three_issues().await;
    story.mail("张伟 <zhang@else.test>", "3月9日日报", "1. 采购订单审核按钮是灰的。");
    story.mail("bobby <bobby@home.test>", "Daily report", "1. The printer prints every label twice.");
    story.tick().await;
    assert_eq!(story.letters(), "");
    story.answer(LEAD, "加人 张伟 zhang@else.test 采购 每日\nH2 是 Bob\nadd zhang@else.test\n加人 李四\nH7 是 Bob\nH2 是 赵六");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bobby@home.test
    Subject: Re: Daily report [CRM-5]

    Hello Bob Miller,

    Your daily report for Monday, 9 March has arrived. It is on record as 1 issue:

    CRM-5 The printer prints every label twice

    problem

    If this is right, no answer is needed. If something is wrong, reply to this letter, for example “cancel CRM-5”; if it works again by itself, “CRM-5 solved”; if a problem is missing, describe it. If the day is wrong, “this is for March 5”. Reply “help” for all you can write.

    周敏

    ----------------------------------------

    ERP roll-out · letter 7.rqsx5qtqoixl5kzh
    ----
    To: zhang@else.test
    Subject: Re: 3月9日日报 [CRM-4]

    张伟，您好：

    3月9日（周一）的日报已收到，登记了 1 条：

    CRM-4 采购订单审核按钮是灰的

    问题 · 模块：采购订单

    如果登记无误，不用回复。不对的直接回复这封邮件，例如“CRM-4 取消”；自己好了的回复“CRM-4 已解决”；有遗漏的写下来。日期不对的回复“这是3月5日的日报”。单独回复“帮助”可看全部写法。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.hzt7r2fk3mei2cwa
    ----
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3 [有 4 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 4 行没有办：

    > 加人 张伟 zhang@else.test 采购 每日

    - 张伟（zhang@else.test，采购）从现在起加入，等日报。之前的 1 封来信重新读。

    > H2 是 Bob

    - 已记住 bobby@home.test 是Bob Miller的地址。之前的 1 封来信重新读。

    > add zhang@else.test

    - 没有办：zhang@else.test 已经是张伟的地址。

    > 加人 李四

    - 没有办：后面要写内容，例如“加人 张伟 zhang@corp.test 仓库”。

    > H7 是 Bob

    - 没有办：没有 H7，现在最新的是 H2。

    > H2 是 赵六

    - 没有找到“赵六”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.vb2oj4lo2rhhnahp
    ----
    ");
    assert_eq!(story.outcomes().await, "order × 2\nreport × 3\n");
    // He is there after a restart as well.
    story.open(None).await;
    story.mail("张伟 <zhang@else.test>", "3月9日", "没有问题");
    story.tick().await;
    assert!(story.letters().contains("To: zhang@else.test"));
}

#[tokio::test]
async fn one_takes_over_from_another_and_one_moves() {
    let mut story = three_issues().await;
    story.answer(LEAD, "预览\n陈静 离职 由Bob接手");
    story.tick_until("2026-03-09T04:00:00Z").await;
    assert!(story.history(1).await.lines().count() == 2, "a preview hands nothing over");
    story.letters();
    story.answer(LEAD, "陈静 转岗 财务部\nBob 接 陈静\n陈静 离职 由王五接手");
    story.tick_until("2026-03-10T03:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/10，新问题 3，未解决 3 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > 陈静 转岗 财务部

    - 已记下陈静从3月9日（周一）起转到财务部。没完的 3 个问题仍归陈静；要交给别人，请写“李娜 接 陈静”。

    > Bob 接 陈静

    - 陈静没完的 3 个问题交给Bob Miller，会通知本人。

    > 陈静 离职 由王五接手

    - 没有找到“王五”。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.y2yngvucrs3pun2s
    ----
    To: bob@corp.test
    Subject: News about 3 of your issues [CRM-1 CRM-2 CRM-3]

    Hello Bob Miller,

    CRM-1 销售订单保存时提示价格为空

    Its reporter has handed it over to you: you will be asked to try the result. Answer this letter with what you know of it.

    CRM-2 仓库盘点表打不开

    Its reporter has handed it over to you: you will be asked to try the result. Answer this letter with what you know of it.

    CRM-3 登录很慢

    There is a result:

    > 清了缓存

    Please try it: if it works, answer “solved”; if not, “not solved” and say what happens now; if it has to wait for month end, “check at month end”. Please name the numbers, for example “CRM-3 solved”.

    周敏

    ----------------------------------------

    ERP roll-out · letter 7.p4obyreawjh6uyki
    ----
    ");
}

#[tokio::test]
async fn who_is_who_is_for_the_lead_to_say_and_with_a_fresh_letter() {
    let mut story = three_issues().await;
    story.mail(LEAD, "人员", "陈静 离职 由Bob接手");
    story.tick().await;
    let letters = story.letters();
    assert!(letters.contains("陈静 离职 由Bob接手") && story.outcomes().await.contains("held × 1"), "{letters}");
    story.tick_until("2026-03-12T03:00:00Z").await;
    assert!(story.history(1).await.lines().count() == 2);
}
