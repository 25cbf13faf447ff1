//! Rows as people keep them, made from schools of the register. The trial beside it uses them, and the bench
//! (`cargo xtask bench --path matching`), each with a `Line` of its own.

use super::Line;

/// Chance that repeats itself.
pub struct Chance(u64);

impl Chance {
    pub fn from(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % (limit as u64)).unwrap_or(0)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

/// One row of a list, with the slips that made it.
#[derive(Debug)]
pub struct Messy {
    pub name: String,
    pub places: Vec<String>,
    pub postcode: String,
    pub slips: Vec<&'static str>,
}

/// A row that means this school, with one slip in its name or two, and a place as people give it.
pub fn messy(school: &Line, old_name: Option<&str>, chance: &mut Chance) -> Messy {
    let mut slips = Vec::new();
    let mut name = school.name.clone();
    for _ in 0..=chance.below(2) {
        name = slipped(&name, old_name, chance, &mut slips);
    }
    if chance.one_in(6) {
        name = name.to_uppercase();
    }
    let (places, postcode) = placed(school, chance, &mut slips);
    Messy { name, places, postcode, slips }
}

type Slip = (&'static str, fn(&str, &mut Chance) -> String);

const SLIPS: &[Slip] = &[
    ("as it is", |name, _| name.to_owned()),
    ("typing error", typing_error),
    ("typing error", typing_error),
    ("no apostrophe", |name, _| name.replace(['\'', '’'], "")),
    ("other apostrophe", |name, _| name.replace('\'', "’")),
    ("saint", |name, _| {
        if name.contains("Saint ") {
            name.replace("Saint ", "St ")
        } else {
            name.replace("St ", "Saint ").replace("St. ", "Saint ")
        }
    }),
    ("St.", |name, _| name.replace("St ", "St. ")),
    ("church", |name, chance| {
        let ways = ["CofE", "C of E", "C.E.", "CE", "Church of England", "C.of E."];
        let way = ways[chance.below(ways.len())];
        let name = name.replace("Church of England", "CofE");
        let name = name.replace("C of E", "CofE").replace("CofE", way);
        let catholic = ["RC", "R.C.", "Catholic", "Roman Catholic"][chance.below(4)];
        name.replace("Roman Catholic", "Catholic").replace("RC ", "Catholic ").replace("Catholic", catholic)
    }),
    ("abbreviation", |name, chance| {
        let pick = chance.below(2);
        name.replace("Junior", ["Jnr", "Jun"][pick])
            .replace("Infant", ["Inf", "Infants"][pick])
            .replace("Primary", ["Pri", "Prim"][pick])
            .replace("School", ["Sch", "Sch."][pick])
            .replace("Nursery", "Nurs")
            .replace("Community", "Comm")
            .replace("Secondary", "Sec")
            .replace(" and ", " & ")
    }),
    (
        "academy",
        |name, _| {
            if name.contains("Academy") { name.replace("Academy", "School") } else { format!("{name} Academy") }
        },
    ),
    ("academy dropped", |name, _| name.replace(" Academy", "")),
    ("school dropped", |name, _| name.replace(" School", "")),
    ("school named only", |name, _| name.replace(" Primary School", "").replace(" Community", "").replace("The ", "")),
    ("voluntary aided", |name, _| {
        name.replace(" Voluntary Aided", " VA")
            .replace(" Voluntary Controlled", " (VC)")
            .replace(" VA", "")
            .replace(" VC", "")
    }),
];

fn slipped(name: &str, old: Option<&str>, chance: &mut Chance, slips: &mut Vec<&'static str>) -> String {
    if chance.one_in(25)
        && let Some(old) = old
    {
        slips.push("old name");
        return old.to_owned();
    }
    let (slip, make) = SLIPS[chance.below(SLIPS.len())];
    slips.push(slip);
    make(name, chance)
}

/// A letter wrong, missing, doubled, or swapped with the next.
fn typing_error(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + chance.below(letters.len() - 2);
    match chance.below(4) {
        0 => letters[at] = char::from(b'a' + u8::try_from(chance.below(26)).unwrap_or(0)),
        1 => {
            letters.remove(at);
        }
        2 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn placed(school: &Line, chance: &mut Chance, slips: &mut Vec<&'static str>) -> (Vec<String>, String) {
    let town = || vec![school.town.clone()];
    let outward = || school.postcode.split(' ').next().unwrap_or_default().to_owned();
    match chance.below(12) {
        0..=2 => {
            slips.push("place: town");
            (town(), String::new())
        }
        3 | 4 => {
            slips.push("place: town and postcode");
            (town(), school.postcode.clone())
        }
        5 => {
            slips.push("place: postcode no space");
            (Vec::new(), school.postcode.replace(' ', "").to_lowercase())
        }
        6 => {
            slips.push("place: postcode");
            (Vec::new(), school.postcode.clone())
        }
        7 => {
            slips.push("place: town, outward");
            (town(), outward())
        }
        8 => {
            slips.push("place: outward");
            (Vec::new(), outward())
        }
        9 => {
            slips.push("place: authority");
            (vec![school.authority.clone()], String::new())
        }
        10 => {
            slips.push("place: wrong town, postcode");
            let wrong = [&school.county, &school.locality, &school.authority][chance.below(3)];
            (vec![wrong.clone()], school.postcode.clone())
        }
        _ => {
            slips.push("place: postcode with slip");
            (town(), typing_error(&school.postcode_or_town(), chance))
        }
    }
}

impl Line {
    fn postcode_or_town(&self) -> String {
        if self.postcode.len() > 3 { self.postcode.clone() } else { "none".to_owned() }
    }
}
