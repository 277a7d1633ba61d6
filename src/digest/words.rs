//! The lead's words for what the store calls by name. One place a language, so that a table cannot say half of it.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::calendar::Period;
use crate::issue::{Kind, Severity};
use crate::people::Language;

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
