//! The first page: what the service is, or what waits for whoever is signed in.

mod counts;
mod needs;

use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use govuk::Layout;
use govuk::components::Button;
use store::Tx;

use crate::accounts::first_steps::{FirstStepsPart, first_steps};
use crate::delegation::{is_delegate, store as delegations};
use crate::organisations::directory;
use crate::placements::rules::default_year;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{SERVICE, page, see_other, without_banner};
use crate::platform::sessions::{Acting, Kind, Viewer};
use crate::policy::{Action, Manner, Scope};
use crate::vocabulary::{OrganisationId, london_date};
use counts::Counts;
use needs::Need;

/// `/`
pub fn routes() -> Router<App> {
    Router::new().route("/", routing::get(get)).route("/organisation", routing::get(organisation))
}

/// Somebody to sign in as, in the demo.
struct DemoPerson {
    name: String,
    email: String,
    what: String,
}

#[derive(Template)]
#[template(path = "home/start.html")]
struct StartPage {
    layout: Layout,
    people: Vec<DemoPerson>,
    /// The token of the demo's system.
    token: Option<String>,
}

impl StartPage {
    fn start(&self) -> Button {
        Button::link("Sign in", "/sign-in").start(true)
    }
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    layout: Layout,
    needs: Vec<Need>,
    counts: Vec<Counts>,
    steps: Option<FirstStepsPart>,
}

async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let Some(viewer) = &ctx.viewer else { return start(&ctx).await };
    let Some(organisation) = viewer.on_behalf_of.as_ref().or(viewer.acting.as_ref()) else {
        return Ok(see_other("/choose-organisation"));
    };
    if let (Some(_), Manner::Delegated(scopes)) = (&viewer.on_behalf_of, viewer.manner) {
        return Ok(see_other(if scopes.has(Scope::Placements) { "/placements" } else { "/early-career" }));
    }
    if organisation.kind == Kind::Dfe {
        // Whoever only looks after the DfE's users has nothing to do in support.
        let is_of_the_desk = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE).is_ok();
        return Ok(see_other(if is_of_the_desk { "/support" } else { "/organisation/users" }));
    }
    let permit = ctx.may(Action::Read)?;
    let is_lead_provider = organisation.kind == Kind::LeadProvider;
    let can_answer = ctx.can(if is_lead_provider { Action::ConfirmSchools } else { Action::AssignPlacements });
    let mut tx = ctx.app.db.read().await?;
    let has_partners = needs::has_partners(&mut tx, organisation).await?;
    let mut groups = Vec::new();
    if has_partners || matches!(organisation.kind, Kind::LeadProvider | Kind::DeliveryPartner) {
        groups = counts::of(&mut tx, organisation, ctx.can(Action::ReadPayable), ctx.now).await?;
    }
    let today = london_date(ctx.now);
    let year = default_year(today);
    let open = if is_delegate(organisation.kind) {
        delegations::open_to(&mut tx, permit.on(), year, today).await?
    } else {
        Vec::new()
    };
    groups.extend(counts::acted_for(year, &open));
    let needs = needs::of(&mut tx, organisation, permit.on(), can_answer, ctx.now).await?;
    let view = HomePage {
        layout: ctx.layout("Needs you"),
        needs: needs::with_acted_for(needs, &open),
        counts: groups,
        steps: steps(&mut tx, viewer, organisation, has_partners).await?,
    };
    drop(tx);
    Ok(without_banner(&ctx, page(&view)?))
}

#[derive(Template)]
#[template(path = "home/organisation.html")]
struct OrganisationPage {
    layout: Layout,
    /// The page that everybody sees.
    public: String,
    /// Whether the person looks after tokens of the API, which only lead providers can use.
    has_tokens: bool,
    is_school: bool,
    acts_for_schools: bool,
}

/// What belongs to the organisation itself; of the DfE that is its users.
async fn organisation(ctx: Ctx) -> Result<Response, Failure> {
    let permit = ctx.may(Action::Read)?;
    let organisation = ctx.organisation()?;
    if organisation.kind == Kind::Dfe {
        return Ok(see_other("/organisation/users"));
    }
    let key = directory::key_of(&mut ctx.app.db.read().await?, permit.on()).await?;
    let view = OrganisationPage {
        layout: ctx.layout(organisation.name.as_str()),
        public: format!("/organisations/{key}"),
        has_tokens: organisation.kind == Kind::LeadProvider && ctx.can(Action::ManageTokens),
        is_school: organisation.kind == Kind::School,
        acts_for_schools: is_delegate(organisation.kind),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

async fn start(ctx: &Ctx) -> Result<Response, Failure> {
    let (people, token) = if ctx.app.settings.is_demo { demo_cast(ctx).await? } else { (Vec::new(), None) };
    Ok(without_banner(ctx, page(&StartPage { layout: ctx.layout(SERVICE), people, token })?))
}

async fn demo_cast(ctx: &Ctx) -> Result<(Vec<DemoPerson>, Option<String>), Failure> {
    let mut tx = ctx.app.db.read().await?;
    let people = store::fact::get(&mut tx, "demo_people").await?.unwrap_or_default();
    let token = store::fact::get(&mut tx, "demo_token").await?;
    let line = |line: &str| {
        let mut parts = line.split('\t').map(str::to_owned);
        Some(DemoPerson { name: parts.next()?, email: parts.next()?, what: parts.next()? })
    };
    Ok((people.lines().filter_map(line).collect(), token))
}

/// The first steps, until all of them are done.
async fn steps(
    tx: &mut Tx,
    viewer: &Viewer,
    organisation: &Acting,
    has_partners: bool,
) -> Result<Option<FirstStepsPart>, Failure> {
    // Delivery partners and trusts have nothing to begin here.
    if viewer.on_behalf_of.is_some() || matches!(organisation.kind, Kind::DeliveryPartner | Kind::Trust) {
        return Ok(None);
    }
    let steps = first_steps(tx, viewer, organisation, has_partners).await?;
    Ok((!steps.are_done()).then(|| steps.part()))
}
