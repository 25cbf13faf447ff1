//! `/organisation/users/{id}/roles`: what a user can do; asked, checked, saved.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::components::{Button, Checkboxes, Choice, Legend, SummaryList, SummaryRow};
use govuk::{Layout, Problems};

use super::user::one;
use crate::accounts::rules::{self, Refusal, read_roles, roles_to_give};
use crate::accounts::store::{self, NotDone, User};
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Role, Roles};

/// What the check page says that the user can do now.
const NOW: &str = "now";

#[derive(Template)]
#[template(path = "accounts/users/roles.html")]
struct RolesPage {
    layout: Layout,
    name: String,
    public_id: String,
    roles: Checkboxes,
    button: Button,
}

#[derive(Template)]
#[template(path = "accounts/users/roles_check.html")]
struct CheckPage {
    layout: Layout,
    /// What the user can do as the page is drawn.
    now: String,
    public_id: String,
    roles: Vec<&'static str>,
    summary: SummaryList,
    button: Button,
}

/// Whether the organisation shown is the DfE's own, which has roles of its own.
pub(super) fn is_dfe(ctx: &Ctx) -> Result<bool, Failure> {
    Ok(ctx.organisation()?.kind == Kind::Dfe)
}

/// The boxes that can be ticked in this organisation.
pub(super) fn boxes(is_dfe: bool, question: Legend, ticked: impl IntoIterator<Item = String>) -> Checkboxes {
    let answer = |role: &Role| Choice::new(role.code(), role.title()).hint(role.meaning());
    Checkboxes::new("role", question)
        .hint("Select all that apply")
        .items(roles_to_give(is_dfe).iter().map(answer))
        .values(ticked)
}

fn form(ctx: &Ctx, user: &User, ticked: Vec<String>, problems: &Problems) -> Result<RolesPage, Failure> {
    let question = format!("What can {} do?", user.name);
    Ok(RolesPage {
        layout: ctx.layout_with(&question, problems).back(format!("/organisation/users/{}", user.public_id)),
        roles: boxes(is_dfe(ctx)?, Legend::heading(question), ticked).error(problems.on("role")),
        name: user.name.clone(),
        public_id: user.public_id.clone(),
        button: Button::new("Continue"),
    })
}

fn codes(roles: Roles) -> Vec<String> {
    roles.iter().map(|role| role.code().to_owned()).collect()
}

/// Reads the boxes and asks the rules; what they say hangs on the boxes.
async fn judged(app: &App, ctx: &Ctx, user: &User, fields: &Fields) -> Result<Result<Roles, Refusal>, Failure> {
    let roles = match read_roles(fields.all("role"), is_dfe(ctx)?) {
        Ok(roles) => roles,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let mut tx = app.db.read().await?;
    let place = store::place(&mut tx, ctx.organisation()?.id, &app.settings.support_domain).await?;
    Ok(rules::may_become(&place, user.person, roles).map(|()| roles))
}

/// The form.
pub async fn get(State(app): State<App>, ctx: Ctx, Path(id): Path<String>, query: Query) -> Result<Response, Failure> {
    let _ = ctx.may(Action::ManageUsers)?;
    let user = one(&app, &ctx, &id).await?;
    // Back from the check page keeps what was ticked.
    let ticked = if query.has("role") { query.all("role").map(str::to_owned).collect() } else { codes(user.roles) };
    page(&form(&ctx, &user, ticked, &Problems::default())?)
}

/// On to the check page, with the boxes in its address: nothing personal stands in it.
pub async fn post(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let _ = ctx.may(Action::ManageUsers)?;
    let user = one(&app, &ctx, &id).await?;
    match judged(&app, &ctx, &user, &fields).await? {
        Ok(roles) => Ok(see_other(&format!("/organisation/users/{id}/roles/check{}", query_of(roles)))),
        Err(refusal) => {
            let ticked = fields.all("role").map(str::to_owned).collect();
            page_again(&form(&ctx, &user, ticked, &Problems::one("role", refusal))?)
        }
    }
}

fn query_of(roles: Roles) -> String {
    let pairs: Vec<String> = roles.iter().map(|role| format!("role={}", role.code())).collect();
    format!("?{}", pairs.join("&"))
}

/// The check page.
pub async fn check(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, Failure> {
    let _ = ctx.may(Action::ManageUsers)?;
    let user = one(&app, &ctx, &id).await?;
    let Ok(roles) = judged(&app, &ctx, &user, &query).await? else {
        return Ok(see_other(&format!("/organisation/users/{id}/roles")));
    };
    let back = format!("/organisation/users/{id}/roles{}", query_of(roles));
    let now = SummaryRow::new("Roles now", user.roles.titles());
    let then = SummaryRow::new("Will be able to do", roles.titles()).change(&back, "what this user can do");
    page(&CheckPage {
        layout: ctx.layout("Check the change").back(back),
        summary: SummaryList::new().rows([SummaryRow::new("Name", user.name.as_str()), now, then]),
        public_id: user.public_id,
        now: codes(user.roles).join(" "),
        roles: roles.iter().map(Role::code).collect(),
        button: Button::new("Save change").prevent_double_click(true),
    })
}

/// Saves; takes effect on the user's next request.
pub async fn save(
    State(app): State<App>,
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let user = one(&app, &ctx, &id).await?;
    let refused = |refusal: Refusal| {
        let ticked = fields.all("role").map(str::to_owned).collect();
        page_again(&form(&ctx, &user, ticked, &Problems::one("role", refusal))?)
    };
    let roles = match read_roles(fields.all("role"), is_dfe(&ctx)?) {
        Ok(roles) => roles,
        Err(refusal) => return refused(refusal),
    };
    let mut tx = app.db.begin().await?;
    // Another administrator may have changed them since the check page was drawn.
    let has_seen = |now: Roles| fields.saw(NOW, &codes(now).join(" "));
    match store::change_roles(&mut tx, &app, &permit, ctx.now, (user.person, roles, has_seen)).await {
        Ok(()) => tx.commit().await?,
        Err(NotDone::Refused(Refusal::ChangedMeanwhile)) => {
            drop(tx);
            let user = one(&app, &ctx, &id).await?;
            let problems = Problems::one("role", Refusal::ChangedMeanwhile);
            return page_again(&form(&ctx, &user, codes(user.roles), &problems)?);
        }
        Err(NotDone::Refused(refusal)) => return refused(refusal),
        Err(NotDone::Store(error)) => return Err(error.into()),
    }
    let banner = Banner::new("Change saved", format!("It applies from the next page that {} opens.", user.name));
    Ok(with_banner(&ctx, see_other(&format!("/organisation/users/{id}")), &banner))
}
