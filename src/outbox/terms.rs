//! The terms of an issue's life, in the reader's words.

use super::order::of;
use crate::issue::{Cause, ChangeStep, Paper, Refusal, Side, State};
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

/// How far a wish has come.
#[must_use]
pub fn step(step: ChangeStep, language: Language) -> &'static str {
    let texts = match step {
        ChangeStep::Requested => ["待受理", "待受理", "to be accepted"],
        ChangeStep::Accepted => ["已受理", "已受理", "accepted"],
        ChangeStep::Asked => ["问顾问方案", "問顧問方案", "the consultant is asked how"],
        ChangeStep::Options => ["等提出人选方案", "等提出人選方案", "its reporter is to choose"],
        ChangeStep::Chosen => ["已选方案，待批", "已選方案，待批", "chosen, to be approved"],
        ChangeStep::Approval => ["等审批人同意", "等審批人同意", "waits for the approver"],
        ChangeStep::Approved => ["已同意开发", "已同意開發", "approved"],
        ChangeStep::Commissioned => ["开发中", "開發中", "being built"],
        ChangeStep::Delivered => ["已交付，待试用", "已交付，待試用", "delivered, to be tried"],
        ChangeStep::Trial => ["小范围试用", "小範圍試用", "on trial"],
        ChangeStep::InUse => ["已全面启用", "已全面啟用", "in use"],
    };
    of(texts, language)
}

/// A paper that belongs to a wish.
#[must_use]
pub fn paper(paper: Paper, language: Language) -> &'static str {
    let texts = match paper {
        Paper::Requirement => ["需求说明", "需求說明", "requirement"],
        Paper::Design => ["设计说明", "設計說明", "design note"],
        Paper::Test => ["测试记录", "測試記錄", "test record"],
        Paper::Limits => ["使用限制", "使用限制", "limits of use"],
    };
    of(texts, language)
}

/// The word by which the templates know why something could not be.
pub(super) fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::StillOpen => "refused_still_open",
        Refusal::NotSolved => "refused_not_solved",
        Refusal::NotSent => "refused_not_sent",
        Refusal::Solved => "refused_solved",
        Refusal::Closed => "refused_closed",
        Refusal::Withdrawn => "refused_withdrawn",
        Refusal::Duplicate => "refused_duplicate",
        Refusal::Declined => "refused_declined",
        Refusal::Never => "refused_never",
        Refusal::NoWish => "refused_no_wish",
        Refusal::NotAccepted => "refused_not_accepted",
        Refusal::Accepted => "refused_accepted",
        Refusal::NoOptions => "refused_no_options",
        Refusal::NotChosen => "refused_not_chosen",
        Refusal::WaitsForApproval => "refused_waits_for_approval",
        Refusal::NotPutUp => "refused_not_put_up",
        Refusal::NotApproved => "refused_not_approved",
        Refusal::Decided => "refused_decided",
        Refusal::NotDelivered => "refused_not_delivered",
        Refusal::Delivered => "refused_delivered",
        Refusal::NoTrial => "refused_no_trial",
        Refusal::InUse => "refused_in_use",
        Refusal::UnderWay => "refused_under_way",
    }
}
