//! What a company's mail system puts below a mail: legal notes, told by how many of the lawyers' words a paragraph has.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// So many of the lawyers' words make a legal note of a paragraph that speaks of itself; people who complain about a
/// note use one or two.
const ENOUGH: usize = 3;

#[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
mod patterns {
    use super::{LazyLock, Regex, RegexSet};

    /// The note speaks of the mail that it stands in.
    pub(super) static ITSELF: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(e-?mail|message|mail|transmission|communication|transmittal|facsimile|attachments?|information|material|document|report|nachricht|courriel|mensaje|correo|messaggio|mensagem|bericht)\b").unwrap()
    });
    /// The lawyers' words, one pattern for each thought.
    pub(super) static TERMS: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
            r"(?i)confidential|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk",
            r"(?i)privileged|proprietary|privilege\b|gesch[üu]tzt|geheim",
            r"(?i)intended (only|solely|exclusively|recipients?|for)|(sole|exclusive) use|addressees?|named (above|recipient)|destinataires?|empf[äa]nger|adressat|destinatari|geadresseerde",
            r"(?i)unauthori[sz]ed|not authori[sz]ed|without (the )?(prior |express )?(written )?(authori[sz]ation|consent|permission|approval)|formal approval|unbefugt|non autoris",
            r"(?i)disclos|disseminat|distribut|copying|reproduc|forwarding|weitergabe|diffusion|divulga",
            r"(?i)prohibited|unlawful|forbidden|not permitted|untersagt|verboten|interdit|prohibid|vietat",
            r"(?i)(received|sent|reached|receive).{0,40} (in error|by mistake)|not the (intended|named)|irrt[üu]mlich|par erreur|por error",
            r"(?i)notify|contact the sender|inform(ez)? (the|us|l.)|advise the sender|benachrichtigen|avertir|notifique",
            r"(?i)(delete|destroy|erase|discard|l[öo]schen|vernichten|supprimer|d[ée]truire|elimin).{0,60}(copies|copy|original|message|e-?mail|it|attachments?|system|mail)?",
            r"(?i)liabilit|liable|responsib|haftung|responsabilit",
            r"(?i)virus|malicious|interference|integrity|secure or error|error-free|not (be )?(a )?secure",
            r"(?i)not an? (offer|solicitation)|offer to (buy|sell)|solicitation|information(al)? purposes|investment advice|no (offer|recommendation)",
            r"(?i)accuracy|completeness|warrant|guarantee|no representation|reliable",
            r"(?i)(opinions?|views).{0,60}(author|sender|individual|do not|not necessarily|represent)",
            r"(?i)property of|affiliates?|subsidiar|legal(ly)? (binding|protected|privilege)|binding|enforceable|estoppel",
            r"(?i)(not|cannot) (accept|execute|act on)\b.{0,40}(orders?|instructions?|trades?)|not (an? )?official (confirmation|record)",
            r"(?i)monitor|archiv|retain|reserves? the right",
            r"(?i)copyright|all rights reserved|registered (in|office)|company (no|number)",
        ])
        .unwrap()
    });
    /// Words without which [`SHORT`] finds nothing: most lines have none, and this looks each over once.
    pub(super) static HINT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)opinion|views|statement|speak|disclaim|this e|this m|my employer|my company|my boss|responsible for|environment").unwrap()
    });
    /// The note is short and needs no more than its own words.
    pub(super) static SHORT: LazyLock<RegexSet> = LazyLock::new(|| {
        RegexSet::new([
            r"(?i)\b(opinions?|views|statements)\b.{0,60}\b(my own|mine|not (necessarily )?(those|represent|reflect|the)|no one|nobody|employer'?s?|company'?s?)\b",
            r"(?i)^\W*(i|we) (don't|do not) speak for\b|\bspeak(s|ing)? only for (myself|me)\b|^\W*(standard|usual) disclaimers?\b|^\W*disclaimer\s*:",
            r"(?i)^\W*this (e-?mail|message) (and|may|is|contains|was|has).{0,80}(confidential|virus|scanned|screened)",
            r"(?i)^\W*include\b.{0,20}\bdisclaim|\bmy (employer|company|boss)\b.{0,60}\b(no idea|never|agree|care|responsib|speak|endorse|approve|know)",
            r"(?i)\b(responsible for|any) (these |those |the |my )?opinions?\b.{0,60}\b(alone|mine|myself|own)\b|\b(alone|solely) (am|is|are)? ?responsible for\b",
            r"(?i)^\W*please (consider|think of) the environment",
        ])
        .unwrap()
    });
}

/// Is this paragraph a legal note?
pub(super) fn is_note(paragraph: &str) -> bool {
    patterns::ITSELF.is_match(paragraph) && patterns::TERMS.matches(paragraph).iter().count() >= ENOUGH
}

/// Is this line one of the short disclaimers of private people?
pub(super) fn is_short_note(line: &str) -> bool {
    patterns::HINT.is_match(line) && patterns::SHORT.is_match(line)
}

/// "Think of the environment before you print this mail", in any order of its words.
pub(super) fn is_green(text: &str) -> bool {
    /// It is one sentence; a problem with printing mails is seldom told with nature in it.
    const LONGEST: usize = 90;
    let lower = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    text.chars().count() <= LONGEST
        && has(&["打印", "列印", "print", "ausdruck", "imprimir", "印刷"])
        && has(&["邮件", "郵件", "信件", "mail", "message", "メール", "correo"])
        && has(&[
            "环保",
            "环境保护",
            "环境",
            "環保",
            "環境",
            "地球",
            "低碳",
            "树木",
            "樹木",
            "绿色",
            "綠色",
            "environment",
            "save paper",
            "umwelt",
            "medio ambiente",
        ])
        && !has(&["测试环境", "正式环境", "生产环境", "test environment"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_notes_and_what_people_write() {
        for (text, want) in [
            ("This e-mail is the property of the firm and may contain confidential material for the sole use of the recipient.", true),
            ("THIS MATERIAL IS FOR INFORMATION PURPOSES ONLY AND IS NOT AN OFFER TO BUY. THE INFORMATION IS BELIEVED TO BE RELIABLE.", true),
            ("The bank does not accept orders by e-mail. E-mail is not secure and is monitored by the bank.", true),
            ("Ce message est confidentiel et destiné exclusivement à ses destinataires. Toute diffusion est interdite.", true),
            ("The mail to the customer was sent in error, the disclaimer said confidential.", false),
            ("The portal does not accept orders by e-mail, customers complain.", false),
            ("Please delete the order and notify the sender.", false),
            ("We have an unauthorised discount on the order.", false),
        ] {
            assert_eq!(is_note(text), want, "{text}");
        }
        assert!(is_short_note("My opinions are my own and not those of my employer."));
        assert!(!is_short_note("In my opinion the button is too small."));
    }
}
