//! What a lead provider can take over from one cohort into the next.

use store::{FromQueryResult, StoreError, Tx, values};

use super::schools::Of;
use crate::vocabulary::{AcademicYear, london_date};

/// A school of the cohort before that can be confirmed again, with the same delivery partner.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Again {
    /// Its number.
    pub urn: String,
    /// Its name.
    pub name: String,
    /// The delivery partner's public id.
    pub partner: String,
    /// Its name.
    pub partner_name: String,
}

/// The schools of the cohort `of` that nobody has confirmed for `next` yet, where the pairing exists again: by delivery
/// partner, then by name. Closed schools are not among them, nor those that reported a mistake for either cohort.
///
/// Nothing is copied: a school is confirmed, and told, as any other. Source: issue 4.
pub async fn again(tx: &mut Tx, of: Of, next: AcademicYear) -> Result<Vec<Again>, StoreError> {
    let sql = "select o.urn, coalesce(e.name, o.name) as name, d.public_id as partner, d.name as partner_name
      from partnership h join membership m on m.partnership = h.id and m.status = 'active'
      join organisation o on o.id = m.organisation left join establishment e on e.urn = o.urn
      join organisation d on d.id = m.delivery_partner
      join pairing c on c.cohort = $3 and c.lead_provider = h.hub and c.delivery_partner = d.id
        and c.starts_on <= $4 and (c.ended_on is null or c.ended_on > $4)
      where h.kind = 'ect' and h.hub = $1 and h.cohort = $2 and coalesce(e.status, 1) <> 2
        and not exists (select 1 from membership x where x.organisation = m.organisation and x.kind = 'ect'
          and x.cohort = $3 and x.status = 'active')
        and not exists (select 1 from membership x join partnership y on y.id = x.partnership
          where y.kind = 'ect' and y.hub = h.hub and y.cohort = $3 and x.organisation = m.organisation
          and x.status = 'reported')
      order by d.name_folded, d.id, o.name_folded, o.id";
    let today = london_date(of.now);
    tx.all(sql, values![of.lead_provider, of.cohort.start_year(), next.start_year(), today]).await
}
