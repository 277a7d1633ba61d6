//! An example for each list of words, read with a word and without it.

use std::sync::Arc;

use crate::issue::{Key, Severity};
use crate::message;
use crate::report::fold::is_cjk;
use crate::report::lexicon::{Lexicon, Topic, Word};
use crate::report::{Arrival, Class, Context, Fate, Reading, read as reader};

use super::Example;

/// A mail with a place for the word: subject and body, in Chinese and in English.
struct Sample {
    zh: (&'static str, &'static str),
    en: (&'static str, &'static str),
}

/// Reads the example of a word's list; `None` where a few words alone show nothing.
pub(super) fn read(word: &Word, shipped: &Arc<Lexicon>) -> Option<Example> {
    let sample = sample(word.topic)?;
    // A gap is filled with something and the rest of a word is left open, as a mail would have it.
    let plain = word.word.trim().replace(['…', '*'], "");
    let (subject, body) = if plain.chars().any(is_cjk) { sample.zh } else { sample.en };
    let fill = |text: &str| text.replace("{}", &plain);
    let (subject, body) = (fill(subject), fill(body));
    let line = body.lines().chain([subject.as_str()]).find(|line| line.contains(&plain)).unwrap_or_default().to_owned();
    let mut with = (**shipped).clone();
    with.add([word.clone()]);
    let (before, after) = (outcome(&subject, &body, &line, Arc::clone(shipped)), outcome(&subject, &body, &line, Arc::new(with)));
    let changes = before.into_iter().zip(after).filter(|((_, from), (_, to))| from != to).map(|((what, from), (_, to))| (what, from, to)).collect();
    Some(Example { line, changes })
}

/// What a mail is read as, by its parts; always the same parts in the same order.
fn outcome(subject: &str, body: &str, line: &str, lexicon: Arc<Lexicon>) -> Vec<(&'static str, String)> {
    let head = "From: chen@corp.test\r\nTo: desk@corp.test\r\nMessage-ID: <1@corp.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8";
    let date = "Date: Thu, 12 Mar 2026 09:30:00 +0000";
    let raw = format!("{head}\r\n{date}\r\nSubject: {subject}\r\n\r\n{}\r\n", body.replace('\n', "\r\n"));
    let message = message::read(raw.as_bytes());
    let context = Context { key: Key::default(), lexicon, ..Context::default() };
    let arrival = message.date.map_or(chrono::DateTime::UNIX_EPOCH, |date| date.to_utc());
    let reading = reader(&message, &context, Arrival(arrival));
    let block = message.body.iter().find(|block| block.text().trim() == line.trim()).map(|block| block.at);
    let fates: Vec<String> = reading.fates.iter().filter(|(at, _)| Some(*at) == block).map(|(_, fate)| fate.to_string()).collect();
    let first = reading.items.first();
    let none = || "none".to_owned();
    vec![
        ("read as", class(&reading)),
        ("its line", if fates.is_empty() { "own words".into() } else { fates.join("; ") }),
        ("items", reading.items.len().to_string()),
        ("kind", first.map_or_else(none, |item| item.kind.as_str().replace('_', " "))),
        ("severity", worst(&reading).map_or_else(none, |severity| severity.as_str().to_owned())),
        ("module", first.and_then(|item| item.module.clone()).unwrap_or_else(none)),
        ("answer", reading.reply.as_ref().map_or_else(none, |reply| reply.intent.as_str().to_owned())),
        ("day", reading.day.to_string()),
        ("period", reading.period.as_str().to_owned()),
        ("on behalf of", reading.on_behalf_of.as_ref().map_or_else(none, ToString::to_string)),
        ("sure", format!("{} %", reading.confidence)),
    ]
}

fn worst(reading: &Reading) -> Option<Severity> {
    reading.items.iter().filter_map(|item| item.severity).max()
}

fn class(reading: &Reading) -> String {
    let word = reading.class.as_str().replace('_', " ");
    match reading.class {
        Class::Absence => format!("{word}, absence"),
        Class::NeedsAttention(cause) => format!("{word}, {}", cause.as_str().replace('_', " ")),
        _ if reading.fates.iter().any(|(_, fate)| *fate == Fate::Unread) => format!("{word}, in part"),
        _ => word,
    }
}

fn sample(topic: Topic) -> Option<Sample> {
    let sample = |zh: &'static str, en: &'static str| Some(Sample { zh: ("日报", zh), en: ("Daily report", en) });
    let subject = |zh: (&'static str, &'static str), en: (&'static str, &'static str)| Some(Sample { zh, en });
    match topic {
        Topic::SectionDone | Topic::SectionProblems | Topic::SectionPlan | Topic::SectionSuggestions | Topic::SectionLeftover => {
            sample("{}：\n1、采购入库单核对了一遍\n2、单据编号改了规则", "{}:\n1. Went through the goods receipts\n2. The numbering of documents was changed")
        }
        Topic::NothingWhole => sample("{}", "{}"),
        Topic::NothingPhrase => sample("今天{}。", "Today {}."),
        Topic::NothingExcept => sample("今天没有问题，{}打印机连不上", "No problems today, {} the printer is offline"),
        Topic::NothingElse => sample("1、打印机连不上\n2、{}", "1. The printer is offline\n2. {}"),
        Topic::NothingPartial | Topic::NothingNegated => sample("{}：\n打印机有点慢", "{}:\nThe printer is a little slow"),
        Topic::Defect => sample("打印机{}", "The printer {}"),
        Topic::Wish | Topic::Idea => sample("1、{}打印时带上日期", "1. {} the date on the print"),
        Topic::Hurry => sample("1、希望{}处理打印机", "1. We would like {} on the printer"),
        Topic::Steps => sample("1、订单打不开\n{}：\n1. 打开订单\n2. 点保存", "1. The order does not open\n{}:\n1. open the order\n2. press save"),
        Topic::ItemLabel => sample("{}1：订单打不开\n{}2：打印机连不上", "{} 1: The order does not open\n{} 2: The printer is offline"),
        Topic::Another | Topic::AnotherPerhaps => sample("订单打不开，提示错误。{}打印机连不上了。", "The order does not open. {} the printer is offline."),
        Topic::Urgent | Topic::High | Topic::Normal | Topic::Low => sample("1、订单打不开，{}", "1. The order does not open, {}"),
        Topic::SeverityLabel => sample("1、订单打不开，{}：高", "1. The order does not open, {}: high"),
        Topic::CellUrgent | Topic::CellHigh | Topic::CellNormal | Topic::CellLow => sample("1、订单打不开（{}）", "1. The order does not open ({})"),
        Topic::TakeFirst => sample("1、订单打不开\n2、打印机连不上\n\n{}2", "1. The order does not open\n2. The printer is offline\n\n{} 2"),
        Topic::ColumnProblem => sample("序号\t模块\t{}\n1\t销售\t订单打不开", "No.\tModule\t{}\n1\tSales\tThe order does not open"),
        Topic::ColumnModule | Topic::ColumnNumber | Topic::ColumnPerson | Topic::ColumnDay | Topic::ColumnPicture => {
            sample("{}\t说明\t问题\n合同\t无\t订单打不开", "{}\tRemark\tProblem\nContract\tnone\tThe order does not open")
        }
        Topic::ColumnSeverity => sample("{}\t说明\t问题\n高\t无\t订单打不开", "{}\tRemark\tProblem\nhigh\tnone\tThe order does not open"),
        Topic::Greeting => sample("{}，\n1、订单打不开", "{},\n1. The order does not open"),
        Topic::Intro => sample("{}\n订单打不开\n\n打印机连不上", "{}\nThe order does not open\n\nThe printer is offline"),
        Topic::Closing => sample("订单打不开\n\n{}", "The order does not open\n\n{}"),
        Topic::Trailer => sample("1、订单打不开\n2、打印机连不上\n\n{}库存的", "1. The order does not open\n2. The printer is offline\n\n{} stock"),
        Topic::SubjectReport => subject(("{}", "见下"), ("{}", "see below")),
        Topic::Recall => subject(("{}：日报", "订单打不开"), ("{}: daily report", "The order does not open")),
        Topic::AutoSubject => subject(("{}：日报", "下周回来"), ("{}: daily report", "back next week")),
        Topic::AutoText | Topic::Question | Topic::Test | Topic::Personal | Topic::Absence => subject(("你好", "{}"), ("Hello", "{}")),
        Topic::Confirm | Topic::ConfirmWhole | Topic::Reopen | Topic::Withdraw | Topic::Later => subject(("Re: DB-5 打印机", "{}"), ("Re: DB-5 printer", "{}")),
        Topic::NewProblem => {
            subject(("Re: DB-5 打印机", "谢谢。{}，订单打不开，提示编号重复"), ("Re: DB-5 printer", "Thanks. {}, the order cannot be opened at all"))
        }
        Topic::Behalf => sample("{} li@corp.test：\n1、订单打不开", "{} li@corp.test:\n1. The order does not open"),
        Topic::DayYesterday | Topic::DayBefore | Topic::DayToday | Topic::PeriodWeek | Topic::PeriodMonth => {
            subject(("{}日报", "1、订单打不开"), ("{} report", "1. The order does not open"))
        }
        Topic::ModuleWord => sample("1、{}打不开", "1. {} does not open"),
        _ => None,
    }
}
