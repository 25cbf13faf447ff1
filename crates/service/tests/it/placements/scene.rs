//! What these stories begin with: a school with a coordinator, and two providers.

use service::partnerships::rules::Candidate;
use service::partnerships::store::{self as partnerships, ToName};
use service::placements::rules::{Offer, Refusal, What};
use service::placements::store::{self as placements, Ask, Change, Give, Placement, Share};
use service::placements::words::{Subject, YearGroup};
use service::policy::{Action, Actor, Permit, Role};
use service::vocabulary::{AcademicYear, OrganisationId, PersonId};

pub use crate::world::{Browser, Page, World, form};

/// The school's number.
pub const OAK: &str = "100001";

/// A school, and two providers that would like its places.
pub struct Scene {
    pub school: OrganisationId,
    pub sam: PersonId,
    pub oakfield: OrganisationId,
    pub robin: PersonId,
    pub rival: OrganisationId,
    pub kim: PersonId,
}

impl Scene {
    pub async fn on(world: &World) -> Scene {
        world.school(OAK, "Oak Primary School").await;
        let school = world.organisation(OAK).await;
        let oakfield = world.provider("O1K", "Oakfield Teaching Alliance").await;
        let rival = world.provider("R1V", "Rival Training").await;
        Scene {
            school,
            sam: world.person("sam@oak.example", "Sam Carter", school, "coordinator").await,
            oakfield,
            robin: world.person("robin@oakfield.example", "Robin Patel", oakfield, "coordinator").await,
            rival,
            kim: world.person("kim@rival.example", "Kim Lee", rival, "coordinator").await,
        }
    }

    /// The school adds Oakfield to its partner providers.
    pub async fn partners(&self, world: &World) {
        let permit = self.at_school(Action::ChangePartners);
        let school = Some(Candidate { is_in_england: true, is_closed: false });
        let to_name = ToName { urn: OAK.parse().unwrap(), school, providers: &[self.oakfield] };
        let mut tx = world.app.db.begin().await.unwrap();
        let done =
            partnerships::add_providers(&mut tx, &permit, &world.app.chance, world.now(), to_name).await.unwrap();
        assert_eq!(done.added.len(), 1, "{:?}", done.refused);
        tx.commit().await.unwrap();
    }

    /// The school's permit.
    pub fn at_school(&self, action: Action) -> Permit {
        permit(self.sam, self.school, action)
    }

    /// A provider's permit to ask for places.
    pub fn at(&self, provider: OrganisationId) -> Permit {
        let person = if provider == self.oakfield { self.robin } else { self.kim };
        permit(person, provider, Action::RequestPlacements)
    }

    /// A browser in which the school's coordinator is signed in.
    pub async fn sam(&self, world: &World) -> Browser {
        world.signed_in(self.sam, self.school).await
    }

    /// The school has a contact for placements.
    pub async fn with_contact(&self, world: &World) {
        world
            .execute(
                "insert into contact (organisation, purpose, post, address, source, given_by, given_at)
                 values ($1, 'placements', 'ITT coordinator', 'itt@oak.example', 'school', $1, $2)",
                store::values![self.school.get(), store::naive(world.now())],
            )
            .await;
    }

    /// The register gives the school another phase.
    pub async fn phase(&self, world: &World, phase: &str) {
        world.execute("update establishment set phase = $1", store::values![phase]).await;
    }

    /// The school offers so many places in Year 3 in 2026 to 2027.
    pub async fn offer(&self, world: &World, places: i32) -> Placement {
        let what = What::Primary(YearGroup::Year3);
        self.offers(world, &[Offer { places, ..Offer::plain(what, year()) }]).await.remove(0)
    }

    /// The school offers these.
    pub async fn offers(&self, world: &World, offers: &[Offer]) -> Vec<Placement> {
        let permit = self.at_school(Action::OfferPlacements);
        let mut tx = world.app.db.begin().await.unwrap();
        let ids = placements::offer(&mut tx, &permit, &world.app.chance, world.now(), offers).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut made = Vec::new();
        for id in ids {
            made.push(read(world, &id).await);
        }
        made
    }

    /// A provider asks for places.
    pub async fn ask(
        &self,
        world: &World,
        provider: OrganisationId,
        placement: &Placement,
        places: i32,
    ) -> Result<Share, Refusal> {
        let mut tx = world.app.db.begin().await.unwrap();
        let ask = Ask { placement, places, message: "For one of our trainees" };
        let done = placements::ask(&mut tx, &self.at(provider), &world.app.chance, world.now(), ask).await.unwrap()?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// The school assigns places without having been asked.
    pub async fn give(
        &self,
        world: &World,
        provider: OrganisationId,
        placement: &Placement,
        places: i32,
    ) -> Result<Share, Refusal> {
        let permit = self.at_school(Action::AssignPlacements);
        let mut tx = world.app.db.begin().await.unwrap();
        let give = Give { placement, provider, places };
        let done = placements::give(&mut tx, &permit, &world.app.chance, world.now(), give).await.unwrap()?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// The school takes a step.
    pub async fn school_does(&self, world: &World, share: &Share, change: Change) -> Result<Share, Refusal> {
        step(world, &self.at_school(Action::AssignPlacements), share, &change).await
    }

    /// The provider whose share it is takes a step.
    pub async fn provider_does(&self, world: &World, share: &Share, change: Change) -> Result<Share, Refusal> {
        step(world, &self.at(share.provider), share, &change).await
    }
}

async fn step(world: &World, permit: &Permit, share: &Share, change: &Change) -> Result<Share, Refusal> {
    let mut tx = world.app.db.begin().await.unwrap();
    let id: Option<String> =
        tx.scalar("select public_id from placement where id = $1", store::values![share.placement]).await.unwrap();
    let placement = placements::placement(&mut tx, &id.unwrap()).await.unwrap().unwrap();
    let done = placements::change(&mut tx, permit, world.now(), (&placement, share), change).await.unwrap()?;
    tx.commit().await.unwrap();
    Ok(done)
}

fn permit(person: PersonId, organisation: OrganisationId, action: Action) -> Permit {
    let roles = [Role::Coordinator].into_iter().collect();
    let actor = Actor::Person { person, organisation: Some(organisation), roles, on_behalf_of: None };
    actor.may(action, organisation).unwrap()
}

/// The placement as it stands now.
pub async fn read(world: &World, public_id: &str) -> Placement {
    let mut tx = world.app.db.read().await.unwrap();
    placements::placement(&mut tx, public_id).await.unwrap().unwrap()
}

/// The academic year of these stories.
pub fn year() -> AcademicYear {
    AcademicYear::starting(2026)
}

/// A placement in a subject.
pub fn secondary(subject: Subject, additional: &[Subject]) -> What {
    What::Secondary { subject, additional: additional.to_vec() }
}

/// The words of the trail about placements, in order.
pub async fn changes(world: &World) -> Vec<String> {
    let mut tx = world.app.db.read().await.unwrap();
    store::audit::verify(&mut tx).await.unwrap();
    let events = store::audit::after(&mut tx, 0, 1_000).await.unwrap();
    let of_placements = events.iter().filter(|it| it.subject.starts_with("placement "));
    of_placements.map(|it| it.data["change"].as_str().unwrap().to_owned()).collect()
}
