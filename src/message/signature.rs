//! Where the writer's words end: signatures, client footers, disclaimers, and banners that a gateway put on top.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::block::{Shape, Zone};
use super::quote::{Hint, Line};

/// A signature longer than this is none: the text goes on.
const MAX_SIGNATURE: usize = 25;
/// A line longer than this is a sentence and no name, phone or address.
const MAX_SIGNATURE_LINE: usize = 90;

#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
mod patterns {
    use super::{LazyLock, Regex, RegexSet};

    /// "Sent from my iPhone" and its kin.
    pub(super) static CLIENT: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
            r"(?i)^[\s>*_(\[]*(sent|shared) (from|via|with|using) (my |the |a |an )?(iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|oneplus|nokia|blackberry|windows (phone|mail)|mail for windows|outlook|yahoo|gmail|aol|proton|mobile|phone|smartphone|handheld|workspace|nine|spark|superhuman|mailbird|htc|sony|lg |motorola|verizon|at&t|t-mobile|wireless|palm|bluemail|aqua mail|k-9|thunderbird|mailspring|canary|fastmail|hey|zoho).{0,80}$",
            r"(?i)^\s*sent from my \S.{0,40}$",
            r"(?i)^\s*get outlook for (ios|android|mac).{0,60}$",
            r"(?i)^\s*(von meinem|gesendet mit|diese nachricht wurde von meinem|gesendet von).{2,60}(gesendet|telekom|mail|iphone|ipad|android|outlook|gmx|web\.de|handy|samsung).{0,40}$",
            r"(?i)^\s*(envoyé (de|depuis)|enviado (desde|do|de)|inviato da|verzonden (vanaf|met)|skickat från|sendt fra|lähetetty|wysłano z|odesláno z|отправлено (с|из)|nosūtīts no).{2,60}$",
            r"^\s*(发自|來自|来自|寄自|从|從|發自)\s*(我的|我)?\s*.{0,24}(iPhone|iPad|安卓|Android|手机|手機|邮箱|郵箱|Outlook|华为|小米|HUAWEI|Xiaomi|OPPO|vivo|荣耀|三星|Samsung|Foxmail|网易邮箱大师|QQ邮箱|企业微信|钉钉|Windows|Mail|邮件).{0,24}$",
            r"^\s*(從我的|从我的).{2,24}(傳送|发送|發送).{0,6}$",
            r"^\s*(获取|取得|下载|下載)\s*(适用于|適用於)?.{0,20}Outlook.{0,30}$",
            r"^\s*(iPhone|iPad|Android|スマートフォン)から送信\s*$",
            r"^\s*나의 .{2,20}에서 보냄\s*$",
        ])
        .unwrap()
    });
    /// The first words of a disclaimer or a list's footer.
    pub(super) static DISCLAIMER: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
            r"(?i)^[\s*_\-=]*(confidentiality|disclaimer|legal notice|privileged|important notice|haftungsausschluss|vertraulichkeit|avis de confidentialit|aviso (legal|de confidencialidad))[^.]{0,40}[:.\-!]?.*$",
            r"(?i)^\s*(this|the information (contained )?in this|the contents? of this|the information transmitted)\s*(e-?mail|message|communication|transmission|electronic)?.{0,60}(confidential|intended (only|solely|recipient)|privileged|addressee)",
            r"(?i)^\s*this (e-?mail|message).{0,200}(confidential|intended (only|solely)|privileged|addressee)",
            r"(?i)^\s*diese (e-?mail|nachricht) (enthält|kann|und).{0,120}(vertraulich|rechtlich|bestimmt)",
            r"(?i)^\s*(please consider the environment|think before you print|save paper|bitte prüfen sie).{0,120}$",
            r"^\s*[【\[]?(保密声明|免责声明|保密提示|法律声明|机密声明|重要声明|保密聲明|免責聲明|声明)[】\]]?\s*[:：]?",
            r"^\s*[\[【(（*]?(本邮件|此邮件|本郵件|此郵件|本电子邮件|此电子邮件|本電子郵件|该邮件).{0,40}(保密|机密|機密|附件|收件人|收件者|仅供|僅供|商业秘密|专有|未经)",
            r"(?i)^\s*(virus-free|no virus found|this email has been (scanned|checked)|checked by avg|avast)",
            r"(?i)^\s*_{10,}\s*$",
            r"(?i)^\s*you received this (message|email) because you are",
        ])
        .unwrap()
    });
    /// What gateways put above a mail.
    pub(super) static BANNER: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
            r"(?i)^\W*(caution|warning|attention|notice|external|external (e-?mail|sender|message)|achtung|vorsicht|extern(e|er)?( e-?mail| absender)?)\b\W.{0,30}(this|the|diese|external|outside|sender|e-?mail|originated).{0,400}$",
            r"(?i)^\W*(this (e-?mail|message) (originated|was sent|came|is) from (outside|an external)|you don't often get (e-?mail|messages) from|do not click (on )?(any )?links|diese e-?mail (kommt|stammt) von (außerhalb|extern)).{0,400}$",
            r"(?i)^\W*(external|extern|external e-?mail|external sender|externe e-?mail)\W*$",
            r"^[\s\[【(（<《*!！⚠️]*(外部邮件|外部郵件|外部邮件提醒|外部邮件提示|外来邮件|来自外部|外部发件人|外部寄件者|安全提示|安全提醒|邮件安全提示|警惕|警告|注意)[\]】)）>》*：:!！\s]*(.{0,20}(此邮件|本邮件|该邮件|此郵件|本郵件|外部|发件人|请勿|請勿|谨慎).{0,200})?$",
            r"^\s*(此邮件|本邮件|该邮件|此郵件|本郵件)(来自|由|來自|为).{0,30}(外部|公司外|组织外|組織外|外网).{0,200}$",
            r"^\s*(您通常不会收到来自|你通常不会收到来自|您不常收到).{0,200}$",
        ])
        .unwrap()
    });
    /// "Best regards," and its kin, alone on a line.
    pub(super) static CLOSING: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
            r"(?i)^\W*(many |best |kind |kindest |warm |warmest |with (best|kind|warm) |all the |my )*(regards|wishes|best|cheers|thanks|thank you|thx|rgds|br|sincerely|yours (sincerely|faithfully|truly)|respectfully|cordially)( and (regards|best regards)| in advance| again| a lot| so much| very much| & regards)?\W*$",
            r"(?i)^\W*((thanks|thank you)( (and|&) |, ?| )(best |kind )?regards)\W*$",
            r"(?i)^\W*(mit (freundlichen|besten|lieben|herzlichen) (grüßen|grüssen|gruessen)|(freundliche|beste|viele|liebe|schöne) grüße|mfg|vg|lg|gruß|danke( und gruß)?|viele grüße|cordialement|bien cordialement|cdlt|bien à vous|saludos( cordiales)?|un saludo|atentamente|gracias|cordiali saluti|distinti saluti|grazie|saluti|atenciosamente|obrigad[oa]|met vriendelijke groet(en)?|groeten|mvh|med vänlig(a)? hälsning(ar)?|hilsen|med venlig hilsen|pozdrawiam|с уважением|спасибо|terveisin)\W*$",
            r"^\W*(谢谢|謝謝|多谢|感谢|感謝|此致|敬礼|祝好|顺祝商祺|祝商祺|顺颂商祺|商祺|以上|祝工作顺利|祝您工作愉快|工作顺利|祝好！?|此致敬礼|敬上|致礼|谨上|望尽快处理，?谢谢|辛苦了，?谢谢|谢谢您|谢谢大家|ありがとうございます|よろしくお願い(いた)?します|以上、?よろしくお願い(いた)?します|敬具|감사합니다)\W*$",
        ])
        .unwrap()
    });
    /// A phone, a fax, a web page, an address line.
    pub(super) static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(^|\b|\s)(tel|phone|mobile|mob|fax|cell|telefon|tél|e-?mail|mail|web|www\.|http|direct|office|ext|skype|wechat|qq|m|t|p|f|e|w|电话|電話|手机|手機|传真|邮箱|邮件|地址|网址|分机|微信|座机|公司|邮编|直线)\s*[.:：]|\+?\d[\d\s()/\-]{8,}\d|www\.|^\S+@\S+\.\w+$").unwrap()
    });
    /// A line that begins an item: whatever it stands under, the text goes on.
    pub(super) static NUMBERED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*([（(]?\d{1,2}[)）.、．]\s*\D|[一二三四五六七八九十]{1,2}[、.．]|问题\s*\d|[①-⑳]|[-*•]\s+\S)").unwrap());
}

/// Marks banners, footers and signatures among the writer's own lines.
pub(super) fn mark(lines: &mut [Line]) {
    banners(lines);
    let mut at = 0;
    while at < lines.len() {
        let end = lines
            .iter()
            .enumerate()
            .skip(at)
            .find(|(_, line)| !(line.block.zone == Zone::Own || line.block.zone == Zone::Banner))
            .map_or(lines.len(), |(i, _)| i);
        segment(lines, at, end);
        at = end.max(at) + 1;
    }
}

/// Only what stands on top is a banner.
fn banners(lines: &mut [Line]) {
    let mut seen = 0;
    for line in lines.iter_mut() {
        if line.block.is_blank() {
            continue;
        }
        // A banner takes three lines at most, a table row counts as one.
        if seen >= 3 || line.block.zone != Zone::Own {
            break;
        }
        seen += 1;
        let text = line.block.text();
        if text.chars().count() < 450 && patterns::BANNER.is_match(text.trim()) {
            line.block.zone = Zone::Banner;
        }
    }
}

fn segment(lines: &mut [Line], from: usize, to: usize) {
    for line in lines.iter_mut().take(to).skip(from) {
        if line.hint == Hint::Signature && line.block.zone == Zone::Own {
            line.block.zone = Zone::Signature;
        }
    }
    let texts: Vec<String> = lines.iter().take(to).skip(from).map(|line| line.block.text()).collect();
    let numbered = |after: usize| {
        lines.iter().take(to).skip(from + after).any(|line| matches!(line.block.shape, Shape::Item { .. }))
            || texts.iter().skip(after).any(|text| patterns::NUMBERED.is_match(text))
    };
    let filled = |after: usize| texts.iter().skip(after).filter(|text| !text.trim().is_empty()).count();
    let mut cut: Option<(usize, Zone)> = None;
    for (i, text) in texts.iter().enumerate() {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            continue;
        }
        let dashes = matches!(trimmed, "--" | "—" | "——" | "–" | "---" | "- --");
        if dashes && filled(i + 1) <= MAX_SIGNATURE && !numbered(i + 1) {
            cut = Some((i, Zone::Signature));
            break;
        }
        if trimmed.chars().count() <= 120 && patterns::CLIENT.is_match(trimmed) && filled(i + 1) <= 6 && !numbered(i + 1) {
            cut = Some((i, Zone::Footer));
            break;
        }
        if patterns::DISCLAIMER.is_match(trimmed) && i > 0 && !numbered(i + 1) {
            cut = Some((i, Zone::Footer));
            break;
        }
    }
    let end = cut.map_or(texts.len(), |(i, _)| i);
    if let Some(start) = signature(&texts, end, &|after| (after..end).any(|i| texts.get(i).is_some_and(|text| patterns::NUMBERED.is_match(text)))) {
        paint(lines, from + start, from + end, Zone::Signature);
    }
    if let Some((i, zone)) = cut {
        paint(lines, from + i, to, zone);
    }
}

fn paint(lines: &mut [Line], from: usize, to: usize, zone: Zone) {
    for line in lines.iter_mut().take(to).skip(from).filter(|line| line.block.zone == Zone::Own) {
        line.block.zone = zone;
    }
}

/// The signature at the end of the text: a closing with name and contact lines, or a card of contact lines.
fn signature(texts: &[String], end: usize, numbered: &dyn Fn(usize) -> bool) -> Option<usize> {
    let short = |i: usize| texts.get(i).is_none_or(|text| text.trim().chars().count() <= MAX_SIGNATURE_LINE);
    let filled: Vec<usize> = (0..end).filter(|i| texts.get(*i).is_some_and(|text| !text.trim().is_empty())).collect();
    // The closing that stands highest within reach of the end, but never at the top of the mail.
    for (rank, i) in filled.iter().enumerate().skip(1) {
        let after = filled.get(rank + 1..).unwrap_or_default();
        if after.len() <= 10 && texts.get(*i).is_some_and(|text| patterns::CLOSING.is_match(text.trim())) && after.iter().all(|i| short(*i)) && !numbered(*i) {
            return Some(*i);
        }
    }
    // A card: the last paragraph, short lines, two of them with a phone, an address, a page.
    let last = filled.iter().rev().take_while(|i| short(**i)).copied().collect::<Vec<_>>();
    let mut start = None;
    let mut contacts = 0;
    for i in last.iter().take(10) {
        if patterns::CONTACT.is_match(texts.get(*i).map_or("", String::as_str)) {
            contacts += 1;
            start = Some(*i);
        } else if start.is_some_and(|s| s > i + 4) {
            break;
        }
    }
    let start = start.filter(|_| contacts >= 2)?;
    // The name above the first contact line, up to the blank line.
    let top = (0..start)
        .rev()
        .take(4)
        .take_while(|i| {
            texts.get(*i).is_some_and(|text| {
                !text.trim().is_empty() && text.trim().chars().count() <= 40 && !text.trim_end().ends_with(['。', '！', '？', '.', '!', '?', '；'])
            })
        })
        .last()
        .unwrap_or(start);
    (top > 0 && filled.first().is_some_and(|first| *first < top) && !numbered(top)).then_some(top)
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn zones(mail: &str) -> Vec<Zone> {
        let mut lines = text::lines(mail, text::Flow::default());
        mark(&mut lines);
        lines.iter().filter(|line| !line.block.is_blank()).map(|line| line.block.zone).collect()
    }

    #[test]
    fn what_is_not_the_matter_is_marked() {
        use Zone::{Banner, Footer, Own, Signature};
        for (mail, want) in [
            ("1. 保存失败\n2. 打印错位\n\n发自我的iPhone", vec![Own, Own, Footer]),
            ("It fails.\n\n-- \nLi Na\nSales", vec![Own, Signature, Signature, Signature]),
            ("It fails.\n--\n1. save\n2. print", vec![Own, Own, Own, Own]),
            ("It fails.\n\nBest regards,\nLi Na", vec![Own, Signature, Signature]),
            ("打印错位。\n\n谢谢！\n王磊", vec![Own, Signature, Signature]),
            ("CAUTION: This email originated from outside the company.\nIt fails.", vec![Banner, Own]),
            ("[外部邮件]\n打印错位", vec![Banner, Own]),
            ("打印错位\n\n王磊\n电话：010-12345678\n地址：北京市", vec![Own, Signature, Signature, Signature]),
            ("Thanks for the help yesterday.\nIt fails.", vec![Own, Own]),
            ("It fails.\n\nThis e-mail is confidential and intended only for the addressee.", vec![Own, Footer]),
        ] {
            assert_eq!(zones(mail), want, "{mail}");
        }
    }
}
