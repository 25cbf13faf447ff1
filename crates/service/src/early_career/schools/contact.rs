//! GET, POST /early-career/schools/{urn}/contact: the address at which a confirmed school can be told, and its right one
//! where the school was told at a wrong one.

use axum::extract::Path;
use axum::response::Response;
use govuk::Problems;
use store::Tx;

use super::{PATH, show};
use crate::early_career::store::notices;
use crate::early_career::store::schools::Line;
use crate::early_career::telling;
use crate::organisations::contact_book::{self, Purpose};
use crate::partnerships::partner_schools::contact::{ContactPage, Reach, unchanged};
use crate::partnerships::rules::Membership;
use crate::partnerships::store::{self as partnerships, Current};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again};
use crate::platform::request::{Fields, Query};
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::Urn;

/// The school that is to be told.
struct Facts {
    permit: Permit,
    urn: Urn,
    /// The query that names the cohort.
    cohort: String,
    reach: Reach,
}

impl Facts {
    async fn of(tx: &mut Tx, ctx: &Ctx, urn: &str, query: &Fields) -> Result<Facts, Failure> {
        let permit = ctx.may_as(Kind::LeadProvider, Action::GiveContact)?;
        let (cohort, line) = show::of(tx, ctx, &permit, (urn, query)).await?;
        let urn: Urn = line.urn.parse().map_err(|_| Failure::NotFound)?;
        let current = partnerships::confirmed(tx, (permit.on(), cohort), urn).await?;
        let current = current.filter(|it| matches!(it.state, Membership::Active { .. })).ok_or(Failure::NotFound)?;
        let reach = reach(tx, current, &line).await?;
        Ok(Facts { permit, urn, cohort: format!("?cohort={}", cohort.start_year()), reach })
    }

    fn here(&self, tail: &str) -> String {
        format!("{PATH}/{}{tail}{}", self.urn, self.cohort)
    }

    fn view(&self, ctx: &Ctx, address: &str, problems: &Problems) -> ContactPage {
        ContactPage {
            layout: ctx.layout_with(format!("How can we reach {}?", self.reach.school), problems).back(self.here("")),
            action: self.here("/contact"),
            back: self.here(""),
            // Once mail has told it, there is no letter.
            letter: self.reach.told.is_none().then(|| self.here("/letter")),
            did: "confirmed",
            address: address.to_owned(),
            told: self.reach.told.clone(),
            error: problems.on("address").map(str::to_owned),
        }
    }
}

/// How the school of a membership is told, and why it needs no address of its lead provider.
///
/// # Errors
/// [`Failure`] when the database is away.
pub(super) async fn reach(tx: &mut Tx, current: Current, line: &Line) -> Result<Reach, Failure> {
    let book = contact_book::of(tx, line.school).await?;
    let is_own = book.iter().any(|it| it.purpose == Purpose::Ect.code() && it.is_own());
    let mut reach = Reach::of(tx, current, line.name.clone()).await?;
    if line.tutor.is_some() {
        reach.knows = Some("The school has an induction tutor, whom we tell.");
    } else if is_own {
        reach.knows = Some("The school gave us its address itself.");
    }
    Ok(reach)
}

/// Asks for the address.
pub(super) async fn get(ctx: Ctx, Path(urn): Path<String>, query: Query) -> Result<Response, Failure> {
    let facts = Facts::of(&mut ctx.app.db.read().await?, &ctx, &urn, &query).await?;
    if let Some(why) = facts.reach.knows {
        return Ok(unchanged(&ctx, &facts.here(""), why));
    }
    page(&facts.view(&ctx, facts.reach.told.as_deref().unwrap_or_default(), &Problems::default()))
}

/// Keeps the address and tells the school at it; anew where it was told at another.
pub(super) async fn post(ctx: Ctx, Path(urn): Path<String>, query: Query, fields: Fields) -> Result<Response, Failure> {
    let mut tx = ctx.app.db.begin().await?;
    let facts = Facts::of(&mut tx, &ctx, &urn, &query).await?;
    if let Some(why) = facts.reach.knows {
        return Ok(unchanged(&ctx, &facts.here(""), why));
    }
    let mut problems = Problems::default();
    let Some(address) = problems.keep("address", facts.reach.read(&fields)) else {
        return page_again(&facts.view(&ctx, fields.text("address"), &problems));
    };
    facts.reach.correct(&mut tx, (&ctx, &facts.permit), facts.urn, (Purpose::Ect, &address)).await?;
    let membership = facts.reach.current.id;
    notices::untold(&mut tx, membership, ctx.now).await?;
    telling::put(&mut tx, &ctx.app, ctx.now, Some(membership)).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(facts.reach.saved(&ctx, &address, &facts.here("")))
}
