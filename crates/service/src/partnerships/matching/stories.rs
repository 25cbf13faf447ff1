//! Rows and what is said of them, on a small register.

use super::{Ask, Facts, Judge, SaidOf, Schools, Standing, Verdict, file_back, judge_urns, recognise};
use crate::platform::upload::{sheet, urns};
use crate::vocabulary::Urn;
use std::collections::HashSet;

fn urn(number: u32) -> Urn {
    number.to_string().parse().unwrap()
}

fn school(number: u32, name: &'static str, town: &'static str, postcode: &'static str) -> Facts<'static> {
    Facts {
        urn: urn(number),
        name,
        town,
        locality: "",
        authority: "",
        county: "",
        district: "",
        postcode,
        ukprn: None,
        dfe_number: None,
        standing: Standing::Open,
        in_england: true,
        successor: None,
        point: None,
    }
}

fn register() -> Schools {
    let mut schools = vec![
        school(100_001, "St Mary's Catholic Primary School", "Leeds", "LS1 4AB"),
        school(100_002, "St Mary's Catholic Primary School", "Bradford", "BD1 1AA"),
        school(100_003, "Oakfield Infant School", "York", "YO1 1AA"),
        school(100_004, "Oakfield Junior School", "York", "YO1 1AA"),
        Facts {
            standing: Standing::Closed,
            successor: Some(urn(100_006)),
            ..school(100_005, "Elm Road Primary School", "Hull", "HU1 1AA")
        },
        school(100_006, "Horizon Academy", "Hull", "HU1 1AA"),
        Facts { in_england: false, ..school(100_007, "Ysgol Glan Morfa", "Cardiff", "CF24 1AA") },
        Facts {
            ukprn: "10079319".parse().ok(),
            dfe_number: Some(2_013_614),
            ..school(100_008, "Thornhollow Church of England (VA) Primary School", "Otley", "LS21 3JS")
        },
        school(100_009, "Thornhollow High School", "Otley", "LS21 3JT"),
    ];
    // Names of many schools weigh little; without them every word would be telling.
    for number in 0..400 {
        schools.push(school(200_000 + number, "Primary School", "Elsewhere", ""));
    }
    Schools::of(schools)
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Matched { urn, how } => format!("{urn} {how:?}"),
        Verdict::NotSure { candidates } => {
            let urns: Vec<String> = candidates.iter().map(|it| it.urn.to_string()).collect();
            format!("not sure: {}", urns.join(" "))
        }
        other => match other.urn() {
            Some(urn) => format!("{}: {urn}", other.result()),
            None => other.result().to_owned(),
        },
    }
}

#[track_caller]
fn check(ask: &Ask<'_>, expected: &str) {
    let (schools, partners) = (register(), HashSet::new());
    let verdict = Judge::new(&schools, &partners).judge(2, ask);
    assert_eq!(words(&verdict), expected, "{ask:?}");
}

fn named<'a>(name: &'a str, place: &'a str, postcode: &'a str) -> Ask<'a> {
    Ask { name, postcode, places: Vec::from_iter((!place.is_empty()).then_some(place)), ..Ask::default() }
}

#[test]
fn a_name_and_its_place_are_enough() {
    check(&named("St Marys RC Pri Sch", "Leeds", ""), "100001 NameAndPlace");
    check(&named("ST. MARY’S CATHOLIC PRIMARY, Bradford", "", ""), "100002 NameAndPlace");
    check(&named("Saint Marys Catholic Primary", "", "bd11aa"), "100002 PostcodeAndName");
    check(&named("Thornholow CofE Primary", "Otley", ""), "100008 NameAndPlace");
    check(&named("Oakfield Inf Sch", "", "YO1 1AA"), "100003 PostcodeAndName");
}

#[test]
fn a_name_of_two_schools_is_for_a_person_to_decide() {
    check(&named("St Mary's Catholic Primary School", "", ""), "not sure: 100001 100002");
    check(&named("Oakfield School", "York", "YO1 1AA"), "not sure: 100003 100004");
    check(&named("Thornhollow", "Otley", ""), "not sure: 100009 100008");
}

#[test]
fn evidence_that_contradicts_itself_is_never_taken() {
    let ask = Ask { urn: "100001", ..named("Oakfield Infant School", "York", "") };
    check(&ask, "not sure: 100001 100003");
    check(&named("St Mary's Catholic Primary School", "Leeds", "BD1 1AA"), "not sure: 100002 100001");
    check(&named("Oakfield Junior School", "", "LS1 4AB"), "not sure: 100004 100001");
}

#[test]
fn numbers_name_a_school() {
    let by = |urn, ukprn, dfe_number| Ask { urn, ukprn, dfe_number, ..Ask::default() };
    check(&by("0100001", "", ""), "100001 Urn");
    check(&by("'100001", "", ""), "100001 Urn");
    check(&by("", "10079319", ""), "100008 Number");
    check(&by("", "", "201/3614"), "100008 Number");
    check(&by("999999", "", ""), "URN is not valid");
    check(&by("abc", "", ""), "URN is not valid");
}

#[test]
fn a_wrong_urn_beside_a_good_name_offers_the_school() {
    let ask = Ask { urn: "999999", ..named("Oakfield Infant School", "York", "") };
    check(&ask, "not sure: 100003");
}

#[test]
fn closed_schools_offer_their_successor_and_others_their_reason() {
    let (schools, partners) = (register(), HashSet::from([urn(100_003)]));
    let mut judge = Judge::new(&schools, &partners);
    let closed = judge.judge(2, &named("Elm Road Primary", "Hull", ""));
    assert_eq!(closed, Verdict::Closed { urn: urn(100_005), successor: Some(urn(100_006)) });
    let welsh = judge.judge(3, &named("Ysgol Glan Morfa", "Cardiff", ""));
    assert_eq!(words(&welsh), "School is not in England: 100007");
    let partner = judge.judge(4, &named("Oakfield Infants", "York", "YO1 1AA"));
    assert_eq!(partner.reason(), "Partner school has already been added");
    judge.judge(5, &named("Oakfield Juniors", "York", ""));
    let again = judge.judge(6, &named("Oakfield Jnr Sch", "", "YO1 1AA"));
    assert_eq!(again.reason(), "Line 5 names the same school");
}

#[test]
fn nothing_like_it_is_not_found() {
    check(&named("Zzyzx Qwerty", "Leeds", ""), "School not found");
    check(&Ask::default(), "School not found");
}

#[test]
fn a_list_of_urns_is_judged_line_by_line() {
    let schools = register();
    let partners = HashSet::from([urn(100_002)]);
    let list = urns(b"URN\n100001\n100001\n100005\n999999\nx\n100007\n100002").unwrap();
    let verdicts = judge_urns(&list, Judge::new(&schools, &partners));
    let said: Vec<String> = verdicts.iter().map(|(line, verdict)| format!("{line} {}", verdict.result())).collect();
    assert_eq!(
        said,
        [
            "2 Matched",
            "3 Same school as an earlier line",
            "4 School is closed",
            "5 URN is not valid",
            "6 URN is not valid",
            "7 School is not in England",
            "8 Already a partner school",
        ]
    );
}

#[test]
fn the_file_comes_back_with_a_reason_for_each_row_and_reads_the_same_again() {
    let (schools, partners) = (register(), HashSet::new());
    let names = |urn: Urn| format!("School {urn}");
    let judged = |bytes: &[u8]| {
        let table = sheet(bytes).unwrap();
        let columns = recognise(&table, &schools);
        let mut judge = Judge::new(&schools, &partners);
        let said = columns.asks(&table).map(|(row, ask)| {
            let told = if row.line == 2 { "By email" } else { "" }.to_owned();
            SaidOf { line: row.line, verdict: judge.judge(row.line, &ask), told }
        });
        file_back(&table, &columns, &said.collect::<Vec<_>>(), &names)
    };
    let back = judged(
        b"Placement school,Town,Contact\nSt Marys RC Primary,Leeds,=Ann\nElm Road Primary,Hull,\nThornhollow,Otley,",
    );
    let lines: Vec<&str> = back.lines().collect();
    assert_eq!(
        lines[0].trim_start_matches('\u{feff}'),
        "Placement school,Town,Contact,Result,Reason,School matched,URN,Told"
    );
    assert_eq!(
        lines[1],
        "St Marys RC Primary,Leeds,'=Ann,Matched,Matched by name and place,School 100001,100001,By email"
    );
    assert!(
        lines[2].starts_with(
            "Elm Road Primary,Hull,,School is closed,This school has closed. Its successor is URN 100006."
        ),
        "{}",
        lines[2]
    );
    assert!(lines[3].contains("2 schools are similar: School 100009 (URN 100009); "), "{}", lines[3]);
    let results = |file: &str| {
        file.lines().map(|line| line.contains("School is closed") || line.contains("Not sure")).collect::<Vec<_>>()
    };
    assert_eq!(results(&judged(back.as_bytes())), results(&back));
}

#[test]
fn a_table_without_headings_is_known_by_what_stands_in_it() {
    let schools = register();
    let guess = |text: &str| {
        let table = sheet(text.as_bytes()).unwrap();
        let columns = recognise(&table, &schools);
        let found: Vec<String> =
            columns.guess.iter().map(|(index, column)| format!("{index}:{}", column.key())).collect();
        format!("{:?} {}", columns.header_line, found.join(" "))
    };
    assert_eq!(guess("100001\tLeeds\n100002\tBradford"), "None 0:urn 1:place");
    assert_eq!(
        guess("Oakfield Infant School,York,YO1 1AA\nElm Primary School,Hull,HU1 1AA"),
        "None 0:name 1:place 2:postcode"
    );
    assert_eq!(
        guess("Our placements 2025\n\nSchool,Post code,No. of trainees\nOak,YO1 1AA,3"),
        "Some(3) 0:name 1:postcode 2:trainees"
    );
}
