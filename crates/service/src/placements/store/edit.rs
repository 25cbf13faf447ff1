//! Changing what a school says of a placement, withdrawing it and offering it again.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use store::{StoreError, Tx, naive, values};

use super::advance::{self, Change};
use super::availability;
use super::offer::{DESCRIBED, described, with_id, write_subjects};
use super::{Outcome, Placement, Share, placement, shares_of, subject};
use crate::placements::rules::{Assignment, Offer, Party, Refusal, What, When, may_edit, may_set_places, may_withdraw};
use crate::placements::words::{Route, Setting};
use crate::policy::Permit;
use crate::vocabulary::{PersonId, london_date};

/// The reason that those get whose requests fall with a placement.
const WITHDRAWN: &str = "The placement was withdrawn";

/// One thing that a school changes. The year and the phase never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The year group, the subjects or the key stage.
    What(What),
    /// When it is.
    When(When),
    /// How many places.
    Places(i32),
    /// How many more for intensive training and practice.
    ItpPlaces(i32),
    /// The routes.
    Routes(Vec<Route>),
    /// Where in the school.
    Setting(Setting),
    /// The school's own words.
    Note(String),
}

impl Edit {
    /// What it changes, as banners and the audit trail name it.
    pub fn title(&self) -> &'static str {
        match self {
            Edit::What(What::Primary(_)) => "Year group",
            Edit::What(What::Secondary { .. }) => "Subject",
            Edit::What(What::Send(_)) => "Key stage",
            Edit::When(_) => "Expected date",
            Edit::Places(_) => "Number of places",
            Edit::ItpPlaces(_) => "Places for intensive training and practice",
            Edit::Routes(_) => "Routes",
            Edit::Setting(_) => "Setting",
            Edit::Note(_) => "Note",
        }
    }

    fn on(&self, offer: &Offer) -> Offer {
        let mut offer = offer.clone();
        match self.clone() {
            Edit::What(what) => offer.what = what,
            Edit::When(when) => offer.when = when,
            Edit::Places(places) => offer.places = places,
            Edit::ItpPlaces(places) => offer.itp_places = places,
            Edit::Routes(routes) => offer.routes = routes,
            Edit::Setting(setting) => offer.setting = setting,
            Edit::Note(note) => offer.note = note,
        }
        offer
    }
}

/// The placement as it stands under a lock.
async fn locked(tx: &mut Tx, permit: &Permit, id: &Placement) -> Result<Result<Placement, Refusal>, StoreError> {
    if permit.on() != id.school {
        return Ok(Err(Refusal::NotYours));
    }
    advance::lock(tx, id).await?;
    Ok(placement(tx, &id.public_id).await?.ok_or(Refusal::OutOfStep))
}

/// Changes one thing; gives whether it was another before. The same value again writes nothing.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn edit(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, of: &Placement, change: &Edit) -> Outcome<bool> {
    let current = match locked(tx, permit, of).await? {
        Ok(current) => current,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let (today, offer) = (london_date(now), change.on(&current.offer));
    let allowed = match change {
        Edit::Places(places) => may_set_places(&current.standing(), *places, today),
        _ => may_edit(&current.standing(), today),
    };
    let fits = if offer.what.phase() == current.offer.what.phase() { Ok(()) } else { Err(Refusal::DoesNotFit) };
    if let Err(refusal) = allowed.and(fits).and_then(|()| offer.check(today)) {
        return Ok(Err(refusal));
    }
    if offer == current.offer {
        return Ok(Ok(false));
    }
    if !write(tx, permit, now, &current, &offer).await? {
        return Ok(Err(Refusal::OutOfStep));
    }
    let data = json!({ "change": "edited", "what": change.title() });
    tx.record(permit.entry(now, subject(&current.public_id), data));
    Ok(Ok(true))
}

async fn write(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    current: &Placement,
    offer: &Offer,
) -> Result<bool, StoreError> {
    let given = tx.dialect().recordset("$1", &DESCRIBED);
    let names: Vec<&str> = DESCRIBED.iter().map(|(name, _)| *name).collect();
    let set: Vec<String> = names.iter().map(|name| format!("{name} = given.{name}")).collect();
    let sql = format!(
        "update placement set {}, version = version + 1, changed_at = $2, changed_by = $3 from {given}
         where id = $4 and version = $5",
        set.join(", ")
    );
    let person = permit.person().map(PersonId::get);
    let row = Value::from(vec![described(offer)]).to_string();
    let changed = tx.execute(&sql, values![row, naive(now), person, current.id, current.version]).await?;
    if changed == 1 && offer.what != current.offer.what {
        tx.execute("delete from placement_subject where placement = $1", values![current.id]).await?;
        write_subjects(tx, &Value::from(with_id(offer, &current.public_id))).await?;
    }
    Ok(changed == 1)
}

/// Withdraws a placement; its open requests are declined, and given, so that those who asked can be told.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing may be committed.
pub async fn withdraw(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, of: &Placement) -> Outcome<Vec<Share>> {
    let current = match locked(tx, permit, of).await? {
        Ok(current) => current,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if let Err(refusal) = may_withdraw(&current.standing(), london_date(now)) {
        return Ok(Err(refusal));
    }
    let mut declined = Vec::new();
    for share in shares_of(tx, current.id).await? {
        let Assignment::Requested { expires_on } = share.state else { continue };
        // One whose day is over and that the job has not seen yet expires by itself.
        if london_date(now) > expires_on {
            continue;
        }
        let decline = Change::Decline { reason: WITHDRAWN.to_owned() };
        match advance::move_on(tx, permit, now, (&current, &share), (Party::School, &decline)).await? {
            Ok(after) => declined.push(after),
            Err(refusal) => return Ok(Err(refusal)),
        }
    }
    if let Err(refusal) = set_state(tx, permit, now, &current, "withdrawn").await? {
        return Ok(Err(refusal));
    }
    availability::after_withdrawal(tx, permit, now, current.offer.year).await?;
    Ok(Ok(declined))
}

/// Offers a withdrawn placement again.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn offer_again(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, of: &Placement) -> Outcome<()> {
    let current = match locked(tx, permit, of).await? {
        Ok(current) if current.is_offered => return Ok(Err(Refusal::AlreadyOffered)),
        Ok(current) => current,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if current.offer.year.has_ended(london_date(now)) {
        return Ok(Err(Refusal::YearEnded));
    }
    if let Err(refusal) = set_state(tx, permit, now, &current, "offered").await? {
        return Ok(Err(refusal));
    }
    availability::offered(tx, permit, now, current.offer.year).await?;
    Ok(Ok(()))
}

async fn set_state(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, current: &Placement, state: &str) -> Outcome<()> {
    let person = permit.person().map(PersonId::get);
    let changed = tx
        .execute(
            "update placement set state = $1, version = version + 1, changed_at = $2, changed_by = $3
             where id = $4 and version = $5 and state <> $1",
            values![state, naive(now), person, current.id, current.version],
        )
        .await?;
    if changed == 0 {
        return Ok(Err(Refusal::OutOfStep));
    }
    let change = if state == "offered" { "offered_again" } else { "withdrawn" };
    tx.record(permit.entry(now, subject(&current.public_id), json!({ "change": change })));
    Ok(Ok(()))
}
