//! The lines that introduce another mail, as clients write them in each language: separators, header blocks,
//! "… wrote:".

use std::sync::LazyLock;

use regex::Regex;

use super::signature::{is_name_like, is_prose};
use words::{FORWARDED, LABELS, Label, MARKERS, ORIGINAL};

mod notes;
mod words;

pub(super) use notes::notes;

/// What kind of line introduces the other mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// "On … wrote:"
    Wrote,
    /// "-----Original Message-----", or From, Sent, To, Subject under each other.
    Block,
    /// "---------- Forwarded message ----------"
    Forward,
}

fn label(line: &str) -> Option<Label> {
    let line = line.trim_start_matches(['*', ' ', '\t', '|', '_', '•', '　']);
    let end = line.find([':', '：', '\t'])?;
    // The longest label has nineteen letters.
    if end > 60 {
        return None;
    }
    let (name, after) = line.split_at_checked(end)?;
    // "a: b" in running text begins with the label, a time such as "10:30" does not look like one.
    let name: String = name.trim_matches(['*', ' ', '\t', '　', '_']).chars().filter(|c| *c != '　' && *c != '*').collect::<String>().to_lowercase();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let squeezed: String = if name.is_ascii() {
        name.clone()
    } else {
        name.chars().filter(|c| !c.is_whitespace() || !name.contains(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c))).collect()
    };
    let kind = LABELS.iter().find(|(_, words)| words.contains(&squeezed.as_str())).map(|(kind, _)| *kind)?;
    (!after.is_empty()).then_some(kind)
}

/// A word of each of [`MARKERS`]: most lines have none.
static ABOVE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new("bove|BOVE|oberhalb|dessus|encima|以上|上方").unwrap()
});

/// "-----Original Message-----" in any language: what is left between the dashes is known.
pub(super) fn separator(line: &str) -> Option<Head> {
    let trimmed = line.trim();
    if trimmed.len() > 160 {
        return None;
    }
    let frame = |c: char| matches!(c, '-' | '_' | '=' | '*' | '—' | '–' | '－' | '~' | '<' | '>' | '#' | '+' | '/') || c.is_whitespace();
    if ABOVE.is_match(trimmed) && MARKERS.iter().any(|marker| trimmed.to_lowercase().contains(marker)) {
        return Some(Head::Block);
    }
    let framed = trimmed.len() - trimmed.trim_start_matches(frame).len() >= 2;
    // Most lines end here: neither framed nor beginning like "Begin forwarded message:".
    if !framed && !trimmed.starts_with(['B', 'S', 'A', 'D', 'I', 'b', 's', 'a', 'd', 'i']) {
        return None;
    }
    let inner = trimmed.trim_matches(frame);
    let lower = inner.trim_end_matches([':', '：', '.']).trim().to_lowercase();
    // Lotus Notes: "----- Forwarded by Li Na/Corp on 03/02/2026 10:00 -----".
    if framed && lower.starts_with("forwarded by ") {
        return Some(Head::Forward);
    }
    if lower.is_empty() || lower.chars().count() > 60 {
        return None;
    }
    let begun = ["begin ", "start of ", "anfang der", "début du", "inicio del", "inizio "].iter().any(|word| lower.starts_with(word));
    if (framed || begun) && FORWARDED.contains(&lower.as_str()) {
        return Some(Head::Forward);
    }
    if framed && ORIGINAL.contains(&lower.as_str()) {
        return Some(Head::Block);
    }
    // Some clients put sender or date behind the words: "--- Original message from Li on … ---".
    if framed && trimmed.starts_with("--") && ORIGINAL.iter().take(3).any(|word| lower.starts_with(word)) {
        return Some(Head::Block);
    }
    None
}

/// Is the line one of a form that names its addressee first: `TO:`, and right below it `FROM:`, as memos on paper do?
/// A client's head names the sender first.
pub(super) fn is_addressed(line: &str) -> bool {
    label(line) == Some(Label::To)
}

/// A day without a number, label included: "Sent: Monday morning".
const DAY_WORDS: usize = 3;

/// A header block that begins at the first of `lines`: how many lines it takes. Blank lines may stand between (Lotus Notes).
pub(super) fn block(lines: &[&str]) -> Option<usize> {
    let first = label(lines.first()?)?;
    if matches!(first, Label::To | Label::Other) {
        return None;
    }
    let (mut from, mut date, mut other) = (false, false, 0usize);
    let (mut last, mut gap) = (0usize, 0usize);
    // What shows that the labels are a mail's: a subject, an address, the digits of a date.
    let mut proven = false;
    // Seven labels with long recipient lists between them.
    for (i, line) in lines.iter().enumerate().take(30) {
        if line.trim().is_empty() {
            gap += 1;
            if gap > 1 || (from && date && other > 0) {
                break;
            }
            continue;
        }
        match label(line) {
            Some(Label::From) if from => break,
            Some(kind) => {
                from |= kind == Label::From;
                date |= kind == Label::Date;
                other += usize::from(!matches!(kind, Label::From | Label::Date));
                let digits = line.chars().filter(char::is_ascii_digit).count();
                // "Date: first day of flow": such labels are explained to the reader.
                if kind == Label::Date && digits == 0 && line.split_whitespace().count() > DAY_WORDS {
                    return None;
                }
                proven |= kind == Label::Subject || line.contains('@') || (kind == Label::Date && (digits >= 3 || other == 0));
                (last, gap) = (i, 0);
            }
            // A wrapped address list.
            None if gap == 0 && i == last + 1 && (line.contains('@') || line.contains(';')) => last = i,
            None => break,
        }
    }
    // Labels without a date are also what people write about; a mail's are followed by a blank line.
    let alone = lines.get(last + 1).is_none_or(|below| below.trim().is_empty());
    (from && proven && (date || (other > 1 && alone))).then_some(last + 1)
}

// How long a head may be is said in `wrote`: counted repetitions make patterns slow. Each is an automaton of its own: together
// they have more states than the engine keeps, and it would build them anew for each line.
static WROTE: LazyLock<[Regex; 27]> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "constant patterns; the tests of this file compile them")]
    [
        r"(?i)^[*_\s]*on\s.{5,}\swrote\s*[:：]?[*_\s]*$",
        r"(?i)^-{2,}\s*(on|am|le|el|在)\s.{5,}(wrote|schrieb|写道|a écrit|escribió)\s*[:：]?\s*-{2,}$",
        r"(?i)^(according to|quoting|quoth|citing|zitat von|citando|quoting message from)\s.{2,}:$",
        r"(?i)^.{2,}\b(wrote|writes) in (a )?(message|article|news).{0,120}(\.{3}|[:>])$",
        r"(?i)^.{2,}\b(said|says|asked|replied|scribbled|typed|mentioned|spoke|stated|posted)( on .{4,60}| at .{4,60}| recently| thusly)?\s*[:：]$",
        r"(?i)^in (article|message|news)?\s*<.{3,}(writes|wrote|said)?\s*([:,]|\.{3})$",
        r"^\*+\s.{2,100}\[?\b\d{2,4}[-/. ]\S{1,4}[-/. ]\d{2,4}\b.{0,40}:$",
        r"(?i)^excerpts from .{4,}$",
        r"(?i)^from article <.{3,}, by .{2,120}:$",
        r"(?i)^.{2,}\b(you (write|wrote|said)|wrote \(.{4,60}\))\s*:$",
        r"(?i)^[\s=<>~*-]*quoting .{2,80} to .{2,60}$",
        r"^.{1,60}\s-{3}\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4} \d{1,2}:\d{2}(:\d{2})?( [AP]M)?-{3}",
        r"(?i)^.{2,}\b(wrote|writes|has written)( on [^:]{4,60}(:\d\d)*[^:]{0,20}| at [^:]{4,40}(:\d\d)*[^:]{0,10}| in message .{4,90})?\s*[:：]$",
        r"(?i)^[*_\s]*(am|den)\s.{5,}\sschrieb.{0,120}[:：]$",
        r"(?i)^.{2,}\sschrieb( am .{4,60}| um .{4,60})?\s*[:：]$",
        r"(?i)^[*_\s]*le\s.{5,}\sa [ée]crit\s*[:：]?$",
        r"(?i)^.{2,}\sa [ée]crit\s*[:：]$",
        r"(?i)^.{2,}\s(escribió|escribi&oacute;|ha escrito)\s*[:：]?$",
        r"(?i)^.{2,}\sha scritto\s*[:：]?$",
        r"(?i)^.{2,}\s(escreveu|schreef|skrev|skreiv|kirjoitti|napsala?|napsal\(a\)|napisała?|napisał\(a\)|pisze|написал|написала|пишет|írta|yazdı|şunu yazdı|đã viết|a scris|rašė|је написао|geschreven)\b.{0,120}[:：]$",
        r"(?i)^(op|den|på|man|em|il|el|w dniu|dnia|dne|ons|tor|fre)\s.{5,}\s(schreef|skrev|het volgende geschreven|escreveu|ha scritto|escribió|napisał.{0,6}|napsal.{0,6}|pisze).{0,120}[:：]$",
        r"^[\s*]*(在|于|於|自)?.*(写道|寫道|写到|寫到|编写|撰寫|来信)\s*[:：]$",
        r"^\s*(在|于|於)\s*.{4,}(写道|寫道)\s*[:：]?$",
        r"^.{4,}(のメール|さんは書きました|が書きました|님이 작성|작성)\s*[:：]$",
        r"^\s*\d{4}\s*[-/.年].{4,}[<（(][^\s<>@]+@[^\s<>]+[>）)].{0,6}[:：]$",
        r"^.{0,120}\d{1,2}[:.]\d{2}.{0,120}<[^\s<>@]+@[^\s<>]+>.{0,40}[:：]$",
        r"^.{0,120}<[^\s<>@]+@[^\s<>]+>.{0,120}\d{1,2}[:.]\d{2}.{0,40}[:：]$",
    ]
    .map(|form| Regex::new(form).unwrap())
});

/// "These are hers, she dictated and I typed:": what follows is what the writer himself has put down.
static OWN_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new(r"(?i)\b(i|we|i've|we've) (just )?(have )?(said|asked|typed|mentioned|noted|stated)\s*[:：]$").unwrap()
});

/// Has the line the form of a head in one of the tongues?
fn says_wrote(line: &str) -> bool {
    WROTE.iter().any(|form| form.is_match(line))
}

/// Clients and relays break "On … wrote:" into at most so many lines.
pub(super) const WROTE_LINES: usize = 4;

/// "On Mon, 2 Mar 2026 at 10:00, Li Na <li@corp.test> wrote:", over several lines: how many.
pub(super) fn wrote(lines: &[&str]) -> Option<usize> {
    let mut joined = String::new();
    for (i, line) in lines.iter().take(WROTE_LINES).enumerate() {
        let line = line.trim();
        if line.is_empty() || joined.len() + line.len() > 400 {
            return None;
        }
        if !joined.is_empty() && !joined.ends_with('<') {
            joined.push(' ');
        }
        joined.push_str(line);
        // "Issue 4: error 00942" right above "Li Na 於 2026/3/5 06:02 寫道:": that one is a head without it.
        if i > 0 && is_whole(line) && !lines.first().is_some_and(|first| STRICT.is_match(first)) {
            return None;
        }
        let bare = joined.trim_end_matches(['*', '_', ' ']);
        if (bare.ends_with([':', '：'])
            || bare.ends_with("...")
            || bare.contains("news:")
            || bare.starts_with("Excerpts from")
            || bare.ends_with("<=-")
            || bare.ends_with("--")
            || bare.contains("---")
            || bare.ends_with("写道")
            || bare.ends_with("寫道")
            || (bare.starts_with("On ") && bare.ends_with(" wrote")))
            && plausible(bare, i)
            && says_wrote(bare)
            && !OWN_WORDS.is_match(bare)
        {
            return Some(i + 1);
        }
        // Only a line that begins like a head may go on in the next.
        if i == 0 && (!opens(line) || is_item(line)) {
            return None;
        }
    }
    None
}

static OPENER: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new(
        r"(?i)^(-{2,}\s*on|on|in (article|message|news|a message|a previous article)|from article|in <|according to|quoting|am|le|el|il|em|op|den|på|w dniu|dnia|dne|在|于|於|自|pada|vào|\d{1,4}[-/.年])",
    )
    .unwrap()
});

/// Does a line begin like the head of a quotation: with such a word, with a name before an address, with a year?
fn opens(line: &str) -> bool {
    /// How far to the right the address may begin, and the year.
    const ADDRESS: usize = 80;
    const YEAR: usize = 60;
    let line = line.trim_start_matches(|c: char| matches!(c, '*' | '_') || c.is_whitespace());
    let addressed = line.char_indices().take(ADDRESS + 2).skip(1).filter(|(_, c)| *c == '<').any(|(at, _)| {
        let rest = line.get(at + 1..).unwrap_or_default();
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>')).unwrap_or(rest.len());
        end == rest.len() || rest.get(..end).is_some_and(|word| word.contains('@'))
    });
    let (mut run, mut dated) = (0, false);
    for c in line.chars().take(YEAR + 4) {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        dated |= run == 4;
    }
    addressed || dated || OPENER.is_match(line)
}

/// Begins the line with the word that a head begins with, and not merely with a name or a number?
static STRICT: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new(r"(?i)^[*_\s]*((-{2,}\s*on|on|in|from|according to|quoting|am|le|el|il|em|op|den|på|w dniu|dnia|dne|pada|vào)\s|在|于|於|自|\d{4}[-/.年])")
        .unwrap()
});

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new(r"\d[:.]\d\d").unwrap()
});

/// Does the line name who wrote, or when, and not merely end like a head? "Section 922 says:" has a number, too.
pub(super) fn tells(line: &str) -> bool {
    /// A year has four digits.
    const MOMENT: usize = 4;
    let digits = line.chars().filter(char::is_ascii_digit).count();
    line.contains('@') || digits >= if STRICT.is_match(line) { 1 } else { MOMENT }
}

/// "Li Na writes:", and nothing but a name before the verb.
pub(super) fn is_named(line: &str) -> bool {
    let bare = line.trim().trim_end_matches([':', '：']);
    bare.rsplit_once(' ').is_some_and(|(name, verb)| matches!(verb, "writes" | "wrote" | "says" | "said") && is_name_like(name))
}

/// Does the line introduce a mail by itself: somebody, a day, a time and "wrote"?
fn is_whole(line: &str) -> bool {
    /// "2/3/26 9:05" has seven; a time alone has four.
    const DIGITS: usize = 6;
    line.chars().filter(char::is_ascii_digit).count() >= DIGITS && CLOCK.is_match(line) && says_wrote(line)
}

/// "1. the order cannot be saved" begins like a date and is the writer's own, although "On … wrote:" may stand right below.
fn is_item(line: &str) -> bool {
    let after = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - after.len();
    (1..=2).contains(&digits) && after.strip_prefix(['.', '、', ')', '）']).is_some_and(|rest| rest.trim_start().starts_with(|c: char| !c.is_ascii_digit()))
}

/// One's own sentence may end in "he wrote:"; a head names a date, an address or is only a name.
fn plausible(text: &str, lines_before: usize) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) || text.contains('@') || text.ends_with("<=-") || (lines_before == 0 && text.split_whitespace().count() <= 5)
}

static SPOKE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern; the tests of this file compile it")]
    Regex::new(r"\b(wrote|writes|written|said|says|asked|posted)\b[^.]*[:：]$").unwrap()
});

/// Directly above a quotation, what names a person by address or a moment by digits and is no sentence introduces it,
/// whatever its verb: "Thus spake li@corp.test (Li Na):", "2026/3/2 Li Na <li@corp.test>".
pub(super) fn introduces(line: &str) -> bool {
    let line = line.trim();
    // "[ Li Na <li@corp.test> asked about stock: ]"
    let line = line.strip_prefix('[').and_then(|inside| inside.strip_suffix(']')).map_or(line, str::trim);
    let address = line.contains('@');
    let moment = line.chars().filter(char::is_ascii_digit).count() >= 4;
    let replies = address && ["in reply to", "in response to"].iter().any(|word| line.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)));
    if line.len() <= 200 && (line.starts_with("<quote who=") || ((address || moment) && SPOKE.is_match(line))) {
        return true;
    }
    line.len() <= 200 && !is_prose(line) && (replies || (address || moment) && line.ends_with([':', '：']) || address && moment && line.ends_with(['>', ')']))
}

/// Does the subject say that this mail passes another one on?
pub(super) fn is_forward_subject(subject: &str) -> bool {
    let lower = subject.trim_start_matches(['[', '【', ' ']).to_lowercase();
    ["fw", "fwd", "wg", "tr", "rv", "i", "vb", "vs", "enc", "转发", "轉寄", "轉發", "转寄", "转", "轉", "転送", "전달", "doorst", "pd", "ilt", "пересл"]
        .iter()
        .any(|word| lower.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with([':', '：'])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_many_tongues() {
        for (line, want) in [
            ("-----Original Message-----", Some(Head::Block)),
            ("------------------ 原始邮件 ------------------", Some(Head::Block)),
            ("------------------&nbsp;", None),
            ("-----邮件原件-----", Some(Head::Block)),
            ("---- 回复的原邮件 ----", Some(Head::Block)),
            ("-------- Ursprüngliche Nachricht --------", Some(Head::Block)),
            ("---------- Forwarded message ----------", Some(Head::Forward)),
            ("---------- 转发邮件信息 ----------", Some(Head::Forward)),
            ("Begin forwarded message:", Some(Head::Forward)),
            ("----- Forwarded by Li Na/Corp on 03/02/2026 10:00 AM -----", Some(Head::Forward)),
            ("Original message", None),
            ("--------------------", None),
        ] {
            assert_eq!(separator(line), want, "{line}");
        }
    }

    #[test]
    fn header_blocks_in_many_tongues() {
        for (lines, want) in [
            (vec!["From: Li Na <li@corp.test>", "Sent: Monday", "To: x", "Subject: y", "", "text"], Some(4)),
            (vec!["发件人： \"王磊\" <w@x.y>", "发送时间： 2026年3月2日 10:00", "收件人： a", "主题： b", "正文"], Some(4)),
            (vec!["**From:** Li", "**Date:** Monday", "text"], Some(2)),
            (vec!["Von: Li", "Gesendet: Montag", "An: a@b.c;", " d@e.f", "Betreff: c"], Some(5)),
            (vec!["From: the warehouse we get no stock"], None),
            (vec!["日期：2026-03-02", "模块：库存", "问题：x"], None),
            (vec!["Subject: a", "text"], None),
            (vec!["From: the delivery point", "To: the receipt point", "Date: first day of flow", "Subject: leave it blank"], None),
        ] {
            assert_eq!(block(&lines), want, "{lines:?}");
        }
    }

    #[test]
    fn wrote_lines_in_many_tongues() {
        for (lines, want) in [
            (vec!["On Mon, Mar 2, 2026 at 10:00 AM Li Na <li@corp.test> wrote:"], Some(1)),
            (vec!["On Mon, Mar 2, 2026 at 10:00 AM Li Na", "<li@corp.test> wrote:"], Some(2)),
            (vec!["在 2026-03-02 10:00:00，\"王磊\" <w@x.y> 写道："], Some(1)),
            (vec!["王磊 <w@x.y> 于2026年3月2日周一 10:00写道："], Some(1)),
            (vec!["Am 02.03.2026 um 10:00 schrieb Li Na:"], Some(1)),
            (vec!["Le lun. 2 mars 2026 à 10:00, Li <l@x.y> a écrit :"], Some(1)),
            (vec!["2026-03-02 10:00 GMT+08:00 Li Na <li@corp.test>:"], Some(1)),
            (vec!["Li Na wrote:"], Some(1)),
            (vec!["2026-03-02 10:00 GMT+08:00 Li Na <", "li@corp.test>:"], Some(2)),
            (vec!["---- On Mon, 02 Mar 2026 10:00:00 +0800 Li Na <li@corp.test> wrote ----"], Some(1)),
            (vec!["\"Li Na\" ---02/03/2026 10:00:11---The order cannot be saved"], Some(1)),
            (vec!["The system wrote the following message into the log file:"], None),
            (vec!["On the order page I cannot save."], None),
            (vec!["Issue 4：保存时弹出ORA-00942", "期望：能保存", "王磊 於 2026/4/5 下午 06:02 寫道:"], None),
            (vec!["手机：13912345678", "王磊 於 2026/4/5 下午 06:02 寫道:"], None),
            (vec!["在销售订单中：", "保存失败"], None),
            (vec!["1. 保存失败", "在 2026-03-02 10:00:00，\"王磊\" <w@x.y> 写道："], None),
        ] {
            assert_eq!(wrote(&lines), want, "{lines:?}");
        }
    }
}
