//! The vendor answers under any subject, from any desk of his, or talks to the reporter through ours.

use super::consultant::{ALICE, LEAD, LI, second_week};

#[tokio::test]
async fn a_response_with_a_new_subject_is_matched_by_his_number_or_asked_about() {
    let mut story = second_week().await;
    story.answer(LEAD, "1、2 发顾问");
    story.tick_until("2026-03-09T01:20:00Z").await;
    story.letters();
    story.mail(LI, "[INC0012345] 库存不足 CRM-1", "已受理，转研发看一下。");
    story.tick().await;
    story.mail(LI, "INC0012345 结果", "已修复，请测试。");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 solved, waits on reporter"));
    story.mail(LI, "打印", "打印的问题已修复，请测试。");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: li@vendor.test
    Subject: Re: 打印 [请写上编号]

    李工，您好：

    来信收到了，但是没看出说的是哪一个问题。请回复时写上编号；目前在您那边的是：

    编号   问题                    发给您          您的单号  预计  回复
    -----  ----------------------  --------------  --------  ----  ----
    CRM-2  打印出库单时第二页空白  3月9日（周一）

    也可以不填表，一行写一个，例如“CRM-2 已修复，请测试”“CRM-2 下个版本，3/30”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.csnvwgjlohwqhb55
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 solved, waits on reporter
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 {'rule':'a token in the thread','proven':true}
    03-09 01:21 responded by 李工 “已受理，转研发看一下。” {'rule':'the number in the subject','changed':['ticket','INC0012345']}
    03-09 01:22 responded by 李工 “已修复，请测试。” {'rule':'his own number'}
    03-09 01:22 solved by 李工 “已修复，请测试。” {'rule':'his own number'}
    ");
    assert!(story.history(2).await.starts_with("CRM-2 with_consultant, waits on consultant"));
}

#[tokio::test]
async fn somebody_else_of_the_firm_answers_under_our_letter_and_a_stranger_does_not() {
    let mut story = second_week().await;
    story.answer(LEAD, "1、2 发顾问");
    story.tick_until("2026-03-09T01:20:00Z").await;
    story.letters();
    story.answer_letter("Support <support@vendor.test>", "li@vendor.test", "Fixed, please test.");
    story.tick().await;
    assert!(story.history(2).await.starts_with("CRM-2 solved"), "{}", story.history(2).await);
    story.answer_letter("Mallory <mallory@evil.test>", "li@vendor.test", "Fixed, please test.");
    story.mail("Sales <sales@vendor.test>", "CRM-1", "Fixed, please test.");
    story.tick().await;
    assert!(story.history(1).await.starts_with("CRM-1 with_consultant"));
    assert!(story.outcomes().await.contains("held × 2"), "{}", story.outcomes().await);
}

#[tokio::test]
async fn connected_they_talk_through_the_desk_and_learn_no_address() {
    let mut story = second_week().await;
    story.answer(LEAD, "1 对接");
    story.tick_until("2026-03-09T01:20:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 1/15，新问题 3，未解决 3 [已办：CRM-1]

    周敏，您好：

    以下内容 09:11 发出公司，在那之前回复“收回”就不发

    发给李工：CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货

    > 销售订单保存时提示库存不足，（同事）说仓库有货。

    顾问可能还会问：截图、单据号或账号。不补也会照发；想先问清楚，请回复“收回”和“CRM-1 问: …”。

    您的指示逐行办理如下：

    > 1 对接

    - CRM-1 销售订单保存时提示库存不足，王磊说仓库有货　09:11 发给李工，在那之前回复“收回”可以不发。
    - CRM-1 销售订单保存时提示库存不足，王磊说仓库有货　陈静和李工从现在起经我们转信沟通，互不透露地址。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 3.ef5m7pe3xbr2agqa
    ----
    To: li@vendor.test
    Subject: CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货 [CRM-1]

    李工，您好：

    麻烦您看一下下面这个问题。暂时没有结论也请先回个预计日期。

    CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货

    问题 · 模块：库存 · 3月2日（周一） · 提出人：陈静

    > 销售订单保存时提示库存不足，（同事）说仓库有货。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.ocl6ygddmrnweixz
    ----
    ");
    story.answer(LI, "请提供出错时的单据号，急的话打我 li@vendor.test。");
    story.tick_until("2026-03-10T02:10:00Z").await;
    let asked = story.letters();
    insta::assert_snapshot!(asked.split("To: ").find(|letter| letter.starts_with("alice")).unwrap(), @r"
    alice@corp.test
    Subject: CRM-1 顾问想请教您：销售订单保存时提示库存不足，王磊说仓库有货 [CRM-1]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足，王磊说仓库有货

    顾问想问您：

    > 请提供出错时的单据号，急的话打我 （地址略）。

    请直接回复这封信，您的回答会转给顾问，并记在这个问题里。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    ");
    story.answer(ALICE, "单据号是 SO-1001，王磊 wang.lei@corp.test 也试过。");
    story.tick().await;
    let passed = story.letters();
    insta::assert_snapshot!(passed.split("To: ").find(|letter| letter.starts_with("li@vendor.test")).unwrap(), @r"
    li@vendor.test
    Subject: Re: CRM-1 销售订单保存时提示库存不足，（同事）说仓库有货 [CRM-1]

    李工，您好：

    CRM-1 提出人陈静回复如下：

    > 单据号是 SO-1001，（同事） （地址略） 也试过。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.csnvwgjlohwqhb55
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 with_consultant, waits on consultant
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 sent_out by 周敏 {'rule':'a token in the thread','proven':true}
    03-09 01:01 changed by 周敏 {'rule':'a token in the thread','proven':true,'changed':['talk','direct']}
    03-09 01:21 responded by 李工 “请提供出错时的单据号，急的话打我 li@vendor.test。” {'rule':'a token in the thread','proven':true}
    03-09 01:21 asked by 李工 “请提供出错时的单据号，急的话打我 （地址略）。” {'rule':'a token in the thread','proven':true}
    03-10 02:11 commented by 陈静 “单据号是 SO-1001，王磊 wang.lei@corp.test 也试过。” {'rule':'a token in the thread','proven':true}
    ");
}
