//! One's own account and sessions.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use super::visits;
use crate::accounts::events;
use crate::accounts::rules::TERMS_VERSION;
use crate::platform::App;
use crate::platform::sessions::{self, IDLE};
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId, PersonName};

/// One of a person's sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSession {
    /// Its public id, for the form that ends it.
    pub public_id: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it last asked for a page, to the minute.
    pub seen_at: DateTime<Utc>,
}

#[derive(FromQueryResult)]
struct Row {
    public_id: String,
    user_agent: String,
    started_at: NaiveDateTime,
    seen_at: NaiveDateTime,
}

/// A person's live sessions, the last used first.
pub async fn sessions_of(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<Vec<OwnSession>, StoreError> {
    let sql = "select public_id, user_agent, started_at, seen_at from session
               where person = $1 and ends_at > $2 and seen_at > $3 order by seen_at desc, public_id";
    let rows: Vec<Row> = tx.all(sql, values![person.get(), naive(now), naive(now - IDLE)]).await?;
    let session = |row: Row| OwnSession {
        public_id: row.public_id,
        user_agent: row.user_agent,
        started_at: utc(row.started_at),
        seen_at: utc(row.seen_at),
    };
    Ok(rows.into_iter().map(session).collect())
}

/// Ends one session of the person who acts; another's is left as it is.
pub async fn end_session(tx: &mut Tx, permit: &Permit, session: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    visits::note_end(tx, permit, now, Some(session)).await?;
    let ended = sessions::end(tx, permit, session).await?;
    if let Some(person) = permit.person().filter(|_| ended > 0) {
        tx.record(events::account(permit, person, "signed_out", now));
    }
    Ok(())
}

/// Ends every session of the person who acts.
pub async fn end_all_sessions(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let Some(person) = permit.person() else { return Ok(0) };
    visits::note_end(tx, permit, now, None).await?;
    tx.record(events::account(permit, person, "signed_out_everywhere", now));
    tx.execute("delete from session where person = $1", values![person.get()]).await
}

/// Takes the terms in force as accepted by the person who acts.
pub async fn accept_terms(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Some(person) = permit.person() else { return Ok(()) };
    let sql = "update person set terms_version = $2, terms_accepted_at = $3
               where id = $1 and (terms_version is null or terms_version <> $2)";
    if tx.execute(sql, values![person.get(), TERMS_VERSION, naive(now)]).await? == 1 {
        tx.record(permit.entry(
            now,
            format!("person:{}", person.get()),
            serde_json::json!({ "version": TERMS_VERSION }),
        ));
    }
    Ok(())
}

/// How the person wants mails of one kind: each as it comes, or once a day.
pub async fn digest_of(tx: &mut Tx, person: PersonId) -> Result<String, StoreError> {
    let digest: Option<String> = tx.scalar("select digest from person where id = $1", values![person.get()]).await?;
    Ok(digest.unwrap_or_else(|| "each".to_owned()))
}

/// Changes the acting person's own name and choice of mails (`each` or `daily`).
pub async fn change_own(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    name: &PersonName,
    digest: &'static str,
) -> Result<(), StoreError> {
    let Some(person) = permit.person() else { return Ok(()) };
    let sql = "update person set name = $2, digest = $3 where id = $1 and (name <> $2 or digest <> $3)";
    if tx.execute(sql, values![person.get(), name.as_str(), digest]).await? == 1 {
        tx.record(events::account(permit, person, "changed_own_account", now));
    }
    Ok(())
}

/// Makes the session act as one of the person's organisations; gives the session's new token.
///
/// Nothing when the organisation is not theirs. An organisation that the DfE visited is left.
pub async fn choose_organisation(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    session: &str,
    organisation: OrganisationId,
) -> Result<Option<String>, StoreError> {
    visits::note_end(tx, permit, app.clock.now(), Some(session)).await?;
    let sql = "update session set organisation = $3, on_behalf_of = null, on_behalf_reason = null,
                 on_behalf_manner = null
               where public_id = $1 and person = $2
                 and exists (select 1 from person_role r where r.person = $2 and r.organisation = $3)";
    let person = permit.person().map(PersonId::get);
    if tx.execute(sql, values![session, person, organisation.get()]).await? != 1 {
        return Ok(None);
    }
    if let Some(person) = permit.person() {
        tx.record(events::organisation_chosen(permit, person, organisation, app.clock.now()));
    }
    sessions::renew(tx, permit, &app.chance, session).await.map(Some)
}
