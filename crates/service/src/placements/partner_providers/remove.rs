//! GET, POST /partner-providers/{code}/remove: the school ends a partnership, at any time, and says of each placement
//! that it has assigned to the provider whether it releases it or keeps it to its end. Source: product.md decision 3.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Choice, Fieldset, Radios, WarningText};
use govuk::{Layout, Problems};
use serde_json::json;
use store::Tx;

use super::{Facts, school};
use crate::organisations::news;
use crate::partnerships::mail::SchoolLeft;
use crate::partnerships::removed::removed_before;
use crate::partnerships::rules::Membership;
use crate::partnerships::store as partnerships;
use crate::placements::rules::Assignment;
use crate::placements::store::{self as placements, Change, MineLine};
use crate::placements::words;
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::policy::{Action, Permit};
use crate::vocabulary::london_date;

const RELEASE: &str = "release";
const KEEP: &str = "keep";
/// What the provider reads beside places that end with the partnership.
const REASON: &str = "The school ended the partnership";

#[derive(Template)]
#[template(path = "placements/partner_providers/remove.html")]
struct RemovePage {
    layout: Layout,
    code: String,
    provider: String,
    has_users: bool,
    /// One question for each placement assigned in a year that has not ended.
    questions: Vec<Radios>,
}

impl RemovePage {
    fn warning() -> WarningText {
        WarningText::new("The provider will no longer see what your school shares with its partners.")
    }

    fn remove() -> Button {
        Button::new("Remove partner provider").warning().prevent_double_click(true)
    }
}

/// The partnership, and the provider's places in years that have not ended.
struct Ending {
    facts: Facts,
    assigned: Vec<MineLine>,
}

/// The facts of a partnership that can still be ended.
async fn ending(tx: &mut Tx, ctx: &Ctx, facts: Facts) -> Result<Ending, Failure> {
    if !matches!(facts.current.state, Membership::Active { .. }) {
        return Err(Failure::NotFound);
    }
    let today = london_date(ctx.now);
    let mut assigned = placements::between(tx, facts.provider.organisation(), facts.current.school).await?;
    assigned.retain(|it| it.share.state == Assignment::Assigned && !it.placement.offer.year.has_ended(today));
    Ok(Ending { facts, assigned })
}

fn field(line: &MineLine) -> String {
    format!("share-{}", line.share.public_id)
}

fn called(line: &MineLine) -> String {
    format!("{}, {}, {}", line.placement.title(), line.placement.offer.year, words::places(line.share.places))
}

fn question(line: &MineLine, answers: &Fields, problems: &Problems) -> Radios {
    let name = field(line);
    Radios::new(name.as_str(), Fieldset::new(called(line)))
        .item(Choice::new(RELEASE, "Release the places").hint("Other providers can then have them."))
        .item(
            Choice::new(KEEP, "Keep them to the end").hint("The provider keeps these places until the placement ends."),
        )
        .value(answers.text(&name))
        .error(problems.on(&name))
}

async fn view(
    tx: &mut Tx,
    ctx: &Ctx,
    ending: &Ending,
    (answers, problems): (&Fields, &Problems),
) -> Result<RemovePage, Failure> {
    let provider = &ending.facts.provider;
    let title = format!("Are you sure you want to remove {}?", provider.name);
    Ok(RemovePage {
        layout: ctx.layout_with(title, problems).back(format!("/partner-providers/{}", provider.code)),
        has_users: crate::organisations::people::has_users(tx, provider.organisation()).await?,
        questions: ending.assigned.iter().map(|it| question(it, answers, problems)).collect(),
        code: provider.code.clone(),
        provider: provider.name.clone(),
    })
}

/// Asks; and of each placement, what becomes of it.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let (_, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.read().await?;
    let facts = Facts::of(&mut tx, path, urn).await?;
    let ending = ending(&mut tx, &ctx, facts).await?;
    page(&view(&mut tx, &ctx, &ending, (&Fields::default(), &Problems::default())).await?)
}

/// What is wrong with the answers: each placement that is assigned now needs one.
fn judge(assigned: &[MineLine], answers: &Fields) -> Problems {
    let mut problems = Problems::default();
    for line in assigned {
        let name = field(line);
        if ![RELEASE, KEEP].contains(&answers.text(&name)) {
            problems.add(&name, format!("Select what happens to {}", called(line)));
        }
    }
    problems
}

/// Ends it, releases what is to be released, and promises the mail to the provider's users: all or nothing.
pub(super) async fn post(ctx: Ctx, path: Path<String>, answers: Fields) -> Result<Response, Failure> {
    let (permit, urn) = school(&ctx, Action::ChangePartners)?;
    let mut tx = ctx.app.db.begin().await?;
    let facts = Facts::of(&mut tx, path, urn).await?;
    if facts.current.state == Membership::Left {
        return Ok(removed_before(&ctx, &facts.provider.name, "/partner-providers"));
    }
    let ending = ending(&mut tx, &ctx, facts).await?;
    let problems = judge(&ending.assigned, &answers);
    if !problems.is_empty() {
        return page_again(&view(&mut tx, &ctx, &ending, (&answers, &problems)).await?);
    }
    let Facts { provider, current } = &ending.facts;
    let back = format!("/partner-providers/{}", provider.code);
    let mut refusal = release(&mut tx, &ctx, &ending.assigned, &answers).await?.err();
    if refusal.is_none() {
        let ended = partnerships::end_by_school(&mut tx, &permit, ctx.now, urn, current).await?;
        refusal = ended.err().map(|it| it.to_string());
    }
    if let Some(why) = refusal {
        drop(tx);
        refused(&ctx, &permit, partnerships::subject(provider.organisation(), urn), why).await?;
        // The provider's page says how it stands now.
        return Ok(see_other(&back));
    }
    let parameters = json!({ "membership": current.public_id, "report_number": current.report_number });
    news::tell::<SchoolLeft>(&mut tx, &ctx.app, ctx.now, parameters).await?;
    let has_users = crate::organisations::people::has_users(&mut tx, provider.organisation()).await?;
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let next = if has_users {
        "We are telling everyone at the provider who uses this service. It can add your school again; we will then \
         tell you."
    } else {
        "Nobody at the provider uses this service, so we have not emailed anyone. You can add it again at any time."
    };
    let banner = Banner::new(format!("{} removed", provider.name), next);
    Ok(with_banner(&ctx, see_other("/partner-providers"), &banner))
}

/// Releases the places of which the answers say so.
async fn release(
    tx: &mut Tx,
    ctx: &Ctx,
    assigned: &[MineLine],
    answers: &Fields,
) -> Result<Result<(), String>, Failure> {
    for line in assigned.iter().filter(|it| answers.text(&field(it)) == RELEASE) {
        let permit = ctx.may(Action::AssignPlacements)?;
        let change = Change::Release { reason: REASON.to_owned() };
        let of = (&line.placement, &line.share);
        if let Err(refusal) = placements::change(tx, &permit, ctx.now, of, &change).await? {
            return Ok(Err(refusal.to_string()));
        }
    }
    Ok(Ok(()))
}

/// A refused change is an event of its own.
async fn refused(ctx: &Ctx, permit: &Permit, subject: String, why: String) -> Result<(), Failure> {
    ctx.record_alone(permit.entry(ctx.now, subject, json!({ "change": "removal_refused", "why": why }))).await
}
