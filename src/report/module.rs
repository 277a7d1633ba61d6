//! Which part of the system an item is about.

use super::Module;
use super::fold::{bare, fold, weight};
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
            lexicon.find(Topic::ModuleWord, &folded).map(|range| {
                let before = folded.get(..range.start).map_or(0, |head| head.chars().count());
                let count = folded.get(range).map_or(0, |word| word.chars().count());
                let word: String = text.chars().skip(before).take(count).collect();
                (word.clone(), ModuleRule::Words(word))
            })
        })
}

/// The project's name for the module whose word stands first, the longer word of two at one place; and that word.
fn own(folded: &str, modules: &[Module]) -> Option<(String, String)> {
    let words = modules.iter().flat_map(|module| std::iter::once(&module.name).chain(&module.aliases).map(move |word| (module, fold(word))));
    let found =
        words.filter(|(_, word)| !word.is_empty()).filter_map(|(module, word)| folded.find(&word).map(|at| (at, std::cmp::Reverse(word.len()), module, word)));
    found.min_by_key(|(at, length, ..)| (*at, *length)).map(|(_, _, module, word)| (module.name.clone(), word))
}

/// The writer's own label before a colon: "Quotes: I can't …", "【登录】转圈".
fn prefix(text: &str, lexicon: &Lexicon) -> Option<String> {
    const LABEL: usize = 24;
    let line = text.lines().next()?;
    let folded = fold(line);
    let (head, rest) = folded.split_once(':').or_else(|| folded.strip_prefix('【').and_then(|inner| inner.split_once('】')))?;
    let head = bare(head);
    let says_severity = [Topic::Urgent, Topic::High, Topic::Low, Topic::Steps, Topic::SectionProblems, Topic::Defect, Topic::Another]
        .into_iter()
        .any(|topic| lexicon.has(topic, head));
    let sound = !head.is_empty()
        && weight(head) <= LABEL
        && head.split_whitespace().count() <= 3
        && weight(rest) > 6
        && !head.chars().any(|c| c.is_ascii_digit() || c == ',' || c == '，');
    if says_severity || !sound {
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
        let modules = [Module { name: "库存".into(), aliases: vec!["仓库".into(), "stock".into()], key_user: None }];
        let table = [
            (None, "仓库里少了三箱", Some("库存")),
            (Some("Stock"), "wrong", Some("库存")),
            (None, "Quotes: no discount possible", Some("Quotes")),
            (Some("销售订单"), "打不开", Some("销售订单")),
            (None, "打印销售订单时抬头不对", Some("打印")),
            (None, "Urgent: nothing works", None),
        ];
        for (label, text, want) in table {
            assert_eq!(module(label, text, &modules, &lexicon).as_ref().map(|(name, _)| name.as_str()), want, "{text}");
        }
    }
}
