//! Several problems in one sentence of a western language: announced by their number, or strung together by semicolons.

use super::fold::{bare, fold, from_folded, sentences, weight};
use super::lexicon::{Lexicon, Topic};
use super::nothing::{self, Said};

/// A shorter part (see [`weight`]) tells no problem.
const TELLS: usize = 8;

/// "Two things: A, and B. The second is urgent.": the parts, where there are as many as were announced. A remark on one of them
/// goes with it, any other one with the last.
pub(crate) fn counted(text: &str, lexicon: &Lexicon) -> Option<Vec<String>> {
    /// "Two things on the new system:".
    const AHEAD: usize = 40;
    let folded = fold(text);
    let (count, at) = [(2, Topic::Two), (3, Topic::Three)].into_iter().find_map(|(count, topic)| Some((count, lexicon.find(topic, &folded)?.end)))?;
    let colon = at + folded.get(at..)?.find(':').filter(|colon| folded.get(at..at + colon).is_some_and(|head| weight(head) <= AHEAD && !head.contains('.')))?;
    let rest = from_folded(text, &folded, colon + 1).trim();
    let all = sentences(rest);
    if all.len() == count && all.iter().all(|part| weight(part) > TELLS && !ordinal(part)) {
        return Some(all.into_iter().map(str::to_owned).collect());
    }
    let (first, remarks) = all.split_first()?;
    let mut parts: Vec<String> = cut(first, count)?.into_iter().map(str::to_owned).collect();
    for remark in remarks.iter().filter(|remark| nothing::said(remark, lexicon) == Said::Something) {
        let to = place(remark).filter(|place| *place < count).unwrap_or(count - 1);
        if let Some(part) = parts.get_mut(to) {
            part.push(' ');
            part.push_str(remark);
        }
    }
    Some(parts)
}

/// The sentence in that many parts, cut where one sign does so.
fn cut(sentence: &str, count: usize) -> Option<Vec<&str>> {
    const AND: [&str; 5] = ["and ", "und ", "y ", "e ", "sowie "];
    let bare_of_and = |part: &'_ str| AND.iter().find_map(|and| part.strip_prefix(and)).map_or(0, |rest| part.len() - rest.len());
    let told = |parts: Vec<&'_ str>| -> bool { parts.len() == count && parts.iter().all(|part| weight(part) > TELLS) };
    let semicolons: Vec<&str> = sentence.split(';').map(str::trim).collect();
    if told(semicolons.clone()) {
        return Some(semicolons.into_iter().map(|part| part.get(bare_of_and(part)..).unwrap_or(part)).collect());
    }
    // ", and" parts two; with three, a comma stands before the second as well.
    for and in AND {
        let sign = format!(", {and}");
        let parts: Vec<&str> = sentence.split(sign.as_str()).collect();
        if count == 2 && told(parts.clone()) {
            return Some(parts);
        }
        let sign = format!(" {and}");
        let commas: Vec<&str> = sentence.split(", ").collect();
        let last = commas.last().is_some_and(|part| part.starts_with(and));
        let spread: Vec<&str> = if last { commas } else { commas.iter().flat_map(|part| part.split(sign.as_str())).collect() };
        if told(spread.clone()) {
            return Some(spread.into_iter().map(|part| part.get(bare_of_and(part)..).unwrap_or(part)).collect());
        }
        let parts: Vec<&str> = sentence.split(sign.as_str()).collect();
        if count == 2 && told(parts.clone()) {
            return Some(parts);
        }
    }
    None
}

/// Is the sentence about one of several that were named before: "Das zweite ist dringend"?
fn ordinal(sentence: &str) -> bool {
    place(sentence).is_some()
}

fn place(sentence: &str) -> Option<usize> {
    const PLACES: [&[&str]; 3] = [
        &["the first ", "das erste ", "der erste ", "die erste ", "la primera ", "el primero ", "lo primero ", "ersteres "],
        &["the second ", "das zweite ", "der zweite ", "die zweite ", "la segunda ", "el segundo ", "lo segundo ", "letzteres ", "the latter "],
        &["the third ", "das dritte ", "der dritte ", "die dritte ", "la tercera ", "el tercero ", "lo tercero "],
    ];
    let folded = fold(sentence);
    PLACES.iter().position(|words| words.iter().any(|word| folded.starts_with(word)))
}

/// "A does not print; B is doubled", "tug order (no company), mooring list (empty)": the points, or the sentence whole. What says that
/// the rest is fine is none. Under a heading of problems each clause tells one, whatever its words.
pub(crate) fn strung<'s>(sentence: &'s str, problems: bool, lexicon: &Lexicon) -> Vec<&'s str> {
    let whole = vec![sentence];
    if sentence.contains(super::fold::is_cjk) {
        return whole;
    }
    let clauses: Vec<&str> = sentence.split(';').map(str::trim).filter(|clause| !clause.is_empty()).collect();
    if clauses.len() > 1 {
        let telling: Vec<&str> = clauses.iter().copied().filter(|clause| nothing::said(clause, lexicon) == Said::Something).collect();
        let own = |clause: &str| {
            let folded = fold(clause);
            (problems || lexicon.names_matter(&folded)) && weight(clause) > TELLS && lexicon.starts(Topic::Story, &folded).is_none() && !pronoun(&folded)
        };
        return if telling.len() > 1 && telling.iter().all(|clause| own(clause)) { telling } else { whole };
    }
    // Each part a name and what is wrong with it, in brackets.
    let parts: Vec<&str> = sentence.split_inclusive("), ").map(|part| part.trim().trim_end_matches(',')).collect();
    let bracketed = |part: &&str| {
        bare(part).split_once('(').is_some_and(|(name, _)| (1..=5).contains(&name.split_whitespace().count()))
            && part.trim_end_matches(['.', '!']).ends_with(')')
    };
    if parts.len() > 1 && parts.iter().all(bracketed) { parts } else { whole }
}

/// Goes a clause on with what was named before it?
fn pronoun(folded: &str) -> bool {
    const GOES_ON: [&str; 22] = [
        "it", "its", "this", "that", "these", "those", "they", "he", "she", "there", "only", "es", "das", "dies", "er", "sie", "dort", "eso", "esto", "ello",
        "allí", "solo",
    ];
    folded.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|word| GOES_ON.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_parts_as_were_announced() {
        let lexicon = Lexicon::shipped();
        let parts = |text: &str| counted(text, &lexicon).unwrap_or_default();
        assert_eq!(parts("Two things: labels print twice, and the map is empty."), ["labels print twice", "the map is empty."]);
        assert_eq!(
            parts("Zwei Sachen: die Etiketten sind leer, und der Scanner piept nicht. Das erste ist dringend."),
            ["die Etiketten sind leer Das erste ist dringend.", "der Scanner piept nicht."]
        );
        assert_eq!(parts("Tres cosas: no imprime la etiqueta, el albarán sale doble y la báscula se apaga.").len(), 3);
        assert_eq!(parts("Two things on the system: a closed job opens again at midnight. And the list shows prices in dollars.").len(), 2);
        assert!(parts("Two things: it is slow.").is_empty());
        assert!(parts("I do two things at once and it freezes.").is_empty());
    }

    #[test]
    fn semicolons_string_points_together() {
        let lexicon = Lexicon::shipped();
        assert_eq!(strung("The scale shows too much; delivery note 88 was printed twice; everything else fine.", false, &lexicon).len(), 2);
        let named = "The channel sent two bookings for one room; cancellation mails are not going out";
        assert_eq!((strung(named, false, &lexicon).len(), strung(named, true, &lexicon).len()), (1, 2));
        assert_eq!(strung("The total is wrong; it doesn't include VAT.", false, &lexicon).len(), 1);
        assert_eq!(strung("tug order (no tug company), mooring list (empty).", false, &lexicon), ["tug order (no tug company)", "mooring list (empty)."]);
        assert_eq!(strung("The list (all branches), sorted by name (A to Z), is empty", false, &lexicon).len(), 1);
    }
}
