//! /support/early-career/organisations/{kind}/add: a new lead provider or delivery partner; a check page, then the change.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input, SummaryList, SummaryRow};
use govuk::fields::{Called, text};
use govuk::{Layout, Problems};

use super::check::{Before, CheckPage};
use super::{PATH, keeper};
use crate::early_career::store::bodies;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::vocabulary::OrganisationId;

/// The longest name, in letters.
const LONGEST: usize = 200;

/// What an address calls a kind, the kind, and what pages call it.
fn kind_of(word: &str) -> Result<(Kind, &'static str), Failure> {
    match word {
        "lead-provider" => Ok((Kind::LeadProvider, "lead provider")),
        "delivery-partner" => Ok((Kind::DeliveryPartner, "delivery partner")),
        _ => Err(Failure::NotFound),
    }
}

#[derive(Template)]
#[template(path = "early_career/support/body.html")]
struct BodyPage {
    layout: Layout,
    action: String,
    what: &'static str,
    name: String,
    error: Option<String>,
}

impl BodyPage {
    fn input(&self) -> Input {
        Input::new("name", "Name")
            .hint("As schools know it. It stands in every mail about its schools.")
            .value(self.name.as_str())
            .autocomplete("off")
            .error(self.error.as_deref())
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

fn form(ctx: &Ctx, word: &str, name: &str, problems: &Problems) -> Result<BodyPage, Failure> {
    let (_, what) = kind_of(word)?;
    Ok(BodyPage {
        layout: ctx.layout_with(format!("Add a {what}"), problems).back(PATH),
        action: format!("{PATH}/organisations/{word}/add"),
        what,
        name: name.to_owned(),
        error: problems.on("name").map(str::to_owned),
    })
}

/// The name, or what is wrong with it; one of the same kind and name must not be there yet.
async fn named(ctx: &Ctx, kind: Kind, fields: &Fields) -> Result<Result<String, String>, Failure> {
    let name = match text::line(fields.text("name"), Called::new("a name", "Name"), LONGEST) {
        Ok(name) => name,
        Err(problem) => return Ok(Err(problem)),
    };
    let is_there = bodies::by_name(&mut ctx.app.db.read().await?, kind, &name).await?.is_some();
    Ok(if is_there { Err(format!("{name} has already been added")) } else { Ok(name) })
}

/// Asks for the name.
pub(super) async fn get(ctx: Ctx, Path(word): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    page(&form(&ctx, &word, query.text("name"), &Problems::default())?)
}

/// On to the check page, or the question again.
pub(super) async fn post(ctx: Ctx, Path(word): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let (kind, _) = kind_of(&word)?;
    match named(&ctx, kind, &fields).await? {
        Ok(name) => {
            let query = Fields::default().query_with("name", &name);
            Ok(see_other(&format!("{PATH}/organisations/{word}/check{query}")))
        }
        Err(problem) => page_again(&form(&ctx, &word, fields.text("name"), &Problems::one("name", problem))?),
    }
}

/// Everything before the change.
pub(super) async fn check(ctx: Ctx, Path(word): Path<String>, query: Query) -> Result<Response, Failure> {
    let _permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let (kind, what) = kind_of(&word)?;
    let back = format!("{PATH}/organisations/{word}/add{}", Fields::default().query_with("name", query.text("name")));
    let Ok(name) = named(&ctx, kind, &query).await? else { return Ok(see_other(&back)) };
    let before = Before {
        title: format!("Check the {what}"),
        action: format!("{PATH}/organisations/{word}/check"),
        back,
        answers: vec![("name", name.clone())],
        summary: SummaryList::new().row(SummaryRow::new("Name", name)),
        effect: "It becomes an organisation of its own. Then you can pair it, and add its first user.".to_owned(),
        button: if kind == Kind::LeadProvider { "Add lead provider" } else { "Add delivery partner" },
    };
    page(&CheckPage::new(&ctx, before, &Problems::default()))
}

/// Makes it.
pub(super) async fn add(ctx: Ctx, Path(word): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = keeper(&ctx, OrganisationId::SERVICE)?;
    let (kind, _) = kind_of(&word)?;
    let Ok(name) = text::line(fields.text("name"), Called::new("a name", "Name"), LONGEST) else {
        return Ok(see_other(&format!("{PATH}/organisations/{word}/add")));
    };
    let mut tx = ctx.app.db.begin().await?;
    let made = bodies::make(&mut tx, &permit, &ctx.app.chance, ctx.now, (kind, &name)).await?;
    // Pressed twice: it is there.
    let found = match made {
        Some(made) => Some(made),
        None => bodies::by_name(&mut tx, kind, &name).await?,
    };
    let found = found.ok_or(Failure::NotFound)?;
    tx.commit().await?;
    let banner = Banner::new(format!("{name} added"), "Add its first user here, or pair it for a cohort.");
    Ok(with_banner(&ctx, see_other(&format!("/support/organisations/{}", found.public_id)), &banner))
}
