//! GET /organisation/delegations: who may act for the school, who asked to, and who did.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};

use super::rules::Standing;
use super::store::{Delegation, of_school};
use super::{PATH, listed};
use crate::placements::rules::default_year;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, Offer};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "delegation/list.html")]
struct ListPage {
    layout: Layout,
    listing: Option<Listing>,
    add: Option<Button>,
}

#[derive(Template)]
#[template(path = "delegation/name.html")]
struct Name<'a> {
    it: &'a Delegation,
    asks: bool,
}

async fn all(ctx: &Ctx, query: &Fields) -> Result<(bool, Vec<Delegation>), Failure> {
    let permit = ctx.may_as(Kind::School, Action::Read)?;
    let today = london_date(ctx.now);
    let all = of_school(&mut ctx.app.db.read().await?, permit.on(), default_year(today)).await?;
    Ok((all.is_empty(), listed::narrowed(query, all, permit.on(), today)))
}

/// The list.
pub(super) async fn get(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (is_empty, all) = all(&ctx, &query).await?;
    let today = london_date(ctx.now);
    let mut table = Table::new("Who may act for the school").stacked().hidden_caption();
    table = table.head(["Organisation", "What for", "When", "Where it stands"]);
    for it in listed::shown(&query, &all) {
        let standing = it.standing(today);
        table = table.row([
            Cell::new(Html::of(&Name { it, asks: standing == Standing::Asked })),
            Cell::new(it.scopes.titles()),
            Cell::new(listed::when(it.period)),
            Cell::new(standing.title()),
        ]);
    }
    let listing = listed::frame(PATH, &query, all.len(), ("organisation", "organisations"))
        .search("Search", "Name of the organisation")
        .orders([
            Offer::new("", "Those that can act first"),
            Offer::new("name", "Name (A to Z)"),
            Offer::new("newest", "Newest first"),
        ])
        .showing(&table);
    let view = ListPage {
        layout: ctx.layout("Who may act for your school").back("/organisation"),
        listing: (!is_empty).then_some(listing),
        add: ctx
            .can(Action::ManageDelegations)
            .then(|| Button::link("Let a trust or lead partner act for us", format!("{PATH}/add"))),
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// The list as a file.
pub(super) async fn export(ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let (_, all) = all(&ctx, &query).await?;
    let today = london_date(ctx.now);
    Ok(listed::file("who-acts-for-us.csv", all, (today, default_year(today))))
}
