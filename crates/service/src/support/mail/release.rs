//! `/support/mail/{id}/release`: asks, then lets a message that was held back be sent again.

use askama::Template;
use axum::extract::{Path, State as Shared};
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};
use serde_json::json;
use store::outbox::{self, Row, State};
use store::{StoreError, Tx, naive, utc};

use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, see_other, with_banner};
use crate::policy::{Action, Permit};
use crate::vocabulary::OrganisationId;

#[derive(Template)]
#[template(path = "support/mail/release.html")]
struct ReleasePage {
    layout: Layout,
    id: String,
    summary: SummaryList,
    button: Button,
}

/// The question.
pub async fn get(Shared(app): Shared<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let _permit = ctx.may_on(Action::ReleaseMail, OrganisationId::SERVICE)?;
    let row = parked(&app, &id).await?;
    let reason = row.last_error.clone().unwrap_or_default();
    let summary = SummaryList::new().rows([
        SummaryRow::new("Message", row.template.replace('_', " ")),
        SummaryRow::new("Queued", moment(utc(row.created_at))),
        SummaryRow::new("Attempts", row.attempts.to_string()),
        SummaryRow::new("Why it was held back", reason),
    ]);
    page(&ReleasePage {
        layout: ctx.layout("Send this message again").back("/support/mail?state=parked"),
        id: row.id,
        summary,
        button: Button::new("Send again").prevent_double_click(true),
    })
}

/// Releases. A second press finds it released and says the same.
pub async fn post(Shared(app): Shared<App>, ctx: Ctx, Path(id): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_on(Action::ReleaseMail, OrganisationId::SERVICE)?;
    let mut tx = app.db.begin().await?;
    if outbox::find(&mut tx, &id).await?.is_none() {
        return Err(Failure::NotFound);
    }
    release(&mut tx, &permit, ctx.now, &id).await?;
    tx.commit().await?;
    app.wake.notify_one();
    let banner =
        Banner::new("Message released", "It is sent again now. If it fails five more times it is held back again.");
    Ok(with_banner(&ctx, see_other("/support/mail?state=parked"), &banner))
}

/// Lets a parked message be sent again, and records who did so; one that is not parked stays as it is.
///
/// # Errors
/// Those of the database.
pub async fn release(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, id: &str) -> Result<bool, StoreError> {
    let is_released = outbox::release(tx, id, naive(now)).await?;
    if is_released {
        tx.record(permit.entry(now, format!("mail {id}"), json!({})));
    }
    Ok(is_released)
}

async fn parked(app: &App, id: &str) -> Result<Row, Failure> {
    let row = outbox::find(&mut app.db.read().await?, id).await?;
    row.filter(|it| it.state == State::Parked).ok_or(Failure::NotFound)
}
