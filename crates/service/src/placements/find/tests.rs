//! The snapshot against a plain look at everything, and a part made new against the whole made new.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::answer::answer;
use super::kind::SchoolType;
use super::marks::{Marks, Set};
use super::snapshot::{Parts, Snapshot};
use super::wanted::{Near, Order, Wanted};
use crate::organisations::rules::Status;
use crate::organisations::search::{Codes, Entry, Snapshot as Register};
use crate::placements::rules::{Answer, Hosting, Offer, What, hosting};
use crate::placements::store::Placement;
use crate::placements::store::offered::{Held, Said};
use crate::placements::words::{Phase, Subject, Word, YearGroup};
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

const FIRST: u32 = 100_001;
const SCHOOLS: u32 = 12;
const YEARS: [i32; 3] = [2024, 2025, 2026];

fn urn(school: u32) -> Urn {
    (FIRST + school).to_string().parse().unwrap()
}

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
}

/// Twelve schools in a row from west to east, a mile apart; every third is secondary, every fourth an academy.
fn register() -> Register {
    let entries: Vec<Entry> = (0..SCHOOLS)
        .map(|school| Entry {
            key: urn(school).to_string(),
            name: format!("School {}", char::from(b'A' + u8::try_from((school * 5) % SCHOOLS).unwrap())),
            town: "Durham".to_owned(),
            locality: String::new(),
            authority: String::new(),
            postcode: String::new(),
            urn: Some(urn(school)),
            ukprn: None,
            provider_code: None,
            status: Status::Open,
            aliases: Vec::new(),
            codes: Codes {
                phase: if school.is_multiple_of(3) { 4 } else { 2 },
                kind: if school.is_multiple_of(4) { 34 } else { 1 },
                district: "E06000047".to_owned(),
                ..Codes::default()
            },
            place: Some((400_000 + school * 1_609, 500_000)),
        })
        .collect();
    Register::build(&entries)
}

#[derive(Clone, Debug)]
struct Row {
    school: u32,
    year: i32,
    what: What,
    places: i32,
    assigned: i32,
    changed: i64,
}

fn placement(id: i64, row: &Row) -> Placement {
    Placement {
        id,
        public_id: format!("p{id}"),
        school: OrganisationId(row.school.into()),
        school_name: String::new(),
        urn: urn(row.school).to_string(),
        offer: Offer { places: row.places, ..Offer::plain(row.what.clone(), AcademicYear::starting(row.year)) },
        is_offered: true,
        assigned: row.assigned.min(row.places),
        version: 1,
        created_at: at(0),
        changed_at: at(row.changed),
        changed_by: None,
    }
}

fn parts(rows: &[Row], answers: &[(u32, i32, Answer)]) -> Parts {
    let offered: Vec<Placement> = (1..).zip(rows).map(|(id, row)| placement(id, row)).collect();
    let held = offered.iter().filter(|it| it.assigned > 0);
    let held = held.map(|it| Held { placement: it.id, provider: OrganisationId(900), places: it.assigned }).collect();
    let said = answers.iter().map(|(school, year, answer)| Said {
        school: OrganisationId((*school).into()),
        urn: urn(*school).to_string(),
        school_name: String::new(),
        year: *year,
        answer: Some(*answer),
        cap: school.is_multiple_of(2).then_some(2),
        phases: Vec::new(),
        year_groups: Vec::new(),
        subjects: Vec::new(),
        at: Some(at(5)),
    });
    Parts { said: said.collect(), offered, held }
}

fn any_what() -> impl Strategy<Value = What> {
    let subjects = vec![Subject::Physics, Subject::History, Subject::Mathematics];
    prop_oneof![
        prop::sample::select(YearGroup::ALL.to_vec()).prop_map(What::Primary),
        prop::sample::select(subjects).prop_map(|subject| What::Secondary { subject, additional: Vec::new() }),
    ]
}

fn any_row() -> impl Strategy<Value = Row> {
    (0..SCHOOLS, prop::sample::select(YEARS.to_vec()), any_what(), 1..4_i32, 0..4_i32, 0..50_i64).prop_map(
        |(school, year, what, places, assigned, changed)| Row { school, year, what, places, assigned, changed },
    )
}

fn any_answer() -> impl Strategy<Value = (u32, i32, Answer)> {
    (0..SCHOOLS, prop::sample::select(YEARS.to_vec()), prop::sample::select(Answer::ALL.to_vec()))
}

fn any_wanted() -> impl Strategy<Value = Wanted> {
    let marks = (
        prop::collection::vec(prop::sample::select(Phase::ALL.to_vec()), 0..2),
        prop::collection::vec(prop::sample::select(vec![Subject::Physics, Subject::History]), 0..2),
        prop::collection::vec(prop::sample::select(vec![YearGroup::Year3, YearGroup::Reception]), 0..2),
    );
    let orders = vec![Order::Name, Order::Nearest, Order::Places, Order::Updated];
    let rest = (
        prop::collection::vec(prop::sample::select(Hosting::ALL.to_vec()), 0..3),
        prop::collection::vec(prop::sample::select(vec![SchoolType::Academy, SchoolType::Maintained]), 0..2),
        prop::option::of((0..SCHOOLS, prop::sample::select(vec![1_u32, 5, 10]))),
        prop::collection::vec(prop::sample::select(vec![None, Some(2024), Some(2025)]), 0..2),
        prop::sample::select(orders),
        prop::option::of(prop::collection::hash_set(0..SCHOOLS, 0..6)),
    );
    (marks, rest).prop_map(|((phases, subjects, groups), (statuses, types, near, hosted, order, partners))| Wanted {
        marks: Marks {
            phases: Set::of(&phases),
            subjects: Set::of(&subjects),
            groups: Set::of(&groups),
            ..Marks::default()
        },
        statuses,
        types,
        hosted,
        near: near.map(|(school, miles)| Near { place: (400_000 + school * 1_609, 500_000), miles }),
        order,
        only_partners: partners.is_some(),
        partners: partners.into_iter().flatten().map(urn).collect(),
        named: None,
    })
}

/// The schools that answer, found by looking at every row for every school.
fn plainly(parts: &Parts, year: i32, wanted: &Wanted) -> HashSet<Urn> {
    let is_known = |school: u32| {
        let has = |it: &Placement| it.urn == urn(school).to_string() && it.offer.year.start_year() == year;
        parts.offered.iter().any(has)
            || parts.said.iter().any(|it| it.year == year && it.urn == urn(school).to_string())
    };
    let answers = |school: &u32| {
        let its: Vec<&Placement> = parts.offered.iter().filter(|it| it.urn == urn(*school).to_string()).collect();
        let of_year: Vec<&&Placement> = its.iter().filter(|it| it.offer.year.start_year() == year).collect();
        let fitting = of_year.iter().filter(|it| wanted.marks.let_through(&Marks::of(&it.offer)));
        let (mut places, mut free) = (0, 0);
        fitting.for_each(|it| {
            places += i64::from(it.offer.places);
            free += i64::from(it.offer.places - it.assigned).max(0);
        });
        let taken: i32 = of_year.iter().map(|it| it.assigned).sum();
        let phase = if school.is_multiple_of(3) { Phase::Secondary } else { Phase::Primary };
        let fits =
            if of_year.is_empty() { wanted.marks.let_through(&Marks::possible(&[phase], false)) } else { places > 0 };
        let said = parts.said.iter().rfind(|it| it.year == year && it.urn == urn(*school).to_string());
        let room = said.and_then(|it| it.cap).map_or(i64::MAX, |cap| i64::from(cap - taken).max(0));
        let stands = hosting(said.and_then(|it| it.answer), places, free.min(room));
        let hosted = its.iter().filter(|it| it.assigned > 0).map(|it| it.offer.year.start_year());
        let hosted = hosted.filter(|it| *it < year).max();
        let kind = if school.is_multiple_of(4) { SchoolType::Academy } else { SchoolType::Maintained };
        let is_near =
            wanted.near.is_none_or(|near| near.miles_to((400_000 + school * 1_609, 500_000)) <= f64::from(near.miles));
        fits && is_near
            && (is_known(*school) || wanted.with_silent())
            && (wanted.statuses.is_empty() || wanted.statuses.contains(&stands))
            && (wanted.types.is_empty() || wanted.types.contains(&kind))
            && (wanted.hosted.is_empty() || wanted.hosted.contains(&hosted))
            && (!wanted.only_partners || wanted.partners.contains(&urn(*school)))
    };
    (0..SCHOOLS).filter(answers).map(urn).collect()
}

fn urns(snapshot: &Snapshot, year: i32, wanted: &Wanted, part: (usize, usize)) -> (usize, Vec<Urn>) {
    let found = answer(snapshot, AcademicYear::starting(year), wanted, part);
    (found.total, found.lines.iter().map(|it| it.school.urn).collect())
}

proptest! {
    #[test]
    fn the_snapshot_answers_as_a_plain_look_does(
        rows in prop::collection::vec(any_row(), 0..40),
        answers in prop::collection::vec(any_answer(), 0..20),
        wanted in any_wanted(),
        year in prop::sample::select(YEARS.to_vec()),
    ) {
        let parts = parts(&rows, &answers);
        let snapshot = Snapshot::build(1, &register(), 1, &parts);
        let (total, all) = urns(&snapshot, year, &wanted, (0, usize::MAX));
        prop_assert_eq!(total, all.len(), "the count agrees with the rows");
        let once: HashSet<Urn> = all.iter().copied().collect();
        prop_assert_eq!(once.len(), all.len(), "each school once");
        prop_assert_eq!(&once, &plainly(&parts, year, &wanted));
        let mut paged = Vec::new();
        for page in 0..4 {
            paged.extend(urns(&snapshot, year, &wanted, (page * 3, 3)).1);
        }
        prop_assert_eq!(paged, all, "the pages together are the list");
    }

    #[test]
    fn a_part_made_new_is_as_good_as_everything_made_new(
        before in prop::collection::vec(any_row(), 0..30),
        after in prop::collection::vec(any_row(), 0..30),
        changed in prop::collection::hash_set(0..SCHOOLS, 0..5),
        wanted in any_wanted(),
    ) {
        let register = register();
        let now: Vec<Row> = before
            .iter()
            .filter(|row| !changed.contains(&row.school))
            .chain(after.iter().filter(|row| changed.contains(&row.school)))
            .cloned()
            .collect();
        let old = Snapshot::build(1, &register, 1, &parts(&before, &[]));
        let of_changed: Vec<Row> = now.iter().filter(|row| changed.contains(&row.school)).cloned().collect();
        let changed: HashSet<Urn> = changed.into_iter().map(urn).collect();
        let part = old.with(2, &register, &changed, &parts(&of_changed, &[]));
        let whole = Snapshot::build(2, &register, 1, &parts(&now, &[]));
        for year in YEARS {
            let all = (0, usize::MAX);
            prop_assert_eq!(urns(&part, year, &wanted, all), urns(&whole, year, &wanted, all));
            let hosted = |it: &Snapshot| (0..SCHOOLS).map(|school| it.last_hosted(urn(school), AcademicYear::starting(year))).collect::<Vec<_>>();
            prop_assert_eq!(hosted(&part), hosted(&whole));
        }
    }
}

#[test]
fn the_list_comes_in_the_order_asked_for() {
    let row = |school, places, assigned, changed| {
        let what = What::Primary(YearGroup::Year3);
        Row { school, year: 2026, what, places, assigned, changed }
    };
    let rows = [row(1, 2, 1, 30), row(2, 9, 9, 20), row(4, 3, 0, 10)];
    let snapshot = Snapshot::build(1, &register(), 1, &parts(&rows, &[]));
    let ordered = |order, near| {
        let wanted = Wanted { near, order, ..Wanted::default() };
        urns(&snapshot, 2026, &wanted, (0, 9)).1
    };
    let schools = |order: [u32; 3]| order.map(urn).to_vec();
    // School A is 0; their names are F (1), K (2) and I (4).
    assert_eq!(ordered(Order::Name, None), schools([1, 4, 2]));
    assert_eq!(ordered(Order::Nearest, None), schools([1, 4, 2]), "by name, where there is no place");
    assert_eq!(ordered(Order::Places, None), schools([4, 1, 2]));
    assert_eq!(ordered(Order::Updated, None), schools([1, 2, 4]));
    let near = Some(Near { place: (400_000 + 4 * 1_609, 500_000), miles: 10 });
    assert_eq!(ordered(Order::Nearest, near), schools([4, 2, 1]));
}
