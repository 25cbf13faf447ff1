//! `/organisation/users`: the users of the organisation, by name.

pub mod add;
pub mod export;
pub mod remove;
pub mod roles;
pub mod user;

use std::cmp::Reverse;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get as on_get, post as on_post};
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, Cell, Colour, Html, Table, Tag};

use super::store::{self, User};
use crate::organisations::folding::fold;
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::listing::{Listing, Offer, PAGE, page_number};
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;

/// The addresses of an organisation's users.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/organisation/users", on_get(get))
        .route("/organisation/users/export.csv", on_get(export::get))
        .route("/organisation/users/add", on_get(add::get).post(add::post))
        .route("/organisation/users/add/check", on_get(add::check::get).post(add::check::post))
        .route("/organisation/users/{id}", on_get(user::get))
        .route("/organisation/users/{id}/invite", on_post(user::invite))
        .route("/organisation/users/{id}/roles", on_get(roles::get).post(roles::post))
        .route("/organisation/users/{id}/roles/check", on_get(roles::check).post(roles::save))
        .route("/organisation/users/{id}/remove", on_get(remove::get).post(remove::post))
}

#[derive(Template)]
#[template(path = "accounts/users.html")]
struct UsersPage {
    layout: Layout,
    organisation: String,
    add: Option<Button>,
    listing: Listing,
}

#[derive(Template)]
#[template(path = "accounts/users/link.html")]
struct UserLink<'a> {
    user: &'a User,
}

/// How far a user has come, as lists and exports say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Has signed in.
    Active,
    /// Has an invitation that lives.
    Invited,
    /// Has one that does not.
    InvitationExpired,
    /// Was added without an invitation, and has not signed in.
    NotYet,
}

impl Progress {
    /// How far this user has come by now.
    pub fn of(user: &User, now: DateTime<Utc>) -> Progress {
        match (user.last_signed_in_at, user.invited_until) {
            (Some(_), _) => Progress::Active,
            (None, Some(until)) if until > now => Progress::Invited,
            (None, Some(_)) => Progress::InvitationExpired,
            (None, None) => Progress::NotYet,
        }
    }

    /// The words of pages and files.
    pub fn words(self) -> &'static str {
        match self {
            Progress::Active => "Active",
            Progress::Invited => "Invited",
            Progress::InvitationExpired => "Invitation expired",
            Progress::NotYet => "Not signed in yet",
        }
    }

    /// The words as a tag.
    pub fn tag(self) -> Tag {
        let tag = Tag::new(self.words());
        match self {
            Progress::Active => tag.colour(Colour::Green),
            Progress::Invited => tag,
            Progress::InvitationExpired => tag.colour(Colour::Red),
            Progress::NotYet => tag.colour(Colour::Grey),
        }
    }
}

/// When a user last signed in, as pages say it.
pub fn last_signed_in(user: &User) -> String {
    user.last_signed_in_at.map_or_else(|| "Not yet".to_owned(), moment)
}

/// The users that the search of the address finds.
async fn found(app: &App, ctx: &Ctx, fields: &Fields) -> Result<Vec<User>, Failure> {
    let organisation = ctx.may(Action::Read)?.on();
    let mut users = store::users_of(&mut app.db.read().await?, organisation).await?;
    let searched = fold(fields.text("q"));
    users.retain(|user| {
        let text = format!("{} {}", fold(&user.name), fold(&user.email));
        searched.split(' ').all(|word| text.contains(word))
    });
    // They come by name.
    if fields.text("order") == "signed-in" {
        users.sort_by_key(|user| Reverse(user.last_signed_in_at));
    }
    Ok(users)
}

fn table(users: &[User], now: DateTime<Utc>) -> Table {
    let row = |user: &User| {
        [
            Cell::new(Html::of(&UserLink { user })),
            Cell::new(user.email.as_str()),
            Cell::new(user.roles.titles()),
            Cell::new(Progress::of(user, now).tag()),
        ]
    };
    let table = Table::new("Users, by name")
        .hidden_caption()
        .stacked()
        .head(["Name", "Email address", "Roles", "Status"])
        .first_cell_is_header(true);
    users.iter().fold(table, |table, user| table.row(row(user)))
}

/// The list.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let users = found(&app, &ctx, &query).await?;
    let size = usize::try_from(PAGE).unwrap_or(25);
    let before = usize::try_from(page_number(&query) - 1).unwrap_or(usize::MAX).saturating_mul(size);
    let shown: Vec<User> = users.iter().skip(before).take(size).cloned().collect();
    let view = UsersPage {
        layout: ctx.layout("Users"),
        organisation: ctx.organisation()?.name.clone(),
        add: ctx.can(Action::ManageUsers).then(|| Button::link("Add user", "/organisation/users/add")),
        listing: Listing::new("/organisation/users", &query, users.len() as u64, ("user", "users"))
            .search("Search users", "Name or email address")
            .orders([Offer::new("", "Name (A to Z)"), Offer::new("signed-in", "Last signed in first")])
            .showing(&table(&shown, ctx.now)),
    };
    Ok(without_banner(&ctx, page(&view)?))
}
