//! GET /report: who named the school, what it means, and what can be done about it.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, InsetText, SummaryList, SummaryRow};
use store::Tx;

use super::code;
use super::held::{Held, Matter};
use crate::organisations::contact_book;
use crate::organisations::provider::{self, Provider};
use crate::partnerships::rules::{DAYS_TO_REPORT, Membership, Standing};
use crate::partnerships::store as partnerships;
use crate::platform::clock::day;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::page;
use crate::vocabulary::london_date;

#[derive(Template)]
#[template(path = "partnerships/report_mistake/show.html")]
struct ShowPage {
    layout: Layout,
    provider: Provider,
    /// Where the provider can be written to, when its contact book says so.
    contact: Option<String>,
    school: String,
    /// The partnership's page for users of the school.
    own_page: String,
    standing: Standing,
    facts: SummaryList,
}

impl ShowPage {
    fn mistake() -> Button {
        Button::link("This is a mistake", "/report/mistake")
    }

    fn meaning(&self) -> InsetText {
        InsetText::new(format!(
            "It lets {} find placements that you offer and share information with you. It does not commit {} to anything.",
            self.provider.name, self.school
        ))
    }

    fn written(at: &DateTime<Utc>) -> String {
        day(london_date(*at))
    }
}

/// Draws the notice's page, or asks for a letter's code.
pub(super) async fn get(ctx: Ctx, held: Held) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.read().await?;
    let Some(matter) = held.matter(&mut tx, &ctx.app).await? else { return code::ask(&ctx) };
    let view = view(&mut tx, &ctx, matter).await?;
    drop(tx);
    page(&view)
}

async fn view(tx: &mut Tx, ctx: &Ctx, matter: Matter) -> Result<ShowPage, Failure> {
    let standing = matter.standing(ctx.now);
    let notice = &matter.notice;
    let provider = provider::by_id(tx, notice.provider).await?.ok_or(Failure::NotFound)?;
    let contact = contact_book::of(tx, notice.provider).await?.into_iter().next().map(|it| it.address);
    let reported_at = partnerships::reported_at(tx, &matter.current).await?;
    Ok(ShowPage {
        layout: ctx.layout(title(standing, &provider.name, &notice.school_name)),
        contact,
        school: notice.school_name.clone(),
        own_page: format!("/partner-providers/{}", provider.code),
        facts: facts(&matter, standing, &provider, reported_at),
        standing,
        provider,
    })
}

fn title(standing: Standing, provider: &str, school: &str) -> String {
    match standing {
        Standing::Open { .. } => format!("{provider} has added {school} as a partner school"),
        // Source: acceptance 45.
        Standing::Reported { .. } => format!("Someone at {school} has already reported this"),
        Standing::Expired { .. } => "The time to report this as a mistake has passed".to_owned(),
        Standing::Ended => format!("{school} is not a partner school of {provider}"),
        Standing::Superseded => "You have used an old link or code".to_owned(),
    }
}

fn facts(matter: &Matter, standing: Standing, provider: &Provider, reported_at: Option<DateTime<Utc>>) -> SummaryList {
    let (notice, current) = (&matter.notice, &matter.current);
    let written = |at: DateTime<Utc>| day(london_date(at));
    let list = SummaryList::new()
        .row(SummaryRow::new("Provider", format!("{} (provider code {})", provider.name, provider.code)))
        .row(SummaryRow::new("School", format!("{} (URN {})", notice.school_name, notice.urn)))
        .row(SummaryRow::new("Added", written(current.added_at)));
    match (standing, current.state) {
        (Standing::Reported { reason }, _) => list
            .row(SummaryRow::new("Reported", reported_at.map(written).unwrap_or_default()))
            .row(SummaryRow::new("Reason given", reason.to_string())),
        (Standing::Ended, _) | (Standing::Superseded, Membership::Left | Membership::Proposed) => {
            list.row(SummaryRow::new("Status now", "Not a partner school"))
        }
        (Standing::Superseded, Membership::Reported { .. }) => {
            list.row(SummaryRow::new("Status now", "Reported as a mistake"))
        }
        (_, Membership::Active { deadline }) => list.row(last_day(deadline)),
        (_, Membership::Reported { .. } | Membership::Left | Membership::Proposed) => list,
    }
}

/// The last day is printed from what is stored; nobody has been told yet when nothing is.
fn last_day(deadline: Option<DateTime<Utc>>) -> SummaryRow {
    let words = match deadline {
        Some(deadline) => day(london_date(deadline)),
        None => format!("{DAYS_TO_REPORT} days from when you were told"),
    };
    SummaryRow::new("Last day to report a mistake", words)
}
