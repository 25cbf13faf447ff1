//! GET, POST /a/stop: no more reminders to this person, or this is no address of the school.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Button;

use super::held::{Held, permit};
use crate::organisations::contact_book;
use crate::placements::store::asks::{self, Asked};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, see_other, with_banner};
use crate::platform::request::Fields;

#[derive(Template)]
#[template(path = "placements/answer/stop.html")]
struct StopPage {
    layout: Layout,
    /// Which link the form is about.
    of: String,
    school: String,
    is_user: bool,
}

impl StopPage {
    fn stop(&self) -> Button {
        let words = if self.is_user { "Stop reminders" } else { "Do not use this address any more" };
        Button::new(words).prevent_double_click(true)
    }
}

async fn asked(ctx: &Ctx, held: &Held) -> Result<Option<Asked>, Failure> {
    held.asked(&mut ctx.app.db.read().await?, &ctx.app).await
}

/// Asks first: a scanner of mail must not stop anything.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let Some(asked) = asked(&ctx, &held).await? else { return Ok(see_other("/a")) };
    let is_user = asked.person.is_some();
    let title = if is_user { "Stop reminders about placements" } else { "Not us" };
    page(&StopPage {
        layout: ctx.layout(title).back("/a"),
        of: held.of().to_owned(),
        school: asked.school_name,
        is_user,
    })
}

/// Stops; twice is as good as once.
pub(super) async fn post(ctx: Ctx, client: Client, held: Held, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/a") {
        return Ok(elsewhere);
    }
    let Some(asked) = asked(&ctx, &held).await? else { return Ok(see_other("/a")) };
    let permit = permit(&asked)?;
    let mut tx = ctx.app.db.begin().await?;
    match (asked.person, &asked.address) {
        (Some(person), _) => asks::stop(&mut tx, &permit, ctx.now, person).await?,
        (None, Some(address)) => {
            contact_book::remove_address(&mut tx, &permit, ctx.now, address).await?;
        }
        (None, None) => {}
    }
    tx.commit().await?;
    let banner = Banner::new("Reminders stopped", "We will not send you more of these messages about placements.");
    Ok(with_banner(&ctx, see_other("/"), &banner))
}
