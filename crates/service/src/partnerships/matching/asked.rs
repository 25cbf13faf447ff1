//! What a row asks for, made ready to be compared.

use super::Schools;
use super::index::WordId;
use super::likeness::{Letters, mask};
use super::places::{PlaceId, place_name};
use super::words::{Sense, UNKNOWN_WORD, mended, name_words, sense};
use crate::vocabulary::{Postcode, Ukprn};

/// The cells of a row that say which school is meant, as the person wrote them; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The URN.
    pub urn: &'a str,
    /// The name; what follows a comma or stands in brackets may be a place.
    pub name: &'a str,
    /// The postcode, or only its outward code.
    pub postcode: &'a str,
    /// Towns, addresses, authorities, counties.
    pub places: Vec<&'a str>,
    /// The UKPRN.
    pub ukprn: &'a str,
    /// The DfE number, such as 201/3614.
    pub dfe_number: &'a str,
}

impl Ask<'_> {
    /// True without anything by which a school could be found.
    pub fn is_blank(&self) -> bool {
        let cells = [self.urn, self.name, self.postcode, self.ukprn, self.dfe_number];
        cells.iter().all(|cell| cell.is_empty())
    }
}

/// A word of the name that is asked for.
#[derive(Debug)]
pub(super) struct AskedWord {
    pub text: String,
    pub mask: u64,
    /// Set for a word that some school has in its name.
    pub id: Option<WordId>,
    pub weight: f32,
    pub sense: Sense,
    /// How many schools have it.
    pub count: usize,
}

impl AskedWord {
    pub fn letters(&self) -> Letters<'_> {
        Letters::with_mask(&self.text, self.mask)
    }
}

/// One named place.
#[derive(Debug)]
pub(super) struct AskedPlace {
    pub text: String,
    pub id: Option<PlaceId>,
}

/// As much of a postcode as is known.
#[derive(Debug)]
pub(super) enum AskedPostcode {
    None,
    Full(Postcode),
    Outward(String),
}

/// What a row asks for.
#[derive(Debug)]
pub(super) struct Asked {
    pub words: Vec<AskedWord>,
    pub postcode: AskedPostcode,
    pub places: Vec<AskedPlace>,
    pub ukprn: Option<Ukprn>,
    pub dfe_number: Option<u32>,
}

impl Asked {
    pub fn of(ask: &Ask<'_>, schools: &Schools) -> Self {
        let mut pieces: Vec<String> = Vec::new();
        let mut postcode = postcode_of(ask.postcode, schools);
        for cell in &ask.places {
            for piece in cell.split([',', ';', '\n', '\r', '/']) {
                pieces.push(take_postcode(piece, &mut postcode, schools));
            }
        }
        let name = take_places(ask.name, &mut pieces, &mut postcode, schools);
        let places = pieces
            .iter()
            .map(|piece| place_name(piece))
            .filter(|text| !says_nothing(text))
            .map(|text| AskedPlace { id: schools.places.named(&text), text })
            .collect();
        Self {
            words: words_of(&name, schools),
            postcode,
            places,
            ukprn: ask.ukprn.parse().ok(),
            dfe_number: dfe_number_of(ask.dfe_number),
        }
    }

    /// The weight of all its words.
    pub fn weight(&self) -> f32 {
        self.words.iter().map(|word| word.weight).sum()
    }

    /// True when a word stands in one of the places that are asked for.
    pub fn is_in_places(&self, word: &str) -> bool {
        self.places.iter().any(|place| place.text.split(' ').any(|it| it == word))
    }
}

fn says_nothing(place: &str) -> bool {
    matches!(place, "" | "england" | "uk" | "united kingdom" | "gb" | "na" | "n a")
}

fn words_of(name: &str, schools: &Schools) -> Vec<AskedWord> {
    // Longer than any name of a school; what is beyond says nothing more.
    const MOST: usize = 24;
    // The register has slips of its own; a word of very few names may be one.
    const FEW: usize = 4;
    let known = |text: &str| schools.word_ids.get(text).copied();
    let count = |word: &str| known(word).map_or(0, |id| schools.word(id).schools.len());
    let name = mended(name, |word| count(word) > 0, |word| count(word) >= FEW);
    name_words(&name)
        .into_iter()
        .take(MOST)
        .map(|text| {
            let id = known(&text);
            let found = id.map(|id| schools.word(id));
            AskedWord {
                mask: mask(&text),
                id,
                weight: found.map_or(UNKNOWN_WORD, |word| word.weight),
                sense: sense(&text),
                count: found.map_or(0, |word| word.schools.len()),
                text,
            }
        })
        .collect()
}

fn postcode_of(cell: &str, schools: &Schools) -> AskedPostcode {
    if let Some(postcode) = full_postcode(cell) {
        return AskedPostcode::Full(postcode);
    }
    let outward: String = cell.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    if schools.outwards.contains_key(outward.as_str()) { AskedPostcode::Outward(outward) } else { AskedPostcode::None }
}

/// A full postcode, also with a letter O or I for a nought or a one.
fn full_postcode(cell: &str) -> Option<Postcode> {
    let compact: String = cell.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let given = compact.parse().ok();
    given.or_else(|| {
        let (outward, inward) = compact.split_at_checked(compact.len().checked_sub(3)?)?;
        let digits = |text: &str| text.replace('O', "0").replace(['I', 'L'], "1");
        let (first, last) = (inward.get(..1)?, inward.get(1..)?);
        let letters = outward.len() - outward.trim_start_matches(|it: char| it.is_ascii_alphabetic()).len();
        // In the outward code only what follows its first letters may be such a digit.
        let repaired = match outward.get(letters..) {
            Some("") => format!("{}{}", outward.get(..1)?, digits(outward.get(1..)?)),
            _ => outward.to_owned(),
        };
        format!("{repaired}{}{last}", digits(first)).parse().ok()
    })
}

/// A piece of an address without the postcode that stands in it, which is noted unless one is known.
fn take_postcode(piece: &str, postcode: &mut AskedPostcode, schools: &Schools) -> String {
    let words: Vec<&str> = piece.split_whitespace().collect();
    if matches!(postcode, AskedPostcode::Full(_)) {
        return words.join(" ");
    }
    for length in [2, 1] {
        for start in 0..=words.len().saturating_sub(length) {
            let found = words.get(start..start + length).unwrap_or_default().concat();
            if let Ok(full) = found.parse() {
                *postcode = AskedPostcode::Full(full);
                return [&words[..start], &words[start + length..]].concat().join(" ");
            }
        }
    }
    let last = words.last().copied().unwrap_or_default().to_ascii_uppercase();
    let is_outward = last.bytes().any(|byte| byte.is_ascii_digit())
        && last.bytes().any(|byte| byte.is_ascii_alphabetic())
        && schools.outwards.contains_key(last.as_str());
    if is_outward {
        if matches!(postcode, AskedPostcode::None) {
            *postcode = AskedPostcode::Outward(last);
        }
        return words[..words.len() - 1].join(" ");
    }
    words.join(" ")
}

/// The name without the places that follow it after commas, dashes or in brackets; those are noted.
fn take_places(name: &str, pieces: &mut Vec<String>, postcode: &mut AskedPostcode, schools: &Schools) -> String {
    let marked = name.replace(" - ", ",").replace(" – ", ",");
    let mut parts = marked.split([',', ';', '(', ')', '\n', '\r']);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    let had_postcode = !matches!(postcode, AskedPostcode::None);
    if !had_postcode {
        kept = take_postcode(&kept, postcode, schools);
    }
    for part in parts {
        let part = take_postcode(part, postcode, schools);
        let is_place = schools.places.named(&place_name(&part)).is_some();
        if is_place && !kept.trim().is_empty() {
            pieces.push(part);
        } else {
            kept.push(' ');
            kept.push_str(&part);
        }
    }
    kept
}

/// Seven digits with or without a stroke, such as "201/3614".
fn dfe_number_of(cell: &str) -> Option<u32> {
    let digits: String = cell.chars().filter(|letter| !matches!(letter, '/' | ' ' | '-')).collect();
    let is_plain = digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| digits.parse().ok()).flatten()
}
