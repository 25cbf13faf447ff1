//! Where the places are that people name, from the register's own coordinates: the middle of the schools there.

use std::collections::HashMap;

use super::entry::{Entry, class};
use super::keys::Keys;
use crate::organisations::folding::fold;
use crate::vocabulary::Postcode;

/// Within so many metres of one another, two places of one name are the same place.
const SAME: f64 = 25_000.0;
/// A place with fewer schools than this part of the largest of its name is taken for a slip in the register.
const SLIP: u64 = 10;

/// A place on the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its name, as pages show it.
    pub name: String,
    /// Easting and northing in metres.
    pub place: (u32, u32),
    /// What was taken for it, where the register has no school at just that postcode: "DH1 4".
    pub instead: Option<String>,
}

/// What is known of a place that somebody named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// One place.
    At(Spot),
    /// Several have that name: each with what tells it from the others, such as "Ashford, Kent".
    Several(Vec<String>),
    /// None that the register knows.
    Unknown,
}

/// The sum of some places, and how many they are.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    east: u64,
    north: u64,
    number: u64,
}

impl Sum {
    fn add(&mut self, place: (u32, u32)) {
        self.join(Sum { east: place.0.into(), north: place.1.into(), number: 1 });
    }

    fn join(&mut self, other: Sum) {
        self.east += other.east;
        self.north += other.north;
        self.number += other.number;
    }

    fn middle(self) -> Option<(u32, u32)> {
        let mean = |sum: u64| sum.checked_div(self.number).and_then(|it| u32::try_from(it).ok());
        mean(self.east).zip(mean(self.north))
    }

    fn is_near(self, other: Sum) -> bool {
        let (Some(one), Some(two)) = (self.middle(), other.middle()) else { return false };
        let apart = |one: u32, two: u32| f64::from(one) - f64::from(two);
        apart(one.0, two.0).hypot(apart(one.1, two.1)) <= SAME
    }
}

/// What kind of name it is; the first of these that has it says where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Town,
    Authority,
    Locality,
}

#[derive(Debug)]
struct Area {
    name: Box<str>,
    authority: Box<str>,
    sum: Sum,
}

/// Places by their names.
#[derive(Debug, Default)]
pub(super) struct Places {
    areas: HashMap<(Kind, Box<str>), Vec<Area>>,
}

impl Places {
    /// From the places of what is open.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Places {
        let mut places = Places::default();
        for entry in entries.filter(|it| class(it.status) == 0) {
            let Some(place) = entry.place else { continue };
            let names =
                [(Kind::Town, &entry.town), (Kind::Authority, &entry.authority), (Kind::Locality, &entry.locality)];
            for (kind, name) in names.into_iter().filter(|(_, name)| !name.is_empty()) {
                let areas = places.areas.entry((kind, fold(name).into())).or_default();
                if let Some(area) = areas.iter_mut().find(|it| *it.authority == *entry.authority) {
                    area.sum.add(place);
                    continue;
                }
                let mut sum = Sum::default();
                sum.add(place);
                areas.push(Area { name: name.as_str().into(), authority: entry.authority.as_str().into(), sum });
            }
        }
        places
    }

    /// Where a town, a local authority or a part of a town is; with "Ashford, Kent", the one in that authority.
    pub fn by_name(&self, named: &str) -> Whereabouts {
        let whole = self.areas_of(&fold(named));
        if let Some(areas) = whole {
            return together(areas.iter());
        }
        let Some((name, authority)) = named.rsplit_once(',') else { return Whereabouts::Unknown };
        let wanted = fold(authority);
        let Some(areas) = self.areas_of(&fold(name)) else { return Whereabouts::Unknown };
        together(areas.iter().filter(|it| !wanted.is_empty() && fold(&it.authority).contains(&wanted)))
    }

    fn areas_of(&self, folded: &str) -> Option<&Vec<Area>> {
        let kinds = [Kind::Town, Kind::Authority, Kind::Locality];
        kinds.into_iter().find_map(|kind| self.areas.get(&(kind, folded.into())))
    }
}

/// Areas of one name that lie side by side are one place.
fn together<'a>(areas: impl Iterator<Item = &'a Area>) -> Whereabouts {
    let mut areas: Vec<&Area> = areas.collect();
    areas.sort_by(|one, two| two.sum.number.cmp(&one.sum.number).then_with(|| one.authority.cmp(&two.authority)));
    let mut groups: Vec<(&Area, Sum)> = Vec::new();
    for area in areas {
        match groups.iter_mut().find(|(_, sum)| sum.is_near(area.sum)) {
            Some((_, sum)) => sum.join(area.sum),
            None => groups.push((area, area.sum)),
        }
    }
    let most = groups.first().map_or(0, |(_, sum)| sum.number);
    groups.retain(|(_, sum)| sum.number * SLIP >= most);
    match groups.as_slice() {
        [] => Whereabouts::Unknown,
        [(area, sum)] => match sum.middle() {
            Some(place) => Whereabouts::At(Spot { name: area.name.to_string(), place, instead: None }),
            None => Whereabouts::Unknown,
        },
        several => {
            let names = several.iter().map(|(area, _)| format!("{}, {}", area.name, area.authority));
            Whereabouts::Several(names.collect())
        }
    }
}

/// Where a postcode or the first part of one is; nothing where it is no postcode.
///
/// Where the register has no school at just that postcode, those are taken that share more of it than others.
pub(super) fn by_postcode(keys: &Keys, place: impl Fn(u32) -> Option<(u32, u32)>, named: &str) -> Option<Whereabouts> {
    let compact: String = named.split_whitespace().collect::<String>().to_ascii_lowercase();
    let middle = |typed: &str, is_outward: bool| {
        let mut sum = Sum::default();
        keys.postcodes(typed, |row, is_all| {
            if let (true, Some(place)) = (is_all || !is_outward, place(row)) {
                sum.add(place);
            }
        });
        sum.middle()
    };
    if let Ok(postcode) = named.parse::<Postcode>() {
        let (outward, inward) = (postcode.outward().to_ascii_lowercase(), postcode.inward());
        let sector = format!("{outward} {}", inward.get(..1).unwrap_or_default());
        let exact = middle(&compact, false).map(|place| (place, None));
        let found = exact
            .or_else(|| middle(&sector, false).map(|place| (place, Some(sector.to_ascii_uppercase()))))
            .or_else(|| middle(&format!("{outward} "), true).map(|place| (place, Some(outward.to_ascii_uppercase()))));
        let spot = |(place, instead)| Whereabouts::At(Spot { name: postcode.to_string(), place, instead });
        return Some(found.map_or(Whereabouts::Unknown, spot));
    }
    let is_outward = (2..=4).contains(&compact.len()) && compact.bytes().any(|it| it.is_ascii_digit());
    if !is_outward {
        return None;
    }
    let place = middle(&format!("{compact} "), true)?;
    Some(Whereabouts::At(Spot { name: compact.to_ascii_uppercase(), place, instead: None }))
}

#[cfg(test)]
mod tests {
    use super::super::{Codes, Snapshot};
    use super::*;
    use crate::organisations::rules::Status;

    fn school(urn: u32, town: &str, authority: &str, postcode: &str, place: (u32, u32)) -> Entry {
        Entry {
            key: urn.to_string(),
            name: format!("School {urn}"),
            town: town.to_owned(),
            locality: String::new(),
            authority: authority.to_owned(),
            postcode: postcode.to_owned(),
            urn: urn.to_string().parse().ok(),
            ukprn: None,
            provider_code: None,
            status: Status::Open,
            aliases: Vec::new(),
            codes: Codes::default(),
            place: Some(place),
        }
    }

    fn register() -> Snapshot {
        Snapshot::build(&[
            school(100_001, "Ashford", "Kent", "TN23 1AA", (600_000, 142_000)),
            school(100_002, "Ashford", "Kent", "TN24 1AA", (602_000, 144_000)),
            school(100_003, "Ashford", "Surrey", "TW15 1AA", (507_000, 171_000)),
            school(100_004, "Durham", "County Durham", "DH1 1AA", (427_000, 542_000)),
            school(100_005, "Durham", "Sunderland", "DH1 4XX", (429_000, 544_000)),
            school(100_006, "Leeds", "Leeds", "DH11 1AA", (430_000, 433_000)),
        ])
    }

    fn at(named: &str) -> (String, (u32, u32), Option<String>) {
        match register().whereabouts(named) {
            Whereabouts::At(spot) => (spot.name, spot.place, spot.instead),
            other => panic!("{named}: {other:?}"),
        }
    }

    #[test]
    fn a_postcode_is_where_its_schools_are() {
        assert_eq!(at("dh11aa"), ("DH1 1AA".to_owned(), (427_000, 542_000), None));
        assert_eq!(at("DH1 4AB"), ("DH1 4AB".to_owned(), (429_000, 544_000), Some("DH1 4".to_owned())));
        assert_eq!(at("DH1 9ZZ"), ("DH1 9ZZ".to_owned(), (428_000, 543_000), Some("DH1".to_owned())));
        assert_eq!(at(" dh1 "), ("DH1".to_owned(), (428_000, 543_000), None), "not DH11");
        assert_eq!(register().whereabouts("ZE1 0AA"), Whereabouts::Unknown);
    }

    #[test]
    fn a_town_is_the_middle_of_its_schools_across_authorities_side_by_side() {
        assert_eq!(at("durham"), ("Durham".to_owned(), (428_000, 543_000), None));
        assert_eq!(at("County Durham").1, (427_000, 542_000));
    }

    #[test]
    fn towns_of_one_name_are_told_apart() {
        let both = vec!["Ashford, Kent".to_owned(), "Ashford, Surrey".to_owned()];
        assert_eq!(register().whereabouts("Ashford"), Whereabouts::Several(both));
        assert_eq!(at("ashford, surrey").1, (507_000, 171_000));
        assert_eq!(register().whereabouts("Ashford, Essex"), Whereabouts::Unknown);
    }

    #[test]
    fn what_is_nowhere_is_unknown() {
        for named in ["", ",", "Atlantis", "D", "12", "🦆", "a1b2c3d4e5"] {
            assert_eq!(register().whereabouts(named), Whereabouts::Unknown, "{named}");
        }
    }
}
