//! What stands around the matter: subject, time, signature card, footers, the older mail.

use chrono::{DateTime, Datelike as _, Days, FixedOffset, NaiveDate, NaiveDateTime, TimeZone as _};

use super::manner::{Client, Manner, Matter, Quote, Signature, Tongue, When};
use super::report::Report;
use super::seed::Dice;
use super::words::{Head, Heads, banner, disclaimer, footer, heads, phrases};

/// The older mail below.
pub(crate) struct Quoted {
    pub(crate) head: Head,
    pub(crate) lines: Vec<String>,
    /// Does it show a picture?
    pub(crate) picture: bool,
    /// What it was: its Message-ID.
    pub(crate) id: String,
}

/// All of it.
pub(crate) struct Around {
    pub(crate) subject: String,
    pub(crate) sent: DateTime<FixedOffset>,
    /// A line that says the day, where neither subject nor time does.
    pub(crate) says_day: Option<String>,
    pub(crate) banner: Option<&'static str>,
    pub(crate) footer: Option<&'static str>,
    pub(crate) disclaimer: &'static [&'static str],
    /// Name, post, firm, numbers.
    pub(crate) card: Vec<String>,
    pub(crate) logo: bool,
    pub(crate) quoted: Option<Quoted>,
}

impl Around {
    pub(crate) fn new(report: &Report, manner: &Manner, dice: &mut Dice) -> Self {
        let words = phrases(manner.tongue);
        let english = manner.tongue == Tongue::English;
        let quoted = (manner.quote != Quote::None).then(|| quoted(report, manner, dice));
        let sent = match manner.when {
            When::Evening => report.day.and_hms_opt(18, 5 + u32::try_from(dice.roll(50)).unwrap(), 9),
            When::Night => (report.day + Days::new(1)).and_hms_opt(1, 12, 40),
            When::NextMorning => (report.day + Days::new(1)).and_hms_opt(8, 41, 3),
        };
        let zone = FixedOffset::east_opt(if english { 0 } else { 8 * 3600 }).unwrap();
        let named = manner.when == When::NextMorning || dice.roll(2) == 0;
        let shape = dice.roll(4);
        let fresh = dice.pick(words.subjects).replace("{n}", report.name).replace("{}", &day_words(report.day, english, shape, named));
        let subject = match &quoted {
            Some((_, old)) => format!("{}{old}", reply_prefix(manner)),
            None => fresh.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        // A reply's subject names the older day, and the morning after says nothing: then the writer must.
        let says_day = (quoted.is_some() && manner.when == When::NextMorning && manner.matter != Matter::Days).then(|| match manner.tongue {
            Tongue::English => format!("This is my report for {}.", report.day.format("%-d %B")),
            Tongue::Hant => format!("這是{}月{}日的日報。", report.day.month(), report.day.day()),
            _ => format!("这是{}月{}日的日报。", report.day.month(), report.day.day()),
        });
        let carded = matches!(manner.signature, Signature::Card | Signature::CardWithLogo);
        Self {
            subject,
            sent: zone.from_local_datetime(&sent.unwrap()).unwrap(),
            says_day,
            banner: banner(manner),
            footer: footer(manner),
            disclaimer: disclaimer(manner),
            card: if carded { card(report, manner, dice) } else { vec![] },
            // What is written in plain text has no place for a logo.
            logo: manner.signature == Signature::CardWithLogo && manner.has_html(),
            quoted: quoted.map(|(quoted, _)| quoted),
        }
    }
}

fn reply_prefix(manner: &Manner) -> &'static str {
    match (manner.quote, manner.client) {
        (Quote::German, _) => "AW: ",
        (Quote::Traditional, Client::OutlookWord | Client::OutlookLost | Client::Owa) => "回覆: ",
        (Quote::Han | Quote::WithPicture, Client::OutlookWord | Client::OutlookLost | Client::Owa) => "答复: ",
        (Quote::Han | Quote::WithPicture, Client::Qq | Client::WeCom | Client::Iphone | Client::DingTalk) => "回复：",
        _ => "Re: ",
    }
}

fn day_words(day: NaiveDate, english: bool, shape: usize, named: bool) -> String {
    match (english, shape) {
        _ if !named => String::new(),
        (true, 0) => day.format("%-d %B %Y").to_string(),
        (true, 1) => day.format("%b %-d").to_string(),
        (true, 2) => day.format("%a %-d %b").to_string(),
        (false, 0) => format!("{}月{}日", day.month(), day.day()),
        (false, 1) => format!("{}.{}.{}", day.year(), day.month(), day.day()),
        (false, 2) => day.format("%Y%m%d").to_string(),
        _ => day.format("%Y-%m-%d").to_string(),
    }
}

fn card(report: &Report, manner: &Manner, dice: &mut Dice) -> Vec<String> {
    let name = report.name;
    let post = *dice.pick(phrases(manner.tongue).posts);
    let mail = &report.address;
    let lines: Vec<String> = match (manner.tongue, dice.roll(3)) {
        (Tongue::English, 0) => {
            vec![
                name.into(),
                post.into(),
                "Brookfield Components Ltd".into(),
                "4 Mill Lane, Leeds LS1 4DL".into(),
                "T: +44 113 496 0188".into(),
                format!("E: {mail}"),
            ]
        }
        (Tongue::English, 1) => vec![format!("{name} | {post}"), "Brookfield Components".into(), "Mobile +44 7700 900417".into(), "www.brookfield.test".into()],
        (Tongue::English, _) => vec![name.into(), format!("{post}, Brookfield Components Ltd"), format!("Phone: 0113 496 0188 | Mail: {mail}")],
        (Tongue::Hant, _) => vec![format!("{name} {post}"), "恆達精密股份有限公司".into(), "電話：02-2712-3456 分機 218".into(), format!("E-mail：{mail}")],
        (_, 0) => vec![
            name.into(),
            post.into(),
            "恒达机械制造有限公司".into(),
            "地址：苏州工业园区星海街88号".into(),
            "电话：0512-62881234-8016".into(),
            format!("邮箱：{mail}"),
        ],
        (_, 1) => vec![format!("{name} | {post}"), "恒达机械".into(), "手机：13912345678".into(), "www.hengda.test".into()],
        _ => vec![format!("{name}  {post}"), "恒达机械制造有限公司".into(), "Tel: 0512-62881234  Mobile: 139 1234 5678".into()],
    };
    lines
}

/// The older mail, and its subject.
fn quoted(report: &Report, manner: &Manner, dice: &mut Dice) -> (Quoted, String) {
    let english = manner.tongue == Tongue::English;
    let words = phrases(manner.tongue);
    let which = dice.roll(words.older.len());
    // The second of the older mails is the desk's own reminder.
    let reminds = which == 1;
    let day = report.day - Days::new(1);
    let at: NaiveDateTime = day.and_hms_opt(18, 2, 11).unwrap();
    let (name, address) = match (english, reminds) {
        (true, true) => ("Daybook", "desk@brookfield.test"),
        (false, true) => ("Daybook", "desk@hengda.test"),
        (true, false) => ("Sarah Holm", "sarah.holm@brookfield.test"),
        (false, false) => ("王磊", "wang.lei@hengda.test"),
    };
    let dated = if english { format!("Daily report {}", day.format("%-d %B")) } else { format!("{}月{}日日报", day.month(), day.day()) };
    let subject = if dice.roll(2) == 0 { dated } else { words.intros[0].trim_end_matches([':', '：']).to_owned() };
    let to = format!("{} <{}>", report.name, report.address);
    let head = heads(manner.client, manner.quote, &Heads { name, address, to: &to, subject: &subject, at });
    let id = if reminds { format!("<reminder-{}@desk.test>", day.format("%Y%m%d")) } else { format!("<{}.77@mail.test>", day.format("%Y%m%d")) };
    let lines = words.older[which].iter().map(|line| (*line).to_owned()).collect();
    (Quoted { head, lines, picture: manner.quote == Quote::WithPicture, id }, subject)
}
