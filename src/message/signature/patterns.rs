//! The wordings of clients, gateways, lists and lawyers, and the shapes of a signature's lines.
#![expect(clippy::unwrap_used, reason = "constant patterns; the tests of this layer compile them")]

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// "Sent from my iPhone" and its kin.
pub(in super::super) static CLIENT: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^[\s>*_(\[]*(sent|shared) (from|via|with|using) (my |the |a |an )?(iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|oneplus|nokia|blackberry|windows (phone|mail)|mail for windows|outlook|yahoo|gmail|aol|proton|mobile|phone|smartphone|handheld|workspace|nine|spark|superhuman|mailbird|htc|sony|lg |motorola|verizon|at&t|t-mobile|wireless|palm|bluemail|aqua mail|k-9|thunderbird|mailspring|canary|fastmail|hey|zoho).{0,80}$",
        r"(?i)^\s*sent from my \S.{0,40}$",
        r"(?i)^\s*via (mobile|iphone|ipad|android|blackberry|my phone)\W*$",
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
pub(in super::super) static DISCLAIMER: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
r"(?i)^[\s*_\-=:]*(e-?mail )?(confidentiality( notice| statement| note| warning)|disclaimer|legal (notice|disclaimer)|privileged (and|&|/) confidential|haftungsausschluss|vertraulichkeitshinweis|avis de confidentialité|aviso (legal|de confidencialidad))(\s*[:.\-–!*].*|\W*)$",
        r"(?i)^\s*(this|the information (contained )?in this|the contents? of this|the information transmitted)\s*(e-?mail|message|communication|transmission|electronic)?.{0,60}(confidential|intended (only|solely|recipient)|privileged|addressee)",
        r"(?i)^\s*this (e-?mail|message).{0,200}(confidential|intended (only|solely)|privileged|addressee)",
        r"(?i)^\s*diese (e-?mail|nachricht) (enthält|kann|und).{0,120}(vertraulich|rechtlich|bestimmt)",
        r"(?i)^\s*(please consider the environment|think before you print|save paper|bitte prüfen sie).{0,120}$",
r"^\s*([【\[](保密声明|免责声明|保密提示|法律声明|机密声明|保密聲明|免責聲明|声明|聲明)[】\]]|(保密声明|免责声明|保密提示|法律声明|机密声明|保密聲明|免責聲明)\s*([:：].*)?$)",
r"^\s*[\[【(（*]?(本邮件|此邮件|本郵件|此郵件|本电子邮件|此电子邮件|本電子郵件|本信件|该邮件).{0,40}(保密|机密|機密|商业秘密|專有|专有信息|未经授权|指定的收件|指定收件)",
        r"(?i)^\s*(virus-free|no virus found|this email has been (scanned|checked)|checked by avg|avast)",
        r"(?i)^\s*you received this (message|email) because you are",
    ])
    .unwrap()
});
/// What stands below the line of underscores of a mailing list.
pub(in super::super) static LIST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)mailing list|listinfo|unsubscribe|subscribed|邮件列表").unwrap());
/// What gateways put above a mail.
pub(in super::super) static BANNER: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
r"(?i)^\W*(caution|warning|attention|notice|alert|achtung|vorsicht|external|extern)\b.{0,80}(e-?mail|message|sender|nachricht|absender)\b.{0,80}(outside|external|originat|untrusted|unknown|links|attachments|organi[sz]ation|extern|außerhalb).{0,300}$",
        r"(?i)^\W*(this (e-?mail|message) (originated|was sent|came|is) from (outside|an external)|you don't often get (e-?mail|messages) from|do not click (on )?(any )?links|diese e-?mail (kommt|stammt) von (außerhalb|extern)).{0,400}$",
        r"(?i)^\W*(external|extern|external e-?mail|external sender|externe e-?mail)\W*$",
r"^[\s\[【(（<《*!！⚠️]*(外部邮件|外部郵件|外部邮件提醒|外部邮件提示|外来邮件|来自外部|外部发件人|外部寄件者)[\]】)）>》*：:!！\s]*(.{0,20}(此邮件|本邮件|该邮件|此郵件|本郵件|外部|发件人|请勿|請勿|谨慎).{0,200})?$",
        r"^[\s\[【(（<《*!！⚠️]*(安全提示|安全提醒|邮件安全提示|警惕|警告|注意)[\]】)）>》*：:!！\s]*.{0,20}(此邮件|本邮件|该邮件|此郵件|本郵件).{0,40}(外部|公司外|外网|陌生|链接|钓鱼).{0,200}$",
        r"^\s*(此邮件|本邮件|该邮件|此郵件|本郵件)(来自|由|來自|为).{0,30}(外部|公司外|组织外|組織外|外网).{0,200}$",
        r"^\s*(您通常不会收到来自|你通常不会收到来自|您不常收到).{0,200}$",
        // A lawyer's stamp: nothing but such words, in capitals.
        r"^\W*((PRIVILEGED|CONFIDENTIAL|STRICTLY|HIGHLY|ATTORNEY|CLIENT|ATTORNEY[-/ ]CLIENT|WORK[- ]PRODUCT|COMMUNICATIONS?|PRIVILEGE|INFORMATION|PREPARED AT THE (REQUEST|DIRECTION) OF COUNSEL|SUBJECT TO|AND|&)\W*){2,12}$",
    ])
    .unwrap()
});
/// "Best regards," and its kin, alone on a line.
static CLOSING: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^\W*(many |best |kind |kindest |warm |warmest |with (best|kind|warm) |all the |my )*(regards|wishes|best|cheers|thanks|thank you|thx|rgds|br|sincerely|yours (sincerely|faithfully|truly)|respectfully|cordially)( and (regards|best regards)| in advance| again| a lot| so much| very much| & regards)?\W*$",
        r"(?i)^\W*((yours |sincerely |your (brother|sister) )?in (christ|jesus|him|his (name|service|love))|god bless( you)?|blessings|peace|shalom|take care|(hope (this|that) helps|hth))\W*$",
        r"(?i)^\W*((very )?truly yours|yours (very )?truly|sincerely yours|(very )?respectfully (submitted|yours)|warmly|see (you|ya)( (there|then|soon|later|tomorrow))?)\W*$",
        r"(?i)^\W*((thanks|thank you)( (and|&) |, ?| )(best |kind )?regards)\W*$",
        r"(?i)^\W*(mit (freundlichen|besten|lieben|herzlichen) (grüßen|grüssen|gruessen)|(freundliche|beste|viele|liebe|schöne) grüße|mfg|vg|lg|gruß|danke( und gruß)?|viele grüße|cordialement|bien cordialement|cdlt|bien à vous|saludos( cordiales)?|un saludo|atentamente|gracias|cordiali saluti|distinti saluti|grazie|saluti|atenciosamente|obrigad[oa]|met vriendelijke groet(en)?|groeten|mvh|med vänlig(a)? hälsning(ar)?|hilsen|med venlig hilsen|pozdrawiam|с уважением|спасибо|terveisin)\W*$",
        r"^\W*(谢谢|謝謝|多谢|感谢|感謝|此致|敬礼|祝好|顺祝商祺|祝商祺|顺颂商祺|商祺|以上|祝工作顺利|祝您工作愉快|工作顺利|祝好！?|此致敬礼|敬上|致礼|谨上|(麻烦|麻煩|辛苦|拜托|拜託|有劳|有勞|请|請)[^。；;]{0,10}[，,!！ ]?\s*(谢谢|謝謝|感谢|感謝)(您|你|大家|各位)?|(敬)?祝\s*(您|你)?\s*[^。，,]{2,6}|望尽快处理，?谢谢|辛苦了，?谢谢|谢谢您|谢谢大家|ありがとうございます|よろしくお願い(いた)?します|以上、?よろしくお願い(いた)?します|敬具|감사합니다)\W*$",
    ])
    .unwrap()
});
/// What is a postscript wherever it stands.
pub(in super::super) static PS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)^\W*(p\.\s?s\.|ps\s*[:：]|又及|附言)").unwrap());
/// What begins anew below thanks or the name.
pub(in super::super) static POSTSCRIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(p\.? ?p?\.? ?s(\W|$)|postscript|nachtrag|追伸|pd\s*[:：]|又及|附言|另外|另[，,:：]|还有|還有|对了|對了|补充|補充|再补|再補|one more|one other|(oh|ah),? |also(\W|$)|(i )?(almost |nearly )?forgot)").unwrap()
});
/// A phone, a fax, a web page, an address line.
pub(in super::super) static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(^|\b|\s)(tel|phone|mobile|mob|fax|cell|telefon|tél|e-?mail|mail|web|www\.|http|direct|office|ext|skype|wechat|qq|m|t|p|f|e|w|电话|電話|手机|手機|传真|邮箱|邮件|地址|网址|分机|微信|座机|公司|邮编|直线)\s*[.:：]|\+?\d([\s()/\-]{0,3}\d){8,}|www\.|^\S+@\S+\.\w+$").unwrap()
});
/// A date or a time of day: a chat pasted into the mail, and no phone number.
pub(in super::super) static MOMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]|\d{1,2}:\d{2}").unwrap());
/// A line that begins an item: whatever it stands under, the text goes on.
pub(in super::super) static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*([（(]?\d{1,2}[)）.、．]\s*\D|[一二三四五六七八九十]{1,2}[、.．]|问题\s*\d|[①-⑳]|[-*•]\s+\S)").unwrap());
/// An address, a phone number, a street: how the writer can be reached.
pub(in super::super) static REACHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)[\w.+%-]+@[\w-]+(\.[\w-]+)+|[\w}]+!\w+!\w+|\}!\w+",
        r"|\b(tel|telephone|phone|ph|fax|voice|cell|mobile|pager|office|direct|home|work|internet|bitnet|uucp|icq|aim|[tmfpo])\s*[.:#)]*\s*[+(]?\d[\d\s().\-/]{5,}\d",
        r"|(^|[\s(])\+?\(?\d{2,4}\)?[\s.\-/]{1,3}\(?\d{2,4}\)?[\s.\-/]\d{3,4}\b|(^|\s)\d{3}-\d{4}\b|\b(x|ext\.? ?)\d-?\d{3,4}\b",
        r"|\b[A-Z]{2}\.?,?\s+\d{5}(-\d{4})?\b|\b[A-Z]{1,3}-\d{4,5}\b|\bP\.?\s?O\.? ?Box\b|^\d{1,5}\s+\w+(\s+\w+){0,3}\s+(street|st|road|rd|avenue|ave|blvd|drive|dr|lane|way|plaza|square)\b"
    ))
    .unwrap()
});
/// The house that somebody is of, below a name.
pub(in super::super) static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(universit(y|ies|aet|ät|à|é)|univ\.|college|institut(e|ute)?\b|dep(t\.|artment) of|laborator(y|ies)|(school|faculty|division) of|church|parish|seminary|priory|inc\.|corp\.|ltd\b|gmbh)").unwrap()
});
/// First and last name and right behind them a bare number.
static CALLED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\p{Lu}\p{Ll}+( \p{Lu}\.)?( \p{Lu}[\p{L}'-]*\p{Ll})[\s,:-]{1,12}[+(]?\d[\d\s().-]{5,}\d$").unwrap());
/// A page of the writer's or of the firm's.
pub(in super::super) static PAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bhttps?://|\bwww\.\w|\bftp\.\w+\.\w").unwrap());
/// What mail providers, lists and scanners add below a mail.
static ADVERT: LazyLock<[Regex; 11]> = LazyLock::new(|| {
    [
        r"(?i)\b(unsubscribe|un-subscribe|listinfo|mailman|majordomo|list-?archive)\b",
        r"(?i)\b(mailing[- ]list|newsgroup|e?group|discussion list|list)\b.{0,80}\b(https?://|www\.|\S+@\S+)",
        r"(?i)^\W*you (received|are receiving|got) this (message|e-?mail) because\b",
        r"(?i)^\W*(do you|get your|join|try|find|sign up|want|need|check out|send and receive|start|enjoy|protect|chat|share|never miss|win|shop|buy|download|stay|express|fight|upgrade|discover|learn more|click)\b.{0,200}\b(https?://|www\.|free\b|yahoo|msn|hotmail)",
        r"(?i)\bdo you yahoo\b|\bfree (e-?mail|internet|web mail|webmail|download)|\bget internet access\b|\b(yahoo!? groups|hotmail|juno|lycos|netscape mail|mail\.com|excite|altavista|geocities)\b.{0,160}(https?://|www\.)",
        r"(?i)^\W*(this (message|mail|e-?mail) was (sent|scanned|checked)|(sent|posted|mailed) (through|via|using|with|from)\b.{0,60}(https?://|www\.|\.com|\.org|newsreader|webmail|server))",
        r"(?i)\b(virus[- ]free|virus database|anti-?virus|no virus|checked by|certified virus|scanned (by|for))\b",
        r"(?i)^\W{3,}\S.{0,40}\bsponsors?\b",
        r"(?i)\bthis \S{2,20} (e-?mail|mailing|message|newsletter) is sponsored by\b|\bmore about this \S{0,20} ?service\b",
        r"(?i)\byour use of .{2,40} is subject to\b",
        r"(?i)^\W*(for (additional|more) (commands|information|options)).{0,60}(https?://|www\.|\S+@\S+)",
    ]
    .map(|form| Regex::new(form).unwrap())
});
/// The line that readers of bulletin boards added: " * SLMR 2.1a * Backup not found".
pub(in super::super) static TAGLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\*|~|\.\.\.) \S+ v?\d[\w.]* [*~] |^\.\.\. [\p{Lu}\x22]|^\* Origin: |^(---|___|~~~) [\w/ .-]{2,30} v?\d[\w.+/-]*$").unwrap()
});
/// "Dear Ms. Li,", "Hi all", at the top of a mail.
pub(in super::super) static GREETING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)^\W*(dear|hi|hello|hey|hallo|good (morning|afternoon|evening)|greetings|guten|bonjour|hola)\b.{0,40}$").unwrap());
/// What the client writes in place of an attached file.
pub(in super::super) static ATTACHED: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^\((see attached file|embedded image moved to file|attached file|image moved to file)s?\s*:.{1,160}\)$",
        r"(?i)^(<<\s*(file|ole object|message)?\s*:?[^<>]{1,120}>>\s*)+$",
        r"(?i)^\[(attachment|image|ole object|anlage)s?\s*[:.][^\]]{1,160}\]$",
        r"(?i)^attachment converted: .{3,200}$",
        // What QQ and 163 write of a large file that they keep: its size and its last day, and the way to it.
        r"(?i)^.{1,120}\.[a-z0-9]{1,5}\s*[(（][\d.]+\s*[KMG]B?\s*[,，].{0,40}(到期|过期|有效|無限期|无限期)\s*[)）]$",
        r"^\s*进入下载页面.{0,200}$",
    ])
    .unwrap()
});
/// A file at the end of a mail, as Lotus Notes lists them: " - budget.xls".
pub(in super::super) static FILE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)^- ?[\w][\w .,&()'~+#-]{0,80}\.[a-z][a-z0-9]{1,4}$").unwrap());

/// Is this a person to be called: a name and a number, and not "Direct Line 555-8022"?
pub(in super::super) fn is_called(text: &str) -> bool {
    static KIND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(phone|telephone|fax|facsimile|cell|cellular|mobile|pager|line|office|desk|direct|number|home|work|voice)\b").unwrap()
    });
    CALLED.is_match(text) && !KIND.is_match(text)
}

/// Does the line begin with the number or the mark of an item?
pub(in super::super) fn is_numbered(text: &str) -> bool {
    NUMBERED.is_match(text)
}

/// Is this what providers, lists and scanners add?
pub(in super::super) fn is_advert(text: &str) -> bool {
    ADVERT.iter().any(|form| form.is_match(text))
}

/// Is this line a closing, or two of them ("Mit freundlichen Grüßen / Best regards")?
pub(in super::super) fn is_closing(text: &str) -> bool {
    CLOSING.is_match(text) || (text.contains('/') && text.split('/').all(|part| CLOSING.is_match(part.trim())))
}
