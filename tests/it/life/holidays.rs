//! Waiting goes by working days: over 春节 and 国庆 nobody is reminded, and make-up Saturdays count.

use std::fmt::Write as _;

use crate::story::{CONFIG, Story};

const ALICE: &str = "陈静 <alice@corp.test>";
const LEAD: &str = "周敏 <lead@corp.test>";

/// One problem of Alice's, solved by the lead; `day` is the working day before which all that happened, at 09:00 in Shanghai.
async fn solved(config: &str, day: &str) -> Story {
    let mut story = Story::begin_with(config).await;
    story.clock.set(format!("{day}T00:30:00Z").parse().unwrap());
    story.mail(ALICE, "日报", "1. 销售订单保存时提示库存不足。");
    story.tick().await;
    story.answer_digest(LEAD).await;
    story
}

impl Story {
    /// The lead solves CRM-1 by answering his newest letter.
    async fn answer_digest(&mut self, lead: &str) {
        let monday = self.tick().await.unwrap();
        self.clock.set(monday.max(self.clock_now()));
        while self.letters().matches("To: lead").count() == 0 {
            let next = self.tick().await.unwrap();
            self.clock.set(next);
            self.tick().await;
        }
        self.answer(lead, "1 已解决：仓库参数已经改好，请重新保存。");
        self.tick().await;
        self.letters();
    }

    fn clock_now(&self) -> chrono::DateTime<chrono::Utc> {
        daybook::clock::Clock::now(&*self.clock)
    }

    /// The days on which letters to `who` went out until `until`, with their subjects.
    async fn days_of_letters(&mut self, who: &str, until: &str) -> String {
        let until: chrono::DateTime<chrono::Utc> = until.parse().unwrap();
        let mut told = String::new();
        while self.clock_now() < until {
            let next = self.tick().await.unwrap().min(until);
            self.clock.set(next.max(self.clock_now() + chrono::TimeDelta::seconds(1)));
            self.tick().await;
            for letter in self.letters().split("To: ").filter(|letter| letter.starts_with(who)) {
                let local = self.clock_now().with_timezone(&chrono_tz::Asia::Shanghai);
                let subject = letter.lines().nth(1).unwrap_or_default().trim_start_matches("Subject: ");
                writeln!(told, "{} {subject}", local.format("%a %m-%d %H:%M")).unwrap();
            }
        }
        told
    }
}

#[tokio::test]
async fn over_the_national_day_week_nobody_is_reminded_and_the_make_up_saturday_counts() {
    // Monday 28 September 2026. 1 to 7 October are free, Saturday the 10th is worked.
    let mut story = solved(CONFIG, "2026-09-27").await;
    insta::assert_snapshot!(story.days_of_letters("alice", "2026-10-30T12:00:00Z").await, @r"
    Mon 09-28 10:00 CRM-1 有处理结果了，请您试一下：销售订单保存时提示库存不足 [CRM-1]
    Sat 10-10 10:00 CRM-1 请您看一下：销售订单保存时提示库存不足 [CRM-1]
    Fri 10-16 10:00 CRM-1 已关闭：销售订单保存时提示库存不足 [CRM-1]
    ");
    insta::assert_snapshot!(story.history(1).await, @r"
    CRM-1 closed (silent), waits on nobody
    09-27 00:31 opened by 陈静 {}
    09-27 02:01 solved by 周敏 “仓库参数已经改好，请重新保存。” {'rule':'a token in the thread','proven':true}
    09-28 02:00 told by the clock {'day':'2026-09-28'}
    10-10 02:00 chased by the clock {'day':'2026-10-10'}
    10-16 02:00 silent by the clock {'day':'2026-10-16'}
    ");
}

#[tokio::test]
async fn whoever_works_by_another_calendar_is_served_by_it() {
    let config = CONFIG
        .replace("department = \"销售\" }", "calendar = \"london\" }")
        .replace("[calendar]\n", "[calendar]\nown = { london = { holidays = [\"2026-09-30..2026-10-02\"] } }\n");
    // In London China's holidays are ordinary days, and the make-up Saturday is none.
    let mut story = solved(&config, "2026-09-27").await;
    insta::assert_snapshot!(story.days_of_letters("alice", "2026-10-30T12:00:00Z").await, @r"
    Mon 09-28 10:00 CRM-1 有处理结果了，请您试一下：销售订单保存时提示库存不足 [CRM-1]
    Thu 10-08 10:00 CRM-1 请您看一下：销售订单保存时提示库存不足 [CRM-1]
    Thu 10-15 10:00 CRM-1 已关闭：销售订单保存时提示库存不足 [CRM-1]
    ");
}

#[tokio::test]
async fn the_month_begins_on_its_first_working_day_and_the_admin_hears_in_time_that_the_calendar_ends() {
    let config = CONFIG.replace("[people]\n", "[people]\nadmin = { name = \"IT\", address = \"it@corp.test\", language = \"en\" }\n");
    let mut story = Story::begin_with(&config).await;
    story.clock.set("2026-09-28T06:00:00Z".parse().unwrap());
    story.tick().await;
    story.letters();
    // October's first working day is Thursday the 8th.
    let lead = story.days_of_letters("lead", "2026-10-10T12:00:00Z").await;
    insta::assert_snapshot!(lead, @r"
    Mon 10-05 08:00 ERP roll-out 周报 9月28日—10月4日：日报 0/6，新问题 0，未解决 0
    Thu 10-08 08:00 ERP roll-out 月报 2026年9月：日报 0/44，新问题 0，未解决 0
    ");
    story.clock.set("2026-11-30T12:00:00Z".parse().unwrap());
    story.tick().await;
    assert!(!story.letters().contains("public holidays"));
    story.clock.set("2026-12-01T01:00:00Z".parse().unwrap());
    story.tick().await;
    let letters = story.letters();
    let warned = letters.split("To: ").find(|letter| letter.starts_with("it@") && letter.contains("public holidays")).unwrap();
    insta::assert_snapshot!(warned, @r"
    it@corp.test
    Subject: ERP roll-out: public holidays are not known for much longer

    Public holidays and make-up working days are known up to 2026-12-31. After that day holidays count as ordinary working days: reminders, waiting times and the number of reports expected would be wrong.

    China announces the next year in November. Please install a newer release, or write the new year's days into a file and name it in the config under [calendar] files (.ics or .toml); daybook check says up to which day they are known.

    周敏

    ----------------------------------------

    ERP roll-out · letter 8.dvocymcf5s4czhp2
    ----
    ");
    story.tick_until("2026-12-20T01:00:00Z").await;
    assert!(!story.letters().contains("public holidays"), "said once");
}

#[tokio::test]
async fn over_spring_festival_the_clock_stands_still_and_make_up_saturdays_count() {
    // Off from Sunday, 15 February to Monday, 23 February; the Saturdays of the 14th and the 28th are worked.
    let mut story = Story::begin_at(&CONFIG.replace("2026-03-01", "2026-02-01"), "2026-02-06T00:30:00Z").await;
    story.mail(ALICE, "日报", "1. 销售订单保存时提示库存不足。");
    story.tick().await;
    story.answer_digest(LEAD).await;
    insta::assert_snapshot!(story.days_of_letters("alice@corp.test", "2026-03-06T10:00:00Z").await, @r"
    Mon 02-09 10:00 CRM-1 有处理结果了，请您试一下：销售订单保存时提示库存不足 [CRM-1]
    Sat 02-14 10:00 CRM-1 请您看一下：销售订单保存时提示库存不足 [CRM-1]
    Sat 02-28 10:00 CRM-1 已关闭：销售订单保存时提示库存不足 [CRM-1]
    ");
}
