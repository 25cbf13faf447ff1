//! GET /early-career/confirm/lists/{id}/done: what came of the list; the same page however often it is opened.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::Panel;

use super::judged::{found, permit};
use crate::early_career::store::confirm::{Confirmed, Dropped, of_upload};
use crate::early_career::store::{notices, successors};
use crate::organisations::store::listed;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other};
use crate::vocabulary::{Urn, counted};

/// Rows that dropped out are listed up to here; all are counted, and each has its reason when the list is sent again.
const MOST_LISTED: usize = 100;

#[derive(Template)]
#[template(path = "early_career/confirm/done.html")]
struct DonePage {
    layout: Layout,
    confirmed: Confirmed,
    told: u64,
    names: HashMap<u32, String>,
    successors: HashMap<Urn, String>,
    again: String,
}

impl DonePage {
    fn panel(&self) -> Panel {
        Panel::new(self.layout.title.as_str())
    }

    fn dropped(&self) -> Vec<String> {
        let told = |it: &Dropped| {
            let name = self.names.get(&it.urn).map_or("", String::as_str);
            let error = it.error()?;
            let next = it.urn().and_then(|urn| self.successors.get(&urn)).map_or(error.next_step(), String::as_str);
            Some(format!("Line {}: {name} (URN {}): {error}. {}. {next}.", it.line, it.urn, error.sentence()))
        };
        self.confirmed.dropped.iter().take(MOST_LISTED).filter_map(told).collect()
    }

    fn more(&self) -> usize {
        self.confirmed.dropped.len().saturating_sub(MOST_LISTED)
    }

    fn told_schools(&self) -> String {
        in_words(self.told, ("school", "schools"))
    }

    fn untold_schools(&self) -> String {
        in_words(self.not_told(), ("school has", "schools have"))
    }

    fn not_told(&self) -> u64 {
        self.confirmed.confirmed.saturating_sub(self.told)
    }
}

fn in_words(count: u64, called: (&str, &str)) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), called)
}

/// Shows what was confirmed, what dropped out, and what happens next.
pub(super) async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = permit(&ctx)?;
    let mut tx = ctx.app.db.read().await?;
    let list = found(&mut tx, &ctx, &permit, &id).await?;
    let Some(confirmed) = of_upload(&mut tx, list.id).await? else { return Ok(see_other(&list.at("check"))) };
    let told = notices::told(&mut tx, confirmed.id).await?;
    let dropped: Vec<Urn> = confirmed.dropped.iter().take(MOST_LISTED).filter_map(Dropped::urn).collect();
    let names = listed(&mut tx, &dropped).await?.into_iter().map(|it| (it.urn.number(), it.name)).collect();
    let shown = confirmed.dropped.iter().take(MOST_LISTED);
    let errors: Vec<_> = shown.filter_map(|it| it.urn().zip(it.error())).collect();
    let successors = successors::named(&mut tx, &errors).await?;
    drop(tx);
    let title = in_words(confirmed.confirmed, ("school confirmed", "schools confirmed"));
    page(&DonePage { layout: ctx.layout(title), again: list.again_at(), confirmed, told, names, successors })
}
