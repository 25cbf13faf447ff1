//! By what other names a provider is known.

use crate::organisations::folding::words;

/// The fewest letters of an acronym: fewer are anybody's.
const FEWEST: usize = 3;
/// Words that acronyms leave out.
const SMALL: [&str; 6] = ["of", "the", "and", "for", "in", "at"];

/// The acronyms of a name, with and without its small words: "University of the West of England" is "uwe".
pub(super) fn acronyms(name: &str) -> Vec<String> {
    let words = words(name);
    let initials = |word: &String| word.chars().next();
    let every: String = words.iter().filter_map(initials).collect();
    let large: String = words.iter().filter(|word| !SMALL.contains(&word.as_str())).filter_map(initials).collect();
    let mut acronyms = vec![large, every];
    acronyms.dedup();
    acronyms.retain(|acronym| acronym.chars().count() >= FEWEST);
    acronyms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_with_and_without_small_words() {
        assert_eq!(acronyms("University College London"), ["ucl"]);
        assert_eq!(acronyms("University of the West of England"), ["uwe", "uotwoe"]);
        assert_eq!(acronyms("Manchester Metropolitan University"), ["mmu"]);
        assert_eq!(acronyms("Oxford University"), [""; 0]);
    }
}
