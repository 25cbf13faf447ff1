//! `/access`: the address that was told lets somebody become the school's first user, or refuses.

use ::store::Tx;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};

use super::decide::decide;
use super::rules::{Refusal, Standing, may_grant};
use super::store::{self, Request};
use crate::organisations::people::has_users;
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::guard::Client;
use crate::platform::kept::{Kept, OF, another};
use crate::platform::limits::Kind;
use crate::platform::page::{page, see_other};
use crate::platform::request::Fields;
use crate::platform::secret::{Purpose, row_of};
use crate::policy::{Action, Actor};

const KEPT: Kept = Kept::new("__Host-access", "access");

/// The token of a request's link.
pub(super) fn token(app: &App, public_id: &str) -> String {
    app.secret.token(Purpose::Access, public_id, 1)
}

async fn request_of(tx: &mut Tx, app: &App, token: &str) -> Result<Option<Request>, Failure> {
    let row = row_of(token).filter(|row| app.secret.fits(Purpose::Access, token, row, 1));
    let Some(row) = row else { return Ok(None) };
    let found = store::find(tx, row).await?;
    // Whose notice is no longer in force, such as that of a wrong address, decides nothing.
    Ok(found.filter(|it| it.told.is_some() || it.standing != Standing::Waiting))
}

/// Takes the token out of the address bar; changes nothing.
pub async fn land(ctx: Ctx, client: Client, Path(token): Path<String>) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    let found = request_of(&mut ctx.app.db.read().await?, &ctx.app, &token).await?;
    found.map(|_| KEPT.keep(&ctx, &token, "/access")).ok_or(Failure::NotFound)
}

#[derive(Template)]
#[template(path = "accounts/first_user/access.html")]
struct AccessPage {
    layout: Layout,
    /// Which request the form is about.
    of: String,
    school: String,
    name: String,
    asked: SummaryList,
    standing: Standing,
    /// Why it can no longer be granted.
    refusal: Option<Refusal>,
    grant: Button,
    refuse: Button,
}

/// Asks; or says what was decided.
pub async fn get(ctx: Ctx, jar: CookieJar) -> Result<Response, Failure> {
    let token = KEPT.token(&ctx.app, &jar).ok_or(Failure::NotFound)?;
    let mut tx = ctx.app.db.read().await?;
    let request = request_of(&mut tx, &ctx.app, &token).await?.ok_or(Failure::NotFound)?;
    let has_users = has_users(&mut tx, request.school).await?;
    drop(tx);
    let refusal = may_grant(request.standing, has_users, request.asked_at, Some(ctx.now)).err();
    let title = match (request.standing, refusal) {
        (Standing::Granted, _) => format!("{} has an account for {}", request.name, request.school_name),
        (Standing::Refused, _) => format!("{} has no account for {}", request.name, request.school_name),
        (Standing::Waiting, Some(refusal)) => refusal.to_string(),
        (Standing::Waiting, None) => format!("Should {} have an account for {}?", request.name, request.school_name),
    };
    page(&AccessPage {
        layout: ctx.layout(title),
        of: request.public_id.clone(),
        asked: SummaryList::new()
            .row(SummaryRow::new("Name", request.name.as_str()))
            .row(SummaryRow::new("Email address", request.email.as_str()))
            .row(SummaryRow::new("School", format!("{} (URN {})", request.school_name, request.urn)))
            .row(SummaryRow::new("Asked", moment(request.asked_at))),
        school: request.school_name,
        name: request.name,
        standing: request.standing,
        refusal,
        grant: Button::new("Yes, give an account").name("decision").value("grant").prevent_double_click(true),
        refuse: Button::new("No, refuse").name("decision").value("refuse").secondary().prevent_double_click(true),
    })
}

/// Decides. What somebody decided before stands, and the page says so.
pub async fn post(ctx: Ctx, client: Client, jar: CookieJar, fields: Fields) -> Result<Response, Failure> {
    ctx.app.limits.count(Kind::Public, client.0)?;
    let token = KEPT.token(&ctx.app, &jar).ok_or(Failure::NotFound)?;
    let request = request_of(&mut ctx.app.db.read().await?, &ctx.app, &token).await?.ok_or(Failure::NotFound)?;
    // Several may wait at one school, each in a tab of its own: the form must be of the one that is held.
    if fields.text(OF) != request.public_id {
        return Ok(another(&ctx, "/access"));
    }
    let holder = Actor::LinkHolder { organisation: request.school };
    let permit = holder.may(Action::DecideAccess, request.school)?;
    let is_granted = match fields.text("decision") {
        "grant" => true,
        "refuse" => false,
        _ => return Ok(see_other("/access")),
    };
    // Either way the page says how it stands now.
    let _ = decide(&ctx, &permit, &request.public_id, is_granted).await?;
    Ok(see_other("/access"))
}
