//! The same for several schools in one go; each is judged on its own.

use store::{both, values};

use super::{Pair, let_act, pair, walk};
use crate::world::{Browser, World};

/// Two more schools that let the trust: a secondary one, and one that only lets early career training.
async fn more(world: &World, pair: &Pair) {
    for (urn, phase, placements) in [("100002", "Secondary", true), ("100003", "Primary", false)] {
        world.school(urn, &format!("School {urn}")).await;
        world.execute("update establishment set phase = $2 where urn = $1", values![urn, phase]).await;
        let school = world.organisation(urn).await;
        let sql =
            "insert into delegation (public_id, school, delegate, placements, early_career, state, starts_on, given_at)
                   values ($1, $2, $3, $4, $5, 'open', $6, $7)";
        let now = store::naive(world.now());
        world
            .execute(sql, values![format!("d{urn}"), school.get(), pair.trust.get(), placements, true, now.date(), now])
            .await;
    }
}

/// The school gives a contact for placements.
async fn contact(world: &World, urn: &str) {
    let school = world.organisation(urn).await.get();
    let sql = "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
               values ($1, 'placements', '', 'itt@school.example', 'school', $1, $2)";
    world.execute(sql, values![school, store::naive(world.now())]).await;
}

/// Two places in Year 3 at two schools.
const OFFER: [&[(&str, &str)]; 6] = [
    &[("task", "offer")],
    &[("schools", "100001"), ("schools", "100002")],
    &[("year", "2026")],
    &[("phase", "primary")],
    &[("what", "year_3")],
    &[("places", "2")],
];

/// Says this for the year at two schools, up to the check page; gives its address.
async fn answered_for_two(tess: &mut Browser, answer: &str) -> String {
    let schools = [("schools", "100001"), ("schools", "100002")];
    let answer = [("answer", answer)];
    let mut answers: Vec<&[(&str, &str)]> = vec![&[("task", "answer")], &schools, &[("year", "2026")], &answer];
    if answer[0].1 == "no" {
        answers.push(&[("reason", "no_mentors")]);
    }
    walk(tess, "/act-for/many", &answers).await
}

both! {
    async fn the_first_page_counts_the_schools_that_one_acts_for(world) {
        let mut pair = pair(world).await;
        assert!(!pair.tess.get("/").await.says("Schools that you act for"));
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        let first = pair.tess.get("/").await;
        for count in ["3 schools", "0 with requests to answer", "2 without an answer for 2026 to 2027"] {
            assert!(first.says(count), "{count}: {}", first.text());
        }
        let silent = pair.tess.get(&first.links("/act-for?stands=open&waits=availability")[0]).await;
        assert!(silent.says("2 schools") && !silent.says("School 100003"), "{}", silent.text());
    }

    async fn an_answer_for_several_schools_has_a_result_for_each(world) {
        let mut pair = pair(world).await;
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        let question = pair.tess.post("/act-for/many", "task=answer").await;
        let page = pair.tess.get(&question.location).await;
        assert!(page.says("Shelbyville Elementary") && page.says("School 100002") && !page.says("School 100003"), "{}", page.text());
        let check = answered_for_two(&mut pair.tess, "no").await;
        let page = pair.tess.get(&check).await;
        assert!(page.says("We do not have enough mentors") && !page.says("An answer of no withdraws"), "{}", page.text());
        let done = pair.tess.post_on(&check, "").await;
        assert_eq!(done.h1(), "Done for several schools");
        assert_eq!(done.text().matches("Answer saved").count(), 2, "{}", done.text());
        assert!(done.says("Done at every school"), "{}", done.text());
        let sql = "select count(*) from availability where answer = 'no' and year = 2026 and reason = 'no_mentors'";
        assert_eq!(world.scalar::<i64>(sql).await, Some(2));
        let sql = format!("select count(*) from audit_event where on_behalf and acting_as = {} and action = 'set_availability'", pair.trust);
        assert_eq!(world.scalar::<i64>(&sql).await, Some(2));
        pair.tess.post(&check, "").await;
        assert_eq!(world.scalar::<i64>(&sql).await, Some(2), "pressed twice, done once");
    }

    async fn what_a_rule_forbids_at_one_school_is_done_at_the_others(world) {
        let mut pair = pair(world).await;
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        contact(world, "100001").await;
        let check = walk(&mut pair.tess, "/act-for/many", &OFFER).await;
        let page = pair.tess.get(&check).await;
        assert!(page.says("School 100002 (URN 100002)"), "schools of one name are told apart: {}", page.text());
        assert!(!page.says("An answer of no withdraws"), "a warning of what is not done: {}", page.text());
        let done = pair.tess.post_on(&check, "").await;
        assert!(done.says("Offered. Providers can find it now"), "{}", done.text());
        assert!(done.says("Not done: the school does not teach this phase"), "{}", done.text());
        assert!(done.says("Done at 1 of 2 schools"), "{}", done.text());
        assert_eq!(world.scalar::<i64>("select count(*) from placement").await, Some(1));
        let trail = world.audit().await;
        let refused = trail.iter().filter(|it| it.contains("the school does not teach this phase")).count();
        assert_eq!(refused, 1, "a refusal is an event of its own: {trail:#?}");
        let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
        let sql = "insert into placement_assignment (public_id, placement, provider, places, state, changed_at)
                   select 'a1', id, $1, 1, 'assigned', $2 from placement";
        world.execute(sql, values![provider.get(), store::naive(world.now())]).await;
        world.execute("update placement set places_assigned = 1", values![]).await;
        let check = answered_for_two(&mut pair.tess, "no").await;
        let done = pair.tess.post_on(&check, "").await;
        assert_eq!(done.text().matches("Not done").count(), 1, "{}", done.text());
        assert_eq!(done.text().matches("Answer saved").count(), 1, "{}", done.text());
    }

    async fn nothing_is_offered_at_a_school_that_providers_cannot_contact(world) {
        let mut pair = pair(world).await;
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        world.execute("update establishment set phase = 'Primary'", values![]).await;
        contact(world, "100002").await;
        let check = walk(&mut pair.tess, "/act-for/many", &OFFER).await;
        let done = pair.tess.post_on(&check, "").await;
        let told = "Not done: the school has no contact for placements. Act for it and add one, then offer it there.";
        assert!(done.says(told) && done.says("Offered. Providers can find it now"), "{}", done.text());
        let sql = "select s.urn from placement p join organisation s on s.id = p.school";
        assert_eq!(world.scalar::<String>(sql).await.as_deref(), Some("100002"));
        assert_eq!(world.scalar::<i64>("select count(*) from placement").await, Some(1));
    }

    async fn a_school_that_ended_it_on_the_way_stops_all_of_it(world) {
        let mut pair = pair(world).await;
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        let check = answered_for_two(&mut pair.tess, "yes").await;
        world.execute("update delegation set state = 'ended' where public_id = 'd100002'", values![]).await;
        let again = pair.tess.post(&check, "").await;
        assert_eq!(again.status, 422, "{}", again.text());
        assert!(again.says("For which schools?"), "{}", again.text());
        let told = "School 100002 (URN 100002) does not let you act for it any more. Nothing has been done. \
                    It is not on this list: check the schools and continue";
        assert!(again.says(told) && !again.says("Select at least one school"), "{}", again.text());
        let kept = again.html.split("<input").find(|it| it.contains("value=\"100001\"")).unwrap();
        assert!(kept.contains("checked"), "the other choice is kept: {kept}");
        assert_eq!(world.scalar::<i64>("select count(*) from availability").await, Some(0), "not even the first");
        let (journey, _) = check.rsplit_once('/').unwrap();
        let rest = pair.tess.post(&format!("{journey}/schools"), "schools=100001").await;
        let done = pair.tess.post_on(&rest.location, "").await;
        assert_eq!(done.text().matches("Answer saved").count(), 1, "{}", done.text());
    }

    async fn whoever_comes_back_to_the_schools_is_told_which_ended_it(world) {
        let mut pair = pair(world).await;
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        let check = answered_for_two(&mut pair.tess, "yes").await;
        world.execute("update delegation set state = 'ended'", values![]).await;
        let back = pair.tess.get(&check).await;
        let back = pair.tess.get(&back.location).await;
        let told = "School 100002 (URN 100002) and Shelbyville Elementary (URN 100001) do not let you act for them any \
                    more. Nothing has been done. They are not on this list: check the schools and continue";
        assert!(back.says(told), "{}", back.text());
        assert!(back.html.contains("<title>Error: "), "{}", back.html);
    }

    async fn who_ends_it_while_it_is_done_stops_all_or_nothing(world) {
        let mut pair = pair(world).await;
        let_act(&mut pair.jo, &[("what", "placements")]).await;
        more(world, &pair).await;
        let id: String = world.scalar("select public_id from delegation where public_id not like 'd1%'").await.unwrap();
        let check = answered_for_two(&mut pair.tess, "no").await;
        let end = format!("/organisation/delegations/{id}/end");
        let (done, ended) = tokio::join!(pair.tess.post(&check, ""), pair.jo.post(&end, "reason="));
        assert_eq!(ended.status, 303, "{}", ended.text());
        let state: Option<String> = world.scalar("select state from delegation where public_id not like 'd1%'").await;
        assert_eq!(state.as_deref(), Some("ended"));
        let answered = world.scalar::<i64>("select count(*) from availability where answer = 'no'").await;
        match done.status {
            303 => assert_eq!(answered, Some(2)),
            422 => assert_eq!(answered, Some(0), "{}", done.text()),
            other => panic!("{other}: {}", done.text()),
        }
        let trail = world.audit().await;
        let at = |words: &str| trail.iter().rposition(|it| it.contains(words));
        if let (Some(answered), Some(ended)) = (at("set_availability"), at("\"ended\"")) {
            assert!(answered < ended, "nothing is done after it was ended: {trail:#?}");
        }
    }
}
