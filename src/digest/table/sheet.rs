//! Table → XLSX. Pure.
//!
//! Pictures are fitted into their cells and move with them, so that sorting and filtering keep them beside their words;
//! Excel's form of a picture *in* a cell shows `#VALUE!` in every program before Excel 365. Texts are written as strings,
//! which no program takes for a formula (CWE-1236).

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rust_xlsxwriter::{Color, DataValidation, DocProperties, Format, FormatAlign, FormatBorder, Image, ObjectMovement, Workbook, Worksheet, XlsxError};

use unicode_width::UnicodeWidthStr as _;

use super::words::{self, say};
use super::{PICTURES, Row, Table};
use crate::digest::words as figures;
use crate::issue::{Severity, State};
use crate::outbox::{self, terms};

/// Excel's limit for the text of a cell is 32,767 characters; what is longer is in the mail.
const MOST_TEXT: usize = 32_000;

/// Which column is what, in the order of [`words::COLUMNS`].
mod column {
    pub(super) const NUMBER: u16 = 0;
    pub(super) const DAY: u16 = 1;
    pub(super) const REPORTER: u16 = 2;
    pub(super) const MODULE: u16 = 3;
    pub(super) const KIND: u16 = 4;
    pub(super) const SEVERITY: u16 = 5;
    pub(super) const PROBLEM: u16 = 6;
    pub(super) const PICTURE: u16 = 7;
    pub(super) const STATE: u16 = 10;
    pub(super) const WAITS_ON: u16 = 11;
    pub(super) const OWNER: u16 = 12;
    pub(super) const DAYS: u16 = 13;
    pub(super) const CAUSE: u16 = 14;
    pub(super) const SOLUTION: u16 = 15;
    pub(super) const NOTE: u16 = 16;
    pub(super) const ENDED: u16 = 17;
}

/// A picture is at most this wide and high: a screenshot's headings can still be read, and a page across holds the table.
const PICTURE: (u32, u32) = (200, 128);

/// The widths of the columns in pixels at 96 dpi, in their order.
const WIDTHS: [u32; 18] = [68, 76, 76, 84, 64, 56, 300, PICTURE.0, PICTURE.0, PICTURE.0, 88, 64, 64, 44, 64, 220, 180, 76];

/// The height of a line of 10 points, and the width of half a Chinese character in it, in pixels at 96 dpi.
const LINE: u32 = 19;
const COLUMN: u32 = 7;

/// What keeps the last line off the border.
const PADDING: u32 = 4;

/// Excel's tallest row is 409 points.
const TALLEST: u32 = 545;

/// The sheets as an .xlsx file.
pub fn write(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let created = local(table, table.written);
    book.set_properties(&DocProperties::new().set_title(title(table)).set_author(&table.project).set_creation_datetime(&created));
    problems(book.add_worksheet(), table)?;
    history(book.add_worksheet(), table)?;
    book.save_to_buffer()
}

fn title(table: &Table) -> String {
    let day = local(table, table.written).format("%Y-%m-%d");
    format!("{} · {} · {day}", table.project, say(words::TABLE, table.language))
}

fn local(table: &Table, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&table.timezone).naive_local()
}

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    plain: Format,
    day: Format,
    time: Format,
    strong: Format,
    bad: Format,
    over: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = Format::new().set_align(FormatAlign::Top).set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xD9_DD_E3)).set_font_size(10);
        let text = cell.clone().set_text_wrap();
        Self {
            head: text.clone().set_bold().set_background_color(Color::RGB(0xE8_EE_F7)).set_align(FormatAlign::VerticalCenter),
            day: cell.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            time: cell.clone().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left),
            strong: Format::new().set_bold().set_font_size(10),
            bad: text.clone().set_bold().set_font_color(Color::RGB(0xB0_20_20)),
            over: text.clone().set_font_color(Color::RGB(0x6B_72_80)),
            plain: cell,
            text,
        }
    }
}

fn problems(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let (looks, language) = (Looks::new(), table.language);
    let shown = table.rows.iter().map(|row| row.pictures.len()).max().unwrap_or(0);
    sheet.set_name(say(words::TABLE, language))?;
    set_up(sheet, table, &words::COLUMNS, &looks)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width_pixels(column, width)?;
    }
    for column in (column::PICTURE..column::STATE).skip(shown) {
        sheet.set_column_hidden(column)?;
    }
    for (at, row) in (1..).zip(&table.rows) {
        issue(sheet, at, row, table, &looks)?;
    }
    // An empty table has one empty row.
    let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX).max(1);
    let states = [State::Open, State::WithConsultant, State::Solved, State::Closed, State::Declined].map(|state| words::state(state, language));
    let severities = [Severity::Urgent, Severity::High, Severity::Normal, Severity::Low].map(|severity| figures::severity(Some(severity), language));
    sheet.add_data_validation(1, column::STATE, last, column::STATE, &DataValidation::new().allow_list_strings(&states)?)?;
    sheet.add_data_validation(1, column::SEVERITY, last, column::SEVERITY, &DataValidation::new().allow_list_strings(&severities)?)?;
    sheet.autofilter(0, 0, last, column::ENDED)?;
    Ok(())
}

/// Head, frozen panes and the page: A4 across, as wide as the table, its head on each page.
fn set_up(sheet: &mut Worksheet, table: &Table, columns: &[[&'static str; 3]], looks: &Looks) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    for (column, name) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, say(*name, table.language), &looks.head)?;
    }
    sheet.set_row_height(0, 30)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    // An ampersand begins a code of the header's.
    sheet.set_header(format!("&L{}", title(table).replace('&', "&&"))).set_footer(format!("&R{}", say(words::PAGE, table.language)));
    Ok(())
}

fn issue(sheet: &mut Worksheet, at: u32, row: &Row, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    let (issue, language) = (&row.issue, table.language);
    let severity = issue.severity.map_or("", |severity| figures::severity(Some(severity), language));
    let hurts = matches!(issue.severity, Some(Severity::Urgent | Severity::High)) && !issue.state.is_over();
    let look = if issue.state.is_over() { &looks.over } else { &looks.text };
    let number = table.key.write(issue.number);
    let goes_on = issue.duplicate_of.map(|other| format!(" {}", table.key.write(other))).unwrap_or_default();
    let state = format!("{}{goes_on}", words::state(issue.state, language));
    let texts = [
        (column::NUMBER, number.as_str(), look),
        (column::REPORTER, &row.reporter, look),
        (column::MODULE, issue.module.as_deref().unwrap_or_default(), look),
        (column::KIND, outbox::kind_word(issue.kind, language), look),
        (column::SEVERITY, severity, if hurts { &looks.bad } else { look }),
        (column::STATE, &state, look),
        (column::WAITS_ON, if issue.state.is_over() { "" } else { terms::side(issue.waits_on, language) }, look),
        (column::OWNER, row.owner.as_deref().unwrap_or_default(), look),
        (column::CAUSE, row.cause.map_or("", |cause| terms::cause(cause, language)), look),
        (column::SOLUTION, &row.solution, look),
        (column::NOTE, &row.note, look),
    ];
    for (column, text, look) in texts {
        sheet.write_string_with_format(at, column, clip(text), look)?;
    }
    let (title, rest) = outbox::title_and_rest(&issue.title, &issue.text);
    let cut = title.strip_suffix('…').is_some_and(|head| rest.starts_with(head.trim_end()));
    let (title, rest) = if cut { (rest, "") } else { (title, rest) };
    let (title, rest) = (clip(title), clip(&format!("\n{rest}")));
    if rest.trim().is_empty() {
        sheet.write_string_with_format(at, column::PROBLEM, &title, look)?;
    } else {
        sheet.write_rich_string_with_format(at, column::PROBLEM, &[(&looks.strong, &title), (look, &rest)], look)?;
    }
    match issue.day.parse::<NaiveDate>() {
        Ok(day) => sheet.write_datetime_with_format(at, column::DAY, day, &looks.day)?,
        Err(_) => sheet.write_string_with_format(at, column::DAY, &issue.day, look)?,
    };
    sheet.write_number_with_format(at, column::DAYS, u32::try_from(row.days).unwrap_or(u32::MAX), &looks.plain)?;
    match issue.ended {
        Some(ended) => sheet.write_datetime_with_format(at, column::ENDED, local(table, ended).date(), &looks.day)?,
        None => sheet.write_blank(at, column::ENDED, &looks.plain)?,
    };
    let texts = [(column::PROBLEM, format!("{title}{rest}")), (column::SOLUTION, row.solution.clone()), (column::NOTE, row.note.clone())];
    let tallest = texts.iter().map(|(column, text)| height(text, *column)).max().unwrap_or(LINE);
    let tallest = if row.pictures.is_empty() { tallest } else { tallest.max(PICTURE.1) };
    sheet.set_row_height_pixels(at, tallest.min(TALLEST))?;
    pictures(sheet, at, row, table, looks)
}

/// How high a text stands in its column. Programs differ in whether they find that out by themselves, and none does it for
/// a row that a picture has made higher.
fn height(text: &str, column: u16) -> u32 {
    let width = WIDTHS.get(usize::from(column)).copied().unwrap_or(PICTURE.0);
    let columns = usize::try_from(width / COLUMN).unwrap_or(1).max(1);
    let lines: usize = text.lines().map(|line| line.width_cjk().div_ceil(columns).max(1)).sum();
    u32::try_from(lines.max(1)).unwrap_or(u32::MAX).saturating_mul(LINE).saturating_add(PADDING)
}

/// Each picture keeps its shape within its cell.
fn pictures(sheet: &mut Worksheet, at: u32, row: &Row, table: &Table, looks: &Looks) -> Result<(), XlsxError> {
    for column in column::PICTURE..column::STATE {
        sheet.write_blank(at, column, &looks.text)?;
    }
    if row.pictures_more > 0 {
        let more = say(words::MORE_PICTURES, table.language).replace("{}", &row.pictures_more.to_string());
        let column = column::PICTURE + u16::try_from(row.pictures.len().min(PICTURES - 1)).unwrap_or_default();
        sheet.write_string_with_format(at, column, more, &looks.text)?;
    }
    for (column, picture) in (column::PICTURE..).zip(&row.pictures) {
        let name = format!("{} {}", table.key.write(row.issue.number), column - column::PICTURE + 1);
        let image = Image::new_from_buffer(&picture.bytes)?.set_alt_text(name).set_object_movement(ObjectMovement::MoveAndSizeWithCells);
        sheet.insert_image_fit_to_cell(at, column, &image, true)?;
    }
    Ok(())
}

fn history(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let (looks, language) = (Looks::new(), table.language);
    sheet.set_name(say(words::HISTORY_SHEET, language))?;
    set_up(sheet, table, &words::HISTORY, &looks)?;
    for (column, width) in (0..).zip([72, 120, 160, 96, 640]) {
        sheet.set_column_width_pixels(column, width)?;
    }
    let lines = table.rows.iter().flat_map(|row| row.history.iter().map(move |line| (row, line)));
    let mut last = 0;
    for (at, (row, (event, who))) in (1..).zip(lines) {
        let on = event.data.issue.map(|other| format!(" {}-{other}", table.key.as_str())).unwrap_or_default();
        let day = event.data.day.map(|day| format!(" {day}")).unwrap_or_default();
        let what = format!("{}{on}{day}", words::event(&event.kind, language));
        sheet.write_string_with_format(at, 0, table.key.write(row.issue.number), &looks.plain)?;
        sheet.write_datetime_with_format(at, 1, local(table, event.at), &looks.time)?;
        sheet.write_string_with_format(at, 2, what, &looks.text)?;
        sheet.write_string_with_format(at, 3, who.as_deref().unwrap_or_default(), &looks.text)?;
        sheet.write_string_with_format(at, 4, clip(event.words.as_deref().unwrap_or_default()), &looks.text)?;
        last = at;
    }
    sheet.autofilter(0, 0, last.max(1), 4)?;
    Ok(())
}

/// XML 1.0 has no control characters, and Excel calls a file that holds one broken.
fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(MOST_TEXT).collect()
}
