//! The list of an address, and every row of it judged.

use std::sync::Arc;

use axum::Extension;
use store::Tx;

use super::list::{self, For, List, PURPOSE, Read};
use crate::early_career::rules::verdict::RowError;
use crate::early_career::store::bodies;
use crate::early_career::store::confirm::Line;
use crate::early_career::store::judge::{Asking, Register, judge};
use crate::platform::ctx::Ctx;
use crate::platform::failure::Failure;
use crate::platform::sessions::Kind;
use crate::platform::uploads::{self, Kept, Whose};
use crate::policy::{Action, Permit};
use crate::vocabulary::Urn;

/// The register in memory, as it reaches a page.
pub(super) type Tools = Extension<Arc<Register>>;

/// A row and what is said of it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// Its line.
    pub line: usize,
    /// What the person wrote, as it may be shown.
    pub written: String,
    /// The school.
    pub urn: Option<Urn>,
    /// The earlier line that names the same school: no error, and nothing to confirm.
    pub same_as: Option<usize>,
    /// Why it cannot be confirmed.
    pub error: Option<RowError>,
}

impl Judged {
    /// The school to be confirmed for it.
    pub(super) fn good(&self) -> Option<Line> {
        let urn = self.urn.filter(|_| self.error.is_none() && self.same_as.is_none())?;
        Some(Line { line: self.line, urn })
    }
}

/// Judges rows, in their order.
pub(super) async fn judged(
    tx: &mut Tx,
    Extension(register): &Tools,
    asking: Asking,
    rows: &[(usize, Read)],
) -> Result<Vec<Judged>, Failure> {
    let schools = register.schools(tx).await?;
    let verdicts = judge(tx, &schools, asking, &list::urns(rows)).await?;
    let judged = rows.iter().map(|(line, read)| {
        let (urn, same_as, error) = match read {
            Read::Urn(number) => {
                let urn = list::urn(*number);
                (urn, None, urn.map_or(Some(RowError::UrnNotValid), |it| verdicts.error(it)))
            }
            Read::Again(_, same_as) => (None, Some(*same_as), None),
            Read::Bad(_) => (None, None, Some(RowError::UrnNotValid)),
        };
        Judged { line: *line, written: read.written(), urn, same_as, error }
    });
    Ok(judged.collect())
}

/// For whom a list is judged.
pub(super) fn asking(permit: &Permit, list: &List) -> Asking {
    Asking { lead_provider: permit.on(), cohort: list.cohort }
}

/// Whoever may confirm schools.
pub(super) fn permit(ctx: &Ctx) -> Result<Permit, Failure> {
    ctx.may_as(Kind::LeadProvider, Action::ConfirmSchools)
}

/// The list that an address names; another organisation's is no page.
pub(super) async fn found(tx: &mut Tx, ctx: &Ctx, permit: &Permit, id: &str) -> Result<List, Failure> {
    let kept = uploads::find(tx, whose(permit, id), ctx.now).await?;
    list_of(tx, kept, id).await
}

/// The same, held until the end of the transaction: a second click waits for the first.
pub(super) async fn held(tx: &mut Tx, ctx: &Ctx, permit: &Permit, id: &str) -> Result<List, Failure> {
    let kept = uploads::hold(tx, whose(permit, id), ctx.now).await?;
    list_of(tx, kept, id).await
}

fn whose<'a>(permit: &Permit, public_id: &'a str) -> Whose<'a> {
    Whose { owner: permit.on(), purposes: &[PURPOSE], public_id }
}

async fn list_of(tx: &mut Tx, kept: Option<Kept>, id: &str) -> Result<List, Failure> {
    let kept = kept.ok_or(Failure::NotFound)?;
    let unreadable = || Failure::Broken(format!("upload {id} cannot be read"));
    let told: For = serde_json::from_str(&kept.columns).map_err(|_| unreadable())?;
    let partner = bodies::find(tx, Kind::DeliveryPartner, &told.partner).await?.ok_or_else(unreadable)?;
    List::of(kept, id, &told, partner).ok_or_else(unreadable)
}
