//! Stories of a list in memory.

use super::*;

fn line(urn: u32, name: &str, town: &str) -> Line {
    Line {
        urn: urn.to_string(),
        name: name.to_owned(),
        name_folded: fold(name),
        town: Some(town.to_owned()).filter(|it| !it.is_empty()),
        postcode: Some(format!("AB{} 1XY", urn % 10)),
        phase: Some("Primary".to_owned()),
        kind: None,
        area: Some("Durham".to_owned()),
        register_status: 1,
        status: "active".to_owned(),
        report_reason: None,
        told_at: None,
        added_at: at(urn),
        trainees: None,
    }
}

fn at(urn: u32) -> NaiveDateTime {
    chrono::DateTime::from_timestamp(i64::from(urn % 10) * 60, 0).unwrap().naive_utc()
}

fn a_few() -> Roster {
    let mut lines = vec![
        line(100_003, "Ash School", "York"),
        line(100_001, "Beech & Birch School", "Hull"),
        line(100_005, "Elm School", ""),
        line(100_004, "St Mary's School", "Hull"),
    ];
    lines[0].phase = Some("Secondary".to_owned());
    lines[0].told_at = Some(at(100_003));
    lines[1].register_status = 2;
    lines[2].status = "reported".to_owned();
    lines[3].kind = Some("Free school".to_owned());
    Roster::of(lines)
}

#[track_caller]
fn check(filter: &Filter, expected: &[&str]) {
    let roster = a_few();
    let whole = roster.page(filter, Window { skip: 0, take: 9 });
    let urns: Vec<&str> = whole.rows.iter().map(|line| line.urn.trim_start_matches("10000")).collect();
    assert_eq!(urns, expected, "{filter:?}");
    assert_eq!(whole.total, expected.len() as u64, "{filter:?}");
    let part = roster.page(filter, Window { skip: 1, take: 2 });
    assert_eq!(part.total, whole.total, "{filter:?}");
    assert_eq!(part.rows, whole.rows.into_iter().skip(1).take(2).collect::<Vec<_>>(), "{filter:?}");
}

fn words(words: &str) -> Filter {
    Filter { words: words.to_owned(), ..Filter::default() }
}

fn one(value: &str) -> Vec<String> {
    vec![value.to_owned()]
}

#[test]
fn everything_by_name_and_in_each_order() {
    check(&Filter::default(), &["3", "1", "5", "4"]);
    check(&Filter { order: Order::Added, ..Filter::default() }, &["5", "4", "3", "1"]);
    // Without a town comes first; in one town the names decide.
    check(&Filter { order: Order::Town, ..Filter::default() }, &["5", "1", "4", "3"]);
}

#[test]
fn words_are_parts_of_name_town_urn_or_postcode_and_all_must_be_there() {
    check(&words("school HULL"), &["1", "4"]);
    check(&words("mary’s"), &["4"]);
    check(&words("beech &"), &["1"]);
    check(&words("100004"), &["4"]);
    check(&words("ab5"), &["5"]);
    check(&words("hull york"), &[]);
    check(&words("% _"), &[]);
    // No word reaches from one value into the next.
    check(&words("school-hull"), &[]);
    check(&Filter { order: Order::Town, ..words("school") }, &["5", "1", "4", "3"]);
}

#[test]
fn filters_narrow_and_what_is_no_value_of_theirs_does_not() {
    check(&Filter { phases: one("Secondary"), ..Filter::default() }, &["3"]);
    check(&Filter { types: one("Free school"), ..Filter::default() }, &["4"]);
    check(&Filter { areas: one("Leeds"), ..Filter::default() }, &[]);
    check(&Filter { statuses: one("active"), ..Filter::default() }, &["3", "4"]);
    check(&Filter { statuses: one("closed"), ..Filter::default() }, &["1"]);
    check(&Filter { statuses: vec!["closed".into(), "reported".into()], ..Filter::default() }, &["1", "5"]);
    check(&Filter { statuses: one("nonsense"), ..Filter::default() }, &["3", "1", "5", "4"]);
    check(&Filter { told: one("told"), ..Filter::default() }, &["3"]);
    check(&Filter { told: one("not_told"), ..Filter::default() }, &["1", "5", "4"]);
    check(&Filter { told: vec!["told".into(), "not_told".into()], ..Filter::default() }, &["3", "1", "5", "4"]);
}

#[test]
fn the_filters_offer_what_the_list_holds() {
    let expected = Facets {
        phases: vec!["Primary".to_owned(), "Secondary".to_owned()],
        types: one("Free school"),
        areas: one("Durham"),
    };
    assert_eq!(a_few().facets, expected);
    assert_eq!(Roster::of(Vec::new()).facets, Facets::default());
}
