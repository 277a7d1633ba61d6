//! Whatever people write: the letter is written, is harmless, and says it.

use chrono::NaiveDate;
use mail_parser::MessageParser;
use proptest::prelude::*;

use super::super::compose::{Envelope, compose};
use super::super::template::Templates;
use super::super::*;
use super::desk::{alice, harmless, issue, now, settings, with_picture};
use crate::report::Period;

/// Text as it may come out of a mail: anything, and much of what Markdown, HTML and headers care about.
fn wild() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[-#>*_`|<\\[\\]()!&;:~=+0-9.{}%\"'/ \n\r\t]{0,60}",
        "(<script>|</td>|&lt;|\\{\\{|`|\\[a\\]\\(javascript:x\\)|!\\[a\\]\\(http://x\\)|\r\n|\n---\n|库存){0,12}"
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_words_make_a_harmless_letter(title in wild(), text in wild(), module in wild(), name in wild(), subject in wild(), id in wild()) {
        let to = Recipient { name: name.clone(), language: Language::En, ..alice() };
        let issues = vec![KeptIssue { module: Some(module), ..issue(1, &title, &text) }, with_picture(2)];
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let letter = Letter::Acknowledgement(Acknowledgement { day, period: Period::Day, on_behalf_of: None, issues, unassigned: vec![], remarks: vec![] });
        let (own, images) = letter.context(&settings(), &to, "1@corp.test", now());
        let context = context! { reader => &to.name, desk => "desk", project => &name, answered => &subject, code => "1.abc", ..own };
        let page = Templates::load(None).unwrap().render(letter.kind(), to.language, &context, &images).unwrap();
        harmless(&page.html);
        prop_assert!(page.text.contains(&markdown::line(&name)));
        let reader = Mailbox { name, address: to.address };
        let envelope = Envelope { kind: letter.kind(), nature: letter.nature(), from: &settings().own, to: &reader, domain: "corp.test", token: "1.abc" };
        let answered = Answered { message_id: Some(id.clone()), references: vec![id; 30], subject };
        let (_, mime) = compose(&envelope, &page, &images, Some(&answered), now()).unwrap();
        let raw = String::from_utf8(mime).unwrap();
        prop_assert!(raw.is_ascii());
        prop_assert_eq!(raw.matches('\n').count(), raw.matches("\r\n").count());
        prop_assert_eq!(raw.matches('\r').count(), raw.matches("\r\n").count());
        prop_assert!(raw.lines().all(|line| line.len() <= 998 && !line.starts_with('.')));
        let names: Vec<&str> = raw.lines().take_while(|line| !line.is_empty()).filter(|line| !line.starts_with([' ', '\t'])).filter_map(|line| line.split(':').next()).collect();
        let most = ["Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Auto-Response-Suppress", "X-Loop", "X-Daybook-Letter", "MIME-Version", "Content-Type"];
        prop_assert!(names.iter().all(|name| most.contains(name)), "{:?}", names);
        let read = MessageParser::new().parse(raw.as_bytes()).unwrap();
        prop_assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), page.text);
        prop_assert_eq!(read.subject().unwrap_or_default(), page.subject);
    }
}
