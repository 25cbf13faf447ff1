//! `/account`: one's own name, and how mails come.

pub mod sessions;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, Choice, Input, Legend, Radios};
use govuk::{Layout, Problems};

use super::store;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner, without_banner};
use crate::platform::request::Fields;
use crate::policy::Action;
use crate::vocabulary::{OrganisationId, PersonName};

#[derive(Template)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    layout: Layout,
    email: String,
    name: Input,
    digest: Radios,
    button: Button,
}

fn form(ctx: &Ctx, name: &str, digest: &str, problems: &Problems) -> Result<AccountPage, Failure> {
    let question = Legend::new("How do you want to get emails about changes?").classes("govuk-fieldset__legend--m");
    Ok(AccountPage {
        layout: ctx.layout_with("Your account", problems),
        email: ctx.viewer()?.email.clone(),
        name: Input::new("name", "Full name").value(name).autocomplete("name").error(problems.on("name")),
        digest: Radios::new("digest", question)
            .item(Choice::new("each", "As each thing happens"))
            .item(Choice::new("daily", "One email a day, when there is something new"))
            .hint("The email of the day comes at 7am. Links to sign in, and what a school can report as a mistake for 14 days only, always come at once. The list of notifications always has everything.")
            .value(digest)
            .error(problems.on("digest")),
        button: Button::new("Save"),
    })
}

/// The page.
pub async fn get(State(app): State<App>, ctx: Ctx) -> Result<Response, Failure> {
    let viewer = ctx.viewer()?;
    let digest = store::digest_of(&mut app.db.read().await?, viewer.person).await?;
    let view = form(&ctx, &viewer.name, &digest, &Problems::default())?;
    Ok(without_banner(&ctx, page(&view)?))
}

/// Saves the name and the choice.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    ctx.viewer()?;
    let mut problems = Problems::default();
    let name = problems.keep("name", fields.text("name").parse::<PersonName>());
    let digest = ["each", "daily"].into_iter().find(|it| *it == fields.text("digest"));
    let digest = problems.keep("digest", digest.ok_or("Select how you want to get emails"));
    let (name, digest) = match problems.finish(|| Some((name?, digest?))) {
        Ok(answers) => answers,
        Err(problems) => return page_again(&form(&ctx, fields.text("name"), fields.text("digest"), &problems)?),
    };
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    store::change_own(&mut tx, &permit, ctx.now, &name, digest).await?;
    tx.commit().await?;
    let banner = Banner::new("Your account has been saved", "Colleagues see your new name at once.");
    Ok(with_banner(&ctx, see_other("/account"), &banner))
}
