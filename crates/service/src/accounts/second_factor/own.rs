//! `/account/second-factor`: whether one has an app, and what can be done about it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};

use super::set_up::codes_page;
use super::store;
use crate::accounts::rules::with_return;
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, without_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "accounts/second_factor/own.html")]
struct OwnPage {
    layout: Layout,
    return_to: String,
    /// What is in use; nothing when there is none yet.
    summary: Option<SummaryList>,
    is_needed: bool,
    begin: Button,
    renew: Button,
}

/// Who has an app gives its code before anything about it is changed.
async fn state_of_who_may_change(app: &App, ctx: &Ctx) -> Result<store::State, Failure> {
    let state = store::state(&mut app.db.read().await?, app, ctx.viewer()?.person).await?;
    let has_given = ctx.viewer()?.second_factor_at.is_some();
    if state.set_up_at.is_some() && !has_given && app.settings.second_factor {
        return Err(Failure::SecondFactorFirst { return_to: "/account/second-factor".to_owned() });
    }
    Ok(state)
}

/// The page.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let state = state_of_who_may_change(&app, &ctx).await?;
    let summary = state.set_up_at.map(|at| {
        SummaryList::new().rows([
            SummaryRow::new("Set up", moment(at)),
            SummaryRow::new("Recovery codes left", state.codes_left.to_string()),
        ])
    });
    let begin = if summary.is_some() { "Use another phone or app" } else { "Set up an app" };
    let view = OwnPage {
        layout: ctx.layout("Codes from an app").back("/account"),
        return_to: own_path(query.text("return_to")).to_owned(),
        is_needed: ctx.viewer()?.is_of_the_desk(),
        begin: Button::new(begin).prevent_double_click(true),
        renew: Button::new("Make new recovery codes").secondary().prevent_double_click(true),
        summary,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

/// Makes a key, and goes on to the page that shows it.
pub async fn begin(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    state_of_who_may_change(&app, &ctx).await?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    store::begin(&mut tx, &app, &permit).await?;
    tx.commit().await?;
    Ok(see_other(&with_return("/account/second-factor/set-up", own_path(fields.text("return_to")))))
}

/// Ten new recovery codes.
pub async fn renew(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    state_of_who_may_change(&app, &ctx).await?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    let codes = store::renew_codes(&mut tx, &app, &permit, ctx.now).await?;
    tx.commit().await?;
    match codes {
        Some(codes) => codes_page(&ctx, &codes, "/account/second-factor"),
        None => Ok(see_other("/account/second-factor")),
    }
}
