//! What waits for a person, as letters say it.

use chrono_tz::Tz;
use minijinja::Value;

use crate::people::Language;
use crate::report::Attention;
use crate::store::{HeldCause, HeldRow};

/// More stand in the weekly digest and in `daybook held`; a mail storm must not make a letter of a thousand lines.
const MOST_ROWS: usize = 30;

/// What came today and waits for the lead.
#[derive(Clone, Debug)]
pub struct Held {
    /// The mails, by number.
    pub rows: Vec<HeldRow>,
}

impl Held {
    pub(super) fn shown(&self, zone: Tz, language: Language) -> Value {
        let row = |row: &HeldRow| {
            let (what, todo) = held_words(row.cause, language);
            let who = row.name.clone().or_else(|| row.sender.clone()).unwrap_or_default();
            let arrived = row.arrived.with_timezone(&zone).format("%m-%d %H:%M").to_string();
            minijinja::context! { number => format!("H{}", row.number), who, what, todo, arrived }
        };
        let rows: Vec<Value> = self.rows.iter().take(MOST_ROWS).map(row).collect();
        minijinja::context! { rows, count => self.rows.len(), more => self.rows.len().saturating_sub(MOST_ROWS) }
    }
}

/// Why a mail is held, and what helps. Only what works today may be offered here, and nothing be claimed that shadow mode or
/// the gate may have prevented, such as that the sender has been asked.
#[must_use]
pub fn held_words(cause: HeldCause, language: Language) -> (&'static str, &'static str) {
    match language {
        Language::ZhHans => match cause {
            HeldCause::Stranger => ("发件人不在名单上", "这一封可以先登记；以后都要收，请管理员把地址加进名单；不相干的请忽略"),
            HeldCause::Reply => ("看不出回的是哪一件事的回复", "请打开邮箱看原信；它回的那封信到了会自动再读"),
            HeldCause::Order => ("您的来信，没看出要办什么", "回复“帮助”可以看怎么写；不用办的回复“H编号 忽略”"),
            HeldCause::UnprovenOrder => ("以您的名义发来、没有办的指示", "如果是您写的，请在请您确认的那封信上回复“确认”；不是的话回复“H编号 忽略”"),
            HeldCause::Response => ("顾问的来信，没看出说的是哪个问题", "请打开邮箱看原信；等他写上编号再回"),
            HeldCause::Absence => ("请假或出差的说明，没有计入：没看出日子，或者说的是别人", "请打开邮箱看原信；让本人来信写明日子，例如“请假到周五”"),
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
            HeldCause::Stranger => ("寄件人不在名單上", "這一封可以先登記；以後都要收，請管理員把地址加進名單；不相干的請忽略"),
            HeldCause::Reply => ("看不出回的是哪一件事的回覆", "請開啟信箱看原信；它回的那封信到了會自動再讀"),
            HeldCause::Order => ("您的來信，沒看出要辦什麼", "回覆「幫助」可以看怎麼寫；不用辦的回覆「H編號 忽略」"),
            HeldCause::UnprovenOrder => ("以您的名義發來、沒有辦的指示", "如果是您寫的，請在請您確認的那封信上回覆「確認」；不是的話回覆「H編號 忽略」"),
            HeldCause::Response => ("顧問的來信，沒看出說的是哪個問題", "請開啟信箱看原信；等他寫上編號再回"),
            HeldCause::Absence => ("請假或出差的說明，沒有計入：沒看出日子，或者說的是別人", "請開啟信箱看原信；讓本人來信寫明日子，例如「請假到週五」"),
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
            HeldCause::Stranger => ("sender not on the roster", "file this one, and have the admin add the address for those to come; or drop it"),
            HeldCause::Reply => {
                ("an answer to something that is not known here", "please look at the mail itself; it is read again by itself if what it answers comes")
            }
            HeldCause::Order => {
                ("a mail of yours in which no order was found", "answer “help” to see how to write them, or “H… drop” where nothing is to be done")
            }
            HeldCause::UnprovenOrder => {
                ("an instruction in your name that was not carried out", "if it is yours, answer “confirm” to the letter that asked you; if not, “H… drop”")
            }
            HeldCause::Response => {
                ("a mail from the consultant that names no issue", "please look at the mail itself; it waits for him to answer with the number")
            }
            HeldCause::Absence => (
                "an absence that is not counted: no days were found in it, or it is about somebody else",
                "please look at the mail itself, and have the person write the days: “on leave until Friday”",
            ),
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
