//! GET /early-career/schools/{urn}: a school that the lead provider confirmed.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::Layout;
use govuk::components::{Button, Html, NotificationBanner, SummaryList, SummaryRow};
use store::Tx;

use super::PATH;
use super::contact::reach;
use super::shown::{number, reason, status};
use crate::early_career::events;
use crate::early_career::rules::payable::payable;
use crate::early_career::store::schools::{self, Line, Of};
use crate::early_career::store::successors::{self, Other};
use crate::organisations::contact_book::{self, Purpose};
use crate::organisations::happened::History;
use crate::partnerships::events as partnerships;
use crate::partnerships::store::{confirmed, confirmed_subject};
use crate::platform::clock::{day, moment};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{AcademicYear, Urn, london_date};

#[derive(Template)]
#[template(path = "early_career/schools/show.html")]
struct ShowPage {
    layout: Layout,
    line: Line,
    cohort: AcademicYear,
    facts: SummaryList,
    reported: Option<NotificationBanner>,
    history: History,
    change: Option<Button>,
    can_tell: bool,
    /// Where mail told the school, when the address can be corrected.
    told_at: Option<String>,
    can_give: bool,
    can_confirm_again: bool,
    /// The closed school whose place this one took, while it waits to be confirmed.
    before: Option<Other>,
    /// The school that took the place of this one.
    after: Option<Other>,
    take: Option<Button>,
}

#[derive(Template)]
#[template(path = "early_career/schools/reported.html")]
struct ReportedWords {
    reason: &'static str,
    contact: Option<String>,
}

/// The school that an address names, in the cohort that it names, or else in the newest.
///
/// # Errors
/// [`Failure::NotFound`] for another provider's school, as for one that there is not.
pub(super) async fn of(
    tx: &mut Tx,
    ctx: &Ctx,
    permit: &Permit,
    (urn, query): (&str, &Fields),
) -> Result<(AcademicYear, Line), Failure> {
    let urn: Urn = urn.parse().map_err(|_| Failure::NotFound)?;
    let urn = urn.to_string();
    let cohort = match query.text("cohort") {
        "" => schools::newest_cohort(tx, permit.on(), &urn).await?,
        asked => asked.parse().ok().map(AcademicYear::starting),
    };
    let cohort = cohort.ok_or(Failure::NotFound)?;
    let of = Of { lead_provider: permit.on(), cohort, now: ctx.now };
    let line = schools::one(tx, of, &urn).await?.ok_or(Failure::NotFound)?;
    Ok((cohort, line))
}

/// Whom to contact at the school: its tutor, else its contact for early career teachers, else its first address.
async fn contact(tx: &mut Tx, line: &Line) -> Result<Option<String>, Failure> {
    if let Some((name, email)) = &line.tutor {
        return Ok(Some(format!("{name}, {email}")));
    }
    let book = contact_book::of(tx, line.school).await?;
    let given_last = book.iter().rfind(|it| it.purpose == Purpose::Ect.code());
    let general = || book.iter().find(|it| it.purpose == Purpose::General.code());
    Ok(given_last.or_else(general).or(book.first()).map(|it| it.address.clone()))
}

/// The address at which mail told the school, where somebody here may say that it is wrong.
async fn correctable(
    tx: &mut Tx,
    (ctx, permit): (&Ctx, &Permit),
    cohort: AcademicYear,
    line: &Line,
) -> Result<Option<String>, Failure> {
    if line.standing.status != "active" || !ctx.can(Action::GiveContact) {
        return Ok(None);
    }
    let urn: Urn = line.urn.parse().map_err(|_| Failure::NotFound)?;
    let current = confirmed(tx, (permit.on(), cohort), urn).await?.ok_or(Failure::NotFound)?;
    let reach = reach(tx, current, line).await?;
    Ok(reach.told.filter(|_| reach.knows.is_none()))
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let permit = ctx.may_as(Kind::LeadProvider, Action::ReadEarlyCareer)?;
    let mut tx = ctx.app.db.read().await?;
    let (cohort, line) = of(&mut tx, &ctx, &permit, (&urn, &query)).await?;
    let contact = contact(&mut tx, &line).await?;
    let is_proposed = line.standing.status == "proposed";
    let before = if is_proposed { successors::before(&mut tx, &line.public_id).await? } else { None };
    let after = if line.standing.is_closed { successors::after(&mut tx, &line.public_id).await? } else { None };
    let told_at = correctable(&mut tx, (&ctx, &permit), cohort, &line).await?;
    let subject = confirmed_subject(permit.on(), cohort, &line.urn);
    let history = History::of(&mut tx, &ctx, &subject, |data| Some(told_of(data))).await?;
    drop(tx);
    let is_reported = line.standing.status == "reported";
    let words = ReportedWords { reason: reason(&line), contact: contact.clone() };
    let may_change = line.standing.status == "active" && ctx.can(Action::ConfirmSchools);
    let year = cohort.start_year();
    let view = ShowPage {
        layout: ctx.layout(line.name.as_str()).back(format!("{PATH}?cohort={year}")),
        facts: facts(&ctx, &line, cohort, contact),
        reported: is_reported.then(|| NotificationBanner::new(Html::of(&words))),
        history,
        change: may_change.then(|| {
            Button::link("Change delivery partner", format!("{PATH}/{}/partner?cohort={year}", line.urn)).secondary()
        }),
        can_give: ctx.can(Action::GiveContact),
        told_at,
        can_tell: line.standing.status == "active" && line.standing.told_at.is_none() && ctx.can(Action::TellSchool),
        take: (is_proposed && ctx.can(Action::ConfirmSchools))
            .then(|| Button::link("Check and confirm", format!("{PATH}/{}/successor?cohort={year}", line.urn))),
        before,
        after,
        can_confirm_again: is_reported && ctx.can(Action::ConfirmSchools),
        line,
        cohort,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn told_of(data: &serde_json::Value) -> String {
    let told = events::told_of(data);
    if told.is_empty() { partnerships::told_of(data) } else { told }
}

fn facts(ctx: &Ctx, line: &Line, cohort: AcademicYear, contact: Option<String>) -> SummaryList {
    let told = match (line.standing.told_at, line.told_by.as_deref()) {
        (Some(at), Some("letter")) => format!("By letter on {}", day(london_date(at))),
        (Some(at), _) => format!("By email on {}", day(london_date(at))),
        (None, _) => "Not told yet".to_owned(),
    };
    let paid = match payable(&line.standing, ctx.now) {
        Ok(()) => "Yes".to_owned(),
        Err(why) => format!("Not yet. {why}. {}.", why.next_step()),
    };
    let tutor =
        line.tutor.as_ref().map_or_else(|| "Not nominated yet".to_owned(), |(name, email)| format!("{name}, {email}"));
    let mut list = SummaryList::new()
        .row(SummaryRow::new("Status", status(line)))
        .row(SummaryRow::new("URN", line.urn.as_str()))
        .row(SummaryRow::new("Local authority", line.area.clone().unwrap_or_else(|| "Not entered".to_owned())))
        .row(SummaryRow::new("Cohort", cohort.to_string()))
        .row(SummaryRow::new("Delivery partner", line.partner.name.as_str()))
        .row(SummaryRow::new("Induction tutor", tutor));
    if line.tutor.is_none() {
        let contact = contact.unwrap_or_else(|| "Not given yet".to_owned());
        list = list.row(SummaryRow::new("Contact at the school", contact));
    }
    list = list
        .row(SummaryRow::new("Early career teachers", number(line, line.teachers)))
        .row(SummaryRow::new("Mentors", number(line, line.mentors)))
        .row(SummaryRow::new("School told", told));
    if let ("active", Some(deadline)) = (line.standing.status.as_str(), line.standing.deadline) {
        let until = format!("Until the end of {}", day(london_date(deadline)));
        list = list.row(SummaryRow::new("School can report an error", until));
    }
    list.row(SummaryRow::new("Paid for", paid))
        .row(SummaryRow::new(
            if line.standing.status == "proposed" { "Proposed" } else { "Confirmed" },
            day(london_date(line.added_at)),
        ))
        .row(SummaryRow::new("Last updated", moment(line.changed_at)))
}
