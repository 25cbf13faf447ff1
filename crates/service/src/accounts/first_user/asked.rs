//! GET /report/join/asked: the request is kept; what happens next. The same whoever asked.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use crate::partnerships::report_mistake::held::Held;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};

const TITLE: &str = "We have your request";

#[derive(Template)]
#[template(path = "accounts/first_user/asked.html")]
struct AskedPage {
    layout: Layout,
    panel: Panel,
    school: String,
    /// A letter told the school, so support decides.
    is_by_letter: bool,
}

/// Says what happens next.
pub async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let matter = held.matter(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let Some(matter) = matter else { return Ok(see_other("/report")) };
    page(&AskedPage {
        layout: ctx.layout(TITLE),
        panel: Panel::new(TITLE),
        is_by_letter: matter.notice.address.is_none(),
        school: matter.notice.school_name,
    })
}
