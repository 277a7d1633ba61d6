//! What a terminal shows: text that goes out whole, tables in which Chinese stands straight, short times.
#![expect(clippy::print_stderr, reason = "this is the module that speaks to the person at the terminal")]

use std::fmt::Write as _;
use std::io::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Shows `text`. Whoever closes the pipe early (`| head`) has seen enough.
pub(super) fn say(text: &str) {
    write_out(&plain(text));
}

fn write_out(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Shows `json`, for programs.
pub(super) fn say_json(json: &serde_json::Value) {
    write_out(&(plain_json(&format!("{json:#}")) + "\n"));
}

/// Says on stderr what went wrong.
pub(super) fn complain(text: &str) {
    eprintln!("{}", plain(text));
}

/// What a terminal would obey, shown as what it is: nobody's subject clears the screen, retitles the window or turns a
/// line around.
pub(super) fn plain(text: &str) -> String {
    let shown = |c| match c {
        '\n' | '\t' => c,
        // Unicode has a picture of each.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\u{7f}' => '\u{2421}',
        c if obeyed(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(shown).collect()
}

/// The same on one line: a name with line ends in it must not look like lines of ours.
pub(super) fn line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// JSON with what a terminal would obey as escapes: it stays the same JSON. Below the blank serde does that itself.
pub(super) fn plain_json(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && obeyed(c) {
            let _ = write!(plain, "\\u{:04x}", u32::from(c));
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Control characters, also those that are one character in Unicode (U+009B begins a command like ESC [), and those that
/// turn the direction of writing.
fn obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A time where the project is: `2026-03-05 17:42`.
pub(super) fn time(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

/// How long ago: "3 min ago".
pub(super) fn ago(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let span = now - at;
    match (span.num_days(), span.num_hours(), span.num_minutes()) {
        (1.., _, _) => format!("{} d ago", span.num_days()),
        (_, 1.., _) => format!("{} h ago", span.num_hours()),
        (_, _, 1..) => format!("{} min ago", span.num_minutes()),
        _ => "just now".into(),
    }
}

/// How many of what: "1 mail", "2 mails".
pub(super) fn count(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The beginning of `text` that fits into `columns`, with `…` where something was left out.
pub(super) fn clip(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut width = 0;
    let fits = |c: &char| {
        width += c.width().unwrap_or(0);
        width < columns
    };
    let mut clipped: String = text.chars().take_while(fits).collect();
    clipped.push('…');
    clipped
}

/// `text` broken into lines of at most `columns`, between words where there are some and between characters in Chinese.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![];
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in words(paragraph) {
            if !line.is_empty() && line.width() + word.trim_end().width() > columns {
                lines.push(line.trim_end().to_owned());
                line.clear();
            }
            line.push_str(word);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Marks that stand at the end of a Chinese line rather than at the head of the next one.
const CLOSES: [char; 14] = ['，', '。', '：', '；', '！', '？', '、', '）', '】', '」', '』', '》', '”', '…'];

/// Pieces between which a line may end: after a blank, after a wide character.
fn words(text: &str) -> Vec<&str> {
    let mut words = vec![];
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.char_indices().find(|(_, c)| *c == ' ' || c.width() == Some(2)).map_or(rest.len(), |(at, c)| at + c.len_utf8());
        // No line begins with what closes a sentence or a bracket.
        let closing = rest.get(end..).map_or(0, |after| after.len() - after.trim_start_matches(CLOSES).len());
        let end = end + closing;
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// Rows under heads, columns as wide as they need to be; what does not fit into the last goes on below itself.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let width_of =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).chain(heads.get(column).map(|head| head.width())).max();
    let widths: Vec<usize> = (0..heads.len()).map(|column| width_of(column).unwrap_or(0)).collect();
    let before: usize = widths.iter().rev().skip(1).map(|width| width + 2).sum();
    // A narrower last column could not be read; and programs want a row a line.
    let last = if console::user_attended() { columns().saturating_sub(before).max(20) } else { usize::MAX };
    let mut text = String::new();
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    for row in std::iter::once(&heads).chain(rows) {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if column + 1 == widths.len() {
                let lines = wrap(cell, last);
                line.push_str(&lines.join(&format!("\n{:before$}", "")));
            } else {
                let _ = write!(line, "{cell}{}", " ".repeat(width + 2 - cell.width()));
            }
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// How wide the terminal is; 100 where there is none.
pub(super) fn columns() -> usize {
    console::Term::stdout().size_checked().map_or(100, |(_, columns)| usize::from(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_obeys_nobody_but_us() {
        let table = [
            ("库存 ok\n\tnext", "库存 ok\n\tnext"),
            ("\u{1b}[2J\u{1b}]0;x\u{7}", "␛[2J␛]0;x␇"),
            ("a\rb\u{8}\u{7f}", "a␍b␈␡"),
            ("\u{9b}31m \u{202e}txt", "\u{fffd}31m \u{fffd}txt"),
        ];
        for (text, want) in table {
            assert_eq!(plain(text), want);
        }
        assert_eq!(line("x\n\nH2  forged\u{1b}"), "x H2 forged␛");
        let json = serde_json::json!({ "subject": "\u{1b}\u{9b}31m\u{7f}\u{202e}x\n" });
        let text = plain_json(&format!("{json:#}"));
        assert!(!text.chars().any(|c| c != '\n' && obeyed(c)), "{text:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), json);
    }

    #[test]
    fn chinese_stands_straight_in_a_table() {
        let rows = [vec!["CRM-1".into(), "陈静".into(), "保存订单时提示库存不足".into()], vec!["CRM-12".into(), "Ben".into(), "Printer".into()]];
        assert_eq!(table(&["issue", "from", "title"], &rows), "issue   from  title\nCRM-1   陈静  保存订单时提示库存不足\nCRM-12  Ben   Printer\n");
    }

    #[test]
    fn a_line_is_cut_by_what_the_eye_sees() {
        for (text, columns, want) in [("库存不足", 8, "库存不足"), ("库存不足", 7, "库存不…"), ("库存不足", 6, "库存…"), ("stock", 4, "sto…")]
        {
            assert_eq!(clip(text, columns), want);
            assert!(clip(text, columns).width() <= columns);
        }
    }

    #[test]
    fn text_is_wrapped_between_words_and_between_wide_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("保存订单", 4), ["保存", "订单"]);
        assert_eq!(wrap("保存订单。", 8), ["保存订", "单。"]);
        assert_eq!(wrap("a\n\nb", 4), ["a", "", "b"]);
    }
}
