//! One way to make two spellings of a name equal: case, accents, apostrophes, hyphens, "&", "St" and "CofE".
//!
//! [`fold`] is for columns that are ordered and compared; [`words`] goes further and is for searching.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in small letters and digits with one space between words.
///
/// Accents go; an apostrophe of any kind joins ("St Joseph’s" is "st josephs"); "&" is "and"; all else parts words.
/// Folding what is folded changes nothing.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// As [`fold`], into a text that is used again; what it held is lost.
pub fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let mut is_apart = false;
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            put(letter.to_ascii_lowercase(), &mut is_apart, folded);
        } else if letter == '&' {
            is_apart = true;
            "and".chars().for_each(|letter| put(letter, &mut is_apart, folded));
            is_apart = true;
        } else if letter.is_ascii() {
            is_apart |= letter != '\'' && letter != '`';
        } else if !is_apostrophe(letter) {
            fold_foreign(letter, &mut is_apart, folded);
        }
    }
}

fn put(letter: char, is_apart: &mut bool, folded: &mut String) {
    if *is_apart && !folded.is_empty() {
        folded.push(' ');
    }
    *is_apart = false;
    folded.push(letter);
}

/// The typographer's apostrophes, and what is left of them when a file was read in the wrong encoding.
fn is_apostrophe(letter: char) -> bool {
    matches!(
        letter,
        '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{2032}'
            | '\u{00B4}'
            | '\u{02B9}'
            | '\u{02BB}'
            | '\u{02BC}'
            | '\u{FF07}'
            | '\u{0091}'
            | '\u{0092}'
            | '\u{FFFD}'
    )
}

fn fold_foreign(letter: char, is_apart: &mut bool, folded: &mut String) {
    let decomposed = std::iter::once(letter).nfkd();
    for small in decomposed.flat_map(char::to_lowercase).nfkd() {
        match small {
            'ß' => "ss".chars().for_each(|it| put(it, is_apart, folded)),
            'æ' => "ae".chars().for_each(|it| put(it, is_apart, folded)),
            'œ' => "oe".chars().for_each(|it| put(it, is_apart, folded)),
            'þ' => "th".chars().for_each(|it| put(it, is_apart, folded)),
            'ø' => put('o', is_apart, folded),
            'ł' => put('l', is_apart, folded),
            'đ' | 'ð' => put('d', is_apart, folded),
            'ı' => put('i', is_apart, folded),
            mark if is_combining_mark(mark) || is_apostrophe(mark) => {}
            other if other.is_alphanumeric() => put(other, is_apart, folded),
            _ => *is_apart = true,
        }
    }
}

/// The words of a name as they are searched: folded, and each of several ways to write one thing by one word.
///
/// "Saint" is "st", "Ss" is "saints"; "CofE", "C of E", "C.E." and "Church of England" are "ce";
/// "RC" and "Roman Catholic" are "catholic"; a lone "s" belongs to the word before it ("St Joseph s").
pub fn words(text: &str) -> Vec<String> {
    let mut joined = String::new();
    canonical_into(&fold(text), &mut joined);
    joined.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The [`words`] of a text that is folded, with a space between them, into a text that is used again.
pub fn canonical_into(folded: &str, canonical: &mut String) {
    canonical.clear();
    let mut rest = folded.split(' ').filter(|word| !word.is_empty());
    let mut last_length = 0;
    while let Some(word) = rest.next() {
        let is_genitive = word == "s" && last_length >= 3;
        let (written, more) = one_way(word, rest.clone());
        rest.by_ref().take(more).for_each(drop);
        if !canonical.is_empty() && !is_genitive {
            canonical.push(' ');
        }
        canonical.push_str(written);
        last_length = if is_genitive { 0 } else { written.len() };
    }
}

/// The one way to write what begins with this word, and how many of the next words it takes in.
fn one_way<'a>(word: &'a str, mut next: impl Iterator<Item = &'a str>) -> (&'a str, usize) {
    match word {
        "saint" => ("st", 0),
        "ss" | "sts" => ("saints", 0),
        "cofe" => ("ce", 0),
        "rc" => ("catholic", 0),
        "r" if next.next() == Some("c") => ("catholic", 1),
        "roman" if next.next() == Some("catholic") => ("catholic", 1),
        "c" => match (next.next(), next.next()) {
            (Some("e"), _) => ("ce", 1),
            (Some("of"), Some("e")) => ("ce", 2),
            _ => ("c", 0),
        },
        "church" if (next.next(), next.next()) == (Some("of"), Some("england")) => ("ce", 2),
        _ => (word, 0),
    }
}

/// Other words by which a canonical word is also found, so that a phrase finds it while it is still being written.
pub fn other_ways(word: &str) -> &'static [&'static str] {
    match word {
        "st" => &["saint"],
        "saints" => &["ss", "sts"],
        "ce" => &["cofe", "c", "of", "e", "church", "england"],
        "catholic" => &["rc", "roman"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert_eq!(words(one), words(other), "{one:?} and {other:?}");
    }

    #[test]
    fn apostrophes_accents_and_signs_fold() {
        assert_eq!(fold("St Joseph’s  R.C. Primary"), "st josephs r c primary");
        assert_eq!(fold("St Joseph's"), fold("St Josephs"));
        assert_eq!(fold("École Jeannine Manuel"), "ecole jeannine manuel");
        assert_eq!(fold("Stratford-upon-Avon"), "stratford upon avon");
        assert_eq!(fold("Arts&Science"), "arts and science");
        assert_eq!(fold(" % _ * \" "), "");
        assert_eq!(fold("Weiß, Ærø"), "weiss aero");
    }

    #[test]
    fn one_thing_has_one_way_to_be_written() {
        same("Saint Mary's", "St Marys");
        same("St Mary s", "St Mary’s");
        same("St Peter & St Paul", "Saint Peter and Saint Paul");
        same("St John's CofE School", "St John's Church of England School");
        same("St John's C of E School", "St Johns C.E. School");
        same("St John's RC School", "St John's Roman Catholic School");
        same("Ss Peter and Paul", "Saints Peter and Paul");
    }

    #[test]
    fn what_only_begins_like_a_phrase_stays() {
        assert_eq!(words("Church of God"), ["church", "of", "god"]);
        assert_eq!(words("C of"), ["c", "of"]);
        assert_eq!(words("Roman Road"), ["roman", "road"]);
        assert_eq!(words("Sir S"), ["sirs"]);
        assert_eq!(words("A s s"), ["a", "s", "s"]);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in ".*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn words_are_folded_and_never_empty(text in ".*") {
            for word in words(&text) {
                prop_assert!(!word.is_empty());
                prop_assert_eq!(fold(&word), word);
            }
        }
    }
}
