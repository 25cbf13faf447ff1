//! A provider, a school, and something for every address to be about: new at each asking, so that what one request
//! changes, no other meets.

use axum::body::Body;
use axum::http::{Method, Request};
use service::partnerships::rules::Candidate;
use service::partnerships::store::{self as partnerships, ToAdd, notices};
use service::platform::secret::Purpose;
use service::policy::{Action, Actor, Permit, Role};
use service::vocabulary::{OrganisationId, PersonId};
use store::{naive, values};

use super::routes::routes;
use crate::world::{Browser, Page, World, form};

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// Not signed in.
    Nobody,
    /// With this role at the provider.
    Provider(Role),
    /// With this role at the school.
    School(Role),
    /// With this role at the lead provider.
    Lead(Role),
    /// With this role at the Department.
    Dfe(Role),
    /// A coordinator and administrator of another provider.
    Stranger,
}

/// The scene.
pub struct Scene<'world> {
    pub world: &'world World,
    pub provider: OrganisationId,
    pub school: OrganisationId,
    pub stranger: OrganisationId,
    pub lead: OrganisationId,
    /// A lead provider of which the other knows nothing, and the delivery partner of both.
    pub(super) other_lead: OrganisationId,
    pub(super) partner: OrganisationId,
    /// A school of which the others know nothing.
    pub other_school: OrganisationId,
    dfe: OrganisationId,
    /// Schools made so far.
    urns: std::cell::Cell<u32>,
}

pub(super) const SCHOOL: &str = "100001";

impl<'world> Scene<'world> {
    pub async fn on(world: &'world World) -> Scene<'world> {
        assert_eq!(world.nobody("robin@oakfield.example", "Robin Patel").await, PersonId(1));
        let provider = world.provider("O1K", "Oakfield Teaching Alliance").await;
        let stranger = world.provider("E1M", "Elm Partnership").await;
        world.school(SCHOOL, "Oak Primary School").await;
        let school = world.organisation(SCHOOL).await;
        world.school("100002", "Elm Primary School").await;
        let other_school = world.organisation("100002").await;
        let dfe = world.dfe().await;
        world.cohort(2026, "2026-05-10", "2027-03-31").await;
        let (lead, other_lead) =
            (world.lead_provider("Ashdown Institute").await, world.lead_provider("Beech College").await);
        let partner = world.delivery_partner("Tamar Teaching Hub").await;
        world.pair(2026, lead, partner).await;
        world.pair(2026, other_lead, partner).await;
        let urns = std::cell::Cell::new(200_000);
        let scene = Scene { world, provider, school, stranger, lead, other_lead, partner, other_school, dfe, urns };
        assert_eq!(scene.add(provider, SCHOOL).await, 1);
        scene
    }

    /// A browser of this visitor's.
    pub async fn browser(&self, visitor: Visitor) -> Browser {
        let (organisation, roles) = match visitor {
            Visitor::Nobody => return self.world.browser(),
            Visitor::Provider(role) => (self.provider, role.code()),
            Visitor::School(role) => (self.school, role.code()),
            Visitor::Lead(role) => (self.lead, role.code()),
            Visitor::Dfe(role) => (self.dfe, role.code()),
            Visitor::Stranger => (self.stranger, "coordinator administrator"),
        };
        let email = format!("{}@o{organisation}.example", roles.replace(' ', "."));
        let person = self.world.person(&email, "Some Body", organisation, roles).await;
        self.world.signed_in(person, organisation).await
    }

    /// The visitor as the policy sees them.
    pub fn actor(&self, visitor: Visitor) -> Actor {
        let (organisation, role) = match visitor {
            Visitor::Nobody => return Actor::Nobody,
            Visitor::Provider(role) => (self.provider, role),
            Visitor::School(role) => (self.school, role),
            Visitor::Lead(role) => (self.lead, role),
            Visitor::Dfe(role) => (self.dfe, role),
            Visitor::Stranger => (self.stranger, Role::Coordinator),
        };
        let roles = [role].into_iter().collect();
        Actor::Person { person: PersonId(1), organisation: Some(organisation), roles, on_behalf_of: None }
    }

    /// The organisation of a visitor.
    pub fn of(&self, visitor: Visitor) -> OrganisationId {
        match visitor {
            Visitor::Nobody | Visitor::Provider(_) => self.provider,
            Visitor::School(_) => self.school,
            Visitor::Lead(_) => self.lead,
            Visitor::Dfe(_) => self.dfe,
            Visitor::Stranger => self.stranger,
        }
    }

    pub fn permit(&self, hub: OrganisationId, action: Action) -> Permit {
        let roles = [Role::Coordinator].into_iter().collect();
        let person = PersonId(1);
        Actor::Person { person, organisation: Some(hub), roles, on_behalf_of: None }.may(action, hub).unwrap()
    }

    /// The school among the hub's partner schools, also where an asking before has ended that; how many were added.
    async fn add(&self, hub: OrganisationId, urn: &str) -> usize {
        let candidate = Candidate { is_in_england: true, is_closed: false };
        let school = ToAdd { urn: urn.parse().unwrap(), school: Some(candidate), trainees: None };
        let (app, now) = (&self.world.app, self.world.now());
        let mut tx = app.db.begin().await.unwrap();
        let permit = self.permit(hub, Action::ChangePartners);
        let added = partnerships::add_schools(&mut tx, &permit, &app.chance, now, &[school]).await.unwrap();
        tx.commit().await.unwrap();
        added.added.len()
    }

    /// Every page of the router, about something of their own, as each of these sees it.
    pub(super) async fn each_page(&self) -> Vec<(Visitor, Browser, String)> {
        let visitors = [
            Visitor::Nobody,
            Visitor::Dfe(Role::Support),
            Visitor::Provider(Role::Coordinator),
            Visitor::School(Role::Coordinator),
            Visitor::Lead(Role::Coordinator),
            Visitor::Provider(Role::Administrator),
        ];
        let mut pages = Vec::new();
        for route in routes().iter().filter(|it| it.takes(&Method::GET)) {
            for visitor in visitors {
                let mut browser = self.browser(visitor).await;
                let address = self.address(&route.pattern, self.of(visitor), &mut browser).await;
                pages.push((visitor, browser, address));
            }
        }
        pages
    }

    /// The URN of a new school.
    pub(super) async fn new_school(&self) -> String {
        self.urns.set(self.urns.get() + 1);
        let urn = self.urns.get().to_string();
        self.world.school(&urn, &format!("School {urn}")).await;
        urn
    }

    /// The URN of a new partner school, and its letter's notice.
    pub(super) async fn partner(&self, hub: OrganisationId) -> (String, String) {
        let urn = self.new_school().await;
        assert_eq!(self.add(hub, &urn).await, 1);
        let app = &self.world.app;
        let mut tx = app.db.begin().await.unwrap();
        let urn_read = urn.parse().unwrap();
        let current = partnerships::current(&mut tx, hub, urn_read).await.unwrap().unwrap();
        let permit = self.permit(hub, Action::TellSchool);
        let code = format!("{urn}-ABCDEF");
        notices::letter(&mut tx, &permit, self.world.now(), (urn_read, &current), &code).await.unwrap();
        let notice = tx.scalar("select public_id from notice where letter_code = $1", values![code]).await.unwrap();
        tx.commit().await.unwrap();
        (urn, notice.unwrap())
    }

    async fn user(&self, organisation: OrganisationId) -> String {
        let id = self.world.app.chance.public_id();
        let person = self.world.person(&format!("{id}@users.example"), "Vi Ray", organisation, "viewer").await;
        let sql = format!("select public_id from person where id = {}", person.get());
        self.world.scalar(&sql).await.unwrap()
    }

    /// A browser of somebody who may do everything for an organisation.
    pub async fn everything_at(&self, organisation: OrganisationId) -> Browser {
        let email = format!("c@o{organisation}.example");
        let person = self.world.person(&email, "Some Body", organisation, "coordinator administrator").await;
        self.world.signed_in(person, organisation).await
    }

    async fn upload(&self, owner: OrganisationId) -> String {
        let urn = self.new_school().await;
        let list = form(&[("list", &urn)]);
        let page = self.everything_at(owner).await.post("/partner-schools/add-many", &list).await;
        page.location.split('/').nth(3).unwrap().to_owned()
    }

    /// A draft that waits to be checked, of this person.
    async fn draft(&self, browser: &mut Browser) -> String {
        let urn = self.new_school().await;
        let page = browser.post("/partner-schools/add", &form(&[("school", &urn), ("school-key", &urn)])).await;
        page.location.split('/').nth(3).unwrap_or("none").to_owned()
    }

    async fn mail(&self) -> String {
        let id = self.world.app.chance.public_id();
        let sql = "insert into outbox (id, template, parameters, priority, state, attempts, due_at, fence, created_at)
                   values ($1, 'school_added', '{}', 9, 'parked', 5, $2, 0, $2)";
        self.world.execute(sql, values![id.clone(), naive(self.world.now())]).await;
        id
    }

    async fn access_request(&self) -> String {
        let (urn, notice) = self.partner(self.provider).await;
        // The address that mail told decides; a letter's request is support's.
        let told = "update notice set way = 'mail', address = 'office@school.example', letter_code = null where public_id = $1";
        self.world.execute(told, values![notice.as_str()]).await;
        let id = self.world.app.chance.public_id();
        let sql = "insert into access_request (public_id, organisation, notice, name, email, email_folded, asked_at)
                   select $1, o.id, n.id, 'Kim Lee', 'kim@new.example', 'kim@new.example', $2 from organisation o, notice n
                   where o.urn = $3 and n.public_id = $4";
        self.world.execute(sql, values![id.clone(), naive(self.world.now()), urn, notice]).await;
        id
    }

    /// An address of this pattern about something of the organisation's, as this browser can ask for it.
    pub async fn address(&self, pattern: &str, owner: OrganisationId, browser: &mut Browser) -> String {
        let secret = &self.world.app.secret;
        // A school or the Department has no partner schools; it asks for those of a provider.
        let hub = if owner == self.stranger { owner } else { self.provider };
        let with = |name: &str, value: String| pattern.replace(&format!("{{{name}}}"), &value);
        match pattern {
            it if !it.contains('{') => it.to_owned(),
            it if it.starts_with("/placements/ask-by-letter/{urn}") => with("urn", self.asked_by_letter(hub).await),
            it if it.starts_with("/placements/") || it.starts_with("/partner-providers/add") => {
                self.of_placements(it, owner, browser).await
            }
            it if it.starts_with("/partner-schools/add-many/") => {
                with("id", self.upload(hub).await).replace("{line}", "1")
            }
            it if it.starts_with("/partner-schools/add/") => {
                with("draft", self.draft(browser).await).replace("{step}", "check")
            }
            it if it.starts_with("/partner-schools/{urn}") => with("urn", self.partner(hub).await.0),
            it if it.starts_with("/partner-providers/") => {
                self.add(self.provider, SCHOOL).await;
                with("code", if owner == self.school { "O1K" } else { "E1M" }.to_owned())
            }
            it if it.starts_with("/early-career/") || it.starts_with("/support/early-career/") => {
                self.of_early_career(it, owner).await
            }
            it if it.starts_with("/organisation/delegations/") || it.starts_with("/act-for/") => {
                self.of_delegations(it, owner, browser).await
            }
            it if it.starts_with("/organisation/users/") => with("id", self.user(owner).await),
            "/notifications/{id}/read" => with("id", self.notification(owner).await),
            it if it.starts_with("/support/mail/") => with("id", self.mail().await),
            it if it.starts_with("/support/access-requests/") => with("id", self.access_request().await),
            it if it.starts_with("/support/organisations/") => with("key", SCHOOL.to_owned()).replace("{way}", "look"),
            it if it.starts_with("/support/imports/") => with("number", self.import().await),
            "/a/{token}" => with("token", self.asking().await),
            "/organisations/{key}" => with("key", SCHOOL.to_owned()),
            "/invitation/{id}" => with("id", "none".to_owned()),
            it if it.starts_with("/api/v1/") => with("id", "none".to_owned()).replace("{urn}", SCHOOL),
            "/assets/{*path}" => with("*path", "none.css".to_owned()),
            "/sign-in/link/{*token}" => with("*token", secret.token(Purpose::SignIn, "none", 1)),
            "/report/{token}" => {
                let (_, notice) = self.partner(self.provider).await;
                with("token", secret.token(Purpose::Report, &notice, 1))
            }
            "/nominate/{token}" => with("token", self.nominating().await),
            it if it.starts_with("/organisation/api-tokens/") => with("id", self.api_token(owner).await),
            "/access/{token}" => {
                let request = self.access_request().await;
                with("token", secret.token(Purpose::Access, &request, 1))
            }
            other => panic!("say in roof/scene.rs what {other} is asked about"),
        }
    }

    /// Something that the organisation was told.
    async fn notification(&self, owner: OrganisationId) -> String {
        let id = self.world.app.chance.public_id();
        let sql = "insert into notification (public_id, organisation, topic, kind, line, line_folded, href, at)
                   values ($1, $2, 'partners', 'school_left', 'A school left', 'a school left', '/', $3)";
        self.world.execute(sql, values![id.as_str(), owner.get(), naive(self.world.now())]).await;
        id
    }
}

/// Asks for an address by this method, as a browser does.
pub async fn ask(browser: &mut Browser, method: &Method, address: &str) -> Page {
    let request = Request::builder()
        .method(method)
        .uri(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    browser.send(request, Body::empty()).await
}
