//! What may be done to a question that finds nothing as it is.

use super::ranking::Meant;
use super::similar::Similar;

/// Words that say little about which school it is.
pub(super) const LEFT_OUT: [&str; 9] = ["the", "and", "of", "at", "in", "school", "academy", "college", "sch"];

/// Whole words and beginnings apart; beginnings that lie within others are those others.
pub(super) fn take_apart(list: &[Similar], meant: &mut Meant) {
    let mut end = 0;
    for it in list {
        if it.is_whole {
            match meant.whole.last_mut() {
                Some((word, errors)) if *word == it.low && it.low < end => {
                    *errors = it.errors.min(*errors);
                }
                _ => meant.whole.push((it.low, it.errors)),
            }
            end = end.max(it.low + 1);
        }
    }
    let mut end = 0;
    for it in list.iter().filter(|it| !it.is_whole) {
        if it.high > end {
            meant.open.push((it.low.max(end), it.high, it.errors));
            end = it.high;
        }
    }
}

/// The text with the first two neighbours joined that make one word.
pub(super) fn joined(text: &str, begins: impl Fn(&str) -> bool) -> Option<(String, String)> {
    text.match_indices(' ').find_map(|(at, _)| {
        let start = text[..at].rfind(' ').map_or(0, |before| before + 1);
        let end = text[at + 1..].find(' ').map_or(text.len(), |next| at + 1 + next);
        let word = [&text[start..at], &text[at + 1..end]].concat();
        begins(&word).then(|| (text[..at].to_owned(), text[at + 1..].to_owned()))
    })
}

/// The text with its first unknown word parted in two that are known; the letter between may be a slip for the space.
pub(super) fn parted(
    text: &str,
    is_word: impl Fn(&str) -> bool,
    begins: impl Fn(&str) -> bool,
) -> Option<(String, String)> {
    let mut start = 0;
    for word in text.split(' ') {
        if !begins(word) {
            let cuts = word.char_indices().filter(|(at, _)| *at >= 2);
            let cut = cuts
                .flat_map(|(at, letter)| [(at, at), (at, at + letter.len_utf8())])
                .filter(|(end, next)| is_word(&word[..*end]) && begins(&word[*next..]))
                .filter(|(_, next)| *next < word.len())
                .max_by_key(|(end, next)| (is_word(&word[*next..]), end == next, *end));
            if let Some((end, next)) = cut {
                let before = &text[..start + end];
                return Some((format!("{before} "), text[start + next..].to_owned()));
            }
        }
        start += word.len() + 1;
    }
    None
}
