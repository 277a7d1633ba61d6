//! A wish from the first mail to its roll-out: an option refused, an approver, and a trial that fails once.

use super::{ALICE, BOB, BOSS, LEAD, LI, config, to};
use crate::story::Story;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, from the first mail to the last")]
async fn a_wish_goes_from_the_first_mail_to_its_roll_out() {
    let mut story = Story::begin_with(&config()).await;
    story.mail(ALICE, "3月2日日报", "1. 希望报价单可以按客户分组打印。");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), ""), @r"
    To: alice@corp.test
    Subject: Re: 3月2日日报 [CRM-1]

    陈静，您好：

    3月2日（周一）的日报已收到，登记了 1 条：

    CRM-1 希望报价单可以按客户分组打印

    需求变更 · 模块：报价单

    请直接回复补充一下：为什么需要，希望达到什么效果？负责人据此决定。

    如果登记无误，不用回复。不对的直接回复这封邮件，例如“CRM-1 取消”；自己好了的回复“CRM-1 已解决”；有遗漏的写下来。日期不对的回复“这是3月5日的日报”。单独回复“帮助”可看全部写法。
    ");
    // Nothing of it leaves before it is accepted.
    story.tick_until("2026-03-02T03:00:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-1 有人提了需求，请您定：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    提出人还没有说为什么需要、希望达到什么效果，已请他补充。要做请回复“CRM-1 受理”，不做请回复“CRM-1 暂不处理: 原因”。受理之前不会发给顾问。

    > 希望报价单可以按客户分组打印。
    ");
    story.answer(LEAD, "1 发顾问: 请报价\n1 同意开发 3000元\n1 受理");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), ""), @r"
    To: lead@corp.test
    Subject: Re: CRM-1 有人提了需求，请您定：希望报价单可以按客户分组打印 [有 2 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 2 行没有办：

    > 1 发顾问: 请报价

    - CRM-1 希望报价单可以按客户分组打印　没有办：这个需求还没有受理，请先写“CRM-1 受理”。

    > 1 同意开发 3000元

    - CRM-1 希望报价单可以按客户分组打印　没有办：这个需求还没有受理，请先写“CRM-1 受理”。

    > 1 受理

    - CRM-1 希望报价单可以按客户分组打印　已受理，会告诉提出人。提出人还没有说为什么需要、希望达到什么效果，已请他补充。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。
    ");
    story.tick_until("2026-03-03T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), ""), @r"
    To: alice@corp.test
    Subject: CRM-1 已受理：希望报价单可以按客户分组打印 [CRM-1]

    陈静，您好：

    CRM-1 希望报价单可以按客户分组打印

    负责人已受理。有了方案会请您选；请先直接回复这封信，补充为什么需要、希望达到什么效果。
    ");
    story.answer(ALICE, "因为现在每次都要手工排序，这样可以少花半小时。");
    story.tick().await;
    story.answer(LEAD, "1 发顾问: 请给方案和报价");
    story.tick_until("2026-03-03T03:00:00Z").await;
    story.letters();
    story.answer(LI, "可以做，加一个分组选项，2人天，每人天2000元。");
    story.tick().await;
    story.answer(LEAD, "1 方案 A: 只改打印模板，1人天 2000元");
    story.tick_until("2026-03-04T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "alice@corp.test"), @r"
    To: alice@corp.test
    Subject: CRM-1 请您选方案：希望报价单可以按客户分组打印 [CRM-1]

    陈静，您好：

    CRM-1 希望报价单可以按客户分组打印

    有这些方案，请您选一个：回复“A”这样的字母就行；都不合适请回复“都不行: 原因”。

    - A：只改打印模板，1人天 2000元
    ");
    // The option will not do.
    story.answer(ALICE, "都不行：只改模板的话列表里还是乱的");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "alice@corp.test"), @r"
    To: alice@corp.test
    Subject: Re: CRM-1 请您选方案：希望报价单可以按客户分组打印 [CRM-1]

    陈静，您好：

    来信收到，已处理：

    - CRM-1 希望报价单可以按客户分组打印　已记下都不合适，负责人会再找顾问。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。
    ");
    story.tick_until("2026-03-05T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-1 提出人回了方案：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    提出人觉得方案都不合适。请回复“CRM-1 方案 A: …”给新的方案，或“CRM-1 发顾问: …”。他说：

    > 只改模板的话列表里还是乱的
    ");
    story.answer(LEAD, "1 方案 A: 列表和打印都分组，3人天 8000元\n1 方案 B: 只做列表，2人天 4000元\n1 同意开发 4000元");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: Re: CRM-1 提出人回了方案：希望报价单可以按客户分组打印 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > 1 方案 A: 列表和打印都分组，3人天 8000元

    - CRM-1 希望报价单可以按客户分组打印　方案 A 已记下，会请提出人选。

    > 1 方案 B: 只做列表，2人天 4000元

    - CRM-1 希望报价单可以按客户分组打印　方案 B 已记下，会请提出人选。

    > 1 同意开发 4000元

    - CRM-1 希望报价单可以按客户分组打印　没有办：提出人还没有选方案。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。
    ");
    story.tick_until("2026-03-06T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "alice@corp.test"), @r"
    To: alice@corp.test
    Subject: CRM-1 请您选方案：希望报价单可以按客户分组打印 [CRM-1]

    陈静，您好：

    CRM-1 希望报价单可以按客户分组打印

    有这些方案，请您选一个：回复“A”这样的字母就行；都不合适请回复“都不行: 原因”。

    - A：列表和打印都分组，3人天 8000元
    - B：只做列表，2人天 4000元
    ");
    story.answer(ALICE, "选A，谢谢");
    story.tick().await;
    story.tick_until("2026-03-09T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-1 提出人回了方案：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    提出人选了下面的方案。请回复“CRM-1 同意开发 8000元 3/30前”（费用和日期照实写），或“CRM-1 暂不处理: …”。

    - A：列表和打印都分组，3人天 8000元
    ");
    // Above the limit: the approver is asked, and nothing leaves meanwhile.
    story.answer(LEAD, "1 同意开发 8000元 3/30前");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: Re: CRM-1 提出人回了方案：希望报价单可以按客户分组打印 [已办：CRM-1]

    周敏，您好：

    您的指示逐行办理如下：

    > 1 同意开发 8000元 3/30前

    - CRM-1 希望报价单可以按客户分组打印　8000元 超过限额，会请王总审批，同意以后才发给顾问。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。
    ");
    story.tick_until("2026-03-10T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), ""), @r"
    To: boss@corp.test
    Subject: CRM-1 请您审批：希望报价单可以按客户分组打印 [CRM-1]

    王总，您好：

    CRM-1 希望报价单可以按客户分组打印

    这个需求要花 8000元，超过负责人能定的限额，计划3月30日（周一）完成。同意请回复“同意”，不同意请回复“不同意: 原因”。

    - A：列表和打印都分组，3人天 8000元
    ");
    story.mail(BOSS, "CRM-1", "CRM-1 同意");
    story.tick().await;
    assert!(story.letters().contains("没有办"));
    story.answer(BOSS, "同意");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), ""), @r"
    To: boss@corp.test
    Subject: Re: CRM-1 [CRM-1]

    王总，您好：

    来信收到，已处理：

    - CRM-1 希望报价单可以按客户分组打印　已记下您同意 8000元，马上委托开发。

    如果没错，不用回复；不对的话，带上编号直接回复这封邮件。
    ");
    story.tick_until("2026-03-11T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), ""), @r"
    To: li@vendor.test
    Subject: Re: CRM-1 希望报价单可以按客户分组打印 [CRM-1]

    李工，您好：

    CRM-1 请您看一下：

    > 同意开发。方案 A: 列表和打印都分组，3人天 8000元；费用 8000元；完成日期 2026-03-30。做好后请回复“已完成，请测试”，并附上设计说明和测试记录。

    CRM-1 希望报价单可以按客户分组打印

    需求变更 · 模块：报价单 · 3月2日（周一） · 提出人：陈静

    > 希望报价单可以按客户分组打印。

    直接回复这封信就行，例如“已修复，请测试”“下个版本修复，3/30”，需要补充什么也直接写，我们去问。有您那边的单号请写上，以后按单号也能对上。
    ----
    To: alice@corp.test
    Subject: CRM-1 开始开发了：希望报价单可以按客户分组打印 [CRM-1]

    陈静，您好：

    CRM-1 希望报价单可以按客户分组打印

    已委托顾问开发（方案 A），预计3月30日（周一）完成。
    ----
    To: lead@corp.test
    Subject: CRM-1 审批有结果了：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    审批人同意了 8000元，已委托顾问开发。
    ");
    story.answer(LI, "已完成，请测试。");
    story.tick_until("2026-03-12T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-1 顾问做好了：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    顾问说做好了。请回复“CRM-1 小范围试用 姓名 姓名 到4/10”请几位同事先试，或“CRM-1 全面启用”。他说：

    > 已完成，请测试。
    ");
    story.answer(LEAD, "1 小范围试用 陈静 Bob 到3/17");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: Re: CRM-1 顾问做好了：希望报价单可以按客户分组打印 [已办：CRM-1]

    周敏，您好：

    您的指示逐行办理如下：

    > 1 小范围试用 陈静 Bob 到3/17

    - CRM-1 希望报价单可以按客户分组打印　会请陈静、Bob Miller试用，到3月17日（周二）为止。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。
    ");
    story.tick_until("2026-03-13T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "bob@corp.test"), @r"
    To: bob@corp.test
    Subject: CRM-1 please try it: 希望报价单可以按客户分组打印 [CRM-1]

    Hello Bob Miller,

    CRM-1 希望报价单可以按客户分组打印

    Please be among the first to try this change, until Tuesday, 17 March. If it works, answer “solved”; if not, “not solved”, and say what goes wrong.
    ");
    // The trial fails once.
    story.answer(BOB, "not solved: the group total is wrong");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "bob@corp.test"), @r"
    To: bob@corp.test
    Subject: Re: CRM-1 please try it: 希望报价单可以按客户分组打印 [CRM-1]

    Hello Bob Miller,

    Your mail has arrived, and this was done:

    - CRM-1 希望报价单可以按客户分组打印: it does not work for you: noted; it goes back, and you will be asked again.

    If this is right, no answer is needed. If not, reply to this letter with the number.
    ");
    story.tick_until("2026-03-16T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-1 试用没有通过：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    有同事试了不行。请回复“CRM-1 发顾问: …”退回修改，改好再安排试用。他说：

    > not solved: the group total is wrong
    ");
    story.answer(LEAD, "1 发顾问: 分组合计不对，请改");
    story.tick_until("2026-03-16T03:30:00Z").await;
    story.answer(LI, "已修复，请测试");
    story.tick_until("2026-03-17T02:30:00Z").await;
    story.answer(LEAD, "1 小范围试用 陈静 Bob 到3/20");
    story.tick_until("2026-03-18T02:30:00Z").await;
    story.letters();
    story.answer(BOB, "solved");
    story.answer(ALICE, "已解决");
    story.tick_until("2026-03-19T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: CRM-1 试用都通过了：希望报价单可以按客户分组打印 [CRM-1]

    周敏，您好：

    CRM-1 希望报价单可以按客户分组打印

    试用的同事都说好用。可以回复“CRM-1 全面启用”。
    ");
    story.answer(LEAD, "1 全面启用: 从报价单列表右上角打开分组");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test"), @r"
    To: lead@corp.test
    Subject: Re: CRM-1 试用都通过了：希望报价单可以按客户分组打印 [已办：CRM-1]

    周敏，您好：

    您的指示逐行办理如下：

    > 1 全面启用: 从报价单列表右上角打开分组

    - CRM-1 希望报价单可以按客户分组打印　全面启用，会请提出人确认。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。
    ");
    story.tick_until("2026-03-20T02:30:00Z").await;
    insta::assert_snapshot!(to(&story.letters(), "alice@corp.test"), @r"
    To: alice@corp.test
    Subject: CRM-1 全面启用了，请您看一下：希望报价单可以按客户分组打印 [CRM-1]

    陈静，您好：

    CRM-1 希望报价单可以按客户分组打印

    从现在起全面启用。说明：

    > 从报价单列表右上角打开分组

    请您试一下：好了回复“已解决”；还不行回复“未解决”，并说一下现在的情况；要等月结的回复“月底再看”。
    ");
    story.answer(ALICE, "已解决");
    story.tick().await;
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (confirmed), waits on nobody
    03-02 01:01 opened by 陈静 {}
    03-02 03:01 accepted by 周敏 {'rule':'a token in the thread','proven':true}
    03-03 02:31 commented by 陈静 “因为现在每次都要手工排序，这样可以少花半小时。” {'rule':'a token in the thread','proven':true}
    03-03 02:32 sent_out by 周敏 “请给方案和报价” {'rule':'a token in the thread','proven':true}
    03-03 03:01 responded by 李工 “可以做，加一个分组选项，2人天，每人天2000元。” {'rule':'a token in the thread','proven':true}
    03-03 03:02 option by 周敏 “只改打印模板，1人天 2000元” {'rule':'a token in the thread','proven':true,'option':'A','cost':200000}
    03-04 02:31 none_fits by 陈静 “只改模板的话列表里还是乱的” {'rule':'a token in the thread','proven':true}
    03-05 02:31 option by 周敏 “列表和打印都分组，3人天 8000元” {'rule':'a token in the thread','proven':true,'option':'A','cost':800000}
    03-05 02:31 option by 周敏 “只做列表，2人天 4000元” {'rule':'a token in the thread','proven':true,'option':'B','cost':400000}
    03-06 02:31 chosen by 陈静 {'rule':'a token in the thread','proven':true,'option':'A'}
    03-09 02:31 put_up by 周敏 “8000元 3/30前” {'rule':'a token in the thread','proven':true,'day':'2026-03-30','option':'A','cost':800000}
    03-10 02:32 approved by 王总 {'rule':'a token in the thread','proven':true,'day':'2026-03-30','option':'A','cost':800000}
    03-10 02:32 commissioned by 王总 “同意开发。方案 A: 列表和打印都分组，3人天 8000元；费用 8000元；完成日期 2026-03-30。做好后请回复“已完成，请测试”，并附上设计说明和测试记录。” {'rule':'a token in the thread','proven':true,'day':'2026-03-30','option':'A','cost':800000}
    03-11 02:31 responded by 李工 “已完成，请测试。” {'rule':'a token in the thread','proven':true}
    03-11 02:31 delivered by 李工 “已完成，请测试。” {'rule':'a token in the thread','proven':true}
    03-12 02:31 trial by 周敏 {'rule':'a token in the thread','proven':true,'day':'2026-03-17'}
    03-13 02:31 trial_failed by Bob Miller “not solved: the group total is wrong” {'rule':'a token in the thread','proven':true}
    03-16 02:31 sent_out by 周敏 “分组合计不对，请改” {'rule':'a token in the thread','proven':true}
    03-16 03:31 responded by 李工 “已修复，请测试” {'rule':'a token in the thread','proven':true}
    03-16 03:31 delivered by 李工 “已修复，请测试” {'rule':'a token in the thread','proven':true}
    03-17 02:00 asked_again by the clock {'rule':'papers'}
    03-17 02:31 trial by 周敏 {'rule':'a token in the thread','proven':true,'day':'2026-03-20'}
    03-18 02:32 tried by Bob Miller “solved” {'rule':'a token in the thread','proven':true}
    03-18 02:32 tried by 陈静 “已解决” {'rule':'a token in the thread','proven':true}
    03-19 02:31 in_use by 周敏 “从报价单列表右上角打开分组” {'rule':'a token in the thread','proven':true}
    03-20 02:00 told by the clock {'day':'2026-03-20'}
    03-20 02:31 confirmed by 陈静 “已解决” {'rule':'a token in the thread','proven':true}
    ");
}
