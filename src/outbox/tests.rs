//! Letters as their readers get them.

mod any;
mod desk;
mod words;

use chrono::NaiveDate;

use super::*;
use crate::proof;
use crate::report::Period;
use desk::{Desk, acknowledgement, address, alice, cause, issue, now, settings, with_picture};

#[tokio::test]
async fn promise_2_said_once() {
    let desk = Desk::new(settings()).await;
    let letter = acknowledgement(vec![issue(41, "库存数量不对", "库存数量不对")]);
    assert!(matches!(desk.post(&letter, &alice(), &cause(1), now()).await, Posted::Written(_)));
    // Read again, with other words and at another time: the cause has its letter.
    let again = acknowledgement(vec![issue(41, "另一个标题", "另一个标题")]);
    assert_eq!(desk.post(&again, &alice(), &cause(1), now() + TimeDelta::days(2)).await, Posted::Before);
    // Another cause, another reader, another kind: another letter.
    assert!(matches!(desk.post(&letter, &alice(), &cause(2), now()).await, Posted::Written(_)));
    let bob = Recipient { address: address("bob@corp.test"), ..alice() };
    assert!(matches!(desk.post(&letter, &bob, &cause(1), now()).await, Posted::Written(_)));
    let mut read = desk.store.read().await.unwrap();
    let first = read.letter(LetterId(1)).await.unwrap().unwrap();
    assert_eq!((first.state.as_str(), first.recipient.as_str(), first.envelope_to.as_str()), ("waiting", "alice@corp.test", "alice@corp.test"));
    assert_eq!(read.letter_with_message_id(&first.message_id).await.unwrap().unwrap().id, LetterId(1));
}

#[tokio::test]
async fn promise_7_machines_get_no_answer() {
    let verdict = |may_answer, rule: &str| Some(MachineVerdict { may_answer, rule: rule.into() });
    let table = [
        ("alice@corp.test", verdict(true, "no sign of a machine"), "letter 1 written"),
        ("ribao@corp.test", verdict(true, "no sign of a machine"), "no letter: the desk does not write to itself"),
        ("daybook@corp.test", verdict(false, "auto-submitted"), "no letter: the desk does not write to itself"),
        ("alice@corp.test", verdict(false, "auto-submitted"), "no letter: not to be answered: auto-submitted"),
        ("mallory@evil.test", verdict(false, "list-id"), "no letter: not to be answered: list-id"),
        ("mallory@evil.test", verdict(true, "no sign of a machine"), "no letter: the address is neither on the roster nor in one of its domains"),
        ("lead@corp.test", None, "letter 1 written"),
    ];
    for (to, machine, want) in table {
        let desk = Desk::new(settings()).await;
        let to = Recipient { address: address(to), ..alice() };
        let posted = desk.post(&acknowledgement(vec![issue(1, "a", "a")]), &to, &Cause { machine, ..cause(1) }, now()).await;
        assert_eq!(posted.to_string(), want, "{}", to.address);
    }
}

#[tokio::test]
async fn promise_7_over_a_limit_a_letter_waits() {
    let limits = Limits { address_a_day: 3, issue_a_day: 2, breaker_factor: 3, breaker_base: 6 };
    let desk = Desk::new(Settings { limits, ..settings() }).await;
    let letter = acknowledgement(vec![issue(1, "a", "a")]);
    let minute = |n: i64| now() + TimeDelta::minutes(n);
    let mut said = Vec::new();
    let mut n = 0;
    let about_one = desk.open_issue().await;
    for (to, about) in [
        ("a", None),
        ("a", None),
        ("a", None),
        ("a", None),
        ("a", None),
        ("b", Some(about_one)),
        ("b", Some(about_one)),
        ("b", Some(about_one)),
        ("c", None),
        ("c", None),
        ("d", None),
    ] {
        let to = Recipient { address: address(&format!("{to}@corp.test")), ..alice() };
        n += 1;
        let cause = Cause { issues: about.into_iter().collect(), ..cause(n) };
        said.push(desk.post(&letter, &to, &cause, minute(i64::from(n))).await.to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    letter 1 written
    letter 2 written
    letter 3 written
    letter 4 waits until 2026-11-25 10:01 UTC: limit: 3 letters a day to this address
    letter 5 waits until 2026-11-25 10:02 UTC: limit: 3 letters a day to this address
    letter 6 written
    letter 7 written
    letter 8 waits until 2026-11-25 10:06 UTC: limit: 2 letters a day about CRM-1
    letter 9 written
    letter 10 waits until 2026-11-24 11:01 UTC: breaker: 6 letters an hour, with 0 messages from people
    letter 11 waits until 2026-11-24 11:02 UTC: breaker: 6 letters an hour, with 0 messages from people
    ");
}

#[tokio::test]
async fn no_problem_is_answered_as_the_config_says() {
    let table = [
        (NoProblem::Thank, "1111111111"),
        (NoProblem::Quiet, "0000000000"),
        // Monday to Friday, twice: the first week day by day, then on Friday.
        (NoProblem::Auto, "1111100001"),
    ];
    for (no_problem, want) in table {
        let desk = Desk::new(Settings { no_problem, ..settings() }).await;
        let mut got = String::new();
        for day in [9, 10, 11, 12, 13, 16, 17, 18, 19, 20] {
            let now = format!("2026-11-{day:02}T10:00:00Z").parse().unwrap();
            let thanks =
                Letter::Thanks(Thanks { day: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(), period: Period::Day, on_behalf_of: None, remarks: vec![] });
            desk.receive(day).await;
            let posted = desk.post(&thanks, &alice(), &cause(day), now).await;
            got.push(if matches!(posted, Posted::Written(_)) { '1' } else { '0' });
            if no_problem == NoProblem::Auto && day == 20 {
                let Posted::Written(id) = posted else { panic!("{posted}") };
                assert!(desk.mail(id).await.text.contains("本周 5 天的日报全部收到。"));
            }
        }
        assert_eq!(got, want, "{no_problem:?}");
    }
}

#[tokio::test]
async fn in_shadow_mode_the_lead_alone_reads() {
    let desk = Desk::new(Settings { shadow: true, ..settings() }).await;
    let letter = acknowledgement(vec![issue(1, "打印机", "打印机")]);
    let Posted::Written(id) = desk.post(&letter, &alice(), &cause(1), now()).await else { panic!() };
    let mail = desk.mail(id).await;
    assert_eq!((mail.row.recipient.as_str(), mail.row.envelope_to.as_str()), ("alice@corp.test", "lead@corp.test"));
    assert_eq!(mail.row.subject, "[试运行，致 陈静] Re: 日报 11月24日 [CRM-1]");
    assert!(mail.text.starts_with("> 试运行：这封信本应发给 陈静（alice@corp.test），现在只发给您。回复“开始发信”就结束试运行。\n"), "{}", mail.text);
    let raw = String::from_utf8(mail.mime).unwrap();
    assert!(!raw.lines().take_while(|line| !line.is_empty()).any(|line| line.contains("alice")), "{raw}");
    // What is meant for a lead goes to him without a banner.
    let lead = Recipient { name: "周敏".into(), address: address("lead@corp.test"), language: Language::ZhHans };
    let Posted::Written(id) = desk.post(&letter, &lead, &cause(2), now()).await else { panic!() };
    assert!(!desk.mail(id).await.text.contains("试运行"));
    let alone = Desk::new(Settings { shadow: true, leads: vec![], ..settings() }).await;
    assert!(matches!(alone.post(&letter, &alice(), &cause(1), now()).await, Posted::Refused(_)));
}

#[tokio::test]
async fn the_wire_gets_ascii_and_crlf_and_the_same_bytes_each_time() {
    let letter = acknowledgement(vec![issue(41, "库存.\n.\n数量 🙂", ".\r\n.\nmore"), with_picture(42)]);
    let references = (1..=20).map(|n| format!("<r{n}@corp.test>")).chain(["<bad id>".into(), "<ü@x>".into(), "x\r\nBcc: <a@b>".into()]).collect();
    let answers = Some(Answered { message_id: Some("<parent@corp.test>".into()), references, subject: "日报\r\nBcc: x@evil.test".into() });
    let mut twice = Vec::new();
    for _ in 0..2 {
        let desk = Desk::new(settings()).await;
        let Posted::Written(id) = desk.post(&letter, &alice(), &Cause { answers: answers.clone(), ..cause(1) }, now()).await else { panic!() };
        twice.push(desk.mail(id).await);
    }
    assert_eq!(twice[0].mime, twice[1].mime);
    let raw = String::from_utf8(twice.remove(0).mime).unwrap();
    assert!(raw.is_ascii());
    assert_eq!(raw.matches('\n').count(), raw.matches("\r\n").count());
    assert_eq!(raw.matches('\r').count(), raw.matches("\r\n").count());
    assert!(raw.lines().all(|line| line.len() <= 998 && !line.starts_with('.')));
    let head: Vec<&str> = raw.lines().take_while(|line| !line.is_empty()).collect();
    insta::assert_snapshot!(head.join("\n"), @r#"
    Date: Tue, 24 Nov 2026 10:00:00 +0000
    From: =?utf-8?b?RVJQIOmhueebruaXpeaKpee7hA==?= <daybook@corp.test>
    To: =?utf-8?b?6ZmI6Z2Z?= <alice@corp.test>
    Subject: Re: =?utf-8?b?5pel5oql?= Bcc: x@evil.test [CRM-41 CRM-42]
    Message-ID: <acknowledgement.1.zph7rqzd3g5hdjny@corp.test>
    In-Reply-To: <parent@corp.test>
    References: <r1@corp.test> <r2@corp.test> <r3@corp.test> <r4@corp.test>
     <r15@corp.test> <r16@corp.test> <r17@corp.test> <r18@corp.test>
     <r19@corp.test> <r20@corp.test> <thread.1.zph7rqzd3g5hdjny@corp.test>
     <parent@corp.test>
    Auto-Submitted: auto-replied
    X-Auto-Response-Suppress: All
    X-Loop: daybook@corp.test
    X-Daybook-Letter: 1.zph7rqzd3g5hdjny
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="=_alternative.1.zph7rqzd3g5hdjny"
    "#);
}

#[tokio::test]
async fn promise_8_only_the_addressee_can_show_a_token() {
    let desk = Desk::new(settings()).await;
    let Posted::Written(id) = desk.post(&acknowledgement(vec![issue(1, "a", "a")]), &alice(), &cause(1), now()).await else { panic!() };
    let mail = desk.mail(id).await;
    let raw = String::from_utf8(mail.mime.clone()).unwrap();
    let key = TokenKey::new([7; 32]);
    let header = |name: &str| raw.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    for place in [header("Message-ID:"), header("References:"), mail.text] {
        let shown = proof::find(&place);
        assert_eq!(shown.len(), 1, "{place}");
        assert!(shown[0].letter == id && key.verify(&shown[0], &alice().address), "{place}");
        // Forwarded, it proves nothing; nor does a key that is not ours.
        assert!(!key.verify(&shown[0], &address("bob@corp.test")) && !TokenKey::new([8; 32]).verify(&shown[0], &alice().address), "{place}");
    }
}

#[tokio::test]
async fn what_people_write_can_be_read_and_does_nothing() {
    let evil = "# h1 <script>alert(1)</script> [x](javascript:alert(1)) ![p](http://evil.test/x.png) | cell {{ 7*7 }} {% raw %} &lt; `code` *em* \\";
    let lines = "<img src=x onerror=alert(1)>\n- list\n1. one\n> quote\n```\nfence\n```\n| a | b |\n|---|---|\n***\n    indented\n===\nend\u{202e}";
    let mut one = issue(1, evil, lines);
    one.module = Some(evil.into());
    let desk = Desk::new(settings()).await;
    let to = Recipient { name: "<b>Eve</b> *x*".into(), ..alice() };
    let Posted::Written(id) = desk.post(&acknowledgement(vec![one]), &to, &cause(1), now()).await else { panic!() };
    let mail = desk.mail(id).await;
    for words in [
        evil,
        "<b>Eve</b> *x*，您好：",
        "> <img src=x onerror=alert(1)>\n> - list\n> 1. one\n> > quote\n> ```\n> fence\n> ```\n> | a | b |\n> |---|---|\n> ***\n> indented\n> ===\n> end\n",
    ] {
        assert!(mail.text.contains(words), "{words}\n{}", mail.text);
    }
    desk::harmless(&mail.html);
}

#[tokio::test]
async fn a_letter_with_too_many_pictures_names_those_that_it_leaves_out() {
    let mut rng = fastrand::Rng::with_seed(1);
    let noise = image::RgbImage::from_fn(640, 400, |_, _| image::Rgb([rng.u8(..), rng.u8(..), rng.u8(..)]));
    let mut png = std::io::Cursor::new(Vec::new());
    noise.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let thumb = crate::picture::thumbnail(&png.into_inner());
    let many = (1..=20).map(|figure| Picture { figure, name: None, thumb: thumb.clone() }).collect();
    let desk = Desk::new(settings()).await;
    let letter = acknowledgement(vec![KeptIssue { pictures: many, ..issue(1, "a", "a") }]);
    let Posted::Written(id) = desk.post(&letter, &alice(), &cause(1), now()).await else { panic!() };
    let mail = desk.mail(id).await;
    assert!(mail.mime.len() < 5_000_000, "{}", mail.mime.len());
    assert!(mail.text.contains("[图1]") && mail.text.contains("图20已保存，这里没有显示。"), "{}", mail.text);
}
