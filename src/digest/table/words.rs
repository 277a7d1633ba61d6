//! What the table calls its columns and what stands in them, in zh-Hans, zh-Hant and en.

use crate::issue::State;
use crate::people::Language;

/// The columns, from the left.
pub(super) const COLUMNS: [[&str; 3]; 18] = [
    ["编号", "編號", "Number"],
    ["日期", "日期", "Day"],
    ["提出人", "提出人", "Reporter"],
    ["模块", "模組", "Module"],
    ["类别", "類別", "Kind"],
    ["严重程度", "嚴重程度", "Severity"],
    ["问题", "問題", "Problem"],
    ["截图 1", "截圖 1", "Screenshot 1"],
    ["截图 2", "截圖 2", "Screenshot 2"],
    ["截图 3", "截圖 3", "Screenshot 3"],
    ["状态", "狀態", "Status"],
    ["等谁", "等誰", "Waits on"],
    ["经办人", "經辦人", "Owner"],
    ["天数", "天數", "Days"],
    ["原因", "原因", "Cause"],
    ["处理办法", "處理辦法", "Solution"],
    ["备注", "備註", "Note"],
    ["结束", "結束", "Ended"],
];

/// The columns of the second sheet.
pub(super) const HISTORY: [[&str; 3]; 5] =
    [["编号", "編號", "Number"], ["时间", "時間", "When"], ["经过", "經過", "What"], ["谁", "誰", "Who"], ["说明", "說明", "Words"]];

pub(super) const TABLE: [&str; 3] = ["问题跟踪表", "問題跟蹤表", "Problem table"];
pub(super) const HISTORY_SHEET: [&str; 3] = ["经过", "經過", "History"];
pub(super) const PAGE: [&str; 3] = ["第 &P 页，共 &N 页", "第 &P 頁，共 &N 頁", "Page &P of &N"];
pub(super) const MORE_PICTURES: [&str; 3] = ["另有 {} 张", "另有 {} 張", "{} more"];

pub(super) fn say(texts: [&'static str; 3], language: Language) -> &'static str {
    let [hans, hant, en] = texts;
    match language {
        Language::ZhHans => hans,
        Language::ZhHant => hant,
        Language::En => en,
    }
}

/// How an issue stands, short enough for a column and its drop-down.
pub(super) fn state(state: State, language: Language) -> &'static str {
    let texts = match state {
        State::Open => ["处理中", "處理中", "open"],
        State::WithConsultant => ["顾问处理中", "顧問處理中", "with the consultant"],
        State::Solved => ["已解决，待确认", "已解決，待確認", "solved, to be confirmed"],
        State::Closed => ["已关闭", "已關閉", "closed"],
        State::Withdrawn => ["已撤销", "已撤銷", "taken back"],
        State::Duplicate => ["重复", "重複", "duplicate"],
        State::Declined => ["暂不处理", "暫不處理", "not now"],
    };
    say(texts, language)
}

/// What happened, by a word of [`EventKind`](crate::issue::EventKind).
pub(super) fn event(kind: &str, language: Language) -> &str {
    let texts = match kind {
        "opened" => ["登记", "登記", "registered"],
        "reread" => ["来信重新读过", "來信重新讀過", "mail read again"],
        "withdrawn" | "cancelled" => ["撤销", "撤銷", "taken back"],
        "restored" => ["恢复", "恢復", "restored"],
        "sent_out" => ["发给顾问", "寄給顧問", "put to the consultant"],
        "recalled" => ["从顾问处收回", "從顧問處收回", "taken back from the consultant"],
        "responded" => ["顾问答复", "顧問答覆", "the consultant answered"],
        "promised" => ["顾问承诺日期", "顧問承諾日期", "the consultant named a day"],
        "reminded" => ["提醒顾问", "提醒顧問", "the consultant was reminded"],
        "solved" => ["有了处理办法", "有了處理辦法", "solution known"],
        "told" => ["请提出人试", "請提出人試", "the reporter was asked to try"],
        "chased" => ["提醒提出人", "提醒提出人", "the reporter was reminded"],
        "postponed" => ["提出人稍后再看", "提出人稍後再看", "the reporter looks later"],
        "confirmed" => ["提出人确认", "提出人確認", "confirmed by the reporter"],
        "silent" => ["没有回音，关闭", "沒有回音，關閉", "closed without an answer"],
        "closed_by_lead" => ["负责人关闭", "負責人關閉", "closed by the lead"],
        "reopened" => ["重新打开", "重新開啟", "reopened"],
        "offered" => ["附上已有答案", "附上已有答案", "an answer was offered"],
        "hinted" => ["提示负责人已有答案", "提示負責人已有答案", "an answer was hinted to the lead"],
        "helped" => ["答案有用", "答案有用", "the answer helped"],
        "failed" => ["答案没用", "答案沒用", "the answer did not help"],
        "merged" => ["并入", "併入", "joined to"],
        "declined" => ["暂不处理", "暫不處理", "not taken up now"],
        "asked" => ["询问提出人", "詢問提出人", "the reporter was asked"],
        "commented" | "noted" => ["补充", "補充", "words added"],
        "evidence" => ["补充截图", "補充截圖", "pictures added"],
        "linked" => ["关联", "關聯", "linked"],
        "moved" => ["移动", "移動", "moved"],
        "split" => ["拆分", "拆分", "split"],
        "changed" => ["修改", "修改", "changed"],
        other => return other,
    };
    say(texts, language)
}
