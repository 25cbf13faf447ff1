//! GET, POST /placements/contacts/{purpose}/remove: asks first.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Button;

use super::list::called;
use super::{may, purpose_of};
use crate::organisations::contact_book::{self, Purpose};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, with_banner};
use crate::policy::Action;

#[derive(Template)]
#[template(path = "placements/contacts/remove.html")]
struct RemovePage {
    layout: Layout,
    purpose: Purpose,
    addresses: Vec<String>,
}

impl RemovePage {
    fn remove(&self) -> Button {
        Button::new("Remove contact").warning().prevent_double_click(true)
    }
}

/// Asks.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let purpose = purpose_of(path)?;
    let permit = may(&ctx, Action::GiveContact)?;
    let all = contact_book::of(&mut ctx.app.db.read().await?, permit.on()).await?;
    let of_purpose = all.into_iter().filter(|it| it.purpose == purpose.code());
    let addresses: Vec<String> = of_purpose.map(|it| it.address).collect();
    if addresses.is_empty() {
        return Err(Failure::NotFound);
    }
    let title = format!("Are you sure you want to remove {}?", called(purpose));
    page(&RemovePage { layout: ctx.layout(title).back("/placements/contacts"), purpose, addresses })
}

/// Removes; twice is as good as once.
pub(super) async fn post(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let purpose = purpose_of(path)?;
    let permit = may(&ctx, Action::GiveContact)?;
    let mut tx = ctx.app.db.begin().await?;
    let removed = contact_book::remove(&mut tx, &permit, ctx.now, purpose).await?;
    tx.commit().await?;
    let to = see_other("/placements/contacts");
    if removed == 0 {
        return Ok(to);
    }
    let next = "Providers do not see it any more, and we do not write to it.";
    Ok(with_banner(&ctx, to, &Banner::new("Contact removed", next)))
}
