//! What is not for everybody: confidential modules, and pictures that nobody has released.

use super::{ALICE, BOB, LEAD, config, solve, to};
use crate::story::Story;
use crate::upgrade::screenshot;

#[tokio::test]
async fn of_a_confidential_module_nothing_is_offered_to_anybody() {
    let mut story = Story::begin_with(&config()).await;
    story.mail(ALICE, "3月2日日报", "1. 工资条查询不到上个月的。");
    story.tick().await;
    solve(&mut story, 1, "在工资模块里重新发放一次。").await;
    story.mail(BOB, "日报", "1. 工资条查询不到上个月的。");
    story.tick().await;
    story.tick_until("2026-03-05T03:00:00Z").await;
    assert!(!story.letters().contains("重新发放"));
    // Nor does anybody but the lead find it.
    story.mail(BOB, "查", "查 发放");
    story.mail(LEAD, "查", "查 发放");
    story.tick().await;
    let letters = story.letters();
    assert!(!to(&letters, "bob@corp.test").join("").contains("重新发放"), "{letters}");
    assert!(to(&letters, "lead@corp.test").join("").contains("重新发放"), "{letters}");
}

fn with_picture(from: &str, text: &str) -> String {
    format!(
        "From: {from}\r\nTo: daybook@corp.test\r\nSubject: daily report\r\nDate: Mon, 2 Mar 2026 09:00:00 +0800\r\nMessage-ID: <picture@corp.test>\r\n\
        MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
        <p>{text}</p><p><img src=\"cid:s1\"></p>\r\n--B\r\nContent-Type: image/png; name=\"screen.png\"\r\nContent-ID: <s1>\r\n\
        Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--B--\r\n",
        screenshot(320)
    )
}

/// Does the newest letter to Bob show a picture?
fn shows_picture(story: &Story) -> bool {
    let path = crate::story::eml_files(&story.path("letters")).pop().unwrap();
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).contains("image/png")
}

#[tokio::test]
async fn a_picture_is_shown_with_its_answer_once_it_is_released() {
    let mut story = Story::begin_with(&config()).await;
    story.raw(with_picture("alice@corp.test", "1. 打印送货单时第二页空白，见图：").as_bytes());
    story.tick().await;
    solve(&mut story, 1, "打印设置里把纸张改成 A4。").await;
    story.mail(BOB, "日报", "1. 打印送货单时第二页空白。");
    story.tick().await;
    assert!(story.letters().contains("改成 A4"));
    assert!(!shows_picture(&story));
    story.mail(LEAD, "查", "查 1");
    story.tick().await;
    story.answer(LEAD, "1 图2 可公开\n1 图1 可公开");
    story.tick().await;
    insta::assert_snapshot!(to(&story.letters(), "lead@corp.test").pop().unwrap(), @r"
    To: lead@corp.test
    Subject: Re: 查 [有 1 行没有办]

    周敏，您好：

    您的指示逐行办理如下，有 1 行没有办：

    > 1 图2 可公开

    - CRM-1 打印送货单时第二页空白，见图　没有办：这一条没有图2，请看一下登记回执里的图号。

    > 1 图1 可公开

    - CRM-1 打印送货单时第二页空白，见图　图1可以和答案一起给别人看。

    每行写一条，编号在前，例如“42 已解决：处理办法”“42 暂不处理：原因”“42 与17重复”“42 重开”“42 备注：…”；单独写一行“帮助”可看全部。写了“谢谢”之后的内容不再读。

    周敏

    ----------------------------------------

    ERP roll-out · 信件编号 8.tmvkdvdxwvd2yiwi
    ");
    story.mail("同事3 <p3@corp.test>", "日报", "1. 打印送货单时第二页空白。");
    story.tick().await;
    assert!(story.letters().contains("改成 A4"));
    assert!(shows_picture(&story));
}
