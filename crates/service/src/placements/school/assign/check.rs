//! GET, POST /placements/{id}/assign/check: what will happen, and the change.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, SummaryList, SummaryRow, WarningText};
use govuk::{Layout, Problems};
use store::Tx;

use super::{Here, named};
use crate::organisations::provider::Provider;
use crate::placements::mail::{self, PlacesAssigned};
use crate::placements::school::answer::{last_places, told};
use crate::placements::school::confirm::telling;
use crate::placements::school::own;
use crate::placements::store::{self as placements, Give};
use crate::placements::words::places;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};

#[derive(Template)]
#[template(path = "placements/school/assign/check.html")]
struct CheckPage {
    layout: Layout,
    caption: String,
    facts: SummaryList,
    telling: String,
    warning: Option<WarningText>,
    action: String,
    /// Tells this page's form from any other, so that sending it twice assigns once.
    run: String,
    cancel: String,
}

impl CheckPage {
    fn assign(&self) -> Button {
        Button::new("Assign places").prevent_double_click(true)
    }
}

/// What is to be assigned.
struct Wanted {
    here: Here,
    provider: Provider,
    has_users: bool,
    places: i32,
    /// Places that the school would have left in the year.
    left_in_year: i64,
}

impl Wanted {
    /// Of the address; none where it lacks something.
    async fn of(ctx: &Ctx, tx: &mut Tx, id: &str, query: &Fields) -> Result<Result<Wanted, Response>, Failure> {
        let here = Here::at(ctx, tx, id).await?;
        let Some((provider, has_users)) = named(tx, query).await? else {
            return Ok(Err(see_other(&here.address(""))));
        };
        if let Some(answer) = here.answer_instead(ctx, tx, &provider).await? {
            return Ok(Err(answer));
        }
        let Some(places) = query.text("places").parse::<i32>().ok().filter(|it| (1..=999).contains(it)) else {
            return Ok(Err(see_other(&here.address_with("/places", &provider))));
        };
        let counts = placements::counts(tx, here.permit.on(), here.placement.offer.year).await?;
        let left_in_year = counts.places - counts.assigned - i64::from(places);
        Ok(Ok(Wanted { here, provider, has_users, places, left_in_year }))
    }

    fn view(&self, ctx: &Ctx, run: String, problems: &Problems) -> CheckPage {
        let Wanted { here, provider, .. } = self;
        let change = here.address_with("/places", provider);
        let facts = SummaryList::new()
            .row(SummaryRow::new("Placement", here.placement.title()))
            .row(SummaryRow::new("Academic year", here.placement.offer.year.to_string()))
            .row(SummaryRow::new("Expected date", here.placement.offer.when.title()))
            .row(
                SummaryRow::new("Provider", format!("{} ({})", provider.name, provider.code))
                    .change(format!("{}?provider={}", here.address(""), provider.code), "provider"),
            )
            .row(
                SummaryRow::new("Places", self.places.to_string())
                    .change(format!("{change}&places={}", self.places), "number of places"),
            );
        CheckPage {
            layout: ctx.layout_with("Check before you assign the places", problems).back(change),
            caption: here.caption(),
            facts,
            telling: telling(&provider.name, self.has_users),
            warning: (self.left_in_year <= 0).then(|| WarningText::new(last_places(&here.placement))),
            action: format!("{}&places={}", here.address_with("/check", provider), self.places),
            run,
            cancel: own::address(&here.placement),
        }
    }
}

/// Shows what will happen.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    match Wanted::of(&ctx, &mut ctx.app.db.read().await?, &id, &query).await? {
        Ok(wanted) => match own::run_of(&ctx, &query) {
            Ok(run) => page(&wanted.view(&ctx, run, &Problems::default())),
            Err(elsewhere) => Ok(*elsewhere),
        },
        Err(elsewhere) => Ok(elsewhere),
    }
}

/// Assigns, and tells the provider; the same form sent again assigns nothing more.
pub(super) async fn post(
    ctx: Ctx,
    Path(id): Path<String>,
    Query(query): Query,
    posted: Fields,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let wanted = match Wanted::of(&ctx, &mut tx, &id, &query).await? {
        Ok(wanted) => wanted,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (here, run) = (&wanted.here, posted.text("run"));
    let home = own::address(&here.placement);
    if placements::share(&mut tx, &own::once(&here.permit, run).public_id()).await?.is_some() {
        return Ok(see_other(&home));
    }
    let give = Give { placement: &here.placement, provider: wanted.provider.organisation(), places: wanted.places };
    match placements::give(&mut tx, &here.permit, &own::once(&here.permit, run), ctx.now, give).await? {
        Ok(share) => {
            mail::tell_decided::<PlacesAssigned>(&mut tx, &ctx, &here.permit, &share).await?;
            tx.commit().await?;
            ctx.app.wake.notify_one();
            let done = format!("{} assigned to {}", places(share.places), share.provider_name);
            Ok(with_banner(&ctx, see_other(&home), &Banner::new(done, told(&share, wanted.has_users))))
        }
        Err(refusal) => {
            drop(tx);
            own::refused(&ctx, &here.permit, &here.placement, refusal).await?;
            let problems = Problems::one("placement", own::words(refusal));
            page_again(&wanted.view(&ctx, run.to_owned(), &problems))
        }
    }
}
