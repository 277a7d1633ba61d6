//! A reading as a person would explain it: what it was taken for and why, the items, the pictures, and line by line.

use unicode_width::UnicodeWidthStr as _;

use super::page::{Page, Tone, pad};
use super::{Told, cause_word};
use crate::cli::screen;
use crate::message::{Block, Zone};
use crate::report::{Class, Doubt, Fate, Period, Remark, Taken};

/// The labels of the first lines, and the space behind them.
const LABEL: usize = 12;

/// The whole explanation of one mail.
pub(super) fn explain(page: &mut Page, name: &str, told: &Told<'_>) {
    page.line(&[(Tone::Strong, name)]);
    verdicts(page, told);
    items(page, told);
    others(page, told);
    lines(page, told, "Line by line", &told.message.body);
    for document in &told.message.documents {
        let name = format!("Inside {}", told.picture(document.part));
        match &document.text {
            Ok(text) => lines(page, told, &name, text),
            Err(fault) => heading(page, &with(&name, Some(format!("not read: {fault}")))),
        }
    }
}

fn fact(page: &mut Page, label: &str, tone: Tone, text: &str) {
    page.hang((Tone::Quiet, &format!("  {}", pad(label, LABEL - 2))), tone, &screen::line(text));
}

fn verdicts(page: &mut Page, told: &Told<'_>) {
    let (message, reading) = (told.message, told.reading);
    let find = |wanted: fn(&Remark) -> Option<String>| reading.remarks.iter().rev().find_map(wanted);
    let sender = find(|remark| if let Remark::Sender(rule) = remark { Some(rule.to_string()) } else { None });
    let from = message.from.as_ref().map_or_else(|| "(nobody)".into(), |from| format!("{} <{}>", from.name, from.address).trim_start().to_owned());
    fact(page, "from", Tone::Plain, &with(&from, sender));
    fact(page, "subject", Tone::Strong, &message.subject);
    if let Some(person) = &reading.on_behalf_of {
        let why = find(|remark| if let Remark::Behalf(rule) = remark { Some(rule.to_string()) } else { None });
        fact(page, "on behalf", Tone::Plain, &with(person.as_str(), why));
    }
    let class = find(|remark| if let Remark::Class(rule) = remark { Some(rule.to_string()) } else { None });
    let cause = cause_word(reading.class).map(|cause| format!(", {}", spaced(cause))).unwrap_or_default();
    let count = match reading.items.len() {
        0 => String::new(),
        some => format!(" with {}", screen::count(i64::try_from(some).unwrap_or(i64::MAX), "item")),
    };
    fact(page, "read as", Tone::Verdict, &with(&format!("{}{cause}{count}", spaced(reading.class.as_str())), class));
    if let Some(reply) = &reading.reply {
        let items = reply.items.iter().map(|(number, intent)| format!("{}: {}", told.context.key.write(*number), intent.as_str()));
        fact(page, "answers", Tone::Plain, &std::iter::once(reply.intent.as_str().to_owned()).chain(items).collect::<Vec<_>>().join("; "));
    }
    let day = find(|remark| if let Remark::Day(rule) = remark { Some(rule.to_string()) } else { None });
    let period = find(|remark| if let Remark::Period(word) = remark { Some(format!("“{word}”")) } else { None });
    let span = match reading.period {
        Period::Day => String::new(),
        other => format!("; the {} that ends there{}", other.as_str(), period.map(|word| format!(" ({word})")).unwrap_or_default()),
    };
    fact(page, "day", Tone::Plain, &format!("{}{span}", with(&reading.day.to_string(), day)));
    let answer = if message.machine.may_answer { "may go out" } else { "none" };
    fact(page, "answer", Tone::Plain, &with(answer, Some(message.machine.rule.to_owned())));
    let doubts: Vec<Doubt> = reading.remarks.iter().filter_map(|remark| if let Remark::Doubt(doubt) = remark { Some(*doubt) } else { None }).collect();
    let why = if doubts.is_empty() {
        "nothing lowers it".into()
    } else {
        doubts.iter().map(|doubt| format!("{doubt} (at most {} %)", doubt.most())).collect::<Vec<_>>().join("; ")
    };
    let tone = if doubts.is_empty() { Tone::Plain } else { Tone::Doubt };
    fact(page, "sure", tone, &format!("{} %: {why}", reading.confidence));
    for remark in &reading.remarks {
        let told = matches!(
            remark,
            Remark::Mail(_)
                | Remark::DocumentIsMatter { .. }
                | Remark::NoReportIn { .. }
                | Remark::ForwardIsMatter
                | Remark::AnnouncedGoesOn
                | Remark::LinesRead { .. }
                | Remark::RestIsFine
                | Remark::NewInReply
        );
        if told {
            fact(page, "note", Tone::Doubt, &remark.to_string());
        }
    }
}

/// "what: why".
fn with(what: &str, why: Option<String>) -> String {
    why.filter(|why| !why.is_empty()).map_or_else(|| what.to_owned(), |why| format!("{what} ({why})"))
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

fn heading(page: &mut Page, text: &str) {
    page.blank();
    page.hang((Tone::Plain, "  "), Tone::Strong, text);
}

fn items(page: &mut Page, told: &Told<'_>) {
    let reading = told.reading;
    if reading.items.is_empty() {
        return;
    }
    let splits: Vec<String> = reading
        .remarks
        .iter()
        .filter_map(|remark| match remark {
            Remark::Split { rule, headed } => Some(format!("{rule}{}", if *headed { ", under a heading of problems" } else { "" })),
            _ => None,
        })
        .collect();
    heading(page, &with("Items", Some(splits.join("; "))));
    for (at, item) in reading.items.iter().enumerate() {
        // A title that is the beginning of the text is not said twice.
        let begins = item.text.trim_start().starts_with(item.title.trim_end_matches('…'));
        let title = Some(item.title.as_str()).filter(|_| !begins);
        for (i, line) in title.into_iter().chain(item.text.lines().filter(|line| !line.trim().is_empty())).enumerate() {
            let (head, tone) = if i == 0 { (format!("  {:>2}  ", at + 1), Tone::Strong) } else { ("      ".to_owned(), Tone::Plain) };
            page.hang((Tone::Item, &head), tone, &screen::line(line));
        }
        let mut says = vec![];
        for remark in &reading.remarks {
            match remark {
                Remark::Kind { item: of, kind, rule } if *of == at => says.push(format!("{}: {rule}", spaced(kind.as_str()))),
                Remark::Severity { item: of, severity, rule } if *of == at => says.push(format!("{}: {rule}", severity.as_str())),
                Remark::Module { item: of, rule } if *of == at => says.push(format!("module {}: {rule}", item.module.as_deref().unwrap_or_default())),
                Remark::Picture { part, taken: Taken::Item(of), rule } if *of == at => says.push(format!("{}: {rule}", told.picture(*part))),
                _ => {}
            }
        }
        for say in says {
            page.hang((Tone::Quiet, "      · "), Tone::Quiet, &screen::line(&say));
        }
    }
}

/// Pictures that are no item's, and the other attachments.
fn others(page: &mut Page, told: &Told<'_>) {
    let mut lines: Vec<String> = vec![];
    let mut seen = vec![];
    for remark in &told.reading.remarks {
        if let Remark::Picture { part, taken, rule } = remark {
            seen.push(*part);
            if !matches!(taken, Taken::Item(_)) {
                lines.push(format!("{}, {taken}: {rule}", told.picture(*part)));
            }
        }
    }
    for part in told.message.parts.iter().filter(|part| !seen.contains(&part.index)) {
        lines.push(format!("{}, {}", told.picture(part.index), part.mime));
    }
    if lines.is_empty() {
        return;
    }
    heading(page, "Other pictures and files");
    for line in lines {
        page.hang((Tone::Quiet, "      "), Tone::Quiet, &screen::line(&line));
    }
}

/// So many lines of a quotation, a signature or a footer show what it is; the rest is counted.
const SHOWN: usize = 3;

fn lines(page: &mut Page, told: &Told<'_>, title: &str, body: &[Block]) {
    if body.is_empty() {
        return;
    }
    heading(page, title);
    let labels: Vec<String> = body.iter().map(|block| clip_label(&label(told, block))).collect();
    let width = labels.iter().map(|label| label.width()).max().unwrap_or(0);
    let mut at = 0;
    while let Some(block) = body.get(at) {
        let foreign = block.zone != Zone::Own && told.fates(block).next().is_none();
        let same = |other: &&Block| (other.zone, other.why) == (block.zone, block.why) && told.fates(other).next().is_none();
        let run = if foreign { body.iter().skip(at).take_while(same).count() } else { 1 };
        // One more line costs no more than to say that it is left out.
        let shown = if run <= SHOWN + 1 { run } else { SHOWN };
        for (i, block) in body.iter().enumerate().skip(at).take(shown) {
            let label = labels.get(i).map_or("", String::as_str);
            row(page, told, block, &pad(label, width), if foreign { Tone::Quiet } else { Tone::Item });
        }
        let more = if run > shown { format!("{} more lines; ", run - shown) } else { String::new() };
        if foreign {
            page.hang((Tone::Quiet, &format!("  {} ╵ ", pad("", width))), Tone::Quiet, &format!("{more}{}", block.why));
        }
        at += run;
    }
}

/// No longer label is needed to know what a line is.
fn clip_label(label: &str) -> String {
    const LONGEST: usize = 22;
    screen::clip(label, LONGEST)
}

fn row(page: &mut Page, told: &Told<'_>, block: &Block, label: &str, tone: Tone) {
    let head = format!("  {label} │ ");
    let room = page.columns().saturating_sub(head.width()).max(16);
    let text = screen::clip(&screen::line(&told.text(block)), room);
    let plain = if tone == Tone::Quiet { Tone::Quiet } else { Tone::Plain };
    page.line(&[(tone, &format!("  {label}")), (Tone::Quiet, " │ "), (plain, &text)]);
}

/// What a block was taken for: the fates of its lines, else whose words it holds.
fn label(told: &Told<'_>, block: &Block) -> String {
    let mut fates: Vec<String> = told.fates(block).map(|fate| fate.to_string()).collect();
    fates.dedup();
    let items: Vec<usize> = told.fates(block).filter_map(|fate| if let Fate::Item { item, .. } = fate { Some(item + 1) } else { None }).collect();
    let several = items.first() != items.last();
    match (items.first(), items.last()) {
        (Some(first), Some(last)) if several && items.len() == fates.len() => format!("items {first} to {last}"),
        _ if fates.is_empty() && told.reading.class == Class::Report && block.zone == Zone::Own => "own words, unused".into(),
        _ if fates.is_empty() => zone(block.zone).into(),
        _ => fates.join("; "),
    }
}

/// A zone in a word or two.
pub(super) fn zone(zone: Zone) -> &'static str {
    match zone {
        Zone::Own => "own words",
        Zone::QuoteHead => "quote head",
        Zone::Quote => "quote",
        Zone::ForwardHead => "forward head",
        Zone::Forwarded => "forwarded",
        Zone::Signoff => "sign-off",
        Zone::Signature => "signature",
        Zone::Footer => "footer",
        Zone::Banner => "banner",
    }
}
