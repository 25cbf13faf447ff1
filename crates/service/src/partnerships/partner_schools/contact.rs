//! GET, POST /partner-schools/{urn}/contact: the address at which the school can be told, and its right one where the
//! school was told at a wrong one.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input, InsetText};
use govuk::{Layout, Problems};
use store::Tx;

use super::urn_of;
use crate::organisations::{contact_book, directory, people};
use crate::partnerships::mail::{SCHOOLS_ADDED, run};
use crate::partnerships::rules::Membership;
use crate::partnerships::store::{self as partnerships, Current, notices};
use crate::platform::ctx::{Banner, Ctx};
use crate::platform::failure::Failure;
use crate::platform::mail;
use crate::platform::page::{page, page_again, see_other, with_banner};
use crate::platform::request::Fields;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::{EmailAddress, Urn};

#[derive(Template)]
#[template(path = "partnerships/partner_schools/contact.html")]
struct ContactPage {
    layout: Layout,
    urn: Urn,
    address: String,
    /// Where mail tells the school already, or has told it.
    told: Option<String>,
    error: Option<String>,
}

impl ContactPage {
    fn input(&self) -> Input {
        Input::email("address", "Email address")
            .hint("For example, the address of its ITT coordinator or its office")
            .value(self.address.as_str())
            .error(self.error.as_deref())
    }

    fn inset(&self) -> Option<InsetText> {
        let told = self.told.as_ref()?;
        Some(InsetText::new(format!(
            "We told the school at {told}. If you change the address, we tell it again at the new one: it has 14 days \
             from then, and the link in the earlier email stops working."
        )))
    }

    fn save(&self) -> Button {
        Button::new("Save and tell the school").prevent_double_click(true)
    }
}

/// The partner school that is to be told, or to be told anew.
struct Member {
    current: Current,
    school: String,
    /// Where mail tells it already: to an address, and to no user.
    told: Option<String>,
    /// Why no address is needed.
    knows: Option<&'static str>,
}

/// The partner school; or its page, where it reported that naming it is a mistake.
async fn member(tx: &mut Tx, ctx: &Ctx, permit: &Permit, urn: Urn) -> Result<Result<Member, Response>, Failure> {
    let current = partnerships::current(tx, permit.on(), urn).await?.ok_or(Failure::NotFound)?;
    let school = directory::by_id(tx, current.school).await?.ok_or(Failure::NotFound)?.name;
    match current.state {
        Membership::Active { .. } => {}
        Membership::Reported { .. } => {
            let why = format!("{school} reported that naming it as a partner school is a mistake.");
            return Ok(Err(unchanged(ctx, urn, &why)));
        }
        Membership::Proposed | Membership::Left => return Err(Failure::NotFound),
    }
    let told = partnerships::told_at_address(tx, &current).await?;
    let may_be_wrong = told.is_some() && may_be_wrong(tx, &current).await?;
    let knows = match (current.told_by.as_deref(), current.told_at) {
        (_, None) => None,
        (Some("letter"), _) => Some("You told the school by letter."),
        (Some("mail"), _) if may_be_wrong => None,
        (Some("mail"), _) => Some("We told someone at the school who uses this service."),
        _ => Some("The school added you itself."),
    };
    Ok(Ok(Member { current, school, told, knows }))
}

/// Whether an address at which mail told the school may still turn out to be wrong: nobody there uses the service.
pub(super) async fn may_be_wrong(tx: &mut Tx, current: &Current) -> Result<bool, Failure> {
    let is_by_mail = current.told_by.as_deref().is_none_or(|way| way == "mail");
    Ok(is_by_mail && !people::has_users(tx, current.school).await?)
}

fn view(ctx: &Ctx, urn: Urn, member: Member, address: &str, problems: &Problems) -> ContactPage {
    let title = format!("How can we reach {}?", member.school);
    ContactPage {
        layout: ctx.layout_with(title, problems).back(format!("/partner-schools/{urn}")),
        urn,
        address: address.to_owned(),
        told: member.told,
        error: problems.on("address").map(str::to_owned),
    }
}

/// The school's page, for whoever comes when no address is needed.
fn unchanged(ctx: &Ctx, urn: Urn, why: &str) -> Response {
    with_banner(ctx, see_other(&format!("/partner-schools/{urn}")), &Banner::refusal("Nothing was changed", why))
}

/// Asks for the address.
pub(super) async fn get(ctx: Ctx, path: Path<String>) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::GiveContact)?;
    let member = match member(&mut ctx.app.db.read().await?, &ctx, &permit, urn).await? {
        Ok(member) => member,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if let Some(why) = member.knows {
        return Ok(unchanged(&ctx, urn, why));
    }
    let address = member.told.clone().unwrap_or_default();
    page(&view(&ctx, urn, member, &address, &Problems::default()))
}

/// The address, or why it cannot be used: it is none, a colleague gave another since the form was drawn, or the school
/// was told at this one.
fn read(member: &Member, fields: &Fields) -> Result<EmailAddress, String> {
    let address = fields.text("address").parse::<EmailAddress>().map_err(|why| why.to_string())?;
    match &member.told {
        Some(told) if fields.text("told") != told => Err(format!(
            "Someone gave the address {told} in the meantime, and we tell the school there. Check yours, and save it again if it is right"
        )),
        Some(told) if address.folded() == told.to_lowercase() => {
            Err(format!("We tell the school at {told} already. Enter another address"))
        }
        _ => Ok(address),
    }
}

/// Keeps the address and tells the school at it; anew where it was told at another.
pub(super) async fn post(ctx: Ctx, path: Path<String>, fields: Fields) -> Result<Response, Failure> {
    let urn = urn_of(path)?;
    let permit = ctx.may_as(Kind::Provider, Action::GiveContact)?;
    let mut tx = ctx.app.db.begin().await?;
    let member = match member(&mut tx, &ctx, &permit, urn).await? {
        Ok(member) => member,
        Err(elsewhere) => return Ok(elsewhere),
    };
    if let Some(why) = member.knows {
        return Ok(unchanged(&ctx, urn, why));
    }
    let mut problems = Problems::default();
    let Some(address) = problems.keep("address", read(&member, &fields)) else {
        return page_again(&view(&ctx, urn, member, fields.text("address"), &problems));
    };
    let Member { current, school, told, .. } = member;
    contact_book::give(&mut tx, &permit, ctx.now, current.school, &address).await?;
    if told.is_some() && !partnerships::begin_again(&mut tx, &permit, ctx.now, (urn, &current)).await? {
        return Err(Failure::NotFound);
    }
    if notices::queue_for_added(&mut tx, permit.on(), current.added_at).await? > 0 {
        mail::queue(&mut tx, &ctx.app, SCHOOLS_ADDED, run(permit.on(), current.added_at), ctx.now).await?;
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    let next = format!("We are emailing {school} at {address}. It has 14 days to tell us if this is a mistake.");
    Ok(with_banner(&ctx, see_other(&format!("/partner-schools/{urn}")), &Banner::new("Contact saved", next)))
}
