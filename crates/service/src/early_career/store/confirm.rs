//! Confirming schools: one or thousands, in the same few statements and one transaction.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{FromQueryResult, StoreError, Tx, Value, naive, values};

use super::judge::{Asking, Schools, judge};
use super::successors::are_proposed;
use super::{cohorts, notices, pairings};
use crate::early_career::rules::verdict::{Refusal, RowError};
use crate::organisations::directory::{self, Named};
use crate::partnerships::store::confirmed_subject as subject;
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{AcademicYear, OrganisationId, PersonId, Urn, london_date};

/// A school that is asked for, and the line that names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line; 1 where there is no list.
    pub line: usize,
    /// The school.
    pub urn: Urn,
}

/// What is to be confirmed, by the lead provider of the permit.
#[derive(Clone, Copy, Debug)]
pub struct Confirm<'a> {
    /// For which cohort.
    pub cohort: AcademicYear,
    /// Who trains their teachers.
    pub delivery_partner: &'a Named,
    /// The list that it comes from.
    pub upload: Option<i64>,
    /// The schools, in their order.
    pub lines: &'a [Line],
    /// The register, from [`super::judge::Register::schools`] in this very transaction.
    pub schools: &'a Schools,
}

/// A row that dropped out between the check and the change, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Its line.
    pub line: usize,
    /// The school.
    pub urn: u32,
    /// The code of its [`RowError`].
    pub error: String,
}

impl Dropped {
    /// Why.
    pub fn error(&self) -> Option<RowError> {
        RowError::parse(&self.error)
    }

    /// The school's number, where it is one.
    pub fn urn(&self) -> Option<Urn> {
        self.urn.to_string().parse().ok()
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// Its key.
    pub id: i64,
    /// The name of the confirmation in messages and addresses.
    pub public_id: String,
    /// For which cohort.
    pub cohort: AcademicYear,
    /// Who trains their teachers.
    pub delivery_partner: String,
    /// Schools confirmed.
    pub confirmed: u64,
    /// Those that dropped out, by line.
    pub dropped: Vec<Dropped>,
}

/// Confirms schools for a cohort, with a delivery partner: memberships, events, notices and their mail together.
///
/// Every row is judged again here. A membership that was reported or had left is revived with a new report number,
/// so that its public id never changes. Whoever confirms for a cohort waits for whoever does so already: of two lead
/// providers that name the same school, the first has it, and the second is told so.
///
/// # Errors
/// [`StoreError`]; then nothing may be committed. The inner [`Refusal`]: nothing has been written.
pub async fn confirm_schools(
    tx: &mut Tx,
    permit: &Permit,
    confirm: Confirm<'_>,
    now: DateTime<Utc>,
    chance: &Chance,
) -> Result<Result<Confirmed, Refusal>, StoreError> {
    let lead_provider = permit.on();
    if let Err(refusal) = may_confirm(tx, lead_provider, &confirm, now).await? {
        return Ok(Err(refusal));
    }
    let asking = Asking { lead_provider, cohort: confirm.cohort };
    let urns: Vec<Urn> = confirm.lines.iter().map(|it| it.urn).collect();
    let verdicts = judge(tx, confirm.schools, asking, &urns).await?;
    let mut good = Vec::with_capacity(urns.len());
    let mut dropped = Vec::new();
    for line in confirm.lines {
        match verdicts.error(line.urn) {
            None => good.push(line.urn),
            Some(error) => {
                dropped.push(Dropped { line: line.line, urn: line.urn.number(), error: error.code().to_owned() });
            }
        }
    }
    let partnership = partnership(tx, permit, confirm.cohort, (now, chance)).await?;
    directory::ensure_schools(tx, &good, chance, now).await?;
    write(tx, permit, &confirm, (partnership, rows(&good, chance)), now).await?;
    let partner = confirm.delivery_partner.name.as_str();
    for urn in &good {
        let urn = urn.to_string();
        let data = json!({ "change": "confirmed", "urn": urn, "delivery_partner": partner });
        tx.record(permit.entry(now, subject(lead_provider, confirm.cohort, &urn), data));
    }
    let public_id = chance.public_id();
    let id = keep(tx, permit, &confirm, (&public_id, good.len(), &dropped), now).await?;
    notices::queue_for_confirmed(tx, chance, now, (id, &public_id)).await?;
    let confirmed = good.len() as u64;
    let (cohort, delivery_partner) = (confirm.cohort, partner.to_owned());
    Ok(Ok(Confirmed { id, public_id, cohort, delivery_partner, confirmed, dropped }))
}

/// Whether anything can be confirmed now. Holds the cohort until the transaction ends.
async fn may_confirm(
    tx: &mut Tx,
    lead_provider: OrganisationId,
    confirm: &Confirm<'_>,
    now: DateTime<Utc>,
) -> Result<Result<(), Refusal>, StoreError> {
    let year = confirm.cohort.start_year();
    let lock = tx.dialect().for_update();
    let _: Option<i32> = tx.scalar(&format!("select year from cohort where year = $1{lock}"), values![year]).await?;
    let today = london_date(now);
    let cohort = cohorts::find(tx, confirm.cohort).await?;
    let Some(cohort) = cohort else { return Ok(Err(Refusal::CohortNotOpen)) };
    // Schools close at any time: what took their place can be taken then.
    let urns: Vec<Urn> = confirm.lines.iter().map(|it| it.urn).collect();
    if !cohort.is_open(today) && !are_proposed(tx, (lead_provider, confirm.cohort), &urns).await? {
        return Ok(Err(Refusal::CohortNotOpen));
    }
    let partner = confirm.delivery_partner.id;
    let is_paired = pairings::is_paired(tx, confirm.cohort, lead_provider, partner, today).await?;
    Ok(if is_paired { Ok(()) } else { Err(Refusal::NotPaired) })
}

/// The lead provider's partnership of a cohort; made the first time.
async fn partnership(
    tx: &mut Tx,
    permit: &Permit,
    cohort: AcademicYear,
    (now, chance): (DateTime<Utc>, &Chance),
) -> Result<i64, StoreError> {
    let (hub, year) = (permit.on().get(), cohort.start_year());
    let find = "select id from partnership where kind = 'ect' and hub = $1 and cohort = $2";
    if let Some(found) = tx.scalar(find, values![hub, year]).await? {
        return Ok(found);
    }
    let reference = format!("P-{}", &chance.public_id()[..8].to_uppercase());
    let sql = "insert into partnership (reference, kind, hub, cohort, status, created_at)
         values ($1, 'ect', $2, $3, 'active', $4) on conflict do nothing";
    tx.execute(sql, values![reference.clone(), hub, year, naive(now)]).await?;
    let data = json!({ "kind": "ect", "cohort": cohort.to_string() });
    tx.record(permit.entry(now, format!("partnership {reference}"), data));
    let found = tx.scalar(find, values![hub, year]).await?;
    found.ok_or_else(|| StoreError::Unreadable(format!("organisation {hub} has no partnership for {year}")))
}

fn rows(urns: &[Urn], chance: &Chance) -> Vec<[Value; 2]> {
    urns.iter().zip(chance.public_ids(urns.len())).map(|(urn, id)| values![urn.to_string(), id]).collect()
}

async fn write(
    tx: &mut Tx,
    permit: &Permit,
    confirm: &Confirm<'_>,
    (partnership, rows): (i64, Vec<[Value; 2]>),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let person = permit.person().map(PersonId::get);
    let (year, partner) = (confirm.cohort.start_year(), confirm.delivery_partner.id.get());
    let shared = values![partnership, year, partner, permit.on().get(), naive(now), person];
    tx.execute_many(["urn", "public_id"], rows, shared, |given, [partnership, year, partner, by, now, person]| {
        format!(
            "insert into membership (public_id, partnership, organisation, kind, cohort, delivery_partner, basis,
                status, added_by, report_number, version, added_at, changed_at, changed_by)
             select given.public_id, {partnership}, o.id, 'ect', {year}, {partner}, 'provider_led',
                'active', {by}, 1, 1, {now}, {now}, {person}
             from {given} join organisation o on o.urn = given.urn where true
             on conflict (partnership, organisation) do update set status = 'active', added_by = excluded.added_by,
                delivery_partner = excluded.delivery_partner, basis = excluded.basis,
                report_number = membership.report_number + 1, report_deadline = null, report_reason = null,
                told_at = null, told_by = null, version = membership.version + 1,
                created_at = coalesce(membership.created_at, membership.added_at),
                added_at = excluded.added_at, changed_at = excluded.changed_at, changed_by = excluded.changed_by
             where membership.status <> 'active' or membership.basis <> 'provider_led'"
        )
    })
    .await?;
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit,
    confirm: &Confirm<'_>,
    (public_id, confirmed, dropped): (&str, usize, &[Dropped]),
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let sql =
        "insert into confirmation (public_id, lead_provider, cohort, delivery_partner, upload, confirmed, dropped,
            confirmed_at, person) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = values![
        public_id,
        permit.on().get(),
        confirm.cohort.start_year(),
        confirm.delivery_partner.id.get(),
        confirm.upload,
        i64::try_from(confirmed).unwrap_or(i64::MAX),
        serde_json::to_string(dropped).unwrap_or_default(),
        naive(now),
        permit.person().map(PersonId::get),
    ];
    tx.execute(sql, values).await?;
    let id = tx.scalar("select id from confirmation where public_id = $1", values![public_id]).await?;
    id.ok_or_else(|| StoreError::Unreadable(format!("confirmation {public_id} was not kept")))
}

#[derive(FromQueryResult)]
struct Kept {
    id: i64,
    public_id: String,
    cohort: i32,
    delivery_partner: String,
    confirmed: i32,
    dropped: String,
}

/// What came of a list that was confirmed.
///
/// # Errors
/// Those of the database.
pub async fn of_upload(tx: &mut Tx, upload: i64) -> Result<Option<Confirmed>, StoreError> {
    let sql = "select c.id, c.public_id, c.cohort, o.name as delivery_partner, c.confirmed, c.dropped
         from confirmation c join organisation o on o.id = c.delivery_partner where c.upload = $1";
    let row: Option<Kept> = tx.one(sql, values![upload]).await?;
    Ok(row.map(|row| Confirmed {
        id: row.id,
        public_id: row.public_id,
        cohort: AcademicYear::starting(row.cohort),
        delivery_partner: row.delivery_partner,
        confirmed: u64::from(row.confirmed.unsigned_abs()),
        dropped: serde_json::from_str(&row.dropped).unwrap_or_default(),
    }))
}
