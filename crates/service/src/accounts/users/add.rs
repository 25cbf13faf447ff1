//! `/organisation/users/add`: name, address and roles on one page; then the check page. Answers stand in a draft.

pub mod check;

use ::store::drafts::{self, Draft};
use ::store::naive;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, Checkboxes, Input, Legend};
use govuk::{Layout, Problems};

use super::roles::{boxes, is_dfe};
use crate::accounts::rules::{NewUser, Refusal, may_begin_with, may_belong, read_roles};
use crate::accounts::store;
use crate::organisations::people::has_users;
use crate::platform::App;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, without_banner};
use crate::platform::request::{Fields, Query};
use crate::policy::Action;
use crate::vocabulary::{EmailAddress, PersonName};

/// The journey's name among the drafts.
const JOURNEY: &str = "add-user";

#[derive(Template)]
#[template(path = "accounts/users/add.html")]
struct AddPage {
    layout: Layout,
    draft: String,
    name: Input,
    email: Input,
    roles: Checkboxes,
    button: Button,
}

fn form(ctx: &Ctx, draft: &Draft, problems: &Problems) -> Result<AddPage, Failure> {
    let answer = |name: &str| draft.answers.get(name).cloned().unwrap_or_default();
    let is_dfe = is_dfe(ctx)?;
    let hint = if is_dfe { format!("It must end with @{}", ctx.app.settings.support_domain) } else { String::new() };
    let email = Input::email("email", "Email address").value(answer("email")).error(problems.on("email"));
    let question = Legend::new("What can they do?").classes("govuk-fieldset__legend--m");
    Ok(AddPage {
        layout: ctx.layout_with("Add user", problems).back("/organisation/users"),
        draft: draft.id.clone(),
        name: Input::new("name", "Full name").value(answer("name")).autocomplete("off").error(problems.on("name")),
        // The address is a colleague's: a browser must not fill in one's own.
        email: if hint.is_empty() { email } else { email.hint(hint) }.autocomplete("off"),
        roles: boxes(is_dfe, question, answer("role").split(' ').map(str::to_owned)).error(problems.on("role")),
        button: Button::new("Continue"),
    })
}

/// Whose drafts these are: a person's, for one organisation.
fn owner(ctx: &Ctx) -> Result<String, Failure> {
    Ok(format!("{}:{}", ctx.viewer()?.person.get(), ctx.organisation()?.id))
}

async fn draft(app: &App, ctx: &Ctx, id: &str) -> Result<Option<Draft>, Failure> {
    let mut tx = app.db.read().await?;
    Ok(drafts::load(&mut tx, JOURNEY, &owner(ctx)?, id, naive(ctx.now)).await?)
}

/// Reads the answers; every problem at once.
fn read(draft: &Draft, is_dfe: bool) -> Result<NewUser, Problems> {
    let answer = |name: &str| draft.answers.get(name).map_or("", String::as_str);
    let mut problems = Problems::default();
    let name = problems.keep("name", answer("name").parse::<PersonName>());
    let email = problems.keep("email", answer("email").parse::<EmailAddress>());
    let roles = problems.keep("role", read_roles(answer("role").split(' '), is_dfe));
    problems.finish(|| Some(NewUser { name: name?, email: email?, roles: roles? }))
}

/// The form; `?draft=` brings the answers back.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let _ = ctx.may(Action::ManageUsers)?;
    let kept = draft(&app, &ctx, query.text("draft")).await?;
    let draft = match kept {
        Some(draft) => draft,
        None => begun(&app, &ctx).await?,
    };
    Ok(without_banner(&ctx, page(&form(&ctx, &draft, &Problems::default())?)?))
}

/// No answers, except that what a first user needs is ticked. Source: issue 2: a school's first user.
async fn begun(app: &App, ctx: &Ctx) -> Result<Draft, Failure> {
    let mut draft = new_draft(ctx);
    let here = ctx.organisation()?.id;
    if !has_users(&mut app.db.read().await?, here).await? {
        draft.answers.insert("role".to_owned(), "coordinator administrator".to_owned());
    }
    Ok(draft)
}

fn new_draft(ctx: &Ctx) -> Draft {
    Draft { id: ctx.app.chance.public_id(), answers: std::collections::BTreeMap::new() }
}

/// Keeps good answers and goes on to the check page.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageUsers)?;
    let mut answers = draft(&app, &ctx, fields.text("draft")).await?.unwrap_or_else(|| new_draft(&ctx));
    for name in ["name", "email"] {
        // What is too long is refused by the rules below; it need not be kept whole for that.
        answers.answers.insert(name.to_owned(), fields.text(name).chars().take(1_000).collect());
    }
    let ticked: Vec<&str> = fields.all("role").take(10).collect();
    answers.answers.insert("role".to_owned(), ticked.join(" "));
    let user = match read(&answers, is_dfe(&ctx)?) {
        Ok(user) => user,
        Err(problems) => return page_again(&form(&ctx, &answers, &problems)?),
    };
    let mut tx = app.db.begin().await?;
    let place = store::place(&mut tx, permit.on(), &app.settings.support_domain).await?;
    let here = store::users_of(&mut tx, permit.on()).await?;
    let may = may_belong(&place, &user.email).and_then(|()| may_begin_with(&place, permit.person(), user.roles));
    let refused = may.err().or_else(|| {
        let is_here = here.iter().any(|it| it.email.eq_ignore_ascii_case(user.email.as_str()));
        is_here.then(|| Refusal::AlreadyHere(ctx.organisation().map(|it| it.name.clone()).unwrap_or_default()))
    });
    if let Some(refusal) = refused {
        return page_again(&form(&ctx, &answers, &Problems::one(refusal.field(), refusal))?);
    }
    drafts::save(&mut tx, JOURNEY, &owner(&ctx)?, &answers, naive(ctx.now)).await?;
    tx.commit().await?;
    Ok(see_other(&format!("/organisation/users/add/check?draft={}", answers.id)))
}
