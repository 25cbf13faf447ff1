//! `/accessibility`: the accessibility statement, with what was checked, how and when.
//!
//! Source: trust.md A8; the model accessibility statement of the Government Digital Service.

use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::Layout;
use govuk::components::{Cell, Table};

use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};

/// What was checked: a line each, `date | what | how | what came of it`. Add a line after each check.
const CHECKS: &str = include_str!("accessibility/checks.txt");

#[derive(Clone, Copy, Debug)]
struct Check {
    on: NaiveDate,
    what: &'static str,
    how: &'static str,
    outcome: &'static str,
}

fn checks() -> impl Iterator<Item = Check> {
    CHECKS.lines().filter_map(|line| {
        let mut parts = line.split('|').map(str::trim);
        let on = parts.next()?.parse().ok()?;
        Some(Check { on, what: parts.next()?, how: parts.next()?, outcome: parts.next()? })
    })
}

#[derive(Template)]
#[template(path = "support/accessibility.html")]
struct AccessibilityPage {
    layout: Layout,
    contact: String,
    last_checked: String,
    checks: Table,
}

/// The page, for everybody.
pub async fn get(ctx: Ctx) -> Result<Response, Failure> {
    let mut table = Table::new("What we have checked").stacked().head(["Date", "What", "How", "Result"].map(Cell::new));
    for check in checks() {
        table = table.row([day(check.on).as_str(), check.what, check.how, check.outcome].map(Cell::new));
    }
    let view = AccessibilityPage {
        layout: ctx.layout("Accessibility statement"),
        contact: ctx.app.settings.contact_email.clone(),
        last_checked: checks().map(|it| it.on).max().map(day).unwrap_or_default(),
        checks: table,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_checks_is_a_check() {
        assert_eq!(checks().count(), CHECKS.lines().count());
        assert!(checks().count() > 0);
        assert!(checks().all(|it| !it.what.is_empty() && !it.how.is_empty() && !it.outcome.is_empty()));
    }
}
