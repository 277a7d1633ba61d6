//! The plain text: the whole mail of clients that write no HTML, the twin beside the HTML of the others.

use super::Mail;
use super::manner::{Client, Tongue};
use super::page::{Entry, Piece, Run};
use super::quote;

/// A line, or a place where the client puts a picture between two texts.
pub(crate) enum Text {
    Line(String),
    Picture(usize),
}

/// The lines of the plain text.
pub(crate) fn lines(mail: &Mail) -> Vec<Text> {
    let client = mail.manner.client;
    let mut out: Vec<Text> = vec![];
    out.extend(mail.around.banner.into_iter().flat_map(|banner| [Text::Line(banner.to_owned()), Text::Line(String::new())]));
    // Outlook's twin has an empty line between paragraphs.
    let double = matches!(client, Client::OutlookWord | Client::OutlookLost);
    for piece in &mail.typed() {
        let first = out.len();
        self::piece(mail, piece, &mut out);
        if double && out.len() > first {
            out.push(Text::Line(String::new()));
        }
    }
    let mut say = |line: String| out.push(Text::Line(line));
    if !mail.around.card.is_empty() {
        say(String::new());
        if matches!(client, Client::ThunderbirdHtml | Client::ThunderbirdFlowed | Client::Plain | Client::Gmail) {
            say("-- ".to_owned());
        }
        mail.around.card.iter().cloned().for_each(&mut say);
    }
    if let Some(footer) = mail.around.footer {
        say(String::new());
        say(footer.to_owned());
    }
    quote::plain(mail).into_iter().for_each(&mut say);
    if !mail.around.disclaimer.is_empty() {
        say(String::new());
        mail.around.disclaimer.iter().for_each(|line| say((*line).to_owned()));
    }
    out
}

fn piece(mail: &Mail, piece: &Piece, out: &mut Vec<Text>) {
    match piece {
        Piece::Line(runs) => runs_plain(mail, runs, out),
        Piece::Head(text) => out.push(Text::Line(if mail.manner.client == Client::Gmail { format!("*{text}*") } else { text.clone() })),
        Piece::Blank => out.push(Text::Line(String::new())),
        Piece::List(ordered, entries) => {
            for (i, entry) in entries.iter().enumerate() {
                entry_plain(mail, *ordered, i + 1, entry, out);
            }
        }
        Piece::Table(rows) => {
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| cell.iter().map(|runs| words(runs)).collect::<Vec<_>>().join(" ")).collect();
                out.push(Text::Line(cells.join("\t")));
            }
        }
    }
}

fn words(runs: &[Run]) -> String {
    runs.iter().map(|run| if let Run::Text(text) = run { text.as_str() } else { "" }).collect()
}

fn runs_plain(mail: &Mail, runs: &[Run], out: &mut Vec<Text>) {
    if mail.manner.client == Client::ApplePlain {
        for run in runs {
            out.push(match run {
                Run::Text(text) => Text::Line(text.clone()),
                Run::Shot(number) => Text::Picture(*number),
            });
        }
        return;
    }
    let shot = |number: &usize| match mail.manner.client {
        Client::OutlookWord | Client::OutlookLost => format!("[cid:image{:03}.png@01DCB1F3.5A2C7E{:02}]", number + 1, number + 1),
        Client::Gmail => "[image: image.png]".to_owned(),
        Client::Owa => "[cid:8c1f0001-77aa-4b0e-9d55-0c1e2f3a4b5c]".to_owned(),
        _ => String::new(),
    };
    out.push(Text::Line(
        runs.iter()
            .map(|run| match run {
                Run::Text(text) => text.clone(),
                Run::Shot(number) => shot(number),
            })
            .collect(),
    ));
}

/// Some clients write the numbers of their lists into the plain text, some lose them.
fn entry_plain(mail: &Mail, ordered: bool, number: usize, entry: &Entry, out: &mut Vec<Text>) {
    let mark = match (mail.manner.client, ordered) {
        (Client::OutlookLost | Client::AppleMail | Client::Iphone, _) => String::new(),
        (Client::OutlookWord, true) => format!("{number}.\t"),
        (Client::OutlookWord, false) => "*\t".to_owned(),
        (_, true) => format!("   {number}. "),
        (_, false) => "   - ".to_owned(),
    };
    let mut lines = entry.lines.iter().map(|runs| words(runs));
    out.push(Text::Line(format!("{mark}{}", lines.next().unwrap_or_default())));
    out.extend(entry.steps.iter().zip('a'..).map(|(step, letter)| Text::Line(format!("      {letter}. {step}"))));
    out.extend(lines.map(Text::Line));
}

/// `format=flowed` (RFC 3676): long lines go on behind a space at the end, and what begins with a space is stuffed.
pub(crate) fn flowed(line: &str, tongue: Tongue) -> Vec<String> {
    const WIDTH: usize = 72;
    let stuffed = if line.starts_with([' ', '　']) || line.starts_with("From ") { format!(" {line}") } else { line.to_owned() };
    // Thunderbird folds at spaces only, so Chinese lines stay whole.
    if line.starts_with('>') || line == "-- " || tongue != Tongue::English {
        return vec![if line == "-- " || line.starts_with('>') { line.to_owned() } else { stuffed.trim_end().to_owned() }];
    }
    let mut out: Vec<String> = vec![String::new()];
    for word in stuffed.split(' ') {
        let last = out.last_mut().unwrap();
        if !last.trim().is_empty() && last.len() + word.len() + 1 > WIDTH {
            out.push(String::new());
        }
        let last = out.last_mut().unwrap();
        last.push_str(word);
        last.push(' ');
    }
    if let Some(last) = out.last_mut() {
        let fixed = last.trim_end().len();
        last.truncate(fixed);
    }
    out
}
