//! `/report/join`: how somebody becomes a school's first user, from a notice or a letter that the school was sent.
//!
//! Who owns the address that we told is let in at once; for anybody else that address decides, and where a letter
//! told the school, support does. Source: product.md decision 12.

pub mod access;
pub mod asked;
pub mod decide;
pub mod mail;
pub mod rules;
pub mod store;

use ::store::Tx;
use askama::Template;
use axum::response::Response;
use axum::{Router, routing};
use axum_extra::extract::CookieJar;
use govuk::components::{Button, Input};
use govuk::{Layout, Problems};

use self::rules::{Asker, Way, way};
use super::sign_in;
use super::store::NotDone;
use crate::organisations::people::{has_users, users_of};
use crate::partnerships::report_mistake::held::{Held, Matter};
use crate::partnerships::rules::About;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::limits::Kind;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};

/// The addresses of becoming a first user.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/report/join", routing::get(get).post(post))
        .route("/report/join/asked", routing::get(asked::get))
        .route("/access", routing::get(access::get).post(access::post))
        .route("/access/{token}", routing::get(access::land))
}

#[derive(Template)]
#[template(path = "accounts/first_user.html")]
struct JoinPage {
    layout: Layout,
    /// Which link the form is about.
    of: String,
    school: String,
    /// Somebody of the school can add colleagues: nothing to ask for here.
    has_users: bool,
    /// The address that we told lets its owner in.
    vouches: bool,
    name: Input,
    email: Input,
    button: Button,
}

fn view(
    ctx: &Ctx,
    (held, matter): (&Held, &Matter),
    has_users: bool,
    fields: &Fields,
    problems: &Problems,
) -> JoinPage {
    let school = &matter.notice.school_name;
    let typed = |name: &str| fields.text(name).chars().take(400).collect::<String>();
    JoinPage {
        layout: ctx.layout_with(format!("Get an account for {school}"), problems).back("/report"),
        of: held.of().to_owned(),
        school: school.clone(),
        has_users,
        vouches: told(matter).is_some(),
        name: Input::new("name", "Full name").value(typed("name")).autocomplete("name").error(problems.on("name")),
        email: Input::email("email", "Email address")
            .hint("Use your work email address. We will send a link to it each time you sign in.")
            .value(typed("email"))
            .error(problems.on("email")),
        button: Button::new("Continue").prevent_double_click(true),
    }
}

/// The address that vouches for its owner: that of a notice in force. One that was replaced may have gone to a wrong
/// address.
fn told(matter: &Matter) -> Option<&str> {
    let is_in_force = matter.notice.report_number == matter.notice.current_report_number;
    matter.notice.address.as_deref().filter(|_| is_in_force)
}

/// Asks for name and address.
pub async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let Some(matter) = held.matter(&mut tx, &ctx.app).await? else { return Ok(see_other("/report")) };
    let has_users = has_users(&mut tx, matter.notice.school).await?;
    drop(tx);
    page(&view(&ctx, (&held, &matter), has_users, &Fields::default(), &Problems::default()))
}

/// Lets the owner of the told address in; keeps anybody else's request.
pub async fn post(ctx: Ctx, client: Client, held: Held, jar: CookieJar, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::SignIn, client.0)?;
    if let Some(elsewhere) = held.overtaken(&ctx, &fields, "/report") {
        return Ok(elsewhere);
    }
    let mut tx = ctx.app.db.begin().await?;
    let Some(matter) = held.matter(&mut tx, &ctx.app).await? else { return Ok(see_other("/report")) };
    let permit = matter.may(Action::AskForAccess)?;
    let has_users = has_users(&mut tx, matter.notice.school).await?;
    let asker = match Asker::read(fields.text("name"), fields.text("email")) {
        Ok(asker) => asker,
        Err(problems) => return page_again(&view(&ctx, (&held, &matter), has_users, &fields, &problems)),
    };
    match way(told(&matter), &asker.email) {
        // A second press of the button: the account has just been made.
        Way::AtOnce if has_users && is_user(&mut tx, &matter, &asker).await? => {
            drop(tx);
            to_sign_in(&ctx, &jar, &asker, &matter).await
        }
        _ if has_users => Ok(see_other("/report/join")),
        Way::AtOnce => let_in(tx, &ctx, &permit, &jar, (&asker, &matter)).await,
        way => {
            store::ask(&mut tx, &ctx, &permit, &asker, (matter.notice.id, way)).await?;
            tx.commit().await?;
            ctx.app.wake.notify_one();
            Ok(see_other("/report/join/asked"))
        }
    }
}

/// Makes the account, promises its mail, and goes on to "Check your email".
async fn let_in(
    mut tx: Tx,
    ctx: &Ctx,
    permit: &Permit,
    jar: &CookieJar,
    (asker, matter): (&Asker, &Matter),
) -> Result<Response, Failure> {
    let user = asker.as_user();
    match super::store::add_user(&mut tx, &ctx.app, permit, ctx.now, &user).await {
        Ok(added) => added.tell(&mut tx, &ctx.app, permit, ctx.now).await?,
        // Somebody else was quicker; the page says that the school has users now.
        Err(NotDone::Refused(_)) => return Ok(see_other("/report/join")),
        Err(NotDone::Store(error)) => return Err(error.into()),
    }
    tx.commit().await?;
    to_sign_in(ctx, jar, asker, matter).await
}

async fn is_user(tx: &mut Tx, matter: &Matter, asker: &Asker) -> Result<bool, Failure> {
    let users = users_of(tx, matter.notice.school).await?;
    Ok(users.iter().any(|it| it.email.eq_ignore_ascii_case(asker.email.as_str())))
}

/// On to "Check your email", and from there to the page of the provider that named the school.
async fn to_sign_in(ctx: &Ctx, jar: &CookieJar, asker: &Asker, matter: &Matter) -> Result<Response, Failure> {
    let own_page = match matter.notice.about {
        About::Placements => matter.notice.provider_code.as_ref().map(|code| format!("/partner-providers/{code}")),
        About::EarlyCareer(_) => Some("/early-career".to_owned()),
    };
    let browser = sign_in::browser::Browser::of(ctx, jar);
    sign_in::send(ctx, browser, &asker.email.folded(), own_page.as_deref().unwrap_or("/")).await
}
