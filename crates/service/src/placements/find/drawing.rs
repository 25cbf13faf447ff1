//! A map without a map: where schools lie to one another and to a place, with a scale and north. No request, no script.

use askama::Template;
use askama::filters::HtmlSafe;
use govuk::components::Component;

use crate::organisations::search::Spot;
use crate::placements::rules::Hosting;

/// Width and height of the drawing, in its own units.
const SIDE: f64 = 640.0;
/// Room at each edge, for numbers and scale.
const EDGE: f64 = 48.0;
/// The least that a side shows, in metres: a street of schools is not blown up to a county.
const LEAST: f64 = 2_000.0;
/// Metres in a mile.
const MILE: f64 = 1_609.344;
/// The lengths that a scale can have, in miles.
const SCALES: [f64; 9] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];

/// A school on the map.
#[derive(Clone, Debug)]
pub(super) struct Point {
    /// Its number in the list.
    pub number: usize,
    /// Easting and northing in metres.
    pub place: (u32, u32),
    /// How its year stands; the mark's form tells it.
    pub hosting: Hosting,
    /// Its name, for who points at it.
    pub name: String,
}

impl Point {
    /// Whether it has or may have places; its mark is a circle then, else a square.
    fn is_open(&self) -> bool {
        matches!(self.hosting, Hosting::Available | Hosting::Maybe)
    }
}

/// A point in the drawing's units.
struct Mark {
    x: f64,
    y: f64,
    point: Point,
}

/// The drawing.
#[derive(Template)]
#[template(path = "placements/find/drawing.html")]
pub(super) struct Drawing {
    marks: Vec<Mark>,
    centre: Option<(f64, f64, String)>,
    bar: f64,
    scale: String,
}

impl HtmlSafe for Drawing {}
impl Component for Drawing {}

impl Drawing {
    /// The drawing of these points and of the place that was asked for; none where there is no point.
    pub fn of(points: Vec<Point>, spot: Option<&Spot>) -> Option<Drawing> {
        if points.is_empty() {
            return None;
        }
        let places = points.iter().map(|it| it.place).chain(spot.map(|it| it.place));
        let (mut west, mut east, mut south, mut north) = (u32::MAX, 0, u32::MAX, 0);
        for (easting, northing) in places {
            (west, east) = (west.min(easting), east.max(easting));
            (south, north) = (south.min(northing), north.max(northing));
        }
        let reach = f64::from(east - west).max(f64::from(north - south)).max(LEAST);
        let unit = (SIDE - 2.0 * EDGE) / reach;
        let middle = |low: u32, high: u32| f64::midpoint(f64::from(low), f64::from(high));
        let (centre_east, centre_north) = (middle(west, east), middle(south, north));
        let at = |place: (u32, u32)| {
            let x = SIDE / 2.0 + (f64::from(place.0) - centre_east) * unit;
            let y = SIDE / 2.0 - (f64::from(place.1) - centre_north) * unit;
            (round(x), round(y))
        };
        let fits = |miles: &&f64| **miles * MILE * unit <= SIDE / 3.0;
        let miles = SCALES.iter().rev().find(fits).copied().unwrap_or(SCALES[0]);
        let mark = |point: Point| {
            let (x, y) = at(point.place);
            Mark { x, y, point }
        };
        Some(Drawing {
            centre: spot.map(|it| (at(it.place).0, at(it.place).1, it.name.clone())),
            marks: points.into_iter().map(mark).collect(),
            bar: round(miles * MILE * unit),
            scale: if (miles - 1.0).abs() < f64::EPSILON { "1 mile".to_owned() } else { format!("{miles} miles") },
        })
    }

    fn described(&self) -> String {
        let schools = match self.marks.len() {
            1 => "1 school".to_owned(),
            several => format!("{several} schools"),
        };
        let around = self.centre.as_ref().map_or_else(String::new, |(_, _, name)| format!(" around {name}"));
        format!("{schools}{around}, north at the top. Each number is that of the list above.")
    }
}

/// To a tenth of a unit: enough for the eye, and short.
fn round(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(number: usize, place: (u32, u32)) -> Point {
        Point { number, place, hosting: Hosting::Available, name: format!("School {number}") }
    }

    #[test]
    fn north_is_at_the_top_and_everything_is_inside() {
        let drawing = Drawing::of(vec![point(1, (400_000, 500_000)), point(2, (410_000, 540_000))], None).unwrap();
        let (south, north) = (&drawing.marks[0], &drawing.marks[1]);
        assert!(north.y < south.y && south.x < north.x);
        for mark in &drawing.marks {
            assert!((EDGE..=SIDE - EDGE).contains(&mark.x) && (EDGE..=SIDE - EDGE).contains(&mark.y));
        }
        assert_eq!(drawing.scale, "5 miles");
        assert!((drawing.bar - 109.4).abs() < 0.2, "{}", drawing.bar);
    }

    #[test]
    fn one_school_alone_stands_in_the_middle() {
        let drawing = Drawing::of(vec![point(7, (400_000, 500_000))], None).unwrap();
        assert!((drawing.marks[0].x - SIDE / 2.0).abs() < 0.1);
        assert!(Drawing::of(Vec::new(), None).is_none());
    }

    #[test]
    fn a_hostile_name_is_only_a_name() {
        let spot = Spot { name: "</title><script>".to_owned(), place: (400_000, 500_000), instead: None };
        let mut evil = point(1, (400_000, 500_000));
        evil.name = "\"><script>".to_owned();
        let html = Drawing::of(vec![evil], Some(&spot)).unwrap().to_string();
        assert!(!html.contains("<script>"), "{html}");
    }
}
