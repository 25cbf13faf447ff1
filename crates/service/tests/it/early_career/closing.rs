//! A school closes or becomes an academy: before it is confirmed it drops out with its successor named; after, the
//! successor is proposed to the lead provider, and confirmed with its consent.

use service::partnerships::succession;
use service::platform::mail::Mail;
use store::{both, values};

use super::confirm::{list_of, paste, start};
use super::told::{OAK, Scene, contact};
use crate::world::{Browser, World};

const LIST: &str = "/early-career/schools";
const ACADEMY: &str = "100002";

/// Oak School closes, and Oak Academy goes on in its place.
async fn becomes_an_academy(world: &World) {
    let link = "insert into establishment_link (urn, link_urn, kind) values ('100001', '100002', 'Successor')";
    world.execute(link, values![]).await;
    world.execute("update establishment set status = 2 where urn = '100001'", values![]).await;
    world.school(ACADEMY, "Oak Academy").await;
}

/// Confirmed, told and closed, with the academy proposed to the lead provider.
async fn proposed(world: &World) -> (Scene, Browser) {
    let mut scene = Scene::on(world).await;
    scene.told(world).await;
    becomes_an_academy(world).await;
    let academy = world.organisation(ACADEMY).await;
    contact(world, academy, "office@academy.example").await;
    for _ in 0..2 {
        succession::propose(&world.app, world.now()).await.unwrap();
    }
    let sam = scene.lead.clone();
    (scene, sam)
}

both! {
    async fn a_school_that_closes_after_the_check_drops_out_and_its_successor_is_named(world) {
        let (mut sam, _, partner) = world.ashdown().await;
        world.school(OAK, "Oak School").await;
        let start = start(world, partner).await;
        let list = list_of(&paste(&mut sam, &start, OAK).await);
        becomes_an_academy(world).await;
        let done = sam.post_on(&format!("{list}/confirm"), "").await;
        assert_eq!(done.h1(), "0 schools confirmed", "{}", done.text());
        for words in ["School not eligible for inductions", "Oak Academy (URN 100002) took its place"] {
            assert!(done.says(words), "{words}: {}", done.text());
        }
        let errors = paste(&mut sam, &start, OAK).await;
        assert!(errors.says("Oak Academy (URN 100002) took its place"), "{}", errors.text());
        succession::propose(&world.app, world.now()).await.unwrap();
        assert_eq!(world.count("membership").await, 0, "nobody had confirmed the school");
    }

    async fn the_successor_of_a_confirmed_school_waits_for_the_lead_provider(world) {
        let (_, mut sam) = proposed(world).await;
        assert_eq!(world.count("membership where status = 'proposed' and cohort = 2026").await, 1);
        assert!(world.post().await.is_empty(), "nobody is told before it is confirmed");
        let home = sam.get("/").await;
        assert!(home.says("Oak Academy took the place of a school that closed, for 2026 to 2027"), "{}", home.text());
        assert!(home.says("1 school confirmed 1 successor to confirm"), "{}", home.text());
        let link = home.links("/early-career/schools?cohort=2026&status=active&status=closed");
        let confirmed = sam.get(&link[0]).await;
        assert!(confirmed.says("Oak School") && !confirmed.says("Oak Academy"), "{}", confirmed.text());
        let page = sam.get(&format!("{LIST}/{OAK}")).await;
        assert!(page.says("Oak Academy took its place.") && page.says("The school has closed"), "{}", page.text());
        let page = sam.get(&format!("{LIST}/{ACADEMY}")).await;
        for words in ["To confirm", "took the place of Oak School (URN 100001)", "Tamar Teaching Hub",
            "Carried over from the school that it followed"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        let here = format!("{LIST}/{ACADEMY}/successor?cohort=2026");
        assert_eq!(page.links(&here), [here.as_str()]);
        let check = sam.get(&here).await;
        assert!(check.says("Oak School (URN 100001), which has closed"), "{}", check.text());
        let done = sam.post_on(&here, "").await;
        assert!(done.says("Oak Academy confirmed") && done.says("We are emailing the school"), "{}", done.text());
        let mails = world.post().await;
        assert_eq!(mails.iter().map(Mail::to).collect::<Vec<_>>(), ["office@academy.example"]);
        let again = sam.post_on(&here, "").await;
        assert!(!again.says("We are emailing") && again.says("Until the end of 16 November 2026"), "{}", again.text());
        assert_eq!(world.count("membership where status = 'active' and report_number = 1").await, 2);
        let confirmed = world.audit().await.into_iter().filter(|it| it.contains(r#""change":"confirmed""#)).count();
        assert_eq!(confirmed, 2, "of each school once");
        assert!(!sam.get("/").await.says("took the place of a school that closed"));
    }

    async fn nobody_is_paid_for_the_closed_school_and_for_its_successor_after_its_own_days(world) {
        let (_, mut sam) = proposed(world).await;
        sam.post_on(&format!("{LIST}/{ACADEMY}/successor?cohort=2026"), "").await;
        world.post().await;
        let lead: i64 = world.scalar("select id from organisation where kind = 'lead_provider'").await.unwrap();
        let lead = service::vocabulary::OrganisationId(lead);
        for (day, paid) in [("2026-11-16T23:59:59Z", 0), ("2026-11-17T00:00:00Z", 1)] {
            world.clock(day);
            let femi = world.person("femi@ashdown.example", "Femi Ojo", lead, "finance").await;
            let page = world.signed_in(femi, lead).await.get("/early-career/payable").await;
            assert!(page.says(&format!("You are paid for {paid} of 2 schools")), "{day}: {}", page.text());
            assert!(page.says("The school has closed"), "{}", page.text());
        }
    }

    async fn a_successor_is_confirmed_also_when_the_cohort_is_closed_but_not_without_a_pairing(world) {
        let (_, mut sam) = proposed(world).await;
        world.cohort(2026, "2026-05-10", "2026-11-01").await;
        world.execute("update pairing set ended_on = '2026-11-02'", values![]).await;
        let here = format!("{LIST}/{ACADEMY}/successor?cohort=2026");
        let refused = sam.post(&here, "").await;
        assert_eq!((refused.status, refused.problems().len()), (422, 1), "{}", refused.text());
        assert!(world.audit().await.iter().any(|it| it.contains(r#""why":"not_paired""#)));
        world.execute("update pairing set ended_on = null", values![]).await;
        assert!(sam.post_on(&here, "").await.says("Oak Academy confirmed"));
    }

    async fn a_successor_that_another_provider_confirmed_is_not_proposed_and_not_taken(world) {
        let (_, mut sam) = proposed(world).await;
        let partner: i64 = world.scalar("select delivery_partner from membership").await.unwrap();
        let other = world.lead_provider("Brook Institute").await;
        let partner = service::vocabulary::OrganisationId(partner);
        let told = crate::world::early_career::Confirmed::told(ACADEMY);
        world.confirmed((other, partner), &told).await;
        let refused = sam.post(&format!("{LIST}/{ACADEMY}/successor?cohort=2026"), "").await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("Recruited by other provider"), "{}", refused.text());
        world.execute("delete from membership where status = 'proposed'", values![]).await;
        succession::propose(&world.app, world.now()).await.unwrap();
        assert_eq!(world.count("membership where status = 'proposed'").await, 0);
    }
}
