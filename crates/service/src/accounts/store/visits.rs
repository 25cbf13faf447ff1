//! Visits: the DfE looks at an organisation's pages, or acts for it, for as long as its session says so.
//!
//! A visit is two events, its beginning and its end, which the organisation can read. Source: product.md decision 13.

use chrono::{DateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, values};

use crate::accounts::events::{self, Visit};
use crate::platform::App;
use crate::platform::sessions;
use crate::policy::{Manner, Permit, Scopes};
use crate::vocabulary::{OrganisationId, PersonId};

#[derive(FromQueryResult)]
struct Open {
    person: i64,
    organisation: i64,
    manner: Option<String>,
}

impl Open {
    fn visit(&self) -> Visit {
        Visit {
            visitor: PersonId(self.person),
            organisation: OrganisationId(self.organisation),
            manner: Manner::read(self.manner.as_deref()),
        }
    }
}

/// Makes the session look at the permit's organisation, or act for it; gives the session's new token.
///
/// The permit is that of [`Manner::action`]. The reason is kept with the session and in the trail, outside its chain:
/// free text may name somebody. A visit that was open ends first.
///
/// # Errors
/// Those of the database.
pub async fn begin_visit(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    session: &str,
    reason: &str,
) -> Result<String, StoreError> {
    let Some(visitor) = permit.person() else { return Err(StoreError::Refused("only a person visits".to_owned())) };
    let (now, manner) = (app.clock.now(), permit.manner());
    note_end(tx, permit, now, Some(session)).await?;
    let sql = "update session set on_behalf_of = $3, on_behalf_reason = $4, on_behalf_manner = $5
               where public_id = $1 and person = $2";
    tx.execute(sql, values![session, visitor.get(), permit.on().get(), reason, manner.code()]).await?;
    let mut entry = events::visit(permit, Visit { visitor, organisation: permit.on(), manner }, "started", now);
    entry.personal.push(("reason", reason.to_owned()));
    tx.record(entry);
    sessions::renew(tx, permit, &app.chance, session).await
}

/// Makes the session act for a school that has let the permit's organisation; gives the session's new token.
///
/// What the school lets is read afresh at each request, so this gives nothing by itself. A visit that was open ends first.
///
/// # Errors
/// Those of the database.
pub async fn begin_for(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    session: &str,
    school: OrganisationId,
) -> Result<String, StoreError> {
    let Some(visitor) = permit.person() else { return Err(StoreError::Refused("only a person acts".to_owned())) };
    let (now, manner) = (app.clock.now(), Manner::Delegated(Scopes::default()));
    note_end(tx, permit, now, Some(session)).await?;
    let sql = "update session set on_behalf_of = $3, on_behalf_reason = null, on_behalf_manner = $4
               where public_id = $1 and person = $2 and organisation = $5";
    tx.execute(sql, values![session, visitor.get(), school.get(), manner.code(), permit.on().get()]).await?;
    tx.record(events::visit(permit, Visit { visitor, organisation: school, manner }, "started", now));
    sessions::renew(tx, permit, &app.chance, session).await
}

/// Ends the session's visit, when there is one; gives the session's new token.
///
/// # Errors
/// Those of the database.
pub async fn end_visit(tx: &mut Tx, app: &App, permit: &Permit, session: &str) -> Result<String, StoreError> {
    note_end(tx, permit, app.clock.now(), Some(session)).await?;
    let sql = "update session set on_behalf_of = null, on_behalf_reason = null, on_behalf_manner = null
               where public_id = $1 and person = $2";
    tx.execute(sql, values![session, permit.person().map(PersonId::get)]).await?;
    sessions::renew(tx, permit, &app.chance, session).await
}

/// Records that the visits of one session of the person end, or those of all their sessions: before these change or go.
pub async fn note_end(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    session: Option<&str>,
) -> Result<(), StoreError> {
    let Some(person) = permit.person() else { return Ok(()) };
    let sql = "select person, on_behalf_of as organisation, on_behalf_manner as manner from session
               where person = $1 and on_behalf_of is not null and (public_id = $2 or $3) order by started_at, public_id";
    let open: Vec<Open> = tx.all(sql, values![person.get(), session.unwrap_or_default(), session.is_none()]).await?;
    record(tx, permit, now, &open);
    Ok(())
}

/// Leaves the visits of somebody who is no user of the DfE any more, and records that they ended.
pub(super) async fn leave_visits(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    person: PersonId,
) -> Result<(), StoreError> {
    let sql = "select person, on_behalf_of as organisation, on_behalf_manner as manner from session
               where person = $1 and organisation = $2 and on_behalf_of is not null order by started_at, public_id";
    let open: Vec<Open> = tx.all(sql, values![person.get(), permit.on().get()]).await?;
    record(tx, permit, now, &open);
    let sql = "update session set on_behalf_of = null, on_behalf_reason = null, on_behalf_manner = null
               where person = $1 and organisation = $2";
    tx.execute(sql, values![person.get(), permit.on().get()]).await?;
    Ok(())
}

fn record(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, open: &[Open]) {
    for visit in open.iter().map(Open::visit) {
        tx.record(events::visit(permit, visit, "stopped", now));
    }
}
