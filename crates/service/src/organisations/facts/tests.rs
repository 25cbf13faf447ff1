use super::*;
use crate::organisations::rules::Status;

fn empty() -> School {
    School {
        urn: "100000".parse().unwrap(),
        name: "St Joseph’s".to_owned(),
        status: Status::Open,
        ukprn: None,
        type_code: 1,
        kind: None,
        kind_group: None,
        phase: None,
        opened_on: None,
        closed_on: None,
        closed_why: None,
        low_age: None,
        high_age: None,
        nursery: None,
        gender: None,
        religious_character: None,
        admissions: None,
        capacity: None,
        special_classes: None,
        pupils: None,
        boys: None,
        girls: None,
        free_meals: None,
        trust: None,
        federation: None,
        sponsor: None,
        ofsted_rating: None,
        ofsted_inspected_on: None,
        updated_on: None,
        street: None,
        locality: None,
        address3: None,
        town: None,
        county: None,
        postcode: None,
        website: None,
        telephone: None,
        section_41: None,
        sen_provisions: None,
        resourced_provision: None,
        local_authority: None,
        region: None,
        district_code: None,
        district: None,
        urban_rural: None,
        easting: None,
        northing: None,
        dropped_on: None,
    }
}

/// One line a field: "label: wording".
fn printed(school: &School, beside: &Beside) -> String {
    let sections = sections(school, beside);
    let fields = sections.iter().flat_map(|section| &section.fields);
    let lines: Vec<String> = fields.map(|field| format!("{}: {}", field.label, field.fact)).collect();
    lines.join("\n")
}

#[track_caller]
fn says(school: &School, beside: &Beside, line: &str) {
    let printed = printed(school, beside);
    assert!(printed.lines().any(|it| it == line), "{line}\n{printed}");
}

#[expect(clippy::unnecessary_wraps, reason = "what the register has is always optional")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn an_empty_row_has_every_field_of_the_five_sections() {
    let expected = "Organisation name: St Joseph’s\n\
        UK provider reference number (UKPRN): Not entered\n\
        Unique reference number (URN): 100000\n\
        Group: Not entered\nType: Not entered\nPhase: Not entered\nGender: Not entered\n\
        Minimum age: Not entered\nMaximum age: Not entered\nNursery provision: Not entered\n\
        Religious character: Not entered\nAdmissions policy: Not entered\nUrban or rural: Not entered\n\
        School capacity: Not entered\nTotal pupils: Not entered\nTotal boys: Not entered\n\
        Total girls: Not entered\nPercentage of free school meals: Not entered\n\
        Special classes: Not entered\nSEND provision: Not entered\nTraining with disabilities: Not entered\n\
        Rating: Not entered\nLast inspection date: Not entered\n\
        Email address: Not entered\nTelephone number: Not entered\nWebsite: Not entered\nAddress: Not entered";
    assert_eq!(printed(&empty(), &Beside { email: Email::NotGiven, ..Beside::default() }), expected);
}

#[test]
fn unknown_stays_unknown_and_nought_is_a_number() {
    let school = School {
        religious_character: some("Unknown"),
        gender: some("Not applicable"),
        boys: Some(0),
        girls: Some(1250),
        ..empty()
    };
    says(&school, &Beside::default(), "Religious character: Unknown");
    says(&school, &Beside::default(), "Gender: Not applicable");
    says(&school, &Beside::default(), "Total boys: 0");
    says(&school, &Beside::default(), "Total girls: 1,250");
}

#[test]
fn percentages_have_no_more_places_than_they_need() {
    for (hundredths, expected) in [(1454, "14.54%"), (1450, "14.5%"), (1000, "10%"), (0, "0%"), (10_000, "100%")] {
        let school = School { free_meals: Some(hundredths), ..empty() };
        says(&school, &Beside::default(), &format!("Percentage of free school meals: {expected}"));
    }
}

#[test]
fn what_is_no_longer_published_says_since_when_and_keeps_what_it_said() {
    let beside = Beside {
        no_rating_since: NaiveDate::from_ymd_opt(2025, 5, 1),
        no_inspection_since: NaiveDate::from_ymd_opt(2025, 5, 1),
        ..Beside::default()
    };
    says(&empty(), &beside, "Rating: Not published since 1 May 2025");
    let school =
        School { ofsted_rating: some("Good"), ofsted_inspected_on: NaiveDate::from_ymd_opt(2018, 4, 18), ..empty() };
    says(&school, &beside, "Rating: Good (not published since 1 May 2025)");
    says(&school, &Beside::default(), "Rating: Good");
    says(&school, &Beside::default(), "Last inspection date: 18 April 2018");
}

#[test]
fn the_group_is_the_trust_else_the_federation_else_the_list_of_groups() {
    let beside = Beside { group: some("Learning Federation"), ..Beside::default() };
    says(&empty(), &beside, "Group: Learning Federation");
    says(&School { trust: some("Big Trust"), ..empty() }, &beside, "Group: Big Trust");
}

#[test]
fn the_place_of_a_school_without_a_town_is_its_locality_or_authority() {
    let school = School { local_authority: some("Kent"), ..empty() };
    assert_eq!(school.place(), Some("Kent"));
    let school = School { locality: some("Hythe"), ..school };
    assert_eq!(school.place(), Some("Hythe"));
    assert_eq!(School { town: some("Dover"), ..school }.place(), Some("Dover"));
}

#[test]
fn only_the_web_is_linked() {
    let check = |shown: &str, expected: Option<&str>| assert_eq!(web_address(shown).as_deref(), expected, "{shown}");
    check("www.kba.uk", Some("http://www.kba.uk"));
    check("https://a.uk/b?c", Some("https://a.uk/b?c"));
    check("HTTP://A.UK", Some("HTTP://A.UK"));
    check("javascript:alert(1)//a.b", None);
    check("data:text/html;a.b", None);
    check("none", None);
    check("a.uk\" onclick=\"x", None);
}
