//! GET /organisations/{key}: one page for each school and provider; its parts show what the viewer may see.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow, Tag};

use super::directory::{self, Named};
use super::profile::{Profile, Sections, profile};
use super::provider::{self, Provider};
use super::rules::Status;
use super::store::{PastChange, history};
use store::Tx;

use crate::platform::App;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, without_banner};
use crate::platform::sessions::Kind as OrganisationKind;
use crate::policy::Action;
use crate::vocabulary::{OrganisationId, ProviderCode, Urn};

#[derive(Template)]
#[template(path = "organisations/school.html")]
struct SchoolPage {
    layout: Layout,
    profile: Profile,
    sections: Sections,
    changes: Vec<PastChange>,
    can_add: bool,
    support: Option<String>,
}

impl SchoolPage {
    fn status(&self) -> Tag {
        Tag::new(self.profile.school.status.words())
    }

    fn is_closed(&self) -> bool {
        self.profile.school.status == Status::Closed
    }

    fn written(&self, date: &NaiveDate) -> String {
        day(*date)
    }

    fn add(&self) -> Button {
        Button::new("Add as a partner school").prevent_double_click(true)
    }
}

#[derive(Template)]
#[template(path = "organisations/provider.html")]
struct ProviderPage {
    layout: Layout,
    caption: &'static str,
    facts: SummaryList,
    support: Option<String>,
}

/// The organisation's page in the DfE's console, for who may see that.
fn support(ctx: &Ctx, key: &str) -> Option<String> {
    let may = ctx.may_on(Action::ReadSupport, OrganisationId::SERVICE).is_ok();
    may.then(|| format!("/support/organisations/{key}"))
}

/// Draws the page of a school (by URN) or of a provider (by code).
pub(super) async fn get(
    State(app): State<App>,
    ctx: Ctx,
    Client(client): Client,
    Path(key): Path<String>,
) -> Result<Response, Failure> {
    app.limits.count(Kind::Public, client)?;
    let mut tx = app.db.read().await?;
    if let Some(provider) = by_key(&mut tx, &key).await? {
        drop(tx);
        let support = support(&ctx, &provider.code);
        let caption = "Provider of initial teacher training";
        let view =
            ProviderPage { layout: ctx.layout(provider.name.clone()), caption, facts: facts(&provider), support };
        return Ok(without_banner(&ctx, page(&view)?));
    }
    if let Some((kind, body)) = directory::body(&mut tx, &key).await? {
        drop(tx);
        return of_body(&ctx, kind, &body);
    }
    if let Some(trust) = directory::trust(&mut tx, &key).await? {
        drop(tx);
        return of_body(&ctx, OrganisationKind::Trust, &trust);
    }
    let urn: Urn = key.parse().map_err(|_| Failure::NotFound)?;
    let profile = profile(&mut tx, urn).await?.ok_or(Failure::NotFound)?;
    let changes = history(&mut tx, urn).await?;
    drop(tx);
    let is_provider = ctx.organisation().is_ok_and(|it| it.kind == OrganisationKind::Provider);
    let view = SchoolPage {
        layout: ctx.layout(profile.school.name.clone()),
        sections: profile.sections(None),
        can_add: is_provider && ctx.can(Action::ChangePartners) && profile.school.status != Status::Closed,
        support: support(&ctx, &key),
        profile,
        changes,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// A lead provider, a delivery partner or a trust: nothing but its name is shown of it.
fn of_body(ctx: &Ctx, kind: OrganisationKind, body: &Named) -> Result<Response, Failure> {
    let caption = match kind {
        OrganisationKind::LeadProvider => "Lead provider of early career training",
        OrganisationKind::Trust => "Trust or other group of schools",
        _ => "Delivery partner of early career training",
    };
    let facts = SummaryList::new().row(SummaryRow::new("Organisation name", body.name.as_str()));
    let support = support(ctx, &body.public_id);
    let view = ProviderPage { layout: ctx.layout(body.name.as_str()), caption, facts, support };
    Ok(without_banner(ctx, page(&view)?))
}

async fn by_key(tx: &mut Tx, key: &str) -> Result<Option<Provider>, Failure> {
    let Ok(code) = key.parse::<ProviderCode>() else { return Ok(None) };
    Ok(provider::by_code(tx, code).await?)
}

fn facts(provider: &Provider) -> SummaryList {
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "Not entered".to_owned());
    let accredited = match (provider.accredited_from, provider.accredited_to) {
        (None, _) => "Not accredited".to_owned(),
        (Some(from), None) => format!("Since {}", day(from)),
        (Some(from), Some(to)) => format!("From {} to {}", day(from), day(to)),
    };
    SummaryList::new()
        .row(SummaryRow::new("Organisation name", provider.name.as_str()))
        .row(SummaryRow::new("Provider code", provider.code.as_str()))
        .row(SummaryRow::new("UK provider reference number (UKPRN)", text(&provider.ukprn)))
        .row(SummaryRow::new("Accreditation number", text(&provider.accreditation_number)))
        .row(SummaryRow::new("Accredited", accredited))
        .row(SummaryRow::new("Town", text(&provider.town)))
        .row(SummaryRow::new("Postcode", text(&provider.postcode)))
}
