//! The academic year that pages show: in the address as `year=2026`, remembered for the person.

use store::Tx;

use super::rules::chosen_year;
use super::store::remembered_year;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::request::Fields;
use crate::vocabulary::{AcademicYear, london_date};

/// The year to show: that of the address, else the one that the person chose last, else the default.
pub async fn year_shown(tx: &mut Tx, ctx: &Ctx, query: &Fields) -> Result<AcademicYear, Failure> {
    let asked = query.text("year").parse().ok();
    let remembered = remembered_year(tx, ctx.viewer()?.person).await?;
    Ok(chosen_year(asked, remembered, london_date(ctx.now)))
}
