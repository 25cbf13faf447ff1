//! Only a paired delivery partner of the cohort can be chosen (acceptance 10).

use service::early_career::store::{cohorts, pairings};
use service::vocabulary::AcademicYear;
use store::both;

use crate::world::World;
use crate::world::early_career::Confirmed;

both! {
    async fn a_delivery_partner_sees_whom_it_trains_for_and_at_how_many_schools(world) {
        let (_, lead, partner) = world.ashdown().await;
        for urn in ["100001", "100002"] {
            world.school(urn, "School").await;
        }
        world.confirmed((lead, partner), &Confirmed::told("100001")).await;
        let wrong = world.confirmed((lead, partner), &Confirmed::told("100002")).await;
        world.reported(&wrong, "mistake").await;
        let isla = world.person("isla@tamar.example", "Isla Burnett", partner, "viewer").await;
        let home = world.signed_in(isla, partner).await.get("/").await;
        let words = "Teachers who start in 2026 to 2027 Ashdown Institute: 1 school confirmed with you";
        assert!(home.says(words), "{}", home.text());
    }

    async fn only_partners_whose_pairing_counts_can_be_chosen(world) {
        let (_, lead, partner) = world.ashdown().await;
        let other = world.lead_provider("Bramley Trust").await;
        let unpaired = world.delivery_partner("Aln Hub").await;
        let year = AcademicYear::starting(2026);
        let today = "2026-11-02".parse().unwrap();
        let mut tx = world.app.db.read().await.unwrap();
        let found = pairings::partners_for(&mut tx, year, lead, today).await.unwrap();
        let found: Vec<_> = found.into_iter().map(|it| (it.name, it.public_id)).collect();
        assert_eq!(found, [("Tamar Teaching Hub".to_owned(), world.public_id(partner).await)]);
        assert!(pairings::is_paired(&mut tx, year, lead, partner, today).await.unwrap());
        assert!(!pairings::is_paired(&mut tx, year, lead, unpaired, today).await.unwrap());
        assert!(!pairings::is_paired(&mut tx, year, other, partner, today).await.unwrap());
        assert!(!pairings::is_paired(&mut tx, year.next(), lead, partner, today).await.unwrap());
        let yesterday = "2026-11-01".parse().unwrap();
        assert!(pairings::partners_for(&mut tx, year, lead, yesterday).await.unwrap().is_empty());
        assert!(cohorts::find(&mut tx, year).await.unwrap().unwrap().is_open(today));
        assert!(cohorts::find(&mut tx, year.next()).await.unwrap().is_none());
    }
}
