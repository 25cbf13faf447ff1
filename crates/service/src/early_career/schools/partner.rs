//! /early-career/schools/{urn}/partner: change who trains the school's teachers; a check page, then the change.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Legend, Radios, SummaryList, SummaryRow};
use govuk::{Layout, Problems};
use store::Tx;

use super::{PATH, show};
use crate::early_career::rules::change::Refusal;
use crate::early_career::store::cohorts;
use crate::early_career::store::pairings::{self, Partner};
use crate::early_career::store::schools::{self, Line, chosen};
use crate::partnerships::store::confirmed_subject;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, london_date};

/// What the check page says of the delivery partner that it saw.
const NOW: &str = "now";

#[derive(Template)]
#[template(path = "early_career/schools/partner.html")]
struct PartnerPage {
    layout: Layout,
    action: String,
    cancel: String,
    partners: Vec<Partner>,
    chosen: String,
    error: Option<String>,
}

impl PartnerPage {
    fn radios(&self) -> Radios {
        let choices = self.partners.iter().map(|it| Choice::new(it.public_id.as_str(), it.name.as_str()));
        Radios::new("partner", Fieldset::new(Legend::heading(self.layout.title.as_str())))
            .items(choices)
            .value(self.chosen.as_str())
            .error(self.error.as_deref())
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

#[derive(Template)]
#[template(path = "early_career/schools/partner_check.html")]
struct CheckPage {
    layout: Layout,
    action: String,
    cancel: String,
    /// The delivery partner of now.
    now: String,
    partner: String,
    summary: SummaryList,
    error: Option<String>,
}

impl CheckPage {
    fn change(&self) -> Button {
        Button::new("Change delivery partner").prevent_double_click(true)
    }

    fn problem(&self) -> Option<govuk::components::ErrorMessage> {
        self.error.as_deref().map(govuk::components::ErrorMessage::new)
    }
}

/// What all of these pages look at.
struct Facts {
    permit: Permit,
    cohort: AcademicYear,
    is_open: bool,
    line: Line,
    partners: Vec<Partner>,
}

impl Facts {
    async fn of(tx: &mut Tx, ctx: &Ctx, urn: &str, query: &Fields) -> Result<Facts, Failure> {
        let permit = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
        let (year, line) = show::of(tx, ctx, &permit, (urn, query)).await?;
        let today = london_date(ctx.now);
        let cohort = cohorts::find(tx, year).await?;
        let partners = pairings::partners_for(tx, year, permit.on(), today).await?;
        Ok(Facts { permit, cohort: year, is_open: cohort.is_some_and(|it| it.is_open(today)), line, partners })
    }

    fn here(&self, tail: &str) -> String {
        format!("{PATH}/{}{tail}?cohort={}", self.line.urn, self.cohort.start_year())
    }

    /// The partner that was chosen, if it can be.
    fn chosen(&self, public_id: &str) -> Result<&Partner, Refusal> {
        chosen(&self.line, self.is_open, &self.partners, public_id)
    }

    fn form(self, ctx: &Ctx, chosen: &str, problems: &Problems) -> PartnerPage {
        let title = format!("Who will train the early career teachers of {}?", self.line.name);
        let back = self.here("");
        PartnerPage {
            layout: ctx.layout_with(title, problems).back(back.as_str()),
            action: self.here("/partner"),
            cancel: back,
            chosen: chosen.to_owned(),
            error: problems.on("partner").map(str::to_owned),
            partners: self.partners.into_iter().filter(|it| it.id != self.line.partner.id).collect(),
        }
    }

    fn check(&self, ctx: &Ctx, partner: &Partner, problems: &Problems) -> CheckPage {
        let summary = SummaryList::new()
            .row(SummaryRow::new("School", format!("{} (URN {})", self.line.name, self.line.urn)))
            .row(SummaryRow::new("Cohort", self.cohort.to_string()))
            .row(SummaryRow::new("Delivery partner now", self.line.partner.name.as_str()))
            .row(SummaryRow::new("New delivery partner", partner.name.as_str()));
        let title = "Check the change of delivery partner";
        CheckPage {
            layout: ctx.layout_with(title, problems).back(self.here("/partner")),
            action: self.here("/partner/check"),
            cancel: self.here(""),
            now: self.line.partner.public_id.clone(),
            partner: partner.public_id.clone(),
            summary,
            error: problems.on("partner").map(str::to_owned),
        }
    }
}

/// Asks for the new delivery partner.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    if facts.line.standing.status != "active" {
        let banner = Banner::refusal("Nothing was changed", Refusal::NotConfirmed.to_string());
        return Ok(with_banner(&ctx, see_other(&facts.here("")), &banner));
    }
    page(&facts.form(&ctx, "", &Problems::default()))
}

/// On to the check page, or the question again.
pub(super) async fn post(ctx: Ctx, Path(urn): Path<String>, query: Query, fields: Fields) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    let chosen = fields.text("partner");
    let problem = if chosen.is_empty() {
        "Select a delivery partner".to_owned()
    } else {
        match facts.chosen(chosen) {
            Ok(partner) => {
                return Ok(see_other(&format!("{}&partner={}", facts.here("/partner/check"), partner.public_id)));
            }
            Err(refusal) => refusal.to_string(),
        }
    };
    page_again(&facts.form(&ctx, chosen, &Problems::one("partner", problem)))
}

/// Everything before the change.
pub(super) async fn check(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    match facts.chosen(query.text("partner")) {
        Ok(partner) => page(&facts.check(&ctx, partner, &Problems::default())),
        Err(_) => Ok(see_other(&facts.here("/partner"))),
    }
}

/// Makes the change; judged again inside the transaction.
pub(super) async fn change(
    ctx: Ctx,
    Path(urn): Path<String>,
    query: Query,
    fields: Fields,
) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let facts = Facts::of(&mut tx, &ctx, &urn, &query).await?;
    let is_as_seen = fields.saw(NOW, &facts.line.partner.public_id);
    let changed = match facts.chosen(fields.text("partner")) {
        // Somebody else has changed it since the page was drawn, to another one.
        Ok(_) if !is_as_seen => Err(Refusal::OutOfStep),
        // Pressed twice: it has been done.
        Err(Refusal::SamePartner) => Ok(facts.line.partner.name.clone()),
        Err(refusal) => Err(refusal),
        Ok(partner) => {
            let (permit, about) = (&facts.permit, (facts.cohort, &facts.line));
            if schools::change_partner(&mut tx, permit, ctx.now, about, partner).await? {
                Ok(partner.name.clone())
            } else {
                Err(Refusal::OutOfStep)
            }
        }
    };
    match changed {
        Ok(partner) => {
            tx.commit().await?;
            let next = format!("{partner} trains its early career teachers who start in {}.", facts.cohort);
            let banner = Banner::new(format!("Delivery partner of {} changed", facts.line.name), next);
            Ok(with_banner(&ctx, see_other(&facts.here("")), &banner))
        }
        Err(refusal) => {
            drop(tx);
            let subject = confirmed_subject(facts.permit.on(), facts.cohort, &facts.line.urn);
            let data =
                serde_json::json!({ "change": "partner_refused", "urn": facts.line.urn, "why": refusal.to_string() });
            ctx.record_alone(facts.permit.entry(ctx.now, subject, data)).await?;
            let problems = Problems::one("partner", refusal.to_string());
            page_again(&facts.form(&ctx, fields.text("partner"), &problems))
        }
    }
}
