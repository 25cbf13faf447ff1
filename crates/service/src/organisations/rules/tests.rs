use super::*;

fn urn(number: u32) -> Urn {
    number.to_string().parse().unwrap()
}

fn links(text: &str) -> Vec<Link> {
    let link = |line: &str| {
        let (sides, kind) = line.split_once(' ').unwrap();
        let (left, right) = sides.split_once('>').unwrap();
        Link { urn: left.parse().unwrap(), link_urn: right.parse().unwrap(), kind: kind.to_owned() }
    };
    text.split("; ").filter(|line| !line.is_empty()).map(link).collect()
}

#[track_caller]
fn became(text: &str, expected: &Successor) {
    assert_eq!(succession(urn(1), &links(text)), *expected, "{text}");
}

#[test]
fn a_school_that_became_an_academy_has_one_successor() {
    became("1>2 Successor; 2>1 Predecessor", &Successor::Simple(urn(2)));
    became("2>1 Predecessor", &Successor::Simple(urn(2)));
}

#[test]
fn a_merger_a_split_and_an_amalgamation_are_not_simple() {
    became("1>2 Successor - merged", &Successor::Several(vec![urn(2)]));
    became("1>2 Successor - amalgamated; 2>1 Predecessor", &Successor::Several(vec![urn(2)]));
    became("1>2 Successor - Split School; 1>3 Successor - Split School", &Successor::Several(vec![urn(2), urn(3)]));
}

#[test]
fn two_schools_with_one_successor_are_a_merger_in_fact() {
    became("1>2 Successor; 3>2 Successor", &Successor::Several(vec![urn(2)]));
    became("1>2 Successor; 2>3 Predecessor", &Successor::Several(vec![urn(2)]));
}

#[test]
fn two_successors_are_several() {
    became("1>2 Successor; 1>3 Successor", &Successor::Several(vec![urn(2), urn(3)]));
}

#[test]
fn other_links_say_nothing_of_succession() {
    became("", &Successor::None);
    became("1>2 Sixth Form Centre Link; 1>3 Closure; 1>1 Successor; 1>4 Result of Amalgamation", &Successor::None);
}

#[test]
fn a_school_names_those_that_it_followed() {
    assert_eq!(
        predecessors(urn(2), &links("1>2 Successor; 2>1 Predecessor; 3>2 Successor - merged")),
        [urn(1), urn(3)]
    );
}

#[test]
fn england_goes_by_district_and_by_region_only_without_one() {
    assert!(is_in_england(Some("E09000001"), None));
    assert!(is_in_england(Some("9999"), Some("Wales (pseudo)")));
    assert!(is_in_england(None, Some("London")));
    assert!(!is_in_england(Some("W06000015"), Some("London")));
    assert!(!is_in_england(None, Some("Wales (pseudo)")));
    assert!(!is_in_england(None, None));
}

#[track_caller]
fn judged(school: Candidate<'_>, expected: Eligibility) {
    assert_eq!(eligibility(school), expected, "{school:?}");
}

#[test]
fn early_career_training_goes_by_status_place_type_and_section_41() {
    use Eligibility::{Eligible, NoInductions, NotFunded};
    let academy = Candidate { status: Status::Open, type_code: 34, in_england: true, section_41: None };
    judged(academy, Eligible);
    judged(Candidate { status: Status::ProposedToClose, ..academy }, Eligible);
    judged(Candidate { status: Status::Closed, ..academy }, NoInductions);
    judged(Candidate { status: Status::ProposedToOpen, ..academy }, NoInductions);
    judged(Candidate { in_england: false, ..academy }, NoInductions);
    let independent = Candidate { type_code: 11, ..academy };
    judged(independent, NotFunded);
    judged(Candidate { section_41: Some("Not approved"), ..independent }, NotFunded);
    judged(Candidate { section_41: Some("Approved"), ..independent }, Eligible);
    judged(Candidate { section_41: Some("Approved"), status: Status::Closed, ..independent }, NoInductions);
    judged(Candidate { type_code: 30, in_england: false, ..academy }, NotFunded);
    judged(Candidate { type_code: 24, ..academy }, NoInductions);
}

#[test]
fn a_status_reads_back() {
    for code in 1..=4 {
        assert_eq!(Status::of_code(code).map(Status::code), Some(code));
    }
    assert_eq!(Status::of_code(5), None);
}
