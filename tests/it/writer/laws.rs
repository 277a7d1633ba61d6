//! The laws: reading(writing(report)) = report, and what stands around the words changes nothing.
//!
//! `DAYBOOK_WRITER=20000 cargo test --test it writer` reads that many mails by chance instead of the few hundred that cover
//! every pair of choices.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::Utc;
use daybook::message::{self, Message};
use daybook::people::{Address, Person, Role, Roster};
use daybook::report::{self, Arrival, Context, Reading};
use unicode_normalization::UnicodeNormalization as _;

use super::Mail;
use super::html::Image;
use super::manner::{Manner, Pictures, SIZES, Tongue};
use super::seed::{Dice, any, pairwise};

/// How many of a thousand mails hold the law at least. Of those that cover every pair of choices each one does. Among many
/// thousands by chance some join two unnumbered paragraphs whose words nobody would call a fault by themselves, or hold a
/// picture whose file name shares its words with two problems. It may rise and never fall.
fn floor() -> usize {
    if many().is_some() { 997 } else { 1000 }
}

/// The words without what clients change: white space, width, case.
fn squeeze(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
}

/// The project's contexts: one in China, one in England.
struct House {
    chinese: Context,
    english: Context,
}

impl House {
    fn new() -> Self {
        let lexicon = Context::default().lexicon;
        let context = |desk: &str, zone: chrono_tz::Tz| {
            let person = |local: &str, name: &str, role| Person {
                name: name.into(),
                address: Address::parse(&format!("{local}@{desk}")).unwrap(),
                aliases: vec![],
                role,
                department: String::new(),
                language: None,
                timezone: None,
                calendar: None,
                cadence: None,
            };
            let lead = if desk == "hengda.test" { person("wang.lei", "王磊", Role::Lead) } else { person("sarah.holm", "Sarah Holm", Role::Lead) };
            Context {
                timezone: zone,
                roster: Roster::new(vec![lead], vec![], true),
                own_addresses: Address::parse(&format!("desk@{desk}")).into_iter().collect(),
                message_id_domains: vec!["desk.test".into()],
                lexicon: lexicon.clone(),
                ..Context::default()
            }
        };
        Self { chinese: context("hengda.test", chrono_tz::Asia::Shanghai), english: context("brookfield.test", chrono_tz::UTC) }
    }

    fn read(&self, mail: &Mail, raw: &[u8]) -> (Message, Reading) {
        let message = message::read(raw);
        let context = if mail.manner.tongue == Tongue::English { &self.english } else { &self.chinese };
        let reading = report::read(&message, context, Arrival(mail.around.sent.with_timezone(&Utc)));
        (message, reading)
    }
}

/// What is wrong with the reading of a mail: a short name for counting, and the particulars.
fn faults(mail: &Mail, message: &Message, reading: &Reading) -> Vec<(&'static str, String)> {
    let mut faults = vec![];
    let report = &mail.report;
    let mut fault = |wrong: bool, name: &'static str, what: String| {
        if wrong {
            faults.push((name, what));
        }
    };
    let from = message.from.as_ref();
    fault(from.is_none_or(|from| from.name != report.name || from.address.as_str() != report.address), "sender", format!("{from:?}"));
    fault(message.subject != mail.around.subject, "subject", format!("{:?} for {:?}", message.subject, mail.around.subject));
    fault(reading.day != report.day, "day", format!("{} for {}", reading.day, report.day));
    fault(reading.on_behalf_of.is_some(), "on behalf of", format!("{:?}", reading.on_behalf_of));
    let wanted = if report.problems.is_empty() { "no_problem" } else { "report" };
    fault(reading.class.as_str() != wanted, "class", format!("{:?}", reading.class));
    let (want, got) = (report.problems.len(), reading.items.len());
    fault(want != got, "split", format!("{got} items for {want}"));
    let texts: Vec<String> = reading.items.iter().map(|item| squeeze(&item.text)).collect();
    if want == got {
        items(mail, reading, &texts, &mut fault);
    }
    let foreign = mail.page.foreign.iter().map(String::as_str).chain(mail.around.card.iter().map(String::as_str));
    let foreign = foreign.chain(mail.around.disclaimer.iter().copied()).chain(mail.around.banner).chain(mail.around.footer);
    let foreign = foreign.chain(mail.around.quoted.iter().flat_map(|quoted| quoted.lines.iter().map(String::as_str)));
    for line in foreign.map(squeeze).filter(|line| line.chars().count() >= 4) {
        fault(texts.iter().any(|text| text.contains(&line)), "clean", format!("an item holds {line:?}"));
    }
    pictures(mail, message, reading, &mut fault);
    faults
}

/// Each problem whole in its own item, and in no other.
fn items(mail: &Mail, reading: &Reading, texts: &[String], fault: &mut impl FnMut(bool, &'static str, String)) {
    for (at, problem) in mail.report.problems.iter().enumerate() {
        let title = squeeze(problem.title);
        let title = title.trim_end_matches(['.', '。']);
        fault(!texts[at].contains(title), "title lost", format!("item {at} {:?} for {title:?}", texts[at]));
        let shown = squeeze(&reading.items[at].title);
        let begins: String = title.chars().take(8).collect();
        fault(!shown.starts_with(&begins), "title", format!("{:?} for {:?}", reading.items[at].title, problem.title));
        for words in problem.more.iter().chain(&problem.steps).chain(&problem.expected) {
            let words = squeeze(words);
            fault(!texts[at].contains(words.trim_end_matches(['.', '。'])), "words lost", format!("item {at} {:?} lacks {words:?}", texts[at]));
        }
        let strays = texts.iter().enumerate().any(|(other, text)| other != at && text.contains(title));
        fault(strays, "mixed", format!("{title:?} stands in another item too"));
    }
}

/// Each screenshot at its own problem, logos and old pictures nowhere.
fn pictures(mail: &Mail, message: &Message, reading: &Reading, fault: &mut impl FnMut(bool, &'static str, String)) {
    let hashes = |parts: &[usize]| parts.iter().map(|part| message.parts[*part].sha256.clone()).collect::<BTreeSet<_>>();
    let (ignored, kept) = (hashes(&reading.ignored), hashes(&reading.unassigned));
    for (image, there) in [(Image::Logo, mail.around.logo), (Image::Old, mail.around.quoted.as_ref().is_some_and(|quoted| quoted.picture))] {
        fault(there && !ignored.contains(&image.shot().sha256()), "picture ignored", format!("{image:?} is not ignored"));
    }
    if mail.report.problems.len() != reading.items.len() {
        return;
    }
    let untold = mail.manner.pictures == Pictures::Untold && mail.report.problems.len() > 1;
    for (at, (problem, item)) in mail.report.problems.iter().zip(&reading.items).enumerate() {
        let want: BTreeSet<String> = problem.shots.iter().map(|shot| Image::Screen(*shot).shot().sha256()).collect();
        let got = hashes(&item.pictures);
        fault(
            got.difference(&want).next().is_some(),
            "picture wrong",
            format!("item {at} has {} pictures that are not its own", got.difference(&want).count()),
        );
        let lost = want.difference(&got).filter(|hash| !(untold && kept.contains(*hash))).count();
        fault(lost > 0, "picture lost", format!("item {at} lacks {lost} of its {} pictures", want.len()));
    }
}

/// The mail and its reading as a story.
fn story(seed: u64, mail: &Mail, message: &Message, reading: &Reading, faults: &[(&'static str, String)]) -> String {
    let mut out = String::new();
    writeln!(out, "seed {seed} {:?}", mail.manner).unwrap();
    for (name, what) in faults {
        writeln!(out, "  ✗ {name}: {what}").unwrap();
    }
    writeln!(out, "  Subject: {}  ({})", message.subject, mail.around.sent).unwrap();
    for block in &message.body {
        writeln!(out, "    {:?} {:?} {:?} {} {:?}", block.zone, block.shape, block.gap, block.text(), block.pictures().collect::<Vec<_>>()).unwrap();
    }
    for item in &reading.items {
        writeln!(out, "    → {:?} {:?} {:?}", item.title, item.text, item.pictures).unwrap();
    }
    writeln!(out, "    {:?} {} {:?}", reading.class, reading.day, reading.remarks.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
    out
}

/// The plainest choices that still fail: each dimension goes back to its first choice, as long as something stays wrong.
fn shrink(house: &House, seed: u64, mut choice: [usize; SIZES.len()]) -> [usize; SIZES.len()] {
    loop {
        let simpler = (0..SIZES.len()).filter(|place| choice[*place] != 0).find_map(|place| {
            let mut simpler = choice;
            simpler[place] = 0;
            let mail = Mail::new(seed, Manner::new(simpler));
            let (message, reading) = house.read(&mail, &mail.write());
            (!faults(&mail, &message, &reading).is_empty()).then_some(simpler)
        });
        match simpler {
            Some(simpler) => choice = simpler,
            None => return choice,
        }
    }
}

/// How many mails are read by chance, where somebody asks for many.
fn many() -> Option<u64> {
    std::env::var("DAYBOOK_WRITER").ok()?.parse().ok()
}

/// The choices that are read: every pair once, or very many by chance.
fn choices() -> Vec<(u64, [usize; SIZES.len()])> {
    let mut dice = Dice::new(20_260_312);
    match many() {
        Some(count) => (0..count).map(|seed| (seed, any(&mut dice))).collect(),
        None => (0..).zip(pairwise(&mut dice)).collect(),
    }
}

#[test]
fn what_a_client_writes_of_a_report_is_read_back_as_that_report() {
    /// Nobody reads more in one go.
    const STORIES: usize = 40;
    let house = House::new();
    let all = choices();
    let mut stories: Vec<String> = vec![];
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = 0;
    for (seed, choice) in &all {
        let mail = Mail::new(*seed, Manner::new(*choice));
        let (message, reading) = house.read(&mail, &mail.write());
        let faults = faults(&mail, &message, &reading);
        if faults.is_empty() {
            continue;
        }
        wrong += 1;
        for name in faults.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>() {
            *counts.entry(name.to_owned()).or_default() += 1;
            for (choice, value) in format!("{:?}", mail.manner).split(", ").filter_map(|pair| pair.split_once(": ")) {
                *counts.entry(format!("{name} where {choice} = {}", value.trim_end_matches(" }"))).or_default() += 1;
            }
        }
        if stories.len() < STORIES {
            let mail = Mail::new(*seed, Manner::new(shrink(&house, *seed, *choice)));
            let (message, reading) = house.read(&mail, &mail.write());
            let faults = self::faults(&mail, &message, &reading);
            stories.push(format!("{:?}, at its plainest:\n{}", Manner::new(*choice), story(*seed, &mail, &message, &reading, &faults)));
        }
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let tally: String = counts.iter().take(120).map(|(name, count)| format!("{count:6} {name}\n")).collect();
    assert!(wrong * 1000 <= all.len() * (1000 - floor()), "{wrong} of {} mails are not read back\n{tally}\n{}", all.len(), stories.join("\n"));
}

/// What a reading says, without what any client changes.
fn gist(message: &Message, reading: &Reading) -> String {
    let hashes = |parts: &[usize]| parts.iter().map(|part| message.parts[*part].sha256.clone()).collect::<BTreeSet<_>>();
    let items: Vec<String> = reading.items.iter().map(|item| format!("{} | {} | {:?}", item.title, squeeze(&item.text), hashes(&item.pictures))).collect();
    format!("{} {} {:?} kept {:?}\n{}", reading.class.as_str(), reading.day, reading.period, hashes(&reading.unassigned), items.join("\n"))
}

#[test]
fn what_stands_around_the_words_changes_nothing() {
    /// Places in the row of choices: what stands around, and who wrote it down.
    const AROUND: [usize; 7] = [0, 5, 6, 7, 8, 9, 10];
    let house = House::new();
    let mut dice = Dice::new(20_260_331);
    let count = many().map_or(40, |count| count / 10);
    let (mut faults, mut compared) = (vec![], 0);
    for seed in 0..count {
        let mut plain = any(&mut dice);
        for place in AROUND.iter().skip(1) {
            plain[*place] = 0;
        }
        // Sent in the evening: after a quotation the morning's mail would have to say its day.
        plain[SIZES.len() - 1] = 0;
        let one = Mail::new(seed, Manner::new(plain));
        let (message, reading) = house.read(&one, &one.write());
        for place in AROUND {
            let mut dressed = plain;
            dressed[place] = (plain[place] + 1 + dice.roll(SIZES[place] - 1)) % SIZES[place];
            let other = Mail::new(seed, Manner::new(dressed));
            // Another client may have no lists or no place for pictures: then other words are written.
            let same = |a: &Manner, b: &Manner| (a.numbering, a.steps, a.pictures, a.matter) == (b.numbering, b.steps, b.pictures, b.matter);
            if !same(&one.manner, &other.manner) {
                continue;
            }
            compared += 1;
            let (other_message, other_reading) = house.read(&other, &other.write());
            let (before, after) = (gist(&message, &reading), gist(&other_message, &other_reading));
            if before != after {
                faults.push(format!("seed {seed} {:?}\n  was {:?}\n{before}\n  is\n{after}\n", other.manner, one.manner.client));
            }
        }
    }
    assert!(faults.len() * 1000 <= compared * (1000 - floor()), "{} of {compared} readings change\n{}", faults.len(), faults.join("\n"));
}
