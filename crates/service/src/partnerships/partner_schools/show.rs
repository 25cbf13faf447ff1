//! GET /partner-schools/{urn}: everything known of a partner school, and of the partnership with it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use govuk::Layout;
use govuk::components::{Button, Html, NotificationBanner, SummaryList, SummaryRow, Tag};

use super::contact::may_be_wrong;
use super::urn_of;
use crate::organisations::happened::History;
use crate::organisations::profile::{Profile, Sections, profile};
use crate::organisations::rules::Status;
use crate::organisations::school::School;
use crate::organisations::store::{PastChange, history};
use crate::partnerships::events::told_of;
use crate::partnerships::rules::{Membership, Reason};
use crate::partnerships::store::{self as partnerships, Current, told_at_address};
use crate::platform::clock::{day, moment};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, without_banner};
use crate::platform::sessions::Kind;
use crate::policy::Action;
use crate::vocabulary::{AcademicYear, Urn, london_date};

#[derive(Template)]
#[template(path = "partnerships/partner_schools/show.html")]
struct ShowPage {
    layout: Layout,
    urn: Urn,
    profile: Profile,
    sections: Sections,
    standing: SummaryList,
    reported: Option<NotificationBanner>,
    history: History,
    changes: Vec<PastChange>,
    can_change: bool,
    tell: Tell,
    is_proposed: bool,
}

/// What the person can do to tell the school.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tell {
    /// Nothing: it knows, or the person may not.
    Nothing,
    /// Give an address or print a letter.
    Now,
    /// Put the address right at which mail told it, or is about to.
    Again,
}

#[derive(Template)]
#[template(path = "partnerships/partner_schools/reported.html")]
struct ReportedWords {
    reason: Reason,
    contact: Option<String>,
}

impl ShowPage {
    fn remove(&self) -> Button {
        Button::link("Remove partner school", format!("/partner-schools/{}/remove", self.urn)).secondary()
    }

    fn add_again(&self) -> Button {
        Button::new("Add this school again").prevent_double_click(true)
    }

    fn written(&self, date: &NaiveDate) -> String {
        day(*date)
    }
}

/// Draws the page.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::Read)?;
    let mut tx = ctx.app.db.read().await?;
    let current = partnerships::current(&mut tx, permit.on(), urn).await?;
    let current = current.filter(|it| it.state != Membership::Left).ok_or(Failure::NotFound)?;
    let profile = profile(&mut tx, urn).await?.ok_or(Failure::NotFound)?;
    let profile = profile.with_contact(&mut tx, (current.school, permit.on()), AcademicYear::at(ctx.now)).await?;
    let subject = partnerships::subject(permit.on(), urn);
    let happened = History::of(&mut tx, &ctx, &subject, |data| Some(told_of(data))).await?;
    let changes = history(&mut tx, urn).await?;
    let told_at = told_at_address(&mut tx, &current).await?;
    let may_be_wrong = told_at.is_some() && may_be_wrong(&mut tx, &current).await?;
    drop(tx);
    let view = ShowPage {
        layout: ctx.layout(profile.school.name.clone()).back("/partner-schools"),
        urn,
        sections: profile.sections(None),
        standing: standing(&current, &profile.school, told_at.as_deref()),
        reported: reported(&current, profile.email()),
        history: happened,
        changes,
        can_change: ctx.can(Action::ChangePartners),
        tell: match (matches!(current.state, Membership::Active { .. }), told_at.is_some()) {
            (true, true) if may_be_wrong && ctx.can(Action::GiveContact) => Tell::Again,
            (true, false) if current.told_at.is_none() && ctx.can(Action::TellSchool) => Tell::Now,
            _ => Tell::Nothing,
        },
        is_proposed: current.state == Membership::Proposed,
        profile,
    };
    Ok(without_banner(&ctx, page(&view)?))
}

fn reported(current: &Current, contact: Option<&str>) -> Option<NotificationBanner> {
    let Membership::Reported { reason } = current.state else { return None };
    let words = ReportedWords { reason, contact: contact.map(str::to_owned) };
    Some(NotificationBanner::new(Html::of(&words)))
}

/// How the partnership with the school stands.
fn standing(current: &Current, school: &School, told_at: Option<&str>) -> SummaryList {
    let status = match current.state {
        Membership::Active { .. } if school.status == Status::Closed => Tag::new("School closed"),
        Membership::Active { .. } => Tag::new("Working together"),
        Membership::Reported { .. } => Tag::new("Reported error"),
        Membership::Proposed => Tag::new("To confirm"),
        Membership::Left => Tag::new("Ended"),
    };
    let told = match (current.told_at, current.told_by.as_deref()) {
        (Some(at), _) if current.is_by_school() => format!("The school added you on {}", day(london_date(at))),
        (Some(at), Some("letter")) => format!("By letter on {}", day(london_date(at))),
        (Some(at), _) => {
            let to = told_at.map(|it| format!(" to {it}")).unwrap_or_default();
            format!("By email on {}{to}", day(london_date(at)))
        }
        (None, _) => {
            told_at.map_or_else(|| "Not told yet".to_owned(), |it| format!("Not yet: the email to {it} is on its way"))
        }
    };
    let mut list = SummaryList::new().row(SummaryRow::new("Status", status));
    if let (Status::Closed, Some(closed)) = (school.status, school.closed_on) {
        list = list.row(SummaryRow::new("School closed", day(closed)));
    }
    list = list.row(SummaryRow::new("School told", told));
    if let (Membership::Active { deadline: Some(deadline) }, false) = (current.state, current.is_by_school()) {
        let until = format!("Until the end of {}", day(london_date(deadline)));
        list = list.row(SummaryRow::new("School can report a mistake", until));
    }
    let trainees = current.trainees.map_or_else(|| "Not given yet".to_owned(), |it| it.to_string());
    let by = current.changed_by.as_ref().map(|it| format!(" by {it}")).unwrap_or_default();
    list.row(SummaryRow::new("Trainees", trainees))
        .row(SummaryRow::new("Added", day(london_date(current.added_at))))
        .row(SummaryRow::new("Last updated", format!("{}{by}", moment(current.changed_at))))
}
