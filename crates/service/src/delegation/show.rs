//! GET /organisation/delegations/{id}: what an organisation may do for the school, and since when.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};

use super::rules::Standing;
use super::store::{By, Delegation, find};
use super::{PATH, listed};
use crate::platform::clock::moment;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "delegation/show.html")]
struct ShowPage {
    layout: Layout,
    facts: SummaryList,
    buttons: Vec<Button>,
    history: String,
}

/// What is known of it.
pub(super) fn facts(it: &Delegation, standing: Standing) -> SummaryList {
    let by = |by: &By| format!("{} on {}", by.name.as_deref().unwrap_or("Somebody"), moment(by.at));
    let mut facts = SummaryList::new().rows([
        SummaryRow::new("School", it.school.name.as_str()),
        SummaryRow::new("Who acts for it", it.delegate.name.as_str()),
        SummaryRow::new("What for", it.scopes.titles()),
        SummaryRow::new("When", listed::when(it.period)),
        SummaryRow::new("Where it stands", standing.title()),
    ]);
    let done = [("Asked for by", &it.asked), ("Let by", &it.given), ("Ended or declined by", &it.ended)];
    for (label, who) in done {
        if let Some(who) = who {
            facts = facts.row(SummaryRow::new(label, by(who)));
        }
    }
    if it.reason.is_empty() { facts } else { facts.row(SummaryRow::new("Reason", it.reason.as_str())) }
}

/// The page.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::School, Action::Read)?;
    let it = find(&mut ctx.app.db.read().await?, permit.on(), &id).await?.ok_or(Failure::NotFound)?;
    let standing = it.standing(london_date(ctx.now));
    let here = format!("{PATH}/{}", it.public_id);
    let buttons = match (ctx.can(Action::ManageDelegations), standing) {
        (true, Standing::Asked) => vec![Button::link("Answer", format!("{here}/answer"))],
        (true, _) if standing.is_live() => vec![Button::link("End this", format!("{here}/end")).secondary()],
        _ => Vec::new(),
    };
    let view = ShowPage {
        layout: ctx.layout(it.delegate.name.as_str()).back(PATH),
        facts: facts(&it, standing),
        buttons,
        history: format!("{here}/history"),
    };
    Ok(without_banner(&ctx, page(&view)?))
}
