//! One short mail for each dress in which clients answer and forward: what is left as the writer's own words.

use super::super::{Zone, read};

/// Reads `body` as a mail of this type and shows the writer's own words, a line each.
fn own(kind: &str, subject: &str, body: &str) -> String {
    let raw = format!(
        "From: =?utf-8?B?546L56OK?= <wang@corp.test>\r\nSubject: {subject}\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{}",
        body.replace('\n', "\r\n")
    );
    read(raw.as_bytes()).own_text().replace('\n', " | ")
}

#[test]
fn answers_in_plain_text() {
    for (client, body, want) in [
        (
            "Outlook zh",
            "42 好了\n\n________________________________\n发件人: CRM日报 <ribao@corp.test>\n发送时间: 2026年9月22日 9:40\n收件人: 王磊 <wang@corp.test>\n主题: 42 已处理\n\n请确认。\n",
            "42 好了",
        ),
        (
            "Outlook en",
            "still broken\n\n-----Original Message-----\nFrom: Desk <desk@corp.test>\nSent: Monday, March 2, 2026 9:40 AM\nTo: Wang\nSubject: 42\n\nPlease confirm.\n",
            "still broken",
        ),
        (
            "Outlook zh-Hant",
            "還是不行\n\n寄件者: CRM日報 <ribao@corp.test>\n寄件日期: 2026年9月22日 上午 09:40\n收件者: 王磊\n主旨: 42\n\n請確認。\n",
            "還是不行",
        ),
        (
            "Outlook de",
            "geht nicht\n\nVon: Desk <desk@corp.test>\nGesendet: Montag, 2. März 2026 09:40\nAn: Wang\nBetreff: 42\n\nBitte prüfen.\n",
            "geht nicht",
        ),
        (
            "QQ",
            "还是不行\n\n------------------ 原始邮件 ------------------\n发件人: \"日报\" <ribao@corp.test>;\n发送时间: 2026年9月22日(星期二) 上午9:40\n收件人: \"王磊\" <wang@corp.test>;\n主题: 42\n\n请确认。\n",
            "还是不行",
        ),
        ("163", "好了\n\n在 2026-09-22 09:40:12，\"日报\" <ribao@corp.test> 写道：\n>42 已处理\n>请确认\n", "好了"),
        ("Foxmail", "好了\n\n王磊\n\n发件人： 日报\n发送时间： 2026-09-22 09:40\n收件人： 王磊\n主题： 42 已处理\n\n请确认。\n", "好了"),
        ("Gmail zh", "好了\n\n日报 <ribao@corp.test> 于2026年9月22日周二 09:40写道：\n\n> 42 已处理\n> 请确认\n", "好了"),
        ("Gmail en, broken head", "works\n\nOn Mon, Mar 2, 2026 at 9:40 AM Desk\n<desk@corp.test> wrote:\n\n> 42 was solved\n", "works"),
        ("iPhone", "好了\n\n发自我的 iPhone\n\n> 在 2026年9月22日，09:40，日报 <ribao@corp.test> 写道：\n> \n> 请确认\n", "好了"),
        ("Notes", "works now\n\nFrom:   Desk/Corp\nTo:     Wang/Corp@Corp\nDate:   22/09/2026 09:40\nSubject:        42\n\nPlease confirm.\n", "works now"),
        (
            "interleaved",
            "见下\n\n在 2026-09-22 09:40，日报 <ribao@corp.test> 写道：\n> 1. 客户编码是多少？\n20114\n> 2. 其他门店呢？\n都一样\n",
            "见下 | 20114 | 都一样",
        ),
        ("bottom", "On 25/09/2026 18:00, Desk wrote:\n> no report yet\n\nno problems today\n", "no problems today"),
        ("Zoho", "works\n\n---- On Mon, 02 Mar 2026 09:40:00 +0800 Desk <desk@corp.test> wrote ----\n\nPlease confirm.\n", "works"),
        ("another desk", "works\n\n##- Please type your reply above this line -##\nYour request was updated.\n", "works"),
        (
            "no answer at all",
            "Thanks, the order from: line of the form is empty.\nTo: field as well.\n",
            "Thanks, the order from: line of the form is empty. | To: field as well.",
        ),
        ("a form", "日期：2026-09-22\n模块：库存\n问题：保存失败\n", "日期：2026-09-22 | 模块：库存 | 问题：保存失败"),
    ] {
        assert_eq!(own("text/plain", "Re: 42", body), want, "{client}");
    }
}

#[test]
fn answers_in_html() {
    for (client, body, want) in [
        (
            "Outlook",
            "<p class=MsoNormal>好了</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>发件人:</b> 日报<br><b>发送时间:</b> 2026年9月22日 9:40<br><b>收件人:</b> 王磊<br><b>主题:</b> 42</p></div></div><p class=MsoNormal>请确认。</p>",
            "好了",
        ),
        (
            "Outlook in a tongue we have no words for",
            "<p class=MsoNormal>ok</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p>Saatja: a<br>Saadetud: b<br>Adressaat: c<br>Teema: d</p></div><p>vana</p>",
            "ok",
        ),
        (
            "Outlook on the web",
            "<div>ok</div><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>From:</b> Desk &lt;desk@corp.test&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Wang<br><b>Subject:</b> 42</div><div>Please confirm.</div>",
            "ok",
        ),
        (
            "Gmail",
            "<div dir=ltr>ok</div><br><div class=gmail_quote><div class=gmail_attr>On Mon, Mar 2, 2026 at 9:40 AM Desk &lt;desk@corp.test&gt; wrote:<br></div><blockquote class=gmail_quote>Please confirm.</blockquote></div>",
            "ok",
        ),
        (
            "Apple Mail",
            "<body>ok<br><div><blockquote type=cite><div>On 2 Mar 2026, at 09:40, Desk &lt;desk@corp.test&gt; wrote:</div><div>Please confirm.</div></blockquote></div>",
            "ok",
        ),
        (
            "Foxmail",
            "<div>好了</div><hr style='width:210px'><div>王磊</div><blockquote style='margin-left:0.5em'><div>&nbsp;</div><div style='border-top:1pt solid #b5c4df'><b>发件人：</b>日报</div><div><b>发送时间：</b>2026-09-22 09:40</div><div>请确认</div></blockquote>",
            "好了",
        ),
        (
            "QQ",
            "<div>好了</div><div>------------------&nbsp;原始邮件&nbsp;------------------</div><div><b>发件人:</b>&nbsp;\"日报\"</div><div><b>发送时间:</b>&nbsp;2026年9月22日</div><div>请确认</div>",
            "好了",
        ),
        (
            "text marks in HTML",
            "<div>见下</div><div>日报 &lt;ribao@corp.test&gt; 于2026年9月22日写道：</div><div>&gt; 编码是多少？</div><div>20114</div>",
            "见下 | 20114",
        ),
        ("indent is no quotation", "<div>1. a</div><blockquote style='margin:0 0 0 40px;border:none;padding:0px'><div>b</div></blockquote>", "1. a | b"),
        ("signature container", "<div>打印错位</div><div id=Signature><div>王磊</div><div>仓储部</div></div>", "打印错位"),
        ("report typed into the container", "<div id=Signature><div>1. 打印错位</div><div>2. 保存失败</div></div>", "1. 打印错位 | 2. 保存失败"),
    ] {
        assert_eq!(own("text/html", "Re: 42", body), want, "{client}");
    }
}

#[test]
fn what_is_passed_on_is_no_quotation() {
    for (client, subject, body) in [
        (
            "Apple Mail",
            "Fwd: receiving",
            "please file\n\n> Begin forwarded message:\n> \n> From: Bill <bill@corp.test>\n> Subject: receiving\n> Date: 13 October 2026\n> To: Wang\n> \n> 1. no stock\n",
        ),
        (
            "Foxmail",
            "转发: receiving",
            "please file\n\n> 发件人： Bill\n> 发送时间： 2026-10-13 17:02\n> 收件人： Wang\n> 主题： receiving\n> \n> 1. no stock\n",
        ),
        (
            "Gmail",
            "Fwd: receiving",
            "please file\n\n---------- Forwarded message ---------\nFrom: Bill <bill@corp.test>\nDate: Tue, Oct 13, 2026\nSubject: receiving\nTo: Wang\n\n1. no stock\n",
        ),
        (
            "Outlook",
            "FW: receiving",
            "please file\n\nFrom: Bill <bill@corp.test>\nSent: Tuesday, October 13, 2026\nTo: Wang\nSubject: receiving\n\n1. no stock\n",
        ),
        (
            "163",
            "Fw:receiving",
            "please file\n\n-------- 转发邮件信息 --------\n发件人：\"Bill\" <bill@corp.test>\n发送日期：2026-10-13 17:02:11\n收件人：\"Wang\" <wang@corp.test>\n主题：receiving\n\n1. no stock\n",
        ),
    ] {
        let raw = format!("From: wang@corp.test\r\nSubject: {subject}\r\n\r\n{body}");
        let mail = read(raw.as_bytes());
        assert_eq!((mail.own_text().as_str(), mail.text_of(&[Zone::Forwarded]).as_str()), ("please file", "1. no stock"), "{client}");
    }
}
