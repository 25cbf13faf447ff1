//! The demo's schools, as rows of the register. Pure: the same chance and the same day make the same schools.

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

use super::words::{AREAS, Area, KINDS, Kind, STEMS, STREETS};
use crate::platform::clock::Chance;
use crate::vocabulary::Urn;

/// How many schools there are.
pub(super) const SCHOOLS: u32 = 2_000;
/// The number of the first.
pub(super) const FIRST: u32 = 900_001;
/// Schools of one town.
const OF_A_TOWN: usize = 42;

/// A column of the register and its type in SQL.
type Column = (&'static str, &'static str);

/// The columns that the demo fills.
pub(super) const COLUMNS: &[Column] = &[
    ("urn", "text"),
    ("name", "text"),
    ("establishment_number", "text"),
    ("ukprn", "text"),
    ("status", "integer"),
    ("type_code", "integer"),
    ("type", "text"),
    ("type_group", "text"),
    ("phase_code", "integer"),
    ("phase", "text"),
    ("opened_on", "date"),
    ("closed_on", "date"),
    ("closed_why", "text"),
    ("low_age", "integer"),
    ("high_age", "integer"),
    ("nursery", "text"),
    ("sixth_form", "text"),
    ("gender", "text"),
    ("religious_character", "text"),
    ("admissions", "text"),
    ("capacity", "integer"),
    ("special_classes", "text"),
    ("pupils", "integer"),
    ("boys", "integer"),
    ("girls", "integer"),
    ("free_meals", "integer"),
    ("trust", "text"),
    ("sponsor", "text"),
    ("ofsted_rating", "text"),
    ("ofsted_inspected_on", "date"),
    ("updated_on", "date"),
    ("street", "text"),
    ("locality", "text"),
    ("town", "text"),
    ("county", "text"),
    ("postcode", "text"),
    ("website", "text"),
    ("telephone", "text"),
    ("section_41", "text"),
    ("sen_provisions", "text"),
    ("resourced_provision", "text"),
    ("local_authority_code", "text"),
    ("local_authority", "text"),
    ("region", "text"),
    ("district_code", "text"),
    ("district", "text"),
    ("urban_rural", "text"),
    ("country", "text"),
    ("easting", "integer"),
    ("northing", "integer"),
];

/// A school, as far as the rest of the demo needs to know it.
pub(super) struct School {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// 1 open, 2 closed, 3 open but proposed to close, 4 proposed to open.
    pub status: i32,
    /// Whether it is in England.
    pub is_english: bool,
    /// Its row.
    pub row: Value,
}

/// Makes all of them.
pub(super) fn make(chance: &Chance, today: NaiveDate) -> Vec<School> {
    let names: Vec<(&str, &Kind)> =
        STEMS.iter().flat_map(|(stem, kinds)| kinds.iter().map(move |kind| (*stem, &KINDS[*kind]))).collect();
    (0..SCHOOLS).filter_map(|number| one(chance, today, number, &names)).collect()
}

fn one(chance: &Chance, today: NaiveDate, number: u32, names: &[(&str, &Kind)]) -> Option<School> {
    let urn: Urn = (FIRST + number).to_string().parse().ok()?;
    let number = usize::try_from(number).ok()?;
    let town_number = number / OF_A_TOWN;
    let area = &AREAS[(town_number / 4) % AREAS.len()];
    let is_english = area.district.starts_with('E');
    // The stride is not a divisor of the number of names, so no town has a name twice.
    let (stem, kind) = names[((number % OF_A_TOWN) * 7 + town_number * 11) % names.len()];
    let town = area.towns[town_number % 4];
    let name = format!("{} {}", stem.replace("{}", town), kind.suffix);
    let status = status(number);
    let made = Made { chance, today, urn, area, kind, town, status };
    let mut row = Map::new();
    let parts =
        [made.identity(&name, is_english), made.life(), made.pupils(), made.judged(), made.address(), made.place()];
    for (column, value) in parts.into_iter().flatten() {
        row.insert(column.to_owned(), value);
    }
    Some(School { urn, name, status, is_english, row: Value::Object(row) })
}

/// Most are open; the first of all is.
fn status(number: usize) -> i32 {
    match number {
        it if it % 17 == 9 => 2,
        it if it % 61 == 3 => 3,
        it if it % 83 == 5 => 4,
        _ => 1,
    }
}

type Part = Vec<(&'static str, Value)>;

struct Made<'a> {
    chance: &'a Chance,
    today: NaiveDate,
    urn: Urn,
    area: &'static Area,
    kind: &'a Kind,
    town: &'static str,
    status: i32,
}

impl Made<'_> {
    /// The value, absent in one of `rarity` schools.
    fn unless(&self, rarity: u64, value: impl Into<Value>) -> Value {
        if self.chance.below(rarity) == 0 { Value::Null } else { value.into() }
    }

    fn number(&self, from: i32, to: i32) -> i32 {
        let width = u64::try_from(to - from).unwrap_or(1);
        from + i32::try_from(self.chance.below(width)).unwrap_or(0)
    }

    fn pick<'it>(&self, words: &[&'it str]) -> &'it str {
        let place = usize::try_from(self.chance.below(words.len() as u64)).unwrap_or(0);
        words.get(place).copied().unwrap_or_default()
    }

    fn days_ago(&self, from: u64, to: u64) -> String {
        let days = from + self.chance.below(to - from);
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today).to_string()
    }

    fn identity(&self, name: &str, is_english: bool) -> Part {
        let kind = self.kind;
        let (type_code, type_name, group) = if is_english {
            (kind.type_code, kind.type_name, kind.group)
        } else {
            (30, "Welsh establishment", "Welsh schools")
        };
        vec![
            ("urn", json!(self.urn.to_string())),
            ("name", json!(name)),
            ("establishment_number", self.unless(12, self.number(1000, 9999).to_string())),
            ("ukprn", self.unless(6, self.number(10_900_000, 10_999_999).to_string())),
            ("status", json!(self.status)),
            ("type_code", json!(type_code)),
            ("type", json!(type_name)),
            ("type_group", json!(group)),
            ("phase_code", json!(kind.phase_code)),
            ("phase", json!(kind.phase)),
            ("low_age", self.unless(25, kind.ages.0)),
            ("high_age", self.unless(25, kind.ages.1)),
            ("religious_character", json!(kind.religion)),
        ]
    }

    fn life(&self) -> Part {
        let closed = self.status == 2;
        let opened = if self.status == 4 { Value::Null } else { self.unless(3, self.days_ago(1_200, 9_000)) };
        vec![
            ("opened_on", opened),
            ("closed_on", if closed { json!(self.days_ago(40, 1_000)) } else { Value::Null }),
            ("closed_why", if closed { json!("Academy Converter") } else { Value::Null }),
            ("updated_on", json!(self.days_ago(3, 300))),
        ]
    }

    fn pupils(&self) -> Part {
        let capacity = if self.kind.ages.1 > 11 { self.number(400, 1_600) } else { self.number(60, 480) };
        let boys = capacity * self.number(30, 49) / 100;
        let girls = capacity * self.number(30, 49) / 100;
        let is_counted = self.status != 4 && self.chance.below(14) != 0;
        let counted = |value: i32| if is_counted { json!(value) } else { Value::Null };
        vec![
            ("nursery", self.unless(9, self.pick(&["No Nursery Classes", "Has Nursery Classes", "Not applicable"]))),
            (
                "sixth_form",
                self.unless(9, if self.kind.ages.1 > 16 { "Has a sixth form" } else { "Does not have a sixth form" }),
            ),
            ("gender", self.unless(30, self.pick(&["Mixed", "Mixed", "Mixed", "Mixed", "Girls", "Boys"]))),
            ("admissions", self.unless(7, self.pick(&["Non-selective", "Not applicable", "Selective", "Unknown"]))),
            ("capacity", self.unless(11, capacity)),
            (
                "special_classes",
                self.unless(8, self.pick(&["No Special Classes", "Has Special Classes", "Not applicable"])),
            ),
            ("pupils", counted(boys + girls)),
            ("boys", counted(boys)),
            ("girls", counted(girls)),
            ("free_meals", counted(self.number(150, 6_200))),
        ]
    }

    fn judged(&self) -> Part {
        let trust = ["Bright Path Trust", "Harbour Learning Trust", "The Two Rivers Trust", "Keystone Schools Trust"];
        let is_academy = self.kind.group == "Academies";
        let needs = "SLD - Severe Learning Difficulty, ASD - Autistic Spectrum Disorder";
        let is_special = self.kind.type_code == 7;
        vec![
            ("trust", if is_academy { json!(self.pick(&trust)) } else { Value::Null }),
            ("sponsor", if self.kind.type_code == 28 { json!("Harbour Learning Trust") } else { Value::Null }),
            ("ofsted_rating", self.unless(5, self.pick(&["Good", "Outstanding", "Requires improvement", "Good"]))),
            ("ofsted_inspected_on", self.unless(5, self.days_ago(100, 2_000))),
            ("section_41", json!(if is_special { "Not applicable" } else { "Not approved" })),
            ("sen_provisions", if is_special { json!(needs) } else { Value::Null }),
            ("resourced_provision", self.unless(3, self.pick(&["Not applicable", "Resourced provision", "SEN unit"]))),
        ]
    }

    fn address(&self) -> Part {
        let letters: Vec<char> = "ABDEFGHJLNPQRSTUWXYZ".chars().collect();
        let letter = || letters.get(usize::try_from(self.chance.below(20)).unwrap_or(0)).copied().unwrap_or('A');
        let postcode =
            format!("{}{} {}{}{}", self.area.postcode, self.number(1, 30), self.number(1, 9), letter(), letter());
        let website = format!("www.school{}.example", self.urn);
        vec![
            ("street", self.unless(20, format!("{} {}", self.number(1, 200), self.pick(STREETS)))),
            ("locality", self.unless(2, format!("{} End", self.pick(&["North", "South", "Church", "Mill"])))),
            ("town", self.unless(40, self.town)),
            ("county", self.unless(2, self.area.name)),
            ("postcode", self.unless(60, postcode)),
            ("website", self.unless(5, website)),
            // Ofcom keeps these numbers for drama: they reach nobody.
            ("telephone", self.unless(6, format!("01632960{}", self.number(100, 999)))),
        ]
    }

    fn place(&self) -> Part {
        let town = self.area.towns.iter().position(|it| *it == self.town).unwrap_or(0);
        let apart = 9_000 * i32::try_from(town).unwrap_or(0);
        let is_somewhere = self.chance.below(50) != 0;
        let metres =
            |first: i32| if is_somewhere { json!(first + apart + self.number(-2_500, 2_500)) } else { Value::Null };
        let country = if self.area.district.starts_with('E') { "England" } else { "Wales" };
        vec![
            ("local_authority_code", json!(self.area.code)),
            ("local_authority", json!(self.area.name)),
            ("region", json!(self.area.region)),
            ("district_code", json!(self.area.district)),
            ("district", json!(self.area.name)),
            (
                "urban_rural",
                self.unless(6, self.pick(&["(England/Wales) Urban city and town", "(England/Wales) Rural village"])),
            ),
            ("country", self.unless(2, country)),
            ("easting", metres(self.area.easting)),
            ("northing", metres(self.area.northing)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Postcode;

    #[test]
    fn the_same_chance_makes_the_same_schools_and_their_postcodes_can_be_read() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 2).unwrap();
        let (one, other) = (make(&Chance::seeded(1), today), make(&Chance::seeded(1), today));
        assert_eq!(one.len(), 2_000);
        assert_eq!(one[0].name, "Meadow Lane Primary School");
        assert!(one.iter().zip(&other).all(|(one, other)| one.row == other.row));
        assert!(one.iter().filter(|it| it.name == "St Joseph's Catholic Primary School").count() > 5);
        for postcode in one.iter().filter_map(|it| it.row["postcode"].as_str()) {
            assert!(postcode.parse::<Postcode>().is_ok(), "{postcode}");
        }
    }
}
