//! What every page of a school's own placements begins with.

use axum::response::Response;
use store::{FromQueryResult, Tx, values};

use crate::organisations::{contact_book, directory};
pub(super) use crate::placements::refusals::refused;
use crate::placements::rules::{Party, Refusal, is_special_school, phases_asked, settings_asked};
pub(super) use crate::placements::seen::address;
use crate::placements::store::{self as placements, Placement, Share};
use crate::placements::words::{Phase, Setting};
use crate::platform::clock::Chance;
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::page::see_other;
use crate::platform::request::Fields;
use crate::platform::secret::digest;
use crate::platform::sessions::Kind;
use crate::policy::{Action, Permit};
use crate::vocabulary::OrganisationId;

/// A refusal as the school's pages say it.
pub(super) fn words(refusal: Refusal) -> String {
    refusal.told_to(Party::School)
}

/// The permit on the school whose pages these are; another kind of organisation has no such pages.
pub(super) fn school(ctx: &Ctx, action: Action) -> Result<Permit, Failure> {
    ctx.may_as(Kind::School, action)
}

/// The school's placement that an address names; another school's does not exist for it.
pub(super) async fn placement(tx: &mut Tx, permit: &Permit, id: &str) -> Result<Placement, Failure> {
    let found = placements::placement(tx, id).await?;
    found.filter(|it| it.school == permit.on()).ok_or(Failure::NotFound)
}

/// The share of this placement that an address names.
pub(super) async fn share(tx: &mut Tx, placement: &Placement, id: &str) -> Result<Share, Failure> {
    let found = placements::share(tx, id).await?;
    found.filter(|it| it.placement == placement.id).ok_or(Failure::NotFound)
}

/// Chance that is the same each time that a form is sent: what it makes is there when it is sent again.
///
/// `run` comes from the page that asked; a place of one school never meets those of another.
pub(super) fn once(permit: &Permit, run: &str) -> Chance {
    let bytes = digest(&format!("{}:{run}", permit.on()));
    let seed = bytes.bytes().take(16).fold(0_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    Chance::seeded(seed)
}

/// The address of a check page with a run of its own: it stays in the address, so that Back and a reload show the same
/// page again, whose form does its work once.
pub(super) fn with_run(ctx: &Ctx, address: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}run={}", ctx.app.chance.public_id())
}

/// The run of a check page that is asked for; or to the same page with one, where its address has none.
pub(super) fn run_of(ctx: &Ctx, query: &Fields) -> Result<String, Box<Response>> {
    match query.text("run") {
        "" => Err(Box::new(see_other(&with_run(ctx, &ctx.address)))),
        run => Ok(run.to_owned()),
    }
}

/// Whether a placement with this public id is there; the school's changes wait for one another meanwhile.
pub(super) async fn is_made(tx: &mut Tx, permit: &Permit, id: &str) -> Result<bool, Failure> {
    directory::hold(tx, permit.on()).await?;
    let found: Option<i64> = tx.scalar("select id from placement where public_id = $1", values![id]).await?;
    Ok(found.is_some())
}

/// To the page of the contact while there is none, and on to where one wanted to go. Source: acceptance A24.
pub(super) async fn contact_first(tx: &mut Tx, ctx: &Ctx, permit: &Permit) -> Result<Option<Response>, Failure> {
    if contact_book::for_placements(tx, permit.on()).await?.is_some() {
        return Ok(None);
    }
    let then: String = form_urlencoded::byte_serialize(ctx.address.as_bytes()).collect();
    Ok(Some(see_other(&format!("/placements/contacts/placements?then={then}"))))
}

/// What the register says of a school that decides what it is asked.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Its phase.
    pub phase: Option<String>,
    /// Whether it is a special school.
    pub is_special: bool,
    /// Whether it has a SEN unit or resourced provision.
    pub has_unit: bool,
}

#[derive(FromQueryResult)]
struct Row {
    phase: Option<String>,
    kind: Option<String>,
    resourced_provision: Option<String>,
}

impl Register {
    /// Of this school.
    pub async fn of(tx: &mut Tx, school: OrganisationId) -> Result<Register, Failure> {
        let sql = "select e.phase, e.type as kind, e.resourced_provision from organisation o
            join establishment e on e.urn = o.urn where o.id = $1";
        let row: Option<Row> = tx.one(sql, values![school.get()]).await?;
        let Some(row) = row else { return Ok(Register::default()) };
        let has_unit = row.resourced_provision.is_some_and(|it| it != "Not applicable" && it != "None");
        Ok(Register { phase: row.phase, is_special: is_special_school(row.kind.as_deref()), has_unit })
    }

    /// The phases from which it chooses.
    pub fn phases(&self) -> Vec<Phase> {
        phases_asked(self.phase.as_deref(), self.has_unit)
    }

    /// The settings from which it chooses.
    pub fn settings(&self, phase: Phase) -> &'static [Setting] {
        settings_asked(phase, self.is_special, self.has_unit)
    }
}
