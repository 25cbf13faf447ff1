//! Places: offered, asked for, assigned, given back; each counted once.

use service::placements::rules::{Assignment, Offer, Refusal, When};
use service::placements::store::{self as placements, Change, Counts, Edit, Filter, MineFilter};
use service::placements::words::{Subject, Term, YearGroup};
use service::policy::Action;
use service::support::doctor;
use store::{Window, both};

use super::scene::{Scene, World, changes, read, secondary, year};

const ALL: Window = Window { skip: 0, take: 25 };

both! {
    async fn many_placements_are_offered_all_or_none(world) {
        let scene = Scene::on(world).await;
        let languages = secondary(Subject::ModernLanguages, &[Subject::French, Subject::Spanish]);
        let offers = [
            Offer { places: 2, when: When::of_terms(vec![Term::Autumn]), ..Offer::plain(languages, year()) },
            Offer::plain(secondary(Subject::Physics, &[]), year()),
        ];
        let made = scene.offers(world, &offers).await;
        assert_eq!(made[0].offer, offers[0]);
        assert_eq!((made[0].title(), made[1].title()), ("French and Spanish".to_owned(), "Physics".to_owned()));
        assert_eq!(world.scalar::<i64>("select count(*) from placement_subject").await, Some(4));

        let wrong = [offers[1].clone(), Offer::plain(secondary(Subject::French, &[]), year())];
        let permit = scene.at_school(Action::OfferPlacements);
        let mut tx = world.app.db.begin().await.unwrap();
        let refused = placements::offer(&mut tx, &permit, &world.app.chance, world.now(), &wrong).await.unwrap();
        assert_eq!(refused, Err(Refusal::DoesNotFit));
        tx.commit().await.unwrap();
        assert_eq!(world.scalar::<i64>("select count(*) from placement").await, Some(2));
        assert_eq!(changes(world).await, ["offered", "offered"]);
    }

    async fn places_go_from_offer_through_request_to_completed(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 2).await.unwrap();
        assert_eq!(asked.state, Assignment::Requested { expires_on: "2026-11-30".parse().unwrap() });
        assert_eq!(scene.ask(world, scene.oakfield, &placement, 1).await.unwrap_err(), Refusal::AlreadyRequested);
        assert_eq!(read(world, &placement.public_id).await.assigned, 0, "asking takes nothing");

        let assigned = scene.school_does(world, &asked, Change::Assign { places: 1 }).await.unwrap();
        assert_eq!((assigned.state, assigned.places), (Assignment::Assigned, 1));
        assert_eq!(read(world, &placement.public_id).await.standing().left(), 1);
        let again = scene.school_does(world, &asked, Change::Assign { places: 1 }).await.unwrap_err();
        assert_eq!(again, Refusal::OutOfStep, "what was read before the change is out of step");
        assert_eq!(scene.school_does(world, &assigned, Change::Assign { places: 1 }).await.unwrap_err(), Refusal::AlreadyDecided);

        let completed = scene.school_does(world, &assigned, Change::Complete).await.unwrap();
        let reopened = scene.school_does(world, &completed, Change::Reopen).await.unwrap();
        assert_eq!(reopened.state, Assignment::Assigned);
        let back = scene.provider_does(world, &reopened, Change::GiveBack { reason: "Ill".into() }).await.unwrap();
        assert_eq!((back.state, back.reason.as_str()), (Assignment::Released, "Ill"));
        assert_eq!(read(world, &placement.public_id).await.assigned, 0);
        let told = ["offered", "requested", "assigned", "completed", "reopened", "given_back"];
        assert_eq!(changes(world).await, told);
        assert_eq!(doctor::examine(&world.app).await.unwrap(), Vec::<String>::new());
    }

    async fn each_takes_only_its_own_steps(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        let refused = scene.provider_does(world, &asked, Change::Assign { places: 1 }).await.unwrap_err();
        assert_eq!(refused, Refusal::NotYours);
        assert_eq!(scene.school_does(world, &asked, Change::TakeBack).await.unwrap_err(), Refusal::NotYours);
        let mut tx = world.app.db.begin().await.unwrap();
        let other = scene.at(scene.rival);
        let theirs = placements::change(&mut tx, &other, world.now(), (&placement, &asked), &Change::TakeBack).await;
        assert_eq!(theirs.unwrap().unwrap_err(), Refusal::NotYours);
        drop(tx);
        let declined = Change::Decline { reason: "No mentor".into() };
        let declined = scene.school_does(world, &asked, declined).await.unwrap();
        assert_eq!((declined.state, declined.reason.as_str()), (Assignment::Declined, "No mentor"));
        // What was declined can be asked for again.
        let again = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        assert_eq!(scene.provider_does(world, &again, Change::TakeBack).await.unwrap().state, Assignment::Released);
    }

    async fn no_more_is_assigned_than_is_offered_or_than_the_school_takes(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let too_many = scene.give(world, scene.oakfield, &placement, 3).await.unwrap_err();
        assert_eq!(too_many.to_string(), "There are only 2 places left on this placement");
        world.execute(
            "insert into availability (school, year, trainee_cap) values ($1, 2026, 1)",
            store::values![scene.school.get()],
        ).await;
        let over = scene.give(world, scene.oakfield, &placement, 2).await.unwrap_err();
        assert_eq!(over.to_string(), "The school’s limit for the year leaves room for only 1 more trainee");
        let given = scene.give(world, scene.oakfield, &placement, 1).await.unwrap();
        // The cap counts over all placements of the year.
        let other = scene.offer(world, 1).await;
        assert_eq!(scene.give(world, scene.rival, &other, 1).await.unwrap_err(), Refusal::CapReached { left: 0 });
        scene.school_does(world, &given, Change::Release { reason: String::new() }).await.unwrap();
        scene.give(world, scene.rival, &other, 1).await.unwrap();
        assert_eq!(doctor::examine(&world.app).await.unwrap(), Vec::<String>::new());
    }

    async fn a_placement_is_changed_and_keeps_what_it_has_promised(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 3).await;
        scene.give(world, scene.oakfield, &placement, 2).await.unwrap();
        let permit = scene.at_school(Action::OfferPlacements);
        let edit = async |change: Edit| {
            let mut tx = world.app.db.begin().await.unwrap();
            let done = placements::edit(&mut tx, &permit, world.now(), &placement, &change).await.unwrap();
            tx.commit().await.unwrap();
            done
        };
        assert_eq!(edit(Edit::Places(1)).await, Err(Refusal::PlacesTaken { assigned: 2 }));
        assert_eq!(edit(Edit::Places(2)).await, Ok(true));
        assert_eq!(edit(Edit::Places(2)).await, Ok(false), "the same again is no change");
        let what = service::placements::rules::What::Primary(YearGroup::Year5);
        assert_eq!(edit(Edit::What(what)).await, Ok(true));
        assert_eq!(edit(Edit::What(secondary(Subject::Physics, &[]))).await, Err(Refusal::DoesNotFit));
        let (first, last) = ("2027-01-04".parse().unwrap(), "2027-03-26".parse().unwrap());
        assert_eq!(edit(Edit::When(When::Between(first, last))).await, Ok(true));
        assert_eq!(edit(Edit::When(When::Between(last, first))).await, Err(Refusal::DatesOutsideYear));
        let now = read(world, &placement.public_id).await;
        assert_eq!(now.title(), "Primary (Year 5)");
        assert_eq!(now.offer.when.title(), "4 January 2027 to 26 March 2027");
        assert_eq!((now.offer.places, now.assigned, now.version), (2, 2, 4));
        assert_eq!(now.changed_by.as_deref(), Some("Sam Carter"));
    }

    async fn a_placement_is_withdrawn_and_offered_again(world) {
        let scene = Scene::on(world).await;
        let placement = scene.offer(world, 2).await;
        let asked = scene.ask(world, scene.oakfield, &placement, 1).await.unwrap();
        let given = scene.give(world, scene.rival, &placement, 1).await.unwrap();
        let permit = scene.at_school(Action::OfferPlacements);
        let mut tx = world.app.db.begin().await.unwrap();
        let refused = placements::withdraw(&mut tx, &permit, world.now(), &placement).await.unwrap();
        assert_eq!(refused.unwrap_err(), Refusal::StillAssigned);
        drop(tx);
        scene.school_does(world, &given, Change::Release { reason: String::new() }).await.unwrap();
        let mut tx = world.app.db.begin().await.unwrap();
        let told = placements::withdraw(&mut tx, &permit, world.now(), &placement).await.unwrap().unwrap();
        assert_eq!(told.iter().map(|it| it.provider_code.as_str()).collect::<Vec<_>>(), ["O1K"]);
        let declined = placements::share(&mut tx, &asked.public_id).await.unwrap().unwrap();
        assert_eq!((declined.state, declined.reason.as_str()), (Assignment::Declined, "The placement was withdrawn"));
        tx.commit().await.unwrap();
        assert_eq!(scene.ask(world, scene.rival, &placement, 1).await.unwrap_err(), Refusal::Withdrawn);
        assert_eq!(scene.give(world, scene.rival, &placement, 1).await.unwrap_err(), Refusal::Withdrawn);
        let mut tx = world.app.db.begin().await.unwrap();
        placements::offer_again(&mut tx, &permit, world.now(), &placement).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        scene.give(world, scene.rival, &placement, 1).await.unwrap();
    }

    async fn the_lists_of_both_sides_are_narrowed(world) {
        let scene = Scene::on(world).await;
        let physics = Offer { places: 2, ..Offer::plain(secondary(Subject::Physics, &[]), year()) };
        let next = Offer::plain(secondary(Subject::Music, &[]), year().next());
        let languages = Offer::plain(secondary(Subject::ModernLanguages, &[Subject::German]), year());
        let made = scene.offers(world, &[physics, next, languages]).await;
        scene.ask(world, scene.oakfield, &made[2], 1).await.unwrap();
        scene.give(world, scene.oakfield, &made[0], 1).await.unwrap();
        scene.give(world, scene.rival, &made[0], 1).await.unwrap();
        let mut tx = world.app.db.read().await.unwrap();
        let listed = async |tx: &mut store::Tx, filter: Filter| {
            let page = placements::page(tx, (scene.school, year()), &filter, ALL).await.unwrap();
            assert_eq!(page.total, page.rows.len() as u64);
            page.rows.iter().map(|it| format!("{} {}", it.placement.title(), it.shares.len())).collect::<Vec<_>>()
        };
        assert_eq!(listed(&mut tx, Filter::default()).await, ["German 1", "Physics 2"]);
        assert_eq!(listed(&mut tx, Filter { words: "phys".into(), ..Filter::default() }).await, ["Physics 2"]);
        for (status, titles) in [("available", "German 1"), ("assigned", "Physics 2"), ("requested", "German 1")] {
            let filter = Filter { statuses: vec![status.into()], ..Filter::default() };
            assert_eq!(listed(&mut tx, filter).await, [titles], "{status}");
        }
        let counts = placements::counts(&mut tx, scene.school, year()).await.unwrap();
        assert_eq!(counts, Counts { offered: 2, places: 3, assigned: 2, requests: 1 });
        let mine = async |tx: &mut store::Tx, filter: MineFilter| {
            let page = placements::mine(tx, (scene.oakfield, year()), &filter, ALL).await.unwrap();
            assert_eq!(page.total, page.rows.len() as u64);
            page.rows.iter().map(|it| format!("{} {}", it.placement.title(), it.share.state.code())).collect::<Vec<_>>()
        };
        assert_eq!(mine(&mut tx, MineFilter::default()).await, ["German requested", "Physics assigned"]);
        let german = MineFilter { subjects: vec!["german".into()], ..MineFilter::default() };
        assert_eq!(mine(&mut tx, german).await, ["German requested"]);
        let assigned = MineFilter { states: vec!["assigned".into()], words: "oak".into(), ..MineFilter::default() };
        assert_eq!(mine(&mut tx, assigned).await, ["Physics assigned"]);
    }
}
