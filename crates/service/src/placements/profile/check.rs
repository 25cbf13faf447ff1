//! The page between a change of the profile and its saving: what stands now, and what will stand.
//!
//! The answers stand in the page and not in its address: a contact's address is in no log.

use askama::Template;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, SummaryList, SummaryRow};

use super::address;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;
use crate::platform::request::Fields;
use crate::vocabulary::AcademicYear;

const STEP: &str = "step";

/// What the button that was pressed asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To see the change before it is saved.
    Check,
    /// To go back to what was typed.
    Change,
    /// To save it.
    Save,
}

impl Step {
    pub(super) fn of(fields: &Fields) -> Step {
        match fields.text(STEP) {
            "save" => Step::Save,
            "change" => Step::Change,
            _ => Step::Check,
        }
    }
}

#[derive(Template)]
#[template(path = "placements/profile/check.html")]
struct CheckPage {
    layout: Layout,
    year: AcademicYear,
    action: String,
    change: SummaryList,
    kept: Vec<(String, String)>,
    cancel: String,
}

impl CheckPage {
    fn save(&self) -> Button {
        Button::new("Save change").name(STEP).value("save").prevent_double_click(true)
    }

    fn again(&self) -> Button {
        Button::new("Change it").name(STEP).value("change").secondary()
    }
}

/// Shows the change; `action` is where its form goes.
pub(super) fn check(
    ctx: &Ctx,
    (year, action): (AcademicYear, String),
    (what, now, then): (&str, String, String),
    fields: &Fields,
) -> Result<Response, Failure> {
    let kept = fields.iter().filter(|(name, _)| *name != STEP);
    let rows = [("What", what.to_owned()), ("Now", now), ("Will be", then)];
    page(&CheckPage {
        layout: ctx.layout("Check the change").back(address(year)),
        year,
        action,
        change: SummaryList::new().rows(rows.map(|(key, value)| SummaryRow::new(key, value))),
        kept: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        cancel: address(year),
    })
}
