//! GET, POST /early-career/schools/{urn}/successor: take the school that took the place of one that closed.
//!
//! Nothing is carried over without the lead provider: it checks, and confirms with one press. The school is then told,
//! and has its 14 days, as any other.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, ErrorMessage, SummaryList, SummaryRow};
use govuk::{Layout, Problems};
use serde_json::json;
use store::Tx;

use super::{PATH, show};
use crate::early_career::store::confirm::{self, Confirm, Confirmed, confirm_schools};
use crate::early_career::store::judge::Register;
use crate::early_career::store::notices;
use crate::early_career::store::schools::Line;
use crate::early_career::store::successors::{self, Other};
use crate::partnerships::store::confirmed_subject;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::AcademicYear;

/// Where a problem with the school stands.
const CONFIRM: &str = "confirm";

#[derive(Template)]
#[template(path = "early_career/schools/successor.html")]
struct SuccessorPage {
    layout: Layout,
    action: String,
    cancel: String,
    summary: SummaryList,
    error: Option<String>,
}

impl SuccessorPage {
    fn confirm(&self) -> Button {
        Button::new("Confirm school").prevent_double_click(true)
    }

    fn problem(&self) -> Option<ErrorMessage> {
        self.error.as_deref().map(ErrorMessage::new)
    }
}

struct Facts {
    permit: Permit,
    cohort: AcademicYear,
    line: Line,
    before: Option<Other>,
}

impl Facts {
    async fn of(tx: &mut Tx, ctx: &Ctx, urn: &str, query: &Query) -> Result<Facts, Failure> {
        let permit = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
        let (cohort, line) = show::of(tx, ctx, &permit, (urn, query)).await?;
        let before = successors::before(tx, &line.public_id).await?;
        Ok(Facts { permit, cohort, line, before })
    }

    fn here(&self, tail: &str) -> String {
        format!("{PATH}/{}{tail}?cohort={}", self.line.urn, self.cohort.start_year())
    }

    fn is_proposed(&self) -> bool {
        self.line.standing.status == "proposed"
    }

    fn page(&self, ctx: &Ctx, problems: &Problems) -> SuccessorPage {
        let before = self.before.as_ref().map(|it| format!("{} (URN {}), which has closed", it.name, it.urn));
        let summary = SummaryList::new()
            .row(SummaryRow::new("School", format!("{} (URN {})", self.line.name, self.line.urn)))
            .row(SummaryRow::new("Took the place of", before.unwrap_or_default()))
            .row(SummaryRow::new("Cohort", self.cohort.to_string()))
            .row(SummaryRow::new("Delivery partner", self.line.partner.name.as_str()));
        let title = "Check the school that took the place of one that closed";
        SuccessorPage {
            layout: ctx.layout_with(title, problems).back(self.here("")),
            action: self.here("/successor"),
            cancel: self.here(""),
            summary,
            error: problems.on(CONFIRM).map(str::to_owned),
        }
    }

    /// The change; or why not: its code and its sentence.
    async fn take(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        register: &Register,
    ) -> Result<Result<Confirmed, (&'static str, String)>, Failure> {
        let urn = self.line.urn.parse().map_err(|_| Failure::NotFound)?;
        let schools = register.schools(tx).await?;
        let confirm = Confirm {
            cohort: self.cohort,
            delivery_partner: &self.line.partner,
            upload: None,
            lines: &[confirm::Line { line: 1, urn }],
            schools: &schools,
        };
        let confirmed = match confirm_schools(tx, &self.permit, confirm, ctx.now, &ctx.app.chance).await? {
            Ok(confirmed) => confirmed,
            Err(refusal) => return Ok(Err((refusal.code(), refusal.to_string()))),
        };
        let dropped = confirmed.dropped.first().and_then(confirm::Dropped::error);
        Ok(match dropped {
            Some(error) => Err((error.code(), format!("{error}. {}", error.sentence()))),
            None => Ok(confirmed),
        })
    }
}

/// Everything before the change. A school that was not proposed, or has been confirmed, is at its own page.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    if facts.is_proposed() { page(&facts.page(&ctx, &Problems::default())) } else { Ok(see_other(&facts.here(""))) }
}

/// Confirms the school, once however often the button is pressed.
pub(super) async fn post(
    ctx: Ctx,
    Extension(register): Extension<Arc<Register>>,
    Path(urn): Path<String>,
    query: Query,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let facts = Facts::of(&mut tx, &ctx, &urn, &query).await?;
    if !facts.is_proposed() {
        return Ok(see_other(&facts.here("")));
    }
    match facts.take(&mut tx, &ctx, &register).await? {
        Ok(confirmed) => {
            let told = notices::told(&mut tx, confirmed.id).await?;
            tx.commit().await?;
            ctx.app.wake.notify_one();
            let next = match told {
                0 => "The school has not been told yet, because we have no email address. You can print a letter.",
                _ => "We are emailing the school. It has 14 days to tell us if this is a mistake.",
            };
            let banner = Banner::new(format!("{} confirmed", facts.line.name), next);
            Ok(with_banner(&ctx, see_other(&facts.here("")), &banner))
        }
        Err((code, sentence)) => {
            drop(tx);
            let data = json!({ "change": "confirm_refused", "urn": facts.line.urn, "why": code });
            let subject = confirmed_subject(facts.permit.on(), facts.cohort, &facts.line.urn);
            ctx.record_alone(facts.permit.entry(ctx.now, subject, data)).await?;
            page_again(&facts.page(&ctx, &Problems::one(CONFIRM, sentence)))
        }
    }
}
