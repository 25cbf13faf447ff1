//! Where schools are: the names of towns, authorities and counties, the outward codes, and the metres between them.

use crate::organisations::folding::fold;
use std::collections::HashMap;

/// Easting and northing in metres.
pub(super) type Point = (i32, i32);

/// The key of a place's name.
pub(super) type PlaceId = u32;

/// Every name of a place that the register holds, with schools that stand there.
#[derive(Debug, Default)]
pub(super) struct Places {
    ids: HashMap<Box<str>, PlaceId>,
    names: Vec<Box<str>>,
    /// Some of the schools of each place, enough to tell how far away it is.
    points: Vec<Vec<Point>>,
    seen: Vec<u32>,
}

/// Schools kept of one place.
const KEPT: usize = 48;

impl Places {
    /// Notes that a school stands in a place of this name; nothing for a name that says nothing.
    pub fn note(&mut self, name: &str, point: Option<Point>) -> Option<PlaceId> {
        let folded = place_name(name);
        if folded.is_empty() || folded == "does not apply" || folded == "not recorded" {
            return None;
        }
        let id = self.ids.get(folded.as_str()).copied().unwrap_or_else(|| {
            let id = PlaceId::try_from(self.names.len()).unwrap_or(PlaceId::MAX);
            self.ids.insert(folded.as_str().into(), id);
            self.names.push(folded.as_str().into());
            self.points.push(Vec::new());
            self.seen.push(0);
            id
        });
        if let Some(point) = point {
            self.keep(id as usize, point);
        }
        Some(id)
    }

    /// Keeps the first schools, then ever fewer of the rest, in their places in turn.
    fn keep(&mut self, id: usize, point: Point) {
        self.seen[id] += 1;
        let seen = self.seen[id] as usize;
        if self.points[id].len() < KEPT {
            self.points[id].push(point);
        } else if seen.is_multiple_of(seen / KEPT) {
            self.points[id][seen % KEPT] = point;
        }
    }

    /// The place with this name, folded by [`place_name`].
    pub fn named(&self, folded: &str) -> Option<PlaceId> {
        self.ids.get(folded).copied()
    }

    /// The folded name of a place.
    pub fn name(&self, id: PlaceId) -> &str {
        &self.names[id as usize]
    }

    /// Metres from a point to the nearest school of a place, where any of them is known.
    pub fn metres(&self, id: PlaceId, from: Point) -> Option<f64> {
        self.points[id as usize].iter().map(|point| metres(*point, from)).min_by(f64::total_cmp)
    }
}

/// The name of a place in one way of writing: "Bristol, City of" is "bristol".
pub(super) fn place_name(name: &str) -> String {
    let folded = fold(name);
    let short = folded.strip_prefix("the ").unwrap_or(&folded);
    let short = short.strip_prefix("city of ").unwrap_or(short);
    let short = short.strip_prefix("near ").or_else(|| short.strip_prefix("nr ")).unwrap_or(short);
    let short = [" city of", " county of", " county"].iter().find_map(|end| short.strip_suffix(end)).unwrap_or(short);
    short.split(' ').map(|word| if word == "saint" { "st" } else { word }).collect::<Vec<_>>().join(" ")
}

/// As the crow flies.
pub(super) fn metres(one: Point, other: Point) -> f64 {
    let east = f64::from(one.0) - f64::from(other.0);
    let north = f64::from(one.1) - f64::from(other.1);
    east.hypot(north)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_one_name_and_a_distance() {
        let mut places = Places::default();
        let bristol = places.note("Bristol, City of", Some((358_000, 173_000)));
        assert_eq!(places.named(&place_name("BRISTOL")), bristol);
        assert_eq!(places.note("", None), None);
        let metres = places.metres(bristol.unwrap(), (361_000, 177_000)).unwrap();
        assert_eq!(metres.to_string(), "5000");
    }
}
