//! Memberships of schools that have closed.

use store::{FromQueryResult, StoreError, Tx, values};

use crate::vocabulary::{OrganisationId, Urn};

/// An active membership whose school has closed.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The membership's key.
    pub membership: i64,
    /// The provider.
    pub hub: OrganisationId,
    /// The closed school.
    pub urn: Urn,
}

/// Those that no other membership succeeds yet.
pub async fn orphans(tx: &mut Tx) -> Result<Vec<Orphan>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        hub: i64,
        urn: String,
    }
    let rows: Vec<Row> = tx
        .all(
            "select m.id, h.hub, o.urn from membership m join partnership h on h.id = m.partnership
             join organisation o on o.id = m.organisation join establishment e on e.urn = o.urn
             where m.kind = 'placement' and m.status = 'active' and e.status = 2
               and not exists (select 1 from membership s where s.successor_of = m.id)
             order by m.id",
            values![],
        )
        .await?;
    let orphan =
        |row: Row| Some(Orphan { membership: row.id, hub: OrganisationId(row.hub), urn: row.urn.parse().ok()? });
    Ok(rows.into_iter().filter_map(orphan).collect())
}
