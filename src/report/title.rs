//! One line that a lead can scan.

use super::fold::{is_cjk, sentences};

/// A title is no wider than this many columns (an ideograph takes two): two lines on a telephone.
const WIDTH: usize = 76;

/// The first sentence, on one line, cut at a word.
pub(crate) fn title(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let first = sentences(line).into_iter().next().unwrap_or(line).trim_end_matches(['。', '.', '；', ';', '，', ',', '：', ':', ' ']);
    let mut title = String::new();
    let mut width = 0;
    let mut last_word = 0;
    for c in first.chars() {
        width += if is_cjk(c) { 2 } else { 1 };
        if width > WIDTH {
            let cut = if last_word * 2 > title.len() { last_word } else { title.len() };
            return format!("{}…", title.get(..cut).unwrap_or(&title).trim_end());
        }
        if c.is_whitespace() || matches!(c, '，' | '、' | '；') {
            last_word = title.len();
        }
        title.push(c);
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_sentence_cut_at_a_word() {
        assert_eq!(title("打不开。重启也没用"), "打不开");
        assert_eq!(title("\nNo label is printed. 112 parcels wait."), "No label is printed");
        let long = title(&"word ".repeat(40));
        assert!(long.ends_with("word…") && long.chars().count() <= WIDTH + 1, "{long}");
    }
}
