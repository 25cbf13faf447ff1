//! GET /placements/add-many/done: what has been published, and what can be done next.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use super::state::State;
use crate::placements::school::own;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::AcademicYear;

#[derive(Template)]
#[template(path = "placements/school/add_many/done.html")]
struct DonePage {
    layout: Layout,
    year: AcademicYear,
    title: String,
}

impl DonePage {
    fn panel(&self) -> Panel {
        Panel::new(self.title.as_str()).content(format!("Academic year {}", self.year))
    }
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let _ = own::school(&ctx, Action::ReadPlacements)?;
    let state = State::of(&mut ctx.app.db.read().await?, &ctx, &query).await?;
    let title = match query.text("count").parse::<u32>() {
        Ok(1) => "1 placement added".to_owned(),
        Ok(count) => format!("{count} placements added"),
        Err(_) => "Placements added".to_owned(),
    };
    page(&DonePage { layout: ctx.layout(title.as_str()), year: state.year, title })
}
