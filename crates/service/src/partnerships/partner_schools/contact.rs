//! GET, POST /partner-schools/{urn}/contact: the address at which the school can be told.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};
use store::Tx;

use super::urn_of;
use crate::organisations::{contact_book, directory};
use crate::partnerships::mail::{SCHOOLS_ADDED, run};
use crate::partnerships::rules::Membership;
use crate::partnerships::store::{self as partnerships, Current, notices};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{EmailAddress, Urn};

#[derive(Template)]
#[template(path = "partnerships/partner_schools/contact.html")]
struct ContactPage {
    layout: Layout,
    urn: Urn,
    address: String,
    error: Option<String>,
}

impl ContactPage {
    fn input(&self) -> Input {
        Input::email("address", "Email address")
            .hint("For example, the address of its ITT coordinator or its office")
            .value(self.address.as_str())
            .error(self.error.as_deref())
    }

    fn save(&self) -> Button {
        Button::new("Save and tell the school").prevent_double_click(true)
    }
}

async fn member(tx: &mut Tx, permit: &Permit, urn: Urn) -> Result<(Current, String), Failure> {
    let current = partnerships::current(tx, permit.on(), urn).await?;
    let current = current.filter(|it| matches!(it.state, Membership::Active { .. })).ok_or(Failure::NotFound)?;
    let school = directory::by_id(tx, current.school).await?.ok_or(Failure::NotFound)?;
    Ok((current, school.name))
}

fn view(ctx: &Ctx, urn: Urn, school: &str, address: &str, problems: &Problems) -> ContactPage {
    let title = format!("How can we reach {school}?");
    ContactPage {
        layout: ctx.layout_with(title, problems).back(format!("/partner-schools/{urn}")),
        urn,
        address: address.to_owned(),
        error: problems.on("address").map(str::to_owned),
    }
}

/// The school's page, for whoever comes after the school was told.
fn told_already(ctx: &Ctx, urn: Urn, school: &str) -> Response {
    let banner = Banner::new(format!("{school} has been told"), "It was told before, so nothing was changed now.");
    with_banner(ctx, see_other(&format!("/partner-schools/{urn}")), &banner)
}

/// Asks for the address.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::GiveContact)?;
    let (current, school) = member(&mut ctx.app.db.read().await?, &permit, urn).await?;
    if current.told_at.is_some() {
        return Ok(told_already(&ctx, urn, &school));
    }
    page(&view(&ctx, urn, &school, "", &Problems::default()))
}

/// Keeps the address and tells the school at it.
pub(super) async fn post(ctx: Ctx, path: Path<String>, fields: Fields) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::GiveContact)?;
    let mut tx = ctx.app.db.begin().await?;
    let (current, school) = member(&mut tx, &permit, urn).await?;
    if current.told_at.is_some() {
        return Ok(told_already(&ctx, urn, &school));
    }
    let mut problems = Problems::default();
    let Some(address) = problems.keep("address", fields.text("address").parse::<EmailAddress>()) else {
        return page_again(&view(&ctx, urn, &school, fields.text("address"), &problems));
    };
    contact_book::give(&mut tx, &permit, ctx.now, current.school, &address).await?;
    if notices::queue_for_added(&mut tx, permit.on(), current.added_at).await? > 0 {
        mail::queue(&mut tx, &ctx.app, SCHOOLS_ADDED, run(permit.on(), current.added_at), ctx.now).await?;
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let next = format!("We are emailing {school}. It has 14 days to tell us if this is a mistake.");
    Ok(with_banner(&ctx, see_other(&format!("/partner-schools/{urn}")), &Banner::new("Contact saved", next)))
}
