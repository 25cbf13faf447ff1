//! Schools on a list that told this lead provider that it confirmed them by mistake.

use std::collections::HashSet;

use store::{FromQueryResult, StoreError, Tx, values};

use super::judge::Asking;
use crate::partnerships::rules::Reason;
use crate::vocabulary::Urn;

/// A school that reported a mistake, and has not been confirmed since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// Its number.
    pub urn: Urn,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Those of these schools that reported a mistake to the lead provider for the cohort, by name.
///
/// # Errors
/// Those of the database.
pub async fn reported(tx: &mut Tx, asking: Asking, urns: &[Urn]) -> Result<Vec<Reported>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        urn: String,
        name: String,
        reason: String,
    }
    // From the few that reported, not from the list, which may be long and is confirmed while others wait.
    let sql = "select o.urn, o.name, m.report_reason as reason from partnership h
         join membership m on m.partnership = h.id and m.status = 'reported'
         join organisation o on o.id = m.organisation
         where h.kind = 'ect' and h.hub = $1 and h.cohort = $2 order by o.name_folded, o.urn";
    let rows: Vec<Row> = tx.all(sql, values![asking.lead_provider.get(), asking.cohort.start_year()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let listed: HashSet<Urn> = urns.iter().copied().collect();
    let read =
        |row: Row| Some(Reported { urn: row.urn.parse().ok()?, name: row.name, reason: Reason::parse(&row.reason)? });
    Ok(rows.into_iter().filter_map(read).filter(|it| listed.contains(&it.urn)).collect())
}
