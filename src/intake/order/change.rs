//! What the lead decides about a wish, and what the reporter and the approver answer: the life of a change request by mail.
//!
//! What may follow what is `issue::Standing`'s to say; here stand the money, the people and the letters.

use chrono::TimeDelta;

use crate::issue::{ChangeStep, EventData, EventKind, Kind, Notice, State, missing};
use crate::order::{self, Order, Verb, WishSaid};
use crate::outbox::{Brief, Leaving, Mask, ToConsultant, TranscriptLine, What, WishDone, Words, amount};
use crate::people::{Language, Role};
use crate::store::{EventId, Happened, Happening, IssueRow, Named, OptionRow, PersonId, StoreError, WishRow, Write};

use super::consult::TAKE_BACK;
use super::{Orders, person};

/// Somebody who is to try a change has so many days of the project's, where none is named: a week shows what breaks.
const TRIAL: u32 = 5;

/// The letters that options can have; more ways to do a thing nobody compares.
const LETTERS: std::ops::RangeInclusive<char> = 'A'..='H';

impl Orders<'_> {
    /// "51 受理", "51 方案 A: …", "51 同意开发 8000元 3/30前", "51 已交付", "51 小范围试用 …", "51 全面启用".
    pub(super) async fn wishes(&self, write: &mut Write, order: &Order, line: &mut TranscriptLine) -> Result<(), StoreError> {
        for number in &order.issues {
            match self.find(write, *number).await? {
                Ok((issue, done)) => {
                    let what = match order.verb {
                        Verb::Accept => self.accept(write, &issue).await?,
                        Verb::Option => self.option(write, &issue, &order.words).await?,
                        Verb::Approve => self.approve(write, &issue, &order.words, line).await?,
                        Verb::Trial => self.trial(write, &issue, &order.words).await?,
                        Verb::InUse => self.in_use(write, &issue, &order.words).await?,
                        _ => self
                            .step(write, &issue, EventKind::Delivered, EventData::default(), &order.words)
                            .await?
                            .map_or_else(|no| no, |_| What::Wish(WishDone::Delivered)),
                    };
                    line.done.push(crate::outbox::Done { what, ..done });
                }
                Err(done) => line.done.push(done),
            }
        }
        Ok(())
    }

    /// Lets a step happen; where it cannot, what is said to whoever asked for it.
    async fn step(&self, write: &mut Write, issue: &IssueRow, kind: EventKind, data: EventData, words: &str) -> Result<Result<Happened, What>, StoreError> {
        let data = EventData { rule: Some(self.rule.into()), proven: Some(self.proven), ..data };
        let what = Happening { by: Some(self.by), message: Some(self.message), data, words: Some(words), ..Happening::new(kind) };
        Ok(write.happen(issue.number, &what, self.now).await?.map_err(|refusal| What::Refused(refusal, None)))
    }

    async fn wish(&self, write: &mut Write, issue: &IssueRow) -> Result<WishRow, StoreError> {
        Ok(write.wish(issue.number).await?.unwrap_or_else(|| WishRow::new(issue.number, self.by)))
    }

    async fn accept(&self, write: &mut Write, issue: &IssueRow) -> Result<What, StoreError> {
        let happened = match self.step(write, issue, EventKind::Accepted, EventData::default(), "").await? {
            Ok(happened) => happened,
            Err(refused) => return Ok(refused),
        };
        if issue.kind != Kind::ChangeRequest {
            write.make_wish(issue.number, self.by, self.now).await?;
        }
        // Taken up anew, it begins anew: what was to be spent the last time is no longer agreed.
        write.turn_down_options(issue.number).await?;
        write.put_wish(&WishRow::new(issue.number, self.by)).await?;
        for person in self.reporters(write, issue).await? {
            write.put_notice(person, issue.number, Notice::Accepted, happened.event, self.now).await?;
        }
        Ok(What::Wish(WishDone::Accepted { missing: missing(&write.reporters_words(issue).await?) }))
    }

    async fn option(&self, write: &mut Write, issue: &IssueRow, words: &str) -> Result<What, StoreError> {
        let before = write.options(issue.number).await?;
        let (letter, words) = lettered(words);
        let free = || LETTERS.into_iter().find(|letter| !before.iter().any(|row| row.letter == *letter && !row.turned_down));
        let Some(letter) = letter.or_else(free) else { return Ok(What::Wish(WishDone::NoOption(before.iter().map(|row| row.letter).collect()))) };
        let (cost, effort) = (order::cost(words, &self.spending.currency), order::effort(words));
        let happened = match self.step(write, issue, EventKind::Optioned, EventData { option: Some(letter), cost, ..EventData::default() }, words).await? {
            Ok(happened) => happened,
            Err(refused) => return Ok(refused),
        };
        write.put_option(issue.number, &OptionRow { letter, words: words.to_owned(), effort, cost, turned_down: false }).await?;
        let wish = self.wish(write, issue).await?;
        write.put_wish(&WishRow { choice: None, asked: Some(self.today()), ..wish }).await?;
        write.put_notice(issue.reporter, issue.number, Notice::Choose, happened.event, self.now).await?;
        Ok(What::Wish(WishDone::Option(letter)))
    }

    /// Spends what the lead may spend; what is above is put to the approver.
    async fn approve(&self, write: &mut Write, issue: &IssueRow, words: &str, line: &mut TranscriptLine) -> Result<What, StoreError> {
        let wish = self.wish(write, issue).await?;
        let approver = self.approver(write).await?;
        let calendar = self.context.roster.calendar();
        let due = order::day(words, self.today(), calendar).filter(|day| *day >= self.today()).or(wish.due);
        let said = order::cost(words, &self.spending.currency);
        if issue.step == Some(ChangeStep::Approval) && said.is_none() && approver.as_ref().is_some_and(|(person, _)| *person == self.by) {
            return self.allow(write, issue, Some(line)).await;
        }
        let chosen = write.options(issue.number).await?.into_iter().find(|row| Some(row.letter) == wish.choice).and_then(|row| row.cost);
        let Some(cost) = said.or(chosen).or(wish.cost) else {
            // What cannot be approved at all is said first.
            let standing = issue.standing().after(EventKind::Approved);
            return Ok(standing.map_or_else(|refusal| What::Refused(refusal, None), |_| What::Wish(WishDone::NoCost)));
        };
        let own = approver.as_ref().is_some_and(|(person, _)| *person == self.by);
        if let Some((approver, name)) = approver.filter(|_| !own && !self.spending.lead_may(cost, wish.allowed)) {
            let data = EventData { cost: Some(cost), option: wish.choice, day: due, ..EventData::default() };
            let happened = match self.step(write, issue, EventKind::PutUp, data, words).await? {
                Ok(happened) => happened,
                Err(refused) => return Ok(refused),
            };
            write.put_wish(&WishRow { lead: self.by, put_up: Some(cost), due, asked: Some(self.today()), ..wish }).await?;
            write.put_notice(approver, issue.number, Notice::Approve, happened.event, self.now).await?;
            return Ok(What::Wish(WishDone::PutUp { name, cost }));
        }
        let allowed = if own { wish.allowed.max(Some(cost)) } else { wish.allowed };
        let wish = WishRow { lead: self.by, cost: Some(cost), allowed, put_up: None, due, ..wish };
        self.commission(write, issue, wish, Some(line)).await
    }

    /// The approver says yes.
    async fn allow(&self, write: &mut Write, issue: &IssueRow, line: Option<&mut TranscriptLine>) -> Result<What, StoreError> {
        let wish = self.wish(write, issue).await?;
        let Some(cost) = wish.put_up else { return Ok(What::Wish(WishDone::NoCost)) };
        let lead = wish.lead;
        let wish = WishRow { cost: Some(cost), allowed: wish.allowed.max(Some(cost)), put_up: None, ..wish };
        let what = self.commission(write, issue, wish, line).await?;
        if let (What::Wish(WishDone::Commissioned { .. }), true) = (&what, lead != self.by) {
            if let Some(event) = write.last_event(issue.number, EventKind::Approved).await? {
                write.put_notice(lead, issue.number, Notice::Approved, event, self.now).await?;
            }
            return Ok(What::Wish(WishDone::Approved { cost }));
        }
        Ok(what)
    }

    /// The money is there: it goes to the consultant, after the ten minutes in which it can be taken back.
    async fn commission(&self, write: &mut Write, issue: &IssueRow, wish: WishRow, line: Option<&mut TranscriptLine>) -> Result<What, StoreError> {
        let consultant = self.consultant(issue).cloned();
        let Some(consultant) = consultant else { return Ok(What::NoConsultant) };
        let Some(person) = write.person_of(&consultant.address).await? else { return Ok(What::NoConsultant) };
        let language = consultant.language.unwrap_or(self.language);
        let option = write.options(issue.number).await?.into_iter().find(|row| Some(row.letter) == wish.choice);
        let note = commission_note(option.as_ref(), &wish, &self.spending.currency, language);
        let reporter = write.person_name(issue.reporter).await?;
        let everybody = write.everybody().await?;
        let Ok(mask) = Mask::new(everybody.iter().map(|person| person.name.as_str()), &[&reporter, &consultant.name]) else { return Ok(What::NoConsultant) };
        let data = EventData { cost: wish.cost, option: wish.choice, day: wish.due, ..EventData::default() };
        if let Err(refused) = self.step(write, issue, EventKind::Approved, data.clone(), "").await? {
            return Ok(refused);
        }
        let happened = match self.step(write, issue, EventKind::Commissioned, data, &note).await? {
            Ok(happened) => happened,
            Err(refused) => return Ok(refused),
        };
        for waiting in self.waiting(write, issue.number, &[EventKind::SentOut, EventKind::Commissioned]).await? {
            write.settle_outgoing(waiting.event, None, self.now).await?;
        }
        let leaves = self.now + TAKE_BACK;
        write.put_consulting(issue.number, person, wish.lead).await?;
        write.put_outgoing(happened.event, issue.number, true, leaves).await?;
        write.put_wish(&WishRow { papers_asked: wish.papers_asked.or(Some(self.today())), ..wish.clone() }).await?;
        for person in self.reporters(write, issue).await? {
            write.put_notice(person, issue.number, Notice::Commissioned, happened.event, self.now).await?;
        }
        let ticket = write.consulting(issue.number).await?.and_then(|row| row.ticket);
        if let Some(line) = line {
            let letter = ToConsultant {
                brief: Brief::new(issue, &reporter, ticket.as_deref(), &mask, language),
                words: Words::asked(Some(&note), &mask, language),
                meeting: None,
            };
            line.leaving.push(Leaving { letter, name: consultant.name.clone(), due: leaves, pictures: 0, kept: 0, missing: vec![] });
        }
        Ok(What::Wish(WishDone::Commissioned { name: consultant.name, cost: wish.cost.unwrap_or_default(), day: wish.due, leaves }))
    }

    /// "小范围试用 李娜 王磊 到4/10".
    async fn trial(&self, write: &mut Write, issue: &IssueRow, words: &str) -> Result<What, StoreError> {
        let everybody = write.everybody().await?;
        let people = match testers(words, &everybody) {
            Ok(people) if people.is_empty() => return Ok(What::Wish(WishDone::NoTesters)),
            Ok(people) => people,
            Err((said, nearest)) => return Ok(What::NoSuch { what: "person", said, nearest }),
        };
        if let Some(outside) = people.iter().find(|person| person.role == Role::Consultant.as_str()) {
            return Ok(What::Outside(outside.name.clone()));
        }
        let calendar = self.context.roster.calendar();
        let today = self.today();
        let until = order::day(words, today, calendar).filter(|day| *day >= today).unwrap_or_else(|| calendar.after_working_days(today, TRIAL));
        let happened = match self.step(write, issue, EventKind::TrialBegun, EventData { day: Some(until), ..EventData::default() }, "").await? {
            Ok(happened) => happened,
            Err(refused) => return Ok(refused),
        };
        if issue.step != Some(ChangeStep::Trial) {
            write.end_trial(issue.number).await?;
        }
        for person in &people {
            write.put_trial(issue.number, person.id).await?;
            write.put_notice(person.id, issue.number, Notice::Trial, happened.event, self.now).await?;
        }
        let wish = self.wish(write, issue).await?;
        write.put_wish(&WishRow { lead: self.by, trial_until: Some(until), asked: Some(today), ..wish }).await?;
        Ok(What::Wish(WishDone::Trying { names: people.into_iter().map(|person| person.name.clone()).collect(), until }))
    }

    async fn in_use(&self, write: &mut Write, issue: &IssueRow, words: &str) -> Result<What, StoreError> {
        let happened = match self.step(write, issue, EventKind::InUse, EventData::default(), words).await? {
            Ok(happened) => happened,
            Err(refused) => return Ok(refused),
        };
        let mut silent = vec![];
        let mut concerned = self.reporters(write, issue).await?;
        for (person, found) in write.trial(issue.number).await? {
            if found.is_none() {
                silent.push(write.person_name(person).await?);
            }
            concerned.push(person);
        }
        concerned.sort_by_key(|person| (*person != issue.reporter, *person));
        concerned.dedup();
        for person in concerned {
            write.put_notice(person, issue.number, Notice::InUse, happened.event, self.now).await?;
        }
        Ok(What::Wish(WishDone::InUse { silent }))
    }

    /// Does a wish wait for this person's word, and does a line say it?
    pub(in crate::intake) async fn wish_waits(&self, write: &mut Write, issue: &IssueRow, line: &str) -> Result<Option<WishSaid>, StoreError> {
        if issue.state.is_over() {
            return Ok(None);
        }
        let chooses = matches!(issue.step, Some(ChangeStep::Options | ChangeStep::Chosen)) && issue.reporter == self.by;
        if chooses {
            return Ok(order::choice(line));
        }
        let approves = issue.step == Some(ChangeStep::Approval) && self.approver(write).await?.is_some_and(|(person, _)| person == self.by);
        Ok(if approves { order::approval(line) } else { None })
    }

    /// Does what the reporter or the approver has said about a wish.
    pub(in crate::intake) async fn wish_said(&self, write: &mut Write, issue: &IssueRow, said: WishSaid) -> Result<What, StoreError> {
        let wish = self.wish(write, issue).await?;
        let tell = |event: EventId| (wish.lead, event);
        let (what, notice, (person, event)) = match said {
            WishSaid::Option(letter) => {
                let standing: Vec<char> = write.options(issue.number).await?.iter().filter(|row| !row.turned_down).map(|row| row.letter).collect();
                if !standing.contains(&letter) {
                    return Ok(What::Wish(WishDone::NoOption(standing)));
                }
                match self.step(write, issue, EventKind::Chosen, EventData { option: Some(letter), ..EventData::default() }, "").await? {
                    Ok(happened) => {
                        write.put_wish(&WishRow { choice: Some(letter), ..wish.clone() }).await?;
                        (WishDone::Chosen(letter), Notice::Chosen, tell(happened.event))
                    }
                    Err(refused) => return Ok(refused),
                }
            }
            WishSaid::NoOption(why) => match self.step(write, issue, EventKind::NoneFits, EventData::default(), &why).await? {
                Ok(happened) => {
                    write.turn_down_options(issue.number).await?;
                    write.put_wish(&WishRow { choice: None, ..wish.clone() }).await?;
                    (WishDone::NoneFits, Notice::Chosen, tell(happened.event))
                }
                Err(refused) => return Ok(refused),
            },
            // What spends needs a letter of ours, not older than fourteen days.
            WishSaid::Yes if !self.proven || !self.fresh => return Ok(What::Wish(WishDone::Unproven)),
            WishSaid::Yes => return self.allow(write, issue, None).await,
            WishSaid::No(why) => match self.step(write, issue, EventKind::NotApproved, EventData { cost: wish.put_up, ..EventData::default() }, &why).await? {
                Ok(happened) => {
                    write.put_wish(&WishRow { put_up: None, ..wish.clone() }).await?;
                    (WishDone::NotApproved, Notice::Approved, tell(happened.event))
                }
                Err(refused) => return Ok(refused),
            },
        };
        write.put_notice(person, issue.number, notice, event, self.now).await?;
        Ok(What::Wish(what))
    }

    /// Whoever approves what is above the limit, with the name.
    async fn approver(&self, write: &mut Write) -> Result<Option<(PersonId, String)>, StoreError> {
        let Some(address) = &self.spending.approver else { return Ok(None) };
        let Some(known) = self.context.roster.find(address) else { return Ok(None) };
        Ok(Some((write.person_or_new(&known.address, &known.name, self.now).await?, known.name.clone())))
    }

    /// Whose wish it is, and whoever has the same.
    async fn reporters(&self, write: &mut Write, issue: &IssueRow) -> Result<Vec<PersonId>, StoreError> {
        let mut people = vec![issue.reporter];
        for joined in write.joined_to(issue.number).await? {
            people.extend(write.issue(joined).await?.filter(|joined| joined.state == State::Duplicate).map(|joined| joined.reporter));
        }
        people.dedup();
        people.retain(|person| *person != self.by);
        Ok(people)
    }
}

/// "A: 加一列，2人天" → A, and the words.
fn lettered(words: &str) -> (Option<char>, &str) {
    let mut rest = words.chars();
    let letter = rest.next().map(|letter| letter.to_ascii_uppercase()).filter(|letter| LETTERS.contains(letter));
    let behind = rest.as_str();
    let parted = behind.trim_start().strip_prefix([':', '：', '.', '。', '、', ',', '，', ')']);
    match (letter, parted) {
        (Some(letter), Some(words)) => (Some(letter), words.trim()),
        (Some(letter), None) if behind.starts_with(' ') => (Some(letter), behind.trim()),
        _ => (None, words.trim()),
    }
}

/// The people whom an order names before its day.
fn testers<'n>(words: &str, everybody: &'n [Named]) -> Result<Vec<&'n Named>, (String, Option<String>)> {
    const UNTIL: [&str; 7] = ["到", "至", "截止", "until", "till", " by ", " to "];
    let end = UNTIL.iter().filter_map(|word| words.find(word)).min().unwrap_or(words.len());
    let names = words.get(..end).unwrap_or(words);
    let mut people: Vec<&Named> = vec![];
    for group in names.split([',', '，', '、', '和', '与', '；', ';']).flat_map(|group| group.split(" and ")).map(str::trim).filter(|group| !group.is_empty())
    {
        match person(group, everybody) {
            Ok(found) => people.push(found),
            Err(nearest) => {
                for name in group.split_whitespace() {
                    people.push(person(name, everybody).map_err(|one| (name.to_owned(), one.or_else(|| nearest.clone())))?);
                }
            }
        }
    }
    people.sort_by_key(|person| person.id);
    people.dedup_by_key(|person| person.id);
    Ok(people)
}

/// What the consultant reads above the wish.
fn commission_note(option: Option<&OptionRow>, wish: &WishRow, currency: &str, language: Language) -> String {
    let (cost, words) = (wish.cost.map(|cost| amount(cost, currency)), option.map(|row| row.words.as_str()));
    let day = wish.due.map(|day| day.format("%Y-%m-%d").to_string());
    let [by_option, by_cost, by_day, head, end] = match language {
        Language::ZhHans => ["方案 ", "费用 ", "完成日期 ", "同意开发。", "。做好后请回复“已完成，请测试”，并附上设计说明和测试记录。"],
        Language::ZhHant => ["方案 ", "費用 ", "完成日期 ", "同意開發。", "。做好後請回覆「已完成，請測試」，並附上設計說明和測試記錄。"],
        Language::En => [
            "option ",
            "cost ",
            "due ",
            "Please go ahead and build it: ",
            ". When it is there, please answer “done, please test”, with the design note and the test record.",
        ],
    };
    let option = option.zip(words).map(|(row, words)| format!("{by_option}{}: {words}", row.letter));
    let parts: Vec<String> = [option, cost.map(|cost| format!("{by_cost}{cost}")), day.map(|day| format!("{by_day}{day}"))].into_iter().flatten().collect();
    format!("{head}{}{end}", parts.join(if language == Language::En { "; " } else { "；" }))
}

/// A yes is as old as the letter that it answers.
pub(in crate::intake) fn is_fresh(age: TimeDelta) -> bool {
    age <= super::CONFIRMED_FOR
}
