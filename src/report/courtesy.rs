//! What stands around the matter: greetings, announcements, thanks, names. Cut from both ends.

use super::fold::{bare, fold, is_cjk, weight};
use super::lexicon::{Lexicon, Topic};
use super::line::Line;
use super::number::Style;
use super::talk::only_talks;

/// Longer than this (see [`weight`]) and a line is no mere courtesy.
const COURTESY: usize = 60;

/// The names that a writer may sign with, folded: the whole, and its parts.
pub(crate) fn names<'n>(full: impl Iterator<Item = &'n str>) -> Vec<String> {
    /// No name has more characters; every line is compared with all of its parts.
    const NAME: usize = 100;
    let mut names = vec![];
    for name in full {
        let name = fold(&name.trim().chars().take(NAME).collect::<String>());
        let han = name.chars().all(is_cjk);
        if han && (2..=4).contains(&name.chars().count()) {
            // 刘嘉欣 signs as 嘉欣, as 刘, as 小刘.
            let first: String = name.chars().take(1).collect();
            let last: String = name.chars().last().into_iter().collect();
            // 罗燕 signs as 小燕, as 阿燕.
            names.extend([name.chars().skip(1).collect(), format!("小{first}"), format!("老{first}"), format!("小{last}"), format!("阿{last}"), first]);
        }
        names.extend(name.split([' ', ',', '/', '(', ')', '-', '.']).filter(|part| part.chars().count() > 1).map(str::to_owned));
        if !name.is_empty() {
            names.push(name);
        }
    }
    names.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
    names.dedup();
    names
}

/// Is the line a name, with at most a title, a department and a date beside it?
pub(crate) fn is_signed(folded: &str, names: &[String], lexicon: &Lexicon) -> bool {
    let line = folded.trim().trim_start_matches(['-', '~', '—', ' ']);
    // "打开查询→层级选全部" is a way through the system, though it ends like a department.
    if weight(line) > 36 || line.contains(['?', '!', ';', '。', '→']) || line.contains("->") || line.contains(':') {
        return false;
    }
    // "孟师傅（中班）"
    let shift = line.split_once('(').and_then(|(who, unit)| Some((who.trim(), unit.strip_suffix(')')?)));
    if shift.is_some_and(|(who, unit)| {
        (2..=4).contains(&who.chars().count()) && lexicon.find(Topic::Title, who).is_some_and(|range| range.end == who.len()) && lexicon.has(Topic::Unit, unit)
    }) {
        return true;
    }
    // "J. Pfeiffer"
    let line =
        line.split_once(". ").filter(|(initial, name)| initial.chars().count() == 1 && names.iter().any(|own| own == name)).map_or(line, |(_, name)| name);
    let first = names.iter().find(|name| line.starts_with(name.as_str()));
    if let Some(name) = first {
        let rest = line.get(name.len()..).unwrap_or("");
        let whole = !name.ends_with(|c: char| c.is_ascii_alphabetic()) || !rest.starts_with(|c: char| c.is_ascii_alphabetic());
        let left: String = rest.chars().filter(|c| c.is_alphabetic() && !"年月日号".contains(*c)).collect();
        let department = lexicon.has(Topic::Unit, &left) || lexicon.has(Topic::Title, &left);
        let apart = rest.is_empty() || rest.starts_with(|c: char| !is_cjk(c) || name.chars().count() > 1);
        return whole
            && apart
            && (weight(&left) <= 4 && left.chars().all(is_cjk) || left.is_empty() || department || names.contains(&left) || left.chars().count() == 1);
    }
    // "仓库白班 顾师傅", "瑞禾 李主管": a title ends it and nothing is said.
    let words: Vec<&str> = line.split_whitespace().collect();
    let titled = words.len() > 1
        && words.last().is_some_and(|word| (2..=4).contains(&word.chars().count()) && lexicon.find(Topic::Title, word).is_some_and(|r| r.end == word.len()));
    let initial = words
        .as_slice()
        .first()
        .is_some_and(|word| words.len() == 1 && word.trim_end_matches('.').chars().count() == 1 && word.starts_with(|c: char| c.is_alphabetic() && !is_cjk(c)));
    let firm = words.len() <= 5
        && weight(line) <= 30
        && lexicon.find(Topic::Unit, line).is_some_and(|range| range.end == line.len() && (range.start > 0 || line.is_ascii()));
    // "中班 老范": who has no other name than this.
    let called = words.len() == 2
        && words
            .first()
            .is_some_and(|word| [Topic::Unit, Topic::Title].into_iter().any(|topic| lexicon.find(topic, word).is_some_and(|range| range.end == word.len())))
        && words.last().is_some_and(|word| (2..=3).contains(&word.chars().count()) && word.starts_with(['老', '小', '阿']));
    titled || called || initial || firm && !lexicon.has(Topic::Defect, line)
}

/// "thanks", "regards", "let me know": so long a courtesy may go on. "Best" and "ta" begin other words as well.
const PHRASE: usize = 6;

/// Is the line nothing but thanks, wishes and perhaps a name?
pub(crate) fn is_closing(folded: &str, names: &[String], lexicon: &Lexicon) -> bool {
    let mut rest = bare(folded);
    // "最后，感谢信息部的支持！"
    rest = rest.strip_prefix("最后").map_or(rest, bare);
    let mut found = false;
    let mut phrased = false;
    // "Danke, viele Grüße Jens" is three courtesies in a row.
    for _ in 0..4 {
        match lexicon.starts(Topic::Closing, rest) {
            Some(end) if rest.get(end..).is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric())) => {
                found = true;
                phrased |= end >= PHRASE;
                rest = bare(rest.get(end..).unwrap_or(""));
                // "Many thanks and have a good evening" is two.
                rest = ["and ", "und ", "y ", "/"].iter().find_map(|and| rest.strip_prefix(and)).map_or(rest, bare);
            }
            _ => break,
        }
    }
    // "Best, Joost (on loan from Van Dam Service)"
    let name = names.iter().any(|name| {
        let behind = rest.strip_prefix(name.as_str());
        behind
            .is_some_and(|behind| behind.is_empty() || behind.trim_start().starts_with('(') && weight(behind) <= COURTESY && !behind.contains(['.', '?', '!']))
    });
    // "Let me know if you need more." goes on with what is asked; "Danke, passt jetzt" answers.
    let most = if phrased { COURTESY } else { 12 };
    let told = [Topic::Defect, Topic::Wish, Topic::Idea, Topic::Confirm, Topic::Another].into_iter().any(|topic| lexicon.has(topic, rest));
    // "以上都很急，请优先处理！" weighs what stands above.
    if super::kind::on_all(folded, lexicon) && super::kind::severity(folded, lexicon).is_some() {
        return false;
    }
    let talks = only_talks(folded, names, lexicon) && !folded.trim_end().ends_with(':');
    talks || found && (rest.is_empty() || name || weight(rest) <= most && !told || is_signed(rest, names, lexicon))
}

/// Is the line nothing but a greeting: "周经理：", "Hi Helen,", "各位好"?
pub(crate) fn is_greeting(folded: &str, lexicon: &Lexicon) -> bool {
    let line = bare(folded);
    if weight(line) > 36 || line.is_empty() {
        return false;
    }
    let words = line.split_whitespace().count();
    let greets = lexicon.starts(Topic::Greeting, line).is_some_and(|end| {
        let rest = bare(line.get(end..).unwrap_or(""));
        weight(rest) <= 14 || words <= 4
    });
    // "周经理：", "林工，你好": a short address that ends with its mark.
    let ends = folded.trim_end().ends_with([':', ',', '!', '~', '。', '.']);
    let addressed = ends
        && line.chars().count() <= 8
        && line.chars().all(|c| is_cjk(c) || c == ' ')
        && (lexicon.has(Topic::Title, line) || folded.trim_end().ends_with([':', ',']) && line.chars().count() <= 4);
    let greeted =
        line.chars().count() <= 14 && lexicon.find(Topic::Greeting, line).is_some_and(|r| r.end == line.len()) && line.chars().next().is_some_and(is_cjk);
    // "强哥" alone.
    let called = (2..=4).contains(&line.chars().count()) && line.chars().all(is_cjk) && lexicon.find(Topic::Title, line).is_some_and(|r| r.end == line.len());
    // "采购订单：", "总账：" name a part of the system.
    let part = line.ends_with(['单', '表', '账']) || lexicon.find(Topic::ModuleWord, line).is_some_and(|range| range.end == line.len());
    let goes_on =
        part || [Topic::Another, Topic::Story, Topic::First, Topic::Sequence, Topic::Steps].into_iter().any(|topic| lexicon.starts(topic, line).is_some());
    // "在卸车，今天没有": what somebody does, when, and that there is none, address nobody.
    let tells = only_talks(line, &[], lexicon)
        || line.starts_with(['在', '今', '明', '昨', '没', '无', '刚', '正', '又', '还', '也', '先', '只', '都'])
        || lexicon.is(Topic::NothingWhole, line);
    (greets || called && !lexicon.is(Topic::ModuleWord, line) || (addressed && !goes_on && !tells) || greeted) && !lexicon.has(Topic::Defect, line)
}

/// Says the writer who he is, and no more: "山本です。", "経理の中村です。"?
pub(crate) fn introduces(folded: &str, names: &[String]) -> bool {
    const SELF: usize = 30;
    let line = bare(folded);
    weight(line) <= SELF && line.strip_suffix("です").is_some_and(|who| names.iter().any(|name| who.ends_with(name.as_str())))
}

/// How many bytes of the folded line's beginning greet: "Afternoon. Pallet labels …", "Michael, 今天 …", "周敏，今天 …".
pub(crate) fn greeting(folded: &str, lexicon: &Lexicon) -> usize {
    let mut taken = 0;
    for _ in 0..2 {
        let rest = folded.get(taken..).unwrap_or("");
        let end = rest.char_indices().take(30).find(|(_, c)| matches!(c, ',' | '.' | '!' | ':' | '。' | '~')).map(|(at, c)| at + c.len_utf8());
        let Some(end) = end else { break };
        let head = rest.get(..end).unwrap_or("");
        let greets = is_greeting(head, lexicon) && !head.ends_with('.') || lexicon.is(Topic::Greeting, bare(head));
        if !greets || bare(rest.get(end..).unwrap_or("")).is_empty() {
            break;
        }
        taken += end + rest.get(end..).map_or(0, |after| after.len() - after.trim_start().len());
    }
    taken
}

/// Cuts the address from the head of a mail, where it is nothing but a name: "Priya -", "Helen", "Eoin, not sure whether …".
/// A name counts where somebody whom the project knows bears it, or where it stands alone with its mark. Gives the block of a line that went.
pub(crate) fn cut_address(lines: &mut Vec<Line>, people: &[String], lexicon: &Lexicon) -> Option<usize> {
    const NAME: usize = 24;
    let at = lines.iter().position(Line::says)?;
    let more = lines.iter().skip(at + 1).any(|line| line.says() || !line.pictures.is_empty());
    let line = lines.get_mut(at).filter(|line| line.mark.is_none() && line.row.is_none() && !line.heading)?;
    let is_mark = |c: char| matches!(c, ',' | '，' | ':' | '：' | '-' | '–' | '—' | '!' | '.');
    let end = line.text.char_indices().find(|(at, c)| is_mark(*c) && *at > 0).map_or(line.text.len(), |(at, _)| at);
    let (head, rest) = line.text.split_at_checked(end).unwrap_or((&line.text, ""));
    let folded = fold(head.trim());
    let known = people.contains(&folded);
    let words: Vec<&str> = head.split_whitespace().collect();
    let named = words.len() <= 2
        && weight(head) <= NAME
        && words.iter().all(|word| word.starts_with(char::is_uppercase) && word.chars().skip(1).all(char::is_lowercase));
    let plain = !lexicon.has(Topic::ModuleWord, &folded) && !lexicon.has(Topic::SubjectReport, &folded) && !lexicon.has(Topic::Defect, &folded);
    let behind = rest.trim_start_matches(|c: char| is_mark(c) || c.is_whitespace());
    if behind.is_empty() && more && plain && (known || named && rest.starts_with([',', '-', '–'])) {
        return lines.remove(at).block;
    }
    if known && !behind.is_empty() && rest.starts_with([',', '-', '–', '—']) {
        let mut left = line.piece(behind, line.gap, lexicon);
        left.pictures.clone_from(&line.pictures);
        *line = left;
    }
    None
}

/// Does the line only announce what follows: "今天的问题如下：", "Please find my daily report below."?
pub(crate) fn is_intro(folded: &str, lexicon: &Lexicon) -> bool {
    let colon = folded.trim_end().ends_with(':');
    colon && weight(folded) <= COURTESY * 2 || weight(folded) <= COURTESY && is_intro_word(folded, lexicon)
}

/// Has the line one of the words that announce?
pub(crate) fn is_intro_word(folded: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(Topic::Intro, folded)
}

/// Cuts thanks, wishes and the name from the end. Gives the pictures that stood there: a signature's.
pub(crate) fn cut_end(lines: &mut Vec<Line>, names: &[String], lexicon: &Lexicon) -> Vec<usize> {
    let mut cut = vec![];
    // Where the courtesy begins; everything behind it is the signature's, pictures too.
    let mut from = signature(lines, names, lexicon);
    for (at, line) in lines.iter().enumerate().take(from).rev().take(12) {
        if !line.says() {
            continue;
        }
        // "J. Pfeiffer" counts nothing; "c) 看消息中心" does, though it ends like a department.
        let own = |name: &String| line.folded.trim_end().ends_with(name.as_str());
        let initial = line.mark.is_some_and(|mark| matches!(mark.style, Style::Letter(_))) && names.iter().any(own) && is_signed(&line.folded, names, lexicon);
        let listed = line.mark.is_some_and(|mark| mark.style.counts()) && !initial;
        let courtesy = is_closing(&line.folded, names, lexicon)
            || is_signed(&line.folded, names, lexicon)
            || at + 1 == from && at > 0 && is_lone_name(line) && !lexicon.is(Topic::NothingWhole, bare(&line.folded));
        if line.row.is_some() || listed || !courtesy {
            break;
        }
        from = at;
    }
    for line in lines.drain(from..) {
        cut.extend(line.pictures);
    }
    cut
}

/// Where the signature begins: a line that is the writer's name, with nothing below but short lines that tell no problem.
fn signature(lines: &[Line], names: &[String], lexicon: &Lexicon) -> usize {
    /// "Brightwell Homeware Ltd - Registered in England no. 00000000" is a signature's line; a sentence is longer.
    const SHORT: usize = 70;
    /// A name, a title, a department, a firm, an address, three numbers, a web address, a picture or two.
    const LINES: usize = 12;
    let below = |line: &Line| {
        line.row.is_none()
            && weight(&line.text) <= SHORT
            && !line.mark.is_some_and(|mark| mark.style.counts())
            && !line.folded.ends_with(['。', '?', '!'])
            && !told(&line.folded, lexicon)
    };
    let named = |line: &Line| {
        line.mark.is_none()
            && is_signed(&line.folded, names, lexicon)
            && names.iter().any(|name| name.chars().count() > 1 && line.folded.trim_start_matches(['-', ' ']).starts_with(name.as_str()))
    };
    let earliest = lines.len().saturating_sub(LINES);
    let found = lines.iter().enumerate().skip(earliest).find(|(at, line)| named(line) && lines.iter().skip(at + 1).all(below));
    found.map_or(lines.len(), |(at, _)| at)
}

/// Betrays the line a problem? A firm's or a product's name is no complaint.
fn told(folded: &str, lexicon: &Lexicon) -> bool {
    lexicon.has(Topic::Defect, folded) && !folded.contains('@') && !folded.contains("http")
}

/// The last line of a mail, a single word with a capital: "Tyler", "Helen P".
fn is_lone_name(line: &Line) -> bool {
    let initial = |last: &str| last.trim_end_matches('.').chars().count() == 1 && last.starts_with(char::is_uppercase);
    let name = line.text.rsplit_once(' ').filter(|(_, last)| initial(last)).map_or(line.text.as_str(), |(name, _)| name);
    let mut chars = name.chars();
    let capital = chars.next().is_some_and(|c| c.is_uppercase() && c.is_alphabetic());
    capital && line.mark.is_none() && (2..=12).contains(&name.chars().count()) && chars.all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text)
    }

    #[test]
    fn a_name_with_title_department_or_date_signs() {
        let lexicon = Lexicon::shipped();
        let names = names(["刘嘉欣", "Tom Ridley", "王淑芬"].into_iter());
        for text in [
            "嘉欣",
            "刘嘉欣 9.22",
            "刘",
            "Tom",
            "Tom Ridley",
            "王淑芬 會計部",
            "王淑芬  2026-09-30",
            "仓库白班 顾师傅",
            "中班 老范",
            "夜班组长 小鲁",
            "L.",
            "- Tom",
        ] {
            assert!(is_signed(&folded(text), &names, &lexicon), "{text}");
        }
        for text in
            ["刘芳的账号登录不了。", "仓库 断网", "Tomorrow the same", "打印不出来", "Tom's account is locked", "盘点单打印只有一页", "打开BOM查询→层级选全部"]
        {
            assert!(!is_signed(&folded(text), &names, &lexicon), "{text}");
        }
    }

    #[test]
    fn thanks_close_and_problems_do_not() {
        let lexicon = Lexicon::shipped();
        let names = names(["Jens Hölscher", "LaShonda Bryant"].into_iter());
        for text in [
            "谢谢！",
            "Thanks,",
            "Viele Grüße Jens",
            "Gruß Jens",
            "以上，よろしくお願いいたします。",
            "辛苦啦～",
            "Thanks & Regards,",
            "Do the needful.",
            "Mit freundlichem Gruß",
            "Un saludo,",
            "night all",
        ] {
            assert!(is_closing(&folded(text), &names, &lexicon), "{text}");
        }
        for text in ["Thanks to the update nothing works any more", "谢谢页面打不开了，一直转圈", "Best price is not taken over"] {
            assert!(!is_closing(&folded(text), &names, &lexicon), "{text}");
        }
    }

    #[test]
    fn greetings_are_told_from_matter() {
        let lexicon = Lexicon::shipped();
        for text in ["周经理：", "Hi Helen,", "各位好", "Dear Team,", "Hello,", "Sehr geehrte Frau Voß,", "林工：", "强哥", "Buenas tardes:", "Hi 周经理😊"]
        {
            assert!(is_greeting(&folded(text), &lexicon), "{text}");
        }
        for text in ["Hello page shows an error", "订单打不开：", "重现：", "重现方式是开工单，", "All orders are wrong"] {
            assert!(!is_greeting(&folded(text), &lexicon), "{text}");
        }
        let text = folded("Afternoon. Pallet labels are missing");
        assert_eq!(text.get(greeting(&text, &lexicon)..), Some("pallet labels are missing"));
    }
}
