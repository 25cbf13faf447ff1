//! GET /partner-schools/add-many/{id}/done: what came of the list; the same page however often it is opened.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use super::kept::Outcome;
use super::store;
use crate::organisations::store::listed;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::Urn;
use crate::vocabulary::counted;

#[derive(Template)]
#[template(path = "partnerships/add_many/done.html")]
struct DonePage {
    layout: Layout,
    outcome: Outcome,
    names: HashMap<u32, String>,
}

impl DonePage {
    fn panel(&self) -> Panel {
        Panel::new(self.layout.title.as_str())
    }

    fn told_late(&self) -> Option<String> {
        let late = usize::try_from(self.outcome.told_late).unwrap_or(usize::MAX);
        (late > 0).then(|| counted(late, ("partner school that had", "partner schools that had")))
    }

    fn told(&self) -> String {
        counted(usize::try_from(self.outcome.told).unwrap_or(usize::MAX), ("school", "schools"))
    }

    fn not_told(&self) -> String {
        let count = usize::try_from(self.outcome.not_told()).unwrap_or(usize::MAX);
        counted(count, ("school has", "schools have"))
    }

    fn name(&self, urn: &u32) -> &str {
        self.names.get(urn).map_or("", String::as_str)
    }
}

/// Shows what was added, what dropped out, and what happens next.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::Provider, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let upload = store::find(&mut tx, permit.on(), &id, ctx.now).await?.ok_or(Failure::NotFound)?;
    let Some(outcome) = upload.outcome.clone() else { return Ok(see_other(&upload.at("rows"))) };
    let dropped: Vec<Urn> = outcome.dropped.iter().filter_map(|it| it.urn.to_string().parse().ok()).collect();
    let names = listed(&mut tx, &dropped).await?.into_iter().map(|it| (it.urn.number(), it.name)).collect();
    drop(tx);
    let added = counted(outcome.added.len(), ("partner school", "partner schools"));
    let late = counted(usize::try_from(outcome.told_late).unwrap_or(usize::MAX), ("partner school", "partner schools"));
    let title = match (outcome.added.len(), outcome.told_late) {
        (0, 1..) => format!("{late} will be told"),
        _ => format!("{added} added"),
    };
    page(&DonePage { layout: ctx.layout(title), outcome, names })
}
