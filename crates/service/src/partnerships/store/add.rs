//! Adding schools: one or thousands, in the same few statements.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use store::{StoreError, Tx, Value, naive, values};

use super::membership::{currents, hub_partnership, subject};
use crate::organisations::directory;
use crate::organisations::rules::Status;
use crate::organisations::school::School;
use crate::partnerships::rules::{Candidate, Refusal, may_add};
use crate::platform::clock::Chance;
use crate::policy::Permit;
use crate::vocabulary::Urn;

impl From<&School> for Candidate {
    fn from(school: &School) -> Candidate {
        Candidate { is_in_england: school.is_in_england(), is_closed: school.status == Status::Closed }
    }
}

/// A school to add, as the register has it now.
#[derive(Clone, Debug)]
pub struct ToAdd {
    /// Its number.
    pub urn: Urn,
    /// What the rules need of it; none when the register does not know it.
    pub school: Option<Candidate>,
    /// Trainees that the provider has there, where it said so.
    pub trainees: Option<i32>,
}

/// What came of it: judged again inside the transaction, since things change between two pages.
#[derive(Clone, Debug, Default)]
pub struct Added {
    /// Added now, in the order given.
    pub added: Vec<Urn>,
    /// Dropped out, and why.
    pub refused: Vec<(Urn, Refusal)>,
}

/// Adds schools to the provider's partner schools, and queues telling them.
///
/// The same school twice counts once. A membership that had left or was reported is revived with a new
/// report number (product.md "Model"); history is the events.
///
/// # Errors
/// [`StoreError`]; then nothing is written.
pub async fn add_schools(
    tx: &mut Tx,
    permit: &Permit,
    chance: &Chance,
    now: DateTime<Utc>,
    schools: &[ToAdd],
) -> Result<Added, StoreError> {
    let partnership = hub_partnership(tx, permit, chance, now).await?;
    let urns: Vec<Urn> = schools.iter().map(|it| it.urn).collect();
    let standing = currents(tx, permit.on(), &urns).await?;
    let mut outcome = Added::default();
    let mut good: HashMap<Urn, &ToAdd> = HashMap::new();
    for school in schools {
        if good.contains_key(&school.urn) {
            continue;
        }
        match may_add(school.school, standing.get(&school.urn).map(|it| it.state)) {
            Ok(()) => {
                good.insert(school.urn, school);
                outcome.added.push(school.urn);
            }
            Err(refusal) => outcome.refused.push((school.urn, refusal)),
        }
    }
    directory::ensure_schools(tx, &outcome.added, chance, now).await?;
    let ids = chance.public_ids(outcome.added.len());
    let row = |(urn, id): (&Urn, String)| {
        values![urn.to_string(), id, good.get(urn).and_then(|it| it.trainees).map(i64::from)]
    };
    let rows = outcome.added.iter().zip(ids).map(row).collect();
    write(tx, permit, now, partnership, rows).await?;
    for urn in &outcome.added {
        let data = serde_json::json!({ "change": "added", "urn": urn.to_string() });
        tx.record(permit.entry(now, subject(permit.on(), *urn), data));
    }
    Ok(outcome)
}

async fn write(
    tx: &mut Tx,
    permit: &Permit,
    now: DateTime<Utc>,
    partnership: i64,
    rows: Vec<[Value; 3]>,
) -> Result<(), StoreError> {
    let person = permit.person().map(crate::vocabulary::PersonId::get);
    let shared = values![partnership, permit.on().get(), naive(now), person];
    tx.execute_many(["urn", "public_id", "trainees"], rows, shared, |given, [partnership, by, now, person]| {
        format!(
            "insert into membership (public_id, partnership, organisation, kind, basis, status, added_by, trainees,
                report_number, version, added_at, changed_at, changed_by)
             select given.public_id, {partnership}, o.id, 'placement', 'provider_led', 'active', {by}, given.trainees,
                1, 1, {now}, {now}, {person}
             from {given} join organisation o on o.urn = given.urn where true
             on conflict (partnership, organisation) do update set status = 'active', added_by = excluded.added_by,
                trainees = coalesce(excluded.trainees, membership.trainees),
                report_number = membership.report_number + 1, report_deadline = null, report_reason = null,
                told_at = null, told_by = null, version = membership.version + 1,
                added_at = excluded.added_at, changed_at = excluded.changed_at, changed_by = excluded.changed_by
             where membership.status <> 'active'"
        )
    })
    .await?;
    Ok(())
}
