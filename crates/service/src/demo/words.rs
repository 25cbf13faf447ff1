//! The words that the demo's schools are made of. Nothing here exists.

/// A local authority with its towns.
pub(super) struct Area {
    /// Its name.
    pub name: &'static str,
    /// Its number, as text.
    pub code: &'static str,
    /// The region of England, in the register's words.
    pub region: &'static str,
    /// The code of its district; `E` for England, `W` for Wales.
    pub district: &'static str,
    /// Metres on the national grid of its first town.
    pub easting: i32,
    /// Metres on the national grid of its first town.
    pub northing: i32,
    /// The letters of its postcodes: no real postcode begins with Q.
    pub postcode: &'static str,
    /// Its towns.
    pub towns: [&'static str; 4],
}

const fn area(
    (name, code, region): (&'static str, &'static str, &'static str),
    (district, postcode): (&'static str, &'static str),
    (easting, northing): (i32, i32),
    towns: [&'static str; 4],
) -> Area {
    Area { name, code, region, district, easting, northing, postcode, towns }
}

/// The local authorities; the last is in Wales.
pub(super) const AREAS: &[Area] = &[
    area(
        ("Oakshire", "991", "North East"),
        ("E99000001", "QA"),
        (427_000, 542_000),
        ["Harrowby", "Wexley", "Dunmoor", "Kelderby"],
    ),
    area(
        ("Northmoor", "992", "North West"),
        ("E99000002", "QB"),
        (372_000, 420_000),
        ["Fellbrook", "Ashwater", "Millthorne", "Cawsley"],
    ),
    area(
        ("Riddale", "993", "Yorkshire and the Humber"),
        ("E99000003", "QC"),
        (431_000, 440_000),
        ["Skelby", "Thornwick St Mary", "Holmegate", "Rawdale"],
    ),
    area(
        ("Marlshire", "994", "East Midlands"),
        ("E99000004", "QD"),
        (462_000, 338_000),
        ["Burleston", "Nether Marling", "Castle Orby", "Swinhope"],
    ),
    area(
        ("Temesbury", "995", "West Midlands"),
        ("E99000005", "QE"),
        (398_000, 287_000),
        ["Temesbury", "Hollin Cross", "Arley Green", "Wyrebridge"],
    ),
    area(
        ("Fenholme", "996", "East of England"),
        ("E99000006", "QF"),
        (545_000, 291_000),
        ["Saltmere", "Elmwich", "Great Ouseby", "Reedham Market"],
    ),
    area(
        ("Kingsreach", "997", "London"),
        ("E99000007", "QG"),
        (531_000, 181_000),
        ["Kingsreach", "Lambswick", "Barrow Hill", "East Quay"],
    ),
    area(
        ("Southmarch", "998", "South East"),
        ("E99000008", "QH"),
        (498_000, 148_000),
        ["Chalkham", "Wealdhurst", "Pevenham", "Long Itchen"],
    ),
    area(
        ("Torrshire", "999", "South West"),
        ("E99000009", "QJ"),
        (291_000, 93_000),
        ["Torrford", "Combe Abbas", "Lynhaven", "Stowe Regis"],
    ),
    area(
        ("Havenport", "990", "North West"),
        ("E99000010", "QK"),
        (336_000, 391_000),
        ["Havenport", "Dockray", "Sandling", "Upper Wirral Green"],
    ),
    area(
        ("Ashdene", "989", "South East"),
        ("E99000011", "QL"),
        (455_000, 205_000),
        ["Ashdene", "Otmere", "Bladenham", "Chipping Isbourne"],
    ),
    area(
        ("Powysfan", "988", "Wales (pseudo)"),
        ("W99000001", "QM"),
        (300_000, 260_000),
        ["Llanfaes Uchaf", "Abercarn Fach", "Trefanwy", "Pont Rhedyn"],
    ),
];

/// A kind of school, in the register's own words and codes.
pub(super) struct Kind {
    /// What its name ends with.
    pub suffix: &'static str,
    /// The type's code.
    pub type_code: i32,
    /// The type.
    pub type_name: &'static str,
    /// The group of types.
    pub group: &'static str,
    /// The phase's code.
    pub phase_code: i32,
    /// The phase.
    pub phase: &'static str,
    /// The lowest and the highest age of its pupils.
    pub ages: (i32, i32),
    /// What the register says of religion.
    pub religion: Option<&'static str>,
}

const MAINTAINED: &str = "Local authority maintained schools";
const ACADEMIES: &str = "Academies";

const fn kind(
    suffix: &'static str,
    (type_code, type_name, group): (i32, &'static str, &'static str),
    (phase_code, phase): (i32, &'static str),
    ages: (i32, i32),
    religion: Option<&'static str>,
) -> Kind {
    Kind { suffix, type_code, type_name, group, phase_code, phase, ages, religion }
}

const COMMUNITY: (i32, &str, &str) = (1, "Community school", MAINTAINED);
const CONVERTER: (i32, &str, &str) = (34, "Academy converter", ACADEMIES);
const PRIMARY: (i32, &str) = (2, "Primary");
const SECONDARY: (i32, &str) = (4, "Secondary");
const NO_PHASE: (i32, &str) = (0, "Not applicable");
const NONE: Option<&str> = Some("Does not apply");

/// The kinds; [`STEMS`] name them by their place here.
pub(super) const KINDS: &[Kind] = &[
    kind("Primary School", COMMUNITY, PRIMARY, (4, 11), NONE),
    kind(
        "Catholic Primary School",
        (2, "Voluntary aided school", MAINTAINED),
        PRIMARY,
        (4, 11),
        Some("Roman Catholic"),
    ),
    kind(
        "Church of England Primary School",
        (3, "Voluntary controlled school", MAINTAINED),
        PRIMARY,
        (3, 11),
        Some("Church of England"),
    ),
    kind("Academy", CONVERTER, SECONDARY, (11, 18), NONE),
    kind("High School", (5, "Foundation school", MAINTAINED), SECONDARY, (11, 16), Some("None")),
    kind("School", (7, "Community special school", "Special schools"), NO_PHASE, (5, 19), NONE),
    kind("Nursery School", (15, "Local authority nursery school", MAINTAINED), (1, "Nursery"), (2, 5), None),
    kind("Free School", (35, "Free schools", "Free Schools"), PRIMARY, (4, 11), Some("Unknown")),
    kind(
        "Preparatory School",
        (11, "Other independent school", "Independent schools"),
        NO_PHASE,
        (4, 13),
        Some("Unknown"),
    ),
    kind("Infant School", COMMUNITY, PRIMARY, (4, 7), NONE),
    kind("Junior Academy", CONVERTER, PRIMARY, (7, 11), NONE),
    kind("Sixth Form College", (18, "Further education", "Colleges"), (6, "16 plus"), (16, 19), None),
    kind("All-through Academy", (28, "Academy sponsor led", ACADEMIES), (7, "All-through"), (3, 18), NONE),
];

/// First words of names, and the kinds of school that carry them; `{}` is the town.
pub(super) const STEMS: &[(&str, &[usize])] = &[
    ("Meadow Lane", &[0, 9, 10]),
    ("St Joseph's", &[1]),
    ("St Mary's", &[1, 2]),
    ("Oak Tree", &[0, 6]),
    ("{}", &[4, 0, 2, 6, 11]),
    ("Riverside", &[0, 3, 9]),
    ("St Peter's", &[2, 1]),
    ("The Beeches", &[5, 0]),
    ("Priory", &[3, 10]),
    ("Holy Trinity", &[2]),
    ("Station Road", &[0, 9]),
    ("Our Lady of Lourdes", &[1]),
    ("Hillcrest", &[5, 8]),
    ("All Saints", &[2]),
    ("Kestrel", &[3, 7]),
    ("Northfield", &[0, 4]),
    ("St Cuthbert's", &[1, 2]),
    ("Willow Bank", &[0, 10]),
    ("Queen Elizabeth's", &[3, 8]),
    ("Southlands", &[4, 9]),
    ("Discovery", &[7, 12]),
    ("St Anne's", &[1, 2]),
    ("Green Lane", &[0, 9]),
    ("Bishop Aldhelm", &[2, 3]),
    ("Market Street", &[0]),
    ("Larkrise", &[5, 0]),
    ("St Thomas More", &[1, 3]),
    ("Canal Side", &[7, 0]),
    ("Windmill", &[0, 6]),
    ("Park View", &[12, 4, 10]),
];

/// Streets.
pub(super) const STREETS: &[&str] =
    &["School Lane", "Church Road", "Station Road", "Mill Street", "The Green", "Priory Walk", "High Street"];

/// Given names of people.
pub(super) const GIVEN: &[&str] =
    &["Amara", "Ben", "Chloe", "Dev", "Ewa", "Farid", "Grace", "Hugh", "Imani", "Jonah", "Kavita", "Luke"];

/// Family names of people.
pub(super) const FAMILY: &[&str] =
    &["Adeyemi", "Brook", "Chaudhry", "Dale", "Ellwood", "Fisher", "Gill", "Hobbs", "Iqbal", "Jarvis"];
