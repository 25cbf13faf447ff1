//! A register of the same shape as the real one, for machines that do not have it: as many schools, as many columns,
//! as many bytes, names that share their words as the real ones do.

use std::fmt::Write;

/// Schools in it, as in the real register of 22 April 2025.
pub(super) const SCHOOLS: usize = 51_572;
/// Columns that nobody reads.
const OTHERS: usize = 110;

const COLUMNS: [&str; 30] = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)",
    "EstablishmentStatus (name)",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "NumberOfPupils",
    "UKPRN",
    "LastChangedDate",
    "Street",
    "Locality",
    "Town",
    "County (name)",
    "Postcode",
    "SchoolWebsite",
    "TelephoneNum",
    "GOR (name)",
    "DistrictAdministrative (code)",
    "DistrictAdministrative (name)",
    "Easting",
    "Northing",
    "SchoolCapacity",
];

const SAINTS: [&str; 12] = [
    "Mary's",
    "Joseph's",
    "John's",
    "Peter's",
    "Paul's",
    "Anne's",
    "Michael's",
    "Thomas'",
    "James'",
    "Andrew's",
    "Francis'",
    "Teresa's",
];
const CHURCHES: [&str; 4] = ["Catholic", "CofE", "Church of England", "RC"];
const FIRST: [&str; 24] = [
    "Oak", "Elm", "Ash", "Birch", "Holly", "Willow", "Green", "Brook", "Hill", "Wood", "North", "South", "East",
    "West", "High", "Long", "King", "Queen", "Bishop", "Abbey", "Castle", "Church", "Mill", "Stone",
];
const SECOND: [&str; 24] = [
    "field", "lands", "wood", "ton", "ham", "bury", "ford", "worth", "leigh", "dale", "side", "mead", "croft", "gate",
    "bridge", "hurst", "stead", "cliffe", "well", "combe", "ridge", "shaw", "thorpe", "wick",
];
const KINDS: [(&str, &str, &str); 6] = [
    ("Primary School", "2", "Primary"),
    ("Primary Academy", "2", "Primary"),
    ("Infant School", "2", "Primary"),
    ("Junior School", "2", "Primary"),
    ("Academy", "4", "Secondary"),
    ("High School", "4", "Secondary"),
];

/// The file: windows-1252 and CRLF, as the real one is.
pub(super) fn register() -> Vec<u8> {
    let others = (1..=OTHERS).map(|number| format!("Other column {number}"));
    let header: Vec<String> = COLUMNS.iter().map(|name| (*name).to_owned()).chain(others).collect();
    let mut text = format!("\"{}\"\r\n", header.join("\",\""));
    for number in 0..SCHOOLS {
        let cells = cells(number);
        text.push_str(&cells[0]);
        for cell in &cells[1..] {
            // Writing into a String cannot fail.
            let _ = write!(text, ",\"{cell}\"");
        }
        // As long as a row of the real register.
        for other in 0..OTHERS {
            text.push_str(if other % 12 == 0 { ",\"Not applicable\"" } else { ",\"\"" });
        }
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// Numbers that look like chance and are the same in every run.
pub(super) fn chance(seed: usize) -> usize {
    let mixed = (seed as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33).unwrap_or(0)
}

fn pick<'a>(words: &[&'a str], seed: usize) -> &'a str {
    words[chance(seed) % words.len()]
}

fn place(seed: usize) -> String {
    format!("{}{}", pick(&FIRST, seed), pick(&SECOND, seed + 1_000_003))
}

fn cells(number: usize) -> [String; 30] {
    let seed = number * 17;
    let town = place(chance(seed) % 900);
    let (kind, phase_code, phase) = KINDS[chance(seed + 1) % KINDS.len()];
    let name = match chance(seed + 2) % 3 {
        0 => format!("St {} {} {kind}", pick(&SAINTS, seed + 3), pick(&CHURCHES, seed + 4)),
        1 => format!("{town} {kind}"),
        _ => format!("{} {kind}", place(seed + 5)),
    };
    // As in the real register, not quite half are closed.
    let (status, words) = if chance(seed + 6) % 100 < 47 { ("2", "Closed") } else { ("1", "Open") };
    let authority = chance(seed) % 152;
    let letter = |seed: usize| char::from(b'A' + u8::try_from(chance(seed) % 24).unwrap_or(0));
    let postcode = format!(
        "{}{}{} {}{}{}",
        letter(authority),
        letter(authority + 999),
        chance(seed) % 30 + 1,
        chance(seed + 7) % 10,
        letter(seed + 8),
        letter(seed + 9)
    );
    let website = format!("http://www.{}{number}.example", town.to_lowercase());
    let number_of = |seed: usize, most: usize| (chance(seed) % most).to_string();
    [
        (100_000 + number).to_string(),
        (201 + authority).to_string(),
        place(authority + 5_000_000),
        (2_000 + number % 5_000).to_string(),
        name,
        "34".to_owned(),
        "Academy converter".to_owned(),
        "Academies".to_owned(),
        status.to_owned(),
        words.to_owned(),
        phase_code.to_owned(),
        phase.to_owned(),
        "4".to_owned(),
        "11".to_owned(),
        number_of(seed + 10, 900),
        (10_000_000 + number).to_string(),
        "14-11-2023".to_owned(),
        format!("{} {} Road", number_of(seed + 11, 200), pick(&FIRST, seed + 12)),
        String::new(),
        town,
        place(authority / 4 + 6_000_000),
        postcode,
        website,
        format!("0{}", 1_000_000_000 + number),
        "South West".to_owned(),
        format!("E0{:07}", 6_000_000 + authority),
        place(authority + 7_000_000),
        (200_000 + chance(seed + 13) % 400_000).to_string(),
        (100_000 + chance(seed + 14) % 500_000).to_string(),
        number_of(seed + 15, 1_200),
    ]
}
