//! Second factors as rows: a key sealed with the service's secret, and digests of recovery codes.

use chrono::{DateTime, NaiveDateTime, Utc};
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use super::rules::{
    Holder, KEY_BYTES, MOST_WRONG, NotIt, RECOVERY_CODES, Reason, Refusal, Typed, WAIT, may_reset, recovery_code,
    used_step,
};
use crate::accounts::events;
use crate::platform::App;
use crate::platform::clock::moment;
use crate::platform::mail;
use crate::platform::secret::Purpose;
use crate::policy::Permit;
use crate::vocabulary::PersonId;

/// How a person stands with their second factor.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Since when one is in use.
    pub set_up_at: Option<DateTime<Utc>>,
    /// The key that is being set up, until its first code is given.
    pub pending: Option<Vec<u8>>,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

#[derive(FromQueryResult)]
struct Row {
    sealed: Option<String>,
    pending: Option<String>,
    set_up_at: Option<NaiveDateTime>,
    last_step: i64,
    wrong: i32,
    wait_until: Option<NaiveDateTime>,
}

const ROW: &str =
    "select sealed, pending, set_up_at, last_step, wrong, wait_until from second_factor where person = $1";

fn opened(app: &App, person: PersonId, sealed: Option<&str>) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let key = app.secret.unlock(Purpose::SecondFactor, &person.get().to_string(), sealed);
    key.map(Some).ok_or_else(|| {
        StoreError::Unreadable(format!("the second factor of person {} was sealed with another secret", person.get()))
    })
}

/// How the person stands.
///
/// # Errors
/// Those of the database; a key that was sealed with another secret.
pub async fn state(tx: &mut Tx, app: &App, person: PersonId) -> Result<State, StoreError> {
    let Some(row) = tx.one::<Row>(ROW, values![person.get()]).await? else { return Ok(State::default()) };
    let sql = "select count(*) from recovery_code where person = $1 and used_at is null";
    Ok(State {
        set_up_at: row.set_up_at.map(utc),
        pending: opened(app, person, row.pending.as_deref())?,
        codes_left: tx.scalar(sql, values![person.get()]).await?.unwrap_or(0),
    })
}

/// Makes a key for an app; what is in use stays in use until the new key's first code is given.
///
/// # Errors
/// Those of the database.
pub async fn begin(tx: &mut Tx, app: &App, permit: &Permit) -> Result<(), StoreError> {
    let Some(person) = permit.person() else { return Ok(()) };
    let key: [u8; KEY_BYTES] = app.chance.bytes();
    let pending = app.secret.lock(Purpose::SecondFactor, &person.get().to_string(), &key, &app.chance);
    let sql = "insert into second_factor (person, pending, last_step, wrong) values ($1, $2, 0, 0)
               on conflict (person) do update set pending = excluded.pending";
    tx.execute(sql, values![person.get(), pending]).await?;
    Ok(())
}

/// Takes the new key into use with its first code; gives the recovery codes, which nobody can show again.
///
/// # Errors
/// Those of the database. The inner error is the page's: the code is wrong; then a try is counted, to be committed.
pub async fn finish(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    (typed, now): (&Typed, DateTime<Utc>),
) -> Result<Result<Vec<String>, NotIt>, StoreError> {
    let Some((person, row)) = held(tx, permit).await? else { return Ok(Err(NotIt::Wrong)) };
    if let Some(refused) = must_wait(&row, now) {
        return Ok(Err(refused));
    }
    let key = opened(app, person, row.pending.as_deref())?;
    let step = match (&key, typed) {
        (Some(key), Typed::OfApp(code)) => used_step(key, code, 0, now),
        _ => None,
    };
    let Some(step) = step else { return count_wrong(tx, permit, (person, &row), now).await.map(Err) };
    let sql = "update second_factor set sealed = pending, pending = null, set_up_at = $2, last_step = $3, wrong = 0,
                 wait_until = null where person = $1";
    tx.execute(sql, values![person.get(), naive(now), step]).await?;
    tx.record(events::account(permit, person, "second_factor_set_up", now));
    mail::queue(tx, app, "second_factor_set_up", serde_json::json!({ "person": person.get() }), now).await?;
    Ok(Ok(new_codes(tx, app, person).await?))
}

async fn new_codes(tx: &mut Tx, app: &App, person: PersonId) -> Result<Vec<String>, StoreError> {
    tx.execute("delete from recovery_code where person = $1", values![person.get()]).await?;
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code(app.chance.bytes())).collect();
    for code in &codes {
        let sql = "insert into recovery_code (person, code_hash) values ($1, $2)";
        tx.execute(sql, values![person.get(), hash(app, person, code)]).await?;
    }
    Ok(codes)
}

fn hash(app: &App, person: PersonId, code: &str) -> String {
    app.secret.fingerprint(Purpose::RecoveryCode, &format!("{}:{code}", person.get()))
}

/// Ten new recovery codes instead of those that are left.
///
/// # Errors
/// Those of the database.
pub async fn renew_codes(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
) -> Result<Option<Vec<String>>, StoreError> {
    let Some((person, row)) = held(tx, permit).await? else { return Ok(None) };
    if row.set_up_at.is_none() {
        return Ok(None);
    }
    tx.record(events::account(permit, person, "recovery_codes_renewed", now));
    new_codes(tx, app, person).await.map(Some)
}

/// Uses a code up: of the app, or a recovery code.
///
/// # Errors
/// Those of the database. The inner error is the page's; then a try is counted, to be committed.
pub async fn give(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    (typed, now): (&Typed, DateTime<Utc>),
) -> Result<Result<(), NotIt>, StoreError> {
    let Some((person, row)) = held(tx, permit).await? else { return Ok(Err(NotIt::Wrong)) };
    if let Some(refused) = must_wait(&row, now) {
        return Ok(Err(refused));
    }
    let Some(key) = opened(app, person, row.sealed.as_deref())? else { return Ok(Err(NotIt::Wrong)) };
    let fits = match typed {
        Typed::OfApp(code) => match used_step(&key, code, row.last_step, now) {
            Some(step) => {
                let sql = "update second_factor set last_step = $2 where person = $1";
                tx.execute(sql, values![person.get(), step]).await? == 1
            }
            None => false,
        },
        Typed::Recovery(code) => {
            let sql = "update recovery_code set used_at = $3 where person = $1 and code_hash = $2 and used_at is null";
            tx.execute(sql, values![person.get(), hash(app, person, code), naive(now)]).await? == 1
        }
    };
    if !fits {
        return count_wrong(tx, permit, (person, &row), now).await.map(Err);
    }
    let sql = "update second_factor set wrong = 0, wait_until = null where person = $1";
    tx.execute(sql, values![person.get()]).await?;
    let did = if matches!(typed, Typed::OfApp(_)) { "second_factor_given" } else { "recovery_code_used" };
    tx.record(events::account(permit, person, did, now));
    Ok(Ok(()))
}

/// The row of the acting person, held so that two codes at once are taken one after the other.
async fn held(tx: &mut Tx, permit: &Permit) -> Result<Option<(PersonId, Row)>, StoreError> {
    let Some(person) = permit.person() else { return Ok(None) };
    let sql = format!("{ROW}{}", tx.dialect().for_update());
    Ok(tx.one::<Row>(&sql, values![person.get()]).await?.map(|row| (person, row)))
}

fn must_wait(row: &Row, now: DateTime<Utc>) -> Option<NotIt> {
    let until = row.wait_until.map(utc).filter(|until| *until > now)?;
    Some(NotIt::Wait(moment(until)))
}

async fn count_wrong(
    tx: &mut Tx,
    permit: &Permit,
    (person, row): (PersonId, &Row),
    now: DateTime<Utc>,
) -> Result<NotIt, StoreError> {
    let wrong = i64::from(row.wrong) + 1;
    let until = (wrong >= MOST_WRONG).then(|| now + WAIT);
    let left = if until.is_some() { 0 } else { wrong };
    let sql = "update second_factor set wrong = $2, wait_until = $3 where person = $1";
    tx.execute(sql, values![person.get(), left, until.map(naive)]).await?;
    Ok(match until {
        Some(until) => {
            tx.record(events::account(permit, person, "second_factor_waits", now));
            NotIt::Wait(moment(until))
        }
        None => NotIt::Wrong,
    })
}

/// What the rule of taking a person's second factor off needs to know.
///
/// # Errors
/// Those of the database.
pub async fn holder(tx: &mut Tx, permit: &Permit, person: PersonId) -> Result<Holder, StoreError> {
    let set_up: Option<i64> = tx
        .scalar("select count(*) from second_factor where person = $1 and sealed is not null", values![person.get()])
        .await?;
    let sql = "select count(*) from person_role where person = $1 and role in ('support', 'regulator')";
    let desk: Option<i64> = tx.scalar(sql, values![person.get()]).await?;
    let sql = "select count(*) from organisation where id = $1 and kind = 'dfe'";
    let dfe: Option<i64> = tx.scalar(sql, values![permit.on().get()]).await?;
    Ok(Holder {
        has_one: set_up.unwrap_or(0) > 0,
        is_self: permit.person() == Some(person),
        is_of_the_desk: desk.unwrap_or(0) > 0,
        by_the_dfe: dfe.unwrap_or(0) > 0,
    })
}

/// Takes a person's second factor off, because they lost it; they are told by mail, and their sessions lose what the
/// code gave them.
///
/// # Errors
/// Those of the database. The inner error is the page’s: a rule says no; then nothing is changed.
pub async fn reset(
    tx: &mut Tx,
    app: &App,
    permit: &Permit,
    now: DateTime<Utc>,
    (person, reason): (PersonId, &Reason),
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = may_reset(holder(tx, permit, person).await?) {
        return Ok(Err(refusal));
    }
    let sql = "delete from second_factor where person = $1 and sealed is not null";
    if tx.execute(sql, values![person.get()]).await? != 1 {
        return Ok(Err(Refusal::NotSetUp));
    }
    tx.execute("delete from recovery_code where person = $1", values![person.get()]).await?;
    tx.execute("update session set second_factor_at = null where person = $1", values![person.get()]).await?;
    let mut event = events::account(permit, person, "second_factor_reset", now);
    event.personal.push(("reason", reason.to_string()));
    tx.record(event);
    let parameters = serde_json::json!({ "person": person.get(), "organisation": permit.on().get() });
    mail::queue(tx, app, "second_factor_reset", parameters, now).await?;
    Ok(Ok(()))
}

/// How many keys were sealed with another secret than the service has: their owners could not sign in.
///
/// # Errors
/// Those of the database.
pub async fn unreadable(tx: &mut Tx, app: &App) -> Result<usize, StoreError> {
    #[derive(FromQueryResult)]
    struct Sealed {
        person: i64,
        sealed: String,
    }
    let sql = "select person, sealed from second_factor where sealed is not null";
    let rows: Vec<Sealed> = tx.all(sql, values![]).await?;
    let is_unreadable =
        |row: &&Sealed| app.secret.unlock(Purpose::SecondFactor, &row.person.to_string(), &row.sealed).is_none();
    Ok(rows.iter().filter(is_unreadable).count())
}
