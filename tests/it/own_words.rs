//! Whole business mails and list posts, each line with its zone: the writer's words stay, the rest goes.
//! `tests/own-words/*.toml` holds them and says what the letters mean.

use daybook::message;
use serde::Deserialize;

#[derive(Deserialize)]
struct Mails {
    mail: Vec<Mail>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mail {
    name: String,
    /// Who it is from, where that matters.
    from: Option<String>,
    body: String,
}

/// Letters and digits alone: what is compared.
fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The lines of a mail whose zone is one of `zones`, each as it is compared.
fn lines(mail: &Mail, zones: &str) -> Vec<String> {
    let zoned = mail.body.lines().map(|line| line.split_once('|').unwrap_or_else(|| panic!("{}: no zone in {line:?}", mail.name)));
    zoned.filter(|(zone, _)| zones.contains(zone)).map(|(_, text)| squeeze(text)).filter(|text| !text.is_empty()).collect()
}

/// What of the writer's words is lost and what of the rest is left, a line each.
fn faults(mail: &Mail) -> Vec<String> {
    /// A shorter line is a name or a mark that may stand anywhere.
    const TELLING: usize = 6;
    let text: Vec<&str> = mail.body.lines().filter_map(|line| line.split_once('|')).map(|(_, text)| text).collect();
    let raw = format!(
        "From: {}\r\nTo: desk@corp.test\r\nSubject: Re: a matter\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        mail.from.as_deref().unwrap_or("Ann <ann@corp.test>"),
        text.join("\r\n")
    );
    let read = message::json(&message::read(raw.as_bytes()));
    let reply = squeeze(read["reply"].as_str().unwrap());
    let own = lines(mail, "ogf").concat();
    let lost = lines(mail, "o").into_iter().filter(|line| !reply.contains(line)).map(|line| format!("lost {line}"));
    let left =
        lines(mail, "hqsda").into_iter().filter(|line| line.len() >= TELLING && !own.contains(line) && reply.contains(line)).map(|line| format!("left {line}"));
    lost.chain(left).collect()
}

/// Of the mails of a set so many percent are read wholly right. Below it, a kind of mail is read worse than before.
#[track_caller]
fn holds(source: &str, floor: usize) {
    let mails = toml::from_str::<Mails>(source).unwrap().mail;
    let wrong: Vec<(String, Vec<String>)> = mails.iter().map(|mail| (mail.name.clone(), faults(mail))).filter(|(_, faults)| !faults.is_empty()).collect();
    let right = (mails.len() - wrong.len()) * 100 / mails.len();
    assert!(right >= floor, "{right} % of {} mails are right: {wrong:#?}", mails.len());
}

#[test]
fn own_words_of_business_mails_are_kept_and_the_rest_is_cut() {
    holds(include_str!("../own-words/business.toml"), 99);
}

#[test]
fn own_words_of_list_posts_are_kept_and_the_rest_is_cut() {
    holds(include_str!("../own-words/lists.toml"), 98);
}

#[test]
fn own_words_of_posts_with_hard_signatures_are_kept_and_the_rest_is_cut() {
    holds(include_str!("../own-words/posts.toml"), 93);
}
