//! What holds of any journey, shown on one that no service would have.

use proptest::prelude::*;

use super::*;
use crate::fields;

/// Question N arises when the answer to the question named, if any, is "yes".
#[derive(Clone, Debug)]
struct Web {
    needs: [Option<usize>; 6],
}

const SLUGS: [&str; 6] = ["q0", "q1", "q2", "q3", "q4", "q5"];

fn arises<const N: usize>(web: &Web, answers: &Answers) -> bool {
    web.needs[N].is_none_or(|other| answers.get(SLUGS[other]).is_some_and(|it| it == "yes"))
}

fn tangle() -> Journey<Web> {
    let step = |slug, when| {
        let choices: Choices<Web> = |_, _| vec![Choice::new("yes", "Yes"), Choice::new("no", "No")];
        let check: Check<Web> = |_, it| fields::chosen(it, "yes or no");
        Step::new(slug, slug, |_, _| "?".into(), Ask::Radios(choices), check).when(when)
    };
    Journey::new(
        "tangle",
        vec![
            step("q0", arises::<0>),
            step("q1", arises::<1>),
            step("q2", arises::<2>),
            step("q3", arises::<3>),
            step("q4", arises::<4>),
            step("q5", arises::<5>),
        ],
    )
}

fn any_web() -> impl Strategy<Value = Web> {
    prop::array::uniform6(prop::option::of(0..6_usize)).prop_map(|needs| Web { needs })
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let answer = prop::sample::select(vec!["yes", "no", "", "perhaps"]);
    prop::collection::btree_map(prop::sample::select(SLUGS.to_vec()), answer, 0..6)
        .prop_map(|map| map.into_iter().map(|(slug, it)| (slug.to_owned(), it.to_owned())).collect())
}

proptest! {
    #[test]
    fn the_walk_always_ends(web in any_web(), mut given in any_answers(), says in prop::collection::vec(any::<bool>(), 6)) {
        let journey = tangle();
        for yes in says {
            let Some(step) = journey.next(&web, &given) else { break };
            let answer = if yes { "yes" } else { "no" };
            journey.take(&web, &mut given, step.slug, answer.into()).unwrap();
        }
        prop_assert!(journey.next(&web, &given).is_none());
        prop_assert!(journey.finish(&web, &given).is_ok());
    }

    #[test]
    fn next_is_the_first_on_the_route_that_lacks_a_good_answer(web in any_web(), given in any_answers()) {
        let journey = tangle();
        let good = |slug: &str| matches!(given.get(slug).map(String::as_str), Some("yes" | "no"));
        let route = journey.route(&web, &given);
        let expected = route.iter().find(|step| !good(step.slug)).map(|step| step.slug);
        prop_assert_eq!(journey.next(&web, &given).map(|step| step.slug), expected);
        for step in &route {
            let open = journey.reached(&web, &given, step.slug).is_some();
            let after_next = expected.is_some_and(|next| step.slug > next);
            prop_assert_eq!(open, !after_next, "{}", step.slug);
        }
    }

    #[test]
    fn changing_an_answer_drops_nothing_and_can_be_undone(web in any_web(), given in any_answers(), which in 0..6_usize) {
        let journey = tangle();
        let (slug, mut changed) = (SLUGS[which], given.clone());
        let before = given.get(slug).cloned().filter(|it| it == "yes" || it == "no");
        journey.take(&web, &mut changed, slug, "no".into()).unwrap();
        for (other, answer) in given.iter().filter(|(other, _)| *other != slug) {
            prop_assert_eq!(changed.get(other), Some(answer));
        }
        if let Some(before) = before {
            journey.take(&web, &mut changed, slug, before).unwrap();
            prop_assert_eq!(&changed, &given);
        }
    }

    #[test]
    fn every_answer_is_either_used_or_set_aside(web in any_web(), given in any_answers()) {
        let journey = tangle();
        let route: Vec<_> = journey.route(&web, &given).iter().map(|step| step.slug).collect();
        let aside: Vec<_> = journey.set_aside(&web, &given).iter().map(|step| step.slug).collect();
        for (slug, _) in given.iter().filter(|(_, answer)| !answer.is_empty()) {
            let slug = slug.as_str();
            prop_assert!(route.contains(&slug) ^ aside.contains(&slug));
        }
        if let Ok(kept) = journey.finish(&web, &given) {
            let kept: Vec<_> = kept.keys().map(String::as_str).collect();
            prop_assert_eq!(kept, route);
        }
    }

    #[test]
    fn back_leads_to_the_start_from_everywhere(web in any_web(), given in any_answers()) {
        let journey = tangle();
        let mut here = "check";
        let mut steps = 0;
        while let Some(step) = journey.previous(&web, &given, here) {
            here = step.slug;
            steps += 1;
            prop_assert!(steps <= SLUGS.len());
        }
        prop_assert_eq!(steps, journey.route(&web, &given).len());
    }
}
