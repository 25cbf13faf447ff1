//! Something for every address of acting for schools to be about; and a delegate of one school, who asks every route.

use axum::http::Method;
use service::platform::sessions::Kind;
use service::policy::{Actor, Manner, OnBehalf, Refused, Role, Scopes};
use service::vocabulary::{OrganisationId, PersonId};
use store::{both, naive, values};

use super::rights::{Asks, Fate, asks, fate, is_about_nothing, names_somebodys};
use super::routes::routes;
use super::scene::{Scene, ask};
use crate::world::{Browser, Page, World};

impl Scene<'_> {
    /// A school that lets an organisation act for it from today on; new at each asking.
    async fn delegation(&self, school: OrganisationId, delegate: OrganisationId) -> String {
        let world = self.world;
        let ended = "update delegation set state = 'ended' where school = $1 and delegate = $2";
        world.execute(ended, values![school.get(), delegate.get()]).await;
        let id = world.app.chance.public_id();
        let sql =
            "insert into delegation (public_id, school, delegate, placements, early_career, state, starts_on, given_at)
                   values ($1, $2, $3, $4, $4, 'open', $5, $6)";
        let now = naive(world.now());
        world.execute(sql, values![id.as_str(), school.get(), delegate.get(), true, now.date(), now]).await;
        id
    }

    /// An address of this pattern about something of the organisation's, as this browser can ask for it.
    pub(super) async fn of_delegations(&self, pattern: &str, owner: OrganisationId, browser: &mut Browser) -> String {
        let drafted = |draft: String| pattern.replace("{draft}", &draft).replace("{step}", "check");
        match pattern {
            it if it.starts_with("/organisation/delegations/add/") => {
                drafted(self.begun(browser, "/organisation/delegations/add", &[("name", "Elm")]).await)
            }
            it if it.starts_with("/act-for/ask/") => {
                let school = [("school", "100001"), ("school-key", "100001")];
                drafted(self.begun(browser, "/act-for/ask", &school).await)
            }
            it if it.starts_with("/act-for/many/") => {
                drafted(self.begun(browser, "/act-for/many", &[("task", "answer")]).await)
            }
            _ => pattern.replace("{id}", &self.delegation(self.offering(owner), self.asking_provider(owner)).await),
        }
    }

    /// A coordinator of a trust, who acts for the scene's school.
    async fn delegate(&self) -> (Actor, Browser) {
        let world = self.world;
        let trust = world.trust("9001", "Harbour Learning Trust").await;
        let person = world.person("tess@harbour.example", "Tess Quill", trust, "coordinator administrator").await;
        let id = self.delegation(self.school, trust).await;
        let mut browser = world.signed_in(person, trust).await;
        let page = browser.post(&format!("/act-for/{id}/start"), "").await;
        assert_eq!((page.status, page.location.as_str()), (303, "/"), "{}", page.text());
        let scopes = Scopes { placements: true, early_career: true };
        let actor = Actor::Person {
            person: PersonId(person.get()),
            organisation: Some(trust),
            roles: [Role::Coordinator, Role::Administrator].into_iter().collect(),
            on_behalf_of: Some(OnBehalf { organisation: self.school, manner: Manner::Delegated(scopes) }),
        };
        (actor, browser)
    }
}

/// What the policy says of the delegate at the school, by what an address asks; none where it is not about the school.
fn expected(scene: &Scene<'_>, actor: &Actor, asks: Asks) -> Option<Fate> {
    let action = match asks {
        Asks::Own(action) | Asks::Of(Kind::School, action) | Asks::Partner(action) => action,
        Asks::Trained(action) | Asks::Outside(action) => action,
        Asks::Of(..) | Asks::Desk(_) | Asks::Service(_) | Asks::Elsewhere => return Some(Fate::NotFound),
        Asks::Token => return Some(Fate::NoToken),
        Asks::Nothing | Asks::SignedIn | Asks::Link => return None,
    };
    Some(match actor.may(action, scene.school) {
        Ok(_) => Fate::Through,
        Err(Refused::NotDelegated) => Fate::Forbidden,
        Err(other) => panic!("{other:?}"),
    })
}

async fn check(world: &World, method: &Method) {
    let scene = Scene::on(world).await;
    let (actor, mut browser) = scene.delegate().await;
    let mut faults = Vec::new();
    for route in routes().iter().filter(|it| it.takes(method) && !is_about_nothing(&it.pattern)) {
        // The delegate's own pages, which are there while one acts, too; and what ends the acting.
        if ["/act-for", "/sign-out", "/choose-organisation"].iter().any(|it| route.pattern.starts_with(it)) {
            continue;
        }
        let asks = asks(&route.pattern, method);
        let Some(expected) = expected(&scene, &actor, asks) else { continue };
        let address = scene.address(&route.pattern, scene.school, &mut browser).await;
        let found = fate(&ask(&mut browser, method, &address).await);
        if found != expected {
            faults.push(format!("{method} {address}: {found:?} and not {expected:?} ({asks:?})"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

both! {
    async fn a_delegate_sees_of_the_school_what_the_policy_names(world) {
        check(world, &Method::GET).await;
    }

    async fn a_delegate_changes_of_the_school_what_the_policy_names(world) {
        check(world, &Method::POST).await;
    }

    async fn a_delegate_of_one_school_never_reaches_another(world) {
        let scene = Scene::on(world).await;
        let (_, mut browser) = scene.delegate().await;
        let mut faults = Vec::new();
        for route in routes().iter().filter(|it| names_somebodys(&it.pattern) && !is_about_nothing(&it.pattern)) {
            for method in &route.methods {
                if matches!(asks(&route.pattern, method), Asks::Nothing | Asks::SignedIn | Asks::Link | Asks::Token) {
                    continue;
                }
                let mut stranger = scene.everything_at(scene.other_school).await;
                let theirs = scene.address(&route.pattern, scene.stranger, &mut stranger).await;
                let nothing = route.pattern.replace("{urn}", "299999").replace("{code}", "Z9Z").replace("{line}", "1")
                    .replace("{step}", "check").replace(['{', '}'], "");
                let theirs_is = ask(&mut browser, method, &theirs).await;
                let nothing_is = ask(&mut browser, method, &nothing).await;
                let seen = |page: &Page| (page.status, page.location.clone(), page.html.clone());
                if seen(&theirs_is) != seen(&nothing_is) || ![303, 403, 404].contains(&theirs_is.status) {
                    faults.push(format!("{method} {theirs}: {} {}, {nothing}: {}", theirs_is.status, theirs_is.location, nothing_is.status));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
