//! GET /report: who named the school, what it means, and what can be done about it.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use govuk::Layout;
use govuk::components::{Button, InsetText, SummaryList, SummaryRow};
use store::Tx;

use super::code;
use super::held::{Held, Matter};
use super::named::{Named, Words};
use crate::organisations::contact_book;
use crate::partnerships::rules::{About, DAYS_TO_REPORT, Membership, Standing};
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
    provider: Named,
    /// Where the provider can be written to, when its contact book says so.
    contact: Option<String>,
    school: String,
    standing: Standing,
    facts: SummaryList,
    meaning: InsetText,
    settled: String,
    put_right: String,
    too_late: String,
    since: String,
    account: String,
}

impl ShowPage {
    fn mistake() -> Button {
        Button::link("This is a mistake", "/report/mistake")
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
    let provider = Named::of(tx, notice).await?;
    let contact = contact_book::of(tx, notice.provider).await?.into_iter().next().map(|it| it.address);
    let reported_at = partnerships::reported_at(tx, &matter.current).await?;
    let words = Words::of(notice);
    Ok(ShowPage {
        layout: ctx.layout(words.title(standing)),
        contact,
        school: notice.school_name.clone(),
        facts: facts(&matter, standing, &provider, reported_at),
        meaning: InsetText::new(words.meaning()),
        settled: words.settled(),
        put_right: words.put_right(),
        too_late: words.too_late(),
        since: words.since(),
        account: words.account(),
        standing,
        provider,
    })
}

fn facts(matter: &Matter, standing: Standing, provider: &Named, reported_at: Option<DateTime<Utc>>) -> SummaryList {
    let (notice, current, words) = (&matter.notice, &matter.current, Words::of(&matter.notice));
    let written = |at: DateTime<Utc>| day(london_date(at));
    let list = match notice.about {
        About::Placements => SummaryList::new().row(SummaryRow::new("Provider", provider.with_code.as_str())),
        About::EarlyCareer(year) => SummaryList::new()
            .row(SummaryRow::new("Lead provider", provider.with_code.as_str()))
            .row(SummaryRow::new("Delivery partner", notice.delivery_partner.as_deref().unwrap_or_default()))
            .row(SummaryRow::new("Teachers who start in", year.to_string())),
    };
    let list = list
        .row(SummaryRow::new("School", format!("{} (URN {})", notice.school_name, notice.urn)))
        .row(SummaryRow::new(words.when(), written(current.added_at)));
    match (standing, current.state) {
        (Standing::Reported { reason }, _) => list
            .row(SummaryRow::new("Reported", reported_at.map(written).unwrap_or_default()))
            .row(SummaryRow::new("Reason given", reason.words(notice.about))),
        (Standing::Ended, _) | (Standing::Superseded, Membership::Left | Membership::Proposed) => {
            list.row(SummaryRow::new("Status now", words.ended()))
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
