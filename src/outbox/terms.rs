//! The terms of an issue's life, in the reader's words.

use super::order::of;
use crate::issue::{Cause, Side, State};
use crate::people::Language;

/// How an issue stands.
#[must_use]
pub fn state(state: State, language: Language) -> &'static str {
    let texts = match state {
        State::Open => ["处理中", "處理中", "open"],
        State::WithConsultant => ["顾问处理中", "顧問處理中", "with the consultant"],
        State::Solved => ["已有结果，等提出人确认", "已有結果，等提出人確認", "solved, waits for its reporter's word"],
        State::Closed => ["已关闭", "已關閉", "closed"],
        State::Withdrawn => ["已撤销", "已撤回", "taken back"],
        State::Duplicate => ["已并入别的编号", "已併入別的編號", "goes on under another number"],
        State::Declined => ["暂不处理", "暫不處理", "not taken up now"],
    };
    of(texts, language)
}

/// Who has the ball.
#[must_use]
pub fn side(side: Side, language: Language) -> &'static str {
    let texts = match side {
        Side::Reporter => ["提出人", "提出人", "the reporter"],
        Side::KeyUser => ["关键用户", "關鍵使用者", "the key user"],
        Side::Lead => ["负责人", "負責人", "the lead"],
        Side::Consultant => ["顾问", "顧問", "the consultant"],
        Side::Nobody => ["无", "無", "nobody"],
    };
    of(texts, language)
}

/// What a problem came from, in the reader's words.
#[must_use]
pub fn cause(cause: Cause, language: Language) -> &'static str {
    let texts = match cause {
        Cause::HowTo => ["操作方法", "操作方法", "how-to"],
        Cause::Defect => ["缺陷", "缺陷", "defect"],
        Cause::Rights => ["权限", "權限", "rights"],
        Cause::Interface => ["接口", "介面", "interface"],
        Cause::Network => ["网络或打印", "網路或列印", "network or printing"],
        Cause::Process => ["流程", "流程", "process"],
        Cause::Data => ["数据", "資料", "data"],
        Cause::Requirement => ["需求", "需求", "requirement"],
        Cause::Other => ["其他", "其他", "other"],
    };
    of(texts, language)
}
