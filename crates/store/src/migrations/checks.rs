//! `check (state in ('queued', 'sent', 'parked'))`, as SQLite checks it quickly.
//!
//! Of a list of three words or more SQLite makes a table in memory, anew for every row that is written: half the work
//! of writing a membership, which has five of them.

const CHECK: &str = "check (";

/// The same SQL, with each list of a check written as `state = 'queued' or state = 'sent' or …`.
pub(super) fn compared_one_by_one(sql: &str) -> String {
    let mut written = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some(at) = rest.find(CHECK) {
        let (before, check) = rest.split_at(at + CHECK.len());
        written.push_str(before);
        rest = check;
        if let Some((column, words, after)) = list(check) {
            let compared: Vec<String> = words.split(',').map(|word| format!("{column} = {}", word.trim())).collect();
            written.push_str(&compared.join(" or "));
            rest = after;
        }
    }
    written.push_str(rest);
    written
}

/// The column of a check that is a list and nothing else, the words of the list, and what comes after both.
fn list(check: &str) -> Option<(&str, &str, &str)> {
    let (column, rest) = check.split_once(char::is_whitespace)?;
    let (words, rest) = rest.trim_start().strip_prefix("in")?.trim_start().strip_prefix('(')?.split_once(')')?;
    let is_word = |word: &str| word.trim().strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).is_some();
    let is_list = rest.starts_with(')') && words.split(',').all(is_word);
    is_list.then_some((column, words, rest))
}

#[cfg(test)]
mod tests {
    use super::compared_one_by_one;

    #[test]
    fn a_list_becomes_comparisons() {
        assert_eq!(
            compared_one_by_one(
                "state text check (state in ('queued', 'sent')),\n  way text check (way in\n ('mail'))"
            ),
            "state text check (state = 'queued' or state = 'sent'),\n  way text check (way = 'mail')"
        );
    }

    #[test]
    fn every_other_check_stays_as_it_is() {
        for sql in [
            "check (places > 0)",
            "check ((kind = 'school') = (urn is not null))",
            "check (state in ('a', 'b') or places > 0)",
            "check (number in (1, 2, 3))",
            "where state in ('a', 'b')",
            "check (",
        ] {
            assert_eq!(compared_one_by_one(sql), sql);
        }
    }
}
