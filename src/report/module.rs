//! Which part of the system an item is about.

use super::Module;
use super::fold::{bare, fold, is_cjk, weight};
use super::lexicon::{Lexicon, Topic};
use super::remark::ModuleRule;

/// The module: the project's own name where one of its words stands in the text, else the writer's label, else the
/// document, list or function that is named first.
pub(crate) fn module(label: Option<&str>, text: &str, modules: &[Module], lexicon: &Lexicon) -> Option<(String, ModuleRule)> {
    let folded = fold(text);
    let labelled = label.map(|label| (label.to_owned(), ModuleRule::Label(label.to_owned())));
    let labelled = labelled.or_else(|| prefix(text, lexicon).map(|label| (label.clone(), ModuleRule::Prefix(label))));
    labelled
        .map(|(label, rule)| own(&fold(&label), modules).map_or((label, rule.clone()), |(name, _)| (name, rule)))
        .or_else(|| own(&folded, modules).map(|(name, word)| (name, ModuleRule::Project(word))))
        .or_else(|| {
            let name = document(&folded, lexicon)?;
            let name: String = text.trim_start().chars().take(name.chars().count()).collect();
            Some((name.clone(), ModuleRule::Words(name)))
        })
        .or_else(|| {
            lexicon.find(Topic::ModuleWord, &folded).map(|range| {
                let before = folded.get(..range.start).map_or(0, |head| head.chars().count());
                let count = folded.get(range).map_or(0, |word| word.chars().count());
                let word: String = text.chars().skip(before).take(count).collect();
                let word = singular(&word, lexicon);
                (word.clone(), ModuleRule::Words(word))
            })
        })
}

/// How many bytes of the folded text's beginning name a document, a list or a function.
pub(crate) fn subject(folded: &str, lexicon: &Lexicon) -> Option<usize> {
    lexicon.starts(Topic::ModuleWord, folded).max(document(folded, lexicon).map(|name| name.len()))
}

/// "补料单没有审批…", "库龄分析…": a text that begins with a document, a list or a figure names it, though no list knows it.
fn document(folded: &str, lexicon: &Lexicon) -> Option<String> {
    /// "早班交接表", "供应商质量索赔单": no name of a document is longer, in characters.
    const NAME: usize = 9;
    const ENDS: [&str; 17] = ["申领", "单", "册", "报表", "表", "台账", "档案", "列表", "看板", "记录", "标签", "分析", "明细", "终端", "门户", "预警", "日志"];
    /// Behind these the sign is part of another word: "单价", "表示".
    const GOES_ON: &str = "价位独个据号击选笔次元身日机面示现明格头里内上中品";
    /// Words of a sentence that a name does not hold.
    const SENTENCE: &str = "的在把点我打选新今昨明天没不有是到给和与从对被让用做改按这那每一二两三想请能会了着过再还都就也又后前时";
    const DOES: [&str; 14] = ["复制", "导出", "导入", "新增", "新建", "保存", "提交", "审核", "删除", "修改", "查询", "生成", "上传", "录入"];
    if DOES.iter().any(|verb| folded.trim_start().starts_with(verb)) {
        return None;
    }
    let head: String = folded.trim_start().chars().take_while(|c| is_cjk(*c)).take(NAME + 1).collect();
    let end = ENDS.iter().filter_map(|end| {
        let at = head.find(end).filter(|at| *at > 0)? + end.len();
        let behind = head.get(at..)?.chars().next();
        (!behind.is_some_and(|c| GOES_ON.contains(c)) && head.get(..at)?.chars().count() <= NAME).then_some(at)
    });
    let name = head.get(..end.min()?)?;
    // A longer name that the lexicon knows goes before: "生产订单变更单".
    let known = lexicon.starts(Topic::ModuleWord, folded.trim_start()).is_some_and(|known| known >= name.len());
    let says = [Topic::Defect, Topic::Wish, Topic::Idea].into_iter().any(|topic| lexicon.has(topic, name));
    (!known && !name.contains(|c| SENTENCE.contains(c)) && !says).then(|| name.to_owned())
}

/// "Opportunities" as "Opportunity", where the lexicon has both: one part of the system bears one name in a letter.
fn singular(word: &str, lexicon: &Lexicon) -> String {
    let one = word.strip_suffix("ies").map(|stem| format!("{stem}y")).or_else(|| word.strip_suffix('s').map(str::to_owned));
    one.filter(|one| lexicon.is(Topic::ModuleWord, &fold(one))).unwrap_or_else(|| word.to_owned())
}

/// The project's name for the module whose word stands first, the longer word of two at one place; and that word.
fn own(folded: &str, modules: &[Module]) -> Option<(String, String)> {
    let words = modules.iter().flat_map(|module| std::iter::once(&module.name).chain(&module.aliases).map(move |word| (module, fold(word))));
    let found = words
        .filter(|(_, word)| !word.is_empty())
        .filter_map(|(module, word)| stands(folded, &word).map(|at| (at, std::cmp::Reverse(word.len()), module, word)));
    found.min_by_key(|(at, length, ..)| (*at, *length)).map(|(_, _, module, word)| (module.name.clone(), word))
}

/// Where a module's word stands as a word: "PO" does not stand in "report", and "opportunity" does in "opportunities".
fn stands(folded: &str, word: &str) -> Option<usize> {
    /// "-s", "-es", "-en": no inflection of a noun is longer.
    const INFLECTION: usize = 2;
    let letter = |c: char| c.is_alphanumeric() && !is_cjk(c);
    let stem = word.strip_suffix('y').filter(|stem| stem.len() > 2);
    let forms = std::iter::once((word.to_owned(), INFLECTION)).chain(stem.map(|stem| (format!("{stem}ies"), 0)));
    let places = forms.flat_map(|(form, more)| {
        let inflected = if form.chars().count() > 3 { more } else { usize::from(more > 0) };
        folded.match_indices(&form).map(move |(at, found)| (at, at + found.len(), inflected)).collect::<Vec<_>>()
    });
    let whole = |(at, end, more): &(usize, usize, usize)| {
        let before = folded.get(..*at).and_then(|head| head.chars().next_back());
        let behind = folded.get(*end..).unwrap_or("").chars().take_while(|c| letter(*c)).count();
        let latin = |edge: Option<char>| edge.is_some_and(letter);
        !(latin(before) && latin(word.chars().next())) && (!latin(word.chars().next_back()) || behind <= *more)
    };
    places.filter(whole).map(|(at, ..)| at).min()
}

/// The writer's own label before a colon: "Quotes: I can't …", "【登录】转圈".
fn prefix(text: &str, lexicon: &Lexicon) -> Option<String> {
    const LABEL: usize = 24;
    let line = text.lines().next()?;
    let folded = fold(line);
    let (head, rest) = folded.split_once(':').or_else(|| folded.strip_prefix('【').and_then(|inner| inner.split_once('】')))?;
    let head = bare(head);
    let says_severity =
        [Topic::Urgent, Topic::High, Topic::Low, Topic::Steps, Topic::SectionProblems, Topic::SectionSuggestions, Topic::Defect, Topic::Another]
            .into_iter()
            .any(|topic| lexicon.has(topic, head));
    let sound = !head.is_empty()
        && weight(head) <= LABEL
        && head.split_whitespace().count() <= 3
        && weight(rest) > 6
        && !head.chars().any(|c| c.is_ascii_digit() || c == ',' || c == '，');
    // "今天新增一个：…", "今日生产部反映：…" announce and name nothing.
    let announces = [Topic::NewProblem, Topic::Intro, Topic::DayToday].into_iter().any(|topic| lexicon.has(topic, head));
    if says_severity || announces || !sound {
        return None;
    }
    let start = folded.find(head).and_then(|at| folded.get(..at)).map_or(0, |before| before.chars().count());
    Some(line.chars().skip(start).take(head.chars().count()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_name_comes_first() {
        let lexicon = Lexicon::shipped();
        let modules = [Module { name: "库存".into(), aliases: vec!["仓库".into(), "stock".into()], key_user: None, consultant: None, confidential: false }];
        let table = [
            (None, "仓库里少了三箱", Some("库存")),
            (Some("Stock"), "wrong", Some("库存")),
            (None, "Quotes: no discount possible", Some("Quotes")),
            (Some("销售订单"), "打不开", Some("销售订单")),
            (None, "打印销售订单时抬头不对", Some("打印")),
            (None, "补料单没有审批就能打印", Some("补料单")),
            (None, "早班交接表打不开", Some("早班交接表")),
            (None, "单价不对", None),
            (None, "Urgent: nothing works", None),
        ];
        for (label, text, want) in table {
            assert_eq!(module(label, text, &modules, &lexicon).as_ref().map(|(name, _)| name.as_str()), want, "{text}");
        }
    }

    #[test]
    fn a_modules_word_stands_as_a_word_in_its_forms() {
        let table = [
            ("the report is blank", "po", None),
            ("two pos are blank", "po", Some(4)),
            ("our opportunities vanish", "opportunity", Some(4)),
            ("the quotations print", "quotation", Some(4)),
            ("the reporting tool is slow", "report", None),
            ("die aufträge fehlen", "auftrag", None),
            ("打印销售订单时", "销售订单", Some(6)),
        ];
        for (text, word, want) in table {
            assert_eq!(stands(text, word), want, "{word} in {text}");
        }
        let lexicon = Lexicon::shipped();
        assert_eq!(module(None, "Opportunities come back as open", &[], &lexicon).map(|(name, _)| name).as_deref(), Some("Opportunity"));
    }
}
