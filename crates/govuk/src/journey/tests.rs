//! A journey such as the service has them, told as stories.

use super::*;
use crate::fields::{self, Called, DateParts};

/// What the journey knows: the years that a school teaches.
struct School {
    years: Vec<&'static str>,
}

const PLACES: Called = Called::new("how many places there are", "Number of places");
const START: Called = Called::new("the date it starts", "Start date");

fn placement() -> Journey<School> {
    let phases: Choices<School> = |_, _| vec![Choice::new("primary", "Primary"), Choice::new("secondary", "Secondary")];
    let years: Choices<School> =
        |school, _| school.years.iter().map(|year| Choice::new(*year, format!("Year {year}"))).collect();
    Journey::new(
        "add-placement",
        vec![
            Step::new(
                "phase",
                "Phase",
                |_, _| "Which phase is it?".into(),
                Ask::Radios(phases),
                |_, it| fields::chosen(it, "a phase"),
            ),
            Step::new(
                "years",
                "Year groups",
                |_, _| "Which years?".into(),
                Ask::Checkboxes(years),
                |_, it| fields::chosen(it, "the year groups"),
            )
            .when(|_, answers| answers.get("phase").is_some_and(|it| it == "primary")),
            Step::new(
                "places",
                "Number of places",
                |_, _| "How many?".into(),
                Ask::Number { digits: 2 },
                |_, it| fields::whole_number(it, PLACES, &(1..=20)).map(drop),
            ),
            Step::new(
                "start",
                "Start date",
                |_, _| "When?".into(),
                Ask::Date,
                |_, it| DateParts::from(it).read(START).map(drop),
            ),
        ],
    )
}

fn answers(pairs: &[(&str, &str)]) -> Answers {
    pairs.iter().map(|(slug, answer)| ((*slug).to_owned(), (*answer).to_owned())).collect()
}

fn check(given: &[(&str, &str)], expected: &str) {
    let (journey, school) = (placement(), School { years: vec!["1", "2"] });
    let given = answers(given);
    let next = journey.next(&school, &given).map_or("check your answers", |step| step.slug);
    assert_eq!(next, expected, "{given:?}");
}

const PRIMARY: &[(&str, &str)] = &[("phase", "primary"), ("places", "2"), ("start", "1/9/2026"), ("years", "1,2")];

#[test]
fn the_next_page_is_the_first_question_without_a_good_answer() {
    check(&[], "phase");
    check(&[("phase", "nursery")], "phase");
    check(&[("phase", "secondary")], "places");
    check(&[("phase", "primary"), ("places", "2")], "years");
    check(&[("phase", "secondary"), ("places", "0")], "places");
    check(&[("phase", "secondary"), ("places", "2"), ("start", "31/2/2027")], "start");
    check(PRIMARY, "check your answers");
}

#[test]
fn an_answer_that_is_no_longer_offered_is_asked_for_again() {
    let (journey, given) = (placement(), answers(PRIMARY));
    let school = School { years: vec!["2", "3"] };
    assert_eq!(journey.next(&school, &given).map(|step| step.slug), Some("years"));
}

#[test]
fn back_leads_along_the_route() {
    let (journey, school) = (placement(), School { years: vec!["1"] });
    let given = answers(&[("phase", "secondary")]);
    let back = |slug| journey.previous(&school, &given, slug).map(|step| step.slug);
    assert_eq!(back("phase"), None);
    assert_eq!(back("places"), Some("phase"));
    assert_eq!(back("check"), Some("start"));
}

#[test]
fn a_page_is_shown_once_all_before_it_is_answered() {
    let (journey, school) = (placement(), School { years: vec!["1"] });
    let given = answers(&[("phase", "secondary")]);
    let reached = |slug| journey.reached(&school, &given, slug).is_some();
    assert!(reached("phase") && reached("places"));
    assert!(!reached("years"), "does not arise");
    assert!(!reached("start"), "the places are not given yet");
    assert!(!reached("nonsense"));
}

#[test]
fn a_changed_answer_keeps_what_no_longer_arises_out_of_the_end() {
    let (journey, school) = (placement(), School { years: vec!["1", "2"] });
    let mut given = answers(PRIMARY);
    journey.take(&school, &mut given, "phase", "secondary".into()).unwrap();

    assert_eq!(given.get("years").map(String::as_str), Some("1,2"), "kept for a change of mind");
    let set_aside: Vec<_> = journey.set_aside(&school, &given).iter().map(|it| it.called).collect();
    assert_eq!(set_aside, ["Year groups"]);
    let kept = journey.finish(&school, &given).map_err(|step| step.slug).unwrap();
    assert!(!kept.contains_key("years"));
}

#[test]
fn a_bad_answer_is_not_taken_and_leads_to_its_input() {
    let (journey, school) = (placement(), School { years: vec!["1"] });
    let mut given = answers(PRIMARY);
    for (slug, answer, field, text) in [
        ("phase", "", "phase", "Select a phase"),
        ("phase", "nursery", "phase", "Select a phase"),
        ("years", "1,9", "years", "Select the year groups"),
        ("places", "many", "places", "Number of places must be a number"),
        ("start", "1//2026", "start-month", "Start date must include a month"),
    ] {
        let before = given.clone();
        let problems = journey.take(&school, &mut given, slug, answer.into()).unwrap_err();
        assert_eq!(problems, Problems::one(field, text));
        assert_eq!(given, before);
    }
}

#[test]
fn answers_are_gathered_from_what_a_form_posts() {
    let journey = placement();
    let gather = |slug: &str, pairs: &[(&str, &str)]| {
        let posted: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        journey.step(slug).unwrap().gather(&posted)
    };
    assert_eq!(gather("phase", &[("phase", "primary"), ("phase", "secondary")]), "primary");
    assert_eq!(gather("years", &[("years", "1"), ("x", "y"), ("years", "2")]), "1,2");
    assert_eq!(gather("years", &[]), "");
    assert_eq!(gather("start", &[("start-day", "1"), ("start-month", "May"), ("start-year", "2027")]), "1/May/2027");
    assert_eq!(gather("start", &[]), "");
}

#[test]
fn check_your_answers_shows_words_and_says_what_each_link_changes() {
    let (journey, school) = (placement(), School { years: vec!["1", "2"] });
    let rows = journey.review(&school, &answers(PRIMARY), "/placements/add/7");
    let lines: Vec<_> = rows
        .iter()
        .map(|row| format!("{}: {} ({} {})", row.called, row.answers.join(" + "), row.change, row.suffix))
        .collect();
    assert_eq!(
        lines,
        [
            "Phase: Primary (/placements/add/7/phase phase)",
            "Year groups: Year 1 + Year 2 (/placements/add/7/years year groups)",
            "Number of places: 2 (/placements/add/7/places number of places)",
            "Start date: 1 September 2026 (/placements/add/7/start start date)",
        ]
    );
}
