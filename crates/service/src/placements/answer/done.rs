//! GET /a/done: what happens next; may be loaded again.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use super::held::Held;
use crate::placements::store::availability::availability;
use crate::placements::words::{Answer, Word};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};

const TITLE: &str = "Answer saved";

#[derive(Template)]
#[template(path = "placements/answer/done.html")]
struct DonePage {
    layout: Layout,
    school: String,
    year: String,
    start: i32,
    answer: Answer,
}

impl DonePage {
    fn panel() -> Panel {
        Panel::new(TITLE)
    }
}

/// Confirms the answer; without one, the page of the question says how it stands.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let Some(asked) = held.asked(&mut tx, &ctx.app).await? else { return Ok(see_other("/a")) };
    let said = availability(&mut tx, asked.school, asked.year).await?;
    let answer = said.and_then(|it| it.answer).filter(|_| asked.answered_at.is_some());
    drop(tx);
    let Some(answer) = answer else { return Ok(see_other("/a")) };
    page(&DonePage {
        layout: ctx.layout(TITLE),
        school: asked.school_name,
        year: asked.year.to_string(),
        start: asked.year.start_year(),
        answer,
    })
}
