//! The lead's words for what the store calls by name. One place a language, so that a table cannot say half of it.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::calendar::Period;
use crate::issue::{Kind, Severity};
use crate::people::Language;
use crate::report::Attention;
use crate::store::HeldCause;

/// Why a mail is held, and what helps. Only what works today may be offered here, and nothing be claimed that shadow mode or
/// the gate may have prevented, such as that the sender has been asked.
pub(super) fn held(cause: HeldCause, language: Language) -> (&'static str, &'static str) {
    match language {
        Language::ZhHans => match cause {
            HeldCause::Stranger => ("发件人不在名单上", "要收他的日报，请管理员把地址加进名单，再运行 daybook reparse；不相干的不用理会"),
            HeldCause::Reply => ("看不出回的是哪一件事的回复", "请打开邮箱看原信；它回的那封信到了会自动再读"),
            HeldCause::Order => ("您的来信，没看出要办什么", "回复“帮助”可以看怎么写；不用办的回复“H编号 忽略”"),
            HeldCause::UnprovenOrder => ("以您的名义发来、没有办的指示", "如果是您写的，请在请您确认的那封信上回复“确认”；不是的话回复“H编号 忽略”"),
            HeldCause::Response => ("顾问的来信", "请打开邮箱看原信，并转告提出人"),
            HeldCause::Absence => ("请假或出差的说明", "知道即可；目前应收份数还不会因此减少"),
            HeldCause::Unread(Attention::Empty) => ("没有正文", "等发件人写成文字再发；迟迟不来时请催一下"),
            HeldCause::Unread(Attention::PictureOnly) => ("只有截图，没有文字", "等发件人写成文字再发；迟迟不来时请催一下"),
            HeldCause::Unread(Attention::AttachmentOnly) => ("问题写在附件里", "等发件人写成文字再发；急的话请先打开附件看"),
            HeldCause::Unread(Attention::AttachmentBroken) => ("问题写在附件里，附件已损坏", "等发件人写成文字再发；迟迟不来时请催一下"),
            HeldCause::Unread(Attention::AttachmentTooLarge) => ("问题写在附件里，附件内容太多", "等发件人写成文字再发；急的话请先打开附件看"),
            HeldCause::Unread(Attention::AttachmentLocked) => ("问题写在附件里，附件有密码", "等发件人写成文字再发；急的话请向他要密码"),
            HeldCause::Unread(Attention::LinkOnly) => ("正文在网盘链接里", "等发件人写成文字再发；急的话请先打开链接看"),
            HeldCause::Unread(Attention::Encrypted) => ("加密邮件，打不开", "等发件人不加密再发；迟迟不来时请催一下"),
            HeldCause::Unread(Attention::Unreadable) => ("乱码，读不出来", "等发件人再发；迟迟不来时请催一下"),
            HeldCause::Unread(Attention::TooLarge) => ("邮件太大，没有读正文", "请发件人缩小附件再发"),
            HeldCause::Poison => ("读这封信时程序出错，信已单独存好", "请管理员看日志，再运行 daybook reparse"),
            HeldCause::Unclear => ("看不出是日报还是别的", "请打开邮箱看原信"),
        },
        Language::ZhHant => match cause {
            HeldCause::Stranger => ("寄件人不在名單上", "要收他的日報，請管理員把地址加進名單，再執行 daybook reparse；不相干的不用理會"),
            HeldCause::Reply => ("看不出回的是哪一件事的回覆", "請開啟信箱看原信；它回的那封信到了會自動再讀"),
            HeldCause::Order => ("您的來信，沒看出要辦什麼", "回覆「幫助」可以看怎麼寫；不用辦的回覆「H編號 忽略」"),
            HeldCause::UnprovenOrder => ("以您的名義發來、沒有辦的指示", "如果是您寫的，請在請您確認的那封信上回覆「確認」；不是的話回覆「H編號 忽略」"),
            HeldCause::Response => ("顧問的來信", "請開啟信箱看原信，並轉告提出人"),
            HeldCause::Absence => ("請假或出差的說明", "知道即可；目前應收份數還不會因此減少"),
            HeldCause::Unread(Attention::Empty) => ("沒有內文", "等寄件人寫成文字再寄；遲遲不來時請催一下"),
            HeldCause::Unread(Attention::PictureOnly) => ("只有截圖，沒有文字", "等寄件人寫成文字再寄；遲遲不來時請催一下"),
            HeldCause::Unread(Attention::AttachmentOnly) => ("問題寫在附件裡", "等寄件人寫成文字再寄；急的話請先開啟附件看"),
            HeldCause::Unread(Attention::AttachmentBroken) => ("問題寫在附件裡，附件已損壞", "等寄件人寫成文字再寄；遲遲不來時請催一下"),
            HeldCause::Unread(Attention::AttachmentTooLarge) => ("問題寫在附件裡，附件內容太多", "等寄件人寫成文字再寄；急的話請先開啟附件看"),
            HeldCause::Unread(Attention::AttachmentLocked) => ("問題寫在附件裡，附件有密碼", "等寄件人寫成文字再寄；急的話請向他要密碼"),
            HeldCause::Unread(Attention::LinkOnly) => ("內文在雲端硬碟連結裡", "等寄件人寫成文字再寄；急的話請先開啟連結看"),
            HeldCause::Unread(Attention::Encrypted) => ("加密郵件，打不開", "等寄件人不加密再寄；遲遲不來時請催一下"),
            HeldCause::Unread(Attention::Unreadable) => ("亂碼，讀不出來", "等寄件人再寄；遲遲不來時請催一下"),
            HeldCause::Unread(Attention::TooLarge) => ("郵件太大，沒有讀內文", "請寄件人縮小附件再寄"),
            HeldCause::Poison => ("讀這封信時程式出錯，信已單獨存好", "請管理員看記錄檔，再執行 daybook reparse"),
            HeldCause::Unclear => ("看不出是日報還是別的", "請開啟信箱看原信"),
        },
        Language::En => match cause {
            HeldCause::Stranger => {
                ("sender not on the roster", "to receive this person's reports, have the admin add the address and run daybook reparse; otherwise leave it")
            }
            HeldCause::Reply => {
                ("an answer to something that is not known here", "please look at the mail itself; it is read again by itself if what it answers comes")
            }
            HeldCause::Order => {
                ("a mail of yours in which no order was found", "answer “help” to see how to write them, or “H… drop” where nothing is to be done")
            }
            HeldCause::UnprovenOrder => {
                ("an instruction in your name that was not carried out", "if it is yours, answer “confirm” to the letter that asked you; if not, “H… drop”")
            }
            HeldCause::Response => ("a mail from the consultant", "please look at the mail itself and tell the reporter"),
            HeldCause::Absence => ("an absence", "for your information; the number expected is not lowered by it yet"),
            HeldCause::Unread(Attention::Empty) => ("no text", "it waits for its sender to write it again; please remind them if nothing comes"),
            HeldCause::Unread(Attention::PictureOnly) => {
                ("screenshots without a word", "it waits for its sender to write it again; please remind them if nothing comes")
            }
            HeldCause::Unread(Attention::AttachmentOnly) => {
                ("the problems are inside an attachment", "it waits for its sender to write them as text; if it is urgent, open the attachment")
            }
            HeldCause::Unread(Attention::AttachmentBroken) => {
                ("the problems are inside a damaged attachment", "it waits for its sender to write them as text; please remind them if nothing comes")
            }
            HeldCause::Unread(Attention::AttachmentTooLarge) => {
                ("the problems are inside a very long attachment", "it waits for its sender to write them as text; if it is urgent, open the attachment")
            }
            HeldCause::Unread(Attention::AttachmentLocked) => (
                "the problems are inside an attachment with a password",
                "it waits for its sender to write them as text; if it is urgent, ask for the password",
            ),
            HeldCause::Unread(Attention::LinkOnly) => {
                ("the text is behind a link", "it waits for its sender to write it as text; if it is urgent, open the link")
            }
            HeldCause::Unread(Attention::Encrypted) => {
                ("encrypted", "it waits for its sender to send it without encryption; please remind them if nothing comes")
            }
            HeldCause::Unread(Attention::Unreadable) => {
                ("the characters are destroyed", "it waits for its sender to send it again; please remind them if nothing comes")
            }
            HeldCause::Unread(Attention::TooLarge) => ("too large, its text was not read", "ask the sender for smaller attachments"),
            HeldCause::Poison => ("the program failed on it; the mail is safe", "the admin finds the reason in the log, then runs daybook reparse"),
            HeldCause::Unclear => ("neither a report nor an answer", "please look at the mail itself"),
        },
    }
}

pub(super) fn outcome(outcome: &str, language: Language) -> &str {
    match language {
        Language::ZhHans => match outcome {
            "report" => "有问题的日报",
            "no_problem" => "没有问题的日报",
            "reply" => "回复",
            "order" => "指示",
            "response" => "顾问来信",
            "absence" => "请假出差",
            "conversation" => "抄送的讨论",
            "auto_reply" => "自动回复",
            "bounce" => "退信",
            "calendar" => "会议邀请",
            "bulk" => "群发与广告",
            "personal" => "私人邮件",
            "own_letter" => "我们自己的信",
            "duplicate" => "重复的邮件",
            "before_start" => "启用之前的邮件",
            "dropped" => "确认不处理",
            "held" => "待确认",
            other => other,
        },
        Language::ZhHant => match outcome {
            "report" => "有問題的日報",
            "no_problem" => "沒有問題的日報",
            "reply" => "回覆",
            "order" => "指示",
            "response" => "顧問來信",
            "absence" => "請假出差",
            "conversation" => "副本的討論",
            "auto_reply" => "自動回覆",
            "bounce" => "退信",
            "calendar" => "會議邀請",
            "bulk" => "群發與廣告",
            "personal" => "私人郵件",
            "own_letter" => "我們自己的信",
            "duplicate" => "重複的郵件",
            "before_start" => "啟用之前的郵件",
            "dropped" => "確認不處理",
            "held" => "待確認",
            other => other,
        },
        Language::En => match outcome {
            "report" => "reports with problems",
            "no_problem" => "reports without",
            "reply" => "answers",
            "order" => "instructions",
            "response" => "from the consultant",
            "absence" => "absences",
            "conversation" => "talk in Cc",
            "auto_reply" => "automatic replies",
            "bounce" => "bounces",
            "calendar" => "invitations",
            "bulk" => "bulk mail",
            "personal" => "personal",
            "own_letter" => "our own letters",
            "duplicate" => "duplicates",
            "before_start" => "from before the start",
            "dropped" => "set aside by a person",
            "held" => "held",
            other => other,
        },
    }
}

/// On whom an issue waits.
pub(super) fn side(side: &str, language: Language) -> &str {
    match (side, language) {
        ("lead", Language::ZhHans) => "您",
        ("lead", Language::ZhHant) => "您",
        ("reporter", Language::ZhHans) => "提出人",
        ("reporter", Language::ZhHant) => "提出人",
        ("key_user", Language::ZhHans) => "关键用户",
        ("key_user", Language::ZhHant) => "關鍵使用者",
        ("consultant", Language::ZhHans) => "顾问",
        ("consultant", Language::ZhHant) => "顧問",
        ("lead", Language::En) => "you",
        ("reporter", Language::En) => "the reporter",
        ("key_user", Language::En) => "the key user",
        ("consultant", Language::En) => "the consultant",
        (other, _) => other,
    }
}

pub(super) fn severity(severity: Option<Severity>, language: Language) -> &'static str {
    match (severity, language) {
        (Some(Severity::Urgent), Language::ZhHans) => "紧急",
        (Some(Severity::Urgent), Language::ZhHant) => "緊急",
        (Some(Severity::High), Language::ZhHans) => "严重",
        (Some(Severity::High), Language::ZhHant) => "嚴重",
        (Some(Severity::Normal), Language::ZhHans) => "一般",
        (Some(Severity::Normal), Language::ZhHant) => "一般",
        (Some(Severity::Low), Language::ZhHans) => "轻微",
        (Some(Severity::Low), Language::ZhHant) => "輕微",
        (None, Language::ZhHans) => "没有说明",
        (None, Language::ZhHant) => "沒有說明",
        (Some(Severity::Urgent), Language::En) => "urgent",
        (Some(Severity::High), Language::En) => "high",
        (Some(Severity::Normal), Language::En) => "normal",
        (Some(Severity::Low), Language::En) => "low",
        (None, Language::En) => "not said",
    }
}

pub(super) fn kind(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::Problem, Language::ZhHans) => "问题",
        (Kind::Problem, Language::ZhHant) => "問題",
        (Kind::ChangeRequest, Language::ZhHans) => "需求变更",
        (Kind::ChangeRequest, Language::ZhHant) => "需求變更",
        (Kind::Suggestion, Language::ZhHans) => "建议",
        (Kind::Suggestion, Language::ZhHant) => "建議",
        (Kind::Problem, Language::En) => "problems",
        (Kind::ChangeRequest, Language::En) => "change requests",
        (Kind::Suggestion, Language::En) => "suggestions",
    }
}

/// A list in one line.
pub(super) fn list(items: &[String], language: Language) -> String {
    items.join(if language.is_chinese() { "、" } else { ", " })
}

/// The days of a digest as a heading says them: `11月16日—22日`, `November 2026`.
pub(super) fn days(period: Period, language: Language) -> String {
    let (first, last) = (period.from, period.to - TimeDelta::days(1));
    let whole_month = first.day() == 1 && period.to.day() == 1 && first.month() == last.month();
    let same_month = (first.year(), first.month()) == (last.year(), last.month());
    let write = |day: NaiveDate, form: &str| day.format(form).to_string();
    match language {
        Language::ZhHans | Language::ZhHant if whole_month => write(first, "%Y年%-m月"),
        Language::ZhHans | Language::ZhHant if first == last => write(first, "%-m月%-d日"),
        Language::ZhHans | Language::ZhHant => format!("{}—{}", write(first, "%-m月%-d日"), write(last, if same_month { "%-d日" } else { "%-m月%-d日" })),
        Language::En if whole_month => write(first, "%B %Y"),
        Language::En if first == last => write(first, "%-d %B"),
        Language::En => format!("{}–{}", write(first, if same_month { "%-d" } else { "%-d %B" }), write(last, "%-d %B")),
    }
}
