//! Adding providers to a school's partner providers: one or many, in the same few statements.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value as Json, json};
use store::{FromQueryResult, StoreError, Tx, naive, values};

use super::membership::{BY_SCHOOL, currents_of_school, subject};
use crate::partnerships::rules::{Candidate, Refusal, may_add_provider};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::{OrganisationId, PersonId, Urn};

/// Providers that a school names, and the school as the register has it now.
#[derive(Clone, Copy, Debug)]
pub struct ToName<'a> {
    /// The school's number.
    pub urn: Urn,
    /// What the rules need of the school; none when the register does not know it.
    pub school: Option<Candidate>,
    /// The providers.
    pub providers: &'a [OrganisationId],
}

/// A provider that was added: its membership and the time of adding, for the mail.
#[derive(Clone, Debug, FromQueryResult)]
pub struct JustAdded {
    /// The key of the provider's organisation.
    pub hub: i64,
    /// The membership's public id.
    pub public_id: String,
    /// Counts the times that it was added.
    pub report_number: i32,
}

/// What came of it: judged again inside the transaction, since things change between two pages.
#[derive(Clone, Debug, Default)]
pub struct AddedProviders {
    /// Added now.
    pub added: Vec<JustAdded>,
    /// Dropped out, and why.
    pub refused: Vec<(OrganisationId, Refusal)>,
}

/// Adds providers to a school's partner providers; the permit is on the school.
///
/// The same provider twice counts once. A membership that had left or was reported is revived with a new report
/// number. The school has named the provider itself, so it counts as told, and its days to report a mistake are over.
///
/// Source: product.md decision 1: two views of the same memberships; either side may add one.
///
/// # Errors
/// [`StoreError`]; then nothing is written.
pub async fn add_providers(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    to_name: ToName<'_>,
) -> Result<AddedProviders, StoreError> {
    let standing = currents_of_school(tx, permit.on(), to_name.providers).await?;
    let mut outcome = AddedProviders::default();
    let mut good: Vec<OrganisationId> = Vec::new();
    for provider in to_name.providers {
        if good.contains(provider) {
            continue;
        }
        match may_add_provider(true, to_name.school, standing.get(provider).map(|it| it.state)) {
            Ok(()) => good.push(*provider),
            Err(refusal) => outcome.refused.push((*provider, refusal)),
        }
    }
    let rows: Vec<Json> = good.iter().map(|hub| json!({ "hub": hub.get(), "public_id": chance.public_id() })).collect();
    let rows = Json::from(rows).to_string();
    ensure_partnerships(tx, permit, chance, now, &rows).await?;
    outcome.added = write(tx, permit, now, &rows).await?;
    for named in &outcome.added {
        let data = json!({ "change": "added_by_school", "urn": to_name.urn.to_string() });
        tx.record(permit.entry(now, subject(OrganisationId(named.hub), to_name.urn), data));
    }
    Ok(outcome)
}

/// Makes the placement partnership of each provider that has none yet.
async fn ensure_partnerships(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    rows: &str,
) -> Result<(), StoreError> {
    #[derive(FromQueryResult)]
    struct Missing {
        hub: i64,
    }
    let given = tx.dialect().recordset("$1", &[("hub", "bigint")]);
    let sql = format!(
        "select given.hub from {given} where not exists
           (select 1 from partnership h where h.kind = 'placement' and h.hub = given.hub)"
    );
    let missing: Vec<Missing> = tx.all(&sql, values![rows]).await?;
    if missing.is_empty() {
        return Ok(());
    }
    let mut made = Vec::with_capacity(missing.len());
    for Missing { hub } in missing {
        let reference = format!("P-{}", &chance.public_id()[..8].to_uppercase());
        made.push(json!({ "hub": hub, "reference": reference }));
        tx.record(permit.entry(now, format!("partnership {reference}"), json!({ "kind": "placement" })));
    }
    let given = tx.dialect().recordset("$1", &[("hub", "bigint"), ("reference", "text")]);
    let sql = format!(
        "insert into partnership (reference, kind, hub, status, created_at)
         select given.reference, 'placement', given.hub, 'active', $2 from {given} where true on conflict do nothing"
    );
    tx.execute(&sql, values![Json::from(made).to_string(), naive(now)]).await?;
    Ok(())
}

async fn write(tx: &mut Tx, permit: &Permit, now: DateTime<Utc>, rows: &str) -> Result<Vec<JustAdded>, StoreError> {
    let given = tx.dialect().recordset("$1", &[("hub", "bigint"), ("public_id", "text")]);
    let sql = format!(
        "insert into membership (public_id, partnership, organisation, kind, basis, status, added_by,
            report_number, report_deadline, told_at, told_by, version, added_at, changed_at, changed_by)
         select given.public_id, h.id, $2, 'placement', 'school_led', 'active', $2, 1, $5, $3, $6, 1, $3, $3, $4
         from {given} join partnership h on h.kind = 'placement' and h.hub = given.hub where true
         on conflict (partnership, organisation) do update set status = 'active', added_by = excluded.added_by,
            report_number = membership.report_number + 1, report_deadline = excluded.report_deadline,
            report_reason = null, told_at = excluded.told_at, told_by = excluded.told_by,
            version = membership.version + 1, added_at = excluded.added_at, changed_at = excluded.changed_at,
            changed_by = excluded.changed_by
         where membership.status <> 'active'"
    );
    let school = permit.on().get();
    let over = naive(now - TimeDelta::seconds(1));
    let person = permit.person().map(PersonId::get);
    tx.execute(&sql, values![rows, school, naive(now), person, over, BY_SCHOOL]).await?;
    let given = tx.dialect().recordset("$1", &[("hub", "bigint")]);
    let sql = format!(
        "select h.hub, m.public_id, m.report_number from {given} join partnership h on h.kind = 'placement'
           and h.hub = given.hub join membership m on m.partnership = h.id
         where m.organisation = $2 and m.status = 'active' and m.told_by = $3 and m.added_at = $4 order by m.id"
    );
    tx.all(&sql, values![rows, school, BY_SCHOOL, naive(now)]).await
}

/// A membership that a school made, as mails need it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct NamedProvider {
    /// The key of the provider's organisation.
    pub provider: i64,
    /// The provider's name.
    pub provider_name: String,
    /// The provider's code.
    pub code: String,
    /// The key of the school's organisation.
    pub school: i64,
    /// The school's name.
    pub school_name: String,
    /// Its URN.
    pub urn: String,
}

/// The membership with this public id that a school made this time, while it stands (or once it has ended).
pub async fn named_provider(
    tx: &mut Tx,
    membership: &str,
    report_number: i32,
    has_ended: bool,
) -> Result<Option<NamedProvider>, StoreError> {
    let status = if has_ended { "left" } else { "active" };
    tx.one(
        "select h.hub as provider, o.name as provider_name, o.provider_code as code, s.id as school,
           s.name as school_name, s.urn
         from membership m join partnership h on h.id = m.partnership join organisation o on o.id = h.hub
         join organisation s on s.id = m.organisation
         where m.public_id = $1 and m.report_number = $2 and m.status = $3
           and (m.told_by = $4 or ($3 = 'left' and m.told_at is not null))",
        values![membership, report_number, status, BY_SCHOOL],
    )
    .await
}
