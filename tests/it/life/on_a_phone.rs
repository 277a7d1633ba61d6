//! The lead answers a digest from a phone: eight orders in one mail, two of them wrong.

use crate::story::Story;

const ALICE: &str = "陈静 <alice@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// A week of reports, and the digest on Monday morning.
async fn monday_morning() -> Story {
    let mut story = Story::begin().await;
    story.mail(ALICE, "3月2日日报", "1. 销售订单保存时提示库存不足。\n2. 打印出库单时第二页空白。\n3. 月报表导出后金额列是空的。\n4. 登录很慢。");
    story.tick().await;
    story.mail("Bob Miller <bob@corp.test>", "Daily report 2 March", "1. The second page of the delivery note is blank.");
    story.tick().await;
    story.tick_until("2026-03-09T01:00:00Z").await;
    story.letters();
    story
}

#[tokio::test]
async fn eight_orders_two_of_them_wrong_and_each_line_has_its_answer() {
    let mut story = monday_morning().await;
    story.answer(LEAD, "1紧急，2 已解决：换了打印模板\n３　模块 仓库\n4 交 Bob\n5 同2\n1 问：是每张单都这样吗？\n3 交 李娜\n99 重开");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-1 有一个问题请教您：销售订单保存时提示库存不足 [CRM-1]

    陈静，您好：

    CRM-1 销售订单保存时提示库存不足

    负责人想问您：

    > 是每张单都这样吗？

    请直接回复这封信，您的回答会转给负责人，并记在这个问题里。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.2sjqex6fciei7dui
    ----
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 5，未解决 5 [有 2 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 2 行没有办：

    > 1紧急

    - CRM-1 销售订单保存时提示库存不足　已改为紧急。

    > 2 已解决：换了打印模板

    - CRM-2 打印出库单时第二页空白　记为已解决，会请陈静试。

    > ３ 模块 仓库

    - CRM-3 月报表导出后金额列是空的　已改到模块“库存”。

    > 4 交 Bob

    - CRM-4 登录很慢　已交给Bob Miller，会通知本人。

    > 5 同2

    - CRM-5 The second page of the delivery note is blank　已并入 CRM-2，会告诉提出人。

    > 1 问：是每张单都这样吗？

    - CRM-1 销售订单保存时提示库存不足　会问陈静，回答会带回给您。

    > 3 交 李娜

    - CRM-3 月报表导出后金额列是空的　没有办：没有叫“李娜”的人。

    > 99 重开

    - CRM-99 没有办：没有这个编号，现在最新的是 CRM-5。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    ");
    insta::assert_snapshot!(story.history(3).await, @r"
    CRM-3 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 changed by 周敏 {'rule':'a token in the thread','proven':true,'changed':['module','库存']}
    ");
    // At ten: Alice has one letter with the result and the question, Bob one with what is given to him and what was joined.
    story.tick_until("2026-03-09T02:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: alice@corp.test
    Subject: CRM-2 有处理结果了，请您试一下：打印出库单时第二页空白 [CRM-2]

    陈静，您好：

    CRM-2 打印出库单时第二页空白

    有处理结果了：

    > 换了打印模板

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.maxampprfyu4imn3
    ----
    To: bob@corp.test
    Subject: News about 2 of your issues [CRM-4 CRM-5]

    Hello Bob Miller,

    CRM-4 登录很慢

    The lead has given it to you to see to. Answer this letter with what you find out.

    CRM-5 The second page of the delivery note is blank

    It is the same as CRM-2 and goes on under that number; you will be asked to try the result all the same.

    周敏

    ----------------------------------------

    ERP roll-out · letter 7.p4obyreawjh6uyki
    ----
    ");
    story.answer(ALICE, "CRM-1：只有成品仓的单这样，原料仓的可以保存。");
    story.tick().await;
    story.tick_until("2026-03-10T02:00:00Z").await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: CRM-1 提出人回答了：销售订单保存时提示库存不足 [CRM-1]

    周敏，您好：

    CRM-1 销售订单保存时提示库存不足

    您问的问题，提出人回答了：

    > CRM-1：只有成品仓的单这样，原料仓的可以保存。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 8.tmvkdvdxwvd2yiwi
    ----
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 open, waits on lead
    03-02 01:01 opened by 陈静 {}
    03-09 01:01 changed by 周敏 {'rule':'a token in the thread','proven':true,'changed':['severity','urgent']}
    03-09 01:01 asked by 周敏 “是每张单都这样吗？” {'rule':'a token in the thread','proven':true}
    03-09 02:01 commented by 陈静 “CRM-1：只有成品仓的单这样，原料仓的可以保存。” {'rule':'a token in the thread','proven':true}
    ");
}

#[tokio::test]
async fn a_preview_does_nothing_and_looking_things_up_needs_no_proof() {
    let mut story = monday_morning().await;
    story.answer(LEAD, "预览\n1 已解决：x\n1 重开");
    story.tick().await;
    story.answer(LEAD, "预览\n1 已解决：x\n2 暂不处理");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 5，未解决 5 [预览]

    周敏，您好：

    这是预览，什么都没有办。去掉“预览”那一行再发，就会这样办：

    > 1 已解决：x

    - 没有办：和另一行互相矛盾，CRM-1 的两条都没有办，请再写一次要办的那条。

    > 1 重开

    - 没有办：和另一行互相矛盾，CRM-1 的两条都没有办，请再写一次要办的那条。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 4.7ztbfurlot46xkrs
    ----
    To: lead@corp.test
    Subject: Re: ERP roll-out 周报 3月2日—8日：日报 2/10，新问题 5，未解决 5 [预览]

    周敏，您好：

    这是预览，什么都没有办。去掉“预览”那一行再发，就会这样办：

    > 1 已解决：x

    - CRM-1 销售订单保存时提示库存不足　记为已解决，会请陈静试。

    > 2 暂不处理

    - CRM-2 打印出库单时第二页空白　记为暂不处理，会告诉提出人。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 5.vb2oj4lo2rhhnahp
    ----
    ");
    assert!(story.history(1).await.starts_with("CRM-1 open"));
    // No token: the address is enough, since the answer goes to its owner.
    story.mail(LEAD, "查", "查 1\n查 Bob\n查 陈晶");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: Re: 查 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > 查 1

    - CRM-1 销售订单保存时提示库存不足　处理中 · 库存 · 提出人陈静 · 3月2日（周一）起等负责人

    > 查 Bob

    - Bob Miller：还没完的 1 个
    - CRM-5 The second page of the delivery note is blank　处理中 · delivery note · 提出人Bob Miller · 3月2日（周一）起等负责人

    > 查 陈晶

    - 没有找到“陈晶”，最接近的是陈静。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 6.y2yngvucrs3pun2s
    ----
    ");
    // A reporter looks at what is his own.
    story.mail("Bob Miller <bob@corp.test>", "question", "show 5\nshow 1");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Re: question [1 line not done]

    Hello Bob Miller,

    This is what became of each line; 1 was not done:

    > show 5

    - CRM-5 The second page of the delivery note is blank: open · delivery note · reported by Bob Miller · waits on the lead since Monday, 2 March

    > show 1

    - Not shown: CRM-1 was reported by somebody else.

    One order a line, the number first: “42 solved: how”, “42 not now: why”, “42 same as 17”, “42 reopen”, “42 note: …”; “help” on a line of its own brings all of them. Nothing below “thanks” is read.

    周敏

    ----------------------------------------

    ERP roll-out · letter 7.p4obyreawjh6uyki
    ----
    ");
}

#[tokio::test]
async fn whoever_writes_help_gets_the_page_of_his_role() {
    let mut story = Story::begin().await;
    story.mail(LEAD, "帮助", "帮助");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: lead@corp.test
    Subject: 用法：您可以用邮件办的事

    周敏，您好：

    直接回复这封信或我们的任何一封来信，每行写一条，编号在前：

    - “42 已解决: …”　记下处理办法，并请提出人试
    - “42 与17重复”　并到 17 号，合在一起跟进
    - “42 暂不处理: …”　现在不做，并把原因告诉提出人
    - “42 不采纳: …”　建议或技巧这次不用，谢谢提出人并说明原因
    - “42 通知大家”　把处理办法（或这条技巧）写进每个人下一封信，不写是谁提的
    - “42 重开”　重新打开
    - “42 关闭”　由您关闭，不算提出人确认
    - “42 问: …”　问提出人，回答会带回给您
    - “42 发顾问: …”　转给顾问，可以附一句话；十分钟后发出，在那之前可以“收回”
    - “42 排查: …”　记下已经查过、试过什么，发顾问时一起带上
    - “42 收回”　还没发给顾问的先不发；单独写“收回”是刚才的全部
    - “42 对接”　顾问和提出人经我们转信直接沟通，互不透露地址
    - “42 约 李工 3/6 14:00 远程”　约顾问或同事一起看，提出人也会知道；约顾问的十分钟后发出
    - “42 紧急”　改为紧急
    - “42 严重”　改为严重
    - “42 一般”　改为一般
    - “42 轻微”　改为轻微
    - “42 模块 库存”　改到这个模块
    - “42 交 李娜”　交给这位同事跟进
    - “42 原因 操作方法”　记下原因：操作方法、缺陷、权限、接口、网络或打印、流程、数据、需求、其他
    - “42 争议: …”　记下有争议（缺陷还是需求、谁付费）；写了原因就算定了
    - “42 备注: …”　只记下来，不通知别人
    - “42 答案: …”　以后谁报同样的问题，就这样回答他
    - “42 撤下答案”　这个答案不再给别人看
    - “42 图1 可公开”　这张截图可以和答案一起给别人看
    - “42 受理”　受理这个需求；受理以后才能发顾问
    - “42 方案 A: … 2人天 8000元”　一个做法，写上工作量和费用；会请提出人选
    - “42 同意开发 8000元 3/30前”　按选好的方案委托顾问开发；超过限额的先请审批人同意
    - “42 已交付”　顾问做好了，可以试用
    - “42 小范围试用 李娜 王磊 到4/10”　请这几位试用到这一天，结果会告诉您
    - “42 全面启用”　所有人开始用，并请提出人确认
    - “查 42”　看这个问题现在怎么样；查 王磊：看他名下还没完的；查 王磊 3月4日：看那天报了什么
    - “找 库存”　在问题和答案里找这些字；写 查 库存 也行
    - “H3 登记”　把待确认的来信 H3 登记进来
    - “H3 忽略”　来信 H3 不用管
    - “H3 重读”　把来信 H3 再读一遍
    - “王磊 请假 3/4-3/6”　这几天不等日报，也不催
    - “王磊 周六加班”　这天上班，等日报
    - “王磊 销假”　提前回来了，请假到此为止
    - “王磊 点评: …”　这句话写进他下一封回执
    - “H3 是王磊”　来信 H3 是这位同事的，记住这个地址并重读
    - “加人 张伟 zhang@corp.test 仓库”　新来的同事：姓名、邮箱、部门，从此等日报
    - “王磊 离职 3/15 由李娜接手”　从那天起不等日报、不收来信；没完的交给接手的人，没写就交给关键用户或您
    - “王磊 转岗 采购 由李娜接手”　换了部门；写了接手的人，没完的就交给他
    - “李娜 接 王磊”　后者没完的问题都交给前者
    - “授权 李娜 到3/15”　这位同事代您下指示，到这一天为止；登记来信和再授权除外
    - “开始发信”　结束试运行，从此把信发给本人
    - “预览”　单独一行：其余各行只试算，不办
    - “帮助”　寄来这一页

    几个编号一起：“41、42 紧急”“41-43 暂不处理：…”；一行写几条：“41 紧急；42 重开”。每一行都会告诉您办了没有。“谢谢”之后、签名和引用的内容不读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 1.g6njztbfhjlzwa53
    ----
    ");
    story.mail("Bob Miller <bob@corp.test>", "help", "help");
    story.tick().await;
    insta::assert_snapshot!(story.letters(), @r"
    To: bob@corp.test
    Subject: Help: what you can write to us

    Hello Bob Miller,

    Your report: just write what went wrong today, one problem after another, with screenshots if you have some; or “no problem today”. We answer with a number for each.

    - “42 solved”: you tried it and it works: it is closed
    - “42 not solved”: it does not; please say what happens now
    - “42 check at month end”: it stays open, and you are asked again then
    - “cancel 43”: never mind
    - “41 and 42 are the same”: they go on under one number
    - “fig 2 belongs to 42”: a screenshot stands with the wrong issue
    - “41 is two problems: 1. … 2. …”: it is parted, and each part has its number
    - “43 is no issue”: it is not followed
    - “this is for March 5”: the report counts for that day

    Looking up:

    - “show 42”: how it stands; “show Lina”: what is open with her; “show Lina 4 March”: what she reported that day
    - “find stock”: what says these words, among issues and answers
    - “help”: sends this page

    周敏

    ----------------------------------------

    ERP roll-out · letter 2.xws3n4gyorgtj7rq
    ----
    ");
}

#[tokio::test]
async fn an_order_mail_of_two_thousand_lines_is_read_to_its_two_hundredth_and_says_so() {
    let mut story = monday_morning().await;
    story.answer(LEAD, &"1 备注：又问了一次\n".repeat(2000));
    story.tick().await;
    let letters = story.letters();
    assert_eq!(letters.matches("又问了一次").count(), 200);
    assert!(letters.contains("一封信只读前 200 行，其余请另发一封。"), "{letters}");
    assert_eq!(story.history(1).await.matches("commented").count(), 200);
}

#[tokio::test]
async fn what_stands_in_a_quotation_or_below_a_signature_is_no_order() {
    let mut story = monday_morning().await;
    story.answer(LEAD, "1 重要\n> 2 关闭\n\n-- \n周敏\n3 关闭");
    story.tick().await;
    assert!(story.history(1).await.contains("'changed':['severity','high']"), "{}", story.history(1).await);
    assert!(story.history(2).await.starts_with("CRM-2 open") && story.history(3).await.starts_with("CRM-3 open"));
}
