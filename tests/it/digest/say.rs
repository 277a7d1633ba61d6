//! What the letters say.

use super::*;

#[tokio::test]
async fn the_weekly_letter_says_what_was() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    two_weeks(&mut desk).await;
    let mut schedule = desk.start();
    desk.clock.set(desk.local("2026-11-20 18:00"));
    desk.letters().await;
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let letters = desk.letters().await;
    let letter = letters.last().unwrap();
    assert_eq!((letter.to.as_str(), letter.kind.as_str(), letter.written), ("lead@corp.test", "weekly", desk.local("2026-11-23 08:00")));
    insta::assert_snapshot!(letter.subject, @"ERP 上线 周报 11月16日—22日：日报 6/15，新问题 5（紧急 1），未解决 6，待您确认 3");
    insta::assert_snapshot!(letter.text, @r"
    ① 收到　日报 6 / 15 份，还差 9 份（一份都没有的：李娜）；新问题 5 个，其中紧急 1 个。

    ② 请您定　3 件：

    1. CRM-2 紧急 采购订单审核后无法过账，提示期间未打开（陈静）。请定下由谁、何时处理，并告诉提出人。
    2. H1 发件人不在名单上（x@else.test）。这一封可以先登记；以后都要收，请管理员把地址加进名单；不相干的请忽略。
    3. H2 H3 看不出回的是哪一件事的回复（陈静、王磊）。请打开邮箱看原信；它回的那封信到了会自动再读。

    ③ 卡住的　等您 6 个，最久的是 CRM-1“出库单打印缺少批号”，13 天。

    本周与上周
    ==========

                      本周  上周
    ----------------  ----  ----
    应收日报            15    15
    收到（应收中的）     6     2
    日报总数             7     2
    其中没有问题的       4     1
    新问题               5     1
    其中紧急的           1     0

    新问题的分布
    ============

    模块      本周  上周
    --------  ----  ----
    库存         2     1
    采购         1     0
    销售         1     0
    没有说明     1     0

    严重程度  本周  上周
    --------  ----  ----
    紧急         1     0
    严重         1     1
    一般         1     0
    没有说明     2     0

    按人
    ====

    姓名   日报  没问题  新问题  上周新
    ----  -----  ------  ------  ------
    陈静  3 / 5       1       4       1
    王磊  3 / 5       2       1       0
    dave      1       1       0       0

    一份日报都没有的 1 人：李娜。

    最久没有解决的
    ==============

    编号   问题                                                       天数  等谁
    -----  ---------------------------------------------------------  ----  ----
    CRM-1  出库单打印缺少批号（陈静，库存）                             13  您
    CRM-2  紧急 采购订单审核后无法过账，提示期间未打开（陈静，采购）     7  您
    CRM-3  销售报价单的税率显示错误（陈静，销售）                        7  您
    CRM-4  盘点表 *不能* 导出 | 报错 500（王磊，库存）                   6  您
    CRM-5  库存数量与实物不符（陈静，库存）                              5  您
    CRM-6  登录后首页空白（陈静）                                        5  您

    待您确认的来信
    ==============

    编号  是什么                      发件人        收到
    ----  --------------------------  -----------  -----
    H1    发件人不在名单上            x@else.test  11-18
    H2    看不出回的是哪一件事的回复  陈静         11-19
    H3    看不出回的是哪一件事的回复  王磊         11-20

    完整的清单，管理员运行 daybook held 可以看到。

    可以直接发到群里的
    ==================

    > ERP 上线 周报 11月16日—22日
    > 日报 6/15，没有问题的 4 份；新问题 5 个（上周 1），紧急 1 个；未解决 6 个。
    > 问题最多：库存 2、采购 1、销售 1。

    账目
    ====

    邮箱里见到 13 封 = 已保存 13 封 = 有归类 13 封，一封不少。

    本周来信 11 封（上周 2 封）：没有问题的日报 4、待确认 3、有问题的日报 3、自动回复 1。

    问题和来信按到达的日子算，日报按所报告的日子算。

    直接回复这封信就可以办，每行一条，编号在前：“42 已解决：处理办法”（会请提出人试）、“42 暂不处理：原因”、“42 与17重复”、“42 重开”、“42 关闭”、“42 备注：…”。办得怎样，逐行回告。

    ERP 项目日报组

    ----------------------------------------

    ERP 上线 · 信件编号 2.h5l62inzwid2kjtj
    ");
}

#[tokio::test]
async fn an_empty_week_is_said_in_few_true_words() {
    let desk = Desk::new(SHANGHAI, Language::En, at("2026-11-16T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let letters = desk.letters().await;
    assert_eq!(letters.len(), 1);
    insta::assert_snapshot!(letters[0].subject, @"ERP 上线 week 16–22 November: reports 0/15, new 0, open 0");
    insta::assert_snapshot!(letters[0].text, @r"
    ① Received: 0 of 15 reports, 15 missing (none at all from 陈静, 王磊, 李娜); 0 new issues, none urgent.

    ② For you to settle: nothing this week.

    ③ Stuck: nothing.

    This week
    =========

                       this week
    -----------------  ---------
    Reports expected          15
    Received of those          0
    All reports                0
    Without a problem          0
    New issues                 0
    Urgent                     0

    To paste into the group chat
    ============================

    > ERP 上线, week 16–22 November
    > Reports 0/15, without a problem 0; new issues 0, urgent 0; open 0.

    The books
    =========

    0 mails seen in the mailbox = 0 kept = 0 accounted for. None is missing.

    0 mails this week.

    Issues and mails count on the day they arrived, reports on the day they are about.

    Steer by answering this letter, one line each, the number first: “42 solved: how” (its reporter is asked to try it), “42 not now: why”, “42 same as 17”, “42 reopen”, “42 close”, “42 note: …”. You get a transcript of each line.

    ERP 项目日报组

    ----------------------------------------

    ERP 上线 · letter 1.g6njztbfhjlzwa53
    ");
}

#[tokio::test]
async fn what_is_not_well_is_said() {
    let mut desk = Desk::new(SHANGHAI, Language::En, at("2026-11-16T01:00:00Z")).await;
    for day in 16..=20 {
        desk.mail("x@else.test", &format!("2026-11-{day} 09:00"), Outcome::Held(HeldCause::Stranger)).await;
        desk.mail(&format!("y{day}@else.test"), &format!("2026-11-{day} 10:00"), Outcome::Held(HeldCause::Stranger)).await;
    }
    desk.mail("alice@corp.test", "2026-11-20 11:00", Outcome::Held(HeldCause::Absence)).await;
    desk.mail("bob@corp.test", "2026-11-16 08:00", Outcome::BeforeStart).await;
    // One mail cannot be fetched, one was gone before it could be, one is kept and not read.
    let now = desk.local("2026-11-20 12:00");
    let raw = desk.store.spool_all(b"From: bob@corp.test").unwrap();
    let mut write = desk.store.write().await.unwrap();
    let unread = write.put_message(&raw, now, now).await.unwrap();
    for (uid, state) in [(901, UidState::Failed), (902, UidState::Vanished), (903, UidState::Stored(unread))] {
        write.see(desk.mailbox.id, Validity::new(1), &Listed { uid, name: None, size: 1, arrived: now }).await.unwrap();
        write.settle_uid(desk.mailbox.id, Validity::new(1), uid, state).await.unwrap();
    }
    write.commit().await.unwrap();
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let letters = desk.letters().await;
    let part = |from: &str, to: &str| letters[0].text.split(from).nth(1).unwrap().split(to).next().unwrap().trim().to_owned();
    insta::assert_snapshot!(letters[0].subject, @"ERP 上线 week 16–22 November: reports 0/15, new 0, open 0, for you to settle 11");
    insta::assert_snapshot!(part("② For you to settle:", "③"), @r"
    2 matters

    1. H1 H2 H3 H4 and 6 more – sender not on the roster (x@else.test, y16@else.test, y17@else.test, y18@else.test and 2 more): file this one, and have the admin add the address for those to come; or drop it.
    2. H11 an absence that is not counted: no days were found in it, or it is about somebody else (陈静): please look at the mail itself, and have the person write the days: “on leave until Friday”.
    ");
    insta::assert_snapshot!(part("The books", "Issues and mails count"), @r"
    =========

    Not even: 15 mails seen in the mailbox, 13 kept, 12 accounted for. 1 could not be fetched: the admin finds the reason in the log. 1 vanished from the mailbox before being fetched. 1 kept and not read yet.

    12 mails this week: held 11, from before the start 1.
    ");
}

#[tokio::test]
async fn a_letter_that_could_not_be_delivered_is_said() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let mut write = desk.store.write().await.unwrap();
    let letter = write.claim_letter(desk.clock.now(), TimeDelta::minutes(5), "test").await.unwrap().unwrap();
    write.settle_letter(&letter, &Settled::GivenUp, "550 5.1.1 User unknown", desk.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    desk.live(&mut schedule, desk.local("2026-11-30 09:00")).await;
    let letters = desk.letters().await;
    let told: Vec<&str> = letters[0].text.lines().filter(|line| line.contains("送不到") || line.contains("550")).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    ③ 卡住的　有 1 封信送不到，见下。
    送不到的信
    - lead@corp.test：ERP 上线 周报 11月16日—22日：日报 0/15，新问题 0，未解决 0（对方服务器说：550 5.1.1 User unknown）
    ");
}

#[tokio::test]
async fn a_lost_letter_stands_in_one_digest_only() {
    let desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-30 05:00")).await;
    // Three hours before the letter about the days up to yesterday.
    let mut write = desk.store.write().await.unwrap();
    let letter = write.claim_letter(desk.clock.now(), TimeDelta::minutes(5), "test").await.unwrap().unwrap();
    write.settle_letter(&letter, &Settled::GivenUp, "550 5.1.1 User unknown", desk.clock.now()).await.unwrap();
    write.commit().await.unwrap();
    desk.live(&mut schedule, desk.local("2026-12-14 09:00")).await;
    let letters = desk.letters().await;
    let told = letters.iter().filter(|got| got.kind == "weekly").map(|got| got.text.matches("550 5.1.1").count());
    assert_eq!(told.collect::<Vec<_>>(), [0, 1, 0]);
}

#[tokio::test]
async fn the_first_three_lines_and_what_goes_to_the_group_keep_their_form() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-09T01:00:00Z")).await;
    let long = "很长的模块名字".repeat(20).leak();
    desk.report("alice@corp.test", "2026-11-16 17:00", &[("甲", None, Some(long)), ("乙", None, Some("库存")), ("丙", None, None)]).await;
    desk.report("bob@corp.test", "2026-11-30 17:00", &[("丁", None, Some(&*long))]).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-12-07 09:00")).await;
    let letters = desk.letters().await;
    assert_eq!(letters.iter().map(|got| got.kind.as_str()).collect::<Vec<_>>(), ["weekly", "weekly", "weekly", "monthly", "weekly"]);
    for got in letters {
        let starts: Vec<char> = got.text.lines().filter_map(|line| line.chars().next()).filter(|c| "①②③".contains(*c)).collect();
        assert!(got.text.starts_with('①') && starts == ['①', '②', '③'], "{}", got.text);
        let group: Vec<&str> = got.text.lines().filter_map(|line| line.strip_prefix("> ")).collect();
        assert!((2..=3).contains(&group.len()) && group.join("\n").chars().count() <= 300, "{group:?}");
        assert!(!group.join("").contains("陈静"), "the group sees counts, not names");
    }
}

#[tokio::test]
async fn every_lead_reads_the_same_figures_in_his_own_language() {
    let mut desk = Desk::new(SHANGHAI, Language::ZhHans, at("2026-11-16T01:00:00Z")).await;
    let mut people = desk.roster.people().to_vec();
    people.push(person("Ann", "ann@corp.test", Role::Lead, Some(Language::En)));
    desk.roster = Roster::new(people, vec!["corp.test".into()], false);
    desk.report("alice@corp.test", "2026-11-16 17:00", &[("库存数量不符", Some(Severity::Urgent), Some("库存"))]).await;
    let mut schedule = desk.start();
    desk.live(&mut schedule, desk.local("2026-11-23 09:00")).await;
    let subjects: Vec<String> = desk.letters().await.into_iter().map(|got| format!("{} {}", got.to, got.subject)).collect();
    assert_eq!(
        subjects,
        [
            "lead@corp.test ERP 上线 周报 11月16日—22日：日报 1/15，新问题 1（紧急 1），未解决 1",
            "ann@corp.test ERP 上线 week 16–22 November: reports 1/15, new 1 (1 urgent), open 1",
        ]
    );
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_read_makes_the_letter_late_and_is_said_in_it() {
    let desk = Desk::new(SHANGHAI, Language::En, at("2026-11-16T01:00:00Z")).await;
    let mut schedule = desk.start();
    for time in ["08:00", "08:29"] {
        desk.clock.set(desk.local(&format!("2026-11-23 {time}")));
        assert!(matches!(schedule.tick().await.unwrap(), Tick::Idle { .. }), "{time}");
    }
    desk.clock.set(desk.local("2026-11-23 08:30"));
    assert_eq!(schedule.tick().await.unwrap(), Tick::Worked);
    let letters = desk.letters().await;
    let stuck = letters[0].text.lines().find(|line| line.starts_with('③')).unwrap();
    assert_eq!(stuck, "③ Stuck: The mailbox has not been readable since 11-16 09:00: these figures lack what came since.");
}

#[tokio::test]
async fn week_and_month_say_the_same_things_in_both_languages() {
    for language in [Language::ZhHans, Language::En] {
        let mut desk = Desk::new(SHANGHAI, language, at("2026-10-05T01:00:00Z")).await;
        two_weeks(&mut desk).await;
        let mut schedule = desk.start();
        desk.live(&mut schedule, desk.local("2026-12-01 09:00")).await;
        let letters = desk.letters().await;
        for got in [letters.iter().find(|got| got.written == desk.local("2026-11-23 08:00")).unwrap(), letters.last().unwrap()] {
            for word in ["CRM-1", "CRM-6", "H1", "H2", "H3", "x@else.test", "陈静", "王磊", "库存", "盘点表 *不能* 导出 | 报错 500", "13"] {
                assert!(got.text.contains(word), "{} {}: {word} is missing in\n{}", language.as_str(), got.kind, got.text);
            }
            assert!(!got.text.contains("\n\n\n") && !got.text.contains(['{', '}', '\\']), "{}", got.text);
        }
    }
}
