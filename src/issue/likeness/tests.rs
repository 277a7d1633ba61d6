//! The labelled pairs of `tests/likeness`: what would be shown fits, and what could be answered is.

use super::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Pairs {
    problem: Vec<Problem>,
}

#[derive(Deserialize)]
struct Problem {
    known: String,
    module: Option<String>,
    alike: Vec<String>,
    other: Vec<Other>,
}

#[derive(Deserialize)]
struct Other {
    why: String,
    text: String,
    module: Option<String>,
}

/// So much of what is shown must fit, and so much of what could be answered must be.
const FITTING: f64 = 0.95;
const ANSWERED: f64 = 0.60;

fn measure(name: &str, pairs: &str) -> (f64, f64) {
    let pairs: Pairs = toml::from_str(pairs).unwrap();
    let mut common = Counted::default();
    let all = pairs.problem.iter().flat_map(|problem| std::iter::once(&problem.known).chain(&problem.alike).chain(problem.other.iter().map(|o| &o.text)));
    for text in all {
        common.texts += 1;
        for term in Text::read(text, None).terms() {
            *common.having.entry(term.to_owned()).or_default() += 1;
        }
    }
    let (mut shown, mut fits, mut could) = (0, 0, 0);
    for problem in &pairs.problem {
        let known = Text::read(&problem.known, problem.module.as_deref());
        let alike = problem.alike.iter().map(|text| (text, problem.module.as_ref(), "alike"));
        let other = problem.other.iter().map(|other| (&other.text, other.module.as_ref().or(problem.module.as_ref()), other.why.as_str()));
        for (text, module, why) in alike.chain(other) {
            let same = why == "alike";
            let likeness = Text::read(text, module.map(String::as_str)).likeness(&known, &common);
            let is_shown = likeness.score >= FITS;
            could += u32::from(same);
            shown += u32::from(is_shown);
            fits += u32::from(is_shown && same);
            if is_shown != same {
                println!("{name} {why:8} {:.2} {} | {} | {:?}", likeness.score, problem.known, text, likeness.words);
            }
        }
    }
    let (fitting, answered) = (f64::from(fits) / f64::from(shown), f64::from(fits) / f64::from(could));
    println!("{name}: {fits} of {shown} shown fit ({:.1} %), {fits} of {could} are answered ({:.1} %)", fitting * 100.0, answered * 100.0);
    (fitting, answered)
}

#[test]
fn what_is_shown_fits_and_what_could_be_answered_is() {
    for (name, pairs) in [
        ("open", include_str!("../../../tests/likeness/open.toml")),
        ("kept", include_str!("../../../tests/likeness/kept.toml")),
        ("fresh", include_str!("../../../tests/likeness/fresh.toml")),
    ] {
        let (fitting, answered) = measure(name, pairs);
        assert!(fitting >= FITTING && answered >= ANSWERED, "{name}: {fitting} {answered}");
    }
}

#[test]
fn a_reason_is_said_in_the_words_of_the_new_problem() {
    let known = Text::read("销售订单保存时提示库存不足，但实际库存是够的。订单 SO2403-0018", Some("销售"));
    let new = Text::read("銷售單存不了，說庫存不夠，单号 SO2403-0099", Some("销售"));
    let likeness = new.likeness(&known, &Counted::default());
    assert!(likeness.score >= FITS, "{likeness:?}");
    assert_eq!(likeness.words, ["銷售單", "存不了", "庫存不夠"]);
    assert_eq!((likeness.module.as_deref(), likeness.codes.len()), (Some("销售"), 0));
}

#[test]
fn what_is_common_in_the_project_weighs_little() {
    let (known, new) = (Text::read("看板上的图标错位", None), Text::read("看板上的图标闪烁", None));
    let rare = new.likeness(&known, &Counted::default()).score;
    let having = ["看板", "图标"].map(|term| (term.to_owned(), 900)).into();
    let common = new.likeness(&known, &Counted { texts: 1000, having }).score;
    assert!(common < rare / 2.0, "{common} {rare}");
}

#[test]
fn a_text_is_as_alike_to_itself_as_can_be_and_nothing_breaks_on_odd_ones() {
    for text in ["", "。。。", "“", "ＡＢＣ-", "ß…ı İ", "-_./", "报 500", &"很长".repeat(5000)] {
        let read = Text::read(text, None);
        let score = read.likeness(&read, &Counted::default()).score;
        assert!((0.0..=1.0).contains(&score), "{text}: {score}");
    }
    let text = Text::read("Goods receipt posting fails with error M7021", None);
    assert!(text.likeness(&text, &Counted::default()).score > 0.99);
}
