//! Which schools lie near a place: a grid of squares over the map.

use super::lexicon::number;

/// Metres in a mile.
const MILE: f64 = 1609.344;
/// The side of a square in metres.
const SIDE: u32 = 5_000;

/// Two numbers, east and north.
type Pair = (u32, u32);

/// Rows by the square in which they lie.
#[derive(Debug, Default)]
pub(super) struct Nearby {
    /// Square (column, line), place in metres, row; in order.
    rows: Vec<(Pair, Pair, u32)>,
}

impl Nearby {
    /// From the places of rows in their order; a row without a place is near nothing.
    pub fn of(places: impl Iterator<Item = Option<Pair>>) -> Self {
        let mut rows: Vec<_> = places
            .enumerate()
            .filter_map(|(row, place)| {
                let (easting, northing) = place?;
                Some(((easting / SIDE, northing / SIDE), (easting, northing), number(row)))
            })
            .collect();
        rows.sort_unstable();
        Self { rows }
    }

    /// Rows within so many miles with their distances in miles, the nearest first.
    pub fn within(&self, (easting, northing): Pair, miles: f64) -> Vec<(f64, u32)> {
        let mut near = Vec::new();
        let Some(reach) = reach(miles) else {
            return near;
        };
        let first_column = easting.saturating_sub(reach) / SIDE;
        let last_column = easting.saturating_add(reach) / SIDE;
        let first_line = northing.saturating_sub(reach) / SIDE;
        let last_line = northing.saturating_add(reach) / SIDE;
        let mut rest = self.rows.as_slice();
        while let Some(((column, _), _, _)) =
            rest.get(rest.partition_point(|(square, _, _)| square.0 < first_column)..).and_then(<[_]>::first)
        {
            if *column > last_column {
                break;
            }
            let low = rest.partition_point(|(square, _, _)| *square < (*column, first_line));
            let high = rest.partition_point(|(square, _, _)| *square <= (*column, last_line));
            for (_, place, row) in &rest[low..high] {
                let east = f64::from(place.0) - f64::from(easting);
                let north = f64::from(place.1) - f64::from(northing);
                let distance = east.hypot(north) / MILE;
                if distance <= miles {
                    near.push((distance, *row));
                }
            }
            rest = &rest[rest.partition_point(|(square, _, _)| square.0 <= *column)..];
        }
        near.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        near
    }
}

/// The distance in whole metres, rounded up; none for a distance that is none.
fn reach(miles: f64) -> Option<u32> {
    let metres = (miles * MILE).ceil();
    if !(0.0..=2_000_000.0).contains(&metres) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was just seen to be in range")]
    Some(metres as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mile_is_a_mile() {
        let places = [Some((400_000, 300_000)), None, Some((401_609, 300_000)), Some((401_611, 300_000))];
        let nearby = Nearby::of(places.into_iter());
        let near = |miles| {
            let found = nearby.within((400_000, 300_000), miles);
            found.into_iter().map(|(_, row)| row).collect::<Vec<_>>()
        };
        assert_eq!(near(1.0), [0, 2]);
        assert_eq!(near(1.01), [0, 2, 3]);
        assert_eq!(near(0.0), [0]);
        assert_eq!(near(-1.0), [0_u32; 0]);
        assert_eq!(near(f64::NAN), [0_u32; 0]);
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_looking_at_each_finds(
            places in prop::collection::vec((0_u32..60_000, 0_u32..60_000), 0..60),
            miles in 0.0..30.0,
        ) {
            let nearby = Nearby::of(places.iter().copied().map(Some));
            let mut found: Vec<u32> = nearby.within((30_000, 30_000), miles).into_iter().map(|it| it.1).collect();
            found.sort_unstable();
            let each = places.iter().enumerate().filter(|(_, place)| {
                let distance = (f64::from(place.0) - 30_000.0).hypot(f64::from(place.1) - 30_000.0);
                distance / MILE <= miles
            });
            let expected: Vec<u32> = each.map(|(row, _)| number(row)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
