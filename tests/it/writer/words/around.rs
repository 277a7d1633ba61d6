//! What clients and gateways write around a mail: heads of quotations, footers, disclaimers, banners.

use chrono::{Datelike as _, NaiveDateTime};

use super::super::manner::{Banner, Client, Disclaimer, Manner, Quote, Tongue};

/// Whom an older mail was from, and when it was sent.
pub(crate) struct Heads<'o> {
    pub(crate) name: &'o str,
    pub(crate) address: &'o str,
    pub(crate) to: &'o str,
    pub(crate) subject: &'o str,
    pub(crate) at: NaiveDateTime,
}

/// The lines of a client that introduce an older mail.
pub(crate) enum Head {
    /// "On … wrote:"
    Wrote(String),
    /// A line of dashes where the client draws one, and labels with their values.
    Labels(Option<String>, Vec<(String, String)>),
}

/// The head as this client, in this tongue, writes it.
pub(crate) fn heads(client: Client, tongue: Quote, old: &Heads<'_>) -> Head {
    let Heads { name, address, at, .. } = old;
    let (y, m, d) = (at.year(), at.month(), at.day());
    let clock = at.format("%H:%M").to_string();
    let week = usize::try_from(at.weekday().num_days_from_monday()).unwrap();
    let zh = ["一", "二", "三", "四", "五", "六", "日"][week];
    let en = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][week];
    let month = ["Jan", "Feb", "Mar", "Apr", "May"][at.month0() as usize];
    let monat = ["Januar", "Februar", "März", "April", "Mai"][at.month0() as usize];
    match client {
        Client::Gmail => Head::Wrote(match tongue {
            Quote::Han | Quote::WithPicture => format!("{name} <{address}> 于{y}年{m}月{d}日周{zh} {clock}写道："),
            Quote::Traditional => format!("{name} <{address}> 於 {y}年{m}月{d}日 週{zh} 下午6:02寫道："),
            Quote::German => format!("Am {}., {d}. {monat} {y} um {clock} Uhr schrieb {name} <{address}>:", ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"][week]),
            Quote::Japanese => format!("{y}年{m}月{d}日({}) {clock} {name} <{address}>:", ["月", "火", "水", "木", "金", "土", "日"][week]),
            _ => format!("On {en}, {month} {d}, {y} at 6:02 PM {name} <{address}> wrote:"),
        }),
        Client::AppleMail | Client::ApplePlain | Client::Iphone => Head::Wrote(match tongue {
            Quote::Han | Quote::WithPicture => format!("{y}年{m}月{d}日 {clock}，{name} <{address}> 写道："),
            Quote::Traditional => format!("{name} <{address}> 於 {y}年{m}月{d}日 下午6:02 寫道："),
            Quote::German => format!("Am {d:02}.{m:02}.{y} um {clock} schrieb {name} <{address}>:"),
            Quote::Japanese => format!("{y}/{m:02}/{d:02} {clock}、{name} <{address}>のメール:"),
            _ => format!("On {d} {month} {y}, at {clock}, {name} <{address}> wrote:"),
        }),
        Client::ThunderbirdHtml | Client::ThunderbirdFlowed => Head::Wrote(match tongue {
            Quote::Han | Quote::WithPicture => format!("在 {y}/{m}/{d} {clock}, {name} 写道:"),
            Quote::Traditional => format!("{name} 於 {y}/{m}/{d} 下午 06:02 寫道:"),
            Quote::German => format!("Am {d:02}.{m:02}.{:02} um {clock} schrieb {name}:", y % 100),
            Quote::Japanese => format!("On {y}/{m:02}/{d:02} {clock}, {name} wrote:"),
            _ => format!("On {d:02}/{m:02}/{y} {clock}, {name} wrote:"),
        }),
        Client::Netease | Client::Plain => Head::Wrote(match tongue {
            Quote::Han | Quote::WithPicture => format!("在 {y}-{m:02}-{d:02} {clock}:11，\"{name}\" <{address}> 写道："),
            Quote::Traditional => format!("在 {y}-{m:02}-{d:02} {clock}:11，\"{name}\" <{address}> 寫道："),
            _ => format!("At {y}-{m:02}-{d:02} {clock}:11, \"{name}\" <{address}> wrote:"),
        }),
        _ => labelled(client, tongue, old),
    }
}

fn labelled(client: Client, tongue: Quote, old: &Heads<'_>) -> Head {
    let Heads { name, address, to, subject, at } = old;
    let (labels, original) = match tongue {
        Quote::Han | Quote::WithPicture => (["发件人", "发送时间", "收件人", "主题"], "原始邮件"),
        Quote::Traditional => (["寄件者", "寄件日期", "收件者", "主旨"], "原始郵件"),
        Quote::German => (["Von", "Gesendet", "An", "Betreff"], "Ursprüngliche Nachricht"),
        Quote::Japanese => (["差出人", "送信日時", "宛先", "件名"], "元のメッセージ"),
        Quote::None | Quote::English => (["From", "Sent", "To", "Subject"], "Original Message"),
    };
    let date = match tongue {
        Quote::English => at.format("%A, %-d %B %Y %H:%M").to_string(),
        Quote::German => at.format("%d.%m.%Y %H:%M").to_string(),
        _ => at.format("%Y年%-m月%-d日 %H:%M").to_string(),
    };
    let separator = match client {
        Client::Qq | Client::WeCom => Some(format!("------------------ {original} ------------------")),
        Client::Huawei | Client::Xiaomi => Some(format!("-------- {original} --------")),
        Client::DingTalk => Some("------------------------------------------------------------------".to_owned()),
        _ => None,
    };
    let colon = if client == Client::DingTalk || client == Client::Foxmail && tongue == Quote::Han { "：" } else { ":" };
    let values = [format!("{name} <{address}>"), date, (*to).to_owned(), (*subject).to_owned()];
    Head::Labels(separator, labels.iter().map(|label| format!("{label}{colon}")).zip(values).collect())
}

/// The line that the client sets below each mail.
pub(crate) fn footer(manner: &Manner) -> Option<&'static str> {
    let english = manner.tongue == Tongue::English;
    match manner.client {
        Client::Iphone if english => Some("Sent from my iPhone"),
        Client::Iphone if manner.tongue == Tongue::Hant => Some("從我的iPhone傳送"),
        Client::Iphone => Some("发自我的 iPhone"),
        Client::OutlookAndroid if english => Some("Get Outlook for Android"),
        Client::OutlookAndroid => Some("获取适用于 Android 的 Outlook"),
        Client::Huawei if english => Some("Sent from my Huawei phone"),
        Client::Huawei => Some("发自我的华为手机"),
        Client::Xiaomi if english => Some("Sent from Xiaomi"),
        Client::Xiaomi => Some("发自我的小米手机"),
        Client::WeCom => Some("发自我的企业微信"),
        _ => None,
    }
}

/// What the firm's mail server sets below each mail.
pub(crate) fn disclaimer(manner: &Manner) -> &'static [&'static str] {
    match (manner.disclaimer, manner.tongue) {
        (Disclaimer::None, _) => &[],
        (Disclaimer::Han, Tongue::Hant) => &["本郵件及其附件僅供指定收件人使用，內含機密資訊，若您誤收請立即刪除並通知寄件人。"],
        (Disclaimer::Han, _) => &["【保密声明】本邮件及附件仅供指定的收件人使用，如误收请立即删除并告知发件人，请勿转发或复制其中的内容。"],
        (Disclaimer::English, _) => &[
            "This message and any files sent with it are confidential and intended for the addressee only. If you have received it in error, please delete it and tell the sender.",
            "Brookfield Components Ltd, registered in England and Wales no. 01234567. Registered office: 4 Mill Lane, Leeds.",
        ],
        (Disclaimer::Environment, Tongue::English) => &["Please consider the environment before printing this e-mail."],
        (Disclaimer::Environment, Tongue::Hant) => &["請愛護地球，非必要請勿列印本郵件。"],
        (Disclaimer::Environment, _) => &["请考虑环境保护，非必要请不要打印此邮件。"],
    }
}

/// What the gateway sets on top of a mail from outside.
pub(crate) fn banner(manner: &Manner) -> Option<&'static str> {
    match manner.banner {
        Banner::None => None,
        Banner::Han => Some("【外部邮件】此邮件来自公司外部，请谨慎点击其中的链接和附件。"),
        Banner::English => {
            Some("[EXTERNAL] This email originated from outside of the organisation. Do not click links or open attachments unless you recognise the sender.")
        }
    }
}
