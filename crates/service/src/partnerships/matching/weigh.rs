//! How well one school fits what a row asks for: by its name, and by where it is.

use super::Schools;
use super::asked::{Asked, AskedPlace, AskedPostcode, AskedWord};
use super::index::{School, SchoolId, Word};
use super::likeness::{Letters, distance};
use super::places::{Point, metres};
use super::words::{Sense, contradict};

/// How far what a row says of a place agrees with where a school is; better ones are greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Where {
    /// Some of it cannot be true of the school.
    Elsewhere,
    /// The row says nothing of places that the register knows.
    NotSaid,
    /// Within 30 kilometres of the place named.
    Around,
    /// Within 10 kilometres of it.
    Near,
    /// The same authority, county or district.
    Area,
    /// The same town or locality.
    Town,
    /// The same outward code.
    Outward,
    /// The same postcode but for one slip of the hand.
    Sector,
    /// The same postcode.
    Postcode,
}

impl Where {
    /// What it adds to the likeness of the names when schools are put in order.
    fn worth(self) -> f32 {
        match self {
            Self::Elsewhere => -0.15,
            Self::NotSaid => 0.0,
            Self::Around => 0.04,
            Self::Near => 0.08,
            Self::Area => 0.10,
            Self::Town => 0.15,
            Self::Outward => 0.17,
            Self::Sector => 0.20,
            Self::Postcode => 0.30,
        }
    }
}

/// A school, weighed against a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    pub school: SchoolId,
    /// From 0, nothing alike, to 1, the same words.
    pub name: f32,
    pub place: Where,
    /// The names cannot be of one school.
    pub contradicts: bool,
    /// Its name lacks a word that the row gives, and that is neither a filler nor its town.
    pub lacks_a_word: bool,
    /// Its name has a word of its own that the row does not give.
    pub has_another_word: bool,
    /// The same by the places named alone, whatever the postcode says.
    pub named_place: Where,
}

impl Weighed {
    /// What puts schools in order: the better it fits, the more.
    pub fn fit(&self) -> f32 {
        self.name + self.place.worth()
    }
}

/// Weighs one school.
pub(super) fn weigh(asked: &Asked, schools: &Schools, id: SchoolId) -> Weighed {
    let school = schools.school(id);
    let likeness = likeness(asked, schools, school);
    let (mut place, named_place) = place(asked, schools, school);
    if likeness.names_its_town && place == Where::NotSaid {
        place = Where::Town;
    }
    let contradicts = contradicts(asked, schools, school);
    Weighed {
        school: id,
        name: if contradicts { likeness.share * 0.6 } else { likeness.share },
        place,
        contradicts,
        lacks_a_word: likeness.lacks_a_word,
        has_another_word: likeness.has_another_word,
        named_place,
    }
}

fn contradicts(asked: &Asked, schools: &Schools, school: &School) -> bool {
    let of_sense = |sense| matches!(sense, Sense::Kind | Sense::Church);
    let wanted: Vec<&str> =
        asked.words.iter().filter(|word| of_sense(word.sense)).map(|word| word.text.as_str()).collect();
    if wanted.is_empty() {
        return false;
    }
    let held: Vec<&str> = school
        .words
        .iter()
        .map(|id| schools.word(*id))
        .filter(|word| of_sense(word.sense))
        .map(|word| &*word.text)
        .collect();
    contradict(&wanted, &held)
}

struct Likeness {
    share: f32,
    names_its_town: bool,
    lacks_a_word: bool,
    has_another_word: bool,
}

/// The words of both names that are paired, and what is left over on both sides.
struct Pairing<'a> {
    asked: Vec<&'a AskedWord>,
    held: Vec<&'a Word>,
    /// The weight of all pairs, each counted once, by how sure it is.
    paired: f32,
    /// The weight of both sides of all pairs.
    whole: f32,
}

impl<'a> Pairing<'a> {
    fn of(asked: &'a Asked, schools: &'a Schools, school: &School) -> Self {
        let mut pairing = Self {
            asked: Vec::with_capacity(asked.words.len()),
            held: school.words.iter().map(|id| schools.word(*id)).collect(),
            paired: 0.0,
            whole: 0.0,
        };
        for word in &asked.words {
            let same = pairing.held.iter().position(|held| *held.text == *word.text);
            match same {
                Some(place) => pairing.pair(place, word.weight, 1.0),
                None => pairing.asked.push(word),
            }
        }
        pairing
    }

    fn pair(&mut self, place: usize, weight: f32, sureness: f32) {
        self.held.remove(place);
        self.paired += 2.0 * weight * sureness;
        self.whole += 2.0 * weight;
    }

    /// Pairs what is left and differs by slips of the hand.
    fn forgive_slips(&mut self) {
        let left = std::mem::take(&mut self.asked);
        for word in left {
            let best = self
                .held
                .iter()
                .enumerate()
                .filter_map(|(place, held)| Some((place, held.weight, sureness(word, held)?)))
                .max_by(|one, other| one.2.total_cmp(&other.2));
            match best {
                Some((place, weight, sureness)) => self.pair(place, weight, sureness),
                None => self.asked.push(word),
            }
        }
    }

    /// Pairs "white house" with "whitehouse", either way.
    fn join_words(&mut self) {
        let is_joined = |one: &str, other: &str, whole: &str| {
            whole.len() == one.len() + other.len() && whole.starts_with(one) && whole.ends_with(other)
        };
        for place in 0..self.held.len().saturating_sub(1) {
            let (Some(one), Some(other)) = (self.held.get(place), self.held.get(place + 1)) else {
                break;
            };
            let joined = self.asked.iter().position(|word| is_joined(&one.text, &other.text, &word.text));
            if let Some(asked) = joined {
                let weight = one.weight.max(other.weight);
                self.asked.remove(asked);
                self.held.remove(place + 1);
                self.pair(place, weight, 0.97);
            }
        }
        for place in 0..self.asked.len().saturating_sub(1) {
            let (Some(one), Some(other)) = (self.asked.get(place), self.asked.get(place + 1)) else {
                break;
            };
            let joined = self.held.iter().position(|held| is_joined(&one.text, &other.text, &held.text));
            if let Some(held) = joined {
                let weight = self.held[held].weight;
                self.asked.drain(place..place + 2);
                self.pair(held, weight, 0.97);
            }
        }
    }
}

/// How sure it is that two different words were meant as one; nothing for words that are not alike.
fn sureness(asked: &AskedWord, held: &Word) -> Option<f32> {
    let slips = asked.letters().slips_to(held.letters());
    // A short word that no school has, such as "igh" or "adn", is a slip of one that some have.
    let is_short = asked.count == 0 && matches!(asked.text.len(), 2..=3) && matches!(held.text.len(), 2..=4);
    if slips.is_none() && is_short && distance(asked.text.as_bytes(), held.text.as_bytes()) == 1 {
        return Some(0.6);
    }
    let slips = slips?;
    let is_plural = {
        let (short, long): (&str, &str) =
            if asked.text.len() < held.text.len() { (&asked.text, &held.text) } else { (&held.text, &asked.text) };
        long.strip_suffix('s') == Some(short)
    };
    let sureness = match (is_plural, asked.count, slips) {
        (true, _, _) => 0.96,
        // A word that schools have is that word: "mark" is no slip of "mary".
        (_, 3.., _) => 0.45,
        (_, 1.., _) => 0.70,
        (_, 0, 0 | 1) => 0.92,
        (_, 0, _) => 0.82,
    };
    Some(sureness)
}

fn likeness(asked: &Asked, schools: &Schools, school: &School) -> Likeness {
    let mut pairing = Pairing::of(asked, schools, school);
    if !pairing.asked.is_empty() && !pairing.held.is_empty() {
        pairing.join_words();
        pairing.forgive_slips();
    }
    let town_words = |word: &str| {
        let places = school.towns.iter().chain(&school.areas);
        places.copied().find(|id| schools.places.name(*id).split(' ').any(|it| it == word))
    };
    let mut names_its_town = false;
    let mut over = 0.0;
    let mut lacks_a_word = false;
    for word in &pairing.asked {
        let town = (word.sense == Sense::Own).then(|| town_words(&word.text)).flatten();
        over += if town.is_some() { 0.1 * word.weight } else { word.weight };
        names_its_town |= town.is_some_and(|id| schools.places.name(id) == word.text);
        lacks_a_word |= town.is_none() && word.sense != Sense::Filler;
    }
    for word in &pairing.held {
        let is_said = asked.is_in_places(&word.text);
        let is_own_town = || town_words(&word.text).is_some();
        over += match () {
            () if is_said => 0.1 * word.weight,
            () if word.sense == Sense::Own && is_own_town() => 0.5 * word.weight,
            () => word.weight,
        };
    }
    let whole = pairing.whole + over;
    let share = if whole > 0.0 { pairing.paired / whole } else { 0.0 };
    Likeness {
        share,
        names_its_town,
        has_another_word: pairing.held.iter().any(|word| word.sense == Sense::Own),
        lacks_a_word,
    }
}

const NEAR_METRES: f64 = 10_000.0;
const AROUND_METRES: f64 = 30_000.0;

fn by_distance(metres: Option<f64>) -> Where {
    match metres {
        None => Where::NotSaid,
        Some(metres) if metres <= NEAR_METRES => Where::Near,
        Some(metres) if metres <= AROUND_METRES => Where::Around,
        Some(_) => Where::Elsewhere,
    }
}

/// Where the school is by all that the row says, and by the places named alone.
fn place(asked: &Asked, schools: &Schools, school: &School) -> (Where, Where) {
    let by_postcode = by_postcode(&asked.postcode, schools, school);
    let named: Vec<Where> = asked.places.iter().map(|place| by_name(place, schools, school)).collect();
    // A street may be called as a far town is; it speaks against no school that another name speaks for.
    let by_names = named.iter().copied().max_by_key(|place| match place {
        Where::NotSaid => (0, Where::NotSaid),
        other => (1, *other),
    });
    let by_names = by_names.unwrap_or(Where::NotSaid);
    let place = match (by_postcode, by_names) {
        (Where::Postcode, _) => Where::Postcode,
        (Where::Elsewhere, _) | (_, Where::Elsewhere) => Where::Elsewhere,
        (one, other) => one.max(other),
    };
    (place, by_names)
}

/// A full postcode is the school's, or a slip of it, or speaks against the school; an outward code is only a district.
fn by_postcode(asked: &AskedPostcode, schools: &Schools, school: &School) -> Where {
    let outward = match asked {
        AskedPostcode::None => return Where::NotSaid,
        AskedPostcode::Full(postcode) => {
            let Some(own) = &school.postcode else {
                return Where::NotSaid;
            };
            return match slips_between(postcode.as_str(), own.as_str()) {
                0 => Where::Postcode,
                1 => Where::Sector,
                _ => Where::Elsewhere,
            };
        }
        AskedPostcode::Outward(outward) => outward.as_str(),
    };
    if school.postcode.is_some_and(|own| own.outward() == outward) {
        return Where::Outward;
    }
    let middle = schools.outwards.get(outward).copied();
    by_distance(point_of(schools, school).zip(middle).map(|(one, other)| metres(one, other)))
}

fn slips_between(one: &str, other: &str) -> usize {
    if one == other {
        return 0;
    }
    distance(one.replace(' ', "").as_bytes(), other.replace(' ', "").as_bytes())
}

/// Where the school stands, or about where.
fn point_of(schools: &Schools, school: &School) -> Option<Point> {
    school.point.or_else(|| {
        let own = school.postcode.as_ref()?.outward();
        schools.outwards.get(own).copied()
    })
}

fn by_name(asked: &AskedPlace, schools: &Schools, school: &School) -> Where {
    let is_same = |id: &u32| {
        if asked.id == Some(*id) {
            return true;
        }
        let name = schools.places.name(*id);
        let is_within = asked.text.len() > name.len() && format!(" {} ", asked.text).contains(&format!(" {name} "));
        is_within
            || (asked.id.is_none() && name.len() > 4 && Letters::of(&asked.text).slips_to(Letters::of(name)).is_some())
    };
    if school.towns.iter().any(is_same) {
        return Where::Town;
    }
    if school.areas.iter().any(is_same) {
        return Where::Area;
    }
    let from = point_of(schools, school);
    let metres = asked.id.zip(from).and_then(|(id, from)| schools.places.metres(id, from));
    by_distance(metres)
}
