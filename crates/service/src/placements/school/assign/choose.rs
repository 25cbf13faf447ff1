//! GET, POST /placements/{id}/assign: one of the partner providers, or another.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, ChoiceItem, Content, Legend, Radios};
use govuk::{Layout, Problems};
use store::{Tx, Window};

use super::{Here, named};
use crate::partnerships::store::{self as partnerships, ProviderFilter, ProviderLine};
use crate::placements::school::own;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::{Fields, Query};

/// The most partner providers to choose from; the others are found by name.
const MOST: u64 = 25;
/// The answer for any other provider.
const OTHER: &str = "other";

/// A page of this journey that asks something.
#[derive(Template)]
#[template(path = "placements/school/assign/question.html")]
pub(super) struct QuestionPage {
    pub layout: Layout,
    pub caption: String,
    pub question: Content,
    /// What stands under the question.
    pub advice: String,
    pub action: String,
    pub cancel: String,
}

impl QuestionPage {
    fn go_on(&self) -> Button {
        Button::new("Continue").prevent_double_click(true)
    }
}

async fn partners(tx: &mut Tx, here: &Here) -> Result<Vec<ProviderLine>, Failure> {
    let filter = ProviderFilter { statuses: vec!["active".to_owned()], ..ProviderFilter::default() };
    let window = Window { skip: 0, take: MOST };
    Ok(partnerships::providers_of(tx, here.permit.on(), &filter, window).await?.rows)
}

fn view(ctx: &Ctx, here: &Here, partners: &[ProviderLine], (value, problems): (&str, &Problems)) -> QuestionPage {
    let question = "Which provider do you assign?";
    let mut items: Vec<ChoiceItem> = partners
        .iter()
        .map(|it| Choice::new(it.code.as_str(), it.name.as_str()).hint(it.code.as_str()).into())
        .collect();
    items.push(ChoiceItem::divider("or"));
    items.push(Choice::new(OTHER, "Another provider").into());
    let radios = Radios::new("provider", Legend::heading(question))
        .hint("These are your partner providers")
        .items(items)
        .value(value)
        .error(problems.on("provider"));
    QuestionPage {
        layout: ctx.layout_with(question, problems).back(own::address(&here.placement)),
        caption: here.caption(),
        question: radios.into(),
        advice: String::new(),
        action: here.address(""),
        cancel: own::address(&here.placement),
    }
}

/// Asks; a school without partner providers goes on to find one.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>, Query(query): Query) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let here = Here::at(&ctx, &mut tx, &id).await?;
    if !here.is_open(&ctx) {
        return Ok(see_other(&own::address(&here.placement)));
    }
    let partners = partners(&mut tx, &here).await?;
    if partners.is_empty() {
        return Ok(see_other(&here.address("/find")));
    }
    page(&view(&ctx, &here, &partners, (query.text("provider"), &Problems::default())))
}

/// Goes on.
pub(super) async fn post(ctx: Ctx, Path(id): Path<String>, posted: Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let here = Here::at(&ctx, &mut tx, &id).await?;
    if posted.text("provider") == OTHER {
        return Ok(see_other(&here.address("/find")));
    }
    if let Some((provider, _)) = named(&mut tx, &posted).await? {
        return here.on(&ctx, &mut tx, &provider).await;
    }
    let partners = partners(&mut tx, &here).await?;
    page_again(&view(&ctx, &here, &partners, ("", &Problems::one("provider", "Select a provider"))))
}
