//! What these stories begin with: a provider that names a school.

use service::partnerships::mail::{self as mails, run};
use service::partnerships::rules::Candidate;
use service::partnerships::store::{self as partnerships, ToAdd, notices};
use service::platform::mail::{self, Mail};
use service::policy::{Action, Actor, Permit, Role};
use service::vocabulary::{OrganisationId, PersonId, Urn};

pub use crate::world::{Browser, World};

/// The school of these stories.
pub const OAK: &str = "100001";
/// A person at the school, who is told.
pub const SAM: &str = "sam@oak.example";

/// A provider with two users, and a school with one.
pub struct Scene {
    pub provider: OrganisationId,
    pub school: OrganisationId,
    pub robin: PersonId,
}

impl Scene {
    /// Sets it, with Sam at the school.
    pub async fn on(world: &World) -> Scene {
        let scene = Scene::without_users(world).await;
        world.person(SAM, "Sam Carter", scene.school, "coordinator administrator").await;
        scene
    }

    /// Sets it, with nobody at the school.
    pub async fn without_users(world: &World) -> Scene {
        let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
        let robin = world.person("robin@oakfield.example", "Robin Patel", provider, "coordinator").await;
        world.person("alex@oakfield.example", "Alex Doe", provider, "viewer").await;
        world.school(OAK, "Oak Primary School").await;
        let school = world.organisation(OAK).await;
        Scene { provider, school, robin }
    }

    pub fn permit(&self, action: Action) -> Permit {
        let roles = [Role::Coordinator].into_iter().collect();
        let actor = Actor::Person { person: self.robin, organisation: Some(self.provider), roles, on_behalf_of: None };
        actor.may(action, self.provider).unwrap()
    }

    /// The provider adds the school, and the post is carried; gives the mail to the school.
    pub async fn add(&self, world: &World) -> Mail {
        self.add_quietly(world).await;
        let told: Vec<Mail> = world.post().await.into_iter().filter(|it| it.to() == SAM).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        told.into_iter().next().unwrap()
    }

    /// The provider adds the school; the mail waits.
    pub async fn add_quietly(&self, world: &World) {
        let (permit, now) = (self.permit(Action::ChangePartners), world.now());
        let candidate = Candidate { is_in_england: true, is_closed: false };
        let school = ToAdd { urn: oak(), school: Some(candidate), trainees: None };
        let mut tx = world.app.db.begin().await.unwrap();
        let added = partnerships::add_schools(&mut tx, &permit, &world.app.chance, now, &[school]).await.unwrap();
        assert_eq!(added.added, [oak()], "{added:?}");
        notices::queue_for_added(&mut tx, self.provider, now).await.unwrap();
        mail::queue(&mut tx, &world.app, mails::SCHOOLS_ADDED, run(self.provider, now), now).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The provider removes the school.
    pub async fn remove(&self, world: &World) {
        let permit = self.permit(Action::ChangePartners);
        let mut tx = world.app.db.begin().await.unwrap();
        let current = partnerships::current(&mut tx, self.provider, oak()).await.unwrap().unwrap();
        partnerships::remove(&mut tx, &permit, world.now(), oak(), &current).await.unwrap().unwrap();
        tx.commit().await.unwrap();
    }

    /// The provider makes a letter with this code.
    pub async fn letter(&self, world: &World, code: &str) {
        let permit = self.permit(Action::TellSchool);
        let mut tx = world.app.db.begin().await.unwrap();
        let current = partnerships::current(&mut tx, self.provider, oak()).await.unwrap().unwrap();
        notices::letter(&mut tx, &permit, world.now(), (oak(), &current), code).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A browser in which the school's user is signed in.
    pub async fn at_school(&self, world: &World) -> Browser {
        let sam = world.nobody(SAM, "Sam Carter").await;
        world.signed_in(sam, self.school).await
    }
}

/// The school's number.
pub fn oak() -> Urn {
    OAK.parse().unwrap()
}

/// The path of the link in a mail.
pub fn link(mail: &Mail) -> String {
    link_to(mail, "/report/")
}

/// The path of a link below this address in a mail.
pub fn link_to(mail: &Mail, start: &str) -> String {
    let line = mail.body().lines().find(|it| it.contains(start)).unwrap();
    format!("{start}{}", line.trim().rsplit_once(start).unwrap().1)
}

/// How the membership stands: status, report number and version.
pub async fn membership(world: &World) -> String {
    world.scalar("select status || ' ' || report_number || ' ' || version from membership").await.unwrap_or_default()
}

/// How many reports there are.
pub async fn reports(world: &World) -> i64 {
    world.scalar("select count(*) from report").await.unwrap()
}
