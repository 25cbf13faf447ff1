//! `/organisation/api-tokens/make`: what the token is for; then the token, once.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, Choice, Input, Legend, Radios, WarningText};
use govuk::{Layout, Problems};

use super::PATH;
use crate::api::rules::{Life, Name, Token};
use crate::api::store::{self, Wanted};
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again};
use crate::platform::request::Fields;
use crate::policy::Action;

#[derive(Template)]
#[template(path = "api/tokens/make.html")]
struct MakePage {
    layout: Layout,
    /// The public id that the token will have: a second press makes no second token.
    id: String,
    name: Input,
    can: Radios,
    life: Radios,
    button: Button,
    refused: Option<String>,
}

#[derive(Template)]
#[template(path = "api/tokens/made.html")]
struct MadePage {
    layout: Layout,
    name: String,
    token: Token,
    until: String,
    warning: WarningText,
    go_on: Button,
}

fn form(ctx: &Ctx, fields: &Fields, problems: &Problems, refused: Option<String>) -> MakePage {
    let heading = |text: &str| Legend::new(text.to_owned()).classes("govuk-fieldset__legend--m");
    let id = fields.text("id");
    MakePage {
        layout: ctx.layout_with("Make an API token", problems).back(PATH),
        id: if is_id(id) { id.to_owned() } else { ctx.app.chance.public_id() },
        name: Input::new("name", "Name of the token")
            .hint("The system that will use it, for example “Our records system”")
            .value(fields.text("name"))
            .autocomplete("off")
            .error(problems.on("name")),
        can: Radios::new("can", heading("What can the token do?"))
            .item(Choice::new("read", "Read"))
            .item(Choice::new("write", "Read and change"))
            .value(fields.text("can"))
            .error(problems.on("can")),
        life: Radios::new("life", heading("How long does it work?"))
            .items(Life::ALL.map(|life| Choice::new(life.code(), life.title())))
            .value(fields.text("life"))
            .error(problems.on("life")),
        button: Button::new("Make the token").prevent_double_click(true),
        refused,
    }
}

/// Whether it is a public id, as the form gave it.
fn is_id(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
}

/// The form; a code from the app comes first. Source: product.md decision 7.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _ = ctx.may(Action::ManageTokens)?;
    ctx.second_factor()?;
    page(&form(&ctx, &Fields::default(), &Problems::default(), None))
}

/// Makes the token, and shows it this once.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may(Action::ManageTokens)?;
    ctx.second_factor()?;
    let mut problems = Problems::default();
    let name = problems.keep("name", fields.text("name").parse::<Name>());
    let can = ["read", "write"].into_iter().find(|it| *it == fields.text("can"));
    let can = problems.keep("can", can.ok_or("Select what the token can do"));
    let life = Life::ALL.into_iter().find(|it| it.code() == fields.text("life"));
    let life = problems.keep("life", life.ok_or("Select how long the token works"));
    let (name, can, life) = match problems.finish(|| Some((name?, can?, life?))) {
        Ok(answers) => answers,
        Err(problems) => return page_again(&form(&ctx, &fields, &problems, None)),
    };
    let id = fields.text("id");
    let public_id = if is_id(id) { id.to_owned() } else { app.chance.public_id() };
    let wanted = Wanted { public_id, name, may_write: can == "write", life };
    let mut tx = app.db.begin().await?;
    let token = match store::make(&mut tx, &app, &permit, ctx.now, &wanted).await? {
        Ok(token) => token,
        Err(refusal) => {
            let problems = Problems::one("refusal", refusal);
            return page_again(&form(&ctx, &fields, &problems, Some(refusal.to_string())));
        }
    };
    tx.commit().await?;
    app.wake.notify_one();
    page(&MadePage {
        layout: ctx.layout("Keep the token"),
        name: wanted.name.as_str().to_owned(),
        token,
        until: moment(ctx.now + life.time()),
        warning: WarningText::new("We cannot show the token again. Whoever has it can use it: keep it as a password."),
        go_on: Button::link("I have kept the token", PATH),
    })
}
