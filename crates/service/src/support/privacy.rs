//! `/privacy`: the privacy notice. Its table is the retention table. Source: trust.md P1.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Cell, Table};

use super::retention::HOLDINGS;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};

#[derive(Template)]
#[template(path = "support/privacy.html")]
struct PrivacyPage {
    layout: Layout,
    contact: String,
    /// The provider at which people may sign in as well, if there is one.
    elsewhere: Option<String>,
    holdings: Table,
}

/// The page, for everybody.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let mut table =
        Table::new("Personal data that we keep").stacked().head(["What", "Why we keep it", "How long"].map(Cell::new));
    for holding in HOLDINGS.iter().filter(|it| it.about_people) {
        table = table.row([holding.what, holding.why, &holding.kept.how_long()].map(Cell::new));
    }
    let view = PrivacyPage {
        layout: ctx.layout("Privacy notice"),
        contact: ctx.app.settings.contact_email.clone(),
        elsewhere: ctx.app.settings.open_id.as_ref().map(|it| it.name.clone()),
        holdings: table,
    };
    Ok(without_banner(&ctx, page(&view)?))
}
