//! The schools that are worth weighing for a row.

use super::Schools;
use super::asked::{Asked, AskedPostcode, AskedWord};
use super::index::{SchoolId, WordId};

/// Schools weighed for one row; many share a common name.
const MOST: usize = 4000;
/// Words in more names than this find schools only where no rarer word does.
const COMMON: usize = 4000;
/// Below this share of the best, a school is not worth weighing.
const SHARE_OF_BEST: f32 = 0.45;

/// Room to work in, used again for each row.
#[derive(Debug, Default)]
pub(super) struct Desk {
    weights: Vec<f32>,
    touched: Vec<SchoolId>,
}

impl Desk {
    fn clear(&mut self, schools: usize) {
        for id in self.touched.drain(..) {
            self.weights[id as usize] = 0.0;
        }
        self.weights.resize(schools, 0.0);
    }

    fn add(&mut self, schools: &[SchoolId], weight: f32) {
        for id in schools {
            let place = &mut self.weights[*id as usize];
            if *place == 0.0 {
                self.touched.push(*id);
            }
            *place += weight;
        }
    }
}

/// The schools that share a postcode or telling words with the row; with `all_slips`, also words that a slip could have
/// turned into other words.
pub(super) fn retrieve(asked: &Asked, schools: &Schools, desk: &mut Desk, all_slips: bool) -> Vec<SchoolId> {
    desk.clear(schools.len());
    for word in &asked.words {
        // A rare word that is like the one asked for counts no more than that one.
        let weight = |id: WordId| schools.word(id).weight.min(word.weight);
        if let Some(id) = word.id
            && schools.word(id).schools.len() <= COMMON
        {
            desk.add(&schools.word(id).schools, word.weight);
        }
        if let Some(id) = other_number(&word.text, schools) {
            desk.add(&schools.word(id).schools, 0.9 * weight(id));
        }
        if word.id.is_none() || all_slips {
            for (id, sureness) in alike(word, schools) {
                desk.add(&schools.word(id).schools, sureness * weight(id));
            }
        }
    }
    if desk.touched.is_empty() {
        for id in asked.words.iter().filter_map(|word| word.id) {
            desk.add(&schools.word(id).schools, schools.word(id).weight);
        }
    }
    let mut found = best_of(desk);
    if let AskedPostcode::Full(postcode) = asked.postcode {
        for id in schools.at(postcode) {
            if !found.contains(id) {
                found.push(*id);
            }
        }
    }
    found
}

/// "marys" for "mary", and "mary" for "marys".
fn other_number(word: &str, schools: &Schools) -> Option<WordId> {
    let other = word.strip_suffix('s').map_or_else(|| format!("{word}s"), str::to_owned);
    let id = schools.word_ids.get(other.as_str()).copied()?;
    (schools.word(id).schools.len() <= COMMON).then_some(id)
}

fn best_of(desk: &mut Desk) -> Vec<SchoolId> {
    let weights = &desk.weights;
    let weight = |id: &SchoolId| weights[*id as usize];
    let best = desk.touched.iter().map(weight).fold(0.0, f32::max);
    let mut found: Vec<SchoolId> =
        desk.touched.iter().copied().filter(|id| weight(id) >= SHARE_OF_BEST * best).collect();
    if found.len() > MOST {
        found.select_nth_unstable_by(MOST, |one, other| weight(other).total_cmp(&weight(one)).then(one.cmp(other)));
        found.truncate(MOST);
    }
    found
}

/// The words of names that a slip of the hand makes of this one, or of which it is two.
fn alike(word: &AskedWord, schools: &Schools) -> Vec<(WordId, f32)> {
    const SHORTEST: usize = 4;
    if word.text.len() < SHORTEST || word.weight < 1.0 {
        return Vec::new();
    }
    let letters = word.letters();
    let other = other_number(&word.text, schools);
    let mut found = Vec::new();
    for (id, held) in (0..).zip(&schools.words) {
        if held.schools.len() > COMMON || word.id == Some(id) || other == Some(id) {
            continue;
        }
        if letters.slips_to(held.letters()).is_some() {
            found.push((id, 0.9));
        }
    }
    for cut in 3..word.text.len().saturating_sub(2) {
        let Some((start, end)) = word.text.split_at_checked(cut) else {
            continue;
        };
        let known = |text: &str| schools.word_ids.get(text).copied();
        if let (Some(start), Some(end)) = (known(start), known(end)) {
            found.extend(
                [(start, 0.6), (end, 0.6)].into_iter().filter(|(id, _)| schools.word(*id).schools.len() <= COMMON),
            );
        }
    }
    found
}
