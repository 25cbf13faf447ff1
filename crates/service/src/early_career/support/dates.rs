//! Dates as these forms ask for them, and as the addresses of their check pages have them.

use chrono::NaiveDate;
use govuk::components::{DateInput, Fieldset};
use govuk::fields::DateParts;

use crate::platform::request::Fields;

/// The three boxes of a date.
pub(super) fn typed(fields: &Fields, name: &str) -> DateParts {
    let part = |suffix: &str| fields.text(&format!("{name}-{suffix}")).to_owned();
    DateParts::new(&part("day"), &part("month"), &part("year"))
}

/// The boxes of a date that is known.
pub(super) fn parts(date: NaiveDate) -> DateParts {
    let part = |format: &str| date.format(format).to_string();
    DateParts::new(&part("%-d"), &part("%-m"), &part("%Y"))
}

/// The date of an address, as `2026-05-10`.
pub(super) fn of_address(fields: &Fields, name: &str) -> Option<NaiveDate> {
    fields.text(name).parse().ok()
}

/// The boxes.
pub(super) fn input(name: &str, legend: &str, typed: &DateParts, error: Option<&str>) -> DateInput {
    DateInput::new(name, Fieldset::new(legend))
        .hint("For example, 10 5 2026")
        .values([typed.day.as_str(), typed.month.as_str(), typed.year.as_str()])
        .error(error)
}
