//! Lines that a program has written and a person has pasted.

/// A line that a program has written: a stack trace, a statement, a log.
pub(crate) fn machine(folded: &str) -> bool {
    const SAYS: [&str; 9] = ["exception:", "\"code\":", "nested exception is", "caused by:", "traceback", "ora-", "errno", "file \"", "select * "];
    const BEGINS: [&str; 12] =
        ["select ", "update ", "insert ", "where ", "group by ", "order by ", "error [", "error:", "warn ", "info ", "exception in ", "..."];
    let line = folded.trim();
    let trace = line.starts_with("at ") && line.contains('(') && line.contains('.');
    let dotted = line.split_whitespace().next().is_some_and(|word| word.matches('.').count() >= 2 && word.ends_with("exception"));
    !line.chars().any(super::fold::is_cjk)
        && (SAYS.iter().any(|word| line.contains(word))
            || BEGINS.iter().any(|word| line.starts_with(word))
            || trace
            || dotted
            || line.ends_with(';')
            || super::number::stamped(line))
}
