//! GET, POST /early-career/contact: the address at which schools reach the lead provider.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};

use crate::organisations::contact_book::{self, Purpose};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::EmailAddress;

const ADDRESS: &str = "address";
const SCHOOLS: &str = "/early-career/schools";

#[derive(Template)]
#[template(path = "early_career/contact.html")]
struct ContactPage {
    layout: Layout,
    address: Input,
    save: Button,
    back: &'static str,
}

fn may(ctx: &Ctx) -> Result<Permit, Failure> {
    ctx.may_as(Kind::LeadProvider, Action::GiveContact)
}

fn view(ctx: &Ctx, typed: &str, problems: &Problems) -> ContactPage {
    ContactPage {
        layout: ctx.layout_with("How can schools contact you?", problems).back(SCHOOLS),
        address: Input::email(ADDRESS, "Email address")
            .hint("One that stays the same when somebody leaves is best")
            .value(typed)
            .error(problems.on(ADDRESS)),
        save: Button::new("Save contact").prevent_double_click(true),
        back: SCHOOLS,
    }
}

/// Asks, with the address of now.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let permit = may(&ctx)?;
    let book = contact_book::of(&mut ctx.app.db.read().await?, permit.on()).await?;
    let now = book.into_iter().find(|it| it.purpose == Purpose::Ect.code()).map(|it| it.address);
    page(&view(&ctx, &now.unwrap_or_default(), &Problems::default()))
}

/// Keeps the address in place of the earlier one.
pub(super) async fn post(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let permit = may(&ctx)?;
    let typed = fields.text(ADDRESS);
    let mut problems = Problems::default();
    let Some(address) = problems.keep(ADDRESS, typed.parse::<EmailAddress>()) else {
        return page_again(&view(&ctx, typed, &problems));
    };
    let mut tx = ctx.app.db.begin().await?;
    contact_book::give_own(&mut tx, &permit, ctx.now, Purpose::Ect.code(), ("", &address)).await?;
    tx.commit().await?;
    let next =
        "Schools that you have confirmed see it beside your name, and on the page on which they report a mistake.";
    Ok(with_banner(&ctx, see_other(SCHOOLS), &Banner::new("Contact saved", next)))
}
