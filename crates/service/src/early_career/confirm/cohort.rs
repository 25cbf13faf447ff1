//! GET, POST /early-career/confirm/cohort: for which cohort.

use askama::Template;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Legend, Radios};
use govuk::{Layout, Problems};
use store::Tx;

use super::BASE;
use crate::early_career::rules::cohorts::Cohort;
use crate::early_career::store::cohorts;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::london_date;

const COHORT: &str = "cohort";

#[derive(Template)]
#[template(path = "early_career/confirm/question.html")]
struct CohortPage {
    layout: Layout,
    action: String,
    cohorts: Vec<Cohort>,
    problems: Problems,
}

impl CohortPage {
    fn of(ctx: &Ctx, cohorts: Vec<Cohort>, problems: Problems) -> CohortPage {
        let layout = ctx.layout_with("For which cohort are you confirming schools?", &problems).back(BASE);
        CohortPage { layout, action: format!("{BASE}/cohort"), cohorts, problems }
    }

    fn radios(&self) -> Radios {
        let choices = self.cohorts.iter().map(|it| Choice::new(it.year.start_year().to_string(), it.year.to_string()));
        Radios::new(COHORT, Fieldset::new(Legend::heading(self.layout.title.as_str())))
            .items(choices)
            .error(self.problems.on(COHORT))
    }

    fn go_on(&self) -> Button {
        Button::new("Continue")
    }
}

async fn open(tx: &mut Tx, ctx: &Ctx) -> Result<Vec<Cohort>, Failure> {
    let today = london_date(ctx.now);
    Ok(cohorts::all(tx).await?.into_iter().filter(|it| it.is_open(today)).collect())
}

/// Asks for it; where only one is open, there is nothing to ask.
pub(super) async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let _may = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    let open = open(&mut ctx.app.db.read().await?, &ctx).await?;
    match open.as_slice() {
        [] => Ok(see_other(BASE)),
        [one] => Ok(see_other(&format!("{BASE}/{}/partner", one.year.start_year()))),
        _ => page(&CohortPage::of(&ctx, open, Problems::default())),
    }
}

/// Goes on to the delivery partner.
pub(super) async fn post(ctx: Ctx, fields: Fields) -> Result<Response, Failure> {
    let _may = ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)?;
    let open = open(&mut ctx.app.db.read().await?, &ctx).await?;
    let chosen = open.iter().find(|it| it.year.start_year().to_string() == fields.text(COHORT));
    match chosen {
        Some(cohort) => Ok(see_other(&format!("{BASE}/{}/partner", cohort.year.start_year()))),
        None => page_again(&CohortPage::of(&ctx, open, Problems::one(COHORT, "Select a cohort"))),
    }
}
