//! Lines as people write them.

use super::*;
use crate::issue::Severity;

fn one(text: &str) -> Result<Order, Fault> {
    let mut lines = read(text, known(&Key::parse("CRM").unwrap()));
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.remove(0).read
}

fn known(key: &Key) -> Known<'_> {
    Known { key, offered: &[], names: &["王磊", "Lina", "李娜", "Bob"] }
}

fn ordered(verb: Verb, issues: &[u32], other: Option<u32>, words: &str) -> Order {
    Order {
        verb,
        issues: issues.iter().copied().map(IssueNumber).collect(),
        held: vec![],
        other: other.map(IssueNumber),
        name: String::new(),
        words: words.into(),
    }
}

#[test]
fn a_line_is_read_as_people_write_it() {
    let table = [
        ("42 已解决: 重启了打印服务", Ok(ordered(Verb::Solved, &[42], None, "重启了打印服务"))),
        ("CRM-42已解决：重启了打印服务，请再试（两台）", Ok(ordered(Verb::Solved, &[42], None, "重启了打印服务，请再试（两台）"))),
        ("crm 42 Solved: restarted it", Ok(ordered(Verb::Solved, &[42], None, "restarted it"))),
        ("41、42 重开", Ok(ordered(Verb::Reopen, &[41, 42], None, ""))),
        ("41-43 暂不处理：等二期", Ok(ordered(Verb::NotNow, &[41, 42, 43], None, "等二期"))),
        ("42 与17重复", Ok(ordered(Verb::SameAs, &[42], Some(17), ""))),
        ("42 同 17", Ok(ordered(Verb::SameAs, &[42], Some(17), ""))),
        ("42 same as CRM-17", Ok(ordered(Verb::SameAs, &[42], Some(17), ""))),
        ("４２　备注：客户催了", Ok(ordered(Verb::Note, &[42], None, "客户催了"))),
        ("1. 42 重开", Ok(ordered(Verb::Reopen, &[42], None, ""))),
        ("- 42 重开", Ok(ordered(Verb::Reopen, &[42], None, ""))),
        ("1. 已解决的问题都关了", Err(Fault::NoNumber)),
        ("重开 42", Ok(ordered(Verb::Reopen, &[42], None, ""))),
        ("42 备注", Err(Fault::NoWords(Verb::Note))),
        ("42 same as", Err(Fault::NoOther)),
        ("42 已解觉: x", Err(Fault::Unknown(Some(Verb::Solved)))),
        ("42 随便", Err(Fault::Unknown(None))),
        ("已解决", Err(Fault::NoNumber)),
        ("这个星期大家辛苦了，继续加油", Err(Fault::Prose)),
        ("3月5日开会", Err(Fault::Prose)),
        ("42 紧急", Ok(ordered(Verb::Severity(Severity::Urgent), &[42], None, ""))),
        ("42 一般都是下午才出现", Err(Fault::Unknown(None))),
        ("42 模块 库存", Ok(ordered(Verb::Module, &[42], None, "库存"))),
        ("42 交 李娜", Ok(ordered(Verb::Owner, &[42], None, "李娜"))),
        ("42 交货日期不对", Err(Fault::Unknown(None))),
        ("42 to Lina", Ok(ordered(Verb::Owner, &[42], None, "Lina"))),
        ("42 问：是每张单都这样吗？", Ok(ordered(Verb::Ask, &[42], None, "是每张单都这样吗？"))),
        ("42 原因 操作方法", Ok(ordered(Verb::Cause, &[42], None, "操作方法"))),
        ("查 42", Ok(ordered(Verb::Show, &[42], None, ""))),
        ("查 王磊", Ok(ordered(Verb::Show, &[], None, "王磊"))),
        ("42 答案：换 A4 模板", Ok(ordered(Verb::Answer, &[42], None, "换 A4 模板"))),
        ("42 撤下答案", Ok(ordered(Verb::WithdrawAnswer, &[42], None, ""))),
        ("42 图1 可公开", Ok(ordered(Verb::Release, &[42], None, "1"))),
        ("42 Fig. 2 public", Ok(ordered(Verb::Release, &[42], None, "2"))),
        ("42 公开 图1", Ok(ordered(Verb::Release, &[42], None, "图1"))),
        ("查 库存", Ok(ordered(Verb::Show, &[], None, "库存"))),
        ("找 打印 送货单", Ok(ordered(Verb::Find, &[], None, "打印 送货单"))),
        ("find ORA-00001", Ok(ordered(Verb::Find, &[], None, "ORA-00001"))),
        ("找不到送货单", Err(Fault::Prose)),
        ("show 42", Ok(ordered(Verb::Show, &[42], None, ""))),
        ("查了一下，库存不对", Err(Fault::Prose)),
        ("H3 登记", Ok(Order { held: vec![3], ..ordered(Verb::FileHeld, &[], None, "") })),
        ("h3、H4 忽略", Ok(Order { held: vec![3, 4], ..ordered(Verb::DropHeld, &[], None, "") })),
        ("file H3", Ok(Order { held: vec![3], ..ordered(Verb::FileHeld, &[], None, "") })),
        ("登记", Err(Fault::NoHeld(Verb::FileHeld))),
        ("帮助", Ok(ordered(Verb::Help, &[], None, ""))),
        ("Help!", Ok(ordered(Verb::Help, &[], None, ""))),
        ("help me with this", Err(Fault::Prose)),
    ];
    for (text, want) in table {
        assert_eq!(one(text), want, "{text}");
    }
}

#[test]
fn every_word_of_the_table_is_read_as_its_order_and_every_offer_too() {
    for row in TABLE {
        for word in row.words {
            let line = match row.shape {
                Shape::Held => format!("H3 {word}"),
                Shape::Anything => format!("{word} 42"),
                Shape::Alone => (*word).to_owned(),
                Shape::Person => format!("王磊 {word} 李娜"),
                Shape::PersonWords => format!("王磊 {word}: 辛苦了"),
                Shape::HeldName => format!("H3 {word} 王磊"),
                Shape::Newcomer => format!("{word} 张伟 zhang@corp.test"),
                _ => format!("42 {word} 17"),
            };
            let order = one(&line).unwrap_or_else(|fault| panic!("{line}: {fault:?}"));
            assert_eq!(order.verb, row.verb, "{line}");
        }
        for offer in row.offered {
            let order = one(&offer.replace('…', "x")).unwrap_or_else(|fault| panic!("{offer}: {fault:?}"));
            assert_eq!(order.verb, row.verb, "{offer}");
            match row.shape {
                _ if row.verb == Verb::Deputy => assert!(order.words.contains("3/15"), "{offer}"),
                _ if row.verb == Verb::Find => assert!(order.issues.is_empty() && order.words.chars().count() > 1, "{offer}"),
                Shape::Held => assert_eq!(order.held, [3], "{offer}"),
                Shape::Alone => assert!(order.issues.is_empty(), "{offer}"),
                Shape::Person | Shape::PersonWords => assert!(matches!(order.name.as_str(), "王磊" | "Lina" | "李娜" | "Bob"), "{offer}"),
                Shape::HeldName => assert_eq!((&order.held[..], order.words.is_empty()), (&[3][..], false), "{offer}"),
                Shape::Newcomer => assert!(order.words.contains('@'), "{offer}"),
                _ => assert_eq!(order.issues, [IssueNumber(42)], "{offer}"),
            }
        }
        assert!(row.does.iter().all(|does| !does.is_empty()));
    }
}

#[test]
fn several_orders_stand_on_one_line() {
    let table: [(&str, &[(Verb, u32)]); 6] = [
        ("41 紧急，42 重开", &[(Verb::Severity(Severity::Urgent), 41), (Verb::Reopen, 42)]),
        ("41 紧急 42 重开", &[(Verb::Severity(Severity::Urgent), 41), (Verb::Reopen, 42)]),
        ("41 已解决：重启；43 重开", &[(Verb::Solved, 41), (Verb::Reopen, 43)]),
        ("41 备注：客户说, 43 重开", &[(Verb::Note, 41)]),
        ("41 模块 库存; crm-42 交 李娜", &[(Verb::Module, 41), (Verb::Owner, 42)]),
        ("41、42 紧急", &[(Verb::Severity(Severity::Urgent), 41)]),
    ];
    let key = Key::parse("CRM").unwrap();
    for (text, want) in table {
        let lines = read(text, known(&key));
        let got: Vec<_> = lines.iter().map(|line| line.read.as_ref().map(|order| (order.verb, order.issues[0].0)).unwrap()).collect();
        assert_eq!(got, want, "{text}");
    }
}

#[test]
fn a_mail_ends_at_thanks_stops_after_five_unread_lines_and_never_does_both_of_two_opposites() {
    let key = Key::parse("CRM").unwrap();
    let verbs = |text: &str| read(text, known(&key)).into_iter().map(|line| line.read.map(|order| order.verb)).collect::<Vec<_>>();
    assert_eq!(verbs("41 重开\n谢谢！\n42 重开"), [Ok(Verb::Reopen)]);
    let prose = "一二三\n".repeat(5);
    assert_eq!(verbs(&format!("{prose}42 重开"))[5], Err(Fault::Stopped));
    assert_eq!(verbs("41 重开\n41、42 已解决：x"), [Err(Fault::Contradicts(IssueNumber(41))), Err(Fault::Contradicts(IssueNumber(41)))]);
    assert_eq!(verbs("41 模块 库存\n41 模块 销售"), [Err(Fault::Contradicts(IssueNumber(41))), Err(Fault::Contradicts(IssueNumber(41)))]);
    assert_eq!(verbs("41 已解决：x\n41 紧急\n41 紧急").len(), 3);
    assert_eq!(verbs("H1 登记\nH1 忽略"), [Err(Fault::ContradictsHeld(1)), Err(Fault::ContradictsHeld(1))]);
    assert_eq!(verbs(&"41 备注：x\n".repeat(2000)).len(), MOST_LINES);
    let lines = read("42 已解决：\n清缓存\n再登录\n43 重开", known(&key));
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].read.as_ref().unwrap().words.trim(), "清缓存\n再登录");
    assert_eq!(read("已解决：x", Known { offered: &[IssueNumber(7)], ..known(&key) })[0].read, Ok(ordered(Verb::Solved, &[7], None, "x")));
}
