//! The machine told as stories, and printed whole.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::*;
use crate::vocabulary::AcademicYear;

fn now() -> DateTime<Utc> {
    "2026-11-02T09:00:00Z".parse().unwrap()
}

/// Plays a story of words and says how it ends.
fn check(story: &str, expected: &str) {
    let deadline = now() + Duration::days(14);
    let mut state = Ok(Membership::Left);
    let mut clock = now();
    for sentence in story.split(", ") {
        let step = match sentence {
            "provider adds" => Step::Add,
            "school is told" => Step::Tell { deadline },
            "told again by letter" => Step::Tell { deadline: deadline + Duration::days(3) },
            "school reports" => Step::Report(Reason::DoNotRecognise),
            "provider removes" => Step::Remove,
            "provider confirms" => Step::ConfirmSuccessor,
            "it is proposed" => {
                state = Ok(Membership::Proposed);
                continue;
            }
            "fifteen days pass" => {
                clock += Duration::days(15);
                continue;
            }
            other => panic!("{other} is no step"),
        };
        state = state.and_then(|it| it.take(step, clock));
    }
    let told = match state {
        Ok(Membership::Active { deadline: Some(at) }) => format!("active until {}", at.format("%d %B")),
        Ok(other) => other.code().to_owned(),
        Err(refusal) => format!("refused: {refusal}"),
    };
    assert_eq!(told, expected, "{story}");
}

#[test]
fn a_membership_lives_through_these_stories() {
    check("provider adds", "active");
    check("provider adds, provider adds", "refused: Partner school has already been added");
    check("provider adds, school is told", "active until 16 November");
    check("provider adds, school is told, told again by letter", "active until 16 November");
    check("provider adds, school is told, school reports", "reported");
    // Before the notice was handed over the clock has not started: a report by hand is in time.
    check("provider adds, fifteen days pass, school reports", "reported");
    check(
        "provider adds, school is told, fifteen days pass, school reports",
        "refused: The time to report this has passed",
    );
    check(
        "provider adds, school is told, school reports, school reports",
        "refused: Someone at the school has already reported this",
    );
    check("provider adds, school is told, school reports, provider adds", "active");
    check("provider adds, provider removes, school reports", "refused: The school is not one of your partner schools");
    check("provider adds, provider removes, provider adds", "active");
    check("it is proposed, provider confirms", "active");
    check("it is proposed, school reports", "refused: The school is not one of your partner schools");
    check("it is proposed, provider removes", "left");
}

#[test]
fn a_school_is_judged_by_the_first_rule_that_fits() {
    let school = |is_in_england, is_closed| Some(Candidate { is_in_england, is_closed });
    let active = Some(Membership::Active { deadline: None });
    assert_eq!(may_add(None, None), Err(Refusal::UrnNotValid));
    assert_eq!(may_add(school(false, true), active), Err(Refusal::NotInEngland));
    assert_eq!(may_add(school(true, true), active), Err(Refusal::Closed));
    assert_eq!(may_add(school(true, false), active), Err(Refusal::AlreadyPartner));
    assert_eq!(may_add(school(true, false), Some(Membership::Left)), Ok(()));
    assert_eq!(may_add(school(true, false), None), Ok(()));
}

#[test]
fn only_years_that_have_not_ended_block_removal() {
    let of = |year| Assigned { title: "History".into(), year: AcademicYear::starting(year), places: 1 };
    let left = |day: &str| {
        let day: NaiveDate = day.parse().unwrap();
        blocking(vec![of(2024), of(2025), of(2026)], day).into_iter().map(|it| it.year.start_year()).collect::<Vec<_>>()
    };
    // The year ends on 31 July; that day still blocks.
    assert_eq!(left("2026-07-31"), [2025, 2026]);
    assert_eq!(left("2026-08-01"), [2026]);
}

#[test]
fn a_reason_is_one_of_five() {
    assert!(Reason::ALL.iter().all(|reason| Reason::parse(reason.code()) == Some(*reason)));
    assert_eq!(Reason::parse("no_ects"), None);
}
