//! Who looks after the induction of a school's early career teachers, and how schools are asked for it.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, naive, utc, values};

use crate::early_career::rules::nominations::DAYS_TO_NOMINATE;
use crate::organisations::directory;
use crate::platform::clock::end_of_day_after;
use crate::policy::{Action, Permit};
use crate::vocabulary::{EmailAddress, OrganisationId, PersonId};

/// A school's induction tutor.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Tutor {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// When they were nominated.
    pub nominated_at: NaiveDateTime,
    /// Whom they replaced, for as long as it takes to tell that person.
    pub before_name: Option<String>,
    /// Where that person is told.
    pub before_email: Option<String>,
}

impl Tutor {
    /// Whether mail to this address reaches the tutor.
    pub fn is_at(&self, address: &str) -> bool {
        self.email.eq_ignore_ascii_case(address)
    }
}

/// The induction tutor of a school, once there is one.
pub async fn of(tx: &mut Tx, school: OrganisationId) -> Result<Option<Tutor>, StoreError> {
    tx.one(
        "select name, email, nominated_at, before_name, before_email from induction_tutor where school = $1",
        values![school],
    )
    .await
}

/// How often holders of links have nominated a school's tutor since this moment.
///
/// # Errors
/// Those of the database.
pub async fn nominated_by_link(tx: &mut Tx, permit: &Permit, since: DateTime<Utc>) -> Result<u64, StoreError> {
    let sql = "select count(*) from audit_event where organisation = $1 and actor_kind = 'link_holder'
        and action = $2 and at > $3";
    let count: Option<i64> = tx.scalar(sql, values![permit.on(), Action::NominateTutor.code(), naive(since)]).await?;
    Ok(count.map_or(0, i64::unsigned_abs))
}

/// Nominates the induction tutor of the permit's school, in place of an earlier one; false when it is the same person.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn nominate(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (name, email): (&str, &EmailAddress),
) -> Result<bool, StoreError> {
    let school = permit.on();
    // Of two who nominate at once, the second sees what the first has done.
    directory::hold(tx, school).await?;
    let before = of(tx, school).await?;
    if before.as_ref().is_some_and(|it| it.name == name && it.is_at(email.as_str())) {
        return Ok(false);
    }
    let replaced = before.as_ref().filter(|it| !it.is_at(email.as_str()));
    let user = "select p.id from person p join person_role r on r.person = p.id and r.organisation = $1
        where p.email_folded = $2 and p.disabled_at is null limit 1";
    let person: Option<i64> = tx.scalar(user, values![school, email.folded()]).await?;
    tx.execute(
        "insert into induction_tutor (school, name, email, person, nominated_at, nominated_by, before_name, before_email)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (school) do update set name = excluded.name, email = excluded.email, person = excluded.person,
           nominated_at = excluded.nominated_at, nominated_by = excluded.nominated_by,
           before_name = excluded.before_name, before_email = excluded.before_email",
        values![
            school,
            name,
            email.as_str(),
            person,
            naive(now),
            permit.person().map(PersonId::get),
            replaced.map(|it| it.name.as_str()),
            replaced.map(|it| it.email.as_str())
        ],
    )
    .await?;
    let change = if before.is_some() { "tutor_replaced" } else { "tutor_nominated" };
    let mut entry = permit.entry(now, format!("organisation {school}"), json!({ "change": change }));
    entry.personal.push(("address", email.as_str().to_owned()));
    entry.personal.push(("name", name.to_owned()));
    tx.record(entry);
    Ok(true)
}

/// Whether somebody with this address is a user of the school.
pub async fn has_account(tx: &mut Tx, school: OrganisationId, address: &str) -> Result<bool, StoreError> {
    let sql = "select 1 from person p join person_role r on r.person = p.id and r.organisation = $1
        where p.email_folded = $2 and p.disabled_at is null limit 1";
    Ok(tx.scalar::<i32>(sql, values![school, address.to_ascii_lowercase()]).await?.is_some())
}

/// A school asked to nominate its induction tutor.
#[derive(Clone, Debug)]
pub struct Nomination {
    /// Its public id, which the link names.
    pub public_id: String,
    /// The school.
    pub school: OrganisationId,
    /// Its name.
    pub school_name: String,
    /// To which address the link went.
    pub address: String,
    /// Until when the link works.
    pub expires_at: DateTime<Utc>,
}

/// The asking with this public id.
pub async fn nomination(tx: &mut Tx, public_id: &str) -> Result<Option<Nomination>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        public_id: String,
        school: i64,
        school_name: String,
        address: String,
        expires_at: NaiveDateTime,
    }
    let sql = "select n.public_id, n.school, o.name as school_name, n.address, n.expires_at
        from nomination n join organisation o on o.id = n.school where n.public_id = $1";
    let row: Option<Row> = tx.one(sql, values![public_id]).await?;
    Ok(row.map(|row| Nomination {
        public_id: row.public_id,
        school: OrganisationId(row.school),
        school_name: row.school_name,
        address: row.address,
        expires_at: utc(row.expires_at),
    }))
}

/// Notes that a school is asked, by a link that works for 21 days from now; asked twice with one id counts once.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed.
pub async fn ask(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    (public_id, address): (&str, &str),
) -> Result<(), StoreError> {
    let expires_at = end_of_day_after(now, DAYS_TO_NOMINATE);
    let asked = tx
        .execute(
            "insert into nomination (public_id, school, address, issue, asked_at, expires_at)
             values ($1, $2, $3, 1, $4, $5) on conflict (public_id) do nothing",
            values![public_id, permit.on(), address, naive(now), naive(expires_at)],
        )
        .await?;
    if asked == 1 {
        let data = json!({ "change": "tutor_asked" });
        tx.record(permit.entry(now, format!("organisation {}", permit.on()), data));
    }
    Ok(())
}

/// When the school was asked within the last day.
pub async fn asked(tx: &mut Tx, school: OrganisationId, now: DateTime<Utc>) -> Result<Vec<DateTime<Utc>>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        asked_at: NaiveDateTime,
    }
    let sql = "select asked_at from nomination where school = $1 and asked_at > $2";
    let rows: Vec<Row> = tx.all(sql, values![school, naive(now - TimeDelta::days(1))]).await?;
    Ok(rows.into_iter().map(|row| utc(row.asked_at)).collect())
}
