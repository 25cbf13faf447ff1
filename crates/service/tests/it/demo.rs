//! Stories of the demo's data.

use std::sync::Arc;

use service::demo;
use service::platform::settings::Settings;
use service::support::doctor;
use store::both;

use crate::world::World;

/// The demo on the story's database, with the demo's own domain of support.
async fn fill(world: &mut World) {
    let settings = (*world.app.settings).clone();
    world.app.settings = Arc::new(Settings { support_domain: "dfe.example".to_owned(), ..settings });
    demo::fill(&world.app).await.unwrap();
}

both! {
    async fn the_demo_is_made_once_and_fits_together(world) {
        fill(world).await;
        let events: Option<i64> = world.scalar("select count(*) from audit_event").await;
        demo::fill(&world.app).await.unwrap();
        assert_eq!(world.scalar("select count(*) from audit_event").await, events);
        assert_eq!(doctor::examine(&world.app).await.unwrap(), Vec::<String>::new());
        assert_eq!(world.scalar("select count(*) from establishment").await, Some(2_000_i64));
        assert_eq!(world.scalar("select count(*) from organisation where kind = 'provider'").await, Some(40_i64));
    }

    async fn every_state_of_a_membership_is_there(world) {
        fill(world).await;
        let states = [
            "status = 'active' and report_deadline > added_at and told_by = 'mail'",
            "status = 'active' and told_by = 'letter'",
            "status = 'active' and told_at is null",
            "status = 'active' and told_by = 'school'",
            "status = 'left' and told_by = 'school'",
            "status = 'reported' and report_reason = 'another_provider'",
            "status = 'reported' and report_reason = 'not_confirmed'",
            "status = 'reported' and report_reason = 'do_not_recognise'",
            "status = 'reported' and report_reason = 'not_this_year'",
            "status = 'reported' and report_reason = 'mistake'",
            "status = 'proposed' and successor_of is not null",
            "status = 'left'",
            "status = 'active' and report_number = 2",
            "kind = 'ect' and status = 'active' and told_at is not null",
            "kind = 'ect' and status = 'active' and told_at is null",
            "kind = 'ect' and status = 'reported'",
            "kind = 'ect' and status = 'proposed'",
            "kind = 'ect' and organisation = (select id from organisation where urn = '900001') and report_deadline is not null",
        ];
        for state in states {
            let count: Option<i64> = world.scalar(&format!("select count(*) from membership where {state}")).await;
            assert!(count > Some(0), "no membership with {state}");
        }
    }

    async fn the_people_are_named_where_the_demo_is_started(world) {
        fill(world).await;
        let greeting = demo::greeting(&world.app).await.unwrap();
        for word in ["robin.patel@oakfield.example", "dana.price@dfe.example", "noor.haddad@newstart.example", "lena.whitfield@ashdown.example", "/outbox"] {
            assert!(greeting.contains(word), "{greeting}");
        }
    }
}
