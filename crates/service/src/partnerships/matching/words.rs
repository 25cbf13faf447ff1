//! The words of a school's name, and how much each of them says about which school is meant.

use super::likeness::Letters;
use crate::organisations::folding;

/// The words of a name in one way of writing: as search folds them, and without the abbreviations of lists.
pub(super) fn name_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in folding::words(name) {
        for written in in_full(&word) {
            if !words.iter().any(|earlier| earlier == written) {
                words.push((*written).to_owned());
            }
        }
        if in_full(&word).is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

/// What an abbreviation stands for; nothing for a word that is none.
fn in_full(word: &str) -> &'static [&'static str] {
    match word {
        "jnr" | "jun" | "jr" | "juniors" => &["junior"],
        "inf" | "infs" | "infants" | "infnt" => &["infant"],
        "jmi" | "jmni" => &["junior", "mixed", "infant"],
        "jni" | "ji" => &["junior", "infant"],
        "sch" | "schl" | "schs" | "schools" | "scl" => &["school"],
        "pri" | "prim" | "prm" | "prmy" | "primry" => &["primary"],
        "sec" | "secy" | "scndry" => &["secondary"],
        "acad" | "acdmy" | "acad'y" => &["academy"],
        "nurs" | "nsy" | "nrsy" => &["nursery"],
        "coll" => &["college"],
        "comm" | "commty" | "cmty" => &["community"],
        "comp" => &["comprehensive"],
        "gram" | "grmr" => &["grammar"],
        "prep" => &["preparatory"],
        "spec" | "spcl" => &["special"],
        "meth" => &["methodist"],
        "cath" | "catholics" | "rcva" => &["catholic"],
        "ceva" | "cevc" | "cep" | "cofeva" | "cofevc" | "anglican" => &["ce"],
        "vol" => &["voluntary"],
        "fdn" | "fnd" => &["foundation"],
        "lwr" => &["lower"],
        "upr" => &["upper"],
        "hs" => &["high", "school"],
        "nth" => &["north"],
        "sth" => &["south"],
        "mt" => &["mount"],
        "rd" => &["road"],
        "ln" => &["lane"],
        "pk" => &["park"],
        "ave" => &["avenue"],
        "hse" => &["house"],
        "gdns" => &["gardens"],
        "ctr" | "center" => &["centre"],
        "saints" => &["st"],
        _ => &[],
    }
}

/// Words that most names are made of, and that are mistyped like any other.
const COMMON: [&str; 24] = [
    "church",
    "england",
    "school",
    "primary",
    "academy",
    "catholic",
    "roman",
    "infant",
    "infants",
    "junior",
    "nursery",
    "college",
    "community",
    "voluntary",
    "controlled",
    "aided",
    "secondary",
    "special",
    "grammar",
    "preparatory",
    "saint",
    "methodist",
    "trust",
    "high",
];

/// A name with the slips mended that are slips beyond doubt: a space one letter too early or too late; a word that
/// hardly any school has and that is a common one but for a letter; or one that none has and that is two words without
/// their space.
pub(super) fn mended(name: &str, is_known: impl Fn(&str) -> bool, is_usual: impl Fn(&str) -> bool) -> String {
    let folded = folding::fold(name);
    let mend = |word: &str| {
        let is_whole = word.len() < 5 || is_usual(word) || COMMON.contains(&word) || !in_full(word).is_empty();
        if is_whole {
            return word.to_owned();
        }
        let letters = Letters::of(word);
        let meant = COMMON
            .iter()
            .filter(|common| common.len() >= 5)
            .find(|common| letters.slips_to(Letters::of(common)) == Some(1));
        if let Some(meant) = meant {
            return (*meant).to_owned();
        }
        if is_known(word) {
            return word.to_owned();
        }
        let is_word = |part: &str| is_known(part) || COMMON.contains(&part);
        let parts = (4..word.len().saturating_sub(3))
            .filter_map(|cut| word.split_at_checked(cut))
            .find(|(one, other)| is_word(one) && is_word(other));
        parts.map_or_else(|| word.to_owned(), |(one, other)| format!("{one} {other}"))
    };
    let spaced = with_spaces_in_place(&folded, &is_known);
    spaced.iter().map(|word| mend(word)).collect::<Vec<_>>().join(" ")
}

/// The words of "churc hof oak" as "church of oak": where one of two neighbours is no word of any name, and both are once
/// a letter has gone from one to the other.
fn with_spaces_in_place(folded: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let is_word = |word: &str| is_known(word) || COMMON.contains(&word);
    let mut words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
    for place in 1..words.len() {
        let (one, other) = (words[place - 1].as_str(), words[place].as_str());
        if is_word(one) && is_word(other) {
            continue;
        }
        let later = other.split_at_checked(1).map(|(first, rest)| (format!("{one}{first}"), rest.to_owned()));
        let cut = one.len().saturating_sub(1);
        let earlier = one.split_at_checked(cut).map(|(rest, last)| (rest.to_owned(), format!("{last}{other}")));
        let meant = later.into_iter().chain(earlier).find(|(one, other)| is_word(one) && is_word(other));
        if let Some((one, other)) = meant {
            words[place - 1] = one;
            words[place] = other;
        }
    }
    words
}

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// Next to nothing: people add and drop it.
    Filler,
    /// Whom it teaches, such as "infant".
    Kind,
    /// To which church it belongs.
    Church,
    /// "st"
    Saint,
    /// Its own name.
    Own,
}

pub(super) fn sense(word: &str) -> Sense {
    match word {
        "the" | "of" | "and" | "at" | "in" | "for" | "on" | "a" | "s" | "v" | "c" | "e" | "school" | "academy"
        | "va" | "vc" | "voluntary" | "aided" | "controlled" | "community" | "foundation" | "trust" | "free"
        | "maintained" | "converter" | "church" | "endowed" | "england" | "roman" | "mixed" | "comprehensive"
        | "specialist" | "county" => Sense::Filler,
        "infant" | "junior" | "primary" | "nursery" | "first" | "middle" | "high" | "secondary" | "upper" | "lower"
        | "preparatory" | "sixth" | "form" | "boys" | "girls" | "special" | "grammar" | "college" | "centre"
        | "childrens" | "pre" | "unit" | "referral" => Sense::Kind,
        "ce" | "catholic" | "methodist" | "jewish" | "muslim" | "islamic" | "baptist" | "sikh" | "hindu" | "quaker" => {
            Sense::Church
        }
        "st" => Sense::Saint,
        _ => Sense::Own,
    }
}

/// How much a word weighs that `count` of `all` names hold, from 0 (says nothing) up to 9 (names one school).
#[expect(clippy::cast_precision_loss, reason = "there are not so many schools that a float could not count them")]
pub(super) fn weight(word: &str, count: usize, all: usize) -> f32 {
    match sense(word) {
        Sense::Filler => 0.25,
        Sense::Kind => 2.5,
        Sense::Church => 2.0,
        Sense::Saint => 1.5,
        Sense::Own => ((all.max(1) as f32) / (count.max(1) as f32)).ln().clamp(3.0, 9.0),
    }
}

/// The weight of a word that no school has in its name.
pub(super) const UNKNOWN_WORD: f32 = 8.0;

/// True when two names speak of schools that cannot be one: infant and junior, boys and girls, two churches.
pub(super) fn contradict(asked: &[&str], held: &[&str]) -> bool {
    const APART: &[(&[&str], &[&str])] = &[
        (&["infant"], &["junior"]),
        (
            &["infant", "first", "junior", "primary", "nursery", "lower"],
            &["high", "secondary", "grammar", "upper", "sixth", "college"],
        ),
        (&["primary", "infant", "first", "nursery"], &["middle"]),
        (&["nursery"], &["junior", "primary"]),
        (&["primary"], &["infant", "junior", "nursery"]),
        (&["first"], &["junior", "primary", "infant"]),
        (&["lower"], &["upper", "junior", "middle"]),
        (&["boys"], &["girls"]),
        (&["ce"], &["catholic"]),
        (&["ce", "catholic", "methodist"], &["jewish", "muslim", "islamic", "sikh", "hindu"]),
        (&["sixth"], &["preparatory"]),
        (&["centre", "childrens"], &["infant", "junior", "primary", "first", "high", "secondary"]),
    ];
    let has = |words: &[&str], group: &[&str]| group.iter().any(|word| words.contains(word));
    let parts = |one: &[&str], other: &[&str], (left, right): (&[&str], &[&str])| {
        has(one, left) && has(other, right) && !has(one, right) && !has(other, left)
    };
    APART.iter().any(|group| parts(asked, held, *group) || parts(held, asked, *group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(one: &str, other: &str) {
        assert_eq!(name_words(one), name_words(other));
    }

    #[test]
    fn the_abbreviations_of_lists_are_read() {
        same("St Mary's C of E (VA) Jnr Sch", "Saint Marys CofE VA Junior School");
        same("Oak Pri. & Nurs.", "Oak Primary and Nursery");
        same("SS Peter & Paul RC Prim", "St Peter and Paul Catholic Primary");
        same("Elm Infants", "Elm Infant");
    }

    #[test]
    fn a_space_one_letter_off_is_put_in_its_place() {
        let known = ["church", "of", "england", "monks", "walk", "oak", "a"];
        let mend = |name: &str| mended(name, |word| known.contains(&word), |word| known.contains(&word));
        assert_eq!(mend("Oak Churc hof England Primary"), "oak church of england primary");
        assert_eq!(mend("Oak Church o fEngland"), "oak church of england");
        assert_eq!(mend("Monk'sW alk School"), "monks walk school");
        assert_eq!(mend("Oak A Walk"), "oak a walk", "words that are known stay");
        assert_eq!(mend("Éa oZ"), "ea oz");
    }

    #[track_caller]
    fn apart(one: &str, other: &str, expected: bool) {
        let (one, other) = (name_words(one), name_words(other));
        let words = |list: &[String]| list.iter().map(String::as_str).map(str::to_owned).collect::<Vec<_>>();
        let (one, other) = (words(&one), words(&other));
        let one: Vec<&str> = one.iter().map(String::as_str).collect();
        let other: Vec<&str> = other.iter().map(String::as_str).collect();
        assert_eq!(contradict(&one, &other), expected, "{one:?} {other:?}");
    }

    #[test]
    fn schools_of_other_children_are_other_schools() {
        apart("Oak Infant School", "Oak Junior School", true);
        apart("Oak Infants", "Oak Junior and Infant School", false);
        apart("Oak Primary", "Oak High School", true);
        apart("Oak", "Oak High School", false);
        apart("St John's CofE", "St John's RC", true);
        apart("Oak Girls", "Oak Boys", true);
    }
}
