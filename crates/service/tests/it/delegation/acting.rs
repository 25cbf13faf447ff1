//! Acting for a school: the header, what is recorded, what is not let, and how it ends.

use store::both;

use super::{Pair, act, let_act, pair};
use crate::placements::scene::Scene;
use crate::world::{World, form};

const PLACEMENTS: &[(&str, &str)] = &[("what", "placements")];

both! {
    async fn who_acts_is_named_in_the_header_and_in_what_the_school_sees(world) {
        let Pair { mut jo, mut tess, trust, school } = pair(world).await;
        let_act(&mut jo, PLACEMENTS).await;
        let before = tess.cookie("session").unwrap().to_owned();
        act(&mut tess, world, "100001").await;
        assert_ne!(tess.cookie("session").unwrap(), before, "the session is renewed");
        let page = tess.get("/placements").await;
        assert!(page.says("Harbour Learning Trust, acting for Shelbyville Elementary") && page.says("Stop acting"), "{}", page.text());
        let mentors = tess.post("/placements/mentors/change", &form(&[("year", "2026")])).await;
        assert!([303, 422].contains(&mentors.status), "{}", mentors.text());
        let offer = form(&[("task", "x")]);
        assert_eq!(tess.post("/placements/add", &offer).await.status, 422, "the page is there");
        let confirmed = tess.post("/placements/availability/2026", "").await;
        assert_eq!(confirmed.status, 303);
        let id: String = world.scalar("select public_id from delegation").await.unwrap();
        let history = jo.get(&format!("/organisation/delegations/{id}/history")).await;
        assert!(history.says("Tess Quill of Harbour Learning Trust, for Shelbyville Elementary"), "{}", history.text());
        assert!(history.says("Acted for the school"), "{}", history.text());
        assert!(!jo.get("/organisation/support").await.says("Tess Quill"), "that is not the DfE");
        let sql = format!("select count(*) from audit_event where on_behalf and acting_as = {trust} and organisation = {school}");
        assert!(world.scalar::<i64>(&sql).await.unwrap() >= 1);
        let stopped = tess.post_on("/act-for/stop", "").await;
        assert!(stopped.says("You have stopped acting for Shelbyville Elementary"), "{}", stopped.text());
        assert_eq!(tess.get("/placements").await.status, 404, "the trust itself has none");
    }

    async fn a_provider_that_decides_about_its_own_places_for_a_school_is_seen_to(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        world.execute(
            "insert into delegation (public_id, school, delegate, placements, early_career, state, starts_on, given_at, version)
             values ('d1', $1, $2, true, false, 'open', $3, $4, 1)",
            store::values![scene.school.get(), scene.oakfield.get(), service::vocabulary::london_date(world.now()), store::naive(world.now())],
        ).await;
        world.post().await;
        let mut robin = world.signed_in(scene.robin, scene.oakfield).await;
        robin.post_on("/act-for/d1/start", "").await;
        let base = format!("/placements/{}", placement.public_id);
        let done = robin.post_on(&format!("{base}/requests/{}/answer", asked.public_id), "answer=assign&places=2").await;
        assert!(done.says("2 places assigned to Oakfield Teaching Alliance"), "{}", done.text());
        let mut mails: Vec<String> = world.post().await.iter().map(|it| format!("{}: {}", it.to(), it.subject())).collect();
        mails.sort();
        assert_eq!(mails[1], "sam@oak.example: Oakfield Teaching Alliance has decided for your school about 2 places of its own");
        let mut sam = scene.sam(world).await;
        let page = sam.get(&base).await;
        assert!(page.says("Oakfield Teaching Alliance assigned 2 places (by Oakfield Teaching Alliance, acting for the organisation)"), "{}", page.text());
        let rivals = scene.ask(world, scene.rival, &placement, 1).await.unwrap();
        robin.post_on(&format!("{base}/requests/{}/answer", rivals.public_id), "answer=decline&reason=No+mentor").await;
        let told: Vec<String> = world.post().await.iter().map(|it| it.to().to_owned()).collect();
        assert_eq!(told, ["kim@rival.example"], "of others' places the school reads in the history");
    }

    async fn a_form_drawn_for_one_organisation_does_nothing_for_another(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let_act(&mut jo, PLACEMENTS).await;
        act(&mut tess, world, "100001").await;
        let page = tess.get("/placements/contacts/placements").await;
        let forms = page.html.split("<form action=\"").skip(1).filter_map(|it| it.split('"').next());
        let form: Vec<String> = forms.filter(|it| it.contains("acting=")).map(|it| it.replace("&#38;", "&")).collect();
        assert_eq!(form.len(), 1, "{}", page.html);
        let body = "post=Office&address=office%40school.example";
        tess.post("/act-for/stop", "").await;
        let late = tess.post(&form[0], body).await;
        assert_eq!((late.status, late.h1().as_str()), (409, "You have changed organisation"));
        assert!(late.says("You are now acting for Harbour Learning Trust"), "{}", late.text());
        assert_eq!(world.scalar::<i64>("select count(*) from contact where source = 'school'").await, Some(0));
        act(&mut tess, world, "100001").await;
        assert!(tess.post_on(&form[0], body).await.says("Contact saved"));
    }

    async fn what_is_not_let_is_refused_and_says_who_can_let_it(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let_act(&mut jo, PLACEMENTS).await;
        act(&mut tess, world, "100001").await;
        for path in ["/early-career", "/organisation/users", "/organisation/delegations", "/organisation/api-tokens"] {
            let refused = tess.get(path).await;
            assert_eq!(refused.status, 403, "{path}");
            assert!(refused.says("The school has not let your organisation do this"), "{path}: {}", refused.text());
        }
        let page = tess.get("/placements").await;
        assert!(!page.html.contains("href=\"/early-career\"") && !page.html.contains("href=\"/organisation\""), "{}", page.html);
    }

    async fn once_it_is_ended_the_next_request_is_refused_and_leads_back(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let_act(&mut jo, PLACEMENTS).await;
        act(&mut tess, world, "100001").await;
        let id: String = world.scalar("select public_id from delegation").await.unwrap();
        jo.post(&format!("/organisation/delegations/{id}/end"), "reason=").await;
        for page in [tess.get("/placements").await, tess.post("/placements/add", "phase=primary").await, tess.get("/act-for").await] {
            assert_eq!((page.status, page.h1().as_str()), (403, "You cannot act for this school any more"));
            assert_eq!(page.links("/act-for/stop").len(), 1, "{}", page.html);
        }
        assert!(tess.get("/act-for/stop").await.says("Stop acting for Shelbyville Elementary"));
        let back = tess.post_on("/act-for/stop", "").await;
        assert_eq!(back.h1(), "Schools that you act for");
        let refused = tess.post_on(&format!("/act-for/{id}/start"), "").await;
        assert!(refused.says("You cannot act for Shelbyville Elementary now"), "{}", refused.text());
    }

    async fn after_its_last_day_in_london_nobody_acts(world) {
        let Pair { mut jo, .. } = pair(world).await;
        let_act(&mut jo, PLACEMENTS).await;
        let last = "2026-11-02".parse::<chrono::NaiveDate>().unwrap();
        world.execute("update delegation set ends_on = $1", store::values![last]).await;
        world.clock("2026-11-02T23:30:00Z");
        let tess_id = service::vocabulary::PersonId(world.scalar("select id from person where email like 'tess%'").await.unwrap());
        let trust = service::vocabulary::OrganisationId(world.scalar("select id from organisation where kind = 'trust'").await.unwrap());
        let mut tess = world.signed_in(tess_id, trust).await;
        act(&mut tess, world, "100001").await;
        assert_eq!(tess.get("/placements").await.status, 200);
        world.clock("2026-11-03T00:00:00Z");
        assert_eq!(tess.get("/placements").await.status, 403);
        assert!(tess.post("/act-for/stop", "").await.location.starts_with("/act-for"));
    }

    async fn who_loses_the_role_acts_no_more(world) {
        let Pair { mut jo, mut tess, .. } = pair(world).await;
        let_act(&mut jo, PLACEMENTS).await;
        act(&mut tess, world, "100001").await;
        world.execute("update person_role set role = 'viewer' where role = 'coordinator'", store::values![]).await;
        assert_eq!(tess.get("/placements").await.status, 403);
        tess.post("/act-for/stop", "").await;
        let list = tess.get("/act-for").await;
        assert!(list.says("Shelbyville Elementary") && !list.html.contains("/start"), "{}", list.text());
    }
}
