//! Where the writer's words end: signatures, client footers, disclaimers, and banners that a gateway put on top.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::block::{Shape, Zone, ZoneRule};
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
r"(?i)^[\s*_\-=:]*(e-?mail )?(confidentiality( notice| statement| note| warning)|disclaimer|legal (notice|disclaimer)|privileged (and|&|/) confidential|haftungsausschluss|vertraulichkeitshinweis|avis de confidentialité|aviso (legal|de confidencialidad))(\s*[:.\-–!*].*|\W*)$",
            r"(?i)^\s*(this|the information (contained )?in this|the contents? of this|the information transmitted)\s*(e-?mail|message|communication|transmission|electronic)?.{0,60}(confidential|intended (only|solely|recipient)|privileged|addressee)",
            r"(?i)^\s*this (e-?mail|message).{0,200}(confidential|intended (only|solely)|privileged|addressee)",
            r"(?i)^\s*diese (e-?mail|nachricht) (enthält|kann|und).{0,120}(vertraulich|rechtlich|bestimmt)",
            r"(?i)^\s*(please consider the environment|think before you print|save paper|bitte prüfen sie).{0,120}$",
r"^\s*([【\[]?(保密声明|免责声明|保密提示|法律声明|机密声明|保密聲明|免責聲明)[】\]]?\s*([:：].*)?$|[【\[]声明[】\]])",
r"^\s*[\[【(（*]?(本邮件|此邮件|本郵件|此郵件|本电子邮件|此电子邮件|本電子郵件|本信件|该邮件).{0,40}(保密|机密|機密|商业秘密|專有|专有信息|未经授权|指定的收件|指定收件)",
            r"(?i)^\s*(virus-free|no virus found|this email has been (scanned|checked)|checked by avg|avast)",
            r"(?i)^\s*you received this (message|email) because you are",
        ])
        .unwrap()
    });
    /// What stands below the line of underscores of a mailing list.
    pub(super) static LIST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)mailing list|listinfo|unsubscribe|subscribed|邮件列表").unwrap());
    /// What gateways put above a mail.
    pub(super) static BANNER: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
r"(?i)^\W*(caution|warning|attention|notice|alert|achtung|vorsicht|external|extern)\b.{0,80}(e-?mail|message|sender|nachricht|absender)\b.{0,80}(outside|external|originat|untrusted|unknown|links|attachments|organi[sz]ation|extern|außerhalb).{0,300}$",
            r"(?i)^\W*(this (e-?mail|message) (originated|was sent|came|is) from (outside|an external)|you don't often get (e-?mail|messages) from|do not click (on )?(any )?links|diese e-?mail (kommt|stammt) von (außerhalb|extern)).{0,400}$",
            r"(?i)^\W*(external|extern|external e-?mail|external sender|externe e-?mail)\W*$",
r"^[\s\[【(（<《*!！⚠️]*(外部邮件|外部郵件|外部邮件提醒|外部邮件提示|外来邮件|来自外部|外部发件人|外部寄件者)[\]】)）>》*：:!！\s]*(.{0,20}(此邮件|本邮件|该邮件|此郵件|本郵件|外部|发件人|请勿|請勿|谨慎).{0,200})?$",
            r"^[\s\[【(（<《*!！⚠️]*(安全提示|安全提醒|邮件安全提示|警惕|警告|注意)[\]】)）>》*：:!！\s]*.{0,20}(此邮件|本邮件|该邮件|此郵件|本郵件).{0,40}(外部|公司外|外网|陌生|链接|钓鱼).{0,200}$",
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
    /// A date or a time of day: a chat pasted into the mail, and no phone number.
    pub(super) static MOMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]|\d{1,2}:\d{2}").unwrap());
    /// A line that begins an item: whatever it stands under, the text goes on.
    pub(super) static NUMBERED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\s*([（(]?\d{1,2}[)）.、．]\s*\D|[一二三四五六七八九十]{1,2}[、.．]|问题\s*\d|[①-⑳]|[-*•]\s+\S)").unwrap());
}

/// What is known of the writer and of the pictures, so that a name or a logo is told from the matter.
pub(super) struct Writer<'a> {
    /// The display name in From.
    pub(super) name: &'a str,
    /// Is this part as small as a logo?
    pub(super) small: &'a dyn Fn(usize) -> bool,
}

/// Marks banners, footers and signatures among the writer's own lines, and signatures in what is passed on.
pub(super) fn mark(lines: &mut [Line], writer: &Writer<'_>) {
    banners(lines);
    let kind = |line: &Line| match line.block.zone {
        Zone::Own | Zone::Banner => Some(Zone::Own),
        Zone::Forwarded => Some(Zone::Forwarded),
        _ => None,
    };
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let this = kind(line);
        let end = lines.iter().enumerate().skip(at).find(|(_, line)| kind(line) != this).map_or(lines.len(), |(i, _)| i);
        if let (Some(zone), Some(part)) = (this, lines.get_mut(at..end)) {
            Segment::new(part, zone, writer).mark();
        }
        at = end;
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
            line.block.why = ZoneRule::Banner;
        }
    }
}

/// A run of lines that one person wrote.
struct Segment<'a> {
    lines: &'a mut [Line],
    texts: Vec<String>,
    /// Where the last item begins: below it, nothing is cut.
    last_item: Option<usize>,
    /// The zone of the text; only lines of this zone change.
    zone: Zone,
    writer: &'a Writer<'a>,
}

impl<'a> Segment<'a> {
    fn new(lines: &'a mut [Line], zone: Zone, writer: &'a Writer<'a>) -> Self {
        let texts: Vec<String> = lines.iter().map(|line| line.block.text().trim().to_owned()).collect();
        let last_item = (0..texts.len()).rev().find(|at| {
            let item = lines.get(*at).is_some_and(|line| matches!(line.block.shape, Shape::Item { .. }));
            item || texts.get(*at).is_some_and(|text| patterns::NUMBERED.is_match(text))
        });
        Self { lines, texts, last_item, zone, writer }
    }

    fn text(&self, at: usize) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }

    fn mark(&mut self) {
        self.containers();
        self.clients();
        let cut = self.cut();
        let end = cut.map_or(self.texts.len(), |(at, _)| at);
        let by = |why: ZoneRule| move |at: usize| (at, why);
        let closing = self.closing(end).map(by(ZoneRule::Closing));
        if let Some((start, why)) = closing.or_else(|| self.named(end).map(by(ZoneRule::Name))).or_else(|| self.card(end).map(by(ZoneRule::Card))) {
            self.paint(start, end, (Zone::Signature, why));
        }
        if let Some((at, fate)) = cut {
            self.paint(at, self.texts.len(), fate);
        }
    }

    /// What stands in a container for signatures, unless the writer typed the report into it.
    fn containers(&mut self) {
        let held: Vec<usize> = (0..self.lines.len()).filter(|i| self.lines.get(*i).is_some_and(|line| line.hint == Hint::Signature)).collect();
        let (Some(first), Some(last)) = (held.first(), held.last()) else { return };
        if held.len() <= MAX_SIGNATURE && self.last_item.is_none_or(|item| item < *first || item > *last) {
            for at in held {
                self.paint(at, at + 1, (Zone::Signature, ZoneRule::SignatureMarkup));
            }
        }
    }

    /// "Sent from my iPhone" is one line; people type above and below it.
    fn clients(&mut self) {
        for at in 0..self.texts.len() {
            let text = self.text(at);
            if !text.is_empty() && text.chars().count() <= 120 && patterns::CLIENT.is_match(text) {
                self.paint(at, at + 1, (Zone::Footer, ZoneRule::Client));
                if let Some(text) = self.texts.get_mut(at) {
                    text.clear();
                }
            }
        }
    }

    /// The line from which on nothing is the writer's text: dashes over a signature, a list's line, a disclaimer.
    fn cut(&self) -> Option<(usize, (Zone, ZoneRule))> {
        let end = self.texts.len();
        let first = self.last_item.unwrap_or(0);
        (first..end).filter(|at| !self.text(*at).is_empty()).find_map(|at| {
            let text = self.text(at);
            if text == "--" && self.filled(at + 1, end).take(MAX_SIGNATURE + 1).count() <= MAX_SIGNATURE {
                return Some((at, (Zone::Signature, ZoneRule::Dashes)));
            }
            if matches!(text, "—" | "——" | "–" | "---" | "- --") && self.is_card(at + 1, end) {
                return Some((at, (Zone::Signature, ZoneRule::Dashes)));
            }
            if text.len() >= 10 && text.chars().all(|c| c == '_') && self.filled(at + 1, end).take(3).any(|below| patterns::LIST.is_match(self.text(below))) {
                return Some((at, (Zone::Footer, ZoneRule::List)));
            }
            (at > 0 && patterns::DISCLAIMER.is_match(text)).then_some((at, (Zone::Footer, ZoneRule::Disclaimer)))
        })
    }

    /// Other dashes also part sections of a report: below them must stand the writer's name or a contact.
    fn is_card(&self, from: usize, to: usize) -> bool {
        let named = self.filled(from, to).next().is_some_and(|at| is_name(self.text(at), self.writer.name));
        self.is_short(from, to, 10) && (named || self.filled(from, to).any(|at| self.is_contact(at)))
    }

    /// A signature follows the matter: what stands below says less than what stands above, or begins with the
    /// writer's name. Contact lines do not count; a report may begin with thanks and a name.
    fn is_tail(&self, at: usize, end: usize) -> bool {
        let letters = |from: usize, to: usize| self.filled(from, to).filter(|i| !self.is_contact(*i)).map(|i| self.text(i).chars().count()).sum::<usize>();
        let below: Vec<usize> = self.filled(at + 1, end).collect();
        let named = below.len() <= 4 && below.first().is_some_and(|first| is_name(self.text(*first), self.writer.name));
        named || letters(0, at) >= letters(at + 1, end)
    }

    fn is_contact(&self, at: usize) -> bool {
        patterns::CONTACT.is_match(self.text(at)) && !patterns::MOMENT.is_match(self.text(at))
    }

    /// The closing that stands highest within reach of the end, but never at the top of the mail.
    fn closing(&self, end: usize) -> Option<usize> {
        self.filled(0, end)
            .skip(1)
            .find(|at| patterns::CLOSING.is_match(self.text(*at)) && self.is_short(at + 1, end, 10) && !self.has_item(*at) && self.is_tail(*at, end))
    }

    /// The writer's name on a line of its own, with short lines and a logo below.
    fn named(&self, end: usize) -> Option<usize> {
        self.filled(0, end)
            .skip(1)
            .find(|at| is_name(self.text(*at), self.writer.name) && self.is_short(at + 1, end, 8) && !self.has_item(*at) && self.is_tail(*at, end))
    }

    /// A card at the end: short lines, two of them with a phone, an address, a page.
    fn card(&self, end: usize) -> Option<usize> {
        let tail: Vec<usize> = self.filled(0, end).collect();
        let tail = tail.iter().rev().take(10).take_while(|at| self.text(**at).chars().count() <= MAX_SIGNATURE_LINE);
        let contacts: Vec<usize> = tail.copied().filter(|at| self.is_contact(*at)).collect();
        let first = contacts.last().copied().filter(|_| contacts.len() >= 2)?;
        // The name above the first contact line, up to the blank line.
        let is_label = |at: &usize| {
            let text = self.text(*at);
            !text.is_empty() && text.chars().count() <= 40 && !text.ends_with(['。', '！', '？', '.', '!', '?', '；'])
        };
        let top = (0..first).rev().take(4).take_while(is_label).last().unwrap_or(first);
        (self.filled(0, top).next().is_some() && !self.has_item(top)).then_some(top)
    }

    fn filled(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + '_ {
        (from..to).filter(|at| !self.text(*at).is_empty())
    }

    /// Are there at most `most` lines, each as short as a name, a post, an address?
    fn is_short(&self, from: usize, to: usize, most: usize) -> bool {
        let mut filled = self.filled(from, to).map(|at| self.text(at));
        filled.by_ref().take(most).all(|text| text.chars().count() <= MAX_SIGNATURE_LINE && !text.ends_with(['。', '？', '?'])) && filled.next().is_none()
    }

    /// Does an item begin here or further down?
    fn has_item(&self, from: usize) -> bool {
        self.last_item.is_some_and(|item| item >= from)
    }

    /// A picture larger than a logo stays with the text: people paste screenshots below their name.
    fn paint(&mut self, from: usize, to: usize, (zone, why): (Zone, ZoneRule)) {
        for line in self.lines.iter_mut().take(to).skip(from).filter(|line| line.block.zone == self.zone) {
            if line.block.pictures().all(|part| (self.writer.small)(part)) {
                line.block.zone = zone;
                line.block.why = why;
            }
        }
    }
}

/// Is this line the writer's name, alone, before a post or a department, or behind one?
fn is_name(line: &str, name: &str) -> bool {
    let name = name.trim();
    let size = name.chars().count();
    // "王磊 2026/9/18 10:13:05" heads a line of a chat.
    if size < 2 || line.chars().count() > MAX_SIGNATURE_LINE || patterns::MOMENT.is_match(line) {
        return false;
    }
    if let Some(rest) = line.strip_prefix(name) {
        return rest.is_empty() || rest.starts_with([' ', '　', '|', '｜', '/', ',', '，', '·', '-', '—', '\t', '(', '（']);
    }
    // "客服中心 赵敏": a department is short and no sentence.
    if let Some(department) = line.strip_suffix(name).and_then(|rest| rest.strip_suffix([' ', '　', '|', '｜', '/', '·', '-'])) {
        return department.chars().count() <= 12 && department.chars().all(|c| c.is_alphabetic() || c == ' ');
    }
    // A display name may carry the firm or the department: "海川-黄晓燕"; a line may be the first name alone.
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let length = line.chars().count();
    (line.chars().all(is_han) && (2..=4).contains(&length) && name.ends_with(line))
        || name.split_whitespace().next().is_some_and(|first| first.len() > 1 && first.eq_ignore_ascii_case(line))
}

#[cfg(test)]
mod tests {
    use super::super::text;
    use super::*;

    fn zones(mail: &str) -> Vec<Zone> {
        let mut lines = text::lines(mail, text::Flow::default());
        mark(&mut lines, &Writer { name: "王磊", small: &|_| true });
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
            ("警告：发件人不能为空，单据保存不了", vec![Own]),
            ("Warning: the order cannot be saved", vec![Own]),
            ("今日完成：盘点\n---\n问题：保存失败\n打印错位", vec![Own, Own, Own, Own]),
            ("今日完成：盘点\n______________\n问题：保存失败", vec![Own, Own, Own]),
            ("发自我的iPhone\n打印错位", vec![Footer, Own]),
            ("本邮件附件是今天的截图\n打印错位", vec![Own, Own]),
            ("见下\n声明书打印不了\n保存也不行", vec![Own, Own, Own]),
            ("打印错位\n———\n", vec![Own, Own]),
            ("日报\n王磊 9月22日\n打印错位\n保存失败", vec![Own, Own, Own, Own]),
            ("您好\n谢谢\n打印错位\n保存失败", vec![Own, Own, Own, Own]),
            ("打印错位\n\n王磊\n电话：010-12345678\n地址：北京市", vec![Own, Signature, Signature, Signature]),
            ("打印错位。\n\n王磊\n仓储部", vec![Own, Signature, Signature]),
            ("今天没有问题。\n\n仓储部 王磊", vec![Own, Signature]),
            ("打印错位。\n请转告 1号仓 王磊", vec![Own, Own]),
            ("截图如下：\n陈静 2026/9/18 10:12:33\n保存不了\n王磊 2026/9/18 10:13:05\n我也是", vec![Own, Own, Own, Own, Own]),
            ("Thanks for the help yesterday.\nIt fails.", vec![Own, Own]),
            ("It fails.\n\nThis e-mail is confidential and intended only for the addressee.", vec![Own, Footer]),
        ] {
            assert_eq!(zones(mail), want, "{mail}");
        }
    }
}
