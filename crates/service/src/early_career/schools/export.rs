//! GET /early-career/schools/export.csv: the list as it is filtered, whole.

use axum::response::Response;
use store::Window;

use super::list::filter;
use super::shown::{cohort_shown, number, status_words, told};
use crate::early_career::store::looked;
use crate::early_career::store::schools::{self, Of};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::download;
use crate::platform::request::Query;
use crate::platform::sessions::Kind;
use crate::platform::upload::csv;
use crate::policy::Action;

/// Source: acceptance 54: these three come first.
const HEAD: [&str; 10] = [
    "urn",
    "name",
    "delivery_partner",
    "local_authority",
    "status",
    "told",
    "induction_tutor_name",
    "induction_tutor_email",
    "ects",
    "mentors",
];

/// Writes every line that the filters leave; what a school reported is left out unless the filter asks for it.
///
/// Source: acceptance 48.
pub(super) async fn get(ctx: Ctx, Query(query): Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::Read)?;
    let mut tx = ctx.app.db.read().await?;
    let cohort = cohort_shown(&mut tx, &query, ctx.now).await?.1.ok_or(Failure::NotFound)?;
    let of = Of { lead_provider: permit.on(), cohort: cohort.year, now: ctx.now };
    let looked = looked::looked_at(&mut tx, ctx.viewer()?.person, of).await?;
    let filter = filter(&query, looked);
    let everything = Window { skip: 0, take: u64::from(u32::MAX) };
    let listed = schools::list(&mut tx, of, &filter, everything).await?;
    drop(tx);
    let asks_for_reported = filter.statuses.iter().any(|it| it == "reported");
    let lines = listed.rows.iter().filter(|it| asks_for_reported || it.standing.status != "reported").map(|line| {
        let (tutor, email) = line.tutor.clone().unwrap_or_default();
        vec![
            line.urn.clone(),
            line.name.clone(),
            line.partner.name.clone(),
            line.area.clone().unwrap_or_default(),
            status_words(line).to_owned(),
            told(line),
            tutor,
            email,
            number(line, line.teachers),
            number(line, line.mentors),
        ]
    });
    let file = csv(std::iter::once(HEAD.map(str::to_owned).to_vec()).chain(lines));
    let name = format!("schools-{}.csv", cohort.year.start_year());
    Ok(download(&name, "text/csv; charset=utf-8", file.into_bytes()))
}
