//! One line that a lead can scan.

use super::fold::{fold, from_folded, is_cjk, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::talk::only_talks;

/// A title is no wider than this many columns (an ideograph takes two): two lines on a telephone.
const WIDTH: usize = 76;

/// The first sentence, on one line, cut at a word.
pub(crate) fn title(text: &str, lexicon: &Lexicon) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let line = without_opening(line, lexicon);
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

/// "对了，还有个问题忘了写：": one opening may follow on another, and hardly a third.
fn without_opening<'l>(line: &'l str, lexicon: &Lexicon) -> &'l str {
    (0..2).fold(line, |line, _| {
        let folded = fold(line);
        from_folded(line, &folded, opening(&folded, lexicon))
    })
}

/// How many bytes of the folded line only say that one more follows: "PS: ", "对了，还有一个忘了写：".
fn opening(folded: &str, lexicon: &Lexicon) -> usize {
    /// A longer head (see [`weight`]) says something.
    const HEAD: usize = 36;
    /// "问题", "项".
    const WORD: usize = 5;
    // "另外，库存不对", "还有就是导出很慢"
    let said = lexicon.starts(Topic::Another, folded).or_else(|| lexicon.starts(Topic::Sequence, folded)).and_then(|end| {
        let rest = folded.get(end..)?;
        let apart = rest.starts_with([',', ' ']) || folded.get(..end)?.ends_with("就是");
        let told = rest.trim_start_matches([',', ' ']);
        (apart && folded.contains(is_cjk) && weight(told) > WORD).then_some(folded.len() - told.len())
    });
    if let Some(end) = said {
        return end;
    }
    let Some(colon) = folded.find(':') else { return 0 };
    let head = folded.get(..colon).unwrap_or("");
    // "另外库存问题：…" says more than that.
    let opens = lexicon.starts(Topic::Another, head).is_some_and(|end| {
        let rest = head.get(end..).unwrap_or("");
        weight(head) <= HEAD && (weight(rest) <= WORD || lexicon.has(Topic::Another, rest))
    });
    let after = folded.get(colon + 1..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    // "另外今天新冒出来一个：…"
    let opens = opens || only_talks(head, &[], lexicon);
    if opens && weight(folded.get(colon + 1..).unwrap_or("")) > 0 { colon + 1 + after } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_says_that_one_more_follows_is_no_title() {
        let lexicon = Lexicon::shipped();
        assert_eq!(title("PS：登录很慢", &lexicon), "登录很慢");
        assert_eq!(title("P.S. One more thing: Login is slow.", &lexicon), "Login is slow");
        assert_eq!(title("另外刚想起来还有一个问题：登录很慢", &lexicon), "登录很慢");
        assert_eq!(title("另外，库存数量不对", &lexicon), "库存数量不对");
        assert_eq!(title("对了，还有个问题忘了写：登录很慢", &lexicon), "登录很慢");
        assert_eq!(title("另外今天新冒出来一个：登录很慢", &lexicon), "登录很慢");
        assert_eq!(title("还有就是导出很慢", &lexicon), "导出很慢");
        assert_eq!(title("另外库存不对", &lexicon), "另外库存不对");
        assert_eq!(title("另外库存账：数量不对", &lexicon), "另外库存账：数量不对");
    }

    #[test]
    fn a_title_is_the_first_sentence_cut_at_a_word() {
        let lexicon = Lexicon::shipped();
        assert_eq!(title("打不开。重启也没用", &lexicon), "打不开");
        assert_eq!(title("\nNo label is printed. 112 parcels wait.", &lexicon), "No label is printed");
        let long = title(&"word ".repeat(40), &lexicon);
        assert!(long.ends_with("word…") && long.chars().count() <= WIDTH + 1, "{long}");
    }
}
