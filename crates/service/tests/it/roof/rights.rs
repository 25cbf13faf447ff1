//! Who may ask for what: every route, role and owner against the policy table. Trust S6.

use axum::http::Method;
use service::platform::sessions::Kind;
use service::policy::{Action, Refused, Role};
use service::vocabulary::OrganisationId;
use store::both;

use super::routes::routes;
use super::scene::{Scene, Visitor, ask};
use crate::world::{Page, World};

/// What an address asks before it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// Nothing: it is public, or for whoever holds a link.
    Nothing,
    /// That somebody is signed in.
    SignedIn,
    /// The policy, on the organisation whose pages are shown.
    Own(Action),
    /// The same, of this kind of organisation alone: for any other there is no such page.
    Of(Kind, Action),
    /// The same, of schools and providers: the Department has no such page.
    Partner(Action),
    /// The same, of schools and lead providers.
    Trained(Action),
    /// The same, of everybody but the Department.
    Outside(Action),
    /// The policy, on the Department's own records; for others than its people there is no such page.
    Desk(Action),
    /// The policy, on the service as a whole.
    Service(Action),
    /// That a link or code was opened in this browser.
    Link,
    /// That the settings name a provider at which people sign in; those of these stories name none.
    Elsewhere,
    /// A token of the API, which no browser has.
    Token,
}

use Action::{
    ActFor, AssignPlacements, ChangePartners, ConfirmSchools, CountMentors, DecideAccess, EditProfile, GiveContact,
    GiveNumbers, ManageCohorts, ManageDelegations, ManageTokens, ManageUsers, NominateTutor, OfferPlacements, Read,
    ReadEarlyCareer, ReadPayable, ReadPlacements, ReadSupport, ReleaseMail, ReportMistake, RequestPlacements,
    SetAvailability, TellSchool,
};
use Asks::{Desk, Elsewhere, Link, Nothing, Of, Outside, Own, Partner, Service, SignedIn, Token, Trained};
use Kind::{LeadProvider, Provider, School};

/// What each address asks, by its beginning: the longest that fits counts. GET, and then what changes something.
const ASKED: &[(&str, Asks, Asks)] = &[
    ("/", Nothing, Nothing),
    ("/a", Nothing, Nothing),
    ("/accept-terms", SignedIn, SignedIn),
    ("/access", Link, Link),
    ("/access/", Nothing, Nothing),
    ("/accessibility", Nothing, Nothing),
    ("/account", SignedIn, SignedIn),
    ("/act-for", Of(Provider, Read), Of(Provider, ActFor)),
    ("/act-for/ask", Of(Provider, ActFor), Of(Provider, ActFor)),
    ("/act-for/many", Of(Provider, ActFor), Of(Provider, ActFor)),
    ("/act-for/stop", SignedIn, SignedIn),
    ("/act-for/{id}/end", Of(Provider, ActFor), Of(Provider, ActFor)),
    ("/act-for/{id}/start", Of(Provider, ActFor), Of(Provider, ActFor)),
    ("/api/docs", Nothing, Nothing),
    ("/api/v1/", Token, Token),
    ("/assets/", Nothing, Nothing),
    ("/choose-organisation", SignedIn, SignedIn),
    ("/cookies", Nothing, Nothing),
    ("/early-career", Trained(ReadEarlyCareer), Trained(ReadEarlyCareer)),
    ("/early-career/confirm", Of(LeadProvider, ConfirmSchools), Of(LeadProvider, ConfirmSchools)),
    ("/early-career/confirm/example.csv", Nothing, Nothing),
    ("/early-career/guide", Nothing, Nothing),
    ("/early-career/mistake/", Of(School, ReportMistake), Of(School, ReportMistake)),
    ("/early-career/numbers/", Of(School, GiveNumbers), Of(School, GiveNumbers)),
    ("/early-career/payable", Of(LeadProvider, ReadPayable), Of(LeadProvider, ReadPayable)),
    ("/early-career/contact", Of(LeadProvider, GiveContact), Of(LeadProvider, GiveContact)),
    ("/early-career/schools", Of(LeadProvider, ReadEarlyCareer), Of(LeadProvider, ReadEarlyCareer)),
    ("/early-career/schools/letters", Of(LeadProvider, TellSchool), Of(LeadProvider, TellSchool)),
    ("/early-career/schools/letters.pdf", Of(LeadProvider, TellSchool), Of(LeadProvider, TellSchool)),
    ("/early-career/schools/next", Of(LeadProvider, ConfirmSchools), Of(LeadProvider, ConfirmSchools)),
    ("/early-career/schools/{urn}/contact", Of(LeadProvider, GiveContact), Of(LeadProvider, GiveContact)),
    ("/early-career/schools/{urn}/letter", Of(LeadProvider, TellSchool), Of(LeadProvider, TellSchool)),
    ("/early-career/schools/{urn}/letter.pdf", Of(LeadProvider, TellSchool), Of(LeadProvider, TellSchool)),
    ("/early-career/schools/{urn}/partner", Of(LeadProvider, ConfirmSchools), Of(LeadProvider, ConfirmSchools)),
    ("/early-career/schools/{urn}/successor", Of(LeadProvider, ConfirmSchools), Of(LeadProvider, ConfirmSchools)),
    ("/early-career/start", Nothing, Nothing),
    ("/early-career/tutor", Of(School, NominateTutor), Of(School, NominateTutor)),
    ("/feedback", Nothing, Nothing),
    ("/find/schools", Nothing, Nothing),
    ("/healthz", Nothing, Nothing),
    ("/help", Nothing, Nothing),
    ("/invitation/", Nothing, Nothing),
    ("/nominate", Link, Link),
    ("/nominate/again", Link, Link),
    ("/nominate/done", Link, Link),
    ("/nominate/{token}", Nothing, Nothing),
    ("/notifications", Own(Read), Own(Read)),
    ("/openapi.json", Nothing, Nothing),
    ("/organisation", SignedIn, SignedIn),
    ("/organisation/api-tokens", Own(ManageTokens), Own(ManageTokens)),
    ("/organisation/delegations", Of(School, Read), Of(School, Read)),
    ("/organisation/delegations/add", Of(School, ManageDelegations), Of(School, ManageDelegations)),
    ("/organisation/delegations/{id}/answer", Of(School, ManageDelegations), Of(School, ManageDelegations)),
    ("/organisation/delegations/{id}/end", Of(School, ManageDelegations), Of(School, ManageDelegations)),
    ("/organisation/support", Outside(Read), Outside(Read)),
    ("/organisation/users", Own(Read), Own(ManageUsers)),
    ("/organisation/users/add", Own(ManageUsers), Own(ManageUsers)),
    ("/organisation/users/{id}/", Own(ManageUsers), Own(ManageUsers)),
    ("/organisations/", Nothing, Nothing),
    ("/outbox", Nothing, Nothing),
    ("/partner-providers", Of(School, ReadPlacements), Of(School, ReadPlacements)),
    ("/partner-providers/add", Of(School, ChangePartners), Of(School, ChangePartners)),
    ("/partner-providers/add-many", Of(School, ChangePartners), Of(School, ChangePartners)),
    ("/partner-providers/{code}/mistake", Of(School, ReportMistake), Of(School, ReportMistake)),
    ("/partner-providers/{code}/remove", Of(School, ChangePartners), Of(School, ChangePartners)),
    ("/partner-schools", Of(Provider, Read), Of(Provider, Read)),
    ("/partner-schools/add", Of(Provider, ChangePartners), Of(Provider, ChangePartners)),
    ("/partner-schools/add-many", Of(Provider, ChangePartners), Of(Provider, ChangePartners)),
    ("/partner-schools/letters", Of(Provider, TellSchool), Of(Provider, TellSchool)),
    ("/partner-schools/letters.pdf", Of(Provider, TellSchool), Of(Provider, TellSchool)),
    ("/partner-schools/{urn}/contact", Of(Provider, GiveContact), Of(Provider, GiveContact)),
    ("/partner-schools/{urn}/letter", Of(Provider, TellSchool), Of(Provider, TellSchool)),
    ("/partner-schools/{urn}/remove", Of(Provider, ChangePartners), Of(Provider, ChangePartners)),
    ("/performance", Nothing, Nothing),
    ("/placements", Partner(ReadPlacements), Partner(ReadPlacements)),
    ("/placements/add", Of(School, OfferPlacements), Of(School, OfferPlacements)),
    ("/placements/add-many", Of(School, OfferPlacements), Of(School, OfferPlacements)),
    ("/placements/add-many/done", Of(School, ReadPlacements), Of(School, ReadPlacements)),
    ("/placements/ask-by-letter", Of(Provider, ReadPlacements), Of(Provider, ReadPlacements)),
    ("/placements/ask-by-letter/{urn}", Of(Provider, TellSchool), Of(Provider, TellSchool)),
    ("/placements/availability", Of(School, ReadPlacements), Of(School, SetAvailability)),
    ("/placements/availability/answer", Of(School, SetAvailability), Of(School, SetAvailability)),
    ("/placements/contact", Of(School, GiveContact), Of(School, GiveContact)),
    ("/placements/contacts", Of(School, ReadPlacements), Of(School, ReadPlacements)),
    ("/placements/contacts/{purpose}", Of(School, GiveContact), Of(School, GiveContact)),
    ("/placements/copy", Of(School, OfferPlacements), Of(School, OfferPlacements)),
    ("/placements/find", Of(Provider, ReadPlacements), Of(Provider, ReadPlacements)),
    ("/placements/mentors", Of(School, ReadPlacements), Of(School, ReadPlacements)),
    ("/placements/mentors/change", Of(School, CountMentors), Of(School, CountMentors)),
    ("/placements/profile", Of(Provider, ReadPlacements), Of(Provider, ReadPlacements)),
    ("/placements/profile/edit", Of(Provider, EditProfile), Of(Provider, EditProfile)),
    ("/placements/profile/trainees", Of(Provider, EditProfile), Of(Provider, EditProfile)),
    ("/placements/profile/windows/", Of(Provider, EditProfile), Of(Provider, EditProfile)),
    ("/placements/request", Of(Provider, RequestPlacements), Of(Provider, RequestPlacements)),
    ("/placements/year", SignedIn, SignedIn),
    ("/placements/{id}/assign", Of(School, AssignPlacements), Of(School, AssignPlacements)),
    ("/placements/{id}/assignments", Of(School, AssignPlacements), Of(School, AssignPlacements)),
    (
        "/placements/{id}/assignments/{share}/give-back",
        Of(Provider, RequestPlacements),
        Of(Provider, RequestPlacements),
    ),
    ("/placements/{id}/edit", Of(School, OfferPlacements), Of(School, OfferPlacements)),
    ("/placements/{id}/offer-again", Of(School, OfferPlacements), Of(School, OfferPlacements)),
    ("/placements/{id}/preview", Of(School, ReadPlacements), Of(School, ReadPlacements)),
    ("/placements/{id}/request", Of(Provider, RequestPlacements), Of(Provider, RequestPlacements)),
    ("/placements/{id}/requests/{share}/answer", Of(School, AssignPlacements), Of(School, AssignPlacements)),
    ("/placements/{id}/requests/{share}/withdraw", Of(Provider, RequestPlacements), Of(Provider, RequestPlacements)),
    ("/placements/{id}/withdraw", Of(School, OfferPlacements), Of(School, OfferPlacements)),
    ("/privacy", Nothing, Nothing),
    ("/providers/suggest", Nothing, Nothing),
    ("/readyz", Nothing, Nothing),
    ("/report", Nothing, Nothing),
    ("/schools/suggest", Nothing, Nothing),
    ("/second-factor", SignedIn, SignedIn),
    ("/sign-in", Nothing, Nothing),
    ("/sign-in/open-id", Elsewhere, Elsewhere),
    ("/sign-out", Nothing, Nothing),
    ("/sign-out-everywhere", SignedIn, SignedIn),
    ("/support", Service(ReadSupport), Service(ReadSupport)),
    ("/support/access-requests/{id}/", Service(DecideAccess), Service(DecideAccess)),
    ("/support/early-career/cohorts/", Desk(ManageCohorts), Desk(ManageCohorts)),
    ("/support/early-career/organisations/", Desk(ManageCohorts), Desk(ManageCohorts)),
    ("/support/early-career/pairings/", Desk(ManageCohorts), Desk(ManageCohorts)),
    ("/support/early-career/pairings/export.csv", Service(ReadSupport), Service(ReadSupport)),
    ("/support/mail/{id}/release", Service(ReleaseMail), Service(ReleaseMail)),
    ("/terms", Nothing, Nothing),
];

pub(super) fn asks(pattern: &str, method: &Method) -> Asks {
    let fits = |start: &str| {
        let rest = pattern.strip_prefix(start);
        pattern == start
            || (start.len() > 1 && rest.is_some_and(|it| start.ends_with('/') || it.starts_with(['/', '.'])))
    };
    let found = ASKED.iter().filter(|it| fits(it.0)).max_by_key(|it| it.0.len());
    let (_, get, change) = found.unwrap_or_else(|| panic!("say in roof/rights.rs what {pattern} asks"));
    if *method == Method::GET { *get } else { *change }
}

/// Everybody who asks, those who may change something last.
fn visitors() -> Vec<Visitor> {
    let roles = [Role::Viewer, Role::Finance, Role::Signatory, Role::Administrator, Role::Coordinator];
    let of_organisations =
        roles.into_iter().flat_map(|role| [Visitor::Provider(role), Visitor::School(role), Visitor::Lead(role)]);
    let of_dfe = [Visitor::Dfe(Role::Support), Visitor::Dfe(Role::Regulator)];
    [Visitor::Nobody].into_iter().chain(of_dfe).chain(of_organisations).collect()
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    SignIn,
    NotFound,
    Forbidden,
    NoToken,
    Through,
}

pub(super) fn fate(page: &Page) -> Fate {
    match page.status {
        303 if page.location.starts_with("/sign-in?") => Fate::SignIn,
        404 => Fate::NotFound,
        403 => Fate::Forbidden,
        401 => Fate::NoToken,
        // The year's form, sent without a year: a page of ours never sends that, and it is refused after the policy.
        400 if page.says("Choose an academic year on the page before") => Fate::Through,
        200 | 303 | 422 => Fate::Through,
        other => panic!("{other}: {}", page.text()),
    }
}

fn expected(scene: &Scene<'_>, visitor: Visitor, asks: Asks) -> Fate {
    let may = |action: Action, on: OrganisationId| match scene.actor(visitor).may(action, on) {
        Ok(_) => Fate::Through,
        Err(Refused::NotSignedIn) => Fate::SignIn,
        Err(Refused::NotTheirs) => Fate::NotFound,
        Err(_) => Fate::Forbidden,
    };
    let kind = match visitor {
        Visitor::School(_) => Kind::School,
        Visitor::Lead(_) => Kind::LeadProvider,
        Visitor::Dfe(_) => Kind::Dfe,
        Visitor::Nobody | Visitor::Provider(_) | Visitor::Stranger => Kind::Provider,
    };
    match asks {
        Nothing => Fate::Through,
        SignedIn if visitor == Visitor::Nobody => Fate::SignIn,
        SignedIn => Fate::Through,
        Link | Elsewhere => Fate::NotFound,
        Token => Fate::NoToken,
        Own(action) => may(action, scene.of(visitor)),
        Of(wanted, _) if visitor != Visitor::Nobody && kind != wanted => Fate::NotFound,
        Partner(_) if ![School, Provider].contains(&kind) => Fate::NotFound,
        Trained(_) if visitor != Visitor::Nobody && ![School, LeadProvider].contains(&kind) => Fate::NotFound,
        Outside(_) if kind == Kind::Dfe => Fate::NotFound,
        Desk(action) if kind == Kind::Dfe => may(action, scene.of(visitor)),
        Desk(_) => may(ReadSupport, OrganisationId::SERVICE),
        Of(_, action) | Partner(action) | Trained(action) | Outside(action) => may(action, scene.of(visitor)),
        Service(action) => may(action, OrganisationId::SERVICE),
    }
}

/// Addresses that say of nothing real that it is not there: public ones, and what only who did it can see again.
pub(super) fn is_about_nothing(pattern: &str) -> bool {
    ["/assets/", "/invitation/", "/act-for/results/"].iter().any(|it| pattern.starts_with(it))
}

/// Whether the address names something that one organisation has and others have not: a year, a phase or a part of a
/// form is everybody's, and the schools of the register are every provider's to find.
pub(super) fn names_somebodys(pattern: &str) -> bool {
    let names = [
        "{id}",
        "{urn}",
        "{code}",
        "{draft}",
        "{share}",
        "{token}",
        "{key}",
        "{number}",
        "{membership}",
        "{*token}",
        "{*path}",
    ];
    let everybodys = ["{year}", "{phase}", "{what}", "{purpose}", "{kind}", "{partner}"];
    let has = |all: &[&str]| all.iter().any(|it| pattern.contains(it));
    assert!(has(&names) || has(&everybodys) || !pattern.contains('{'), "say in roof/rights.rs whose {pattern} is");
    has(&names) && !pattern.starts_with("/placements/find/")
}

async fn check(world: &World, method: &Method) {
    let scene = Scene::on(world).await;
    let mut faults = Vec::new();
    for route in routes().iter().filter(|it| it.takes(method) && !is_about_nothing(&it.pattern)) {
        let asks = asks(&route.pattern, method);
        for visitor in visitors() {
            let mut browser = scene.browser(visitor).await;
            let address = scene.address(&route.pattern, scene.of(visitor), &mut browser).await;
            let found = fate(&ask(&mut browser, method, &address).await);
            let expected = expected(&scene, visitor, asks);
            if found != expected {
                faults.push(format!("{method} {address} by {visitor:?}: {found:?} and not {expected:?} ({asks:?})"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

both! {
    async fn every_page_is_given_to_those_whom_the_policy_names(world) {
        check(world, &Method::GET).await;
    }

    async fn every_change_is_made_by_those_whom_the_policy_names(world) {
        check(world, &Method::POST).await;
    }

    async fn what_is_another_organisations_is_as_good_as_not_there(world) {
        let scene = Scene::on(world).await;
        let mut faults = Vec::new();
        for route in routes().iter().filter(|it| names_somebodys(&it.pattern)) {
            for method in &route.methods {
                let visitor = match asks(&route.pattern, method) {
                    Of(School, _) | Partner(_) | Trained(_) => scene.school,
                    Of(LeadProvider, _) => scene.lead,
                    Of(..) | Own(_) => scene.provider,
                    Nothing | Elsewhere | SignedIn | Link | Token | Service(_) | Desk(_) | Outside(_) => continue,
                };
                let mut browser = scene.everything_at(visitor).await;
                let mut stranger = scene.browser(Visitor::Stranger).await;
                let theirs = scene.address(&route.pattern, scene.stranger, &mut stranger).await;
                let nothing = route.pattern.replace("{urn}", "299999").replace("{code}", "Z9Z").replace("{line}", "1")
                    .replace("{step}", "check").replace(['{', '}'], "");
                let theirs_is = ask(&mut browser, method, &theirs).await;
                let nothing_is = ask(&mut browser, method, &nothing).await;
                let seen = |page: &Page| (page.status, page.location.clone(), page.html.clone(), format!("{:?}", page.headers));
                if seen(&theirs_is) != seen(&nothing_is) || ![303, 404].contains(&theirs_is.status) {
                    faults.push(format!("{method} {theirs}: {} {}, {nothing}: {}", theirs_is.status, theirs_is.location, nothing_is.status));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
