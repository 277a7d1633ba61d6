//! Is a mail an answer about existing issues, and what does it say about each?

use crate::issue::{IssueNumber, Key};
use crate::message::Zone;

use super::about::of_document;
use super::desk::Desk;
use super::file::draft_item;
use super::fold::{fold, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use super::nothing::{self, Said};
use super::read::day;
use super::remark::{ClassRule, Doubt, Remark};
use super::split::{Draft, Known, split};
use super::{Arrival, Class, Intent, Reading, Reply, reply};

/// The issues that a reply is about.
pub(crate) struct Answer {
    /// Answers it a question of ours?
    asked: bool,
    /// Did our letter say that it is solved?
    solved: bool,
    /// Named in the subject or in the quoted letter.
    thread: Vec<IssueNumber>,
    /// Named in the subject.
    subject: Vec<IssueNumber>,
    rule: &'static str,
}

/// Is it an answer to one of our letters, or about an existing issue?
pub(crate) fn answers(desk: &Desk<'_>, text: &str) -> Option<Answer> {
    let (message, context) = (desk.message, desk.context);
    let lexicon = &*context.lexicon;
    let key = &context.key;
    // Colleagues' clients give Message-IDs at the same domain (Foxmail: digits and the domain). Ours begin with the
    // letter's kind, a word, and a dot or a dash; those clients begin with a digit, a hex number or a machine's name.
    let ours = |id: &&String| {
        id.trim_matches(['<', '>']).rsplit_once('@').is_some_and(|(local, domain)| {
            let kind = local.split(['-', '.']).next().filter(|kind| local.len() > kind.len() && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            kind.is_some_and(|kind| kind.len() >= 3) && context.message_id_domains.iter().any(|ours| domain.eq_ignore_ascii_case(ours))
        })
    };
    let parent = message.in_reply_to.iter().chain(message.references.iter().rev()).find(ours);
    let subject = fold(&message.subject);
    let named = |text: &str| -> Vec<IssueNumber> { reply::numbers(text, key).into_iter().map(|(number, _, _)| number).collect() };
    let in_subject = named(&message.subject);
    let quoted: String = message.body.iter().filter(|block| matches!(block.zone, Zone::Quote | Zone::QuoteHead)).map(|block| block.text() + "\n").collect();
    let in_quote = named(&quoted);
    let in_text = named(text);
    let thread = if in_subject.is_empty() { in_quote } else { in_subject.clone() };
    // Our Message-IDs begin with the letter's kind: an answer to a reminder, to thanks or to a request to write again is the day's report.
    let reminder = parent.is_some_and(|id| ["remind", "please_rewrite", "thanks"].iter().any(|kind| id.trim_start_matches('<').starts_with(kind)));
    let acknowledged = parent.is_some_and(|id| id.trim_start_matches('<').starts_with("ack"));
    let asked = parent.is_some_and(|id| id.trim_start_matches('<').starts_with("ask"));
    let solved = parent.is_some_and(|id| id.trim_start_matches('<').starts_with("solved")) || in_subject.len() == 1 && lexicon.has(Topic::Confirm, &subject);
    if in_text.is_empty() && acknowledged && todays_report(desk, &subject, lexicon) {
        return None;
    }
    if parent.is_some() && !reminder && (!thread.is_empty() || !in_text.is_empty()) {
        return Some(Answer { asked, solved, thread, subject: in_subject, rule: "answers one of our letters" });
    }
    if parent.is_some() && !reminder && weight(text) > 0 && !lexicon.has(Topic::SubjectReport, &subject) {
        return Some(Answer { asked, solved, thread, subject: in_subject, rule: "answers one of our letters" });
    }
    let replies =
        lexicon.starts(Topic::SubjectReply, &subject).is_some_and(|end| subject.get(end..).is_some_and(|rest| rest.trim_start().starts_with([':', '[', '【'])));
    if replies && !in_subject.is_empty() && !reminder {
        return Some(Answer { asked, solved, thread, subject: in_subject, rule: "a reply whose subject names an issue" });
    }
    let folded = fold(text);
    let short = sentences(text).len() <= 3 && !desk.lines.iter().any(|line| line.mark.is_some_and(|mark| mark.style.counts()));
    // "CRM-2 可以了" under yesterday's subject, in a thread whose headers a phone has dropped.
    let says_how = || reply::per_issue(text, key, lexicon).iter().all(|(_, intent)| *intent != Intent::Comment);
    if !in_text.is_empty()
        && (lexicon.has(Topic::Supplement, &folded)
            || lexicon.has(Topic::Supplement, &subject)
            || short && (!lexicon.has(Topic::SubjectReport, &subject) || says_how()))
    {
        return Some(Answer { asked, solved, thread, subject: in_subject, rule: "names an issue" });
    }
    // "1、P-0422 还是一样  2、新建合同选不到历史报价": a list that says of a known issue how it stands.
    let stands = |line: &&Line| points_at(line, key).is_some_and(|rest| reply::intent(rest, lexicon) != Intent::Comment);
    if desk.lines.iter().any(|line| stands(&line)) {
        return Some(Answer { asked, solved, thread: vec![], subject: vec![], rule: POINTS });
    }
    let all = sentences(text);
    // "第1条还是有效的" speaks of the earlier report too.
    let of_list = |folded: &str| {
        folded
            .split_once('第')
            .is_some_and(|(_, rest)| rest.trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c)).starts_with('条'))
    };
    let told = |sentence: &&str| {
        let folded = fold(sentence);
        lexicon.names_matter(&folded) && !of_list(&folded) && nothing::said(sentence, lexicon) == Said::Something
    };
    let takes_back = all.iter().any(|sentence| reply::takes_back(sentence, lexicon));
    if takes_back && !all.iter().filter(|sentence| !reply::takes_back(sentence, lexicon)).any(told) {
        return Some(Answer { asked, solved, thread: vec![], subject: vec![], rule: TAKES_BACK });
    }
    None
}

/// The rule of a list with known issues among its points.
const POINTS: &str = "a list that says how known issues stand";

/// What a point of a list says of the issue whose number begins it.
pub(crate) fn points_at<'l>(line: &'l Line, key: &Key) -> Option<&'l str> {
    let rest = line.mark.filter(|mark| mark.style.counts()).map(|_| line.rest_folded())?;
    begins_with_number(rest, key).and_then(|end| rest.get(end..))
}

/// How far the issue number goes that the text begins with.
pub(crate) fn begins_with_number(text: &str, key: &Key) -> Option<usize> {
    reply::numbers(text, key).first().filter(|(_, at, _)| text.get(..*at).is_some_and(|head| weight(head) == 0)).map(|(_, _, end)| *end)
}

/// The rule of an answer whose issue a person must find.
const TAKES_BACK: &str = "takes back a point of an earlier report";

/// Whoever reports every day presses "reply" on yesterday's acknowledgement and writes today's report: under a subject of its
/// own, or as a numbered list of which no line says how a known issue stands.
fn todays_report(desk: &Desk<'_>, subject: &str, lexicon: &Lexicon) -> bool {
    let own_subject = lexicon.starts(Topic::SubjectReply, subject).is_none() && lexicon.has(Topic::SubjectReport, subject);
    let numbered: Vec<&str> = desk.lines.iter().filter(|line| line.mark.is_some_and(|mark| mark.style.counts())).map(|line| line.folded.as_str()).collect();
    let says_something = |line: &&str| weight(line) > SAYS_A_PROBLEM && reply::intent(line, lexicon) == Intent::Comment;
    own_subject || numbered.iter().filter(|line| says_something(line)).count() >= 2 && numbered.iter().all(says_something)
}

/// "1. 见附图" is no problem of today's; a sentence that tells one is longer.
const SAYS_A_PROBLEM: usize = 12;

pub(crate) fn answered(desk: &mut Desk<'_>, reading: &mut Reading, answer: Answer, arrival: Arrival, text: &str) {
    let lexicon = &*desk.context.lexicon;
    desk.class(ClassRule::Says(answer.rule));
    reading.class = Class::Reply;
    let found = day(desk, arrival, &[], &[]);
    reading.day = found.day;
    desk.remarks.push(Remark::Day(found.rule));
    // A new problem in it: from the sentence that announces one.
    // "Danke." is cut from a report's end; as an answer it is all that is said.
    let own = if weight(text) == 0 { desk.raw.clone() } else { text.to_owned() };
    // "第1条还是有效的" beside it is no complaint.
    let taken = || sentences(&own).into_iter().filter(|sentence| reply::takes_back(sentence, lexicon)).collect::<Vec<_>>().join("\n");
    let taken = (answer.rule == TAKES_BACK).then(taken);
    let pointed = (answer.rule == POINTS).then(|| beside_points(desk));
    let (about, new) = taken.map(|about| (about, vec![])).or(pointed).or_else(|| new_below(&desk.lines, &desk.names, lexicon)).unwrap_or_else(|| {
        let (about, new) = part_new(&own, lexicon);
        (about, new.into_iter().map(|new| Draft { lines: vec![new], ..Draft::default() }).collect())
    });
    if !new.is_empty() {
        desk.remarks.push(Remark::NewInReply);
        reading.items = new.iter().enumerate().map(|(at, draft)| draft_item(at, draft, desk.context, &mut desk.remarks)).collect();
    }
    let mut items = reply::per_issue(&about, &desk.context.key, lexicon);
    // The issue that was asked about stands in the subject; what is said before another one is named is about it.
    if let [only] = answer.subject.as_slice()
        && !items.is_empty()
        && items.iter().all(|(number, _)| number != only)
        && let Some((_, at, _)) = reply::numbers(&about, &desk.context.key).first()
    {
        let before = fold(&about).get(..*at).unwrap_or("").to_owned();
        // "这个和 P-12 是同一件事": "this" is the one in the subject.
        let this = ["这个", "这条", "这一条", "本条", "this one", "this is"].iter().any(|word| before.trim_start().starts_with(word));
        if weight(&before) > SAYS_A_PROBLEM || this {
            items.insert(0, (*only, reply::intent(&before, lexicon)));
        }
    }
    if items.is_empty() {
        items = bare_numbers(&about, &answer.thread, lexicon);
    }
    except(&mut items, &about, &answer.thread, &desk.context.key, lexicon);
    if let [(_, only)] = items.as_mut_slice() {
        *only = in_thread(*only, answer.solved, &about, lexicon);
    }
    let mut intent = reply::overall(&items, &about, lexicon);
    if items.is_empty() {
        intent = in_thread(intent, answer.solved, &about, lexicon);
    }
    // "两家店都不行" answers our question; it reopens nothing.
    if answer.asked && items.is_empty() && intent == Intent::Reopen {
        intent = Intent::Comment;
    }
    if items.is_empty() {
        let mut thread = answer.thread;
        thread.dedup();
        if let [only] = thread.as_slice() {
            items.push((*only, intent));
        }
    }
    reading.reply = Some(Reply { intent, items, text: own });
    desk.doubt(reading, Doubt::Reply);
}

/// The points on known issues, and the problems that stand beside them.
fn beside_points(desk: &Desk<'_>) -> (String, Vec<Draft>) {
    let lexicon = &*desk.context.lexicon;
    let (known, others): (Vec<&Line>, Vec<&Line>) = desk.lines.iter().partition(|line| points_at(line, &desk.context.key).is_some());
    let about = known.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let told = others.iter().any(|line| line.mark.is_some_and(|mark| mark.style.counts()) || lexicon.has(Topic::Defect, &line.folded));
    let lines = if told { others.into_iter().cloned().collect() } else { vec![] };
    let mut drafts = split(lines, &Known { problems: true, single: false, lexicon, names: &desk.names }).drafts;
    drafts.retain(|draft| nothing::said(&draft.text(), lexicon) == Said::Something);
    (about, drafts)
}

/// What the words mean in answer to a letter that said "solved", or to one that did not.
fn in_thread(intent: Intent, solved: bool, text: &str, lexicon: &Lexicon) -> Intent {
    let folded = fold(text);
    let tells = || {
        sentences(text).into_iter().any(|sentence| {
            let folded = fold(sentence);
            let plain = folded.replace("问题", " ");
            let tags = lexicon.tag(&[Topic::Defect, Topic::Closing, Topic::Praise, Topic::Later], &plain);
            !folded.contains('?') && tags.iter().any(|(topic, _)| *topic == Topic::Defect) && !tags.iter().any(|(topic, _)| *topic == Topic::Later)
        })
    };
    match intent {
        // "解决得真好，改完司机连车牌都没了": whoever tells a fault of what is said to be solved has not got it solved.
        Intent::Comment if solved && !lexicon.has(Topic::Later, &folded) && tells() => Intent::Reopen,
        // "补充一下 P-305：替代料优先级设了1也没用": more on an issue that is open.
        Intent::Reopen if !solved && lexicon.has(Topic::Supplement, &folded) => Intent::Comment,
        said => said,
    }
}

/// "41 好了，42 还是不行" in the thread that offered 41 and 42.
fn bare_numbers(text: &str, thread: &[IssueNumber], lexicon: &Lexicon) -> Vec<(IssueNumber, Intent)> {
    let folded = fold(text);
    let mut places: Vec<(IssueNumber, usize, usize)> = vec![];
    let mut digits = String::new();
    for (at, c) in folded.char_indices().chain([(folded.len(), ' ')]) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if let Some(number) = digits.parse::<u32>().ok().map(IssueNumber).filter(|number| lexicon.fuel().spend(thread.len()) && thread.contains(number))
            && !of_document(folded.get(at..).unwrap_or(""))
        {
            places.push((number, at - digits.len(), at));
        }
        digits.clear();
    }
    let ends: Vec<usize> = places.iter().skip(1).map(|(_, from, _)| *from).chain([folded.len()]).collect();
    let mut items = vec![];
    let mut waiting = vec![];
    for ((number, _, from), to) in places.into_iter().zip(ends) {
        let passage = folded.get(from..to).unwrap_or("");
        waiting.push(number);
        // "420、421 都好了": a number with nothing but a comma behind it shares the next one's words.
        if weight(passage) == 0 && to < folded.len() {
            continue;
        }
        let intent = reply::intent(passage, lexicon);
        items.extend(waiting.drain(..).map(|number| (number, intent)));
    }
    items
}

/// "除了 P-431 都可以了", "其他都好了": what is said of the rest of those that we asked about.
fn except(items: &mut Vec<(IssueNumber, Intent)>, text: &str, thread: &[IssueNumber], key: &Key, lexicon: &Lexicon) {
    let named: Vec<IssueNumber> = items.iter().map(|(number, _)| *number).collect();
    let rest: Vec<IssueNumber> = thread.iter().copied().filter(|number| !named.contains(number)).collect();
    let says = sentences(text).into_iter().find_map(|sentence| {
        let folded = fold(sentence);
        let besides = folded.contains("除了") || folded.contains("except");
        // "除了 P-431，其他两个都 OK 了": the clause that speaks of the others says it.
        let speaks = |clause: &&str| reply::intent(clause, lexicon) == Intent::Confirm;
        let clauses = sentence.split(['，', ',']).skip_while(|clause| !clause.contains("除了") && !clause.to_lowercase().contains("except"));
        let clause = if besides { clauses.take(2).find(speaks).unwrap_or("") } else { sentence };
        let others = ["其他", "其它", "其余", "the others", "the rest"].iter().any(|word| folded.contains(word));
        let tied = besides && !reply::numbers(sentence, key).is_empty() || others;
        (tied && reply::intent(clause, lexicon) == Intent::Confirm).then_some(Intent::Confirm)
    });
    if let (Some(intent), false) = (says, named.is_empty()) {
        for number in rest {
            if !items.iter().any(|(known, _)| *known == number) {
                items.push((number, intent));
            }
        }
    }
}

/// "今天新的问题：" on a line of its own: the list or the paragraphs below it are read as in a report.
fn new_below(lines: &[Line], names: &[String], lexicon: &Lexicon) -> Option<(String, Vec<Draft>)> {
    const HEAD: usize = 40;
    let heads = |line: &Line| {
        lexicon.has(Topic::NewProblem, &line.folded) && weight(&line.text) <= HEAD && (line.folded.trim_end().ends_with(':') || line.mark.is_none())
    };
    let at = lines.iter().position(heads)?;
    let below = lines.get(at + 1..)?;
    let colon = lines.get(at)?.folded.trim_end().ends_with(':');
    below.first().filter(|line| line.mark.is_some() || colon && line.says())?;
    let new = split(below.to_vec(), &Known { problems: true, single: false, lexicon, names });
    let about = lines.iter().take(at).map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    (!new.drafts.is_empty()).then_some((about, new.drafts))
}

/// "One more that I forgot yesterday: the letter goes to both": words that open a further problem, of two or more, before a colon.
fn announced(folded: &str, lexicon: &Lexicon) -> Option<std::ops::Range<usize>> {
    const HEAD: usize = 40;
    let colon = folded.find(':').filter(|colon| folded.get(..*colon).is_some_and(|head| weight(head) <= HEAD && head.trim().contains(' ')))?;
    lexicon.starts(Topic::Another, folded).filter(|end| *end <= colon).map(|_| 0..colon)
}

fn part_new(text: &str, lexicon: &Lexicon) -> (String, Option<String>) {
    let mut about = vec![];
    let mut new: Vec<String> = vec![];
    for sentence in sentences(text) {
        let folded = fold(sentence);
        let cue = lexicon.find(Topic::NewProblem, &folded).or_else(|| announced(&folded, lexicon));
        if !new.is_empty() {
            new.push(sentence.to_owned());
        } else if let Some(cue) = cue {
            let rest = super::fold::from_folded(sentence, &folded, cue.end);
            let rest = rest.trim_start_matches([':', '：', ',', '，', ' ', '。']);
            if weight(rest) > 12 {
                new.push(sentence.to_owned());
            } else {
                about.push(sentence.to_owned());
            }
        } else {
            about.push(sentence.to_owned());
        }
    }
    (about.join("\n"), (!new.is_empty()).then(|| new.join(" ")))
}
