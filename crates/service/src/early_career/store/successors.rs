//! Schools that took the place of schools that closed.

use std::collections::HashMap;

use store::{FromQueryResult, StoreError, Tx, texts, values};

use crate::early_career::rules::verdict::RowError;
use crate::organisations::rules::Successor;
use crate::organisations::store::{lineage, listed};
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// The other school of a succession.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Other {
    /// Its number.
    pub urn: String,
    /// Its name.
    pub name: String,
}

/// The closed school whose place a membership's school took; by the public id.
pub async fn before(tx: &mut Tx, membership: &str) -> Result<Option<Other>, StoreError> {
    let sql = "select o.urn, coalesce(e.name, o.name) as name from membership m
         join membership p on p.id = m.successor_of join organisation o on o.id = p.organisation
         left join establishment e on e.urn = o.urn where m.public_id = $1";
    tx.one(sql, values![membership]).await
}

/// The school that was carried over in the place of a membership's closed school; by the public id.
pub async fn after(tx: &mut Tx, membership: &str) -> Result<Option<Other>, StoreError> {
    let sql = "select o.urn, coalesce(e.name, o.name) as name from membership p
         join membership m on m.successor_of = p.id and m.status <> 'left'
         join organisation o on o.id = m.organisation left join establishment e on e.urn = o.urn
         where p.public_id = $1";
    tx.one(sql, values![membership]).await
}

/// Whether every one of these schools was proposed to the lead provider in the place of one that closed.
pub async fn are_proposed(
    tx: &mut Tx,
    (lead_provider, cohort): (OrganisationId, AcademicYear),
    urns: &[Urn],
) -> Result<bool, StoreError> {
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!(
        "select count(*) from {given} join organisation o on o.urn = given.urn
         join membership m on m.organisation = o.id and m.kind = 'ect' and m.cohort = $3 and m.status = 'proposed'
         join partnership h on h.id = m.partnership and h.hub = $2"
    );
    let found: Option<i64> = tx.scalar(&sql, values![texts(urns), lead_provider, cohort.start_year()]).await?;
    Ok(found.map(i64::unsigned_abs) == Some(urns.len() as u64))
}

/// Of schools with these errors those that one other school took the place of, each with a sentence that names it.
pub async fn named(tx: &mut Tx, errors: &[(Urn, RowError)]) -> Result<HashMap<Urn, String>, StoreError> {
    let mut followed = Vec::new();
    for (urn, _) in errors.iter().filter(|(_, error)| *error == RowError::NoInductions) {
        if let Successor::Simple(successor) = lineage(tx, *urn).await?.successor {
            followed.push((*urn, successor));
        }
    }
    let successors: Vec<Urn> = followed.iter().map(|(_, successor)| *successor).collect();
    let names: HashMap<Urn, String> = listed(tx, &successors).await?.into_iter().map(|it| (it.urn, it.name)).collect();
    let told = |(urn, successor): (Urn, Urn)| {
        let name = names.get(&successor)?;
        Some((urn, format!("{name} (URN {successor}) took its place")))
    };
    Ok(followed.into_iter().filter_map(told).collect())
}
