//! The tenth person with the first person's problem.

use super::{BOB, LEAD, an_answer, to};

#[tokio::test]
async fn the_tenth_person_with_the_first_persons_problem_is_answered_at_once() {
    let mut story = an_answer("打印送货单时明细超过10行就打不全，仓库等着发货。", "打印设置里把纸张改成 A4，模板选“送货单-多行”。").await;
    let others = [
        "送货单明细超过10行，打印出来不全",
        "打印送货单打不全，明细超过 10 行的后面没有了",
        "仓库反映送货单打不全，明细超过10行就这样",
        "送貨單列印不全，明細超過10行就打不全",
    ];
    for n in 2..=9 {
        let from = format!("同事{n} <p{n}@corp.test>");
        story.mail(&from, "日报", &format!("1. {}。", others[n % others.len()]));
        story.tick().await;
        let letters = story.letters();
        assert!(letters.contains("CRM-1") && letters.contains("送货单-多行"), "{n}: {letters}");
        story.answer(&from, "已解决，谢谢");
        story.tick().await;
        assert!(story.history(u32::try_from(n).unwrap()).await.contains("closed (archive)"), "{}", story.history(u32::try_from(n).unwrap()).await);
        story.letters();
    }
    story.mail("林小姐 <p10@corp.test>", "3月3日日報", "1. 打印送货单的时候，明细超过 10 行打不全。单号 SD2403-0099。");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "p10@corp.test").join(""), @r"
    To: p10@corp.test
    Subject: Re: 3月3日日報 [CRM-10]

    林小姐，您好：

    3月3日（周二）的日报已收到，登记了 1 条：

    CRM-10 打印送货单的时候，明细超过 10 行打不全

    问题 · 模块：打印

    > 单号 SD2403-0099。

    这个问题以前解决过（CRM-1，后来又帮到 8 次），请先照这样试一下：

    > 打印设置里把纸张改成 A4，模板选“送货单-多行”。

    为什么这样判断：都说到：打印、送货单、明细超过、打不全。当时的问题是：“打印送货单时明细超过10行就打不全，仓库等着发货。”

    好了请回复“CRM-10 已解决”，不行请回复“CRM-10 未解决”。在您回复之前，我们照常处理。

    如果登记无误，不用回复。不对的直接回复这封邮件，例如“CRM-10 取消”；自己好了的回复“CRM-10 已解决”；有遗漏的写下来。日期不对的回复“这是3月5日的日报”。单独回复“帮助”可看全部写法。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 22.xv3pybmrdnstrwjw
    ");
    story.answer("林小姐 <p10@corp.test>", "已解决");
    story.tick().await;
    insta::assert_snapshot!(story.history(10).await, @r"
    CRM-10 closed (archive), waits on nobody
    03-03 02:48 opened by 林小姐 {}
    03-03 02:48 offered by the clock {'issue':1}
    03-03 02:49 helped by 林小姐 “已解决” {'rule':'a token in the thread','proven':true}
    ");
}

#[tokio::test]
async fn somebody_who_writes_english_gets_the_same_answer_with_an_english_frame() {
    let mut story = an_answer("审核采购入库单报错 ORA-00001。", "重建索引后再审核。").await;
    story.mail(BOB, "Daily report", "1. Approval of goods receipt fails with error ORA-00001.");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "bob@corp.test").join(""), @r"
    To: bob@corp.test
    Subject: Re: Daily report [CRM-2]

    Hello Bob Miller,

    Your daily report for Tuesday, 3 March has arrived. It is on record as 1 issue:

    CRM-2 Approval of goods receipt fails with error ORA-00001

    problem · module: Approval

    This was solved before (CRM-1). Please try it:

    > 重建索引后再审核。

    Why we think so: the same code ORA-00001; the same words: Approval, goods receipt, error. It was: “审核采购入库单报错 ORA-00001。”

    If it helps, reply “CRM-2 solved”; if not, “CRM-2 not solved”. We work on it meanwhile.

    If this is right, no answer is needed. If something is wrong, reply to this letter, for example “cancel CRM-2”; if it works again by itself, “CRM-2 solved”; if a problem is missing, describe it. If the day is wrong, “this is for March 5”. Reply “help” for all you can write.

    周敏

    ----------------------------------------

    ERP roll-out · letter 6.g673ryvntrh7zcyr
    ");
}

#[tokio::test]
async fn what_is_only_a_little_alike_is_for_the_lead_alone() {
    let mut story = an_answer("报价单审批到部门经理后一直不动，没有待办。", "在委托里删掉过期的代理人。").await;
    story.mail(BOB, "日报", "1. 报价单提交以后卡在部门经理那里，他说没收到待办。");
    story.tick().await;
    let letters = story.letters();
    assert!(!letters.contains("过期的代理人"), "{letters}");
    story.tick_until("2026-03-04T03:00:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test").join(""), @r"
    To: lead@corp.test
    Subject: CRM-2 可能有现成的答案：报价单提交以后卡在部门经理那里，他说没收到待办 [CRM-2]

    周敏，您好：

    CRM-2 报价单提交以后卡在部门经理那里，他说没收到待办

    和 CRM-1 有点像，那一条有现成的答案，但把握不大，没有直接发给提出人。都说到：报价单、卡在、部门。如果合适，请回复“CRM-2 已解决: …”。答案是：

    > 在委托里删掉过期的代理人。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 7.znavx6loforxbnjr
    ");
    // An answer that the lead gives out by himself is an ordinary solution.
    story.answer(LEAD, "CRM-2 已解决：参数已经改好");
    story.tick().await;
    assert!(story.history(2).await.starts_with("CRM-2 solved"));
}
