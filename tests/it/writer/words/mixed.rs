//! Chinese with the system's English words in it, as people in such projects write.

use super::{Phrases, Trouble};

const fn t(title: &'static str, more: &'static [&'static str], steps: &'static [&'static str], expected: &'static str, file: &'static str) -> Trouble {
    Trouble { title, more, steps, expected, file }
}

pub(super) static PHRASES: Phrases = Phrases {
    troubles: &[
        t("SO保存时弹出ORA-00942，换IE也不行", &["Key user那边也重现了。"], &["新建SO", "选customer group B", "点Save"], "能正常保存", "SO保存"),
        t("PO approve之后status还是Draft", &["今天一共六张。"], &["打开PO list", "选一张点Approve"], "status变成Released", "PO approve"),
        t("Invoice打印模板的logo跑到页脚去了", &["QA环境是好的。"], &["打开AR invoice", "点Print preview"], "logo在左上角", "Invoice模板"),
        t("MRP run跑完后planned order没有生成", &["log里面看不出什么。"], &["执行MRP run", "等job结束", "查planned order"], "每个缺料都有planned order", "MRP"),
        t("Login很慢，SSO跳转要等一分钟", &["VPN断开以后快一点。"], &["打开portal", "点SSO login"], "十秒以内进去", "SSO"),
        t("导出CSV的时候date格式变成MM/DD/YYYY", &["下游的interface读不了。"], &["进report center", "点Export CSV"], "统一用YYYY-MM-DD", "CSV日期"),
        t("Mobile app扫QR code没有反应", &["Android和iPhone都试过。"], &["打开app", "点scan", "对准QR code"], "扫到以后自动带出item", "扫QR"),
        t("Credit limit改了以后SO还是被block", &["财务确认额度已经加到50万。"], &["改customer credit limit", "重新check SO"], "额度够就不block", "Credit"),
        t("Workflow里面CC给我的单子打不开，提示no permission", &["上周还能看。"], &["打开inbox", "点CC的单子"], "CC的人可以只读", "Workflow权限"),
        t("Warehouse transfer的remark字段只能输20个字", &["我们的备注一般都三四十个字。"], &["新建transfer", "输入长备注"], "至少100个字", "Transfer备注"),
    ],
    nothing: &["今天UAT没有发现issue，一切正常。", "今日无问题，system运行OK。", "今天没问题。No issue today."],
    none: &["无", "N/A", "没有", "No issue"],
    greetings: &["Hi all，", "Dear 各位，", "Kevin 你好：", "Hi 陈工，"],
    openings: &["Hi team，|今天的UAT情况如下，请查收。", "Dear all，|这是我今天的daily report。"],
    intros: &["今天的issue如下：", "今日问题：", "UAT问题list：", "今天发现几个issue："],
    closings: &["Thanks!", "谢谢，BR", "Best regards", "谢谢！", "Thx"],
    sections: &[["今日工作", "今日问题", "明日计划"], ["Done", "Issues", "Plan"]],
    done: &["测试了OTC流程十二个case", "更新了user manual第三章", "跟vendor开了半小时会"],
    plan: &["继续测PTP流程", "整理test script", "跟财务确认tax code"],
    postscripts: &["PS：", "另外还有一个issue：", "补充一个："],
    subjects: &["{} Daily Report", "UAT日报 {} {n}", "【日报】{n} {}"],
    steps: "Steps：",
    reproduce: "重现：{}。",
    then: "，然后",
    expected: "期望：",
    columns: ["No.", "问题描述", "Steps", "期望结果", "截图"],
    see: &["（见图{}）", "（screenshot {}）", "，如图{}"],
    pointing: &["（截图见附件）", "，见附件截图"],
    figure: "图",
    label: "Issue ",
    posts: &["IT Dept.", "SCM key user", "Finance BP", "PMO"],
    names: &[("Kelly Fang", "kelly.fang"), ("顾晨曦 Chase", "chase.gu"), ("Leo Tang", "leo.tang")],
    older: &[
        &["Hi Kelly，", "昨天的两个issue麻烦follow一下：", "1. DN post GI失败", "2. Tax code选不到", "Thanks"],
        &["Dear all，", "请每天下班前把UAT问题发到这个mailbox，没有也回一句no issue。"],
    ],
};
