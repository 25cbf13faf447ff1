//! GET, POST /partner-schools/{urn}/contact: the address at which the school can be told, and its right one where the
//! school was told at a wrong one.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use govuk::components::{Button, Input, InsetText};
use govuk::{Layout, Problems};
use store::Tx;

use super::urn_of;
use crate::organisations::contact_book::{self, Purpose};
use crate::organisations::{directory, people};
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

/// Asks for the address at which a school can be told.
#[derive(Template)]
#[template(path = "partnerships/partner_schools/contact.html")]
pub struct ContactPage {
    /// The page around it.
    pub layout: Layout,
    /// Where the form goes.
    pub action: String,
    /// Where Cancel leads.
    pub back: String,
    /// Where a letter is made instead, if one can be.
    pub letter: Option<String>,
    /// What the organisation did, of which the school is told: "added".
    pub did: &'static str,
    /// What stands in the field.
    pub address: String,
    /// Where mail tells the school already, or has told it.
    pub told: Option<String>,
    /// What is wrong with the address.
    pub error: Option<String>,
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

/// A school that is to be told, or to be told anew.
pub struct Reach {
    /// Its membership.
    pub current: Current,
    /// Its name.
    pub school: String,
    /// Where mail tells it already: at an address, and no user.
    pub told: Option<String>,
    /// Why no address is needed.
    pub knows: Option<&'static str>,
}

impl Reach {
    /// The school of a membership, by its name.
    ///
    /// # Errors
    /// [`Failure`] when the database is away.
    pub async fn of(tx: &mut Tx, current: Current, school: String) -> Result<Reach, Failure> {
        let told = partnerships::told_at_address(tx, &current).await?;
        let may_be_wrong = told.is_some() && may_be_wrong(tx, &current).await?;
        let knows = match (current.told_by.as_deref(), current.told_at) {
            (_, None) => None,
            (Some("letter"), _) => Some("You told the school by letter."),
            (Some("mail"), _) if may_be_wrong => None,
            (Some("mail"), _) => Some("We told someone at the school who uses this service."),
            _ => Some("The school added you itself."),
        };
        Ok(Reach { current, school, told, knows })
    }

    /// The address, or why it cannot be used: it is none, a colleague gave another since the form was drawn, or the
    /// school was told at this one.
    ///
    /// # Errors
    /// The sentence for the page.
    pub fn read(&self, fields: &Fields) -> Result<EmailAddress, String> {
        let address = fields.text("address").parse::<EmailAddress>().map_err(|why| why.to_string())?;
        match &self.told {
            Some(told) if fields.text("told") != told => Err(format!(
                "Someone gave the address {told} in the meantime, and we tell the school there. Check yours, and save it again if it is right"
            )),
            Some(told) if address.folded() == told.to_lowercase() => {
                Err(format!("We tell the school at {told} already. Enter another address"))
            }
            _ => Ok(address),
        }
    }

    /// Keeps the address for this purpose; where the school was told at another, it is to be told anew.
    ///
    /// # Errors
    /// [`Failure`] when somebody changed the membership meanwhile, or the database is away; then nothing may be committed.
    pub async fn correct(
        &self,
        tx: &mut Tx,
        (ctx, permit): (&Ctx, &Permit),
        urn: Urn,
        (purpose, address): (Purpose, &EmailAddress),
    ) -> Result<(), Failure> {
        contact_book::give(tx, permit, ctx.now, (self.current.school, purpose), address).await?;
        if self.told.is_some() && !partnerships::begin_again(tx, permit, ctx.now, (urn, &self.current)).await? {
            return Err(Failure::NotFound);
        }
        Ok(())
    }

    /// Back on the school's page, with what follows.
    pub fn saved(&self, ctx: &Ctx, address: &EmailAddress, page: &str) -> Response {
        let next =
            format!("We are emailing {} at {address}. It has 14 days to tell us if this is a mistake.", self.school);
        with_banner(ctx, see_other(page), &Banner::new("Contact saved", next))
    }
}

/// The partner school; or its page, where it reported that naming it is a mistake.
async fn member(tx: &mut Tx, ctx: &Ctx, permit: &Permit, urn: Urn) -> Result<Result<Reach, Response>, Failure> {
    let current = partnerships::current(tx, permit.on(), urn).await?.ok_or(Failure::NotFound)?;
    let school = directory::by_id(tx, current.school).await?.ok_or(Failure::NotFound)?.name;
    match current.state {
        Membership::Active { .. } => {}
        Membership::Reported { .. } => {
            let why = format!("{school} reported that naming it as a partner school is a mistake.");
            return Ok(Err(unchanged(ctx, &page_of(urn), &why)));
        }
        Membership::Proposed | Membership::Left => return Err(Failure::NotFound),
    }
    Ok(Ok(Reach::of(tx, current, school).await?))
}

/// Whether an address at which mail told the school may still turn out to be wrong: nobody there uses the service.
///
/// # Errors
/// [`Failure`] when the database is away.
pub async fn may_be_wrong(tx: &mut Tx, current: &Current) -> Result<bool, Failure> {
    let is_by_mail = current.told_by.as_deref().is_none_or(|way| way == "mail");
    Ok(is_by_mail && !people::has_users(tx, current.school).await?)
}

fn view(ctx: &Ctx, urn: Urn, member: Reach, address: &str, problems: &Problems) -> ContactPage {
    let title = format!("How can we reach {}?", member.school);
    ContactPage {
        layout: ctx.layout_with(title, problems).back(page_of(urn)),
        action: format!("{}/contact", page_of(urn)),
        back: page_of(urn),
        letter: Some(format!("{}/letter", page_of(urn))),
        did: "added",
        address: address.to_owned(),
        told: member.told,
        error: problems.on("address").map(str::to_owned),
    }
}

/// The school's page, for whoever comes when no address is needed.
pub fn unchanged(ctx: &Ctx, page: &str, why: &str) -> Response {
    with_banner(ctx, see_other(page), &Banner::refusal("Nothing was changed", why))
}

fn page_of(urn: Urn) -> String {
    format!("/partner-schools/{urn}")
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
        return Ok(unchanged(&ctx, &page_of(urn), why));
    }
    let address = member.told.clone().unwrap_or_default();
    page(&view(&ctx, urn, member, &address, &Problems::default()))
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
        return Ok(unchanged(&ctx, &page_of(urn), why));
    }
    let mut problems = Problems::default();
    let Some(address) = problems.keep("address", member.read(&fields)) else {
        return page_again(&view(&ctx, urn, member, fields.text("address"), &problems));
    };
    member.correct(&mut tx, (&ctx, &permit), urn, (Purpose::Itt, &address)).await?;
    let added_at = member.current.added_at;
    if notices::queue_for_added(&mut tx, permit.on(), added_at).await? > 0 {
        mail::queue(&mut tx, &ctx.app, SCHOOLS_ADDED, run(permit.on(), added_at), ctx.now).await?;
    }
    tx.commit().await?;
    ctx.app.wake.notify_one();
    Ok(member.saved(&ctx, &address, &page_of(urn)))
}
