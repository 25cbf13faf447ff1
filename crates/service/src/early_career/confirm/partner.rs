//! GET, POST /early-career/confirm/{year}/partner: which delivery partner the schools will work with.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Legend, Radios};
use govuk::{Layout, Problems};
use store::Tx;

use super::BASE;
use crate::early_career::rules::cohorts::Season;
use crate::early_career::store::cohorts;
use crate::early_career::store::pairings::{self, Partner};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, london_date};

const PARTNER: &str = "delivery-partner";

#[derive(Template)]
#[template(path = "early_career/confirm/question.html")]
struct PartnerPage {
    layout: Layout,
    action: String,
    cohort: AcademicYear,
    partners: Vec<Partner>,
    problems: Problems,
}

impl PartnerPage {
    fn of(ctx: &Ctx, (cohort, partners): (AcademicYear, Vec<Partner>), problems: Problems) -> PartnerPage {
        let layout = ctx.layout_with("Which delivery partner will the schools work with?", &problems).back(BASE);
        let action = format!("{BASE}/{}/partner", cohort.start_year());
        PartnerPage { layout, action, cohort, partners, problems }
    }

    fn radios(&self) -> Radios {
        let choices = self.partners.iter().map(|it| Choice::new(it.public_id.as_str(), it.name.as_str()));
        Radios::new(PARTNER, Fieldset::new(Legend::heading(self.layout.title.as_str())))
            .hint(format!("You are confirming schools for {}. Send one list for each delivery partner.", self.cohort))
            .items(choices)
            .error(self.problems.on(PARTNER))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

#[derive(Template)]
#[template(path = "early_career/confirm/cannot.html")]
struct CannotPage {
    layout: Layout,
    why: String,
}

/// What a page below a cohort's address may go on with.
pub(super) enum Way {
    /// The delivery partners that can be chosen.
    Open(AcademicYear, Vec<Partner>),
    /// Nothing: this page says why.
    Shut(Response),
}

/// The cohort of an address and whom the lead provider can choose for it; no page for an unknown cohort.
pub(super) async fn way(tx: &mut Tx, ctx: &Ctx, permit: &Permit, year: &str) -> Result<Way, Failure> {
    let year: u16 = year.parse().map_err(|_| Failure::NotFound)?;
    let cohort = cohorts::find(tx, AcademicYear::starting(year.into())).await?.ok_or(Failure::NotFound)?;
    let today = london_date(ctx.now);
    let partners = pairings::partners_for(tx, cohort.year, permit.on(), today).await?;
    let day = |day: chrono::NaiveDate| day.format("%-d %B %Y").to_string();
    let why = match cohort.season(today) {
        Season::Early => format!("You can confirm schools for this cohort from {}.", day(cohort.opens_on)),
        Season::Over => format!("The last day to confirm schools for this cohort was {}.", day(cohort.closes_on)),
        Season::Open if partners.is_empty() => {
            "You are paired with no delivery partner for this cohort. Ask the Department for Education to add the pairing first.".to_owned()
        }
        Season::Open => return Ok(Way::Open(cohort.year, partners)),
    };
    let layout = ctx.layout(format!("You cannot confirm schools for {}", cohort.year));
    Ok(Way::Shut(page(&CannotPage { layout, why })?))
}

/// Asks for it.
pub(super) async fn get(ctx: Ctx, Path(year): Path<String>) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    match way(&mut ctx.app.db.read().await?, &ctx, &permit, &year).await? {
        Way::Open(cohort, partners) => page(&PartnerPage::of(&ctx, (cohort, partners), Problems::default())),
        Way::Shut(page) => Ok(page),
    }
}

/// Goes on to the list.
pub(super) async fn post(ctx: Ctx, Path(year): Path<String>, fields: Fields) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    let (cohort, partners) = match way(&mut ctx.app.db.read().await?, &ctx, &permit, &year).await? {
        Way::Open(cohort, partners) => (cohort, partners),
        Way::Shut(page) => return Ok(page),
    };
    if let Some(partner) = partners.iter().find(|it| it.public_id == fields.text(PARTNER)) {
        return Ok(see_other(&format!("{BASE}/{}/{}/schools", cohort.start_year(), partner.public_id)));
    }
    page_again(&PartnerPage::of(&ctx, (cohort, partners), Problems::one(PARTNER, "Select a delivery partner")))
}
