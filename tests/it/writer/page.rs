//! What the person types: the report laid out by numbering and picture manner, before any client dresses it.

use chrono::{Datelike as _, Days, NaiveDate};

use super::manner::{Client, Greeting, Intro, Manner, Matter, Numbering, Pictures, Signature, Steps, Tongue};
use super::report::{Problem, Report};
use super::seed::Dice;
use super::words::{Phrases, phrases};

/// A piece of a line.
#[derive(Clone, Debug)]
pub(crate) enum Run {
    Text(String),
    /// A screenshot: its number.
    Shot(usize),
}

/// A paragraph, or what the client's own buttons make.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Line(Vec<Run>),
    /// A heading of a section, in bold.
    Head(String),
    Blank,
    /// The client's own list: numbered or not.
    List(bool, Vec<Entry>),
    /// Rows of cells of lines, the header first.
    Table(Vec<Vec<Vec<Vec<Run>>>>),
}

/// An entry of the client's own list: its lines, and a numbered list inside.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) lines: Vec<Vec<Run>>,
    pub(crate) steps: Vec<String>,
}

/// All that the person types, and what is attached.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// How many of the pieces greet.
    pub(crate) greeting: usize,
    pub(crate) pieces: Vec<Piece>,
    /// Below the matter: thanks, the name, a postscript.
    pub(crate) end: Vec<Piece>,
    /// Attached screenshots with their names.
    pub(crate) attached: Vec<(usize, String)>,
    /// Lines that belong to no problem.
    pub(crate) foreign: Vec<String>,
}

/// Lays the report out.
pub(crate) fn lay(report: &Report, manner: &Manner, dice: &mut Dice) -> Page {
    let mut layout = Layout { report, manner, words: phrases(manner.tongue), page: Page::default(), airy: dice.roll(2) == 0, tone: dice.roll(6), dice };
    layout.top();
    layout.page.greeting = layout.page.pieces.len();
    layout.body();
    layout.end();
    layout.attach();
    layout.page
}

struct Layout<'l> {
    report: &'l Report,
    manner: &'l Manner,
    words: &'static Phrases,
    page: Page,
    /// Blank lines between the problems?
    airy: bool,
    /// Which of several phrases this person always takes.
    tone: usize,
    dice: &'l mut Dice,
}

fn text(text: impl Into<String>) -> Vec<Run> {
    vec![Run::Text(text.into())]
}

impl Layout<'_> {
    fn line(&mut self, words: impl Into<String>) {
        self.page.pieces.push(Piece::Line(text(words)));
    }

    fn foreign(&mut self, words: &str) {
        self.line(words);
        self.page.foreign.push(words.to_owned());
    }

    fn blank(&mut self) {
        self.page.pieces.push(Piece::Blank);
    }

    fn top(&mut self) {
        match self.manner.greeting {
            Greeting::None => return,
            Greeting::Short => {
                let greeting = *self.dice.pick(self.words.greetings);
                self.foreign(greeting);
            }
            Greeting::Opening => {
                for line in self.dice.pick(self.words.openings).split('|') {
                    self.foreign(line);
                }
            }
        }
        if self.airy {
            self.blank();
        }
    }

    fn body(&mut self) {
        let listed: Vec<&Problem> = self.report.problems.iter().take(self.report.problems.len() - usize::from(self.report.postscript)).collect();
        match self.manner.matter {
            Matter::Nothing if self.report.done.is_empty() => {
                let said = self.report.nothing.unwrap();
                self.line(said);
            }
            Matter::Sections | Matter::Nothing => self.sections(&listed),
            Matter::Days => {
                for day in 0..2 {
                    let head = day_head(self.report.day - Days::new(1 - day), self.manner.tongue, self.tone);
                    if day == 1 && self.airy {
                        self.blank();
                    }
                    self.line(head);
                    let those: Vec<&Problem> = listed.iter().filter(|problem| u64::try_from(problem.day).unwrap() == day).copied().collect();
                    self.problems(&those);
                }
            }
            _ => {
                if self.manner.intro == Intro::Said && self.manner.matter != Matter::One {
                    let intro = *self.dice.pick(self.words.intros);
                    self.foreign(intro);
                }
                self.problems(&listed);
            }
        }
        if self.manner.pictures == Pictures::Captioned {
            self.captions();
        }
    }

    fn sections(&mut self, listed: &[&Problem]) {
        let heads = self.dice.pick(self.words.sections);
        let english = self.manner.tongue == Tongue::English;
        // Numbered headings over a list of the same numbers are read by nobody at a glance.
        let dress = if self.manner.numbering == Numbering::Han && self.tone.is_multiple_of(3) { 1 } else { self.tone % 3 };
        let head = |at: usize| match (dress, english) {
            (0, false) => format!("{}、{}", ["一", "二", "三"][at], heads[at]),
            (1, false) => format!("【{}】", heads[at]),
            (_, false) => format!("{}：", heads[at]),
            (_, true) => format!("{}:", heads[at]),
        };
        let (done, plan) = (self.report.done.clone(), self.report.plan.clone());
        self.page.pieces.push(Piece::Head(head(0)));
        self.points(&done);
        if let Some(none) = self.report.nothing {
            if dress == 2 {
                self.line(format!("{}{none}", head(1)));
            } else {
                self.page.pieces.push(Piece::Head(head(1)));
                self.line(none);
            }
        } else {
            self.page.pieces.push(Piece::Head(head(1)));
            self.problems(listed);
        }
        if self.airy {
            self.blank();
        }
        self.page.pieces.push(Piece::Head(head(2)));
        self.points(&plan);
    }

    /// Work done or planned.
    fn points(&mut self, points: &[&'static str]) {
        self.page.foreign.extend(points.iter().map(|point| (*point).to_owned()));
        if matches!(self.manner.numbering, Numbering::Ordered | Numbering::Bulleted) {
            let entries = points.iter().map(|point| Entry { lines: vec![text(*point)], steps: vec![] }).collect();
            self.page.pieces.push(Piece::List(self.manner.numbering == Numbering::Ordered, entries));
        } else {
            for (i, point) in points.iter().enumerate() {
                let mark = match self.manner.numbering {
                    Numbering::Label | Numbering::Hash | Numbering::Han | Numbering::Table => format!("{}. ", i + 1),
                    _ => self.mark(i + 1),
                };
                self.line(format!("{mark}{point}"));
            }
        }
        if self.airy {
            self.blank();
        }
    }

    fn mark(&self, number: usize) -> String {
        let english = self.manner.tongue == Tongue::English;
        let roomy = english || self.tone.is_multiple_of(2);
        match self.manner.numbering {
            Numbering::Comma if !english => format!("{number}、"),
            Numbering::Parens if !english => format!("（{number}）"),
            Numbering::Parens => format!("({number}) "),
            Numbering::HalfParen => format!("{number}) "),
            Numbering::Circled => char::from_u32(0x245f + u32::try_from(number).unwrap()).unwrap().to_string(),
            Numbering::Han if !english => format!("{}、", ["一", "二", "三", "四", "五"][number - 1]),
            Numbering::Label if english => format!("{}{number}: ", self.words.label),
            Numbering::Label => format!("{}{number}：", self.words.label),
            Numbering::Hash => format!("#{number} "),
            Numbering::Dash => "- ".to_owned(),
            Numbering::Bullet => if english { "• " } else { "● " }.to_owned(),
            Numbering::Paragraphs => String::new(),
            _ => {
                if roomy {
                    format!("{number}. ")
                } else {
                    format!("{number}.")
                }
            }
        }
    }

    fn problems(&mut self, problems: &[&Problem]) {
        match self.manner.numbering {
            Numbering::Table => self.table(problems),
            Numbering::Ordered | Numbering::Bulleted => {
                let entries = problems.iter().map(|problem| self.entry(problem)).collect();
                self.page.pieces.push(Piece::List(self.manner.numbering == Numbering::Ordered, entries));
            }
            _ => {
                for (i, problem) in problems.iter().enumerate() {
                    if i > 0 && (self.airy || self.manner.numbering == Numbering::Paragraphs) {
                        self.blank();
                    }
                    for line in self.told(problem, i + 1) {
                        self.page.pieces.push(Piece::Line(line));
                    }
                }
            }
        }
    }

    /// A problem as typed lines.
    fn told(&self, problem: &Problem, number: usize) -> Vec<Vec<Run>> {
        let mark = if self.report.problems.len() == 1 && self.manner.numbering == Numbering::Dot { String::new() } else { self.mark(number) };
        let mut lines = vec![text(format!("{mark}{}", self.title(problem)))];
        let running = self.manner.numbering == Numbering::Paragraphs;
        let indent = if self.manner.tongue == Tongue::English { "   " } else { "　　" };
        let add = |lines: &mut Vec<Vec<Run>>, words: String| match lines.last_mut() {
            Some(last) if running => last.push(Run::Text(format!("{}{words}", if self.manner.tongue == Tongue::English { " " } else { "" }))),
            _ => lines.push(text(format!("{indent}{words}"))),
        };
        if self.manner.pictures == Pictures::InPlace || self.manner.pictures == Pictures::Data {
            lines[0].extend(problem.shots.iter().map(|shot| Run::Shot(*shot)));
        }
        for step in self.steps(problem, number) {
            add(&mut lines, step);
        }
        if let Some(expected) = problem.expected {
            add(&mut lines, format!("{}{expected}", self.words.expected));
        }
        if self.manner.pictures == Pictures::Below {
            lines.extend(problem.shots.iter().map(|shot| vec![Run::Shot(*shot)]));
        }
        lines
    }

    /// A problem as an entry of the client's own list: numbered steps make a list inside.
    fn entry(&self, problem: &Problem) -> Entry {
        let listed = matches!(self.manner.steps, Steps::Decimal | Steps::Letters | Steps::Announced);
        let mut entry = Entry { lines: vec![text(self.title(problem))], steps: vec![] };
        if listed {
            entry.steps = problem.steps.iter().map(|step| (*step).to_owned()).collect();
        } else {
            entry.lines.extend(self.steps(problem, 1).into_iter().map(text));
        }
        if let Some(expected) = problem.expected {
            entry.lines.push(text(format!("{}{expected}", self.words.expected)));
        }
        match self.manner.pictures {
            Pictures::InPlace | Pictures::Data => entry.lines[0].extend(problem.shots.iter().map(|shot| Run::Shot(*shot))),
            Pictures::Below => entry.lines.extend(problem.shots.iter().map(|shot| vec![Run::Shot(*shot)])),
            _ => {}
        }
        entry
    }

    fn table(&mut self, problems: &[&Problem]) {
        let [number, what, how, should, shot] = self.words.columns;
        let steps = problems.iter().any(|problem| !problem.steps.is_empty()) && self.manner.steps != Steps::None;
        let expected = problems.iter().any(|problem| problem.expected.is_some());
        let shots = matches!(self.manner.pictures, Pictures::InPlace | Pictures::Below | Pictures::Data);
        let mut header = vec![vec![text(number)], vec![text(what)]];
        header.extend(steps.then(|| vec![text(how)]));
        header.extend(expected.then(|| vec![text(should)]));
        header.extend(shots.then(|| vec![text(shot)]));
        let mut rows = vec![header];
        for (i, problem) in problems.iter().enumerate() {
            let mut row = vec![vec![text((i + 1).to_string())], vec![text(self.title(problem))]];
            row.extend(steps.then(|| self.steps(problem, i + 1).into_iter().map(text).collect()));
            row.extend(expected.then(|| problem.expected.map(|words| vec![text(words)]).unwrap_or_default()));
            row.extend(shots.then(|| problem.shots.iter().map(|shot| vec![Run::Shot(*shot)]).collect()));
            rows.push(row);
        }
        self.page.pieces.push(Piece::Table(rows));
    }

    /// The sentence, what points to the pictures, and what is told beside it.
    fn title(&self, problem: &Problem) -> String {
        let english = self.manner.tongue == Tongue::English;
        let see = self.words.see[self.tone % self.words.see.len()];
        let and = if english { " and " } else { "、" };
        let numbers = problem.shots.iter().map(|shot| (shot + 1).to_string()).collect::<Vec<_>>().join(and);
        let pointer = match self.manner.pictures {
            _ if problem.shots.is_empty() => String::new(),
            Pictures::Numbered | Pictures::Captioned => see.replace("{}", &numbers),
            Pictures::Pointing => self.words.pointing[self.tone % self.words.pointing.len()].to_owned(),
            _ => String::new(),
        };
        let mut said = if pointer.is_empty() || pointer.ends_with('.') {
            format!("{}{pointer}", problem.title)
        } else if english {
            format!("{}{pointer}.", problem.title.trim_end_matches('.'))
        } else {
            format!("{}{pointer}", problem.title)
        };
        for more in &problem.more {
            if !said.ends_with(['.', '。']) {
                said.push('。');
            }
            said.push_str(if english { " " } else { "" });
            said.push_str(more);
        }
        if self.manner.numbering == Numbering::Paragraphs && !said.ends_with(['.', '。']) {
            said.push('。');
        }
        said
    }

    fn steps(&self, problem: &Problem, number: usize) -> Vec<String> {
        let steps = &problem.steps;
        let english = self.manner.tongue == Tongue::English;
        // Steps are told apart from the problems' own numbers by another sign.
        let sign = if self.manner.numbering == Numbering::HalfParen { "." } else { ")" };
        let counted = || steps.iter().enumerate().map(|(i, step)| format!("{}{sign} {step}", i + 1));
        match self.manner.steps {
            _ if steps.is_empty() => vec![],
            Steps::None => vec![],
            Steps::Sentence => vec![self.words.reproduce.replace("{}", &steps.join(self.words.then))],
            Steps::Decimal => steps.iter().enumerate().map(|(i, step)| format!("{number}.{} {step}", i + 1)).collect(),
            Steps::Letters => steps.iter().zip('a'..).map(|(step, letter)| format!("{letter}) {step}")).collect(),
            Steps::Arrows => vec![steps.join(if english { " -> " } else { "→" })],
            Steps::Announced => std::iter::once(self.words.steps.to_owned()).chain(counted()).collect(),
        }
    }

    /// The pictures at the end, each under its caption.
    fn captions(&mut self) {
        let shots = self.report.shots();
        if shots.is_empty() {
            return;
        }
        self.blank();
        for shot in shots {
            let colon = if self.manner.tongue == Tongue::English { ":" } else { "：" };
            let mut caption = text(format!("{}{}{colon}", self.words.figure, shot + 1));
            if self.tone.is_multiple_of(2) {
                caption.push(Run::Shot(shot));
                self.page.pieces.push(Piece::Line(caption));
            } else {
                self.page.pieces.push(Piece::Line(caption));
                self.page.pieces.push(Piece::Line(vec![Run::Shot(shot)]));
            }
        }
    }

    /// Thanks, the name, and what was forgotten above.
    fn end(&mut self) {
        let matter = std::mem::take(&mut self.page.pieces);
        if self.manner.signature != Signature::None {
            self.blank();
        }
        if matches!(self.manner.signature, Signature::Closing | Signature::Card | Signature::CardWithLogo) {
            for line in self.dice.pick(self.words.closings).split('|') {
                self.foreign(line);
            }
        }
        if matches!(self.manner.signature, Signature::Name | Signature::Closing) {
            self.line(self.report.name);
        }
        if self.report.postscript {
            let problem = self.report.problems.last().unwrap();
            // By the person's habit: what stands around the words must not change them.
            let opening = self.words.postscripts[self.tone % self.words.postscripts.len()];
            self.blank();
            self.line(format!("{opening}{}", self.title(problem)));
            if self.manner.client == Client::ApplePlain && self.manner.pictures == Pictures::Below {
                self.page.pieces.extend(problem.shots.iter().map(|shot| Piece::Line(vec![Run::Shot(*shot)])));
            }
        }
        self.page.end = std::mem::replace(&mut self.page.pieces, matter);
    }

    fn attach(&mut self) {
        let tone = self.tone;
        let day = self.report.day;
        self.page.attached = match self.manner.pictures {
            Pictures::Numbered | Pictures::Pointing | Pictures::Untold | Pictures::Telling => self
                .report
                .problems
                .iter()
                .flat_map(|problem| problem.shots.iter().map(move |shot| (problem, *shot)))
                .map(|(problem, shot)| {
                    let name = match (self.manner.pictures, tone) {
                        (Pictures::Telling, _) => problem.file.to_owned(),
                        (Pictures::Numbered, 0 | 1) => format!("{}{}", self.words.figure, shot + 1),
                        (Pictures::Numbered, 2) => format!("{}", shot + 1),
                        (_, 3) => format!("微信图片_{}18{:02}11", day.format("%Y%m%d"), shot + 10),
                        (_, 4) => format!("Screenshot {} at 17.{:02}.09", day.format("%Y-%m-%d"), shot + 10),
                        _ => format!("IMG_{}", 2031 + shot),
                    };
                    (shot, format!("{name}.png"))
                })
                .collect(),
            _ => vec![],
        };
    }
}

fn day_head(day: NaiveDate, tongue: Tongue, tone: usize) -> String {
    match (tongue, tone % 2) {
        (Tongue::English, 0) => day.format("%A %-d %B:").to_string(),
        (Tongue::English, _) => day.format("%-d %B:").to_string(),
        (_, 0) => format!("{}月{}日：", day.month(), day.day()),
        _ => format!("{}月{}日", day.month(), day.day()),
    }
}
