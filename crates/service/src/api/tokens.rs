//! `/organisation/api-tokens`: the organisation's tokens that work; makes and removes them.

mod make;
mod remove;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get as on_get;
use govuk::Layout;
use govuk::components::{Button, Cell, Html, Table};

use super::rules::MOST_LIVE;
use super::store::{self, Kept};
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::policy::Action;

/// The list's address.
pub const PATH: &str = "/organisation/api-tokens";

/// The addresses of an organisation's tokens.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/organisation/api-tokens", on_get(get))
        .route("/organisation/api-tokens/make", on_get(make::get).post(make::post))
        .route("/organisation/api-tokens/{id}/remove", on_get(remove::get).post(remove::post))
}

#[derive(Template)]
#[template(path = "api/tokens.html")]
struct TokensPage {
    layout: Layout,
    organisation: String,
    table: Option<Table>,
    make: Option<Button>,
}

#[derive(Template)]
#[template(path = "api/tokens/link.html")]
struct RemoveLink<'a> {
    token: &'a Kept,
}

/// What a token can do, in words.
fn can(may_write: bool) -> &'static str {
    if may_write { "Read and change" } else { "Read" }
}

/// The list.
pub async fn get(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageTokens)?;
    let tokens = store::live(&mut app.db.read().await?, permit.on(), ctx.now).await?;
    let row = |token: &Kept| {
        [
            Cell::new(token.name.as_str()),
            Cell::new(can(token.may_write)),
            Cell::new(token.made_by.as_deref().unwrap_or("Not known")),
            Cell::new(moment(token.expires_at)),
            Cell::new(token.last_used_at.map_or_else(|| "Not yet".to_owned(), moment)),
            Cell::new(Html::of(&RemoveLink { token })),
        ]
    };
    let table = Table::new("Tokens that work")
        .stacked()
        .head(["Name", "Can", "Made by", "Works until", "Last used", "Action"])
        .first_cell_is_header(true);
    let has_room = i64::try_from(tokens.len()).is_ok_and(|it| it < MOST_LIVE);
    let view = TokensPage {
        layout: ctx.layout("API tokens").back("/organisation"),
        organisation: ctx.organisation()?.name.clone(),
        make: has_room.then(|| Button::link("Make a token", "/organisation/api-tokens/make")),
        table: (!tokens.is_empty()).then(|| tokens.iter().fold(table, |table, token| table.row(row(token)))),
    };
    Ok(without_banner(&ctx, page(&view)?))
}
