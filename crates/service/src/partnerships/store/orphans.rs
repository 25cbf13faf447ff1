//! Memberships of schools that have closed.

use store::{FromQueryResult, StoreError, Tx, values};

use super::membership::subject_of;
use crate::partnerships::rules::About;
use crate::vocabulary::{AcademicYear, OrganisationId, Urn};

/// An active membership whose school has closed.
#[derive(Clone, Debug)]
pub struct Orphan {
    /// The membership's key.
    pub membership: i64,
    /// The provider.
    pub hub: OrganisationId,
    /// The closed school.
    pub urn: Urn,
    about: About,
}

impl Orphan {
    /// What the audit trail calls the same partnership with the school that took the place.
    pub fn subject_with(&self, successor: Urn) -> String {
        subject_of(self.about, self.hub, successor)
    }
}

/// Those that no other membership succeeds yet; of cohorts those that began in `since` or later.
pub async fn orphans(tx: &mut Tx, since: AcademicYear) -> Result<Vec<Orphan>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
        hub: i64,
        urn: String,
        kind: String,
        cohort: Option<i32>,
    }
    let rows: Vec<Row> = tx
        .all(
            "select m.id, h.hub, o.urn, m.kind, m.cohort from membership m join partnership h on h.id = m.partnership
             join organisation o on o.id = m.organisation join establishment e on e.urn = o.urn
             where (m.kind = 'placement' or (m.kind = 'ect' and m.basis = 'provider_led' and m.cohort >= $1))
               and m.status = 'active' and e.status = 2
               and not exists (select 1 from membership s where s.successor_of = m.id)
             order by m.id",
            values![since.start_year()],
        )
        .await?;
    let orphan = |row: Row| {
        let about = About::read(&row.kind, row.cohort);
        Some(Orphan { membership: row.id, hub: OrganisationId(row.hub), urn: row.urn.parse().ok()?, about })
    };
    Ok(rows.into_iter().filter_map(orphan).collect())
}
