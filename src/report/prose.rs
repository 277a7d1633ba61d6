//! Problems without numbers: paragraphs, one long story, "another thing", a pasted chat.

use crate::message::Gap;

use super::around::{Around, PRAISE, dashed, labelled};
use super::chat::{came_later, chat_head, raises, small_talk};
use super::clause::pieces;
use super::courtesy;
use super::fate::{Fate, Role};
use super::fold::{fold, from_folded, sentences, weight};
use super::folding::{Folding, join};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use super::machine::machine;
use super::nothing::{self, Said};
use super::remark::SplitRule;
use super::split::{Draft, Known, Note, Split, group_label, opens_another, steps_head, steps_of};
use super::statement::{circumstance, states};
use super::talk::{only_talks, talks_of_figures};

mod captions;
mod heads;
mod points;

/// What a paragraph is, as far as its place and its mark tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Is {
    /// Words of the story.
    #[default]
    Plain,
    Heading,
    Caption,
    /// Numbered. No list of problems stands here, so it is a step.
    Step,
    /// A step below its heading, or what stands below "What I expected:".
    Inside,
}

/// A paragraph: lines that belong together.
#[derive(Clone, Debug, Default)]
struct Paragraph {
    lines: Vec<String>,
    pictures: Vec<usize>,
    gap: Gap,
    is: Is,
    /// The blocks that it comes from.
    from: Vec<usize>,
    /// One of as many as were announced: no other goes on in it.
    counted: bool,
}

/// A story of more lines says something, and its first lines say what it is: it is not read again for each that it goes on.
const STORY: usize = 20;

/// Splits lines without marks.
pub(crate) fn split(lines: &[Line], known: &Known<'_>) -> Split {
    let lexicon = known.lexicon;
    let mut split = Split { rule: SplitRule::Paragraphs, ..Split::default() };
    let chat = lines.iter().filter(|line| chat_head(&line.folded)).count() >= 2;
    let mut paragraphs = paragraphs(lines, known);
    points::part(&mut paragraphs, chat, known);
    // Where rules part the text, only they do.
    let ruled = paragraphs.iter().skip(1).any(|paragraph| paragraph.gap == Gap::Rule);
    let counted = paragraphs.iter().position(|paragraph| counts_several(&paragraph.lines.join(" "), lexicon));
    let announced = paragraphs.iter().any(|paragraph| lexicon.starts(Topic::First, &fold(&paragraph.lines.join(" "))).is_some());
    // Who speaks in a chat, who has spoken on the matter in hand, the minute of the last message, and whether this one came long after it.
    let mut speaker = String::new();
    let mut spoke: Vec<String> = vec![];
    let (mut labels, mut said_at, mut later) = (0, None, false);
    let single = known.single || paragraphs.iter().any(|paragraph| counts_one(&paragraph.lines.join(" "), lexicon));
    let texts: Vec<String> = paragraphs.iter().map(|paragraph| fold(&paragraph.lines.join(" "))).collect();
    let around = Around::of(&texts, single || chat, ruled, known);
    let mut label: Option<String> = None;
    let mut severity = None;
    // The pictures between a heading and the first words below it: theirs.
    let mut headed: Option<Vec<usize>> = None;
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let text = paragraph.lines.join("\n");
        let folded = fold(&text);
        if weight(&text) == 0
            && let Some(pictures) = headed.as_mut()
        {
            pictures.extend(&paragraph.pictures);
            continue;
        }
        if weight(&text) == 0 || paragraph.is == Is::Caption {
            place(&mut split, paragraph);
            continue;
        }
        if chat && chat_head(&folded) {
            split.rule = SplitRule::Chat;
            folded.split_whitespace().next().unwrap_or("").clone_into(&mut speaker);
            later = came_later(&folded, &mut said_at);
            continue;
        }
        if paragraph.is == Is::Heading {
            split.heads.extend(&paragraph.from);
            severity = super::kind::heading(&folded, lexicon);
            // It stands out in this mail, whatever its words.
            let head = Line { heading: true, ..Line::new(&text, Gap::None, lexicon) };
            label = if severity.is_some() { None } else { group_label(&head, lexicon) };
            headed = Some(vec![]);
            labels += 1;
            continue;
        }
        let remark = !split.drafts.is_empty() && paragraph.is != Is::Inside && remarks(&folded, split.drafts.len(), lexicon);
        let shown = !paragraph.pictures.is_empty() || paragraphs.get(at + 1).is_some_and(|next| !next.pictures.is_empty() && weight(&next.lines.concat()) == 0);
        let told = lexicon.has(Topic::Defect, &without_intro(&folded, lexicon));
        // "今天一直在外面跑。" before "碰到两件事：一个是…".
        let preface = split.drafts.is_empty() && !told && counted.is_some_and(|counted| at < counted) || prefaces(&texts, at, &around, lexicon) && !shown;
        // A step is no courtesy, whatever it ends in: "3) 看消息中心".
        let closing = paragraph.is == Is::Plain && (courtesy::is_closing(&folded, known.names, lexicon) || courtesy::is_signed(&folded, known.names, lexicon));
        let greeting = courtesy::is_greeting(&folded, lexicon) || courtesy::introduces(&folded, known.names);
        let before = paragraphs.get(at + 1).is_some_and(|next| logs(&folded, next)) && told || shown && (told || captions::tells(&folded, lexicon));
        let intro = announces(&folded, split.drafts.is_empty(), lexicon) && !before || paragraph.is == Is::Plain && names_report(&folded, lexicon);
        let praise = weight(&folded) <= PRAISE && lexicon.only_praises(&folded);
        let steps_head = steps_head(&folded, lexicon);
        let talk =
            !steps_head && (closing || praise || greeting || preface || intro || nothing::only_opens(&text, lexicon) || chat && small_talk(&folded, lexicon));
        if remark || talk {
            let said = if closing { Some(Fate::Closing) } else { greeting.then_some(Fate::Greeting).or_else(|| intro.then_some(Fate::Intro)) };
            split.notes.push(Note { text, pictures: paragraph.pictures.clone(), from: paragraph.from.clone(), talk: said });
            continue;
        }
        let whole = ruled || single || paragraph.is == Is::Inside || steps_head || machine(&folded);
        let pieces = if whole { vec![text] } else { pieces(&text, known.problems, lexicon) };
        for (i, piece) in pieces.iter().enumerate() {
            let opened = split.drafts.last().and_then(|draft| draft.lines.last()).is_some_and(|line| line.trim_end().ends_with([':', '：']));
            let next = announced && lexicon.starts(Topic::Sequence, &fold(piece)).is_some();
            let other = chat && (later || !spoke.contains(&speaker)) && raises(&fold(piece), lexicon);
            let goes_on = i == 0
                && !split.drafts.is_empty()
                && (paragraph.is == Is::Inside
                    || steps_head
                    || label.is_none()
                        && severity.is_none()
                        && !next
                        && !other
                        && (opened && !shown
                            || paragraph.is == Is::Step
                            || machine(&folded)
                            || split.drafts.last().is_some_and(|draft| draft.lines.iter().take(STORY).all(|line| machine(&fold(line))))
                            || goes_on(&fold(piece), paragraph, &around, lexicon)));
            if !goes_on {
                spoke.clear();
            }
            spoke.push(speaker.clone());
            let head = Draft { label: label.clone(), severity, ..Draft::default() };
            let role = if paragraph.is == Is::Inside || steps_head { Role::Step } else { Role::More };
            add(&mut split, piece, paragraph, goes_on.then_some(role), head, lexicon);
        }
        if let (Some(pictures), Some(draft)) = (headed.take(), split.drafts.last_mut()) {
            draft.pictures.extend(pictures);
        }
        place(&mut split, paragraph);
    }
    if labels > 0 {
        split.rule = SplitRule::Headings;
    }
    split
}

/// "今天跑了两个店" over "天河店：…" and "越秀店：…": the first line tells no fault, and each that follows has its label.
fn prefaces(texts: &[String], at: usize, around: &Around, lexicon: &Lexicon) -> bool {
    /// "拍了三张", "攒了一天的".
    const SHORT: usize = 20;
    let Some(text) = texts.get(at).filter(|_| at == 0) else { return false };
    let rest = texts.iter().skip(1).filter(|text| weight(text) > 0);
    let tells = [Topic::Defect, Topic::Hint, Topic::Wish, Topic::Idea].into_iter().any(|topic| lexicon.has(topic, text));
    let labels = around.labels >= 2 && rest.take(2).all(|text| labelled(text, lexicon));
    // "攒了一天的" over paragraphs that tell a fault each: no fault, and no part of the system.
    let faults = around.faults >= 2 && !lexicon.has(Topic::ModuleWord, text) && text.contains(super::fold::is_cjk) && weight(text) <= SHORT;
    weight(text) <= PRAISE && !tells && !labelled(text, lexicon) && dashed(text).is_none() && (labels || faults)
}

/// "跑到一半报错，日志如下：" tells before it announces.
fn logs(folded: &str, next: &Paragraph) -> bool {
    folded.contains(',') && folded.chars().any(super::fold::is_cjk) && machine(&fold(&next.lines.concat()))
}

/// Adds the words to the item before, in that role, or begins one with the label and severity of `head`. Nothing goes on from "no problem".
fn add(split: &mut Split, words: &str, paragraph: &Paragraph, goes_on: Option<Role>, head: Draft, lexicon: &Lexicon) {
    match (split.drafts.last_mut(), goes_on) {
        (Some(draft), Some(role)) if (draft.lines.len() > STORY || nothing::said(&draft.text(), lexicon) == Said::Something) => {
            draft.lines.push(words.to_owned());
            draft.from.extend(paragraph.from.iter().map(|block| (*block, role)));
        }
        _ => {
            let from = paragraph.from.iter().map(|block| (*block, Role::Head)).collect();
            split.drafts.push(Draft { lines: vec![words.to_owned()], from, ..head });
        }
    }
}

/// Does it speak of all items, and ask for nothing new?
fn remarks(folded: &str, count: usize, lexicon: &Lexicon) -> bool {
    /// "2和4最要紧，麻烦先弄": longer (see [`weight`]) and it tells more.
    const RAISES: usize = 40;
    if weight(folded) <= RAISES && !super::kind::raised(folded, count, lexicon).is_empty() {
        return true;
    }
    let asks = lexicon.has(Topic::Wish, folded) || lexicon.has(Topic::Idea, folded);
    let speaks = lexicon.starts(Topic::Trailer, folded).is_some() || lexicon.has(Topic::FigureBoth, folded) || talks_of_figures(folded, lexicon);
    !asks && speaks && !opens_another(folded, lexicon)
}

/// A picture belongs to the paragraph it follows.
fn place(split: &mut Split, paragraph: &Paragraph) {
    let pictures = &paragraph.pictures;
    match (split.drafts.last_mut(), split.notes.last_mut()) {
        (Some(draft), _) => {
            draft.pictures.extend(pictures);
            if !pictures.is_empty() {
                draft.from.extend(paragraph.from.iter().map(|block| (*block, Role::More)));
            }
        }
        (None, Some(note)) => note.pictures.extend(pictures),
        (None, None) => split.notes.push(Note { pictures: pictures.clone(), from: paragraph.from.clone(), ..Note::default() }),
    }
}

fn paragraphs(lines: &[Line], known: &Known<'_>) -> Vec<Paragraph> {
    let lexicon = known.lexicon;
    let mut paragraphs: Vec<Paragraph> = vec![];
    let folding = Folding::of(lines);
    // One short line alone before a longer one is a sentence; two are headings.
    let steps = steps_of(lines, lexicon);
    let below =
        |at: usize| at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|before| before.mark.is_none() && steps_head(&before.folded, lexicon));
    let headings: Vec<usize> = (0..lines.len()).filter(|at| heads::plain_heading(lines, *at, lexicon)).collect();
    // "天河店：…" over "越秀店：…" addresses nobody.
    let label = |line: &Line| labelled(&line.folded, lexicon) && !line.folded.split_once(':').is_some_and(|(head, _)| lexicon.has(Topic::Title, head));
    let labels = lines.iter().filter(|line| label(line)).count() >= 2;
    for (at, line) in lines.iter().enumerate() {
        if folding.continues(lines, at)
            && let Some(last) = paragraphs.last_mut()
        {
            join(&mut last.lines, &line.text, true);
            last.pictures.extend(&line.pictures);
            last.from.extend(line.block);
            continue;
        }
        let inside = steps.get(at).copied().unwrap_or(false) || below(at);
        let heading = !inside && line.heading && line.says() || heads::names_group(line, lexicon) || headings.len() >= 2 && headings.contains(&at);
        // A number that counts nothing is part of the words; a mark of a list that was not taken for one goes.
        let text = if line.mark.is_some_and(|mark| matches!(mark.style, super::number::Style::Bullet(_))) { line.rest() } else { &line.text };
        let greeted = courtesy::greeting(&line.folded, lexicon);
        let text = if line.mark.is_none() && paragraphs.len() < 2 && greeted > 0 && !(labels && label(line)) {
            from_folded(&line.text, &line.folded, greeted)
        } else {
            text
        };
        let caption = line.text.starts_with(['↑', '↓', '▲', '▼']);
        let from = line.block.into_iter().collect();
        let step = line.mark.is_some_and(|mark| mark.style.counts() && mark.len > 0);
        let is = match () {
            () if heading => Is::Heading,
            () if inside => Is::Inside,
            () if caption => Is::Caption,
            () if step => Is::Step,
            () => Is::Plain,
        };
        paragraphs.push(Paragraph { lines: vec![text.to_owned()], pictures: line.pictures.clone(), gap: line.gap, is, from, counted: false });
    }
    captions::tell(&mut paragraphs);
    paragraphs
}

fn announces(folded: &str, first: bool, lexicon: &Lexicon) -> bool {
    const SHORT: usize = 44;
    let colon = folded.trim_end().ends_with(':');
    // "Please see the screenshot below, I cannot explain it better."
    let points = weight(folded) <= SHORT * 2 && lexicon.has(Topic::FigureLoose, folded) && lexicon.starts(Topic::Trailer, folded).is_some();
    // "I'm sending this on behalf of Tadhg (tadhg@…), who has no signal."
    let behalf = folded.contains('@') && lexicon.has(Topic::Behalf, folded) && lexicon.has(Topic::Intro, folded);
    // "New today:" below what is known.
    let further = colon && weight(folded) <= SHORT && [Topic::NewProblem, Topic::Another].into_iter().any(|topic| lexicon.starts(topic, folded).is_some());
    further
        || first
            && (points
                || behalf
                || figures_only(folded)
                || only_talks(folded, &[], lexicon)
                || talks_of_figures(folded, lexicon)
                || lexicon.starts(Topic::Excuse, folded).is_some() && weight(folded) <= SHORT * 2 && !lexicon.has(Topic::ModuleWord, folded)
                || colon && weight(folded) <= SHORT * 2
                || courtesy::is_intro_word(folded, lexicon) && weight(folded) <= SHORT && !lexicon.has(Topic::Defect, &without_intro(folded, lexicon)))
}

/// "October at a glance: 902 picks, 211 returns, 7 issues raised, 5 closed.": nothing but figures.
pub(crate) fn figures_only(folded: &str) -> bool {
    const FIGURES: usize = 3;
    if counted_work(folded) {
        return true;
    }
    let clauses: Vec<&str> = folded.split([',', ';', ':']).map(str::trim).collect();
    // "902 picks", and not the "10" of "sorts as text (1, 10, 2)".
    let counts = |clause: &&&str| {
        clause.starts_with(|c: char| c.is_ascii_digit()) && clause.contains(char::is_alphabetic) && bare_of_brackets(clause).split_whitespace().count() <= 4
    };
    clauses.iter().filter(counts).count() >= FIGURES && clauses.iter().skip(1).all(|clause| counts(&clause))
}

/// "12 issues reported (11 closed)" counts as "12 issues reported" does.
fn bare_of_brackets(clause: &str) -> &str {
    clause.split_once(" (").filter(|(_, inside)| inside.ends_with(')')).map_or(clause, |(head, _)| head)
}

/// "录入订单887笔，退货23笔": two clauses or more, each a short count of things done.
fn counted_work(folded: &str) -> bool {
    const CLAUSE: usize = 24;
    let clauses: Vec<&str> = folded.split([',', '，', '、', ';', '。']).map(str::trim).filter(|clause| !clause.is_empty()).collect();
    let counts = |clause: &&str| {
        let unit = clause.chars().next_back().is_some_and(|c| "笔张家单次个条份件人户台封通箱批场趟%".contains(c));
        let digits = clause.chars().rev().skip(1).take_while(|c| c.is_ascii_digit() || *c == '.').count();
        (unit && digits > 0) && weight(clause) <= CLAUSE
    };
    clauses.len() >= 2 && clauses.iter().all(counts)
}

/// "这是3月11日的日报。": names the report and its day, and tells nothing.
fn names_report(folded: &str, lexicon: &Lexicon) -> bool {
    const SHORT: usize = 36;
    weight(folded) <= SHORT
        && dashed(folded).is_none()
        && super::date::names_day(folded)
        && lexicon.has(Topic::SubjectReport, folded)
        && ![Topic::Defect, Topic::Wish, Topic::Idea].into_iter().any(|topic| lexicon.has(topic, folded))
}

/// Without the words that announce: "碰到下面几个问题，麻烦看一下" names no fault.
fn without_intro(folded: &str, lexicon: &Lexicon) -> String {
    let mut rest = String::new();
    let mut from = 0;
    for (_, range) in lexicon.tag(&[Topic::Intro, Topic::Closing, Topic::Defect], folded).into_iter().filter(|(topic, _)| *topic != Topic::Defect) {
        rest.push_str(folded.get(from..range.start).unwrap_or(""));
        rest.push('\n');
        from = range.end;
    }
    rest + folded.get(from..).unwrap_or("")
}

/// "今天碰到两件事", "有这么几点感受": the problems come behind it.
fn counts_several(text: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(text);
    let several = ["两", "三", "四", "五", "几", "2", "3", "4", "5"];
    let matters = ["件事", "个问题", "点感受", "个地方", "点问题", "个小问题", "个情况", "点情况", "点意见"];
    several.iter().any(|count| matters.iter().any(|matter| folded.contains(&format!("{count}{matter}"))))
        || lexicon.starts(Topic::First, &folded).is_some()
        || folded.contains(':') && (lexicon.has(Topic::Two, &folded) || lexicon.has(Topic::Three, &folded))
}

/// "One problem today:", "今天一个问题": whatever follows is one story.
pub(crate) fn counts_one(text: &str, lexicon: &Lexicon) -> bool {
    let folded = fold(text);
    weight(&folded) <= 40
        && ["one problem", "one issue", "one thing", "1 problem", "1 issue", "一个问题", "1个问题", "一件事", "ein problem", "un problema", "一個問題"]
            .iter()
            .any(|word| folded.contains(word))
        && !lexicon.has(Topic::Another, &folded)
}

/// A line whose first words name a part of the system is about that part: this much (see [`weight`]) may stand before it.
const SUBJECT: usize = 6;

/// Does the paragraph go on with the story before it?
fn goes_on(folded: &str, paragraph: &Paragraph, around: &Around, lexicon: &Lexicon) -> bool {
    if around.ruled {
        return paragraph.gap != Gap::Rule;
    }
    if paragraph.counted {
        return false;
    }
    if opens_another(folded, lexicon) || lexicon.starts(Topic::First, folded).is_some() {
        return false;
    }
    if around.single {
        return true;
    }
    // "Not urgent: the font is small." weighs a problem of its own.
    let weighed = [Topic::Low, Topic::High, Topic::Urgent]
        .into_iter()
        .any(|topic| lexicon.starts(topic, folded).is_some_and(|end| folded.get(end..).is_some_and(|rest| rest.trim_start_matches('!').starts_with(':'))));
    // "[LOW] Typo on the statement": so does a severity in brackets.
    let bracket = folded.strip_prefix(['[', '(', '【']).and_then(|rest| rest.split_once([']', ')', '】'])).map(|(inside, _)| inside);
    if weighed || bracket.is_some_and(|inside| super::kind::alone(inside, lexicon).is_some()) {
        return false;
    }
    let parted = paragraph.gap >= Gap::Blank;
    // "单号 PA-31，换单也一样。其他功能没问题。": what is fine tells nothing of this one.
    let telling: Vec<&str> = sentences(folded).into_iter().filter(|sentence| nothing::said(sentence, lexicon) == Said::Something).collect();
    let matter = telling.iter().any(|sentence| lexicon.names_matter(sentence));
    let says = !telling.is_empty();
    // "SO保存时弹出…" names a document, and "so" goes on only before a blank.
    let told = !(parted && circumstance(folded))
        && lexicon
            .starts(Topic::Story, folded)
            .is_some_and(|end| !glued(folded, end) && lexicon.starts(Topic::ModuleWord, folded).is_none_or(|word| word <= end));
    // "My approvals list is empty" apart from the others under a heading of problems is one, whatever its first word.
    let story = told && !(parted && matter && around.problems)
        || lexicon.starts(Topic::Steps, folded).is_some_and(|end| !parted || labels(folded, end) || !matter && folded.starts_with(super::fold::is_cjk))
        || !parted && is_way(folded);
    let subject = lexicon.find(Topic::ModuleWord, folded).is_some_and(|range| folded.get(..range.start).is_some_and(|head| weight(head) <= SUBJECT));
    // Where most lines tell a fault each, or each has its label, so does this one.
    let hinted =
        (subject || around.faults >= 2) && lexicon.has(Topic::Hint, folded) || around.labels >= 2 && (labelled(folded, lexicon) || dashed(folded).is_some());
    // Where two paragraphs tell a fault each, a third one apart from them does so too, in words that no list knows;
    // where one does, a statement with a subject of its own does.
    let alike = parted && (around.faults >= 2 || states(folded, lexicon));
    let says_no_fault = !hinted && !alike && !matter && says && weight(folded) < 60;
    // Under a heading of problems each line is one, whatever its words.
    story || says_no_fault && !around.problems
}

/// Is a Latin word ended by an ideograph: "SO保存"?
fn glued(folded: &str, end: usize) -> bool {
    let before = folded.get(..end).and_then(|head| head.chars().next_back());
    let after = folded.get(end..).and_then(|tail| tail.chars().next());
    before.is_some_and(|c| c.is_ascii_alphabetic()) && after.is_some_and(super::fold::is_cjk)
}

/// Is the word at the head a label, and no part of a sentence: "Customer: Smith", and not "Customer search finds nothing"?
fn labels(folded: &str, end: usize) -> bool {
    folded.get(end..).is_some_and(|rest| rest.trim_start().starts_with([':', '是']))
}

/// A way through the system: "打开查询→层级选全部", "New order -> Save".
fn is_way(folded: &str) -> bool {
    folded.contains('→') || folded.contains(" -> ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &[&str], gap: Gap) -> Vec<String> {
        let lexicon = Lexicon::shipped();
        let lines: Vec<Line> = lines.iter().map(|text| Line::new(text, gap, &lexicon)).collect();
        split(&lines, &Known { problems: false, single: false, lexicon: &lexicon, names: &[] }).drafts.into_iter().map(|draft| draft.text()).collect()
    }

    #[test]
    fn paragraphs_are_problems_unless_they_go_on() {
        assert_eq!(texts(&["The printer prints blank pages.", "Scanner loses the network in bay 9."], Gap::Blank).len(), 2);
        assert_eq!(texts(&["I opened the order and it froze.", "Then I tried again and it froze again."], Gap::Blank).len(), 1);
        assert_eq!(texts(&["订单打不开，提示错误", "后来重启了也不行"], Gap::None).len(), 1);
        assert_eq!(texts(&["订单打不开，提示错误", "另外报表导不出来"], Gap::None).len(), 2);
    }

    #[test]
    fn a_statement_apart_from_the_others_is_a_problem_in_whatever_words() {
        assert_eq!(texts(&["I have no rights for goods-out, I use the login of Piotr.", "Training videos in the help are in Dutch."], Gap::Blank).len(), 2);
        assert_eq!(texts(&["请购单转采购订单后状态没有变，会重复下单", "采购价格表到期后，系统取了上一版价格"], Gap::Blank).len(), 2);
        assert_eq!(texts(&["The quotation cannot be saved.", "It is the third one today, Miller is waiting."], Gap::Blank).len(), 1);
        assert_eq!(texts(&["In the list the column \"Due\" sorts as text (1, 10, 11, 2).", "Labels are blank."], Gap::Blank).len(), 2);
        assert_eq!(texts(&["今天用CRM碰到下面几个问题，麻烦看一下。", "9月22日", "手机端选不到部门", "9月23日", "签到地点漂移"], Gap::Blank).len(), 2);
        assert_eq!(texts(&["お疲れ様です。", "本日の問題点を報告します。", "請求書の消費税が切り上げになっている。"], Gap::Blank).len(), 1);
    }

    #[test]
    fn a_further_problem_parts_a_paragraph() {
        assert_eq!(
            texts(&["订单导出时只能选一个客户，希望能多选；另外导出的文件名分不清。"], Gap::None),
            ["订单导出时只能选一个客户，希望能多选；", "另外导出的文件名分不清。"]
        );
        assert_eq!(
            texts(&["展会线索导入后来源全变成“其他”，另外名片英文名导不进来。"], Gap::None),
            ["展会线索导入后来源全变成“其他”", "另外名片英文名导不进来。"]
        );
        assert_eq!(texts(&["采购发票匹配不到入库单，付款申请附件传不上去"], Gap::None).len(), 2);
        assert_eq!(texts(&["采购订单审核不了，库存也没扣"], Gap::None).len(), 1);
        assert_eq!(texts(&["选课前十分钟进不去。排课这边，203教室排重复了。"], Gap::None).len(), 2);
        assert_eq!(texts(&["订单打不开。我这边，换了电脑也打不开。"], Gap::None).len(), 1);
        assert_eq!(texts(&["昨天日报里第2条我弄错了，不用处理。保养计划到期了没提醒。"], Gap::None), ["保养计划到期了没提醒。"]);
        assert_eq!(texts(&["Labels are missing. Also the handheld says not found."], Gap::None).len(), 2);
        assert_eq!(texts(&["Heute keine Probleme. Außerdem fehlt die Karte."], Gap::None), ["Heute keine Probleme.", "Außerdem fehlt die Karte."]);
    }
}
