//! GET /placements/add-many/done: what has been published, and what can be done next.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use crate::placements::school::own;
use crate::placements::store as placements;
use crate::placements::year_shown::year_shown;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;
use crate::platform::request::Query;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, counted};

#[derive(Template)]
#[template(path = "placements/school/add_many/done.html")]
struct DonePage {
    layout: Layout,
    year: AcademicYear,
    now: String,
}

impl DonePage {
    fn panel(&self) -> Panel {
        Panel::new(self.layout.title.as_str()).content(self.now.as_str())
    }
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = own::school(&ctx, Action::ReadPlacements)?;
    let mut tx = ctx.app.db.read().await?;
    let year = year_shown(&mut tx, &ctx, &query).await?;
    let offered = placements::counts(&mut tx, permit.on(), year).await?.offered;
    drop(tx);
    let now = counted(usize::try_from(offered).unwrap_or(0), ("placement", "placements"));
    let now = format!("You now offer {now} in the academic year {year}");
    page(&DonePage { layout: ctx.layout("Placements added"), year, now })
}
