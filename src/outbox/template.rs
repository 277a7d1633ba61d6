//! Templates: one Markdown file a letter and language, built in, and replaced where the project's folder has its own.

use std::path::{Path, PathBuf};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Value, context};

use super::compose::Image;
use super::{html, markdown, text};
use crate::people::Language;

macro_rules! built_in {
    ($($language:ident / $folder:literal: $($kind:literal),*;)*) => {
        &[$($((Language::$language, $kind, include_str!(concat!("../../config/letters/", $folder, "/", $kind, ".md")))),*),*]
    };
}

/// Every letter that is built in.
const BUILT_IN: &[(Language, &str, &str)] = built_in! {
    ZhHans / "zh-Hans": "frame", "acknowledgement", "thanks", "please_rewrite", "noted", "transcript", "confirm_orders", "help", "absence", "held", "news", "to_consultant", "consultant_list", "reminder", "missing", "daily", "weekly", "monthly", "alarm";
    ZhHant / "zh-Hant": "frame", "acknowledgement", "thanks", "please_rewrite", "noted", "transcript", "confirm_orders", "help", "absence", "held", "news", "to_consultant", "consultant_list", "reminder", "missing", "daily", "weekly", "monthly", "alarm";
    En / "en": "frame", "acknowledgement", "thanks", "please_rewrite", "noted", "transcript", "confirm_orders", "help", "absence", "held", "news", "to_consultant", "consultant_list", "reminder", "missing", "daily", "weekly", "monthly", "alarm";
};

/// What stands around every letter: the banner of shadow mode, the signature, the footer.
const FRAME: &str = "frame";

/// The two parts of a template: a plain line, and Markdown, in which what people wrote is escaped.
const SUBJECT: &str = "subject";
const BODY: &str = "body";

/// What is wrong with the project's own templates: all of it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(|(path, what)| format!("{}: {what}", path.display())).collect::<Vec<_>>().join("\n"))]
pub struct TemplateError(pub Vec<(PathBuf, String)>);

/// A letter in words, as HTML and as text.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The subject, as people read it.
    pub(super) subject: String,
    /// The HTML part.
    pub(super) html: String,
    /// The text part: the same words.
    pub(super) text: String,
}

/// All templates, ready.
#[derive(Debug)]
pub(super) struct Templates {
    /// Built in.
    own: Environment<'static>,
    /// The project's, where it has some.
    project: Environment<'static>,
}

impl Templates {
    /// Reads the built-in templates, and over them those of `folder`.
    pub(super) fn load(folder: Option<&Path>) -> Result<Self, TemplateError> {
        let (mut own, mut project) = (environment(), environment());
        let mut faults = Vec::new();
        for (language, kind, source) in BUILT_IN {
            if let Err(what) = add(&mut own, *language, kind, source) {
                faults.push((PathBuf::from(format!("{}/{kind}.md", language.as_str())), what));
            }
            let Some(path) = folder.map(|folder| folder.join(language.as_str()).join(format!("{kind}.md"))) else { continue };
            let added = match std::fs::read_to_string(&path) {
                Ok(source) => add(&mut project, *language, kind, &source),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(error.to_string()),
            };
            faults.extend(added.err().map(|what| (path, what)));
        }
        if faults.is_empty() { Ok(Self { own, project }) } else { Err(TemplateError(faults)) }
    }

    /// Puts a letter into words and into the frame that all letters share.
    pub(super) fn render(&self, kind: &str, language: Language, context: &Value, images: &[Image]) -> Result<Page, String> {
        let (subject, letter) = self.write(&name(language, kind), context)?;
        let framed = context! { subject, letter => Value::from_safe_string(letter), ..context.clone() };
        let (subject, body) = self.write(&name(language, FRAME), &framed)?;
        Ok(Page { html: html::page(&subject, &body, language, images), text: text::twin(&body), subject })
    }

    /// A template of the project's own that fails is replaced by the built-in one: the letter is worth more than its dress.
    fn write(&self, name: &str, context: &Value) -> Result<(String, String), String> {
        let written = write(&self.project, name, context).or_else(|error| {
            if error.kind() != minijinja::ErrorKind::TemplateNotFound {
                tracing::warn!(template = name, %error, "the project's template fails; the built-in one is used");
            }
            write(&self.own, name, context)
        });
        written.map_err(|error| format!("template {name} fails: {error:#}"))
    }
}

fn name(language: Language, kind: &str) -> String {
    format!("{}/{kind}", language.as_str())
}

/// What parts the subject line from the letter.
const END_OF_FRONT: &str = "\n---\n";

fn add(environment: &mut Environment<'static>, language: Language, kind: &str, source: &str) -> Result<(), String> {
    let source = source.replace("\r\n", "\n");
    let (front, body) = source.split_once(END_OF_FRONT).ok_or("a line `subject: …` and a line `---` must stand before the letter")?;
    let subject = front.trim().strip_prefix("subject:").ok_or("the first line must be `subject: …`")?;
    let name = name(language, kind);
    for (part, source) in [(SUBJECT, subject.trim()), (BODY, body)] {
        environment.add_template_owned(format!("{name} {part}"), source.to_owned()).map_err(|error| format!("{error:#}"))?;
    }
    Ok(())
}

fn write(environment: &Environment<'_>, name: &str, context: &Value) -> Result<(String, String), minijinja::Error> {
    let subject = environment.get_template(&format!("{name} {SUBJECT}"))?.render(context)?;
    let body = environment.get_template(&format!("{name} {BODY}"))?.render(context)?;
    Ok((markdown::line(&subject), body))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // A line that holds a tag alone leaves no line behind.
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default());
    environment.set_auto_escape_callback(|name| if name.ends_with(BODY) { AutoEscape::Custom("markdown".into()) } else { AutoEscape::None });
    environment.set_formatter(|out, state, value| {
        let plain = value.is_safe() || matches!(value.kind(), ValueKind::Number | ValueKind::Bool) || *state.auto_escape() == AutoEscape::None;
        let written = match value.kind() {
            ValueKind::None | ValueKind::Undefined => String::new(),
            _ if plain => value.to_string(),
            _ => markdown::escape(&value.to_string()),
        };
        out.write_str(&written).map_err(minijinja::Error::from)
    });
    environment.add_filter("quote", |text: &str| Value::from_safe_string(markdown::quote(text)));
    // Inside a code span Markdown knows no escapes.
    environment.add_filter("mark", |text: &str| Value::from_safe_string(format!("`{}`", markdown::line(text).replace('`', "'"))));
    environment.add_filter("clip", |text: &str, most: usize| markdown::clip(text, most).0);
    environment.add_filter("longer", |text: &str, most: usize| markdown::clip(text, most).1);
    environment.add_filter("characters", |text: &str| text.chars().count());
    environment.add_filter("thread", thread);
    environment
}

/// A subject so long is no longer read, and the numbers behind it must be.
const SUBJECT_KEPT: usize = 60;

/// Years of answers and forwards stand before it in less; a subject of a megabyte of `Re:` must not hold up the others.
const SUBJECT_LOOKED_AT: usize = 500;

/// What mail programs put before a subject, in lower case, each with either colon.
const ANSWERING: [&str; 8] = ["re", "fw", "fwd", "回复", "答复", "转发", "回覆", "轉寄"];

/// The subject of a mail without what answering has added: `Re: 回复：Fwd: x [CRM-4]` is `x`.
fn thread(subject: &str) -> String {
    let looked_at: String = subject.trim_start().chars().take(SUBJECT_LOOKED_AT).collect();
    let line = markdown::line(&looked_at);
    let mut rest = line.as_str();
    let mut answers = false;
    loop {
        if let Some(less) = without_answering(rest) {
            (rest, answers) = (less, true);
        } else if let Some(less) = without_numbers(rest).or_else(|| without_remark(rest).filter(|_| answers)) {
            rest = less;
        } else {
            break;
        }
    }
    let (kept, cut) = markdown::clip(rest, SUBJECT_KEPT);
    if cut { kept + "…" } else { kept }
}

fn without_answering(subject: &str) -> Option<&str> {
    ANSWERING.into_iter().find_map(|word| {
        let mut rest = subject.chars();
        let begins = word.chars().all(|want| rest.next().is_some_and(|c| c.to_lowercase().eq([want])));
        Some(rest.as_str().strip_prefix([':', '：']).filter(|_| begins)?.trim_start())
    })
}

fn without_numbers(subject: &str) -> Option<&str> {
    let (head, tail) = subject.rsplit_once('[')?;
    let numbers = tail.strip_suffix(']').filter(|numbers| !numbers.trim().is_empty())?;
    numbers.split([' ', '…']).filter(|word| !word.is_empty()).all(is_number).then(|| head.trim_end())
}

/// What our letters have added behind the subject that was answered: `[已记下]`, `[2 lines not done]`.
fn without_remark(subject: &str) -> Option<&str> {
    let (head, _) = subject.strip_suffix(']')?.rsplit_once('[')?;
    Some(head.trim_end()).filter(|head| !head.is_empty())
}

fn is_number(word: &str) -> bool {
    let mut pieces = word.split('-');
    let key = pieces.next().is_some_and(|key| key.starts_with(|c: char| c.is_ascii_uppercase()) && key.bytes().all(|b| b.is_ascii_alphanumeric()));
    key && pieces.next().is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) && pieces.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_loses_what_answering_added() {
        let flood = "Re:".repeat(350_000);
        let table = [
            ("Re: 回复：Fwd: x [CRM-4]", "x"),
            ("RE:re：FW: 转发: 库存 [CRM-1 CRM-2] [CRM-3 … CRM-9]", "库存"),
            ("Release: Re: x", "Release: Re: x"),
            ("x [urgent]", "x [urgent]"),
            ("x []", "x []"),
            ("  Re : x", "Re : x"),
            ("", ""),
            // A megabyte of them is looked at in its beginning only.
            (&flood, "Re"),
        ];
        for (subject, want) in table {
            let read: String = subject.chars().take(40).collect();
            assert_eq!(thread(subject), want, "{read}");
        }
    }
}
