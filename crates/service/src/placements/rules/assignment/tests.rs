//! The machine told as stories, and tried with whatever may come.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ground() -> Ground {
    Ground {
        by: Party::School,
        today: day("2026-11-02"),
        year: AcademicYear::starting(2026),
        is_offered: true,
        begins_on: day("2026-08-01"),
        places: 1,
        left: 2,
        cap_left: None,
        has_open_request: false,
        expires_on: day("2026-11-30"),
    }
}

/// Plays a story of words and says how it ends.
fn check(story: &str, expected: &str) {
    let mut state = Ok(Assignment::New);
    let mut ground = ground();
    for sentence in story.split(", ") {
        let (by, step) = match sentence {
            "provider requests" => (Party::Provider, Step::Request),
            "provider takes back" => (Party::Provider, Step::TakeBack),
            "provider gives back" => (Party::Provider, Step::GiveBack),
            "provider assigns" => (Party::Provider, Step::Assign),
            "school assigns" => (Party::School, Step::Assign),
            "school declines" => (Party::School, Step::Decline),
            "school releases" => (Party::School, Step::Release),
            "school completes" => (Party::School, Step::Complete),
            "school reopens" => (Party::School, Step::Reopen),
            "the job expires" => (Party::Job, Step::Expire),
            "the job completes" => (Party::Job, Step::Complete),
            other => {
                match other {
                    "28 days pass" => ground.today = day("2026-11-30"),
                    "29 days pass" => ground.today = day("2026-12-01"),
                    "the year ends" => ground.today = day("2027-08-01"),
                    "it begins in spring" => ground.begins_on = day("2027-01-04"),
                    "the last places go" => ground.left = 0,
                    "three are wanted" => ground.places = 3,
                    "the cap is reached" => ground.cap_left = Some(0),
                    "it is withdrawn" => ground.is_offered = false,
                    "another request waits" => ground.has_open_request = true,
                    other => panic!("{other} is no step"),
                }
                continue;
            }
        };
        ground.by = by;
        state = state.and_then(|it| it.take(step, &ground));
    }
    let told = match state {
        Ok(state) => state.code().to_owned(),
        Err(refusal) => format!("refused: {refusal}"),
    };
    assert_eq!(told, expected, "{story}");
}

#[test]
fn places_live_through_these_stories() {
    check("provider requests", "requested");
    check(
        "another request waits, school assigns",
        "refused: The provider has already asked for places on this placement",
    );
    check("provider requests, school assigns", "assigned");
    check("provider requests, school assigns, school completes", "completed");
    check("provider requests, school assigns, school completes, school reopens", "assigned");
    check("provider requests, school declines", "declined");
    check("provider requests, provider takes back", "released");
    check("school assigns", "assigned");
    check("school assigns, school releases", "released");
    check("school assigns, provider gives back", "released");
    check("school assigns, the year ends, the job completes", "completed");
    check("provider requests, 28 days pass, school assigns", "assigned");
    check("provider requests, 29 days pass, the job expires", "expired");
    // A request needs nobody's room under the cap: only what is assigned counts.
    check("the cap is reached, provider requests", "requested");
}

#[test]
fn each_refusal_has_its_story() {
    check(
        "provider requests, provider requests",
        "refused: The provider has already asked for places on this placement",
    );
    check(
        "another request waits, provider requests",
        "refused: The provider has already asked for places on this placement",
    );
    check("the last places go, provider requests", "refused: There are no places left on this placement");
    check(
        "provider requests, the last places go, school assigns",
        "refused: There are no places left on this placement",
    );
    check("three are wanted, school assigns", "refused: There are only 2 places left on this placement");
    check("the cap is reached, school assigns", "refused: The school has reached its limit of trainees for the year");
    check("it is withdrawn, provider requests", "refused: The school has withdrawn this placement");
    check("the year ends, provider requests", "refused: The academic year of this placement has ended");
    check("the year ends, school assigns", "refused: The academic year of this placement has ended");
    check("provider requests, 29 days pass, school assigns", "refused: The time to answer this request has passed");
    check("provider requests, 29 days pass, school declines", "refused: The time to answer this request has passed");
    check("provider requests, 28 days pass, the job expires", "refused: The request can still be answered");
    check(
        "provider requests, school declines, school assigns",
        "refused: The request has already been answered or taken back",
    );
    check("school declines", "refused: There is no request to answer");
    check("school releases", "refused: The provider has no places on this placement");
    check("provider requests, school releases", "refused: The provider has no places on this placement");
    check("it begins in spring, school assigns, school completes", "refused: The placement has not begun");
    check("school assigns, the job completes", "refused: The placement has not begun");
    check("school assigns, school completes, school releases", "refused: The placement has been completed");
    check("school assigns, the year ends, school releases", "refused: The academic year of this placement has ended");
    check("provider requests, provider assigns", "refused: This is for the other organisation to decide");
    check("school assigns, school reopens", "refused: The request has already been answered or taken back");
}

fn parties() -> impl Strategy<Value = Party> {
    prop_oneof![Just(Party::School), Just(Party::Provider), Just(Party::Job)]
}

proptest! {
    /// Whatever is done by whomever, a place is counted once, and the count is that of the rows.
    #[test]
    fn a_place_is_counted_once(
        places in 1..6_i32,
        cap in proptest::option::of(0..6_i32),
        moves in proptest::collection::vec((0..4_usize, 0..9_usize, parties(), 1..4_i32, 0..300_u64), 1..60),
    ) {
        let mut rows = [(Assignment::New, 0_i32); 4];
        let mut today = day("2026-09-01");
        let held = |rows: &[(Assignment, i32)]| -> i32 {
            rows.iter().filter(|(state, _)| state.holds_places()).map(|(_, places)| places).sum()
        };
        for (row, step, by, wanted, days) in moves {
            today = (today + chrono::Days::new(days / 10)).min(day("2027-09-01"));
            let (state, own) = rows[row];
            let wanted = if state == Assignment::New { wanted } else { own };
            let assigned = held(&rows);
            let ground = Ground {
                by, today, places: wanted, left: places - assigned,
                cap_left: cap.map(|cap| (cap - assigned).max(0)),
                expires_on: super::super::expires_on(today, ground().year),
                ..ground()
            };
            let step = Step::ALL[step];
            if let Ok(next) = state.take(step, &ground) {
                prop_assert!(step.parties().contains(&by));
                prop_assert!(next != state);
                rows[row] = (next, wanted);
            }
            let now = held(&rows);
            prop_assert!((0..=places).contains(&now), "{now} of {places}");
            prop_assert!(cap.is_none_or(|cap| now <= cap.max(assigned)));
        }
    }

    /// After the year nothing more is promised, and nothing that was is taken away but by completing it.
    #[test]
    fn a_year_that_is_over_stays_as_it_was(step in 0..9_usize, by in parties(), after in 0..500_u64) {
        let ground = Ground { by, today: day("2027-08-01") + chrono::Days::new(after), ..ground() };
        let requested = Assignment::Requested { expires_on: day("2027-07-31") };
        let step = Step::ALL[step];
        for state in [Assignment::New, requested, Assignment::Assigned, Assignment::Completed] {
            match state.take(step, &ground) {
                Ok(next) => prop_assert!(matches!(
                    next,
                    Assignment::Expired | Assignment::Released | Assignment::Completed
                )),
                Err(refusal) => prop_assert!(!refusal.to_string().is_empty() && !refusal.next_step().is_empty()),
            }
            let keeps = state == Assignment::Assigned && !matches!(step, Step::Complete);
            prop_assert!(!keeps || state.take(step, &ground).is_err());
        }
    }

    /// A state that is read back is the state that was kept.
    #[test]
    fn words_of_states_are_read_back(days in 0..300_u64) {
        let expires_on = day("2026-09-01") + chrono::Days::new(days);
        let states = [
            Assignment::Requested { expires_on }, Assignment::Assigned, Assignment::Declined,
            Assignment::Expired, Assignment::Released, Assignment::Completed,
        ];
        for state in states {
            prop_assert_eq!(Assignment::read(state.code(), Some(expires_on)), Some(state));
        }
        prop_assert_eq!(Assignment::read("requested", None), None);
        prop_assert_eq!(Assignment::read("new", None), None);
    }
}
