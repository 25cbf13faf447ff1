//! `/choose-organisation`: for whom to act, of one's own organisations only.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use govuk::components::{Button, Choice as Answer, Input, Legend, Radios};
use govuk::{Layout, Problems};

use super::store::{self, Choice};
use crate::organisations::folding::fold;
use crate::platform::App;
use crate::platform::ctx::{Banner, Ctx, session_cookie};
use crate::platform::failure::Failure;
use crate::platform::page::{cookie, page, page_again, see_other, with_banner, with_cookie, without_banner};
use crate::platform::request::{Fields, Query, own_path};
use crate::policy::Action;
use crate::vocabulary::OrganisationId;

/// More organisations than this can be searched.
const SEARCHED_OVER: usize = 10;

#[derive(Template)]
#[template(path = "accounts/choose_organisation.html")]
struct ChoosePage {
    layout: Layout,
    has_none: bool,
    return_to: String,
    search: Option<Input>,
    search_button: Button,
    searched: String,
    found: usize,
    radios: Radios,
    button: Button,
    contact: String,
}

fn shown(ctx: &Ctx, choices: &[Choice], fields: &Fields, problems: &Problems) -> ChoosePage {
    let searched = fields.text("q");
    let words = fold(searched);
    let is_found = |it: &&Choice| words.split(' ').all(|word| fold(&described(it)).contains(word));
    let found: Vec<&Choice> = choices.iter().filter(is_found).collect();
    let acting = ctx.viewer.as_ref().and_then(|it| it.acting.as_ref()).map(|it| it.id);
    let answer = |it: &&Choice| {
        let answer = Answer::new(&it.public_id, it.name.as_str());
        let place = place_of(it);
        if place.is_empty() { answer } else { answer.hint(place) }
    };
    let chosen = found.iter().find(|it| Some(it.id) == acting).map_or("", |it| it.public_id.as_str());
    let heading = if choices.is_empty() { "You are not a user of any organisation" } else { "Choose an organisation" };
    ChoosePage {
        layout: ctx.layout_with(heading, problems),
        has_none: choices.is_empty(),
        return_to: own_path(fields.text("return_to")).to_owned(),
        search: (choices.len() > SEARCHED_OVER)
            .then(|| Input::new("q", "Search your organisations").value(searched).autocomplete("off")),
        search_button: Button::new("Search").secondary(),
        found: found.len(),
        radios: Radios::new(
            "organisation",
            Legend::new("For which organisation?").classes("govuk-fieldset__legend--m"),
        )
        .items(found.iter().map(answer))
        .value(chosen)
        .error(problems.on("organisation")),
        searched: searched.to_owned(),
        button: Button::new("Continue"),
        contact: ctx.app.settings.contact_email.clone(),
    }
}

fn place_of(choice: &Choice) -> String {
    let number = match (&choice.urn, &choice.provider_code) {
        (Some(urn), _) => Some(format!("URN {urn}")),
        (None, Some(code)) => Some(format!("Provider code {code}")),
        (None, None) => None,
    };
    let parts = [choice.town.clone(), choice.postcode.clone(), number];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn described(choice: &Choice) -> String {
    format!("{} {}", choice.name, place_of(choice))
}

async fn choices(app: &App, ctx: &Ctx) -> Result<Vec<Choice>, Failure> {
    let person = ctx.viewer()?.person;
    let mut tx = app.db.read().await?;
    Ok(store::organisations_of(&mut tx, person).await?)
}

/// The page; for who belongs nowhere it says so, and what to do.
pub async fn get(State(app): State<App>, ctx: Ctx, query: Query) -> Result<Response, Failure> {
    let choices = choices(&app, &ctx).await?;
    Ok(without_banner(&ctx, page(&shown(&ctx, &choices, &query, &Problems::default()))?))
}

/// Acts as the organisation from now on; the session gets another token.
pub async fn post(State(app): State<App>, ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let choices = choices(&app, &ctx).await?;
    let Some(chosen) = choices.iter().find(|it| it.public_id == fields.text("organisation")) else {
        let problems = Problems::one("organisation", "Select an organisation");
        return page_again(&shown(&ctx, &choices, &fields, &problems));
    };
    let viewer = ctx.viewer()?;
    let permit = ctx.may_on(Action::ManageSelf, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    let token = store::choose_organisation(&mut tx, &app, &permit, &viewer.session, chosen.id).await?;
    let Some(token) = token else { return Err(Failure::NotFound) };
    tx.commit().await?;
    let is_secure = app.settings.is_secure();
    let landing = own_path(fields.text("return_to"));
    let response = with_cookie(see_other(landing), &cookie(is_secure, session_cookie(is_secure), token));
    let banner = Banner::new(format!("You are now working for {}", chosen.name), "You can change this on any page.");
    Ok(with_banner(&ctx, response, &banner))
}
