//! Steps of the machine, written: the one place that changes shares and the counts of places.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::{Outcome, Placement, Share, share, subject};
use crate::placements::rules::{Assignment, Ground, Party, Refusal, Step, cap_left, expires_on};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId, london_date};

/// What a provider asks for.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The placement.
    pub placement: &'a Placement,
    /// How many places.
    pub places: i32,
    /// What the provider writes to the school; may be empty.
    pub message: &'a str,
}

/// What a school assigns without having been asked.
#[derive(Clone, Copy, Debug)]
pub struct Give<'a> {
    /// The placement.
    pub placement: &'a Placement,
    /// To whom.
    pub provider: OrganisationId,
    /// How many places.
    pub places: i32,
}

/// What is done with a share that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The school assigns places on a request: as many as were asked for, or another number.
    Assign {
        /// How many.
        places: i32,
    },
    /// The school declines.
    Decline {
        /// Why; not empty.
        reason: String,
    },
    /// The provider takes its request back.
    TakeBack,
    /// The school takes assigned places back.
    Release {
        /// Why; may be empty.
        reason: String,
    },
    /// The provider gives assigned places back.
    GiveBack {
        /// Why; may be empty.
        reason: String,
    },
    /// The school says that it has taken place; the job does at the end of the year.
    Complete,
    /// The school says that it was completed by mistake.
    Reopen,
    /// The job lets a request expire.
    Expire,
}

impl Change {
    fn step(&self) -> Step {
        match self {
            Change::Assign { .. } => Step::Assign,
            Change::Decline { .. } => Step::Decline,
            Change::TakeBack => Step::TakeBack,
            Change::Release { .. } => Step::Release,
            Change::GiveBack { .. } => Step::GiveBack,
            Change::Complete => Step::Complete,
            Change::Reopen => Step::Reopen,
            Change::Expire => Step::Expire,
        }
    }

    fn reason(&self) -> &str {
        match self {
            Change::Decline { reason } | Change::Release { reason } | Change::GiveBack { reason } => reason,
            _ => "",
        }
    }

    /// The word in the audit trail.
    fn code(&self) -> &'static str {
        match self {
            Change::Assign { .. } => "assigned",
            Change::Decline { .. } => "declined",
            Change::TakeBack => "taken_back",
            Change::Release { .. } => "released",
            Change::GiveBack { .. } => "given_back",
            Change::Complete => "completed",
            Change::Reopen => "reopened",
            Change::Expire => "expired",
        }
    }
}

/// A placement's counts under the lock.
#[derive(FromQueryResult)]
struct Counts {
    places: i32,
    places_assigned: i32,
    state: String,
    cap: Option<i32>,
    taken: i64,
}

/// Locks what counts against the cap of the school's year, and then the placement. Always in this order.
pub(super) async fn lock(tx: &mut Tx, placement: &Placement) -> Result<(), StoreError> {
    let (school, year, lock) = (placement.school.get(), placement.offer.year.start_year(), tx.dialect().for_update());
    let sql = format!("select id from availability where school = $1 and year = $2{lock}");
    let _: Option<i64> = tx.scalar(&sql, values![school, year]).await?;
    let sql = format!("select id from placement where id = $1{lock}");
    let _: Option<i64> = tx.scalar(&sql, values![placement.id]).await?;
    Ok(())
}

/// What decides about a step, read afresh under the lock.
async fn ground(
    tx: &mut Tx,
    now: DateTime<Utc>,
    placement: &Placement,
    (by, places): (Party, i32),
    provider: OrganisationId,
) -> Result<Ground, StoreError> {
    lock(tx, placement).await?;
    let counts: Option<Counts> = tx
        .one(
            "select p.places, p.places_assigned, p.state,
               (select v.trainee_cap from availability v where v.school = p.school and v.year = p.year) as cap,
               (select coalesce(sum(q.places_assigned), 0) from placement q
                  where q.school = p.school and q.year = p.year) as taken
             from placement p where p.id = $1",
            values![placement.id],
        )
        .await?;
    let counts = counts.ok_or_else(|| StoreError::Unreadable(format!("placement {} is gone", placement.id)))?;
    let asked_until: Option<NaiveDate> = tx
        .scalar(
            "select expires_on from placement_assignment where placement = $1 and provider = $2 and state = 'requested'",
            values![placement.id, provider.get()],
        )
        .await?;
    let (today, year) = (london_date(now), placement.offer.year);
    // One that can no longer be answered keeps a provider from asking again until it is taken off, and no school from
    // assigning places.
    let is_open = |last: NaiveDate| by == Party::Provider || last >= today;
    Ok(Ground {
        by,
        today,
        year,
        is_offered: counts.state == "offered",
        begins_on: placement.offer.when.begins_on(year),
        places,
        left: counts.places - counts.places_assigned,
        cap_left: cap_left(counts.cap, i32::try_from(counts.taken).unwrap_or(i32::MAX)),
        has_open_request: asked_until.is_some_and(is_open),
        expires_on: expires_on(today, year),
    })
}

/// Takes places from those that are left, or puts them back; `false` when there are not so many.
///
/// The condition is made again by the statement itself, and the table's check stands behind both.
async fn count(tx: &mut Tx, placement: &Placement, places: i32) -> Result<bool, StoreError> {
    let sql = "update placement set places_assigned = places_assigned + $1
        where id = $2 and places_assigned + $1 between 0 and places and (state = 'offered' or $1 < 0)";
    Ok(tx.execute(sql, values![places, placement.id]).await? == 1)
}

/// A provider asks for places; the permit is on the provider.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing is written.
pub async fn ask(tx: &mut Tx, permit: &Permit, chance: &Chance, now: DateTime<Utc>, ask: Ask<'_>) -> Outcome<Share> {
    let of = New { placement: ask.placement, provider: permit.on(), places: ask.places, message: ask.message };
    begin(tx, permit, chance, now, (Party::Provider, Step::Request, of)).await
}

/// A school assigns places without having been asked; the permit is on the school.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing may be committed.
pub async fn give(tx: &mut Tx, permit: &Permit, chance: &Chance, now: DateTime<Utc>, give: Give<'_>) -> Outcome<Share> {
    if permit.on() != give.placement.school {
        return Ok(Err(Refusal::NotYours));
    }
    let of = New { placement: give.placement, provider: give.provider, places: give.places, message: "" };
    begin(tx, permit, chance, now, (Party::School, Step::Assign, of)).await
}

/// A share that is not there yet.
#[derive(Clone, Copy)]
struct New<'a> {
    placement: &'a Placement,
    provider: OrganisationId,
    places: i32,
    message: &'a str,
}

async fn begin(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    (by, step, new): (Party, Step, New<'_>),
) -> Outcome<Share> {
    let ground = ground(tx, now, new.placement, (by, new.places), new.provider).await?;
    let state = match Assignment::New.take(step, &ground) {
        Ok(state) => state,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if state.holds_places() && !count(tx, new.placement, new.places).await? {
        return Ok(Err(Refusal::NotEnoughPlaces { left: ground.left }));
    }
    let (requested_at, expires_on, decided_at): (_, Option<NaiveDate>, _) = match state {
        Assignment::Requested { expires_on } => (Some(naive(now)), Some(expires_on), None),
        _ => (None, None, Some(naive(now))),
    };
    let id = chance.public_id();
    let person = permit.person().map(PersonId::get);
    let made = tx
        .execute(
            "insert into placement_assignment (public_id, placement, provider, places, state, message, requested_at,
               expires_on, decided_at, changed_at, changed_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
            values![
                id.as_str(),
                new.placement.id,
                new.provider.get(),
                new.places,
                state.code(),
                new.message,
                requested_at,
                expires_on,
                decided_at,
                naive(now),
                person
            ],
        )
        .await?;
    let Some(share) = share(tx, &id).await?.filter(|_| made == 1) else {
        return Ok(Err(Refusal::AlreadyRequested));
    };
    record(tx, permit, now, new.placement, (state.code(), &share));
    Ok(Ok(share))
}

/// Takes a step with a share; the permit is on the school or on the provider. Gives the share as it then stands.
///
/// # Errors
/// [`StoreError`]. The inner result holds the [`Refusal`]; then nothing may be committed.
pub async fn change(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (placement, share): (&Placement, &Share),
    change: &Change,
) -> Outcome<Share> {
    let by = if permit.on() == placement.school {
        Party::School
    } else if permit.on() == share.provider {
        Party::Provider
    } else {
        return Ok(Err(Refusal::NotYours));
    };
    move_on(tx, permit, now, (placement, share), (by, change)).await
}

/// Takes a step with a share that time has brought: the permit is the job's.
///
/// # Errors
/// As [`change`].
pub async fn change_by_job(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    of: (&Placement, &Share),
    change: &Change,
) -> Outcome<Share> {
    move_on(tx, permit, now, of, (Party::Job, change)).await
}

pub(super) async fn move_on(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (placement, before): (&Placement, &Share),
    (by, change): (Party, &Change),
) -> Outcome<Share> {
    if before.placement != placement.id {
        return Ok(Err(Refusal::NotYours));
    }
    let places = if let Change::Assign { places } = change { *places } else { before.places };
    let ground = ground(tx, now, placement, (by, places), before.provider).await?;
    let state = match before.state.take(change.step(), &ground) {
        Ok(state) => state,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let taken = match (before.state.holds_places(), state.holds_places()) {
        (false, true) => places,
        (true, false) => -before.places,
        (true, true) | (false, false) => 0,
    };
    if taken != 0 && !count(tx, placement, taken).await? {
        return Ok(Err(Refusal::NotEnoughPlaces { left: ground.left }));
    }
    let person = permit.person().map(PersonId::get);
    let changed = tx
        .execute(
            "update placement_assignment set state = $1, places = $2, reason = $3, decided_at = $4, changed_at = $4,
               changed_by = $5, version = version + 1 where id = $6 and version = $7",
            values![state.code(), places, change.reason(), naive(now), person, before.id, before.version],
        )
        .await?;
    if changed == 0 {
        return Ok(Err(Refusal::OutOfStep));
    }
    let after = share(tx, &before.public_id).await?;
    let Some(after) = after else { return Ok(Err(Refusal::OutOfStep)) };
    record(tx, permit, now, placement, (change.code(), &after));
    Ok(Ok(after))
}

/// The event of a step. Words that people wrote stay out of the trail: they stand on the share.
fn record(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, placement: &Placement, (change, share): (&str, &Share)) {
    let data = json!({
        "change": change, "share": share.public_id, "provider": share.provider_code,
        "provider_name": share.provider_name, "places": share.places
    });
    tx.record(permit.entry(now, subject(&placement.public_id), data));
}
