//! Was it written by a machine, and may it be answered? Two verdicts, because they differ.
//!
//! The tests are the consensus of the mail-driven trackers; `X-Auto-Response-Suppress` alone is a wish not to be
//! answered, not a proof (Exchange puts it on people's mail).

use std::sync::LazyLock;

use regex::Regex;

use super::block::Zone;
use super::{Machine, MachineClass, Message};

/// Local parts that no person writes from.
const ROBOTS: &[&str] = &[
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "dontreply",
    "bounce",
    "bounces",
    "notification",
    "notifications",
    "autoreply",
    "auto-reply",
    "postmaster",
    "listserv",
    "majordomo",
];
/// Local parts of the systems that report on delivery.
const DAEMONS: &[&str] = &[
    "mailer-daemon",
    "mailerdaemon",
    "mailer_daemon",
    "mail-daemon",
    "mail daemon",
    "postmaster",
    "mmdf",
    "mailmaster",
    "post-master",
    "mail.daemon",
    "mailadm",
    "mdaemon",
    "post_master",
];

/// Subjects of delivery reports that come without any header that says so.
const BOUNCE_SUBJECTS: &[&str] = &[
    "undeliverable",
    "undelivered",
    "undeliver",
    "delivery status notification",
    "delivery failure",
    "delivery failed",
    "delivery notification",
    "delivery report",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery problem",
    "mail delivery error",
    "mail delivery system",
    "mail system error",
    "returned mail",
    "failure notice",
    "failed delivery",
    "failed mail",
    "message delivery failure",
    "message undeliverable",
    "message could not be delivered",
    "message you sent blocked",
    "message status - undeliverable",
    "non delivery",
    "non-delivery",
    "nondeliverable",
    "nondelivery",
    "warning: could not send message",
    "warning: message",
    "delayed mail",
    "delivery delayed",
    "delivery delay",
    "delivery temporarily suspended",
    "mail could not be delivered",
    "mail not delivered",
    "couldn't be delivered",
    "could not be delivered",
    "rejected mail",
    "mail undeliverable",
    "undeliverable mail",
    "undeliverable message",
    "delivery has failed",
    "unable to deliver",
    "error sending your mail",
    "unzustellbar",
    "zustellung fehlgeschlagen",
    "nicht zugestellt",
    "fehler bei der zustellung",
    "non remis",
    "échec de la remise",
    "no se puede entregar",
    "no entregado",
    "entrega fallida",
    "mancato recapito",
    "não entregue",
    "falha na entrega",
    "onbestelbaar",
    "недоставленное",
    "不可送达",
    "未送达",
    "无法送达",
    "無法送達",
    "无法投递",
    "投递失败",
    "退信",
    "系统退信",
    "邮件退回",
    "郵件退回",
    "未傳遞",
    "未传递",
    "傳遞失敗",
    "传递失败",
    "配信不能",
    "配送不能",
    "送信できません",
    "returned to sender",
    "return to sender",
    "mail delivery",
    "email delivery failure",
    "email error",
    "returned email",
    "message not delivered",
    "not delivered:",
    "notification d'état de remise",
    "nondelivery report",
    "delivery incomplete",
    "permanent delivery failure",
    "error during delivery",
    "mail error",
    "automatically rejected mail",
    "are not member",
];

/// Beginnings of the subjects of absence notes.
const ABSENCE_SUBJECTS: &[&str] = &[
    "auto:",
    "auto reply",
    "auto-reply",
    "autoreply",
    "automatic reply",
    "automated reply",
    "automatic response",
    "auto response",
    "auto-response",
    "autoresponse",
    "out of office",
    "out of the office",
    "out-of-office",
    "away from",
    "on vacation",
    "vacation reply",
    "abwesenheitsnotiz",
    "abwesend",
    "abwesenheit",
    "automatische antwort",
    "automatisch antwoord",
    "automatisch antwort",
    "autosvar",
    "automatisk svar",
    "automatiskt svar",
    "frånvaro",
    "fravær",
    "risposta automatica",
    "risposta non al computer",
    "fuori sede",
    "fuori ufficio",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "réponse automatique",
    "absence du bureau",
    "absent du bureau",
    "resposta automática",
    "fora do escritório",
    "afwezig",
    "poissa",
    "automaattinen vastaus",
    "automatická odpověď",
    "odpowiedź automatyczna",
    "autoodpowiedź",
    "автоответ",
    "автоматический ответ",
    "otomatik yanıt",
    "自动回复",
    "自動回覆",
    "自动答复",
    "自動回復",
    "自动应答",
    "外出回复",
    "外出自动",
    "休假自动",
    "不在办公室",
    "不在辦公室",
    "自動応答",
    "自動返信",
    "不在通知",
    "자동 회신",
    "자동응답",
    "부재중",
];

/// The first sentences of delivery reports in the body.
const BOUNCE_BODIES: &[&str] = &[
    "this message was created automatically by mail delivery software",
    "this is the mail system at host",
    "i'm sorry to have to inform you that your message could not",
    "the following addresses had permanent fatal errors",
    "the following message to <",
    "hi. this is the qmail-send program",
    "this is a permanent error; i've given up",
    "delivery to the following recipient",
    "your message did not reach some or all of the intended recipients",
    "your message wasn't delivered",
    "your message couldn't be delivered",
    "could not be delivered to one or more recipients",
    "sorry, we were unable to deliver your message",
    "----- the following addresses had",
    "a message that you sent could not be delivered",
    "message could not be delivered",
    "your mail message to the following address",
    "reporting-mta:",
    "\"notificationtype\":\"bounce\"",
    "\"notificationtype\":\"complaint\"",
    "was automatically rejected:",
    "this report relates to a message you sent",
    "no such user here",
    "unable to deliver message to the following",
    "the original message was received at",
    "很抱歉，您的邮件",
    "您的邮件未能送达",
    "抱歉，您的邮件被退回",
    "邮件无法送达",
    "您的邮件被退回",
    "此邮件由系统自动发送，您发送的邮件",
];

/// Judges a message whose headers, parts and body have been read.
pub(super) fn judge(mail: &Message, structure: &Structure) -> Machine {
    let evidence = Evidence::of(mail, structure);
    let rules: [fn(&Evidence<'_>) -> Option<Machine>; 5] = [delivery, receipt, automatic, list, robot];
    let verdict = rules.iter().find_map(|rule| rule(&evidence)).unwrap_or_else(|| silent(&evidence));
    // Calendars send invitations for people and mark them as automatic.
    if structure.calendar.is_some() && matches!(verdict.class, MachineClass::AutoGenerated | MachineClass::AutoReply) {
        return Machine { class: MachineClass::Calendar, ..verdict };
    }
    verdict
}

/// What the MIME tree tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Structure {
    /// The type of the whole: `multipart/report`.
    pub(super) mime: String,
    /// `report-type` of a multipart/report.
    pub(super) report: Option<String>,
    /// All leaf types.
    pub(super) leaves: Vec<String>,
    /// `method` of a calendar part.
    pub(super) calendar: Option<String>,
}

struct Evidence<'a> {
    mail: &'a Message,
    structure: &'a Structure,
    subject: String,
    local: String,
    auto: String,
    null_sender: bool,
}

impl<'a> Evidence<'a> {
    fn of(mail: &'a Message, structure: &'a Structure) -> Self {
        let auto = mail.header("auto-submitted").unwrap_or_default();
        Self {
            mail,
            structure,
            subject: mail.subject.trim().to_lowercase(),
            local: mail.from.as_ref().map(|from| from.address.local().to_owned()).unwrap_or_default(),
            auto: auto.split([';', ' ', '(']).next().unwrap_or_default().trim().to_lowercase(),
            null_sender: mail.header("return-path").is_some_and(|path| matches!(path.replace(' ', "").as_str(), "<>" | "")),
        }
    }

    fn header(&self, name: &str) -> Option<String> {
        self.mail.header(name).map(str::to_lowercase)
    }

    fn has(&self, name: &str) -> bool {
        self.mail.header(name).is_some()
    }

    fn is_daemon(&self) -> bool {
        let name = self.mail.from.as_ref().map(|from| from.name.to_lowercase()).unwrap_or_default();
        DAEMONS.iter().any(|daemon| self.local.starts_with(daemon) || self.local.ends_with(daemon))
            || name.contains("mail delivery")
            || name.contains("mailer-daemon")
            || name.contains("mail administrator")
            || name.contains("系统退信")
            || name == "postmaster"
    }

    fn has_leaf(&self, mime: &str) -> bool {
        self.structure.leaves.iter().any(|leaf| leaf == mime)
    }

    fn is_reply(&self) -> bool {
        ["re:", "aw:", "回复", "答复", "sv:", "fw", "wg:", "转发"].iter().any(|mark| self.subject.starts_with(mark))
    }

    fn text(&self) -> String {
        // Bounce texts say what they are in the first lines.
        self.mail
            .body
            .iter()
            .filter(|block| matches!(block.zone, Zone::Own | Zone::Signature | Zone::Footer))
            .take(40)
            .map(super::Block::text)
            .collect::<Vec<_>>()
            .join("\n")
            .to_lowercase()
    }
}

fn no(class: MachineClass, rule: &'static str) -> Machine {
    Machine { class, may_answer: false, rule }
}

fn delivery(e: &Evidence<'_>) -> Option<Machine> {
    let report = e.structure.report.as_deref().unwrap_or_default();
    if report == "feedback-report" || e.has_leaf("message/feedback-report") {
        return Some(no(MachineClass::Complaint, "feedback report (RFC 5965)"));
    }
    if report == "disposition-notification" || e.has_leaf("message/disposition-notification") {
        return Some(no(MachineClass::Receipt, "disposition notification (RFC 8098)"));
    }
    let subject = BOUNCE_SUBJECTS.iter().any(|words| e.subject.contains(words));
    let absence = ABSENCE_SUBJECTS.iter().any(|words| e.subject.starts_with(words));
    let whole = e.structure.mime == "multipart/report";
    if report == "delivery-status"
        || (e.has_leaf("message/delivery-status") || e.has_leaf("message/global-delivery-status")) && (whole || subject || e.null_sender || e.is_daemon())
    {
        return Some(no(MachineClass::Bounce, "delivery status (RFC 3464)"));
    }
    if e.has("x-failed-recipients") {
        return Some(no(MachineClass::Bounce, "X-Failed-Recipients"));
    }
    if (e.is_daemon() || e.null_sender || e.local.is_empty()) && subject {
        return Some(no(MachineClass::Bounce, "delivery system's subject and sender"));
    }
    if e.is_daemon() && !e.local.starts_with("postmaster") && !absence {
        return Some(no(MachineClass::Bounce, "sent by a mail delivery system"));
    }
    if whole {
        return Some(no(MachineClass::Bounce, "multipart/report"));
    }
    if e.subject.starts_with("complaint about message from") {
        return Some(no(MachineClass::Complaint, "a feedback loop's subject"));
    }
    if absence {
        return None;
    }
    let quoted = e.mail.body.iter().any(|block| block.zone == Zone::QuoteHead);
    let text = e.text();
    let said = BOUNCE_BODIES.iter().any(|words| text.contains(words));
    if said && (e.null_sender || e.is_daemon() || e.local.is_empty() || (!quoted && !e.is_reply())) {
        return Some(no(MachineClass::Bounce, "a delivery report's first sentence"));
    }
    if (subject || e.has_leaf("message/delivery-status")) && SMTP_ANSWER.is_match(&text) {
        return Some(no(MachineClass::Bounce, "a delivery report's subject and a server's answer"));
    }
    None
}

/// A server's refusal: "550 5.1.1", "user unknown", "Final-Recipient:".
#[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
static SMTP_ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[45]\d\d[ -]#?[45]\.\d\.\d|\b55[0-4][ :-]|user unknown|unknown user|mailbox (is )?(full|unavailable)|no such (user|mailbox)|(final|original)-recipient:|diagnostic-code:|action: (failed|delayed)|smtp error|did not reach|could not be delivered|couldn't be delivered|unable to deliver|n'a pas pu être|konnte nicht zugestellt|recipient.{0,40}(rejected|not found)|host unknown|message expired").unwrap()
});

fn receipt(e: &Evidence<'_>) -> Option<Machine> {
    const READ: &[&str] = &[
        "read:",
        "read receipt",
        "gelesen:",
        "lu :",
        "lu:",
        "leído:",
        "letto:",
        "lida:",
        "gelezen:",
        "已读:",
        "已读：",
        "已讀:",
        "已讀：",
        "已读回执",
        "讀取回條",
        "开封确认",
        "既読:",
        "return receipt",
        "lesebestätigung",
    ];
    let robot = e.null_sender || (!e.auto.is_empty() && e.auto != "no") || e.has("x-ms-exchange-generated-message-source");
    (robot && READ.iter().any(|words| e.subject.starts_with(words))).then(|| no(MachineClass::Receipt, "a read receipt's subject"))
}

fn automatic(e: &Evidence<'_>) -> Option<Machine> {
    let absence = ABSENCE_SUBJECTS.iter().any(|words| e.subject.starts_with(words));
    let vacation = e.header("auto-submitted").is_some_and(|value| value.contains("vacation") || value.contains("owner-email"));
    let precedence = e.header("precedence").or_else(|| e.header("x-precedence")).unwrap_or_default();
    if vacation || e.auto == "auto-replied" || e.header("x-auto-response-suppress").is_some() && (e.has("x-ms-exchange-inbox-rules-loop") || absence) {
        return Some(no(MachineClass::AutoReply, "Auto-Submitted: auto-replied"));
    }
    if precedence.starts_with("auto_reply") || precedence.starts_with("auto-reply") {
        return Some(no(MachineClass::AutoReply, "Precedence: auto_reply"));
    }
    for name in [
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-autoresponse",
        "x-autoreply-from",
        "x-mail-autoreply",
        "x-auto-reply",
        "x-auto-respond",
        "x-auto-reply-from",
        "x-vacation",
        "x-ooo",
        "x-autogenerated-reply",
        "x-zammad-autoreply",
        "x-qq-autoreply",
    ] {
        if e.header(name).is_some_and(|value| !matches!(value.trim(), "no" | "false" | "0" | "")) {
            return Some(no(MachineClass::AutoReply, "an auto-reply header of the sender's system"));
        }
    }
    // CommuniGate marks what a rule redirects as "Mirror": a person wrote that.
    if e.header("x-autogenerated").is_some_and(|value| value.contains("reply")) {
        return Some(no(MachineClass::AutoReply, "X-Autogenerated: Reply"));
    }
    if e.header("delivered-to").is_some_and(|value| value.contains("autoresponder"))
        || e.header("x-pm-message-type").is_some_and(|value| value.contains("auto"))
    {
        return Some(no(MachineClass::AutoReply, "Delivered-To: autoresponder"));
    }
    if absence {
        return Some(no(MachineClass::AutoReply, "an absence note's subject"));
    }
    None
}

fn list(e: &Evidence<'_>) -> Option<Machine> {
    let precedence = e.header("precedence").or_else(|| e.header("x-precedence")).unwrap_or_default();
    if e.has("list-id")
        || e.has("list-post")
        || e.has("mailing-list")
        || e.has("x-mailing-list")
        || e.has("x-mailman-version")
        || e.has("x-been-there")
        || e.has("x-beenthere")
        || precedence.starts_with("list")
    {
        return Some(no(MachineClass::List, "List-Id and its kin"));
    }
    if !e.auto.is_empty() && e.auto != "no" {
        return Some(no(MachineClass::AutoGenerated, "Auto-Submitted"));
    }
    if precedence.starts_with("bulk")
        || precedence.starts_with("junk")
        || e.has("list-unsubscribe")
        || e.has("x-campaign")
        || e.has("x-mailgun-campaign-id")
        || e.has("feedback-id") && e.has("x-csa-complaints")
        || e.has("x-campaignid")
        || e.has("x-mc-user")
    {
        return Some(no(MachineClass::Bulk, "Precedence or List-Unsubscribe"));
    }
    None
}

fn robot(e: &Evidence<'_>) -> Option<Machine> {
    for name in [
        "x-auto-generated",
        "x-fc-machinegenerated",
        "x-machinegenerated",
        "x-sfdc-autoresponse",
        "x-github-reason",
        "x-gitlab-project",
        "x-jira-fingerprint",
        "x-redmine-host",
        "x-rt-loop-prevention",
        "x-roundup-loop",
        "x-otrs-loop",
        "x-otobo-loop",
        "x-loop",
        "x-no-loop",
        "x-debbugs-no-ack",
        "x-mantis",
        "x-cron-env",
        "x-amazon-mail-relay-type",
        "x-autoresponder-sent",
    ] {
        if e.header(name).is_some_and(|value| !matches!(value.trim(), "no" | "false" | "0")) {
            return Some(no(MachineClass::AutoGenerated, "a robot's own header"));
        }
    }
    if ROBOTS.contains(&e.local.as_str())
        || ["noreply", "no-reply", "donotreply", "do-not-reply"].iter().any(|word| e.local.starts_with(word) || e.local.ends_with(word))
    {
        return Some(no(MachineClass::AutoGenerated, "a sender that takes no answers"));
    }
    if e.null_sender {
        return Some(no(MachineClass::AutoGenerated, "null envelope sender"));
    }
    None
}

/// No machine: what else forbids an answer.
fn silent(e: &Evidence<'_>) -> Machine {
    let class = if e.structure.calendar.is_some() { MachineClass::Calendar } else { MachineClass::Normal };
    let suppressed = e
        .header("x-auto-response-suppress")
        .is_some_and(|value| ["all", "autoreply", "dr"].iter().any(|word| value.split([',', ' ']).any(|one| one.trim() == *word)));
    if suppressed {
        return Machine { class, may_answer: false, rule: "X-Auto-Response-Suppress" };
    }
    if class == MachineClass::Calendar {
        return Machine { class, may_answer: true, rule: "a calendar part" };
    }
    Machine::default()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn two_verdicts() {
        use MachineClass::{AutoGenerated, AutoReply, Bounce, Bulk, List, Normal, Receipt};
        let table = [
            ("From: a@b.c\nSubject: 日报", Normal, true),
            ("From: a@b.c\nAuto-Submitted: no", Normal, true),
            ("From: a@b.c\nX-Auto-Response-Suppress: All", Normal, false),
            ("From: a@b.c\nX-Auto-Response-Suppress: OOF", Normal, true),
            ("From: a@b.c\nAuto-Submitted: auto-replied (vacation)", AutoReply, false),
            ("From: a@b.c\nSubject: =?utf-8?B?6Ieq5Yqo5Zue5aSNOiDml6XmiqU=?=", AutoReply, false),
            ("From: a@b.c\nAuto-Submitted: auto-generated", AutoGenerated, false),
            ("From: MAILER-DAEMON@b.c\nSubject: failure notice", Bounce, false),
            ("From: a@b.c\nReturn-Path: <>\nSubject: Undeliverable: x", Bounce, true),
            ("From: a@b.c\nContent-Type: multipart/report; report-type=disposition-notification; boundary=x", Receipt, false),
            ("From: a@b.c\nList-Id: <x.y>", List, false),
            ("From: a@b.c\nPrecedence: bulk", Bulk, false),
            ("From: no-reply@b.c\nSubject: x", AutoGenerated, false),
            ("From: a@b.c\nSubject: Out of office reporting does not work", AutoReply, false),
        ];
        for (head, class, answer) in table {
            let mail = read(format!("{head}\n\ntext\n").as_bytes());
            let answer = if class == Bounce { false } else { answer };
            assert_eq!((mail.machine.class, mail.machine.may_answer), (class, answer), "{head}");
        }
    }
}
