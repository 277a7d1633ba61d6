//! Problems in a table, by its header; and in records of labelled lines ("Module: …  Problem: …").

use crate::message::Gap;

use super::courtesy;
use super::date::is_only_a_day;
use super::fate::{Fate, Role};
use super::fold::{bare, fold, from_folded, weight};
use super::kind;
use super::lexicon::{Lexicon, Topic};
use super::line::{Line, Row};
use super::number::Style;
use super::remark::SplitRule;
use super::split::{Draft, Known, Note, Split, opens_another};

/// What a column holds.
const COLUMNS: [Topic; 8] = [
    Topic::ColumnProblem,
    Topic::ColumnModule,
    Topic::ColumnSeverity,
    Topic::ColumnNumber,
    Topic::ColumnPicture,
    Topic::ColumnPerson,
    Topic::ColumnDay,
    Topic::Steps,
];

/// Splits a section that holds a table with a header.
pub(crate) fn split(lines: &[Line], known: &Known<'_>) -> Option<Split> {
    let lexicon = known.lexicon;
    let mut found = Split { rule: SplitRule::Table, ..Split::default() };
    let mut header: Option<(u32, Vec<Option<Topic>>)> = None;
    for line in lines {
        let Some(row) = &line.row else {
            if opens_another(&line.folded, lexicon) && header.is_some() {
                found.drafts.push(Draft::begun(&line.text, line));
            } else {
                found.notes.push(Note::of(line));
            }
            continue;
        };
        match &header {
            Some((table, columns)) if *table == row.table => {
                found
                    .drafts
                    .extend(item(row, columns, lexicon).map(|draft| Draft { from: line.block.map(|block| (block, Role::Row)).into_iter().collect(), ..draft }));
            }
            _ => match columns(row, lexicon) {
                Some(columns) => {
                    found.heads.extend(line.block);
                    header = Some((row.table, columns));
                }
                None => found.notes.push(Note::of(line)),
            },
        }
    }
    header.is_some().then_some(found)
}

/// The columns, where the row is a header: a problem column and one more, or three known ones.
fn columns(row: &Row, lexicon: &Lexicon) -> Option<Vec<Option<Topic>>> {
    let topics: Vec<Option<Topic>> = row
        .cells
        .iter()
        .map(|cell| {
            let folded = fold(&cell.text);
            let head = bare(folded.split(['(', '（', '\n']).next().unwrap_or("")).trim();
            // "#" and "No." are nothing but marks.
            if matches!(folded.trim(), "#" | "n.º" | "nº" | "no." | "nr.") {
                return Some(Topic::ColumnNumber);
            }
            let known = COLUMNS.into_iter().find(|topic| lexicon.is(*topic, head));
            known.or_else(|| lexicon.is(Topic::SectionProblems, head).then_some(Topic::ColumnProblem))
        })
        .collect();
    let known = topics.iter().flatten().count();
    let problem = topics.contains(&Some(Topic::ColumnProblem));
    (problem && known >= 2 || known >= 3).then_some(topics)
}

fn item(row: &Row, columns: &[Option<Topic>], lexicon: &Lexicon) -> Option<Draft> {
    let mut draft = Draft::default();
    let mut longest = String::new();
    // Steps, expected results, reasons: they follow the problem.
    let mut more = vec![];
    for (at, cell) in row.cells.iter().enumerate() {
        draft.pictures.extend(&cell.pictures);
        let text = cell.text.trim();
        let empty = weight(text) == 0 || matches!(text, "-" | "/" | "–" | "—");
        match columns.get(at).copied().flatten() {
            _ if empty => {}
            Some(Topic::ColumnProblem) => draft.lines.push(text.to_owned()),
            Some(Topic::ColumnModule) => draft.label = Some(text.replace('\n', " ")),
            Some(Topic::ColumnSeverity) => match kind::cell(text, lexicon) {
                Some(severity) => draft.severity = Some(severity),
                None => more.push(text.to_owned()),
            },
            // "急" in a column of remarks.
            Some(Topic::Steps) | None if draft.severity.is_none() && kind::alone(text, lexicon).is_some() => draft.severity = kind::alone(text, lexicon),
            Some(Topic::Steps) => more.push(text.to_owned()),
            Some(_) => {}
            None => {
                if weight(text) > weight(&longest) {
                    text.clone_into(&mut longest);
                }
            }
        }
    }
    if draft.lines.is_empty() {
        // No problem column, or it is empty: what is said longest elsewhere.
        let module = draft.label.is_some() && !columns.contains(&Some(Topic::ColumnProblem));
        if weight(&longest) > 0 {
            draft.lines.push(longest);
        } else if module && weight(draft.label.as_deref().unwrap_or("")) > 12 {
            draft.lines.extend(draft.label.take());
        }
    } else if weight(&longest) > 0 {
        draft.lines.push(longest);
    }
    draft.lines.extend(more);
    (!draft.lines.is_empty() || !draft.pictures.is_empty()).then_some(draft)
}

/// A labelled line: what its label names, the label, and what stands behind it.
struct Field {
    topic: Topic,
    head: String,
    value: String,
}

/// Splits records of labelled lines; a label that comes again begins the next record.
pub(crate) fn forms(lines: &[Line], lexicon: &Lexicon) -> Option<Split> {
    let fields: Vec<Option<Field>> = lines.iter().map(|line| field(line, lexicon)).collect();
    let count = |wanted: &dyn Fn(&Field) -> bool| fields.iter().flatten().filter(|field| wanted(field)).count();
    let problems = count(&|field| field.topic == Topic::ColumnProblem);
    let others = count(&|field| matches!(field.topic, Topic::ColumnModule | Topic::ColumnSeverity));
    let ordered = problems > 0 && others > 0 && (problems > 1 || others > 1 || count(&|_| true) > 2);
    // "问题：…  操作步骤：…  期望：…": one problem told point by point. A label with nothing behind it heads a list instead.
    let told = problems > 0
        && count(&|field| field.topic == Topic::Steps || field.topic == Topic::ColumnProblem && lexicon.is(Topic::Steps, &field.head)) >= 2
        && count(&|field| field.topic == Topic::ColumnProblem && weight(&field.value) == 0) == 0
        && !lines.iter().any(|line| super::sections::heading(line, lexicon).is_some_and(|(part, _)| part != super::sections::Part::Problems));
    if !ordered && !told {
        return None;
    }
    let mut split = Split { rule: SplitRule::Records, ..Split::default() };
    let mut seen: Vec<(Topic, String)> = vec![];
    let mut opened = String::new();
    let last = fields.iter().rposition(Option::is_some).unwrap_or(0);
    for (at, (line, field)) in lines.iter().zip(fields).enumerate() {
        let Some(Field { mut topic, head, value }) = field else {
            // The day of the records below.
            if is_only_a_day(&line.folded) {
                split.notes.push(Note::of(line));
                continue;
            }
            match split.drafts.last_mut().filter(|_| !seen.is_empty()) {
                // "PS: …" below the last record begins a problem; inside of one it goes on with it.
                Some(_) if at >= last && line.gap >= Gap::Blank && opens_another(&line.folded, lexicon) => {
                    split.drafts.push(Draft::begun(&line.text, line));
                }
                Some(_) if at >= last && courtesy::is_closing(&line.folded, &[], lexicon) => {
                    split.notes.push(Note { talk: Some(Fate::Closing), ..Note::of(line) });
                }
                Some(draft) => {
                    if line.says() {
                        draft.lines.push(line.text.clone());
                    }
                    draft.takes(line, Role::More);
                }
                None => split.notes.push(Note::of(line)),
            }
            continue;
        };
        // "问题：… 现象：…": the second describes the first.
        if topic == Topic::ColumnProblem && seen.iter().any(|(topic, _)| *topic == Topic::ColumnProblem) && head != opened && lexicon.is(Topic::Steps, &head) {
            topic = Topic::Steps;
        }
        if split.drafts.is_empty() || topic != Topic::Steps && seen.contains(&(topic, head.clone())) {
            split.drafts.push(Draft::default());
            seen.clear();
        }
        seen.push((topic, head.clone()));
        let Some(draft) = split.drafts.last_mut() else { continue };
        draft.takes(line, Role::Row);
        let empty = weight(&value) == 0;
        match topic {
            _ if empty => {}
            Topic::ColumnProblem => {
                // "需求：…" says what kind it is.
                let wish = [format!("{head}:"), format!("【{head}】")].iter().any(|label| lexicon.has(Topic::Wish, label));
                draft.lines.insert(0, if wish { line.text.clone() } else { value });
                opened = head;
            }
            Topic::ColumnModule => draft.label = Some(value),
            Topic::ColumnSeverity => match kind::cell(&value, lexicon) {
                Some(severity) => draft.severity = Some(severity),
                // "Impact: the management gets wrong figures" tells, and weighs nothing.
                None => draft.lines.push(line.text.clone()),
            },
            Topic::Steps => draft.lines.push(line.text.clone()),
            _ => {}
        }
    }
    split.drafts.retain(|draft| !draft.lines.is_empty());
    Some(split)
}

fn field(line: &Line, lexicon: &Lexicon) -> Option<Field> {
    const LABELS: [Topic; 8] = [
        Topic::ColumnProblem,
        Topic::ColumnModule,
        Topic::ColumnSeverity,
        Topic::Steps,
        Topic::ColumnPicture,
        Topic::ColumnPerson,
        Topic::ColumnDay,
        Topic::ColumnNumber,
    ];
    // "问题1：…" opens a record as "问题：…" does.
    if line.row.is_none() && line.mark.is_some_and(|mark| mark.style == Style::Label) {
        return Some(Field { topic: Topic::ColumnProblem, head: "1".into(), value: line.rest().to_owned() });
    }
    let (head, value) = if let Some(row) = &line.row {
        // A form: the left cell is the label.
        let [label, value] = row.cells.as_slice() else { return None };
        (fold(&label.text), value.text.clone())
    } else {
        let text = line.rest();
        let folded = line.rest_folded();
        let bracketed = folded.strip_prefix('【').and_then(|inner| inner.split_once('】'));
        if let Some((head, rest)) = bracketed {
            (head.to_owned(), from_folded(text, folded, folded.len() - rest.len()).trim_start_matches([':', '：']).trim().to_owned())
        } else {
            let colon = folded.find(':')?;
            (folded.get(..colon)?.to_owned(), from_folded(text, folded, colon + 1).trim().to_owned())
        }
    };
    let head = bare(&head).trim().to_owned();
    let topic = LABELS.into_iter().find(|topic| lexicon.is(*topic, &head))?;
    Some(Field { topic, head, value })
}

#[cfg(test)]
mod tests {
    use crate::issue::Severity;
    use crate::message::Gap;

    use super::super::line::Cell;
    use super::*;

    fn row(cells: &[&str], lexicon: &Lexicon) -> Line {
        let mut line = Line::new(&cells.join("\t"), Gap::None, lexicon);
        line.row = Some(Row { table: 0, cells: cells.iter().map(|text| Cell { text: (*text).into(), pictures: vec![] }).collect() });
        line
    }

    #[test]
    fn rows_are_items_by_their_header() {
        let lexicon = Lexicon::shipped();
        let known = Known { problems: false, single: false, lexicon: &lexicon, names: &[] };
        for (head, one) in [
            (["序号", "模块", "问题描述", "严重程度"], ["1", "出货单", "打印偏了", "紧急"]),
            (["No", "Module", "Problem", "Severity"], ["1", "Delivery note", "prints blank", "Urgent"]),
            (["N.º", "Módulo", "Problema", "Gravedad"], ["1", "Cobros", "sale NaN", "crítica"]),
        ] {
            let split = split(&[row(&head, &lexicon), row(&one, &lexicon)], &known).unwrap();
            let [draft] = split.drafts.as_slice() else { panic!("{head:?}") };
            assert_eq!((draft.text().as_str(), draft.label.as_deref(), draft.severity), (one[2], Some(one[1]), Some(Severity::Urgent)));
        }
        assert!(super::split(&[row(&["a", "b"], &lexicon)], &known).is_none());
    }

    #[test]
    fn labelled_lines_are_records() {
        let lexicon = Lexicon::shipped();
        let lines: Vec<Line> =
            ["Module: Goods issue", "Problem: not populated", "Severity: Low", "Module: GST", "Problem: prints 0", "Severity: Critical", "Steps: print any"]
                .iter()
                .map(|t| Line::new(t, Gap::None, &lexicon))
                .collect();
        let split = forms(&lines, &lexicon).unwrap();
        assert_eq!(split.drafts.len(), 2);
        assert_eq!((split.drafts[1].text().as_str(), split.drafts[1].severity), ("prints 0\nSteps: print any", Some(Severity::Urgent)));
    }
}
