//! Delegations as rows: let, asked for, answered, ended. Each change holds the school, so that of two the second sees the first.

mod choose;
mod read;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use store::audit::Entry;
use store::{StoreError, Tx, naive, values};

pub use choose::{Choice, find_bodies, groups_of, named, organisation_of};
pub use read::{By, Delegation, Side, between, find, of_delegate, of_school, open_to};

use super::mail::{DelegationAsked, DelegationDeclined, DelegationEnded, DelegationGiven};
use super::rules::{Pair, Period, Refusal, Standing, State, may_ask, may_let};
use crate::organisations::{directory, news};
use crate::platform::App;
use crate::policy::{Permit, Scopes};
use crate::vocabulary::{OrganisationId, PersonId, london_date};

/// What becomes of a change: its own result, or the rule that refuses it; then nothing is written.
pub type Outcome<T> = Result<Result<T, Refusal>, StoreError>;

/// What is to be let or asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// The other side: who is to act, or the school that is asked.
    pub other: OrganisationId,
    /// For what.
    pub scopes: Scopes,
    /// Whether who is to act is a trust or a provider.
    pub is_trust_or_provider: bool,
}

/// What the trail calls a delegation.
fn subject(public_id: &str) -> String {
    format!("delegation {public_id}")
}

/// The event of a change, on the school's record whoever made it.
fn event(
    permit: &Permit,
    now: DateTime<Utc>,
    (school, public_id, change): (OrganisationId, &str, &str),
    mut data: Value,
) -> Entry {
    data["change"] = json!(change);
    Entry { organisation: Some(school.get()), ..permit.entry(now, subject(public_id), data) }
}

fn person(permit: &Permit) -> Option<i64> {
    permit.person().map(PersonId::get)
}

/// Holds the school, and ends what is over between the two: its row would stand in the way of the next.
async fn hold(
    tx: &mut Tx,
    school: OrganisationId,
    delegate: OrganisationId,
    now: DateTime<Utc>,
) -> Result<Option<(Delegation, Standing)>, StoreError> {
    directory::hold(tx, school).await?;
    let Some(found) = between(tx, school, delegate).await? else { return Ok(None) };
    let standing = found.standing(london_date(now));
    if standing != Standing::Over {
        return Ok(Some((found, standing)));
    }
    let sql = "update delegation set state = 'ended', version = version + 1 where public_id = $1";
    tx.execute(sql, values![found.public_id.as_str()]).await?;
    Ok(None)
}

/// Lets an organisation act for the school of the permit; gives the public id. What it asked for is answered by it.
///
/// # Errors
/// Those of the database; the inner error is a rule's, and then nothing may be committed.
pub async fn let_act(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    (wanted, period): (Wanted, Period),
) -> Outcome<String> {
    let school = permit.on();
    let found = hold(tx, school, wanted.other, now).await?;
    let pair =
        Pair { is_trust_or_provider: wanted.is_trust_or_provider, live: found.as_ref().map(|(_, standing)| *standing) };
    if let Err(refusal) = may_let(pair, wanted.scopes, period, london_date(now)) {
        return Ok(Err(refusal));
    }
    let id = found.map_or_else(|| app.chance.public_id(), |(asked, _)| asked.public_id);
    let sql = "insert into delegation (public_id, school, delegate, placements, early_career, state, starts_on, ends_on,
                 given_at, given_by)
               values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $9)
               on conflict (public_id) do update set placements = excluded.placements, early_career = excluded.early_career,
                 state = 'open', starts_on = excluded.starts_on, ends_on = excluded.ends_on, given_at = excluded.given_at,
                 given_by = excluded.given_by, version = delegation.version + 1";
    let Scopes { placements, early_career } = wanted.scopes;
    let row = values![
        id.as_str(),
        school.get(),
        wanted.other.get(),
        placements,
        early_career,
        period.starts_on,
        period.ends_on,
        naive(now),
        person(permit)
    ];
    tx.execute(sql, row).await?;
    let data = json!({
        "delegate": wanted.other.get(), "placements": placements, "early_career": early_career,
        "starts_on": period.starts_on.to_string(), "ends_on": period.ends_on.map(|it| it.to_string()),
    });
    tx.record(event(permit, now, (school, &id, "let"), data));
    news::tell::<DelegationGiven>(tx, app, now, json!({ "delegation": id })).await?;
    Ok(Ok(id))
}

/// Asks a school to let the permit's organisation act for it; gives the public id.
///
/// # Errors
/// Those of the database; the inner error is a rule's, and then nothing may be committed.
pub async fn ask(tx: &mut Tx, app: &App, permit: &Permit, now: DateTime<Utc>, wanted: Wanted) -> Outcome<String> {
    let school = wanted.other;
    let live = hold(tx, school, permit.on(), now).await?.map(|(_, standing)| standing);
    let pair = Pair { is_trust_or_provider: wanted.is_trust_or_provider, live };
    if let Err(refusal) = may_ask(pair, wanted.scopes) {
        return Ok(Err(refusal));
    }
    let id = app.chance.public_id();
    let Scopes { placements, early_career } = wanted.scopes;
    let sql =
        "insert into delegation (public_id, school, delegate, placements, early_career, state, asked_at, asked_by)
               values ($1, $2, $3, $4, $5, 'asked', $6, $7)";
    let row =
        values![id.as_str(), school.get(), permit.on().get(), placements, early_career, naive(now), person(permit)];
    tx.execute(sql, row).await?;
    let data = json!({ "delegate": permit.on().get(), "placements": placements, "early_career": early_career });
    tx.record(event(permit, now, (school, &id, "asked"), data));
    news::tell::<DelegationAsked>(tx, app, now, json!({ "delegation": id })).await?;
    Ok(Ok(id))
}

/// Says no to what an organisation asked the permit's school.
///
/// # Errors
/// Those of the database; the inner error is a rule's, and then nothing may be committed.
pub async fn decline(tx: &mut Tx, app: &App, permit: &Permit, now: DateTime<Utc>, of: &Delegation) -> Outcome<()> {
    directory::hold(tx, of.school.id).await?;
    if !close(tx, permit, now, (of, State::Asked, State::Declined), "").await? {
        return Ok(Err(Refusal::OutOfStep));
    }
    let data = json!({ "delegate": of.delegate.id.get() });
    tx.record(event(permit, now, (of.school.id, &of.public_id, "declined"), data));
    news::tell::<DelegationDeclined>(tx, app, now, json!({ "delegation": of.public_id })).await?;
    Ok(Ok(()))
}

/// Ends what an organisation may do for a school, or takes back what it asked, for either side: that of the permit.
///
/// # Errors
/// Those of the database; the inner error is a rule's, and then nothing may be committed.
pub async fn end(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    (of, reason): (&Delegation, &str),
) -> Outcome<()> {
    directory::hold(tx, of.school.id).await?;
    let is_live = of.standing(london_date(now)).is_live();
    if !is_live || !close(tx, permit, now, (of, of.state, State::Ended), reason).await? {
        return Ok(Err(Refusal::OutOfStep));
    }
    let data = json!({ "delegate": of.delegate.id.get() });
    let mut entry = event(permit, now, (of.school.id, &of.public_id, "ended"), data);
    if !reason.is_empty() {
        entry.personal.push(("reason", reason.to_owned()));
    }
    tx.record(entry);
    news::tell::<DelegationEnded>(tx, app, now, json!({ "delegation": of.public_id })).await?;
    Ok(Ok(()))
}

/// Whether the row was still as it was read, and is closed now.
async fn close(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (of, from, to): (&Delegation, State, State),
    reason: &str,
) -> Result<bool, StoreError> {
    let sql = "update delegation set state = $4, ended_at = $5, ended_by = $6, ended_for = $7, reason = $8,
                 version = version + 1
               where public_id = $1 and version = $2 and state = $3";
    let row = values![
        of.public_id.as_str(),
        of.version,
        from.code(),
        to.code(),
        naive(now),
        person(permit),
        permit.on().get(),
        reason
    ];
    Ok(tx.execute(sql, row).await? == 1)
}
