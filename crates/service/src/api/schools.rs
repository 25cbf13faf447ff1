//! `/api/v1/schools`: the schools that can be confirmed for a cohort, and whether somebody has them.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::caller::Asking;
use super::problem::{Problem, answer};
use super::query::{Asked, COHORT, SINCE, URN, fault, no_such_page, part_of};
use super::shown::moment;
use crate::early_career::store::cohorts;
use crate::early_career::store::recruitable::{Filter, School, list as recruitable};
use crate::platform::request::Query;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, Urn};

fn shown(permit: &Permit, cohort: AcademicYear, school: &School) -> Value {
    let programme = match (school.held_by, school.is_not_this_year) {
        (Some(_), _) => Some("provider_led"),
        (None, true) => Some("no_early_career_teachers"),
        // What a school does without a lead provider nobody has told us.
        (None, false) => None,
    };
    json!({
        "urn": school.urn.to_string(), "name": school.name, "cohort": cohort.start_year(),
        "in_partnership": school.held_by.is_some(), "in_partnership_with_you": school.held_by == Some(permit.on()),
        "induction_programme": programme, "updated_at": school.updated_at.map(moment)
    })
}

/// A cohort that has not been set up is refused: it is no cohort without schools.
async fn known(asking: &Asking, cohort: AcademicYear) -> Result<(), Problem> {
    let found = cohorts::find(&mut asking.app.db.read().await?, cohort).await?;
    found.map(drop).ok_or_else(|| fault(COHORT, "There is no cohort that starts in this year"))
}

/// A part of the schools, by URN.
pub async fn list(asking: Asking, Query(fields): Query) -> Result<Response, Problem> {
    let permit = asking.may(Action::Read)?;
    let asked = Asked::of(&fields, &[COHORT, URN, SINCE])?;
    let (cohort, part) = (asked.cohort()?, asked.part()?);
    known(&asking, cohort).await?;
    let after = part.after.as_deref().map(|it| it.parse::<Urn>().map_err(|_| no_such_page())).transpose()?;
    let urns = asked.list(URN).map(|it| it.into_iter().filter_map(|it| it.parse().ok()).collect());
    let filter = Filter { cohort, urns, updated_since: asked.since()?, after };
    let rows = recruitable(&mut asking.app.db.read().await?, &filter, part.size + 1).await?;
    let (rows, next) = part_of(rows, part.size, |it| it.urn.to_string());
    let data: Vec<Value> = rows.iter().map(|it| shown(&permit, cohort, it)).collect();
    Ok(answer(StatusCode::OK, &json!({ "data": data, "next": next }).to_string()))
}

/// One of them.
pub async fn one(asking: Asking, Path(urn): Path<String>, Query(fields): Query) -> Result<Response, Problem> {
    let permit = asking.may(Action::Read)?;
    let cohort = Asked::of(&fields, &[COHORT])?.cohort()?;
    known(&asking, cohort).await?;
    let none = || Problem::new(StatusCode::NOT_FOUND, "No school with this URN can be confirmed for the cohort");
    let urn: Urn = urn.parse().map_err(|_| none())?;
    let filter = Filter { cohort, urns: Some(vec![urn]), updated_since: None, after: None };
    let found = recruitable(&mut asking.app.db.read().await?, &filter, 1).await?;
    let school = found.first().ok_or_else(none)?;
    Ok(answer(StatusCode::OK, &json!({ "data": shown(&permit, cohort, school) }).to_string()))
}
