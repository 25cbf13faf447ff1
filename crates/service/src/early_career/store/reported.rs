//! Schools on a list that told this lead provider that it confirmed them by mistake.

use store::{FromQueryResult, StoreError, Tx, texts, values};

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
    let given = tx.dialect().texts("$1", "urn");
    let sql = format!(
        "select o.urn, o.name, m.report_reason as reason from {given} join organisation o on o.urn = given.urn
         join membership m on m.organisation = o.id and m.kind = 'ect' and m.status = 'reported'
         join partnership h on h.id = m.partnership and h.hub = $2 and h.cohort = $3
         order by o.name_folded, o.urn"
    );
    let hub = asking.lead_provider.get();
    let rows: Vec<Row> = tx.all(&sql, values![texts(urns), hub, asking.cohort.start_year()]).await?;
    let read =
        |row: Row| Some(Reported { urn: row.urn.parse().ok()?, name: row.name, reason: Reason::parse(&row.reason)? });
    Ok(rows.into_iter().filter_map(read).collect())
}
