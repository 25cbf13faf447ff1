//! GET /report/done: what happens next; may be loaded again.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use super::held::Held;
use crate::partnerships::rules::{About, Standing};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};

const TITLE: &str = "Mistake reported";

#[derive(Template)]
#[template(path = "partnerships/report_mistake/done.html")]
struct DonePage {
    layout: Layout,
    provider: String,
    school: String,
    about: About,
    reason: &'static str,
}

impl DonePage {
    fn panel() -> Panel {
        Panel::new(TITLE)
    }
}

/// Confirms the report; without one, the notice's page says how it stands.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let matter = held.matter(&mut ctx.app.db.read().await?, &ctx.app).await?;
    let Some(matter) = matter else { return Ok(see_other("/report")) };
    let Standing::Reported { reason } = matter.standing(ctx.now) else { return Ok(see_other("/report")) };
    page(&DonePage {
        layout: ctx.layout(TITLE),
        provider: matter.notice.provider_name,
        school: matter.notice.school_name,
        about: matter.notice.about,
        reason: reason.words(matter.notice.about),
    })
}
